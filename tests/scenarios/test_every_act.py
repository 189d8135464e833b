"""Random histories over everything that can happen to an invoice, told by command lines.

After every act the books are held against beancount and bean-query, which know nothing of billcli.
What a command refuses for a good reason is no part of history, and must leave every byte as it was.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

import pytest
from beancount import loader
from beanquery import connect
from beanquery.sources import beancount as _beancount  # noqa: F401 -- registers the source
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from shop import Answer, Shop

START = dt.date(2026, 1, 5)
UNITS = {"EUR": 2, "JPY": 0, "KWD": 3}
CUSTOMERS = ("Acme", "Globex")
QUERY = (
    "SELECT account, any_meta('invoice') AS item, currency, sum(number) AS open"
    " WHERE account ~ '^Assets:Receivable' GROUP BY account, item, currency"
)
SETTINGS = """
[debit]
creditor_id = "DE98ZZZ09999999999"

[bank.account."Assets:Bank:Checking"]
iban = "DE75512108001245126199"
"""
BEFORE = (
    'invoice create Acme --line "200 Work" --line "7 x 9.99 More; tax=LOW" --discount 5%',
    'invoice create Globex --line "1000 Work" --currency KWD --instalments "3 monthly"',
    'invoice create Acme --line "400 Work; tax=ZERO" --currency JPY --terms "net 2"',
    "payment add Acme 100 EUR --allocate INV-2026-0001",
    "payment add Globex 500.125 KWD --on-account",
)
"""What every history begins with, so that most acts find something to act on."""
REFUSED = set(
    "ALLOCATION-AMOUNT ALLOCATION-CURRENCY ALLOCATION-EXCEEDS AMOUNT-DIGITS CREDIT-EXCEEDS"
    " CREDIT-LINE CREDIT-REDUCED CREDIT-UNCLEAR ITEM-CURRENCY ITEM-SETTLED PAYMENT-MODE"
    " PAYMENT-PLACES PAYMENT-REVERSED PAYMENT-UNAPPLIED PAYMENT-USED UNAPPLY-TWICE"
    " UNDO-NO-REVERSAL UNDO-NOT-LAST UNDO-NOTHING UNDO-WHICH"
    " NOTE-AMOUNT NOTE-CLOSED UNKNOWN-ENTRY UNKNOWN-ITEM VOID-CREDIT-NOTE VOID-TWICE".split()
)
"""What a command may refuse in books where it cannot be done."""

picks = st.integers(0, 1_000_000)
customers = st.sampled_from(CUSTOMERS)
currencies = st.sampled_from(tuple(UNITS))


class Acts(RuleBasedStateMachine):
    """One history; ``shops`` and ``folder`` are set before it runs."""

    shops: ClassVar[ModuleType]
    folder: ClassVar[Path]
    counted: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.shop: Shop = self.shops.Shop.open(self.folder)
        self.shop.setting(SETTINGS)
        self.shop.today = START
        mandate = '--iban DE02120300000000202051 --mandate "M-1 2026-01-02"'
        self.shop.done(f"customer edit Acme {mandate} --since 2025-01-01")
        self.done = 0
        self.aged: dict[dt.date, object] = {}
        for line in BEFORE:
            self.shop.done(line)

    # What is there to act on

    def _data(self, line: str) -> dict[str, object]:
        answer = self.shop(f"{line} --format json")
        assert answer.status == 0, answer.err
        return answer.data

    def _open(self, *, owed: bool = True) -> list[dict[str, object]]:
        """Return the open items that are owed, or those that the customer is owed."""
        rows = self._data("report open")["items"]
        return [row for row in rows if (_number(row["balance_open"]) > 0) is owed]

    def _invoices(self) -> list[dict[str, object]]:
        rows = self._data("invoice list")["invoices"]
        return [row for row in rows if row["kind"] == "invoice"]

    def _payments(self) -> list[dict[str, object]]:
        return list(self._data("payment list")["payments"])

    def _text(self) -> str:
        return "".join(path.read_text() for path in sorted(self.shop.folder.glob("20*.beancount")))

    # Carrying out, and taking back

    def _act(self, line: str, *, undo: bool = False) -> Answer:
        """Carry out a command; what it refuses leaves everything as it was.

        Args:
            line: the command.
            undo: take it back at once, which must give back every byte.
        """
        before, text, was = self.shop.tree(), self._text(), {}
        reverses = self.done % 3 == 2 and not undo and not line.startswith("undo")
        if reverses:
            was = self._balances()
        answer = self.shop(line, yes=True)
        name = " ".join(line.split()[:2])
        if answer.status:
            assert REFUSED.issuperset(answer.codes), f"{line}: {answer.err}"
            assert self.shop.tree() == before, f"{line} was refused, and wrote"
            self.counted[f"{name}: {answer.codes[0]}"] += 1
            return answer
        if self.shop.tree() == before:
            return answer
        self.counted[name] += 1
        self.done += 1
        if undo:
            taken_back = self.shop("undo", yes=True)
            if taken_back.status:
                assert REFUSED.issuperset(taken_back.codes), taken_back.err
            else:
                assert self.shop.tree() == before, f"undo of {line} left something"
                self.counted["undone"] += 1
        elif reverses:
            new = [name for name in _ids(self._text()) if name not in _ids(text)]
            self._reverse(new[0], was) if len(new) == 1 else None
        return answer

    def _balances(self) -> dict[tuple[str, str], Decimal]:
        rows = self._data("report open --as-of 2099-12-31")["items"]
        return {(row["item"], str(row["instalment"])): _number(row["balance_open"]) for row in rows}

    def _reverse(self, name: str, was: dict[tuple[str, str], Decimal]) -> None:
        """Write what reverses an act that nothing was built on: the balances are as before."""
        answer = self.shop(f"undo {name} --reverse", yes=True)
        if answer.status:
            none = {"UNDO-NO-REVERSAL", "UNKNOWN-ENTRY"}  # notes are no entries
            assert none.issuperset(answer.codes), f"undo {name}: {answer.err}"
            self.counted[f"reversed: {answer.codes[0]}"] += 1
        else:
            assert self._balances() == was, f"{name} was not taken back as a whole"
            self.counted["reversed"] += 1

    # The acts

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        today = self.shop.today
        self.aged[today] = self._data(f"report aging --as-of {today}")
        self.shop.today = today + dt.timedelta(days=days)

    @rule(who=customers, unit=currencies, cents=st.integers(1, 99_999), tax=st.booleans(),
          parts=st.integers(1, 3), undo=st.booleans())  # fmt: skip
    def issue(self, who: str, unit: str, cents: int, tax: bool, parts: int, undo: bool) -> None:
        price = _amount(cents + 10, unit)
        code = "VAT" if tax else "ZERO"
        lines = f'--line "{price} Work; tax={code}" --line "3 x {price} More; tax=LOW"'
        plan = f'--instalments "{parts} monthly"' if parts > 1 else ""
        self._act(f"invoice create {who} {lines} --currency {unit} {plan}", undo=undo)

    @rule(pick=picks, percent=st.sampled_from([10, 50, 100, 100, 130]), undo=st.booleans())
    def pay(self, pick: int, percent: int, undo: bool) -> None:
        if items := self._open():
            row = items[pick % len(items)]
            unit = _unit(row)
            amount = _share(_number(row["balance_open"]), percent, unit)
            line = f"payment add {row['customer']} {amount} {unit} --allocate {row['item']}"
            self._act(line, undo=undo)

    @rule(who=customers, unit=currencies, cents=st.integers(1, 9_999), mode=st.booleans())
    def pay_without_a_word(self, who: str, unit: str, cents: int, mode: bool) -> None:
        how = "--oldest-first" if mode else "--on-account"
        self._act(f"payment add {who} {_amount(cents, unit)} {unit} {how}")

    @rule(pick=picks, undo=st.booleans())
    def void(self, pick: int, undo: bool) -> None:
        if invoices := self._invoices():
            number = invoices[pick % len(invoices)]["invoice"]
            self._act(f"invoice void {number} --reason Mistake", undo=undo)

    @rule(pick=picks, how=st.sampled_from(["--lines 2", "--lines 2=1,1", "--amount", "--full"]),
          percent=st.sampled_from([5, 60]), kept=st.booleans(), undo=st.booleans())  # fmt: skip
    def credit(self, pick: int, how: str, percent: int, kept: bool, undo: bool) -> None:
        if invoices := self._invoices():
            row = invoices[pick % len(invoices)]
            if how == "--amount":
                how = f"--amount {_share(_number(row['amount']), percent, _unit(row))}"
            kept_open = "--no-apply" if kept else ""
            line = f"credit create {row['invoice']} {how} --reason Mistake {kept_open}"
            self._act(line, undo=undo)

    @rule(pick=picks, to=picks, oldest=st.booleans(), undo=st.booleans())
    def apply(self, pick: int, to: int, oldest: bool, undo: bool) -> None:
        rows, items = self._open(owed=False), self._open()
        if rows and items:
            name = rows[pick % len(rows)]["item"]
            target = "--oldest-first" if oldest else items[to % len(items)]["item"]
            self._act(f"credit apply {name} {target}", undo=undo)

    @rule(pick=picks, undo=st.booleans())
    def unapply_a_credit(self, pick: int, undo: bool) -> None:
        entries = re.findall(r"^  id: \"(APP-[^\"]+)", self._text(), re.MULTILINE)
        if entries:
            self._act(f"credit unapply {entries[pick % len(entries)]}", undo=undo)

    @rule(pick=picks, undo=st.booleans())
    def unapply(self, pick: int, undo: bool) -> None:
        if payments := self._payments():
            self._act(f"payment unapply {payments[pick % len(payments)]['payment']}", undo=undo)

    @rule(pick=picks, percent=st.sampled_from([1, 2, 5]), undo=st.booleans())
    def pay_with_a_discount(self, pick: int, percent: int, undo: bool) -> None:
        rows = [row for row in self._open() if row["kind"] == "invoice"]
        if rows:
            row = rows[pick % len(rows)]
            unit, owed = _unit(row), _number(row["balance_open"])
            off = _share(owed, percent, unit)
            what = f"{row['customer']} {owed - Decimal(off):f} {unit} --discount {off}"
            self._act(f"payment add {what} --allocate {row['item']}={owed:f}", undo=undo)

    @rule(pick=picks, to=picks, percent=st.sampled_from([20, 100]), undo=st.booleans())
    def move(self, pick: int, to: int, percent: int, undo: bool) -> None:
        payments = self._payments()
        if payments and (items := self._open()):
            row = items[to % len(items)]
            share = _share(_number(row["balance_open"]), percent, _unit(row))
            part = "" if percent == 100 else f"={share}"
            name = payments[pick % len(payments)]["payment"]
            self._act(f"payment move {name} --to {row['item']}{part}", undo=undo)

    @rule(pick=picks, who=customers, undo=st.booleans())
    def move_to_a_customer(self, pick: int, who: str, undo: bool) -> None:
        if payments := self._payments():
            name = payments[pick % len(payments)]["payment"]
            self._act(f"payment move {name} --to-customer {who}", undo=undo)

    @rule(pick=picks, kind=st.sampled_from(["bounced", "returned", "chargeback"]),
          fee=st.booleans(), undo=st.booleans())  # fmt: skip
    def reverse(self, pick: int, kind: str, fee: bool, undo: bool) -> None:
        if payments := self._payments():
            name = payments[pick % len(payments)]["payment"]
            kept = "--fee 4" if fee else ""
            self._act(f"payment reverse {name} --kind {kind} {kept}", undo=undo)

    @rule(who=customers, unit=currencies, cents=st.integers(1, 99_999), undo=st.booleans())
    def offer(self, who: str, unit: str, cents: int, undo: bool) -> None:
        line = f'--line "{_amount(cents, unit)} Work; tax=VAT" --currency {unit}'
        quoted = self.shop(f"quote create {who} {line} --format ids", yes=True)
        assert quoted.status == 0, quoted.err
        self._act(f"quote accept {quoted.out.strip()}", undo=undo)

    @rule(pick=picks, percent=st.sampled_from([0, 30, 100, 120]), undo=st.booleans())
    def dispute(self, pick: int, percent: int, undo: bool) -> None:
        if items := self._open():
            row = items[pick % len(items)]
            share = _share(_number(row["balance_open"]), percent, _unit(row))
            part = f"--amount {share}" if percent else ""
            self._act(f"dispute open {row['item']} {part} --reason Dear", undo=undo)

    @rule(pick=picks, undo=st.booleans())
    def settle_a_dispute(self, pick: int, undo: bool) -> None:
        if there := self._data("dispute list --all")["disputes"]:
            self._act(f"dispute close {there[pick % len(there)]['dispute']}", undo=undo)

    @rule(pick=picks, days=st.integers(0, 40), whole=st.booleans(), undo=st.booleans())
    def promise(self, pick: int, days: int, whole: bool, undo: bool) -> None:
        if items := self._open():
            row = items[pick % len(items)]
            subject = row["customer"] if whole else row["item"]
            self._act(f"promise add {subject} --until +{days}d", undo=undo)

    @rule(who=customers, days=st.integers(0, 40), undo=st.booleans())
    def hold(self, who: str, days: int, undo: bool) -> None:
        self._act(f"hold set {who} --until +{days}d --reason Wait", undo=undo)
        self._act(f"contact log {who} Called", undo=undo)

    @rule(pick=picks)
    def reverse_any(self, pick: int) -> None:
        names = _ids(self._text())
        self._act(f"undo {names[pick % len(names)]} --reverse")

    @rule(undo=st.booleans())
    def collect(self, undo: bool) -> None:
        self._act("debit run", undo=undo)

    @precondition(lambda self: self.done)
    @rule()
    def undo_the_last(self) -> None:
        if not self._act("undo").status:
            self.aged.clear()  # what was taken back was told of before

    # What always holds

    @invariant()
    def every_cent_is_where_beancount_says(self) -> None:
        """Items, accounts and checks agree; no item is below zero or above its amount."""
        main = self.shop.folder / "main.beancount"
        entries, errors, _ = loader.load_file(str(main))
        assert not errors, errors
        asked: dict[tuple[str, str, str], Decimal] = {}
        for account, item, unit, number in connect(f"beancount:{main}").execute(QUERY):
            if number:
                asked[account.rpartition(":")[2], item, unit] = number
        told: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
        for row in self._data("report open --as-of 2099-12-31")["items"]:
            balance, amount = _number(row["balance_open"]), _number(row["amount"])
            told[row["customer"], row["item"], _unit(row)] += balance
            assert abs(balance) <= abs(amount), row
            assert (balance > 0) == (amount > 0), row
        assert told == asked
        assert self.shop("check").status == 0
        assert entries

    def teardown(self) -> None:
        """Hold what was told earlier against what is told now."""
        if not hasattr(self, "shop"):
            return
        for day, aged in self.aged.items():
            assert self._data(f"report aging --as-of {day}") == aged, f"{day} knows of later days"
        self._notes_agree()
        self._nobody_is_asked_for_more()
        end = self.shop.today + dt.timedelta(days=60)
        middle = START + (end - START) / 2
        for who in CUSTOMERS:
            first = self._statement(who, START, middle)
            then = self._statement(who, middle + dt.timedelta(days=1), end)
            for unit, opening in then.items():
                assert first.get(unit, (Decimal(), Decimal()))[1] == opening[0], (who, unit)

    def _notes_agree(self) -> None:
        """Disputes never exceed what is open; what is promised is open or of a later day."""
        for row in self._data("dispute list")["disputes"]:
            assert row["amount"] is None or _number(row["amount"]) >= 0, row
        for row in self._data("promise list --all")["promises"]:
            passed = row["until"] < self.shop.today.isoformat()
            assert row["status"] != "open" or not passed, row
            assert row["status"] != "broken" or passed, row
            if row["status"] == "broken" and row["amount"] is None:
                assert row["balance_open"] or self.shop.today.isoformat() > row["until"], row

    def _nobody_is_asked_for_more(self) -> None:
        """The worklist asks for no more than is late, and names nobody twice in a currency."""
        late: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        owed: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for row in self._open():
            key = str(row["customer"]), _unit(row)
            owed[key] += _number(row["balance_open"])
            if (row["days_overdue"] or 0) > 0:  # type: ignore[operator]
                late[key] += _number(row["balance_open"])
        seen = set()
        for row in self._data("worklist")["customers"]:
            at_risk, waiting = row["at_risk"], row["waiting"]
            key = row["customer"], at_risk["currency"]
            assert 0 < _number(at_risk) <= late[key], row
            assert 0 <= _number(waiting) <= owed[key] - _number(at_risk), row
            assert key not in seen, row
            seen.add(key)
        overdue = self._data("report open --status overdue")["items"]
        missed = self._data("missed --since 2020-01-01")["items"]
        assert sorted((row["item"], row["instalment"] or 0) for row in missed) == sorted(
            (row["item"], row["instalment"] or 0) for row in overdue
        )

    def _statement(
        self, who: str, since: dt.date, until: dt.date
    ) -> dict[str, tuple[Decimal, Decimal]]:
        """Return opening and closing balance per currency, once movements lead to each other."""
        found: dict[str, tuple[Decimal, Decimal]] = {}
        data = self._data(f"statement show {who} --from {since} --to {until}")
        for section in data["sections"]:
            opening, closing = _number(section["opening"]), _number(section["closing"])
            moved = sum((_number(line["amount"]) for line in section["lines"]), Decimal())
            assert opening + moved == closing, section
            found[section["opening"]["currency"]] = opening, closing
        return found


def _ids(text: str) -> list[str]:
    """Return the ids of entries, in order."""
    return re.findall(r"^  (?:id|invoice): \"([^\"]+)", text, re.MULTILINE)


def _number(money: object) -> Decimal:
    return Decimal(money["number"])  # type: ignore[index]


def _unit(row: dict[str, object]) -> str:
    return row["balance_open"]["currency"]  # type: ignore[index]


def _amount(cents: int, unit: str) -> str:
    return f"{Decimal(cents).scaleb(-UNITS[unit]):f}"


def _share(number: Decimal, percent: int, unit: str) -> str:
    step = Decimal(1).scaleb(-UNITS[unit])
    return f"{max((number * percent / 100).quantize(step), step):f}"


def _run(
    shops: ModuleType, folder: Path, histories: int, steps: int, *, same: bool = False
) -> Counter[str]:
    """Play histories, the same ones each time or others; count what was done, refused, undone."""
    Acts.shops, Acts.folder = shops, folder
    Acts.counted = Counter()
    case = Acts.TestCase
    case.settings = settings(
        max_examples=histories,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=same,
        phases=[Phase.generate],  # to shrink a history takes minutes and spares few steps
    )
    case("runTest").debug()
    return Acts.counted


def test_whatever_happens_the_books_are_right(shop_module: ModuleType, tmp_path: Path) -> None:
    counted = _run(shop_module, tmp_path / "books", 6, 20, same=True)
    assert counted["invoice create"] > 0
    assert counted["payment add"] > 0


@pytest.mark.long
def test_whatever_happens_in_many_long_histories_the_books_are_right(
    shop_module: ModuleType, tmp_path: Path
) -> None:
    counted = _run(shop_module, tmp_path / "books", 2000, 60)
    assert min(counted[name] for name in ("invoice void", "debit run", "undone")) > 0
