"""The commands that write: what they print, what they write, and what they refuse. Every output is compared whole."""

import os
import pty
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import prepared
from afterword.commands.asking import due_of, due_words, moment_of, rounded
from afterword.commands.writer_templates import packaged
from project import Project
from repository import QUIET, Repository

NEW = "incidents/2026-03-14-posts-are-not-going-out.md"
SITE = "https://status.pigeonpost.example/"
AT = ("--at", "2026-03-14 09:16 UTC")
STATUSES = (
    "investigating, identified, monitoring, mitigated, resolved, update, postmortem, correction, retracted, scheduled, "
    "in-progress, verifying, completed, cancelled"
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project without incidents, and without samples among its templates."""
    return Project(tmp_path / "history", incidents=False)


def said(project: Project, *arguments: str, code: int = 0, given: str | None = None) -> str:
    """What a command prints, errors first; without the warnings that depend on the clock."""
    done = prepared.run(project.folder, "-m", "afterword", *arguments, environment={**os.environ, **QUIET}, given=given)
    assert done.returncode == code, done.stdout + done.stderr
    return re.sub(r"^\S+: warning W[0-9]+: .*\n", "", done.stderr, flags=re.MULTILINE) + done.stdout


def text(project: Project, path: str) -> str:
    """A file of the project."""
    return (project.folder / path).read_text(encoding="utf-8")


def incident_files(project: Project) -> dict[Path, str]:
    """Every file of every incident."""
    return {path: path.read_text(encoding="utf-8") for path in (project.folder / "incidents").rglob("*.md")}


def begun(project: Project) -> None:
    """An incident of 14 March."""
    said(project, "new", "Posts are not going out", "Posts wait in your queue.", *AT)


# ---- new -----------------------------------------------------------------------------------------


def test_new_writes_a_file_that_is_complete_as_it_stands(project: Project) -> None:
    """Title alone will do: the first notice comes from the template, and `check` has nothing to say at that time."""
    assert said(project, "new", "Posts are not going out", *AT) == (
        f"Wrote {NEW}\nPage: {SITE}incidents/2026-03-14-posts-are-not-going-out/\n"
        f"Next: git add {NEW} && git commit -m 'Posts are not going out' && git push\n"
    )
    assert text(project, NEW) == (
        "---\ntitle: Posts are not going out\n---\n### 2026-03-14 09:16 UTC - Investigating\n"
        "We have reports of this problem: Posts are not going out. We are looking for the cause. We do not know yet how many of you it "
        "hits, whether data is affected, or whether there is anything that you can do. Next update by 09:50 UTC.\n"
    )
    done = project.run("check", "--now", "2026-03-14 09:17 UTC", "--against", "none")
    assert (done.returncode, done.stdout) == (0, "1 incident: no problems.\n")


def test_new_with_everything(project: Project) -> None:
    """Severity, components, a text of one's own, and when the next word comes; the title is quoted where YAML needs it."""
    said(project, "new", "We're back: nearly", "Some.", *AT, "--severity", "sev2", "-c", "delivery", "-c", "api", "--next", "09:45")
    assert text(project, "incidents/2026-03-14-we-re-back-nearly.md") == (
        '---\ntitle: "We\'re back: nearly"\nseverity: sev2\ncomponents: [delivery, api]\n---\n'
        "### 2026-03-14 09:16 UTC - Investigating\nSome. Next update by 09:45 UTC.\n"
    )


def test_new_takes_a_name_that_is_free(project: Project) -> None:
    """Two incidents of one day and one title; a title in another script."""
    begun(project)
    assert "Wrote incidents/2026-03-14-posts-are-not-going-out-2.md\n" in said(project, "new", "Posts are not going out", *AT)
    first = said(project, "new", "投稿できません", *AT)
    assert "Wrote incidents/2026-03-14-1.md\n" in first
    assert "The title has no Latin letters, so its address has a number. For words: --id 2026-03-14-short-name\n" in first
    assert "Wrote incidents/2026-03-14-2.md\n" in said(project, "new", "Не работает", *AT)
    assert "Wrote incidents/2026-03-14-grosse-stoerung-in-lodz-og-aero.md\n" in said(project, "new", "Große Stœrung in Łódź og Ærø", *AT)


def test_new_takes_the_address_that_it_is_given(project: Project) -> None:
    """One that is taken or cannot be is refused, with one that can be."""
    assert "Wrote incidents/2026-03-14-late.md\n" in said(project, "new", "投稿できません", "--id", "2026-03-14-late", *AT)
    assert "there is an incident 2026-03-14-late already" in said(project, "new", "Later", "--id", "2026-03-14-late", *AT, code=1)
    assert "Try --id 2026-03-14-too-late" in said(project, "new", "Later", "--id", "Too late", *AT, code=2)
    work = ("--start", "22:00", "--for", "90m", "--id", "2026-03-14-upgrade", *AT)
    assert "Wrote incidents/2026-03-14-upgrade.md\n" in said(project, "maintenance", "Upgrade", *work)


def test_new_refuses_what_could_not_be_published(project: Project) -> None:
    """The errors are those of the check; no file is left behind."""
    assert said(project, "new", "Posts are late", *AT, "-c", "delivry", code=1) == (
        "incidents/2026-03-14-posts-are-late.md:3:14: error E152: component 'delivry' is not in site_config/settings.yml. "
        "Did you mean 'delivery'?\n"
        "afterword: nothing was written, because of these errors. Do what they say, and try again.\n"
    )
    assert not list((project.folder / "incidents").glob("*"))


def test_new_reads_standard_input(project: Project) -> None:
    """For programs: a title, and a text on standard input. Without either it says what to do."""
    said(project, "new", "Posts are late", "-", *AT, given="They are held.\n")
    assert text(project, "incidents/2026-03-14-posts-are-late.md").endswith("Investigating\nThey are held. Next update by 09:50 UTC.\n")
    assert said(project, "new", code=2) == 'afterword: say what users notice: afterword new "Scheduled posts are not going out"\n'


@pytest.mark.parametrize("words", ["- One.\n- Two.", "- One.", "---\nOne.", "-- One."])
def test_a_text_may_begin_with_a_dash(project: Project, words: str) -> None:
    """It is a list or a line, and no option; and a slip in an option is not taken for a text."""
    begun(project)
    said(project, "update", "update", words, "--at", "2026-03-14 09:48 UTC")
    assert text(project, NEW).endswith(f"### 2026-03-14 09:48 UTC - Update\n{words}\n")
    assert "No such option '--nxt'" in said(project, "update", "update", "x", "--nxt", "30m", code=2)


def test_a_promise_does_not_run_into_the_text(project: Project) -> None:
    """It follows a sentence; below a text without a full stop, a list or a code block it is a paragraph of its own."""
    for title, words, end in (
        ("Posts", "They wait.", "They wait. Next update by 09:50 UTC.\n"),
        ("Mails", "They wait", "They wait\n\nNext update by 09:50 UTC.\n"),
        ("Pages", "Try:\n\n```\nreload\n```", "Try:\n\n```\nreload\n```\n\nNext update by 09:50 UTC.\n"),
    ):
        said(project, "new", title, "-", *AT, given=words)
        assert text(project, f"incidents/2026-03-14-{title.lower()}.md").endswith(f"Investigating\n{end}")


# ---- update, resolve, correct --------------------------------------------------------------------


def test_update_adds_a_heading(project: Project) -> None:
    """To the open incident that began last; the page, and what to do next, are named."""
    begun(project)
    added = said(
        project, "update", "identified", "It is", "a setting.", "--at", "2026-03-14 09:48 UTC", "--next", "30m", "--headline", "a setting"
    )
    assert added == (
        "To 2026-03-14-posts-are-not-going-out, the newest open incident.\n"
        f"Wrote {NEW}\nPage: {SITE}incidents/2026-03-14-posts-are-not-going-out/#u-20260314T0948Z\n"
        f"Next: git add {NEW} && git commit -m 'Identified: Posts are not going out' && git push\n"
    )
    assert text(project, NEW).endswith(
        "Posts wait in your queue. Next update by 09:50 UTC.\n\n"
        "### 2026-03-14 09:48 UTC - Identified: a setting\nIt is a setting. Next update by 10:20 UTC.\n"
    )


def test_update_as_a_file(project: Project) -> None:
    """The name carries time, status and a mark of the text; those of one minute come in the order in which they were written."""
    begun(project)
    anchors = []
    words = (("monitoring", "At it."), ("in-progress", "At it."), ("in-progress", "Still at it."), ("investigating", "At it."))
    for status, word in words:
        printed = said(project, "update", "2026-03-14", status, word, "--at", "2026-03-14 09:48 UTC", "--as-file")
        anchors += re.findall("#(.*)", printed)
    folder = project.folder / NEW.removesuffix(".md") / "updates"
    assert {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()} == {
        "2026-03-14T0948Z-monitoring-cdb2ae.md": "At it.\n",
        "2026-03-14T094801Z-in-progress-cdb2ae.md": "At it.\n",
        "2026-03-14T094802Z-in-progress-b6d2a7.md": "Still at it.\n",
        "2026-03-14T094803Z-investigating-cdb2ae.md": "At it.\n",
    }
    assert anchors == ["u-20260314T0948Z", *(f"u-20260314T0948Z-{number}" for number in (2, 3, 4))]
    done = project.run("check", "--now", "2026-03-14 09:49 UTC", "--against", "none")
    assert (done.returncode, " error " in done.stdout) == (0, False)


def test_a_heading_of_a_minute_that_has_a_file_is_a_file(project: Project) -> None:
    """Among the headings it would come before that file, and take its address away."""
    begun(project)
    for form in (("--as-file",), ()):
        added = said(project, "update", "2026-03-14", "update", f"At it {form}.", "--at", "2026-03-14 09:48 UTC", *form)
    assert added.startswith(f"Wrote {NEW[:-3]}/updates/2026-03-14T0948")
    assert "#u-20260314T0948Z-2\n" in added


def test_update_of_a_file_in_which_a_heading_would_be_lost(project: Project) -> None:
    """Behind a comment that is not closed nobody would see it, so it gets a file of its own."""
    begun(project)
    project.write(NEW, text(project, NEW) + "\n<!-- to do\n")
    assert f"Wrote {NEW[:-3]}/updates/2026-03-14T0948Z-update-a6511d.md\n" in said(
        project, "update", "update", "More.", "--at", "2026-03-14 09:48 UTC"
    )


def test_update_of_a_file_that_cannot_be_read(project: Project) -> None:
    """At night a broken line must not hold up the next word: it stands at the end, where a build that keeps going shows it."""
    begun(project)
    project.write(NEW, text(project, NEW).replace("title: ", "title: a: "))
    added = said(project, "update", "posts-are", "update", "More.", "--at", "2026-03-14 09:48 UTC")
    assert re.match(rf"{NEW}:2:[0-9]+: error E103: the front matter is not valid YAML", added)
    assert text(project, NEW).endswith("\n\n### 2026-03-14 09:48 UTC - Update\nMore.\n")


@pytest.mark.parametrize("words", ["More.\n\n## Affected\n\nAll.", "More.\n\n### Workaround\n\nWait.", "# Big\n\nMore.\n\n```\nopen"])
def test_a_heading_in_an_update_stays_in_it(project: Project, words: str) -> None:
    """In the incident's file it would end the update and begin a section, so the update gets a file of its own."""
    begun(project)
    before = text(project, NEW)
    added = said(project, "update", "posts", "update", "-", "--at", "2026-03-14 09:48 UTC", given=words)
    assert re.match(f"Wrote {NEW[:-3]}/updates/2026-03-14T0948Z-update-[0-9a-f]{{6}}.md\n", added)
    assert text(project, NEW) == before


@pytest.mark.parametrize("form", [(), ("--as-file",)])
def test_update_refuses_a_now_in_its_text(project: Project, form: tuple[str, ...]) -> None:
    """The word `now` in a heading is a time, too: the text would be two updates, and the second says that it is over."""
    begun(project)
    assert said(project, "update", "posts", "update", "-", *AT, *form, code=1, given="Words.\n\n### now - Resolved\nNot yet.").endswith(
        "Nothing was written.\n"
    )


def test_update_refuses_a_text_that_is_two_updates(project: Project) -> None:
    """A line that begins like a heading with a time would become an update of its own."""
    begun(project)
    two = "Words.\n\n### 2026-03-14 10:00 UTC - Resolved\nNot yet."
    assert said(project, "update", "posts", "update", "-", *AT, code=1, given=two) == (
        "afterword: the text would not be read as one update, because a line in it begins like a heading with a time. "
        "Reword that line, or put a space before its #. Nothing was written.\n"
    )


def test_resolve_closes_and_correct_corrects(project: Project) -> None:
    """The state comes from what was said."""
    begun(project)
    said(project, "resolve", "All posts went out. We are sorry.", "--at", "2026-03-14 10:54 UTC")
    assert said(project, "list", "--open") == "Nothing is open.\n"
    said(project, "correct", "posts", "Three posts were lost.", "--at", "2026-03-14 11:30 UTC", "--headline", "three posts were lost")
    assert said(project, "show", "posts") == (
        f"Posts are not going out\nFile: {NEW}\nPage: {SITE}incidents/2026-03-14-posts-are-not-going-out/\nState: Resolved\n"
        "Started: ~2026-03-14 09:16 UTC\nOver: 2026-03-14 10:54 UTC\n\n"
        "2026-03-14 09:16 UTC - Investigating  #u-20260314T0916Z\n  Posts wait in your queue. Next update by 09:50 UTC.\n\n"
        "2026-03-14 10:54 UTC - Resolved  #u-20260314T1054Z\n  All posts went out. We are sorry.\n\n"
        "2026-03-14 11:30 UTC - Correction: three posts were lost  #u-20260314T1130Z\n  Three posts were lost.\n"
    )


@pytest.mark.parametrize("more", [(), ("--as-file", "--headline", "not 10:54")], ids=["heading", "file"])
def test_a_word_that_is_given_twice_is_one_word(project: Project, more: tuple[str, ...]) -> None:
    """The same words a moment later are refused. Others are not, and neither are the same words half an hour later."""
    begun(project)
    word = ("correct", "posts", "It was 11:10.", "--next", "12:00", *more, "--at")
    assert "Wrote " in said(project, *word, "2026-03-14 11:30 UTC")
    before = incident_files(project)
    again = said(project, *word, "2026-03-14 11:31 UTC", code=1)
    assert again.partition(" says ")[2] == (
        "this already, since 11:30 UTC, so nothing was written. To say it once more, use other words. "
        "If it is not public yet: commit it, and git push.\n"
    )
    assert incident_files(project) == before
    assert "It was 11:10. Next update by 12:00 UTC." in "".join(before.values())
    for at in ("2026-03-14 11:29 UTC", "2026-03-14 11:50 UTC"):
        said(project, *word, at)
    said(project, "correct", "posts", "It was 11:11.", "--at", "2026-03-14 11:31 UTC")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("update",), 'say the status and what readers should know: afterword update identified "We found the cause." --next 30m'),
        (("update", "posts"), f"say the status after the id: {STATUSES}."),
        (("update", "posts", "We have found the cause."), f"say the status after the id: {STATUSES}."),
        (
            ("correct", "It was 10, not 9."),
            "there is no incident 'It was 10, not 9.'. An id has no spaces and comes before the text. "
            "`afterword list` shows the ids of all.",
        ),
        (
            ("update", "We have found the cause."),
            f'say a status before the text, such as: afterword update identified "…". A status is one of {STATUSES}.',
        ),
        (("update", "idntified", "x"), f"'idntified' is no status. Did you mean 'identified'? A status is one of {STATUSES}."),
        (("update", "posts", "ok", "x"), f"'ok' is no status. A status is one of {STATUSES}."),
        (
            ("update", "identified"),
            'there is no text. Write it at the end of the command, in quotes, or send it on standard input: echo "…" | afterword …',
        ),
        (
            ("update", "in-progress", "x"),
            "no maintenance is open, so say which one you mean: `afterword list` shows the ids. For a new one: "
            'afterword maintenance "Database upgrade". If somebody began it elsewhere: git pull.',
        ),
        (("show", "nothing"), "there is no incident 'nothing'. `afterword list` shows the ids of all."),
        (
            ("resolve", "2026-03-14-posts-are-not-gong-out", "x"),
            "there is no incident '2026-03-14-posts-are-not-gong-out'. Did you mean '2026-03-14-posts-are-not-going-out'? "
            "`afterword list` shows the ids of all.",
        ),
        (("resolve", "pots", "All is well."), "there is no incident 'pots'. `afterword list` shows the ids of all."),
        (
            ("correct", "posts-not-going-out", "x"),
            "there is no incident 'posts-not-going-out'. Did you mean '2026-03-14-posts-are-not-going-out'? "
            "`afterword list` shows the ids of all.",
        ),
        (
            ("correct",),
            'say which incident, and what was wrong: afterword correct ID "…". `afterword list` shows the ids.',
        ),
        (("postmortem",), "say which incident: afterword postmortem ID. `afterword list` shows the ids."),
        (
            ("maintenance",),
            'say what the work is, and when: afterword maintenance "Database upgrade" --start "2026-12-01 22:00 UTC" --for 90m',
        ),
        (
            ("postmortem", "2026"),
            "'2026' could be 2026-03-14-posts-are-not-going-out or 2026-03-14-posts-are-not-going-out-2. Write more of the id.",
        ),
        (
            ("maintenance", "Work"),
            'say when the work begins and how long it takes: afterword maintenance "Work" --start "2026-12-01 22:00 UTC" --for 90m',
        ),
        (("maintenance", "Work", "--start", "22:00"), "say when the work will be over: --end TIME, or --for 90m."),
        (("maintenance", "Work", "--start", "22:00", "--for", "long"), "cannot read 'long' as a length of time. Write 90m, 2h or 1h30m."),
        (("init", "x"), 'give the name and the address of the site: afterword init DIR --name "…" --url https://…'),
        (
            ("init", "x", "--name", "X", "--url", "status.example"),
            "--url: 'status.example' is no full address. Write e.g. https://status.pigeonpost.example/",
        ),
        (
            ("list", "-f", "no.yml"),
            "there is no no.yml here. Go to the folder that holds it, name it with --config-file, or begin a new history: afterword init .",
        ),
    ],
)
def test_what_is_wrong_with_a_command_is_said_with_a_remedy(project: Project, arguments: tuple[str, ...], message: str) -> None:
    """Exit code 2, one line, and what to do."""
    begun(project)
    said(project, "new", "Posts are not going out", *AT)
    assert said(project, *arguments, code=2).endswith(f"afterword: {message}\n")


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--at", "later", "cannot read 'later'. Write -12m for twelve minutes ago, 09:16 (in UTC), or 2026-03-14 09:16 UTC"),
        ("--next", "soon", "cannot read 'soon'. Write 30m, 1h, 09:45 (in UTC), or 2026-03-14 09:45 UTC"),
    ],
)
def test_a_time_that_cannot_be_read_is_refused(project: Project, option: str, value: str, message: str) -> None:
    """With the forms that can be."""
    assert said(project, "update", "update", "x", option, value, code=2).endswith(f"Invalid value for '{option}': {message}\n")


def test_commit_commits_what_was_written_and_nothing_else(tmp_path: Path) -> None:
    """Other work that lies around, staged or not, stays as it is. A commit that git refuses is told, and the file is there."""
    repository = Repository(tmp_path / "history")
    project = Project(tmp_path / "copy", incidents=False)
    shutil.copytree(project.folder, repository.folder, dirs_exist_ok=True)
    repository.commit()
    repository.write("staged.txt", "x")
    repository.git("add", "staged.txt")
    project.folder = repository.folder
    assert said(project, "new", "Posts are not going out", *AT, "--commit", code=1).startswith(
        "afterword: the file is written, but git did not commit (Author identity unknown). Say who you are: git config"
    )
    for key, value in (("user.name", "Ada Osei"), ("user.email", "ada@pigeonpost.example")):
        repository.git("config", key, value)
    assert re.fullmatch(
        r"To \S+, the newest open incident\.\nWrote \S+\nPage: \S+\nCommitted as [0-9a-f]{7,}\. Next: git push\n",
        said(project, "update", "identified", "It is a setting.", "--at", "2026-03-14 09:48 UTC", "--commit"),
    )
    assert repository.git("log", "-1", "--format=%s", "--name-only") == f"Identified: Posts are not going out\n\n{NEW}"
    assert repository.git("status", "--porcelain") == "A  staged.txt"


@pytest.fixture
def colleagues(tmp_path: Path) -> tuple[Project, Project]:
    """Two clones of one history, in which one incident is open; each follows the branch that both push."""
    origin = Repository(tmp_path / "first")
    shutil.copytree(Project(tmp_path / "copy", incidents=False).folder, origin.folder, dirs_exist_ok=True)
    origin.commit()
    subprocess.run(["git", "clone", "--quiet", "--bare", "first", "origin"], cwd=tmp_path, check=True, env={**os.environ, **QUIET})
    clones = []
    for name in ("phone", "laptop"):
        subprocess.run(["git", "clone", "--quiet", "origin", name], cwd=tmp_path, check=True, env={**os.environ, **QUIET})
        project = Project(tmp_path / "unused" / name, incidents=False)
        project.folder = tmp_path / name
        for key, value in (("user.name", name), ("user.email", f"{name}@pigeonpost.example")):
            subprocess.run(["git", "config", key, value], cwd=project.folder, check=True)
        clones.append(project)
    return clones[0], clones[1]


def git(project: Project, *arguments: str) -> str:
    """Ask git in the folder of the project."""
    return subprocess.run(["git", *arguments], cwd=project.folder, check=True, capture_output=True, text=True).stdout.strip()


def test_the_laptop_knows_what_the_phone_has_pushed(colleagues: tuple[Project, Project]) -> None:
    """`--push` takes in what colleagues pushed before it looks for the open incident, and commits that were pushed meanwhile."""
    phone, laptop = colleagues
    assert said(phone, "new", "Posts are not going out", "Posts wait.", *AT, "--push").endswith(", and pushed.\n")
    (laptop.folder / "site_config" / "settings.yml").write_text("# Not committed yet.\n", encoding="utf-8")
    (laptop.folder / "mine.txt").write_text("Nobody else has it.\n", encoding="utf-8")
    assert "To 2026-03-14-posts-are-not-going-out, the newest open incident.\n" in said(
        laptop, "update", "identified", "It is a setting.", "--at", "2026-03-14 09:48 UTC", "--push"
    )
    assert git(laptop, "status", "--porcelain", "--branch").splitlines()[0] == "## main...origin/main"
    assert (laptop.folder / "site_config" / "settings.yml").read_text(encoding="utf-8") == "# Not committed yet.\n"
    # Between the fetch and the push of the phone, the laptop is quicker once more: a hook of git stands for it.
    said(laptop, "update", "update", "Half is out.", "--at", "2026-03-14 10:00 UTC", "--commit")
    hook = phone.folder / ".git" / "hooks" / "pre-push"
    hook.write_text(f"#!/bin/sh\nrm .git/hooks/pre-push\nunset GIT_DIR\ngit -C '{laptop.folder}' push --quiet\n", encoding="utf-8")
    hook.chmod(0o755)
    said(phone, "new", "Mails are late", "They come an hour late.", "--at", "2026-03-14 10:01 UTC", "--push")
    assert git(phone, "log", "--format=%s", "origin/main").splitlines()[:4] == [
        "Mails are late", "Update: Posts are not going out", "Identified: Posts are not going out", "Posts are not going out",
    ]  # fmt: skip


def test_no_colleague_and_no_network_keeps_an_update_back(colleagues: tuple[Project, Project]) -> None:
    """What cannot be fetched or joined is said; the update is written and committed, and nothing of anybody is lost."""
    phone, laptop = colleagues
    said(phone, "new", "Posts are not going out", "Posts wait.", *AT, "--push")
    git(laptop, "pull", "--quiet", "--rebase")
    said(phone, "update", "identified", "It is a setting.", "--at", "2026-03-14 09:48 UTC", "--push")
    (laptop.folder / NEW).write_text(text(laptop, NEW) + "\nMore of mine.\n", encoding="utf-8")
    done = laptop.run("update", "update", "Half is out.", "--at", "2026-03-14 10:00 UTC", "--commit")
    assert done.returncode == 0, done.stderr
    assert f"{NEW} is changed here, and a colleague pushed a change of it. Commit yours, then run: git pull --rebase" in done.stderr
    assert "More of mine." in text(laptop, NEW)
    said(phone, "update", "monitoring", "We watch.", "--at", "2026-03-14 10:02 UTC", "--push")
    conflict = laptop.run("update", "update", "All is out.", "--at", "2026-03-14 10:04 UTC", "--push")
    assert conflict.returncode == 1
    assert "does not go together with commits of yours" in conflict.stderr
    assert git(laptop, "status", "--porcelain") == ""
    assert "All is out." in text(laptop, NEW)
    shutil.move(laptop.folder.parent / "origin", laptop.folder.parent / "away")
    offline = phone.run("update", "update", "Most is out.", "--at", "2026-03-14 10:05 UTC", "--commit")
    assert offline.returncode == 0, offline.stderr
    assert "afterword: What colleagues pushed could not be fetched (" in offline.stderr


def test_on_a_terminal_an_update_asks_for_its_text(project: Project) -> None:
    """Twenty seconds: a status on the command line, one sentence at the question."""
    begun(project)
    ours, theirs = pty.openpty()
    arguments = ["update", "identified", "--at", "2026-03-14 09:48 UTC"]
    command = subprocess.Popen([prepared.python(), "-m", "afterword", *arguments], cwd=project.folder, stdin=theirs, stdout=subprocess.PIPE)
    os.write(ours, b"It is a setting.\n")
    asked, _ = command.communicate(timeout=120)
    os.close(ours)
    os.close(theirs)
    assert asked.decode().startswith("What do readers need to know now?\n> Wrote ")
    assert text(project, NEW).endswith("### 2026-03-14 09:48 UTC - Identified\nIt is a setting.\n")


# ---- maintenance, postmortem, stamp --------------------------------------------------------------


def test_maintenance_is_complete_as_it_stands(project: Project) -> None:
    """Its window, what readers will notice, and a first update; the next word goes to it, and not to an incident."""
    begun(project)
    said(project, "maintenance", "Database upgrade", "--start", "2026-12-01 22:00 UTC", "--for", "1h30m", "-c", "delivery", *AT)
    path = "incidents/2026-12-01-database-upgrade.md"
    assert text(project, path) == (
        "---\ntitle: Database upgrade\nkind: maintenance\ncomponents: [delivery]\n"
        "scheduled_start: 2026-12-01 22:00 UTC\nscheduled_end: 2026-12-01 23:30 UTC\n---\n"
        "From 1 Dec 2026, 22:00 UTC to 23:30 UTC we do planned work: Database upgrade. We will say here when it "
        "begins and when it is over.\n\n"
        "### 2026-03-14 09:16 UTC - Scheduled\nPlanned from 1 Dec 2026, 22:00 UTC to 23:30 UTC.\n"
    )
    assert project.run("check", path, "--now", "2026-03-14 09:17 UTC", "--against", "none").stdout == "2 incidents: no problems.\n"
    assert f"Wrote {path}\n" in said(project, "update", "cancelled", "Not now.", "--at", "2026-03-14 10:00 UTC")


def test_resolve_ends_planned_work(project: Project) -> None:
    """Without an id, when no incident is open: work that is under way is completed. Work that lies ahead is left alone."""
    for title, start in (("Later", "2099-12-01 22:00 UTC"), ("Upgrade", "2026-03-14 09:00 UTC")):
        said(project, "maintenance", title, "--start", start, "--for", "90m", *AT)
    path = "incidents/2026-03-14-upgrade.md"
    assert f"Wrote {path}\n" in said(project, "update", "update", "Half is done.", "--at", "2026-03-14 10:00 UTC")
    assert f"Wrote {path}\n" in said(project, "resolve", "Done.", "--at", "2026-03-14 10:20 UTC")
    assert text(project, path).endswith("### 2026-03-14 10:20 UTC - Completed\nDone.\n")
    assert said(project, "resolve", "Done.", code=2).startswith("afterword: no incident is open")


def test_postmortem_adds_what_is_missing(project: Project) -> None:
    """With comments that nobody publishes; what is there stays, and a second time nothing is missing."""
    begun(project)
    before = text(project, NEW)
    assert said(project, "postmortem", "posts").splitlines()[0] == (
        "Added: What happened, Trigger, Contributing factors, Detection, How we responded, Lessons learned, Action items, Timeline."
    )
    assert text(project, NEW).startswith(before)
    assert said(project, "postmortem", "posts") == f"Nothing is missing: {NEW} has all of these sections.\n"
    page = (project.build() / "incidents/2026-03-14-posts-are-not-going-out/index.html").read_text(encoding="utf-8")
    assert "Contributing factors" not in page
    assert "What went well" not in page


def test_a_template_of_the_site_wins(project: Project) -> None:
    """A team's own words for its first notice, and its own order of a short report."""
    project.write("site_config/templates/investigating.md", "{title}: we look, since {time}. Next update by {next}.\n")
    project.write("site_config/templates/postmortem-short.md", "## What happened\n\n<!-- Ours. -->\n")
    said(project, "new", "Posts are not going out", *AT)
    assert text(project, NEW).endswith("Posts are not going out: we look, since 09:16 UTC. Next update by 09:50 UTC.\n")
    assert said(project, "postmortem", "posts", "--short").startswith("Added: What happened.\n")


@pytest.mark.parametrize("linked", ["investigating.md", "."])
def test_no_template_is_taken_through_a_link(project: Project, tmp_path: Path, linked: str) -> None:
    """A proposed change could bring one that leads to a key; its text would stand in the next incident."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "investigating.md").write_text("A word from elsewhere.\n", encoding="utf-8")
    folder = project.folder / "site_config/templates"
    if linked != ".":
        folder.mkdir()
    (folder / linked).symlink_to(tmp_path / "elsewhere" / linked)
    assert said(project, "new", "Posts are not going out", *AT, code=1).endswith(
        "site_config/templates/investigating.md is a link or a device, and only plain files are read. Put the text itself there.\n"
    )
    assert not (project.folder / NEW).exists()


def test_edit_begins_with_the_template(project: Project) -> None:
    """The editor that the environment names gets the template of the status; what it saves is the update."""
    begun(project)
    editor = project.folder / "editor.py"
    editor.write_text(
        "import pathlib, re, sys\np = pathlib.Path(sys.argv[1])\n"
        "p.write_text(re.sub(r'\\[write: whether data[^]]*\\]', 'No data was lost.', p.read_text()))\n"
    )
    done = project.run("resolve", "--edit", "--at", "2026-03-14 10:54 UTC", EDITOR=f"{sys.executable} {editor}")
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[1].startswith("Left out, because nobody filled it in: [write: what works again, and since when, ")
    assert "No data was lost." in text(project, NEW)
    assert "[write:" not in text(project, NEW)


@pytest.mark.parametrize("command", [("resolve",), ("update", "identified"), ("update", "monitoring")], ids=" ".join)
def test_a_template_that_nobody_filled_in_says_nothing(project: Project, command: tuple[str, ...]) -> None:
    """It claims no fact, so saved as it is it is no update; typed into a file all the same, it is an error."""
    begun(project)
    before = text(project, NEW)
    editor = project.folder / "editor.py"
    editor.write_text("import pathlib, sys\np = pathlib.Path(sys.argv[1])\np.write_text(p.read_text() + '\\n')\n")
    done = project.run(*command, "--edit", EDITOR=f"{sys.executable} {editor}")
    assert (done.returncode, text(project, NEW)) == (2, before)
    assert done.stderr.endswith("nothing was filled in. Run the command again, and put your words in the place of [write: …].\n")
    filled_in = packaged(command[-1].replace("resolve", "resolved"))
    project.write(NEW, f"{before}\n### 2026-03-14 10:54 UTC - Update\n{filled_in}")
    printed = project.run("check", "--against", "none").stdout
    assert len(re.findall(r" error E119: '\[write: ", printed)) == filled_in.count("[write:") > 0


def test_stamp_writes_down_the_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In headings and in names of files, by the author times of their commits; a second time there is nothing to do."""
    repository = Repository(tmp_path / "history")
    project = Project(tmp_path / "copy", incidents=False)
    shutil.copytree(project.folder, repository.folder, dirs_exist_ok=True)
    project.folder = repository.folder
    repository.write(NEW, "---\r\ntitle: Posts\r\n---\r\n### Now - Investigating\r\nWe look.\r\n")
    repository.write(f"{NEW[:-3]}/updates/now-update.md", "More.\n")
    repository.commit()
    for key, value in (("user.name", "Ada Osei"), ("user.email", "ada@pigeonpost.example")):
        repository.git("config", key, value)
    stamped = said(project, "stamp", "--commit")
    new = f"{NEW[:-3]}/updates/2026-03-14T0916Z-update.md"
    assert re.sub("as [0-9a-f]+", "as X", stamped) == (
        f"{NEW}:4: 2026-03-14 09:16 UTC\n{NEW[:-3]}/updates/now-update.md: 2026-03-14 09:16 UTC\nWrote {NEW}\nWrote {new}\n"
        "Committed as X. Next: git push\n"
    )
    assert (
        repository.folder / NEW
    ).read_bytes() == b"---\r\ntitle: Posts\r\n---\r\n### 2026-03-14 09:16 UTC - Investigating\r\nWe look.\r\n"
    assert repository.git("status", "--porcelain") == ""
    assert said(project, "stamp") == "Nothing to stamp: no update says 'now'.\n"
    shallow = tmp_path / "shallow"
    repository.write(NEW, "---\ntitle: Posts\n---\n### now - Investigating\n")
    repository.commit()
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.folder}", str(shallow))
    project.folder = shallow
    nobody = "afterword: nothing was stamped, because these times are not known. Follow the messages above, then run the command again.\n"
    assert re.findall(r"error (E\d+): .*|^(afterword: .*\n)", said(project, "stamp", "--commit", code=1), re.MULTILINE) == [
        ("E142", ""),
        ("", nobody),
    ]
    project.folder = repository.folder
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert said(project, "stamp", code=1).endswith(
        f"If you trust it, run: git config --global --add safe.directory {repository.folder}\n{nobody}"
    )
    monkeypatch.delenv("GIT_TEST_ASSUME_DIFFERENT_OWNER")
    shutil.rmtree(repository.folder / ".git")
    before = (repository.folder / NEW).read_bytes()
    assert said(project, "stamp", code=1).endswith(nobody)  # a copy would get another time with every run
    assert (repository.folder / NEW).read_bytes() == before


# ---- looking -------------------------------------------------------------------------------------


def test_list_names_everything(project: Project) -> None:
    """Newest first, with what cannot be read at the end and exit code 1."""
    project.add_clock_fixtures()
    project.write("incidents/2026-01-01-broken.md", "no front matter\n")
    assert said(project, "list", code=1) == (
        "incidents/2026-01-01-broken.md cannot be read. `afterword check incidents/2026-01-01-broken.md` says why.\n"
        "2026-04-28-database-upgrade       Scheduled      2026-04-28 22:00 UTC  Database upgrade\n"
        "2026-04-22-sign-in-links-missing  Identified     2026-04-22 09:05 UTC  Sign-in links do not arrive by e-mail\n"
        "2026-04-22-imports-slow           Investigating  2026-04-22 08:10 UTC  Contact imports wait in line\n"
    )


def test_list_says_how_to_begin(project: Project) -> None:
    """A new history is no riddle."""
    assert said(project, "list") == 'There is no incident yet. Begin one: afterword new "What users notice"\n'


def test_no_color_is_respected(project: Project) -> None:
    """No escape codes in a pipe, and none where NO_COLOR is set."""
    begun(project)
    assert "\x1b" not in said(project, "show", "posts")
    script = "import sys, click\nfrom afterword.cli import main\nsys.stdout.isatty = lambda: True\nmain(['show', 'posts'])"
    for colour, expected in ({"NO_COLOR": "1"}, False), ({}, True):
        environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | colour | {"TERM": "xterm"}
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=project.folder, env=environment, capture_output=True, text=True, check=True
        )
        assert ("\x1b[1m" in done.stdout) is expected


def test_the_shell_completes_ids_and_statuses(project: Project) -> None:
    """With click's own completion."""
    begun(project)
    script = "from afterword.cli import main\nmain(prog_name='afterword')"
    environment = {**os.environ, "_AFTERWORD_COMPLETE": "bash_complete", "COMP_CWORD": "2"}
    for words, expected in (("update ver", "plain,verifying\n"), ("show 2026", "plain,2026-03-14-posts-are-not-going-out\n")):
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=project.folder, env={**environment, "COMP_WORDS": f"afterword {words}"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.stdout == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("-12m", "2026-03-14 09:04"),
        ("-1h30m", "2026-03-14 07:46"),
        ("09:10", "2026-03-14 09:10"),
        ("23:50 UTC", "2026-03-13 23:50"),
        ("2026-03-14 10:00 +01:00", "2026-03-14 09:00"),
        ("now", "2026-03-14 09:16"),
    ],
)
def test_when_something_was_said(given: str, expected: str) -> None:
    """Counted back, by the clock, or in full."""
    assert moment_of(given, datetime(2026, 3, 14, 9, 16, tzinfo=UTC)) == datetime.fromisoformat(f"{expected}Z")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("30m", "09:50 UTC"),
        ("45", "10:05 UTC"),
        ("1h", "10:20 UTC"),
        ("09:10", "09:10 UTC"),
        ("2 days", "2026-03-16 09:20 UTC"),
        ("2026-03-14 12:00 UTC", "12:00 UTC"),
    ],
)
def test_when_the_next_word_is_due(given: str, expected: str) -> None:
    """A length is rounded up to five minutes; what could be another day has its date."""
    at = datetime(2026, 3, 14, 9, 16, tzinfo=UTC)
    due = due_of(given, at)
    assert due
    assert due_words(due, at) == expected
    assert rounded(datetime(2026, 3, 14, 9, 15, tzinfo=UTC)) == datetime(2026, 3, 14, 9, 15, tzinfo=UTC)
