"""`afterword demo`: the history of a company that does not exist, as of today, to look at."""

import os
import re
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import click

from afterword.commands import options
from afterword.editing.moved_dates import moved
from afterword.world.files import FileChange, write
from afterword.world.lock import alone_in
from afterword.world.refusal import REFUSED, stop

END = datetime(2026, 11, 22, 9, 40, tzinfo=UTC)
"""Present time of the demo's texts: one incident is open, one maintenance is planned, everything else is over."""
_OPEN = "2026-11-22-replies-arrive-late.md"
"""The open incident, which is moved by minutes.

All others are moved by whole weeks, so that a Sunday stays a Sunday.
"""
_PLACES = ("mkdocs.yml", "site_config", "incidents")
_STEP = timedelta(minutes=5)
_WEEK = timedelta(weeks=1)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@options.now
def demo(folder: Path, now: datetime | None) -> None:
    """Write a demo: a year of incidents that ends today.

    The company is made up. One incident is open and one maintenance is planned; the public incidents of other
    companies, which are retold there as samples, keep their dates.

    \b
    afterword demo pigeonpost

    Exit code 0: written. 1: the folder is not empty, and nothing was written. 2: the command is wrong.
    """  # noqa: D301 - to click, \b begins lines that are not to be joined
    made = demo_files(now or datetime.now(UTC))
    with alone_in(folder):
        if folder.is_dir() and any(folder.iterdir()):
            stop(f"{folder} is not empty, so nothing was written. Name another folder.", REFUSED)
        write(folder, *(FileChange(path=folder / path, after=data) for path, data in made.items()))
    click.echo(f"Wrote the history of Pigeonpost, a company that does not exist, into {folder}.")
    click.echo(f"Next: {'' if folder.resolve() == Path.cwd() else f'cd {folder} && '}afterword serve")


def demo_files(now: datetime) -> dict[str, bytes]:
    """Every file of the demo by its path: a whole project, with its dates moved so that it ends at `now`."""
    live = Path(str(files("afterword"))) / "starter" / "demo"
    project = live / "project"  # in a wheel; in a checkout the same files are the repository's own
    root = project if project.is_dir() else Path(__file__).parents[3]
    weeks = (now - END) // _WEEK * _WEEK
    minutes = (now - END) // _STEP * _STEP
    found = [path for name in _PLACES for path in sorted([root / name, *(root / name).rglob("*")]) if path.is_file()]
    made = {path.relative_to(root).as_posix(): path.read_bytes() for path in found}
    made |= {f"incidents/{path.name}": path.read_bytes() for path in sorted(live.glob("*.md"))}
    written = {}
    for path, data in made.items():
        folder, name = os.path.split(path)
        text = data.decode()
        if folder != "incidents" or re.search(r"^backfilled: true$", text, re.MULTILINE):
            written[path] = data
            continue
        by = minutes if name == _OPEN else weeks
        started = re.search(r"^(?:scheduled_)?start(?:ed)?: *~?(\d{4}-\d{2}-\d{2} \d{2}:\d{2})", text, re.MULTILINE)
        near = datetime.fromisoformat(started[1]) if started else datetime.fromisoformat(f"{name[:10]} 09:00")
        written[f"{folder}/{moved(name, by, near)}"] = moved(text, by, near).encode()
    return written
