"""What a waiting line and its proposals say, as rows of words with the differences marked."""

from __future__ import annotations

from billcli.cli.problem_text import one_line
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.matching.difference import compared, differs, likest
from billcli.matching.explain import because
from billcli.matching.proposal import AdjustmentKind, clipped

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from billcli.domain.bank_line import BankLine
    from billcli.domain.open_item import OpenItem
    from billcli.matching.difference import Pieces
    from billcli.matching.proposal import Part, Suggestion
    from billcli.services.review import Reviewed

PLAIN, STRONG, QUIET, MARK, KEY = "", "bold", "dim", "mark", "key"
TEXT_MAX = 320
_EXPLAINED: Mapping[AdjustmentKind, str] = {
    AdjustmentKind.DISCOUNT: "discount taken",
    AdjustmentKind.BANK_FEE: "kept by a bank",
    AdjustmentKind.ROUNDING: "rounded",
    AdjustmentKind.PSP_FEE: "kept by the card processor",
    AdjustmentKind.RETURN_FEE: "fee for the return",
    AdjustmentKind.FX: "exchange",
}


class Words(NamedTuple):
    """Some words of a row, shown in one way.

    Attributes:
        style: ``PLAIN``, ``STRONG``, ``QUIET``, ``KEY``, or ``MARK`` for what differs.
    """

    text: str
    style: str = PLAIN


Row: TypeAlias = tuple[Words, ...]


def line_rows(one: Reviewed) -> Iterator[Row]:
    """Yield what the bank says of a line, and why it is asked about."""
    line = one.line
    yield Words(f"{line.date}  {line.amount}", STRONG), Words(f"  {_clean(line.payer)}")
    if line.text:
        yield (Words(f"“{one_line(line.text, TEXT_MAX)}”"),)
    for text in filter(None, (line.payer_iban, line.reference)):
        yield (Words(_clean(text), QUIET),)
    if line.original:
        yield (Words(f"ordered as {line.original}", QUIET),)
    if line.charges:
        yield (Words(f"charges stated: {line.charges}", QUIET),)
    if line.note:
        yield (Words(f"note: {_clean(line.note)}", QUIET),)
    yield (Words(f"asked: {one_line(_doubt(one))}", QUIET),)


def _doubt(one: Reviewed) -> str:
    """Return why a line is asked about, without what stands beside its first proposal anyway."""
    return one.why.removesuffix(f"; perhaps {because(one.offered[0])}") if one.offered else one.why


def proposal_rows(offered: Sequence[Suggestion], line: BankLine) -> Iterator[Row]:
    """Yield proposals under their numbers: items, amounts, days, and what differs from the line."""
    every = {part.item.item for chosen in offered for part in chosen.parts}
    said = f"{line.text} {line.reference}"
    for number, chosen in enumerate(offered, 1):
        lead, name = Words(f"{number}  ", KEY), _name(chosen, line)
        for part in chosen.parts:
            theirs, mine = _number(said, part.item.item, every)
            yield lead, *_marked(mine, STRONG), *_amounts(part), *name
            lead, name = Words("   "), ()
            if theirs:
                yield Words("   the text has “"), *_marked(theirs, PLAIN), Words("”")
            yield (Words(f"   {_days(part.item, line)}", QUIET),)
        if not chosen.parts:
            yield lead, Words(f"on account of {chosen.customer}", STRONG)
        for one in chosen.adjustments:
            yield Words("   "), Words(str(one.amount), MARK), Words(f" {_EXPLAINED[one.kind]}")
        if chosen.residual and chosen.parts:
            yield Words("   "), Words(str(chosen.residual), MARK), Words(" stays on account")
        if chosen.evidence:
            words = "; ".join(one_line(clue.words) for clue in chosen.evidence)
            yield (Words(f"   {words}", QUIET),)


def evidence_rows(one: Reviewed, offered: Sequence[Suggestion]) -> Iterator[Row]:
    """Yield everything that is known of a line: the bank's words in full, and all evidence."""
    line = one.line
    said = {
        "text": line.text, "payer": line.payer, "payer's account": line.payer_iban,
        "reference": line.reference, "bank's reference": line.bank_ref,
        "payer's reference": line.end_to_end,
        "returned": line.returned, "doubt": line.doubt, "note": line.note,
        "file": str(line.source),
    }  # fmt: skip
    for name, text in said.items():
        if text:
            yield Words(f"{name}: ", STRONG), Words(one_line(text))
    for number, chosen in enumerate(offered, 1):
        yield Words(f"{number}  ", KEY), Words(_title(chosen), STRONG)
        for clue in chosen.evidence:
            yield Words(f"   {clue.kind.value}: ", QUIET), Words(one_line(clue.words))
    for doubt in one.proposal.doubts if one.proposal else ():
        yield Words("against: ", MARK), Words(one_line(doubt.words))


def line_title(one: Reviewed) -> Row:
    """Return a line and its first proposal in one row."""
    line = one.line
    where = f": {_title(one.offered[0])}" if one.offered else ""
    words = f"   {line.date}  {line.amount}  {_clean(line.payer or line.text)}{where}"
    return (Words(words),)


def _title(chosen: Suggestion) -> str:
    items = ", ".join(clipped(item) for item in dict.fromkeys(p.item.item for p in chosen.parts))
    return one_line(items or f"on account of {chosen.customer}")


def _clean(text: str) -> str:
    return one_line(clipped(text))


def _number(said: str, item: str, every: Collection[str]) -> tuple[Pieces, Pieces]:
    """Return the words of a line that are an item's number written otherwise, and that number.

    The number of another item in question is none of this one's.
    """
    whole: Pieces = ((one_line(item), False),)
    found = likest(said, item)
    others = (compared(found, other)[0] for other in every if other != item)
    if not found or any(not differs(pieces) for pieces in others):
        return (), whole
    theirs, mine = compared(one_line(found), one_line(item))
    return (theirs, mine) if differs(theirs) or differs(mine) else ((), whole)


def _amounts(part: Part) -> Iterator[Words]:
    """Yield what is settled of an item, and the rest of it as a difference."""
    left = part.item.balance_open
    rest = left - part.amount if left.currency == part.amount.currency else Money.zero("")
    instalment = f" ({part.item.instalment})" if part.item.instalment else ""
    yield Words(f"{instalment}  {part.amount}")
    if rest:
        yield Words(" of ")
        yield Words(str(left), MARK)


def _days(item: OpenItem, line: BankLine) -> str:
    """Return how the day of payment lies to the days of issue and dueness."""
    if item.date_due is None:
        return f"issued {item.date_issued}"
    late = (line.date - item.date_due).days
    days = "1 day" if abs(late) == 1 else f"{abs(late)} days"
    words = f"{days} {'late' if late > 0 else 'early'}" if late else "on its due day"
    return f"due {item.date_due}, paid {words}"


def _name(chosen: Suggestion, line: BankLine) -> Row:
    """Return whose items they are, with the letters that the payer's name has not."""
    names = list(dict.fromkeys(part.item.customer_name for part in chosen.parts))
    if len(names) != 1 or not line.payer:
        return (Words(f"  {'; '.join(_clean(name) for name in names)}"),)
    _, mine = compared(_clean(line.payer), _clean(names[0]))
    kept = sum(len(text) for text, other in mine if not other)
    alike = kept * 2 > min(len(line.payer), len(names[0]))
    return Words("  "), *_marked(mine if alike else ((_clean(names[0]), True),), PLAIN)


def _marked(pieces: Pieces, style: str) -> Iterator[Words]:
    for text, other in pieces:
        yield Words(text, MARK if other else style)


def sum_of(lines: Sequence[Reviewed]) -> str:
    """Return what lines come to, per currency."""
    amounts = [one.line.amount for one in lines]
    currencies = dict.fromkeys(amount.currency for amount in amounts)
    return ", ".join(
        str(total([a for a in amounts if a.currency == currency], currency))
        for currency in currencies
    )
