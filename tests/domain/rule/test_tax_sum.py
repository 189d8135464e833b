from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.domain.rule.tax_sum import tax_sums
from billcli.domain.seal import sealed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.problem import Problem
    from tests.domain.rule.conftest import Book

AR = "Assets:Receivable:Acme"


def group(
    book: type[Book], amount: str, base: str, rate: str = "19", code: str = "DE-19", **more: object
) -> tuple[str, dict[str, object]]:
    meta = {"tax": code, "category": "S", "rate": Decimal(rate), "base": book.money(base), **more}
    return f"Liabilities:Tax {amount} {base.split()[1]}", meta


def line(net: str, code: str = "DE-19", **more: object) -> tuple[str, dict[str, object]]:
    currency = more.pop("currency", "EUR")
    return f"Income {net} {currency}", {"item": "Work", "tax": code, **more}


def invoice(
    book: type[Book], *legs: object, words: str = "#invoice ^INV-1 x", **meta: object
) -> Iterator[Problem]:
    entry = book.transaction(words, *legs, invoice="INV-1", **meta)
    return tax_sums(book.scope(entry))


def test_a_net_invoice_with_a_discount_is_fine(book: type[Book]) -> None:
    discount = "Income 10.00 EUR", {"allowance": Decimal(10), "tax": "DE-19"}
    problems = invoice(
        book, f"{AR} 107.10 EUR", line("-100.00"), discount, group(book, "-17.10", "90.00 EUR")
    )
    assert list(problems) == []


def test_a_base_is_the_sum_of_its_lines(book: type[Book]) -> None:
    problems = invoice(
        book,
        f"{AR} 119.00 EUR",
        line("-90.00"),
        line("-10.01"),
        group(book, "-19.00", "100.00 EUR"),
    )
    assert book.said(problems) == [
        (
            "main.beancount:104: error[TAX-SUM]: INV-1 states 100.00 EUR as base of tax DE-19,"
            " but its lines are 100.01 EUR"
        )
    ]


def test_a_group_without_lines_taxes_nothing(book: type[Book]) -> None:
    assert [p.code for p in invoice(book, group(book, "-19.00", "100.00 EUR"))] == ["TAX-SUM"]


def test_lines_without_their_tax_are_told(book: type[Book]) -> None:
    problems = invoice(book, line("-100.00"), line("-50.00", "DE-0"), line("-1.00", ""))
    assert book.said(problems) == [
        (
            "main.beancount:100: error[TAX-SUM]: INV-1 has lines taxed DE-0, DE-19,"
            " but no posting of that tax"
        )
    ]


@pytest.mark.parametrize(("base", "fine"), [("150.00", True), ("100.00", False)])
def test_codes_of_one_rate_may_share_a_group(book: type[Book], base: str, *, fine: bool) -> None:
    lines = line("-100.00"), line("-50.00", "DE-19-goods")
    problems = invoice(book, *lines, group(book, "-28.50", f"{base} EUR"))
    assert [p.message for p in problems] == (
        [] if fine else ["INV-1 has lines taxed DE-19-goods, but no posting of that tax"]
    )


def test_groups_of_two_currencies_are_not_added_up(book: type[Book]) -> None:
    legs = (
        line("-1.00", "X"),
        group(book, "0.00", "1.00 EUR"),
        group(book, "0.00", "1.00 USD", code="Y"),
    )
    assert [p.code for p in invoice(book, *legs)] == ["TAX-SUM"]


def test_loose_lines_in_another_currency_are_left_alone(book: type[Book]) -> None:
    legs = line("-1.00", "X", currency="USD"), group(book, "0.00", "1.00 EUR")
    assert list(invoice(book, *legs)) == []


def test_a_tax_that_no_rounding_gives_is_warned_of(book: type[Book]) -> None:
    problems = invoice(book, line("-100.00"), group(book, "-19.01", "100.00 EUR"))
    assert book.said(problems) == [
        (
            "main.beancount:102: warning[TAX-SUM]: INV-1 charges 19.01 EUR of tax DE-19,"
            " but 19 % of 100.00 EUR are 19.00 EUR"
        )
    ]


@pytest.mark.parametrize("tax", ["-0.19", "-0.20"])
def test_any_rounding_of_the_whole_will_do(book: type[Book], tax: str) -> None:
    assert list(invoice(book, line("-1.03"), group(book, tax, "1.03 EUR"))) == []


@pytest.mark.parametrize(("tax", "fine"), [("-20.00", True), ("-19.00", True), ("-19.80", False)])
def test_tax_rounded_line_by_line_will_do(book: type[Book], tax: str, fine: bool) -> None:
    lines = [line("-1.03")] * 100
    assert (list(invoice(book, *lines, group(book, tax, "103.00 EUR"))) == []) is fine


@pytest.mark.parametrize(("tax", "fine"), [("-15.97", True), ("-15.98", True), ("-16.00", False)])
def test_tax_taken_out_of_gross_prices(book: type[Book], tax: str, fine: bool) -> None:
    gross = line("-84.03", amount=book.money("100.00 EUR"))
    problems = invoice(book, gross, group(book, tax, "84.03 EUR"), prices="gross")
    assert (list(problems) == []) is fine


def test_a_credit_note_is_the_mirror(book: type[Book]) -> None:
    problems = invoice(
        book,
        f"{AR} -119.00 EUR",
        line("100.00"),
        group(book, "19.00", "-100.00 EUR"),
        words="#credit-note ^INV-1 x",
    )
    assert list(problems) == []


@pytest.mark.parametrize(
    ("tax", "more", "fine"),
    [
        ("1.46", {}, False),
        ("1.46", {"corrects": "INV-1"}, True),
        ("1.47", {"corrects": "INV-1"}, False),
        ("1.47", {"prices": "gross"}, False),
        ("1.47", {"corrects": "INV-1", "prices": "gross"}, True),
        ("1.49", {"corrects": "INV-1", "prices": "gross"}, False),
    ],
)
def test_the_last_of_many_credit_notes_takes_what_their_rounding_left(
    book: type[Book], tax: str, more: dict[str, object], fine: bool
) -> None:
    parts = line("7.63"), group(book, tax, "-7.63 EUR")
    problems = invoice(book, *parts, words="#credit-note ^CN-5 x", **more)
    assert (list(problems) == []) is fine


def test_components_share_the_lines_of_their_code(book: type[Book]) -> None:
    legs = (
        line("-100.00", "GST-PST"),
        group(book, "-5.00", "100.00 EUR", "5", "GST", group="GST-PST"),
        group(book, "-7.00", "100.00 EUR", "7", "PST", group="GST-PST"),
    )
    assert list(invoice(book, *legs)) == []


def test_foreign_currency_is_judged_by_the_figures_of_the_document(book: type[Book]) -> None:
    in_euro = {"amount": book.money("100.00 EUR")}
    tax = ("Liabilities:Tax -20.52 USD", {**group(book, "0", "100.00 EUR")[1]})
    stated = (tax[0], {**tax[1], "amount": book.money("19.00 EUR")})
    wrong = (tax[0], {**tax[1], "amount": book.money("20.52 EUR")})
    item = line("-108.00", currency="USD", **in_euro)
    bare = line("-108.00", currency="USD")
    assert list(invoice(book, item, stated)) == []
    assert list(invoice(book, bare, tax)) == []
    assert [p.severity.value for p in invoice(book, item, wrong)] == ["warning"]


def test_what_is_no_tax_group_is_left_alone(book: type[Book]) -> None:
    problems = invoice(
        book,
        f"{AR} 1.00 EUR",
        ("Liabilities:Tax 15.39 EUR", {"tax": "DE-19", "adjustment": "discount"}),
        ("Liabilities:Tax -1.00 EUR", {"tax": "DE-19"}),
        ("Liabilities:Tax -1.00 EUR", {"tax": Decimal(19)}),
    )
    assert list(problems) == []


def test_a_group_without_a_rate_is_judged_by_its_base_only(book: type[Book]) -> None:
    bare = "Liabilities:Tax -5.00 EUR", {"tax": "DE-19", "base": book.money("100.00 EUR")}
    assert list(invoice(book, line("-100.00"), bare)) == []


def test_foreign_entries_and_payments_are_left_alone(book: type[Book]) -> None:
    wrong = group(book, "-19.01", "100.00 EUR")
    own = book.transaction("#payment x", wrong)
    foreign = book.transaction("#invoice x", wrong, seal=False)
    assert list(tax_sums(book.scope(own, foreign))) == []
    assert list(tax_sums(book.scope(sealed(replace(foreign, meta={})))))
