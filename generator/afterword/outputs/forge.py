"""Links into the editor of the forge."""

from dataclasses import replace
from urllib.parse import quote

from afterword.core.forge_patterns import patterns
from afterword.core.frozen import frozen
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site

_UPDATE = "\n\nNext update by {next} UTC.\n"
"""What an update begins with: the writer puts a sentence above it."""
_INCIDENT = (
    "---\ntitle: What users notice\n---\n### {minute} UTC - Investigating\n"
    "We have reports of this problem, and are looking for the cause. Next update by {next} UTC.\n"
)
_WITHOUT_TIME = _INCIDENT.replace("{minute} UTC", "now").replace(" Next update by {next} UTC.", "")


@frozen
class TeamLinks:
    """Links for the team at the foot of a page. The script, which knows the time, fills the blanks in braces."""

    edit: str = ""
    """Edits the incident's own file."""
    update: str = ""
    """A new update file, for an open incident."""
    incident: str = ""
    """A new incident file."""
    begin: str = ""
    """Where a new incident can be begun without the script."""


def team_links(incident: Incident, settings: Settings, site: Site) -> TeamLinks:
    """The links of an incident's page; empty where the forge is not known."""
    where = settings.repository
    url, new_file, edit_file = patterns(settings, site)
    edit = site.edit_base + quote(incident.path)
    if not site.edit_base or where.edit_file:
        edit = _put(edit_file, url, where.branch, path=incident.path) if edit_file else ""
    folder = incident.path.removesuffix("/index.md").removesuffix(".md")
    takes = bool(new_file and edit and incident.is_open)
    return replace(
        new_links(settings, site, folder.rpartition("/")[0]),
        edit=edit,
        update=_new(new_file, url, where.branch, f"{folder}/updates", "{time}-update.md", _UPDATE) if takes else "",
    )


def new_links(settings: Settings, site: Site, folder: str = "") -> TeamLinks:
    """The link to a new incident, in `folder` or in that of all incidents: for pages that belong to none."""
    url, new_file, _ = patterns(settings, site)
    if not new_file:
        return TeamLinks()
    branch, root = settings.repository.branch, folder or site.incidents.strip("/")
    return TeamLinks(
        incident=_new(new_file, url, branch, root, "{day}-short-name.md", _INCIDENT),
        begin=_new(new_file, url, branch, root, "", _WITHOUT_TIME),
    )


def _new(pattern: str, url: str, branch: str, folder: str, name: str, text: str) -> str:
    """The address; the blanks that the script fills stay readable in it."""
    return _put(pattern, url, branch, folder=folder, name=name, text=text, path=f"{folder}/{name}")


def _put(pattern: str, url: str, branch: str, **values: str) -> str:
    kept = {name: quote(value, safe="/{}" if name in {"folder", "path"} else "{}") for name, value in values.items()}
    for name, value in {"url": url, "branch": quote(branch, safe="/"), **kept}.items():
        pattern = pattern.replace(f"{{{name}}}", value)
    return pattern
