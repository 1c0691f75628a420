"""How a command ends that cannot do what was asked: with a sentence, a code, and what mends it. Check says what build would refuse."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

import prepared
from afterword.world.preview import only_for
from afterword.world.refusal import PublishError, RefusalError, WriteError, sentence_of
from project import Project
from web import free_port

PATH = "incidents/2026-04-01-a.md"
CHECK = ("check", "--against", "none")
SITE = "site_config/overrides"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with one incident."""
    project = Project(tmp_path / "history", incidents=False)
    project.write(PATH, "---\ntitle: A\n---\nWords.\n")
    return project


def ends(project: Project, *arguments: str, **environment: str) -> tuple[int, str]:
    """The exit code and everything that is printed; never a traceback."""
    done = project.run(*arguments, **environment)
    said = done.stdout + done.stderr
    assert "Traceback" not in said, said
    return done.returncode, said


# ---- what build would refuse, check says ---------------------------------------------------------


def _theme(project: Project) -> None:
    project.replace("mkdocs.yml", "  name: material\n", "  name: readthedocs\n")


def _twice(project: Project) -> None:
    project.replace("mkdocs.yml", "  - afterword\n", "  - afterword\n  - afterword\n")


def _offline(project: Project) -> None:
    project.replace("mkdocs.yml", "  - afterword\n", "  - afterword\n  - offline\n")


def _flat(project: Project) -> None:
    project.replace("mkdocs.yml", "nav:\n", "use_directory_urls: false\n\nnav:\n")


def _font(project: Project) -> None:
    project.replace("mkdocs.yml", "  font: false ", "  # ")


def _script(project: Project) -> None:
    project.replace("mkdocs.yml", "nav:\n", "extra_javascript: [https://cdn.example/x.js]\n\nnav:\n")


def _picture(project: Project) -> None:
    project.write("site_config/pages/about.md", "# About\n\n![x](https://img.example/a.png)\n")


def _own_frame(project: Project) -> None:
    project.write(f"{SITE}/main.html", '{% extends "base.html" %}{% block footer %}<img src="https://img.example/a.png">{% endblock %}')


def _plugin(project: Project) -> None:
    project.write("lib/pixel.py", _PIXEL)
    project.write("lib/pixel-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: pixel\nVersion: 1\n")
    project.write("lib/pixel-1.dist-info/entry_points.txt", "[mkdocs.plugins]\npixel = pixel:Pixel\n")
    project.replace("mkdocs.yml", "  - afterword\n", "  - afterword\n  - pixel\n")


_PIXEL = """\
from mkdocs.plugins import BasePlugin
class Pixel(BasePlugin):
    def on_post_page(self, output, **more):
        return output.replace("</body>", '<img src="https://pixel.example/p.gif"></body>')
"""


def _local(project: Project) -> None:
    project.replace("mkdocs.yml", "site_url: https://status.pigeonpost.example/\n", "site_url: http://localhost:8000/\n")


def _strict(project: Project) -> None:
    project.replace("mkdocs.yml", "  - About: about.md\n", "  - About: abuot.md\nstrict: true\n")


def _variable(project: Project) -> None:
    project.write(f"{SITE}/afterword/incident.html", "<h1>x</h1>\n\n{{ setings }}\n")


def _included(project: Project) -> None:
    project.write(f"{SITE}/afterword/incident.html", '{% include "afterword/nowhere.html" %}\n')


def _syntax(project: Project) -> None:
    project.write(f"{SITE}/afterword/incident.html", "\n{% if %}\n")


def _frame(project: Project) -> None:
    project.write(f"{SITE}/main.html", '{% extends "base.html" %}\n{% block footer %}{{ page.nothing.more }}{% endblock %}\n')


def _hook(project: Project) -> None:
    project.write("hook.py", "def on_page_markdown(markdown, **more):\n    return {}['x']\n")
    project.replace("mkdocs.yml", "nav:\n", "hooks: [hook.py]\n\nnav:\n")


OR_ELSE = "; or, if readers may be sent there, write security: {policy: false} into site_config/settings.yml"
REFUSED = [
    (_theme, "mkdocs.yml:1:1: error E193: the theme is readthedocs, but the pages need Material for MkDocs. Write name: material "),
    (_twice, "mkdocs.yml:1:1: error E194: the plugin afterword is named twice under plugins:. Keep one\n"),
    (_offline, "error E191: use_directory_urls must be true. Leave out the plugin offline, which turns it off"),
    (_flat, "mkdocs.yml:1:1: error E191: use_directory_urls must be true. Write use_directory_urls: true\n"),
    (_font, f"would load https://fonts.gstatic.com from another site. Write font: false below theme{OR_ELSE}"),
    (
        _script,
        "would load https://cdn.example/x.js from another site. Take it out of extra_javascript, and keep a copy ",
    ),
    (
        _picture,
        "about/index.html would load https://img.example/a.png from another site. Take it out of site_config/pages/about.md, ",
    ),
    (_own_frame, "https://img.example/a.png from another site. Take it out of site_config/overrides/main.html, or keep a copy beside it; "),
    (
        _plugin,
        "would load https://pixel.example/p.gif from another site. Leave out the plugin pixel, or tell it to use files of your ",
    ),
    (_local, "error E192: site_url is http://localhost:8000/, an address that only works on this machine. Set it to the public "),
    (_strict, "afterword: strict: true in mkdocs.yml makes 1 warning an error. Mend what the lines above name, or take strict out.\n"),
    (
        _variable,
        "afterword: site_config/overrides/afterword/incident.html, line 3: 'setings' is undefined. Did you mean 'settings'? The ",
    ),
    (_included, "site_config/overrides/afterword/incident.html, line 1: there is no template afterword/nowhere.html. Mend its name.\n"),
    (
        _syntax,
        "site_config/overrides/afterword/incident.html, line 2: Expected an expression, got 'end of statement block'. ",
    ),
    (_frame, "site_config/overrides/main.html, line 2: "),
    (_hook, "afterword: the hook hook.py failed (KeyError: 'x'). Mend it, or leave it out.\n"),
]


@pytest.mark.parametrize(("spoil", "said"), REFUSED, ids=[spoil.__name__.strip("_") for spoil, _ in REFUSED])
def test_check_says_what_build_would_refuse(project: Project, spoil: Callable[[Project], None], said: str) -> None:
    """Both with code 1, in a sentence that names the setting, the plugin or the file; and no site is made."""
    spoil(project)
    modules = {"PYTHONPATH": str(project.folder / "lib")} if (project.folder / "lib").exists() else {}
    for command in (CHECK, ("build",)):
        code, printed = ends(project, *command, **modules)
        assert (code, said in printed) == (1, True), printed
    assert not project.site.exists()


def test_strict_says_what_it_stops_for(project: Project) -> None:
    """The warning stands above the sentence."""
    _strict(project)
    _, printed = ends(project, "build")
    assert printed.startswith("A reference to 'abuot.md' is included in the 'nav' configuration, which is not found ")


def test_foreign_origins_may_be_allowed(project: Project) -> None:
    """With the policy off, check says nothing of them, as build does."""
    _picture(project)
    project.write("site_config/settings.yml", "security: {policy: false}\n")
    assert ends(project, *CHECK)[0] == 0


WITH_SCRIPT = """\
SCRIPTS = "<script>let late = 1</script><script type='module'>x()</script><script type='text/template'>no</script>"


def on_post_page(output, page, **more):
    return output.replace("</body>", SCRIPTS + "</body>") if page.url.startswith("about") else output
"""


def test_a_script_that_the_policy_refuses_is_named(project: Project) -> None:
    """It would do nothing, and nobody would know why. The site is built; with the policy off nothing is said."""
    project.write("hook.py", WITH_SCRIPT)
    project.replace("mkdocs.yml", "nav:\n", "hooks: [hook.py]\n\nnav:\n")
    said = [
        "mkdocs.yml:1:1: warning W230: about/index.html contains a script that the Content-Security-Policy of the page blocks; it begins "
        f"with '{text}'. Put it into a file and name that under extra_javascript, leave out the plugin that brings it, or write "
        "security: {policy: false} into site_config/settings.yml"
        for text in ("let late = 1", "x()")
    ]
    for command in (CHECK, ("build",)):
        code, printed = ends(project, *command)
        assert (code, [line for line in printed.splitlines() if "W230" in line]) == (0, said), printed
    project.write("site_config/settings.yml", "security: {policy: false}\n")
    assert "W230" not in ends(project, "build")[1]


def test_a_check_of_an_incident_does_not_try_the_site(project: Project) -> None:
    """An editor that checks a file on every save waits for nothing else."""
    _picture(project)
    assert ends(project, *CHECK, PATH)[0] == 0
    assert ends(project, *CHECK, "mkdocs.yml")[0] == 1


NEAR = f"there is no such file or folder. Did you mean '{PATH}'?"
WRONG_PATHS = [
    ("2026-04-01-a.md", NEAR),
    ("incidents/2026-04-01-b.md", NEAR),
    ("elsewhere/", "there is no such file or folder. Give the path as seen from this folder."),
]


@pytest.mark.parametrize(("path", "said"), WRONG_PATHS, ids=[path for path, _ in WRONG_PATHS])
def test_a_path_that_names_nothing_is_no_success(project: Project, path: str, said: str) -> None:
    """A job whose path is out of date does not stay green."""
    project.write(PATH, "---\ntitle: A: b\n---\nWords.\n")
    assert ends(project, *CHECK, PATH, path) == (2, f"afterword: {path.rstrip('/')}: {said}\n")


def test_a_file_that_was_deleted_may_be_named(project: Project) -> None:
    """What a hook or a job lists of a change: also deleted files, and files that are no incidents."""
    git = ("git", "-c", "user.name=Ada", "-c", "user.email=ada@pigeonpost.example", "-c", "init.defaultBranch=main")
    project.write("notes/plan.txt", "Plan.\n")
    project.write("incidents/2026-04-02-b.md", "---\ntitle: B\n---\nWords.\n")
    for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "One")):
        subprocess.run([*git, *arguments], cwd=project.folder, check=True)
    (project.folder / "notes/plan.txt").unlink()
    (project.folder / "incidents/2026-04-02-b.md").unlink()
    subprocess.run([*git, "add", "-A"], cwd=project.folder, check=True)
    paths = ("notes/plan.txt", "incidents/2026-04-02-b.md", "mkdocs.yml", "incidents")
    assert ends(project, *CHECK, *paths) == (0, "1 incident: no problems.\n")
    subprocess.run([*git, "commit", "-q", "-m", "Two"], cwd=project.folder, check=True)
    code, text = ends(project, "check", "incidents/2026-04-02-b.md")
    assert (code, "error E112" in text) == (1, True)
    assert ends(project, *CHECK, "incidents/2026-04-02-b.md")[0] == 2


def test_a_traceback_is_for_those_who_ask(project: Project) -> None:
    """Behind the command or before it."""
    _hook(project)
    for command in (("--verbose", "build"), ("build", "--verbose")):
        done = project.run(*command)
        assert "KeyError: 'x'\n" in done.stderr
        assert done.stderr.endswith("\nafterword: the hook hook.py failed (KeyError: 'x'). Mend it, or leave it out.\n")


def test_a_plugin_that_is_not_there_is_a_sentence(project: Project) -> None:
    """As everything that MkDocs says of its configuration."""
    project.replace("mkdocs.yml", "  - afterword\n", "  - afterword\n  - nowhere\n")
    assert ends(project, *CHECK) == (2, "afterword: mkdocs.yml: Config value 'plugins': The \"nowhere\" plugin is not installed.\n")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RefusalError("as it is"), "as it is"),
        (PublishError("a clause"), "a clause."),
        (WriteError("a sentence."), "a sentence."),
        (
            PermissionError(13, "No", "x"),
            "x: you may not write there. Ask for the right to do so, or work in a copy of your own.",
        ),
        (
            UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"),
            "a text, a file or a name is not UTF-8. Write it in UTF-8, then run the command again.",
        ),
        (
            OSError(28, "No space left on device"),
            "what was to be printed could not be, and `git status` shows what was written before: the disk is full. "
            "Make room, then run the command again.",
        ),
        (
            KeyError("k"),
            "this went wrong and should not have: KeyError: 'k'. Run the command again with --verbose to see where, and report it.",
        ),
    ],
)
def test_every_exception_is_a_sentence(error: Exception, said: str) -> None:
    """There is one place in which a command ends."""
    assert sentence_of(error) == said


@pytest.mark.parametrize("plugins", ["x", "[1]", "[[a]]", "[{}]", "{afterword: 3}", "[afterword: 3]", "[afterword: {incidents: [1]}]"])
def test_plugins_in_a_strange_form_are_no_traceback(project: Project, plugins: str) -> None:
    """The commands that need no MkDocs read them, too."""
    project.write("mkdocs.yml", f"site_name: x\nsite_url: https://x.example/\nplugins: {plugins}\n")
    for command in (("list",), CHECK):
        said = ends(project, *command)[1]
        assert "this went wrong" not in said


# ---- a terminal that cannot show a character -----------------------------------------------------


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ascii", "utf-8"])
@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_a_character_that_cannot_be_shown_hides_nothing_else(project: Project, encoding: str, form: str) -> None:
    """It is escaped as JSON does it, so every form stays what it is."""
    project.write(PATH, "---\ntitle: A\nnonsense\N{LARGE RED CIRCLE}: 1\nseverity: grün\n---\nWords.\n")
    command = [sys.executable, "-m", "afterword", *CHECK, PATH, "--format", form]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(command, cwd=project.folder, env=environment, capture_output=True, timeout=120, check=False)
    assert done.returncode == 1
    said = done.stdout.decode("utf-8" if encoding in {"ascii", "utf-8"} else encoding)  # click writes UTF-8 where ASCII is all there is
    assert "nonsense\N{LARGE RED CIRCLE}" in said or "nonsense\\ud83d\\udd34" in said
    assert "gr" in said.partition("severity")[2]
    assert b"Traceback" not in done.stderr


# ---- the preview ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "good", "bad"),
    [
        (
            "127.0.0.1",
            ("127.0.0.1:8000", "localhost", "LOCALHOST.:8000", "[::1]:9000", "127.0.0.2"),
            (
                *("", "evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "2130706433", "0x7f.1"),
                *("localhost, evil.example", "a@localhost", "10.0.0.1", "localhost:x", "[::1", "localhost/", " localhost"),
            ),
        ),
        ("192.0.2.7", ("192.0.2.7:8000", "localhost:8000"), ("192.0.2.8", "evil.example")),
        ("0.0.0.0", ("192.0.2.7:8000", "[2001:db8::1]", socket.gethostname()), ("evil.example", "192.0.2.7.evil.example")),  # noqa: S104 - no socket
        ("::", ("192.0.2.7:8000", "[2001:db8::1]", "localhost"), ("evil.example", "::1")),
    ],
)
def test_a_preview_answers_to_its_own_host_only(own: str, good: tuple[str, ...], bad: tuple[str, ...]) -> None:
    """A name that another site has led to this machine is refused, whatever it asks for."""
    statuses: list[str] = []
    app = only_for(lambda _, start: start("200 OK", []) or [b"secret"], own)
    for hosts, status in ((good, "200"), (bad, "403")):
        for host in hosts:
            body = b"".join(app({"HTTP_HOST": host}, lambda said, _: statuses.append(said)))
            assert (host, statuses.pop()[:3], b"secret" in body) == (host, status, status == "200")
    assert b"secret" not in b"".join(app({}, lambda *_: None))


@pytest.fixture
def served(project: Project) -> Iterator[tuple[Project, int]]:
    """The project as it is previewed, and the port."""
    port = free_port()
    command = [prepared.python(), "-m", "afterword", "serve", "--dev-addr", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, cwd=project.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield project, port
    finally:
        server.terminate()
        server.wait(timeout=60)


def test_serve_refuses_other_hosts_and_a_taken_port(served: tuple[Project, int]) -> None:
    """Pages, what reloads them, and what is not there; a second preview on the port is told so before it builds."""
    project, port = served
    for host, status in ((f"127.0.0.1:{port}", 200), ("evil.example", 403), (f"evil.example:{port}", 403)):
        for path in ("/", "/-afterword/changes", "/-afterword/preview.js", "/about/"):
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", path, headers={"Host": host})
            assert (path, connection.getresponse().status) == (path, status)
            connection.close()
    assert ends(project, "serve", "--dev-addr", f"127.0.0.1:{port}") == (
        1,
        f"afterword: port {port} of 127.0.0.1 is taken, perhaps by another preview. "
        f"End that, or name another: --dev-addr 127.0.0.1:{port + 1}\n",
    )


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("192.0.2.1:8000", "192.0.2.1 is no address of this machine. Name another with --dev-addr, e.g. 127.0.0.1:8000."),
        ("127.0.0.1:99999", "there is no port 99999. Name one up to 65535 with --dev-addr, e.g. 127.0.0.1:8000."),
        ("somewhere", "'somewhere' is no address to serve at. Write HOST:PORT, e.g. --dev-addr 127.0.0.1:8000."),
    ],
)
def test_an_address_that_cannot_be_served_is_a_sentence(project: Project, address: str, said: str) -> None:
    """Exit code 2: the command is wrong."""
    assert ends(project, "serve", "--dev-addr", address) == (2, f"afterword: {said}\n")


def test_a_preview_takes_an_address_of_this_machine(project: Project) -> None:
    """Nothing to mend: a preview has an address of its own. Only a build would publish it."""
    _local(project)
    port = free_port()
    command = [prepared.python(), "-m", "afterword", "serve", "--dev-addr", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, cwd=project.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert server.stdout
        said = []
        for line in iter(server.stdout.readline, ""):
            said.append(line)
            if "Serving on" in line:
                break
        assert not [line for line in said if "E192" in line]
        assert "Serving on" in said[-1]
    finally:
        server.terminate()
        server.wait(timeout=60)
        if server.stdout:
            server.stdout.close()
