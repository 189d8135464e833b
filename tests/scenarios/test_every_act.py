"""Random histories over everything that can happen to an invoice, told by command lines.

After every act the books are held against beancount and bean-query, which know nothing of billcli.
Every act is taken back, which must give back every byte, and done again, which must give the same
bytes as before. What a command refuses for a good reason is no part of history, and must leave
every byte as it was.

Items, accounts and balances are judged after every act that changed the books, by beancount's own
reading of them. ``billcli check`` is asked after every second such act, and before an act is taken
back for good: entries are only ever added, so what is wrong with one is still there an act later.
Aging is noted down and asked again at the end, as statements, notes and the read model are.

50 histories of 30 acts run always, 2,000 of 60 with ``-m long``: 100 parts. A part is the same
histories wherever it runs; ``-m long -k "long_histories and [17]"`` plays part 17 of them.
Hypothesis draws none of this: of histories that need no shrinking it left every second one empty,
and the first of each part was always the least of all.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import sys
from collections import Counter, defaultdict
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import pytest

from billcli.store import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import ModuleType
    from typing import Any

    from shop import Answer, Shop

Tree: TypeAlias = "dict[str, bytes]"
Choice: TypeAlias = "Callable[[Random], object]"

START = dt.date(2025, 12, 8)
UNITS = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}
CUSTOMERS = ("Acme", "Globex")
SETTINGS = """
[currency]
value = VALUE

[debit]
creditor_id = "DE98ZZZ09999999999"

[bank.account."Assets:Bank:Checking"]
iban = "DE75512108001245126199"

[writeoff]
allowance = {"1-30" = 2, "31-60" = 10, "61-90" = 25, "over 90" = 50}

[tax.GST]
rate = 5

[tax.QST]
rate = "9.975"

[tax.BOTH]
components = ["GST", "QST"]
"""
MAIN = """
2025-01-01 open Assets:UndepositedFunds
2025-01-01 price USD 0.91 EUR
2025-01-01 price JPY 0.0061 EUR
2025-01-01 price KWD 3.03 EUR
2026-01-02 price USD 0.87 EUR
2026-01-20 price JPY 0.0066 EUR
2026-02-03 price KWD 2.97 EUR
2026-02-10 price EUR 1.09 USD
"""
BEFORE = (
    "customer edit Acme --iban DE02120300000000202051 --since 2025-01-01",
    'customer edit Acme --mandate "M-1 2026-01-02" --since 2025-01-01',
    'invoice create Acme --line "200 Work" --line "7 x 9.99 More; tax=LOW" --discount 5%',
    'invoice create Globex --line "1000 Work" --currency KWD --instalments "3 monthly"',
    'invoice create Acme --line "400 Work; tax=ZERO" --currency JPY --terms "net 2"',
    "payment add Acme 100 EUR --allocate INV-2025-0001",
    "payment add Globex 500.125 KWD --on-account",
    'plan add hosting Acme --line "33.33 Hosting" --every "3 weeks" --from 2025-12-15',
)
"""What every history begins with, so that most acts find something to act on."""
_ITEM = " ALLOCATION-AMOUNT ALLOCATION-CURRENCY ALLOCATION-EXCEEDS ALLOCATION-SUM AMOUNT-DIGITS"
REFUSED = {
    "credit": "CREDIT-BEFORE CREDIT-DEDUCTED CREDIT-EXCEEDS CREDIT-LINE CREDIT-REDUCED"
    " CREDIT-UNCLEAR PAYMENT-UNAPPLIED UNAPPLY-TWICE UNDO-NO-REVERSAL UNKNOWN-ENTRY VALUE-GROSS"
    " VOID-CREDIT-NOTE VOID-TWICE" + _ITEM,
    "deposit": "DEPOSIT-MIXED DEPOSIT-NOTHING PAYMENT-AMOUNT",
    "dispute": "NOTE-AMOUNT NOTE-CLOSED",
    "invoice": "CREDIT-DEDUCTED CREDIT-REDUCED VALUE-GROSS VOID-CREDIT-NOTE VOID-TWICE",
    "payment": "DISCOUNT-RESIDUAL PAYMENT-AMBIGUOUS PAYMENT-BEFORE PAYMENT-MODE PAYMENT-PLACES"
    " PAYMENT-REVERSED PAYMENT-UNAPPLIED PAYMENT-USED UNKNOWN-ITEM" + _ITEM,
    "plan": "PLAN-DATES PLAN-PAUSE",
    "quote": "QUOTE-INVOICED QUOTE-NOT-ACCEPTED",
    "refund": "REFUND-EXCEEDS",
    "undo": "CREDIT-BEFORE CREDIT-DEDUCTED CREDIT-REDUCED PAYMENT-BEFORE PAYMENT-REVERSED"
    " PAYMENT-UNAPPLIED PAYMENT-USED UNAPPLY-TWICE UNDO-NO-REVERSAL UNDO-NOT-LAST UNDO-WHICH"
    " VALUE-GROSS VOID-CREDIT-NOTE VOID-TWICE",
    "writeoff": "ALLOCATION-EXCEEDS WRITEOFF-RECOVERED",
}
"""What a command may refuse in books where it cannot be done."""
_PAIRS, _HEADS = (["CN-", "APP"], ["RET", "APP"]), ("CN-", "APP")
WAITING = ("Assets:UndepositedFunds", "Assets:Clearing:Cards")


def among(*values: object) -> Choice:
    """Choose one of some values."""
    return lambda by: by.choice(values)


def between(low: int, high: int) -> Choice:
    """Choose a number, often the least or the greatest."""
    return lambda by: by.randint(low, high) if by.random() < 0.8 else by.choice((low, high))


def several(*values: object) -> Choice:
    """Choose one to three values, in any order, the same more than once."""
    return lambda by: by.choices(values, k=by.randint(1, 3))


picks = between(0, 1_000_000)
customers = among(*CUSTOMERS)
units = among(*UNITS)
flags = among(False, True)


class Act(NamedTuple):
    """What can be done.

    Attributes:
        line_of: returns a command line, or nothing where there is nothing to act on.
        given: what it is told, each by what chooses it.
    """

    line_of: Callable[..., str]
    given: Mapping[str, Choice]


ACTS: list[Act] = []


def act(**given: Choice) -> Callable[[Callable[..., str]], Callable[..., str]]:
    """Make an act of what returns a command line."""

    def made(line_of: Callable[..., str]) -> Callable[..., str]:
        ACTS.append(Act(line_of, given))
        return line_of

    return made


class History:
    """One history, and what it has counted and told."""

    def __init__(
        self, modules: tuple[ModuleType, ModuleType], folder: Path, counted: Counter[str]
    ) -> None:
        self.shops, self.oracle = modules
        self.folder, self.counted = folder, counted
        self.told: list[str] = []
        self.steps = self.kept = self.changes = 0
        self.aged: dict[dt.date, Any] = {}
        self.judged: Tree = {}
        self.documents: dict[tuple[str, str, str], Decimal] = {}
        self.asked = ""  # what a credit note is to come to

    def play(self, by: Random, steps: int) -> None:
        """Do as many acts, of some kinds only, so that some meet oftener; judge each of them."""
        self._begin(value=by.random() < 0.5)
        self._judge()
        kinds = by.sample(ACTS, by.randint(len(ACTS) // 4, len(ACTS)))
        while self.steps < steps:
            self.asked = ""
            self._pass_days(by.choice((0, 0, 1, 4, 13)))
            if self.kept and by.random() < 0.1:
                self._undo_the_last()
            else:
                one = by.choice(kinds)
                line = one.line_of(self, **{name: choose(by) for name, choose in one.given.items()})
                if not line or not self._carry_out(line, kept=by.random() < 0.8):
                    self._carry_out(self._whatever())
            self._judge()
        self._look_back()

    def _begin(self, *, value: bool) -> None:
        begun, now = self.folder / f"begun-{value}", self.folder / "now"
        shutil.rmtree(now, ignore_errors=True)
        if begun.exists():
            shutil.copytree(begun, now)
        else:
            self._set_up(now, "true" if value else "false")
            shutil.copytree(now, begun)
        self.shop: Shop = self.shops.Shop(now / "books", today=START)
        self.now = self.shop.tree()
        self.told.append(f"value = {value}")

    def _set_up(self, folder: Path, value: str) -> None:
        shop = self.shops.Shop.open(folder / "books")
        shop.setting(SETTINGS.replace("VALUE", value))
        shop.append(MAIN)
        shop.today = START
        shop.done(*BEFORE)

    # What there is to act on

    def _rows(self, *, owed: bool = True, kind: str = "") -> list[dict[str, Any]]:
        """Return the open items that are owed, or those that the customer is owed."""
        rows = [row for row in self.rows if (_number(row["balance_open"]) > 0) is owed]
        return [row for row in rows if kind in row["kind"]]

    def _holds(self, accounts: tuple[str, ...]) -> bool:
        """Return whether any of some accounts holds anything."""
        sums: Counter[str] = Counter()
        for entry in self.said.entries:
            for leg in getattr(entry, "postings", ()):
                if leg.account in accounts:
                    sums[leg.units.currency] += leg.units.number
        return any(sums.values())

    def _ids(self, tag: str) -> list[str]:
        """Return the ids of the entries of a kind."""
        found = (entry for entry in self.said.entries if tag in (getattr(entry, "tags", 0) or ()))
        return [entry.meta.get("id") or entry.meta["invoice"] for entry in found]

    # Carrying out, and taking back

    def _pass_days(self, days: int) -> None:
        """Let time pass; now and then what is owed is noted down first."""
        today = self.shop.today
        if days and self.steps % 5 == 0:
            self.aged[today] = self._data(f"report aging --as-of {today}")
            self._judge_aging(today, self.aged[today]["rows"])
        self.shop.today += dt.timedelta(days=days)
        self.steps += 1

    def _data(self, line: str) -> Any:  # noqa: ANN401 - whatever the command answered
        answer = self.shop(f"{line} --format json")
        assert answer.status == 0, answer.out + answer.err
        return answer.data

    def _say(self, line: str) -> Answer:
        self.told.append(f"billcli --today {self.shop.today} {line}")
        answer = self.shop(line, yes=True)
        self.now = self.shop.tree()
        return answer

    def _whatever(self) -> str:
        """Return a command line that can always be carried out."""
        unit, who = tuple(UNITS)[self.steps % 4], CUSTOMERS[self.steps % 2]
        amount = _amount(1001 * self.steps, unit)
        match self.steps % 3:
            case 0:
                return f'invoice create {who} --line "{amount} Work; tax=VAT" --currency {unit}'
            case 1:
                return f"payment add {who} {amount} {unit} --oldest-first"
            case _:
                return f"payment add {who} {amount} {unit} --on-account --cheque {self.steps}"

    def _carry_out(self, line: str, *, kept: bool = True) -> bool:
        """Carry out a command, take it back, and do it again where it is to be kept.

        Returns:
            False where it had nothing to do.
        """
        before, name = self.now, " ".join(re.findall(r"\b[a-z]+", line)[:2])
        answer, after = self._say(line), self.now
        if answer.status:
            self._refused(name, answer)
            assert after == before, f"{line} was refused, and wrote"
            return True
        self.counted[name if after != before else f"{name}: nothing"] += 1
        if after != before and self._taken_back(name, before) and kept:
            again = self._say(line)
            assert again.status == 0, again.err
            assert self.now == after, f"{line} is another the second time"
            self.kept += 1
            if self.steps % 5 == 2:
                self._reverse(_new_ids(before, after))
        return after != before

    def _refused(self, name: str, answer: Answer) -> None:
        may = REFUSED.get(name.split(maxsplit=1)[0], "").split()
        assert set(answer.codes) <= set(may), f"{self.told[-1]}: {answer.err}"
        self.counted[f"{name}: {answer.codes[0]}"] += 1

    def _taken_back(self, name: str, before: Tree) -> bool:
        """Take an act back; False where it is refused, since it is not clear what was last."""
        answer = self._say("undo")
        if answer.codes == ["UNDO-WHICH"]:
            self._refused("undo", answer)
            return False
        assert answer.status == 0, f"after {name}: {answer.err}"
        assert self.now == before, f"undo of {name} left something"
        self.counted["undone"] += 1
        return True

    def _reverse(self, ids: list[str]) -> None:
        """Write what reverses an act: the balances are as before.

        Of what one command wrote, a credit note stands for all, or what moved money.
        """
        kinds = [name[:3] for name in ids]
        name = {1: ids[:1], 2: [n for n in ids if kinds in _PAIRS and n[:3] in _HEADS]}
        one = name.get(len(ids), [])
        answer = self._say(f"undo {one[0]} --reverse") if one else None
        if answer and answer.status:
            assert answer.codes == ["UNDO-NO-REVERSAL"], answer.err
        elif answer:
            self.counted["reversed"] += 1
            rows = self._data("report open --as-of 2099-12-31")["items"]
            assert _balances(rows) == _balances(self.rows), f"{one[0]} was not taken back whole"

    # The acts

    @act(who=customers, unit=units, cents=between(10, 99_999), parts=between(1, 3),
         taxes=several("VAT", "LOW", "ZERO", "BOTH"),
         how=among("", "", "--discount 5%", "--prices gross", "--use-credit"),
         terms=among("", "--terms 'net 2'", "--terms '2/10 net 30'"))  # fmt: skip
    def issue(self, who: str, unit: str, cents: int, parts: int, taxes: list[str], how: str,
              terms: str) -> str:  # fmt: skip
        price = _amount(cents, unit)
        lines = " ".join(
            f'--line "{count}.5 x {price} Work; tax={code}"' for count, code in enumerate(taxes, 1)
        )
        plan = f'--instalments "{parts} monthly"' if parts > 1 else ""
        return f"invoice create {who} {lines} --currency {unit} {how} {plan or terms}"

    @act(pick=picks, percent=among(10, 50, 98, 100, 130),
         how=among("", "", "--fee", "--discount", "--cheque 7", "--cash", "--charge"),
         late=between(0, 3))  # fmt: skip
    def pay(self, pick: int, percent: int, how: str, late: int) -> str:
        if not (rows := self._rows()):
            return ""
        row = rows[pick % len(rows)]
        unit, item = _unit(row), row["item"]
        amount = _share(_number(row["balance_open"]), percent, unit)
        if how in {"--fee", "--discount"}:
            how += f" {_share(Decimal(amount), 2, unit)}"
        if how == "--charge":
            how += f" ch_{self.steps}"
        part = f"#{row['instalment']}" if row["instalment"] and pick % 2 else ""
        day = self.shop.today - dt.timedelta(days=late)
        what = f"{row['customer']} {amount} {unit} --allocate {item}{part}"
        return f"payment add {what} {how} --date {day}"

    @act(pick=picks, percent=among(60, 100, 120))
    def pay_several(self, pick: int, percent: int) -> str:
        if not (rows := self._rows()):
            return ""
        one = rows[pick % len(rows)]
        same = [r for r in rows if r["customer"] == one["customer"] and _unit(r) == _unit(one)]
        amount = _share(sum(_number(r["balance_open"]) for r in same), percent, _unit(one))
        items = " ".join(f"--allocate {item}" for item in dict.fromkeys(r["item"] for r in same))
        return f"payment add {one['customer']} {amount} {_unit(one)} {items}"

    @act(who=customers, unit=units, cents=between(1, 9_999),
         how=among("--oldest-first", "--on-account", "--on-account --cash",
                              "--oldest-first --cheque 8", ""))  # fmt: skip
    def pay_without_a_word(self, who: str, unit: str, cents: int, how: str) -> str:
        return f"payment add {who} {_amount(cents, unit)} {unit} {how}"

    @act(pick=picks, gain=among(80, 100, 125))
    def pay_what_arrives_in_another_currency(self, pick: int, gain: int) -> str:
        rows = [row for row in self._rows() if _unit(row) != "EUR"]
        if not rows:
            return ""
        row = rows[pick % len(rows)]
        owed = _number(row["balance_open"])
        came = _share(owed * Decimal("0.9"), gain, "EUR")
        what = f"{row['customer']} {owed:f} {_unit(row)} --allocate {row['item']}"
        return f'payment add {what} --arrived "{came} EUR"'

    @act(how=among("--all", "--charges", "--charges --fee 1"))
    def deposit(self, how: str) -> str:
        return f"deposit create {how}" if self._holds(WAITING) else ""

    @act(pick=picks)
    def void(self, pick: int) -> str:
        invoices = self._ids("invoice")
        return f"invoice void {invoices[pick % len(invoices)]} --reason Mistake"

    @act(pick=picks, how=among("--lines 1", "--lines 2=1,1", "--amount", "--full"),
         percent=among(5, 60), kept_open=flags)  # fmt: skip
    def credit(self, pick: int, how: str, percent: int, kept_open: bool) -> str:
        if not (rows := self._rows(kind="invoice")):
            return ""
        row = rows[pick % len(rows)]
        if how == "--amount":
            self.asked = _share(_number(row["amount"]), percent, _unit(row))
            how += f" {self.asked}"
        more = "--no-apply" if kept_open else ""
        return f"credit create {row['item']} {how} --reason Mistake {more}"

    @act(pick=picks, to=picks, how=among("", "--oldest-first", "item", "item"))
    def apply(self, pick: int, to: int, how: str) -> str:
        rows = self._rows(owed=False)
        if not rows:
            return ""
        one = rows[pick % len(rows)]
        if how == "item":
            items = [row for row in self._rows() if row["customer"] == one["customer"]]
            how = items[to % len(items)]["item"] if items else ""
        return f"credit apply {one['item']} {how}"

    @act(pick=picks)
    def unapply_a_credit(self, pick: int) -> str:
        entries = [name for name in self._ids("application") if name.startswith("APP-")]
        return f"credit unapply {entries[pick % len(entries)]}" if entries else ""

    @act(pick=picks, one=flags)
    def unapply(self, pick: int, one: bool) -> str:
        payments = self._ids("payment")
        rows = self._rows() if one else ()
        items = rows[pick % len(rows)]["item"] if rows else ""
        return f"payment unapply {payments[pick % len(payments)]} {items}"

    @act(pick=picks, to=picks, percent=among(20, 100))
    def move(self, pick: int, to: int, percent: int) -> str:
        payments, items = self._ids("payment"), self._rows()
        if not items:
            return ""
        row = items[to % len(items)]
        share = _share(_number(row["balance_open"]), percent, _unit(row))
        part = "" if percent == 100 else f"={share}"
        return f"payment move {payments[pick % len(payments)]} --to {row['item']}{part}"

    @act(pick=picks, who=customers, amount=among("", "", "--amount 7"))
    def move_to_a_customer(self, pick: int, who: str, amount: str) -> str:
        payments = self._ids("payment")
        return f"payment move {payments[pick % len(payments)]} --to-customer {who} {amount}"

    @act(pick=picks, kind=among("bounced", "returned", "chargeback"), fee=flags)
    def reverse(self, pick: int, kind: str, fee: bool) -> str:
        payments = self._ids("payment")
        kept = "--fee 4" if fee else ""
        return f"payment reverse {payments[pick % len(payments)]} --kind {kind} {kept}"

    @act(
        pick=picks, percent=among(10, 100, 110),
        how=among("", "", "--charge", "--account Assets:UndepositedFunds"),
    )  # fmt: skip
    def refund(self, pick: int, percent: int, how: str) -> str:
        if not (rows := self._rows(owed=False)):
            return ""
        row = rows[pick % len(rows)]
        amount = _share(-_number(row["balance_open"]), percent, _unit(row))
        if how == "--charge":
            how += f" re_{self.steps}"
        return f"refund create {row['item']} {amount} {how}"

    @act(pick=picks, percent=among(1, 40, 100, 110), relief=flags)
    def write_off(self, pick: int, percent: int, relief: bool) -> str:
        if not (rows := self._rows()):
            return ""
        row = rows[pick % len(rows)]
        amount = _share(_number(row["balance_open"]), percent, _unit(row))
        tax = "--tax-relief" if relief else ""
        return f"writeoff create {row['item']}={amount} --reason Insolvent {tax}"

    @act(unit=units)
    def write_off_small_rests(self, unit: str) -> str:
        return f'writeoff small --max "3 {unit}"'

    @act()
    def allow_for_bad_debts(self) -> str:
        return "writeoff allowance"

    @act(pick=picks, percent=among(30, 100))
    def recover(self, pick: int, percent: int) -> str:
        losses = self._data("writeoff list")["write_offs"]
        if not losses:
            return ""
        loss = losses[pick % len(losses)]
        amount = _share(_number(loss["amount"]), percent, loss["amount"]["currency"])
        return f"writeoff recover {loss['write_off']} {amount}"

    @act(who=customers, unit=units, cents=between(100, 99_999),
         answer=among("", "", "--deposit 30%", "--deposit 50%", "decline"))  # fmt: skip
    def offer(self, who: str, unit: str, cents: int, answer: str) -> str:
        price = _amount(cents, unit)
        lines = f'--line "{price} Work; tax=VAT" --line "1.5 x {price} More; tax=LOW"'
        quoted = self._say(f"quote create {who} {lines} --currency {unit} --format ids")
        assert quoted.status == 0, quoted.err
        number = quoted.out.strip()
        if answer == "decline":
            declined = self._say(f"quote decline {number} --reason No")
            assert declined.status == 0, declined.err
            return ""
        return f"quote accept {number} {answer}"

    @act(pick=picks)
    def bill_the_whole_quote(self, pick: int) -> str:
        quotes = self._data("quote list")["quotes"]
        return f"quote issue {quotes[pick % len(quotes)]['quote']}" if quotes else ""

    @act(how=among("run", "run", "run", "pause", "resume", "price"),
         cents=between(1, 9_999))  # fmt: skip
    def bill_a_plan(self, how: str, cents: int) -> str:
        what = {"pause": "hosting", "resume": "hosting", "run": ""}
        if how == "run":
            return "plan run"
        more = f'hosting {self.shop.today} --line "{_amount(cents, "EUR")} Hosting"'
        changed = self._say(f"plan {how} {what.get(how, more)}")
        if changed.status:
            self._refused(f"plan {how}", changed)
        self.counted[f"plan {how}"] += not changed.status
        return ""

    @act(who=customers, cents=between(1, 9_999), hours=flags, late=between(0, 9))
    def bill_work(self, who: str, cents: int, hours: bool, late: int) -> str:
        price, day = _amount(cents, "EUR"), self.shop.today - dt.timedelta(days=late)
        noun = "time" if hours else "expense"
        what = f"1:50 Work --rate {price}" if hours else f"{price} Fare"
        assert self._say(f"{noun} add {who} {what} --date {day}").status == 0
        return f"{noun} bill {who}"

    @act(pick=picks, percent=among(0, 30, 100, 120))
    def dispute(self, pick: int, percent: int) -> str:
        if not (rows := self._rows()):
            return ""
        row = rows[pick % len(rows)]
        share = _share(_number(row["balance_open"]), percent, _unit(row))
        part = f"--amount {share}" if percent else ""
        return f"dispute open {row['item']} {part} --reason Dear"

    @act(pick=picks)
    def settle_a_dispute(self, pick: int) -> str:
        there = self._data("dispute list --all")["disputes"]
        return f"dispute close {there[pick % len(there)]['dispute']}" if there else ""

    @act(pick=picks, until=between(0, 40), whole=flags)
    def promise(self, pick: int, until: int, whole: bool) -> str:
        if not (rows := self._rows()):
            return ""
        row = rows[pick % len(rows)]
        return f"promise add {row['customer'] if whole else row['item']} --until +{until}d"

    @act(who=customers, until=between(0, 40), call=flags)
    def hold(self, who: str, until: int, call: bool) -> str:
        return (
            f"contact log {who} Called" if call else f"hold set {who} --until +{until}d --reason No"
        )

    @act(pick=picks)
    def reverse_any(self, pick: int) -> str:
        names = _new_ids({}, self.judged)
        return f"undo {names[pick % len(names)]} --reverse"

    @act()
    def collect(self) -> str:
        return "debit run"

    def _undo_the_last(self) -> None:
        self._check()
        before, answer = self.now, self._say("undo")
        self.kept -= 1
        if answer.status:
            self._refused("undo", answer)
            assert self.now == before, "undo was refused, and wrote"
        else:
            self.counted["undo"] += 1

    # What always holds

    def _judge(self) -> None:
        """Items and accounts agree; no item is below zero or above its amount."""
        now = self.now
        if now == self.judged:
            return
        said = self.oracle.said(self.shop.folder / "main.beancount")
        assert not said.errors, said.errors
        self.rows = self._data("report open --as-of 2099-12-31")["items"]
        told: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
        for row in self.rows:
            balance, amount = _number(row["balance_open"]), _number(row["amount"])
            told[row["customer"], row["item"], _unit(row)] += balance
            assert abs(balance) <= abs(amount), row
            assert (balance > 0) == (amount > 0), row
        there = said.until()
        assert told == there
        found = documents(said.entries)
        for key, amount in found.items():
            left = sum(n for (_, *of), n in there.items() if of == [*key[1:]])
            assert 0 <= left / amount <= 1, (key, left, amount)
            if self.asked and key[1].startswith("CN-") and key not in self.documents:
                assert amount == -Decimal(self.asked), key
        self.changes += 1
        if self.changes % 2:
            self._check()
        if self.steps:
            self._forget_what_is_not_past(said)
        self.said, self.judged, self.documents = said, now, found
        assert self.shop.tree() == now, "reading wrote"

    def _check(self) -> None:
        checked = self.shop("check --strict")
        assert checked.status == 0, checked.err

    def _forget_what_is_not_past(self, said: Any) -> None:  # noqa: ANN401 - bean_oracle.Said
        """Keep of what was told earlier only what no entry of that day or before has changed."""
        changed = [
            day
            for day in {*said.days, *self.said.days}
            if said.days.get(day) != self.said.days.get(day)
        ]
        self.aged = {
            day: aged for day, aged in self.aged.items() if day < min(changed, default=dt.date.max)
        }

    def _judge_aging(self, day: dt.date, rows: list[dict[str, Any]]) -> None:
        told = {(row["customer"], row["currency"]): _number(row["total"]) for row in rows}
        there: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for (who, _, unit), number in self.said.until(day).items():
            there[who, unit] += number
        assert {key: n for key, n in told.items() if n} == {k: n for k, n in there.items() if n}

    def _look_back(self) -> None:
        """Hold what was told earlier against what is told now, and statements to beancount."""
        self._check()
        for day, aged in self.aged.items():
            assert self._data(f"report aging --as-of {day}") == aged, f"{day} knows of later days"
        self.counted["aged"] += len(self.aged)
        self._notes_agree()
        self._nobody_is_asked_for_more()
        end = self.shop.today + dt.timedelta(days=60)
        turns = [START + (end - START) * third / 3 for third in range(4)]
        for who in CUSTOMERS:
            for since, until in pairwise(turns):
                self._judge_statement(who, since + dt.timedelta(days=1), until)
        assert self.shop("ledger index --verify").status == 0

    def _notes_agree(self) -> None:
        """Disputes never exceed what is open; what is promised is open or of a later day."""
        today = self.shop.today.isoformat()
        for row in self._data("dispute list")["disputes"]:
            assert row["amount"] is None or _number(row["amount"]) >= 0, row
        for row in self._data("promise list --all")["promises"]:
            passed = row["until"] < today
            assert row["status"] != "open" or not passed, row
            assert row["status"] != "broken" or passed, row

    def _nobody_is_asked_for_more(self) -> None:
        """The worklist asks for no more than is late, and names nobody twice in a currency."""
        late: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        owed: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for row in self._data("report open")["items"]:
            if (balance := _number(row["balance_open"])) > 0:
                owed[row["customer"], _unit(row)] += balance
                if (row["days_overdue"] or 0) > 0:
                    late[row["customer"], _unit(row)] += balance
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

    def _judge_statement(self, who: str, since: dt.date, until: dt.date) -> None:
        """Opening and movements come to the closing balance, and all are what beancount says."""
        before, after = self.said.until(since - dt.timedelta(days=1)), self.said.until(until)
        found = set()
        for section in self._data(f"statement show {who} --from {since} --to {until}")["sections"]:
            opening, closing = _number(section["opening"]), _number(section["closing"])
            moved = sum((_number(line["amount"]) for line in section["lines"]), Decimal())
            unit = section["opening"]["currency"]
            assert opening + moved == closing, section
            assert (opening, closing) == (_sum(before, who, unit), _sum(after, who, unit)), section
            found.add(unit)
        assert found >= {unit for name, _, unit in {*before, *after} if name == who}


def _new_ids(before: Tree, after: Tree) -> list[str]:
    """Return the ids of the entries that were written; notes are no entries."""
    found: list[str] = []
    for name in sorted(after):
        if name.endswith(".beancount"):
            new = after[name].removeprefix(before.get(name, b"")).decode()
            found += re.findall(r'^  (?:id|invoice): "(.*)"$', new, re.MULTILINE)
    return [name for name in found if name[:3] not in {"CON", "DSP", "HLD", "PTP"}]


def _balances(rows: list[dict[str, Any]]) -> dict[tuple[str, object], Decimal]:
    return {(row["item"], row["instalment"]): _number(row["balance_open"]) for row in rows}


def documents(entries: Iterable[Any]) -> dict[tuple[str, str, str], Decimal]:
    """Return what invoices and credit notes amount to, as their own entries say."""
    found: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for entry in entries:
        if {"invoice", "credit-note"}.isdisjoint(getattr(entry, "tags", 0) or ()):
            continue
        for posting in entry.postings:
            if posting.account.startswith("Assets:Receivable:"):
                who = posting.account.rpartition(":")[2]
                found[who, entry.meta["invoice"], posting.units.currency] += posting.units.number
    return {key: amount for key, amount in found.items() if amount}


def _sum(balances: dict[tuple[str, str, str], Decimal], who: str, unit: str) -> Decimal:
    return sum((n for (name, _, of), n in balances.items() if (name, of) == (who, unit)), Decimal())


def _number(money: dict[str, str]) -> Decimal:
    return Decimal(money["number"])


def _unit(row: dict[str, Any]) -> str:
    return row["balance_open"]["currency"]


def _amount(cents: int, unit: str) -> str:
    return f"{Decimal(cents).scaleb(-UNITS[unit]):f}"


def _share(number: Decimal, percent: int, unit: str) -> str:
    step = Decimal(1).scaleb(-UNITS[unit])
    return f"{max((number * percent / 100).quantize(step), step):f}"


def played(
    modules: tuple[ModuleType, ModuleType], folder: Path, part: int, histories: int, steps: int
) -> Counter[str]:
    """Play histories, the same ones each time; count what was done, refused, undone."""
    counted: Counter[str] = Counter()
    for number in range(histories):
        history = History(modules, folder, counted)
        try:
            history.play(Random(f"{part} {number} {steps}"), steps)  # noqa: S311 - no secret
        except BaseException as error:
            error.add_note("\n".join(history.told))
            raise
        assert history.steps == steps
    return counted


@pytest.fixture(scope="session")
def modules(
    shop_module: ModuleType, beside: Callable[[str], ModuleType]
) -> tuple[ModuleType, ModuleType]:
    return shop_module, beside("bean_oracle")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a place for histories: in memory where that can be had, since none is about disks."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own in it
    there = memory if os.access(memory, os.W_OK) else tmp_path_factory.mktemp("histories")
    with TemporaryDirectory(dir=there) as made:
        yield Path(made)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read settings of the same text once, and trace no lines: other tests have to reach them."""
    monkeypatch.setattr(settings, "parse_settings", cache(settings.parse_settings))
    traced = sys.gettrace()
    sys.settrace(None)
    yield
    sys.settrace(traced)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("part", range(10))
def test_whatever_happens_the_books_are_right(
    modules: tuple[ModuleType, ModuleType], folder: Path, part: int
) -> None:
    counted = played(modules, folder, part, 5, 30)
    assert counted["undone"] > 90


@pytest.mark.long
@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("part", range(100))
def test_whatever_happens_in_many_long_histories_the_books_are_right(
    modules: tuple[ModuleType, ModuleType], folder: Path, part: int
) -> None:
    counted = played(modules, folder, part, 20, 60)
    assert counted["undone"] > 700
