"""Write off what is not paid any more: a loss, and where it is lawful the tax in it."""

from __future__ import annotations

from billcli.domain.allocation import Mode, decide
from billcli.domain.allocation_part import Part, sum_of
from billcli.domain.frozen import frozen
from billcli.domain.left_share import left_shares
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.problem import UsageError
from billcli.domain.seal import sealed
from billcli.domain.wanted import Said, instalment_of, parse_wanted
from billcli.domain.write_off_entry import WriteOff, write_off_entry
from billcli.services.adjustment_account import AdjustmentAccounts
from billcli.services.credit_item import not_before
from billcli.services.credit_room import room_of
from billcli.services.filing import Papers
from billcli.services.keep_note import text_given
from billcli.services.record_payment import check_named
from billcli.services.take_number import Numbers
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from billcli.domain.books import Books
    from billcli.domain.discount_share import TaxShare
    from billcli.domain.entry import Directive
    from billcli.services.workspace import Workspace

SAID = Said("ITEM", "write-off")


@frozen
class WriteOffRequest:
    """What is written off.

    Attributes:
        item: text of ``ITEM[=AMOUNT]``.
        tax_relief: whether tax is given back; None takes the project's agreement.
    """

    item: str
    date: dt.date
    reason: str
    tax_relief: bool | None = None


def write_off(
    workspace: Workspace, request: WriteOffRequest, consent: Consent
) -> Written[WriteOff]:
    """Write off what is open of an item, or a part of it.

    Raises:
        UsageError: nothing is open of it, or less than that, or no reason is given.
    """
    reason = text_given(request.reason, "--reason", "say why nobody pays it any more")

    def decision(now: Workspace, tail: tuple[Directive, ...]) -> Decision[WriteOff]:
        books, accounts = now.all_books(), AdjustmentAccounts(now)
        parts = _parts(books, request.item)
        _check(parts, request.date)
        relief = request.tax_relief
        if relief is None:
            relief = now.settings.write_off.tax_relief
        plan = WriteOff(
            number=Numbers(now, tail).next("write-off", request.date),
            payee=parts[0].open_item.customer_name,
            date=request.date,
            parts=parts,
            account=accounts.name("bad_debt", request.date),
            reason=reason,
            taxes=relief_of(now, books, parts) if relief else (),
        )
        entry = sealed(write_off_entry(plan))
        return Decision(plan, Papers((*accounts.opened.values(), entry)))

    return perform(workspace, decision, consent)


def _parts(books: Books, text: str) -> tuple[Part, ...]:
    """Return what is written off of an item, the oldest instalment first."""
    name, _ = instalment_of(text.partition("=")[0])
    rows = [row for row in books.item(name) if row.balance_open.number > 0]
    if not rows:
        raise UsageError.of(
            "WRITEOFF-NOTHING",
            f"nothing is owed of {name[:40]}",
            hint="billcli report open shows what is",
        )
    wish = parse_wanted(text, rows[0].balance_open.currency, flag=SAID.flag)
    open_ = sum_of([Part(row, row.balance_open) for row in rows], rows[0].balance_open.currency)
    return decide(open_, rows, (wish,), Mode.ON_ACCOUNT, SAID).parts


def _check(parts: Sequence[Part], date: dt.date) -> None:
    check_named(parts, "")
    not_before(date, parts)


def relief_of(workspace: Workspace, books: Books, parts: Sequence[Part]) -> tuple[TaxShare, ...]:
    """Return the tax in what is written off: charged by the document, given back by nothing."""
    item = parts[0].open_item
    if item.kind is not Kind.INVOICE:
        return ()
    amount = sum_of(parts, item.balance_open.currency)
    return left_shares(room_of(workspace, books, item.item), amount)
