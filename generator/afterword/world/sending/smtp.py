"""Send an e-mail to the address of the list.

Server and login come from the environment, and are never printed. The connection is encrypted, with a verified
certificate, unless the server is this machine.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import field
from functools import partial
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from afterword.core.frozen import frozen
from afterword.world.sending.deadline import within
from afterword.world.sending.delivery import SECONDS, SILENCE, SendError, is_loopback, unanswered, why

URL, USER, PASSWORD = "AFTERWORD_SMTP_URL", "AFTERWORD_SMTP_USER", "AFTERWORD_SMTP_PASSWORD"
_PORTS = {"smtp": 587, "smtps": 465}
_ANSWERS = 1 << 18
"""Bytes that a server may send in all: a hundred times what is needed."""
_FORM = "Write smtps://mail.example:465, or smtp://mail.example:587"


@frozen
class MailServer:
    """The mail server."""

    host: str
    port: int
    implicit: bool
    """Whether TLS starts with the first byte; otherwise STARTTLS is used."""
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


class _Answers:
    """The answers of a server, up to a limit."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._left = _ANSWERS

    def readline(self, size: int) -> bytes:
        """The next line. Raises an error when the server has sent too much."""
        line = self._file.readline(size)
        self._left -= len(line)
        if self._left < 0:
            raise OSError("the server sent too much")
        return line

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class _PlainSMTP(smtplib.SMTP):
    """An SMTP client that reports when a message is handed over, and when no answer came."""

    def __init__(self, handed_over: Callable[[], None], *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - those of smtplib
        self._handed_over = handed_over
        super().__init__(*arguments, **options)

    def getreply(self) -> tuple[int, bytes]:
        """One answer, read from a file with a limit."""
        if self.file is None and self.sock is not None:
            self.file = _Answers(self.sock.makefile("rb"))
        return super().getreply()

    def data(self, msg: str | bytes) -> tuple[int, bytes]:  # type: ignore[override]  # as Python has it
        """Send the text. Up to its final dot, the server has to discard it if the connection ends."""
        code, answer = self.docmd("data")
        if code != 354:
            raise smtplib.SMTPDataError(code, answer)
        data = msg if isinstance(msg, bytes) else msg.encode("ascii")
        self.send(re.sub(rb"(?m)^\.", b"..", data) + (b"" if data.endswith(b"\r\n") else b"\r\n"))
        self._handed_over()
        try:
            self.send(b".\r\n")
            if self.sock:
                self.sock.settimeout(SECONDS)  # it may look for viruses now; whoever started us ends the waiting
            code, answer = self.getreply()
        except (smtplib.SMTPException, OSError):
            raise unanswered("the mail server") from None
        if 200 <= code < 300:
            return 250, answer
        if 400 <= code < 600:
            return code, answer
        raise unanswered("the mail server")


class _SecureSMTP(_PlainSMTP, smtplib.SMTP_SSL):
    """The same client, encrypted from the first byte."""


def mail_server(environment: Mapping[str, str]) -> MailServer:
    """The mail server named in the environment.

    Raises:
        SendError: none is named, or in a form that cannot be read.
    """
    given = environment.get(URL, "").strip()
    if not given:
        raise SendError(f"{URL} is not set. {_FORM}")
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        raise SendError(
            f"{URL} cannot be read. {_FORM}; a password with special characters goes into {PASSWORD}"
        ) from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise SendError(f"{URL} cannot be read. {_FORM}")
    return MailServer(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        implicit=parts.scheme == "smtps",
        user=environment.get(USER) or unquote(parts.username or ""),
        password=environment.get(PASSWORD) or unquote(parts.password or ""),
    )


def send_mail(server: MailServer, sender: str, to: str, data: bytes, seconds: float = SECONDS) -> None:
    """Send one e-mail within this many seconds.

    Raises:
        UnsureError: the server may have it, but did not confirm it.
        SendError: it was not accepted.
    """
    within(seconds, "the mail server", partial(_hand_in, server, sender, to, data))


def _hand_in(server: MailServer, sender: str, to: str, data: bytes, handed_over: Callable[[], None]) -> None:
    try:
        _send(server, sender, to, data, handed_over)
    except smtplib.SMTPAuthenticationError as error:
        raise SendError(f"the mail server refused the login ({error.smtp_code})") from None
    except smtplib.SMTPRecipientsRefused as error:
        code = next((answer[0] for answer in error.recipients.values()), 0)
        raise SendError(f"the mail server refused the address of the list ({code})", again=400 <= code < 500) from None
    except smtplib.SMTPDataError as error:
        soft = 400 <= error.smtp_code < 500
        raise SendError(
            f"the mail server refused the message ({error.smtp_code})", again=soft, only_this=not soft
        ) from None
    except smtplib.SMTPResponseException as error:
        raise SendError(f"the mail server refused ({error.smtp_code})", again=400 <= error.smtp_code < 500) from None
    except smtplib.SMTPNotSupportedError:
        raise SendError("the mail server offers no encryption (STARTTLS) or no login, so nothing is sent") from None
    except ssl.SSLCertVerificationError:
        raise SendError("the certificate of the mail server cannot be trusted") from None
    except UnicodeError:
        raise SendError("the login holds a character that mail servers do not take") from None
    except (smtplib.SMTPException, OSError) as error:
        raise SendError(f"the mail server cannot be reached ({why(error)})", again=True) from None


def _send(server: MailServer, sender: str, to: str, data: bytes, handed_over: Callable[[], None]) -> None:
    context = ssl.create_default_context()
    if server.implicit:
        client: smtplib.SMTP = _SecureSMTP(handed_over, server.host, server.port, timeout=SILENCE, context=context)
    else:
        client = _PlainSMTP(handed_over, server.host, server.port, timeout=SILENCE)
    try:
        client.ehlo()
        if not server.implicit and not is_loopback(server.host):
            client.starttls(context=context)
            client.ehlo()
        if server.user:
            client.login(server.user, server.password)
        client.sendmail(sender, [to], data)
        client.putcmd("quit")  # it was accepted, so the answer does not matter
    finally:
        client.close()
