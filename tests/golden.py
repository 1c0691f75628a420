"""Golden cases of the format: what is written, and what becomes of it, in one YAML document each."""

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from afterword.build import Checked, check
from afterword.core.catalogue import Severity
from afterword.core.incident_parts import Fragment, Promise
from afterword.core.model import Incident
from afterword.core.settings import Site
from afterword.core.times import Moment, plain, span_words
from afterword.world.read_tree import read_tree

FOLDER = Path(__file__).parent / "format"
SITE = Site(name="Pigeonpost incidents", url="https://status.pigeonpost.example/")
NOW = datetime(2026, 12, 31, 12, 0, tzinfo=UTC)
SETTINGS = """\
feeds: {authority: status.pigeonpost.example}
components:
  - {id: delivery, name: Delivery}
  - {id: api, name: API}
"""
SETTINGS_PATH = "site_config/settings.yml"
ASIDE = re.compile(r"E112|E113|E129|E14[1-3]|E18[1-5]|E19[1-5]|E213|W207|W208|W209|W229|W230|W232|[WH]3[0-9]{2}")
"""Codes that cases leave aside, with tests of their own: comparisons with an earlier revision or the clock, settings, what lies beside
the incidents, and the wording."""
_WORDS: dict[type, Callable[[Any], object]] = {
    datetime: lambda value: f"{value:%Y-%m-%d %H:%M:%S} UTC" if value.second else plain(value),
    timedelta: span_words,
    date: date.isoformat,
    Enum: lambda value: value.value,
    Severity: lambda value: value.id,
}
_HIDDEN = {"path", "line", "markdown", "promise_words", "promise_place", "said"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One document of a golden file."""

    file: Path
    number: int
    data: dict[str, Any]

    @property
    def name(self) -> str:
        """`headings-3`: where the case stands."""
        return f"{self.file.stem}-{self.number}"


@cache
def cases() -> tuple[Case, ...]:
    """Every case of every golden file, in order."""
    return tuple(
        Case(file=file, number=number, data=data)
        for file in sorted(FOLDER.glob("*.yml"))
        for number, data in enumerate(yaml.load_all(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader), 1)
    )


def outcome(case: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """What becomes of a case: the lines that are printed, and what `show:` asks to see of each incident."""
    for path, content in {SETTINGS_PATH: SETTINGS, **case["files"]}.items():
        _write(folder / path, content)
    checked = read(folder, case.get("site_url", SITE.url))
    lines = [str(problem) for problem in checked.problems if not ASIDE.fullmatch(problem.code)]
    found: dict[str, Any] = {"problems": lines} if lines else {}
    if "show" in case:
        names = str(case["show"]).split()
        found["fields"] = {incident.id: projected(incident, names) for incident in checked.history}
    return found


def read(folder: Path, url: str = SITE.url) -> Checked:
    """Read and check a folder as the command does."""
    tree = read_tree(folder, "incidents", SETTINGS_PATH)
    return check(tree, dataclasses.replace(SITE, url=url), NOW)


def _write(path: Path, content: str | bytes | Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Mapping) and "link" in content:
        path.symlink_to(content["link"])
    elif isinstance(content, Mapping):
        path.write_text(content["before"] + content["text"] * int(content["times"]) + content.get("after", ""), encoding="utf-8")
    else:
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))


def projected(incident: Incident, names: Iterable[str]) -> dict[str, Any]:
    """The named fields and derived values of an incident in plain, readable data; what is empty is left out."""
    found = {name: _plain(getattr(incident, name)) for name in names}
    return {name: value for name, value in found.items() if value not in (None, "", [], {})}


def _plain(value: object) -> Any:  # noqa: ANN401 - any data that YAML can hold
    if isinstance(value, Fragment):
        return value.html
    if isinstance(value, Moment):
        words = value.at.date().isoformat() if value.day_only else _plain(value.at)
        return f"about {words}" if value.about else words
    if isinstance(value, Promise):
        return f"{plain(value.due)}: {'open' if value.kept is None else 'kept' if value.kept else 'not kept'}"
    for kind, words in _WORDS.items():
        if isinstance(value, kind):
            return words(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        pairs = ((each.name, _plain(getattr(value, each.name))) for each in dataclasses.fields(value) if each.name not in _HIDDEN)
        return {name: item for name, item in pairs if item not in (None, "", [], {})}
    return value


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, so that a case reads like the files it is about."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)


def rewrite(file: Path, documents: Iterable[Mapping[str, Any]]) -> None:
    """Write a golden file anew."""
    texts = (yaml.dump(dict(each), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1_000) for each in documents)
    file.write_text("---\n".join(texts), encoding="utf-8")
