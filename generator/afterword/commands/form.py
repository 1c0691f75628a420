"""The form with which a CI system takes one update: its choices in the workflow, and how to open it on a phone."""

import json
from urllib.parse import urlencode

from afterword.commands.say import AUTOMATIC, NEXT, STATUSES
from afterword.core.frozen import frozen

_NONE = "-"
_COMPONENT = "The affected component of a new incident."
_TEMPLATE = "The template with which a new incident begins."


@frozen
class Form:
    """The choices of the form that depend on the site."""

    components: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()


NO_CHOICES = Form()
"""The form of a site without components and templates, which does not ask for them."""


def blanks(form: Form) -> dict[str, str]:
    """The values for the blanks of `github-say.yml` and `gitlab-ci.yml`."""
    fields = {
        name: choices for name, choices in (("component", form.components), ("template", form.templates)) if choices
    }
    about = {"component": _COMPONENT, "template": _TEMPLATE}
    inputs, variables = "", ""
    for name, choices in fields.items():
        options = _listed((_NONE, *choices))
        inputs += (
            f'      {name}:\n        description: "{about[name]}"\n        type: choice\n        default: "{_NONE}"\n'
        )
        inputs += f"        options: [{options}]\n"
        variables += (
            f'  SAY_{name.upper()}:\n    value: "{_NONE}"\n    options: [{options}]\n    description: "{about[name]}"\n'
        )
    return {
        "say_status": AUTOMATIC,
        "say_statuses": _listed((AUTOMATIC, *(status.slug for status in STATUSES))),
        "say_next": NEXT[0],
        "say_nexts": _listed(NEXT),
        "say_inputs": inputs,
        "say_env": "".join(f"          SAY_{name.upper()}: ${{{{ inputs.{name} }}}}\n" for name in fields),
        "say_variables": variables,
        "say_rule": f' || $SAY_TEMPLATE != "{_NONE}"' if form.templates else "",
    }


def _listed(choices: tuple[str, ...]) -> str:
    return ", ".join(json.dumps(choice) for choice in choices)


def github_ways(repo: str, _branch: str) -> str:
    """How to write an update on a phone, for the README: with the form or an issue."""
    return (
        f"From a phone: open <{repo}/actions/workflows/say.yml> (put it on your home screen), "
        "or open Actions, Say in the app of GitHub.\n"
        "Press Run workflow, type one sentence into the first box, and press Run workflow. "
        "Or open an issue with the template\n"
        'Incident: its title is enough. A comment such as "Identified: we found the cause." adds an update, '
        "and closing the issue\n"
        "resolves the incident.\n"
    )


def gitlab_ways(repo: str, branch: str) -> str:
    """How to write an update on a phone, for the README: with the variables of a new pipeline."""
    return (
        f"From a phone: open {_gitlab_form(repo, branch)}\n"
        "(put it on your home screen). Type one sentence into the box of SAY_TEXT, and press New pipeline.\n"
    )


def github_card(repo: str, _branch: str) -> str:
    """How to write an update on a phone, for the night card."""
    return (
        f"<{repo}/actions/workflows/say.yml>, on your home screen: one sentence, **Run workflow**.\n"
        "Or a **new issue**, Incident: a title. A comment `Identified: we know the cause.` is an update; "
        "close it when it is over."
    )


def gitlab_card(repo: str, branch: str) -> str:
    """How to write an update on a phone, for the night card."""
    return (
        f"{_gitlab_form(repo, branch)}\n(on your home screen): one sentence into the box of SAY_TEXT, **New pipeline**."
    )


def _gitlab_form(repo: str, branch: str) -> str:
    given = urlencode({"ref": branch, "var[SAY_TEXT]": "", "var[SAY_TITLE]": ""})
    return f"<{repo}/-/pipelines/new?{given}>"
