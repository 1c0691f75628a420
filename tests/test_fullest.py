"""The fullest example of docs/format.md gives exactly the values that are listed under it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from afterword.core.history import History
from afterword.core.incident_parts import Hit, Stated, Window
from afterword.core.model import Incident
from afterword.core.settings import Metrics, Settings
from afterword.core.sources import Source
from afterword.core.times import Moment, minutes
from afterword.core.words import Impact, Kind, Status
from afterword.figures.metrics import Declarations, Declared
from afterword.outputs.feeds.all_feeds import feeds
from afterword.outputs.urls import UPDATES_FEED
from afterword.reading.incident import IncidentReader
from afterword.reading.settings_reader import read_settings
from builders import at, incident, update
from golden import SITE

ROOT = Path(__file__).parents[1]
PATH = "incidents/2026-03-14-queue-delivery-stopped.md"
MARCH = (at("2026-03-01"), at("2026-04-01"))
LATER = at("2026-12-31")
SAMPLES = Metrics(include_samples=True)


@pytest.fixture(scope="module")
def settings() -> Settings:
    """The settings of this repository's own site."""
    return read_settings("settings.yml", (ROOT / "site_config" / "settings.yml").read_bytes())[0]


@pytest.fixture(scope="module")
def fullest(settings: Settings) -> Incident:
    """The example, read as it lies in the repository."""
    parsed = IncidentReader(settings=settings, wording=False)(Source(path=PATH, data=(ROOT / PATH).read_bytes()))
    assert parsed.problems == ()
    assert parsed.incident is not None
    return parsed.incident


def test_the_milestones(fullest: Incident) -> None:
    """Detect 5 min, acknowledge 4 min after, first public word 14 min, identify 46 min, mitigate 1 h 52 min, resolve 2 h 18 min."""
    spans = (
        fullest.time_to_detect,
        fullest.time_to_acknowledge,
        fullest.time_to_first_word,
        fullest.time_to_identify,
        fullest.time_to_mitigate,
        fullest.duration,
    )
    assert [minutes(span) for span in spans if span is not None] == [5, 4, 14, 46, 112, 138]


def test_the_silences(fullest: Incident) -> None:
    """Public gaps 32, 19, 47, 26 min; the longest 47, the median 29."""
    assert [minutes(gap) for gap in fullest.gaps] == [32, 19, 47, 26]
    assert (fullest.longest_silence, fullest.median_silence) == (timedelta(minutes=47), timedelta(minutes=29))


def test_the_promises(fullest: Incident) -> None:
    """Promises made 4, kept 3 with five minutes' grace: 09:48 for 09:45 is kept, 10:54 for 10:40 is 14 min late."""
    assert [(f"{promise.due:%H:%M}", promise.kept, minutes(promise.late)) for promise in fullest.promises] == [
        ("09:45", True, 3),
        ("10:15", True, -8),
        ("10:40", False, 14),
        ("11:30", True, -10),
    ]
    assert (fullest.promises_made, fullest.promises_kept) == (4, 3)


def test_the_action_items(fullest: Incident) -> None:
    """Action items 2 of 4 done."""
    assert (fullest.actions_done, len(fullest.actions)) == (2, 4)


def test_the_minutes_of_the_components(fullest: Incident) -> None:
    """Component delivery: full 63 min, partial 49 min, weighted 77.7, availability 99.8259 %; api: degraded 112 min, 0 weighted."""
    delivery = Declarations([fullest], SAMPLES, LATER).of("delivery", *MARCH)
    assert delivery.levels == {Impact.FULL_OUTAGE: timedelta(minutes=63), Impact.PARTIAL_OUTAGE: timedelta(minutes=49)}
    assert delivery.length == timedelta(minutes=44_640)
    assert (f"{delivery.weighted:.1f}", f"{delivery.availability:.4f}") == ("77.7", "99.8259")
    assert Declarations([fullest], SAMPLES, LATER).of("api", *MARCH) == Declared(
        length=timedelta(minutes=44_640), levels={Impact.DEGRADED: timedelta(minutes=112)}, weighted=0.0, left_out=0
    )


def test_the_feed_entries_and_the_correction(fullest: Incident, settings: Settings) -> None:
    """7 feed entries, 1 correction."""
    documents = {document.path: document.text() for document in feeds(History([fullest]), settings, SITE)}
    assert documents[UPDATES_FEED].count("<entry>") == 7
    assert [update.headline for update in fullest.corrections] == ["212 messages were lost"]


# ---- reported availability -------------------------------------------------------------------------


def outage(start: str, end: str | None, impact: Impact = Impact.FULL_OUTAGE, **fields: object) -> Incident:
    """An incident that hit `api` from start to end."""
    whole: dict[str, object] = {
        "stated": Stated(started=Moment(at(start)), resolved=Moment(at(end)) if end else None),
        "hits": (Hit(component="api", windows=(Window(impact=impact, start=None, end=None),)),),
    }
    return incident(f"{start[:10]}-x", **(whole | fields))


def june(*incidents: Incident, metrics: Metrics = Metrics(), now: datetime = LATER) -> Declared:  # noqa: B008 - frozen
    """What is declared about `api` in a month of 30 days."""
    return Declarations(incidents, metrics, now).of("api", at("2026-06-01"), at("2026-07-01"))


FULL, PARTIAL = Impact.FULL_OUTAGE, Impact.PARTIAL_OUTAGE


def test_overlaps_count_once_at_the_worst_level() -> None:
    """A full 10:00-11:00, B partial 10:30-12:30: 60 + 0.3 x 90 = 87 min of 43,200, not 96: 99.7986 %."""
    both = june(outage("2026-06-10 10:00", "2026-06-10 11:00"), outage("2026-06-10 10:30", "2026-06-10 12:30", PARTIAL))
    assert both.levels == {FULL: timedelta(minutes=60), PARTIAL: timedelta(minutes=90)}
    assert both.weighted == pytest.approx(87)
    assert f"{both.availability:.4f}" == "99.7986"


def test_windows_are_clipped_to_the_period() -> None:
    """What lasted over midnight of the first and the last day counts with its part in the period."""
    assert june(outage("2026-05-31 23:00", "2026-06-01 00:30"), outage("2026-06-30 23:50", "2026-07-02 00:00")).weighted == 40
    assert june(outage("2026-05-01 23:00", "2026-05-02 00:30")).levels == {}


def test_an_open_incident_runs_to_now() -> None:
    """Nothing is counted that has not happened yet, and the period itself ends now."""
    running = june(outage("2026-06-10 10:00", None), now=at("2026-06-10 10:15"))
    assert running.weighted == 15
    assert running.length == timedelta(days=9, hours=10, minutes=15)
    assert june(now=at("2026-05-01")).availability is None


def test_what_is_left_out() -> None:
    """Retracted incidents, notices, drafts and samples do not count; samples do when the settings say so."""
    span = ("2026-06-10 10:00", "2026-06-10 11:00")
    sample = outage(*span, sample=True)
    retracted = replace(outage(*span), updates=(update("2026-06-10 12:00", Status.RETRACTED),))
    assert june(sample, retracted, outage(*span, kind=Kind.NOTICE), outage(*span, draft=True)).weighted == 0
    assert june(sample, metrics=SAMPLES).weighted == 60


def test_an_unknown_start_or_end_is_counted_as_left_out() -> None:
    """An assumed start measures nothing, and neither does an end that nobody knows."""
    assumed = outage("2026-06-10 10:00", "2026-06-10 11:00")
    assumed = replace(assumed, stated=replace(assumed.stated, started=None), updates=(update("2026-06-10 10:00", Status.INVESTIGATING),))
    endless = outage("2026-06-10 10:00", None, backfilled=True)
    elsewhere = replace(endless, stated=Stated(started=Moment(at("2026-05-10 10:00"))))
    found = june(assumed, endless, elsewhere, outage("2026-06-20 10:00", "2026-06-20 11:00"))
    assert (found.weighted, found.left_out) == (60, 2)


def test_what_is_left_out_is_left_out_of_every_period_that_it_reaches() -> None:
    """Not only of that in which it began: a figure that may be too good says so."""
    words = (
        update("2026-05-31 23:00", Status.INVESTIGATING),
        update("2026-06-01 01:00", Status.RESOLVED),
        update("2026-07-02 10:00", Status.INVESTIGATING),
        update("2026-07-02 12:00", Status.RESOLVED),
    )
    over_night = replace(outage("2026-05-31 23:00", None), stated=Stated(), updates=words)
    found = Declarations([over_night], Metrics(), LATER)
    months = [at(f"2026-0{month}-01") for month in range(4, 9)]
    assert [found.of("api", *month).left_out for month in pairwise(months)] == [0, 1, 1, 1]
    assert found.of("api", at("2026-06-02"), at("2026-07-01")).left_out == 0


def test_a_level_reaches_every_period_of_which_its_times_speak() -> None:
    """An end of which only the day is known may be the end of that day; an end before the start does not hide the level."""
    to_the_day = replace(outage("2026-05-30 10:00", None), stated=Stated(resolved=Moment(at("2026-06-01"), day_only=True)))
    early = Window(impact=FULL, start=None, end=Moment(at("2026-05-20")))
    words = (update("2026-06-10 10:00", Status.INVESTIGATING), update("2026-06-10 11:00", Status.RESOLVED))
    before_it = replace(outage("2026-06-10 10:00", None), stated=Stated(), updates=words, hits=(Hit(component="api", windows=(early,)),))
    assert [june(found).left_out for found in (to_the_day, before_it)] == [1, 1]
    assert Declarations([to_the_day], Metrics(), LATER).of("api", at("2026-07-01"), at("2026-08-01")).left_out == 0


def test_the_largest_weight_counts() -> None:
    """With weights of one's own, a level that is less bad may weigh more."""
    weights = Metrics(weights={FULL: 1.0, PARTIAL: 0.1, Impact.DEGRADED: 0.5})
    span = ("2026-06-10 10:00", "2026-06-10 11:00")
    found = june(outage(*span, PARTIAL), outage(*span, Impact.DEGRADED), metrics=weights)
    assert (found.weighted, found.levels) == (30, {PARTIAL: timedelta(minutes=60)})


def maintenance(*updates: tuple[str, Status]) -> Incident:
    """Planned work on `api` from 22:00 to 23:00."""
    window = Stated(scheduled_start=Moment(at("2026-06-10 22:00")), scheduled_end=Moment(at("2026-06-10 23:00")))
    said = tuple(update(when, status) for when, status in updates)
    return replace(outage("2026-06-10 22:00", None), kind=Kind.MAINTENANCE, stated=window, updates=said)


@pytest.mark.parametrize(
    ("updates", "weighted"),
    [
        ([], 0),
        ([("2026-06-10 22:00", Status.IN_PROGRESS), ("2026-06-10 22:50", Status.COMPLETED)], 0),
        ([("2026-06-10 22:00", Status.IN_PROGRESS), ("2026-06-10 23:20", Status.COMPLETED)], 20),
        ([("2026-06-10 22:00", Status.IN_PROGRESS)], 30),
        ([("2026-06-09 22:00", Status.CANCELLED)], 0),
        ([("2026-06-10 23:10", Status.CANCELLED)], 0),
    ],
)
def test_planned_work_counts_only_when_it_ran_over(updates: list[tuple[str, Status]], weighted: int) -> None:
    """Maintenance is no downtime; what goes past its planned end is."""
    assert june(maintenance(*updates), now=datetime(2026, 6, 10, 23, 30, tzinfo=UTC)).weighted == weighted


def test_work_that_ended_before_its_planned_end_makes_no_figure_approximate() -> None:
    """No minute of it counts, so it does not matter how well its end is known."""
    early = maintenance(("2026-06-10 22:00", Status.IN_PROGRESS))
    assert june(replace(early, stated=replace(early.stated, resolved=Moment(at("2026-06-10 22:40"), about=True)))).about == frozenset()


@pytest.mark.parametrize(
    ("updates", "end"),
    [
        ([], "23:00"),
        ([("2026-06-01 10:00", Status.SCHEDULED)], "23:00"),
        ([("2026-06-10 22:00", Status.IN_PROGRESS)], None),
        ([("2026-06-10 22:00", Status.IN_PROGRESS), ("2026-06-10 22:40", Status.COMPLETED)], "22:40"),
        ([("2026-06-10 22:00", Status.IN_PROGRESS), ("2026-06-10 23:20", Status.COMPLETED)], "23:20"),
    ],
)
def test_work_that_has_begun_lasts_until_it_is_over(updates: list[tuple[str, Status]], end: str | None) -> None:
    """Its planned end says when its components are free again only while nothing but the plan is known."""
    found = maintenance(*updates)
    assert [f"{span.end.at:%H:%M}" if span.end else None for span in found.spans(found.hits[0])] == [end]
