"""What the importers make of texts and of times as people typed them."""

from datetime import UTC, date, datetime

import pytest

from afterword.importers.cleaning import cleaned
from afterword.importers.clocks import Zones, find_time, known_zone
from afterword.importers.front import read_front
from afterword.importers.imported import Notes
from afterword.markup.from_html import without_html

BERLIN = Zones(usual="Europe/Berlin")


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("2020-07-01 10:00:00", "2020-07-01 08:00:00"),
        ("2020-01-01 9:05", "2020-01-01 08:05:00"),
        ("2020-07-01T10:00:00.123Z", "2020-07-01 10:00:00"),
        ("2020-07-01T10:00:00-00:00", "2020-07-01 10:00:00"),
        ("2020-07-01 10:00 +0530", "2020-07-01 04:30:00"),
        ("2020-07-01:10:00:30:00", "2020-07-01 08:00:30"),
        ("2020/07/01, 10:00 UTC", "2020-07-01 10:00:00"),
        ("Update Jul 1, 10AM", "2020-07-01 08:00:00"),
        ("1 July 2020 at 12:15 pm PST", "2020-07-01 19:15:00"),
        ("Sept. 3 2020 17:14pm", "2020-09-03 15:14:00"),
        ("10:00 UTC on 2020-07-01", "2020-07-01 10:00:00"),
        ("11th of February 2022 - 19:00 UTC", "2022-02-11 19:00:00"),
        ("Dec 31, 23:30 UTC", "2019-12-31 23:30:00"),
        ("2020-07-01 24:00", "2020-07-01 22:00:00"),
        ("2020-07-01 10:00 Central European Time", "2020-07-01 08:00:00"),
        ("2020-03-29 02:30", "2020-03-29 01:30:00"),
        ("2020-10-25 02:30", "2020-10-25 00:30:00"),
        ("2020-07-01", None),
        ("20202-07-01 10:00", None),
        ("2020-02-30 10:00", None),
        ("2020-07-01 25:00", None),
        ("version 1.2.3", None),
        ("", None),
    ],
)
def test_times_as_they_were_typed(typed: str, at: str | None) -> None:
    """By the clocks of Berlin where no zone stands; a date without a year is that near 5 February 2020."""
    found = find_time(typed, BERLIN, date(2020, 2, 5))
    assert (found.at if found else None) == (datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None)


def test_zones() -> None:
    """What the machine knows as a zone, and what nobody does."""
    assert (known_zone("Europe/Berlin"), known_zone("UTC"), known_zone("Berlin"), known_zone("../etc/passwd")) == (True, True, False, False)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("No tags, 3 < 4 & *stars*.", "No tags, 3 < 4 & *stars*."),
        (
            "<p>One <b>bold</b> and <a href='https://x.example/a_b'>link_s</a>.</p><p>Two</p>",
            "One **bold** and [link_s](https://x.example/a_b).\n\nTwo",
        ),
        ("a<br>b<br/>c", "a\\\nb\\\nc"),
        ("<ul><li>x</li><li>y<ul><li>z</li></ul></li></ul>", "- x\n- y\n  - z"),
        (
            "Write to <ada@pigeonpost.example> or <https://x.example>; <your-name> stays.",
            "Write to <ada@pigeonpost.example> or <https://x.example>; \\<your-name> stays.",
        ),
        ("`<b>` is code, <i>this</i> is not", "`<b>` is code, *this* is not"),
        ("```\n<b>x</b>\n```\n\n<b>y</b>", "```\n<b>x</b>\n```\n\n**y**"),
        ("x <script>alert(1)</script>y", "x y"),
        ("Fish&nbsp;&amp;&nbsp;chips &lt;b&gt; <em>now</em>", "Fish &amp; chips &lt;b&gt; *now*"),
        ("# Title\n\nText with *stars* and <b>bold</b>\n\n- item", "# Title\n\nText with *stars* and **bold**\n\n- item"),
        ("<table><tr><th>A</th></tr><tr><td>1</td></tr></table>", "| A |\n| --- |\n| 1 |"),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    """And what is Markdown already stays as it is."""
    assert without_html(html).text.strip() == markdown


def clean(text: str, least: int = 4) -> tuple[str, list[str]]:
    """A cleaned text, and what is told."""
    notes = Notes("x.md")
    known = {"other": "2020-01-01-other.md", "x.png": "me/x.png"}
    made = cleaned(text, notes, line=10, least=least, resolve=lambda to: known.get(to.rpartition("/")[2].removesuffix(".md")))
    return made, [str(guess) for guess in notes.guesses]


def test_texts_are_put_below_our_headings() -> None:
    """Headings keep their order, what reads like an update is none, links lead somewhere, and shortcodes and comments go."""
    made, told = clean(
        "Hello\n=====\n\n<!-- no -->\n## 2020-01-01 10:00 - Resolved\nText\n\n### Deep ###\n\n"
        '[a](../other.md) [b](gone.md "t") ![c](img/x.png) {{< note >}}[d]({{< ref "other.md" >}}) [e](https://x.example/) [f](#g)\n\n'
        "```\n# code [a](other.md)\n```\n\n[ref]: other.md\n[bad]: nothing"
    )
    assert made == (
        "#### Hello\n\n\n**2020-01-01 10:00 - Resolved**\n\nText\n\n###### Deep\n\n"
        "[a](2020-01-01-other.md) b ![c](me/x.png) [d](2020-01-01-other.md) [e](https://x.example/) f\n\n"
        "```\n# code [a](other.md)\n```\n\n[ref]: 2020-01-01-other.md"
    )
    assert told == [
        "x.md:13: dropped: an HTML comment: comments are never published",
        "x.md:19: dropped: the shortcode 'note'",
        "x.md:19: dropped: the link to 'gone.md', which has no target here; its text is kept",
        "x.md:19: dropped: the link to '#g', which has no target here; its text is kept",
        "x.md:26: dropped: the link to 'nothing', which has no target here",
    ]


@pytest.mark.parametrize(
    ("text", "title", "affected", "body"),
    [
        ("---\ntitle: A\naffected: [x, y]\n---\nBody\n", "A", ("x", "y"), "Body\n"),
        ("\n---\nTitle: A: b\naffected:\n- x\n- 'y'\n---\nBody", "A: b", ("x", "y"), "Body"),
        ("---\ntitle: A\n# a comment\naffected:\n  - x\n\nBody", "A", ("x",), "Body"),
        ('+++\ntitle = "A"\naffected = ["x"]\n+++\nBody', "A", ("x",), "Body"),
        ('{"title": "A", "affected": ["x"]}\nBody', "A", ("x",), "\nBody"),
        ("---\ntitle: null\naffected: x\n---\n", "", ("x",), ""),
        ("Body", "", (), "Body"),
        ("", "", (), ""),
    ],
)
def test_front_matter_in_any_form(text: str, title: str, affected: tuple[str, ...], body: str) -> None:
    """YAML, TOML, JSON, broken, not closed, or none."""
    front = read_front(text)
    assert (front.text("title"), front.listed("affected"), front.body) == (title, affected, body)
