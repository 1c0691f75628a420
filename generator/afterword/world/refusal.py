"""How a command stops: an exception with a sentence and an exit code, which `cli` prints and returns."""

import errno
import os
from typing import NoReturn

REFUSED = 1
"""Exit code: there are errors, or something could not be written. Nothing was published or changed."""
USAGE = 2
"""Exit code: the command or its surroundings are wrong. Nothing was published, changed or sent."""


class RefusalError(Exception):
    """A command cannot do what was asked. The text gives the reason and a remedy.

    The text is printed unchanged; that of a subclass gets a full stop. `written` says that the files are written all
    the same, and only not committed or not pushed.
    """

    def __init__(self, sentence: str, code: int = REFUSED, *, written: bool = False) -> None:
        super().__init__(sentence)
        self.code = code
        self.written = written


class PublishError(RefusalError):
    """The site could not be published, and is unchanged."""


class WriteError(RefusalError):
    """Files that people write could not be written, and are unchanged."""


def stop(sentence: str, code: int = USAGE) -> NoReturn:
    """End the command. Without a sentence, what is wrong was printed already.

    Raises:
        RefusalError: always.
    """
    raise RefusalError(sentence, code)


_OUTPUT = "what was to be printed could not be, and `git status` shows what was written before"
_REMEDIES = {
    errno.ENOSPC: "the disk is full. Make room, then run the command again",
    errno.EDQUOT: "your share of the disk is used up. Make room, then run the command again",
    errno.EFBIG: (
        "the file would be larger than this system allows. Raise the limit (ulimit -f), then run the command again"
    ),
    errno.EROFS: "that disk can only be read. Mount it so that it can be written, or work in another copy",
    errno.EACCES: "you may not write there. Ask for the right to do so, or work in a copy of your own",
    errno.EPERM: "you may not write there. Ask for the right to do so, or work in a copy of your own",
    errno.ENOENT: "it is gone, or its folder is. Check where it is now, then run the command again",
    errno.EEXIST: "something of that name is there already. Move it away, then run the command again",
    errno.ENOTDIR: "a part of its path is no folder. Move that away, then run the command again",
    errno.ENAMETOOLONG: "its name is too long. Choose a shorter one",
}


def why(error: OSError) -> str:
    """The system's reason and a remedy: a clause for the end of a sentence, without a full stop."""
    return _REMEDIES.get(error.errno or 0, error.strerror or str(error) or type(error).__name__)


def sentence_of(error: BaseException) -> str:
    """The sentence for an exception. A refusal has its own; others get their type and a hint how to see more."""
    if type(error) is RefusalError:
        return str(error)
    if isinstance(error, RefusalError):
        text = getattr(error, "plain", str(error))
    elif isinstance(error, UnicodeError):
        text = "a text, a file or a name is not UTF-8. Write it in UTF-8, then run the command again"
    elif isinstance(error, OSError):
        place = os.fsdecode(error.filename) if error.filename else _OUTPUT
        text = f"{place}: {why(error)}"
    elif type(error).__module__.startswith(("click.", "mkdocs.", "properdocs.")):
        text = str(error).strip()
    else:
        kind = type(error).__name__
        text = (
            f"this went wrong and should not have: {kind}: {error}. "
            "Run the command again with --verbose to see where, and report it"
        )
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."
