"""The archive for programs: `/api/incidents.json` and what it leads to, the table, and their schema."""

import csv
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from afterword.build import build, check
from afterword.core.history import History
from afterword.core.incident_parts import Stated
from afterword.core.settings import Settings
from afterword.core.words import Status
from afterword.outputs.api.archive import archive
from afterword.outputs.api.history_table import history_table
from afterword.outputs.artifacts import TextFile
from afterword.world.read_tree import read_tree
from builders import TEMPLATES, incident, update
from golden import SITE
from published import HOSTILE, NOW, SETTINGS_PATH, demo, documents, history, hostile, write

FULLEST = "2026-03-14-queue-delivery-stopped"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The documents of the demo, with open and coming ones."""
    return documents(demo(tmp_path_factory.mktemp("demo")))


def read(files: dict[str, str]) -> dict[str, Any]:
    """Every file of the archive, by its path."""
    return {path: json.loads(text) for path, text in files.items() if path.startswith("api/incidents")}


@pytest.mark.parametrize("words", [demo, hostile])
def test_every_file_is_as_the_published_schema_says(words: Any, tmp_path: Path) -> None:  # noqa: ANN401 - one of two functions
    """The schema names every key, lets no other pass, and holds for the index, every year and every incident."""
    made = documents(words(tmp_path))
    schema = json.loads(made["api/schema/history.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    found = read(made)
    assert len(found) > 7
    for path, data in found.items():
        assert [error.message for error in validator.iter_errors(data)] == [], path


def test_the_schema_refuses_what_is_not_so(files: dict[str, str]) -> None:
    """A key too many, a key too few, a word that does not exist, a time without its zone."""
    validator = jsonschema.Draft202012Validator(json.loads(files["api/schema/history.json"]))
    whole = read(files)[f"api/incidents/{FULLEST}.json"]
    assert validator.is_valid(whole)
    for change in ({"surprise": 1}, {"state": "Broken"}, {"updated": "2026-03-14T09:02:00"}, {"started": None}):
        assert not validator.is_valid(whole | {"incident": whole["incident"] | change}), change
    assert not validator.is_valid(whole | {"incident": {k: v for k, v in whole["incident"].items() if k != "users"}})


def test_the_index_leads_to_everything(files: dict[str, str]) -> None:
    """Newest first; each row names its page, its file and its feed, and all of them exist."""
    index = read(files)["api/incidents.json"]
    ids = [row["id"] for row in index["incidents"]]
    assert len(ids) == 13
    starts = [row["started"]["at"] for row in index["incidents"]]
    assert starts == sorted(starts, reverse=True)
    for row in index["incidents"]:
        assert row["links"] == {
            "page": SITE.absolute(f"incidents/{row['id']}/"),
            "json": SITE.absolute(f"api/incidents/{row['id']}.json"),
            "feed": SITE.absolute(f"incidents/{row['id']}/updates.atom"),
        }
        assert row["links"]["json"].removeprefix(SITE.url) in files
        assert row["links"]["feed"].removeprefix(SITE.url) in files
    years = {entry["url"].removeprefix(SITE.url): entry["year"] for entry in index["years"]}
    held = [one["id"] for path, year in years.items() for one in read(files)[path]["incidents"] if one["id"].startswith(str(year))]
    assert sorted(held) == sorted(ids)


def test_a_year_holds_what_each_incident_holds(files: dict[str, str]) -> None:
    """One place or the other: the same values, whichever is written first."""
    found = read(files)
    for path, data in found.items():
        for one in data.get("incidents", ()) if path != "api/incidents.json" else ():
            assert found[f"api/incidents/{one['id']}.json"]["incident"] == one
    many = [incident(f"{2020 + n}-01-01-x", update(f"{2020 + n}-01-01 09:00", Status.RESOLVED)) for n in range(3)]
    made = list(archive(History(many), Settings(), SITE))
    forward = {document.path: document.text() for document in made}
    assert {document.path: document.text() for document in reversed(made)} == forward


def test_the_fullest_incident(files: dict[str, str]) -> None:
    """Fields, figures, updates, action items and texts, in the words of the format."""
    found = read(files)[f"api/incidents/{FULLEST}.json"]["incident"]
    assert (found["kind"], found["severity"], found["state"], found["open"]) == ("incident", "major", "Resolved", False)
    assert found["aliases"] == ["2026-03-14-queue"]
    assert found["started"] == {"at": "2026-03-14T09:02:00Z", "about": False, "day_only": False}
    assert found["users"] == {"affected": 1840, "of": 21300, "unit": "customers", "estimate": False}
    assert found["metrics"] == {
        "duration": 138 * 60,
        "time_to_detect": 5 * 60,
        "time_to_acknowledge": 4 * 60,
        "time_to_first_word": 14 * 60,
        "time_to_identify": 46 * 60,
        "time_to_mitigate": 112 * 60,
        "longest_silence": 47 * 60,
        "median_silence": 29 * 60,
        "promises_made": 4,
        "promises_kept": 3,
        "actions": 4,
        "actions_done": 2,
        "corrections": 1,
    }
    assert [(window["impact"], window["from"]["at"][11:16], window["to"]["at"][11:16]) for window in found["components"]["delivery"]] == [
        ("full_outage", "09:02", "10:05"),
        ("partial_outage", "10:05", "10:54"),
    ]
    first = found["updates"][0]
    assert first["tag"] == f"tag:status.pigeonpost.example,2026:{FULLEST}/u-20260314T0916Z"
    assert first["url"] == SITE.absolute(f"incidents/{FULLEST}/#u-20260314T0916Z")
    assert (first["status"], first["promised"], first["signature"]) == (
        "Investigating",
        "2026-03-14T09:45:00Z",
        "Ada Osei, Head of Support",
    )
    assert first["markdown"].startswith("Messages due since about 09:00 UTC")
    assert first["html"].startswith("<p>Messages due since about 09:00 UTC")
    assert found["actions"][0]["done_on"] == "2026-03-18"
    assert [section["slot"] for section in found["sections"]][:3] == ["affected", "not-affected", "what-you-can-do"]


def test_what_is_not_known_is_null_and_never_zero(tmp_path: Path) -> None:
    """An incident of a title alone has every key; nothing is made up."""
    write(tmp_path, {"2026-05-01-x": "---\ntitle: Something broke\n---\n"})
    found = read(documents(tmp_path))["api/incidents/2026-05-01-x.json"]["incident"]
    empty = {key for key, value in found.items() if value is None}
    assert {"severity", "users", "data_loss", "data_exposed", "personal_data", "resolved", "mitigated", "summary"} <= empty
    assert found["started"]["day_only"]
    assert {key: value for key, value in found["metrics"].items() if value is not None} == {
        "promises_made": 0,
        "promises_kept": 0,
        "actions": 0,
        "actions_done": 0,
        "corrections": 0,
    }


def test_texts_have_full_addresses(tmp_path: Path) -> None:
    """HTML can be shown anywhere; files beside an incident are named with their address."""
    folder = write(tmp_path, {})
    (folder / "incidents" / "2026-05-01-x").mkdir()
    (folder / "incidents" / "2026-05-01-x" / "index.md").write_text("---\ntitle: Disk\n---\nSee [a table](disk.csv).\n", encoding="utf-8")
    (folder / "incidents" / "2026-05-01-x" / "disk.csv").write_text("a,b\n", encoding="utf-8")
    found = read(documents(folder))["api/incidents/2026-05-01-x.json"]["incident"]
    address = SITE.absolute("incidents/2026-05-01-x/disk.csv")
    assert found["summary"] == {"markdown": "See [a table](disk.csv).", "html": f'<p>See <a href="{address}">a table</a>.</p>'}
    assert found["assets"] == [address]


SECRET = "gh" + "p_" + "a1B2" * 9
LEAKING = f"""\
---
title: A key was published
---
We are sorry. <!-- not for the public: mauve -->

### 2026-05-01 09:00 UTC — Investigating

The key is {SECRET}.

## What happened

A change. <!-- nor this: mauve -->

## Internal notes

Ask the mauve team.
"""


def test_what_may_not_be_published_is_in_no_document(tmp_path: Path) -> None:
    """Markdown is published as written, but without comments, internal sections and secrets, as on the page."""
    write(tmp_path, {"2026-05-01-x": LEAKING})
    checked = check(read_tree(tmp_path, "incidents", SETTINGS_PATH), SITE, NOW)
    assert {found.code for found in checked.problems} >= {"E180", "E181"}
    made = [one for one in build(checked, SITE, NOW, TEMPLATES) if isinstance(one, TextFile)]
    assert [one.path for one in made if "mauve" in one.text() or SECRET in one.text()] == []
    assert any("We are sorry." in one.text() for one in made if one.path.endswith("2026-05-01-x.json"))


def test_the_table(files: dict[str, str], tmp_path: Path) -> None:
    """RFC 4180: a header, a line for each incident in the order of the history, CR LF, and cells that are texts."""
    text = files["api/history.csv"]
    assert text.count("\r\n") == text.count("\n") == 14
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["id"] for row in rows] == [one.id for one in history(demo(tmp_path))[0]]
    [fullest] = [row for row in rows if row["id"] == FULLEST]
    assert {key: fullest[key] for key in ("state", "started", "duration_minutes", "components", "users_affected", "postmortem")} == {
        "state": "Resolved",
        "started": "2026-03-14T09:02:00Z",
        "duration_minutes": "138",
        "components": "delivery api",
        "users_affected": "1840",
        "postmortem": "final",
    }
    [planned] = [row for row in rows if row["kind"] == "maintenance" and row["state"] == "Scheduled"]
    assert (planned["first_word_minutes"], planned["duration_minutes"]) == ("", "")


def test_a_cell_is_never_a_formula() -> None:
    """A title that a spreadsheet would run gets an apostrophe before it."""
    rows = [incident(f"2026-04-{number:02}-x", title=words, stated=Stated()) for number, words in enumerate((*HOSTILE, "-5", "+x"), 1)]
    found = [row["title"] for row in csv.DictReader(history_table(History(rows), SITE).text().splitlines())]
    assert found == ["'+x", "-5", f"'{HOSTILE[4]}", *HOSTILE[3::-1]]
