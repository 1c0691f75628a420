"""The index that the search of our own frame looks through: titles, headings and texts, in one file."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from afterword.outputs.artifacts import SearchEntry

PATH = "search.json"


def write_index(site: Path, entries: Mapping[str, SearchEntry]) -> None:
    """Write the index of pages, by their addresses."""
    _write(site, ((url, entry.title, entry.text) for url, entry in entries.items()))


def add_to_index(site: Path, entries: Mapping[str, SearchEntry]) -> None:
    """Add pages in front of those in the index: readers look for news more often than for what was written by hand."""
    there = json.loads((site / PATH).read_text(encoding="utf-8"))
    _write(site, (*((url, entry.title, entry.text) for url, entry in entries.items()), *there))


def _write(site: Path, rows: Iterable[Iterable[str]]) -> None:
    text = ",\n".join(json.dumps(list(row), ensure_ascii=False, separators=(",", ":")) for row in rows)
    (site / PATH).write_text(f"[{text}]\n", encoding="utf-8")
