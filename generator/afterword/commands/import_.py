"""`afterword import`: imports the history of another program."""

import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import click

from afterword.commands import options
from afterword.commands.open_project import Project, load
from afterword.commands.progress import with_progress
from afterword.core.rules import Level
from afterword.importers.clocks import known_zone
from afterword.importers.components import known_ids, missing, with_components, with_redirects
from afterword.importers.imported import Imported, ImportedComponent, Importer, Options
from afterword.importers.writer import ImportReport, ImportWriter, PlanReader, make_plan
from afterword.outputs.urls import OWN
from afterword.reading.settings_reader import read_settings
from afterword.syntax.fields import is_id
from afterword.syntax.redirects import old_path
from afterword.world.files import FileChange, write
from afterword.world.kept.store import open_store
from afterword.world.pool import each_in_pool
from afterword.world.refusal import REFUSED, stop

_Out = TypeVar("_Out")
_SOURCES = {
    "cstate": "cstate:CState",
    "statuspage": "statuspage_history:StatuspageSource",
    "upptime": "upptime:Upptime",
    "cachet": "cachet:Cachet",
    "markdown": "markdown:Markdown",
    "afterword": "exported:Exported",
}
"""Module and class of each importer. It is imported when it is used."""
_HELD = 32 * 2**20
"""New files are written together, or when they have this many bytes. No history written by hand has more text."""


@click.command("import")
@options.config
@click.argument("source", type=click.Choice(list(_SOURCES)))
@click.argument("where", metavar="WHERE")
@click.option("--into", metavar="DIR", help="The folder of incidents.  [default: that of mkdocs.yml]")
@click.option("--zone", metavar="NAME", help="The zone of times that have none, such as Europe/Berlin.  [default: UTC]")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--components", is_flag=True, help="Add missing components to your settings.")
@click.option(
    "--map",
    "mapping",
    metavar="FILE",
    help="For markdown: what each heading means. Your own file, or a built-in one: google, mybinder, plain.",
)
@click.option("--force", is_flag=True, help="Overwrite existing files that differ.")
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
    """Import the history of another program.

    The first argument names the program. WHERE is its folder; for statuspage it may be the address of the page, for
    afterword it is a file that `afterword export` wrote. Every guess is reported with its place. Existing files are not
    overwritten, a second run changes nothing, and imported incidents are not announced.

    \b
    afterword import cstate ../old-status --zone Europe/Berlin --components --dry-run
    afterword import statuspage https://status.example.com --components

    Exit code 0: done. 1: refused, and nothing was written. 2: the command is wrong.
    """  # noqa: D301 - to click, \b begins lines that are not to be joined
    if zone and not known_zone(zone):
        stop(f"--zone: '{zone}' is not a known zone. Write a place such as Europe/Berlin, or UTC.")
    if mapping and source != "markdown":
        stop("--map works with markdown only. Leave it out.")
    project = load(config_file)
    if into:
        project = replace(project, incidents=_folder(project, into))
    given = Options(zone=zone or "", mapping=mapping, keep=open_store(project.root))
    importer = _importer(source, where, given)
    outlines = _outlines(importer)
    with project.alone() as alone:
        report = _import(alone, importer, outlines, add=components, force=force, dry=dry_run)
    _say(project, importer, report, dry=dry_run)


def _folder(project: Project, into: str) -> str:
    path = (project.root / into).resolve()
    if path == project.root or not path.is_relative_to(project.root):
        stop(
            f"--into: {into} is not in the folder of mkdocs.yml. "
            f"Name the folder of incidents, such as {project.incidents}."
        )
    return path.relative_to(project.root).as_posix()


def _importer(source: str, where: str, given: Options) -> Importer:
    module, _, name = _SOURCES[source].partition(":")
    importer: Importer = getattr(import_module(f"afterword.importers.{module}"), name)(where, given)
    return importer


def _outlines(importer: Importer) -> tuple[Imported, ...]:
    """Every record without its texts. Servers are asked here, before the project is locked for other commands."""
    if not len(importer):
        stop("nothing to import was found. Name the folder that has the history.")
    return tuple(
        with_progress(_each(importer), f"Reading {importer.title}")(PlanReader(importer), range(len(importer)))
    )


def _each(importer: Importer) -> Callable[[Callable[[int], _Out], Iterable[int]], Iterable[_Out]]:
    return each_in_pool if importer.local else map


def _import(
    project: Project, importer: Importer, outlines: tuple[Imported, ...], *, add: bool, force: bool, dry: bool
) -> ImportReport:
    """Choose the ids, make the files, and write them."""
    plan = make_plan(importer.name, outlines, project.root / project.incidents)
    named = (ImportedComponent(name=hit.name) for record in outlines if record.entry for hit in record.entry.components)
    settings, known = project.settings, known_ids(project.settings)
    report = ImportReport()
    changes: list[FileChange] = []
    if add and (more := missing((*importer.components(), *named), known)):
        change = _added(project, more)
        settings = read_settings(project.settings_path, change.after or b"")[0]
        known |= {" ".join(component.name.casefold().split()): slug for slug, component in more.items()}
        report.components = tuple(more)
        changes.append(change)
    writer = ImportWriter(importer, plan, settings, known, project.root, project.incidents, force=force)
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
    _lead(project, report, dry=dry)
    return report


def _lead(project: Project, report: ImportReport, *, dry: bool) -> None:
    """Add redirects to the settings for old addresses that can have one. The others stay in the report."""
    path = project.root / project.settings_path
    before = path.read_bytes() if path.is_file() else None
    has = {redirect.path for redirect in read_settings(project.settings_path, before or b"")[0].redirects}
    old = {address: old_path(urlsplit(address).path) for address in report.addresses if not urlsplit(address).query}
    good = {address: name for address, name in old.items() if name and _is_free(name)}
    new = {f"/{name}/": report.addresses[address] for address, name in good.items() if name not in has}
    text = (before or b"").decode("utf-8", "replace")
    after = with_redirects(text, new) if new else text
    if after is None or any(
        problem.level is Level.ERROR for problem in read_settings(project.settings_path, after.encode())[1]
    ):
        return
    report.redirects = len(new)
    report.addresses = {address: name for address, name in report.addresses.items() if address not in good}
    if new and not dry:
        write(project.root, FileChange(path=path, before=before, after=after.encode()))


def _is_free(path: str) -> bool:
    """Whether no page of ours can stand at an old path."""
    first, _, rest = path.partition("/")
    return first not in {*OWN, "components"} and not (first == "incidents" and is_id(rest))


def _added(project: Project, more: Mapping[str, ImportedComponent]) -> FileChange:
    """The settings with more components. Stops when no lines can be added, or the result cannot be read."""
    path = project.root / project.settings_path
    before = path.read_bytes() if path.is_file() else None
    text = (before or b"").decode("utf-8", "replace")
    after = with_components(text, more)
    wrong = read_settings(project.settings_path, after.encode())[1] if after else ()
    if after is None or any(problem.level is Level.ERROR for problem in wrong):
        lines = with_components("", more) or ""
        click.echo(lines, err=True)
        stop(
            f"the components cannot be added to {project.settings_path} by a command. "
            "Add the lines above by hand. Nothing was written.",
            REFUSED,
        )
    return FileChange(path=path, before=before, after=after.encode())


def _say(project: Project, importer: Importer, report: ImportReport, *, dry: bool) -> None:
    for line in report.lines:
        click.echo(line)
    if report.components:
        click.echo(
            f"Components {'to be added' if dry else 'added'} to {project.settings_path}: {', '.join(report.components)}"
        )
    if report.redirects:
        click.echo(
            f"Redirects from old addresses {'to be added' if dry else 'added'} to {project.settings_path}: "
            f"{report.redirects}"
        )
    if report.addresses:
        click.echo(
            f"Old addresses for which no redirect can be added to {project.settings_path} ({len(report.addresses)}):"
        )
        for old, name in report.addresses.items():
            click.echo(f"  {old} -> /incidents/{name}/")
    click.echo(report.summary(dry=dry))
    if report.written and not dry:
        paths = shlex.join(
            [project.incidents, *([project.settings_path] if report.components or report.redirects else [])]
        )
        message = shlex.quote(f"Import our history from {importer.title}")
        click.echo(f"Next: afterword check, then git add {paths} && git commit -m {message} && git push")
