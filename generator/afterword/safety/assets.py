"""Files beside an incident: which of them may be published, by name and by content."""

from collections.abc import Collection

from afterword.core.sources import HEAD

_MAGIC: dict[str, tuple[tuple[int, bytes], ...]] = {
    "png": ((0, b"\x89PNG\r\n\x1a\n"),),
    "jpg": ((0, b"\xff\xd8\xff"),),
    "jpeg": ((0, b"\xff\xd8\xff"),),
    "webp": ((0, b"RIFF"), (8, b"WEBP")),
    "avif": ((4, b"ftypavi"),),
    "gif": ((0, b"GIF8"),),
    "pdf": ((0, b"%PDF-"),),
}
"""What must stand where in a file of this ending."""
_TEXTS = (".csv", ".txt")
_NO_TEXT = frozenset(range(32)) - set(b"\t\n\r\f")
_MARKUP = (b"<", b"%PDF-", b"-----BEGIN")
"""How HTML, SVG, PDF and keys begin."""


_POINTER = (b"version https://git-lfs.", b"version https://hawser.")


def is_pointer(head: bytes) -> bool:
    """Whether a file is what Git LFS leaves in the place of a file that was not fetched."""
    return head.startswith(_POINTER)


def is_text_asset(name: str) -> bool:
    """Whether a file of this name holds text, which is looked through before it is published."""
    return name.lower().endswith(_TEXTS)


def refusal(name: str, head: bytes, allowed: Collection[str]) -> str:
    """Why a file must not be published; empty when it may.

    Args:
        name: the file's name.
        head: its first `HEAD` bytes, or more.
        allowed: the endings that the site allows, in small letters.
    """
    stem, dot, ending = name.rpartition("/")[2].rpartition(".")
    ending = ending.lower()
    if not dot or not stem:
        return "its name has no ending"
    if ending not in allowed:
        return f"files that end in .{ending} are not allowed"
    if is_text_asset(name):
        plain = head[:HEAD].removeprefix(b"\xef\xbb\xbf")
        fits = _NO_TEXT.isdisjoint(plain) and not plain.lstrip().startswith(_MARKUP)
    else:
        fits = all(head[at : at + len(magic)] == magic for at, magic in _MAGIC[ending])
    return "" if fits else f"its name ends in .{ending}, but its content does not begin as such a file does"
