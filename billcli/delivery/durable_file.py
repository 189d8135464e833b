"""Files that are whole or not there, whatever happens, and that stay."""

from __future__ import annotations

import os

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_durably(path: Path, content: bytes, beside: Path | None = None) -> None:
    """Put a file in place in one step, so that it is there after a power cut too.

    Args:
        path: the file; another of its name is replaced.
        content: its bytes.
        beside: where they wait until they are on disk: another folder of the same disk, or None
            for the file's own, under a hidden name.

    Raises:
        OSError: the disk is full or fails.
    """
    waiting = beside / path.name if beside else path.with_name(f".{path.name}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(waiting, flags, 0o600)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    waiting.replace(path)
    sync_folder(path.parent)
    if beside:
        sync_folder(beside)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each of them for good.

    Raises:
        OSError: it cannot be made, or a file has its name.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make sure that names made or renamed in a folder have reached the disk.

    Raises:
        OSError: the disk fails.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
