"""Progress of long work, for a person who waits at a terminal and for nobody else."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager

from billcli.cli.stream import put
from billcli.domain.named import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TextIO

    from billcli.cli.invocation import Invocation

Item = TypeVar("Item")

PATIENCE = 1.0
PAUSE = 0.2


@contextmanager
def stages(invocation: Invocation, stream: TextIO | None = None) -> Iterator[Callable[[str], None]]:
    """Give a function that shows which part of long work has begun; the line vanishes at the end.

    Nothing is shown where ``track`` shows nothing.

    Args:
        invocation: terminal and verbosity.
        stream: standard error unless given.
    """
    out = stream or sys.stderr
    silent = _is_silent(invocation)
    width = 0

    def show(label: str) -> None:
        nonlocal width
        if not silent:
            width = max(width, len(label) + len(_WAIT))
            put(f"\r{(label + _WAIT).ljust(width)}", out)

    try:
        yield show
    finally:
        if width:
            put(f"\r{' ' * width}\r", out)


_WAIT = " ..."


def _is_silent(invocation: Invocation) -> bool:
    return invocation.quiet or not invocation.stderr_tty or invocation.env.get("TERM") == "dumb"


def track(
    items: Sequence[Item],
    label: str,
    invocation: Invocation,
    *,
    clock: Callable[[], float] = time.monotonic,
    stream: TextIO | None = None,
) -> Iterator[Item]:
    """Yield the items, showing how many are done once the work has taken a second.

    Nothing is shown unless standard error is a terminal, nor under ``-q`` or ``TERM=dumb``. The
    line vanishes at the end, also when the work fails.

    Args:
        items: the work.
        label: what is being done, such as ``Rendering``.
        invocation: terminal and verbosity.
        clock: seconds that only grow.
        stream: standard error unless given.
    """
    out = stream or sys.stderr
    silent = _is_silent(invocation)
    due = clock() + PATIENCE
    width = 0
    try:
        for done, item in enumerate(items):
            if not silent and clock() >= due:
                line = f"{label} {done}/{len(items)}"
                width = max(width, len(line))
                put(f"\r{line.ljust(width)}", out)
                due = clock() + PAUSE
            yield item
    finally:
        if width:
            put(f"\r{' ' * width}\r", out)
