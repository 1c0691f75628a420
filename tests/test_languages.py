"""The interface speaks one language: every text of it stands in one catalogue."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from html import unescape
from pathlib import Path

import material
import pytest
import yaml
from lxml import html as lxml_html
from playwright.sync_api import Browser, expect

from afterword.build import check
from afterword.core.catalogue import SEVERITIES
from afterword.core.settings import Settings, Site
from afterword.core.words import Slot, Status
from afterword.markup.safe import plain_text
from afterword.outputs.category_names import category_label
from afterword.outputs.incident.incident_view import IncidentView
from afterword.outputs.script_words import _COUNTED, _TEXTS, script_words
from afterword.outputs.translation import Language
from afterword.world.languages import FOLDER, CatalogueError, language, read
from afterword.world.read_tree import read_tree
from project import ROOT, Project
from pseudo import CODE, outside, pseudo_catalogue
from web import serve

sys.path.insert(0, str(ROOT / "tools"))
import write_catalogue

NOW = datetime(2026, 4, 22, 9, 46, tzinfo=UTC)
READ = ("alt", "title", "aria-label", "placeholder", "data-l", "data-label", "data-some", "data-none", "data-all")
"""Attributes that people read or hear."""
NAMES = frozenset(
    """
    Atom RSS JSON Slack Twitter LinkedIn Facebook X Mastodon Bluesky CrowdStrike Cloudflare GitHub
    """.split()  # names are the same in every language
) | {"JSON Feed", "Google Cloud", "The VOID Report 2022", "Incident Metrics in SRE, 2021", "Material for MkDocs"}
"""Names of things: the same in every language."""
WORDLESS = re.compile(
    r"(?:[^\w]|\d|_|\bn\b|T(?=\d)|(?<=\d)Z)*"  # numbers, signs, times for programs
    r"|feed subscribe .+"  # what one types into Slack
    r"|(?:https?://|mailto:)?[\w.@-]+\.[a-z]{2,}[\w./?=&%#-]*"  # addresses
    r"|[\w-]+(?:/[\w-]*)*\.(?:json|atom|rss|ics|svg|txt|js|csv)"  # names of files
)
MORE = {
    "2026-02-01-false-alarm": """---
title: Zufz wopa
severity: minor
components: [api]
---
### 2026-02-01 10:00 UTC - Investigating
Wopa zufz.

### 2026-02-01 11:30 UTC - Retracted: Nuv zolt
Zolt nuv.
""",
    "2026-02-03-cancelled": """---
title: Kez dulm
kind: maintenance
components: [api, reports]
scheduled_start: 2026-02-05 10:00 UTC
scheduled_end: 2026-02-06 11:00 UTC
---
### 2026-02-03 10:00 UTC - Scheduled
Kez.

### 2026-02-04 10:00 UTC - Cancelled
Dulm.
""",
    "2026-02-07-notice": """---
title: Hask wim
kind: notice
started: 2026-02-07 09:00 UTC
data_loss: unknown
data_exposed: suspected
personal_data: true
postmortem: not_planned
---
Hask.

### 2026-02-07 10:00 UTC - Update
Wim.
""",
    "2026-02-09-everything": """---
title: Jorp lidu
severity: critical
components: {api: full_outage, reports: degraded}
started: ~2026-02-08 23:10 UTC
resolved: ~2026-02-09 03:10 UTC
backfilled: true
categories: [nolf]
users: {affected: 1200, of: 3000, unit: vixen, estimate: true}
regions: [eu]
data_loss: some
data_exposed: confirmed
personal_data: false
postmortem: preliminary
postmortem_due: 2026-02-12
channels:
  - {name: Zeg, audience: public}
  - {name: Yop, audience: mirn, at: 2026-02-09 01:00 UTC}
---
Lidu jorp.

### ~2026-02-09 00:10 UTC - Investigating
Jorp. Next update by 00:30 UTC.

### 2026-02-09 02:10 UTC - Monitoring: Elk
Elk. Next update by 02:30 UTC.

### 2026-02-09 03:12 UTC - Resolved
Elk.

### 2026-02-10 03:12 UTC - Correction
On 9 February at 02:10 UTC we wrote elk.

### 2026-02-20 10:00 UTC - Postmortem
Pirt.

## What happened
Pirt.

## Umb tol
Tol.

## Action items
- [x] Sulf (prevent; owner: Qarn; due: 2026-03-01; done: 2026-03-02)
- [ ] Vamt (prevent; owner: Qarn; due: 2026-03-05)
- [ ] Wolt (detect)

## Timeline
- ~2026-02-08 23:10 UTC: Grem.
- 2026-02-09: Druf.
""",
    "2026-02-10-prose": """---
title: Ulk barn
components: [api, reports]
---
Barn ulk.

## Postmortem
Ulk.
""",
    "2026-02-11-no-end": """---
title: Ombe tirs
severity: major
components: {api: degraded}
started: 2026-02-11 10:00 UTC
---
Tirs ombe.
""",
    "2026-04-22-late": """---
title: Fask lom
components: {api: degraded}
---
### 2026-04-22 07:10 UTC - Identified
Lom. Next update by 08:30 UTC.
""",
    "2026-04-21-silent": """---
title: Berk nid
kind: notice
started: 2026-04-21 07:10 UTC
---
### 2026-04-21 07:10 UTC - Investigating
Nid.
""",
}
"""What the demo has no case of, in words of no language."""
_SIGNS = " ,;:.()–—-/·…“”\"'?"
_MATERIAL = Path(material.__file__).parent / "templates" / "partials" / "languages"


def strings(value: object) -> Iterator[str]:
    """Every text in a value that somebody wrote: what is fixed in the format is left out."""
    if isinstance(value, Enum) or value is None:
        return
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        if isinstance(value, type):
            return
        for each in fields(value):
            yield from strings(getattr(value, each.name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(key)
            yield from strings(inner)
    elif isinstance(value, (tuple, list, frozenset, set)):
        for inner in value:
            yield from strings(inner)


def nodes(text: str) -> Iterator[str]:
    """A text as it may stand on a page: whole, and if it is HTML, piece by piece and as plain text."""
    yield text
    if "<" in text:
        yield plain_text(text)
        yield from (str(node) for node in lxml_html.fragment_fromstring(text, create_parent=True).itertext())


def squeezed(text: str) -> str:
    """A text with single spaces."""
    return " ".join(text.split())


class Written:
    """What the writers of a site wrote, and the theme's own words."""

    def __init__(self, project: Project) -> None:
        tree = read_tree(project.folder, "incidents", "site_config/settings.yml")
        options = yaml.safe_load((project.folder / "mkdocs.yml").read_text(encoding="utf-8"))
        site = Site(name=options["site_name"], url=options["site_url"])
        found = check(tree, site, NOW)
        own = {field.name: getattr(found.settings, field.name) for field in fields(found.settings) if field.name != "severities"}
        assert found.settings.severities == SEVERITIES, "the words of our own severities are of the interface"
        theme = [text for name in (CODE, "en") for text in re.findall(r'"([^"]*)"', (_MATERIAL / f"{name}.html").read_text("utf-8"))]
        fixed = {status.value for status in Status} | {slot.heading for slot in Slot}
        told = (text for text in strings(found.history.incidents) if text not in fixed)
        labels = [category_label(category) for incident in found.history for category in incident.categories]
        regions = [IncidentView(incident, found.settings, None).regions for incident in found.history]
        texts = [*told, *labels, *regions, *strings(own), *strings(options), *theme]
        self.known = {squeezed(piece) for text in texts for piece in nodes(text)}

    def __contains__(self, text: str) -> bool:
        """Whether somebody wrote this, or it has no words."""
        bare = re.sub(r"^\d{4}-\d\d-\d\d ", "", squeezed(text).strip(_SIGNS))
        if not bare or bare in self.known or squeezed(text) in self.known or bare in NAMES or WORDLESS.fullmatch(bare):
            return True
        if any(f"{bare}{end}" in self.known for end in (".", "?", "!", ")", "”", ":")):
            return True
        cut, found, rest = squeezed(text).partition("…")
        if found and len(cut) > 20 and any(known.startswith(cut) for known in self.known):
            return rest in self
        for sign in (": ", "; ", ", ", ". ", " – ", " - ", " — ", " | ", " ("):
            for first, found, rest in (bare.partition(sign), bare.rpartition(sign)):
                if found and first in self and rest in self:
                    return True
        return False


def said(page: str) -> Iterator[tuple[str, str]]:
    """What stands on a page outside of all brackets, with where it stands."""
    document = lxml_html.document_fromstring(page.replace("<wbr>", ""))
    depth = 0
    for element in document.iter():
        if not isinstance(element.tag, str):
            continue
        for name in READ:
            if value := element.get(name):
                pieces, left = outside(value)
                assert left == 0, f"{name}={value!r}"
                yield from ((f"{element.tag}[{name}]", piece) for piece in pieces)
    for meta in document.xpath("//meta[@name='description' or @property='og:description' or @property='og:title']/@content"):
        yield from (("meta", piece) for piece in outside(meta)[0])
    for node in document.xpath("//text()[not(ancestor::script or ancestor::style)]"):
        pieces, depth = outside(node, depth)
        yield from ((f"<{node.getparent().tag}>", piece) for piece in pieces)
    assert depth == 0, "a bracket is not closed"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The demo with incidents that are open, coming and overdue, in the language of brackets."""
    made = Project(tmp_path_factory.mktemp("pseudo") / "site")
    made.add_clock_fixtures()
    for name, text in MORE.items():
        made.write(f"incidents/{name}.md", text)
    pseudo_catalogue(made.folder / f"site_config/overrides/afterword/languages/{CODE}.po")
    settings = made.folder / "site_config/settings.yml"
    settings.write_text(f"language: {CODE}\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
    made.build()
    return made


def test_no_text_of_the_interface_is_left_out(project: Project) -> None:
    """In another language no page says an English word that the writers did not write: not in a text, a title, a label or a hint."""
    written = Written(project)
    by_hand = {"about/index.html"}
    found = sorted(path.relative_to(project.site).as_posix() for path in project.site.rglob("*.html"))
    assert {"index.html", "404.html", "history/index.html", "statistics/how-to-read/index.html", "subscribe/index.html"} <= set(found)
    assert {f"incidents/{name}/index.html" for name in MORE} <= set(found)
    left = {
        f"{page} {place} {squeezed(text)}"
        for page in found
        if page not in by_hand
        for place, text in said((project.site / page).read_text(encoding="utf-8"))
        if text not in written
    }
    assert not left, "\n".join(sorted(left))


def test_what_the_search_finds(project: Project) -> None:
    """Entries of the search are in the language of the interface, too."""
    written = Written(project)
    entries = json.loads((project.site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    texts: list[str] = []
    for entry in (entry for entry in entries if not entry["location"].startswith("about/")):
        text = unescape(entry["text"])
        if entry["location"].startswith("incidents/"):  # behind the words of the interface stand those that the writer chose
            text = text[: text.rfind("⟧") + 1]
        texts += [unescape(entry["title"]), text]
    left = {squeezed(piece) for text in texts for piece in outside(text)[0] if piece not in written}
    assert not left, "\n".join(sorted(left))


def test_the_page_says_which_language_it_speaks(project: Project) -> None:
    """`lang` of the page is that of the interface; the words of a writer in another language carry their own."""
    page = (project.site / "incidents/2026-03-14-queue-delivery-stopped/index.html").read_text(encoding="utf-8")
    document = lxml_html.document_fromstring(page)
    assert document.get("lang") == CODE
    assert {element.tag for element in document.xpath("//*[@lang='en']")} >= {"h1", "div", "th"}
    home = lxml_html.document_fromstring((project.site / "index.html").read_text(encoding="utf-8"))
    links = {link.get("href"): link.get("lang") for link in home.xpath("//h3/a")}
    assert links["incidents/2026-03-14-queue-delivery-stopped/"] == "en"
    assert links["incidents/2026-04-28-database-upgrade/"] is None, "it is in the language of the site"


def test_the_catalogue_is_whole() -> None:
    """`messages.pot` holds every text of the code: `tools/write_catalogue.py` writes it anew."""
    done = subprocess.run([sys.executable, "tools/write_catalogue.py", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0, "run tools/write_catalogue.py"


def test_the_script_brings_its_words() -> None:
    """What the script of a page says is what the page brings for it in another language."""
    texts = {text for path in write_catalogue.scripts() for text in write_catalogue.script(path)}
    assert texts == {*_TEXTS, *_COUNTED}


def test_the_script_speaks_the_language(project: Project, browser: Browser) -> None:
    """What the script adds is in the language of the page: the rest until a promise, the reader's own time, what is overdue."""
    with serve(project.site) as address:
        page = browser.new_page(timezone_id="Europe/Berlin")
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.clock.set_fixed_time(datetime(2026, 4, 22, 10, 27, tzinfo=UTC))
        page.goto(f"{address}incidents/2026-04-22-sign-in-links-missing/")
        expect(page.locator(".aw-due [data-due]")).to_have_text("⟦overdue by ⟦12\N{NO-BREAK SPACE}min⟧⟧")
        expect(page.locator(".aw-due .aw-local").first).to_have_text(" ⟦(12:15 your time)⟧")
        page.goto(f"{address}incidents/2026-02-09-everything/")
        expect(page.locator("tr[data-due-day] b span").first).to_have_text("⟦Overdue⟧")
        expect(page.locator("tr[data-due-day] [data-rest]").first).to_have_text("⟦48 days past⟧")
        assert said == [], "nothing is against the policy"
        page.close()


def test_english_brings_nothing() -> None:
    """A page in English has no data block: the script knows English itself."""
    assert script_words(Language()) == ""


PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {plural};\\n"\n\n{rest}'
SLAVIC = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"


def test_plurals_follow_the_rule_of_the_catalogue(tmp_path: Path) -> None:
    """A language with three forms gets the right one for each number, on the page and in the script."""
    rest = 'msgid "%(num)s day"\nmsgid_plural "%(num)s days"\nmsgstr[0] "%(num)s день"\nmsgstr[1] "%(num)s дня"\nmsgstr[2] "%(num)s дней"\n'
    place = tmp_path / "ru.po"
    place.write_text(PO.format(plural=SLAVIC, rest=rest), encoding="utf-8")
    say, wrong = read(place, "ru")
    assert wrong == ()
    assert [say.count("%(num)s day", "%(num)s days", n) for n in (1, 2, 5, 11, 21, 112)] == [
        *("1 день", "2 дня", "5 дней", "11 дней", "21 день", "112 дней")
    ]
    brought = json.loads(script_words(say))
    assert brought["texts"]["%(num)s day"] == ["%(num)s день", "%(num)s дня", "%(num)s дней"]
    assert [brought["plural"][n] for n in (1, 2, 5, 11, 21)] == [0, 1, 2, 2, 0]
    assert brought["texts"]["in %(num)s day"] == ["in %(num)s day", "in %(num)s days", "in %(num)s days"]


@pytest.mark.parametrize(
    ("text", "translation", "why"),
    [
        ("Since %(time)s", "Seit %(zeit)s", "%(zeit)s is not among the values of the text"),
        ("Since %(time)s", "Seit %(time)", "a % that is no value is written %%"),
        ("Since %(time)s", "", ""),
        ("Load again", "Neu laden", ""),
    ],
)
def test_a_translation_that_would_break_a_page_is_not_used(tmp_path: Path, text: str, translation: str, why: str) -> None:
    """A slip in a translation never breaks a build: the English text stands in its place, and the check names it."""
    place = tmp_path / "de.po"
    place.write_text(PO.format(plural="nplurals=2; plural=(n != 1)", rest=f'msgid "{text}"\nmsgstr "{translation}"\n'), encoding="utf-8")
    say, wrong = read(place, "de")
    assert [each.why for each in wrong] == ([why] if why else [])
    assert say(text, time="9") == ((translation or text) if not why else text) % {"time": "9"}


def test_a_file_that_is_no_catalogue(tmp_path: Path) -> None:
    """It is named, and nothing is made of it."""
    place = tmp_path / "de.po"
    place.write_text("Seit gestern\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"de\.po is no catalogue"):
        read(place, "de")


def test_the_command_checks_a_translation(tmp_path: Path, project: Project) -> None:
    """`afterword language FILE` names what is missing or cannot be used; without a file it prints what to begin with."""
    begun = project.run("language")
    assert begun.stdout == (FOLDER / "messages.pot").read_text(encoding="utf-8")
    whole = project.run("language", f"site_config/overrides/afterword/languages/{CODE}.po")
    assert (whole.returncode, whole.stdout) == (0, "The translation is complete.\n")
    text = PO.format(
        plural="nplurals=2; plural=(n != 1)", rest='msgid "Since %(time)s"\nmsgstr "Seit %(zeit)s"\n\nmsgid "Xyz"\nmsgstr "Z"\n'
    )
    (tmp_path / "de.po").write_text(text, encoding="utf-8")
    part = project.run("language", str(tmp_path / "de.po"))
    lines = part.stdout.replace(f"{tmp_path}/", "").splitlines()
    assert (part.returncode, lines[0]) == (
        1,
        "de.po:6: %(zeit)s is not among the values of the text: 'Since %(time)s'. The English text is shown.",
    )
    assert lines[1] == "de.po: not translated: 'Investigating'"
    assert lines[-2:] == ["de.po: no longer used: 'Xyz'", f"{len(read_all()) - 1} missing, 1 wrong."]


def read_all() -> list[str]:
    """The texts of the catalogue."""
    lines = (FOLDER / "messages.pot").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("msgid ")][1:]


def test_which_catalogue_serves(tmp_path: Path) -> None:
    """A site's own comes first; without one for the region that of the language serves; without any the interface is English."""
    folder = tmp_path / "afterword/languages"
    folder.mkdir(parents=True)
    for name, word in (("pt", "Hoje"), ("pt-BR", "Hoje mesmo")):
        text = PO.format(plural="nplurals=2; plural=(n > 1)", rest=f'msgid "today"\nmsgstr "{word}"\n')
        (folder / f"{name}.po").write_text(text, encoding="utf-8")
    found = [language(code, str(tmp_path)) for code in ("pt-BR", "pt-PT", "xx", "en-GB")]
    assert [(each.code, each("today")) for each in found] == [
        *(("pt-BR", "Hoje mesmo"), ("pt-PT", "Hoje"), ("en", "today"), ("en-GB", "today"))
    ]


def test_only_whole_translations_are_in_the_package() -> None:
    """A language that the package brings has every text: half a translation is not published."""
    for path in FOLDER.glob("*.po"):
        say, wrong = read(path, path.stem)
        assert (len(say.texts), wrong) == (len(read_all()), ()), path.name


def test_settings_have_a_language() -> None:
    """English, when nothing is said."""
    assert Settings().language == "en"
