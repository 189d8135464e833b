"""QIF files in the ways programs and banks write them, invented: read whole, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.bank.qif_date import date_orders, plain_dates
from billcli.bank.qif_read import is_qif, read_qif
from billcli.domain.bank_statement import BalanceProof
from billcli.domain.problem import Severity, UsageError
from tests.bank.mutation import survive

if TYPE_CHECKING:
    from billcli.domain.bank_statement import BankStatement

QUICKEN = """!Option:AutoSwitch
!Account
NChecking
TBank
^
NSavings
TBank
^
!Clear:AutoSwitch
!Type:Cat
NOffice
DPens and paper
E
^
!Account
NChecking
TBank
^
!Type:Bank
D1/ 1'26
U1,000.00
T1,000.00
CX
POpening Balance
L[Checking]
^
D1/15'26
U-1,250.50
T-1,250.50
N1001
PLandlord
MRent January
LRent
SRent
ERoom
$-1,000.50
D1/16'26
SHeating
$-250.00
^
D1/20'26
T595.00
PAcme
MAcme INV-7
MPart 2
L[Savings]
^
!Account
NBroker
TInvst
^
!Type:Invst
D1/21'26
NBuy
YShares
I10
Q5
T50.00
^
!Account
NCard
TCCard
^
!Type:CCard
D1/22'26
T-9.99
PShop
^
!Type:Memorized
T-50.00
PLandlord
KC
^
"""


def read(data: str | bytes, date_order: str = "") -> tuple[BankStatement, ...]:
    raw = data.encode() if isinstance(data, str) else data
    return read_qif(raw, "bank.qif", date_order)


def one(data: str | bytes, date_order: str = "") -> BankStatement:
    (found,) = read(data, date_order)
    return found


def bank(*records: str, header: str = "!Type:Bank\n") -> str:
    """Return a file of records given as fields between bars, of the 31st unless they say."""
    lines = (
        "\n".join(record.split("|") if "D" in record else ["D31/01/2026", *record.split("|")])
        for record in records
    )
    return header + "".join(f"{record}\n^\n" for record in lines)


def figures(statement: BankStatement) -> list[tuple[str, str]]:
    return [(str(line.date), str(line.amount.number)) for line in statement.lines]


def refused(data: str | bytes) -> list[str]:
    with pytest.raises(UsageError) as caught:
        read(data)
    return [str(problem) for problem in caught.value.problems]


def test_quicken_writes_several_accounts() -> None:
    checking, card = read(QUICKEN)
    assert (checking.bank_account, card.bank_account) == ("Checking", "Card")
    assert [(str(x.date), str(x.amount.number), x.payer, x.text) for x in checking.lines] == [
        ("2026-01-15", "-1250.50", "Landlord", "Landlord Rent January"),
        ("2026-01-20", "595.00", "Acme", "Acme INV-7 Part 2"),
    ]
    assert (str(checking.opening and checking.opening.number), checking.currency) == ("1000.00", "")
    assert checking.closing is None
    assert checking.proof is BalanceProof.NO_BALANCES
    assert figures(card) == [("2026-01-22", "-9.99")]
    assert card.opening is None
    dialect = dict(checking.dialect)
    assert (dialect["dates"], dialect["left out: invst"], dialect["account"]) == (
        "mdy", "1", "bank",
    )  # fmt: skip
    assert checking.lines[0].source == ("bank.qif", 27)


@pytest.mark.parametrize(
    "data",
    [
        bank("T5.00|PAcme"),
        bank("T5.00|PAcme").replace("\n", "\r\n"),
        bank("T5.00|PAcme").replace("\n", "\r"),
        bank("T5.00|PAcme", header=""),
        bank("T5.00|PAcme", header="!type:bank \n"),
        bank("T5.00|PAcme", header="\ufeff!Type:Bank\n"),
        bank("T5.00|PAcme", header="# made by hand\n\n!Type:Oth L\n^\n"),
        bank("T5.00|PAcme", header='<upload account="1">!Type:Bank\n') + "</upload>",
        bank("T5.00|PAcme").replace("^", "^^"),
        bank("T5.00|PAcme").rstrip("^\n"),
        bank("T5.00|PAcme").replace("\n", " \n "),
        bank("T5.00|PAcme|Transaction 1"),
        bank("U5.00|PAcme"),
        bank("T5.00|PAcme|SOne|E50%|$2.50|STwo|$2.50|T99"),
        bank("T5.00|PAcme").encode("utf-16"),
    ],
)
def test_sloppy_files_say_the_same(data: str | bytes) -> None:
    found = one(data)
    assert figures(found) == [("2026-01-31", "5.00")]
    assert found.lines[0].payer == "Acme"
    assert is_qif(data.encode() if isinstance(data, str) else data)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["-1,000.00", "5"], ["-1000.00", "5.00"]),
        (["-1.000,00", "0,5"], ["-1000.00", "0.50"]),
        ([",300.00", "-,109.59", "1,234,567.89"], ["300.00", "-109.59", "1234567.89"]),
        (["1,000", "5.25"], ["1000.00", "5.25"]),
        (["+3.00", "$4.00", " 2.00 "], ["3.00", "4.00", "2.00"]),
    ],
)
def test_amounts(texts: list[str], expected: list[str]) -> None:
    found = one(bank(*(f"T{text}" for text in texts)))
    assert [number for _, number in figures(found)] == expected


def test_an_amount_that_only_its_splits_tell_is_their_sum() -> None:
    found = one(bank("PShop|SOffice|$-7.80|SFuel|$-1,000.20", "T5.00|SOne|$2.00|STwo|$2.00"))
    assert figures(found) == [("2026-01-31", "-1008.00"), ("2026-01-31", "5.00")]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("SOne|$2.00|STwo|$x", "STATEMENT-AMOUNT]: amount '2.00 + x': it is not an amount"),
        ("T1,000", "STATEMENT-AMOUNT]: amount '1,000': it can be read as 1.000 or 1000"),
        ("Tsome", "STATEMENT-AMOUNT]: amount 'some': it is not an amount"),
        ("PAcme", "STATEMENT-AMOUNT]: amount '': there is no amount"),
        ("DSunday|T5.00", "STATEMENT-DATE]: date 'Sunday': it does not look like a date"),
        ("D|T5.00", "STATEMENT-DATE]: date '': it does not look like a date"),
    ],
)
def test_what_nobody_can_read_is_refused(record: str, said: str) -> None:
    assert f"bank.qif:2: error[{said}" in refused(bank(record))


def test_every_bad_place_is_named_at_once() -> None:
    problems = refused(bank("Tx", "D30/02/2026|T1.00", "T2.00"))
    assert [problem.split(":")[1] for problem in problems] == ["2", "5"]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["1/ 5'04", "12/31'25"], ["2004-01-05", "2025-12-31"]),
        (["12/31/99", "1/ 1'00"], ["1999-12-31", "2000-01-01"]),
        (["31.12.25", "1.1.2026"], ["2025-12-31", "2026-01-01"]),
        (["25-12-31", "26-01-02"], ["2025-12-31", "2026-01-02"]),
        (["31-12-25", "02-01-26"], ["2025-12-31", "2026-01-02"]),
        (["31-12-99", "02-01-03"], ["1999-12-31", "2003-01-02"]),
        (["98-12-31", "01-02-03"], ["1998-12-31", "2001-02-03"]),
        (["2026-01-02"], ["2026-01-02"]),
        (["20260102", "20260131"], ["2026-01-02", "2026-01-31"]),
        (["26 Jan 2026", "1 Feb 2026"], ["2026-01-26", "2026-02-01"]),
        (["05/05/2026"], ["2026-05-05"]),
        (
            ["01/02/2026", "03/02/2026", "07/02/2026", "01/03/2026"],
            ["2026-02-01", "2026-02-03", "2026-02-07", "2026-03-01"],
        ),
    ],
)
def test_the_order_of_dates_is_that_of_all(dates: list[str], expected: list[str]) -> None:
    found = one(bank(*(f"D{date}|T1.00" for date in dates)))
    assert [str(line.date) for line in found.lines] == expected
    assert not any(line.doubt for line in found.lines)


def test_the_accounts_of_a_file_share_one_order() -> None:
    def account(name: str, *dates: str) -> str:
        return f"!Account\nN{name}\n^\n" + bank(*(f"D{date}|T1.00" for date in dates))

    decided = account("A", "31/01/2026") + account("B", "02/03/2026")
    assert [str(s.lines[0].date) for s in read(decided)] == ["2026-01-31", "2026-03-02"]
    rising = account("A", "12/05/2026", "01/06/2026", "02/06/2026", "03/07/2026")
    sorted_one = rising + account("B", "02/03/2026")
    assert str(read(sorted_one)[1].lines[0].date) == "2026-03-02"
    assert not any(s.problems for s in read(sorted_one))
    falling = account("C", "05/12/2026", "06/01/2026", "06/02/2026", "07/03/2026")
    assert all(s.problems for s in read(rising + falling))


def test_undecided_dates_count_but_are_doubtful() -> None:
    found = one(bank("D02/03/2026|T5.00", "D04/04/2026|T6.00", "D05/03/2026|T7.00"))
    (problem,) = found.problems
    assert (problem.code, problem.severity) == ("STATEMENT-DATE-ORDER", Severity.ERROR)
    assert problem.message == (
        "the dates can be read as dmy or mdy: at line 2 its day is 2026-03-02 or 2026-02-03"
    )
    assert str(found.sum.number) == "18.00"
    assert [line.doubt for line in found.lines] == [
        "its day is 2026-03-02 or 2026-02-03", "its day is 2026-03-05 or 2026-05-03", "",
    ]  # fmt: skip


@pytest.mark.parametrize(("order", "date"), [("dmy", "2026-03-02"), ("mdy", "2026-02-03")])
def test_an_order_that_is_named_decides(order: str, date: str) -> None:
    found = one(bank("D02/03/2026|T5.00"), order)
    assert (figures(found), found.problems) == ([(date, "5.00")], ())


@pytest.mark.parametrize(
    ("records", "opening", "name", "lines"),
    [
        (["T9.00|POpening Balance|L[Giro]", "T1.00"], "9.00", "Giro", 1),
        (["T9.00|POpening Balance", "T1.00"], "9.00", "", 1),
        (["T9.00|PSolde initial|L[Compte]", "T1.00"], "9.00", "Compte", 1),
        (["T1.00", "T-9.00|Popening  balance|L[Giro]"], "-9.00", "Giro", 1),
        (["T0.00|POpening Balance|L[Giro]"], "0.00", "Giro", 0),
        (["T1.00", "T9.00|POpening Balance|L[Giro]", "T1.00"], None, "", 3),
        (["T9.00|POpening Balance Ltd|L[Giro]", "T1.00"], None, "", 2),
        (["T9.00|PAcme|L[Giro]", "T1.00"], None, "", 2),
    ],
)
def test_an_opening_balance_is_no_movement(
    records: list[str], opening: str | None, name: str, lines: int
) -> None:
    found = one(bank(*records))
    assert (
        str(found.opening.number) if found.opening is not None else None,
        found.bank_account,
    ) == (opening, name)
    assert (len(found.lines), found.problems) == (lines, ())


def test_an_opening_balance_of_another_account_is_a_movement() -> None:
    data = "!Account\nNGiro\n^\n" + bank("T9.00|POpening Balance|L[Savings]", "T1.00")
    assert (one(data).opening, len(one(data).lines)) == (None, 2)


def test_records_that_moved_no_money_are_left_out() -> None:
    found = one(bank("T0.00|PNotice", "T1.00"))
    assert [p.message for p in found.problems] == [
        "1 lines that moved no money were left out: at lines 2"
    ]
    assert len(found.lines) == 1


def test_newest_first_is_turned_round_and_equal_records_stay_two() -> None:
    found = one(bank("D31/01/2026|T5.00|Pb", "D31/01/2026|T5.00|Pa", "D02/01/2026|T1.00"))
    assert [(x.payer, x.nth) for x in found.lines] == [("", 1), ("a", 1), ("b", 2)]


def test_sections_of_one_account_are_one_and_of_none_apart() -> None:
    account = "!Account\nNGiro\n^\n"
    twice = account + bank("T5.00") + account + bank("T5.00")
    assert [line.nth for line in one(twice).lines] == [1, 2]
    apart = read(bank("T5.00") + bank("T6.00", header="!Type:Cash\n"))
    assert [dict(s.dialect)["account"] for s in apart] == ["bank", "cash"]


def test_a_list_of_accounts_names_none_of_them() -> None:
    accounts = "!Option:AutoSwitch\n!Account\nNGiro\n^\nNCash\n^\n!Clear:AutoSwitch\n"
    assert one(accounts + bank("T5.00")).bank_account == ""


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (bank("T1.00|PMüller"), "Müller"),
        (bank("T1.00|PMüller").encode("cp1252"), "Müller"),
        (bank("T1.00|PMüller").encode("utf-16"), "Müller"),
        (bank("T1.00|Pa\x1b[2Jb"), "a[2Jb"),
    ],
)
def test_names_in_any_encoding(data: str | bytes, name: str) -> None:
    assert one(data).lines[0].payer == name


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "the file holds no movement of money"),
        ("!Type:Cat\nNfood\nE\n^\n", "the file holds no movement of money"),
        ("!Account\nNGiro\nTBank\n^\n", "the file holds no movement of money"),
        (
            "!Type:Invst\nD1/1/26\nNBuy\n^\nD1/2/26\nNSell\n^\n!Type:Odd Kind\nD1/1/26\n^\n",
            "the file holds no movement of money, only records: 2 of invst, 1 of oddkind",
        ),
    ],
)
def test_a_file_without_movements_is_refused(data: str, said: str) -> None:
    assert refused(data) == [f"bank.qif: error[STATEMENT-NONE]: {said}"]


@pytest.mark.parametrize(
    "data", [b"", b"Date;Text\n", b":20:X\n:61:1\n^\n", b"Dear all,\nThanks 5\n", b"<OFX>"]
)
def test_other_files_are_not_qif(data: bytes) -> None:
    assert not is_qif(data)


def test_dates_that_are_none_stay_as_they_are() -> None:
    assert plain_dates(["", "soon", "1/2"]) == ["", "soon", "1/2"]
    assert date_orders([]) == date_orders([[]])


SAMPLES = [QUICKEN.encode(), bank("D02/03/2026|T5.00", "T,300.00|PAcme|L[X]").encode("cp1252")]


def test_damaged_files_are_read_or_refused() -> None:
    assert 30 < survive(read_qif, SAMPLES, 300) < 300


@pytest.mark.parametrize(
    "data",
    ["D" * 90_000, "^\n" * 30_000, "!Account\n" * 20_000, "!Type:Bank\n" + "Sx\n" * 30_000],
)
def test_hostile_files_end_soon(data: str) -> None:
    assert survive(read_qif, [data.encode()], 3) <= 3


@pytest.mark.long
def test_many_damaged_files_are_read_or_refused() -> None:
    assert survive(read_qif, SAMPLES, 10_000) > 0


def test_a_library_counts_and_sums_the_same() -> None:
    quiffen = pytest.importorskip("quiffen")
    for data in (bank("T-1,000.00", "T5.25|PAcme|SOne|$2.00|STwo|$3.25"), bank("T7", "T-7")):
        accounts = quiffen.Qif.parse_string(data, day_first=True).accounts.values()
        lists = [lines for account in accounts for lines in account.transactions.values()]
        theirs = sorted((str(t.date.date()), t.amount) for lines in lists for t in lines)
        ours = sorted((str(line.date), line.amount.number) for line in one(data).lines)
        assert ours == theirs
