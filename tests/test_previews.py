"""What a page says of itself to search engines, to previews of links, and at its foot to those who pass it on."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import html5lib
import pytest

from afterword.core.history import History
from afterword.core.incident_parts import Person
from afterword.core.model import Incident
from afterword.core.settings import Organisation, Settings, Share, Site, Subscribe
from afterword.core.words import Status
from afterword.engines.frames import ContentsEntry, Frames, PageFacts
from afterword.outputs.pages.all_pages import pages
from afterword.outputs.pages.follow import changes_url
from builders import TEMPLATES, fragment, incident, update
from project import Project

NOW = datetime(2026, 4, 22, 9, 46, tzinfo=UTC)
SITE = Site(name="Pigeonpost incidents", url="https://status.pigeonpost.example/history/")
SETTINGS = Settings(organisation=Organisation(name="Pigeonpost", url="https://pigeonpost.example"))
FEEDS = frozenset({"history.atom", "updates.atom"})
HOSTILE = "</script><script>alert(1)</script> \"'><img src=x onerror=alert(1)> \u2028 <!--"


def queue(**fields: Any) -> Incident:  # noqa: ANN401 - the fields of Incident
    """An incident that is over, corrected, and signed."""
    usual: dict[str, Any] = {"signatory": Person(name="Ada Osei", role="Head of Support"), "summary": fragment("A queue stopped.")}
    return incident(
        "2026-03-14-queue",
        update("2026-03-14 09:16", Status.INVESTIGATING),
        update("2026-03-14 11:20", Status.RESOLVED),
        update("2026-03-15 08:30", Status.CORRECTION),
        **(usual | fields),
    )


def page(found: Incident, settings: Settings = SETTINGS, site: Site = SITE, there: frozenset[str] = FEEDS) -> tuple[str, str]:
    """The head and the content of an incident's page."""
    made = {p.url: p for p in pages(History([found]), settings, site, NOW, TEMPLATES, there.__contains__)}
    one = made[f"incidents/{found.id}/"]
    return one.head(), one.html()


def graph(head: str) -> list[dict[str, Any]]:
    """What stands in the JSON-LD."""
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', head, re.DOTALL)
    found: dict[str, Any] = json.loads(text)
    assert found["@context"] == "https://schema.org"
    return list(found["@graph"])


def test_an_incident_is_an_article_with_its_way_from_home() -> None:
    """Types and fields are those that search engines ask for; times are those of the content."""
    head, _ = page(queue())
    address = "https://status.pigeonpost.example/history/incidents/2026-03-14-queue/"
    speaker = {"@type": "Organization", "name": "Pigeonpost", "url": "https://pigeonpost.example"}
    article, way = graph(head)
    assert article == {
        "@type": "Article",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": "Messages are late",
        "description": "A queue stopped.",
        "inLanguage": "en",
        "isPartOf": {"@type": "WebSite", "name": "Pigeonpost incidents", "url": SITE.url},
        "datePublished": "2026-03-14T09:16:00Z",
        "dateModified": "2026-03-15T08:30:00Z",
        "author": {"@type": "Person", "name": "Ada Osei", "jobTitle": "Head of Support"},
        "publisher": speaker,
        "correction": [f"{address}#u-20260315T0830Z"],
    }
    assert way["@type"] == "BreadcrumbList"
    assert [(item["position"], item["name"], item["item"].removeprefix(SITE.url)) for item in way["itemListElement"]] == [
        (1, "Pigeonpost incidents", ""),
        (2, "History", "history/"),
        (3, "2026", "history/2026/"),
        (4, "March 2026", "history/2026/03/"),
        (5, "Messages are late", "incidents/2026-03-14-queue/"),
    ]
    assert '<meta property="article:published_time" content="2026-03-14T09:16:00Z">' in head
    assert '<meta property="article:modified_time" content="2026-03-15T08:30:00Z">' in head


def test_what_was_written_afterwards_names_no_day_of_publishing() -> None:
    """And what was taken back says so."""
    article, _ = graph(page(queue(backfilled=True))[0])
    assert "datePublished" not in article
    retracted = replace(queue(), updates=(update("2026-03-14 09:16", Status.RETRACTED),), signatory=None)
    article, _ = graph(page(retracted)[0])
    assert article["creativeWorkStatus"] == "Retracted"
    assert article["author"]["name"] == "Pigeonpost"


def test_no_text_ends_the_script() -> None:
    """Whatever a title or a name holds, it comes back as the same text, and nothing else is in the head."""
    settings = replace(SETTINGS, organisation=Organisation(name=HOSTILE))
    head, html = page(queue(title=HOSTILE, signatory=Person(name=HOSTILE, role=HOSTILE)), settings, replace(SITE, name=HOSTILE))
    tree = html5lib.parse(f"<!doctype html><head><title>x</title>{head}</head>", namespaceHTMLElements=False)
    tags = [element.tag for element in tree.find("head")]
    assert tags == ["title", "meta", "meta", "meta", "script"]
    article, _ = graph(head)
    assert (article["headline"], article["author"]["name"], article["publisher"]["name"]) == (HOSTILE, HOSTILE, HOSTILE)
    shares = [unescape(link) for link in re.findall(r'href="((?:mailto:\?|https://(?:x|bsky|share|www)\.)[^"]*)"', html)]
    assert len(shares) == len(Share) - 1
    assert not [link for link in shares if re.search(r"[<>\"'\s]", link)]


def test_hostile_previews_stay_text_in_the_built_page(tmp_path: Path) -> None:
    """In the whole page, through the theme and through the short way: og tags hold the text, and only known scripts are there."""
    project = Project(tmp_path / "site", incidents=False)
    for number in range(6):
        title = json.dumps(f"{number} </title><script>alert(1)</script> \"'> & <b>")
        project.write(f"incidents/2026-03-0{number + 1}-x.md", f'---\ntitle: {title}\n---\nWe said <i>&amp;</i> "it" & more.\n')
    site = project.build()
    for number in range(6):
        text = (site / f"incidents/2026-03-0{number + 1}-x/index.html").read_text(encoding="utf-8")
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
        metas = {m.get("property") or m.get("name"): m.get("content") for m in tree.iter("meta")}
        title = f"{number} </title><script>alert(1)</script> \"'> & <b>"
        assert metas["og:title"] == title
        assert metas["og:type"] == "article"
        assert metas["twitter:card"] == "summary"
        assert metas["og:description"] == metas["description"]
        assert tree.findtext(".//title") == f"{title} - Pigeonpost incidents"
        assert [s.text for s in tree.iter("script") if s.text and "alert" in s.text and s.get("type") != "application/ld+json"] == []
        assert len([s for s in tree.iter("script") if s.get("type") == "application/ld+json"]) == 1
    home = (site / "index.html").read_text(encoding="utf-8")
    assert 'property="og:type" content="website"' in home
    assert "ld+json" not in home


def test_the_head_of_a_page_goes_the_short_way_too() -> None:
    """Frames puts it in as it is, and only asks the theme for the first pages."""
    asked = []

    def items(entries: tuple[ContentsEntry, ...]) -> str:
        found = (f'<li><a href="#{one.anchor}">{one.title}</a>{items(one.below)}</li>' for one in entries)
        return f"<ul>{''.join(found)}</ul>" if entries else ""

    def theme(facts: PageFacts) -> str:
        asked.append(facts.title)
        return f"<head>{facts.head}<title>{facts.title}</title></head>{items(facts.contents)}"

    frames = Frames(asked.append)
    for number in range(9):
        facts = PageFacts(
            kind=(1,),
            title=f"T{number}",
            description="",
            address="",
            contents=(ContentsEntry(title="A", anchor="a"),),
            head=f"<meta n={number}>",
        )
        assert frames.render(facts, theme) == f'<head><meta n={number}><title>T{number}</title></head><ul><li><a href="#a">A</a></li></ul>'
    assert "T8" not in asked


# ---- the foot --------------------------------------------------------------------------------------


def foot(html: str) -> dict[str, list[str]]:
    """The addresses of each row at the foot."""
    _, _, below = html.partition('id="follow"')
    rows = re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", below, re.DOTALL)
    return {name: [unescape(link) for link in re.findall(r'(?:href|data-copy)="([^"]+)"', row)] for name, row in rows}


def test_the_foot_offers_what_the_settings_say() -> None:
    """Plain links in the order of the settings; its own feed and JSON when they are made."""
    settings = replace(
        SETTINGS,
        share=(Share.MASTODON, Share.EMAIL, Share.COPY),
        discussion="https://forum.example/t/{id}",
        subscribe=Subscribe(email="https://lists.example/join"),
    )
    site = replace(SITE, edit_base="https://github.com/example/history/edit/main/")
    there = FEEDS | {"incidents/2026-03-14-queue/updates.atom", "api/incidents/2026-03-14-queue.json"}
    address = "https://status.pigeonpost.example/history/incidents/2026-03-14-queue/"
    coded = "https%3A%2F%2Fstatus.pigeonpost.example%2Fhistory%2Fincidents%2F2026-03-14-queue%2F"
    assert foot(page(queue(), settings, site, there)[1]) == {
        "Follow": [
            "updates.atom",
            "../../updates.atom",
            "https://lists.example/join",
            "../../api/incidents/2026-03-14-queue.json",
            "../../subscribe/",
        ],
        "Share": [
            f"https://share.joinmastodon.org/#text=Messages%20are%20late%20{coded}",
            f"mailto:?subject=Messages%20are%20late&body=Messages%20are%20late%0D%0A%0D%0A{coded}",
            address,
        ],
        "This page": ["https://github.com/example/history/commits/main/incidents/2026-03-14-queue.md"],
        "Comments": ["https://forum.example/t/2026-03-14-queue"],
        "For our team": ["https://github.com/example/history/edit/main/incidents/2026-03-14-queue.md"],
    }


def test_the_foot_is_silent_about_what_is_not_there() -> None:
    """No row stands empty, and an incident's own discussion wins over the pattern."""
    html = page(queue(discussion="https://talk.example/1"), replace(SETTINGS, share=(), discussion="https://forum.example/{id}"))[1]
    assert foot(html) == {"Follow": ["../../updates.atom", "../../subscribe/"], "Comments": ["https://talk.example/1"]}


@pytest.mark.parametrize(
    ("edit", "changes"),
    [
        ("https://github.com/o/r/edit/main/", "https://github.com/o/r/commits/main/incidents/a%20b.md"),
        ("https://github.com/edit/r/blob/main/sub/", "https://github.com/edit/r/commits/main/sub/incidents/a%20b.md"),
        ("https://gitlab.example/g/s/r/-/edit/main/", "https://gitlab.example/g/s/r/-/commits/main/incidents/a%20b.md"),
        ("https://codeberg.org/o/r/_edit/main/", "https://codeberg.org/o/r/commits/branch/main/incidents/a%20b.md"),
        ("https://git.example/r?path=", ""),
        ("", ""),
    ],
)
def test_every_change_is_listed_where_the_forge_lists_it(edit: str, changes: str) -> None:
    """For the forges that are known by their addresses; for others there is no link."""
    assert changes_url(edit, "incidents/a b.md") == changes
