"""Amounts, dates and directions of an ISO 20022 file, strictly: nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from billcli.bank.sign_word import sign_of
from billcli.domain.money import Money, check_currency, digits, rounded
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Source, UsageError, quoted

if TYPE_CHECKING:
    from billcli.bank.xml_tree import Node

DIGITS_MAX = 15
# ISO 20022: an amount has five decimals at most; what stands beyond is a computer's rounding.
DECIMALS_MAX = 5
_NUMBER = re.compile(r"\+?0{0,30}([0-9]{0,15})(?:\.([0-9]{0,5})[0-9]{0,20})?", re.ASCII)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[TZ+ -].{0,40})?", re.ASCII)
_YES = frozenset({"true", "1"})


class Faults(list[Problem]):
    """What cannot be read in a file, in its order."""

    def __init__(self, file: str) -> None:
        """Begin without any."""
        super().__init__()
        self.file = file

    def note(self, code: str, node: Node, words: str) -> None:
        """Add something that cannot be read at an element."""
        hint = "get the file from the bank again; if it stays so, ask the bank"
        self.append(Problem(code, words, Source(self.file, node.line), hint))

    def amount(self, node: Node, currency: str, usual: str = "") -> Money | None:
        """Return the amount of an entry or balance, positive for money in; None when unreadable.

        Args:
            node: the entry or balance.
            currency: for an amount that states none.
            usual: the direction when none is stated.
        """
        try:
            amount = amount_of(node.first("Amt"), currency)
            return amount if sign_of(node.text("CdtDbtInd") or usual) > 0 else -amount
        except ValueError as error:
            self.note("STATEMENT-AMOUNT", node, f"{node.tag}: {error}")
            return None

    def day(self, node: Node, *names: str) -> dt.date | None:
        """Return the first date among elements of a node; None when there is none to be read."""
        try:
            return date_of(node, *names)
        except ValueError as error:
            self.note("STATEMENT-DATE", node, f"{node.tag}: {error}")
            return None


def amount_of(node: Node | None, currency: str) -> Money:
    """Return the amount an element states, never negative.

    Args:
        node: an element ``Amt``, or None when it is missing.
        currency: used when the element states none.

    Raises:
        ValueError: there is none, or it is unreadable or finer than the currency.

    >>> from billcli.bank.xml_tree import parse_xml
    >>> five = parse_xml(b'<Amt Ccy="EUR">0012.50000</Amt>', "a.xml").root.first("Amt")
    >>> str(amount_of(five, ""))
    '12.50 EUR'
    """
    if node is None or not (text := node.raw.strip()):
        raise ValueError("there is no amount")
    found = _NUMBER.fullmatch(text)
    if not found or not any(map(str.isdigit, text)):
        raise ValueError(f"{quoted(text)} is not an amount")
    try:
        stated = check_currency((node.attributes.get("Ccy", "").strip() or currency).upper())
    except UsageError as error:
        raise ValueError(f"the amount {text[:40]} states no currency") from error
    number = Decimal(f"{found[1] or 0}.{found[2] or 0}")
    exact = rounded(number, stated)
    if exact != number:
        raise ValueError(f"{text[:40]}: {stated} has {digits(stated)} decimals only")
    return Money(exact, stated)


def date_of(node: Node, *names: str) -> dt.date | None:
    """Return the calendar day of the first date stated among elements, or None.

    It is the day the bank wrote; a time zone beside it does not move it.

    Raises:
        ValueError: it is no date.

    >>> from billcli.bank.xml_tree import parse_xml
    >>> xml = b"<N><D><DtTm>2026-03-31T23:30:00-05:00</DtTm></D></N>"
    >>> str(date_of(parse_xml(xml, "a.xml").root, "N"))
    'None'
    >>> str(date_of(parse_xml(xml, "a.xml").root.children[0], "B", "D"))
    '2026-03-31'
    """
    for name in names:
        text = node.text(name, "Dt") or node.text(name, "DtTm") or node.text(name)
        if not text:
            continue
        found = _DATE.fullmatch(text)
        if not found:
            raise ValueError(f"{quoted(text)} is not a date")
        try:
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError as error:
            raise ValueError(f"{quoted(text)} is not a date") from error
    return None


def is_yes(text: str) -> bool:
    """Return whether an indicator is set.

    >>> is_yes("true"), is_yes("0"), is_yes("")
    (True, False, False)
    """
    return text.strip().lower() in _YES
