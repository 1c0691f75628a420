"""Addresses inside the site. A page links relatively, so that the site works under any path."""

import re
from posixpath import relpath

from afterword.core.model import Incident

HOME = ""
HISTORY = "history/"
POSTMORTEMS = "postmortems/"
ACTIONS = "actions/"
MAINTENANCE = "maintenance/"
SEVERITIES = "severities/"
SUBSCRIBE = "subscribe/"
COMPONENTS = "components/"
CATEGORIES = "categories/"
HISTORY_FEED = "history.atom"
UPDATES_FEED = "updates.atom"
HISTORY_RSS = "history.rss"
UPDATES_RSS = "updates.rss"
JSON_FEED = "feed.json"
CALENDAR = "maintenance.ics"
ARCHIVE = "api/incidents.json"
SUMMARY = "api/v2/summary.json"
STATUS_LINE = "status.txt"
BADGE = "badge.svg"
STATISTICS = "statistics/"
HOW_TO_READ = "statistics/how-to-read/"

_START_TAG = re.compile(r'<[A-Za-z][^\s>]*(?:\s+[^\s=>]+="[^"]*")+\s*/?>')
_ATTRIBUTE = re.compile(r'([^\s=>]+)="([^"]*)"')
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//")


def incident_url(incident: Incident) -> str:
    """The page of an incident: `incidents/ID/`."""
    return f"incidents/{incident.id}/"


def year_url(year: int) -> str:
    """The page of a year: `history/2026/`."""
    return f"{HISTORY}{year}/"


def month_url(year: int, month: int) -> str:
    """The page of a month: `history/2026/03/`."""
    return f"{HISTORY}{year}/{month:02}/"


def incident_feed(incident: Incident) -> str:
    """The feed of one incident's updates."""
    return f"{incident_url(incident)}updates.atom"


def incident_json(incident: Incident) -> str:
    """All that the archive says of one incident."""
    return f"api/incidents/{incident.id}.json"


def component_feed(component_id: str) -> str:
    """The feed of the updates about one component."""
    return f"components/{component_id}/updates.atom"


def component_url(component_id: str) -> str:
    """The page of a component: `components/delivery/`."""
    return f"{COMPONENTS}{component_id}/"


def component_feeds(component_id: str) -> tuple[tuple[str, str], ...]:
    """The feeds of a component: for each feed of all, its name and the one of this component."""
    return tuple((name, f"{component_url(component_id)}{name}") for name in (UPDATES_FEED, HISTORY_FEED))


def severity_list_url(severity_id: str) -> str:
    """The list of the incidents of a severity: `history/severity/major/`."""
    return f"{HISTORY}severity/{severity_id}/"


def statistics_url(year: int) -> str:
    """The figures of a year: `statistics/2026/`."""
    return f"{STATISTICS}{year}/"


def relative(page: str, target: str) -> str:
    """The link from the page at `page` to `target`, both relative to the site; keeps `#anchor` and a closing slash."""
    path, hash_, anchor = target.partition("#")
    if path == page and hash_:
        return f"#{anchor}"
    link = relpath(f"/{path}", f"/{page}")
    return link + ("/" if not path or path.endswith("/") else "") + hash_ + anchor


def rebase(html: str, base: str) -> str:
    """Put `base` before every relative link of a fragment.

    `html` is the output of our own cleaner (reading/markdown.py), so attributes stand in double quotes.
    `base` is the address of the incident's page as seen from where the fragment will stand: relative to
    another page, or absolute for feeds.
    """

    def put(match: re.Match[str]) -> str:
        name, link = match.groups()
        return match[0] if name not in {"href", "src"} or _ABSOLUTE.match(link) else f'{name}="{join(base, link)}"'

    return _START_TAG.sub(lambda tag: _ATTRIBUTE.sub(put, tag[0]), html)


def join(base: str, link: str) -> str:
    """`link`, relative to the folder `base`, with `..` taken out; `base` may be absolute or relative."""
    if link.startswith("#") or not link:
        return base + link
    while link.startswith("../") and re.search(r"[^/.]/$", base):
        base, link = re.sub(r"[^/]+/$", "", base), link[3:]
    return base + link
