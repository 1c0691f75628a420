"""The settings under `announce:`. They contain no secrets, only names of environment variables."""

from enum import StrEnum

from afterword.core.frozen import frozen


class Network(StrEnum):
    """A social network for which a post is drafted. Nothing is ever posted."""

    MASTODON = "mastodon"
    BLUESKY = "bluesky"
    X = "x"


class WebhookKind(StrEnum):
    """The format of the requests that a webhook accepts."""

    SLACK = "slack"
    """Slack's format, which Mattermost and Rocket.Chat accept, too."""
    JSON = "json"
    """Our own format, with everything that is known of the update (docs/announcing.md)."""


@frozen
class MailList:
    """The address of a list server, which forwards a message to all subscribers."""

    to: str
    """An e-mail address."""
    sender: str = ""
    """The address in `From:`. Empty: the contact, when that is an e-mail address."""
    sender_name: str = ""
    """The name in `From:` when nobody signs."""
    unsubscribe: str = ""
    """Where a reader can unsubscribe when the list server does not add it: a web address or an e-mail address."""
    audience: str = ""
    """Who is on the list, in a few words. It is recorded in `channels:`."""


@frozen
class Webhook:
    """A program that receives announcements over HTTPS."""

    name: str
    kind: WebhookKind
    url_env: str
    """The environment variable that holds its address."""
    audience: str = ""
    """Who reads it. Empty: the channel is internal and is not recorded."""


@frozen
class Announce:
    """The channels on which new updates are announced."""

    email: MailList | None = None
    webhooks: tuple[Webhook, ...] = ()
    social: tuple[Network, ...] = tuple(Network)
    """The networks for which posts are drafted."""
