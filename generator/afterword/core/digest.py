"""The digests that identify everything that is kept between runs."""

from hashlib import sha256


def digest(*parts: bytes | str) -> str:
    """SHA-256 of these parts in hexadecimal. Each part is preceded by its length, so that boundaries matter."""
    sha = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        sha.update(b"%d:" % len(data))
        sha.update(data)
    return sha.hexdigest()


def file_digest(data: bytes) -> str:
    """SHA-256 of a file's bytes in hexadecimal, as `sha256sum` prints it."""
    return sha256(data).hexdigest()
