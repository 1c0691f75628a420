"""Texts of the interface: written in English in the source, looked up in a catalogue for other languages."""

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date, datetime, timedelta
from functools import lru_cache

from afterword.core.frozen import frozen
from afterword.core.lengths import Length
from afterword.core.times import MONTHS, Moment, minutes

_DAYS = tuple(f"%(day)s {month} %(year)s" for month in MONTHS)
_SHORT_DAYS = tuple(f"%(day)s {month[:3]} %(year)s" for month in MONTHS)
_BARE_DAYS = tuple(f"%(day)s {month[:3]}" for month in MONTHS)
_MONTHS = tuple(f"{month} %(year)s" for month in MONTHS)
_SHORT_MONTHS = tuple(month[:3] for month in MONTHS)
_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")

DATED = {"long": (*_DAYS, *_MONTHS), "short": (*_SHORT_DAYS, *_BARE_DAYS, *_SHORT_MONTHS, *_WEEKDAYS)}
"""Dates with the name of their month, by context: each is a text of its own, because names of months change with what
stands around them, and because May is short in both."""
SIGNS = {"between thousands": (",",), "before decimals": (".",)}
"""The signs of a number, by context."""


def marked(text: str) -> str:
    """`text` as it is; for the catalogue, the mark of a text that is looked up somewhere else."""
    return text


def counted(one: str, many: str) -> tuple[str, str]:
    """The same for a text with a number."""
    return one, many


@lru_cache
def direction(tag: str) -> str:
    """`rtl` for a language that is written from right to left, else `ltr`; from a BCP 47 tag, by CLDR."""
    if tag.partition("-")[0].lower() in {"en", "de", "fr", "es"}:
        return "ltr"
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - few sites need it, and it takes its time

    for known in (tag, tag.partition("-")[0]):
        try:
            return Locale.parse(known, sep="-").text_direction
        except (UnknownLocaleError, ValueError):
            continue
    return "ltr"


def _germanic(number: int) -> int:
    return 0 if number == 1 else 1


@frozen
class Language:
    """The language in which pages are made. Called with an English text, it gives the text of this language.

    The form is that of gettext: a text is its own key, and values stand in it as `%(name)s`.
    """

    code: str = "en"
    """A BCP 47 tag."""
    texts: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """What each English text is called; for a text with a number, one form for each plural. The key of a text with a
    context is `context\\x04text`, as in gettext."""
    form: Callable[[int], int] = _germanic
    """Which of the plurals a number asks for."""

    def __call__(self, text: str, **values: object) -> str:
        """`text` in this language, with its values put in."""
        return self.look_up(text) % values

    def count(self, one: str, many: str, number: int, **values: object) -> str:
        """`one` or `many`, as the number asks for; `%(num)s` in it is the number, `1,840`."""
        return self.look_up_count(one, many, number) % {"num": self.number(number), **values}

    def look_up(self, text: str, context: str = "") -> str:
        """`text` in this language, its values not yet in it."""
        if not self.texts:
            return text
        translated = self.texts.get(f"{context}\x04{text}" if context else text) or text
        return translated if isinstance(translated, str) else translated[0]

    def look_up_count(self, one: str, many: str, number: int) -> str:
        """The form for `number`, its values not yet in it."""
        forms = self.texts.get(one)
        if isinstance(forms, tuple) and (place := self.form(number)) < len(forms):
            return forms[place]
        return one if number == 1 else many

    # ---- numbers ---------------------------------------------------------------------------------

    def number(self, value: int) -> str:
        """`21,300`."""
        return self.numeral(f"{value:,}")

    def numeral(self, digits: str) -> str:
        """A number as Python writes it, `1,234.5`, with the signs of this language."""
        if not self.texts:
            return digits
        whole, point, rest = digits.partition(".")
        grouped = whole.replace(",", self.look_up(",", "between thousands"))
        return f"{grouped}{self.look_up('.', 'before decimals')}{rest}" if point else grouped

    def tenths(self, value: float) -> str:
        """`87`, `1,234.5`: with one decimal where it is no whole number."""
        return self.numeral(f"{round(value, 1):,.10g}")

    # ---- times -----------------------------------------------------------------------------------

    def day(self, value: date, *, long: bool = False) -> str:
        """A day: `14 Mar 2026`, or `14 March 2026`."""
        days, context = (_DAYS, "long") if long else (_SHORT_DAYS, "short")
        return self.look_up(days[value.month - 1], context) % {"day": value.day, "year": value.year}

    def bare_day(self, value: date) -> str:
        """A day without its year: `14 Mar`."""
        return self.look_up(_BARE_DAYS[value.month - 1], "short") % {"day": value.day}

    def month(self, value: date) -> str:
        """A month: `March 2026`."""
        return self.look_up(_MONTHS[value.month - 1], "long") % {"year": value.year}

    def short_month(self, value: date) -> str:
        """`Mar`."""
        return self.look_up(_SHORT_MONTHS[value.month - 1], "short")

    def weekday(self, number: int) -> str:
        """`Mo`, the first of the week, is number 0."""
        return self.look_up(_WEEKDAYS[number], "short")

    def clock(self, at: datetime) -> str:
        """A time of day: `09:16 UTC`."""
        return self("%(clock)s UTC", clock=f"{at.hour:02}:{at.minute:02}")

    def moment(self, moment: Moment) -> str:
        """`14 Mar 2026, 09:16 UTC`, `about 14 Mar 2026, 09:16 UTC`, `14 Mar 2026`."""
        words = self.day(moment.at) if moment.day_only else f"{self.day(moment.at)}, {self.clock(moment.at)}"
        return self("about %(time)s", time=words) if moment.about else words

    # ---- lengths ---------------------------------------------------------------------------------

    def span(self, span: timedelta) -> str:
        """`under 1 min`, `47 min`, `1 h 52 min`, `24 h 11 min`, `6 d 4 h 58 min`."""
        if span < timedelta():
            return self("minus %(span)s", span=self.span(-span))
        if timedelta() < span < timedelta(minutes=1):
            return self("under 1 min")
        hours, rest = divmod(minutes(span), 60)
        days, hours = divmod(hours, 24) if hours >= 48 else (0, hours)
        parts = [self("%(num)s d", num=days)] if days else []
        parts += [self("%(num)s h", num=hours)] if hours else []
        parts += [self("%(num)s min", num=rest)] if rest or not parts else []
        return " ".join(parts)

    def minutes(self, span: timedelta) -> str:
        """`1,840 min`."""
        return self("%(num)s min", num=self.number(minutes(span)))

    def known(self, words: str, length: Length) -> str:
        """The words of a length, with how well it is known: `about 47 min`, `at least 47 min`."""
        if length.about:
            return self("about %(span)s", span=words)
        return self("at least %(span)s", span=words) if length.at_least else words

    def length(self, length: Length) -> str:
        """A length and how well it is known."""
        return self.known(self.span(length.span), length)
