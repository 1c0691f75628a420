"""Ask GitHub whether somebody may write to the repository."""

import json
from collections.abc import Mapping
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from afterword.world.refusal import REFUSED, RefusalError

_SECONDS = 20
_NOBODY = 404
"""GitHub's answer for somebody without access to the repository."""


def may_write(login: str, environment: Mapping[str, str]) -> bool:
    """Whether an account may push, by the GITHUB_ variables. Stops the command when GitHub does not answer."""
    api = environment.get("GITHUB_API_URL", "https://api.github.com")
    address = f"{api}/repos/{environment.get('GITHUB_REPOSITORY', '')}"
    request = Request(  # noqa: S310 - the address is the runner's own
        f"{address}/collaborators/{quote(login, safe='')}/permission",
        headers={"Authorization": f"Bearer {environment['GITHUB_TOKEN']}", "Accept": "application/vnd.github+json"},
    )
    try:
        with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - as above
            access = json.load(answer)
    except HTTPError as error:
        error.close()
        if error.code == _NOBODY:
            return False
        what = f"GitHub did not say whether {login} may write (HTTP {error.code})"
    except (URLError, OSError, ValueError):
        what = f"GitHub could not be asked whether {login} may write"
    else:
        return isinstance(access, dict) and access.get("permission") in {"admin", "write"}
    raise RefusalError(f"{what}, so nothing was taken over. Run this job again.", REFUSED)
