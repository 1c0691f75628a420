"""What is published beside the incidents is looked through as they are: settings, mkdocs.yml, pages and text files."""

import os
import subprocess
from pathlib import Path

import pytest

from afterword.core.sources import MAX_TEXT, SiteFile
from afterword.safety.published_beside import check_site_files
from project import NOW, Project

PASSWORD = "Wq7" + "-zk2mX9"
SECRET = "pass" + f"word={PASSWORD}"
INCIDENT = "---\ntitle: Letters were late\n---\nLetters were late: [log](2026-03-14-late/log.txt).\n"


def project_in(folder: Path) -> Project:
    """A project with one incident that links to a text file."""
    project = Project(folder / "p", incidents=False)
    project.write("incidents/2026-03-14-late.md", INCIDENT)
    project.write("incidents/2026-03-14-late/log.txt", "all well\n")
    return project


def add(project: Project, path: str, text: str) -> None:
    """Write below what stands in a file."""
    file = project.folder / path
    project.write(path, (file.read_text(encoding="utf-8") if file.exists() else "") + text)


CASES = {
    "settings": ("site_config/settings.yml", f"checks: {{names: ['{SECRET}']}}\n", "E181"),
    "page": ("site_config/pages/about.md", f"\nWe wrote {SECRET} there.\n", "E183"),
    "split on a page": ("site_config/pages/about.md", f"\nWe wrote pass**word**={PASSWORD} there.\n", "E183"),
    "comment on a page": ("site_config/pages/about.md", f"\n<!-- {SECRET} -->\n", "E183"),
    "page in HTML": ("site_config/pages/raw.html", f"<p>{SECRET}</p>\n", "E183"),
    "text beside pages": ("site_config/pages/notes.txt", f"DB_{SECRET}\n", "E183"),
    "linked text": ("incidents/2026-03-14-late/log.txt", f"one\nDB_{SECRET}\n", "E183"),
    "section of a page": ("site_config/pages/about.md", f"\n## 🔒 Internal notes\n\n{PASSWORD}\n", "E185"),
    "summary on a page": ("site_config/pages/about.md", f"\n<details><summary>Internal notes</summary>{PASSWORD}</details>\n", "E185"),
}


@pytest.mark.parametrize(("path", "text", "code"), CASES.values(), ids=CASES)
def test_it_stops_a_build_and_never_gets_out(tmp_path: Path, path: str, text: str, code: str) -> None:
    """An error with path and line stops the build; with --keep-going the field or the file is left out, and the rest is there."""
    project = project_in(tmp_path)
    add(project, path, text)
    line = next(
        n for n, row in enumerate((project.folder / path).read_text(encoding="utf-8").split("\n"), 1) if row in text.split("\n") and row
    )
    done = project.run("build", "--now", NOW)
    assert (done.returncode, project.site.exists()) == (1, False)
    errors = [row for row in done.stderr.splitlines() if " error " in row]
    assert len(errors) == 1
    assert errors[0].startswith(f"{path}:")
    assert f": error {code}: " in errors[0]
    assert int(errors[0].split(":")[1]) >= line
    assert PASSWORD not in done.stdout + done.stderr
    kept = project.run("build", "--now", NOW, "--keep-going")
    assert kept.returncode == 3, kept.stderr
    assert not [file for file in project.site.rglob("*") if file.is_file() and PASSWORD.encode() in file.read_bytes()]
    assert "Letters were late" in (project.site / "incidents/2026-03-14-late/index.html").read_text(encoding="utf-8")


def test_a_secret_in_mkdocs_yml_publishes_nothing(tmp_path: Path) -> None:
    """What stands there is part of every page, so --keep-going cannot leave it out; a waiver with a reason lets it through."""
    project = project_in(tmp_path)
    project.replace("mkdocs.yml", "site_name: Pigeonpost incidents", f"copyright: '{SECRET}'\nsite_name: Pigeonpost incidents")
    for options in ((), ("--keep-going",)):
        done = project.run("build", "--now", NOW, *options)
        assert (done.returncode, project.site.exists()) == (1, False)
        assert "mkdocs.yml:3:22: error E182: this looks like a password (…, under 16 characters), and this text is part of" in done.stderr
    project.replace("mkdocs.yml", f"'{SECRET}'", f"'{SECRET}'  # <!-- off: E182 it is made up -->")
    assert project.run("build", "--now", NOW).returncode == 0


def test_a_waiver_lets_a_page_and_a_field_of_the_settings_through(tmp_path: Path) -> None:
    """What looks like a secret and is none is published when somebody says why."""
    project = project_in(tmp_path)
    add(project, "site_config/pages/about.md", f"\nWe wrote {SECRET} there. <!-- off: E183 it is made up -->\n")
    add(project, "site_config/settings.yml", f"checks: {{names: ['{SECRET}']}}  # <!-- off: E181 it is made up -->\n")
    assert project.run("build", "--now", NOW).returncode == 0
    assert PASSWORD in (project.site / "about/index.html").read_text(encoding="utf-8")


def page(path: str, data: bytes) -> list[str]:
    """What is wrong with one file of docs_dir, by code."""
    return [found.code for found in check_site_files([SiteFile(path=path, data=data, every_page=False)]).problems]


def test_what_is_too_large_to_be_looked_through_is_left_out() -> None:
    """A text is; a program that somebody put there is looked through as far as it goes, and a picture is none."""
    large = b"all is well\n" * (MAX_TEXT // 12 + 1)
    assert page("pages/log.txt", large) == ["E184"]
    assert page("pages/chart.js", large) == []
    assert page("pages/photo.png", b"\x89PNG\r\n\x1a\n\0\0" + SECRET.encode()) == []
    assert page("pages/log.txt", SECRET.encode("utf-16")) == ["E183"]


def test_a_file_that_inherits_is_looked_through_with_what_it_inherits(tmp_path: Path) -> None:
    """A configuration may stand in several files."""
    project = project_in(tmp_path)
    project.write("base.yml", f"copyright: '{SECRET}'\n")
    text = (project.folder / "mkdocs.yml").read_text(encoding="utf-8")
    project.write("mkdocs.yml", f"INHERIT: base.yml\n{text}")
    assert "base.yml:1:22: error E182" in project.run("check", "--against", "none").stdout


def test_names_are_looked_for_at_a_first_import(tmp_path: Path) -> None:
    """Without a commit, at the first commit, and when nothing is compared: the names that git knows, and what is plainly a name."""
    project = project_in(tmp_path)
    project.write("incidents/2026-03-14-late.md", INCIDENT.replace("Letters were late:", "We paged Kevin Achterberg and then Wren Oduya:"))
    named = {"GIT_AUTHOR_NAME": "Wren Oduya", "GIT_COMMITTER_NAME": "Wren Oduya", "GIT_AUTHOR_EMAIL": "w@x.example"}

    def names(*options: str) -> list[str]:
        said = project.run("check", "--now", NOW, *options).stdout.splitlines()
        return [row.partition("W316: ")[2].partition(" looks")[0] for row in said if "W316" in row]

    assert names() == names("--against", "none") == ["'Kevin Achterberg'"]
    project.write("incidents/2026-03-14-late.md", INCIDENT.replace("Letters were late:", "We saw it. Wren Oduya was there:"))
    assert names() == []
    for command in (["init", "-q", "-b", "main", "."], ["add", "-A"], ["commit", "-qm", "Everything"]):
        environment = {**os.environ, **named, "GIT_COMMITTER_EMAIL": "w@x.example"}
        subprocess.run(["git", *command], cwd=project.folder, env=environment, check=True, timeout=60)
    assert names() == names("--against", "none") == ["'Wren Oduya'"]
