"""`redirects` in settings: any old path of the site leads to a page, and nothing else does."""

from pathlib import Path

import pytest

from afterword.build import check
from afterword.outputs.urls import OWN
from afterword.world.read_tree import read_tree
from golden import NOW, SITE
from published import SETTINGS_PATH, demo, documents, outputs

SETTINGS = """\
feeds: {authority: status.pigeonpost.example}
components: [{id: delivery, name: Delivery, aliases: [sending]}]
redirects:
"""
FILE = "---\ntitle: Queue <slow>\naliases: [2026-03-14-slow]\n---\nText.\n"


def site(folder: Path, *lines: str) -> Path:
    """A project with one incident, a draft, and these redirects."""
    (folder / "incidents").mkdir(parents=True)
    (folder / "incidents" / "2026-03-14-queue-slow.md").write_text(FILE, encoding="utf-8")
    (folder / "incidents" / "2026-03-15-draft.md").write_text("---\ntitle: Draft\ndraft: true\n---\n", encoding="utf-8")
    (folder / "site_config").mkdir()
    (folder / SETTINGS_PATH).write_text(SETTINGS + "".join(f"  {line}\n" for line in lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("line", "path", "link"),
    [
        ("/issues/queue-slow/: 2026-03-14-queue-slow", "issues/queue-slow/index.html", "../../incidents/2026-03-14-queue-slow/"),
        ("/Incident/42.html: 2026-03-14-slow", "Incident/42.html", "../incidents/2026-03-14-queue-slow/"),
        ("/incidents/x1y2z3: 2026-03-14-queue-slow", "incidents/x1y2z3/index.html", "../2026-03-14-queue-slow/"),
        ("/post/v1.2/: 2026-03-14-queue-slow", "post/v1.2/index.html", "../../incidents/2026-03-14-queue-slow/"),
        ("/a%20b/: 2026-03-14-queue-slow", "a b/index.html", "../incidents/2026-03-14-queue-slow/"),
        ("/old.html: /history/", "old.html", "history/"),
        ("/systems/sending: /components/delivery/", "systems/sending/index.html", "../../components/delivery/"),
        ("/start: /", "start/index.html", "../"),
    ],
)
def test_an_old_path_is_a_page_that_leads_on(tmp_path: Path, line: str, path: str, link: str) -> None:
    """Undated, in upper case, with an ending, below our own folders: the page is there, and its link is relative."""
    page = documents(site(tmp_path / "h", line))[path]
    assert f'content="0; url={link}"' in page
    assert f'<a href="{link}">' in page
    assert "Queue <slow>" not in page


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/a?id=42: 2026-03-14-queue-slow", "without ? and #; got"),
        ("/../a: 2026-03-14-queue-slow", "without ? and #; got"),
        ("/a/%2e%2e/b: 2026-03-14-queue-slow", "without ? and #; got"),
        ("/a%2Fb: 2026-03-14-queue-slow", "without ? and #; got"),
        ("https://other.example/a: 2026-03-14-queue-slow", "without ? and #; got"),
        ("//other.example/a: 2026-03-14-queue-slow", "without ? and #; got"),
        ("/.git/config: 2026-03-14-queue-slow", "without ? and #; got"),
        ("/: 2026-03-14-queue-slow", "without ? and #; got"),
        ("a: 2026-03-14-queue-slow", "without ? and #; got"),
        ("/a: https://other.example/", "expected the id of an incident, or"),
        ("/a: //other.example/", "expected the id of an incident, or"),
        ("/a: /nothing/", "expected the id of an incident, or"),
        ("/a: /history.atom", "expected the id of an incident, or"),
        ("/history/: 2026-03-14-queue-slow", "expected a path at which nothing of this site stands"),
        ("/incidents/2026-03-14-slow: 2026-03-14-queue-slow", "expected a path at which nothing of this site stands"),
        ("/components/sending/: 2026-03-14-queue-slow", "expected a path at which nothing of this site stands"),
        ("/index.html: 2026-03-14-queue-slow", "expected a path at which nothing of this site stands"),
    ],
)
def test_what_cannot_be_made_is_an_error_and_left_out(tmp_path: Path, line: str, words: str) -> None:
    """It names the line; the other redirect is made all the same."""
    folder = site(tmp_path / "h", "/good: 2026-03-14-queue-slow", line)
    found = check(read_tree(folder, "incidents", SETTINGS_PATH), SITE, NOW)
    (error,) = [one for one in found.problems if one.code == "E151"]
    assert (error.path, error.line) == (SETTINGS_PATH, 5)
    assert words in error.message
    assert [one.path for one in found.redirects] == ["good"]


def test_what_leads_to_a_draft_waits_for_it(tmp_path: Path) -> None:
    """It is no error, and no page names the draft."""
    folder = site(tmp_path / "h", "/a: 2026-03-15-draft")
    assert "a/index.html" not in documents(folder)
    draft = folder / "incidents" / "2026-03-15-draft.md"
    draft.write_text("---\ntitle: Draft\n---\n", encoding="utf-8")
    assert "2026-03-15-draft" in documents(folder)["a/index.html"]


def test_two_that_cannot_stand_on_one_disk(tmp_path: Path) -> None:
    """One path twice, and a path below a file."""
    folder = site(tmp_path / "h", "/a: 2026-03-14-slow", "/a/: 2026-03-14-slow", "/b.html: 2026-03-14-slow", "/b.html/c: 2026-03-14-slow")
    found = check(read_tree(folder, "incidents", SETTINGS_PATH), SITE, NOW)
    assert [one.line for one in found.problems if one.code == "E151"] == [5, 7]
    assert [one.path for one in found.redirects] == ["a", "b.html"]


def test_everything_at_the_top_of_a_site_is_known(tmp_path: Path) -> None:
    """A new kind of page must stand in the list by which a clash is found."""
    tops = {artifact.path.partition("/")[0] for artifact in outputs(demo(tmp_path / "h"))}
    assert tops <= {*OWN, "incidents", "components"}
