"""Addresses inside the site. A page links relatively, so that the site works under any path."""

from collections.abc import Iterable
from functools import lru_cache

from afterword.core.model import Incident
from afterword.core.sources import Source

HOME = ""
HISTORY = "history/"
CALENDAR = "history/calendar/"
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
CALENDAR_FEED = "maintenance.ics"
API = "api/v2/"
"""The Statuspage-shaped API; its files are in `outputs/api/statuspage.py`."""
SUMMARY = f"{API}summary.json"
ARCHIVE = "api/incidents.json"
HISTORY_TABLE = "api/history.csv"
FRONT_MATTER_SCHEMA = "api/schema/incident-front-matter.json"
SETTINGS_SCHEMA = "api/schema/settings.json"
ARCHIVE_SCHEMA = "api/schema/history.json"
BADGE = "badge.svg"
STATUS_TEXT = "status.txt"
BANNER = "banner.js"
ROBOTS = "robots.txt"
HEADERS = "_headers"
STATISTICS = "statistics/"
HOW_TO_READ = "statistics/how-to-read/"

OWN = frozenset(
    address.rstrip("/")
    for address in (
        *(HISTORY, POSTMORTEMS, ACTIONS, MAINTENANCE, SEVERITIES, SUBSCRIBE, CATEGORIES, STATISTICS),
        *(HISTORY_FEED, UPDATES_FEED, HISTORY_RSS, UPDATES_RSS, JSON_FEED, CALENDAR_FEED),
        *(BADGE, STATUS_TEXT, BANNER, ROBOTS, HEADERS),
        *("api", "assets", "search", "index.html", "404.html", "sitemap.xml", "sitemap.xml.gz", "CNAME"),
    )
)
"""What stands at the top of a site, beside the incidents and the components."""


def incident_url(incident: Incident) -> str:
    """The page of an incident: `incidents/ID/`."""
    return f"incidents/{incident.id}/"


def written_as(sources: Iterable[Source], incidents: Iterable[Incident]) -> dict[str, str]:
    """By the path of an incident's file, in its place and named by its id or an alias: the address of its page."""
    addresses: dict[str, str] = {}
    folders = {source.path: source.folder.rpartition("/")[0] for source in sources}
    for incident in incidents:
        folder = folders[incident.path]
        names = [f"{folder}/{name}" for name in (incident.id, *incident.aliases)]
        for path in (incident.path, *(path for name in names for path in (f"{name}.md", f"{name}/index.md"))):
            addresses.setdefault(path, incident_url(incident))
    return addresses


def year_url(year: int) -> str:
    """The page of a year: `history/2026/`."""
    return f"{HISTORY}{year}/"


def month_url(year: int, month: int) -> str:
    """The page of a month: `history/2026/03/`."""
    return f"{HISTORY}{year}/{month:02}/"


def incident_feed(incident: Incident) -> str:
    """The feed of one incident's updates."""
    return f"{incident_url(incident)}{UPDATES_FEED}"


def component_url(component_id: str) -> str:
    """Where everything about a component stands: `components/delivery/`."""
    return f"{COMPONENTS}{component_id}/"


def days_url(year: int) -> str:
    """A year day by day: `history/calendar/2026/`."""
    return f"{CALENDAR}{year}/"


def severity_list_url(severity_id: str) -> str:
    """The list of the incidents of a severity: `history/severity/major/`."""
    return f"{HISTORY}severity/{severity_id}/"


def statistics_url(year: int) -> str:
    """The figures of a year: `statistics/2026/`."""
    return f"{STATISTICS}{year}/"


def history_archive(year: int, part: int = 1) -> str:
    """A part of the archive of the history feed: `history/2026.atom`, `history/2026-2.atom`."""
    return f"{HISTORY}{year}{'' if part == 1 else f'-{part}'}.atom"


def year_archive(year: int) -> str:
    """Everything about the incidents of a year: `api/incidents/2026.json`."""
    return f"api/incidents/{year}.json"


def incident_archive(incident: Incident) -> str:
    """Everything about an incident: `api/incidents/ID.json`."""
    return f"api/incidents/{incident.id}.json"


def group(path: str) -> str:
    """A name for a file and those that hold the same.

    Page and feed of an incident have one name; the archive of a year and that of each incident in it have one.
    """
    folder, _, name = path.rpartition("/")
    if folder == "api/incidents":
        return f"{folder}/{name[:4]}"
    return folder if folder.startswith("incidents/") else path


@lru_cache(maxsize=1024)
def relative(page: str, target: str) -> str:
    """The link from the page at `page` to `target`, both relative to the site; keeps `#anchor` and a closing slash."""
    path, hash_, anchor = target.partition("#")
    if path == page and hash_:
        return f"#{anchor}"
    return _way(page, path) + ("/" if not path or path.endswith("/") else "") + hash_ + anchor


def _way(page: str, path: str) -> str:
    """As `posixpath.relpath`, for addresses without `.` and `..`, and several times as fast."""
    here, there = ([part for part in address.split("/") if part] for address in (page, path))
    same = 0
    while same < min(len(here), len(there)) and here[same] == there[same]:
        same += 1
    return "/".join([*[".."] * (len(here) - same), *there[same:]]) or "."
