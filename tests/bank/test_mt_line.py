"""Field 61 in the forms of many banks, and the amounts and balances beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billcli.bank.mt_amount import amount_of
from billcli.bank.mt_balance import Account, account_of, balance_of, currency_of
from billcli.bank.mt_line import Move, parse_line


@pytest.mark.parametrize(
    ("row", "move"),
    [
        ("2603310401C12,5NTRFNONREF", Move("260331", "0401", "C", "12,5", "TRF")),
        ("260331D25,03NOV NONREF", Move("260331", "", "D", "25,03", "OV")),
        ("2603310331DR119,35NDDTKREF+//B7", Move("260331", "0331", "D", "119,35", "DDT", "", "B7")),
        ("260331    DD212,39NMSCNONREF//", Move("260331", "", "D", "212,39", "MSC")),
        ("260331D000000000127,50N102EREF", Move("260331", "", "D", "000000000127,50", "102")),
        ("2603310331C500NTRF29-07//B4", Move("260331", "0331", "C", "500", "TRF", "29-07", "B4")),
        ("2603310331D12,35 NRTIKREF+//20", Move("260331", "0331", "D", "12,35", "RTI", "", "20")),
        ("2603310331RCR204,88NRTINONREF", Move("260331", "0331", "RC", "204,88", "RTI")),
        ("2603310331RDR1027,25N068NONREF", Move("260331", "0331", "RD", "1027,25", "068")),
        ("2603310331ED1,NTRFX7", Move("260331", "0331", "ED", "1,", "TRF", "X7")),
        ("2603310331EC1,NTRFX7", Move("260331", "0331", "EC", "1,", "TRF", "X7")),
        ("2603310331d1,01n946NONREF", Move("260331", "0331", "D", "1,01", "946")),
        ("260331CN220000,00//19239", Move("260331", "", "C", "220000,00", "", "", "19239")),
        ("260331D20,00NONREF", Move("260331", "", "D", "20,00")),
        ("260331DF2402,00S   X9", Move("260331", "", "D", "2402,00", "", "X9")),
        ("260331C80,N05100001238", Move("260331", "", "C", "80,", "051", "00001238")),
        ("260331C300.00NMSC17//NOREF", Move("260331", "", "C", "300.00", "MSC", "17")),
        ("260331D,50NCOMNONREF", Move("260331", "", "D", ",50", "COM")),
        ("260331CK440,65FINTRente", Move("260331", "", "C", "440,65", "INT", "Rente")),
        ("260331DK9,NTRFOver//melding", Move("260331", "", "D", "9,", "TRF", "Over")),
        (
            "260331D9,28N0440121470966      W.P. Jansen   ",
            Move("260331", "", "D", "9,28", "044", "0121470966", "", "W.P. Jansen"),
        ),
    ],
)
def test_a_line(row: str, move: Move) -> None:
    assert parse_line((row,)) == move


def test_rows_below_are_supplementary() -> None:
    found = parse_line(("260331C5,NTRFA//B1", "/OCMT/USD6,/", " "))
    assert found.more == ("/OCMT/USD6,/",)


def test_a_row_broken_before_its_amount_is_joined() -> None:
    found = parse_line(("2603310331CR", "30,00N062NONREF", "more"))
    assert (found.amount, found.more) == ("30,00", ("more",))


@pytest.mark.parametrize(
    "rows",
    [
        ("",),
        ("words",),
        ("260331",),
        ("260331X5,",),
        ("260331C",),
        ("2603C5,",),
        ("260331C1", "2,50NTRF"),
    ],
)
def test_what_has_not_the_form_is_refused(rows: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"form|amount"):
        parse_line(rows)


@pytest.mark.parametrize(
    ("mark", "incoming", "reversal", "expected"),
    [
        ("C", True, False, False),
        ("D", False, False, False),
        ("RC", False, True, False),
        ("RD", True, True, False),
        ("EC", True, False, True),
        ("ED", False, False, True),
    ],
)
def test_marks(mark: str, *, incoming: bool, reversal: bool, expected: bool) -> None:
    move = Move("260331", "", mark, "1,")
    assert (move.incoming, move.reversal, move.expected) == (incoming, reversal, expected)


@pytest.mark.parametrize(
    ("text", "currency", "number"),
    [
        ("12,", "EUR", "12.00"),
        ("12", "EUR", "12.00"),
        ("0,5", "EUR", "0.50"),
        (",50", "EUR", "0.50"),
        ("000000000050,50", "EUR", "50.50"),
        ("1560395.", "JPY", "1560395"),
        ("300.00", "EUR", "300.00"),
        ("1.234,50", "EUR", "1234.50"),
        ("1,234.50", "EUR", "1234.50"),
        ("1.234.567", "EUR", "1234567.00"),
        ("1,250", "KWD", "1.250"),
        ("12,5000", "EUR", "12.50"),
        ("0.500", "EUR", "0.50"),
        ("999999999999999,99", "EUR", "999999999999999.99"),
    ],
)
def test_an_amount(text: str, currency: str, number: str) -> None:
    found = amount_of(text, currency)
    assert (found, str(found)) == (Decimal(number), number)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", "EUR"),
        (",", "EUR"),
        ("1.234", "EUR"),
        ("1,234", "EUR"),
        ("0,5", "JPY"),
        ("1.2.3", "EUR"),
        ("12.34,50", "EUR"),
        ("1234567890123456,00", "EUR"),
        ("1,123456789", "EUR"),
        ("٣,5", "EUR"),
    ],
)
def test_an_amount_that_is_none_or_may_be_two_is_refused(text: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"amount|decimals"):
        amount_of(text, currency)


@pytest.mark.parametrize(
    ("text", "money", "day"),
    [
        ("C260331EUR12,5", "12.50 EUR", "2026-03-31"),
        ("D260331EUR000000012,50", "-12.50 EUR", "2026-03-31"),
        ("RC260331EUR1,", "-1.00 EUR", "2026-03-31"),
        ("C260331EUR-1,", "-1.00 EUR", "2026-03-31"),
        ("D260331EUR-1,", "1.00 EUR", "2026-03-31"),
        ("C991231DEM1,", "1.00 DEM", "1999-12-31"),
        ("c260331eur1,", "1.00 EUR", "2026-03-31"),
        ("260331EUR1,", "1.00 EUR", "2026-03-31"),
        ("C2603311,", "1.00 CHF", "2026-03-31"),
        ("C260230EUR1,", "1.00 EUR", "None"),
        ("C 260331 EUR 1,", "1.00 EUR", "2026-03-31"),
        ("C260331EUR,5", "0.50 EUR", "2026-03-31"),
    ],
)
def test_a_balance(text: str, money: str, day: str) -> None:
    found = balance_of(text, "CHF")
    assert (str(found.money), str(found.date)) == (money, day)


@pytest.mark.parametrize(
    "text", ["", "C260331EUR", "C141387INR11 27421,94", "CEUR1,", "C260331EUR1.234"]
)
def test_an_unreadable_balance_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"form of a balance|thousands"):
        balance_of(text, "EUR")


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("51210600/9223382012EUR", Account("51210600/9223382012", "EUR")),
        ("51210600/9223382012", Account("51210600/9223382012")),
        ("NL10BUNQ2290325473 EUR", Account("NL10BUNQ2290325473", "EUR")),
        ("NL10BUNQ2290325473EUR", Account("NL10BUNQ2290325473", "EUR")),
        ("PL25 1060 0076 0000 8888 8888 8888", Account("PL25106000760000888888888888")),
        ("BANKPLPW/PL25106000760000888888888888", Account("PL25106000760000888888888888")),
        ("UBRTHUHB/1234567891/HUF", Account("UBRTHUHB/1234567891", "HUF")),
        ("1291.99.348EUR                   ", Account("1291.99.348", "EUR")),
        ("TRIODOSBANK/0390123456", Account("TRIODOSBANK/0390123456")),
        ("", Account()),
    ],
)
def test_an_account(text: str, account: Account) -> None:
    assert account_of(text) == account


@pytest.mark.parametrize(
    ("text", "currency"), [("EUR13,37", "EUR"), ("EURC1,", "EUR"), ("0EUR0,00", "EUR"), ("5,", "")]
)
def test_the_currency_of_a_sum(text: str, currency: str) -> None:
    assert currency_of(text) == currency
