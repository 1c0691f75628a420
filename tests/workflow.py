"""Runs the steps of a GitHub workflow in a folder, in order, as the runner would: each in `bash -e`, until one fails.

Our own action is run step by step, too. Actions of others do nothing; what `actions/deploy-pages` would publish is kept.
"""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from project import give_templates, keep_templates

ACTION = Path(__file__).parents[1] / "action.yml"
_BLANK = re.compile(r"\$\{\{ ([a-z_.\-]+) \}\}")
_TERM = re.compile(r"([a-z_.\-]+) (==|!=) '([^']*)'")
_STATUS = re.compile(r"\b(?:cancelled|failure|success|always)\(\)")


@dataclass(kw_only=True)
class Run:
    """What became of a job."""

    done: list[str] = field(default_factory=list)
    """The names of the steps that ran; for an action, the action without its tag."""
    failed: str = ""
    """The step that failed; empty when none did."""
    said: str = ""
    site: dict[str, str] = field(default_factory=dict)
    """The site as it was when it was deployed: text files by path."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """What the steps of a job share."""

    run: Run
    folder: Path
    tools: Path
    environment: dict[str, str]
    broken: str
    """An action that fails."""


def steps(path: Path, job: str) -> list[dict[str, Any]]:
    """The steps of a job."""
    found: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"][job]["steps"]
    return found


def run_job(
    folder: Path,
    workflow: str,
    job: str,
    tools: Path,
    environment: dict[str, str],
    given: Mapping[str, str] = MappingProxyType({}),
    *,
    broken: str = "",
) -> Run:
    """Run a job of `folder`/`workflow`.

    Args:
        folder: the repository.
        workflow: the path of the workflow in it.
        job: its job.
        tools: a folder that stands first on the PATH.
        environment: the variables of the runner.
        given: the values of expressions, such as `inputs.text`.
        broken: an action that fails.
    """
    shared = Job(run=Run(), folder=folder, tools=tools, environment=dict(environment), broken=broken)
    give_templates(folder)
    _run_steps(shared, steps(folder / workflow, job), dict(given))
    keep_templates(folder)
    return shared.run


def _run_steps(job: Job, todo: list[dict[str, Any]], values: dict[str, str], env: Mapping[str, str] = MappingProxyType({})) -> None:
    """Run steps; `values` are what an expression may ask for, such as `inputs.build`, and `env` comes from the step that uses an action."""
    run = job.run
    for step in todo:
        name = step.get("name") or step["uses"].partition("@")[0]
        if not _holds(str(step.get("if", "")), values, failed=bool(run.failed)):
            continue
        given = {**env, **{key: _filled(str(value), values) for key, value in step.get("env", {}).items()}}
        before = run.failed
        if step.get("uses", "").startswith("actions/"):
            run.done.append(name)
            _use(job, step["uses"].partition("@")[0], name)
        elif "uses" in step:
            action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
            inputs = {key: str(of.get("default", "")) for key, of in action["inputs"].items()}
            inputs |= {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in step.get("with", {}).items()}
            known = {key: value for key, value in values.items() if key.startswith("github.")}
            known |= {f"inputs.{key}": _filled(value, values) for key, value in inputs.items()}
            _run_steps(job, action["runs"]["steps"], known, given)
        else:
            run.done.append(name)
            _run_shell(job, step, name, given, values)
        values[f"steps.{step.get('id')}.outcome"] = "failure" if run.failed != before else "success"


def _use(job: Job, action: str, name: str) -> None:
    if action == job.broken:
        job.run.failed = job.run.failed or name
    elif action == "actions/deploy-pages":
        job.run.site = {
            file.relative_to(job.folder / "site").as_posix(): file.read_text(encoding="utf-8")
            for file in (job.folder / "site").rglob("*")
            if file.suffix in {".html", ".atom"}
        }


def _run_shell(job: Job, step: dict[str, Any], name: str, given: Mapping[str, str], values: dict[str, str]) -> None:
    files = {key: job.folder.parent / key.lower() for key in ("GITHUB_OUTPUT", "GITHUB_ENV")}
    for file in files.values():
        file.write_text("", encoding="utf-8")
    path = f"{job.tools}{os.pathsep}{job.environment['PATH']}"
    shell = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
        cwd=job.folder,
        env={**job.environment, **given, **{key: str(file) for key, file in files.items()}, "PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    job.run.said += shell.stdout + shell.stderr
    values.update({f"steps.{step.get('id')}.outputs.{key}": value for key, value in _pairs(files["GITHUB_OUTPUT"])})
    job.environment.update(_pairs(files["GITHUB_ENV"]))
    if shell.returncode:
        job.run.failed = job.run.failed or name


def _pairs(file: Path) -> list[tuple[str, str]]:
    rows = (line.partition("=") for line in file.read_text(encoding="utf-8").splitlines())
    return [(key, value) for key, _, value in rows]


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _BLANK.sub(lambda found: values.get(found[1], ""), text)


def _holds(condition: str, values: Mapping[str, str], *, failed: bool) -> bool:
    """Whether a step runs: the conditions that our workflows use, and no others."""
    bare = condition.removeprefix("${{").removesuffix("}}").strip()
    if not _STATUS.search(bare) and failed:
        return False
    return not bare or any(all(_true(term.strip(), values, failed=failed) for term in one.split("&&")) for one in bare.split("||"))


def _true(term: str, values: Mapping[str, str], *, failed: bool) -> bool:
    if term in {"!cancelled()", "always()", "failure()"}:
        return failed or term != "failure()"
    found = _TERM.fullmatch(term)
    assert found, f"the harness does not know the condition {term}"
    return (values.get(found[1], "") == found[3]) is (found[2] == "==")
