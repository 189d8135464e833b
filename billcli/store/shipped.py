"""Where the folders that come with billcli stand: in the wheel, or in a checkout."""

from __future__ import annotations

from pathlib import Path

import billcli


def shipped(name: str) -> Path:
    """Return a folder that comes with billcli, such as ``ledgers``.

    In a wheel it stands inside the package, in a checkout beside it.

    Raises:
        FileNotFoundError: it is in neither place; the installation is broken.
    """
    package = Path(billcli.__file__).parent
    for folder in (package / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(name)
