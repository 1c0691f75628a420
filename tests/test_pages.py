"""What readers are told: the states, the unknowns, the promises, and that nobody's words become markup."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import html5lib
import pytest

from afterword.core.catalogue import Component
from afterword.core.history import History
from afterword.core.incident_parts import ActionItem, Channel, Hit, Person, Stated, TimelineEntry, Users, Window
from afterword.core.model import Incident
from afterword.core.settings import Organisation, Settings, Site
from afterword.core.times import Moment
from afterword.core.words import DataExposed, DataLoss, Impact, Kind, Postmortem, Slot, Status
from afterword.outputs.artifacts import Page
from afterword.outputs.bundles import REDIRECT_SCRIPT
from afterword.outputs.pages.all_pages import pages
from afterword.outputs.redirect_pages import redirects
from afterword.outputs.translation import Language
from builders import TEMPLATES, at, fragment, hit, incident, section, update

NOW = datetime(2026, 4, 22, 9, 46, tzinfo=UTC)
SITE = Site(name="Pigeonpost incidents", url="https://status.pigeonpost.example/", edit_base="https://git.example/acme/history/edit/main/")
SETTINGS = Settings(
    organisation=Organisation(name="Pigeonpost"),
    contact="help@pigeonpost.example",
    components=(Component(id="delivery", name="Delivery"), Component(id="api", name="API"), Component(id="website", name="Website")),
)


def moment(text: str) -> Moment:
    """`2026-03-14 09:16` in UTC."""
    return Moment(at(text))


def made(*incidents: Incident, now: datetime = NOW) -> dict[str, Page]:
    """Every page by its address."""
    return {page.url: page for page in pages(History(incidents), SETTINGS, SITE, now, TEMPLATES)}


def words(html: str) -> str:
    """What is read aloud: the text without markup, on one line."""
    spaced = " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ").split())
    return re.sub(r" (?=[:,.])", "", spaced)


def page_of(found: Incident, now: datetime = NOW) -> str:
    """The content of an incident's page."""
    return made(found, now=now)[f"incidents/{found.id}/"].html()


def rows(html: str) -> dict[str, str]:
    """The labelled rows of a page, in words."""
    return {words(label): words(text) for label, text in re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", html, re.DOTALL)}


def facts(html: str) -> dict[str, tuple[str, str]]:
    """The table of facts, in words."""
    found = re.findall(r'<tr><th scope="row">(.*?)</th><td class="v">(.*?)</td><td>(.*?)</td></tr>', html, re.DOTALL)
    return {words(name): (words(value), words(rule)) for name, value, rule in found}


def queue(**fields: Any) -> Incident:  # noqa: ANN401 - the fields of Incident
    """A whole incident that is over, with one promise kept late and one correction."""
    usual: dict[str, Any] = {
        "severity": "major",
        "hits": (
            Hit(
                component="delivery",
                windows=(
                    Window(impact=Impact.FULL_OUTAGE, start=moment("2026-03-14 09:02"), end=moment("2026-03-14 10:05")),
                    Window(impact=Impact.PARTIAL_OUTAGE, start=moment("2026-03-14 10:05"), end=moment("2026-03-14 10:54")),
                ),
            ),
            hit("api", Impact.DEGRADED),
        ),
        "stated": Stated(
            started=moment("2026-03-14 09:02"),
            detected=moment("2026-03-14 09:07"),
            mitigated=moment("2026-03-14 10:54"),
            resolved=moment("2026-03-14 11:20"),
        ),
        "users": Users(affected=1840, of=21300, unit="customers"),
        "data_loss": DataLoss.SOME,
        "data_exposed": DataExposed.NONE,
        "postmortem": Postmortem.FINAL,
        "postmortem_due": date(2026, 3, 21),
        "actions": (
            ActionItem(
                text=fragment("Refuse new entries"), done=False, type="mitigate", priority="P1", owner="Delivery",
                due=date(2026, 4, 15), done_on=None, link="", line=1,
            ),
        ),
        "sections": (section(Slot.WHAT_HAPPENED, "The queue stopped."),),
    }  # fmt: skip
    return incident(
        "2026-03-14-queue-delivery-stopped",
        update("2026-03-14 09:16", Status.INVESTIGATING, promised=at("2026-03-14 09:45")),
        update("2026-03-14 09:48", Status.IDENTIFIED, promised=at("2026-03-14 10:40")),
        update("2026-03-14 10:54", Status.MONITORING),
        update("2026-03-14 11:20", Status.RESOLVED, "No messages were lost."),
        update(
            "2026-03-15 08:30",
            Status.CORRECTION,
            "On 14 March at 11:20 UTC we wrote that none was lost.",
            headline="212 were lost",
            corrects="u-20260314T1120Z",
        ),
        update("2026-03-20 14:00", Status.POSTMORTEM),
        **(usual | fields),
    )


def sign_in(**fields: Any) -> Incident:  # noqa: ANN401 - the fields of Incident
    """An open incident whose next update is due at 10:15."""
    usual: dict[str, Any] = {
        "title": "Sign-in links do not arrive",
        "stated": Stated(started=moment("2026-04-22 09:05")),
        "hits": (hit("website", Impact.PARTIAL_OUTAGE),),
        "sections": (
            section(Slot.DO, "<p>Use <a href='x'>your password</a>.</p>".replace("'", '"')),
            section(Slot.NOT_AFFECTED, "Messages"),
        ),
    }
    return incident(
        "2026-04-22-sign-in",
        update("2026-04-22 09:18", Status.INVESTIGATING, "We look.", promised=at("2026-04-22 09:45")),
        update("2026-04-22 09:44", Status.IDENTIFIED, "A key expired.", promised=at("2026-04-22 10:15")),
        **(usual | fields),
    )


def test_a_closed_incident_states_its_facts() -> None:
    """Times, levels, promises and report, each with its rule: what an auditor copies."""
    html = page_of(queue())
    assert rows(html) == {
        "Time": "14 Mar 2026, 09:02 – 11:20 UTC: 2 h 18 min. First public word at 09:16 UTC, after 14 min."
        " Mitigated at 10:54 UTC, after 1 h 52 min.",
        "Components": "Delivery full outage 1 h 3 min partial outage 49 min API degraded 1 h 52 min",
        "Severity": "Major. A main function fails for many customers.",
        "How many": "1,840 of 21,300 customers.",
        "Your data": "Some data was lost. No data was exposed.",
        "Since then": "Final report of 20 March 2026, on time. 0 of 1 action item done.",
        "Reach us": "help@pigeonpost.example",
        "Follow": "Feed of every update All ways",
        "Share": "Copy link E-mail LinkedIn Facebook X Mastodon Bluesky",
        "This page": "Every change to this page, with its day and its author",
        "For our team": "Edit this page",
    }
    assert facts(html) == {
        "Time to first public word": ("14 min", "from started to announced; our target is 60 min"),
        "Time to detect": ("5 min", "from started"),
        "Time to identify": ("46 min", "from started"),
        "Time to mitigate": ("1 h 52 min", "from started: how long it hurt"),
        "Time to resolve": ("2 h 18 min", "from started"),
        "Longest silence": ("1 h 6 min", "09:48 to 10:54 UTC; gaps 32, 66, 26 min, median 32 min"),
        "Promises kept": ("1 of 2", "next updates, with 5 min allowed; one was 14 min late"),
        "Report": ("on time", "promised by 21 March 2026, published on 20 March 2026"),
        "Action items": ("0 of 1 done", "the earliest due date of an open one is 15 April 2026"),
        "Delivery, declared": ("63 min full outage, 49 min partial outage", "77.7 min weighted (full outage 1, partial outage 0.3)"),
        "API, declared": ("112 min degraded", "0 min weighted (degraded 0)"),
    }


def test_a_correction_stands_on_top_and_beside_what_it_corrects() -> None:
    """Nobody can quote the wrong sentence without seeing that it was corrected."""
    html = page_of(queue())
    note = "Corrected on 15 March 2026: 212 were lost. Read the correction"
    noted = {anchor for anchor, text in re.findall(r'<li id="(u-[^"]+)"[^>]*>(.*?)</li>', html, re.DOTALL) if note in words(text)}
    assert noted == {"u-20260314T1120Z"}
    assert words(html[: html.index("aw-dl")]).count(note) == 1
    assert "Corrects the update of 14 March 2026, 11:20 UTC, which stands as we wrote it." in words(html)


def test_a_correction_that_names_no_update_is_noted_on_top_only() -> None:
    """A time of what happened is not the time of an update; a note beside the wrong one would be false."""
    told = update("2026-03-15 08:30", Status.CORRECTION, "Delivery was back at 10:54 UTC, not before.")
    found = queue()
    html = page_of(replace(found, updates=(*found.updates[:4], told)))
    assert words(html).count("Corrected on 15 March 2026.") == 1
    assert "Corrects" not in html


def test_promises_say_what_became_of_them() -> None:
    """Kept with five minutes' grace, late with the minutes; on a closed page one that nothing followed is not kept."""
    lines = [words(line) for line in re.findall(r'<p class="aw-promise">(.*?)</p>', page_of(queue()), re.DOTALL)]
    assert lines[:2] == ["Kept: the next update came at 09:48 UTC.", "14 min late: the next update came at 10:54 UTC."]
    broken = queue(stated=Stated(resolved=moment("2026-03-14 11:20")))
    broken = replace(broken, updates=(update("2026-03-14 09:16", Status.INVESTIGATING, promised=at("2026-03-14 09:45")),))
    assert "Not kept: no update came after this one." in words(page_of(broken))


def test_updates_stand_oldest_first_when_it_is_over_and_newest_first_while_it_is_not() -> None:
    """A closed page is a story, an open one is news."""

    def order(html: str) -> list[str]:
        return re.findall(r'<li id="(u-[^"]+)"', html)

    assert order(page_of(queue())) == sorted(order(page_of(queue())))
    assert order(page_of(sign_in())) == ["u-20260422T0944Z", "u-20260422T0918Z"]


@pytest.mark.parametrize("found", [queue(), queue(backfilled=True, stated=Stated()), incident("2026-01-02-only-a-report", stated=Stated())])
def test_pages_that_are_over_do_not_know_the_time(found: Incident) -> None:
    """Closed pages and the history are the same bytes on any day; an overdue action item is the script's word."""
    before, after = made(found), made(found, now=NOW + timedelta(days=365))
    differ = {url for url in before if before[url].html() != after[url].html()}
    knowing = {"", "actions/", "maintenance/", "postmortems/", "statistics/", f"statistics/{found.id[:4]}/"}
    knowing |= {"history/calendar/", *(() if found.backfilled else (f"history/calendar/{found.id[:4]}/",))}  # no record: no day
    assert differ == knowing | {url for url in before if "components" in url}
    assert "overdue" not in words(before[f"incidents/{found.id}/"].html()).lower()


def test_an_open_incident_answers_on_top_of_home_and_page() -> None:
    """Newest update, the next one's time, what to do, what is safe: above everything else."""
    for url, link in (("", "incidents/2026-04-22-sign-in/x"), ("incidents/2026-04-22-sign-in/", "x")):
        html = made(queue(), sign_in(data_loss=DataLoss.NONE))[url].html()
        frame = re.search(r'<section class="aw-now aw-c-partial".*?</section>', html, re.DOTALL)
        assert frame
        assert f'href="{link}"' in frame[0]
        said = words(frame[0])
        order = ["A key expired.", "Next update due by 10:15 UTC", "As of the newest update, 09:44 UTC Use your", "No data was lost."]
        assert sorted(order, key=said.index) == order
        assert "at least 41 min" in words(html)
        assert "overdue" not in said


def test_an_overdue_update_is_called_overdue_without_a_script() -> None:
    """Who promised and is late says so."""
    late = NOW.replace(hour=10, minute=27)
    for page in (made(sign_in(), now=late)[url].html() for url in ("", "incidents/2026-04-22-sign-in/")):
        assert "10:15 UTC overdue by 12 min" in words(page)


def test_home_counts_what_is_open_and_claims_nothing_about_the_rest() -> None:
    """Nothing reported is not the same as working."""
    calm = made(queue())[""]
    assert (calm.title, words(calm.html()).split(" As of")[0]) == (
        "No open incidents",
        "No open incidents Since 14 Mar 2026, 11:20 UTC: 38 days.",
    )
    busy = words(made(queue(), sign_in())[""].html())
    assert busy.startswith("One open incident As of 22 Apr 2026, 09:46 UTC.")
    assert "Website: partial outage since 09:05 UTC: Sign-in links do not arrive Nothing reported: Delivery, API" in busy
    assert "operational" not in busy.lower()


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-04-28 12:00", "28 Apr 2026 Messages are late Scheduled 22:00 – 23:30 UTC"),
        ("2026-04-28 22:30", "Planned for now 22:00 – 23:30 UTC"),
        ("2026-04-29 08:00", "Scheduled: its planned time is over, and we have not yet said that it is done"),
    ],
)
def test_maintenance_is_told_by_the_clock(now: str, said: str) -> None:
    """Coming, by plan under way, or past its end without a word: home says which, and it is no open incident."""
    window = Stated(scheduled_start=moment("2026-04-28 22:00"), scheduled_end=moment("2026-04-28 23:30"))
    planned = incident("2026-04-28-upgrade", update("2026-04-21 10:00", Status.SCHEDULED), kind=Kind.MAINTENANCE, stated=window)
    home = made(planned, now=at(now))[""]
    assert home.title == "No open incidents"
    assert said in words(home.html())


def test_the_planned_time_is_said_in_the_zones_of_the_readers() -> None:
    """In that of the settings beside UTC, start and end; a script adds that of the reader to both."""
    window = Stated(scheduled_start=moment("2026-04-28 21:30"), scheduled_end=moment("2026-04-28 23:30"))
    planned = incident("2026-04-28-upgrade", update("2026-04-21 10:00", Status.SCHEDULED), kind=Kind.MAINTENANCE, stated=window)
    settings = replace(SETTINGS, timezone="Europe/Berlin")
    found = {page.url: page for page in pages(History([planned]), settings, SITE, at("2026-04-27 10:00"), TEMPLATES)}
    html = found["incidents/2026-04-28-upgrade/"].html()
    said = html[html.index("Planned time") : html.index("Get it:")]
    assert words(said) == (
        "Planned time 28 Apr 2026, 21:30 UTC (23:30 in Berlin) – 28 Apr 2026, 23:30 UTC (01:30 on 29 Apr 2026 in Berlin)"
    )
    assert re.findall(r'<time datetime="([^"]+)" data-local>', said) == ["2026-04-28T21:30:00Z", "2026-04-28T23:30:00Z"]


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    """The smallest file: no severity, no stated start, no word on data. Nothing becomes zero or "none"."""
    smallest = incident("2026-04-22-posts", update("2026-04-22 09:14", Status.INVESTIGATING, "Posts wait."), stated=Stated())
    html = words(page_of(smallest))
    assert "Severity not yet classified" in html
    assert "Since about 22 Apr 2026, 09:14 UTC: at least 32 min." in html
    assert "We have not named a time for it." in html
    assert "We have not yet said whether data was lost or exposed." in html
    over = replace(smallest, updates=(*smallest.updates, update("2026-04-22 09:40", Status.RESOLVED)))
    assert {name: value for name, (value, _) in facts(page_of(over)).items()} == {
        "Time to first public word": "not known",
        "Time to resolve": "not known",
        "Longest silence": "26 min",
    }
    assert rows(page_of(over))["Severity"] == "Not classified."
    assert rows(page_of(over))["Your data"] == "Not stated."


def test_a_retracted_incident_keeps_its_place_with_its_label() -> None:
    """The link works, and nobody takes it for something that happened."""
    taken_back = incident("2026-02-02-errors", update("2026-02-02 08:10", Status.RETRACTED, headline="there was no incident"))
    found = made(taken_back, queue())
    assert "Retracted on 2 February 2026: there was no incident." in words(found["incidents/2026-02-02-errors/"].html())
    assert "Retracted: there was no incident" in words(found[""].html())
    assert "1 retracted." in words(found["history/2026/02/"].html())
    assert not facts(found["incidents/2026-02-02-errors/"].html())
    assert found["incidents/2026-02-02-errors/"].description.startswith("Retracted")


def test_history_is_listed_newest_first_by_utc_month() -> None:
    """Years, months and incidents each link one step further."""
    found = made(queue(), sign_in(), incident("2025-11-02-queue-slow"))
    history = words(found["history/"].html())
    assert history.startswith("History 3 incidents since 2 November 2025. All of them are here.")
    assert "Open now 22 Apr 2026 09:05 Sign-in" in history
    assert "2026 2 incidents 14 Mar 09:02 Messages" in history
    assert "2 Nov 2025 00:00 Messages are late Open" in history
    links = re.findall(r'href="([^"#]+)"', found["history/2026/"].html())
    assert [link for link in links if link != "../"] == [
        "04/", "../../incidents/2026-04-22-sign-in/", "03/", "../../incidents/2026-03-14-queue-delivery-stopped/", "../2025/",
    ]  # fmt: skip
    line = "Resolved Major Full outage: Delivery Degraded: API Report Corrected How long: 2 h 18 min"
    assert line in words(found["history/2026/03/"].html())


HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(1)>"""


def test_hostile_text_stays_text() -> None:
    """Titles, headlines, people, channels, labels: whatever a field holds, a page shows it as it was typed."""
    settings = replace(SETTINGS, contact=HOSTILE, contact_promise=HOSTILE, components=(Component(id="x", name=HOSTILE, group=HOSTILE),))
    fields: dict[str, Any] = {
        "title": HOSTILE, "signatory": Person(name=HOSTILE, role=HOSTILE), "contact": HOSTILE, "regions": (HOSTILE,), "severity": "none",
        "categories": (HOSTILE,), "users": Users(affected=1, unit=HOSTILE), "hits": (hit("x"), hit(HOSTILE)),
        "channels": (Channel(name=HOSTILE, url="javascript:alert(1)", audience=HOSTILE),), "discussion": "javascript:alert(1)",
        "timeline": (TimelineEntry(at=moment("2026-03-14 09:00"), text=fragment(HOSTILE[1:]), line=1),),
        "sections": (replace(section(Slot.OTHER, "Text"), title=HOSTILE, anchor="other"),),
    }  # fmt: skip
    told = update("2026-03-14 09:16", Status.UPDATE, headline=HOSTILE, label=HOSTILE, signature=HOSTILE)
    action = ActionItem(
        text=fragment("Do"), done=False, type=HOSTILE, priority=HOSTILE, owner=HOSTILE, due=None, done_on=None, link="data:x", line=1
    )
    history = History(
        [
            incident("2026-03-14-open", told, **fields),
            incident("2026-03-15-over", replace(told, status=Status.RETRACTED), **fields),
            incident("2026-03-16-done", told, update("2026-03-16 10:00", Status.CORRECTION, headline=HOSTILE), actions=(action,),
                     **(fields | {"stated": Stated(resolved=moment("2026-03-17 09:00"))})),
        ]
    )  # fmt: skip
    for page in pages(history, settings, replace(SITE, name=HOSTILE), NOW, TEMPLATES):
        tree = html5lib.parse(page.html(), namespaceHTMLElements=False)
        tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
        assert not tags & {"script", "img"}, page.url
        attributes = {(name, value) for element in tree.iter() for name, value in element.attrib.items()}
        assert not [pair for pair in attributes if pair[0].startswith("on") or re.match(r"(?:javascript|data):", pair[1])], page.url


def test_every_page_is_sound_html_with_one_title_and_working_anchors() -> None:
    """Strictly parsed; ids are unique; the table of contents and every `#` lead somewhere; nothing is styled or scripted inline."""
    found = made(queue(), sign_in(), incident("2026-02-02-errors", update("2026-02-02 08:10", Status.RETRACTED)))
    for page in found.values():
        html = page.html()
        html5lib.HTMLParser(strict=True).parse(f"<!doctype html><title>x</title>{html}")
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(ids) == len(set(ids)), page.url
        wanted = set(re.findall(r'href="#([^"]+)"', html)) | {h.anchor for top in page.rendered().toc for h in (top, *top.children)}
        assert wanted <= set(ids), page.url
        assert html.count("<h1") == 1
        assert not re.search(r"<style|<script|\sstyle=|\son[a-z]+=", html), page.url


POLICY = (
    """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; """
    """img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; """
    """manifest-src 'self'; base-uri 'none'; form-action 'none'">"""
)


def test_old_addresses_lead_to_the_new_one() -> None:
    """With a script the anchor comes along; without it the page still arrives. Links are relative, so any path will do."""
    alias = queue(aliases=("2026-03-14-queue",), title='A "<b>title</b>"')
    (page,) = redirects(History([alias]), SETTINGS, SITE, Language())
    assert (page.path, page.text()) == (
        "incidents/2026-03-14-queue/index.html",
        f"""\
<!doctype html>
<html lang="en">
<head>
{POLICY}
      <meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>A &quot;&lt;b&gt;title&lt;/b&gt;&quot;</title>
<link rel="canonical" href="https://status.pigeonpost.example/incidents/2026-03-14-queue-delivery-stopped/">
<link rel="icon" href="data:,">
<meta http-equiv="refresh" content="0; url=../2026-03-14-queue-delivery-stopped/">
</head>
<body>
<p>This page has moved: <a href="../2026-03-14-queue-delivery-stopped/">A &quot;&lt;b&gt;title&lt;/b&gt;&quot;</a></p>
<script src="../../{REDIRECT_SCRIPT}"></script>
</body>
</html>
""",
    )


def test_an_address_that_two_claim_leads_to_one_of_them() -> None:
    """`--keep-going` and the preview live on: an incident keeps its own address, and of two aliases the newer incident's counts."""
    stays, newer, older = "2026-03-14-queue-delivery-stopped", "2026-03-13-newer", "2026-03-12-older"
    both = (stays, "2026-03-01-both", "2026-03-01-both")
    history = History([queue(), incident(newer, aliases=both), incident(older, aliases=both)])
    made = [(page.path, page.text()) for page in redirects(history, SETTINGS, SITE, Language())]
    assert [path for path, _ in made] == ["incidents/2026-03-01-both/index.html"]
    assert f"url=../{newer}/" in made[0][1]
