"""The page of one incident: the frame around its content, and what stands beside it."""

from collections.abc import Iterator
from functools import partial

from afterword.core.history import History
from afterword.core.incident_parts import Section
from afterword.core.model import Incident
from afterword.core.words import Slot, Status
from afterword.markup.safe import cut, plain_text
from afterword.outputs.artifacts import Heading, Page, SearchEntry
from afterword.outputs.feeds.all_feeds import INCIDENT_FEEDS
from afterword.outputs.forge import team_links
from afterword.outputs.incident.incident_view import IncidentView
from afterword.outputs.listing import component_name
from afterword.outputs.page_context import Making
from afterword.outputs.pages.follow import follow
from afterword.outputs.pages.previews import preview
from afterword.outputs.picture.story import story
from afterword.outputs.picture.view import picture
from afterword.outputs.templates import heading
from afterword.outputs.translation import Language
from afterword.outputs.urls import incident_url

_DESCRIPTION = 200
_SEARCH = 120


def incident_page(incident: Incident, history: History, making: Making) -> Page:
    """Return the page of `incident`. Only while it is open does anything on it depend on the time."""
    url = incident_url(incident)

    begun: list[IncidentView] = []

    def below() -> tuple[Heading, ...]:
        """Made first: the content, which shows the same, takes the view over, so that nothing of it stays in memory."""
        view = IncidentView(incident, making.settings, making.now, making.say)
        begun[:] = [view]
        return tuple(_contents(view, making))

    def html() -> str:
        view = begun.pop() if begun else IncidentView(incident, making.settings, making.now, making.say)
        return making.render(
            "incident.html",
            url,
            i=incident,
            v=view,
            picture=picture(view, making.say),
            now=view.now,
            base="",
            related=history.related(incident),
            earlier=history.earlier(incident),
            later=history.later(incident),
            follow=follow(incident, making),
            team=team_links(incident, making.settings, making.site),
        )

    words = plain_text(incident.description.html)
    begins = _search(incident, words, making)
    if incident.retracted:  # a preview of the page must not repeat the alarm alone
        last = next(update for update in reversed(incident.updates) if update.status is Status.RETRACTED)
        words = f"{making.say.look_up(last.label)}: {plain_text(last.text.html)} {words}"
    about = cut(words, _DESCRIPTION) or incident.title
    return Page(
        url=url,
        title=incident.title,
        description=about,
        html=html,
        changed=incident.changed,
        source=incident.path,
        search=SearchEntry(title=incident.title, text=begins, more=partial(making.searched, incident, begins)),
        shows="" if incident.is_open else incident.id,
        head=partial(preview, incident, about, making),
        feeds=INCIDENT_FEEDS,
        below=below,
    )


def _search(incident: Incident, words: str, making: Making) -> str:
    names = ", ".join(component_name(making.settings, hit.component) for hit in incident.hits)
    facts = ". ".join(part for part in (names, incident.severity.label if incident.severity else "") if part)
    said = cut(words, _SEARCH)
    return f"{said}{'' if said.endswith(('.', '…')) or not said else '.'} {facts}".strip()


def _contents(view: IncidentView, making: Making) -> Iterator[Heading]:
    incident, say = view.incident, making.say
    sections = view.of(Slot.DO, Slot.AFFECTED, Slot.NOT_AFFECTED)
    yield from (_section(section, say) for section in sections)
    if incident.signatory or view.contact or incident.channels:
        yield Heading(title=say("Signed by, reach us"), anchor="contact")
    if story(view):
        yield Heading(title=say("So far, in one picture") if view.is_open else say("In one picture"), anchor="picture")
    if incident.updates:
        yield Heading(title=say("Updates (%(num)s)", num=len(incident.updates)), anchor="updates")
    if view.has_details:
        title = say("Postmortem") if view.has_report else say("Details")
        yield Heading(title=title, anchor="postmortem", children=tuple(_details(view, say)))
    if view.facts:
        yield Heading(title=say("Facts"), anchor="facts")
    yield Heading(title=say("Follow and share"), anchor="follow")


def _details(view: IncidentView, say: Language) -> Iterator[Heading]:
    yield from (_section(section, say) for section in view.report_sections if section.title)
    if view.actions or view.of(Slot.ACTIONS):
        done, all_ = view.incident.actions_done, len(view.actions)
        title = say("Action items (%(done)s of %(all)s)", done=done, all=all_) if view.actions else say("Action items")
        yield Heading(title=title, anchor=Slot.ACTIONS)
    if view.timeline or view.of(Slot.TIMELINE):
        yield Heading(title=say("Timeline"), anchor=Slot.TIMELINE)
    yield from (_section(section, say) for section in view.end_sections)


def _section(section: Section, say: Language) -> Heading:
    return Heading(title=heading(section, say), anchor=section.anchor)
