"""A process that reads and checks one file at a time and says how long that took; it dies when one does not come to its end."""

import gc
import json
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from afterword.build import check
from afterword.core.settings import Site
from afterword.core.sources import Source, Tree
from golden import SETTINGS
from proportion import HANGS

SITE = Site(name="Pigeonpost", url="https://status.pigeonpost.example/")
NOW = datetime(2026, 12, 31, tzinfo=UTC)
PATH = "incidents/2026-03-14-queue-stopped.md"


def taken(text: str) -> float:
    """Seconds of processor time for one file. A process in which it is more than `HANGS` ends at once, whatever it does."""
    tree = Tree(sources=(Source(path=PATH, data=text.encode()),), strays=(), settings_path="settings.yml", settings=SETTINGS.encode())
    signal.setitimer(signal.ITIMER_PROF, HANGS)
    begun = time.process_time()
    check(tree, SITE, NOW)
    seconds = time.process_time() - begun
    signal.setitimer(signal.ITIMER_PROF, 0)
    return seconds


class Clock:
    """Has files read and checked in another process, which is started when it is needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def taken(self, text: str) -> float:
        """Seconds of processor time for one file; more than `HANGS` is an `AssertionError`."""
        if self._process is None:
            self._process = self._started()
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(text) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            self.close()
            raise AssertionError(f"{len(text.encode())} bytes took more than {HANGS} s of processor time")
        return float(answer)

    def close(self) -> None:
        """End the other process."""
        if self._process is None:
            return
        self._process.kill()
        self._process.communicate()
        code, self._process = self._process.returncode, None
        assert code in {-signal.SIGPROF, -signal.SIGKILL}, f"the reader ended with {code}"

    def _started(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-W", "ignore", __file__]
        process = subprocess.Popen(
            command, cwd=Path(__file__).parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        assert process.stdout
        process.stdout.readline()  # it is ready
        return process


def main() -> None:
    """Answer each line, a JSON text, with the seconds that it took, without those of Python's search for cycles.

    These depend on all that a process holds, and grow faster than a text.
    """
    taken("---\ntitle: Queue stopped\n---\nText.\n")
    gc.disable()
    gc.freeze()
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        print(taken(json.loads(line)), flush=True)  # noqa: T201
        gc.collect()


if __name__ == "__main__":
    main()
