"""Translations for the script of a page. The script itself holds the English texts."""

import json

from afterword.outputs.translation import Language, counted, marked

_TEXTS = (
    marked("%(num)s d"),
    marked("%(num)s h"),
    marked("%(num)s min"),
    marked("(%(clock)s your time)"),
    marked("(%(clock)s on %(day)s your time)"),
    marked("overdue by %(length)s"),
    marked("in %(length)s"),
    marked("%(length)s so far"),
    marked("today"),
    marked("Overdue"),
    marked("Copied"),
    marked("Copy link"),
)
_COUNTED = (
    counted("%(num)s day", "%(num)s days"),
    counted("%(num)s day past", "%(num)s days past"),
    counted("in %(num)s day", "in %(num)s days"),
    counted("%(num)s overdue", "%(num)s overdue"),
    counted("(overdue by %(num)s day)", "(overdue by %(num)s days)"),
    counted("%(num)s day late", "%(num)s days late"),
)
"""Every text of page_assets/afterword.js; a test compares the two."""
_NUMBERS = 200
"""From 100 on, the plural of a number depends on its last two digits, in every language that has a rule for days."""
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&'\u2028\u2029"}


def script_words(say: Language) -> str:
    """JSON for a data block in the head of a page; empty in English, and safe in HTML as it is."""
    if not say.texts:
        return ""
    words = {
        "code": say.code,
        "plural": [say.form(number) for number in range(_NUMBERS)],
        "texts": {text: say.look_up(text) for text in _TEXTS} | {texts[0]: _forms(*texts, say) for texts in _COUNTED},
    }
    return json.dumps(words, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)


def _forms(one: str, many: str, say: Language) -> tuple[str, ...]:
    """All plurals; a text that is not translated has its two English ones, as often as the language has forms."""
    forms = say.texts.get(one)
    if isinstance(forms, tuple):
        return forms
    return (one, *[many] * max(say.form(number) for number in range(_NUMBERS)))
