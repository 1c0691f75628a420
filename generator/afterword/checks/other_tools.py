"""Fields and files of other tools, and what to write here instead of each."""

from collections.abc import Mapping

from afterword.core.problems import did_you_mean

_MEANS: Mapping[str, str] = {
    "started": (
        "date datetime created created_at createdat published published_at publishdate pubdate posted posted_at "
        "start started_at startedat start_time starttime start_date startdate begin began opened opened_at "
        "occurred occurred_at occurredat incident_date"
    ),
    "resolved": (
        "end ended ended_at endedat end_time endtime end_date enddate finish finished finished_at "
        "closed closed_at closedat fixed fixed_at resolved_at resolvedat resolvedwhen resolution_time resolved_date"
    ),
    "mitigated": "mitigated_at mitigatedat contained contained_at",
    "detected": "detected_at detectedat detection discovered discovered_at reported reported_at noticed",
    "acknowledged": "acknowledged_at acknowledgedat acked acked_at",
    "identified": "identified_at identifiedat",
    "announced": "announced_at announcedat",
    "components": (
        "affected affects affected_components affectedcomponents affected_systems affected_services affectedservices "
        "component service services system systems affected-components affected-services products product sites "
        "monitors"
    ),
    "severity": "impact impact_override impactoverride priority level sev urgency incident_severity",
    "categories": "category tags tag keywords labels label type topics",
    "title": "name headline heading subject linktitle",
    "aliases": "redirect_from redirect redirects old_ids previous_ids",
    "id": "slug permalink url key uuid shortlink",
    "users": "users_affected affected_users affectedusers customers customers_affected",
    "regions": "region location locations datacenter datacenters datacentre zone zones",
    "from": "author authors owner writer signature",
    "scheduled_start": "scheduled scheduled_for scheduledfor maintenance_start window_start planned_start",
    "scheduled_end": "scheduled_until scheduleduntil maintenance_end window_end planned_end",
    "related": "related_incidents see_also related_to",
    "postmortem": "post_mortem post-mortem rca",
    "lang": "language locale",
    "discussion": "comments comments_url discussion_url",
}
"""By field: its names in cState, Statuspage, Hugo, Jekyll, Upptime and others, and names that people invent."""
_SAYS: Mapping[str, str] = {
    "The last update says it: write a heading such as ### 2026-03-14 09:16 UTC - Resolved": (
        "status state stage phase current_status"
    ),
    "Write each update as a heading such as ### 2026-03-14 09:16 UTC - Identified": (
        "updates incident_updates incidentupdates update timeline history log"
    ),
    "Write it as text before the first heading": (
        "summary description message body content text excerpt details abstract"
    ),
    "It is counted from started and resolved: take it out": "duration downtime downtime_minutes length",
    "Nothing takes its place: take it out": (
        "layout template section pin pinned weight menu aliasesurl outputs cascade markup sitemap toc math "
        "updated updated_at updatedat lastmod last_modified last_modified_at modified monitoring_at"
    ),
    "Write kind: notice": "informational notice is_notice announcement",
    "Write kind: maintenance, with scheduled_start and scheduled_end": "maintenance is_maintenance planned",
    "Write draft: true": "hidden private unpublished",
    "Write backfilled: true": "backfill is_backfilled",
    "Write it as a section ## Contributing factors": "root_cause rootcause cause",
    "Write it as a section ## Action items": "action_items actions follow_ups followups todo",
    "Write it as a section ## Lessons learned": "lessons lessons_learned",
}
"""By remedy: names of other tools that are no field of ours."""
HINTS: Mapping[str, str] = {
    **{name: did_you_mean(field) for field, names in _MEANS.items() for name in names.split()},
    **{name: f". {remedy}" for remedy, names in _SAYS.items() for name in names.split()},
}
"""By the name of an unknown field, in small letters: the remedy to add to the problem."""
_ENDINGS: Mapping[str, str] = {
    "An incident is a file that ends in .md. Rename it, and replace JSX and imports by Markdown": "mdx",
    "An incident is a file that ends in .md. Rename it": "markdown",
    "An incident is a file that ends in .md. Rename it, or put it into the folder of the incident that links to it": (
        "txt"
    ),
    "Write each incident as a Markdown file that ends in .md; "
    "a file for an incident's readers goes into the incident's folder": "json",
    "Write each incident as a Markdown file that ends in .md, with these fields as front matter in YAML": (
        "yml yaml toml"
    ),
    "Templates are not run. Write plain Markdown, and end the name in .md": "erb liquid njk j2 jinja hbs ejs",
    "Write it as Markdown, and end the name in .md": "html htm rst adoc asciidoc org textile rtf docx doc odt",
    "Delete this copy, or begin its name with _ to keep it out": "bak orig rej old tmp swp save",
}
_FILES = {ending: remedy for remedy, endings in _ENDINGS.items() for ending in endings.split()}
_NO_TEXTS = frozenset("png jpg jpeg gif webp avif svg pdf csv".split())
"""Files that nobody takes for an incident. A link to one in the wrong place is reported as a missing file."""
_UPDATE = (
    "An update is a file such as 2026-03-14T0916Z-investigating.md. "
    "Rename it, or put it into the folder above to link to it"
)
_OTHER = "An incident is a file that ends in .md. Rename it, or begin its name with _ to keep it out"


def remedy_for(path: str) -> str:
    """Say what to do with a file among the incidents that is not one; empty for a file of another kind."""
    folder, _, name = path.rpartition("/")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if folder.endswith("/updates"):
        return _UPDATE
    return "" if ending in _NO_TEXTS else _FILES.get(ending, _OTHER)
