"""The form for one public word: whatever is typed into it arrives as it was typed, and nothing of it runs."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from afterword.commands.say import FormFields, lines, say
from project import Project
from recipes import ENVIRONMENT, afterword, clone, commit, commits, history, incidents, run, tools_in
from workflow import Run, run_job, steps

SAY = ".github/workflows/say.yml"
OURS = ("say.yml", "incident-issues.yml", "alert.yml")
HOSTILE = (
    "$(touch pwned)",
    "`touch pwned`",
    "${{ github.token }}",
    "${{ format('{0}', secrets.KEY) }}",
    "'; touch pwned; '",
    '"; touch pwned; "',
    "'\"'\"$(touch pwned)",
    "One.\ntouch pwned\nThree.",
    "::set-output name=code::1",
    "Words.\n::set-output name=code::1\n::add-mask::Words",
    "::error::all is lost",
    "a && touch pwned || touch pwned",
    "a | tee pwned > pwned; touch pwned &",
    "--help",
    "-rf / --no-preserve-root",
    "$HOME ${PATH} $0 $(id) %PATH% !!",
    "<(touch pwned) {a,b} * ? [x] ~",
    "EOF\nEOF\ncode=1\n<<EOF",
    "title: x\n\n---\n\n- [x] y",
    "Grüße, 投稿 🙂 \\x41 \\t \\\\ \\",
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a history, its remote, and the tools of a runner."""
    folder = tmp_path_factory.mktemp("form")
    history(folder)
    tools_in(folder / "tools")
    return folder


def dispatch(place: Path, checkout: Path, **inputs: str) -> Run:
    """Run the job of the form as a runner would, in a checkout."""
    defaults = {"status": "automatic", "next": "30m", "component": "-", "text": "", "title": "", "incident": ""}
    given = {f"inputs.{name}": value for name, value in {**defaults, **inputs}.items()}
    outside = {"github.actor": "ada", "github.token": "token-of-the-run"}
    environment = {**ENVIRONMENT, "GITHUB_SERVER_URL": "https://github.com", "GITHUB_STEP_SUMMARY": str(place / "summary")}
    return run_job(checkout, SAY, "say", place / "tools", environment, {**given, **outside})


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_hostile_text_is_one_commit_with_the_text_as_it_was_typed(place: Path, number: int) -> None:
    """Through the steps of the workflow, in bash: twenty dispatches, of which every second begins an incident with a hostile title."""
    text, before, known = HOSTILE[number], commits(place), incidents(place)
    title = f"{number} {text}" if number % 2 == 0 else ""
    done = dispatch(place, place / "status", text=text, title=title)
    assert (done.failed, commits(place)) == ("", before + 1), done.said
    [(path, words)] = [(path, words) for path, words in incidents(place).items() if known.get(path) != words]
    assert words.count(text) > known.get(path, "").count(text), "nothing is lost, and nothing is filled in"
    if title:
        assert " ".join(title.split()) in yaml.safe_load(words.split("\n---\n")[0].removeprefix("---\n"))["title"]
    assert not list(place.rglob("pwned"))
    assert (place / "github_output").read_text(encoding="utf-8") == ""
    assert not re.search(r"^::|token-of-the-run", done.said, re.MULTILINE)


def test_nothing_that_is_typed_stands_in_a_script(place: Path) -> None:
    """Values come in through `env` alone; the job that pushes gets the right to, and runs no build."""
    for name in OURS:
        found = yaml.safe_load((place / "status" / ".github" / "workflows" / name).read_text(encoding="utf-8"))
        (job,) = [job for job in found["jobs"].values() if "steps" in job]
        assert (found["permissions"], job["permissions"]) == ({"contents": "read"}, {"contents": "write"})
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            assert "afterword build" not in step.get("run", "")
        (checkout,) = [step for step in job["steps"] if "checkout" in step.get("uses", "")]
        assert checkout["with"] == {"persist-credentials": False}


def inputs_of(folder: Path) -> dict[str, Any]:
    """The fields of the form; YAML reads the key `on` as true."""
    found: dict[Any, Any] = yaml.safe_load((folder / SAY).read_text(encoding="utf-8"))
    fields: dict[str, Any] = found[True]["workflow_dispatch"]["inputs"]
    return fields


def test_the_form_has_one_screen_and_no_field_that_must_be_filled_in(place: Path) -> None:
    """The first box takes the sentence. Every other field may stay as it is, or the phone app would not let the button be pressed."""
    fields = inputs_of(place / "status")
    assert list(fields) == ["text", "title", "status", "next", "incident", "component"]
    assert len(fields) <= 10
    assert all("required" not in field for field in fields.values())
    assert all(field["default"] == field["options"][0] for field in fields.values() if field["type"] == "choice")
    assert fields["component"]["options"] == ["-", "posting", "api"]
    env = next(step["env"] for step in steps(place / "status" / SAY, "say") if step.get("name") == "Say it")
    assert {value for key, value in env.items() if key.startswith("SAY_")} == {f"${{{{ inputs.{name} }}}}" for name in fields}


def test_it_is_published_in_the_same_run(place: Path) -> None:
    """The job behind it is the whole of publish.yml, which takes the branch as it is then; strangers' events publish nothing."""
    folder = place / "status" / ".github" / "workflows"
    found = {name: yaml.safe_load((folder / name).read_text(encoding="utf-8")) for name in (*OURS, "publish.yml")}
    assert "workflow_call" in found["publish.yml"][True]
    (checkout,) = [step for step in steps(folder / "publish.yml", "publish") if "checkout" in step.get("uses", "")]
    assert checkout["with"]["ref"] == "main"
    for name in ("say.yml", "incident-issues.yml"):
        publish = found[name]["jobs"]["publish"]
        assert publish["uses"] == "./.github/workflows/publish.yml"
        assert publish["permissions"].items() >= found["publish.yml"]["permissions"].items()
        assert "concurrency" not in found[name], "a run that waits would be dropped for a newer one, and its words with it"
    assert list(found["alert.yml"]["jobs"]) == ["draft"]


def test_a_second_tap_says_nothing_again(tmp_path: Path) -> None:
    """The same form sent twice is one update, and the second run publishes, too."""
    made = history(tmp_path)
    tools_in(tmp_path / "tools")
    dispatch(tmp_path, made, text="Posts wait in your queue.")
    for _ in range(2):
        assert dispatch(tmp_path, made, text="About half of them have gone out.", next="no promise").failed == ""
    (whole,) = incidents(tmp_path).values()
    assert whole.count("About half of them") == 1


def test_two_phones_at_once_lose_no_word(tmp_path: Path) -> None:
    """Both checked out before either pushed: the second word is said once more upon the first, and becomes an update of its incident."""
    made = history(tmp_path)
    tools_in(tmp_path / "tools")
    other = clone(tmp_path, "other")
    assert dispatch(tmp_path, made, text="Posts wait in your queue.").failed == ""
    assert dispatch(tmp_path, other, text="About half of them have gone out.").failed == ""
    (whole,) = incidents(tmp_path).values()
    assert re.findall(r"^title: .*|^### .* - (\w+)|^(?:Posts|About)[^.]*", whole, re.MULTILINE) == ["", "Investigating", "", "Update", ""]
    assert "title: Posts wait in your queue\n" in whole
    assert "About half of them have gone out. Next update by " in whole
    assert commits(tmp_path) == 3


# ---- what the fields mean ------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project without incidents."""
    return Project(tmp_path / "history", incidents=False)


def said(project: Project, fields: Mapping[str, str], *, fails: str = "") -> str:
    """Say it in this process; what stands in the newest file then, without the times."""
    variables = {f"SAY_{name}": fields.get(name, "") for name in ("TEXT", "TITLE", "STATUS", "INCIDENT", "NEXT", "COMPONENT", "TEMPLATE")}
    done = CliRunner().invoke(say, ["--config-file", str(project.folder / "mkdocs.yml")], env=variables)
    if fails:
        assert str(done.exception) == fails
        return ""
    assert done.exception is None, done.exception
    newest = max((project.folder / "incidents").rglob("*.md"), key=lambda path: path.stat().st_mtime_ns)
    times = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC|\d{2}:\d{2} UTC")
    return times.sub("TIME", newest.read_text(encoding="utf-8"))


BEGUN = "---\ntitle: Posts wait\n---\n### TIME - Investigating\nPosts wait. Next update by TIME.\n"


def test_one_sentence_is_an_incident_and_the_next_one_an_update(project: Project) -> None:
    """Nothing has to be chosen: the sentence is the title, too, and it is promised when the next word comes."""
    assert said(project, {"TEXT": "Posts wait."}) == BEGUN
    assert said(project, {"TEXT": "Half of them went out."}) == f"{BEGUN}\n### TIME - Update\nHalf of them went out. Next update by TIME.\n"


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("API / website down since 3.", "API / website down since 3"),
        ("Posts wait. / Mails, too.", "Posts wait"),
        ("Posts wait\\nsince 3.", "Posts wait"),
        ("Posts wait\nsince 3.", "Posts wait"),
        ("Late: / - posts / - mails", '"Late:"'),
        (" / Posts wait. / ", "Posts wait"),
    ],
)
def test_the_title_is_the_whole_first_sentence(project: Project, typed: str, title: str) -> None:
    """A slash between spaces begins a line in the text, and ends no sentence."""
    assert said(project, {"TEXT": typed}).startswith(f"---\ntitle: {title}\n---\n")


def test_one_title_is_an_incident(project: Project) -> None:
    """With the first notice of the templates, also while another one is open."""
    assert said(project, {"TITLE": "Posts wait"}).startswith(
        "---\ntitle: Posts wait\n---\n### TIME - Investigating\nWe have reports of this problem: Posts wait."
    )
    assert said(project, {"TITLE": "Sign-in fails", "COMPONENT": "api"}).startswith("---\ntitle: Sign-in fails\ncomponents: [api]\n---\n")


@pytest.mark.parametrize(
    ("fields", "ending"),
    [
        ({"STATUS": "identified"}, "### TIME - Identified\nThe cause is known. Next update by TIME.\n"),
        ({"STATUS": "monitoring", "NEXT": "1h"}, "### TIME - Monitoring\nA repair is in place, we are watching. Next update by TIME.\n"),
        ({"STATUS": "resolved"}, "### TIME - Resolved\nThis is over.\n"),
        ({"STATUS": "resolved", "TEXT": "All went out. / We are sorry."}, "### TIME - Resolved\nAll went out.\n\nWe are sorry.\n"),
        ({"STATUS": "update", "TEXT": "More.", "NEXT": "no promise"}, "### TIME - Update\nMore.\n"),
        ({"TEXT": "More.", "TITLE": "half", "INCIDENT": "posts-wait"}, "### TIME - Update: half\nMore. Next update by TIME.\n"),
    ],
)
def test_a_status_alone_says_something(project: Project, fields: Mapping[str, str], ending: str) -> None:
    """What it means, in plain words; a promise only where it goes on. A title with the name of an incident is a headline."""
    said(project, {"TEXT": "Posts wait."})
    assert said(project, fields) == f"{BEGUN}\n{ending}"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "no incident is open, so say which one you mean: `afterword list` shows the ids. For a new one: afterword new"),
        ({"STATUS": "resolved", "TEXT": "Over."}, "no incident is open, so say which one you mean: `afterword list` shows the ids."),
        ({"STATUS": "fine\n::error::x", "TEXT": "x"}, "'fine ::error::x' is no status. A status is one of investigating, identified, "),
        ({"STATUS": "identfied", "TEXT": "x"}, "'identfied' is no status. Did you mean 'identified'? A status is one of investigating, "),
        ({"NEXT": "soon", "TEXT": "x"}, "the next update: cannot read 'soon'. Write 30m, 1h, or 09:45 (in UTC)."),
        ({"INCIDENT": "\n::error::x", "TEXT": "x"}, "there is no incident '::error::x'."),
        ({"INCIDENT": "draft", "TEXT": "x"}, "no monitor has opened a draft. For a new incident: "),
    ],
)
def test_what_cannot_be_said_is_refused_in_a_sentence(project: Project, fields: Mapping[str, str], message: str) -> None:
    """Nothing is written then. No line of what is printed begins as a command to the runner."""
    variables = {f"SAY_{name}": value for name, value in fields.items()}
    done = CliRunner().invoke(say, ["--config-file", str(project.folder / "mkdocs.yml")], env=variables)
    assert str(done.exception).startswith(message)
    assert not list((project.folder / "incidents").iterdir())


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("One. / Two.", "One.\n\nTwo."),
        ("One.\\nTwo.", "One.\n\nTwo."),
        ("Hit: / - posts / - mails / All else works.", "Hit:\n- posts\n- mails\n\nAll else works."),
        ("and/or, https://x.example/a", "and/or, https://x.example/a"),
        ("a / b\nc", "a / b\nc"),
        (" / One. / ", "One."),
    ],
)
def test_a_box_of_one_line_takes_several(typed: str, expected: str) -> None:
    """A slash between spaces, or a backslash and an n, ends a line; a text that has lines stays as it is."""
    assert lines(typed) == expected


def test_characters_that_must_not_be_published_are_left_out() -> None:
    """A phone's keyboard can bring them."""
    assert FormFields.of({"SAY_TEXT": "a\u202eb\x07c", "SAY_TITLE": " a \u2028 b "}).text == "abc"


# ---- renewing ------------------------------------------------------------------------------------


def test_refresh_renews_what_nobody_edited(tmp_path: Path) -> None:
    """New components and templates come into the form; what was edited, removed or is a writer's own stays. Twice is once."""
    made = history(tmp_path)
    (made / "site_config" / "templates" / "slow-queue.md").write_text("---\ntitle: Posts are late\n---\nThey wait.\n", encoding="utf-8")
    settings = made / "site_config" / "settings.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("id: api", "id: rest-api"), encoding="utf-8")
    (made / ".github/workflows/alert.yml").unlink()
    (made / "README.md").write_text("Ours.\n", encoding="utf-8")
    commit(made)
    assert afterword(made, "init", "--refresh") == (
        f"Kept README.md: somebody has edited it.\nWrote {SAY}\nLeft out .github/workflows/alert.yml: it was removed.\n"
    )
    assert run(made, "git", "status", "--porcelain").split() == ["M", SAY, "M", "site_config/written-by-init.sha256"]
    fields = inputs_of(made)
    assert fields["component"]["options"] == ["-", "posting", "rest-api"]
    assert fields["template"]["options"] == ["-", "slow-queue"]
    commit(made)
    assert afterword(made, "init", "--refresh").endswith("it was removed.\nNothing to update.\n")
    assert run(made, "git", "status", "--porcelain") == ""


def test_refresh_brings_the_form_into_an_older_history(tmp_path: Path) -> None:
    """One without a record: what is missing is written; what is there and differs is somebody's."""
    made = history(tmp_path)
    for path in (SAY, "site_config/written-by-init.sha256"):
        (made / path).unlink()
    (made / ".github/workflows/check.yml").write_text("name: Ours\n", encoding="utf-8")
    assert afterword(made, "init", "--refresh") == f"Kept .github/workflows/check.yml: somebody has edited it.\nWrote {SAY}\n"
    assert "afterword init --refresh" in (made / SAY).read_text(encoding="utf-8")


def test_gitlab_has_the_same_form(tmp_path: Path) -> None:
    """The same fields as variables of a pipeline, filled in by a link; its jobs have the scripts that the other forge's jobs have."""
    made = history(tmp_path, "gitlab")
    found = yaml.safe_load((made / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    fields = {name: field for name, field in found["variables"].items() if name.startswith("SAY_")}
    assert list(fields) == ["SAY_TEXT", "SAY_TITLE", "SAY_STATUS", "SAY_NEXT", "SAY_INCIDENT", "SAY_COMPONENT"]
    assert all(field["description"] for field in fields.values())
    assert all(field["value"] == field["options"][0] for field in fields.values() if "options" in field)
    assert (found["say"]["script"], found["say"]["extends"], found["alert"]["extends"]) == (["afterword say --push"], ".pushes", ".pushes")
    readme = (made / "README.md").read_text(encoding="utf-8")
    assert "https://gitlab.com/pigeonpost/status/-/pipelines/new?ref=main&var%5BSAY_TEXT%5D=" in readme


def test_the_readme_shows_the_form_first(place: Path) -> None:
    """Before everything that is done at a computer or in an editor."""
    night = (place / "status" / "README.md").read_text(encoding="utf-8").partition("## During an incident\n")[2]
    assert night.strip().startswith("From a phone: open <https://github.com/pigeonpost/status/actions/workflows/say.yml>")


def test_the_pipelines_jobs_push_in_a_detached_checkout(tmp_path: Path) -> None:
    """As GitLab checks out: no branch, one remote. The script makes the branch, and what was said arrives."""
    made = history(tmp_path, "gitlab")
    job = yaml.safe_load((made / ".gitlab-ci.yml").read_text(encoding="utf-8"))[".pushes"]["before_script"]
    tools = tools_in(tmp_path / "tools")
    run(made, "git", "checkout", "--quiet", "--detach")
    script = "\n".join(line for line in job if "set-url" not in line) + "\nafterword say --push"
    variables = MappingProxyType(
        {"CI_DEFAULT_BRANCH": "main", "GITLAB_USER_NAME": "Ada", "GITLAB_USER_EMAIL": "ada@x.example", "SAY_TEXT": "Posts wait."}
    )
    run(made, "bash", "-e", "-c", script, environment={**variables, "PATH": f"{tools}:{ENVIRONMENT['PATH']}"})
    assert [text.split("\n")[1] for text in incidents(tmp_path).values()] == ["title: Posts wait"]
