from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.domain.invoice import Allowance, Invoice, Line, Prices, TaxGroup
from billcli.domain.money import Money
from billcli.domain.open_item import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def make_line(description: str, quantity: str, price: str, amount: str, **changes: object) -> Line:
    currency = changes.pop("currency", "EUR")
    values = {
        "unit": "C62",
        "discount": Money.zero(currency),
        "net": Money.of(changes.pop("net", amount), currency),
        "tax": "V20",
        "account": "Income:Services",
    }
    return Line(
        description=description,
        quantity=Decimal(quantity),
        price=Money.of(price, currency),
        amount=Money.of(amount, currency),
        **(values | changes),
    )


def make_tax(code: str, rate: str, base: str, tax: str, **changes: object) -> TaxGroup:
    currency = changes.pop("currency", "EUR")
    values = {"group": "", "category": "S", "account": "Liabilities:VAT", "exemption": ""}
    return TaxGroup(
        code=code,
        rate=Decimal(rate),
        base=Money.of(base, currency),
        tax=Money.of(tax, currency),
        **(values | changes),
    )


def make_allowance(
    amount: str,
    percent: str | None = None,
    reason: str = "",
    tax: str = "V20",
    net: str | None = None,
) -> Allowance:
    return Allowance(
        Money.of(net or amount, "EUR"),
        Money.of(amount, "EUR"),
        None if percent is None else Decimal(percent),
        reason,
        tax,
        "Income:Services",
    )


def make_invoice(
    lines: Iterable[Line] = (), taxes: Iterable[TaxGroup] = (), **changes: object
) -> Invoice:
    currency = changes.get("currency", "EUR")
    values = {
        "number": "INV-2026-0001",
        "kind": Kind.INVOICE,
        "customer": "Acme",
        "date": dt.date(2026, 1, 15),
        "due": dt.date(2026, 2, 14),
        "terms": "net 30",
        "currency": currency,
        "allowances": (),
        "rounding": Money.zero(currency),
        "prices": Prices.NET,
    }
    return Invoice(lines=tuple(lines), taxes=tuple(taxes), **(values | changes))


@pytest.fixture
def line() -> Callable[..., Line]:
    return make_line


@pytest.fixture
def tax() -> Callable[..., TaxGroup]:
    return make_tax


@pytest.fixture
def allowance() -> Callable[..., Allowance]:
    return make_allowance


@pytest.fixture
def document() -> Callable[..., Invoice]:
    return make_invoice


@pytest.fixture
def issuer() -> dict[str, str]:
    return {
        "name": "Lindgren & Vale Studio Ltd",
        "address": "14 Tannery Yard",
        "city": "Bristol",
        "postcode": "BS1 6QF",
        "country": "GB",
        "vat-id": "GB123456789",
        "registration": "Companies House 01234567",
        "email": "accounts@lindgrenvale.example",
        "phone": "+44 117 496 0000",
        "iban": "GB33BUKB20201555555555",
        "bic": "BUKBGB22",
    }


@pytest.fixture
def acme() -> dict[str, str]:
    return {
        "name": "Acme Inc.",
        "contact": "Accounts payable",
        "address": "200 Harbor Way",
        "address-2": "Suite 410",
        "city": "Portland",
        "region": "OR",
        "postcode": "97209",
        "country": "US",
    }


@pytest.fixture
def globex() -> dict[str, str]:
    return {
        "name": "Globex Handels GmbH",
        "address": "Lindenallee 7",
        "city": "Köln",
        "postcode": "50667",
        "country": "DE",
        "vat-id": "DE811907980",
        "language": "de",
    }


@pytest.fixture
def simple() -> Invoice:
    """Two lines, one tax: 1,800.00 net, 2,160.00 in all."""
    return make_invoice(
        [
            make_line("Consulting, January", "10", "150.00", "1500.00", unit="HUR"),
            make_line("Hosting", "1", "300.00", "300.00"),
        ],
        [make_tax("V20", "20", "1800.00", "360.00")],
    )
