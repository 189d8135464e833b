"""Which format a statement file has, and its statements, for every format but banks' CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from billcli.bank.adyen_read import is_adyen, read_adyen
from billcli.bank.camt_read import is_camt, read_camt
from billcli.bank.mt_read import is_mt940, read_mt940
from billcli.bank.ofx_read import is_ofx, read_ofx
from billcli.bank.paypal_read import is_paypal, read_paypal
from billcli.bank.qif_read import is_qif, read_qif
from billcli.bank.stripe_read import is_stripe, read_stripe

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.domain.bank_statement import BankStatement


class Format(NamedTuple):
    """A format: whether a file looks like it, and its reader."""

    fits: Callable[[bytes], bool]
    read: Callable[[bytes, str], tuple[BankStatement, ...]]


FORMATS = (
    Format(is_camt, read_camt),
    Format(is_ofx, read_ofx),
    Format(is_mt940, read_mt940),
    Format(is_stripe, read_stripe),
    Format(is_adyen, read_adyen),
)


def read_statements(data: bytes, name: str, date_order: str = "") -> tuple[BankStatement, ...]:
    """Return the statements of a file, none when it looks like nothing but a bank's CSV.

    Args:
        data: the bytes of the file.
        name: its name, for messages.
        date_order: ``dmy``, ``mdy`` or ``ymd`` where a format leaves it open, or empty.

    Raises:
        UsageError: the file cannot be read as what it looks like.
    """
    if is_qif(data):
        return read_qif(data, name, date_order)
    if is_paypal(data):
        return read_paypal(data, name, date_order)
    for fits, read in FORMATS:
        if fits(data):
            return read(data, name)
    return ()
