"""How the editor of a forge is addressed: the patterns that are known, or those of the settings."""

from urllib.parse import quote, urlsplit

from afterword.core.settings import Settings, Site

_GITHUB = ("{url}/new/{branch}/{folder}?filename={name}&value={text}", "{url}/edit/{branch}/{path}")
_GITEA = ("{url}/_new/{branch}/{folder}?filename={name}&value={text}", "{url}/_edit/{branch}/{path}")
_GITLAB = ("{url}/-/new/{branch}/?file_name={path}", "{url}/-/edit/{branch}/{path}")
_KNOWN = (("github", _GITHUB), ("gitlab", _GITLAB), ("gitea", _GITEA), ("forgejo", _GITEA), ("codeberg", _GITEA))
"""Words in the host of a forge, and its patterns for a new file and for an edit."""


def patterns(settings: Settings, site: Site) -> tuple[str, str, str]:
    """The address of the repository, its pattern for a new file and that for an edit; empty where one is not known."""
    where = settings.repository
    url = (where.url or site.repo_url).rstrip("/")
    new_file, edit_file = _known(url)
    return url, where.new_file or new_file, where.edit_file or edit_file


def patterns_below(repo_url: str, folder: str) -> tuple[str, str]:
    """The patterns of a known forge for a new file and for an edit, if the project lies in a folder of its repository.

    `folder` has a slash at its end. The patterns are empty for an unknown forge.
    """
    new_file, edit_file = _known(repo_url)
    place = quote(folder)
    blank = "{folder}" if "{folder}" in new_file else "{path}"
    return new_file.replace(blank, place + blank, 1), edit_file.replace("{path}", f"{place}{{path}}", 1)


def _known(repo_url: str) -> tuple[str, str]:
    host = urlsplit(repo_url).hostname or ""
    return next((known for word, known in _KNOWN if word in host), ("", ""))
