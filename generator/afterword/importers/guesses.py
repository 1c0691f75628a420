"""The report on an import: guesses with their places, skipped records with reasons, and totals."""

from collections import Counter
from dataclasses import dataclass, field

from afterword.importers.imported import How
from afterword.importers.writer import Made


@dataclass(slots=True)
class ImportReport:
    """Collects the results of all records. Each is either written or skipped."""

    read: int = 0
    written: int = 0
    skipped: int = 0
    there: int = 0
    """How many of those skipped existed already with the same content."""
    lines: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    addresses: dict[str, str] = field(default_factory=dict)
    """Ids by old addresses that cannot become aliases."""
    redirects: int = 0
    """For how many of them the settings now have a redirect."""
    components: tuple[str, ...] = ()
    """The ids of components that were missing in the settings."""

    def add(self, made: Made) -> None:
        """Add the result of one record."""
        self.read += 1
        if made.there:
            self.there += 1
        elif made.guesses:
            self.lines += [str(guess) for guess in made.guesses]
            self.kinds.update(guess.how.value for guess in made.guesses)
        if made.skipped:
            self.skipped += 1
            if not made.there:
                place = f"{made.path}:{made.line}" if made.line else made.path
                self.lines.append(f"{place}: skipped: {made.skipped}")
        else:
            self.written += 1
        if made.incident and made.old:
            self.addresses[made.old] = made.incident

    def summary(self, *, dry: bool) -> str:
        """The totals in a sentence."""
        written = "would be written" if dry else "written"
        there = f" ({self.there} there already)" if self.there else ""
        guesses = (
            ", ".join(
                f"{self.kinds[how.value]} {how.value}" for how in How if self.kinds[how.value] and how is not How.PLACED
            )
            or "none"
        )
        return f"Read {self.read}: {self.written} {written}, {self.skipped} skipped{there}. Guesses: {guesses}."
