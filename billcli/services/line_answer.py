"""What a person answers about a bank line, decided on what the answers before it leave open."""

from __future__ import annotations

from dataclasses import dataclass, replace

from billcli.domain.allocation import Mode, decide
from billcli.domain.contract import is_unnamed
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, ConflictError, UsageError, quoted
from billcli.domain.wanted import parse_wanted
from billcli.matching.desk import Desk, row_key
from billcli.matching.explain import codes
from billcli.matching.proposal import Adjustment, AdjustmentKind, Part, Suggestion, clipped
from billcli.services.record_payment import check_named, check_residual, discounted_item

if TYPE_CHECKING:
    from typing import TypeAlias

    from billcli.domain.bank_line import BankLine
    from billcli.domain.bank_rule import BankRule
    from billcli.domain.open_item import OpenItem
    from billcli.services.workspace import Workspace

CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Accept:
    """The line is booked as a suggestion says, with everything that explains its amount."""

    chosen: Suggestion


@dataclass(frozen=True, slots=True)
class Settle:
    """The line settles these items of a customer, the rest stays on account.

    Attributes:
        customer: id, in any case.
        wanted: texts of ``ID[#INSTALMENT][=AMOUNT]``; none puts all of it on account.
        discount: what the payer took off one item, positive; it settles too.
        fee: what a bank kept, positive; it settles too.
    """

    customer: str
    wanted: tuple[str, ...] = ()
    discount: Money | None = None
    fee: Money | None = None


@dataclass(frozen=True, slots=True)
class Ignore:
    """The line is none of a customer's, or is in the books already."""

    reason: str


@dataclass(frozen=True, slots=True)
class Follow:
    """The line is what a rule says, whatever else it may be."""

    rule: BankRule


Answer: TypeAlias = "Accept | Settle | Ignore | Follow"


def evidence_of(answer: Accept | Settle) -> str:
    """Return the codes the ledger keeps: what spoke for it, and that a person chose it."""
    clues = codes(answer.chosen) if isinstance(answer, Accept) else ""
    return f"{clues} {CHOSEN}".strip()


class AnswerDesk:
    """What is open while answers are given one after the other."""

    def __init__(self, workspace: Workspace) -> None:
        """Start from the books as they are."""
        self._workspace, self._books = workspace, workspace.all_books()
        self._desk = Desk.of(self._books.items)

    def take(self, line: BankLine, answer: Accept | Settle) -> Suggestion:
        """Return how a line is booked by an answer, and take that off what is open.

        Raises:
            UsageError: the customer or an item is unknown, more is allocated than is open, or the
                amounts do not add up to the line's.
            ConflictError: what a suggestion settles is not open any more (ITEM-SETTLED).
        """
        if isinstance(answer, Accept):
            chosen = self._current(answer.chosen)
            _require_balance(line, chosen)
        else:
            chosen = self._settled(line, answer)
        self._desk.settle(chosen.parts)
        return chosen

    def take_back(self, chosen: Suggestion) -> None:
        """Undo ``take``."""
        self._desk.take_back(chosen.parts)

    def open_of(self, customer: str) -> tuple[OpenItem, ...]:
        """Return what a customer has open now, each with what is left of it, oldest due first.

        Args:
            customer: id or name, in any case; empty for everybody's.

        Raises:
            UsageError: there is no such customer.
        """
        names = [self._books.customer(customer).id] if customer else [*self._desk.customers]
        rows = [row for name in names for row in self._desk.customers.get(name, ())]
        left = [row._replace(balance_open=self._desk.left(row)) for row in rows]
        return tuple(row for row in left if row.balance_open)

    def customer_of(self, text: str) -> str:
        """Return the id of a customer.

        Raises:
            UsageError: there is no such customer; the nearest are named.
        """
        return self._books.customer(text).id

    def row_of(self, item: str, instalment: int | None, customer: str = "") -> OpenItem:
        """Return a row of a document, settled or not.

        Raises:
            UsageError: the books have none, or several customers have.
        """
        rows = [r for r in self._desk.rows.get(item, ()) if r.instalment == instalment]
        own = [row for row in rows if row.customer == customer] or rows
        if len(own) == 1:
            return own[0]
        where = f" #{instalment}" if instalment is not None else ""
        raise UsageError.of(
            "UNKNOWN-ITEM",
            f"there is no item {quoted(item)}{where} in the books",
            hint="see billcli report open",
        )

    def _current(self, chosen: Suggestion) -> Suggestion:
        """Return a suggestion on the items as they are now.

        Raises:
            ConflictError: they do not bear it any more.
        """
        rows = {row_key(row): row for part in chosen.parts
                for row in self._desk.rows.get(part.item.item, ())}  # fmt: skip
        parts: list[Part] = []
        for part in chosen.parts:
            row = rows.get(row_key(part.item))
            if row is None:
                raise _settled_meanwhile(f"{clipped(part.item.item)} is not in the books", part)
            parts.append(replace(part, item=row))
        for key, row in rows.items():
            own = [part.amount for part in parts if row_key(part.item) == key]
            if own and not self._bears(row, total(own, own[0].currency)):
                left = self._desk.left(row)
                raise _settled_meanwhile(f"{left} is open of {clipped(row.item)}", parts[0])
        return replace(chosen, parts=tuple(parts))

    def _bears(self, row: OpenItem, put: Money) -> bool:
        """Return whether an item stays between nothing and what it was made for, or is open of."""
        left = self._desk.left(row)
        if left.currency != put.currency:
            return False
        reach = (Money.zero(put.currency).number, left.number, row.amount.number)
        return min(reach) <= (left - put).number <= max(reach)

    def _row(self, row: OpenItem) -> OpenItem:
        """Return a row as the books have it, whatever answers took off it."""
        rows = self._desk.rows[row.item]
        return next(one for one in rows if row_key(one) == row_key(row))

    def _settled(self, line: BankLine, answer: Settle) -> Suggestion:
        """Return what a person's own words come to."""
        customer = self._books.customer(answer.customer)
        currency = line.amount.currency
        extras = [one for one in (answer.fee, answer.discount) if one]
        wanted = tuple(parse_wanted(text, currency) for text in answer.wanted)
        named = [row for row in self.open_of(customer.id) if wanted or not is_unnamed(row.item)]
        found = decide(total([line.amount, *extras], currency), named, wanted, Mode.ON_ACCOUNT)
        check_named(found.parts)
        check_residual(answer.discount, found)
        adjustments: list[Adjustment] = []
        if answer.discount:
            item = discounted_item(answer.discount, found, wanted)
            adjustments.append(Adjustment(AdjustmentKind.DISCOUNT, answer.discount, item.item))
        if answer.fee:
            adjustments.append(Adjustment(AdjustmentKind.BANK_FEE, answer.fee))
        parts = tuple(Part(self._row(part.open_item), part.amount) for part in found.parts)
        return Suggestion(customer.id, parts, found.residual, adjustments=tuple(adjustments))


def _settled_meanwhile(words: str, part: Part) -> BillcliError:
    return ConflictError.of(
        "ITEM-SETTLED",
        f"{words}: {part.amount} of {clipped(part.item.item)} cannot be settled",
        hint="choose another way; a new run proposes what fits the books as they are now",
    )


def _require_balance(line: BankLine, chosen: Suggestion) -> None:
    """Refuse a suggestion that does not come to the line's amount exactly.

    Raises:
        UsageError: amount = parts - adjustments + residual does not hold (LINE-UNBALANCED).
    """
    paid, rest = line.amount, chosen.residual
    currency = chosen.parts[0].amount.currency if chosen.parts else paid.currency
    if currency != paid.currency:
        paid, rest = line.original or paid, Money.zero(currency)
    taken = [one.amount for one in chosen.adjustments if one.kind is not AdjustmentKind.FX]
    mixed = {one.currency for one in (paid, rest, *taken, *(p.amount for p in chosen.parts))}
    booked = bool(chosen.customer) or (chosen.parts and not rest)
    even = (
        booked
        and mixed == {currency}
        and (
            total([p.amount for p in chosen.parts], currency) + rest
            == total([paid, *taken], currency)
        )
    )
    if not even:
        put = ", ".join(str(part.amount) for part in chosen.parts) or "nothing"
        raise UsageError.of(
            "LINE-UNBALANCED",
            f"{line.amount} is not what the answer comes to: {put} settled,"
            f" {rest} left over, {', '.join(map(str, taken)) or 'nothing'} explained",
            hint="it is what it settles, less discount and fee, plus what is left over",
        )
