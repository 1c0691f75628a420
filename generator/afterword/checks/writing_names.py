"""Report names of people, which should not be published (W316)."""

import re
from collections.abc import Iterator
from functools import lru_cache

from afterword.checks.likely_names import likely_names, may_hold_likely_name
from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.settings import Settings
from afterword.syntax.prose import IncidentTexts, Sentence, Where, sentences

_TOKEN = re.compile(r"[^\W_](?:[\w'’.\-]*\w)?")
_HANDLE = re.compile(
    r"(?<![\w@/.+\-])@(?P<name>[A-Za-z][\w\-]{0,38})(?:@[A-Za-z0-9.\-]{1,60}[A-Za-z0-9])?(?![\w/]|\.\w)", re.ASCII
)
_LIKE_HANDLE = re.compile(r"(?<![A-Za-z0-9@/.+\-])@[A-Za-z]")
"""Matches in every text with a handle, whatever marks are around it."""
_NAME_WORD = re.compile(r"[^\W\d_]\.|[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_MACHINES = frozenset(
    (
        "account action actions admin automation bot build ci deploy deployment "
        "group ops release service support team user"
    ).split()
)
"""Words in the names of authors that are not people."""
_SHARED = re.compile(
    r"all|channel|everyone|here|.*(?:help|news|oncall|on-call|ops|status|support|team).*", re.IGNORECASE
)
"""Handles of groups or organisations."""


def check_names(
    incident: Incident, settings: Settings, texts: IncidentTexts, people: frozenset[str]
) -> Iterator[Problem]:
    """Report W316 once in a sentence: for a known name, a probable name, or a handle of somebody else.

    Whoever signs is named on purpose. Handles and probable names are not searched for in the sources. Known names are
    those in the settings and `people`. Probable names need neither, so a first import is checked like every later one.
    """
    known = _by_first_word(settings.checks.names, people)
    if not _may_hold_name(texts.whole, known):
        return
    signing = [set(name.split()) for name in _signing(incident, settings)]
    own = _own_handles(incident, settings)
    not_people = {settings.organisation.name, *(component.name for component in settings.components)}
    for passage in texts.passages:
        if not _may_hold_name(passage.text, known):
            continue
        for sentence in sentences(passage):
            hit = _name(sentence, known, signing)
            if not hit and passage.part is not Where.SOURCES:
                hit = _likely(sentence, signing, not_people) or _handle(sentence, own)
            if hit:
                start, name = hit
                line, column = passage.place(sentence.at(start))
                yield problem(passage.path, line, "W316", column=column, name=name)


@lru_cache(maxsize=4)
def _by_first_word(names: tuple[str, ...], people: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Names by their first word and its genitive, longest first. Of the authors, only those who are surely people."""
    by_word: dict[str, list[str]] = {}
    for name in sorted({*names, *filter(_is_person, people)}, key=lambda name: (-len(name), name)):
        words = " ".join(name.replace("’", "'").split())
        if first := _TOKEN.search(words):
            for form in (first[0], f"{first[0]}'s", f"{first[0]}’s"):
                by_word.setdefault(form, []).append(words)
    return {word: tuple(same_word) for word, same_word in by_word.items()}


def _is_person(name: str) -> bool:
    """Whether an author is certainly a person: `Ada Osei`, but not `root`, `Delivery team` or `renovate[bot]`."""
    words = name.split()
    if len(words) < 2 or not (words[0][0].isupper() and words[-1][0].isupper()):
        return False
    return all(_NAME_WORD.fullmatch(word) and word.lower() not in _MACHINES for word in words)


def _signing(incident: Incident, settings: Settings) -> Iterator[str]:
    for person in (incident.signatory, settings.signatory):
        if person:
            yield person.name
    for update in incident.updates:
        yield update.signature.partition(",")[0]


def _own_handles(incident: Incident, settings: Settings) -> frozenset[str]:
    """Accounts of the organisation: its name, and the path segments of its channels' addresses."""
    handles = {"".join(settings.organisation.name.lower().split())}
    for channel in incident.channels:
        handles |= {part.removeprefix("@").lower() for part in channel.url.split("/")[3:]}
    return frozenset(handles - {""})


def _may_hold_name(text: str, known: dict[str, tuple[str, ...]]) -> bool:
    if "@" in text and _LIKE_HANDLE.search(text):
        return True
    tokens = frozenset(_TOKEN.findall(text))
    return not known.keys().isdisjoint(tokens) or may_hold_likely_name(text, tokens)


def _name(sentence: Sentence, known: dict[str, tuple[str, ...]], signing: list[set[str]]) -> tuple[int, str] | None:
    for token in _TOKEN.finditer(sentence.words) if known else ():
        for name in known.get(token[0], ()):
            end = token.start() + len(name)
            whole = sentence.words.startswith(name, token.start()) and not sentence.words[end : end + 1].isalnum()
            if whole and not any(set(name.split()) <= signer for signer in signing):
                return token.start(), name
    return None


def _likely(sentence: Sentence, signing: list[set[str]], not_people: set[str]) -> tuple[int, str] | None:
    for start, name in likely_names(sentence.words):
        ours = any(name in other or other in name for other in not_people if other)
        if not ours and not any(set(name.split()) <= signer for signer in signing):
            return start, name
    return None


def _handle(sentence: Sentence, own: frozenset[str]) -> tuple[int, str] | None:
    for match in _HANDLE.finditer(sentence.words):
        if match["name"].lower() not in own and not _SHARED.fullmatch(match["name"]):
            return match.start(), match[0]
    return None
