"""Asking another program, which can neither hang nor ask back nor be one of the current folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SECONDS = 5.0
_KEPT = ("HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "USER", "LOGNAME", "TMPDIR")


@dataclass(frozen=True, slots=True)
class Said:
    """How a program ended.

    Attributes:
        status: its exit status; None when it did not run to its end.
        text: what it wrote to standard output, bytes that are no UTF-8 kept as surrogates.
        complaint: what it wrote to standard error, or why it did not run.
    """

    status: int | None
    text: str = ""
    complaint: str = ""

    @property
    def is_well(self) -> bool:
        """Whether it ended with 0."""
        return self.status == 0


def program(name: str, env: Mapping[str, str]) -> str:
    """Return the path of a program on the PATH, an empty text when there is none.

    Folders of the PATH that are relative are passed over: what stands in the folder of somebody
    else's books must not run.
    """
    places = (env.get("PATH") or os.defpath).split(os.pathsep)
    safe = os.pathsep.join(place for place in places if place.startswith(os.sep))
    return (shutil.which(name, path=safe) if safe else None) or ""


def asked(
    name: str, *words: str, env: Mapping[str, str], folder: Path, more: Mapping[str, str]
) -> Said:
    """Return what a program says; it has five seconds, no input, no terminal and no pager.

    Args:
        name: its name on the PATH.
        words: its arguments.
        env: the environment, of which it gets home and language only.
        folder: where it runs.
        more: further variables for it.
    """
    path = program(name, env)
    if not path:
        return Said(None, complaint=f"{name} is not installed")
    kept = {key: env[key] for key in _KEPT if env.get(key)}
    try:
        ended = subprocess.run(  # noqa: S603 - a list of words, no shell
            [path, *words],
            cwd=folder,
            env={"PATH": os.path.dirname(path) + ":/usr/bin:/bin", "LC_ALL": "C.UTF-8",  # noqa: PTH120 - a text
                 **kept, **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Said(None, complaint=f"{name} did not answer within {SECONDS:g} seconds")
    except (OSError, ValueError) as error:
        return Said(None, complaint=f"{name} cannot be run: {error}")
    return Said(
        ended.returncode,
        ended.stdout.decode("utf-8", "surrogateescape"),
        ended.stderr.decode("utf-8", "replace").strip(),
    )
