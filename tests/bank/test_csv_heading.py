"""Headings in words nobody taught: columns are told by what stands below them."""

from __future__ import annotations

import pytest

from billcli.bank.column_name import folded, role_of
from billcli.bank.csv_read import CsvReading, read_csv
from billcli.domain.problem import UsageError

ACCOUNT = "Assets:Bank:Checking"
IBAN, OTHER_IBAN = "DE89370400440532013000", "CH9300762011623852957"


def read(data: bytes | str, currency: str = "EUR") -> CsvReading:
    raw = data if isinstance(data, bytes) else data.encode()
    return read_csv(raw, "bank.csv", None, ACCOUNT, currency)


def figures(data: bytes | str, currency: str = "EUR") -> list[tuple[str, str, str]]:
    lines = read(data, currency).statement.lines
    return [(str(line.date), line.text, str(line.amount.number)) for line in lines]


def refused(data: str) -> str:
    with pytest.raises(UsageError) as caught:
        read(data)
    return caught.value.problems[0].code


@pytest.mark.parametrize(
    "data",
    [
        "Txn Date,Note,Type,Amount\n2026-02-02,INV-2026-0001,CR,119\n2026-02-03,Rent,DR,5.00\n",
        "Wann,Was,Art,Wieviel\n2026-02-02,INV-2026-0001,CR,119.00\n2026-02-03,Rent,DR,5.00\n",
        "Wann;Was;Wieviel\n02.02.2026;INV-2026-0001;119,00\n03.02.2026;Rent;-5,00\n",
        "Wann;Text;Wieviel\n2026-02-02;INV-2026-0001;119,00\n2026-02-03;Rent;-5,00\n",
        "Datum;Was;Wieviel\n2026-02-02;INV-2026-0001;119,00\n2026-02-03;Rent;-5,00\n",
        "Wann;Was;Betrag\n2026-02-02;INV-2026-0001;119,00\n2026-02-03;Rent;-5,00\n",
        "Am;Was;V;X\n2026-02-02;INV-2026-0001;119,00;219,00\n2026-02-03;Rent;-5,00;214,00\n",
        "Wann;Was;Wieviel;Saldo\n2026-02-02;INV-2026-0001;119,00;1,00\n2026-02-03;Rent;-5,00;1,00\n",
        "Am;Was;Summe\n2026-02-02;INV-2026-0001;119,00\nAm;Was;Summe\n2026-02-03;Rent;-5,00\n",
        "Am;Was;X\n2026-02-02;INV-2026-0001;119,00\nAm;Was;X\n2026-02-03;Rent;-5,00\n",
        "Konto;123\n\nWann;Was;Wieviel\n2026-02-02;INV-2026-0001;119,00\n2026-02-03;Rent;-5,00\n",
    ],
)
def test_a_heading_stands_above_the_first_row_with_date_and_amount(data: str) -> None:
    assert figures(data) == [
        ("2026-02-02", "INV-2026-0001", "119.00"),
        ("2026-02-03", "Rent", "-5.00"),
    ]


def test_the_heading_is_told() -> None:
    reading = read("Wann;Was;Wieviel\n2026-02-02;INV-2026-0001;119,00\n")
    assert reading.profile.header is True
    assert reading.profile.columns == {"date": ("Wann",), "amount": ("Wieviel",), "text": ("Was",)}


def test_whole_numbers_are_the_amount_when_no_other_column_holds_numbers() -> None:
    data = "Wann,Was,Wieviel\n2026-02-02,INV-2026-0001,119\n"
    assert figures(data) == [("2026-02-02", "INV-2026-0001", "119.00")]
    assert refused("Wann,Was,Wieviel,Nr\n2026-02-02,INV-2026-0001,119,7\n") == "CSV-COLUMNS"
    assert refused("Wann,Was,Nr\n2026-02-02,INV-2026-0001,0119\n") == "CSV-COLUMNS"


@pytest.mark.parametrize(
    "data",
    [
        "Wann,Was,Eins,Zwei\n2026-02-02,a,1.00,5.00\n2026-02-03,b,2.00,9.00\n",
        "Wann,Was,Eins,Zwei\n2026-02-02,a,1.00,\n2026-02-03,b,,9.00\n",
        "Datum,Was,Eins,Zwei\n2026-02-02,a,1.00,5.00\n",
    ],
)
def test_two_columns_of_amounts_are_refused(data: str) -> None:
    assert refused(data) == "CSV-COLUMNS"


def test_accounts_and_directions_are_told_by_content_beside_known_words() -> None:
    data = (
        f"Date,Amount,Who knows,Way,Remark\n2026-02-02,119.00,{IBAN},Bij,INV-2026-0001\n"
        f"2026-02-03,5.00,{OTHER_IBAN},Af,Rent\n"
    )
    lines = read(data).statement.lines
    assert [str(line.amount.number) for line in lines] == ["119.00", "-5.00"]
    assert [line.payer_iban for line in lines] == [IBAN, OTHER_IBAN]
    assert [line.text for line in lines] == ["INV-2026-0001", "Rent"]


def test_a_stated_sign_outranks_words_of_an_unknown_column() -> None:
    data = "Date,Text,Art,Amount\n2026-02-02,a,C,119.00\n2026-02-03,b,C,-5.00\n"
    assert [n for *_, n in figures(data)] == ["119.00", "-5.00"]


def test_a_direction_missing_in_some_rows_is_refused() -> None:
    data = "Date,Text,Art,Amount\n2026-02-02,a,CR,119.00\n2026-02-03,b,,5.00\n"
    assert refused(data) == "CSV-SIGN"


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("Dato;Tekst;Beløb", "02.02.2026;INV-2026-0001;119,00"),
        ("Datum;Beskrivning;Belopp", "2026-02-02;INV-2026-0001;119,00"),
        ("Bokført dato;Forklaring;Inn på konto;Ut fra konto", "02.02.2026;INV-2026-0001;119,00;"),
        ("Kirjauspäivä;Viesti;Määrä", "02.02.2026;INV-2026-0001;119,00"),
        ("Data księgowania;Tytuł operacji;Kwota", "2026-02-02;INV-2026-0001;119,00"),
        ("Datum provedení;Zpráva pro příjemce;Částka", "02.02.2026;INV-2026-0001;119,00"),
        ("Data mov.;Descrição;Débito;Crédito", "2026-02-02;INV-2026-0001;;119,00"),
        ("日付;内容;金額", "2026/02/02;INV-2026-0001;119,00"),
        ("取引日;摘要;お支払金額;お預り金額;残高", "2026/02/02;INV-2026-0001;;119,00;200,00"),
        ("Boekingsdatum;Omschrijving;Bedrag", "2026-02-02;INV-2026-0001;119,00"),
        ("Data valuta;Causale;Entrate;Uscite", "2026-02-02;INV-2026-0001;119,00;"),
        ("Fecha;Concepto;Importe", "2026-02-02;INV-2026-0001;119,00"),
        ("Könyvelés dátuma;Közlemény;Összeg", "2026-02-02;INV-2026-0001;119,00"),
        ("Tarih;A\u00e7\u0131klama;Tutar;Bakiye", "02.02.2026;INV-2026-0001;119,00;200,00"),
        ("İşlem Tarihi;A\u00e7\u0131klama;Borç;Alacak", "02.02.2026;INV-2026-0001;;119,00"),
        ("日期;摘要;金额", "2026-02-02;INV-2026-0001;119,00"),
    ],
)
def test_headings_of_many_languages_are_known_by_their_words(heading: str, row: str) -> None:
    assert figures(f"{heading}\n{row}\n") == [("2026-02-02", "INV-2026-0001", "119.00")]
    roles = [(role_of(name) or ("none",))[0] for name in heading.split(";")]
    assert "none" not in roles


def test_words_of_other_scripts_keep_their_letters() -> None:
    assert folded("取引 日") == "取引 日"
    assert folded("İşlem_Tarihi") == "islem tarihi"


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "gb18030"])
def test_texts_of_japan_and_china_are_read_in_their_encodings(encoding: str) -> None:
    words = "日期,摘要,金额" if encoding == "gb18030" else "日付,内容,金額"
    payer = "张三货款" if encoding == "gb18030" else "カブシキガイシャ 請求書"
    data = f"{words}\n2026/02/02,{payer} INV-2026-0001,119\n".encode(encoding)
    assert figures(data, "JPY") == [("2026-02-02", f"{payer} INV-2026-0001", "119")]
    assert read(data, "JPY").profile.encoding == encoding


def test_accents_of_europe_are_not_taken_for_japanese() -> None:
    data = "Buchungstag;Auftraggeber;Betrag\n31.01.2026;Müller Söhne Grüße;5,00\n"
    assert read(data.encode("cp1252")).profile.encoding == "cp1252"


def test_a_first_row_without_date_below_values_is_no_heading() -> None:
    assert refused("Pending;Card;-3,00\n02.02.2026;INV-2026-0001;119,00\n") == "CSV-COLUMNS"
    assert refused("words;only\nmore;words\n") == "CSV-COLUMNS"


def test_words_of_an_english_bank_with_directions() -> None:
    data = "Txn Date,Narration,Type,Amount\n2026-02-02,INV-2026-0001,CR,119.00\n"
    assert figures(data) == [("2026-02-02", "INV-2026-0001", "119.00")]
    assert figures(data.replace("CR", "DR")) == [("2026-02-02", "INV-2026-0001", "-119.00")]
