"""Field 86 in its dialects."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from billcli.bank.mt_text import split_fields
from billcli.bank.mt_words import detail_of
from billcli.bank.mt_wrap import Widths, chunked, unwrapped, widths_of
from billcli.bank.stated_amount import charges_of, original_of, stated_in
from billcli.domain.money import Money

IBAN = "DE02120300000000202051"
DUTCH = "NL91ABNA0417164300"


class Case(NamedTuple):
    name: str
    text: str
    words: str = ""
    payer: str = ""
    account: str = ""
    reference: str = ""
    end_to_end: str = ""
    code: str = ""
    posting: str = ""
    returned: str = ""


CASES = [
    Case(
        "German, tags in remittance",
        f":86:166?00SEPA-GUTSCHRIFT?109075/611?20EREF+E2E-4711?21KREF+NONREF?22MREF+M1?23CRED+DE98Z"
        f"?24SVWZ+Rechnung INV-2026-00?2542 vom 12.3.?30BYLADEM1001?31{IBAN}?32Acme?33GmbH?34011",
        "Rechnung INV-2026-00 42 vom 12.3.",
        "Acme GmbH",
        IBAN,
        end_to_end="E2E-4711",
        code="166",
        posting="SEPA-GUTSCHRIFT",
    ),
    Case(
        "German, full subfields and rows glued",
        ":86:166?00GUTSCHRIFT?20SVWZ+Rechnung INV-2026-0042 ?21vom 12.03.2026, Kundennumme\nr 4711"
        "?32Projektgemeinschaft Hafenca?33fe GbR",
        "Rechnung INV-2026-0042 vom 12.03.2026, Kundennummer 4711",
        "Projektgemeinschaft Hafencafe GbR",
        code="166",
        posting="GUTSCHRIFT",
    ),
    Case(
        "German, a tag broken by a row",
        ":86:166?00GUTSCHRIFT?20EREF+NOTPROVIDED SVW\nZ+INV-7?32Acme",
        "INV-7",
        "Acme",
        code="166",
        posting="GUTSCHRIFT",
    ),
    Case(
        "German, no tags, more remittance in 60 to 63",
        ":86:051?00Gutschrift?20Rechnung?21 7?60 und 8?3010020030?310012345678?32Acme",
        "Rechnung  7  und 8",
        "Acme",
        "0012345678",
        code="051",
        posting="Gutschrift",
    ),
    Case(
        "German, on behalf of others",
        ":86:166?20SVWZ+INV-7?21ABWA+Globex?22PURP+RINP?23DEBT+X?24ABWE+Northwind?32PayCo",
        "INV-7 Globex Northwind",
        "PayCo",
        code="166",
    ),
    Case(
        "German, return with its code",
        ":86:109?00RETOURE CORE?20EREF+E2E-1?21RTRN+MS03?22SVWZ+INV-7?34914",
        "INV-7",
        end_to_end="E2E-1",
        code="109",
        posting="RETOURE CORE",
        returned="MS03",
    ),
    Case(
        "other signs between subfields",
        ":86:166<00X<20INV-7<32Acme",
        "INV-7",
        "Acme",
        code="166",
        posting="X",
    ),
    Case(
        "letters in front", ":86:TBB+00Prevod+\n20INV-7+\n32Acme", "INV-7", "Acme", posting="Prevod"
    ),
    Case("more subfields", ":86:166?20INV-7?32Acme?70To?12 Globex", "INV-7", "Acme", code="166"),
    Case("no code in front", ":86:^20INV-7^32Acme", "INV-7", "Acme"),
    Case(
        "Polish, IBAN apart",
        f":86:020~00Wplata~20INV-7~3110600076~38{IBAN}",
        "INV-7",
        "",
        IBAN,
        code="020",
        posting="Wplata",
    ),
    Case(
        "Triodos, account in front",
        f":86:000>100987\n>20ABNANL2A\n>21{DUTCH}\n>22Factuur 7\n>310123",
        "Factuur 7",
        "",
        "0123",
        code="000",
    ),
    Case("German, plain", ":86:999Danke fuer INV-7", "Danke fuer INV-7"),
    Case(
        "Dutch, Rabobank and ABN AMRO",
        f":86:/TRTP/SEPA OVERBOEKING/IBAN/{DUTCH}/BIC/ABNANL2A/NAME/Acme\n B.V./REMI/INV-7/EREF/NOT"
        "PRO\nVIDED",
        "INV-7",
        "Acme B.V.",
        DUTCH,
        posting="SEPA OVERBOEKING",
    ),
    Case(
        "Dutch, a full row",
        f":86:/TRTP/IDEAL/IBAN/{DUTCH}/BIC/ABNANL2A/NAME/Acme B.V./REMI/\nINV-2026-0042/EREF/E2E",
        "INV-2026-0042",
        "Acme B.V.",
        DUTCH,
        end_to_end="E2E",
        posting="IDEAL",
    ),
    Case(
        "Dutch, ING",
        f":86:/EREF/E2E-7//MARF/M1//CSID/NL1//CNTP/{DUTCH}/ABNANL2A/Acme B.V./Utrecht//REMI/USTD//"
        "INV-7 and/or INV-8//PURP/OTHR/",
        "INV-7 and/or INV-8",
        "Acme B.V.",
        DUTCH,
        end_to_end="E2E-7",
    ),
    Case(
        "Dutch, ING, structured",
        f":86:/CNTP/{DUTCH}/ABNANL2A/Acme///REMI/STRD/CUR/9001123412341234/",
        "",
        "Acme",
        DUTCH,
        "9001123412341234",
    ),
    Case(
        "Dutch, Rabobank, structured",
        ":86:/EREF/12/BENM//NAME/Tax/REMI//CDTRREFTP//CD/SCOR/ISSR/CUR/CDTRREF/1234567899874563/ISDT/x",
        "",
        "Tax",
        "",
        "1234567899874563",
        "12",
    ),
    Case(
        "Dutch, ABN AMRO, structured",
        ":86:/TRTP/ACCEPTGIRO/NAME/Tax/REMI/ISSUER: CUR     REF: 4420 0432/EREF/NOTPROVIDED",
        "ISSUER: CUR     REF: 4420 0432",
        "Tax",
        "",
        "44200432",
        posting="ACCEPTGIRO",
    ),
    Case(
        "Dutch, a word broken by a row",
        ":86:/EREF/1//CNTP/1/2/Acme///R\nEMI/USTD//INV-7/",
        "INV-7",
        "Acme",
        "1",
        end_to_end="1",
    ),
    Case(
        "Dutch, a return", ":86:/RTRN/MD06//NAME/Acme/REMI/INV-7", "INV-7", "Acme", returned="MD06"
    ),
    Case("Dutch, nothing said", f":86:/IBAN/{DUTCH}/NAME/Acme/REMI/", "", "Acme", DUTCH),
    Case(
        "an unknown word behind the name may name a document",
        f":86:/EREF/1/IBAN/{DUTCH}/NAME/Acme B.V./XREF/RF18539007547034/",
        "XREF/RF18539007547034",
        "Acme B.V.",
        DUTCH,
        end_to_end="1",
    ),
    Case(
        "unknown words behind several, and in what is told",
        f":86:/EREF/1/XONE/2/IBAN/{DUTCH}/XTWO/3/NAME/Acme/XTRE/4/5/REMI/INV-7/XFOR/6/",
        "INV-7/XFOR/6 XONE/2 XTWO/3 XTRE/4/5",
        "Acme",
        DUTCH,
        end_to_end="1",
    ),
    Case(
        "slashes of a name and of a counterparty's place are no words",
        f":86:/EREF/1/NAME/A/B Acme c/o DEF/CNTP/{DUTCH}/ABNANL2A/ACME/OSLO/REMI/7",
        "7",
        "A/B Acme c/o DEF",
        DUTCH,
        end_to_end="1",
    ),
    Case(
        "Polish split payment",
        ":86:/VAT/23,00/IDC/5250000000/INV/FA/42/2026/TXT/zaplata",
        "/VAT/23,00/IDC/5250000000/INV/FA/42/2026/TXT/zaplata",
    ),
    Case("Dutch, no name", ":86:/BBAN/123/REMI//REMI/INV-7", "INV-7", "", "123"),
    Case("SWIFT, ordering party", ":86:/ORDP/Acme Inc.\n/REMI/INV-7", "INV-7", "Acme Inc."),
    Case(
        "Macedonian",
        ":86:/BENM/3000001\n/Acme\n/INV-7",
        "/BENM/3000001 /Acme /INV-7",
        "Acme",
        "3000001",
    ),
    Case(
        "labels",
        f":86:SEPA         IBAN: {DUTCH}\nBIC: ABNANL2A  NAAM: Acme B.V.\nOMSCHRIJVING: 7",
        f"SEPA         IBAN: {DUTCH} BIC: ABNANL2A  NAAM: Acme B.V. OMSCHRIJVING: 7",
        "Acme B.V.",
        DUTCH,
    ),
    Case("an account in front", f":86:{IBAN} Acme\nINV-7", f"{IBAN} Acme INV-7", "", IBAN),
    Case("plain words", ":86:Terugboeking\n:86:INV-7", "Terugboeking INV-7"),
    Case("a number with dashes", ":86:INV-2026-0001", "INV-2026-0001"),
    Case("a number alone", ":86:112-2026 20.00 EUR", "112-2026 20.00 EUR"),
    Case("nothing", ":86:  "),
    Case(
        "numbered rows",
        ":NS:01Rechnung\n02INV-7\n15Acme\n16GmbH\n17Gutschrift\n34123456\nodd",
        "Rechnung INV-7",
        "Acme GmbH",
        "123456",
        posting="Gutschrift",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_dialect(case: Case) -> None:
    detail = detail_of(split_fields(case.text), Widths(61, 65))
    found = (
        detail.text, detail.payer, detail.account, detail.reference, detail.end_to_end,
        detail.code, detail.posting, detail.returned,
    )  # fmt: skip
    assert found == case[2:]


def test_dialects_are_named() -> None:
    named = {detail_of(split_fields(case.text), Widths()).dialect for case in CASES}
    assert {name.partition(" ")[0] for name in named} == {
        "subfields", "words", "plain", "numbered", ""
    }  # fmt: skip


def test_a_number_that_runs_over_a_full_row_stays_whole() -> None:
    rows = ["Payment of invoice".ljust(61, ".") + "INV-", "2026-0042"]
    assert unwrapped(rows, Widths()).endswith("INV-2026-0042")
    assert unwrapped([rows[0][:-1], rows[1]], Widths()).endswith("INV 2026-0042")


def test_rows_below_words_that_end_early_are_words_of_their_own() -> None:
    assert unwrapped(["Invoice 7", "2026", "x"], Widths()) == "Invoice 7 2026 x"


@pytest.mark.parametrize(
    ("fields", "widths"),
    [
        ([], Widths(65, 65)),
        ([("x" * 65, "y" * 65, "z")], Widths(65, 65)),
        ([("x" * 61, "y" * 65, "z")], Widths(61, 65)),
        ([("x" * 64, "y" * 64, "z"), ("x" * 64, "z"), ("last",)], Widths(64, 64)),
        ([("x" * 64, "z"), ("x" * 64, "z"), ("x" * 65, "z")], Widths(65, 65)),
        ([("x" * 64, "y" * 64, "z")], Widths(65, 65)),
        ([("x" * 66, "y")], Widths(65, 65)),
    ],
)
def test_widths_of_a_file(fields: list[tuple[str, ...]], widths: Widths) -> None:
    assert widths_of(fields) == widths


def test_full_chunks_are_glued_and_others_parted() -> None:
    assert chunked(["a" * 27, "b", "c"]) == "a" * 27 + "b c"
    assert chunked([]) == ""


@pytest.mark.parametrize(
    ("text", "charges", "original"),
    [
        ("/OCMT/USD11,85//CHGS/EUR0,50/", "0.50 EUR", "-11.85 USD"),
        ("/CHGS1/EUR1,//CHGS2/EUR2,5/", "3.50 EUR", "None"),
        ("EREF+1 CHGS+EUR 1,25 OCMT+CHF3,", "1.25 EUR", "-3.00 CHF"),
        ("/CHGS/EUR1,/CHGS/USD1,/", "None", "None"),
        ("/OCMT/EUR11,85/ /CHGS/EUR0,/", "None", "None"),
        ("/CHGS/EUR1.234/ /OCMT/JPY0,5/", "None", "None"),
        ("nothing", "None", "None"),
    ],
)
def test_charges_and_original_amounts(text: str, charges: str, original: str) -> None:
    stated = stated_in(text)
    assert str(charges_of(stated)) == charges
    assert str(original_of(stated, Money.of("-9.00", "EUR"))) == original
    if original != "None":
        assert str(original_of(stated, Money.of("9.00", "EUR"))) == original.lstrip("-")
