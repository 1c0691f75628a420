"""What can only be seen when all files are looked at together, or with a clock."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from afterword.checks.other_tools import remedy_for
from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.settings import Settings, Site
from afterword.core.sources import Source, Stray, StrayKind, Tree
from afterword.core.times import span_words
from afterword.syntax.names import suggest
from afterword.syntax.values import is_url

_SKEW = timedelta(minutes=5)
"""Clocks differ; an update this little in the future is not worth a word."""


def check_site(site: Site, settings: Settings, settings_path: str) -> Iterator[Problem]:
    """E190 for an address that feeds cannot be made from, W213 for a missing authority."""
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
    elif not settings.feeds.authority:
        yield problem(settings_path, 1, "W213", host=site.host)


def check_tree(tree: Tree) -> Iterator[Problem]:
    """What lies among the incidents and is none, must not lie where it lies, or has a name that does not work everywhere."""
    for stray in tree.strays:
        if stray.kind is not StrayKind.NOT_READ:
            yield _stray(stray)
        elif remedy := remedy_for(stray.path):
            yield problem(stray.path, 1, "W222", name=stray.path.rpartition("/")[2], remedy=remedy)


def _stray(stray: Stray) -> Problem:
    name = stray.path.rpartition("/")[2]
    if stray.kind is StrayKind.NAME:
        return problem(stray.path, 1, "E110", name=name, suggestion=f"{suggest(name)}.md")
    if stray.kind is StrayKind.FOLDER:
        return problem(stray.path, 1, "E115", name=name)
    if stray.kind is StrayKind.TWIN:
        same = name.removesuffix(".md").casefold() == stray.twin.casefold()
        what = "upper and lower case" if same else "the way in which accents are stored"
        return problem(stray.path, 1, "E210", a=stray.twin, b=name.removesuffix(".md"), what=what)
    if stray.kind is StrayKind.UNREADABLE:
        return problem(stray.path, 1, "E212", name=name)
    if stray.kind is StrayKind.RESERVED:
        return problem(stray.path, 1, "E211", name=name)
    if stray.kind is StrayKind.CACHE:
        what = f"{stray.count} file{'' if stray.count == 1 else 's'} in {stray.folder}/"
        return problem(stray.path, 1, "E141", what=what, folder=stray.folder)
    return problem(stray.path, 1, "E143" if stray.published else "E206", what=stray.kind)


def explain_now(source: Source, problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems of one incident, with E142 or E144 in place of E137 where the reason is another one than a shallow clone."""
    for found in problems:
        if found.code == "E137" and source.untold:
            yield problem(found.path, found.line, source.untold.code, column=found.column, **source.untold.values)
        else:
            yield found


def check_together(incidents: Sequence[Incident]) -> Iterator[Problem]:
    """E111 for ids that are used twice, W212 for related incidents that do not exist."""
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
    """W204 for updates that are in the future."""
    for incident in incidents:
        for update in incident.updates:
            ahead = update.at.at - now
            if ahead > _SKEW:
                yield problem(update.path, update.line, "W204", d=span_words(ahead))
