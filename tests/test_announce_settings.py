"""The settings under `announce:` are read strictly: a slip means that somebody is not told."""

import pytest

from afterword.core.announce import Announce, MailList, Network, Webhook, WebhookKind
from afterword.reading.settings_reader import read_settings
from test_docs import settings_examples


def read(text: str) -> tuple[Announce, list[str]]:
    """What is read of lines under `announce:`, and what is said."""
    settings, problems = read_settings("settings.yml", f"announce:\n{text}".encode())
    return settings.announce, [str(problem).partition(": ")[2] for problem in problems]


def test_the_example_of_the_docs_is_read() -> None:
    """Every key of docs/settings.md, as it stands there."""
    settings, problems = read_settings("settings.yml", settings_examples()["announcing"].encode())
    assert problems == ()
    assert settings.announce == Announce(
        email=MailList(
            to="announce@lists.pigeonpost.example",
            sender="help@pigeonpost.example",
            sender_name="Pigeonpost Support",
            unsubscribe="https://lists.pigeonpost.example/leave",
            audience="everyone on our mailing list",
        ),
        webhooks=(
            Webhook(name="Team chat", kind=WebhookKind.SLACK, url_env="SLACK_WEBHOOK"),
            Webhook(name="In the app", kind=WebhookKind.JSON, url_env="APP_WEBHOOK", audience="everyone who is signed in"),
        ),
        social=(Network.MASTODON, Network.BLUESKY),
    )


VARIABLE = "announce.webhooks.url_env: expected the name of an environment variable, such as SLACK_WEBHOOK; got "
NO_PASSWORD = "announce.email.unsubscribe: expected an address without a name or a password in it; got one with it"  # noqa: S105 - the text of an error


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  email: {from: a@b.example}\n", "announce.email.to: expected a value; got nothing"),
        ("  email: {to: https://b.example}\n", "announce.email.to: expected an e-mail address; got a web address"),
        ("  email: {to: ä@b.example}\n", "announce.email.to: expected an e-mail address; got one with letters that few mail servers take"),
        ("  email: {to: a@b.example, unsubscribe: 'https://me:s3cr3t@b.example/'}\n", "this looks like a password in an address ("),
        ("  email: {to: a@b.example, password: s3cr3t}\n", "this looks like a password ("),
        ("  webhooks: {name: a}\n", "announce.webhooks: expected a list of {name, kind, url_env}; got something else"),
        ("  webhooks: [{name: a}]\n", "announce.webhooks.url_env: expected a value; got nothing"),
        (
            "  webhooks: [{name: a, url_env: 'https://hooks.example/s3cr3t'}]\n",
            f"{VARIABLE}an address, which is a secret: put it into a variable",
        ),
        ("  webhooks: [{name: a, url_env: s3cr3t}]\n", f"{VARIABLE}something else"),
        (
            "  webhooks: [{name: a, url_env: A, url: 'https://hooks.example/s3cr3t'}]\n",
            "unknown field 'announce.webhooks.url'. Write url_env: the name of a variable",
        ),
        ("  webhooks: [{name: a, url_env: A}, {name: A, url_env: B}]\n", "announce.webhooks.name: expected every name once; got 'A' twice"),
        (
            "  webhooks: [{name: a, url_env: A, kind: slak}]\n",
            "announce.webhooks.kind: 'slak' is not one of slack, json. Did you mean 'slack'?",
        ),
        ("  social: [x, mastadon]\n", "announce.social: 'mastadon' is not one of mastodon, bluesky, x. Did you mean 'mastodon'?"),
    ],
)
def test_a_slip_is_said_and_no_secret_is_repeated(text: str, said: str) -> None:
    """Whatever stands where a secret does not belong is never printed."""
    _, problems = read(text)
    assert len(problems) == 1
    assert problems[0].partition(": ")[2].startswith(said)
    assert "s3cr3t" not in problems[0]
