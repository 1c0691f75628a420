"""The mapping file of the importer `markdown`: the meaning of headings, labels and columns."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import yaml

from afterword.world.refusal import stop

KEYS = ("zone", "zones", "skip", "sections", "labels", "columns")
DEFAULT = "plain"


def load_mapping(name: str | None) -> Mapping[str, object]:
    """Read a mapping from a file, or one that is part of the package.

    Raises:
        RefusalError: it does not exist, or cannot be read.
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
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        stop(f"--map: {wanted} is not valid YAML ({str(error).splitlines()[0]}). Mend it and run the command again.")
    mapping = data if isinstance(data, dict) else {}
    unknown = [str(key) for key in mapping if key not in KEYS]
    if unknown:
        stop(f"--map: {wanted} has '{unknown[0]}', which is none of {', '.join(KEYS)}.")
    return mapping
