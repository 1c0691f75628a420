"""Compare the incidents of now with those of an earlier revision: nothing published may change or vanish unnoticed."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from afterword.core.incident_parts import Update
from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.sources import Source, Tree
from afterword.core.times import plain
from afterword.core.words import Status
from afterword.reading.incident import Parsed
from afterword.reading.renamed_incidents import New

_TAKES_BACK = frozenset({Status.CORRECTION, Status.RETRACTED})
"""A public update with one of these statuses allows earlier updates to be changed."""


def read_earlier(
    tree: Tree, known: Mapping[Source, Parsed], read: Callable[[Sequence[Source]], Iterable[Parsed]]
) -> list[Incident]:
    """Read the incidents of an earlier tree. Sources that did not change are taken from `known`."""
    changed = [source for source in tree.sources if source not in known]
    parsed = {**known, **dict(zip(changed, read(changed), strict=True))}
    return [incident for source in tree.sources if (incident := parsed[source].incident)]


def compare(
    before: Sequence[Incident], after: Sequence[Incident], now: datetime, unread: Collection[Source]
) -> Iterator[Problem]:
    """Report published addresses that are gone, updates that were changed or removed, and plans that were moved.

    E112 and E113: addresses. W208 and W209: updates. W229: plans.

    Args:
        before: what was published. Drafts are passed over, and samples that are gone.
        after: what is to be published, with the drafts.
        now: for the line that a remedy names.
        unread: files of now of which no incident could be made. What is wrong with them is said elsewhere.
    """
    earlier = [incident for incident in before if not incident.draft]
    published = [incident for incident in after if not incident.draft]
    here = {alias: incident for incident in reversed(published) for alias in incident.aliases}
    here |= {incident.id: incident for incident in reversed(published)}
    left = {incident.path: incident for incident in reversed(after)}
    left |= {incident.id: incident for incident in after if incident.draft}
    broken = {name for source in unread for name in (source.path, source.name)}
    new = _new_incidents(earlier, published)
    for old in earlier:
        if old.path in broken or old.id in broken:
            continue
        heir = here.get(old.id) or left.get(old.id) or left.get(old.path) or _renamed(old, new)
        if heir is old or (heir is None and old.sample):
            continue
        yield from _gone(old, heir, [name for name in (old.id, *old.aliases) if name not in here])
        if heir and not heir.draft:
            yield from _updates(old, heir, now)
            yield from _plan(old, heir, now)


# ---- incidents -----------------------------------------------------------------------------------


def _gone(old: Incident, heir: Incident | None, lost: Sequence[str]) -> Iterator[Problem]:
    """Report E112 for every address in `lost`, in the file in which the writer has to mend it."""
    place, file, aliases = old.path, "the file that replaces it", lost
    if heir:
        place = heir.path
        if not heir.draft:
            file, aliases = heir.path, list(dict.fromkeys((*heir.aliases, *lost)))
    for name in lost:
        restore = "Restore the file name"
        if heir and heir.draft:
            restore = "Remove draft: true"
        elif name != old.id:
            restore = "Restore the alias"
        elif heir and heir.path == old.path:
            restore = f"Write id: {name} into the front matter"
        yield problem(place, 1, "E112", id=name, restore=restore, aliases=", ".join(aliases), file=file)


def _new_incidents(earlier: Sequence[Incident], published: Sequence[Incident]) -> New[Incident]:
    """The incidents that did not exist before. One of them may be an earlier incident under another name."""
    known = {name for incident in earlier for name in (incident.id, incident.path)}
    new = New[Incident]()
    for incident in published:
        if incident.id not in known and incident.path not in known:
            words = _all_words(incident)
            new.add(incident, incident.started.at, words, ("words", words), ("title", _folded(incident.title)))
    return new


def _renamed(old: Incident, new: New[Incident]) -> Incident | None:
    """Find the new incident that has the same text as `old`, else its title, else most of its words."""
    words, when = _all_words(old), old.started.at
    same = new.take(("words", words), when) if words else None
    return same or new.take(("title", _folded(old.title)), when) or new.take_alike(words, when)


def _all_words(incident: Incident) -> str:
    texts = (
        incident.summary,
        *(section.text for section in incident.sections),
        *(entry.text for entry in incident.timeline),
    )
    return _folded(*(text.markdown for text in texts), *map(_words, incident.updates))


# ---- updates -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Fates:
    """The updates that are not as they were."""

    moved: list[tuple[Update, Update]] = field(default_factory=list)
    """Their address has changed: pairs of the earlier update and the new one."""
    changed: list[tuple[Update, Update]] = field(default_factory=list)
    gone: list[Update] = field(default_factory=list)


def _updates(old: Incident, heir: Incident, now: datetime) -> Iterator[Problem]:
    fates = _fates(old.updates, heir.updates)
    for was, update in fates.moved:
        form = f" (an update file has none: write this update as a heading in {heir.path})"
        in_file = update.path != heir.path
        yield problem(update.path, update.line, "E113", anchor=was.anchor, form=form if in_file else "")
    last = max((update.at.at for update in old.updates), default=None)
    moved = {update.anchor for _, update in fates.moved}
    corrections = (update for update in heir.updates if update.status in _TAKES_BACK and update.anchor not in moved)
    if last and any(update.at.at > last for update in corrections):
        return
    for was, update in fates.changed:
        yield problem(update.path, update.line, "W208", t=plain(was.at.at), now=f"{now:%Y-%m-%d %H:%M}")
    for was in fates.gone:
        yield problem(heir.path, 1, "W209", t=plain(was.at.at))


def _plan(old: Incident, heir: Incident, now: datetime) -> Iterator[Problem]:
    """Report W229 for a planned start or end that was moved without a new update.

    Calendars accept a moved event only when its number of updates has grown (outputs/api/ical.py).
    """
    was, new = (incident.stated.scheduled_start for incident in (old, heir))
    until, new_until = (incident.stated.scheduled_end for incident in (old, heir))
    if not was or not new or len(heir.updates) > len(old.updates):
        return
    if (was.at, until and until.at) != (new.at, new_until and new_until.at):
        words = f"{plain(was.at)} to {plain(until.at)}" if until else plain(was.at)
        yield problem(heir.path, 1, "W229", was=words, now=f"{now:%Y-%m-%d %H:%M}")


def _fates(before: Sequence[Update], after: Sequence[Update]) -> _Fates:
    """Find every earlier update again: by its address, else by its words, else by its status and position."""
    fates = _Fates()
    new = {update.anchor: update for update in after}
    other = [was for was in before if was.anchor not in new or _words(was) != _words(new[was.anchor])]
    if not other:
        return fates
    fresh = _new_updates(before, after)
    unlike = []
    for was in other:
        same = None if was.anchor in new else fresh.take(("words", _words(was)), was.at.at)
        same = same or fresh.take(("minute", plain(was.at.at), _words(was)), was.at.at)
        (fates.moved.append((was, same)) if same else unlike.append(was))
    stay = new.keys() - {update.anchor for _, update in fates.moved}
    fates.changed.extend((was, new[was.anchor]) for was in unlike if was.anchor in stay)
    places = _places(before, new.keys())
    for was in unlike:
        if was.anchor in stay:
            continue
        successor = fresh.take_alike(_words(was), was.at.at) or fresh.take(places[was.anchor], was.at.at)
        if successor:
            fates.moved.append((was, successor))
            fates.changed.append((was, successor))
        else:
            fates.gone.append(was)
    return fates


def _new_updates(before: Sequence[Update], after: Sequence[Update]) -> New[Update]:
    """The updates that have a new address, and those whose words changed under an old one."""
    old = {update.anchor: update for update in before}
    places = _places(after, old.keys())
    new = New[Update]()
    for update in after:
        words = _words(update)
        minute = ("minute", plain(update.at.at), words)
        if update.anchor not in old:
            new.add(update, update.at.at, words, ("words", words), minute, places[update.anchor])
        elif _words(old[update.anchor]) != words:
            new.add(update, update.at.at, "", minute)
    return new


def _places(updates: Sequence[Update], others: Collection[str]) -> dict[str, tuple[object, ...]]:
    """By address: an update's status and how many updates before it exist on both sides.

    For `Update` it is the address alone: there are too many updates of this status for a position to identify one.
    """
    places: dict[str, tuple[object, ...]] = {}
    kept = 0
    for update in updates:
        kept += update.anchor in others
        common = update.status is Status.UPDATE
        places[update.anchor] = ("place", update.anchor) if common else ("place", update.status, kept)
    return places


def _words(update: Update) -> str:
    return _folded(update.label, update.headline, update.text.markdown, update.signature)


def _folded(*texts: str) -> str:
    return " ".join(" ".join(texts).split())
