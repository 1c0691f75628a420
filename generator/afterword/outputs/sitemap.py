"""The sitemap, with the date of each page's own content: it does not change when nothing has changed."""

from collections.abc import Iterable
from html import escape

from afterword.core.settings import Site
from afterword.core.times import iso
from afterword.outputs.artifacts import Page

PATH = "sitemap.xml"


def sitemap(site: Site, pages: Iterable[Page], others: Iterable[str]) -> str:
    """The sitemap (sitemaps.org protocol 0.9), with pages of ours, most of which have a content time.

    `others` are addresses of pages that were written by hand, relative to the site; they have no date.
    """
    times = [(page.url, f"<lastmod>{iso(page.changed)}</lastmod>" if page.changed else "") for page in pages]
    times += [(url, "") for url in sorted(others)]
    rows = [f"<url><loc>{escape(site.absolute(url))}</loc>{time}</url>" for url, time in times]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return "\n".join([head, *rows, "</urlset>\n"])
