"""What a bank line says: documents it names, and who pays."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.name_match import Tier
from billcli.matching.payer import Identity
from billcli.matching.proposal import Clue, Evidence, clipped
from billcli.matching.strength import Strength

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.domain.bank_line import BankLine
    from billcli.matching.number_search import Numbers
    from billcli.matching.payer import Payers

_HOW = {
    Strength.CHECKED: (Clue.REFERENCE, "its reference, check digits right, is that of {}"),
    Strength.WHOLE: (Clue.NUMBER, "the text names {}"),
    Strength.DAMAGED: (Clue.NUMBER_PART, "the text holds the number of {}, written otherwise"),
    Strength.SHORT: (Clue.NUMBER_PART, "the text holds the short number of {}"),
    Strength.TRACE: (Clue.NUMBER_PART, "the text holds a part of {}"),
}
_WHO = {
    Tier.ACCOUNT: (Clue.IBAN, "the account is one known of {}"),
    Tier.FULL: (Clue.NAME, "the payer's name is that of {}"),
    Tier.NAME: (Clue.NAME, "the payer's name is that of {}"),
    Tier.NEAR: (Clue.NAME, "the payer's name resembles that of {}"),
    Tier.ALIKE: (Clue.NAME, "the payer's name is a little like that of {}"),
    Tier.SHARES: (Clue.NAME, "the payer's name shares a word with that of {}"),
}
_IN_ADVANCE = re.compile(
    r"\b(?:prepay\w*|prepaid|advance|deposit|down.?payment|retainer|quote|quotation|pro.?forma"
    r"|anzahlung|vorauszahlung|vorkasse|vorschuss|angebot|akonto\w*|[aà] conto|acompte|avance"
    r"|arrhes|devis|provision|[aà] valoir|anticip\w*|adelanto|presupuesto|a cuenta|se[nñ]al"
    r"|acconto|caparra|preventivo|aanbetaling|voorschot|vooruitbetaling|offerte"
    r"|zaliczka|zaliczk\w*|zadatek|przedp\w*|oferta|forskott\w*|förskott\w*|handpenning|forskud\w*"
    r"|ennakko\w*|adiantamento|sinal|zaloha|záloha|előleg)\b",
    re.IGNORECASE,
)
_IN_PART = re.compile(
    r"\b(?:part|partial\w*|instal\w*|teilzahlung|teilbetrag|rate|abschlag\w*|partiel\w*|versement"
    r"|parcial\w*|plazo|cuota|parziale|rata|deelbetaling|termijn|cz[eę][sś]ciow\w*|del\w*betalning"
    r"|delbetaling|avbetalning|osamaksu|parcela|on account|a/c|acompte|zaliczk\w*|a cuenta"
    r"|akonto|a conto|acconto|anzahlung|a valoir|1st|1e|1er|ersta|[eé]ch[eé]ance|1[eè]re"
    r"|f[oö]rsta|foersta)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one line.

    Attributes:
        named: documents named, with how surely.
        identity: who may pay.
        unknown: a number that looks like one of the issuer's and is none.
        cut: the beginning of one of the issuer's numbers that the text ends with.
        digits: whether the text holds digits that may be a number, known or not.
    """

    line: BankLine
    named: Mapping[str, Strength] = field(default_factory=dict)
    identity: Identity = field(default_factory=Identity)
    unknown: str = ""
    cut: str = ""
    digits: bool = False

    def at_least(self, strength: Strength) -> tuple[str, ...]:
        """Return the documents named at least so surely, in the order in which they stand."""
        return tuple(item for item, how in self.named.items() if how >= strength)

    @property
    def in_advance(self) -> bool:
        """Return whether the text speaks of money before there is an invoice."""
        return _IN_ADVANCE.search(self.line.text) is not None

    @property
    def in_part(self) -> bool:
        """Return whether the text speaks of a part payment."""
        return _IN_PART.search(self.line.text) is not None


def read_line(line: BankLine, numbers: Numbers, payers: Payers) -> Reading:
    """Return everything a line says about documents and payer."""
    named = numbers.find(line.text, line.reference)
    if line.end_to_end:
        others = numbers.find(line.end_to_end).items()
        named |= {k: how for k, how in others if how >= Strength.DAMAGED and k not in named}
    if line.reference:
        others = numbers.find(line.reference).items()
        named |= {k: how for k, how in others if how >= Strength.DAMAGED and k not in named}
    who, unknown = payers.identify(line), numbers.unknown(line.text)
    cut, digits = numbers.cut(line.text), numbers.digits_in(line.text)
    return Reading(line, named, who, unknown, cut, digits)


def naming(item: str, strength: Strength) -> Evidence:
    """Return the evidence that a text names a document."""
    kind, words = _HOW[strength]
    return Evidence(kind, words.format(clipped(item)))


def payer_evidence(reading: Reading, customer: str) -> tuple[Evidence, ...]:
    """Return what speaks for a customer being the payer."""
    tier = reading.identity.tier(customer)
    if tier in _WHO:
        kind, words = _WHO[tier]
        return (Evidence(kind, words.format(clipped(customer))),)
    if customer in reading.identity.mentioned:
        return (Evidence(Clue.NAME, f"the text holds the name of {clipped(customer)}"),)
    return ()


def against(words: str) -> Evidence:
    """Return evidence that speaks against booking a line unasked."""
    return Evidence(Clue.AGAINST, words)
