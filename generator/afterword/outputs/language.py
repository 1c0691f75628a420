"""The words of the interface: written in English where they stand, looked up in one catalogue for other languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """The language in which pages are made. Called with an English text, it gives the text of this language.

    The form is that of gettext: a text is its own key, and values stand in it as `%(name)s`.
    """

    code: str = "en"
    """A BCP 47 tag."""
    texts: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """What each English text is called; for a text with a number, one form for each plural."""

    def __call__(self, text: str, **values: object) -> str:
        """`text` in this language, with its values put in."""
        return self.look_up(text) % values

    def count(self, one: str, many: str, number: int, **values: object) -> str:
        """`one` or `many`, as the number asks for; `%(num)s` in it is the number, `1,840`."""
        return self.look_up_count(one, many, number) % {"num": f"{number:,}", **values}

    def look_up(self, text: str) -> str:
        """`text` in this language, its values not yet in it."""
        found = self.texts.get(text, text)
        return found if isinstance(found, str) else found[0]

    def look_up_count(self, one: str, many: str, number: int) -> str:
        """The form for `number`, its values not yet in it."""
        return self.look_up(one) if number == 1 else self.look_up(many)
