"""Moves every date and time in a text, so that a history can be told as of another day."""

import re
from datetime import date, datetime, time, timedelta

from afterword.core.times import MONTHS

_GERMAN = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember")
_MONTHS = {"": MONTHS, ".": _GERMAN}
"""The names of the months by what stands between the number of the day and the name: `14 March`, `14. März`."""
MONTH = "|".join(sorted({name for names in _MONTHS.values() for name in names}, key=len, reverse=True))
"""A pattern that fits the names that are understood behind a day."""
_DATE = re.compile(
    r"(?P<iso>\d{4}-\d{2}-\d{2})(?:(?P<gap>[ T])(?P<clock>\d{2}:\d{2}))?(?!\d)"
    rf"|(?<!\d)(?P<day>\d{{1,2}})(?P<point>\.?)(?P<between>\s+)(?P<month>{MONTH})\b(?:(?P<before>\s+)(?P<year>\d{{4}})(?!\d))?"
    r"|(?<![\d:])(?P<bare>\d{2}:\d{2})(?![\d:])"
)


def moved(text: str, by: timedelta, near: datetime) -> str:
    """The text with all dates moved: `2026-03-14`, `2026-03-14 09:16`, `14 March`, `14 March 2026`, `14. März`, `09:16`.

    Args:
        text: any text; names of files and addresses with dates are moved in it, too.
        by: how far. Whole days leave clock times as they are.
        near: a day without a year is taken from the year in which it is nearest to this; its time is that of dates without one.
    """

    def replaced(found: re.Match[str]) -> str:
        if found["bare"]:
            return f"{datetime.combine(near, time.fromisoformat(found['bare'])) + by:%H:%M}"
        if found["iso"]:
            clock = time.fromisoformat(found["clock"]) if found["clock"] else near.time()
            new = datetime.combine(date.fromisoformat(found["iso"]), clock) + by
            return f"{new:%Y-%m-%d}" + (f"{found['gap']}{new:%H:%M}" if found["clock"] else "")
        names = _MONTHS[found["point"]]
        month, day = names.index(found["month"]) + 1, int(found["day"])
        years = [int(found["year"])] if found["year"] else [near.year - 1, near.year, near.year + 1]
        old = min((datetime(year, month, day, near.hour, near.minute) for year in years), key=lambda one: abs(one - near))  # noqa: DTZ001
        new = old + by
        year = f"{found['before']}{new.year}" if found["year"] else ""
        return f"{new.day}{found['point']}{found['between']}{names[new.month - 1]}{year}"

    return _DATE.sub(replaced, text)
