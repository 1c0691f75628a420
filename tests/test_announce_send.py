"""Everybody is told once: `afterword announce --send` against real git, a real mail server and a real web server."""

import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from afterword.core.told import Told as Rows
from afterword.world.ledger import Ledger
from afterword.world.sending import SendError, is_loopback
from afterword.world.smtp import MailServer, mail_server, send_mail
from builders import at
from receivers import Hook, Mailbox, free_port, mailbox, webhook
from repository import QUIET, Repository

MKDOCS = """\
site_name: Pigeonpost incidents
site_url: https://status.pigeonpost.example/
docs_dir: pages
theme: {name: material, font: false}
plugins: [afterword]
"""
SETTINGS = """\
organisation: {name: Pigeonpost}
signatory: {name: Ada Osei, role: Head of Support}
contact: help@pigeonpost.example
feeds: {authority: status.pigeonpost.example}
announce:
  email: {to: announce@lists.pigeonpost.example, from: Pigeonpost <help@pigeonpost.example>, audience: everyone on our list}
  webhooks:
    - {name: Team chat, kind: slack, url_env: CHAT}
"""
QUEUE = "incidents/2026-03-14-queue.md"
FIRST = """\
---
title: Scheduled posts are not going out
---
### 2026-03-14 09:14 UTC - Investigating
Posts due since 09:00 UTC are waiting. Next update by 09:45 UTC.
"""
SECOND = "\n### 2026-03-14 09:40 UTC - Identified: a full disk\nA disk is full.\n"
THIRD = "\n### 2026-03-14 10:20 UTC - Resolved\nAll posts went out. We are sorry.\n"


class Told:
    """A history with a remote, and what became of announcing it."""

    def __init__(self, folder: Path, box: Mailbox, hook: Hook) -> None:
        self.box, self.hook = box, hook
        self.here = Repository(folder / "here")
        self.remote = folder / "remote.git"
        self.here.git("init", "--quiet", "--bare", "--initial-branch=main", str(self.remote))
        self.here.git("remote", "add", "origin", str(self.remote))
        self.here.write("mkdocs.yml", MKDOCS)
        self.here.write("pages/about.md", "# About\n")
        self.here.write("site_config/settings.yml", SETTINGS)
        self.here.write("incidents/2026-01-01-old.md", FIRST.replace("2026-03-14", "2026-01-01"))
        self.start = self.push()

    def push(self, *options: str) -> str:
        """Commit everything and push it."""
        name = self.here.commit()
        self.here.git("push", "--quiet", *options, "origin", "HEAD:main")
        return name

    def add(self, text: str) -> None:
        """Write more of the incident."""
        file = self.here.root / QUEUE
        self.here.write(QUEUE, (file.read_text(encoding="utf-8") if file.exists() else "") + text)

    def announce(self, *options: str, folder: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the command as it runs in CI."""
        usual = {**os.environ, **QUIET, "AFTERWORD_SMTP_URL": self.box.url, "CHAT": self.hook.address}
        for name in ("GITHUB_EVENT_PATH", "CI_COMMIT_BEFORE_SHA"):
            usual.pop(name, None)
        command = [sys.executable, "-m", "afterword", "announce", *options]
        variables = {**usual, **environment}
        return subprocess.run(
            command, cwd=folder or self.here.root, env=variables, capture_output=True, text=True, timeout=120, check=False
        )

    def send(self, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Send, which must work."""
        done = self.announce("--send", *options, folder=None, **environment)
        assert done.returncode == 0, done.stderr + done.stdout
        return done


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    """A history of which nothing was announced yet."""
    with mailbox() as box, webhook() as hook:
        yield Told(tmp_path, box, hook)


def test_one_message_for_each_new_update(told: Told) -> None:
    """Across three pushes, a run again, a force-push and a merge commit, each update goes out once on each channel."""
    told.add(FIRST)
    told.push()
    assert "Sent by email: [Investigating]" in told.send("--since", told.start).stdout
    assert told.send().stdout == "Nothing is new.\n"
    told.add(SECOND)
    told.push()
    told.send()
    told.here.git("checkout", "--quiet", "-b", "side", "HEAD~1")
    told.here.write("incidents/2026-03-15-slow.md", FIRST.replace("2026-03-14", "2026-03-15").replace("Scheduled posts", "Reports"))
    told.here.commit()
    told.here.git("checkout", "--quiet", "main")
    told.here.git("merge", "--quiet", "--no-ff", "--message=merge", "side")
    told.push()
    told.send()
    told.add(THIRD)
    told.here.git("add", "--all")
    told.here.git("commit", "--quiet", "--amend", "--message=another history")
    told.here.git("push", "--quiet", "--force", "origin", "HEAD:main")
    told.send()
    told.send()
    wanted = [
        "[Investigating] Scheduled posts are not going out",
        "[Identified] Scheduled posts are not going out",
        "[Investigating] Reports are not going out",
        "[Resolved] Scheduled posts are not going out",
    ]
    assert told.box.subjects == wanted
    assert [body["blocks"][0]["text"]["text"] for body in told.hook.bodies] == wanted
    assert len({mail["Message-ID"] for mail in told.box.mails}) == 4
    assert told.hook.keys == [mail["Message-ID"] for mail in told.box.mails]


def test_another_clone_knows_what_was_told(told: Told, tmp_path: Path) -> None:
    """The ledger is in the remote, apart from every branch: a fresh clone, as CI makes it, repeats nothing."""
    told.add(FIRST)
    told.push()
    told.send("--since", told.start)
    told.here.git("clone", "--quiet", f"file://{told.remote}", str(tmp_path / "fresh"))
    done = told.announce("--send", folder=tmp_path / "fresh")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Nothing is new.\n", "")
    assert len(told.box.mails) == 1
    assert told.here.git("status", "--porcelain") == ""
    assert told.here.git("branch", "--all", "--format=%(refname)") == "refs/heads/main\nrefs/remotes/origin/main"


def test_a_server_that_is_down_is_told_by_the_next_run(told: Told) -> None:
    """With the mail server down the exit code is 1, the others are told, nothing is marked, and the next run sends it."""
    told.add(FIRST)
    told.push()
    done = told.announce("--send", "--since", told.start, AFTERWORD_SMTP_URL=f"smtp://127.0.0.1:{free_port()}")
    assert done.returncode == 1
    assert done.stderr == (
        "Not sent by email: [Investigating] Scheduled posts are not going out (2026-03-14-queue/u-20260314T0914Z): "
        "the mail server cannot be reached (Connection refused).\n"
        "1 not sent. Run the same command again: what was sent is not sent twice.\n"
    )
    ledger = told.here.git("cat-file", "blob", "refs/afterword/announced:announced.tsv")
    assert [row.split("\t")[1:] for row in ledger.splitlines() if "2026-03-14" in row] == [
        ["webhook:Team chat", "2026-03-14-queue/u-20260314T0914Z"]
    ]
    assert (told.box.subjects, len(told.hook.bodies)) == ([], 1)
    told.send()
    assert (len(told.box.mails), len(told.hook.bodies)) == (1, 1)


def test_a_server_that_may_have_taken_it_is_not_asked_again_at_once(told: Told) -> None:
    """Who hangs up on a whole message gets it once in this run, and once more, under the same id, in the next one."""
    told.add(FIRST)
    told.push()
    told.box.hangs_up = told.hook.hangs_up = True
    done = told.announce("--send", "--since", told.start)
    assert done.returncode == 1
    line = "[Investigating] Scheduled posts are not going out (2026-03-14-queue/u-20260314T0914Z)"
    unsure = "got it and did not say whether it took it. The next run sends it once more, under the same id."
    assert done.stderr == (
        f"Not sent by email: {line}: the mail server {unsure}\nNot sent by webhook:Team chat: {line}: it {unsure}\n"
        "2 not sent. Run the same command again: what was sent is not sent twice.\n"
    )
    assert (len(told.box.mails), told.hook.tries) == (1, 1)
    told.box.hangs_up = told.hook.hangs_up = False
    told.send()
    assert (len({mail["Message-ID"] for mail in told.box.mails}), len(set(told.hook.keys))) == (1, 1)
    assert told.send().stdout == "Nothing is new.\n"


def test_a_server_without_a_word_is_said_in_words() -> None:
    """A mail server that ends the connection at once: no name of a class stands in the sentence."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)

        def hang_up() -> None:
            server.accept()[0].close()

        thread = Thread(target=hang_up, daemon=True)
        thread.start()
        with pytest.raises(SendError, match=r"^the mail server cannot be reached \(it did not answer\)$"):
            send_mail(
                mail_server({"AFTERWORD_SMTP_URL": f"smtp://127.0.0.1:{server.getsockname()[1]}"}), "a@b.example", "c@d.example", b"x"
            )
        thread.join(timeout=10)


def test_a_channel_that_fails_keeps_the_order(told: Told) -> None:
    """When the first of two messages cannot be sent, the second one waits, so that nobody reads the end first."""
    told.add(FIRST + SECOND)
    told.push()
    told.hook.status = 503
    done = told.announce("--send", "--since", told.start)
    assert done.returncode == 1
    assert "it answered 503" in done.stderr
    assert "waits for the next run" in done.stderr
    assert (len(told.box.mails), told.hook.tries) == (2, 3)
    told.hook.status = 200
    told.send()
    assert [body["text"].split("]")[0] for body in told.hook.bodies] == ["[Investigating", "[Identified"]
    assert len(told.box.mails) == 2


def test_a_message_that_is_refused_holds_up_no_other(told: Told) -> None:
    """A server that takes one message not, and for good, still gets the next one."""
    told.add(FIRST + SECOND)
    told.push()
    told.box.refused = "[Investigating]"
    done = told.announce("--send", "--since", told.start)
    assert (done.returncode, "the mail server refused the message (554)." in done.stderr) == (1, True)
    assert told.box.subjects == ["[Identified] Scheduled posts are not going out"]


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # on loopback there is no other way to refuse a login
def test_no_secret_is_printed(told: Told) -> None:
    """Neither a refused login, nor an answer 500, nor a redirect brings a password or an address into any output."""
    told.add(FIRST)
    told.push()
    told.hook.status = 500
    with mailbox(refuse_login=True) as strict:
        url = f"smtp://mailer:s3cr3t-w0rd@127.0.0.1:{strict.port}"
        done = told.announce("--send", "--since", told.start, AFTERWORD_SMTP_URL=url)
    assert done.returncode == 1
    assert "the mail server refused the login (535)" in done.stderr
    assert "it answered 500" in done.stderr
    told.hook.status, told.hook.location = 307, "https://elsewhere.example/hook"
    bad = told.announce("--send", AFTERWORD_SMTP_URL="smtp://mailer:s3cr3t/w0rd@127.0.0.1:x")
    assert "it answered with a redirect (307)" in bad.stderr
    assert "AFTERWORD_SMTP_URL cannot be read" in bad.stderr
    login = {"AFTERWORD_SMTP_PASSWORD": "pässw0rd", "AFTERWORD_SMTP_USER": "mailer"}
    other = told.announce("--send", folder=None, CHAT="http://chat.example/T0K3N", **login)
    assert "the address in CHAT must begin with https://" in other.stderr
    for secret in ("s3cr3t", "w0rd", "mailer", "T0K3N", "elsewhere", "may hold", "Traceback"):
        assert secret not in done.stderr + done.stdout + bad.stderr + bad.stdout + other.stderr + other.stdout
    assert told.box.mails == []


def test_no_login_of_the_remote_is_printed(told: Told) -> None:
    """Also one that git repeats, because a slash in it is not escaped."""
    told.here.git("remote", "set-url", "origin", "https://me:s3c/r3t@127.0.0.1:9/x.git")
    done = told.announce("--send", "--since", told.start, GIT_ALLOW_PROTOCOL="https")
    assert (done.returncode, done.stdout) == (2, "")
    assert "origin cannot be asked what was told" in done.stderr
    assert [word for word in ("s3c", "r3t", "me:") if word in done.stderr] == []


def test_without_encryption_nothing_leaves_this_machine(told: Told) -> None:
    """A mail server that is not this machine must offer TLS: here its name only stands for one that does not."""
    names = ("127.0.0.1", "::1", "localhost", "LOCALHOST", "127.9.9.9")
    assert [is_loopback(name) for name in (*names, "mail.example", "127.0.0.1.example", "10.0.0.1")] == [True] * 5 + [False] * 3
    server = MailServer(host="0.0.0.0", port=told.box.port, implicit=False)  # noqa: S104 - reaches this machine, and is no loopback address
    with pytest.raises(SendError, match="offers no encryption"):
        send_mail(server, *LETTER)
    assert told.box.mails == []
    given = mail_server({"AFTERWORD_SMTP_URL": "smtps://me:p%40ss@mail.example"})
    assert (given.port, given.implicit, given.user, given.password) == (465, True, "me", "p@ss")
    assert "p@ss" not in repr(given)


def test_the_first_run_never_tells_the_whole_history(told: Told) -> None:
    """Without a ledger and without a word about what was told, nothing is sent."""
    done = told.announce("--send")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "afterword: nothing says yet what was told, and the whole history must not be sent. Name the revision that was published last "
        "with --since, give a copy of the live updates.atom with --feed, or mark everything as told with --mark-all.\n"
    )
    marked = told.announce("--mark-all")
    assert (marked.returncode, marked.stdout) == (0, "Marked as told: everything, 1 in all. Nothing was sent.\n")
    assert told.send().stdout == "Nothing is new.\n"
    told.add(FIRST)
    told.push()
    told.send()
    assert told.box.subjects == ["[Investigating] Scheduled posts are not going out"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("to: announce@lists.pigeonpost.example", "to: announce at lists", "announce.email.to: expected an e-mail address or a URL"),
        ("  email: {to", "  emial: {to", "unknown field 'announce.emial'. Did you mean 'email'?"),
    ],
    ids=["an address", "a name"],
)
def test_a_slip_in_a_channel_is_no_silence(told: Told, old: str, new: str, said: str) -> None:
    """A channel that cannot be read stops the run, and is told everything when it is mended."""
    told.add(FIRST.replace("---\n###", "announced: soon\n---\n###"))  # a slip in an incident stops nothing
    told.here.replace("site_config/settings.yml", old, new)
    told.push()
    done = told.announce("--send", "--since", told.start)
    assert (done.returncode, done.stdout, said in done.stderr) == (2, "", True)
    told.here.replace("site_config/settings.yml", new, old)
    told.push()
    told.send("--since", told.start)
    assert (len(told.box.mails), len(told.hook.bodies)) == (1, 1)


def test_too_many_at_once_are_refused(told: Told) -> None:
    """Whoever imports a hundred incidents does not send a hundred e-mails by mistake."""
    told.add(FIRST + SECOND + THIRD)
    told.push()
    done = told.announce("--send", "--since", told.start, "--at-most", "2")
    assert done.returncode == 1
    assert done.stderr == (
        "afterword: 3 updates would be sent, more than 2. Nothing was. If that is right, say\n"
        "--at-most 3; if they were told before, say --mark-all. The first: 2026-03-14-queue/u-20260314T0914Z.\n"
    )
    assert told.box.mails == []
    assert told.here.git("for-each-ref", "refs/afterword") == ""


def test_a_copy_of_the_live_feed_says_what_was_told(told: Told) -> None:
    """With `--feed`, what stands in the feed of before the deployment is not told again."""
    done = subprocess.run(
        [sys.executable, "-m", "afterword", "build"], cwd=told.here.root, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    feed = (told.here.root / "site" / "updates.atom").read_bytes()
    (told.here.folder.parent / "before.atom").write_bytes(feed)
    told.add(FIRST)
    assert (
        "email to announce@lists.pigeonpost.example: [Investigating] Sch" in told.announce("--dry-run", "--feed", "../before.atom").stdout
    )
    assert told.box.mails == []
    told.send("--feed", "../before.atom")
    assert told.box.subjects == ["[Investigating] Scheduled posts are not going out"]
    (told.here.folder.parent / "wrong.atom").write_text("<html/>", encoding="utf-8")
    told.here.git("update-ref", "-d", "refs/afterword/announced")
    told.here.git("push", "--quiet", "origin", ":refs/afterword/announced")
    wrong = told.announce("--send", "--feed", "../wrong.atom")
    assert (wrong.returncode, wrong.stderr) == (2, "afterword: ../wrong.atom does not say what was told: it is not an Atom feed.\n")


def test_what_must_stay_silent_stays_silent(told: Told) -> None:
    """Samples, what was written afterwards, drafts and `announce: false` are never announced, and a mended typo is no news."""
    for name, field in (("a", "sample: true"), ("b", "backfilled: true"), ("c", "announce: false"), ("d", "draft: true")):
        told.here.write(f"incidents/2026-03-14-{name}.md", FIRST.replace("---\n###", f"{field}\n---\n###"))
    told.push()
    done = told.send("--since", told.start)
    assert done.stdout == "Nothing is new.\n"
    assert done.stderr == (
        "2026-03-14-a/u-20260314T0914Z: not announced: it is a sample.\n"
        "2026-03-14-b/u-20260314T0914Z: not announced: it was written down afterwards (backfilled: true).\n"
        "2026-03-14-c/u-20260314T0914Z: not announced: its file says announce: false.\n"
    )
    told.here.replace("incidents/2026-01-01-old.md", "are waiting", "wait")
    told.push()
    again = told.send()
    assert (again.stdout, again.stderr) == ("Nothing is new.\n", "")
    assert (told.box.mails, told.hook.tries) == ([], 0)
    asked = told.announce("--send", "--update", "2026-03-14-c/u-20260314T0914Z")
    assert asked.returncode == 2
    assert asked.stderr == "afterword: 2026-03-14-c/u-20260314T0914Z is not announced: its file says announce: false.\n"


def test_a_new_time_or_a_new_name_is_no_news(told: Told) -> None:
    """An update whose time was mended, and an incident under another id, were told before; a new update still goes out."""
    told.add(FIRST + SECOND)
    told.push()
    told.send("--since", told.start)
    told.here.replace(QUEUE, "09:40 UTC - Identified", "09:42 UTC - Identified")
    told.push()
    assert told.send().stdout == "Nothing is new.\n"
    assert told.send("--update", "2026-03-14-queue/u-20260314T0942Z").stdout == "It was told on every channel.\n"
    text = (told.here.root / QUEUE).read_text(encoding="utf-8").replace("---\ntitle", "---\naliases: [2026-03-14-queue]\ntitle", 1)
    told.here.remove(QUEUE)
    told.here.write("incidents/2026-03-14-disk-full.md", text + THIRD)
    told.push()
    assert told.send().stdout.count("Sent by email") == 1
    assert told.box.subjects[2:] == ["[Resolved] Scheduled posts are not going out"]


@pytest.mark.parametrize("runs", [True, False], ids=["a run between", "no run between"])
def test_a_file_may_be_renamed_again_and_again(told: Told, runs: bool) -> None:
    """Also when its first id is forgotten: what was told once is not told under the third."""
    told.add(FIRST)
    told.push()
    told.send("--since", told.start)
    told.here.move(QUEUE, "incidents/2026-03-14-second.md")
    told.here.replace("incidents/2026-03-14-second.md", "---\ntitle", "---\naliases: [2026-03-14-queue]\ntitle")
    told.push()
    if runs:
        told.send()
    told.here.move("incidents/2026-03-14-second.md", "incidents/2026-03-14-third.md")
    told.here.replace("incidents/2026-03-14-third.md", "[2026-03-14-queue]", "[2026-03-14-second]")
    told.push()
    assert told.send().stdout == "Nothing is new.\n"
    told.here.replace("incidents/2026-03-14-third.md", "aliases: [2026-03-14-second]\n", "")
    told.push()
    assert told.send().stdout == "Nothing is new.\n"
    assert (len(told.box.mails), len(told.hook.bodies)) == (1, 1)


def test_a_channel_that_joins_later_is_not_told_the_past(told: Told) -> None:
    """A webhook that is added gets what comes, not what was."""
    told.add(FIRST)
    told.push()
    told.send("--since", told.start)
    more = "    - {name: In the app, kind: json, url_env: CHAT}\n"
    told.here.write("site_config/settings.yml", SETTINGS + more)
    told.push()
    assert told.send().stdout == "Nothing is new.\n"
    told.add(SECOND)
    told.push()
    told.send()
    ours = [body for body in told.hook.bodies if body.get("schema") == 1]
    assert [(body["key"], body["status"], body["headline"]) for body in ours] == [
        ("2026-03-14-queue/u-20260314T0940Z", "Identified", "a full disk")
    ]


def test_two_runs_at_once_lose_nothing(told: Told, tmp_path: Path) -> None:
    """A ledger that was pushed in the meantime is taken together with ours."""
    told.here.git("clone", "--quiet", f"file://{told.remote}", str(tmp_path / "other"))
    first, second = Ledger(told.here.root), Ledger(tmp_path / "other")
    assert (first.read(), second.read()) == (False, False)
    first.write(Rows().added(["a/u-1"], "email", at("2026-03-14 09:14")), "one")
    second.write(Rows().added(["b/u-2"], "email", at("2026-03-14 09:15")), "two")
    first.write(first.told.added(["c/u-3"], "email", at("2026-03-14 09:16")), "three")
    third = Ledger(tmp_path / "other")
    assert third.read()
    assert sorted(key for key, _ in third.told.rows) == ["a/u-1", "b/u-2", "c/u-3"]
    graph = told.here.git("log", "--format=%s", "--topo-order", "refs/afterword/announced").splitlines()
    assert sorted(graph) == ["Merged", "Merged", "one", "three", "two"]
    tips = [
        Repository.git(told.here, "-C", str(folder), "rev-parse", "refs/afterword/announced")
        for folder in (told.here.root, tmp_path / "other")
    ]
    assert tips[0] == tips[1]


def test_a_ledger_that_cannot_be_read_or_kept_stops_everything(told: Told) -> None:
    """Who does not know what was told, or cannot keep it, sends nothing."""
    told.add(FIRST)
    told.push()
    hook = told.remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    done = told.announce("--send", "--since", told.start)
    assert done.returncode == 2
    assert "the ledger could not be pushed to origin" in done.stderr
    hook.unlink()
    told.here.git("remote", "set-url", "origin", "file:///nowhere/at-all.git")
    gone = told.announce("--send")
    assert gone.returncode == 2
    assert "origin cannot be asked what was told" in gone.stderr
    told.here.git("remote", "set-url", "origin", str(told.remote))
    blob = told.here.git("hash-object", "-w", "mkdocs.yml")
    (told.here.folder / "list").write_text(f"100644 blob {blob}\tannounced.tsv\n", encoding="utf-8")
    tree = subprocess.run(
        ["git", "mktree"], cwd=told.here.folder, input=f"100644 blob {blob}\tannounced.tsv\n", capture_output=True, text=True, check=True
    ).stdout.strip()
    told.here.git("update-ref", "refs/afterword/announced", told.here.git("commit-tree", tree, "-m", "x"))
    bad = told.announce("--send")
    assert (bad.returncode, "the ledger at refs/afterword/announced cannot be read: line 1" in bad.stderr) == (2, True)
    assert told.box.mails == []


def test_a_shallow_clone_is_told_what_to_do(told: Told, tmp_path: Path) -> None:
    """Without the history there is a sentence with the remedy, and no wrong answer."""
    told.add(FIRST)
    told.push()
    told.here.git("clone", "--quiet", "--depth", "1", f"file://{told.remote}", str(tmp_path / "shallow"))
    for options in (("--since", told.start), ("--send", "--since", told.start), ()):
        done = told.announce(*options, folder=tmp_path / "shallow")
        assert (done.returncode, done.stdout) == (2, "")
        assert "this clone is shallow and does not hold" in done.stderr
        assert "git fetch --unshallow; in a GitHub workflow set fetch-depth: 0" in done.stderr
        assert "--against" not in done.stderr
    assert told.box.mails == []


def test_it_is_recorded_where_it_was_told(told: Told) -> None:
    """`--record` adds the channel with its time and audience, once, and changes no other byte."""
    told.add(FIRST)
    told.push()
    told.send("--since", told.start)
    before = (told.here.root / QUEUE).read_text(encoding="utf-8")
    done = told.announce("--record")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{QUEUE}: recorded E-mail\n", "")
    after = (told.here.root / QUEUE).read_text(encoding="utf-8")
    sent = next(
        row.split("\t")[0]
        for row in told.here.git("cat-file", "blob", "refs/afterword/announced:announced.tsv").splitlines()
        if row.endswith("email\t2026-03-14-queue/u-20260314T0914Z")
    )
    when = f"{sent[:10]} {sent[11:16]} UTC"
    entry = f"channels:\n  - {{name: E-mail, at: {when}, audience: everyone on our list}}\n"
    assert after == before.replace("going out\n---\n", f"going out\n{entry}---\n")
    assert told.announce("--record").stdout == ""
    told.push()
    assert told.send().stdout == "Nothing is new.\n"


def test_an_update_that_was_never_told_goes_out_under_its_new_time(told: Told) -> None:
    """When a message failed and its time is mended before the next run, it is told all the same."""
    told.add(FIRST)
    told.push()
    down = f"smtp://127.0.0.1:{free_port()}"
    assert told.announce("--send", "--since", told.start, AFTERWORD_SMTP_URL=down).returncode == 1
    told.here.replace(QUEUE, "09:14 UTC", "09:12 UTC")
    told.push()
    told.send()
    assert told.box.subjects == ["[Investigating] Scheduled posts are not going out"]


def test_drafts_are_the_same_every_time_and_never_published(told: Told) -> None:
    """What is new since a revision gets a folder of drafts, byte for byte the same; not in a folder that is published."""
    told.add(FIRST + SECOND)
    told.push()
    first = told.announce("--out", "a")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == (
        "a/2026-03-14-queue/u-20260314T0914Z/  [Investigating] Scheduled posts are not going out\n"
        "a/2026-03-14-queue/u-20260314T0940Z/  [Identified] Scheduled posts are not going out\n"
    )
    told.announce("--out", "b", "--since", told.start)
    made = {path.relative_to(told.here.root / "a"): path.read_bytes() for path in (told.here.root / "a").rglob("*.*")}
    again = {path.relative_to(told.here.root / "b"): path.read_bytes() for path in (told.here.root / "b").rglob("*.*")}
    assert made == again
    assert sorted(path.name for path in made if "0940" in str(path)) == [
        "bluesky.txt", "mastodon.txt", "message.eml", "message.html", "message.txt", "slack.json", "webhook.json", "x.txt"
    ]  # fmt: skip
    assert b"X-Unsent: 1" in made[Path("2026-03-14-queue/u-20260314T0940Z/message.eml")]
    inside = told.announce("--out", "pages/drafts")
    assert (inside.returncode, inside.stderr) == (
        2,
        "afterword: pages/drafts is published, and drafts must not be. Name another folder with --out.\n",
    )
    one = told.announce("--update", "2026-03-14-queue#u-20260314T0914Z", "--out", "c")
    assert one.stdout == "c/2026-03-14-queue/u-20260314T0914Z/  [Investigating] Scheduled posts are not going out\n"
    assert (told.box.mails, told.hook.tries) == ([], 0)


@pytest.mark.parametrize("way", ["smtps", "smtp"])
def test_the_connection_is_encrypted_and_the_certificate_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """With TLS from the first byte and with STARTTLS: a certificate that nobody signed is refused, and a good one taken."""
    # 0.0.0.0 reaches this machine and is no loopback address, so nothing is let off.
    name = ["-subj", "/CN=test", "-addext", "subjectAltName=IP:0.0.0.0", "-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "cert")]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *name], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    more = {"ssl_context": context} if way == "smtps" else {"tls_context": context, "require_starttls": True}
    with mailbox(**more) as box:
        server = mail_server({"AFTERWORD_SMTP_URL": f"{way}://0.0.0.0:{box.port}"})
        with pytest.raises(SendError, match="the certificate of the mail server cannot be trusted"):
            send_mail(server, *LETTER)
        assert box.mails == []
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert"))
        send_mail(server, *LETTER)
        assert box.subjects == ["x"]


LETTER = ("a@pigeonpost.example", "b@pigeonpost.example", b"Subject: x\r\n\r\nx\r\n")
