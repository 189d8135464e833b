"""What reading commands need of a project file, kept so that it need not be parsed each time.

It stands beside the read models, with the whole text it was made from: another text, another
version, or one wrong bit, and the project file is parsed again. Only what was parsed without any
mistake is kept, so that a wrong file is reported as ever. It holds data only.
"""

from __future__ import annotations

import os
from binascii import crc32

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.store.index_file import place_of, refused
from billcli.store.index_version import versions

if TYPE_CHECKING:
    from collections.abc import Mapping

_LARGEST = 1_000_000
_BETWEEN = "\0"  # texts, not JSON, whose module takes as long to load as all that is asked


class SaidOfReading(NamedTuple):
    """What a project file says of how its ledger is read.

    Attributes:
        ledger: the main file, or an empty text.
        skip_plugins: Beancount plugins left out.
        receivable: root of the receivables, or an empty text.
    """

    ledger: str
    skip_plugins: tuple[str, ...]
    receivable: str


def kept_path(project_file: str, env: Mapping[str, str]) -> str:
    """Return where this is kept for a project file; an empty text when there is no place."""
    place = place_of(project_file, env)
    return place.path and f"{place.path.removesuffix('.sqlite')}.settings"


def kept(project_file: str, data: bytes, env: Mapping[str, str]) -> SaidOfReading | None:
    """Return what was kept of the very same text, else None.

    Args:
        project_file: its path.
        data: its bytes as they are now.
        env: the environment, which says where it is kept.
    """
    path = kept_path(project_file, env)
    if not path or refused(path):
        return None
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - a text all the way
            crc, _, body = file.read(_LARGEST).partition(b"\n")
        if crc != _sum(body):
            return None
        version, text, ledger, receivable, *skip_plugins = body.decode().split(_BETWEEN)
    except (OSError, ValueError):
        return None
    if version != versions() or text.encode() != data:
        return None
    return SaidOfReading(ledger, tuple(skip_plugins), receivable)


def keep(project_file: str, data: bytes, said: SaidOfReading, env: Mapping[str, str]) -> bool:
    """Keep what a text says, and return whether that could be done; nothing depends on it."""
    path = kept_path(project_file, env)
    if not path:
        return False
    folder, name = os.path.split(path)
    temporary = f"{folder}/.{name}.{os.getpid()}"
    try:
        texts = [versions(), data.decode(), said.ledger, said.receivable, *said.skip_plugins]
        body = _BETWEEN.join(texts).encode()
        if body.count(_BETWEEN.encode()) != len(texts) - 1:
            return False
        os.makedirs(folder, 0o700, exist_ok=True)  # noqa: PTH103 - as above
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        with open(os.open(temporary, flags, 0o600), "wb") as file:  # noqa: PTH123 - a descriptor
            file.write(_sum(body) + b"\n" + body)
        os.replace(temporary, path)  # noqa: PTH105 - as above
    except (OSError, ValueError):
        from contextlib import suppress  # noqa: PLC0415 - hardly ever needed

        with suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108 - as above
        return False
    return True


def _sum(body: bytes) -> bytes:
    return b"%08x" % crc32(body)
