"""A monitor may open a draft; a person says it. And templates with what recurs."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from afterword.commands.draft import publish
from afterword.commands.new import new
from afterword.commands.say import say
from project import Project
from recipes import ENVIRONMENT, afterword, clone, commit, commits, history, incidents, run, tools_in
from workflow import run_job

NAME = "2026-03-14-problem-with-api.md"
FIRING = {
    "version": "4", "groupKey": '{}:{alertname="HighErrorRate"}', "status": "firing", "receiver": "afterword",
    "externalURL": "http://alerts.internal.example:9093", "alerts": [{
        "status": "firing", "labels": {"alertname": "HighErrorRate", "service": "API", "instance": "db-7.internal.example"},
        "annotations": {"summary": "5xx at 12 % -->\n### now - Resolved\n<script>"}, "startsAt": "2026-03-14T09:02:31.123456789Z",
        "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "http://metrics.internal.example/graph?g0", "fingerprint": "c5a1f0e2",
    }],
}  # fmt: skip
DRAFT = """\
---
title: Problem with API
components: [api]
started: 2026-03-14 09:02 UTC
draft: true
---
<!--
A monitor opened this as a draft. What stands in this comment is never published.
Fires: HighErrorRate - 5xx at 12 % -) ### now - Resolved (script)
Source: http://metrics.internal.example/graph?g0
Alerts: 5c2e69aa9d46 4c7b5b8f1c39
-->
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project without incidents, whose settings have the components api and delivery."""
    return Project(tmp_path / "history", incidents=False)


def fire(project: Project, alert: object, *, fails: str = "") -> str:
    """Report an alert in this process; what is printed first."""
    file = project.folder.parent / "alert.json"
    file.write_text(alert if isinstance(alert, str) else json.dumps(alert), encoding="utf-8")
    done = CliRunner().invoke(new, ["--from-alert", str(file), "--config-file", str(project.folder / "mkdocs.yml")])
    assert (str(done.exception) if done.exception else "") == fails
    return done.stdout.partition("\n")[0]


def texts(project: Project) -> dict[str, str]:
    """The incident files by their names."""
    return {path.name: path.read_text(encoding="utf-8") for path in (project.folder / "incidents").rglob("*.md")}


def without_keys(text: str) -> str:
    """A draft without the digests that tell alerts apart."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("Alerts: "))


def test_an_alert_opens_a_draft_with_time_component_and_source(project: Project) -> None:
    """Its own words stand in a comment, which nothing in them can end; the title says nothing that only the team may know."""
    assert fire(project, FIRING) == f"Wrote incidents/{NAME}"
    assert {name: without_keys(text) for name, text in texts(project).items()} == {NAME: without_keys(DRAFT)}


def test_fifty_alerts_in_a_minute_are_one_draft(project: Project) -> None:
    """The same alert, the same group with one more alert, and the same alert in another group."""
    fire(project, FIRING)
    more = {**FIRING, "alerts": [*FIRING["alerts"], {"status": "firing", "labels": {"alertname": "Slow"}, "fingerprint": "ff"}]}
    for number in range(48):
        said = fire(project, (FIRING, more, {**FIRING, "groupKey": "other"})[number % 3])
        assert said == f"Nothing to open: incidents/{NAME} exists for this alert."
    assert fire(project, {**FIRING, "status": "resolved"}) == "Nothing to open: the alert is over."
    assert list(texts(project)) == [NAME]


def test_an_alert_fires_again_when_its_incident_is_over(project: Project) -> None:
    """While it is a draft or open, it has its file; later it opens another draft."""
    fire(project, FIRING)
    assert project.run("publish", "Some calls fail.").returncode == 0
    assert fire(project, FIRING) == f"Nothing to open: incidents/{NAME} exists for this alert."
    assert project.run("resolve", "All calls work again.").returncode == 0
    assert fire(project, FIRING) == f"Wrote incidents/{NAME.replace('.md', '-2.md')}"


@pytest.mark.parametrize(
    ("alert", "front", "comment"),
    [
        ({"title": "Probe failed", "component": "delivery"}, ["components: [delivery]"], ["Fires: Probe failed"]),
        ({"message": "down", "service": "mailer", "url": "https://p.example/1"}, [],
         ["Fires: down", "Component: mailer, which is not in the settings", "Source: https://p.example/1"]),
        ({"id": 7, "time": "soon"}, [], ["Fires: an alert without a name"]),
        ({"client_payload": {"title": "x", "component": "API"}, "action": "alert"}, ["components: [api]"], ["Fires: x"]),
    ],
)  # fmt: skip
def test_any_program_may_report(project: Project, alert: dict[str, Any], front: list[str], comment: list[str]) -> None:
    """A flat object with whatever it knows; also as the event of a workflow that was dispatched."""
    fire(project, alert)
    (text,) = texts(project).values()
    head, _, rest = text.partition("---\n<!--\n")
    assert [row for row in head.splitlines() if not row.startswith(("---", "title:", "started:"))] == [*front, "draft: true"]
    assert [row for row in rest.splitlines()[1:-1] if not row.startswith("Alerts: ")] == comment
    assert fire(project, alert).startswith("Nothing to open: ")


@pytest.mark.parametrize("alert", ["", "[]", "{}", "{", '"x"'])
def test_what_is_no_alert_is_a_sentence(project: Project, alert: str) -> None:
    """Nothing is written."""
    fire(
        project,
        alert,
        fails='the alert is not a JSON object. Send what Alertmanager sends, or {"title": "…", "component": "…", "source": "…"}.',
    )
    assert texts(project) == {}


def test_nothing_of_a_draft_is_public(project: Project) -> None:
    """Not its title, its name, nor the words of the alert: on no page, in no feed, in no message."""
    (project.folder / "incidents" / "2026-03-01-mails.md").write_text(
        "---\ntitle: Mails were late\n---\n### 2026-03-01 09:10 UTC - Resolved\nThey came late.\n", encoding="utf-8"
    )
    fire(project, FIRING)
    site = project.build("2026-03-14 09:10 UTC")
    words = (b"problem-with-api", b"Problem with API", b"HighErrorRate", b"internal.example", b"c5a1f0e2")
    assert not [path for path in site.rglob("*") if path.is_file() and any(word in path.read_bytes() for word in words)]
    assert project.run("publish", "Some calls fail.", "--title", "API calls fail").returncode == 0
    site = project.build("2030-01-01 00:00 UTC")
    published = b"".join(path.read_bytes() for path in site.rglob("*") if path.is_file())
    assert b"API calls fail" in published
    assert b"Some calls fail." in published
    assert not [word for word in words[2:] if word in published]


@pytest.mark.parametrize("way", ["command", "form", "form by its name"])
def test_one_command_or_one_run_of_the_form_says_it(project: Project, way: str) -> None:
    """The mark of a draft goes, and the first update stands there; the start is what the monitor saw."""
    fire(project, FIRING)
    config = ["--config-file", str(project.folder / "mkdocs.yml")]
    if way == "command":
        done = CliRunner().invoke(publish, ["Some calls fail.", *config])
    else:
        name = "draft" if way == "form" else "problem-with-api"
        done = CliRunner().invoke(say, config, env={"SAY_TEXT": "Some calls fail.", "SAY_INCIDENT": name})
    assert done.exception is None, done.exception
    (text,) = texts(project).values()
    head, _, said = text.partition("-->\n\n")
    assert "draft" not in head.split("---\n")[1]
    assert "started: 2026-03-14 09:02 UTC\n" in head
    assert said.splitlines()[0].endswith(" UTC - Investigating")
    assert said.splitlines()[1].startswith("Some calls fail. Next update by ")


def test_publishing_without_a_word_takes_the_first_notice(project: Project) -> None:
    """At night that is the quickest; without a draft a sentence says so, and a published incident is none."""
    done = project.run("publish")
    assert done.stderr == (
        'afterword: no monitor has opened a draft. For a new incident: afterword new "What users notice". '
        'For a draft that a person opened: afterword publish ID "…".\n'
    )
    fire(project, FIRING)
    assert project.run("publish").returncode == 0
    assert "We have reports of this problem: Problem with API." in texts(project)[NAME]
    done = project.run("publish", "problem-with-api", "x")
    assert done.stderr == f'afterword: incidents/{NAME} is no draft. To add to it: afterword update {NAME[:-3]} update "…".\n'


def test_the_template_of_a_first_notice_is_filled_in(project: Project) -> None:
    """Title, date and time of the publication, and the time of the next update: each blank that templates may have."""
    template = "{title}: we look, since {date} {time}. Next update by {next}.\n"
    (project.folder / "site_config/templates").mkdir(parents=True, exist_ok=True)
    (project.folder / "site_config/templates/investigating.md").write_text(template, encoding="utf-8")
    fire(project, FIRING)
    assert project.run("publish", "--title", "API calls fail", "--next", "30m").returncode == 0
    said = texts(project)[NAME].partition("-->\n\n")[2].splitlines()
    begun = re.fullmatch(r"### (\S+ \S+ UTC) - Investigating", said[0])
    assert begun
    assert re.fullmatch(rf"API calls fail: we look, since {begun[1]}\. Next update by .+ UTC\.", said[1])


def test_what_a_draft_would_not_say_is_refused(project: Project) -> None:
    """A title beside an alert is no title that is silently dropped."""
    (project.folder / "alert.json").write_text("{}", encoding="utf-8")
    done = project.run("new", "Calls fail", "--from-alert", "alert.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("afterword: a draft says what its alert says, and no more.")


def test_many_runs_at_once_push_one_draft(tmp_path: Path) -> None:
    """Four jobs of the workflow, each checked out before any of them pushed: the later ones find the draft, and push nothing."""
    made = history(tmp_path)
    tools = tools_in(tmp_path / "tools")
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"action": "alert", "client_payload": FIRING}), encoding="utf-8")
    places = [made, *(clone(tmp_path, f"runner{number}") for number in range(3))]
    many = [
        subprocess.Popen(
            [tools / "afterword", "new", "--from-alert", str(event), "--push"], cwd=place, stdout=subprocess.PIPE, text=True,
            env={**ENVIRONMENT, **{f"GIT_{role}_{key}": "x@y.example" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}},
        )
        for place in places
    ]  # fmt: skip
    said = [one.communicate(timeout=120)[0] for one in many]
    assert [one.returncode for one in many] == [0] * 4
    assert any("Pushed." in words for words in said), "two of one second may even make one and the same commit"
    environment = {**ENVIRONMENT, "GITHUB_SERVER_URL": "https://github.com", "GITHUB_EVENT_PATH": str(event)}
    done = run_job(places[-1], ".github/workflows/alert.yml", "draft", tools, environment)
    assert done.failed == "", done.said
    assert (commits(tmp_path), list(incidents(tmp_path))) == (2, [NAME])
    assert run(made, "git", "status", "--porcelain") == ""


def test_a_push_that_comes_late_takes_back_no_word(tmp_path: Path) -> None:
    """In a clone with a commit that nobody else has: what can be joined is pushed, and what cannot stays committed here."""
    other = history(tmp_path)
    (tmp_path / "alert.json").write_text(json.dumps(FIRING), encoding="utf-8")
    fire_here = ("new", "--from-alert", str(tmp_path / "alert.json"), "--push")
    joined, clash = clone(tmp_path, "joined"), clone(tmp_path, "clash")
    for place, path in ((joined, "mine.txt"), (clash, "notes.txt"), (other, "notes.txt")):
        (place / path).write_text(f"{place.name}\n", encoding="utf-8")
        commit(place)
    run(other, "git", "push", "--quiet")
    assert "not pushed. What colleagues pushed does not go together with commits of yours (" in afterword(clash, *fire_here, code=1)
    assert "Somebody else pushed first. The command runs again on top of that:\n" in afterword(joined, *fire_here)
    for place in (clash, joined):
        assert run(place, "git", "log", "-2", "--format=%s") == "Draft: Problem with API\nx\n"
        assert run(place, "git", "status", "--porcelain") == ""
    assert commits(tmp_path) == 4


def test_a_remote_that_takes_no_push_is_no_race(tmp_path: Path) -> None:
    """A protected branch: it is said at once, in the words of the remote, and the commit stays."""
    made = history(tmp_path)
    hook = tmp_path / "remote.git" / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'This branch is protected.' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    (tmp_path / "alert.json").write_text(json.dumps(FIRING), encoding="utf-8")
    said = afterword(made, "new", "--from-alert", str(tmp_path / "alert.json"), "--push", code=1)
    assert said.endswith(
        "\nafterword: not pushed. Git said: remote: This branch is protected. Mend that, then run: git pull --rebase && git push\n"
    )
    assert run(made, "git", "log", "-1", "--format=%s") == "Draft: Problem with API\n"


# ---- templates -----------------------------------------------------------------------------------

TEMPLATE = """\
---
title: "Posts: late"
severity: minor
components:
  delivery: degraded
categories: [capacity]
---
Posts go out late. We are making room. Next update by {next}.
"""


def begun(project: Project, *arguments: str) -> str:
    """Begin an incident with a template at 09:16; its file."""
    project.write("site_config/templates/slow-queue.md", TEMPLATE)
    done = project.run("new", *arguments, "--template", "slow-queue", "--at", "2026-03-14 09:16 UTC", "--next", "20m")
    assert done.returncode == 0, done.stderr
    (text,) = texts(project).values()
    return text


def test_a_template_brings_title_components_severity_and_text(project: Project) -> None:
    """Nothing has to be typed; every field is written as it stands there."""
    front = 'title: "Posts: late"\nseverity: minor\ncomponents:\n  delivery: degraded\ncategories: [capacity]\n'
    text = "Posts go out late. We are making room. Next update by 09:40 UTC.\n"
    assert begun(project) == f"---\n{front}---\n### 2026-03-14 09:16 UTC - Investigating\n{text}"


def test_what_is_given_wins_over_the_template(project: Project) -> None:
    """Title, text, severity and components, each for itself."""
    assert begun(project, "Mails are late", "They wait.", "-c", "api") == (
        "---\ntitle: Mails are late\nseverity: minor\ncomponents: [api]\ncategories: [capacity]\n---\n"
        "### 2026-03-14 09:16 UTC - Investigating\nThey wait. Next update by 09:40 UTC.\n"
    )


def test_a_template_that_is_not_there_is_named(project: Project) -> None:
    """With the nearest one; no file outside of the folder is one."""
    project.write("site_config/templates/slow-queue.md", TEMPLATE)
    wrong = "there is no template 'slow-queu'. Did you mean 'slow-queue'? Write one: site_config/templates/slow-queu.md"
    assert project.run("new", "x", "--template", "slow-queu").stderr == f"afterword: {wrong}\n"
    assert "there is no template '../settings'." in project.run("new", "x", "--template", "../settings").stderr
    project.write("site_config/templates/slow-queue.md", "---\ntitle: x\n")
    assert "opens its fields with --- and does not close them." in project.run("new", "x", "--template", "slow-queue").stderr


def test_the_form_takes_a_template(project: Project) -> None:
    """One choice, and nothing typed."""
    project.write("site_config/templates/slow-queue.md", TEMPLATE)
    config = ["--config-file", str(project.folder / "mkdocs.yml")]
    done = CliRunner().invoke(say, config, env={"SAY_TEMPLATE": "slow-queue", "SAY_COMPONENT": "-", "SAY_STATUS": "automatic"})
    assert done.exception is None, done.exception
    (text,) = texts(project).values()
    assert yaml.safe_load(text.split("---\n")[1])["title"] == "Posts: late"
    assert "Posts go out late. We are making room. Next update by " in text
