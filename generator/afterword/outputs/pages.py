"""Every page that people read."""

from collections.abc import Iterator
from datetime import datetime

import jinja2

from afterword.core.history import History
from afterword.core.settings import Settings, Site
from afterword.outputs.artifacts import Page
from afterword.outputs.history_pages import history_pages
from afterword.outputs.home_page import home_page
from afterword.outputs.incident_page import incident_page
from afterword.outputs.making import Making
from afterword.outputs.statistics_pages import statistics_pages


def pages(history: History, settings: Settings, site: Site, now: datetime, templates: jinja2.Environment) -> Iterator[Page]:
    """Yield the home page, the page of every incident, the history by year and month, and the statistics.

    Only the home page, the pages of open incidents and the statistics depend on `now`.
    """
    making = Making(settings=settings, site=site, now=now, templates=templates)
    yield home_page(history, making)
    for incident in history:
        yield incident_page(incident, history, making)
    yield from history_pages(history, making)
    yield from statistics_pages(history, making)
