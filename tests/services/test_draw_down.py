"""Money on account and credit notes that a new invoice takes up in the same change."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from billcli.documents.context import invoice_context
from billcli.documents.letterhead import Letterhead
from billcli.domain.money import Money
from billcli.services.invoice_request import InvoiceRequest
from billcli.services.issue_invoice import issue_invoice
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from shop import Shop

ACCOUNT = "payment add Acme {} EUR --on-account"


def new(price: str, more: str = "") -> str:
    return f'invoice create Acme --line "{price} Work; tax=ZERO" --use-credit {more}'


def eur(number: str) -> dict[str, str]:
    return {"number": number, "currency": "EUR"}


def issued(shop: Shop, price: str, more: str = "") -> Any:  # noqa: ANN401 - what was answered
    answer = shop(f"{new(price, more)} --format json", yes=True)
    assert answer.status == 0, answer.err + answer.out
    return answer.data


def paper(shop: Shop, number: str) -> str:
    return (shop.folder / "documents" / f"{number}.txt").read_text()


def left_open(shop: Shop) -> dict[str, str]:
    rows = shop("report open --as-of 2026-03-31").rows[1:]
    return {f"{row[0]}{'#' * bool(row[6])}{row[6]}": row[9] for row in rows if row[0]}


def sound(shop: Shop) -> None:
    answer = shop("check --strict")
    assert (answer.status, answer.codes) == (0, []), answer.err


@pytest.fixture
def retained(shop: Shop) -> Shop:
    """Return books with 60 of Acme on account since the 5th, and 50 since the 10th."""
    shop.done(f"{ACCOUNT.format(60)} --date 2026-01-05")
    shop.done(f"{ACCOUNT.format(50)} --date 2026-01-10")
    return shop


def test_the_oldest_credit_is_drawn_down_first(retained: Shop) -> None:
    data = issued(retained, "70")
    assert data["credits"] == [
        {"credit": "PMT-2026-0001", "amount": eur("60.00")},
        {"credit": "PMT-2026-0002", "amount": eur("10.00")},
    ]
    assert (data["application"], data["balance_open"]) == ("APP-2026-0001", eur("0.00"))
    assert data["credit_left"] == eur("40.00")
    assert left_open(retained) == {"PMT-2026-0002": "-40.00"}
    assert "There is nothing to pay." in paper(retained, "INV-2026-0001")
    sound(retained)


def test_never_more_than_is_open_on_either_side(retained: Shop) -> None:
    data = issued(retained, "150")
    assert (data["balance_open"], data["credit_left"]) == (eur("40.00"), eur("0.00"))
    assert left_open(retained) == {"INV-2026-0001": "40.00"}
    again = issued(retained, "5")
    assert (again["application"], again["credits"], again["credit_left"]) == (None, [], None)
    assert again["balance_open"] == eur("5.00")
    assert "no credit in EUR is open" in retained(new("5"), yes=True).err
    sound(retained)


def test_the_document_asks_for_the_rest_and_is_the_same_years_later(retained: Shop) -> None:
    issued(retained, "150")
    text = paper(retained, "INV-2026-0001")
    rows = [row.split() for row in text.splitlines()]
    assert ["Paid", "in", "advance", "-110.00"] in rows
    assert ["Amount", "due", "40.00"] in rows
    assert ["Amount", "due", "EUR", "40.00"] in rows
    retained.done(ACCOUNT.format(30), "credit apply PMT-2026-0003 INV-2026-0001")
    retained.done("credit unapply APP-2026-0001", "invoice render INV-2026-0001")
    assert paper(retained, "INV-2026-0001") == text, "what happens later is not printed on it"


def test_credit_applied_afterwards_is_not_printed_nor_undone_with_the_invoice(
    retained: Shop,
) -> None:
    retained.sold("100")
    text = paper(retained, "INV-2026-0001")
    retained.done("credit apply PMT-2026-0001 INV-2026-0001", "invoice render INV-2026-0001")
    assert paper(retained, "INV-2026-0001") == text
    retained.done("undo")
    assert left_open(retained)["INV-2026-0001"] == "100.00"


def test_undo_takes_back_both_and_leaves_the_bytes_of_before(retained: Shop) -> None:
    before = retained.tree()
    issued(retained, "70")
    answer = retained("undo", yes=True)
    assert answer.status == 0
    assert "Took back INV-2026-0001 and APP-2026-0001" in answer.err
    assert retained.tree() == before


def test_credit_of_another_customer_currency_or_later_day_stays(shop: Shop) -> None:
    shop.done("payment add Globex 50 USD --on-account --date 2026-01-05")
    shop.done(f"{ACCOUNT.format(50)} --date 2026-01-20")
    before = left_open(shop)
    assert issued(shop, "9", "--currency USD")["application"] is None
    assert issued(shop, "9", "--date 2026-01-19")["application"] is None
    assert before.items() <= left_open(shop).items()
    assert issued(shop, "9", "--date 2026-01-20")["application"] == "APP-2026-0001"


def test_a_credit_note_is_credit_and_a_void_gives_none_back_twice(shop: Shop) -> None:
    shop.sold("100")
    shop.done("payment add Acme 100 EUR", "invoice void INV-2026-0001 --reason Mistake")
    assert issued(shop, "80")["credits"] == [{"credit": "CN-2026-0001", "amount": eur("80.00")}]
    shop.done("invoice void INV-2026-0002 --reason Mistake")
    assert left_open(shop) == {"CN-2026-0001": "-20.00", "CN-2026-0002": "-80.00"}
    assert "Paid in advance" not in paper(shop, "CN-2026-0002")
    sound(shop)


def test_instalments_that_fall_due_first_are_paid_first(retained: Shop) -> None:
    issued(retained, "180", '--instalments "3 monthly" --first 2026-02-15')
    assert left_open(retained) == {"INV-2026-0001#2": "10.00", "INV-2026-0001#3": "60.00"}
    text = paper(retained, "INV-2026-0001")
    assert "Instalment 1" not in text
    assert "10.00 by" in text
    assert "60.00 by" in text


def test_drafts_issued_together_share_the_credit_also_in_a_dry_run(retained: Shop) -> None:
    for name in ("a", "b"):
        made = f'--line "70 Work; tax=ZERO" --draft-file drafts/{name}.toml'
        retained.done(f"invoice create Acme {made}")
    issue = "invoice issue a b --use-credit --format json"
    dry = retained(f"{issue} --dry-run").data["invoices"]
    done = retained(issue, yes=True).data["invoices"]
    for key in ("application", "credits", "balance_open", "credit_left"):
        assert [one[key] for one in dry] == [one[key] for one in done]
    assert [one["balance_open"] for one in done] == [eur("0.00"), eur("30.00")]
    assert left_open(retained) == {"INV-2026-0002": "30.00"}


def test_an_invoice_over_nothing_takes_nothing(retained: Shop) -> None:
    assert issued(retained, "10", '--line "-1 x 10 Back; tax=ZERO"')["application"] is None
    assert Decimal(left_open(retained)["PMT-2026-0001"]) == -60


def test_only_what_is_issued_now_takes_up_credit(retained: Shop) -> None:
    before = retained.tree()
    for more in ("--draft", "--opening --number A-1"):
        answer = retained(new("5", more), yes=True)
        assert (answer.status, answer.codes) == (2, ["CREDIT-ISSUED"])
    assert retained.tree() == before


def test_credit_that_somebody_else_uses_meanwhile_is_not_used_twice(retained: Shop) -> None:
    """The books move while a person reads what is to be written: it is decided anew."""
    seen: list[str] = []

    def others_are_faster(text: str) -> None:
        if not seen:
            retained.append("2025-01-01 open Assets:Safe\n")
            retained.done("refund create PMT-2026-0001 55", "refund create PMT-2026-0002")
        seen.append(text)

    request = InvoiceRequest("Acme", ("70 Work; tax=ZERO",), retained.today)
    consent = Consent(others_are_faster)
    made = issue_invoice(retained.workspace(), request, consent, use_credit=True).value
    assert made.payable == Money.of("65.00", "EUR")
    assert len(seen) == 2, "what changed was shown again"
    assert left_open(retained) == {"INV-2026-0001": "65.00"}
    sound(retained)


def test_without_the_flag_credit_stays(retained: Shop) -> None:
    retained.sold("100")
    assert left_open(retained)["INV-2026-0001"] == "100.00"
    assert "Paid in advance" not in paper(retained, "INV-2026-0001")


def test_credit_without_a_number_is_refused(shop: Shop) -> None:
    shop.append(
        '2026-01-05 * "Acme Inc." "Transfer"\n  Assets:Bank:Checking  9 EUR\n'
        "  Assets:Receivable:Acme  -9 EUR\n"
    )
    before = shop.tree()
    answer = shop(new("5"), yes=True)
    assert (answer.status, answer.codes) == (2, ["ITEM-UNNAMED"])
    assert shop.tree() == before


def test_credit_kept_at_a_value_leaves_the_exchange_difference(shop: Shop) -> None:
    shop.append("2026-01-02 price USD 0.90 EUR\n")
    shop.append("2026-01-25 price USD 0.95 EUR\n")
    shop.setting("\n[currency]\nvalue = true\n")
    paid = "payment add Globex 50 USD --on-account --account Assets:Bank:Dollars"
    shop.done(f"{paid} --date 2026-01-05")
    line = "invoice create Globex --line '{} Work' --draft-file drafts/{}.toml"
    shop.done(line.format(20, "a"), line.format(100, "b"))
    issue = "invoice issue a b --use-credit"
    shown = shop(f"{issue} --dry-run").out
    before = shop.tree()
    shop.done("invoice issue a --use-credit", "undo -q")
    assert {**shop.tree(), "drafts/a.toml": b""} == {**before, "drafts/a.toml": b""}
    shop.done(line.format(20, "a"), issue)
    applied = [text.partition("\n\n")[0] for text in shop.text().split('"Apply credit')[1:]]
    assert [text.partition("\n\n")[0] for text in shown.split('"Apply credit')[1:]] == applied
    assert "50.00 USD @@ 45.00 EUR" not in shop.text().partition("#invoice")[2]
    assert "Assets:Receivable:Globex   20.00 USD @@ 18.00 EUR" in applied[0]
    assert "Assets:Receivable:Globex  -20.00 USD @@ 19.00 EUR" in applied[0]
    assert "Assets:Receivable:Globex   30.00 USD @@ 27.00 EUR" in applied[1]
    assert left_open(shop) == {"INV-2026-0002": "70.00"}
    sound(shop)


def test_the_payment_code_asks_for_what_is_left(retained: Shop) -> None:
    """Scanned as it stands it pays what is open, never what was paid in advance."""
    workspace = retained.workspace()
    head = Letterhead.of({"name": "Studio", "iban": "DE89370400440532013000"}, {"name": "Acme"})
    dry = Consent(lambda _text: None, dry_run=True)
    codes = []
    for price, use_credit in (("150", False), ("150", True), ("110", True)):
        request = InvoiceRequest("Acme", (f"{price} Work; tax=ZERO",), retained.today)
        made = issue_invoice(workspace, request, dry, use_credit=use_credit).value
        payment = invoice_context(made, head).data["payment"]
        assert isinstance(payment, Mapping)
        codes.append(str(payment["code"]))
    assert "150.00" in codes[0]
    assert "40.00" in codes[1]
    assert codes[2] == "", "nothing is left to pay"


QUOTE = 'quote create Acme --line "80 Work; tax=ZERO" --date 2026-01-12'


def test_an_accepted_quote_takes_up_credit(retained: Shop) -> None:
    retained.done(QUOTE)
    before = retained.tree()
    dry = retained("quote accept QUO-2026-0001 --use-credit --dry-run")
    assert (dry.status, retained.tree()) == (0, before)
    assert '"Apply credit to INV-2026-0001" #application' in dry.out
    answer = retained("quote accept QUO-2026-0001 --use-credit --format json", yes=True)
    assert answer.data["application"] == "APP-2026-0001"
    assert answer.data["balance_open"] == eur("0.00")
    assert answer.data["credit_left"] == eur("30.00")
    assert "Paid in advance" in paper(retained, "INV-2026-0001")
    assert left_open(retained) == {"PMT-2026-0002": "-30.00"}
    sound(retained)
    retained.done("undo -q")
    assert retained.tree() == before


def test_a_deposit_and_the_rest_of_a_quote_take_up_credit(retained: Shop) -> None:
    retained.done(QUOTE)
    answer = retained("quote accept QUO-2026-0001 --deposit 25% --use-credit", yes=True)
    assert (
        "; 20.00 EUR of PMT-2026-0001 applied by APP-2026-0001, 0.00 EUR left to pay" in answer.err
    )
    answer = retained("quote issue QUO-2026-0001 --use-credit", yes=True)
    said = "40.00 EUR of PMT-2026-0001, 20.00 EUR of PMT-2026-0002 applied by APP-2026-0002"
    assert said in answer.err
    assert left_open(retained) == {"PMT-2026-0002": "-30.00"}
    sound(retained)


@pytest.mark.parametrize("run", ["quote accept QUO-2026-0001", "plan run --as-of 2026-02-28"])
def test_without_the_option_credit_stays(retained: Shop, run: str) -> None:
    retained.done(QUOTE, PLAN, run)
    assert '"Apply credit' not in retained.text()


PLAN = 'plan add box Acme --line "70 Box; tax=ZERO" --from 2026-01-11'


def test_the_invoices_of_a_run_share_the_credit_of_their_day(retained: Shop) -> None:
    """What was paid later than the first of them is left to the next."""
    retained.done(PLAN, f"{ACCOUNT.format(15)} --date 2026-01-20")
    shown = retained("plan run --as-of 2026-03-31 --use-credit --dry-run --format json").data
    answer = retained("plan run --as-of 2026-03-31 --use-credit --format json", yes=True)
    used = [
        [(one["credit"], one["amount"]["number"]) for one in row["credits"]]
        for row in answer.data["invoices"]
    ]
    assert used == [
        [("PMT-2026-0001", "60.00"), ("PMT-2026-0002", "10.00")],
        [("PMT-2026-0002", "40.00"), ("PMT-2026-0003", "15.00")],
        [],
    ]
    assert retained.text().count('"Apply credit') == 2
    assert shown["invoices"] == answer.data["invoices"]
    assert left_open(retained) == {"INV-2026-0002": "15.00", "INV-2026-0003": "70.00"}
    sound(retained)
    before = retained.tree()
    retained.done("plan run --as-of 2026-03-31 --use-credit")
    assert retained.tree() == before


def test_a_run_tells_what_is_left_to_pay_of_each_invoice(retained: Shop) -> None:
    retained.done(PLAN)
    rows = retained("plan run --as-of 2026-02-28 --use-credit", yes=True).rows
    assert [dict(zip(rows[0], row, strict=True))["balance_open"] for row in rows[1:]] == [
        "0.00", "30.00",
    ]  # fmt: skip
    retained.done(PLAN.replace("box", "more"))
    assert "balance_open" not in retained("plan run --as-of 2026-02-28", yes=True).rows[0]


def test_accounts_that_a_run_needs_are_opened_once(shop: Shop) -> None:
    shop.append("2026-01-02 price USD 0.90 EUR\n2026-01-25 price USD 0.95 EUR\n")
    shop.setting("\n[currency]\nvalue = true\n")
    paid = "payment add Globex 50 USD --on-account --account Assets:Bank:Dollars"
    shop.done(f"{paid} --date 2026-01-05")
    shop.done(PLAN.replace("Acme", "Globex").replace("70", "20").replace("01-11", "01-26"))
    shop.done("plan run --as-of 2026-02-28 --use-credit")
    assert shop.text().count('"Apply credit') == 2
    assert "".join(shop.text(name) for name in ("customers.beancount", "main.beancount")).count(
        "open Income:FX") <= 1  # fmt: skip
    sound(shop)


@pytest.fixture
def early(retained: Shop) -> Shop:
    """Return an invoice of 595 less 110 in advance, with 2 % of the rest off until 10 February."""
    retained.done("customer edit Acme --terms '2/10 net 30'")
    retained.done('invoice create Acme --line "500 Work" --date 2026-01-31 --use-credit')
    return retained


def test_the_discount_that_is_printed_is_of_what_is_left(early: Shop) -> None:
    text = " ".join(paper(early, "INV-2026-0001").split())
    assert "2% discount, EUR 9.70, if paid by February 10, 2026." in text
    early.done("invoice render INV-2026-0001 -o again.txt")
    assert (early.folder / "again.txt").read_text() == paper(early, "INV-2026-0001")


@pytest.mark.parametrize(
    ("day", "amount", "status"),
    [("2026-02-10", "475.30", 0), ("2026-02-11", "475.30", 2), ("2026-02-10", "473.10", 2)],
)
def test_the_discount_that_is_printed_is_the_one_that_is_taken(
    early: Shop, day: str, amount: str, status: int
) -> None:
    answer = early(f"payment add Acme {amount} EUR --date {day}", yes=True)
    assert answer.status == status, answer.err
    assert left_open(early) == ({"INV-2026-0001": "485.00"} if status else {})
    sound(early)


def test_a_bank_line_takes_it_too(early: Shop) -> None:
    early.today = early.today.replace(month=2, day=28)
    text = "Date,Amount,Currency,Name,Description\n"
    early.write("bank.csv", f"{text}2026-02-10,475.30,EUR,Acme Inc.,INV-2026-0001\n")
    (line,) = early("reconcile bank.csv --format json", yes=True).data["lines"]
    assert line["fate"] == "booked", line["why"]
    assert left_open(early) == {}
    sound(early)


def test_what_is_settled_later_ends_the_discount(early: Shop) -> None:
    early.done("payment add Acme 85 EUR --allocate INV-2026-0001=85 --date 2026-02-01")
    answer = early("payment add Acme 392 EUR --date 2026-02-02", yes=True)
    assert (answer.status, answer.codes) == (2, ["PAYMENT-AMBIGUOUS"])


def test_credit_that_is_taken_back_gives_the_whole_its_discount(early: Shop) -> None:
    early.done("credit unapply APP-2026-0001")
    early.done("payment add Acme 583.10 EUR --allocate INV-2026-0001 --date 2026-02-02")
    assert "INV-2026-0001" not in left_open(early)
