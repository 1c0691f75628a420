"""What mkdocs.yml says about the site is text on every page: no mark-up of it acts, and nothing is escaped twice."""

import json
from pathlib import Path

import pytest
from lxml import html as lxml_html

from project import NOW, Project

HOSTILE = 'A & B <b>x</b> "q" \'</title></span></script><img src=x onerror=alert(1)>'
NAV = (
    f"nav:\n  - {json.dumps(HOSTILE)}: index.md\n  - {json.dumps(HOSTILE + ' history')}: history/index.md\n"
    f"  - {json.dumps(HOSTILE + ' section')}:\n      - {json.dumps(HOSTILE + ' own')}: about.md\n      - own.md\n"
    f"  - {json.dumps(HOSTILE + ' link')}: {json.dumps('https://a.example/?' + chr(34) + ' onmouseover=alert(1) x=' + chr(34))}\n"
    f"  - script: {json.dumps('java' + chr(10) + 'script:alert(1)')}\n"
)
COPYRIGHT = 'A & B <a href="https://a.example/" onclick="alert(1)">owner</a><img src=x onerror=alert(1)><script>alert(1)</script>'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose mkdocs.yml is hostile wherever it can say something about the site."""
    project = Project(tmp_path_factory.mktemp("texts") / "work", incidents=False)
    project.write("incidents/2026-11-01-late.md", "---\ntitle: Mail is late\n---\n### 2026-11-01 09:00 UTC - Resolved\nIt is over.\n")
    project.write("site_config/pages/own.md", f"---\ntitle: {json.dumps(HOSTILE + ' meta')}\n---\nOwn.\n")
    old = (project.folder / "mkdocs.yml").read_text(encoding="utf-8")
    texts = {"site_name": HOSTILE, "site_description": HOSTILE, "site_author": HOSTILE, "copyright": COPYRIGHT}
    head, _, rest = old.partition("nav:\n")
    kept = [line for line in head.splitlines() if not line.startswith(("site_name", "site_description"))]
    lines = [f"{name}: {json.dumps(text)}" for name, text in texts.items()]
    project.write("mkdocs.yml", "\n".join([*kept, *lines]) + "\n" + NAV + rest[rest.index("\ntheme:") :])
    done = project.run("build", "--now", NOW)
    assert done.returncode == 0, done.stderr
    return project.site


def test_nothing_that_mkdocs_yml_says_acts(site: Path) -> None:
    """No element, no handler and no address of it comes to life, on any page."""
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 10
    for path in pages:
        page = lxml_html.fromstring(path.read_text(encoding="utf-8"))
        assert page.xpath("//img | //b[.='x'] | //script[contains(., 'alert(1)') and not(contains(@type, 'json'))]") == [], path
        assert page.xpath("//@*[starts-with(name(), 'on')]") == [], path
        assert [href for href in page.xpath("//@href") if "script:" in "".join(href.split()).lower()] == [], path


def test_it_is_shown_as_it_was_written(site: Path) -> None:
    """Names stand in the navigation, the title and the description letter for letter; `copyright` keeps its words and its link."""
    for name in ("index.html", "about/index.html", "own/index.html", "incidents/2026-11-01-late/index.html", "404.html"):
        text = (site / name).read_text(encoding="utf-8")
        page = lxml_html.fromstring(text)
        assert "&amp;lt;" not in text, name
        links = [" ".join(link.text_content().split()) for link in page.xpath("//nav[@id='site']//a")]
        if name != "404.html":
            assert links[:5] == [HOSTILE, f"{HOSTILE} history", f"{HOSTILE} own", f"{HOSTILE} meta", f"{HOSTILE} link"], name
            foot = page.xpath("//footer//p[contains(., 'owner')]")[0]
            assert foot.text_content() == "A & B owner"
            assert foot.xpath(".//a/@href") == ["https://a.example/"]
        assert page.xpath("//meta[@property='og:site_name']/@content") == [HOSTILE], name
    home = lxml_html.fromstring((site / "own/index.html").read_text(encoding="utf-8"))
    assert home.xpath("string(//title)") == f"{HOSTILE} meta - {HOSTILE}"
    assert home.xpath("string(//meta[@name='description']/@content)") == HOSTILE


def test_the_search_finds_titles_as_text(site: Path) -> None:
    """The search prints titles as they are, so its index holds them escaped."""
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    titles = [entry["title"] for entry in index["docs"]]
    assert [title for title in titles if "<" in title] == []
    assert any("&lt;b&gt;x&lt;/b&gt;" in title and title.endswith(" meta") for title in titles)
