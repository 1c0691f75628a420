"""Find secrets and report where they stand.

No value leaves this module unmasked, because reports may be printed in a public log.
"""

import re
from collections.abc import Iterable, Iterator

from afterword.core.frozen import frozen
from afterword.core.problems import Problem, problem
from afterword.markup.tree import Document, parse
from afterword.safety.leak_rule import UNBROKEN, LeakRule
from afterword.safety.leak_rules import LEAK_RULES
from afterword.safety.search_views import Spot, View, views_of_markdown, views_of_plain, views_of_values
from afterword.safety.secret_values import is_issued

_KEY_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_KEY_END = re.compile(r"-----END [A-Z0-9 ]{0,40}-----")
_KEY_LINE = re.compile(
    r"(?:[A-Za-z0-9+/=]{16,}|(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset): .*|[A-Za-z0-9+/]{1,64}={1,2}|)\Z"
)
_KEY_TEXT = re.compile(r"[A-Za-z0-9+/]{20,}")
_SMALL = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_MARGIN = " \t>\"'`*|"


@frozen
class Secret:
    """A secret, and the stretch of the source in which it was written. A private key spans all of its lines."""

    start: Spot
    """Line and column, counted from 1 in the text that was searched."""
    end: Spot
    """The place behind its last character."""
    rank: int
    """Position of its rule in the table. The lower, the more precisely the form is known."""
    kind: str
    """The kind with its article, e.g. "a GitHub token"."""
    masked: str
    """The part of the value that may be shown, and its approximate length."""

    def problem(self, path: str, code: str = "E181", first_line: int = 1) -> Problem:
        """The problem of this secret, in a text that begins on `first_line` of its file."""
        line, column = self.start
        return problem(path, line + first_line - 1, code, column=column, kind=self.kind, masked=self.masked)


def find_leaks(text: str | Document) -> Iterator[Secret]:
    """Yield every secret in Markdown (E181), in the order of the text."""
    return _named_once(secrets_in(text))


def leaks_in_values(front: str) -> Iterator[Secret]:
    """Yield every secret in YAML (E181), also one that is split by escapes, quotes or markup."""
    return _named_once(find_secrets(views_of_values(front)))


def leaks_in_plain(text: str) -> Iterator[Secret]:
    """Yield every secret in a text that is published as it is (E181)."""
    return _named_once(find_secrets(views_of_plain(text)))


def secrets_in(text: str | Document) -> list[Secret]:
    """All secrets in Markdown, by place. One secret may be found by several rules, with different ends."""
    return find_secrets(views_of_markdown(parse(text) if isinstance(text, str) else text))


def _named_once(secrets: Iterable[Secret]) -> Iterator[Secret]:
    """Yield the secrets of a text. Of overlapping ones, the one whose rule ranks best is kept."""
    end = (0, 0)
    for secret in secrets:
        if secret.start >= end:
            end = secret.end
            yield secret


def find_secrets(views: Iterable[View]) -> list[Secret]:
    """All secrets in the views of one text, sorted by their place in its source.

    The first view is the source itself. In the other views only values that are split in the source count, because all
    others were judged in the first.
    """
    secrets: list[Secret] = []
    for index, view in enumerate(views):
        secrets += _in_view(view, split=index > 0)
    return sorted(secrets, key=lambda secret: (secret.start, secret.rank))


def _in_view(view: View, *, split: bool) -> Iterator[Secret]:
    """Yield the secrets of one view; with `split`, only those whose match is interrupted in the source."""
    for start, end in _private_keys(view.text):
        if split and view.is_whole(start, end):
            continue
        begin, behind = view.span(start, end)
        masked = mask(view.text[start:end], head=0)
        yield Secret(start=begin, end=behind, rank=-1, kind="a private key", masked=masked)
    low = small(view.text)
    for rank, rule in _likely_rules(view.text, low):
        for match in _matches(rule, view.text, low):
            start, end = match.span("secret")
            value = view.text[start:end]
            if rule.real(value) and not (split and view.is_whole(match.start(), end)):
                masked = mask(value) if rule.prefixed else mask(value, head=0)
                begin, behind = view.span(start, end)
                yield Secret(start=begin, end=behind, rank=rank, kind=rule.kind, masked=masked)


_RANKED = tuple(enumerate(LEAK_RULES))
_UNBROKEN = tuple((rank, rule) for rank, rule in _RANKED if rule.unbroken)
_BROKEN = tuple((rank, rule) for rank, rule in _RANKED if not rule.unbroken)
_BROKEN_HINTS = frozenset(hint for _, rule in _BROKEN for hint in rule.hints)
_FARTHEST = 80
"""The largest distance between a hint and the beginning of the value behind it."""


def _likely_rules(text: str, low: str) -> list[tuple[int, LeakRule]]:
    """The rules, with their ranks, whose hints a text contains. `low` is the text in small letters.

    Rules for unbroken words are included only when their pattern matches.
    """
    hints = {hint for hint in _BROKEN_HINTS if hint in low}
    likely = [ranked for ranked in _BROKEN if not hints.isdisjoint(ranked[1].hints)] if hints else []
    long_words = " ".join([word for word in text.split() if len(word) >= UNBROKEN])
    low_words = long_words.lower()
    for ranked in _UNBROKEN if long_words else ():
        for hint in ranked[1].hints:  # a loop rather than any(), because most of the time is spent here
            if hint in low_words:
                likely += [ranked] if ranked[1].pattern.search(long_words) else []
                break
    return likely


def _matches(rule: LeakRule, text: str, low: str) -> Iterator[re.Match[str]]:
    """Yield every match of a rule. The pattern of a rule with names is tried only near a hint."""
    if not rule.named:
        yield from rule.pattern.finditer(text)
        return
    for start, end in _stretches(low, rule.hints):
        yield from rule.pattern.compiled.finditer(low, start, end)


def _stretches(low: str, hints: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield stretches of whole lines that contain a hint and the lines in which a value behind it may begin."""
    places = sorted(match.start() for hint in hints if hint in low for match in re.finditer(hint, low))
    start = end = -1
    for place in places:
        if place >= end:
            if end >= 0:
                yield start, end
            start = low.rfind("\n", 0, place) + 1
        if place + _FARTHEST > end:
            end = low.find("\n", place + _FARTHEST) % (len(low) + 1)  # -1 is the end of the text
    if end >= 0:
        yield start, end


def small(text: str) -> str:
    """A text in small letters, with every character at its place.

    `str.lower` is faster, but lengthens some characters.
    """
    low = text.lower()
    return low if len(low) == len(text) else text.translate(_SMALL)


def _private_keys(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every block that contains a private key (RFC 7468, older forms of OpenSSL, PGP)."""
    for begin in _KEY_BEGIN.finditer(text) if "-----BEGIN" in text else ():
        marker = text.find("-----", begin.end())
        closing = _KEY_END.match(text, marker) if marker >= 0 else None
        end = closing.end() if closing else _end_of_key(text, begin.end())
        material = _KEY_TEXT.search(text, begin.end(), end)
        if material and is_issued(material[0]):
            yield begin.start(), end


def _end_of_key(text: str, start: int) -> int:
    """The end of a private key without an end marker: behind the last line that can belong to it."""
    end = start
    while True:
        after = text.find("\n", end + 1)
        row = text[end : after if after >= 0 else len(text)].strip("\n").strip(_MARGIN)
        if not _KEY_LINE.match(row):
            return end
        if after < 0:
            return len(text)
        end = after


def mask(value: str, head: int = 4) -> str:
    """Mask a value: its first `head` characters, if it has at least 16, and its approximate length."""
    size = len(value)
    length = next((words for limit, words in _LENGTHS if size < limit), "64 characters or more")
    return f"{value[:head] if size >= 16 else ''}…, {length}"


_LENGTHS = ((16, "under 16 characters"), (32, "16 to 31 characters"), (64, "32 to 63 characters"))
