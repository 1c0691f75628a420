"""Lists and tables with a meaning of their own: action items and the writer's timeline."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from afterword.core.frozen import frozen
from afterword.core.incident_parts import ActionItem, Fragment, TimelineEntry
from afterword.core.problems import Problem, fault, problem
from afterword.core.times import Moment, TimeFault, TimeStart, begin, is_utc, read_day, resolve
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
"""The mark of an item, as the tree says that it is one."""
_COLUMNS = {
    "what": "what action task item todo description improvement measure follow-up",
    "owner": "owner who assignee responsible team",
    "due": "due deadline when by date target",
    "status": "status state done progress complete completed",
    "link": "ticket issue link tracking jira bug",
    "type": "type kind category",
    "priority": "priority prio",
}
"""What the columns of a table of action items are called: the first words of their heads."""
_DONE = frozenset("done closed complete completed fixed resolved shipped finished yes x ✅ ✔ ☑".split())
_TIME_HEADS = frozenset("time when date day clock timestamp".split())
_ZONE_IN_HEAD = re.compile(r"\(([^()]{1,40})\)|\b(UTC|GMT)\b", re.IGNORECASE)

Render = Callable[[Sequence[Node | str], Document, str, int], Fragment]
"""Nodes, their document, their Markdown and their first line to a fragment that stands in a line."""


@frozen
class ReadLists:
    """What was read of a section, and what is left of it as prose."""

    actions: tuple[ActionItem, ...] = ()
    entries: tuple[TimelineEntry, ...] = ()
    rest: NodeRange
    problems: tuple[Problem, ...]


# ---- action items --------------------------------------------------------------------------------


def read_actions(content: NodeRange, path: str, render: Render) -> ReadLists:
    """The action items of a section.

    Every item of a list at the left edge is one, with or without a box to tick, and so is every row of a table that has
    columns for what is to be done and for who, when or how far. Below a heading in the section only items with a box are.
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
    """A list without the items that were taken; nothing when all were, the list itself when none was."""
    kept = [item for item in listed.elements() if not taken(item)]
    if len(kept) == len(listed.elements()):
        return [listed]
    children: list[Node | str] = ["\n"]
    for item in kept:
        children += [item, "\n"]
    return [replace(listed, children=children)] if kept else []


def _rest(content: NodeRange, nodes: list[Node | str]) -> NodeRange:
    """What is left of a section; its Markdown is given where nothing was taken out of it, else as the words that are left."""
    if nodes == content.nodes:
        return content
    lines = [
        (node.line, node.end_line + 1) for node in nodes if isinstance(node, Node) and node.line and node.tag not in {"ul", "ol", "table"}
    ]
    items = [
        (item.line, item.end_line + 1) for node in nodes if isinstance(node, Node) and node.tag in {"ul", "ol"} for item in node.elements()
    ]
    tables = [(node.line, node.end_line + 1) for node in nodes if isinstance(node, Node) and node.tag == "table"]
    runs: list[tuple[int, int] | str] = []
    for run in sorted([*lines, *items, *tables]):
        runs += ["", run] if runs else [run]
    return NodeRange(content.document, content.line, nodes, runs)


class _Actions:
    """Reads items and rows as action items."""

    def __init__(self, document: Document, path: str, render: Render) -> None:
        self.document = document
        self.path = path
        self.render = render
        self.actions: list[ActionItem] = []
        self.problems: list[Problem] = []

    def item(self, item: Node) -> bool:
        """Add the action item of a list item; whether it has any words."""
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
        whole = _facts(words)
        found = whole or _facts(first)
        markdown = _written(item, self.document)
        if found:
            text.cut((found.start, found.end))
            cut = _last_parenthesis(markdown if whole else markdown.partition("\n\n")[0])
            markdown = markdown[:cut].rstrip() if cut is not None else markdown
        facts = found.facts if found else {}
        strange = found.strange if found else ()
        children = _stripped(item.children)
        self._add(
            self.render(children, self.document, markdown, item.line),
            facts,
            strange,
            box is not None and "checked" in box.attributes,
            item.line,
        )
        return True

    def table(self, table: Node) -> bool:
        """Add the action items of a table; False when it is none of action items."""
        head, rows = _rows(table)
        names = [_column(plain(cell.children)) for cell in head]
        if not rows or len({*names} & {"owner", "due", "status", "link"}) < 1:
            return False
        what = names.index("what") if "what" in names else next((number for number, name in enumerate(names) if not name), None)
        if what is None:
            return False
        for row in rows:
            words = [plain(cell.children) for cell in row]
            if what >= len(row) or not words[what]:
                continue
            facts = {name: word for name, word in zip(names, words, strict=False) if name and name != "what" and word.strip("-–— ")}
            status = facts.pop("status", "").lower()
            link = next((node.attributes["href"] for cell in row for node in cell.elements() if "href" in node.attributes), "")
            if link and _WEB.match(link) and not _WEB.match(facts.get("link", "")):
                facts["link"] = link
            elif not _WEB.match(facts.get("link", "")):
                facts.pop("link", None)
            done = any(word.strip(".,:()") in _DONE for word in status.split())
            line = row[what].line or table.line
            self._add(self.render(row[what].children, self.document, words[what], line), facts, (), done, line, row=True)
        return True

    def _add(self, text: Fragment, facts: dict[str, str], strange: Sequence[str], ticked: bool, line: int, *, row: bool = False) -> None:
        known = (*_FACTS, *ACTION_TYPES)
        self.problems += [problem(self.path, line, "W201", k=f"action item: {word}", guess=guess(word, known)) for word in strange]
        link = facts.get("link", "")
        if link and not _WEB.match(link):
            shape = "an address that begins with https://"
            self.problems.append(problem(self.path, line, "E151", field="action item: link", shape=shape, got=f"'{link[:60]}'"))
        days: dict[str, date | None] = {}
        for key in ("due", "done"):
            typed = facts.get(key, "")
            days[key] = read_day(typed) if typed else None
            if typed and days[key] is None:
                wrong = problem(self.path, line, "W245", v=typed[:60]) if row else problem(self.path, line, "E170", field=key, v=typed)
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
    """The box of a task, which stands at its beginning."""
    shown = [child for child in item.children if not isinstance(child, str) or child.strip()]
    first = shown[0] if shown else None
    if isinstance(first, Node) and first.tag == "p":
        first = first.children[0] if first.children else None
    return first if isinstance(first, Node) and first.tag == "input" else None


def _written(item: Node, document: Document) -> str:
    """The Markdown of an item without its mark, its rows moved to the left edge."""
    rows = [document.row(line) for line in range(item.line, item.end_line + 1)]
    if not rows:
        return ""
    start = len(rows[0].encode()[: item.column - 1].decode(errors="ignore"))
    mark = _MARK.match(rows[0], start)
    return "\n".join([rows[0][mark.end() if mark else start :], *(row.strip() for row in rows[1:])]).strip()


def _stripped(children: list[Node | str]) -> list[Node | str]:
    """The children of an item without white space at its ends."""
    shown = list(children)
    while shown and isinstance(shown[-1], str) and not shown[-1].strip():
        shown.pop()
    if shown and isinstance(shown[-1], str):
        shown[-1] = shown[-1].rstrip()
    if shown and isinstance(shown[0], str):
        shown[0] = shown[0].lstrip()
    return shown


@frozen
class _Facts:
    """What stands in the parentheses that end an item."""

    start: int
    end: int
    facts: dict[str, str]
    strange: tuple[str, ...]
    """What is not known."""


def _facts(text: str) -> _Facts | None:
    """`(prevent; P1; owner: Team; due: 2026-04-30)` at the end of a text, if it holds a type, an owner or a due date."""
    start = _last_parenthesis(text)
    if start is None:
        return None
    facts: dict[str, str] = {}
    strange: list[str] = []
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
            strange.append(key.strip()[:60])
    if not facts.keys() & {"type", "owner", "due"}:
        return None
    return _Facts(start=len(text[:start].rstrip()), end=len(text), facts=facts, strange=tuple(strange))


def _last_parenthesis(text: str) -> int | None:
    """Where the parentheses begin that end the text; pairs inside them, as in some links, are jumped over."""
    bare = text.rstrip().removesuffix(".")
    depth = 0
    for sign in reversed([*re.finditer(r"[()]", bare)]) if bare.endswith(")") else ():
        depth += 1 if sign[0] == ")" else -1
        if depth == 0:
            return sign.start()
    return None


def _rows(table: Node) -> tuple[list[Node], list[list[Node]]]:
    """The cells of a table's head, and those of its rows."""
    rows = [[cell for cell in row.elements() if cell.tag in {"th", "td"}] for part in table.elements() for row in part.elements()]
    return (rows[0], rows[1:]) if rows else ([], [])


def _column(head: str) -> str:
    """What a column of a table of action items holds, or nothing."""
    word = head.lower().strip(" :#?").partition(" ")[0]
    return next((name for name, words in _COLUMNS.items() if word in words.split()), "")


# ---- timelines -----------------------------------------------------------------------------------


def read_timeline(content: NodeRange, path: str, render: Render) -> ReadLists:
    """The entries of a timeline, in the order of the file.

    An entry is an item that begins with a time, a heading that does, with the text below it, or a row of a table with a
    column for the time.
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
            end = next((at for at in range(number, len(nodes)) if isinstance(other := nodes[at], Node) and other.level), len(nodes))
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
    """Reads items, headings and rows as entries."""

    def __init__(self, document: Document, path: str, render: Render) -> None:
        self.document = document
        self.path = path
        self.render = render
        self.entries: list[TimelineEntry] = []
        self.problems: list[Problem] = []

    def item(self, item: Node) -> bool:
        """Add the entry of an item; False when it begins with no time, or with one that cannot be read."""
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
        """Add the entry of a heading with the text below it."""
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
        """Add the entries of a table; what is left of it, all of it when it has no column for the time."""
        head, rows = _rows(table)
        words = [plain(cell.children) for cell in head]
        timed = [number for number, word in enumerate(words) if word.lower().strip(" :").partition(" ")[0] in _TIME_HEADS]
        if not rows or not timed or len(timed) == len(head):
            return table
        zones = [_ZONE_IN_HEAD.search(words[number]) for number in timed]
        zone = next((found[1] or found[2] for found in zones if found), "")
        left = [row for row in rows if not self._row(row, timed, zone)]
        if not left:
            return None
        head_row = Node("thead", {}, [Node("tr", {}, [*head])])
        return replace(table, children=[head_row, Node("tbody", {}, [Node("tr", {}, [*row]) for row in left])])

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
            self.problems.append(fault(self.path, line, 1, moment.code, {"field": "timeline", **moment.values}))
            return None
        return moment

    def _add(self, at: Moment, nodes: Sequence[Node | str], markdown: str, line: int) -> None:
        self.entries.append(TimelineEntry(at=at, text=self.render(nodes, self.document, markdown, line), line=line))


def replace_zone(start: TimeStart, zone: str) -> TimeStart:
    """A time with the zone that the head of its column names, if it has none of its own."""
    if start.zone or not start.clock or not zone:
        return start
    return TimeStart(about=start.about, date=start.date, clock=start.clock, zone=zone, end=start.end)


def _behind(text: str, end: int) -> int:
    """How long the separator behind a time is."""
    found = _SEPARATOR.match(text, end)
    return found.end() - end if found else 0


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
