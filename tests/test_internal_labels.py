"""What is meant for the team alone is known by its label, wherever the label stands (E180)."""

from pathlib import Path

import pytest

from afterword.core.settings import Settings
from afterword.core.sources import Source
from afterword.markup.flow import plain
from afterword.markup.tree import parse
from afterword.reading.incident import read_incident
from afterword.safety.internal import internal_labels
from afterword.safety.internal_labels import is_internal_label
from project import NOW, Project

ROOT = Path(__file__).parents[1]

INTERNAL = (
    *(
        "Internal",
        "INTERNAL NOTES:",
        "**Internal only**",
        "Internal use only",
        "For internal use only",
        "internal-notes",
        "Internal discussion",
    ),
    *("Private", "Private notes", "Not for publication", "Notes - not for the public", "Do not publish!", "Confidential", "Staff only"),
    *("[Internal] Cause", "Internal: what really happened", "Timeline (internal only)", "2026-03-14 09:16 UTC - Internal notes"),
)
DISGUISED = (
    "🔒 Internal notes",
    "🔒 Internal",
    "<b>Internal</b> notes",
    "[Internal notes](x)",
    "[Internal](x) notes",
    "`Internal notes`",
    "Internal&nbsp;notes",
    "&#73;nternal notes",
    "1. Internal notes",
    "1.2 Internal notes",
    "IV. Internal notes",
    "a) Internal notes",
    "• Internal notes",
    "Ｉｎｔｅｒｎａｌ notes",
    "𝐈𝐧𝐭𝐞𝐫𝐧𝐚𝐥 notes",
    "Int\u200bernal notes",
    "Inter\u00adnal notes",
    "(Internal notes)",
    "[Internal notes]",
    "{Internal}",
    "INTERNAL TIMELINE",
    "Internal timeline",
    "TLP:RED",
    "TLP: AMBER",
    "TLP:AMBER+STRICT",
    "Notes [TLP:RED]",
    "tlp red",
    "Notes (internal)",
    "Timeline (internal)",
    "Timeline - internal",
    "Internal incident timeline",
    "Internal root cause",
    "Internal notes & links",
    "Internal notes (do not publish)",
    "Not for release",
    "Don't publish",
    "Do not publish until legal has agreed",
    "Do not share externally",
    "DO NOT DISTRIBUTE",
    "For the team only",
    "Note to self",
    "Confidential notes",
    "Strictly confidential",
    "__Internal__ _notes_",
    "~~Internal notes~~",
    "Internal_notes",
    "I N T E R N A L  notes",
    "Interne Notizen",
    "Nur intern",
    "Vertraulich",
    "Notes internes",
    "Ne pas publier",
    "Notas internas",
    ":lock: Internal",
    ":lock: Internal notes",
    "[ ] Internal notes",
    "1️⃣ Internal notes",
    "Internal – do not share",
    "Remove before publishing",
    "Internal / confidential",
    "Embargoed until 5 May",
    "“Internal notes”",
    "Internal<br>notes",
    "ℹ️ Internal information",
)
PUBLIC = (
    *("Internal server errors at checkout", "Internal DNS", "Internal network unreachable: customers affected", "Internally found"),
    *("Private messages were late", "Private information", "Private beta", "Load balancers (internal)", "Cloud: private"),
    *("Team", "Staff", "Details", "Public", "What happened", "Confidential data was safe", "", "()", "[]", "'…'", "…", "?!"),
)
TOPICS = (
    "Internal server errors",
    "Confidentiality impact",
    "Internal services",
    "Internal users",
    "Private cloud",
    "Private keys",
    "Do not share your password",
    "Restricted accounts",
    "Internal communication",
    "Internal API",
    "Notes",
    "Timeline",
    "Impact: internal",
    "Internal dashboards (Grafana)",
    "Public and private repositories",
    "Restricted mode",
    "International",
    "Internals",
    "TLP",
    "tlp:clear",
    "Internal load balancer timeline",
    "Private packages",
    "What we did not publish",
    "Do not restart your client",
    "Confidential computing",
    "Internal certificate expired",
    "API only",
    "Staff accounts",
    "Management",
    "Update: internal network is back",
    "Internal error 500",
    "Internal vs. external",
    "Root cause: internal DNS",
)


def shown(title: str) -> str:
    """A heading as its reader sees it."""
    document = parse(f"## {title}")
    return plain(document.blocks)


@pytest.mark.parametrize("title", INTERNAL + DISGUISED)
def test_a_heading_for_the_team_alone_is_known(title: str) -> None:
    """E180, in any case and in the usual ways to mark it."""
    assert is_internal_label(shown(title))


@pytest.mark.parametrize("title", PUBLIC + TOPICS)
def test_a_heading_about_something_internal_is_none(title: str) -> None:
    """The word alone is no reason: services have internal errors."""
    assert not is_internal_label(shown(title))


HIDDEN = {
    "a long line": "- Internal notes - LEAK restarted the queue by hand, and then once more in the night\n\nstays",
    "heading in a quote": "> ## Internal notes\n> LEAK\n\nstays",
    "quote": "> Internal notes\n> LEAK\n\nstays",
    "quote in a quote": "> > ### TLP:RED\n> > LEAK\n\nstays",
    "bold in a quote": "> **Internal notes**\n>\n> LEAK\n\nstays",
    "alert": "> [!NOTE]\n> **Internal notes**\n> LEAK\n\nstays",
    "list item": "- Internal notes\n    - LEAK\n- stays",
    "list item with a colon": "1. Internal notes: LEAK\nLEAK\n\nstays",
    "bold in a list": "- **Internal notes**: LEAK\n- stays",
    "heading in a list": "- ## Internal notes\n  LEAK\n\nstays",
    "item with a picture": "- 🔒 &#73;nternal notes\n  LEAK\n- stays",
    "task": "- [ ] Internal notes\n  LEAK\n- stays",
    "summary": "<details><summary>Internal notes</summary>LEAK</details>\n\nstays",
    "summary with tags": "<details>\n<summary><b>🔒 Internal</b>\nnotes</summary>\n\nLEAK\n\n</details>\n\nstays",
    "admonition": '!!! note "Internal notes"\n    LEAK\n\n    LEAK\n\nstays',
    "kind of admonition": "??? internal\n    LEAK\n\nstays",
    "tab": '=== "Internal notes"\n    LEAK\n\nstays',
    "block": "/// details | Internal notes\nLEAK\n\nLEAK\n///\nstays",
    "lone bold line": "**Internal notes**\n\nLEAK\n\n**Public**\n\nstays",
    "one bold word": "**Internal**\n\nLEAK\n\n## Cause\nstays",
    "italic": "*Internal notes*\n\nLEAK\n\n---\n\nstays",
    "bold line over text": "**Internal notes:**\nLEAK\n\n---\nstays",
    "bold words before text": "**Internal notes:** LEAK\nLEAK\n\nstays",
    "bold in HTML": "<b>Internal notes</b>\n\nLEAK\n\n## Cause\nstays",
    "heading in HTML": "<h3>Internal notes</h3>\nLEAK\n\nLEAK\n\n## Cause\nstays",
    "table": "| Time | Internal notes |\n|---|---|\n| 1 | LEAK |\n\nstays",
    "definition": "Internal notes\n:   LEAK\n\nstays",
    "footnote": "[^1]: Internal notes: LEAK\n    LEAK\n\nstays",
}
OPEN = (
    "- Public\n- Private\n- Internal",
    "- **Internal**: staff could not sign in\n- **External**: readers",
    "> Private\n> messages",
    "- Internal server errors: 3",
    "**Impact:** internal users",
    '=== "Private"\n    Cloud.',
    "| Internal | External |\n|---|---|\n| 1 | 2 |",
    "```\n- Internal notes\n```",
    "- Each report was read again by two people: the text, internal notes, and the list of sources",
)


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN)
def test_what_a_label_heads_is_left_out(text: str) -> None:
    """The label and all that belongs to it go, from the page and from the Markdown; the rest stays."""
    data = f"---\ntitle: Posts wait\n---\nbefore\n\n{text}\n".encode()
    read, _ = read_incident(Source(path="incidents/2026-03-14-posts-wait.md", data=data), Settings())
    assert read.incident
    fragments = [read.incident.summary, *(section.text for section in read.incident.sections)]
    for published in ("\n".join(fragment.html for fragment in fragments), "\n".join(fragment.markdown for fragment in fragments)):
        assert "LEAK" not in published
        assert "nternal notes" not in published
        assert "before" in published
        assert ("stays" in published) or text.startswith(OTHER_PROGRAMS)
    assert [problem.code for problem in read.problems if problem.code != "W243"] == ["E180"]


OTHER_PROGRAMS = ("!!!", "???", "===", "///")
"""Boxes of other programs, which the forge does not see: what stands below them goes along."""


@pytest.mark.parametrize("text", OPEN)
def test_what_is_no_label_stays(text: str) -> None:
    """One word in a list, a table or a quote says nothing about the text, and code is shown as it is."""
    assert list(internal_labels(parse(text))) == []


def test_our_own_texts_raise_no_alarm() -> None:
    """Neither the demo, the docs nor the incidents of others hold a label that only looks like one."""
    files = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("incidents/**/*.md"), *ROOT.glob("site_config/**/*.md")]
    assert [(file.name, place) for file in files for place in internal_labels(parse(file.read_text(encoding="utf-8")))] == []


def test_a_hidden_label_stops_a_build_and_nothing_gets_out(tmp_path: Path) -> None:
    """With its line; with --keep-going a note stands in its place, in an update file too."""
    project = Project(tmp_path / "p", incidents=False)
    text = "".join(f"{hidden.replace('stays', 'end')}\n\n" for hidden in (HIDDEN["quote"], HIDDEN["summary"], HIDDEN["admonition"]))
    project.write("incidents/2026-03-14-late.md", f"---\ntitle: Late\n---\nLetters were late.\n\n{text}")
    project.write("incidents/2026-03-14-late/updates/2026-03-14T0916Z-identified.md", "We know why.\n\n## Internal notes\nLEAK\n")
    done = project.run("build", "--now", NOW)
    assert done.returncode == 1
    where = "incidents/2026-03-14-late"
    assert [row.partition(": error E180")[0] for row in done.stderr.splitlines() if "E180" in row] == [
        *(f"{where}.md:{line}:1" for line in (6, 11, 15)),
        f"{where}/updates/2026-03-14T0916Z-identified.md:3:1",
    ]
    assert project.run("build", "--now", NOW, "--keep-going").returncode == 3
    assert not any(b"LEAK" in file.read_bytes() for file in project.site.rglob("*") if file.is_file())
