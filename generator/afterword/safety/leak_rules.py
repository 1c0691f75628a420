"""The rules that find secrets: one table. Each row follows the form that the vendor has published.

Tokens that their prefix alone identifies stand in `vendor_tokens.py`.
"""

import re
from functools import partial

from afterword.core.lazy_patterns import Later
from afterword.safety.leak_rule import HEX, LeakRule, issued, named, sample
from afterword.safety.secret_values import (
    is_issued,
    is_key,
    is_key_in_a_sentence,
    is_login,
    is_password,
    is_password_in_a_sentence,
    is_random,
    is_typed_password,
    is_url_password,
)
from afterword.safety.vendor_tokens import VENDOR_TOKENS

_GUID = "9f3a7c1e-5b8d-2046-e7a1-c93f04d6b82a"
_PASSWORD = r"(?:passw(?:or[dt]|d)|passphrase|pass(?<=_pass)|pwd(?<![a-z]pwd))"  # noqa: S105 - a name, not a value
_OF_KEYS = ("api", "access", "auth", "private", "signing", "encryption", "account", "shared", "master", "secret")
_KEY = (
    "(?:secret|token|credentials?|key(?:" + "|".join(f"(?<={word}key)|(?<={word}[-_ ]key)" for word in _OF_KEYS) + "))"
)
_COLON = r"[ \t]{0,4}:(?:[*_]{1,2}(?![*_]))?[ \t]{0,4}"
_SET = (
    r"[\"'`_]{0,2}(?:[ \t]{0,4}(?:=>|:=|={1,2})[ \t]{0,4}[\"'`]?|>|[ \t](?:is|was)[ \t][\"'`]"
    rf"|{_COLON}(?:[\"'`]|(?=[^\s\"'`]{{1,64}}[\"'`]?[ \t]{{0,64}}$)))"
)
"""Between a name and its value outside of sentences: `=`, quotes, or a colon before the last word of a line or text."""
_SAID = rf"[\"'`_]{{0,2}}(?:{_COLON}|[ \t]{{0,4}}\|[ \t]{{0,4}})"
_VALUE = r"(?=(?P<secret>[^\s\"'`<>&,;|=]{6,128}))"
_ASSIGNED = ("password", "passwort", "passwd", "passphrase", "_pass", "pwd")
_KEYS = ("secret", "token", "credential", "key")


def _is_signed(value: str) -> bool:
    """Whether a JSON web token is another than the well-known example of RFC 7519 tutorials."""
    return "eyJzdWIiOiIxMjM0NTY3ODkw" not in value


LEAK_RULES = (
    LeakRule(
        kind="an AWS access key id",
        form="AKIA or ASIA and 16 capitals or digits 2-7 (AWS IAM User Guide, IAM identifiers)",
        hints=("akia", "asia"),
        pattern=issued("A", r"(?:KIA|SIA)[A-Z2-7]{16}(?![A-Za-z0-9])"),
        example=("AK", "IA", "Q7ZKMXVR", "TBNWDLCH"),
    ),
    LeakRule(
        kind="an AWS secret access key",
        form="40 characters of Base64, named as the secret access key (AWS IAM User Guide, access keys)",
        hints=("secret",),
        pattern=named(
            r"secret[-_ ]?(?:access[-_ ]?)?key[\"'`_]{0,2}[ \t]{0,4}[:=>|]{1,2}[ \t]{0,4}[\"'`]?"
            r"(?P<secret>[a-z0-9/+]{40})(?![a-z0-9/+=])"
        ),
        named=True,
        example=("aws_secret_access_key = ", sample(20), "/", sample(19)),
        prefixed=False,
    ),
    LeakRule(
        kind="a GitHub token",
        form="ghp_, gho_, ghu_, ghs_ or ghr_ and 36 or more of [A-Za-z0-9_] (GitHub blog, 5 April 2021)",
        hints=("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
        pattern=issued("gh", r"[pousr]_[A-Za-z0-9_.\-]{36,}"),
        example=("gh", "p_", sample(36)),
    ),
    LeakRule(
        kind="a GitHub token",
        form="github_pat_, 22 characters, _ and 59 more (GitHub docs, fine-grained personal access tokens)",
        hints=("github_pat_",),
        pattern=issued("github_pat_", r"[A-Za-z0-9_]{60,}"),
        example=("github", "_pat_", sample(22), "_", sample(59)),
    ),
    LeakRule(
        kind="a GitLab token",
        form=(
            "glpat-, glrt- and the other prefixes, and 20 or more characters "
            "(GitLab docs, token overview, token prefixes)"
        ),
        hints=tuple(f"gl{word}-" for word in "pat oas dt rt rtr cbt ptt ft imt agent wt soat ffct".split()),
        pattern=issued("gl", r"(?:pat|oas|dt|rtr?|cbt|ptt|ft|imt|agent|wt|soat|ffct)-[A-Za-z0-9_.\-]{20,}"),
        example=("gl", "pat-", sample(20)),
    ),
    LeakRule(
        kind="a Slack token",
        form="xoxb-, xoxp-, xapp- and the like, numbers and a random part (Slack docs, token types)",
        hints=("xox", "xapp-", "xwfp-"),
        pattern=issued("x", r"(?:ox[a-z](?:\.xox[a-z])?|app|wfp)-[A-Za-z0-9\-]{16,}"),
        real=partial(is_random, least=8),
        example=("xo", "xb-", "2481632640", "-", "9753108642", "-", sample(20)),
    ),
    LeakRule(
        kind="a Slack webhook",
        form="https://hooks.slack.com/services/T.../B.../24 characters (Slack docs, incoming webhooks)",
        hints=("hooks.slack",),
        pattern=Later(r"hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/(?P<secret>[A-Za-z0-9/]{30,})"),
        real=partial(is_random, least=16),
        example=("https://hooks.", "slack.com/services/", "T02QZKMXV/", "B03TBNWDL/", sample(24)),
    ),
    LeakRule(
        kind="a Stripe key",
        form="sk_live_ or rk_live_ and 24 or more letters and digits (Stripe docs, API keys)",
        hints=("k_live_",),
        pattern=issued("[sr]k_live_", r"[A-Za-z0-9]{16,}"),
        example=("sk", "_live_", sample(24)),
    ),
    LeakRule(
        kind="a Google API key",
        form="AIza and 35 of [A-Za-z0-9_-] (Google Cloud docs, API keys)",
        hints=("aiza",),
        pattern=issued("AIza", r"[A-Za-z0-9_\-]{35}(?![A-Za-z0-9_\-])"),
        example=("AI", "za", sample(34), "-"),
    ),
    LeakRule(
        kind="a Google client secret",
        form="GOCSPX- and 28 of [A-Za-z0-9_-] (Google Cloud docs, OAuth clients)",
        hints=("gocspx-",),
        pattern=issued("GOCSPX-", r"[A-Za-z0-9_\-]{28}(?![A-Za-z0-9_\-])"),
        example=("GOC", "SPX-", sample(28)),
    ),
    LeakRule(
        kind="a JSON web token",
        form='three parts of Base64url with dots, the first two of which begin with {" (RFC 7519)',
        hints=("eyj",),
        pattern=Later(
            r"(?<![A-Za-z0-9_\-])_{0,2}(?P<secret>eyJ[A-Za-z0-9_\-]{8,}\.eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{16,})"
        ),
        real=_is_signed,
        example=("ey", "JhbGciOiJFUzI1NiJ9.", "ey", "JzdWIiOiJxN1prMm0ifQ.", sample(40)),
    ),
    LeakRule(
        kind="an npm token",
        form="npm_ and 36 letters and digits (GitHub changelog, 23 September 2021)",
        hints=("npm_",),
        pattern=issued("npm_", r"[A-Za-z0-9]{36}(?![A-Za-z0-9])"),
        example=("np", "m_", sample(36)),
    ),
    LeakRule(
        kind="a PyPI token",
        form="pypi- and a macaroon in Base64url, which begins with AgE (PyPI help, API tokens)",
        hints=("pypi-age",),
        pattern=issued("pypi-AgE", r"[A-Za-z0-9_\-]{50,}"),
        example=("py", "pi-", "AgEIcHlw", sample(60)),
    ),
    LeakRule(
        kind="a SendGrid key",
        form="SG., 22 characters, a dot and 43 more: 69 in all (Twilio SendGrid docs, API keys)",
        hints=("sg.",),
        pattern=issued(r"SG\.", r"[A-Za-z0-9_\-]{22}\.[A-Za-z0-9_\-]{43}(?![A-Za-z0-9_\-])"),
        example=("S", "G.", sample(22), ".", sample(43)),
    ),
    LeakRule(
        kind="a Twilio key",
        form="SK and 32 small hexadecimal digits (Twilio docs, API keys)",
        hints=("sk",),
        pattern=issued("SK", r"[0-9a-f]{32}(?![A-Za-z0-9])"),
        example=("S", "K", HEX),
    ),
    LeakRule(
        kind="a Telegram bot token",
        form=(
            "the number of the bot, a colon and 35 characters that begin with AA "
            "(Telegram Bot API, authorizing your bot)"
        ),
        hints=(":aa",),
        pattern=issued("[0-9]", r"[0-9]{7,9}:AA[A-Za-z0-9_\-]{33}(?![A-Za-z0-9_\-])"),
        example=("7204", "583149", ":A", "A", sample(33)),
        prefixed=False,
    ),
    LeakRule(
        kind="a Discord webhook",
        form="https://discord.com/api/webhooks/number/68 characters (Discord docs, webhook resource)",
        hints=("/webhooks/",),
        pattern=Later(
            r"discord(?:app)?\.com/api/(?:v[0-9]{1,2}/)?webhooks/(?P<secret>[0-9]{17,20}/[A-Za-z0-9_\-]{60,})"
        ),
        example=("https://dis", "cord.com/api/web", "hooks/", "718293645", "102938475/", sample(68)),
    ),
    LeakRule(
        kind="an API key",
        form=(
            "sk- and, after words such as proj- or ant-api03-, 20 or more of [A-Za-z0-9_-] "
            "(OpenAI and Anthropic docs, API keys)"
        ),
        hints=("sk-",),
        pattern=Later(r"(?P<secret>sk-(?<![A-Za-z0-9_\-]sk-)[A-Za-z0-9_\-]{20,})"),
        real=partial(is_random, least=12),
        example=("s", "k-proj-", sample(40)),
    ),
    LeakRule(
        kind="an Azure storage key",
        form="AccountKey= and 512 bits in Base64, 88 characters (Microsoft docs, storage connection strings)",
        hints=("accountkey",),
        pattern=named(r"accountkey[ \t]{0,4}[=:][ \t]{0,4}[\"'`]?(?P<secret>[a-z0-9/+]{86}==)"),
        named=True,
        example=("Account", "Key=", sample(86), "=="),
        prefixed=False,
    ),
    LeakRule(
        kind="a Vault token",
        form="hvs., hvb. or hvr. and 24 or more of [A-Za-z0-9_-] (HashiCorp Vault docs, token prefixes)",
        hints=("hvs.", "hvb.", "hvr."),
        pattern=issued(r"hv[sbr]\.", r"[A-Za-z0-9_\-]{24,}"),
        example=("hv", "s.", sample(30)),
    ),
    LeakRule(
        kind="a DigitalOcean token",
        form="dop_v1_, doo_v1_ or dor_v1_ and 64 hexadecimal digits (DigitalOcean release notes, 29 March 2022)",
        hints=("_v1_",),
        pattern=issued("do[opr]_v1_", r"[0-9a-f]{64}"),
        example=("do", "p_v1_", HEX, HEX),
    ),
    LeakRule(
        kind="an age key",
        form="AGE-SECRET-KEY-1 and 58 characters of Bech32 (age, README)",
        hints=("age-secret-key-1",),
        pattern=issued("AGE-SECRET-KEY-1", r"[0-9A-Z]{58}"),
        real=lambda value: is_issued(value[16:]),
        example=("AGE-SECRET", "-KEY-1", sample(58).upper()),
    ),
    *VENDOR_TOKENS,
    LeakRule(
        kind="a Teams webhook",
        form=(
            "office.com/webhook(b2)/ two GUIDs with @, IncomingWebhook and 32 hexadecimal digits "
            "(Microsoft docs, incoming webhooks)"
        ),
        hints=("/incomingwebhook/",),
        pattern=Later(
            r"office(?:365)?\.com/webhook(?:b2)?/"
            r"(?P<secret>[0-9A-Fa-f\-]{36}@[0-9A-Fa-f\-]{36}/IncomingWebhook/[0-9A-Fa-f]{32}[\w/\-]{0,200})"
        ),
        example=("https://webhook.", "office.com/webhookb2/", f"{_GUID}@{_GUID}/Incoming", "Webhook/", HEX, "/", _GUID),
        prefixed=False,
    ),
    LeakRule(
        kind="the address of a workflow",
        form=(
            "/workflows/ID/triggers/NAME/paths/invoke? and sig= "
            "(Microsoft docs, Power Automate and Logic Apps; webhooks of Teams, too)"
        ),
        hints=("/triggers/",),
        pattern=Later(
            r"/workflows/(?P<secret>[0-9A-Fa-f]{32}/triggers/[\w\-]{1,60}/(?:paths/)?(?:invoke|run)"
            r"\?[^\s\"'`<>()]{0,400}?sig=[\w%\-]{20,200})"
        ),
        example=("https://logic.azure.com/work", "flows/", HEX, "/triggers/manual/paths/invoke?si", "g=", sample(30)),
        prefixed=False,
    ),
    LeakRule(
        kind="a signature of Azure",
        form="sig= and an HMAC-SHA256 in Base64, percent-encoded (Microsoft docs, shared access signatures)",
        hints=("sig=",),
        pattern=Later(r"(?<![A-Za-z0-9])sig=(?P<secret>(?:[A-Za-z0-9/+_\-]|%2[BbFf]){42,90}(?:=|%3[Dd]){0,2})"),
        real=partial(is_random, least=8),
        example=("https://pigeonpost.blob.core.windows.net/a?si", "g=", sample(20), "%2B", sample(23), "%3D"),
        prefixed=False,
    ),
    LeakRule(
        kind="a Sentry DSN",
        form="scheme://32 hexadecimal digits@host/number, with or without a second key (Sentry docs, DSN)",
        hints=("://",),
        pattern=Later(r"://(?P<secret>[0-9a-f]{32}(?::[0-9a-f]{32})?)@[A-Za-z0-9.\-]{1,200}(?::[0-9]{1,5})?/[0-9]"),
        example=("https:", "//", HEX, "@o4507.ingest.us.sentry.io/4507"),
        prefixed=False,
    ),
    LeakRule(
        kind="a Discord bot token",
        form=(
            "three parts of Base64url with dots; the first is the number of the bot "
            "(Discord docs, reference, authentication)"
        ),
        hints=(".",),
        pattern=Later(
            r"(?P<secret>[MNO](?<![\w.\-][MNO])[A-Za-z0-9_\-]{23,27}\.[A-Za-z0-9_\-]{6}"
            r"\.[A-Za-z0-9_\-]{27,40}(?![\w.\-]))"
        ),
        real=partial(is_random, least=20),
        example=("M", sample(24), ".", "Ge7Hk2", ".", sample(28)),
        prefixed=False,
    ),
    LeakRule(
        kind="an Azure client secret",
        form="three characters, a digit, Q~ and 31 to 34 more (Microsoft docs, client secrets of app registrations)",
        hints=("q~",),
        pattern=Later(r"(?P<secret>[\w.\-](?<![\w.~\-][\w.\-])[\w.~\-]{2}[0-9]Q~[\w.~\-]{31,34}(?![\w~\-]))", re.ASCII),
        example=("aK1", "8", "Q~", sample(33)),
        prefixed=False,
    ),
    LeakRule(
        kind="a private key",
        form="Private-Lines: a number, and lines of Base64 (PuTTY docs, appendix C: PPK file format)",
        hints=("private-lines",),
        pattern=Later(r"Private-Lines:[ \t]{0,4}[0-9]{1,3}[\s>]{1,40}(?P<secret>[A-Za-z0-9+/]{40,})"),
        spaced=True,
        example=("Private", "-Lines: 1 ", sample(50)),
        prefixed=False,
    ),
    LeakRule(
        kind="a password in a command",
        form="curl -u user:password, and the options of other programs that take a password (their manuals)",
        hints=("http ", *"curl wget sshpass mysql mariadb redis-cli plink passin passout docker podman helm".split()),
        pattern=Later(
            r"\b(?:curl\b[^\n]{0,200}?[ \t](?:-[a-zA-Z]{0,5}[uU]|--(?:proxy-)?user)[ =]{0,2}[\"']?[^\s:\"'`$]{0,100}:"
            r"|https?\b[^\n]{0,200}?[ \t](?:-a|--auth)[ =]{0,2}[\"']?[^\s:\"'`$]{1,100}:"
            r"|(?:sshpass|plink)\b[^\n]{0,100}?[ \t]-pw?[ =]{0,2}[\"']?"
            r"|(?:mysql|mariadb)[a-z]{0,8}\b[^\n]{0,200}?[ \t]-p[\"']?"
            r"|redis-cli\b[^\n]{0,200}?[ \t](?:-a|--pass)[ =]{1,2}[\"']?|-pass(?:in|out)[ \t]{1,4}[\"']?pass:"
            r"|(?:docker|podman|helm)\b[^\n]{0,60}?\blogin\b[^\n]{0,200}?[ \t]-p[ =]{1,2}[\"']?)"
            r"(?P<secret>[^\s\"'`<>]{4,200})"
        ),
        real=is_typed_password,
        spaced=True,
        example=("cu", "rl -u ledger:", "Wq7-zk", "2mX9 https://pigeonpost.example/"),
        prefixed=False,
    ),
    LeakRule(
        kind="a password in an address",
        form="scheme://user:password@host (RFC 3986, section 3.2.1)",
        hints=("://",),
        pattern=Later(r"://[^\s:/?#@\"'`<>()\[\]]{0,100}:(?P<secret>[^\s/\"'`<>()\[\]]{1,200})@(?=[A-Za-z0-9\[])"),
        real=is_url_password,
        spaced=True,
        example=("postgres://", "ledger:", "Wq7-zk2m", "@db.pigeonpost.example/ledger"),
        prefixed=False,
    ),
    LeakRule(
        kind="the value of an Authorization header",
        form="Authorization: a scheme and credentials (RFC 9110, section 11.6.2; RFC 7617)",
        hints=("authorization",),
        pattern=named(
            r"authorization[\"'`_]{0,2}[ \t]{0,4}[:=][ \t]{0,4}[\"'`]?(?:(?:basic|bearer|token|apikey)[ \t]{1,4})?"
            r"(?P<secret>[a-z0-9\-._~+/]{8,2000}={0,2})"
        ),
        named=True,
        real=is_login,
        example=("Authori", "zation: Basic ", "bGVkZ2VyOl", "dxNy16azJt"),
        prefixed=False,
    ),
    LeakRule(
        kind="the value of a cookie",
        form="Cookie: or Set-Cookie:, a name, = and a value (RFC 6265, section 4)",
        hints=("cookie",),
        pattern=named(
            r"cookie[\"']?[ \t]{0,4}:[ \t]{0,4}[\"']?(?:[\w.\-]{1,80}=[^\s;\"'`]{0,15};[ \t]{0,4}){0,9}"
            r"[\w.\-]{1,80}=(?P<secret>[\w.%\-]{16,2000})"
        ),
        named=True,
        real=partial(is_random, least=16),
        example=("Set-Coo", "kie: session=", sample(30)),
        prefixed=False,
    ),
    LeakRule(
        kind="a bearer token",
        form="Bearer and a token of [A-Za-z0-9-._~+/] (RFC 6750, section 2.1)",
        hints=("bearer",),
        pattern=named(r"bearer[\s>]{1,6}[\"'`]?(?P<secret>[a-z0-9\-._~+/]{16,2000}={0,2})"),
        named=True,
        real=partial(is_random, least=16),
        example=("Bea", "rer ", sample(30)),
        prefixed=False,
    ),
    LeakRule(
        kind="a password",
        form="a name such as password or DB_PASSWORD, a sign of assignment, and a value (no vendor: common practice)",
        hints=_ASSIGNED,
        pattern=named(rf"{_PASSWORD}{_SET}{_VALUE}"),
        named=True,
        real=is_password,
        example=("DB_PASS", "WORD=", "Wq7-zk", "2mX!"),
        prefixed=False,
    ),
    LeakRule(
        kind="a password",
        form="a name such as password, a colon or the border of a table, and a value (no vendor: common practice)",
        hints=_ASSIGNED,
        pattern=named(rf"{_PASSWORD}{_SAID}{_VALUE}"),
        named=True,
        real=is_password_in_a_sentence,
        example=("The pass", "word: ", "Wq7-zk", "2mX! was in the log."),
        prefixed=False,
    ),
    LeakRule(
        kind="a token or key",
        form=(
            "a name such as token, api_key or client_secret, a sign of assignment, and a value "
            "(no vendor: common practice)"
        ),
        hints=_KEYS,
        pattern=named(rf"{_KEY}{_SET}{_VALUE}"),
        named=True,
        real=is_key,
        example=("client_", "secret=", sample(20)),
        prefixed=False,
    ),
    LeakRule(
        kind="a token or key",
        form=(
            "a name such as token or API key, a colon or the border of a table, and a value "
            "(no vendor: common practice)"
        ),
        hints=_KEYS,
        pattern=named(rf"{_KEY}{_SAID}{_VALUE}"),
        named=True,
        real=is_key_in_a_sentence,
        example=("The tok", "en: ", sample(20), " was in the log."),
        prefixed=False,
    ),
)
"""Sorted by how precisely the form is known: where two rules match, the first one names the secret."""
