"""One file through a user's importer, in beangulp's own steps: identify, extract, sort, hooks.

``deduplicate`` is asked for its opinion only. It compares amounts and days, and of lines imported
week by week it takes many for others; which lines the books hold is told by ``matching.identity``.
"""

from __future__ import annotations

from dataclasses import dataclass

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from billcli.bank.importer_config import Importers, Raw

DUPLICATE = "__duplicate__"


@dataclass(frozen=True, slots=True)
class Extracted:
    """What an importer made of a file.

    Attributes:
        account: ledger account of the bank account.
        importer: its name.
        entries: Beancount's directives.
        doubles: for ``id()`` of an entry's metadata, of what the importer takes it for a double;
            hooks replace entries, and hand on their metadata.
        dropped: how many transactions the hooks took away.
    """

    account: str
    importer: str
    entries: tuple[Raw, ...]
    doubles: dict[int, str]
    dropped: int = 0


def run_importers(config: Importers, path: Path, existing: Sequence[Raw]) -> list[Extracted]:
    """Return what the importers make of a file; nothing when none of them knows it.

    Hooks get the ledger's entries without the new ones: a hook that learns from them would learn
    from what it is to judge.

    Args:
        config: importers and hooks.
        path: the file; its bytes are not changed.
        existing: the ledger's entries, as Beancount's directives.
    """
    name = str(path)
    importer = next((one for one in config.importers if one.identify(name)), None)
    if importer is None:
        return []
    entries = list(importer.extract(name, list(existing)) or ())
    importer.sort(entries)
    account = importer.account(name)
    doubles = _doubles(importer, entries, existing)
    extracted = [(name, entries, account, importer)]
    before = _transactions(entries)
    for hook in config.hooks:
        extracted = hook(extracted, list(existing))
    after = sum(_transactions(one[1]) for one in extracted)
    lost = max(before - after, 0)
    words = str(importer.name)
    return [Extracted(one[2] or account, words, tuple(one[1]), doubles, lost) for one in extracted]


def _transactions(entries: Sequence[Raw]) -> int:
    return sum(type(one).__name__ == "Transaction" for one in entries)


def _doubles(importer: Raw, entries: Sequence[Raw], existing: Sequence[Raw]) -> dict[int, str]:
    """Return which entries the importer takes for doubles; the entries bear no mark of it."""
    seen = list(entries)
    importer.deduplicate(seen, list(existing))
    found: dict[int, str] = {}
    left = {id(one.meta) for one in seen}
    for one in entries:
        mark = one.meta.pop(DUPLICATE, None)
        if mark is not None or id(one.meta) not in left:
            found[id(one.meta)] = _double(mark)
    return found


def _double(mark: Raw) -> str:
    meta = getattr(mark, "meta", None) or {}
    place = f" ({meta['filename']}:{meta.get('lineno', 0)})" if meta.get("filename") else ""
    return f"the importer takes it for a double{place}"
