"""The configured channels: each with its name in the ledger, and a function that prepares and sends a message."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from afterword.core.announce import Webhook, WebhookKind
from afterword.core.frozen import frozen
from afterword.core.settings import Settings, Site
from afterword.outputs.announcements.mail import Mail, mail, message_id
from afterword.outputs.announcements.message import Message
from afterword.outputs.announcements.payloads import generic, slack
from afterword.outputs.translation import Language
from afterword.world.sending.delivery import Send, SendError
from afterword.world.sending.smtp import mail_server, send_mail
from afterword.world.sending.webhooks import post_json, webhook_address

EMAIL = "email"


@frozen
class Way:
    """A channel."""

    key: str
    """Its name in the ledger: `email`, `webhook:Team chat`."""
    name: str
    """Its name for people, which is recorded in `channels:`."""
    audience: str
    """Who is reached there. Empty: nobody outside of the team; the channel is not recorded."""
    goal: str
    """Where a message goes, in words. Contains no secret."""
    prepare: Callable[[Message, datetime], Send]
    """Prepares the sending. Raises SendError when the channel is not set up, before anything is claimed."""


def ways(settings: Settings, site: Site, say: Language, environment: Mapping[str, str]) -> tuple[Way, ...]:
    """All channels of the settings, e-mail first."""
    channels = []
    listed = settings.announce.email
    if listed:
        prepare = partial(_by_mail, settings, site, say, environment)
        audience = listed.audience or "everyone on the mailing list"
        channels.append(Way(key=EMAIL, name="E-mail", audience=audience, goal=listed.to, prepare=prepare))
    for hook in settings.announce.webhooks:
        prepare = partial(_by_webhook, hook, settings, site, environment)
        goal = f"the address in {hook.url_env}"
        channels.append(
            Way(key=f"webhook:{hook.name}", name=hook.name, audience=hook.audience, goal=goal, prepare=prepare)
        )
    return tuple(channels)


def _by_mail(
    settings: Settings, site: Site, say: Language, environment: Mapping[str, str], message: Message, now: datetime
) -> Send:
    server = mail_server(environment)
    ready: Mail = mail(message, settings, site, say, now, draft=False)
    if not ready.sender:
        raise SendError("nobody is named as the sender. Set announce.email.from in the settings")
    return partial(send_mail, server, ready.sender, ready.to, ready.data)


def _by_webhook(
    hook: Webhook, settings: Settings, site: Site, environment: Mapping[str, str], message: Message, _: datetime
) -> Send:
    address = webhook_address(environment, hook.url_env)
    payload = slack(message) if hook.kind is WebhookKind.SLACK else generic(message)
    return partial(post_json, address, payload, message_id(message.news.key, settings, site))
