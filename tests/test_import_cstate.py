"""A site of cState with every oddity that real ones have been seen to have, in some 120 files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from afterword.importers.cleaning import cleaned
from afterword.importers.cstate_body import joined, pieces_of
from afterword.importers.imported import Notes
from importing import History, counts

CONFIG = """\
baseURL: https://status.pigeonpost.example/old/
title: Pigeonpost status
params:
  systems:
    - name: Sending
      category: Messaging
    - name: Web app
"""
FRONT = {"section": "issue", "date": "2021-03-14 10:00:00", "resolved": "true", "resolvedWhen": "2021-03-14 12:00:00", "severity": "down"}
UPDATES = """\
*Resolved* - It works again. {{< track "2021-03-14 12:00:00" >}}

*Identified* - A full disk. {{< track "2021-03-14 11:00:00" >}}

*Investigating* - Messages wait. {{< track "2021-03-14 10:05:00" >}}
"""
ODD_FIELDS: dict[str, tuple[str, ...]] = {
    "resolved": ("yes", "Yes", "on", "no", "null", "~", "", '"true"', "2021-03-14 13:00:00", "mostly", "[]"),
    "resolvedWhen": (
        "null",
        "",
        '""',
        "2021-03-14",
        "2021-03-14T12:30:00Z",
        "2021-03-14T12:30:00+02:00",
        "2021-03-14 9:05:00",
        "2021-03-13 12:00:00",
        "20211-03-14 12:00:00",
        "later",
        "2021-03-14:12:30:00",
    ),
    "date": (
        "2021-03-14T10:00:00Z",
        "2021-03-14T10:00:00+01:00",
        "2021-03-14T10:00:00-00:00",
        "2021-03-14 9:00:00",
        "2021-03-14T9:00:00.000Z",
        "2021-03-14",
        "2021-03-14 10:00",
        "2021-03-14 10:00:00 2021-03-14 11:00:00",
        "2023-04-12:11:00:30:00",
        "20211-03-14 10:00:00",
        "2021-13-14 10:00:00",
        "2021-03-14T25:00:00Z",
        "March 14, 2021 10:00 AM",
        '"2021-03-14 10:00:00"',
        "2021-03-28 02:30:00",
        "",
    ),
    "affected": (
        "",
        "null",
        "Sending",
        "[]",
        "[Sending]",
        "Sending, Web app",
        "\n  - Sending\n  - A system that is gone",
        "\n  -",
        '["Web app", "web app"]',
        "{Sending: down}",
        "\n- Sending",
        "\n  - 📮 Post",
    ),
    "severity": ("monitoring", "Down", '"down "', "notice", "disrupted", "major-outage", "", "null", "[down]", "🔥"),
    "title": (
        "",
        "null",
        "{{ x }}",
        '"{{ x }} is shown in letters"',
        "Sending: slow",
        '"Quotes \\" and \\\\ more"',
        "'It''s slow'",
        "📮 Post office",
        "# Sending",
        "@everyone",
        "[Update] Sending",
        "12345",
        "true",
        "*Sending* `slow` <b>now</b>",
        "w" * 300,
        "Sending % slow",
    ),
    "informational": ("true", "yes", "false"),
    "pin": ("true",),
    "slug": ("Another Address", "null"),
}
ODD_BODIES = {
    "empty": "",
    "rules": "2021-03-14 12:00:00\n\nIt works again.\n\n---\n\n2021-03-14 11:00:00\n\nA full disk.\n\n---\n\nMessages wait.\n",
    "bold": "**2021-03-14 11:00 UTC**\nA full disk.\n\n**Update 2021-03-14 11:30 UTC** more.\n",
    "shortcode": '{{< track "2021-03-14 12:00:00" >}}\n*Resolved* - It works.\n\n{{< img "x" >}}\n\n{{% notice %}}A{{% /notice %}}\n',
    "track without a time": 'It is slow. {{< track "" >}}\n\nAnd it works. {{< track >}}\n',
    "deeper headings": "## Update 2021-03-14 11:00\n\nA.\n\n### What\n\nB.\n\n#### 2021-03-14 11:10 - Identified\n\nC.\n\n# D\n\nE.\n",
    "headings alone": "# Update\n\n## Update\n\n### \n",
    "links": "[A](date-01.md), [b](../issues/rules.md#x), [c](nothing.md), ![p](gone.png), [z][z], [y].\n\n[z]: links.md\n[y]: n.md\n",
    "draft in a comment": "It is slow.\n\n<!--\n---\ntitle: A draft\ndate: 2021-03-15 10:00:00\n---\nNot yet.\n-->\n",
    "comment not closed": "It is slow.\n\n<!-- and then\n",
    "html": '<div class="x"><p>It is <b>slow</b>.</p><script>x()</script></div>\n<br><hr>\n<table><tr><td>a</td></tr></table>\n',
    "code": "```\n## 2021-03-14 11:00 - Resolved\n---\n```\n\n~~~\nnot closed\n",
    "now": "### now - Resolved\n\nIt works.\n\nNext update by 14:00\n",
    "times alone": "**11:00** We look.\n\n**12:00** It works.\n\nUpdate 13:00: fine.\n",
    "conflict": "<<<<<<< HEAD\nA\n=======\nB\n>>>>>>> other\n",
    "report": "## Root cause\n\nA disk.\n\n## Timeline\n\n- 10:00 slow\n\n## Action items\n\n- [ ] Do it (due: soon)\n",
    "other order": '*Investigating* - A. {{< track "2021-03-14 10:05:00" >}}\n\n*Resolved* - B. {{< track "2021-03-14 12:00:00" >}}\n',
    "setext": "Update 2021-03-14 11:00\n-----------------------\n\nSlow.\n\nDone\n====\n\nIt works.\n",
    "lists": "- 10:00 slow\n- 11:00 - Resolved\n* * *\n> 12:00 quoted\n\n1. one\n",
    "odd signs": "It\u200b is\u202e slow\x07.\u2028Yes\ufeff.\n",
    "windows": "It is slow.\r\n\r\n---\r\n\r\n2021-03-14 12:00:00\r\n\r\nIt works.\r\n",
    "footnotes": "Slow[^1].\n\n[^1]: Very.\n",
}
WHOLE = {
    "not-closed.md": "---\ntitle: Not closed\ndate: 2021-03-14 10:00:00\nresolved: true\n\nIt is slow: very.\n",
    "comments.md": "---\n# what it is\ntitle: Comments # here\ndate: 2021-03-14 10:00:00 # by the clock\n# severity: down\n---\nSlow.\n",
    "tabs.md": "---\ntitle: Tabs\ndate: 2021-03-14 10:00:00\naffected:\n\t- Sending\n---\nSlow.\n",
    "twice.md": "---\ntitle: Twice\ntitle: Twice more\ndate: 2021-03-14 10:00:00\n---\nSlow.\n",
    "bad-yaml.md": '---\ntitle: "Not closed\ndate: 2021-03-14 10:00:00\nresolved: true\n---\nSlow.\n',
    "blank-first.md": "\n\n---\ntitle: Blank lines\ndate: 2021-03-14 10:00:00\n---\nSlow.\n",
    "spaces-behind.md": "--- \ntitle: Spaces\ndate: 2021-03-14 10:00:00\n---  \nSlow.\n",
    "bom.md": "\ufeff---\ntitle: A mark\ndate: 2021-03-14 10:00:00\n---\nSlow.\n",
    "toml.md": '+++\ntitle = "TOML"\ndate = 2021-03-14T10:00:00Z\nresolved = true\n+++\nSlow.\n',
    "json.md": '{"title": "JSON", "date": "2021-03-14 10:00:00", "affected": ["Sending"]}\nSlow.\n',
    "2021-03-14-named-by-its-day.md": "---\ntitle: Named\n---\nSlow.\n",
    "2021-03-15-unfilled.md": '---\ntitle: "{{ replace .Name "-" " " }}"\ndate: 2021-03-15 10:00:00\n---\nSlow.\n',
    "with spaces.md": "---\ntitle: Spaces\ndate: 2021-03-14 10:00:00\n---\nSlow.\n",
    '📮 it\'s "late".md': "---\ntitle: A sign\ndate: 2021-03-14 10:00:00\n---\nSlow.\n",
    "other.mdx": "---\ntitle: MDX\ndate: 2021-03-14 10:00:00\n---\nimport X from 'x'\n\n<X a={1} />\n\nSlow.\n",
    "colons.md": "---\ntitle: Colons\ndate: 2023-04-12:11:00:30:00\nresolved: true\nresolvedWhen: 2023-04-12 10:00:00\n---\nSlow.\n",
    "view.md.erb": "---\ntitle: ERB\ndate: 2021-03-14 10:00:00\n---\nSlow. <%= link_to 'a', b %>\n",
    "2021-03-16-Sending - slow?/index.md": "---\ntitle: A folder\n---\nSlow.\n",
    "2021/03/deep.md": "---\ntitle: Deep\ndate: 2021-03-14 10:00:00\n---\nSlow.\n",
}
ADDRESSES = {
    "2021/03/deep.md": "2021/03/deep",
    "2021-03-16-Sending - slow?/index.md": "2021-03-16-sending-slow",
    "with spaces.md": "with-spaces",
    "view.md.erb": "view",
    "slug-01.md": "another-address",
    '\U0001f4ee it\'s "late".md': "its-late",
}
NO_ISSUES = {
    "_index.md": ("---\ntitle: All\n---\n", "an index page of the site, not an issue"),
    "empty.md": ("", "there is no front matter, so this is not an issue"),
    "notes.md": ("Some notes.\n", "there is no front matter, so this is not an issue"),
    "hidden.md": ("<!--\n---\ntitle: A draft\ndate: 2021-03-14\n---\n-->\n", "there is no front matter, so this is not an issue"),
    "undated.md": ("---\ntitle: Undated\n---\nSlow.\n", "neither the file nor its name has a date that can be read"),
    "template.md": ('---\ntitle: "{{ .Name }}"\ndate: {{ .Date }}\n---\n', "a template for new issues, not an issue"),
}
"""Files from which no incident can be made, and why."""


def issue(number: int, body: str = UPDATES, **fields: str) -> str:
    """A file as cState makes it, with some fields in another way."""
    front = {"title": f"Sending is slow {number}", **FRONT, **fields}
    return "\n".join(["---", *(f"{name}: {value}" for name, value in front.items()), "---", body])


def site(folder: Path) -> tuple[int, int]:
    """Write the site; how many files there are, and how many hold no issue."""
    files: dict[str, str] = {}
    for name, values in ODD_FIELDS.items():
        for number, value in enumerate(values, 1):
            files[f"{name}-{number:02}.md"] = issue(len(files), **{name: value})
    for name, body in ODD_BODIES.items():
        files[f"{name}.md"] = issue(len(files), body)
    files |= {f"again {number}.md": issue(0, title="Sending is down") for number in range(39)}
    files |= WHOLE | {name: text for name, (text, _) in NO_ISSUES.items()}
    for name, text in files.items():
        path = folder / "content" / "issues" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    (folder / "content" / "issues" / "latin.md").write_bytes("---\ntitle: Verspätung\ndate: 2021-03-14\n---\nLangsam.\n".encode("cp1252"))
    (folder / "archetypes").mkdir()
    (folder / "archetypes" / "issue.md").write_text("---\ntitle: x\ndate: 2021-03-14\n---\n", encoding="utf-8")
    (folder / "config.yml").write_text(CONFIG, encoding="utf-8")
    return len(files) + 1, len(NO_ISSUES)


@dataclass(frozen=True, slots=True)
class Run:
    """One import of the whole site."""

    source: Path
    history: History
    report: str
    read: int
    without: int
    archive: dict[str, Any]
    """Incidents as they are published, by the name of the file from which each came."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The site is read once, and published."""
    source = tmp_path_factory.mktemp("cstate")
    read, without = site(source)
    history = History(tmp_path_factory.mktemp("project") / "h")
    report = history.run("cstate", str(source), "--zone", "Europe/Berlin", "--components")
    rows = [data["incident"] for path, data in history.published().items() if path.startswith("api/incidents/") and "incident" in data]
    archive = {row["origin"]["id"].removeprefix("cstate "): row for row in rows}
    return Run(source=source, history=history, report=report, read=read, without=without, archive=archive)


def test_every_file_that_holds_an_issue_is_written(run: Run) -> None:
    """Whatever stands in it: none has an error, and each that is skipped is named with the reason."""
    assert counts(run.report) == (run.read, run.read - run.without, run.without)
    told = {row.partition(": skipped: ")[0]: row.partition(": skipped: ")[2] for row in run.report.splitlines() if ": skipped: " in row}
    reasons = {place.removeprefix("content/issues/").partition(":")[0]: reason for place, reason in told.items()}
    assert reasons == {name: reason for name, (_, reason) in NO_ISSUES.items()}
    assert len(run.archive) == len(run.history.files) == run.read - run.without


def test_a_second_run_changes_nothing(run: Run) -> None:
    """Every file is known again by its origin."""
    before = {path: path.read_bytes() for path in run.history.folder.rglob("*") if path.is_file()}
    again = run.history.run("cstate", str(run.source), "--zone", "Europe/Berlin", "--components")
    assert counts(again) == (run.read, 0, run.read)
    assert again.count("there is no front matter") == 3  # what is skipped is told again
    assert {path: path.read_bytes() for path in run.history.folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("name", "started", "resolved"),
    [
        ("resolved-01", "2021-03-14T09:00:00Z", "2021-03-14T11:00:00Z"),
        ("resolved-09", "2021-03-14T09:00:00Z", "2021-03-14T11:00:00Z"),
        ("resolvedWhen-05", "2021-03-14T09:00:00Z", "2021-03-14T12:30:00Z"),
        ("resolvedWhen-06", "2021-03-14T09:00:00Z", "2021-03-14T10:30:00Z"),
        ("resolvedWhen-11", "2021-03-14T09:00:00Z", "2021-03-14T11:30:00Z"),
        ("date-01", "2021-03-14T10:00:00Z", "2021-03-14T11:00:00Z"),
        ("date-02", "2021-03-14T09:00:00Z", "2021-03-14T11:00:00Z"),
        ("date-03", "2021-03-14T10:00:00Z", "2021-03-14T11:00:00Z"),
        ("date-04", "2021-03-14T08:00:00Z", "2021-03-14T11:00:00Z"),
        ("date-05", "2021-03-14T09:00:00Z", "2021-03-14T11:00:00Z"),
        ("date-06", "2021-03-14", "2021-03-14T11:00:00Z"),
        ("date-08", "2021-03-14T09:00:00Z", "2021-03-14T11:00:00Z"),
        ("colons", "2023-04-12T09:00:30Z", None),
        ("date-10", "2021-03-14T09:05:00Z", "2021-03-14T11:00:00Z"),
        ("date-13", "2021-03-14T09:00:00Z", "2021-03-14T11:00:00Z"),
        ("2021-03-14-named-by-its-day", "2021-03-14", None),
    ],
)
def test_times(run: Run, name: str, started: str, resolved: str | None) -> None:
    """Those without a zone by the clocks of Berlin; a day alone has no clock; an end before the start is none."""
    found = run.archive[f"{name}.md"]
    assert (shown(found["started"]), shown(found["resolved"])) == (started, resolved)


def shown(moment: dict[str, Any] | None) -> str | None:
    """A time of the archive; only its day where no more is known."""
    return None if moment is None else str(moment["at"][:10] if moment["day_only"] else moment["at"])


@pytest.mark.parametrize("name", ["date-01", "affected-01", "resolved-04", "title-03", "again 38"])
def test_updates(run: Run, name: str) -> None:
    """In their order, with their statuses."""
    updates = [(shown(one["at"]), one["status"]) for one in run.archive[f"{name}.md"]["updates"]]
    assert updates == [
        ("2021-03-14T09:05:00Z", "Investigating"),
        ("2021-03-14T10:00:00Z", "Identified"),
        ("2021-03-14T11:00:00Z", "Resolved"),
    ]


@pytest.mark.parametrize(
    ("name", "components"),
    [
        ("affected-01", []),
        ("affected-03", ["sending"]),
        ("affected-06", ["sending", "web-app"]),
        ("affected-07", ["sending", "a-system-that-is-gone"]),
        ("affected-08", []),
        ("affected-09", ["web-app"]),
        ("affected-11", ["sending"]),
    ],
)
def test_what_was_affected(run: Run, name: str, components: list[str]) -> None:
    """No list, a text instead of one, and systems that the configuration does not have."""
    assert list(run.archive[f"{name}.md"]["components"]) == components


def test_a_title_with_braces_makes_no_template(run: Run) -> None:
    """A file with a date is an issue; a title that Hugo would fill with the name of the file is made from it here, too."""
    names = ("title-03.md", "title-04.md", "2021-03-15-unfilled.md")
    assert [run.archive[name]["title"] for name in names] == ["{{ x }}", "{{ x }} is shown in letters", "Unfilled"]


def test_old_addresses(run: Run) -> None:
    """As Hugo made them: below the address of the configuration, with folders, without an ending, in small letters."""
    root = "https://status.pigeonpost.example/old/issues"
    assert {name: run.archive[name]["origin"]["url"] for name in ADDRESSES} == {name: f"{root}/{to}/" for name, to in ADDRESSES.items()}
    settings = run.history.text("site_config/settings.yml")
    ids = {name: run.archive[name]["id"] for name in ADDRESSES}
    assert all(f"  /issues/{to}/: {ids[name]}\n" in settings for name, to in ADDRESSES.items() if to.isascii())


TRACKED = '{{< track "2021-03-14 12:00:00" >}}'


@pytest.mark.parametrize(
    ("typed", "time", "text"),
    [
        (f"It works. ({TRACKED})", True, "It works."),
        (f"(it works. ({TRACKED}))", True, "(it works.)"),
        (f"It works. (( {TRACKED} ))", True, "It works."),
        (f"It works. [{TRACKED}]", True, "It works."),
        (f"({TRACKED}) It works.", True, "It works."),
        (f"We began ({TRACKED}) to look.", False, f"We began ({TRACKED}) to look."),
    ],
)
def test_brackets_around_a_time_go_with_it(typed: str, time: bool, text: str) -> None:
    """No bracket is left behind, nested or not. A time in the middle of a sentence keeps its own."""
    [piece] = pieces_of(typed, 1)
    assert (piece.track, joined(list(piece.lines))) == ("2021-03-14 12:00:00" if time else "", text)


@pytest.mark.parametrize("typed", ['({{< img "x" >}})', '([{{< img "x" >}}])', "( {{< track >}} )"])
def test_brackets_around_a_dropped_shortcode_go_with_it(typed: str) -> None:
    """What is left of it is nothing. The brackets of a link stay."""
    words = f'It works {typed}. [More]({{{{< ref "x.md" >}}}})'
    assert cleaned(words, Notes("a.md"), line=1, least=3, resolve=lambda to: to) == "It works . [More](x.md)"
