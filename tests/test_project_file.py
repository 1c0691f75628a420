"""`mkdocs.yml` is read without an engine as MkDocs reads it."""

from pathlib import Path

import pytest

from afterword.engines.mkdocs_yml import NavEntry, address_of, nav_of, read_project
from project import Project

PARENT = """\
site_name: Above
site_url: https://above.example
theme: {name: material, features: [one], palette: {primary: red}}
markdown_extensions: [admonition]
"""
CHILD = """\
INHERIT: base.yml
site_name: !ENV [AFTERWORD_NO_SUCH, AFTERWORD_NAME, Default]
repo_url: https://forge.example/org/history
edit_uri: edit/main
strict: !ENV AFTERWORD_STRICT
theme: {features: [two], custom_dir: own}
docs_dir: pages
plugins:
  - search
  - afterword: {incidents: log}
markdown_extensions:
  - toc: {permalink: true}
  - pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji }
nav: [index.md, {Past: [history/index.md, {It: log/2026-01-01-x.md}]}, {Forge: "https://forge.example"}]
"""


def test_a_file_is_read_as_mkdocs_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inheritance merges mappings and replaces lists; variables of the environment have types; names of functions are not imported."""
    (tmp_path / "base.yml").write_text(PARENT, encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(CHILD, encoding="utf-8")
    monkeypatch.setenv("AFTERWORD_NAME", "Pigeonpost: incidents")
    monkeypatch.setenv("AFTERWORD_STRICT", "true")
    project = read_project(tmp_path / "mkdocs.yml")
    site = project.site
    assert (site.name, site.url, site.incidents) == ("Pigeonpost: incidents", "https://above.example/", "log")
    assert site.edit_base == "https://forge.example/org/history/edit/main/"
    assert project.values["strict"] is True
    assert project.theme == {"name": "material", "features": ["two"], "palette": {"primary": "red"}, "custom_dir": "own"}
    assert (project.docs, project.custom_dir, project.site_dir) == (tmp_path / "pages", tmp_path / "own", tmp_path / "site")
    assert [name for name, _ in project.extensions] == ["toc", "tables", "fenced_code", "pymdownx.emoji"]
    assert project.settings == "site_config/settings.yml"
    inner = (NavEntry(target="history/index.md"), NavEntry(title="It", target="log/2026-01-01-x.md"))
    whole = (NavEntry(target="index.md"), NavEntry(title="Past", below=inner), NavEntry(title="Forge", target="https://forge.example"))
    assert nav_of(project) == whole


def test_pages_written_by_hand_have_the_addresses_that_mkdocs_gives_them(tmp_path: Path) -> None:
    """A folder's own page is its index or README; what is hidden is not published, nor is an incident that lies among the pages."""
    project = Project(tmp_path / "project")
    for name in ("more/README.md", "more/deep.md", "both/README.md", "both/index.md", ".hidden.md", "templates/x.md", "a/.b/c.md", "p.png"):
        project.write(f"site_config/pages/{name}", "# X\n")
    found = read_project(project.folder / "mkdocs.yml").files()
    assert found == {
        "about.md": "about/",
        "both/index.md": "both/",
        "more/README.md": "more/",
        "more/deep.md": "more/deep/",
        "p.png": "p.png",
    }
    assert address_of("index.md") == ""
