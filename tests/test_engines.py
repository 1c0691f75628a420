"""Whatever puts the frame around them, pages say the same: MkDocs, ProperDocs, Zensical, and a frame of our own."""

import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree, html

from engines import FRAMING, needed, without
from project import NOW, ROOT, Project, changed, tree

ALL = ("mkdocs", "properdocs", "material", "zensical")
SEARCHES = {"search/search_index.json", "search.json"}
BY_HAND = "See [the outage](../../incidents/2026-03-14-queue-delivery-stopped.md#updates) and [the years](history/index.md).\n"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The demo, also with open incidents and with links in a page that somebody wrote."""
    project = Project(tmp_path_factory.mktemp("engines") / "history")
    project.add_clock_fixtures()
    about = project.folder / "site_config/pages/about.md"
    about.write_text(f"{about.read_text(encoding='utf-8')}\n{BY_HAND}", encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def reference(demo: Project) -> Path:
    """Its site as MkDocs builds it."""
    return built(demo, "mkdocs")


def built(project: Project, engine: str, *, program: str = "") -> Path:
    """Build with an engine, into a folder of its name."""
    site = project.folder / f"site-{engine}"
    command = ("build", "--now", NOW, "--engine", engine, "--site-dir", str(site))
    done = project.python("-c", program, *command) if program else project.run(*command)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return site


def articles(page: bytes) -> list[bytes]:
    """What is ours in a page, as trees."""
    found = html.document_fromstring(page.decode()).xpath('//article//div[contains(concat(" ", @class, " "), " aw ")]')
    return [etree.tostring(one, method="c14n") for one in found]


def pages(site: Path) -> set[str]:
    """Every page that is made."""
    return {name for name in tree(site) if name.endswith(".html") and name not in {"404.html", "about/index.html"}}


@pytest.fixture(scope="module", params=FRAMING)
def site(request: pytest.FixtureRequest, demo: Project) -> Path:
    """Its site as an engine builds it that makes frames."""
    return built(demo, needed(request.param))


def test_every_article_is_the_same_and_every_file_that_no_reader_sees(demo: Project, reference: Path, site: Path) -> None:
    """Articles are equal as trees; feeds, API, calendar, archive, sitemap and redirects byte for byte; no mark is left."""
    expected, found = tree(reference), tree(site)
    theirs = {name for name in (*expected, *found) if name.startswith("assets/")} | SEARCHES | {".afterword"}
    assert expected.keys() - theirs == found.keys() - theirs
    different = {name for name in expected.keys() - theirs if expected[name] != found[name]}
    assert different <= pages(reference) | {"404.html", "about/index.html"}
    for name in sorted(different & pages(reference)):
        ours = articles((site / name).read_bytes())
        assert ours, name
        assert ours == articles((reference / name).read_bytes()), name
    for name in found:
        data = (site / name).read_bytes()
        assert b"awMark" not in data and b"<!--afterword" not in data, name  # noqa: PT018 - one promise
        assert not name.endswith(".html") or b"Content-Security-Policy" in data or b'http-equiv="refresh"' in data, name
    assert demo.run("check", "--site", str(site)).stdout.endswith(f"is a complete site of {len(found) - 1} files.\n")


def test_links_of_a_page_written_by_hand_lead_to_pages_of_ours(reference: Path, site: Path) -> None:
    """Also when they name the file of an incident as it lies in the repository."""
    links = [
        set(html.document_fromstring((one / "about/index.html").read_text(encoding="utf-8")).xpath("//article//p//a/@href"))
        for one in (reference, site)
    ]
    assert links[0] == links[1]
    assert "../incidents/2026-03-14-queue-delivery-stopped/#updates" in links[1]


def test_our_own_frame_needs_no_engine_at_all(demo: Project) -> None:
    """Neither MkDocs nor a theme of somebody else's can be imported, and the whole site is built and checked."""
    program = without(*ALL)
    first = tree(built(demo, "own"))
    assert changed(first, tree(built(demo, "own", program=program))) == set()
    done = demo.python("-c", program, "check", "--now", NOW, "--engine", "own")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stdout + done.stderr
    refused = demo.python("-c", program, "build")
    assert refused.returncode == 2
    assert refused.stderr.startswith("afterword: MkDocs is not installed, and the engine of this site is mkdocs.")


def test_the_settings_name_the_engine(tmp_path: Path) -> None:
    """The option wins over them; a name that is none is an error."""
    project = Project(tmp_path / "history")
    settings = (project.folder / "site_config/settings.yml").read_text(encoding="utf-8")
    project.write("site_config/settings.yml", f"{settings}\nengine: own\n")
    assert project.run("build", "--now", NOW).returncode == 0
    assert "search/search_index.json" not in tree(project.site)
    assert project.run("build", "--now", NOW, "--engine", "mkdocs").returncode == 0
    assert "search/search_index.json" in tree(project.site)
    project.write("site_config/settings.yml", f"{settings}\nengine: zensicle\n")
    done = project.run("build", "--now", NOW)
    assert done.returncode == 1
    assert "E150: engine: 'zensicle' is not one of mkdocs, properdocs, zensical, own. Did you mean 'zensical'?" in done.stderr


# ---- ProperDocs ----------------------------------------------------------------------------------


def test_properdocs_builds_the_same_without_mkdocs(demo: Project, reference: Path) -> None:
    """For our command: asked for by its name beside MkDocs, and by itself where MkDocs is not installed."""
    needed("properdocs")
    expected = tree(reference)
    assert tree(built(demo, "properdocs")) == expected
    assert tree(built(demo, "mkdocs", program=without("mkdocs"))) == expected
    assert demo.python("-c", without("mkdocs"), "check", "--now", NOW).returncode in {0, 1}


def test_properdocs_itself_builds_the_same_without_mkdocs(demo: Project) -> None:
    """For its command: the same bytes as `mkdocs build`."""
    needed("properdocs")
    sites = [demo.folder / "plain-mkdocs", demo.folder / "plain-properdocs"]
    plugin = "import afterword.mkdocs_engine.mkdocs_plugin as p, datetime as d"
    fixed = f"{plugin}; p.AfterwordPlugin.now = d.datetime.fromisoformat('{NOW[:16]}:00+00:00'); "
    for site, program in zip(
        sites,
        (
            f"{fixed}from mkdocs.__main__ import cli; cli()",
            without("mkdocs", then=f"import properdocs.replacement; {fixed}from properdocs.__main__ import cli; cli()"),
        ),
        strict=True,
    ):
        done = demo.python("-c", program, "build", "-q", "-f", "mkdocs.yml", "-d", str(site))
        assert done.returncode == 0, done.stderr
    assert tree(sites[0]) == tree(sites[1])


# ---- what an engine cannot do --------------------------------------------------------------------

REFUSED = (
    ("hooks: [hook.py]\n", "it does not run the hook hook.py (hooks)"),
    ("plugins: [search, afterword, tags]\n", "it does not run the plugin tags (plugins)"),
    ("exclude_docs: secret.md\n", "it does not know exclude_docs"),
)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that has a site."""
    project = Project(tmp_path_factory.mktemp("standing") / "history", incidents=False)
    project.build()
    return project


@pytest.mark.parametrize(("line", "said"), REFUSED, ids=["hook", "plugin", "key"])
def test_zensical_names_what_it_cannot_do_before_anything_is_built(standing: Project, line: str, said: str) -> None:
    """The old site is as it was, and nothing stands beside it."""
    needed("zensical")
    project, before = standing, tree(standing.site)
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    if line.startswith("plugins"):
        text = text.replace("plugins:\n  - search\n  - afterword\n", "")
    project.write("mkdocs.yml", f"{text}\n{line}")
    for command in ("build", "check"):
        done = project.run(command, "--engine", "zensical")
        assert (done.returncode, done.stderr) == (1, f"afterword: the engine zensical cannot build this site: {said}. Nothing was built.\n")
    assert tree(project.site) == before


def test_zensical_names_a_template_of_the_theme(tmp_path: Path) -> None:
    """It was written for MkDocs; templates of our own pages are ours to run."""
    needed("zensical")
    project = Project(tmp_path / "history")
    project.write("site_config/overrides/afterword/incident/facts.html", "<h2>Ours</h2>\n")
    assert "Ours" in (built(project, "zensical") / "incidents/2026-03-14-queue-delivery-stopped/index.html").read_text(encoding="utf-8")
    project.write("site_config/overrides/partials/copyright.html", "<p>{{ _('x') }}</p>")
    assert "it cannot run the template partials/copyright.html (theme.custom_dir)" in project.run("build", "--engine", "zensical").stderr


def test_a_draft_is_not_published_by_any_engine(tmp_path: Path) -> None:
    """Also where incidents lie among the pages that people wrote, and where such a page links to it."""
    project = Project(tmp_path / "history", incidents=False)
    project.replace("mkdocs.yml", "  - afterword\n", "  - afterword: {incidents: site_config/pages/incidents}\n")
    draft = "---\ntitle: Secret outage\nimpact: degraded\nstarted: 2026-04-01 10:00 UTC\ndraft: true\n---\n\n## Summary\n\nHush.\n"
    project.write("site_config/pages/incidents/2026-04-01-secret.md", draft)
    project.write("site_config/pages/more.md", "# More\n\n[It](incidents/2026-04-01-secret.md) came.\n")
    for engine in FRAMING:
        site = built(project, needed(engine))
        for name in tree(site):
            data = (site / name).read_bytes()
            assert b"2026-04-01-secret" not in data and b"Hush" not in data, name  # noqa: PT018 - one promise


def test_an_edit_writes_little_with_any_engine(tmp_path: Path) -> None:
    """What an earlier build made from the same things is taken over; another engine takes nothing over."""
    project = Project(tmp_path / "history")
    for engine in FRAMING:
        project.run("build", "--now", NOW, "--engine", needed(engine))
        page = project.site / "incidents/2026-03-14-queue-delivery-stopped/index.html"
        first = page.stat().st_ino
        project.run("build", "--now", NOW, "--engine", engine)
        assert page.stat().st_ino == first


def test_what_is_not_installed_is_named(tmp_path: Path) -> None:
    """With the command that installs it."""
    project = Project(tmp_path / "history")
    command = [sys.executable, "-c", without("zensical"), "build", "--engine", "zensical"]
    done = subprocess.run(command, cwd=project.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "it is not installed: pip install 'afterword[zensical]'" in done.stderr
