"""Statements in the dialects of many banks, invented, read whole or refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import pytest

from billcli.bank.csv_profile import CsvProfile, profile_of, profile_toml
from billcli.bank.csv_read import read_csv, read_statement
from billcli.domain.bank_statement import BalanceProof
from billcli.domain.money import Money
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    from billcli.domain.bank_statement import BankStatement

ACCOUNT = "Assets:Bank:Checking"


def read(
    data: bytes | str, profile: CsvProfile | None = None, currency: str = "EUR"
) -> BankStatement:
    raw = data.encode() if isinstance(data, str) else data
    return read_statement(raw, "bank.csv", profile, ACCOUNT, currency)


def figures(statement: BankStatement) -> list[tuple[str, str]]:
    return [(str(line.date), str(line.amount.number)) for line in statement.lines]


def codes(data: bytes | str, profile: CsvProfile | None = None, currency: str = "EUR") -> list[str]:
    with pytest.raises(UsageError) as caught:
        read(data, profile, currency)
    return [problem.code for problem in caught.value.problems]


class Sample(NamedTuple):
    name: str
    data: bytes
    expected: list[tuple[str, str]]
    currency: str = "EUR"


SAMPLES = [
    Sample(
        "plain ISO dates and points",
        b"Date,Description,Amount\n2026-03-01,Invoice 7,100.00\n2026-03-02,Rent,-50.5\n",
        [("2026-03-01", "100.00"), ("2026-03-02", "-50.50")],
    ),
    Sample(
        "semicolons and decimal commas",
        b"Datum;Text;Betrag\n13.03.2026;Miete;-1.250,00\n14.03.2026;Eingang;0,99\n",
        [("2026-03-13", "-1250.00"), ("2026-03-14", "0.99")],
    ),
    Sample(
        "decimal commas in quotes between commas",
        b'"Datum","Betrag","Omschrijving"\n"20260331","12,50","Acme"\n"20260401","-3,00","X"\n',
        [("2026-03-31", "12.50"), ("2026-04-01", "-3.00")],
    ),
    Sample(
        "UTF-8 with byte order mark",
        "\ufeffBuchungstag;Empfänger;Betrag\n31.01.2026;Müller;5,00\n".encode(),
        [("2026-01-31", "5.00")],
    ),
    Sample(
        "UTF-16 with byte order mark",
        "Date\tMemo\tAmount\r\n2026-01-31\tGlobex\t5.00\r\n".encode("utf-16"),
        [("2026-01-31", "5.00")],
    ),
    Sample(
        "cp1252",
        "Buchungstag;Auftraggeber;Währung;Betrag\n31.01.2026;Müller;EUR;5,00\n".encode("cp1252"),
        [("2026-01-31", "5.00")],
    ),
    Sample(
        "cp1250, Polish",
        "Data księgowania;Tytuł;Kwota\n31.01.2026;zapłata za żółw;1 234,50\n".encode("cp1250"),
        [("2026-01-31", "1234.50")],
        "PLN",
    ),
    Sample(
        "title rows above the header",
        b"Account;DE00 1234\nBalance on 01.04.2026;1.000,00\n\nDate;Text;Amount\n"
        b"31.03.2026;Acme;10,00\n",
        [("2026-03-31", "10.00")],
    ),
    Sample(
        "no header, amount proven by the balance",
        b"2026-03-01,Acme,100.00,1100.00\n2026-03-02,Rent,-50.00,1050.00\n",
        [("2026-03-01", "100.00"), ("2026-03-02", "-50.00")],
    ),
    Sample(
        "no header, one number",
        b"31/03/2026;Acme Inc;25,00\n01/04/2026;Globex;26,00\n",
        [("2026-03-31", "25.00"), ("2026-04-01", "26.00")],
    ),
    Sample(
        "debit and credit columns, positive",
        b"Date,Details,Paid out,Paid in\n28/02/2026,Rent,500.00,\n27/02/2026,Acme,,700.00\n",
        [("2026-02-27", "700.00"), ("2026-02-28", "-500.00")],
        "GBP",
    ),
    Sample(
        "debit column with signs",
        b"Buchungstag;Soll;Haben;Verwendungszweck\n28.02.2026;-5,00;;A\n28.02.2026;;7,00;B\n",
        [("2026-02-28", "-5.00"), ("2026-02-28", "7.00")],
    ),
    Sample(
        "zero in the other column",
        b"Date,Text,Debit,Credit\n2026-02-28,A,5.00,0.00\n2026-02-28,B,0.00,7.00\n",
        [("2026-02-28", "-5.00"), ("2026-02-28", "7.00")],
    ),
    Sample(
        "words Af and Bij",
        b'"Datum","Naam / Omschrijving","Af Bij","Bedrag (EUR)","Mededelingen"\n'
        b'"20260305","Acme","Bij","12,10","Factuur 3"\n"20260306","Shop","Af","2,00","x"\n',
        [("2026-03-05", "12.10"), ("2026-03-06", "-2.00")],
    ),
    Sample(
        "words S and H",
        b"Buchungstag;Umsatz;Soll/Haben;Verwendungszweck\n28.02.2026;5,00;S;A\n28.02.2026;7,00;H;B",
        [("2026-02-28", "-5.00"), ("2026-02-28", "7.00")],
    ),
    Sample(
        "words D and C",
        b"Date,Amount,D/C,Text\n2026-02-28,5.00,D,A\n2026-02-28,7.00,C,B\n",
        [("2026-02-28", "-5.00"), ("2026-02-28", "7.00")],
    ),
    Sample(
        "signed amounts and words that agree",
        b"Date,Amount,Direction,Text\n2026-02-28,-5.00,DEBIT,A\n2026-02-28,7.00,CREDIT,B\n",
        [("2026-02-28", "-5.00"), ("2026-02-28", "7.00")],
    ),
    Sample(
        "parentheses and dollar signs",
        b'Date,Description,Amount\n1/31/2026,Fee,($15.00)\n2/1/2026,Acme,"$1,200.00"\n',
        [("2026-01-31", "-15.00"), ("2026-02-01", "1200.00")],
        "USD",
    ),
    Sample(
        "trailing minus and plus",
        b"Datum;Betrag;Text\n31.01.2026;15,00-;Fee\n31.01.2026;+3,00;Acme\n",
        [("2026-01-31", "-15.00"), ("2026-01-31", "3.00")],
    ),
    Sample(
        "amounts ending in S and H",
        b"Datum;Betrag;Text\n31.01.2026;1.015,00 S;Fee\n31.01.2026;3,00 H;Acme\n",
        [("2026-01-31", "-1015.00"), ("2026-01-31", "3.00")],
    ),
    Sample(
        "currency in the cell",
        "Datum;Betrag;Text\n31.01.2026;-15,00 €;Fee\n31.01.2026;3,00 EUR;Acme\n".encode(),
        [("2026-01-31", "-15.00"), ("2026-01-31", "3.00")],
    ),
    Sample(
        "apostrophes, Swiss",
        b"Buchungsdatum;Buchungstext;Belastung;Gutschrift\n31.01.2026;A;;1'250.50\n",
        [("2026-01-31", "1250.50")],
        "CHF",
    ),
    Sample(
        "lakh groups, Indian",
        b'Date,Narration,Withdrawal Amt.,Deposit Amt.\n31-01-2026,A,,"1,25,000.00"\n',
        [("2026-01-31", "125000.00")],
        "INR",
    ),
    Sample(
        "no decimals, yen",
        b'Date,Details,Amount\n2026-01-31,Acme,"1,250"\n2026-02-01,Fee,-3\n',
        [("2026-01-31", "1250"), ("2026-02-01", "-3")],
        "JPY",
    ),
    Sample(
        "pending rows",
        b"Date,Description,Amount\nPending,Card,-3.00\n2026-01-31,Acme,5.00\n",
        [("2026-01-31", "5.00")],
    ),
    Sample(
        "status column",
        b"Completed Date,Description,Amount,State\n2026-01-31 10:00:00,Acme,5.00,COMPLETED\n"
        b",Card,-9.00,PENDING\n2026-02-01 23:59:59,Card,-1.00,REVERTED\n",
        [("2026-01-31", "5.00")],
    ),
    Sample(
        "trailing empty columns",
        b"Date;Text;Amount;;\n31.01.2026;Acme;5,00;;\n30.01.2026;Fee;-1,00;;\n",
        [("2026-01-30", "-1.00"), ("2026-01-31", "5.00")],
    ),
    Sample(
        "rows longer than the header by an empty field",
        b"Date;Text;Amount\n31.01.2026;Acme;5,00;\n30.01.2026;Fee;-1,00;\n",
        [("2026-01-30", "-1.00"), ("2026-01-31", "5.00")],
    ),
    Sample(
        "footer and totals",
        b"Date;Text;Amount\n31.01.2026;Acme;5,00\nSumme;;5,00\n\n"
        b"Ohne Gewaehr und ohne Unterschrift gueltig;;\n",
        [("2026-01-31", "5.00")],
    ),
    Sample(
        "opening balance among the rows",
        b"Date;Text;Debit;Credit;Balance\n01.01.2026;Opening balance;;;10,00\n"
        b"31.01.2026;Acme;;5,00;15,00\n",
        [("2026-01-31", "5.00")],
    ),
    Sample(
        "line breaks in a field",
        b'Date,Description,Amount\r\n2026-01-31,"Acme\r\nInvoice 7",5.00\r\n',
        [("2026-01-31", "5.00")],
    ),
    Sample(
        "Excel's separator line and formula cells",
        b'sep=;\nDate;Transaction ID;Text;Amount\n31.01.2026;="0017";Acme;5,00\n',
        [("2026-01-31", "5.00")],
    ),
    Sample(
        "header repeated in joined exports",
        b"Date,Text,Amount\n2026-01-31,A,5.00\nDate,Text,Amount\n2026-02-28,B,6.00\n",
        [("2026-01-31", "5.00"), ("2026-02-28", "6.00")],
    ),
    Sample(
        "month names",
        b"Date|Details|Amount\n31 Jan 2026|A|5.00\n1 Feb 2026|B|6.00\n",
        [("2026-01-31", "5.00"), ("2026-02-01", "6.00")],
    ),
    Sample(
        "month names in Dutch, short years",
        b"Datum;Omschrijving;Bedrag\n31-mrt-26;A;5,00\n1-mei-26;B;6,00\n",
        [("2026-03-31", "5.00"), ("2026-05-01", "6.00")],
    ),
    Sample(
        "month first, decided by one row",
        b"Date,Name,Net\n01/02/2026,A,5.00\n01/13/2026,B,6.00\n",
        [("2026-01-02", "5.00"), ("2026-01-13", "6.00")],
    ),
    Sample(
        "day first, decided by the order of rows",
        b"Date,Name,Amount\n01/02/2026,A,5.00\n03/02/2026,B,6.00\n09/02/2026,C,7.00\n"
        b"02/03/2026,D,8.00\n",
        [
            ("2026-02-01", "5.00"),
            ("2026-02-03", "6.00"),
            ("2026-02-09", "7.00"),
            ("2026-03-02", "8.00"),
        ],
    ),
    Sample(
        "balance shows that the signs are turned",
        b"Date,Text,Amount,Balance\n2026-01-30,A,5.00,95.00\n2026-01-31,B,-6.00,101.00\n",
        [("2026-01-30", "-5.00"), ("2026-01-31", "6.00")],
    ),
    Sample(
        "French",
        "Date de comptabilisation;Libellé;Débit;Crédit\n31/01/2026;Virement;;1 200,00\n".encode(),
        [("2026-01-31", "1200.00")],
    ),
    Sample(
        "Spanish",
        "Fecha operación;Concepto;Importe;Divisa\n31/01/2026;Factura;1.200,00;EUR\n".encode(),
        [("2026-01-31", "1200.00")],
    ),
    Sample(
        "Italian",
        b"Data contabile;Descrizione operazione;Dare;Avere\n31/01/2026;Fattura;;1.200,00\n",
        [("2026-01-31", "1200.00")],
    ),
    Sample(
        "Swedish, where Valuta is the currency",
        "Bokföringsdag;Belopp;Avsändare;Valuta\n2026-01-31;-12,00;X;SEK\n".encode(),
        [("2026-01-31", "-12.00")],
        "SEK",
    ),
    Sample(
        "Czech in cp1250",
        "Datum zaúčtování;Částka;Zpráva pro příjemce\n31.01.2026;-12,00;účet\n".encode("cp1250"),
        [("2026-01-31", "-12.00")],
        "CZK",
    ),
]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.name)
def test_reads_the_dialect(sample: Sample) -> None:
    assert figures(read(sample.data, currency=sample.currency)) == sample.expected


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.name)
def test_the_detected_profile_reads_the_same_without_detection(sample: Sample) -> None:
    first = read_csv(sample.data, "bank.csv", None, ACCOUNT, sample.currency)
    again = read_csv(sample.data, "bank.csv", first.profile, ACCOUNT, sample.currency)
    assert again.statement.lines == first.statement.lines


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.name)
def test_the_profile_survives_its_text(sample: Sample) -> None:
    import tomllib  # noqa: PLC0415 - only this test reads TOML

    profile = read_csv(sample.data, "bank.csv", None, ACCOUNT, sample.currency).profile
    table = tomllib.loads(profile_toml(profile))["bank"]["profile"]["mybank"]
    again = read_csv(sample.data, "bank.csv", profile_of(table, "mybank"), ACCOUNT, sample.currency)
    assert figures(again.statement) == sample.expected


def test_fields_land_where_they_belong() -> None:
    line = read(
        b"Date,Amount,Name,Counterparty IBAN,Details,Reference,Structured ref,End to end id,"
        b"Bank ref\n"
        b"2026-01-31,5.00,Acme  Inc,de89 3704 0044 0532 0130 00,Inv,42,RF18 5390,E2E1,B1\n"
        b"2026-01-31,-5.00,Shop,,Inv,43,,,B2\n"
    ).lines[0]
    assert line.payer == "Acme Inc"
    assert line.payer_iban == "DE89370400440532013000"
    assert line.text == "Inv 42"
    assert (line.reference, line.end_to_end, line.bank_ref) == ("RF18 5390", "E2E1", "B1")
    assert (line.source.file, line.source.line) == ("bank.csv", 2)


def test_payer_of_receipts_and_payee_of_payments() -> None:
    lines = read(b"Date,Amount,Payer,Payee\n2026-01-30,5.00,Acme,Me\n2026-01-31,-5.00,Me,Shop\n")
    assert [line.payer for line in lines.lines] == ["Acme", "Shop"]


def test_the_own_account_number_is_not_the_payers() -> None:
    rows = "".join(f"2026-01-0{n},5.00,DE89370400440532013000\n" for n in range(1, 5))
    assert {line.payer_iban for line in read("Date,Amount,IBAN\n" + rows).lines} == {""}


def test_a_line_break_in_a_field_becomes_a_blank() -> None:
    statement = read(b'Date,Description,Amount\n2026-01-31,"Acme\nInvoice 7\x0c",5.00\n')
    assert statement.lines[0].text == "Acme Invoice 7"


def test_columns_without_names_give_account_and_currency() -> None:
    line = read(
        b"2026-01-30,Acme,5.00,EUR,DE89370400440532013000\n"
        b"2026-01-31,Globex,6.00,USD,FR1420041010050500013M02606\n"
    ).lines[1]
    assert (line.payer_iban, line.amount) == (
        "FR1420041010050500013M02606",
        Money.of("6.00", "USD"),
    )


def test_sign_words_without_a_header() -> None:
    assert figures(read(b"2026-01-30,A,5.00,D\n2026-01-31,B,6.00,C\n")) == [
        ("2026-01-30", "-5.00"),
        ("2026-01-31", "6.00"),
    ]


def test_currency_of_the_row_then_of_the_header_then_of_the_account() -> None:
    rows = read(b"Date,Amount,Currency\n2026-01-30,5.00,USD\n2026-01-31,6.00,\n")
    assert [line.amount.currency for line in rows.lines] == ["USD", "EUR"]
    assert [p.code for p in rows.problems] == ["CSV-OTHER-CURRENCY"]
    named = read(b"Date,Amount in GBP\n2026-01-30,5.00\n", currency="")
    assert named.lines[0].amount.currency == named.currency == "GBP"


def test_equal_lines_are_numbered_from_the_oldest() -> None:
    newest_first = b"Date,Text,Amount\n2026-01-31,B,5.00\n2026-01-30,A2,5.00\n2026-01-30,A1,5.00\n"
    lines = read(newest_first).lines
    assert [(line.text, line.nth) for line in lines] == [("A1", 1), ("A2", 2), ("B", 1)]


def test_pending_and_void_rows_are_counted() -> None:
    data = (
        b"Date,Text,Amount,Status\n2026-01-30,A,5.00,Booked\nPending,B,1.00,\n"
        b"2026-01-31,C,2.00,vorgemerkt\n2026-01-31,D,2.00,Declined\n2026-01-31,E,9.00,wartet\n"
    )
    profile = CsvProfile(words_pending=("Wartet",))
    statement = read(data, profile)
    assert statement.pending == 3
    assert dict(statement.dialect)["left out: pending"] == "lines 3, 4, 6"
    assert dict(statement.dialect)["left out: void"] == "lines 5"
    assert len(statement.lines) == 1


@pytest.mark.parametrize("newest_first", [False, True])
def test_the_running_balance_is_proven_in_either_order(newest_first: bool) -> None:
    rows = [b"2026-01-31,5.00,105.00", b"2026-01-31,-2.00,103.00", b"2026-01-31,4.00,107.00"]
    body = b"\n".join(reversed(rows) if newest_first else rows)
    statement = read(b"Date,Amount,Balance\n" + body)
    assert [line.amount.number for line in statement.lines] == [5, -2, 4]
    assert (statement.opening, statement.closing) == (
        Money.of("100.00", "EUR"),
        Money.of("107.00", "EUR"),
    )
    assert not statement.problems
    assert dict(statement.dialect)["running balance"] == "holds"


def test_a_broken_balance_is_a_warning_that_names_the_rows() -> None:
    statement = read(b"Date,Amount,Balance\n2026-01-30,5.00,5.00\n2026-01-31,4.00,8.00\n")
    problem = statement.problems[0]
    assert (problem.code, problem.severity.value) == ("CSV-BALANCE", "warning")
    assert "1 of 1 rows, at lines 3" in problem.message
    assert (statement.opening, statement.closing) == (Money.zero("EUR"), Money.of("8.00", "EUR"))
    assert statement.proof is BalanceProof.OPEN
    assert len(statement.lines) == 2


def test_rows_of_zero_are_left_out_and_named() -> None:
    statement = read(b"Date,Amount\n2026-01-30,5.00\n2026-01-31,0.00\n")
    assert len(statement.lines) == 1
    assert "lines 3" in statement.problems[0].message


def test_a_mixed_debit_column_is_settled_by_the_balance_or_refused() -> None:
    head = b"Date,Debit,Credit,Balance\n2026-01-30,,9.00,9.00\n"
    stated = head + b"2026-01-30,-5.00,,4.00\n2026-01-31,1.00,,5.00\n"
    assert [str(line.amount.number) for line in read(stated).lines] == ["9.00", "-5.00", "1.00"]
    turned = head + b"2026-01-30,5.00,,4.00\n2026-01-31,-1.00,,5.00\n"
    assert [str(line.amount.number) for line in read(turned).lines] == ["9.00", "-5.00", "1.00"]
    unproven = b"Date,Debit,Credit\n2026-01-30,5.00,\n2026-01-31,-1.00,\n"
    assert codes(unproven) == ["CSV-SIGN"]


def test_an_unproven_sign_stays_as_stated_unless_the_profile_turns_it() -> None:
    data = b"Date,Amount\n2026-01-30,5.00\n"
    assert read(data).lines[0].amount.number == 5
    assert read(data, CsvProfile(sign="inverted")).lines[0].amount.number == -5


def test_undecidable_dates_name_the_setting() -> None:
    with pytest.raises(UsageError) as caught:
        read(b"Date,Amount\n03/04/2026,5.00\n05/04/2026,5.00\n")
    problem = caught.value.problems[0]
    assert problem.code == "CSV-DATE-ORDER"
    assert 'date_order = "dmy" or date_order = "mdy"' in problem.help
    assert 'date_order = "dmy"  # or "mdy"' in problem.excerpt.splitlines()
    settled = read(b"Date,Amount\n03/04/2026,5.00\n", CsvProfile(date_order="mdy"))
    assert settled.lines[0].date == dt.date(2026, 3, 4)


def test_undecidable_decimals_name_the_setting() -> None:
    with pytest.raises(UsageError) as caught:
        read(b"Date;Amount\n31.03.2026;1.234\n31.03.2026;12\n")
    problem = caught.value.problems[0]
    assert problem.code == "CSV-DECIMAL"
    assert 'decimal = "."' in problem.help
    settled = read(b"Date;Amount\n31.03.2026;1.234\n", CsvProfile(decimal=","))
    assert settled.lines[0].amount.number == Decimal(1234)


def test_an_exact_date_format_is_obeyed() -> None:
    profile = CsvProfile(date_format="D.M.YY")
    assert read(b"Date;Amount\n3.4.26;5,00\n", profile).lines[0].date == dt.date(2026, 4, 3)
    assert codes(b"Date;Amount\n3.4.2026;5,00\n", profile) == ["CSV-DATE"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "CSV-EMPTY"),
        (b" \n\n", "CSV-EMPTY"),
        (b"\x00\x01\x02", "CSV-BINARY"),
        (b"Date,Amount\n2026-01-31,5.00\x1b[2J\n", None),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]>", "CSV-FORMAT"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "CSV-FORMAT"),
        (b"PK\x03\x04rest", "CSV-FORMAT"),
        (b"%PDF-1.7", "CSV-FORMAT"),
        (b":20:STARTUMS", "CSV-FORMAT"),
        (b"OFXHEADER:100", "CSV-FORMAT"),
        (b"just words\nand more\n", "CSV-DELIMITER"),
        (b"a,b\nc,d\n", "CSV-COLUMNS"),
        (b"2026-02-01,text\n", "CSV-COLUMNS"),
        (b"Date,Amount\n", "CSV-NO-LINES"),
        (b'Date,Text,Amount\n2026-01-31,"Acme,5.00\n2026-02-01,B,6.00\n', "CSV-QUOTE"),
        (b'Date,Text,Amount\n2026-01-31,"Acme"x,5.00\n2026-01-31,"\n",6.00\n', "CSV-QUOTE"),
        (b'Date,Text,Amount\n2026-01-31,"' + b"a\n" * 30 + b'",5.00\n', "CSV-QUOTE"),
        (b"Date,Text,Amount\n2026-01-31," + b"a" * 200_000 + b",5.00\n", "CSV-QUOTE"),
        (b"Date,Text,Amount\n2026-01-31,A,5.00\n2026-02-01,B,6.00,extra\n", "CSV-WIDTH"),
        (b"Date,Text,Amount\n2026-01-31,A,5.00\n2026-02-01,B\n", "CSV-WIDTH"),
        (b"Date,Text,Amount\n2026-02-30,A,5.00\n2026-02-01,B,6.00\n", "CSV-DATE"),
        (b"Date,Text,Amount\n,A,5.00\n2026-02-01,B,6.00\n", "CSV-DATE"),
        (b"Date,Text,Amount\n2026-02-01,A,NaN\n2026-02-01,B,6.00\n", "CSV-AMOUNT"),
        (b"Date,Text,Amount\n2026-02-01,A,1e5\n2026-02-01,B,6.00\n", "CSV-AMOUNT"),
        (b"Date,Text,Amount\n2026-02-01,A,5.005\n2026-02-01,B,6.00\n", "CSV-AMOUNT"),
        (b"Date,Text,Amount\n2026-02-01,A,\n2026-02-01,B,6.00\n", "CSV-AMOUNT"),
        ("Date,Text,Amount\n2026-02-01,A,£5.00\n2026-02-01,B,6.00\n".encode(), "CSV-AMOUNT"),
        (b"Date,Amount,Currency\n2026-02-01,5.00,euro?\n2026-02-01,6.00,EUR\n", "CSV-CURRENCY"),
        (b"Date,Debit,Credit\n2026-02-01,5.00,6.00\n", "CSV-SIGN"),
        (b"Date,Amount,Direction\n2026-02-01,5.00,sideways\n", "CSV-SIGN"),
        (b"Date,Amount,Direction\n2026-02-01,-5.00,CREDIT\n2026-02-01,1.00,C\n", "CSV-SIGN"),
        (b"Date,Amount,Amount\n2026-02-01,5.00,6.00\n", "CSV-COLUMN-TWICE"),
        (b"2026-02-01,5.00,6.00\n2026-02-02,7.00,9.00\n", "CSV-COLUMNS"),
    ],
)
def test_refuses_with_a_code(data: bytes, code: str | None) -> None:
    if code is None:
        assert codes(data) == ["CSV-BINARY"]
    else:
        assert codes(data)[0] == code


def test_all_bad_rows_are_named_and_the_list_is_capped() -> None:
    data = "Date,Amount\n" + "2026-01-31,5.00\n" + "2026-01-31,x\n" * 3
    with pytest.raises(UsageError) as caught:
        read(data)
    assert [p.where.line for p in caught.value.problems] == [3, 4, 5]
    assert "column Amount: 'x'" in caught.value.problems[0].message
    many = codes("Date,Amount\n2026-01-31,5.00\n" + "2026-01-31,x\n" * 30)
    assert len(many) == 21
    assert many[-1] == "STATEMENT-MORE"


def test_a_huge_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("billcli.bank.csv_text.SIZE_MAX", 10)
    assert codes(b"Date,Amount\n2026-01-31,5.00\n") == ["CSV-HUGE"]


def test_a_row_without_currency_is_refused() -> None:
    assert codes(b"Date,Amount\n2026-01-31,5.00\n", currency="") == ["CSV-CURRENCY"]


def test_encoding_of_the_profile_is_obeyed_or_refused() -> None:
    data = "Date;Text;Amount\n31.01.2026;ł;5,00\n"
    statement = read(data.encode("cp1250"), CsvProfile(encoding="cp1250"))
    assert statement.lines[0].text == "ł"
    assert codes(data.encode("cp1250"), CsvProfile(encoding="utf-8")) == ["CSV-ENCODING"]
    assert codes(data, CsvProfile(encoding="no-such")) == ["CSV-ENCODING"]


def test_latin_1_is_the_last_resort_and_says_so() -> None:
    data = b"Date;Text;Amount\n31.01.2026;\x81\x83\x90;5,00\n"
    assert [p.code for p in read(data).problems] == ["CSV-ENCODING"]


def test_columns_named_by_the_profile() -> None:
    data = b"Wann;Was;Wieviel\n31.01.2026;Acme;5,00\n"
    profile = profile_of({"columns": {"date": "Wann", "amount": "wieviel", "text": "Was"}}, "x")
    line = read(data, profile).lines[0]
    assert (line.text, str(line.amount)) == ("Acme", "5.00 EUR")
    missing = profile_of({"columns": {"date": "Wann", "amount": "Nichts"}}, "x")
    assert codes(data, missing) == ["CSV-HEADER"]


def test_columns_numbered_by_the_profile() -> None:
    data = b"x\n31.01.2026;Acme;5,00;6,00\n30.01.2026;Globex;1,00;2,00\n"
    profile = profile_of(
        {"skip_rows": 1, "header": False, "columns": {"date": 1, "amount": 4, "text": [2]}}, "x"
    )
    assert figures(read(data, profile)) == [("2026-01-30", "2.00"), ("2026-01-31", "6.00")]


def test_twin_columns_are_told_apart_by_number() -> None:
    data = b"Date;Amount;Amount\n31.01.2026;5,00;6,00\n"
    profile = profile_of({"columns": {"date": "Date", "amount": 3}}, "x")
    assert figures(read(data, profile)) == [("2026-01-31", "6.00")]
    named = profile_of({"columns": {"date": "Date", "amount": "Amount"}}, "x")
    assert codes(data, named) == ["CSV-COLUMN-TWICE"]


def test_equal_currency_columns_are_no_twins() -> None:
    data = b"Date;Balance;Currency;Amount;Currency\n31.01.2026;5,00;EUR;5,00;EUR\n"
    assert read(data).lines[0].amount == Money.of("5.00", "EUR")


def test_a_header_of_unknown_words_is_passed_over() -> None:
    data = b"Wann;Was;Wieviel\n31.01.2026;Acme;5,00\n01.02.2026;Globex;6,00\n"
    statement = read(data, CsvProfile(header=True))
    assert figures(statement) == [("2026-01-31", "5.00"), ("2026-02-01", "6.00")]
    assert statement.lines[0].text == "Acme"


def test_skipped_rows_at_the_end() -> None:
    data = b"Date;Text;Amount\n31.01.2026;Acme;5,00\n31.01.2026;Sum;5,00\n"
    assert len(read(data, CsvProfile(skip_end=1)).lines) == 1


def test_quotation_marks_inside_one_line_hide_nothing() -> None:
    more = b'Date;Text;Amount\n31.01.2026;"A \\"B\\"";"6,00" \n31.01.2026;"C";"5,00"\n'
    assert [(line.text, str(line.amount.number)) for line in read(more).lines] == [
        ('A "B"', "6.00"),
        ("C", "5.00"),
    ]
    data = b'Date;Text;Amount\n31.01.2026;"Acme" Inc;5,00\n'
    assert read(data).lines[0].text == "Acme Inc"
    assert read(data, CsvProfile(quote="none")).lines[0].text == '"Acme" Inc'


def test_words_of_the_profile_decide_the_sign() -> None:
    data = b"Date;Amount;Direction\n31.01.2026;5,00;rein\n31.01.2026;6,00;raus\n"
    profile = CsvProfile(words_in=("Rein",), words_out=("Raus",))
    assert [str(x.amount.number) for x in read(data, profile).lines] == ["5.00", "-6.00"]


def test_the_profile_names_the_account() -> None:
    profile = CsvProfile(account="Assets:Bank:Other", currency="USD")
    statement = read(b"Date,Amount\n2026-01-31,5.00\n", profile, "")
    assert (statement.account, statement.currency) == ("Assets:Bank:Other", "USD")
    assert statement.lines[0].key == "Assets:Bank:Other 2026-01-31 5.00 USD 1"


def test_long_texts_are_cut_where_a_ledger_string_ends() -> None:
    data = f"Date,Text,Amount\n2026-01-31,{'a' * 3000},5.00\n"
    assert len(read(data).lines[0].text) == 1000
