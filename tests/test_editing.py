"""Writing into a file that somebody wrote changes no byte that is not ours."""

from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from afterword.core.settings import Settings
from afterword.core.sources import Source, UpdateFile
from afterword.core.times import plain
from afterword.editing.rows import Rows
from afterword.editing.sections import add_sections
from afterword.editing.stamped_times import now_lines, stamped, stamped_name, update_name
from afterword.editing.texts import filled, yaml_list, yaml_text
from afterword.editing.updates import add_update
from afterword.reading.incident import IncidentReader
from afterword.reading.settings_reader import read_settings
from afterword.syntax.names import read_update_name, update_order

LINE = "2026-03-14 09:48 UTC - Identified"
PATH = "incidents/2026-03-14-queue-stopped.md"
ROWS = st.sampled_from(
    [
        "",
        "   ",
        "Words, and Ümlaut.",
        "## Affected",
        "## Updates",
        "## Timeline",
        "### now - Monitoring",
        "### 2026-03-14 09:16 UTC - Investigating",
        "#### 2026-03-14 09:20 UTC - Update: more",
        "#### A part",
        "- 09:02 UTC - Delivery stops.",
        "```",
        "<!-- a comment -->",
        "<!-- one that goes",
        "on -->",
    ]
)
FILES = st.builds(
    lambda bom, rows, end, last: bom + end.join([b"---", b"title: x", b"---", *(row.encode() for row in rows)]) + (end if last else b""),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.lists(ROWS, max_size=12),
    st.sampled_from([b"\n", b"\r\n"]),
    st.booleans(),
)
ANY = st.one_of(FILES, st.binary(max_size=60), st.text(max_size=60).map(str.encode))


def put_in(before: bytes, after: bytes) -> bytes:
    """What was put in, in one place; fails when anything else changed."""
    added = len(after) - len(before)
    start = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after)))
    for cut in range(start, -1, -1):
        if before[cut:] == after[cut + added :]:
            return after[cut : cut + added]
    raise AssertionError((before, after))


@given(ANY)
def test_rows_joined_are_the_file(data: bytes) -> None:
    """Taking a file apart loses nothing."""
    assert b"".join(Rows.of(data).rows) == data


@given(ANY, st.sampled_from(["We know.", "We know.\n\nNext update by 10:00 UTC."]))
def test_an_update_changes_no_other_byte(data: bytes, text: str) -> None:
    """Line ends, byte order mark, and a missing line end at the end of the file stay as they were."""
    after = add_update(data, LINE, text)
    added = put_in(data, after)
    assert LINE.encode() in added
    newline = Rows.of(data).newline
    assert added.replace(newline, b"").count(b"\n") == 0
    if data and newline in data:
        assert after.endswith(newline) == data.endswith(newline)


@given(FILES)
def test_an_update_is_read_as_one_more(data: bytes) -> None:
    """Wherever the reader finds no error before, it finds all that was there and the new update."""
    before = IncidentReader(settings=Settings(), wording=False)(Source(path=PATH, data=data))
    assume(before.incident is not None and not any(found.code[0] == "E" for found in before.problems))
    after = IncidentReader(settings=Settings(), wording=False)(Source(path=PATH, data=add_update(data, LINE, "We know.")))
    assert before.incident
    assert after.incident
    said = [(update.at, update.text.markdown.strip()) for update in before.incident.updates]
    now = [(update.at, update.text.markdown.strip()) for update in after.incident.updates]
    (new,) = [update for update in after.incident.updates if plain(update.at.at) == "2026-03-14 09:48 UTC"]
    assert [pair for pair in now if pair != (new.at, "We know.")] == said
    assert new.text.markdown.strip() == "We know."
    assert [section.title for section in after.incident.sections] == [section.title for section in before.incident.sections]
    assert after.incident.timeline == before.incident.timeline or len(after.incident.timeline) == len(before.incident.timeline)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\ntitle: x\n---\n", "---\ntitle: x\n---\n### {}\nWe know.\n"),
        ("---\ntitle: x\n---", "---\ntitle: x\n---\n### {}\nWe know."),
        (
            "---\ntitle: x\n---\nSummary.\n\n## Affected\n\nAll.\n",
            "---\ntitle: x\n---\nSummary.\n\n### {}\nWe know.\n\n## Affected\n\nAll.\n",
        ),
        (
            "---\ntitle: x\n---\n## Updates\n\n### 2026-03-14 09:16 UTC - Investigating\n\nWe look.\n\n\n## What happened\n\nThings.\n",
            "---\ntitle: x\n---\n## Updates\n\n### 2026-03-14 09:16 UTC - Investigating\n\nWe look.\n\n### {}\n\nWe know.\n\n\n"
            "## What happened\n\nThings.\n",
        ),
        (
            "---\ntitle: x\n---\n## Timeline\n\n### 2026-03-14 09:16 UTC - It began\n",
            "---\ntitle: x\n---\n### {}\nWe know.\n\n## Timeline\n\n### 2026-03-14 09:16 UTC - It began\n",
        ),
        ("no front matter\n", "no front matter\n\n### {}\nWe know.\n"),
    ],
)
def test_where_an_update_stands(before: str, after: str) -> None:
    """Behind the last one and in its style, else in Updates, else behind the summary; never in the timeline."""
    assert add_update(before.encode(), LINE, "We know.").decode() == after.format(LINE)


@given(FILES)
def test_stamping_changes_the_word_only(data: bytes) -> None:
    """`now` becomes a time, in headings that are updates; every other byte stays, and nothing is left to stamp."""
    at = datetime(2026, 3, 14, 9, 48, tzinfo=UTC)
    lines = now_lines(data)
    after = stamped(data, dict.fromkeys(lines, at))
    assert now_lines(after) == ()
    assert len(after) - len(data) == len(lines) * (len(b"2026-03-14 09:48 UTC") - len(b"now"))
    before, now = Rows.of(data).rows, Rows.of(after).rows
    changed = [number for number, (a, b) in enumerate(zip(before, now, strict=True), 1) if a != b]
    assert changed == list(lines)


def test_a_stamped_name() -> None:
    """The rest of the name stays."""
    at = datetime(2026, 3, 14, 9, 48, tzinfo=UTC)
    assert stamped_name("now-in-progress-x.md", at, ()) == "2026-03-14T0948Z-in-progress-x.md"
    assert stamped_name("now-in-progress-x.md", at, ["2026-03-14T0948Z-update.md"]) == "2026-03-14T094801Z-in-progress-x.md"


_WORDS = st.sampled_from(["identified", "investigating", "update-2", "update", "resolved", "in-progress-3f9a2c"])


@given(st.lists(st.tuples(_WORDS, st.none() | st.integers(0, 59)), max_size=130))
def test_a_new_update_file_comes_behind_all_of_its_minute(words: list[tuple[str, int | None]]) -> None:
    """Whatever is there and whatever it says, its name is free and sorts last: the anchors of the others stay."""
    names: list[str] = []
    for word, second in words:
        name = update_name(datetime(2026, 3, 14, 9, 48, tzinfo=UTC), word, names, second)
        assert name not in names
        assert max([*names, name], key=update_order) == name
        assert read_update_name(UpdateFile(path=f"incidents/x/updates/{name}", data=b""), [])
        names.append(name)


@given(FILES)
def test_sections_are_added_at_the_end_once(data: bytes) -> None:
    """What is there stays; a second time nothing is missing."""
    template = "## What happened\n\n<!-- Tell it. -->\n\n## Timeline\n\n<!-- A line each. -->\n"
    before = IncidentReader(settings=Settings(), wording=False)(Source(path=PATH, data=data))
    assume(not any(found.code[0] == "E" for found in before.problems))
    after, added = add_sections(data, template)
    assert after.startswith(data.rstrip())
    assert "What happened" in added
    assert add_sections(after, template) == (after, ())


def test_sections_are_told_by_their_meaning() -> None:
    """A file with Root cause and What went well at the second level lacks neither factors nor lessons."""
    data = b"---\ntitle: x\n---\n## Root cause\n\nA switch.\n\n## What went well\n\nMuch.\n"
    template = (
        "## Contributing factors\n\n<!-- a -->\n\n## Lessons learned\n\n### What went well\n\n<!-- b -->\n\n## Trigger\n\n<!-- c -->\n"
    )
    assert add_sections(data, template) == (data + b"\n## Trigger\n\n<!-- c -->\n", ("Trigger",))


def test_a_section_without_text_is_not_published() -> None:
    """The headings of the lessons wait for their text."""
    data = b"---\ntitle: x\n---\n## Lessons learned\n\n### What went well\n\n<!-- b -->\n\n### What went wrong\n\nMuch.\n"
    parsed = IncidentReader(settings=Settings(), wording=False)(Source(path=PATH, data=data))
    assert parsed.incident
    (lessons,) = parsed.incident.sections
    assert "went wrong" in lessons.text.html
    assert "went well" not in lessons.text.html
    empty = b"---\ntitle: x\n---\n## Lessons learned\n\n### What went well\n\n<!-- b -->\n"
    parsed = IncidentReader(settings=Settings(), wording=False)(Source(path=PATH, data=empty))
    assert parsed.incident
    assert parsed.incident.sections == ()


@given(
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Co"], exclude_characters="\ufeff"), min_size=1, max_size=40)
    .map(str.strip)
    .filter(bool)
)
def test_any_title_is_read_as_it_was_given(title: str) -> None:
    """Quotes, colons, hashes, dashes: YAML gives back what was typed."""
    settings, problems = read_settings("s", f"organisation: {{name: {yaml_list([title])[1:-1]}}}\n".encode())
    expected = " ".join(title.split())
    if not problems:
        assert settings.organisation.name == expected
    parsed = IncidentReader(settings=Settings(), wording=False)(Source(path=PATH, data=f"---\ntitle: {yaml_text(title)}\n---\n".encode()))
    assert parsed.incident
    assert parsed.incident.title == expected


def test_a_blank_that_nobody_fills_stays() -> None:
    """So it is seen, and braces of other languages are left alone."""
    assert filled("{title}: {{x}} ${code} {other}", {"title": "A"}) == "A: {{x}} ${code} {other}"
