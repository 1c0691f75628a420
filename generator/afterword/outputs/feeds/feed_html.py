"""Turns the HTML of a page into the HTML of a feed entry.

The shape of an update is that of Statuspage's feeds, because programs that read status feeds know it:
the time in `<small>`, the status in `<strong>`, a dash, the words. So only a status may stand in `<strong>`.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from afterword.core.incident_parts import ActionItem, Fragment, Section, Stated, Update
from afterword.core.times import Moment, iso_moment
from afterword.markup.safe import leading_paragraph, rebase, renamed, unwrapped, without_ids
from afterword.outputs.templates import bare, contact_link, web
from afterword.outputs.translation import Language

_ENGLISH = Language()
"""The language of feeds, which programs read."""


def fragment_html(fragment: Fragment, page: str) -> str:
    """The fragment with links made absolute from the incident's `page`, `<b>` for `<strong>`, and without ids."""
    return renamed(without_ids(rebase(fragment.html, page)), "strong", "b")


def update_html(update: Update, page: str) -> str:
    """One update: time, status, headline and first paragraph in one paragraph; then what follows.

    A text that begins with a list or a table leaves the first line alone. A word that is no known status
    is treated as Update, so it stands as the beginning of the headline, as typed.
    """
    text = fragment_html(update.text, page)
    first = leading_paragraph(text)
    word = "" if update.label == update.status.value else update.label
    headline = ": ".join(part for part in (word, update.headline) if part)
    said = [f"<b>{escape(_sentence(headline))}</b>"] if headline else []
    if first:
        words, text = first
        said.append(words)
    dash = " - " if said else ""
    time = f"<small>{time_html(update.at)}</small>"
    signature = f"<p>— {escape(update.signature)}</p>" if update.signature else ""
    blocks = (f"<p>{time}<br><strong>{update.status.value}</strong>{dash}{' '.join(said)}</p>", text.strip(), signature)
    return "\n".join(block for block in blocks if block)


def time_html(moment: Moment, say: Language = _ENGLISH) -> str:
    """A moment in words, and for programs."""
    return f'<time datetime="{iso_moment(moment)}">{escape(say.moment(moment))}</time>'


def _sentence(headline: str) -> str:
    return headline if headline.endswith((".", "!", "?", "…")) else f"{headline}."


def section_html(section: Section, page: str) -> str:
    """A section under its heading; headings of the text itself begin at level 4 (markup/html.py)."""
    return f"<h3>{_escaped(section.title)}</h3>\n{fragment_html(section.text, page)}"


_escaped = lru_cache(maxsize=512)(escape)
"""For what is the same in most incidents."""


def actions_html(actions: Iterable[ActionItem], page: str, say: Language = _ENGLISH) -> str:
    """The action items with what is known of each. Whether one is overdue depends on the day, so it is not said."""
    rows = [f"<li>{unwrapped(fragment_html(action.text, page))} ({_facts(action, say)})</li>" for action in actions]
    return "\n".join([f"<h3>{escape(say('Action items'))}</h3>", "<ul>", *rows, "</ul>"]) if rows else ""


def _facts(action: ActionItem, say: Language) -> str:
    done = say("done %(day)s", day=say.day(action.done_on)) if action.done_on else say("done")
    due = say("due %(day)s", day=say.day(action.due)) if action.due and not action.done else ""
    owner = say("owner: %(name)s", name=action.owner) if action.owner else ""
    all_facts = (done if action.done else say("open"), due, owner, action.type, action.priority)
    facts = escape("; ".join(filter(None, all_facts)))
    return f'{facts}; <a href="{escape(action.link)}">{escape(say("link"))}</a>' if web(action.link) else facts


def plan_html(stated: Stated, say: Language = _ENGLISH) -> str:
    """When a maintenance was planned: its updates need not repeat it. Empty when the file does not say."""
    start, end = stated.scheduled_start, stated.scheduled_end
    if not start or not end:
        return ""
    words = escape(say.look_up("Planned for %(start)s to %(end)s."))
    return f"<p>{words % {'start': time_html(start, say), 'end': time_html(end, say)}}</p>"


@lru_cache(maxsize=512)
def contact_html(contact: str, promise: str) -> str:
    """How to reach the team and what it promises to those who write; empty without a contact."""
    if not contact:
        return ""
    words, address = escape(bare(contact)), escape(contact_link(contact))
    link = f'<a href="{address}">{words}</a>' if address else words
    return f"<p>Contact: {link}. {escape(promise)}".rstrip() + "</p>"


def permalink_html(url: str) -> str:
    """The address at which the words stay."""
    address = escape(url)
    return f'<p>On our site: <a href="{address}">{address}</a></p>'
