"""The Jinja environment of the pages: escaping on, unknown names refused, a site's own templates first."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import jinja2
from markupsafe import Markup

from afterword.core.incident_parts import Section
from afterword.core.model import Incident
from afterword.core.times import in_zone, iso, minutes
from afterword.core.words import Slot
from afterword.markup.safe import rebase, unwrapped, without_ids
from afterword.outputs.category_names import category_label, category_url
from afterword.outputs.icons import level_mark, state_colour, state_mark
from afterword.outputs.template_compiler import CompiledEnvironment, PlainEnvironment
from afterword.outputs.translation import Language, direction

_WEB = re.compile(r"(?:https?://|mailto:)[^\s<>]+", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@:/<>]+@[^\s@:/<>]+")


def environment(
    overrides: jinja2.BaseLoader | None = None, say: Language | None = None, kept: jinja2.BytecodeCache | None = None
) -> CompiledEnvironment:
    """Return the environment that renders the pages' content.

    `afterword/NAME.html` in `overrides` takes the place of ours. Compiled templates are kept in `kept`.
    """
    say = say or Language()
    own = jinja2.PackageLoader("afterword", "templates")
    plain = PlainEnvironment(loader=jinja2.ChoiceLoader([overrides, own]) if overrides else own, bytecode_cache=kept)
    gettext(plain, say)
    plain.filters.update(_FILTERS | _spoken(say))
    plain.globals.update(
        **_look_ups(say),
        lang=_lang(say),
        state_mark=state_mark,
        state_colour=state_colour,
        level_mark=level_mark,
        category_url=category_url,
        category_label=category_label,
    )
    return CompiledEnvironment(plain, own, overrides, say)


def gettext(environment: jinja2.Environment, say: Language) -> None:
    """Teach an environment `_()`, `ngettext()` and `{% trans %}`, with values escaped where it escapes."""
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(say.look_up, say.look_up_count, newstyle=True)  # type: ignore[attr-defined]  # comes with the extension


def _look_ups(say: Language) -> dict[str, Callable[..., Markup]]:
    """The same functions, for an environment that always escapes."""

    def look_up(text: str, /, **values: object) -> Markup:
        return Markup(say.look_up(text)) % values  # noqa: S704 - the text of a template or of the catalogue

    def look_up_count(one: str, many: str, number: int, /, **values: object) -> Markup:
        return Markup(say.look_up_count(one, many, number)) % {"num": number, **values}  # noqa: S704 - as above

    return {"_": look_up, "gettext": look_up, "ngettext": look_up_count}


def _spoken(say: Language) -> dict[str, Callable[..., object]]:
    """The filters that depend on the language."""

    def span(length: timedelta) -> str:
        return say.span(length).replace(" ", "\N{NO-BREAK SPACE}")  # it stays on one line

    return {
        "span": span,
        "length_words": lambda length: say.known(span(length.span), length),
        "day": say.day,
        "bare_day": say.bare_day,
        "long_day": lambda value: say.day(value, long=True),
        "clock": say.clock,
        "number": say.number,
        "said": say.look_up,
        "heading": lambda section: heading(section, say),
    }


def heading(section: Section, say: Language) -> str:
    """The heading of a section: in the language of the interface, or as the writer wrote it."""
    return section.title if section.slot is Slot.OTHER else say.look_up(section.title)


def _lang(say: Language) -> Callable[[Incident], Markup]:
    """Attributes for a writer's words: their language and direction, where these are not those of the page."""

    def lang(incident: Incident) -> Markup:
        if incident.lang == say.code:
            return Markup()
        way = direction(incident.lang)
        turned = Markup(' dir="{}"').format(way) if way != direction(say.code) else Markup()
        return Markup(' lang="{}"').format(incident.lang) + turned

    return lang


def iso_day(value: date) -> str:
    """`2026-03-14`, for attributes."""
    return f"{value:%Y-%m-%d}"


def web(address: str) -> str:
    """`address` if a link may lead there, else nothing: `javascript:` and its kin are shown, not followed."""
    return address if _WEB.fullmatch(address) else ""


def contact_link(contact: str) -> str:
    """Where a contact leads: an e-mail address to `mailto:`, a web address to itself, anything else nowhere."""
    return f"mailto:{contact}" if _ADDRESS.fullmatch(contact) else web(contact)


def bare(address: str) -> str:
    """A web address as people say it: without its scheme and closing slash."""
    return re.sub(r"^(?:https?://|mailto:)", "", address).rstrip("/")


def based(html: str, base: str) -> str:
    """A fragment, also its footnotes, for another page, from which `base` leads to the page of the incident."""
    return rebase(without_ids(html), base) if base else html


def initial(text: str) -> str:
    """`text` with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


_FILTERS: dict[str, Callable[..., object]] = {
    "iso": iso,
    "iso_day": iso_day,
    "bare_clock": lambda at: f"{at:%H:%M}",
    "minutes": minutes,
    "web": web,
    "contact_link": contact_link,
    "bare": bare,
    "based": based,
    "inline": unwrapped,
    "without_ids": without_ids,
    "initial": initial,
    "in_zone": in_zone,
}
