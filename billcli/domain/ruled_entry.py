"""A bank line that is no customer's, as a ledger entry: the cash leg and one counter leg.

Source: docs/reference/ledger-format.md rules 5 and 13.
"""

from __future__ import annotations

from billcli.domain.entry import Entry, Posting
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.payment_entry import bank_meta

if TYPE_CHECKING:
    from billcli.domain.bank_line import BankLine

NARRATION_MAX = 80


def ruled_entry(number: str, line: BankLine, account: str, about: str = "") -> Entry:
    """Return the entry that books a line on an account; it touches no open item.

    Args:
        number: the entry's own id, such as ``BNK-2026-0001``.
        line: of the statement; its words stand on the cash leg.
        account: what takes the other side.
        about: number of what the line brings, for a link.
    """
    legs = (Posting(line.account, line.amount, bank_meta(line)), Posting(account, -line.amount))
    payee = line.payer or line.payer_iban
    text = line.text[:NARRATION_MAX]
    links = (number, about) if about else (number,)
    return Entry(line.date, payee, text, (), links, legs, {"id": number})
