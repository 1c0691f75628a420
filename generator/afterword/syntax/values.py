"""Read typed values from YAML nodes. Each method takes a node and returns a value, or None and reports a problem.

A scalar is the text as typed; the field decides on its meaning. The fields themselves are defined in `fields.py` for
incidents and in `settings.py` for the site.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlsplit

from afterword.core.frozen import frozen
from afterword.core.problems import Problem, guess, problem
from afterword.core.times import Moment, TimeFault, read_day, read_duration, read_moment
from afterword.syntax.nodes import List, Map, Node, Scalar
from afterword.syntax.odd_characters import first_odd, in_curly_quotes, named, typed_plainly

_Word = TypeVar("_Word", bound=StrEnum)
_Value = TypeVar("_Value")
_OF_VALUES = frozenset(("E114", "E130", "E150", "E151", "E152"))
"""Rules about the form of a value."""
WHOLE_NUMBER = "a whole number without a comma, e.g. 30000"
_NO_HINTS: Mapping[str, str] = {}
_YES_OR_NO = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_EMAIL = re.compile(r"[^\s@<>\"',;:()\[\]\\]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,8}")
_COUNT = re.compile(r"[0-9]{1,15}", re.ASCII)
_FRACTION = re.compile(r"0(?:\.[0-9]{1,6})?|1(?:\.0{1,6})?|\.[0-9]{1,6}", re.ASCII)
_URL = re.compile(r"https?://[^\s<>\"'\\]{1,2000}", re.IGNORECASE)


def is_url(text: str) -> bool:
    """Whether a text is an http or https address."""
    try:
        return bool(_URL.fullmatch(text) and urlsplit(text).hostname)
    except ValueError:  # e.g. `https://[::1`
        return False


@cache
def _known(words: type[_Word], hidden: tuple[_Word, ...]) -> Mapping[str, _Word]:
    """The accepted words, as typed."""
    return {word.value: word for word in words if word not in hidden}


def kind_of(node: Node) -> str:
    """Describe a node in a sentence."""
    if isinstance(node, Map):
        return "a mapping"
    if isinstance(node, List):
        return "a list"
    return "nothing" if node.empty else f"'{node.text[:60]}'"


def kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """What could be read of `Reader.record`."""
    return {name: value for name, value in values.items() if value is not None}


def without_repeats(problems: Collection[Problem]) -> set[Problem]:
    """The problems without each W201 (unknown key) of which E123 or E129 says more precisely what is wrong."""
    slips = {(finding.line, finding.column) for finding in problems if finding.code in {"E123", "E129"}}
    return {finding for finding in problems if finding.code != "W201" or (finding.line, finding.column) not in slips}


@frozen
class Reader:
    """Reads values of one file and collects the problems."""

    path: str
    problems: list[Problem]

    def add(self, node: Node, code: str, **values: object) -> None:
        """Report a problem at a node: as E217, if it is about the form of a value and an odd character is its cause."""
        if code in _OF_VALUES and self._odd(node, str(values.get("field", "component"))):
            return
        self.problems.append(problem(self.path, node.line, code, column=node.column, **values))

    def _odd(self, node: Node, field: str) -> bool:
        """Report a character in a value that looks like another. False when there is none."""
        if not isinstance(node, Scalar) or not (odd := first_odd(node.text)):
            return False
        at, sign = odd
        column = node.column + at + (not node.plain)
        plain = typed_plainly(node.text).strip("\"'")
        self.problems.append(
            problem(self.path, node.line, "E217", column=column, field=field, what=named(sign), plain=plain)
        )
        return True

    def scalar(self, node: Node, field: str, shape: str) -> str | None:
        """The stripped text of a scalar; None for an empty one, and with E151 for a list or a mapping."""
        if not isinstance(node, Scalar):
            self.add(node, "E151", field=field, shape=shape, got=kind_of(node))
            return None
        return None if node.empty else node.text.strip() or None

    def text(self, node: Node, field: str) -> str | None:
        """A text on one line."""
        typed = self.scalar(node, field, "a text")
        self.check_signs(node, field)
        return " ".join(typed.split()) if typed else None

    def check_signs(self, node: Node, field: str) -> None:
        """Report W215 for a text that YAML cut off at a `#`, W220 for quotation marks that mean nothing in YAML."""
        if isinstance(node, Scalar) and node.cut:
            self.add(node, "W215", field=field)
        if isinstance(node, Scalar) and node.plain and (inner := in_curly_quotes(node.text)):
            self.add(node, "W220", field=field, plain=f'"{inner}"')

    def record(
        self,
        node: Node,
        field: str,
        readers: "Mapping[str, Callable[[Reader, Node, str], object]]",
        *required: str,
        hints: Mapping[str, str] = _NO_HINTS,
    ) -> dict[str, Any]:
        """Read the fields of a mapping; None for a value that cannot be read.

        Reports E151 for a missing required field, and W201 for an unknown one.
        """
        values = {}
        for name, typed in self.fields(node, field, readers, hints):
            values[name] = readers[name](self, typed, f"{field}.{name}" if field else name)
        for name in required if isinstance(node, Map) else ():
            if name not in values:
                self.add(node, "E151", field=f"{field}.{name}", shape="a value", got="nothing")
        return values

    def word(self, node: Node, field: str, words: type[_Word], *, hidden: tuple[_Word, ...] = ()) -> _Word | None:
        """One of a fixed set of words. Case, spaces and hyphens do not matter."""
        typed = self.scalar(node, field, "a word")
        if typed is None:
            return None
        known = _known(words, hidden)
        value = known.get(re.sub(r"[\s\-]+", "_", typed.lower())) or known.get(typed.lower())
        if value is None:
            self.add(node, "E150", field=field, v=typed, list=", ".join(known), guess=guess(typed, known))
        return value

    def moment(self, node: Node, field: str) -> Moment | None:
        """A moment with date, time and zone."""
        typed = self.scalar(node, field, "a time")
        if typed is None:
            return None
        if typed.lower() in _YES_OR_NO:
            shape = "the time at which it was, e.g. 2013-10-26 19:05 UTC"
            self.add(node, "E151", field=field, shape=shape, got=kind_of(node))
            return None
        moment = read_moment(typed)
        if isinstance(moment, TimeFault):
            self.add(node, "E130", field=field, **moment.values)
            return None
        return moment

    def checked(self, node: Node, field: str, shape: str, read: Callable[[str], _Value | None]) -> _Value | None:
        """What `read` makes of a text; E151 where it makes nothing."""
        typed = self.scalar(node, field, shape)
        value = read(typed) if typed else None
        if typed and value is None:
            self.add(node, "E151", field=field, shape=shape, got=kind_of(node))
        return value

    def day(self, node: Node, field: str) -> date | None:
        """A date."""
        return self.checked(node, field, "a date (YYYY-MM-DD)", read_day)

    def duration(self, node: Node, field: str) -> timedelta | None:
        """A length of time such as `30 min`."""
        return self.checked(node, field, "a length of time, e.g. 30 min", read_duration)

    def yes(self, node: Node, field: str) -> bool | None:
        """True or false."""
        typed = self.scalar(node, field, "true or false")
        value = _YES_OR_NO.get(typed.lower()) if typed else None
        if typed and value is None:
            self.add(node, "E150", field=field, v=typed, list="true, false", guess="")
        return value

    def switch(self, node: Node, field: str) -> bool | None:
        """True or false, for a field that decides what the public sees. E122 for anything else, also for nothing."""
        value = _YES_OR_NO.get(node.text.strip().lower()) if isinstance(node, Scalar) else None
        if value is None:
            self.add(node, "E122", field=field, got=kind_of(node))
        return value

    def number(self, node: Node, field: str) -> int | None:
        """A whole number."""
        return self.checked(node, field, WHOLE_NUMBER, lambda typed: int(typed) if _COUNT.fullmatch(typed) else None)

    def fraction(self, node: Node, field: str) -> float | None:
        """A number from 0 to 1."""
        return self.checked(
            node, field, "a number from 0 to 1", lambda typed: float(typed) if _FRACTION.fullmatch(typed) else None
        )

    def url(self, node: Node, field: str) -> str | None:
        """An http or https address."""
        return self._address(node, field, "an address that begins with https://", is_url)

    def contact(self, node: Node, field: str) -> str | None:
        """An e-mail address or a URL."""
        return self._address(
            node, field, "an e-mail address or a URL", lambda typed: bool(_EMAIL.fullmatch(typed)) or is_url(typed)
        )

    def _address(self, node: Node, field: str, shape: str, good: Callable[[str], bool]) -> str | None:
        """An address, unless every reader would see a user name or password in it. The problem does not repeat it."""
        typed = self.checked(node, field, shape, lambda typed: typed if good(typed) else None)
        if typed and is_url(typed) and "@" in urlsplit(typed).netloc:
            shape = "an address without a name or a password in it"
            self.add(node, "E151", field=field, shape=shape, got="one with it")
            return None
        return typed

    def many(self, node: Node, field: str, read: Callable[[Node, str], _Value | None]) -> tuple[_Value, ...]:
        """A list of values. A single value, or several separated by commas, is accepted too."""
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

    def fields(
        self, node: Node, field: str, known: Iterable[str], hints: Mapping[str, str] = _NO_HINTS
    ) -> Iterator[tuple[str, Node]]:
        """Yield the pairs of a mapping whose keys are known. W201 for the others, with a hint for common ones."""
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
    """`. There is a no-break space (U+00A0) in it. Type title anew`; empty when no character is odd."""
    odd = first_odd(key)
    plain = typed_plainly(key).strip("\"'")
    return f". There is {named(odd[1])} in it. Type {plain} anew" if odd and plain else ""


def as_data(node: Node) -> object:
    """A node as plain data with every scalar as text, for `extra:`."""
    if isinstance(node, Map):
        return {key.text: as_data(value) for key, value in node.items}
    if isinstance(node, List):
        return [as_data(item) for item in node.items]
    return None if node.empty else node.text
