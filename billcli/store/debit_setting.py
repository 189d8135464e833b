"""The section ``[debit]`` of ``billcli.toml``: who collects direct debits, and in which message."""

from __future__ import annotations

from billcli.domain.frozen import frozen
from billcli.domain.mandate import is_creditor_id
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import quoted

if TYPE_CHECKING:
    from billcli.store.toml_table import TomlTable

DAYS, DAYS_MAX = 3, 30
MESSAGES = ("pain.008.001.08", "pain.008.001.02")


@frozen
class DebitSetting:
    """How direct debits are collected.

    Attributes:
        creditor_id: the SEPA creditor identifier, or empty while none is set.
        message: version of the file that the bank takes.
        days: how many days after today money is collected when no day is named.
    """

    creditor_id: str = ""
    message: str = MESSAGES[0]
    days: int = DAYS


def read_debit(table: TomlTable) -> DebitSetting:
    """Return the section; what is wrong is noted in the table's file with its line."""
    creditor = "".join(table.text("creditor_id").split()).upper()
    if creditor and not is_creditor_id(creditor):
        table.wrong(
            "creditor_id",
            f"{quoted(creditor)} is no SEPA creditor identifier",
            "copy it from your bank's letter, as in DE98ZZZ09999999999",
        )
    message = table.text("message", MESSAGES[0])
    if message not in MESSAGES:
        table.wrong(
            "message", f"{quoted(message)} is not written", f"use one of {', '.join(MESSAGES)}"
        )
    days = table.whole("days")
    if days is not None and not 1 <= days <= DAYS_MAX:
        table.wrong("days", f"{days} days are not a lead time", f"use 1 to {DAYS_MAX}")
    table.finish()
    return DebitSetting(creditor, message, DAYS if days is None else days)
