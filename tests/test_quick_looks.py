"""A quick look that says "nothing here" is right: the rule that it spares would have found nothing."""

import re
import string
from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterword.checks.languages.word_lists import PhrasePattern
from afterword.checks.writing import check_writing
from afterword.core.settings import Checks, Settings
from afterword.core.sources import Source
from afterword.core.times import begin, read_day
from afterword.reading import (
    update_phrases,
)
from afterword.reading.incident import read_incident
from afterword.safety import (
    exposure_check,
    internal_labels,
    leaks,
)
from afterword.safety.exposures import find_exposures
from afterword.safety.leak_rule import UNBROKEN, LeakRule
from afterword.safety.leak_rules import LEAK_RULES
from afterword.syntax import (
    headings,
)

AT = datetime(2026, 3, 14, 9, 16, tzinfo=UTC)


@pytest.mark.parametrize("rule", [rule for rule in LEAK_RULES if rule.unbroken], ids=lambda rule: rule.kind)
@given(data=st.data())
@settings(max_examples=15)
def test_an_unbroken_secret_is_one_long_word_with_a_hint(rule: LeakRule, data: st.DataObject) -> None:
    """Whatever the pattern matches is found when only long words are searched for hints."""
    found = rule.pattern.search(data.draw(st.from_regex(rule.pattern.compiled)))
    assert found
    assert len(found[0]) >= UNBROKEN
    assert len(found[0].split()) == 1
    assert any(hint in found[0].lower() for hint in rule.hints)


@pytest.mark.parametrize("letter", string.ascii_lowercase)
def test_folding_knows_every_letter_that_a_pattern_takes_for_an_english_one(letter: str) -> None:
    """A pattern in any case takes a long s for an s, and a Turkish i for an i."""
    pattern = re.compile(letter, re.IGNORECASE)
    taken = [sign for sign in map(chr, range(0x10000)) if not 0xD800 <= ord(sign) < 0xE000 and pattern.match(sign)]
    assert {update_phrases._folded(sign) for sign in taken} == {letter}  # noqa: SLF001 - seen from outside only by its speed


WORDS = st.sampled_from(
    ["an", "hour", "minutes", "ago", "AGO", "yeſterday", "last", "nıght", "thiſ", "THİS", "morning", "today", "Tomorrow", "ne*xt*", "NEXT",
     "update", "by", "09:45", "UTC", "`", '"', "**", "_", "K", "now", "2026-03-14", "may", "5", "May", "about", "~9:00", "[", "14.03.2026"]
)  # fmt: skip
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", "\n", ""])), max_size=12).map(lambda pairs: "".join(map("".join, pairs)))


@given(TEXTS)
def test_no_word_that_goes_stale_is_passed_over(text: str) -> None:
    """What the two patterns find is told."""
    blank = update_phrases._QUOTED.sub(lambda quote: " " * len(quote[0]), text)  # noqa: SLF001 - the slow way
    found = [*update_phrases._AGO.findall(blank), *update_phrases._DAY.findall(blank)]  # noqa: SLF001
    assert len(list(update_phrases.relative_times(text, AT))) == len(found)


@given(TEXTS)
def test_no_promise_is_passed_over(text: str) -> None:
    """What the pattern finds is a promise."""
    assert bool(update_phrases.promise(text, AT)) == bool(update_phrases._PROMISE.search(text))  # noqa: SLF001


@given(TEXTS)
def test_a_heading_without_a_digit_is_no_update_unless_it_says_now(text: str) -> None:
    """Every form of a date or a time has a digit."""
    if not re.search("[0-9]", text):
        for pattern in (headings._OTHER_DATE, headings._BEHIND):  # noqa: SLF001 - the slow way
            assert not pattern.search(text)
        assert not begin(text)


@given(st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True))
def test_a_day_is_read_as_the_calendar_says(typed: str) -> None:
    """A date that does not exist, or lies outside of 1900 to 2999, is none."""
    try:
        expected = datetime.strptime(typed, "%Y-%m-%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        expected = None
    assert read_day(typed) == (expected if expected and 1900 <= expected.year <= 2999 else None)


SETTINGS = Settings(checks=Checks(internal_hosts=("db.pigeonpost.example",)))
JOINTS = st.sampled_from(
    [" ", " ", " ", "\n", "\n\n", "\n- ", "\n### ", "\n\n## Affected\n\n", "", "** ", " *", "_ ", " `", "` ", ". ", ", "]
)


def texts(words: str) -> st.SearchStrategy[str]:
    """Texts of these words, with marks and breaks between them."""
    pairs = st.tuples(st.sampled_from(words.split()), JOINTS)
    return st.lists(pairs, max_size=14).map(lambda found: "".join(map("".join, found)))


def source(body: str) -> Source:
    """An incident that is over and has its report, so that every rule of words is awake."""
    front = "---\ntitle: Late\ndata_loss: none\nstarted: 2026-03-14 09:00 UTC\nresolved: 2026-03-14 09:20 UTC\npostmortem: final\n---\n"
    return Source(path="incidents/2026-03-14-late.md", data=f"{front}{body}".encode())


@given(
    texts(
        "some certain customers could may might have been affected we engineers failed to sorry if for any human error messages by an "
        "employee would also have let you down Sorry inconvenience should a small number of apologise, but ’ve we’re nobody you can what "
        "worked well don’t need"
    )
)
def test_no_words_are_passed_over(body: str) -> None:
    """A phrase is found in every sentence, whether or not a quick look would have gone there."""
    parsed, seen = read_incident(source(body), SETTINGS)
    assert parsed.incident
    assert seen
    quick = list(check_writing(parsed.incident, SETTINGS, seen))
    with patch.object(PhrasePattern, "may_be_in", lambda _phrase, _flat: True):
        assert list(check_writing(parsed.incident, SETTINGS, seen)) == quick


@given(texts("10.1.2.3 203.0.113.9 version 100.64.3.2 ada@pigeonpost.example help@mail.pigeonpost.io ssh fd12:3456::1 web.db.internal & @ "
             "// DB.pigeonpost.example ip-10-0-0-1 .corp host.lan 10 .20 .30 .40 &#46; \\. build"))  # fmt: skip
def test_no_address_is_passed_over(body: str) -> None:
    """What is found in one of the texts is found in all of them together."""
    parsed, seen = read_incident(source(body), SETTINGS)
    assert parsed.incident
    assert seen
    found = [leak for passage in seen.passages for leak in find_exposures(passage.text, frozenset(), SETTINGS.checks.internal_hosts)]
    assert len(list(exposure_check.check_exposed(parsed.incident, SETTINGS, seen))) == len(found)


LABELS = [pattern for patterns in internal_labels._LABELS.values() for pattern in patterns]  # noqa: SLF001


@given(st.sampled_from(LABELS).flatmap(lambda pattern: st.from_regex(pattern, fullmatch=True)), st.sampled_from(["", "1. ", "**", "("]))
def test_every_label_holds_a_hint(label: str, before: str) -> None:
    """What is a label is one after a quick look, too."""
    text = f"{before}{label}"
    quick = internal_labels.is_internal_label.__wrapped__(text)
    with patch.object(internal_labels, "_hints", lambda _low: iter([0])):
        assert internal_labels.is_internal_label.__wrapped__(text) == quick


NAMED = [rule for rule in LEAK_RULES if rule.named]
_EXAMPLES = ["".join(rule.example).lower() for rule in NAMED]
NEAR_NAMES = [*(hint for rule in NAMED for hint in rule.hints), *_EXAMPLES, *"\n >=:|\"'_", "x" * 60]


@given(st.sampled_from(NAMED), st.lists(st.sampled_from(NEAR_NAMES), max_size=20).map("".join))
def test_no_secret_behind_a_name_is_passed_over(rule: LeakRule, text: str) -> None:
    """A secret is found in every line, whether or not a quick look would have gone there."""
    quick = [found.span() for found in leaks._matches(rule, text, text)]  # noqa: SLF001
    assert quick == [found.span() for found in rule.pattern.finditer(text)]
