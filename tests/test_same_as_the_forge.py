"""A text looks here as it looks in the forge's preview: the same structure as GitHub's own engine makes of it."""

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterword.markup import render
from afterword.markup.engine import to_html
from forge_oracle import Node, changed, differences, forge_structure, structure

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from generate import incidents, realistic  # noqa: E402 - it stands beside the benchmarks

CORPORA = ROOT.parent / "shared" / "corpora"
SPECIFICATION = Path(os.environ.get("COMMONMARK_SPEC", ROOT / ".cache" / "commonmark-spec"))
SPEC_FILE = SPECIFICATION / "node_modules" / "commonmark-spec" / "spec.txt"
MISSING = "install it once: npm install --prefix .cache/commonmark-spec commonmark-spec@0.31.2"
_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)

EXAMPLES = [text.replace("→", "\t") for text, _ in _EXAMPLE.findall(SPEC_FILE.read_text("utf-8"))] if SPEC_FILE.exists() else []

NEWER = {28, 354}
"""Examples on which CommonMark 0.31 says other than 0.29, which GitHub follows: the size of a number in an entity, and which
signs count as punctuation beside emphasis. We follow the newer."""
MISTAKEN = {606}
"""Examples on which GitHub's engine is wrong by its own specification: it links the end of what looks like an address."""

GENEROUS = {
    "an alert with a title of its own": "> [!NOTE] Title\n> text\n",
    "an alert in a quotation": "> > [!NOTE]\n> > text\n",
    "an alert in a list": "- > [!NOTE]\n  > text\n",
    "an alert without a space behind its mark": ">[!NOTE]\n>text\n",
    "an alert with a tag as its first word": "> [!NOTE]\n> <br>\n",
    "an alert with a text that is not marked as quoted": "> [!NOTE]\ntext\n",
    "an alert with a heading as its first line": "> [!NOTE]\n> text\n> ---\n",
    "a task in a quotation": "> - [ ] text\n",
    "a task behind two marks of lists": "- - [ ] text\n",
    "a task without text": "- [ ]\n",
    "a task of two boxes": "- [ ] [x] text\n",
    "a task as a heading with a line below it": "- [ ] text\n  ===\n",
    "a task with nothing but a definition": "- [x] [name]: /address\n",
    "an address without a dot": "http://localhost\n",
    "a note that is defined twice": "text[^1]\n\n[^1]: one\n[^1]: two\n",
    "an address behind an open bracket": "[ me@a.example\n",
}
"""Constructs on which the two engines differ, and which no incident needs. Ours takes each for what its writer meant, or
leaves it as it is typed; none loses a word. The texts that are made below have none of them."""

DIALECT = (
    # tables
    "| a | b |\n|---|:-:|\n| 1 | 2 |\n", "a | b\n-|-\n1 | 2\n", "| a |\n|:-|\n| b\n| c | d |\n", "text\n| a |\n|-|\n| b |\n",
    "| a |\n|-|\n| b |\ntext\n", "| `a\\|b` | \\| |\n|-|-|\n", "| a |\n|-|\n> quote\n", "| a | b |\n|-|\n| c | d |\n",
    "- | a |\n  |-|\n  | b |\n", "> | a |\n> |-|\n> | b |\n", "| *a | b* |\n|-|-|\n| [x](y 'z') | `c |\n", "|a|\n|-|\n\n|b|\n|-|\n",
    # tasks
    "- [ ] a\n- [x] b\n- [X] c\n", "- [ ] a\n  - [x] b\n", "1. [ ] a\n2. [x] b\n", "- [ ]a\n- [] b\n- [y] c\n", "- [ ] *a* `b`\n",
    "- [ ] a\n\n  b\n- c\n", "+ [ ] a\n\n+ [x] b\n", "- a\n  [ ] b\n",
    # strikethrough
    "~~a~~ ~b~ ~~~c~~~\n", "~~a\n\nb~~\n", "a~b~c\n", "~~*a*~~ *~~b~~*\n", "~~a ~~ b~~\n", "\\~~a~~\n",
    # bare addresses
    "www.a.example. (www.a.example/b) www.a.example/b_(c) www.a.example/&amp; www.a.example/b&copy;\n",
    "https://a.example/?b=1&c=2, http://a.example/~~b~~ ftp://a.example/b. https://a_b.example\n",
    "me@a.example. me+x@a-b.example me@a me@a.example_ mailto:me@a.example xmpp:me@a.example/b\n",
    "`www.a.example` [www.a.example](b) <https://a.example> https://a.example/<b> **https://a.example/**\n",
    # notes
    "a[^1] b[^1] c[^2]\n\n[^2]: two\n[^1]: one\n", "a[^x]\n\n[^x]: one\n\n    two\n\n    - three\n\nfour\n", "a[^none]\n", "[^1]: unused\n",
    "a[^1]\n\n[^1]: b[^2]\n[^2]: c\n", "# a[^1]\n\n- b[^1]\n\n> [^1]: c\n", "![^1] [^1](b) [^1][b]\n\n[^1]: c\n",
    "| a[^1] |\n|-|\n\n[^1]: | b |\n", "a[^A]\n\n[^a]: b\n", "a[^b c]\n\n[^b c]: d\n", "a[^1]\n\n[^1]:\n    - b\n", "a[^1]\n[^1]: b\nc\n",
    # raw HTML
    "<script>a</script> <b>c</b> <title>d</title>\n", "<details>\n<summary>a</summary>\n\n*b*\n\n</details>\n", "a <!-- b --> c\n",
    "<div>*a*</div>\n\n*b*\n", "<kbd>a</kbd> <sub>b</sub> <a href='c' onclick='d'>e</a> <x-y z>\n", "<!-- a\n\n# b\n\n-->\nc\n",
    # alerts
    "> [!NOTE]\n> a\n", "> [!warning]\n>\n> - a\n> - b\n>\n> ```sh\n> c\n> ```\n", "> [!Tip]\n> a\n\n> [!OTHER]\n> b\n",
    "> a\n> [!NOTE]\n> b\n",
    "> [!NOTE]  \n> a\n", "> **[!NOTE]**\n> a\n", "> [!CAUTION]\n> > a\n",
    # headings
    "# a {#b}\n## c ##\n###\td #\n####### e\n#f\n", "a\n===\nb\n---\n", "### 2026-03-14 09:16 UTC - Investigating {#u-20260314T0916Z}\n",
)  # fmt: skip
"""What GitHub added to CommonMark, and what incidents use; each in some forms that are easily read in another way."""


SHOWN = frozenset(
    "a abbr alert b blockquote body br caption cite code col colgroup dd del details div dl dt em figcaption figure footnotes "
    "h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup "
    "table tbody td tfoot th thead tr tt u ul var".split()
)
"""Elements that a page holds. Of another only the words stay, but for those of which nothing is text."""
NO_TEXT = frozenset({"!--", "script", "style", "template"})
ATTRIBUTES = {
    "*": "dir lang",
    "a": "href title",
    "abbr": "title",
    "alert": "kind title",
    "details": "open",
    "ol": "reversed start type",
    "pre": "lang",
    "td": "align colspan rowspan",
    "th": "align colspan rowspan scope",
}
SCHEMES = re.compile(r"(?:https?|mailto|tel|sms|xmpp):|(?![A-Za-z][A-Za-z0-9+.\-]*:)", re.IGNORECASE)
"""How an address begins that stays: with one of these, or with none."""
HEADING = re.compile(r"h([1-6])")


def published(node: Node) -> Iterable[Node | str]:
    """What cleaning leaves of a node of the forge's structure: all that our published HTML may lack, or have otherwise."""
    attributes = dict(node.attributes)
    if node.tag in NO_TEXT:
        return ()
    if node.tag == "input":
        return ("☑" if attributes["checked"] == "true" else "☐",)
    if node.tag == "img":  # a page asks nobody else for anything
        words = attributes.get("alt") or attributes.get("title") or attributes.get("src", "")
        return (Node("a", (("href", attributes["src"]),), (words,)) if attributes.get("src") else words,)
    if node.tag not in SHOWN:
        return node.children
    if heading := HEADING.fullmatch(node.tag):  # the page has the first levels itself
        return (Node(f"h{min(max(int(heading[1]) + 1, 4), 6)}", _kept(node), node.children),)
    return (Node(node.tag, _kept(node), node.children),)


def _kept(node: Node) -> tuple[tuple[str, str], ...]:
    names = {*ATTRIBUTES["*"].split(), *ATTRIBUTES.get(node.tag, "").split()}
    return tuple((name, value) for name, value in node.attributes if name in names and (name != "href" or SCHEMES.match(value)))


def unlike(text: str) -> list[str]:
    """Where our HTML of a text, before and after it is cleaned, differs from the forge's."""
    forge = forge_structure(text)
    found = differences(structure(to_html(text)), forge)
    return found or differences(structure(render(text)), changed(forge, published))


def same(text: str) -> None:
    """Assert that a text looks as in the forge."""
    assert unlike(text) == []


@pytest.mark.skipif(not EXAMPLES, reason=MISSING)
def test_every_example_of_the_specification() -> None:
    """Every example of CommonMark looks as in the forge, but for those on which the forge is older than we are, or wrong."""
    differ = {n for n, text in enumerate(EXAMPLES, start=1) if structure(to_html(text)) != forge_structure(text)}
    assert len(EXAMPLES) > 600
    assert differ == NEWER | MISTAKEN


@pytest.mark.parametrize("text", DIALECT)
def test_what_github_added(text: str) -> None:
    """Tables, tasks, addresses, notes and alerts look as in the forge, in corners, too; with and without a last line break."""
    same(text)
    assert structure(to_html(text.removesuffix("\n"))) == structure(to_html(text))
    assert structure(to_html(text.replace("\n", "\r\n"))) == structure(to_html(text))


@pytest.mark.parametrize("text", GENEROUS.values(), ids=GENEROUS)
def test_where_we_differ_on_purpose(text: str) -> None:
    """What stands in the list of differences does differ; nothing in it is out of date."""
    assert differences(structure(to_html(text)), forge_structure(text)) != []


BODIES = {
    **{path.stem: path.read_text("utf-8") for path in sorted((ROOT / "incidents").rglob("*.md"))},
    **{incident.id: incident.body for incident in (*incidents(6), *realistic(30))},
}


@pytest.mark.parametrize("name", BODIES)
def test_incidents_of_the_demo_and_of_the_benchmarks(name: str) -> None:
    """Whole incidents as people write them look as in the forge."""
    same(_FRONT.sub("", BODIES[name]))


WRITTEN = sorted(path for path in CORPORA.rglob("*.md") if "_not-incidents" not in path.parts)


@pytest.mark.skipif(not WRITTEN, reason="no corpora beside the project")
def test_real_write_ups_by_others() -> None:
    """Write-ups by others, where they lie beside the project, look as in the forge."""
    for path in WRITTEN:
        body = _FRONT.sub("", path.read_text("utf-8"))
        assert (path.name, unlike(body)) == (path.name, [])


# ---- texts that are made -------------------------------------------------------------------------

WORDS = st.sampled_from(
    "Queue stopped delivery API *late* **down** ***both*** `x < y` [a](https://a.example/) [ref] [Ref][b] [c][] note[^1] and[^n] "
    "![i](i.png) www.a.example https://b.example/x?y=1&z=2 me@a.example <kbd>C</kbd> &amp; &copy; \\* ~~old~~ ~one~ <br> #4711 | "
    "2026-03-14 09:16 UTC — <b>x</b> a_b_c __x__ *a a* ** _ ` ``a`b`` [^2] [z] [](x) <https://c.example/> [a](<b-c.d>) a\\\\ < > & \" ' "
    "[redacted:x] {#u-x} :smile: $x$ ==x== ++x++ H~2~O x^2^ <!--c--> [a](b).".split()
)
LINE = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
TEXT = st.lists(LINE, min_size=1, max_size=3).flatmap(
    lambda lines: st.sampled_from(["\n", "  \n", " \\\n"]).map(lambda end: end.join(lines))
)


def _indented(text: str, first: str, others: str) -> str:
    rows = text.split("\n")
    return "\n".join([first + rows[0], *(others + row if row or others.strip() else row for row in rows[1:])])


def _quoted(text: str) -> str:
    return _indented(text, "> ", "> ")


@st.composite
def _tables(draw: st.DrawFn) -> str:
    width = draw(st.integers(1, 4))
    words = WORDS.filter(lambda word: word != "|")
    row = st.lists(words, min_size=width, max_size=width).map(lambda cells: f"| {' | '.join(cells)} |")
    rule = st.lists(st.sampled_from(["-", "---", ":-", "-:", ":-:"]), min_size=width, max_size=width).map("|".join)
    return "\n".join([draw(row), f"|{draw(rule)}|", *draw(st.lists(row, max_size=3))])


LEAVES = st.one_of(
    TEXT,
    st.builds(lambda level, words: f"{'#' * level} {words}", st.integers(1, 6), LINE),
    st.builds(lambda words, line: f"{words}\n{line}", LINE, st.sampled_from(["---", "==="])),
    st.builds("{0}{1}\n{2}\n{0}".format, st.sampled_from(["```", "~~~~"]), st.sampled_from(["", "sh", "text x"]), TEXT),
    TEXT.map(lambda code: _indented(code, "    ", "    ")),
    _tables(),
    st.sampled_from(
        [
            "<div>\n\nx\n\n</div>", "<details>\n<summary>More</summary>\n\ntext *x*\n\n</details>", "<!-- c -->",
            "<p align='center'>x</p>", "<script>x</script>", "<div>*x*</div>", "<h3>2026</h3>", "<table><tr><td>1</td></tr></table>",
            "[ref]: https://r.example/ 'T'", "[b]: <x y>\n[c]: d", "[^1]: A note\n", "[^1]: A note\n\n    more\n", "[^n]: Note *n*\n",
            "[^2]: two\n    lines\n", "[^x]: unused\n", "---", "***", "_ _ _", "\\", "&nbsp;",
        ]
    ),
)  # fmt: skip


def _lists(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    marks = st.one_of(st.sampled_from(["- ", "* ", "+ ", "-   "]), st.integers(0, 12).map("{}. ".format), st.just("1) "))
    between = st.sampled_from(["\n", "\n\n"])
    return st.builds(
        lambda mark, items, gap: gap.join(_indented(item, mark, " " * len(mark)) for item in items),
        marks,
        st.lists(blocks, min_size=1, max_size=3),
        between,
    )


BLOCKS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        _lists(inner),
        inner.map(_quoted),
        st.builds(lambda above, below, gap: f"{above}{gap}{below}", inner, inner, st.sampled_from(["\n", "\n\n"])),
    ),
    max_leaves=8,
)
TASK = st.builds(
    "{}- [{}] {}".format,
    st.sampled_from(["", "  "]),
    st.sampled_from([" ", "x", "X"]),
    LINE.filter(lambda line: line[0] not in "[|"),
)
TASKS = st.lists(TASK, min_size=1, max_size=4).map("\n".join).map(str.lstrip)
ALERTS = st.builds(
    lambda kind, text, rest: _quoted(f"[!{kind}]\n{text}" + (f"\n\n{rest}" if rest else "")),
    st.sampled_from(["NOTE", "warning", "Tip", "CAUTION", "IMPORTANT", "OTHER"]),
    LINE.filter(lambda line: line[0] != "<"),
    st.one_of(st.just(""), LEAVES),
)
DOCUMENTS = (
    st.lists(st.one_of(BLOCKS, TASKS, ALERTS), min_size=1, max_size=6)
    .map(lambda blocks: "\n\n".join(blocks) + "\n")
    .filter(lambda text: all(text.count(f"[^{name}]:") < 2 for name in "12nx"))  # see GENEROUS
)


@given(DOCUMENTS)
@settings(max_examples=300)
def test_texts_of_any_fragments(text: str) -> None:
    """Whatever is put together from what people write looks as in the forge."""
    same(text)
