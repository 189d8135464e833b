"""CSV files in the shapes banks give them: titles, balances and columns around the money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.bank.csv_read import read_csv
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    from billcli.domain.bank_statement import BankStatement


def read(*rows: str) -> BankStatement:
    return read_csv("\n".join(rows).encode(), "bank.csv", None, "Assets:X", "EUR").statement


def told(statement: BankStatement) -> tuple[list[str], list[str]]:
    """Return the amounts, and the balances before and after."""
    ends = (statement.opening, statement.closing)
    return (
        [str(line.amount.number) for line in statement.lines],
        [str(end.number) for end in ends if end],
    )


def refused(*rows: str) -> str:
    with pytest.raises(UsageError) as caught:
        read(*rows)
    return caught.value.problems[0].code


AMERICAN = (
    "Description,,Summary Amt.",
    'Beginning balance as of 03/01/2026,,"1,000.00"',
    'Ending balance as of 03/31/2026,,"1,099.00"',
    "",
    "Date,Description,Amount,Running Bal.",
    '03/01/2026,Beginning balance as of 03/01/2026,,"1,000.00"',
    '03/13/2026,"Zelle from ""NORTHLIGHT""","119.00","1,119.00"',
    '03/14/2026,SHOP,"-20.00","1,099.00"',
)


def test_a_balance_at_the_beginning_may_tell_its_day() -> None:
    assert told(read(*AMERICAN)) == (["119.00", "-20.00"], ["1000.00", "1099.00"])


def test_a_row_of_money_is_none_although_it_speaks_of_a_balance() -> None:
    rows = ("2026-03-01;Closing balance of INV-7;5,00", "2026-03-02;Shop;-2,00")
    assert told(read("Date;Text;Amount", *rows, "2026-03-13;Acme;1,00"))[0] == [
        "5.00",
        "-2.00",
        "1.00",
    ]
    assert refused("Date;Text;Amount", *rows, "2026-03-13;Acme;") == "CSV-AMOUNT"


def test_the_old_balance_may_stand_below_the_rows() -> None:
    statement = read(
        '"Neuer Kontostand";"148,90 EUR";',
        "",
        '"Buchungstag";"Wertstellung (Valuta)";"Vorgang";"Buchungstext";"Umsatz in EUR";',
        '"04.03.2026";"04.03.2026";"Gutschrift";"Auftraggeber: Nordlicht";"39,00";',
        '"13.02.2026";"13.02.2026";"Lastschrift";"Auftraggeber: Laden";"-9,10";',
        "",
        '"Alter Kontostand";"119,00 EUR";',
    )
    assert told(statement) == (["-9.10", "39.00"], ["119.00", "148.90"])


@pytest.mark.parametrize("more", [(), ("13.2.2026;Laden;Karte;-9,10;EUR",)])
def test_titles_of_one_field_may_be_as_many_as_the_rows(more: tuple[str, ...]) -> None:
    titles = ("Umsätze", "1.2.2026 - 5.3.2026", "Vorgemerkte Umsätze sind nicht dabei.")
    heading = "Buchungstag;Auftraggeber;Verwendungszweck;Betrag;Währung"
    statement = read(*titles, heading, "4.3.2026;Nordlicht;RE 12;1.190,00;EUR", *more)
    assert told(statement)[0][-1] == "1190.00"
    assert statement.lines[-1].payer == "Nordlicht"


def test_a_text_in_lines_is_no_table() -> None:
    assert refused("Dear all", "we are closed, sorry", "Yours") == "CSV-DELIMITER"


DUTCH = (
    "123456789\tEUR\t20260304\t113,90\t1303,90\t20260304\t1190,00\tNordlicht BV INV-2026-0001",
    "123456789\tEUR\t20260305\t1303,90\t1258,80\t20260305\t-45,10\tWinkel",
)


def test_an_amount_between_both_balances_is_told_by_them() -> None:
    assert told(read(*DUTCH)) == (["1190.00", "-45.10"], ["113.90", "1258.80"])


def test_three_columns_of_amounts_that_prove_nothing_are_refused() -> None:
    assert refused(DUTCH[0]) == "CSV-COLUMNS"
    assert refused(DUTCH[0], DUTCH[1].replace("-45,10", "-45,11")) == "CSV-COLUMNS"
    assert refused(DUTCH[0], DUTCH[1].replace("-45,10", "")) == "CSV-COLUMNS"
