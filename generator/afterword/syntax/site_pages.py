"""Where links from incidents into the pages and files written by hand lead."""

from collections.abc import Mapping
from dataclasses import field
from posixpath import dirname, normpath
from urllib.parse import unquote

from afterword.core.frozen import frozen


@frozen
class SitePages:
    """The pages and files of `docs_dir`, as links find them."""

    docs: str = ""
    """The folder `docs_dir`, POSIX, relative to the folder of mkdocs.yml."""
    addresses: Mapping[str, str] = field(default_factory=dict)
    """By the path of a file in it: the address on the site, empty for the home page."""

    def address(self, path: str, link: str) -> str | None:
        """Where on the site a link leads, or None when it leads to none of these.

        A link may be written as the forge reads it, from file to file (`../docs/about.md`); as MkDocs reads it, with the incidents
        among the pages (`../about.md`); or from the top of the pages (`about.md`).

        Args:
            path: the file in which the link stands, relative to the folder of mkdocs.yml.
            link: a relative link without query and anchor.
        """
        if not self.addresses:
            return None
        plain = unquote(link)
        there = normpath(f"{dirname(path)}/{plain}")
        top = plain
        while top.startswith(("../", "./")):
            top = top.partition("/")[2]
        if there.startswith(f"{self.docs}/") and (known := self._known(there.removeprefix(f"{self.docs}/"))) is not None:
            return known
        return next((known for place in (there, normpath(top)) if (known := self._known(place)) is not None), None)

    def _known(self, place: str) -> str | None:
        """The address of a file, or of a folder or page that is named by its address."""
        if place in self.addresses:
            return self.addresses[place]
        is_file = "." in place.rpartition("/")[2]
        return None if is_file or f"{place}/" not in self.addresses.values() else f"{place}/"
