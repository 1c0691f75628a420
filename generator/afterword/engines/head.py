"""The head and the footer of every frame, where the engine's own templates cannot make them.

Both are safe HTML, in the site's language. They say what `theme/main.html`, `theme/partials/footer.html`
and `theme/404.html` say under MkDocs.
"""

from collections.abc import Callable, Iterable

from markupsafe import escape

from afterword.core.frozen import frozen
from afterword.core.settings import Site
from afterword.engines.frames import PageFacts
from afterword.markup.html import one_line
from afterword.outputs.script_words import script_words
from afterword.outputs.translation import Language, marked
from afterword.outputs.urls import (
    HISTORY,
    HISTORY_FEED,
    HISTORY_RSS,
    HOME,
    JSON_FEED,
    SUBSCRIBE,
    UPDATES_FEED,
    UPDATES_RSS,
)

_FEEDS = (
    ("application/atom+xml", marked("every incident"), HISTORY_FEED),
    ("application/atom+xml", marked("every update"), UPDATES_FEED),
    ("application/rss+xml", marked("every incident (RSS)"), HISTORY_RSS),
    ("application/rss+xml", marked("every update (RSS)"), UPDATES_RSS),
    ("application/feed+json", marked("every update (JSON)"), JSON_FEED),
)
Link = Callable[[str], str]
"""Makes the link from the page to a path of the site."""


@frozen
class Surround:
    """Facts of a site that all its frames share."""

    site: Site
    say: Language
    about: str = ""
    """`site_description`: for pages without a description."""
    favicon: str = ""
    """A path of the site; empty: none."""
    copyright: str = ""
    """As mkdocs.yml has it: a line of text with links."""
    offered: tuple[str, ...] = ()
    """Files that the footer offers as JSON."""

    def head(self, facts: PageFacts, link: Link) -> str:
        """The elements of the head of a page, its title last."""
        site, name = self.site, str(escape(self.site.name))
        about, title = facts.description or self.about, facts.title or site.name
        rows = ['<meta charset="utf-8">', '<meta name="viewport" content="width=device-width, initial-scale=1">']
        rows += [_meta("name", "description", about)] if about else []
        rows += [f'<link rel="canonical" href="{escape(facts.address)}">'] if facts.address else []
        rows += [_feed(kind, f"{site.name}: {self.say(words)}", link(path)) for kind, words, path in _FEEDS]
        rows += [
            _feed("application/atom+xml", f"{site.name}: {self.say(feed.title)}", feed.name) for feed in facts.feeds
        ]
        rows += [_meta("property", "og:site_name", site.name), _meta("property", "og:title", title)]
        rows += [_meta("property", "og:description", about)] if about else []
        rows += [_meta("property", "og:url", facts.address)] if facts.address else []
        rows += [
            '<meta name="twitter:card" content="summary">',
            facts.head or '<meta property="og:type" content="website">',
        ]
        rows += [f'<link rel="icon" href="{escape(link(self.favicon))}">'] if self.favicon else []
        words = script_words(self.say)
        rows += [f'<script type="application/json" id="aw-words">{words}</script>'] if words else []
        rows.append(f"<title>{escape(title)} - {name}</title>" if title != site.name else f"<title>{name}</title>")
        return "\n    ".join(rows)

    def foot(self, pages: Iterable[tuple[str, str]], current: str | None, link: Link, label: str) -> str:
        """The footer of a page, with addresses, of the site or elsewhere, and titles of `pages`.

        `current` is the address of the page itself, `label` what the navigation in the footer is called.
        """
        say = self.say

        def item(url: str, title: str) -> str:
            href = escape(url if "://" in url else link(url))
            here = ' aria-current="page"' if url == current else ""
            return f'<li><a href="{href}"{here}>{escape(title)}</a></li>'

        items = [item(url, title) for url, title in pages]
        words = [f"{escape(say('It shows what we reported, not what a probe measured.'))} {escape(say('Feeds:'))}"]
        words.append(f'<a href="{escape(link(UPDATES_FEED))}">{escape(say("every update"))}</a>,')
        words.append(f'<a href="{escape(link(HISTORY_FEED))}">{escape(say("every incident"))}</a>.')
        words += [f'<a href="{escape(link(path))}">{escape(say("JSON"))}</a>.' for path in sorted(self.offered)]
        if self.site.repo_url:
            words.append(f'<a href="{escape(self.site.repo_url)}">{escape(say("Source and every change"))}</a>.')
        small = f"\n    <p>{one_line(self.copyright)}</p>" if self.copyright else ""
        return f"""<footer class="md-footer">
  <div class="aw-foot md-grid">
    <nav id="site" aria-label="{escape(label)}" tabindex="-1"><ul>
      {"".join(items)}
    </ul></nav>
    <p>{" ".join(words)}</p>{small}
  </div>
</footer>"""

    def not_found(self, link: Link) -> str:
        """The content of the page for addresses that lead nowhere."""
        say = self.say
        lead = say("Pages of incidents stay where they are, so the link may have been cut short or mistyped.")
        ways = (
            (HOME, say("What is happening now")),
            (HISTORY, say("All incidents, by month")),
            (SUBSCRIBE, say("How to hear from us the next time")),
        )
        items = "".join(f'<li><a href="{escape(link(url))}">{escape(words)}</a></li>' for url, words in ways)
        title = escape(say("There is no page at this address"))
        return f'<div class="aw"><h1>{title}</h1><p class="aw-lead">{escape(lead)}</p><ul>{items}</ul></div>'


def _meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{escape(content)}">'


def _feed(kind: str, title: str, address: str) -> str:
    return f'<link rel="alternate" type="{kind}" title="{escape(title)}" href="{escape(address)}">'
