"""`afterword language`: checks a translation of the interface."""

from pathlib import Path

import click

from afterword.world.languages import FOLDER, CatalogueError, read, untranslated
from afterword.world.refusal import REFUSED, RefusalError, stop

_MOST = 10
"""How many texts without a translation are listed."""


@click.command("language")
@click.argument("catalogue", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
def language(catalogue: Path | None) -> None:
    """Check a translation, or print the catalogue to begin one.

    Without a file it prints every text of the pages, for translators. With a file, such as
    site_config/overrides/afterword/languages/de.po, it says what is missing and what cannot be used.

    Exit code 0: it is complete. 1: something is missing or wrong. 2: the command is wrong.
    """
    if catalogue is None:
        click.echo((FOLDER / "messages.pot").read_text(encoding="utf-8"), nl=False)
        return
    try:
        _, wrong = read(catalogue, catalogue.stem)
    except CatalogueError as error:
        raise RefusalError(f"{error}.", REFUSED) from error
    missing, old = untranslated(catalogue)
    for bad in wrong:
        click.echo(f"{catalogue}:{bad.line}: {bad.why}: {bad.text!r}. The English text is shown.")
    for text in missing[:_MOST]:
        click.echo(f"{catalogue}: not translated: {text!r}")
    if more := len(missing[_MOST:]):
        click.echo(f"{catalogue}: {more} more are not translated.")
    for text in old[:_MOST]:
        click.echo(f"{catalogue}: no longer used: {text!r}")
    click.echo(
        "The translation is complete." if not missing and not wrong else f"{len(missing)} missing, {len(wrong)} wrong."
    )
    if missing or wrong:
        stop("", REFUSED)
