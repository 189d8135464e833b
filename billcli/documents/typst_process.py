"""Compiles a user's own Typst templates in a process apart: it can be stopped, and has bounds.

A template is a program. Typst itself keeps it to its folder, but would fetch packages from the
network, take memory without end, and cannot be interrupted. The process is started once and works
for many documents; what billcli's own templates make needs none.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from billcli.documents.typst_compiler import STOPPED, Job, compiled
from billcli.domain.named import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import IO, Self

MEMORY_MAX = 2 * 1024**3
_NOWHERE = "http://127.0.0.1:9"  # port 9 discards (RFC 863): no proxy, so nothing is fetched
_GIVEN_UP = json.dumps({"message": STOPPED, "diagnostic": STOPPED, "hints": []})
_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")


class TypstProcess:
    """A compiler in another process."""

    def __init__(self, fonts: Sequence[Path], home: Path, *, memory: int = MEMORY_MAX) -> None:
        """Start it.

        Args:
            fonts: folders of fonts.
            home: an empty folder, taken for the user's: no packages are there.
            memory: bytes of address space it may use, where the system can tell it so.
        """
        command = [sys.executable, "-P", "-m", __name__, str(memory), *map(str, fonts)]
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_surroundings(os.environ, home),
        )

    def compiled(self, job: Job) -> tuple[bytes, list[str]]:
        """Return a PDF and the messages of warnings.

        Raises:
            TypstError: the source has a mistake, or the process ended before the PDF was made.
        """
        import typst  # noqa: PLC0415 - only a PDF pays for typst

        given, made = (
            cast("IO[bytes]", self._process.stdin),
            cast("IO[bytes]", self._process.stdout),
        )
        try:
            given.write(job.line())
            given.flush()
        except OSError:
            answer = b""
        else:
            answer = made.readline()
        head = json.loads(answer or _GIVEN_UP)
        if "message" in head:
            error = typst.TypstError(head["message"], head["diagnostic"])
            error.message, error.diagnostic = head["message"], head["diagnostic"]
            error.hints = head["hints"]
            raise error
        return made.read(head["size"]), head["warnings"]

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            try:
                cast("IO[bytes]", stream).close()
            except OSError:  # what was not read any more
                continue

    def __enter__(self) -> Self:
        """Return the process."""
        return self

    def __exit__(self, *error: object) -> None:
        """End it."""
        self.stop()


def _surroundings(known: Mapping[str, str], home: Path) -> dict[str, str]:
    """Return an environment without a way to the network or to packages of the machine."""
    dead = dict.fromkeys((*_PROXIES, *map(str.lower, _PROXIES)), _NOWHERE)
    homes = dict.fromkeys(
        ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA"), str(home)
    )
    kept = {name: value for name, value in known.items() if name.lower() != "no_proxy"}
    return kept | dead | homes


def serve(given: IO[bytes], made: IO[bytes], fonts: Sequence[str]) -> None:
    """Answer each line that is a job: a line about what comes, then the PDF."""
    import typst  # noqa: PLC0415 - only a PDF pays for typst

    faces = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=list(fonts)
    )
    for line in given:
        pdf = b""
        try:
            pdf, warnings = compiled(Job.read(line), faces)
            answer: dict[str, object] = {"size": len(pdf), "warnings": warnings}
        except typst.TypstError as error:
            answer = {
                "message": error.message, "diagnostic": error.diagnostic,
                "hints": list(error.hints),
            }  # fmt: skip
        made.write(json.dumps(answer).encode() + b"\n" + pdf)
        made.flush()


def bound_memory(size: int) -> None:
    """Bound the address space of this process, on systems that can."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    bound_memory(int(sys.argv[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer, sys.argv[2:])
