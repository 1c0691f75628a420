"""Real incident write-ups by others, where they lie beside the project: read, or refused with a sentence."""

import re
from pathlib import Path

import pytest

from afterword.core.rules import RULES
from afterword.core.settings import Settings
from afterword.core.sources import Source
from afterword.reading.incident import IncidentReader

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
FILES = sorted(path for path in CORPORA.rglob("*.md") if "_not-incidents" not in path.parts)


@pytest.mark.skipif(not FILES, reason="no corpora beside the project")
def test_real_write_ups_are_read_or_refused_with_a_sentence() -> None:
    """No exception, every problem one of ours; with a title, each becomes an incident that loses no section."""
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        as_found = IncidentReader(settings=Settings(), wording=False)(Source(path=f"incidents/{path.name}", data=path.read_bytes()))
        assert {problem.code for problem in as_found.problems} <= RULES.keys()
        body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
        source = Source(path="incidents/2020-01-01-written-by-others.md", data=f"---\ntitle: By others\n---\n{body}".encode())
        incident = IncidentReader(settings=Settings(), wording=False)(source).incident
        assert incident is not None
        sections = [section.title for section in incident.sections]
        headings = [row[3:].strip() for row in body.splitlines() if row.startswith("## ")]
        assert len(sections) + len(incident.timeline) + len(incident.actions) + len(incident.updates) >= len(set(headings)) - 1, path.name
