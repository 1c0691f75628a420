"""Lists with a grammar of their own: action items and the writer's timeline."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from afterword.core.frozen import frozen
from afterword.core.parts import ActionItem, Fragment, TimelineEntry
from afterword.core.problems import Problem, fault, problem
from afterword.core.times import Moment, TimeFault, TimeStart, begin, is_utc, read_day, resolve
from afterword.reading.values import guess

ACTION_TYPES = ("prevent", "detect", "mitigate", "repair", "process", "investigate")
_FACTS = ("owner", "due", "done", "link", "type", "priority")
_WEB = re.compile(r"https?://[^\s<>\"'\\]+$", re.IGNORECASE)
_ITEM = re.compile(r" {0,3}[-*+][ \t]+(?P<text>\S.*)$")
_BOLD = re.compile(r"\*\*|__")
_TASK = re.compile(r"\[(?P<tick>[ xX])\][ \t]+(?P<text>.*)$", re.DOTALL)
_SEPARATOR = re.compile(r"[\s—–\-:|]*")

Render = Callable[[str, int], Fragment]
"""Text and its first line to a fragment."""


@frozen
class Item:
    """An item of a list at the left edge, with the lines that belong to it."""

    text: str
    line: int
    raw: str


def items(text: str, first_line: int) -> Iterator[Item | tuple[str, int]]:
    """Cut a text into its top-level list items and what stands between them (text, line)."""
    taken: list[str] = []
    start, is_item = first_line, False
    for number, row in enumerate(text.split("\n"), first_line):
        belongs = is_item and (row[:1] in {" ", "\t"} or not row.strip())
        head = _ITEM.match(row)
        if (head and not (is_item and row[:2] == "  ")) or (is_item and not belongs and not head):
            yield from _finish(taken, start, is_item)
            taken, start, is_item = [row], number, bool(head)
        else:
            taken.append(row)
    yield from _finish(taken, start, is_item)


def _finish(rows: list[str], line: int, is_item: bool) -> Iterator[Item | tuple[str, int]]:
    raw = "\n".join(rows)
    if is_item:
        head = _ITEM.match(rows[0])
        first = head["text"] if head else rows[0]
        yield Item(text="\n".join([first, *(row.strip() for row in rows[1:])]).strip(), line=line, raw=raw)
    elif raw.strip():
        yield raw, line


def read_actions(text: str, first_line: int, path: str, render: Render, problems: list[Problem]) -> tuple[tuple[ActionItem, ...], str]:
    """The action items of a section, and the text of the section without them."""
    actions: list[ActionItem] = []
    rest: list[str] = []
    for item in items(text, first_line):
        task = _TASK.match(item.text) if isinstance(item, Item) else None
        if isinstance(item, Item) and task:
            actions.append(_action(task["text"], task["tick"] != " ", item.line, path, render, problems))
        else:
            rest.append(item.raw if isinstance(item, Item) else item[0])
    return tuple(actions), "\n".join(rest)


def _action(text: str, ticked: bool, line: int, path: str, render: Render, problems: list[Problem]) -> ActionItem:
    words, facts, strange = _facts(text)
    known = (*_FACTS, *ACTION_TYPES)
    problems += [problem(path, line, "W201", k=f"action item: {fact}", guess=guess(fact, known)) for fact in strange]
    link = facts.get("link", "")
    if link and not _WEB.match(link):
        shape = "an address that begins with https://"
        problems.append(problem(path, line, "E151", field="action item: link", shape=shape, got=f"'{link[:60]}'"))
    days: dict[str, date | None] = {}
    for key in ("due", "done"):
        typed = facts.get(key, "")
        days[key] = read_day(typed) if typed else None
        if typed and days[key] is None:
            problems.append(problem(path, line, "E170", field=key, v=typed))
    return ActionItem(
        text=render(words, line),
        done=ticked or days["done"] is not None,
        type=facts.get("type", ""),
        priority=facts.get("priority", ""),
        owner=facts.get("owner", ""),
        due=days["due"],
        done_on=days["done"],
        link=link if _WEB.match(link) else "",
        line=line,
    )


def _facts(text: str) -> tuple[str, dict[str, str], list[str]]:
    """Split `Words (prevent; P1; owner: Team; due: 2026-04-30)`; the last parentheses count, if they hold a type, owner or due.

    Also returns what stands in them and is not known.
    """
    start = _last_parenthesis(text)
    if start is None:
        return text, {}, []
    facts: dict[str, str] = {}
    strange: list[str] = []
    for part in text[start + 1 : text.rstrip().rfind(")")].split(";"):
        key, colon, value = part.strip().partition(":")
        low = key.strip().lower()
        if colon and low in _FACTS:
            facts[low] = value.strip()
        elif low in ACTION_TYPES:
            facts["type"] = low
        elif re.fullmatch(r"p[0-4]", low):
            facts["priority"] = low.upper()
        elif part.strip():
            strange.append(key.strip()[:60])
    if not facts.keys() & {"type", "owner", "due"}:
        return text, {}, []
    return text[:start].rstrip(), facts, strange


def _last_parenthesis(text: str) -> int | None:
    """Where the parentheses begin that end the text; pairs inside them, as in some links, are jumped over."""
    bare = text.rstrip().removesuffix(".")
    depth = 0
    for place in range(len(bare) - 1, -1, -1):
        if bare[place] == ")":
            depth += 1
        elif bare[place] == "(":
            depth -= 1
            if depth == 0:
                return place
        elif depth == 0:
            return None
    return None


def read_timeline(text: str, first_line: int, path: str, render: Render, problems: list[Problem]) -> tuple[tuple[TimelineEntry, ...], str]:
    """The entries of a timeline, in the order of the file, and the text of the section without them."""
    entries: list[TimelineEntry] = []
    rest: list[str] = []
    for item in items(text, first_line):
        unmarked = _BOLD.sub("", item.text) if isinstance(item, Item) else ""
        start = begin(unmarked) if isinstance(item, Item) else None
        if isinstance(item, Item) and start:
            bare = unmarked if item.text.startswith(("**", "__")) else item.text
            start = (begin(bare) if bare != unmarked else None) or start
            entry = timeline_entry(start, bare[start.end :], item.line, path, entries, render, problems)
            if entry:
                entries.append(entry)
                continue
        rest.append(item.raw if isinstance(item, Item) else item[0])
    return tuple(entries), "\n".join(rest)


def timeline_entry(
    start: TimeStart, text: str, line: int, path: str, above: list[TimelineEntry], render: Render, problems: list[Problem]
) -> TimelineEntry | None:
    """One entry; None, with a problem, when its time cannot be read."""
    moment = _timeline_moment(start, above[-1].at.at if above else None)
    if isinstance(moment, TimeFault):
        problems.append(fault(path, line, 1, moment.code, {"field": "timeline", **moment.values}))
        return None
    separator = _SEPARATOR.match(text)
    return TimelineEntry(at=moment, text=render(text[separator.end() if separator else 0 :], line), line=line)


def _timeline_moment(start: TimeStart, above: datetime | None) -> Moment | TimeFault:
    if start.date and not start.clock:
        day = read_day(start.date)
        if day is None:
            return TimeFault(code="E133", values={"v": start.date})
        return Moment(datetime.fromisoformat(f"{day}T00:00:00+00:00"), about=start.about, day_only=True)
    if start.date or above is None:
        return resolve(start)
    found: Moment | TimeFault = resolve(start)
    for shift in (0, 1, 2) if is_utc(start.zone) else (-1, 0, 1, 2):  # in UTC, the time of the day before is never later
        typed = (above + timedelta(days=shift)).date().isoformat()
        moment = resolve(TimeStart(about=start.about, date=typed, clock=start.clock, zone=start.zone, end=0))
        if isinstance(moment, Moment) and moment.at >= above:
            return moment
        found = moment
    if isinstance(found, TimeFault) and found.code in {"E130", "E131", "E133"}:  # the date was ours, not the writer's
        return TimeFault(code=found.code, values={"v": start.clock})
    return found
