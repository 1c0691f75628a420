"""axe-core in the pages of a test: which rules of WCAG 2.2 AA, and of good practice, a page breaks."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OF_THE_LAYOUT = ("color-contrast", "target-size", "scrollable-region-focusable")
"""Rules whose answer depends on the colours and on the width of the window."""
SMALL = "target-size"
"""Days of a calendar lie closer than 24 px; each incident can also be reached by a line of a list (WCAG 2.2, 2.5.8, Equivalent)."""
A_DAY = "aw-vh"
"""What the link of a day has in it: words for those who do not see the calendar."""


def violations(page: Page, only: tuple[str, ...] = TAGS) -> list[str]:
    """What axe finds, a line for each element: the rule, and the beginning of the element.

    Args:
        page: loaded, its scripts on or off.
        only: tags or names of rules.
    """
    page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(
        "only => axe.run({runOnly: only, resultTypes: ['violations']}).then(result => result.violations)", list(only)
    )
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in found
        for node in rule["nodes"]
        if rule["id"] != SMALL or A_DAY not in node["html"]
    ]
