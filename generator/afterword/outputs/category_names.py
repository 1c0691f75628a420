"""Categories as words and as addresses. A category is free text; what a writer typed is never changed."""

import re
import unicodedata
from hashlib import sha256

from afterword.outputs.urls import CATEGORIES

_LONGEST = 60
"""Signs of a name in an address."""


def slug(text: str) -> str:
    """The name of a category in addresses: `Data loss` becomes `data-loss`.

    Letters that an address cannot show plainly are left out; a few digits made from the text then keep
    it apart from others.
    """
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    plain = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    lost = any(sign.isalnum() and not sign.isascii() for sign in bare) or not plain or len(plain) > _LONGEST
    if not lost:
        return plain
    kept = plain[:_LONGEST].strip("-")
    return f"{kept}{'-' if kept else ''}{sha256(' '.join(bare.split()).encode()).hexdigest()[:8]}"


def category_label(text: str) -> str:
    """A category as words: `config-change` becomes `Config change`; capitals and spaces of its own stay."""
    words = text if " " in text else text.replace("-", " ").replace("_", " ").strip() or text
    return words[:1].upper() + words[1:] if words.islower() else words


def category_url(text: str) -> str:
    """The page of a category, by any of its spellings."""
    return f"{CATEGORIES}{slug(text)}/"
