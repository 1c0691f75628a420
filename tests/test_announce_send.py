"""Everybody is told once: `afterword announce send` against real git, a real mail server and a real web server."""

import os
import re
import socket
import ssl
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

import prepared
from afterword.core.ledger_rows import Claim, LedgerError, read_told
from afterword.core.ledger_rows import LedgerRows as Rows
from afterword.core.settings import Settings
from afterword.outputs.announcements.message import message
from afterword.outputs.announcements.news import news_of
from afterword.outputs.translation import Language
from afterword.world.repository.git import GitError
from afterword.world.sending.channels import Way
from afterword.world.sending.delivery import SendError, UnsureError, is_loopback, with_tries
from afterword.world.sending.ledger import REF, Ledger, TakenError
from afterword.world.sending.send_news import tell
from afterword.world.sending.smtp import MailServer, mail_server, send_mail
from afterword.world.sending.webhooks import post_json
from builders import at, incident
from golden import SITE
from project import COMMAND
from receivers import Hook, Mailbox, mailbox, webhook
from recipes import once
from repository import QUIET, Repository
from web import free_port

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
HURRIED = (
    f"from afterword.world.sending.delivery import SECONDS, with_tries; with_tries.__defaults__ = (SECONDS, lambda pause: None); {COMMAND}"
)
"""The command, that does not wait before it tries again."""


class Told:
    """A history with a remote, and what became of announcing it."""

    def __init__(self, folder: Path, box: Mailbox, hook: Hook) -> None:
        self.box, self.hook = box, hook
        once(folder, "announced", _begin)
        self.here = Repository.at_hand(folder / "here")
        self.remote = folder / "remote.git"
        self.start = (self.remote / "refs/heads/main").read_text(encoding="utf-8").strip()

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
        return prepared.run(folder or self.here.root, "-c", HURRIED, "announce", *options, environment={**usual, **environment})

    def ledger(self) -> str:
        """The ledger of the remote."""
        return self.here.git("-C", str(self.remote), "cat-file", "blob", f"{REF}:announced.tsv") + "\n"

    def put_ledger(self, data: bytes, *, name: str = "announced.tsv") -> None:
        """Put another ledger into the remote, and none into this clone."""
        git = ["git", "-C", str(self.remote)]
        who = {**os.environ, **QUIET, **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "x")}
        who |= dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "x@y.example")

        def made(*arguments: str, given: bytes = b"") -> str:
            return subprocess.run([*git, *arguments], input=given, env=who, capture_output=True, check=True).stdout.decode().strip()

        blob = made("hash-object", "-w", "--stdin", given=data)
        tree = made("mktree", given=f"100644 blob {blob}\t{name}\n".encode())
        made("update-ref", REF, made("commit-tree", tree, "-m", "x"))
        subprocess.run(["git", "-C", str(self.here.root), "update-ref", "-d", REF], check=True)

    def age_claims(self) -> None:
        """Let an hour pass since every claim was made."""
        old = f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
        self.put_ledger(re.sub(r"(?m)^\S+(?=.*\tclaimed )", old, self.ledger()).encode())

    def refuse_pushes(self, script: str = "exit 1") -> Path:
        """Let the remote refuse pushes."""
        hook = self.remote / "hooks" / "pre-receive"
        hook.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        hook.chmod(0o755)
        return hook

    def clone(self, name: str) -> Path:
        """A fresh clone, as CI makes it."""
        folder = self.here.folder.parent / name
        self.here.git("clone", "--quiet", f"file://{self.remote}", str(folder))
        return folder

    def send(self, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Send, which must work."""
        done = self.announce("send", *options, folder=None, **environment)
        assert done.returncode == 0, done.stderr + done.stdout
        return done


def _begin(folder: Path) -> None:
    here = Repository(folder / "here")
    here.git("init", "--quiet", "--bare", "--initial-branch=main", "../remote.git")
    here.git("remote", "add", "origin", "../remote.git")
    here.write("mkdocs.yml", MKDOCS)
    here.write("pages/about.md", "# About\n")
    here.write("site_config/settings.yml", SETTINGS)
    here.write("incidents/2026-01-01-old.md", FIRST.replace("2026-03-14", "2026-01-01"))
    here.commit()
    here.git("push", "--quiet", "origin", "HEAD:main")


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
    done = told.announce("send", folder=tmp_path / "fresh")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Nothing is new.\n", "")
    assert len(told.box.mails) == 1
    assert told.here.git("status", "--porcelain") == ""
    assert told.here.git("branch", "--all", "--format=%(refname)") == "refs/heads/main\nrefs/remotes/origin/main"


def test_a_server_that_is_down_is_told_by_the_next_run(told: Told) -> None:
    """With the mail server down the exit code is 1, the others are told, nothing is marked, and the next run sends it."""
    told.add(FIRST)
    told.push()
    done = told.announce("send", "--since", told.start, AFTERWORD_SMTP_URL=f"smtp://127.0.0.1:{free_port()}")
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


def test_a_server_that_may_have_taken_it_is_never_asked_again_by_itself(told: Told) -> None:
    """Who hangs up on a whole message gets it once. Every run says so, until a person says what became of it; later news goes out."""
    told.add(FIRST)
    told.push()
    told.box.hangs_up = told.hook.hangs_up = True
    done = told.announce("send", "--since", told.start)
    assert done.returncode == 1
    by_mail, by_hook = re.findall(r"--confirm (\w+)", done.stderr)
    line = "[Investigating] Scheduled posts are not going out (2026-03-14-queue/u-20260314T0914Z)"

    def remedy(claim: str) -> str:
        return (
            f"It is not sent again by itself. Look whether it arrived. If it did, run afterword announce ledger --confirm {claim}. "
            f"If not, run afterword announce ledger --release {claim}, and the next run sends it.\n"
        )

    unsure = "received it but did not say whether it accepted it"
    assert done.stderr == (
        f"Not known whether sent by email: {line}: the mail server {unsure}. {remedy(by_mail)}"
        f"Not known whether sent by webhook:Team chat: {line}: it {unsure}. {remedy(by_hook)}"
    )
    told.box.hangs_up = told.hook.hangs_up = False
    told.add(SECOND)
    told.push()
    again = told.announce("send", folder=told.clone("ci"))
    assert (again.returncode, again.stdout.count("Sent by")) == (1, 2)
    assert re.sub(r"begun .{19} UTC", "begun T", again.stderr) == (
        f"Not known whether sent by email: 2026-03-14-queue/u-20260314T0914Z, begun T: its server gave no answer. {remedy(by_mail)}"
        "Not known whether sent by webhook:Team chat: 2026-03-14-queue/u-20260314T0914Z, begun T: its server gave no answer. "
        f"{remedy(by_hook)}"
    )
    assert (told.box.subjects[0], len(told.box.mails), told.hook.tries) == (line.split(" (", maxsplit=1)[0], 2, 2)
    confirmed, released = told.announce("ledger", "--confirm", by_mail), told.announce("--release", by_hook)
    assert confirmed.stdout == "email: 2026-03-14-queue/u-20260314T0914Z counts as sent.\n"
    assert released.stdout == "webhook:Team chat: 2026-03-14-queue/u-20260314T0914Z is sent by the next run.\n"
    assert told.announce("ledger", "--release", by_mail).returncode == 2
    told.send()
    assert (len(told.box.mails), told.hook.tries, len(set(told.hook.keys))) == (2, 3, 2)
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
    done = told.announce("send", "--since", told.start)
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
    done = told.announce("send", "--since", told.start)
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
        done = told.announce("send", "--since", told.start, AFTERWORD_SMTP_URL=url)
    assert done.returncode == 1
    assert "the mail server refused the login (535)" in done.stderr
    assert "it answered 500" in done.stderr
    told.hook.status, told.hook.location = 307, "https://elsewhere.example/hook"
    bad = told.announce("send", AFTERWORD_SMTP_URL="smtp://mailer:s3cr3t/w0rd@127.0.0.1:x")
    assert "it answered with a redirect (307)" in bad.stderr
    assert "AFTERWORD_SMTP_URL cannot be read" in bad.stderr
    login = {"AFTERWORD_SMTP_PASSWORD": "pässw0rd", "AFTERWORD_SMTP_USER": "mailer"}
    other = told.announce("send", folder=None, CHAT="http://chat.example/T0K3N", **login)
    assert "the address in CHAT must begin with https://" in other.stderr
    for secret in ("s3cr3t", "w0rd", "mailer", "T0K3N", "elsewhere", "may hold", "Traceback"):
        assert secret not in done.stderr + done.stdout + bad.stderr + bad.stdout + other.stderr + other.stdout
    assert told.box.mails == []


def test_no_login_of_the_remote_is_printed(told: Told) -> None:
    """Also one that git repeats, because a slash in it is not escaped."""
    told.here.git("remote", "set-url", "origin", "https://me:s3c/r3t@127.0.0.1:9/x.git")
    done = told.announce("send", "--since", told.start, GIT_ALLOW_PROTOCOL="https")
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
    done = told.announce("send")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "afterword: it is not known yet what was announced, and the whole history must not be sent. Name the revision that was published "
        "last with --since, give a copy of the live updates.atom with --feed, or mark everything as announced with "
        "afterword announce ledger --mark-all.\n"
    )
    marked = told.announce("ledger", "--mark-all")
    assert (marked.returncode, marked.stdout) == (0, "Marked as announced: everything, 1 in all. Nothing was sent.\n")
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
    done = told.announce("send", "--since", told.start)
    assert (done.returncode, done.stdout, said in done.stderr) == (2, "", True)
    told.here.replace("site_config/settings.yml", new, old)
    told.push()
    told.send("--since", told.start)
    assert (len(told.box.mails), len(told.hook.bodies)) == (1, 1)


def test_too_many_at_once_are_refused(told: Told) -> None:
    """Whoever imports a hundred incidents does not send a hundred e-mails by mistake."""
    told.add(FIRST + SECOND + THIRD)
    told.push()
    done = told.announce("send", "--since", told.start, "--at-most", "2")
    assert done.returncode == 1
    assert done.stderr == (
        "afterword: 3 updates would be sent, more than 2. Nothing was. If that is right, say\n"
        "--at-most 3; if they were announced before, run afterword announce ledger --mark-all.\n"
        "The first: 2026-03-14-queue/u-20260314T0914Z.\n"
    )
    assert told.box.mails == []
    assert told.here.git("for-each-ref", "refs/afterword") == ""


def test_a_copy_of_the_live_feed_says_what_was_told(told: Told) -> None:
    """With `--feed`, what stands in the feed of before the deployment is not told again."""
    done = prepared.run(told.here.root, "-m", "afterword", "build", environment=os.environ)
    assert done.returncode == 0, done.stderr
    feed = (told.here.root / "site" / "updates.atom").read_bytes()
    (told.here.folder.parent / "before.atom").write_bytes(feed)
    told.add(FIRST)
    assert (
        "email to announce@lists.pigeonpost.example: [Investigating] Sch"
        in told.announce("send", "--dry-run", "--feed", "../before.atom").stdout
    )
    assert told.box.mails == []
    told.send("--feed", "../before.atom")
    assert told.box.subjects == ["[Investigating] Scheduled posts are not going out"]
    (told.here.folder.parent / "wrong.atom").write_text("<html/>", encoding="utf-8")
    told.here.git("update-ref", "-d", "refs/afterword/announced")
    told.here.git("push", "--quiet", "origin", ":refs/afterword/announced")
    wrong = told.announce("send", "--feed", "../wrong.atom")
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
    asked = told.announce("send", "--update", "2026-03-14-c/u-20260314T0914Z")
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
    assert told.send("--update", "2026-03-14-queue/u-20260314T0942Z").stdout == "It was announced on every channel.\n"
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


AT = at("2026-03-14 09:14")


def test_of_two_writes_from_one_state_the_remote_takes_one(told: Told) -> None:
    """At the first run and at every later one; who loses has written nothing, also here, and reads what the other one wrote."""
    first, second = Ledger(told.here.root), Ledger(told.clone("other"))
    for number in range(2):
        assert (first.read(), second.read()) == (bool(number), bool(number))
        first.write(first.told.claimed(f"a/u-{number}", "email", Claim(at=AT, name="aaaa")), "one")
        with pytest.raises(TakenError):
            second.write(second.told.claimed(f"a/u-{number}", "email", Claim(at=AT, name="bbbb")), "two")
        third = Ledger(told.here.folder.parent / "other")
        assert third.read()
        assert third.told == first.told
        first.note(lambda old: old.confirmed("aaaa"), "sent")


def test_of_two_writes_in_one_folder_without_a_remote_one_holds(told: Told) -> None:
    """Without a remote the ref of the repository is what is compared and set."""
    told.here.git("remote", "remove", "origin")
    first, second = Ledger(told.here.root), Ledger(told.here.root)
    assert (first.read(), second.read()) == (False, False)
    first.write(Rows().added(["a/u-1"], "email", AT), "one")
    with pytest.raises(TakenError):
        second.write(Rows().added(["b/u-2"], "email", AT), "two")
    assert second.read()
    assert second.told == first.told


def test_what_happened_is_noted_beside_what_others_noted(told: Told) -> None:
    """A note is made again from what the ledger says by then; one that the remote refuses is kept here, and pushed later."""
    other = told.clone("other")
    first, second = Ledger(told.here.root), Ledger(other)
    first.read()
    first.write(Rows({("x", "email"): AT}, {("a/u-1", "email"): Claim(at=AT, name="aaaa")}), "claims")
    second.read()
    second.note(lambda old: old.added(["b/u-2"], "email", AT), "theirs")
    first.note(lambda old: old.confirmed("aaaa"), "ours")
    hook = told.refuse_pushes()
    with pytest.raises(GitError, match="the ledger could not be pushed to origin"):
        first.note(lambda old: old.added(["c/u-3"], "email", AT), "kept here")
    hook.unlink()
    second.read()
    second.note(lambda old: old.added(["d/u-4"], "email", AT), "theirs")
    third = Ledger(told.here.root)
    third.read()
    assert third.ahead
    third.write(third.told, "both")
    assert second.read()
    assert not third.ahead
    assert (sorted(key for key, _ in second.told.rows), second.told.claims) == (["a/u-1", "b/u-2", "c/u-3", "d/u-4", "x"], {})


EVERY_SECOND = "mkdir refused 2>/dev/null && exit 1\nrmdir refused"


@pytest.mark.parametrize("script", [EVERY_SECOND, f"mkdir begun 2>/dev/null && exit 0\n{EVERY_SECOND}", "exit 0"], ids=["1", "2", "none"])
def test_four_runs_at_one_moment_send_each_message_once_or_not_at_all(told: Told, script: str) -> None:
    """From four clones, while the remote refuses every second push: no message goes out twice, and what did not go out is said."""
    told.add(FIRST + SECOND)
    told.push()
    clones = [told.clone(f"c{number}") for number in range(4)]
    told.refuse_pushes(script)
    for _ in range(2):
        with ThreadPoolExecutor(4) as pool:
            runs = list(pool.map(lambda folder: told.announce("send", "--since", told.start, folder=folder), clones))
        sent = Counter([*told.box.subjects, *(str(body["text"]).split("\n")[0] for body in told.hook.bodies)])
        assert max(sent.values(), default=0) <= 2, [run.stderr for run in runs]  # one by mail, one by webhook
        assert max(Counter(told.box.subjects).values(), default=0) <= 1
        assert sum(sent.values()) == 4 or any(run.returncode for run in runs)
        assert [run.stderr for run in runs if run.returncode and not run.stderr] == []
        assert "Traceback" not in "".join(run.stderr for run in runs)


def test_a_refused_push_sends_nothing(told: Told) -> None:
    """At the first run and at every later one, from fresh clones, as CI makes them: no message without its claim in the remote."""
    told.add(FIRST)
    told.push()
    hook = told.refuse_pushes()
    first = told.announce("send", "--since", told.start, folder=told.clone("ci-0"))
    assert (first.returncode, "the ledger could not be pushed to origin" in first.stderr) == (2, True)
    hook.unlink()
    told.here.git("push", "--quiet", "origin", "HEAD:main")
    told.announce("ledger", "--mark-all")
    told.add(SECOND)
    told.push()
    told.refuse_pushes()
    for number in (1, 2, 3):
        done = told.announce("send", folder=told.clone(f"ci-{number}"))
        assert (done.returncode, done.stdout) == (1, "")
        assert "the ledger could not be pushed to origin" in done.stderr
        assert "Nothing is sent that is not claimed before" in done.stderr
    assert (told.box.mails, told.hook.tries) == ([], 0)


def test_a_message_that_could_not_be_noted_is_not_sent_again(told: Told) -> None:
    """When the push after the sending is refused, the claim protects: the run says so, and so does the next one, in any clone."""
    told.add(FIRST)
    told.push()
    told.announce("send", "--since", "HEAD", "--at-most", "1")
    told.add(SECOND)
    told.push()
    told.refuse_pushes("mkdir claimed 2>/dev/null || exit 1")
    done = told.announce("send", folder=told.clone("ci-1"))
    assert (done.returncode, done.stdout.count("Sent by email")) == (1, 1)
    claim = done.stderr.split("--confirm ")[1].split(".")[0]
    assert "Its claim stays there, so it is not sent again." in done.stderr
    told.refuse_pushes("exit 0")
    at_once = told.announce("send", folder=told.clone("ci-2"))
    assert (at_once.returncode, at_once.stdout) == (1, "")
    assert "another run has claimed 2026-03-14-queue/u-20260314T0940Z for email and may be sending it now" in at_once.stderr
    told.age_claims()
    later = told.announce("send", folder=told.clone("ci-3"))
    assert (later.returncode, later.stdout.count("Sent by"), "the run that began it did not end" in later.stderr) == (1, 1, True)
    assert told.announce("ledger", "--confirm", claim).returncode == 0
    assert told.send().stdout == "Nothing is new.\n"
    assert (len(told.box.mails), len(told.hook.bodies)) == (1, 1)


def test_a_run_that_is_killed_while_it_sends_leaves_a_claim(told: Told) -> None:
    """Its message is neither sent again by itself nor forgotten: every run says so, until it is released; then it goes out once."""
    told.add(FIRST)
    told.push()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        url = f"smtp://127.0.0.1:{server.getsockname()[1]}"
        variables = {**os.environ, **QUIET, "AFTERWORD_SMTP_URL": url, "CHAT": told.hook.address}
        command = [sys.executable, "-m", "afterword", "announce", "send", "--since", told.start]
        with subprocess.Popen(command, cwd=told.here.root, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
            connection, _ = server.accept()
            run.kill()
        heard: list[bytes] = []
        with connection, suppress(OSError):
            connection.settimeout(60)
            connection.sendall(b"220 hi\r\n")
            for line in connection.makefile("rb"):
                heard.append(line)
                if not any(word.lower() == b"data\r\n" for word in heard[:-1]):
                    connection.sendall(b"354 go\r\n" if line.lower() == b"data\r\n" else b"250 x\r\n")
    assert b"\r\n" in heard  # the text came, and its final dot did not: whoever sends ends before that when nobody listens
    assert b".\r\n" not in heard
    assert told.ledger().count("\tclaimed ") == 1
    told.add(SECOND)
    told.push()
    soon = told.announce("send")
    assert (soon.returncode, soon.stdout, "may be sending it now" in soon.stderr) == (1, "", True)
    assert told.box.mails == []
    told.age_claims()
    done = told.announce("send")
    claim = done.stderr.split("--release ")[1].split(",")[0]
    assert (done.returncode, "Not known whether sent by email: 2026-03-14-queue/u-20260314T0914Z" in done.stderr) == (1, True)
    assert told.box.subjects == ["[Identified] Scheduled posts are not going out"]
    assert told.announce("send", "--dry-run").returncode == 1
    asked = told.announce("ledger")
    assert (asked.returncode, asked.stdout) == (1, "")
    assert f"afterword announce ledger --release {claim}, and the next run sends it.\n" in asked.stderr
    assert told.announce("ledger", "--release", claim).returncode == 0
    told.send()
    assert sorted(told.box.subjects) == [f"[{status}] Scheduled posts are not going out" for status in ("Identified", "Investigating")]


def test_a_claim_goes_along_when_its_update_gets_another_address(told: Told) -> None:
    """A new time, or a new name of the file, sends nothing again and forgets nothing."""
    told.add(FIRST)
    told.push()
    told.box.hangs_up = True
    claim = told.announce("send", "--since", told.start).stderr.split("--release ")[1].split(",")[0]
    told.box.hangs_up = False
    told.here.replace(QUEUE, "09:14 UTC", "09:12 UTC")
    told.push()
    moved = told.announce("send")
    assert (moved.returncode, moved.stdout, len(told.box.mails)) == (1, "", 1)
    assert told.announce("ledger", "--release", claim).returncode == 0
    told.send()
    assert (len(told.box.mails), len(told.hook.bodies)) == (2, 1)


HEAD = "# Ledger of `afterword announce`, version 2, rows: 2. When, channel, update, claim.\n"
ROWS = "2026-03-14T09:14:00Z\t*\ta/u-1\n2026-03-14T09:14:00Z\temail\ta/u-2\n"
OLD_HEAD = "# What was announced, and where: when, channel, update. Written by `afterword announce`.\n"
DAMAGED = {
    "empty": b"",
    "no first line": ROWS.encode(),
    "another first line": b"# A note\n" + ROWS.encode(),
    "an old one without rows": OLD_HEAD.encode(),
    "a row less": (HEAD + ROWS.split("\n", 1)[0] + "\n").encode(),
    "a row more": (HEAD + ROWS + "2026-03-14T09:14:00Z\temail\ta/u-3\n").encode(),
    "cut in a row": (HEAD + ROWS)[:-5].encode(),
    "cut in the first line": HEAD[:30].encode(),
    "a newer version": (HEAD.replace("version 2", "version 3") + ROWS).encode(),
    "conflict": (OLD_HEAD + "<<<<<<< HEAD\n" + ROWS + "=======\n>>>>>>> other\n").encode(),
    "not UTF-8": (HEAD + ROWS).encode().replace(b"u-2", b"u-\xff"),
    "UTF-16": (HEAD + ROWS).encode("utf-16"),
    "a byte order mark": (HEAD + ROWS).encode("utf-8-sig"),
    "other line ends": (HEAD + ROWS).replace("\n", "\r\n").encode(),
    "no time": (HEAD + ROWS.replace("09:14", "soon")).encode(),
    "a time that is none": (HEAD + ROWS.replace("09:14", "25:14")).encode(),
    "a row twice": (HEAD + ROWS.split("\n", 1)[0] + "\n" + ROWS.split("\n", 1)[0] + "\n").encode(),
    "another state": (HEAD + ROWS.replace("a/u-2", "a/u-2\tperhaps aaaa")).encode(),
    "no channel": (HEAD + ROWS.replace("email", "")).encode(),
    "an empty line": (OLD_HEAD + "\n" + ROWS).encode(),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_ledger_is_refused_and_never_read_as_a_smaller_one(data: bytes) -> None:
    """Whatever is wrong with it, and wherever it is cut; the whole one is read."""
    with pytest.raises(LedgerError, match=r"^(its|it|line|no) [^.]+(\. Use a newer afterword)?$"):
        read_told(data)
    whole = Rows({("a/u-1", "*"): AT}, {("a/u-2", "email"): Claim(at=AT, name="aaaa", unsure=True)})
    assert read_told(whole.write()) == whole
    for end in range(len(whole.write())):
        with pytest.raises(LedgerError):
            read_told(whole.write()[:end])


def test_a_ledger_without_its_file_or_that_is_no_commit_is_refused(told: Told) -> None:
    """In the remote and here: a ref that leads to something else is damage, and no first run."""
    told.put_ledger((HEAD + ROWS).encode(), name="other.tsv")
    with pytest.raises(GitError, match=r"announced\.tsv is not in it"):
        Ledger(told.here.root).read()
    blob = told.here.git("-C", str(told.remote), "hash-object", "-w", "--stdin")
    told.here.git("-C", str(told.remote), "update-ref", REF, blob)
    with pytest.raises(GitError, match="leads to no commit"):
        Ledger(told.here.root).read()
    told.here.git("-C", str(told.remote), "update-ref", "-d", REF)
    told.here.git("update-ref", REF, told.here.git("hash-object", "-w", "mkdocs.yml"))
    with pytest.raises(GitError, match="leads to no commit"):
        Ledger(told.here.root).read()
    (told.here.folder / ".git" / REF).write_text("x\n", encoding="utf-8")
    with pytest.raises(GitError, match="the ledger of this repository cannot be read"):
        Ledger(told.here.root).read()


def test_an_earlier_state_of_the_ledger_can_be_put_back(told: Told) -> None:
    """As docs/announcing.md says: every state is a commit, and the last good one is what counts again."""
    told.add(FIRST)
    told.push()
    told.send("--since", told.start)
    good = told.here.git("rev-parse", REF)
    bad = told.here.git("commit-tree", f"{good}^{{tree}}", "-p", good, "-m", "as it was")
    empty = told.here.git("commit-tree", "4b825dc642cb6eb9a060e54bf8d69288fbee4904", "-p", bad, "-m", "emptied")
    told.here.git("push", "--quiet", "origin", f"{empty}:{REF}")
    told.here.git("update-ref", REF, empty)
    refused = told.announce("send")
    assert (refused.returncode, "announced.tsv is not in it" in refused.stderr) == (2, True)
    told.here.git("fetch", "--quiet", "origin", REF)
    assert told.here.git("log", "--format=%H", "FETCH_HEAD").splitlines()[:3] == [empty, bad, good]
    told.here.git("push", "--quiet", "--force", "origin", f"{good}:{REF}")
    told.here.git("update-ref", REF, good)
    assert told.send().stdout == "Nothing is new.\n"


def test_a_ledger_of_the_first_version_is_taken_over(told: Told) -> None:
    """What an older Afterword wrote is read, and written in the new form with the next row."""
    told.put_ledger((OLD_HEAD + ROWS).encode())
    ledger = Ledger(told.here.root)
    assert ledger.read()
    ledger.write(ledger.told.added(["b/u-1"], "email", AT), "more")
    assert told.ledger() == HEAD.replace("rows: 2", "rows: 3") + ROWS + "2026-03-14T09:14:00Z\temail\tb/u-1\n"


def test_a_ledger_that_cannot_be_asked_for_stops_everything(told: Told) -> None:
    """Who does not know what was told sends nothing."""
    told.add(FIRST)
    told.push()
    told.put_ledger(b"")
    bad = told.announce("send", "--since", told.start)
    assert (bad.returncode, bad.stderr) == (
        2,
        f"afterword: the ledger at {REF} in origin cannot be read: its first line is not the one with which every ledger begins, so it was "
        "emptied or damaged. Nothing is sent until an earlier state of it is put back: docs/announcing.md, 'A damaged ledger', says how.\n",
    )
    assert told.here.git("for-each-ref", "refs/afterword") == ""
    told.here.git("remote", "set-url", "origin", "file:///nowhere/at-all.git")
    gone = told.announce("send")
    assert gone.returncode == 2
    assert "origin cannot be asked what was told" in gone.stderr
    assert (told.box.mails, told.hook.tries) == ([], 0)


def test_a_run_begins_no_message_after_its_time(told: Told) -> None:
    """What is left is neither claimed nor sent, and waits for the next run."""
    ledger = Ledger(told.here.root)
    ledger.read()
    news = message(next(news_of(incident("2026-03-14-queue"))), Settings(), SITE, Language())
    way = Way(key="email", name="E-mail", audience="", goal="x", prepare=lambda _message, _now: lambda _seconds: None)
    late = tell([news], [way], ledger, lambda: AT, seconds=0)
    line = "email: [Open] Messages are late (2026-03-14-queue)"
    assert (late.sent, late.failed) == ([], [f"{line}: waits for the next run, this one has taken its 0 minutes"])
    assert told.here.git("for-each-ref", "refs/afterword") == ""
    assert tell([news], [way], ledger, lambda: AT).sent == [line]
    assert sorted(ledger.told.rows) == [("2026-03-14-queue", "email")]


def test_all_tries_of_a_message_share_one_minute() -> None:
    """A server that may come back is asked again only while there is time left, and each try gets what is left of it."""
    given: list[float] = []

    def send(seconds: float) -> None:
        given.append(seconds)
        raise SendError("it answered 503", again=True)

    for seconds, tries in ((60.0, 3), (2.0, 2), (0.5, 1)):
        given.clear()
        with pytest.raises(SendError, match="503"):
            with_tries(send, seconds, wait=lambda pause: time.sleep(pause / 100))
        assert (len(given), given[0] <= seconds, given == sorted(given, reverse=True)) == (tries, True, True)


# ---- servers that take their time ----------------------------------------------------------------


DROPS = 600
"""A server that drips sends as many times what it has to say, which takes a minute."""


@dataclass
class Dripping:
    """A server that drips."""

    port: int
    patient: bool = False
    """Whether somebody has waited for all of it, or for a minute when it says nothing."""


@contextmanager
def dripping(before: Callable[[socket.socket], bytes]) -> Iterator[Dripping]:
    """A server that talks as `before` says, and then sends what that returned, a byte each tenth of a second, for ever."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        made = Dripping(port=server.getsockname()[1])

        def serve() -> None:
            with suppress(OSError):
                connection, _ = server.accept()
                with connection:
                    connection.settimeout(60)
                    drops = before(connection)
                    for drop in drops * DROPS:
                        connection.sendall(bytes([drop]))
                        time.sleep(0.1)
                    made.patient = bool(drops)
                    try:
                        connection.recv(1)  # the end of whoever waited for an answer
                    except TimeoutError:
                        made.patient = True

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield made
    thread.join(timeout=90)


def talk(connection: socket.socket, *answers: str) -> bytes:
    """Greet, and answer one line after the other; what is said then is for whoever calls this."""
    connection.sendall(b"220 hi\r\n")
    lines = connection.makefile("rb")
    for answer in answers:
        lines.readline()
        connection.sendall(f"{answer}\r\n".encode())
    if answers and answers[-1].startswith("354"):
        while lines.readline() not in {b".\r\n", b""}:
            pass
    return b""


MAIL_STAGES = {
    "greeting": (lambda _: b"2", False),
    "greeting of many lines": (lambda _: b"220-x\r\n", False),
    "answer to the first word": (lambda it: talk(it) or b"2", False),
    "answer to the sender": (lambda it: talk(it, "250 x") or b"2", False),
    "answer to DATA": (lambda it: talk(it, "250 x", "250 x", "250 x") or b"3", False),
    "answer to the text": (lambda it: talk(it, "250 x", "250 x", "250 x", "354 go") or b"2", True),
    "silence after the text": (lambda it: talk(it, "250 x", "250 x", "250 x", "354 go") or b"", True),
}


WEB_STAGES = {"line": b"H", "head": b"HTTP/1.1 200 OK\r\n", "go on": b"HTTP/1.1 100 Continue\r\n\r\n", "silence": b""}


def left_after(before: Callable[[socket.socket], bytes], send: Callable[[int], None]) -> SendError:
    """The error with which a server that drips is left; that is before the server has dripped all, after a minute."""
    with dripping(before) as server, pytest.raises(SendError) as refused:
        send(server.port)
    assert not server.patient
    return refused.value


def test_servers_that_drip_are_left_after_their_time() -> None:
    """By the clock on the wall, at every stage. All at the same time, because waiting is all that there is to do.

    Only when a mail server has the whole text nobody knows whether it took it; a webhook had its message in any case. A handshake that
    never ends counts like every other answer.
    """

    def mail(port: int) -> None:
        send_mail(MailServer(host="127.0.0.1", port=port, implicit=False), *LETTER, seconds=8)

    def sealed(port: int) -> None:
        send_mail(MailServer(host="127.0.0.1", port=port, implicit=True), *LETTER, seconds=8)

    def post(port: int) -> None:
        post_json(f"http://127.0.0.1:{port}/", {"x": 1}, "key", seconds=8)

    with ThreadPoolExecutor(max_workers=len(MAIL_STAGES) + len(WEB_STAGES) + 1) as pool:
        mails = {name: pool.submit(left_after, before, mail) for name, (before, _) in MAIL_STAGES.items()}
        handshake = pool.submit(left_after, lambda it: it.recv(1000)[:0] or b"\x16", sealed)
        hooks = {
            name: pool.submit(left_after, lambda it, drops=drops: it.recv(65536)[:0] + drops, post)  # type: ignore[misc]  # mypy knows no defaults of lambdas
            for name, drops in WEB_STAGES.items()
        }
    for name, (_, unsure) in MAIL_STAGES.items():
        error = mails[name].result()
        assert "the mail server" in str(error), name
        assert isinstance(error, UnsureError) is unsure, name
    assert "the mail server cannot be reached" in str(handshake.result())
    for name, asked in hooks.items():
        assert isinstance(asked.result(), UnsureError), name


def test_a_webhook_that_said_yes_may_drip_the_rest() -> None:
    """The head of the answer is enough, and a body without end changes nothing."""

    def say_yes(connection: socket.socket) -> bytes:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        return b"x"

    with dripping(say_yes) as server:
        post_json(f"http://127.0.0.1:{server.port}/", {"x": 1}, "key", seconds=10)


@pytest.mark.parametrize("code", [502, 504, 522])
def test_a_gateway_without_an_answer_leaves_it_open(code: int) -> None:
    """The program behind it may have taken the message, so it is not asked again."""
    with webhook() as hook:
        hook.status = code
        with pytest.raises(UnsureError):
            post_json(hook.address, {"x": 1}, "key")


def test_a_mail_server_that_talks_without_end_is_left() -> None:
    """Not after its time, but when it has said more than a server has to say."""

    def flood(connection: socket.socket) -> bytes:
        for _ in range(20_000):
            connection.sendall(b"220-" + b"a" * 400 + b"\r\n")
        return b"2"

    with dripping(flood) as server, pytest.raises(SendError, match="the mail server cannot be reached"):
        send_mail(MailServer(host="127.0.0.1", port=server.port, implicit=False), *LETTER, seconds=20)


def test_a_shallow_clone_is_told_what_to_do(told: Told, tmp_path: Path) -> None:
    """Without the history there is a sentence with the remedy, and no wrong answer."""
    told.add(FIRST)
    told.push()
    told.here.git("clone", "--quiet", "--depth", "1", f"file://{told.remote}", str(tmp_path / "shallow"))
    for options in (("draft", "--since", told.start), ("send", "--since", told.start), ("draft",)):
        done = told.announce(*options, folder=tmp_path / "shallow")
        assert (done.returncode, done.stdout) == (2, "")
        assert "this clone is shallow and does not hold" in done.stderr
        assert "git fetch --unshallow; in a GitHub workflow set fetch-depth: 0" in done.stderr
        assert "--against" not in done.stderr
    assert told.box.mails == []


def test_it_is_recorded_where_it_was_told(told: Told) -> None:
    """`announce ledger --record` adds the channel with its time and audience, once, and changes no other byte."""
    told.add(FIRST)
    told.push()
    told.send("--since", told.start)
    before = (told.here.root / QUEUE).read_text(encoding="utf-8")
    done = told.announce("ledger", "--record")
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
    assert told.announce("ledger", "--record").stdout == ""
    told.push()
    assert told.send().stdout == "Nothing is new.\n"


def test_what_is_open_is_listed_and_old_flags_name_the_new_form(told: Told) -> None:
    """The ledger is asked without sending; what version 0.1.0 wrote with flags works as before, and the sentence can be copied."""
    told.add(FIRST)
    told.push()
    none = told.announce("ledger")
    assert (none.returncode, none.stdout, none.stderr) == (0, "There is no ledger: nothing was announced from here.\n", "")
    old = "afterword announce without draft, send or ledger works in this version only. Write: afterword announce "
    written = told.announce("--since", told.start, "--out", "a b")
    new = f"{old}draft --since {told.start} --out 'a b'\n"
    assert (written.returncode, written.stdout.split("  ")[0], written.stderr) == (0, f"a b/{QUEUE[10:-3]}/u-20260314T0914Z/", new)
    dry = told.announce("--since", told.start, "--dry-run")
    assert dry.stderr == f"{old}send --since {told.start} --dry-run\n"
    assert told.box.mails == []
    sent = told.announce("--since", told.start, "--send", "--record")
    assert sent.stderr == f"{old}send --since {told.start} --record\n"
    assert (sent.returncode, len(told.box.mails)) == (0, 1)
    assert sent.stdout.endswith(f"{QUEUE}: recorded E-mail\n")
    assert told.announce("--record").stderr == f"{old}ledger --record\n"
    assert told.announce("ledger").stdout == "Nothing is open: of every message it is known whether it was sent.\n"
    refused = told.announce("--confirm", "5f0c1b9a7e42")
    assert refused.returncode == 2
    assert refused.stderr.startswith(f"{old}ledger --confirm 5f0c1b9a7e42\n")
    assert "--send" not in told.announce("send", "--help").stdout


def test_an_update_that_was_never_told_goes_out_under_its_new_time(told: Told) -> None:
    """When a message failed and its time is mended before the next run, it is told all the same."""
    told.add(FIRST)
    told.push()
    down = f"smtp://127.0.0.1:{free_port()}"
    assert told.announce("send", "--since", told.start, AFTERWORD_SMTP_URL=down).returncode == 1
    told.here.replace(QUEUE, "09:14 UTC", "09:12 UTC")
    told.push()
    told.send()
    assert told.box.subjects == ["[Investigating] Scheduled posts are not going out"]


def test_drafts_are_the_same_every_time_and_never_published(told: Told) -> None:
    """What is new since a revision gets a folder of drafts, byte for byte the same; not in a folder that is published."""
    told.add(FIRST + SECOND)
    told.push()
    first = told.announce("draft", "--out", "a")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == (
        "a/2026-03-14-queue/u-20260314T0914Z/  [Investigating] Scheduled posts are not going out\n"
        "a/2026-03-14-queue/u-20260314T0940Z/  [Identified] Scheduled posts are not going out\n"
    )
    told.announce("draft", "--out", "b", "--since", told.start)
    made = {path.relative_to(told.here.root / "a"): path.read_bytes() for path in (told.here.root / "a").rglob("*.*")}
    again = {path.relative_to(told.here.root / "b"): path.read_bytes() for path in (told.here.root / "b").rglob("*.*")}
    assert made == again
    assert sorted(path.name for path in made if "0940" in str(path)) == [
        "bluesky.txt", "mastodon.txt", "message.eml", "message.html", "message.txt", "slack.json", "webhook.json", "x.txt"
    ]  # fmt: skip
    assert b"X-Unsent: 1" in made[Path("2026-03-14-queue/u-20260314T0940Z/message.eml")]
    inside = told.announce("draft", "--out", "pages/drafts")
    assert (inside.returncode, inside.stderr) == (
        2,
        "afterword: pages/drafts is published, and drafts must not be. Name another folder with --out.\n",
    )
    one = told.announce("draft", "--update", "2026-03-14-queue#u-20260314T0914Z", "--out", "c")
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
