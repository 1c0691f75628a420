"""What an editor says of front matter with our JSON Schema, and what a user's pre-commit does with our hook."""

import json
import re
import shlex
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from afterword.core.problems import Problem
from afterword.core.settings import Settings, Site
from afterword.core.sources import Source
from afterword.outputs.api.schema import front_matter
from afterword.reading.incident import IncidentReader
from afterword.reading.settings_reader import read_settings
from afterword.syntax.fields import FIELDS
from project import ROOT, Project

SITE = Site(name="Pigeonpost", url="https://status.pigeonpost.example/")
SETTINGS = read_settings("settings.yml", (ROOT / "site_config" / "settings.yml").read_bytes())[0]
SCHEMA = front_matter(SETTINGS, SITE)
HOOKS = ROOT / ".pre-commit-hooks.yaml"
FILES = [*sorted((ROOT / "incidents").glob("*.md")), *sorted((ROOT / "tests" / "fixtures" / "clock").rglob("2*.md"))]


class Editor(yaml.SafeLoader):
    """YAML 1.2 as editors read it: no times, and only `true` and `false` are truth values."""


Editor.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in rows if tag not in {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"}]
    for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true|True|TRUE|false|False|FALSE"), list("tTfF"))


def complaints(front: str, schema: dict[str, object] = SCHEMA) -> list[str]:
    """Where an editor underlines something: the paths of the fields."""
    value: Any = yaml.load(front, Loader=Editor)  # noqa: S506 - it makes plain values only
    return [".".join(map(str, found.absolute_path)) for found in Draft202012Validator(schema).iter_errors(value)]


def errors(front: str) -> list[Problem]:
    """What the check has against the same front matter."""
    data = f"---\n{front}\n---\n".encode()
    parsed = IncidentReader(settings=SETTINGS, wording=False)(Source(path="incidents/2026-03-14-x.md", data=data))
    return [found for found in parsed.problems if found.code[0] == "E" or found.code == "W201"]


def test_it_is_a_schema_of_every_field_with_an_address() -> None:
    """Whoever adds a field adds it for editors too; `$id` is the address at which the schema is published."""
    Draft202012Validator.check_schema(SCHEMA)
    properties: Any = SCHEMA["properties"]
    assert SCHEMA["$id"] == "https://status.pigeonpost.example/api/schema/incident-front-matter.json"
    assert list(properties) == [field.name for field in FIELDS]
    assert [name for name, value in properties.items() if not value["description"]] == []


@pytest.mark.parametrize("path", [path for path in FILES if "updates" not in path.parts], ids=lambda path: path.stem)
def test_the_incidents_of_this_repository_please_an_editor(path: Path) -> None:
    """No false alarm in files that the check accepts."""
    assert complaints(re.split("^---\n", path.read_text(encoding="utf-8"), maxsplit=2, flags=re.MULTILINE)[1]) == []


GOOD = [
    "title: 404 on every page",
    "title: 404",
    "{title: x, severity: sev1}",
    "{title: x, severity: major, categories: [security, deploy], regions: eu}",
    "{title: x, components: [delivery]}",
    "{title: x, components: {delivery: degraded, api: {impact: full_outage, from: 2026-03-14 09:02 UTC}}}",
    "title: x\ncomponents:\n  delivery:\n    - {impact: full_outage, from: 2026-03-14 09:02 UTC, to: 2026-03-14 10:05 UTC}",
    *(
        f"title: x\nstarted: {typed}"
        for typed in (
            "2026-03-14 09:16 UTC",
            "2026-03-14 10:16 +01:00",
            "2026-03-14 10:16 Europe/Berlin",
            "2026-03-14T09:16:30Z",
            "~2026-03-14 09:16 UTC",
            "about 2026-03-14 09:16 UTC",
        )
    ),
    "{title: x, users: 0}",
    "{title: x, users: ~30000}",
    "{title: x, users: {affected: ~1840, of: 21300, unit: customers, estimate: true}}",
    "{title: x, data_loss: none, data_exposed: unknown, personal_data: false}",
    "{title: x, from: {name: Ada Osei, role: Head of Support}, contact: help@pigeonpost.example}",
    "{title: x, channels: [E-mail, {name: Chat, at: 2026-03-14 09:41 UTC, url: 'https://chat.pigeonpost.example/1'}]}",
    "{title: x, update_every: 1 h 30 min, postmortem: pending, postmortem_due: 2026-03-21, lang: de-CH}",
    "{title: x, kind: maintenance, scheduled_start: 2026-03-14 09:00 UTC, scheduled_end: 2026-03-14 10:00 UTC}",
    "{title: x, kind: maintenance, scheduled_start: 2026-03-14 09:00 UTC, resolved: 2026-03-14 10:00 UTC}",
    "{title: x, kind: maintenance, backfilled: true}",
    "{title: x, related: [2026-03-14-y], aliases: 2026-03-14-z, draft: true, extra: {ticket: {id: 7}}}",
    "{title: x, severity: , started: ~, users: null}",
]
BAD = {
    "severity: major": "",
    "title: ''": "title",
    f"title: {'x' * 121}": "title",
    "{title: x, status: resolved}": "",
    "{title: x, id: Queue Stopped}": "id",
    "{title: x, kind: incidnet}": "kind",
    "{title: x, kind: maintenance, scheduled_start: 2026-03-14 09:16 UTC}": "",
    "{title: x, kind: maintenance, scheduled_end: 2026-03-14 09:16 UTC, backfilled: false}": "",
    "{title: x, severity: dreadful}": "severity",
    "{title: x, components: [postbox]}": "components",
    "{title: x, components: {postbox: degraded}}": "components",
    "{title: x, components: {delivery: affected}}": "components",
    "{title: x, components: {delivery: {impact: degraded, until: 2026-03-14 09:16 UTC}}}": "components",
    "{title: x, started: 2026-03-14 09:16}": "started",
    "{title: x, detected: 2026-03-14}": "detected",
    "{title: x, started: 14.03.2026 09:16 UTC}": "started",
    "{title: x, users: many}": "users",
    "{title: x, users: {of: 5}}": "users",
    "{title: x, data_loss: all}": "data_loss",
    "{title: x, personal_data: perhaps}": "personal_data",
    "{title: x, from: {role: Support}}": "from",
    "{title: x, contact: our office}": "contact",
    "{title: x, channels: {name: Chat}}": "channels",
    "{title: x, update_every: often}": "update_every",
    "{title: x, discussion: chat.pigeonpost.example}": "discussion",
    "{title: x, related: [queue]}": "related",
    "{title: x, postmortem: later}": "postmortem",
    "{title: x, postmortem_due: soon}": "postmortem_due",
    "{title: x, lang: german language}": "lang",
    "{title: x, extra: words}": "extra",
}


@pytest.mark.parametrize("front", GOOD)
def test_what_the_documentation_shows_pleases_an_editor_and_the_check(front: str) -> None:
    """The schema takes every usual spelling."""
    assert (complaints(front), errors(front)) == ([], [])


@pytest.mark.parametrize("front", BAD)
def test_a_wrong_value_is_underlined_where_it_stands(front: str) -> None:
    """What an editor underlines in vain costs trust: the check has something against each of these too."""
    assert complaints(front) == [BAD[front]]
    assert errors(front)


def test_a_site_without_components_and_with_numbers_as_severities() -> None:
    """`severity: 1` is a number to an editor, and a component that nobody has defined is wrong everywhere."""
    settings, problems = read_settings("settings.yml", b"severities: [{id: '1'}, {id: '2'}]")
    assert problems == ()
    schema = front_matter(settings, SITE)
    assert complaints("{title: x, severity: 1}", schema) == []
    assert complaints("{title: x, severity: 3}", schema) == ["severity"]
    assert complaints("{title: x, components: [delivery]}", schema) == ["components"]
    Draft202012Validator.check_schema(front_matter(Settings(), SITE))


def test_the_hook_is_well_formed_and_its_command_works_in_a_project(tmp_path: Path) -> None:
    """`pre-commit` accepts the file; the command refuses a commit with an error in it, and no other."""
    valid = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(HOOKS)], capture_output=True, text=True, check=False
    )
    assert (valid.returncode, valid.stdout + valid.stderr) == (0, "")
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    command, *arguments = shlex.split(hook["entry"])
    assert hook["id"] == "afterword-check"
    assert command in {script.name for script in entry_points(group="console_scripts") if script.value == "afterword.cli:main"}
    wanted = [
        "incidents/2026-03-14-x.md",
        "incidents/2026-03-14-x/updates/2026-03-14T0916Z-update.md",
        "site_config/settings.yml",
        "mkdocs.yml",
    ]
    assert [path for path in (*wanted, "README.md", "docs/mkdocs.yml", "old/incidents/x.md") if re.search(hook["files"], path)] == wanted
    project = Project(tmp_path / "project")
    assert project.run(*arguments).returncode == 0
    project.write("incidents/2026-03-14-x.md", "No title\n")
    assert project.run(*arguments).returncode == 1


def test_the_same_settings_make_the_same_bytes(tmp_path: Path) -> None:
    """The published file is the schema of the settings, and a build a year later changes nothing in it."""
    project = Project(tmp_path / "project")
    path = "api/schema/incident-front-matter.json"
    first = (project.build() / path).read_bytes()
    assert json.loads(first) == SCHEMA
    assert (project.build(now="2027-04-22 09:46 UTC") / path).read_bytes() == first
