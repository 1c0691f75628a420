"""Split the body of a cState issue into updates. Its writers use many forms."""

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from textwrap import dedent

from afterword.core.frozen import frozen
from afterword.core.words import LESSON_WORDS, SECTION_WORDS, STATUS_WORDS, Slot, Status
from afterword.importers.cleaning import unbracketed
from afterword.importers.clocks import Zones, find_time
from afterword.importers.imported import ImportedUpdate
from afterword.markup.tree import code_rows, parse

TRACK = re.compile(r"\{\{[<%]\s*track\s*[\"'`]?(?P<at>[^\"'`>%]*)[\"'`]?\s*[>%]\}\}")
_TRACK = TRACK.pattern.replace("?P<at>", "?:")
_WITH_GAP = re.compile(rf"[ \t]*{TRACK.pattern}")
_EMPHASIS = re.compile(
    r"(?P<mark>\*{1,3}|_{1,3})(?P<word>[^*_\n]{2,80}?)\s*:?\s*(?P=mark)\s*(?P<sep>[:–—\-]+\s+|[:–—]|$|(?=\S))"
)
_HEADING = re.compile(r"(?P<level>\x23{1,6})\s+(?P<words>.*?)\s*\x23*\s*")
_RULE = re.compile(r"\s{0,3}(?:-\s*){3,}|\s{0,3}(?:\*\s*){3,}|\s{0,3}(?:_\s*){3,}")
_BOLD_LINE = re.compile(r"(?P<mark>\*\*|__)(?P<words>[^*_\n]{3,120})(?P=mark)\s*:?\s*")
_SEPARATOR = re.compile(r"^[\s:–—\-|,.()]+|[\s:–—\-|,(]+$")
UPDATE_WORD = re.compile(
    r"(?:final\s+|latest\s+|initial\s+|first\s+|closing\s+|last\s+)?(?:updated?|message)(?:\s+notice)?(?:\s*#?[0-9]{1,2}(?![0-9:]))?(?=$|[\s:.,–—\-(])",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\b(?:over|restored|resolved|back|completed?|concluded|done|operational|online|fixed|recovered|working|again|normal|final|closing)\b|\bupdate\s*$",
    re.IGNORECASE,
)
"""Words in headings of texts that were written after the end."""
_EXTRA = {
    "operational": Status.RESOLVED,
    "completed": Status.COMPLETED,
    "complete": Status.COMPLETED,
    "in progress": Status.IN_PROGRESS,
    "watching": Status.MONITORING,
    "problem": Status.INVESTIGATING,
    "issue": Status.INVESTIGATING,
    "detected": Status.INVESTIGATING,
    "reported": Status.INVESTIGATING,
    "solved": Status.RESOLVED,
    "closed": Status.RESOLVED,
}
_LONGEST_DATE = 60
_LABEL = re.compile(
    r"\[(?P<words>(?:initial|first|final|closing|last)\s+(?:message|update)|(?:open|close)\s+issue|(?:message|update)\b[^\[\]]{0,60})\]:?",
    re.IGNORECASE,
)
"""A line such as `[Final message]` above a text."""
LOOSE = {"on", "at", "as of", "from", "of"}
"""Words that remain when the date is removed from a heading."""
_OTHER_LANGUAGES = {
    Status.INVESTIGATING: "untersuchung|wird untersucht|enquête en cours|investigation|investigando|em investigação",
    Status.IDENTIFIED: "identifiziert|ursache gefunden|identifié|identificado",
    Status.MONITORING: "beobachtung|überwachung|surveillance|monitoreando|monitorando",
    Status.RESOLVED: "behoben|gelöst|résolu|resuelto|resolvido",
    Status.COMPLETED: "abgeschlossen|terminé|completado|concluído",
}
WORDS = {
    **STATUS_WORDS,
    **_EXTRA,
    **{word: status for status, words in _OTHER_LANGUAGES.items() for word in words.split("|")},
}


@frozen
class Piece:
    """A stretch of the body that may be an update."""

    lines: tuple[tuple[int, str], ...]
    """Line numbers in the file, and the lines."""
    heading: str = ""
    heading_line: int = 0
    track: str = ""
    track_line: int = 0
    ruled: bool = False
    """Whether a horizontal rule stands somewhere above it."""


def is_section(piece: Piece) -> bool:
    """Whether the heading is that of a report's section."""
    words = " ".join(piece.heading.rstrip(":?!. ").lower().split())
    return words in LESSON_WORDS or SECTION_WORDS.get(words, Slot.UPDATES) is not Slot.UPDATES


def is_news(update: ImportedUpdate, *, strict: bool) -> bool:
    """Whether a text looks like an update: by time, status or heading, such as "Back online" unless `strict`."""
    return bool(
        update.at
        or update.status is not Status.UPDATE
        or UPDATE_WORD.match(update.typed)
        or (not strict and _OVER.search(update.typed))
    )


def is_end(updates: list[ImportedUpdate], resolved: datetime) -> bool:
    """Whether the newest text, which has no time, was written at the end of the incident."""
    last = updates[-1]
    if last.at or any(update.at and update.at > resolved for update in updates):
        return False
    return not any(update.at for update in updates) or bool(_OVER.search(last.typed))


def newest_first(updates: list[ImportedUpdate]) -> bool:
    """Whether a file begins with its newest text: by times, else by statuses, else by headings."""
    times = [update.at for update in updates if update.at]
    rises = sum(1 for before, after in pairwise(times) if before < after)
    falls = sum(1 for before, after in pairwise(times) if before > after)
    if rises != falls:
        return falls > rises
    closed = [number for number, update in enumerate(updates) if update.status.closes]
    if closed:
        return closed[0] < len(updates) / 2
    marks = [bool(UPDATE_WORD.match(update.typed) or _OVER.search(update.typed)) for update in updates]
    return marks[0] or not marks[-1]


def sorted_around(updates: list[ImportedUpdate]) -> tuple[ImportedUpdate, ...]:
    """Sort updates by time. An update without a time stays behind the one before it."""
    groups: list[list[ImportedUpdate]] = [[]]
    for update in updates:
        if update.at:
            groups.append([])
        groups[-1].append(update)
    first, *rest = groups
    rest.sort(key=lambda group: group[0].at.timestamp() if group[0].at else 0.0)
    return tuple(update for group in (first, *rest) for update in group)


def cut(words: str) -> str:
    """Words without the punctuation and markup around them."""
    return _SEPARATOR.sub("", " ".join(words.split())).strip("*_ ")


def joined(rows: list[tuple[int, str]]) -> str:
    """Join lines to a text."""
    return dedent("\n".join(row for _, row in rows)).strip("\n").rstrip()


def status_in(words: str) -> tuple[Status, str]:
    """The status with which a heading begins, and the rest of the heading."""
    bare = cut(words)
    low = bare.lower()
    for word in sorted(WORDS, key=len, reverse=True):
        if low == word or (low.startswith(word) and low[len(word)] in " :–—-|,." and word not in {"issue", "problem"}):
            rest = bare[len(word) :]
            if rest[:1] in {"", ":", "-", "–", "—", "|", ","} or rest.lstrip()[:1] in {"-", "–", "—", ":", "|", ""}:
                return WORDS[word], cut(rest)
    if (update := UPDATE_WORD.match(bare)) is not None:
        rest = cut(bare[update.end() :])
        small = rest.lower()
        return Status.UPDATE, rest if small not in LOOSE else ""
    return Status.UPDATE, bare if low not in LOOSE else ""


def leading_status(text: str) -> tuple[Status, str, str]:
    """Split `*Resolved* - text` into the status, a headline when the emphasised words are no status, and the text."""
    bare = text.lstrip()
    emphasis = _EMPHASIS.match(bare)
    if emphasis:
        word = emphasis["word"].strip().rstrip(":").strip()
        rest = bare[emphasis.end() :].lstrip()
        if status := WORDS.get(word.lower()):
            return status, "", rest
        if UPDATE_WORD.fullmatch(word):
            return Status.UPDATE, "", rest
        apart = bool(emphasis["sep"]) or word.endswith(":") or "\n" in emphasis[0] or emphasis[0].rstrip()[-2:-1] == ":"
        return (Status.UPDATE, word, rest) if apart and rest else (Status.UPDATE, "", text)
    plain = re.match(r"(?P<word>[A-Z][A-Za-z \-]{3,14}?)\s*(?:[–—:]|\s-)\s+", bare)
    if plain and (status := STATUS_WORDS.get(plain["word"].lower())):
        return status, "", bare[plain.end() :]
    return Status.UPDATE, "", text


def pieces_of(body: str, first: int) -> list[Piece]:
    """Split a body without comments where an update begins or ends. Its first line has this number in the file."""
    written = body.split("\n")
    rows = [_without_brackets(row) for row in written]
    code = code_rows(parse(body)) if "```" in body or "~~~" in body else frozenset()
    cutter = _Cutter([row for number, row in enumerate(rows) if number not in code])
    for number, row in enumerate(rows):
        if number in code:
            cutter.code(first + number, written[number])
        else:
            cutter.row(first + number, row)
    cutter.close()
    return cutter.pieces


class _Cutter:
    """Splits a body, whose lines are passed one by one."""

    def __init__(self, rows: list[str]) -> None:
        self.pieces: list[Piece] = []
        headings = [head for row in rows if (head := _HEADING.fullmatch(row.strip()))]
        dated = any(_is_date_line(row) for row in rows)
        self._top = (
            0 if dated and not any(find_time(head["words"], Zones()) for head in headings) else _cut_level(headings)
        )
        self._tracks = any(TRACK.search(row) and not _is_prose(row) for row in rows)
        self._leads = self._tracks and _track_leads(rows)
        self._lines: list[tuple[int, str]] = []
        self._heading = self._track = ("", 0)
        self._blank = True
        self._ruled = False

    def code(self, place: int, row: str) -> None:
        """Add a line of a code block, which never begins an update."""
        self._lines.append((place, row))
        self._blank = False

    def row(self, place: int, row: str) -> None:
        """Add any other line. A single backslash counts as an empty line."""
        row = "" if row.strip() == "\\" else row
        tracks = [] if _is_prose(row) else list(TRACK.finditer(row))
        bare = _WITH_GAP.sub("", row).rstrip() if tracks else row
        head = _HEADING.fullmatch(bare.strip())
        label = _LABEL.fullmatch(bare.strip()) if self._blank else None
        words = label["words"] if label else head["words"] if head and len(head["level"]) <= self._top else ""
        if words:
            self.close()
            self._heading = words, place
            if tracks:
                self._track = tracks[0]["at"], place
        elif tracks:
            self._tracked(place, bare, tracks[-1]["at"])
        elif self._blank and _RULE.fullmatch(row):
            self.close()
            self._ruled = True
        else:
            if self._blank and not self._tracks and _begins(bare) and self._has_text():
                self.close()
            self._lines.append((place, row))
        self._blank = not row.strip() or bool(head) or bool(label)

    def _tracked(self, place: int, bare: str, at: str) -> None:
        """Handle a line with a time: it ends an update, or begins one when times stand above their texts."""
        if self._leads or (self._blank and _begins(bare) and self._has_text()):
            self.close()
        if bare.strip(" .,"):
            self._lines.append((place, bare.strip() if self._leads else bare))
        if self._track[0]:  # its heading had a time, too
            self.close()
        self._track = at, place
        if not self._leads:
            self.close()

    def _has_text(self) -> bool:
        return any(text.strip() for _, text in self._lines)

    def close(self) -> None:
        """End the current piece."""
        if self._heading[0] or self._track[0] or self._has_text():
            self.pieces.append(
                Piece(
                    lines=tuple(self._lines),
                    heading=self._heading[0],
                    heading_line=self._heading[1],
                    track=self._track[0],
                    track_line=self._track[1],
                    ruled=self._ruled,
                )
            )
        self._lines = []
        self._heading = self._track = ("", 0)


def with_definitions(text: str, defined: Mapping[str, str]) -> str:
    """Append the link definitions that a text uses, which stood elsewhere in the body."""
    used = [row for name, row in defined.items() if name in text]
    return "\n".join([text, "", *used]) if used else text


def _is_date_line(row: str) -> bool:
    """Whether a line consists of a time and at most a status."""
    words = row.strip().strip("*_").strip()
    if not words[:1].isalnum() or len(words) > _LONGEST_DATE:
        return False
    time = find_time(words, Zones())
    if time is None or time.at is None:
        return False
    rest = cut(f"{words[: time.start]} {words[time.end :]}").lower()
    return not rest or rest in WORDS


def _cut_level(headings: list[re.Match[str]]) -> int:
    """The deepest level of headings that begin updates: the top level, or the next one if it has updates, too."""
    levels_and_words = [(len(head["level"]), head["words"]) for head in headings if head["words"]]
    levels = sorted({level for level, _ in levels_and_words})
    if len(levels) > 1 and sum(level == levels[0] for level, _ in levels_and_words) == 1:
        below = [words for level, words in levels_and_words if level == levels[1]]
        if any(
            UPDATE_WORD.match(words) or status_in(words)[0] is not Status.UPDATE or find_time(words, Zones())
            for words in below
        ):
            return levels[1]
    return levels[0] if levels else 0


def _track_leads(rows: list[str]) -> bool:
    """Whether times stand above or in front of their texts rather than behind them."""
    marked = [row.strip() for row in rows if TRACK.search(row) and not _is_prose(row)]
    before = sum(1 for row in marked if (track := TRACK.match(row)) and row[track.end() :].strip())
    behind = sum(1 for row in marked if not TRACK.match(row))
    first = next((row for row in rows if row.strip()), "")
    return before > behind or (before == behind and bool(TRACK.match(first.strip())))


def _without_brackets(row: str) -> str:
    """A line without the brackets around the time of an update. Those of a time in a sentence stay."""
    bare = unbracketed(row, _TRACK) if "track" in row else row
    return row if _is_prose(bare) else bare


def _is_prose(row: str) -> bool:
    """Whether the times in a line are part of its text: there are several, or one is in the middle of a sentence."""
    tracks = list(TRACK.finditer(row))
    if len(tracks) != 1:
        return bool(tracks)
    return bool(row[: tracks[0].start()].strip(" >*_-") and row[tracks[0].end() :].strip(" .,;:)*_"))


def _begins(row: str) -> bool:
    """Whether a paragraph begins like an update: with an emphasised status, or a bold line with a time."""
    bare = row.strip()
    emphasis = _EMPHASIS.match(bare)
    if emphasis:
        word = emphasis["word"].strip().rstrip(":").strip().lower()
        if word in WORDS or UPDATE_WORD.fullmatch(word):
            return True
    if _is_date_line(bare):
        return True
    line = _BOLD_LINE.fullmatch(bare)
    return bool(line and find_time(line["words"], Zones()) is not None)
