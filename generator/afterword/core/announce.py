"""Where news is told: what the settings say under `announce:`. No secret stands here, only the names of variables."""

from enum import StrEnum

from afterword.core.frozen import frozen


class Network(StrEnum):
    """A social network for which a post is drafted. Nothing is ever posted."""

    MASTODON = "mastodon"
    BLUESKY = "bluesky"
    X = "x"


class WebhookKind(StrEnum):
    """What a webhook understands."""

    SLACK = "slack"
    """Slack's own form; Mattermost and Rocket.Chat read it, too."""
    JSON = "json"
    """Everything that is known of the update, in our own form (docs/announcing.md)."""


@frozen
class MailList:
    """The one address that a list server hands on to everybody."""

    to: str
    """An e-mail address."""
    sender: str = ""
    """The address in `From:`. Empty: the contact, when that is an e-mail address."""
    sender_name: str = ""
    """The name in `From:` when nobody signs."""
    unsubscribe: str = ""
    """Where a reader leaves the list, when the list server does not say so itself: a web or an e-mail address."""
    audience: str = ""
    """Who is on the list, in a few words: what a recorded channel says."""


@frozen
class Webhook:
    """A program that is told over HTTPS."""

    name: str
    kind: WebhookKind
    url_env: str
    """The environment variable that holds its address."""
    audience: str = ""
    """Who reads it. Empty: it is nobody's business, and never recorded."""


@frozen
class Announce:
    """Where every new update is told."""

    email: MailList | None = None
    webhooks: tuple[Webhook, ...] = ()
    social: tuple[Network, ...] = tuple(Network)
    """For which networks a post is drafted."""
