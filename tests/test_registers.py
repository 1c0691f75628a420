"""The registers: what was promised and what came of it, in lists that never grow without being cut."""

import json
import posixpath
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from afterword.checks.writing_clock import check_writing_clock
from afterword.core.catalogue import Component, Severity
from afterword.core.history import History
from afterword.core.incident_parts import ActionItem, Stated
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site, Subscribe, Targets
from afterword.core.times import Moment
from afterword.core.words import Impact, Kind, Postmortem, Slot, Status
from afterword.outputs.api.archive import archive
from afterword.outputs.artifacts import Page
from afterword.outputs.pages.all_pages import pages
from afterword.outputs.yearly_list import FIRST, PART, WHOLE
from builders import TEMPLATES, at, fragment, hit, incident, section, update
from project import Project

NOW = datetime(2026, 4, 22, 9, 46, tzinfo=UTC)
SITE = Site(name="Pigeonpost incidents", url="https://status.pigeonpost.example/")
SETTINGS = Settings(components=(Component(id="api", name="API"), Component(id="delivery", name="Delivery")))
FEEDS = frozenset({"history.atom", "updates.atom"})
REGISTERS = ("postmortems/", "actions/", "maintenance/")


def made(*incidents: Incident, now: datetime = NOW, settings: Settings = SETTINGS, there: frozenset[str] = FEEDS) -> dict[str, Page]:
    """Every page by its address."""
    return {page.url: page for page in pages(History(incidents), settings, SITE, now, TEMPLATES, there.__contains__)}


def words(html: str) -> str:
    """What is read aloud, on one line."""
    spaced = " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ").split())
    return re.sub(r" (?=[:,.)])", "", spaced)


def action(text: str, **fields: Any) -> ActionItem:  # noqa: ANN401 - the fields of ActionItem
    """An open action item without anything, unless `fields` says otherwise."""
    usual: dict[str, Any] = {"done": False, "type": "", "priority": "", "owner": "", "due": None, "done_on": None, "link": "", "line": 1}
    return ActionItem(text=fragment(text), **(usual | fields))


def over(id_: str, **fields: Any) -> Incident:  # noqa: ANN401 - the fields of Incident
    """An incident that lasted an hour."""
    start = at(f"{id_[:10]} 10:00")
    return incident(id_, **({"stated": Stated(started=Moment(start), resolved=Moment(start + timedelta(hours=1)))} | fields))


def planned(id_: str, *updates: Any, start: str, hours: int = 1) -> Incident:  # noqa: ANN401 - updates
    """Planned work of an hour."""
    window = Stated(scheduled_start=Moment(at(start)), scheduled_end=Moment(at(start) + timedelta(hours=hours)))
    return incident(id_, *updates, kind=Kind.MAINTENANCE, stated=window, title=id_[11:])


# ---- postmortems -----------------------------------------------------------------------------------


def test_a_report_is_overdue_promised_or_published() -> None:
    """Each stands under one heading only: the late one first, then what is coming by its date, then what can be read."""
    found = made(
        over("2026-03-01-late", title="Late", postmortem=Postmortem.PENDING, postmortem_due=date(2026, 4, 12)),
        over("2026-03-02-today", title="Today", postmortem_due=date(2026, 4, 22)),
        over("2026-03-03-undated", title="Undated", postmortem=Postmortem.PENDING),
        over("2026-03-04-soon", title="Soon", postmortem=Postmortem.PENDING, postmortem_due=date(2026, 5, 1)),
        over("2026-03-05-told", title="Told", sections=(section(Slot.WHAT_HAPPENED, "A disk."),)),
        over("2026-03-06-nothing", title="Nothing"),
        over("2026-03-07-never", title="Never", postmortem=Postmortem.NOT_PLANNED),
        incident("2026-03-08-back", update("2026-03-08 10:00", Status.RETRACTED), title="Back", postmortem_due=date(2026, 4, 1)),
        incident(
            "2025-12-30-final",
            update("2025-12-30 10:00", Status.RESOLVED),
            update("2026-01-04 10:00", Status.POSTMORTEM),
            title="Final",
            postmortem=Postmortem.FINAL,
            postmortem_due=date(2026, 1, 2),
        ),
    )["postmortems/"].html()
    said = words(found)
    assert "As of 22 Apr 2026, 09:46 UTC: 1 overdue, 3 promised, 2 published." in said
    parts = dict(re.findall(r'<h2 class="aw-part" id="([a-z]+)">(.*?)(?=<h2|$)', found, re.DOTALL))
    titles = {name: re.findall(r"<h[34]><a [^>]*>(.*?)</a></h[34]>", part) for name, part in parts.items()}
    assert titles == {"overdue": ["Late"], "promised": ["Today", "Soon", "Undated"], "published": ["Told", "Final"]}
    assert "12 Apr 2026 Late Overdue 10 days late" in said
    assert "4 Jan 2026 Final Final report 2 days late" in said
    assert 'href="../incidents/2026-03-05-told/#postmortem"' in found
    assert "Back" not in said


# ---- action items ----------------------------------------------------------------------------------


def test_open_action_items_stand_by_their_due_date_and_lead_to_their_incident() -> None:
    """Overdue ones first, the oldest on top; those without a date last; and what is done by year."""
    found = made(
        over("2026-03-01-a", title="First", actions=(
            action("Without a date"), action("Soon", due=date(2026, 4, 30), owner="Web"),
            action("Done so", done=True, done_on=date(2025, 5, 1)),
        )),
        over("2026-03-02-b", title="Second", sample=True, actions=(
            action("Late", due=date(2026, 4, 15), type="prevent", priority="P1"),
            action("Later", due=date(2026, 4, 21)),
            action("Done once", done=True),
        )),
    )["actions/"].html()  # fmt: skip
    rows = [words(row) for row in re.findall(r"<tr(?: [^>]*)?>(.*?)</tr>", found, re.DOTALL)]
    assert rows == [
        "State What we do Type Priority Owner Done or due",
        "Overdue Late from Second, sample prevent P1 15 Apr 2026 7 days past",
        "Overdue Later from Second, sample 21 Apr 2026 1 day past",
        "Open Soon from First Web 30 Apr 2026 in 8 days",
        "Open Without a date from First no date stated",
        "State What we do Done or due",
        "Done Done once from Second, sample date not stated",
        "State What we do Done or due",
        "Done Done so from First 1 May 2025",
    ]
    assert re.findall(r'<h3 id="y(\d+)">', found) == ["2026", "2025"]
    assert "4 open, 2 overdue, 2 done." in words(found)
    assert 'href="../incidents/2026-03-02-b/#action-items"' in found


def test_each_word_of_an_action_item_says_what_it_is() -> None:
    """On a phone there are no heads above it: on both pages its cell has the head, and an empty cell has none."""
    item = action("Watch", type="detect", priority="P1", owner="Reports")
    found = made(over("2026-03-01-a", actions=(item, action("Wait"))))
    for url in ("actions/", "incidents/2026-03-01-a/"):
        rows = re.findall(r'<th scope="row".*?</tr>', found[url].html().partition("aw-items")[2].partition("</table>")[0], re.DOTALL)
        cells = [re.findall(r"<td( data-l=[^>]*)?>(.*?)</td>", row, re.DOTALL)[:3] for row in rows]
        assert [[f"{label[8:].strip(chr(34))} {words(text)}".strip() for label, text in row] for row in cells] == [
            ["Type detect", "Priority P1", "Owner Reports"],
            ["", "", ""],
        ], url


def test_a_link_in_an_action_item_leads_where_its_incident_means() -> None:
    """It was written relative to the page of the incident."""
    linked = action('<p>Read <a href="plan.csv">the plan</a></p>')
    assert 'href="../incidents/2026-03-01-a/plan.csv"' in made(over("2026-03-01-a", actions=(linked,)))["actions/"].html()


def test_a_retraction_takes_back_what_was_affected_and_promised() -> None:
    """No place calls a component affected, an item open or a report promised, but the updates stay: page, register, archive, API, check."""
    back = incident(
        "2026-03-01-a",
        update("2026-03-01 10:00", Status.INVESTIGATING, "Calls fail."),
        update("2026-03-01 10:30", Status.RETRACTED, "It was our own test."),
        hits=(hit("api", Impact.DEGRADED),),
        actions=(action("Late", due=date(2026, 4, 15)), action("Ready", done=True)),
        postmortem_due=date(2026, 4, 15),
    )
    pages_ = made(back)
    own = words(pages_["incidents/2026-03-01-a/"].html())
    assert "Calls fail." in own
    assert "It was our own test." in own
    assert [word for word in ("degraded", "Late", "Ready", "Action items", "promised by", "not known") if word in own] == []
    assert "Late" not in pages_["actions/"].html()
    written = {file.path: file for file in archive(History((back,)), SETTINGS, SITE)}
    of_it = json.loads(written["api/incidents/2026-03-01-a.json"].text())["incident"]
    assert (of_it["components"], of_it["actions"], of_it["metrics"]["actions"]) == ({}, [], 0)
    assert list(check_writing_clock(back, NOW)) == []
    assert [page.url for page in pages_.values() if page.url.startswith("components/api/")] == ["components/api/"]
    assert "1 retracted" in words(pages_["components/api/"].html())


# ---- maintenance -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "running", "coming", "past"),
    [
        ("2026-04-20 12:00", [], ["soon", "later"], ["done"]),
        ("2026-04-28 22:30", ["soon"], ["later"], ["done"]),
        ("2026-04-29 08:00", ["soon"], ["later"], ["done"]),
    ],
)
def test_maintenance_is_coming_under_way_or_over(now: str, running: list[str], coming: list[str], past: list[str]) -> None:
    """The clock moves it from upcoming to in progress; only we say that it is over."""
    found = made(
        planned("2026-04-28-soon", update("2026-04-21 10:00", Status.SCHEDULED), start="2026-04-28 22:00"),
        planned("2026-06-01-later", start="2026-06-01 22:00"),
        planned("2026-01-11-done", update("2026-01-11 23:00", Status.COMPLETED), start="2026-01-11 22:00"),
        over("2026-03-01-incident"),
        now=at(now),
    )["maintenance/"].html()
    parts = dict(re.findall(r'<h2 class="aw-part" id="([a-z-]+)">(.*?)(?=<h2|$)', found, re.DOTALL))
    titles = {name: re.findall(r"<h[34]><a [^>]*>(.*?)</a></h[34]>", part) for name, part in parts.items()}
    assert titles == ({"in-progress": running} if running else {}) | {"upcoming": coming, "past": past}


# ---- severities and subscribe ----------------------------------------------------------------------


def test_every_severity_word_leads_to_its_definition() -> None:
    """From the page of an incident, from lists and from the home page."""
    found = made(
        over("2026-03-01-a", severity="sev2"),
        incident("2026-04-22-open", update("2026-04-22 09:00", Status.INVESTIGATING), severity="minor"),
    )
    assert 'id="major"' in found["severities/"].html()
    assert found["incidents/2026-03-01-a/"].html().count('href="../../severities/#major"') == 2
    assert 'href="../../../severities/#major"' in found["history/2026/03/"].html()
    assert 'href="severities/#minor"' in found[""].html()


def test_the_severities_are_those_of_the_settings() -> None:
    """With how often readers hear from us, and what we aim for."""
    own = Severity(id="bad", label="Bad", definition="It hurts.", aliases=("red",), update_every=timedelta(hours=3))
    settings = Settings(severities=(own, Severity(id="odd", label="Odd")), targets=Targets(first_word=timedelta(minutes=45)))
    said = words(made(settings=settings)["severities/"].html())
    assert "Bad It hurts. While it lasts you hear from us at least every 3 h. Also called red." in said
    assert "Odd We have not written down yet what this means." in said
    assert "The first public word within 45 min from the start of an incident." in said
    assert "A report within 10 days from its end" in said


def test_subscribe_names_the_files_that_are_made_and_no_others() -> None:
    """A reader who pastes an address gets a feed."""
    bare = made()["subscribe/"].html()
    links = set(re.findall(r'href="\.\./([^"#]+)"', bare))
    assert links == {"updates.atom", "history.atom"}
    assert "/feed subscribe https://status.pigeonpost.example/updates.atom" in words(bare)
    assert "We have no mailing list." in words(bare)
    more = {"updates.rss", "history.rss", "feed.json", "maintenance.ics", "components/api/updates.atom", "api/incidents.json"}
    settings = Settings(components=SETTINGS.components, subscribe=Subscribe(email="https://lists.example/join"))
    whole = made(settings=settings, there=FEEDS | more)["subscribe/"].html()
    assert set(re.findall(r'href="\.\./([^"#]+)"', whole)) == FEEDS | more
    assert "/feed subscribe https://status.pigeonpost.example/updates.rss" in words(whole)
    assert 'href="https://lists.example/join"' in whole


# ---- all of them -----------------------------------------------------------------------------------


def test_an_empty_history_says_honestly_that_there_is_nothing() -> None:
    """No page boasts of what it does not know."""
    found = {url: words(page.html()) for url, page in made().items()}
    assert "none published, none promised. No report has been published or promised yet." in found["postmortems/"]
    assert "0 open, 0 done. Open Nothing yet." in found["actions/"]
    assert "Upcoming Nothing is planned." in found["maintenance/"]


def test_when_all_is_done_the_page_says_so() -> None:
    """Nothing open is not the same as nothing written."""
    done = over("2026-03-01-a", actions=(action("Do", done=True),))
    assert "Nothing is open: everything we said we would do is done." in words(made(done)["actions/"].html())


def many(count: int) -> list[Incident]:
    """Incidents with a report and a done item each, and as much maintenance, over three years."""
    days = [date(2023, 1, 1) + timedelta(days=number * 1_000 // count) for number in range(count)]
    done = (action("Do", done=True),)
    return [
        made
        for number, day in enumerate(days)
        for made in (
            over(f"{day}-r{number}", sections=(section(Slot.WHAT_HAPPENED, "A disk."),), actions=done),
            planned(f"{day}-m{number}", update(f"{day} 12:00", Status.COMPLETED), start=f"{day} 11:00"),
        )
    ]


@pytest.mark.parametrize(("count", "cut"), [(WHOLE, False), (WHOLE + 1, True)])
def test_a_long_list_is_cut_by_year(count: int, cut: bool) -> None:
    """Up to a page's worth all stands on the first page; from there on it shows the newest and links to every year."""
    found = made(*many(count))
    for register in REGISTERS:
        years = sorted(url for url in found if url.startswith(register) and url != register)
        assert years == ([f"{register}{year}/" for year in (2023, 2024, 2025)] if cut else [])
        first = found[register].html()
        listed = set(re.findall(r"incidents/(\d{4}-\d\d-\d\d-[rm]\d+)/", first))
        assert len(listed) == (FIRST if cut else count)
        if cut:
            everywhere = [
                name for url in years for name in sorted(set(re.findall(r"incidents/(\d{4}-\d\d-\d\d-[rm]\d+)/", found[url].html())))
            ]
            assert len(everywhere) == len(set(everywhere)) == count
            assert all(f'href="{url.removeprefix(register)}"' in first for url in years)


def test_a_page_of_a_year_does_not_know_the_time() -> None:
    """Only the first page of a register depends on it: what is past stays the same bytes for ever."""
    before, after = made(*many(WHOLE + 1)), made(*many(WHOLE + 1), now=NOW + timedelta(days=365))
    differ = {url for url in before if before[url].html() != after[url].html()}
    assert {url for url in differ if f"{url.partition('/')[0]}/" in REGISTERS} == set(REGISTERS)


def test_a_register_stays_small_however_long_the_history_is() -> None:
    """The first page has the same size for two hundred incidents as for three thousand."""
    small, large = made(*many(100)), made(*many(1_500))
    for register in REGISTERS:
        assert len(large[register].html()) < len(small[register].html()) + 200


# ---- the navigation --------------------------------------------------------------------------------

NAV = """\
nav:
  - Now: index.md
  - Records:
      - postmortems/index.md
      - What we promised: actions/index.md
      - March: history/2026/03/index.md
  - About: about.md
"""


def test_the_navigation_may_name_every_page_that_is_made(tmp_path: Path) -> None:
    """At any depth, with a title of one's own or with that of the page; the foot lists them all."""
    project = Project(tmp_path / "site")
    text = (project.folder / "mkdocs.yml").read_text(encoding="utf-8")
    project.write("mkdocs.yml", re.sub(r"^nav:\n(?:  .*\n)+", NAV, text, flags=re.MULTILINE))
    home = (project.build() / "index.html").read_text(encoding="utf-8")
    foot = re.search(r'<nav id="site".*?</nav>', home, re.DOTALL)
    assert foot
    assert re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', foot[0]) == [
        (".", "Now"),
        ("postmortems/", "Postmortems"),
        ("actions/", "What we promised"),
        ("history/2026/03/", "March"),
        ("about/", "About"),
    ]


def test_what_readers_ask_most_is_two_steps_from_home(tmp_path: Path) -> None:
    """How they changed, whether my data was affected, how I am told the next time: each is linked from a page that home links to."""
    site = Project(tmp_path / "site").build()

    def links(path: str) -> set[str]:
        text = (site / path / "index.html").read_text(encoding="utf-8")
        return {posixpath.normpath(posixpath.join(path, link)) for link in re.findall(r'<a href="([^"#:]*)', text)}

    home = links("")
    assert {"postmortems", "actions", "subscribe", "incidents/2026-03-14-queue-delivery-stopped"} <= home
    assert "incidents/2026-03-14-queue-delivery-stopped" in links("actions")
    assert "updates.atom" in links("subscribe")
    incident = (site / "incidents/2026-03-14-queue-delivery-stopped/index.html").read_text(encoding="utf-8")
    assert "<dt>Your data</dt>" in incident


@pytest.mark.parametrize(
    ("zone", "said"),
    [("UTC", "10:15 UTC overdue"), ("Europe/Berlin", "10:15 UTC (12:15 in Berlin)"), ("Pacific/Auckland", "(22:15 in Auckland)")],
)
def test_the_zone_of_the_site_stands_beside_utc(zone: str, said: str) -> None:
    """At the promised next update and at each update; the day when it is another one there."""
    found = incident(
        "2026-04-22-open",
        update("2026-04-22 09:00", Status.INVESTIGATING),
        update("2026-04-22 12:30", Status.UPDATE, promised=at("2026-04-22 10:15")),
    )
    html = words(made(found, settings=Settings(timezone=zone), now=at("2026-04-22 12:31"))["incidents/2026-04-22-open/"].html())
    assert said in html
    assert ("12:30 UTC (00:30 on 23 Apr 2026 in Auckland)" in html) == (zone == "Pacific/Auckland")


def test_what_is_owed_and_a_busy_year_are_cut_too() -> None:
    """With more open items, promised reports and done items of one year than a page holds, no page loses count or grows on."""
    crowd = PART + 30
    owing = [
        over(
            f"2026-02-{number % 28 + 1:02}-owing-{number}",
            actions=(action("Do", due=date(2026, 3, 1)), action("Did", done=True)),
            postmortem=Postmortem.PENDING,
            postmortem_due=date(2026, 3, 1),
        )
        for number in range(crowd)
    ]
    reported = [over(f"2026-01-{number % 28 + 1:02}-told-{number}", postmortem=Postmortem.FINAL) for number in range(crowd)]
    found = made(*owing, *reported)
    for register, link in (("actions/", "-owing-"), ("postmortems/", "-told-")):
        parts = [found[f"{register}2026/"].html(), found[f"{register}2026/2/"].html()]
        listed = [re.findall(rf"incidents/(2026-\d\d-\d\d{link}\d+)/", part) for part in parts]
        assert [len(set(names)) for names in listed] == [PART, 30]
        assert not set(listed[0]) & set(listed[1])
        first = found[register].html()
        assert f"{crowd} overdue" in words(first)
        assert "30 more stand on the pages of their incidents, all of which are in the history." in words(first)
        owed = first.partition('id="done"')[0]
        assert len(set(re.findall(r"incidents/(2026-\d\d-\d\d-owing-\d+)/", owed))) == PART
        assert 'href="2026/"' in first
        assert 'href="2/"' in parts[0]
    assert "data-overdue-items" not in found["actions/"].html()  # the script would count the shown ones only
