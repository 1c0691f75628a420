"""The whole build on one screen: from what was written to everything that is published.

Pure: no disk, no clock, no environment, no log, no network under it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import jinja2

from afterword.core.history import History
from afterword.core.problems import Problem
from afterword.core.settings import Settings, Site
from afterword.core.sources import Source, Tree
from afterword.outputs.artifacts import Asset, Outputs
from afterword.outputs.feeds import feeds
from afterword.outputs.pages import pages
from afterword.outputs.redirects import redirects
from afterword.outputs.urls import incident_url
from afterword.reading.incident import IncidentReader, Parsed
from afterword.reading.markdown import Extensions
from afterword.reading.settings import read_settings
from afterword.reading.together import check_clock, check_site, check_together, check_tree

Each = Callable[[Callable[[Source], Parsed], Iterable[Source]], Iterable[Parsed]]
"""Applies a pure function to every source, in order: `map`, a process pool, a cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Everything that was read, and everything that is wrong with it."""

    history: History
    settings: Settings
    sources: dict[str, Source]
    """By the path of the incident file."""
    problems: tuple[Problem, ...]
    """Sorted."""


def check(tree: Tree, site: Site, extensions: Extensions, now: datetime, each: Each = map) -> Checked:
    """Read everything and find every problem, in one pass."""
    settings, wrong = read_settings(tree.settings_path, tree.settings)
    parsed = list(each(IncidentReader(settings=settings, extensions=extensions), tree.sources))
    incidents = [each_parsed.incident for each_parsed in parsed if each_parsed.incident]
    problems = [
        *wrong,
        *check_site(site, settings, tree.settings_path),
        *check_tree(tree),
        *(found for each_parsed in parsed for found in each_parsed.problems),
        *check_together(incidents),
        *check_clock(incidents, now),
    ]
    once = {incident.id: incident for incident in reversed(incidents)}
    return Checked(
        history=History(once.values()),
        settings=settings,
        sources={source.path: source for source in tree.sources},
        problems=tuple(sorted(problems)),
    )


def build(checked: Checked, site: Site, now: datetime, templates: jinja2.Environment) -> Outputs:
    """Everything that is published, by its path in the site; texts are made when they are written."""
    outputs = Outputs()
    for page in pages(checked.history, checked.settings, site, now, templates):
        outputs.add(page)
    for document in (*feeds(checked.history, checked.settings, site), *redirects(checked.history, site)):
        outputs.add(document)
    for incident in checked.history:
        folder = checked.sources[incident.path].folder
        for name in incident.assets:
            outputs.add(Asset(path=f"{incident_url(incident)}{name}", source=f"{folder}/{name}"))
    return outputs
