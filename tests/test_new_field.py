"""A field that somebody adds to the front matter: three edits, and everything that names fields has it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from project import ROOT

ROW = '    _row("impact_area", "text", "not stated", _reads(Reader.text, shapes.TEXT), "what customers could not do"),\n'
SHOWN = '{% if i.impact_area %}\n<div><dt>{{ _("Impact area") }}</dt><dd>{{ i.impact_area }}</dd></div>\n{% endif %}\n'
EDITS = {
    "generator/afterword/core/model.py": ("    regions: tuple[str, ...] = ()\n", '    impact_area: str = ""\n'),
    "generator/afterword/syntax/fields.py": ('    _row("regions", ', ROW),
    "generator/afterword/templates/afterword/incident/rows.html": ("{% if i.regions %}\n", SHOWN),
}
"""The model, the row of the table, the template: by the file, before what, and what is put there."""
TIMES = "started: 2026-03-01 09:00 UTC\nresolved: 2026-03-01 10:00 UTC"
WRITTEN = f"---\ntitle: Posts wait\nimpact_area: Sending & receiving\n{TIMES}\n---\nThey wait.\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this repository, with the three edits, its pages of documentation written anew, and a site built with it."""
    root = tmp_path_factory.mktemp("root")
    for folder in ("generator", "tools", "docs", "site_config"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__", "images"))
    shutil.copy(ROOT / "mkdocs.yml", root)
    for path, (place, new) in EDITS.items():
        text = (root / path).read_text(encoding="utf-8")
        assert text.count(place) == 1, path
        (root / path).write_text(text.replace(place, new + place), encoding="utf-8")
    (root / "incidents").mkdir()
    (root / "incidents" / "2026-03-01-posts-wait.md").write_text(WRITTEN, encoding="utf-8")
    (root / "incidents" / "2026-02-01-posts-lost.md").write_text("---\ntitle: Posts lost\nimpact_area: [a, b]\n---\n", encoding="utf-8")
    python(root, "tools/write_docs.py")
    python(root, "-m", "afterword", "build", "--engine", "own", "--keep-going", "--now", "2026-04-22 09:46 UTC", code=3)
    return root


def python(root: Path, *arguments: str, code: int = 0) -> None:
    """Run Python with the package of the copy."""
    environment = {**os.environ, "PYTHONPATH": str(root / "generator"), "AFTERWORD_STORE": str(root / "store")}
    done = subprocess.run([sys.executable, *arguments], cwd=root, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == code, done.stdout + done.stderr


def test_it_is_on_the_page(root: Path) -> None:
    """As text, with its signs made safe."""
    page = (root / "site" / "incidents" / "2026-03-01-posts-wait" / "index.html").read_text(encoding="utf-8")
    assert "<dt>Impact area</dt><dd>Sending &amp; receiving</dd>" in page


def test_it_is_in_the_archive_and_in_its_schema(root: Path) -> None:
    """What was not stated, and what could not be read, is null."""
    stated, lost = (
        json.loads((root / "site" / "api" / "incidents" / f"{name}.json").read_text(encoding="utf-8"))["incident"]["impact_area"]
        for name in ("2026-03-01-posts-wait", "2026-02-01-posts-lost")
    )
    assert (stated, lost) == ("Sending & receiving", None)
    schema = json.loads((root / "site" / "api" / "schema" / "history.json").read_text(encoding="utf-8"))
    assert schema["$defs"]["incident"]["properties"]["impact_area"] == {"type": ["string", "null"]}
    assert "impact_area" in schema["$defs"]["incident"]["required"]


def test_editors_know_it(root: Path) -> None:
    """With what may be written, and what it means."""
    schema = json.loads((root / "site" / "api" / "schema" / "incident-front-matter.json").read_text(encoding="utf-8"))
    assert schema["properties"]["impact_area"]["description"] == "What customers could not do. You write: text. Without it: not stated."


@pytest.mark.parametrize(
    ("page", "row"),
    [
        ("format.md", "| `impact_area` | text | not stated | what customers could not do |"),
        ("api.md", "| `impact_area` | text or null |  |"),
    ],
)
def test_the_documentation_has_it(root: Path, page: str, row: str) -> None:
    """The tables are made from the code, and name it between its neighbours; nothing else differs but the example in JSON."""
    before = (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
    after = (root / "docs" / page).read_text(encoding="utf-8").splitlines()
    assert row in after
    assert [line for line in after if line not in before] == [line for line in ('    "impact_area": null,', row) if line in after]
