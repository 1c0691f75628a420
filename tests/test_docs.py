"""The documentation says what the code does, and leads where it says."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from importlib.metadata import metadata, version
from itertools import count
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from packaging.specifiers import SpecifierSet

from afterword.build import check
from afterword.cli import Commands, main
from afterword.core.catalogue import Component, Severity
from afterword.core.settings import Settings, Site
from afterword.core.sources import Source, Tree
from afterword.reading import settings_table
from afterword.reading.setting_values import rows
from afterword.reading.settings_reader import read_settings

ROOT = Path(__file__).parents[1]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "generator" / "README.md", ROOT / "benchmarks" / "README.md"])
SETTINGS = ROOT / "site_config" / "settings.yml"
LATER = datetime(2027, 1, 1, tzinfo=UTC)
"""After every time in the examples."""
_FENCE = re.compile(r"^( *)(`{3,})[^\n]*\n.*?^\1\2 *$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"(?<!\\)\]\(([^()\s]+)\)")
_EXAMPLE = re.compile(r"<!-- incident: (\S+) -->\n(`{3,})markdown\n(.*?)\n\2\n", re.DOTALL)
_SETTINGS_EXAMPLE = re.compile(r"<!-- (?:settings: )?([a-z ]+)(?:: made by tools/write_docs.py)? -->\n+```yaml\n(.*?)```", re.DOTALL)
_STRANGE = (
    re.compile(r"\.\./" + "shared"),
    re.compile("py" + r"pi\.org|files\.python" + r"hosted\.org|registry\.npm" + r"js\.org"),
    re.compile(r"(?<![\w.\-/{}])/" + r"(?:root|home|work)/"),
)
"""What only this machine, or a package registry, would know."""


def name(path: Path) -> str:
    """A path as seen from the repository."""
    return path.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    """The anchors that a forge makes of the headings of a page."""
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6} +(.+?) *$", _FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        found.add(next(each for number in count() if (each := f"{slug}-{number}" if number else slug) not in found))
    return found


def repository_files() -> Iterator[Path]:
    """Every file that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    yield from (path for line in listed.split("\0") if line and (path := ROOT / line).is_file())


def examples() -> Iterator[tuple[str, str, str]]:
    """Yield page, path and text of every example that is marked as an incident."""
    for page in DOCS:
        for path, _, text in _EXAMPLE.findall(page.read_text(encoding="utf-8")):
            yield name(page), path, f"{text}\n"


def test_the_tables_are_what_the_code_says() -> None:
    """Fields, statuses, sections and rules in docs/format.md come from the code and cannot fall behind it."""
    done = subprocess.run([sys.executable, "tools/write_docs.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("page", DOCS, ids=name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    """A link or picture in the docs leads to a file of the repository, and its anchor to a heading there."""
    broken = []
    for link in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if "://" in link or link.startswith("mailto:"):
            continue
        if not target.exists() or ROOT not in (target, *target.parents) or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize(("page", "path", "text"), [pytest.param(*found, id=f"{found[0]}: {found[1]}") for found in examples()])
def test_every_incident_in_the_docs_is_read_without_a_problem(page: str, path: str, text: str) -> None:
    """Who copies an example gets a page and no complaint."""
    source = Source(path=path, data=text.encode())
    tree = Tree(sources=(source,), strays=(), settings_path="site_config/settings.yml", settings=SETTINGS.read_bytes())
    checked = check(tree, Site(name="x", url="https://status.pigeonpost.example/"), LATER)
    wrong = [found for found in checked.problems if found.code[1] != "3" and found.code != "W207"]  # wording, and how old an example is
    assert (wrong, [incident.id for incident in checked.history]) == ([], [source.name]), page


def test_every_promise_names_a_test_that_is_there() -> None:
    """Each row of docs/promises.md names at least one, and each of them exists."""
    page = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
    rows = [row for row in re.findall(r"^\| (.+) \|$", page, re.MULTILINE) if not row.startswith(("---", "Promise |"))]
    named = [re.findall(r"`(test_\w+\.py)::(test_\w+)`", row) for row in rows]
    there = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("test_*.py")}
    lost = [f"{file}::{test}" for tests in named for file, test in tests if f"\ndef {test}(" not in there.get(file, "")]
    assert (lost, [row for row, tests in zip(rows, named, strict=True) if not tests]) == ([], [])
    assert rows


OF_TODAY = [page for page in DOCS if page.parent.name not in {"benchmarks", "decisions"}]
"""Pages that say what is; the others are records."""


@pytest.mark.parametrize("page", OF_TODAY, ids=name)
def test_every_module_and_template_that_a_page_names_is_there(page: Path) -> None:
    """A page for those who change the code names a file by the end of its path; records may name one of their time."""
    ours = "\n".join(f"/{name(path)}" for path in repository_files()) + "\n"
    ending = "py|html|css" if name(page) in {"CONTRIBUTING.md", "docs/architecture.md"} else "py"
    named = re.findall(rf"`((?:[\w-]+/)*\w+\.(?:{ending}))`", page.read_text(encoding="utf-8"))
    assert [path for path in named if f"/{path}\n" not in ours] == []


def test_readme_and_format_have_examples() -> None:
    """The two pages that a writer reads first show whole files."""
    assert {page for page, _, _ in examples()} == {"README.md", "docs/format.md"}


def settings_examples() -> dict[str, str]:
    """The marked blocks of docs/settings.md, by what they are."""
    return dict(_SETTINGS_EXAMPLE.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))


def test_the_documented_defaults_are_the_defaults() -> None:
    """The whole settings file in docs/settings.md is the same as an empty one."""
    assert read_settings("settings.yml", settings_examples()["defaults"].encode()) == (Settings(), ())


def test_the_settings_example_is_read_without_a_problem() -> None:
    """Components of a group and alone, as the docs show them."""
    settings, problems = read_settings("settings.yml", settings_examples()["an example"].encode())
    assert problems == ()
    assert [(component.id, component.group) for component in settings.components] == [
        ("delivery", "Messaging"),
        ("api", "Messaging"),
        ("website", ""),
    ]


def keys(values: type, before: str = "") -> Iterator[str]:
    """Every value of the settings, by the name of its key: `feeds.entries`, `components[].id`."""
    lists = {"components": Component, "severities": Severity}
    for field in fields(values):
        name = f"{before}{field.name}"
        if is_dataclass(value := field.default if field.default is not MISSING else getattr(Settings(), field.name, None)):
            yield from keys(type(value), f"{name}.")
        elif field.name in lists:
            yield from keys(lists[field.name], f"{name}[].")
        else:
            yield name


def test_every_value_of_the_settings_has_a_row() -> None:
    """The table of settings, from which docs/settings.md is made, names each once; what news is told to has rows of its own."""
    named = [name for name, _ in rows(settings_table.SETTINGS)]
    assert sorted(name for name in named if not re.match(r"announce\.(email|webhooks\[\])\.", name)) == sorted(keys(Settings))
    assert len(named) == len(set(named))


def test_every_command_says_how_it_ends() -> None:
    """The help of each names its exit codes, and docs/cli.md, which is made from it, has every command."""
    assert isinstance(main, Commands)
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert re.findall(r"^## afterword (.+)$", text, re.MULTILINE) == list(main.every())
    silent = [
        name
        for name, command in main.every().items()
        if not re.search(r"Exit code 0: .+\. (?:1|2): ", " ".join((command.help or "").split()))
    ]
    assert "\\b" not in text
    assert silent == []


def test_the_list_of_commands_is_not_cut_off() -> None:
    """The first sentence of each fits beside its name, on a terminal of 80 columns."""
    assert "..." not in CliRunner().invoke(main, ["--help"]).output.partition("Commands:")[2]


@pytest.mark.parametrize("name", list(main.every()) if isinstance(main, Commands) else [])
def test_every_option_has_a_sentence(name: str) -> None:
    """Nobody has to guess what an option does."""
    assert isinstance(main, Commands)
    options = [option for option in main.every()[name].params if isinstance(option, click.Option)]
    assert [option.name for option in options if not (option.help or "").rstrip("]").strip()] == []


def test_the_repository_names_nothing_of_a_machine() -> None:
    """It can be cloned anywhere: no path of a machine, no folder beside it, no registry that it depends on."""
    found = []
    for path in repository_files():
        text = path.read_bytes().decode("utf-8", "ignore")
        found += [f"{name(path)}: {hit[0]}" for pattern in _STRANGE for hit in pattern.finditer(text)]
    assert found == []


def test_the_task_of_an_editor_reads_what_the_check_prints() -> None:
    """The pattern of docs/editors.md finds file, place, severity, code and message in a line as docs/checks.md shows it."""
    page, checks = ((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("editors.md", "checks.md"))
    (line,) = re.findall(r"^```text\n(incidents/.*)\n```$", checks, re.MULTILINE)
    tasks = json.loads(re.findall(r"^```json\n(\{\n.*?\n\}\n)```$", page, re.MULTILINE | re.DOTALL)[0])
    pattern = tasks["tasks"][0]["problemMatcher"]["pattern"]
    found = re.match(pattern["regexp"], line)
    assert found
    assert [found[pattern[name]] for name in ("file", "line", "column", "severity", "code")] == [
        "incidents/2026-03-14-queue-stopped.md", "7", "12", "error", "E130",
    ]  # fmt: skip
    assert found[pattern["message"]].startswith("started: ")


def test_every_dependency_has_its_reason() -> None:
    """Whatever pyproject.toml names has a row in decision 0007, and every row is of something that it names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for more in project["optional-dependencies"].values() for one in more)]
    page = (ROOT / "docs" / "decisions" / "0007-dependencies.md").read_text(encoding="utf-8")
    rows = [row for row in re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE) if row not in {"Package", "---"}]
    assert sorted(", ".join(rows).split(", ")) == sorted({re.split("[<>=]", one)[0] for one in wanted})


def test_pins_serve_the_oldest_python() -> None:
    """`make` installs the pinned versions with Python 3.11.2, which Debian 12 has."""
    pinned = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if "==" in line)
    wanted = {name: (metadata(name).get_all("Requires-Python") or [None])[0] for name in pinned if version(name) == pinned[name]}
    assert {name: python for name, python in wanted.items() if python and "3.11.2" not in SpecifierSet(python)} == {}
