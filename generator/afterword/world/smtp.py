"""Sends an e-mail to the one address of the list.

The server and the login come from the environment, and nothing of them is ever printed. The connection is encrypted,
with a certificate that is checked, unless the server is this machine.
"""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import field
from urllib.parse import unquote, urlsplit

from afterword.core.frozen import frozen
from afterword.world.sending import SECONDS, SendError, UnsureError, is_loopback, why

URL, USER, PASSWORD = "AFTERWORD_SMTP_URL", "AFTERWORD_SMTP_USER", "AFTERWORD_SMTP_PASSWORD"
_PORTS = {"smtp": 587, "smtps": 465}
_FORM = "Write smtps://mail.example:465, or smtp://mail.example:587"


@frozen
class MailServer:
    """Where mail is handed in."""

    host: str
    port: int
    implicit: bool
    """TLS from the first byte; else STARTTLS."""
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


class _Plain(smtplib.SMTP):
    """Knows when a message was handed over and no answer came."""

    def data(self, msg: str | bytes) -> tuple[int, bytes]:  # type: ignore[override]  # as Python has it
        """Hand the text over."""
        try:
            return super().data(msg)
        except (smtplib.SMTPServerDisconnected, OSError):
            raise UnsureError("the mail server") from None


class _Secure(_Plain, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


def mail_server(environment: Mapping[str, str]) -> MailServer:
    """The server that the environment names.

    Raises:
        SendError: it names none, or in a form that cannot be read.
    """
    given = environment.get(URL, "").strip()
    if not given:
        raise SendError(f"{URL} is not set. {_FORM}")
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        raise SendError(f"{URL} cannot be read. {_FORM}; a password with special characters goes into {PASSWORD}") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise SendError(f"{URL} cannot be read. {_FORM}")
    return MailServer(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        implicit=parts.scheme == "smtps",
        user=environment.get(USER) or unquote(parts.username or ""),
        password=environment.get(PASSWORD) or unquote(parts.password or ""),
    )


def send_mail(server: MailServer, sender: str, to: str, data: bytes) -> None:
    """Hand one e-mail in.

    Raises:
        SendError: it was not taken.
    """
    try:
        _send(server, sender, to, data)
    except smtplib.SMTPAuthenticationError as error:
        raise SendError(f"the mail server refused the login ({error.smtp_code})") from None
    except smtplib.SMTPRecipientsRefused as error:
        code = next((answer[0] for answer in error.recipients.values()), 0)
        raise SendError(f"the mail server refused the address of the list ({code})", again=400 <= code < 500) from None
    except smtplib.SMTPDataError as error:
        soft = 400 <= error.smtp_code < 500
        raise SendError(f"the mail server refused the message ({error.smtp_code})", again=soft, only_this=not soft) from None
    except smtplib.SMTPResponseException as error:
        raise SendError(f"the mail server refused ({error.smtp_code})", again=400 <= error.smtp_code < 500) from None
    except smtplib.SMTPNotSupportedError:
        raise SendError("the mail server offers no encryption (STARTTLS) or no login, and without it nothing is sent") from None
    except ssl.SSLCertVerificationError:
        raise SendError("the certificate of the mail server cannot be trusted") from None
    except UnicodeError:
        raise SendError("the login holds a character that mail servers do not take") from None
    except (smtplib.SMTPException, OSError) as error:
        raise SendError(f"the mail server cannot be reached ({why(error)})", again=True) from None


def _send(server: MailServer, sender: str, to: str, data: bytes) -> None:
    context = ssl.create_default_context()
    if server.implicit:
        client: smtplib.SMTP = _Secure(server.host, server.port, timeout=SECONDS, context=context)
    else:
        client = _Plain(server.host, server.port, timeout=SECONDS)
    try:
        client.ehlo()
        if not server.implicit and not is_loopback(server.host):
            client.starttls(context=context)
            client.ehlo()
        if server.user:
            client.login(server.user, server.password)
        client.sendmail(sender, [to], data)
    finally:
        try:
            client.quit()  # it was taken or refused already: what happens now changes nothing
        except (smtplib.SMTPException, OSError):
            client.close()
