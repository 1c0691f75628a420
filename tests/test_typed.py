"""What the pages of docs/ tell a newcomer to type is typed, in the order of the page, in a repository that `afterword init` began."""

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from importing import FIXTURES
from prepared import commands_in
from project import give_templates, keep_templates
from receivers import webhook
from recipes import COMPONENTS, ENVIRONMENT, WRITER, commit, history, run
from repository import Repository
from test_import_statuspage import answers

DOCS = Path(__file__).parents[1] / "docs"
_PIECE = re.compile(r"^( *)```sh\n(?P<block>.*?)^ *```$|^ *(`{3,}).*?^ *\3$|(?<![`\\])`(?P<inline>[^`]+)`(?!`)", re.MULTILINE | re.DOTALL)
_PROGRAM = re.compile(
    r"(?:afterword (?:announce [a-z]+|(?!announce )[a-z-]+)|git [a-z-]+|mkdocs build|pip install|pipx run|properdocs build|python3|uvx) \S"
)
"""How a command in a sentence begins. Alone, `afterword build` is the name of a command and nothing to type."""

ELSEWHERE = {
    "architecture.md": "describes the code",
    "checks.md": "is made from the rules",
    "performance.md": "measures, for developers",
}
"""Pages that tell nobody to type, or no newcomer."""
SENTENCES = {"getting-started.md": "test_from_nothing.py types its blocks on a machine without Afterword"}
"""Pages of which only the commands in sentences are typed here."""
LEFT_OUT = {
    ".venv/bin/python tools/": "writes into the checkout of Afterword; test_docs.py and test_languages.py run it with --check",
    'afterword from-issue "$GITHUB_EVENT_PATH"': "needs an event of the forge; test_from_issue.py has recorded ones",
    "afterword import statuspage https:": "asks a server; test_import_statuspage.py has one of its own",
    "code --install-extension ": "needs an editor with a window",
    "curl ": "asks a server",
    'eval "$(_AFTERWORD_COMPLETE=': "is for a shell that somebody types into; test_commands.py completes",
    "for folder in drafts": "asks a server, and needs jq",
    "gh api ": "asks the forge",
    "git rebase --continue": "ends a conflict; test_two_writers.py has one",
    "npm install ": "asks an index of packages",
    "pip install '": "asks an index of packages",
    "pipx run ": "asks an index of packages",
    "python3 -m venv ": "asks an index of packages; test_from_nothing.py types it with what lies there",
    "rsync ": "needs another machine",
    "uvx ": "asks an index of packages; test_from_nothing.py types it with what lies there",
    "# a probe, in cron": "asks a server and the forge",
    "_AFTERWORD_COMPLETE=fish": "needs fish",
}
"""Commands that are not typed, by how they begin, and why."""
PLACEHOLDERS = {
    "5f0c1b9a7e42": "$(afterword announce send --dry-run 2>&1 | grep -o 'confirm [0-9a-f]*' | head -n 1 | cut -c 9-)",
    "rsync -a --delete site/ web:/srv/status/": "cp -R site ../served",
    "FILE": "incidents/2026-03-14-queue.md",
    "GOOD": "FETCH_HEAD~1",
    " ID": " 2026-03-14-queue",
    "NAME": "slow-queue",
    "REV": "HEAD~2",
    "SOURCE WHERE": "cstate ../old-status --dry-run",
    "init DIR": 'init "$(mktemp -d)" --name Pigeonpost --url https://status.pigeonpost.example/',
    "init … --ci other": 'init "$(mktemp -d)" --name Pigeonpost --url https://status.pigeonpost.example/ --ci other',
    "https://github.com/…": "https://github.com/pigeonpost/status",
    "https://gitlab.…": "https://gitlab.com/pigeonpost/status",
    "afterword serve": "afterword build",
    "update … --as-file": 'update 2026-03-14-queue update "We are still looking." --as-file',
    '"…"': '"It was 11:10 UTC."',
}
"""What stands for something else, and what is typed in its place. A preview would run until somebody ends it."""
ENDS = {"afterword language site_config/overrides/afterword/languages/de.po": 1}
"""Exit codes of commands that say that something is left to do."""

QUEUE = "incidents/2026-03-14-queue.md"
INCIDENT = """\
---
title: Scheduled posts are not going out
components: [posting]
---
### 2026-03-14 09:16 UTC - Investigating
Posts due since 09:00 UTC are waiting. None are lost.
"""
IDENTIFIED = "\n### 2026-03-14 09:48 UTC - Identified\nA disk is full.\n"
TEMPLATE = "---\ntitle: Scheduled posts go out late\ncomponents: [posting]\n---\nScheduled posts go out late. Next update by {next}.\n"
ALERT = {"title": "Probe of the API failed", "component": "api", "fingerprint": "probe-api"}
SITE = "site_name: x\nsite_url: https://pigeonpost.example/\ntheme: {name: material}\nplugins:\n  - search\nnav:\n  - Home: index.md\n"
ANNOUNCE = """
announce:
  webhooks:
    - {name: Team chat, kind: slack, url_env: SLACK_WEBHOOK, audience: everyone}
"""
NEWS = f"printf '\\n### 2026-03-14 10:%s UTC - Identified\\nWe know more.\\n' {{0}} >> {QUEUE}\ngit commit --quiet --all --message=x\n"
UNSURE = "! SLACK_WEBHOOK=$GATEWAY afterword announce send\n"
BEFORE: dict[str, dict[str, str]] = {
    "announcing.md": {
        "afterword announce draft  ": f"printf '%s' '{ANNOUNCE}' >> site_config/settings.yml && git commit --quiet --all --message=x\n",
        "afterword announce ledger --confirm 5f0c1b9a7e42": NEWS.format(20) + UNSURE,
        "afterword announce ledger --release 5f0c1b9a7e42": NEWS.format(30) + UNSURE,
        "afterword announce send --record": "afterword announce ledger --mark-all\n" + NEWS.format(50),
    },
    "cli.md": {
        "afterword update identified": "find incidents -name '*.md' ! -name 2026-03-14-queue.md -delete\n",
        "afterword update 2026-03-14-queue-stopped": f"cp {QUEUE} incidents/2026-03-14-queue-stopped.md\n",
        "afterword publish": "afterword new --from-alert alert.json\n",
        'afterword publish "Some of you cannot sign in." --title "Sign-in fails" --push': "sed -i s/probe-api/probe-2/ alert.json\n"
        "afterword new --from-alert alert.json\n",
    },
    "migrating.md": {
        "cp -r": "cp ../upptime/*.json saved/\n",
        "afterword import cachet": "rm -r saved && cp -r ../cachet saved\n",
    },
    "phone.md": {
        "afterword say": "export SAY_TEXT='We found the cause.'\n",
        "afterword init --refresh": "sed -i 's/{id: api,/{id: web, name: Web}\\n  - {id: api,/' site_config/settings.yml\n",
    },
    "publishing.md": {
        "DEPLOY='rsync": "afterword init other --name x --url https://x.example/ --ci other && cp other/publish.sh . && rm -r other\n"
    },
    "writing.md": {'afterword new "Scheduled': 'afterword resolve "Posts go out again. We are sorry." --push\n'},
}
"""What happens before a command is typed, by how the command begins."""


def commands(page: Path) -> Iterator[str]:
    """Yield what a page tells its reader to type, in order: lines of blocks, and commands in sentences."""
    for piece in _PIECE.finditer(page.read_text(encoding="utf-8")):
        if piece["block"] and page.name not in SENTENCES:
            yield from re.findall(r"^(?!done$).+(?:\n(?: +.*|done)$)*", textwrap.dedent(piece["block"]), re.MULTILINE)
        elif piece["inline"] and _PROGRAM.match(words := " ".join(piece["inline"].split())):
            yield words


TYPED = {page.name: found for page in sorted(DOCS.glob("*.md")) if page.name not in ELSEWHERE and (found := [*commands(page)])}
"""The commands of every page."""


def typed_here(page: str) -> list[str]:
    """The commands of a page, each once, without those that are left out."""
    return [command for command in dict.fromkeys(TYPED[page]) if not command.startswith(tuple(LEFT_OUT))]


def script(page: str) -> str:
    """A script of the page that ends at the first command that does not end as it should, and says which."""
    lines = ["set -e"]
    for command in typed_here(page):
        lines += [text for begin, text in BEFORE.get(page, {}).items() if command.startswith(begin)]
        typed = command
        for placeholder, value in PLACEHOLDERS.items():
            typed = typed.replace(placeholder, value)
        lines.append("cat >&2 <<'END'\n$ " + command + "\nEND")
        if code := ENDS.get(command):
            lines.append(f"ended=0\n{typed} || ended=$?\ntest $ended = {code}")
        else:
            lines.append(typed)
    return "\n".join(lines)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history with a remote, in which an incident is open, and beside it the histories of other programs."""
    folder = tmp_path_factory.mktemp("typed")
    made = history(folder)
    settings = made / "site_config" / "settings.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace(COMPONENTS, f"{COMPONENTS}  - {{id: sign-in, name: Sign-in}}\n"), encoding="utf-8")
    (made / "site_config" / "templates" / "slow-queue.md").write_text(TEMPLATE, encoding="utf-8")
    (made / "alert.json").write_text(json.dumps(ALERT), encoding="utf-8")
    for text in (INCIDENT, INCIDENT + IDENTIFIED):
        (made / QUEUE).write_text(text, encoding="utf-8")
        commit(made)
    for place, name in (("old-status", "cstate"), ("upptime", "upptime"), ("handbook/postmortems", "markdown"), ("cachet", "cachet")):
        shutil.copytree(FIXTURES / name, folder / place)
    (made / "saved-answers").mkdir()
    for number, data in enumerate(answers().values()):
        (made / "saved-answers" / f"{number}.json").write_text(json.dumps(data), encoding="utf-8")
    for path, text in (("mkdocs.yml", SITE), ("docs/index.md", "# Pigeonpost\n")):
        (folder / "our-site" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "our-site" / path).write_text(text, encoding="utf-8")
    (made / ".git" / "info" / "exclude").write_text("/saved*\n/alert.json\n", encoding="utf-8")
    run(made, "git", "remote", "set-url", "origin", "../remote.git")
    run(made, "git", "push", "--quiet")
    return folder


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the PATH."""
    folder = commands_in(tmp_path_factory.mktemp("tools"), "afterword", "mkdocs")
    there = f'exec "{sys.executable}" -m properdocs "$@"' if find_spec("properdocs") else "# not installed"
    (folder / "properdocs").write_text(f"#!/bin/sh\n{there}\n", encoding="utf-8")
    (folder / "properdocs").chmod(0o755)
    return folder


@pytest.mark.parametrize("page", [page for page in TYPED if typed_here(page)])
def test_what_a_page_says_is_typed_in_order(begun: Path, tools: Path, tmp_path: Path, page: str) -> None:
    """Each command does what the page says it does, in one shell, in a clone of one writer."""
    shutil.copytree(begun, tmp_path / "here", symlinks=True)
    place = tmp_path / "here" / ("" if page == "existing-site.md" else "status")
    give_templates(place)
    with webhook() as chat, webhook() as gateway:
        gateway.status = 504
        environment = ENVIRONMENT | WRITER | {
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "SLACK_WEBHOOK": chat.address, "GATEWAY": gateway.address,
        }  # fmt: skip
        done = subprocess.run(
            ["bash", "-c", script(page)],
            cwd=place, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
    keep_templates(place)
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-1500:]


@pytest.mark.parametrize("state", ["written", "staged", "committed"])
def test_an_update_that_was_not_pushed_is_undone_as_the_page_says(tmp_path: Path, state: str) -> None:
    """The commands of "Undo" in getting-started.md give the file its old bytes; a commit is taken back first."""
    undo = (DOCS / "getting-started.md").read_text(encoding="utf-8").partition("\n## Undo\n")[2]
    restore, take_back = (command.split() for command in re.findall(r"^- \*\*[^*]+\*\*: `git ([^`]+)`", undo, re.MULTILINE))
    here = Repository(tmp_path / "here")
    for text in (INCIDENT, INCIDENT + IDENTIFIED):
        here.write(QUEUE, text)
        if text == INCIDENT or state == "committed":
            here.commit()
    if state == "staged":
        here.git("add", "--all")
    if state == "committed":
        here.git(*take_back)
    here.git(*(QUEUE if word == "FILE" else word for word in restore))
    assert (here.root / QUEUE).read_text(encoding="utf-8") == INCIDENT
    assert here.git("status", "--porcelain") == ""


def test_nothing_is_left_out_that_is_not_there() -> None:
    """Every line of the tables above is about a page or a command of the docs."""
    typed = [command for found in TYPED.values() for command in found]
    assert [page for page in ELSEWHERE if not (DOCS / page).is_file()] == []
    assert [begin for begin in LEFT_OUT if not any(command.startswith(begin) for command in typed)] == []
    assert [text for text in PLACEHOLDERS if not any(text in command for command in typed)] == []
    assert [command for command in ENDS if command not in typed] == []
    assert [begin for page, rows in BEFORE.items() for begin in rows if not any(each.startswith(begin) for each in TYPED[page])] == []
