"""A language that puts every text of the interface into brackets, so that a text that is not looked up shows."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from afterword.outputs.translation import SIGNS
from afterword.world.languages import FOLDER

CODE = "eo"
"""A language for which Material has words, so that the frame is not in English either."""


def pseudo_catalogue(place: Path) -> None:
    """Write a catalogue in which each text of the interface stands in brackets."""
    with (FOLDER / "messages.pot").open("rb") as file:
        template = read_po(file)
    made = Catalog(locale=CODE, fuzzy=False)
    for message in template:
        if not message.id:
            continue
        if message.context in SIGNS:
            string: str | tuple[str, ...] = str(message.id)
        elif isinstance(message.id, str):
            string = f"⟦{message.id}⟧"
        else:
            string = tuple(f"⟦{text}⟧" for text in message.id)
        made.add(message.id, string, context=message.context)
    place.parent.mkdir(parents=True)
    with place.open("wb") as file:
        write_po(file, made)


def outside(text: str, depth: int = 0) -> tuple[list[str], int]:
    """The pieces of a text that stand in no bracket, and how many brackets are open at its end; `depth` are at its start."""
    pieces = [""]
    for sign in text:
        if sign == "⟦":
            depth += 1
            pieces.append("")
        elif sign == "⟧":
            depth -= 1
            assert depth >= 0, f"a bracket too many: {text!r}"
        elif not depth:
            pieces[-1] += sign
    return [piece for piece in pieces if piece.strip()], depth
