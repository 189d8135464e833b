"""Entries, batches that add up or do not, amounts and dates."""

from __future__ import annotations

import pytest

from billcli.domain.problem import UsageError
from tests.bank.camt_sample import (
    amount,
    balance,
    codes,
    debtor,
    details,
    entry,
    figures,
    parties,
    read,
    read_one,
    words,
)

TX = "<AmtDtls><TxAmt>{}</TxAmt></AmtDtls>"
COUNTER = "<AmtDtls><CntrValAmt>{}</CntrValAmt></AmtDtls>"
ORDERED = "<AmtDtls><InstdAmt>{}</InstdAmt></AmtDtls>"


def refused(*inner: str) -> list[str]:
    with pytest.raises(UsageError) as caught:
        read_one(*inner)
    return [f"{p.code}: {p.message}" for p in caught.value.problems]


@pytest.mark.parametrize("form", ["{}", TX, COUNTER, ORDERED])
def test_a_batch_that_adds_up_is_a_line_for_each_payment(form: str) -> None:
    parts = [form.format(amount(number)) for number in ("329.56", "100.00")]
    found = read_one(entry("429.56", details(*parts)))
    assert figures(found) == ["2026-03-02 329.56", "2026-03-02 100.00"]


def test_payments_may_state_their_amounts_in_different_places() -> None:
    usd = amount("7", "USD") + COUNTER.format(amount("6.50"))
    found = read_one(entry("10", details(amount("3.50"), usd)))
    assert figures(found) == ["2026-03-02 3.50", "2026-03-02 6.50"]
    assert [str(line.original) for line in found.lines] == ["None", "7.00 USD"]


def test_each_payment_has_its_own_direction() -> None:
    parts = (
        amount("100") + "<CdtDbtInd>CRDT</CdtDbtInd>",
        amount("30") + "<CdtDbtInd>DBIT</CdtDbtInd>",
    )
    assert figures(read_one(entry("70", details(*parts)))) == [
        "2026-03-02 100.00",
        "2026-03-02 -30.00",
    ]


@pytest.mark.parametrize(
    "parts",
    [
        (amount("329.56"), amount("99")),
        (amount("429.56"), amount("429.56")),
        (words("a"), words("b")),
        (amount("329.56"), words("b")),
        (amount("329.56", "USD"), amount("100", "USD")),
    ],
)
def test_a_batch_that_does_not_add_up_stays_whole_and_says_so(parts: tuple[str, ...]) -> None:
    found = read_one(entry("429.56", details(*parts)))
    assert figures(found) == ["2026-03-02 429.56"]
    assert codes(found) == ["STATEMENT-BATCH"]


def test_a_whole_batch_tells_what_all_its_payments_say() -> None:
    first = words("RE 1") + parties(debtor("Acme")) + "<Refs><EndToEndId>E1</EndToEndId></Refs>"
    second = words("RE 2") + parties(debtor("Globex")) + "<Refs><EndToEndId>E2</EndToEndId></Refs>"
    (line,) = read_one(entry("5", details(first, second))).lines
    assert (line.text, line.payer, line.end_to_end) == ("RE 1 RE 2 Acme Globex", "", "")


def test_a_batch_without_payments_or_with_one_is_the_entry() -> None:
    counted = "<NtryDtls><Btch><NbOfTxs>9</NbOfTxs></Btch></NtryDtls>"
    found = read_one(entry("90", counted), entry("3", details(amount("111"))))
    assert figures(found) == ["2026-03-02 90.00", "2026-03-02 3.00"]
    assert codes(found) == []


def test_payments_of_the_first_version_and_of_several_groups_are_found() -> None:
    first = entry("3", f"<TxDtls>{amount('1')}</TxDtls><TxDtls>{amount('2')}</TxDtls>")
    later = entry("3", details(amount("1")) + details(amount("2")))
    assert len(read_one(first, later).lines) == 4


def test_payments_of_a_batch_are_told_apart_by_the_bank() -> None:
    refs = [f"<Refs><AcctSvcrRef>{ref}</AcctSvcrRef></Refs>" for ref in ("P1", "P2")]
    whole = "<AcctSvcrRef>B7</AcctSvcrRef>"
    own = details(*(amount("1") + ref for ref in refs))
    same = details(*(amount("1") + refs[0].replace("P1", "B7") for _ in refs))
    for inner, expected in ((own, ["P1", "P2"]), (same, ["B7/1", "B7/2"])):
        found = read_one(entry("2", whole + inner)).lines
        assert [line.bank_ref for line in found] == expected
        assert [line.nth for line in found] == [1, 2]


def test_what_is_not_booked_is_counted_not_read() -> None:
    kinds = [
        "<Sts>PDNG</Sts>",
        "<Sts><Cd>PDNG</Cd></Sts>",
        "<Sts>INFO</Sts>",
        "<Sts><Cd>FUTR</Cd></Sts>",
    ]
    found = read_one(*(entry("1", day="", status=kind) for kind in kinds), entry("2"))
    assert (figures(found), found.pending) == (["2026-03-02 2.00"], 4)


@pytest.mark.parametrize("status", ["", "<Sts>BOOK</Sts>", "<Sts>\n<Cd>BOOK</Cd>\n</Sts>"])
def test_a_booked_entry_is_sure(status: str) -> None:
    (line,) = read_one(entry("1", status=status)).lines
    assert line.doubt == ""


def test_a_status_of_the_bank_itself_leaves_a_doubt() -> None:
    (line,) = read_one(entry("1", status="<Sts><Prtry>XYZ</Prtry></Sts>")).lines
    assert line.doubt == "its status is 'XYZ': nobody knows whether the bank has booked it"


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        ("<BookgDt><Dt>2026-03-31+01:00</Dt></BookgDt>", "2026-03-31"),
        ("<BookgDt><DtTm>2026-03-31T23:30:00-05:00</DtTm></BookgDt>", "2026-03-31"),
        ("<ValDt><Dt>2026-03-30</Dt></ValDt>", "2026-03-30"),
        ("<ValDt><Dt>2026-03-30</Dt></ValDt><BookgDt><Dt>2026-03-29Z</Dt></BookgDt>", "2026-03-29"),
    ],
)
def test_the_booking_day_is_what_the_bank_wrote(dates: str, day: str) -> None:
    (line,) = read_one(entry("1", dates, day="")).lines
    assert str(line.date) == day


def test_an_entry_without_a_date_has_its_statements_day() -> None:
    made = read_one(entry("1", day=""))
    assert (figures(made), codes(made)) == (["2026-03-31 1.00"], ["STATEMENT-NO-DATE"])
    closed = read_one(balance("CLBD", "1", "2026-03-15"), entry("1", day=""))
    assert figures(closed) == ["2026-03-15 1.00"]
    assert "2026-03-15 is the nearest known" in closed.lines[0].doubt


def test_without_any_date_nothing_is_guessed() -> None:
    with pytest.raises(UsageError) as caught:
        read(f"<BkToCstmrStmt><Stmt>{entry('1', day='')}</Stmt></BkToCstmrStmt>")
    (problem,) = caught.value.problems
    assert problem.code == "STATEMENT-DATE"
    assert problem.message == "neither the entry nor its statement has a date"


def test_of_many_places_the_first_are_named() -> None:
    (problem,) = read_one(*(entry("1", day="") for _ in range(7))).problems
    assert problem.message == "7 lines have no day that exists: at lines 3, 4, 5, 6, 7 and 2 more"


def test_entries_that_moved_no_money_are_left_out() -> None:
    found = read_one(entry("0.00"), entry("2", details(amount("2"), amount("0"))))
    assert (figures(found), codes(found)) == (["2026-03-02 2.00"], ["STATEMENT-ZERO"])
    assert found.problems[0].message == "2 lines that moved no money were left out: at lines 3, 4"


@pytest.mark.parametrize(
    ("number", "shown"),
    [("000000000000149.87", "149.87"), ("12.50000", "12.50"), ("+5", "5.00"), (".5", "0.50"),
     ("100.0000000000005", "100.00"), (" 7\n", "7.00")],
)  # fmt: skip
def test_amounts_are_read_in_all_forms_of_the_standard(number: str, shown: str) -> None:
    (line,) = read_one(entry(number)).lines
    assert str(line.amount.number) == shown


def test_an_amount_without_a_currency_is_in_that_of_the_account() -> None:
    bare = entry("5", details("<Amt>2</Amt>", "<Amt>3</Amt>")).replace(' Ccy="EUR"', "")
    assert [str(line.amount) for line in read_one(bare).lines] == ["5.00 EUR"]


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("", "there is no amount"),
        ("12..34", "'12..34' is not an amount"),
        (".", "'.' is not an amount"),
        ("-5", "'-5' is not an amount"),
        ("1.005", "1.005: EUR has 2 decimals only"),
        ("9" * 16, f"'{'9' * 16}' is not an amount"),
    ],
)
def test_an_unreadable_amount_refuses_the_file(number: str, why: str) -> None:
    assert refused(entry(number)) == [f"STATEMENT-AMOUNT: Ntry: {why}"]


def test_every_unreadable_place_is_named_at_once() -> None:
    assert refused(
        entry("1", sign=""),
        entry("1", sign="MAYBE"),
        entry("1", day="2026-02-30"),
        entry("1", day="2.3.2026"),
        entry("1", currency="E R"),
    ) == [
        "STATEMENT-AMOUNT: Ntry: '' is not a word for money in or out",
        "STATEMENT-AMOUNT: Ntry: 'MAYBE' is not a word for money in or out",
        "STATEMENT-DATE: Ntry: '2026-02-30' is not a date",
        "STATEMENT-DATE: Ntry: '2.3.2026' is not a date",
        "STATEMENT-AMOUNT: Ntry: the amount 1 states no currency",
    ]
