"""The status a bank gives its rows: booked, pending, void, or a word nobody knows."""

from __future__ import annotations

import pytest

from billcli.bank.csv_read import read_statement

ACCOUNT = "Assets:Bank:Checking"


def statement(data: str):  # noqa: ANN201 - a test's helper
    return read_statement(data.encode(), "bank.csv", None, ACCOUNT, "EUR")


PENDING = [
    "Afventer", "Ikke bogført", "Reserveret", "Väntande", "Ej bokförd", "Reserverad", "Venter",
    "Under behandling", "Ikke bokført", "In behandeling", "Gereserveerd", "Nog niet verwerkt",
    "Pendiente", "Retenido", "No contabilizado", "En attente", "En cours", "Non comptabilisé",
    "In sospeso", "In attesa", "Non contabilizzato", "Oczekująca", "Oczekuje", "Blokada",
    "Niezaksięgowana", "Pendente", "Odottaa", "Beklemede", "Függőben", "未確定", "Reserviert",
]  # fmt: skip


@pytest.mark.parametrize("word", PENDING)
def test_pending_rows_are_left_out_in_many_languages(word: str) -> None:
    found = statement(f"Date,Text,Amount,Status\n2026-02-01,a,1.00,{word}\n2026-02-02,b,2.00,OK\n")
    assert ([line.text for line in found.lines], found.pending) == (["b"], 1)
    assert [line.doubt for line in found.lines] == [""]


BOOKED = [
    "Booked", "COMPLETED", "Gebucht", "Udført", "Bokförd", "Bokført", "Verwerkt", "Contabilizado",
    "Comptabilisé", "Contabilizzato", "Zaksięgowana", "Toteutunut", "完了", "",
]  # fmt: skip


@pytest.mark.parametrize("word", BOOKED)
def test_words_for_booked_are_known(word: str) -> None:
    found = statement(f"Date,Text,Amount,State\n2026-02-01,a,1.00,{word}\n2026-02-02,b,2.00,OK\n")
    assert [line.doubt for line in found.lines] == ["", ""]


def test_an_unknown_status_among_others_is_a_doubt() -> None:
    found = statement("Date,Text,Amount,Status\n2026-02-01,a,1.00,Blorp\n2026-02-02,b,2.00,OK\n")
    assert [line.doubt for line in found.lines] == [
        "its status is 'Blorp': nobody knows whether the bank has booked it",
        "",
    ]


def test_one_unknown_status_of_all_rows_says_nothing() -> None:
    found = statement("Date,Text,Amount,Status\n2026-02-01,a,1.00,Blorp\n2026-02-02,b,2.00,Blorp\n")
    assert [line.doubt for line in found.lines] == ["", ""]


def test_a_column_of_few_words_with_one_for_pending_is_a_status() -> None:
    rows = "2026-02-01,a,1.00,Afventer\n2026-02-02,b,2.00,Grum\n2026-02-03,c,3.00,Grum\n"
    found = statement(f"Date,Text,Amount,Hvad\n{rows}")
    assert ([line.text for line in found.lines], found.pending) == (["b", "c"], 1)
    assert all("'Grum'" in line.doubt for line in found.lines)


def test_a_long_status_is_cut() -> None:
    word = "x" * 500
    found = statement(f"Date,Text,Amount,Status\n2026-02-01,a,1.00,{word}\n2026-02-02,b,2.00,OK\n")
    assert len(found.lines[0].doubt) < 150
