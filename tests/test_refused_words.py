"""What a command refuses, or says, before words go to the wrong place. The commands run in this process."""

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from afterword.cli import Commands
from project import Project
from repository import QUIET, Repository

NEW = "incidents/2026-03-14-posts-are-late.md"
AT = ("--at", "2026-03-14 09:16 UTC")
REFUSED = "afterword: nothing was written, because of these errors. Do what they say, and try again.\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project without incidents."""
    return Project(tmp_path / "history", incidents=False)


def said(project: Project, command: str, *arguments: str, code: int = 0, given: str | None = None, **form: str) -> str:
    """What a command prints, without warnings; `form` has the fields of `say`."""
    done = CliRunner().invoke(
        Commands(),
        [command, "--config-file", str(project.folder / "mkdocs.yml"), *arguments],
        input=given,
        env=QUIET | {f"SAY_{name}": form.get(name) for name in ("TEXT", "TITLE", "STATUS", "INCIDENT", "NEXT", "COMPONENT", "TEMPLATE")},
    )
    assert done.exit_code == code, done.output
    return re.sub(r"^\S+: warning W[0-9]+: .*\n", "", done.output, flags=re.MULTILINE)


def text(project: Project, path: str = NEW) -> str:
    """A file of the project."""
    return (project.folder / path).read_text(encoding="utf-8")


def incident_files(project: Project) -> dict[str, str]:
    """Every file of every incident."""
    folder = project.folder / "incidents"
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.md")}


def begun(project: Project) -> None:
    """An incident of 14 March, which is open."""
    project.write(NEW, "---\ntitle: Posts are late\n---\n### 2026-03-14 09:16 UTC - Investigating\nPosts wait.\n")


# ---- errors in a text ----------------------------------------------------------------------------

FAULTY = {
    "password: hunter2abc12345": "this looks like a password",
    "draft: true": "this line looks like the field draft",
    "<!-- a comment": "this comment is not closed",
    "It works again since [write: when].": "'[write: when]' is left over from a template",
}
"""Texts with an error, and how its message begins."""


@pytest.mark.parametrize("words", FAULTY)
@pytest.mark.parametrize(
    "command", [("update", "posts", "identified"), ("update", "posts", "update", "--as-file"), ("resolve", NEW), ("correct", NEW)]
)
def test_a_text_with_an_error_is_refused(project: Project, words: str, command: tuple[str, ...]) -> None:
    """By every command that adds to an incident, as by `new`; also where the incident cannot be read."""
    begun(project)
    for content in (text(project), text(project).replace("title: ", "title: a: ")):
        project.write(NEW, content)
        before = incident_files(project)
        printed = said(project, *command, f"A moment.\n\n{words}", *AT, code=1)
        assert re.fullmatch(rf"incidents/\S+: error E[0-9]+: {re.escape(FAULTY[words])}.*\n{re.escape(REFUSED)}", printed)
        assert incident_files(project) == before


@pytest.mark.parametrize("words", FAULTY)
def test_a_form_with_an_error_is_refused(project: Project, words: str) -> None:
    """The first word and the next one."""
    for fields in ({"TITLE": "Posts are late"}, {"INCIDENT": "posts"}):
        before = incident_files(project)
        printed = said(project, "say", code=1, TEXT=f"A moment.\n\n{words}", **fields)
        assert FAULTY[words] in printed
        assert printed.endswith(REFUSED)
        assert incident_files(project) == before
        begun(project)


def test_errors_of_the_file_do_not_hold_up_an_update(project: Project) -> None:
    """Only errors that the new text brings are refused, and only these are printed then; lines of old ones may move."""
    begun(project)
    project.write(NEW, text(project).replace("---\n###", "components: [nowhere]\n---\n###") + "\n## Affected\n[write: who]\n")
    for minute, words in enumerate(("It is a setting.", "It is undone.", "We watch.")):
        assert f"Wrote {NEW}\n" in said(project, "update", "posts", "update", words, "--at", f"2026-03-14 09:4{minute} UTC")
    assert said(project, "update", "posts", "update", "[write: what]", "--at", "2026-03-14 09:48 UTC", code=1) == (
        f"{NEW}:18:1: error E119: '[write: what]' is left over from a template. Write your words in its place, or delete it\n{REFUSED}"
    )


def test_a_template_with_an_error_gives_no_report(project: Project) -> None:
    """The sections of `postmortem` are a text like any other."""
    begun(project)
    before = text(project)
    template = "site_config/templates/postmortem-short.md"
    project.write(template, "## What happened\n\npassword: hunter2abc12345\n")
    printed = said(project, "postmortem", "posts", "--short", code=1)
    refused = REFUSED.replace("Do what they say", f"The words are those of {template}: mend them there")
    assert re.fullmatch(rf"{NEW}:9:11: error E181: this looks like a password .*\n{re.escape(refused)}", printed)
    assert text(project) == before


def test_a_template_with_an_error_begins_no_incident(project: Project) -> None:
    """The refusal names the template, unless the person's own words have an error."""
    template = "site_config/templates/investigating.md"
    project.write(template, "We look. password: hunter2abc12345\n")
    mend = f"afterword: nothing was written, because of these errors. The words are those of {template}: mend them there, and try again.\n"
    assert said(project, "new", "Posts are late", *AT, code=1).endswith(mend)
    assert said(project, "say", code=1, TITLE="Posts are late").endswith(mend)
    for arguments in (("Posts are late", "Log in with password: hunter2abc12345"), ("Posts are late", "-c", "delivry")):
        assert said(project, "new", *arguments, *AT, code=1).endswith(REFUSED)
    assert incident_files(project) == {}


# ---- to which incident ---------------------------------------------------------------------------


def hours_ahead(number: float) -> str:
    """A time some hours from now, as a file has it."""
    return f"{datetime.now(UTC) + timedelta(hours=number):%Y-%m-%d %H:%M UTC}"


def planned(project: Project, name: str, start: float, *, begun: bool = False) -> None:
    """A maintenance of two hours that begins so many hours from now."""
    window = f"scheduled_start: {hours_ahead(start)}\nscheduled_end: {hours_ahead(start + 2)}"
    head = f"---\ntitle: {name}\nkind: maintenance\n{window}\n---\n### 2026-03-14 09:16 UTC - Scheduled\nPlanned.\n"
    more = f"\n### {hours_ahead(start)} - In progress\nBegun.\n" if begun else ""
    project.write(f"incidents/2026-03-14-{name}.md", head + more)


@pytest.mark.parametrize("command", [("update", "in-progress"), ("update", "cancelled"), ("update", "completed")])
def test_planned_work_is_the_work_of_this_hour(project: Project, command: tuple[str, ...]) -> None:
    """Without an id: what is in its window now or in progress, else the next one; however far ahead others are."""
    for name, start in (("in-a-week", 170), ("tomorrow", 24)):
        planned(project, name, start)
    assert "To 2026-03-14-tomorrow, the current or next maintenance.\n" in said(project, *command, "The first text.")
    planned(project, "tomorrow", 24)
    planned(project, "forgotten", -70)
    planned(project, "now", -1)
    assert "To 2026-03-14-now, the current or next maintenance.\n" in said(project, *command, "The second text.")
    planned(project, "now", -5, begun=True)
    assert "To 2026-03-14-now, the current or next maintenance.\n" in said(project, *command, "The third text.")


def test_planned_work_that_could_be_either_is_asked_for(project: Project) -> None:
    """Two of this hour; or one that is late and the next one. Nothing is written."""
    planned(project, "in-a-week", 170)
    planned(project, "late", -70)
    before = incident_files(project)
    assert said(project, "update", "in-progress", "Begun.", code=2) == (
        "afterword: write the id of the maintenance first, because it could be 2026-03-14-in-a-week or 2026-03-14-late.\n"
    )
    assert incident_files(project) == before
    planned(project, "a", -1)
    planned(project, "b", -1)
    assert said(project, "resolve", "Done.", code=2) == (
        "afterword: write the id of the maintenance first, because it could be 2026-03-14-a or 2026-03-14-b.\n"
    )


def test_resolve_completes_the_work_that_is_under_way(project: Project) -> None:
    """And leaves alone what lies ahead, although it was announced later."""
    planned(project, "in-a-week", 170)
    planned(project, "now", -1)
    said(project, "resolve", "Done.")
    assert text(project, "incidents/2026-03-14-now.md").endswith(" - Completed\nDone.\n")
    assert said(project, "resolve", "Done.", code=2).startswith("afterword: no incident is open")


def trial(project: Project) -> None:
    """A sample of a later day than that of `begun`."""
    project.write(
        "incidents/2026-03-15-drill.md", "---\ntitle: Drill\nsample: true\n---\n### 2026-03-15 09:16 UTC - Investigating\nA trial.\n"
    )


def test_no_word_goes_to_a_forgotten_trial(project: Project) -> None:
    """While an incident or a maintenance is open, a sample is named or left alone."""
    trial(project)
    begun(project)
    before = text(project, "incidents/2026-03-15-drill.md")
    assert "To 2026-03-14-posts-are-late, the newest open incident.\n" in said(project, "update", "identified", "It is a setting.")
    assert "To 2026-03-14-posts-are-late.\n" in said(project, "say", TEXT="Half of them went out.")
    assert "Posts are late" in said(project, "show")
    assert "To 2026-03-14-posts-are-late, the newest open incident.\n" in said(project, "resolve", "All went out.")
    planned(project, "now", -1)
    assert "To 2026-03-14-now, the current or next maintenance.\n" in said(project, "resolve", "Done.")
    assert text(project, "incidents/2026-03-15-drill.md") == before


def test_a_trial_alone_is_told_apart(project: Project) -> None:
    """A command says that it takes the sample. A form without an incident begins a real one, and says how to add to the sample."""
    trial(project)
    sample = "To 2026-03-15-drill, which is a sample: it is not announced"
    assert f'{sample}. For an incident: afterword new "What users notice".\n' in said(project, "update", "identified", "A setting.")
    assert f"{sample}.\n" in said(project, "say", TEXT="One more.", INCIDENT="drill")
    printed = said(project, "say", TEXT="Nobody can log in.")
    assert printed.startswith("A sample is open: 2026-03-15-drill. To add to it, write its id as the incident.\nWrote incidents/")
    assert len(incident_files(project)) == 2
    said(project, "resolve", "All can log in.")
    assert f"{sample}.\n" in said(project, "say", STATUS="resolved")


# ---- the id among the words ----------------------------------------------------------------------


def two_open(project: Project) -> None:
    """An older incident, and the one of `begun`, which is the newest."""
    project.write("incidents/2026-03-13-login-fails.md", "---\ntitle: Login\n---\n### 2026-03-13 09:16 UTC - Investigating\nIt fails.\n")
    begun(project)


@pytest.mark.parametrize(
    "words",
    [
        ("login-fails", "Login works again."),
        ("login-fails", "Over."),
        ("login", "Login works again."),
        ("login",),
        ("login-fials", "It works."),
    ],
    ids=" ".join,
)
def test_an_id_behind_the_status_is_no_text(project: Project, words: tuple[str, ...]) -> None:
    """Otherwise the update would go to another incident, and close it."""
    two_open(project)
    before = incident_files(project)
    assert said(project, "update", "resolved", *words, code=2) == (
        f'afterword: the id comes before the status: afterword update {words[0]} resolved "…". '
        f"If '{words[0]}' belongs to the text, put the whole text in quotes.\n"
    )
    assert incident_files(project) == before


@pytest.mark.parametrize(
    "words",
    [
        ("login-fails", "Over."),
        ("login", "Login works again."),
        ("login", "-"),
        ("login",),
        ("incidents/2026-03-13-login-fails.md", "Over."),
        ("https://status.pigeonpost.example/incidents/2026-03-13-login-fails/", "Over."),
    ],
    ids=" ".join,
)
def test_resolve_knows_an_id_from_a_text(project: Project, words: tuple[str, ...]) -> None:
    """A known id is one, whatever follows; and so is a part of one before a text in quotes or without a text."""
    two_open(project)
    before = text(project)
    assert "Wrote incidents/2026-03-13-login-fails.md\n" in said(project, "resolve", *words, given="Login works again.\n")
    assert text(project) == before


def test_what_could_be_an_id_or_a_text_is_asked_for(project: Project) -> None:
    """Words without quotes, of which the first is a part of an id."""
    two_open(project)
    before = incident_files(project)
    asked = "afterword: 'login' could be an id or a word of the text. Write the whole id, or put the whole text in quotes.\n"
    for command in (("resolve",), ("update", "resolved")):
        assert said(project, *command, "login", "works", "again", code=2) == asked
    assert incident_files(project) == before
    said(project, "resolve", "All", "is", "well.")
    assert text(project).endswith("Resolved\nAll is well.\n")


@pytest.mark.parametrize("command", [("resolve",), ("update", "resolved"), ("publish",)], ids=" ".join)
def test_an_id_behind_the_text_is_no_text(project: Project, command: tuple[str, ...]) -> None:
    """Otherwise it would be published, in the incident that began last."""
    two_open(project)
    before = incident_files(project)
    assert said(project, *command, "It works again.", "login", code=2) == (
        "afterword: the id comes before the text: login \"…\". If 'login' belongs to the text, put the whole text in quotes.\n"
    )
    assert incident_files(project) == before


@pytest.mark.parametrize("blank", ["", "  ", "\N{NO-BREAK SPACE}"], ids=ascii)
@pytest.mark.parametrize(
    "command", [("new",), ("new", "Posts are late"), ("update", "posts", "identified"), ("resolve", NEW), ("correct", NEW)], ids=" ".join
)
def test_a_blank_text_is_no_text(project: Project, command: tuple[str, ...], blank: str) -> None:
    """An update without a word would change the state and say nothing."""
    begun(project)
    before = incident_files(project)
    assert said(project, *command, blank, code=2).startswith(("afterword: there is no text. ", "afterword: say what users notice: "))
    assert incident_files(project) == before


@pytest.mark.parametrize("command", [("update", "identified"), ("resolve",), ("correct", NEW), ("publish",)], ids=" ".join)
def test_an_empty_text_is_not_taken_from_elsewhere(project: Project, command: tuple[str, ...]) -> None:
    """As from a variable that is not set: neither from standard input, which may be meant for another program, nor from a template."""
    begun(project)
    project.write("incidents/2026-03-15-draft.md", "---\ntitle: Opened by a monitor\ndraft: true\nstarted: 2026-03-15 09:00 UTC\n---\n")
    before = incident_files(project)
    assert "afterword: there is no text. " in said(project, *command, "", code=2, given="The next line of a list.\n")
    assert incident_files(project) == before


@pytest.mark.parametrize("words", [("Sign-in", "fails"), ("Sign-in", "fails", "for", "many")], ids=" ".join)
@pytest.mark.parametrize("command", [("new",), ("maintenance", "--start", "22:00", "--for", "90m")], ids=["new", "maintenance"])
def test_a_title_without_quotes_is_refused(project: Project, command: tuple[str, ...], words: tuple[str, ...]) -> None:
    """Otherwise its first word alone would be the title, and the address for ever."""
    assert said(project, *command, *words, code=2) == (
        "afterword: the title would be 'Sign-in' alone. Put the whole title in quotes. A text comes after it, in quotes of its own, "
        "and has more than one word.\n"
    )
    assert incident_files(project) == {}


def test_a_title_of_one_word_is_one(project: Project) -> None:
    """With a text in quotes, on standard input, or without one."""
    said(project, "new", "Outage", "We look into it.")
    said(project, "new", "Outage", "-", given="We look into something.\n")
    said(project, "new", "Outage")
    said(project, "new", "ログインできません", "調査中です。")  # a script without spaces
    assert len(incident_files(project)) == 4


# ---- times ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [("resolve", "posts-are-late"), ("update", "posts", "resolved", "--as-file"), ("update", "posts", "retracted")]
)
def test_an_end_before_the_last_update_is_refused(project: Project, command: tuple[str, ...]) -> None:
    """The incident would stay open, although its writer said that it is over."""
    begun(project)
    before = incident_files(project)
    assert said(project, *command, "Over.", "--at", "2026-03-14 08:40 UTC", code=1) == (
        "afterword: nothing was written: the incident would stay open, because 'Investigating' of 2026-03-14 09:16 UTC is later than "
        "2026-03-14 08:40 UTC. Give a later time with --at.\n"
    )
    assert incident_files(project) == before
    said(project, *command, "Over.", "--at", "2026-03-14 09:40 UTC")
    assert said(project, "list", "--open") == "Nothing is open.\n"


def test_an_update_in_the_future_does_not_hold_up_the_end(project: Project) -> None:
    """An end without a time is written, and the command says why the incident is open all the same."""
    ahead = hours_ahead(1)
    project.write(NEW, f"---\ntitle: Posts are late\n---\n### {ahead} - Investigating\nPosts wait.\n")
    for printed in (said(project, "resolve", "Over."), said(project, "say", STATUS="resolved", TEXT="Really.")):
        stays = f"The incident stays open, because 'Investigating' of {ahead} is later than "
        assert re.search(rf"{stays}\S+ \S+ UTC\. Correct the time in {NEW}, line 4\.\n", printed)
        assert f"Wrote {NEW}\n" in printed


@pytest.mark.parametrize("command", [("update", "posts", "update", "More."), ("new", "Mails", "They wait.")], ids=" ".join)
def test_a_time_of_yesterday_is_told(project: Project, command: tuple[str, ...]) -> None:
    """A time of day that is still to come is that of yesterday. One that has passed is of today, and needs no word."""
    begun(project)
    now = datetime.now(UTC)
    passed, ahead = now - timedelta(minutes=1), now + timedelta(minutes=2)
    if {passed.date(), ahead.date()} == {now.date()}:
        at = f"{ahead:%H:%M}"
        told = f"{at} is still to come today, so it is taken as {ahead - timedelta(days=1):%Y-%m-%d %H:%M} UTC, yesterday.\n"
        assert told in said(project, *command, "--at", at)
        assert "yesterday" not in said(project, *command, "--at", f"{passed:%H:%M}")


@pytest.mark.parametrize("words", [("They wait.",), (), ("They wait.", "--next", "30m")], ids=["text", "template", "next"])
def test_a_notice_of_earlier_today_promises_nothing_that_is_late_already(project: Project, words: tuple[str, ...]) -> None:
    """The next update is due half an hour from now, also when what is written happened two hours ago."""
    said(project, "new", "Mails are late", *words, "--at", "-2h")
    (written,) = incident_files(project).values()
    due = datetime.now(UTC) + timedelta(minutes=30)
    soon = {f"{due + timedelta(minutes=more):%H:%M}" for more in range(-1, 6)}
    assert re.findall(r"Next update by ([0-9:]+) UTC\.\n", written)[0] in soon


# ---- the same words twice ------------------------------------------------------------------------

TWICE = "so nothing was written. To say it once more, use other words. If it is not public yet: commit it, and git push.\n"


def test_the_way_on_after_a_commit_that_git_refused_leads_to_the_public(tmp_path: Path) -> None:
    """With --push it ends with the push. Whoever runs the command again begins no second incident."""
    repository, project = Repository(tmp_path / "repository"), Project(tmp_path / "history", incidents=False)
    repository.git("config", "user.useConfigOnly", "true")
    shutil.copytree(project.folder, repository.folder, dirs_exist_ok=True)
    repository.commit()
    project.folder = repository.folder
    path = f"incidents/{datetime.now(UTC):%Y-%m-%d}-posts-are-late.md"
    for option, end in (("--push", " && git push\n"), ("--commit", "\n")):
        printed = said(project, "new", "Posts are late", f"They wait. {option}", option, code=1)
        assert printed.endswith(f", then: git add {path} && git commit -m 'Posts are late'{end}")
        assert re.search(
            rf"^afterword: {path} says this already, since \S+ UTC, {TWICE}",
            said(project, "new", "Posts are late", f"They wait. {option}", option, code=1),
        )
        (repository.folder / path).unlink()


@pytest.mark.parametrize(
    "fields",
    [
        {"TEXT": "Login is down."},
        {"TEXT": "Login is down", "NEXT": "no promise"},
        {"TITLE": "Login is down", "TEXT": "Nobody can log in."},
        {"TITLE": "Login is down"},
    ],
    ids=["text", "no promise", "title and text", "title"],
)
def test_a_form_that_is_sent_twice_is_one_message(project: Project, fields: dict[str, str]) -> None:
    """Also the first one, which begins an incident. The second run ends well, so that its job publishes."""
    said(project, "say", code=0, **fields)
    before = incident_files(project)
    assert re.search(r"incidents/\S+ says this already, since \S+ UTC, so nothing was written\.\n$", said(project, "say", code=0, **fields))
    assert incident_files(project) == before
    said(project, "say", TEXT="Other words.")
    assert incident_files(project) != before


def test_another_promise_makes_no_other_words(project: Project) -> None:
    """Of an update and of a new incident. A status that changes the state does."""
    said(project, "new", "Posts are late", "They wait.")
    said(project, "update", "identified", "We are on it.")
    before = incident_files(project)
    for command in (
        ("update", "identified", "We are on it.", "--next", "30m"),
        ("update", "update", "We are on it.", "--next", "2026-12-01 10:00 UTC"),
        ("new", "Posts are late", "They wait.", "--next", "2h"),
    ):
        assert said(project, *command, code=1).endswith(TWICE)
    assert incident_files(project) == before
    said(project, "update", "monitoring", "We are on it.")
    assert incident_files(project) != before


def test_an_incident_that_is_open_is_not_begun_again(project: Project) -> None:
    """However late the command is run again; once it is over, the same may happen again."""
    words = ("new", "Posts are late", "They wait.", "--at")
    said(project, *words, "2026-03-14 09:16 UTC")
    assert said(project, *words, "2026-03-14 11:16 UTC", code=1).endswith(TWICE)
    said(project, "resolve", "All went out.", "--at", "2026-03-14 10:54 UTC")
    assert "Wrote incidents/2026-03-14-posts-are-late-2.md\n" in said(project, *words, "2026-03-14 11:16 UTC")


def test_a_draft_is_published_with_a_good_text_only(project: Project) -> None:
    """Errors of the text are refused as everywhere; an old error of the draft does not keep the first word back."""
    draft = "---\ntitle: Posts are late\ncomponents: [nowhere]\ndraft: true\n---\n"
    project.write(NEW, draft)
    for words, message in FAULTY.items():
        printed = said(project, "publish", "posts", f"A moment.\n\n{words}", code=1)
        assert message in printed
        assert printed.endswith(REFUSED)
    assert text(project) == draft
    assert f"Wrote {NEW}\n" in said(project, "publish", "posts", "They wait.")
    assert "draft" not in text(project)


# ---- a file that cannot be read ------------------------------------------------------------------


def unreadable(project: Project) -> None:
    """The incident of `begun`, with a colon too many in its title."""
    begun(project)
    project.write(NEW, text(project).replace("title: ", "title: a: "))


def test_an_incident_that_cannot_be_read_is_not_denied(project: Project) -> None:
    """Nobody is led to begin a second incident; the id is enough to add to the first one."""
    unreadable(project)
    for command in (("update", "identified", "A setting."), ("resolve", "It is over.")):
        assert said(project, *command, code=2) == (
            "afterword: no incident is open among the files that can be read. To add to 2026-03-14-posts-are-late, which cannot be read, "
            'write the id. `afterword check` says what to mend. For a new one: afterword new "What users notice".\n'
        )
    assert said(project, "list", "--open", code=1) == (
        f"Nothing that can be read is open.\n{NEW} cannot be read. `afterword check {NEW}` says why.\n"
    )
    assert f"Wrote {NEW}\n" in said(project, "resolve", "posts", "It is over.")


def test_a_form_names_an_incident_that_cannot_be_read(project: Project) -> None:
    """The word becomes public as an incident of its own, and the run says how to add to the other one."""
    unreadable(project)
    assert said(project, "say", TEXT="Nobody can log in.").startswith(
        "2026-03-14-posts-are-late cannot be read, so it may be open. To add to it, write its id as the incident.\nWrote incidents/"
    )
    assert "To 2026-03-14-posts-are-late.\n" in said(project, "say", TEXT="Half of them went out.", INCIDENT="posts")


def test_a_newer_file_that_cannot_be_read_is_named(project: Project) -> None:
    """Words without an id go to the incident that can be read; an older file that cannot be read is not mentioned."""
    unreadable(project)
    for name in ("2026-03-13-login-fails", "2026-03-15-mails-are-late"):
        project.write(f"incidents/{name}.md", "---\ntitle: Fails\n---\n### 2026-03-13 09:16 UTC - Investigating\nWe look.\n")
        named = "2026-03-14-posts-are-late cannot be read, so it may be open." in said(project, "update", "identified", f"To {name}.")
        assert named is (name < "2026-03-14")
        named = "2026-03-14-posts-are-late cannot be read, so it may be open." in said(project, "say", TEXT=f"And to {name}.")
        assert named is (name < "2026-03-14")


# ---- elsewhere -----------------------------------------------------------------------------------


def test_a_command_below_the_folder_of_the_history_names_that_folder(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not advise to begin a second history inside of the first one."""
    project.write("incidents/2026-03-14-posts/a.txt", "")
    for folder, way in (("incidents", ".."), ("incidents/2026-03-14-posts", "../..")):
        monkeypatch.chdir(project.folder / folder)
        done = CliRunner().invoke(Commands(), ["list"])
        assert (done.exit_code, done.output) == (
            2,
            f"afterword: there is no mkdocs.yml here, but there is {way}/mkdocs.yml. Go to its folder: cd {way}\n",
        )


# ---- sentences that lead on ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("2026-11-29 17:20", "cannot read '2026-11-29 17:20': it has no time zone. Write its zone, e.g. 2026-11-29 17:20 UTC"),
        (
            "2026-11-29 17:20 CST",
            "cannot read '2026-11-29 17:20 CST': time zone CST is ambiguous. "
            "Write UTC, an offset such as -07:00, or a name such as America/Los_Angeles",
        ),
        (
            "2026-03-29 02:30 Europe/Berlin",
            "cannot read '2026-03-29 02:30 Europe/Berlin': there is no such date or time of day. Write the one that you mean",
        ),
        ("25:00", "cannot read '25:00'. Write -12m for twelve minutes ago, 09:16 (in UTC), or 2026-03-14 09:16 UTC"),
    ],
)
def test_what_is_wrong_with_a_time_is_told(project: Project, value: str, message: str) -> None:
    """As the check tells it of a file."""
    assert said(project, "update", "update", "x", "--at", value, code=2).endswith(f"Invalid value for '--at': {message}\n")


def test_a_part_of_a_stated_id_is_enough(project: Project) -> None:
    """As of the name of a file, or of an alias; `list` shows the stated id."""
    project.write(
        "incidents/2026-03-14-honey.md",
        "---\ntitle: Bees\nid: 2026-03-14-bee\naliases: [2026-03-14-wasp]\n---\n### 2026-03-14 09:16 UTC - Investigating\nThey buzz.\n",
    )
    for name in ("bee", "honey", "wasp"):
        assert said(project, "show", name).startswith("Bees\n")


def test_publish_knows_a_mistyped_id(project: Project) -> None:
    """It is not taken for text of another draft, and the way to name a draft is said."""
    assert said(project, "publish", "nosuch", "Some calls fail.", code=2).startswith("afterword: there is no incident 'nosuch'.")
    assert said(project, "publish", "Some calls fail.", code=2) == (
        'afterword: no monitor has opened a draft. For a new incident: afterword new "What users notice". '
        'For a draft that a person opened: afterword publish ID "…".\n'
    )


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("udpate", "there is no command 'udpate'. Did you mean 'update'? --help lists them."),
        ("xyz", "there is no command 'xyz'. --help lists them."),
    ],
)
def test_a_mistyped_command_has_a_guess(project: Project, command: str, message: str) -> None:
    """As a mistyped status, id, field or option has."""
    done = CliRunner().invoke(Commands(), [command, "x"])
    assert (done.exit_code, done.output.splitlines()[-1]) == (2, f"Error: {message}")


def test_a_mistyped_command_ends_no_completion() -> None:
    """A shell that completes the next word gets nothing, and no message in the middle of the line."""
    asked = {"_AFTERWORD_COMPLETE": "bash_complete", "COMP_WORDS": "afterword udpate ", "COMP_CWORD": "2"}
    done = CliRunner().invoke(Commands(), prog_name="afterword", env=asked)
    assert (done.exit_code, done.exception) == (0, None)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ("--repo", "git@github.com:pigeonpost/history.git"),
            "--repo: 'git@github.com:pigeonpost/history.git' is no full address. Write https://github.com/pigeonpost/history",
        ),
        (
            ("--repo", "ssh://git@git.pigeonpost.example:2222/ops/history.git"),
            "--repo: 'ssh://git@git.pigeonpost.example:2222/ops/history.git' is no full address. "
            "Write https://git.pigeonpost.example/ops/history",
        ),
        (
            ("--repo", "pigeonpost/history"),
            "--repo: 'pigeonpost/history' is no full address. Write e.g. https://github.com/pigeonpost/status",
        ),
    ],
    ids=["git", "ssh", "path"],
)
def test_init_says_how_the_address_of_a_repository_looks(tmp_path: Path, options: tuple[str, ...], message: str) -> None:
    """Of the one that git clones by SSH, the one for readers is made."""
    named = ("--name", "Pigeonpost", "--url", "https://status.pigeonpost.example/")
    done = CliRunner().invoke(Commands(), ["init", str(tmp_path / "new"), *named, *options])
    assert (done.exit_code, done.output) == (2, f"afterword: {message}\n")


def test_init_in_a_site_says_where_its_values_belong(tmp_path: Path) -> None:
    """Not the options: those of a site come from its mkdocs.yml, which may lack them."""
    (tmp_path / "mkdocs.yml").write_text("site_name: Docs\n", encoding="utf-8")
    done = CliRunner().invoke(Commands(), ["init", str(tmp_path), "--url", "https://docs.pigeonpost.example/"])
    assert (done.exit_code, done.output) == (
        2,
        f"afterword: {tmp_path} has a site, so the values come from its mkdocs.yml. Write site_name, site_url and repo_url there, "
        f"then: afterword init {tmp_path}\n",
    )


def test_a_push_without_a_branch_or_a_remote_says_what_to_do(tmp_path: Path) -> None:
    """The commit is made; the way on depends on what git lacks."""
    repository, project = Repository(tmp_path / "repository"), Project(tmp_path / "history", incidents=False)
    shutil.copytree(project.folder, repository.folder, dirs_exist_ok=True)
    for key, value in (("user.name", "Ada Osei"), ("user.email", "ada@pigeonpost.example")):
        repository.git("config", key, value)
    repository.commit()
    project.folder = repository.folder
    assert said(project, "new", "Posts are late", "They wait.", "--push", code=1).endswith(
        "Name the repository (git remote add origin URL), then: git push -u origin HEAD\n"
    )
    repository.git("remote", "add", "origin", str(tmp_path / "nowhere"))
    assert said(project, "new", "Mails are late", "They wait.", "--push", code=1).endswith(" Run: git push -u origin HEAD\n")
    repository.git("checkout", "--quiet", "--detach")
    assert said(project, "new", "Login fails", "It fails.", "--push", code=1).endswith(
        "Put the commit on a branch (git switch -c NAME), then run: git push -u origin NAME\n"
    )
