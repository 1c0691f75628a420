"""The settings about readers: a zone beside UTC, ways to share, where to talk, where to subscribe."""

import pytest

from afterword.core.rules import HINTS
from afterword.core.settings import Settings, Share
from afterword.reading.settings_reader import read_settings

PATH = "site_config/settings.yml"


def read(text: str) -> tuple[Settings, list[str]]:
    """The settings, and what is said about them."""
    settings, problems = read_settings(PATH, text.encode())
    return settings, [str(found).removeprefix(f"{PATH}:") for found in problems]


def test_what_is_written_is_taken() -> None:
    """Each setting in its usual form."""
    settings, said = read(
        "timezone: Europe/Berlin\nshare: [mastodon, copy, mastodon]\ndiscussion: https://forum.example/t/{id}#last\n"
        "subscribe: {email: https://lists.example/join}\n"
    )
    assert said == []
    assert settings.timezone == "Europe/Berlin"
    assert settings.share == (Share.MASTODON, Share.COPY)
    assert settings.discussion == "https://forum.example/t/{id}#last"
    assert settings.subscribe.email == "https://lists.example/join"


@pytest.mark.parametrize(
    ("text", "same"),
    [("timezone: UTC", True), ("timezone:\nshare:\ndiscussion:\nsubscribe:\n", True), ("share: []", False)],
)
def test_nothing_typed_is_the_default(text: str, same: bool) -> None:
    """An empty value is as good as none; an empty list of ways to share means none of them."""
    settings, said = read(text)
    assert said == []
    assert (settings == Settings()) is same
    assert settings.share == (tuple(Share) if same else ())


def test_an_address_to_write_to_will_do_for_the_mailing_list() -> None:
    """Some lists are joined by a mail."""
    assert read("subscribe: {email: join@lists.example}")[0].subscribe.email == "join@lists.example"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("timezone: CET", "1:11: error E151: timezone: expected UTC, or a place such as Europe/Berlin; got 'CET'"),
        ("timezone: Europe/Berlln", "1:11: error E151: timezone: expected UTC, or a place such as Europe/Berlin; got 'Europe/Berlln'"),
        ("timezone: Etc/GMT+5", "1:11: error E151: timezone: expected UTC, or a place such as Europe/Berlin; got 'Etc/GMT+5'"),
        ("timezone: Europe/../UTC", "1:11: error E151: timezone: expected UTC, or a place such as Europe/Berlin; got 'Europe/../UTC'"),
        (
            "share: [copy, blusky]",
            "1:15: error E150: share: 'blusky' is not one of copy, email, linkedin, facebook, x, mastodon, bluesky. "
            "Did you mean 'bluesky'?",
        ),
        (
            "discussion: https://forum.example/t/",
            "1:13: error E151: discussion: expected an address with {id} in it, e.g. https://forum.example/t/{id}; "
            "got 'https://forum.example/t/'",
        ),
        (
            'discussion: "https://forum.example/{id}/{title}"',
            "1:13: error E151: discussion: expected an address with {id} in it, e.g. https://forum.example/t/{id}; "
            "got 'https://forum.example/{id}/{title}'",
        ),
        (
            'discussion: "javascript:{id}"',
            "1:13: error E151: discussion: expected an address with {id} in it, e.g. https://forum.example/t/{id}; got 'javascript:{id}'",
        ),
        ("subscribe: {email: our list}", "1:20: error E151: subscribe.email: expected an e-mail address or a URL; got 'our list'"),
        (
            'repository: {url: "https://[::1"}',
            "1:19: error E151: repository.url: expected an address that begins with https://; got 'https://[::1'",
        ),
        (
            "repository: {url: https://me:s3cr3t@forge.example/x}",
            "1:30: error E181: this looks like a password in an address (…, under 16 characters) and would be published. "
            "Remove it and revoke it",
        ),
        (
            'subscribe: {email: "a@b.example\\r\\n::add-mask::x"}',
            "1:20: error E151: subscribe.email: expected an e-mail address or a URL; got 'a@b.example  ::add-mask::x'",
        ),
        ("subscribe: {mail: x@y.example}", "1:13: warning W201: unknown field 'subscribe.mail'. Did you mean 'email'?"),
    ],
)
def test_what_cannot_be_read_keeps_its_default_and_is_reported(text: str, said: str) -> None:
    """With line, column and what would be right."""
    settings, found = read(text)
    assert found == [said]
    assert settings == (Settings(share=(Share.COPY,)) if text.startswith("share") else Settings())


@pytest.mark.parametrize(
    "feeds",
    [
        "feeds:\n  entries: 20\n  authority: Old.Pigeonpost.example\n",
        "feeds: {entries: 20, authority: old.pigeonpost.example}\n",
        "feeds: {authority: 'old.pigeonpost.example'}\n",
    ],
)
def test_the_ids_of_feeds_outlive_settings_that_cannot_be_read(feeds: str) -> None:
    """A build may keep going without the settings, but other ids would send every entry to every reader again."""
    whole = f"# authority: no.example\n{feeds}organisation: {{name: Caf\u00e9: the app}}\n"
    for data, code in ((whole.encode(), "E103"), (whole.encode("latin-1"), "E106")):
        settings, problems = read_settings(PATH, data)
        assert [problem.code for problem in problems] == [code]
        assert settings.feeds.authority == "old.pigeonpost.example"
    assert read("organisation: {name: Pigeonpost: the app}\n")[0].feeds.authority == ""


@pytest.mark.parametrize(
    ("typed", "off"), [("", HINTS), ("off: []", frozenset()), ("off: [W308]", {"W308"}), ("off: [hints, W308]", {*HINTS, "W308"})]
)
def test_hints_are_said_to_those_who_ask(typed: str, off: frozenset[str]) -> None:
    """What judges the style of a text is off until a list without the word `hints` says otherwise."""
    settings, said = read(f"checks: {{{typed}}}\n")
    assert (settings.checks.off, said) == (frozenset(off), [])


def test_an_old_code_switches_off_the_rule_that_it_became() -> None:
    """It works, and a warning names the new code."""
    settings, said = read("checks: {off: [W228]}\n")
    assert settings.checks.off == {"W206"}
    new = "W228 is now called W206. The old name works in this version only. Write W206"
    assert said == [f"1:15: warning W219: {new}"]
