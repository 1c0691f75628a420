"""The promise of the next update is said once, wherever it is read: page, home page, letter, post, chat, feed, API."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

import lxml.html
import pytest
from lxml import etree

from afterword.build import Checked, build, check
from afterword.core.announce import Network
from afterword.core.model import Incident
from afterword.core.sources import Source, Tree
from afterword.outputs.announcements.letter import html_of, text_of
from afterword.outputs.announcements.message import Message, message
from afterword.outputs.announcements.news import news_of
from afterword.outputs.announcements.payloads import generic, slack
from afterword.outputs.announcements.social import post
from afterword.outputs.artifacts import Page, TextFile
from afterword.outputs.translation import Language
from builders import TEMPLATES
from golden import SETTINGS, SETTINGS_PATH, SITE

NOW = datetime(2026, 3, 14, 9, 20, tzinfo=UTC)
ID = "2026-03-14-queue"
PAGES = ("index.html", f"incidents/{ID}/index.html")
FEEDS = (".atom", ".rss", "feed.json")
DATED = "Next update by 14 Mar 2026, 09:45 UTC"
SPELLINGS = {
    "by": "Next update by 09:45 UTC",
    "colon": "Next update: 09:45 UTC",
    "dash": "Next update - 09:45 UTC",
    "in": "Next update in 29 minutes",
    "within": "Next update within 29 minutes",
    "is due at": "Next update is due at 09:45 UTC",
    "will come at": "The next update will come at 09:45 UTC",
    "before": "Next update before 09:45 UTC",
    "no later than": "Next update no later than 2026-03-14 09:45 UTC",
    "colon and within": "Next update: within 29 minutes",
    "at or before": "Next update at or before 09:45 UTC",
    "follows": "Our next update follows at 09:45 UTC",
    "is expected": "The next update is expected by 09:45 UTC",
    "you will have": "You will have the next update by 09:45 UTC",
    "for another place": "Next update by 09:45 UTC (10:45 CET)",
    "bold": "**Next update by 09:45 UTC**",
    "half bold": "**Next update:** 09:45 UTC",
    "bold with its full stop": "**Next update by 09:45 UTC.**",
    "emphasis": "*Next update within 29 minutes*",
    "bold time": "Next update by **09:45 UTC**",
}
"""Each promises 09:45 UTC in an update of 09:16."""
PLACES = {
    "the last sentence": "Posts wait. {promise}.",
    "the last sentence, no full stop": "Posts wait. {promise}",
    "the first sentence": "{promise}. Posts wait.",
    "between others": "Posts wait. {promise}. Thank you.",
    "a paragraph": "Posts wait.\n\n{promise}.",
    "a paragraph above others": "{promise}.\n\nPosts wait.",
    "a line": "Posts wait.\n{promise}.",
    "a hard line": "Posts wait.  \n{promise}.",
    "a clause": "Posts wait, {low}.",
    "a clause with a dash": "Posts wait — {low}.",
    "a clause with and": "Posts wait, and {low}.",
    "behind a sign": "Posts wait.\n\n⏰ {promise}.",
    "in parentheses": "Posts wait. ({promise}.)",
    "in parentheses with the stop outside": "Posts wait. ({promise}).",
    "a list item": "- Posts wait.\n- {promise}.",
    "the only list item": "Posts wait.\n\n- {promise}.",
    "the end of a list item": "- Posts wait. {promise}.\n- We look.",
    "above the signature": "Posts wait. {promise}.\n\n— Ada Osei, Head of Support",
    "below a table": "Posts wait.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n{promise}.",
}


def written(text: str) -> str:
    """The file of an open incident with one update."""
    return f"---\ntitle: Late posts\nseverity: major\n---\nThey are late.\n\n### 2026-03-14 09:16 UTC - Investigating\n\n{text}\n"


def put(spelling: str, place: str) -> str:
    """A promise in its place; inside of a sentence it begins with a small letter."""
    promise = SPELLINGS[spelling]
    text = PLACES[place].format(promise=promise, low=re.sub("N|The n", "n", promise, count=1))
    return text.replace(".**.", ".**")


def read(text: str) -> tuple[Checked, Incident]:
    """The incident whose update is `text`, as it is read."""
    source = Source(path=f"incidents/{ID}.md", data=written(text).encode())
    checked = check(Tree(sources=(source,), strays=(), settings_path=SETTINGS_PATH, settings=SETTINGS.encode()), SITE, NOW)
    (incident,) = checked.history
    return checked, incident


def documents(checked: Checked) -> dict[str, str]:
    """Its home page, its own page and every feed by their paths; of a page the content."""
    made = [one for one in build(checked, SITE, NOW, TEMPLATES) if one.path in PAGES or one.path.endswith(FEEDS)]
    return {one.path: one.html() if isinstance(one, Page) else one.text() for one in made if isinstance(one, Page | TextFile)}


def said(text: str) -> int:
    """How often a text without markup speaks of the next update; "Get the next update" heads the ways to subscribe."""
    return len(re.findall(r"(?<!get the )next\s+update", text, re.IGNORECASE))


def words(html: str) -> str:
    """What is read aloud."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def part(html: str, name: str) -> str:
    """The words of the elements with a class."""
    found: Any = lxml.html.fromstring(f"<div>{html}</div>").xpath(f"//*[contains(concat(' ', @class, ' '), ' {name} ')]")
    assert found, name
    return " ".join(" ".join(one.text_content().split()) for one in found)


def entries(documents: Mapping[str, str]) -> dict[str, list[str]]:
    """The HTML of every entry of every feed, by the path of the feed."""
    made: dict[str, list[str]] = {}
    for path, text in documents.items():
        if path.endswith(".atom"):
            made[path] = etree.fromstring(text.encode()).xpath("//*[local-name()='content']/text()")
        elif path.endswith(".rss"):
            made[path] = etree.fromstring(text.encode()).xpath("//item/*[local-name()='encoded' or local-name()='description']/text()")
        elif path == "feed.json":
            made[path] = [item["content_html"] for item in json.loads(text)["items"]]
    return made


def sent(incident: Incident, checked: Checked) -> tuple[Message, dict[str, str]]:
    """The message about its update, and everything that is sent of it."""
    (news,) = news_of(incident)
    made = message(news, checked.settings, SITE, Language())
    chat, hook = slack(made), generic(made)
    blocks: Any = chat["blocks"]
    return made, {
        "letter": text_of(made),
        "letter as HTML": words(html_of(made)),
        **{network.value: post(made, network) for network in Network},
        "Slack": str(chat["text"]),
        "Slack's blocks": "\n".join(block["text"]["text"] for block in blocks),
        "webhook": str(hook["words"]),
    }


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_promise_is_said_once(spelling: str, place: str) -> None:
    """In every spelling, wherever it stands: dated beside the state and in messages, as typed in the update's own card and in feeds."""
    checked, incident = read(put(spelling, place))
    (update,) = incident.updates
    assert update.promised == datetime(2026, 3, 14, 9, 45, tzinfo=UTC)
    made = documents(checked)
    home, page = (made[path] for path in PAGES)
    for name, state in (("page", part(page, "aw-quad")), ("home", part(home, "aw-quad"))):
        assert (name, said(state), "Next update due by 09:45" in state, "Posts wait" in state, "29 minutes" in state) == (
            name,
            1,
            True,
            True,
            False,
        )
    assert (said(part(page, "aw-updates")), said(words(page)), said(words(home))) == (1, 2, 1)
    feeds = {path: htmls for path, htmls in entries(made).items() if htmls}
    assert feeds.keys() >= {*(f"{name}.{form}" for name in ("updates", "history") for form in ("atom", "rss")), "feed.json"}
    assert f"incidents/{ID}/updates.atom" in feeds
    for path, htmls in feeds.items():
        assert [(path, said(words(html))) for html in htmls] == [(path, 1)] * len(htmls)
    for name, text in sent(incident, checked)[1].items():
        assert (name, said(text), DATED in " ".join(text.split()), "Posts wait" in text, "29 minutes" in text) == (
            name,
            1,
            True,
            True,
            False,
        ), text


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_nothing_is_left_of_the_sentence(spelling: str, place: str) -> None:
    """Where the promise is taken out, no empty element, no bare mark and no second full stop stay behind."""
    _, incident = read(put(spelling, place))
    assert incident.updates[0].said is not None
    html = incident.updates[0].beside_promise.html
    assert not re.search(r"<(\w+)>\s*</\1>|<(?:p|li)>\s*[^\w\s<]|[,;—–-]\s*[.<]|\.\s*\.|\s[.,]", html), html


@pytest.mark.parametrize(
    "text",
    ["Posts wait until *our next update at 09:45 UTC* says more.", "Posts wait; the next update at 09:45 UTC says whether they go out."],
)
def test_a_promise_inside_a_sentence_is_not_said_again_in_a_post(text: str) -> None:
    """What cannot be taken out without harm to the sentence stays, and nothing is added to it."""
    checked, incident = read(text)
    _, texts = sent(incident, checked)
    assert {name: said(texts[name]) for name in ("x", "Slack", "Slack's blocks", "webhook")} == {
        "x": 1,
        "Slack": 1,
        "Slack's blocks": 1,
        "webhook": 1,
    }
