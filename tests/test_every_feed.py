"""Every feed that is published, in every form: what the standards ask for, and how large it may be."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from afterword.core.catalogue import Component
from afterword.core.history import History
from afterword.core.settings import Feeds, Settings
from afterword.core.words import Status
from afterword.outputs.feeds.all_feeds import LIMIT, feeds
from afterword.outputs.feeds.feed_archives import PART
from afterword.outputs.feeds.feed_entries import Category, Feed, FeedItem, Link
from afterword.outputs.feeds.feed_text import quick_atom
from afterword.outputs.feeds.feed_xml import atom
from builders import at, hit, incident, update
from golden import SITE
from published import HOSTILE, demo, documents, hostile

ATOM = {"a": "http://www.w3.org/2005/Atom", "fh": "http://purl.org/syndication/history/1.0"}
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})")
TAG = re.compile(r"tag:status\.pigeonpost\.example,\d{4}:[A-Za-z0-9./\-]+")
HISTORIES: dict[str, Callable[[Path], Path]] = {"the demo and open ones": demo, "hostile words": hostile}
HUB = "https://hub.example/"


@pytest.fixture(scope="module", params=HISTORIES, ids=list(HISTORIES))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every document of a history, with a hub."""
    return documents(HISTORIES[request.param](tmp_path_factory.mktemp("history")), settings={"hub": HUB})


def find(text: str, path: str) -> list[str]:
    """What an XPath finds in a feed, as texts."""
    found: Any = etree.fromstring(text.encode()).xpath(path, namespaces=ATOM)
    return [str(one) for one in found]


def test_which_feeds_there_are(tmp_path: Path) -> None:
    """The history and the updates in each form, two for each component, one for each incident, an archive for each year."""
    found = documents(demo(tmp_path, clock=False))
    ids = [path.stem for path in (tmp_path / "incidents").glob("*.md")]
    names = re.findall(r"\{id: ([a-z\-]+)", (tmp_path / "site_config" / "settings.yml").read_text(encoding="utf-8"))
    assert {path for path in found if path.endswith((".atom", ".rss")) or path == "feed.json"} == {
        *("history.atom", "history.rss", "updates.atom", "updates.rss", "feed.json"),
        *(f"components/{name}/{kind}.atom" for name in names for kind in ("history", "updates")),
        *(f"incidents/{id_}/updates.atom" for id_ in ids),
        *(f"history/{id_[:4]}.atom" for id_ in ids),
    }


def test_every_atom_feed_is_what_rfc_4287_asks_for(made: dict[str, str]) -> None:
    """Elements that must be there, once; addresses, ids and dates in their form; one `self`; an author; order; ids once."""
    paths = [path for path in made if path.endswith(".atom")]
    assert len(paths) > 30
    for path in paths:
        text = made[path]
        root = etree.fromstring(text.encode())
        assert root.tag == "{http://www.w3.org/2005/Atom}feed", path
        assert find(text, "a:link[@rel='self']/@href") == [SITE.absolute(path)], path
        assert len(find(text, "a:link[@rel='alternate']/@href")) == 1, path
        assert find(text, "a:author/a:name/text()") == ["Pigeonpost"], path
        for element in [root, *root.findall("a:entry", ATOM)]:
            names = [etree.QName(child).localname for child in element]
            assert [names.count(name) for name in ("id", "title", "updated", "author")] == [1, 1, 1, 1], path
            assert all(names.count(name) <= 1 for name in ("published", "subtitle", "generator", "content", "summary")), path
        for entry in root.findall("a:entry", ATOM):
            assert (entry.findtext("a:author/a:name", namespaces=ATOM) or "").strip(), path
            assert [link.get("rel") for link in entry.findall("a:link", ATOM)] == [None], path
            assert entry.find("a:content", ATOM).get("type") == "html", path
        times = find(text, "//a:updated/text() | //a:published/text()")
        assert all(TIME.fullmatch(time) and datetime.fromisoformat(time) for time in times), path
        order = find(text, "a:entry/a:updated/text()")
        assert order == sorted(order, reverse=True), path
        assert find(text, "a:updated/text()") == (order[:1] or find(text, "a:updated/text()")), path
        if "updates" in path:
            assert len(set(order)) == len(order), path
        ids = find(text, "//a:id/text()")
        assert len(set(ids)) == len(ids), path
        assert all(TAG.fullmatch(id_) for id_ in [*ids, *find(text, "//a:category/@scheme")]), path
        addresses = find(text, "//a:link/@href | //a:uri/text()")
        assert all(urlsplit(address).scheme == "https" and not re.search(r'[\s<>"{}|\\^`]', address) for address in addresses), path


def test_no_reader_complains(made: dict[str, str]) -> None:
    """Feedparser, which takes note of every fault, finds none in any Atom or RSS feed."""
    for path, text in made.items():
        if path.endswith((".atom", ".rss")):
            read = feedparser.parse(text.encode())
            assert not read.bozo, (path, read.get("bozo_exception"))
            assert read.version == ("rss20" if path.endswith(".rss") else "atom10"), path


def test_every_form_of_a_feed_says_the_same(made: dict[str, str]) -> None:
    """Ids, titles, addresses, texts and authors are those of the Atom feed, in its order."""

    def entries(path: str) -> list[tuple[str, ...]]:
        read = feedparser.parse(made[path].encode(), sanitize_html=False, resolve_relative_uris=False)
        return [
            (entry.id, entry.title, entry.link, (entry.get("content") or [{"value": entry.get("summary")}])[0]["value"], entry.author)
            for entry in read.entries
        ]

    assert entries("history.rss") == entries("history.atom")
    assert entries("updates.rss") == entries("updates.atom")
    feed = json.loads(made["feed.json"])
    items = [(item["id"], item["title"], item["url"], item["content_html"], item["authors"][0]["name"]) for item in feed["items"]]
    atom_entries = [
        (one[0], *find(made["updates.atom"], f"a:entry[a:id='{one[0]}']/a:title/text()"), *one[2:]) for one in entries("updates.atom")
    ]
    assert [(item[0], item[1], item[2], item[4]) for item in items] == [(one[0], one[1], one[2], one[4]) for one in atom_entries]
    assert [item[3] for item in items] == find(made["updates.atom"], "a:entry/a:content/text()")


def test_the_json_feed(made: dict[str, str]) -> None:
    """JSON Feed 1.1: what must be there, its own address, and its hub."""
    feed = json.loads(made["feed.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["home_page_url"], feed["feed_url"]) == (SITE.url, SITE.absolute("feed.json"))
    assert feed["hubs"] == [{"type": "WebSub", "url": HUB}]
    for item in feed["items"]:
        assert set(item) == {"id", "url", "title", "content_html", "date_published", "date_modified", "authors", "tags"}
        assert TIME.fullmatch(item["date_published"])


def test_the_rss_feeds(made: dict[str, str]) -> None:
    """RSS 2.0: the page, a date for each item, ids that are no addresses, its own address and hub, and no trace of a library."""
    for path, page in (("history.rss", "history/"), ("updates.rss", "")):
        text = made[path]
        assert find(text, "channel/link/text()") == [SITE.absolute(page)]
        assert find(text, "channel/a:link[@rel='self']/@href") == [SITE.absolute(path)]
        assert find(text, "channel/a:link[@rel='hub']/@href") == [HUB]
        assert find(text, "channel/generator/text()") == ["Afterword"]
        assert set(find(text, "//guid/@isPermaLink")) == {"false"}
        dates = find(text, "//item/pubDate/text()")
        assert len(dates) == len(find(text, "//item"))
        assert all(parsedate_to_datetime(date).tzinfo for date in dates)


def test_the_hub_is_named_where_somebody_can_subscribe(made: dict[str, str]) -> None:
    """In every feed, and in no archive: an archive is asked for once. Without the setting it is nowhere."""
    for path, text in made.items():
        if path.endswith(".atom"):
            assert find(text, "a:link[@rel='hub']/@href") == ([] if path.startswith("history/") else [HUB]), path


def test_without_the_setting_there_is_no_hub(tmp_path: Path) -> None:
    """No feed names a hub that nobody has set."""
    made = documents(demo(tmp_path))
    assert [path for path, text in made.items() if 'rel="hub"' in text or '"hubs"' in text] == []


def test_hostile_titles_arrive_as_they_were_typed(tmp_path: Path) -> None:
    """Whatever stands in a title, a reader sees just that; one of them is as long as a title may be."""
    assert max(map(len, HOSTILE)) == 120
    made = documents(hostile(tmp_path))
    titles = find(made["history.atom"], "a:entry/a:title/text()")
    assert sorted(titles) == sorted([*HOSTILE, 'Upgrade; "R&D", part 1'])
    assert sorted(find(made["history.rss"], "//item/title/text()")) == sorted(titles)
    assert {item["title"].partition("] ")[2] for item in json.loads(made["feed.json"])["items"]} == set(titles)


def test_a_component_has_the_same_entries(made: dict[str, str]) -> None:
    """Its feeds hold what the feeds of the site hold of it, with the same ids and dates; so do those of an incident."""
    whole = [("history.atom", "components/delivery/history.atom"), ("updates.atom", "components/delivery/updates.atom")]
    for all_path, own_path in whole:
        pairs = {
            (entry.id, entry.updated)
            for entry in feedparser.parse(made[all_path].encode()).entries
            if any(tag.term == "delivery" for tag in entry.tags)
        }
        assert {(entry.id, entry.updated) for entry in feedparser.parse(made[own_path].encode()).entries} == pairs != set()
    everything = {(entry.id, entry.updated) for entry in feedparser.parse(made["updates.atom"].encode()).entries}
    single = [path for path in made if path.startswith("incidents/") and path.endswith(".atom")]
    assert {(e.id, e.updated) for path in single for e in feedparser.parse(made[path].encode()).entries} == everything


def archive_of(texts: dict[str, str]) -> list[tuple[str, list[str]]]:
    """Follow the archives from the history feed, as RFC 5005 says: each address and its ids."""
    found = []
    [path] = find(texts["history.atom"], "a:link[@rel='prev-archive']/@href") or [""]
    while path:
        text = texts[path.removeprefix(SITE.url)]
        assert find(text, "a:link[@rel='current']/@href") == [SITE.absolute("history.atom")]
        assert len(etree.fromstring(text.encode()).findall("fh:archive", ATOM)) == 1
        assert find(text, "a:id/text()") == find(texts["history.atom"], "a:id/text()"), "one feed in several documents has one id"
        found.append((path.removeprefix(SITE.url), find(text, "a:entry/a:id/text()")))
        [path] = find(text, "a:link[@rel='prev-archive']/@href") or [""]
    return found


def test_the_archives_hold_everything_once(tmp_path: Path) -> None:
    """Who follows `prev-archive` to its end has read every incident, newest year first."""
    texts = documents(demo(tmp_path))
    found = archive_of(texts)
    assert [path for path, _ in found] == [f"history/{year}.atom" for year in (2026, 2025, 2021, 2019, 2018, 2017, 2013)]
    following = {path: find(texts[path], "a:link[@rel='next-archive']/@href") for path, _ in found}
    assert [(path, *links) for path, links in following.items() if links] == [(found[-1][0], SITE.absolute(found[-2][0]))]
    ids = [id_.rpartition(":")[2] for _, entries in found for id_ in entries]
    assert sorted(ids) == sorted(path.stem for path in (tmp_path / "incidents").glob("*.md"))


def test_a_large_year_is_cut_into_parts_that_stay() -> None:
    """A part has at most 5 MB; something new changes the newest part alone."""
    big = "<p>" + "&lt;ü" * 60_000 + "</p>"

    def texts(count: int) -> dict[str, str]:
        many = [incident(f"2025-03-{day:02}-x", update(f"2025-03-{day:02} 09:16", Status.RESOLVED, big)) for day in range(1, count + 1)]
        made = feeds(History(many), Settings(feeds=Feeds(authority="x.example")), SITE)
        return {document.path: document.text() for document in made if document.path.startswith("history")}

    before, after = texts(20), texts(21)
    parts = sorted(path for path in before if path.startswith("history/"))
    assert len(parts) > 2
    assert all(200_000 < len(before[path].encode()) < 5_000_000 for path in parts)
    assert sum(len(before[path].encode()) > PART / 2 for path in parts) >= len(parts) - 1
    assert [len(ids) for _, ids in archive_of(before)] != []
    newest, *older = [path for path, _ in archive_of(after)]
    assert newest not in older
    assert all(before[path] == after[path] for path in older)


@pytest.mark.parametrize(("each", "kept"), [(10_000, 5), (300_000, 3), (600_000, 1)])
def test_no_form_of_a_feed_grows_over_a_megabyte(each: int, kept: int) -> None:
    """Of the site, of a component and of an incident, in every form; the newest entry is always there."""
    words = "ü" * (each // 2)
    many = [
        incident(f"2026-03-{day:02}-x", update(f"2026-03-{day:02} 09:16", Status.UPDATE, words), hits=(hit("delivery"),))
        for day in range(1, 6)
    ]
    settings = Settings(components=(Component(id="delivery", name="Delivery"),))
    for document in feeds(History(many), settings, SITE):
        if not document.path.startswith(("history/", "incidents/")):
            text = document.text()
            assert text.count("2026-03-05-x/") > 0
            assert kept == 1 or len(text.encode()) <= LIMIT
            assert kept == 5 or "2026-03-01-x/" not in text


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t<>&\"'"), max_size=20)
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("<>&\"'"), min_size=1, max_size=20)
RELATIONS = st.sampled_from(["prev-archive", "next-archive", "current"])
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda moment: at(moment.isoformat()[:19]))  # noqa: DTZ001 - `at` adds the zone
CATEGORIES = st.builds(Category, term=LINES, label=LINES, scheme=LINES)
ENTRIES = st.builds(
    FeedItem,
    id=LINES,
    title=LINES,
    url=LINES,
    published=MOMENTS,
    updated=MOMENTS,
    author=LINES.filter(str.strip),
    categories=st.lists(CATEGORIES, max_size=2).map(tuple),
    language=st.sampled_from(["", "ar", "de-CH"]),
    html=TEXTS.filter(bool),
)
FEEDS = st.builds(
    Feed,
    id=LINES,
    title=LINES,
    subtitle=LINES,
    url=LINES,
    alternate=LINES,
    updated=MOMENTS,
    author=LINES,
    author_url=st.sampled_from(["", "https://pigeonpost.example/?a=1&b=2"]),
    language=st.sampled_from(["en", "de-CH"]),
    hub=st.sampled_from(["", HUB]),
    links=st.lists(st.builds(Link, relation=RELATIONS, address=LINES), max_size=2).map(tuple),
    archive=st.booleans(),
    entries=st.lists(ENTRIES, max_size=3).map(tuple),
)


@given(FEEDS)
def test_quick_feeds_are_what_feedgen_writes(feed: Feed) -> None:
    """The quick way and the library give the same bytes, whatever the texts are."""
    assert quick_atom(feed) == atom(feed)


def test_an_entry_in_another_language_says_so() -> None:
    """Every form tells readers of an incident in another language than the feed's; the others say nothing more than before."""
    words = (update("2026-03-14 09:16", Status.INVESTIGATING, "Wir suchen."),)
    both = [incident("2026-03-14-german", *words, lang="de-CH"), incident("2026-03-15-english", *words, lang="EN")]
    made = {document.path: document.text() for document in feeds(History(both), Settings(), SITE)}
    for path in ("history.atom", "updates.atom", "history/2026.atom"):
        assert find(made[path], "a:entry[@xml:lang]/@xml:lang") == ["de-CH"], path
        assert find(made[path], "a:entry[@xml:lang]/a:id/text()")[0].rpartition("2026-03-14-german")[1], path
    assert find(made["incidents/2026-03-14-german/updates.atom"], "a:entry/@xml:lang") == ["de-CH"]
    assert [item.get("language") for item in json.loads(made["feed.json"])["items"]] == [None, "de-CH"]
    assert re.findall("<dc:language>(.*)</dc:language>", made["updates.rss"]) == ["de-CH"]


def test_a_correction_and_a_report_are_entries(tmp_path: Path) -> None:
    """What was wrong, and why it happened, reaches those who only get news."""
    titles = [entry.title for entry in feedparser.parse(documents(demo(tmp_path))["updates.atom"].encode()).entries]
    kinds = {title.partition("]")[0] for title in titles if "queue stopped" in title}
    assert {"[Correction", "[Postmortem", "[Resolved"} <= kinds


def test_a_feed_of_one_incident_without_words_is_empty_and_valid() -> None:
    """What was written down afterwards is no news; its feed has the day of its id."""
    old = incident("2013-10-26-spam", update("2013-10-26 20:00", Status.RESOLVED), backfilled=True)
    made = {document.path: document.text() for document in feeds(History([old]), Settings(), SITE)}
    text = made["incidents/2013-10-26-spam/updates.atom"]
    assert (find(text, "a:entry/a:id/text()"), find(text, "a:updated/text()")) == ([], ["2013-10-26T00:00:00+00:00"])
    assert not feedparser.parse(text.encode()).bozo
