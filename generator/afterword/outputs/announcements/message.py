"""A letter to all subscribers, in the order in which they want to read it.

What happened, who is affected and who is not, what you can do now, when the next word comes, sorry, a name, and where
to answer. Everything comes from the incident's file and the settings; nothing is made up, and no time is relative.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape

from afterword.core.frozen import frozen
from afterword.core.incident_parts import Fragment, Person, Section, Update
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.core.times import Moment
from afterword.core.words import Kind, Slot, State, Status
from afterword.markup.safe import bars_as_text, pictures_as_links
from afterword.outputs.announcements.apology import take_apology
from afterword.outputs.announcements.news import News
from afterword.outputs.feeds.feed_entries import tag
from afterword.outputs.feeds.feed_html import actions_html, fragment_html, plan_html, time_html
from afterword.outputs.incident.incident_view import data_words, personal_data_words
from afterword.outputs.templates import bare, contact_link, heading, initial
from afterword.outputs.translation import Language
from afterword.outputs.urls import incident_url

_REPORT = (Slot.WHAT_HAPPENED, Slot.TRIGGER, Slot.FACTORS)
"""What a letter about a report carries of it, if it has these; the rest is a link away."""


@frozen
class Block:
    """A part of the letter."""

    html: str
    """Safe HTML with absolute links."""
    heading: str = ""
    """Plain text."""
    may_shrink: bool = False
    """Whether the end of it may be left out when the letter is too long: a part with words of the writer's."""


@frozen
class Message:
    """One piece of news as a letter."""

    news: News
    id: str
    """The id of its entry in the feed of updates: an IRI, for ever."""
    label: str
    """The status in a word; empty where there is none."""
    title: str
    url: str
    """Where the words stay: the page of the incident, at the update."""
    page: str
    """The page of the incident."""
    at: datetime
    lead: str
    """The new words alone, as safe HTML: what posts and chats carry."""
    promise: str
    """When the next update comes, as a sentence; empty when nobody promised one."""
    blocks: tuple[Block, ...]
    sender: str
    """Who speaks, without a role; empty when nobody is named."""
    contact: str
    lang: str

    @property
    def subject(self) -> str:
        """`[Identified] Scheduled posts are not going out`."""
        return f"[{self.label}] {self.title}" if self.label else self.title


def message(news: News, settings: Settings, site: Site, say: Language, unsubscribe: str = "") -> Message:
    """The letter that tells `news`."""
    incident, update = news.incident, news.update
    page = site.absolute(incident_url(incident))
    url = f"{page}#{update.anchor}" if update else page
    # the promise is said once, as a date and a time: "in 30 minutes" is wrong when it is read
    said = _html(update.beside_promise, page) if update else ""
    status = update.status if update else None
    words, sorry = take_apology(said, incident.lang)
    summary = _html(incident.summary, page)
    if not sorry and status not in {Status.RETRACTED, Status.CANCELLED}:
        summary, sorry = take_apology(summary, incident.lang)
    letter = _Letter(news=news, settings=settings, page=page, url=url, say=say)
    blocks = [letter.opening(words)]
    if status is Status.CANCELLED:  # which work it is, and no word of what it would have done
        blocks.append(Block(html=plan_html(incident.stated)))
    elif status is not Status.RETRACTED:
        short = say("In short") if update or news.report else ""
        blocks += [
            Block(html=plan_html(incident.stated, say)),
            Block(heading=short, html=summary, may_shrink=True),
            *letter.harm(),
        ]
    blocks += letter.next_word()
    blocks += [Block(html="\n".join(sorry))]
    blocks += [*letter.signature(), *letter.answer(), *letter.places(unsubscribe)]
    return Message(
        news=news,
        id=tag(settings, site, incident.id[:4], news.key),
        label=letter.label,
        title=incident.title,
        url=url,
        page=page,
        at=news.at,
        lead=said if update else _html(incident.summary, page),
        promise=promise_words(update, say),
        blocks=tuple(block for block in blocks if block.html),
        sender=letter.signatory.partition(",")[0].strip(),
        contact=incident.contact,
        lang=incident.lang,
    )


@frozen
class _Letter:
    news: News
    settings: Settings
    page: str
    url: str
    say: Language

    @property
    def label(self) -> str:
        incident, update = self.news.incident, self.news.update
        if update:
            return self.say.look_up(update.label)
        if self.news.report:
            return self.say.look_up(Status.POSTMORTEM.value)
        if incident.kind is Kind.NOTICE:
            return self.say("Notice")
        return "" if incident.state is State.NOT_STATED else self.say.look_up(incident.state.value)

    @property
    def signatory(self) -> str:
        update, person = self.news.update, self.news.incident.signatory
        return (update.signature if update else "") or (_person(person) if person else "")

    def opening(self, words: str) -> Block:
        """The status, its time and its headline; then the words."""
        update = self.news.update
        if not update:
            line = f"<p><b>{escape(self.label)}</b></p>" if self.label else ""
            return Block(html=line)
        full_stop = "" if update.headline.endswith((".", "!", "?", "…")) else "."
        headline = f"<br>\n<b>{escape(initial(update.headline))}{full_stop}</b>" if update.headline else ""
        return Block(
            html=f"<p><b>{escape(self.label)}</b>, {time_html(update.at, self.say)}{headline}</p>\n{words}",
            may_shrink=True,
        )

    def harm(self) -> Iterator[Block]:
        """Who is affected and who is not, what became of data, what to do; of a report, what happened."""
        incident = self.news.incident
        if self.news.report or (self.news.update and self.news.update.status is Status.POSTMORTEM):
            sections = [section for slot in _REPORT for section in incident.sections if section.slot is slot]
            yield from self._blocks(sections or incident.report)
            yield Block(html=actions_html(incident.valid_actions, self.page, self.say), may_shrink=True)
        if incident.section(Slot.AFFECTED) is None and incident.harmed:
            names = [component.name for hit in incident.harmed if (component := self.settings.component(hit.component))]
            html = f"<p>{escape(', '.join(names))}</p>" if names else ""
            yield Block(heading=self.say.look_up(Slot.AFFECTED.heading), html=html)
        yield from self._sections(Slot.AFFECTED)
        yield from self._sections(Slot.NOT_AFFECTED)
        data = f"{data_words(incident, self.say)} {personal_data_words(incident, self.say)}".strip()
        yield Block(heading=self.say("Your data"), html=f"<p>{escape(data)}</p>" if data else "")
        yield from self._sections(Slot.DO)

    def _sections(self, slot: Slot) -> Iterator[Block]:
        return self._blocks(section for section in self.news.incident.sections if section.slot is slot)

    def _blocks(self, sections: Iterable[Section]) -> Iterator[Block]:
        for section in sections:
            yield Block(heading=heading(section, self.say), html=_html(section.text, self.page), may_shrink=True)

    def next_word(self) -> Iterator[Block]:
        """When the next update was promised, as a date and a time."""
        update = self.news.update
        if update and update.promised:
            due, words = Moment(update.promised), escape(promise_words(update, self.say))
            words = words.replace(escape(self.say.moment(due)), time_html(due, self.say))
            yield Block(html=f"<p>{words}</p>")

    def signature(self) -> Iterator[Block]:
        if self.signatory:
            yield Block(html=f"<p>— {escape(self.signatory)}</p>")

    def answer(self) -> Iterator[Block]:
        """Where to answer, and what is promised to those who do."""
        contact, promise = self.news.incident.contact, escape(self.settings.contact_promise)
        link = contact_link(contact)
        if not contact:
            return
        shown = f'<a href="{escape(link)}">{escape(bare(contact))}</a>' if link else escape(contact)
        by_mail = link.startswith("mailto:")
        text = self.say("Questions? Reply to this e-mail, or write to %(contact)s.", contact="\0") if by_mail else ""
        text = text or self.say("Questions? Ask us at %(contact)s.", contact="\0")
        yield Block(html=f"<p>{escape(text).replace(chr(0), shown)} {promise}".rstrip() + "</p>")

    def places(self, unsubscribe: str) -> Iterator[Block]:
        """Where the words stay, and where a reader leaves the list."""
        words = escape(self.say("Everything we said about this, and what we say next:"))
        yield Block(html=f'<p>{words}<br>\n<a href="{escape(self.url)}">{escape(self.url)}</a></p>')
        if link := contact_link(unsubscribe):
            words = escape(self.say("To leave this list:"))
            yield Block(html=f'<p>{words} <a href="{escape(link)}">{escape(bare(unsubscribe))}</a></p>')


def _html(fragment: Fragment, page: str) -> str:
    """As in a feed; a redaction is told by brackets, because a letter has no style sheet that draws a bar."""
    return pictures_as_links(bars_as_text(fragment_html(fragment, page)))


def promise_words(update: Update | None, say: Language) -> str:
    """`Next update by 14 Mar 2026, 10:15 UTC.`; empty without a promise."""
    if not update or not update.promised:
        return ""
    return say("Next update by %(time)s.", time=say.moment(Moment(update.promised)))


def says_promise(text: str, update: Update | None) -> bool:
    """Whether a text on one line already says when the next update comes, because the promise stands in a sentence."""
    words = update.promise_words if update and update.said is None else ""
    return bool(words) and words in " ".join(text.split())


def _person(person: Person) -> str:
    return ", ".join(part for part in (person.name, person.role) if part)


def contact_address(incident: Incident) -> str:
    """The contact, when it is an e-mail address; else nothing."""
    link = contact_link(incident.contact)
    return link.removeprefix("mailto:") if link.startswith("mailto:") else ""
