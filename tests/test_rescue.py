"""What `--keep-going` shows of a file that cannot be read: less than of any other, and never its front matter."""

import re
from datetime import UTC, datetime

import pytest

from afterword.build import check
from afterword.core.model import Incident
from afterword.core.settings import Site
from afterword.core.sources import Source, Tree, UpdateFile
from afterword.reading.rescue import fit_to_show
from afterword.safety.public_text import INTERNAL, LEFT_OUT

CLOCK = datetime(2026, 4, 22, 9, 46, tzinfo=UTC)
TOKEN = "ghp" + "_" + "aB3dE5fG7hJ9kL1mN2" + "pQ4rS6tU8vW0xY2zA4"
BROKEN = "---\ntitle: Queue\nseverity: a: b\n---\n"


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
    assert not re.search(
        f"PRIVATE|title|note|extra|severity|{TOKEN}", f"{incident.title}\n{incident.summary.markdown}\n{incident.summary.html}"
    )


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
    for incident, _ in (rescued(BROKEN + text), rescued(f"{BROKEN}Words.\n", investigating=text)):
        shown = incident.summary.markdown + incident.summary.html
        assert not re.search(f"PRIVATE|{TOKEN}", shown)


def test_one_internal_section_takes_no_other_text_along() -> None:
    """What stands under the next heading is shown, and so are the update files behind it."""
    incident, _ = rescued(f"{BROKEN}{INTERNAL_TEXTS[0]}", investigating="We look.\n\n## Internal\n\nPRIVATE", update="We found it.")
    shown = incident.summary.markdown
    assert (shown.count(INTERNAL), "More." in shown, "We look." in shown, "We found it." in shown, "PRIVATE" in shown) == (
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
