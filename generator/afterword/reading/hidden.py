"""Keeps what is not published out of what is: a link to such an incident would show its address, which says what it is about."""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import unquote

from afterword.core.model import Incident
from afterword.core.parts import Fragment
from afterword.core.sources import Source
from afterword.reading.incident import Parsed

NOTE = "[left out: a link to what is not published]"
"""Stands in the place of a link whose words are its address."""

_LINK = re.compile(r"<a\b(?=[^>]*\shref=\"(?P<target>[^\"]*)\")[^>]*>(?P<words>.*?)</a>", re.DOTALL)
_IMAGE = re.compile(r"<img\b(?=[^>]*\ssrc=\"(?P<target>[^\"]*)\")(?:(?=[^>]*\salt=\"(?P<words>[^\"]*)\"))?[^>]*>")
_INLINE = re.compile(r"!?\[(?P<words>[^\[\]]*)\]\([ \t]*(?P<target><[^<>\n]*+>|[^()\s]*+)[^()\n]*+\)")
_DEFINITION = re.compile(r"^[ \t]*(?P<words>)\[[^\[\]\n]+\]:[ \t]*(?P<target>\S+).*$", re.MULTILINE)
_TYPED_TAG = re.compile(r"<(?P<words>)(?:a|img)\b(?P<target>[^<>]*)>", re.IGNORECASE)
_ADDRESS = re.compile(r"<?(?P<words>)(?P<target>https?://[^\s<>()\"']+)>?")


def hidden_names(read: Mapping[Source, Parsed], kept: Iterable[Incident]) -> frozenset[str]:
    """The names, ids and older ids of what is not published, drafts and files that are held back."""
    hidden: set[str] = set()
    for source, parsed in read.items():
        incident = parsed.incident
        if parsed.held or parsed.switches.get("draft"):
            hidden |= {source.name, *((incident.id, *incident.aliases) if incident else ())}
    return frozenset(hidden) - {name for incident in kept if not incident.draft for name in (incident.id, *incident.aliases)}


def without_links_to(incident: Incident, names: frozenset[str]) -> Incident:
    """The incident with the bare words in the place of every link to an incident of one of these names."""
    if not names:
        return incident
    hidden = _Hidden(names)
    return replace(
        incident,
        summary=hidden.fragment(incident.summary),
        sections=tuple(replace(section, text=hidden.fragment(section.text)) for section in incident.sections),
        updates=tuple(
            replace(update, text=hidden.fragment(update.text), headline=hidden.markdown(update.headline)) for update in incident.updates
        ),
        actions=tuple(
            replace(action, text=hidden.fragment(action.text), link="" if hidden.is_named_in(action.link) else action.link)
            for action in incident.actions
        ),
        timeline=tuple(replace(entry, text=hidden.fragment(entry.text)) for entry in incident.timeline),
        discussion="" if incident.discussion and hidden.is_named_in(incident.discussion) else incident.discussion,
        channels=tuple(replace(channel, url="") if hidden.is_named_in(channel.url) else channel for channel in incident.channels),
    )


class _Hidden:
    """Finds the links to what is hidden."""

    def __init__(self, names: frozenset[str]) -> None:
        alternatives = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        self._named = re.compile(rf"(?<![\w\-])(?:{alternatives})(?![\w\-])", re.IGNORECASE)

    def is_named_in(self, address: str) -> bool:
        """Whether an address leads to one of them, however it is written."""
        return bool(self._named.search(unquote(html.unescape(address))))

    def fragment(self, fragment: Fragment) -> Fragment:
        """A text without the links, in both of its forms."""
        if not self.is_named_in(fragment.html) and not self.is_named_in(fragment.markdown):
            return fragment
        shown = _IMAGE.sub(self._bare, _LINK.sub(self._bare, fragment.html))
        return replace(fragment, html=shown, markdown=self.markdown(fragment.markdown))

    def markdown(self, text: str) -> str:
        """Markdown without the links."""
        if not self.is_named_in(text):
            return text
        for kind in (_INLINE, _DEFINITION, _TYPED_TAG, _ADDRESS):
            text = kind.sub(self._bare, text)
        return text

    def _bare(self, link: re.Match[str]) -> str:
        if not self.is_named_in(link["target"]):
            return link[0]
        words = link["words"] or ""
        address = link.re is _ADDRESS
        return NOTE if address or self.is_named_in(words) else words
