"""The promise of the next update: one sentence with a date and a time, in every message and once in each."""

from afterword.core.incident_parts import Update
from afterword.core.times import Moment
from afterword.outputs.translation import Language


def promise_words(update: Update | None, say: Language) -> str:
    """`Next update by 14 Mar 2026, 10:15 UTC.`; empty without a promise."""
    return (
        say("Next update by %(time)s.", time=say.moment(Moment(update.promised))) if update and update.promised else ""
    )


def says_promise(text: str, update: Update | None) -> bool:
    """Whether a text on one line already says when the next update comes.

    A promise inside of a sentence cannot be taken out.
    """
    return (
        update is not None
        and update.said is None
        and bool(update.promise_words)
        and update.promise_words in " ".join(text.split())
    )
