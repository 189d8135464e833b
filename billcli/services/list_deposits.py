"""The deposits and payouts of the books, each with what it took to the bank."""

from __future__ import annotations

from billcli.domain.bank_deposit import KEYS, Waiting
from billcli.domain.meta import text_of
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.party import nearest
from billcli.domain.problem import UsageError, quoted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from billcli.domain.entry import Entry
    from billcli.services.workspace import Workspace

_KINDS = ("deposit", "payout")


class Deposit(NamedTuple):
    """What went to the bank in one entry.

    Attributes:
        number: its id.
        kind: ``deposit`` or ``payout``.
        account: of the bank.
        amount: what reached it.
        fee: what was kept, or None.
        lines: what it took, amounts positive.
    """

    number: str
    kind: str
    entry: Entry
    account: str
    amount: Money
    fee: Money | None
    lines: tuple[Waiting, ...]


def deposits(workspace: Workspace, until: dt.date) -> tuple[Deposit, ...]:
    """Return what went to the bank until a day, in the order of the ledger."""
    named = workspace.snapshot.facts.entries_naming(*_KINDS, *KEYS)
    entries = [one for one in named if one.date <= until]
    first: dict[tuple[str, str, str], Entry] = {}
    for entry in entries:
        for leg in entry.postings:
            for key in KEYS if leg.meta else ():
                if name := text_of(leg.meta.get(key)):
                    first.setdefault((leg.account, key, name), entry)
    return tuple(_deposits(entries, first))


def deposit_of(every: Sequence[Deposit], name: str) -> Deposit:
    """Return a deposit by its id.

    Raises:
        UsageError: there is none; the nearest are named (UNKNOWN-ENTRY).
    """
    for one in every:
        if one.number == name:
            return one
    near = nearest(name, {one.number: (one.number,) for one in every})
    hint = f"did you mean {' or '.join(near)}?" if near else "see billcli deposit list"
    raise UsageError.of("UNKNOWN-ENTRY", f"there is no deposit {quoted(name)}", hint=hint)


def _deposits(
    entries: Sequence[Entry], first: Mapping[tuple[str, str, str], Entry]
) -> Iterator[Deposit]:
    for entry in entries:
        kind = next((tag for tag in _KINDS if tag in entry.tags), "")
        number = text_of(entry.meta.get("id"))
        if not kind or not number or "payment" in entry.tags:
            continue
        lines = tuple(
            Waiting(key, name, leg.account, -leg.amount, first[leg.account, key, name])
            for leg in entry.postings
            for key in KEYS
            if (name := text_of(leg.meta.get(key)))
        )
        kept = [leg.amount for leg in entry.postings if "adjustment" in leg.meta]
        fee = total(kept, kept[0].currency) if kept else None
        bank = entry.postings[0]
        yield Deposit(number, kind, entry, bank.account, bank.amount, fee, lines)
