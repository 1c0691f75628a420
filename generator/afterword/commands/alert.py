"""Read the report of a monitor: JSON of Alertmanager, or a flat object of any other program."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256

from afterword.core.frozen import frozen
from afterword.core.settings import Settings
from afterword.core.times import TimeFault, read_moment
from afterword.syntax.text import without_illegal
from afterword.world.refusal import stop

_MOST = 200
"""Characters of a value that are kept in the comment."""
_PARTS = ("component", "service", "job")
"""Keys that may name the component, in order of precedence."""
_TIMES = ("startsAt", "started", "started_at", "time", "timestamp", "at")
_NAMES = ("alertname", "title", "summary", "message", "name")
_SOURCES = ("generatorURL", "externalURL", "source", "url", "link")
_KEYS = ("fingerprint", "key", "id", "incident_key", "dedup_key")
_OVER = {"resolved", "ok", "up", "closed"}
_FRACTION = re.compile(r"(:\d{2})[.,]\d+")


@frozen
class Alert:
    """A report of a monitor."""

    firing: bool
    keys: tuple[str, ...]
    """Identify the alert. A report that shares a key with an earlier one repeats it."""
    at: datetime | None
    """When it began; None when that is not stated."""
    components: tuple[str, ...]
    """Ids of the settings."""
    lines: tuple[str, ...]
    """For the team: the alert, and its source."""


def read_alert(data: bytes, settings: Settings) -> Alert:
    """Read a report. Stops when the data is no JSON object."""
    try:
        report = json.loads(data)
    except ValueError:
        report = None
    payload = report.get("client_payload") if isinstance(report, dict) else None
    report = payload if isinstance(payload, dict) else report  # the event of a repository_dispatch has it inside
    if not isinstance(report, dict) or not report:
        stop(
            "the alert is not a JSON object. Send what Alertmanager sends, "
            'or {"title": "…", "component": "…", "source": "…"}.'
        )
    listed = report.get("alerts")
    alerts = [alert for alert in listed if isinstance(alert, dict)] if isinstance(listed, list) else [report]
    firing = [alert for alert in alerts if not _is_over(alert)]
    shown = [_flat(report, alert) for alert in firing or alerts]
    components = dict.fromkeys(part for alert in shown for part in _components(alert, settings))
    times = [at for alert in shown for name in _TIMES if (at := _time(alert.get(name)))]
    return Alert(
        firing=bool(firing) and not _is_over(report),
        keys=tuple(dict.fromkeys(_keys(report, shown))),
        at=min(times, default=None),
        components=tuple(components),
        lines=tuple(dict.fromkeys(line for alert in shown[:5] for line in _lines(alert, settings))),
    )


def _is_over(alert: Mapping[str, object]) -> bool:
    status = alert.get("status", alert.get("state"))
    return isinstance(status, str) and status.lower() in _OVER


def _flat(whole: Mapping[str, object], alert: Mapping[str, object]) -> dict[str, str]:
    """The texts of an alert by their names: its own, then its labels, then its annotations."""
    flat: dict[str, str] = {}
    for part in (alert, alert.get("labels"), alert.get("annotations"), whole):
        for name, value in part.items() if isinstance(part, dict) else ():
            if isinstance(value, str | int | float) and str(value).strip():
                flat.setdefault(name, str(value))
    return flat


def _keys(whole: Mapping[str, object], shown: list[dict[str, str]]) -> Iterator[str]:
    """Yield the keys of a report. They are digests, so that they contain no name of a machine."""
    if isinstance(group := whole.get("groupKey"), str):
        yield _digest("group", group)
    for alert in shown:
        own = next((alert[name] for name in _KEYS if name in alert), "")
        labels = json.dumps({name: alert.get(name, "") for name in (*_PARTS, *_NAMES, "source")}, sort_keys=True)
        yield _digest("alert", own or labels)


def _digest(*words: str) -> str:
    return sha256("\0".join(words).encode()).hexdigest()[:12]


def _components(alert: Mapping[str, str], settings: Settings) -> Iterator[str]:
    """Yield the component that an alert names by its id, an alias or its name."""
    for word in (alert[name].strip().lower() for name in _PARTS if name in alert):
        for part in settings.components:
            if word in {part.id.lower(), part.name.lower(), *part.aliases}:
                yield part.id
                return


def _time(value: str | None) -> datetime | None:
    if not value:
        return None
    moment = read_moment(_FRACTION.sub(r"\1", value.strip()))
    return None if isinstance(moment, TimeFault) else moment.at.replace(second=0, microsecond=0)


def _lines(alert: Mapping[str, str], settings: Settings) -> Iterator[str]:
    name = next((alert[name] for name in _NAMES if name in alert), "")
    more = [
        alert[name]
        for name in ("summary", "description", "message")
        if alert.get(name, name) not in {name, alert.get("title")}
    ]
    texts = dict.fromkeys(_harmless(text) for text in (name, *more) if text)
    yield f"Fires: {' - '.join(texts) or 'an alert without a name'}"
    part = next((alert[name] for name in _PARTS if name in alert), "")
    if part and not any(_components(alert, settings)):
        yield f"Component: {_harmless(part)}, which is not in the settings"
    if source := next((alert[name] for name in _SOURCES if name in alert), ""):
        yield f"Source: {_harmless(source)}"


def _harmless(text: str) -> str:
    """A value on one line, without characters that could end an HTML comment or begin one."""
    line = " ".join(without_illegal(text).split())
    while "--" in line:
        line = line.replace("--", "-")
    return line.replace("<", "(").replace(">", ")")[:_MOST]
