"""The mapping file of the importer `markdown`: which heading, label or column is what."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import yaml

from afterword.world.refusal import stop

KEYS = ("zone", "zones", "skip", "sections", "labels", "columns")
DEFAULT = "plain"


def load_mapping(name: str | None) -> Mapping[str, object]:
    """The mapping in a file, or one that ships with the package.

    Raises:
        RefusalError: there is none of this name, or it cannot be read.
    """
    folder = files("afterword").joinpath("importers", "mappings")
    shipped = sorted(one.name.removesuffix(".yml") for one in folder.iterdir() if one.name.endswith(".yml"))
    wanted = name or DEFAULT
    if Path(wanted).is_file():
        text = Path(wanted).read_text(encoding="utf-8-sig")
    elif wanted in shipped:
        text = folder.joinpath(f"{wanted}.yml").read_text(encoding="utf-8")
    else:
        stop(f"--map: there is no file {wanted}. Name one, or one that ships: {', '.join(shipped)}.")
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        stop(f"--map: {wanted} is not valid YAML ({str(error).splitlines()[0]}). Mend it and run the command again.")
    mapping = found if isinstance(found, dict) else {}
    strange = [str(key) for key in mapping if key not in KEYS]
    if strange:
        stop(f"--map: {wanted} has '{strange[0]}', which is none of {', '.join(KEYS)}.")
    return mapping
