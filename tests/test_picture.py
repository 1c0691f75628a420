"""The timeline picture: it shows only what is known, words never lie on words, and the table says the same."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.core.history import History
from afterword.core.incident_parts import Hit, Stated, Update, Window
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.core.sources import Source
from afterword.core.times import Moment
from afterword.core.words import Impact, Kind, Status
from afterword.outputs.incident.incident_view import IncidentView
from afterword.outputs.page_context import Making
from afterword.outputs.pages.incident_page import incident_page
from afterword.outputs.picture.letter_widths import Run, width
from afterword.outputs.picture.view import Picture, picture
from afterword.outputs.translation import Language
from afterword.reading.incident import IncidentReader
from afterword.reading.settings_reader import read_settings
from builders import TEMPLATES, at, hit, incident, update

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "fixtures" / "picture"
FULLEST = "incidents/2026-03-14-queue-delivery-stopped.md"
OPEN = "tests/fixtures/clock/2026-04-22-sign-in-links-missing.md"
OVERDUE = "tests/fixtures/clock/2026-04-22-imports-slow.md"
COMING = "tests/fixtures/clock/2026-04-28-database-upgrade.md"
RETRACTED = "incidents/2026-02-02-errors-at-sign-in.md"
NOW = at("2026-04-22 09:46")
SETTINGS = read_settings("settings.yml", (ROOT / "site_config" / "settings.yml").read_bytes())[0]
SITE = Site(name="Pigeonpost incidents", url="https://status.pigeonpost.example/")


def read(path: str) -> Incident:
    """An incident of the repository, under its own file name."""
    source = Source(path=f"incidents/{Path(path).name}", data=(ROOT / path).read_bytes())
    found = IncidentReader(settings=SETTINGS, wording=False)(source).incident
    assert found is not None
    return found


def seen(found: Incident, now: datetime = NOW) -> Picture | None:
    """The picture of an incident."""
    return picture(IncidentView(found, SETTINGS, now), Language())


def page(found: Incident, now: datetime = NOW) -> str:
    """The content of its page."""
    making = Making(settings=SETTINGS, site=SITE, now=now, templates=TEMPLATES)
    return incident_page(found, History([found]), making).html()


def svg(html: str) -> str:
    """The drawing on a page."""
    found = re.search(r'<svg class="aw-tl".*?\n</svg>\n', html, re.DOTALL)
    assert found is not None
    return found[0]


def told(found: Picture | None) -> list[tuple[str, str, str]]:
    """The table, each row as its three texts."""
    assert found is not None
    rows = []
    for row in found.rows:
        said = [f"{phrase.text} {phrase.link}.".lstrip() if phrase.anchor else phrase.text for phrase in row.phrases]
        rows.append((row.time, row.after, " ".join(said)))
    return rows


# ---- what it shows -------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "name"), [(FULLEST, "closed.svg"), (OPEN, "open.svg"), (OVERDUE, "overdue.svg")])
def test_the_drawing_is_the_golden_one(path: str, name: str, update_golden: bool) -> None:
    """The fullest example, an open one and an overdue one, mark by mark; it is well-formed and carries no style."""
    drawn = svg(page(read(path)))
    if update_golden:
        GOLDEN.mkdir(exist_ok=True)
        (GOLDEN / name).write_text(drawn, encoding="utf-8")
    assert drawn == (GOLDEN / name).read_text(encoding="utf-8")
    tags = list(ET.fromstring(drawn).iter())  # noqa: S314 - our own drawing
    assert {tag.tag for tag in tags} == {"svg", "title", "desc", "line", "rect", "text", "tspan", "circle", "use", "path"}
    assert not [tag for tag in tags if "style" in tag.attrib or "viewBox" in tag.attrib]


def test_the_table_of_the_fullest_example_holds_everything() -> None:
    """Milestones with "after", levels, updates, promises kept and late, and what came later."""
    assert told(seen(read(FULLEST))) == [
        ("09:02", "", "Started. Delivery: full outage. API: degraded."),
        ("09:07", "after 5 min", "Detected."),
        ("09:11", "after 9 min", "Acknowledged."),
        ("09:16", "after 14 min", "Announced. Update: Investigating. Next promised by 09:45."),
        (
            "09:48",
            "after 46 min",
            "Identified. Update: Identified. Promise of 09:45 kept (3 min past it, within the 5 min we allow). Next promised by 10:15.",
        ),
        ("10:05", "after 1 h 3 min", "Delivery: from full outage to partial outage."),
        ("10:07", "after 1 h 5 min", "Update. Promise of 10:15 kept. Next promised by 10:40."),
        (
            "10:54",
            "after 1 h 52 min",
            "Mitigated. Delivery, API: impact ends. Update: Monitoring. Promise of 10:40 not kept: 14 min late. Next promised by 11:30.",
        ),
        ("11:20", "after 2 h 18 min", "Resolved. Update: Resolved. Promise of 11:30 kept."),
        ("15 Mar, 08:30", "after 23 h 28 min", "Update: Correction."),
        ("20 Mar, 14:00", "after 6 d 4 h 58 min", "Update: Postmortem."),
    ]


def test_the_story_stands_in_two_sentences() -> None:
    """For those who do not see the picture: how bad it was when, and what was said."""
    closed, opened = seen(read(FULLEST)), seen(read(OPEN))
    assert closed is not None
    assert opened is not None
    assert closed.title == "What happened on 14 March 2026 from 09:02 to 11:30 UTC"
    assert closed.description == (
        "Delivery: full outage from 09:02 to 10:05, partial outage from 10:05 to 10:54; API: degraded from 09:02 to 10:54. "
        "7 updates; promises of the next one kept: 3 of 4. The table below says the same."
    )
    assert opened.title == "What happened on 22 April 2026 from 09:05 UTC until this page was made at 09:46 UTC"
    assert opened.description == (
        "Sign-in: partial outage since 09:05. 2 updates; promises of the next one kept: 1 of 1; "
        "the next one is due by 10:15. The table below says the same."
    )


def test_an_open_incident_ends_where_the_page_is_made() -> None:
    """Its bars and a thick pole end there, what is overdue says so, and so does the table."""
    found = seen(read(OVERDUE))
    assert found is not None
    made = [pole.x for pole in found.drawing.poles if pole.thick]
    bar = found.drawing.tracks[0].bars[0]
    assert made == [round(bar.x + bar.width, 1)]
    assert [run.text for words in found.drawing.words for run in words.runs if run.late] == ["overdue by 26 min"]
    assert told(found)[-1] == (
        "09:46",
        "after 1 h 36 min",
        "Imports: still degraded. This page was made. Promise of 09:20 overdue by 26 min.",
    )


def test_a_picture_of_what_is_over_does_not_know_the_time() -> None:
    """The same file, two clocks a year apart: the same bytes."""
    for path in sorted((ROOT / "incidents").glob("*.md")):
        found = read(f"incidents/{path.name}")
        if not found.is_open:
            assert page(found) == page(found, NOW + timedelta(days=365)), path.name


# ---- nothing that is not known -------------------------------------------------------------------


def minimal(**fields: object) -> Incident:
    """A closed incident with a start, an end and a component."""
    usual: dict[str, object] = {
        "stated": Stated(started=Moment(at("2026-03-14 09:00")), resolved=Moment(at("2026-03-14 10:00"))),
        "hits": (hit("api"),),
    }
    return incident("2026-03-14-x", **(usual | fields))


def test_there_is_a_picture_where_start_end_and_level_are_known() -> None:
    """The least that makes one; the next test takes away from it."""
    assert seen(minimal()) is not None


@pytest.mark.parametrize(
    "found",
    [
        read(RETRACTED),
        read(COMING),
        minimal(stated=Stated(started=Moment(at("2026-03-14 09:00"))), backfilled=True),
        minimal(stated=Stated(resolved=Moment(at("2026-03-14 10:00")))),
        minimal(stated=Stated(started=Moment(at("2026-03-14 09:00")), resolved=Moment(at("2026-03-14 09:00")))),
        minimal(stated=Stated(started=Moment(at("2026-03-14 10:00")), resolved=Moment(at("2026-03-14 09:00")))),
        minimal(hits=()),
        minimal(stated=Stated(started=Moment(at("2026-05-01")))),
    ],
    ids=["retracted", "not begun", "no end", "only a day", "no length", "ends before it begins", "two times", "in the future"],
)
def test_without_enough_known_times_there_is_no_picture(found: Incident) -> None:
    """Nothing false is drawn: no picture, no heading, no entry in the table of contents."""
    assert seen(found) is None
    assert 'id="picture"' not in page(found)
    making = Making(settings=SETTINGS, site=SITE, now=NOW, templates=TEMPLATES)
    assert "picture" not in {heading.anchor for heading in incident_page(found, History([found]), making).below()}


def test_an_assumed_start_is_no_milestone() -> None:
    """Without a stated start the picture says so, and nothing is measured from it."""
    updates = (
        update("2026-03-14 09:16", Status.INVESTIGATING),
        update("2026-03-14 09:30", Status.UPDATE),
        update("2026-03-14 10:00", Status.RESOLVED),
    )
    found = seen(incident("2026-03-14-x", *updates, stated=Stated(), hits=(hit("api"),)))
    assert found is not None
    assert found.assumed
    assert found.drawing.tracks[0].bars[0].soft[0]
    said = " ".join(run.text for words in found.drawing.words for run in words.runs)
    assert "started" not in said
    assert "after" not in said
    assert {row.after for row in found.rows} == {""}


def test_maintenance_shows_its_plan_and_what_came() -> None:
    """The planned window is a track of its own; what was said a week before stands behind a break."""
    found = seen(read("incidents/2026-01-11-message-store-move.md"))
    assert found is not None
    assert [track.planned for track in found.drawing.tracks] == [True, False, False]
    assert [(column.head, [item.lines for item in column.items]) for column in found.drawing.columns] == [("earlier", [("4 Jan",)])]
    assert told(found)[0] == ("4 Jan, 10:00", "7 d 12 h before", "Announced. Update: Scheduled.")
    assert told(found)[-1] == ("23:30", "after 1 h 30 min", "Planned to end.")


def test_of_many_components_the_worst_six_are_drawn() -> None:
    """In the order of the file; the others are one row of their worst, and the table has all. A seventh alone is drawn."""
    levels = [Impact.DEGRADED] * 5 + [Impact.FULL_OUTAGE, Impact.PARTIAL_OUTAGE, Impact.DEGRADED]
    found = seen(minimal(hits=tuple(hit(f"part-{number}", level) for number, level in enumerate(levels))))
    assert found is not None
    names = [words.runs[0].text for words in found.drawing.words if words.runs[0].text.startswith("part-")]
    assert names == ["part-0", "part-1", "part-2", "part-3", "part-5", "part-6"]
    assert [words.runs[0].text for words in found.drawing.words if "more" in words.runs[0].text] == ["2 more components"]
    assert [bar.impact for bar in found.drawing.tracks[-1].bars] == [Impact.DEGRADED]
    seven = seen(minimal(hits=tuple(hit(f"part-{number}", level) for number, level in enumerate(levels[:7]))))
    assert seven is not None
    assert len(seven.drawing.tracks) == 7
    assert all(f"part-{number}: " in told(found)[0][2] for number in range(8))


def test_of_many_updates_only_late_promises_have_words() -> None:
    """More than twelve updates are dots."""
    times = [at("2026-03-14 09:00") + timedelta(minutes=20 * number) for number in range(15)]
    late = {4, 9}
    updates = [
        replace(
            update(f"{time:%Y-%m-%d %H:%M}", Status.RESOLVED if number == 14 else Status.UPDATE),
            promised=time + timedelta(minutes=5 if number in late else 20) if number < 14 else None,
        )
        for number, time in enumerate(times)
    ]
    found = seen(incident("2026-03-14-x", *updates, stated=Stated(started=Moment(times[0])), hits=(hit("api"),)))
    assert found is not None
    assert {mark.mark for mark in found.drawing.marks} == {""}
    said = [run.text for words in found.drawing.words for run in words.runs]
    assert "kept" not in said
    assert said.count("15 min late") == 2
    assert len(found.drawing.brackets) + found.drawing.left_out == 14


# ---- words never lie on words --------------------------------------------------------------------

START = datetime(2026, 3, 14, 9, 2, tzinfo=UTC)
NAMES = ("api", "delivery", "Web application firewall for the whole of Europe and Asia", "配信", "s")


@st.composite
def moments(draw: st.DrawFn, longest: int) -> Moment:
    """A time, known or about."""
    return Moment(START + timedelta(seconds=draw(st.integers(0, longest))), about=draw(st.booleans()))


@st.composite
def incidents(draw: st.DrawFn) -> tuple[Incident, datetime]:
    """Anything from two minutes to two months, with up to 30 updates and 8 components, and when its page is made."""
    longest = draw(st.sampled_from([120, 3_600, 8_000, 86_400, 800_000, 5_000_000]))
    some = st.none() | moments(longest)
    stated = Stated(
        started=Moment(START, about=draw(st.booleans())),
        detected=draw(some),
        announced=draw(some),
        identified=draw(some),
        mitigated=draw(some),
        resolved=draw(st.none() | st.just(Moment(START + timedelta(seconds=longest)))),
    )
    kind = draw(st.sampled_from([Kind.INCIDENT, Kind.INCIDENT, Kind.MAINTENANCE]))
    if kind is Kind.MAINTENANCE:
        stated = replace(stated, scheduled_start=Moment(START), scheduled_end=Moment(START + timedelta(seconds=longest)))
    seconds = sorted(draw(st.lists(st.integers(-longest, longest * 2), max_size=30)))
    updates = tuple(_update(draw, START + timedelta(seconds=number), longest) for number in seconds)
    hits = tuple(_hit(draw, longest, number) for number in range(draw(st.integers(0, 8))))
    found = incident("2026-03-14-x", *updates, stated=stated, hits=hits, kind=kind)
    return found, START + timedelta(seconds=draw(st.integers(60, longest * 2)))


def _update(draw: st.DrawFn, time: datetime, longest: int) -> Update:
    made = update(f"{time:%Y-%m-%d %H:%M:%S}", draw(st.sampled_from([*Status])), anchor=f"u-{time:%Y%m%dT%H%M%S}")
    promised = draw(st.none() | st.integers(0, longest))
    return replace(made, promised=None if promised is None else time + timedelta(seconds=promised))


def _hit(draw: st.DrawFn, longest: int, number: int) -> Hit:
    window = st.builds(
        lambda impact, a, b: Window(impact=impact, start=min(a, b), end=max(a, b)),
        st.sampled_from([*Impact]),
        moments(longest),
        moments(longest),
    )
    return Hit(component=f"{draw(st.sampled_from(NAMES))} {number}", windows=tuple(draw(st.lists(window, min_size=1, max_size=4))))


Box = tuple[float, float, float, str]
"""From x to x in pixels, the baseline, the words."""


def boxes(found: Picture, pixels: int) -> Iterator[Box]:
    """Every text of the drawing in a picture of this width, by the model of `letter_widths.py`."""
    d, wide = found.drawing, pixels >= 720

    def box(x: float, y: float, runs: tuple[Run, ...], anchor: str = "start", dx: float = 0) -> Box:
        length = width(runs, wide=wide)
        begin = x * pixels / 100 + dx - {"start": 0, "middle": length / 2, "end": length}[anchor]
        return begin, begin + length, y, "".join(run.text for run in runs)

    for words in d.words:
        if words.only in {"", "wide" if wide else "narrow"}:
            yield box(words.x, words.y, words.runs, words.anchor, words.dx)
    for tick in d.ticks:
        if wide or not tick.wide:
            yield box(tick.x, d.axis + 17, (Run(text=tick.label),), tick.anchor)
    for column in d.columns:
        yield box(column.x, column.head_y, (Run(text=column.head),))
        for item in column.items:
            for number, line in enumerate(item.lines):
                yield box(column.x, item.y + 4 + 15 * number, (Run(text=line),), dx=19)
        if column.more:
            yield box(column.x, column.foot, (Run(text=column.more),))


@given(incidents())
def test_no_words_lie_on_words_and_nothing_leaves_the_picture(made: tuple[Incident, datetime]) -> None:
    """On a narrow phone, a common one, the least wide page and a wide one; every x is between 0 and 100 per cent."""
    found = seen(*made)
    if found is None:
        return
    for pixels in (288, 346, 720, 930):
        for one, other in combinations(boxes(found, pixels), 2):
            apart = one[1] <= other[0] or other[1] <= one[0] or abs(one[2] - other[2]) >= 13
            assert apart, f"{one} and {other} at {pixels} px"
        assert all(12 <= y <= found.drawing.height for _, _, y, _ in boxes(found, pixels))
        if pixels > 288:
            assert all(begin >= -1 and end <= pixels + 1 for begin, end, _, _ in boxes(found, pixels))
    d = found.drawing
    places = [d.left, d.right, *d.breaks, *(pole.x for pole in d.poles), *(mark.x for mark in d.marks), *(tick.x for tick in d.ticks)]
    places += [x for track in d.tracks for bar in track.bars for x in (bar.x, bar.x + bar.width)]
    places += [x for bracket, _ in d.brackets for x in (bracket.start, bracket.due, bracket.tail or 0)]
    places += [words.x for words in d.words] + [column.x for column in d.columns]
    assert all(0 <= x <= 100 for x in places)
    assert all(bar.width >= 0 for track in d.tracks for bar in track.bars)


@given(incidents())
def test_the_picture_is_the_same_every_time(made: tuple[Incident, datetime]) -> None:
    """It depends on the incident and, while it is open, on the time: on nothing else."""
    found, now = made
    assert seen(found, now) == seen(replace(found), now)
    if not found.is_open:
        assert seen(found, now) == seen(found, now + timedelta(days=400))


def test_the_whole_page_of_any_settings() -> None:
    """A site without a list of components has pictures, too."""
    assert picture(IncidentView(minimal(), Settings(), NOW), Language()) is not None
