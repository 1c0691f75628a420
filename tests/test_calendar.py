"""The calendar: what each square says, where it leads, and what it must never say."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.core.catalogue import Component
from afterword.core.history import History
from afterword.core.incident_parts import Hit, Stated, Window
from afterword.core.model import Incident
from afterword.core.settings import Metrics, Settings, Site
from afterword.core.times import Moment
from afterword.core.words import Impact, Kind, Status
from afterword.figures.record import record_begins
from afterword.outputs.charts.calendar import Calendar, IncidentBar, calendar, day_by_day
from afterword.outputs.pages.all_pages import pages
from builders import TEMPLATES, at, hit, incident, update

NOW = datetime(2026, 4, 22, 9, 46, tzinfo=UTC)
SITE = Site(name="Pigeonpost incidents", url="https://status.pigeonpost.example/")
SETTINGS = Settings(components=(Component(id="api", name="API"), Component(id="delivery", name="Delivery")))
SIGNS = {
    Impact.FULL_OUTAGE: "F",
    Impact.PARTIAL_OUTAGE: "P",
    Impact.DEGRADED: "D",
    Impact.MAINTENANCE: "M",
    Impact.AFFECTED: "A",
    None: "_",
}


def over(start: str, end: str, level: Impact | None = Impact.DEGRADED, component: str = "api", **fields: object) -> Incident:
    """An incident from `start` to `end`, named after its start; without a level it names no component."""
    name = f"{start[:10]}-{component}-{start[11:13]}"
    hits = (hit(component, level),) if level else ()
    stated = Stated(started=Moment(at(start)), resolved=Moment(at(end)) if end else None)
    usual: dict[str, object] = {"hits": hits, "stated": stated}
    return incident(name, update(start, Status.INVESTIGATING), **(usual | fields))


def drawn(found: Calendar) -> list[str]:
    """A line for each month: a sign for each day, brackets around each bar, how many began."""
    lines = []
    for row in found.rows:
        cells = (
            f"[{''.join(SIGNS[level] for level in cell.levels)}]"
            if isinstance(cell, IncidentBar)
            else ("." if cell.recorded else " ") * cell.number
            for cell in row.cells
        )
        lines.append(f"{row.month:%Y-%m} {''.join(cells)}| {row.began}")
    return lines


def laid_out(*incidents: Incident, now: datetime = NOW, component: str = "", metrics: Metrics = SETTINGS.metrics) -> Calendar:
    """The calendar of these incidents."""
    return calendar(incidents, record_begins(incidents, metrics), now, metrics, component)


def bars(found: Calendar) -> list[tuple[str, date, date]]:
    """Every bar, by its incident and its days."""
    return [(cell.incident.id, cell.first, cell.last) for row in found.rows for cell in row.cells if isinstance(cell, IncidentBar)]


def test_the_whole_layout() -> None:
    """A line, a bar over several days, one over the end of a month, levels that change, planned work, two on one day, today."""
    levels = (
        Window(impact=Impact.FULL_OUTAGE, start=Moment(at("2025-08-29 22:00")), end=Moment(at("2025-08-30 01:00"))),
        Window(impact=Impact.DEGRADED, start=Moment(at("2025-09-02 08:00")), end=Moment(at("2025-09-03 00:00"))),
    )
    found = laid_out(
        over("2025-06-03 10:00", "2025-06-03 11:00"),
        over("2025-07-04 23:00", "2025-07-07 01:00", Impact.PARTIAL_OUTAGE),
        over("2025-08-29 22:00", "2025-09-04 12:00", hits=(Hit(component="api", windows=levels),)),
        over("2025-10-10 10:00", "2025-10-16 12:00", Impact.DEGRADED),
        over("2025-10-13 10:00", "2025-10-13 12:00", Impact.FULL_OUTAGE, "delivery"),
        over("2025-11-01 10:00", "2025-11-03 12:00", Impact.DEGRADED, "delivery"),
        over("2025-11-02 10:00", "2025-11-02 12:00", Impact.DEGRADED),
        over("2025-12-31 23:59", "2026-01-01 00:00"),
        over("2026-01-11 10:00", "2026-01-11 12:00", Impact.FULL_OUTAGE, kind=Kind.MAINTENANCE),
        over("2026-02-28 10:00", "2026-03-01 12:00", None),
        over("2026-04-20 10:00", "", Impact.PARTIAL_OUTAGE),
    )
    assert drawn(found) == [
        "2026-04 ...................[PPP]        | 1",
        "2026-03 [A]..............................| 0",
        "2026-02 ...........................[A]| 1",
        "2026-01 ..........[M]....................| 0",
        "2025-12 ..............................[D]| 1",
        "2025-11 [DDD]...........................| 2",
        "2025-10 .........[DDD][F][DDD]...............| 2",
        "2025-09 [_D]............................| 0",
        "2025-08 ............................[FF_]| 1",
        "2025-07 ...[PPPP]........................| 1",
        "2025-06   [D]...........................| 1",
        "2025-05                                | 0",
    ]
    assert (found.begins, [other.id for other in found.covered]) == (date(2025, 6, 3), ["2025-11-02-api-10"])
    assert found.levels == tuple(Impact)


def test_a_leap_february_has_a_square_more() -> None:
    """Months are as long as they are; what lasts over the 29th is drawn on it."""
    found = laid_out(over("2024-02-27 10:00", "2024-03-02 10:00"), now=at("2024-03-05 00:00"))
    assert drawn(found)[:3] == [
        "2024-03 [DD]...                          | 0",
        "2024-02                           [DDD]| 1",
        "2024-01                                | 0",
    ]


def test_an_open_incident_reaches_to_today_and_not_further() -> None:
    """Also at the first minute of a day; when its effects have stopped, its days end there."""
    open_one = over("2026-04-20 10:00", "")
    for now, last in (("2026-04-20 10:00", 20), ("2026-04-22 00:00", 22), ("2026-05-03 12:00", 30)):
        first_month = [bar for bar in bars(laid_out(open_one, now=at(now))) if bar[1].month == 4]
        assert first_month == [(open_one.id, date(2026, 4, 20), date(2026, 4, last))]
    stopped = over("2026-04-20 10:00", "", stated=Stated(started=Moment(at("2026-04-20 10:00")), mitigated=Moment(at("2026-04-21 03:00"))))
    assert bars(laid_out(stopped)) == [(stopped.id, date(2026, 4, 20), date(2026, 4, 21))]


def test_what_is_not_drawn() -> None:
    """Taken back, unpublished, samples unless settings count them, what was only said, and what has not begun or never was."""
    start, end = "2026-04-02 10:00", "2026-04-02 11:00"
    planned = {"kind": Kind.MAINTENANCE, "hits": (hit("api", Impact.MAINTENANCE),)}
    coming = Stated(scheduled_start=Moment(at("2026-04-22 22:00")), scheduled_end=Moment(at("2026-04-22 23:00")))
    absent = (
        over(start, end, draft=True),
        over(start, end, sample=True),
        over(start, end, kind=Kind.NOTICE),
        incident("2026-04-02-x", update(start, Status.INVESTIGATING), update(end, Status.RETRACTED), hits=(hit("api"),)),
        incident("2026-04-22-y", update("2026-04-20 10:00", Status.SCHEDULED), stated=coming, **planned),
        incident("2026-04-01-z", update("2026-03-20 10:00", Status.SCHEDULED), update("2026-03-21 10:00", Status.CANCELLED), **planned),
    )
    for found in absent:
        assert bars(laid_out(found)) == [], found
    assert len(bars(laid_out(over(start, end, sample=True), metrics=Metrics(include_samples=True)))) == 1


def test_an_unknown_end_is_the_day_of_the_start() -> None:
    """Of what was written down afterwards without an end we know one day; days known only as days count whole."""
    unknown = incident("2026-04-02-x", hits=(hit("api"),), backfilled=True)
    assert bars(laid_out(unknown)) == [(unknown.id, date(2026, 4, 2), date(2026, 4, 2))]
    stated = Stated(started=Moment(at("2026-04-02"), day_only=True), resolved=Moment(at("2026-04-04"), day_only=True))
    days = incident("2026-04-02-x", hits=(hit("api"),), stated=stated)
    assert bars(laid_out(days)) == [(days.id, date(2026, 4, 2), date(2026, 4, 4))]


def test_the_record_begins_with_what_was_written_at_the_time() -> None:
    """A story told years later makes no record: it is drawn, and the days around it stay without squares."""
    told = over("2026-01-02 10:00", "2026-01-02 11:00", backfilled=True)
    lived = over("2026-03-05 10:00", "2026-03-05 11:00")
    found = laid_out(told, lived)
    assert found.begins == date(2026, 3, 5)
    assert drawn(found)[1:4] == [
        "2026-03     [D]..........................| 1",
        "2026-02                             | 0",
        "2026-01  [D]                             | 1",
    ]
    assert [row.recorded for row in found.rows] == [True, True, False, True, *[False] * 8]
    assert laid_out(over("2019-01-01 10:00", "2019-01-01 11:00")).begins is None
    assert record_begins([told], Metrics()) is None


def test_a_component_has_its_own_levels() -> None:
    """Its calendar shows its own windows, not the incident's worst level."""
    both = over("2026-04-02 10:00", "2026-04-03 11:00", hits=(hit("api", Impact.DEGRADED), hit("delivery", Impact.FULL_OUTAGE)))
    other = over("2026-04-10 10:00", "2026-04-10 11:00", Impact.FULL_OUTAGE, "delivery")
    assert drawn(laid_out(both, other, component="api"))[0] == "2026-04  [DD]...................        | 1"
    assert drawn(laid_out(both, other))[0] == "2026-04  [FF]......[F]............        | 2"


STARTS = st.integers(min_value=0, max_value=60 * 24 * 500).map(lambda number: NOW - timedelta(minutes=number))


@given(
    st.lists(st.tuples(STARTS, st.integers(0, 60 * 24 * 40), st.sampled_from([*Impact, None]), st.booleans()), max_size=8),
    STARTS,
)
def test_every_day_stands_once_and_every_incident_can_be_reached(
    drafts: list[tuple[datetime, int, Impact | None, bool]], now: datetime
) -> None:
    """Months are filled without gaps; a day shows its worst level; nothing stands after today; what is drawn nowhere is named."""
    incidents = []
    for number, (start, length, level, is_open) in enumerate(drafts):
        stated = Stated(started=Moment(start), resolved=None if is_open else Moment(start + timedelta(minutes=length)))
        hits = (hit("api", level),) if level else ()
        word = update(f"{start:%Y-%m-%d %H:%M}", Status.INVESTIGATING)
        incidents.append(incident(f"{start:%Y-%m-%d}-{number}", word, stated=stated, hits=hits))
    found = laid_out(*incidents, now=now)
    assert found == laid_out(*reversed(incidents), now=now)
    assert len(found.rows) == 12
    for row in found.rows:
        length = ((row.month + timedelta(days=31)).replace(day=1) - row.month).days
        assert sum(len(cell.levels) if isinstance(cell, IncidentBar) else cell.number for cell in row.cells) == length
    shown = {name for name, _, _ in bars(found)} | {other.id for other in found.covered}
    first = found.rows[-1].month
    for one in incidents:
        end = one.resolved.at if one.resolved else now
        assert (one.id in shown) == (one.started.at <= now and max(end - timedelta(microseconds=1), one.started.at).date() >= first)
    for name, begin, last in bars(found):
        assert first <= begin <= last <= now.date(), name


def made(*incidents: Incident, now: datetime = NOW, settings: Settings = SETTINGS) -> dict[str, str]:
    """The content of the home page and of the pages of components and lists, by address."""
    found = pages(History(incidents), settings, SITE, now, TEMPLATES)
    return {page.url: page.html() for page in found if not page.url.startswith("incidents/")}


def links(html: str) -> list[tuple[str, str, str]]:
    """The links of the calendar: where to, the title, the words."""
    found = re.findall(r'<a(?: class="aw-span\d+")? href="([^"]+)" title="([^"]*)">.*?<span class="aw-vh">(.*?)</span></a>', html)
    return [(href, unescape(title), unescape(words)) for href, title, words in found]


def test_links_say_days_and_level_in_words() -> None:
    """Never by colour alone: each link names its days, the level, the incident, and what else there was."""
    home = made(
        over("2026-04-02 10:00", "2026-04-02 12:00", Impact.PARTIAL_OUTAGE, title='Imports "<b>stopped</b>"'),
        over("2026-04-02 11:00", "2026-04-02 12:00", title="Behind it"),
        over("2025-11-27 10:00", "2025-11-29 12:00", title="Invoices came late"),
        over("2025-11-30 10:00", "2025-11-30 12:00", None, title="Something"),
    )[""]
    assert links(home) == [
        (
            "incidents/2026-04-02-api-10/",
            '2 Apr 2026: partial outage, and 1 more incident. Imports "<b>stopped</b>"',
            "2 Apr 2026: partial outage, and 1 more incident",
        ),
        (
            "incidents/2025-11-27-api-10/",
            "27 Nov 2025 to 29 Nov 2025: degraded. Invoices came late",
            "27 Nov 2025 to 29 Nov 2025: degraded",
        ),
        ("incidents/2025-11-30-api-10/", "30 Nov 2025: affected, level not stated. Something", "30 Nov 2025: affected, level not stated"),
    ]
    behind = re.search(r'<details class="aw-covered">(.*?)</details>', home, re.DOTALL)
    assert behind
    assert "1 incident stands behind another of the same days" in behind[1]
    assert 'href="incidents/2026-04-02-api-11/"' in behind[1]


def test_only_incidents_and_months_are_links() -> None:
    """A keyboard has one stop for a bar and one for a month with a page, not one for each day; the table is a table."""
    home = made(over("2026-04-02 10:00", "2026-04-05 12:00"))[""]
    table = re.search(r'<table class="aw-cal">.*?</table>', home, re.DOTALL)
    assert table
    assert re.findall(r'href="([^"]+)"', table[0]) == ["history/2026/04/", "incidents/2026-04-02-api-10/"]
    assert table[0].count("<tr>") == 13
    assert table[0].count('<th scope="row">') == 12
    assert table[0].count('class="aw-blank"') == 1 + 8 + 335
    assert table[0].count("<i></i>") == 22 - 5
    assert "Our record begins on" in table[0]
    html5lib.HTMLParser(strict=True).parse(f"<!doctype html><title>x</title>{home}")


def test_months_say_how_many_began() -> None:
    """In words; a month before the record says so, and never "none"."""
    home = made(over("2026-03-02 10:00", "2026-03-02 12:00"), over("2026-03-05 10:00", "2026-03-05 12:00"))[""]
    said = re.findall(r'<td><span class="aw-vh">(.*?)</span><span aria-hidden="true">(.*?)</span></td>', home)
    assert said == [("no incidents", "0"), ("2 incidents", "2"), *[("no record", "–")] * 10]


@pytest.mark.parametrize("found", [(), (over("2026-04-02 10:00", "2026-04-02 12:00", draft=True),)])
def test_no_history_no_calendar(found: tuple[Incident, ...]) -> None:
    """Before anything was published there is nothing to draw."""
    assert "aw-calendar" not in made(*found)[""]


def page_of(incidents: list[Incident], url: str) -> str:
    """The HTML of a page of these incidents."""
    return next(page for page in pages(History(incidents), SETTINGS, SITE, NOW, TEMPLATES) if page.url == url).html()


def test_day_by_day_says_what_the_squares_say() -> None:
    """Each day has the level and the incident that the calendar draws, and a day without a record has neither."""
    incidents = [
        over("2025-12-03 10:00", "2025-12-03 11:00", Impact.FULL_OUTAGE),
        over("2025-12-03 12:00", "2025-12-05 13:00", Impact.DEGRADED, "delivery"),
        over("2026-03-29 23:00", "2026-04-02 01:00", Impact.PARTIAL_OUTAGE),
    ]
    months = day_by_day(incidents, record_begins(incidents, SETTINGS.metrics), NOW.date(), NOW, SETTINGS.metrics)
    found = laid_out(*incidents)
    assert [month.month for month in months] == [row.month for row in found.rows]
    assert [month.began for month in months] == [row.began for row in found.rows]
    for month, row in zip(months, found.rows, strict=True):
        signs = "".join(SIGNS[day.level] if day.incidents else "." if day.recorded else " " for day in month.days)
        assert f"{month.month:%Y-%m} {signs}| {month.began}" in [line.replace("[", "").replace("]", "") for line in drawn(found)], row
    third = next(day for month in months for day in month.days if day.date == date(2025, 12, 3))
    assert [incident.id for incident in third.incidents] == ["2025-12-03-api-10", "2025-12-03-delivery-12"]


def test_a_day_leads_to_its_incident_or_to_the_day_in_its_month() -> None:
    """One: its page. Several: the day in the list of the month, which has an anchor. Days that only go on lead to what goes on."""
    incidents = [
        over("2025-12-03 10:00", "2025-12-03 11:00", Impact.FULL_OUTAGE),
        over("2025-12-03 12:00", "2025-12-05 13:00", Impact.DEGRADED, "delivery"),
        over("2025-12-02 12:00", "2025-12-05 13:00", Impact.PARTIAL_OUTAGE),
    ]
    html = page_of(incidents, "history/calendar/2025/")
    links = {int(number): unescape(href) for href, number in re.findall(r'<a href="([^"]+)"><span aria-hidden="true">(\d+)</span>', html)}
    incident = "../../../incidents/2025-12-02-api-12/"
    assert links == {2: incident, 3: "../../2025/12/#day-3", 4: incident, 5: incident}
    assert "3 Dec 2025: full outage, 3 incidents" in html
    month = page_of(incidents, "history/2025/12/")
    assert re.findall(r'<li id="(day-\d+)">', month) == ["day-3", "day-2"]
    assert "<i></i>" not in html.partition(">1</span>")[0].rpartition("<td>")[2]


def test_nothing_at_all_has_no_days() -> None:
    """A site without incidents has no page of days, and no link to one."""
    assert not [page.url for page in pages(History([]), SETTINGS, SITE, NOW, TEMPLATES) if "calendar" in page.url]
    assert "history/calendar/" not in page_of([], "")
    assert "calendar/" not in page_of([], "history/")


def test_each_year_shows_what_was_going_on_in_it_and_depends_on_nothing_else() -> None:
    """What began in December and ended in January stands in both years, every other incident in its own year only."""
    long = over("2024-12-30 10:00", "2025-01-02 10:00")
    early, late = over("2024-03-01 10:00", "2024-03-01 11:00"), over("2025-06-01 10:00", "2025-06-01 11:00")
    pages_of = {page.url: page for page in pages(History([early, long, late]), SETTINGS, SITE, NOW, TEMPLATES)}
    assert pages_of["history/calendar/2024/"].lists == (long.id, early.id)
    assert pages_of["history/calendar/2025/"].lists == (late.id, long.id)
    for year, days in ((2024, {30, 31}), (2025, {1, 2})):
        html = pages_of[f"history/calendar/{year}/"].html()
        assert {int(number) for number in re.findall(rf'incidents/{long.id}/"><span aria-hidden="true">([0-9]+)<', html)} == days
