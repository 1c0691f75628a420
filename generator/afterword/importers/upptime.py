"""Import from Upptime: issues from GitHub's API, saved as JSON, and `history/*.yml` with the monitored sites."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import yaml

from afterword.core.times import read_duration
from afterword.core.words import Kind, Status
from afterword.importers import choices, imported
from afterword.importers.clocks import read_time
from afterword.importers.folder import Folder, text_of
from afterword.importers.saved import Json, NumberedSource, dicts, read_json, text, time_of

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


class Upptime(NumberedSource):
    """Issues in saved answers."""

    name = "upptime"
    title = "Upptime"

    def __init__(self, where: str, options: imported.Options) -> None:
        self._comments: dict[str, list[Json]] = {}
        super().__init__(where, "the saved issues", options)
        self._sites = _sites(self._folder)

    def _rows(self, name: str) -> tuple[Json, ...]:
        return dicts(read_json(self._folder, name))

    def _number(self, row: Json) -> int:
        number = row.get("number")
        if isinstance(number, int) and "title" in row:
            return number
        if "issue_url" in row and "body" in row:
            self._comments.setdefault(text(row["issue_url"]).rpartition("/")[2], []).append(row)
        return 0

    def components(self) -> tuple[imported.ImportedComponent, ...]:
        """The sites of `history/*.yml`."""
        return tuple(imported.ImportedComponent(name=name) for name in self._sites.values())

    def _record(self, number: int, file: str, row: Json) -> imported.Imported:
        notes = imported.Notes(f"{file}: issue {number}")
        listed = row.get("labels")
        labels = [
            text(label.get("name") if isinstance(label, dict) else label)
            for label in (listed if isinstance(listed, list) else ())
        ]
        if "pull_request" in row:
            return notes.skipped("a pull request, not an issue")
        if not _LABELS.intersection(labels) and not (not labels and _TITLE.match(text(row.get("title")).strip())):
            return notes.skipped("it has neither the label `status` nor `maintenance`, so it is not about an outage")
        created = time_of(row.get("created_at"))
        if created is None:
            return notes.skipped("there is no `created_at` that can be read")
        return notes.imported(self._entry(number, row, labels, created, notes))

    def _entry(
        self, number: int, row: Json, labels: list[str], created: datetime, notes: imported.Notes
    ) -> imported.ImportedIncident:
        title = text(row.get("title")).strip()
        match = _TITLE.match(title)
        body = text(row.get("body")).replace("\r\n", "\n")
        planned = "maintenance" in labels
        plan = {fact["key"]: fact["value"].strip() for fact in _PLAN.finditer(body)} if planned else {}
        start, end = self._planned(plan, "start", notes), self._planned(plan, "end", notes)
        closed = time_of(row.get("closed_at"))
        status = Status.SCHEDULED if planned else Status.INVESTIGATING
        updates = [imported.ImportedUpdate(at=created, status=status, text=_without_commits(body))]
        updates += [
            update
            for reply in self._replies(number, row)
            if text(reply.get("body")).strip() and (update := _reply(reply, notes))
        ]
        last = updates[-1]
        if closed and not any(update.status.closes for update in updates):
            status = Status.COMPLETED if planned else Status.RESOLVED
            if last.at and last.at >= closed - timedelta(minutes=5) and last.status is Status.UPDATE:
                updates[-1] = replace(last, status=status)
            else:
                updates.append(imported.ImportedUpdate(at=closed, status=status))
            notes.assumed("no comment says that it is over; the time at which the issue was closed is used")
        is_open = not closed and not any(update.status.closes for update in updates)
        if is_open:
            choices.unclear_open(notes)
        level = "" if not match else "full_outage" if match["state"].lower() == "down" else "degraded"
        names = self._affected(match["name"].strip() if match else "", labels, plan)
        return imported.ImportedIncident(
            key=str(number),
            title=(title.lstrip("🛑⚠️🟥🟨 ").strip() or title),
            day=(start or created).date(),
            kind=Kind.MAINTENANCE if planned else Kind.INCIDENT,
            components=tuple(imported.ImportedHit.at(name, "maintenance" if planned else level) for name in names),
            started=None if planned else created,
            scheduled_start=start,
            scheduled_end=end,
            is_open=is_open,
            updates=choices.in_order(updates),
            old=text(row.get("html_url")) or f"/incident/{number}",
            names=(f"issues/{number}",),
        )

    def _planned(self, plan: Mapping[str, str], key: str, notes: imported.Notes) -> datetime | None:
        return read_time(plan[key], self._zones, notes, f"{key}: '{plan[key][:40]}'") if key in plan else None

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

    def _replies(self, number: int, row: Json) -> tuple[Json, ...]:
        inside = row.get("comments")
        replies = inside if isinstance(inside, list) else self._comments.get(str(number), [])
        return tuple(sorted(dicts(replies), key=lambda reply: text(reply.get("created_at"))))


def _without_commits(words: str) -> str:
    """Remove the commits that the program mentions, which are of no use to readers."""
    bare = re.sub(r" +([.,]|$)", r"\1", _COMMIT.sub(" ", words).strip(), flags=re.MULTILINE)
    return bare[:1].upper() + bare[1:]


def _reply(reply: Json, notes: imported.Notes) -> imported.ImportedUpdate | None:
    at = time_of(reply.get("created_at"))
    if at is None:
        notes.unreadable("a comment without a time that can be read; it is left out")
        return None
    body = text(reply.get("body")).replace("\r\n", "\n").strip()
    if not (match := _RESOLVED.match(body)):
        return imported.ImportedUpdate(at=at, text=body)
    words = _without_commits(body[match.end() :])
    length = _AFTER.search(words)
    if length and read_duration(length["length"].strip(" .")) is None:
        notes.assumed(f"'{length[0].strip()}' stays in the text; the time of the comment is used as the end")
    return imported.ImportedUpdate(at=at, status=Status.RESOLVED, text=words)


def _sites(folder: Folder) -> dict[str, str]:
    """Names by slugs, from `history/SLUG.yml` and `.upptimerc.yml`."""
    names: dict[str, str] = {}
    for name in folder.names(".yml", ".yaml"):
        if "history" in name.split("/"):
            slug = name.rpartition("/")[2].rpartition(".")[0]
            site = _yaml(folder, name)
            label = text(site.get("name"))
            if text(site.get("url")) or label:
                names[slug] = label or slug.replace("-", " ").capitalize()
    for site in dicts(_yaml(folder, ".upptimerc.yml").get("sites")):
        label = text(site.get("name"))
        slug = text(site.get("slug")) or re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")
        if label:
            names[slug] = label
    return names


def _yaml(folder: Folder, name: str) -> Json:
    """The keys of a YAML file; empty when it is missing or cannot be read."""
    try:
        data = yaml.safe_load(text_of(folder.read(name) or b"")[0])
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
