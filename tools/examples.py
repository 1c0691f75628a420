"""The examples of docs/feeds.md and docs/api.md: made from one incident, as a build would make them."""

import json
from datetime import UTC, datetime
from functools import cache

from lxml import etree

from afterword.build import build, check
from afterword.core.settings import Site
from afterword.core.sources import Source, Tree
from afterword.outputs.artifacts import TextFile
from afterword.outputs.templates import environment

NOW = datetime(2026, 3, 14, 9, 50, tzinfo=UTC)
SITE = Site(name="Pigeonpost incidents", url="https://status.pigeonpost.example/")
SETTINGS = """\
organisation: {name: Pigeonpost, url: "https://pigeonpost.example"}
contact: help@pigeonpost.example
feeds: {authority: status.pigeonpost.example}
components: [{id: delivery, name: Delivery}]
"""
INCIDENT = """\
---
title: Messages are not delivered
severity: major
components: {delivery: partial_outage}
started: 2026-03-14 09:02 UTC
---
Messages due since 09:00 UTC wait in the queue. None is lost.

### 2026-03-14 09:16 UTC — Investigating

We are looking for the cause. Next update by 09:45 UTC.
"""
PLANNED = """\
---
title: Database upgrade
kind: maintenance
components: [delivery]
scheduled_start: 2026-03-21 22:00 UTC
scheduled_end: 2026-03-21 23:30 UTC
---
### 2026-03-10 10:00 UTC — Scheduled

Delivery may be slow.
"""
NAME = "2026-03-14-messages-not-delivered"


@cache
def documents() -> dict[str, str]:
    """Every document of the example by its path."""
    files = {NAME: INCIDENT, "2026-03-21-database-upgrade": PLANNED}
    sources = tuple(Source(path=f"incidents/{name}.md", data=text.encode()) for name, text in files.items())
    tree = Tree(sources=sources, strays=(), settings_path="settings.yml", settings=SETTINGS.encode())
    outputs = build(check(tree, SITE, NOW), SITE, NOW, environment())
    return {artifact.path: artifact.text() for artifact in outputs if isinstance(artifact, TextFile)}


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```"


def incident() -> str:
    """The file that the examples come from."""
    return _fenced("markdown", INCIDENT)


def atom_entry() -> str:
    """The entry of `updates.atom`."""
    feed = etree.fromstring(documents()["updates.atom"].encode())
    entry = feed.find("{http://www.w3.org/2005/Atom}entry")
    text = etree.tostring(entry, encoding="unicode").replace(' xmlns="http://www.w3.org/2005/Atom"', "").replace(' xml:lang="en"', "")
    return _fenced("xml", "\n".join(line.removeprefix("  ") for line in text.split("\n")))


def json_item() -> str:
    """The item of `feed.json`."""
    return _fenced("json", json.dumps(json.loads(documents()["feed.json"])["items"][0], ensure_ascii=False, indent=2))


def status() -> str:
    """`api/v2/status.json`."""
    return _fenced("json", documents()["api/v2/status.json"])


def unresolved() -> str:
    """The incident in `api/v2/incidents/unresolved.json`."""
    found = json.loads(documents()["api/v2/incidents/unresolved.json"])["incidents"][0]
    return _fenced("json", json.dumps(found, ensure_ascii=False, indent=2))


def archive() -> str:
    """The file of the incident in the archive."""
    return _fenced("json", documents()[f"api/incidents/{NAME}.json"])


def table() -> str:
    """The table."""
    return _fenced("text", documents()["api/history.csv"].replace("\r", ""))


def calendar() -> str:
    """The calendar."""
    return _fenced("text", documents()["maintenance.ics"].replace("\r", ""))


def line() -> str:
    """`status.txt`."""
    return _fenced("text", documents()["status.txt"])


def headers() -> str:
    """`_headers`."""
    return _fenced("text", documents()["_headers"])
