"""Markup and scripts in everything that a writer or a team can write: in a real browser, none of it runs."""

import json
import re
from typing import Any, NamedTuple

import pytest
from lxml import etree
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page

from afterword.reading.fields import FIELDS
from project import Project
from web import serve

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
MONTH = "history/2020/02/"
"""The page of the history that lists every incident."""
SITE_NAME = f"R&D <b> </title><script>{RUN}</script>"
NOW = "2020-03-01 12:00 UTC"
ACCEPTED = {"title", "categories", "regions", "users", "from", "channels", "discussion", "extra"}
"""Fields that take any text, or an address with any text in it."""
VALID = {"id", "started", "severity"}
"""Fields that the incident needs to be open, to have its address, and to show its severity."""


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
        f"### 2020-02-01 10:00 UTC - Investigating: {line}\n\n{body}\n\n— {line}\n\n## {line}\n\n{body}\n\n"
        f"## Action items\n\n- [ ] {line} (prevent; owner: {line})\n\n## Timeline\n\n- 2020-02-01 10:00 UTC — {line}\n"
    )


def settings(*, policy: bool) -> str:
    """Every text of the settings: one vector for each component and severity, all of them where there is one place only."""
    every = " ".join(vector.line for vector in HOSTILE)
    given: dict[str, Any] = {
        "signatory": {"name": every, "role": every},
        "contact": "help@pigeonpost.example",
        "contact_promise": every,
        "components": [
            {
                "group": vector.line,
                "description": vector.line,
                "components": [{"id": f"c{number}", "name": vector.line, "description": vector.line, "url": address(vector.line)}],
            }
            for number, vector in enumerate(HOSTILE)
        ],
        "severities": [
            {"id": f"s{number}", "label": vector.line, "definition": vector.line, "aliases": [vector.line]}
            for number, vector in enumerate(HOSTILE)
        ],
        "security": {"policy": policy},
    }
    # without an organisation the feeds are in the name of the site
    return quoted({"organisation": {"name": every}, **given} if policy else given)


@pytest.fixture(scope="module", params=[True, False], ids=["policy", "no policy"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, bool]:
    """A site of nothing but vectors, with the policy or without."""
    project = Project(tmp_path_factory.mktemp("injection") / "work", incidents=False)
    project.replace("mkdocs.yml", "site_name: Pigeonpost incidents", f"site_name: {quoted(SITE_NAME)}")
    project.write("site_config/settings.yml", settings(policy=request.param))
    for number, vector in enumerate(HOSTILE):
        project.write(vector.source, incident(number, vector))
    done = project.run("build", "--now", NOW, "--keep-going")
    assert done.returncode == 3, done.stderr
    return project, request.param


class Watched:
    """A page of which everything is kept that must not happen."""

    def __init__(self, browser: Browser, own: str) -> None:
        self.page: Page = browser.new_page()
        self.seen: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.seen.append(f"error: {error}"))
        self.page.on("dialog", self._dialog)
        self.page.on("request", lambda request: self.seen.extend([] if request.url.startswith((own, "data:")) else [request.url]))

    def _console(self, message: ConsoleMessage) -> None:
        if "404" not in message.text:  # an image that is not there: all that is left of some vectors
            self.seen.append(f"{message.type}: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def load(self, url: str) -> None:
        """Open a page and let it come to rest."""
        self.page.goto(url)
        self.seen += self.page.evaluate(LIVE)

    def texts(self) -> set[str]:
        """What stands in the headings and links of the page's content."""
        found = self.page.locator("article :is(h1, h2, h3, a)").evaluate_all("all => all.map(one => one.innerText)")
        return {" ".join(text.split()) for text in found}


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


def test_fields_of_text_take_every_vector_and_others_none(built: tuple[Project, bool]) -> None:
    """Of every incident exactly the fields that hold text are accepted, and the body and the settings are read whole."""
    project, _ = built
    done = project.run("check", "--now", NOW, "--format", "json", "--against", "none")
    errors = [entry for entry in json.loads(done.stdout)["problems"] if entry["level"] == "error"]
    names = [field.name for field in FIELDS]
    refused = set(names) - ACCEPTED - VALID
    front = [entry for entry in errors if entry["line"] <= len(names) + 1 and entry["path"] != "site_config/settings.yml"]
    assert {(entry["path"], names[entry["line"] - 2]) for entry in front} == {(v.source, name) for v in HOSTILE for name in refused}
    assert {entry["code"] for entry in errors if entry not in front} <= {"E172"}  # an image x is not there


def test_nothing_runs(built: tuple[Project, bool], browser: Browser) -> None:
    """On three pages each, no vector opens a dialog, runs, says a word or asks another host; its title stands there as it was typed.

    Home and history show all vectors at once, so one load of each is the load of all.
    """
    project, policy = built
    titles = {vector.line for vector in HOSTILE}
    pages = {vector.path: {vector.line} for vector in HOSTILE} | {"": titles, MONTH: titles, "history/": set(), "history/2020/": titles}
    pages |= {"categories/": set(), "components/": set(), "components/c1/": {HOSTILE[1].line}}
    with serve(project.site) as own:
        watched = Watched(browser, own)
        for path, shown in pages.items():
            watched.load(own + path)
            assert watched.seen == [], path
            assert watched.texts() >= shown, path
            assert watched.page.locator("meta[http-equiv=Content-Security-Policy]").count() == policy
        watched.page.close()


def test_nothing_runs_in_what_a_search_finds(built: tuple[Project, bool], browser: Browser) -> None:
    """The theme's search puts titles and texts into the page by itself."""
    project, _ = built
    with serve(project.site) as own:
        watched = Watched(browser, own)
        watched.load(own)
        watched.page.locator(".md-search__input").click()
        watched.page.locator(".md-search__input").press_sequentially("onerror")
        watched.page.locator(".md-search-result__item").nth(2).wait_for(timeout=10_000)
        watched.seen += watched.page.evaluate(LIVE)
        assert watched.seen == []
        watched.page.close()


def test_the_name_of_the_site_is_text(built: tuple[Project, bool], browser: Browser) -> None:
    """On pages that show it, in what they say about themselves, and in feeds, which are in its name without an organisation."""
    project, policy = built
    with serve(project.site) as own:
        watched = Watched(browser, own)
        for path, title in (("", "40 open incidents"), ("history/", "History"), ("about/", "About"), ("404.html", "Not found")):
            watched.load(own + path)
            assert watched.seen == [], path
            assert watched.page.title() == f"{title} - {SITE_NAME}"
            assert watched.page.locator("meta[property='og:site_name']").get_attribute("content") == SITE_NAME
            assert watched.page.locator("a.md-logo").first.get_attribute("title") == SITE_NAME
            assert watched.page.locator("header .md-ellipsis").first.inner_text() == SITE_NAME
            assert watched.page.locator("link[type='application/atom+xml']").first.get_attribute("title") == f"{SITE_NAME}: every incident"
        watched.page.close()
    feed = etree.parse(project.site / "updates.atom")
    names = feed.xpath("/a:feed/a:author/a:name/text()", namespaces={"a": "http://www.w3.org/2005/Atom"})
    assert names == [" ".join(vector.line for vector in HOSTILE) if policy else SITE_NAME]
