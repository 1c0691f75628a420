"""Print the section of the changelog that belongs to a tag; refuse a tag that is not the version of the package.

python tools/release_notes.py v0.2.0
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
_VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)


def notes(tag: str, package: str, changelog: str) -> str:
    """The section of CHANGELOG.md for a tag.

    Raises:
        ValueError: the tag, the version and the changelog do not go together; the text says what to do.
    """
    found = _VERSION.search(package)
    version = found[1] if found else ""
    if tag != f"v{version}":
        raise ValueError(f"the tag is {tag}, and the version is {version}. Change generator/afterword/__init__.py, or tag v{version}")
    section = re.search(rf"^## {re.escape(version)}\b[^\n]*\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    text = section[1].strip() if section else ""
    if not text:
        raise ValueError(f"CHANGELOG.md has no section '## {version}'. Give what stands under Unreleased this name and today's date")
    return f"{text}\n"


def main() -> int:
    """Print it; 1 when the release would be wrong."""
    package = (ROOT / "generator" / "afterword" / "__init__.py").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    try:
        sys.stdout.write(notes(sys.argv[1], package, changelog))
    except ValueError as error:
        print(f"{error}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
