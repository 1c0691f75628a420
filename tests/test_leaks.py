"""Secrets never reach the public, and what is none is left alone (docs of the rules: E180, E181, W340 to W342).

No token stands here in one piece: programs that look for secrets would stop at this file.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.core.settings import Settings
from afterword.core.sources import Source
from afterword.markup.flow import flow
from afterword.markup.tree import parse
from afterword.reading.incident import IncidentReader
from afterword.safety import public_text
from afterword.safety.exposures import find_exposures
from afterword.safety.leak_rule import LeakRule
from afterword.safety.leak_rules import LEAK_RULES
from afterword.safety.leaks import Secret, find_leaks, find_secrets, leaks_in_values, mask, small
from afterword.safety.search_views import View
from proportion import assert_in_proportion, processor_time

ROOT = Path(__file__).parents[1]
NOTE = LEFT_OUT = public_text.LEFT_OUT
GITHUB = "".join(next(rule.example for rule in LEAK_RULES if rule.kind == "a GitHub token"))
KEY_ROW = "MIIEq7Zk2mXv9R" + "t4Bn8WdLc5Hs1F" + "Yj3GpTe6UaKoC0" + "rVzS2bN5hJ8y7w"
PLACES = {
    "paragraph": "We found it:\n{} in the log.\n",
    "list": "- one\n- it was {} there\n    - nested\n- three\n",
    "nested list": "1. one\n    - it was {} there\n    - other\n",
    "quote": "> They wrote\n> {} to us\n",
    "code block": "```\nline\n{}\n\nline\n```\n",
    "inline code": "We ran `{}` twice.\n",
    "table": "| a | b |\n|---|---|\n| one | {} |\n",
    "link": 'See [the page](https://pigeonpost.example/ "{}").\n',
    "definition": '[page]: https://pigeonpost.example/ "{}"\n',
    "heading": "## It was {}\n\nText.\n",
    "comment": "Text <!-- it was {} --> text.\n",
}


def without_secrets(text: str, note: str, spared: frozenset[int] = frozenset()) -> tuple[str, tuple[Secret, ...]]:
    """A text as it may be published, and the secrets that went."""
    assert note == LEFT_OUT
    rest = "\n".join(public_text.without_secrets(parse(text), spared).rows)
    return rest, tuple(find_leaks(text)) if rest != text else ()


def secret_of(rule: LeakRule) -> str:
    """The value in the example of a rule."""
    example = "".join(rule.example)
    found = rule.pattern.search(small(example) if rule.named else example)
    assert found, rule.form
    return example[slice(*found.span("secret"))]


def told(leaks: Iterable[Secret]) -> list[str]:
    """What is printed about leaks in a file x.md."""
    return [str(leak.problem("x.md")) for leak in leaks]


def kinds(text: str) -> list[str]:
    """The kinds of secrets in a text."""
    return [leak.kind for leak in find_leaks(text)]


def exposed(text: str, allowed: Iterable[str] = (), hosts: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Code and place of every exposure in one line, as the words that stand there."""
    document = parse(text)
    shown = flow(document.blocks, document).text
    return [(found.code, shown[found.start : found.end]) for found in find_exposures(shown, frozenset(allowed), hosts)]


@pytest.mark.parametrize("rule", LEAK_RULES, ids=lambda rule: f"{rule.kind}: {rule.form.split(',')[0]}")
def test_every_kind_is_found_everywhere_and_never_shown(rule: LeakRule) -> None:
    """In whatever Markdown it stands, a secret is found once, left out as a block, and printed nowhere."""
    example, secret = "".join(rule.example), secret_of(rule)
    for place, around in PLACES.items():
        text = f"Before.\n\n{around.format(example)}\nAfter.\n"
        leaks = list(find_leaks(text))
        assert [leak.kind for leak in leaks] == [rule.kind], place
        line, column = leaks[0].start
        assert text.split("\n")[line - 1][column - 1 :].startswith(secret[:8]), place
        assert not any(secret in line or secret[4:] in line for line in told(leaks)), place
        rest, gone = without_secrets(text, NOTE)
        assert gone == tuple(leaks), place
        assert secret not in rest, place
        assert rest.count(NOTE) == 1, place
        assert len(rest.split("\n")) == len(text.split("\n")), place
        assert rest.startswith("Before.\n"), place
        assert rest.endswith("\nAfter.\n"), place
        assert without_secrets(rest, NOTE) == (rest, ()), place


@pytest.mark.parametrize("rule", LEAK_RULES, ids=lambda rule: f"{rule.kind}: {rule.form.split(',')[0]}")
def test_every_kind_is_found_in_front_matter(rule: LeakRule) -> None:
    """A field of whatever form is scanned as it was typed."""
    for front in ("title: {}", 'title: "{}"', "extra:\n  note: >-\n    {}", "extra: [one, '{}']"):
        leaks = list(leaks_in_values(f"severity: major\n{front}\nlang: en".replace("{}", "".join(rule.example))))
        assert [leak.kind for leak in leaks] == [rule.kind], front


def test_the_sentence_that_is_printed() -> None:
    """It names the kind and the place, and shows what the vendor puts before every token, no more."""
    assert told(find_leaks(f"One line.\nThen {GITHUB} and\n\nDB_PASS" + "WORD=Wq7-zk" + "2mX!")) == [
        "x.md:2:6: error E181: this looks like a GitHub token (ghp_…, 32 to 63 characters) and would be published. Remove it and revoke it",
        "x.md:4:13: error E181: this looks like a password (…, under 16 characters) and would be published. Remove it and revoke it",
    ]


@pytest.mark.parametrize(
    "split",
    [
        pytest.param(lambda token: token.replace("_", "\\_"), id="backslash"),
        pytest.param(lambda token: f"{token[:9]}&#{ord(token[9])};{token[10:]}", id="entity"),
        pytest.param(lambda token: f"{token[:9]}&#x{ord(token[9]):x};{token[10:]}", id="hexadecimal entity"),
        pytest.param(lambda token: token.replace("_", "&lowbar;"), id="named entity"),
        pytest.param(lambda token: f"{token[:9]}**{token[9:12]}**{token[12:]}", id="bold"),
        pytest.param(lambda token: f"**{token[:9]}*{token[9:12]}*{token[12:]}**", id="italic in bold"),
        pytest.param(lambda token: f"{token[:9]}~~{token[9:12]}~~{token[12:]}", id="struck"),
        pytest.param(lambda token: f"{token[:9]}<b>{token[9:12]}</b>{token[12:]}", id="tag"),
        pytest.param(lambda token: f"{token[:9]}<span class='x'><i>{token[9:]}</i></span>", id="two tags"),
        pytest.param(lambda token: f"{token[:9]}<!-- - > -->{token[9:]}", id="comment"),
        pytest.param(lambda token: f"{token[:9]}\u200b{token[9:12]}\u00ad\ufeff{token[12:]}", id="characters of no width"),
        pytest.param(lambda token: f"_{token}_", id="italic"),
    ],
)
def test_a_secret_in_pieces_is_found_where_it_was_written(split: Callable[[str], str]) -> None:
    """What a reader copies in one piece is found in one piece, and the place is that of the source."""
    written = split(GITHUB)
    text = f"One.\n\nTwo: {written}. Three."
    leaks = list(find_leaks(text))
    assert [(leak.start, leak.kind, leak.masked) for leak in leaks] == [
        ((3, 6 + written.index("g")), "a GitHub token", "ghp_…, 32 to 63 characters")
    ]
    assert without_secrets(text, NOTE)[0] == f"One.\n\n{NOTE}"


SPLITS = {
    "link": "{a}[{b}](https://x.example/){c}",
    "three links": "[{a}](x)[{b}](y)[{c}](z)",
    "reference": "{a}[{b}][page]{c}\n\n[page]: https://x.example/",
    "short reference": "{a}[{b}]{c}\n\n[{b}]: https://x.example/",
    "picture": "{a}![x](y.png){b}{c}",
    "footnote": "{a}[^1]{b}{c}\n\n[^1]: Foot.",
    "code": "{a}`{b}`{c}",
    "two tags of code": "<code>{a}</code><code>{b}{c}</code>",
    "bold and italic": "{a}**{b}**_{c}_",
    "tag with a quoted >": "{a}<b title='x>y'>{b}</b>{c}",
    "empty tags": "{a}<i></i>{b}<wbr>{c}",
    "line break in HTML": "{a}<br>{b}{c}",
    "comment over lines": "{a}<!-- x\n -->{b}{c}",
    "entities of no width": "{a}&shy;{b}&#8203;&ZeroWidthSpace;{c}",
    "other characters of no width": "{a}\u2060{b}\ufe0f\u034f\U000e0020{c}",
    "soft break": "{a}\n{b}{c}",
    "three lines of a list item": "- {a}\n  {b}\n  {c}",
    "lazy list item": "- {a}\n{b}{c}",
    "lines of a quote": "> {a}\n> {b}{c}",
    "hard break": "{a}\\\n{b}{c}",
    "hard break of spaces": "{a}  \n{b}{c}",
    "address over two lines": "[x](https://x.example/{a}\n{b}{c})",
    "escape in an address": "[x](https://x.example/{a}%{d}{e}{c})",
    "entity in an attribute": "<a href='https://x.example/{a}&#x{d};{e}{c}'>x</a>",
    "attribute over two lines": "<a href='https://x.example/{a}\n{b}{c}'>x</a>",
    "heading": "## {a}**{b}**{c}",
    "cell": "| {a}`{b}`{c} | x |\n|---|---|\n| 1 | 2 |",
}


@pytest.mark.parametrize("form", SPLITS.values(), ids=SPLITS)
def test_what_a_page_shows_whole_is_found_whole(form: str) -> None:
    """However a token is split, it is reported once, at its first character, and nothing of it is left."""
    a, b, c = GITHUB[:9], GITHUB[9:20], GITHUB[20:]
    written = form.format(a=a, b=b, c=c, d=f"{ord(b[0]):x}", e=b[1:])
    text = f"One.\n\n{written}\n\nThree."
    leaks = list(find_leaks(text))
    assert [(leak.kind, leak.masked) for leak in leaks] == [("a GitHub token", "ghp_…, 32 to 63 characters")]
    first = text.index("ghp_")
    assert leaks[0].start == (text.count("\n", 0, first) + 1, first - text.rfind("\n", 0, first))
    rest, _ = without_secrets(text, NOTE)
    assert list(find_leaks(rest)) == []
    assert rest.startswith("One.\n\n")
    assert rest.endswith("\n\nThree.")


def test_paragraphs_items_and_lines_of_code_stay_apart() -> None:
    """What a page shows in two blocks is not put together."""
    a, b = GITHUB[:9], GITHUB[9:]
    for text in (
        f"{a}\n\n{b}",
        f"- {a}\n- {b}",
        f"```\n{a}\n{b}\n```",
        f"# {a}\n{b}",
        f"| {a} |\n| {b} |",
        f"<table><tr><td>{a}</td><td>{b}</td></tr></table>",
    ):
        assert kinds(text) == [], text


def test_the_finder_takes_any_views_of_a_text() -> None:
    """A view is a string and the way back; the first is the source, and what another shows as it was written is not asked again."""
    line = View(text=f"x {GITHUB}", place=lambda index: (7, 3 * index + 1))
    source = View(text="nothing", place=lambda index: (1, index + 1))
    found = [(secret.kind, secret.start) for secret in find_secrets([source, line])]
    assert found == [("a GitHub token", (7, 7))]
    assert find_secrets([source, View(text=line.text, place=lambda index: (1, index + 1))]) == []


COMMANDS = (
    "curl -u ledger:%s https://x.example/",
    "curl -sSu ledger:%s x",
    "curl --user 'ledger:%s' x",
    "curl -X POST \\\n  -u ledger:%s \\\n  x",
    "sshpass -p %s ssh x",
    "mysql -h db -uroot -p%s ledger",
    "redis-cli -h db -a %s",
    "docker login -u ledger -p %s registry.example",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_password_in_a_command_is_found(command: str) -> None:
    """In the options in which programs take one; a variable, a placeholder and a word are none."""
    assert kinds(command % ("Wq7-zk" + "2mX9")) == ["a password in a command"]
    for value in ("$PASSWORD", "<password>", "password", "${PW}", "x-oauth-basic"):
        assert kinds(command % value) == [], value


def test_escapes_in_front_matter_are_read() -> None:
    """A double-quoted text may spell its characters, and go on on the next line without a space."""
    for typed in (f"ghp\\x5f{GITHUB[4:]}", f"ghp\\u005f{GITHUB[4:]}", f"{GITHUB[:20]}\\\n    {GITHUB[20:]}"):
        assert [(leak.start[0], leak.kind) for leak in leaks_in_values(f'lang: en\ntitle: "{typed}"')] == [(2, "a GitHub token")]


ASSIGNED = (
    "password=%s",
    "password: %s",
    "- Password: %s\n- more",
    'password = "%s"',
    "`password`: `%s`",
    "**Password:** %s",
    '{"user": "ledger", "password": "%s", "port": 5432}',
    "'passwd' => '%s',",
    "PGPASSWORD=%s psql -h db",
    "SMTP_PASS=%s",
    "mysql --password=%s ledger",
    "<password>%s</password>",
    "the password was `%s` for years",
    "https://pigeonpost.example/?user=ada&password=%s&x=1",
    "Passwort: %s",
)
IN_SENTENCES = ("Password: %s (since then changed)", "| password | %s |", "**Password:** %s, as everywhere", "The passphrase: %s it was.")


@pytest.mark.parametrize("value", ["hunter2", "Tr0ub4dor&3", "Sommer-2024", "wq7!zk2m"])
@pytest.mark.parametrize("text", ASSIGNED)
def test_a_password_that_is_set_is_found(text: str, value: str) -> None:
    """In the ways in which settings, programs, tables and people write it down."""
    assert kinds(text % value) == ["a password"]


@pytest.mark.parametrize("value", ["Tr0ub4dor&3", "Sommer-2024", "wq7!zk2m"])
@pytest.mark.parametrize("text", IN_SENTENCES)
def test_a_password_in_a_sentence_is_found_when_it_is_no_word(text: str, value: str) -> None:
    """Three kinds of characters: a word of a sentence has two at most."""
    assert kinds(text % value) == ["a password"]


KEYS = (
    "api_key: {}",
    'apiKey = "{}"',
    "X-Api-Key: {}",
    "Private-Token: {}",
    "curl 'https://pigeonpost.example/?token={}'",
    '"client_secret": "{}"',
    "| access key | {} |",
    "TWILIO_AUTH_TOKEN={}",
)


@pytest.mark.parametrize("value", ["q7Zk2mXv9R" + "t4Bn8WdLc5", "9f3a7c1e5b8d2046" + "e7a1c93f04d6b82a"], ids=["mixed", "hexadecimal"])
@pytest.mark.parametrize("text", KEYS)
def test_a_key_that_is_set_is_found(text: str, value: str) -> None:
    """A value of a vendor that nobody knows is told by its name."""
    assert kinds(text.format(value)) == ["a token or key"]


PEM = (
    f"-----BEGIN RSA {'PRIVATE'} KEY-----\nProc-Type: 4,ENCRYPTED\n\n{KEY_ROW}\n{KEY_ROW[::-1]}\nq7Zk==\n-----END RSA {'PRIVATE'} KEY-----"
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PEM, id="block"),
        pytest.param(f"```\n{PEM}\n```", id="code"),
        pytest.param("> " + PEM.replace("\n", "\n> "), id="quote"),
        pytest.param("- key:\n  " + PEM.replace("\n", "\n  "), id="list"),
        pytest.param("    " + PEM.replace("\n", "\n    "), id="indented"),
        pytest.param(PEM.rpartition("\n")[0], id="not closed"),
        pytest.param(PEM.replace("RSA ", "OPENSSH "), id="OpenSSH"),
        pytest.param(PEM.replace("RSA ", "PGP ").replace("KEY-", "KEY BLOCK-"), id="PGP"),
        pytest.param('{"private_key": "' + PEM.replace("\n", "\\n") + '\\n"}', id="service account"),
    ],
)
def test_a_private_key_goes_with_all_its_lines(text: str) -> None:
    """One problem for the block, and nothing of it stays."""
    whole = f"Before.\n\n{text}\n\nAfter.\n"
    assert kinds(whole) == ["a private key"]
    rest, _ = without_secrets(whole, NOTE)
    assert [row for row in rest.split("\n") if row.strip(" >")] == [
        "Before.",
        next(row for row in rest.split("\n") if NOTE in row),
        "After.",
    ]
    assert len(rest.split("\n")) == len(whole.split("\n"))


def test_a_key_that_is_not_closed_takes_no_other_text_along() -> None:
    """Behind its last line everything stays."""
    text = f"{PEM.rpartition(chr(10))[0]}\nCause: it was in the log.\n\nImpact: none."
    assert [leak.end[0] for leak in find_leaks(text)] == [PEM.count("\n")]
    assert without_secrets(text, NOTE)[0].split("\n")[-1] == "Impact: none."


NO_SECRETS = (
    "Fixed in commit 3f2a9c0d1e4b5a6978c0d1e4b5a6978c0d1e4b5a and 3f2a9c0.",
    "Request 550e8400-e29b-41d4-a716-446655440000 failed.",
    "Request token: 550e8400-e29b-41d4-a716-446655440000",
    "sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "image@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "![x](data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==)",
    "ETag: 33a64df551425fcc55e4d42a148795d9f25f89d4",
    "2026-03-14T09:16:00.123456Z pod hub-7d9f8b6c5d-x2x9z restarted",
    "Version 1.2.3.4-rc1+build.20260314 of the token service",
    "The access key id AK" + "IAIOSFODNN7EXAMPLE is from the documentation.",
    "aws_secret_access_key = wJalrXUt" + "nFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "Use gh" + "p_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx or gh" + "p_1234567890abcdefghijklmnopqrstuvwxyz.",
    "Use gh" + "o_16C7e42F292c" + "6912E7710c838347Ae178B4a as in the documentation.",
    "export SLACK=xoxb-your-token-here and xoxb-not-a-real-token-this-will-not-work",
    "https://hooks.slack.com/services/T00000000/B00000000/" + "X" * 24,
    "sk" + "_live_" + "x" * 24 + ", sk-..., sk-ant-api03-your-key-here, sk-folding-cube-animation-wrapper-2",
    "ey" + "JhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.ey" + "JzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6y",
    "A bot token looks like 110201543:A" + "AHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw.",
    "password: ********, password=***, password: •••••••• and token: [redacted: a token]",
    "password=<your-password> token=<token> secret={{ secret }} password=${DB_PASSWORD} password=$DB_PASS1 token=%TOKEN2%",
    "password=changeme password=example1 secret: xxxxx password=test1234 password=password1 token: your-token-123",
    'password = os.environ["DB_PASSWORD_2"]',
    "password=settings.database2.password and password=get_password2()",
    "PWD=/srv/app2/current",
    "password: /run/secrets/db2",
    "Passwords: not affected. Password: the old one. Token: expired.",
    "- Password: Argon2id\n- Token: OAuth2\n- Secret: SHA-256\n- API key: none",
    "Password reset links are valid for 24h. Password: 12 characters. Password: 8+",
    "The secret: nobody had looked. A token: JSON-RPC2.0. The password was reset.",
    "token_type: bearer, secret_name: hub-tls-2, token_expires_in=3600, max_tokens=4096",
    "Bearer tokens expire. Authorization: Bearer <token>, Authorization: Bearer $TOKEN, Authorization: Basic dXNlcjpwYXNz",
    "postgres://user:password@host/db https://user:pass@host.example https://user:***@host redis://:${PASSWORD}@host",
    "https://social.example/@pigeonpost/1 https://pigeonpost.example:8080/a@b http://[fd00::1]:80/",
    f"between `-----BEGIN {'PRIVATE'} KEY-----` and `-----END {'PRIVATE'} KEY-----`",
    f"-----BEGIN RSA {'PRIVATE'} KEY-----\nMIIE...\n-----END RSA {'PRIVATE'} KEY-----",
    f"-----BEGIN CERTIFICATE-----\n{KEY_ROW}\n-----END CERTIFICATE-----",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIQ7Zk2mXv9Rt4Bn8WdLc5Hs1FYj3GpTe6UaKoC0rVzS2b ops",
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/ledger-Ab12Cd",
    "AK" + "IA is a prefix; the task-queue's disk-usage; risk-based; SKU 12345; SG.1",
)


@pytest.mark.parametrize("text", NO_SECRETS)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    """Sums, ids, pictures, times, placeholders, examples from documentation: a false alarm at night costs trust."""
    assert kinds(text) == []
    assert without_secrets(text, NOTE) == (text, ())
    assert list(leaks_in_values(f"title: {text}")) == []


def test_this_repository_holds_no_secret() -> None:
    """Neither the table of secrets nor its tests hold a whole one; the demo and the docs raise no false alarm."""
    files = [
        ROOT / "generator/afterword/safety/leak_rules.py",
        ROOT / "generator/afterword/safety/vendor_tokens.py",
        Path(__file__),
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("incidents/**/*.md"),
    ]
    assert len(files) > 10
    assert [(file.name, leak) for file in files for leak in find_leaks(file.read_text(encoding="utf-8"))] == []


BEFORE = f"""\
First {GITHUB} line,
second line.

- one
- two {GITHUB}
  goes on

    - nested
- three
    - four {GITHUB}
    - five

> quoted
> {GITHUB}

| a | b |
|---|---|
| 1 | {GITHUB} |
| 2 | x |

```
one

{GITHUB}
```
Next.

[a]: https://ledger:Wq7-zk{"2mX"}@db.example/
[b]: https://pigeonpost.example/
[^1]: Foot {GITHUB}
    note.

### 2026-03-14 09:16 UTC — **Identified**: {GITHUB} {{#u-20260314T0916Z}}
Stays.

### 2026-03-14 09:30 UTC - {GITHUB}

What {GITHUB} did
-----------------

Stays.

!!! note "{GITHUB}"
    Goes.

    Goes.

!!! note
    {GITHUB}

    Stays.
"""
AFTER = f"""\
{NOTE}


- one
- {NOTE}



- three
    - {NOTE}
    - five

> {NOTE}


{NOTE}




{NOTE}




Next.

{NOTE}
[b]: https://pigeonpost.example/
[^1]: {NOTE}
    note.

### 2026-03-14 09:16 UTC — Identified: {NOTE} {{#u-20260314T0916Z}}
Stays.

### 2026-03-14 09:30 UTC — Update: {NOTE}

{NOTE}
-----------------

Stays.

{NOTE}


    Goes.

{NOTE}


    Stays.
"""


def test_only_the_block_with_the_secret_goes() -> None:
    """Every other line stays, and stays on its line; a heading keeps its level, an update its time, status and anchor."""
    rest, gone = without_secrets(BEFORE, NOTE)
    assert rest == AFTER
    assert len(gone) == 13
    assert without_secrets(rest, NOTE) == (rest, ())


def test_a_spared_line_stays() -> None:
    """What was waived is published; another secret in the same text is not."""
    text = f"One {GITHUB}.\n\nTwo {GITHUB}."
    assert without_secrets(text, NOTE, frozenset({1}))[0] == f"One {GITHUB}.\n\n{NOTE}"
    assert without_secrets(text, NOTE, frozenset({1, 3})) == (text, ())


FRAGMENTS = st.sampled_from(
    [
        *(
            " ",
            "\n",
            "\n\n",
            "- ",
            "    ",
            "> ",
            "```\n",
            "## ",
            "---\n",
            "| a |\n",
            "[a]: ",
            "[^1]: ",
            "<!--",
            "-->",
            "<b>",
            "**",
            "\\",
            "&#",
            "x",
        ),
        *(
            "password: ",
            "token=",
            "://a:",
            "-----BEGIN EC PRIVATE" + " KEY-----",
            KEY_ROW,
            "!!! note\n",
            "### 2026-03-14 09:16 UTC - ",
            "{#u-1}",
            "=" * 3,
        ),
        *("".join(rule.example) for rule in LEAK_RULES),
        *(
            GITHUB[:9],
            GITHUB[9:20],
            GITHUB[20:],
            "`",
            "[",
            "](x)",
            "](",
            ")",
            "][a]",
            "<a href='",
            "'>",
            "<br>",
            "&shy;",
            "\u200b",
            "\\\n",
            "\n> ",
            "\n  ",
        ),
    ]
)


@given(st.lists(FRAGMENTS, max_size=40).map("".join) | st.text(max_size=200))
def test_nothing_secret_is_left_in_any_text(text: str) -> None:
    """Whatever stands around it: no secret stays, no line moves, and a second time changes nothing."""
    rest, gone = without_secrets(text, NOTE)
    assert bool(gone) is bool(list(find_leaks(text)))
    assert list(find_leaks(rest)) == []
    assert rest.count("\n") == text.count("\n")
    assert without_secrets(rest, NOTE) == (rest, ())


@given(st.text() | st.text(min_size=16))
def test_a_mask_shows_a_quarter_at_most(value: str) -> None:
    """Never more than four characters, never more than a quarter, of a short value nothing."""
    shown = mask(value).partition("…")[0] if "…" not in value[:4] else value[:4]
    assert value.startswith(shown)
    assert len(shown) == (4 if len(value) >= 16 else 0)


def test_masks_tell_about_how_long_the_value_is() -> None:
    """The length is a class, so that nobody can count."""
    assert [mask("abcdefgh" * times) for times in (0, 1, 2, 3, 4, 8, 100)] == [
        "…, under 16 characters",
        "…, under 16 characters",
        "abcd…, 16 to 31 characters",
        "abcd…, 16 to 31 characters",
        "abcd…, 32 to 63 characters",
        "abcd…, 64 characters or more",
        "abcd…, 64 characters or more",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ping 10.12.5.36 and http://54.240.1.2:80/x", ["10.12.5.36", "54.240.1.2"]),
        ("10.0.0.1-10.0.0.9, 172.16.3.9. 10.4.0.0/16", ["10.0.0.1", "10.0.0.9", "172.16.3.9", "10.4.0.0/16"]),
        ("fd12:3456::1 and [2a02:1234:5678::9]:80", ["fd12:3456::1", "2a02:1234:5678::9"]),
        ("192.0.2.7 198.51.100.3 203.0.113.99 2001:db8::1 127.0.0.1 ::1 0.0.0.0 255.255.255.0 169.254.169.254", []),
        ("1.1.1.1 8.8.8.8 8.8.4.4 2606:4700:4700::1111 10.0.0.0/8 192.168.0.0/16", []),
        ("1.2.3.4 v10.0.0.12 version 10.2.1.4 nginx/1.18.20.1 chrome 120.0.60.99 foo-1.20.3.40 1.20.3.40-rc1 1.20.30.40.50 999.1.1.1", []),
        ("We upgraded Git to 3.15.11.15, rolled back to 3.15.11.14, and run kernel 5.15.0.91; fc00::/7", []),
        ("updated 10.1.2.3 and restarted 54.240.1.2", ["10.1.2.3", "54.240.1.2"]),
        ("09:16:00 aa:bb:cc:dd:ee:ff std::vector dead::beef 2026:03:14", []),
    ],
)
def test_addresses_of_machines(text: str, expected: list[str]) -> None:
    """W340 for private and public addresses; not for documentation, loopback, whole ranges, resolvers, versions and times."""
    assert exposed(text) == [("W340", found) for found in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("db1.internal, db1.prod.corp. `printer.lan` NAS.LOCAL", ["db1.internal", "db1.prod.corp", "printer.lan", "NAS.LOCAL"]),
        ("http://build.internal:8080/x ops@db.internal hub.svc.cluster.local", ["build.internal", "db.internal", "hub.svc.cluster.local"]),
        ("ip-10-1-2-3.eu-west-1.compute.internal ip-10-1-2-3", ["ip-10-1-2-3.eu-west-1.compute.internal", "ip-10-1-2-3"]),
        ("tracker.pigeonpost.example a.tracker.pigeonpost.example", ["tracker.pigeonpost.example", "a.tracker.pigeonpost.example"]),
        ("mytracker.pigeonpost.example tracker.pigeonpost.example.org pigeonpost.example", []),
        ("/etc/rc.local settings.local.json .env.local config.local thread.local() org.eclipse.internal *.internal", []),
        ("Place.LOCAL db.example.internal example.local", []),
        ("Done.Local time Acme.Corp metadata.google.internal host.docker.internal internal local", []),
    ],
)
def test_names_of_machines(text: str, expected: list[str]) -> None:
    """W341 for hosts that nobody outside can reach, and for those in settings; not for files, packages and sentences."""
    assert exposed(text, hosts=("tracker.pigeonpost.example",)) == [("W341", found) for found in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ada@bigcorp.org, <mailto:b.c+d@sub.corp.co.uk>.", ["ada@bigcorp.org", "b.c+d@sub.corp.co.uk"]),
        (
            "[x](mailto:ada@bigcorp.org) ada&#64;bigcorp.org ada\\_o@bigcorp.org",
            ["ada@bigcorp.org", "ada_o@bigcorp.org"],
        ),
        ("Help@Contact.org help@pigeonpost.example a@example.com b@mail.example.org c@x.test", []),
        ("git@github.com:org/repo https://ada@host.org/ https://u:p@host.org @ada@mastodon.social https://social.example/@ada", []),
        ("logo@2x.png getty@tty1.service pkg@1.2.3 image@sha256:abc ssh ada@host.org", []),
    ],
)
def test_addresses_of_people(text: str, expected: list[str]) -> None:
    """W342 for e-mail addresses that are no contact; not for documentation, accounts on hosts, handles and files."""
    assert exposed(text, allowed={"help@contact.org"}) == [("W342", found) for found in expected]


def test_exposures_are_told_without_their_value() -> None:
    """In the order of the text, with the place; the log of a build is public too."""
    text = "---\ntitle: x\n---\nMail ada@bigcorp.org\nabout db1.internal and 10.12.5.36.\n"
    parsed = IncidentReader(settings=Settings())(Source(path="incidents/2026-03-14-x.md", data=text.encode()))
    assert [str(found) for found in parsed.problems if found.code.startswith("W34")] == [
        "incidents/2026-03-14-x.md:4:6: warning W342: an e-mail address (…, under 16 characters) would be published, "
        "and it is not a contact in the settings. Take it out, or make it a contact there",
        "incidents/2026-03-14-x.md:5:7: warning W341: an internal host name (…, under 16 characters) would be published. "
        "Say in words what the machine does",
        "incidents/2026-03-14-x.md:5:24: warning W340: an IP address (…, under 16 characters) would be published. "
        "Say in words which machine it was",
    ]


HINTS = sorted({hint for rule in LEAK_RULES for hint in rule.hints})
REPEATED = (
    *HINTS,
    *(hint.upper() for hint in HINTS),
    *("".join(rule.example) for rule in LEAK_RULES),
    *(
        "a",
        "1",
        " ",
        "\n",
        "_",
        "-",
        "=",
        ":",
        "*",
        "~",
        "\\",
        "\\_",
        "&",
        "&#",
        "&#100;",
        "<",
        "a<b>",
        "a<b ",
        "<!--",
        "a<!--",
        "a<!-- x -->",
        "\u200b",
    ),
    *("password=", "password: ", "password:", "pwd=1a", "pwd=1aB!x", "token=aB3", "secret is '", "bearer aB3dE5", "authorization:aB3dE5fG"),
    *(
        "://a:b",
        "://::",
        "://a@b",
        "eyJ",
        "eyJabcdefgh.",
        "_eyJ",
        "-----",
        f"-----BEGIN {'PRIVATE'} KEY-----",
        f"-----BEGIN {'PRIVATE'} KEY-----\n",
    ),
    *(
        "10.0.0.",
        "10.0.0.1 ",
        "2001:",
        "fd00::",
        "a@",
        "a@b.",
        "a.b@c",
        "a@bcd.org ",
        ".local",
        "a.local",
        "a.local ",
        "-.",
        "ip-1",
        "ssh a@bc.org ",
    ),
    *("- a\n", "> ", "# a\n", "```\n", "[a]: b\n", "é", "İ"),
)


def search(text: str) -> None:
    """Run all searches of a text."""
    list(find_leaks(text))
    list(leaks_in_values(text))
    list(find_exposures(text, frozenset(), ("tracker.pigeonpost.example",)))
    without_secrets(text, NOTE)


def assert_searched_in_proportion(piece: str, tail: str, size: int, run: Callable[[str], object]) -> None:
    """Assert that a search of a piece again and again, with a tail, takes as many times as long as there is more of it."""

    def seconds(size: int) -> float:
        text = (piece * (size // len(piece) + 1))[:size] + tail
        return processor_time(lambda: run(text))

    assert_in_proportion(seconds, size)


@pytest.mark.parametrize("tail", ["", f" {GITHUB}-->.local"])
def test_no_text_takes_long(tail: str) -> None:
    """What is repeated costs its length: a pattern that goes back and forth would need many seconds for these."""
    for piece in REPEATED:
        assert_searched_in_proportion(piece, tail, 4 * 1024, search)


EVASIONS = (
    *(
        "](",
        "[a](",
        "[a](b)",
        "![a](b)",
        "[a](b(c)",
        "]((x)](x)",
        "[a][b]",
        "[a]: b\n",
        "<a '\"",
        '<b title="x>y">',
        "<a href=x>",
        "<p ",
        "</",
    ),
    *(
        "%2d",
        "\\\n",
        "{:",
        "a**b**",
        "a`b`",
        "a==b",
        "_a",
        "a_",
        "**_",
        "[^1]",
        "- a\n",
        "> a\n",
        "a\n",
        "\n\n",
        "~~~\n",
        "curl -",
        "curl -u a:",
        "sig=",
    ),
    *(f"{GITHUB[:9]}**{GITHUB[9:]}** ", f"{GITHUB[:9]}\n{GITHUB[9:]}\n\n", f"{KEY_ROW}\n", "gh**p_**"),
)


@pytest.mark.parametrize("piece", EVASIONS)
def test_no_attempt_at_evasion_takes_long(piece: str) -> None:
    """As much of the same piece as a file may hold takes as many times as long as there is more of it."""
    assert_searched_in_proportion(piece, f" {GITHUB}-->)]>", 31 * 1024, lambda text: list(find_leaks(text)))


@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_password_may_end_a_text_in_quotes(quote: str) -> None:
    """In a title as in a paragraph; a word that is no password is none there, either."""
    text = "Sign in with password: " + "Wq7-zk2mX!"
    assert [leak.kind for leak in leaks_in_values(f"title: {quote}{text}{quote}\n")] == ["a password"]
    assert [leak.kind for leak in find_leaks(f"We said {quote}{text}{quote}\n")] == ["a password"]
    assert list(leaks_in_values(f"title: {quote}Sign-in fails with password: incorrect{quote}\n")) == []


def test_the_largest_file_is_searched_in_proportion() -> None:
    """As much prose with marks, links and numbers as a file may hold."""
    row = "At **09:16 UTC** we saw `HTTP 503` from [the API](https://x.example/a?b=1) &mdash; 1,840 users; see token rotation.\n\n"
    assert_searched_in_proportion(row, "", 31 * 1024, search)
