from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.giro_code import GiroCode, giro_code
from billcli.domain.money import Money

IBAN, BIC, RF = "DE89370400440532013000", "COBADEFFXXX", "RF18539007547034"


def made(**changes: str) -> GiroCode | None:
    values = {"amount": "119.00", "currency": "EUR", "name": "Studio Linden", "iban": IBAN,
              "bic": BIC, "reference": RF} | changes  # fmt: skip
    amount = Money.of(values["amount"], values["currency"])
    return giro_code(amount, values["name"], values["iban"], values["bic"], values["reference"])


def lines(**changes: str) -> list[str]:
    code = made(**changes)
    assert code is not None
    return code.payload.split("\n")


def test_with_a_creditor_reference_the_text_is_left_out() -> None:
    assert lines() == [
        "BCD", "002", "1", "SCT", BIC, "Studio Linden", IBAN, "EUR119.00", "", RF,
    ]  # fmt: skip


def test_without_one_the_text_names_the_document() -> None:
    assert lines(reference="INV-2026-0001", bic="") == [
        "BCD", "002", "1", "SCT", "", "Studio Linden", IBAN, "EUR119.00", "", "", "INV-2026-0001",
    ]  # fmt: skip


def test_the_example_of_the_standard() -> None:
    """The fields of the published example, in the order and forms of version 002."""
    name, iban, bic = "Red Cross of Belgium", "BE72 0000 0000 1616", "BPOTBEB1"
    code = giro_code(Money.of("1", "EUR"), name, iban, bic, "Urgency fund")
    assert code is not None
    assert code.payload == (
        "BCD\n002\n1\nSCT\nBPOTBEB1\nRed Cross of Belgium\nBE72000000001616\n"
        "EUR1.00\n\n\nUrgency fund"
    )


@pytest.mark.parametrize(
    ("field", "given", "at", "written"),
    [
        ("iban", "de89 3704 0044 0532 0130 00", 6, IBAN),
        ("bic", "cobadeffxxx", 4, BIC),
        ("bic", "nonsense bank", 4, ""),
        ("reference", "rf18 5390 0754 7034", 9, RF),
        ("amount", "0.01", 7, "EUR0.01"),
        ("amount", "999999999.99", 7, "EUR999999999.99"),
        ("amount", "7.5", 7, "EUR7.50"),
        ("name", "Acme\nEUR1.00", 5, "Acme EUR1.00"),
        ("name", "Ärzte e.\u2009V.", 5, "Ärzte e. V."),
        ("name", "Word " * 20, 5, ("Word " * 14).strip()),
        ("name", "x" * 71, 5, "x" * 70),
    ],
)
def test_values_are_written_as_the_standard_asks(
    field: str, given: str, at: int, written: str
) -> None:
    assert lines(**{field: given})[at] == written


@pytest.mark.parametrize(
    "changes",
    [
        {"currency": "CHF"}, {"currency": "USD"}, {"amount": "0"}, {"amount": "-1.00"},
        {"amount": "1000000000.00"}, {"amount": "1.005"}, {"name": ""}, {"name": " \n"},
        {"reference": ""}, {"reference": "x" * 141}, {"iban": ""},
        {"iban": "DE88370400440532013000"}, {"iban": "TR330006100519786457841326"},
        {"iban": "CH4431999123000889012"}, {"iban": "CH9300762011623852957", "bic": ""},
        {"iban": "GB29NWBK60161331926819", "bic": "wrong"},
        {"name": "日" * 70, "reference": "日" * 40},
    ],
)  # fmt: skip
def test_there_is_none_where_it_could_not_be_right(changes: dict[str, str]) -> None:
    assert made(**changes) is None


@pytest.mark.parametrize("iban", ["CH9300762011623852957", "GB29NWBK60161331926819"])
def test_beyond_the_economic_area_the_bic_is_needed(iban: str) -> None:
    assert lines(iban=iban, bic="BUKBGB22")[4:7] == ["BUKBGB22", "Studio Linden", iban]


def test_a_wrong_reference_is_text() -> None:
    assert lines(reference="RF19539007547034")[9:] == ["", "RF19539007547034"]


def test_331_bytes_are_carried_and_no_more() -> None:
    name = "\u65e5" * 50  # three bytes each
    fixed = len("BCD\n002\n1\nSCT\n\n\n\nEUR119.00\n\n\n" + IBAN) + 3 * len(name)
    text = "x" * (331 - fixed)
    assert len(text) <= 140
    code = made(bic="", name=name, reference=text)
    assert code is not None
    assert len(code.payload.encode()) == 331
    assert made(bic="", name=name, reference=text[:-1] + "\u00e4") is None


def holds(name: str, reference: str, cents: int) -> None:
    code = giro_code(Money.of(f"{cents // 100}.{cents % 100:02}", "EUR"), name, IBAN, "", reference)
    if code is None:
        return
    fields = code.payload.split("\n")
    assert fields[:4] == ["BCD", "002", "1", "SCT"]
    assert fields[6] == IBAN
    assert 1 <= len(fields[5]) <= 70
    assert 10 <= len(fields) <= 11
    assert bool(fields[9]) != (len(fields) == 11)
    assert len(code.payload.encode()) <= 331


anything = given(st.text(max_size=90), st.text(max_size=150), st.integers(0, 10**12))
test_any_texts_keep_to_the_form = settings(max_examples=50)(anything(holds))
test_any_texts_keep_to_the_form_in_full = pytest.mark.long(
    settings(max_examples=5_000)(anything(holds))
)
