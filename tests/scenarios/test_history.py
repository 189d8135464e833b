"""Random histories through the services: what is open is what bean-query says, to the cent."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billcli.domain.allocation import Mode
from billcli.domain.books import Books
from billcli.domain.earned import Basis, earned
from billcli.domain.income_entry import income_of
from billcli.domain.money import Money, quantum
from billcli.domain.open_item import Kind
from billcli.domain.problem import UsageError
from billcli.services.accept_quote import accept_quote
from billcli.services.apply_credit import ApplyRequest, apply_credit, unapply
from billcli.services.check_ledger import check_ledger
from billcli.services.credit_invoice import CreditRequest, credit_invoice
from billcli.services.invoice_request import InvoiceRequest
from billcli.services.issue_invoice import issue_invoice
from billcli.services.list_credits import CreditChoice, list_credits
from billcli.services.list_payments import payments
from billcli.services.list_write_offs import list_write_offs
from billcli.services.make_deposit import DepositRequest, make_deposit, waiting_in
from billcli.services.move_payment import MoveRequest, move_payment
from billcli.services.quote_file import save_quote
from billcli.services.record_payment import PaymentRequest, record_payment
from billcli.services.recover_write_off import RecoverRequest, recover_write_off
from billcli.services.refund_credit import RefundRequest, refund_credit
from billcli.services.reverse_payment import ReversalRequest, reverse_payment
from billcli.services.unapply_payment import unapply_payment
from billcli.services.undo_entry import undo_entry
from billcli.services.workspace import Selection, Workspace, open_workspace
from billcli.services.write_off import WriteOffRequest, write_off
from billcli.services.write_off_small import write_off_small
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from billcli.domain.open_item import OpenItem

START = dt.date(2026, 1, 1)
CUSTOMERS = ("Acme", "Globex")
CURRENCIES = ("EUR", "USD", "JPY", "KWD")
NO_QUESTIONS = Consent(lambda _text: None)

Balances: TypeAlias = dict[tuple[str, str, str], Decimal]


@dataclass(frozen=True)
class Step:
    """One thing that happens; the numbers choose among what there is at that moment."""

    kind: str
    who: int
    which: int
    cents: int
    days: int


MONEY = ("Assets:Bank", "Assets:UndepositedFunds")
KINDS = (
    "issue issue drawn offer pay pay over account oldest void undo unapply move away reverse"
    " credit apply mirror refund lose recover small cheque bank".split()
)
STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from(KINDS),
        st.integers(0, 7),
        st.integers(0, 7),
        st.integers(1, 99_999),
        st.integers(0, 45),
    ),
    min_size=3,
    max_size=12,
)


class History:
    """Carries out steps on books of its own, each through the service a command uses."""

    def __init__(self, project: Path) -> None:
        self.project, self.day, self.done = project, START, 0

    def opened(self) -> Workspace:
        return open_workspace(Selection(env={}, cwd=self.project, today=self.day))

    def carry_out(self, step: Step) -> None:
        """Do what a step says; what the books refuse for a good reason is no part of history."""
        self.day += dt.timedelta(days=step.days)
        try:
            getattr(self, step.kind)(step)
        except UsageError as error:
            assert {p.code for p in error.problems} <= REFUSALS, error  # noqa: PT017 - with its words
        else:
            self.done += 1

    def drawn(self, step: Step) -> None:
        """Issue an invoice that takes up whatever credit fits, never more than either side has."""
        books, before = self.opened(), self._owed()
        request = self._request(step)
        written = issue_invoice(books, request, NO_QUESTIONS, use_credit=True).value
        after = self._owed()
        unit = written.currency
        assert after.get(unit, 0) - before.get(unit, 0) == written.total.number
        open_ = [
            row.balance_open.number
            for row in self.opened().all_books().open_items(written.customer)
            if row.balance_open.currency == unit
        ]
        if written.payable.number > 0:
            assert min(open_) > 0, "credit is left although there is something to pay"

    def issue(self, step: Step) -> None:
        issue_invoice(self.opened(), self._request(step), NO_QUESTIONS)

    def _request(self, step: Step) -> InvoiceRequest:
        currency = CURRENCIES[step.which % len(CURRENCIES)]
        price = Decimal(step.cents) * quantum(currency)
        tax = "VAT" if step.who % 3 else "ZERO"
        return InvoiceRequest(
            customer=CUSTOMERS[step.who % len(CUSTOMERS)],
            lines=(f"{price:f} Work; tax={tax}", f"2 h x {price:f} More"),
            date=self.day,
            currency=currency,
            instalments="3 monthly" if step.cents > 9 and step.days % 3 else "",
        )

    def offer(self, step: Step) -> None:
        """Write a quote, and accept it: at once, or where it is declined or too late, anyway."""
        customer = CUSTOMERS[step.who % len(CUSTOMERS)]
        lines = (f"{Decimal(step.cents) / 100:f} Work", "2 h x 5 More; tax=ZERO; discount=10%")
        request = InvoiceRequest(customer, lines, self.day)
        until = self.day + dt.timedelta(days=step.which)
        quote, _, _ = save_quote(self.opened(), request, "", until, NO_QUESTIONS)
        day = self.day + dt.timedelta(days=step.days)
        number, late = quote.offer.number, day > until
        if late:
            with pytest.raises(UsageError):
                accept_quote(self.opened(), number, day, str, NO_QUESTIONS)
        written = accept_quote(self.opened(), number, day, str, NO_QUESTIONS, anyway=late)
        assert (written.value.total, written.value.origin.quote) == (quote.offer.total, number)
        with pytest.raises(UsageError):
            accept_quote(self.opened(), number, day, str, NO_QUESTIONS, anyway=True)

    def pay(self, step: Step) -> None:
        self._pay(step, Decimal(step.cents % 99 + 1) / 100)

    def over(self, step: Step) -> None:
        self._pay(step, Decimal(step.cents % 50 + 100) / 100)

    def _pay(self, step: Step, share: Decimal) -> None:
        books = self.opened()
        item = self._item(books, step)
        unit = quantum(item.balance_open.currency)
        number = max((item.balance_open.number * share).quantize(unit), unit)
        amount = Money(number, item.balance_open.currency)
        request = PaymentRequest(item.customer, amount, self.day, wanted=(item.item,))
        record_payment(books, request, NO_QUESTIONS)

    def account(self, step: Step) -> None:
        self._unnamed(step, Mode.ON_ACCOUNT)

    def oldest(self, step: Step) -> None:
        self._unnamed(step, Mode.OLDEST_FIRST)

    def _unnamed(self, step: Step, mode: Mode) -> None:
        currency = CURRENCIES[step.which % len(CURRENCIES)]
        amount = Money(Decimal(step.cents) * quantum(currency), currency)
        customer = CUSTOMERS[step.who % len(CUSTOMERS)]
        record_payment(
            self.opened(), PaymentRequest(customer, amount, self.day, mode=mode), NO_QUESTIONS
        )

    def void(self, step: Step) -> None:
        books = self.opened()
        request = CreditRequest(self._item(books, step).item, self.day, "Mistake")
        credit_invoice(books, request, NO_QUESTIONS)

    def credit(self, step: Step) -> None:
        """Credit a part: a line, or an amount."""
        books = self.opened()
        item = self._item(books, step).item
        lines, amount = {step.cents % 2 + 1: None}, ""
        if step.which % 2:
            row = books.all_books().item(item)[0]
            unit = quantum(row.amount.currency)
            share = row.amount.number * (step.cents % 99 + 1) / 100
            lines, amount = None, f"{max(share.quantize(unit), unit):f}"
        request = CreditRequest(item, self.day, "Mistake", lines, amount, step.which % 3 > 0)
        credit_invoice(books, request, NO_QUESTIONS)

    def apply(self, step: Step) -> None:
        books = self.opened()
        found = list_credits(books.all_books(), CreditChoice())
        if not found:
            raise UsageError.of("NOTHING-OPEN", "nobody has credit")
        wanted = (self._item(books, step).item,) if step.which % 2 else ()
        name, before = found[step.who % len(found)].item, self._owed()
        apply_credit(
            books, ApplyRequest(name, self.day, wanted, oldest_first=not wanted), NO_QUESTIONS
        )
        assert self._owed() == before, "what is owed in sum never changes"

    def mirror(self, step: Step) -> None:
        books = self.opened()
        entries = [e for e in books.snapshot.facts.entries if "application" in e.tags]
        if not entries:
            raise UsageError.of("NOTHING-OPEN", "nothing was applied")
        name, before = str(entries[step.who % len(entries)].meta["id"]), self._owed()
        unapply(books, name, self.day, NO_QUESTIONS)
        assert self._owed() == before, "what is owed in sum never changes"

    def refund(self, step: Step) -> None:
        books = self.opened()
        found = list_credits(books.all_books(), CreditChoice())
        if not found:
            raise UsageError.of("NOTHING-OPEN", "nobody has credit")
        row = found[step.who % len(found)]
        unit = quantum(row.balance_open.currency)
        share = (-row.balance_open.number * (step.cents % 99 + 1) / 100).quantize(unit)
        amount = f"{max(share, unit):f}" if step.which % 2 else ""
        refund_credit(books, RefundRequest(row.item, self.day, amount), NO_QUESTIONS)

    def lose(self, step: Step) -> None:
        books = self.opened()
        item = self._item(books, step)
        relief = step.which % 2 > 0
        request = WriteOffRequest(item.item, self.day, "Insolvent", relief)
        write_off(books, request, NO_QUESTIONS)

    def recover(self, step: Step) -> None:
        books = self.opened()
        found = [one for one in list_write_offs(books.all_books()) if one.left.number > 0]
        if not found:
            raise UsageError.of("NOTHING-OPEN", "nothing was lost")
        loss = found[step.who % len(found)]
        unit = quantum(loss.left.currency)
        share = (loss.left.number * (step.cents % 99 + 1) / 100).quantize(unit)
        amount = f"{max(share, unit):f}" if step.which % 2 else ""
        request = RecoverRequest(loss.write_off, self.day, amount)
        recover_write_off(books, request, NO_QUESTIONS)
        again = next(
            one
            for one in list_write_offs(self.opened().all_books())
            if one.write_off == loss.write_off
        )
        assert (again.left.number > 0) == bool(amount and share < loss.left.number)

    def small(self, step: Step) -> None:
        currency = CURRENCIES[step.which % len(CURRENCIES)]
        most = Money(Decimal(step.cents % 500 + 1) * quantum(currency), currency)
        write_off_small(self.opened(), most, self.day, NO_QUESTIONS)

    def undo(self, _step: Step) -> None:
        before = (self.project / "main.beancount").read_bytes()
        undone = undo_entry(self.opened(), "", NO_QUESTIONS)
        after = (self.project / "main.beancount").read_bytes()
        entry = b"\n" + undone.text.encode()
        assert before.startswith(after)
        taken = before.removeprefix(after)
        assert taken.count(entry) == 1
        opened = taken.replace(entry, b"").split(b"\n")
        assert all(b" open " in line for line in opened if line), "the accounts it needed"

    def _payment(self, books: Workspace, step: Step) -> str:
        every = [p.payment for p in payments(books.all_books())]
        every += [r.item for r in books.all_books().open_items() if r.item.startswith("APP-")]
        if not every:
            raise UsageError.of("NOTHING-OPEN", "nothing was paid")
        return every[step.which % len(every)]

    def move(self, step: Step) -> None:
        books, before = self.opened(), self._owed()
        item = self._item(books, step)
        request = MoveRequest(self._payment(books, step), self.day, (item.item,))
        move_payment(books, request, NO_QUESTIONS)
        assert self._owed() == before, "what is owed in sum never changes"

    def away(self, step: Step) -> None:
        books = self.opened()
        request = MoveRequest(
            self._payment(books, step), self.day, customer=CUSTOMERS[step.who % len(CUSTOMERS)]
        )
        move_payment(books, request, NO_QUESTIONS)

    def cheque(self, step: Step) -> None:
        currency = CURRENCIES[step.which % len(CURRENCIES)]
        request = PaymentRequest(
            CUSTOMERS[step.who % len(CUSTOMERS)],
            Money(Decimal(step.cents) * quantum(currency), currency),
            self.day,
            mode=Mode.OLDEST_FIRST if step.which % 2 else Mode.ON_ACCOUNT,
            waits="receipt",
        )
        record_payment(self.opened(), request, NO_QUESTIONS)

    def bank(self, step: Step) -> None:
        books = self.opened()
        waits = waiting_in(books)
        if not waits:
            raise UsageError.of("NOTHING-OPEN", "nothing waits")
        one = waits[step.which % len(waits)]
        request = DepositRequest(self.day, (one.name,))
        written = make_deposit(books, request, NO_QUESTIONS)
        assert written.value.entry.postings[0].amount == one.amount
        left = {(w.name, w.amount) for w in waiting_in(self.opened())}
        assert left == {(w.name, w.amount) for w in waits if w is not one}

    def reverse(self, step: Step) -> None:
        books = self.opened()
        name = self._payment(books, step)
        written = reverse_payment(books, ReversalRequest(name, "bounced", self.day), NO_QUESTIONS)
        paid = written.value.standing.entry.postings[0].amount
        assert -written.value.entry.postings[0].amount == paid

    def unapply(self, step: Step) -> None:
        books = self.opened()
        name, before = self._payment(books, step), self._owed()
        written = unapply_payment(books, name, (), self.day, NO_QUESTIONS)
        assert self._owed() == before, "what is owed in sum never changes"
        moved = written.value.move.credit
        row = next(r for r in self.opened().all_books().items if r.item == name)
        assert -row.balance_open.number >= moved.number

    def _owed(self) -> dict[str, Decimal]:
        """Return what all customers owe together, per currency."""
        sums: defaultdict[str, Decimal] = defaultdict(Decimal)
        for balance in self.opened().all_books().balances().values():
            sums[balance.currency] += balance.number
        return {currency: number for currency, number in sums.items() if number}

    def _item(self, books: Workspace, step: Step) -> OpenItem:
        items = [item for item in books.all_books().open_items() if item.balance_open.number > 0]
        invoices = [item for item in items if item.kind is Kind.INVOICE]
        if not invoices:
            raise UsageError.of("NOTHING-OPEN", "nothing to pay or void")
        return invoices[step.who % len(invoices)]


REFUSALS = {
    "NOTHING-OPEN", "VOID-TWICE", "UNDO-NOTHING", "UNDO-NOT-LAST", "UNDO-WHICH", "UNKNOWN-ITEM",
    "UNKNOWN-PAYMENT", "ALLOCATION-CURRENCY", "PAYMENT-MODE", "PAYMENT-PLACES", "PAYMENT-REVERSED",
    "PAYMENT-UNAPPLIED", "PAYMENT-USED",
    "CREDIT-BEFORE", "CREDIT-EXCEEDS", "CREDIT-REDUCED", "CREDIT-UNCLEAR", "UNKNOWN-ENTRY",
    "UNAPPLY-TWICE",
}  # fmt: skip


def told(books: Books) -> Balances:
    """Return what is open as billcli reports it."""
    found: Balances = defaultdict(Decimal)
    for row in books.open_items():
        found[row.customer, row.item, row.balance_open.currency] += row.balance_open.number
    return {key: number for key, number in found.items() if number}


def judge(history: History, oracle: ModuleType) -> None:
    """Hold the books against bean-query, bean-check and their own past."""
    books, said = history.opened(), oracle.said(history.project / "main.beancount")
    there = said.until()
    assert told(books.all_books()) == there
    assert said.errors == []
    assert check_ledger(books, strict=True).problems == ()
    facts = books.snapshot.facts
    for day in sorted({entry.date for entry in facts.entries}):
        rows = books.books(day).items
        past = replace(facts, entries=tuple(e for e in facts.entries if e.date <= day))
        assert Books.of(past, books.roots, day).items == rows, f"{day} knows of later days"
        assert told(books.books(day)) == said.until(day)
    for key, balance in books.all_books().balances().items():
        open_of = sum(n for (who, _, unit), n in there.items() if (who, unit) == key)
        assert balance.number == open_of, "the items are not the account's balance"
    judge_income(books)


def judge_income(books: Workspace) -> None:
    """What was accrued less what came is open; what came is at the bank, or on its way there."""
    every = books.all_books()
    found = income_of(every)
    accrued, received = (earned(found, basis) for basis in (Basis.ACCRUAL, Basis.CASH))
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for one in accrued:
        sums[one.figure.currency] += one.figure.number
    came: dict[str, Decimal] = defaultdict(Decimal)
    for one in received:
        came[one.figure.currency] += one.figure.number
    left: dict[str, Decimal] = defaultdict(Decimal)
    for row in every.open_items():
        left[row.balance_open.currency] += row.balance_open.number
    bank: dict[str, Decimal] = defaultdict(Decimal)
    for entry in books.snapshot.facts.entries:
        for posting in entry.postings:
            if posting.account in MONEY:
                bank[posting.amount.currency] += posting.amount.number
    for currency in CURRENCIES:
        assert came[currency] == bank[currency]
        assert sums[currency] - came[currency] == left[currency]


def played(desk: ModuleType, folder: Path, steps: list[Step]) -> History:
    """Carry out a history on fresh books."""
    shutil.rmtree(folder, ignore_errors=True)
    project = desk.set_up(folder)
    (project / "more.beancount").write_text(desk.MORE.partition("2026-01-02")[0])
    history = History(project)
    for step in steps:
        history.carry_out(step)
    return history


@pytest.fixture(scope="session")
def oracle(beside: Callable[[str], ModuleType]) -> ModuleType:
    return beside("bean_oracle")


ALLOWED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=15, deadline=None, suppress_health_check=ALLOWED)
@given(steps=STEPS)
def test_open_items_are_what_bean_query_says(
    desk: ModuleType, oracle: ModuleType, tmp_path: Path, steps: list[Step]
) -> None:
    judge(played(desk, tmp_path / "books", steps), oracle)


@pytest.mark.long
@settings(max_examples=2000, deadline=None, suppress_health_check=ALLOWED)
@given(steps=STEPS)
def test_open_items_are_what_bean_query_says_of_many_histories(
    desk: ModuleType, oracle: ModuleType, tmp_path: Path, steps: list[Step]
) -> None:
    judge(played(desk, tmp_path / "books", steps), oracle)


def test_a_history_with_everything_in_it(
    desk: ModuleType, oracle: ModuleType, tmp_path: Path
) -> None:
    kinds = "issue offer pay over account oldest issue void undo void issue pay over".split()
    kinds += "unapply move away reverse issue credit account apply mirror apply credit".split()
    kinds += "account drawn drawn refund issue lose recover recover small".split()
    kinds += "cheque cheque bank".split()
    steps = [Step(kind, n, n + 1, 1234 * (n + 1), 3) for n, kind in enumerate(kinds)]
    history = played(desk, tmp_path / "books", steps)
    assert history.done >= len(kinds) - 6, "most of it must have happened"
    judge(history, oracle)
