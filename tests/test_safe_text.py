"""What is done with safe HTML as text: words, pieces, addresses. Nothing gets lost, and nothing else changes."""

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from afterword.markup import render
from afterword.markup.safe import (
    attribute_values,
    bars_as_text,
    before_element,
    leading_paragraph,
    plain_text,
    rebase,
    renamed,
    restyled,
    top_level,
    unlinked,
    unwrapped,
    with_anchors,
    without_ids,
)

PIECES = st.one_of(
    st.sampled_from(("a", "é", "&", "&lt;", '"', "# ", "- ", "1. ", "> ", "\n", "\n\n", "**", "*", "`", "```\n", "~~", "|", "---", "[^1]")),
    st.sampled_from(("\n\n[^1]: b\n\n", '[a](b "c > d")', "![a](b)", "https://a.example/", "<b>", "</b>", "<br>", "</p>", "</a>")),
    st.sampled_from(('<p dir="rtl">', '<a href="x" title=\'"\'>', '<img alt="<p>" src=x>')),
)
TEXTS = st.lists(PIECES, max_size=30).map("".join)


def words(html: str) -> str:
    """The words as a browser reads them, without any space."""
    return "".join("".join(html5lib.parseFragment(html, namespaceHTMLElements=False).itertext()).split())


@given(text=TEXTS)
@example(text='<a href="x" title="<a href=y>">z</a>')
@example(text='![<img alt="x" src="y">](z)')
def test_what_changes_nothing_changes_no_byte(text: str) -> None:
    """With nothing to take out and nowhere to shift to, the HTML comes back as it was."""
    safe = render(text)
    assert unlinked(safe, lambda _: False, lambda text: text) == safe
    assert with_anchors(safe, lambda name: name) == safe
    assert rebase(safe, "") == safe
    assert renamed(renamed(safe, "strong", "xx"), "xx", "strong") == safe
    assert before_element(safe, "script") == safe


@given(text=TEXTS)
def test_no_word_is_lost(text: str) -> None:
    """In pieces, under another name, without ids, with styles or without links, a reader sees the same words."""
    safe = render(text)
    pieces = top_level(safe)
    for changed in (
        "".join(pieces),
        without_ids(safe),
        renamed(safe, "strong", "b"),
        restyled(safe, lambda name, _: f"margin:{len(name)}px"),
        rebase(safe, "https://a.example/b/"),
        unwrapped(safe),
    ):
        assert words(changed) == words(safe)
    assert pieces == tuple(part for piece in pieces for part in top_level(piece))
    if "img" not in safe and "fnref" not in safe:
        assert "".join(plain_text(safe).split()) == words(safe)
        assert words(unlinked(safe, lambda _: True, lambda text: text)) == words(safe)
    assert not [value for value in attribute_values(unlinked(safe, lambda _: True, lambda text: text)) if value.startswith("http")]


@pytest.mark.parametrize(
    ("safe", "paragraph"),
    [
        ("<p>a <b>b</b></p>", ("a <b>b</b>", "")),
        ("<p>a</p>\n<p>b</p>", ("a", "<p>b</p>")),
        ('<p dir="rtl" lang="ar">a</p>', ('<span dir="rtl" lang="ar">a</span>', "")),
        ("<ul><li><p>a</p></li></ul>", None),
        ("<pre>a</pre>", None),
        ("a", None),
        ("", None),
    ],
)
def test_a_leading_paragraph_gives_its_words(safe: str, paragraph: tuple[str, str] | None) -> None:
    """Its language and direction stay with the words; what begins with anything else has none."""
    assert leading_paragraph(safe) == paragraph
    assert unwrapped(safe) == (paragraph[0] if paragraph and not paragraph[1] else safe)


@pytest.mark.parametrize(
    ("safe", "base", "shifted"),
    [
        ('<a href="x.png">', "../../incidents/a/", '<a href="../../incidents/a/x.png">'),
        ('<a href="../b/#u">', "https://a.example/incidents/a/", '<a href="https://a.example/incidents/b/#u">'),
        ('<a href="#fn:1">', "incidents/a/", '<a href="incidents/a/#fn:1">'),
        ('<a href="https://a.example/" title="x">', "b/", '<a href="https://a.example/" title="x">'),
        ('<a href="//a.example/">', "b/", '<a href="//a.example/">'),
        ('<img alt="src=&quot;x&quot;" src="x">', "b/", '<img alt="src=&quot;x&quot;" src="b/x">'),
        ('say href="x"', "b/", 'say href="x"'),
    ],
)
def test_only_relative_addresses_are_shifted(safe: str, base: str, shifted: str) -> None:
    """A link or an image of the page; no other address, no other attribute, and no word that looks like one."""
    assert rebase(safe, base) == shifted


def test_the_small_changes() -> None:
    """Each does one thing."""
    assert without_ids('<li id="fn:1" title=" id=&quot;x">a</li>') == '<li title=" id=&quot;x">a</li>'
    assert bars_as_text('x <span class="aw-redacted">redacted: a name</span>') == "x [redacted: a name]"
    assert before_element("<p>a</p><table><tr><td>b</td></tr></table>", "pre", "table") == "<p>a</p>"
    assert restyled('<h4 class="x" id="y" title="z">a</h4>', lambda name, _: name) == '<h4 title="z" style="h4">a</h4>'
    assert unlinked('<a href="x">a <b>b</b></a> <img alt="c" src="x"><a href="y">d</a>', lambda to: to == "x", str.upper) == (
        'A <b>B</b> C<a href="Y">D</a>'
    )
    assert with_anchors('<h4 id="x">a</h4><a href="#x">b</a><a href="x">c</a>', lambda name: f"{name}-1") == (
        '<h4 id="x-1">a</h4><a href="#x-1">b</a><a href="x">c</a>'
    )
