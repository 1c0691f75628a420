"""Read an event of a GitHub issue, and find the text in it that is meant for the public."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from afterword.core.frozen import frozen
from afterword.core.words import Status
from afterword.markup.tree import parse
from afterword.safety.public_text import find_comments, without_comments
from afterword.syntax.text import without_illegal
from afterword.world.refusal import stop

LABEL = "incident"
"""The label of an issue that is an incident."""
_ASSOCIATIONS = {"OWNER", "MEMBER", "COLLABORATOR"}
"""Only accounts with one of these roles can have write access."""
_MAIL = re.compile(
    r"(?:\S+@\S+|\b20[0-9]{2}\b).*:$|(?:wrote|schrieb|écrit|escribió|scritto|schreef)\s?:$", re.IGNORECASE
)
"""The line above the quoted text of a mail."""
_MAIL_BEGINS = re.compile(r"(?:On|Am|Le|El|Il|Op|Den|Em)\b.*[0-9]")
_MAIL_ENDS = (
    "-----Original Message",
    "________________",
    "Reply to this email directly",
    "You are receiving this because",
)
_HEADERS = ("Sent:", "Date:", "To:", "Subject:")


@frozen
class Author:
    """Who wrote something."""

    login: str
    association: str

    @property
    def may_belong(self) -> bool:
        """Whether the account can have write access, so that GitHub has to be asked."""
        return bool(self.login) and self.association in _ASSOCIATIONS


@frozen
class Writing:
    """The text of an issue or of a comment."""

    key: str
    """`text`, or `comment 987`."""
    author: Author
    body: str
    created: datetime
    updated: datetime


@frozen
class IssueEvent:
    """What happened to an issue."""

    action: str
    """`opened`, `edited` and so on; of a comment `comment created`, `comment edited`."""
    number: int
    id: int
    """The id of the issue on GitHub, which stays when the repository is renamed."""
    title: str
    labels: tuple[str, ...]
    sender: str
    """The account that caused the event."""
    text: Writing
    comment: Writing | None
    at: datetime
    """When the issue was closed, or changed last."""
    title_before: str
    """The title before it was edited; empty when it was not."""
    rewritten: bool
    """Whether the text was edited."""

    @property
    def is_incident(self) -> bool:
        """Whether the issue has the label."""
        return LABEL in self.labels

    @property
    def subject(self) -> Writing:
        """What the event is about."""
        return self.comment or self.text


def read_event(data: bytes) -> IssueEvent | None:
    """Read an event; None for one that is not about an issue. Stops when the data is no event."""
    try:
        event = json.loads(data)
        issue = event.get("issue")
        if not isinstance(issue, dict) or issue.get("pull_request"):
            return None
        comment = event.get("comment")
        action = str(event["action"])
        if action == "labeled" and event["label"]["name"] != LABEL:
            return None
        changes = event.get("changes") or {}
        return IssueEvent(
            action=f"comment {action}" if comment else action,
            number=int(issue["number"]),
            id=int(issue["id"]),
            title=_line(issue["title"]),
            labels=tuple(str(label["name"]) for label in issue.get("labels") or ()),
            sender=str(event["sender"]["login"]),
            text=_writing("text", issue),
            comment=_writing(f"comment {int(comment['id'])}", comment) if comment else None,
            at=_time(issue["closed_at"] if action == "closed" else issue["updated_at"]),
            title_before=_line(changes["title"]["from"]) if "title" in changes else "",
            rewritten="body" in changes,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        stop('this is no event of an issue. In a workflow of GitHub: afterword from-issue "$GITHUB_EVENT_PATH"')


def _writing(key: str, text: Mapping[str, Any]) -> Writing:
    return Writing(
        key=key,
        author=Author(
            login=str((text.get("user") or {}).get("login") or ""),
            association=str(text.get("author_association") or ""),
        ),
        body=without_illegal(str(text.get("body") or "")).replace("\r\n", "\n"),
        created=_time(text["created_at"]),
        updated=_time(text["updated_at"]),
    )


def _line(text: str) -> str:
    return " ".join(without_illegal(text).split())


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


# ---- words ---------------------------------------------------------------------------------------


def said_in(body: str) -> tuple[Status | None, str]:
    """Split a text into the status with which it begins, and the rest. Without a status: None, and the text."""
    text = _without_comments(own_words(body)).strip()
    first, _, rest = text.partition("\n")
    typed, colon, after = first.partition(":")
    marks = typed[: len(typed) - len(typed.lstrip("*_"))]
    word = typed.strip("*_ \t").lower().replace(" ", "-")
    status = next((status for status in Status if status.slug == word), None) if colon else None
    if status is None:
        return None, text
    after = after.removeprefix(marks)
    return status, f"{after.strip()}\n{rest}".strip()


def own_words(body: str) -> str:
    """A text without what a mail program put around it: quoted text, its heading, and what stands below a signature."""
    rows = body.split("\n")
    while rows and (rows[0].startswith(">") or not rows[0].strip()):
        del rows[0]
    end = next((number for number in range(len(rows)) if _ends(rows, number)), len(rows))
    return "\n".join(rows[:end]).strip()


def _ends(rows: list[str], number: int) -> bool:
    """Whether what the writer typed ends above this row."""
    row, rest = rows[number].strip(), [row.strip() for row in rows[number + 1 :] if row.strip()]
    if rows[number].rstrip(" ") == "--" or row.startswith(_MAIL_ENDS) or (row.startswith("Sent from ") and not rest):
        return True
    if row.startswith(("From:", "Von:", "De:")) and any(line.startswith(_HEADERS) for line in rest[:3]):
        return True
    if _MAIL_BEGINS.match(row) and rest and rest[0].endswith(":") and not row.endswith(":"):
        # the heading takes two lines
        row, rest = f"{row} {rest[0]}", rest[1:]
    return bool(_MAIL.search(row) and rest and all(line.startswith(">") for line in rest))


def _without_comments(text: str) -> str:
    document = parse(text, mend=False)
    return without_comments(document, find_comments(document))
