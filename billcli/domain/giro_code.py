"""The content of an EPC payment code ("GiroCode"), which fills in a euro transfer.

Source: EPC069-12, Quick response code: guidelines to enable data capture for the initiation of a
SEPA credit transfer, version 002.
"""

from __future__ import annotations

from dataclasses import dataclass

from billcli.domain.iban import EEA, compact, is_bic, is_qr_iban, is_sepa
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.payment_text import cut, one_line, payable
from billcli.domain.reference import is_rf, normalised

if TYPE_CHECKING:
    from billcli.domain.money import Money

BYTES_MAX = 331
VERSION_MAX = 13
NAME_MAX, TEXT_MAX = 70, 140


@dataclass(frozen=True, slots=True)
class GiroCode:
    """What a euro transfer says.

    Attributes:
        bic: of the account's bank, or an empty string.
        name: of the account's holder, at most 70 characters.
        iban: the account, without blanks.
        amount: euros with two decimals and a point.
        reference: creditor reference (ISO 11649), or an empty string.
        text: free text, only where there is no reference.
    """

    bic: str
    name: str
    iban: str
    amount: str
    reference: str = ""
    text: str = ""

    @property
    def payload(self) -> str:
        """The content of the code: twelve fields by line, empty ones at the end left out."""
        purpose, hint = "", ""
        fields = (
            "BCD", "002", "1", "SCT", self.bic, self.name, self.iban, f"EUR{self.amount}", purpose,
            self.reference, self.text, hint,
        )  # fmt: skip
        return "\n".join(fields).rstrip("\n")


def giro_code(amount: Money, name: str, iban: str, bic: str, reference: str) -> GiroCode | None:
    r"""Return the payment code of an amount, or None where it could not be right.

    None is returned for another currency than the euro, for an amount outside 0.01 to
    999,999,999.99, for an account that euro transfers do not reach (a QR-IBAN takes none), without
    a name or a reference, for an account outside the European Economic Area without its BIC, and
    where the content would exceed 331 bytes.

    Args:
        amount: what is to be paid.
        name: the account's holder; cut after 70 characters, as a transfer's own field is.
        iban: the account.
        bic: its bank; one that cannot be right is left out, for the IBAN is enough.
        reference: a creditor reference, else any text that names the document.

    >>> from billcli.domain.money import Money
    >>> code = giro_code(Money.of("9.90", "EUR"), "Ada", "DE02120300000000202051", "", "A-1")
    >>> code.payload.replace("\n", "|")
    'BCD|002|1|SCT||Ada|DE02120300000000202051|EUR9.90|||A-1'
    """
    holder, figure, wanted = cut(one_line(name), NAME_MAX), payable(amount), one_line(reference)
    if amount.currency != "EUR" or not (figure and holder and wanted):
        return None
    if not is_sepa(iban) or is_qr_iban(iban):
        return None
    bank = compact(bic) if is_bic(bic) else ""
    if not bank and compact(iban)[:2] not in EEA:
        return None
    checked = normalised(wanted) if is_rf(wanted) else ""
    text = "" if checked else wanted
    code = GiroCode(bank, holder, compact(iban), figure, checked, text)
    fits = len(text) <= TEXT_MAX and len(code.payload.encode()) <= BYTES_MAX
    return code if fits else None
