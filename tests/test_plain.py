"""The short way for plain texts gives what the long way gives."""

from hypothesis import given
from hypothesis import strategies as st

from afterword.reading.markdown import Extensions, Place, Renderer, plain_html

KNOWN = ("tables", "fenced_code", "abbr", "admonition", "attr_list", "footnotes", "def_list", "pymdownx.magiclink", "pymdownx.superfences")
PLACE = Place(path="incidents/2026-01-01-x.md", folder="incidents/", name="2026-01-01-x")
SHORT = Renderer(Extensions(names=KNOWN))
LONG = Renderer(Extensions(names=KNOWN))
LONG._plain_is_plain = False  # noqa: SLF001 - the switch between the two ways


@given(st.text(alphabet=st.sampled_from("ab Z19.,:;'\"-!?()%/é…\n"), max_size=60))
def test_a_plain_text_is_the_same_both_ways(text: str) -> None:
    """Whatever passes for plain is what Markdown would have made of it."""
    if plain_html(text.strip("\n")):
        assert SHORT.fragment(text, 1, PLACE, []) == LONG.fragment(text, 1, PLACE, [])


@given(st.lists(st.text(alphabet=st.sampled_from("ab 1.-!:("), min_size=1, max_size=12), min_size=1, max_size=4), st.booleans())
def test_a_plain_list_is_the_same_both_ways(items: list[str], numbered: bool) -> None:
    """Lists with marks and with numbers."""
    text = "\n".join(f"{number}. {item}" if numbered else f"- {item}" for number, item in enumerate(items, 1))
    if plain_html(text):
        assert SHORT.fragment(text, 1, PLACE, []) == LONG.fragment(text, 1, PLACE, [])


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
