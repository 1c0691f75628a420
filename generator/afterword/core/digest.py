"""The one digest by which everything that is kept is known again."""

from hashlib import sha256


def digest(*parts: bytes | str) -> str:
    """The SHA-256 of these parts, in hex; each counts with its length, so that no other parts give the same."""
    found = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(b"%d:" % len(data))
        found.update(data)
    return found.hexdigest()


def file_digest(data: bytes) -> str:
    """The SHA-256 of the bytes of a file, in hex: what `sha256sum` prints."""
    return sha256(data).hexdigest()
