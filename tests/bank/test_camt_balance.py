"""A statement's own account and the balances around its lines."""

from __future__ import annotations

import pytest

from billcli.domain.bank_statement import BalanceProof
from billcli.domain.problem import UsageError
from tests.bank.camt_sample import OWN, balance, document, entry, read, read_one, statement


def ends(*inner: str) -> tuple[str, str, str]:
    found = read_one(*inner)
    return str(found.opening), str(found.closing), str(found.closing_date)


@pytest.mark.parametrize(
    ("inner", "opening", "closing"),
    [
        ([balance("OPBD", "10"), balance("CLBD", "10")], "10.00 EUR", "10.00 EUR"),
        ([balance("PRCD", "10", sign="DBIT"), balance("CLBD", "10")], "-10.00 EUR", "10.00 EUR"),
        ([balance("PRCD", "9"), balance("OPBD", "10")], "10.00 EUR", "None"),
        ([balance("CLAV", "10"), balance("FWAV", "10"), balance("OPAV", "1")], "None", "None"),
        ([balance("OPBD", "10", currency="USD"), balance("CLBD", "1")], "None", "1.00 EUR"),
        ([balance("OPBD", "1").replace("<CdtDbtInd>CRDT</CdtDbtInd>", "")], "1.00 EUR", "None"),
    ],
)
def test_only_booked_balances_of_the_account_count(
    inner: list[str], opening: str, closing: str
) -> None:
    assert ends(*inner)[:2] == (opening, closing)


def test_the_earliest_of_several_opens_and_the_latest_closes() -> None:
    assert ends(
        balance("CLBD", "20", "2026-03-03"),
        balance("OPBD", "20", "2026-03-03"),
        balance("OPBD", "10", "2026-03-02"),
        balance("CLBD", "15", "2026-03-02"),
    ) == ("10.00 EUR", "20.00 EUR", "2026-03-03")


def test_a_balance_may_be_typed_as_in_the_first_version_or_by_the_bank() -> None:
    plain = balance("CLBD", "5").replace("<CdOrPrtry>", "").replace("</CdOrPrtry>", "")
    own = balance("OPBD", "5").replace("Cd>OPBD</Cd", "Prtry>OPBD</Prtry")
    assert ends(plain, own)[:2] == ("5.00 EUR", "5.00 EUR")


def test_an_unfinished_day_ends_the_statement_only_when_it_fits() -> None:
    opening, interim = balance("OPBD", "10"), balance("ITBD", "15", "2026-03-02")
    fits = read_one(opening, interim, entry("5"))
    assert (fits.proof, str(fits.closing_date)) == (BalanceProof.CLOSES, "2026-03-02")
    assert read_one(opening, interim, entry("4")).proof is BalanceProof.NO_BALANCES


def test_two_interim_balances_are_both_ends() -> None:
    found = read_one(balance("ITBD", "10"), balance("ITBD", "15"), entry("5"))
    assert (str(found.opening), found.proof) == ("10.00 EUR", BalanceProof.CLOSES)


def test_an_unreadable_balance_refuses_the_file() -> None:
    with pytest.raises(UsageError) as caught:
        read_one(balance("OPBD", "1,5"), balance("CLBD", "1", "31.03.2026"), balance("CLAV", "x"))
    assert [p.message for p in caught.value.problems] == [
        "Bal: '1,5' is not an amount",
        "Bal: '31.03.2026' is not a date",
    ]


@pytest.mark.parametrize(
    ("account", "number"),
    [
        ("<IBAN>DE02 1203 0000 0000 2020 51</IBAN>", OWN),
        ("<Othr><Id>25-9034-2</Id></Othr>", "25-9034-2"),
        ("<BBAN>1234</BBAN>", "1234"),
        ("<PrtryAcct><Id>77</Id></PrtryAcct>", "77"),
    ],
)
def test_the_account_is_its_iban_or_any_other_number(account: str, number: str) -> None:
    (found,) = read(document(statement(account=account)))
    assert (found.bank_account, found.currency, found.number) == (number, "EUR", "7")


def test_the_currency_is_that_of_the_balances_or_entries_when_the_account_has_none() -> None:
    bare = "<BkToCstmrStmt><Stmt>{}</Stmt></BkToCstmrStmt>"
    (by_balance,) = read(bare.format(balance("CLBD", "5", currency="CHF")))
    (by_entry,) = read(bare.format(entry("5", currency="SEK")))
    (by_nothing,) = read(bare.format(""))
    assert [s.currency for s in (by_balance, by_entry, by_nothing)] == ["CHF", "SEK", ""]


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ("<ElctrncSeqNb>0012</ElctrncSeqNb><LglSeqNb>3</LglSeqNb>", "12"),
        ("<ElctrncSeqNb>000</ElctrncSeqNb><LglSeqNb>3</LglSeqNb>", "3"),
        ("<Id>A-1</Id>", "A-1"),
    ],
)
def test_the_number_is_electronic_or_legal_or_the_id(numbers: str, shown: str) -> None:
    (found,) = read(f"<BkToCstmrStmt><Stmt>{numbers}</Stmt></BkToCstmrStmt>")
    assert found.number == shown
