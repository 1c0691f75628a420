"""Fetch the history of a status page: one request at a time, with pauses and retries. Final answers are kept."""

import http.client
import json
import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from afterword import __version__
from afterword.core.digest import digest
from afterword.importers.saved import Json, dicts
from afterword.world.kept.store import Store
from afterword.world.refusal import REFUSED, RefusalError, stop
from afterword.world.sending.delivery import is_safe

_SECONDS = 30.0
"""A request fails when no byte arrives for this long."""
_TOGETHER = 120.0
"""The longest time for a whole answer."""
_LARGEST = 32 * 2**20
_PAUSE = 0.25
"""Seconds between two requests."""
_TRIES = 5
_WAIT = 1.0
"""Seconds before the second try. Doubled before each further one."""
_LONGEST_WAIT = 60.0
_EMPTY = 6
"""After this many pages of the history without an incident, the history ends."""
_MOST = 200
"""The maximum number of pages of the history: fifty years."""
_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504, *range(520, 525)))
_OVER = ("resolved", "postmortem", "completed")


class Answers(Protocol):
    """The answers of a status page, fetched or saved."""

    def pages(self) -> Iterator[Json]:
        """Every list of incidents."""

    def incident(self, code: str) -> Json | None:
        """An incident with all its updates; None when it does not exist."""

    def components(self) -> Json:
        """The list of components."""

    def address(self, code: str) -> str:
        """The address of an incident."""


def is_address(where: str) -> bool:
    """Whether a user gave an address rather than a folder."""
    return where.startswith(("https://", "http://"))


class _SameHost(HTTPRedirectHandler):
    """Follows redirects only to HTTPS or to this machine."""

    def redirect_request(self, req: Request, *rest: Any) -> Request | None:  # noqa: ANN401 - the signature is Python's
        """The next request, if it is allowed."""
        return super().redirect_request(req, *rest) if is_safe(str(rest[-1])) else None


class SourceServer:
    """A status page on the net. Final answers are kept, so that an interrupted import can continue."""

    def __init__(self, address: str, keep: Store) -> None:
        if not is_safe(address) or urlsplit(address).query or urlsplit(address).username:
            stop(f"'{address}' is not the address of a page. Write it with https://, e.g. https://status.example.com")
        self._base = address.rstrip("/")
        self._keep = keep
        self._name = f"statuspage-{digest(self._base.encode())[:16]}"
        self._open: set[str] = set()
        self._held: dict[str, bytes] = {}
        """Answers of this run that are not kept: of open incidents, or when no store is available."""
        self._last = 0.0

    def pages(self) -> Iterator[Json]:
        """Yield the pages of the history, newest first, then the lists of open and planned incidents of the API."""
        empty = 0
        for number in range(1, _MOST + 1):
            page = self._ask(f"/history.json?page={number}")
            if page is None:
                break
            months = dicts(page.get("months"))
            yield page
            empty = 0 if any(month.get("incidents") for month in months) else empty + 1
            if empty >= _EMPTY or not months:
                break
        for path in ("/api/v2/incidents.json", "/api/v2/scheduled-maintenances.json"):
            listed = self._ask(path)
            if listed is not None:
                self._note_open(listed)
                yield listed

    def incident(self, code: str) -> Json | None:
        """An incident: as kept, else as fetched now."""
        name = f"{self._name}/{digest(code.encode())[:32]}"
        kept = self._held.get(code) or (self._keep.read(name) if code not in self._open else None)
        if kept is not None:
            return _json(kept)
        data = self._ask(f"/incidents/{quote(code, safe='')}.json")
        inner = data.get("incident") if data else None
        whole = inner if isinstance(inner, dict) else data
        answer = json.dumps(data).encode()
        if whole and whole.get("status") in _OVER and self._keep.folder:
            self._open.discard(code)
            self._keep.write(name, answer)
        else:
            self._held[code] = answer
        return data

    def components(self) -> Json:
        """The list of components."""
        return self._ask("/api/v2/components.json") or {}

    def address(self, code: str) -> str:
        """The page of an incident."""
        return f"{self._base}/incidents/{code}"

    def _note_open(self, listed: Json) -> None:
        for key in ("incidents", "scheduled_maintenances"):
            for incident in dicts(listed.get(key)):
                if incident.get("status") not in _OVER:
                    self._open.add(str(incident.get("id")))

    def _ask(self, path: str) -> Json | None:
        """The answer for a path; None when the page does not exist."""
        wait = _WAIT
        for left in range(_TRIES - 1, -1, -1):
            time.sleep(max(0.0, self._last + _PAUSE - time.monotonic()))
            try:
                return self._once(path)
            except _LaterError as error:
                if not left:
                    raise RefusalError(
                        f"{self._base}{path} cannot be read ({error}). "
                        "The answers so far are kept: run the command again later, and it continues. "
                        "Nothing was written.",
                        REFUSED,
                    ) from None
                time.sleep(min(max(wait, error.seconds), _LONGEST_WAIT))
                wait *= 2
            finally:
                self._last = time.monotonic()
        return None

    def _once(self, path: str) -> Json | None:
        headers = {"User-Agent": f"afterword/{__version__}", "Accept": "application/json"}
        request = Request(f"{self._base}{path}", headers=headers)  # noqa: S310 - https, or this machine
        handlers: list[Any] = [_SameHost()]
        if request.type == "http":
            handlers.append(ProxyHandler({}))  # a request to this machine must not go through a proxy
        try:
            with build_opener(*handlers).open(request, timeout=_SECONDS) as answer:
                data = _whole(answer.read, time.monotonic() + _TOGETHER)
        except HTTPError as error:
            code, after = error.code, error.headers.get("Retry-After", "")
            error.close()
            if code in {404, 410}:
                return None
            if code in _AGAIN:
                raise _LaterError(f"it answered {code}", float(after) if after.isdigit() else 0.0) from None
            raise RefusalError(f"{self._base}{path} answered {code}. Nothing was written.", REFUSED) from None
        except (URLError, OSError, http.client.HTTPException) as error:
            raise _LaterError(str(getattr(error, "reason", error)) or type(error).__name__) from None
        answered = _json(data)
        if answered is None:
            raise _LaterError("its answer is not JSON")
        return answered


class _LaterError(Exception):
    """A request failed, but may succeed later."""

    def __init__(self, words: str, seconds: float = 0.0) -> None:
        super().__init__(words)
        self.seconds = seconds


def _whole(read: Callable[[int], bytes], end: float) -> bytes:
    """Read a whole answer within the limits of size and time."""
    parts: list[bytes] = []
    size = 0
    while part := read(64 * 1024):
        parts.append(part)
        size += len(part)
        if size > _LARGEST:
            raise _LaterError("its answer is larger than 32 MiB")
        if time.monotonic() > end:
            raise _LaterError("its answer took too long")
    return b"".join(parts)


def _json(data: bytes) -> Json | None:
    try:
        parsed = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None
