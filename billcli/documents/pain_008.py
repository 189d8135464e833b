"""The order to collect direct debits, as a bank takes it: ISO 20022 pain.008.

The same order gives the same bytes. Names and texts are written in the letters that every bank of
the area must take.

Source: EPC130-08 (SEPA Core Direct Debit, customer to bank), EPC217-08 (latin characters).
"""

from __future__ import annotations

import re
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from billcli.domain.frozen import frozen
from billcli.domain.iban import EEA, compact
from billcli.domain.latin import latin
from billcli.domain.money import plain, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from billcli.domain.direct_debit import Debit
    from billcli.domain.party import Party

VERSIONS = {"pain.008.001.02": "BIC", "pain.008.001.08": "BICFI"}
"""Versions of the message, and what each calls a bank's code."""

_STRANGE = re.compile(r"[^A-Za-z0-9/?:().,'+ -]", re.ASCII)
_NAME_MAX, _TEXT_MAX, _STREET_MAX = 70, 140, 70


@frozen
class Creditor:
    """Who collects.

    Attributes:
        iban: where the money goes, in any writing; ``bic`` may be empty.
        creditor_id: its SEPA creditor identifier.
    """

    name: str
    iban: str
    bic: str
    creditor_id: str


@frozen
class Order:
    """One file for the bank.

    Attributes:
        number: names the order, on the statement too.
        made: the day it is made.
        collected: the day on which the money is collected.
        debits: each with its end-to-end id.
        version: one of ``VERSIONS``.
    """

    number: str
    made: dt.date
    collected: dt.date
    creditor: Creditor
    debits: tuple[tuple[str, Debit], ...]
    version: str = "pain.008.001.08"

    def block(self, debit: Debit) -> str:
        """Return the number of the payment block a debit stands in, one per scheme and sequence.

        The bank books each block by itself; a single one bears the number of the order.
        """
        kinds = sorted({_kind(one) for _, one in self.debits})
        nth = kinds.index(_kind(debit)) + 1
        return self.number if len(kinds) == 1 else f"{self.number}-{nth}"


def pain_008(order: Order) -> bytes:
    """Return the file of an order; there is a payment block per scheme and sequence."""
    root = Element("Document", xmlns=f"urn:iso:std:iso:20022:tech:xsd:{order.version}")
    message = SubElement(root, "CstmrDrctDbtInitn")
    head = SubElement(message, "GrpHdr")
    _text(head, "MsgId", order.number)
    _text(head, "CreDtTm", f"{order.made}T00:00:00")
    _sums(head, order.debits)
    _text(head, "InitgPty/Nm", written(order.creditor.name, _NAME_MAX))
    ranked = sorted(order.debits, key=lambda row: _kind(row[1]))
    for _, block in groupby(ranked, key=lambda row: _kind(row[1])):
        _payment_block(message, order, list(block))
    indent(root)
    body: bytes = tostring(root, "utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"


def written(text: str, most: int) -> str:
    """Return text in the letters every bank takes, of at most so many characters.

    >>> written("Müller & Søhne «Nord»", 20)
    'Mueller + Soehne Nor'
    """
    plainer = latin(text).replace("&", "+")
    return " ".join(_STRANGE.sub(" ", plainer).split())[:most].rstrip() or "-"


def _kind(debit: Debit) -> tuple[str, str]:
    return debit.mandate.scheme, debit.mandate.sequence


def _payment_block(message: Element, order: Order, debits: Sequence[tuple[str, Debit]]) -> None:
    creditor, (scheme, sequence) = order.creditor, _kind(debits[0][1])
    block = SubElement(message, "PmtInf")
    _text(block, "PmtInfId", order.block(debits[0][1]))
    _text(block, "PmtMtd", "DD")
    _text(block, "BtchBookg", "true")
    _sums(block, debits)
    kind = SubElement(block, "PmtTpInf")
    _text(kind, "SvcLvl/Cd", "SEPA")
    _text(kind, "LclInstrm/Cd", scheme)
    _text(kind, "SeqTp", sequence)
    _text(block, "ReqdColltnDt", order.collected.isoformat())
    _text(block, "Cdtr/Nm", written(creditor.name, _NAME_MAX))
    _text(block, "CdtrAcct/Id/IBAN", compact(creditor.iban))
    _bank(block, "CdtrAgt", creditor.bic, order.version)
    _text(block, "ChrgBr", "SLEV")
    other = _text(block, "CdtrSchmeId/Id/PrvtId/Othr/Id", compact(creditor.creditor_id))
    _text(other, "SchmeNm/Prtry", "SEPA")
    for end_to_end, debit in debits:
        _transaction(block, end_to_end, debit, order.version)


def _transaction(block: Element, end_to_end: str, debit: Debit, version: str) -> None:
    one = SubElement(block, "DrctDbtTxInf")
    _text(one, "PmtId/EndToEndId", end_to_end)
    amount = SubElement(one, "InstdAmt", Ccy=debit.amount.currency)
    amount.text = plain(debit.amount.number)
    mandate = SubElement(SubElement(one, "DrctDbtTx"), "MndtRltdInf")
    _text(mandate, "MndtId", debit.mandate.reference)
    _text(mandate, "DtOfSgntr", debit.mandate.signed.isoformat())
    _bank(one, "DbtrAgt", debit.customer.text("bic"), version)
    debtor = SubElement(one, "Dbtr")
    _text(debtor, "Nm", written(debit.customer.name, _NAME_MAX))
    if debit.iban[:2] not in EEA:
        _address(debtor, debit.customer)
    _text(one, "DbtrAcct/Id/IBAN", debit.iban)
    _text(one, "RmtInf/Ustrd", written(" ".join(debit.items), _TEXT_MAX))


def _address(debtor: Element, customer: Party) -> None:
    """Write the address, which banks outside the European Economic Area ask for."""
    address = SubElement(debtor, "PstlAdr")
    for key, tag, most in (("postcode", "PstCd", 16), ("city", "TwnNm", 35)):
        if customer.text(key):
            _text(address, tag, written(customer.text(key), most))
    _text(address, "Ctry", compact(customer.country) or compact(customer.text("iban"))[:2])
    if customer.text("address"):
        _text(address, "AdrLine", written(customer.text("address"), _STREET_MAX))


def _sums(parent: Element, debits: Iterable[tuple[str, Debit]]) -> None:
    amounts = [debit.amount for _, debit in debits]
    _text(parent, "NbOfTxs", str(len(amounts)))
    _text(parent, "CtrlSum", plain(total(amounts, amounts[0].currency).number))


def _bank(parent: Element, tag: str, bic: str, version: str) -> None:
    if bic:
        _text(parent, f"{tag}/FinInstnId/{VERSIONS[version]}", compact(bic))
    else:
        _text(parent, f"{tag}/FinInstnId/Othr/Id", "NOTPROVIDED")


def _text(parent: Element, path: str, text: str) -> Element:
    """Add an element with text below a path of new ones, and return the parent of the last."""
    *tags, last = path.split("/")
    for tag in tags:
        parent = SubElement(parent, tag)
    SubElement(parent, last).text = text
    return parent
