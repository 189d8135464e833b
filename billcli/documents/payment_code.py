"""The code a payer scans: which one a document gets, and how templates see it."""

from __future__ import annotations

import base64
from types import MappingProxyType

from billcli.documents.address import grouped
from billcli.documents.qr_symbol import modules, outline, symbol
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from billcli.documents.letterhead import Letterhead
    from billcli.domain.money import Money
    from billcli.domain.swiss_bill import SwissBill

CHOICES = ("auto", "epc", "swiss", "none")


@frozen
class PaymentCode:
    """A payment code.

    Attributes:
        kind: ``epc`` or ``swiss``.
        text: what the code says.
        rows: its modules.
        bill: what the strip of a QR-bill prints, None for other codes.
    """

    kind: str
    text: str
    rows: Sequence[Sequence[int]]
    bill: SwissBill | None = None

    def data(self, alternative: str) -> Mapping[str, object]:
        """Return what templates see.

        ``svg`` is the symbol for print (a QR-bill's without its white border, for the strip brings
        it), ``uri`` the symbol with its border as a data URI (RFC 2397), ``alt`` its description;
        ``bill`` holds the texts of the strip.

        Args:
            alternative: what the code does, in words, for readers who do not see it.
        """
        cross = self.kind == "swiss"
        size, path = len(self.rows), outline(self.rows)
        whole = symbol(size, path, cross=cross)
        packed = base64.b64encode(whole.encode()).decode()
        return MappingProxyType(
            {
                "kind": self.kind,
                "text": self.text,
                "svg": symbol(size, path, quiet=0, cross=True) if cross else whole,
                "uri": f"data:image/svg+xml;base64,{packed}",
                "alt": alternative,
                "bill": _strip(self.bill) if self.bill else "",
            }
        )


@frozen
class Claim:
    """What is to be paid, and under which name.

    Attributes:
        amount: in full.
        number: of the document; a draft has none, and no code either.
        reference: the one printed; may be empty.
        message: additional information for a QR-bill.
    """

    amount: Money
    number: str
    reference: str
    message: str = ""


def code_shown(head: Letterhead, claim: Claim) -> Mapping[str, object] | str:
    """Return what templates see of a document's payment code, an empty text without one."""
    code = payment_code(claim, head.issuer, head.customer, head.look.payment_code)
    if code is None:
        return ""
    values = {
        "amount": head.reader.notation.money(claim.amount),
        "name": head.issuer.get("name", ""),
        "reference": grouped(claim.reference) if claim.reference else claim.number,
    }
    return code.data(head.reader.phrase("code-alternative", **values))


def payment_code(
    claim: Claim, issuer: Mapping[str, str], customer: Mapping[str, str], choice: str = "auto"
) -> PaymentCode | None:
    """Return the payment code of a document, or None where none could be right.

    Args:
        claim: what is to be paid.
        issuer: values by the keys of ``contract.PARTY_KEYS``.
        customer: the same for the customer; without a country it is at home.
        choice: ``epc``, ``swiss``, ``none``, or ``auto``: a QR-bill where the account can have one,
            else an EPC code where a euro transfer reaches it.
    """
    if not (claim.number and issuer.get("iban", "")):
        return None
    found = _swiss(claim, issuer, customer) if choice in {"auto", "swiss"} else None
    if found is None and choice in {"auto", "epc"}:
        found = _epc(claim, issuer)
    return found


def _epc(claim: Claim, issuer: Mapping[str, str]) -> PaymentCode | None:
    from billcli.domain import giro_code  # noqa: PLC0415 - only where an account can be paid

    name, iban, bic = (issuer.get(key, "") for key in ("name", "iban", "bic"))
    code = giro_code.giro_code(claim.amount, name, iban, bic, claim.reference or claim.number)
    rows = modules(code.payload, giro_code.VERSION_MAX) if code else None
    return PaymentCode("epc", code.payload, rows) if code and rows else None


def _swiss(
    claim: Claim, issuer: Mapping[str, str], customer: Mapping[str, str]
) -> PaymentCode | None:
    from billcli.domain import swiss_bill  # noqa: PLC0415 - only where an account can be paid

    debtor = {**customer, "country": customer.get("country", "") or issuer.get("country", "")}
    message = claim.message or claim.number
    bill = swiss_bill.swiss_bill(claim.amount, issuer, debtor, claim.reference, message)
    rows = modules(bill.payload, swiss_bill.VERSION_MAX) if bill else None
    return PaymentCode("swiss", bill.payload, rows, bill) if bill and rows else None


def _strip(bill: SwissBill) -> Mapping[str, object]:
    """Return the texts of payment part and receipt as the guidelines group them (3.5, 3.6)."""
    debtor = bill.debtor
    return MappingProxyType(
        {
            "iban": grouped(bill.iban),
            "creditor": bill.creditor.lines,
            "creditor_short": bill.creditor.short_lines,
            "reference": grouped(bill.reference),
            "message": bill.message,
            "debtor": debtor.lines if debtor else (),
            "debtor_short": debtor.short_lines if debtor else (),
            "currency": bill.currency,
            "amount": _spaced(bill.amount),
        }
    )


def _spaced(amount: str) -> str:
    """Return an amount with a blank between thousands, which no language changes (3.5.3).

    >>> _spaced("1590.00"), _spaced("")
    ('1 590.00', '')
    """
    whole, point, cents = amount.partition(".")
    first = len(whole) % 3
    groups = [whole[:first], *(whole[i : i + 3] for i in range(first, len(whole), 3))]
    return " ".join(filter(None, groups)) + point + cents
