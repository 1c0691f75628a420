"""`afterword export` writes the whole history as one JSON, and `afterword import afterword` reads it back without loss."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from afterword.commands.export import export
from afterword.world.refusal import RefusalError
from full import OWED, SLOW
from importing import History, counts
from published import demo, hostile

ODD = {
    "incidents/2026-01-02-line-ends.md": "\ufeff---\r\ntitle: Line ends\r\nbackfilled: true\r\n---\r\nText.\r\n",
    "incidents/2026-01-03-a-draft.md": "---\ntitle: A draft\ndraft: true\n---\n<!-- for us -->\nText without an end of line",
    "incidents/2026-01-04-in-a-folder/index.md": "---\ntitle: In a folder\n---\n![A picture](a/picture.png)\n",
    "incidents/2026-01-04-in-a-folder/updates/2026-01-04T0916Z-investigating.md": "“Quoted” \u2028 and 🛑.\n",
    "incidents/2026-01-05-empty.md": "",
}
BYTES = {
    "incidents/2026-01-04-in-a-folder/a/picture.png": b"\x89PNG\r\n\x1a\n\x00\xff",
    "incidents/2026-01-06-latin.md": b"---\ntitle: Stra\xdfe\n---\n",
    **{name: text.encode() for name, text in ODD.items()},
}
FULL = {"incidents/2026-03-30-empty-reports.md": OWED.encode(), "incidents/2026-03-11-slow.md": SLOW.encode()}


def lay(folder: Path, files: dict[str, bytes]) -> None:
    """Write files as they are."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def laid(folder: Path) -> dict[str, bytes]:
    """Every file of the history, by its path."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in (folder / "incidents").rglob("*") if path.is_file()}
    return {path: data for path, data in sorted(found.items()) if not path.rpartition("/")[2].startswith(("README", "_", "."))}


def packed(folder: Path, target: Path) -> str:
    """What the command prints."""
    done = CliRunner().invoke(export, [str(target), "-f", str(folder / "mkdocs.yml")])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("of", ["full", "hostile", "odd"])
def test_what_is_exported_comes_back_byte_for_byte(tmp_path: Path, of: str) -> None:
    """The demo with the open incidents, a history that is hostile, and files that are easily harmed; a second run changes nothing."""
    source = History(tmp_path / "from").folder
    if of == "odd":
        lay(source, BYTES)
    else:
        {"full": demo, "hostile": hostile}[of](source)
        lay(source, FULL)
    before = laid(source)
    assert len(before) > 5
    packed(source, tmp_path / "history.json")
    target = History(tmp_path / "to")
    read, written, skipped = counts(target.run("afterword", str(tmp_path / "history.json")))
    assert (read, skipped) == (written, 0)
    assert laid(target.folder) == before
    assert counts(target.run("afterword", str(tmp_path / "history.json"))) == (read, 0, read)
    packed(target.folder, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "history.json").read_bytes()


def test_nothing_leaves_the_folder_and_nothing_is_overwritten(tmp_path: Path) -> None:
    """A file that somebody else made may name any path; a record with one that is none of its incident is skipped as a whole."""
    target = History(tmp_path / "to")
    (target.folder / "incidents" / "2026-01-02-mine.md").write_text("mine", encoding="utf-8")
    bad = ["../out.md", "/etc/x.md", "2026-01-02-x/../../out.md", "2026-01-03-other.md", "2026-01-02-x/.git/hooks", "2026-01-02-x\\y.md"]
    rows = [{"id": "2026-01-02-x", "files": [{"path": "2026-01-02-x.md", "text": "a"}, {"path": path, "text": "b"}]} for path in bad]
    rows += [{"id": "..", "files": [{"path": "../out.md", "text": "b"}]}, {"id": "2026-01-02-x", "files": [{"path": "2026-01-02-x.md"}]}]
    rows += [{"id": "2026-01-02-mine", "files": [{"path": "2026-01-02-mine.md", "text": "theirs"}]}]
    source = tmp_path / "history.json"
    source.write_text(json.dumps({"format": "afterword export", "version": 1, "incidents": rows}), encoding="utf-8")
    before = laid(tmp_path)
    assert counts(target.run("afterword", str(source))) == (9, 0, 9)
    assert laid(tmp_path) == before
    assert laid(target.folder) == {"incidents/2026-01-02-mine.md": b"mine"}
    target.run("afterword", str(source), "--force")
    assert laid(target.folder) == {"incidents/2026-01-02-mine.md": b"theirs"}


@pytest.mark.parametrize(
    ("text", "words"),
    [("{", "is not an export"), ("[]", "is not an export"), ('{"format": "afterword export", "version": 2}', "newer version")],
)
def test_what_is_no_export_is_refused(tmp_path: Path, text: str, words: str) -> None:
    """In a sentence that says what to name."""
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    assert words in History(tmp_path / "to").refused("afterword", str(tmp_path / "x.json"))


def test_an_export_overwrites_nothing_and_names_times_that_only_git_knows(tmp_path: Path) -> None:
    """`now` would become another time in another repository."""
    source = History(tmp_path / "from").folder
    lay(source, {"incidents/2026-01-02-x.md": b"---\ntitle: X\n---\n### now - Investigating\nText.\n"})
    assert "1 files say `now`" in packed(source, tmp_path / "history.json")
    done = CliRunner().invoke(export, [str(tmp_path / "history.json"), "-f", str(source / "mkdocs.yml")])
    assert isinstance(done.exception, RefusalError)
