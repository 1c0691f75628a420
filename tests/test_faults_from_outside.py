"""Promises about what gets out, what runs and how long it takes, seen from outside: commands are run, and nothing else is asked."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jinja2
import pytest

from project import NOW, Project

WORD = "the words that must not get out"
TOKEN = "ghp" + "_" + "q7Zk2mXv9Rt4Bn8WdLc5Hs1FYj3GpTe6UaKo"
HEX = "7d3f9a1c5e8b2046" + "f1c3a9d7e5b80264"
GUID = f"{HEX[:8]}-{HEX[8:12]}-4{HEX[13:16]}-a{HEX[17:20]}-{HEX[20:]}"
PASSWORD = "Wq7" + "-zk2mX9"
QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
BROKEN = "---\ntitle: Queue\nseverity: a: b\n---\n"
FRONT = f"title: Queue\nextra: {{plan: {WORD}}}\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project without incidents."""
    return Project(tmp_path / "work", incidents=False)


def git(folder: Path, *arguments: str, at: str = "09:16") -> None:
    """Run git; a commit is of this time of a day in March."""
    names = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "Ada"), ("EMAIL", "a@b.example"))}
    dates = {f"GIT_{who}_DATE": f"2026-03-14T{at}:00+0000" for who in ("AUTHOR", "COMMITTER")}
    environment = {**os.environ, **QUIET, **names, **dates}
    subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True, timeout=60)


def commit(folder: Path, at: str = "09:16") -> None:
    """Commit everything, in a repository that is made when there is none."""
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=x", at=at)


def files_with(site: Path, *words: str) -> list[str]:
    """The files of a site in which one of these stands."""
    files = [path for path in site.rglob("*") if path.is_file()]
    return sorted(path.relative_to(site).as_posix() for path in files if any(word.encode() in path.read_bytes() for word in words))


# ---- what is held back ---------------------------------------------------------------------------

RESCUED = {
    "section": f"{BROKEN}Good words.\n\n## Internal notes\n\n{WORD}\n\n### Deeper\n\n{WORD}\n",
    "secret": f"{BROKEN}The key is {TOKEN}.\n",
    "comment": f"{BROKEN}Words <!-- {WORD} -->.\n\n<!-- {WORD}\n",
    "empty-line": f"\n---\n{FRONT}---\nWords.\n",
    "below-a-comment": f"<!-- c -->\n---\n{FRONT}---\nWords.\n",
    "below-a-heading": f"# Head\n\n---\n{FRONT}---\nWords.\n",
    "four-hyphens": f"----\n{FRONT}----\nWords.\n",
    "no-end": f"---\n{FRONT}\nWords.\n",
}
"""Incidents that cannot be read."""


def test_what_is_shown_of_a_file_that_cannot_be_read_is_no_secret(project: Project) -> None:
    """A build that keeps going leaves out internal sections, secrets, comments and front matter, also in update files."""
    for number, (name, text) in enumerate(RESCUED.items(), 10):
        project.write(f"incidents/2026-03-{number}-{name}.md", text)
    project.write("incidents/2026-03-09-folder/index.md", f"{BROKEN}Words.\n")
    project.write("incidents/2026-03-09-folder/updates/2026-03-09T0916Z-update.md", f"We look.\n\n## Internal notes\n\n{WORD}\n")
    done = project.run("build", "--keep-going", "--now", NOW)
    assert done.returncode == 3, done.stderr
    assert "incidents/2026-03-10-section/index.html" in files_with(project.site, "Good words.")
    assert files_with(project.site, WORD, TOKEN) == []
    assert not {WORD, TOKEN} & set(re.findall(f"{WORD}|{TOKEN}", done.stdout + done.stderr))


HALF = len(TOKEN) // 2
HIDDEN = {
    "split-by-marks": f"It is {TOKEN[:HALF]}**{TOKEN[HALF:]}**.",
    "split-by-a-link": f"It is {TOKEN[:9]}[{TOKEN[9:HALF]}](https://x.example){TOKEN[HALF:]}.",
    "split-by-code": f"It is {TOKEN[:HALF]}`{TOKEN[HALF:]}`.",
    "split-in-an-address": f"[u](https://x.example/{TOKEN[:HALF]}\n{TOKEN[HALF:]})",
    "curl": f"`curl -u admin:{PASSWORD} https://x.example`",
    "azure": "https://x.blob.core.windows.example/a?sv=2024&si" + f"g={PASSWORD}KJ8hfT5dEw2Q9zXc4VbN7mLp0aSd1fGh3J%3D",
    "teams": "https://pigeonpost.webhook.office.com/webhook" + f"b2/{GUID}@{GUID}/IncomingWebhook/{HEX}/{GUID}",
    "sentry": "https://" + f"{HEX}@o123456.ingest.sentry.io/1234567",
    "hugging-face": "The key is h" + f"f_{'qZkXvRtBnWdLcHsFYjGpTeUaKoMiNyVbCx'} here.",
    "emoji": f"## 🔒 Internal notes\n\n{WORD}",
    "link": f"## [Internal](https://x.example) notes\n\n{WORD}",
    "code": f"## `Internal` notes\n\n{WORD}",
    "tags": f"## <b>Internal</b> notes\n\n{WORD}",
    "entities": f"## &#73;nternal notes\n\n{WORD}",
    "quote": f"> ## Internal notes\n>\n> {WORD}",
    "list": f"- ## Internal notes\n\n  {WORD}",
    "summary": f"<details><summary>Internal notes</summary>{WORD}</details>",
    "admonition": f'!!! note "Internal notes"\n    {WORD}',
    "bold": f"**Internal notes**\n\n{WORD}",
    "timeline": f"## Internal timeline\n\n{WORD}",
    "tlp": f"## TLP:RED\n\n{WORD}",
    "confidential": f"## Confidential\n\n{WORD}",
}
"""Secrets in pieces, secrets of every kind, and labels of what is for the team alone."""


def test_secrets_and_internal_sections_are_found_where_they_hide(project: Project) -> None:
    """Each is an error, so that nothing is published; a build that keeps going leaves out what they head, and no more."""
    for number, (name, text) in enumerate(HIDDEN.items(), 1):
        project.write(f"incidents/2026-03-{number:02}-{name}.md", f"---\ntitle: A {name}\n---\nGood words.\n\n{text}\n")
    done = project.run("check", "--against", "none", "--now", NOW)
    found = set(re.findall(r"^incidents/2026-03-[0-9]{2}-(\S+)\.md:[0-9:]+ error E18[01]: ", done.stdout, re.MULTILINE))
    assert (done.returncode, sorted(HIDDEN.keys() - found)) == (1, [])
    assert project.run("build", "--now", NOW).returncode == 1
    assert not project.site.exists()
    assert project.run("build", "--keep-going", "--now", NOW).returncode == 3
    pieces = [PASSWORD, TOKEN, TOKEN[HALF:], HEX[:8], "qZkXvRtBnWdLcHs"]
    assert files_with(project.site, WORD, *pieces) == []
    assert "incidents/2026-03-10-emoji/index.html" in files_with(project.site, "Good words.")


def test_classes_of_the_theme_are_taken_out(project: Project) -> None:
    """With the policy off, one of them would have the theme load a script from another site."""
    with (project.folder / "site_config/settings.yml").open("a", encoding="utf-8") as settings:
        settings.write("security: {policy: false}\n")
    text = '<pre class="mermaid"><code>graph TD; A-->B</code></pre>\n\n<div class="tabbed-set md-search">Words.</div>\n'
    project.write("incidents/2026-03-14-a.md", f"---\ntitle: A\n---\n{text}")
    project.run("build", "--now", NOW)
    page = (project.site / "incidents/2026-03-14-a/index.html").read_text(encoding="utf-8")
    assert ("Words." in page, 'class="mermaid"' in page, "tabbed-set md-search" in page) == (True, False, False)


# ---- what a repository brings --------------------------------------------------------------------


def test_no_program_that_a_repository_names_is_started(project: Project) -> None:
    """Not by the check, which asks who wrote a line and what was different before, nor by an announcement."""
    witness = project.folder.parent / "evil"
    witness.write_text(f'#!/bin/sh\necho ran >> "{witness}.ran"\ncat\n', encoding="utf-8")
    witness.chmod(0o755)
    text = "---\ntitle: Late\n---\n### now - Update\nOne.\n\n### now - Update\nTwo.\n"
    for at, last in (("09:16", "Two."), ("09:48", "Two of them."), ("", "Two of three.")):  # the last is in no commit
        project.write("incidents/2026-03-14-late.md", text.replace("Two.", last))
        if at:
            commit(project.folder, at)
    (project.folder / ".git/info/attributes").write_text("*.md filter=evil diff=evil\n", encoding="utf-8")
    for name in ("diff.evil.textconv", "filter.evil.clean", "filter.evil.smudge", "core.fsmonitor"):
        git(project.folder, "config", name, str(witness))
    project.run("check", **QUIET)
    project.run("announce", "send", "--dry-run", "--since", "HEAD~1", **QUIET)
    assert not Path(f"{witness}.ran").exists()


def test_no_compiled_template_of_a_project_runs(project: Project) -> None:
    """Compiled files at the place of earlier versions, made for the templates as they are, are no part of a build."""
    witness = project.folder.parent / "ran"
    code = compile(f"open({str(witness)!r}, 'w')", "evil", "exec")
    package = importlib.util.find_spec("afterword")
    assert package
    assert package.submodule_search_locations
    templates = Path(package.submodule_search_locations[0]) / "templates"
    kept = project.folder / ".cache/afterword/templates"
    kept.mkdir(parents=True)
    cache = jinja2.FileSystemBytecodeCache(str(kept))
    for file in templates.rglob("*.html"):
        name, source = file.relative_to(templates).as_posix(), file.read_text(encoding="utf-8")
        for path in (str(file), None):
            bucket = cache.get_bucket(jinja2.Environment(autoescape=True), name, path, source)
            bucket.code = code
            cache.dump_bytecode(bucket)
    project.write("incidents/2026-03-14-late.md", "---\ntitle: Late\n---\nWords.\n")
    project.run("build", "--now", NOW)
    assert not witness.exists()
    assert (project.site / "incidents/2026-03-14-late/index.html").is_file()


# ---- now -----------------------------------------------------------------------------------------


def told_times(site: Path) -> set[str]:
    """The times that feeds and pages of a site give an update."""
    texts = [path.read_text(encoding="utf-8") for path in site.glob("incidents/*/index.html")]
    return set(re.findall(r"2026-03-14T[0-9:]{5}", "".join(texts)))


def test_now_is_refused_where_nobody_knows_its_time(project: Project, tmp_path: Path) -> None:
    """Without git, in a copy without `.git`, and in the repository of another user, each with what helps there."""
    project.write("incidents/2026-03-14-late.md", "---\ntitle: Late\n---\n### now - Investigating\nWe look.\n")
    commit(project.folder)
    copy = Project(tmp_path / "copy", incidents=False)
    shutil.copytree(project.folder / "incidents", copy.folder / "incidents", dirs_exist_ok=True)
    blind: tuple[tuple[Project, str, dict[str, str]], ...] = (
        (copy, "in a clone", {}),
        (project, "git is not installed", {"PATH": ""}),
        (project, "git config --global --add safe.directory", {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}),
    )
    ends = []
    for where, helps, environment in blind:
        done = where.run("build", "--now", NOW, **QUIET, **environment)
        named = "incidents/2026-03-14-late.md:4:1: error E" in done.stderr
        ends.append((done.returncode, named, helps in done.stderr, "fetch-depth" in done.stderr, where.site.exists()))
    assert ends == [(1, True, True, False, False)] * len(blind)
    project.build(**QUIET)
    assert told_times(project.site) == {"2026-03-14T09:16"}


def test_a_renamed_incident_keeps_the_times_of_its_lines(project: Project) -> None:
    """Also when it becomes a folder, and gets far more words in the same commit."""
    old, new = project.folder / "incidents/2026-03-14-late.md", project.folder / "incidents/2026-03-13-late/index.md"
    project.write("incidents/2026-03-14-late.md", "---\ntitle: Late\n---\n### now - Investigating\nWe look.\n")
    commit(project.folder)
    new.parent.mkdir()
    old.rename(new)
    words = "".join(f"The report is long, and this is line {number} of it.\n" for number in range(200))
    new.write_text(f"{new.read_text(encoding='utf-8')}\n## What happened\n\n{words}", encoding="utf-8")
    commit(project.folder, "11:30")
    done = project.run("build", "--now", NOW, **QUIET)
    assert (done.returncode, told_times(project.site)) == (0, {"2026-03-14T09:16"}), done.stderr


# ---- time ----------------------------------------------------------------------------------------

SIZE = 250 * 1024
MANY = {
    "comments": "<!-- a --> " * (SIZE // 11),
    "fences": "```\n" * (SIZE // 4),
    "rules": "---\n\n" * (SIZE // 5),
    "links": "\n\n".join(f"[a](2026-01-01-z{number}.md)" for number in range(7_000)),
    "footnotes": "".join(f"a[^n{number}]\n\n[^n{number}]: x\n\n" for number in range(7_000)),
    "abbreviations": "".join(f"## S{number}\n\nw1 w2\n\n" for number in range(3_000)) + "".join(f"*[w{n}]: x\n" for n in range(8_000)),
    "sections": "".join(f"## S{number}\nx\n\n" for number in range(18_000)),
}
"""Texts just within the limit for a file."""
LIMIT = 8
"""Seconds of processor time for each: ten times what they take, so that a slow machine is no fault. They took up to 200."""


def test_no_file_within_the_limits_takes_long(project: Project) -> None:
    """Whatever fills it. A process that takes more is ended by the system, so this one must come to its end."""
    for number, text in enumerate(MANY.values(), 1):
        project.write(f"incidents/2026-03-{number:02}-a.md", f"---\ntitle: A\n---\n{text[:SIZE]}\n")
    limited = f'ulimit -t {LIMIT * len(MANY)}; exec "$@"'
    command = ["sh", "-c", limited, "sh", sys.executable, "-m", "afterword", "check", "--against", "none", "--now", NOW]
    done = subprocess.run(command, cwd=project.folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode in {0, 1}, done.stderr
    assert f"{len(MANY)} incidents: " in done.stdout


# ---- the promise of the next update --------------------------------------------------------------


def test_every_message_keeps_the_promise_of_the_next_update(project: Project, tmp_path: Path) -> None:
    """Posts, the message of a team chat and what a program is told say when the next word comes, as the letter does."""
    channels = (
        "announce:\n  email: {to: list@lists.example, from: help@pigeonpost.example}\n  networks: [mastodon, x, bluesky]\n"
        "  webhooks:\n    - {name: Chat, kind: slack, url_env: CHAT}\n    - {name: Bot, kind: generic, url_env: BOT}\n"
    )
    with (project.folder / "site_config/settings.yml").open("a", encoding="utf-8") as settings:
        settings.write(channels)
    text = "### 2026-03-14 09:14 UTC - Investigating\nPosts are waiting. We look for the cause. Next update by 09:45 UTC.\n"
    project.write("incidents/2026-03-14-queue.md", f"---\ntitle: Posts are not going out\n---\n{text}")
    done = project.run("announce", "draft", "--update", "2026-03-14-queue/u-20260314T0914Z", "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    texts = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert len(texts) > 4
    assert [name for name, said in texts.items() if "09:45" not in said] == []
    told = [json.dumps(json.loads(said), ensure_ascii=False) for name, said in texts.items() if name.endswith(".json")]
    assert len(told) == 2
    assert all("Next update by" in said for said in told)
