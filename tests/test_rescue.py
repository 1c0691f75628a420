"""What `--keep-going` shows of a file that cannot be read: less than of any other, and never its front matter."""

import json
import re
from datetime import UTC, datetime

import pytest

from afterword.build import build, check
from afterword.core.model import Incident
from afterword.core.settings import Site
from afterword.core.sources import Source, Tree, UpdateFile
from afterword.outputs.artifacts import Page, TextFile
from afterword.reading.rescue import fit_to_show
from afterword.safety.public_text import INTERNAL, LEFT_OUT
from builders import TEMPLATES

CLOCK = datetime(2026, 4, 22, 9, 46, tzinfo=UTC)
TOKEN = "ghp" + "_" + "aB3dE5fG7hJ9kL1mN2" + "pQ4rS6tU8vW0xY2zA4"
BROKEN_FIELDS = "---\ntitle: Queue\nseverity: a: b\n"
BROKEN = f"{BROKEN_FIELDS}---\n"


def rescued(text: str, **updates: str) -> tuple[Incident, set[str]]:
    """What is shown of a file with update files, and the codes of what is wrong."""
    name = "2026-03-14-queue"
    files = tuple(
        UpdateFile(path=f"incidents/{name}/updates/2026-03-14T0916Z-{key}.md", data=body.encode()) for key, body in updates.items()
    )
    tree = Tree(
        sources=(Source(path=f"incidents/{name}.md", data=text.encode(), updates=files),),
        strays=(),
        settings_path="settings.yml",
        settings=b"feeds: {authority: status.pigeonpost.example}\n",
    )
    found = check(tree, Site(name="S", url="https://status.pigeonpost.example/"), CLOCK)
    (incident,) = found.shown(drafts=False)
    return incident, {problem.code for problem in found.problems}


def words(incident: Incident) -> str:
    """All texts that are shown of it."""
    texts = [incident.summary, *(section.text for section in incident.sections), *(update.text for update in incident.updates)]
    texts += [*(action.text for action in incident.actions), *(entry.text for entry in incident.timeline)]
    return "\n".join(part for text in texts for part in (text.markdown, text.html))


FRONT = "title: Queue\nnote: PRIVATE\nextra: {plan: PRIVATE}\n"
SHAPES = [
    *(
        f"{above}---\n{FRONT}---\nWords.\n"
        for above in ("\n", "\n\n\n", "<!-- c -->\n", "<!--\nc\n-->\n", "# Head\n", "# Head\n\n", "Intro.\n\n")
    ),
    *(f"{above}---\n{FRONT}---\nWords.\n" for above in ("// c\n", "%YAML 1.2\n", "\ufeff\ufeff", "\u200b", " ", "\u00a0", "x")),
    *(f"{fence}\n{FRONT}{fence}\nWords.\n" for fence in ("----", "--", "—", "***", "===", "- - -", " ---", "+++", ";;;", "\t---")),
    *(f"{opening}\n{FRONT}---\nWords.\n" for opening in ("----", "---yaml", "--- # fields", "+++")),
    f"---\n{FRONT}----\nWords.\n",
    f"---\n{FRONT}",
    f"----\n{FRONT}\nPRIVATE\n",
    f"{FRONT}---\nWords.\n",
    f"{FRONT}\nWords.\n",
    f"Intro.\n\n{FRONT}\nWords.\n",
    "Title: Queue\nNote: PRIVATE\n---\nWords.\n",
    "Title: Queue\nFrom: PRIVATE\n\nWords.\n",
    f"```yaml\n---\n{FRONT}---\n```\nWords.\n",
    f"<!--\n{FRONT}-->\nWords.\n",
    '+++\ntitle = "Queue"\nnote = """\nPRIVATE\n"""\n[extra]\nplan = "PRIVATE"\n+++\nWords.\n',
    '{\n "title": "Queue",\n "extra": {\n  "note": "PRIVATE"\n }\n}\nWords.\n',
    '{"title": "Queue", "note": "PRIVATE"}\nWords.\n',
    ';;;\n{"title": "Queue",\n"note": "PRIVATE"}\n;;;\nWords.\n',
    f"{BROKEN}extra: {{plan: PRIVATE}}\n---\nWords.\n",
    f"{BROKEN}\n---\nnote: PRIVATE\n---\nWords.\n",
    f"{BROKEN}Words.\n\ntitle: PRIVATE\n",
    "---\ntitle: Queue # PRIVATE\nseverity: a: b\n---\nWords.\n",
    '---\ntitle: "Queue" # PRIVATE\nseverity: a: b\n---\nWords.\n',
    "---\ntitle: &PRIVATE Queue\nseverity: a: b\n---\nWords.\n",
    "---\ntitle: [PRIVATE\nseverity: a: b\n---\nWords.\n",
    "---\ntitle: Queue <!-- PRIVATE -->\nseverity: a: b\n---\nWords.\n",
    f"---\ntitle: {TOKEN}\nseverity: a: b\n---\nWords.\n",
]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
@pytest.mark.parametrize("text", SHAPES, ids=lambda text: repr(text[:40]))
def test_front_matter_is_never_shown(text: str, end: str) -> None:
    """Whatever stands before it, whatever its fences look like, and in whatever language it is written."""
    incident, _ = rescued(text.replace("\n", end))
    assert not re.search(f"PRIVATE|title|note|extra|severity|{TOKEN}", f"{incident.title}\n{words(incident)}")


@pytest.mark.parametrize(
    "text", [*(f"{above}---\ntitle: Queue\n---\nWords.\n" for above in ("\n", "<!-- c -->\n", "# Head\n")), f"{BROKEN}Words.\n"]
)
def test_where_front_matter_ends_for_certain_the_text_is_shown(text: str) -> None:
    """The first notice still reaches its readers, with its title."""
    incident, _ = rescued(text)
    assert (incident.title, incident.summary.markdown) == ("Queue", "Words.")


@pytest.mark.parametrize("text", ["Only words.\n", "# Posts are late\n\nWe know.\n\n---\n\nMore.\n", "Resolved: all is well.\n\nMore.\n"])
def test_a_text_without_front_matter_is_shown_whole(text: str) -> None:
    """A rule between paragraphs, or a word with a colon, is no front matter."""
    incident, codes = rescued(text)
    assert (incident.summary.markdown, "E101" in codes) == (text.strip(), True)


INTERNAL_TEXTS = [
    "Words.\n\n## Internal notes\n\nPRIVATE\n\n### Deeper\n\nPRIVATE\n\n## After\n\nMore.",
    "Words.\n\nInternal notes\n--------------\n\nPRIVATE\n\n### Deeper\nPRIVATE",
    "## [Internal] Cause\nPRIVATE\n#### Deeper\nPRIVATE",
    "Words.\n\n**Internal notes**\n\nPRIVATE",
    "Words.\n\n> ## Internal notes\n> PRIVATE",
    "Words.\n\n- ## Internal notes\n  PRIVATE",
    "Words.\n\n<h2>Internal notes</h2>\nPRIVATE",
    "Words.\n\n###Internal notes\nPRIVATE",
    "Words <!-- PRIVATE -->.\n\n<!-- PRIVATE",
    "Words.\n\nThe key PRIVATE is " + TOKEN,
]


@pytest.mark.parametrize("text", INTERNAL_TEXTS)
def test_a_rescued_text_goes_through_the_filter(text: str) -> None:
    """Comments, secrets and internal sections with their deeper headings are taken out of the file and of its update files."""
    update = f"Words.\n\n### 2026-03-14 09:16 UTC - Investigating\n\n{text}"
    for incident, _ in (rescued(BROKEN + text), rescued(BROKEN + update), rescued(f"{BROKEN}Words.\n", investigating=text)):
        assert not re.search(f"PRIVATE|{TOKEN}", words(incident) + repr(incident))


def test_one_internal_section_takes_no_other_text_along() -> None:
    """What stands under the next heading is shown, and so are the update files behind it."""
    incident, _ = rescued(f"{BROKEN}{INTERNAL_TEXTS[0]}", investigating="We look.\n\n## Internal\n\nPRIVATE", update="We found it.")
    shown = words(incident)
    assert (shown.count(INTERNAL) // 2, "More." in shown, "We look." in shown, "We found it." in shown, "PRIVATE" in shown) == (
        2,
        True,
        True,
        True,
        False,
    )


def test_the_filter_says_what_it_took_out() -> None:
    """A reader sees that something is missing."""
    assert fit_to_show("Words.\n\n## Internal notes\n\nPRIVATE") == f"Words.\n\n{INTERNAL}\n\n"
    assert fit_to_show(f"Words.\n\nIt is {TOKEN}.") == f"Words.\n\n{LEFT_OUT}"


def test_an_update_file_that_can_be_read_hides_its_internal_sections_too() -> None:
    """With E180, and with every other line where it was."""
    incident, codes = rescued(
        "---\ntitle: Queue\n---\n", investigating="We look.\n\n## Internal notes\n\nPRIVATE\n\n### Deeper\n\nPRIVATE\n\n## After\n\nMore."
    )
    shown = incident.updates[0].text.markdown
    assert ("PRIVATE" in shown, INTERNAL in shown, "More." in shown, "E180" in codes) == (False, True, True, True)


# ---- what is said of the state -------------------------------------------------------------------

ID = "2026-03-14-posts-are-late"
FILE = f"incidents/{ID}.md"
URL = "https://status.pigeonpost.example/"
OPEN = """---
title: Posts are late
severity: critical
---
Posts wait.

<!-- for the
next one -->
### 2026-03-14 09:16 UTC - Investigating

We look.

### 2026-03-14 09:40 UTC - Identified: A full disk

We make room. Next update by 10:10 UTC.

## What happened

A disk was full.
"""
COLON = OPEN.replace("are late\n", "are late: some lost\n")
"""The title has a colon, which makes the front matter unreadable."""
DISK = "### 2026-03-14 09:40 UTC - Identified: A full disk\n"
SIDES = f"<<<<<<< HEAD\n{DISK}=======\n{DISK.replace('Identified', 'Resolved')}>>>>>>> b\n"
ENDED = f"---\ntitle: Late\n---\n{DISK.replace('Identified', 'Resolved')}\nIt works.\n\n"
NOT_KNOWN = ("The state of one incident is not known", "state not known", ("minor", "State Not Known"))
STILL_OPEN = ("One open incident", "incident open", ("minor", "Minor Service Outage"))
OVER = ("No open incidents", "last incident 14 Mar 2026", ("none", "All Systems Operational"))
NOTHING = ("No open incidents", "no incident yet", OVER[2])
WHAT_IS_SAID = [
    ("a colon in the title", COLON, STILL_OPEN),
    ("no front matter", OPEN[OPEN.index("Posts wait") :], STILL_OPEN),
    ("no update", f"{BROKEN}Posts wait.\n", NOT_KNOWN),
    ("an end", COLON.replace("- Identified: A full disk", "- Resolved"), OVER),
    ("an end in front matter", f"{BROKEN_FIELDS}resolved: 2026-03-14 09:50 UTC\n---\nPosts waited.\n", OVER),
    ("an end that is not known", f"{BROKEN_FIELDS}resolved: unknown\n---\nPosts waited.\n", OVER),
    ("a conflict", COLON.replace(DISK, SIDES), NOT_KNOWN),
    ("held back", OPEN.replace("severity: critical", "announce: maybe"), NOT_KNOWN),
    ("held back by its text", OPEN.replace("We look.", "draft: true"), NOT_KNOWN),
    ("a first notice whose time has a slip", "---\ntitle: Late\n---\n### 2026-03-14 25:16 UTC - Investigating\n\nWe look.\n", NOT_KNOWN),
    (
        "reopened with a slip",
        f"---\ntitle: Late\n---\n### 2026-03-14 09:16 UTC - Resolved\n\nIt works.\n\n{DISK.replace('09:', '25:')}",
        NOT_KNOWN,
    ),
    ("an update with a slip, and over", OPEN.replace("09:16", "25:16").replace("Identified: A full disk", "Resolved"), OVER),
    (
        "a draft with an error",
        f"{BROKEN_FIELDS}draft: true\n---\nPosts wait.\n",
        NOTHING,
    ),
    ("a draft", OPEN.replace("severity: critical", "draft: true"), NOTHING),
]


def outputs(text: str, path: str = FILE, *others: Source) -> dict[str, str]:
    """What is published of one file, and of others."""
    sources = (Source(path=path, data=text.encode()), *others)
    settings = b"feeds: {authority: status.pigeonpost.example}\n"
    site = Site(name="S", url=URL)
    tree = Tree(sources=sources, strays=(), settings_path="settings.yml", settings=settings)
    made = build(check(tree, site, CLOCK), site, CLOCK, TEMPLATES)
    return {one.path: one.html() if isinstance(one, Page) else one.text() for one in made if isinstance(one, (Page, TextFile))}


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in WHAT_IS_SAID], ids=[row[0] for row in WHAT_IS_SAID])
def test_no_error_in_a_file_makes_any_output_say_that_nothing_is_open(text: str, expected: tuple[str, str, tuple[str, str]]) -> None:
    """What the readable part of the file says holds. If it does not say whether it is over, every output says that this is not known."""
    title, badge, (indicator, description) = expected
    made = outputs(text)
    home = made["index.html"]
    status = {"indicator": indicator, "description": description}
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", home, re.DOTALL)
    assert heading is not None
    assert re.sub("<.*?>", "", heading[1]) == title
    assert ("Its file has an error." in home) == (expected is NOT_KNOWN)
    assert ("No open incidents" in home) == (title == "No open incidents")
    assert f"status: {badge}" in made["badge.svg"]
    assert made["status.txt"].startswith(f"S: {badge}.")
    summary = json.loads(made["api/v2/summary.json"])
    assert (json.loads(made["api/v2/status.json"])["status"], summary["status"]) == (status, status)
    assert bool(summary["incidents"]) == (expected is STILL_OPEN)


def test_a_name_without_a_day_is_not_known_either() -> None:
    """Its file has no page, so nobody would see that something is open."""
    assert "state not known" in outputs(OPEN, "incidents/posts-are-late.md")["badge.svg"]


def test_beside_an_open_incident_the_one_with_an_error_is_said_too() -> None:
    """In a sentence of its own; more than one are counted."""
    broken = [Source(path=f"incidents/2026-03-1{day}-queue.md", data=f"{BROKEN}Words.\n".encode()) for day in (2, 3)]
    home = outputs(OPEN, FILE, *broken)["index.html"]
    assert ">One open incident</h1>" in home
    assert "The state of 2 incidents is not known: their files have errors." in home


def test_entries_of_feeds_keep_their_ids() -> None:
    """A colon in a title takes no update out of a feed, and sends none again."""
    ids = [re.findall("<id>(.*?)</id>", outputs(text)["updates.atom"]) for text in (OPEN, COLON)]
    assert ids == [[ids[0][0], *(f"tag:status.pigeonpost.example,2026:{ID}/u-20260314T{time}Z" for time in ("0940", "0916"))]] * 2


def test_the_page_has_every_text_as_often_as_if_it_could_be_read() -> None:
    """Updates stand where they stand on any other page; the note says what is the matter."""
    page, sound = (outputs(text)[f"incidents/{ID}/index.html"] for text in (COLON, OPEN))
    assert "the text is shown as written." in page
    for text in ("Posts wait.", "We look.", "We make room.", "A disk was full."):
        assert page.count(text) == sound.count(text) > 0, text
    assert re.findall(r'<li id="(u-[^"]*)"', page) == ["u-20260314T0940Z", "u-20260314T0916Z"]
