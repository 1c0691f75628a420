"""Builders of a site: MkDocs with the plugin, or an engine that makes frames."""

import tempfile
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from afterword.build import Checked, Each, Surroundings
from afterword.building.loading import load
from afterword.building.running import run_mkdocs, trial
from afterword.core.problems import Problem, problem
from afterword.core.settings import EngineName, Site
from afterword.engines.checking import check_site_of, is_here, refused_by_policy
from afterword.engines.choice import framing_engine
from afterword.engines.framed_site import FramedSite, refuse_lacks
from afterword.engines.mkdocs_yml import SiteProject, read_project
from afterword.reading.settings_reader import read_settings
from afterword.world.clock import clock
from afterword.world.pool import processors
from afterword.world.publishing.inspection import inspect, refused_scripts
from afterword.world.publishing.page_inputs import framed_with, made_with
from afterword.world.publishing.site_manifest import files_of
from afterword.world.publishing.site_writers import Written
from afterword.world.publishing.written_files import Reuse, WrittenRecord
from afterword.world.read_tree import read_plain
from afterword.world.refusal import PublishError, RefusalError, stop

if TYPE_CHECKING:
    from afterword.engines.interface import Engine

engine_option: Callable[[Callable[..., object]], Callable[..., object]] = click.option(
    "--engine",
    type=click.Choice([name.value for name in EngineName]),
    help="What puts the frame around pages.  [default: `engine` in the settings, else mkdocs]",
)


class Maker(Protocol):
    """Checks a project and builds its site."""

    root: Path
    target: Path
    """Folder of the published site."""
    incidents: str
    settings: str
    watched: tuple[Path, ...]
    """Files and folders that a preview watches."""
    with_all: str
    """A digest of all that every page depends on, beside its own incident; empty where that cannot be known."""
    record: WrittenRecord
    """What the next build may take over, once `make` is done."""
    told: tuple[Problem, ...]
    """Warnings of `make`."""

    def check(self, each: Each, around: Surroundings) -> Checked:
        """Read and check everything."""
        ...

    def trial(self, checked: Checked) -> tuple[Problem, ...]:
        """Find out what `make` would refuse of the site around the incidents; as a problem, or as `PublishError`."""
        ...

    def make(self, staging: Path, checked: Checked, before: WrittenRecord) -> Mapping[str, str]:
        """Build the site into an empty folder, and inspect it.

        Returns:
            Its files, with their digests where they are known.
        """
        ...


def maker(
    config_file: Path, now: datetime | None, engine: str | None, site_dir: Path | None = None, *, preview: bool = False
) -> Maker:
    """The maker of the site of a mkdocs.yml, or of a preview of it.

    It uses the engine that is named here, or else in the settings.
    """
    name = EngineName(engine) if engine else _chosen(config_file)
    if name in {EngineName.MKDOCS, EngineName.PROPERDOCS}:
        return _WithMkDocs(config_file, now, name, site_dir, preview=preview)
    return _WithFrames(read_project(config_file), now, name, site_dir, preview=preview)


def _chosen(config_file: Path) -> EngineName:
    """The engine of the settings.

    It is MkDocs where mkdocs.yml cannot be read without an engine: MkDocs says what is wrong with the file.
    """
    try:
        project = read_project(config_file)
    except RefusalError:
        return EngineName.MKDOCS
    return read_settings(project.settings, read_plain(project.root, project.settings) or b"")[0].engine


class _WithMkDocs:
    """Our plugin in MkDocs, or in ProperDocs."""

    def __init__(
        self, config_file: Path, now: datetime | None, engine: EngineName, site_dir: Path | None, *, preview: bool
    ) -> None:
        self._config, self._plugin = load(config_file, engine, site_dir=str(site_dir.absolute()) if site_dir else None)
        type(self._plugin).now = now
        self._plugin.preview = preview
        self.root = config_file.resolve().parent
        self.target = Path(self._config.site_dir)
        self.incidents, self.settings = self._plugin.config.incidents, self._plugin.config.settings
        self.with_all = made_with(self._config, self.root / self.settings)
        self.record = WrittenRecord()
        self.told: tuple[Problem, ...] = ()
        theirs = (self._config.docs_dir, self._config.theme.custom_dir, *self._config.watch, *self._config.hooks)
        self.watched = (
            config_file,
            self.root / self.incidents,
            self.root / self.settings,
            *(Path(one) for one in theirs if one),
        )

    def check(self, each: Each, around: Surroundings) -> Checked:
        return self._plugin.check(self._config, each, around)

    def trial(self, checked: Checked) -> tuple[Problem, ...]:
        return trial(self._config, self._plugin, checked)

    def make(self, staging: Path, checked: Checked, before: WrittenRecord) -> Mapping[str, str]:
        from afterword.mkdocs_engine.mkdocs_faults import elsewhere  # noqa: PLC0415 - `--help` need not wait for MkDocs

        plugin, config = self._plugin, self._config
        plugin.processes = processors()
        alone = (
            bool(self.with_all) and not plugin.config.under
        )  # in a site that is more, other programs may look at every page
        plugin.alone = alone
        plugin.reuse = reuse = Reuse(self.target, before, self.with_all) if alone else None
        plugin.publishing = True
        config.site_dir = str(staging)
        run_mkdocs(config)

        def say(loads: Mapping[str, Sequence[str]]) -> list[str]:
            return [found.message for found in elsewhere(config, plugin.config.settings, loads)]

        digests = _looked_at(
            staging, plugin.site_paths, checked, config.site_url or "", plugin.written, reuse, say, plugin.config.under
        )
        self.told = _refused(self, config.config_file_path, staging, digests, plugin.written, reuse)
        self.record = reuse.record if reuse else WrittenRecord()
        return digests


class _WithFrames:
    """An engine that makes frames."""

    def __init__(
        self, project: SiteProject, now: datetime | None, engine: EngineName, site_dir: Path | None, *, preview: bool
    ) -> None:
        self._project = project
        self._site: Site = project.site
        self._engine: Engine = framing_engine(engine, project)
        self._now = now or clock()
        if project.under:
            stop(
                "the option under of the plugin puts the history into a site that MkDocs builds, "
                f"and the engine {engine.value} builds nothing but the history. "
                "Take the option out, or build with --engine mkdocs."
            )
        refuse_lacks(self._engine, _warn)
        self.root = project.root
        self.target = site_dir.absolute() if site_dir else project.site_dir
        self.incidents, self.settings = project.incidents, project.settings
        files = (self.root / self.settings, *project.places.published)
        self.watched = (project.config_file, self.root / self.incidents, *files)
        self._preview = preview
        self.with_all = framed_with((engine.value, repr(project.values)), files)
        self.record = WrittenRecord()
        self.told: tuple[Problem, ...] = ()

    def check(self, each: Each, around: Surroundings) -> Checked:
        found = check_site_of(
            self._project.places,
            self._site,
            self._project.pages,
            self._now,
            each,
            replace(around, preview=self._preview),
        )
        path, wrong = self._project.config_file.name, []
        if self._project.values.get("use_directory_urls") is False:
            wrong.append(problem(path, 1, "E191", remedy="Write use_directory_urls: true"))
        if not self._preview and is_here(self._site.url):
            wrong.append(problem(path, 1, "E192", url=self._site.url))
        return replace(found, problems=tuple(sorted({*found.problems, *wrong})))

    def trial(self, checked: Checked) -> tuple[Problem, ...]:
        with tempfile.TemporaryDirectory(prefix="afterword_") as folder:
            self._framed(checked).frames(Path(folder))
        return ()

    def make(self, staging: Path, checked: Checked, before: WrittenRecord) -> Mapping[str, str]:
        reuse = Reuse(self.target, before, self.with_all)
        framed = self._framed(checked)
        written = framed.write(staging, reuse, processors())
        digests = _looked_at(staging, framed.site_paths, checked, self._site.url, written, reuse)
        self.told = _refused(self, self._project.config_file, staging, digests, written, reuse)
        self.record = reuse.record
        return digests

    def _framed(self, checked: Checked) -> FramedSite:
        return FramedSite(
            self._project, self._engine, checked, self._now, _warn, made_with=self.with_all, preview=self._preview
        )


def _looked_at(
    staging: Path,
    expected: Sequence[str],
    checked: Checked,
    own: str,
    written: Mapping[str, Written],
    reuse: Reuse | None,
    say: Callable[[Mapping[str, Sequence[str]]], list[str]] | None = None,
    under: str = "",
) -> dict[str, str]:
    """Inspect a new site, and note what the next build may take over.

    Returns:
        Its files, with their digests where they are known.

    Raises:
        PublishError: the site is not whole, or pages would load something from other sites.
    """
    names = files_of(staging)
    looked = {path: one.look for path, one in written.items()}
    closed = checked.settings.security.policy
    words = {"say": say} if say else {}
    if faults := inspect(
        staging,
        names,
        expected,
        own=own,
        closed=closed,
        seen=reuse.kept if reuse else frozenset(),
        looked=looked,
        under=under,
        **words,
    ):
        raise PublishError("the new site cannot be published: " + "; ".join(faults))
    digests = {path: one.digest for path, one in written.items()}
    if reuse:
        reuse.note(staging, digests)
        digests |= {path: made for path, (_, made, _) in reuse.record.files.items()}
    return {name: digests.get(name, "") for name in names}


def _refused(
    of: Maker,
    config_file: str | Path,
    staging: Path,
    names: Iterable[str],
    written: Container[str],
    reuse: Reuse | None,
) -> tuple[Problem, ...]:
    """W230 for scripts in pages that neither we wrote beside the engine nor an earlier build made."""
    kept = reuse.kept if reuse else frozenset()
    scripts = refused_scripts(staging, [name for name in names if name not in written and name not in kept])
    return refused_by_policy(Path(config_file).name, of.settings, scripts)


def _warn(sentence: str) -> None:
    click.echo(sentence, err=True)
