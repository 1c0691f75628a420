"""Posts for social networks: never too long, never a word or the link cut.

Each network counts in its own way. We count so that the result is never less than the network's:

- Mastodon (500): a link counts as 23, everything else by characters.
- Bluesky (300): characters as a reader sees them, links in full. One that a reader sees is at least one code point.
- X (280): most European letters and marks count one, everything else two; whatever looks like a link counts as 23.

Links are counted in full, or as 23 where they are shorter. So a post fits where links are not shortened, too.
"""

import re
from collections.abc import Callable
from unicodedata import normalize

from afterword.core.announce import Network
from afterword.markup.safe import before_element
from afterword.markup.text_layout import flat_text
from afterword.outputs.announcements.message import Message, says_promise

LIMITS = {Network.MASTODON: 500, Network.BLUESKY: 300, Network.X: 280}
_LINK = 23
_LOOKS_LIKE_A_LINK = re.compile(r"(?:https?://\S+|(?:[\w\-]+\.)+[^\W\d_]{2,}\S*)", re.IGNORECASE)
_LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
"""What counts one on X; all other characters count two."""
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]{0,3}(?=\s)|(?<=[。！？])")


def length(text: str, network: Network) -> int:
    """How much of the limit a text takes, at most."""
    text = normalize("NFC", text)
    total = sum(_weight(sign) for sign in text) if network is Network.X else len(text)
    if network is Network.BLUESKY:
        return total
    links = _LOOKS_LIKE_A_LINK.finditer(text)
    return total + sum(max(0, _LINK - len(link[0])) for link in links)


def _weight(sign: str) -> int:
    return 1 if any(first <= ord(sign) <= last for first, last in _LIGHT) else 2


def post(message: Message, network: Network) -> str:
    """A message as a post: status and title, new words, the promise of the next update, and the link, in paragraphs.

    As many whole sentences of the new words stand there as fit; they end before the first table or block of code.
    The promise is never cut: the title is, when it leaves no room.
    """
    limit, ends = LIMITS[network], [part for part in (message.promise, message.url) if part]

    def fits(*parts: str) -> bool:
        return length("\n\n".join((*parts, *ends)), network) <= limit

    head = f"{message.label}: {message.title}" if message.label else message.title
    if not fits(head):
        head = _cut_at_word(head, fits)
    text = flat_text(before_element(message.lead, "pre", "table"))  # a table or code says nothing on one line
    said = ""
    for end in [*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]:
        part = text[:end].strip()
        if not part or not fits(head, part):
            break
        said = part
    if says_promise(said, message.news.update):
        ends = [message.url]
    return "\n\n".join(part for part in (head, said, *ends) if part)


def _cut_at_word(text: str, fits: Callable[[str], bool]) -> str:
    """The first words that fit, with a mark that there are more; nothing when not one does."""
    words = text.split()
    for count in range(len(words) - 1, 0, -1):
        if fits(cut := f"{' '.join(words[:count])} …"):
            return cut
    return ""
