"""Publishes a sample site in a process of its own, so that it can be killed."""

import sys
import time
from pathlib import Path

from afterword.world.lock import locked
from afterword.world.publishing.publish import publish

FILES = 200


def sample(word: str) -> dict[str, bytes]:
    """The files of a sample site; each holds the word."""
    return {"index.html": word.encode(), **{f"{n % 30}/{n}.html": f"{word} {n}\n".encode() * 50 for n in range(FILES)}}


def write_sample(folder: Path, word: str, pause: float = 0.0) -> None:
    """Write the sample site into a folder, with pauses."""
    for number, (name, data) in enumerate(sample(word).items()):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
        if pause and number % 5 == 0:
            time.sleep(pause)


def main() -> None:
    """`publisher.py TARGET LOCK WORD PAUSE`; says `made` when the site is made, but not yet published."""
    target, lock, word, pause = sys.argv[1:]

    def make(staging: Path) -> None:
        write_sample(staging, word, float(pause))
        print("made", flush=True)  # noqa: T201 - the test waits for it

    with locked(Path(lock)):
        publish(Path(target), make)


if __name__ == "__main__":
    main()
