"""Small files: a badge, a line of text, a banner, robots.txt, headers for hosts, the calendar of planned work."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from html import escape

from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.core.times import day_words
from afterword.core.words import Kind
from afterword.outputs.api.statuspage_words import maintenance_status
from afterword.outputs.artifact_keys import ids
from afterword.outputs.artifacts import TextFile
from afterword.outputs.bundles import FOLDER, part
from afterword.outputs.urls import BADGE, BANNER, CALENDAR_FEED, HEADERS, JSON_FEED, ROBOTS, STATUS_TEXT, incident_url

_LETTER = 6.2
"""The usual width of a letter at 11 px; the text is fitted to it, whatever font there is."""
_GREEN, _RED, _BLUE, _BROWN = "#1f6f43", "#a4262c", "#1c5d99", "#7a5200"
"""White on each has a contrast of more than 4.5, and on the grey of the label, too."""
_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="status: {words}">
<title>status: {words}</title>
<rect width="{width}" height="20" rx="3" fill="#4a4f57"/>
<path d="M{left} 0h{bend}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{bend}z" fill="{colour}"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">
<text x="6" y="14" textLength="{label_length}">status</text>
<text x="{words_at}" y="14" textLength="{words_length}">{words}</text>
</g>
</svg>
"""
_ROBOTS = "User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n"
_HASHED = (f"{FOLDER}*", "assets/stylesheets/*", "assets/javascripts/workers/*")
"""Files whose names change with their content: ours, and those of Material."""
_HOST = f"""\
# What a host should send with these files. Netlify and Cloudflare Pages read this; docs/api.md has it for nginx.
/*
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
{{frames}}{{kept}}/api/*
  Access-Control-Allow-Origin: *
  Cache-Control: public, max-age=60
/{JSON_FEED}
  Access-Control-Allow-Origin: *
  Content-Type: application/feed+json; charset=utf-8
/{STATUS_TEXT}
  Access-Control-Allow-Origin: *
/{BADGE}
  Access-Control-Allow-Origin: *
  Cache-Control: public, max-age=60
/{CALENDAR_FEED}
  Content-Type: text/calendar; charset=utf-8
"""


def small_files(history: History, settings: Settings, site: Site, now: datetime) -> Iterator[TextFile]:
    """The badge and the line may know the time; the others say the same on any day."""
    yield TextFile(path=BADGE, text=partial(_badge, history, now))
    yield TextFile(path=STATUS_TEXT, text=partial(_line, history, settings, site, now))
    yield TextFile(path=BANNER, text=partial(part, BANNER))
    yield TextFile(path=ROBOTS, text=partial(_ROBOTS.format, sitemap=site.absolute("sitemap.xml")))
    kept = "".join(f"/{path}\n  Cache-Control: public, max-age=31536000, immutable\n" for path in _HASHED)
    frames = "  Content-Security-Policy: frame-ancestors 'self'\n" if settings.security.policy else ""
    yield TextFile(path=HEADERS, text=partial(_HOST.format, frames=frames, kept=kept))


def _state(history: History, now: datetime) -> tuple[str, str]:
    """In a few words, and the colour that goes with them."""
    open_ones = sum(incident.kind is Kind.INCIDENT for incident in history.open)
    if open_ones:
        return ("incident open" if open_ones == 1 else f"{open_ones} incidents open"), _RED
    if history.unclear:
        return "state not known", _BROWN
    if any(maintenance_status(planned, now) in {"in_progress", "verifying"} for planned in history.planned):
        return "maintenance", _BLUE
    last = next((i for i in history if i.kind is Kind.INCIDENT and not i.retracted), None)
    return (f"last incident {day_words(last.started.at)}" if last else "no incident yet"), _GREEN


def _badge(history: History, now: datetime) -> str:
    words, colour = _state(history, now)
    label_length, words_length = (round(len(text) * _LETTER) for text in ("status", words))
    left, width = label_length + 12, label_length + words_length + 24
    return _SVG.format(
        words=escape(words),
        width=width,
        left=left,
        bend=width - left - 3,
        label_length=label_length,
        words_length=words_length,
        words_at=left + 6,
        colour=colour,
    )


def _line(history: History, settings: Settings, site: Site, now: datetime) -> str:
    """`Pigeonpost: incident open. Sign-in links are missing. https://…`, in one line."""
    words, _ = _state(history, now)
    newest = next((incident for incident in history.open if incident.kind is Kind.INCIDENT), None)
    more = f" {newest.title}. {site.absolute(incident_url(newest))}" if newest else f" {site.url}"
    return f"{settings.organisation.name or site.name}: {words}.{more}\n"


def maintenance_calendar(history: History, settings: Settings, site: Site) -> TextFile:
    """Every maintenance that has a planned time, in the order of their ids."""
    planned = tuple(sorted(filter(_has_time, history), key=lambda incident: incident.id))
    return TextFile(path=CALENDAR_FEED, text=partial(_calendar, planned, settings, site), lists=ids(planned))


def _has_time(incident: Incident) -> bool:
    stated = incident.stated
    return incident.kind is Kind.MAINTENANCE and bool(stated.scheduled_start and stated.scheduled_end)


def _calendar(planned: tuple[Incident, ...], settings: Settings, site: Site) -> str:
    from afterword.outputs.api.ical import calendar_text  # noqa: PLC0415 - most builds take the file over, and need not load icalendar

    return calendar_text(planned, settings, site)
