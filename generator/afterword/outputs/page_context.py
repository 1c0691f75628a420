"""Settings, time and templates that every page shares, and the rendering of its content."""

from collections.abc import Callable
from dataclasses import field
from datetime import datetime
from functools import partial
from html import escape

import jinja2

from afterword.core.frozen import frozen
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.markup.safe import with_alignment_as_classes, with_breaks, with_wide_tables
from afterword.outputs.artifacts import TITLE
from afterword.outputs.icons import with_symbols
from afterword.outputs.translation import Language
from afterword.outputs.urls import relative

MOST_COLUMNS = 4
"""Up to here a table has room in the width of the text."""


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
    exists: Callable[[str], bool] = frozenset[str]().__contains__
    """Whether the build makes the file at this path; known when content is rendered. A page links to no other."""
    searched: Callable[[Incident, str], str] = lambda _, __: ""
    """What the search finds of an incident behind the beginning of its entry, which is given."""

    def render(self, template: str, url: str, **values: object) -> str:
        """The content of the page at `url`; in the template, `to` makes a link from it."""
        content = self.templates.get_template(f"afterword/{template}").render(
            url=url,
            to=partial(relative, url),
            title_anchor=TITLE,
            settings=self.settings,
            site=self.site,
            exists=self.exists,
            **values,
        )
        return with_symbols(
            with_breaks(with_alignment_as_classes(with_wide_tables(content, MOST_COLUMNS, self._wide_table)))
        )

    def _wide_table(self, number: int, columns: int, table: str) -> str:
        """A table that may leave the width of the text, in a place with a name, which a keyboard can scroll."""
        words = self.say.look_up("Table %(number)s has %(columns)s columns: it scrolls to the side.")
        words = escape(words % {"number": number, "columns": columns})
        hint = f'<p class="aw-sideways" id="wide-table-{number}">{words}</p>'
        region = f'<section class="aw-wide-table" aria-labelledby="wide-table-{number}" tabindex="0">'
        ours = table.replace("<table>", '<table class="aw-table">', 1)
        return f"{hint}\n{region}{ours}</section>"
