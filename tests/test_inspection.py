"""The last look at a site before it is published."""

from pathlib import Path

import pytest

from afterword.world.publishing.inspection import inspect

OWN = "https://status.pigeonpost.example/history/"


def findings(site: Path, page: str, *, closed: bool = True) -> tuple[str, ...]:
    """What is said of a site of one page."""
    (site / "index.html").write_text(page, encoding="utf-8")
    return inspect(site, ["index.html"], ["index.html"], own=OWN, closed=closed)


def test_every_expected_file_must_be_there_with_something_in_it(tmp_path: Path) -> None:
    """Missing and empty files are named; a folder in the place of a file is no file; what nobody asked for is no matter."""
    (tmp_path / "full.json").write_text("{}", encoding="utf-8")
    (tmp_path / "extra.txt").touch()
    for name in ("empty.json", "empty.svg"):
        (tmp_path / name).touch()
    names = ["full.json", "empty.json", "empty.svg", "missing/index.html", "missing.atom"]
    assert inspect(tmp_path, [], names, own=OWN) == (
        "empty.json is empty",
        "empty.svg is empty",
        "missing/index.html is missing",
        "missing.atom is missing",
    )


@pytest.mark.parametrize("name", ["history.atom", "updates.rss", "sitemap.xml", "chart.svg"])
def test_xml_must_be_well_formed(tmp_path: Path, name: str) -> None:
    """A reader of feeds would show nothing at all. Entities are not even looked at: they can blow up."""
    wrong = {
        "<feed><entry></feed>": f"{name} is not well-formed XML: mismatched tag: line 1, column 15",
        '<!DOCTYPE f [<!ENTITY a "b">]><f>&a;</f>': f"{name} defines entities, which no feed or picture needs",
        "<f>\x01</f>": f"{name} is not well-formed XML: not well-formed (invalid token): line 1, column 3",
    }
    for text, said in wrong.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert inspect(tmp_path, [name], [name], own=OWN) == (said,)
    (tmp_path / name).write_text('<?xml version="1.0" encoding="UTF-8"?><f xmlns="urn:x">é</f>', encoding="utf-8")
    assert inspect(tmp_path, [name], [name], own=OWN) == ()


@pytest.mark.parametrize(
    ("name", "half", "said"),
    [
        ("feed.json", '{"version": 1', "feed.json is not JSON: Expecting ',' delimiter: line 1 column 14 (char 13)"),
        ("maintenance.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "maintenance.ics is not a whole calendar"),
    ],
)
def test_json_and_calendars_must_be_whole(tmp_path: Path, name: str, half: str, said: str) -> None:
    """A program would read nothing of half a file."""
    whole = {"feed.json": '{"version": 1}', "maintenance.ics": f"{half}END:VCALENDAR\r\n"}[name]
    for text, found in ((half, (said,)), (whole, ())):
        (tmp_path / name).write_bytes(text.encode())
        assert inspect(tmp_path, [name], [name], own=OWN) == found


@pytest.mark.parametrize(
    ("tag", "address"),
    [
        ('<script src="https://cdn.example/a.js"></script>', "https://cdn.example/a.js"),
        ("<script async src=//cdn.example/a.js></script>", "//cdn.example/a.js"),
        ("<SCRIPT\nSRC = 'HTTPS://cdn.example/a.js'>", "HTTPS://cdn.example/a.js"),
        ('<img alt="a > b" src="https://cdn.example/a.png">', "https://cdn.example/a.png"),
        (r'<img src="\\cdn.example\a.png">', r"\\cdn.example\a.png"),
        ('<img src="&#104;ttps://cdn.example/a.png">', "https://cdn.example/a.png"),
        ('<img src="/\n/cdn.example/a.png">', "//cdn.example/a.png"),
        ('<img src="https:cdn.example/a.png">', "https:cdn.example/a.png"),
        ('<img src="https://status.pigeonpost.example.evil.example/a.png">', "https://status.pigeonpost.example.evil.example/a.png"),
        ('<img src="a.png" srcset="a.png 1x, https://cdn.example/b.png 2x">', "https://cdn.example/b.png"),
        ('<iframe src="https://cdn.example/"></iframe>', "https://cdn.example/"),
        ('<video poster="https://cdn.example/a.png"></video>', "https://cdn.example/a.png"),
        ('<object data="https://cdn.example/a"></object>', "https://cdn.example/a"),
        ('<svg><use xlink:href="https://cdn.example/a.svg#b"/></svg>', "https://cdn.example/a.svg#b"),
        ('<base href="https://cdn.example/">', "https://cdn.example/"),
        ('<link rel="stylesheet" href="https://cdn.example/a.css">', "https://cdn.example/a.css"),
        ('<link href="https://cdn.example" rel="dns-prefetch preconnect">', "https://cdn.example"),
        ('<link rel="alternate stylesheet" href="https://cdn.example/a.css">', "https://cdn.example/a.css"),
        ("<style>@import 'https://cdn.example/a.css';</style>", "https://cdn.example/a.css"),
        ('<p style="background: URL( //cdn.example/a.png )">', "//cdn.example/a.png"),
        ("<!--><script src='https://cdn.example/a.js'></script>-->", "https://cdn.example/a.js"),
    ],
)
def test_a_page_loads_nothing_from_another_site(tmp_path: Path, tag: str, address: str) -> None:
    """However it is written; a site that has chosen to load from others may."""
    page = f"<!doctype html><html><head></head><body>{tag}</body></html>"
    assert findings(tmp_path, page) == (f"index.html would load {address} from another site",)
    assert findings(tmp_path, page, closed=False) == ()


@pytest.mark.parametrize(
    "harmless",
    [
        '<link rel="canonical" href="https://status.pigeonpost.example/">',
        '<link rel="alternate" type="application/atom+xml" href="https://other.example/history.atom">',
        '<a href="https://other.example/">other</a>',
        '<img src="https://status.pigeonpost.example/history/a.png">',
        '<img src="data:image/png;base64,iVBORw0KGgo=">',
        '<img src="a//b.png" alt="see https://other.example/">',
        '<script>const a = "https://other.example/", b = new URL("https://other.example/")</script>',
        "<!-- <script src='https://other.example/a.js'></script> -->",
        '<pre>&lt;script src="https://other.example/a.js"&gt;</pre>',
        '<style>a { background: url(a.png) }</style><p style="color: red">',
        '<use href="#aw-mark-done"/>',
        '<imgx src="https://other.example/">',
    ],
)
def test_links_and_own_files_are_no_requests(tmp_path: Path, harmless: str) -> None:
    """A reader who follows a link does so of their own will."""
    assert findings(tmp_path, f"<!doctype html><html><body>{harmless}</body></html>") == ()


def test_pages_that_load_the_same_are_named_once(tmp_path: Path) -> None:
    """A thousand pages with one font are one sentence."""
    names = [f"{name}/index.html" for name in ("a", "b", "c")]
    for name in names:
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text('<img src="//cdn.example/a"><img src="//cdn.example/a">', encoding="utf-8")
    assert inspect(tmp_path, names, [], own=OWN) == ("a/index.html and 2 more would load //cdn.example/a from another site",)


@pytest.mark.parametrize(
    ("article", "shown"),
    [
        ('<article class="md">\n---\ntitle: Mail', True),
        ('<article><div class="aw"><p>---\ntitle: Mail</p>', True),
        ("<article>\n<hr>\n<h2>title: Mail status: x</h2>", True),
        ("<article><h1>Mail</h1><div><hr /><p>severity: major\ntitle: Mail</p>", True),
        ("<article><h1>Mail</h1><p>Text</p><hr><p>title: of a book</p>", False),
        ("<article><hr><p>Note</p>", False),
        ("<article><p>-- a dash</p><p>---</p>", False),
    ],
)
def test_no_page_begins_with_front_matter(tmp_path: Path, article: str, *, shown: bool) -> None:
    """As text, or as what Markdown makes of it; a rule between paragraphs is none."""
    assert findings(tmp_path, article) == (("index.html shows the front matter of its file",) if shown else ())
