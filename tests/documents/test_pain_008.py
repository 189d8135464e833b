"""The order of direct debits: as the schemas of ISO 20022 want it, and the same every time."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from billcli.documents.pain_008 import VERSIONS, Creditor, Order, pain_008, written
from billcli.domain.direct_debit import Debit
from billcli.domain.mandate import parse_mandate
from billcli.domain.party import Party
from tests.domain.item_part import whole

if TYPE_CHECKING:
    from billcli.domain.entry import MetaValue

CREDITOR = Creditor("Café Müller & Co", "DE02 1203 0000 0000 2020 51", "", "DE98ZZZ09999999999")


def debit(mandate: str = "M-1 2026-01-02", *items: str, **values: MetaValue) -> Debit:
    party = Party("Acme", "", {"name": "Søren", "iban": "DE89370400440532013000", **values})
    parts = tuple(whole(name, "119.5") for name in items or ("INV-1",))
    return Debit(party, parse_mandate(mandate), parts)


def order(*debits: Debit, version: str = "pain.008.001.08", bic: str = "") -> Order:
    named = tuple((f"PMT-{n}", one) for n, one in enumerate(debits, start=1))
    creditor = Creditor(CREDITOR.name, CREDITOR.iban, bic, CREDITOR.creditor_id)
    days = dt.date(2026, 2, 16), dt.date(2026, 2, 19)
    return Order("REM-2026-0001", *days, creditor, named, version)


EVERY = (
    debit("M-1 2026-01-02", "INV-1", "INV-2"),
    debit("M-2 2026-01-02 b2b", bic="BYLADEM1001"),
    debit("M-3 2026-01-02 once", *(f"INV-2026-{n:04}" for n in range(1, 40))),
    debit(
        "M-4 2026-01-02", iban="CH9300762011623852957", name="Zürich «AG»", address="Weg 1",
        postcode="8000", city="Zürich",
    ),
    debit("M-5 2026-01-02", iban="CH9300762011623852957", country="CH", name="株式会社"),
)  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("bic", ["", "BYLADEM1001"])
def test_the_schema_of_iso_20022_holds(version: str, bic: str) -> None:
    sepaxml = pytest.importorskip("sepaxml")
    xmlschema = pytest.importorskip("xmlschema")
    schema = xmlschema.XMLSchema(Path(sepaxml.__file__).parent / "schemas" / f"{version}.xsd")
    schema.validate(pain_008(order(*EVERY, version=version, bic=bic)).decode())


def test_sums_and_counts_are_those_of_the_debits() -> None:
    root = ET.fromstring(pain_008(order(*EVERY)))  # noqa: S314 - our own
    space = "{urn:iso:std:iso:20022:tech:xsd:pain.008.001.08}"
    amounts = [Decimal(e.text or 0) for e in root.iter(f"{space}InstdAmt")]
    head, *blocks = list(root[0])
    assert head.findtext(f"{space}NbOfTxs") == "5" == str(len(amounts))
    assert Decimal(head.findtext(f"{space}CtrlSum") or 0) == sum(amounts) == Decimal("119.5") * 44
    numbers = [block.findtext(f"{space}PmtInfId") for block in blocks]
    assert numbers == [f"REM-2026-0001-{n}" for n in (1, 2, 3)]
    kinds = [(block.findtext(f"{space}PmtTpInf/{space}LclInstrm/{space}Cd"),
              block.findtext(f"{space}PmtTpInf/{space}SeqTp")) for block in blocks]  # fmt: skip
    assert kinds == [("B2B", "RCUR"), ("CORE", "OOFF"), ("CORE", "RCUR")]
    assert [block.findtext(f"{space}NbOfTxs") for block in blocks] == ["1", "1", "3"]


def test_one_kind_of_debit_bears_the_number_of_the_run_itself() -> None:
    assert b"<PmtInfId>REM-2026-0001</PmtInfId>" in pain_008(order(debit()))


def test_the_same_order_gives_the_same_bytes() -> None:
    assert pain_008(order(*EVERY)) == pain_008(order(*EVERY))


def test_addresses_stand_only_where_banks_ask_for_them() -> None:
    assert b"PstlAdr" not in pain_008(order(*EVERY[:3]))
    abroad = pain_008(order(EVERY[3])).decode()
    assert "<TwnNm>Zuerich</TwnNm>" in abroad
    assert "<Ctry>CH</Ctry>" in abroad
    assert "<AdrLine>Weg 1</AdrLine>" in abroad


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("Müller & Söhne", 70, "Mueller + Soehne"),
        ("Zürich «AG»", 70, "Zuerich AG"),
        ("A <b>&lt;", 70, "A b +lt"),
        ("株式会社", 70, "-"),
        ("abc def", 4, "abc"),
    ],
)
def test_texts_are_in_the_letters_every_bank_takes(text: str, most: int, shown: str) -> None:
    assert written(text, most) == shown
