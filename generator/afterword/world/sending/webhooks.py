"""Tells a program over HTTPS. The address may be a secret, so nothing of it is ever printed; no redirect is followed."""

import http.client
import json
import ssl
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from afterword import __version__
from afterword.world.sending.deadline import within
from afterword.world.sending.delivery import SECONDS, SILENCE, SendError, is_loopback, unanswered, why

_TOO_SOON = frozenset((408, 425, 429))
_GATEWAYS = frozenset((502, 504, *range(520, 525)))
"""A gateway says that it had no good answer of the program behind it, which may have taken the message."""


class _NoRedirect(HTTPRedirectHandler):
    """A message for one program is not handed to another."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401 - the signature is Python's
        return


class _Telling:
    """Says when a connection stands: from then on the program may get the whole message."""

    def __init__(self, handed_over: Callable[[], None], *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - those of http.client
        super().__init__(*arguments, **options)
        self._handed_over = handed_over

    def connect(self) -> None:
        """Connect, with TLS and through a proxy where that is so."""
        super().connect()  # type: ignore[misc]  # that of http.client
        self._handed_over()

    def getresponse(self) -> http.client.HTTPResponse:
        """The answer, which may take as long as there is time."""
        self.sock.settimeout(SECONDS)  # type: ignore[attr-defined]  # that of http.client. Whoever started us ends the waiting
        answer: http.client.HTTPResponse = super().getresponse()  # type: ignore[misc]
        return answer


class _PlainHTTP(_Telling, http.client.HTTPConnection):
    """To this machine."""


class _SecureHTTP(_Telling, http.client.HTTPSConnection):
    """To every other one."""


class _PlainHandler(HTTPHandler):
    def __init__(self, handed_over: Callable[[], None]) -> None:
        super().__init__()
        self._handed_over = handed_over

    def http_open(self, req: Request) -> http.client.HTTPResponse:
        """Open an address of this machine."""
        return self.do_open(partial(_PlainHTTP, self._handed_over), req)


class _SecureHandler(HTTPSHandler):
    def __init__(self, handed_over: Callable[[], None]) -> None:
        super().__init__()
        self._handed_over = handed_over

    def https_open(self, req: Request) -> http.client.HTTPResponse:
        """Open an address with a certificate that is checked."""
        return self.do_open(partial(_SecureHTTP, self._handed_over), req, context=ssl.create_default_context())


def webhook_address(environment: Mapping[str, str], variable: str) -> str:
    """The address that a variable holds.

    Raises:
        SendError: it holds none, or one that is not safe.
    """
    address = environment.get(variable, "").strip()
    if not address:
        raise SendError(f"{variable} is not set")
    try:
        parts = urlsplit(address)
        fine = bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or "")))
    except ValueError:
        fine = False
    if not fine or not address.isascii() or not address.isprintable() or " " in address:
        raise SendError(f"the address in {variable} must begin with https://")
    return address


def post_json(address: str, payload: Mapping[str, object], key: str, seconds: float = SECONDS) -> None:
    """Post a JSON document, in at most so many seconds; every answer from 200 to 299 is a yes.

    Args:
        address: from `webhook_address`.
        payload: what is told.
        key: the same for the same news: a receiver can tell a repetition by it.
        seconds: for all of it, to the last byte of the answer's head.

    Raises:
        UnsureError: the program may have it, and did not say so.
        SendError: it was not taken.
    """
    within(seconds, "it", partial(_post, address, json.dumps(payload, ensure_ascii=False).encode(), key))


def _post(address: str, data: bytes, key: str, handed_over: Callable[[], None]) -> None:
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": f"afterword/{__version__}",
        "Idempotency-Key": key,
    }
    request = Request(address, data, headers, method="POST")  # noqa: S310 - https, or this machine
    handlers = [_NoRedirect(), _PlainHandler(handed_over), _SecureHandler(handed_over)]
    if request.type == "http":
        handlers.append(ProxyHandler({}))  # what stays on this machine takes no way round
    try:
        with build_opener(*handlers).open(request, timeout=SILENCE):
            pass  # the first line says yes; what else it says, and how slowly, changes nothing
    except HTTPError as error:
        code = error.code
        error.close()
        if 300 <= code < 400:
            raise SendError(f"it answered with a redirect ({code}). Put the last address into the variable") from None
        if code in _GATEWAYS:
            raise unanswered(f"a gateway answered {code}: the program behind it") from None
        again = code >= 500 or code in _TOO_SOON
        raise SendError(f"it answered {code}", again=again, only_this=code in {400, 413, 422}) from None
    except URLError as error:
        raise _unreached(error.reason) from None
    except (OSError, http.client.HTTPException):
        raise unanswered("it") from None  # urllib puts into an URLError whatever happens before all was sent
    except ValueError as error:
        raise _unreached(error) from None


def _unreached(reason: object) -> SendError:
    if isinstance(reason, ssl.SSLCertVerificationError):
        return SendError("its certificate cannot be trusted")
    return SendError(f"it cannot be reached ({why(reason)})", again=True)
