"""What of a writer's text may reach the public: without comments, and without what looks like a secret."""

from afterword.core.problems import Problem, problem
from afterword.reading.blocks import strip_comments
from afterword.reading.internal_places import internal_places, without_internal
from afterword.reading.leaks import find_leaks
from afterword.reading.left_out import without_secrets
from afterword.reading.waivers import Waiver, read_waivers

LEFT_OUT = "[left out: this looked like a secret]"
"""What stands in the place of a block that looks like a secret."""
INTERNAL = "[left out: an internal section]"
"""What stands in the place of a section that is not for the public."""


def public_text(path: str, text: str, first_line: int, problems: list[Problem], waivers: list[Waiver], *, headings: bool = False) -> str:
    """The text with every line in its place.

    Adds E107, E180, E181 and W216 to `problems`, and the waivers of the text to `waivers`. A block that looks
    like a secret is always taken out, so that nothing depends on somebody stopping the build; only a
    waiver leaves it in. What a label such as "Internal notes" heads is taken out too; with `headings`, where the label
    is a heading as well.
    """
    own = read_waivers(path, text, first_line, problems)
    waivers += own
    bare = strip_comments(path, text, first_line, problems)
    found = [
        problem(path, first_line + leak.line - 1, leak.code, column=leak.column, kind=leak.kind, masked=leak.masked)
        for leak in find_leaks(bare)
    ]
    problems += found
    spared = frozenset(one.line - first_line + 1 for one in found if any(waiver.covers(one) for waiver in own))
    places = internal_places(bare, headings=headings)
    problems += [problem(path, first_line + place.start, "E180", h=place.label) for place in places]
    bare = without_internal(bare, places, INTERNAL)
    return without_secrets(bare, LEFT_OUT, spared)[0] if found else bare
