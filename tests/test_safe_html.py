"""What a writer's HTML may say to the styles and scripts of the page around it: nothing but what rendering itself says."""

import re
from pathlib import Path

import material
import pytest

import afterword
from afterword.markup.html import one_line
from test_markdown import html

_STYLES = (
    *Path(material.__file__).parent.glob("templates/assets/stylesheets/*.css"),
    *Path(afterword.__file__).parent.glob("page_assets/*.css"),
)
_SCRIPTS = (
    *Path(material.__file__).parent.glob("templates/assets/javascripts/bundle*.js"),
    *Path(afterword.__file__).parent.glob("page_assets/*.js"),
)


def classes_acted_on() -> set[str]:
    """Every class that a style or a script of the theme or of ours looks for."""
    found = {name for file in _STYLES for name in re.findall(r"\.(-?[A-Za-z_][\w-]*)", file.read_text(encoding="utf-8"))}
    for file in _SCRIPTS:
        selectors = re.findall(r"[\"'`]([^\"'`\n]{0,200}\.[a-z][\w-]*[^\"'`\n]{0,200})[\"'`]", file.read_text(encoding="utf-8"))
        found |= {name for selector in selectors for name in re.findall(r"\.(-?[A-Za-z_][\w-]*)", selector)}
    return found


@pytest.mark.parametrize("tag", ["p", "a", "pre", "code", "table", "ul", "li", "div", "span", "sup"])
def test_no_style_or_script_of_the_theme_takes_a_writers_html_for_its_own(tag: str) -> None:
    """Of all classes that the theme or our own pages act on, no typed one stays but that of a redaction."""
    acted_on = classes_acted_on()
    assert {"mermaid", "md-banner", "aw-menu", "tabbed-set", "headerlink", "annotate"} <= acted_on
    typed = html("\n\n".join(f'<{tag} class="{name}">x</{tag}>' for name in sorted(acted_on)))
    assert set(re.findall(r'class="([^"]*)"', typed)) <= {"aw-redacted"}


@pytest.mark.parametrize(
    "text",
    [
        '<pre class="mermaid"><code>graph TD; A-->B</code></pre>',
        '<pre class="MERMAID mermaid\tmermaid"><code>graph TD; A-->B</code></pre>',
        "```{.mermaid}\ngraph TD\n```",
        '<div class="md-banner aw-now grid cards">x</div>',
        '!!! mermaid "x"\n    graph TD',
        "x\n{: .mermaid .md-header .headerlink }",
        '<div class="tabbed-set" data-md-component="announce" role="banner" aria-label="x" style="position:fixed" hidden>x</div>',
        '<a href="https://a.example/" target="_top" name="main" rel="opener" download accesskey="x" tabindex="1">x</a>',
        '<span class="twemoji aw md">x</span>',
        '<b id="main">x</b><b id="__search">y</b><b id="aw-words">z</b>',
    ],
)
def test_what_acts_on_the_page_is_taken_out(text: str) -> None:
    """Classes, ids, roles, styles and data of the page cannot be imitated, in HTML and in lists of attributes."""
    shown = html(text)
    tags = re.sub(r">[^<]*<", "><", shown)
    assert not re.search(r"(?i)mermaid[ \"]|md-|\baw\b|aw-(?!redacted)|grid|cards|tabbed|headerlink|twemoji", tags)
    assert not re.search(r"(?i) (?:data-[a-z-]+|role|aria-[a-z]+|style|hidden|target|name|rel|download|accesskey|tabindex|id)=", shown)


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("```python\nx = 1\n```", '<code class="language-python">'),
        ("x[^1]\n\n[^1]: y", 'class="footnote-ref"'),
        ("> [!WARNING]\n> x", 'class="admonition warning"'),
        ("[redacted: x]", 'class="aw-redacted"'),
    ],
)
def test_what_rendering_makes_stays(text: str, has: str) -> None:
    """Code in colours, footnotes and admonitions look as in the rest of the site."""
    assert has in html(text)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ('&copy; 2026 <a href="https://a.example/">A</a>', '© 2026 <a href="https://a.example/">A</a>'),
        ("A & B <b>Ltd</b>", "A &amp; B <b>Ltd</b>"),
        ('<a href="javascript:alert(1)" onclick="alert(1)" class="md-nav" target="_blank">x</a>', "<a>x</a>"),
        ("<script>alert(1)</script><img src=x onerror=alert(1)><style>*{}</style></footer>x", "x"),
        ("\"> ' <", "\"&gt; ' &lt;"),
    ],
)
def test_a_line_about_the_site_keeps_words_and_links(text: str, safe: str) -> None:
    """`copyright` may hold links and emphasis; nothing in it runs or loads, and cleaning it again changes nothing."""
    assert one_line(text) == safe
    assert one_line(safe) == safe
