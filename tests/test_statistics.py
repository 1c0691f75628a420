"""The pages of statistics: every figure as the format lists it, and nothing that cannot be known."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import afterword.outputs.statistics.statistics_pages
from afterword.core.catalogue import Component
from afterword.core.history import History
from afterword.core.incident_parts import ActionItem, Hit, Stated, Users, Window
from afterword.core.model import Incident
from afterword.core.settings import Metrics, Settings
from afterword.core.sources import Source
from afterword.core.times import Moment, read_moment
from afterword.core.words import Impact, Kind, Status
from afterword.figures.follow_up import between, items, open_by_day
from afterword.figures.history_figures import HistoryFigures
from afterword.figures.metrics import Declared
from afterword.figures.periods import twelve_months
from afterword.outputs.page_context import Making
from afterword.outputs.statistics.statistics_pages import MOST_ROWS, statistics_pages
from afterword.outputs.statistics.statistics_words import percent
from afterword.outputs.translation import Language
from afterword.reading.incident import IncidentReader
from afterword.reading.settings_reader import read_settings
from builders import TEMPLATES, at, fragment, incident, update
from golden import SITE

ROOT = Path(__file__).parents[1]
FULLEST = "incidents/2026-03-14-queue-delivery-stopped.md"
NOW = at("2026-04-22 09:46")
SETTINGS = Settings(components=(Component(id="api", name="API"), Component(id="delivery", name="Delivery")))


@pytest.fixture(autouse=True, scope="module")
def _pictures_of_few() -> Iterator[None]:
    """What a picture says of one incident is looked at here, though a page of so few has none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(afterword.outputs.statistics.statistics_pages, "FEW", 1)
        yield


def words(html: str) -> str:
    """What is read on a page, in one line."""
    text = re.sub(r"<desc.*?</desc>|<title.*?</title>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text))).replace(" ,", ",").replace(" .", ".").strip()


def pages(incidents: Iterable[Incident], now: datetime = NOW, wanted: Settings = SETTINGS) -> dict[str, str]:
    """The HTML of every page of statistics, by its address."""
    making = Making(settings=wanted, site=SITE, now=now, templates=TEMPLATES)
    return {page.url: page.html() for page in statistics_pages(History(incidents), making)}


def read(incidents: Iterable[Incident], url: str = "statistics/", **options: Any) -> str:  # noqa: ANN401 - those of `pages`
    """What is read on one page."""
    return words(pages(incidents, **options)[url])


def rows(html: str, heading: str) -> list[list[str]]:
    """The first table of a part, as words; a name and the number beside it are two, and a drawing is none."""
    part = html[html.index(f'id="{heading}"') :]
    table = re.sub(r'<td class="pic">.*?</td>', "", part[part.index("<tbody>") : part.index("</tbody>")], flags=re.DOTALL)
    table = table.replace('</b> <span class="aw-2">', "</b></th><th>")
    return [
        [words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)
    ]


def outage(start: str, minutes: int | None = 60, *, first: int | None = 10, severity: str = "major", **fields: Any) -> Incident:  # noqa: ANN401 - the fields of Incident
    """An incident of `api`, announced and over so many minutes after its start; None: not known or not yet."""
    begin = at(start)
    stated = Stated(
        started=Moment(begin),
        announced=None if first is None else Moment(begin + timedelta(minutes=first)),
        resolved=None if minutes is None else Moment(begin + timedelta(minutes=minutes)),
    )
    usual: dict[str, Any] = {
        "stated": stated,
        "severity": severity,
        "hits": (Hit(component="api", windows=(Window(impact=Impact.FULL_OUTAGE, start=None, end=None),)),),
    }
    said = fields.pop("updates", ())
    return incident(f"{start[:10]}-{severity}-{start[11:].replace(':', '')}-{minutes}-{first}", *said, **(usual | fields))


def many(count: int, **fields: Any) -> list[Incident]:  # noqa: ANN401 - those of `outage`
    """So many incidents of one severity in one month, the first with a first word after a minute, the next after two."""
    return [outage(f"2026-03-{number % 28 + 1:02} 0{number // 28}:00", first=number + 1, **fields) for number in range(count)]


@pytest.fixture(scope="module")
def fullest() -> tuple[Incident, Settings]:
    """The fullest example of docs/format.md, with the settings of this repository's own site."""
    wanted = read_settings("settings.yml", (ROOT / "site_config" / "settings.yml").read_bytes())[0]
    found = IncidentReader(settings=wanted, wording=False)(Source(path=FULLEST, data=(ROOT / FULLEST).read_bytes())).incident
    assert found is not None
    return found, wanted


# ---- the figures that the format lists ---------------------------------------------------------------


def notice(start: str) -> Incident:
    """No incident, but something that was said: with it the record begins."""
    return outage(start, kind=Kind.NOTICE, hits=())


def test_every_figure_of_the_fullest_example_stands_on_the_page(fullest: tuple[Incident, Settings]) -> None:
    """First word 14 min, detect 5, mitigate 1 h 52, resolve 2 h 18, silence 47, promises 3 of 4, items 2 of 4, and the minutes."""
    one, wanted = fullest
    for url in ("statistics/", "statistics/2026/"):
        html = pages([one], wanted=wanted)[url]
        assert rows(html, "first-word") == [["Major", "1", "too few", "14 min", "1 of 1"]]
        assert rows(html, "detect") == [["Major", "1", "too few", "5 min"]]
        assert rows(html, "mitigate") == [["Major", "1", "too few", "1 h 52 min"]]
        assert rows(html, "resolve") == [["Major", "1", "too few", "2 h 18 min"]]
        assert rows(html, "promises")[0][:4] == ["Major", "3 of 4", "1 of 1", "47 min"]
        assert "2 of 4 done." in words(html)
        assert "Major customers 1 206,080" in words(html)  # 112 minutes until it was mitigated, 1,840 customers
        assert rows(html, "every")[0][3:] == ["14 min", "5 min", "1 h 52 min", "2 h 18 min", "47 min", "3 of 4"]
    march = pages([one, notice("2026-01-05 10:00")], wanted=wanted)["statistics/"].split("<h3>March 2026")[1]
    assert "Of 44,640 minutes." in words(march)
    assert "Delivery 63 min 49 min 0 77.7 min 99.8259 %" in words(march)
    assert "API 0 0 112 min 0 100 %" in words(march)


def test_overlaps_count_once_and_the_rule_stands_beside_the_figure() -> None:
    """A full 10:00-11:00 and B partial 10:30-12:30 make 60 and 90 minutes, 87 weighted, 99.7986 % of 43,200."""
    partial = (Hit(component="api", windows=(Window(impact=Impact.PARTIAL_OUTAGE, start=None, end=None),)),)
    two = [outage("2026-06-10 10:00", 60), outage("2026-06-10 10:30", 120, hits=partial), notice("2026-05-05 10:00")]
    text = read(two, now=at("2026-07-02"))
    assert "Of 43,200 minutes." in text
    assert "API 60 min 90 min 0 87 min 99.7986 %" in text
    assert "Rule: full outage counts 1, partial outage 0.3, degraded 0;" in text
    assert "Nothing reported: Delivery 100 %" in text
    other = replace(SETTINGS, metrics=Metrics(weights={Impact.FULL_OUTAGE: 1.0, Impact.PARTIAL_OUTAGE: 1.0}))
    assert "API 60 min 90 min 0 150 min 99.6527 %" in read(two, now=at("2026-07-02"), wanted=other)
    assert "99.7986 %" in read([], "statistics/how-to-read/")


@pytest.mark.parametrize(
    ("minutes", "weighted", "said"),
    [
        (44_640, 77.7, "99.8259 %"),
        (43_200, 0, "100 %"),
        (525_600, 0.3, "99.9999 %"),
        (1_440, 1, "99.930 %"),
        (60, 30, "50.0 %"),
        (60, 60, "0.0 %"),
        (0, 0, ""),
    ],
)
def test_a_percentage_has_no_more_decimals_than_the_minutes_support(minutes: int, weighted: float, said: str) -> None:
    """At most two beyond what a minute is worth, never more than four, and what was not whole is never 100 %."""
    declared = Declared(length=timedelta(minutes=minutes), levels={}, weighted=weighted, left_out=0)
    assert percent(declared, Language()).replace("\N{NO-BREAK SPACE}", " ") == said


# ---- few and many --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "median", "ninety"), [(1, "", ""), (4, "", ""), (5, "3 min", ""), (19, "10 min", ""), (20, "10 min", "18 min")]
)
def test_dots_then_a_median_then_nine_in_ten(count: int, median: str, ninety: str) -> None:
    """Below five only dots; from five the median; from twenty also nine in ten; in the picture and in the table."""
    html = pages(many(count))["statistics/"]
    part = html[html.index('id="first-word"') : html.index('id="detect"')]
    assert part.count("<circle") == count
    assert ('class="median"' in part) == bool(median)
    assert ('class="median hollow"' in part) == bool(ninety)
    assert ("9 in 10 within" in words(part)) == bool(ninety)
    assert rows(html, "first-word")[0][:3] == ["Major", str(count), median or "too few"]
    if ninety:
        assert rows(html, "first-word")[0][3] == ninety
    assert not re.search(r"average of|\bmean time\b.*\d", words(part))


def test_no_number_is_made_of_several_severities() -> None:
    """Four of one and four of another have no median, though together they would be eight."""
    text = read([*many(4), *many(4, severity="minor")])
    assert "median" not in text.split("Time to first public word")[1].replace("Median", "")
    assert text.count("too few") >= 4


def test_nothing_at_all() -> None:
    """A history without incidents has a page that says so, and no year, no picture and no empty part."""
    found = pages([])
    assert set(found) == {"statistics/", "statistics/how-to-read/"}
    text = words(found["statistics/"])
    assert text.startswith("Statistics No incident has been reported here yet. How to read this page")
    assert text.endswith("What each figure means, and what it hides")


def test_a_calm_year() -> None:
    """Without an incident in twelve months there are no empty pictures; what is still open, and earlier years, stand there."""
    calm = outage("2024-05-01 10:00", actions=(action("Renew the certificate"),))
    html = pages([calm])["statistics/"]
    assert "between 1 May 2025 and 22 April 2026, 09:46 UTC: no incident." in words(html)
    assert re.findall(r'<h2[^>]* id="([^"]+)"', html) == ["read", "actions", "availability", "years"]
    assert "1 open, none overdue. The oldest is 721 days old: Renew the certificate" in words(html)
    assert "Nothing reported: API, Delivery 100 %" in words(html)


@pytest.mark.parametrize("found", [[], [outage("2024-05-01 10:00")], many(3)], ids=["none", "calm", "some"])
def test_the_contents_lead_to_parts_that_are_there(found: list[Incident]) -> None:
    """Every entry beside the page has its place on it, and every part has its entry."""
    making = Making(settings=SETTINGS, site=SITE, now=NOW, templates=TEMPLATES)
    for page in statistics_pages(History(found), making):
        assert [heading.anchor for heading in page.below()] == re.findall(r'<h2[^>]* id="([^"]+)"', page.html()), page.url


def test_all_open() -> None:
    """What has not ended has no time to resolve; it is counted, and its silence runs up to now."""
    still = [outage("2026-04-22 08:00", None, updates=(update("2026-04-22 08:10", Status.INVESTIGATING),))]
    html = pages(still)["statistics/"]
    assert "one incident, one of them still open." in words(html)
    assert "It is not known of the one incident of this time." in words(html[html.index('id="resolve"') :])
    assert rows(html, "every")[0][3:] == ["10 min", "not known", "still open", "still open", "1 h 36 min", "none made"]
    assert "API 106 min 0 0 106 min" in words(html)


def test_an_open_incident_among_few_claims_nothing_that_is_not_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody stated when it began, it was announced, it has promised an update, and its length is not known: none of that is "none"."""
    monkeypatch.setattr(afterword.outputs.statistics.statistics_pages, "FEW", 5)
    said = update("2026-04-22 09:40", Status.INVESTIGATING, promised=at("2026-04-22 10:10"))
    still = outage("2026-04-22 09:40", None, updates=(said,), stated=Stated())
    html = pages([still], now=at("2026-04-22 09:46"))["statistics/"]
    assert rows(html, "every")[0][1:6] == ["not known", "not known", "not yet", "not yet", "not yet"]
    assert "Nothing reported: Delivery" in words(html)
    assert rows(html, "availability")[0][-1] == "at most 100 %"


@pytest.mark.parametrize("minute", ["2026-04-22 09:40", "2026-04-22 09:41"])
def test_an_incident_of_this_minute_is_reported(minute: str) -> None:
    """A site that is built within the minute in which it began does not say that nothing was reported of its component."""
    said = update("2026-04-22 09:40", Status.INVESTIGATING)
    html = pages([outage("2026-04-22 09:40", None, updates=(said,), stated=Stated())], now=at(minute))["statistics/"]
    assert rows(html, "availability")[0][-1] == "at most 100 %"


def test_a_figure_is_about_or_at_most_but_not_both() -> None:
    """An end that is about right says nothing of an availability that another incident may lower."""
    roughly = outage(
        "2026-04-10 10:00", stated=Stated(started=Moment(at("2026-04-10 10:00")), resolved=Moment(at("2026-04-10 11:00"), about=True))
    )
    unknown = outage("2026-04-11 10:00", None, updates=(update("2026-04-11 10:00", Status.INVESTIGATING),), stated=Stated())
    assert "about 9" in rows(pages([roughly])["statistics/"], "availability")[0][-1]
    assert rows(pages([roughly, unknown])["statistics/"], "availability")[0][-1].startswith("at most 9")


def test_announced_before_it_began() -> None:
    """A negative first word is said in words, stands at "before", and is within the target."""
    html = pages([outage("2026-03-10 10:00", first=-12)])["statistics/"]
    assert rows(html, "first-word") == [["Major", "1", "too few", "12 min before it began", "1 of 1"]]
    assert "“Before”: we announced it before it began." in words(html)


def test_the_target_comes_from_the_settings() -> None:
    """Its line has its name, and the table counts who met it; who met it to the minute did."""
    wanted = replace(SETTINGS, targets=replace(SETTINGS.targets, first_word=timedelta(minutes=3)))
    html = pages(many(5), wanted=wanted)["statistics/"]
    assert "3 min: our target" in words(html)
    assert rows(html, "first-word")[0][-1] == "3 of 5"


# ---- what is left out ------------------------------------------------------------------------------------


def test_what_is_left_out_is_said() -> None:
    """Retracted ones and samples are counted in a sentence; those written afterwards only miss the figures of communication."""
    retracted = outage("2026-03-01 10:00", updates=(update("2026-03-01 11:00", Status.RETRACTED),))
    sample = outage("2026-03-02 10:00", sample=True)
    afterwards = outage("2026-03-03 10:00", backfilled=True)
    others = [outage("2026-03-05 10:00", kind=Kind.NOTICE), outage("2026-03-06 10:00", kind=Kind.MAINTENANCE), outage("2026-03-07 10:00")]
    html = pages([retracted, sample, afterwards, *others])["statistics/"]
    assert "2 incidents. One retracted report is left out. One example, marked as a sample, is left out." in words(html)
    assert "One was written down afterwards: it is left out of first word, silence and promises." in words(html)
    assert rows(html, "first-word")[0][1] == "1"
    assert rows(html, "resolve")[0][1] == "2"
    assert [row[3] for row in rows(html, "every")] == ["10 min", "left out"]


def test_samples_count_everywhere_when_the_settings_say_so() -> None:
    """Also those that were written down afterwards."""
    wanted = replace(SETTINGS, metrics=Metrics(include_samples=True))
    html = pages([outage("2026-03-02 10:00", sample=True, backfilled=True)], wanted=wanted)["statistics/"]
    assert rows(html, "first-word")[0][1:4] == ["1", "too few", "10 min"]
    assert "left out" not in words(html[: html.index('id="months"')])


def test_missing_ends_are_left_out_and_counted() -> None:
    """The count says 2 of 3 and why; an approximate end is hollow and its length is about."""
    hazy = outage("2026-03-03 10:00")
    hazy = replace(hazy, stated=replace(hazy.stated, resolved=Moment(at("2026-03-03 12:00"), about=True)))
    html = pages([outage("2026-03-01 10:00"), hazy, outage("2026-03-02 10:00", None, backfilled=True)])["statistics/"]
    part = html[html.index('id="resolve"') :]
    assert rows(html, "resolve") == [["Major", "2 of 3", "too few", "about 2 h"]]
    assert "Shown are 2 of 3: one does not state it." in words(part)
    assert part[: part.index("</table>")].count('<circle class="about"') == 1


def test_an_unclassified_incident_has_a_row_of_its_own() -> None:
    """So that they are counted as what they are."""
    html = pages([outage("2026-03-01 10:00", severity=""), outage("2026-03-02 10:00", severity="")])["statistics/"]
    assert rows(html, "resolve") == [["Not classified", "2", "too few", "1 h"]]


# ---- promises and action items ---------------------------------------------------------------------------


def action(text: str, **fields: Any) -> ActionItem:  # noqa: ANN401 - the fields of ActionItem
    """An action item."""
    usual: dict[str, Any] = {"done": False, "type": "", "priority": "", "owner": "", "due": None, "done_on": None, "link": "", "line": 1}
    return ActionItem(text=fragment(text), **(usual | fields))


def test_action_items_of_all_years() -> None:
    """The page of twelve months names the oldest open one, of whatever year; a year's page tells how its end was."""
    old = outage(
        "2024-05-01 10:00",
        actions=(action("Renew the certificate", due=date(2024, 6, 1)), action("Done late", done=True, done_on=date(2026, 1, 5))),
    )
    new = outage(
        "2026-03-01 10:00",
        actions=(action("A", done=True, done_on=date(2026, 3, 11)), action("B", due=date(2026, 5, 1)), action("C", done=True)),
    )
    found = pages([old, new])
    now = words(found["statistics/"])
    assert "2 of 3 done." in now
    assert "2 open, 1 overdue. The oldest is 721 days old: Renew the certificate" in now
    assert "One item that is done without a date is not in the line." in now
    assert rows(found["statistics/"], "actions")[-1] == ["April 2026", "2"]
    year = words(found["statistics/2024/"])
    assert "1 of 2 done." in year
    assert "At the end of 2024, of all years 2 open. The oldest is from 1 May 2024: Renew the certificate" in year
    assert "overdue" not in year


def test_the_line_of_open_items() -> None:
    """Up on the day of the end, down on the day it was done; what was done at once or without a date never stood open."""
    one = outage(
        "2026-03-01 10:00",
        actions=(
            action("A", done=True, done_on=date(2026, 3, 11)),
            action("B"),
            action("C", done=True),
            action("D", done=True, done_on=date(2026, 3, 1)),
        ),
    )
    record = HistoryFigures(History([one]), SETTINGS, NOW)
    assert between(open_by_day(items(record.figures)), date(2026, 2, 1), date(2026, 4, 1)) == (
        (date(2026, 2, 1), 0),
        (date(2026, 3, 1), 2),
        (date(2026, 3, 11), 1),
    )


def test_reports() -> None:
    """On time, late, missing and overdue; only the page of now says overdue."""

    def promised(day: str, due: str, came: str = "") -> Incident:
        said = (update(came, Status.POSTMORTEM),) if came else ()
        return outage(f"{day} 10:00", postmortem_due=date.fromisoformat(due), updates=said)

    found = pages(
        [
            promised("2025-03-01", "2025-03-10", "2025-03-10 09:00"),
            promised("2025-03-02", "2025-03-10", "2025-03-11 09:00"),
            promised("2025-03-03", "2025-03-10"),
            promised("2026-04-20", "2026-04-21"),
            promised("2026-04-21", "2026-05-21"),
        ]
    )
    assert "1 of 3 published by the promised day. One came later. One is not published." in words(found["statistics/2025/"])
    assert "0 of 2 published by the promised day. 2 are not published, one of them overdue: Messages are late" in words(
        found["statistics/"]
    )


def test_customer_minutes_are_not_added_over_units_or_severities() -> None:
    """Three units and severities make three rows; an estimate is about."""
    found = [
        outage("2026-03-01 10:00", users=Users(affected=100, unit="customers")),
        outage("2026-03-02 10:00", users=Users(affected=10, unit="customers")),
        outage("2026-03-03 10:00", users=Users(affected=5, unit="shops", estimate=True)),
        outage("2026-03-04 10:00", severity="minor", users=Users(affected=7, unit="customers")),
        outage("2026-03-05 10:00", None, users=Users(affected=7, unit="customers"), backfilled=True),
    ]
    assert rows(pages(found)["statistics/"], "customer-minutes") == [
        ["Major", "customers", "2", "6,600"],
        ["Major", "shops", "1", "about 300"],
        ["Minor", "customers", "1", "420"],
    ]


# ---- time -------------------------------------------------------------------------------------------------


def test_twelve_months_are_the_month_of_now_and_eleven_before() -> None:
    """By UTC: an incident in the last minute before them is not among them."""
    period = twelve_months(NOW)
    assert (period.start, period.end, len(period.months)) == (at("2025-05-01"), at("2026-05-01"), 12)
    text = read([outage("2025-04-30 23:59"), outage("2025-05-01 00:00")])
    assert "between 1 May 2025 and 22 April 2026, 09:46 UTC: one incident." in text


def test_a_past_year_is_the_same_on_any_day() -> None:
    """Unless an incident of it is still open: then its silence grows."""
    closed = [
        outage("2025-03-01 10:00", actions=(action("A", due=date(2025, 4, 1)),), postmortem_due=date(2026, 6, 1)),
        outage("2026-01-01 10:00"),
    ]
    for url in ("statistics/2025/", "statistics/how-to-read/"):
        assert pages(closed)[url] == pages(closed, now=at("2027-05-01"))[url]
    assert pages(closed)["statistics/2026/"] != pages(closed, now=at("2026-05-01"))["statistics/2026/"]
    still = [outage("2025-03-01 10:00", None, updates=(update("2025-03-01 10:10", Status.INVESTIGATING),))]
    assert pages(still)["statistics/2025/"] != pages(still, now=at("2027-05-01"))["statistics/2025/"]


def test_which_pages_there_are_does_not_depend_on_the_time() -> None:
    """So the sitemap is the same on any day: every year in which an incident began has a page, the running one too."""
    found = [outage("2025-03-01 10:00"), outage("2026-03-01 10:00"), outage("2024-03-01 10:00", kind=Kind.MAINTENANCE)]
    expected = {"statistics/", "statistics/2025/", "statistics/2026/", "statistics/how-to-read/"}
    assert set(pages(found)) == set(pages(found, now=at("2031-01-01"))) == expected


def test_clocks_that_change_do_not_change_a_length() -> None:
    """One hour over the change of the clocks in Berlin is one hour; months are by UTC."""
    begin, end = read_moment("2026-03-29 01:30 Europe/Berlin"), read_moment("2026-03-29 03:30 Europe/Berlin")
    assert isinstance(begin, Moment)
    assert isinstance(end, Moment)
    one = replace(outage("2026-03-29 00:30"), stated=Stated(started=begin, resolved=end))
    assert rows(pages([one])["statistics/"], "resolve")[0][-1] == "1 h"
    night = read_moment("2026-04-01 01:00 Europe/Berlin")
    assert isinstance(night, Moment)
    text = pages([replace(one, stated=Stated(started=night))])["statistics/"]
    assert [row for row in rows(text, "months") if row[1] == "1"] == [["March 2026", "1"]]


def test_the_record_begins_with_the_first_incident() -> None:
    """A year is not called available before anything was recorded: the figure begins with the first day of the record."""
    text = read([outage("2025-11-20 10:00")], "statistics/2025/")
    assert "Of 60,480 minutes, counted from 20 November 2025, for our record begins there." in text
    assert "API 60 min 0 0 60 min 99.9007 %" in text
    assert "November 2025 API 99.6212 %" in text


def test_what_was_written_down_afterwards_makes_no_year_available() -> None:
    """As on the pages of components, and in the calendar: a story told years later makes no record."""
    found = [outage("2025-11-20 10:00", backfilled=True), outage("2026-03-05 10:00")]
    assert "There is no record of this time." in read(found, "statistics/2025/")
    assert "counted from 5 March 2026, for our record begins there" in read(found, "statistics/2026/")


# ---- in any order, and in any number ------------------------------------------------------------------------


@settings(max_examples=5, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_files_changes_nothing(shuffle: Random) -> None:
    """The same incidents in any order make the same bytes."""
    found = [*many(6), *many(6, severity="minor")]
    expected = pages(found)
    shuffle.shuffle(found)
    assert pages(found) == expected


def test_no_page_grows_without_end() -> None:
    """Ten thousand incidents with long titles in one year: each page stays below 150 kB, and says what it does not list."""
    severities = ("critical", "major", "minor", "notice")
    found = [
        outage(
            f"2025-{number % 12 + 1:02}-{number % 28 + 1:02} {number % 24:02}:{number % 60:02}",
            first=number % 900,
            minutes=number,
            severity=severities[number % 4],
            title=f"A long title of incident {number:05} that says what readers have seen " + "and more " * 12,
        )
        for number in range(10_000)
    ]
    found = list({each.id: each for each in found}.values())
    assert len(found) == 10_000
    made = pages(found, now=at("2025-12-31 12:00"))
    assert {url: len(html) for url, html in made.items() if len(html.encode()) > 130_000} == {}  # the frame takes 20 kB more
    assert "The newest 50 of 10,000." in words(made["statistics/2025/"])
    assert made["statistics/2025/"].count('data-l="Longest silence"') == MOST_ROWS


def test_words_of_writers_stay_words() -> None:
    """A title, a unit or an action item that looks like markup is shown, in pictures and in tables."""
    hostile = '</title></svg><script>alert(1)</script>"'
    found = outage("2026-03-01 10:00", title=hostile, users=Users(affected=1, unit=hostile), actions=(action("Watch"),))
    for html in pages([found]).values():
        assert "<script" not in html
    assert pages([found])["statistics/"].count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4


def test_of_fewer_than_five_incidents_there_is_one_table_and_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row each with its figures; the fifth brings the pictures, and the contents name what is there."""
    monkeypatch.setattr(afterword.outputs.statistics.statistics_pages, "FEW", 5)
    begun = [at(f"2026-0{month}-02 10:00") for month in range(1, 6)]
    found = [
        incident(f"{each:%Y-%m-%d}-x", stated=Stated(started=Moment(each), resolved=Moment(each + timedelta(hours=1)))) for each in begun
    ]
    making = Making(settings=SETTINGS, site=SITE, now=at("2026-06-22 09:46"), templates=TEMPLATES)
    for count in (1, 4, 5):
        page = next(iter(statistics_pages(History(found[:count]), making)))
        html, few = page.html(), count < 5
        assert ('<svg class="aw-svg"' in html, len(rows(html, "every"))) == (not few, count)
        for heading in page.below():
            assert f'id="{heading.anchor}"' in html, heading
        assert any(heading.anchor == "months" for heading in page.below()) is not few
        if few:
            assert rows(html, "every")[-1] == [
                "Messages are late 2 Jan 2026, Not classified", "not known", "not known", "not known", "1 h", "none made", "none promised",
            ]  # fmt: skip
