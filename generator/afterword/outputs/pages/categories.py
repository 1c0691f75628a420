"""Incidents by category: a page for each, and one that names them all.

Categories are free text. Spellings that differ only in capitals, spaces and signs are one category.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from afterword.core.history import History, newest_change
from afterword.core.model import Incident
from afterword.outputs.artifacts import Heading, Page, SearchEntry
from afterword.outputs.page_context import TITLE, Making
from afterword.outputs.pages.selections import Selection, selection_pages
from afterword.outputs.urls import CATEGORIES

_LONGEST = 60
_SEARCHED = 50
"""How many names of categories the search knows."""


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
    """A category as words: `config-change` becomes `Config change`; one with capitals or spaces of its own stays as it is written."""
    words = text if " " in text else text.replace("-", " ").replace("_", " ").strip() or text
    return words[:1].upper() + words[1:] if words.islower() else words


def by_category(history: History, making: Making) -> tuple[Selection, ...]:
    """The categories with their incidents, by name; a category is called what most of its incidents call it."""
    found: dict[str, list[Incident]] = {}
    spellings: dict[str, Counter[str]] = {}
    for incident in history:
        for key, texts in _keys(incident).items():
            found.setdefault(key, []).append(incident)
            spellings.setdefault(key, Counter()).update(texts)
    names = {key: min(texts.items(), key=lambda pair: (-pair[1], pair[0]))[0] for key, texts in spellings.items()}
    return tuple(
        Selection(
            label=category_label(names[key]),
            name=making.say("Category: %(name)s", name=category_label(names[key])),
            url=category_url(names[key]),
            incidents=tuple(found[key]),
        )
        for key in sorted(found, key=lambda key: (names[key].casefold(), key))
    )


def _keys(incident: Incident) -> dict[str, set[str]]:
    keys: dict[str, set[str]] = {}
    for text in incident.categories:
        keys.setdefault(slug(text), set()).add(text)
    return keys


def category_url(text: str) -> str:
    """The page of a category, by any of its spellings."""
    return f"{CATEGORIES}{slug(text)}/"


def category_pages(categories: tuple[Selection, ...], making: Making) -> Iterator[Page]:
    """Yield the page of all categories and the lists of each; nothing when there are none."""
    if not categories:
        return
    title = making.say("Categories")

    def html() -> str:
        return making.render("categories.html", CATEGORIES, title=title, categories=categories)

    yield Page(
        url=CATEGORIES,
        title=title,
        description=making.say("Incidents by what caused them or what they were about."),
        html=html,
        toc=(Heading(title=title, anchor=TITLE),),
        changed=newest_change(one for category in categories for one in category.incidents),
        search=SearchEntry(title=title, text=", ".join(category.label for category in categories[:_SEARCHED])),
        hide_toc=True,
    )
    for category in categories:
        yield from selection_pages(category, ((title, CATEGORIES),), making)
