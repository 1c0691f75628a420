"""Writes the catalogue of the interface: `write_catalogue.py`, or `--check` to compare only.

It holds every text of the pages, in English, without times and line numbers, so that it changes when a text does.
"""

import argparse
import ast
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from afterword.core.catalogue import SEVERITIES
from afterword.core.words import Impact, Slot, State, Status
from afterword.outputs.translation import DATED, SIGNS
from afterword.world.languages import FOLDER

PACKAGE = FOLDER.parent
PLACE = FOLDER / "messages.pot"
_CALLS = {"say", "self", "marked", "count", "counted", "look_up"}
"""What is called with a text of the interface; `self` in the class of the language."""
_JINJA = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}
_HEADER = """\
# Every text of Afterword's pages, for translators. docs/translating.md says how. Made by tools/write_catalogue.py.
#"""

Found = tuple[str, str | tuple[str, str], str, str]
"""Where a text stands, the text or its two forms, its context, and a remark."""


def python(path: Path) -> Iterator[str | tuple[str, str]]:
    """The texts of a module: the constants that are said, counted or marked."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
        texts = [one.value for one in call.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if name in {"count", "counted"} and len(texts) == 2:
            yield texts[0], texts[1]
        elif name in _CALLS - {"count", "counted"} and texts and len(call.args) == 1:
            yield texts[0]


def others(path: Path, method: str, keywords: dict[str, Any], options: dict[str, str]) -> Iterator[str | tuple[str, str]]:
    """The texts of a template or of a script, as Babel finds them."""
    for _, text, _, _ in extract(method, BytesIO(path.read_bytes()), keywords, (), options):
        yield text if isinstance(text, str) else (text[0], text[1])


def fixed() -> Iterator[Found]:
    """Texts that the code makes of other words."""
    levels = [impact.label for impact in Impact]
    yield from (("core/words.py", text, "", "a state or a status") for text in dict.fromkeys([*State, *Status]))
    yield from (("core/words.py", state.plain, "", "what a state means") for state in State if state.plain)
    yield from (("core/words.py", level, "", "how bad it is") for level in levels)
    yield from (("core/words.py", slot.heading, "", "a heading") for slot in Slot if slot is not Slot.OTHER)
    yield from (("core/catalogue.py", text, "", "a severity") for each in SEVERITIES for text in (each.label, each.definition))
    yield from (("outputs/translation.py", text, context, "a date") for context, texts in DATED.items() for text in texts)
    yield from (("outputs/translation.py", text, context, "a sign in numbers") for context, texts in SIGNS.items() for text in texts)


def found() -> Iterator[Found]:
    """Every text, file by file."""
    yield from fixed()
    for folder in ("outputs", "engines"):
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            yield from ((_name(path), text, "", "") for text in python(path))
    for folder in ("templates", "theme", "engines"):
        for path in sorted((PACKAGE / folder).rglob("*.html")):
            texts = others(path, "jinja2", {"_": None, "gettext": None, "ngettext": (1, 2)}, _JINJA)
            yield from ((_name(path), text, "", "") for text in texts)
    for path in scripts():
        yield from ((_name(path), text, "", "") for text in script(path))


def scripts() -> list[Path]:
    """The scripts of the pages."""
    return sorted((PACKAGE / "page_assets").glob("*.js"))


def script(path: Path) -> Iterator[str | tuple[str, str]]:
    """The texts of a script."""
    yield from others(path, "javascript", {"say": None, "count": (1, 2)}, {})


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def catalogue(texts: Iterable[Found]) -> bytes:
    """The catalogue; a text with a number takes in the same text without one."""
    made = Catalog(charset="utf-8", fuzzy=False)
    listed = list(texts)
    plurals = {text[0]: text for _, text, _, _ in listed if isinstance(text, tuple)}
    for place, text, context, remark in listed:
        first = text if isinstance(text, str) else text[0]
        known = text if context else plurals.get(first, text)
        made.add(known, locations=[(place, 0)], auto_comments=[remark] if remark else (), context=context or None)
    out = BytesIO()
    write_po(out, made, width=120, omit_header=True, include_lineno=False)
    head = f'{_HEADER}\nmsgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    return f"{head}{_plural_hint()}\n".encode() + out.getvalue()


def _plural_hint() -> str:
    return '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


def main() -> int:
    """Write the catalogue, or with `--check` say whether it is as it would be written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    made = catalogue(found())
    if parser.parse_args().check:
        return 0 if PLACE.is_file() and PLACE.read_bytes() == made else 1
    PLACE.write_bytes(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
