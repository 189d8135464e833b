"""What a line says: words, references, the other party, charges, and why money came back."""

from __future__ import annotations

import pytest

from billcli.domain.contract import TEXT_MAX
from tests.bank.camt_sample import (
    OWN,
    amount,
    debtor,
    details,
    document,
    entry,
    line_of,
    parties,
    read,
    read_one,
    statement,
    words,
)

IBAN = "FR7630006000011234567890189"
TOTAL = amount("5", tag="TtlChrgsAndTaxAmt")
STRUCTURED = (
    "<RmtInf><Ustrd>{}</Ustrd>"
    "<Strd><RfrdDocInf><Nb>RE-9</Nb></RfrdDocInf>"
    "<CdtrRefInf><Ref>RF18 5390</Ref></CdtrRefInf><AddtlRmtInf>with thanks</AddtlRmtInf></Strd>"
    "<Strd><CdtrRefInf><CdtrRef>42</CdtrRef></CdtrRefInf></Strd></RmtInf>"
)


def record(number: str, inner: str = "") -> str:
    return f"<Rcrd>{amount(number)}{inner}</Rcrd>"


def text_of(*free: str) -> str:
    return line_of(details(words(*free))).text


@pytest.mark.parametrize(
    ("free", "text"),
    [
        (["Invoice 7", "thank you"], "Invoice 7 thank you"),
        ([" a\n b ", "", "a b"], "a b a b"),
        (["x" * 137 + " RE", "-9"], "x" * 137 + " RE-9"),
        (["Invoices 2026-0041 and also 2026-00", "42"], "Invoices 2026-0041 and also 2026-0042"),
        (["Invoices 2026-0041 and also 2026-00", "42 of", "May"],
         "Invoices 2026-0041 and also 2026-00 42 of May"),
        (["Jos\u202eé\x85", "7"], "José 7"),
    ],
)  # fmt: skip
def test_free_text_is_joined_by_blanks_but_not_where_it_was_cut(free: list[str], text: str) -> None:
    assert text_of(*free) == text


def test_text_is_bounded() -> None:
    assert len(text_of(*(f"word{n}" for n in range(5000)))) <= TEXT_MAX


def test_structured_remittance_gives_the_reference_and_loses_no_word() -> None:
    line = line_of(details(STRUCTURED.format("RE-9 of 2042")))
    assert (line.reference, line.text) == ("RF18 5390", "RE-9 of 2042 with thanks 42")


def test_what_the_bank_adds_is_told_once() -> None:
    inner = details(words("RE 1") + "<AddtlTxInf>RE 1</AddtlTxInf>")
    assert line_of(inner + "<AddtlNtryInf>SEPA credit</AddtlNtryInf>").text == "RE 1 SEPA credit"


def test_the_words_of_a_batch_belong_to_none_of_its_payments() -> None:
    inner = details(amount("1") + words("RE 1"), amount("2"))
    found = read_one(entry("3", inner + "<AddtlNtryInf>BATCH</AddtlNtryInf>")).lines
    assert [line.text for line in found] == ["RE 1", "BATCH"]


@pytest.mark.parametrize("none", ["NOTPROVIDED", "notprovided", "NONREF", " "])
def test_words_for_no_reference_are_none(none: str) -> None:
    refs = f"<Refs><AcctSvcrRef>{none}</AcctSvcrRef><EndToEndId>{none}</EndToEndId></Refs>"
    line = line_of(details(refs))
    assert (line.bank_ref, line.end_to_end) == ("", "")


def test_references_of_the_bank_and_of_the_payer() -> None:
    refs = "<Refs><AcctSvcrRef>P1</AcctSvcrRef><EndToEndId>E1</EndToEndId></Refs>"
    assert line_of(details(refs)).bank_ref == "P1"
    line = line_of("<AcctSvcrRef>B1</AcctSvcrRef>" + details(refs))
    assert (line.bank_ref, line.end_to_end, line.source.line) == ("B1", "E1", 3)


@pytest.mark.parametrize(
    ("sides", "sign", "payer", "account"),
    [
        ([debtor("Acme", "fr76 3000")], "CRDT", "Acme", "FR763000"),
        ([debtor("Acme", IBAN), debtor("We", OWN, "Cdtr")], "CRDT", "Acme", IBAN),
        ([debtor("Acme", IBAN), debtor("We", "", "Cdtr")], "CRDT", "Acme", IBAN),
        ([debtor("We"), debtor("Landlord", IBAN, "Cdtr")], "DBIT", "Landlord", IBAN),
        ([debtor("We", OWN), debtor("Payer", "", "Cdtr")], "CRDT", "Payer", ""),
        ([debtor("Acme", IBAN)], "DBIT", "Acme", IBAN),
        ([debtor("We", OWN)], "CRDT", "", ""),
        (["<Dbtr><Pty><Nm>Acme</Nm></Pty></Dbtr>"], "CRDT", "Acme", ""),
        (
            ["<Dbtr><Agt><FinInstnId><Nm>A Bank</Nm></FinInstnId></Agt></Dbtr>"],
            "CRDT",
            "A Bank",
            "",
        ),
        (
            ["<DbtrAcct><Id><Othr><Id>1 2</Id></Othr></Id><Nm>Acme</Nm></DbtrAcct>"],
            "CRDT",
            "Acme",
            "12",
        ),
        ([], "CRDT", "", ""),
    ],
)
def test_the_other_party_is_never_the_account_itself(
    sides: list[str], sign: str, payer: str, account: str
) -> None:
    line = line_of(details(parties(*sides)), sign=sign)
    assert (line.payer, line.payer_iban) == (payer, account)


def test_an_owner_known_by_name_is_not_the_other_party() -> None:
    inner = entry("1", details(parties(debtor("We Ltd"), debtor("Acme", "", "Cdtr"))))
    text = document(statement(inner)).replace("<Ccy>EUR", "<Ownr><Nm>WE LTD</Nm></Ownr><Ccy>EUR", 1)
    assert read(text)[0].lines[0].payer == "Acme"


def test_on_whose_behalf_a_payment_was_made_is_told_beside_the_payer() -> None:
    ultimate = "<UltmtDbtr><Nm>Acme</Nm></UltmtDbtr>"
    line = line_of(details(parties(debtor("Pay Service"), ultimate) + words("RE 1")))
    assert (line.payer, line.text) == ("Pay Service", "RE 1 Acme")
    assert line_of(details(parties(ultimate))).payer == "Acme"


@pytest.mark.parametrize(
    ("charges", "taken"),
    [
        (TOTAL, "5.00 EUR"),
        (TOTAL + record("5", "<ChrgInclInd>false</ChrgInclInd>"), "None"),
        (record("5", "<ChrgInclInd>true</ChrgInclInd>") + record("1"), "6.00 EUR"),
        (record("5") + record("2", "<CdtDbtInd>CRDT</CdtDbtInd>"), "3.00 EUR"),
        (amount("3") + "<Pty/>", "3.00 EUR"),
        (amount("3", "USD"), "None"),
        (amount("0"), "None"),
        (amount("x"), "None"),
        ("", "None"),
    ],
)  # fmt: skip
def test_charges_are_what_the_amount_lacks(charges: str, taken: str) -> None:
    inner = f"<Chrgs>{charges}</Chrgs>"
    assert str(line_of(inner).charges) == taken
    assert str(line_of(details(inner)).charges) == taken


def test_charges_of_a_batch_belong_to_none_of_its_payments() -> None:
    found = read_one(
        entry("3", f"<Chrgs>{TOTAL}</Chrgs>" + details(amount("1"), amount("2")))
    ).lines
    assert [line.charges for line in found] == [None, None]


@pytest.mark.parametrize(
    ("inner", "sign", "original"),
    [
        ("<AmtDtls><InstdAmt>{usd}</InstdAmt></AmtDtls>", "CRDT", "110.00 USD"),
        ("<AmtDtls><InstdAmt>{usd}</InstdAmt></AmtDtls>", "DBIT", "-110.00 USD"),
        ("<AmtDtls><InstdAmt>{eur}</InstdAmt><TxAmt>{usd}</TxAmt></AmtDtls>", "CRDT", "110.00 USD"),
        ("{usd}", "CRDT", "110.00 USD"),
        ("<AmtDtls><InstdAmt>{eur}</InstdAmt></AmtDtls>", "CRDT", "None"),
    ],
)
def test_what_was_ordered_in_another_currency_is_kept(inner: str, sign: str, original: str) -> None:
    filled = inner.format(usd=amount("110", "USD"), eur=amount("105"))
    assert str(line_of(details(filled), sign=sign).original) == original


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ("<RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>account</AddtlInf><AddtlInf>closed</AddtlInf></RtrInf>",
         "AC04 account closed"),
        ("<RtrInf><RtrRsn><Prtry>R02</Prtry></RtrRsn></RtrInf>", "R02"),
        ("<RtrInf/><BkTxCd><Domn><Fmly><SubFmlyCd>UPDD</SubFmlyCd></Fmly></Domn></BkTxCd>", "UPDD"),
        ("<BkTxCd><Prtry><Cd>NRTI+108+00931</Cd></Prtry></BkTxCd>", "NRTI+108+00931"),
        ("<BkTxCd><Prtry><Cd>NRTI</Cd></Prtry></BkTxCd>", "NRTI"),
        ("<BkTxCd><Prtry><Cd>NMSC+159</Cd></Prtry></BkTxCd>", "NMSC+159"),
        ("<BkTxCd><Prtry><Cd>NTRF+166+109</Cd></Prtry></BkTxCd>", ""),
        ("<BkTxCd><Domn><Fmly><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>", ""),
    ],
)  # fmt: skip
def test_money_that_came_back_says_why(inner: str, reason: str) -> None:
    assert line_of(details(inner), sign="DBIT").returned == reason


def test_a_reversal_without_a_reason_is_one_of_its_own() -> None:
    assert line_of("<RvslInd>true</RvslInd>").returned == "reversal"
    assert line_of("<RvslInd>false</RvslInd>").returned == ""


def test_in_a_return_the_parties_are_those_of_the_first_payment() -> None:
    sides = parties(debtor("Customer", IBAN), debtor("We", "", "Cdtr"))
    reason = "<RtrInf><Rsn><Cd>MS03</Cd></Rsn></RtrInf>"
    assert line_of(details(sides + reason), sign="DBIT").payer == "Customer"
