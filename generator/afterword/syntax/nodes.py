"""YAML as nodes with positions. Scalars stay as typed, and no Python object is constructed.

Nodes are built from parser events, so that size and depth are limited early: PyYAML's own loaders crash on deep
nesting, and aliases can make them fill the memory (docs/decisions/0003-reading-yaml.md).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Never

import yaml

from afterword.core.frozen import frozen
from afterword.core.problems import Problem, problem
from afterword.syntax.odd_characters import Odd, odd_signs
from afterword.syntax.text import illegal, without_illegal

MAX_BYTES = 64 * 1024
MAX_DEPTH = 12
MAX_NODES = 5_000
UNREADABLE = frozenset({"E103", "E201", "E202", "E216"})
"""The rules that report a document which cannot be read at all."""

_HASH_WORD = re.compile(r" +#(?![\s#\-=])")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@frozen
class Scalar:
    """A single value."""

    text: str
    line: int
    column: int
    plain: bool
    """True when it was typed without quotes."""
    cut: bool = False
    """True when `#` and a word follow directly: a comment in YAML, but perhaps meant as part of the text."""

    @property
    def empty(self) -> bool:
        """True when nothing was typed: `key:`, `key: ~` or `key: null`."""
        return self.plain and self.text.lower() in {"", "~", "null"}


@frozen
class List:
    """A YAML sequence."""

    items: tuple["Node", ...]
    line: int
    column: int


@frozen
class Map:
    """A YAML mapping. Of repeated keys the first one counts; the others are reported."""

    items: tuple[tuple[Scalar, "Node"], ...]
    line: int
    column: int
    repeated: tuple[tuple[Scalar, "Node"], ...] = ()
    """The pairs whose key had occurred before."""


Node = Scalar | List | Map


class Refused(Exception):  # noqa: N818 - it is a refusal of the text, not an error of the program
    """The YAML cannot be read. Carries the problem that says why."""

    def __init__(self, reason: Problem) -> None:
        super().__init__(str(reason))
        self.problem = reason


def read_yaml(
    path: str, text: str, first_line: int, problems: list[Problem], subject: str = "front matter"
) -> Node | None:
    """Read one YAML document; None when it is empty or cannot be read.

    Args:
        path: for the problems.
        text: the document.
        first_line: the line of the file on which `text` begins, counted from 1.
        problems: what is wrong is added here: E103, E104, E201, E202, E203, E216.
        subject: what the document is, for E103, E202 and E216.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        problems.append(problem(path, first_line, "E202", subject=subject, what="large", limit="64 KiB"))
        return None
    builder = _YamlBuilder(path, first_line - 1, text, problems, subject)
    odd = odd_signs(text)
    try:
        root = builder.document(_events(text))
    except Refused as refusal:
        problems.append(refusal.problem)
    except yaml.MarkedYAMLError as error:
        line, column = builder.place(error.problem_mark or error.context_mark)
        before = [sign for sign in odd if sign.row + first_line <= line]
        if before:  # YAML reports a place at or behind the cause
            problems.append(_odd(path, first_line, subject, before[-1]))
            return None
        problems.append(
            problem(path, line, "E103", subject=subject, column=column, problem=error.problem or "it cannot be read")
        )
    except yaml.YAMLError:
        problems.append(
            problem(path, first_line, "E103", subject=subject, problem="it holds a character that cannot be read")
        )
    else:
        swallowed = odd if isinstance(root, Scalar) else _swallowed(root, odd, first_line)
        problems += [_odd(path, first_line, subject, sign) for sign in swallowed]
        return None if swallowed else root
    return None


def _odd(path: str, first_line: int, subject: str, odd: Odd) -> Problem:
    return problem(
        path, first_line + odd.row, "E216", column=odd.column, subject=subject, what=odd.what, remedy=odd.remedy
    )


def _swallowed(root: Node | None, odd: Sequence[Odd], first_line: int) -> list[Odd]:
    """Odd characters that make a field part of the unquoted multi-line text before it."""
    if not odd or not isinstance(root, Map):
        return []
    starts = [key.line for key, _ in root.items]
    ends = [*(line - 1 for line in starts[1:]), None]
    swallowed: list[Odd] = []
    for (key, value), end in zip(root.items, ends, strict=True):
        if isinstance(value, Scalar) and value.plain and value.text:
            swallowed += [
                sign
                for sign in odd
                if key.line < sign.row + first_line and (end is None or sign.row + first_line <= end)
            ]
    return swallowed


def _events(text: str) -> Iterator[yaml.Event]:
    """Yield the events as `yaml.parse` does, without its check before each event, because it is slow."""
    loader = _LOADER(text)
    try:
        yield from iter(loader.get_event, None)
    finally:
        loader.dispose()


class _YamlBuilder:
    """Builds nodes from events, with recursion of at most `MAX_DEPTH` levels."""

    def __init__(self, path: str, offset: int, text: str, problems: list[Problem], subject: str) -> None:
        self.path = path
        self.subject = subject
        self.offset = offset
        self.rows = text.split("\n")
        self.clean = "\\" not in text and not illegal(text)  # illegal characters can still come in through an escape
        self.hashed = "#" in text
        self.problems = problems
        self.nodes = 0

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.NodeEvent):
                if root is not None:
                    self._refuse(event, "E103", subject=self.subject, problem="it holds a second document")
                root = self._node(event, events, 1)
        return root

    def place(self, mark: Any) -> tuple[int, int]:  # noqa: ANN401 - a mark of YAML's, which has two classes, or None
        """Line and column in the file. YAML may place the end of a text on a line that does not exist."""
        return (min(mark.line + 1, len(self.rows)) + self.offset, mark.column + 1) if mark else (self.offset + 1, 1)

    def _refuse(self, event: yaml.Event, code: str, **values: object) -> Never:
        line, column = self.place(event.start_mark)
        raise Refused(problem(self.path, line, code, column=column, **values))

    def _cut(self, event: yaml.Event) -> bool:
        mark = event.end_mark
        row = self.rows[mark.line] if mark and mark.line < len(self.rows) else ""
        return bool(mark and _HASH_WORD.match(row, mark.column))

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        self.nodes += 1
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            what = "an anchor (&name)" if getattr(event, "anchor", None) else "a tag (!name)"
            self._refuse(event, "E201", what="an alias (*name)" if isinstance(event, yaml.AliasEvent) else what)
        if depth > MAX_DEPTH:
            self._refuse(event, "E202", subject=self.subject, what="deep", limit=f"{MAX_DEPTH} levels")
        if self.nodes > MAX_NODES:
            self._refuse(event, "E202", subject=self.subject, what="large", limit=f"{MAX_NODES} values")
        line, column = self.place(event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            text = event.value
            # from an escape such as "\\0"; the typed text was checked before
            if not self.clean and (bad := illegal(text)):
                self.problems.append(problem(self.path, line, "E203", column=column, point=f"U+{ord(bad[0]):04X}"))
                text = without_illegal(text)
            plain = not event.style
            cut = plain and self.hashed and self._cut(event)
            return Scalar(text=text, line=line, column=column, plain=plain, cut=cut)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                items.append(self._node(event, events, depth + 1))
            return List(items=tuple(items), line=line, column=column)
        pairs, repeated = self._pairs(events, depth)
        return Map(items=pairs, line=line, column=column, repeated=repeated)

    def _pairs(
        self, events: Iterator[yaml.Event], depth: int
    ) -> tuple[tuple[tuple[Scalar, Node], ...], tuple[tuple[Scalar, Node], ...]]:
        """Read the pairs of a mapping, and the pairs whose key had occurred before."""
        pairs: list[tuple[Scalar, Node]] = []
        repeated: list[tuple[Scalar, Node]] = []
        lines: dict[str, int] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, depth + 1)
            if not isinstance(key, Scalar):
                misplaced = "a list or a mapping stands where a field's name should be"
                self._refuse(event, "E103", subject=self.subject, problem=misplaced)
            if key.plain and key.text == "<<":
                self._refuse(event, "E201", what="a merge key (<<)")
            value = self._node(next(events), events, depth + 1)
            if key.text not in lines:
                lines[key.text] = key.line
                pairs.append((key, value))
                continue
            self.problems.append(
                problem(self.path, key.line, "E104", column=key.column, key=key.text, a=lines[key.text], b=key.line)
            )
            repeated.append((key, value))
        return tuple(pairs), tuple(repeated)
