"""A quick look at a ledger's text, good enough to suggest ids while somebody types.

Beancount takes seconds for what a Tab may take a tenth of. So lines are looked at, not understood:
what is found here is only ever suggested, never booked or reported. Reading is bounded in bytes and
in time, and whatever cannot be read is left out without a word.
"""

from __future__ import annotations

import re
import stat
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from billcli.domain.entry import NOWHERE, Facts
from billcli.domain.receivable import find_roots, is_receivable, place_of
from billcli.ledger.glance_entry import Fold, look, unescaped
from billcli.ledger.include import resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from billcli.ledger.glance_entry import SeenDocument, SeenEntry

_DAY = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
_START = re.compile(rf"\n(?={_DAY}[ \t])")
_INCLUDE = re.compile(r'^include[ \t]+"([^"\n]+)"', re.MULTILINE)
_PLUGIN = re.compile(r'^plugin[ \t]+"([^"\n]+)"', re.MULTILINE)
_ACCOUNT = re.compile(rf"^{_DAY}[ \t]+(open|close)[ \t]+([^\s;]+)", re.MULTILINE)
_CURRENCY = re.compile(r'^option[ \t]+"operating_currency"[ \t]+"([A-Z][^"\s]*)"', re.MULTILINE)
_CUSTOMER = re.compile(
    rf'^{_DAY}[ \t]+custom[ \t]+"customer"[ \t]+"([^"\n]+)"[ \t]*([^\s;]*)[^\n]*'
    r"((?:\n[ \t][^\n]*)*)",
    re.MULTILINE,
)
_NAME = re.compile(r'^[ \t]+name:[ \t]*"((?:[^"\\\n]|\\.)*)"', re.MULTILINE)
READS = 8  # so many times what is kept is read at most, to come to the last files
BEGINNING = 50  # the part of what is kept that a file keeps at its beginning
_BETWEEN_LOOKS_AT_THE_CLOCK = 256


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a look may cost.

    Attributes:
        size: bytes kept at most: of a larger ledger those of the last files.
        files: files opened at most.
        seconds: time after which older entries are left out.
    """

    size: int = 32_000_000
    files: int = 500
    seconds: float = 0.7


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What was seen, in the order of dates where there are dates.

    Attributes:
        customers: names by customer id; an empty text where none is recorded.
        documents: invoices, credit notes and whatever else bears a number and is owed.
        entries: every other transaction with an ``id``.
        accounts: accounts that are open.
        currencies: operating currencies, then those of documents.
        plugins: modules that the ledger names.
        whole: whether nothing was left out for its size or for time.
    """

    customers: Mapping[str, str] = field(default_factory=dict)
    documents: tuple[SeenDocument, ...] = ()
    entries: tuple[SeenEntry, ...] = ()
    accounts: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    whole: bool = True


def glance(
    ledger: Path,
    receivable: str = "",
    *,
    entries: bool = True,
    bounds: Bounds = Bounds(),
    clock: Callable[[], float] = time.monotonic,
) -> Glimpse:
    """Return what the text of a ledger and its includes seems to hold; it never raises OSError.

    Args:
        ledger: the top file.
        receivable: root of the receivable accounts, when it is configured.
        entries: look at transactions too, which is most of the work.
        bounds: what the look may cost.
        clock: a rising count of seconds.
    """
    end = clock() + bounds.seconds
    texts = _texts(ledger, bounds)
    accounts = _accounts(texts)
    owners: dict[str, str] = {}
    customers = _customers(texts, owners)
    roots = find_roots(Facts(accounts=dict.fromkeys([*accounts, *owners])), receivable)  # type: ignore[arg-type]
    for account in accounts:
        place = place_of(account, roots, owners) if is_receivable(account, roots) else None
        if place and place.customer and place.owner not in owners:
            owners[place.owner] = place.customer
            customers.setdefault(place.customer, "")
    fold = Fold(roots, owners)
    in_time = not entries or _fold(texts, fold, lambda: clock() < end)
    documents = fold.documents()
    for document in documents:  # books without customer records know them by payee
        customers.setdefault(document.customer, "")
    customers.pop("", None)
    joined = "\n".join(text[:20_000] for text, _ in texts)
    operating = [*_CURRENCY.findall(joined), *(d.currency for d in documents if d.currency)]
    return Glimpse(
        customers,
        documents,
        fold.entries(),
        tuple(sorted(accounts)),
        tuple(dict.fromkeys(operating)),
        tuple(dict.fromkeys(_PLUGIN.findall(joined))),
        whole=in_time and all(whole for _, whole in texts),
    )


def _texts(ledger: Path, bounds: Bounds) -> list[tuple[str, bool]]:
    """Return the text of each file and whether it is all of it, in the order of includes.

    Where all is too much the first files keep only their beginning: what is wanted most is what
    was written last, and accounts and customers are recorded at the top.
    """
    try:
        top = ledger.resolve()
    except (OSError, RuntimeError, ValueError):  # RuntimeError: links in a circle
        return []
    texts: list[tuple[str, bool]] = []
    queue, seen, left, kept, first = [top], {top}, READS * bounds.size, 0, 0
    while queue and len(seen) <= bounds.files and left > 0:
        path = queue.pop(0)
        text, whole = _read(path, min(left, bounds.size))
        left -= len(text)
        kept += len(text)
        found: list[Path] = []
        for written in _INCLUDE.findall(text):
            found += _named(top.parent, path, written)
        new = [p for p in dict.fromkeys(found) if p not in seen]
        seen.update(new)
        queue[:0] = new
        texts.append((text, whole))
        while kept > bounds.size and first < len(texts) - 1:
            old, _ = texts[first]
            texts[first] = (old[: bounds.size // BEGINNING], False)
            kept -= len(old) - len(texts[first][0])
            first += 1
    return texts


def _named(root: Path, including: Path, written: str) -> tuple[Path, ...]:
    try:
        return resolve(root, including, written, NOWHERE).paths
    except (OSError, ValueError):
        return ()


def _read(path: Path, most: int) -> tuple[str, bool]:
    """Return at most so many bytes of a file as text, its beginning and its end."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return "", False
        with path.open("rb") as file:
            data = file.read(min(most, status.st_size))
            if status.st_size > len(data):  # the latest stand at the end
                half = len(data) // 2
                file.seek(-half, 2)
                data = data[:half] + b"\n" + file.read(half)
    except (OSError, ValueError):
        return "", False
    text = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    return text, status.st_size <= most


def _accounts(texts: Sequence[tuple[str, bool]]) -> dict[str, None]:
    """Return the accounts that are opened and not closed."""
    found: dict[str, None] = {}
    closed: set[str] = set()
    for text, _ in texts:
        for word, account in _ACCOUNT.findall(text):
            if word == "open":
                found[account] = None
            else:
                closed.add(account)
    return {account: None for account in found if account not in closed}


def _customers(texts: Sequence[tuple[str, bool]], owners: dict[str, str]) -> dict[str, str]:
    """Return customers' names by id, and note whose account is whose."""
    names: dict[str, str] = {}
    for text, _ in texts:
        for customer, account, body in _CUSTOMER.findall(text):
            name = _NAME.search(body)
            said = unescaped(name[1]) if name else ""
            names[customer] = said or names.get(customer, "")
            if ":" in account:
                owners[account] = customer
    return names


def _fold(texts: Sequence[tuple[str, bool]], fold: Fold, in_time: Callable[[], bool]) -> bool:
    """Look at the entries, the last ones first; return whether there was time for all."""
    count = 0
    for text, _ in reversed(texts):
        for block in reversed(_START.split(f"\n{text}")):
            count += 1
            if count % _BETWEEN_LOOKS_AT_THE_CLOCK == 0 and not in_time():
                return False
            if fold.wants(block) and (entry := look(block)) is not None:
                fold.add(entry)
    return True
