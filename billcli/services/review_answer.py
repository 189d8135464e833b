"""The answer that the keys of a line in a file of waiting lines come to."""

from __future__ import annotations

from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, UsageError, quoted
from billcli.domain.wanted import instalment_of
from billcli.matching.proposal import Adjustment, AdjustmentKind, Clue, Evidence, Part, Suggestion
from billcli.services.line_answer import Accept, Ignore, Settle
from billcli.services.line_split import item_meant
from billcli.services.review_reading import money_of

if TYPE_CHECKING:
    from billcli.services.line_answer import Answer, AnswerDesk
    from billcli.services.review_reading import Proposed, Returned
    from billcli.services.review_rule import RuleDesk


def answer_of(desk: AnswerDesk, one: Returned, rules: RuleDesk) -> Answer:
    """Return the answer a line's keys come to.

    Raises:
        UsageError: it is none.
    """
    if one.kind == "ignore":
        if not one.ignore.strip():
            raise _wrong("ignore gives no reason", 'write ignore = "private"')
        return Ignore(one.ignore)
    if one.kind == "rule":
        return rules.named(one.line, one.rule)
    if one.kind == "book":
        return rules.booked(one.line, one.book)
    if one.kind == "accept":
        if not 1 <= one.accept <= len(one.proposals):
            many = len(one.proposals)
            raise _wrong(f"there is no proposal {one.accept}", f"the line has {many} proposals")
        return Accept(_suggestion(desk, one, one.proposals[one.accept - 1]))
    if one.line.amount.number <= 0:
        raise _wrong(f"{one.kind} books money that came in", "accept a proposal, or ignore it")
    if one.kind == "on_account":
        return Settle(desk.customer_of(one.on_account))
    return _typed(desk, one)


def _typed(desk: AnswerDesk, one: Returned) -> Settle:
    customer = desk.customer_of(one.customer) if one.customer else ""
    rows = desk.open_of(customer)
    wanted: list[str] = []
    owners: set[str] = set()
    for text in one.items:
        name, equals, number = text.partition("=")
        typed, instalment = instalment_of(name)
        item = item_meant(typed, rows, customer)
        owners.update(row.customer for row in rows if row.item == item)
        part = "" if instalment is None else f"#{instalment}"
        wanted.append(f"{item}{part}{equals}{number.strip()}")
    if len(owners) != 1:
        raise _wrong("items names no item, or those of several customers", "name those of one")
    for name, amount in (("discount", one.discount), ("fee", one.fee)):
        if amount is not None and amount.number <= 0:
            raise _wrong(f"{name} is not more than zero", f"write {name} as a positive amount")
    return Settle(customer or owners.pop(), tuple(wanted), one.discount, one.fee)


def _suggestion(desk: AnswerDesk, one: Returned, proposed: Proposed) -> Suggestion:
    parts: list[Part] = []
    for text in proposed.items:
        name, _, amount = text.rpartition("=")
        row = desk.row_of(*instalment_of(name), proposed.customer)
        parts.append(Part(row, money_of(amount)))
    rest = money_of(proposed.on_account) if proposed.on_account else None
    known = {clue.value: clue for clue in Clue}
    evidence = [Evidence(known[c], "") for c in proposed.evidence.split() if c in known]
    return Suggestion(
        proposed.customer,
        tuple(parts),
        rest or Money.zero(one.line.amount.currency),
        tuple(evidence),
        adjustments=tuple(map(_adjustment, proposed.adjustments)),
    )


def _adjustment(text: str) -> Adjustment:
    words = text.split()
    known = {kind.value: kind for kind in AdjustmentKind}
    if len(words) not in {3, 4} or words[0] not in known:
        raise _wrong(
            f"{quoted(text)} is no adjustment", f"write {' or '.join(known)} and an amount"
        )
    item = words[3] if len(words) > 3 else ""  # noqa: PLR2004 - the fourth word
    return Adjustment(known[words[0]], money_of(f"{words[1]} {words[2]}"), item)


def _wrong(message: str, hint: str) -> BillcliError:
    return UsageError.of("REVIEW-ANSWER", message, hint=hint)
