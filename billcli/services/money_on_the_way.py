"""What direct debits collected and the bank has not paid out, and deposits it has not told of."""

from __future__ import annotations

from billcli.domain.bank_deposit import KEYS
from billcli.domain.entry_link import own_id
from billcli.domain.ignored_line import ignored_lines
from billcli.domain.meta import text_of
from billcli.domain.money import total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.reversal_entry import LINE_KEYS, taken_back
from billcli.matching.on_the_way import OnTheWay, is_named
from billcli.services.whole_act import runs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.domain.entry import Entry, Facts
    from billcli.domain.money import Money

DEPOSITS = frozenset({"deposit", "payout"})


def on_the_way(entries: Iterable[Entry]) -> tuple[OnTheWay, ...]:
    """Return the runs, and the parts of runs, of which something is still to be paid out.

    Args:
        entries: of the whole ledger, in any order.
    """
    every = tuple(entries)
    runs: dict[str, list[Entry]] = {}
    for entry in every:
        for run in runs_of(entry) if entry.postings else ():
            runs.setdefault(run, []).append(entry)
    if not runs:
        return ()
    gone = taken_back(every)
    others = [e for e in every if e.links and not runs_of(e) and own_id(e) not in gone]
    found = (_waiting(run, payments, others) for run, payments in sorted(runs.items()))
    return tuple(one for one in found if one.amount.number > 0)


def untold_deposits(facts: Facts) -> tuple[OnTheWay, ...]:
    """Return the deposits and payouts in the books of which no bank line was told yet.

    A line that was told stands on the cash leg, or was set aside by the number of the deposit.
    """
    gone = taken_back(facts.entries)
    aside: dict[str, list[str]] = {}
    for record in ignored_lines(facts.records):
        reason = text_of(record.meta.get("reason"))
        aside.setdefault(text_of(record.values[0]), []).append(reason)
    found: list[OnTheWay] = []
    for entry in facts.entries:
        number = own_id(entry)
        if not number or number in gone or DEPOSITS.isdisjoint(entry.tags):
            continue
        bank = entry.postings[0]
        parts = tuple(
            (name, -leg.amount)
            for leg in entry.postings
            for key in KEYS
            if (name := text_of(leg.meta.get(key)))
        )
        told = any(is_named(number, reason) for reason in aside.get(bank.account, ()))
        if parts and not told and bank.meta.keys().isdisjoint(LINE_KEYS):
            found.append(OnTheWay(number, bank.account, bank.amount, entry.date, parts))
    return tuple(found)


def _waiting(run: str, payments: Sequence[Entry], others: Iterable[Entry]) -> OnTheWay:
    """Return what is left of a run on the account that its payments are on.

    What is paid out is linked to the run, to the part that it is of, or to a part of it.
    """
    account = payments[0].postings[0].account
    collected = [entry.postings[0].amount for entry in payments]
    currency = collected[0].currency
    paid_out: list[Money] = []
    for entry in others:
        if any(link == run or link.startswith(f"{run}-") for link in entry.links):
            paid_out += [p.amount for p in entry.postings if p.account == account]
        elif any(run.startswith(f"{link}-") for link in entry.links):
            paid_out += [-amount for amount in collected]
    same = [amount for amount in (*collected, *paid_out) if amount.currency == currency]
    since = min(entry.date for entry in payments)
    return OnTheWay(run, account, total(same, currency), since)
