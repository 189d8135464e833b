"""Which form a file of hours has."""

from __future__ import annotations

import pytest

from billcli.domain.problem import UsageError
from billcli.timesheet.time_file import read_time

SAMPLES = {
    "sheet": "customer;date;hours\nAcme;2026-01-05;1:30\n",
    "sheet of a spreadsheet": "\ufeffDate,Hours,Client\r\n2026-01-05,1.5,Acme\r\n",
    "export": '\n [ {"start": "20260105T080000Z", "end": "20260105T093000Z", "tags": ["Acme"]} ]',
    "data": "inc 20260105T080000Z - 20260105T093000Z # Acme\n",
    "timeclock": "; mine\n\ni 2026/01/05 09:00:00 Acme\no 2026/01/05 10:30:00\n",
    "timedot": "# mine\n2026-01-05\nAcme  .... ..\n",
    "timedot with a heading": "\nHours of mine\n* 2026-01-05\n** Acme  1.5h\n",
}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_form_is_told_by_what_stands_in_the_file(name: str) -> None:
    (found,) = read_time(SAMPLES[name].encode(), "t", lambda moment: moment)
    assert (found.date.isoformat(), found.names, found.seconds) == ("2026-01-05", ("Acme",), 5400)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"hello",
        b"[time]\nround = 1\n",
        b"a,b\n1,2\n",
        b"\xff\xfe\x00h",
        b"customer;date\xe4;hours\n",
    ],
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(UsageError) as caught:
        read_time(data, "t", lambda moment: moment)
    assert [p.code for p in caught.value.problems] == ["WORK-IMPORT"]
    assert all(p.help for p in caught.value.problems)


def test_an_export_of_nothing_is_nothing() -> None:
    assert read_time(b"[]", "t", lambda moment: moment) == ()
