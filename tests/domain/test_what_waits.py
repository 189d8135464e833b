"""Whatever is recorded, deposited and taken back: an account holds what waits on it, by name."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.bank_deposit import CHARGE, RECEIPT, deposit_entry, taken_to, waiting
from billcli.domain.entry import Entry, Facts, Posting
from billcli.domain.money import Money, total
from billcli.domain.payment_correction import mirrored

START = dt.date(2026, 1, 1)
ACCOUNTS = {RECEIPT: "Assets:Till", CHARGE: "Assets:Clearing:Cards"}
STEPS = st.lists(
    st.tuples(
        st.sampled_from("cheque cheque charge charge bank payout back".split()),
        st.integers(0, 9),
        st.integers(1, 500),
    ),
    min_size=8,
    max_size=30,
)


class Till:
    """Records money that waits, takes it to the bank, and gives it back."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.paid: list[Entry] = []
        self.banked: set[str] = set()
        self.gone: set[str] = set()

    @property
    def today(self) -> dt.date:
        return START + dt.timedelta(days=len(self.entries))

    def cheque(self, _which: int, cents: int) -> None:
        self._arrive(RECEIPT, cents)

    def charge(self, _which: int, cents: int) -> None:
        self._arrive(CHARGE, cents)

    def bank(self, which: int, _cents: int) -> None:
        self._take(RECEIPT, which)

    def payout(self, which: int, _cents: int) -> None:
        self._take(CHARGE, which)

    def back(self, which: int, _cents: int) -> None:
        """Give a payment back, once: a charge at its processor, a cheque where it is."""
        there = [entry for entry in self.paid if str(entry.meta["id"]) not in self.gone]
        if not there:
            return
        entry = there[which % len(there)]
        name = str(entry.meta["id"])
        leg, owed = mirrored(entry.postings)
        if bank := taken_to(Facts(tuple(self.entries)), name) if RECEIPT in leg.meta else "":
            leg = Posting(bank, leg.amount)
        self.gone.add(name)
        self._write("reversal", f"RET-{name}", (leg, owed))

    def _arrive(self, key: str, cents: int) -> None:
        name, amount = f"N-{len(self.entries)}", Money.of(Decimal(cents) / 100, "EUR").rounded()
        cash = Posting(ACCOUNTS[key], amount, {key: name})
        self.paid.append(self._write("payment", name, (cash, Posting("Income:Work", -amount))))

    def _take(self, key: str, which: int) -> None:
        there = [one for one in waiting(self.entries) if one.key == key]
        chosen = there[: which + 1]
        if chosen:
            number = f"DEP-{len(self.entries)}"
            entry = deposit_entry(number, self.today, chosen, bank="Assets:Bank")
            self.entries.append(entry)
            self.banked |= {one.name for one in chosen}

    def _write(self, tag: str, name: str, legs: tuple[Posting, ...]) -> Entry:
        entry = Entry(self.today, "Acme", "", (tag,), (name,), legs, {"id": name})
        self.entries.append(entry)
        return entry


def held(entries: list[Entry], account: str) -> Money:
    """Return what an account holds."""
    legs = [leg.amount for entry in entries for leg in entry.postings if leg.account == account]
    return total(legs, "EUR")


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_an_account_holds_what_waits_on_it(steps: list[tuple[str, int, int]]) -> None:
    till = Till()
    for act, which, cents in steps:
        getattr(till, act)(which, cents)
        left = waiting(till.entries)
        for key, account in ACCOUNTS.items():
            mine = [one.amount for one in left if one.key == key]
            assert total(mine, "EUR") == held(till.entries, account)
    names = [(one.key, one.name) for one in left]
    assert len(names) == len(set(names)), "each waits once"
    for one in left:
        if one.key == RECEIPT:
            assert one.name not in till.banked | till.gone, "a receipt is deposited once"
        else:
            assert (one.amount.number < 0) == (one.name in till.gone)
    for entry in till.entries:
        assert not total([leg.amount for leg in entry.postings], "EUR")
