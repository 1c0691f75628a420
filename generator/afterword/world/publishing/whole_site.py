"""Check that a folder is a complete site built by Afterword, before it is deployed."""

from pathlib import Path

from afterword.core.frozen import frozen
from afterword.world.publishing.site_manifest import MANIFEST, digest_of, read_manifest

_HOME = "index.html"


@frozen
class Whole:
    """The result of checking a folder."""

    files: int
    """How many files the site should have."""
    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unknown: str = ""
    """Why its files cannot be checked: a sentence without its full stop."""

    @property
    def fault(self) -> str:
        """What is wrong, as a sentence without its full stop; empty for a complete site."""
        found = [
            f"of {self.files} files {len(names)} {what} "
            f"({', '.join(names[:3])}{' and others' if len(names) > 3 else ''})"
            for names, what in ((self.missing, "cannot be found"), (self.changed, "differ from what was built"))
            if names
        ]
        return self.unknown or "; ".join(found)


def look_at_whole(site: Path) -> Whole:
    """Compare a folder with the list of files in it. Other files in the folder are ignored.

    Raises:
        PublishError: the list was not written by Afterword.
    """
    if not site.is_dir():
        return Whole(files=0, unknown="there is no such folder")
    listed = read_manifest(site)
    if not listed:
        return Whole(files=0, unknown=f"it has no list of files ({MANIFEST}), so Afterword did not build it")
    if _HOME not in listed:
        return Whole(
            files=len(listed), unknown=f"its list of files ({MANIFEST}) names no {_HOME}, so it is no whole site"
        )
    found = {name: digest_of(site / name) for name in listed}
    missing = tuple(sorted(name for name, there in found.items() if not there))
    changed = tuple(sorted(name for name, there in found.items() if there and there != listed[name]))
    return Whole(files=len(listed), missing=missing, changed=changed)
