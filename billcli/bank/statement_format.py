"""Which format a statement file has, and its statements, for every format but banks' CSV."""

from __future__ import annotations

from billcli.bank.adyen_read import is_adyen, read_adyen
from billcli.bank.camt_read import is_camt, read_camt
from billcli.bank.mt_read import is_mt940, read_mt940
from billcli.bank.ofx_read import is_ofx, read_ofx
from billcli.bank.paypal_read import is_paypal, read_paypal
from billcli.bank.qif_read import is_qif, read_qif
from billcli.bank.stripe_read import is_stripe, read_stripe
from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.domain.bank_statement import BankStatement


CSV = "csv"


class Format(NamedTuple):
    """A format: its name, whether a file looks like it, and its reader."""

    name: str
    fits: Callable[[bytes], bool]
    read: Callable[[bytes, str, str], tuple[BankStatement, ...]]


def _sure_dates(
    read: Callable[[bytes, str], tuple[BankStatement, ...]],
) -> Callable[[bytes, str, str], tuple[BankStatement, ...]]:
    """Return a reader of a format that leaves no order of dates open."""
    return lambda data, name, _: read(data, name)


FORMATS = (
    Format("qif", is_qif, read_qif),
    Format("paypal", is_paypal, read_paypal),
    Format("camt", is_camt, _sure_dates(read_camt)),
    Format("ofx", is_ofx, _sure_dates(read_ofx)),
    Format("mt940", is_mt940, _sure_dates(read_mt940)),
    Format("stripe", is_stripe, _sure_dates(read_stripe)),
    Format("adyen", is_adyen, _sure_dates(read_adyen)),
)


def format_of(data: bytes) -> str:
    """Return the name of a file's format: ``csv`` for whatever looks like no other.

    >>> format_of(b"!Type:Bank"), format_of(b"Date,Amount")
    ('qif', 'csv')
    """
    return next((one.name for one in FORMATS if one.fits(data)), CSV)


def read_statements(data: bytes, name: str, date_order: str = "") -> tuple[BankStatement, ...]:
    """Return the statements of a file, none when it looks like nothing but a bank's CSV.

    Args:
        data: the bytes of the file.
        name: its name, for messages.
        date_order: ``dmy``, ``mdy`` or ``ymd`` where a format leaves it open, or empty.

    Raises:
        UsageError: the file cannot be read as what it looks like.
    """
    return next((one.read(data, name, date_order) for one in FORMATS if one.fits(data)), ())
