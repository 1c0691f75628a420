"""The command `afterword serve`."""

import errno
import gc
import re
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import click

from afterword.build import Checked, Surroundings
from afterword.building.loading import how_many
from afterword.building.site_makers import engine_option, maker
from afterword.commands import options
from afterword.core.problems import Problem
from afterword.core.rules import FOLLOWED, Level
from afterword.engines.mkdocs_yml import read_project
from afterword.outputs.report import summary
from afterword.world.changes import Seen, seen, wait_for_change
from afterword.world.kept.readings import BATCH, LastReadings, each_kept
from afterword.world.pool import each_in_pool
from afterword.world.preview_server import Notice, PreviewServer
from afterword.world.publishing.written_files import WrittenRecord
from afterword.world.refusal import REFUSED, USAGE, PublishError, RefusalError, sentence_of, stop

_LAST = 65535
"""The highest port."""
_USUAL = "127.0.0.1:8000"
_ADDRESS = re.compile(r"(?:\[(?P<six>[^\[\]]+)\]|(?P<host>[^\[\]:]+)):(?P<port>\d{1,6})")


@click.command()
@options.config
@options.now
@engine_option
@click.option("-a", "--dev-addr", metavar="HOST:PORT", help=f"Where to serve.  [default: {_USUAL}]")
def serve(config_file: Path, now: datetime | None, engine: str | None, dev_addr: str | None) -> None:
    """Serve the site here and rebuild it when a file changes.

    The preview shows drafts, and all problems above every page. While the site cannot be built, the last good one is
    shown. The server answers only to the address with which it was started.

    Ends with Ctrl-C. Exit code 0: ended. 1: the address is taken, or the site cannot be built. 2: the command or the
    configuration is wrong.
    """
    project = read_project(config_file)
    host, port = _place(dev_addr or str(project.values.get("dev_addr") or _USUAL))
    mount = f"/{urlsplit(project.site.url).path.strip('/')}/".replace("//", "/")
    with _sentences(host, port):
        server = PreviewServer(host, port, mount, (host,))
    signal.signal(signal.SIGTERM, _end)
    with tempfile.TemporaryDirectory(prefix="afterword_", ignore_cleanup_errors=True) as folder:
        preview = _Preview(config_file, now, engine, Path(folder))
        try:
            server.show(*preview.build())
            server.start()
            shown = f"[{host}]" if ":" in host else host
            click.echo(f"Serving on http://{shown}:{port}{mount} (Ctrl-C ends it)")
            while True:
                preview.wait()
                server.show(*preview.build_again())
        except KeyboardInterrupt:
            click.echo("")


class _Preview:
    """The sites of one preview, each in its own folder. The next one takes over what has not changed."""

    def __init__(self, config_file: Path, now: datetime | None, engine: str | None, folder: Path) -> None:
        self._config_file, self._now, self._engine, self._folder = config_file, now, engine, folder
        self._number = 0
        self._site = Path()
        self._record = WrittenRecord()
        self._watched: tuple[Path, ...] = (config_file,)
        self._seen: Seen = {}
        self._told: tuple[Problem, ...] = ()
        self._readings = LastReadings()

    def build(self) -> tuple[Path, Notice]:
        """Build a site beside the one that is shown, as `afterword build` does.

        Raises:
            RefusalError: it cannot be built.
        """
        site = maker(self._config_file, self._now, self._engine, preview=True)
        self._watched = site.watched
        self._seen = seen(self._watched)
        if self._number:
            site.target = self._site
        each = each_kept(site.root, site.with_all, map if self._number else partial(each_in_pool, batch=BATCH))
        checked = site.check(self._readings.each(site.with_all, each), Surroundings(preview=True))
        self._tell(checked)
        self._number += 1
        staging = self._folder / str(self._number)
        staging.mkdir()
        try:
            site.make(staging, checked, self._record)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        self._site, self._record = staging, site.record
        return self._site, _notice(checked.problems)

    def build_again(self) -> tuple[Path, Notice]:
        """Build, and when that fails, show the last good site with the reason."""
        start = time.monotonic()
        try:
            result = self.build()
        except (Exception, SystemExit, click.exceptions.Exit) as error:  # noqa: BLE001 - whatever it is, the preview lives on
            reason = sentence_of(error) if isinstance(error, Exception) else "the lines above say why"
            click.echo(f"The preview stays as it was, because the site could not be built: {reason}", err=True)
            return self._site, Notice(
                summary="This is the last site that could be built", remark="The next one could not:", lines=(reason,)
            )
        click.echo(f"Rebuilt in {time.monotonic() - start:.1f} s.")
        return result

    def wait(self) -> None:
        """Tidy up, now that the newest site is shown; then wait until a file has changed."""
        for folder in self._folder.iterdir():
            if folder != self._site:
                shutil.rmtree(folder, ignore_errors=True)
        gc.collect()  # it lives long, and the command searches rarely
        self._seen = wait_for_change(self._watched, self._seen)

    def _tell(self, checked: Checked) -> None:
        """Print what is wrong and was not so before: an edit in a long history changes a line or two.

        Raises:
            PublishError: a link leads out of what is published; nobody knows where to.
        """
        known = set(self._told)
        fresh = [problem for problem in checked.problems if problem not in known]
        if fresh:
            click.echo("\n".join(map(str, fresh)), err=True)
        elif self._told and not checked.problems:
            click.echo(f"Nothing is wrong in {how_many(checked)}.", err=True)
        self._told = checked.problems
        if followed := [
            problem for problem in checked.problems if problem.code in FOLLOWED and problem.level is Level.ERROR
        ]:
            raise PublishError("nothing was built, because of these problems:\n" + "\n".join(map(str, followed)))


def _notice(problems: tuple[Problem, ...]) -> Notice:
    """Notice above every page: errors before warnings. Hints are printed only."""
    shown = sorted(
        (problem for problem in problems if problem.level is not Level.HINT),
        key=lambda problem: problem.level is not Level.ERROR,
    )
    refused = bool(shown) and shown[0].level is Level.ERROR
    return Notice(
        summary=summary(shown) if shown else "",
        remark="`afterword build` refuses these files." if refused else "",
        lines=tuple(map(str, shown)),
    )


def _end(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _place(address: str) -> tuple[str, int]:
    """Host and port."""
    typed = _ADDRESS.fullmatch(address)
    if not typed:
        stop(f"'{address}' is no address to serve at. Write HOST:PORT, e.g. --dev-addr {_USUAL}.")
    host, port = typed["six"] or typed["host"], int(typed["port"])
    if not 0 < port <= _LAST:
        stop(f"there is no port {port}. Name one up to {_LAST} with --dev-addr, e.g. {host}:8000.")
    return host, port


@contextmanager
def _sentences(host: str, port: int) -> Iterator[None]:
    """Make a sentence of what the system says of an address."""
    try:
        yield
    except socket.gaierror as error:
        raise RefusalError(
            f"no address has the name {host}. Name another with --dev-addr, e.g. 127.0.0.1:{port}.", USAGE
        ) from error
    except OSError as error:
        other = port + 1 if port < _LAST else port - 1
        if error.errno == errno.EADDRINUSE:
            sentence = (
                f"port {port} of {host} is taken, perhaps by another preview. "
                f"End that, or name another: --dev-addr {host}:{other}"
            )
            raise RefusalError(sentence, REFUSED) from error
        if error.errno == errno.EADDRNOTAVAIL:
            stop(f"{host} is no address of this machine. Name another with --dev-addr, e.g. 127.0.0.1:{port}.")
        if error.errno == errno.EACCES:
            stop(f"you may not listen on port {port}. Name one from 1024 on: --dev-addr {host}:8000")
        raise
