"""What holds for every file, however wrong: the reader reports and never raises, hangs or lets anything through."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from afterword.core.incident_parts import Fragment
from afterword.core.model import Incident
from afterword.core.rules import RULES
from afterword.core.sources import Source, UpdateFile
from afterword.reading.incident import IncidentReader, Parsed
from afterword.reading.settings_reader import read_settings
from afterword.reading.update_phrases import promise
from afterword.syntax.fields import FIELDS
from afterword.syntax.headings import looks_like_update, read_heading
from afterword.syntax.text import illegal
from golden import SETTINGS
from proportion import assert_in_proportion, processor_time

ID = "2026-03-14-queue-stopped"
PATH = f"incidents/{ID}.md"
TEAM = read_settings("settings.yml", SETTINGS.encode())[0]
ANCHOR = re.compile(r"u-\d{8}T\d{4}Z(-\d+)?", re.ASCII)
UNSAFE = re.compile(
    r"<script|<style|<iframe|<svg|<form|<base|<meta|<[a-z][^>]*\son\w+=|(?:href|src)=\"\s*(?:javascript|data|vbscript):", re.IGNORECASE
)

TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
FRAGMENTS = st.sampled_from(
    [
        "---", "title: x", "## ", "### ", "#", "2026-03-14", "09:16", " UTC", " - ", "Investigating", "Resolved", ": ", "now", "|",
        "\n", "\n\n",
        "```", "~~~", "<!--", "-->", "`", "[", "]", "(", ")", "{#u-20260314T0916Z}", "{", "}", "Next update by ", "09:45",
        "in 30 minutes", "— Ada",
        "> ", "- ", "- [ ] ", "(prevent; due: ", "[redacted: x]", "## Timeline\n", "## Action items\n", "## Updates\n", "<script>",
        "&#1;", "javascript:",
        "[a](b)", "![a](b)", "[^1]", "[^1]: n", "*[X]: y", "*", "_", "~", "    ", "\t", "=====", "-----", "|a|b|", "|-|-|", "!!! note",
        "'", '"', "&", "*a",
        "!t", "<<: ", "\u00a0", "\u2028", "\u0085", "\ufeff", "\u202e", "\r", "İ", "ß",
    ]
)  # fmt: skip
PIECES = st.lists(st.one_of(FRAGMENTS, TEXT), max_size=25).map("".join)


def read(data: bytes, *updates: UpdateFile) -> Parsed:
    """Read one source."""
    return IncidentReader(settings=TEAM, wording=False)(Source(path=PATH, data=data, updates=updates))


def fragments(incident: Incident) -> list[Fragment]:
    """Everything of an incident that is shown as HTML."""
    return [
        incident.summary,
        *(section.text for section in incident.sections),
        *(update.text for update in incident.updates),
        *(action.text for action in incident.actions),
        *(entry.text for entry in incident.timeline),
    ]


def check(data: bytes, *updates: UpdateFile) -> Parsed:
    """Read, and assert everything that holds for every file."""
    parsed = read(data, *updates)
    assert parsed == read(data, *updates), "reading twice gives equal results"
    lengths = {PATH: data, **{update.path: update.data for update in updates}}
    lines = {path: len(re.split(rb"\r\n|\r|\n", content)) for path, content in lengths.items()}
    assert list(parsed.problems) == sorted(set(parsed.problems))
    for problem in parsed.problems:
        assert 1 <= problem.line <= lines[problem.path]
        assert problem.column >= 1
        assert problem.code in RULES
        assert "\n" not in str(problem)
    if parsed.incident:
        hold(parsed.incident)
    else:
        assert any(problem.code.startswith("E") for problem in parsed.problems), "what is not published is said"
    return parsed


def hold(incident: Incident) -> None:
    """Assert everything that holds for every incident."""
    anchors = [update.anchor for update in incident.updates]
    assert len(set(anchors)) == len(anchors) or incident.updates
    assert all(ANCHOR.fullmatch(anchor) for anchor in anchors)
    assert [update.at.at for update in incident.updates] == sorted(update.at.at for update in incident.updates)
    assert not illegal(incident.title)
    assert len({section.anchor for section in incident.sections}) == len(incident.sections)
    for fragment in fragments(incident):
        assert not UNSAFE.search(fragment.html)
        assert not illegal(fragment.html)
    # every figure can be asked for
    for name in ("state", "duration", "gaps", "median_silence", "promises_kept", "changed", "worst", "report_on_time", "next_update"):
        getattr(incident, name)


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    """Any bytes are an incident or are refused with a reason."""
    check(data)


@given(PIECES)
@example("")
@example("---\n---")
def test_any_file(text: str) -> None:
    """So is any text."""
    check(text.encode())


@given(PIECES)
@example("### 2026-03-14 09:16 UTC {#u-20260314T0916Z}\n### 2026-03-14 09:16 UTC - Update")
def test_any_body(body: str) -> None:
    """Whatever the body is, a file with a title is an incident, unless characters are illegal or git left its marks."""
    parsed = check(f"---\ntitle: Queue stopped\n---\n{body}".encode())
    assert parsed.incident or any(problem.code in {"E105", "E106"} for problem in parsed.problems)


@given(PIECES)
def test_any_update_file(text: str) -> None:
    """So it is with the files of updates."""
    file = UpdateFile(path=f"incidents/{ID}/updates/2026-03-14T0916Z-update.md", data=text.encode())
    check(b"---\ntitle: Queue stopped\n---\n", file)


@given(st.sampled_from([field.name for field in FIELDS]), st.one_of(TEXT, PIECES), st.booleans())
def test_any_value_in_any_field(name: str, value: str, quoted: bool) -> None:
    """Every value of every field is read or refused."""
    typed = "'" + value.replace("'", "''") + "'" if quoted else value
    check(f"---\ntitle: Queue stopped\n{name}: {typed}\n---\n".encode())


TIME = st.sampled_from(
    ["2026-03-14 09:16 UTC", "~2026-03-14 09:16:30 +02:00", "2026-03-14T09:16Z", "2026-03-14 09:16", "2026-03-14", "09:16", "now"]
)
MORE = st.sampled_from(
    [
        "14.03.2026 09:16 UTC",
        "14-03-2026",
        "03/14/2026",
        "20260314",
        "14 March 2026",
        "March 14",
        "9 am",
        "2026\u201103\u201114",
        "[2026-03-14 09:16]",
    ]
)
LEVEL = st.sampled_from(["##", "###", "####", "## ", "### ", "####\t", "  ### ", "## **", "### _"])
REST = st.sampled_from(
    ["", " - Investigating", " — Identified: x", " Resolved", " | nonsense", " {#u-20260314T0916Z}", " {#x}", " ##", ":", " `"]
)


@given(st.lists(st.tuples(LEVEL, st.one_of(TIME, MORE), REST, TEXT), min_size=1, max_size=4))
@example([("## ", "2026-03-14 09:16 UTC", "", "\\"), ("##", "2026-03-14 09:16 UTC", "", "")])
@example([("## ", "2026-03-14 09:16 UTC", "", "*x*"), ("##", "2026-03-14 09:16 UTC", "", "")])
def test_a_heading_that_begins_with_a_time_is_never_silent_prose(heads: list[tuple[str, str, str, str]]) -> None:
    """It is an update, or a problem says that it is none."""
    body, lines = "", []
    for level, moment, rest, text in heads:
        lines.append(4 + body.count("\n"))
        words = re.sub(r"[\r\n#`~<\[=\-|>*\t]", " ", text)
        body += f"{level}{moment}{rest}\n{words}\n"
    parsed = check(f"---\ntitle: Queue stopped\n---\n{body}".encode())
    assert parsed.incident is not None
    told = {update.line for update in parsed.incident.updates} | {problem.line for problem in parsed.problems if problem.code == "E138"}
    assert set(lines) <= told


FIELD_LINES = st.sampled_from(
    [
        "severity: major", "started: 2026-03-14 09:02 UTC", "resolved: 2026-03-14 11:20 UTC", "kind: maintenance", "backfilled: true",
        "components: [delivery]", "components: {api: degraded}", "users: 12", "users: {affected: 1, of: 2}", "postmortem: final",
        "scheduled_start: 2026-03-14 09:02 UTC", "scheduled_end: 2026-03-14 10:02 UTC", "aliases: [2026-03-01-x]", "unknown: x", "lang: de",
        "channels: [{name: Chat, at: 2026-03-14 09:20 UTC}]", "extra: {a: [b, {c: d}]}", "postmortem_due: 2026-03-21",
    ]
)  # fmt: skip
BODY_LINES = st.sampled_from(
    [
        "Text.", "", "## Affected", "## Timeline", "- 09:10 UTC — x", "- 2026-03-14 23:10 UTC — x", "## Action items",
        "- [x] a (prevent; due: 2026-04-01)",
        "### 2026-03-14 09:16 UTC - Investigating", "### 2026-03-14 09:16 UTC - Resolved", "### 2026-03-15 01:00 UTC - Monitoring",
        "## 2026-03-16 01:00 UTC - Postmortem", "#### 2026-03-14 09:30 UTC - Retracted", "Next update by 09:45 UTC.",
        "Next update in 2 hours", "— Ada Osei",
        "```", "<!-- x -->", "## Updates", "### What went well", "[l]: https://a.example/", "[l] and [^1]", "[^1]: Note",
        "one hour ago", "# Queue stopped",
    ]
)  # fmt: skip


@given(st.lists(FIELD_LINES, max_size=8, unique_by=lambda line: line.split(":")[0]), st.lists(BODY_LINES, max_size=20))
@settings(max_examples=200)
def test_files_as_people_write_them(fields: list[str], lines: list[str]) -> None:
    """A file of good lines in any order is an incident; anchors are distinct."""
    parsed = check("\n".join(["---", "title: Queue stopped", *fields, "---", *lines]).encode())
    assert parsed.incident is not None
    anchors = [update.anchor for update in parsed.incident.updates]
    assert len(set(anchors)) == len(anchors)


@given(st.text(max_size=200))
def test_any_heading(title: str) -> None:
    """Any heading is read or refused with a reason, and only a heading that looks like an update is asked."""
    if looks_like_update(title):
        assert read_heading(title, "")


@given(PIECES)
def test_any_promise(text: str) -> None:
    """A promise is later than the update that makes it, unless it names its own date, or it cannot be read."""
    found = promise(text, datetime(2026, 3, 14, 9, 16, tzinfo=UTC))
    assert found is None or found.due is None or found.due.tzinfo is UTC


def assert_read_in_proportion(text: Callable[[int], str], size: int) -> None:
    """Assert that a file with eight times the text takes about eight times as long to read."""

    def seconds(size: int) -> float:
        data = text(size).encode()
        return processor_time(lambda: read(data))

    assert_in_proportion(seconds, size)


@pytest.mark.parametrize(
    "fill",
    [" ", "\t", "*", "_", "[", "]", "(", "`", "-", "—", ":", "|", "{", "}", "#", "~", "<", "<!--", "9", "a ", "[a](", "![", "&", "\\"],
)
@pytest.mark.parametrize(
    "where",
    [
        "### {0}",
        "### {0}2026-03-14 09:16 UTC - Update",
        "### 2026-03-14{0}09:16 UTC - Update",
        "### 2026-03-14 09:16{0}UTC",
        "### 2026-03-14 09:16 UTC{0}Update",
        "### 2026-03-14 09:16 UTC - Identified: {0}x",
        "{0}\n---",
        "Next update by{0}09:45 UTC",
    ],
)
def test_long_lines_are_read_in_proportion(fill: str, where: str) -> None:
    """Whatever a heading is full of: one pattern for a whole line took 98 s for 4,000 characters."""

    def text(size: int) -> str:
        return "---\ntitle: Queue stopped\n---\n" + f"{where.format((fill * size)[:size])}\n\n" * 8

    assert_read_in_proportion(text, 1_200)


@pytest.mark.parametrize(
    "fill",
    ["[", "<a ", "word ", "> ", "- ", "[^1]", "*[a]: b\n", "# \n", "<!--", "    ", "- a\n  ", "[redacted: ", "`", "```\n", "a\n\n", "\\"],
    ids=repr,
)
def test_a_large_body_is_read_in_proportion(fill: str) -> None:
    """Brackets, nesting and length have limits, so that no body takes minutes."""
    assert_read_in_proportion(lambda size: f"---\ntitle: Queue stopped\n---\n{fill * (size // len(fill))}", 15_000)


@pytest.mark.parametrize(
    ("begin", "fill"),
    [("extra: ", "["), ("extra: ", "{a: "), ("extra: ", "- "), ("", "a: &a [x]\n"), ("x: *", "a"), ("", "k: v\n"), ("", "? "), ("", "'"),
     ("", "#"), ("", "&a "), ("", "!a "), ("a: |\n", " x\n")],
)  # fmt: skip
def test_front_matter_is_read_in_proportion(begin: str, fill: str) -> None:
    """Depth, size and aliases are refused while they are read, and the file is as good as any other that is refused."""

    def text(size: int) -> str:
        return f"---\n{begin}{fill * (size // len(fill))}\n---\n"

    check(text(60_000).encode())
    assert_read_in_proportion(text, 7_500)  # eight times as much is within the limit for front matter


@pytest.mark.parametrize("day", ["14 ſep 2026", "14 SEPTEMBER 2026", "14 Auguſt", "3 decemBer 2026", "31 Feb 2026", "99 ſep"])
def test_a_day_in_a_correction_is_read_or_left_alone(day: str) -> None:
    """Letters that are the same in another case, such as the long s, name a month to a pattern, but to no table of months."""
    text = f"---\ntitle: Queue stopped\n---\n### 2026-09-14 11:14 UTC - Correction\nIn the update of {day} we gave a wrong number.\n"
    parsed = IncidentReader(settings=read_settings("settings.yml", b"")[0])(
        Source(path="incidents/2026-09-14-queue.md", data=text.encode())
    )
    assert parsed.incident is not None
    assert day in parsed.incident.updates[0].text.html
