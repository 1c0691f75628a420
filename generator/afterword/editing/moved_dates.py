"""Move every date and time in a text, so that the demo's history ends today."""

import re
from datetime import date, datetime, time, timedelta

from afterword.core.times import MONTHS

_GERMAN = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
_MONTHS = {"": MONTHS, ".": _GERMAN}
"""Names of months, by the sign between the number of the day and the name: `14 March`, `14. März`."""
MONTH = "|".join(sorted({name for names in _MONTHS.values() for name in names}, key=len, reverse=True))
"""Pattern of the month names that are recognised behind a day."""
_DATE = re.compile(
    r"(?P<iso>\d{4}-\d{2}-\d{2})(?:(?P<gap>[ T])(?P<clock>\d{2}:\d{2}))?(?!\d)"
    rf"|(?<!\d)(?P<day>\d{{1,2}})(?P<point>\.?)(?P<between>\s+)(?P<month>{MONTH})\b"
    rf"(?:(?P<before>\s+)(?P<year>\d{{4}})(?!\d))?"
    r"|(?<![\d:])(?P<bare>\d{2}:\d{2})(?![\d:])"
)


def moved(text: str, by: timedelta, near: datetime) -> str:
    """Move all dates in a text: `2026-03-14`, `2026-03-14 09:16`, `14 March`, `14 March 2026`, `14. März`, `09:16`.

    Args:
        text: any text. Dates in file names and addresses are moved, too.
        by: how far. Whole days leave clock times unchanged.
        near: a day without a year is taken from the year nearest to this time.
            A date without a clock time gets its time.
    """

    def replaced(match: re.Match[str]) -> str:
        if match["bare"]:
            return f"{datetime.combine(near, time.fromisoformat(match['bare'])) + by:%H:%M}"
        if match["iso"]:
            clock = time.fromisoformat(match["clock"]) if match["clock"] else near.time()
            new = datetime.combine(date.fromisoformat(match["iso"]), clock) + by
            return f"{new:%Y-%m-%d}" + (f"{match['gap']}{new:%H:%M}" if match["clock"] else "")
        names = _MONTHS[match["point"]]
        month, day = names.index(match["month"]) + 1, int(match["day"])
        years = [int(match["year"])] if match["year"] else [near.year - 1, near.year, near.year + 1]
        days = (datetime(year, month, day, near.hour, near.minute) for year in years)  # noqa: DTZ001 - as `near`
        old = min(days, key=lambda candidate: abs(candidate - near))
        new = old + by
        year = f"{match['before']}{new.year}" if match["year"] else ""
        return f"{new.day}{match['point']}{match['between']}{names[new.month - 1]}{year}"

    return _DATE.sub(replaced, text)
