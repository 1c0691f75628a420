"""What all tests share: the browser and what it looks at, the option that rewrites golden files, and how Hypothesis searches.

The browser and its sites are for the whole run: each of the processes that run tests has one browser, and each site is built once.
Playwright can be started once only, so a test that wants a browser asks for this one.
"""

import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, expect, sync_playwright

from afterword.world.lock import locked
from browser import arguments, for_tests
from crowded import crowded
from full import full
from large import large
from project import STORE
from watched import Served, Windows
from web import serve

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a shell gives that to what it starts in the background, and so to our commands
    signal.signal(signal.SIGINT, signal.default_int_handler)
settings.register_profile("ci", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
expect.set_options(timeout=30_000)  # what comes at once on an idle machine may take seconds on one with much to do


_STORE = tempfile.mkdtemp(prefix=STORE)
os.environ["AFTERWORD_STORE"] = _STORE  # nothing that tests keep comes to the user's own store, or out of it


def pytest_unconfigure() -> None:
    """Take away what tests have kept."""
    shutil.rmtree(_STORE, ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update`: write what comes out into the golden files instead of comparing."""
    parser.addoption("--update", action="store_true", help="rewrite the expected files of tests/format/ and of imports with what comes out")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that fork come first: while there is no browser yet, they need no process of their own."""
    items.sort(key=lambda item: not item.get_closest_marker("alone"))


def pytest_collection_finish() -> None:
    """What is there by now stays: no search for cycles need look at it again."""
    gc.collect()
    gc.freeze()


def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> object:
    """A test that forks runs in a process of its own where this one has a browser, because a fork copies one thread only."""
    if not pyfuncitem.get_closest_marker("alone") or threading.active_count() == 1:
        return None
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", pyfuncitem.nodeid]
    done = subprocess.run(command, cwd=pyfuncitem.config.rootpath, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return True


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are rewritten."""
    return bool(request.config.getoption("--update"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of the tests."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=for_tests(), args=arguments())
        yield started
        started.close()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    """Windows that stay open, for tests that look at a page and change nothing that would stay."""
    return Windows(browser)


def _once(made: pytest.TempPathFactory, make: Callable[[Path], Path]) -> Path:
    """A site that is built once for all processes that run tests; no test may change it."""
    base = made.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / make.__name__
    with locked(folder.with_suffix(".lock"), wait=120):
        if not (folder / "site").is_dir():
            assert make(folder) == folder / "site"
    return folder / "site"


@pytest.fixture(scope="session")
def full_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site in which every block of every page has something to show, at `http://127.0.0.1:PORT/history/`."""
    folder = _once(tmp_path_factory, full)
    root = tmp_path_factory.mktemp("root")
    (root / "history").symlink_to(folder)
    with serve(root) as base:
        yield Served(folder, f"{base}history/")


@pytest.fixture(scope="session")
def crowded_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site with pictures of every shape, at the root of its host."""
    folder = _once(tmp_path_factory, crowded)
    with serve(folder) as base:
        yield Served(folder, base)


@pytest.fixture(scope="session")
def large_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site with 88 components, 300 incidents and a long report, at the root of its host."""
    folder = _once(tmp_path_factory, large)
    with serve(folder) as base:
        yield Served(folder, base)
