"""What a payment says: remittance words, references, and why it came back."""

from __future__ import annotations

from billcli.bank.camt_value import is_yes
from billcli.bank.mt_entry import RETURNS as GERMAN_RETURNS
from billcli.bank.plain_text import one_line
from billcli.domain.contract import TEXT_MAX
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.bank.xml_tree import Node

NO_REFERENCE = frozenset({"", "NOTPROVIDED", "NOT PROVIDED", "NONREF", "NONE", "UNKNOWN"})
# A remittance text has at most 140 letters; banks that come from SWIFT cut lines at 35.
TEXT_WIDTH, LINE_WIDTH = 140, 35
# ISO 20022 external code set, sub-families of bank transactions that send a payment back.
RETURNS = frozenset("ARET CQRV PRDD RCDD RPCR RRTN UPCQ UPCT UPDD".split())
# A German bank's own code: of SWIFT, of business (as in MT940), and a number.
SWIFT_RETURN = "NRTI"


def reference_of(text: str) -> str:
    """Return a reference on one line; empty for the words that stand for none.

    >>> reference_of("NOTPROVIDED"), reference_of(" RF18 5390 ")
    ('', 'RF18 5390')
    """
    found = one_line(text)
    return "" if found.upper() in NO_REFERENCE else found


def unfolded(parts: Sequence[str]) -> str:
    """Return a text that a bank spread over several elements.

    An element that is full was cut inside a word; others are lines of their own.

    >>> unfolded(["RE 1", "thank you"]), unfolded(["x" * 34 + "2", "6-7"])[-4:]
    ('RE 1 thank you', '26-7')
    """
    lines = all(len(part) == LINE_WIDTH for part in parts[:-1])
    full = {TEXT_WIDTH, LINE_WIDTH} if lines else {TEXT_WIDTH}
    return "".join(part if len(part) in full else f"{part} " for part in parts).strip()


def joined(parts: Iterable[str]) -> str:
    """Return texts as one line, each once, at most ``TEXT_MAX`` long."""
    text = ""
    for part in parts:
        found = one_line(part)
        if f" {found} ".casefold() not in f" {text} ".casefold():
            text = f"{text} {found}".strip()
        if len(text) > TEXT_MAX:
            break
    return text[:TEXT_MAX].strip()


def remittance(detail: Node) -> list[str]:
    """Return the words of a payment: free text, numbers of documents, further references."""
    free = unfolded([node.raw for node in detail.all("RmtInf", "Ustrd")])
    documents = [
        node.raw
        for structured in detail.all("RmtInf", "Strd")
        for path in (("RfrdDocInf", "Nb"), ("RfrdDocInf", "RfrdDocNb"), ("AddtlRmtInf",))
        for node in structured.all(*path)
    ]
    return [free, *documents, *creditor_references(detail)[1:], detail.text("AddtlTxInf")]


def creditor_references(detail: Node) -> list[str]:
    """Return the structured references of a payment, each once."""
    found = [
        node.raw
        for structured in detail.all("RmtInf", "Strd")
        for name in ("Ref", "CdtrRef")
        for node in structured.all("CdtrRefInf", name)
    ]
    return [text for text in dict.fromkeys(map(reference_of, found)) if text]


def return_reason(entry: Node, detail: Node | None) -> str:
    """Return why a payment came back: the bank's code and words; empty when it did not."""
    nodes = [node for node in (detail, entry) if node]
    for info in (info for node in nodes for info in node.all("RtrInf")):
        codes = (info.text(name, kind) for name in ("Rsn", "RtrRsn") for kind in ("Cd", "Prtry"))
        words = (node.raw for name in ("AddtlInf", "AddtlRtrRsnInf") for node in info.all(name))
        if said := joined((*codes, *words)):
            return said
    for code in (code for node in nodes for code in node.all("BkTxCd")):
        family = code.text("Domn", "Fmly", "SubFmlyCd").upper()
        own = code.text("Prtry", "Cd").upper()
        swift, _, rest = own.partition("+")
        if family in RETURNS:
            return family
        if swift == SWIFT_RETURN or rest.partition("+")[0] in GERMAN_RETURNS:
            return own
    return "reversal" if is_reversal(entry) else ""


def is_reversal(entry: Node) -> bool:
    """Return whether an entry takes back an earlier one."""
    return is_yes(entry.text("RvslInd"))
