"""A component that got another id: files that say the old one count for it, and nothing shows the old id."""

import json
from pathlib import Path

import pytest

from afterword.core.settings import Settings
from afterword.core.sources import Source
from afterword.core.words import Impact
from afterword.outputs.api.schema import front_matter
from afterword.reading.incident import Parsed, read_incident
from afterword.reading.settings_reader import read_settings
from golden import SITE
from project import Project

SETTINGS = """\
components:
  - {id: delivery, name: Delivery, aliases: [posts, Sending Queue]}
  - group: Others
    components:
      - {id: api, name: API, aliases: rest-api}
"""


def settings(text: str = SETTINGS) -> tuple[Settings, list[str]]:
    """The settings, and what is said about them."""
    found, problems = read_settings("settings.yml", text.encode())
    return found, [str(problem) for problem in problems]


def read(front: str) -> Parsed:
    """An incident with this front matter."""
    data = f"---\ntitle: Mail is late\n{front}\n---\nText.\n".encode()
    return read_incident(Source(path="incidents/2026-11-01-late.md", data=data), settings()[0])[0]


@pytest.mark.parametrize(
    ("front", "hits"),
    [
        ("components: [posts]", {"delivery": [Impact.AFFECTED]}),
        ("components: {posts: degraded, rest-api: full_outage}", {"delivery": [Impact.DEGRADED], "api": [Impact.FULL_OUTAGE]}),
        ("components: {sending queue: degraded, Posts: full_outage}", {"delivery": [Impact.DEGRADED, Impact.FULL_OUTAGE]}),
        ("components: [delivery, posts]", {"delivery": [Impact.AFFECTED]}),
        ("components: [posts: degraded, api]", {"delivery": [Impact.DEGRADED], "api": [Impact.AFFECTED]}),
    ],
)
def test_an_alias_means_the_component(front: str, hits: dict[str, list[Impact]]) -> None:
    """In a list and in a map, in any case, beside the id: one component, with all windows."""
    parsed = read(front)
    assert parsed.incident
    assert [str(problem) for problem in parsed.problems] == []
    assert {hit.component: [window.impact for window in hit.windows] for hit in parsed.incident.hits} == hits


@pytest.mark.parametrize("aliases", ["[api]", "[x, X]", "[delivery]"])
def test_a_name_belongs_to_one_component(aliases: str) -> None:
    """An alias that is another's id, or another's alias, is an error."""
    _, said = settings(f"components:\n  - {{id: delivery, aliases: {aliases}}}\n  - {{id: api, aliases: [x]}}\n")
    assert len(said) == 1
    assert "E151: components: expected every id and every alias once; got '" in said[0]


def test_an_editor_accepts_an_alias() -> None:
    """The schema of the front matter knows ids and aliases."""
    properties = front_matter(settings()[0], SITE)["properties"]
    assert isinstance(properties, dict)
    assert list(properties["components"]["anyOf"][0]["properties"]) == ["delivery", "posts", "sending queue", "api", "rest-api"]


def test_the_site_shows_the_current_id_only(tmp_path: Path) -> None:
    """Pages, feeds and the archive say the new id; the page of the old one leads to the new one."""
    project = Project(tmp_path / "work", incidents=False)
    project.replace("site_config/settings.yml", "{id: delivery,", "{id: delivery, aliases: [posts],")
    project.write(
        "incidents/2026-04-01-late.md",
        "---\ntitle: Late\nstarted: 2026-04-01 09:00 UTC\ncomponents: {posts: degraded}\n---\n### 2026-04-01 10:00 UTC - Resolved\nOver.\n",
    )
    site = project.build()
    archive = json.loads((site / "api/incidents/2026-04-01-late.json").read_text(encoding="utf-8"))
    assert list(archive["components"]) == ["delivery"] if "components" in archive else '"delivery"' in json.dumps(archive)
    assert "Late" in (site / "components/delivery/index.html").read_text(encoding="utf-8")
    moved = (site / "components/posts/index.html").read_text(encoding="utf-8")
    assert 'content="0; url=../delivery/"' in moved
    for path in (*site.rglob("*.html"), *site.rglob("*.atom"), *site.rglob("*.json")):
        if "schema" not in path.as_posix():
            assert '"posts"' not in path.read_text(encoding="utf-8"), path
