"""Samples of what tells how an account stands: statement, receipt, reminder and deposit slip."""

from __future__ import annotations

import datetime as dt
from itertools import accumulate

from billcli.domain.deposit_slip import Slip, SlipLine
from billcli.domain.entry import Entry
from billcli.domain.money import Money
from billcli.domain.open_item import Kind, KnownBy, OpenItem
from billcli.domain.party import Party
from billcli.domain.receipt import Receipt, ReceiptLine
from billcli.domain.reminder import Level, Reminder, ReminderCharge, ReminderLine
from billcli.domain.statement import Statement, StatementLine, StatementSection

_SINCE, _UNTIL = dt.date(2026, 1, 1), dt.date(2026, 3, 31)
_ACTS = (
    (dt.date(2026, 1, 5), "PMT-2026-0001", "payment", "Transfer", "-1190.00"),
    (dt.date(2026, 1, 31), "INV-2026-0042", "invoice", "Invoice", "3944.20"),
    (dt.date(2026, 2, 12), "CN-2026-0002", "credit-note", "Credit note", "-214.20"),
    (dt.date(2026, 2, 12), "APP-2026-0001", "application", "Application", "0.00"),
    (dt.date(2026, 2, 28), "INV-2026-0057", "invoice", "Invoice", "12450.00"),
    (dt.date(2026, 3, 9), "PMT-2026-0014", "payment", "Transfer", "-2000.00"),
)
_OPEN = (
    ("INV-2026-0042", dt.date(2026, 1, 31), dt.date(2026, 3, 2), "3944.20", "1730.00"),
    ("INV-2026-0057", dt.date(2026, 2, 28), dt.date(2026, 4, 30), "12450.00", "12450.00"),
)
# What a reminder of the last day speaks of: late, but for the note before the due date.
_LATE = (
    ("INV-2026-0039", dt.date(2026, 1, 12), dt.date(2026, 2, 11), "714.00", "714.00"),
    _OPEN[0],
)
RECEIPT = Receipt(
    number="PMT-2026-0014",
    customer="Globex",
    date=dt.date(2026, 3, 9),
    paid=dt.date(2026, 3, 9),
    received=Money.of("2000.00", "EUR"),
    lines=(
        ReceiptLine(
            "INV-2026-0042",
            dt.date(2026, 1, 31),
            Money.of("3944.20", "EUR"),
            Money.of("1940.00", "EUR"),
            Money.of("1730.00", "EUR"),
        ),
        ReceiptLine(
            "INV-2026-0044",
            dt.date(2026, 2, 2),
            Money.of("40.80", "EUR"),
            Money.of("40.80", "EUR"),
            Money.zero("EUR"),
        ),
    ),
    adjusted=Money.of("0.80", "EUR"),
    method="Transfer",
)
_GIVEN = (
    ("PMT-2026-0011", dt.date(2026, 3, 4), "Globex Handels GmbH", "Cheque 004711", "1190.00"),
    ("PMT-2026-0012", dt.date(2026, 3, 5), "Initech Ltd", "Cheque 88", "249.90"),
    ("PMT-2026-0013", dt.date(2026, 3, 6), "Acme Inc.", "Cash", "60.00"),
    ("ch_77", dt.date(2026, 3, 6), "Acme Inc.", "Card", "200.00"),
    ("RCT-5", dt.date(2026, 3, 6), "Acme Inc.", "Money order", "35.00"),
)
SLIP = Slip(
    "DEP-2026-0003",
    dt.date(2026, 3, 9),
    "Bank",
    "DE89 3704 0044 0532 0130 00",
    tuple(
        SlipLine(number, date, payer, narration, Money.of(amount, "EUR"))
        for number, date, payer, narration, amount in _GIVEN
    ),
)


def sample_statement(*currencies: str) -> Statement:
    """Return a quarter of a customer's account in each currency, euro when none is named."""
    sections = tuple(map(_section, currencies or ("EUR",)))
    return Statement(Party("Globex", "", {}), _SINCE, _UNTIL, sections)


def _section(currency: str) -> StatementSection:
    opening = Money.of("1190.00", currency)
    amounts = [Money.of(act[-1], currency) for act in _ACTS]
    balances = list(accumulate(amounts, initial=opening))[1:]
    lines = tuple(
        StatementLine(
            date, number, text, (number,), amount, balance,
            Entry(date, "Globex", text, (kind,), (), ()),
        )
        for (date, number, kind, text, _), amount, balance in zip(
            _ACTS, amounts, balances, strict=True
        )
    )  # fmt: skip
    items = tuple(
        OpenItem(
            number, Kind.INVOICE, "Globex", "Globex Handels GmbH", "", date, due, None,
            Money.of(amount, currency), Money.of(left, currency), KnownBy.EXPLICIT,
        )
        for number, date, due, amount, left in _OPEN
    )  # fmt: skip
    return StatementSection(currency, opening, lines, balances[-1], items)


def sample_reminder(level: Level) -> Reminder:
    """Return a letter of a level; what comes after the first reminder costs a fee."""
    lines = tuple(
        ReminderLine(
            number, date, due, (_UNTIL - due).days, Money.of(amount, "EUR"), Money.of(left, "EUR")
        )
        for number, date, due, amount, left in (_OPEN[1:] if level is Level.NOTICE else _LATE)
    )
    charges = (
        ReminderCharge("late-fee", "INV-2026-0042", Money.of("40.00", "EUR")),
        ReminderCharge("interest", "INV-2026-0042", Money.of("13.05", "EUR")),
    )
    costly = level not in {Level.NOTICE, Level.REMINDER}
    return Reminder(
        level=level,
        customer="Globex",
        date=_UNTIL,
        currency="EUR",
        lines=lines,
        charges=charges if costly else (),
        deadline=dt.date(2026, 4, 14),
    )
