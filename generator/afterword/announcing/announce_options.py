"""Options of `afterword announce`."""

from pathlib import Path

from afterword.core.frozen import frozen

FAILED = 1
"""Exit code: something was not sent, or not recorded; or nothing was, because it would have been too much."""


@frozen
class Asked:
    """The options of one of the commands; one that the command does not have is at its default."""

    config_file: Path
    since: str | None = None
    update: str | None = None
    out: Path = Path("drafts")
    dry_run: bool = False
    feed: Path | None = None
    at_most: int = 20

    @property
    def root(self) -> Path:
        """The folder of mkdocs.yml."""
        return self.config_file.resolve().parent
