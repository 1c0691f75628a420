"""What every page is made with, and how its content is rendered."""

from collections.abc import Callable
from dataclasses import field
from datetime import datetime
from functools import partial

import jinja2

from afterword.core.frozen import frozen
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.outputs.language import Language
from afterword.outputs.marks import with_symbols
from afterword.outputs.urls import relative

TITLE = "title"
"""The anchor of a page's title, which is where "Skip to content" leads."""


def _nothing(_: str) -> bool:
    return False


def _no_more(_: Incident, __: str) -> str:
    return ""


@frozen
class Making:
    """The settings, the site, the time and the templates of one build."""

    settings: Settings
    site: Site
    now: datetime
    """Only pages that docs/architecture.md names may use it."""
    templates: jinja2.Environment
    say: Language = field(default_factory=Language)
    """Puts a text of the interface into the language of the site."""
    exists: Callable[[str], bool] = _nothing
    """Whether the build makes the file at this path; known when content is rendered. A page links to no other."""

    searched: Callable[[Incident, str], str] = _no_more
    """What the search finds of an incident behind the beginning of its entry, which is given."""

    def render(self, template: str, url: str, **values: object) -> str:
        """The content of the page at `url`; in the template, `to` makes a link from it."""
        made = self.templates.get_template(f"afterword/{template}").render(
            url=url, to=partial(relative, url), title_anchor=TITLE, settings=self.settings, site=self.site, exists=self.exists, **values
        )
        return with_symbols(made)
