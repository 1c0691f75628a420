"""Runs `afterword` and `mkdocs` as a shell does, each time in a process of its own, which has imported everything already.

To import it takes longer than most of the commands that tests run. So one process imports it for all of them, and a copy of that process
becomes the command: with its own folder, variables, input, output and exit code. What depends on how Python begins is started anew.
A copy ends without taking its modules apart, which would take five times as long as to make it.
Scripts of a shell ask for one by a program on their PATH (`commands_in`), which lends it its own input, output and errors.

Run as a script with the numbers of two sockets, it is that process.
"""

import atexit
import gc
import json
import os
import runpy
import select
import shlex
import shutil
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
_FOR_A_SHELL = """\
#!{python} -ISE
import json, os, signal, socket, sys
if {{name: value for name, value in os.environ.items() if name.startswith({of_the_start!r})}} != {variables!r}:
    os.execv({python!r}, [{python!r}, *{begin!r}, *sys.argv[1:]])
told, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
asked = {{"folder": os.getcwd(), "command": [*{begin!r}, *sys.argv[1:]], "environment": dict(os.environ)}}
with theirs, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
    server.connect({place!r})
    socket.send_fds(server, [json.dumps(asked).encode()], [0, 1, 2, theirs.fileno()])
process = int(told.recv(100))
for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda number, _: os.kill(process, number))
code = int(told.recv(100))
if code < 0:
    if -code != signal.SIGKILL:
        signal.signal(-code, signal.SIG_DFL)
    os.kill(os.getpid(), -code)
sys.exit(code)
"""


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


def start(
    folder: Path, *command: str, environment: Mapping[str, str], given: str | None = None, heard: bool = False
) -> "subprocess.Popen[str] | Started":
    """Start Python in a folder, and do not wait for its end. With `heard` what it prints can be read while it runs."""
    if sys.platform == "linux" and _of_the_start(environment) == _of_the_start(os.environ):
        return Started(folder, command, environment, given, heard=heard)
    with _file(given) as taken:
        whole, pipe = [sys.executable, *command], subprocess.PIPE
        return subprocess.Popen(whole, cwd=folder, env=environment, stdin=taken, stdout=pipe, stderr=pipe, text=True)


def commands_in(folder: Path, *modules: str) -> Path:
    """Put programs with the names of these modules into a folder for the PATH, which is made when it is not there."""
    folder.mkdir(exist_ok=True)
    for module in modules:
        _write(folder / module, "-m", module)
    return folder


@cache
def python() -> str:
    """A program that does what Python does, for `subprocess`: of a command that was started by it all streams are those of a shell.

    It ends as the command ends, and the command ends when it is killed, a moment later.
    """
    folder = Path(tempfile.mkdtemp(prefix="aw"))
    atexit.register(shutil.rmtree, folder)
    return str(_write(folder / "python"))


def _write(file: Path, *begin: str) -> Path:
    """A program that has a command done that begins with these words."""
    if sys.platform == "linux":
        facts = {"begin": begin, "of_the_start": OF_THE_START, "variables": _of_the_start(os.environ), "place": _prepared().place}
        text = _FOR_A_SHELL.format(python=sys.executable, **facts)
    else:
        text = f'#!/bin/sh\nexec {shlex.join((sys.executable, *begin))} "$@"\n'
    file.write_text(text, encoding="utf-8")
    file.chmod(0o755)
    return file


def _file(text: str | None = None) -> IO[str]:
    file = tempfile.TemporaryFile("w+")  # noqa: SIM115 - who asks for it closes it
    file.write(text or "")
    file.seek(0)
    return file


def _of_the_start(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(OF_THE_START)}


class Started:
    """A command that runs, with what `subprocess.Popen` has of the same names."""

    def __init__(
        self, folder: Path, command: Sequence[str], environment: Mapping[str, str], given: str | None, *, heard: bool = False
    ) -> None:
        self.returncode: int | None = None
        self.stdout: IO[str] | None = None
        self._command = [sys.executable, *command]
        self._told, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        asked = {"folder": str(folder), "command": command, "environment": dict(environment)}
        if heard:
            reading, writing = os.pipe()
            self.stdout = os.fdopen(reading)
        said: IO[str] = os.fdopen(writing, "w") if heard else _file()
        self._files = (_file(given), self.stdout or said, _file())
        with theirs:
            _prepared().ask(asked, [self._files[0].fileno(), said.fileno(), self._files[2].fileno(), theirs.fileno()])
        if heard:
            said.close()
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
            if file is not self.stdout:
                file.seek(0)
        said, errors = (file.read() for file in files)
        self.__exit__()
        return said, errors

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it has ended since, and the process that began it knows
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


class _Prepared:
    """The process, as those see it who ask for a command."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._one_at_a_time = Lock()
        self.place = f"{tempfile.mkdtemp(prefix='aw')}/socket"
        with theirs, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as by_shells:
            by_shells.bind(self.place)
            handles = (theirs.fileno(), by_shells.fileno())
            self._process = subprocess.Popen(
                [sys.executable, __file__, *map(str, handles)], env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, pass_fds=handles,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        atexit.register(self._end)

    def ask(self, asked: Mapping[str, object], handles: Sequence[int]) -> None:
        """Ask for a command; its streams, and the socket that is told of its process and of its exit code."""
        with self._one_at_a_time:
            socket.send_fds(self._socket, [json.dumps(asked).encode()], handles)

    def _end(self) -> None:
        self._socket.close()
        self._process.wait()
        shutil.rmtree(Path(self.place).parent)


@cache
def _prepared() -> _Prepared:
    return _Prepared()


class _Running:
    """The commands that run."""

    def __init__(self) -> None:
        self._commands: dict[int, tuple[int, socket.socket]] = {}
        """By a handle of its process: its number, and the socket of whoever asked for it."""

    def add(self, process: int, asker: socket.socket) -> None:
        """Tell who asked of the process, who may be gone by now."""
        with suppress(OSError):
            asker.send(str(process).encode())
        self._commands[os.pidfd_open(process)] = (process, asker)

    def until(self, *asked: socket.socket) -> socket.socket:
        """The socket by which something is asked; until then, whoever asked is told of an end, and what nobody waits for is ended."""
        while True:
            askers = {asker.fileno(): handle for handle, (_, asker) in self._commands.items()}
            ready, _, _ = select.select([*map(socket.socket.fileno, asked), *self._commands, *askers], [], [])
            for handle in self._commands.keys() & ready:
                process, asker = self._commands.pop(handle)
                os.close(handle)
                with asker, suppress(OSError):
                    asker.send(str(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])).encode())
            for handle in self._commands.keys() & {askers[number] for number in askers.keys() & ready}:
                signal.pidfd_send_signal(handle, signal.SIGKILL)
            for place in asked:
                if place.fileno() in ready:
                    return place

    def forget(self) -> None:
        """Close all, in a process that is to become a command."""
        for handle, (_, asker) in self._commands.items():
            os.close(handle)
            asker.close()


def _wait(*asked: socket.socket) -> list[str]:
    """Wait until a command is asked for; its words, in the process that is to become it."""
    running = _Running()
    while True:
        data, handles, _, _ = socket.recv_fds(running.until(*asked), LARGEST, 4)
        if not data:  # who would have asked has ended
            sys.exit()
        asker = socket.socket(fileno=handles.pop())
        if not (process := os.fork()):
            break
        running.add(process, asker)
        for handle in handles:
            os.close(handle)
    running.forget()
    for place in (*asked, asker):
        place.close()
    for number, (handle, name) in enumerate(zip(handles, ("stdin", "stdout", "stderr"), strict=True)):
        os.dup2(handle, number)
        os.close(handle)
        old = getattr(sys, name)  # it knows whether one can seek in what it was opened for
        setattr(sys, name, open(number, old.mode, encoding=old.encoding, errors=old.errors, closefd=False))  # noqa: SIM115
    wanted = json.loads(data)
    os.environ.clear()
    os.environ.update(wanted["environment"])
    time.tzset()
    tempfile.tempdir = None  # it may be another one
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
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    for name in (*(one.name for one in walk_packages(afterword.__path__, "afterword.")), *MORE):
        if name != "afterword.__main__":
            import_module(name)
    gc.collect()
    gc.freeze()
    command = _wait(*(socket.socket(fileno=int(number)) for number in sys.argv[1:]))
    try:
        _become(*command)
    except SystemExit as end:
        _leave(end.code)
    _leave(None)


if __name__ == "__main__":
    main()
