"""Runs the shell steps of a GitHub workflow in a folder, in order, as the runner would: each in `bash -e`, until one fails."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml


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


def steps(path: Path, job: str) -> list[dict[str, Any]]:
    """The steps of a job."""
    found: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"][job]["steps"]
    return found


def run_job(
    folder: Path, workflow: str, job: str, tools: Path, environment: dict[str, str], given: Mapping[str, str] = MappingProxyType({})
) -> Run:
    """Run a job of `folder`/`workflow`; `tools` stands first on the PATH, `given` has the values of expressions: `inputs.text`."""
    run, outputs = Run(), dict(given)
    for step in steps(folder / workflow, job):
        name = step.get("name") or step["uses"].partition("@")[0]
        if run.failed and "cancelled()" not in str(step.get("if", "")):
            continue
        run.done.append(name)
        if "uses" in step:
            if "deploy-pages" in step["uses"]:
                run.site = {
                    file.relative_to(folder / "site").as_posix(): file.read_text(encoding="utf-8")
                    for file in (folder / "site").rglob("*")
                    if file.suffix in {".html", ".atom"}
                }
            continue
        output = folder.parent / "output"
        output.write_text("", encoding="utf-8")
        own = {key: _filled(str(value), outputs) for key, value in step.get("env", {}).items()}
        variables = {**environment, **own, "GITHUB_OUTPUT": str(output), "PATH": f"{tools}{os.pathsep}{environment['PATH']}"}
        shell = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=folder,
            env=variables,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        run.said += shell.stdout + shell.stderr
        for line in output.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition("=")
            outputs[f"steps.{step.get('id')}.outputs.{key}"] = value
        if shell.returncode and not run.failed:
            run.failed = name
    return run


def _filled(text: str, outputs: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ ([a-z_.]+) \}\}", lambda found: outputs.get(found[1], ""), text)
