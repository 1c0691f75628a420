"""Takes the pictures in docs/images/ from a fresh build of the demo, in the browser of the tests.

Run it after a change to the look: `.venv/bin/python tools/take_screenshots.py`. With `--all FOLDER` it takes every kind of page of
the sites of the tests, whole, on a desk and on a phone, in light and dark, into that folder.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from browser import arguments, for_tests  # noqa: E402 - it lies beside the tests
from crowded import crowded  # noqa: E402
from full import PAGES, STATISTICS, full  # noqa: E402
from large import PAGES as LARGE  # noqa: E402
from large import large  # noqa: E402
from project import Project  # noqa: E402
from web import serve  # noqa: E402

IMAGES = ROOT / "docs" / "images"
INCIDENT = "incidents/2026-03-14-queue-delivery-stopped/"
OPEN = "incidents/2026-11-22-replies-arrive-late/"
NOW = "2026-11-22 09:46 UTC"
"""A few minutes after the end of the demo, so that its dates are those of the files."""
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SHOTS: tuple[tuple[str, str, int, int, Scheme], ...] = (
    ("home-light", "", 1280, 960, "light"),
    ("home-dark", "", 1280, 960, "dark"),
    ("home-phone", "", 390, 844, "light"),
    ("incident-light", INCIDENT, 1280, 960, "light"),
    ("incident-dark", INCIDENT, 1280, 960, "dark"),
    ("incident-phone", INCIDENT, 390, 844, "light"),
    ("open-light", OPEN, 1280, 960, "light"),
    ("open-phone", OPEN, 390, 844, "dark"),
    ("picture-light", f"{INCIDENT}#picture", 1280, 960, "light"),
    ("picture-phone", f"{INCIDENT}#picture", 390, 844, "dark"),
    ("statistics-light", "statistics/", 1280, 960, "light"),
    ("statistics-phone", "statistics/", 390, 844, "light"),
)
"""Name, page, width, height, scheme."""


CLOCK = NOW.replace(" UTC", ":00Z").replace(" ", "T")


def take(browser: Browser, address: str, file: Path, width: int, height: int, scheme: Scheme, *, whole: bool = False) -> None:
    """Take one picture at the time of the fixtures."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, timezone_id="Europe/Berlin")
    page = context.new_page()
    page.clock.set_fixed_time(CLOCK)
    page.goto(address)
    page.screenshot(path=file, full_page=whole)
    context.close()
    print(file)


def take_demo(browser: Browser, folder: Path) -> None:
    """Build the demo and take the pictures of the docs."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    project = Project(folder / "demo", incidents=False)
    project.run("demo", "site", "--now", NOW)
    project.folder /= "site"
    with serve(project.build(NOW)) as address:
        for name, path, width, height, scheme in SHOTS:
            take(browser, address + path, IMAGES / f"{name}.png", width, height, scheme)


def take_all(browser: Browser, folder: Path, into: Path) -> None:
    """Build the sites of the tests and take every kind of page."""
    into.mkdir(parents=True, exist_ok=True)
    for build, pages in ((full, PAGES), (crowded, STATISTICS), (large, LARGE)):
        with serve(build(folder / build.__name__)) as address:
            for name, path in pages.items():
                for width, height in ((1280, 960), (390, 844)):
                    for scheme in SCHEMES:
                        file = into / f"{name.replace(' ', '-')}-{width}-{scheme}.png"
                        take(browser, address + path.removeprefix("/"), file, width, height, scheme, whole=True)


def main() -> None:
    """Take the pictures of the docs, or of every kind of page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", metavar="FOLDER", type=Path, help="take every kind of page into this folder instead")
    into = parser.parse_args().all
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=for_tests(), args=arguments())
        if into:
            take_all(browser, Path(folder), into)
        else:
            take_demo(browser, Path(folder))
        browser.close()


if __name__ == "__main__":
    main()
