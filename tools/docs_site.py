"""Hooks of MkDocs for the documentation site: pages from outside docs/, and the source files that pages link to."""

import re
from functools import partial
from pathlib import Path
from posixpath import dirname, normpath, relpath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
PAGES = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "benchmarks/README.md": "benchmarks.md",
    "docs/decisions": "decisions/README.md",
}
"""Pages of the site by their paths in the repository, where docs/ alone does not say it."""
_SOURCES = {page: path for path, page in PAGES.items()}
_SOURCES["decisions/README.md"] = "docs/decisions/README.md"
_CODE_OR_LINK = re.compile(
    r"^( *)(`{3,})[^\n]*\n.*?^\1\2 *$|(?<!\\)\]\((?P<link>[^()\s]+)\)|(?<!\[)`(?P<name>[\w.]+(?:/[\w.]+)*)`", re.DOTALL | re.MULTILINE
)
"""A block of code, a link, or a name in code. Blocks are matched so that nothing in them is taken for a link."""
PACKAGE = "generator/afterword"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put all records of decisions into the navigation, in order."""
    records = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    section = {"Decisions": ["decisions/README.md", *(f"decisions/{name}" for name in records)]}
    config.nav = [section if item == {"Decisions": "decisions/README.md"} else item for item in config.nav or []]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages from outside docs/ and a page for each source file or folder that a page links to."""
    for path, page in PAGES.items():
        if (ROOT / path).is_file():
            files.append(File.generated(config, page, content=(ROOT / path).read_text(encoding="utf-8")))
    linked = {path for page in files.documentation_pages() for path in _linked(_repository_path(page.src_uri), page.content_string)}
    for path in sorted(linked):
        if not files.get_file_from_path(_site_path(path)):
            files.append(File.generated(config, _site_path(path), content=_source_page(path)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Point links between files of the repository to their pages on the site."""
    return _CODE_OR_LINK.sub(partial(_on_the_site, page.file.src_uri), markdown)


def _on_the_site(page: str, found: re.Match[str]) -> str:
    """A link of a page, as it must be on the site; the name of a file or function of the package, with a link; anything else as it is."""
    path = _target(_repository_path(page), found)
    if not path:
        return found[0]
    address = relpath(_site_path(path), dirname(page))
    if found["name"]:
        return f"[{found[0]}]({address})"
    _, hash_mark, anchor = found["link"].partition("#")
    return f"]({address}{hash_mark}{anchor})"


def _linked(page: str, text: str) -> list[str]:
    """The files and folders of the repository that a page links to or names."""
    return [path for found in _CODE_OR_LINK.finditer(text) if (path := _target(page, found))]


def _target(page: str, found: re.Match[str]) -> str:
    """The path in the repository that a relative link leads to, or that a name in code stands for; empty if there is none."""
    link = (found["link"] or "").partition("#")[0]
    if link and "://" not in link:
        path = normpath(f"{dirname(page)}/{link}").lstrip("/")
        return path if (ROOT / path).exists() else ""
    return _of_package(found["name"]) if found["name"] and page == "docs/architecture.md" else ""


def _of_package(name: str) -> str:
    """The file that `core/incident_parts.py` or `afterword.core.incident_parts.Update.at` stands for; empty if there is none."""
    words = name.removeprefix("afterword.").split(".") if name.startswith("afterword.") else []
    paths = [f"{'/'.join(words[:end])}.py" for end in range(len(words), 0, -1)] or [name] * name.endswith((".py", ".html", ".css"))
    return next((f"{PACKAGE}/{path}" for path in paths if (ROOT / PACKAGE / path).is_file()), "")


def _repository_path(page: str) -> str:
    return _SOURCES.get(page) or f"docs/{page}"


def _site_path(path: str) -> str:
    return PAGES.get(path) or (path.removeprefix("docs/") if path.startswith("docs/") else f"source/{path}.md")


def _source_page(path: str) -> str:
    """A source file with line numbers, or the list of a folder."""
    if (ROOT / path).is_dir():
        names = sorted(each.name for each in (ROOT / path).iterdir() if not each.name.startswith((".", "__pycache__")))
        return "\n".join([f"# {path}/\n", *(f"- `{name}`" for name in names), ""])
    language = {".py": "python", ".yml": "yaml", ".html": "html+jinja", ".css": "css", ".js": "js"}.get(Path(path).suffix, "text")
    text = (ROOT / path).read_text(encoding="utf-8")
    fence = "`" * (3 + max(map(len, re.findall("`+", text)), default=0))
    return f'# {path}\n\n{fence}{language} linenums="1"\n{text.rstrip()}\n{fence}\n'
