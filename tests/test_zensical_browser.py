"""A site in Zensical's frame: everybody can read and search it, and its policy has nothing to forbid."""

from pathlib import Path

from playwright.sync_api import expect

from axe import violations
from engines import needed
from project import NOW, Project
from watched import Windows, rest
from web import serve


def test_pages_break_no_rule_and_the_search_finds_an_incident(windows: Windows, tmp_path: Path) -> None:
    """On a desk and on a phone: axe finds nothing, nobody else is asked, the colours switch, and a word of a report leads to it."""
    project = Project(tmp_path / "history")
    assert project.run("build", "--now", NOW, "--engine", needed("zensical")).returncode == 0
    with serve(project.site) as address:
        for width in (1280, 390):
            watched = windows(width)
            for path in ("", "incidents/2026-03-14-queue-delivery-stopped/", "about/", "404.html"):
                page = watched.load(address, path)
                rest(page)
                assert (watched.said, violations(page)) == ([], []), path
        page = (watched := windows(1280)).load(address)
        page.locator("label[title='Switch to dark']").click()
        assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
        page.locator(".md-search__button").click()
        field = page.get_by_role("combobox", name="Search").or_(page.locator("input[aria-label=Search]"))
        field.press_sequentially("disks")
        expect(page.locator("a[href*='2026-01-11-message-store-move']").last).to_be_visible()
        assert watched.said == []
