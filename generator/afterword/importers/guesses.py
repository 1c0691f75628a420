"""What is said of an import: every guess with its place, what was skipped and why, and what was read."""

from collections import Counter
from dataclasses import dataclass, field

from afterword.importers.imported import How
from afterword.importers.writer import Made


@dataclass(slots=True)
class ImportReport:
    """Collects what became of the records. What was read is what was written and what was skipped."""

    read: int = 0
    written: int = 0
    skipped: int = 0
    there: int = 0
    """Of those skipped, how many lay there already as they would be written."""
    lines: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    addresses: dict[str, str] = field(default_factory=dict)
    """Ids by old addresses that cannot be kept as aliases."""
    redirects: int = 0
    """How many of them the settings lead on from now."""
    components: tuple[str, ...] = ()
    """The ids of components that the settings did not have."""

    def add(self, made: Made) -> None:
        """Add one record."""
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
        """The figures in a sentence."""
        written = "would be written" if dry else "written"
        there = f" ({self.there} there already)" if self.there else ""
        told = ", ".join(f"{self.kinds[how.value]} {how.value}" for how in How if self.kinds[how.value] and how is not How.PLACED) or "none"
        return f"Read {self.read}: {self.written} {written}, {self.skipped} skipped{there}. Guesses: {told}."
