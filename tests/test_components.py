"""The pages of components: what is reported now, the figure with its rule, and what it never claims."""

import re
from datetime import date, datetime, timedelta
from html import unescape

import html5lib
import pytest

from afterword.core.catalogue import Component
from afterword.core.history import History
from afterword.core.incident_parts import Hit, Stated, Window
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.core.times import Moment
from afterword.core.words import Impact, Kind, Status
from afterword.figures.metrics import Declared
from afterword.outputs.pages.all_pages import pages
from afterword.outputs.statistics.statistics_words import percent
from afterword.outputs.translation import Language
from builders import TEMPLATES, at, hit, incident, update

NOW = at("2026-12-05 12:00")
SITE = Site(name="Pigeonpost incidents", url="https://status.pigeonpost.example/")
SETTINGS = Settings(
    components=(
        Component(id="api", name="API", description="Sending from programs", url="https://api.pigeonpost.example", group="Messaging"),
        Component(id="delivery", name="Delivery", group="Messaging"),
        Component(id="website", name="Website"),
    )
)
SILENT = "100 %", "nothing"


def made(*incidents: Incident, now: datetime = NOW, settings: Settings = SETTINGS) -> dict[str, str]:
    """The content of every page that is not an incident's, by address."""
    found = pages(History(incidents), settings, SITE, now, TEMPLATES)
    return {page.url: page.html() for page in found if not page.url.startswith("incidents/")}


def words(html: str) -> str:
    """What is read aloud, on one line."""
    spaced = " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ").split())
    return re.sub(r" (?=[:,.])", "", spaced)


def figures(html: str) -> dict[str, tuple[str, str]]:
    """The table of reported availability, in words."""
    part = html.partition('id="availability"')[2].partition("</table>")[0]
    found = re.findall(r'<tr><th scope="row">(.*?)</th>\s*<td[^>]*>(.*?)</td><td>(.*?)</td></tr>', part, re.DOTALL)
    return {words(name): (words(value), words(told)) for name, value, told in found}


def lasting(start: str, end: str, level: Impact, component: str = "api", **fields: object) -> Incident:
    """An incident that is over."""
    usual: dict[str, object] = {
        "stated": Stated(started=Moment(at(start)), resolved=Moment(at(end)) if end else None),
        "hits": (hit(component, level),),
    }
    return incident(f"{start[:10]}-{level.value.replace('_', '-')}-{start[11:13]}", update(start, Status.INVESTIGATING), **(usual | fields))


def test_the_worked_example_stands_on_the_page() -> None:
    """Full outage 10:00 to 11:00, partial outage 10:30 to 12:30 in a month of 30 days: 87 minutes weighted, 99.7986 %."""
    html = made(
        lasting("2026-11-10 10:00", "2026-11-10 11:00", Impact.FULL_OUTAGE),
        lasting("2026-11-10 10:30", "2026-11-10 12:30", Impact.PARTIAL_OUTAGE),
        lasting("2026-11-01 10:00", "2026-11-01 10:30", Impact.DEGRADED, "delivery"),
    )["components/api/"]
    told = "full outage 60 min, partial outage 90 min weighted: 87 min of"
    assert figures(html) == {
        "December 2026, up to now": SILENT,
        "November 2026": ("99.7986 %", f"{told} 43,200"),
        "The last twelve months counted from 1 November 2026, for our record begins there": (
            "99.8248 %",
            f"{told} 49,680",
        ),
    }
    assert "99.7986\N{NO-BREAK SPACE}%" in html
    assert "as much as its level weighs: full outage 1, partial outage 0.3, degraded 0." in words(html)
    assert "This is what we declared, not what a probe measured." in words(html)


def test_a_month_before_the_record_has_no_figure() -> None:
    """What nobody wrote down is no hundred per cent; without any record there is no figure at all."""
    html = made(lasting("2026-12-02 10:00", "2026-12-02 12:00", Impact.DEGRADED))["components/api/"]
    counted = "counted from 2 December 2026, for our record begins there"
    assert figures(html) == {
        f"December 2026, up to now {counted}": ("100 %", "degraded 120 min"),
        "November 2026": ("no record", ""),
        f"The last twelve months {counted}": ("100 %", "degraded 120 min"),
    }
    assert "Our record begins on 2 December 2026." in words(html)
    assert set(figures(made()["components/api/"]).values()) == {("no record", "")}


def test_what_is_not_known_is_said_beside_the_figure() -> None:
    """An incident without an end is left out of the figure and counted among what is left out."""
    unknown = incident("2026-11-10-x", hits=(hit("api"),), backfilled=True, stated=Stated(started=Moment(at("2026-11-10 10:00"))))
    html = made(unknown, lasting("2026-01-02 10:00", "2026-01-02 12:00", Impact.DEGRADED, "delivery"))["components/api/"]
    assert figures(html)["November 2026"] == ("at most 100 %", "nothing 1 incident is left out, for its start or end is not known")


def test_an_open_incident_counts_up_to_now() -> None:
    """The page says until when it counted, and is another on another day."""
    open_one = lasting("2026-12-05 10:00", "", Impact.FULL_OUTAGE)
    html = made(open_one, lasting("2026-11-02 10:00", "2026-11-02 12:00", Impact.DEGRADED, "delivery"))["components/api/"]
    assert figures(html)["December 2026, up to now"] == ("98.148 %", "full outage 120 min weighted: 120 min of 6,480")
    assert "What is still open is counted up to 5 Dec 2026, 12:00 UTC." in words(html)


@pytest.mark.parametrize(
    ("minutes", "weighted", "said"),
    [
        (43_200, 87.0, "99.7986 %"),
        (43_200, 0.0, "100 %"),
        (43_200, 0.001, "99.9999 %"),
        (43_200, 43_200.0, "0.0000 %"),
        (525_600, 1.0, "99.9998 %"),
        (1_440, 1.0, "99.930 %"),
        (60, 1.0, "98.3 %"),
        (1, 0.5, "50 %"),
        (0, 0.0, ""),
    ],
)
def test_a_figure_has_no_more_decimals_than_its_minutes_support(minutes: int, weighted: float, said: str) -> None:
    """Two more than one minute is worth, at most four, rounded down as in the statistics; a hundred only when nothing counted."""
    found = Declared(length=timedelta(minutes=minutes), levels={}, weighted=weighted, left_out=0)
    assert percent(found, Language()).replace("\xa0", " ") == said


def test_a_component_says_what_is_reported_now() -> None:
    """Nothing reported, the worst level of what is open, or that the effects have stopped; never "operational"."""
    stopped = Window(impact=Impact.FULL_OUTAGE, start=Moment(at("2026-12-05 08:00")), end=Moment(at("2026-12-05 09:00")))
    found = made(
        lasting("2026-12-05 10:00", "", Impact.PARTIAL_OUTAGE, title="Requests fail"),
        lasting("2026-12-05 11:00", "", Impact.DEGRADED),
        lasting("2026-12-05 08:00", "", Impact.FULL_OUTAGE, hits=(Hit(component="delivery", windows=(stopped,)),)),
    )
    assert "partial outage Investigating: Messages are late, since 5 Dec 2026, 11:00 UTC" in words(found["components/api/"])
    assert "Investigating: Requests fail, since 5 Dec 2026, 10:00 UTC" in words(found["components/api/"])
    assert "The effects have stopped Investigating: Messages are late" in words(found["components/delivery/"])
    assert "Website Nothing reported As of 5 Dec 2026, 12:00 UTC. Load again" in words(found["components/website/"])
    assert words(found["components/"]) == (
        "Components As of 5 Dec 2026, 12:00 UTC. Load again Messaging API Sending from programs partial outage 2 incidents"
        " Delivery The effects have stopped 1 incident Website Nothing reported no incidents"
    )
    assert not [url for url, html in found.items() if "operational" in html.lower()]


def test_maintenance_is_reported_while_it_runs() -> None:
    """On the home page and on its component, from the word that it began until the word that it is done; not before."""
    window = {"kind": Kind.MAINTENANCE, "hits": (Hit(component="api", windows=(Window(impact=Impact.MAINTENANCE, start=None, end=None),)),)}
    times = Stated(scheduled_start=Moment(at("2026-12-05 11:00")), scheduled_end=Moment(at("2026-12-05 14:00")))
    coming = update("2026-12-04 10:00", Status.SCHEDULED)
    begun = update("2026-12-05 11:02", Status.IN_PROGRESS)
    planned = made(incident("2026-12-05-x", coming, stated=times, **window))
    running = made(incident("2026-12-05-x", coming, begun, stated=times, **window))
    assert "0 of 3 with something reported" in words(planned[""])
    assert "1 of 3 with something reported Messaging maintenance: 1 of 2 API: maintenance since" in words(running[""])


def test_planned_work_is_announced_on_its_components() -> None:
    """Whoever looks at a component sees what is coming, and only there."""
    stated = Stated(scheduled_start=Moment(at("2026-12-09 22:00")), scheduled_end=Moment(at("2026-12-09 23:00")))
    work = incident(
        "2026-12-09-upgrade",
        update("2026-12-01 10:00", Status.SCHEDULED),
        kind=Kind.MAINTENANCE,
        title="Upgrade",
        stated=stated,
        hits=(hit("website", Impact.MAINTENANCE),),
    )
    found = made(work)
    assert "Scheduled: Upgrade, 9 Dec 2026, 22:00 UTC" in words(found["components/website/"])
    assert "Upgrade" not in found["components/api/"]


def test_names_of_components_lead_to_their_pages() -> None:
    """From the home page, lists and the page of an incident; a name that settings do not know is text."""
    found = lasting("2026-12-05 10:00", "", Impact.FULL_OUTAGE, hits=(hit("api"), hit("unknown")))
    whole = {page.url: page.html() for page in pages(History([found]), SETTINGS, SITE, NOW, TEMPLATES)}
    for url, prefix in (("", ""), ("history/2026/12/", "../../../"), (f"incidents/{found.id}/", "../../")):
        assert f'<a href="{prefix}components/api/">API</a>' in whole[url], url
        assert "components/unknown" not in whole[url], url
    assert "unknown: full outage" in words(whole[""])


def test_the_home_page_names_every_component_once_as_troubled_or_quiet() -> None:
    """The reader finds hers without knowing how it is doing."""
    home = made(lasting("2026-12-05 10:00", "", Impact.DEGRADED))[""]
    marks = home.partition('<section class="aw-components"')[2].partition("</section>")[0]
    assert words(f"<p {marks}") == (
        "Components 1 of 3 with something reported Messaging degraded: 1 of 2 API: degraded since 10:00 UTC: Messages are late "
        "1 other: nothing reported Delivery Nothing reported 1 component Other components 1 Website"
    )
    assert re.findall(r'href="components/([a-z]+)/"', marks) == ["api", "delivery", "website"]


def test_pages_are_strict_html_and_lead_to_feeds_of_their_own() -> None:
    """With and without incidents, and with hostile words."""
    hostile = "<script>alert(1)</script>"
    settings = Settings(components=(Component(id="api", name=hostile, description=hostile, group=hostile, url="javascript:alert(1)"),))
    found = made(lasting("2026-12-05 10:00", "", Impact.DEGRADED, title=hostile, categories=(hostile,)), settings=settings)
    for url, html in found.items():
        html5lib.HTMLParser(strict=True).parse(f"<!doctype html><title>x</title>{html}")
        assert "<script" not in html, url
        assert "javascript:" not in html, url
        assert not re.search(r"\sstyle=|\son[a-z]+=", html), url
        assert html.count("<h1") == 1, url
    assert re.findall(r'href="([^"]+\.atom)"', found["components/api/"]) == ["updates.atom", "history.atom"]


def test_many_components_without_groups_are_one_fold() -> None:
    """By the alphabet, and each is linked once."""
    names = [f"c{number}" for number in range(13, 0, -1)]
    settings = Settings(components=tuple(Component(id=name, name=name.upper()) for name in names))
    section = made(settings=settings)[""].partition('<section class="aw-components"')[2].partition("</section>")[0]
    assert re.findall(r'href="components/([^/"]+)/"', section) == sorted(names)


def test_headings_leave_out_no_level() -> None:
    """Components without a group stand right below the title, those of a group below its name."""

    def levels(settings: Settings) -> list[str]:
        return re.findall(r"<(h\d)", made(settings=settings)["components/"])

    alone, grouped = Component(id="api", name="API"), Component(id="delivery", name="Delivery", group="Messaging")
    assert levels(Settings(components=(alone,))) == ["h1", "h2"]
    assert levels(Settings(components=(grouped, alone))) == ["h1", "h2", "h3", "h2"]


def test_a_component_without_incidents_is_dated_by_the_record() -> None:
    """The sitemap gives it the date of the oldest word, which never changes."""
    found = {
        page.url: page
        for page in pages(History([lasting("2026-11-10 10:00", "2026-11-10 11:00", Impact.DEGRADED)]), SETTINGS, SITE, NOW, TEMPLATES)
    }
    changed = found["components/website/"].changed
    assert changed
    assert changed.date() == date(2026, 11, 10)
