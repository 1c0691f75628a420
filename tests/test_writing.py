"""The promises of docs/checks.md about writing: each rule speaks where it should, and is silent where it should not."""

from dataclasses import fields, replace
from itertools import chain

import pytest

from afterword.checks.languages import words
from afterword.checks.languages.en import ENGLISH
from afterword.checks.writing import check_writing
from afterword.checks.writing_clock import check_writing_clock
from afterword.core.catalogue import Severity
from afterword.core.incident_parts import Person
from afterword.core.rules import RULES
from afterword.core.settings import Checks, Organisation, Settings
from afterword.core.sources import Source, UpdateFile
from afterword.reading.incident import read_incident
from builders import at
from proportion import assert_in_proportion, processor_time

NAME = "2026-04-22-messages-late"
PATH = f"incidents/{NAME}.md"
NOW = at("2026-04-22 09:30")
SETTINGS = Settings(
    organisation=Organisation(name="Pigeon Post"),
    signatory=Person(name="Ada Osei", role="Head of Support"),
    checks=Checks(off=frozenset(), names=("Grace", "Ada Osei"), internal_hosts=("tracker.pigeonpost.example",)),
)
PEOPLE = frozenset({"Grace Hopper", "Edsger van der Meer", "root", "Delivery Team", "Ada Osei"})

OPEN = """---
title: Messages are late
severity: major
started: 2026-04-22 09:00 UTC
---
Messages wait up to an hour.

## What you can do

Send each message once.

### 2026-04-22 09:10 UTC - Investigating
We are looking for the cause.
Next update by 09:40 UTC.
"""
OVER = """---
title: Messages were late
data_loss: none
started: 2026-04-22 09:00 UTC
resolved: 2026-04-22 09:20 UTC
---
Messages waited up to an hour. We are sorry.

## Affected

Everyone who sent messages.

## Not affected

Contacts and passwords.
"""
FINAL = """---
title: Messages were late
data_loss: none
started: 2026-04-22 09:00 UTC
resolved: 2026-04-22 09:20 UTC
postmortem: final
---
Messages waited up to an hour. We are sorry.

## Affected

Everyone who sent messages.

## Not affected

Contacts and passwords.

## What happened

The queue stopped.

## Contributing factors

- The queue was full.
- No alarm rang.

## What went well

We told readers at once.

## Action items

- [ ] Ring an alarm when the queue is full (detect; owner: Delivery team; due: 2026-05-01)

## Timeline

- 2026-04-22 09:00 UTC — The queue stops.

## Sources

- <https://pigeonpost.example/report> — the report
"""
MAINTENANCE = """---
title: Database upgrade
kind: maintenance
scheduled_start: 2026-04-21 06:00 UTC
scheduled_end: 2026-04-21 08:00 UTC
---
The website is slower than usual.

### 2026-04-20 10:00 UTC - Scheduled
We chose our quietest hour.
"""
DO = "## What you can do\n\nSend each message once.\n\n"
PROMISE = "Next update by 09:40 UTC.\n"
ACTION = "- [ ] Ring an alarm when the queue is full (detect; owner: Delivery team; due: 2026-05-01)"
QUEUE = "The queue stopped."
REPORTED = "### 2026-04-23 09:00 UTC - Postmortem\n\nOur report is below.\n\n"
FIRST = "Messages wait up to an hour."


def check(text: str, now: str = "2026-04-22 09:30", settings: Settings = SETTINGS, *files: UpdateFile) -> list[str]:
    """What the checks of writing say about a file, sorted, without its path."""
    source = Source(path=PATH, data=text.encode(), updates=files)
    parsed, texts = read_incident(source, settings)
    incident = parsed.incident
    assert incident is not None
    assert texts is not None
    problems = chain(check_writing(incident, settings, texts, people=PEOPLE), check_writing_clock(incident, at(now)))
    return [str(problem).removeprefix(f"{PATH}:") for problem in sorted(problems)]


def said(place: str, code: str, **values: object) -> str:
    """A line of the report."""
    return f"{place}: {RULES[code].level} {code}: {RULES[code].text.format(**values)}"


@pytest.mark.parametrize("text", [OPEN, OVER, FINAL])
def test_good_writing_needs_no_word(text: str) -> None:
    """The texts from which all other cases here differ in one place."""
    assert check(text) == []


LATE = {"t": "2026-04-22 09:40 UTC", "d": "24 h 1 min"}
FIRES = [
    # ---- promises and silence: (code, file, old, new, now, line:column, values)
    ("W207", OPEN, PROMISE, "", "2026-04-22 10:11", "1:1", {"t": "2026-04-22 09:00 UTC", "last": "last update 1 h 1 min ago"}),
    ("W207", OPEN, OPEN[OPEN.index("###") :], "", "2026-04-22 10:01", "1:1", {"t": "2026-04-22 09:00 UTC", "last": "no update yet"}),
    ("W207", MAINTENANCE, "", "", "2026-04-22 08:01", "1:1", {"t": "2026-04-21 06:00 UTC", "last": "last update 46 h 1 min ago"}),
    ("W301", OPEN, PROMISE, "", "2026-04-22 09:31", "12:1", {"t": "10:05 UTC"}),
    ("W302", OPEN, "", "", "2026-04-22 09:46", "14:1", {"t": "09:40 UTC", "d": "6 min"}),
    (
        "W302",
        OPEN,
        "Next update",
        "Please wait. **Next update**",
        "2026-04-23 09:41",
        "14:16",
        {"t": "2026-04-22 09:40 UTC", "d": "24 h 1 min"},
    ),
    ("W325", FINAL, "", "", "2026-05-02 00:00", "33:1", {"date": "2026-05-01", "ago": "1 day ago"}),
    ("W325", FINAL, "", "", "2026-05-04 00:00", "33:1", {"date": "2026-05-01", "ago": "3 days ago"}),
    ("W327", OVER, "data_loss", "postmortem_due: 2026-04-30\ndata_loss", "2026-05-01 00:00", "1:1", {"date": "2026-04-30"}),
    # ---- what is missing
    ("W304", OPEN, DO, "", "", "1:1", {}),
    ("W305", OVER, "## Affected", "## Who wrote this", "", "1:1", {}),
    ("H306", OVER, "## Not affected", "## More", "", "1:1", {}),
    ("W307", OVER, "data_loss: none\n", "", "", "1:1", {}),
    ("W308", OVER, " We are sorry.", "", "", "1:1", {}),
    ("W330", OVER, "data_loss", "postmortem: preliminary\ndata_loss", "", "1:1", {}),
    ("W330", OVER, "## Affected", f"## Lessons learned\n\n<!-- {QUEUE} -->\n\n{REPORTED}## Affected", "", "13:1", {}),
    ("H320", FINAL, "- The queue was full.\n- No alarm rang.", "The queue was\nfull, e.g. of messages.", "", "24:1", {}),
    ("W321", FINAL, "owner: Delivery team; ", "", "", "33:1", {"what": "owner"}),
    ("W321", FINAL, "; due: 2026-05-01", "", "", "33:1", {"what": "due date"}),
    ("W321", FINAL, "- [ ]", "- [ ] Restore by hand\n- [ ]", "", "33:1", {"what": "owner and no due date"}),
    ("H323", FINAL, "(detect;", "(prevent;", "", "33:1", {}),
    ("H326", FINAL, "What went well", "How we felt", "", "1:1", {}),
    # ---- words
    ("H309", OVER, "We are sorry.", "We apologise for any inconvenience.", "", "7:35", {"text": "apologise for any"}),
    ("H309", OVER, "We are sorry.", "We’re **sorry**\nif you waited.", "", "7:40", {"text": "sorry if"}),
    ("H310", OVER, "Everyone who sent messages.", "- Some of our users may\n  wait.", "", "11:3", {"text": "Some of our users may"}),
    ("H310", OPEN, "Messages are late", "Intermittent problems", "", "1:1", {"text": "Intermittent problems"}),
    ("H311", OPEN, "We are", "It will be fixed soon. We are", "", "13:18", {"text": "soon"}),
    ("H311", OPEN, FIRST, "We expect all to be back to normal in 30 minutes.", "", "6:29", {"text": "normal in 30 minutes"}),
    ("W313", OPEN, FIRST, "Late since\n10:15 am (PST).", "", "7:1", {"text": "10:15 am (PST", "z": "PST"}),
    ("W314", FINAL, QUEUE, "It stopped through human\nerror.", "", "20:20", {"text": "human error"}),
    ("W314", FINAL, "The queue stops", "An engineer's mistake stops it", "", "37:29", {"text": "engineer's mistake"}),
    ("H315", FINAL, QUEUE, "An alarm would have rung.", "", "20:10", {"text": "would have"}),
    ("H315", FINAL, QUEUE, "Nobody looked. The engineer failed to look.", "", "20:20", {"text": "engineer failed to"}),
    ("W316", OPEN, "We are looking", "Grace is looking", "", "13:1", {"name": "Grace"}),
    ("W316", OPEN, "Investigating", "Investigating: Edsger van der Meer is at it", "", "12:1", {"name": "Edsger van der Meer"}),
    ("W316", OPEN, "Send each", "Ask @edsger. Send each", "", "10:5", {"name": "@edsger"}),
    # names that nobody told us: a given name and a family name, a role, what only people do
    ("W316", OPEN, "Send each", "Then Katarzyna van der Berg came. Send each", "", "10:6", {"name": "Katarzyna van der Berg"}),
    ("W316", OPEN, "Send each", "Incident commander: Wanjiru Kamau. Send each", "", "10:21", {"name": "Wanjiru Kamau"}),
    ("W316", OPEN, "Send each", "It was reported by Min-Jun Seo. Send each", "", "10:20", {"name": "Min-Jun Seo"}),
    ("W316", OPEN, "Send each", "We paged Alice. Send each", "", "10:10", {"name": "Alice"}),
    ("W316", OPEN, "Send each", "Then Kevin restarted it. Send each", "", "10:6", {"name": "Kevin"}),
    ("H322", FINAL, "Ring an alarm when", "**Improve** alarms, so that", "", "33:1", {"text": "Improve"}),
    # ---- links and pictures
    ("W329", OPEN, "Send each", "See [it](https://wiki.pigeonpost.internal/x). Send", "", "10:5", {"host": "wiki.pigeonpost.internal"}),
    ("W329", OPEN, "Send each", "See <http://10.1.2.3:8080/x>. Send", "", "10:5", {"host": "10.1.2.3"}),
    ("W329", OPEN, "Send each", "See\nhttps://acme.slack.com/archives/C1 first. Send", "", "11:1", {"host": "acme.slack.com"}),
    (
        "W329",
        FINAL,
        "2026-05-01)",
        "2026-05-01; link: https://tracker.pigeonpost.example/1)",
        "",
        "33:1",
        {"host": "tracker.pigeonpost.example"},
    ),
    ("W329", OPEN, "severity", "discussion: http://localhost/1\nseverity", "", "1:1", {"host": "localhost"}),
    ("W332", OPEN, "Send each", "Like ![](so.png). Send each", "", "10:6", {}),
    ("W332", OPEN, "Send each", '<img src="so.png">\n\nSend each', "", "10:1", {}),
]


@pytest.mark.parametrize(("code", "text", "old", "new", "now", "place", "values"), FIRES)
def test_a_rule_speaks(code: str, text: str, old: str, new: str, now: str, place: str, values: dict[str, str]) -> None:
    """It says one thing, once, at the place where it is."""
    assert check(changed(text, old, new), now or "2026-04-22 09:30") == [said(place, code, **values)]


def test_silence_beyond_the_usual_is_a_hint_beside_the_missing_promise() -> None:
    """H303 names the rule of the severity, or of the file where that has its own."""
    late = changed(OPEN, PROMISE, "")
    found = check(late, "2026-04-22 09:45")
    values = {"d": "35 min", "who": "major incidents are", "x": "30 min"}
    assert found == [said("12:1", "H303", **values), said("12:1", "W301", t="10:15 UTC")]
    own = check(changed(late, "severity: major", "severity: major\nupdate_every: 20 min"), "2026-04-22 09:45")
    assert own[0] == said("13:1", "H303", d="35 min", who="this incident is", x="20 min")


NEAR = [
    # ---- promises and silence
    ("W207", OPEN, PROMISE, "Next update on 2026-04-25 09:00 UTC.\n", "2026-04-24 09:00"),
    ("W207", MAINTENANCE, "", "", "2026-04-22 07:59"),
    ("W207", MAINTENANCE, "maintenance\n", "notice\n", "2026-05-22 08:00"),
    ("W301", OPEN, PROMISE, "No further updates before the morning.\n", ""),
    ("W301", OPEN, PROMISE, "Next update tomorrow by noon. Next update by noon.\n", ""),
    ("W302", OPEN, "", "", "2026-04-22 09:45"),
    ("W302", OPEN, "severity", "sample: true\nseverity", "2026-04-22 12:00"),
    ("H303", OPEN, "major", "minor", "2026-04-22 09:44"),
    ("W325", FINAL, "", "", "2026-05-01 23:59"),
    ("W325", FINAL, "- [ ]", "- [x]", "2026-06-01 00:00"),
    ("W325", FINAL, "data_loss", "sample: true\ndata_loss", "2026-06-01 00:00"),
    ("W327", OVER, "data_loss", "postmortem_due: 2026-04-30\ndata_loss", "2026-04-30 23:59"),
    ("W327", OVER, "data_loss", "postmortem: not_planned\npostmortem_due: 2026-04-30\ndata_loss", "2026-05-30 00:00"),
    # ---- what is missing
    ("W304", OPEN, DO, "There is nothing that you need to do.\n\n", ""),
    ("W304", OPEN, DO, "Until then you can use\nthe website.\n\n", ""),
    ("W305", OVER, "## Affected", "## Who is affected", ""),
    ("W305", OVER.replace("## Affected", "## More"), "data_loss", "users: 3\ndata_loss", ""),
    ("H306", OVER, "## Not affected", "## What is not affected", ""),
    ("W307", OVER, "data_loss: none", "data_loss: unknown", ""),
    ("W308", OVER, "We are sorry.", "We *let you\ndown*.", ""),
    ("W308", OVER, "We are sorry.", 'We said "we are sorry" by e-mail.', ""),
    ("H320", FINAL, "- The queue was full.\n- No alarm rang.", "The queue was full. No alarm rang.", ""),
    ("W321", FINAL, "- [ ]", "- [x]", ""),
    ("W330", OVER, "## Affected", f"## Lessons learned\n\n{QUEUE}\n\n{REPORTED}## Affected", ""),
    ("W330", OVER, "## Affected", f"{REPORTED}[The report](https://pigeonpost.example/report)\n\n## Affected", ""),
    ("W330", OVER, "## Affected", f"{REPORTED}{'The queue stopped. ' * 20}\n\n## Affected", ""),
    ("W330", OVER, "## Affected", f"{REPORTED}## Timeline\n\n- 2026-04-22 09:00 UTC: {QUEUE}\n\n## Affected", ""),
    ("W330", OVER.replace("data_loss", "postmortem: final\ndata_loss"), "waited", f"{'waited ' * 50}", ""),
    ("W330", OVER, "data_loss", "postmortem: pending\ndata_loss", ""),
    ("H323", FINAL, "(detect;", "(mitigate;", ""),
    ("H323", FINAL, "(detect; ", "(", ""),
    ("H326", FINAL, "What went well", "Where we got lucky", ""),
    # ---- words
    ("H309", OVER, "We are sorry.", "We are sorry; if you wrote to us, we answer today's messages first.", ""),
    ("H309", OVER, "We are sorry.", 'We are sorry. We wrote "sorry for any inconvenience", which was poor.', ""),
    ("H310", OVER, "Everyone", "A small number of customers (37), and everyone", ""),
    ("H310", OVER, "Everyone", "Some messages may be marked late if you sent them between 09:00 and 09:20 UTC. Everyone", ""),
    ("H310", FINAL, QUEUE, "A small number of workers stopped. The lock is potentially affected.", ""),
    ("H310", OVER, "Everyone", "`some users may` and everyone", ""),
    ("H311", OPEN, "We are", "It stopped shortly after 09:00 UTC. We will write as soon as we know more. We are", ""),
    ("H311", OPEN, "We are", "We do not have an ETA. Sign-in links expire in 10 minutes. We are", ""),
    ("H311", OPEN, "### 2026", "### 2026-04-22 09:05 UTC - Update\nIt will be fixed soon.\n\n### 2026", ""),
    ("H311", OVER, "Everyone", "It will be fixed soon. Everyone", ""),
    ("W313", OPEN, FIRST, "Late since 17:15 UTC (10:15 PDT). Room 10 CET, 10:15 PM, 3:15 GMT.", ""),
    ("W313", OPEN, FIRST, 'The log says "10:15 PST" and `10:15 PST`.', ""),
    ("W313", OPEN, FIRST, "    10:15 PST queue stopped", ""),
    ("W314", FINAL, QUEUE, "Human error is never the cause. It was no fault of our users. A user error page was shown.", ""),
    ("W314", FINAL, QUEUE, "The effect was negligible, until a fault of the power supply.", ""),
    ("W314", OVER, "Everyone", "It was human error. Everyone", ""),
    ("H315", FINAL, QUEUE, "The queue failed to start with insufficient memory. Users would have to sign in again.", ""),
    ("H315", FINAL, "We told readers", "We should have told readers", ""),
    ("W316", OPEN, "for the cause.\n" + PROMISE, "for the cause.\n" + PROMISE + "\n— Grace Hopper, Support\n", ""),
    ("W316", OPEN, "Send each", "Ada Osei and the Delivery Team have root. Send each", ""),
    ("W316", OPEN, "Send each", "Ask @pigeonpost, @pigeonhelp, ada@edsger.example or `@edsger`; see @edsger/queue. Send each", ""),
    ("W316", OPEN, "Send each", "The Graceful restart came. Send each", ""),
    ("W316", OPEN, "Send each", "Load Balancer, Google Cloud, San Jose, Ruby Gems, Will Call and Jordan River came. Send each", ""),
    ("W316", OPEN, "Send each", "Owner: Delivery Team. Lead: Database Support. Reported by Pigeonpost Customers. Send each", ""),
    ("W316", OPEN, "Send each", "The Martin Library, Simon Systems and the Maria Server restarted. Send each", ""),
    ("W316", FINAL, "the report", "the report, by @edsger", ""),
    ("H322", FINAL, "Ring an alarm when", "Improve alarms from 9 to 2 minutes when", ""),
    ("H322", FINAL, "Ring an alarm when", "Considerably fewer alarms when", ""),
    ("H322", FINAL, "Ring an alarm when the queue is full (detect", "Investigate the queue (investigate", ""),
    # ---- links and pictures
    ("W329", OPEN, "Send each", "See https://slack.com/help, http://192.0.2.7/ and https://internal.pigeonpost.example/. Send", ""),
    ("W329", OPEN, "Send each", "Call `http://localhost:8080/`.\n\n```\nhttp://localhost/\n```\n\nSend", ""),
    ("W332", OPEN, "Send each", 'Like ![one message](so.png), `![](so.png)` and <img src="so.png" alt="one message">. Send each', ""),
]


@pytest.mark.parametrize(("code", "text", "old", "new", "now"), NEAR)
def test_a_rule_is_silent_where_it_would_be_wrong(code: str, text: str, old: str, new: str, now: str) -> None:
    """What looks alike, and is good writing, gets no word of this rule."""
    assert [line for line in check(changed(text, old, new), now or "2026-04-22 09:30") if f" {code}: " in line] == []


def changed(text: str, old: str, new: str) -> str:
    """The text with one place changed, which must be there."""
    assert old in text
    return text.replace(old, new, 1)


def test_every_rule_of_writing_is_tried() -> None:
    """A rule that no case breaks may be broken itself."""
    rules = {code for code in RULES if "301" <= code[1:] < "340"} | {"W207"}
    assert {case[0] for case in FIRES} | {"H303"} == rules == {case[0] for case in NEAR}


def test_what_is_no_incident_is_not_asked_an_incidents_questions() -> None:
    """A maintenance, a notice, a retraction: their words are looked at, not whether they say who was hit."""
    over = changed(
        OVER, "data_loss: none\n", "kind: maintenance\nscheduled_start: 2026-04-22 09:00 UTC\nscheduled_end: 2026-04-22 09:20 UTC\n"
    )
    bare = over[: over.index("Messages waited")] + "We are sorry for any delay.\n"
    hint = [said("9:8", "H309", text="sorry for any")]
    assert check(bare) == hint
    notice = "---\ntitle: The old API goes away\nkind: notice\n---\nWe are sorry for any delay.\n"
    assert check(notice) == [said("5:8", "H309", text="sorry for any")]
    retracted = "---\ntitle: Errors\n---\n### 2026-04-22 09:00 UTC - Retracted\nSorry for any confusion.\n"
    assert check(retracted) == [said("5:1", "H309", text="Sorry for any")]


def test_what_was_written_down_afterwards_is_asked_for_nothing_but_what_it_would_expose() -> None:
    """Its words are of long ago. What it publishes is published today: names, links into the house, pictures without words."""
    text = FINAL.replace("We are sorry.", "We apologise for any inconvenience at 10:00 PST. Grace knows: https://wiki.corp/x ![](x.png)")
    loud = {line.split()[2].rstrip(":") for line in check(text)}
    assert {"W313", "W316"} < loud
    assert {code for code in loud if code.startswith("H")}
    quiet = {line.split()[2].rstrip(":") for line in check(text.replace("---\n", "---\nbackfilled: true\n", 1))}
    assert quiet == {"W316", "W329", "W332"}


def test_a_report_without_times_is_of_something_that_is_over() -> None:
    """A final report answers the questions of an incident even where no time says when it ended."""
    assert check("---\ntitle: Messages were late\npostmortem: final\n---\nIt went well.\n") == [
        said("1:1", code) for code in ("H306", "W305", "W307", "W308")
    ]
    assert check("---\ntitle: Messages were late\n---\nIt went well.\n") == []


def test_one_word_in_a_sentence_is_enough() -> None:
    """The same rule speaks once in a sentence, and again in the next."""
    text = changed(OVER, "We are sorry.", "Sorry if you waited, and sorry for any harm. Sorry for any noise.")
    assert check(text) == [said("7:32", "H309", text="Sorry if"), said("7:77", "H309", text="Sorry for any")]


def test_problems_of_an_update_file_stand_in_that_file() -> None:
    """Path, line and column are those of the file that somebody has to change."""
    path = f"incidents/{NAME}/updates/2026-04-22T0920Z-identified.md"
    file = UpdateFile(path=path, data=b"\nThe cause is known.\n\nIt is fixed soon, we hope.\n")
    found = check(OPEN, "2026-04-22 09:30", SETTINGS, file)
    assert found == [f"{path}:{said('1:1', 'W301', t='10:00 UTC')}", f"{path}:{said('4:13', 'H311', text='soon')}"]


def test_without_word_lists_only_facts_are_looked_at() -> None:
    """In a language that nobody has made lists for, nothing is said about words and headings."""
    assert words("en-GB") is words("EN") is ENGLISH
    assert words("de-AT") is None
    text = changed(FINAL, "data_loss: none", "lang: de").replace("sorry", "any inconvenience").replace("## Affected", "## Betroffen")
    assert check(text.replace("; due: 2026-05-01", "")) == [said("1:1", "W307"), said("33:1", "W321", what="due date")]


def test_a_severity_without_a_rhythm_gives_a_day() -> None:
    """Where nothing says how often readers are told, a silence is long after 24 hours."""
    settings = replace(SETTINGS, severities=(Severity(id="major", label="Major"),))
    text = changed(OPEN, PROMISE, "")
    assert check(text, "2026-04-23 09:10", settings) == [said("12:1", "W301", t="2026-04-23 10:10 UTC")]
    assert check(text, "2026-04-23 09:11", settings) == [said("1:1", "W207", t="2026-04-22 09:00 UTC", last="last update 24 h 1 min ago")]


KEYS = " ".join(word for part in fields(ENGLISH) if isinstance(lists := getattr(ENGLISH, part.name), dict) for word in lists)
UNITS = (
    "a",
    " ",
    "a-",
    "_",
    "._",
    "1 ",
    "no ",
    "`",
    "``` ",
    '"',
    "„",
    "![](",
    "](a",
    "<a ",
    "http://a",
    "1:11 PM (",
    "some of a ",
    "a\n\n",
)


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_takes_long(unit: str) -> None:
    """As much of anything as a file may hold, with every word that wakes a pattern up, is read in the time of its length."""
    text = changed(OPEN, "severity", "postmortem: final\nseverity") + "\n## What happened\n\nThe queue stopped.\n"

    def seconds(size: int) -> float:
        long = f"{KEYS} will @a {unit * (size // len(unit.encode()))}"
        parsed, texts = read_incident(Source(path=PATH, data=f"{text}\n{long}\n".encode()), SETTINGS)
        assert parsed.incident is not None
        assert texts is not None
        incident, whole = parsed.incident, texts
        return processor_time(lambda: list(check_writing(incident, SETTINGS, whole, people=PEOPLE)))

    assert_in_proportion(seconds, 15_000)
