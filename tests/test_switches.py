"""`draft`, `announce`, `backfilled` and `sample` fail closed: a file that may not be meant for strangers reaches none."""

import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

import prepared
from afterword.build import Checked, check
from afterword.core.problems import Problem
from afterword.core.rules import HOLDS_BACK
from afterword.core.settings import Site
from afterword.core.sources import Source, Tree, UpdateFile
from afterword.safety.switches import hold_read, hold_unread, sound_updates
from afterword.syntax.fields import FIELDS
from afterword.syntax.front_matter import apart
from afterword.syntax.switch_words import SWITCHES, switch_named
from project import NOW
from proportion import assert_in_proportion, processor_time
from repository import QUIET, Repository

CLOCK = datetime(2026, 4, 22, 9, 46, tzinfo=UTC)
SETTINGS = "feeds: {authority: status.pigeonpost.example}\ncomponents: [{id: sample, name: Sample service}]\n"
TOKEN = "ghp" + "_" + "aB3dE5fG7hJ9kL1mN2" + "pQ4rS6tU8vW0xY2zA4"


def front(*lines: str) -> str:
    """A file with a title and these lines in its front matter."""
    return "\n".join(("---", "title: EMBARGO", *lines, "---", "EMBARGO text.", ""))


VALUES = [
    *(
        "maybe",
        "1",
        "0",
        "",
        "~",
        "null",
        '""',
        "ture",
        "[true]",
        "[]",
        "{a: b}",
        "!!bool true",
        "#true",
        "true false",
        "2026-03-14",
        "tr\u200bue",
    ),
    *("|\n  true\n  or false", "&a true", "*a", "ｔｒuе"),
]
KEYS = [
    *("Draft", "DRAFT", "drafts", "darft", "draf", "dratf", "drft", "draft.", "draft?", "_draft", "is_draft", "dráft", "ｄｒａｆｔ"),
    *("dr\u0430ft", "draft\u200b", "draft\u00a0", "' draft'", '"draft "', '"Draft"', "drafted", "draft_page"),
    *("Announce", "anounce", "annouce", "anonunce", "announces", "announced", "announcement", "do-not-announce", "no_announce"),
    *(
        "Backfilled",
        "back_filled",
        "back-filled",
        "back filled",
        "backfill",
        "bakcfilled",
        "Sample",
        "samples",
        "smaple",
        "sampel",
        "is-sample",
    ),
]
READABLE = [
    *(front(f"{switch}: {value}") for switch, value in zip(SWITCHES * len(VALUES), sorted(VALUES * len(SWITCHES)), strict=True)),
    *(front(f"{key}: true") for key in KEYS),
    front("draft: false", "draft: true"),
    front("announce: false", "announce: false"),
    front("Draft: true", "draft: false"),
    front("draft: false", '"draft": true'),
    front("extra: {a: b}", "extra: {draft: true}"),
    front("extra:", "  draft: true"),
    front("extra: {Draft: yes}"),
    front("users: {affected: 1, draft: true}"),
    front("from: {name: Ada, announce: false}"),
    front("components: {draft: full_outage}"),
    front("unknown: [{draft: true}]"),
    front("status: draft"),
    front("visibility: Draft"),
    front("flags: [draft]"),
    front("kind: draft"),
    front("  draft:true"),
    front("  draft true"),
    front("  draft = true"),
    front("  draft：true"),
    front("  draft:\u00a0true"),
    front("  draft -> true"),
    front("extra: |", "  draft: true"),
    '---\ntitle: "EMBARGO\n  draft: true"\n---\n',
    "---\ntitle: |\n  EMBARGO\n  draft: true\n---\n",
    '---\ntitle: "EMBARGO\u2028draft: true"\n---\n',
    f"---\n{{title: EMBARGO, draft: maybe, contact: {TOKEN}}}\n---\n",
    f"---\ntitle: EMBARGO\ndraft: {TOKEN}\n---\n",
    "---\ntitle: EMBARGO\n---\ndraft: true\n---\nText.\n",
    "---\ntitle: EMBARGO\n---\ndraft: maybe\n---\nText.\n",
    "---\ntitle: EMBARGO\n---\n\nDraft: true\n\nText.\n",
    "---\ntitle: EMBARGO\n---\nText.\n\nannounce = false\n",
    "---\ntitle: EMBARGO\n---\nText.\n\ndraft: true # until Monday\n",
    "---\ntitle: EMBARGO\n---\nText.\n\n**Draft:** yes <!-- until Monday -->\n",
    "---\ntitle: EMBARGO\n---\nText.\n\n> draft: true\n",
    "---\ntitle: EMBARGO\n---\nText.\n<!-- draft: true -->\n",
    "---\ntitle: EMBARGO\n---\nText.\n\n---\ndraft: maybe\n---\nMore.\n",
    "---\n---\ntitle: EMBARGO\ndraft: true\n---\nText.\n",
]
LINES = [
    *("draft: true", "draft : true", '"draft": true', "'draft' : true", "draft:\n  true", "draft\n: true", "? draft\n: true"),
    *("draft：true", "draft:true", "draft = true", "draft; true", "draft", "- draft", '"dr\\u0061ft": true', "!!str draft: true"),
    *("&a draft: true", "x: {y: 1, draft: true}", "draft: false", "darft: true", "announce: false", "back-filled: yes"),
    *("sample yes", "Sample: no"),
]
FENCES = ["----", "--", "—", "- - -", "***", "+++", ";;;", " ---", "---yaml", "--- # fields"]
ABOVE = [
    *("\n", "\n\n \n", "<!-- c -->\n", "# Title\n", "# Title\n\n", "Some text.\n\n", "\ufeff\ufeff", "\u200b", "\u00a0", "   "),
    *("```yaml\n", "// c\n", "%YAML 1.2\n", "x", "<!-- title: a\n-->\n"),
]
PLACES = [*((f"{fence}\n", fence) for fence in FENCES), *((f"{above}---\n", "---") for above in ABOVE), ("", "---"), ("", "")]
BROKEN = [
    *(front("severity: a: b", line) for line in LINES),
    front("x: &a draft", "*a : true"),
    front("d: &d", "  draft: true", "<<: *d"),
    front("draft:\u00a0true"),
    front("\tdraft: true"),
    front("draft: !!bool true"),
    front("draft: true: false"),
    front("<<<<<<< ours", "=======", "draft: true", ">>>>>>> theirs"),
    front(f"extra: {'[' * 20}{']' * 20}", "draft: true"),
    front(f"extra: {'x' * 70_000}", "draft: true"),
    "---\n{title: EMBARGO: x, draft: true}\n---\n",
    "---\ntitle: EMBARGO, draft: true\n---\n",
    "---\n- title: EMBARGO\n- draft: true\n---\n",
    "--- title: EMBARGO draft: true ---\nText.\n",
    "---\ntitle EMBARGO\ndraft true\n---\n",
    "---\ntitle: EMBARGO\n...\ndraft: true\n---\nText.\n",
    "---\ntitle: EMBARGO\ndraft: true\n",
    "---\ntitle: EMBARGO\ndraft: true\n----\nText.\n",
    *(f"{before}title: EMBARGO\ndraft: {value}\n{behind}\nEMBARGO text.\n" for value in ("true", "maybe") for before, behind in PLACES),
    '+++\ntitle = "EMBARGO"\n"draft" = true\n+++\nText.\n',
    '{\n "title": "EMBARGO",\n "draft": true\n}\nText.\n',
    '{"title": "EMBARGO", "draft": true}\nText.\n',
]
ENDS = {"windows": "\r\n", "old mac": "\r"}
BYTES = [
    *(text.encode() for text in (*READABLE, *BROKEN)),
    *(text.replace("\n", end).encode() for text in (BROKEN[0], BROKEN[20], READABLE[0], BROKEN[-1]) for end in ENDS.values()),
    front("draft: true").encode("utf-16"),
    front("draft: tröe").encode("latin-1"),
    front("draft: true").encode() + b"x" * 300_000,
    (front(f"extra: {'x' * 300_000}", "draft: true")).encode(),
]
FREE = [
    "---\ntitle: Draft posts vanished\ncategories: [sample, draft]\nannounced: 2026-03-14 10:00 UTC\n---\nDraft posts were lost.\n",
    '---\ntitle: "Draft: what we know"\ndraft: no\nannounce: "off"\nsample: FALSE\nbackfilled: \'no\'\n---\nText.\n',
    "---\ntitle: A\n# draft: true\n---\nThe line `draft: true` was set.\n\n```yaml\ndraft: true\n```\n\n    draft: true\n\n- draft: true\n",
    "---\ntitle: A\nextra: {sample: 12, drafts: 3, announce_at: noon, note: draft}\n---\nSample: 5 % of all posts. Announce: more soon.\n",
    "---\ntitle: A\ncomponents: {sample: degraded}\n---\nText.\n\n---\n\nNote: more.\n\n---\nEnd.\n",
    "---\ntitle: Posts stuck in draft: nothing goes out\n---\nText.\n",
    "Only text, and no front matter.\n",
    "---\ntitle: A\n---\nIt said:\n\n`draft: true`\n\n``announce: no``\n",
]


def source(data: bytes | str, name: str = "2026-03-14-secret", **updates: str) -> Source:
    """An incident file with update files, by the last part of their names."""
    raw = data.encode() if isinstance(data, str) else data
    files = tuple(
        UpdateFile(path=f"incidents/{name}/updates/2026-03-14T0916Z-{key}.md", data=text.encode()) for key, text in updates.items()
    )
    return Source(path=f"incidents/{name}.md", data=raw, updates=files)


def checked(*sources: Source) -> Checked:
    """What a check makes of these files."""
    tree = Tree(sources=sources, strays=(), settings_path="settings.yml", settings=SETTINGS.encode())
    return check(tree, Site(name="S", url="https://status.pigeonpost.example/"), CLOCK)


def errors(found: Checked) -> list[Problem]:
    """What holds files back."""
    return [problem for problem in found.problems if problem.code in HOLDS_BACK | {"E104", "E181", "E203", "E204"}]


@pytest.mark.parametrize("data", BYTES, ids=lambda data: repr(data[:200])[2:90])
def test_whatever_may_be_a_switch_holds_the_file_back(data: bytes) -> None:
    """It is in no history and rescued by nothing, an error says so, and no error repeats a secret."""
    found = checked(source(data))
    assert (found.held, len(found.history), found.rescued) == (("incidents/2026-03-14-secret.md",), 0, ())
    assert len(found.shown(drafts=False)) == 0
    assert errors(found)
    assert not [problem for problem in found.problems if TOKEN in problem.message]


@pytest.mark.parametrize("text", FREE, ids=lambda text: repr(text[:60]))
def test_words_that_are_no_switch_hold_nothing_back(text: str) -> None:
    """The words draft, announce and sample are in many titles and texts; code, comments of YAML and a team's own fields may name them."""
    found = checked(source(text))
    assert (found.held, len(found.shown(drafts=False)), errors(found)) == ((), 1, [])


def test_no_other_field_is_taken_for_a_switch() -> None:
    """Neither one of the format's own, nor what other programs write."""
    names = [field.name for field in FIELDS if field.name not in SWITCHES]
    others = "date tags author authors state start end name image slug url layout weight summary impact data rate part day status".split()
    assert [key for key in names if switch_named(key, "2026-03-14 10:00 UTC", names)] == []
    assert [key for key in (*others, "announced_at", "annonced") if switch_named(key, "2026-03-14 10:00 UTC", names)] == []


def test_a_preview_shows_what_could_be_read_as_a_draft() -> None:
    """The writer must be able to look at it."""
    found = checked(source(front("draft: maybe")))
    assert [incident.title for incident in found.shown(drafts=True)] == ["EMBARGO"]


def test_a_bad_name_does_not_lift_a_switch() -> None:
    """A file whose name gives no id is shown under a suggested one; its switches hold there, too, in every form of YAML."""
    kept = checked(source("---\ntitle: EMBARGO\n? draft\n: yes\n---\nText.\n", "2026_03_14 Secret"))
    assert (len(kept.shown(drafts=False)), kept.rescued) == (0, ())
    shown = checked(source("---\ntitle: A\nsample: true\nannounce: false\n---\nText.\n", "2026_03_14 Secret")).rescued
    assert [(incident.sample, incident.announce) for incident in shown] == [(True, False)]


@pytest.mark.parametrize("main", [front("severity: minor"), front("severity: a: b")], ids=["readable", "broken"])
@pytest.mark.parametrize(
    "text", ["draft: true\n\nEMBARGO2", "---\nannounce: no\n---\nEMBARGO2", "\n---\nkey: EMBARGO2\n---\n", "+++\nkey = 1\n+++\nEMBARGO2"]
)
def test_an_update_file_with_a_switch_or_front_matter_is_left_out(main: str, text: str) -> None:
    """The rest of the incident is published."""
    found = checked(source(main, investigating=text, update="Public words."))
    (incident,) = found.shown(drafts=False)
    said = incident.summary.markdown + "".join(update.text.markdown for update in incident.updates)
    assert ("EMBARGO2" in said, "Public words." in said) == (False, True)
    assert {problem.code for problem in errors(found)} <= {"E118", "E125"}
    assert errors(found)


def test_what_is_held_back_says_nothing_of_a_lost_address() -> None:
    """Its own error says what to mend; `aliases` would be the wrong remedy."""
    found = checked(source(front("draft: maybe")))
    assert "E112" not in {problem.code for problem in found.problems}


SLIPS = [
    ("security: {assets: [png]}\nsecurity: {policy: true}\n", "E104"),
    ("security: {assets: [png], assets: [txt]}\n", "E104"),
    ("Security: {assets: [png]}\n", "E129"),
    ("security: {asset: [png]}\n", "E129"),
    ("security: {Policy: false, polcy: true}\n", "E129"),
    ("security: {assets: [png]\n", "E103"),
]


@pytest.mark.parametrize(("text", "code"), SLIPS)
def test_a_slip_in_a_setting_that_limits_what_is_published_lifts_no_limit(text: str, code: str) -> None:
    """It is an error, and until it is mended no file is published beside the pages and the policy holds."""
    tree = Tree(sources=(), strays=(), settings_path="settings.yml", settings=text.encode())
    found = check(tree, Site(name="S", url="https://status.pigeonpost.example/"), CLOCK)
    assert (found.settings.security.policy, found.settings.security.assets) == (True, ())
    assert code in {problem.code for problem in found.problems}


def test_no_setting_switches_an_error_off() -> None:
    """`checks.off` is for warnings and hints; an error that it names is said all the same."""
    tree = Tree(sources=(source(front("draft: maybe")),), strays=(), settings_path="settings.yml", settings=b"checks: {off: [E122]}\n")
    found = check(tree, Site(name="S", url="https://status.pigeonpost.example/"), CLOCK)
    assert {"E122", "E151"} <= {problem.code for problem in found.problems}


def test_samples_stay_out_of_figures_when_their_setting_is_set_twice() -> None:
    """The stricter of the two holds."""
    settings = b"metrics: {include_samples: true, include_samples: false}\n"
    tree = Tree(sources=(), strays=(), settings_path="settings.yml", settings=settings)
    assert not check(tree, Site(name="S", url=""), CLOCK).settings.metrics.include_samples


@pytest.mark.parametrize(
    "fragment", ["a:", "a: b\n", "draft: x\n", "---\nkey: v\n", "=\n", "\n", "{", ", ", "&a", "! ", "-", "_", '"', "\u2028", "# H\n"]
)
def test_time_grows_with_the_text(fragment: str) -> None:
    """What looks for switches and front matter takes eight times as long for eight times as much, whatever is repeated in it."""

    def look(text: Source) -> None:
        hold_unread(text)
        hold_read(text, None, ())
        sound_updates(text.updates)
        apart(text.data.decode())

    def seconds(size: int) -> float:
        text = source(fragment * (size // len(fragment)), update=fragment * (size // len(fragment)))
        return processor_time(lambda: look(text))

    assert_in_proportion(seconds, 15_000)


# ---- the whole road ------------------------------------------------------------------------------

MKDOCS = """\
site_name: Pigeonpost incidents
site_url: https://status.pigeonpost.example/
docs_dir: pages
theme: {name: material, font: false}
plugins: [afterword]
"""
MAIL = "announce:\n  email: {to: list@lists.pigeonpost.example, from: help@pigeonpost.example}\n"
LINKING = """\
---
title: A good one
related: [ID0, ID1]
discussion: https://forum.pigeonpost.example/t/1
---
Links: [one](ID0.md), <a href="ID1/">two</a>, [ID2](ID2.md), [three][x], <https://status.pigeonpost.example/incidents/ID0/>,
![four](ID1/chart.png), [five](/incidents/ID2/#u-20260314T0916Z) and [six](ID%73.md).

[x]: ID1.md "ID1"

### 2026-03-20 09:16 UTC - Identified: see [the other](ID2.md)
Here is [another](../incidents/ID2.md).

## Action items

- [ ] Mend [it](ID0.md) (owner: Team; due: 2026-05-01; link: https://status.pigeonpost.example/incidents/ID0/)
"""


def run(repository: Repository, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the real command in the folder."""
    return prepared.run(repository.folder, "-m", "afterword", *arguments, environment={**os.environ, **QUIET}, seconds=300)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository in which every file but one is held back, and that one links to the others."""
    here = Repository(tmp_path_factory.mktemp("held") / "here")
    here.write("mkdocs.yml", MKDOCS)
    here.write("pages/about.md", "# About\n")
    here.write("site_config/settings.yml", SETTINGS + MAIL)
    here.commit()
    for number, data in enumerate(BYTES):
        aliased = data.replace(b"title: EMBARGO\n", b"title: EMBARGO\naliases: [2026-03-13-secret-alias-%d]\n" % number, 1)
        path = here.folder / f"incidents/2026-03-14-secret-{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(aliased)
    text = LINKING.replace("ID%73", "2026-03-14-%73ecret-0")
    for number in range(3):
        text = text.replace(f"ID{number}", f"2026-03-14-secret-{number}")
    here.write("incidents/2026-03-20-good.md", text)
    here.commit()
    return here


def test_nothing_of_a_file_that_is_held_back_is_in_any_file_of_the_site(repository: Repository) -> None:
    """No page, list, feed, JSON, redirect or search entry has its words or its address, nor has a link from another incident."""
    done = run(repository, "build", "--keep-going", "--now", NOW)
    assert done.returncode == 3, done.stderr
    site = repository.folder / "site"
    files = [path for path in site.rglob("*") if path.is_file()]
    assert (site / "incidents/2026-03-20-good/index.html").is_file()
    shown = [path.relative_to(site) for path in files if re.search(rb"EMBARGO|secret-", path.read_bytes())]
    named = [path.relative_to(site) for path in files if "secret-" in path.as_posix()]
    assert (shown, named) == ([], [])
    page = (site / "incidents/2026-03-20-good/index.html").read_text(encoding="utf-8")
    assert "Links: one, two, an incident that is not published, three" in page


def test_announce_tells_the_rest_and_ends_with_1(repository: Repository) -> None:
    """What is held back is named with its error, and with a code that stops a job."""
    done = run(repository, "announce", "send", "--dry-run", "--since", "HEAD~1")
    assert done.returncode == 1, done.stderr
    assert done.stdout == "email to list@lists.pigeonpost.example: [Identified] A good one (2026-03-20-good/u-20260320T0916Z)\n"
    for number in range(len(BYTES)):
        path = f"incidents/2026-03-14-secret-{number}.md"
        assert f"{path}: not announced: an error holds it back. Mend what the lines above name." in done.stderr
        assert re.search(rf"^{re.escape(path)}:[0-9]+:[0-9]+: error E", done.stderr, re.MULTILINE)


def test_drafts_end_with_1_too(repository: Repository, tmp_path: Path) -> None:
    """A draft of a letter is written for what may be told, and for nothing else."""
    done = run(repository, "announce", "draft", "--since", "HEAD~1", "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["2026-03-20-good"]
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file() and re.search(rb"EMBARGO|secret-", path.read_bytes())]


@pytest.mark.parametrize("text", ["announce: {email: {to: a@b.example, to: c@d.example}}\n", MAIL + "announce: {}\n", MAIL + "share: [\n"])
def test_nothing_is_sent_with_settings_that_may_name_another_channel(tmp_path: Path, text: str) -> None:
    """Of two values nobody can tell which one was meant; the command stops before it asks what is new."""
    here = Repository(tmp_path / "here")
    here.write("mkdocs.yml", MKDOCS)
    here.write("pages/about.md", "# About\n")
    here.write("site_config/settings.yml", SETTINGS + text)
    here.commit()
    done = run(here, "announce", "send", "--dry-run", "--since", "HEAD")
    assert (done.returncode, done.stdout) == (2, "")
    assert "a channel in the settings cannot be read, so nothing was sent:\nsite_config/settings.yml:" in done.stderr
