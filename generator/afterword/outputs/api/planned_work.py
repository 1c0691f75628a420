"""Selects the planned work for the calendar that `ical.py` writes."""

from functools import partial

from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.core.words import Kind
from afterword.outputs.artifact_keys import ids
from afterword.outputs.artifacts import TextFile
from afterword.outputs.urls import CALENDAR_FEED


def maintenance_calendar(history: History, settings: Settings, site: Site) -> TextFile:
    """Every maintenance that has a planned time, in the order of their ids."""
    planned = tuple(sorted(filter(_has_time, history), key=lambda incident: incident.id))
    return TextFile(path=CALENDAR_FEED, text=partial(_text, planned, settings, site), lists=ids(planned))


def _has_time(incident: Incident) -> bool:
    stated = incident.stated
    return incident.kind is Kind.MAINTENANCE and bool(stated.scheduled_start and stated.scheduled_end)


def _text(planned: tuple[Incident, ...], settings: Settings, site: Site) -> str:
    from afterword.outputs.api.ical import calendar_text  # noqa: PLC0415 - most builds take the file over, and need not load icalendar

    return calendar_text(planned, settings, site)
