"""The MkDocs plugin: hands what the build made to MkDocs, and stops MkDocs before it can do harm."""

import json
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, cast

import jinja2
from markupsafe import escape
from mkdocs.config import config_options
from mkdocs.config.base import Config, ValidationError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage

from afterword.build import NOTHING_AROUND, Checked, Each, Surroundings, build
from afterword.core.problems import Problem
from afterword.core.rules import FOLLOWED, Level
from afterword.engines.checking import check_site_of
from afterword.engines.compiled import CompiledTemplates
from afterword.engines.frames import Frames
from afterword.engines.mkdocs_yml import Places
from afterword.mkdocs_engine import mkdocs_config, mkdocs_pages
from afterword.mkdocs_engine.mkdocs_config import root_of, site_of, under_of
from afterword.mkdocs_engine.mkdocs_faults import config_problems, what_failed
from afterword.mkdocs_engine.mkdocs_pages import FRAMED, FramedTemplate, Framing, IncidentFiles, MadeFile, ReadyPage
from afterword.outputs.artifacts import Artifact, Asset, Outputs, Page, Rendered, TextFile
from afterword.outputs.bundles import SCRIPTS, STYLES
from afterword.outputs.policy import with_policy
from afterword.outputs.report import summary
from afterword.outputs.search_entries import Searched
from afterword.outputs.sitemap import PATH as SITEMAP
from afterword.outputs.sitemap import sitemap
from afterword.outputs.template_compiler import CompiledEnvironment
from afterword.outputs.templates import environment, gettext
from afterword.outputs.translation import Language
from afterword.outputs.urls import ARCHIVE, HEADERS, ROBOTS, written_as
from afterword.safety.unpublished import Unpublished
from afterword.world.clock import clock
from afterword.world.kept.search_texts import read_searched, write_searched
from afterword.world.kept.store import open_store
from afterword.world.languages import language_or_english
from afterword.world.preview import Preview, only_for
from afterword.world.publishing.helper_processes import Ahead, each
from afterword.world.publishing.inspection import look
from afterword.world.publishing.site_manifest import files_of, write_manifest
from afterword.world.publishing.site_writers import Writers, Written
from afterword.world.publishing.written_files import Reuse
from afterword.world.refusal import PublishError
from afterword.world.site_files import name_in

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

log = logging.getLogger("mkdocs.plugins.afterword")
_THEME = Path(__file__).parents[1] / "theme"
_FOLDER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*/?")
_LINES = 20
"""Most problems that a page of the preview shows."""
_USUAL_NAV = frozenset({"index.md", "history/index.md"})
"""Navigation of a mkdocs.yml without `nav`."""
_OF_THE_HOST = frozenset({ROBOTS, HEADERS})
"""Files that are read at the root of a host only: where the history is a part of a site, they are the site's own."""
_FRAME = "afterword/main.html"
"""Name of our template in a site that holds more than the history."""
_OFFERED = (ARCHIVE,)
"""Files that the footer of every page links to, where the build makes them."""


@dataclass(kw_only=True)
class _Build:
    """State of one build between the events of MkDocs."""

    outputs: Outputs = field(default_factory=Outputs)
    searched: Searched = field(default_factory=Searched)
    templates: CompiledEnvironment = field(default_factory=environment)
    """Environment that renders our pages."""
    language: Language = field(default_factory=Language)
    policy: bool = True
    under: str = ""
    """The folder of the history, in a site that is more; empty: the site is the history."""
    left_out: frozenset[str] = frozenset()
    """Files of docs_dir that hold what must not be published."""
    unpublished: Unpublished = field(default_factory=Unpublished)
    """The names that pages written by hand must not show either."""
    addresses: Mapping[str, str] = field(default_factory=dict)
    """By the path of an incident's file, as pages written by hand may name it: the address of its page."""
    in_nav: frozenset[str] = frozenset()
    """Pages of ours that the navigation names: MkDocs makes their `Page`, with the title that mkdocs.yml gives them."""
    nav: Navigation = field(default_factory=lambda: Navigation([], []))
    every_page: tuple[Page, ...] = ()
    pages: dict[str, Page] = field(default_factory=dict)
    """By their source path, the pages that MkDocs is given."""
    texts: Ahead[str | Rendered] = field(default_factory=lambda: Ahead({}))
    """By their source path, the texts of what MkDocs is given, in the order in which MkDocs asks for them."""
    aside: dict[str, Page | TextFile] = field(default_factory=dict)
    """By their source path, what is written beside MkDocs."""
    writers: Writers | None = None
    rendered: Rendered = field(default_factory=lambda: Rendered(html="", toc=(), head=""))
    """Frame and facts of the page that MkDocs renders now."""
    content: str = ""
    """Content of that page, as other plugins have left it."""

    def close(self) -> None:
        """End the processes, whatever they are at."""
        self.texts.close()
        if self.writers:
            self.writers.close()


class _Folder(config_options.Type[str]):
    """A folder of the site."""

    def run_validation(self, value: object) -> str:
        text = super().run_validation(value)
        if text and not _FOLDER.fullmatch(text):
            raise ValidationError(
                f"'{text}' is no folder of the site. Write small letters, digits and hyphens, e.g. under: status"
            )
        return text


class AfterwordConfig(Config):  # type: ignore[no-untyped-call]  # MkDocs' own hook has no types
    """The options of the plugin. Everything about incidents stands in the settings file instead."""

    incidents = config_options.Type(str, default="incidents")
    settings = config_options.Type(str, default="site_config/settings.yml")
    under = _Folder(str, default="")
    """The folder of the site in which the history lies, such as `status`: every other page is left as it is."""


class AfterwordPlugin(BasePlugin[AfterwordConfig]):  # type: ignore[no-untyped-call]  # as above
    """Reads the incidents and adds their pages, lists and feeds to the site."""

    now: datetime | None = None
    """The time of every build; None: the clock. The command sets it, on the class: MkDocs makes plugins anew."""

    reuse: Reuse | None = None
    """What need not be written again; the command sets it. MkDocs is then given the rest only."""

    publishing: bool = False
    """Whether the command publishes what MkDocs builds, and so signs it; the command sets it."""

    processes: int = 0
    """How many may render beside MkDocs; the command sets it."""

    preview: bool = False
    """Whether this machine alone sees what is built, drafts and faulty files too; the command sets it.
    The server of the command shows what is wrong; plain `mkdocs serve` has a server of its own,
    and there this plugin shows it."""

    trial: bool = False
    """Whether this build only looks for what a real one would refuse, with few of our pages; the command sets it."""

    alone: bool = False
    """Whether nothing of the site's own looks into pages of ours; the command sets it. Only pages that the navigation
    names go through MkDocs then, and the others are written by the processes that make them."""

    written: Mapping[str, Written] = MappingProxyType({})
    """By its path in the site, what was written so in the last build."""

    def __init__(self) -> None:
        self._serving = False
        self._dirty = False
        self._preview = Preview()
        self._checked: Checked | None = None
        self._build = _Build()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """First of all: under `serve` nothing may raise."""
        self._serving = command == "serve"
        self._dirty = dirty

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Before the theme's environment is made: add our frame behind the site's, our styles before the site's."""
        if self._preview.next:
            config.site_dir = str(self._preview.next)
        if instant := mkdocs_config.without_instant(config):
            log.warning(
                "%s in theme.features was left out: scripts of the pages run when a page is loaded.",
                " and ".join(instant),
            )
        if under := under_of(config):
            ours = {"under": under, "frame": "main.html", "styles": STYLES, "scripts": SCRIPTS}
            config.extra.update({f"afterword_{name}": value for name, value in ours.items()})
            return config
        at = 1 if config.theme.custom_dir else 0
        if str(_THEME) not in config.theme.dirs:
            config.theme.dirs.insert(at, str(_THEME))
            config.extra_css[:0] = STYLES
            config.extra_javascript[:0] = SCRIPTS
        config.theme.static_templates.discard(SITEMAP)
        mkdocs_config.make_texts_safe(config)
        if config.site_url:
            config.extra.setdefault("scope", config.site_url)
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Before MkDocs wipes the published site: everything is read and checked, and a build with errors ends here."""
        if not self.trial:
            _refuse(config_problems(config, serving=self._lenient))
        checked = self._checked
        if not checked:
            checked = self.check(config)
            self._say(checked)
        self._checked = None  # a preview builds again and again: each time it reads anew
        own = jinja2.FileSystemLoader(config.theme.custom_dir) if config.theme.custom_dir else None
        say = language_or_english(checked.settings.language, config.theme.custom_dir, log.warning)
        templates = environment(own, say, CompiledTemplates(open_store(root_of(config))))
        searched = read_searched(open_store(root_of(config)), self.reuse.made_with if self.reuse else "")
        self._build.close()
        under, drafts = under_of(config), self._lenient
        outputs = build(checked, site_of(config), self._time(), templates, drafts=drafts, say=say, searched=searched)
        written = written_as(checked.sources.values(), checked.shown(drafts=drafts))
        self._build = _Build(
            under=under,
            outputs=outputs.under(under, _OF_THE_HOST) if under else outputs,
            searched=searched,
            templates=templates,
            language=say,
            policy=checked.settings.security.policy,
            left_out=checked.left_out,
            unpublished=Unpublished() if drafts else checked.unpublished,
            addresses={path: under + address for path, address in written.items()},
        )
        mkdocs_config.speak(config, say)
        config.extra["afterword_files"] = frozenset(
            under + path for path in _OFFERED if under + path in self._build.outputs
        )
        depth = under.count("/") + 1
        config.extra["afterword_pages"] = [
            (page.title, page.url) for page in self._build.outputs.pages if page.url.count("/") == depth
        ]
        config.extra["afterword_problems"] = _shown(checked.problems) if self._serving else None

    def _say(self, checked: Checked) -> None:
        """Errors end a build; under `serve` they are told, and the preview lives on. Style is for `afterword check`."""
        errors = [problem for problem in checked.problems if problem.level is Level.ERROR]
        if not self._serving or any(error.code in FOLLOWED for error in errors):
            _refuse(errors)
        if self._serving and checked.problems:
            log.log(logging.ERROR if errors else logging.INFO, "%s", "\n".join(map(str, checked.problems)))

    def check(self, config: MkDocsConfig, each: Each = map, around: Surroundings = NOTHING_AROUND) -> Checked:
        """Read and check everything; the caller says what is wrong, and the result serves the next build."""
        places = Places(
            root=root_of(config),
            config_file=Path(config.config_file_path),
            docs=Path(config.docs_dir),
            published=mkdocs_config.published_folders(config),
            incidents=self.config.incidents,
            settings=self.config.settings,
        )
        pages = mkdocs_config.pages_of(config, self.config.incidents)
        around = replace(around, preview=self._lenient)
        checked = check_site_of(places, site_of(config), pages, self._time(), each, around)
        wrong = config_problems(config, serving=self._lenient)
        self._checked = replace(checked, problems=tuple(sorted({*checked.problems, *wrong})))
        return self._checked

    @property
    def _lenient(self) -> bool:
        """Whether what is built may hold what is never published."""
        return self._serving or self.preview

    @property
    def site_paths(self) -> tuple[str, ...]:
        """The files that the build must have made."""
        return (*(() if self._build.under else (SITEMAP,)), *(artifact.path for artifact in self._build.outputs))

    @event_priority(-50)
    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """After other plugins have added theirs: a page that somebody wrote wins over one that is made."""
        state = self._build
        self._take_out(files, config)
        others = [file.url.removeprefix("./") for file in files.documentation_pages()]
        made = {_uri(artifact): artifact for artifact in state.outputs}
        taken = {file.dest_uri for file in files}  # `statistics.md` is the same page as `statistics/index.md`
        for uri in [uri for uri, output in made.items() if uri in files.src_uris or output.path in taken]:
            log.info("%s is written by hand, so it is not made.", uri)
            del made[uri]
        incidents = IncidentFiles(state.addresses, config, made)
        usual = frozenset({f"{state.under}index.md"}) if state.under else _USUAL_NAV
        state.in_nav = (
            frozenset(incidents.page_of(name) for name in mkdocs_config.named_in(config.nav)) if config.nav else usual
        )
        if self.trial:
            own = Path(config.theme.custom_dir, "afterword").is_dir() if config.theme.custom_dir else False
            made, left = mkdocs_pages.sample(made, state.in_nav, own=own)
            for uri in left:
                files.append(mkdocs_pages.empty_file(config, uri, InclusionLevel.EXCLUDED))
        kept = self._kept(made, Path(config.site_dir))
        state.every_page = tuple(artifact for artifact in made.values() if isinstance(artifact, Page))
        given = {uri: artifact for uri, artifact in made.items() if artifact.path not in kept}
        texts = {uri: artifact for uri, artifact in given.items() if not isinstance(artifact, Asset)}
        state.aside = {uri: text for uri, text in texts.items() if self.alone and uri not in state.in_nav}
        self._give(files, {uri: artifact for uri, artifact in given.items() if uri not in state.aside}, config)
        if not state.under:  # there the theme's own sitemap names ours, too
            if themes := files.get_file_from_path(SITEMAP):
                files.remove(themes)
            files.append(File.generated(config, SITEMAP, content=sitemap(site_of(config), state.every_page, others)))
        find = files.get_file_from_path
        files.get_file_from_path = lambda path: find(path) or incidents.file(path, find)  # type: ignore[method-assign]  # MkDocs', for these files
        return files

    def _take_out(self, files: Files, config: MkDocsConfig) -> None:
        """Take out what of docs_dir must not be published: incidents, and files with secrets or internal sections."""
        docs, incidents = Path(config.docs_dir).resolve(), root_of(config) / self.config.incidents
        theirs = [file for file in files if file.src_dir == config.docs_dir]
        raw = [file for file in theirs if (docs / file.src_uri).is_relative_to(incidents)]
        left_out = [file for file in theirs if self._name(file, config) in self._build.left_out and file not in raw]
        for file in (*raw, *left_out):
            files.remove(file)
        if left_out and config.nav:
            config.nav = mkdocs_config.without_named(config.nav, frozenset(file.src_uri for file in left_out))

    def _give(self, files: Files, given: Mapping[str, Artifact], config: MkDocsConfig) -> None:
        """Give artifacts to MkDocs, by their source path; processes begin to make their texts."""
        state = self._build
        state.pages = {uri: artifact for uri, artifact in given.items() if isinstance(artifact, Page)}
        for uri, artifact in given.items():
            file = self._file(uri, artifact, config)
            files.append(file)
            if isinstance(artifact, Page) and uri not in state.in_nav:
                ReadyPage(str(escape(artifact.title)), file, config)
        documents = {uri: artifact.text for uri, artifact in given.items() if isinstance(artifact, TextFile)}
        if state.pages or state.aside:
            state.templates.prepare(partial(each, processes=self.processes))
        makes = documents | {uri: page.rendered for uri, page in state.pages.items()}
        state.texts = Ahead(makes, 0 if state.aside else self.processes)

    def _name(self, file: File, config: MkDocsConfig) -> str:
        """The path of a file of docs_dir, as problems name it."""
        return name_in(root_of(config), Path(config.docs_dir) / file.src_uri)

    def _kept(self, made: Mapping[str, Artifact], site: Path) -> frozenset[str]:
        """The files of an earlier build that are in the site by now. The navigation on each page has titles of ours."""
        if not self.reuse:
            return frozenset()
        state = self._build
        named = {uri: page.title for uri in state.in_nav if isinstance(page := made.get(uri), Page)}
        others = (artifact.path for uri, artifact in made.items() if uri not in state.in_nav)
        keys = {path: key for path in others if (key := state.outputs.keys.get(path))}
        return self.reuse.take(site, keys, named)

    def _file(self, uri: str, artifact: Page | TextFile | Asset, config: MkDocsConfig) -> File:
        if isinstance(artifact, Asset):
            return File.generated(config, uri, abs_src_path=str(root_of(config) / artifact.source))
        if isinstance(artifact, TextFile):
            return MadeFile(artifact, config, lambda: cast("str", self._build.texts(uri)))
        level = InclusionLevel.INCLUDED if uri in self._build.in_nav else InclusionLevel.NOT_IN_NAV
        return mkdocs_pages.empty_file(config, uri, level)

    def on_page_read_source(self, /, *, page: MkDocsPage, config: MkDocsConfig) -> str | None:  # noqa: ARG002
        """Give a source, which gives a title, for each page of ours in the navigation: it has no Markdown to read."""
        made = self._build.pages.get(page.file.src_uri)
        template = f"template: {_FRAME}\n" if self._build.under else ""
        return f"---\n{template}title: {json.dumps(str(escape(made.title)))}\n---\n" if made else None

    @event_priority(-100)
    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Last of all plugins: what mkdocs.yml says in `nav` is text."""
        for gone in mkdocs_pages.without_links(nav, self._build.unpublished.is_led_to):
            log.warning("nav names %s, which is not published. It was left out.", gone)
        if not self._build.under:
            mkdocs_pages.make_navigation_safe(nav)
        elif not config.nav and (ours := files.get_file_from_path(f"{self._build.under}index.md")) and ours.page:
            # Its own title says what is open, and would change every page of the site.
            ours.page.title = self._build.language("Incidents")
        self._build.nav = nav
        return nav

    def on_page_content(self, html: str, /, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """In a page written by hand, links to unpublished incidents become their words, also in titles and contents."""
        hidden = self._build.unpublished
        if not hidden or page.file.src_uri in self._build.pages:
            return html
        bare = hidden.page(html)
        if bare != html:
            log.warning(
                "%s names an incident that is not published. Readers see its words without the link.", page.file.src_uri
            )
        mkdocs_pages.make_titles_bare(page, hidden.text, hidden.anchor)
        return bare

    def on_env(self, env: jinja2.Environment, /, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Before pages are rendered: our pages get their frame from `Frames`, the search its entries from our facts."""
        state = self._build
        if state.under and env.loader:
            env.loader = jinja2.ChoiceLoader(
                [env.loader, jinja2.PrefixLoader({"afterword": jinja2.FileSystemLoader(_THEME)})]
            )
        for file in files.documentation_pages():
            if file.page and file.src_uri not in state.pages and not state.under:
                mkdocs_pages.make_title_safe(file.page)
        env.bytecode_cache = CompiledTemplates(open_store(root_of(config)))
        gettext(env, state.language)
        given = env.get_template
        frame = env.get_template(_FRAME if state.under else "main.html")
        framing = Framing(env, frame, site_of(config).name, Frames(log.info, state.language), self._protected)
        framed = FramedTemplate(framing, state.pages, lambda: state.rendered)
        env.get_template = lambda name, *more, **options: framed if name == FRAMED else given(name, *more, **options)  # type: ignore[assignment, method-assign]  # Jinja's method, for this one environment
        if state.aside:
            make = partial(_bytes, framing=framing, nav=state.nav, config=config)
            looks = partial(look, own=config.site_url or "", closed=state.policy)
            state.writers = Writers(Path(config.site_dir), state.aside.values(), make, looks, self.processes)
        self._add_search(config)  # while the processes write
        return env

    def _add_search(self, config: MkDocsConfig) -> None:
        """Give the search its entries for pages of ours."""
        state = self._build
        index = getattr(config.plugins.get("material/search") or config.plugins.get("search"), "search_index", None)
        if isinstance(getattr(index, "entries", None), list):
            for page in state.every_page:
                if page.search:
                    entry = {
                        "location": page.url,
                        "title": str(escape(page.search.title)),
                        "text": str(escape(page.search.whole)),
                    }
                    index.entries.append(entry)  # type: ignore[union-attr]  # Material's, which has no types
            mkdocs_config.split_for_every_script(index)
        if self.reuse:
            write_searched(open_store(root_of(config)), self.reuse.made_with, state.searched)

    @event_priority(100)
    def _fill(self, context: Any, /, *, page: MkDocsPage, config: MkDocsConfig, nav: Any) -> Any:  # noqa: ANN401, ARG002
        """First of all plugins, just before the theme renders the page: make its content, which need not wait."""
        if made := self._build.pages.get(page.file.src_uri):
            self._build.rendered = cast("Rendered", self._build.texts(page.file.src_uri))
            mkdocs_pages.put_in(page, made, self._build.rendered)
        return context

    @event_priority(-100)
    def _hold(self, context: Any, /, *, page: MkDocsPage, config: MkDocsConfig, nav: Any) -> Any:  # noqa: ANN401, ARG002
        """Last of all plugins: the theme gets a mark in the place of the content, so the frame is looked at alone."""
        if self._is_left(page):
            return context
        self._build.content = page.content or ""
        page.content = mkdocs_pages.mark(self._build.content)
        return context

    on_page_context = CombinedEvent(_fill, _hold)

    @event_priority(100)
    def on_post_page(self, output: str, /, *, page: MkDocsPage, config: MkDocsConfig) -> str:  # noqa: ARG002
        """First of all plugins: add the policy, made from the frame alone, then put the content in its place."""
        if self._is_left(page):
            return output
        held, content = page.content or "", self._build.content
        page.content, self._build.content = "", ""
        frame = output if isinstance(page, ReadyPage) else self._protected(output)  # that of a ready page has it by now
        return frame.replace(held, content)

    def on_post_template(self, output: str, /, *, template_name: str, config: MkDocsConfig) -> str:  # noqa: ARG002
        """For pages without content, such as 404.html."""
        return self._protected(output) if template_name.endswith(".html") and not self._build.under else output

    def _is_left(self, page: MkDocsPage) -> bool:
        """Whether a page is none of ours, in a site that is more than the history."""
        return bool(self._build.under) and page.file.src_uri not in self._build.pages

    def _protected(self, frame: str) -> str:
        """The frame with the policy; the preview has none, because MkDocs puts a script of its own into it."""
        return with_policy(frame) if self._build.policy and not self._serving else frame

    @event_priority(-100)
    def on_post_build(self, /, *, config: MkDocsConfig) -> None:
        """Last of all plugins, when every file is written: sign the folder, so that `build` may replace it."""
        self.written = self._build.writers.finish() if self._build.writers else {}
        self._build.close()
        site = Path(config.site_dir)
        if not self._serving and not self._dirty and not self.publishing:
            try:
                write_manifest(site, dict.fromkeys(files_of(site, hidden=False), ""))
            except PublishError as error:
                raise PluginError(str(error)) from error

    def on_serve(self, server: "LiveReloadServer", /, *, config: MkDocsConfig, builder: Any) -> "LiveReloadServer":  # noqa: ANN401
        """When the preview starts: a change to an incident or to the settings builds anew."""
        for name in (self.config.incidents, self.config.settings):
            if (path := root_of(config) / name).exists():
                server.watch(str(path))
        server.set_app(only_for(server.serve_request, str(server.server_address[0]), config.dev_addr.host))
        if not self._dirty:  # a dirty build writes into the site that it changes
            self._preview.attach(server, lambda: self._rebuild(config, builder))
        return server

    def _rebuild(self, config: MkDocsConfig, builder: Any) -> None:  # noqa: ANN401 - MkDocs' own
        """Build anew; what a template or another plugin raises says where it comes from."""
        try:
            builder()
        except Exception as error:
            if isinstance(error, SystemExit):  # MkDocs has said why
                raise
            raise PluginError(what_failed(config, error)) from error

    def on_shutdown(self) -> None:
        """When the preview ends, or a build has failed: leave nothing behind."""
        self._build.close()
        self._preview.end()

    def _time(self) -> datetime:
        return self.now or clock()


def _refuse(problems: Iterable[Problem]) -> None:
    """End the build if there are problems."""
    if words := "\n".join(map(str, problems)):
        raise PluginError(f"nothing was built, because of these problems:\n{words}")


def _uri(artifact: Artifact) -> str:
    """The path under which MkDocs knows it."""
    return f"{artifact.url}index.md" if isinstance(artifact, Page) else artifact.path


def _bytes(artifact: Page | TextFile, framing: Framing, nav: Navigation, config: MkDocsConfig) -> bytes:
    """What is written of an artifact beside MkDocs."""
    if isinstance(artifact, Page):
        return mkdocs_pages.whole_page(_uri(artifact), artifact, framing, nav, config)
    return artifact.text().encode()


def _shown(problems: Sequence[Problem]) -> dict[str, Any] | None:
    """What the preview says above every page: errors before warnings; hints are for the terminal."""
    shown = sorted((p for p in problems if p.level is not Level.HINT), key=lambda p: p.level is not Level.ERROR)
    lines, more = shown[:_LINES], len(shown[_LINES:])
    errors = bool(shown) and shown[0].level is Level.ERROR
    return {"summary": summary(shown), "errors": errors, "lines": lines, "more": more} if shown else None
