"""Decide whether a file may be shown to the public: by its four switches, and by anything that may be meant as one.

A switch fails closed. What cannot be read as a switch but may be meant as one holds back the whole file until somebody
corrects it, because a late page can still be published, and an early one cannot be taken back.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from afterword.core.frozen import frozen
from afterword.core.problems import Problem, problem
from afterword.core.sources import Source, UpdateFile
from afterword.markup.tree import code_rows, parse
from afterword.safety.search_views import Lines
from afterword.safety.without_markup import as_value
from afterword.syntax.fields import FIELDS
from afterword.syntax.front_fences import is_blank, nearly_fence
from afterword.syntax.front_matter import MAY_HOLD_FENCE, apart, field_rows, opening_fence, raw_text, top_fields
from afterword.syntax.nodes import List, Map, Node, Scalar
from afterword.syntax.switch_words import SWITCHES, is_yes_or_no, squeezed, switch_named
from afterword.syntax.text import MAX_BYTES

FREE = "extra"
"""The field whose keys belong to the team. In it, only the exact name of a switch with a yes or no counts."""

_NAMES = frozenset(field.name for field in FIELDS) - set(SWITCHES)
_BREAK = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""Line separators that only some programs know, so that a reader may see two lines."""
_SEPARATOR = re.compile(r"[:=：﹕︓꞉∶˸ː＝]|->|=>")
_BEFORE_KEY = re.compile(r"(?:[^\w!&*]|[!&*]\S*(?=\s))*")
"""Marks, and what YAML allows before a key: a tag or an anchor."""
_LONGEST_KEY = 40
_LONGEST_VALUE = 200
_ANCHORED = re.compile(r"[&*]\S{1,60}\s{1,8}[\"']?(?P<name>[\w\-]{3,20})")
_COMMENT = re.compile(r"\s#|<!--")
_INLINE_CODE = re.compile(r"(`+)[^`]+\1(?!`)")
_WORDS = re.compile(r"[^\W_]+(?:[_\-][^\W_]+)*")
_YES_OR_NO_ENDS = re.compile(
    r"[:=>：﹕︓꞉∶˸ː＝][^\w\n]{0,20}(?:(?:bool|str)[^\w\n]{1,3})?\w{1,7}"
    r"[^\w\n]{0,20}(?:$|[ \t]#|<!--|[,}\x0b\x0c\x1c-\x1e\x85\u2028\u2029])",
    re.MULTILINE,
)
"""Matches in every line for which `_in_text` yields a trace."""
_LIST_OR_TABLE = re.compile(r"\s*(?:[-*+]\s|[0-9]{1,9}[.)]\s|\|)")
_CODE = re.compile(r" {4}| {0,3}\t")


@frozen
class Trace:
    """A place that may be meant as a switch."""

    line: int
    """Counted from 1."""
    switch: str
    typed: str
    """The key as typed."""


@frozen
class Held:
    """Whether a file is held back, and the problems to correct."""

    held: bool = False
    problems: tuple[Problem, ...] = ()


def hold_unread(source: Source) -> Held:
    """Judge a file whose front matter cannot be read: any trace of a switch holds it back (E124)."""
    text = raw_text(source.data)
    rows = text.split("\n")
    front, _ = apart(text)
    inside = field_rows(rows)
    traces: list[Trace] = []
    for number, row in enumerate(rows):
        if number >= front.end and number not in inside:
            traces += (*_in_text(row, number), *_in_doubt(row, number))
        elif not (front.fenced and row.lstrip().startswith("#")):
            traces += _in_fields(row, number)
    hold = _held(source.path, traces, "E124")
    # of a file that E204 reports, the remaining fields were not read
    cut_off = len(source.data) > MAX_BYTES and front.end >= len(rows)
    return Held(held=hold.held or cut_off, problems=hold.problems)


def hold_read(source: Source, node: Map | None, components: Collection[str]) -> Held:
    """Judge a file whose front matter can be read.

    E123 for keys that may be meant as a switch, E125 for lines outside of the front matter. An unreadable value is
    reported by its field (E122), a repeated key by the YAML reader (E104).
    """
    problems = list(_in_map(source.path, node, components)) if node else []
    twice = any(key.text in SWITCHES for key, _ in node.repeated) if node else False
    text = raw_text(source.data)
    rows = text.split("\n")
    front, _ = apart(text)
    hidden = _held(source.path, _swallowed(rows[: front.end], node), "E123").problems
    outside = _held(source.path, _outside(rows, front.end), "E125").problems
    return Held(held=bool(twice or problems or hidden or outside), problems=(*problems, *hidden, *outside))


def sound_updates(updates: Iterable[UpdateFile]) -> tuple[tuple[UpdateFile, ...], tuple[Problem, ...]]:
    """The update files that may be shown.

    E118 for one with front matter, E125 for one with a line that may be a switch.
    """
    sound: list[UpdateFile] = []
    problems: list[Problem] = []
    for file in updates:
        rows = raw_text(file.data).split("\n")
        fence = opening_fence(rows)
        if fence is not None:
            problems.append(problem(file.path, fence + 1, "E118"))
        elif faults := _held(file.path, _outside(rows, 0), "E125").problems:
            problems += faults
        else:
            sound.append(file)
    return tuple(sound), tuple(problems)


def _held(path: str, traces: Iterable[Trace], code: str) -> Held:
    by_line = {trace.line: trace for trace in traces}
    problems = tuple(
        problem(
            path, trace.line, code, field=trace.switch, k=trace.typed, problem="stands inside the text of another field"
        )
        for trace in by_line.values()
    )
    return Held(held=bool(problems), problems=problems)


# ---- nodes ---------------------------------------------------------------------------------------


def _in_map(path: str, node: Map, components: Collection[str]) -> Iterator[Problem]:
    """Yield E123 for every top-level key that may be a misspelled switch.

    Also yield it for every switch inside of another field.
    """
    for key, value in (*node.items, *node.repeated):
        text = value.text if isinstance(value, Scalar) else ""
        named = switch_named(key.text, text, _NAMES)
        if key.text not in SWITCHES and named:
            yield _slip(path, key, named, f"looks like '{named}'")
        elif key.text not in _NAMES - {"kind"} and _says_draft(value):
            yield _slip(path, key, "draft", "says draft")
        yield from _further_in(path, value, key.text, components if key.text == "components" else ())


def _says_draft(value: Node) -> bool:
    """Whether a value is the word draft, alone or in a list: `status: draft`, `flags: [draft]`."""
    if isinstance(value, List):
        return any(map(_says_draft, value.items))
    return isinstance(value, Scalar) and squeezed(value.text) == "draft"


def _further_in(path: str, node: Node, outer: str, known: Collection[str]) -> Iterator[Problem]:
    if isinstance(node, List):
        for item in node.items:
            yield from _further_in(path, item, outer, known)
    elif isinstance(node, Map):
        for key, value in (*node.items, *node.repeated):
            text = value.text if isinstance(value, Scalar) else ""
            named = switch_named(key.text, text, known)
            if outer == FREE:
                named = named if squeezed(key.text) == named and is_yes_or_no(text) else ""
            if named and key.text not in known:
                yield _slip(path, key, named, f"stands inside '{outer}'")
            yield from _further_in(path, value, outer, known)


def _slip(path: str, key: Scalar, switch: str, what: str) -> Problem:
    return problem(path, key.line, "E123", column=key.column, k=key.text, problem=what, field=switch)


# ---- lines ---------------------------------------------------------------------------------------


def _swallowed(rows: Sequence[str], node: Map | None) -> Iterator[Trace]:
    """Yield the lines of readable front matter that look like a switch but are part of another field's text."""
    keys = frozenset(_key_lines(node)) if node else frozenset()
    free = _free_lines(node, len(rows)) if node else range(0)
    for number, row in enumerate(rows):
        split = len(_BREAK.split(row)) > 1
        if (number + 1 in keys and not split) or number + 1 in free or row.lstrip().startswith("#"):
            continue
        parts = _BREAK.split(row)[1:] if split and number + 1 in keys else [row]
        for part in parts:
            yield from _in_fields(part, number, whole=False)


def _key_lines(node: Node) -> Iterator[int]:
    if isinstance(node, List):
        for item in node.items:
            yield from _key_lines(item)
    elif isinstance(node, Map):
        for key, value in (*node.items, *node.repeated):
            yield key.line
            yield from _key_lines(value)


def _free_lines(node: Map, end: int) -> range:
    """The lines of `extra:`."""
    lines = sorted({key.line for key, _ in (*node.items, *node.repeated)})
    start = next((key.line for key, value in node.items if key.text == FREE and isinstance(value, Map)), 0)
    return range(start, next((line for line in lines if line > start), end + 1)) if start else range(0)


def _outside(rows: Sequence[str], start: int) -> Iterator[Trace]:
    """Yield the lines of a text that look like a switch, except in code."""
    body = list(rows[start:])
    text = "\n".join(body)
    top = top_fields(body)
    between = field_rows(body) if top or sum(map(nearly_fence, MAY_HOLD_FENCE.findall(text))) > 1 else top
    lines = Lines(text)
    likely = {lines.place(end.start())[0] - 1 for end in _YES_OR_NO_ENDS.finditer(text)}
    code: frozenset[int] | None = None
    for number in sorted({*between, *likely}):
        row = body[number]
        if number in top:
            yield from _in_fields(row, start + number, whole=False)
            continue
        if number in between:
            traces = (*_in_text(row, start + number), *_in_doubt(row, start + number))
        elif _CODE.match(row) or _LIST_OR_TABLE.match(row):
            continue
        else:
            traces = (*_in_text(_INLINE_CODE.sub("", row), start + number),)
        if traces and code is None:
            code = code_rows(parse(text, mend=False))
        if traces and code is not None and number not in code:
            yield from traces


def _in_fields(row: str, number: int, *, whole: bool = True) -> Iterator[Trace]:
    """Yield possible switches in a line of fields: a key with any value, a bare word, an anchored word."""
    for part in _parts(row):
        for key, value, begins in _pairs(part):
            switch = switch_named(key, value, _NAMES) if begins else _last_word(key) if is_yes_or_no(value) else ""
            if switch:
                yield Trace(line=number + 1, switch=switch, typed=key)
        words = _WORDS.findall(part)
        if len(words) > 1 and is_yes_or_no(words[-1]) and (switch := switch_named(" ".join(words[:-1]), "", _NAMES)):
            yield Trace(line=number + 1, switch=switch, typed=" ".join(words[:-1]))
        names = words if len(words) == 1 else [match["name"] for match in _ANCHORED.finditer(part)]
        for name in names if whole else ():
            if squeezed(name) in SWITCHES:
                yield Trace(line=number + 1, switch=squeezed(name), typed=name)


def _in_text(row: str, number: int) -> Iterator[Trace]:
    """Yield possible switches in a line of text: only a key with a yes or no."""
    for part in _parts(row) if _SEPARATOR.search(row) else ():
        for key, value, begins in _pairs(part):
            if begins and is_yes_or_no(value) and (switch := switch_named(key, value, _NAMES)):
                yield Trace(line=number + 1, switch=switch, typed=key)


def _in_doubt(row: str, number: int) -> Iterator[Trace]:
    """Yield possible switches where fields and text cannot be told apart: here an exact name counts with any value."""
    for part in _parts(row):
        for key, _, begins in _pairs(part):
            if begins and squeezed(key) in SWITCHES:
                yield Trace(line=number + 1, switch=squeezed(key), typed=key)
        words = _WORDS.findall(part)
        if len(words) == 2 and squeezed(words[0]) in SWITCHES and is_yes_or_no(words[1]):
            yield Trace(line=number + 1, switch=squeezed(words[0]), typed=words[0])


def _parts(row: str) -> Iterator[str]:
    """Yield the parts of a row that some programs show as lines of their own, with YAML escapes resolved."""
    for part in [row] if row.isascii() and row.isprintable() else _BREAK.split(row):
        if not is_blank(part):
            yield as_value(part).text if "\\" in part or "&" in part else part


def _pairs(row: str) -> Iterator[tuple[str, str, bool]]:
    """Yield key, value, and whether the key begins the line or an entry of `{…}`, for every possible pair."""
    separators = list(_SEPARATOR.finditer(row))
    for number, mark in enumerate(separators):
        since = separators[number - 1].end() if number else 0
        before = row[since : mark.start()]
        cut = max(before.rfind(sign) for sign in "{[,")
        begins = cut >= 0 or number == 0
        typed = before[cut + 1 :]
        key = typed[match.end() if (match := _BEFORE_KEY.match(typed)) else 0 :].rstrip(" \t\"'`*_\u00a0}])>")
        if len(key) > _LONGEST_KEY:
            key, begins = key[-_LONGEST_KEY:], False
        limit = mark.end() + _LONGEST_VALUE
        end = min((place for sign in ",}" if (place := row.find(sign, mark.end(), limit)) >= 0), default=limit)
        yield key, _COMMENT.split(row[mark.end() : end], maxsplit=1)[0], begins


def _last_word(key: str) -> str:
    words = _WORDS.findall(key)
    return squeezed(words[-1]) if words and squeezed(words[-1]) in SWITCHES else ""
