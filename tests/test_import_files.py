"""Histories in files: cState, Upptime, Cachet and free Markdown. Every file that is written, and every report, is compared whole."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afterword.core.settings import Settings
from afterword.importers.components import with_components
from afterword.importers.cstate import CState
from afterword.importers.imported import ImportedComponent, Options
from afterword.importers.writer import ImportWriter, PlanReader, make_plan
from afterword.outputs.announcements.news import everything
from afterword.reading.settings_reader import read_settings
from importing import CORPORA, FIXTURES, History, counts
from published import history as read_history

EXPECTED = FIXTURES / "expected"
GREX = CORPORA / "um-grex-status"
MYBINDER = CORPORA / "mybinder-incident-reports" / "incident-reports"
ARGUMENTS = {
    "cstate": ("--zone", "Europe/Berlin", "--components"),
    "upptime": ("--components",),
    "cachet": ("--zone", "Europe/Berlin", "--components"),
    "markdown": ("--zone", "Europe/Berlin", "--components"),
}


@pytest.fixture
def history(tmp_path: Path) -> History:
    """A project without incidents and without components."""
    return History(tmp_path / "h")


def laid(folder: Path) -> dict[str, bytes]:
    """Every file in a folder, by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("source", ARGUMENTS)
def test_every_file_and_every_guess(history: History, source: str, *, update_golden: bool) -> None:
    """A fixture with every oddity that real histories have; the result has no error, and a second run changes nothing.

    With `--update` the expected files are written anew: read the difference.
    """
    said = history.run(source, str(FIXTURES / source), *ARGUMENTS[source])
    made = laid(history.folder / "incidents") | {"report.txt": said.encode()}
    made["settings.yml"] = history.text("site_config/settings.yml").encode()
    if update_golden:
        shutil.rmtree(EXPECTED / source, ignore_errors=True)
        for name, data in made.items():
            (EXPECTED / source / name).parent.mkdir(parents=True, exist_ok=True)
            (EXPECTED / source / name).write_bytes(data)
    assert made == laid(EXPECTED / source)
    read, written, skipped = counts(said)
    assert read == written + skipped
    assert len(history.files) == written
    assert history.published()
    again = history.run(source, str(FIXTURES / source), *ARGUMENTS[source])
    assert counts(again) == (read, 0, read)
    assert laid(history.folder / "incidents") | {"report.txt": said.encode(), "settings.yml": made["settings.yml"]} == made


@pytest.mark.parametrize("source", ARGUMENTS)
def test_nothing_that_was_imported_is_announced(history: History, source: str) -> None:
    """Each update, and each incident, says why it is not told."""
    history.run(source, str(FIXTURES / source), *ARGUMENTS[source])
    news = everything(read_history(history.folder)[0])
    assert news
    assert all(one.silence for one in news)


def test_what_is_there_stays_without_force(history: History) -> None:
    """A file that somebody edited is left alone and named; with --force it is written anew; a dry run writes nothing."""
    arguments = ("cstate", str(FIXTURES / "cstate"), *ARGUMENTS["cstate"])
    dry = history.run(*arguments, "--dry-run")
    assert "Read 28: 24 would be written, 4 skipped." in dry
    assert "Components to be added to site_config/settings.yml: sending, web-app, archive" in dry
    assert history.files == {}
    assert "components" not in history.text("site_config/settings.yml")
    history.run(*arguments)
    before = history.files
    edited = history.folder / "incidents" / "2018-04-13-sending-is-slow.md"
    edited.write_text(edited.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    said = history.run(*arguments)
    name = "content/issues/2018-04-13-tracked.md"
    assert f"{name}: skipped: incidents/{edited.name} exists already with other content; --force overwrites it\n" in said
    assert edited.read_text(encoding="utf-8").endswith("More.\n")
    assert counts(said) == (28, 0, 28)
    assert counts(history.run(*arguments, "--force")) == (28, 1, 27)
    assert history.files == before


def test_an_id_stays_when_the_title_changes_and_is_never_taken_from_others(history: History, tmp_path: Path) -> None:
    """A record is known by where it came from; an incident that was here before keeps its id."""
    issues = tmp_path / "issues"
    issues.mkdir()
    (issues / "one.md").write_text("---\ntitle: Down\ndate: 2020-01-01 10:00:00\nresolved: true\n---\nIt is down.\n", encoding="utf-8")
    (history.folder / "incidents" / "2020-01-01-down.md").write_text("---\ntitle: Ours\nbackfilled: true\n---\nOurs.\n", encoding="utf-8")
    history.run("cstate", str(issues))
    assert sorted(history.files) == ["2020-01-01-down", "2020-01-01-down-2"]
    (issues / "a-new-one.md").write_text("---\ntitle: Down\ndate: 2020-01-01 11:00:00\nresolved: true\n---\nAgain.\n", encoding="utf-8")
    (issues / "one.md").write_text(
        "---\ntitle: It was down\ndate: 2020-01-01 10:00:00\nresolved: true\n---\nIt is down.\n", encoding="utf-8"
    )
    history.run("cstate", str(issues), "--force")
    assert {name: text.splitlines()[1] for name, text in history.files.items()} == {
        "2020-01-01-down": "title: Ours",
        "2020-01-01-down-2": "title: It was down",
        "2020-01-01-down-3": "title: Down",
    }


def test_what_may_be_a_secret_is_left_out(history: History, tmp_path: Path) -> None:
    """And told; the rest of the file is written."""
    token = "ghp_" + "a1B2c3D4" * 5
    (tmp_path / "x.md").write_text(
        f"---\ntitle: A key\ndate: 2020-01-01 10:00:00\n---\nWe lost it.\n\n{token}\n\nSorry.\n", encoding="utf-8"
    )
    said = history.run("cstate", str(tmp_path / "x.md").removesuffix("/x.md"))
    assert "x.md: dropped: a line that looks like a secret\n" in said
    assert "We lost it.\n\n[redacted: looked like a secret]\n\nSorry.\n" in history.text("incidents/2020-01-01-a-key.md")


def test_what_is_for_the_team_alone_is_left_out(history: History, tmp_path: Path) -> None:
    """With all below its heading, and no more."""
    text = "---\ntitle: Slow\ndate: 2020-01-01 10:00:00\n---\nIt was slow.\n\n"
    text += "## Internal notes\n\nAsk Bob.\n\n### Where\n\nHere.\n\n## Impact\n\nAll.\n"
    (tmp_path / "x.md").write_text(text, encoding="utf-8")
    said = history.run("cstate", str(tmp_path))
    assert "x.md: dropped: the internal part '## Internal notes', with the 7 lines below it\n" in said
    assert history.text("incidents/2020-01-01-slow.md").endswith("It was slow.\n\n## Impact\n\nAll.\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("cstate", "/nowhere"), "there is no folder /nowhere. Name the one with the site, or with its issues."),
        (("cstate", ".", "--zone", "CEST"), "--zone: 'CEST' is not a known zone. Write a place such as Europe/Berlin, or UTC."),
        (("cstate", ".", "--map", "plain"), "--map works with markdown only. Leave it out."),
        (("markdown", ".", "--map", "mine"), "--map: mine is neither a file nor a built-in mapping. Built in are google, mybinder, plain."),
        (("upptime", str(FIXTURES / "markdown")), "nothing to import was found. Name the folder that has the history."),
        (("cachet", str(FIXTURES / "cachet"), "--into", ".."), "--into: .. is not in the folder of mkdocs.yml."),
    ],
)
def test_what_cannot_be_done_is_said(history: History, arguments: tuple[str, ...], words: str) -> None:
    """In a sentence that says what to do."""
    assert history.refused(*arguments).startswith(words)


# ---- components ------------------------------------------------------------------------------------

ADDED = {"api": ImportedComponent(name="API"), "mail": ImportedComponent(name="Mail: all", group="Front", description="In, out")}


@pytest.mark.parametrize(
    "before",
    [
        "",
        "contact: help@pigeonpost.example\n",
        "components: []\ncontact: help@pigeonpost.example\n",
        "components:\n- {id: web, name: Web}\n\n# What follows.\ncontact: help@pigeonpost.example\n",
        "components:\n    - group: G\n      components:\n        - {id: web, name: Web}\n\ntargets: {postmortem: 9 days}\n",
    ],
)
def test_components_are_added_by_lines(before: str) -> None:
    """No other line is touched, and what was set stays set."""
    after = with_components(before, ADDED)
    assert after is not None
    settings, problems = read_settings("settings.yml", after.encode())
    assert problems == ()
    known = {one.id for one in read_settings("settings.yml", before.encode())[0].components}
    assert {one.id for one in settings.components} == known | {"api", "mail"}
    mail = next(one for one in settings.components if one.id == "mail")
    assert (mail.name, mail.group, mail.description) == ("Mail: all", "Front", "In, out")
    left = iter(after.splitlines())
    assert all(row in left for row in before.splitlines() if row != "components: []")  # in their order


def test_components_on_one_line_are_for_people(history: History) -> None:
    """A list in brackets is not taken apart by a command."""
    (history.folder / "site_config" / "settings.yml").write_text("components: [{id: web}]\n", encoding="utf-8")
    assert "cannot be added to site_config/settings.yml by a command" in history.refused("cachet", str(FIXTURES / "cachet"), "--components")
    assert history.files == {}


POSTMORTEM = """\
# Shakespeare Sonnet++ was silent (incident #465)

**Date**: 2015-10-21
**Authors**: ada, grace
**Status**: Complete
**Summary**: Sending was silent for 66 minutes.
**Impact**: Messages came late.
**Root Causes**: A new sonnet.
**Trigger**: Load.
**Resolution**: We sent more.
**Detection**: The alarm.

## Action Items

| Action Item | Type | Owner | Bug |
|---|---|---|---|
| Ring earlier | mitigate | ada | 5554823 **DONE** |

## Lessons Learned

### What went well

The alarm.

## Timeline

2015-10-21 (*all times UTC*)

- 14:51 News reports it
- 14:53 Traffic rises

## Supporting information

A dashboard.
"""


def test_a_mapping_says_what_is_what(history: History, tmp_path: Path) -> None:
    """Labels become fields and sections, columns get our heads, and a mapping of one's own is a file."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "sonnet.md").write_text(POSTMORTEM, encoding="utf-8")
    history.run("markdown", str(tmp_path / "notes"), "--map", "google")
    assert history.text("incidents/2015-10-21-shakespeare-sonnet-was-silent-incident-465.md") == (
        '---\ntitle: "Shakespeare Sonnet++ was silent (incident #465)"\nstarted: 2015-10-21\npostmortem: final\nbackfilled: true\n'
        "origin: {id: markdown sonnet.md}\n---\nSending was silent for 66 minutes.\n\n"
        "## Affected\n\nMessages came late.\n\n## Contributing factors\n\nA new sonnet.\n\n## Trigger\n\nLoad.\n\n"
        "## How we responded\n\nWe sent more.\n\n## Detection\n\nThe alarm.\n\n"
        "## Action items\n\n| Action | Type | Owner | Ticket |\n|---|---|---|---|\n| Ring earlier | mitigate | ada | 5554823 **DONE** |\n\n"
        "## Lessons learned\n\n### What went well\n\nThe alarm.\n\n"
        "## Timeline\n\n- 2015-10-21 14:51 UTC — News reports it\n- 2015-10-21 14:53 UTC — Traffic rises\n\n"
        "## Sources\n\nA dashboard.\n"
    )
    mine = tmp_path / "mine.yml"
    mine.write_text("labels: {date: date}\nsections: {lessons learned: drop, timeline: Timeline}\nzone: Europe/Berlin\n", encoding="utf-8")
    said = history.run("markdown", str(tmp_path / "notes"), "--map", str(mine), "--force")
    assert "sonnet.md:19: dropped: heading 'Lessons Learned', with all below it, as the mapping says\n" in said
    mine.write_text("heading: {}\n", encoding="utf-8")
    assert "has the unknown key 'heading'. Allowed are zone, zones, skip" in history.refused("markdown", str(tmp_path), "--map", str(mine))


@pytest.mark.parametrize(
    ("headings", "why"),
    [
        (
            "# Incidents\n\n## 2026-03-14 Queue stopped\n\nA.\n\n## API slow, 15 April 2026\n\nB.\n",
            "log.md:3: skipped: there is no date in its name, its title or a label, but 2 headings have a date, the first of them '2026-"
            "03-14 Queue stopped'. A file is one incident: make a file of each such heading and the text below it, then import again\n",
        ),
        (
            "# Incidents\n\n## 2026-03-14 Queue stopped\n\nA.\n\n## Notes\n\nB.\n",
            "log.md:1: skipped: there is no date in its name, its title or a label\n",
        ),
    ],
)
def test_a_file_with_several_incidents_is_not_skipped_without_a_hint(history: History, tmp_path: Path, headings: str, why: str) -> None:
    """Its dated headings are named, and what to do with them. One date alone says nothing of the kind."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "log.md").write_text(headings, encoding="utf-8")
    assert why in history.run("markdown", str(tmp_path / "notes"))


# ---- real ones -------------------------------------------------------------------------------------


@pytest.mark.skipif(not GREX.is_dir(), reason="no corpora beside the project")
def test_a_real_site_of_cstate(history: History) -> None:
    """All of it, without an error, with its times by the clocks of Berlin and its updates found."""
    said = history.run("cstate", str(GREX), "--zone", "Europe/Berlin", "--components")
    assert counts(said) == (32, 32, 0)
    archive = history.archive()
    assert len(history.files) == 32
    summer, winter = archive["Brief power outages on October 23, 2021"], archive["Planned Grex outage - updating storage"]
    assert summer["started"]["at"] == "2021-10-23T13:30:00Z"
    assert winter["started"]["at"] == "2025-12-08T07:00:00Z"
    tracked = archive["Westgrid network failure"]
    assert [(one["at"]["at"], one["status"]) for one in tracked["updates"]] == [
        ("2021-06-09T09:35:00Z", "Investigating"),
        ("2021-07-28T09:35:00Z", "Update"),
    ]
    assert sum(len(one["updates"]) for one in archive.values()) >= 48


@pytest.mark.skipif(not MYBINDER.is_dir(), reason="no corpora beside the project")
def test_real_reports_in_markdown(history: History) -> None:
    """Each heading is accounted for once; summaries, timelines, lessons and action items are where they belong."""
    said = history.run("markdown", str(MYBINDER), "--map", "mybinder")
    assert counts(said) == (23, 23, 0)
    headings = {
        (path.name, number)
        for path in MYBINDER.glob("*.md")
        for number, row in enumerate(_without_code(path.read_text(encoding="utf-8")), 1)
        if row.startswith("#")
    }
    told = [tuple(row.split(":", 2)[:2]) for row in said.splitlines() if ": placed: heading" in row]
    assert sorted(told) == sorted((name, str(number)) for name, number in headings)
    archive = history.archive()
    assert len(archive) == 23
    assert all(one["summary"] for one in archive.values())
    assert all(one["timeline"] and one["actions"] for one in archive.values() if one["id"] != "2018-03-26-no-space-left-on-device")
    lessons = [one for one in archive.values() if any(section["slot"] == "lessons-learned" for section in one["sections"])]
    assert len(lessons) == 14
    first = archive["Hub 403"]
    assert [entry["at"]["at"] for entry in first["timeline"]] == [
        f"2017-09-27T{clock}:00Z" for clock in ("20:06", "20:35", "20:44", "21:08", "22:11", "22:25")
    ]
    assert len(first["actions"]) == 5


def _without_code(text: str) -> list[str]:
    """The lines of a text, those in fences empty."""
    rows, fenced = [], False
    for row in text.splitlines():
        fence = row.lstrip().startswith("```")
        rows.append("" if fenced or fence else row)
        fenced ^= fence
    return rows


# ---- any file --------------------------------------------------------------------------------------

TIMES = st.sampled_from(
    [
        "2020-01-02 03:04:05",
        "2020-01-02T3:04:05Z",
        "2020-1-2 3:04",
        "2020-01-02",
        "20202-01-02 03:04:05",
        "2020-02-30 03:04:05",
        "2020-03-29 02:30:00",
        "2020-10-25 02:30:00 CET",
        "2020-01-02:03:04:05:00",
        "Jan 2 2020 3pm",
        "2020-01-02T03:04:05-00:00",
        "null",
        "",
        "soon",
    ]
)
VALUES = st.one_of(
    TIMES,
    st.sampled_from(["true", "yes", "No", "'", "[a", "- x", "{", "Down ", "down", "[]", "- a\n  - b", "😀: 'x'"]),
    st.text(max_size=12),
)
ROWS = st.one_of(
    st.sampled_from(
        [
            "",
            "---",
            "*Resolved* - done",
            '**Monitoring** we watch {{< track "2020-01-02 04:00:00" >}}',
            '{{< track "never" >}}',
            "## Update 2020-01-02 05:00",
            "# 2020-01-02 sometime",
            "### now - Resolved",
            "12:30",
            "<div>x</div>",
            "<!-- draft",
            "-->",
            "```",
            "[a](b.md) ![c](d.png)",
            "[x]: ../y.md",
            "<x@pigeonpost.example> <y>",
            "draft: true",
            "<<<<<<< HEAD",
            "## Timeline",
            "- 12:00 It begins",
            "## Action items",
            "- [ ] Do it (due: soon)",
            "## Internal notes",
            "Next update by 10:00",
            "=======",
            "\tcode",
            "> quote",
        ]
    ),
    st.text(max_size=20),
)
FILES = st.lists(
    st.tuples(
        st.lists(
            st.tuples(st.sampled_from("title date resolved resolvedWhen severity affected informational section draft".split()), VALUES)
        ),
        st.booleans(),
        st.lists(ROWS, max_size=8),
    ),
    max_size=4,
)


@given(files=FILES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_the_files(
    files: list[tuple[list[tuple[str, str]], bool, list[str]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Each file is written or skipped with a reason; what is written is read without an error; the same files give the same texts."""
    folder = tmp_path_factory.mktemp("issues")
    for number, (fields, closed, rows) in enumerate(files):
        front = "\n".join(["---", *(f"{name}: {value}" for name, value in fields), *(["---"] if closed else [])])
        (folder / f"{number}.md").write_text("\n".join([front, *rows]), encoding="utf-8", errors="surrogatepass")
    into = tmp_path_factory.mktemp("project")
    made = _made(folder, into)
    assert made == _made(folder, into)
    assert len(made) == len(files)
    assert all(bool(text) is not bool(skipped) for text, skipped in made)
    assert not [skipped for _, skipped in made if "would not pass" in skipped], made


def _made(folder: Path, into: Path) -> list[tuple[str, str]]:
    importer = CState(str(folder), Options(zone="Europe/Berlin"))
    numbers = range(len(importer))
    plan = make_plan("cstate", map(PlanReader(importer), numbers), into / "incidents")
    writer = ImportWriter(importer, plan, Settings(), {}, into, "incidents", force=False)
    found = [writer.make(number) for number in numbers]
    return [("".join((change.after or b"").decode() for change in one.changes), one.skipped) for one in found]
