"""The promises to those who subscribe: docs/feeds.md."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import feedparser
import html5lib
import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from afterword.core.catalogue import Component
from afterword.core.history import History
from afterword.core.incident_parts import ActionItem, Fragment, Person, Stated
from afterword.core.model import Incident
from afterword.core.settings import Feeds, Organisation, Settings, Site
from afterword.core.times import Moment
from afterword.core.words import Kind, Postmortem, Slot, Status
from afterword.outputs.feeds.all_feeds import LIMIT, feeds
from afterword.outputs.feeds.feed_entries import spaced
from afterword.outputs.feeds.feed_html import fragment_html, update_html
from builders import at, fragment, hit, incident, section, update

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITE = Site(name="Pigeonpost incidents", url="https://status.pigeonpost.example/")
SUB_PATH = Site(name="Pigeonpost incidents", url="https://pigeonpost.example/status/")
SETTINGS = Settings(
    organisation=Organisation(name="Pigeonpost", url="https://pigeonpost.example"),
    contact="help@pigeonpost.example",
    contact_promise="We answer every message within a day.",
    feeds=Feeds(authority="status.pigeonpost.example"),
    components=(Component(id="delivery", name="Delivery"),),
)
PAGE = "https://status.pigeonpost.example/incidents/2026-03-14-queue-stopped/"
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})")


def queue_stopped(**fields: object) -> Incident:
    """An incident with everything that a feed can say."""
    whole: dict[str, object] = {
        "title": "Messages were not delivered",
        "severity": "major",
        "hits": (hit("delivery"),),
        "signatory": Person(name="Ada Osei", role="Head of Support"),
        "contact": "help@pigeonpost.example",
        "postmortem": Postmortem.FINAL,
        "summary": fragment("Messages came late. We are sorry."),
        "sections": (
            section(Slot.WHAT_HAPPENED, "A setting was read as seconds."),
            section(Slot.DO, "Nothing."),
            section(Slot.NOT_AFFECTED, "Passwords."),
            section(Slot.AFFECTED, '<p>1,840 customers, see <a href="numbers.csv">the list</a>.</p>'),
            section(Slot.SOURCES, "Our own records."),
        ),
        "actions": (
            ActionItem(
                text=fragment("Name the unit"),
                done=True,
                type="prevent",
                priority="P1",
                owner="R&D",
                due=at("2026-03-20").date(),
                done_on=at("2026-03-18").date(),
                link="https://pigeonpost.example/812",
                line=9,
            ),
            ActionItem(
                text=fragment("<p>Ring an alarm</p>\n<p>at night</p>"),
                done=False,
                type="",
                priority="",
                owner="",
                due=at("2026-04-30").date(),
                done_on=None,
                link="javascript:alert(1)",
                line=10,
            ),
        ),
    }
    return incident(
        "2026-03-14-queue-stopped",
        update("2026-03-14 09:16", Status.INVESTIGATING, "Messages <wait>.", signature="Ben Ito, Support"),
        update("2026-03-14 11:20", Status.RESOLVED, "<p>All is <strong>normal</strong>.</p>\n<ul>\n<li>Nothing is lost.</li>\n</ul>"),
        **(whole | fields),
    )


def maintenance() -> Incident:
    """A maintenance with one update."""
    planned = Stated(scheduled_start=Moment(at("2026-12-01 22:00")), scheduled_end=Moment(at("2026-12-01 23:30")))
    word = update("2026-11-24 10:00", Status.SCHEDULED, "It is our quietest hour.")
    return incident("2026-12-01-database-upgrade", word, title="Database upgrade", kind=Kind.MAINTENANCE, stated=planned)


def backfilled() -> Incident:
    """An old incident that was written down afterwards."""
    word = update("2013-10-26 20:00", Status.RESOLVED, "Over.")
    return incident("2013-10-26-spam", word, title="Spam was posted", backfilled=True)


def texts(*incidents: Incident, site: Site = SITE, settings: Settings = SETTINGS) -> dict[str, str]:
    """The two main feeds by path."""
    main = ("history.atom", "updates.atom")
    return {document.path: document.text() for document in feeds(History(incidents), settings, site) if document.path in main}


def tree(text: str) -> etree._Element:
    """A feed as XML."""
    return etree.fromstring(text.encode())


def find(text: str, path: str) -> list[Any]:
    """The elements, attributes or texts that `path` finds below the feed."""
    found: Any = tree(text).xpath(path, namespaces=ATOM)
    return list(found)


def values(text: str, path: str) -> list[str]:
    """The same, as plain text."""
    return [str(found) for found in find(text, path)]


def ids(text: str) -> list[str]:
    """The ids of the entries, in their order."""
    return values(text, "a:entry/a:id/text()")


def updated(text: str) -> dict[str, str]:
    """The time of each entry by its id."""
    return dict(zip(ids(text), values(text, "a:entry/a:updated/text()"), strict=True))


def said(iso: str, words: str, status: str) -> str:
    """How an update begins, in the markup that programs know from Statuspage's feeds."""
    return f'<p><small><time datetime="{iso}">{words}</time></small><br><strong>{status}</strong>'


def contents(text: str) -> list[str]:
    """The HTML of the entries, in their order."""
    return values(text, "a:entry/a:content[@type='html']/text()")


HISTORIES = {
    "none": (),
    "only old ones": (backfilled(),),
    "all kinds": (queue_stopped(), maintenance(), backfilled()),
    "title only": (incident("2026-05-01-x", stated=Stated()),),
}


@pytest.mark.parametrize("site", [SITE, SUB_PATH], ids=["root", "sub-path"])
@pytest.mark.parametrize("incidents", HISTORIES.values(), ids=HISTORIES)
def test_a_feed_is_what_rfc_4287_asks_for(incidents: tuple[Incident, ...], site: Site) -> None:
    """Every feed has what the standard requires, once, and addresses and times in its form."""
    for path, text in texts(*incidents, site=site).items():
        feed = tree(text)
        assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
        assert values(text, "a:link[@rel='self']/@href") == [site.absolute(path)]
        assert values(text, "a:link[@rel='alternate']/@href") == [site.absolute("history/" if path == "history.atom" else "")]
        assert values(text, "a:author/a:name/text()") == ["Pigeonpost"]
        assert values(text, "a:generator/text()") == ["Afterword"]
        for element in [feed, *feed.findall("a:entry", ATOM)]:
            names = [etree.QName(child).localname for child in element]
            for name in ("id", "title", "updated"):
                assert names.count(name) == 1, name
            for name in ("published", "subtitle", "generator", "content", "summary"):
                assert names.count(name) <= 1, name
        for entry in feed.findall("a:entry", ATOM):
            children = [etree.QName(child).localname for child in entry]
            assert (children.count("author"), children.count("link"), children.count("content")) == (1, 1, 1)
            assert entry.findtext("a:author/a:name", namespaces=ATOM)
        for moment in values(text, "//a:updated/text() | //a:published/text()"):
            assert TIME.fullmatch(moment), moment
        for address in values(text, "//a:link/@href | //a:uri/text()"):
            assert urlsplit(address).scheme == "https", address
        for name in values(text, "//a:id/text() | //a:category/@scheme"):
            assert re.fullmatch(r"tag:status\.pigeonpost\.example,\d{4}:[a-z0-9./\-TZu]+", name), name
        assert len(set(values(text, "//a:id/text()"))) == len(values(text, "//a:id/text()"))


@pytest.mark.parametrize("incidents", HISTORIES.values(), ids=HISTORIES)
def test_feedparser_reads_it_without_complaint(incidents: tuple[Incident, ...]) -> None:
    """A reader that takes note of every fault finds none."""
    for text in texts(*incidents).values():
        read = feedparser.parse(text.encode())
        assert (read.bozo, read.version, read.encoding) == (False, "atom10", "utf-8")
        assert [entry.id for entry in read.entries] == ids(text)


def test_the_entries_of_the_history() -> None:
    """One entry for each incident and maintenance, newest activity first; old ones keep their old dates."""
    text = texts(backfilled(), queue_stopped(), maintenance())["history.atom"]
    rows = zip(
        *(values(text, f"a:entry/{path}") for path in ("a:id/text()", "a:title/text()", "a:link/@href")),
        *(values(text, f"a:entry/{path}") for path in ("a:published/text()", "a:updated/text()", "a:author/a:name/text()")),
        strict=True,
    )
    assert list(rows) == [
        (
            "tag:status.pigeonpost.example,2026:2026-12-01-database-upgrade",
            "Database upgrade",
            "https://status.pigeonpost.example/incidents/2026-12-01-database-upgrade/",
            "2026-11-24T10:00:00+00:00",
            "2026-11-24T10:00:00+00:00",
            "Pigeonpost",
        ),
        (
            "tag:status.pigeonpost.example,2026:2026-03-14-queue-stopped",
            "Messages were not delivered",
            "https://status.pigeonpost.example/incidents/2026-03-14-queue-stopped/",
            "2026-03-14T09:16:00+00:00",
            "2026-03-14T11:20:00+00:00",
            "Ada Osei",
        ),
        (
            "tag:status.pigeonpost.example,2013:2013-10-26-spam",
            "Spam was posted",
            "https://status.pigeonpost.example/incidents/2013-10-26-spam/",
            "2013-10-26T20:00:00+00:00",
            "2013-10-26T20:00:00+00:00",
            "Pigeonpost",
        ),
    ]
    assert values(text, "a:updated/text()") == ["2026-11-24T10:00:00+00:00"]


def test_the_entries_of_the_updates() -> None:
    """One entry for each update, newest first, at its own time and address; what is backfilled is no news."""
    text = texts(backfilled(), queue_stopped(), maintenance())["updates.atom"]
    rows = zip(
        *(values(text, f"a:entry/{path}") for path in ("a:id/text()", "a:title/text()", "a:link/@href")),
        *(values(text, f"a:entry/{path}") for path in ("a:published/text()", "a:updated/text()", "a:author/a:name/text()")),
        strict=True,
    )
    assert list(rows) == [
        (
            "tag:status.pigeonpost.example,2026:2026-12-01-database-upgrade/u-20261124T1000Z",
            "[Scheduled] Database upgrade",
            "https://status.pigeonpost.example/incidents/2026-12-01-database-upgrade/#u-20261124T1000Z",
            "2026-11-24T10:00:00+00:00",
            "2026-11-24T10:00:00+00:00",
            "Pigeonpost",
        ),
        (
            "tag:status.pigeonpost.example,2026:2026-03-14-queue-stopped/u-20260314T1120Z",
            "[Resolved] Messages were not delivered",
            f"{PAGE}#u-20260314T1120Z",
            "2026-03-14T11:20:00+00:00",
            "2026-03-14T11:20:00+00:00",
            "Ada Osei",
        ),
        (
            "tag:status.pigeonpost.example,2026:2026-03-14-queue-stopped/u-20260314T0916Z",
            "[Investigating] Messages were not delivered",
            f"{PAGE}#u-20260314T0916Z",
            "2026-03-14T09:16:00+00:00",
            "2026-03-14T09:16:00+00:00",
            "Ben Ito",
        ),
    ]


def test_the_text_of_an_incident() -> None:
    """Summary, updates newest first, who is affected, what to do, contact; then the report, for it is final."""
    [content] = contents(texts(queue_stopped())["history.atom"])
    assert content.split("\n") == [
        "<p>Messages came late. We are sorry.</p>",
        f"{said('2026-03-14T11:20:00Z', '14 Mar 2026, 11:20 UTC', 'Resolved')} - All is <b>normal</b>.</p>",
        "<ul>",
        "<li>Nothing is lost.</li>",
        "</ul>",
        f"{said('2026-03-14T09:16:00Z', '14 Mar 2026, 09:16 UTC', 'Investigating')} - Messages &lt;wait&gt;.</p>",
        "<p>— Ben Ito, Support</p>",
        "<h3>Affected</h3>",
        f'<p>1,840 customers, see <a href="{PAGE}numbers.csv">the list</a>.</p>',
        "<h3>Not affected</h3>",
        "<p>Passwords.</p>",
        "<h3>What you can do</h3>",
        "<p>Nothing.</p>",
        '<p>Contact: <a href="mailto:help@pigeonpost.example">help@pigeonpost.example</a>. We answer every message within a day.</p>',
        "<h3>What happened</h3>",
        "<p>A setting was read as seconds.</p>",
        "<h3>Action items</h3>",
        "<ul>",
        '<li>Name the unit (done 18 Mar 2026; owner: R&amp;D; prevent; P1; <a href="https://pigeonpost.example/812">link</a>)</li>',
        "<li><p>Ring an alarm</p>",
        "<p>at night</p> (open; due 30 Apr 2026)</li>",
        "</ul>",
    ]


def test_a_report_that_is_not_final_is_not_in_the_feed() -> None:
    """A preliminary report may still change, so a feed does not carry it into people's mail."""
    [content] = contents(texts(queue_stopped(postmortem=Postmortem.PRELIMINARY))["history.atom"])
    assert [content.count(word) for word in ("Not affected", "What happened", "Action items")] == [1, 0, 0]


def test_the_text_of_an_update() -> None:
    """That update's own text, then where it stays, and the contact."""
    assert contents(texts(queue_stopped())["updates.atom"])[1].split("\n") == [
        f"{said('2026-03-14T09:16:00Z', '14 Mar 2026, 09:16 UTC', 'Investigating')} - Messages &lt;wait&gt;.</p>",
        "<p>— Ben Ito, Support</p>",
        f'<p>On our site: <a href="{PAGE}#u-20260314T0916Z">{PAGE}#u-20260314T0916Z</a></p>',
        '<p>Contact: <a href="mailto:help@pigeonpost.example">help@pigeonpost.example</a>. We answer every message within a day.</p>',
    ]


def test_a_maintenance_says_when_it_is_planned() -> None:
    """The plan stands in the front matter, so its updates need not repeat it; the feeds say it with each."""
    start = '<time datetime="2026-12-01T22:00:00Z">1 Dec 2026, 22:00 UTC</time>'
    end = '<time datetime="2026-12-01T23:30:00Z">1 Dec 2026, 23:30 UTC</time>'
    plan = f"<p>Planned for {start} to {end}.</p>"
    word = f"{said('2026-11-24T10:00:00Z', '24 Nov 2026, 10:00 UTC', 'Scheduled')} - It is our quietest hour.</p>"
    url = "https://status.pigeonpost.example/incidents/2026-12-01-database-upgrade/#u-20261124T1000Z"
    assert {path: contents(text)[0].split("\n") for path, text in texts(maintenance()).items()} == {
        "history.atom": [plan, word],
        "updates.atom": [word, plan, f'<p>On our site: <a href="{url}">{url}</a></p>'],
    }


@pytest.mark.parametrize(
    ("fields", "text", "expected"),
    [
        ({}, "", "<strong>Identified</strong></p>"),
        ({}, "<ul><li>a</li></ul>", "<strong>Identified</strong></p>\n<ul><li>a</li></ul>"),
        ({"headline": "a <b> broke"}, "We mend it.", "<strong>Identified</strong> - <b>a &lt;b&gt; broke.</b> We mend it.</p>"),
        ({"headline": "Found!"}, "", "<strong>Identified</strong> - <b>Found!</b></p>"),
        ({"label": "R&D looks"}, "Wait.", "<strong>Identified</strong> - <b>R&amp;D looks.</b> Wait.</p>"),
        ({"label": "Rebooting", "headline": "half"}, "", "<strong>Identified</strong> - <b>Rebooting: half.</b></p>"),
    ],
)
def test_what_follows_the_status(fields: dict[str, str], text: str, expected: str) -> None:
    """Only a known status stands in `<strong>`; headline and words as typed are bold, and what is no paragraph comes after."""
    html = update_html(update("2026-03-14 09:48", Status.IDENTIFIED, text, **fields), PAGE)
    assert html.partition("<br>")[2] == expected


def test_categories_are_components_and_severity() -> None:
    """A reader can filter by component and by severity, and tell one from the other; an unknown component has its id."""
    text = texts(queue_stopped(hits=(hit("delivery"), hit("fax"))))["updates.atom"]
    found = find(text, "a:entry[1]/a:category")
    assert [(category.get("term"), category.get("label"), category.get("scheme")) for category in found] == [
        ("delivery", "Delivery", "tag:status.pigeonpost.example,2026:components"),
        ("fax", "fax", "tag:status.pigeonpost.example,2026:components"),
        ("major", "Major", "tag:status.pigeonpost.example,2026:severities"),
    ]


@pytest.mark.parametrize(
    "title",
    [
        'R&D <b> "]]>',
        "<script>alert(1)</script>",
        "&amp; &lt; &#0;",
        "🔥 is out 🚒",
        "الرسائل لا تصل إلى العملاء",
        "x" * 120,
        "a\u00a0b  c",
    ],
)
def test_any_title_arrives_as_it_was_written(title: str) -> None:
    """A title is text: no reader may take a part of it for markup."""
    found = texts(queue_stopped(title=title))
    assert values(found["history.atom"], "a:entry/a:title/text()") == [title]
    assert values(found["updates.atom"], "a:entry/a:title/text()") == [f"[Resolved] {title}", f"[Investigating] {title}"]
    assert not any(feedparser.parse(text.encode()).bozo for text in found.values())


def test_the_titles_of_rss_have_numbers_for_what_html_would_take_for_markup() -> None:
    """Readers that take a title for HTML show these right, too. Names such as `&amp;` they would read twice."""
    written = {document.path: document.text for document in feeds(History([queue_stopped(title="R&D: <b> & '>'")]), SETTINGS, SITE)}
    lines = written["history.rss"]().splitlines()
    assert [line.strip() for line in lines if "<b>" in line or "R&#x26;D" in line] == ["<title>R&#x26;D: &#x3C;b&gt; &#x26; '&gt;'</title>"]


@pytest.mark.parametrize(
    ("typed", "published"),
    [
        ("//x.example/a?b=1&amp;c=2", "https://x.example/a?b=1&amp;c=2"),
        ("https://x.example/100%.png", "https://x.example/100%25.png"),
        ("https://x.example/a b|c^`{d}", "https://x.example/a%20b%7Cc%5E%60%7Bd%7D"),
        ("https://x.example/%C3%A4?q=ä#ö", "https://x.example/%C3%A4?q=%C3%A4#%C3%B6"),
        ("https://exämple.example:8443/x", "https://xn--exmple-cua.example:8443/x"),
        ("https://ex%C3%A4mple.example", "https://xn--exmple-cua.example"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("HTTP://me@Über.example/", "HTTP://me@xn--ber-goa.example/"),
        ("http://[2001:db8::1]:80/x", "http://[2001:db8::1]:80/x"),
        ("https://a..ä/", "https://a..%C3%A4/"),
        ("mailto:a@x.example?subject=a b", "mailto:a@x.example?subject=a%20b"),
        ("tel:+49-30-1234", "tel:+49-30-1234"),
        ("a b/100%.png", f"{PAGE}a%20b/100%25.png"),
    ],
)
def test_every_address_of_a_feed_is_one_that_programs_take(typed: str, published: str) -> None:
    """RFC 3986 knows ASCII only, and what is read far from the site has no scheme to borrow."""
    assert fragment_html(fragment(f'<p><a href="{typed}">x</a></p>'), PAGE) == f'<p><a href="{published}">x</a></p>'
    again = published.removeprefix(PAGE)
    assert fragment_html(fragment(f'<p><a href="{again}">x</a></p>'), PAGE) == f'<p><a href="{published}">x</a></p>'


def test_what_did_not_change_is_byte_for_byte_the_same() -> None:
    """The same incidents give the same feeds, in whatever order they are read."""
    incidents = (queue_stopped(), maintenance(), backfilled())
    assert texts(*incidents) == texts(*reversed(incidents))


def test_every_time_comes_from_the_files() -> None:
    """No feed knows what day it is, not even an empty one."""
    for text in texts(queue_stopped()).values():
        assert set(values(text, "//a:updated/text() | //a:published/text()")) <= {"2026-03-14T09:16:00+00:00", "2026-03-14T11:20:00+00:00"}
    assert [values(text, "//a:updated/text()") for text in texts().values()] == [["1970-01-01T00:00:00+00:00"]] * 2


def test_a_mended_typo_makes_no_news() -> None:
    """Text, title, status and headline may be mended: no id is new and no entry claims to be newer."""
    before = queue_stopped()
    mended = replace(before.updates[0], text=fragment("Messages are waiting."), headline="we look", status=Status.UPDATE)
    after = replace(before, title="Messages were late", updates=(mended, *before.updates[1:]))
    old, new = texts(before), texts(after)
    assert {path: updated(text) for path, text in old.items()} == {path: updated(text) for path, text in new.items()}
    assert old != new


def test_a_new_update_is_one_new_entry() -> None:
    """One new id in the updates; none in the history, where the entry of that incident alone becomes newer."""
    before = queue_stopped()
    after = replace(before, updates=(*before.updates, update("2026-03-15 08:30", Status.CORRECTION, "212 messages were lost.")))
    old, new = (texts(one, maintenance(), backfilled()) for one in (before, after))
    correction = "tag:status.pigeonpost.example,2026:2026-03-14-queue-stopped/u-20260315T0830Z"
    assert updated(new["updates.atom"]) == updated(old["updates.atom"]) | {correction: "2026-03-15T08:30:00+00:00"}
    changed = {correction.rpartition("/")[0]: "2026-03-15T08:30:00+00:00"}
    assert updated(new["history.atom"]) == updated(old["history.atom"]) | changed


def test_the_newest_activity_comes_first() -> None:
    """An old incident with news stands before a younger one without; equal ones go by id."""
    words = [update("2026-03-14 09:16", Status.RESOLVED), update("2026-03-20 14:00", Status.POSTMORTEM)]
    old, young, twin = incident("2026-03-14-old", *words), incident("2026-03-19-b"), incident("2026-03-19-a")
    names = [id_.rpartition(":")[2] for id_ in ids(texts(young, twin, old)["history.atom"])]
    assert names == ["2026-03-14-old", "2026-03-19-a", "2026-03-19-b"]


@pytest.mark.parametrize(("corrected", "expected"), [("2026-03-14 09:10", "09:16:00"), ("2026-03-14 09:30", "09:30:00")])
def test_a_corrected_time_never_goes_back(corrected: str, expected: str) -> None:
    """With its old anchor an update keeps its id when its time is corrected, and never becomes older than it was."""
    word = update("2026-03-14 09:16", Status.INVESTIGATING)
    moved = update(corrected, Status.INVESTIGATING, anchor=word.anchor)
    assert {path: updated(text) for path, text in texts(incident("2026-03-14-x", moved)).items()} == {
        "history.atom": {"tag:status.pigeonpost.example,2026:2026-03-14-x": f"2026-03-14T{expected}+00:00"},
        "updates.atom": {"tag:status.pigeonpost.example,2026:2026-03-14-x/u-20260314T0916Z": f"2026-03-14T{expected}+00:00"},
    }


def test_a_feed_with_nothing_to_say_dates_from_the_oldest_incident() -> None:
    """The updates of a site that has only old incidents are an empty feed with a time of its own."""
    text = texts(backfilled(), incident("2014-01-02-y", backfilled=True))["updates.atom"]
    assert (ids(text), values(text, "a:updated/text()")) == ([], ["2013-10-26T00:00:00+00:00"])


def test_two_updates_in_one_minute_have_two_times() -> None:
    """Some readers refuse an entry with the date of another: equal times go by id, the later ones a second apart."""
    first, second = (update("2026-03-14 09:16", Status.UPDATE, anchor=anchor) for anchor in ("u-20260314T0916Z", "u-20260314T0916Z-2"))
    other = incident("2026-03-14-a", update("2026-03-14 09:16", Status.UPDATE))
    assert updated(texts(incident("2026-03-14-x", first, second), other)["updates.atom"]) == {
        "tag:status.pigeonpost.example,2026:2026-03-14-x/u-20260314T0916Z-2": "2026-03-14T09:16:02+00:00",
        "tag:status.pigeonpost.example,2026:2026-03-14-x/u-20260314T0916Z": "2026-03-14T09:16:01+00:00",
        "tag:status.pigeonpost.example,2026:2026-03-14-a/u-20260314T0916Z": "2026-03-14T09:16:00+00:00",
    }


SECONDS = st.integers(0, 5).map(lambda seconds: datetime(2026, 3, 14, tzinfo=UTC) + timedelta(seconds=seconds))


@given(st.dictionaries(st.text("ab", min_size=1, max_size=3), SECONDS, max_size=12))
def test_times_are_distinct_and_stay_when_something_newer_comes(own: dict[str, datetime]) -> None:
    """No two times are alike, none is earlier than it was, order is kept, and something newer moves none of them."""
    pairs = [(moment, id_) for id_, moment in own.items()]
    found = spaced(pairs)
    assert len(set(found.values())) == len(own)
    assert all(found[id_] >= moment for id_, moment in own.items())
    assert sorted(own, key=lambda id_: (own[id_], id_)) == sorted(own, key=lambda id_: found[id_])
    newer = max(found.values(), default=at("2026-01-01")) + timedelta(seconds=1)
    assert spaced([*pairs, (newer, "new")]) == found | {"new": newer}


def test_times_do_not_depend_on_where_the_feed_is_cut() -> None:
    """An entry has the same time in a short feed as in a long one."""
    words = [incident(f"2026-03-14-{letter}", update("2026-03-14 09:16", Status.UPDATE)) for letter in "abcde"]
    whole = updated(texts(*words)["updates.atom"])
    short = updated(texts(*words, settings=replace(SETTINGS, feeds=replace(SETTINGS.feeds, entries=2)))["updates.atom"])
    assert list(short.items()) == list(whole.items())[:2]


def test_ids_stay_when_the_site_moves() -> None:
    """Another address and the same authority: the same ids everywhere, so no reader shows anything twice."""
    here, there = texts(queue_stopped(), site=SITE), texts(queue_stopped(), site=SUB_PATH)
    assert [values(text, "//a:id/text()") for text in here.values()] == [values(text, "//a:id/text()") for text in there.values()]
    assert here != there


def test_a_prefix_keeps_two_histories_on_one_host_apart() -> None:
    """Without an authority the host of the site stands for it; the prefix comes before every name."""
    text = texts(queue_stopped(), site=SUB_PATH, settings=Settings(feeds=Feeds(prefix="status")))["history.atom"]
    assert values(text, "//a:id/text()") == [
        "tag:pigeonpost.example,2026:status/history.atom",
        "tag:pigeonpost.example,2026:status/2026-03-14-queue-stopped",
    ]


def test_links_work_under_a_sub_path() -> None:
    """Everything relative in a text leads to the site, wherever it is."""
    text = texts(queue_stopped(), site=SUB_PATH)["history.atom"]
    assert 'href="https://pigeonpost.example/status/incidents/2026-03-14-queue-stopped/numbers.csv"' in contents(text)[0]


def test_who_speaks_when_nobody_signed() -> None:
    """RFC 4287 wants an author: the organisation, else the site."""
    settings = replace(SETTINGS, organisation=Organisation())
    text = texts(queue_stopped(signatory=None), settings=settings)["history.atom"]
    assert values(text, "//a:author/a:name/text()") == ["Pigeonpost incidents", "Pigeonpost incidents"]
    assert values(text, "//a:uri/text()") == []


def test_a_feed_holds_as_many_entries_as_the_settings_say() -> None:
    """The oldest are left out."""
    many = [incident(f"2026-03-{day:02}-x", update(f"2026-03-{day:02} 09:16", Status.UPDATE)) for day in range(1, 9)]
    found = texts(*many, settings=replace(SETTINGS, feeds=replace(SETTINGS.feeds, entries=3)))
    days = [[id_.partition(":2026-03-")[2][:2] for id_ in ids(text)] for text in found.values()]
    assert days == [["08", "07", "06"]] * 2


@pytest.mark.parametrize(("each", "kept"), [(10_000, 5), (300_000, 3), (600_000, 1), (1_200_000, 1)])
def test_a_feed_stays_small_enough_to_be_read(each: int, kept: int) -> None:
    """At most a megabyte: the oldest entries are left out until it fits, but the newest one never is."""
    many = [incident(f"2026-03-{day:02}-x", update(f"2026-03-{day:02} 09:16", Status.UPDATE, "ü" * (each // 2))) for day in range(1, 6)]
    for text in texts(*many).values():
        assert [id_.partition(":2026-03-")[2][:2] for id_ in ids(text)] == ["05", "04", "03", "02", "01"][:kept]
        assert kept == 1 or len(text.encode()) <= LIMIT


def test_drafts_are_nowhere() -> None:
    """What is not published leaves no trace in a feed."""
    draft = incident("2026-04-01-secret", update("2026-04-01 09:16", Status.UPDATE), draft=True)
    assert texts(queue_stopped(), draft) == texts(queue_stopped())


def test_a_value_that_looks_like_markup_is_left_alone() -> None:
    """Only tags and attributes are changed, never what stands inside a value or in the text."""
    html = '<p><img src="a.png" title=" id="> a &lt;strong id="x"&gt; <strong class="c" id="x" title="<strong>">b</strong></p>'
    expected = f'<p><img src="{PAGE}a.png" title=" id="> a &lt;strong id="x"&gt; <b class="c" title="<strong>">b</b></p>'
    assert fragment_html(fragment(html), PAGE) == expected


PIECES = st.sampled_from(
    [
        *("<strong>", "</strong>", "<em>", "<p>", "</p>", "<ul><li>", "</li></ul>", "</a>"),
        *("x", "&", "&lt;strong&gt;", '"', "'", "]]>", "🔥"),
        '<a href="../2026-01-01-x/#u-1" title=\' id="a" \'>',
        '<a href="#fn:1" id="fnref:1">',
        "<a href='https://x.example/?a=1&b=2'>",
        "<a href='mailto:a@x.example' title=' id='>",
        "<img src='a b.png' alt='<strong id=\"q\">'>",
        '<p id="fn:1" class="c">',
        "<strong id=x dir=rtl>",
    ]
)


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_the_transform_changes_nothing_else(raw: str) -> None:
    """Of any clean text, every link is absolute, no `<strong>` and no id is left, and the words are the same."""
    attributes = {"*": {"id", "class", "dir"}, "a": {"href", "title"}, "img": {"src", "alt"}}
    clean = Fragment(markdown=raw, line=1, html=nh3.clean(raw, attributes=attributes, link_rel=None))
    for was, now in zip(_elements(clean.html), _elements(fragment_html(clean, PAGE)), strict=True):
        assert now.tag == ("b" if was.tag == "strong" else was.tag)
        assert (now.text, now.tail) == (was.text, was.tail)
        kept = {name: value for name, value in was.items() if name != "id"}
        assert dict(now.items()) == kept | {name: _absolute(kept[name]) for name in ("href", "src") if name in kept}


def _elements(html: str) -> list[Any]:
    parts = html5lib.parseFragment(html, treebuilder="lxml", namespaceHTMLElements=False)
    return [element for part in parts if not isinstance(part, str) for element in part.iter()]


def _absolute(link: str) -> str:
    return {
        "../2026-01-01-x/#u-1": "https://status.pigeonpost.example/incidents/2026-01-01-x/#u-1",
        "#fn:1": f"{PAGE}#fn:1",
        "a b.png": f"{PAGE}a%20b.png",
    }.get(link, link)
