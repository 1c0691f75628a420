"""Read lists and tables that have a meaning of their own: action items and the timeline."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from afterword.core.frozen import frozen
from afterword.core.incident_parts import ActionItem, Fragment, TimelineEntry
from afterword.core.problems import Problem, fault, problem
from afterword.core.times import FaultKind, Moment, TimeFault, TimeStart, begin, is_utc, read_day, resolve
from afterword.markup.flow import flow, plain
from afterword.markup.tree import Document, Node
from afterword.syntax.fragments import NodeRange
from afterword.syntax.headings import split_anchor
from afterword.syntax.values import guess

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
    lines = [
        (node.line, node.end_line + 1)
        for node in nodes
        if isinstance(node, Node) and node.line and node.tag not in {"ul", "ol", "table"}
    ]
    items = [
        (item.line, item.end_line + 1)
        for node in nodes
        if isinstance(node, Node) and node.tag in {"ul", "ol"}
        for item in node.elements()
    ]
    tables = [(node.line, node.end_line + 1) for node in nodes if isinstance(node, Node) and node.tag == "table"]
    runs: list[tuple[int, int] | str] = []
    for run in sorted([*lines, *items, *tables]):
        runs += ["", run] if runs else [run]
    return NodeRange(content.document, content.line, nodes, runs)


class _Actions:
    """Reads list items and table rows as action items."""

    def __init__(self, document: Document, path: str, render: Render) -> None:
        self.document = document
        self.path = path
        self.render = render
        self.actions: list[ActionItem] = []
        self.problems: list[Problem] = []

    def item(self, item: Node) -> bool:
        """Add the action item of a list item. False when the item has no words."""
        box = _box(item)
        if box:
            holder = item if box in item.children else item.elements()[0]
            holder.children.remove(box)
            if holder.children and isinstance(holder.children[0], str):
                holder.children[0] = holder.children[0].lstrip()
        text = flow(item.children, self.document)
        words = text.text.rstrip()
        if not words:
            return False
        first = words.partition("\n\n")[0]
        in_whole = _facts(words)
        parenthesis = in_whole or _facts(first)
        markdown = _written(item, self.document)
        if parenthesis:
            text.cut((parenthesis.start, parenthesis.end))
            cut = _last_parenthesis(markdown if in_whole else markdown.partition("\n\n")[0])
            markdown = markdown[:cut].rstrip() if cut is not None else markdown
        facts = parenthesis.facts if parenthesis else {}
        unknown = parenthesis.unknown if parenthesis else ()
        children = _stripped(item.children)
        self._add(
            self.render(children, self.document, markdown, item.line),
            facts,
            unknown,
            box is not None and "checked" in box.attributes,
            item.line,
        )
        return True

    def table(self, table: Node) -> bool:
        """Add the action items of a table. False when the table is not one of action items."""
        head, rows = _rows(table)
        names = [_column(plain(cell.children)) for cell in head]
        if not rows or len({*names} & {"owner", "due", "status", "link"}) < 1:
            return False
        what = (
            names.index("what")
            if "what" in names
            else next((number for number, name in enumerate(names) if not name), None)
        )
        if what is None:
            return False
        for row in rows:
            words = [plain(cell.children) for cell in row]
            if what >= len(row) or not words[what]:
                continue
            facts = {
                name: word
                for name, word in zip(names, words, strict=False)
                if name and name != "what" and word.strip("-–— ")
            }
            status = facts.pop("status", "").lower()
            link = next(
                (node.attributes["href"] for cell in row for node in cell.elements() if "href" in node.attributes), ""
            )
            if link and _WEB.match(link) and not _WEB.match(facts.get("link", "")):
                facts["link"] = link
            elif not _WEB.match(facts.get("link", "")):
                facts.pop("link", None)
            done = any(word.strip(".,:()") in _DONE for word in status.split())
            line = row[what].line or table.line
            self._add(
                self.render(row[what].children, self.document, words[what], line), facts, (), done, line, row=True
            )
        return True

    def _add(
        self,
        text: Fragment,
        facts: dict[str, str],
        unknown: Sequence[str],
        ticked: bool,
        line: int,
        *,
        row: bool = False,
    ) -> None:
        known = (*_FACTS, *ACTION_TYPES)
        self.problems += [
            problem(self.path, line, "W201", k=f"action item: {word}", guess=guess(word, known)) for word in unknown
        ]
        link = facts.get("link", "")
        if link and not _WEB.match(link):
            shape = "an address that begins with https://"
            self.problems.append(
                problem(self.path, line, "E151", field="action item: link", shape=shape, got=f"'{link[:60]}'")
            )
        days: dict[str, date | None] = {}
        for key in ("due", "done"):
            typed = facts.get(key, "")
            days[key] = read_day(typed) if typed else None
            if typed and days[key] is None:
                wrong = (
                    problem(self.path, line, "W245", v=typed[:60])
                    if row
                    else problem(self.path, line, "E170", field=key, v=typed)
                )
                self.problems.append(wrong)
        self.actions.append(
            ActionItem(
                text=text,
                done=ticked or days["done"] is not None,
                type=facts.get("type", ""),
                priority=facts.get("priority", ""),
                owner=facts.get("owner", ""),
                due=days["due"],
                done_on=days["done"],
                link=link if _WEB.match(link) else "",
                line=line,
            )
        )


def _box(item: Node) -> Node | None:
    """The checkbox at the beginning of a list item; None without one."""
    shown = [child for child in item.children if not isinstance(child, str) or child.strip()]
    first = shown[0] if shown else None
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


@frozen
class _Facts:
    """The facts in the parentheses that end an action item."""

    start: int
    end: int
    facts: dict[str, str]
    unknown: tuple[str, ...]
    """Words that are no known fact."""


def _facts(text: str) -> _Facts | None:
    """Read `(prevent; P1; owner: Team; due: 2026-04-30)` at the end of a text.

    None when it has neither a type nor an owner nor a due date.
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
    if not facts.keys() & {"type", "owner", "due"}:
        return None
    return _Facts(start=len(text[:start].rstrip()), end=len(text), facts=facts, unknown=tuple(unknown))


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
    rows = [
        [cell for cell in row.elements() if cell.tag in {"th", "td"}]
        for part in table.elements()
        for row in part.elements()
    ]
    return (rows[0], rows[1:]) if rows else ([], [])


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


class _Timeline:
    """Reads list items, headings and table rows as entries of a timeline."""

    def __init__(self, document: Document, path: str, render: Render) -> None:
        self.document = document
        self.path = path
        self.render = render
        self.entries: list[TimelineEntry] = []
        self.problems: list[Problem] = []

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
        text.cut((0, start.end + _behind(text.text, start.end)))
        markdown = _written(item, self.document)
        bare = markdown.replace("**", "").replace("__", "") if markdown.startswith(("**", "__")) else markdown
        typed = begin(bare)
        end = typed.end + _behind(bare, typed.end) if typed else 0
        self._add(moment, _stripped(item.children), bare[end:], item.line)
        return True

    def heading(self, head: Node, below: Sequence[Node | str]) -> bool:
        """Add the entry of a heading, with the text below it.

        False when it does not begin with a time that can be read.
        """
        text = flow(head.children, self.document)
        words = split_anchor(text.text)[0]
        start = begin(words)
        moment = self._moment(start, head.line) if start else None
        if not start or not moment:
            return False
        text.cut((0, start.end + _behind(words, start.end)), (len(words), len(text.text)))
        title = [Node("p", {}, _stripped(head.children), head.line)] if plain(head.children) else []
        lines = [node for node in below if isinstance(node, Node) and node.line]
        markdown = [words[start.end + _behind(words, start.end) :]]
        if lines:
            markdown += ["", *(self.document.row(line) for line in range(lines[0].line, lines[-1].end_line + 1))]
        self._add(moment, [*title, *below], "\n".join(markdown).strip("\n"), head.line)
        return True

    def table(self, table: Node) -> Node | None:
        """Add the entries of a table.

        Return the rows that are none, or the whole table when it has no column for the time.
        """
        head, rows = _rows(table)
        words = [plain(cell.children) for cell in head]
        timed = [
            number for number, word in enumerate(words) if word.lower().strip(" :").partition(" ")[0] in _TIME_HEADS
        ]
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
        moment = self._moment(replace_zone(start, zone), row[0].line)
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
            self.problems.append(fault(self.path, line, 1, "E130", {"field": "timeline", **moment.values}))
            return None
        return moment

    def _add(self, at: Moment, nodes: Sequence[Node | str], markdown: str, line: int) -> None:
        self.entries.append(TimelineEntry(at=at, text=self.render(nodes, self.document, markdown, line), line=line))


def replace_zone(start: TimeStart, zone: str) -> TimeStart:
    """Give a time the zone that the header of its column names, if it has no zone of its own."""
    if start.zone or not start.clock or not zone:
        return start
    return TimeStart(about=start.about, date=start.date, clock=start.clock, zone=zone, end=start.end)


def _behind(text: str, end: int) -> int:
    """The length of the separator behind a time."""
    separator = _SEPARATOR.match(text, end)
    return separator.end() - end if separator else 0


def _timeline_moment(start: TimeStart, above: datetime | None) -> Moment | TimeFault:
    if start.date and not start.clock:
        day = read_day(start.date)
        if day is None:
            return TimeFault(wrong=FaultKind.NEVER, text=start.date)
        return Moment(datetime.fromisoformat(f"{day}T00:00:00+00:00"), about=start.about, day_only=True)
    if start.date or above is None:
        return resolve(start)
    last: Moment | TimeFault = resolve(start)
    for shift in (
        (0, 1, 2) if is_utc(start.zone) else (-1, 0, 1, 2)
    ):  # in UTC the date of an entry never precedes that of the entry above
        typed = (above + timedelta(days=shift)).date().isoformat()
        moment = resolve(TimeStart(about=start.about, date=typed, clock=start.clock, zone=start.zone, end=0))
        if isinstance(moment, Moment) and moment.at >= above:
            return moment
        last = moment
    return (
        replace(last, text=start.clock) if isinstance(last, TimeFault) else last
    )  # the date was computed, not typed by the writer
