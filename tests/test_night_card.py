"""The night card hangs on a wall: it is one page."""

import re
from pathlib import Path

import markdown
from playwright.sync_api import Browser

WRITING = Path(__file__).parents[1] / "docs" / "writing.md"
STYLE = (
    "<style>body { margin: 0; font: 16px/1.4 sans-serif } table { border-collapse: collapse }"
    " td, th { border: 1px solid; padding: 3px 6px } pre { white-space: pre-wrap; padding: 6px }</style>"
)
"""About as large as a forge prints it."""


def test_the_night_card_is_one_page(browser: Browser) -> None:
    """What stands above the line fits on a sheet of A4, in letters that can be read from a step away."""
    card, line, _ = WRITING.read_text(encoding="utf-8").partition("\n---\n\n## ")
    assert line
    page = browser.new_page()
    page.set_content(STYLE + markdown.markdown(card, extensions=["tables", "fenced_code"]))
    margins = dict.fromkeys(("top", "bottom", "left", "right"), "15mm")
    printed = page.pdf(format="A4", margin=margins)  # type: ignore[arg-type]  # these are the keys that it takes
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
