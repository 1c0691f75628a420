"""What holds for the whole road from any file to the pages: no crash, no secret, a place for every problem."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from afterword.build import Checked, Surroundings, build, check
from afterword.core.rules import RULES
from afterword.core.settings import Site
from afterword.core.sources import Source, Tree, UpdateFile
from afterword.markup.tree import parse
from afterword.outputs.artifacts import Asset, Outputs, Page
from afterword.reading.settings_reader import read_settings
from afterword.safety.leak_rules import LEAK_RULES
from afterword.safety.leaks import find_leaks
from afterword.safety.public_text import without_secrets
from builders import TEMPLATES
from golden import SETTINGS
from test_leaks import secret_of
from test_reader_properties import BODY_LINES, FIELD_LINES, ID, PATH, PIECES

SITE = Site(name="Pigeonpost", url="https://status.pigeonpost.example/")
NOW = datetime(2026, 3, 15, tzinfo=UTC)
UPDATE = f"incidents/{ID}/updates/2026-03-14T0916Z-update.md"
AROUND = Surroundings(people=frozenset({"Ada Osei"}))
TOKENS = [("".join(rule.example), secret_of(rule)) for rule in LEAK_RULES if rule.prefixed and not rule.named]
"""What somebody pastes, and the value in it that is a secret wherever it stands."""
WORDS = st.sampled_from(
    [
        "We apologise for any inconvenience.", "a small number of users", "fixed soon", "at 14:00 PST", "human error",
        "should have checked",
        "Ada Osei", "@ada", "10.0.0.7", "fd00::1", "build-7.internal", "https://wiki.corp/x", "ada@pigeonpost.example", "![](x.png)",
        "password: Tr0ub4dor&3", "token=" + "q7Zk2mXv9R" + "t4Bn8WdLc5", "<!-- off: H306 nobody knows -->", "<!-- off: E181 an example -->",
        "## Internal notes", "## Root cause", "### What went well", "today", "yesterday at 9", "in 10 minutes", "[x](../y.md)", "a.b/c?d=e",
    ]
)  # fmt: skip
LINES = st.lists(st.one_of(FIELD_LINES, BODY_LINES, WORDS, PIECES), max_size=12).map("\n".join)
SETTINGS_LINES = st.sampled_from(
    [
        "organisation: {name: Pigeonpost}", "contact: help@pigeonpost.example", "language: de", "feeds: {entries: 3}",
        "feeds: {authority: x.example}", "components: [{id: api}]", "components:\n- {group: A, components: [{id: api, name: API}]}",
        "severities: [{id: major, aliases: [sev1], update_every: 30 min}]", "targets: {first_word: 1 h}",
        "metrics: {weights: {degraded: 0.5}}",
        "checks: {off: [H306], names: [Ada], internal_hosts: [corp]}", "security: {policy: false, assets: [png]}", "signatory: Ada",
        "organisation: [", "components: {api: x}", "severities: major",
    ]
)  # fmt: skip


@st.composite
def near_valid(draw: st.DrawFn) -> str:
    """A file with front matter that is nearly right, and a body of everything that a body may hold."""
    front = draw(st.lists(st.one_of(FIELD_LINES, FIELD_LINES, PIECES), max_size=5))
    ends = draw(st.sampled_from(["---", "---", "---", "--", "---\n---"]))
    return "\n".join(["---", "title: Queue stopped", *front, ends, draw(LINES)])


def tree(text: str, update: str = "") -> Tree:
    """The files of a site with one incident."""
    updates = (UpdateFile(path=UPDATE, data=update.encode()),) if update else ()
    source = Source(path=PATH, data=text.encode(), updates=updates)
    return Tree(sources=(source,), strays=(), settings_path="settings.yml", settings=SETTINGS.encode())


def published(outputs: Outputs) -> Iterator[str]:
    """Everything that a reader, or a reader's program, gets."""
    for artifact in outputs:
        if isinstance(artifact, Page):
            yield from (artifact.title, artifact.description, str(artifact.search), artifact.html())
        elif not isinstance(artifact, Asset):
            yield artifact.text()


def check_whole(now: Tree, around: Surroundings = AROUND) -> Checked:
    """Check a site, and assert everything that holds for every site."""
    checked = check(now, SITE, NOW, around=around)
    files = {"settings.yml": now.settings, PATH: now.sources[0].data, **{file.path: file.data for file in now.sources[0].updates}}
    assert list(checked.problems) == sorted(set(checked.problems))
    for problem in checked.problems:
        assert problem.code in RULES
        assert "\n" not in str(problem)
        if problem.path in files:
            assert 1 <= problem.line <= len(re.split(rb"\r\n|\r|\n", files[problem.path]))
    return checked


@given(st.one_of(PIECES, LINES, st.text(max_size=200)))
def test_what_remains_of_a_text_holds_no_secret(text: str) -> None:
    """Every line stays in its place, and nothing goes unless there is a secret in it."""
    rest = "\n".join(without_secrets(parse(text)).rows)
    assert list(find_leaks(rest)) == []
    assert len(rest.split("\n")) == len(text.split("\n"))
    assert (rest != text) is bool(list(find_leaks(text)))
    rows = text.split("\n")
    for leak in find_leaks(text):
        (line, column), (last, behind) = leak.start, leak.end
        assert 1 <= column <= len(rows[line - 1])
        assert behind <= len(rows[last - 1]) + 1
        assert leak.start < leak.end


@given(near_valid(), LINES, near_valid(), st.booleans())
def test_any_two_versions_of_a_file_are_checked_and_compared(text: str, update: str, before: str, with_update: bool) -> None:
    """Wording, exposure, clock and comparison find a place for each problem and never raise."""
    now = tree(text, update if with_update else "")
    check_whole(now, Surroundings(published=tree(before), people=AROUND.people))


@given(
    near_valid(),
    st.sampled_from(TOKENS),
    st.integers(0, 12),
    st.sampled_from(["{}", "- {}", "> {}", "| a | {} |", "    {}", "## {}", "x: {}"]),
)
def test_a_token_in_any_file_is_nowhere_in_the_output(text: str, token: tuple[str, str], line: int, form: str) -> None:
    """Wherever a token stands in a line of its own, in front matter, body or behind what is broken: not in a page, a feed or a message."""
    pasted, value = token
    rows = text.replace("<!-- off: E181", "<!-- off: H320").split("\n")
    rows[line + 1 : line + 1] = ["", form.format(pasted), ""]
    checked = check_whole(tree("\n".join(rows)))
    assert value not in "".join(map(str, checked.problems))
    for shown in published(build(checked, SITE, NOW, TEMPLATES)):
        assert value not in shown


@given(st.one_of(st.binary(max_size=200), st.lists(st.one_of(SETTINGS_LINES, PIECES), max_size=6).map("\n".join).map(str.encode)))
def test_any_settings(data: bytes) -> None:
    """Any settings file is read, with a problem for what is wrong and the default in its place."""
    _, problems = read_settings("settings.yml", data)
    for problem in problems:
        assert problem.code in RULES
        assert 1 <= problem.line <= len(re.split(rb"\r\n|\r|\n", data))


def test_an_empty_section_written_twice_moves_no_problem() -> None:
    """Sections of one kind are joined, and what is wrong behind them keeps its own line."""
    text = "---\ntitle: Queue stopped\n---\n### 2026-03-14 09:16 UTC - Investigating\n## Affected\n## Affected\n## Affected\none hour ago\n"
    assert [problem.line for problem in check_whole(tree(text)).problems if problem.code == "W205"] == [8]


def test_the_text_of_a_timeline_entry_keeps_its_line() -> None:
    """An entry may be a heading with text below it; what is wrong in the text is reported where it stands."""
    text = "---\ntitle: Queue stopped\n---\n## Timeline\n### 2026-03-14 09:16 UTC - Called\nWe know it since yesterday at 14:00 PST.\n"
    assert [problem.line for problem in check_whole(tree(text)).problems if problem.code == "W313"] == [6]
