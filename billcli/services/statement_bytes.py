"""The bytes of a bank's file, from a folder or from standard input; never more than fit."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from billcli.domain.problem import BillcliError

SIZE_MAX = 64 * 1024 * 1024
STDIN = "-"


def content(path: Path, shown: str) -> bytes:
    """Return the bytes of a bank's file.

    Raises:
        UsageError: it does not exist, is no regular file, or is too large.
    """
    if path.is_dir():
        raise UsageError.of("FILE-IS-FOLDER", f"{shown} is a folder", hint="name a file in it")
    if not path.is_file():
        what = "is not a regular file" if path.exists() else "does not exist"
        raise UsageError.of("FILE-MISSING", f"{shown} {what}", hint="check the name")
    if path.stat().st_size > SIZE_MAX:
        raise _huge(shown)
    return path.read_bytes()


def piped(stream: BinaryIO) -> bytes:
    """Return the bytes that another program pipes in.

    Raises:
        UsageError: there are too many.
    """
    data = stream.read(SIZE_MAX + 1)
    if len(data) > SIZE_MAX:
        raise _huge("standard input")
    return data


def _huge(shown: str) -> BillcliError:
    size = f"{SIZE_MAX // 1024 // 1024} MiB"
    return UsageError.of(
        "CSV-HUGE", f"{shown} is larger than {size}", hint="export a shorter period"
    )
