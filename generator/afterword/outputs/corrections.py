"""Which update a correction is about, read from the correction's own words."""

import re

from afterword.core.model import Incident
from afterword.core.parts import Update
from afterword.core.times import MONTHS
from afterword.reading.markdown import plain_text

_LINK = re.compile(r'href="[^"#]*#(u-[^"]+)"')
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")
_SPOKE = re.compile(
    r"\b(?:we|our update|the update|this page) (?:also )?(?:wrote|said|reported|stated|announced|told|gave)\b", re.IGNORECASE
)
_CLOCK = re.compile(r"\b([0-9]{1,2}):([0-9]{2})\b", re.ASCII)
_DAY = re.compile(rf"\b([0-9]{{1,2}})\s+({'|'.join(MONTHS)}|{'|'.join(month[:3] for month in MONTHS)})\b", re.IGNORECASE)
_ISO_DAY = re.compile(r"\b[0-9]{4}-([0-9]{2})-([0-9]{2})\b", re.ASCII)


def corrected_update(incident: Incident, correction: Update) -> Update | None:
    """The earlier update that `correction` links to, or whose time it names with the word that we wrote it.

    `On 14 March at 11:20 UTC we wrote that no messages were lost.` names one; a time without such a word is
    a time of what happened, and None is better than a note beside the wrong update.
    """
    earlier = [update for update in incident.updates if update.at.at <= correction.at.at and update is not correction]
    by_anchor = {update.anchor: update for update in earlier}
    for anchor in _LINK.findall(correction.text.html):
        if anchor in by_anchor:
            return by_anchor[anchor]
    for sentence in _SENTENCE.split(plain_text(correction.text.html)):
        found = _named(sentence, earlier) if _SPOKE.search(sentence) else None
        if found:
            return found
    return None


def _named(sentence: str, updates: list[Update]) -> Update | None:
    """The newest update whose clock time, and day if there is one, stands in the sentence."""
    clocks = {(int(hour), int(minute)) for hour, minute in _CLOCK.findall(sentence)}
    days = {(_month(name), int(number)) for number, name in _DAY.findall(sentence)}
    days |= {(int(month), int(number)) for month, number in _ISO_DAY.findall(sentence)}
    for update in reversed(updates):
        at = update.at.at
        if (at.hour, at.minute) in clocks and (not days or (at.month, at.day) in days):
            return update
    return None


def _month(name: str) -> int:
    return next(number for number, month in enumerate(MONTHS, 1) if month.lower().startswith(name.lower()))
