"""Old addresses: every alias of an incident stays a page that leads to its new place."""

from collections.abc import Iterator
from functools import partial
from html import escape

from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.settings import Site
from afterword.outputs.artifacts import Document
from afterword.outputs.language import Language
from afterword.outputs.urls import incident_url, relative

SCRIPT = "assets/afterword/redirect.js"
"""Keeps the anchor of the old address. Without it the page leads to the top of the new one."""

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


def redirects(history: History, site: Site, say: Language) -> Iterator[Document]:
    """Yield a page for every alias, in the order of the history; links are relative, so any path will do.

    An address that two claim (E111) leads to one of them: to the incident that has it as its id, else to the first.
    """
    taken = {incident.id for incident in history}
    for incident in history:
        for alias in incident.aliases:
            if alias in taken:
                continue
            taken.add(alias)
            url = f"incidents/{alias}/"
            yield Document(path=f"{url}index.html", text=partial(_page, url, incident, site, say))


def _page(url: str, incident: Incident, site: Site, say: Language) -> str:
    title, link = escape(incident.title), escape(relative(url, incident_url(incident)))
    name = title if incident.lang == say.code else f'<span lang="{escape(incident.lang)}">{title}</span>'
    return _PAGE.format(
        lang=escape(say.code),
        title=title,
        canonical=escape(site.absolute(incident_url(incident))),
        link=link,
        moved=escape(say.look_up("This page has moved: %(page)s")) % {"page": f'<a href="{link}">{name}</a>'},
        script=escape(relative(url, SCRIPT)),
    )
