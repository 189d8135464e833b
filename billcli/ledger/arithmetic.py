"""Decimal arithmetic as Beancount's parser must do it: where it fails, it tells and goes on."""

from __future__ import annotations

import decimal
from contextlib import contextmanager

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def no_traps() -> Iterator[decimal.Context]:
    """Calculate with 28 digits, and note failures in the flags of the context that is yielded.

    Beancount's grammar does not expect an arithmetic operation to fail: ``1/0`` ends the process
    with a segmentation fault. Without traps the result is a value that is no number.

    >>> with no_traps() as context:
    ...     print(decimal.Decimal(1) / 0, context.flags[decimal.DivisionByZero])
    Infinity True
    """
    with decimal.localcontext() as context:
        context.prec = 28
        for signal in context.traps:
            context.traps[signal] = False
        context.clear_flags()
        yield context
