"""Checks of the text that need no clock: missing information, and phrases that readers have learned to distrust.

None of them is an error. Of a maintenance or a notice only words, links and action items are checked, because it need
not answer the questions of an incident (who is affected, what to do, is data lost). The same holds for a retracted
incident, and for a file that never states that it is an incident. A backfilled incident quotes old texts that nobody
will rewrite, so only names of people, links and images are checked: they are published today.
"""

import re
from collections.abc import Callable, Iterator
from operator import attrgetter

from afterword.checks.languages import words
from afterword.checks.languages.word_lists import LanguageWords, Phrases
from afterword.checks.writing_links import check_links
from afterword.checks.writing_names import check_names
from afterword.core.frozen import frozen
from afterword.core.incident_parts import ActionItem
from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.settings import Settings
from afterword.core.times import ABBREVIATIONS
from afterword.core.words import Kind, Postmortem, Slot, State, Status
from afterword.markup.safe import plain_text
from afterword.syntax.prose import IncidentTexts, Sentence, Where, flat, sentences

_EVERYWHERE = frozenset(Where) - {Where.SOURCES}
_TO_READERS = frozenset({Where.TOP, Where.EARLIER, Where.NEWEST, Where.FOR_READERS})
_CLOCK = re.compile(
    r"(?P<time>[0-9](?<![\w:.,][0-9])[0-9]?(?P<minutes>(?::[0-9]{2}){1,2})?"
    r" ?(?P<half>[AaPp]\.?[Mm]\b\.?)? ?\(?(?P<zone>[A-Z]{2,5}))(?!\w)"
)
_WORD = re.compile(r"[^\W\d_]{2}")
_REPORT = 50
"""Words from which on a text at the top, or an update, may be the whole report."""
_NUMBER = re.compile(r"[0-9]")


def check_writing(
    incident: Incident, settings: Settings, texts: IncidentTexts, *, people: frozenset[str] = frozenset()
) -> Iterator[Problem]:
    """Yield the problems of the text and its hints, except those that need a clock. Drafts and samples are included.

    Args:
        incident: as it was read.
        settings: its names, internal hosts and signatory are used.
        texts: those of the incident.
        people: names that must not be published, in addition to those in the settings: the authors of the repository.
    """
    if not incident.backfilled:
        lists = words(incident.lang)
        if lists:
            yield from _absent(incident, lists, texts)
            yield from _wording(incident, lists, texts)
        yield from _facts(incident, lists, texts)
        yield from _zones(texts)
    yield from check_names(incident, settings, texts, people)
    yield from check_links(incident, settings, texts)


# ---- what is missing -----------------------------------------------------------------------------


def _is_over(incident: Incident) -> bool:
    """Whether it is an incident that is over. Without a state it is over when there is a report on it."""
    over = incident.state in {State.RESOLVED, State.CLOSED}
    reported = incident.state is State.NOT_STATED and incident.postmortem in {Postmortem.PRELIMINARY, Postmortem.FINAL}
    return incident.kind is Kind.INCIDENT and (over or reported)


def _absent(incident: Incident, lists: LanguageWords, texts: IncidentTexts) -> Iterator[Problem]:
    """Report missing sections and sentences: W304, W305, H306, W308, H326.

    The checks depend on headings and words of a language, so they are made only where its word lists exist.
    """
    current = incident.kind is Kind.INCIDENT and incident.is_open
    if current and not incident.section(Slot.DO) and not _contains(lists.advice, texts):
        yield problem(incident.path, 1, "W304")
    if _is_over(incident):
        if not incident.section(Slot.AFFECTED) and incident.users is None:
            yield problem(incident.path, 1, "W305")
        if not incident.section(Slot.NOT_AFFECTED):
            yield problem(incident.path, 1, "H306")
        if not _contains(lists.apology, texts):
            yield problem(incident.path, 1, "W308")
    if incident.report_final and not _contains(lists.worked, texts):
        yield problem(incident.path, 1, "H326")


def _contains(phrases: Phrases, texts: IncidentTexts) -> bool:
    """Whether one of the phrases occurs anywhere, even in a quotation."""
    possible = [phrase for phrase in phrases if phrase.may_be_in(texts.flat)]
    for passage in texts.passages if possible else ():
        low = passage.text.lower().replace("’", "'")
        if any(phrase.needs[0].partition(" ")[0] in low for phrase in possible):
            words = " ".join(low.split())
            if any(phrase.may_be_in(words) and phrase.pattern.search(words) for phrase in possible):
                return True
    return False


def _facts(incident: Incident, lists: LanguageWords | None, texts: IncidentTexts) -> Iterator[Problem]:
    """Report W307 for data loss, W330 for an empty report, H320 for the cause, W321, H322 and H323 for action items."""
    if _is_over(incident) and incident.data_loss is None:
        yield problem(incident.path, 1, "W307")
    if _is_over(incident) and incident.state is not State.NOT_STATED and _lacks_report(incident):
        said = next((update for update in incident.updates if update.status is Status.POSTMORTEM), None)
        yield problem(said.path if said else incident.path, said.line if said else 1, "W330")
    if not incident.report_final:
        return
    if factors := incident.section(Slot.FACTORS):
        passages = (passage for passage in texts.passages if passage.slot is Slot.FACTORS)
        causes = [cause for passage in passages for cause in sentences(passage) if _WORD.search(cause.words)]
        if len(causes) == 1:
            yield problem(incident.path, factors.text.line, "H320")
    for action in incident.valid_actions:
        yield from _action(incident, action, lists)
    types = {action.type for action in incident.valid_actions}
    if types != {""} and types and not types & {"detect", "mitigate"}:
        yield problem(incident.path, incident.valid_actions[0].line, "H323")


def _lacks_report(incident: Incident) -> bool:
    """Whether the file says that there is a report, and holds none.

    A report may also be a timeline, a long text at the top, or an update Postmortem that is long or has a link to it.
    """
    if not incident.report_stated or incident.timeline or any(section.text for section in incident.report):
        return False
    announced = [update.text for update in incident.updates if update.status is Status.POSTMORTEM]
    if any("<a " in text.html for text in announced):
        return False
    return all(len(plain_text(text.html).split()) < _REPORT for text in (incident.summary, *announced))


def _action(incident: Incident, action: ActionItem, lists: LanguageWords | None) -> Iterator[Problem]:
    missing = [what for what, value in (("owner", action.owner), ("due date", action.due or action.done)) if not value]
    if missing:
        yield problem(incident.path, action.line, "W321", what=" and no ".join(missing))
    text = plain_text(action.text.html)
    vague = lists.vague.match(text) if lists and not action.done and not _NUMBER.search(text) else None
    if vague and vague[0].lower() != action.type:
        yield problem(incident.path, action.line, "H322", text=vague[0])


# ---- words ---------------------------------------------------------------------------------------


@frozen
class _Rule:
    """Phrases that are reported where they occur, once in a sentence."""

    code: str
    phrases: Callable[[LanguageWords], Phrases]
    parts: frozenset[Where] = _EVERYWHERE
    phase: Callable[[Incident], bool] = lambda _: True
    silent: Callable[[LanguageWords, Sentence], bool] = lambda _words, _sentence: False
    """Whether the sentence itself gives what the rule asks for."""


_FINAL = attrgetter("report_final")
_RULES = (
    _Rule(code="H309", phrases=lambda lists: lists.rote),
    _Rule(
        code="H310",
        phrases=lambda lists: lists.hedge,
        parts=_TO_READERS,
        silent=lambda lists, sentence: bool(lists.sized.search(sentence.words)),
    ),
    _Rule(
        code="H311",
        phrases=lambda lists: lists.forecast,
        parts=_TO_READERS - {Where.EARLIER},
        phase=lambda incident: incident.is_open and incident.kind is Kind.INCIDENT,
        silent=lambda lists, sentence: (
            not lists.ahead.search(sentence.words) or bool(lists.no_forecast.search(sentence.words))
        ),
    ),
    _Rule(
        code="W314",
        phrases=lambda lists: lists.blame,
        phase=_FINAL,
        silent=lambda lists, sentence: bool(lists.no_blame.search(sentence.words)),
    ),
    _Rule(code="H315", phrases=lambda lists: lists.elsewise, parts=frozenset({Where.STORY}), phase=_FINAL),
)


def _wording(incident: Incident, lists: LanguageWords, texts: IncidentTexts) -> Iterator[Problem]:
    """Report H309, H310, H311, W314 and H315."""
    active = [
        (rule, phrases)
        for rule in _RULES
        if (phrases := _possible(rule.phrases(lists), texts.flat)) and rule.phase(incident)
    ]
    for passage in texts.passages if active else ():
        smooth = flat(passage.text)
        possible = [(rule, _possible(phrases, smooth)) for rule, phrases in active if passage.part in rule.parts]
        possible = [(rule, phrases) for rule, phrases in possible if phrases]
        for sentence in sentences(passage) if possible else ():
            for rule, phrases in possible:
                hits = (hit for phrase in phrases if (hit := phrase.pattern.search(sentence.words)))
                first = min(hits, key=re.Match.start, default=None)
                if first and not rule.silent(lists, sentence):
                    line, column = passage.place(sentence.at(first.start()))
                    yield problem(passage.path, line, rule.code, column=column, text=first[0])


def _possible(phrases: Phrases, text: str) -> Phrases:
    """The phrases that may occur in a flat text."""
    return tuple([phrase for phrase in phrases if phrase.may_be_in(text)])


def _zones(texts: IncidentTexts) -> Iterator[Problem]:
    """Report W313 for a clock time with the abbreviation of a zone when the sentence does not give UTC."""
    for passage in texts.passages if _may_hold_zone(texts.whole) else ():
        if passage.part is Where.SOURCES or not _may_hold_zone(passage.text):
            continue
        for sentence in sentences(passage):
            clock = next((hit for hit in _CLOCK.finditer(sentence.words) if _is_ambiguous(hit)), None)
            if clock and "UTC" not in sentence.words:
                line, column = passage.place(sentence.at(clock.start()))
                yield problem(passage.path, line, "W313", column=column, text=clock["time"], z=clock["zone"])


def _may_hold_zone(text: str) -> bool:
    return any(_is_ambiguous(clock) for clock in _CLOCK.finditer(text.replace("\n", " ")))


def _is_ambiguous(clock: re.Match[str]) -> bool:
    """Whether a match is a time of day in a zone whose abbreviation is ambiguous."""
    return clock["zone"] in ABBREVIATIONS and bool(clock["minutes"] or clock["half"])
