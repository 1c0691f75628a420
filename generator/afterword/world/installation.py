"""Find out where the running Afterword was installed from, and how another machine can install the same.

PEP 610 says where a package came from: nothing of an index, the address and the commit of a repository, the address of
an archive, or a folder of this machine. The last cannot be reached from elsewhere, so a wheel is made of the files that
run here.
"""

import base64
import csv
import io
import json
import re
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit, urlunsplit

from afterword.core.frozen import frozen
from afterword.world.refusal import REFUSED, stop

_NAME = "afterword"
_PACKAGE = Path(__file__).resolve().parents[1]
_OF_THIS_MACHINE = frozenset({"INSTALLER", "RECORD", "REQUESTED", "direct_url.json", "uv_cache.json", "uv_build.json"})
"""Files of an installation that are not part of its wheel."""
_MAY_BE_FOUND = frozenset({"http", "https", "ssh"})
"""Schemes of addresses that another machine can reach."""
_LOGIN = re.compile(r"^[^@/]*@")
_DATE = (1980, 1, 1, 0, 0, 0)
"""The time of each file in a wheel. It is fixed, so that the same files make the same wheel."""


@frozen
class Installation:
    """How to install the same Afterword elsewhere."""

    requirement: str
    """The line for a requirements file."""
    wheel: bytes | None = None
    """The wheel that the requirement names, if it is not available elsewhere."""
    wheel_name: str = ""
    repository: str = ""
    """The web address of the public repository of its origin; empty for other origins."""
    revision: str = ""
    """In that repository: the requested tag or branch, else the commit."""


def installation(folder: str) -> Installation:
    """How to install the running version. A wheel will lie in `folder`, seen from the requirements file."""
    try:
        known = distribution(_NAME)
    except PackageNotFoundError:
        stop(
            "it is not recorded how Afterword was installed here. "
            "Install it with pip, pipx or uv, then run the command again.",
            REFUSED,
        )
    if Path(str(known.locate_file(_NAME))).resolve() != _PACKAGE:  # an editable checkout
        return _of_wheel(known, folder)
    origin = json.loads(known.read_text("direct_url.json") or "null")
    if origin is None:
        return Installation(requirement=f"{_NAME}=={known.version}")
    return _of_origin(origin) or _of_wheel(known, folder)


def _of_origin(origin: Mapping[str, object]) -> Installation | None:
    """The meaning of a direct_url.json for another machine; None when it cannot reach that origin."""
    url, repository, archive = origin.get("url"), origin.get("vcs_info"), origin.get("archive_info")
    address = _without_login(str(url))
    scheme = urlsplit(address).scheme
    if scheme not in _MAY_BE_FOUND:
        return None
    part = f"subdirectory={origin['subdirectory']}" if origin.get("subdirectory") else ""
    if isinstance(repository, dict) and repository.get("vcs") == "git":
        commit = str(repository["commit_id"])
        public = scheme == "https" and not part
        return Installation(
            requirement=f"{_NAME} @ git+{address}@{commit}" + (f"#{part}" if part else ""),
            repository=address.removesuffix("/").removesuffix(".git") if public else "",
            revision=str(repository.get("requested_revision") or commit),
        )
    if isinstance(archive, dict):
        hashes = archive.get("hashes")
        digest = f"sha256={hashes['sha256']}" if isinstance(hashes, dict) and "sha256" in hashes else ""
        mark = "&".join(filter(None, (digest, part)))
        return Installation(requirement=f"{_NAME} @ {address}" + (f"#{mark}" if mark else ""))
    return None


def _without_login(address: str) -> str:
    """Remove user name and password from an address, because it will be committed."""
    parts = urlsplit(address)
    place = _LOGIN.sub("", parts.netloc) if parts.scheme in {"http", "https"} else parts.netloc
    return urlunsplit((parts.scheme, place, parts.path, parts.query, ""))


# ---- a wheel of what runs here -------------------------------------------------------------------


def _of_wheel(known: Distribution, folder: str) -> Installation:
    """Make a wheel beside the requirements file, and the line that installs it if its hash matches."""
    name = f"{_NAME}-{known.version}-py3-none-any.whl"
    data = _wheel(dict(sorted(_contents(known))), f"{_NAME}-{known.version}.dist-info")
    # With a name before it, pip 23 and older take the line for a path; without one, every pip compares the hash.
    return Installation(
        requirement=f"file:{folder}/{name}#sha256={sha256(data).hexdigest()}", wheel=data, wheel_name=name
    )


def _contents(known: Distribution) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the wheel except its list: the running package, and its metadata."""
    for path in _PACKAGE.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
            yield f"{_NAME}/{path.relative_to(_PACKAGE).as_posix()}", path.read_bytes()
    yield from _of_checkout(_PACKAGE.parents[1])
    facts = f"{_NAME}-{known.version}.dist-info"
    for file in known.files or ():
        inside = PurePosixPath(file).parts
        if inside[0] == facts and PurePosixPath(*inside[1:]).as_posix() not in _OF_THIS_MACHINE:
            yield PurePosixPath(file).as_posix(), Path(str(known.locate_file(file))).read_bytes()


def _of_checkout(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files that pyproject.toml adds to a wheel from beside the package, if it runs in a checkout."""
    try:
        tools = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
        named = tools["hatch"]["build"]["targets"]["wheel"]["force-include"]
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return
    for name, place in named.items():
        for path in sorted([root / name, *(root / name).rglob("*")]):
            if path.is_file():
                yield (PurePosixPath(place) / path.relative_to(root / name).as_posix()).as_posix(), path.read_bytes()


def _wheel(contents: Mapping[str, bytes], facts: str) -> bytes:
    """Pack the archive, with the list of its files at the end."""
    listed = io.StringIO()
    rows = csv.writer(listed, lineterminator="\n")
    for path, data in contents.items():
        digest = base64.urlsafe_b64encode(sha256(data).digest()).rstrip(b"=").decode()
        rows.writerow((path, f"sha256={digest}", len(data)))
    rows.writerow((f"{facts}/RECORD", "", ""))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in {**contents, f"{facts}/RECORD": listed.getvalue().encode()}.items():
            entry = zipfile.ZipInfo(path, _DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, data)
    return packed.getvalue()
