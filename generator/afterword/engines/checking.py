"""Reads and checks everything that a site is made of, for every engine."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from afterword.build import NOTHING_AROUND, Checked, Each, Surroundings, check
from afterword.core.problems import Problem, problem
from afterword.core.settings import Site
from afterword.core.sources import Stray, StrayKind
from afterword.engines.mkdocs_yml import Places
from afterword.syntax.site_pages import SitePages
from afterword.world.kept.store import kept_by_git
from afterword.world.read_tree import read_tree
from afterword.world.repository.authored_times import with_times
from afterword.world.site_files import links_in, read_site_files


def check_site_of(
    places: Places, site: Site, pages: SitePages, now: datetime, each: Each = map, around: Surroundings = NOTHING_AROUND
) -> Checked:
    """Read the incidents, the settings and what is published beside them, and find what is wrong.

    `each` reads many incidents. `around.preview` says whether only this machine sees what is made.
    """
    root = places.root
    tree = with_times(root, read_tree(root, places.incidents, places.settings), now, preview=around.preview)
    links = links_in(places.config_file.absolute().parent, places.published)
    beside = read_site_files(root, places.config_file, places.docs, root / places.incidents)
    tree = replace(tree, beside=beside, strays=(*tree.strays, *links, *_caches(root)))
    return check(tree, site, now, each, replace(around, pages=pages))


def is_here(url: str) -> bool:
    """Whether an address leads to this machine (localhost, loopback)."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def and_more(pages: Sequence[str]) -> str:
    """The first of several pages, and the number of the others, in words."""
    return f"{pages[0]} and {len(pages) - 1} more" if len(pages) > 1 else pages[0]


def refused_by_policy(config_name: str, settings: str, scripts: Mapping[str, Sequence[str]]) -> tuple[Problem, ...]:
    """W230 in the file `config_name` for each script that a policy refuses. `scripts`: by its beginning, the pages."""
    return tuple(
        problem(config_name, 1, "W230", page=and_more(pages), text=text, settings=settings)
        for text, pages in scripts.items()
    )


def _caches(root: Path) -> Iterable[Stray]:
    return (
        Stray(path=files[0], kind=StrayKind.CACHE, folder=folder, count=len(files))
        for folder, files in kept_by_git(root)
    )
