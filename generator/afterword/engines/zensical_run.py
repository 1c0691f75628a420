"""One run of Zensical, over a project of its own in which each kind of page has one stub."""

import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import sha256
from html import escape, unescape
from pathlib import Path
from typing import Any

import yaml

from afterword.engines.frames import ContentsEntry, PageFacts
from afterword.engines.head import Surround
from afterword.engines.interface import CONTENT, Built, FrameKind, Work, stub
from afterword.engines.mkdocs_yml import NavEntry, PythonName, SiteProject, address_in_nav, nav_of, page_of_file
from afterword.markup.html import safe_address
from afterword.outputs.bundles import SCRIPTS, STYLES
from afterword.outputs.urls import relative
from afterword.world.publishing.site_writers import copy_file, write_text
from afterword.world.refusal import PublishError
from afterword.world.site_files import name_in

OPTIONS = frozenset("name custom_dir language font icon palette features favicon logo direction variant".split())
"""Options of the theme that Zensical has, too."""
NO_FEATURES = re.compile(r"navigation\.(?:instant|path|footer)|content\.action\.|announce\.dismiss")
_HEAD, _FOOT, _LOST, _END = (f"<!--afterword: {name}-->" for name in ("head", "foot", "lost", "end of the content"))
_TITLE = re.compile(r'<title>(.*?)</title>\s*<meta name="awAbout" content="(.*?)">', re.DOTALL)
_ABOUT = '<meta name="awAbout" content="{{ about | e }}">'
_MAIN = f"""\
{{% extends "base.html" %}}
{{% block site_meta %}}{_HEAD}{{% endblock %}}
{{% block htmltitle %}}
{{% set title = page.title %}}
{{% set about = "" %}}
{{% if page.meta and page.meta.title %}}{{% set title = page.meta.title %}}{{% endif %}}
{{% if page.meta and page.meta.description %}}{{% set about = page.meta.description %}}{{% endif %}}
<title>{{% if title %}}{{{{ title | striptags | e }}}}{{% endif %}}</title>{_ABOUT}
{{% endblock %}}
{{% block footer %}}{_FOOT}{{% endblock %}}
"""
_NOT_FOUND = f"""{{% extends "main.html" %}}
{{% block site_nav %}}{{% endblock %}}
{{% block content %}}{_LOST}{{% endblock %}}
"""
_MENU = re.compile(r'<label class="md-header__button md-icon" for="__drawer">(.*?)</label>', re.DOTALL)
_TOC = '<nav class="md-nav md-nav--secondary"'
_NAV = re.compile(r"</?nav\b[^>]*>")
_LINK = re.compile(r"(\]\(\s*<?|^\[[^\]\n]+\]:\s*<?)([^)\s#>\n]+\.md)(?=[)\s#>])", re.MULTILINE)
_WARNING = re.compile(r"Warning: (.+)\s+\S*\[ (\S+?):\d+ \]")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_SHADOW_STYLE = re.compile(r'"style",\{\},(\w+)\.toString\(\)')
_TIMEOUT = 300


class ZensicalRun:
    """One run of Zensical."""

    def __init__(self, project: SiteProject, folder: Path, kinds: Sequence[FrameKind], work: Work) -> None:
        self._project, self._folder, self._kinds, self._work = project, folder, kinds, work
        self._files = project.files(work.left_out)
        self._pages = {path: url for path, url in self._files.items() if url != path}
        self._nav = self._shown(nav_of(project))
        self._base = re.sub(r"^[a-z]+://[^/]+", "", project.site.url) or "/"
        self._surround = Surround(
            site=project.site,
            say=work.say,
            about=str(project.values.get("site_description") or ""),
            favicon=str(project.theme.get("favicon") or "assets/images/favicon.png"),
            copyright=str(project.values.get("copyright") or ""),
            offered=work.offered,
        )

    # ---- before ----------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Write the project: what people wrote, a stub of each kind, templates, and mkdocs.yml."""
        docs = self._folder / "docs"
        for path in self._files:
            copy_file(self._project.docs / path, docs / path)
            if path in self._pages:
                text = (docs / path).read_text(encoding="utf-8", errors="replace")
                write_text(docs / path, _LINK.sub(partial(self._with_target, path), text))
        for kind in self._kinds:
            write_text(docs / kind.url / "index.md", _stub_text(kind))
        templates = self._folder / "overrides"
        write_text(templates / "main.html", _MAIN)
        write_text(templates / "404.html", _NOT_FOUND)
        write_text(
            self._folder / "mkdocs.yml", yaml.dump(self._config(), Dumper=_Dumper, allow_unicode=True, sort_keys=False)
        )

    def _with_target(self, path: str, match: re.Match[str]) -> str:
        """The beginning of a link; one to the file of an incident leads to its page instead."""
        link = match[2]
        there = os.path.normpath(f"{Path(path).parent}/{link}")
        url = page_of_file(there, self._work.written, self._project.docs_path)
        if not url or there in self._files:
            return match[0]
        return match[1] + name_in(Path(path).parent, f"{url}index.md")

    def _config(self) -> dict[str, Any]:
        """mkdocs.yml for this run: paths in this folder, our styles, and nothing that looks into pages."""
        values = dict(self._project.values)
        for key in ("hooks", "copyright", "repo_url", "edit_uri", "site_description", "watch", "INHERIT"):
            values.pop(key, None)
        theme = {key: value for key, value in self._project.theme.items() if key in OPTIONS}
        theme |= {
            "name": "material",
            "custom_dir": "overrides",
            "features": [f for f in self._project.features if not NO_FEATURES.match(f)],
        }
        theme.setdefault("variant", "classic")
        theme["language"] = str(theme.get("language") or "en")
        if theme["language"] == "en":
            theme["language"] = self._work.say.code.partition("-")[0].lower()
        for key, ours in (("extra_css", STYLES), ("extra_javascript", SCRIPTS)):
            listed = values.get(key)
            values[key] = [*ours, *(listed if isinstance(listed, list) else ())]
        search = "search" if any(name in {"search", "material/search"} for name, _ in self._project.plugins) else None
        return {
            **values,
            "site_name": escape(self._project.site.name),
            "docs_dir": "docs",
            "site_dir": "site",
            "theme": theme,
            "plugins": [search] if search else [],
            "nav": [_yaml_of(entry) for entry in self._nav],
        }

    def _shown(self, entries: Sequence[NavEntry]) -> list[NavEntry]:
        """The navigation, each page with its title and as Zensical finds it. Entries that lead nowhere are left out."""
        shown: list[NavEntry] = []
        for entry in entries:
            if entry.below:
                shown.append(NavEntry(title=entry.title, below=tuple(self._shown(entry.below))))
                continue
            url = address_in_nav(entry, self._project, self._work.titles, self._work.written)
            if url is not None and url in self._work.titles:
                shown.append(NavEntry(title=entry.title or self._work.titles[url], target=f"{url}index.md"))
            elif url is not None and entry.target in self._files:
                shown.append(entry)
            elif (
                "://" in entry.target
                and safe_address(entry.target)
                and not self._work.unpublished.is_led_to(entry.target)
            ):
                shown.append(NavEntry(title=entry.title or entry.target, target=entry.target))
            else:
                self._work.warn(f"nav names {entry.target}, which is not published. It was left out.")
        return shown

    def build(self) -> None:
        """Run Zensical, and pass its warnings on."""
        strict = ["--strict"] if self._project.values.get("strict") is True else []
        command = [sys.executable, "-m", "zensical", "build", "-f", "mkdocs.yml", *strict]
        try:
            done = subprocess.run(  # noqa: S603 - our own Python
                command, cwd=self._folder, capture_output=True, text=True, timeout=_TIMEOUT, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise PublishError(f"Zensical did not end within {_TIMEOUT} seconds") from error
        output = _COLOUR.sub("", f"{done.stdout}\n{done.stderr}")
        for words, path in dict.fromkeys(_WARNING.findall(output)):
            self._work.warn(f"{name_in(self._project.root, self._project.docs / path)}: {words}.")
        if done.returncode:
            last = next((row.strip() for row in reversed(output.splitlines()) if row.strip()), "it did not say why")
            raise PublishError(f"Zensical could not build the site: {last.rstrip('.')}")

    # ---- after -----------------------------------------------------------------------------------

    def collect(self) -> Built:
        """Copy the built files into the new site, and return the stubs apart."""
        built, site = self._folder / "site", self._work.site
        styles = _shadow_styles(built)
        stubs = {
            kind: self._stub(kind, (built / kind.url / "index.html").read_text(encoding="utf-8"))
            for kind in self._kinds
        }
        for kind in self._kinds:
            (built / kind.url / "index.html").unlink()
        for name in ("sitemap.xml", "sitemap.xml.gz"):
            (built / name).unlink(missing_ok=True)
        for url in self._pages.values():
            page = built / url / "index.html"
            page.write_text(self._page(url, page.read_text(encoding="utf-8"), styles), encoding="utf-8")
        lost = built / "404.html"
        lost.write_text(self._lost(lost.read_text(encoding="utf-8"), styles), encoding="utf-8")
        if own := self._project.custom_dir:
            for file in (path for path in sorted((own / "assets").rglob("*")) if path.is_file()):
                copy_file(file, built / file.relative_to(own))
        for file in (path for path in built.rglob("*") if path.is_file()):
            copy_file(file, site / file.relative_to(built))
        return Built(stubs=stubs, pages=tuple(self._pages.values()), style_hashes=styles)

    def _stub(self, kind: FrameKind, text: str) -> str:
        """The stub of a kind, with `CONTENT` for what stands between its marks."""
        before, _, rest = text.partition(CONTENT)
        content, _, behind = rest.partition(_END)
        facts = stub(kind)
        for entry in (row for top in facts.contents for row in (top, *top.below)):
            slug = re.search(rf'<h[2-6] id="([^"]*)">[^<]*{entry.title}\b', content)
            if slug:
                before = before.replace(f'"#{slug[1]}"', f'"#{entry.anchor}"')
                behind = behind.replace(f'"#{slug[1]}"', f'"#{entry.anchor}"')
        return self._framed(_with_one_toc(f"{before}{self._work.notice}{CONTENT}{behind}"), kind.url, facts)

    def _page(self, url: str, text: str, styles: Sequence[str]) -> str:
        """A page written by hand: its names, its head, and the policy from its frame alone."""
        names = _TITLE.search(text)
        title, about = (unescape(part) for part in names.groups()) if names else ("", "")
        hidden = self._work.unpublished
        start, stop = text.find('<a id="__skip"'), text.rfind("</article>")
        content = text[start:stop]
        if hidden and (bare := hidden.page(content)) != content:
            self._work.warn(f"{url} names an incident that is not published. Readers see its words without the link.")
            content, title, about = bare, hidden.text(title), hidden.text(about)
        site = self._project.site
        facts = PageFacts(
            kind=(), title=title, description=about, address=site.absolute(url) if site.url else "", contents=()
        )
        frame = self._framed(f"{text[:start]}{CONTENT}{text[stop:]}", url, facts)
        if hidden:
            frame = hidden.page(frame)
        return self._work.protect(frame, styles).replace(CONTENT, f"{self._work.notice}{content}")

    def _lost(self, text: str, styles: Sequence[str]) -> str:
        """Page 404.html: its links work from any depth."""
        facts = PageFacts(kind=(), title=self._work.say("Not found"), description="", address="", contents=())
        content = self._surround.not_found(lambda path: f"{self._base}{path}")
        return self._work.protect(self._framed(text, None, facts), styles).replace(_LOST, content)

    def _framed(self, text: str, url: str | None, facts: PageFacts) -> str:
        """A frame with our head and footer; the menu is a link to all pages in the footer, as under MkDocs."""

        def link(path: str) -> str:
            return f"{self._base}{path}" if url is None else relative(url, path)

        label = re.search(
            r'<label class="md-header__button md-icon" for="__drawer">.*?<span[^>]*>([^<]*)</span>', text, re.DOTALL
        )
        menu = label[1].strip() if label else ""
        foot = self._surround.foot(self._listed(self._nav), url, link, menu or self._project.site.name)
        text = _MENU.sub(lambda button: _as_link(button[1], menu), text)
        text = _TITLE.sub("", text).replace(_HEAD, self._surround.head(facts, link)).replace(_FOOT, foot)
        return re.sub(r"&amp;(amp|lt|gt|quot|#x27|#39);", r"&\1;", text)

    def _listed(self, entries: Sequence[NavEntry]) -> list[tuple[str, str]]:
        """The navigation as one list of addresses and titles."""
        listed: list[tuple[str, str]] = []
        for entry in entries:
            if entry.below:
                listed += self._listed(entry.below)
                continue
            url = address_in_nav(entry, self._project, self._work.titles, self._work.written)
            listed.append((entry.target if url is None else url, entry.title or Path(entry.target).stem))
        return listed


def _with_one_toc(text: str) -> str:
    """A frame without the contents in the menu, which our frame hides, where the active page has them twice."""
    if text.count(_TOC) < 2:
        return text
    start = text.index(_TOC)
    depth = 0
    for tag in _NAV.finditer(text, start):
        depth += -1 if tag[0] == "</nav>" else 1
        if not depth:
            return text[:start] + text[tag.end() :]
    return text


def _as_link(inside: str, label: str) -> str:
    icon = inside.partition("<span")[0].strip()
    return f'<a class="md-header__button md-icon aw-menu" href="#site" aria-label="{label}">{icon}</a>'


def _stub_text(kind: FrameKind) -> str:
    """The Markdown of a stub: a mark, headings for the contents, and another mark."""
    facts = stub(kind)
    hide = ["navigation", "toc"] if kind.hide_toc else ["navigation"]
    front = {"title": escape(facts.title), "hide": hide, "search": {"exclude": True}}
    rows = [f"---\n{yaml.safe_dump(front)}---", CONTENT, *_headings(facts.contents, 2), _END]
    return "\n\n".join(rows) + "\n"


def _headings(entries: Sequence[ContentsEntry], level: int) -> Iterator[str]:
    for entry in entries:
        yield f"{'#' * level} {entry.title}"
        yield from _headings(entry.below, level + 1)


def _yaml_of(entry: NavEntry) -> object:
    """An entry as `nav` has it; the theme prints its title as it is."""
    inside = [_yaml_of(inner) for inner in entry.below] if entry.below else entry.target
    return {escape(entry.title): inside} if entry.title else inside


def _shadow_styles(site: Path) -> tuple[str, ...]:
    """The hash of the style that the search writes, from the script as it is shipped."""
    for bundle in sorted((site / "assets/javascripts").glob("bundle.*.js")):
        text = bundle.read_text(encoding="utf-8")
        if (name := _SHADOW_STYLE.search(text)) and (
            style := re.search(rf"\bvar {re.escape(name[1])}='([^'\\]*)'", text)
        ):
            return (f"'sha256-{b64encode(sha256(style[1].encode()).digest()).decode()}'",)
    return ()


class _Dumper(yaml.SafeDumper):
    """Writes mkdocs.yml for a run; names of functions as they were."""


_Dumper.add_representer(
    PythonName, lambda dumper, value: dumper.represent_scalar(f"tag:yaml.org,2002:python/name:{value.name}", "")
)
