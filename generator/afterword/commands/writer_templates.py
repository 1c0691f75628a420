"""Templates for writers: the site's own in `templates/` beside its settings, else those of the package."""

import os
import re
from importlib.resources import files
from pathlib import Path, PurePosixPath

from afterword.commands.open_project import Project
from afterword.core.frozen import frozen
from afterword.core.problems import guess
from afterword.syntax.front_fences import FENCE
from afterword.syntax.text import split
from afterword.world.files import names_in
from afterword.world.read_tree import read_plain
from afterword.world.refusal import REFUSED, stop

NAMES = ("investigating", "identified", "monitoring", "resolved", "postmortem", "postmortem-short", "maintenance")
"""Every template of the package, by the name of its file without `.md`."""
_OWN = re.compile(r"\w[\w.-]*")
_KEY = re.compile(r"([A-Za-z_]\w*)[ \t]*:")


@frozen
class Beginning:
    """Fields and text of a new incident."""

    path: str
    """The template of the site; empty for one of the package."""

    fields: dict[str, str]
    """Rows of front matter by their field, as they were written."""
    text: str


def template(project: Project, name: str) -> str:
    """The text of a template, without blank lines around it; empty when there is none of this name."""
    own = _path(project, name)
    data = read_plain(project.root, own)
    if data is not None:
        try:
            return data.decode("utf-8-sig").replace("\r\n", "\n").strip()
        except UnicodeDecodeError:
            stop(f"{own} is not UTF-8. Save it as UTF-8, then run the command again.")
    if os.path.lexists(project.root / own):
        stop(f"{own} is a link or a device, and only plain files are read. Put the text itself there.", REFUSED)
    return packaged(name).strip() if name in NAMES else ""


def beginning(project: Project, name: str) -> Beginning:
    """The fields and the text of a template; it may have front matter. Stops when there is none of this name."""
    known = (*own_names(project.root, project.settings_path), *NAMES)
    if name not in known:
        stop(f"there is no template '{name}'{guess(name, known) or '.'} Write one: {_path(project, name)}")
    text = template(project, name)
    if not text.startswith(f"{FENCE}\n"):
        return Beginning(path=own_path(project, name), fields={}, text=text)
    parts = split("", text, [])
    if parts is None:
        stop(
            f"{_path(project, name)} opens its fields with {FENCE} and does not close them. "
            f"Put a line {FENCE} after the last one."
        )
    return Beginning(path=own_path(project, name), fields=fields_of(parts.front), text=parts.body.strip())


def own_path(project: Project, name: str) -> str:
    """The path of the site's own template of this name; empty when that of the package is used."""
    own = _path(project, name)
    return own if os.path.lexists(project.root / own) else ""


def own_names(root: Path, settings_path: str) -> tuple[str, ...]:
    """The site's own templates for new incidents, sorted."""
    folder = root / PurePosixPath(settings_path).parent / "templates"
    names = (name.removesuffix(".md") for name in names_in(folder) if name.endswith(".md"))
    return tuple(sorted(name for name in names if name not in NAMES and _OWN.fullmatch(name)))


def fields_of(front: str) -> dict[str, str]:
    """The rows of front matter by the field that they belong to."""
    fields: dict[str, str] = {}
    key = ""
    for row in front.split("\n"):
        begins = _KEY.match(row)
        key = begins[1].lower() if begins else key
        fields[key] = f"{fields[key]}\n{row}" if key in fields else row
    return {name: rows for name, rows in fields.items() if rows.strip()}


def packaged(name: str) -> str:
    """The text of a template of the package."""
    return files("afterword").joinpath("starter", "texts", f"{name}.md").read_text(encoding="utf-8")


def _path(project: Project, name: str) -> str:
    return (PurePosixPath(project.settings_path).parent / "templates" / f"{name}.md").as_posix()
