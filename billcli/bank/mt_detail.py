"""What the details of a line say, whatever the dialect."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from billcli.bank.stated_amount import Stated

_NOT_PROVIDED = frozenset({"NOTPROVIDED", "NOTAVAILABLE", "NOTPROVIDE", "NONREF", "NOREF"})


class Detail(NamedTuple):
    """The words of field 86, sorted.

    Attributes:
        dialect: name of the dialect, for people; empty when there are no words.
        text: remittance text.
        payer: name of the other party.
        account: its account, as written.
        reference: structured creditor reference.
        end_to_end: the payer's reference.
        code: three-digit code of the transaction (German banks), or empty.
        posting: what the bank calls the transaction.
        returned: why a payment came back, in the bank's code or words.
        stated: original amount and charges, as far as they are named.
    """

    dialect: str = ""
    text: str = ""
    payer: str = ""
    account: str = ""
    reference: str = ""
    end_to_end: str = ""
    code: str = ""
    posting: str = ""
    returned: str = ""
    stated: tuple[Stated, ...] = ()


def provided(reference: str) -> str:
    """Return a reference, or an empty string for the words that stand for none.

    >>> provided("NOTPROVIDED"), provided(" E2E-7 ")
    ('', 'E2E-7')
    """
    found = " ".join(reference.split())
    return "" if "".join(found.split()).upper() in _NOT_PROVIDED else found
