"""A large site: 88 components in nine groups, 300 incidents of 22 months, one that is open and names 26 components, and a long report."""

from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

from project import Project

GROUPS = {
    "Sending": 12, "Channels": 11, "Account": 9, "Programs": 11, "Contacts": 10, "Regions": 9, "Reports": 10, "Billing": 7, "Help": 9,
}  # fmt: skip
IDS = tuple(f"{group.lower()}-{number}" for group, size in GROUPS.items() for number in range(1, size + 1))
COUNT = 300
PAGES = {
    "large home": "",
    "large history": "history/",
    "large day by day": "history/calendar/",
    "large statistics": "statistics/",
    "large open incident": "incidents/2026-04-22-webhooks-late/",
    "long report": "incidents/2026-04-10-long-report/",
    "large components": "components/",
}
"""Kinds of pages that are looked at in this site."""
_LEVELS = ("degraded", "degraded", "partial_outage", "degraded", "full_outage")
_WORDS = ("Messages were late", "Sign-in failed", "Reports were empty", "Webhooks did not arrive", "Card payments were refused")
_SEVERITIES = ("minor", "minor", "major", "notice", "critical", "minor", "major")
_CATEGORIES = ("deploy", "capacity", "hardware", "network")
_MINUTES = (22, 38, 57, 78, 144, 311, 1600)


def _incident(number: int, started: datetime, size: int) -> str:
    hit = [IDS[(number * 31 + place * 7) % len(IDS)] for place in range(size)]
    levels = ", ".join(f"{component}: {_LEVELS[(number + place) % 5]}" for place, component in enumerate(hit))
    ended = started + timedelta(minutes=_MINUTES[number % 7])
    times = {
        "started": started,
        "announced": started + timedelta(minutes=(4, 9, 14, 33, 70)[number % 5]),
        "detected": started + timedelta(minutes=1 + number % 3),
        "mitigated": ended - timedelta(minutes=2 + number % 9),
        "resolved": ended,
    }
    stated = "\n".join(f"{name}: {at:%Y-%m-%d %H:%M} UTC" for name, at in times.items())
    return (
        f"---\ntitle: {_WORDS[number % 5]} for some customers ({number})\ncomponents: {{{levels}}}\nseverity: {_SEVERITIES[number % 7]}\n"
        f"categories: [{_CATEGORIES[number % 4]}]\ndata_loss: none\n{stated}\n---\n\nIt failed for some customers. We are sorry.\n"
    )


def _open() -> str:
    levels = ", ".join(f"{component}: {level}" for component, level in zip(IDS[:26], cycle(_LEVELS)))
    return (
        f"---\ntitle: Webhooks are delivered up to 40 minutes late\ncomponents: {{{levels}}}\nseverity: major\n"
        "started: 2026-04-22 09:02 UTC\n---\n\n## What you can do\n\n1. Wait for it.\n\n"
        "### 2026-04-22 09:12 UTC — Identified\n\nA disk was full. Next update by 2026-04-22 10:00 UTC.\n"
    )


_REPORT = """\
---
title: A long report with a wide table
components:
  account-1:
    - {impact: full_outage, from: 2026-04-10 14:02 UTC, to: 2026-04-10 14:41 UTC}
    - {impact: degraded, from: 2026-04-10 14:41 UTC, to: 2026-04-10 15:12 UTC}
  programs-1: partial_outage
severity: critical
data_loss: none
started: 2026-04-10 14:02 UTC
mitigated: 2026-04-10 15:12 UTC
postmortem: final
---

Sign-in failed for 70 minutes. We are sorry.

### 2026-04-10 14:15 UTC — Investigating

Nobody can sign in. Next update by 2026-04-10 14:45 UTC.

### 2026-04-10 14:42 UTC — Identified

The table of leases is full: see https://status.example/reports/2026/04/10/the-table-of-leases/part-two/.

### 2026-04-10 15:30 UTC — Resolved

It is over.

## What happened

The leases of nine regions, by the minute:

| Region | 14:00 | 14:10 | 14:20 | 14:30 | 14:40 | 14:50 | 15:00 | 15:10 |
|---|---|---|---|---|---|---|---|---|
| Frankfurt and Dublin | 81,200 leases | 99,900 leases | full | full | full | 80,100 leases | 42,000 leases | 21,000 leases |
| Oregon | 12,000 leases | 31,000 leases | 54,000 leases | full | full | 61,000 leases | 20,000 leases | 11,000 leases |

### Why the table filled up

Nobody removed what was old.

```python
# Every lease that has ended, oldest first: this was the query that never ended, because nothing was indexed by its end.
for lease in table.select(ended=True).order_by("end"): remove(lease)
```

#### Where the limit came from

It was never written down.

## Lessons learned

| What | Who |
|---|---|
| A limit has an alarm | Programs |
"""


def write_large(project: Project) -> None:
    """Put the incidents and the components in the place of the demo's."""
    settings = (project.folder / "site_config/settings.yml").read_text(encoding="utf-8")
    above, _, rest = settings.partition("\ncomponents:\n")
    below = rest[rest.index("\n# What you aim for") :]
    groups = "".join(
        f"  - group: {group}\n    components:\n"
        + "".join(f"      - {{id: {group.lower()}-{number}, name: {group} {number}}}\n" for number in range(1, size + 1))
        for group, size in GROUPS.items()
    )
    project.write("site_config/settings.yml", f"{above}\ncomponents:\n{groups}{below}")
    started = datetime(2024, 6, 3, 8, 10, tzinfo=UTC)
    for number in range(COUNT):
        project.write(
            f"incidents/{started:%Y-%m-%d}-case-{number}.md", _incident(number, started, 26 if number % 40 == 7 else 1 + number % 3)
        )
        started += timedelta(hours=(31, 62, 48, 75, 55, 44)[number % 6], minutes=number * 7 % 60)
    project.write("incidents/2026-04-22-webhooks-late.md", _open())
    project.write("incidents/2026-04-10-long-report.md", _REPORT)


def large(folder: Path) -> Path:
    """Build it."""
    project = Project(folder, incidents=False)
    write_large(project)
    return project.build()
