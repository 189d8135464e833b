from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from beanquery import connect
from beanquery.sources import beancount as _beancount  # noqa: F401 -- registers the source

from billcli.domain.assign_item import find_roots
from billcli.domain.books import Books
from billcli.domain.money import Money, total
from billcli.domain.open_item import Kind, KnownBy
from billcli.domain.problem import UsageError
from billcli.ledger.load import load

if TYPE_CHECKING:
    from collections.abc import Callable

LEDGERS = Path(__file__).parents[2] / "ledgers"
CONVENTIONS = sorted((LEDGERS / "conventions").glob("*.beancount"))
END = dt.date(2999, 12, 31)

BY_ITEM = (
    "SELECT any_meta('invoice') AS item, sum(position) AS open"
    " WHERE account ~ '^Assets:Receivable' GROUP BY item HAVING not empty(sum(position))"
)
BY_PAYEE = (
    "SELECT payee, sum(position) AS open"
    " WHERE account ~ '^Assets:Receivable' GROUP BY payee HAVING not empty(sum(position))"
)


def _read(path: Path, as_of: dt.date = END) -> Books:
    snapshot = load(path)
    assert snapshot.problems == ()
    return Books.of(snapshot.facts, find_roots(snapshot.facts), as_of)


def _asked(path: Path, query: str) -> dict[str | None, set[str]]:
    rows = connect(f"beancount:{path}").execute(query).fetchall()
    return {key: {str(position.units) for position in inventory} for key, inventory in rows}


def _summed(books: Books, attribute: str) -> dict[str | None, set[str]]:
    sums: dict[tuple[str, str], Money] = defaultdict(lambda: Money.of(0, ""))
    for row in books.open_items():
        key = getattr(row, attribute), row.balance_open.currency
        sums[key] = row.balance_open + sums.get(key, Money.zero(key[1]))
    found: dict[str | None, set[str]] = defaultdict(set)
    for (name, _), amount in sums.items():
        found[name].add(str(amount))
    return found


def test_bean_query_gives_the_same_open_items_of_the_worked_example() -> None:
    path = LEDGERS / "worked.beancount"
    books = _read(path)
    assert _summed(books, "item") == _asked(path, BY_ITEM)
    assert _asked(path, BY_ITEM) == {
        "INV-2026-0004": {"248.00 USD"},
        "INV-2026-0007": {"600.00 USD"},
        "INV-2026-0009": {"3213.00 USD"},
        "LF-2026-0001": {"9.07 USD"},
    }


@pytest.mark.parametrize(
    "day", ["2026-01-31", "2026-02-20", "2026-03-02", "2026-03-12", "2026-04-10", "2026-04-14"]
)
def test_bean_query_agrees_on_any_day(day: str) -> None:
    path = LEDGERS / "worked.beancount"
    query = BY_ITEM.replace("'^Assets:Receivable'", f"'^Assets:Receivable' AND date <= {day}")
    assert _summed(_read(path, dt.date.fromisoformat(day)), "item") == _asked(path, query)


def test_the_worked_example_in_detail() -> None:
    books = _read(LEDGERS / "worked.beancount")
    rest = books.item("PMT-2026-0002")[0]
    assert (rest.kind, str(rest.amount), rest.balance_open.number) == (
        Kind.PAYMENT, "-50.00 USD", 0,
    )  # fmt: skip
    note = books.item("CN-2026-0001")[0]
    assert (note.kind, str(note.amount), note.balance_open.number) == (
        Kind.CREDIT_NOTE, "-324.00 USD", 0,
    )  # fmt: skip
    fee = books.item("LF-2026-0001")[0]
    assert (fee.kind, fee.date_due, fee.days_overdue(END)) == (
        Kind.LATE_FEE, dt.date(2026, 3, 25), (END - dt.date(2026, 3, 25)).days,
    )  # fmt: skip
    foreign = books.item("INV-2026-0006")[0]
    assert str(foreign.value_open) == "0.00 USD"
    assert [(r.instalment, r.date_due) for r in books.item("INV-2026-0007")] == [
        (1, dt.date(2026, 3, 1)),
        (2, dt.date(2026, 4, 1)),
    ]
    assert [e.narration for e in books.entries_of("INV-2026-0009")] == [
        "Invoice INV-2026-0009", "Transfer", "Returned",
    ]  # fmt: skip
    assert all(row.known_by is KnownBy.EXPLICIT for row in books.items)


def test_there_is_an_example_of_each_convention() -> None:
    assert [path.stem for path in CONVENTIONS] == [
        "account-per-customer",
        "account-per-invoice",
        "link",
        "payee-only",
        "posting-metadata",
        "tag",
        "transaction-metadata",
    ]


STORY = {
    ("Acme Inc.", "2026-02-05", "2026-03-07", "250.00 USD", "150.00 USD"): "INV-104",
    ("Acme Inc.", "2026-03-10", "2026-04-09", "300.00 USD", "300.00 USD"): "INV-105",
    ("Globex", "2026-03-15", "2026-04-14", "125.00 USD", "125.00 USD"): "INV-106",
    ("Mueller GmbH", "2026-02-02", "2026-03-04", "800.00 EUR", "500.00 EUR"): "INV-103",
}


@pytest.mark.parametrize("path", CONVENTIONS, ids=lambda path: path.stem)
def test_every_convention_leaves_the_same_items_open(path: Path) -> None:
    rows = _read(path).open_items()
    found = {
        (
            r.customer_name,
            str(r.date_issued),
            str(r.date_due),
            str(r.amount),
            str(r.balance_open),
        ): r
        for r in rows
    }
    assert set(found) == set(STORY)
    has_ids = path.stem not in {"account-per-customer", "payee-only"}
    for key, row in found.items():
        named = f"{row.customer}/{row.date_issued}/1"
        assert row.item == (STORY[key] if has_ids else named)
        assert row.kind is Kind.INVOICE


@pytest.mark.parametrize("path", CONVENTIONS, ids=lambda path: path.stem)
def test_every_convention_ties_to_bean_query(path: Path) -> None:
    books = _read(path)
    assert _summed(books, "customer_name") == _asked(path, BY_PAYEE)
    if path.stem.endswith("-metadata"):
        assert _summed(books, "item") == _asked(path, BY_ITEM)


@pytest.mark.parametrize("path", CONVENTIONS, ids=lambda path: path.stem)
def test_every_convention_says_how_it_knows(path: Path) -> None:
    known = {
        "account-per-customer": KnownBy.INFERRED,
        "account-per-invoice": KnownBy.ACCOUNT,
        "link": KnownBy.LINK,
        "payee-only": KnownBy.INFERRED,
        "posting-metadata": KnownBy.EXPLICIT,
        "tag": KnownBy.LINK,
        "transaction-metadata": KnownBy.EXPLICIT,
    }
    assert {row.known_by for row in _read(path).items} == {known[path.stem]}


@pytest.mark.parametrize("path", CONVENTIONS, ids=lambda path: path.stem)
@pytest.mark.parametrize("day", ["2026-01-31", "2026-02-28", "2026-03-05"])
def test_every_convention_ties_to_the_accounts_on_any_day(path: Path, day: str) -> None:
    books = _read(path, dt.date.fromisoformat(day))
    accounts, rows = books.account_balances(), books.open_items()
    for currency in ("EUR", "USD"):
        kept = [m for (_, c), m in accounts.items() if c == currency]
        owed = [r.balance_open for r in rows if r.balance_open.currency == currency]
        assert total(owed, currency) == total(kept, currency)


BILL = """
    2026-01-10 * "Acme" "x" {marks}
      invoice: "INV-1"
      {txn}
      Assets:AR:Acme  100.00 USD
        {leg}
      Income:X       -100.00 USD
    """


def _bill(marks: str = "", txn: str = 'note: "x"', leg: str = 'reason: "x"') -> str:
    return BILL.format(marks=marks, txn=txn, leg=leg)


TERMS = """
    2026-01-01 custom "customer" "Acme" Assets:AR:Acme
      terms: "net 10"
    2026-01-20 custom "customer" "Acme" Assets:AR:Acme
      terms: "net 60"
    """


@pytest.mark.parametrize(
    ("text", "due"),
    [
        (_bill(leg="due: 2026-02-01", txn="due: 2026-03-01"), "2026-02-01"),
        (_bill(txn="due: 2026-03-01"), "2026-03-01"),
        (_bill(txn='due: "2026-03-02"'), "2026-03-02"),
        (_bill(txn='terms: "net 5"') + TERMS, "2026-01-15"),
        (_bill(txn='terms: "as agreed"') + TERMS, "2026-01-20"),
        (_bill(txn='terms: "2/10"') + TERMS, "2026-01-20"),
        (_bill() + TERMS, "2026-01-20"),
        (_bill(txn='due: "soon"'), "None"),
        (_bill(), "None"),
    ],
)
def test_the_due_date(books_of: Callable[..., Books], text: str, due: str) -> None:
    assert str(books_of(text).items[0].date_due) == due


def test_a_due_date_past_the_end_of_time_is_none(books_of: Callable[..., Books]) -> None:
    text = _bill(txn='terms: "net 30"').replace("2026-01-10", "9999-12-20")
    assert books_of(text, dt.date.max).items[0].date_due is None


def test_a_credit_is_never_due_by_terms(books_of: Callable[..., Books]) -> None:
    text = _bill("#credit-note").replace(" 100.00", " -100.00").replace("--", "")
    (row,) = books_of(text + TERMS).items
    assert (row.kind, row.date_due, row.days_overdue(END)) == (Kind.CREDIT_NOTE, None, None)


@pytest.mark.parametrize(
    ("marks", "sign", "other", "kind"),
    [
        ("#invoice", "", "Income:X", Kind.INVOICE),
        ("#late-fee", "", "Income:X", Kind.LATE_FEE),
        ("#credit-note", "-", "Income:X", Kind.CREDIT_NOTE),
        ("#payment", "-", "Assets:Bank", Kind.PAYMENT),
        ("", "", "Income:X", Kind.INVOICE),
        ("", "-", "Income:X", Kind.CREDIT_NOTE),
        ("", "-", "Assets:Bank", Kind.PAYMENT),
    ],
)
def test_the_kind_is_the_tag_else_where_the_money_went(
    books_of: Callable[..., Books], marks: str, sign: str, other: str, kind: Kind
) -> None:
    back = "" if sign else "-"
    text = (
        f'2026-01-10 * "Acme" "x" {marks}\n  Assets:AR  {sign}9.00 USD\n  {other}  {back}9.00 USD'
    )
    assert books_of(text + "\n").items[0].kind is kind


def test_a_payment_before_its_invoice_does_not_make_the_item(
    books_of: Callable[..., Books],
) -> None:
    paid = """
    2026-01-05 * "Acme" "early" #payment
      id: "PMT-1"
      Assets:Bank      30.00 USD
      Assets:AR:Acme  -30.00 USD
        invoice: "INV-1"
    """
    (row,) = books_of(paid + _bill("#invoice")).items
    assert (row.kind, str(row.amount), str(row.balance_open)) == (
        Kind.INVOICE, "100.00 USD", "70.00 USD",
    )  # fmt: skip
    assert row.date_issued == dt.date(2026, 1, 10)
    (early,) = books_of(paid + _bill("#invoice"), dt.date(2026, 1, 9)).items
    assert (early.kind, str(early.balance_open)) == (Kind.PAYMENT, "-30.00 USD")


INSTALMENTS = """
    2026-01-10 * "Acme" "x" #invoice
      invoice: "INV-1"
      Assets:AR:Acme  100.00 USD
        due: 2026-03-01
        {0}
      Assets:AR:Acme  200.00 USD
        due: 2026-02-01
        {1}
      Income:X       -300.00 USD
    """
NUMBERED = INSTALMENTS.format("instalment: 2", "instalment: 1")
UNNUMBERED = INSTALMENTS.format('reason: "b"', 'reason: "a"')


def _pay(number: str, extra: str = "", other: str = "Assets:Bank", day: str = "2026-02-15") -> str:
    back = number[1:] if number.startswith("-") else f"-{number}"
    return f"""
    {day} * "Acme" "x"
      {other}  {number} USD
      Assets:AR:Acme  {back} USD
        invoice: "INV-1"
        {extra}
    """


@pytest.mark.parametrize("made", [NUMBERED, UNNUMBERED])
@pytest.mark.parametrize(
    ("later", "balances"),
    [
        ("", ["200.00", "100.00"]),
        (_pay("50.00"), ["150.00", "100.00"]),
        (_pay("250.00"), ["0.00", "50.00"]),
        (_pay("310.00"), ["0.00", "-10.00"]),
        (_pay("200.00") + _pay("30.00"), ["0.00", "70.00"]),
        (_pay("40.00", "instalment: 2"), ["200.00", "60.00"]),
        (_pay("40.00", "instalment: 9"), ["160.00", "100.00"]),
        (_pay("250.00") + _pay("-70.00", day="2026-02-20"), ["20.00", "100.00"]),
        (_pay("250.00") + _pay("-260.00", day="2026-02-20"), ["200.00", "110.00"]),
    ],
)
def test_a_payment_goes_to_its_instalment_else_to_the_oldest_due(
    books_of: Callable[..., Books], made: str, later: str, balances: list[str]
) -> None:
    found = books_of(made + later.replace('""', "")).item("INV-1")
    assert [str(row.balance_open.number) for row in found] == balances
    assert [(row.instalment, str(row.amount)) for row in found] == [
        (1, "200.00 USD"),
        (2, "100.00 USD"),
    ]


def test_a_deposit_taken_off_settles_the_oldest_instalment(books_of: Callable[..., Books]) -> None:
    text = NUMBERED.replace(
        "      Income:X       -300.00 USD",
        "      Assets:AR:Acme  -50.00 USD\n      Income:X       -250.00 USD",
    )
    assert [str(r.balance_open.number) for r in books_of(text).items] == ["150.00", "100.00"]


def test_a_deposit_on_the_same_bill_lowers_its_amount(books_of: Callable[..., Books]) -> None:
    text = _bill("#invoice").replace(
        "      Income:X       -100.00 USD",
        "      Assets:AR:Acme  -40.00 USD\n      Income:X        -60.00 USD",
    )
    (row,) = books_of(text).items
    assert (str(row.amount), str(row.balance_open)) == ("60.00 USD", "60.00 USD")


def test_what_a_foreign_item_is_worth_is_divided_over_its_instalments(
    books_of: Callable[..., Books],
) -> None:
    priced = NUMBERED.replace("100.00 USD", "100.00 EUR @@ 110.00 USD")
    priced = priced.replace("200.00 USD", "200.00 EUR @@ 220.01 USD").replace("300.00", "330.01")
    books = books_of(priced)
    assert [str(r.value_open) for r in books.items] == ["220.01 USD", "110.00 USD"]
    unpriced = _pay("10.00").replace("USD", "EUR")
    assert {r.value_open for r in books_of(priced + unpriced).items} == {None}
    paid = _pay("300.00").replace("-300.00 USD", "-300.00 EUR @@ 330.01 USD")
    settled = books_of(priced + paid.replace("300.00 USD", "330.01 USD"))
    assert [str(r.value_open) for r in settled.items] == ["0.00 USD", "0.00 USD"]


DISPUTE = """
    2026-02-01 note Assets:AR:Acme "two hours too many" #dispute ^INV-1
      {meta}
    """


@pytest.mark.parametrize(
    ("notes", "is_disputed"),
    [
        ("", False),
        (DISPUTE.format(meta='status: "open"'), True),
        (DISPUTE.format(meta='level: "none stated"'), True),
        (DISPUTE.format(meta='status: "closed"'), False),
        (DISPUTE.format(meta='id: "DSP-1"') + DISPUTE.format(meta='id: "DSP-2"'), True),
        (DISPUTE.replace("INV-1", "INV-2").format(meta='status: "open"'), False),
        (DISPUTE.replace("#dispute", "#promise").format(meta='status: "open"'), False),
        (DISPUTE.replace("2026-02", "2999-12-31"[:7]).format(meta='status: "open"'), True),
        (DISPUTE.replace("2026-02-01", "3000-01-01").format(meta='status: "open"'), False),
    ],
)
def test_an_item_is_disputed_while_a_note_says_so(
    books_of: Callable[..., Books], notes: str, *, is_disputed: bool
) -> None:
    assert bool(books_of(_bill("#invoice") + notes).items[0].disputed) is is_disputed


@pytest.mark.parametrize("key", ['id: "DSP-1"', 'reason: "no id"'])
def test_the_latest_note_of_a_dispute_wins(books_of: Callable[..., Books], key: str) -> None:
    opened = DISPUTE.format(meta=key)
    closed = opened.replace("2026-02-01", "2026-02-10") + '      status: "closed"\n'
    text = _bill("#invoice") + opened + closed
    assert books_of(text, dt.date(2026, 2, 9)).items[0].disputed
    assert not books_of(text).items[0].disputed


def test_an_item_is_found_in_any_case_and_an_unknown_one_names_the_nearest(
    books_of: Callable[..., Books],
) -> None:
    books = books_of(_bill("#invoice"))
    assert books.item("inv-1") == books.item("INV-1")
    with pytest.raises(UsageError) as caught:
        books.item("INV-11")
    assert caught.value.problems[0].code == "UNKNOWN-ITEM"
    assert caught.value.problems[0].help == "did you mean INV-1?"
    with pytest.raises(UsageError) as caught:
        books.item("zzz")
    assert caught.value.problems[0].help == "see billcli report open"


def test_the_very_id_of_an_item_comes_first(books_of: Callable[..., Books]) -> None:
    books = books_of(_bill() + _bill().replace("INV-1", "inv-1").replace("100.00", "7.00"))
    assert str(books.item("inv-1")[0].amount) == "7.00 USD"
    assert str(books.item("INV-1")[0].amount) == "100.00 USD"


def test_open_items_of_one_customer(books_of: Callable[..., Books]) -> None:
    text = _bill() + _bill().replace("Acme", "Globex").replace("INV-1", "INV-2")
    text += _bill().replace("100.00", "0.00").replace("INV-1", "INV-3")
    books = books_of(text)
    assert [row.item for row in books.open_items()] == ["INV-1", "INV-2"]
    assert [row.item for row in books.open_items("Globex")] == ["INV-2"]
    assert books.open_items("globex") == ()
    assert books.history("INV-9") == ()
    assert books.customer("globex").id == "Globex"
    assert books.issuer is None


def test_what_corrects_a_document_is_found_by_its_number() -> None:
    books = _read(LEDGERS / "worked.beancount")
    (found,) = books.corrections("INV-2026-0004")
    assert (found.item, str(found.amount)) == ("CN-2026-0001", "-324.00 USD")
    assert books.corrections("CN-2026-0001") == books.corrections("INV-9") == ()
    for number in {m.item for m in books.movements}:  # what one pass found, asked of each entry
        asked = (m for m in books.movements if m.entry.meta.get("corrects") == number)
        assert books.corrections(number) == tuple(asked)


def test_numbers_are_what_documents_bear_not_what_payments_name(
    books_of: Callable[..., Books],
) -> None:
    books = books_of(
        _bill("#invoice")
        + _pay("5.00").replace("INV-1", "INV-9999")
        + """
    2026-01-10 * "Acme" "x" ^INV-7 ^atlas
      Assets:AR:Acme  100.00 USD
      Income:X       -100.00 USD
    2026-01-10 * "Acme" "none"
      Assets:AR:Acme  100.00 USD
      Income:X       -100.00 USD
    2026-01-11 * "Acme" "cn" #credit-note
      invoice: "CN-1"
      Assets:AR:Acme  -10.00 USD
      Income:X         10.00 USD
    2026-01-12 * "Acme" "refund" #refund
      id: "REF-1"
      Assets:AR:Acme   10.00 USD
        invoice: "CN-2222"
      Assets:Bank     -10.00 USD
    2026-01-12 note Assets:AR:Acme "x" #dispute ^INV-1
      id: "DSP-1"
    """,
        dt.date(2026, 1, 1),
    )
    assert books.numbers() == {"INV-1", "INV-7", "CN-1", "REF-1", "DSP-1"}
    assert books.at(dt.date.max).numbers() == books.numbers()


def test_two_accounts_of_one_customer_are_one_item(books_of: Callable[..., Books]) -> None:
    text = _bill("#invoice") + _pay("30.00").replace("Assets:AR:Acme", "Assets:Debtors:Acme")
    (row,) = books_of(text).items
    assert (str(row.balance_open), row.account) == ("70.00 USD", "Assets:Debtors:Acme")
    paid = _pay("100.00", day="2026-02-16").replace("Assets:AR:Acme", "Assets:Debtors:Acme")
    assert books_of(text + paid).account_balances() == {
        ("Assets:AR:Acme", "USD"): Money.of("100.00", "USD"),
        ("Assets:Debtors:Acme", "USD"): Money.of("-130.00", "USD"),
    }


def test_a_settled_item_stands_on_the_account_where_it_was_made(
    books_of: Callable[..., Books],
) -> None:
    (row,) = books_of(_bill("#invoice") + _pay("100.00")).items
    assert (row.account, row.balance_open.number) == ("Assets:AR:Acme", 0)


def test_accounts_count_only_what_was_posted_by_the_day(books_of: Callable[..., Books]) -> None:
    books = books_of(_bill("#invoice") + _pay("30.00"), dt.date(2026, 2, 1))
    assert books.account_balances() == {("Assets:AR:Acme", "USD"): Money.of("100.00", "USD")}


def test_the_caller_says_what_is_not_there(books_of: Callable[..., Books]) -> None:
    with pytest.raises(UsageError) as caught:
        books_of("2026-01-01 open Assets:AR").item("NOPE", "invoice", "billcli invoice list")
    (problem,) = caught.value.problems
    assert (problem.message, problem.help) == (
        "there is no invoice 'NOPE'",
        "see billcli invoice list",
    )
