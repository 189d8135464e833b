"""A card processor's payout: one line for many customers' payments, taken apart by its report.

Every charge of the report is judged as a payment of its own; the line is certain only when all of
them are and the report adds up to the cent. What an amount might be made of is never guessed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from billcli.domain.bank_line import BankLine
from billcli.domain.money import ZERO, Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.matching.evidence import against, read_line
from billcli.matching.judge import judge_receipt
from billcli.matching.outgoing import judge_refund
from billcli.matching.proposal import (
    Adjustment,
    AdjustmentKind,
    Clue,
    Evidence,
    Part,
    Proposal,
    Suggestion,
    Verdict,
    clipped,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from billcli.matching.amount_fit import Terms
    from billcli.matching.number_search import Numbers
    from billcli.matching.payer import Payers

DAYS = dt.timedelta(days=10)


@dataclass(frozen=True, slots=True)
class PaidCharge:
    """One row of a payout report.

    Attributes:
        gross: what the customer paid; negative when it went back, zero for a fee of its own.
        fee: what the processor kept; positive.
        text: what the row says: description, invoice number.
        payer: the customer's name in the report, or empty.
    """

    gross: Money
    fee: Money
    text: str = ""
    payer: str = ""


@dataclass(frozen=True, slots=True)
class PaidOut:
    """One payout with all its rows.

    Attributes:
        net: what arrives at the bank.
        missing: what the report pays out less what its rows add up to; zero when it is whole.
    """

    id: str
    date: dt.date
    net: Money
    charges: tuple[PaidCharge, ...]
    missing: Money


def by_net(payouts: Iterable[PaidOut]) -> Mapping[Money, Sequence[PaidOut]]:
    """Return payouts by what arrives at the bank."""
    found: dict[Money, list[PaidOut]] = {}
    for payout in payouts:
        found.setdefault(payout.net, []).append(payout)
    return found


def payout_of(line: BankLine, payouts: Mapping[Money, Sequence[PaidOut]]) -> PaidOut | None:
    """Return the payout a line is: the one it names, of exactly its amount."""
    same = payouts.get(line.amount, ())
    words = _packed(f"{line.text} {line.reference} {line.bank_ref} {line.end_to_end}")
    return next((one for one in same if one.id and _packed(one.id) in words), None)


def _packed(text: str) -> str:
    """Return the letters and digits of a text, small: banks break and change the rest."""
    return "".join(c for c in text.casefold() if c.isalnum())


def judge_payout(
    line: BankLine, payout: PaidOut, numbers: Numbers, payers: Payers, terms: Terms
) -> Proposal:
    """Return the proposal for a payout, each of its charges judged as a payment."""
    parts: list[Part] = []
    doubts: list[Evidence] = [against(line.doubt)] if line.doubt else []
    if payout.missing:
        words = f"the report of {clipped(payout.id)} is short of {payout.missing}"
        doubts.append(against(words))
    taken: list[tuple[Part, ...]] = []
    rest = Money.zero(line.amount.currency)
    for charge in payout.charges:
        found = _charge(line, charge, numbers, payers, terms)
        terms.desk.settle(found.parts)
        taken.append(found.parts)
        parts += found.parts
        rest += charge.gross - total([p.amount for p in found.parts], charge.gross.currency)
        doubts += _doubts(charge, found)
    for back in taken:
        terms.desk.take_back(back)
    one = _suggestion(line, payout, parts, rest)
    verdict = Verdict.ASK if doubts or rest or not parts else Verdict.CERTAIN
    return Proposal(line, verdict, (one,), tuple(doubts))


def _charge(
    line: BankLine, charge: PaidCharge, numbers: Numbers, payers: Payers, terms: Terms
) -> Proposal:
    """Return the proposal for one charge; a fee of its own settles nothing."""
    paid = BankLine(line.account, line.date, charge.gross, charge.text, charge.payer)
    if not charge.gross:
        return Proposal(paid, Verdict.OTHER)
    reading = read_line(paid, numbers, payers)
    judge = judge_receipt if charge.gross.number > ZERO else judge_refund
    found = judge(reading, terms)
    return found if found.verdict is Verdict.CERTAIN else replace(found, suggestions=())


def _doubts(charge: PaidCharge, found: Proposal) -> Iterator[Evidence]:
    if found.verdict is Verdict.CERTAIN:
        return
    if charge.gross.number < ZERO:
        yield against(f"{-charge.gross} went back to a customer: {clipped(charge.text)}")
    elif charge.gross:
        yield against(f"nothing says what {charge.gross} paid: {clipped(charge.text)}")


def _suggestion(line: BankLine, payout: PaidOut, parts: Sequence[Part], rest: Money) -> Suggestion:
    fees = total([charge.fee for charge in payout.charges], line.amount.currency)
    kept = (Adjustment(AdjustmentKind.PSP_FEE, fees),) if fees else ()
    words = f"it is payout {clipped(payout.id)}, whose report adds up to {payout.net}"
    evidence = (Evidence(Clue.PAYOUT, words),)
    return Suggestion("", tuple(parts), rest, evidence, 100, kept)
