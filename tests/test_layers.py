"""The layers of docs/architecture.md: a module imports only from lower ones, and from outside only what its layer may."""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "generator" / "afterword"
LAYERS = (
    ("core", set[str]()),
    ("figures", set[str]()),
    ("markup", {"comrak", "selectolax", "nh3", "markdownify", "idna"}),
    ("syntax", {"yaml"}),
    ("safety", set[str]()),
    ("checks", set[str]()),
    ("reading", set[str]()),
    ("editing", {"yaml"}),
    ("outputs", {"jinja2", "markupsafe", "feedgen", "icalendar", "lxml", "babel"}),
    ("build", {"jinja2"}),
    ("world", {"babel"}),
    ("engines", {"jinja2", "markdown", "markupsafe", "yaml"}),
    ("mkdocs_engine", {"mkdocs", "jinja2", "markupsafe"}),
    ("importers", {"yaml"}),
    ("commands", {"click", "yaml"}),
    ("announcing", {"click"}),
    ("building", {"mkdocs", "click"}),
    ("cli", {"click"}),
)
"""From the lowest up: the name, and the third-party packages it may import."""
NAMES = [name for name, _ in LAYERS]
PURE = {"core", "figures", "markup", "syntax", "safety", "checks", "reading", "editing", "outputs", "build"}
ENGINES = {"mkdocs", "properdocs", "material", "zensical"}
"""What puts a frame around pages and is not ours."""
UNCLEAN = {"os", "pathlib", "subprocess", "shutil", "logging", "tempfile", "socket", "io", "glob", "time", "random", "locale"}
"""Standard modules that reach the world."""
ROOT = {"__init__", "__main__"}


PARSERS = {
    "comrak": {"markup/engine.py"},
    "selectolax": {"markup/tree.py"},
    "nh3": {"markup/html.py"},
    "html.parser": {"markup/text_layout.py"},
    "markdownify": {"markup/from_html.py"},
}
"""Who may import what reads Markdown or HTML."""
TAGS = {
    "engines/frames.py": "looks for list items in the frame that the theme made",
    "outputs/policy.py": "looks for the theme's scripts in a whole page, before a writer's words are in it",
    "world/preview_server.py": "looks for the head and the body of a whole page, to put into it what only a preview shows",
    "engines/zensical_run.py": "looks for the title, the menu and the links of the navigation in a whole page that Zensical made of a stub",
    "world/publishing/inspection.py": "looks at whole pages on the disk, whoever made them",
    "reading/dialects.py": "looks in words for tags that GitHub shows as text, to warn of them",
    "syntax/front_fences.py": "looks above front matter, which is no Markdown, for a comment of whatever language",
    "syntax/front_matter.py": "looks above front matter, as front_fences.py",
    "reading/rescue.py": "looks for comments in a file that cannot be parsed",
    "syntax/waivers.py": "looks for comments that are for us, in the source",
    "syntax/text.py": "looks for marks of a merge conflict, which are no tags",
}
"""Modules outside of `markup` with a pattern that begins with `<`, and why."""
BLOCKS = {
    "syntax/front_fences.py": "looks for the lines of front matter, before there is any Markdown",
    "syntax/front_matter.py": "looks for what stands above front matter",
    "safety/switches.py": "looks in the source for a switch that was typed among the text",
    "safety/public_text.py": "takes marks from a line out of which internal text was taken, to see whether anything is left",
    "reading/item_lists.py": "takes the mark from the source of an item, which the tree has found, to keep its words as written",
    "reading/lookalikes.py": "looks for `#` without a space, which is no heading for Markdown",
    "syntax/now_lines.py": "asks whether bytes that were not decoded yet may hold a heading with `now`",
    "importers/front.py": "reads broken front matter line by line, which is no Markdown",
    "importers/cstate_body.py": "cuts texts of another program line by line, before they are Markdown of ours",
    "editing/stamped_times.py": "writes a time into the line of a heading, which the tree has found",
}
"""Modules outside of `markup` with a pattern for marks of Markdown's blocks, and why."""
MARKED = ("# x", "## x", "#x", "# now", "- x", "* x", "+ x", "1. x", "1) x", "- [ ] x", "```", "```x", "~~~", "> x", "***", "---")
UNMARKED = ("x", "now", "x x", "", " x", "1 x", "{x", "f(x", "example", "x [y]", "-/x", "~x", "% x", "! x", "; x", '"x"')


def modules() -> list[Path]:
    """Every module of the package."""
    return sorted(PACKAGE.rglob("*.py"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of the tree of a module."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def layer_of(path: Path) -> str:
    """The layer a module belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imports(path: Path) -> set[str]:
    """The dotted names that a module imports, wherever in it."""
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_below(path: Path) -> None:
    """Nothing below an edge knows of it: mkdocs could be taken away and the rest would stand."""
    layer = layer_of(path)
    if layer in ROOT:
        return
    below = set(NAMES[: NAMES.index(layer) + 1])
    allowed = dict(LAYERS)[layer]
    for name in imports(path):
        top, _, rest = name.partition(".")
        if top == "afterword":
            assert not rest or rest.split(".")[0] in below, f"{path.name} of layer {layer} imports {name}"
        elif top not in sys.stdlib_module_names:
            assert top in allowed, f"{path.name} of layer {layer} imports {name}"
        elif layer in PURE:
            assert top not in UNCLEAN, f"{path.name} of the pure layer {layer} imports {name}"


@pytest.mark.parametrize(
    "path", [path for path in modules() if layer_of(path) in PURE], ids=lambda path: path.relative_to(PACKAGE).as_posix()
)
def test_a_pure_module_asks_no_clock(path: Path) -> None:
    """What time it is comes from above, as an argument."""
    calls = [node.func for node in nodes(path) if isinstance(node, ast.Call)]
    assert not [call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in {"now", "today", "utcnow", "fromtimestamp"}]


def test_what_makes_pages_and_figures_checks_nothing() -> None:
    """A fault is found by what reads or checks: outputs and figures have no say in what is a problem."""
    makers = [path for path in modules() if layer_of(path) in {"figures", "outputs"}]
    taken = {(path, alias.name) for path in makers for node in nodes(path) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert sorted(path.name for path, name in taken if name == "problem") == []


def test_every_module_has_a_layer() -> None:
    """A new package is given its place in `LAYERS` before it is used."""
    assert {layer_of(path) for path in modules()} - ROOT == set(NAMES)


def test_the_architecture_has_the_same_layers() -> None:
    """The table in docs/architecture.md: each layer in its order, with what it may import; its folders may have rows of their own."""
    page = (PACKAGE.parents[1] / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = page.partition("| Layer |")[2].partition("\n\n")[0]
    table: dict[str, set[str]] = {}
    for names, packages in re.findall(r"^\| (`[^|]+) \|[^|]+\| ([^|]+) \|$", rows, re.MULTILINE):
        allowed = set() if packages == "the standard library" else set(packages.split(", "))
        for name in re.findall(r"`([a-z_]+)", names):
            table.setdefault(name, set()).update(allowed)
    assert list(table.items()) == list(LAYERS)


def test_feedgen_is_wrapped_once() -> None:
    """Feedgen has many traps: one module knows them."""
    assert [path.name for path in modules() if any(name.startswith("feedgen") for name in imports(path))] == ["feed_xml.py"]


def test_little_code_knows_an_engine() -> None:
    """MkDocs 1.x will end, and others after it: fewer than eight lines in a hundred stand in a module that imports one."""
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    knowing = sum(lines[path] for path in modules() if ENGINES & {name.split(".")[0] for name in imports(path)})
    assert knowing < sum(lines.values()) * 0.08


def name_of(path: Path) -> str:
    """`reading/item_lists.py`."""
    return path.relative_to(PACKAGE).as_posix()


def importers(package: str) -> set[str]:
    """The modules that import a package or a part of it."""
    return {name_of(path) for path in modules() if any(f"{name}.".startswith(f"{package}.") for name in imports(path))}


@pytest.mark.parametrize("package", PARSERS)
def test_markdown_and_html_are_parsed_in_one_place(package: str) -> None:
    """The engine has one import, and so has everything else that reads tags."""
    assert importers(package) == PARSERS[package]


def test_what_an_update_says_is_read_once() -> None:
    """Promise, signature and correction are found by the reader, and by nobody again; a command asks its user for a promise."""
    assert importers("afterword.reading.update_phrases") == {"reading/body.py", "commands/asking.py"}


def containing(text: str) -> set[str]:
    """The modules in which a text stands."""
    return {name_of(path) for path in modules() if text in path.read_text(encoding="utf-8")}


def test_a_severity_is_looked_up_once() -> None:
    """By the reader: an incident knows its severity. An importer asks, too, what a word of another program means here."""
    assert containing("settings.severity(") == {"syntax/fields.py", "importers/render.py"}


def test_a_guess_has_one_form() -> None:
    """A check and a command say in the same words which known word is most like an unknown one."""
    assert containing("Did you mean") | containing("get_close_matches") == {"core/problems.py"}


def test_a_command_ends_in_one_place() -> None:
    """Everything else stops with a sentence and a code; a signal, and processes of our own, end otherwise."""
    assert containing("sys.exit(") | containing("SystemExit(") == {"cli.py", "world/publishing/publish.py"}
    assert containing("os._exit") == {"world/publishing/helper_processes.py", "world/sending/deadline.py"}


def literal(node: ast.expr) -> str:
    """The text of a literal; of one with values in it, with `x` in their place; empty for anything else."""
    if isinstance(node, ast.Constant):
        return node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(literal(part) if isinstance(part, ast.Constant) else "x" for part in node.values)
    return literal(node.left) if isinstance(node, ast.BinOp) else ""


def patterns(path: Path) -> Iterator[str]:
    """The patterns of a module: first arguments of the functions of `re`, and of `Later`."""
    for node in nodes(path):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        of_re = isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
        if of_re or (isinstance(node.func, ast.Name) and node.func.id == "Later"):
            yield literal(node.args[0])


def outside() -> list[Path]:
    """The modules that must not know HTML, nor blocks of Markdown."""
    return [path for path in modules() if layer_of(path) != "markup"]


def test_no_pattern_elsewhere_begins_with_a_tag() -> None:
    """What is done with a writer's HTML is done in `markup`: a second idea of a tag is where two outputs begin to differ."""
    opening = re.compile(r"(?:\(\?P<\w+>|\(\?<?[:=!>]|\(|\^|\\b|\\s[*+]?)*+<(?!\w+>)")
    found = {name_of(path) for path in outside() for pattern in patterns(path) if opening.match(pattern)}
    assert found == TAGS.keys()


def test_no_pattern_elsewhere_reads_blocks_of_markdown() -> None:
    """Fences, headings, quotes and marks of lists are found by the engine: a second grammar would see others than readers do."""
    found: set[str] = set()
    for path in outside():
        for pattern in patterns(path):
            match = re.compile(pattern, re.IGNORECASE).match
            if any(map(match, MARKED)) and not any(map(match, UNMARKED)):
                found.add(name_of(path))
    assert found == BLOCKS.keys()


ROOM = 25
"""Modules in a folder: as many as a reader can look over."""


def room(path: Path) -> str:
    """The folder of a module; a module beside the folders is a room of its own."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return "/".join(parts[:-1]) or parts[0]


def test_a_room_can_be_looked_over() -> None:
    """A folder holds one subject: at most 25 modules."""
    rooms = Counter(path.parent.relative_to(PACKAGE).as_posix() for path in modules() if path.name != "__init__.py")
    assert {name: number for name, number in rooms.items() if number > ROOM} == {}


def test_a_name_stands_for_one_module() -> None:
    """Who reads a name knows which module it is, whatever folder it lies in."""
    names = Counter(path.stem for path in modules() if path.stem not in ROOT)
    assert [name for name, number in names.items() if number > 1] == []


def test_a_name_stands_for_one_class() -> None:
    """Who reads the name of a class knows which one it is."""
    classes = [node.name for path in modules() for node in nodes(path) if isinstance(node, ast.ClassDef)]
    assert [name for name, number in Counter(classes).items() if number > 1] == []


def test_rooms_form_no_circle() -> None:
    """Folders can be read from the lowest up: no two of them need each other, by whatever way."""
    known = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): room(path) for path in modules()}
    needs: dict[str, set[str]] = {}
    for path in modules():
        for node in nodes(path):
            if isinstance(node, ast.ImportFrom) and node.module:
                named = {known.get(f"{node.module}.{alias.name}", known.get(node.module)) for alias in node.names}
                needs.setdefault(room(path), set()).update(name for name in named if name and name != room(path))
    TopologicalSorter(needs).prepare()


def test_templates_fit_a_width() -> None:
    """No line of a template is longer than 160 characters."""
    too_long = []
    for path in sorted(PACKAGE.rglob("*.html")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if len(line) > 160:
                too_long.append(f"{path.relative_to(PACKAGE)}:{number}")
    assert too_long == []
