"""What would stop a draft from being issued: all of it at once, each thing at its line."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.services.check_draft import check_draft

if TYPE_CHECKING:
    from shop import Shop

GOOD = 'customer = "Acme"\nlines = [\n  "10 h x consulting",\n]\n'


def found(shop: Shop, text: str | bytes) -> list[tuple[str, int]]:
    data = text if isinstance(text, bytes) else text.encode()
    checked = check_draft(shop.workspace(), data, "d.toml")
    assert all(p.where and p.where.file == "d.toml" for p in checked.problems)
    assert all("--" not in p.message + p.help.replace("billcli", "") for p in checked.problems)
    return [(p.code, p.where.line) for p in checked.problems if p.where]


def test_a_sound_draft_has_figures(shop: Shop) -> None:
    checked = check_draft(shop.workspace(), GOOD.encode(), "d.toml")
    assert checked.problems == ()
    assert checked.invoice is not None
    assert str(checked.invoice.total) == "1785.00 EUR"
    assert checked.name == "Acme Inc."


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ('lines = ["1 Box"]\n', [("CUSTOMER-MISSING", 0)]),
        ('customer = ""\nlines = ["1 Box"]\n', [("CUSTOMER-MISSING", 1)]),
        (GOOD.replace("Acme", "Akme"), [("UNKNOWN-CUSTOMER", 1)]),
        ('customer = "Acme"\n', [("LINE-MISSING", 0)]),
        ('customer = "Acme"\nlines = []\n', [("LINE-MISSING", 2)]),
        ('customer = "Acme"\nlines = [""]\n', [("LINE-UNREADABLE", 2)]),
        (GOOD.replace("10 h x consulting", "2 h 30 Foo"), [("LINE-AMBIGUOUS", 3)]),
        (GOOD.replace("consulting", "consulting; tax=QQ"), [("TAX-UNKNOWN", 3)]),
        (GOOD.replace("consulting", "consulting; account=Income:No"), [("ACCOUNT-UNKNOWN", 3)]),
        (GOOD + 'terms = "soon"\n', [("TERMS-UNREADABLE", 5)]),
        (GOOD + "due = 2020-01-01\n", [("DUE-BEFORE", 5)]),
        (GOOD + 'discount = "x"\n', [("AMOUNT-UNREADABLE", 5)]),
        (GOOD + 'discount = "9999"\n', [("DISCOUNT-LARGE", 5)]),
        (GOOD + 'period = "x"\n', [("DATE-UNREADABLE", 5)]),
        (GOOD + 'currency = "euro"\n', [("CURRENCY-UNREADABLE", 5)]),
        (GOOD + 'prices = "brutto"\n', [("OPTION-VALUE", 5)]),
        (GOOD + 'note = "a\\u0007"\n', [("TEXT-CONTROL", 5)]),
        (GOOD + "colour = 1\n", [("CONFIG-INVALID", 5)]),
        (GOOD + 'date = "soon"\n', [("CONFIG-INVALID", 5)]),
        (GOOD + "=\n", [("CONFIG-INVALID", 5)]),
        ('customer = "Acme"\nlines = [5]\n', [("CONFIG-INVALID", 2)]),
        ('customer = "Acme"\nlines = ["-5 Return"]\n', [("INVOICE-NEGATIVE", 2)]),
        (b"\xff", [("CONFIG-INVALID", 0)]),
    ],
)
def test_each_mistake_is_found_at_its_line(
    shop: Shop, text: str | bytes, problems: list[tuple[str, int]]
) -> None:
    assert found(shop, text) == problems


def test_all_mistakes_are_named_in_one_go(shop: Shop) -> None:
    text = (
        'customer = "Akme"\nterms = "soon"\ncurrency = "euro"\ncolour = 1\n'
        'lines = [\n  "1 Box",\n  "x",\n  "1 Box; tax=QQ", "1",\n]\n'
    )
    assert found(shop, text) == [
        ("UNKNOWN-CUSTOMER", 1), ("TERMS-UNREADABLE", 2), ("CURRENCY-UNREADABLE", 3),
        ("CONFIG-INVALID", 4), ("LINE-CODE", 7), ("TAX-UNKNOWN", 8), ("LINE-UNREADABLE", 8),
    ]  # fmt: skip


def test_a_return_beside_a_sale_is_no_mistake(shop: Shop) -> None:
    assert found(shop, 'customer = "Acme"\nlines = ["-5 Return", "0 Gift", "10 Box"]\n') == []


def test_issuing_names_the_line_of_the_draft(shop: Shop) -> None:
    shop.write("drafts/a.toml", GOOD.replace("consulting", "consulting; tax=QQ"))
    answer = shop("invoice issue a", yes=True)
    assert (answer.status, answer.codes) == (3, ["TAX-UNKNOWN"])
    assert answer.err.startswith("drafts/a.toml:3: error[")


def test_one_mistake_hides_no_other(shop: Shop) -> None:
    """Due date and accounts are looked at although a line and the terms are wrong."""
    text = (
        'customer = "Acme"\ndate = 2026-02-01\ndue = 2026-01-01\nterms = "soon"\nlines = [\n'
        '  "5 Box; account=Income:Nope",\n  "h x",\n  "7 Bag",\n]\n'
    )
    found = check_draft(shop.workspace(), text.encode(), "a.toml")
    seen = [(p.where.line if p.where else 0, p.code) for p in found.problems]
    assert (3, "DUE-BEFORE") in seen
    assert (4, "TERMS-UNREADABLE") in seen
    assert {line for line, _ in seen} >= {3, 4, 7}
    assert found.invoice is None


@pytest.mark.parametrize(
    ("text", "lines", "total"),
    [
        ("", [], "0"),
        ('customer = "Nobody"\nlines = ["5 Box; tax=ZERO", "h x"]\n', ["Box"], "5.00"),
        ('customer = "Acme"\nlines = ["5 Box; tax=ZERO", "6 Bag; tax=QQ"]\n', ["Box"], "5.00"),
        ('customer = "Acme"\ndiscount = "99"\nlines = ["5 Box; tax=ZERO"]\n', ["Box"], "5.00"),
        ('customer = "Acme"\ncurrency = "XYZZY"\nlines = ["5 Box; tax=ZERO"]\n', ["Box"], "5.00"),
        ('customer = "Acme"\nlines = ["0 Box"]\n', [], "0"),
    ],
)
def test_an_incomplete_draft_is_sketched(
    shop: Shop, text: str, lines: list[str], total: str
) -> None:
    found = check_draft(shop.workspace(), text.encode(), "a.toml")
    assert found.problems
    assert found.sketch is not None
    assert [line.description for line in found.sketch.lines] == lines
    assert found.sketch.total.number == Decimal(total)


def test_nothing_is_sketched_of_what_cannot_be_read(shop: Shop) -> None:
    assert check_draft(shop.workspace(), b"= no\n", "a.toml").sketch is None


def test_both_lacks_of_an_empty_draft_are_named(shop: Shop) -> None:
    found = check_draft(shop.workspace(), b"", "a.toml")
    assert [p.code for p in found.problems] == ["CUSTOMER-MISSING", "LINE-MISSING"]
