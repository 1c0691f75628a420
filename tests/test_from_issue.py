"""The issue as the incident: recorded events of GitHub make exactly the expected files, in whatever order, and only once."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from afterword.commands.from_issue import from_issue
from afterword.commands.issue_event import own_words, said_in
from afterword.core.words import Status
from project import Project
from recipes import afterword, clone, commits, history, incidents, run
from web import serving

Event = dict[str, Any]
NAME = "2026-03-14-posts-are-not-going-out"
PAGE = f"{NAME}.md"


def at(minute: int, second: int = 0) -> str:
    """A time of 14 March after 09:00, as GitHub writes it."""
    return f"2026-03-14T{9 + minute // 60:02}:{minute % 60:02}:{second:02}Z"


def issue(action: str, *, by: str = "ada", when: str = at(16), label: str = "incident", **more: Any) -> Event:  # noqa: ANN401 - JSON
    """An event of the issue."""
    changes = {"changes": more.pop("changes")} if "changes" in more else {}
    found = {
        "number": 42, "id": 2150000001, "title": "Posts are not going out", "body": "Posts wait in your queue.",
        "user": {"login": "ada"}, "author_association": "MEMBER", "labels": [{"name": label}],
        "created_at": at(16), "updated_at": when, "closed_at": when if action == "closed" else None, **more,
    }  # fmt: skip
    return {
        "action": action,
        "issue": found,
        "sender": {"login": by},
        **({"label": {"name": label}} if action == "labeled" else {}),
        **changes,
    }


def comment(
    action: str, body: str, created: str, *, number: int = 987, by: str = "ada", edited: str = "", author: str = "ada", role: str = "MEMBER"
) -> Event:
    """An event of a comment on the issue."""
    text = {"id": number, "body": body, "user": {"login": author}, "author_association": role}
    return {**issue("x", when=edited or created), "action": action, "sender": {"login": by}} | {
        "comment": {**text, "created_at": created, "updated_at": edited or created}
    }


IDENTIFIED = comment("created", "Identified: we found the cause.", at(30, 20))
MAIL = (
    "Monitoring: a repair is in place.\r\n\r\nOn Sat, 14 Mar 2026 at 09:30, Ada Osei <notifications@github.example>\r\nwrote:\r\n\r\n"
    "> Identified: we found the cause.\r\n>\r\n> password of the mail\r\n"
)
RECORDED: tuple[Event, ...] = (
    issue("opened", label="question"),
    issue("opened"),
    issue("labeled"),
    issue("labeled", label="question"),
    issue("assigned"),
    issue("edited", when=at(18), title="Scheduled posts are not going out", changes={"title": {"from": "Posts are not going out"}}),
    issue("edited", when=at(20), body="All posts wait in your queue.", changes={"body": {"from": "Posts wait in your queue."}}),
    comment("created", "Is it the queue again?", at(21), number=1),
    comment("created", "Resolved: nonsense of a stranger", at(22), number=2, author="eve", by="eve", role="NONE"),
    comment("created", "Resolved: of one who once sent a patch", at(22), number=3, author="eve", by="eve", role="CONTRIBUTOR"),
    comment("created", "Resolved: by a member who may only read", at(22), number=4, author="rob", by="rob"),
    IDENTIFIED,
    comment("edited", "Identified: we found the cause, and undo it.", at(30, 20), edited=at(35)),
    comment("edited", "Identified: a stranger's edit", at(30, 20), edited=at(36), by="eve"),
    comment("created", MAIL, at(40), number=5),
    comment("deleted", MAIL, at(40), number=5),
    comment(
        "created", "> Monitoring: a repair is in place.\n\n**Update:** half of them went out.", at(50), number=6, author="ben", by="ben"
    ),
    comment("edited", "**Update:** two thirds of them went out.", at(50), number=6, author="ben", by="ben", edited=at(90)),
    comment("edited", "Thanks!", at(21), number=1, edited=at(91)),
    issue("edited", when=at(92), title="Late", changes={"title": {"from": "Scheduled posts are not going out"}}),
    issue("edited", when=at(93), body="No post was lost.", changes={"body": {"from": "All posts wait in your queue."}}),
    issue("pinned"),
    issue("closed", when=at(100), by="rob"),
    issue("closed", when=at(101)),
    issue("reopened", when=at(110)),
    comment("created", "Resolved: all posts went out. We are sorry.\n\n-- \nAda\nSent from my phone", at(120, 5), number=7),
    issue("closed", when=at(120, 6)),
    issue("unlabeled", when=at(130), label="question"),
    issue("transferred", when=at(131)),
    issue("deleted", when=at(132)),
)
"""Thirty events of one issue, oldest first. Ada and Ben may write; Rob is a member who may read; Eve is a stranger."""
MARK = "<!-- GitHub issue 42 (2150000001): {} -->\n"
EXPECTED = {
    PAGE: "---\ntitle: Scheduled posts are not going out\n---\n",
    "2026-03-14T091600Z-investigating.md": "All posts wait in your queue.\n\n" + MARK.format("text, 2026-03-14T09:20:00Z"),
    "2026-03-14T093020Z-identified.md": "we found the cause, and undo it.\n\n" + MARK.format("comment 987, 2026-03-14T09:35:00Z"),
    "2026-03-14T094000Z-monitoring.md": "a repair is in place.\n\n" + MARK.format("comment 5, 2026-03-14T09:40:00Z"),
    "2026-03-14T095000Z-update.md": "half of them went out.\n\n" + MARK.format("comment 6, 2026-03-14T09:50:00Z"),
    "2026-03-14T103000Z-correction.md": "On 14 March at 09:50 UTC we wrote something that was not right. It should say:\n\n"
    "two thirds of them went out.\n\n" + MARK.format("comment 6, 2026-03-14T10:30:00Z"),
    "2026-03-14T103300Z-correction.md": "On 14 March at 09:16 UTC we wrote something that was not right. It should say:\n\n"
    "No post was lost.\n\n" + MARK.format("text, 2026-03-14T10:33:00Z"),
    "2026-03-14T104100Z-resolved.md": "This is over.\n\n" + MARK.format("closed, 2026-03-14T10:41:00Z"),
    "2026-03-14T105000Z-investigating.md": "This is not over: we are looking into it again.\n\n"
    + MARK.format("reopened, 2026-03-14T10:50:00Z"),
    "2026-03-14T110005Z-resolved.md": "all posts went out. We are sorry.\n\n" + MARK.format("comment 7, 2026-03-14T11:00:05Z"),
}


@contextmanager
def github() -> Iterator[dict[str, str]]:
    """A server that says who may write, and the variables that lead to it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer as GitHub does."""
            login = self.path.removeprefix("/repos/pigeonpost/status/collaborators/").removesuffix("/permission")
            found = {"ada": "admin", "ben": "write", "rob": "read"}.get(login)
            self.send_response(200 if found and self.headers["Authorization"] == "Bearer t" else 500 if login == "ill" else 404)
            self.end_headers()
            self.wfile.write(json.dumps({"permission": found}).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with serving(Handler) as address:
        yield {"GITHUB_API_URL": address.rstrip("/"), "GITHUB_REPOSITORY": "pigeonpost/status", "GITHUB_TOKEN": "t"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project without incidents."""
    return Project(tmp_path / "history", incidents=False)


def take(project: Project, *events: Event, fails: str = "", **environment: str) -> str:
    """Take events over in this process; what is printed."""
    said = ""
    for event in events:
        file = project.folder.parent / "event.json"
        file.write_text(json.dumps(event), encoding="utf-8")
        config = str(project.folder / "mkdocs.yml")
        done = CliRunner().invoke(from_issue, [str(file), "--config-file", config], env={"GITHUB_TOKEN": None, **environment})
        assert (str(done.exception) if done.exception else "") == fails
        said += done.stdout
    return said


def files(project: Project) -> dict[str, str]:
    """The incident and its updates, by their names without the mark of their text."""
    found = {}
    for path in (project.folder / "incidents").rglob("*.md"):
        inside = path.parent.name == "updates"
        name = f"{path.stem.rpartition('-')[0]}.md" if inside else path.name
        assert name not in found
        found[name] = path.read_text(encoding="utf-8")
    return found


def test_thirty_recorded_events_make_exactly_these_files(project: Project) -> None:
    """Opened, edited, deleted, reopened, transferred, strangers, quoted mail: and replaying them all changes nothing."""
    with github() as variables:
        take(project, *RECORDED, **variables)
        assert files(project) == EXPECTED
        said = take(project, *RECORDED, **variables)
        assert files(project) == EXPECTED
    assert said.count("Nothing to write: ") == len(RECORDED) == 30
    done = project.run("check", "--now", "2026-03-14 11:30 UTC", "--against", "none", "--format", "json")
    assert [found["code"] for found in json.loads(done.stdout)["problems"] if found["level"] == "error"] == []
    assert "Resolved" in project.run("list").stdout


def test_an_issue_with_a_secret_is_refused(project: Project) -> None:
    """Its text, its title and a comment: nothing is written, and the job fails."""
    refused = "nothing was written, because of these errors. Do what they say, and try again."
    words = "log in with password: hunter2abc12345"
    take(project, issue("opened", body=words), fails=refused)
    assert files(project) == {}
    take(project, issue("opened"))
    before = files(project)
    take(project, comment("created", f"Identified: {words}", at(30)), fails=refused)
    title = {"title": {"from": "Posts are not going out"}}
    take(project, issue("edited", when=at(18), title="Log in with AKIAZQ3DRSTUVWXY2345", changes=title), fails=refused)
    assert files(project) == before


def test_nothing_of_an_issue_but_its_words_is_published(project: Project) -> None:
    """Its number, its address and what a mail quoted stand on no page and in no feed."""
    with github() as variables:
        take(project, *RECORDED, **variables)
    site = project.build("2026-03-14 11:30 UTC")
    texts = {
        path: path.read_text(encoding="utf-8") for path in site.rglob("*") if path.suffix in {".html", ".atom", ".json", ".csv", ".xml"}
    }
    assert not [path for path, text in texts.items() if "2150000001" in text or "password of the mail" in text or "stranger" in text]
    assert "two thirds of them went out" in texts[site / "incidents" / NAME / "index.html"]


TOGETHER = (
    (issue("opened"), issue("labeled"), IDENTIFIED),
    (issue("closed", when=at(100, 6)), comment("created", "Resolved: all posts went out.", at(100, 5), number=7), issue("opened")),
    (
        IDENTIFIED,
        comment("edited", "Identified: we undo it.", at(30, 20), edited=at(31)),
        comment("edited", "Identified: We do.", at(30, 20), edited=at(32)),
    ),
)


@pytest.mark.parametrize("events", TOGETHER, ids=["opened and labelled", "closed with a comment", "edited twice"])
def test_events_of_one_moment_make_the_same_files_in_any_order(tmp_path: Path, events: tuple[Event, ...]) -> None:
    """Runs of one moment come in any order, and some twice."""
    results = []
    for number, order in enumerate(permutations(events)):
        project = Project(tmp_path / str(number) / "history", incidents=False)
        take(project, *order, *order)
        results.append({path.name: path.read_text(encoding="utf-8") for path in (project.folder / "incidents").rglob("*.md")})
    assert all(result == results[0] for result in results)


def test_the_file_is_the_truth(project: Project) -> None:
    """What a person wrote into the files stays: an edit in the forge does not overwrite it, a replay does not bring it back."""
    take(project, issue("opened"), IDENTIFIED)
    (update,) = (project.folder / "incidents" / NAME / "updates").glob("*identified*")
    update.write_text(update.read_text(encoding="utf-8").replace("we found", "We think that we found"), encoding="utf-8")
    project.replace(f"incidents/{PAGE}", "Posts are", "Mails are")
    renamed = issue("edited", when=at(17), title="X", changes={"title": {"from": "Posts are not going out"}})
    before = files(project)
    take(project, issue("opened"), IDENTIFIED, renamed)
    assert files(project) == before
    take(project, comment("edited", "Identified: it is the queue.", at(30, 20), edited=at(31)))
    after = files(project)
    assert {name: after[name] for name in before} == before
    (added,) = after.keys() - before.keys()
    assert after[added].startswith("On 14 March at 09:30 UTC we wrote something that was not right. It should say:\n\nit is the queue.\n")


def test_labels_are_components_and_a_severity(project: Project) -> None:
    """A tap on a label, as the settings know it; others are left alone. An empty issue gets the first notice."""
    labels = [{"name": name} for name in ("incident", "API", "sev2", "good first issue")]
    take(project, issue("opened", body=None, labels=labels))
    found = files(project)
    assert found[PAGE] == "---\ntitle: Posts are not going out\nseverity: major\ncomponents: [api]\n---\n"
    assert found["2026-03-14T091600Z-investigating.md"].startswith("We have reports of this problem: Posts are not going out.")


def test_an_issue_that_gets_the_label_later_is_said_then(project: Project) -> None:
    """Nobody was told before."""
    take(project, issue("labeled", when=at(75)))
    assert "2026-03-14T101500Z-investigating.md" in files(project)


def test_who_may_write_is_asked_or_nothing_is_taken(project: Project) -> None:
    """An answer that does not come stops the job; without a token, somebody else's edit does not count."""
    ill = comment("created", "Resolved: x", at(30), author="ill", by="ill")
    with github() as variables:
        sentence = "GitHub did not say whether ill may write (HTTP 500), so nothing was taken over. Run this job again."
        take(project, ill, fails=sentence, **variables)
    assert files(project) == {}
    said = take(project, issue("opened", by="somebody"))
    assert (said, files(project)) == ("Nothing to write: without GITHUB_TOKEN it is not known whether somebody has write access.\n", {})


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"issue": {}, "action": "opened"}', "{"])
def test_what_is_no_event_is_a_sentence(project: Project, text: str) -> None:
    """Or is about no issue."""
    file = project.folder / "event.json"
    file.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(from_issue, [str(file), "--config-file", str(project.folder / "mkdocs.yml")])
    about = "Nothing to write: this is not about an incident.\n" if text == "{}" else ""
    sentence = "" if about else 'this is no event of an issue. In a workflow of GitHub: afterword from-issue "$GITHUB_EVENT_PATH"'
    assert (done.stdout, str(done.exception or "")) == (about, sentence)


def test_two_runs_of_one_moment_are_pushed_both(tmp_path: Path) -> None:
    """Each in its own checkout, begun before the other pushed: one incident, two updates, two commits."""
    one = history(tmp_path)
    other = clone(tmp_path, "other")
    for place, event in ((one, issue("opened")), (other, IDENTIFIED), (clone(tmp_path, "third"), issue("opened"))):
        (tmp_path / "event.json").write_text(json.dumps(event), encoding="utf-8")
        afterword(place, "from-issue", str(tmp_path / "event.json"), "--push", environment={"GITHUB_TOKEN": ""})
    assert commits(tmp_path) == 3
    assert sorted(path.partition("/updates/")[2][:30] for path in incidents(tmp_path)) == [
        "", "2026-03-14T091600Z-investigati", "2026-03-14T093020Z-identified-",
    ]  # fmt: skip
    assert run(other, "git", "status", "--porcelain") == ""


# ---- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        ("Identified: we know.", Status.IDENTIFIED, "we know."),
        ("**Identified:** we **know**.", Status.IDENTIFIED, "we **know**."),
        ("**identified**: **we** know.", Status.IDENTIFIED, "**we** know."),
        ("In progress: work.\n\nMore: of it.", Status.IN_PROGRESS, "work.\n\nMore: of it."),
        ("Resolved:\nall is well.", Status.RESOLVED, "all is well."),
        ("<!-- note -->\nUpdate: x <!-- y -->", Status.UPDATE, "x"),
        ("Note: we identified it.", None, "Note: we identified it."),
        ("We identified it", None, "We identified it"),
        ("", None, ""),
    ],
)
def test_a_comment_that_begins_with_a_status_is_meant_for_the_public(body: str, status: Status | None, text: str) -> None:
    """Only the words of the format, with a colon; comments of HTML are not words."""
    assert said_in(body) == (status, text)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Update: x\n\nOn Sat, 14 Mar 2026 at 09:30, A <a@x.example> wrote:\n\n> old\n> older", "Update: x"),
        ("Update: x\n\nAm 14. März 2026 schrieb A:\n> old", "Update: x"),
        ("Update: x\n\n-----Original Message-----\nFrom: A\nold", "Update: x"),
        ("Update: x\n\nFrom: A <a@x.example>\nSent: Saturday\nTo: B\n\nold", "Update: x"),
        ("Update: x\n\n________________________________\nFrom: A", "Update: x"),
        ("Update: x\n\nReply to this email directly, view it on GitHub", "Update: x"),
        ("Update: x\n\nSent from my phone", "Update: x"),
        ("> Update: old\n\nUpdate: x", "Update: x"),
        ("Update: the page says:\n> 502\n\nReload it.", "Update: the page says:\n> 502\n\nReload it."),
        ("Update: the page says:\n> 502", "Update: the page says:\n> 502"),
        ("Update: mails go to a@x.example again:\n\n- in\n- out", "Update: mails go to a@x.example again:\n\n- in\n- out"),
    ],
)
def test_what_a_mail_program_adds_is_left_out(body: str, words: str) -> None:
    """Quoted text with its heading, signatures and notes of programs; a quotation that is meant stays."""
    assert own_words(body) == words
