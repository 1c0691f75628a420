"""A new history: what `init` makes passes the check, builds, and publishes itself, also on a bad night."""

import os
import pty
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml

from receivers import webhook
from recipes import ENVIRONMENT, afterword, into_git, once, run, tools_in
from workflow import run_job, steps

ROOT = Path(__file__).parents[1]
NAMED = ("--name", "Pigeonpost incidents", "--url", "https://status.pigeonpost.example")
GITHUB = ("--repo", "https://github.com/pigeonpost/status")
WRITER = {
    "GIT_AUTHOR_NAME": "Ada Osei", "GIT_AUTHOR_EMAIL": "ada@pigeonpost.example",
    "GIT_COMMITTER_NAME": "Ada Osei", "GIT_COMMITTER_EMAIL": "ada@pigeonpost.example",
    "GIT_AUTHOR_DATE": "2026-03-14T09:16:00Z",
}  # fmt: skip
BROKEN = "incidents/2026-03-14-posts-not-going-out.md"
PUBLISH = ".github/workflows/publish.yml"


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder for the PATH: our command, and a pip that has nothing to do."""
    return tools_in(tmp_path / "tools")


def history(folder: Path, *options: str) -> Path:
    """A new history in git, with a remote that takes pushes."""
    once(folder, "".join(options).rpartition("/")[2], lambda new: _begin(new, *options))
    return folder / "status"


def _begin(folder: Path, *options: str) -> None:
    afterword(folder, "init", "status", *NAMED, *options)
    into_git(folder / "status")


def commit(folder: Path) -> None:
    """Commit everything that lies there."""
    run(folder, "git", "add", "--all", environment=WRITER)
    run(folder, "git", "commit", "--quiet", "--message=x", environment=WRITER)


def write(folder: Path, text: str, path: str = BROKEN) -> None:
    """Write a file, as a web editor does: it commits at once."""
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")
    commit(folder)


def test_a_new_history_is_clean_and_builds(tmp_path: Path) -> None:
    """No question asked, no file edited by hand: init, new, check, build."""
    made = history(tmp_path, *GITHUB)
    assert afterword(made, "check", "--strict", "--against", "none") == "0 incidents: no problems.\n"
    assert afterword(made, "new", "Posts are not going out", "--next", "30m").startswith("Wrote incidents/")
    assert afterword(made, "check", "--strict", "--against", "none") == "1 incident: no problems.\n"
    assert afterword(made, "build") == "Built 1 incident into site/. Open site/index.html\n"
    assert "One open incident" in (made / "site" / "index.html").read_text(encoding="utf-8")
    assert run(made, "git", "status", "--porcelain", "--ignored").replace("?? incidents/", "").splitlines()[1:] == ["!! site/"]


def test_init_writes_nothing_when_something_is_in_the_way(tmp_path: Path) -> None:
    """Files of others stay, and no half of a repository is left behind."""
    (tmp_path / "status").mkdir()
    (tmp_path / "status" / "README.md").write_text("Ours.\n", encoding="utf-8")
    assert afterword(tmp_path, "init", "status", *NAMED, code=1) == (
        "afterword: status has README.md already, so nothing was written. Move it away, or name another folder.\n"
    )
    assert [file.name for file in (tmp_path / "status").iterdir()] == ["README.md"]


@pytest.mark.parametrize(
    ("options", "files", "edit"),
    [
        (GITHUB, {".github"}, "edit/main/"),
        (("--repo", "https://gitlab.pigeonpost.example/status"), {".gitlab-ci.yml", "publish.sh"}, "-/edit/main/"),
        (("--repo", "https://git.pigeonpost.example/status"), {"publish.sh"}, None),
        (("--ci", "gitlab"), {".gitlab-ci.yml", "publish.sh"}, None),
        ((), {"publish.sh"}, None),
    ],
)
def test_init_brings_the_ci_of_the_forge(tmp_path: Path, options: tuple[str, ...], files: set[str], edit: str | None) -> None:
    """By the host of the repository, or as it is told."""
    afterword(tmp_path, "init", "status", *NAMED, *options)
    assert {file.name for file in (tmp_path / "status").iterdir()} & {".github", ".gitlab-ci.yml", "publish.sh"} == files
    text = (tmp_path / "status" / "mkdocs.yml").read_text(encoding="utf-8")
    assert (f"edit_uri: {edit}\n" in text) if edit else ("edit_uri" not in text)
    readme = (tmp_path / "status" / "README.md").read_text(encoding="utf-8")
    assert ('"New incident"' in readme) is bool(edit), "it must not send its writers to links that are not there"


IN_A_FOLDER = [
    ("https://github.com/pigeonpost/shop", "new/main/our%20status/incidents?", "edit/main/our%20status/incidents/"),
    ("https://gitlab.com/pigeonpost/shop", "-/new/main/?file_name=our%20status/incidents/", "-/edit/main/our%20status/incidents/"),
    ("https://codeberg.org/pigeonpost/shop", "_new/main/our%20status/incidents?", "_edit/main/our%20status/incidents/"),
]


@pytest.mark.parametrize(("repo", "new", "edit"), IN_A_FOLDER, ids=[repo for repo, _, _ in IN_A_FOLDER])
def test_links_of_a_history_in_a_folder_of_a_repository_lead_into_the_folder(tmp_path: Path, repo: str, new: str, edit: str) -> None:
    """New incident, Add an update, and Edit; a repository of its own has no such folder, whatever lies around it."""
    run(tmp_path, "git", "init", "-q", "-b", "main")
    afterword(tmp_path, "init", "our status", *NAMED, "--repo", repo)
    made = tmp_path / "our status"
    text = "---\ntitle: Posts are late\n---\n### 2026-03-14 09:16 UTC - Investigating\nWe look.\n"
    (made / "incidents" / "2026-03-14-posts.md").write_text(text, encoding="utf-8")
    afterword(made, "build")
    page = (made / "site" / "incidents" / "2026-03-14-posts" / "index.html").read_text(encoding="utf-8")
    home = (made / "site" / "index.html").read_text(encoding="utf-8")
    links = [unescape(link) for link in re.findall(f'(?:href|data-[a-z]+)="({re.escape(repo)}/[^"]*)"', page + home)]
    into = [link for link in links if "/main/" in link]
    assert [link for link in into if "/main/our%20status/incidents" not in link and "=our%20status/incidents/" not in link] == []
    for beginning in (new, new.replace("incidents?", "incidents/2026-03-14-posts/updates?"), edit):
        assert any(link.startswith(f"{repo}/{beginning}") for link in into), (beginning, into)
    assert "W232" not in afterword(made, "check", "--against", "none")
    moved = tmp_path / "moved"
    made.rename(moved)
    place = new.replace("our%20status/incidents?", "moved/{folder}?").replace("our%20status/incidents/", "moved/{path}")
    said = afterword(moved, "check", "--against", "none")
    assert "warning W232: this project lies in moved/ of its repository, and links on pages lead elsewhere. Write: " in said
    assert f'new_file: "{{url}}/{place.replace("main", "{branch}")}' in said
    own = tmp_path / "own"
    own.mkdir()
    run(own, "git", "init", "-q", "-b", "main")
    afterword(tmp_path, "init", "own", *NAMED, "--repo", repo)
    assert "new_file" not in (own / "site_config" / "settings.yml").read_text(encoding="utf-8")


def test_on_a_terminal_it_asks(tmp_path: Path, tools: Path) -> None:
    """For name, address and repository, in this order; an empty answer to the last will do."""
    ours, theirs = pty.openpty()
    asking = tools / "afterword"
    command = subprocess.Popen([asking, "init", "status"], cwd=tmp_path, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    os.write(ours, b"Pigeonpost incidents\nhttps://status.pigeonpost.example\n\n")
    said, _ = command.communicate(timeout=120)
    os.close(ours)
    os.close(theirs)
    assert command.returncode == 0, said
    asked = "The name of the site [Incidents]: The address of the site, with https://: The address of the repository (empty: none yet): "
    assert said.decode().startswith(f"{asked}Wrote status/mkdocs.yml\n")
    assert "site_name: Pigeonpost incidents\nsite_url" in (tmp_path / "status" / "mkdocs.yml").read_text(encoding="utf-8").replace(
        "# The full address of the site. Feeds and links are made from it.\n", ""
    )


# ---- workflows as data ---------------------------------------------------------------------------


def workflow(folder: Path, name: str) -> dict[str, Any]:
    """A workflow; YAML reads its key `on` as true."""
    found: dict[Any, Any] = yaml.safe_load((folder / ".github" / "workflows" / name).read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in found.items()}


def test_the_workflows_are_safe(tmp_path: Path) -> None:
    """A change of a stranger is checked without rights and secrets; only the default branch publishes, and again every hour."""
    afterword(tmp_path, "init", "status", *NAMED, *GITHUB)
    check, publish = (workflow(tmp_path / "status", name) for name in ("check.yml", "publish.yml"))
    assert (check["on"], check["permissions"]) == ({"pull_request": None}, {"contents": "read"})
    assert publish["on"].items() >= {"push": {"branches": ["main"]}, "schedule": [{"cron": "23 * * * *"}]}.items()
    assert publish["on"].keys() == {"push", "schedule", "workflow_dispatch", "workflow_call"}
    for path, job in (("check.yml", "check"), ("publish.yml", "publish")):
        file = tmp_path / "status" / ".github" / "workflows" / path
        text = file.read_text(encoding="utf-8")
        assert "{{ secrets" not in text
        assert "pull_request_target" not in text
        assert "Actions are named by tag." in text
        (checkout,) = [step for step in steps(file, job) if "checkout" in step.get("uses", "")]
        assert checkout["with"]["fetch-depth"] == 0
        assert checkout["with"]["persist-credentials"] is False
        for step in steps(file, job):
            words = str(step.get("run", ""))
            pushes = "git push" in words or "announce send" in words
            assert pushes == ("github.token" in str(step.get("env", {}))), "only a step that pushes has the right to, and it does not build"
            assert not (pushes and re.search(r"afterword (?:build|stamp)|pip install", words))
        for step in steps(file, job):
            assert "${{" not in step.get("run", ""), "a value from outside must not become a part of a script"
    (kept,) = [step for step in steps(tmp_path / "status" / PUBLISH, "publish") if "actions/cache" in step.get("uses", "")]
    assert kept["with"]["path"].split() == ["~/.cache/afterword", "site"]
    assert not [
        step for step in steps(tmp_path / "status" / ".github/workflows/check.yml", "check") if "actions/cache@" in step.get("uses", "")
    ]
    assert publish["jobs"]["publish"]["environment"]["name"] == "github-pages"


def test_the_gitlab_file_has_the_same_parts(tmp_path: Path) -> None:
    """Merge requests are checked and previewed; the default branch publishes, then announces, then turns red."""
    afterword(tmp_path, "init", "status", *NAMED, "--ci", "gitlab")
    found = yaml.safe_load((tmp_path / "status" / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    assert found["variables"]["GIT_DEPTH"] == 0
    assert [found[job]["stage"] for job in ("check", ".pushes", "pages", "afterwards")] == found["stages"]
    assert found["pages"]["artifacts"]["paths"] == ["public", "told.atom"]
    assert found["afterwards"]["script"][-2:] == ["afterword check --against none", 'exit "$code"']
    assert found["afterwards"]["resource_group"] == "announce"
    assert [job for job in found if "cache" in (found[job] if isinstance(found[job], dict) else {})] == ["pages"]
    store, site = found["pages"]["cache"]["paths"]
    assert (found["pages"]["variables"]["AFTERWORD_STORE"], site) == (f"$CI_PROJECT_DIR/{store}", "site")
    assert "mv site" not in str(found["pages"]["script"]), "the cache is filled when the job has ended"


def test_what_gitlab_keeps_is_used_unless_a_commit_brings_it(tmp_path: Path) -> None:
    """Its cache lies in the project, where a merge request could put files."""
    made = history(tmp_path, "--ci", "gitlab")
    write(made, FRESH)
    named = {"AFTERWORD_STORE": str(made / ".afterword-store")}
    afterword(made, "build", environment=named)
    assert list((made / ".afterword-store").glob("*/templates/*"))
    assert run(made, "git", "status", "--porcelain") == ""
    run(made, "git", "add", "--force", ".afterword-store")
    said = afterword(made, "build", code=1, environment=named)
    assert "files in .afterword-store/. Run git rm -r --cached .afterword-store, add .afterword-store/ to .gitignore, and commit" in said


# ---- a night -------------------------------------------------------------------------------------


def test_the_smallest_notice_is_one_file_with_one_sentence(tmp_path: Path, tools: Path) -> None:
    """Typed in a web editor: five lines, `now` for the time. It is published, and the time is written down and pushed."""
    made = history(tmp_path, *GITHUB)
    write(made, "---\ntitle: Posts are not going out\n---\n### now - Investigating\nPosts wait in your queue.\n")
    done = run_job(made, PUBLISH, "publish", tools, ENVIRONMENT)
    assert (done.failed, done.done[-1]) == ("", "Report errors"), done.said
    page = done.site["incidents/2026-03-14-posts-not-going-out/index.html"]
    assert "Posts wait in your queue." in page
    assert 'datetime="2026-03-14T09:16:00Z"' in page
    assert "### 2026-03-14 09:16 UTC - Investigating\n" in run(tmp_path, "git", "-C", "remote.git", "show", f"main:{BROKEN}")


def test_one_sentence_in_a_new_file_is_an_update(tmp_path: Path, tools: Path) -> None:
    """What the link "Add an update" makes: a file whose content is one sentence."""
    made = history(tmp_path, *GITHUB)
    write(made, "---\ntitle: Posts are not going out\n---\n### 2026-03-14 09:10 UTC - Investigating\nPosts wait.\n")
    write(made, "About half of them have gone out.", f"{BROKEN[:-3]}/updates/2026-03-14T0948Z-update.md")
    done = run_job(made, PUBLISH, "publish", tools, ENVIRONMENT)
    assert done.failed == "", done.said
    assert "About half of them have gone out." in done.site["incidents/2026-03-14-posts-not-going-out/index.html"]
    assert "About half of them have gone out." in done.site["updates.atom"]


def test_a_broken_file_is_published_and_the_job_turns_red(tmp_path: Path, tools: Path) -> None:
    """The steps in order: the site is deployed with the text as it was typed, and only then the job fails."""
    made = history(tmp_path, *GITHUB)
    write(made, "---\ntitle: We are back: nearly\n---\n### now - Monitoring\nMost posts have gone out.\n")
    done = run_job(made, PUBLISH, "publish", tools, ENVIRONMENT)
    assert done.done == [
        "actions/checkout", "actions/setup-python", "Install", "Write down the times of 'now'", "Push the times of 'now'",
        "Cache what was read and built", "Build", "Check that the site is complete", "Save the feed of the live site",
        "actions/upload-pages-artifact", "Deploy", "Announce", "Report errors",
    ]  # fmt: skip
    assert done.failed == "Report errors"
    page = done.site["incidents/2026-03-14-posts-not-going-out/index.html"]
    assert "Most posts have gone out." in page
    assert "This page has a formatting problem" in page
    assert f"::error file={BROKEN},line=2,col=" in done.said
    assert "::error::The site is published, but some files have errors." in done.said


def test_an_update_of_a_broken_file_is_published(tmp_path: Path, tools: Path) -> None:
    """The link "Add an update" makes a file of its own; what it says reaches its readers, in the order in which it was said."""
    made = history(tmp_path, *GITHUB)
    write(made, "---\ntitle: We are back: nearly\n---\n### 2026-03-14 09:16 UTC - Monitoring\nMost posts have gone out.\n")
    for name, words in (
        ("1010Z-resolved", "All of them have. <!-- x -->"),
        ("0948Z-update", "Half of the rest has. password=hunter2hunter2"),
    ):
        write(made, words, f"{BROKEN[:-3]}/updates/2026-03-14T{name}.md")
    done = run_job(made, PUBLISH, "publish", tools, ENVIRONMENT)
    assert done.failed == "Report errors"
    page = done.site["incidents/2026-03-14-posts-not-going-out/index.html"]
    assert re.findall(r'Most posts have gone out\.|<li id="u-[^"]*|left out|All of them have\.|hunter2', page.partition("</h1>")[2]) == [
        '<li id="u-20260314T0916Z',
        "Most posts have gone out.",
        '<li id="u-20260314T0948Z',
        "left out",
        '<li id="u-20260314T1010Z',
        "All of them have.",
    ]


def test_a_change_is_checked_and_previewed(tmp_path: Path, tools: Path) -> None:
    """On a pull request the job is red, the problems stand beside the lines, and there is a preview all the same."""
    made = history(tmp_path, *GITHUB)
    run(made, "git", "switch", "--quiet", "--create", "change")
    write(made, "---\ntitle: We are back: nearly\n---\n### 2026-03-14 09:16 UTC - Monitoring\nMost posts have gone out.\n")
    done = run_job(made, ".github/workflows/check.yml", "check", tools, ENVIRONMENT)
    assert (done.failed, done.done[-2:]) == ("Check", ["Preview", "Keep the preview"])
    assert f"::error file={BROKEN},line=2,col=" in done.said
    assert "Most posts have gone out." in (made / "preview/incidents/2026-03-14-posts-not-going-out/index.html").read_text(encoding="utf-8")


def test_the_script_does_the_same_anywhere(tmp_path: Path, tools: Path) -> None:
    """publish.sh deploys first and ends with 3 when something is to be mended; it pushes the times that it wrote down."""
    made = history(tmp_path)
    write(made, "---\ntitle: Posts are not going out\nseverity: majr\n---\n### now - Investigating\nPosts wait in your queue.\n")
    variables = {**WRITER, "PATH": f"{tools}{os.pathsep}{ENVIRONMENT['PATH']}", "DEPLOY": "cp -r site ../deployed"}
    run(tmp_path, "sh", "status/publish.sh", code=3, environment=variables)
    page = (tmp_path / "deployed/incidents/2026-03-14-posts-not-going-out/index.html").read_text(encoding="utf-8")
    assert "Posts wait in your queue." in page
    assert "### 2026-03-14 09:16 UTC - Investigating\n" in run(tmp_path, "git", "-C", "remote.git", "show", f"main:{BROKEN}")


@pytest.mark.parametrize(
    ("variables", "code", "said"),
    [
        ({"PUSH": "false"}, 0, "The times of 'now' could not be pushed. The site shows them all the same.\n"),
        (
            {"PUSH": "slow-push"},
            0,
            "The times of 'now' could not be pushed. The site shows them all the same.\n"
            "Their commit is still here: undo it before the next pull.\n",
        ),
        ({"DEPLOY": "exit 3"}, 1, "DEPLOY ended with 3: nothing was published.\n"),
        ({"DEPLOY": "exit 4"}, 1, "DEPLOY ended with 4: nothing was published.\n"),
    ],
)
def test_what_fails_in_the_script_does_not_pass_for_success(tmp_path: Path, variables: dict[str, str], code: int, said: str) -> None:
    """3 and 4 are said only of what was published. Times that could not be pushed are no commit that stops the next pull."""
    made = history(tmp_path)
    stub = tmp_path / "tools" / "afterword"
    stub.parent.mkdir()
    stub.write_text("#!/bin/sh\ntest $1 != stamp || { echo >>README.md && git commit --quiet --all --message Times; }\n", encoding="utf-8")
    stub.chmod(0o755)
    (stub.parent / "slow-push").write_text("#!/bin/sh\necho >>README.md  # somebody writes meanwhile\nexit 1\n", encoding="utf-8")
    (stub.parent / "slow-push").chmod(0o755)
    path = {"PATH": f"{stub.parent}{os.pathsep}{ENVIRONMENT['PATH']}", "PUSH": "true"}
    before = run(made, "git", "rev-parse", "HEAD")
    assert run(tmp_path, "sh", "status/publish.sh", code=code, environment=path | variables) == said
    undone = run(made, "git", "rev-parse", "HEAD") == before and not run(made, "git", "status", "--porcelain")
    assert undone == (variables.get("PUSH") == "false")


ANNOUNCED = "announce: {webhooks: [{name: Team chat, kind: json, url_env: CHAT}]}\n"
OLD = "---\ntitle: Mails were late\n---\n### 2026-03-01 09:10 UTC - Resolved\nThey came an hour late.\n"
FRESH = "---\ntitle: Posts are not going out\n---\n### 2026-03-14 09:16 UTC - Investigating\nPosts wait in your queue.\n"


def announcing(tmp_path: Path, tools: Path, *options: str) -> Path:
    """A history that was published with one incident, and now announces; for curl, the feed that is live."""
    made = history(tmp_path, *options)
    write(made, OLD, "incidents/2026-03-01-mails.md")
    afterword(made, "build")
    shutil.copy(made / "site" / "updates.atom", tmp_path / "live.atom")
    (tools / "curl").write_text(f'#!/bin/sh\ncp "{tmp_path}/live.atom" told.atom\n', encoding="utf-8")
    (tools / "curl").chmod(0o755)
    with (made / "site_config" / "settings.yml").open("a", encoding="utf-8") as settings:
        settings.write(ANNOUNCED)
    write(made, FRESH)
    return made


def test_the_first_announcement_tells_what_is_new(tmp_path: Path, tools: Path) -> None:
    """The live feed, fetched before the new site takes its place, says what was told. Nothing is told twice."""
    made = announcing(tmp_path, tools, *GITHUB)
    with webhook() as hook:
        for _ in range(2):
            done = run_job(made, PUBLISH, "publish", tools, {**ENVIRONMENT, "CHAT": hook.address})
            assert done.failed == "", done.said
        assert [body["subject"] for body in hook.bodies] == ["[Investigating] Posts are not going out"]
    order = [
        "Check that the site is complete",
        "Save the feed of the live site",
        "actions/upload-pages-artifact",
        "Deploy",
        "Announce",
        "Report errors",
    ]
    assert done.done[-6:] == order


def test_the_script_says_what_was_not_announced(tmp_path: Path, tools: Path) -> None:
    """Exit code 4: the site is published all the same, and the next run sends it."""
    announcing(tmp_path, tools)
    variables = {**WRITER, "PATH": f"{tools}{os.pathsep}{ENVIRONMENT['PATH']}", "DEPLOY": "cp -r site ../deployed"}
    with webhook() as hook:
        hook.status = 400
        run(tmp_path, "sh", "status/publish.sh", code=4, environment={**variables, "CHAT": hook.address})
        assert (tmp_path / "deployed" / "incidents" / "2026-03-14-posts-not-going-out" / "index.html").is_file()
        hook.status = 200
        run(tmp_path, "sh", "status/publish.sh", environment={**variables, "DEPLOY": ":", "CHAT": hook.address})
    assert hook.bodies[-1]["subject"] == "[Investigating] Posts are not going out"
