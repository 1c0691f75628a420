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


def pages(history: History, settings: Settings, site: Site, now: datetime, templates: jinja2.Environment) -> Iterator[Page]:
    """Yield the home page, the page of every incident, and the history by year and month.

    Only the home page and the pages of open incidents depend on `now`.
    """
    making = Making(settings=settings, site=site, now=now, templates=templates)
    yield home_page(history, making)
    for incident in history:
        yield incident_page(incident, history, making)
    yield from history_pages(history, making)
