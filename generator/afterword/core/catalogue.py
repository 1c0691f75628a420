"""The components and severities that a team defines in its settings."""

from datetime import timedelta

from afterword.core.frozen import frozen


@frozen
class Component:
    """A part of the service, as customers know it."""

    id: str
    name: str
    description: str = ""
    url: str = ""
    group: str = ""
    """The name of its group; empty without one."""
    aliases: tuple[str, ...] = ()
    """Earlier ids and other names, in small letters, which incidents may use."""


@frozen
class Severity:
    """A severity, with the definition that is published."""

    id: str
    label: str
    definition: str = ""
    aliases: tuple[str, ...] = ()
    update_every: timedelta | None = None
    """The usual time between two updates."""


SEVERITIES = (
    Severity(
        id="critical",
        label="Critical",
        aliases=("sev1", "p0"),
        update_every=timedelta(minutes=20),
        definition="Most customers cannot use the service, or customer data was exposed or lost.",
    ),
    Severity(
        id="major",
        label="Major",
        aliases=("sev2", "p1"),
        update_every=timedelta(minutes=30),
        definition="A main function fails for many customers.",
    ),
    Severity(
        id="minor",
        label="Minor",
        aliases=("sev3", "p2"),
        update_every=timedelta(minutes=60),
        definition="A function fails or is slow for some customers; there is a way around it.",
    ),
    Severity(
        id="notice",
        label="Notice",
        aliases=("sev4", "sev5", "p3", "p4"),
        definition="Customers may notice something; nothing fails.",
    ),
)
"""The default severities."""
