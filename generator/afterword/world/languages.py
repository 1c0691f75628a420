"""Find and read translations: `CODE.po`, in the package or among a site's own templates."""

import re
from collections.abc import Callable
from gettext import c2py
from pathlib import Path
from typing import TYPE_CHECKING

from afterword.core.frozen import frozen
from afterword.outputs.translation import Language

if TYPE_CHECKING:
    from babel.messages.catalog import Message

FOLDER = Path(__file__).parents[1] / "languages"
"""The catalogues of the package. `messages.pot` contains every text without translations."""
OWN = "afterword/languages"
"""The folder of a site's own catalogues, among its own templates."""
_VALUE = re.compile(r"%\((\w+)\)s")


class CatalogueError(ValueError):
    """A file is not a catalogue. The text says which one, and where the fault is."""


@frozen
class BadTranslation:
    """An unusable translation. The English text is shown in its place."""

    line: int
    text: str
    """The English text."""
    why: str


def language_or_english(
    code: str, custom_dir: str | Path | None, warn: Callable[[str], object], what: str = "The pages"
) -> Language:
    """The language for a tag. A broken catalogue does not keep news from being published: `what` is in English then."""
    try:
        return language(code, custom_dir)
    except CatalogueError as error:
        warn(f"{error}. {what} are in English.")
        return Language()


def language(code: str, custom_dir: str | Path | None = None) -> Language:
    """The language of the interface for a BCP 47 tag; English when there is no catalogue for it.

    Args:
        code: `de`, `pt-BR`; for `de-AT` that of `de` serves when there is no nearer one.
        custom_dir: the folder of the site's own templates; its `afterword/languages/CODE.po` comes first.
    """
    if code.partition("-")[0].lower() == "en":
        return Language(code=code)
    path = catalogue(code, custom_dir)
    return read(path, code)[0] if path else Language()


def catalogue(code: str, custom_dir: str | Path | None = None) -> Path | None:
    """The catalogue of a language; None without one."""
    folders = ([Path(custom_dir, OWN)] if custom_dir else []) + [FOLDER]
    places = (folder / f"{name}.po" for name in dict.fromkeys((code, code.partition("-")[0])) for folder in folders)
    return next((place for place in places if place.is_file()), None)


def read(path: Path, code: str) -> tuple[Language, tuple[BadTranslation, ...]]:
    """Read a catalogue as a language, with the translations that cannot be used. Untranslated texts stay English.

    Raises:
        CatalogueError: the file cannot be read as a catalogue.
    """
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415 - a site in English need not wait for it

    try:
        with path.open("rb") as file:
            messages = read_po(file, abort_invalid=True)
        form = c2py(messages.plural_expr)
    except (PoFileError, ValueError, OSError) as error:
        raise CatalogueError(f"{path} is no catalogue: {error}") from error
    texts: dict[str, str | tuple[str, ...]] = {}
    wrong: list[BadTranslation] = []
    for message in messages:
        if not message.id or message.fuzzy or not all(_forms(message)):
            continue
        first = message.id if isinstance(message.id, str) else message.id[0]
        if why := _fault(message):
            wrong.append(BadTranslation(line=message.lineno or 0, text=first, why=why))
        else:
            key = f"{message.context}\x04{first}" if message.context else first
            texts[key] = message.string if isinstance(message.string, str) else _forms(message)
    return Language(code=code, texts=texts, form=form), tuple(wrong)


def _forms(message: "Message") -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _fault(message: "Message") -> str:
    """Why a translation would break a page; empty when it would not."""
    names = set(_VALUE.findall(" ".join(_ids(message))))
    for text in _forms(message):
        if strange := set(_VALUE.findall(text)) - names:
            return f"%({min(strange)})s is not among the values of the text"
        if not names and "%" not in "".join(_ids(message)):
            continue
        try:
            text % dict.fromkeys(names, "")
        except (ValueError, TypeError, KeyError):
            return "a % that is no value is written %%"
    return ""


def _ids(message: "Message") -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else (message.id[0], message.id[1])


def untranslated(path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The texts that a catalogue does not translate, and its translations of texts that are no longer used."""
    ours, known = _keys(FOLDER / "messages.pot"), _keys(path)
    missing = (text for key, (text, _) in ours.items() if key not in known or not known[key][1])
    return tuple(missing), tuple(text for key, (text, _) in known.items() if key not in ours)


def _keys(path: Path) -> dict[tuple[str, str], tuple[str, bool]]:
    """The English text of each message, and whether it is translated, by its context and text."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 - as above

    with path.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    return {
        (message.context or "", _ids(message)[0]): (_ids(message)[0], not message.fuzzy and all(_forms(message)))
        for message in messages
    }
