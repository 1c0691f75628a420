"""The Content-Security-Policy of a page: scripts and styles of the site itself, and of nobody else.

It stands in the page as `<meta>`, because a static site often cannot choose its headers. The theme has a
few inline scripts of its own: they are allowed by their hashes, which are taken from the frame before any
content is put into it, so that nothing a writer wrote can ever be among them (CSP Level 3, 6.7.3).
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

_HEAD = re.compile(r"<head>\s*")
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL | re.IGNORECASE)
_RULES = (
    "default-src 'none'",
    "script-src 'self'{hashes}",
    "style-src 'self'{styles}",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
)


def with_policy(frame: str, styles: Iterable[str] = ()) -> str:
    """The frame of a page, its content not yet in it, with the policy at the beginning of its head.

    `styles` are the hashes of styles that a script of the theme writes: `'sha256-…'`.
    """
    hashes = {
        f" 'sha256-{b64encode(sha256(script['text'].encode()).digest()).decode()}'"
        for script in _SCRIPT.finditer(frame)
        if "src=" not in script["attributes"] and "json" not in script["attributes"]
    }
    policy = "; ".join(_RULES).format(
        hashes="".join(sorted(hashes)), styles="".join(f" {style}" for style in sorted(styles))
    )
    return _HEAD.sub(
        lambda head: f'{head[0]}<meta http-equiv="Content-Security-Policy" content="{policy}">\n      ', frame, count=1
    )
