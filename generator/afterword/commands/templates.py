"""The texts that a writer begins with: the site's own in `templates/` beside its settings, else those of the package."""

import os
from importlib.resources import files
from pathlib import PurePosixPath

from afterword.commands.project import Project
from afterword.world.refusal import REFUSED, stop
from afterword.world.tree import read_plain

NAMES = ("investigating", "identified", "monitoring", "resolved", "postmortem", "postmortem-short", "maintenance")
"""Every template, by the name of its file without `.md`."""


def template(project: Project, name: str) -> str:
    """The text of a template, without blank lines around it; empty when there is none of this name."""
    own = (PurePosixPath(project.settings_path).parent / "templates" / f"{name}.md").as_posix()
    data = read_plain(project.root, own)
    if data is not None:
        try:
            return data.decode("utf-8-sig").strip()
        except UnicodeDecodeError:
            stop(f"{own} is not UTF-8. Save it as UTF-8, then run the command again.")
    if os.path.lexists(project.root / own):
        stop(f"{own} is a link or a device, and only plain files are read. Put the text itself there.", REFUSED)
    return packaged(name).strip() if name in NAMES else ""


def packaged(name: str) -> str:
    """The template as the package brings it."""
    return files("afterword").joinpath("starter", "texts", f"{name}.md").read_text(encoding="utf-8")
