"""The versions of everything that takes part in a read model, told without importing any of it."""

from __future__ import annotations

import os
import sys

from billcli import __version__
from billcli.store.index_schema import SCHEMA

TYPE_CHECKING = False  # typing itself costs a third of a query
if TYPE_CHECKING:
    from collections.abc import Sequence

_PACKAGE = "beancount"
_LONGEST = 40


def versions(search: Sequence[str] | None = None) -> str:
    """Return one text that changes with python, beancount, billcli or the schema.

    Beancount is told by its ``VERSION`` file and by when and how long its first module was written,
    which any installation changes.

    Args:
        search: where modules are looked for, by default ``sys.path``.

    >>> versions().startswith("python ")
    True
    """
    python = f"python {sys.version.split()[0]} {sys.implementation.cache_tag}"
    beancount = _installed(sys.path if search is None else search)
    return f"{python}; billcli {__version__}; schema {SCHEMA}; {beancount}"


def _installed(search: Sequence[str]) -> str:
    for folder in search:
        package = f"{folder or '.'}/{_PACKAGE}"
        try:
            status = os.stat(f"{package}/__init__.py")  # noqa: PTH116 - pathlib costs a third of a query
            descriptor = os.open(f"{package}/VERSION", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            number = os.read(descriptor, _LONGEST).decode("ascii", "replace").strip()
        finally:
            os.close(descriptor)
        return f"{_PACKAGE} {number} of {status.st_mtime_ns} {status.st_size}"
    return _asked()


def _asked() -> str:
    """Ask the import system: right for an editable or zipped installation, and 30 ms slower."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - the rare case

    try:
        return f"{_PACKAGE} {version(_PACKAGE)}"
    except PackageNotFoundError:
        return f"no {_PACKAGE}"
