"""Files in MT940 and MT942, invented, read whole or refused."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.bank.mt_read import is_mt940, read_mt940
from billcli.domain.bank_statement import BalanceProof, BankStatement
from billcli.domain.money import Money
from billcli.domain.problem import Severity, UsageError
from tests.bank.mt_samples import DUTCH, GERMAN, INTERIM, PAGES, REVERSALS, SAMPLES
from tests.bank.mutation import survive

HEAD = ":20:A\n:25:12030000/1\n:28C:1\n:60F:C260302EUR0,00\n"


def read(text: str | bytes) -> tuple[BankStatement, ...]:
    return read_mt940(text.encode() if isinstance(text, str) else text, "march.sta")


def only(text: str | bytes) -> BankStatement:
    (found,) = read(text)
    return found


def figures(statement: BankStatement) -> list[tuple[str, str]]:
    return [(str(line.date), str(line.amount.number)) for line in statement.lines]


def faults(text: str) -> list[tuple[str, int]]:
    with pytest.raises(UsageError) as caught:
        read(text)
    return [(one.code, one.where.line if one.where else 0) for one in caught.value.problems]


def test_a_german_statement() -> None:
    found = only(GERMAN)
    assert (found.bank_account, found.currency, found.number) == ("12030000/20205100", "EUR", "7")
    assert (str(found.opening), str(found.closing)) == ("1000.00 EUR", "1098.75 EUR")
    assert found.closing_date == dt.date(2026, 3, 4)
    assert found.proof is BalanceProof.CLOSES
    assert figures(found) == [
        ("2026-03-02", "119.00"),
        ("2026-03-02", "-12.35"),
        ("2026-03-04", "-7.90"),
    ]
    assert ("details", "subfields ?20") in found.dialect


def test_all_that_a_line_says() -> None:
    line, returned, fee = only(GERMAN).lines
    assert (line.text, line.payer) == ("Rechnung INV-2026-0042", "Acme GmbH")
    assert (line.payer_iban, line.end_to_end) == ("DE02120300000000202051", "E2E-1")
    assert (line.bank_ref, line.source.line, line.returned) == ("B-1", 5, "")
    assert (returned.returned, str(returned.charges)) == ("RETOURE", "0.50 EUR")
    assert returned.original is None
    assert (fee.text, fee.bank_ref, fee.account) == ("Kontoführung", "", "")


def test_a_dutch_statement_in_its_envelope() -> None:
    found = only(DUTCH)
    line = found.lines[0]
    assert (found.bank_account, found.proof) == ("NL91ABNA0417164300", BalanceProof.CLOSES)
    assert (line.text, line.payer) == ("Factuur INV-2026-0042", "Acme B.V.")
    assert (line.payer_iban, line.bank_ref) == ("NL57INGB0001212121", "26090")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "cp850", "cp852", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_change_nothing(encoding: str, end: str) -> None:
    found = only((GERMAN.replace("\n", end) + "\x1a").encode(encoding))
    assert found.lines == only(GERMAN).lines


def test_pages_of_one_statement_are_one() -> None:
    found = only(PAGES)
    assert (str(found.opening), str(found.closing)) == ("0.00 EUR", "11.00 EUR")
    assert (len(found.lines), found.number, found.proof) == (2, "12", BalanceProof.CLOSES)


def test_pages_of_two_accounts_may_alternate() -> None:
    first, second = PAGES.split(":20:A\n")[1:]
    other = "DE89370400440532013000"
    mixed = "".join(
        f":20:A\n{page.replace('DE02120300000000202051', number)}"
        for page in (first, second)
        for number in ("DE02120300000000202051", other)
    )
    found = read(mixed)
    assert [(one.bank_account[-4:], len(one.lines)) for one in found] == [("2051", 2), ("3000", 2)]
    assert {one.proof for one in found} == {BalanceProof.CLOSES}


def test_an_intermediate_page_of_another_number_stays_apart() -> None:
    assert len(read(PAGES.replace(":28C:12/2", ":28C:13/1"))) == 2


def test_a_page_that_is_missing_leaves_the_proof_open() -> None:
    found = only(
        PAGES.replace("M:C260302EUR5,00\n:61", "M:C260302EUR9,00\n:61").replace("11,", "15,")
    )
    assert found.proof is BalanceProof.OPEN


def test_statements_of_one_account_count_equal_lines_together() -> None:
    found = read(GERMAN + GERMAN)
    assert [[line.nth for line in one.lines] for one in found] == [[1, 1, 1], [2, 2, 2]]


@pytest.mark.parametrize(
    "text",
    [
        PAGES.replace(":20:A\n", "").replace("2M:", "2F:").replace("0M:", "0F:"),
        PAGES.replace(":20:A\n:25:DE02120300000000202051\n:28C:12/2\n", "")
        .replace("2M:", "2F:")
        .replace("0M:", "0F:"),
    ],
)
def test_statements_part_also_without_their_first_fields(text: str) -> None:
    assert [(one.bank_account[:2], len(one.lines)) for one in read(text)] == [("DE", 1), ("DE", 1)]


def test_a_message_without_an_end_is_ended_by_the_next() -> None:
    first, second = read(f"{HEAD}:61:260303C5,NTRF\n{{1:F01X}}{{4:\n:25:7/8\n:61:260303C6,NTRF\n")
    assert (first.bank_account, second.bank_account, second.currency) == ("12030000/1", "7/8", "")


def test_interim_reports_hold_doubtful_lines_and_count_expected_ones() -> None:
    found = only(INTERIM)
    assert (found.currency, found.pending, found.proof) == ("PLN", 1, BalanceProof.NO_BALANCES)
    assert figures(found) == [("2026-03-31", "-93.17")]
    assert "MT942" in found.lines[0].doubt
    assert found.dialect[0] == ("format", "MT942")


@pytest.mark.parametrize(
    ("closing", "amounts", "code"),
    [
        ("102,00", ["-5.00", "7.00"], []),
        ("98,00", ["5.00", "-7.00"], []),
        ("90,00", ["-5.00", "7.00"], ["STATEMENT-SIGNS"]),
    ],
)
def test_reversals_are_signed_as_the_balances_prove(
    closing: str, amounts: list[str], code: list[str]
) -> None:
    found = only(REVERSALS.format(closing=closing))
    assert [str(line.amount.number) for line in found.lines] == amounts
    assert [one.code for one in found.problems if one.severity is Severity.ERROR] == code
    assert all(bool(line.doubt) == bool(code) for line in found.lines)
    assert {line.returned for line in found.lines} == {"reversal"}


def test_reversals_say_how_they_were_read() -> None:
    how = {dict(only(REVERSALS.format(closing=c)).dialect)["reversals"] for c in ("102,", "98,")}
    assert len(how) == 2


def test_the_newest_line_may_stand_first() -> None:
    text = f"{HEAD}:61:260305C1,NTRF\n:61:260304C2,NTRF\n:61:260304C3,NTRF\n:62F:C260305EUR6,\n"
    assert figures(only(text)) == [
        ("2026-03-04", "3.00"),
        ("2026-03-04", "2.00"),
        ("2026-03-05", "1.00"),
    ]


def test_days_that_never_were_are_told() -> None:
    found = only(f"{HEAD}:61:2603030230C1,NTRF\n:61:2602300303C2,NTRF\n")
    assert figures(found) == [("2026-03-03", "1.00"), ("2026-03-03", "2.00")]
    assert [(one.code, one.severity) for one in found.problems] == [
        ("STATEMENT-NO-DATE", Severity.WARNING)
    ]
    assert "line 5: there is no day 0230" in found.problems[0].message
    assert all(line.doubt for line in found.lines)


def test_lines_that_moved_nothing_are_told_and_left_out() -> None:
    found = only(f"{HEAD}:61:260303C0,00NTRF\n:61:260303C2,NTRF\n")
    assert len(found.lines) == 1
    assert [one.code for one in found.problems] == ["STATEMENT-ZERO"]


def test_details_before_the_first_line_and_after_the_last_balance_are_of_no_line() -> None:
    text = f"{HEAD}:86:your IBAN\n:61:260303C2,NTRF\n:86:INV-7\n:62F:C260303EUR2,\n:86:bye\n"
    assert only(text).lines[0].text == "INV-7"


@pytest.mark.parametrize(
    ("line", "text", "payer", "account"),
    [
        (":61:260303C2,NTRFINV-7//B1", "INV-7", "", ""),
        (":61:260303C2,NTRFNONREF\nINV-7", "INV-7", "", ""),
        (":61:260303C2,NTRFNONREF\n:86:", "", "", ""),
        (
            ":61:260303C2,NOVB0987654321\nj smith\n:86:0987654321 j smith\nINV-7",
            "INV-7",
            "j smith",
            "0987654321",
        ),
        (":61:260303C2,N0440121470966      J. Smith\n:86:INV-7", "INV-7", "J. Smith", "0121470966"),
        (
            ":61:260303C2,N541EREF\nNL91ABNA0417164300\n:86:/NAME/Acme/REMI/INV-7",
            "INV-7",
            "Acme",
            "NL91ABNA0417164300",
        ),
        (
            ":61:260303C2,NOVBNL91ABNA0417164300\n:86:INV-7",
            "INV-7",
            "",
            "NL91ABNA0417164300",
        ),
        (":61:260303C2,NTRF\n:86:000>20INV-7>3112030000/1", "INV-7", "", ""),
    ],
)
def test_words_and_party_that_stand_in_other_places(
    line: str, text: str, payer: str, account: str
) -> None:
    found = only(f"{HEAD}{line}\n").lines[0]
    assert (found.text, found.payer, found.payer_iban) == (text, payer, account)


def test_long_words_are_cut_and_control_characters_left_out() -> None:
    found = only(f"{HEAD}:61:260303C2,NTRF\n:86:a\u202eb{'x' * 3000}\n").lines[0]
    assert (len(found.text), found.text[:2]) == (1000, "ab")


def test_original_amount_in_another_currency() -> None:
    found = only(f"{HEAD}:61:260303D2,NTRF\n/OCMT/USD3,//CHGS/EUR0,5/\n").lines[0]
    assert found.original == Money.of("-3.00", "USD")
    assert found.charges == Money.of("0.50", "EUR")


def test_a_file_without_currency_leaves_it_open() -> None:
    found = only(":61:260303C2,NTRF//B1")
    assert (found.currency, str(found.lines[0].amount.number)) == ("", "2.00")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("STATEMENT-NONE", 0)]),
        ("just words\n:86:x", [("STATEMENT-NONE", 0)]),
        (":20:A\n:25:1/2\n:28C:1", [("STATEMENT-NONE", 0)]),
        (
            f"{HEAD}:61:words\n:61:260303C1.234NTRF\n",
            [("STATEMENT-AMOUNT", 5), ("STATEMENT-AMOUNT", 6)],
        ),
        (f"{HEAD}:61:261399C1,NTRF\n", [("STATEMENT-DATE", 5)]),
        (f"{HEAD}:62F:C260303EURx\n", [("STATEMENT-AMOUNT", 5)]),
        (HEAD.replace("EUR0,00", "EUR1,005"), [("STATEMENT-AMOUNT", 4)]),
        (f"{HEAD}:62F:C260303USD5,\n", [("STATEMENT-AMOUNT", 1)]),
        (f"{HEAD}:61:260303C1,234NTRF\n", [("STATEMENT-AMOUNT", 5)]),
    ],
)
def test_refuses_with_every_place(text: str, expected: list[tuple[str, int]]) -> None:
    assert faults(text) == expected


def test_many_faults_are_cut_short() -> None:
    found = faults(HEAD + ":61:x\n" * 30)
    assert (len(found), found[-1][0]) == (21, "STATEMENT-MORE")


@pytest.mark.parametrize(
    ("data", "looks"),
    [
        (GERMAN.encode(), True),
        (DUTCH.encode(), True),
        (DUTCH.replace("\n", "\r").encode("utf-16"), True),
        (b"{1:F01X}{2:I940X}{4::20:A\r\n:25:1/2\r\n:60F:", True),
        (GERMAN.replace("\n", "@@").encode(), True),
        (b"Date;Amount\n2026-03-31;5,00\n", False),
        (b"<Document>:61:</Document>", False),
        (b"", False),
    ],
)
def test_a_file_is_known_by_its_fields(data: bytes, *, looks: bool) -> None:
    assert is_mt940(data) is looks


def test_damaged_files_are_read_or_refused() -> None:
    assert 0 < survive(read_mt940, SAMPLES, 300) < 300


@pytest.mark.long
def test_many_damaged_files_are_read_or_refused() -> None:
    assert 0 < survive(read_mt940, SAMPLES, 10_000) < 10_000


@pytest.mark.parametrize("text", [GERMAN, DUTCH, PAGES])
def test_a_library_reads_the_same_amounts(text: str) -> None:
    library = pytest.importorskip("mt940")
    found = library.parse(text)
    theirs = [one.data["amount"].amount for one in found.transactions]
    assert theirs == [line.amount.number for one in read(text) for line in one.lines]
