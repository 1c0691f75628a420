"""Compiled templates make, byte for byte, what plain Jinja makes of the same templates, also where a site has its own."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import jinja2
import pytest
from jinja2.bccache import Bucket
from markupsafe import Markup

import crowded
import full
from afterword.build import Checked, build, check
from afterword.core.words import Impact
from afterword.outputs.artifacts import Rendered
from afterword.outputs.template_compiler import CompiledEnvironment
from afterword.outputs.templates import environment
from afterword.outputs.translation import Language
from afterword.world.languages import language
from afterword.world.publishing.helper_processes import each
from afterword.world.read_tree import read_tree
from golden import SITE
from project import ROOT
from pseudo import CODE, pseudo_catalogue
from published import NOW, SETTINGS_PATH, demo, hostile, write

PACKAGE = ROOT / "generator" / "afterword" / "templates" / "afterword"
FACTS = "afterword/incident/facts.html"
ADDED = {
    "2026-03-30-empty-reports": full.OWED,
    "2026-03-11-slow": full.SLOW,
    "2026-04-01-two-minutes": crowded.TWO_MINUTES,
    "2026-04-02-nine-days": crowded.NINE_DAYS,
    "2026-04-03-many": crowded.many(),
} | dict(map(crowded.usual, range(crowded.COUNT)))


def test_the_first_line_of_a_template_says_what_it_draws() -> None:
    """So that who looks for a part of a page finds its file by a word."""
    firsts = {path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8").partition("\n")[0] for path in PACKAGE.rglob("*.html")}
    assert [name for name, first in firsts.items() if not (first.startswith("{# ") and first.endswith(". #}"))] == []


@pytest.fixture(scope="module")
def fullest(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """The demo, and whatever else gives a block of a page something to show."""
    folder = demo(tmp_path_factory.mktemp("fullest"))
    write(folder, ADDED)
    settings = folder / SETTINGS_PATH
    settings.write_text(settings.read_text(encoding="utf-8") + full.SETTINGS, encoding="utf-8")
    return checked(folder)


@pytest.fixture(scope="module")
def translated(tmp_path_factory: pytest.TempPathFactory) -> Language:
    """A language in which every text of the interface stands in brackets."""
    folder = tmp_path_factory.mktemp("overrides")
    pseudo_catalogue(folder / f"afterword/languages/{CODE}.po")
    return language(CODE, str(folder))


def checked(folder: Path) -> Checked:
    """What lies in a folder, read."""
    return check(read_tree(folder, "incidents", SETTINGS_PATH), SITE, NOW)


def rendered(found: Checked, templates: jinja2.Environment, say: Language | None = None) -> dict[str, Rendered]:
    """Every page by its path; of the many usual incidents one."""
    made = build(found, SITE, NOW, templates, say=say or Language()).pages
    return {page.path: page.rendered() for page in made if "-number-" not in page.path or "-number-00" in page.path}


def own(*names: str) -> dict[str, str]:
    """Templates of ours as a site might change them."""
    texts = {f"afterword/{name}.html": (PACKAGE / f"{name}.html").read_text(encoding="utf-8") for name in names}
    return {name: text.replace('class="aw-', 'class="own aw-').replace("</h1>", " &amp;</h1>") for name, text in texts.items()}


OVERRIDES: dict[str, Mapping[str, str]] = {
    "parts": own("parts"),
    "a whole page": own("incident", "home"),
    "what is included, also by its name in a variable, charts and the calendar": own(
        *("incident/facts", "home/team", "selected", "zone", "register/items", "register/reports", "register/lines"),
        *("charts/dots", "calendar", "filter"),
    ),
    "parts and a page": own("parts", "incident/head", "year"),
}


@pytest.mark.parametrize("overrides", OVERRIDES)
def test_compiled_templates_make_what_plain_ones_make(fullest: Checked, translated: Language, overrides: str) -> None:
    """In every language, with every kind of template of the site's own."""
    texts = OVERRIDES[overrides]
    say = translated if "parts" in overrides else Language()
    templates = environment(jinja2.DictLoader(texts), say)
    templates.prepare()
    made = rendered(fullest, templates, say)
    assert made == rendered(fullest, templates.plain, say)
    assert any('class="own aw-' in page.html for page in made.values())


def test_templates_compiled_in_processes_are_the_same(fullest: Checked) -> None:
    """What a process compiled is what would have been compiled here."""
    templates = environment()
    templates.prepare(partial(each, processes=2))
    assert rendered(fullest, templates) == rendered(fullest, templates.plain)


def test_hostile_words_are_escaped_as_plain_templates_do(tmp_path: Path) -> None:
    """Markup, quotes, emoji and formulas wherever a writer may put words."""
    found = checked(hostile(tmp_path))
    templates = environment()
    assert rendered(found, templates) == rendered(found, templates.plain)


def test_a_translated_site_is_what_plain_templates_make(fullest: Checked, translated: Language) -> None:
    """Texts are looked up when a template is compiled."""
    templates = environment(None, translated)
    assert rendered(fullest, templates, translated) == rendered(fullest, templates.plain, translated)


def test_a_template_of_a_site_uses_dictionaries_and_what_the_page_around_it_imports() -> None:
    """What our own templates may not do stays open to those of a site; and it is told of a name that is not there."""
    now = '{{ p.day(now) }} {{ {"a": {"b": 1}}.a.b }} {{ {}.a is defined }} {{ p.when({"at": now, "day_only": true, "about": false}) }}'
    templates = environment(jinja2.DictLoader({"afterword/home/now.html": now, FACTS: "{{ nothing }}"}))
    around = '{% import "afterword/parts.html" as p %}{% include "afterword/home/now.html" %}'
    day = '<time datetime="2026-04-22">22 Apr 2026</time>'
    assert templates.plain.from_string(around).render(now=NOW) == f"{day} 1 False {day}"
    with pytest.raises(jinja2.UndefinedError, match="'nothing' is undefined"):
        templates.get_template("afterword/incident/facts.html").render()


def test_a_macro_that_keeps_what_it_gave_tells_kinds_of_values_apart() -> None:
    """A moment is no day, and what is safe is no text, though they compare as equal."""
    templates = environment()
    parts, plain = templates.parts, templates.plain.get_template("afterword/parts.html").module
    for value in (NOW, NOW.date(), NOW):
        assert parts.day(value) == plain.day(value)  # type: ignore[attr-defined]  # its macros
    for words in ("a&b", Markup("a&b"), "a&b"):
        assert parts.level(Impact.DEGRADED, words) == plain.level(Impact.DEGRADED, words)  # type: ignore[attr-defined]


class Kept(jinja2.BytecodeCache):
    """Keeps compiled templates in memory, and counts."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.made = 0

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take it from there."""
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it there."""
        self.made += 1
        self.kept[bucket.key] = bucket.bytecode_to_string()


def test_what_is_kept_is_taken_only_for_the_same_templates_and_language(tmp_path: Path, translated: Language) -> None:
    """All stand in one entry, because they stand in each other; a template or a language more makes them anew."""
    kept, found = Kept(), checked(hostile(tmp_path))

    def prepared(texts: Mapping[str, str], say: Language | None = None) -> CompiledEnvironment:
        templates = environment(jinja2.DictLoader(texts), say, kept)
        templates.prepare()
        return templates

    first = rendered(found, prepared({}))
    assert kept.made == 1
    assert rendered(found, prepared({})) == first
    assert kept.made == 1
    changed = rendered(found, prepared(own("incident/facts")))
    assert changed == rendered(found, environment(jinja2.DictLoader(own("incident/facts"))).plain)
    assert changed != first
    assert rendered(found, prepared({}, translated), translated) != first
    assert rendered(found, prepared({})) == first
    kept.kept = dict.fromkeys(kept.kept, b"broken")
    assert rendered(found, prepared({})) == first
