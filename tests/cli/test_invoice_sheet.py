"""``billcli invoice show`` on a terminal: the document itself, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

CREATE = 'invoice create Acme --line "10 h x consulting"'


def page(shop: Shop, what: str = "INV-2026-0001", options: str = "") -> list[str]:
    """Return the rows of a page, blanks run together."""
    answer = shop(f"invoice show {what} --format table {options}")
    assert answer.status == 0, answer.err
    return [" ".join(row.split()) for row in answer.out.splitlines()]


def test_an_invoice_looks_like_its_document(shop: Shop) -> None:
    shop.done(
        'customer edit Acme --address "Main Street 1" --city Springfield --region IL'
        " --postcode 62701 --country US --vat-id X1 --since 2026-01-01",
        f'{CREATE} --line "3 x 10 Book; tax=LOW; discount=10%; period=2026-01" --discount 5%'
        ' --note "Thank you" --po PO-7 --ref R-8 --delivered 2026-01-30 --period 2026-01',
    )
    rows = page(shop)
    assert rows[:3] == ["Studio Linden Invoice", "Bonn INV-2026-0001", "open"]
    assert rows[5:15] == [
        "Acme Inc. Date 2026-01-31", "Main Street 1 Due 2026-03-02",
        "Springfield, IL 62701 Terms net 30", "United States Customer Acme",
        "VAT id X1 Delivered 2026-01-30", "Period 2026-01-01 to 2026-01-31", "Your order PO-7",
        "Your reference R-8", "", "Description Quantity Price Tax Amount",
    ]  # fmt: skip
    assert rows[16:20] == [
        "Consulting 10 h 150.00 19% 1500.00", "Book 3 10.00 7% 27.00", "2026-01-01 to 2026-01-31",
        "less 3.00 EUR",
    ]  # fmt: skip
    assert rows[21:26] == [
        "Sum 1527.00", "Discount 5% -76.35", "Net 1450.65", "VAT 19% of 1425.00 270.75",
        "LOW 7% of 25.65 1.80",
    ]  # fmt: skip
    assert rows[27:] == [
        "Total EUR 1723.20", "", "Thank you", "", "Payment", "Reference RF16 INV2 0260 001",
        "Open 1723.20 EUR", "", "History",
        "2026-01-31 Invoice INV-2026-0001 1723.20 2026.beancount:15",
    ]  # fmt: skip


def test_gross_prices_hold_their_tax(shop: Shop) -> None:
    shop.done('invoice create Acme --line "119.00 Poster" --prices gross')
    rows = page(shop)
    assert rows[rows.index("Total EUR 119.00") + 1] == "with VAT 19% of 100.00 19.00"


@pytest.mark.parametrize(
    ("paid", "today", "status", "rows"),
    [
        ("", "2026-03-02", "open", ["Open 1785.00 EUR"]),
        ("85 EUR", "2026-03-02", "partly paid", ["Settled 85.00 EUR", "Open 1700.00 EUR"]),
        ("85 EUR", "2026-03-03", "overdue by 1 day", ["Settled 85.00 EUR", "Open 1700.00 EUR"]),
        ("", "2026-03-04", "overdue by 2 days", ["Open 1785.00 EUR"]),
        ("1785 EUR", "2026-03-04", "paid", ["Settled 1785.00 EUR", "Open 0.00 EUR"]),
    ],
)
def test_where_it_stands_is_said_at_the_top_and_in_figures(
    shop: Shop, paid: str, today: str, status: str, rows: list[str]
) -> None:
    shop.done(CREATE)
    if paid:
        shop.done(f"payment add Acme {paid} --allocate INV-2026-0001")
    found = page(shop, options=f"--today {today}")
    assert found[2] == status
    at = found.index("History")
    assert found[at - 1 - len(rows) : at - 1] == rows


def test_a_credit_note_says_what_it_corrects(shop: Shop) -> None:
    shop.done(CREATE, 'invoice void INV-2026-0001 --reason "Wrong"')
    rows = page(shop, "CN-2026-0001")
    assert rows[0] == "Studio Linden Credit note"
    assert rows[2] == "applied"
    assert "Corrects INV-2026-0001" in rows
    assert "Reason Wrong" in rows
    assert not any(row.startswith("Reference") for row in rows)
    assert rows[rows.index("Payment") + 1 :][:2] == ["Used 1785.00 EUR", "Left 0.00 EUR"]
    assert page(shop)[2] == "void"


def test_instalments_are_listed(shop: Shop) -> None:
    shop.append('2026-01-05 * "Acme Inc." "Invoice X-1" #invoice ^X-1\n  invoice: "X-1"\n'
                "  Assets:Receivable:Acme  40.00 EUR\n    due: 2026-02-01\n    instalment: 1\n"
                "  Assets:Receivable:Acme  60.00 EUR\n    due: 2026-03-01\n    instalment: 2\n"
                "  Income:Services  -100.00 EUR\n")  # fmt: skip
    rows = page(shop, "X-1")
    assert "Part 1 2026-02-01 40.00 EUR, 40.00 EUR open" in rows
    assert "Open 100.00 EUR" in rows


def test_a_draft_is_shown_like_what_it_will_be(shop: Shop) -> None:
    shop.done(f"{CREATE} --draft-file drafts/a.toml")
    rows = page(shop, "a")
    assert rows[:3] == ["Studio Linden Invoice", "Bonn drafts/a.toml", "draft"]
    assert "Total EUR 1785.00" in rows
    assert "History" not in rows
    (data,) = shop("invoice show drafts/a.toml --format json").data["invoices"]
    assert (data["draft"], data["invoice"], data["status"]) == ("drafts/a.toml", "", "draft")
    assert (data["open"], data["history"], data["file"]) == ([], [], None)
    head, lines, history = shop("invoice show a").out.split("\n\n")
    assert head.splitlines()[1].split("\t")[-1] == "draft"
    assert lines.splitlines()[1].split("\t")[:2] == ["drafts/a.toml", "Consulting"]
    assert len(history.splitlines()) == 1


def test_a_draft_that_is_not_ready_says_why(shop: Shop) -> None:
    shop.write("drafts/a.toml", 'customer = "Acme"\nlines = ["x"]\n')
    answer = shop("invoice show a")
    assert (answer.status, answer.codes) == (3, ["LINE-CODE"])
    assert shop("invoice show drafts/b.toml").codes == ["DRAFT-MISSING"]


def test_several_are_shown_below_each_other(shop: Shop) -> None:
    shop.sold("100", "200")
    shop.done(f"{CREATE} --draft-file drafts/a.toml")
    rows = page(shop, "INV-2026-0001 INV-2026-0002 a")
    assert [row for row in rows if row.startswith("Total")] == [
        "Total EUR 100.00", "Total EUR 200.00", "Total EUR 1785.00",
    ]  # fmt: skip
    assert [row["draft"] for row in shop(
        "invoice show INV-2026-0001 a --format json").data["invoices"]
    ] == [None, "drafts/a.toml"]  # fmt: skip


def test_books_without_a_sender_show_the_rest(shop: Shop) -> None:
    shop.write("customers.beancount", shop.text("customers.beancount").partition("2025-01-01 open")[
        2].join(["2025-01-01 open", ""]))  # fmt: skip
    shop.append('2026-01-05 * "Acme Inc." "X" #invoice ^X-1\n  invoice: "X-1"\n'
                "  Assets:Receivable:Acme  5.00 EUR\n  Income:Services  -5.00 EUR\n")  # fmt: skip
    rows = page(shop, "X-1")
    assert "Acme Inc. Date 2026-01-05" in rows
    assert "Total EUR 5.00" in rows
