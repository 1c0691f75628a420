"""Runs lint, types and tests on each Python from 3.11 to 3.14 that is on this machine: `make test-all`, or `every_python.py 3.13`.

Each gets an environment of its own in `.cache/`. At the end it says which passed, which failed, and which could not be found; the exit
code is 1 when one failed, or when none was found.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
ASK = "import sys, venv, ensurepip; print('{}.{}'.format(*sys.version_info))"


def places(version: str) -> Iterator[str]:
    """Where a Python of this version may be: on the PATH, made by pyenv, or fetched by uv."""
    if found := shutil.which(f"python{version}"):
        yield found
    yield sys.executable
    homes = {
        Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions": f"{version}.*",
        Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or Path.home() / ".local/share/uv/python"): f"cpython-{version}.*",
    }
    for home, pattern in homes.items():
        yield from (str(folder / "bin/python") for folder in sorted(home.glob(pattern), reverse=True))


def python(version: str) -> str | None:
    """A Python of this version that runs and can make an environment."""
    for place in places(version):
        try:
            done = subprocess.run([place, "-c", ASK], capture_output=True, text=True, check=False)
        except OSError:
            continue
        if done.stdout.strip() == version:
            return place
    return None


def tested(version: str, place: str) -> str:
    """Test with one Python; the word for the end."""
    print(f"\nPython {version}: {place}", flush=True)  # noqa: T201
    command = ["make", "--no-print-directory", "test", f"PYTHON={place}", f"VENV=.cache/python{version}"]
    return "failed" if subprocess.run(command, cwd=ROOT, check=False).returncode else "passed"


def main(*versions: str) -> int:
    """Test with each version, and return the exit code."""
    found = {version: python(version) for version in versions or VERSIONS}
    ends = {version: tested(version, place) if place else "not found on this machine" for version, place in found.items()}
    print()  # noqa: T201
    for version, end in ends.items():
        print(f"Python {version}: {end}")  # noqa: T201
    return int("failed" in ends.values() or not any(found.values()))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
