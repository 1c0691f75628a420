"""Tells a program over HTTPS. The address may be a secret, so nothing of it is ever printed; no redirect is followed."""

import http.client
import json
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from afterword import __version__
from afterword.world.sending import SECONDS, SendError, UnsureError, is_loopback, why

_TOO_SOON = frozenset((408, 425, 429))


class _NoRedirect(HTTPRedirectHandler):
    """A message for one program is not handed to another."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401 - the signature is Python's
        return


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


def post_json(address: str, payload: Mapping[str, object], key: str) -> None:
    """Post a JSON document; every answer from 200 to 299 is a yes.

    Args:
        address: from `webhook_address`.
        payload: what is told.
        key: the same for the same news: a receiver can tell a repetition by it.

    Raises:
        SendError: it was not taken.
    """
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": f"afterword/{__version__}",
        "Idempotency-Key": key,
    }
    request = Request(address, json.dumps(payload, ensure_ascii=False).encode(), headers, method="POST")  # noqa: S310 - https, or this machine
    # What stays on this machine takes no way round.
    opener = build_opener(_NoRedirect, ProxyHandler({})) if request.type == "http" else build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=SECONDS):
            pass  # the first line says yes; what else it says, and how slowly, changes nothing
    except HTTPError as error:
        code = error.code
        error.close()
        if 300 <= code < 400:
            raise SendError(f"it answered with a redirect ({code}). Put the last address into the variable") from None
        again = code >= 500 or code in _TOO_SOON
        raise SendError(f"it answered {code}", again=again, only_this=code in {400, 413, 422}) from None
    except URLError as error:
        raise _unreached(error.reason) from None
    except (OSError, http.client.HTTPException):
        raise UnsureError("it") from None  # urllib puts into an URLError whatever happens before all was sent
    except ValueError as error:
        raise _unreached(error) from None


def _unreached(reason: object) -> SendError:
    if isinstance(reason, ssl.SSLCertVerificationError):
        return SendError("its certificate cannot be trusted")
    return SendError(f"it cannot be reached ({why(reason)})", again=True)
