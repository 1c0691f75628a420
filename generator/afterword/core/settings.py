"""What a site is: the settings of the team and the address it is published at."""

from dataclasses import field
from datetime import timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from afterword.core.announce import Announce
from afterword.core.catalogue import SEVERITIES, Component, Severity
from afterword.core.frozen import frozen
from afterword.core.incident_parts import Person
from afterword.core.rules import HINTS
from afterword.core.words import Impact


@frozen
class Organisation:
    """Whose incidents these are."""

    name: str = ""
    url: str = ""


@frozen
class Feeds:
    """What the ids of feed entries are made of, and how many entries a feed has."""

    authority: str = ""
    """The host name in every feed id; never changes. Empty: the host of site_url."""
    prefix: str = ""
    """For several histories on one host."""
    entries: int = 50
    hub: str = ""
    """The WebSub hub that is told of news; empty: none."""


@frozen
class Targets:
    """What the team holds itself to."""

    first_word: timedelta = timedelta(minutes=60)
    postmortem: timedelta = timedelta(days=10)


@frozen
class Metrics:
    """How figures are counted."""

    weights: dict[Impact, float] = field(
        default_factory=lambda: {Impact.FULL_OUTAGE: 1.0, Impact.PARTIAL_OUTAGE: 0.3, Impact.DEGRADED: 0.0}
    )
    """How much of a minute at this level counts as down; what is not named counts nothing."""
    include_samples: bool = False


@frozen
class Checks:
    """What the checks of texts should know, or leave alone."""

    off: frozenset[str] = HINTS
    """Codes of warnings and hints that are switched off for the whole site."""
    names: tuple[str, ...] = ()
    """Names of people that must not be published."""
    glossary: tuple[str, ...] = ()
    """Abbreviations that readers of this site know."""
    internal_hosts: tuple[str, ...] = ()
    """Hosts that readers cannot open, beside those that never can be."""


@frozen
class Security:
    """What the pages protect their readers from."""

    policy: bool = True
    """Whether pages carry a Content-Security-Policy."""
    assets: tuple[str, ...] = ("png", "jpg", "jpeg", "webp", "avif", "gif", "pdf", "csv", "txt")
    """Endings of files that may be published beside an incident."""


class Share(StrEnum):
    """A way to pass on a page, in the order in which the page offers them by default."""

    COPY = "copy"
    EMAIL = "email"
    LINKEDIN = "linkedin"
    FACEBOOK = "facebook"
    X = "x"
    MASTODON = "mastodon"
    BLUESKY = "bluesky"


@frozen
class Subscribe:
    """How readers get the next word, beside feeds."""

    email: str = ""
    """Where they join the mailing list: a web address, or an e-mail address to write to."""


@frozen
class Repository:
    """Where the files are kept, for links to write and to edit."""

    url: str = ""
    """Empty: repo_url of mkdocs.yml."""
    branch: str = "main"
    new_file: str = ""
    """The pattern of an address at which a new file is written; empty: that of a known forge."""
    edit_file: str = ""
    """The pattern of an address at which a file is edited; empty: edit_uri of mkdocs.yml, or that of a known forge."""


class EngineName(StrEnum):
    """What puts the frame around pages."""

    MKDOCS = "mkdocs"
    PROPERDOCS = "properdocs"
    ZENSICAL = "zensical"
    OWN = "own"


@frozen
class Redirect:
    """An old path that leads to a page."""

    path: str
    """As on the disk: without slashes around it, and without escapes."""
    to: str
    """As typed: the id of an incident, or an address that begins with `/`.
    Once checked: an address relative to the site."""
    line: int
    column: int


@frozen
class Settings:
    """`site_config/settings.yml`, with a default for everything."""

    organisation: Organisation = Organisation()
    signatory: Person | None = None
    contact: str = ""
    contact_promise: str = ""
    timezone: str = "UTC"
    """A zone that is shown beside UTC, such as `Europe/Berlin`; never used to read a time."""
    language: str = "en"
    feeds: Feeds = Feeds()
    components: tuple[Component, ...] = ()
    """In the order of the file; a group's members stand together."""
    severities: tuple[Severity, ...] = SEVERITIES
    targets: Targets = Targets()
    metrics: Metrics = field(default_factory=Metrics)
    share: tuple[Share, ...] = tuple(Share)
    """The ways to pass on the page of an incident, in the order of the page."""
    discussion: str = ""
    """The address of the public discussion of an incident, with `{id}` in the place of its id."""
    subscribe: Subscribe = Subscribe()
    checks: Checks = Checks()
    security: Security = Security()
    repository: Repository = Repository()
    announce: Announce = field(default_factory=Announce)
    engine: EngineName = EngineName.MKDOCS
    """What `afterword build` builds with, unless its option says otherwise."""
    redirects: tuple[Redirect, ...] = ()

    def component(self, name: str) -> Component | None:
        """The component with this id or, in any case, alias; None when there is none."""
        with_id = next((component for component in self.components if component.id == name), None)
        return with_id or next((component for component in self.components if name.lower() in component.aliases), None)

    def severity(self, name: str) -> Severity | None:
        """The severity with this id or alias, or None."""
        return next((severity for severity in self.severities if name == severity.id or name in severity.aliases), None)


@frozen
class Site:
    """Where it is published: the facts that mkdocs.yml owns."""

    name: str
    url: str
    """Absolute, ending in a slash: `https://org.example/history/`."""
    repo_url: str = ""
    edit_base: str = ""
    """The address before a file's path at which it can be edited; empty: no links to edit."""
    incidents: str = "incidents"
    """The folder of the incident files, in the folder of mkdocs.yml."""

    @classmethod
    def described(cls, *, name: str, url: str, repo_url: str, edit_uri: str, incidents: str, under: str) -> "Site":
        """The site of a mkdocs.yml with these values: `under` is the folder of the site in which the history lies."""
        folder, repo = under.strip("/"), repo_url.rstrip("/")
        edit = edit_uri if "://" in edit_uri or not edit_uri else f"{repo}/{edit_uri.strip('/')}/"
        return cls(
            name=name,
            url=f"{url.rstrip('/')}/{folder and folder + '/'}" if url else "",
            repo_url=repo,
            edit_base=edit if repo else "",
            incidents=incidents,
        )

    @property
    def host(self) -> str:
        """The host name of the site."""
        return urlsplit(self.url).hostname or ""

    def absolute(self, path: str) -> str:
        """The full address of a path of the site: `incidents/x/` or `history.atom`."""
        return self.url + path
