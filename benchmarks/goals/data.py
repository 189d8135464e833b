"""Books of each size, made once and kept in a folder of the user's choice."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from types import MappingProxyType
from typing import TYPE_CHECKING

from benchmarks.goals.forms import SETTINGS, write_forms
from benchmarks.goals.trade import Size

if TYPE_CHECKING:
    from pathlib import Path

SIZES = MappingProxyType(
    {"S": Size(2_000, 40, 2), "M": Size(20_000, 200, 5), "L": Size(200_000, 1_000, 10)}
)
_VERSION = 1
_MARK = "made.json"


def wanted(text: str) -> dict[str, Size]:
    """Read sizes such as ``S,M,L`` or, with other numbers of transactions, ``S=200,M=400``.

    Raises:
        ValueError: there is no such size.

    >>> wanted("S=200")
    {'S': Size(transactions=200, customers=4, years=2)}
    """
    found = {}
    for word in text.split(","):
        name, _, count = word.partition("=")
        if name not in SIZES:
            raise ValueError(f"there is no size {name}: choose from {', '.join(SIZES)}")
        usual = SIZES[name]
        number = int(count or usual.transactions)
        customers = max(3, usual.customers * number // usual.transactions)
        found[name] = Size(number, customers, usual.years)
    return {name: found[name] for name in SIZES if name in found}


def books(folder: Path, name: str, size: Size) -> Path:
    """Return the folder that holds books of a size, made and checked now if it is not there.

    Books that somebody else put there, in ``beancount/main.beancount`` and so on, are taken.

    Raises:
        SystemExit: bean-check finds errors in what was made.
    """
    place = folder / (name if size == SIZES[name] else f"{name}-{size.transactions}")
    mark = place / _MARK
    if (place / "beancount" / "main.beancount").exists() and not mark.exists():
        return place
    made = json.dumps({"version": _VERSION, "size": size})
    if mark.exists() and mark.read_text(encoding="utf-8") == made:
        return place
    shutil.rmtree(place, ignore_errors=True)
    part = folder / f"{place.name}.part"
    shutil.rmtree(part, ignore_errors=True)
    write_forms(part, size)
    _check(part / "beancount" / "main.beancount")
    (part / _MARK).write_text(made, encoding="utf-8")
    part.rename(place)
    return place


def copied(place: Path, target: Path) -> Path:
    """Copy the Beancount form of books, to be read and written; with settings beside it."""
    shutil.copytree(place / "beancount", target)
    for path in target.iterdir():
        path.chmod(0o644)
    settings = target / "billcli.toml"
    if not settings.exists():
        settings.write_text(SETTINGS, encoding="utf-8")
    return target


def _check(ledger: Path) -> None:
    words = [sys.executable, "-m", "beancount.scripts.check", "--no-cache", str(ledger)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"the books that were made have errors:\n{done.stderr[:2_000]}")
