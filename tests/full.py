"""The site that most tests in a browser look at: everything has something to show, and it lies under a path of its host."""

from pathlib import Path

from project import Project

PAGES = {
    "home": "",
    "closed incident": "incidents/2026-03-14-queue-delivery-stopped/",
    "open incident": "incidents/2026-04-22-sign-in-links-missing/",
    "overdue incident": "incidents/2026-04-22-imports-slow/",
    "coming maintenance": "incidents/2026-04-28-database-upgrade/",
    "retracted": "incidents/2026-02-02-errors-at-sign-in/",
    "written afterwards": "incidents/2013-10-26-buffer-spam-posts/",
    "history": "history/",
    "year": "history/2026/",
    "month": "history/2026/03/",
    "month of open incidents": "history/2026/04/",
    "day by day": "history/calendar/",
    "postmortems": "postmortems/",
    "action items": "actions/",
    "maintenance": "maintenance/",
    "severities": "severities/",
    "subscribe": "subscribe/",
    "components": "components/",
    "component": "components/delivery/",
    "categories": "categories/",
    "category": "categories/config-change/",
    "severity": "history/severity/major/",
    "by hand": "about/",
    "not found": "404.html",
}
"""Every kind of page, by the name that a failing test shows. A new kind is one line here."""
STATISTICS = {
    "statistics": "statistics/",
    "statistics of a year": "statistics/2025/",
    "how to read": "statistics/how-to-read/",
}
"""Kinds of pages that are looked at in the crowded site, where they have most to show."""
MOVED = "incidents/2026-03-14-queue/"
"""An address that leads on to the closed incident."""
SETTINGS = """
timezone: Europe/Berlin
subscribe: {email: https://lists.pigeonpost.example/announce}
discussion: https://forum.pigeonpost.example/t/{id}
"""
OWED = """\
---
title: Reports were empty
severity: minor
started: 2026-03-30 09:00 UTC
resolved: 2026-03-30 10:00 UTC
postmortem: pending
postmortem_due: 2026-04-10
---
Reports were empty.

## Action items

- [ ] Compare every report with its source (detect; owner: Reports; due: 2026-04-20)
- [ ] Say when a report is empty
"""
SLOW = """\
---
title: The API was slow for days
severity: minor
data_loss: none
components: {api: degraded}
started: 2026-03-11 08:00 UTC
resolved: 2026-03-16 13:00 UTC
---
It was slow.
"""


def full(folder: Path) -> Path:
    """Build the site in which every block of every page has something to show."""
    return full_project(folder).build()


def full_project(folder: Path) -> Project:
    """The demo with open incidents, one of several days, and whatever else gives a block of a page something to show."""
    project = Project(folder)
    project.add_clock_fixtures()
    project.write("incidents/2026-03-30-empty-reports.md", OWED)
    project.write("incidents/2026-03-11-slow.md", SLOW)
    project.write("site_config/settings.yml", (project.folder / "site_config/settings.yml").read_text(encoding="utf-8") + SETTINGS)
    project.replace("mkdocs.yml", "site_url: https://status.pigeonpost.example/", "site_url: https://org.example/history/")
    project.replace("mkdocs.yml", "# repo_url: https://github.com/your-name/your-history", "repo_url: https://github.com/example/history")
    project.replace("mkdocs.yml", "# edit_uri: edit/main/", "edit_uri: edit/main/")
    return project
