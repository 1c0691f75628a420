"""The short way for plain texts gives what the long way gives."""

from typing import TYPE_CHECKING

import pytest
from afterword.reading.plain import plain_html
from hypothesis import given
from hypothesis import strategies as st

from afterword.reading.place import Place

if TYPE_CHECKING:
    from afterword.core.problems import Problem

KNOWN = ("tables", "fenced_code", "abbr", "admonition", "attr_list", "footnotes", "def_list", "pymdownx.magiclink", "pymdownx.superfences")
OTHERS = (
    *("tables", "fenced_code", "sane_lists", "md_in_html", "pymdownx.betterem", "pymdownx.caret", "pymdownx.tilde", "pymdownx.mark"),
    *("pymdownx.tasklist", "pymdownx.keys", "pymdownx.inlinehilite", "pymdownx.highlight"),
)
PLACE = Place(path="incidents/2026-01-01-x.md", folder="incidents/", name="2026-01-01-x")


class LongWay(Renderer):
    """A renderer that knows no short way."""

    def _short(self, text: str) -> str:  # noqa: ARG002 - the signature is the renderer's
        return ""


WAYS: dict[tuple[str, ...], tuple[Renderer, Renderer]] = {
    names: (Renderer(Extensions(names=names)), LongWay(Extensions(names=names))) for names in (KNOWN, OTHERS)
}


def takes_the_short_way(text: str, names: tuple[str, ...] = KNOWN) -> bool:
    """Whether a text is made into HTML without Python-Markdown."""
    return bool(WAYS[names][0]._short(text.strip("\n")))  # noqa: SLF001 - which way is taken cannot be seen from outside


def same_both_ways(text: str) -> None:
    """Assert that nobody can tell the two ways apart."""
    for short, long in WAYS.values():
        problems: list[Problem] = []
        short.begin()
        long.begin()
        assert short.fragment(text, 1, PLACE, problems) == long.fragment(text, 1, PLACE, problems)


@given(st.text(alphabet=st.sampled_from("ab Z19.,:;'\"-!?()%/é…\n"), max_size=60))
def test_a_plain_text_is_the_same_both_ways(text: str) -> None:
    """Whatever passes for plain is what Markdown would have made of it."""
    same_both_ways(text)


@given(st.lists(st.text(alphabet=st.sampled_from("ab 1.-!:("), min_size=1, max_size=12), min_size=1, max_size=4), st.booleans())
def test_a_plain_list_is_the_same_both_ways(items: list[str], numbered: bool) -> None:
    """Lists with marks and with numbers."""
    same_both_ways("\n".join(f"{number}. {item}" if numbered else f"- {item}" for number, item in enumerate(items, 1)))


SIMPLE = (
    "words", "a", "`code`", "`503 Service`", "`a*b_c`", "**bold**", "**two words**", "*em*", "*a b*", "(*a*)", "(**b**),",
    "[a link](https://a.example/b)", "[l](http://a.example)", "[l](https://a.example/b?c=d%20)", "help@a.example", "a.b-c@x-y.example,",
    "https://a.example/b-c/d.html,", "https://a.example.", "(https://a.example/x)", "`/etc/x`", "**a:**", "*a.*", "09:16 UTC",
)  # fmt: skip
"""Marks that the short way knows."""
HARD = (
    "`a``b`", "`#!py x`", "`:::py x`", "**a**b", "x*a*", "*a *", "* a*", "***x***", "*a **b** c*", "*a*b*", "*a`b*`", "[*a*](https://a.example)",
    "[l](/x)", "[l](https://a.example/a(b))", "[x]", "www.a.example", "www.a@b.example", "a@b", "@bob", "http://a", "-", "1.", "--", "...",
    "<b>", "&amp;", "_a_", "a_b", "~~x~~", "==m==", "^a^", "*[X]: y", "[^1]", "(", ")", "!", "é", "*-a*", "**1. a**", "`x`s", "{: .a }",
)  # fmt: skip
"""Marks that look like them."""
BETWEEN = st.sampled_from([" ", " ", " ", "\n", "\n\n", "", ". ", " (", "\n- ", "\n\n- ", "\n\n1. ", "\n2. ", ": "])


def marked(words: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Texts of these words."""
    pieces = st.lists(st.tuples(st.sampled_from(words), BETWEEN), min_size=1, max_size=7)
    return st.tuples(st.sampled_from(["", "", "- ", "1. "]), pieces).map(lambda both: both[0] + "".join(map("".join, both[1])))


@given(marked(SIMPLE))
def test_a_text_with_simple_marks_is_the_same_both_ways(text: str) -> None:
    """Code, bold and italic words, links, addresses, in paragraphs and lists."""
    same_both_ways(text)


@given(marked(SIMPLE + HARD))
def test_a_text_with_any_marks_is_the_same_both_ways(text: str) -> None:
    """What only looks simple goes the long way."""
    same_both_ways(text)


def test_most_of_an_incident_is_plain() -> None:
    """The short way is worth having: sentences with times, dashes and quotes take it, and simple lists."""
    assert plain_html('Messages due since about 09:00 UTC — "all of them" — wait.\n\nNext update by 09:45 UTC.')
    assert (
        plain_html("- Drafts.\n- Passwords and payment details.")
        == "<ul>\n<li>Drafts.</li>\n<li>Passwords and payment details.</li>\n</ul>"
    )
    assert plain_html("1. Wait.\n2. Write to us.") == "<ol>\n<li>Wait.</li>\n<li>Write to us.</li>\n</ol>"
    assert not plain_html("See https://example.com")
    assert not plain_html("some *more* than words")
    assert not plain_html("- one\n  - two")


@pytest.mark.parametrize(
    "text",
    [
        "From 09:00 UTC on, *Reports* was slow. Ask us: help@pigeonpost.example.",
        "1. Open **Sent** and look for messages marked *late*.\n2. Read https://pigeonpost.example/help.",
        "We saw `503 Service Unavailable` ([more](https://pigeonpost.example/503)).\n\n- **Drafts** are safe.\n\nWrite to us.",
    ],
)
def test_simple_marks_take_the_short_way(text: str) -> None:
    """So do bold words, code, links and addresses."""
    assert takes_the_short_way(text)
    same_both_ways(text)


def test_an_option_that_changes_marks_closes_the_short_way() -> None:
    """With options for links, an address is what the options make of it."""
    plain = Renderer(Extensions(names=KNOWN, configs={"pymdownx.magiclink": {"hide_protocol": True}}))
    assert plain.fragment("See https://a.example/b", 1, PLACE, []).html == '<p>See <a href="https://a.example/b">a.example/b</a></p>'


def test_footnotes_keep_their_numbers() -> None:
    """An anchor of a footnote counts the texts before it that hold marks, whichever way these take."""
    found = []
    for renderer in WAYS[KNOWN]:
        renderer.begin()
        texts = ("Some *words*.", "Plain words.", "`code`", "A note[^1].\n\n[^1]: Here.")
        found.append([renderer.fragment(text, 1, PLACE, [], ("[^1]: Here.",)).html for text in texts if text != "Plain words."])
    assert found[0] == found[1]
    assert 'id="fn:3-1"' in found[0][-1]
