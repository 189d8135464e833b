"""What banks do around and inside their CSV files: notes, fees, marks, quotation, encodings."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billcli.bank.csv_read import read_csv, read_csv_all
from billcli.bank.csv_text import Row
from billcli.bank.csv_title import Stated, stated
from billcli.domain.bank_statement import BalanceProof, BankStatement
from billcli.domain.money import Money
from billcli.domain.problem import UsageError
from tests.bank.mutation import survive


def read(data: str | bytes, currency: str = "EUR") -> BankStatement:
    raw = data if isinstance(data, bytes) else data.encode()
    return read_csv(raw, "bank.csv", None, "Assets:X", currency).statement


def amounts(data: str | bytes, currency: str = "EUR") -> list[str]:
    return [str(line.amount.number) for line in read(data, currency).lines]


def refused(data: str) -> set[str]:
    with pytest.raises(UsageError) as caught:
        read(data)
    return {problem.code for problem in caught.value.problems}


def test_notes_between_the_rows_are_left_out() -> None:
    data = (
        "Transactions for account 1 as of 12/23/2026\n"
        '"Date","Description","Withdrawal","Deposit","RunningBalance"\n'
        '"Pending transactions are not shown."\n"Posted Transactions"\n'
        '"12/22/2026","Rent","$50.00","","$950.00"\n"12/21/2026","Acme","","$500.00","$1,000.00"\n'
        '"Transactions Total","","$50.00","$500.00",""\n'
    )
    assert amounts(data, "USD") == ["500.00", "-50.00"]


def test_a_text_goes_on_in_the_next_row() -> None:
    data = (
        "Date;No;Details;Withdrawals (SGD);Deposits (SGD)\n"
        "18/04/2026;1;DEBIT PURCHASE;6,66;\n;;66-6666 TOAST BOX;;\n;;14/04\n"
        "16/04/2026;2;SALARY;;500,00\n"
    )
    lines = read(data).lines
    assert [line.text for line in lines] == ["SALARY", "DEBIT PURCHASE 66-6666 TOAST BOX 14/04"]
    assert [str(line.amount.number) for line in lines] == ["500.00", "-6.66"]


def test_a_row_with_anything_like_money_is_no_note() -> None:
    assert "CSV-DATE" in refused("Date;Text;Amount;X\n2026-01-31;A;5,00;\n;B;;6,00\n")


def test_balances_that_stand_as_rows_are_no_lines() -> None:
    data = (
        "Date,Details,Amount,D/C\n2026-01-01,Opening balance,10.00,C\n2026-01-02,Acme,5.00,C\n"
        "2026-01-02,Closing balance,7.00,C\n2026-01-03,Fee,2.00,D\n"
        "2026-01-31,Closing balance,20.00,C\n"
    )
    assert amounts(data) == ["5.00", "7.00", "-2.00"], "between others it is a text like any"


def test_a_fee_is_taken_off_where_only_then_the_balance_follows() -> None:
    head = "Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
    rows = "2026-01-01,Top up,500.00,0.00,CHF,COMPLETED,500.00\n"
    statement = read(f"{head}{rows}2026-01-02,Shop,-42.18,0.42,CHF,COMPLETED,457.40\n", "CHF")
    assert statement.sum == Money.of("457.40", "CHF")
    assert [line.charges for line in statement.lines] == [None, Money.of("0.42", "CHF")]
    kept = read(f"{head}{rows}2026-01-02,Shop,-42.18,0.42,CHF,COMPLETED,457.82\n", "CHF")
    assert kept.sum == Money.of("457.82", "CHF")


def test_the_marks_of_all_amounts_name_the_currency() -> None:
    rows = "Date,Text,CREDIT,DEBIT,Balance\n2026-01-30,A,,7.00USD,-4.97USD\n"
    statement = read(rows + "2026-01-31,B,2.00USD,,-2.97USD\n")
    assert [str(line.amount) for line in statement.lines] == ["-7.00 USD", "2.00 USD"]
    assert refused(rows + "2026-01-31,B,2.00,,-2.97\n") == {"CSV-AMOUNT"}


@pytest.mark.parametrize("name", ["Original currency", "Exchange Currency", "Fremdwährung"])
def test_the_currency_of_the_original_is_not_the_accounts(name: str) -> None:
    data = f"Date;Amount;{name};Text\n2026-01-30;-5.00;USD;A\n2026-01-31;6.00;;B\n"
    assert {line.amount.currency for line in read(data).lines} == {"EUR"}


def test_three_capitals_are_a_currency_only_if_they_are_one() -> None:
    data = "Date,Zone,Name,Amount\n2026-01-30,PST,A,-5.00\n2026-01-31,PST,B,6.00\n"
    assert read(data).sum == Money.of("1.00", "EUR")


def test_columns_with_the_same_name_and_content_are_one() -> None:
    data = "Datum;Omschrijving;Bedrag;Bedrag in EUR\n2026-01-31;A;-16,52;-16,52\n"
    assert amounts(data) == ["-16.52"]
    assert refused(data.replace(";-16,52\n", ";-15,00\n")) == {"CSV-COLUMN-TWICE"}


def test_a_second_column_of_numbers_where_the_first_has_none_is_refused() -> None:
    data = "Wann;Was;Rein;X\n31.05.2026;A;33123,56;0\n01.06.2026;B;0;50\n02.06.2026;C;0;1500\n"
    assert refused(data) == {"CSV-COLUMNS"}


def test_unknown_letters_that_may_be_directions_are_refused() -> None:
    rows = "".join(f"1{i}.01.2026;Shop;1{i},00;{flag}\n" for i, flag in enumerate("OOIOI"))
    assert refused(rows) == {"CSV-SIGN"}


def test_word_and_sign_may_differ_where_the_balance_proves_the_words() -> None:
    data = "Date,Text,Amount,D/C,Balance\n2026-01-30,A,33.50,D,-23.50\n2026-01-31,B,-5.00,C,{}\n"
    assert amounts(data.format("-18.50")) == ["-33.50", "5.00"]
    assert refused(data.format("-28.50")) == {"CSV-SIGN"}


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2026.04.19.", "2026-04-19"),
        ("2026:04:19", "2026-04-19"),
        ("2026年4月19日", "2026-04-19"),
        ("04/19/2026 as of 04/15/2026", "2026-04-19"),
        ("19 kwietnia 2026", "2026-04-19"),
        ("19 Nisan 2026", "2026-04-19"),
    ],
)
def test_dates_of_many_banks(date: str, day: str) -> None:
    assert str(read(f"Date;Text;Amount\n{date};A;5,00\n").lines[0].date) == day


def test_two_dates_of_a_row_tell_the_order_of_days() -> None:
    data = "Transaction Date,Post Date,Description,Amount\n"
    near = data + "04/03/2026,04/05/2026,A,-1.23\n04/02/2026,04/03/2026,B,-4.56\n"
    assert [str(line.date) for line in read(near).lines] == ["2026-04-03", "2026-04-05"]
    same = data + "04/05/2026,04/05/2026,A,-1.23\n06/07/2026,06/07/2026,B,1.00\n"
    assert refused(same) == {"CSV-DATE-ORDER"}
    months = data + "04/03/2026,04/05/2026,A,-1.23\n04/02/2026,09/02/2026,B,-4.56\n"
    assert refused(months) == {"CSV-DATE-ORDER"}


def test_the_dates_of_balances_tell_the_order_of_days() -> None:
    rows = "31/12/17;;;26.851,95;SALDO INIZIALE\n03/01/18;03/01/18;2,90;;BOLLO\n"
    data = f"Data;Valuta;Addebiti;Accrediti;Descrizione operazioni\n{rows}"
    assert [str(line.date) for line in read(data).lines] == ["2018-01-03"]


def test_a_balance_before_each_row_tells_the_amount() -> None:
    data = (
        "17-06-2026,NL00ASNB9999999999,EUR,130.44,EUR,223.77,A\n"
        "18-06-2026,NL00ASNB9999999999,EUR,354.21,EUR,-200.00,B\n"
        "25-06-2026,NL00ASNB9999999999,EUR,154.21,EUR,-2.20,C\n"
    )
    assert amounts(data) == ["223.77", "-200.00", "-2.20"]


def test_cyrillic_bytes_are_read() -> None:
    data = "Дата операции;Описание операции;Приход;Расход\n31.05.17;Зарплата;100,50;0\n"
    data += "03.05.17;Комиссия;0;50\n"
    statement = read(data.encode("cp1251"), "RUB")
    assert [line.text for line in statement.lines] == ["Комиссия", "Зарплата"]
    assert statement.sum == Money.of("50.50", "RUB")


def test_a_yen_column_has_no_decimals() -> None:
    data = '"日付","内容","出金金額(円)","入金金額(円)"\n"2026/01/11","A","35,000",""\n'
    assert [str(line.amount) for line in read(data).lines] == ["-35000 JPY"]


def test_a_row_may_end_behind_the_money() -> None:
    data = "Data;Tytuł;Kwota;Waluta;Kod;Nr\n2026-01-30;A;-5,00;PLN;X\n2026-01-31;B;6,00;PLN;Y;7\n"
    assert amounts(data, "PLN") == ["-5.00", "6.00"]
    assert refused(data.replace(";PLN;X", "")) == {"CSV-WIDTH"}


def test_a_heading_of_numbered_columns_is_no_row_of_amounts() -> None:
    data = "Buchungstag;Auftraggeber/Empfänger;VWZ1;VWZ2;Betrag\n10.10.2026;Acme;R 7;;-98,76\n"
    assert read(data).lines[0].payer == "Acme"


def test_each_account_and_currency_is_a_statement() -> None:
    data = (
        "IBAN/BBAN,Munt,Datum,Bedrag,Saldo na trn,Omschrijving-1\n"
        'NL91ABNA0417164300,EUR,2026-01-29,"-5,00","95,00",A\n'
        'NL91ABNA0417164300,EUR,2026-01-30,"6,00","101,00",B\n'
        'NL91ABNA0417164300,USD,2026-01-30,"1,00","1,00",C\n'
        'NL20INGB0001234567,EUR,2026-01-30,"7,00","9,00",D\n'
    )
    more = data + data.partition("\n")[2]
    found = read_csv_all(more.encode(), "rabo.csv")
    assert [(s.bank_account, s.currency, len(s.lines)) for s in found] == [
        ("NL91ABNA0417164300", "EUR", 4),
        ("NL91ABNA0417164300", "USD", 2),
        ("NL20INGB0001234567", "EUR", 2),
    ]
    assert all(s.account == "" for s in found)
    assert [s.closing for s in found] == [
        Money.of("101.00", "EUR"),
        Money.of("1.00", "USD"),
        Money.of("9.00", "EUR"),
    ]


def test_an_account_of_its_own_in_every_row_is_not_the_banks() -> None:
    rows = "".join(f"2026-01-3{i},12345{i},A,5.00\n" for i in range(2))
    [statement] = read_csv_all(f"Date,Account,Text,Amount\n{rows}".encode(), "bank.csv")
    assert (statement.bank_account, len(statement.lines)) == ("", 2)


def test_one_account_is_proven_by_its_balances() -> None:
    data = "Kontonummer: 12345678\n\nDatum;Text;Betrag;Saldo\n"
    rows = "29.01.2026;A;-5,00;95,00\n30.01.2026;B;6,00;{}\n31.01.2026;C;1,00;102,00\n"
    [good] = read_csv_all((data + rows.format("101,00")).encode(), "bank.csv", "EUR")
    assert (good.bank_account, good.opening, good.proof) == (
        "12345678", Money.of("100.00", "EUR"), BalanceProof.CLOSES,
    )  # fmt: skip
    [broken] = read_csv_all((data + rows.format("111,00")).encode(), "bank.csv", "EUR")
    assert (broken.proof, [p.code for p in broken.problems]) == (
        BalanceProof.CLOSES, ["CSV-BALANCE"],
    )  # fmt: skip
    [missing] = read_csv_all((data + rows.split("\n", 1)[1].format("9,00")).encode(), "b", "EUR")
    assert (missing.opening, missing.proof) == (Money.of("3.00", "EUR"), BalanceProof.OPEN)


def test_balances_in_some_rows_are_enough_for_the_ends() -> None:
    rows = "Date,Text,Amount,Balance\n2026-01-28,A,5.00,\n2026-01-29,B,-2.00,13.00\n"
    rows += "2026-01-30,C,1.00,\n2026-01-31,D,4.00,18.00\n2026-02-01,E,2.00,\n"
    [statement] = read_csv_all(rows.encode(), "bank.csv", "EUR")
    assert (statement.opening, statement.closing) == (
        Money.of("10.00", "EUR"), Money.of("20.00", "EUR"),
    )  # fmt: skip
    assert statement.proof is BalanceProof.CLOSES


def test_balances_around_the_rows_prove_them() -> None:
    data = (
        "Numéro de compte : 01234567890;Devise : EUR\n\nSolde en fin de période;;;;655,25\n"
        "Date;Numéro;Libellé;Débit;Crédit\n15/01/2026;1;VIREMENT;;250,50\n16/01/2026;2;CB;-95,25;\n"
        "Solde en début de période;;;;500,00\n"
    )
    [statement] = read_csv_all(data.encode(), "bank.csv", "EUR")
    assert (statement.bank_account, statement.opening, statement.closing) == (
        "01234567890", Money.of("500.00", "EUR"), Money.of("655.25", "EUR"),
    )  # fmt: skip
    assert statement.proof is BalanceProof.CLOSES


def test_a_currency_nobody_states_is_none() -> None:
    [statement] = read_csv_all(b"Date,Text,Amount\n2026-01-31,A,5.00\n", "bank.csv")
    assert (statement.currency, statement.sum) == ("", Money.of("5.00", ""))
    [zero] = read_csv_all(b"Date,Text,Amount,Balance\n2026-01-31,A,5.00,5.00\n", "bank.csv")
    assert (zero.opening, zero.proof) == (Money.zero(""), BalanceProof.CLOSES)


def test_what_stands_around_is_taken_when_it_is_single() -> None:
    rows = [
        Row(1, ("IBAN DE89 3704 0044 0532 0130 00", "31.01.2026")),
        Row(2, ("Opening balance:", "5,00", "6,00")),
        Row(3, ("31 Jan 2026", "7,50 EUR", "Closing balance")),
        Row(4, ("Konto", "no number")),
        Row(5, ("",)),
    ]
    assert stated(rows, ",") == Stated("DE89370400440532013000", None, Decimal("7.50"))
    two = [*rows, Row(6, ("Kontonummer", "12345678"))]
    assert stated(two, ",").account == ""


CARD = (
    "Account: 12345678\nDate,Description,Amount,Fee,Currency,Balance\n"
    "2026-01-01,Top up,500.00,0.00,CHF,500.00\n2026-01-02,Shop,-42.18,0.42,CHF,457.40\n"
)
GERMAN = (
    "Buchungstag;Soll;Haben;Verwendungszweck\n28.02.2026;-5,00;;Müller\n;;;weiter\n"
    '28.02.2026;;7,00;"B ""C"""\nSumme;-5,00;7,00;\n'
)
BARE = b"2026-01-30,A,1'005.00,D\n2026-01-31,B,6.00,C\n"
SAMPLES = [CARD.encode(), GERMAN.encode("cp1252"), BARE]


def test_damaged_files_are_read_or_refused() -> None:
    assert survive(read_csv_all, SAMPLES, 300) > 10


@pytest.mark.long
def test_many_damaged_files_are_read_or_refused() -> None:
    assert survive(read_csv_all, SAMPLES, 10_000) > 300
