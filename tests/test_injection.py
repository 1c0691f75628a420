"""Markup and scripts in everything that a writer or a team can write: in a real browser, none of it runs."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree
from playwright.sync_api import Browser

import prepared
from afterword.syntax.fields import FIELDS
from afterword.syntax.switch_words import SWITCHES
from project import ROOT, Project, give_templates
from vectors import HOSTILE, LIVE, MONTH, NOT_HTML, NOW, RUN, RUN_BY_THEMSELVES, VECTORS, incident, quoted, settings
from watched import Watched
from web import Shelf, serve, serve_shelf

SITE_NAME = f"R&D <b> </title><script>{RUN}</script>"
ACCEPTED = {"title", "categories", "regions", "users", "from", "channels", "discussion", "extra"}
"""Fields that take any text, or an address with any text in it."""
VALID = {"id", "started", "severity", *SWITCHES}
"""Fields that the incident needs to be published, to be open, to have its address, and to show its severity."""
SHOWN = f"""async () => ({{
    live: await ({LIVE})(),
    texts: [...document.querySelectorAll("article :is(h1, h2, h3, a)")].map(one => one.innerText),
    policies: document.querySelectorAll("meta[http-equiv=Content-Security-Policy]").length,
}})"""
"""What could run or has run; what stands in the headings and links of the page's content, the title first; and whether it has a policy."""


RAW = """<!doctype html><meta charset=utf-8><article><p title="{0}">a<p title='{0}'>b<div>{0}</div>"""
"""A page that takes what it is given into its text and its attributes as it is."""


class Built(NamedTuple):
    """A site of nothing but vectors, with the policy or without."""

    project: Project
    policy: bool


@pytest.fixture(scope="module", params=[True, False], ids=["policy", "no policy"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """One site with the incidents of all vectors."""
    project = Project(tmp_path_factory.mktemp("injection") / "work", incidents=False)
    project.replace("mkdocs.yml", "site_name: Pigeonpost incidents", f"site_name: {quoted(SITE_NAME)}")
    vectors = dict(enumerate(HOSTILE))
    # without an organisation the feeds are in the name of the site
    project.write("site_config/settings.yml", settings(vectors, policy=request.param, organisation=request.param))
    for number, vector in vectors.items():
        project.write(vector.source, incident(number, vector))
    done = project.run("build", "--now", NOW, "--keep-going")
    assert done.returncode == 3, done.stderr
    return Built(project, request.param)


@pytest.fixture(scope="module")
def alone(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For each vector a site of its own, in a folder named by its number."""
    folder = tmp_path_factory.mktemp("alone")
    give_templates(folder / "work")
    command = (str(ROOT / "tests" / "one_by_one.py"), str(folder), "policy" if built.policy else "no policy")
    done = prepared.run(ROOT, *command, environment=os.environ)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.fixture(scope="module")
def watched(browser: Browser) -> Iterator[Watched]:
    """The window in which all pages are opened: a small one, because to paint them takes longer than to load them."""
    page = browser.new_page(viewport={"width": 400, "height": 300})
    yield Watched(page, missing=True)
    page.close()


def shown(watched: Watched, own: str, path: str, *, policy: bool) -> list[str]:
    """Open a page on which nothing may run, and return its headings and links."""
    page = watched.load(own, path)
    found = page.evaluate(SHOWN)
    watched.said += found["live"]
    assert watched.said == [], path
    assert found["policies"] == policy
    return [" ".join(text.split()) for text in found["texts"]]


def test_fields_of_text_take_every_vector_and_others_none(built: Built) -> None:
    """Of every incident exactly the fields that hold text are accepted, and the body and the settings are read whole."""
    project = built.project
    done = project.run("check", "--now", NOW, "--format", "json", "--against", "none")
    errors = [entry for entry in json.loads(done.stdout)["problems"] if entry["level"] == "error"]
    names = [field.name for field in FIELDS]
    refused = set(names) - ACCEPTED - VALID
    front = [entry for entry in errors if entry["line"] <= len(names) + 1 and entry["path"] != "site_config/settings.yml"]
    assert {(entry["path"], names[entry["line"] - 2]) for entry in front} == {(v.source, name) for v in HOSTILE for name in refused}
    # an image x is not there, nor what an address with a line break in its scheme names
    assert {entry["code"] for entry in errors if entry not in front} <= {"E171", "E172"}


def test_nothing_runs(built: Built, alone: Path, watched: Watched) -> None:
    """On three pages each, no vector opens a dialog, runs, says a word or asks another host; its title stands there as it was typed.

    Incident, home and month of a site that holds this vector and no other: a hundred and twenty loads with the policy, and as many without.
    """
    shelf, loads = Shelf(built.project.site), 0
    with serve_shelf(shelf) as own:
        for number, vector in enumerate(HOSTILE):
            shelf.site = alone / str(number)
            for path in (vector.path, "", MONTH):
                texts = shown(watched, own, path, policy=built.policy)
                loads += 1
                assert vector.line in texts, path
                if path == vector.path:
                    assert texts[0] == vector.line
                    assert watched.page.title() == f"{vector.line} - {vector.site_name}"
    assert loads == 120


def test_nothing_runs_where_all_stand_together(built: Built, watched: Watched) -> None:
    """Nor on pages that show all vectors at once, where one could open what another closes."""
    titles = {vector.line for vector in HOSTILE}
    pages = {"": titles, MONTH: titles, "history/": set(), "history/2020/": titles}
    pages |= {"categories/": set(), "components/": set(), "components/c1/": {HOSTILE[1].line}}
    with serve(built.project.site) as own:
        for path, expected in pages.items():
            assert expected <= set(shown(watched, own, path, policy=built.policy)), path


def test_nothing_runs_in_what_a_search_finds(built: Built, browser: Browser) -> None:
    """The theme's search puts titles and texts into the page by itself."""
    watched = Watched(browser.new_page(), missing=True)
    with serve(built.project.site) as own:
        page = watched.load(own)
        watched.said += page.evaluate(LIVE)
        page.locator(".md-search__input").click()
        page.locator(".md-search__input").press_sequentially("onerror")
        page.locator(".md-search-result__item").nth(2).wait_for()
        watched.said += page.evaluate(LIVE)
        assert watched.said == []
        page.close()


def test_what_runs_is_noticed(browser: Browser, tmp_path: Path) -> None:
    """Silence means something: in a page that takes it as it is, each vector is noticed, unless it is no HTML, and what runs has run."""
    unnoticed, ran = set[int](), set[int]()
    page = browser.new_page()
    watched = Watched(page, missing=True)
    with serve(tmp_path) as own:
        page.route(lambda url: not url.startswith(own), lambda route: route.fulfill(status=204))
        for number, vector in enumerate(VECTORS):
            (tmp_path / f"{number}.html").write_text(RAW.format(vector), encoding="utf-8")
            watched.load(own, f"{number}.html")
            watched.said += page.evaluate(LIVE)
            for _ in range(600):  # what comes of an image or a frame comes after the page
                if number not in RUN_BY_THEMSELVES or {"dialog: 1", "pwned"} <= set(watched.said):
                    break
                page.wait_for_timeout(50)
                watched.said += page.evaluate(LIVE)
            if not watched.said:
                unnoticed.add(number)
            if {"dialog: 1", "pwned"} <= set(watched.said):
                ran.add(number)
    page.close()
    assert unnoticed == NOT_HTML
    assert ran >= RUN_BY_THEMSELVES


def test_the_name_of_the_site_is_text(built: Built, watched: Watched) -> None:
    """On pages that show it, in what they say about themselves, and in feeds, which are in its name without an organisation."""
    project, policy = built
    with serve(project.site) as own:
        for path, title in (("", "40 open incidents"), ("history/", "History"), ("about/", "About"), ("404.html", "Not found")):
            shown(watched, own, path, policy=policy)
            assert watched.page.title() == f"{title} - {SITE_NAME}"
            assert watched.page.locator("meta[property='og:site_name']").get_attribute("content") == SITE_NAME
            assert watched.page.locator("a.md-logo").first.get_attribute("title") == SITE_NAME
            assert watched.page.locator("header .md-ellipsis").first.inner_text() == SITE_NAME
            assert watched.page.locator("link[type='application/atom+xml']").first.get_attribute("title") == f"{SITE_NAME}: every incident"
    feed = etree.parse(project.site / "updates.atom")
    names = feed.xpath("/a:feed/a:author/a:name/text()", namespaces={"a": "http://www.w3.org/2005/Atom"})
    assert names == [" ".join(vector.line for vector in HOSTILE) if policy else SITE_NAME]
