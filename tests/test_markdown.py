"""Bodies become HTML that is safe on the page, in feeds and in e-mail: docs/format.md, Text."""

import re

import pytest

from afterword.core.settings import Settings
from afterword.core.sources import Source
from afterword.markup.safe import plain_text
from afterword.markup.tree import parse
from afterword.reading.incident import IncidentReader
from afterword.syntax.fragments import Fragments, NodeRange
from afterword.syntax.text_location import Place

ID = "2026-03-14-queue-stopped"
OTHER = "2026-03-15-api-slow"
FILES = frozenset({"graph.png", "logs/queue.csv", "a b.png"})


def place(path: str = f"incidents/{ID}.md") -> Place:
    """The incident's own file, unless another is named."""
    return Place(path=path, folder="incidents/", name=ID, files=FILES)


def html(text: str, where: Place | None = None) -> str:
    """A text as HTML."""
    document = parse(text)
    return Fragments().make(NodeRange(document, 1, document.blocks, [(1, len(document.rows) + 1)]), where or place()).html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<script>alert(1)</script>x", "&lt;script&gt;alert(1)&lt;/script&gt;x"),
        ("<SCRIPT SRC=https://evil.example/x.js></SCRIPT>x", "&lt;SCRIPT SRC=https://evil.example/x.js&gt;&lt;/SCRIPT&gt;x"),
        ("<img src=x onerror=alert(1)>", "x"),
        ("<svg onload=alert(1)><script>alert(1)</script></svg>x", "<p>&lt;script&gt;alert(1)&lt;/script&gt;x</p>"),
        (
            '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
            "<p>&lt;style&gt;&lt;!--&lt;/style&gt;--&gt;&lt;img src=1 onerror=alert(1)&gt;</p><p></p>\n<table></table><p></p>",
        ),
        ('<p onclick="alert(1)">x</p>', "<p>x</p>"),
        ('<a href="javascript:alert(1)">x</a>', "<p><a>x</a></p>"),
        ("[x](javascript:alert(1))", "<p><a>x</a></p>"),
        ("[x](JaVaScRiPt:alert(1))", "<p><a>x</a></p>"),
        ("[x](java&#9;script:alert(1))", "<p><a>x</a></p>"),
        ("[x](java&#1;script:alert(1))", "<p><a>x</a></p>"),
        ('<a href="java&#x202e;script:alert(1)">x</a>', "<p><a>x</a></p>"),
        ('<a href=" &#14; javascript:alert(1)">x</a>', "<p><a>x</a></p>"),
        ("[x](data:text/html;base64,PHNjcmlwdD4=)", "<p><a>x</a></p>"),
        ("![x](data:image/svg+xml,x)", "<p>x</p>"),
        ("[x](vbscript:x)", "<p><a>x</a></p>"),
        ("<javascript:alert(1)>", "<p><a>javascript:alert(1)</a></p>"),
        ("[x]\n\n[x]: javascript:alert(1)", "<p><a>x</a></p>"),
        ('<iframe src="https://evil.example/"></iframe>x', '&lt;iframe src="https://evil.example/"&gt;&lt;/iframe&gt;x'),
        ('<object data="x"></object><embed src="x">x', "<p>x</p>"),
        ('<form action="https://evil.example/"><input name="a"><button>b</button></form>', "b"),
        ("<style>body{display:none}</style>x", "&lt;style&gt;body{display:none}&lt;/style&gt;x"),
        ('<link rel="stylesheet" href="https://evil.example/x.css">x', "x"),
        ('<base href="https://evil.example/">x', "x"),
        ('<meta http-equiv="refresh" content="0;url=https://evil.example/">x', "<p>x</p>"),
        ('<p style="background:url(https://evil.example/x)">x</p>', "<p>x</p>"),
        (
            'x\n{: onclick="alert(1)" style="color:red" id="top" class="md-header aw-badge mine" }',
            '<p>x\n{: onclick="alert(1)" style="color:red" id="top" class="md-header aw-badge mine" }</p>',
        ),
        ("*x*{: onclick=alert(1) }", "<p><em>x</em>{: onclick=alert(1) }</p>"),
        ("# x {: onmouseover=alert(1) }", "<h4>x {: onmouseover=alert(1) }</h4>"),
        ('[x](https://a.example/ "t\\"onclick=alert(1)")', '<p><a href="https://a.example/" title="t&quot;onclick=alert(1)">x</a></p>'),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("&#60;script&#62;x", "<p>&lt;script&gt;x</p>"),
        ("<!--><script>alert(1)</script>-->", "&lt;script&gt;alert(1)&lt;/script&gt;--&gt;"),
        ("<!-- x --!><script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>', "<p></p>\n<p></p>"),
        ("<textarea><script>alert(1)</script></textarea>", "&lt;textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;/textarea&gt;"),
        ("<template><script>alert(1)</script></template>x", "<p>x</p>"),
        ("<xmp><script>alert(1)</script></xmp>", "<p>&lt;xmp&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;/xmp&gt;</p>"),
        ('<a href="//evil.example" target="_blank" ping="https://evil.example/">x</a>', '<p><a href="//evil.example">x</a></p>'),
        (
            '<img src="https://evil.example/x.png" srcset="https://evil.example/y.png 2x" alt="x">',
            '<a href="https://evil.example/x.png">x</a>',
        ),
        ('<video src="https://evil.example/x.mp4" poster="https://evil.example/x.png"></video>x', "<p>x</p>"),
        ("<details ontoggle=alert(1) open><summary>s</summary>x</details>", '<details open=""><summary>s</summary>x</details>'),
        ("x&#0;&#x1b;&#x202e;y", "<p>x�y</p>"),
        ('<b id="fn:1" name="x">x</b>', "<p><b>x</b></p>"),
        ("[[x](javascript:alert(1))](https://a.example/)", '<p>[<a>x</a>](<a href="https://a.example/">https://a.example/</a>)</p>'),
        ("`<script>alert(1)</script>`", "<p><code>&lt;script&gt;alert(1)&lt;/script&gt;</code></p>"),
        ("    <script>alert(1)</script>", "<pre><code>&lt;script&gt;alert(1)&lt;/script&gt;\n</code></pre>"),
        (
            "```\n<script>alert(1)</script>\n```",
            "<pre><code>&lt;script&gt;alert(1)&lt;/script&gt;\n</code></pre>",
        ),
        (
            '!!! note "<script>alert(1)</script>"\n    x',
            '<p>!!! note "&lt;script&gt;alert(1)&lt;/script&gt;"\nx</p>',
        ),
        (
            '*[HTML]: "><script>alert(1)</script>\n\nHTML',
            '<p>*[HTML]: "&gt;&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>HTML</p>',
        ),
        (
            "|<script>alert(1)</script>|b|\n|:-:|-|\n|<img src=x onerror=alert(1)>|d|",
            '<table>\n<thead>\n<tr>\n<th align="center">&lt;script&gt;alert(1)&lt;/script&gt;</th>\n<th>b</th>\n</tr>\n</thead>\n'
            '<tbody>\n<tr>\n<td align="center">x</td>\n<td>d</td>\n</tr>\n</tbody>\n</table>',
        ),
        (
            'https://a.example/?"onclick=alert(1)',
            '<p><a href="https://a.example/?%22onclick=alert(1)">https://a.example/?"onclick=alert(1)</a></p>',
        ),
        ("<plaintext>x", "<p>&lt;plaintext&gt;x</p>"),
        ("[redacted: <img src=x onerror=alert(1)>]", '<p><span class="aw-redacted">redacted: x</span></p>'),
        ("</p></div><script>x</script>", "<p></p>&lt;script&gt;x&lt;/script&gt;"),
    ],
)
def test_what_attacks_is_taken_out(text: str, expected: str) -> None:
    """Scripts, handlers, foreign frames, forms, styles and addresses that run code do not come through, whatever they hide in."""
    assert html(text) == expected


@pytest.mark.parametrize("control", [*range(0x20), 0x7F, 0x85, 0xAD, 0x200B, 0x200E, 0x2028, 0x202E, 0x2066, 0xFEFF])
@pytest.mark.parametrize("at", [0, 4, 10])
def test_no_character_hides_a_scheme(control: int, at: int) -> None:
    """What is left out later must not make an address of what was none before."""
    scheme = "javascript:"
    target = f"{scheme[:at]}&#{control};{scheme[at:]}alert(1)"
    for text in (f'<a href="{target}">x</a>', f"[x]({target})", f"[x](<{target}>)", f'<img src="{target}" alt="x">'):
        assert not re.search(r"(?:href|src)=\"[^\"a-z./]*javascript:", html(text), re.IGNORECASE)


@pytest.mark.parametrize(
    "source",
    ["https://evil.example/x.png", " https://evil.example/x.png", "ht&#10;tps://evil.example/x.png", "//evil.example/x.png",
     "\\\\evil.example/x.png",
     "/\\evil.example/x.png", "&#9;//evil.example/x.png", "https:evil.example/x.png", "&#1;https://evil.example/x.png"],
)  # fmt: skip
def test_an_image_of_another_site_becomes_a_link(source: str) -> None:
    """A page asks nobody else for anything, however the address is written."""
    found = html(f'<img src="{source}" alt="a graph">')
    assert "<img" not in found
    assert found.endswith(">a graph</a>")


def test_an_image_in_a_link_stays_its_words() -> None:
    """No link stands in a link."""
    assert html("[![build](https://ci.example/badge.png)](https://ci.example/)") == '<p><a href="https://ci.example/">build</a></p>'


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (f"incidents/{ID}.md", f"![g]({ID}/graph.png)", '<img alt="g" src="graph.png">'),
        (f"incidents/{ID}.md", f"[l](./{ID}/logs/queue.csv#r1)", '<a href="logs/queue.csv#r1">l</a>'),
        (f"incidents/{ID}.md", f"[o]({OTHER}.md)", f'<a href="../{OTHER}/">o</a>'),
        (f"incidents/{ID}.md", f"[o]({OTHER}/index.md#u-20260314T0916Z)", f'<a href="../{OTHER}/#u-20260314T0916Z">o</a>'),
        (f"incidents/{ID}.md", f"[o]({OTHER}/)", f'<a href="../{OTHER}/">o</a>'),
        (f"incidents/{ID}.md", f"[s]({ID}.md#affected)", '<a href="#affected">s</a>'),
        (f"incidents/{ID}/index.md", "![g](graph.png)", '<img alt="g" src="graph.png">'),
        (f"incidents/{ID}/index.md", "![g](./logs/../graph.png)", '<img alt="g" src="graph.png">'),
        (f"incidents/{ID}/index.md", f"[o](../{OTHER}.md)", f'<a href="../{OTHER}/">o</a>'),
        (f"incidents/{ID}/updates/2026-03-14T0916Z-update.md", "![g](../graph.png)", '<img alt="g" src="graph.png">'),
        (f"incidents/{ID}/updates/2026-03-14T0916Z-update.md", f"[o](../../{OTHER}/index.md)", f'<a href="../{OTHER}/">o</a>'),
        (f"incidents/{ID}.md", "[h](#u-20260314T0916Z)", '<a href="#u-20260314T0916Z">h</a>'),
        (f"incidents/{ID}.md", "[r](/history/)", '<a href="../../history/">r</a>'),
        (f"incidents/{ID}.md", "[m](mailto:help@pigeonpost.example)", '<a href="mailto:help@pigeonpost.example">m</a>'),
        (f"incidents/{ID}.md", "[x](https://a.example/?b=c&d=e)", '<a href="https://a.example/?b=c&amp;d=e">x</a>'),
        (f"incidents/{ID}.md", "![g](nothing.png)", "g"),
    ],
)  # fmt: skip
def test_links_work_from_the_page_of_the_incident(path: str, text: str, expected: str) -> None:
    """What works between the files works between the pages, in each form an incident can have."""
    assert html(text, place(path)) == f"<p>{expected}</p>"


def test_files_that_a_text_names_are_found() -> None:
    """Only these are published."""
    where = place()
    html(f"![g]({ID}/graph.png) [l]({ID}/logs/queue.csv) [n]({ID}/nothing.png) [o]({OTHER}/graph.png)", where)
    assert where.found == {"graph.png", "logs/queue.csv"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[redacted: a person's name]", '<span class="aw-redacted">redacted: a person\'s name</span>'),
        ("[Redacted: x]", '<span class="aw-redacted">redacted: x</span>'),
        ("`[redacted: x]`", "<code>[redacted: x]</code>"),
        ("**[redacted: *x*]**", '<strong><span class="aw-redacted">redacted: <em>x</em></span></strong>'),
        ("[redacted: ]", "[redacted: ]"),
        ("[redacted: x](y.html)", "<a>redacted: x</a>"),
    ],
)
def test_redactions(text: str, expected: str) -> None:
    """A visible bar with the reason; never a link, and left alone in code."""
    assert html(text) == f"<p>{expected}</p>"


def test_a_redaction_is_no_definition_of_a_link() -> None:
    """At the beginning of a line, with a colon behind it, it stays what it is."""
    assert html("[redacted: name]: the caller") == '<p><span class="aw-redacted">redacted: name</span>: the caller</p>'


def test_task_lists_and_headings() -> None:
    """Boxes become signs, and headings go below those of the page."""
    assert html("- [ ] a") == "<ul>\n<li>☐ a</li>\n</ul>"
    assert html("# a\n## b\n### c\n###### d\n#5 e") == "<h4>a</h4>\n<h4>b</h4>\n<h4>c</h4>\n<h6>d</h6>\n<p>#5 e</p>"


def page(body: str) -> str:
    """All the HTML of an incident, as its page shows it."""
    source = Source(path=f"incidents/{ID}.md", data=f"---\ntitle: Queue stopped\n---\n{body}".encode())
    parsed = IncidentReader(settings=Settings(), wording=False)(source)
    assert parsed.problems == ()
    assert parsed.incident is not None
    texts = (
        parsed.incident.summary,
        *(section.text for section in parsed.incident.sections),
        *(each.text for each in parsed.incident.updates),
    )
    return "\n".join(text.html for text in texts)


NOTES = """One.[^a]

## Affected
Two.[^a] Three.[^b]

### 2026-03-14 09:16 UTC - Resolved
Four.[^b]

## Sources
None.

[^a]: See [the list][l].
[^b]: Long,

    with a second part.
[^c]: Never used.

[l]: https://a.example/
"""


def test_footnotes_of_several_blocks_are_distinct() -> None:
    """Every id of a page is there once, and every link to a footnote has its place."""
    whole = page(NOTES)
    ids = re.findall(r' id="([^"]*)"', whole)
    targets = re.findall(r' href="#([^"]*)"', whole)
    assert len(ids) == len(set(ids)) == 8
    assert sorted(targets) == sorted(ids)


def test_definitions_at_the_end_work_in_every_block() -> None:
    """Links and footnotes are defined once, wherever they are used; what is not used is not shown."""
    whole = page(NOTES)
    assert whole.count('<a href="https://a.example/">the list</a>') == 2
    assert whole.count("<p>with a second part.") == 2
    assert "Never used" not in whole
    assert whole == page(NOTES), "the numbers do not depend on what was read before"


def test_plain_text() -> None:
    """Words on one line: blocks apart, inline marks away, signs as they are."""
    assert (
        plain_text('<p>One <b>t</b>wo &amp; <a href="x>y">three</a></p>\n<ul><li>four</li><li>five</li></ul>')
        == "One two & three four five"
    )
