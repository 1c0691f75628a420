"""The command `afterword import` in a project of its own, for tests of what it brings along."""

import json
import shutil
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from afterword.commands.import_ import import_
from afterword.world.refusal import RefusalError
from project import ROOT
from published import SETTINGS_PATH, documents

FIXTURES = Path(__file__).parent / "fixtures" / "import"
CORPORA = Path(__file__).parents[2] / "shared" / "corpora"


class History:
    """A project without incidents."""

    def __init__(self, folder: Path, settings: str = "feeds: {authority: status.pigeonpost.example}\n") -> None:
        self.folder = folder
        (folder / "site_config").mkdir(parents=True)
        (folder / "incidents").mkdir()
        (folder / SETTINGS_PATH).write_text(settings, encoding="utf-8")
        shutil.copy(ROOT / "mkdocs.yml", folder)

    def run(self, *arguments: str) -> str:
        """What the command prints; it must succeed."""
        done = CliRunner().invoke(import_, [*arguments, "-f", str(self.folder / "mkdocs.yml")])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.output

    def refused(self, *arguments: str) -> str:
        """Why the command refuses."""
        done = CliRunner().invoke(import_, [*arguments, "-f", str(self.folder / "mkdocs.yml")])
        assert isinstance(done.exception, RefusalError), done.output
        return str(done.exception)

    @property
    def files(self) -> dict[str, str]:
        """What lies in the folder of incidents, texts by their ids."""
        folder = self.folder / "incidents"
        return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}

    def text(self, name: str) -> str:
        """A file of the project."""
        return (self.folder / name).read_text(encoding="utf-8")

    def published(self) -> dict[str, Any]:
        """Every JSON document of the site by its path. No incident may have an error."""
        return {path: json.loads(text) for path, text in documents(self.folder).items() if path.endswith(".json")}

    def archive(self) -> dict[str, Any]:
        """Every incident of the JSON archive by its title."""
        made = self.published()
        rows = [data["incident"] for path, data in made.items() if path.startswith("api/incidents/") and "incident" in data]
        return {row["title"]: row for row in rows}


def counts(said: str) -> tuple[int, int, int]:
    """How many were read, written and skipped, by the last figures of a report."""
    line = next(row for row in reversed(said.splitlines()) if row.startswith("Read "))
    words = line.replace(",", "").replace(":", "").replace(".", "").split()
    read, written = int(words[1]), int(words[2])
    skipped = int(words[words.index("skipped") - 1])
    return read, written, skipped
