"""Tokens that are told by the beginning that their vendor gives them: one row each."""

from collections.abc import Iterator

from afterword.safety.leak_rule import HEX, LeakRule, issued, sample
from afterword.safety.secret_values import is_issued

_CAPITALS = "Q7ZKMXVR9TBN4WDLC2HSFYJ8GPTE"
_SMALL = "q7zkmxvr9tbn4wdlc2hsfyj8gpte"

_ROWS = (
    # kind, where the form is published, hints, beginning (of a fixed length), rest, an example
    (
        "a GitLab token",
        "GitLab docs, runner registration tokens",
        ("gr1348941",),
        "GR1348941",
        r"[A-Za-z0-9_\-]{20}",
        ("GR13", "48941", sample(20)),
    ),
    ("a Hugging Face token", "Hugging Face docs, user access tokens", ("hf_",), "hf_", r"[A-Za-z0-9]{34,}", ("h", "f_", sample(34))),
    (
        "a Hugging Face token",
        "Hugging Face docs, organization tokens",
        ("api_org_",),
        "api_org_",
        r"[A-Za-z0-9]{34,}",
        ("api_", "org_", sample(34)),
    ),
    (
        "a Stripe webhook secret",
        "Stripe docs, webhook signatures",
        ("whsec_",),
        "whsec_",
        r"[A-Za-z0-9+/]{32,}",
        ("wh", "sec_", sample(32)),
    ),
    ("a Google access token", "Google Cloud docs, token types", ("ya29.",), r"ya29\.", r"[A-Za-z0-9_\-]{30,}", ("ya", "29.", sample(60))),
    ("a Google refresh token", "Google Cloud docs, token types", ("1//0",), "1//0", r"[A-Za-z0-9_\-]{35,}", ("1/", "/0", sample(50))),
    ("an AWS API key", "AWS docs, Amazon Bedrock API keys", ("absk",), "ABSK", r"[A-Za-z0-9+/]{100,}", ("AB", "SK", sample(120))),
    (
        "a Doppler token",
        "Doppler docs, service tokens",
        ("dp.",),
        r"dp\.",
        r"(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9_.\-]{40,}",
        ("d", "p.pt.", sample(43)),
    ),
    (
        "a Databricks token",
        "Databricks docs, personal access tokens",
        ("dapi",),
        "dapi",
        r"[0-9a-f]{32}(?![0-9a-f])",
        ("da", "pi", sample(32, HEX)),
    ),
    ("a Sentry token", "Sentry docs, auth tokens", ("sntry",), "sntry", r"[su]_[A-Za-z0-9_\-+/=]{60,}", ("sn", "tryu_", sample(64, HEX))),
    (
        "a Shopify token",
        "Shopify docs, access tokens",
        ("shpat_", "shpca_", "shppa_", "shpss_"),
        "shp",
        r"(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}",
        ("sh", "pat_", sample(32, HEX)),
    ),
    ("a Square token", "Square docs, access tokens", ("sq0",), "sq0", r"(?:atp|csp|idb)-[A-Za-z0-9_\-]{22,}", ("s", "q0csp-", sample(43))),
    ("a Heroku key", "Heroku dev center, API keys", ("hrku-",), "HRKU-", r"[A-Za-z0-9_\-]{36,}", ("HR", "KU-", sample(60))),
    ("a Linear key", "Linear docs, API", ("lin_",), "lin_", r"(?:api|oauth|wh)_[A-Za-z0-9]{32,}", ("li", "n_api_", sample(40))),
    ("a Notion token", "Notion docs, changelog of 25 September 2024", ("ntn_",), "ntn_", r"[A-Za-z0-9]{40,}", ("nt", "n_", sample(46))),
    (
        "a Figma token",
        "Figma docs, access tokens",
        ("figd_", "figo", "figu"),
        "fig",
        r"(?:d|oh?|our?|uh?|ur)_[A-Za-z0-9_\-]{38,}",
        ("fi", "gd_", sample(40)),
    ),
    (
        "an Airtable token",
        "Airtable docs, personal access tokens",
        ("pat",),
        "pat",
        r"[A-Za-z0-9]{14}\.[0-9a-f]{64}",
        ("pa", "t", sample(14), ".", sample(64, HEX)),
    ),
    (
        "an Atlassian token",
        "Atlassian docs, API tokens",
        ("atatt3", "atctt3"),
        "AT",
        r"(?:A|C)TT3[A-Za-z0-9_\-=]{60,}",
        ("AT", "ATT3", sample(90)),
    ),
    ("an Atlassian token", "Bitbucket docs, app passwords", ("atbb",), "ATBB", r"[A-Za-z0-9]{28,}", ("AT", "BB", sample(32))),
    (
        "a Grafana token",
        "Grafana docs, service accounts",
        ("glsa_",),
        "glsa_",
        r"[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}",
        ("gl", "sa_", sample(32), "_", sample(8, HEX)),
    ),
    ("a Grafana token", "Grafana docs, access policies", ("glc_ey",), "glc_ey", r"[A-Za-z0-9+/=]{32,}", ("gl", "c_eyJ", sample(60))),
    (
        "a New Relic key",
        "New Relic docs, API keys",
        ("nrak-", "nrii-", "nriq-"),
        "NR",
        r"(?:AK|II|IQ|RA)-[A-Za-z0-9_\-]{27,}",
        ("NR", "AK-", sample(27, _CAPITALS)),
    ),
    ("a Docker token", "Docker docs, access tokens", ("dckr_",), "dckr_", r"[po]at_[A-Za-z0-9_\-]{27,}", ("dc", "kr_pat_", sample(27))),
    ("a Pulumi token", "Pulumi docs, access tokens", ("pul-",), "pul-", r"[0-9a-f]{40}", ("pu", "l-", sample(40, HEX))),
    ("a RubyGems key", "RubyGems guides, API keys", ("rubygems_",), "rubygems_", r"[0-9a-f]{48}", ("ruby", "gems_", sample(48, HEX))),
    ("a crates.io token", "crates.io, RFC 3139", ("cio",), "cio", r"[A-Za-z0-9]{32}(?![A-Za-z0-9])", ("ci", "o", sample(32))),
    ("a NuGet key", "NuGet docs, scoped API keys", ("oy2",), "oy2", r"[a-z0-9]{43}(?![A-Za-z0-9])", ("oy", "2", sample(43, _SMALL))),
    (
        "a Postman key",
        "Postman docs, API keys",
        ("pmak-",),
        "PMAK-",
        r"[0-9a-f]{24}-[0-9a-f]{34}",
        ("PM", "AK-", sample(24, HEX), "-", sample(34, HEX)),
    ),
    ("a Netlify token", "Netlify docs, personal access tokens", ("nfp_",), "nfp_", r"[A-Za-z0-9]{36}", ("nf", "p_", sample(36))),
    (
        "a Fly.io token",
        "Fly.io docs, access tokens",
        ("fm1", "fm2", "fo1_"),
        "f",
        r"(?:m[12][ar]?|o1)_[A-Za-z0-9+/_\-]{40,}",
        ("f", "m2_", sample(90)),
    ),
    (
        "a Supabase key",
        "Supabase docs, API keys",
        ("sbp_", "sb_secret_"),
        "sb",
        r"(?:p_[0-9a-f]{40}|_secret_[A-Za-z0-9_\-]{20,})",
        ("sb", "p_", sample(40, HEX)),
    ),
    (
        "a PlanetScale token",
        "PlanetScale docs, service tokens",
        ("pscale_",),
        "pscale_",
        r"(?:tkn|pw|oauth)_[A-Za-z0-9_.\-]{32,}",
        ("psc", "ale_tkn_", sample(43)),
    ),
    (
        "a Tailscale key",
        "Tailscale docs, key prefixes",
        ("tskey-",),
        "tskey-",
        r"(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{8,}-[A-Za-z0-9]{16,}",
        ("ts", "key-auth-", sample(12), "-", sample(32)),
    ),
    ("a Sonar token", "SonarQube docs, tokens", ("sqp_", "squ_", "sqa_"), "sq", r"[pua]_[0-9a-f]{40}", ("sq", "p_", sample(40, HEX))),
    (
        "a Brevo key",
        "Brevo docs, API keys",
        ("xkeysib-", "xsmtpsib-"),
        "x",
        r"(?:key|smtp)sib-[0-9a-f]{64}-[A-Za-z0-9]{16}",
        ("xkey", "sib-", sample(64, HEX), "-", sample(16)),
    ),
    ("a Mailgun key", "Mailgun docs, API keys", ("key-",), "key-", r"[0-9a-f]{32}(?![0-9A-Za-z])", ("ke", "y-", sample(32, HEX))),
    ("a Groq key", "Groq docs, API keys", ("gsk_",), "gsk_", r"[A-Za-z0-9]{40,}", ("gs", "k_", sample(52))),
    ("an xAI key", "xAI docs, API keys", ("xai-",), "xai-", r"[A-Za-z0-9]{60,}", ("xa", "i-", sample(80))),
    ("a Replicate token", "Replicate docs, API tokens", ("r8_",), "r8_", r"[A-Za-z0-9]{37}", ("r", "8_", sample(37))),
    ("a Perplexity key", "Perplexity docs, API keys", ("pplx-",), "pplx-", r"[A-Za-z0-9]{40,}", ("pp", "lx-", sample(48))),
    (
        "a Twitch token",
        "Twitch docs, chat authentication",
        ("oauth:",),
        "oauth:",
        r"[a-z0-9]{30}(?![A-Za-z0-9])",
        ("oau", "th:", sample(30, _SMALL)),
    ),
)


def _rules() -> Iterator[LeakRule]:
    for kind, source, hints, beginning, rest, example in _ROWS:
        yield LeakRule(
            kind=kind,
            form=f"{beginning}{rest} ({source})",
            hints=hints,
            pattern=issued(beginning, rest),
            unbroken=True,
            real=is_issued,
            example=example,
        )


VENDOR_TOKENS = tuple(_rules())
