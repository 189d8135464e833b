from __future__ import annotations

import io
from itertools import count
from typing import TYPE_CHECKING

import pytest

from billcli.cli.progress import stages, track

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.cli.invocation import Invocation


def _clock(step: float) -> Callable[[], float]:
    ticks = count()
    return lambda: next(ticks) * step


def _shown(invocation: Invocation, step: float) -> str:
    stream = io.StringIO()
    items = list(track("abcd", "Rendering", invocation, clock=_clock(step), stream=stream))
    assert items == list("abcd")
    return stream.getvalue()


@pytest.fixture
def terminal(invocation: Invocation) -> Invocation:
    return invocation._replace(stderr_tty=True)


def test_long_work_is_counted_and_the_line_vanishes(terminal: Invocation) -> None:
    text = _shown(terminal, 1.0)
    assert "\rRendering 0/4" in text
    assert text.endswith(f"\r{' ' * len('Rendering 0/4')}\r")


def test_short_work_shows_nothing(terminal: Invocation) -> None:
    assert _shown(terminal, 0.01) == ""


@pytest.mark.parametrize(
    "change", [{"stderr_tty": False}, {"quiet": True}, {"env": {"TERM": "dumb"}}]
)
def test_nobody_there_means_nothing_shown(terminal: Invocation, change: dict[str, object]) -> None:
    assert _shown(terminal._replace(**change), 1.0) == ""


def test_the_line_vanishes_when_the_work_fails(terminal: Invocation) -> None:
    stream = io.StringIO()
    work = track("ab", "X", terminal, clock=_clock(1.0), stream=stream)
    next(work)
    work.close()
    assert stream.getvalue().endswith("\r")


def test_standard_error_is_the_usual_place(
    terminal: Invocation, capsys: pytest.CaptureFixture[str]
) -> None:
    list(track("ab", "X", terminal, clock=_clock(1.0)))
    out, err = capsys.readouterr()
    assert out == ""
    assert "X 0/2" in err


def test_each_stage_is_shown_and_the_line_vanishes(terminal: Invocation) -> None:
    stream = io.StringIO()
    with stages(terminal, stream) as told:
        told("Reading the ledger")
        told("Writing")
    assert stream.getvalue() == (f"\rReading the ledger ...\r{'Writing ...':22}\r{' ' * 22}\r")


def test_no_stage_is_shown_to_nobody(invocation: Invocation) -> None:
    stream = io.StringIO()
    with stages(invocation, stream) as told:
        told("Reading the ledger")
    assert stream.getvalue() == ""
