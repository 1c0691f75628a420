"""Renders the templates of our own frame. `base.html` has the blocks that the package's `main.html` fills."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
from jinja2.runtime import Context
from markupsafe import Markup, escape

from afterword.core.frozen import frozen
from afterword.engines.frames import PageFacts
from afterword.engines.interface import CONTENT, Work
from afterword.engines.mkdocs_yml import SiteProject
from afterword.markup.html import one_line
from afterword.outputs.bundles import SCRIPTS, STYLES
from afterword.outputs.script_words import script_words
from afterword.outputs.templates import gettext
from afterword.outputs.translation import Language
from afterword.world.refusal import PublishError

THEME = Path(__file__).parent / "theme"
_OURS = Path(__file__).parents[2] / "theme"
_STYLES = ("assets/own/palette.css", "assets/own/frame.css")
_SCRIPTS = ("assets/own/search.js",)
_RIGHT_TO_LEFT = {"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}


@frozen
class NavItem:
    """An entry of the navigation. Plain text."""

    title: str
    url: str | None = None
    """Where it leads, relative to the site or a whole address; None: it has entries below."""
    children: tuple["NavItem", ...] = ()
    address: str | None = None
    """The address of the page on this site, if it leads to one."""


class PageView:
    """A page as the templates need it, by the names that MkDocs has. Plain texts, except the head."""

    content = Markup(CONTENT)  # noqa: S704 - a mark of ours

    def __init__(self, url: str, facts: PageFacts, *, hide_toc: bool, named: bool = True) -> None:
        """Take the facts, and whether the entry of the navigation is shown as the active one."""
        self.url, self.title, self.contents = url, facts.title, facts.contents
        self.canonical_url, self.hide_toc, self.named = facts.address, hide_toc, named
        meta = {"title": escape(facts.title), "description": escape(facts.description), "aw_feeds": facts.feeds}
        self.meta = {**meta, "afterword_head": Markup(facts.head)}  # noqa: S704 - a frame's head is safe HTML

    def __eq__(self, other: object) -> bool:
        """A page equals its entry of the navigation: `item == page` in a template."""
        return self.named and isinstance(other, NavItem) and other.address == self.url

    __hash__ = None  # type: ignore[assignment]  # as for every class with an `==` of its own


class FrameTemplates:
    """Renders frames: a site's own templates come first, then ours."""

    def __init__(self, project: SiteProject, work: Work) -> None:
        """Read what mkdocs.yml says of the frame."""
        self._project = project
        folders = [folder for folder in (project.custom_dir, _OURS, THEME) if folder]
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(folders), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        gettext(self._environment, work.say)
        self._environment.filters["url"] = _url
        language = project.language or work.say.code
        values = project.values
        theme = project.theme
        self._context: dict[str, Any] = {
            "config": SimpleNamespace(
                site_name=escape(project.site.name),
                site_url=project.site.url,
                site_description=escape(values["site_description"]) if values.get("site_description") else "",
                site_author=escape(values["site_author"]) if values.get("site_author") else "",
                copyright=Markup(one_line(str(values["copyright"]))) if values.get("copyright") else "",  # noqa: S704 - it was cleaned
                repo_url=project.site.repo_url,
                repo_name=str(values.get("repo_name") or ""),
                extra=SimpleNamespace(
                    **{
                        **_plain(values.get("extra")),
                        "afterword_words": Markup(script_words(work.say)),  # noqa: S704 - JSON, safe in HTML
                        "afterword_files": work.offered,
                        "afterword_problems": None,
                    }
                ),
                theme=SimpleNamespace(
                    favicon=theme.get("favicon") or "assets/own/favicon.svg",
                    logo=theme.get("logo") or "",
                    icon=_plain(theme.get("icon")),
                    features=project.features,
                ),
                extra_css=(*_STYLES, *STYLES, *_paths(values.get("extra_css"))),
                extra_javascript=(*SCRIPTS, *_SCRIPTS, *_paths(values.get("extra_javascript"))),
            ),
            "features": project.features,
            "lang": SimpleNamespace(code=language, t=partial(_term, work.say), direction=_direction(project, language)),
            "palette": _palette(theme.get("palette")),
            "toc_title": str(dict(project.extensions).get("toc", {}).get("title") or work.say("On this page")),
            "notice": Markup(work.notice),  # noqa: S704 - safe HTML, as its contract says
        }

    def render(self, name: str, page: PageView | None, nav: Sequence[NavItem]) -> str:
        """A whole page with a mark in the place of its content.

        Without `page`, it is the one for addresses that lead nowhere.

        Raises:
            PublishError: a template of the site's own cannot be used.
        """
        base = (page.url.count("/") * "../").rstrip("/") or "." if page else self._from_anywhere()
        active = [item for item in every(nav) if page and page.named and _holds(item, page.url)]
        try:
            template = self._environment.get_template(name)
            shown = SimpleNamespace(items=nav, homepage=None)
            return template.render(**self._context, page=page, nav=shown, active=active, base_url=base)
        except jinja2.TemplateError as error:
            where = getattr(error, "filename", None) or getattr(error, "name", None) or name
            line = f", line {error.lineno}" if isinstance(error, jinja2.TemplateSyntaxError) else ""
            raise PublishError(
                f"the template {where}{line} cannot be used in the frame of our own: {error.message}. "
                "Our frame has the blocks that docs/settings.md names, and of Material's partials only footer.html"
            ) from error

    def _from_anywhere(self) -> str:
        """The path of the site on its host: a page that answers at any address has no relative links."""
        path = self._project.site.url.partition("://")[2].partition("/")[2]
        return f"/{path}".rstrip("/") or "/"


@jinja2.pass_context
def _url(context: Context, value: object) -> str:
    """Link to an address from the page that is rendered."""
    address = str(value)
    if "://" in address or address.startswith(("/", "#", "mailto:", "data:")):
        return address
    base = str(context["base_url"])
    return f"{'' if base == '.' else base.rstrip('/') + '/'}{address}" or "./"


def _term(say: Language, key: str) -> str:
    """The words of the frame, by the keys that Material has for them."""
    terms = {
        "nav": say("Pages"),
        "footer": say("All pages"),
        "toc": say("On this page"),
        "search": say("Search"),
        "search.placeholder": say("Search"),
        "action.skip": say("Skip to the text"),
    }
    return terms.get(key, "")


def _direction(project: SiteProject, language: str) -> str:
    direction = project.theme.get("direction")
    if direction in {"ltr", "rtl"}:
        return str(direction)
    return "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def _palette(palette: object) -> str:
    """`auto` when the reader may choose, else the only colours of the site: `light` or `dark`."""
    rows = [row for row in (palette if isinstance(palette, list) else [palette]) if isinstance(row, dict)]
    schemes = {"dark" if row.get("scheme") == "slate" else "light" for row in rows}
    return schemes.pop() if len(schemes) == 1 else "auto"


def _holds(item: NavItem, url: str) -> bool:
    return item.address == url or any(_holds(inner, url) for inner in item.children)


def every(items: Iterable[NavItem]) -> Iterator[NavItem]:
    """All entries of a navigation in document order."""
    for item in items:
        yield item
        yield from every(item.children)


def _plain(values: object) -> dict[str, Any]:
    return {str(key): value for key, value in values.items()} if isinstance(values, dict) else {}


def _paths(listed: object) -> list[str]:
    """What `extra_css` or `extra_javascript` names: paths, or mappings with a path."""
    rows = listed if isinstance(listed, list) else []
    return [
        str(row["path"]) if isinstance(row, dict) else str(row)
        for row in rows
        if not isinstance(row, dict) or "path" in row
    ]
