"""Links into the forge's editor: known patterns, or those of the settings."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, urlsplit

from afterword.core.frozen import frozen
from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.settings import Settings, Site

_GITHUB = ("{url}/new/{branch}/{folder}?filename={name}&value={text}", "{url}/edit/{branch}/{path}")
_GITEA = ("{url}/_new/{branch}/{folder}?filename={name}&value={text}", "{url}/_edit/{branch}/{path}")
_GITLAB = ("{url}/-/new/{branch}/?file_name={path}", "{url}/-/edit/{branch}/{path}")
_KNOWN = (("github", _GITHUB), ("gitlab", _GITLAB), ("gitea", _GITEA), ("forgejo", _GITEA), ("codeberg", _GITEA))
"""Words in the host of a forge, and its patterns for a new file and for an edit."""
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
    url, new_file, edit_file = _patterns(settings, site)
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
    url, new_file, _ = _patterns(settings, site)
    if not new_file:
        return TeamLinks()
    branch, root = settings.repository.branch, folder or site.incidents.strip("/")
    return TeamLinks(
        incident=_new(new_file, url, branch, root, "{day}-short-name.md", _INCIDENT),
        begin=_new(new_file, url, branch, root, "", _WITHOUT_TIME),
    )


def patterns_below(repo_url: str, folder: str) -> tuple[str, str]:
    """The patterns of a known forge for a new file and for an edit, if the project lies in a folder of its repository.

    `folder` has a slash at its end. The patterns are empty for an unknown forge.
    """
    new_file, edit_file = _known(repo_url)
    place = quote(folder)
    blank = "{folder}" if "{folder}" in new_file else "{path}"
    return new_file.replace(blank, place + blank, 1), edit_file.replace("{path}", f"{place}{{path}}", 1)


def check_links(site: Site, settings: Settings, settings_path: str, folder: str) -> Iterator[Problem]:
    """Report W232 if a link to a known forge leads elsewhere than into `folder`, where the project lies."""
    url, new_file, edit_file = _patterns(settings, site)
    edit = edit_file if settings.repository.edit_file or not site.edit_base else site.edit_base
    new, changed = patterns_below(url, folder)
    if new and not all(folder in pattern or quote(folder) in pattern for pattern in (new_file, edit)):
        yield problem(settings_path, 1, "W232", folder=folder, new=new, edit=changed)


def _known(repo_url: str) -> tuple[str, str]:
    host = urlsplit(repo_url).hostname or ""
    return next((patterns for word, patterns in _KNOWN if word in host), ("", ""))


def _patterns(settings: Settings, site: Site) -> tuple[str, str, str]:
    """The address of the repository, its pattern for a new file and that for an edit; empty where one is not known."""
    where = settings.repository
    url = (where.url or site.repo_url).rstrip("/")
    new_file, edit_file = _known(url)
    return url, where.new_file or new_file, where.edit_file or edit_file


def _new(pattern: str, url: str, branch: str, folder: str, name: str, text: str) -> str:
    """The address; the blanks that the script fills stay readable in it."""
    return _put(pattern, url, branch, folder=folder, name=name, text=text, path=f"{folder}/{name}")


def _put(pattern: str, url: str, branch: str, **values: str) -> str:
    kept = {name: quote(value, safe="/{}" if name in {"folder", "path"} else "{}") for name, value in values.items()}
    for name, value in {"url": url, "branch": quote(branch, safe="/"), **kept}.items():
        pattern = pattern.replace(f"{{{name}}}", value)
    return pattern
