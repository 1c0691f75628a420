"""Incidents by category: a page for each, and one that names them all.

Categories are free text. Spellings that differ only in capitals, spaces and signs are one category.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from afterword.core.history import History
from afterword.core.model import Incident
from afterword.outputs.artifacts import Page, SearchEntry
from afterword.outputs.category_names import category_label, category_url, slug
from afterword.outputs.page_context import Making
from afterword.outputs.pages.register import register_page
from afterword.outputs.pages.selections import Selection, selection_pages
from afterword.outputs.urls import CATEGORIES

_SEARCHED = 50
"""How many names of categories the search knows."""


def by_category(history: History, making: Making) -> tuple[Selection, ...]:
    """The categories with their incidents, by name; a category is called what most of its incidents call it."""
    by_key: dict[str, list[Incident]] = {}
    spellings: dict[str, Counter[str]] = {}
    for incident in history:
        for key, texts in _keys(incident).items():
            by_key.setdefault(key, []).append(incident)
            spellings.setdefault(key, Counter()).update(texts)
    names = {key: min(texts.items(), key=lambda pair: (-pair[1], pair[0]))[0] for key, texts in spellings.items()}
    return tuple(
        Selection(
            label=category_label(names[key]),
            name=making.say("Category: %(name)s", name=category_label(names[key])),
            url=category_url(names[key]),
            incidents=tuple(by_key[key]),
        )
        for key in sorted(by_key, key=lambda key: (names[key].casefold(), key))
    )


def _keys(incident: Incident) -> dict[str, set[str]]:
    keys: dict[str, set[str]] = {}
    for text in incident.categories:
        keys.setdefault(slug(text), set()).add(text)
    return keys


def category_pages(categories: tuple[Selection, ...], making: Making) -> Iterator[Page]:
    """Yield the page of all categories and the lists of each; nothing when there are none."""
    if not categories:
        return
    title = making.say("Categories")

    def html() -> str:
        return making.render("categories.html", CATEGORIES, title=title, categories=categories)

    about = making.say("Incidents by what caused them or what they were about.")
    page = register_page(CATEGORIES, title, about, html, (i for category in categories for i in category.incidents))
    named = ", ".join(category.label for category in categories[:_SEARCHED])
    yield replace(page, search=SearchEntry(title=title, text=named))
    for category in categories:
        yield from selection_pages(category, ((title, CATEGORIES),), making)
