"""Whoever waits for more than two seconds sees how far it is; whoever does not, and every program, sees nothing."""

import io
import sys

import pytest

from afterword.commands import progress


class Terminal(io.StringIO):
    """Standard error of somebody who looks."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@pytest.mark.parametrize(("patience", "terminal", "shown"), [(-1.0, True, True), (60.0, True, False), (-1.0, False, False)])
def test_a_bar_is_shown_where_it_helps(monkeypatch: pytest.MonkeyPatch, patience: float, terminal: bool, shown: bool) -> None:
    """The results are the same with it and without, in their order."""
    error = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", error)
    monkeypatch.setattr(progress, "_PATIENCE", patience)
    assert list(progress.with_progress(map, "Reading incidents")(abs, range(-3, 3))) == [3, 2, 1, 0, 1, 2]
    assert ("Reading incidents" in error.getvalue(), error.getvalue() == "") == (shown, not shown)
    if shown:
        assert "100%" in error.getvalue()
