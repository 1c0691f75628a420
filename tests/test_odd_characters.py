"""A character that only looks like the right one is named, with its line, its column, and what to type in its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.core.settings import Settings
from afterword.core.sources import Source
from afterword.reading.incident import read_incident
from afterword.reading.settings_reader import read_settings
from afterword.syntax.nodes import read_yaml
from afterword.syntax.odd_characters import first_odd, odd_signs

PATH = "incidents/2026-11-01-late.md"
CANNOT = "error E216: the front matter has a wrong character: "
UNSEEN = ["\u00a0", "\u202f", "\u2003", "\u2009", "\u3000", "\u200b", "\u200c", "\u200d", "\u2060", "\u00ad"]


def said(front: str) -> list[str]:
    """What is wrong with an incident with this front matter."""
    parsed = read_incident(Source(path=PATH, data=f"---\n{front}\n---\nText.\n".encode()), Settings())[0]
    return [str(found).removeprefix(f"{PATH}:") for found in parsed.problems]


@pytest.mark.parametrize(
    ("front", "problems"),
    [
        ("title: x\n\tseverity: sev1", [f"3:1: {CANNOT}a tab stands in front of 'severity'. Use plain spaces"]),
        ("title: x\ncomponents:\n  \tapi: degraded", [f"4:3: {CANNOT}a tab stands in front of 'api'. Use plain spaces"]),
        (
            "title: x\nseverity:\u00a0sev1",
            [f"3:10: {CANNOT}a no-break space (U+00A0) stands behind 'severity:'. Type a plain space there"],
        ),
        ("title\uff1ax", [f"2:6: {CANNOT}a full-width colon (U+FF1A) stands behind 'title'. Write title: and a space"]),
        (
            "title: x\nseverity\uff1asev1\nusers: 3",
            [f"3:9: {CANNOT}a full-width colon (U+FF1A) stands behind 'severity'. Write severity: and a space"],
        ),
        ("title: x\ncategories:\n  – dns", [f"4:3: {CANNOT}an en dash (U+2013) begins an item. Write - and a space"]),
        ("title: x\ncategories:\n• dns", [f"4:1: {CANNOT}a bullet (U+2022) begins an item. Write - and a space"]),
        (
            "title: x\nsever\u200bity: sev1",
            ["3:6: warning W201: unknown field 'sever ity'. There is a zero-width space (U+200B) in it. Type severity anew"],
        ),
        (
            "title: x\nseverity: sev1\u200b",
            [
                "3:15: error E217: severity: the value holds a zero-width space (U+200B), which is not allowed there. "
                "Type the value again: sev1"
            ],
        ),
        (
            "title: x\nseverity: “sev1”",
            [
                "3:11: error E217: severity: the value holds the quotation mark “ (U+201C), which is not allowed there. "
                "Type the value again: sev1"
            ],
        ),
        (
            "title: x\nstarted: 2026–11–01 10:14 UTC",
            [
                "3:14: error E217: started: the value holds an en dash (U+2013), which is not allowed there. "
                "Type the value again: 2026-11-01 10:14 UTC"
            ],
        ),
        (
            "title: “Mail is late”",
            [
                "2:8: warning W220: title: the quotation marks around the value are a part of it, because YAML knows only \" and '. "
                'Write "Mail is late"'
            ],
        ),
    ],
)
def test_it_is_named_with_its_place(front: str, problems: list[str]) -> None:
    """In front of a field, behind its colon, in its name and in its value."""
    assert said(front) == problems


@pytest.mark.parametrize("sign", UNSEEN)
@pytest.mark.parametrize("row", ["{}severity: sev1", "sev{}erity: sev1", "severity:{}sev1", "severity: se{}v1"])
def test_whatever_cannot_be_seen_is_named_wherever_it_stands(sign: str, row: str) -> None:
    """One problem, which has the number of the character and the column in which it stands."""
    row = row.format(sign)
    (problem,) = said(f"title: x\n{row}")
    assert f"U+{ord(sign):04X}" in problem
    assert problem.startswith(f"3:{row.index(sign) + 1}: ")


@pytest.mark.parametrize(
    "front",
    [
        "title: Größe “zählt” – auch hier",
        "title: “A” and “B”",
        'title: "Les posts n’arrivent pas\u00a0: retard"',
        "title: x\nfrom: {name: Zoë Müller, role: Größe}",
        "title: x\nextra:\n  größe: “so”\n  note: |\n    – a dash\n    schlüssel： 1",
        "title: 時間\ncategories: [ネットワーク]",
        "title: x # – a comment：so",
    ],
)
def test_words_of_other_languages_are_not_odd(front: str) -> None:
    """Texts may hold what they like."""
    assert said(front) == []


def test_the_settings_are_read_in_the_same_way() -> None:
    """A tab or a space that is none is named there, too."""
    _, problems = read_settings("site_config/settings.yml", b"timezone: UTC\nfeeds:\n\tprefix: a\n")
    assert [str(found) for found in problems] == [
        "site_config/settings.yml:3:1: error E216: the settings file has a wrong character: a tab stands in front of 'prefix'. "
        "Use plain spaces"
    ]


@given(st.text(alphabet=st.sampled_from("ab:- \n\t\u00a0\u200b：–“”#'\"é"), max_size=60))
def test_nothing_is_found_where_nothing_is(text: str) -> None:
    """Every find has a place that is there, with a character that is no ordinary one; whatever is read, nothing raises."""
    rows = text.split("\n")
    for odd in odd_signs(text):
        sign = rows[odd.row][odd.column - 1]
        assert sign == "\t" or not sign.isascii()
    found = first_odd(text)
    assert found is None or text[found[0]] == found[1]
    read_yaml(PATH, text, 2, [])
