"""What an importer extracted, as lines: amounts, words, references, balances, refusals."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from beancount.core.amount import Amount
from beancount.core.data import Balance, Note, Posting, Transaction

from billcli.bank.importer_run import Extracted, run_importers
from billcli.bank.importer_statement import statements_of
from billcli.domain.bank_statement import BalanceProof, BankStatement
from billcli.domain.problem import InvalidError

BANK = "Assets:Bank"
DAY = dt.date(2026, 3, 10)


def _units(number: Any, currency: str = "EUR") -> Amount:  # noqa: ANN401 - wrong ones too
    return Amount(number if number is None else Decimal(number), currency)


def _entry(*legs: tuple[str, Amount | None], day: int = 10, **said: Any) -> Transaction:  # noqa: ANN401
    postings = [Posting(account, units, None, None, None, {}) for account, units in legs]
    meta = {"filename": "a.csv", "lineno": 1, **said.pop("meta", {})}
    marks = (frozenset(said.pop("tags", ())), frozenset(said.pop("links", ())))
    payee, narration = said.get("payee", "Acme"), said.get("narration", "thanks")
    return Transaction(meta, DAY.replace(day=day), "*", payee, narration, *marks, postings)


def _balance(day: int, number: str, account: str = BANK) -> Balance:
    return Balance({}, DAY.replace(day=day), account, _units(number), None, None)


def _read(*entries: Any, **said: Any) -> list[BankStatement]:  # noqa: ANN401 - Beancount's directives
    return statements_of(Extracted(BANK, "Mine", entries, said.pop("doubles", {})), "a.csv", **said)


def _refused(*entries: Any) -> str:  # noqa: ANN401 - Beancount's directives
    with pytest.raises(InvalidError) as caught:
        _read(*entries)
    return str(caught.value)


def test_each_currency_is_a_statement_of_its_own_in_the_order_of_days() -> None:
    euros, dollars = _read(
        _entry((BANK, _units("5")), day=12),
        _entry((BANK, _units("7", "USD"))),
        _entry((BANK, _units("-2.5")), day=11),
    )
    assert [str(line.amount) for line in euros.lines] == ["-2.50 EUR", "5.00 EUR"]
    assert (dollars.currency, len(dollars.lines)) == ("USD", 1)


def test_several_legs_on_the_account_are_one_line() -> None:
    (one,) = _read(
        _entry((BANK, _units("10")), ("Expenses:Fees", _units("1")), (BANK, _units("-1")))
    )
    (line,) = one.lines
    assert (str(line.amount), line.note) == ("9.00 EUR", "the importer suggests Expenses:Fees")


@pytest.mark.parametrize(
    ("meta", "field", "value"),
    [
        ({"fitid": "F1"}, "bank_ref", "F1"),
        ({"bank-ref": "B1", "fitid": "F1"}, "bank_ref", "B1"),
        ({"iban": "de89 3704 0044 0532 0130 00"}, "payer_iban", "DE89370400440532013000"),
        ({"counterparty": "Globex"}, "payer", "Globex"),
        ({"end-to-end": "E1"}, "end_to_end", "E1"),
        ({"memo": "INV-1\n2"}, "text", "thanks INV-1 2"),
        ({"colour": "red"}, "text", "thanks"),
    ],
)
def test_metadata_that_tells_payer_or_document_is_kept(
    meta: dict[str, str], field: str, value: str
) -> None:
    (one,) = _read(_entry((BANK, _units("5")), meta=meta, payee=None))
    assert getattr(one.lines[0], field) == value


def test_marks_are_kept_where_they_may_be_numbers() -> None:
    (one,) = _read(_entry((BANK, _units("5")), links=["INV-7", "house"], tags=["q1", "trip"]))
    assert one.lines[0].text == "thanks INV-7 q1"


def test_receivables_are_no_suggestion_and_doubles_are_a_note() -> None:
    entry = _entry((BANK, _units("5")), ("Assets:Receivable:Acme", _units("-5")))
    (one,) = _read(entry, receivables=["Assets:Receivable"], doubles={id(entry.meta): "a double"})
    assert one.lines[0].note == "a double"


@pytest.mark.parametrize(
    ("balances", "proof"),
    [
        ([_balance(10, "100"), _balance(12, "105")], BalanceProof.CLOSES),
        ([_balance(10, "100"), _balance(12, "106")], BalanceProof.OPEN),
        ([_balance(1, "7"), _balance(9, "100"), _balance(12, "105"), _balance(20, "9")],
         BalanceProof.CLOSES),
        ([_balance(12, "105")], BalanceProof.NO_BALANCES),
        ([_balance(10, "100", "Assets:Cash"), _balance(12, "105")], BalanceProof.NO_BALANCES),
    ],
)  # fmt: skip
def test_balances_around_the_lines_prove_them(balances: list[Balance], proof: BalanceProof) -> None:
    (one,) = _read(_entry((BANK, _units("5"))), *balances)
    assert one.proof is proof


def test_other_directives_are_counted() -> None:
    note = Note({}, DAY, BANK, "hello", None, None)
    (one,) = _read(_entry((BANK, _units("5"))), note, note, _balance(1, "0", "Assets:Cash"))
    assert dict(one.dialect)["left untouched"] == "2 Note, 1 Balance"
    (empty,) = _read(note)
    assert (empty.lines, empty.currency) == ((), "")


def test_what_has_no_exact_amount_on_the_account_is_refused() -> None:
    floating: Any = SimpleNamespace(number=0.5, currency="EUR")
    for units in (None, _units(None), floating, _units("NaN")):
        assert "no amount on Assets:Bank" in _refused(_entry((BANK, units)))
    assert "(Acme thanks)" in _refused(_entry(("Assets:Cash", _units("5"))))
    assert "no amount" in _refused(_entry((BANK, _units("5")), (BANK, _units("5", "USD"))))


def test_a_file_that_no_importer_knows_is_not_extracted(tmp_path: Any) -> None:  # noqa: ANN401
    class Stranger:
        def identify(self, _path: str) -> bool:
            return False

    from billcli.bank.importer_config import Importers  # noqa: PLC0415 - only here

    config = Importers(tmp_path, "import.py", (Stranger(),))
    assert run_importers(config, tmp_path / "a.csv", []) == []
