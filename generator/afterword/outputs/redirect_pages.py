"""Pages that redirect: one for every alias of an incident or a component, and for every redirect of the settings."""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from html import escape

from afterword.core.history import History
from afterword.core.settings import Redirect, Settings, Site
from afterword.outputs.artifacts import TextFile
from afterword.outputs.bundles import REDIRECT_SCRIPT
from afterword.outputs.policy import with_policy
from afterword.outputs.translation import Language
from afterword.outputs.urls import component_url, incident_url, relative

_PART_OF_ADDRESS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_PAGE = """\
<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="canonical" href="{canonical}">
<link rel="icon" href="data:,">
<meta http-equiv="refresh" content="0; url={link}">
</head>
<body>
<p>{moved}</p>
<script src="{script}"></script>
</body>
</html>
"""


def redirects(
    history: History, settings: Settings, site: Site, say: Language, old: Iterable[Redirect] = ()
) -> Iterator[TextFile]:
    """Yield a page for every alias, then one for each of `old`, the redirects of the settings that can be made.

    An address that two claim (E111) leads to one of them: to the incident that has it as its id, else to the first.
    """
    page = partial(_page, site=site, say=say, policy=settings.security.policy)
    for url, target, title, lang in _aliases(history, settings):
        yield TextFile(path=f"{url}index.html", text=partial(page, url, target, title, lang))
    titles = {incident_url(incident): (incident.title, incident.lang) for incident in history}
    for redirect in old:
        title, lang = titles.get(redirect.to, (site.absolute(redirect.to), say.code))
        folder, _, name = redirect.path.rpartition("/")
        is_file = name.endswith((".html", ".htm"))
        url = (f"{folder}/" if folder else "") if is_file else f"{redirect.path}/"
        text = partial(page, url, redirect.to, title, lang)
        yield TextFile(path=redirect.path if is_file else f"{url}index.html", text=text)


def _aliases(history: History, settings: Settings) -> Iterator[tuple[str, str, str, str]]:
    """Old and new address of incidents and components with aliases, and their names with the languages of these."""
    taken = {incident.id for incident in history}
    for incident in history:
        for alias in incident.aliases:
            if alias not in taken:
                taken.add(alias)
                yield f"incidents/{alias}/", incident_url(incident), incident.title, incident.lang
    taken = {component.id for component in settings.components}
    for component in settings.components:
        for alias in component.aliases:
            if alias not in taken and _PART_OF_ADDRESS.fullmatch(alias):
                taken.add(alias)
                yield component_url(alias), component_url(component.id), component.name, settings.language


def _page(url: str, target: str, plain_title: str, lang: str, site: Site, say: Language, *, policy: bool) -> str:
    title, link = escape(plain_title), escape(relative(url, target))
    name = title if lang == say.code else f'<span lang="{escape(lang)}">{title}</span>'
    page = _PAGE.format(
        lang=escape(say.code),
        title=title,
        canonical=escape(site.absolute(target)),
        link=link,
        moved=escape(say.look_up("This page has moved: %(page)s")) % {"page": f'<a href="{link}">{name}</a>'},
        script=escape(relative(url, REDIRECT_SCRIPT)),
    )
    return with_policy(page) if policy else page
