"""axe-core in the pages of a test: which rules of WCAG 2.2 AA, and of good practice, a page breaks."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OF_THE_COLOURS = ("color-contrast",)
"""Rules whose answer depends on the colours."""
OF_THE_WIDTH = ("target-size", "scrollable-region-focusable")
"""Rules whose answer depends on the width of the window."""
ALSO = {"label-content-name-mismatch": {"enabled": True}}
"""Rules of WCAG that axe does not look at by itself: what is read aloud has the words that are seen."""


def violations(page: Page, only: tuple[str, ...] = TAGS) -> list[str]:
    """What axe finds, a line for each element: the rule, and the beginning of the element.

    Args:
        page: loaded, its scripts on or off.
        only: tags or names of rules.
    """
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(
        "([only, rules]) => axe.run({runOnly: only, rules, resultTypes: ['violations']}).then(result => result.violations)",
        [list(only), ALSO if only == TAGS else {}],
    )
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]
