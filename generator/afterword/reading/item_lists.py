"""Read lists and tables that have a meaning of their own: action items and the timeline."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from afterword.core.frozen import frozen
from afterword.core.incident_parts import ActionItem, Fragment, TimelineEntry
from afterword.core.problems import Problem, guess, problem
from afterword.core.times import FaultKind, Moment, TimeFault, TimeStart, begin, days_around, read_day, resolve
from afterword.markup.flow import flow, plain
from afterword.markup.tree import Document, Node
from afterword.syntax.fragments import NodeRange
from afterword.syntax.headings import split_anchor

ACTION_TYPES = ("prevent", "detect", "mitigate", "repair", "process", "investigate")
_FACTS = ("owner", "due", "done", "link", "type", "priority")
_WEB = re.compile(r"https?://[^\s<>\"'\\]+$", re.IGNORECASE)
_SEPARATOR = re.compile(r"[\s—–\-:|]*")
_MARK = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
"""The mark of a list item, with the box of a task."""
_COLUMNS = {
    "what": "what action task item todo description improvement measure follow-up",
    "owner": "owner who assignee responsible team",
    "due": "due deadline when by date target",
    "status": "status state done progress complete completed",
    "link": "ticket issue link tracking jira bug",
    "type": "type kind category",
    "priority": "priority prio",
}
"""Headers of the columns of a table of action items: the first word in small letters."""
_DONE = frozenset("done closed complete completed fixed resolved shipped finished yes x ✅ ✔ ☑".split())
_TIME_HEADS = frozenset("time when date day clock timestamp".split())
_ZONE_IN_HEAD = re.compile(r"\(([^()]{1,40})\)|\b(UTC|GMT)\b", re.IGNORECASE)

Render = Callable[[Sequence[Node | str], Document, str, int], Fragment]
"""Makes an inline fragment from nodes, their document, their Markdown and the line on which they begin."""


@frozen
class ReadLists:
    """The items that were read from a section, and the rest of it, which is prose."""

    actions: tuple[ActionItem, ...] = ()
    entries: tuple[TimelineEntry, ...] = ()
    rest: NodeRange
    problems: tuple[Problem, ...]


# ---- action items --------------------------------------------------------------------------------


def read_actions(content: NodeRange, path: str, render: Render) -> ReadLists:
    """Read the action items of a section.

    Every item of a list at the left edge is one, with or without a checkbox. So is every row of a table with columns
    for the task and for its owner, date or status. Below a heading in the section only items with a checkbox are.
    """
    reader = _Actions(content.document, path, render)
    rest: list[Node | str] = []
    below = False
    for node in content.nodes:
        if isinstance(node, str) or not node.line:
            rest.append(node)
            continue
        below = below or node.level > 0
        if node.tag in {"ul", "ol"}:
            rest += _without(node, lambda item: (not below or _box(item) is not None) and reader.item(item))  # noqa: B023 - called at once
        elif node.tag != "table" or not reader.table(node):
            rest.append(node)
    return ReadLists(actions=tuple(reader.actions), rest=_rest(content, rest), problems=tuple(reader.problems))


def _without(listed: Node, taken: Callable[[Node], bool]) -> list[Node | str]:
    """The list without the items for which `taken` is true: empty, a shorter copy, or the list itself."""
    kept = [item for item in listed.elements() if not taken(item)]
    if len(kept) == len(listed.elements()):
        return [listed]
    children: list[Node | str] = ["\n"]
    for item in kept:
        children += [item, "\n"]
    return [replace(listed, children=children)] if kept else []


def _rest(content: NodeRange, nodes: list[Node | str]) -> NodeRange:
    """What remains of a section. Its Markdown is the lines of the remaining nodes."""
    if nodes == content.nodes:
        return content
    parts: list[Node] = []
    for node in nodes:
        if isinstance(node, Node):
            parts += node.elements() if node.tag in {"ul", "ol"} else [node] if node.line or node.tag == "table" else []
    runs: list[tuple[int, int] | str] = []
    for run in sorted((part.line, part.end_line + 1) for part in parts):
        runs += ["", run] if runs else [run]
    return NodeRange(content.document, content.line, nodes, runs)


@dataclass(slots=True)
class _ItemReader:
    """What the readers of both lists have in common."""

    document: Document
    path: str
    render: Render
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Actions(_ItemReader):
    """Reads list items and table rows as action items."""

    actions: list[ActionItem] = field(default_factory=list)

    def item(self, item: Node) -> bool:
        """Add the action item of a list item. False when the item has no words."""
        box = _box(item)
        if box:
            holder = item if box in item.children else item.elements()[0]
            holder.children.remove(box)
            if holder.children and isinstance(holder.children[0], str):
                holder.children[0] = holder.children[0].lstrip()
        text = flow(item.children, self.document)
        words, markdown = text.text.rstrip(), _written(item, self.document)
        if not words:
            return False
        facts, unknown = dict[str, str](), list[str]()
        for shown, typed in ((words, markdown), (words.partition("\n\n")[0], markdown.partition("\n\n")[0])):
            if read := _facts(shown):
                start, facts, unknown = read
                text.cut((start, len(shown)))
                cut = _last_parenthesis(typed)
                markdown = markdown[:cut].rstrip() if cut is not None else markdown
                break
        known = (*_FACTS, *ACTION_TYPES)
        self.problems += [
            problem(self.path, item.line, "W201", k=f"action item: {word}", guess=guess(word, known))
            for word in unknown
        ]
        link = facts.get("link", "")
        if link and not _WEB.match(link):
            shape, got = "an address that begins with https://", f"'{link[:60]}'"
            self.problems.append(problem(self.path, item.line, "E151", field="action item: link", shape=shape, got=got))
            del facts["link"]
        fragment = self.render(_stripped(item.children), self.document, markdown, item.line)
        self._add(fragment, facts, box is not None and "checked" in box.attributes)
        return True

    def table(self, table: Node) -> bool:
        """Add the action items of a table. False when the table is not one of action items."""
        head, rows = _rows(table)
        names = [_column(plain(cell.children)) for cell in head]
        tasks = [number for name in ("what", "") for number, other in enumerate(names) if other == name]
        if not rows or not tasks or {"owner", "due", "status", "link"}.isdisjoint(names):
            return False
        what = tasks[0]
        for row in rows:
            words = [plain(cell.children) for cell in row]
            if what >= len(row) or not words[what]:
                continue
            stated = zip(names, words, strict=False)
            facts = {name: word for name, word in stated if name and name != "what" and word.strip("-–— ")}
            status = facts.pop("status", "").lower()
            links = [node.attributes["href"] for cell in row for node in cell.elements() if "href" in node.attributes]
            links = [facts.pop("link", ""), *links[:1]]
            facts["link"] = next(filter(_WEB.match, links), "")
            done = any(word.strip(".,:()") in _DONE for word in status.split())
            line = row[what].line or table.line
            fragment = self.render(row[what].children, self.document, words[what], line)
            self._add(fragment, facts, done, bad_date="W245")
        return True

    def _add(self, text: Fragment, facts: dict[str, str], done: bool, bad_date: str = "E170") -> None:
        days: dict[str, date | None] = {}
        for key in ("due", "done"):
            typed = facts.get(key, "")
            days[key] = read_day(typed) if typed else None
            if typed and days[key] is None:
                shown = typed if bad_date == "E170" else typed[:60]
                self.problems.append(problem(self.path, text.line, bad_date, field=key, v=shown))
        self.actions.append(
            ActionItem(
                text=text,
                done=done or days["done"] is not None,
                type=facts.get("type", ""),
                priority=facts.get("priority", ""),
                owner=facts.get("owner", ""),
                due=days["due"],
                done_on=days["done"],
                link=facts.get("link", ""),
                line=text.line,
            )
        )


def _box(item: Node) -> Node | None:
    """The checkbox at the beginning of a list item; None without one."""
    first = next((child for child in item.children if not isinstance(child, str) or child.strip()), None)
    if isinstance(first, Node) and first.tag == "p":
        first = first.children[0] if first.children else None
    return first if isinstance(first, Node) and first.tag == "input" else None


def _written(item: Node, document: Document) -> str:
    """The Markdown of a list item without its mark, with all rows moved to the left edge."""
    rows = [document.row(line) for line in range(item.line, item.end_line + 1)]
    if not rows:
        return ""
    start = len(rows[0].encode()[: item.column - 1].decode(errors="ignore"))
    mark = _MARK.match(rows[0], start)
    return "\n".join([rows[0][mark.end() if mark else start :], *(row.strip() for row in rows[1:])]).strip()


def _stripped(children: list[Node | str]) -> list[Node | str]:
    """The children of a list item without white space at both ends."""
    kept = list(children)
    while kept and isinstance(kept[-1], str) and not kept[-1].strip():
        kept.pop()
    if kept and isinstance(kept[-1], str):
        kept[-1] = kept[-1].rstrip()
    if kept and isinstance(kept[0], str):
        kept[0] = kept[0].lstrip()
    return kept


def _facts(text: str) -> tuple[int, dict[str, str], list[str]] | None:
    """Read `(prevent; P1; owner: Team; due: 2026-04-30)` at the end of a text.

    Returns where it begins, the facts, and the words that are no known fact. None without type, owner and due date.
    """
    start = _last_parenthesis(text)
    if start is None:
        return None
    facts: dict[str, str] = {}
    unknown: list[str] = []
    end = text.rstrip().rfind(")")
    for part in text[start + 1 : end].split(";"):
        key, colon, value = part.strip().partition(":")
        low = key.strip().lower()
        if colon and low in _FACTS:
            facts[low] = value.strip()
        elif low in ACTION_TYPES:
            facts["type"] = low
        elif re.fullmatch(r"p[0-4]", low):
            facts["priority"] = low.upper()
        elif part.strip():
            unknown.append(key.strip()[:60])
    return (len(text[:start].rstrip()), facts, unknown) if facts.keys() & {"type", "owner", "due"} else None


def _last_parenthesis(text: str) -> int | None:
    """The index at which the parentheses that end a text begin. Pairs inside them, as in some links, are skipped."""
    bare = text.rstrip().removesuffix(".")
    depth = 0
    for sign in reversed([*re.finditer(r"[()]", bare)]) if bare.endswith(")") else ():
        depth += 1 if sign[0] == ")" else -1
        if depth == 0:
            return sign.start()
    return None


def _rows(table: Node) -> tuple[list[Node], list[list[Node]]]:
    """The cells of a table's header, and the cells of each row."""
    rows = (row for part in table.elements() for row in part.elements())
    cells = [[cell for cell in row.elements() if cell.tag in {"th", "td"}] for row in rows]
    return (cells[0], cells[1:]) if cells else ([], [])


def _column(head: str) -> str:
    """What a column of a table of action items holds; empty for other columns."""
    word = head.lower().strip(" :#?").partition(" ")[0]
    return next((name for name, words in _COLUMNS.items() if word in words.split()), "")


# ---- timelines -----------------------------------------------------------------------------------


def read_timeline(content: NodeRange, path: str, render: Render) -> ReadLists:
    """Read the entries of a timeline, in the order of the file.

    An entry is a list item or a heading that begins with a time, with the text below the heading, or a row of a table
    that has a column for the time.
    """
    reader = _Timeline(content.document, path, render)
    rest: list[Node | str] = []
    number = 0
    nodes = content.nodes
    while number < len(nodes):
        node = nodes[number]
        number += 1
        if isinstance(node, str) or not node.line:
            rest.append(node)
        elif node.level:
            end = next(
                (at for at in range(number, len(nodes)) if isinstance(other := nodes[at], Node) and other.level),
                len(nodes),
            )
            if reader.heading(node, nodes[number:end]):
                number = end
            else:
                rest.append(node)
        elif node.tag in {"ul", "ol"}:
            rest += _without(node, reader.item)
        elif node.tag == "table":
            left_table = reader.table(node)
            rest += [left_table] if left_table else []
        else:
            rest.append(node)
    return ReadLists(entries=tuple(reader.entries), rest=_rest(content, rest), problems=tuple(reader.problems))


@dataclass(slots=True)
class _Timeline(_ItemReader):
    """Reads list items, headings and table rows as entries of a timeline."""

    entries: list[TimelineEntry] = field(default_factory=list)

    def item(self, item: Node) -> bool:
        """Add the entry of a list item. False when the item does not begin with a time that can be read."""
        text = flow(item.children, self.document)
        start = begin(text.text)
        if not start:
            self.problems.append(problem(self.path, item.line, "W244"))
            return False
        moment = self._moment(start, item.line)
        if not moment:
            return False
        text.cut((0, _behind(text.text, start)))
        markdown = _written(item, self.document)
        bare = markdown.replace("**", "").replace("__", "") if markdown.startswith(("**", "__")) else markdown
        typed = begin(bare)
        self._add(moment, _stripped(item.children), bare[_behind(bare, typed) if typed else 0 :], item.line)
        return True

    def heading(self, head: Node, below: Sequence[Node | str]) -> bool:
        """Add the entry of a heading, with the text below it. False when it begins with no time that can be read."""
        text = flow(head.children, self.document)
        words = split_anchor(text.text)[0]
        start = begin(words)
        moment = self._moment(start, head.line) if start else None
        if not start or not moment:
            return False
        behind = _behind(words, start)
        text.cut((0, behind), (len(words), len(text.text)))
        title = [Node("p", {}, _stripped(head.children), head.line)] if plain(head.children) else []
        lines = [node for node in below if isinstance(node, Node) and node.line]
        markdown = [words[behind:]]
        if lines:
            markdown += ["", *(self.document.row(line) for line in range(lines[0].line, lines[-1].end_line + 1))]
        self._add(moment, [*title, *below], "\n".join(markdown).strip("\n"), head.line)
        return True

    def table(self, table: Node) -> Node | None:
        """Add the entries of a table. Return the rows that are none: all of it, if no column is for the time."""
        head, rows = _rows(table)
        words = [plain(cell.children) for cell in head]
        first_words = [word.lower().strip(" :").partition(" ")[0] for word in words]
        timed = [number for number, word in enumerate(first_words) if word in _TIME_HEADS]
        if not rows or not timed or len(timed) == len(head):
            return table
        zones = [_ZONE_IN_HEAD.search(words[number]) for number in timed]
        zone = next((match[1] or match[2] for match in zones if match), "")
        other_rows = [row for row in rows if not self._row(row, timed, zone)]
        if not other_rows:
            return None
        head_row = Node("thead", {}, [Node("tr", {}, [*head])])
        return replace(table, children=[head_row, Node("tbody", {}, [Node("tr", {}, [*row]) for row in other_rows])])

    def _row(self, row: list[Node], timed: list[int], zone: str) -> bool:
        typed = " ".join(plain(row[number].children) for number in timed if number < len(row)).strip()
        start = begin(typed)
        if not start or start.end < len(typed):
            self.problems.append(problem(self.path, row[0].line, "W244"))
            return False
        moment = self._moment(replace(start, zone=start.zone or zone), row[0].line)
        if not moment:
            return False
        cells = [cell for number, cell in enumerate(row) if number not in timed and plain(cell.children)]
        nodes: list[Node | str] = []
        for cell in cells:
            nodes += [" — ", *cell.children] if nodes else cell.children
        markdown = " — ".join(plain(cell.children) for cell in cells)
        self._add(moment, nodes, markdown, row[0].line)
        return True

    def _moment(self, start: TimeStart, line: int) -> Moment | None:
        moment = _timeline_moment(start, self.entries[-1].at.at if self.entries else None)
        if isinstance(moment, TimeFault):
            self.problems.append(problem(self.path, line, "E130", column=1, field="timeline", **moment.values))
            return None
        return moment

    def _add(self, at: Moment, nodes: Sequence[Node | str], markdown: str, line: int) -> None:
        self.entries.append(TimelineEntry(at=at, text=self.render(nodes, self.document, markdown, line), line=line))


def _behind(text: str, start: TimeStart) -> int:
    """The index behind a time and its separator."""
    return _SEPARATOR.match(text, start.end).end()  # type: ignore[union-attr]  # it matches the empty text too


def _timeline_moment(start: TimeStart, above: datetime | None) -> Moment | TimeFault:
    if start.date and not start.clock:
        day = read_day(start.date)
        if day is None:
            return TimeFault(wrong=FaultKind.NEVER, text=start.date)
        return Moment(datetime.fromisoformat(f"{day}T00:00:00+00:00"), about=start.about, day_only=True)
    if start.date or above is None:
        return resolve(start)
    for moment in days_around(start, above):
        if isinstance(moment, Moment) and moment.at >= above:
            return moment
    # the date was computed, not typed by the writer
    return replace(moment, text=start.clock) if isinstance(moment, TimeFault) else moment
