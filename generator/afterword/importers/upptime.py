"""Import from Upptime: issues from GitHub's API, saved as JSON, and `history/*.yml` with the monitored sites."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar

import yaml

from afterword.core.times import read_duration
from afterword.core.words import Kind, Status
from afterword.importers import choices
from afterword.importers.clocks import Zones, find_time
from afterword.importers.folder import Folder, open_folder, text_of
from afterword.importers.imported import (
    How,
    Imported,
    ImportedComponent,
    ImportedHit,
    ImportedIncident,
    ImportedSpan,
    ImportedUpdate,
    Notes,
    Options,
)
from afterword.importers.saved import Json, NumberedRecords, dicts, read_json, text, time_of

_TITLE = re.compile(
    r"^\W*(?P<name>.+?)\s+(?:is|has|was)\s+(?P<state>down|degraded(?:\s+performance)?|experiencing\s+degraded\s+performance|slow)\s*$",
    re.IGNORECASE,
)
_COMMIT = re.compile(
    r"\s*(?:In\s+)?\[`[0-9a-f]{6,40}`\]\([^()\s]*\)\s*(?:,\s*)?|\s*\bin\s+\[`[0-9a-f]{6,40}`\]\([^()\s]*\)",
    re.IGNORECASE,
)
_RESOLVED = re.compile(r"^\s*\*{2}Resolved:?\*{2}:?\s*", re.IGNORECASE)
_AFTER = re.compile(r"\bafter\s+(?P<length>[0-9][0-9a-z ,]*)", re.IGNORECASE)
_PLAN = re.compile(r"(?P<key>start|end|expectedDown|expectedDegraded)\s*:\s*(?P<value>[^\n]+)")
_LABELS = frozenset({"status", "maintenance"})


class Upptime:
    """Issues in saved answers."""

    name: ClassVar[str] = "upptime"
    title: ClassVar[str] = "Upptime"
    local: ClassVar[bool] = True

    def __init__(self, where: str, options: Options) -> None:
        self._folder = open_folder(where, "the saved issues")
        self._zones = Zones(usual=options.zone, stated=bool(options.zone))
        self._sites = _sites(self._folder)
        self._comments: dict[str, list[Json]] = {}
        self._issues: dict[int, tuple[str, int]] = {}
        for name in self._folder.names(".json"):
            for place, one in enumerate(self._rows(name)):
                number = one.get("number")
                if isinstance(number, int) and "title" in one:
                    self._issues.setdefault(number, (name, place))
                elif "issue_url" in one and "body" in one:
                    self._comments.setdefault(text(one["issue_url"]).rpartition("/")[2], []).append(one)
        self._records = NumberedRecords(self._issues, self._rows)

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, position: int) -> Imported:
        """The issue at this position."""
        return self._record(*self._records[position])

    def _rows(self, name: str) -> tuple[Json, ...]:
        return dicts(read_json(self._folder, name))

    def components(self) -> tuple[ImportedComponent, ...]:
        """The sites of `history/*.yml`."""
        return tuple(ImportedComponent(name=name) for name in self._sites.values())

    def file(self, _folder: str, _link: str) -> tuple[str, bytes] | None:
        """None: pictures in issues are on other servers, and remain links."""
        return None

    def _record(self, number: int, file: str, one: Json) -> Imported:
        path = f"{file}: issue {number}"
        notes = Notes(path)
        listed = one.get("labels")
        labels = [
            text(label.get("name") if isinstance(label, dict) else label)
            for label in (listed if isinstance(listed, list) else ())
        ]
        if "pull_request" in one:
            return Imported(path=path, skipped="a pull request, not an issue")
        if not _LABELS.intersection(labels) and not (not labels and _TITLE.match(text(one.get("title")).strip())):
            return Imported(path=path, skipped="it has no label `status` or `maintenance`, so it tells of no outage")
        created = time_of(one.get("created_at"))
        if created is None:
            return Imported(path=path, skipped="there is no `created_at` that can be read")
        entry = self._entry(number, one, labels, created, notes)
        return Imported(path=path, entry=entry, guesses=tuple(notes.guesses))

    def _entry(self, number: int, one: Json, labels: list[str], created: datetime, notes: Notes) -> ImportedIncident:
        match = _TITLE.match(text(one.get("title")).strip())
        body = text(one.get("body")).replace("\r\n", "\n")
        plan = (
            {match["key"]: match["value"].strip() for match in _PLAN.finditer(body)} if "maintenance" in labels else {}
        )
        planned = "maintenance" in labels
        start = self._planned(plan, "start", notes) if planned else None
        end = self._planned(plan, "end", notes) if planned else None
        closed = time_of(one.get("closed_at"))
        replies = [reply for reply in self._replies(number, one) if text(reply.get("body")).strip()]
        updates = [_opening(body, created, planned=planned)]
        updates += [said for reply in replies if (said := _reply(reply, notes))]
        last = updates[-1]
        if closed and not any(said.status.closes for said in updates):
            status = Status.COMPLETED if planned else Status.RESOLVED
            if last.at and last.at >= closed - timedelta(minutes=5) and last.status is Status.UPDATE:
                updates[-1] = ImportedUpdate(at=last.at, status=status, text=last.text)
            else:
                updates.append(ImportedUpdate(at=closed, status=status))
            notes.add(How.ASSUMED, "no comment says that it is over; it is, since the issue was closed")
        is_open = not closed and not any(said.status.closes for said in updates)
        if is_open:
            choices.unclear_open(notes)
        level = "" if not match else "full_outage" if match["state"].lower() == "down" else "degraded"
        names = self._affected(match["name"].strip() if match else "", labels, plan)
        title = text(one.get("title")).strip()
        return ImportedIncident(
            key=str(number),
            title=(title.lstrip("🛑⚠️🟥🟨 ").strip() or title),
            day=(start or created).date(),
            kind=Kind.MAINTENANCE if planned else Kind.INCIDENT,
            components=tuple(
                ImportedHit(
                    name=name,
                    spans=(ImportedSpan(impact="maintenance" if planned else level),) if planned or level else (),
                )
                for name in names
            ),
            started=None if planned else created,
            scheduled_start=start,
            scheduled_end=end,
            is_open=is_open,
            updates=choices.in_order(updates),
            old=text(one.get("html_url")) or f"/incident/{number}",
            names=(f"issues/{number}",),
        )

    def _planned(self, plan: Mapping[str, str], key: str, notes: Notes) -> datetime | None:
        if key not in plan:
            return None
        time = find_time(plan[key], self._zones)
        if time is None or time.at is None:
            notes.add(How.UNREADABLE, f"{key}: '{plan[key][:40]}' is no time")
            return None
        for note in time.notes:
            notes.add(How.ASSUMED, note)
        return time.at

    def _affected(self, named: str, labels: list[str], plan: Mapping[str, str]) -> list[str]:
        planned = [
            self._sites.get(slug.strip(), slug.strip())
            for key in ("expectedDown", "expectedDegraded")
            for slug in plan.get(key, "").split(",")
        ]
        by_label = [self._sites[label] for label in labels if label in self._sites]
        if named:
            return [named] if not by_label else by_label[:1]
        return [name for name in dict.fromkeys((*planned, *by_label)) if name]

    def _replies(self, number: int, one: Json) -> tuple[Json, ...]:
        inside = one.get("comments")
        replies = inside if isinstance(inside, list) else self._comments.get(str(number), [])
        return tuple(sorted(dicts(replies), key=lambda reply: text(reply.get("created_at"))))


def _opening(body: str, at: datetime, *, planned: bool) -> ImportedUpdate:
    return ImportedUpdate(
        at=at, status=Status.SCHEDULED if planned else Status.INVESTIGATING, text=_without_commits(body)
    )


def _without_commits(words: str) -> str:
    """Remove the commits that the program mentions, which are of no use to readers."""
    bare = re.sub(r" +([.,]|$)", r"\1", _COMMIT.sub(" ", words).strip(), flags=re.MULTILINE)
    return bare[:1].upper() + bare[1:]


def _reply(reply: Json, notes: Notes) -> ImportedUpdate | None:
    at = time_of(reply.get("created_at"))
    if at is None:
        notes.add(How.UNREADABLE, "a comment without a time that can be read; it is left out")
        return None
    body = text(reply.get("body")).replace("\r\n", "\n").strip()
    if not (match := _RESOLVED.match(body)):
        return ImportedUpdate(at=at, text=body)
    words = _without_commits(body[match.end() :])
    length = _AFTER.search(words)
    if length and read_duration(length["length"].strip(" .")) is None:
        notes.add(How.ASSUMED, f"'{length[0].strip()}' stays in the text; the time of the comment is the end")
    return ImportedUpdate(at=at, status=Status.RESOLVED, text=words)


def _sites(folder: Folder) -> dict[str, str]:
    """Names by slugs, from `history/SLUG.yml` and `.upptimerc.yml`."""
    names: dict[str, str] = {}
    for name in folder.names(".yml", ".yaml"):
        if "history" not in name.split("/"):
            continue
        slug = name.rpartition("/")[2].rpartition(".")[0]
        try:
            data = yaml.safe_load(text_of(folder.read(name) or b"")[0])
        except (yaml.YAMLError, ValueError, RecursionError):
            continue
        url = text(data.get("url")) if isinstance(data, dict) else ""
        label = text(data.get("name")) if isinstance(data, dict) else ""
        if url or label:
            names[slug] = label or slug.replace("-", " ").capitalize()
    data = folder.read(".upptimerc.yml")
    try:
        config = yaml.safe_load(text_of(data)[0]) if data else None
    except (yaml.YAMLError, ValueError, RecursionError):
        config = None
    for site in dicts(config.get("sites")) if isinstance(config, dict) else ():
        label = text(site.get("name"))
        slug = text(site.get("slug")) or re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")
        if label:
            names[slug] = label
    return names
