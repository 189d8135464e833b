"""PayPal's exports, invented: which rows moved the balance, and in which order the days stand."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.bank.paypal_read import read_paypal
from billcli.domain.bank_statement import BalanceProof
from billcli.domain.money import Money
from billcli.domain.problem import UsageError
from tests.bank.mutation import survive

ACTIVITY = (
    "\ufeffDate,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,"
    "To Email Address,Transaction ID,Reference Txn ID,Invoice Number,Balance,Subject,Note\n"
    "13/02/2026,07:45:51,PST,Globex,General Payment,Completed,USD,84.00,-4.25,79.75,a@b.example,"
    "me@me.example,T1,,INV-7,79.75,Order 5,\n"
    "13/02/2026,07:45:52,PST,,General Currency Conversion,Completed,USD,-50.00,0,-50.00,,,T2,T4,,"
    "29.75,,\n"
    "13/02/2026,07:45:52,PST,,General Currency Conversion,Completed,EUR,43.34,0,43.34,,,T3,T4,,"
    "43.34,,\n"
    "14/02/2026,01:47:56,PST,,General Withdrawal,Pending,EUR,-43.34,0,-43.34,,,T4,,,0.00,,\n"
    "15/02/2026,02:00:00,PST,Initech,General Authorization,Pending,USD,20.00,0,20.00,,,T5,,,29.75,"
    ",\n"
    "16/02/2026,03:00:00,PST,,Payment Hold,Completed,USD,-9.75,0,-9.75,,,T6,,,20.00,,\n"
    "17/02/2026,03:00:00,PST,,Payment Release,Completed,USD,9.75,0,9.75,,,T7,,,29.75,,\n"
    "17/02/2026,03:00:00,PST,,Account Hold for Open Authorization,Completed,USD,-3.00,0,-3.00,,,"
    "T9,,,29.75,,\n"
    "18/02/2026,03:00:00,PST,Hooli,General Payment,Denied,USD,7.00,0,7.00,,,T8,,,29.75,,\n"
)
GERMAN = (
    '"Datum","Uhrzeit","Zeitzone","Name","Typ","Status","Währung","Brutto","Gebühr","Netto",'
    '"Absender E-Mail-Adresse","Transaktionscode","Betreff","Auswirkung auf Guthaben"\n'
    '"03.04.2026","10:00:00","CEST","Müller","Allgemeine Zahlung","Abgeschlossen","EUR",'
    '"1.012,50","-12,55","999,95","a@b.example","T1","Rechnung 7","Haben"\n'
    '"03.04.2026","10:00:00","CEST","Müller","Warenkorbartikel","Abgeschlossen","EUR",'
    '"1.012,50","0,00","1.012,50","a@b.example","T1","",""\n'
    '"04.04.2026","10:00:00","CEST","Hooli","Allgemeine Autorisierung","Offen","EUR",'
    '"-40,00","0,00","-40,00","","T2","","Memo"\n'
    '"05.04.2026","10:00:00","CEST","","Allgemeine Abbuchung","Offen","EUR",'
    '"-900,00","0,00","-900,00","","T3","","Soll"\n'
)
FRENCH = (
    '"Date","Heure","Fuseau horaire","Description","Devise","Brut","Frais","Net","Solde",'
    '"N° de transaction","De l\'adresse email","Nom","Numéro de facture"\n'
    '"1/7/2026","04:05:42","America/Los_Angeles","Paiement express","USD","-59,30","0,00",'
    '"-59,30","-59,30","T1","a@b.example","Globex","F-1"\n'
    '"1/17/2026","19:32:54","America/Los_Angeles","Conversion de devise","USD","59,30","0,00",'
    '"59,30","0,00","T2","","",""\n'
)


def figures(text: str) -> dict[str, list[str]]:
    statements = read_paypal(text.encode(), "paypal.csv")
    return {s.currency: [str(line.amount.number) for line in s.lines] for s in statements}


def test_the_running_balance_tells_which_doubtful_rows_moved_money() -> None:
    assert figures(ACTIVITY) == {
        "USD": ["79.75", "-50.00", "-9.75", "9.75"],
        "EUR": ["43.34", "-43.34"],
    }
    dollars, euros = read_paypal(ACTIVITY.encode(), "paypal.csv")
    assert (dollars.opening, dollars.closing) == (Money.of("0.00", "USD"), Money.of("29.75", "USD"))
    assert {dollars.proof, euros.proof} == {BalanceProof.CLOSES}
    assert dollars.pending == 1


def test_a_line_has_net_fee_and_names() -> None:
    line = read_paypal(ACTIVITY.encode(), "paypal.csv")[0].lines[0]
    assert line.date == dt.date(2026, 2, 13)
    assert (line.amount, line.charges) == (Money.of("79.75", "USD"), Money.of("4.25", "USD"))
    assert (line.payer, line.bank_ref, line.text) == (
        "Globex",
        "T1",
        "General Payment Order 5 INV-7",
    )


def test_without_balances_the_status_decides() -> None:
    rows = [row.split(",") for row in ACTIVITY.splitlines()]
    bare = "\n".join(",".join((*row[:15], *row[16:])) for row in rows)
    assert figures(bare) == {
        "USD": ["79.75", "-50.00", "-9.75", "9.75", "-3.00"],
        "EUR": ["43.34"],
    }


def test_the_impact_on_the_balance_decides_where_it_stands() -> None:
    assert figures(GERMAN) == {"EUR": ["999.95", "-900.00"]}


def test_a_pending_row_that_changed_the_balance_elsewhere_only_is_left_out() -> None:
    off = ACTIVITY.replace(",T4,,,0.00,", ",T4,,,43.34,")
    assert figures(off)["EUR"] == ["43.34"]


def test_a_balance_that_breaks_is_told() -> None:
    [statement] = read_paypal(FRENCH.replace('"0,00","T2"', '"1,00","T2"').encode(), "paypal.csv")
    assert [problem.code for problem in statement.problems] == ["CSV-BALANCE"]


def test_month_and_day_are_told_from_all_rows() -> None:
    [statement] = read_paypal(FRENCH.encode(), "paypal.csv")
    assert [line.date for line in statement.lines] == [dt.date(2026, 1, 7), dt.date(2026, 1, 17)]


def test_undecidable_days_are_refused_unless_somebody_knows() -> None:
    open_days = FRENCH.replace("1/17/", "1/8/")
    with pytest.raises(UsageError) as caught:
        read_paypal(open_days.encode(), "paypal.csv")
    assert [problem.code for problem in caught.value.problems] == ["CSV-DATE-ORDER"]
    [statement] = read_paypal(open_days.encode(), "paypal.csv", "dmy")
    assert statement.lines[0].date == dt.date(2026, 7, 1)


@pytest.mark.parametrize("last", ["1/7/", "1/17/"])
def test_newest_rows_first_are_turned_round(last: str) -> None:
    head, *rows = FRENCH.splitlines()
    rows.append(rows[0].replace("59,30", "4,00").replace("T1", "T3").replace("1/7/", "1/17/"))
    turned = "\n".join((head, *rows[::-1])).replace("1/17/", last)
    [statement] = read_paypal(turned.encode(), "paypal.csv", "mdy")
    assert [str(line.amount.number) for line in statement.lines] == ["-59.30", "59.30", "-4.00"]
    assert statement.proof is BalanceProof.CLOSES


def test_without_a_net_the_fee_is_taken_from_the_gross() -> None:
    rows = "Date,Time,TimeZone,Name,Currency,Gross,Fee\n31/12/2026,1:00,CET,Acme,EUR,10.00,-0.50\n"
    assert figures(rows) == {"EUR": ["9.50"]}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("Date,Text,Amount\n2026-03-01,Acme,1.00\n", "CSV-HEADER"),
        (FRENCH.split("\n", maxsplit=1)[0], "CSV-NO-LINES"),
        (GERMAN.replace('"Haben"', '"Memo"').replace('"Soll"', '""'), "CSV-NO-LINES"),
        (FRENCH.replace("1/17/2026", "13/17/2026"), "CSV-DATE"),
        (FRENCH.replace('"USD"', '"?"'), "CSV-CURRENCY"),
        (FRENCH.replace('"59,30","0,00","59,30"', '"","",""'), "CSV-AMOUNT"),
        (FRENCH.replace('"-59,30"', '"5x"'), "CSV-AMOUNT"),
        (
            "Date,Time Zone,Currency,Gross\n2026-03-01,CET,KWD,1.250\n2026-03-02,CET,KWD,2.500\n",
            "CSV-DECIMAL",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(data: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_paypal(data.encode(), "paypal.csv")
    assert code in {problem.code for problem in caught.value.problems}


SAMPLES = [text.encode() for text in (ACTIVITY, GERMAN, FRENCH)]


def test_damaged_files_are_read_or_refused() -> None:
    assert survive(read_paypal, SAMPLES, 300) > 10


@pytest.mark.long
def test_many_damaged_files_are_read_or_refused() -> None:
    assert survive(read_paypal, SAMPLES, 10_000) > 300
