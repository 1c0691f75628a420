"""Read what the CI system states about its run in the environment."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from afterword.core.frozen import frozen

_BRANCH = "refs/heads/"
_COMMIT = re.compile(r"(?!0+$)[0-9a-f]{40,64}", re.ASCII)
"""A full commit hash. A hash of zeros stands for no commit."""


@frozen
class CiRun:
    """The facts about the run. Empty where the CI system states nothing."""

    before: str = ""
    """The commit before the push."""
    base: str = ""
    """A commit of the target branch of a pull request."""
    branch: str = ""
    """The branch that was pushed. The checkout itself may be detached."""
    default: str = ""
    """The name of the default branch."""


def read_ci(environment: Mapping[str, str]) -> CiRun:
    """Read the environment of GitHub (and Gitea, Forgejo) or GitLab."""
    if not environment.get("GITHUB_EVENT_PATH"):
        return CiRun(
            before=_full(environment.get("CI_COMMIT_BEFORE_SHA")),
            base=_full(environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA")),
            branch=environment.get("CI_COMMIT_BRANCH", ""),
            default=environment.get("CI_DEFAULT_BRANCH", ""),
        )
    try:
        event = json.loads(Path(environment["GITHUB_EVENT_PATH"]).read_bytes())
    except (OSError, ValueError):
        event = None
    ref, base = environment.get("GITHUB_REF", ""), _inside(event, "pull_request")
    default = _inside(event, "repository", "default_branch")
    # In a pull request, `before` is the commit before the proposed one.
    return CiRun(
        before="" if base else _full(_inside(event, "before")),
        base=_full(_inside(base, "base", "sha")),
        branch=ref.removeprefix(_BRANCH) if ref.startswith(_BRANCH) else "",
        default=default if isinstance(default, str) else "",
    )


def _inside(value: object, *keys: str) -> object:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _full(value: object) -> str:
    return value if isinstance(value, str) and _COMMIT.fullmatch(value) else ""
