"""A bank line as the ledger entry that a suggestion makes of it."""

from __future__ import annotations

from billcli.domain.allocation import Allocations
from billcli.domain.allocation_part import Part
from billcli.domain.left_share import left_shares
from billcli.domain.meta import text_of
from billcli.domain.money import Money, digits, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.payment_entry import bank_meta, payment_entry
from billcli.domain.payment_plan import DiscountTaken, PaymentAccounts, PaymentPlan
from billcli.domain.payout_entry import payout_entry
from billcli.domain.problem import BillcliError
from billcli.domain.refund_entry import refund_entry
from billcli.domain.return_entry import return_entry
from billcli.domain.reversal_entry import taken_back
from billcli.domain.seal import sealed
from billcli.matching.proposal import AdjustmentKind, Clue
from billcli.services.adjustment_account import AdjustmentAccounts
from billcli.services.credit_room import room_of
from billcli.services.customer_account import account_of
from billcli.services.document_value import worth_on
from billcli.services.reopened_part import reopened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from billcli.domain.bank_line import BankLine
    from billcli.domain.entry import Account, Entry
    from billcli.domain.open_item import OpenItem
    from billcli.matching.proposal import Suggestion
    from billcli.services.take_number import Numbers
    from billcli.services.workspace import Workspace


class LineBooks:
    """Makes entries of bank lines, one after the other, in one change of the books."""

    def __init__(self, workspace: Workspace, numbers: Numbers) -> None:
        """Start from the books; ``numbers`` hands out the entries' ids."""
        self._workspace, self._numbers = workspace, numbers
        self._accounts = AdjustmentAccounts(workspace)
        self._paid: dict[str, str] = {}

    @property
    def opened(self) -> Iterable[Account]:
        """Return the accounts that have to be opened for the entries made so far."""
        return self._accounts.opened.values()

    def entry(self, line: BankLine, chosen: Suggestion, evidence: str) -> Entry:
        """Return the sealed entry that books a line as a suggestion says.

        Args:
            line: of the statement.
            chosen: what it settles, and what else explains its amount.
            evidence: codes of what spoke for it, kept in the ledger.
        """
        parts = tuple(Part(part.item, part.amount) for part in chosen.parts)
        if line.amount.number < 0:
            return sealed(self._outgoing(line, chosen, parts, evidence))
        if not chosen.customer:
            return sealed(self._payout(line, chosen, parts, evidence))
        made = sealed(payment_entry(self._plan(line, chosen, parts, evidence)))
        if line.end_to_end:
            self._paid[line.end_to_end] = str(made.meta["id"])
        return made

    def _payout(
        self, line: BankLine, chosen: Suggestion, parts: tuple[Part, ...], evidence: str
    ) -> Entry:
        fee = _amount(chosen, AdjustmentKind.PSP_FEE)
        return payout_entry(
            self._numbers.next("payment", line.date),
            line.payer or "Several customers",
            line.date,
            parts,
            bank=line.account,
            meta=bank_meta(line, evidence),
            fee=fee,
            fees=self._accounts.name("card_fees", line.date) if fee else "",
            payout=any(clue.kind is Clue.PAYOUT for clue in chosen.evidence),
            fx=self._account("fx", line, needed=_base(parts)),
            rate=self._rate(line, parts),
        )

    def _rate(self, line: BankLine, parts: Iterable[Part]) -> tuple[Money, Money] | None:
        """Return value and amount of a line whose items are kept at a value in another currency."""
        base = _base(parts)
        if base in {"", line.amount.currency}:
            return None
        value = worth_on(self._workspace, line.amount, base, line.date)
        return (value, line.amount) if value is not None else None

    def _outgoing(
        self, line: BankLine, chosen: Suggestion, parts: tuple[Part, ...], evidence: str
    ) -> Entry:
        meta = bank_meta(line, evidence)
        payee = parts[0].open_item.customer_name
        if all(part.open_item.balance_open.number < 0 for part in parts):
            number = self._numbers.next("refund", line.date)
            return refund_entry(
                number,
                payee,
                line.date,
                parts,
                bank=line.account,
                meta=meta,
                fx=self._account("fx", line, needed=_base(parts)),
                rate=self._rate(line, parts),
            )
        fee = _amount(chosen, AdjustmentKind.RETURN_FEE)
        reverses, worth = self._paid_by(line.end_to_end), None
        if _base(parts):
            parts, worth = reopened(self._workspace.all_books(), parts, reverses, line.date)
        return return_entry(
            self._numbers.next("return", line.date),
            payee,
            line.date,
            parts,
            bank=line.account,
            meta=meta,
            fee=fee,
            fees=self._accounts.name("fees", line.date) if fee else "",
            reverses=reverses,
            fx=self._account("fx", line, needed=_base(parts)),
            rate=worth or self._rate(line, parts),
        )

    def _paid_by(self, end_to_end: str) -> str:
        """Return the id of the payment with an end-to-end id, of this change or of the ledger."""
        if not end_to_end or end_to_end in self._paid:
            return self._paid.get(end_to_end, "")
        entries = self._workspace.all_books().facts.entries
        gone = taken_back(entries)
        found = (
            name
            for entry in entries
            if (name := text_of(entry.meta.get("id"))) not in gone
            and any(text_of(p.meta.get("end-to-end")) == end_to_end for p in entry.postings)
        )
        return next(found, "")

    def _plan(
        self, line: BankLine, chosen: Suggestion, parts: tuple[Part, ...], evidence: str
    ) -> PaymentPlan:
        foreign = bool(parts) and parts[0].amount.currency != line.amount.currency
        fee = _amount(chosen, AdjustmentKind.BANK_FEE)
        rounding = _amount(chosen, AdjustmentKind.ROUNDING)
        discounts = self._discounts(chosen, {part.item.item: part.item for part in chosen.parts})
        amount, residual = line.amount, chosen.residual
        if foreign:
            currency = parts[0].amount.currency
            amount, residual = line.original or line.amount, Money.zero(currency)
        customer = self._workspace.all_books().parties[chosen.customer]
        priced, rate = bool(_base(parts)), self._rate(line, parts)
        evened = foreign and not digits(amount.currency)  # see exchange_leg
        return PaymentPlan(
            number=self._numbers.next("payment", line.date),
            payee=parts[0].open_item.customer_name if parts else customer.name,
            date=line.date,
            amount=amount,
            allocations=Allocations(parts, residual),
            accounts=PaymentAccounts(
                bank=line.account,
                receivable=account_of(self._workspace, customer),
                fees=self._account("fees", line, needed=fee),
                discounts=self._account("discounts", line, needed=discounts),
                rounding=self._account("rounding", line, needed=rounding),
                fx=self._account("fx", line, needed=priced or evened),
            ),
            fee=fee,
            rounding=rounding,
            arrived=line.amount if foreign else None,
            value=line.amount if foreign and priced else rate[0] if rate else None,
            discounts=discounts,
            bank_line=line,
            evidence=evidence,
            customer=chosen.customer,
        )

    def _account(self, kind: str, line: BankLine, *, needed: object) -> str:
        return self._accounts.name(kind, line.date) if needed else ""

    def _discounts(
        self, chosen: Suggestion, items: Mapping[str, OpenItem]
    ) -> tuple[DiscountTaken, ...]:
        """Return each discount with the taxes of its document, so far as the ledger shows them."""
        found: list[DiscountTaken] = []
        for one in chosen.adjustments:
            if one.kind is not AdjustmentKind.DISCOUNT:
                continue
            item = one.item or next(iter(items))
            try:
                room = room_of(self._workspace, self._workspace.all_books(), item)
            except BillcliError:
                found.append(DiscountTaken(item, one.amount))
            else:
                found.append(DiscountTaken(item, one.amount, left_shares(room, one.amount)))
        return tuple(found)


def _base(parts: Iterable[Part]) -> str:
    """Return the currency in which items are kept at a value, or an empty text."""
    kept = (part.open_item.value_open for part in parts)
    return next((value.currency for value in kept if value is not None), "")


def _amount(chosen: Suggestion, kind: AdjustmentKind) -> Money | None:
    """Return what a suggestion takes as an adjustment of a kind, None for nothing."""
    found = [one.amount for one in chosen.adjustments if one.kind is kind]
    return total(found, found[0].currency) if found else None
