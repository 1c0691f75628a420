"""Incidents for measuring: any number of them, always the same ones.

`incidents` are plain, each of about 2.5 kB: paragraphs and flat lists. `realistic` ones have 4 kB and hold what people
write: nested lists, tables, code, links between incidents, named links, footnotes, and alerts in a fifth of them.
Everything is chosen by arithmetic from the incident's number, so that two machines measure the same bytes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_NEWEST = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
_BETWEEN = timedelta(hours=31, minutes=7)
"""From one start to the next: about 280 a year."""

_COMPONENTS = (("delivery", "Delivery"), ("api", "API"), ("imports", "Imports"), ("sign-in", "Sign-in"), ("reports", "Reports"))
_SEVERITIES = ("critical", "major", "minor", "minor", "notice")
_LEVELS = ("full_outage", "partial_outage", "degraded", "degraded")
_CATEGORIES = ("config-change", "deploy", "capacity", "dependency", "network")
_NOTICED = ("is slow", "shows errors", "does not start", "answers late", "shows old figures", "is down for some customers")
_CAUSES = (
    "a setting was read in the wrong unit",
    "a new version used more memory than its machines have",
    "a certificate of an internal service had run out",
    "one large customer's import filled a queue that all share",
    "a database moved to its reserve and the old address stayed in a cache",
    "a network provider announced a wrong route",
)
_REMEDIES = (
    "undid the change",
    "went back to the version before",
    "renewed it by hand",
    "gave the queue its own machines",
    "emptied the cache",
)
_LESSONS = (
    "the alarm rang before the first customer wrote",
    "the first update went out before the cause was known",
    "the runbook was right",
)
_ALERTS = ("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION")
_REGIONS = ("Europe", "North America", "South America", "Asia")
_CODE = (
    ("text", "09:00:12 worker-{0} timeout after 30 s\n09:00:13 worker-{0} gave up: <no route>"),
    ("sh", "kubectl rollout undo deployment/queue --to-revision={0}\nkubectl get pods | grep -v Running"),
    ("yaml", "queue:\n  # seconds, not milliseconds\n  timeout: {0}\n  workers: [a, b]"),
    ("json", '{{\n  "timeout": {0},\n  "ratio": [1, 2]\n}}'),
    ("diff", "-timeout = {0}000\n+timeout = {0}\n ## not a heading"),
)
_TEAMS = ("Delivery team", "Platform team", "Support")

SETTINGS = "components:\n" + "".join(f"  - {{id: {id_}, name: {name}}}\n" for id_, name in _COMPONENTS)
"""The settings file in which the incidents find their components."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """One incident in the two parts that the two builds need."""

    id: str
    title: str
    front: str
    """The fields, without the fences."""
    body: str
    """Markdown."""


def incidents(count: int) -> Iterator[Generated]:
    """Yield `count` plain incidents, newest first."""
    for number in range(count):
        yield _incident(number, _body)


def realistic(count: int) -> Iterator[Generated]:
    """Yield `count` incidents as people write them, newest first."""
    for number in range(count):
        yield _incident(number, _rich_body)


def _pick(items: Sequence[str], number: int, salt: int) -> str:
    return items[(number * 7919 + salt * 104_729 + number // len(items)) % len(items)]


def _incident(number: int, body: Callable[[int, datetime, str, str], str]) -> Generated:
    started = _NEWEST - number * _BETWEEN
    component, name = _COMPONENTS[number % len(_COMPONENTS)]
    noticed = _pick(_NOTICED, number, 1)
    title = f"{name} {noticed}"
    return Generated(
        id=_id(number),
        title=title,
        front=_front(number, started, component, title),
        body=body(number, started, name, noticed),
    )


def _id(number: int) -> str:
    started = _NEWEST - number * _BETWEEN
    component = _COMPONENTS[number % len(_COMPONENTS)][0]
    return f"{started:%Y-%m-%d}-{component}-{_pick(_NOTICED, number, 1).replace(' ', '-')}-{number:05}"


def _after(started: datetime, minutes: int) -> str:
    return f"{started + timedelta(minutes=minutes):%Y-%m-%d %H:%M} UTC"


def _clock(started: datetime, minutes: int) -> str:
    return f"{started + timedelta(minutes=minutes):%H:%M} UTC"


def _front(number: int, started: datetime, component: str, title: str) -> str:
    affected = 20 + number * 37 % 4000
    return f"""\
title: {title}
severity: {_pick(_SEVERITIES, number, 2)}
categories: [{_pick(_CATEGORIES, number, 3)}]
components: {{{component}: {_pick(_LEVELS, number, 4)}}}
users: {{affected: {affected}, of: 21300, unit: customers}}
data_loss: none
data_exposed: none
started: {_after(started, 0)}
detected: {_after(started, 4)}
mitigated: {_after(started, 71)}
from: {{name: Ada Osei, role: Head of Support}}
contact: help@pigeonpost.example
channels:
  - {{name: Status page, at: {_after(started, 12)}, audience: public}}
postmortem: final
"""


def _body(number: int, started: datetime, name: str, noticed: str) -> str:
    cause, remedy, team = _pick(_CAUSES, number, 5), _pick(_REMEDIES, number, 6), _pick(_TEAMS, number, 7)
    due = f"{started + timedelta(days=21):%Y-%m-%d}"
    return f"""\
From {_clock(started, 0)} to {_clock(started, 71)}, *{name}* {noticed}. No message was lost and no
data was exposed. We are sorry: you rely on it, and for more than an hour you could not.

## Affected

- Customers who used {name} between {_clock(started, 0)} and {_clock(started, 71)}.
- Programs that use the API: some saw `503 Service Unavailable`.

## Not affected

- Messages that were already on their way.
- Your drafts, contacts, passwords and payment details.

## What you can do

1. Open **Sent** and look for messages marked *late*. Do not send them again.
2. Ask us anything: help@pigeonpost.example.

## Updates

### {_after(started, 12)} - Investigating

{name} {noticed} for some of you. We are looking for the cause.

Next update by {_clock(started, 40)}.

### {_after(started, 38)} - Identified: {cause}

We know why: {cause}. We are mending it now.

Next update by {_clock(started, 75)}.

### {_after(started, 71)} - Monitoring

We {remedy}, and {name} works as it should. We are watching it for half an hour.

### {_after(started, 104)} - Resolved

It has worked without errors since {_clock(started, 71)}. No further updates are planned.

— Ada Osei, Head of Support

### {_after(started, 8640)} - Postmortem

Our report is below.

## What happened

At {_clock(started, -3)} {cause}. Three minutes later the first requests failed. The share of failed
requests rose to {5 + number % 60} % within ten minutes and stayed there until we {remedy}.

## Contributing factors

- The test system is too small for this to show.
- Two tools read the same value in different ways.

## Lessons learned

- What went well: {_pick(_LESSONS, number, 8)}.

## Action items

- [x] Ring an alarm at the first failed request (detect; P1; owner: {team}; due: {due}; done: {due})
- [ ] Test with as much data as customers have (prevent; P2; owner: {team}; due: {due}; link: https://tracker.example/{1000 + number})

## Timeline

- {_after(started, -3)} — The change goes out.
- {_clock(started, 0)} — First failed request.
- {_clock(started, 4)} — Alarm.
"""


def _rich_body(number: int, started: datetime, name: str, noticed: str) -> str:
    cause, remedy, team = _pick(_CAUSES, number, 5), _pick(_REMEDIES, number, 6), _pick(_TEAMS, number, 7)
    due = f"{started + timedelta(days=21):%Y-%m-%d}"
    newer = _id(number // 2)
    return f"""\
From {_clock(started, 0)} to {_clock(started, 71)}, *{name}* {noticed} for some of you[^share]. **No message was lost**, and no
data was exposed. It looked like [another one]({newer}.md), but had another cause.
We are sorry: you rely on it, and for more than an hour you could not.
{_alert(number)}
## Affected

- Customers who used **{name}**:
  - those in {_pick(_REGIONS, number, 9)}, from {_clock(started, 0)} to {_clock(started, 71)};
  - those who sent more than {50 + number % 7 * 10} messages an hour
    1. by the [API][reference],
    2. or by hand.
- Programs that use the API: some saw `503 Service Unavailable`.

  They may try again; nothing is sent twice[^twice].

## Not affected

- Messages that were already on their way.
- Your drafts, contacts, passwords and payment details.

## What you can do

1. Open **Sent**, press <kbd>F</kbd>, and look for messages marked *late*.

   > Do ~~not~~ send them again only if they are older than a day.

2. Ask us anything: help@pigeonpost.example, or see <https://status.pigeonpost.example/help>.

## Updates

### {_after(started, 12)} - Investigating

{name} {noticed} for some of you. We are looking for the cause:

* in the [queue][runbook] and its workers,
* in the network.

Next update by {_clock(started, 40)}.

### {_after(started, 38)} - Identified: {cause}

We know why: {cause}. The share of failed requests, as [our graph][graph] shows it:

| Region | Failed | Waiting |
| :--- | ---: | ---: |
{_rows(number)}

Next update by {_clock(started, 75)}.

### {_after(started, 71)} - Monitoring

We {remedy}, and {name} works as it should.\\
We are watching it for half an hour.

### {_after(started, 104)} - Resolved

It has worked without errors since {_clock(started, 71)}. No further updates are planned.

— Ada Osei, Head of Support

## What happened

At {_clock(started, -3)} {cause}. Three minutes later the first requests failed[^share], because a worker that waits for
`lock_{number % 9}` holds the connection:

{_code(number)}

### Why it took so long

The alarm named [another service][runbook], as it [did then]({newer}.md).

## Contributing factors

- The test system is too small for this to show:
  - it has one worker,
  - it has no `timeout`.
- Two tools read the same value in different ways.

## Lessons learned

- What went well: {_pick(_LESSONS, number, 8)}.

## Action items

- [x] Ring an alarm at the first failed request (detect; P1; owner: {team}; due: {due}; done: {due})
- [ ] Test with as **much** data as customers have (prevent; P2; owner: {team}; due: {due}; link: https://tracker.example/{1000 + number})

## Timeline

- {_after(started, -3)} — The change goes out.
- {_clock(started, 0)} — First failed request: `503`.
- {_clock(started, 4)} — Alarm[^share].
- {_clock(started, 9)} — Support sees it, in [the chat][graph].

[reference]: https://api.pigeonpost.example/v2/send "How to send"
[runbook]: https://runbooks.pigeonpost.example/{name.lower()}
[graph]: https://graphs.pigeonpost.example/?from={started:%Y%m%d}&to={started:%Y%m%d}

[^share]: {5 + number % 60} % of the requests, and {20 + number * 37 % 4000} customers.

[^twice]: Each message has a number of its own.
    A second one with it is thrown away.
"""


def _alert(number: int) -> str:
    """An alert in every fifth incident, else nothing."""
    if number % 5:
        return ""
    return f"\n> [!{_pick(_ALERTS, number, 10)}]\n> Messages that were sent by the API may arrive late.\n> See [what you can do](#do).\n"


def _rows(number: int) -> str:
    return "\n".join(
        f"| {region} | {(number * 13 + place * 29) % 90} % | {(number * 71 + place * 311) % 5000:,} |"
        for place, region in enumerate(_REGIONS)
    )


def _code(number: int) -> str:
    language, code = _CODE[number % len(_CODE)]
    return f"```{language}\n{code.format(number % 40)}\n```"
