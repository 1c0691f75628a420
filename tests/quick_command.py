"""The command `afterword` for scripts of a shell, run by the process that has imported everything already (`prepared`)."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingUnixStreamServer
from tempfile import TemporaryDirectory
from threading import Thread

import prepared

_CLIENT = """\
#!{python} -ISE
import json, os, socket, sys
if sys.stdin.isatty():
    sys.exit("a test has no terminal")
asked = [os.getcwd(), dict(os.environ), sys.argv[1:], sys.stdin.read()]
with socket.socket(socket.AF_UNIX) as server:
    server.connect({place!r})
    server.sendall(json.dumps(asked).encode() + b"\\n")
    code, out, errors = json.loads(server.makefile().readline())
sys.stdout.write(out)
sys.stderr.write(errors)
sys.exit(code)
"""


class _Handler(StreamRequestHandler):
    def handle(self) -> None:
        """Run one command."""
        folder, environment, arguments, given = json.loads(self.rfile.readline())
        done = prepared.run(Path(folder), "-m", "afterword", *arguments, environment=environment, given=given)
        self.wfile.write(json.dumps([done.returncode, done.stdout, done.stderr]).encode() + b"\n")


@contextmanager
def on_the_path() -> Iterator[Path]:
    """A folder for the PATH that holds `afterword`, until the block ends."""
    with TemporaryDirectory(prefix="aw") as folder:
        place = f"{folder}/socket"
        tools = Path(folder, "tools")
        tools.mkdir()
        (tools / "afterword").write_text(_CLIENT.format(python=sys.executable, place=place), encoding="utf-8")
        (tools / "afterword").chmod(0o755)
        with ThreadingUnixStreamServer(place, _Handler) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            yield tools
            server.shutdown()
