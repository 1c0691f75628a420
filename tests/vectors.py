"""Markup and scripts for everything that a writer or a team can write, and how a page is asked whether one has run."""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from afterword.syntax.fields import FIELDS
from afterword.syntax.switch_words import SWITCHES

RUN = "alert(pwned=1)"
VECTORS = (
    # scripts
    f"<script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea></style></noscript></template><ScRiPt src=data:,{RUN}></sCrIpT>",
    f'"}}</script><script>{RUN}</script>',
    f"]]><script>{RUN}</script><![CDATA[ <script>{RUN}</script> ]]>",
    # handlers
    f"<img src=x onerror={RUN}>",
    f"<body onload={RUN}><input autofocus onfocus={RUN}>",
    f"\"'><details open ontoggle={RUN}>x</details>",
    f'" autofocus onfocus={RUN} x="',
    f"' onmouseover='{RUN}' style='position:fixed;inset:0' x='",
    f"<video><source onerror={RUN}></video><audio src=x onerror={RUN}>",
    # addresses
    f"[go](javascript:{RUN}) <a href=javascript:{RUN}>go</a>",
    f"[go](JaVa&#10;ScRiPt:{RUN}) <a href='\tjava&Tab;script&colon;{RUN}'>go</a>",
    f"[go](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==) <a href=vbscript:{RUN}>go</a>",
    f"<javascript:{RUN}> <https://evil.example/'onmouseover='{RUN}>",
    # other documents
    f"<svg onload={RUN}><script>{RUN}</script><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--><img src=1 onerror={RUN}>'>",
    f"<iframe src=javascript:{RUN}></iframe><iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    f"<object data=javascript:{RUN}></object><embed src=javascript:{RUN}>",
    f"<form action=javascript:{RUN}><button formaction=javascript:{RUN}>x</button></form>",
    # what works from afar
    "<style>@import 'https://evil.example/a.css';*{background:url(https://evil.example/b)}</style>",
    "<link rel=stylesheet href=https://evil.example/c.css><link rel=preload as=image href=//evil.example/d>",
    "<base href=https://evil.example/><meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<img src=https://evil.example/e.png srcset=//evil.example/f.png><p style='background:url(//evil.example/g)'>x</p>",
    # what changes when it is parsed twice
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'></noscript>",
    f"<template><img src=x onerror={RUN}></template><xmp><p title='</xmp><img src=x onerror={RUN}>'>",
    f"<!--><img src=x onerror={RUN}>--> <!-- --!><script>{RUN}</script> -->",
    f"&lt;script&gt;{RUN}&lt;/script&gt; &amp;lt;img src=x onerror={RUN}&amp;gt;",
    f"&#60;img src=x onerror={RUN}&#62; \\x3cscript\\x3e{RUN}\\x3c/script\\x3e %3Cscript%3E",
    # templates
    f"{{{{ 7*7 }}}} {{% raw %}} {{{{ ''.__class__ }}}} {{# x #}} ${{{RUN}}} <%= 7*7 %>",
    f"{{% include '/etc/hostname' %}} {{{{ config }}}} {{% endraw %}}{{{{ '<script>{RUN}</script>' }}}}",
    # Markdown
    f"# Words {{onclick={RUN} style=color:red}} *go*{{onmouseover={RUN} id=__config}}",
    f"[go][r] ![x][r]\n\n[r]: javascript:{RUN} '\"onerror={RUN}'",
    f'Words[^a"><img/src=x/onerror={RUN}>] and[^b]\n\n[^b]: <script>{RUN}</script> ',
    f"| a | b |\n|---|---|\n| <script>{RUN}</script> | <td onclick={RUN}> |",
    f'ABBR here\n\n*[ABBR]: "><script>{RUN}</script>',
    f'``` "><script>{RUN}</script>\nx\n```\n~~~ {{.x onclick={RUN}}}\n</pre><img src=x onerror={RUN}>\n~~~',
    # characters
    f"\ufeff<scr\ufeffipt>{RUN}</script>&#0;<img&#0; src=x onerror={RUN}>",
    f"\u200f\u05d0<script>{RUN}</script>\u200e \u0130\u017f<\u017fcript>{RUN}</\u017fcript>",
    f"\uff1cscript\uff1e{RUN}\uff1c/script\uff1e \u2039img src=x onerror={RUN}\u203a",
)  # fmt: skip
NOT_HTML = {27, 28, 29, 31, 39}
"""Vectors that a page may take as they are: before they run they must be unescaped, or taken for a template or for other letters."""
RUN_BY_THEMSELVES = {*range(8), 10, 15, 16, 17, 24, 25, 26, 30, *range(33, 37), 38}
"""Those that run in such a page when it is opened; the others of HTML wait for a reader, or ask another host."""
MONTH = "history/2020/02/"
"""The page of the history that lists every incident."""
NOW = "2020-03-01 12:00 UTC"


class Hostile(NamedTuple):
    """A vector, and where it stands."""

    body: str
    line: str
    """In one line, as a field takes it."""
    path: str
    """Of its page."""

    @property
    def source(self) -> str:
        """The path of its file."""
        return f"{self.path.rstrip('/')}.md"

    @property
    def site_name(self) -> str:
        """The name of a site that holds nothing else. Another than the title, which the theme would not repeat."""
        return f"R&D {self.line}"


HOSTILE = tuple(
    Hostile(vector, " ".join(vector.split()), f"incidents/2020-02-{number % 28 + 1:02}-v{number:02}/")
    for number, vector in enumerate(VECTORS)
)


def quoted(value: Any) -> str:  # noqa: ANN401 - whatever JSON can say
    """A value as YAML."""
    return json.dumps(value, ensure_ascii=False)


def address(line: str) -> str:
    """A web address that holds as much of a vector as an address may."""
    return "https://evil.example/?" + re.sub(r"[\s<>\"'\\]", "", line)


def incident(number: int, vector: Hostile) -> str:
    """An open incident with the vector in every field and in every kind of place in its text."""
    body, line, _ = vector
    fields: dict[str, Any] = {
        **{field.name: line for field in FIELDS},
        "id": vector.path.split("/")[1],
        "started": "2020-02-01 10:00 UTC",
        "severity": f"s{number}",
        **dict.fromkeys(SWITCHES, False),
        "announce": True,
        "categories": [line],
        "regions": [line],
        "components": {f"c{number}": "degraded", line: line},
        "users": {"affected": 1, "unit": line},
        "from": {"name": line, "role": line},
        "channels": [{"name": line, "audience": line, "url": address(line)}],
        "discussion": address(line),
        "extra": {line: [line, {line: line}]},
    }
    front = "\n".join(f"{name}: {quoted(value)}" for name, value in fields.items())
    return (
        f"---\n{front}\n---\n{body}\n\n## Affected\n\n- {line}\n\n"
        f"### 2020-02-01 10:00 UTC - Investigating: {line}\n\n{body}\n\n— {line}\n\n### 2020-02-01 10:30 UTC - {line}: {line}\n\n{line}\n\n"
        f"## {line}\n\n{body}\n\n"
        f"## Action items\n\n- [ ] {line} (prevent; owner: {line})\n\n## Timeline\n\n- 2020-02-01 10:00 UTC — {line}\n"
    )


def settings(vectors: Mapping[int, Hostile], *, policy: bool, organisation: bool = True) -> str:
    """Every text of the settings: one vector for each component and severity, all of them where there is one place only."""
    every = " ".join(vector.line for vector in vectors.values())
    given: dict[str, Any] = {
        "organisation": {"name": every},
        "signatory": {"name": every, "role": every},
        "contact": "help@pigeonpost.example",
        "contact_promise": every,
        "components": [
            {
                "group": vector.line,
                "description": vector.line,
                "components": [{"id": f"c{number}", "name": vector.line, "description": vector.line, "url": address(vector.line)}],
            }
            for number, vector in vectors.items()
        ],
        "severities": [
            {"id": f"s{number}", "label": vector.line, "definition": vector.line, "aliases": [vector.line]}
            for number, vector in vectors.items()
        ],
        "security": {"policy": policy},
    }
    if not organisation:
        del given["organisation"]
    return quoted(given)


LIVE = """() => {
    const found = window.pwned === undefined ? [] : ["pwned"]
    document.querySelectorAll("details").forEach(one => { one.open = true })
    for (const one of document.querySelectorAll("article *, header *, footer *, nav *")) {
        for (const {name, value} of one.attributes) {
            if (name.startsWith("on") || name === "srcdoc" || name === "formaction") found.push(`${one.localName} ${name}`)
            if (!["href", "src", "action", "data", "xlink:href"].includes(name)) continue
            if (!/^(https?|mailto):$/.test(new URL(value, location).protocol)) found.push(`${one.localName} ${value}`)
        }
    }
    const inputs = "input:not([type=checkbox], .aw-filter > input)"
    const never = `script, iframe, object, embed, form, style, link, base, meta, template, noscript, math, ${inputs}`
    document.querySelectorAll(`article :is(${never})`).forEach(one => found.push(one.outerHTML))
    return new Promise(done => setTimeout(() => done(window.pwned === undefined ? found : [...found, "pwned"])))
}"""
"""What could run and has not yet, such as a link that waits for a click, and whether something has run."""
