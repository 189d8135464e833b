"""Invented customers, open items and bank lines for the tests of the matcher."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from billcli.domain.bank_line import BankLine
from billcli.domain.money import Money
from billcli.domain.open_item import Kind, KnownBy, OpenItem
from billcli.matching.amount_fit import Terms
from billcli.matching.assign import NOTHING_AGREED, Agreed, propose
from billcli.matching.desk import Desk
from billcli.matching.evidence import Reading, read_line
from billcli.matching.number_search import Numbers
from billcli.matching.payer import Payer, Payers
from billcli.matching.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from billcli.domain.early_discount import DiscountTerms
    from billcli.matching.proposal import Proposal

DAY = dt.date(2026, 3, 10)
ISSUED = DAY - dt.timedelta(days=30)
ACME_IBAN, GLOBEX_IBAN = "DE89370400440532013000", "FR1420041010050500013M02606"
PAYERS = (
    Payer("Acme", ("Acme Trading Inc.",), (ACME_IBAN,)),
    Payer("Globex", ("Globex Holding AG", "Treuhand Graz"), (GLOBEX_IBAN,)),
    Payer("Mueller", ("Anna Müller",), ("CH9300762011623852957",)),
)


def day(days: int) -> dt.date:
    """Return a day so long after the usual one."""
    return DAY + dt.timedelta(days=days)


def eur(number: str) -> Money:
    return Money.of(number, "EUR")


def item(
    number: str,
    balance: str,
    customer: str = "Acme",
    *,
    currency: str = "EUR",
    issued: dt.date = ISSUED,
    instalment: int | None = None,
    due: dt.date | None = None,
    amount: str = "",
) -> OpenItem:
    """Return a document, or an instalment of one, of which a balance is open."""
    return OpenItem(
        number,
        Kind.CREDIT_NOTE if balance.startswith("-") else Kind.INVOICE,
        customer,
        customer,
        f"Assets:Receivable:{customer}",
        issued,
        due or (issued + dt.timedelta(days=30) if instalment is None else None),
        instalment,
        Money.of(amount or balance, currency),
        Money.of(balance, currency),
        KnownBy.EXPLICIT,
    )


def line(
    text: str, number: str, payer: str = "", iban: str = "", *, on: dt.date = DAY, **more: object
) -> BankLine:
    """Return a line of the bank in euros."""
    return BankLine("Assets:Bank", on, eur(number), text, payer, iban, **more)  # type: ignore[arg-type]


ITEMS = (
    item("INV-2026-0007", "119.00"),
    item("INV-2026-0008", "200.00"),
    item("INV-2026-0009", "119.00", "Globex"),
    item("INV-2026-00071", "55.00", "Globex"),
    item("INV-2026-0010", "0.00", amount="119.00"),
    item("INV-2026-0011", "80.00", "Mueller", currency="USD"),
    item("CN-2026-0001", "-19.00"),
    item("118", "44.00", "Mueller"),
)


def one(
    bank_line: BankLine,
    items: Iterable[OpenItem] = ITEMS,
    payers: Iterable[Payer] = PAYERS,
    agreed: Agreed = NOTHING_AGREED,
) -> Proposal:
    """Return what is proposed for a line alone."""
    return propose([bank_line], items, payers, agreed)[0]


def doubts(proposal: Proposal) -> str:
    return " | ".join(doubt.words for doubt in proposal.doubts)


def named(proposal: Proposal) -> list[str]:
    """Return the documents that the best suggestion settles."""
    return [part.item.item for part in proposal.parts]


def numbers_of(*items: str, issued: dt.date = DAY, **references: str) -> Numbers:
    """Return the index of some numbers of one day."""
    return Numbers.of(dict.fromkeys(items, issued), references)


def terms_for(
    items: Iterable[OpenItem],
    discounts: Mapping[str, DiscountTerms] | None = None,
    policy: Policy | None = None,
) -> Terms:
    return Terms(Desk.of(items), discounts or {}, policy or Policy())


def reading_of(
    bank_line: BankLine,
    items: Iterable[OpenItem] = ITEMS,
    payers: Iterable[Payer] = PAYERS,
) -> Reading:
    """Return what a line says about some items and payers."""
    numbers = Numbers.of({row.item: row.date_issued for row in items}, {})
    return read_line(bank_line, numbers, Payers.of(payers))
