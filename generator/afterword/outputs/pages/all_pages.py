"""Every page that people read."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

import jinja2

from afterword.core.history import History
from afterword.core.settings import Settings, Site
from afterword.outputs.artifacts import Page
from afterword.outputs.page_context import Making
from afterword.outputs.pages.actions_page import actions_pages
from afterword.outputs.pages.categories import by_category, category_pages
from afterword.outputs.pages.component_pages import by_component, component_pages
from afterword.outputs.pages.days_pages import days_pages
from afterword.outputs.pages.history_pages import history_pages
from afterword.outputs.pages.home_page import home_page
from afterword.outputs.pages.incident_page import incident_page
from afterword.outputs.pages.maintenance_page import maintenance_pages
from afterword.outputs.pages.postmortems_page import postmortems_pages
from afterword.outputs.pages.severities import by_severity, in_words, severities_page, severity_pages
from afterword.outputs.pages.subscribe_page import subscribe_page
from afterword.outputs.search_entries import Searched, limit
from afterword.outputs.statistics.statistics_pages import statistics_pages
from afterword.outputs.translation import Language
from afterword.outputs.urls import HISTORY_FEED, UPDATES_FEED

_ENGLISH = Language()


def pages(
    history: History,
    settings: Settings,
    site: Site,
    now: datetime,
    templates: jinja2.Environment,
    exists: Callable[[str], bool] = frozenset({HISTORY_FEED, UPDATES_FEED}).__contains__,
    say: Language = _ENGLISH,
    searched: Searched | None = None,
) -> Iterator[Page]:
    """Yield the home page, every incident's page, all lists of incidents, the components, the registers, the figures.

    Only the home page, components, registers, figures, days and the pages of open incidents depend on `now`. `exists`
    says whether the build makes the file at a path, when a page is rendered. `templates` speak the language `say`.
    """
    history, settings = in_words(history, settings, say)
    search = partial(searched or Searched(), most=limit(len(history)))
    making = Making(settings=settings, site=site, now=now, templates=templates, exists=exists, say=say, searched=search)
    yield home_page(history, making)
    for incident in history:
        yield incident_page(incident, history, making)
    components = by_component(history, making)
    severities, categories = by_severity(history, making), by_category(history, making)
    used = tuple(selection for selection in components if selection.incidents)
    ways = (
        (making.say("By severity"), severities),
        (making.say("By component"), used),
        (making.say("By category"), categories),
    )
    yield from history_pages(history, ways, making)
    yield from days_pages(history, making)
    yield from component_pages(history, components, making)
    yield from severity_pages(severities, making)
    yield from category_pages(categories, making)
    yield from postmortems_pages(history, making)
    yield from actions_pages(history, making)
    yield from maintenance_pages(history, making)
    yield from statistics_pages(history, making)
    yield severities_page(making)
    yield subscribe_page(making)
