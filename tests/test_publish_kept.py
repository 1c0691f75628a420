"""Publishing replaces what we wrote and nothing else: files of others in the site are kept, or the build is refused."""

import errno
import os
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from afterword.world.publishing.publish import publish
from afterword.world.publishing.site_manifest import files_of, read_manifest, write_manifest
from afterword.world.refusal import PublishError

OLD = {"index.html": "old", "a/page.html": "old", "gone/page.html": "old"}
NEW = {"index.html": "new", "a/page.html": "new"}


def maker(files: dict[str, str]) -> Callable[[Path], None]:
    """What builds a site of these files."""

    def make(staging: Path) -> None:
        for name, text in files.items():
            (staging / name).parent.mkdir(parents=True, exist_ok=True)
            (staging / name).write_text(text, encoding="utf-8")

    return make


def look(folder: Path) -> dict[str, str]:
    """Everything in a folder: the text of a file, where a link leads, `/` for a folder without files of ours; not the list."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file() and name != ".afterword":
            found[name] = path.read_text(encoding="utf-8")
        elif path.is_dir() and not any(path.iterdir()):
            found[name] = "/"
    return found


def refused(target: Path, files: dict[str, str] | None = None) -> str:
    """The sentence with which a build is refused; the folder is as it was, and nothing is left beside it."""
    before, beside = look(target), sorted(target.parent.iterdir())
    with pytest.raises(PublishError) as caught:
        publish(target, maker(NEW if files is None else files))
    assert (look(target), sorted(target.parent.iterdir())) == (before, beside)
    return str(caught.value)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site that was published once."""
    target = tmp_path / "site"
    assert publish(target, maker(OLD)) == ()
    return target


def test_files_of_others_are_kept_and_ours_are_replaced(site: Path) -> None:
    """At the top, in folders of ours, in folders that we have left, as links, and empty."""
    theirs = {".nojekyll": "", "CNAME": "status.pigeonpost.example", "a/theirs.txt": "a", "gone/theirs.txt": "b", "own/deep/c.txt": "c"}
    maker(theirs)(site)
    (site / ".well-known/acme").mkdir(parents=True)
    (site / "link").symlink_to("own/deep")
    (site / "a/nowhere").symlink_to("../../nothing")
    publish(site, maker(NEW))
    assert look(site) == {**NEW, **theirs, ".well-known/acme": "/", "link": "-> own/deep", "a/nowhere": "-> ../../nothing"}
    publish(site, maker(OLD))
    assert look(site) == {**OLD, **theirs, ".well-known/acme": "/", "link": "-> own/deep", "a/nowhere": "-> ../../nothing"}
    assert [path.name for path in site.parent.iterdir()] == ["site"]


@pytest.mark.parametrize("linked", [True, False])
def test_folders_of_others_keep_mode_owner_and_identity(site: Path, monkeypatch: pytest.MonkeyPatch, *, linked: bool) -> None:
    """A private folder stays private; `.git` is the very same folder afterwards. Also without hard links."""
    if not linked:

        def no_link(*_: object, **__: object) -> None:
            raise OSError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(os, "link", no_link)
    for name in (".git", "a/private"):
        (site / name / "objects").mkdir(parents=True, mode=0o700)
        (site / name).chmod(0o700)
        (site / name / "HEAD").write_text("ref", encoding="utf-8")
        (site / name / "HEAD").chmod(0o400)
    with suppress(PermissionError):  # only root may
        os.chown(site / "a/private", 4711, 4712)
    git, private = (site / ".git").stat(), (site / "a/private").stat()
    publish(site, maker(NEW))
    assert (site / ".git").stat().st_ino == git.st_ino
    now = (site / "a/private").stat()
    assert (now.st_mode, now.st_uid, now.st_gid) == (private.st_mode, private.st_uid, private.st_gid)
    assert (site / "a/private/HEAD").stat().st_mode & 0o777 == 0o400
    assert look(site) == {**NEW, ".git/HEAD": "ref", ".git/objects": "/", "a/private/HEAD": "ref", "a/private/objects": "/"}


@pytest.mark.parametrize("worktree", [False, True])
def test_a_branch_for_pages_in_the_site_works_on(tmp_path: Path, *, worktree: bool) -> None:
    """A clone or a worktree of git in `site`: the new site is a change that git sees; a commit made during the build is kept."""
    environment = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "PATH": os.environ["PATH"]}
    who = ("-c", "user.name=Pages", "-c", "user.email=pages@pigeonpost.example")

    def git(folder: Path, *arguments: str) -> str:
        return subprocess.run(
            ["git", *who, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True
        ).stdout.strip()

    project, site = tmp_path / "project", tmp_path / "project/site"
    project.mkdir()
    git(project, "init", "--initial-branch=main")
    git(project, "commit", "--allow-empty", "--message=first")
    if worktree:
        git(project, "worktree", "add", "-b", "gh-pages", "site")
    else:
        git(project, "clone", ".", "site")
    publish(site, maker(OLD))
    git(site, "add", "--all")
    git(site, "commit", "--message=old")
    git(site, "pack-refs", "--all")

    def make(staging: Path) -> None:
        maker(NEW)(staging)
        git(site, "commit", "--allow-empty", "--message=meanwhile")

    publish(site, make)
    assert git(site, "log", "--format=%s").splitlines() == ["meanwhile", "old", "first"]
    assert git(site, "status", "--porcelain").splitlines() == ["M .afterword", " M a/page.html", " D gone/page.html", " M index.html"]
    assert git(site, "fsck", "--strict") == ""
    assert (site / ".git").is_file() == worktree


@pytest.mark.parametrize("by_link", [False, True])
def test_what_others_do_during_a_build_is_kept(tmp_path: Path, request: pytest.FixtureRequest, *, by_link: bool) -> None:
    """A file that comes, one that changes, one that goes."""
    if by_link:
        request.getfixturevalue("no_exchange")
    site = tmp_path / "site"
    publish(site, maker(OLD))
    maker({"CNAME": "one", "note.txt": "goes"})(site)

    def make(staging: Path) -> None:
        maker(NEW)(staging)
        maker({"CNAME": "two", "a/late.txt": "late"})(site)
        (site / "note.txt").unlink()

    publish(site, make)
    assert look(site) == {**NEW, "CNAME": "two", "a/late.txt": "late"}


def test_what_others_do_in_the_last_moment_is_kept(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the copying of their files and the exchange: for instance a commit."""
    maker({".git/HEAD": "one", ".git/index.lock": "goes", "CNAME": "one"})(site)

    def busy(_: int) -> None:
        (site / "CNAME").unlink()
        (site / ".git/HEAD").unlink()
        (site / ".git/index.lock").unlink()
        maker({".git/HEAD": "two", ".git/objects/1": "commit", "CNAME": "two", "late.txt": "late", "a/late.txt": "late"})(site)

    monkeypatch.setattr("afterword.world.publishing.publish.to_disk", busy)
    publish(site, maker(NEW))
    expected = {".git/HEAD": "two", ".git/objects/1": "commit", "CNAME": "two", "late.txt": "late", "a/late.txt": "late"}
    assert look(site) == {**NEW, **expected}


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """Without our list, only what a fresh checkout of a branch for the site holds may be there: `.git`, `.nojekyll` and a CNAME."""
    theirs = tmp_path / "theirs"
    maker({"thesis.tex": "years", ".git/HEAD": "ref", "CNAME": "x", "b": "", "c": "", "d": ""})(theirs)
    assert refused(theirs) == (
        f"{theirs} holds files that afterword did not write (b, c, d and others). Move them away, or name another folder with --site-dir"
    )
    for number, name in enumerate((".bashrc", ".ssh/id", ".config/x/y", ".env", ".gitconfig", ".github/workflows/x.yml", "a/.git/HEAD")):
        hidden = tmp_path / f"hidden-{number}"
        maker({name: "years", ".git/HEAD": "ref"})(hidden)
        assert refused(hidden).startswith(f"{hidden} holds files that afterword did not write ({name}).")
        assert look(hidden) == {name: "years", ".git/HEAD": "ref"}
    started = tmp_path / "started"
    maker({".git/HEAD": "ref", "CNAME": "x", ".nojekyll": ""})(started)
    publish(started, maker(NEW))
    assert look(started) == {**NEW, ".git/HEAD": "ref", "CNAME": "x", ".nojekyll": ""}


def test_a_target_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    """A file, and a link to nothing, which may be a disk that is not mounted just now."""
    (tmp_path / "file").write_text("text", encoding="utf-8")
    (tmp_path / "link").symlink_to("disk/site")
    assert refused(tmp_path / "file") == f"{tmp_path / 'file'} is a file. Remove it, or name another folder with --site-dir"
    assert refused(tmp_path / "link") == (
        f"{tmp_path / 'link'} is a link to disk/site, which is not there. Make that folder, or remove the link"
    )


def test_a_link_that_somebody_made_is_followed(tmp_path: Path) -> None:
    """What a web server reads is replaced where it really stands; the link stays, and nothing else there is touched."""
    real = tmp_path / "var/www/html"
    real.mkdir(parents=True)
    (real.parent / "other").mkdir()
    (tmp_path / "project").symlink_to("project-1")
    (tmp_path / "project-1").mkdir()
    (tmp_path / "project/site").symlink_to("../var/www/html")
    for files in (OLD, NEW):
        assert publish(tmp_path / "project/site", maker(files)) == ()
        assert look(real) == files
    assert (tmp_path / "project/site").readlink() == Path("../var/www/html")
    assert sorted(path.name for path in real.parent.iterdir()) == ["html", "other"]


@pytest.mark.parametrize(
    ("theirs", "new", "named"),
    [
        ("b", "b", "b"),
        ("b/theirs", "b", "b"),
        ("b", "b/page.html", "b"),
        ("gone/theirs", "gone", "gone"),
    ],
)
def test_a_name_that_both_want_is_refused(site: Path, theirs: str, new: str, named: str) -> None:
    """A file of theirs for one of ours, or for a folder of ours, or the other way round."""
    maker({theirs: "theirs"})(site)
    assert refused(site, {**NEW, new: "ours"}) == (
        f"{site / named} was not written by afterword, and the new site has something else of that name. Move it away"
    )


def test_the_same_bytes_are_no_quarrel(site: Path) -> None:
    """As after a build of plain MkDocs in the same folder; from then on the file is ours."""
    maker({"b/page.html": "b"})(site)
    publish(site, maker({**NEW, "b/page.html": "b"}))
    publish(site, maker(NEW))
    assert look(site) == NEW


def test_a_list_after_plain_mkdocs_names_no_hidden_file(site: Path) -> None:
    """MkDocs wipes all but hidden files, then writes: all but those are ours."""
    maker({".git/HEAD": "ref", ".nojekyll": "", "b.html": "by MkDocs", "a/.hidden": "by MkDocs"})(site)
    (site / ".afterword").unlink()
    (site / "a/.hidden").rename(site.parent / "precious")
    (site / ".afterword").symlink_to("../precious")
    maker({"a/.hidden": "by MkDocs"})(site)
    write_manifest(site, dict.fromkeys(files_of(site, hidden=False), ""))
    assert (site.parent / "precious").read_text(encoding="utf-8") == "by MkDocs"
    assert sorted(read_manifest(site) or ()) == [
        "a/.hidden",
        "a/page.html",
        "b.html",
        "gone/page.html",
        "index.html",
    ]
    publish(site, maker(NEW))
    assert look(site) == {**NEW, ".git/HEAD": "ref", ".nojekyll": ""}


@pytest.mark.parametrize("lie", ["../precious", "/{outside}", "..", ".", "", "a/../../precious", "a/" * 100_000, "\udcff", "link/precious"])
def test_a_list_that_lies_harms_nobody(site: Path, lie: str) -> None:
    """Names are only compared with what is there, so nothing outside the site is touched."""
    precious = site.parent / "precious"
    precious.write_text("text", encoding="utf-8")
    (site / "link").symlink_to("..")
    with (site / ".afterword").open("ab") as file:
        file.write(os.fsencode(lie.format(outside=precious)) + b"\n")
    publish(site, maker(NEW))
    assert (precious.read_text(encoding="utf-8"), look(site)) == ("text", {**NEW, "link": "-> .."})


@pytest.mark.parametrize("kind", ["link", "folder", "pipe", "huge"])
def test_a_list_that_is_none_is_refused(site: Path, kind: str) -> None:
    """A link, a folder, a pipe that would hang, gigabytes."""
    file = site / ".afterword"
    file.rename(site.parent / "list")
    if kind == "link":
        file.symlink_to("../list")
    elif kind == "folder":
        file.mkdir()
    elif kind == "pipe":
        os.mkfifo(file)
    else:
        file.touch()
        os.truncate(file, 2**40)
    with pytest.raises(PublishError) as caught:
        publish(site, maker(NEW))
    assert str(caught.value) == f"{file} is not the list that afterword writes. Move it away, or name another folder with --site-dir"
    assert (site / "index.html").read_text(encoding="utf-8") == "old"


def test_strange_names_are_carried_but_not_made(site: Path) -> None:
    """Bytes that are no text, and line breaks, which a list of lines cannot hold."""
    strange = os.fsdecode(b"caf\xe9")
    maker({strange: "theirs", "line\nbreak": "theirs"})(site)
    publish(site, maker({**NEW, os.fsdecode(b"\xff.html"): "ours", "a\u2028b": "ours", "\xe9": "ours"}))
    publish(site, maker(NEW))
    assert look(site) == {**NEW, strange: "theirs", "line\nbreak": "theirs"}
    assert refused(site, {**NEW, "x\ny": ""}) == "the site has a file with a line break in its name ('x\\ny'). Give it another name"


def test_only_what_a_dead_build_left_is_swept_away(tmp_path: Path) -> None:
    """Names that look alike, files and links stay; also where the name of the site is a pattern."""
    site = tmp_path / "site[1]*"
    mine = [".site[1]*.afterword-0123456789abcdef"]
    others = [".site1.afterword-0123456789abcdef", ".site[1]*.afterword-notes", ".site[1]*.afterword-0123456789abcdef0", "x.site[1]*"]
    for name in mine + others:
        maker(OLD)(tmp_path / name)
    (tmp_path / ".site[1]*.afterword-aaaaaaaaaaaaaaaa").write_text("a file", encoding="utf-8")
    (tmp_path / ".site[1]*.afterword-bbbbbbbbbbbbbbbb").symlink_to(others[0])
    publish(site, maker(NEW))
    kept = [*others, ".site[1]*.afterword-aaaaaaaaaaaaaaaa", ".site[1]*.afterword-bbbbbbbbbbbbbbbb", "site[1]*"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)
    assert look(tmp_path / others[0]) == OLD


def test_relative_names_and_missing_folders_are_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the folder where the command runs, as for any other command."""
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    for name in ("site", "../out/side/site", "./a/../b"):
        publish(Path(name), maker(NEW))
    assert {name: look(tmp_path / name) for name in ("project/site", "out/side/site", "project/b")} == {
        "project/site": NEW,
        "out/side/site": NEW,
        "project/b": NEW,
    }


@pytest.fixture
def no_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that cannot exchange two folders, such as a network share."""
    monkeypatch.setattr("afterword.world.exchange.exchange", lambda *_: False)
    monkeypatch.setattr("afterword.world.publishing.publish.exchange", lambda *_: False)


@pytest.mark.usefixtures("no_exchange")
def test_without_an_exchange_the_site_is_a_link(tmp_path: Path) -> None:
    """From the start; it is replaced in one step, keeps files of others, and leaves one folder beside it. The caller is told."""
    site = tmp_path / "site"
    for files in (OLD, NEW, OLD):
        said = publish(site, maker(files))
        assert said == (f"this file system cannot exchange two folders, so {site} is a link to the folder beside it that holds the site",)
        maker({".git/HEAD": "ref", "CNAME": "x"})(site)
        assert look(site) == {**files, ".git/HEAD": "ref", "CNAME": "x"}
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["site", str(site.readlink())])
    with pytest.raises(ValueError, match="stop"):
        publish(site, stop)
    assert look(site) == {**OLD, ".git/HEAD": "ref", "CNAME": "x"}
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["site", str(site.readlink())])
    (tmp_path / site.readlink()).rename(tmp_path / "moved")
    publish(site, maker(NEW))
    assert look(site) == NEW


@pytest.mark.usefixtures("no_exchange")
def test_without_an_exchange_a_real_folder_is_refused_unless_empty(tmp_path: Path) -> None:
    """Two renames would leave a moment without a site. It is said before the build."""
    site = tmp_path / "site"
    site.mkdir()
    publish(site, maker(OLD))
    assert (site.is_symlink(), look(site)) == (True, OLD)
    other = tmp_path / "other"
    maker({**OLD, ".afterword": "index.html\n"})(other)
    with pytest.raises(PublishError) as caught:
        publish(other, stop)
    assert str(caught.value) == (
        f"this file system cannot exchange two folders. Move {other} away once: "
        "afterword then makes it a link, which can be replaced in one step"
    )


def stop(_: Path) -> None:
    """Fail as soon as the build begins."""
    raise ValueError("stop")
