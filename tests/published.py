"""What a folder of incidents publishes for programs, without pages and without a process of its own."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from afterword.build import build, check
from afterword.core.model import Incident
from afterword.core.settings import Settings
from afterword.outputs.artifacts import Outputs, TextFile
from afterword.world.read_tree import read_tree
from builders import TEMPLATES, at
from golden import SITE
from project import CLOCK, OWN, ROOT

NOW = at("2026-04-22 09:46")
SETTINGS_PATH = "site_config/settings.yml"
HOSTILE = (
    "R&D <b> \"]]> & <!-- 'quoted' --> &amp;",
    "🔥 Feuer 🇩🇪 im Café — 20 % über Plan",
    "الرسائل لم تصل إلى المستخدمين",
    "Messages were not delivered to anybody who had written to more than a hundred people at once since the day before last!?",
    "=cmd|' /C calc'!A0",
)
"""Titles that break a careless writer of XML, JSON, CSV or calendars; one has 120 characters."""


def outputs(folder: Path, *, url: str = SITE.url, now: datetime = NOW, settings: Mapping[str, object] | None = None) -> Outputs:
    """Everything that the folder publishes; its files must have no error."""
    checked = check(read_tree(folder, "incidents", SETTINGS_PATH), replace(SITE, url=url), now)
    wrong = [str(found) for found in checked.problems if found.code.startswith("E")]
    assert not wrong, wrong
    if settings:
        feeds = replace(checked.settings.feeds, **settings)  # type: ignore[arg-type]  # the fields of Feeds
        checked = replace(checked, settings=replace(checked.settings, feeds=feeds))
    return build(checked, replace(SITE, url=url), now, TEMPLATES)


def documents(folder: Path, *, url: str = SITE.url, now: datetime = NOW, settings: Mapping[str, object] | None = None) -> dict[str, str]:
    """Every document by its path."""
    made = outputs(folder, url=url, now=now, settings=settings)
    return {artifact.path: artifact.text() for artifact in made if isinstance(artifact, TextFile)}


def history(folder: Path) -> tuple[tuple[Incident, ...], Settings]:
    """What the folder tells, and its settings."""
    checked = check(read_tree(folder, "incidents", SETTINGS_PATH), SITE, NOW)
    return checked.history.incidents, checked.settings


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """A folder with this repository's settings and these incident files, by their id."""
    (folder / "site_config").mkdir(parents=True, exist_ok=True)
    (folder / SETTINGS_PATH).write_bytes((ROOT / SETTINGS_PATH).read_bytes())
    (folder / "incidents").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "incidents" / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def demo(folder: Path, *, clock: bool = True) -> Path:
    """This repository's own incidents; with those that are open and coming."""
    paths = [*(ROOT / "incidents" / f"{name}.md" for name in OWN), *(CLOCK.glob("*.md") if clock else ())]
    return write(folder, {path.stem: path.read_text(encoding="utf-8") for path in paths})


def hostile(folder: Path) -> Path:
    """An incident for each of `HOSTILE`, with the same words wherever a writer may put words."""
    files = {}
    for number, words in enumerate(HOSTILE, 1):
        quoted = "'" + words.replace("'", "''") + "'"
        files[f"2026-04-{number:02}-hostile"] = (
            f"---\ntitle: {quoted}\nseverity: minor\ncomponents: [delivery]\ncategories: [{quoted}]\nregions: [{quoted}]\n"
            f"from: {{name: {quoted}, role: {quoted}}}\nstarted: 2026-04-{number:02} 09:00 UTC\npostmortem: final\n"
            f"extra: {{words: {quoted}}}\n---\n"
            f"{words}\n\n### 2026-04-{number:02} 09:16 UTC — Investigating: {words}\n\n{words}\n\n— {words}\n\n"
            f"### 2026-04-{number:02} 09:16 UTC — Resolved\n\n{words}\n\n## What happened\n\n{words}\n\n"
            f"## Action items\n\n- [ ] {words} (prevent; owner: Team)\n"
        )
    files["2026-04-20-planned"] = (
        "---\ntitle: 'Upgrade; \"R&D\", part 1'\nkind: maintenance\ncomponents: [delivery]\n"
        "scheduled_start: 2026-05-01 22:00 UTC\nscheduled_end: 2026-05-01 23:00 UTC\n---\n"
        f"{HOSTILE[0]}\n\n### 2026-04-20 10:00 UTC — Scheduled\n\n{HOSTILE[1]}\n"
    )
    return write(folder, files)
