"""`afterword import`: brings the history of another program along."""

import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TypeVar

import click

from afterword.commands import options
from afterword.commands.progress import with_progress
from afterword.commands.project import Project, load
from afterword.core.rules import Level
from afterword.importers.clocks import known_zone
from afterword.importers.components import known_ids, missing, with_components
from afterword.importers.guesses import Report
from afterword.importers.imported import Component, Imported, Importer, Options
from afterword.importers.mapping import load_mapping
from afterword.importers.writer import Outline, Writer, make_plan
from afterword.reading.settings import read_settings
from afterword.world.files import Change, write
from afterword.world.pool import each_in_pool
from afterword.world.refusal import REFUSED, stop
from afterword.world.store import open_store

_Out = TypeVar("_Out")
_SOURCES = {
    "cstate": "cstate:CState",
    "statuspage": "statuspage_history:Statuspage",
    "upptime": "upptime:Upptime",
    "cachet": "cachet:Cachet",
    "markdown": "markdown:Markdown",
    "afterword": "exported:Exported",
}
"""Where each importer is; it is loaded when it is asked for."""
_HELD = 32 * 2**20
"""Bytes of new files that are held until they are written together: no history that people wrote by hand has more text."""


@click.command("import")
@options.config
@click.argument("source", type=click.Choice(list(_SOURCES)))
@click.argument("where", metavar="WHERE")
@click.option("--into", metavar="DIR", help="The folder of incidents.  [default: that of mkdocs.yml]")
@click.option("--zone", metavar="NAME", help="The zone of times that have none, such as Europe/Berlin.  [default: UTC]")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--components", is_flag=True, help="Add what can break to your settings, where it is not there yet.")
@click.option(
    "--map", "mapping", metavar="FILE", help="For markdown: which heading is what. A file, or one that ships: google, mybinder, plain."
)
@click.option("--force", is_flag=True, help="Write files anew that are there already and differ.")
def import_(
    config_file: Path,
    source: str,
    where: str,
    into: str | None,
    zone: str | None,
    dry_run: bool,
    components: bool,
    mapping: str | None,
    force: bool,
) -> None:
    """Bring the history of another program along.

    SOURCE is the program, WHERE its folder; for statuspage also the address of the page, for afterword a file that `afterword export`
    wrote. Every guess is reported with its place. Nothing
    that is there is overwritten, a second run changes nothing, and nothing that was imported is announced.

    \b
    afterword import cstate ../old-status --zone Europe/Berlin --components --dry-run
    afterword import statuspage https://status.example.com --components

    Exit code 0: done. 1: refused, and nothing was written. 2: the command is wrong.
    """  # noqa: D301 - to click, \b begins lines that are not to be joined
    if zone and not known_zone(zone):
        stop(f"--zone: '{zone}' is no zone that is known here. Write a place such as Europe/Berlin, or UTC.")
    if mapping and source != "markdown":
        stop("--map is for markdown. Leave it out.")
    project = load(config_file)
    if into:
        project = replace(project, incidents=_folder(project, into))
    given = Options(zone=zone or "", mapping=load_mapping(mapping), keep=open_store(project.root))
    importer = _importer(source, where, given)
    outlines = _outlines(importer)
    with project.alone() as alone:
        report = _import(alone, importer, outlines, add=components, force=force, dry=dry_run)
    _say(project, importer, report, dry=dry_run)


def _folder(project: Project, into: str) -> str:
    path = (project.root / into).resolve()
    if path == project.root or not path.is_relative_to(project.root):
        stop(f"--into: {into} does not lie in the folder of mkdocs.yml. Name the folder of incidents, such as {project.incidents}.")
    return path.relative_to(project.root).as_posix()


def _importer(source: str, where: str, given: Options) -> Importer:
    module, _, name = _SOURCES[source].partition(":")
    made: Importer = getattr(import_module(f"afterword.importers.{module}"), name)(where, given)
    return made


def _outlines(importer: Importer) -> tuple[Imported, ...]:
    """Every record without its texts. What is asked of a server is asked now, before anybody else has to wait for us."""
    if not len(importer):
        stop("there is nothing to import there. Name the folder that holds it.")
    return tuple(with_progress(_each(importer), f"Reading {importer.title}")(Outline(importer), range(len(importer))))


def _each(importer: Importer) -> Callable[[Callable[[int], _Out], Iterable[int]], Iterable[_Out]]:
    return each_in_pool if importer.local else map


def _import(project: Project, importer: Importer, outlines: tuple[Imported, ...], *, add: bool, force: bool, dry: bool) -> Report:
    """Plan, make and write; what is written is complete before the first file is touched."""
    plan = make_plan(importer.name, outlines, project.root / project.incidents)
    named = (Component(name=hit.name) for record in outlines if record.entry for hit in record.entry.components)
    settings, known = project.settings, known_ids(project.settings)
    report = Report()
    changes: list[Change] = []
    if add and (more := missing((*importer.components(), *named), known)):
        change = _added(project, more)
        settings = read_settings(project.settings_path, change.after or b"")[0]
        known |= {" ".join(one.name.casefold().split()): slug for slug, one in more.items()}
        report.components = tuple(more)
        changes.append(change)
    writer = Writer(importer, plan, settings, known, project.root, project.incidents, force=force)
    held = 0
    for made in with_progress(_each(importer), "Writing incidents")(writer.make, range(len(importer))):
        report.add(made)
        if dry:
            continue
        changes += made.changes
        held += sum(len(change.after or b"") for change in made.changes)
        if held > _HELD:
            write(project.root, *changes)
            changes, held = [], 0
    if not dry:
        write(project.root, *changes)
    return report


def _added(project: Project, more: Mapping[str, Component]) -> Change:
    """The settings with more components; refuses when they cannot be added by lines, or when the file would not be read."""
    path = project.root / project.settings_path
    before = path.read_bytes() if path.is_file() else None
    text = (before or b"").decode("utf-8", "replace")
    after = with_components(text, more)
    wrong = read_settings(project.settings_path, after.encode())[1] if after else ()
    if after is None or any(found.level is Level.ERROR for found in wrong):
        lines = with_components("", more) or ""
        click.echo(lines, err=True)
        stop(
            f"the components cannot be added to {project.settings_path} by a command. Add the lines above by hand. Nothing was written.",
            REFUSED,
        )
    return Change(path=path, before=before, after=after.encode())


def _say(project: Project, importer: Importer, report: Report, *, dry: bool) -> None:
    for line in report.lines:
        click.echo(line)
    if report.components:
        click.echo(f"Components {'to be added' if dry else 'added'} to {project.settings_path}: {', '.join(report.components)}")
    if report.addresses:
        click.echo(f"Old addresses that no page leads from yet, because settings have no redirects ({len(report.addresses)}):")
        for old, name in report.addresses.items():
            click.echo(f"  {old} -> /incidents/{name}/")
    click.echo(report.summary(dry=dry))
    if report.written and not dry:
        paths = shlex.join([project.incidents, *([project.settings_path] if report.components else [])])
        message = shlex.quote(f"Bring our history along from {importer.title}")
        click.echo(f"Next: afterword check, then git add {paths} && git commit -m {message} && git push")
