"""Links into the editor of the forge: one tap, one sentence, and the update is written."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser

from afterword.core.settings import Repository, Settings, Site
from afterword.core.words import Status
from afterword.outputs.forge import team_links
from afterword.reading.settings_reader import read_settings
from builders import incident, update
from project import NOW, Project
from web import serve

NAME = "2026-03-14-queue-stopped"
OPEN = incident(NAME, update("2026-03-14 09:16", Status.IDENTIFIED))
OVER = incident(NAME, update("2026-03-14 09:16", Status.RESOLVED), path=f"incidents/{NAME}/index.md")
GITHUB = "https://github.com/pigeonpost/status"


def site(repo_url: str = "", edit_base: str = "") -> Site:
    """A site whose mkdocs.yml says this of its repository."""
    return Site(name="x", url="https://status.pigeonpost.example/", repo_url=repo_url, edit_base=edit_base)


@pytest.mark.parametrize(
    ("repo_url", "update_link", "edit"),
    [
        (
            GITHUB,
            f"{GITHUB}/new/main/incidents/2026-03-14-queue-stopped/updates?filename={{time}}-update.md"
            "&value=%0A%0ANext%20update%20by%20{next}%20UTC.%0A",
            f"{GITHUB}/edit/main/incidents/2026-03-14-queue-stopped.md",
        ),
        (
            "https://gitlab.pigeonpost.example/ops/status/",
            "https://gitlab.pigeonpost.example/ops/status/-/new/main/?file_name=incidents/2026-03-14-queue-stopped/updates/{time}-update.md",
            "https://gitlab.pigeonpost.example/ops/status/-/edit/main/incidents/2026-03-14-queue-stopped.md",
        ),
        (
            "https://codeberg.org/pigeonpost/status",
            "https://codeberg.org/pigeonpost/status/_new/main/incidents/2026-03-14-queue-stopped/updates?filename={time}-update.md"
            "&value=%0A%0ANext%20update%20by%20{next}%20UTC.%0A",
            "https://codeberg.org/pigeonpost/status/_edit/main/incidents/2026-03-14-queue-stopped.md",
        ),
        ("https://git.pigeonpost.example/status", "", ""),
        ("", "", ""),
    ],
)
def test_known_forges(repo_url: str, update_link: str, edit: str) -> None:
    """A new file for the update, and the incident's own file where no script runs; nothing where the forge is not known."""
    links = team_links(OPEN, Settings(), site(repo_url))
    assert (links.update, links.edit) == (update_link, edit)


def test_an_incident_that_is_over_takes_no_update() -> None:
    """It can be edited, and a new incident can be begun from it."""
    links = team_links(OVER, Settings(), site(GITHUB))
    assert (links.update, links.edit) == ("", f"{GITHUB}/edit/main/incidents/2026-03-14-queue-stopped/index.md")
    assert links.incident.startswith(f"{GITHUB}/new/main/incidents?filename={{day}}-short-name.md&value=---%0Atitle")


def test_the_first_page_leads_to_a_new_incident(tmp_path: Path) -> None:
    """Also where there is no incident yet, and where they lie in another folder; and not where the forge is not known."""
    project = Project(tmp_path / "demo", incidents=False)
    home = project.build() / "index.html"
    assert "New incident" not in home.read_text(encoding="utf-8")
    project.replace("mkdocs.yml", "# repo_url: https://github.com/your-name/your-history", f"repo_url: {GITHUB}")
    project.replace("mkdocs.yml", "  - afterword\n", "  - afterword: {incidents: was}\n")
    (project.folder / "was").mkdir()
    project.build()
    assert f'data-new="{GITHUB}/new/main/was?filename={{day}}-short-name.md&amp;value=---%0Atitle' in home.read_text(encoding="utf-8")


def test_patterns_of_the_settings_win() -> None:
    """Another forge, another branch, a project in a folder."""
    settings, problems = read_settings(
        "s",
        b"repository:\n  url: https://git.pigeonpost.example/x\n  branch: live\n"
        b"  new_file: '{url}/create/{branch}/status/{path}?text={text}'\n  edit_file: '{url}/change/{branch}/status/{path}'\n",
    )
    assert problems == ()
    assert settings.repository.branch == "live"
    links = team_links(OPEN, settings, site(GITHUB, f"{GITHUB}/edit/main/"))
    assert links.edit == "https://git.pigeonpost.example/x/change/live/status/incidents/2026-03-14-queue-stopped.md"
    assert links.update.startswith(
        "https://git.pigeonpost.example/x/create/live/status/incidents/2026-03-14-queue-stopped/updates/{time}-update.md?text="
    )
    own = team_links(OPEN, Settings(repository=Repository(branch="live")), site(GITHUB, f"{GITHUB}/edit/main/docs/"))
    assert own.edit == f"{GITHUB}/edit/main/docs/incidents/2026-03-14-queue-stopped.md"


@pytest.mark.parametrize("key", ["new_file", "edit_file"])
def test_a_pattern_must_be_an_address(key: str) -> None:
    """No script can come in by a setting."""
    settings, (problem,) = read_settings("s", f"repository: {{{key}: 'javascript:alert(1)'}}\n".encode())
    assert settings.repository == Repository()
    assert str(problem) == (
        f"s:1:{16 + len(key)}: error E151: repository.{key}: expected an address that begins with https:// or {{url}}, with blanks such as "
        "{branch}, {folder}, {name} and {path}; got 'javascript:alert(1)'"
    )


def test_the_page_links_into_the_editor(tmp_path: Path, browser: Browser) -> None:
    """With scripts the name of the new file is the time; without, the links lead to a file that can be edited at once."""
    project = Project(tmp_path / "demo", incidents=False)
    project.add_clock_fixtures()
    project.replace("mkdocs.yml", "# repo_url: https://github.com/your-name/your-history", f"repo_url: {GITHUB}")
    name = "2026-04-22-sign-in-links-missing"
    with serve(project.build()) as address:
        found = []
        for scripts in (True, False):
            page = browser.new_page(java_script_enabled=scripts)
            if scripts:
                page.clock.set_fixed_time(NOW.replace(" UTC", ":00Z").replace(" ", "T"))
            page.goto(f"{address}incidents/{name}/")
            found.append([page.get_by_role("link", name=text).get_attribute("href") or "" for text in ("Add an update", "New incident")])
            page.close()
    (update_link, new_link), (plain_update, plain_new) = found
    assert plain_update == f"{GITHUB}/edit/main/incidents/{name}.md"
    assert parse_qs(urlsplit(plain_new).query)["value"] == [
        "---\ntitle: What users notice\n---\n### now - Investigating\nWe have reports of this problem, and are looking for the cause.\n"
    ]
    parts = urlsplit(update_link)
    assert parts.path == f"/pigeonpost/status/new/main/incidents/{name}/updates"
    assert parse_qs(parts.query) == {"filename": ["2026-04-22T0946Z-update.md"], "value": ["\n\nNext update by 10:20 UTC.\n"]}
    begun = parse_qs(urlsplit(new_link).query)
    assert begun["filename"] == ["2026-04-22-short-name.md"]
    assert re.search(r"^### 2026-04-22 09:46 UTC - Investigating\n.* Next update by 10:20 UTC\.$", begun["value"][0], re.MULTILINE)
