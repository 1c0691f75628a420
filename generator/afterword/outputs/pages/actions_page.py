"""The register of action items: what was promised so that it does not happen again, and what is done."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from afterword.core.frozen import frozen
from afterword.core.history import History
from afterword.core.incident_parts import ActionItem
from afterword.core.model import Incident
from afterword.outputs.artifacts import Page
from afterword.outputs.page_context import Making
from afterword.outputs.pages.register import register_page, with_years
from afterword.outputs.urls import ACTIONS, incident_url
from afterword.outputs.yearly_list import PART, shelf


@frozen
class ListedAction:
    """An action item, and the incident that it came of."""

    action: ActionItem
    incident: Incident
    left: int | None = None
    """Days until it is due when the page is made, negative when it is late; None for what is done or has no date."""

    @property
    def late(self) -> int:
        """Days past its due date."""
        return max(-self.left, 0) if self.left else 0

    @property
    def url(self) -> str:
        """The page of the incident; relative links in the text begin there."""
        return incident_url(self.incident)

    @property
    def year(self) -> int:
        """The year in which it was done; where that is not stated, in which the incident began."""
        return self.action.done_on.year if self.action.done_on else self.incident.started.at.year


def actions_pages(history: History, making: Making) -> Iterator[Page]:
    """Yield the register, which alone knows the time, then a page for each year of what is done when that is long."""
    say, today = making.say, making.now.date()
    items = [
        ListedAction(action=action, incident=incident) for incident in history for action in incident.valid_actions
    ]
    open_items = sorted((item for item in items if not item.action.done), key=_oldest_first)
    done = sorted((item for item in items if item.action.done), key=_newest_first, reverse=True)
    finished = shelf(ACTIONS, ((item.year, item) for item in done))
    title = say("Action items")

    def html() -> str:
        rows = [replace(item, left=(item.action.due - today).days if item.action.due else None) for item in open_items]
        return making.render(
            "actions.html",
            ACTIONS,
            title=title,
            rows=rows,
            most=PART,
            overdue=sum(row.late > 0 for row in rows),
            shelf=finished,
            years=[(year, year.entries) for year in finished.first],
            now=making.now,
        )

    about = say(
        "What we said we would do so that it does not happen again: what is open, what is late, and what is done."
    )
    yield from with_years(
        register_page(ACTIONS, title, about, html, (item.incident for item in items)),
        finished,
        making,
        title=lambda year: say("Action items done in %(year)s", year=year),
        rows="register/items.html",
        show=lambda item: item,
        incident=lambda item: item.incident,
        within=lambda entries: [item.action.line for item in entries],
    )


def _oldest_first(item: ListedAction) -> tuple[bool, date, date, str, int]:
    """By due date; those without one last, by the start of their incident."""
    due = item.action.due
    return due is None, due or date.max, item.incident.started.at.date(), item.incident.id, item.action.line


def _newest_first(item: ListedAction) -> tuple[int, bool, date, str, int]:
    """By the day on which it was done; within a year those without a day last."""
    done = item.action.done_on
    return item.year, done is not None, done or item.incident.started.at.date(), item.incident.id, -item.action.line
