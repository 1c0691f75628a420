"""Adds a history to an existing site (`afterword init` in its folder), and changes nothing else."""

import os
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import click

from afterword.commands.writer_templates import NAMES, packaged
from afterword.editing.texts import filled, yaml_text
from afterword.engines.mkdocs_yml import PLUGIN, read_any
from afterword.world.files import FileChange, write
from afterword.world.installation import Installation
from afterword.world.lock import alone_in
from afterword.world.refusal import REFUSED, stop

_FOLDERS = ("status", "incidents", "history")
"""Names for the folder of the history in the site. The first that the site does not use is taken."""


_BRANCH = re.compile(r"(?:^|/)(?:edit|blob|tree|src/branch)/([^/]+)/")
_MAIN = "main"
_SITE = "site"
_REQUIREMENTS = "requirements.txt"

Texts = Callable[[str, str, str, str], Mapping[str, str]]
"""Makes the files for CI and for writers.

Its arguments are the name, the address of the history, the address of the repository, and its branch.
"""


def join(folder: Path, config_file: Path, installed: Installation, texts: Texts, *, with_ci: bool) -> None:
    """Add a history to a site: the plugin in mkdocs.yml, settings, templates, and the folder of incidents.

    Args:
        folder: of the site.
        config_file: its mkdocs.yml.
        installed: the Afterword that runs.
        texts: makes further files, such as the night card.
        with_ci: whether `texts` makes CI files, which need the requirements.
    """
    project = read_any(config_file)
    config = project.values
    if PLUGIN in dict(project.plugins):
        stop(f"{config_file} uses Afterword already, so nothing was written.", REFUSED)
    if missing := _missing(config):
        stop(
            f"{config_file} needs {' and '.join(missing)} before a history can be added to that site, "
            "so nothing was written.",
            REFUSED,
        )
    if with_ci and Path(str(config.get("site_dir") or _SITE)) != Path(_SITE):
        stop(
            f"our CI files publish the folder {_SITE}, but {config_file} sets another site_dir. "
            "Remove it, or leave out --ci."
        )
    docs = folder / str(config.get("docs_dir") or "docs")
    under = next(
        (name for name in _FOLDERS if not any((docs / name).glob("*")) and not (docs / f"{name}.md").exists()),
        _FOLDERS[0],
    )
    before = config_file.read_bytes()
    text = before.decode("utf-8-sig")
    lists = [key for key in ("plugins", "nav") if key in config]
    elsewhere = any(not re.search(rf"^{key}:", text, re.MULTILINE) for key in lists)  # in the file that INHERIT names
    added = "" if elsewhere else with_entry(text, "plugins", f"afterword: {{under: {under}}}", first="search")
    if "nav" in config and added:
        added = with_entry(added, "nav", f"Incidents: {under}/index.md")
    if not added:
        stop(
            f"no entry can be added to plugins or nav as {config_file} has them, so nothing was written. "
            "Write both as lists in this file, with one entry a line after '- ', and run the command again.",
            REFUSED,
        )
    name = str(config.get("site_name") or "")
    values = {"organisation": yaml_text(name), "host": urlsplit(str(config.get("site_url") or "")).hostname or "null"}
    settings = files("afterword").joinpath("starter", "repository", "settings.yml").read_text(encoding="utf-8")
    named = _BRANCH.search(str(config.get("edit_uri") or ""))
    branch = named[1] if named else _MAIN
    more = (
        f"\n# The branch that is published: links to write lead there.\nrepository: {{branch: {yaml_text(branch)}}}\n"
    )
    contents = {
        "site_config/settings.yml": filled(settings, values) + ("" if branch == _MAIN else more),
        "incidents/.gitkeep": "",
    }
    contents |= {f"site_config/templates/{template}.md": packaged(template) for template in NAMES}
    address = f"{str(config.get('site_url') or '').rstrip('/')}/{under}/"
    contents |= texts(name, address, str(config.get("repo_url") or "").rstrip("/"), branch)
    needs = _requirements(folder, installed, with_ci=with_ci)
    with alone_in(folder):
        if there := [path for path in contents if os.path.lexists(folder / path)]:
            stop(f"{folder} has {there[0]} already, so nothing was written. Move it away.", REFUSED)
        changes = [FileChange(path=folder / path, after=data.encode()) for path, data in contents.items()] + needs
        bom = before[: len(before) - len(text.encode())]
        write(folder, FileChange(path=config_file, before=before, after=bom + added.encode()), *changes)
    click.echo(f"Added the plugin to {config_file}: your history will be under /{under}/, and no other page changes.")
    for change in changes:
        click.echo(f"Wrote {change.path}")
    place = "" if folder.resolve() == Path.cwd() else f"cd {folder} && "
    click.echo(f'Next: {place}afterword new "What users notice", and afterword serve to look at it.')
    if with_ci:
        click.echo(f"CI installs {_REQUIREMENTS}: it must name the plugins of your site, too.")
        return
    if not needs:
        line = "Afterword" if installed.wheel else installed.requirement
        click.echo(f"The job that builds your site needs Afterword, too: add {line} to the requirements there.")
    click.echo(
        "The job that builds your site must fetch the whole history of git. "
        "To add our CI files: --ci github, gitlab or other."
    )


def _missing(config: Mapping[str, object]) -> list[str]:
    """The lines that mkdocs.yml lacks, and without which every build with the plugin is refused."""
    theme = config.get("theme")
    name = theme.get("name") if isinstance(theme, Mapping) else theme
    there = {
        "the line site_url: with the full address of the site": config.get("site_url"),
        "use_directory_urls: true": config.get("use_directory_urls", True),
        "theme: {name: material}": name not in {None, "mkdocs", "readthedocs"},
    }
    return [line for line, value in there.items() if not value]


def _requirements(folder: Path, installed: Installation, *, with_ci: bool) -> list[FileChange]:
    """The changes that add Afterword to the requirements.

    None if the file has it already, if the file is locked by hashes, or if there is neither a file nor a CI file of
    ours that needs it.
    """
    file = folder / _REQUIREMENTS
    before = file.read_bytes() if file.is_file() else None
    if (
        (before is None and not with_ci)
        or b"--hash" in (before or b"")
        or re.search(rb"(?mi)^afterword\b", before or b"")
    ):
        return []
    line = f"{installed.requirement}\n".encode()
    after = line if before is None else before + (b"" if before.endswith(b"\n") or not before else b"\n") + line
    wheel = (
        [FileChange(path=folder / "vendor" / installed.wheel_name, after=installed.wheel)] if installed.wheel else []
    )
    return [FileChange(path=file, before=before, after=after), *wheel]


def with_entry(text: str, key: str, entry: str, first: str = "") -> str:
    """Add an entry at the end of a list of mkdocs.yml.

    Returns an empty text when the list is not written with one entry per line. A new list begins with `first`.
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
