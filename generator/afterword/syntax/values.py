"""Typed values out of nodes: each reader takes a node and returns a value, or None and a problem.

Scalars are the text that the writer typed; the field decides what it means. Nothing here knows which
fields there are: that is `fields.py` for incidents and `settings.py` for the site.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import TypeVar
from urllib.parse import urlsplit

from afterword.core.frozen import frozen
from afterword.core.problems import Problem, fault, problem
from afterword.core.times import Moment, TimeFault, read_day, read_duration, read_moment
from afterword.syntax.nodes import List, Map, Node, Scalar
from afterword.syntax.odd_characters import first_odd, in_curly_quotes, named, typed_plainly

_Word = TypeVar("_Word", bound=StrEnum)
_Value = TypeVar("_Value")
_OF_VALUES = frozenset(("E114", "E150", "E151", "E152", "E153"))
"""Rules about the form of a value."""
_NO_HINTS: Mapping[str, str] = {}
_TRUE, _FALSE = frozenset({"true", "yes", "on"}), frozenset({"false", "no", "off"})
_EMAIL = re.compile(r"[^\s@<>\"',;:()\[\]\\]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,8}")
_URL = re.compile(r"https?://[^\s<>\"'\\]{1,2000}", re.IGNORECASE)


def guess(word: str, known: Iterable[str]) -> str:
    """`. Did you mean 'x'?` for the nearest known word, or nothing."""
    near = get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f". Did you mean '{near[0]}'?" if near else ""


def is_url(text: str) -> bool:
    """Whether a text is an http or https address."""
    try:
        return bool(_URL.fullmatch(text) and urlsplit(text).hostname)
    except ValueError:  # such as `https://[::1`
        return False


def _has_login(text: str) -> bool:
    """Whether a web address holds a name or a password, which every reader of the page would get."""
    return is_url(text) and "@" in urlsplit(text).netloc


@cache
def _known(words: type[_Word], hidden: tuple[_Word, ...]) -> Mapping[str, _Word]:
    """The words that may be typed."""
    return {word.value: word for word in words if word not in hidden}


def kind_of(node: Node) -> str:
    """What a node is, for a sentence."""
    if isinstance(node, Map):
        return "a mapping"
    if isinstance(node, List):
        return "a list"
    return "nothing" if node.empty else f"'{node.text[:60]}'"


@frozen
class Reader:
    """Reads values of one file and keeps what is wrong."""

    path: str
    problems: list[Problem]

    def add(self, node: Node, code: str, **values: object) -> None:
        """Report a problem at a node; E217 in its place for a value in which an odd character is the whole fault."""
        if code in _OF_VALUES and self._odd(node, str(values.get("field", "component"))):
            return
        self.problems.append(problem(self.path, node.line, code, column=node.column, **values))

    def _odd(self, node: Node, field: str) -> bool:
        """Report a character in a value that is not what it looks like; whether there is one."""
        found = first_odd(node.text) if isinstance(node, Scalar) else None
        if not found or not isinstance(node, Scalar):
            return False
        at, sign = found
        column = node.column + at + (not node.plain)
        plain = typed_plainly(node.text).strip("\"'")
        self.problems.append(problem(self.path, node.line, "E217", column=column, field=field, what=named(sign), plain=plain))
        return True

    def scalar(self, node: Node, field: str, shape: str) -> str | None:
        """The text of a scalar, stripped; None for nothing, and with E151 for a list or a mapping."""
        if not isinstance(node, Scalar):
            self.add(node, "E151", field=field, shape=shape, got=kind_of(node))
            return None
        return None if node.empty else node.text.strip() or None

    def text(self, node: Node, field: str) -> str | None:
        """A text on one line."""
        typed = self.scalar(node, field, "a text")
        self.hash_word(node, field)
        self.curly_quotes(node, field)
        return " ".join(typed.split()) if typed else None

    def hash_word(self, node: Node, field: str) -> None:
        """W215 for a text that YAML cut off at a `#`."""
        if isinstance(node, Scalar) and node.cut:
            self.add(node, "W215", field=field)

    def curly_quotes(self, node: Node, field: str) -> None:
        """W220 for a text in quotation marks that are none to YAML."""
        if isinstance(node, Scalar) and node.plain and (inner := in_curly_quotes(node.text)):
            self.add(node, "W220", field=field, plain=f'"{inner}"')

    def required(self, node: Node, found: Collection[str], field: str, name: str) -> None:
        """E151 when a mapping has not the field that gives it a meaning."""
        if isinstance(node, Map) and name not in found:
            self.add(node, "E151", field=f"{field}.{name}", shape="a value", got="nothing")

    def word(self, node: Node, field: str, words: type[_Word], *, hidden: tuple[_Word, ...] = ()) -> _Word | None:
        """One of the fixed words; case, spaces and hyphens do not matter."""
        typed = self.scalar(node, field, "a word")
        if typed is None:
            return None
        known = _known(words, hidden)
        found = known.get(re.sub(r"[\s\-]+", "_", typed.lower())) or known.get(typed.lower())
        if found is None:
            self.add(node, "E150", field=field, v=typed, list=", ".join(known), guess=guess(typed, known))
        return found

    def moment(self, node: Node, field: str) -> Moment | None:
        """A moment with date, time and zone."""
        typed = self.scalar(node, field, "a time")
        if typed is None:
            return None
        if typed.lower() in _TRUE | _FALSE:
            self.add(node, "E151", field=field, shape="the time at which it was, e.g. 2013-10-26 19:05 UTC", got=kind_of(node))
            return None
        found = read_moment(typed)
        if isinstance(found, TimeFault):
            if self._odd(node, field):
                return None
            self.problems.append(fault(self.path, node.line, node.column, found.code, {"field": field, **found.values}))
            return None
        return found

    def day(self, node: Node, field: str) -> date | None:
        """A date."""
        typed = self.scalar(node, field, "a date (YYYY-MM-DD)")
        found = read_day(typed) if typed else None
        if typed and found is None:
            self.add(node, "E151", field=field, shape="a date (YYYY-MM-DD)", got=kind_of(node))
        return found

    def duration(self, node: Node, field: str) -> timedelta | None:
        """A length of time such as `30 min`."""
        typed = self.scalar(node, field, "a length of time, e.g. 30 min")
        found = read_duration(typed) if typed else None
        if typed and found is None:
            self.add(node, "E151", field=field, shape="a length of time, e.g. 30 min", got=kind_of(node))
        return found

    def yes(self, node: Node, field: str) -> bool | None:
        """True or false."""
        typed = self.scalar(node, field, "true or false")
        if typed is None or typed.lower() in _TRUE | _FALSE:
            return None if typed is None else typed.lower() in _TRUE
        self.add(node, "E150", field=field, v=typed, list="true, false", guess="")
        return None

    def switch(self, node: Node, field: str) -> bool | None:
        """True or false for a field that decides what strangers see; E122 for anything else, and for nothing."""
        typed = node.text.strip().lower() if isinstance(node, Scalar) else ""
        if typed in _TRUE | _FALSE:
            return typed in _TRUE
        self.add(node, "E122", field=field, got=kind_of(node))
        return None

    def number(self, node: Node, field: str) -> int | None:
        """A whole number; E153."""
        typed = self.scalar(node, field, "a whole number")
        if typed is None:
            return None
        if not re.fullmatch(r"[0-9]{1,15}", typed, re.ASCII):
            self.add(node, "E153", field=field, v=typed)
            return None
        return int(typed)

    def fraction(self, node: Node, field: str) -> float | None:
        """A number from 0 to 1."""
        typed = self.scalar(node, field, "a number from 0 to 1")
        if typed is None:
            return None
        if not re.fullmatch(r"0(?:\.[0-9]{1,6})?|1(?:\.0{1,6})?|\.[0-9]{1,6}", typed, re.ASCII):
            self.add(node, "E151", field=field, shape="a number from 0 to 1", got=kind_of(node))
            return None
        return float(typed)

    def url(self, node: Node, field: str) -> str | None:
        """An http or https address."""
        typed = self.scalar(node, field, "an address that begins with https://")
        if typed and not is_url(typed):
            self.add(node, "E151", field=field, shape="an address that begins with https://", got=kind_of(node))
            return None
        return self._without_login(node, field, typed)

    def contact(self, node: Node, field: str) -> str | None:
        """An e-mail address or a URL."""
        typed = self.scalar(node, field, "an e-mail address or a URL")
        if typed and not _EMAIL.fullmatch(typed) and not is_url(typed):
            self.add(node, "E151", field=field, shape="an e-mail address or a URL", got=kind_of(node))
            return None
        return self._without_login(node, field, typed)

    def _without_login(self, node: Node, field: str, typed: str | None) -> str | None:
        """The address, unless a name or a password stands in it; what it is, is not repeated."""
        if typed and _has_login(typed):
            self.add(node, "E151", field=field, shape="an address without a name or a password in it", got="one with it")
            return None
        return typed

    def many(self, node: Node, field: str, read: Callable[[Node, str], _Value | None]) -> tuple[_Value, ...]:
        """A list of values; a single one, or several with commas between them, will do."""
        if isinstance(node, Map):
            self.add(node, "E151", field=field, shape="a list", got=kind_of(node))
            return ()
        if isinstance(node, Scalar):
            parts = [] if node.empty else node.text.split(",") if node.plain else [node.text]
            nodes: tuple[Node, ...] = tuple(replace(node, text=part.strip()) for part in parts if part.strip())
        else:
            nodes = node.items
        values = (read(item, field) for item in nodes)
        return tuple(value for value in values if value is not None)

    def fields(self, node: Node, field: str, known: Iterable[str], hints: Mapping[str, str] = _NO_HINTS) -> Iterator[tuple[str, Node]]:
        """The pairs of a mapping whose keys are known; W201 for the others, with the hint for what is often tried."""
        if not isinstance(node, Map):
            if not (isinstance(node, Scalar) and node.empty):
                self.add(node, "E151", field=field, shape="a mapping of fields", got=kind_of(node))
            return
        names = tuple(known)
        for key, value in node.items:
            if key.text in names:
                yield key.text, value
            else:
                remedy = hints.get(key.text.lower()) or _odd_key(key.text) or guess(key.text, names)
                at, _ = first_odd(key.text) or (0, "")
                name = f"{field}.{key.text}" if field else key.text
                self.add(replace(key, column=key.column + at), "W201", k=name, guess=remedy)


def _odd_key(key: str) -> str:
    """`. A no-break space (U+00A0) stands in it. Type title anew`, for a name that only looks like another."""
    found = first_odd(key)
    plain = typed_plainly(key).strip("\"'")
    return f". There is {named(found[1])} in it. Type {plain} anew" if found and plain else ""


def as_data(node: Node) -> object:
    """A node as plain data, every scalar as text: what `extra:` passes through."""
    if isinstance(node, Map):
        return {key.text: as_data(value) for key, value in node.items}
    if isinstance(node, List):
        return [as_data(item) for item in node.items]
    return None if node.empty else node.text
