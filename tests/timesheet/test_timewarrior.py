"""Time kept by Timewarrior."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.problem import UsageError
from billcli.timesheet.timewarrior import read_data, read_export
from billcli.timesheet.told import Told

EXPORT = """[
  {
    "id": 3,
    "start": "20260105T080000Z",
    "end": "20260105T093000Z",
    "tags": ["Acme", "logo"],
    "annotation": "Draft, first round"
  },
  {
    "id": 2,
    "start": "20260105T233000Z",
    "end": "20260106T003000Z",
    "tags": ["Globex"]
  },
  {
    "id": 1,
    "start": "20260106T100000Z"
  }
]
"""
DATA = """inc 20260105T080000Z - 20260105T093000Z # Acme logo # "Draft, first round"
inc 20260105T233000Z - 20260106T003000Z # Globex

inc 20260105T110000Z - 20260105T111500Z # "two words" Acme
inc 20260106T110000Z - 20260106T111500Z
inc 20260106T100000Z # Acme
"""
BERLIN = dt.timezone(dt.timedelta(hours=1))


def local(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(BERLIN)


def utc(moment: dt.datetime) -> dt.datetime:
    return moment


def refused(text: str, *, data: bool = False) -> list[str]:
    with pytest.raises(UsageError) as caught:
        (read_data if data else read_export)(text, "t", utc)
    assert {p.code for p in caught.value.problems} == {"WORK-IMPORT"}
    return [p.message for p in caught.value.problems]


def test_an_export_without_what_still_runs() -> None:
    assert read_export(EXPORT, "t.json", utc) == (
        Told(
            1,
            dt.date(2026, 1, 5),
            ("Acme", "logo"),
            "Draft, first round",
            5400,
            "20260105T080000Z",
        ),
        Told(2, dt.date(2026, 1, 5), ("Globex",), "", 3600, "20260105T233000Z"),
    )


def test_the_day_is_that_of_the_persons_clock() -> None:
    days = [told.date.day for told in read_export(EXPORT, "t.json", local)]
    assert days == [5, 6]
    days = [told.date.day for told in read_data(DATA, "t.data", local)]
    assert days == [5, 6, 5, 6]


def test_lines_of_a_data_file() -> None:
    found = read_data(DATA, "2026-01.data", utc)
    assert [(t.line, t.names, t.description, t.seconds) for t in found] == [
        (1, ("Acme", "logo"), "Draft, first round", 5400),
        (2, ("Globex",), "", 3600),
        (4, ("two words", "Acme"), "", 900),
        (5, (), "", 900),
    ]


def test_an_export_and_the_data_tell_the_same_moment() -> None:
    one, other = read_export(EXPORT, "t", utc)[0], read_data(DATA, "t", utc)[0]
    assert one == other


@pytest.mark.parametrize("text", ["", "[", "{}", "[1]", '["a"]', "null", "[" * 100_000])
def test_what_is_no_export(text: str) -> None:
    assert refused(text) == ["it is no export of Timewarrior"]


@pytest.mark.parametrize(
    "row",
    [
        '{"start": "20260105T090000Z", "end": "20260105T080000Z"}',
        '{"start": "20260105T090000Z", "end": "20260105T090000Z"}',
        '{"start": "2026-01-05", "end": "20260105T080000Z"}',
        '{"end": "20260105T080000Z"}',
    ],
)
def test_an_entry_that_cannot_be_is_refused(row: str) -> None:
    (said,) = refused(f'[{row}, {{"start": "x"}}]')
    assert said.startswith("entry 1: ")


def test_every_line_that_is_no_interval_is_named() -> None:
    text = """inc 20260105T080000Z - 20260105T093000Z
out 20260105T080000Z
inc 20260105T090000Z - 20260105T080000Z # Acme
inc 20260105 - 20260106 # Acme
inc 20260105T080000Z - 20260105T093000Z # "Acme
"""
    found = refused(text, data=True)
    assert len(found) == 4
    assert found[0] == "it is no interval of Timewarrior"
    assert found[1] == "it ends at 08:00, not after 09:00"


def test_no_entries_are_none() -> None:
    assert read_export("[]", "t", utc) == ()
    assert read_data("\n\n", "t", utc) == ()
