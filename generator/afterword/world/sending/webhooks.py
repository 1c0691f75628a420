"""Send to a webhook over HTTPS. The address may be secret, so it is never printed, and redirects are not followed."""

import http.client
import json
import ssl
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from afterword import __version__
from afterword.world.sending.deadline import within
from afterword.world.sending.delivery import SECONDS, SILENCE, SendError, is_safe, unanswered, why

_TOO_SOON = frozenset((408, 425, 429))
_GATEWAYS = frozenset((502, 504, *range(520, 525)))
"""Statuses of gateways without a good answer of the program behind them, which may have accepted the message."""


class _NoRedirect(HTTPRedirectHandler):
    """Refuses redirects, because a message must not go to another program."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401 - the signature is Python's
        return


class _Telling:
    """A connection that reports when it is established: from then on the program may get the whole message."""

    def __init__(self, handed_over: Callable[[], None], *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - those of http.client
        super().__init__(*arguments, **options)
        self._handed_over = handed_over

    def connect(self) -> None:
        """Connect, with TLS and a proxy if configured."""
        super().connect()  # type: ignore[misc]  # that of http.client
        self._handed_over()

    def getresponse(self) -> http.client.HTTPResponse:
        """The answer. It may take as long as there is time."""
        self.sock.settimeout(SECONDS)  # type: ignore[attr-defined]  # that of http.client. Whoever started us ends the waiting
        answer: http.client.HTTPResponse = super().getresponse()  # type: ignore[misc]
        return answer


class _PlainHTTP(_Telling, http.client.HTTPConnection):
    """A connection to this machine."""


class _SecureHTTP(_Telling, http.client.HTTPSConnection):
    """A connection to any other machine."""


class _Handler(HTTPSHandler, HTTPHandler):
    def __init__(self, handed_over: Callable[[], None]) -> None:
        super().__init__()
        self._handed_over = handed_over

    def http_open(self, req: Request) -> http.client.HTTPResponse:
        """Open an address of this machine."""
        return self.do_open(partial(_PlainHTTP, self._handed_over), req)

    def https_open(self, req: Request) -> http.client.HTTPResponse:
        """Open an address with a verified certificate."""
        return self.do_open(partial(_SecureHTTP, self._handed_over), req, context=ssl.create_default_context())


def webhook_address(environment: Mapping[str, str], variable: str) -> str:
    """The address in an environment variable.

    Raises:
        SendError: it is missing or not safe.
    """
    address = environment.get(variable, "").strip()
    if not address:
        raise SendError(f"{variable} is not set")
    if not is_safe(address) or not address.isascii() or not address.isprintable() or " " in address:
        raise SendError(f"the address in {variable} must begin with https://")
    return address


def post_json(address: str, payload: Mapping[str, object], key: str, seconds: float = SECONDS) -> None:
    """Post a JSON document within this many seconds. Any status from 200 to 299 means success.

    The `key` is the same for the same news, so that a receiver can recognise repetitions.

    Raises:
        UnsureError: the program may have it, but did not confirm it.
        SendError: it was not accepted.
    """
    within(seconds, "it", partial(_post, address, json.dumps(payload, ensure_ascii=False).encode(), key))


def _post(address: str, data: bytes, key: str, handed_over: Callable[[], None]) -> None:
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": f"afterword/{__version__}",
        "Idempotency-Key": key,
    }
    request = Request(address, data, headers, method="POST")  # noqa: S310 - https, or this machine
    handlers = [_NoRedirect(), _Handler(handed_over)]
    if request.type == "http":
        handlers.append(ProxyHandler({}))  # a request to this machine must not go through a proxy
    try:
        with build_opener(*handlers).open(request, timeout=SILENCE):
            pass  # the status line is enough; the rest of the answer does not matter
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
        raise unanswered("it") from None  # urllib raises URLError for everything that happens before all was sent
    except ValueError as error:
        raise _unreached(error) from None


def _unreached(reason: object) -> SendError:
    if isinstance(reason, ssl.SSLCertVerificationError):
        return SendError("its certificate cannot be trusted")
    return SendError(f"it cannot be reached ({why(reason)})", again=True)
