"""Resolve the relative links of a text, as seen from the page of its incident."""

import re
from dataclasses import dataclass, field
from posixpath import normpath
from urllib.parse import unquote

from afterword.markup.addresses import leads_elsewhere
from afterword.syntax.near_files import Reference
from afterword.syntax.site_pages import SitePages

_DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[^.]+", re.ASCII)


@dataclass(kw_only=True)
class Place:
    """The place of a text: the base of its relative links, and the files and incidents to which they led so far."""

    path: str
    """The file, as a POSIX path."""
    folder: str
    """The folder of all incidents, with a trailing slash: `incidents/`."""
    name: str
    """The name of the incident's file or folder."""
    files: frozenset[str] = frozenset()
    """The files in the incident's folder that may be published."""
    refused: frozenset[str] = frozenset()
    """The files there that must not be published. They are reported elsewhere."""
    pages: SitePages = field(default_factory=SitePages)
    """The pages written by hand."""
    linked: set[str] = field(default_factory=set)
    """The elements of `files` that a link names."""
    references: list[Reference] = field(default_factory=list)
    """Links to missing files, and links that are checked when all incidents are known."""

    def link(self, target: str, line: int) -> str:
        """Resolve a link as seen from the incident's page, `incidents/ID/`; empty when its target is not published."""
        if not target or leads_elsewhere(target):
            return target
        if target.startswith("/"):
            return "../.." + target
        path, hash_, anchor = target.partition("#")
        if not path:
            self._refer(target, line, self.name, anchor=anchor)
            return target
        whole = normpath(f"{self.path.rpartition('/')[0]}/{path}")
        if (page := self._page(path, whole)) is not None:
            return f"../../{page}{hash_}{anchor}"
        if not whole.startswith(self.folder):
            if "." in whole.rpartition("/")[2].strip("."):  # a file; other addresses may be pages of the site
                self._refer(target, line, "")
                return ""
            return target
        return self._inside(target, line, path, whole.removeprefix(self.folder), hash_ + anchor)

    def _page(self, path: str, whole: str) -> str | None:
        """The address of a page written by hand; None when the link leads to an incident or one of its files."""
        name, _, rest = whole.removeprefix(self.folder).partition("/")
        own = rest in self.files or unquote(rest) in self.files if rest else bool(_DATED.match(name))
        return None if own and whole.startswith(self.folder) else self.pages.address(self.path, path)

    def _inside(self, target: str, line: int, path: str, whole: str, place: str) -> str:
        """Resolve a link into the folder of incidents."""
        name, _, rest = whole.partition("/")
        anchor = place[1:]
        if rest == "index.md" or (not rest and (name.endswith(".md") or path.endswith("/") or _DATED.fullmatch(name))):
            name = name.removesuffix(".md")
            self._refer(target, line, name, anchor=anchor)
            return place if name == self.name and place else f"../{name}/{place}"
        if not rest:
            self._refer(target, line, "")
            return ""
        if name != self.name:
            self._refer(target, line, name, file=unquote(rest))
            return f"../{name}/{rest}{place}"
        file = rest if rest in self.files else unquote(rest)
        if file in self.files:
            self.linked.add(file)
            return rest + place
        if file not in self.refused:
            self._refer(target, line, name, file=file)
        return ""

    def is_own(self, address: str) -> bool:
        """Whether an address that `link` returned leads to a file of this site."""
        return not leads_elsewhere(address) and (
            unquote(address) in self.linked or address in self.linked or address.startswith("../")
        )

    def _refer(self, link: str, line: int, name: str, *, file: str = "", anchor: str = "") -> None:
        update = anchor if anchor.startswith("u-") else ""
        self.references.append(Reference(path=self.path, line=line, link=link, name=name, file=file, anchor=update))
