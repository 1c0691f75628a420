"""What is said when something is new: e-mails, posts and payloads, as values."""

import json
import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.build import check
from afterword.core.announce import Announce, MailList, Network
from afterword.core.incident_parts import Person
from afterword.core.model import Incident
from afterword.core.settings import Feeds, Organisation, Settings
from afterword.core.sources import Source, Tree
from afterword.core.times import Moment
from afterword.core.words import Kind, Postmortem, Slot, Status
from afterword.markup.safe import pictures_as_links
from afterword.markup.text_layout import laid_out
from afterword.outputs.announcements.apology import take_apology
from afterword.outputs.announcements.drafts import drafts
from afterword.outputs.announcements.mail import LIMIT, Mail, mail
from afterword.outputs.announcements.message import Message, message
from afterword.outputs.announcements.news import News, everything, find, news_of
from afterword.outputs.announcements.payloads import generic, slack
from afterword.outputs.announcements.social import LIMITS, length, post
from afterword.outputs.translation import Language
from builders import at, fragment, hit, incident, section, update
from golden import NOW, SITE

ROOT = Path(__file__).parents[1]
SAY = Language()
SETTINGS = Settings(
    organisation=Organisation(name="Pigeonpost"),
    contact_promise="We answer every message within a day.",
    feeds=Feeds(authority="status.pigeonpost.example"),
    announce=Announce(
        email=MailList(
            to="announce@lists.pigeonpost.example", sender="help@pigeonpost.example", unsubscribe="https://lists.pigeonpost.example/leave"
        )
    ),
)
ADA = Person(name="Ada Osei", role="Head of Support")
LINK = "https://status.pigeonpost.example/incidents/2026-03-14-queue/#u-20260314T0948Z"


def one(text: str = "A disk is full.", **fields: Any) -> Incident:  # noqa: ANN401 - the fields of Incident and of its update
    """An incident with one update."""
    said = {name: fields.pop(name) for name in ("headline", "signature", "promised", "said", "label") if name in fields}
    usual: dict[str, Any] = {"contact": "help@pigeonpost.example", "signatory": ADA}
    status = fields.pop("status", Status.IDENTIFIED)
    return incident("2026-03-14-queue", update("2026-03-14 09:48", status, text, **said), **(usual | fields))


def told(of: Incident, settings: Settings = SETTINGS) -> Message:
    """The message about the last news of an incident."""
    return message(list(news_of(of))[-1], settings, SITE, SAY, settings.announce.email.unsubscribe if settings.announce.email else "")


def sent(of: Incident, settings: Settings = SETTINGS, *, draft: bool = False) -> Mail:
    """Its e-mail, sent at ten."""
    return mail(told(of, settings), settings, SITE, SAY, at("2026-03-14 10:00:05"), draft=draft)


def opened(made: Mail) -> EmailMessage:
    """The e-mail as a mail program reads it."""
    read = message_from_bytes(made.data, policy=default)
    assert isinstance(read, EmailMessage)
    assert (read.defects, [part.defects for part in read.walk()]) == ([], [[], [], []])
    return read


def body(read: EmailMessage, kind: str) -> str:
    """One of the two parts."""
    part = read.get_body((kind,))
    assert part is not None
    assert part.get_content_charset() == "utf-8"
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


FULL = one(
    "<p>A change stopped the queue.</p>\n<p>Next update by 10:15 UTC.</p>",
    headline="a settings change stopped the queue",
    promised=at("2026-03-14 10:15"),
    said=fragment("<p>A change stopped the queue.</p>"),
    title="Scheduled posts are not going out",
    summary=fragment("<p>Posts were late, and <strong>212</strong> are lost. We are sorry; you trusted us with them.</p>"),
    sections=(
        section(Slot.AFFECTED, "<ul>\n<li>1,840 customers.</li>\n<li>The API was slow.</li>\n</ul>"),
        section(Slot.NOT_AFFECTED, "<p>Drafts &amp; contacts.</p>"),
        section(Slot.DO, '<ol>\n<li>Open <a href="../../help/">the help</a>.</li>\n<li>Press <b>Send</b>.</li>\n</ol>'),
    ),
)


def test_a_letter_says_everything_in_its_order() -> None:
    """What happened, who is affected and who is not, what to do, the next word, sorry, a name, where to answer; and the permalink."""
    read = opened(sent(FULL))
    assert (
        body(read, "plain")
        == f"""\
Scheduled posts are not going out

Identified, 14 Mar 2026, 09:48 UTC
A settings change stopped the queue.

A change stopped the queue.

In short
--------

Posts were late, and 212 are lost.

Affected
--------

- 1,840 customers.
- The API was slow.

Not affected
------------

Drafts & contacts.

What you can do
---------------

1. Open the help <https://status.pigeonpost.example/help/>.
2. Press Send.

Next update by 14 Mar 2026, 10:15 UTC.

We are sorry; you trusted us with them.

— Ada Osei, Head of Support

Questions? Reply to this e-mail, or write to help@pigeonpost.example. We
answer every message within a day.

Everything we said about this, and what we say next:
{LINK}

To leave this list: lists.pigeonpost.example/leave
<https://lists.pigeonpost.example/leave>
"""
    )
    html = body(read, "html")
    words = (
        "Identified",
        "A change stopped",
        "Posts were late",
        "1,840",
        "Drafts &amp; contacts",
        "Send",
        "10:15 UTC",
        "We are sorry",
        "— Ada",
        "Questions?",
        LINK,
    )
    places = [html.index(word) for word in words]
    assert places == sorted(places)


def test_the_headers_are_those_of_an_announcement() -> None:
    """Sent mail says that a program sent it and which list it is for; only a draft says that it is unsent."""
    read, draft = opened(sent(FULL)), opened(sent(FULL, draft=True))
    assert [(name, value) for name, value in read.items() if not name.startswith(("Content-", "MIME-"))] == [
        ("Message-ID", "<2026-03-14-queue.u-20260314T0948Z@status.pigeonpost.example>"),
        ("References", "<thread.2026-03-14-queue@status.pigeonpost.example>"),
        ("List-Id", '"Pigeonpost" <announce.lists.pigeonpost.example>'),
        ("List-Post", "NO"),
        ("List-Archive", "<https://status.pigeonpost.example/history/>"),
        ("List-Owner", "<mailto:help@pigeonpost.example>"),
        ("List-Unsubscribe", "<https://lists.pigeonpost.example/leave>"),
        ("Archived-At", f"<{LINK}>"),
        ("From", "Ada Osei <help@pigeonpost.example>"),
        ("To", "announce@lists.pigeonpost.example"),
        ("Subject", "[Identified] Scheduled posts are not going out"),
        ("Date", "Sat, 14 Mar 2026 10:00:05 +0000"),
        ("Reply-To", "help@pigeonpost.example"),
        ("Auto-Submitted", "auto-generated"),
    ]
    assert (draft["X-Unsent"], draft["Auto-Submitted"]) == ("1", None)
    assert sent(FULL).data == sent(FULL).data


LINES = st.text(max_size=400)


@given(title=LINES, text=LINES, name=LINES, headline=LINES)
def test_no_text_makes_a_header_or_a_tag(title: str, text: str, name: str, headline: str) -> None:
    """Whatever stands in a title, a text or a name: both parts, the same headers, lines that every server takes, no new tag."""
    hostile = one(
        f"x {text}", title=f"a\r\nBcc: all@evil.example\r\n\r\n{title}", headline=headline, signatory=Person(name=f"{name}\nX: y")
    )
    made = sent(hostile)
    read = opened(made)
    assert list(read.keys()) == list(opened(sent(FULL)).keys())
    assert (read["To"], read["Bcc"]) == ("announce@lists.pigeonpost.example", None)
    head = made.data.partition(b"\r\n\r\n")[0]
    folded = [line for line in head.split(b"\r\n") if not line.startswith((b"Message-ID:", b"References:", b"List-", b"Archived-At:"))]
    assert max(map(len, folded)) <= 78
    assert max(map(len, made.data.split(b"\r\n"))) <= 998
    assert b"\n" not in made.data.replace(b"\r\n", b"")
    tags: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the signature is Python's
            tags.append(tag)

    Tags().feed(body(read, "html"))
    assert set(tags) <= {"html", "head", "meta", "title", "body", "div", "h1", "p", "b", "br", "time", "a"}


def test_a_title_with_a_line_break_in_its_file_makes_no_header() -> None:
    """Through YAML's own escapes: the check refuses it, and published all the same it stays one line."""
    path = "incidents/2026-03-14-queue.md"
    text = '---\ntitle: "Late\\r\\nBcc: all@evil.example\\r\\n\\r\\nHello"\ncontact: help@pigeonpost.example\n---\n'
    source = Source(path=path, data=(text + "### 2026-03-14 09:48 UTC - Identified\nA disk is full.\n").encode())
    checked = check(Tree(sources=(source,), strays=(), settings_path="settings.yml", settings=b""), SITE, NOW)
    assert "E121" in {problem.code for problem in checked.problems}
    read = opened(sent(checked.history.incidents[0]))
    assert (read["Subject"], read["Bcc"]) == ("[Identified] Late Bcc: all@evil.example Hello", None)


def test_long_names_stay_whole_in_headers() -> None:
    """An id of 80 characters and an umlaut: the Message-ID is never encoded, and the subject is folded."""
    long = replace(one(title="Ümläut " * 17, signatory=Person(name="Zoë Ångström")), id="2026-03-14-" + "a" * 69)
    made = sent(long)
    read = opened(made)
    assert read["Message-ID"] == f"<2026-03-14-{'a' * 69}.u-20260314T0948Z@status.pigeonpost.example>"
    assert read["Subject"] == f"[Identified] {('Ümläut ' * 17).strip()}"
    assert read["From"] == "Zoë Ångström <help@pigeonpost.example>"
    assert b"=?" not in made.data.partition(b"From:")[0]
    assert made.data.isascii()


@pytest.mark.parametrize("text", ["<p>" + "word " * 40 + "</p>\n", "<p>" + "漢字" * 90 + "</p>\n"], ids=["latin", "chinese"])
def test_an_email_is_never_too_large(text: str) -> None:
    """Whole paragraphs go at the end, with a link in their place, until it is under 30 kB; who is affected stays."""
    long = replace(FULL, summary=fragment(text * 300), updates=(replace(FULL.updates[0], text=fragment(text * 300)),))
    made = sent(long)
    assert LIMIT // 3 < len(made.data) < LIMIT == 30_000
    read = opened(made)
    for part in ("plain", "html"):
        content = body(read, part)
        assert "The rest is too long for an e-mail. Read it here:" in content
        assert "1,840 customers." in content
        assert content.count("— Ada Osei, Head of Support") == 1
    one_piece = replace(FULL, summary=fragment("<p>" + "word " * 20_000 + "</p>"))
    assert len(sent(one_piece).data) < LIMIT


def test_only_the_writers_own_apology_is_moved() -> None:
    """At the end of a paragraph, or as one; with its tags whole; never from a quotation, a list or the middle."""
    assert take_apology("<p>It is back. We are sorry. We will test more.</p>", "en") == (
        "<p>It is back.</p>",
        ("<p>We are sorry. We will test more.</p>",),
    )
    assert take_apology("<p>We <b>apologise</b> to all.</p>\n<p>Next.</p>", "en") == (
        "<p>Next.</p>",
        ("<p>We <b>apologise</b> to all.</p>",),
    )
    kept = (
        "<p>It is back.</p>",
        '<p>A user said "we are sorry" twice.</p>',
        "<ul>\n<li>We are sorry.</li>\n</ul>",
        '<p>It is back. We are sorry <a href="x">for this</a> and that.</p>',
    )
    assert [take_apology(html, "en") for html in kept] == [(html, ()) for html in kept]
    assert take_apology("<p>We are sorry.</p>", "xx") == ("<p>We are sorry.</p>", ())


def buffer_sample() -> tuple[Incident, Settings]:
    """The sample as a real incident, with an apology by the writer."""
    path = "incidents/2013-10-26-buffer-spam-posts.md"
    text = (ROOT / path).read_text(encoding="utf-8")
    text = text.replace("sample: true\n", "").replace("backfilled: true\n", "")
    text = text.replace(
        "### 2013-10-27 03:00 UTC — Resolved",
        "### 2013-10-27 02:59 UTC — Update\n\nWe are incredibly sorry.\n\n### 2013-10-27 03:00 UTC — Resolved",
    )
    settings = (ROOT / "site_config" / "settings.yml").read_bytes()
    tree = Tree(sources=(Source(path=path, data=text.encode()),), strays=(), settings_path="site_config/settings.yml", settings=settings)
    checked = check(tree, SITE, NOW)
    return checked.history.incidents[0], checked.settings


def test_the_letter_of_2013_is_all_there_and_nothing_is_invented() -> None:
    """For Buffer's incident: apology, affected, not affected, steps, permalink, contact, signature; every word is the file's or ours."""
    buffer, settings = buffer_sample()
    news = find_key(buffer, "u-20131027T0259Z")
    assert news.silence == ""
    text = drafts(message(news, settings, SITE, SAY), settings, SITE, SAY)["message.txt"].decode()
    flat = " ".join(text.split())
    for words in (
        "We are incredibly sorry.",
        "About 30,000 of the 476,000 users who had connected a Facebook account.",
        "- Buffer passwords. - Billing and payment information.",
        "1. Remove posts that look like spam from your Facebook page or Twitter account.",
        f"{SITE.url}incidents/2013-10-26-buffer-spam-posts/#u-20131027T0259Z",
        "help@pigeonpost.example",
        "— Joel Gascoigne, CEO of Buffer in 2013",
    ):
        assert words in flat
    assert flat.index("We are incredibly sorry.") > flat.index("connect their Twitter accounts again")
    ours = """Subject: [Update] Update, 27 Oct 2013, 02:59 UTC In short Affected Not affected Your data Data was exposed. What you can do
        Questions? Reply to this e-mail, or write to We answer every message within a day. Everything we said about this, and
        what we say next: — - """
    source = (ROOT / "incidents/2013-10-26-buffer-spam-posts.md").read_text(encoding="utf-8")
    known = set(
        re.findall(r"\w+", f"{source} {ours} We are incredibly sorry incidents help pigeonpost example {SITE.url} u-20131027T0259Z")
    )
    assert [word for word in re.findall(r"\w+", text) if word not in known] == []


def find_key(of: Incident, anchor: str) -> News:
    """The news of an incident at an anchor."""
    return next(news for news in news_of(of) if news.update and news.update.anchor == anchor)


def test_a_redaction_is_seen_without_a_style_sheet() -> None:
    """In both parts and in a post it stands in brackets, as in the file."""
    made = one('<p>By <span class="aw-redacted">redacted: a name</span>.</p>')
    assert "By [redacted: a name]." in sent(made).text
    assert "By [redacted: a name]." in sent(made).html
    assert "By [redacted: a name]." in post(told(made), Network.X)


def test_what_there_is_to_tell() -> None:
    """Updates; an incident without updates; a report that is final without an update; each under a name that stays."""
    bare = incident("2026-03-14-queue")
    reported = incident("2026-03-14-queue", update("2026-03-14 09:48", Status.RESOLVED), postmortem=Postmortem.FINAL)
    said = incident("2026-03-14-queue", update("2026-03-20 14:00", Status.POSTMORTEM), postmortem=Postmortem.FINAL)
    draft = incident("2026-03-14-draft", draft=True)
    assert [news.key for news in news_of(bare)] == ["2026-03-14-queue"]
    assert [news.key for news in news_of(reported)] == ["2026-03-14-queue/u-20260314T0948Z", "2026-03-14-queue/postmortem"]
    assert [news.key for news in news_of(said)] == ["2026-03-14-queue/u-20260320T1400Z"]
    assert everything([draft]) == ()
    assert told(reported).subject == "[Postmortem] Messages are late"
    assert told(incident("2026-03-14-queue", kind=Kind.MAINTENANCE)).subject == "[Scheduled] Messages are late"
    assert told(incident("2026-03-14-queue", kind=Kind.NOTICE)).subject == "[Notice] Messages are late"
    renamed = replace(one(), id="2026-03-14-new", aliases=("2026-03-14-queue",))
    assert "2026-03-14-queue/u-20260314T0948Z" in next(iter(news_of(renamed))).keys


def test_a_retraction_does_not_repeat_what_was_wrong() -> None:
    """Who reads that there was no incident is not told once more who is affected."""
    text = sent(replace(FULL, updates=(replace(FULL.updates[0], status=Status.RETRACTED, label="Retracted", promised=None),))).text
    assert "Retracted, 14 Mar 2026" in text
    assert [word for word in ("In short", "Affected", "1,840", "sorry") if word in text] == []


SIGNS = st.text(st.one_of(st.characters(), st.sampled_from(" .!? éß漢字😀👩‍🚒🇨🇭")), max_size=120)


def counted(text: str, network: Network) -> int:
    """The same rules once more, as simply as they can be told, with a link as what it is worth to the network."""
    bare = text.removesuffix(LINK)
    if network is Network.BLUESKY:
        return len(bare) + len(LINK)
    if network is Network.MASTODON:
        return len(bare) + 23
    light = [*range(0x1100), *range(0x2000, 0x200E), *range(0x2010, 0x2020), *range(0x2032, 0x2038)]
    return sum(1 if ord(sign) in light else 2 for sign in bare) + 23


@given(title=SIGNS, text=st.lists(SIGNS, max_size=12), times=st.integers(1, 40), network=st.sampled_from(Network))
def test_a_post_fits_and_cuts_nothing(title: str, text: list[str], times: int, network: Network) -> None:
    """Never too long as each network counts; with the whole link at its end; whole sentences of text, whole words of the title."""
    words = " ".join(" ".join(text * times).split()) or "x"
    made = post(told(one(words, title=" ".join(title.split()) or "x")), network)
    assert length(made, network) <= LIMITS[network]
    assert counted(made, network) <= LIMITS[network]
    assert made.endswith(LINK)
    head, *said = made.removesuffix(LINK).strip().split("\n\n")
    if said:
        assert words.startswith(said[0])
        assert said[0] == words or said[0][-1] in ".!?…。！？\"'”’)]"
    whole = f"Identified: {' '.join(title.split()) or 'x'}"
    assert head in {whole, ""} or (head.endswith(" …") and f"{whole} ".startswith(f"{head.removesuffix(' …')} "))


def test_networks_count_in_their_own_ways() -> None:
    """The figures that the networks publish: 23 for a link, two for an emoji on X, one for a letter."""
    assert [length("é", network) for network in Network] == [1, 1, 1]
    assert length("漢", Network.X) == 2
    assert length("😀", Network.X) == 2
    assert length("https://a.example", Network.MASTODON) == 23
    assert length("https://a.example", Network.BLUESKY) == 17
    assert length("see x.com", Network.X) == 4 + 23
    text = "First sentence of the update. " * 9
    made = post(told(one(text, title="Scheduled posts are not going out")), Network.X)
    assert made.split("\n\n") == [
        "Identified: Scheduled posts are not going out",
        "First sentence of the update. " * 4 + "First sentence of the update.",
        LINK,
    ]


@given(title=LINES, text=LINES)
def test_slack_takes_every_payload(title: str, text: str) -> None:
    """Within Slack's limits, with its three signs escaped, so that no text calls a channel."""
    payload = slack(told(one(f"x {text} <!channel>", title=f"{title} <!here> & x")))
    blocks = payload["blocks"]
    assert isinstance(blocks, list)
    header, *sections = (block["text"]["text"] for block in blocks)
    assert 1 <= len(header) <= 150
    assert all(1 <= len(section) <= 3000 for section in sections)
    assert "<" not in header + sections[0]
    assert re.findall("<[^>]*>", str(payload["text"])) == [f"<{LINK}>"]
    assert json.loads(json.dumps(payload)) == payload


def test_the_generic_payload_is_documented() -> None:
    """The example of docs/announcing.md is what a webhook gets, key by key."""
    page = (ROOT / "docs" / "announcing.md").read_text(encoding="utf-8")
    example = json.loads(page.partition("<!-- webhook -->\n```json\n")[2].partition("```")[0])
    made = generic(told(replace(FULL, hits=(hit("delivery"),), severity="major")))
    assert shape(example) == shape(made)


def shape(value: object) -> object:
    """The keys of a document, all the way down."""
    return {key: shape(inner) for key, inner in value.items()} if isinstance(value, dict) else type(value).__name__


def test_html_becomes_text_that_reads_well() -> None:
    """Lists, links, tables, quotes and code, in lines of 72."""
    html = """<p>One <a href="https://a.example/">https://a.example/</a> and <a href="mailto:x@y.example">us</a>.<br>Two.</p>
<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>
<table><thead><tr><th>h</th><th>i</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>
<blockquote><p>said</p></blockquote><pre><code>  x = 1
y</code></pre><p><img alt="A chart" src="x.png"></p><ol start="3"><li><p>three</p></li></ol>"""
    wanted = """\
One https://a.example/ and us <x@y.example>.
Two.

- a
  - b
- c

h | i
1 | 2

> said

      x = 1
    y

[A chart]

3. three"""
    assert laid_out(html) == wanted
    assert max(map(len, laid_out(f"<p>{'word ' * 60}</p>").splitlines())) <= 72


def test_a_letter_loads_no_picture() -> None:
    """A mail program would ask the site for it, and so tell when a letter was read. The words of a picture lead to it."""
    html = '<p><img alt="A &lt;chart&gt;" src="https://x.example/a.png"> '
    html += '<a href="/b"><img alt="b" src="b.png"></a> <img alt="" src="c%3C.png"></p>'
    assert pictures_as_links(html) == (
        '<p><a href="https://x.example/a.png">A &lt;chart&gt;</a> <a href="/b">b</a> <a href="c%3C.png">c&lt;.png</a></p>'
    )
    read = opened(sent(one('<p>See <img alt="the chart" src="chart.png">.</p>')))
    address = "https://status.pigeonpost.example/incidents/2026-03-14-queue/chart.png"
    assert "<img" not in body(read, "html")
    assert f'<a href="{address}">the chart</a>' in body(read, "html")
    assert f"the chart <{address}>" in body(read, "plain").replace("\n", " ")


def test_a_name_is_found_under_an_old_id() -> None:
    """`--update` takes the address that somebody has, also of before the file was renamed."""
    from afterword.core.history import History  # noqa: PLC0415 - only here

    history = History([replace(one(), id="2026-03-14-new", aliases=("2026-03-14-queue",))])
    found = find(history, "2026-03-14-queue/u-20260314T0948Z")
    assert found is not None
    assert found.key == "2026-03-14-new/u-20260314T0948Z"
    assert find(history, "2026-03-14-queue/u-20260314T0949Z") is None


def test_a_footnote_reads_well_as_text() -> None:
    """Its mark stands in brackets and the way back is left out: both lead to places that a letter does not have."""
    page = "https://status.pigeonpost.example/incidents/2026-03-14-queue/"
    html = f"""<p>All<sup><a href="{page}#fn:1">1</a></sup> of them.</p>
<div><hr><ol><li><p>Since 08:00.&nbsp;<a href="{page}#fnref:1" title="Jump back">↩</a></p></li></ol></div>"""
    assert laid_out(html) == "All[1] of them.\n\n--------\n\n1. Since 08:00."


def test_a_cancellation_does_not_say_what_the_work_would_have_done() -> None:
    """Who reads that it will not happen is told which work it was, and not once more what would be down."""
    planned = replace(FULL.stated, scheduled_start=Moment(at("2026-12-01 01:00")), scheduled_end=Moment(at("2026-12-01 03:00")))
    cancelled = replace(FULL.updates[0], status=Status.CANCELLED, label="Cancelled", promised=None)
    text = sent(replace(FULL, updates=(cancelled,), stated=planned)).text
    assert "Planned for 1 Dec 2026, 01:00 UTC to 1 Dec 2026, 03:00 UTC." in text
    assert [word for word in ("In short", "Affected", "1,840", "sorry") if word in text] == []


def test_what_happened_never_comes_last() -> None:
    """A first paragraph that says sorry and then what happened stays at the top."""
    text = sent(one("<p>We are sorry. Nobody can sign in.</p>\n<p>It is a full disk.</p>", summary=fragment("<p>Short.</p>"))).text
    assert text.index("We are sorry. Nobody can sign in.") < text.index("It is a full disk.") < text.index("Short.")


def test_a_post_ends_before_a_table_or_code() -> None:
    """Neither says anything on one line."""
    made = post(told(one("<p>Run this:</p>\n<pre><code>x = 1</code></pre>\n<p>Then wait.</p>")), Network.X)
    assert "\n\nRun this:\n\nhttps://" in made
    assert "x = 1" not in made


DUE = "Next update by 14 Mar 2026, 10:18 UTC."


@given(title=SIGNS, text=st.lists(SIGNS, max_size=12), times=st.integers(1, 60), network=st.sampled_from(Network))
def test_no_limit_cuts_the_promise(title: str, text: list[str], times: int, network: Network) -> None:
    """The title and the words make room for it, in a post and in a chat."""
    words = " ".join(" ".join(text * times).split()) or "x"
    news = told(one(words, title=" ".join((title * times).split()) or "x", promised=at("2026-03-14 10:18")))
    made = post(news, network)
    assert made.endswith(f"{DUE}\n\n{LINK}")
    assert length(made, network) <= LIMITS[network]
    payload = slack(news)
    section = payload["blocks"][1]["text"]["text"]  # type: ignore[index]  # the form of Slack
    assert (section.endswith(DUE), len(section) <= 3000, DUE in str(payload["text"])) == (True, True, True)
