"""Runs `afterword` and `mkdocs` as a shell does, each time in a process of its own, which has imported everything already.

To import it takes longer than most of the commands that tests run. So one process imports it for all of them, and a copy of that process
becomes the command: with its own folder, variables, input, output and exit code. What depends on how Python begins is started anew.
A copy ends without taking its modules apart, which would take five times as long as to make it.

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
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from threading import Lock
from typing import IO, NoReturn, Self

import afterword

MORE = (
    *("lxml.etree", "material.plugins.search.plugin", "material.templates", "mkdocs.__main__", "mkdocs.commands.build"),
    *("markdown.extensions.abbr", "markdown.extensions.admonition", "markdown.extensions.attr_list", "markdown.extensions.footnotes"),
    *("encodings.unicode_escape", "encodings.utf_8_sig", "markdown.extensions.codehilite", "markdown.extensions.fenced_code"),
    *("multiprocessing.popen_fork", "pygments.formatters.html", "pygments.lexers", "pygments.styles", "pymdownx.highlight"),
    *("markdown.extensions.tables", "pymdownx.details", "pymdownx.magiclink", "pymdownx.quotes", "pymdownx.superfences"),
)
"""Modules beside our own that most commands or builds need."""
OF_THE_START = ("PYTHON", "LC_", "LANG")
"""How variables begin that Python reads when it begins."""
LARGEST = 1 << 17
"""Bytes of what is asked: the command and its variables."""


def run(
    folder: Path, *command: str, environment: Mapping[str, str], given: str | None = None, seconds: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder, as `python -m module ...`, `python -c code ...` or `python script ...`; `given` is its input."""
    with start(folder, *command, environment=environment, given=given) as started:
        try:
            said, errors = started.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            started.kill()
            raise
        return subprocess.CompletedProcess([sys.executable, *command], started.returncode or 0, said, errors)


def start(folder: Path, *command: str, environment: Mapping[str, str], given: str | None = None) -> "subprocess.Popen[str] | Started":
    """Start Python in a folder, and do not wait for its end."""
    if sys.platform == "linux" and _of_the_start(environment) == _of_the_start(os.environ):
        return Started(folder, command, environment, given)
    with _file(given) as taken:
        whole, pipe = [sys.executable, *command], subprocess.PIPE
        return subprocess.Popen(whole, cwd=folder, env=environment, stdin=taken, stdout=pipe, stderr=pipe, text=True)


def _file(text: str | None = None) -> IO[str]:
    file = tempfile.TemporaryFile("w+")  # noqa: SIM115 - who asks for it closes it
    file.write(text or "")
    file.seek(0)
    return file


def _of_the_start(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(OF_THE_START)}


class Started:
    """A command that runs, with what `subprocess.Popen` has of the same names."""

    def __init__(self, folder: Path, command: Sequence[str], environment: Mapping[str, str], given: str | None) -> None:
        self.returncode: int | None = None
        self._command = [sys.executable, *command]
        self._files = (_file(given), _file(), _file())
        self._told, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        asked = {"folder": str(folder), "command": command, "environment": dict(environment)}
        with theirs:
            _prepared().ask(asked, [*(file.fileno() for file in self._files), theirs.fileno()])
        self.pid = int(self._told.recv(100))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._told.close()
        for file in self._files:
            file.close()

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, once it has ended."""
        if self.returncode is None:
            self._told.settimeout(timeout)
            try:
                self.returncode = int(self._told.recv(100))
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired(self._command, timeout or 0) from None
        return self.returncode

    def poll(self) -> int | None:
        """Its exit code, if it has ended."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """What it has printed and what it has said of errors, once it has ended."""
        self.wait(timeout)
        _, *files = self._files
        for file in files:
            file.seek(0)
        said, errors = (file.read() for file in files)
        self.__exit__()
        return said, errors

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


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

    def ask(self, asked: Mapping[str, object], handles: Sequence[int]) -> None:
        """Ask for a command; its streams, and the socket that is told of its process and of its exit code."""
        with self._one_at_a_time:
            socket.send_fds(self._socket, [json.dumps(asked).encode()], handles)

    def _end(self) -> None:
        self._socket.close()
        self._process.wait()


@cache
def _prepared() -> _Prepared:
    return _Prepared()


def _wait(asked: socket.socket) -> list[str]:
    """Wait until a command is asked for; its words, in the process that is to become it."""
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
    return list(wanted["command"])


def _become(kind: str, *arguments: str) -> None:
    """Do what Python does with these arguments."""
    if kind in {"-m", "-c"}:
        sys.path[0] = os.getcwd() if kind == "-m" else ""  # noqa: PTH109 - as Python does it
        sys.argv[:] = [kind, *arguments[1:]]
        if kind == "-m":
            runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
        else:
            exec(compile(arguments[0], "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102 - what a test wants to be run
    else:
        sys.path[0] = str(Path(kind).parent)
        sys.argv[:] = [kind, *arguments]
        runpy.run_path(kind, run_name="__main__")


def _leave(code: object) -> NoReturn:
    """End as Python does, but for the modules, which are not taken apart."""
    if code is not None and not isinstance(code, int):
        print(code, file=sys.stderr)  # noqa: T201 - as Python does it
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 - what Python does first of all when it ends
    atexit._run_exitfuncs()  # noqa: SLF001 - and this comes then
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit((code & 0xFF if isinstance(code, int) else 1) if code is not None else 0)


def main() -> None:
    """Import everything, and become what is asked for."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in (*(one.name for one in walk_packages(afterword.__path__, "afterword.")), *MORE):
        if name != "afterword.__main__":
            import_module(name)
    gc.collect()
    gc.freeze()
    command = _wait(socket.socket(fileno=int(sys.argv[1])))
    try:
        _become(*command)
    except SystemExit as end:
        _leave(end.code)
    _leave(None)


if __name__ == "__main__":
    main()
