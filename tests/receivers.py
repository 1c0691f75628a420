"""Servers on loopback that receive what is announced, and end with their `with` block."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

from web import free_port, serving


@dataclass
class Mailbox:
    """A mail server and what it was handed."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    refused: str = ""
    """What a subject holds that is not taken."""
    hangs_up: bool = False
    """Takes a message and ends the connection without a word."""

    @property
    def url(self) -> str:
        """For AFTERWORD_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def subjects(self) -> list[str]:
        """Of the messages, in order."""
        return [str(mail["Subject"]) for mail in self.mails]

    async def handle_DATA(self, server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: ANN401, N802 - the name is aiosmtpd's
        """Keep a message."""
        mail = message_from_bytes(envelope.original_content or b"", policy=default)
        if self.refused and self.refused in str(mail["Subject"]):
            return "554 not this one"
        self.mails.append(mail)
        if self.hangs_up:
            server.transport.abort()
        return "250 OK"


@contextmanager
def mailbox(*, refuse_login: bool = False, **more: Any) -> Iterator[Mailbox]:  # noqa: ANN401 - the options of aiosmtpd
    """A mail server; with `refuse_login` it wants a login and takes none."""
    box = Mailbox(free_port())
    if refuse_login:
        more |= {"auth_required": True, "auth_require_tls": False, "authenticator": lambda *_: AuthResult(success=False, handled=False)}
    server = Controller(box, hostname="127.0.0.1", port=box.port, ready_timeout=10, **more)
    server.start()
    try:
        yield box
    finally:
        server.stop()


@dataclass
class Hook:
    """A program that is told over HTTP."""

    address: str
    bodies: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    tries: int = 0
    status: int = 200
    location: str = ""
    hangs_up: bool = False
    """Takes a message and ends the connection without an answer."""


@contextmanager
def webhook() -> Iterator[Hook]:
    """Answer every POST with the status of the hook, and keep what was taken."""
    hook = Hook("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.tries += 1
            if hook.status == 200:
                hook.bodies.append(json.loads(body))
                hook.keys.append(self.headers["Idempotency-Key"])
            if hook.hangs_up:
                self.close_connection = True
                return
            self.send_response(hook.status)
            if hook.location:
                self.send_header("Location", hook.location)
            self.end_headers()
            self.wfile.write(b"this answer may hold a secret")

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the signature is Python's
            """Say nothing."""

    with serving(Handler) as address:
        hook.address = f"{address}T0K3N"
        yield hook


@dataclass
class Pages:
    """A server that answers with what it has, and what it was asked for."""

    answers: dict[str, Any]
    """JSON by paths."""
    failing: dict[str, int] = field(default_factory=dict)
    """How often a path fails before it answers."""
    asked: list[str] = field(default_factory=list)
    address: str = ""
    at_once: int = 0
    most_at_once: int = 0


@contextmanager
def pages(answers: dict[str, Any]) -> Iterator[Pages]:
    """Answer every GET with the JSON of its path, with 503 while that is to fail, else with 404."""
    held = Pages(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            held.asked.append(self.path)
            held.at_once += 1
            held.most_at_once = max(held.most_at_once, held.at_once)
            fails = held.failing.get(self.path, 0)
            held.failing[self.path] = max(fails - 1, 0)
            status = 503 if fails else 200 if self.path in held.answers else 404
            data = json.dumps(held.answers.get(self.path) if status == 200 else {"error": status}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            held.at_once -= 1  # before anything is sent: a client may ask again when it has read the status
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the signature is Python's
            """Say nothing."""

    with serving(Handler) as address:
        held.address = address.rstrip("/")
        yield held
