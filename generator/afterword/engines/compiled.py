"""Compiled templates of one run, kept for the next."""

from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from afterword.core.digest import digest
from afterword.outputs import template_compiler
from afterword.world.kept.store import Store


class CompiledTemplates(jinja2.BytecodeCache):
    """Compiled templates wait for the next build in the store: to compile them takes as long as some hundred pages.

    They are compared with the templates' text and with the compiler of ours, so an old one is never used.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._compiler = Path(template_compiler.__file__).read_bytes()

    def get_source_checksum(self, source: str) -> str:
        """What a template is compiled from."""
        return digest(source, self._compiler)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept of a template."""
        if data := self._store.read(f"templates/{bucket.key}"):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        self._store.write(f"templates/{bucket.key}", bucket.bytecode_to_string())
