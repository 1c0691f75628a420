"""New texts: front matter from values, and templates with their blanks filled in."""

import re
from collections.abc import Mapping, Sequence

from afterword.syntax.nodes import Map, Scalar, read_yaml

_BLANK = re.compile(r"\{([a-z_]+)\}")
_FLOW = re.compile(r"[,\[\]{}#]")


def filled(template: str, values: Mapping[str, str]) -> str:
    """A template with its `{blanks}` filled in. A blank that nobody fills stays, so that it is seen."""
    return _BLANK.sub(lambda blank: values.get(blank[1], blank[0]), template)


def yaml_text(value: str) -> str:
    """A text as YAML: as it is where YAML reads it as it is, else in double quotes."""
    return value if _reads_as(f"x: {value}\n", value) else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def yaml_list(values: Sequence[str]) -> str:
    """Texts as a YAML list on one line."""
    return "[" + ", ".join(f'"{value}"' if _FLOW.search(value) else yaml_text(value) for value in values) + "]"


def _reads_as(line: str, value: str) -> bool:
    node = read_yaml("", line, 1, [])
    if not isinstance(node, Map) or len(node.items) != 1:
        return False
    found = node.items[0][1]
    return isinstance(found, Scalar) and found.text == value and not found.cut and not found.empty
