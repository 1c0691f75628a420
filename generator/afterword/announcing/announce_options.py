"""What was asked for on the command line."""

from pathlib import Path

from afterword.core.frozen import frozen

FAILED = 1
"""Exit code: something was not sent, or not recorded; or nothing was, because it would have been too much."""


@frozen
class Asked:
    """What was asked for."""

    config_file: Path
    since: str | None
    update: str | None
    out: Path
    dry_run: bool
    mark_all: bool
    feed: Path | None
    at_most: int

    @property
    def root(self) -> Path:
        """The folder of mkdocs.yml."""
        return self.config_file.resolve().parent
