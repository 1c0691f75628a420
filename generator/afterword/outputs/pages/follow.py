"""The foot of an incident's page: how to follow it, pass it on, discuss it, and see every change to it."""

import re
from collections.abc import Callable
from urllib.parse import quote

from afterword.core.frozen import frozen
from afterword.core.model import Incident
from afterword.core.settings import Share
from afterword.outputs.page_context import Making
from afterword.outputs.urls import incident_archive, incident_feed, incident_url

_SHARES: dict[Share, Callable[[str, str], str]] = {
    Share.COPY: lambda address, _: address,
    Share.EMAIL: lambda address, title: (
        f"mailto:?subject={_part(title)}&body={_part(title)}%0D%0A%0D%0A{_part(address)}"
    ),
    Share.LINKEDIN: lambda address, _: f"https://www.linkedin.com/sharing/share-offsite/?url={_part(address)}",
    Share.FACEBOOK: lambda address, _: f"https://www.facebook.com/sharer/sharer.php?u={_part(address)}",
    Share.X: lambda address, title: f"https://x.com/intent/post?text={_part(title)}&url={_part(address)}",
    # Mastodon has many servers; this page of theirs asks for the reader's own and keeps the text behind the #.
    Share.MASTODON: lambda address, title: f"https://share.joinmastodon.org/#text={_part(f'{title} {address}')}",
    Share.BLUESKY: lambda address, title: f"https://bsky.app/intent/compose?text={_part(f'{title} {address}')}",
}
"""The page of each network that writes a post, by address and title of the page that is shared."""
_REPOSITORY = r"^(https?://[^/]+/[^/]+/[^/]+)"
_CHANGES = (
    (re.compile(r"/-/(?:edit|blob)/"), "/-/commits/"),  # GitLab
    (re.compile(rf"{_REPOSITORY}/(?:_edit|src/branch)/"), r"\1/commits/branch/"),  # Forgejo and Gitea
    (re.compile(rf"{_REPOSITORY}/(?:edit|blob)/"), r"\1/commits/"),  # GitHub
)
"""Where a forge lists the changes to a file, in the place of where it edits or shows it."""


@frozen
class Follow:
    """What stands at the foot of an incident."""

    feed: str
    """The path of its own feed; whether there is one, the build knows."""
    data: str
    """The path of its JSON."""
    shares: tuple[tuple[Share, str], ...]
    discussion: str
    """Where it is discussed; empty: nowhere."""
    changes: str
    """Where every change to its file can be read; empty: not known."""


def follow(incident: Incident, making: Making) -> Follow:
    """Return the foot of `incident`."""
    settings, site = making.settings, making.site
    address = site.absolute(incident_url(incident))
    return Follow(
        feed=incident_feed(incident),
        data=incident_archive(incident),
        shares=tuple((share, _SHARES[share](address, incident.title)) for share in settings.share),
        discussion=incident.discussion or settings.discussion.replace("{id}", incident.id),
        changes=changes_url(site.edit_base, incident.path),
    )


def changes_url(edit_base: str, path: str) -> str:
    """Where the forge of `edit_base` lists the changes to a file; empty for a forge that we do not know."""
    for edit, changes in _CHANGES:
        if edit.search(edit_base):
            return edit.sub(changes, edit_base, count=1) + quote(path)
    return ""


def _part(text: str) -> str:
    """A text as a part of an address."""
    return quote(text, safe="")
