"""A site with pictures of every shape: three incidents of extreme form, and thirty that crowd the statistics."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from project import Project

COUNT = 30
"""Incidents that are there for the statistics: so many that every kind of row, mark and column occurs."""
TWO_MINUTES = """\
---
title: Two minutes
components: {api: full_outage}
severity: minor
started: 2026-04-01 10:01 UTC
detected: 2026-04-01 10:01 UTC
mitigated: 2026-04-01 10:03 UTC
---

The API did not answer for two minutes.

### 2026-04-01 10:02 UTC — Investigating

We look for the cause.

### 2026-04-01 10:03 UTC — Resolved

It answers again.
"""
NINE_DAYS = """\
---
title: Nine days
components:
  delivery:
    - {impact: full_outage, from: 2026-04-02 03:10 UTC, to: 2026-04-02 12:00 UTC}
    - {impact: partial_outage, from: 2026-04-02 12:00 UTC, to: 2026-04-06 12:00 UTC}
    - {impact: degraded, from: 2026-04-06 12:00 UTC, to: 2026-04-11 12:00 UTC}
severity: major
started: ~2026-04-02 03:10 UTC
detected: 2026-04-02 03:40 UTC
identified: 2026-04-04 03:40 UTC
mitigated: 2026-04-10 12:00 UTC
---

Messages were late for nine days.

### 2026-04-02 09:00 UTC — Investigating

We look for the cause. Next update by 2026-04-03 09:00 UTC.

### 2026-04-03 10:00 UTC — Update

We still look. Next update by 2026-04-05 10:00 UTC.

### 2026-04-07 10:00 UTC — Monitoring

It is better. Next update by 2026-04-11 12:00 UTC.

### 2026-04-11 12:00 UTC — Resolved

All is well.

### 2026-05-11 12:00 UTC — Correction

It were ten days.
"""


def many() -> str:
    """An incident with twenty updates, some of them late, and eight components of long names and all levels."""
    begin = datetime(2026, 4, 3, 8, 10, tzinfo=UTC)
    text = (
        "---\ntitle: Many updates\nseverity: major\nstarted: 2026-04-03 08:00 UTC\ndetected: 2026-04-03 08:05 UTC\n"
        "components: {delivery: degraded, api: partial_outage, imports: degraded, sign-in: full_outage, reports: degraded,\n"
        "  website: degraded, posting: degraded, firewall: partial_outage}\n---\n\nMuch was slow.\n\n"
    )
    for number in range(20):
        status = "Investigating" if number < 4 else "Identified" if number == 4 else "Update" if number < 19 else "Resolved"
        promise = "" if number == 19 else f" Next update by {begin + timedelta(minutes=20):%Y-%m-%d %H:%M} UTC."
        text += f"### {begin:%Y-%m-%d %H:%M} UTC — {status}\n\nWe tell what we know.{promise}\n\n"
        begin += timedelta(minutes=(12, 19, 22, 47, 14, 8, 31)[number % 7])
    return text


def usual(number: int) -> tuple[str, str]:
    """One of the thirty: its name, and its text."""
    day = f"2025-{number % 6 + 5:02}-{number + 1:02}" if number < 28 else f"2025-12-{number:02}"
    about = "~" if number % 4 == 0 else ""
    return f"{day}-number-{number:02}", (
        f"---\ntitle: Sending failed for some customers, number {number}\nseverity: {'minor' if number < 24 else 'notice'}\n"
        f"started: {about}{day} 08:00 UTC\ndetected: {day} 08:{number + 3:02} UTC\nannounced: {day} 08:{number + 10:02} UTC\n"
        f"mitigated: {day} 09:{number:02} UTC\nresolved: {day} 1{number % 9}:{number:02} UTC\ncomponents: {{api: degraded}}\n---\n"
        "Sending failed. We are sorry.\n"
    )


def crowded(folder: Path) -> Path:
    """Build the demo with open incidents and all of these."""
    project = Project(folder)
    project.add_clock_fixtures()
    extreme = {"2026-04-01-two-minutes": TWO_MINUTES, "2026-04-02-nine-days": NINE_DAYS, "2026-04-03-many": many()}
    for name, text in (*extreme.items(), *map(usual, range(COUNT))):
        project.write(f"incidents/{name}.md", text)
    return project.build()
