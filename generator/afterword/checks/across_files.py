"""Checks that need all files at once, or a clock."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

from afterword.checks.other_tools import remedy_for
from afterword.core.forge_patterns import patterns, patterns_below
from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.rules import Level
from afterword.core.settings import Settings, Site
from afterword.core.sources import Source, Stray, StrayKind, Tree
from afterword.core.times import span_words
from afterword.syntax.names import no_time, suggest
from afterword.syntax.values import is_url

_SKEW = timedelta(minutes=5)
"""Tolerance for clocks that differ. An update that is less in the future is not reported."""
_OF_NAMES = {StrayKind.FOLDER: "E115", StrayKind.UNREADABLE: "E212", StrayKind.RESERVED: "E211"}
"""What is wrong with a name, whatever it is."""


def check_site(site: Site, settings: Settings, settings_path: str, wrong: Sequence[Problem] = ()) -> Iterator[Problem]:
    """Report E190 for a site address that cannot be used in feeds, W213 for a missing authority.

    `wrong` are the problems of the settings: an authority that could not be read is not missing.
    """
    parts = urlsplit(site.url)
    fault = ""
    if not site.url:
        fault = "is missing"
    elif not is_url(site.url):
        fault = "is not an address that begins with https://"
    elif "@" in parts.netloc:
        fault = "holds a name or a password"
    elif parts.query or parts.fragment:
        fault = "has a query or a fragment"
    if fault:
        yield problem("mkdocs.yml", 1, "E190", problem=fault)
    elif not settings.feeds.authority and not any(finding.level is Level.ERROR for finding in wrong):
        yield problem(settings_path, 1, "W213", host=site.host)


def check_forge_links(site: Site, settings: Settings, settings_path: str, folder: str) -> Iterator[Problem]:
    """Report W232 if a link to a known forge leads elsewhere than into `folder`, where the project lies."""
    url, new_file, edit_file = patterns(settings, site)
    edit = edit_file if settings.repository.edit_file or not site.edit_base else site.edit_base
    new, changed = patterns_below(url, folder)
    if new and not all(folder in pattern or quote(folder) in pattern for pattern in (new_file, edit)):
        yield problem(settings_path, 1, "W232", folder=folder, new=new, edit=changed)


def check_tree(tree: Tree) -> Iterator[Problem]:
    """Report files in the folder of incidents that do not belong there, or whose names do not work on every system."""
    for stray in tree.strays:
        if stray.kind is not StrayKind.NOT_READ:
            yield _stray(stray)
        elif remedy := remedy_for(stray.path):
            yield problem(stray.path, 1, "W222", name=stray.path.rpartition("/")[2], remedy=remedy)


def _stray(stray: Stray) -> Problem:
    name = stray.path.rpartition("/")[2]
    if code := _OF_NAMES.get(stray.kind):
        return problem(stray.path, 1, code, name=name)
    if stray.kind is StrayKind.NAME:
        return problem(stray.path, 1, "E110", name=name, suggestion=f"{suggest(name)}.md")
    if stray.kind is StrayKind.TWIN:
        same = name.removesuffix(".md").casefold() == stray.twin.casefold()
        what = "upper and lower case" if same else "the way in which accents are stored"
        return problem(stray.path, 1, "E210", a=stray.twin, b=name.removesuffix(".md"), what=what)
    if stray.kind is StrayKind.CACHE:
        what = f"{stray.count} file{'' if stray.count == 1 else 's'} in {stray.folder}/"
        return problem(stray.path, 1, "E141", what=what, folder=stray.folder)
    return problem(stray.path, 1, "E143" if stray.published else "E206", what=stray.kind)


def explain_now(source: Source, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Give each E142 of an incident the cause that git named, which the reader does not know."""
    for finding in problems:
        yield no_time(finding.path, finding.line, source.untold, finding.column) if finding.code == "E142" else finding


def check_together(incidents: Sequence[Incident]) -> Iterator[Problem]:
    """Report E111 for an id that is used twice, W212 for a related incident that does not exist."""
    first: dict[str, Incident] = {}
    for incident in incidents:
        for name in dict.fromkeys((incident.id, *incident.aliases)):
            if name in first:
                yield problem(incident.path, 1, "E111", id=name, a=first[name].path, b=incident.path)
            else:
                first[name] = incident
    for incident in incidents:
        for name in incident.related:
            if name not in first:
                yield problem(incident.path, 1, "W212", id=name)


def check_clock(incidents: Sequence[Incident], now: datetime) -> Iterator[Problem]:
    """Report W204 for updates that are in the future."""
    for incident in incidents:
        for update in incident.updates:
            ahead = update.at.at - now
            if ahead > _SKEW:
                yield problem(update.path, update.line, "W204", d=span_words(ahead))
