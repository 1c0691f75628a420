"""`afterword init`: a complete repository for a team's own history."""

import os
import re
import sys
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote, urlsplit

import click

from afterword.commands.form import NO_CHOICES, Form, blanks, github_card, github_ways, gitlab_card, gitlab_ways
from afterword.commands.join_site import join
from afterword.commands.open_project import load
from afterword.commands.refresh import RECORD, record, renewed
from afterword.commands.writer_templates import NAMES, own_names, packaged
from afterword.core.forge_patterns import patterns_below
from afterword.core.settings import Settings, Site
from afterword.editing.texts import filled, yaml_text
from afterword.engines.mkdocs_yml import read_project
from afterword.outputs.forge import new_links
from afterword.world.files import FileChange, write
from afterword.world.installation import Installation, installation
from afterword.world.lock import alone_in
from afterword.world.read_tree import read_plain
from afterword.world.refusal import REFUSED, stop

_BRANCH = "main"


class Forge(StrEnum):
    """The forge whose CI publishes the site."""

    GITHUB = "github"
    GITLAB = "gitlab"
    OTHER = "other"


_EDIT = {Forge.GITHUB: f"edit/{_BRANCH}/", Forge.GITLAB: f"-/edit/{_BRANCH}/"}
_CARD = "NIGHT_CARD.md"
_FILES = {
    "mkdocs.yml": "mkdocs.yml",
    "README.md": "README.md",
    _CARD: "night-card.md",
    ".gitignore": "gitignore",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    "requirements.txt": "requirements.txt",
    "site_config/settings.yml": "settings.yml",
    "site_config/overrides/mkdocs_theme.yml": "mkdocs_theme.yml",
    "site_config/pages/about.md": "about.md",
}
"""Every file of a new repository, and the name it has in the package."""
_CI = {
    Forge.GITHUB: {
        **{
            f".github/workflows/{name}.yml": f"github-{name}.yml"
            for name in ("check", "publish", "say", "incident-issues", "alert")
        },
        ".github/ISSUE_TEMPLATE/incident.md": "incident-issue.md",
    },
    Forge.GITLAB: {".gitlab-ci.yml": "gitlab-ci.yml", "publish.sh": "publish.sh"},
    Forge.OTHER: {"publish.sh": "publish.sh"},
}
_SHORT = {f".github/workflows/{name}.yml": f"github-{name}-short.yml" for name in ("check", "publish")}
"""Workflows that use the action of the repository that Afterword was installed from."""
_HOST_OF_ACTIONS = "github.com"
_BY = {
    Forge.GITHUB: "By GitHub Actions, see `.github/workflows/`.",
    Forge.GITLAB: (
        "By GitLab CI, see `.gitlab-ci.yml`. For the form on the phone, allow its jobs to push, once: "
        "Settings, CI/CD,\nJob token permissions."
    ),
    Forge.OTHER: (
        "By `sh publish.sh`, from your CI system on each push and every hour. Its first lines list its variables."
    ),
}
_ONCE = {
    Forge.GITHUB: ("settings/pages", "Once, choose GitHub Actions as the source under Settings, Pages"),
    Forge.GITLAB: (
        "-/pipeline_schedules/new",
        "Once, add a schedule under Build, Pipeline schedules: every hour on the default branch",
    ),
}
"""The step that a forge needs once: the page, relative to the repository, and what to do there."""
_EXAMPLES = {"--url": "https://status.pigeonpost.example/", "--repo": "https://github.com/pigeonpost/status"}
"""An address for each option that takes one."""
_OF_SSH = re.compile(r"(?:ssh://)?[\w.-]+@(?P<host>[\w.-]+)(?::[0-9]+/|[:/])(?P<path>[\w./-]+?)(?:\.git)?/?", re.ASCII)
"""The address with which git clones a repository by SSH."""
_BELOW = """
# This project lies in {below} of its repository, and so do the files that links on pages add and edit.
repository:
  new_file: "{new}"
  edit_file: "{edit}"
"""
_VENDOR = "vendor"
_LINKS = (
    'Or by hand: use the links at the end of pages, "New incident" on the first page of the site, and "Add an update"\n'
    "on the page of an open incident. Write one sentence, and press Commit."
)
_NO_LINKS = "From a phone: write the file in the web editor of the repository, as below."
"""For an unknown forge. Pages then have no links that create or edit a file."""
_LINKS_CARD = """\
at the foot of that page press **New incident**; at the foot of the open incident's page, **Add an update**.
Write one sentence, and press Commit."""
_NO_LINKS_CARD = "write the file below in the web editor of the repository."


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--name", help="The name of the site, such as 'Pigeonpost incidents'.")
@click.option("--url", help="The full address at which the site will be published.")
@click.option("--repo", metavar="URL", help="The address of the repository, for links that add and edit incidents.")
@click.option(
    "--ci",
    type=click.Choice([each.value for each in Forge]),
    help="Which CI files are written.  [default: by the host of --repo]",
)
@click.option(
    "--refresh",
    is_flag=True,
    help="Update the files for CI and for writers in DIR, or here, except those that somebody has edited.",
)
def init(
    folder: Path | None, name: str | None, url: str | None, repo: str | None, ci: str | None, refresh: bool
) -> None:
    """Start a history in a new repository.

    Writes settings, templates, CI that publishes, and a README for writers.

    In the folder of a MkDocs site, it adds a history to that site, in a separate folder; with --ci also the files for
    CI.

    On a terminal it asks for missing values. It overwrites no file: if an existing one is in the way, nothing is
    written.

    \b
    afterword init status --name "Pigeonpost incidents" --url https://status.pigeonpost.example/ --repo https://github.com/pigeonpost/status
    afterword init --refresh

    Exit code 0: made. 1: refused, and nothing was written. 2: the command is wrong.
    """  # noqa: D301 - to click, \b begins lines that are not to be joined
    if refresh:
        _refresh(folder or Path())
        return
    if folder is None:
        stop('name the folder: afterword init DIR --name "…" --url https://…')
    if (folder / "mkdocs.yml").is_file():
        if name or url or repo:
            stop(
                f"{folder} has a site, so the values come from its mkdocs.yml. Write site_name, site_url and repo_url "
                f"there, then: afterword init {folder}"
            )
        _join(folder, Forge(ci) if ci else None)
        return
    name, url, repo = _asked(name, url, repo)
    forge = Forge(ci) if ci else _forge(repo or "")
    repo = _address(repo, "--repo").rstrip("/") if repo else ""
    installed = installation(_VENDOR)
    inside = next((above for above in folder.resolve().parents if (above / ".git").exists()), None)
    below = f"{folder.resolve().relative_to(inside).as_posix()}/" if inside and not (folder / ".git").exists() else ""
    texts = files_of(name, _address(url, "--url"), repo, forge, installed, below=below)
    texts[RECORD] = record({path: texts[path] for path in _renewed(forge)})
    contents = {path: text.encode() for path, text in texts.items()}
    if installed.wheel:
        contents[f"{_VENDOR}/{installed.wheel_name}"] = installed.wheel
    with alone_in(folder):
        there = [path for path in contents if os.path.lexists(folder / path)]
        if there:
            names = ", ".join(there[:3]) + (" and more" if len(there) > 3 else "")
            stop(
                f"{folder} has {names} already, so nothing was written. Move it away, or name another folder.", REFUSED
            )
        write(folder, *(FileChange(path=folder / path, after=data) for path, data in contents.items()))
    for path in contents:
        click.echo(f"Wrote {folder / path}")
    place = "" if folder.resolve() == Path.cwd() else f"cd {folder} && "
    begin = "" if (folder / ".git").exists() or inside else f"git init -b {_BRANCH} && "
    click.echo(f"Next: {place}{begin}git add . && git commit -m 'Begin our incident history'")
    if inside:
        click.echo(
            f"{folder} lies in the repository {inside}. "
            "GitHub and GitLab read CI files only at the root of a repository: make a repository for the history alone."
        )
    if once := _once(forge, repo):
        click.echo(once)
    click.echo('Then: afterword new "What users notice", and afterword serve to look at it.')


def _join(folder: Path, forge: Forge | None) -> None:
    """Add a history to an existing site, with the CI files of `forge` if one is given."""
    installed = installation(_VENDOR)

    def texts(name: str, url: str, repo: str, branch: str) -> dict[str, str]:
        of = forge or Forge.OTHER
        every = files_of(name, url, repo, of, installed, NO_CHOICES, branch)
        chosen = {path: every[path] for path in (_CARD, *(_CI[of] if forge else ()))}
        return chosen | {RECORD: record(chosen)}

    join(folder, folder / "mkdocs.yml", installed, texts, with_ci=forge is not None)


def _asked(name: str | None, url: str | None, repo: str | None) -> tuple[str, str, str | None]:
    """The given values. Missing ones are asked for on a terminal."""
    if sys.stdin.isatty():
        name = name or click.prompt("The name of the site", default="Incidents")
        url = url or click.prompt("The address of the site, with https://")
        if repo is None:
            repo = click.prompt("The address of the repository (empty: none yet)", default="", show_default=False)
    if not name or not url:
        stop('give the name and the address of the site: afterword init DIR --name "…" --url https://…')
    return name, url, repo


def _once(forge: Forge, repo: str) -> str:
    """The step that a person has to take once at the forge; empty without one."""
    page, words = _ONCE.get(forge, ("", ""))
    return f"{words}: {repo}/{page}" if words and repo else words and f"{words}."


def _action(installed: Installation, repo: str) -> str:
    """The action that replaces steps of the workflows, as they name it; empty if the forge cannot reach it."""
    source, own = urlsplit(installed.repository), urlsplit(repo or f"https://{_HOST_OF_ACTIONS}")
    place = source.path.strip("/")
    return f"{place}@{installed.revision}" if source.hostname == own.hostname and place.count("/") == 1 else ""


def _forge(repo: str) -> Forge:
    host = urlsplit(repo).hostname or ""
    return next((forge for forge in (Forge.GITHUB, Forge.GITLAB) if forge.value in host), Forge.OTHER)


def _address(text: str, option: str) -> str:
    """Check an address, and return it with one slash at its end."""
    parts = urlsplit(text.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        clone = _OF_SSH.fullmatch(text.strip())
        example = f"https://{clone['host']}/{clone['path']}" if clone else _EXAMPLES[option]
        stop(f"{option}: '{text}' is no full address. Write {'' if clone else 'e.g. '}{example}")
    return text.strip().rstrip("/") + "/"


def _refresh(folder: Path) -> None:
    """Update the files that depend on the settings, except files that somebody edited."""
    under = read_project(folder / "mkdocs.yml").under
    written = read_plain(folder, RECORD) or b""
    if under and not written:
        stop(
            "the history is part of a site that has its own CI and README, "
            "so `afterword init` wrote none, and there is nothing to refresh."
        )
    project = load(folder / "mkdocs.yml")
    forges = {".gitlab-ci.yml": Forge.GITLAB, ".github/workflows": Forge.GITHUB, "publish.sh": Forge.OTHER}
    forge = next(
        (forge for path, forge in forges.items() if (project.root / path).exists()), _forge(project.site.repo_url)
    )
    if under:
        forge = next(
            (listed for listed in Forge if all(f"  {path}\n".encode() in written for path in _CI[listed])), Forge.OTHER
        )
    form = Form(
        components=tuple(part.id for part in project.settings.components),
        templates=own_names(project.root, project.settings_path),
    )
    site, repository = project.site, project.settings.repository
    contents = files_of(
        site.name, site.url, repository.url or site.repo_url, forge, installation(_VENDOR), form, repository.branch
    )
    ours = [path for path in _renewed(forge) if not under or f"  {path}\n".encode() in written]
    for line in renewed(project.root, {path: contents[path] for path in ours}):
        click.echo(line)


def _renewed(forge: Forge) -> tuple[str, ...]:
    """The files that `--refresh` updates."""
    return ("README.md", _CARD, *_CI[forge])


def _phone(forge: Forge, repo: str, branch: str, *, links: bool) -> tuple[str, str]:
    """How to write an update from a phone: the text for the README, and that for the night card."""
    ways = {Forge.GITHUB: (github_ways, github_card), Forge.GITLAB: (gitlab_ways, gitlab_card)}
    if repo and forge in ways:
        about, card = ways[forge]
        return f"{about(repo, branch)}\n{_LINKS if links else ''}".strip(), card(repo, branch)
    return (_LINKS.replace("Or by hand", "From a phone"), _LINKS_CARD) if links else (_NO_LINKS, _NO_LINKS_CARD)


def files_of(
    name: str,
    url: str,
    repo: str,
    forge: Forge,
    installed: Installation,
    form: Form = NO_CHOICES,
    branch: str = _BRANCH,
    *,
    below: str = "",
) -> dict[str, str]:
    """The text files of a new repository, by path; `below` is the folder of a repository that holds more."""
    lines = ""
    if repo:
        edit = f"edit_uri: {_EDIT[forge]}{quote(below)}\n" if forge in _EDIT else ""
        lines = f"# Where the incidents can be edited. Readers see a link to it.\nrepo_url: {repo}\n{edit}"
    action = _action(installed, repo)
    phone, card = _phone(
        forge, repo, branch, links=bool(new_links(Settings(), Site(name=name, url=url, repo_url=repo)).incident)
    )
    values = {
        "site_name": name,
        "site_url": url,
        "repository": lines,
        "organisation": yaml_text(re.sub(r"(?i)\s*(?:incidents?|status)(?: history)?$", "", name) or name),
        "host": urlsplit(url).hostname or "",
        "branch": branch,
        "requirement": installed.requirement,
        "action": action,
        "phone": phone,
        "phone_card": card,
        "clone": f"<{repo}>" if repo else "the repository",
        "ci_notes": f"{_BY[forge]} {_once(forge, repo)}".strip(),
        **blanks(form),
    }
    ci = {**_CI[forge], **(_SHORT if action and forge is Forge.GITHUB else {})}
    texts = files("afterword").joinpath("starter", "repository")
    contents = {
        path: filled(texts.joinpath(own).read_text(encoding="utf-8"), values) for path, own in {**_FILES, **ci}.items()
    }
    contents["mkdocs.yml"] = contents["mkdocs.yml"].replace(
        f"site_name: {name}\n", f"site_name: {yaml_text(name)}\n", 1
    )
    if below and all(patterns := patterns_below(repo, below)):
        contents["site_config/settings.yml"] += _BELOW.format(below=below, new=patterns[0], edit=patterns[1])
    contents["incidents/.gitkeep"] = ""
    return contents | {f"site_config/templates/{template}.md": packaged(template) for template in NAMES}
