"""The whole build on one screen: from what was written to everything that is published.

Pure: no disk, no clock, no environment, no log, no network under it.
"""

from collections.abc import Callable, Iterable
from dataclasses import field
from datetime import datetime
from functools import partial

import jinja2

from afterword.checks.across_files import (
    check_clock,
    check_forge_links,
    check_site,
    check_together,
    check_tree,
    explain_now,
)
from afterword.checks.references import check_references
from afterword.checks.writing_clock import check_writing_clock
from afterword.core.frozen import frozen
from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.problems import Problem
from afterword.core.settings import Redirect, Settings, Site
from afterword.core.sources import Source, Tree
from afterword.outputs.artifacts import Asset, Outputs
from afterword.outputs.search_entries import Searched
from afterword.outputs.translation import Language
from afterword.outputs.urls import OWN, incident_url
from afterword.reading.against_published import compare, read_earlier
from afterword.reading.incident import IncidentReader, Parsed
from afterword.reading.rescue import rescue
from afterword.reading.settings_reader import read_settings, settings_waivers
from afterword.reading.unclear_states import is_unclear
from afterword.safety.published_beside import check_site_files
from afterword.safety.unpublished import Unpublished, check_unpublished, unpublished
from afterword.syntax.redirects import check_redirects
from afterword.syntax.site_pages import SitePages
from afterword.syntax.waivers import Waiver, without_waived

Each = Callable[[Callable[[Source], Parsed], Iterable[Source]], Iterable[Parsed]]
"""Applies a pure function to every source, in order: `map`, a process pool, a cache."""
_ENGLISH = Language()


@frozen
class Checked:
    """Everything that was read, with all its problems."""

    history: History
    rescued: tuple[Incident, ...]
    """What can be shown of files that cannot be read, when a build keeps going."""
    drafts: tuple[Incident, ...]
    """What is not published; a preview shows it."""
    settings: Settings
    sources: dict[str, Source]
    """By the path of the incident file."""
    problems: tuple[Problem, ...]
    """Sorted, without those that a waiver switches off."""
    waived: tuple[Waiver, ...]
    """The waivers that were used."""
    unpublished: Unpublished = Unpublished()
    """The names that no published text may show; in `history` and `rescued` none of them is left."""
    naming: tuple[Incident, ...] = ()
    """Those of `history` and `rescued` that named one of them, as they were read."""
    left_out: frozenset[str] = frozenset()
    """Paths of the files beside the incidents that are not published, because of what they hold."""
    redirects: tuple[Redirect, ...] = ()
    """Those of the settings that can be made."""
    unread: tuple[str, ...] = ()
    """Files of which no incident can be made and that are no drafts, held back or not."""
    held: tuple[str, ...] = ()
    """Files that are held back until a switch in them is mended; what could be read of them is among the drafts."""

    def shown(self, *, drafts: bool) -> History:
        """Everything with a page, also of unreadable files and, in a preview, drafts, to which links lead there."""
        if not drafts:
            if not self.rescued:
                return self.history
            return History([*self.history, *self.rescued], unclear=self.history.unclear)
        naming = {incident.id: incident for incident in self.naming}
        incidents = (*self.history, *self.rescued, *self.drafts)
        shown = [naming.get(incident.id, incident) for incident in incidents]
        return History(shown, drafts=True, unclear=self.history.unclear)


@frozen
class Surroundings:
    """Facts about the surroundings of the files, which an edge looks up."""

    published: Tree | None = None
    """The published files; None when there is nothing to compare with."""
    before: frozenset[str] = frozenset()
    """Paths of the files as they were published: of two files for one id, the one among them stays."""
    people: frozenset[str] = frozenset()
    """Names of people, which should not be in a text."""
    below: str = ""
    """The folder of the repository in which the project lies, with a slash at its end; empty where it fills one."""
    preview: bool = False
    """Whether only this machine sees what is made: then its address is no fault."""
    pages: SitePages = field(default_factory=SitePages)
    """The pages written by hand, to which incidents may link."""
    wording: bool = True
    """Whether the checks of a writer's words are made: they never stop a build, so a build can do without."""


NOTHING_AROUND = Surroundings()
"""Surroundings for a check of the files alone."""


def check(
    tree: Tree,
    site: Site,
    now: datetime,
    each: Each = map,
    around: Surroundings = NOTHING_AROUND,
) -> Checked:
    """Read everything and find every problem, in one pass."""
    settings, wrong = read_settings(tree.settings_path, tree.settings)
    reader = IncidentReader(settings=settings, wording=around.wording, people=around.people, pages=around.pages)
    known = dict(zip(tree.sources, each(reader, tree.sources), strict=True))
    incidents = [parsed.incident for parsed in known.values() if parsed.incident]
    unread = [source for source, parsed in known.items() if not parsed.incident]
    own, misread = settings_waivers(tree.settings_path, tree.settings)
    beside = check_site_files(tree.beside)
    problems = [
        *wrong,
        *misread,
        *beside.problems,
        *check_site(site, settings, tree.settings_path, wrong),
        *check_forge_links(site, settings, tree.settings_path, around.below),
        *check_tree(tree),
        *(problem for source, parsed in known.items() for problem in explain_now(source, parsed.problems)),
        *check_together(incidents),
        *check_references((source, parsed.incident, parsed.references) for source, parsed in known.items()),
        *check_clock(incidents, now),
        *(problem for incident in incidents if around.wording for problem in check_writing_clock(incident, now)),
    ]
    first = sorted(incidents, key=lambda incident: (incident.draft, incident.path not in around.before))
    once = {incident.id: incident for incident in reversed(first)}
    rescued = [incident for source in unread if (incident := rescue(source, known[source], settings))]
    others = (incident for incident in rescued if incident.id not in once)
    public = [incident for incident in (*once.values(), *others) if not incident.draft]
    sources = {source.path: source for source in tree.sources}
    hidden = unpublished(((source, parsed.incident) for source, parsed in known.items()), public)
    bare = {
        incident.path: hidden.incident(incident) if hidden and hidden.may_be_in(sources[incident.path]) else incident
        for incident in public
    }
    shown = {incident.path: incident for incident in public}
    unclear = sum(is_unclear(source, parsed, shown.get(source.path)) for source, parsed in known.items())
    naming = tuple(incident for incident in public if bare[incident.path] is not incident)
    linked = {problem.path for problem in problems if problem.code == "E172"}
    problems += [problem for problem in check_unpublished(naming, sources, hidden) if problem.path not in linked]
    leading = tuple(check_redirects(settings, tree.settings_path, [*incidents, *public], around.pages, OWN))
    problems += [problem for problem in leading if isinstance(problem, Problem)]
    held = [source for source, parsed in known.items() if parsed.held]
    if around.published:
        earlier = read_earlier(around.published, known, partial(each, reader))
        problems += compare(earlier, incidents, now, [*unread, *held])
    waivers = [*own, *beside.waivers, *(waiver for parsed in known.values() for waiver in parsed.waivers)]
    kept, used = without_waived(problems, waivers, settings.checks.off)
    return Checked(
        history=History((bare[incident.path] for incident in public if not incident.as_written), unclear=unclear),
        rescued=tuple(bare[incident.path] for incident in public if incident.as_written),
        drafts=tuple(incident for incident in once.values() if incident.draft),
        unread=tuple(source.path for source in unread if not known[source].switches.get("draft")),
        held=tuple(source.path for source in held),
        settings=settings,
        sources=sources,
        problems=tuple(sorted(set(kept))),
        waived=tuple(used),
        unpublished=hidden,
        naming=naming,
        left_out=beside.left_out,
        redirects=tuple(redirect for redirect in leading if isinstance(redirect, Redirect)),
    )


def build(
    checked: Checked,
    site: Site,
    now: datetime,
    templates: jinja2.Environment,
    *,
    drafts: bool = False,
    say: Language = _ENGLISH,
    searched: Searched | None = None,
) -> Outputs:
    """All artifacts by their path in the site. Their texts are made when they are written.

    With `drafts`, for a preview, they show also what is not published. `say` is the language of the pages, and of
    `templates`. `searched` gives what the search finds of an incident, and may know it from an earlier build.
    """
    # Late: a check makes nothing, and these take as long to import as a hundred incidents to read.
    from afterword.outputs.api.archive import archive  # noqa: PLC0415 - as said above
    from afterword.outputs.api.history_table import history_table  # noqa: PLC0415 - as said above
    from afterword.outputs.api.schema import schemas  # noqa: PLC0415 - as said above
    from afterword.outputs.api.small_files import maintenance_calendar, small_files  # noqa: PLC0415 - as said above
    from afterword.outputs.api.statuspage import statuspage  # noqa: PLC0415 - as said above
    from afterword.outputs.artifact_keys import keys  # noqa: PLC0415 - as said above
    from afterword.outputs.bundles import bundles  # noqa: PLC0415 - as said above
    from afterword.outputs.feeds.all_feeds import feeds  # noqa: PLC0415 - as said above
    from afterword.outputs.pages.all_pages import pages  # noqa: PLC0415 - as said above
    from afterword.outputs.redirect_pages import redirects  # noqa: PLC0415 - as said above

    outputs = Outputs()
    history = checked.shown(drafts=drafts)
    # a preview shows them as they were read
    naming = set() if drafts else {incident.id for incident in checked.naming}
    without = " ".join(sorted(checked.unpublished.names))
    digests = {
        incident.id: f"{checked.sources[incident.path].digest} {without if incident.id in naming else ''}".rstrip()
        for incident in history
    }
    searched = searched or Searched()
    searched.digests = digests
    exists = outputs.__contains__
    for page in pages(history, checked.settings, site, now, templates, exists=exists, say=say, searched=searched):
        outputs.add(page)
    for document in (
        *feeds(history, checked.settings, site),
        *statuspage(history, checked.settings, site, now),
        *archive(history, checked.settings, site),
        history_table(history, site),
        maintenance_calendar(history, checked.settings, site),
        *bundles(),
        *small_files(history, checked.settings, site, now),
        *redirects(history, checked.settings, site, say, checked.redirects),
        *schemas(checked.settings, site),
    ):
        outputs.add(document)
    for incident in history:
        folder = checked.sources[incident.path].folder
        for name in incident.assets:
            outputs.add(Asset(path=f"{incident_url(incident)}{name}", source=f"{folder}/{name}"))
    outputs.keys.update(keys(outputs, history, digests))
    return outputs
