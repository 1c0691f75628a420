"""The command `afterword announce`, with the way in which this edge reads its configuration."""

from afterword.announcing.command import announce_command
from afterword.building.loading import load

announce = announce_command(load)
