"""Links between incidents and pages written by hand, in every form that people write and forges follow."""

import re
from pathlib import Path

import pytest

from afterword.syntax.site_pages import SitePages
from project import NOW, Project

FLAT, FOLDER, NAMED = "2026-04-01-late", "2026-04-02-slow", "2026-04-03-named"
OVER = "### 2026-04-03 10:00 UTC - Resolved\nOver.\n"
PAGES = SitePages(
    docs="site_config/pages", addresses={"index.md": "", "about.md": "about/", "team/README.md": "team/", "team/a b.png": "team/a%20b.png"}
)


@pytest.mark.parametrize(
    ("path", "link", "address"),
    [
        ("incidents/x.md", "about.md", "about/"),
        ("incidents/x.md", "../about.md", "about/"),
        ("incidents/x.md", "./../about.md", "about/"),
        ("incidents/x.md", "../site_config/pages/about.md", "about/"),
        ("incidents/x/index.md", "../about.md", "about/"),
        ("incidents/x/index.md", "../../about.md", "about/"),
        ("incidents/x/index.md", "../../site_config/pages/about.md", "about/"),
        ("incidents/x/updates/2026-04-01T1000Z-update.md", "../../../site_config/pages/about.md", "about/"),
        ("incidents/x.md", "../index.md", ""),
        ("incidents/x.md", "../team/README.md", "team/"),
        ("incidents/x.md", "../team/", "team/"),
        ("incidents/x.md", "../site_config/pages/team/a%20b.png", "team/a%20b.png"),
        ("incidents/x.md", "../nothing.md", None),
        ("incidents/x.md", "../site_config/settings.yml", None),
        ("incidents/x.md", "../site_config/pages/../settings.yml", None),
        ("incidents/x.md", "../../../etc/about.md", None),
        ("incidents/x.md", "..", None),
    ],
)
def test_where_a_link_leads(path: str, link: str, address: str | None) -> None:
    """As the forge follows it, as MkDocs would, and from the top of the pages; nothing else is found."""
    assert PAGES.address(path, link) == address


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Incidents that link to pages, and pages and a navigation that name incidents by their files."""
    project = Project(tmp_path_factory.mktemp("own") / "work", incidents=False)
    links = "[one](about.md), [two](../about.md#who), [three](../site_config/pages/about.md), [four](../site_config/pages/team/index.md)."
    project.write(f"incidents/{FLAT}.md", f"---\ntitle: Late\n---\n{links}\n\n{OVER}")
    deep = "[one](about.md), [two](../../about.md#who), [three](../../site_config/pages/about.md), ![four](own.png)."
    project.write(f"incidents/{FOLDER}/index.md", f"---\ntitle: Slow\n---\n{deep}\n\n{OVER}")
    (project.folder / "incidents" / FOLDER / "own.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    project.write("site_config/pages/own.png", "x")
    project.write("incidents/other-name.md", f"---\ntitle: Named\nid: {NAMED}\naliases: [2026-04-03-before]\n---\nText.\n\n{OVER}")
    names = (f"{FLAT}.md", f"{FLAT}/index.md", f"{FOLDER}.md", f"{FOLDER}/index.md#u-20260403T1000Z", "other-name.md", f"{NAMED}.md")
    page = "\n".join(f"- [{number}](incidents/{name})" for number, name in enumerate((*names, "2026-04-03-before.md")))
    project.write("site_config/pages/own.md", f"# Own\n\n{page}\n- [forge](../../incidents/{FLAT}.md)\n")
    project.write("site_config/pages/team/index.md", f"# Team\n\n[x](../incidents/{FLAT}.md) [y](../../../incidents/{FOLDER}/index.md)\n")
    project.replace("mkdocs.yml", "  - About: about.md\n", f"  - About: about.md\n  - The last: incidents/{FLAT}.md\n")
    project.build()
    return project


def links(path: Path) -> list[str]:
    """Where the links of a page's content lead."""
    content = path.read_text(encoding="utf-8").partition("<article")[2].partition("</article>")[0]
    return [href for href in re.findall(r'href="([^"]*)"', content) if "incidents/" in href or "about" in href or "team" in href]


def test_an_incident_leads_to_pages_written_by_hand(project: Project) -> None:
    """The address of the page, with its anchor; a file of the incident's own comes first."""
    flat, folder = (links(project.site / "incidents" / name / "index.html") for name in (FLAT, FOLDER))
    assert flat[:4] == ["../../about/", "../../about/#who", "../../about/", "../../team/"]
    assert folder[:3] == ["../../about/", "../../about/#who", "../../about/"]
    assert 'src="own.png"' in (project.site / "incidents" / FOLDER / "index.html").read_text(encoding="utf-8")


def test_pages_and_navigation_lead_to_incidents(project: Project) -> None:
    """By the name of the file, by the id and by an alias, from the docs or from the repository; also when nothing is built anew."""
    for anew in (False, True):
        if anew:
            project.build()
        first, second = f"../incidents/{FLAT}/", f"../incidents/{FOLDER}/"
        assert links(project.site / "own" / "index.html") == [
            *[first, first, second, f"{second}#u-20260403T1000Z"],
            *[f"../incidents/{NAMED}/"] * 3,
            first,
        ]
        assert links(project.site / "team" / "index.html") == [first, second]
        assert f'href="../incidents/{FLAT}/"' in (project.site / "own" / "index.html").read_text(encoding="utf-8").partition("<footer")[2]


def test_a_page_that_does_not_exist_is_an_error(project: Project) -> None:
    """As a file that does not exist."""
    project.write("incidents/2026-04-04-lost.md", f"---\ntitle: Lost\n---\n[x](../nothing.md) [y](../site_config/pages/none.md)\n\n{OVER}")
    done = project.run("check", "--now", NOW)
    (project.folder / "incidents/2026-04-04-lost.md").unlink()
    said = [line for line in done.stdout.splitlines() if "error" in line and "E171" in line]
    assert [line.partition("E171: ")[2].partition(" leads")[0] for line in said] == [
        "the link to '../nothing.md'",
        "the link to '../site_config/pages/none.md'",
    ]
