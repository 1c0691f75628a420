"""Bad input, row by row: tests/bad_input/*.yml holds what is written and the exact lines that are printed.

`pytest tests/test_bad_input.py --update` rewrites the lines with what comes out.
"""

import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from project import NOW, Project, own_files, tree

ROWS = sorted((Path(__file__).parent / "bad_input").glob("*.yml"))
GOOD = "incidents/2026-03-31-good.md"
MEMORY = 200 * 1024 * 1024
"""Bytes that a check may hold at once, start and all."""
AS_LONG = 2
"""How many times as much processor time a check may take as one without bad files."""
_CHILD = """
import resource, runpy, signal, sys
resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
signal.alarm(240)
sys.argv = ["afterword", *sys.argv[1:]]
runpy.run_module("afterword", run_name="__main__")
"""
"""The command under limits that keep the machine safe while it is tested."""


def write(path: Path, content: Any) -> None:  # noqa: ANN401 - text, bytes, a link, or text that is repeated
    """Write a file of a row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, dict) and "link" in content:
        path.symlink_to(content["link"])
    elif isinstance(content, dict):
        path.write_text(content["before"] + content["text"] * content["times"] + content.get("after", ""), encoding="utf-8")
    else:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def project_at(folder: Path) -> Project:
    """A project with one incident, published."""
    project = Project(folder, incidents=False)
    project.write(GOOD, "---\ntitle: Messages were late\n---\nThey arrive again.\n")
    project.build()
    return project


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A published project, to which nothing bad is added."""
    return project_at(tmp_path_factory.mktemp("good") / "project")


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], int]:
    """What a check says of all rows together, with its exit code; a build of them must leave the site as it was."""
    project = project_at(tmp_path_factory.mktemp("bad") / "project")
    before = tree(project.site)
    for file in ROWS:
        for path, content in yaml.safe_load(file.read_text(encoding="utf-8"))["files"].items():
            write(project.folder / path, content)
    checked = project.run("check", "--against", "none", "--now", NOW)
    built = project.run("build", "--now", NOW)
    assert (checked.stderr, built.returncode, tree(project.site)) == ("", 1, before)
    assert built.stderr.splitlines()[:-1] == [line for line in checked.stdout.splitlines() if re.search(r": error E[0-9]{3}: ", line)]
    return checked.stdout.splitlines()[:-1], checked.returncode


def owned(lines: list[str], row: dict[str, Any]) -> list[str]:
    """The lines about the files of a row."""
    names = {path.split("/")[1].removesuffix(".md") for path in row["files"]}
    return [line for line in lines if re.split(r"[/:]", line)[1].removesuffix(".md") in names]


@pytest.mark.parametrize("file", ROWS, ids=lambda file: file.stem)
def test_each_row_gets_these_lines(file: Path, refused: tuple[list[str], int], update_golden: bool) -> None:
    """Exactly these, and every row but those that only lose something has an error."""
    row = yaml.safe_load(file.read_text(encoding="utf-8"))
    found = owned(refused[0], row)
    if update_golden:
        written = file.read_text(encoding="utf-8").partition("\nexpected:")[0].rstrip("\n")
        file.write_text(f"{written}\n{yaml.safe_dump({'expected': found}, allow_unicode=True, width=10_000)}", encoding="utf-8")
        return
    assert found == row["expected"]
    assert any(": error E" in line for line in found) == (file.stem not in {"html", "scalars", "unknown"})


def test_nothing_else_is_said(refused: tuple[list[str], int]) -> None:
    """Every line belongs to a row, in the order of the paths; the exit code says that there are errors."""
    rows = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in ROWS]
    assert (sorted(refused[0]), refused[1]) == (sorted(line for row in rows for line in owned(refused[0], row)), 1)


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("", "is missing"),
        ("site_url: ftp://status.pigeonpost.example/\n", ""),
        ("site_url: https://status.pigeonpost.example/?a=b\n", "has a query or a fragment"),
    ],
)
def test_an_address_that_feeds_cannot_use_is_refused(tmp_path: Path, url: str, fault: str) -> None:
    """In the name of mkdocs.yml, and `--keep-going` does not get past it."""
    project = Project(tmp_path / "project", incidents=False)
    text = (project.folder / "mkdocs.yml").read_text(encoding="utf-8")
    project.write("mkdocs.yml", re.sub(r"^site_url:.*\n", url, text, flags=re.MULTILINE))
    done = project.run("build", "--keep-going", "--now", NOW)
    said = f"mkdocs.yml:1:1: error E190: site_url in mkdocs.yml {fault or 'is not an address that begins with https://'}. "
    assert (done.returncode, said in done.stderr, project.site.exists()) == (1, True, False)


# ---- attacks -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a check said, and what it took."""

    lines: list[str]
    code: int
    """Negative: the signal that ended it."""
    memory: int
    seconds: float


def run_checked(project: Project, log: Path) -> Run:
    """Run a check and measure it."""
    with log.open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, "-c", _CHILD, "check", "--against", "none", "--now", NOW], cwd=project.folder, stdout=out, stderr=out
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    lines = log.read_text(encoding="utf-8").splitlines()[:-1]
    return Run(lines=lines, code=child.returncode, memory=used.ru_maxrss * 1024, seconds=used.ru_utime + used.ru_stime)


@pytest.fixture(scope="module")
def usual(published: Project, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A check without anything bad."""
    return run_checked(published, tmp_path_factory.mktemp("log") / "log")


def front(text: str) -> Callable[[Path], None]:
    """A file with this in its front matter."""
    return lambda path: write(path, f"---\ntitle: Queue stopped\n{text}\n---\nText.\n")


def body(text: str) -> Callable[[Path], None]:
    """A file with this text."""
    return lambda path: write(path, f"---\ntitle: Queue stopped\n---\n{text}\n")


LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "\n".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = "a0: &a0 {x: 1}\n" + "\n".join(f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 3)}]" for n in range(1, 15))
ATTACKS: dict[str, tuple[Callable[[Path], None], str]] = {
    "26,000 brackets": (front("extra: " + "[" * 26_000), "E202"),
    "merge keys": (front(MERGES), "E201"),
    "billion laughs": (front(LAUGHS), "E201"),
    "1 MB": (body("0123456789 words\n\n" * 60_000), "E204"),
    "quotes, 400 deep": (body("> " * 400 + "deep"), "E205"),
    "lists, 400 deep": (body("\n".join("\t" * depth + "- a" for depth in range(400))), "E205"),
    "lists on one line, 5,000 deep": (body("- " * 5_000 + "a"), "E205"),
    "tags, 5,000 deep": (body("<details>" * 5_000), "E205"),
    "a pipe": (os.mkfifo, "E206"),
    "a socket": (lambda path: os.mknod(path, stat.S_IFSOCK | 0o600), "E206"),
    "a link": (lambda path: path.symlink_to("/etc/hostname"), "E206"),
}


@pytest.fixture(scope="module")
def attacked(published: Project, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A check of a folder in which all of them lie."""
    paths = [published.folder / f"incidents/2026-03-14-attack-{number}.md" for number in range(len(ATTACKS))]
    for path, (attack, _) in zip(paths, ATTACKS.values(), strict=True):
        attack(path)
    try:
        return run_checked(published, tmp_path_factory.mktemp("log") / "log")
    finally:
        for path in paths:
            path.unlink(missing_ok=True)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_with_a_sentence(attack: str, attacked: Run) -> None:
    """And with nothing else: no signal, and no traceback."""
    _, code = ATTACKS[attack]
    own = [line for line in attacked.lines if f"/2026-03-14-attack-{[*ATTACKS].index(attack)}.md:" in line]
    assert {found[1] for line in own if (found := re.match(r"\S+:[0-9]+:[0-9]+: error (E[0-9]{3}): ", line))} == {code}
    assert attacked.code == 1
    assert not [line for line in attacked.lines if not re.match(r"\S+:[0-9]+:[0-9]+: (error|warning|hint) [EWH][0-9]{3}: ", line)]


def test_all_attacks_together_cost_little(attacked: Run, usual: Run) -> None:
    """Less than two checks without them, and 200 MB."""
    assert attacked.memory < MEMORY
    assert attacked.seconds < AS_LONG * usual.seconds


def test_settings_that_are_no_file_are_refused(published: Project) -> None:
    """A link or a pipe in the place of the settings is said, not passed over."""
    settings = published.folder / "site_config/settings.yml"
    kept = settings.rename(settings.with_name("kept.yml"))
    try:
        settings.symlink_to("kept.yml")
        done = published.run("check", "--against", "none", "--now", NOW)
        said = "site_config/settings.yml:1:1: error E206: this is a link, not a file."
        assert (done.returncode, said in done.stdout) == (1, True)
    finally:
        settings.unlink()
        kept.rename(settings)


# ---- the night -----------------------------------------------------------------------------------


def test_keep_going_leaves_out_as_little_as_possible(tmp_path: Path) -> None:
    """A field, the front matter that cannot be read, the paragraph with a token; everything else is published, with exit code 3."""
    token = "ghp" + "_" + "aB3dE5fG7hJ9kL1mN2" + "pQ4rS6tU8vW0xY2zA4"
    project = Project(tmp_path / "project", incidents=False)
    project.write(GOOD, "---\ntitle: Messages were late\n---\nThey arrive again.\n")
    project.write("incidents/2026-03-01-field.md", "---\ntitle: Field\nseverity: sev1\ncomponents: [nonsense]\n---\nThe text of field.\n")
    project.write("incidents/2026-03-02-broken.md", "---\ntitle: Broken: colon\nplan: nobody sees this\n---\nThe text of broken.\n")
    project.write("incidents/2026-03-03-token.md", f"---\ntitle: Token\n---\nBefore it.\n\nWe used {token} here.\n\nBehind it.\n")
    project.write("incidents/2026-03-04-links.md", "---\ntitle: Links\n---\nSee [the file](nothing.csv), ![the picture](nothing.png).\n")
    done = project.run("build", "--keep-going", "--now", NOW)
    assert done.returncode == 3, done.stderr
    codes = re.findall(r": error (E[0-9]{3}): ", done.stderr)
    assert codes == ["E152", "E103", "E181", "E171", "E171"]
    page = {
        name: (project.site / f"incidents/{name}/index.html").read_text(encoding="utf-8")
        for name in ("2026-03-01-field", "2026-03-02-broken", "2026-03-03-token", "2026-03-04-links", "2026-03-31-good")
    }
    texts = {path: (project.site / path).read_bytes() for path in own_files(project.site)}
    assert "The text of field." in page["2026-03-01-field"]
    assert "Critical" in page["2026-03-01-field"]
    assert "nonsense" not in page["2026-03-01-field"]
    assert "The text of broken." in page["2026-03-02-broken"]
    assert "This page has a formatting problem;</b> the text is shown as written." in page["2026-03-02-broken"]
    assert not [path for path, text in texts.items() if b"nobody sees this" in text]
    assert re.search(r"Before it\..*\[left out: this looked like a secret\].*Behind it\.", page["2026-03-03-token"], re.DOTALL)
    assert not [path for path, text in texts.items() if token.encode() in text]
    assert token not in done.stdout + done.stderr
    assert "See <a>the file</a>, the picture." in page["2026-03-04-links"]
    assert "They arrive again." in page["2026-03-31-good"]


def test_of_two_files_for_one_id_the_published_one_stays(tmp_path: Path) -> None:
    """A second file cannot take the address of an incident, whatever its name: git knows which was there first."""
    project = Project(tmp_path / "work", incidents=False)
    project.write("incidents/2026-03-02-two.md", "---\ntitle: The first\nid: 2026-03-01-same\n---\nText.\n")
    repository = ("git", "-c", "user.name=Ada", "-c", "user.email=ada@pigeonpost.example", "-c", "init.defaultBranch=main")
    for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "One"), ("commit", "-q", "--allow-empty", "-m", "Two")):
        subprocess.run([*repository, *arguments], cwd=project.folder, check=True)
    project.write("incidents/2026-03-01-one.md", "---\ntitle: The second\nid: 2026-03-01-same\n---\nText.\n")
    assert project.run("build", "--now", NOW).returncode == 1
    done = project.run("build", "--keep-going", "--now", NOW)
    assert done.returncode == 3
    assert "E111: id '2026-03-01-same' is used by incidents/2026-03-01-one.md and incidents/2026-03-02-two.md" in done.stderr
    page = (project.site / "incidents" / "2026-03-01-same" / "index.html").read_text(encoding="utf-8")
    assert "The first" in page
    assert "The second" not in page
