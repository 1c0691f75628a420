"""What `afterword init` does in the folder of a site that is there: it adds a history to it, and changes nothing else."""

import os
import re
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import click

from afterword.commands.writer_templates import NAMES, packaged
from afterword.editing.texts import filled, yaml_text
from afterword.engines.mkdocs_yml import PLUGIN, read_any
from afterword.world.files import FileChange, write
from afterword.world.lock import alone_in
from afterword.world.refusal import REFUSED, stop

_FOLDERS = ("status", "incidents", "history")
"""Names for the folder of the history in the site: the first that no page of the site has."""


def join(folder: Path, config_file: Path) -> None:
    """Add the plugin to mkdocs.yml, and write settings, templates and the folder of incidents beside it."""
    project = read_any(config_file)
    config = project.values
    if PLUGIN in dict(project.plugins):
        stop(f"{config_file} uses Afterword already, so nothing was written.", REFUSED)
    docs = folder / str(config.get("docs_dir") or "docs")
    under = next((name for name in _FOLDERS if not any((docs / name).glob("*")) and not (docs / f"{name}.md").exists()), _FOLDERS[0])
    before = config_file.read_bytes()
    text = before.decode("utf-8-sig")
    added = with_entry(text, "plugins", f"afterword: {{under: {under}}}", first="search")
    if "nav" in config and added:
        added = with_entry(added, "nav", f"Incidents: {under}/index.md")
    if not added:
        stop(
            f"{config_file} has plugins or nav in a form that cannot be added to, so nothing was written. "
            f"Add '- afterword: {{under: {under}}}' under plugins:, with one entry a line, and run the command again.",
            REFUSED,
        )
    name = str(config.get("site_name") or "")
    values = {"organisation": yaml_text(name), "host": urlsplit(str(config.get("site_url") or "")).hostname or "null"}
    settings = files("afterword").joinpath("starter", "repository", "settings.yml").read_text(encoding="utf-8")
    made = {"site_config/settings.yml": filled(settings, values), "incidents/.gitkeep": ""}
    made |= {f"site_config/templates/{each}.md": packaged(each) for each in NAMES}
    with alone_in(folder):
        if there := [path for path in made if os.path.lexists(folder / path)]:
            stop(f"{folder} has {there[0]} already, so nothing was written. Move it away.", REFUSED)
        changes = [FileChange(path=folder / path, after=data.encode()) for path, data in made.items()]
        bom = before[: len(before) - len(text.encode())]
        write(folder, FileChange(path=config_file, before=before, after=bom + added.encode()), *changes)
    click.echo(f"Added the plugin to {config_file}: your history will lie under /{under}/, and no other page changes.")
    for path in made:
        click.echo(f"Wrote {folder / path}")
    place = "" if folder.resolve() == Path.cwd() else f"cd {folder} && "
    click.echo(f'Next: {place}afterword new "What users notice", and afterword serve to look at it.')
    click.echo("What builds your site needs Afterword, too: add it to the requirements there.")


def with_entry(text: str, key: str, entry: str, first: str = "") -> str:
    """A mkdocs.yml with one more entry at the end of a list; empty when the list is not written with one entry a line.

    Args:
        text: the file.
        key: the name of the list.
        entry: what follows the dash.
        first: an entry that a new list needs before it, where there is none yet.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    begins = re.search(rf"^{key}:[ \t]*(?P<rest>[^\r\n#]*)(?:#[^\r\n]*)?(?:\r?\n|\Z)", text, re.MULTILINE)
    if not begins:
        lines = f"{key}:{end}" + (f"  - {first}{end}" if first else "") + f"  - {entry}{end}"
        return f"{text}{'' if text.endswith(end) or not text else end}{end}{lines}"
    place = begins.end()
    last, indent = place, None
    for line in text[place:].splitlines(keepends=True):
        if line.strip() and not line.startswith((" ", "\t", "- ", "#")):
            break
        place += len(line)
        if line.strip() and not line.lstrip().startswith("#"):
            last = place
            if indent is None and (item := line.lstrip(" ")).startswith("- "):
                indent = line.removesuffix(item)
    if begins["rest"].strip() or indent is None:
        return ""
    above = text[:last]
    return f"{above}{'' if above.endswith(end) else end}{indent}- {entry}{end}{text[last:]}"
