"""Recognise labels that mark a text as internal: `Internal notes`, `TLP:AMBER`, `Do not publish`.

A label is about the text below it; a topic is about a system or a fact. A word such as "internal" is a label when it
stands alone, or before or behind a word for a piece of writing (`Internal timeline`, `Notes (internal)`). Before other
words it is a topic (`Internal server errors`, `Confidentiality impact`, `Load balancers (internal)`). `Do not share
your password` is advice to readers: an order is a label only when it has no object of its own.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import category, normalize

from afterword.safety.search_views import Lines

_MARKERS = r"internal(?:ly)?(?:[ -]only)?|private|confidential|non[- ]?public|unpublished|restricted"
_WRITING = (
    r"notes?|comments?|remarks?|memos?|minutes|discussions?|details|summary|timelines?|chronology|analysis"
    r"|findings|log|logbook|diary"
    r"|report|write[- ]?up|post[- ]?mortem|retro|retrospective|debrief|lessons|lessons learn(?:ed|t)|actions"
    r"|action items|follow[- ]?ups?|to[- ]?dos?"
    r"|tasks|questions|faq|background|context|root cause|updates?|annex|appendix|section|part|version|draft|links"
    r"|references|contacts"
    r"|narrative|description|explanation|record|chat|transcript|thoughts|observations|commentary|addendum"
)
"""Words for a piece of writing."""
_ONLY_INTERNAL = (
    r"information|info|use|distribution|circulation|material|content|document|documentation only|eyes|view"
    r"|audience"
)
"""Words that make a label behind "internal", but a topic behind "private": `Private information`."""
_OF = (
    r"(?:incident|outage|engineering|technical|team|staff|working|ops|operations|company|raw|full|detailed"
    r"|additional|further|more|other|our|sre|on[- ]?call)"
)
_GROUPS = (
    r"(?:staff|team|employees?|company|engineering|engineers|ops|operations|sres?|on[- ]?call|responders?"
    r"|leadership|management|insiders?)"
)
_OUT = (
    r"(?:publication|publishing|release|(?:the )?public|sharing|distribution|redistribution|circulation"
    r"|external (?:use|eyes|distribution)|customers|outsiders)"
)
_MORE = (
    r"(?: (?:yet|please|externally|publicly|further|outside\b.*|until\b.*|before\b.*|without\b.*"
    r"|to (?:the )?(?:public|customers)|with (?:customers|the public)))*"
)

_LABELS: dict[str, tuple[str, ...]] = {
    "en": (
        rf"(?:strictly |highly |company[ -]|for |all )?(?:{_MARKERS})(?: (?:use|eyes|and confidential"
        rf"|or confidential))?(?: only)?",
        rf"(?:{_MARKERS})(?: (?:and|&|or) (?:{_MARKERS}))+(?: only)?",
        rf"(?:the |our |some |more |further |company )?(?:{_MARKERS})(?: {_OF}){{0,2}} (?:{_WRITING})(?:(?:,| and"
        rf"| &| \+| or) (?:{_OF} )?(?:{_WRITING}))*"
        r"(?: only)?(?: (?:for|from|of|on|about|by|to)\b.*)?",
        rf"(?:{_OF} )?(?:{_WRITING}) (?:{_MARKERS})",
        rf"(?:strictly )?internal (?:{_ONLY_INTERNAL})(?: only)?",
        rf"(?:{_WRITING}|for|strictly|restricted|limited) (?:for )?(?:our |the )?(?:internal|private|restricted"
        rf"|limited) (?:use|eyes|distribution|circulation|audience)(?: only)?",
        r"(?:for )?internal[ -](?:use|eyes)[ -]only",
        rf"(?:for )?(?:the )?{_GROUPS}(?: members?)?(?: eyes)?[ -]only",
        rf"(?:for|(?:notes?|message) (?:for|to)) (?:(?:the |our )?{_GROUPS}|us|ourselves|self|myself)(?: only)?",
        r"(?:for )?(?:your |our )?eyes only",
        r"need[ -]to[ -]know(?: (?:basis|only))?(?: only)?",
        r"(?:company|commercial|strictly|highly|internal and|private and|business) confidential"
        r"|commercial in confidence|in confidence",
        r"company[ -]internal|confidential and (?:internal|proprietary|privileged)"
        r"|(?:attorney.client )?privileged(?: and confidential)?",
        rf"not (?:yet )?(?:meant |intended )?(?:for|to be) (?:publication|published|{_OUT}|public|shared|released"
        rf"|distributed){_MORE}",
        rf"(?:please )?(?:do not|don't|never) (?:publish|release|make public|distribute|redistribute|circulate"
        rf"|forward)(?: (?:this|it|the following|below))?(?: section| part| text)?{_MORE}",
        rf"(?:please )?(?:do not|don't|never) share(?: (?:this|it|the following|below))?(?: section| part"
        rf"| text)?{_MORE}",
        r"not public(?:ly visible)?|off the record|under (?:nda|embargo)|embargoed(?: until\b.*)?",
        r"(?:to be |please )?(?:remove|delete|redact|strip|cut)[d]?(?: this)?(?: section)? before (?:publishing"
        r"|publication|release|going public|we publish|sharing)",
    ),
    "de": (
        r"(?:nur |streng )?intern|(?:streng )?vertraulich|nur f(?:ü|ue)r (?:den )?internen? gebrauch|f(?:ü"
        r"|ue)r den internen gebrauch|interner gebrauch",
        r"(?:interne[rs]?|private|vertrauliche[rs]?) (?:notiz(?:en)?|anmerkung(?:en)?|hinweise?|bemerkung(?:en)?"
        r"|kommentare?|details|zeitleiste|chronik|zusammenfassung|diskussion|informationen)",
        r"(?:bitte )?nicht (?:ver(?:ö|oe)ffentlichen|weitergeben|zur ver(?:ö|oe)ffentlichung(?: bestimmt)?|f(?:ü"
        r"|ue)r die (?:ö|oe)ffentlichkeit)",
    ),
    "fr": (
        r"(?:usage|notes?|commentaires?|remarques?|d[ée]tails|informations?|chronologie"
        r"|discussion) internes?(?: uniquement)?|interne uniquement",
        r"(?:strictement )?confidentiel(?:le)?|(?:à |a )?ne pas (?:publier|diffuser|divulguer)|non public"
        r"|notes? priv[ée]es?|pour usage interne",
    ),
    "es": (
        r"(?:solo |s[óo]lo |para )?uso interno|(?:notas?|comentarios?|detalles|informaci[óo]n"
        r"|cronolog[íi]a) internas?|comentarios internos",
        r"(?:estrictamente )?confidencial|no publicar|no (?:difundir|divulgar)|notas? privadas?|solo interno",
    ),
    "it": (r"(?:solo )?(?:per )?uso interno|note interne|riservato|confidenziale|non pubblicare|note private",),
    "nl": (
        r"(?:alleen )?(?:voor )?intern gebruik|interne (?:notities|opmerkingen|details|tijdlijn)|vertrouwelijk"
        r"|niet publiceren",
    ),
    "pt": (r"(?:apenas )?(?:para )?uso interno|notas internas|confidencial|n[ãa]o publicar|notas privadas",),
}
"""By language: patterns for a whole heading or a part of one that is a label, in small letters with single spaces."""

_LABEL = re.compile("|".join(f"(?:{pattern})" for patterns in _LABELS.values() for pattern in patterns))
_TLP = re.compile(r"(?<!\w)tlp[ :_\-]{0,3}(?:red|amber|green)(?!\w)")
"""Traffic Light Protocol (FIRST, version 2.0): every colour but CLEAR restricts who may read a text."""
_PAPER = re.compile(rf"(?:{_OF} )*(?:{_WRITING})")
_MARK_ALONE = re.compile(rf"(?:strictly )?(?:{_MARKERS})")
_SHORTCODE = re.compile(r":[a-z0-9_+\-]{2,40}:")
_NUMBER = re.compile(
    r"(?:\[[ x]?\] |(?:(?:section|part|step|chapter|appendix) )?(?:[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}"
    r"|[ivxl]{1,5}(?=[.):])|[a-z](?=[.)]))[.):]?(?: |(?<=[.):]))|[-.:] ?|[a-z] (?=\w{3}))"
)
_SPACED = re.compile(r"(?<!\w)(?:\w ){3,}\w(?!\w)")
_IN_BRACKETS = re.compile(r"(?P<before>[^()\[\]{}]*)[(\[{](?P<inside>[^()\[\]{}]+)[)\]}](?P<after>[^()\[\]{}]*)")
_CUT = re.compile(r":| [-/|>] |,| - ?|(?<=\w)- ")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d|/\u2022\u00b7»›→]")
_ENDS = " .,:;!?'+&>/-"
_ICON = re.compile("[^0-9#*]\ufe0f")
"""A character that is displayed as a picture."""
_HINTS = (
    "intern confid priva prive privé unpubl restrict limited tlp eyes only self vertrau vertrouw nicht embargo "
    "privileg record know riserv publi pubbl relea shar distrib circul forward divulg diffus difund outsider external"
).split()
_FOR_US = (
    r"[\W_]+(?:(?:the|our)[\W_]+)?(?:staff|team|employee|company|engineer|ops|operations|sre|on[\W_]*call"
    r"|responder|leader|manage|insider|us(?!\w)|ourselves|myself)"
)
_HINT = re.compile(rf"not[\W_]+(?:[a-z]+[\W_]+){{0,3}}(?:for|be)(?!\w)|under[\W_]+nda(?!\w)|for{_FOR_US}|to{_FOR_US}")
"""Every label in small letters contains one of these, or matches `_HINT`."""
# Lines whose displayed letters may differ from the typed ones: by an entity, by letters of another width, or because
# the letters are spaced.
_IN_DISGUISE = re.compile(
    r"[^\x00-%\x27-)+-;=-[\]^_a-}\x7f\xa0-\xa9\xab\xac\xae-\xb9\xbb-\xff\u2010-\u2027"
    r"\u2190-\u22ff\u2600-\u27bf\ufe0f\U0001f300-\U0001faff]"
    r"(?:(?<![*~`])|(?<=\w.)[*~`]*\w)"
)
_SPELLED = re.compile(r" \w \w ")
_LONGEST = 200
"""Longer texts are paragraphs, not headings."""
_MOST_WORDS = 8
"""A line of more words is a sentence: only its part before the first colon, dash or comma may be a label."""


def rows_of_hints(low: str) -> frozenset[int]:
    """The rows, counted from 0, in which a label may begin. `low` is the text as typed, in small letters."""
    lines = Lines(low)
    return frozenset(lines.place(at)[0] - 1 for at in _hints(low))


def _hints(low: str) -> Iterator[int]:
    """Yield the places at which a label may begin, or at which other letters are displayed than typed."""
    for hint in _HINTS:
        place = low.find(hint)
        while place >= 0:
            yield place
            place = low.find(hint, place + 1)
    for pattern in (_HINT, _IN_DISGUISE, _SPELLED):
        for match in pattern.finditer(low):
            yield match.start()


@lru_cache(maxsize=4096)
def is_internal_label(plain_text: str) -> bool:
    """Whether the plain text of a heading or title marks what belongs to it as internal (E180).

    Emoji, bullets, numbers, brackets, case, full-width letters and characters of no width make no difference.
    """
    words = _words(plain_text)
    if not words:
        return False
    if _TLP.search(words):
        return True
    bare = words.strip(_ENDS)
    boxed = _IN_BRACKETS.fullmatch(bare)
    leading = [bare, bare.partition(":")[0]]
    parts = _CUT.split(bare)
    if boxed:
        before, inside, after = (_trim(part) for part in boxed.group("before", "inside", "after"))
        if not before:
            leading.append(inside)
        if _MARK_ALONE.fullmatch(inside) and (_PAPER.fullmatch(before) or (not before and _PAPER.fullmatch(after))):
            return True
        parts += [before, inside, after]
    parts = [_trim(part) for part in parts]
    if any(_MARK_ALONE.fullmatch(part) for part in parts[1:]) and _PAPER.fullmatch(parts[0]):
        return True
    if any(parts) and all(_MARK_ALONE.fullmatch(part) for part in parts if part):
        return True
    return any(_LABEL.fullmatch(_trim(part)) for part in leading) or any(
        _LABEL.fullmatch(part) for part in parts if " " in part
    )


def is_long_label(plain_text: str) -> bool:
    """Whether a text that stands among ordinary words, such as a list item, is a label of at least two words.

    `Internal` and `Private` alone also stand in lists of kinds of things, and a sentence may speak of internal notes.
    """
    words = _trim(_words(plain_text))
    if len(words.split()) <= _MOST_WORDS:
        return " " in words and is_internal_label(plain_text)
    return bool(_TLP.match(words)) or is_internal_label(_CUT.split(_words(plain_text), maxsplit=1)[0])


def _words(plain_text: str) -> str:
    """Normalise a text: small letters of the usual width, single spaces, no pictures, no numbering."""
    if len(plain_text) > _LONGEST or next(_hints(plain_text.lower()), None) is None:
        return ""
    text = _DASHES.sub(" - ", normalize("NFKC", _ICON.sub(" ", plain_text)).replace("’", "'")).casefold()
    if not text.isascii():
        text = "".join(
            " " if (kind := category(sign))[0] in "SZ" or kind == "Po" else "" if kind[0] in "CM" else sign
            for sign in text
        )
    text = _SHORTCODE.sub(" ", text)
    text = re.sub(r"[^\w\s()\[\]{}:.,&+'/>\-]|_", " ", text)
    text = _SPACED.sub(lambda letters: letters[0].replace(" ", ""), " ".join(text.split()))
    while number := _NUMBER.match(text):
        text = text[number.end() :]
    return text


def _trim(part: str) -> str:
    """Strip punctuation from the ends of a heading's part. A hyphen becomes a space."""
    return part.strip(_ENDS).replace("-", " ").strip()
