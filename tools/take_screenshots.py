"""Takes the pictures in docs/images/ from a fresh build of the demo, in the browser of the tests.

Run it after a change to the look: `.venv/bin/python tools/take_screenshots.py`.
"""

import sys
import tempfile
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from playwright.sync_api import sync_playwright  # noqa: E402

from browser import arguments, executable  # noqa: E402 - it lies beside the tests
from project import Project  # noqa: E402
from web import serve  # noqa: E402

IMAGES = ROOT / "docs" / "images"
INCIDENT = "incidents/2026-03-14-queue-delivery-stopped/"
OPEN = "incidents/2026-11-22-replies-arrive-late/"
NOW = "2026-11-22 09:46 UTC"
"""A few minutes after the end of the demo, so that its dates are those of the files."""
Scheme = Literal["light", "dark"]
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


def main() -> None:
    """Build the demo at the time of the fixtures and take every picture at that time."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        project = Project(Path(folder) / "demo", incidents=False)
        project.run("demo", "site", "--now", NOW)
        project.folder /= "site"
        with serve(project.build(NOW)) as address:
            browser = playwright.chromium.launch(executable_path=executable(), args=arguments())
            for name, path, width, height, scheme in SHOTS:
                context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, timezone_id="Europe/Berlin")
                page = context.new_page()
                page.clock.set_fixed_time(NOW.replace(" UTC", ":00Z").replace(" ", "T"))
                page.goto(address + path)
                page.screenshot(path=IMAGES / f"{name}.png")
                context.close()
                print(f"docs/images/{name}.png")
            browser.close()


if __name__ == "__main__":
    main()
