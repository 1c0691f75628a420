"""Old addresses: every alias of an incident stays a page that leads to its new place."""

from collections.abc import Iterator
from functools import partial
from html import escape

from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.settings import Site
from afterword.outputs.artifacts import Document
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
<meta http-equiv="refresh" content="0; url={link}">
</head>
<body>
<p>This page has moved: <a href="{link}">{title}</a></p>
<script src="{script}"></script>
</body>
</html>
"""


def redirects(history: History, site: Site) -> Iterator[Document]:
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
            yield Document(path=f"{url}index.html", text=partial(_page, url, incident, site))


def _page(url: str, incident: Incident, site: Site) -> str:
    return _PAGE.format(
        lang=escape(incident.lang),
        title=escape(incident.title),
        canonical=escape(site.absolute(incident_url(incident))),
        link=escape(relative(url, incident_url(incident))),
        script=escape(relative(url, SCRIPT)),
    )
