"""The layers of docs/architecture.md: a module imports only from lower ones, and from outside only what its layer may."""

import ast
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "generator" / "afterword"
LAYERS = (
    ("core", set[str]()),
    ("figures", set[str]()),
    ("markup", {"comrak", "selectolax", "nh3"}),
    ("reading", {"yaml"}),
    ("editing", set[str]()),
    ("outputs", {"jinja2", "markupsafe", "feedgen", "icalendar", "lxml"}),
    ("build", {"jinja2"}),
    ("world", {"babel"}),
    ("frames", {"markupsafe"}),
    ("mkdocs_config", {"mkdocs", "jinja2", "markupsafe"}),
    ("mkdocs_faults", {"mkdocs", "jinja2"}),
    ("mkdocs_pages", {"mkdocs", "jinja2", "markupsafe"}),
    ("mkdocs_plugin", {"mkdocs", "jinja2", "markupsafe"}),
    ("incremental", set[str]()),
    ("announcing", {"click"}),
    ("commands", {"click", "yaml"}),
    ("building", {"mkdocs", "click"}),
    ("cli", {"click"}),
)
"""From the lowest up: the name, and the third-party packages it may import."""
NAMES = [name for name, _ in LAYERS]
PURE = {"core", "figures", "markup", "reading", "editing", "outputs", "build"}
UNCLEAN = {"os", "pathlib", "subprocess", "shutil", "logging", "tempfile", "socket", "io", "glob", "time", "random", "locale"}
"""Standard modules that reach the world."""
ROOT = {"__init__", "__main__"}


def modules() -> list[Path]:
    """Every module of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def layer_of(path: Path) -> str:
    """The layer a module belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """The dotted names that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
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
    calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    assert not [call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in {"now", "today", "utcnow", "fromtimestamp"}]


def test_every_module_has_a_layer() -> None:
    """A new package is given its place in `LAYERS` before it is used."""
    assert {layer_of(path) for path in modules()} - ROOT == set(NAMES)


def test_feedgen_is_wrapped_once() -> None:
    """Feedgen has many traps: one module knows them."""
    assert [path.name for path in modules() if any(name.startswith("feedgen") for name in imports(path))] == ["feed_xml.py"]


def test_little_code_knows_mkdocs() -> None:
    """MkDocs 1.x will end: fewer than one line in ten stands in a module that imports it."""
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    knowing = sum(lines[path] for path in modules() if any(name.split(".")[0] == "mkdocs" for name in imports(path)))
    assert knowing < sum(lines.values()) / 10
