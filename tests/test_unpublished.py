"""A link to a draft never shows the draft's id: not on a page, in a list, in a feed, in a letter or in an archive."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from afterword.build import check
from afterword.core.model import Incident
from afterword.core.sources import Source, Tree
from afterword.safety.unpublished import INSTEAD, Unpublished
from golden import NOW as LATER
from golden import SITE
from project import NOW, Project

DRAFT = "2026-11-03-zanzibar-breach"
NAMED = "2026-11-04-zanzibar-keys"
"""Of a draft whose file has another name."""
BROKEN = "2026-11-05-zanzibar-broken"
"""Of a file that is a draft as far as anybody can tell."""
OPEN = "2026-11-01-late"
BODY = f"""\
See [the other one]({DRAFT}.md) and [{DRAFT}]({DRAFT}.md#u-20261103T0900Z "{DRAFT}"), <https://status.pigeonpost.example/incidents/{DRAFT}/>,
https://status.pigeonpost.example/incidents/{DRAFT}/, [by name][other], [other], ![the picture]({DRAFT}/picture.png),
[in disguise](2026-11-03-zanzibar%2Dbreach.md), <a href="{DRAFT}.md" title="{DRAFT}">in HTML</a>, `{DRAFT}`, {DRAFT.upper()},
2026-11-03-*zanzibar*-breach, [with a name](zanzibar.md), {NAMED}, [and a broken one]({BROKEN}.md).

[other]: {DRAFT}.md "{DRAFT}"
"""
INCIDENT = f"""\
---
title: After {DRAFT}
related: [{DRAFT}, {NAMED}]
categories: [{DRAFT}]
discussion: https://forum.example/t/{DRAFT}
channels: [{{name: {DRAFT}, url: https://social.example/{DRAFT}}}]
extra: {{{DRAFT}: [{DRAFT}]}}
---

{BODY}

## What happened at {DRAFT}

{BODY}

## Timeline

- 09:00 UTC — {DRAFT} began. [It]({DRAFT}.md) is over.

## Action items

- [ ] Read {DRAFT} (due: 2026-12-01, [ticket](https://tickets.example/{DRAFT}))

## Updates

### 2026-11-01 09:00 UTC - Investigating: as in {DRAFT}

{BODY}

### 2026-11-01 10:00 UTC - Resolved

It is over.
"""
SECRET = re.compile("zanzibar.{0,9}(?:breach|keys|broken)", re.IGNORECASE | re.DOTALL)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose one published incident, hand-written page and navigation name three that are not published."""
    project = Project(tmp_path_factory.mktemp("drafts") / "work", incidents=False)
    project.write(f"incidents/{OPEN}.md", INCIDENT)
    project.write(f"incidents/{DRAFT}.md", "---\ntitle: Not yet\ndraft: true\n---\nText.\n\n### 2026-11-03 09:00 UTC - Resolved\nx\n")
    project.write("incidents/zanzibar.md", f"---\ntitle: Not yet either\nid: {NAMED}\ndraft: true\n---\nText.\n")
    project.write(f"incidents/{BROKEN}.md", "---\ntitle: a: b\ndraft: true\n---\nText.\n")
    page = BODY.replace("](2026", "](incidents/2026").replace("](zanzibar", "](incidents/zanzibar")
    project.write("site_config/pages/own.md", f"---\ntitle: After {DRAFT}\n---\n# Own {DRAFT}\n\n## At {DRAFT}\n\n{page}")
    project.write("site_config/pages/untitled.md", f"# Of 2026-11-03-*zanzibar*-breach\n\n## At {DRAFT}\n\nx[^{DRAFT}]\n\n[^{DRAFT}]: y\n")
    project.replace("mkdocs.yml", "  - About: about.md\n", f"  - About: about.md\n  - Own: own.md\n  - Next: incidents/{DRAFT}.md\n")
    done = project.run("build", "--keep-going", "--now", NOW)
    assert done.returncode == 3, done.stderr
    return project


def shown(text: str) -> Incident:
    """An incident with this body, as it is published beside two drafts."""
    sources = (
        Source(path=f"incidents/{OPEN}.md", data=f"---\ntitle: Late\n---\n{text}\n".encode()),
        Source(path=f"incidents/{DRAFT}.md", data=b"---\ntitle: x\ndraft: true\n---\nText.\n"),
        Source(path="incidents/zanzibar.md", data=f"---\ntitle: x\nid: {NAMED}\ndraft: true\n---\nText.\n".encode()),
    )
    checked = check(Tree(sources=sources, strays=(), settings_path="settings.yml", settings=b""), SITE, LATER)
    (incident,) = checked.history
    return incident


def seen(text: str) -> str:
    """A text as programs read it: without escapes and without emphasis."""
    return re.sub(r"</?(?:em|strong|code)>|[*_`\\]", "", unquote(unescape(text)))


def test_no_file_of_the_site_shows_the_id_of_a_draft(project: Project) -> None:
    """Pages, lists, feeds, archives, redirects, the search, the error page: no byte of any of them, and no name of a file."""
    files = [path for path in project.site.rglob("*") if path.is_file()]
    assert any(path.name == "404.html" for path in files)
    assert any(path.name == "search_index.json" for path in files)
    for path in files:
        assert not SECRET.search(path.relative_to(project.site).as_posix())
        if "assets/javascripts" not in path.as_posix():
            found = SECRET.search(seen(path.read_text(encoding="utf-8", errors="replace")))
            assert not found, (path, found)


def test_the_words_of_the_links_stay(project: Project) -> None:
    """A reader sees what the writer called it, and nothing in the place of its name."""
    for path in (f"incidents/{OPEN}/index.html", "own/index.html", f"api/incidents/{OPEN}.json"):
        text = (project.site / path).read_text(encoding="utf-8")
        for words in ("the other one", "by name", "in disguise", "in HTML", "with a name", "and a broken one", INSTEAD):
            assert words in text, (path, words)


def test_a_page_written_by_hand_is_clean_in_all_its_parts(project: Project) -> None:
    """Its title, its headings, their addresses and the table of contents: each link in it leads to a place that is there."""
    html = (project.site / "untitled" / "index.html").read_text(encoding="utf-8")
    assert f"<title>Of {INSTEAD} - " in html
    assert 'href="#at-not-published"' in html
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(re.findall(r'id="([^"]+)"', html))


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        (f"See [it]({DRAFT}.md) and **more**.", "See it and more."),
        (f"See **{DRAFT}**.", f"See {INSTEAD}."),
        ("See **more**.\n\n[x]: zanzibar.md", "See more."),
        ("See **more**.\n\n[x]: ../zanzibar/", "See more."),
        (f"See **more**.\n\n[x]: {DRAFT}/picture.png", "See more."),
        ("See **more** zanzibar.", "See **more** zanzibar."),
    ],
)
def test_markdown_that_names_one_is_given_in_plain_words(typed: str, given: str) -> None:
    """Nobody undoes the marks around a name: the archive has the words that readers see. Any other Markdown stays as it was written."""
    assert shown(typed).summary.markdown == given


def test_letters_and_posts_do_not_show_it(project: Project) -> None:
    """What is sent is made from the same texts."""
    done = project.run("announce", "--update", f"{OPEN}/u-20261101T0900Z", "--out", "letters")
    letters = [path for path in (project.folder / "letters").rglob("*") if path.is_file()]
    assert letters, done.stderr
    for path in letters:
        assert not SECRET.search(seen(path.read_text(encoding="utf-8", errors="replace"))), path


def test_a_name_without_a_link_is_told(project: Project) -> None:
    """The writer learns that readers see something else; a link is an error of its own."""
    project.write(f"incidents/{OPEN}.md", f"---\ntitle: Late\n---\nText.\n\n### 2026-11-01 10:00 UTC - Resolved\nAs in {DRAFT}.\n")
    said = project.run("check", "--now", "2026-11-10 10:00 UTC").stdout.splitlines()
    project.write(f"incidents/{OPEN}.md", INCIDENT)
    assert [line for line in said if "W226" in line] == [
        f"incidents/{OPEN}.md:7:1: warning W226: this names an incident that is not published; readers see 'an incident that is not "
        "published' in its place. Publish it, too, or take the name out"
    ]


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Read 2026-11-03-x. Then", f"Read {INSTEAD}. Then"),
        ("(https://a.example/incidents/2026-11-03-x/#u-1)", f"({INSTEAD})"),
        ("2026-11-03-x-2 and 2026-11-03-xy", "2026-11-03-x-2 and 2026-11-03-xy"),
        ("a file secret.md, a secret", f"a file {INSTEAD}, a secret"),
    ],
)
def test_only_the_name_is_replaced(text: str, bare: str) -> None:
    """Another id that begins in the same way, and a word that is no file, stay."""
    assert Unpublished(names=frozenset({"2026-11-03-x", "secret"})).text(text) == bare


@pytest.mark.parametrize(
    "text",
    [
        f"[x]({DRAFT}.md)",
        f"[x](../incidents/{DRAFT}/index.md)",
        f"[{DRAFT}](https://status.pigeonpost.example/incidents/{DRAFT}/)",
        f"[x](/incidents/{DRAFT}/)",
        "[x](2026%2D11%2D03%2Dzanzibar%2dbreach.md)",
        "[x](%32026-11-03-zanzibar-breach.md)",
        "&#50;026-11-03-zanzibar-breach",
        "2026&#45;11-03-zanzibar&#x2d;breach",
        "2026\\-11\\-03\\-zanzibar\\-breach",
        "2026-**11**-03-*zanzibar*-breach",
        "2026-11-03-zanzibar\u2011breach",
        "2026-11-03-zan\u200bzibar-breach",
        f"<img src='{DRAFT}/x.png' alt='{DRAFT}'>",
        f"```\n{DRAFT}\n```",
        f"| a |\n|---|\n| {DRAFT} |",
        f"x[^1]\n\n[^1]: {DRAFT}",
        f"[x][{DRAFT}]\n\n[{DRAFT}]: https://a.example/",
        "[x](zanzibar.md)",
    ],
)
def test_no_form_of_writing_shows_it(text: str) -> None:
    """Each form alone, in an incident and beside others: neither the page nor the Markdown of the archive holds it."""
    incident = shown(f"{text}\n\n## What happened\n\n{text}")
    for fragment in (incident.summary, *(section.text for section in incident.sections)):
        assert fragment.html
        for given in (fragment.html, fragment.markdown):
            assert not SECRET.search(seen(given).replace("\u200b", "").replace("\u2011", "-")), given
            assert "zanzibar" not in given


def test_an_incident_that_becomes_a_draft_is_taken_out_of_pages_that_were_built(tmp_path: Path) -> None:
    """A page that is kept from an earlier build is made anew when an incident that it names is published no longer."""
    project = Project(tmp_path / "work", incidents=False)
    project.write(f"incidents/{OPEN}.md", f"---\ntitle: Late\n---\nSee [it]({DRAFT}.md).\n\n### 2026-11-01 10:00 UTC - Resolved\nx\n")
    project.write(f"incidents/{DRAFT}.md", "---\ntitle: Open\n---\nText.\n\n### 2026-11-03 10:00 UTC - Resolved\nx\n")
    project.build()
    project.write(f"incidents/{DRAFT}.md", "---\ntitle: Open\ndraft: true\n---\nText.\n\n### 2026-11-03 10:00 UTC - Resolved\nx\n")
    assert project.run("build", "--keep-going", "--now", NOW).returncode == 3
    for path in (f"incidents/{OPEN}/index.html", f"api/incidents/{OPEN}.json", "history.atom"):
        assert DRAFT not in (project.site / path).read_text(encoding="utf-8")
