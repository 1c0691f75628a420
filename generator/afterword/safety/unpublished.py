"""Names of incidents that are not published, taken out of everything that is: a link to a draft tells that there is one.

A link to such an incident becomes its words. Where the words, or any other text, hold the name itself, `INSTEAD` stands there.
Nothing of the incident that is not published is read here but its names, so a page is the same whatever its text says.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property
from html import escape, unescape
from typing import Any
from urllib.parse import unquote

from afterword.core.incident_parts import Fragment
from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.sources import Source
from afterword.markup.safe import attribute_values, only_tags, plain_text, unlinked, with_anchors, words_between_tags
from afterword.syntax.fields import is_id
from afterword.syntax.values import is_url

INSTEAD = "an incident that is not published"
"""What stands in the place of a name."""
_INSTEAD_OF_ANCHOR = "not-published"
_NO_TEXT = frozenset({"id", "path", "line"})
"""Fields of the model that readers do not see as a text, or that are the published incident's own."""
_IN_ADDRESS = re.compile(r"[\w.:/%~@?=#+\-]")
_REST_OF_ADDRESS = re.compile(r"[\w./#?=%~:+\-]*")
_UNSEEN = str.maketrans({**dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\\")), **dict.fromkeys(map(ord, "‐‑‒–—−"), "-")})
_DIGIT_IN_DISGUISE = re.compile(rb"&#|%(?:25)?3[0-9]|\\[xuU][0-9A-Fa-f]{2}")
_MARKS = str.maketrans(dict.fromkeys(map(ord, "*_`~")))
_NOT_OF_AN_ADDRESS = re.compile(r"[\s()<>\[\]\"']+")


@dataclass(frozen=True, kw_only=True)
class Unpublished:
    """The names that must not show, and how they are taken out."""

    names: frozenset[str] = frozenset()
    """Ids, and names of files and folders."""

    def __bool__(self) -> bool:
        return bool(self.names)

    @cached_property
    def _named(self) -> re.Pattern[str]:
        """A name as it may stand in a text: an id anywhere, another file name only where it is one."""
        ids = "|".join(re.escape(name) for name in sorted(self.names) if is_id(name.casefold()))
        files = "|".join(re.escape(name) for name in sorted(self.names) if not is_id(name.casefold()))
        ways = [
            *([rf"(?=[0-9]{{4}}-[0-9]{{2}}-[0-9])(?<![0-9A-Za-z])(?:{ids})(?![0-9A-Za-z]|-[0-9A-Za-z])"] if ids else []),
            *([rf"(?<![0-9A-Za-z])(?:{files})(?=(?:/index)?\.md(?!\w))"] if files else []),
        ]
        return re.compile("|".join(ways) or "(?!)", re.IGNORECASE)

    @cached_property
    def _linked(self) -> re.Pattern[str]:
        """A name that is no id, as a link leads to it: relative, or through the folder of all incidents."""
        every = "|".join(re.escape(name) for name in sorted(self.names) if not is_id(name.casefold()))
        return re.compile(rf"(?:^|\.\./|incidents/)(?:{every or '(?!)'})(?:\.md|/|(?=[?#])|$)", re.IGNORECASE)

    @cached_property
    def _broken_up(self) -> re.Pattern[str]:
        """An id with tags within it, such as emphasis."""
        ids = (words_between_tags(name) for name in sorted(self.names) if is_id(name.casefold()))
        return re.compile(rf"(?=[0-9])(?<![0-9A-Za-z])(?:{'|'.join(ids) or '(?!)'})(?![0-9A-Za-z]|-[0-9A-Za-z])", re.IGNORECASE)

    def is_in(self, text: str) -> bool:
        """Whether a text holds one of the names, also in disguise."""
        return bool(self._named.search(text) or (not text.isalnum() and self._named.search(_decoded(text))))

    def is_led_to(self, target: str) -> bool:
        """Whether an address leads to one of them, or names one."""
        decoded = _decoded(target)
        return bool(self._linked.search(decoded) or self._named.search(decoded))

    def may_be_in(self, source: Source) -> bool:
        """Whether an incident that was read from a source needs to be looked through: in doubt it does."""
        texts = (source.data, *(update.data for update in source.updates))
        return any(_DIGIT_IN_DISGUISE.search(text) or self._sign.search(text) for text in texts)

    @cached_property
    def _sign(self) -> re.Pattern[bytes]:
        """What stands in every text that holds a name: the digits of an id's date, whatever stands between them, or a file's name."""
        dates = {b".{1,12}?".join(name[:10].encode().split(b"-")) for name in self.names if is_id(name.casefold())}
        files = {re.escape(name.encode()) for name in self.names if not is_id(name.casefold())}
        return re.compile(b"|".join(sorted(dates | files)) or b"(?!)", re.IGNORECASE | re.DOTALL)

    def first_line(self, text: str) -> int | None:
        """The first line that holds one of the names, counted from 1."""
        return next((number for number, row in enumerate(text.split("\n"), 1) if self.is_in(row)), None)

    def text(self, text: str) -> str:
        """A plain text without the names, and without the addresses in which they stand."""
        kept, end = [], 0
        for found in self._named.finditer(text):
            if found.start() < end:
                continue
            start = found.start()
            while start > end and _IN_ADDRESS.match(text[start - 1]):
                start -= 1
            after = _REST_OF_ADDRESS.match(text, found.end())
            start, stop = _with_brackets(text, start, end, found.end() + len(after[0].rstrip(".:?-") if after else ""))
            kept += [text[end:start], INSTEAD]
            end = stop
        return "".join([*kept, text[end:]])

    def html(self, html: str) -> str:
        """Safe HTML without the names: links to them become their words."""
        led = any(map(self.is_led_to, attribute_values(html)))
        if not led and not self.is_in(html) and not self.is_in(plain_text(html)):
            return html
        bare = unlinked(with_anchors(html, self.anchor), self.is_led_to, self._value)
        return self._broken_up.sub(_instead_with_tags, bare) if self.is_in(plain_text(bare)) else bare

    def anchor(self, name: str) -> str:
        """The id of an element without the names."""
        return self._named.sub(_INSTEAD_OF_ANCHOR, name)

    def _value(self, value: str) -> str:
        """The text between two tags or of an attribute, which is escaped."""
        if self._named.search(value):
            value = self.text(value)
        return escape(self.text(_decoded(value))) if self.is_in(value) else value

    def page(self, html: str) -> str:
        """A page written by hand, whose HTML may have any form: what is left of the names there is replaced wherever it stands."""
        bare = self._broken_up.sub(_instead_with_tags, self.html(html))
        return self.text(bare) if self._named.search(bare) else bare

    def incident(self, incident: Incident) -> Incident:
        """The incident without the names, in whatever field they stand; the same object when there are none."""
        bare: Incident = self._value_of(incident)
        related = tuple(name for name in bare.related if name not in self.names)
        assets = tuple(name for name in bare.assets if not self.is_led_to(name))
        return bare if (related, assets) == (bare.related, bare.assets) else replace(bare, related=related, assets=assets)

    def _value_of(self, value: Any) -> Any:  # noqa: ANN401 - any value of the model
        if type(value) is str:  # a word of a fixed list is none of the writer's
            if not self.is_in(value):
                return value
            return "" if is_url(value) else self.text(value if self._named.search(value) else _decoded(value))
        if isinstance(value, Fragment):
            html = self.html(value.html)
            if html is value.html and not self._is_in_markdown(value.markdown):
                return value
            return replace(value, html=html, markdown=plain_text(html))  # Markdown can name it in more ways than can be undone
        if isinstance(value, tuple):
            values = tuple(map(self._value_of, value))
            return values if any(new is not old for new, old in zip(values, value, strict=True)) else value
        if isinstance(value, list):  # in `extra`
            return [self._value_of(inner) for inner in value]
        if isinstance(value, Mapping):
            return {self._value_of(key): self._value_of(inner) for key, inner in value.items()}
        return self._fields_of(value) if is_dataclass(value) and not isinstance(value, type) else value

    def _is_in_markdown(self, markdown: str) -> bool:
        """Whether Markdown holds one of the names, whatever marks stand in it; also where nothing is made of it, as in a definition."""
        if self.is_in(markdown) or self.is_in(markdown.translate(_MARKS)):
            return True
        return any(self.is_led_to(word) for word in _NOT_OF_AN_ADDRESS.split(markdown) if "/" in word or ".md" in word)

    def _fields_of(self, value: Any) -> Any:  # noqa: ANN401 - any value of the model
        changed: dict[str, Any] = {}
        for each in fields(value):
            old = getattr(value, each.name)
            if each.name in _NO_TEXT or each.name in {"related", "assets", "aliases"}:
                continue
            new = self.anchor(old) if each.name == "anchor" else self._value_of(old)
            if new is not old and new != old:
                changed[each.name] = new
        return replace(value, **changed) if changed else value


def unpublished(read: Iterable[tuple[Source, Incident | None]], shown: Iterable[Incident]) -> Unpublished:
    """The names of everything that was read and is not shown: drafts, and files that are held back.

    Args:
        read: every source with its incident, None where it cannot be read.
        shown: everything that has a page.
    """
    known = list(read)
    public = {incident.path for incident in shown}
    own = {source.name for source, _ in known if source.path in public}
    own |= {name for _, incident in known if incident and incident.path in public for name in (incident.id, *incident.aliases)}
    names: set[str] = set()
    for source, incident in known:
        if source.path not in public:
            names |= {source.name, *((incident.id, *incident.aliases) if incident else ())}
    return Unpublished(names=frozenset(names - own))


def check_unpublished(incidents: Iterable[Incident], sources: Mapping[str, Source], hidden: Unpublished) -> Iterator[Problem]:
    """W226 for published incidents whose texts name one that is not; what is `related` to it shows nothing of it."""
    for incident in incidents:
        if replace(hidden.incident(incident), related=incident.related) == incident:
            continue
        source = sources[incident.path]
        texts = ((source.path, source.data), *((update.path, update.data) for update in source.updates))
        lines = ((path, hidden.first_line(data.decode("utf-8", "replace"))) for path, data in texts)
        path, line = next(((path, line) for path, line in lines if line), (incident.path, 1))
        yield problem(path, line, "W226", words=INSTEAD)


def _instead_with_tags(found: re.Match[str]) -> str:
    return INSTEAD + only_tags(found[0])


def _decoded(text: str) -> str:
    """A text as a browser reads it: without escapes of HTML, of addresses and of Markdown."""
    if "&" in text:
        text = unescape(unescape(text))
    if "%" in text:
        text = unquote(unquote(text))
    return text if text.isascii() and "\\" not in text else text.translate(_UNSEEN)


def _with_brackets(text: str, start: int, low: int, stop: int) -> tuple[int, int]:
    """An address between `<` and `>` with both."""
    if start > low and text[start - 1] == "<" and text[stop : stop + 1] == ">":
        return start - 1, stop + 1
    return start, stop
