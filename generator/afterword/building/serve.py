"""The command `afterword serve`."""

import errno
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from afterword.building.loading import load, now_option
from afterword.commands import options
from afterword.world.refusal import REFUSED, USAGE, RefusalError, stop

_LAST = 65535
"""The highest port."""


@click.command()
@options.config
@now_option
@click.option("-a", "--dev-addr", metavar="HOST:PORT", help="Where to serve.  [default: 127.0.0.1:8000]")
def serve(config_file: Path, now: datetime | None, dev_addr: str | None) -> None:
    """Serve the site here, built anew when a file changes.

    It answers to the address at which it was started, and to no other name.

    Ends with Ctrl-C. Exit code 0: ended. 1: the address is taken, or the site cannot be built. 2: the command or the
    configuration is wrong.
    """
    config, plugin = load(config_file, dev_addr=dev_addr)
    type(plugin).now = now
    host, port = config.dev_addr
    with _sentences(host, port):
        _try(host, port)
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    from mkdocs.commands.serve import serve as mkdocs_serve  # noqa: PLC0415 - `--help` need not wait for MkDocs
    from mkdocs.exceptions import Abort  # noqa: PLC0415

    from afterword.mkdocs_faults import what_failed  # noqa: PLC0415

    changes: dict[str, Any] = {"dev_addr": dev_addr} if dev_addr else {}
    try:
        with _sentences(host, port):
            mkdocs_serve(str(config_file), **changes)
    except (RefusalError, click.exceptions.Exit):
        raise
    except Abort as error:
        raise RefusalError("the site could not be built, as the lines above say. Mend that, then start the preview again.") from error
    except Exception as error:
        raise RefusalError(f"{what_failed(config, error)}.") from error


def _try(host: str, port: int) -> None:
    """Find out whether the address is free, before the site is built."""
    if not 0 < port <= _LAST:
        stop(f"there is no port {port}. Name one up to {_LAST} with --dev-addr, e.g. {host}:8000.")
    kind, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(kind, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        tried.bind(address)


@contextmanager
def _sentences(host: str, port: int) -> Iterator[None]:
    """Make a sentence of what the system says of an address."""
    try:
        yield
    except socket.gaierror as error:
        raise RefusalError(f"no address has the name {host}. Name another with --dev-addr, e.g. 127.0.0.1:{port}.", USAGE) from error
    except OSError as error:
        other = port + 1 if port < _LAST else port - 1
        if error.errno == errno.EADDRINUSE:
            sentence = f"port {port} of {host} is taken, perhaps by another preview. End that, or name another: --dev-addr {host}:{other}"
            raise RefusalError(sentence, REFUSED) from error
        if error.errno == errno.EADDRNOTAVAIL:
            stop(f"{host} is no address of this machine. Name another with --dev-addr, e.g. 127.0.0.1:{port}.")
        if error.errno == errno.EACCES:
            stop(f"you may not listen on port {port}. Name one from 1024 on: --dev-addr {host}:8000")
        raise
