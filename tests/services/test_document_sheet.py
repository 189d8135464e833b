"""Receipts and statements as documents: what they say is what the ledger says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.documents.look import Look
from billcli.domain.money import Money
from billcli.domain.problem import UsageError
from billcli.services.document_sheet import invoice_sheets, receipt_of
from billcli.services.list_payments import payment_of

if TYPE_CHECKING:
    from pathlib import Path

    from shop import Shop

    from billcli.domain.receipt import Receipt


def receipt(shop: Shop, name: str = "PMT-2026-0001") -> Receipt:
    books = shop.workspace().all_books()
    return receipt_of(books, payment_of(books, name))


def eur(number: str) -> Money:
    return Money.of(number, "EUR")


def test_a_receipt_says_what_was_settled_and_what_remained(shop: Shop) -> None:
    shop.sold("119", "238")
    shop.done("payment add Acme 150 EUR --oldest-first --text Transfer")
    found = receipt(shop)
    assert (found.received, found.method, found.customer) == (eur("150"), "Transfer", "Acme")
    assert [(x.number, x.amount, x.applied, x.remaining) for x in found.lines] == [
        ("INV-2026-0001", eur("119"), eur("119"), eur("0")),
        ("INV-2026-0002", eur("238"), eur("31"), eur("207")),
    ]
    assert (found.adjusted, found.on_account, found.remaining) == (None, eur("0"), eur("207"))


def test_a_later_payment_does_not_change_an_earlier_receipt(shop: Shop) -> None:
    shop.sold("119")
    shop.done("payment add Acme 19 EUR --allocate INV-2026-0001")
    before = receipt(shop)
    shop.done("payment add Acme 100 EUR --allocate INV-2026-0001")
    assert receipt(shop) == before
    assert before.remaining == eur("100")
    assert receipt(shop, "PMT-2026-0002").remaining == eur("0")


def test_money_too_much_is_kept_on_account(shop: Shop) -> None:
    shop.sold("119")
    shop.done("payment add Acme 150 EUR --allocate INV-2026-0001 --on-account")
    found = receipt(shop)
    assert (found.applied, found.on_account) == (eur("119"), eur("31"))


def test_a_narration_nobody_chose_is_no_way_of_paying(shop: Shop) -> None:
    shop.sold("119")
    shop.done("payment add Acme 119 EUR")
    assert receipt(shop).method == ""


def test_discount_and_fees_settle_beside_the_money(shop: Shop) -> None:
    shop.sold("119")
    shop.done("payment add Acme 116 EUR --allocate INV-2026-0001 --fee 3")
    found = receipt(shop)
    assert (found.received, found.adjusted, found.applied) == (eur("116"), eur("3"), eur("119"))
    assert (found.on_account, found.remaining) == (eur("0"), eur("0"))


def test_other_money_is_stated_in_the_documents_currency(shop: Shop) -> None:
    shop.append(
        """
2026-01-20 * "Acme Inc." "Bill" #invoice
  invoice: "A-1"
  Assets:Receivable:Acme  100.00 EUR @@ 110.00 USD
  Income:Services  -110.00 USD

2026-01-25 * "Acme Inc." "Dollars" #payment
  id: "P-1"
  Assets:Bank:Dollars  110.00 USD
  Assets:Receivable:Acme  -100.00 EUR @@ 110.00 USD
    invoice: "A-1"
"""
    )
    found = receipt(shop, "P-1")
    assert (found.received, found.adjusted, found.remaining) == (eur("100"), None, eur("0"))


def test_a_payment_of_several_customers_has_no_one_receipt(shop: Shop) -> None:
    shop.append(
        """
2026-01-25 * "Transfer" "" #payment
  id: "P-1"
  Assets:Bank:Checking  20.00 EUR
  Assets:Receivable:Acme  -10.00 EUR
  Assets:Receivable:Globex  -10.00 EUR
"""
    )
    with pytest.raises(UsageError, match="several customers"):
        receipt(shop, "P-1")


def test_a_payment_without_an_id_gets_a_file_named_by_its_place(shop: Shop) -> None:
    shop.append(
        """
2026-01-25 * "Acme Inc." "By hand"
  Assets:Bank:Checking  20.00 EUR
  Assets:Receivable:Acme  -20.00 EUR
"""
    )
    name = shop("payment list --format ids").out.strip()
    assert name.startswith("main.beancount:")
    shop.done(f"receipt render {name}")
    line = name.rpartition(":")[2]
    assert (shop.folder / f"documents/receipt-main.beancount-{line}.txt").is_file()


def test_the_documents_are_made_in_every_form_and_twice_the_same(shop: Shop) -> None:
    shop.sold("119")
    shop.done("payment add Acme 100 EUR --allocate INV-2026-0001")
    answer = shop.done("statement render Acme --from 2026-01-01 --to 2026-01-31")
    path = shop.folder / "documents/statement-Acme-2026-01-31.txt"
    text = path.read_text("utf-8")
    assert answer.out == ""
    assert "Wrote documents/statement-Acme-2026-01-31.txt" in answer.err
    assert "19.00" in text
    shop.done("statement render Acme --from 2026-01-01 --to 2026-01-31")
    assert path.read_text("utf-8") == text
    shop.done("receipt render PMT-2026-0001 -o r.html")
    assert b"PMT-2026-0001" in (shop.folder / "r.html").read_bytes()


INSTALMENTS = """
2026-01-10 * "Acme Inc." "Big job" #invoice
  invoice: "B-1"
  Assets:Receivable:Acme  100.00 EUR
    due: 2026-01-20
    instalment: 1
  Assets:Receivable:Acme  100.00 EUR
    due: 2026-02-20
    instalment: 2
  Income:Services  -200.00 EUR

2026-01-15 * "Acme Inc." "Transfer" #payment
  id: "P-1"
  Assets:Bank:Checking  150.00 EUR
  Assets:Receivable:Acme  -100.00 EUR
    invoice: "B-1"
    instalment: 1
  Assets:Receivable:Acme  -50.00 EUR
    invoice: "B-1"
    instalment: 2
"""


def test_a_document_stands_once_on_a_receipt_however_it_was_paid(shop: Shop) -> None:
    shop.append(INSTALMENTS)
    found = receipt(shop, "P-1")
    (line,) = found.lines
    assert (line.amount, line.applied, line.remaining) == (eur("200"), eur("150"), eur("50"))
    assert found.remaining == eur("50")


def test_a_number_that_two_customers_share_is_the_payers(shop: Shop) -> None:
    for customer, amount in (("Acme", "100.00 EUR"), ("Globex", "70.00 USD"), ("Acme", "44 USD")):
        shop.append(
            f"""
2026-01-10 * "{customer}" "Job" #invoice
  invoice: "1"
  Assets:Receivable:{customer}  {amount}
  Income:Services
"""
        )
    shop.append(
        """
2026-01-15 * "Acme Inc." "Transfer" #payment
  id: "P-1"
  Assets:Bank:Checking  60.00 EUR
  Assets:Receivable:Acme  -60.00 EUR
    invoice: "1"
"""
    )
    (line,) = receipt(shop, "P-1").lines
    assert (line.amount, line.applied, line.remaining) == (eur("100"), eur("60"), eur("40"))


def test_what_is_billed_later_was_paid_on_account(shop: Shop) -> None:
    shop.append(
        """
2026-01-05 * "Acme Inc." "Prepaid" #payment
  id: "P-1"
  Assets:Bank:Checking  30.00 EUR
  Assets:Receivable:Acme  -30.00 EUR
    invoice: "C-1"

2026-01-06 * "Acme Inc." "More" #payment
  id: "P-2"
  Assets:Bank:Checking  5.00 EUR
  Assets:Receivable:Acme  -5.00 EUR
    invoice: "C-1"

2026-01-18 * "Acme Inc." "Bill" #invoice
  invoice: "C-1"
  Assets:Receivable:Acme  80.00 EUR
  Income:Services  -80.00 EUR

2026-01-19 * "Acme Inc." "Rest" #payment
  id: "P-3"
  Assets:Bank:Checking  45.00 EUR
  Assets:Receivable:Acme  -45.00 EUR
    invoice: "C-1"
"""
    )
    for name, amount in (("P-1", "30"), ("P-2", "5")):
        early = receipt(shop, name)
        assert (early.lines, early.on_account) == ((), eur(amount))
    (line,) = receipt(shop, "P-3").lines
    assert (line.amount, line.applied, line.remaining) == (eur("80"), eur("45"), eur("0"))
    assert str(line.date) == "2026-01-18"


def test_a_credit_that_a_payment_used_stands_on_its_receipt(shop: Shop) -> None:
    shop.sold("119")
    shop.done("payment add Acme 20 EUR --on-account")
    shop.append(
        """
2026-02-01 * "Acme Inc." "Rest" #payment
  id: "P-9"
  Assets:Bank:Checking  99.00 EUR
  Assets:Receivable:Acme  -119.00 EUR
    invoice: "INV-2026-0001"
  Assets:Receivable:Acme  20.00 EUR
    invoice: "PMT-2026-0001"
"""
    )
    found = receipt(shop, "P-9")
    assert [(x.number, x.applied) for x in found.lines] == [
        ("INV-2026-0001", eur("119")),
        ("PMT-2026-0001", eur("-20")),
    ]
    assert (found.received, found.on_account, found.remaining) == (eur("99"), eur("0"), eur("0"))


ODD_IDS = ("a/b", "a-b", "../../../evil", "\u652f\u6255", "\u5165\u91d1", ".hidden", "x" * 300)


def files_around(shop: Shop) -> set[Path]:
    """Return every file near the books, but for the home folder with its cache."""
    every = (path for path in shop.folder.parent.rglob("*") if path.is_file())
    return {path for path in every if ".cache" not in path.parts}


def test_files_of_odd_ids_stay_in_their_folder_and_apart(shop: Shop) -> None:
    for i, name in enumerate(ODD_IDS, 1):
        shop.append(
            f"""
2026-01-15 * "Acme Inc." "Transfer" #payment
  id: "{name}"
  Assets:Bank:Checking  {i}.00 EUR
  Assets:Receivable:Acme  -{i}.00 EUR
"""
        )
    before = files_around(shop)
    shop.done("receipt render " + " ".join(ODD_IDS))
    made = files_around(shop) - before
    assert len(made) == len(ODD_IDS)
    assert {path.parent for path in made} == {shop.folder / "documents"}
    assert all(path.name.startswith("receipt-") for path in made)


def test_statements_and_invoices_of_odd_names_stay_in_their_folder(shop: Shop) -> None:
    names = ("Acme/Sub", "Acme-Sub", "../../../etc", "\u682a\u5f0f")
    main = "2026-01-01 open Assets:Receivable\n2026-01-01 open Income:S\n"
    for name in names:
        main += f"""
2026-01-15 * "{name}" "Job"
  invoice: "../../{name}"
  Assets:Receivable  9.00 USD
  Income:S
"""
    shop.write("main.beancount", main)
    shop.write("billcli.toml", '[ledger]\nfile = "main.beancount"\n[output]\nformats = ["text"]\n')
    before = files_around(shop)
    shop.done("statement render " + " ".join(names))
    shop.done("invoice render " + " ".join(f"../../{name}" for name in names))
    made = files_around(shop) - before
    assert len(made) == 2 * len(names)
    assert {path.parent for path in made} == {shop.folder / "documents"}


def test_an_id_that_two_payments_bear_names_neither(shop: Shop) -> None:
    for amount in ("4.00", "5.00"):
        shop.append(
            f"""
2026-01-15 * "Acme Inc." "Transfer" #payment
  id: "same"
  Assets:Bank:Checking  {amount} EUR
  Assets:Receivable:Acme  -{amount} EUR
"""
        )
    with pytest.raises(UsageError, match="2 payments are called 'same'") as caught:
        receipt(shop, "same")
    first, second = (
        caught.value.problems[0].help.removeprefix("say where it stands: ").split(" or ")
    )
    assert [receipt(shop, place).received for place in (first, second)] == [eur("4"), eur("5")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("statement render Nobody", "UNKNOWN-CUSTOMER"),
        ("statement render Acme Globex -o s.pdf", "RENDER-OUTPUT"),
        ("statement render Acme -o s.docx", "FORMAT-UNKNOWN"),
        ("statement render Acme --from 2026-02-01 --to 2026-01-01", "PERIOD-BACKWARDS"),
        ("receipt render PMT-9", "UNKNOWN-PAYMENT"),
        ("receipt render", "COMMAND-LINE"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_is_written(
    shop: Shop, line: str, code: str
) -> None:
    shop.sold("119")
    before = shop.tree()
    answer = shop(line)
    assert answer.status == 2
    assert answer.codes == [code]
    assert shop.tree() == before


def test_a_dry_run_names_the_files_and_writes_none(shop: Shop) -> None:
    shop.sold("119")
    before = shop.tree()
    answer = shop("statement render Acme --dry-run")
    assert (answer.status, shop.tree()) == (0, before)
    assert "Would write documents/statement-Acme-2026-01-31.txt" in answer.err


def test_the_logo_is_read_once_for_many_documents(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.sold("119", "238", "357")
    seen: list[str] = []
    monkeypatch.setattr(
        "billcli.services.document_sheet.look_of", lambda _: seen.append("read") or Look()
    )
    numbers = [f"INV-2026-000{n}" for n in (1, 2, 3)]
    assert len(invoice_sheets(shop.workspace(), numbers)) == len(numbers)
    assert seen == ["read"]
