"""The page that says how to get the next word: by mail, in a chat, in a reader, in a calendar, in a program."""

from afterword.outputs.artifacts import Page
from afterword.outputs.page_context import Making
from afterword.outputs.pages.register import register_page
from afterword.outputs.urls import (
    ARCHIVE,
    BADGE,
    CALENDAR_FEED,
    HISTORY_FEED,
    HISTORY_RSS,
    JSON_FEED,
    STATUS_TEXT,
    SUBSCRIBE,
    SUMMARY,
    UPDATES_FEED,
    UPDATES_RSS,
    component_url,
)

_UPDATES = ((UPDATES_FEED, "Atom"), (UPDATES_RSS, "RSS"), (JSON_FEED, "JSON Feed"))
_HISTORY = ((HISTORY_FEED, "Atom"), (HISTORY_RSS, "RSS"))


def subscribe_page(making: Making) -> Page:
    """Return the page; it names the files that this build makes, and no others."""
    title = making.say("Subscribe")

    def html() -> str:
        def there(*paths: tuple[str, str]) -> tuple[tuple[str, str], ...]:
            return tuple((path, name) for path, name in paths if making.exists(path))

        say = making.say
        programs = (
            (ARCHIVE, say("every incident with all that we said, in JSON")),
            (SUMMARY, say("the state of now, in the form that other status pages use")),
            (STATUS_TEXT, say("the state of now in one line of text")),
            (BADGE, say("a small picture for another page")),
        )
        return making.render(
            "subscribe.html",
            SUBSCRIBE,
            title=title,
            updates=there(*_UPDATES),
            history=there(*_HISTORY),
            calendar=CALENDAR_FEED if making.exists(CALENDAR_FEED) else "",
            components=there(
                *(
                    (f"{component_url(component.id)}{UPDATES_FEED}", component.name)
                    for component in making.settings.components
                )
            ),
            programs=there(*programs),
            chat=UPDATES_RSS if making.exists(UPDATES_RSS) else UPDATES_FEED,
        )

    about = making.say("How to hear from us the next time: by mail, in a chat, in a reader, in a calendar.")
    return register_page(SUBSCRIBE, title, about, html)
