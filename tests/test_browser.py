"""What people see, in a real browser, with the site served under a path."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Response, expect, sync_playwright

from browser import arguments, executable
from project import Project
from web import serve

PAGES = {
    "home": "",
    "closed incident": "incidents/2026-03-14-queue-delivery-stopped/",
    "open incident": "incidents/2026-04-22-sign-in-links-missing/",
    "overdue incident": "incidents/2026-04-22-imports-slow/",
    "coming maintenance": "incidents/2026-04-28-database-upgrade/",
    "retracted": "incidents/2026-02-02-errors-at-sign-in/",
    "written afterwards": "incidents/2013-10-26-buffer-spam-posts/",
    "history": "history/",
    "year": "history/2026/",
    "month": "history/2026/03/",
    "by hand": "about/",
    "not found": "404.html",
}
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</title><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\\"'><svg onload=alert(1)>",
    "{{ 7*7 }} {% raw %}",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of this file."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable(), args=arguments())
        yield started
        started.close()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The demo with open incidents and one hostile incident for each vector, built for a site under a path."""
    project = Project(tmp_path_factory.mktemp("browser") / "work")
    project.add_clock_fixtures()
    project.replace("mkdocs.yml", "site_url: https://status.pigeonpost.example/", "site_url: https://org.example/history/")
    for number, vector in enumerate(HOSTILE):
        text = vector.replace('\\"', '"')
        quoted = f'"{vector}"'
        project.write(
            f"incidents/2020-01-0{number + 1}-hostile.md",
            f"---\ntitle: {quoted}\ncategories: [{quoted}]\nregions: [{quoted}]\nfrom: {{name: {quoted}, role: {quoted}}}\n"
            f"channels: [{{name: {quoted}, audience: {quoted}}}]\nusers: {{affected: 1, unit: {quoted}}}\nextra: {{a: {quoted}}}\n---\n"
            f"{text}\n\n## Affected\n\n- {text}\n\n### 2020-01-0{number + 1} 10:00 UTC - {text}: {text}\n{text}\n\n— {text}\n\n"
            f"## {text}\n\n{text}\n\n## Action items\n\n- [ ] {text} (prevent; owner: {text})\n\n"
            f"## Timeline\n\n- 2020-01-01 10:00 UTC — {text}\n",
        )
    done = project.run("build", "--now", "2026-04-22 09:46 UTC")
    assert done.returncode == 0, done.stderr
    return project


@pytest.fixture(scope="module")
def address(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site: `http://127.0.0.1:PORT/history/`."""
    root = tmp_path_factory.mktemp("root")
    (root / "history").symlink_to(project.site)
    with serve(root) as base:
        yield f"{base}history/"


class Watched:
    """A page of which every message, request and dialog is kept."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("dialog", self._asked)
        self.page.on("response", self._answered)
        self.page.on("request", lambda request: self.asked.append(request.url))

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.said.append(f"{response.status} {response.url}")

    def _asked(self, dialog: Dialog) -> None:
        self.said.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def strangers(self, address: str) -> list[str]:
        """Requests that left the site."""
        return [url for url in self.asked if not url.startswith((address, "data:", "blob:"))]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_page_is_whole_and_asks_nobody_else(browser: Browser, address: str, width: int, scheme: str) -> None:
    """No message, no request to another site, nothing wider than the window, one title."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light")
    for name, path in PAGES.items():
        watched = Watched(context)
        watched.page.goto(address + path)
        assert watched.said == [], name
        assert watched.strangers(address) == [], name
        wide = watched.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px too wide"
        assert watched.page.locator("h1").count() == 1, name
        assert watched.page.locator("body").get_attribute("data-md-color-scheme") == ("slate" if scheme == "dark" else "default"), name
        watched.page.close()
    context.close()


def test_without_scripts_every_word_is_there(browser: Browser, address: str) -> None:
    """Scripts only add: with them off, each block of the fullest incident can be read."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + PAGES["closed incident"])
    seen = re.sub(r"\s+", " ", page.locator("article").inner_text())
    for words in (
        "Resolved",
        "Corrected on 15 March 2026",
        "Some data was lost. No data was exposed.",
        "What you can do",
        "Open Sent → 14 March.",
        "Not affected",
        "Customers in the Asia region.",
        "Ada Osei, Head of Support",
        "We answer every message within a day.",
        "to the 1840 affected customers",
        "Identified: a settings change stopped the queue",
        "14 min late",
        "redacted: name of a person",
        "2 of 4 done",
        "about 09:25",
        "Will I get my money back?",
        "github.com/example/pigeonpost/commit/abc1234",
        "1 h 52 min",
        "47 min",
        "3 of 4",
    ):
        assert words in seen, words
    context.close()


def test_search_finds_an_incident_and_leads_to_it(browser: Browser, address: str) -> None:
    """Under a path, too."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    with page.expect_response("**/search/search_index.json"):
        page.goto(f"{address}history/2026/")
    page.locator(".md-search__input").click()
    page.locator(".md-search__input").press_sequentially("queue stopped", delay=50)
    page.locator(".md-search-result__link", has_text="queue stopped").first.click()
    expect(page.locator("h1")).to_have_text("Scheduled messages were not delivered: queue stopped for 1 h 52 min")
    assert page.url.startswith(f"{address}incidents/2026-03-14-queue-delivery-stopped/")
    context.close()


def test_an_old_address_leads_to_the_same_place(browser: Browser, address: str) -> None:
    """An alias keeps the anchor of the link that somebody wrote down."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}incidents/2026-03-14-queue/#u-20260314T0948Z")
    page.wait_for_url(f"{address}incidents/2026-03-14-queue-delivery-stopped/#u-20260314T0948Z")
    context.close()


def test_a_promise_is_overdue_by_the_reader_s_clock(browser: Browser, address: str) -> None:
    """The same file says "in 29 min" before the time and "overdue" after it."""
    context = browser.new_context()
    for clock, words in (("09:46", "in 29 min"), ("10:27", "overdue by 12 min")):
        page = context.new_page()
        page.clock.set_fixed_time(datetime.fromisoformat(f"2026-04-22T{clock}:00+00:00"))
        page.goto(address + PAGES["open incident"])
        expect(page.locator(".aw-due")).to_contain_text("10:15 UTC")
        expect(page.locator(".aw-due")).to_contain_text(words)
        page.close()
    context.close()


def test_local_time_stands_beside_utc(browser: Browser, address: str) -> None:
    """A reader in Berlin sees her own time in brackets."""
    context = browser.new_context(timezone_id="Europe/Berlin")
    page = context.new_page()
    page.goto(address + PAGES["closed incident"])
    expect(page.locator("#u-20260314T0948Z")).to_contain_text("09:48 UTC")
    expect(page.locator("#u-20260314T0948Z")).to_contain_text("10:48 your time")
    context.close()


def test_nothing_hostile_runs_and_titles_stand_as_text(browser: Browser, address: str, project: Project) -> None:
    """Markup in every field and in the body of an incident does not run on any page that shows it."""
    context = browser.new_context()
    pages = {f"incidents/2020-01-0{number + 1}-hostile/": vector for number, vector in enumerate(HOSTILE)}
    for path in [*pages, "", "history/", "history/2020/", "history/2020/01/"]:
        watched = Watched(context)
        watched.page.goto(address + path)
        watched.page.wait_for_timeout(100)
        assert watched.said == [], path
        assert watched.strangers(address) == [], path
        if path in pages:
            title = pages[path].replace('\\"', '"')
            assert watched.page.locator("h1").inner_text() == title
            assert watched.page.title() == f"{title} - Pigeonpost incidents"
        watched.page.close()
    context.close()


def test_a_page_prints_on_paper(browser: Browser, address: str, tmp_path: Path) -> None:
    """Paper shows the content alone, with the address it stood at."""
    context = browser.new_context()
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto(address + PAGES["closed incident"])
    expect(page.locator(".md-header")).to_be_hidden()
    expect(page.locator(".aw-printed")).to_be_visible()
    assert page.pdf(path=tmp_path / "page.pdf").startswith(b"%PDF")
    context.close()
