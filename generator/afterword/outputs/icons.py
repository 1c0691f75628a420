"""Icons: small pictures beside a word, never instead of it.

Three families: round = how far along, square = how bad, bracket = a promise.
A template names a mark; `with_symbols` then puts the drawings that a page uses at its end, each once.
"""

import re

from afterword.core.words import Impact, State, Status

_RING = '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2"/>'
_FRAME = '<path d="M2 2h12v12H2z" fill="none" stroke="currentColor" stroke-width="1.5"/>'
_DRAWINGS = {
    "ring": _RING,
    "half": f'{_RING}<path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor"/>',
    "most": f'{_RING}<path d="M8 8V2a6 6 0 1 1-6 6z" fill="currentColor"/>',
    "done": (
        '<path fill="currentColor" fill-rule="evenodd"'
        ' d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm-1.1 10.6L3.6 8.3l1.3-1.3 2 2 4.3-4.3L12.5 6z"/>'
    ),
    "dot": '<circle cx="8" cy="8" r="4" fill="currentColor"/>',
    "planned": (
        '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="2.5 2.21"/>'
    ),
    "overdue": f'{_RING}<path d="M8 4.3v4.5M8 10.2v1.7" stroke="currentColor" stroke-width="2"/>',
    "corrected": (
        '<circle cx="8" cy="8" r="6.75" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        '<path d="M4.7 6.5h6.6M4.7 9.5h6.6M10 4.6 6 11.4" stroke="currentColor" stroke-width="1.5" fill="none"/>'
    ),
    "struck": f'{_RING}<path d="m4 12 8-8" stroke="currentColor" stroke-width="2"/>',
    "sheet": (
        '<path d="M3 1.5h10v13H3zM5.5 5h5M5.5 8h5M5.5 11h3" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    ),
    "kept": '<path d="M1.5 4v6.5h13V4" fill="none" stroke="currentColor" stroke-width="1.8"/>',
    "late": (
        '<path d="M1.5 4v6.5H10V4" fill="none" stroke="currentColor" stroke-width="1.8"/>'
        '<path d="M10.5 10.5H16" stroke="currentColor" stroke-width="3.6"/>'
    ),
    "due": (
        '<path d="M1.5 4v7.2M14.5 4v7.2" fill="none" stroke="currentColor" stroke-width="1.8"/>'
        '<path d="M1.5 10.5h13" stroke="currentColor" stroke-width="1.8" stroke-dasharray="3 2"/>'
    ),
    "median": '<path d="M8 3l5.5 10h-11z" fill="currentColor"/>',
    "ninety": '<path d="M8 4.2l4.6 8.3H3.4z" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    "window": (
        '<path d="M1.5 3.5h13v9h-13z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="3 2"/>'
    ),
    "full": '<path d="M2 2h12v12H2z" fill="currentColor" stroke="currentColor" stroke-width="1.5"/>',
    "partial": f'{_FRAME}<path d="M2 6.5h12V14H2z" fill="currentColor"/>',
    "degraded": f'{_FRAME}<path d="M2 10.2h12V14H2z" fill="currentColor"/>',
    "maintenance": '<path d="M2.5 2.5h11v11h-11z" fill="none" stroke="currentColor" stroke-width="3"/>',
    "affected": f'{_FRAME}<path d="m3 13 10-10" stroke="currentColor" stroke-width="1.5"/>',
    "nothing": (
        '<path class="aw-ground" d="M1.25 1.25h13.5v12H1.25z"/>'
        '<path d="M1.25 13.75h13.5" stroke="currentColor" stroke-width="2"/>'
    ),
}
_USED = re.compile(r'"#aw-mark-([a-z]+)"')

_MARKS: dict[str, str] = {
    State.OPEN: "ring",
    State.INVESTIGATING: "ring",
    State.IDENTIFIED: "half",
    State.IN_PROGRESS: "half",
    State.MONITORING: "most",
    State.MITIGATED: "most",
    State.VERIFYING: "most",
    State.RESOLVED: "done",
    State.COMPLETED: "done",
    State.CLOSED: "done",
    State.SCHEDULED: "planned",
    State.RETRACTED: "struck",
    State.CANCELLED: "struck",
    State.NOT_STATED: "sheet",
    Status.UPDATE: "dot",
    Status.CORRECTION: "corrected",
    Status.POSTMORTEM: "sheet",
}
"""A status that is a state has the mark of that."""
_LEVELS = {Impact.FULL_OUTAGE: "full", Impact.PARTIAL_OUTAGE: "partial"}


def state_mark(word: State | Status) -> str:
    """The round mark of a state or of an update's status."""
    return _MARKS[word]


def state_colour(word: State | Status) -> str:
    """`ok` for what ended well; the others are ink."""
    return "ok" if word.value in {State.RESOLVED, State.COMPLETED} else ""


def level_mark(impact: Impact | None) -> str:
    """The square of a level; it is the name of the level's colour, too."""
    return _LEVELS.get(impact, impact.value) if impact else "nothing"


def with_symbols(html: str) -> str:
    """`html` with the drawings of the marks that it uses, each once, at the end."""
    used = sorted(name for name in set(_USED.findall(html)) if name in _DRAWINGS)
    symbols = "".join(f'<symbol id="aw-mark-{name}" viewBox="0 0 16 16">{_DRAWINGS[name]}</symbol>' for name in used)
    return f'{html}\n<svg class="aw-symbols" aria-hidden="true" focusable="false">{symbols}</svg>\n' if used else html
