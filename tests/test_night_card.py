"""The night card hangs on a wall: it is one page, filled in."""

import re
from pathlib import Path

import markdown
import pytest
from playwright.sync_api import Browser

from afterword.commands.init import Forge, files_of
from afterword.world.installation import Installation

WRITING = Path(__file__).parents[1] / "docs" / "writing.md"
STYLE = """<style>
body { margin: 0; font: 16px/1.5 sans-serif; overflow-wrap: break-word }
h1 { font-size: 2em; line-height: 1.25; margin: 0 0 16px; padding-bottom: .3em; border-bottom: 1px solid }
p, pre { margin: 0 0 16px }
pre { padding: 16px; font: 85%/1.45 monospace; overflow: auto; white-space: pre }
code { font: 85% monospace; padding: .2em .4em } pre code { font: inherit; padding: 0 }
</style>"""
"""As GitHub shows a file in Markdown, which is larger than other forges."""
MARGIN = 12.7
"""Millimetres: what browsers take when nobody chooses."""


def card(name: str = "Pigeonpost incidents", repo: str = "https://github.com/pigeonpost/status", forge: Forge = Forge.GITHUB) -> str:
    """The card that `init` writes."""
    made = files_of(name, "https://status.pigeonpost.example/", repo, forge, Installation(requirement="afterword==1"))
    return made["NIGHT_CARD.md"]


@pytest.mark.parametrize(("paper", "width"), [("A4", 210), ("Letter", 216)])
@pytest.mark.parametrize("text", [card(), card(repo="", forge=Forge.OTHER)], ids=["with links", "without"])
def test_the_night_card_is_one_page(browser: Browser, text: str, paper: str, width: int) -> None:
    """It fits on one sheet, in the letters of a forge, and no line of it is cut off."""
    page = browser.new_page(viewport={"width": int((width - 2 * MARGIN) / 25.4 * 96), "height": 1000})
    page.set_content(STYLE + markdown.markdown(text, extensions=["fenced_code"]))
    cut = page.evaluate("[...document.querySelectorAll('pre, p')].filter(e => e.scrollWidth > e.clientWidth).map(e => e.innerText)")
    margins = dict.fromkeys(("top", "bottom", "left", "right"), f"{MARGIN}mm")
    printed = page.pdf(format=paper, margin=margins)  # type: ignore[arg-type]  # these are the keys that it takes
    page.close()
    assert (cut, len(re.findall(rb"/Type\s*/Page\b", printed))) == ([], 1)


def test_the_card_in_the_docs_is_the_one_that_init_writes() -> None:
    """One text; a new history has it with its own addresses."""
    assert WRITING.read_text(encoding="utf-8").partition("\n---\n\n## ")[0] == card()


def test_the_card_says_where() -> None:
    """The site, the repository, how to have the command: nobody has to ask at night; and no blank is left."""
    text = card()
    for each in ("<https://status.pigeonpost.example/>", "<https://github.com/pigeonpost/status>", "pip install -r requirements.txt"):
        assert each in text
    assert not re.search(r"\{[a-z_]+\}", text + card(repo="", forge=Forge.OTHER))
