"""Remove the names of unpublished incidents from everything that is published, because a link reveals a draft.

A link to such an incident becomes plain words, and a name in any other text is replaced by `INSTEAD`. Only the names of
an unpublished incident are used here, so no change of its text can change a published page.
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
"""The text that replaces a name."""
_INSTEAD_OF_ANCHOR = "not-published"
_NO_TEXT = frozenset({"id", "path", "line"})
"""Fields of the model that readers do not see as text, or that identify the published incident itself."""
_IN_ADDRESS = re.compile(r"[\w.:/%~@?=#+\-]")
_REST_OF_ADDRESS = re.compile(r"[\w./#?=%~:+\-]*")
_UNSEEN = str.maketrans(
    {**dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\\")), **dict.fromkeys(map(ord, "‐‑‒–—−"), "-")}
)
_DIGIT_IN_DISGUISE = re.compile(rb"&#|%(?:25)?3[0-9]|\\[xuU][0-9A-Fa-f]{2}")
_MARKS = str.maketrans(dict.fromkeys(map(ord, "*_`~")))
_NOT_OF_AN_ADDRESS = re.compile(r"[\s()<>\[\]\"']+")


@dataclass(frozen=True, kw_only=True)
class Unpublished:
    """The names that must not be shown, and methods that remove them."""

    names: frozenset[str] = frozenset()
    """Ids, and names of files and folders."""

    def __bool__(self) -> bool:
        return bool(self.names)

    @cached_property
    def _named(self) -> re.Pattern[str]:
        """Pattern of a name in a text. An id matches anywhere, another file name only before `.md`."""
        ids = "|".join(re.escape(name) for name in sorted(self.names) if is_id(name.casefold()))
        files = "|".join(re.escape(name) for name in sorted(self.names) if not is_id(name.casefold()))
        ways = [
            *(
                [rf"(?=[0-9]{{4}}-[0-9]{{2}}-[0-9])(?<![0-9A-Za-z])(?:{ids})(?![0-9A-Za-z]|-[0-9A-Za-z])"]
                if ids
                else []
            ),
            *([rf"(?<![0-9A-Za-z])(?:{files})(?=(?:/index)?\.md(?!\w))"] if files else []),
        ]
        return re.compile("|".join(ways) or "(?!)", re.IGNORECASE)

    @cached_property
    def _linked(self) -> re.Pattern[str]:
        """Pattern of a name that is no id in a link: relative, or through the folder of incidents."""
        every = "|".join(re.escape(name) for name in sorted(self.names) if not is_id(name.casefold()))
        return re.compile(rf"(?:^|\.\./|incidents/)(?:{every or '(?!)'})(?:\.md|/|(?=[?#])|$)", re.IGNORECASE)

    @cached_property
    def _broken_up(self) -> re.Pattern[str]:
        """Pattern of an id that contains tags, such as emphasis."""
        ids = (words_between_tags(name) for name in sorted(self.names) if is_id(name.casefold()))
        return re.compile(
            rf"(?=[0-9])(?<![0-9A-Za-z])(?:{'|'.join(ids) or '(?!)'})(?![0-9A-Za-z]|-[0-9A-Za-z])", re.IGNORECASE
        )

    def is_in(self, text: str) -> bool:
        """Whether a text contains one of the names, also encoded."""
        return bool(self._named.search(text) or (not text.isalnum() and self._named.search(_decoded(text))))

    def is_led_to(self, target: str) -> bool:
        """Whether an address leads to one of the names, or contains one."""
        decoded = _decoded(target)
        return bool(self._linked.search(decoded) or self._named.search(decoded))

    def may_be_in(self, source: Source) -> bool:
        """Whether an incident from this source may contain a name and has to be searched."""
        texts = (source.data, *(update.data for update in source.updates))
        return any(_DIGIT_IN_DISGUISE.search(text) or self._sign.search(text) for text in texts)

    @cached_property
    def _sign(self) -> re.Pattern[bytes]:
        """Pattern that matches in every source with a name.

        It matches the digits of an id's date, however they are separated, or a file name.
        """
        dates = {b".{1,12}?".join(name[:10].encode().split(b"-")) for name in self.names if is_id(name.casefold())}
        files = {re.escape(name.encode()) for name in self.names if not is_id(name.casefold())}
        return re.compile(b"|".join(sorted(dates | files)) or b"(?!)", re.IGNORECASE | re.DOTALL)

    def first_line(self, text: str) -> int | None:
        """The first line that contains one of the names, counted from 1."""
        return next((number for number, row in enumerate(text.split("\n"), 1) if self.is_in(row)), None)

    def text(self, text: str) -> str:
        """Remove the names, and the addresses that contain them, from a plain text."""
        kept, end = [], 0
        for name in self._named.finditer(text):
            if name.start() < end:
                continue
            start = name.start()
            while start > end and _IN_ADDRESS.match(text[start - 1]):
                start -= 1
            after = _REST_OF_ADDRESS.match(text, name.end())
            start, stop = _with_brackets(text, start, end, name.end() + len(after[0].rstrip(".:?-") if after else ""))
            kept += [text[end:start], INSTEAD]
            end = stop
        return "".join([*kept, text[end:]])

    def html(self, html: str) -> str:
        """Remove the names from safe HTML. Links to them become plain words."""
        has_link = any(map(self.is_led_to, attribute_values(html)))
        if not has_link and not self.is_in(html) and not self.is_in(plain_text(html)):
            return html
        bare = unlinked(with_anchors(html, self.anchor), self.is_led_to, self._value)
        return self._broken_up.sub(_instead_with_tags, bare) if self.is_in(plain_text(bare)) else bare

    def anchor(self, name: str) -> str:
        """The id of an element without the names."""
        return self._named.sub(_INSTEAD_OF_ANCHOR, name)

    def _value(self, value: str) -> str:
        """Remove the names from the escaped text of an attribute or between two tags."""
        if self._named.search(value):
            value = self.text(value)
        return escape(self.text(_decoded(value))) if self.is_in(value) else value

    def page(self, html: str) -> str:
        """Remove the names from a page written by hand.

        Its HTML may be of any form, so remaining names are replaced anywhere.
        """
        bare = self._broken_up.sub(_instead_with_tags, self.html(html))
        return self.text(bare) if self._named.search(bare) else bare

    def incident(self, incident: Incident) -> Incident:
        """Remove the names from every field of an incident. Returns the same object when it contains none."""
        bare: Incident = self._value_of(incident)
        related = tuple(name for name in bare.related if name not in self.names)
        assets = tuple(name for name in bare.assets if not self.is_led_to(name))
        return (
            bare if (related, assets) == (bare.related, bare.assets) else replace(bare, related=related, assets=assets)
        )

    def _value_of(self, value: Any) -> Any:  # noqa: ANN401 - any value of the model
        if type(value) is str:  # not the words of fixed lists, which the writer did not choose
            if not self.is_in(value):
                return value
            return "" if is_url(value) else self.text(value if self._named.search(value) else _decoded(value))
        if isinstance(value, Fragment):
            html = self.html(value.html)
            if html is value.html and not self._is_in_markdown(value.markdown):
                return value
            return replace(value, html=html, markdown=plain_text(html))  # Markdown has too many ways to write a name
        if isinstance(value, tuple):
            values = tuple(map(self._value_of, value))
            return values if any(new is not old for new, old in zip(values, value, strict=True)) else value
        if isinstance(value, list):  # in `extra`
            return [self._value_of(inner) for inner in value]
        if isinstance(value, Mapping):
            return {self._value_of(key): self._value_of(inner) for key, inner in value.items()}
        return self._fields_of(value) if is_dataclass(value) and not isinstance(value, type) else value

    def _is_in_markdown(self, markdown: str) -> bool:
        """Whether Markdown contains one of the names.

        A name counts also when marks split it, or in a definition that renders as nothing.
        """
        if self.is_in(markdown) or self.is_in(markdown.translate(_MARKS)):
            return True
        return any(self.is_led_to(word) for word in _NOT_OF_AN_ADDRESS.split(markdown) if "/" in word or ".md" in word)

    def _fields_of(self, value: Any) -> Any:  # noqa: ANN401 - any value of the model
        changed: dict[str, Any] = {}
        for field in fields(value):
            old = getattr(value, field.name)
            if field.name in _NO_TEXT or field.name in {"related", "assets", "aliases"}:
                continue
            new = self.anchor(old) if field.name == "anchor" else self._value_of(old)
            if new is not old and new != old:
                changed[field.name] = new
        return replace(value, **changed) if changed else value


def unpublished(read: Iterable[tuple[Source, Incident | None]], shown: Iterable[Incident]) -> Unpublished:
    """The names of everything that was read and is not shown: drafts and held files.

    Args:
        read: every source with its incident; None when it cannot be read.
        shown: everything that has a page.
    """
    known = list(read)
    public = {incident.path for incident in shown}
    own = {source.name for source, _ in known if source.path in public}
    own |= {
        name
        for _, incident in known
        if incident and incident.path in public
        for name in (incident.id, *incident.aliases)
    }
    names: set[str] = set()
    for source, incident in known:
        if source.path not in public:
            names |= {source.name, *((incident.id, *incident.aliases) if incident else ())}
    return Unpublished(names=frozenset(names - own))


def check_unpublished(
    incidents: Iterable[Incident], sources: Mapping[str, Source], hidden: Unpublished
) -> Iterator[Problem]:
    """Report W226 for published incidents whose texts name an unpublished one.

    `related` is excepted: it shows no name.
    """
    for incident in incidents:
        if replace(hidden.incident(incident), related=incident.related) == incident:
            continue
        source = sources[incident.path]
        texts = ((source.path, source.data), *((update.path, update.data) for update in source.updates))
        lines = ((path, hidden.first_line(data.decode("utf-8", "replace"))) for path, data in texts)
        path, line = next(((path, line) for path, line in lines if line), (incident.path, 1))
        yield problem(path, line, "W226", words=INSTEAD)


def _instead_with_tags(match: re.Match[str]) -> str:
    return INSTEAD + only_tags(match[0])


def _decoded(text: str) -> str:
    """Decode a text as a browser does: without escapes of HTML, of addresses and of Markdown."""
    if "&" in text:
        text = unescape(unescape(text))
    if "%" in text:
        text = unquote(unquote(text))
    return text if text.isascii() and "\\" not in text else text.translate(_UNSEEN)


def _with_brackets(text: str, start: int, low: int, stop: int) -> tuple[int, int]:
    """Extend the place of an address by the `<` and `>` around it."""
    if start > low and text[start - 1] == "<" and text[stop : stop + 1] == ">":
        return start - 1, stop + 1
    return start, stop
