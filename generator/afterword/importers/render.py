"""Render an entry as the text of an incident file."""

import re
from collections.abc import Mapping
from datetime import datetime

from afterword.core.frozen import frozen
from afterword.core.settings import Settings
from afterword.core.times import plain
from afterword.core.words import Kind, Slot
from afterword.editing.texts import yaml_list, yaml_text
from afterword.importers import choices
from afterword.importers.cleaning import Resolve, cleaned, one_line
from afterword.importers.imported import ImportedHit, ImportedIncident, ImportedUpdate, Notes
from afterword.markup.tree import parse
from afterword.reading.outline import heads
from afterword.syntax.fields import MAX_TITLE, UNKNOWN

_COMPACT = 4
"""Up to this many components are written on one line."""


@frozen
class ImportTarget:
    """The site into which an entry is imported."""

    system: str
    settings: Settings
    components: Mapping[str, str]
    """Ids of components, by their names in the source in small letters."""
    aliases: tuple[str, ...] = ()
    resolve: Resolve


def render(entry: ImportedIncident, around: ImportTarget, notes: Notes) -> str:
    """The text of the incident file."""
    title, whole = _title(entry, notes)
    summary, rest = _summary(entry, around, notes, whole)
    blocks = ["\n".join(("---", *_fields(entry, title, around, notes), "---"))]
    if summary:
        blocks.append(summary)
    blocks += [_update(update, around, notes) for update in entry.updates]
    if rest:
        blocks.append(rest)
    for part in entry.sections:
        timed = part.heading == Slot.TIMELINE.heading
        text = cleaned(part.text, notes, line=part.line, least=3, resolve=around.resolve, timed=timed)
        if text:
            blocks.append(f"## {part.heading}\n\n{text}")
        else:
            notes.dropped(f"the heading '{part.heading}', which has no text below it", max(part.line - 1, 0))
    first, *others = blocks
    return "\n\n".join([f"{first}\n{others[0]}" if others else first, *others[1:]]) + "\n"


def time_words(at: datetime) -> str:
    """A time as a writer types it, with seconds if it has any."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at.second else plain(at)


def _title(entry: ImportedIncident, notes: Notes) -> tuple[str, str]:
    """The title; and the full title, if it is too long and was cut."""
    title = one_line(entry.title) or "Untitled"
    if len(title) <= MAX_TITLE:
        return title, ""
    notes.assumed(
        f"the title has {len(title)} characters, so it is shortened; the full title is the first line of the text"
    )
    return title[: MAX_TITLE - 1].rstrip() + "…", title


def _fields(entry: ImportedIncident, title: str, around: ImportTarget, notes: Notes) -> list[str]:
    rows = [f"title: {yaml_text(title)}"]
    if entry.kind is not Kind.INCIDENT:
        rows.append(f"kind: {entry.kind.value}")
    if entry.severity:
        known = around.settings.severity(entry.severity)
        if known:
            rows.append(f"severity: {known.id}")
        else:
            notes.dropped(f"the severity '{entry.severity}', which is not in the settings")
    rows += _components(entry, around, notes)
    resolved, unknown = entry.resolved, entry.over
    if resolved and entry.started and resolved < entry.started:
        notes.dropped("the end, which is before the start; `resolved: unknown` is written")
        resolved, unknown = None, True
    times = {
        "started": entry.started,
        "resolved": resolved,
        "scheduled_start": entry.scheduled_start,
        "scheduled_end": entry.scheduled_end,
    }
    if entry.start_day and not entry.started:
        rows.append(f"started: {entry.start_day}")
    rows += [f"{name}: {time_words(at)}" for name, at in times.items() if at]
    if unknown and not resolved:
        rows.append(f"resolved: {UNKNOWN}")
    if entry.report:
        rows.append("postmortem: final")
    if around.aliases:
        rows.append(f"aliases: {yaml_list(around.aliases)}")
    rows.append(choices.switch_line(is_open=entry.is_open))
    if entry.is_draft:
        notes.assumed("the source marks it as a draft; `draft: true` is written")
        rows.append("draft: true")
    rows.append(choices.origin_line(around.system, entry.key, entry.site + entry.old))
    return rows


def _components(entry: ImportedIncident, around: ImportTarget, notes: Notes) -> list[str]:
    hits: dict[str, ImportedHit] = {}
    for hit in entry.components:
        slug = around.components.get(" ".join(hit.name.casefold().split()))
        if slug is None:
            notes.dropped(
                f"the component '{hit.name}', which is not in the settings; --components adds it there", hit.line
            )
        elif slug not in hits:
            hits[slug] = hit
    if not hits:
        return []
    if not any(hit.spans for hit in hits.values()):
        return [f"components: {yaml_list(tuple(hits))}"]
    flat = {
        slug: hit.spans[0].impact
        for slug, hit in hits.items()
        if len(hit.spans) == 1 and not hit.spans[0].start and not hit.spans[0].end
    }
    if len(flat) == len(hits) <= _COMPACT and all(flat.values()):
        return ["components: {" + ", ".join(f"{slug}: {impact}" for slug, impact in flat.items()) + "}"]
    rows = ["components:"]
    for slug, hit in hits.items():
        if slug in flat or not hit.spans:
            rows.append(f"  {slug}: {flat.get(slug, '')}".rstrip())
            continue
        rows.append(f"  {slug}:")
        for span in hit.spans:
            facts = {
                "impact": span.impact,
                "from": span.start and time_words(span.start),
                "to": span.end and time_words(span.end),
            }
            rows.append("    - {" + ", ".join(f"{name}: {value}" for name, value in facts.items() if value) + "}")
    return rows


def _update(update: ImportedUpdate, around: ImportTarget, notes: Notes) -> str:
    text = cleaned(update.text, notes, line=update.line, least=4, resolve=around.resolve)
    when = time_words(update.at) if update.at else str(update.day or "")
    head = f"### {when} - {update.status.value}" if when else f"### {update.status.value}"
    headline = _headline(update.headline)
    return "\n".join(part for part in (f"{head}: {headline}" if headline else head, text) if part)


def _headline(text: str) -> str:
    """A headline without text that would be read as an anchor or as closing marks."""
    return re.sub(r"[\s#]+$", "", one_line(text).replace("{#", "{ #"))


def _summary(entry: ImportedIncident, around: ImportTarget, notes: Notes, whole: str) -> tuple[str, str]:
    """Split the summary into the text before its first heading, and the headings with their text as sections."""
    text = (
        cleaned(entry.summary, notes, line=entry.summary_line, least=2, resolve=around.resolve) if entry.summary else ""
    )
    text = f"{whole}\n\n{text}".strip() if whole else text
    if not any(row.lstrip().startswith("#") for row in text.split("\n")):
        return text, ""
    document = parse(text)
    headings = [head for head in heads(document) if head.level]
    if not headings:
        return text, ""
    rows = text.split("\n")
    lift = min(head.level for head in headings) - 2
    for head in headings:
        rows[head.line - 1] = rows[head.line - 1].lstrip()[lift:]
    first = headings[0].line - 1
    return "\n".join(rows[:first]).strip(), "\n".join(rows[first:]).strip()
