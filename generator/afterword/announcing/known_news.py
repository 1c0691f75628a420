"""Reads the history now and at an earlier revision, and finds the news."""

from collections.abc import Sequence
from dataclasses import field
from functools import partial
from pathlib import Path

import click

from afterword.build import Checked, Surroundings
from afterword.core.frozen import frozen
from afterword.core.model import Incident
from afterword.core.rules import HOLDS_BACK, Level
from afterword.core.settings import Site
from afterword.core.sources import Tree
from afterword.engines.checking import check_site_of
from afterword.engines.mkdocs_yml import read_project
from afterword.outputs.announcements.message import Message, message
from afterword.outputs.announcements.news import News, everything, find, moved
from afterword.outputs.translation import Language
from afterword.reading.incident import IncidentReader
from afterword.world.clock import clock
from afterword.world.languages import language_or_english
from afterword.world.pool import each_in_pool
from afterword.world.refusal import stop
from afterword.world.repository.git import tree_at

_UNREADABLE = frozenset({"E103", "E104", "E106", "E201", "E202", "E204"})
"""Errors of the settings file after which its channels are not known."""


@frozen
class Known:
    """The history now, and at an earlier revision."""

    checked: Checked
    site: Site
    earlier: tuple[Incident, ...]
    public: tuple[Path, ...]
    """Folders of which everything is published."""
    incidents: Path
    """The folder of incidents."""
    say: Language = field(default_factory=Language)
    slips: tuple[str, ...] = ()
    """The problems of the channels in the settings, as printed."""
    withheld: bool = False
    """Whether an error keeps a file from being announced. The error was printed."""

    @property
    def news(self) -> tuple[News, ...]:
        """All news, oldest first."""
        return everything(self.checked.history)

    @property
    def moved(self) -> dict[str, frozenset[str]]:
        """News of which only the address changed: the old names by the new one."""
        return moved(self.news, self.earlier, self.checked.problems)

    def messages(self, news: Sequence[News]) -> list[Message]:
        """Messages of these news."""
        listed = self.checked.settings.announce.email
        leave = listed.unsubscribe if listed else ""
        return [message(item, self.checked.settings, self.site, self.say, leave) for item in news]


def read(config_file: Path, base: str | None) -> Known:
    """Read the present files and those at `base`, and compare them."""
    project = read_project(config_file)
    site = project.site
    before = tree_at(project.root, base, project.incidents, project.settings) if base else None
    around = Surroundings(published=before, wording=False)
    checked = check_site_of(project.places, site, project.pages, clock(), each_in_pool, around)
    if not site.url:
        stop("site_url is missing in mkdocs.yml, and every message links to the site.")
    withheld = _withheld(checked)
    for line in withheld:
        click.echo(line, err=True)
    incidents = project.root / project.incidents
    warn = partial(click.echo, err=True)
    return Known(
        checked=checked,
        site=site,
        earlier=_earlier(before, checked) if before else (),
        public=(project.site_dir, project.docs, incidents),
        incidents=incidents,
        slips=_slips(checked, project.settings),
        withheld=bool(withheld),
        say=language_or_english(checked.settings.language, project.custom_dir, warn, "Our own words"),
    )


def _withheld(checked: Checked) -> tuple[str, ...]:
    """The lines to print about files, updates among them, that cannot be read or are held back."""
    errors = [
        problem
        for problem in checked.problems
        if problem.level is Level.ERROR and (problem.path in checked.held or problem.code in HOLDS_BACK)
    ]
    unread = [path for path in checked.unread if path not in checked.held]
    return (
        *map(str, errors),
        *(f"{path}: not announced: the file cannot be read. Run afterword check." for path in unread),
        *(f"{path}: not announced: an error holds it back. Mend what the lines above name." for path in checked.held),
    )


def _slips(checked: Checked, settings: str) -> tuple[str, ...]:
    here = (problem for problem in checked.problems if problem.path == settings)
    return tuple(
        str(problem)
        for problem in here
        if problem.code in _UNREADABLE or problem.message.startswith("announce") or "'announce." in problem.message
    )


def _earlier(before: Tree, checked: Checked) -> tuple[Incident, ...]:
    """The incidents of an earlier tree. Their ids, anchors and marks are used, so their Markdown does not matter."""
    here = {incident.path: incident for incident in (*checked.history, *checked.drafts)}
    same = [source for source in before.sources if checked.sources.get(source.path) == source and source.path in here]
    known = {source.path for source in same}
    other = [source for source in before.sources if source.path not in known]
    reader = IncidentReader(settings=checked.settings, wording=False)
    read = (parsed.incident for parsed in each_in_pool(reader, other))
    return (*(here[source.path] for source in same), *(incident for incident in read if incident))


def named(known: Known, name: str) -> News:
    """The news that --update names."""
    news = find(known.checked.history, name.strip().replace("#", "/").replace("//", "/").strip("/"))
    if news is None:
        stop(
            f"there is no update '{name}'. Write ID/ANCHOR as in its address, "
            "e.g. 2026-03-14-short-name/u-20260314T0916Z."
        )
    return news


def say_quiet(news: Sequence[News]) -> None:
    """Print the reason why each of these is not announced."""
    for quiet in news:
        click.echo(f"{quiet.key}: not announced: {quiet.silence}.", err=True)
