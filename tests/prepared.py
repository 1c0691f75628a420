"""Runs `afterword` and `mkdocs` as a shell does, each time in a process of its own, which has imported everything already.

To import it takes longer than most of the commands that tests run. So one process imports it for all of them, and a copy of that process
becomes the command: with its own folder, variables, input, output and exit code. What depends on how Python begins is started anew.

Run as a script with the number of a socket, it is that process.
"""

import atexit
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from threading import Lock
from typing import IO

import afterword

MORE = (
    *("lxml.etree", "material.plugins.search.plugin", "material.templates", "mkdocs.__main__", "mkdocs.commands.build"),
    *("markdown.extensions.abbr", "markdown.extensions.admonition", "markdown.extensions.attr_list", "markdown.extensions.footnotes"),
    *("markdown.extensions.tables", "pymdownx.details", "pymdownx.magiclink", "pymdownx.quotes", "pymdownx.superfences"),
)
"""Modules beside our own that most commands or builds need."""
OF_THE_START = ("PYTHON", "LC_", "LANG")
"""How variables begin that Python reads when it begins."""
LARGEST = 1 << 17
"""Bytes of what is asked: the command and its variables."""


def run(
    folder: Path, module: str, *arguments: str, environment: Mapping[str, str], given: str | None = None, seconds: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run `python -m module` in a folder; `given` is its input."""
    command = [sys.executable, "-m", module, *arguments]
    if sys.platform != "linux" or _of_the_start(environment) != _of_the_start(os.environ):
        return subprocess.run(
            command, cwd=folder, env=environment, input=given or "", capture_output=True, text=True, timeout=seconds, check=False
        )
    with tempfile.TemporaryFile("w+") as taken, tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as errors:
        taken.write(given or "")
        taken.seek(0)
        asked = {"folder": str(folder), "module": module, "arguments": arguments, "environment": dict(environment)}
        code = _prepared().run(asked, (taken, said, errors), command, seconds)
        for file in (said, errors):
            file.seek(0)
        return subprocess.CompletedProcess(command, code, said.read(), errors.read())


def _of_the_start(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(OF_THE_START)}


class _Prepared:
    """The process, as those see it who ask for a command."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._one_at_a_time = Lock()
        with theirs:
            command = [sys.executable, __file__, str(theirs.fileno())]
            variables = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
            self._process = subprocess.Popen(
                command, env=variables, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )
        atexit.register(self._end)

    def run(self, asked: Mapping[str, object], files: tuple[IO[str], ...], command: list[str], seconds: float) -> int:
        """The exit code of a command."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours:
            with theirs, self._one_at_a_time:
                handles = [*(file.fileno() for file in files), theirs.fileno()]
                socket.send_fds(self._socket, [json.dumps(asked).encode()], handles)
            process = int(ours.recv(100))
            ours.settimeout(seconds)
            try:
                return int(ours.recv(100))
            except TimeoutError:
                os.kill(process, signal.SIGKILL)
                raise subprocess.TimeoutExpired(command, seconds) from None

    def _end(self) -> None:
        self._socket.close()
        self._process.wait()


@cache
def _prepared() -> _Prepared:
    return _Prepared()


def _wait(asked: socket.socket) -> str:
    """Wait until a command is asked for; the name of its module, in the process that is to become it."""
    while True:
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        data, handles, _, _ = socket.recv_fds(asked, LARGEST, 4)
        if not data:
            with suppress(ChildProcessError):
                while os.wait():
                    pass
            sys.exit()
        if os.fork() == 0:
            break
        for handle in handles:
            os.close(handle)
    asked.close()
    *streams, told = handles
    if command := os.fork():
        for handle in streams:
            os.close(handle)
        os.write(told, str(command).encode())
        os.write(told, str(os.waitstatus_to_exitcode(os.waitpid(command, 0)[1])).encode())
        os._exit(0)
    os.close(told)
    for number, handle in enumerate(streams):
        os.dup2(handle, number)
        os.close(handle)
    wanted = json.loads(data)
    os.environ.clear()
    os.environ.update(wanted["environment"])
    time.tzset()
    os.chdir(wanted["folder"])
    sys.path[0] = os.getcwd()  # noqa: PTH109 - as Python does it
    sys.argv[1:] = wanted["arguments"]
    return str(wanted["module"])


def main() -> None:
    """Import everything, and become what is asked for."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in (*(one.name for one in walk_packages(afterword.__path__, "afterword.")), *MORE):
        if name != "afterword.__main__":
            import_module(name)
    gc.collect()
    gc.freeze()
    runpy.run_module(_wait(socket.socket(fileno=int(sys.argv[1]))), run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
