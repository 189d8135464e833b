"""Files of work: read strictly, changed line by line."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.problem import InvalidError
from billcli.domain.work import Work
from billcli.store.work_file import HEADING, read_work, with_added, with_invoices

DAY = dt.date(2026, 1, 5)
HOURS = Work(
    "aaaaaaaaaaaa",
    DAY,
    "Acme",
    "logo",
    'Draft, "first"\nround',
    5409,
    Decimal("90.00"),
)
EXPENSE = Work(
    "bbbbbbbbbbbb",
    DAY,
    "Globex",
    "",
    "Train",
    None,
    Decimal("84.50"),
    Decimal(10),
    "LOW",
    "receipts/77.pdf",
    "INV-2026-0001",
)
TEXT = f"""{HEADING}aaaaaaaaaaaa,2026-01-05,Acme,logo,"Draft, ""first""
round",1:30:09,90.00,,,,
bbbbbbbbbbbb,2026-01-05,Globex,,Train,,84.50,10,LOW,receipts/77.pdf,INV-2026-0001
"""


def refused(text: str | bytes) -> list[str]:
    data = text if isinstance(text, bytes) else (HEADING + text).encode()
    with pytest.raises(InvalidError) as caught:
        read_work(data, "work/2026.csv")
    assert {p.code for p in caught.value.problems} == {"WORK-INVALID"}
    assert all(p.help for p in caught.value.problems)
    return [f"{p.where} {p.message}" for p in caught.value.problems]


def test_what_is_written_is_read_again() -> None:
    assert with_added(None, [HOURS, EXPENSE]).decode() == TEXT
    assert read_work(TEXT.encode(), "work/2026.csv") == (HOURS, EXPENSE)


def test_entries_are_added_at_the_end() -> None:
    begun = with_added(None, [HOURS])
    assert with_added(begun, [EXPENSE]).decode() == TEXT
    assert with_added(begun.rstrip(b"\n"), [EXPENSE]).decode() == TEXT
    assert with_added(begun, []) == begun


def test_only_the_entries_meant_name_a_document() -> None:
    odd = TEXT.replace("Globex,,Train,,84.50", 'Globex,,"Train",,84.50')
    changed = with_invoices(odd.encode(), {"aaaaaaaaaaaa": "INV-7"}).decode()
    assert changed == odd.replace("90.00,,,,\n", "90.00,,,,INV-7\n")
    freed = with_invoices(odd.encode(), {"bbbbbbbbbbbb": ""})
    assert [work.invoice for work in read_work(freed, "w")] == ["", ""]
    assert with_invoices(odd.encode(), {"cccccccccccc": "INV-7"}).decode() == odd


def test_a_mark_that_is_taken_away_leaves_the_bytes_as_they_were() -> None:
    free = TEXT.replace("INV-2026-0001", "")
    odd = free.replace("Globex,,Train,,84.50", 'Globex,,"Train",,84.50').replace("\n", "\r\n")
    for data in (odd.encode(), odd.rstrip().encode()):
        marks = {"aaaaaaaaaaaa": "INV-7", "bbbbbbbbbbbb": "INV-8"}
        marked = with_invoices(data, marks)
        assert [work.invoice for work in read_work(marked, "w")] == ["INV-7", "INV-8"]
        assert with_invoices(marked, dict.fromkeys(marks, "")) == data
    quoted = with_invoices(free.encode(), marks).replace(b"INV-7", b'"INV-7"')
    freed = with_invoices(quoted, dict.fromkeys(marks, ""))
    assert freed == free.encode()


def test_a_last_line_without_an_end_is_marked_too() -> None:
    data = TEXT.rstrip("\n").encode()
    assert read_work(with_invoices(data, {"bbbbbbbbbbbb": "X"}), "w")[1].invoice == "X"


def test_a_byte_order_mark_and_blank_lines_are_borne() -> None:
    data = b"\xef\xbb\xbf" + TEXT.replace("bbbb", "\nbbbb", 1).encode()
    assert read_work(data, "w") == (HOURS, EXPENSE)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("a,2026-01-05,Acme,,x,1:30,,,,", "it has 10 fields instead of 11"),
        (",2026-01-05,Acme,,x,1:30,,,,,", "it lacks its id"),
        ("a,2026-01-05,,,x,1:30,,,,,", "it lacks its id, its customer"),
        ("a,2026-01-05,Acme,,x,,,,,,", "both time and price"),
        ("a,05.01.2026,Acme,,x,1:30,,,,,", "'05.01.2026' is no day"),
        ("a,2026-02-30,Acme,,x,1:30,,,,,", "cannot be read"),
        ("a,2026-01-05,Acme,,x,long,,,,,", "is no length of time"),
        ("a,2026-01-05,Acme,,x,1:30,ten,,,,", "cannot be read: 'ten' is no number"),
        ("a,2026-01-05,Acme,,x,1:30,NaN,,,,", "cannot be read"),
        ("a,2026-01-05,Acme,,x,,5,Infinity,,,", "cannot be read"),
    ],
)
def test_a_line_that_is_no_entry_is_named(row: str, words: str) -> None:
    (said,) = refused(f"{row}\n")
    assert said.startswith("work/2026.csv:2 ")
    assert words in said


def test_every_line_that_is_wrong_is_named_at_once() -> None:
    good = "a,2026-01-05,Acme,,x,1:30,,,,,\n"
    found = refused(f"b\n{good}c,2026-01-05,,,x,1:30,,,,,\n")
    assert [row.split()[0] for row in found] == ["work/2026.csv:2", "work/2026.csv:4"]


def test_an_id_stands_once() -> None:
    row = "a,2026-01-05,Acme,,x,1:30,,,,,\n"
    assert refused(row + row) == ["work/2026.csv the id a stands there twice"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"id,date\n",
        HEADING.upper().encode(),
        HEADING.encode() + b'a,"b\n',
        HEADING.encode() + b"a,\xff\n",
    ],
)
def test_a_file_that_is_none_is_refused(data: bytes) -> None:
    assert len(refused(data)) == 1


TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('",;\n\u2028\x0b'), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, st.integers(0, 10**6)), max_size=6))
def test_any_text_comes_back_whatever_is_marked(entries: list[tuple[str, str, int]]) -> None:
    works = [
        Work(f"{n:012}", DAY, "Acme", project, text, seconds)
        for n, (project, text, seconds) in enumerate(entries)
    ]
    data = with_added(None, works)
    assert list(read_work(data, "w")) == works
    marks = {work.id: f"INV-{work.id}" for work in works[::2]}
    found = read_work(with_invoices(data, marks), "w")
    assert [work.invoice for work in found] == [marks.get(work.id, "") for work in works]
    assert with_invoices(with_invoices(data, marks), dict.fromkeys(marks, "")) == data
