"""Metadata of an incident's page for search engines and link previews.

Open Graph for previews, schema.org as JSON-LD for search. The type is `Article`: of those that fit, it is the one that
search engines name in their rules (`Report`, which is closer, is taken for no more than its parent there).
"""

import json

from markupsafe import escape

from afterword.core.model import Incident
from afterword.core.times import iso_moment
from afterword.outputs.page_context import Making
from afterword.outputs.urls import HISTORY, incident_url, month_url, year_url

_UNSAFE = {sign: f"\\u{ord(sign):04x}" for sign in "<>&='\u2028\u2029"}
"""What could end the script element, look like an attribute, or end a line in old parsers; JSON reads the same text."""


def preview(incident: Incident, description: str, making: Making) -> str:
    """Return safe HTML for the head of the page of `incident`; its times are those of its content."""
    data = json.dumps(_graph(incident, description, making), ensure_ascii=False, separators=(",", ":"))
    for sign, safe in _UNSAFE.items():  # takes a hundredth of what `translate` takes
        data = data.replace(sign, safe)
    times = [("article:modified_time", iso_moment(incident.last_word))]
    if published := _published(incident):
        times.insert(0, ("article:published_time", published))
    tags = [("og:type", "article"), *times]
    metas = "".join(f'<meta property="{name}" content="{escape(value)}">\n  ' for name, value in tags)
    return f'{metas}<script type="application/ld+json">{data}</script>'


def _published(incident: Incident) -> str:
    """When we first spoke of it; empty for a page that was written long afterwards."""
    return iso_moment(incident.announced) if incident.announced and not incident.backfilled else ""


def _graph(incident: Incident, description: str, making: Making) -> dict[str, object]:
    site, settings = making.site, making.settings
    address = site.absolute(incident_url(incident))
    speaker = {
        "@type": "Organization",
        "name": settings.organisation.name or site.name,
        "url": settings.organisation.url or site.url,
    }
    signed = incident.signatory
    article: dict[str, object] = {
        "@type": "Article",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": incident.title,
        "description": description,
        "inLanguage": incident.lang,
        "isPartOf": {"@type": "WebSite", "name": site.name, "url": site.url},
        "dateModified": iso_moment(incident.last_word),
        "author": {"@type": "Person", "name": signed.name, **({"jobTitle": signed.role} if signed.role else {})}
        if signed
        else speaker,
        "publisher": speaker,
    }
    if published := _published(incident):
        article["datePublished"] = published
    if incident.corrections:
        article["correction"] = [f"{address}#{update.anchor}" for update in incident.corrections]
    if incident.retracted:
        article["creativeWorkStatus"] = "Retracted"
    return {"@context": "https://schema.org", "@graph": [article, _way(incident, making)]}


def _way(incident: Incident, making: Making) -> dict[str, object]:
    """The way from the first page to this one."""
    site, began = making.site, incident.started.at
    steps = (
        (site.name, site.url),
        (making.say("History"), site.absolute(HISTORY)),
        (str(began.year), site.absolute(year_url(began.year))),
        (making.say.month(began), site.absolute(month_url(began.year, began.month))),
        (incident.title, site.absolute(incident_url(incident))),
    )
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": url}
        for place, (name, url) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
