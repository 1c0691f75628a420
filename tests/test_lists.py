"""Lists by category, severity and component: whole, cut before they grow, and the same on any day."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

from hypothesis import example, given
from hypothesis import strategies as st

from afterword.build import Checked, build
from afterword.core.catalogue import Component
from afterword.core.history import History
from afterword.core.incident_parts import Stated
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.core.sources import Source
from afterword.core.times import Moment
from afterword.core.words import Impact, Kind, Status
from afterword.outputs.artifacts import Page
from afterword.outputs.category_names import slug
from afterword.outputs.pages.all_pages import pages
from builders import TEMPLATES, hit, incident, update

NOW = datetime(2026, 11, 2, 9, 46, tzinfo=UTC)
SITE = Site(name="Pigeonpost incidents", url="https://status.pigeonpost.example/")
NAMES = ("api", "delivery", "imports", "reports", "sign-in")
SETTINGS = Settings(components=tuple(Component(id=name, name=name.capitalize()) for name in NAMES))
FRAME = 30_000
"""Bytes that the theme puts around a page, at most: measured at 23,000 for the demo."""


def made(*incidents: Incident, now: datetime = NOW) -> dict[str, Page]:
    """Every page that is not an incident's, by address."""
    found = pages(History(incidents), SETTINGS, SITE, now, TEMPLATES)
    return {page.url: page for page in found if not page.url.startswith("incidents/")}


def words(html: str) -> str:
    """What is read aloud, on one line."""
    spaced = " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ").split())
    return re.sub(r" (?=[:,.])", "", spaced)


def listed(page: Page) -> list[str]:
    """The incidents that a page names, in order."""
    return list(dict.fromkeys(re.findall(r'href="(?:\.\./)+incidents/([^/"]+)/"', page.html())))


def below(page: Page) -> list[str]:
    """The years or months to which a page leads down."""
    return re.findall(r'href="(\d+)/"', page.html())


def many(count: int, between: timedelta = timedelta(hours=31, minutes=7), start: datetime = NOW) -> list[Incident]:
    """Small incidents, newest first, chosen by their number."""
    found = []
    for number in range(count):
        began = start - number * between
        title = f"{NAMES[number % 5].capitalize()} shows errors to some of you, number {number}"
        levels = (Impact.FULL_OUTAGE, Impact.PARTIAL_OUTAGE, Impact.DEGRADED)
        found.append(
            incident(
                f"{began:%Y-%m-%d}-{number:05}",
                title=title,
                path=f"incidents/{began:%Y-%m-%d}-{number:05}.md",
                stated=Stated(
                    started=Moment(began), announced=Moment(began + timedelta(minutes=7)), resolved=Moment(began + timedelta(hours=1))
                ),
                hits=(hit(NAMES[number % 5], levels[number % 3]), hit(NAMES[(number + 1) % 5], Impact.DEGRADED)),
                severity=("critical", "major", "minor")[number % 3],
                categories=(("deploy", "capacity", "security")[number % 3],),
            )
        )
    return found


@given(st.text(max_size=80))
@example("data loss")
@example("安全")
@example("Straße/../..")
@example("x" * 80)
def test_a_category_has_a_plain_address(text: str) -> None:
    """Small letters, digits and hyphens, never empty, at most 70 characters; capitals make no difference."""
    found = slug(text)
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", found), found
    assert len(found) <= 70
    assert slug(text.upper()) == slug(text.upper().casefold())


def test_categories_that_differ_are_kept_apart() -> None:
    """Spelling does not matter; letters that an address cannot show do."""
    assert slug("Data loss") == slug("data-loss") == slug("data_LOSS!") == "data-loss"
    assert slug("Überlast") == slug("Uberlast") == "uberlast"
    assert len({slug(text) for text in ("安全", "危险", "安全 2", "危险 2", "2", "", "x" * 80, "x" * 81)}) == 8


def test_a_category_lists_its_incidents_under_the_name_that_most_use() -> None:
    """Newest first, also what was retracted, which says so; the page of all categories and the history count them."""
    found = made(
        incident("2026-03-01-a", categories=("Data loss",)),
        incident("2026-03-02-b", categories=("data-loss", "Data loss")),
        incident("2026-03-03-c", update("2026-03-03 10:00", Status.RETRACTED), categories=("data loss", "deploy")),
    )
    assert listed(found["categories/data-loss/"]) == ["2026-03-03-c", "2026-03-02-b", "2026-03-01-a"]
    assert found["categories/data-loss/"].title == "Category: Data loss"
    assert "2 incidents, 1 retracted." in words(found["categories/data-loss/"].html())
    assert words(found["categories/"].html()).endswith("Data loss 3 Deploy 1")
    assert "By category Data loss 3 Deploy 1" in words(found["history/"].html())


def test_a_severity_lists_what_has_it() -> None:
    """With its definition, and by any of its names; planned work and what never was have none."""
    found = made(
        incident("2026-03-01-a", severity="major", hits=(hit("api"),)),
        incident("2026-03-02-b", severity="sev2"),
        incident("2026-03-03-c", severity="major", kind=Kind.MAINTENANCE),
        incident("2026-03-04-d", update("2026-03-04 10:00", Status.RETRACTED), severity="major"),
        incident("2026-03-05-e"),
    )
    assert [url for url in found if "severity" in url] == ["history/severity/major/"]
    assert listed(found["history/severity/major/"]) == ["2026-03-02-b", "2026-03-01-a"]
    assert "A main function fails for many customers." in words(found["history/severity/major/"].html())
    assert "By severity Major 2 By component Api 1" in words(found["history/"].html())


def test_without_categories_there_is_no_page_of_them() -> None:
    """And no way in that leads nowhere."""
    found = made(incident("2026-03-01-a"))
    assert not [url for url in found if url.startswith("categories")]
    assert "By category" not in words(found["history/"].html())


def test_a_long_list_is_cut_by_year_and_a_long_year_by_month() -> None:
    """Each incident stands on the lowest page once, and every page leads down and up."""
    found = made(*many(2_000, timedelta(hours=5)))
    base = "categories/deploy/"
    assert below(found[base]) == ["2026", "2025"]
    assert len(listed(found[base])) == 10
    assert below(found[f"{base}2026/"]) == ["11", "10", "09", "08", "07", "06", "05", "04", "03", "02", "01"]
    october = found[f"{base}2026/10/"]
    assert october.title == "Category: Deploy, October 2026"
    assert re.findall(r'href="([./]+)">', october.html()) == ["../../../", "../../", "../"]
    assert "Earlier: September 2026 Later: November 2026" in words(october.html())
    leaves = [name for url, page in found.items() if url.startswith(base) and not below(page) for name in listed(page)]
    assert sorted(leaves) == sorted(one.id for one in many(2_000, timedelta(hours=5)) if one.categories == ("deploy",))


def test_lists_do_not_know_the_time() -> None:
    """History, severities, categories and the years of components are the same bytes on any day."""
    some = [
        *many(400, timedelta(hours=20)),
        incident("2026-11-01-open", update("2026-11-01 10:00", Status.INVESTIGATING), hits=(hit("api"),)),
    ]
    before, after = made(*some), made(*some, now=NOW + timedelta(days=365))
    different = {url for url in before if before[url].html() != after[url].html()}
    knowing = {"", "actions/", "maintenance/", "postmortems/", "statistics/", "statistics/2026/", "components/"}
    knowing |= {"history/calendar/", "history/calendar/2026/"}
    assert different == knowing | {f"components/{name}/" for name in NAMES}
    assert [url for url in before if re.fullmatch(r"components/[a-z-]+/\d+/", url)]


def test_no_list_page_is_heavier_than_150_kb_at_ten_thousand_incidents() -> None:
    """Half of them at the usual pace over eighteen years, half within seven months, where a day has 24."""
    early = NOW - timedelta(hours=5_000)
    some = [*many(5_000, timedelta(hours=1)), *many(5_000, start=early)]
    sources = {one.path: Source(path=one.path, data=b"") for one in some}
    checked = Checked(history=History(some), rescued=(), drafts=(), settings=SETTINGS, sources=sources, problems=(), waived=())
    lists = {page.url: page for page in build(checked, SITE, NOW, TEMPLATES).pages if not page.url.startswith("incidents/")}
    assert len(lists) > 2_000
    parts = [url for url in lists if url[-2:-1].isdigit()]
    weighed = {url: lists[url] for url in [*(lists.keys() - set(parts)), *parts[::100]]}
    assert {url for url, page in weighed.items() if len(page.html().encode()) + FRAME > 150_000} == set()
