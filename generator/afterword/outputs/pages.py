"""Every page that people read."""

from collections.abc import Iterator
from datetime import datetime

import jinja2

from afterword.core.history import History
from afterword.core.settings import Settings, Site
from afterword.outputs.artifacts import Page
from afterword.outputs.categories import by_category, category_pages
from afterword.outputs.component_pages import by_component, component_pages
from afterword.outputs.history_pages import history_pages
from afterword.outputs.home_page import home_page
from afterword.outputs.incident_page import incident_page
from afterword.outputs.making import Making
from afterword.outputs.severity_lists import by_severity, severity_pages


def pages(history: History, settings: Settings, site: Site, now: datetime, templates: jinja2.Environment) -> Iterator[Page]:
    """Yield the home page, the page of every incident, the history by time, severity and category, and the components.

    Only the home page, the pages of components and those of open incidents depend on `now`.
    """
    making = Making(settings=settings, site=site, now=now, templates=templates)
    yield home_page(history, making)
    for incident in history:
        yield incident_page(incident, history, making)
    components, severities, categories = by_component(history, making), by_severity(history, making), by_category(history, making)
    used = tuple(selection for selection in components if selection.incidents)
    ways = ((making.say("By component"), used), (making.say("By severity"), severities), (making.say("By category"), categories))
    yield from history_pages(history, ways, making)
    yield from component_pages(history, components, making)
    yield from severity_pages(severities, making)
    yield from category_pages(categories, making)
