"""Resolve links from incidents to pages and files written by hand."""

from collections.abc import Mapping
from dataclasses import field
from posixpath import dirname, normpath
from urllib.parse import unquote

from afterword.core.frozen import frozen


@frozen
class SitePages:
    """The pages and files of `docs_dir`, as link targets."""

    docs: str = ""
    """The folder `docs_dir` as a POSIX path, relative to the folder of mkdocs.yml."""
    addresses: Mapping[str, str] = field(default_factory=dict)
    """By the path of a file in `docs_dir`: its address on the site, empty for the home page."""

    def address(self, path: str, link: str) -> str | None:
        """The address on the site to which a link leads; None when it leads to none of these files.

        A link may be relative to the file, as the forge reads it (`../docs/about.md`); relative with the incidents
        among the pages, as MkDocs reads it (`../about.md`); or relative to the top of the pages (`about.md`).

        Args:
            path: the file in which the link stands, relative to the folder of mkdocs.yml.
            link: a relative link without query and anchor.
        """
        if not self.addresses:
            return None
        plain = unquote(link)
        from_file = normpath(f"{dirname(path)}/{plain}")
        from_top = plain
        while from_top.startswith(("../", "./")):
            from_top = from_top.partition("/")[2]
        places = [from_file, normpath(from_top)]
        if from_file.startswith(f"{self.docs}/"):
            places.insert(0, from_file.removeprefix(f"{self.docs}/"))
        return next((known for place in places if (known := self._known(place)) is not None), None)

    def _known(self, place: str) -> str | None:
        """The address of a file, or of a page or folder that is named by its address."""
        if place in self.addresses:
            return self.addresses[place]
        is_file = "." in place.rpartition("/")[2]
        return None if is_file or f"{place}/" not in self.addresses.values() else f"{place}/"
