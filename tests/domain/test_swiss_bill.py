from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.money import Money
from billcli.domain.swiss_bill import SwissBill, swiss_bill, swiss_party

PLAIN, QR = "CH5800791123000889012", "CH6431961000004421557"
QRR, SCOR = "000008207791225857421286694", "RF18539007547034"
CREDITOR = {
    "name": "Max Muster & Söhne", "address": "Musterstrasse 123", "postcode": "8000",
    "city": "Seldwyla", "country": "CH",
}  # fmt: skip
DEBTOR = {
    "name": "Simon Muster", "address": "Musterstrasse 1", "postcode": "8000",
    "city": "Seldwyla", "country": "CH",
}  # fmt: skip


def made(
    amount: str = "50.00",
    currency: str = "CHF",
    iban: str = QR,
    reference: str = QRR,
    message: str = "",
    creditor: dict[str, str] | None = None,
    debtor: dict[str, str] | None = None,
) -> SwissBill | None:
    return swiss_bill(
        Money.of(amount, currency),
        {**(CREDITOR if creditor is None else creditor), "iban": iban},
        DEBTOR if debtor is None else debtor,
        reference,
        message,
    )


def lines(bill: SwissBill | None) -> list[str]:
    assert bill is not None
    return bill.payload.split("\n")


def test_a_qr_reference_and_a_debtor() -> None:
    """The first example of the guidelines, with the house numbers in the field of the street."""
    assert lines(made(message="Payment of travel")) == [
        "SPC", "0200", "1",
        "CH6431961000004421557",
        "S", "Max Muster & Söhne", "Musterstrasse 123", "", "8000", "Seldwyla", "CH",
        "", "", "", "", "", "", "",
        "50.00", "CHF",
        "S", "Simon Muster", "Musterstrasse 1", "", "8000", "Seldwyla", "CH",
        "QRR", "000008207791225857421286694",
        "Payment of travel",
        "EPD",
    ]  # fmt: skip


def test_a_creditor_reference() -> None:
    bill = made("211.00", iban="CH58 0079 1123 0008 8901 2", reference=" rf18 5390 0754 7034")
    assert lines(bill)[3] == PLAIN
    assert lines(bill)[18:20] == ["211.00", "CHF"]
    assert lines(bill)[27:] == ["SCOR", SCOR, "", "EPD"]


def test_no_reference_and_no_debtor() -> None:
    bill = made(currency="EUR", iban=PLAIN, reference="INV-2026-0001", debtor={})
    assert lines(bill)[19] == "EUR"
    assert lines(bill)[20:] == [*[""] * 7, "NON", "", "", "EPD"]
    assert len(lines(bill)) == 31


def test_a_qr_reference_has_no_place_with_an_ordinary_account() -> None:
    assert lines(made(iban=PLAIN, reference=QRR))[27:29] == ["NON", ""]


@pytest.mark.parametrize(
    "changes",
    [
        {"currency": "USD"}, {"currency": "GBP"}, {"amount": "0.00"}, {"amount": "-50.00"},
        {"amount": "1000000000.00"}, {"amount": "0.005"},
        {"iban": ""}, {"iban": "DE89370400440532013000"}, {"iban": "CH6431961000004421558"},
        {"reference": SCOR}, {"reference": ""}, {"reference": "000008207791225857421286695"},
    ],
)  # fmt: skip
def test_there_is_none_where_it_could_not_be_right(changes: dict[str, str]) -> None:
    assert made(**changes) is None


@pytest.mark.parametrize("key", ["name", "postcode", "city", "country"])
def test_a_creditor_needs_a_structured_address(key: str) -> None:
    assert made(creditor={**CREDITOR, key: ""}) is None
    without = {k: v for k, v in CREDITOR.items() if k != key}
    assert made(creditor=without) is None


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""}, {"postcode": ""}, {"city": ""}, {"country": ""}, {"country": "Schweiz"},
        {"country": "?"}, {"postcode": "ch-"}, {"name": "株式会社"},
        {"address": "Ленинский проспект 1"}, {"city": "x" * 36}, {"postcode": "x" * 17},
    ],
)  # fmt: skip
def test_a_debtor_is_whole_or_left_out(change: dict[str, str]) -> None:
    assert lines(made(debtor={**DEBTOR, **change}))[20:27] == [""] * 7


@pytest.mark.parametrize(
    ("change", "at", "written"),
    [
        ({"name": "Word " * 20}, 1, ("Word " * 14).strip()),
        ({"name": "Bäckerei „Zur Krone“"}, 1, 'Bäckerei "Zur Krone"'),
        ({"address": ""}, 2, ""),
        ({"address": "", "address-2": "Postfach 12"}, 2, "Postfach 12"),
        ({"address-2": "2nd floor"}, 2, "Musterstrasse 1, 2nd floor"),
        ({"address-2": "y" * 60}, 2, "Musterstrasse 1"),
        ({"address": "x" * 71}, 2, "x" * 70),
        ({"postcode": "CH-8000"}, 4, "8000"),
        ({"country": "de", "postcode": "D-10115"}, 4, "D-10115"),
        ({"country": "de"}, 6, "DE"),
        ({"city": "Seldwyla\nCH"}, 5, "Seldwyla CH"),
    ],
)
def test_the_fields_of_a_party(change: dict[str, str], at: int, written: str) -> None:
    party = swiss_party({**DEBTOR, **change})
    assert party is not None
    assert party.fields[0] == "S"
    assert party.fields[at] == written
    assert len(party.fields) == 7


def test_a_party_as_it_is_printed() -> None:
    home, abroad = swiss_party(DEBTOR), swiss_party({**DEBTOR, "country": "LI"})
    assert home is not None
    assert abroad is not None
    assert home.lines == ("Simon Muster", "Musterstrasse 1", "8000 Seldwyla")
    assert abroad.lines[-1] == "LI-8000 Seldwyla"
    assert abroad.short_lines == ("Simon Muster", "LI-8000 Seldwyla")


@pytest.mark.parametrize(
    ("message", "written"), [("x" * 140, "x" * 140), ("x" * 141, ""), ("日本", ""), ("a\nb", "a b")]
)
def test_the_message_is_whole_or_left_out(message: str, written: str) -> None:
    assert lines(made(message=message))[29] == written


def holds(texts: list[str], cents: int) -> None:
    keys = ("name", "address", "address-2", "postcode", "city", "country")
    debtor = dict(zip(keys, texts, strict=False))
    amount = f"{cents // 100}.{cents % 100:02}"
    bill = made(amount, debtor=debtor, message=texts[-1])
    if bill is None:
        assert not 0 < cents < 10**11
        return
    fields = lines(bill)
    assert len(fields) == 31
    assert (fields[0], fields[-1]) == ("SPC", "EPD")
    assert len(bill.payload) <= 997
    assert fields[20] in {"", "S"}
    assert all(fields[i] for i in (21, 24, 25, 26)) == (fields[20] == "S")
    for at, most in ((21, 70), (22, 70), (24, 16), (25, 35), (26, 2), (29, 140)):
        assert len(fields[at]) <= most


anything = given(
    st.lists(st.text(max_size=150), min_size=7, max_size=7), st.integers(0, 2 * 10**11)
)
test_any_texts_keep_to_the_form = settings(max_examples=50)(anything(holds))
test_any_texts_keep_to_the_form_in_full = pytest.mark.long(
    settings(max_examples=5_000)(anything(holds))
)
