"""Apply credit of a customer to what the customer owes, and take an application back."""

from __future__ import annotations

from billcli.domain.advance import ON
from billcli.domain.agreement import OLDEST_FIRST
from billcli.domain.allocation import Mode, decide
from billcli.domain.allocation_part import Part, by_due, sum_of
from billcli.domain.application_order import Order
from billcli.domain.cancelled_credit import cancels
from billcli.domain.correction import application_entry
from billcli.domain.frozen import frozen
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import nearest
from billcli.domain.payment_share import taken_off
from billcli.domain.problem import UsageError, quoted
from billcli.domain.reversal_entry import reversal_entry
from billcli.domain.seal import sealed
from billcli.domain.wanted import Said, Wanted, parse_wanted
from billcli.services.adjustment_account import opened_for
from billcli.services.agreed_order import agreement_with
from billcli.services.credit_item import credit_rows, not_before, taken_from
from billcli.services.filing import Papers
from billcli.services.payment_standing import groups_of
from billcli.services.record_payment import check_named
from billcli.services.take_number import Numbers
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from billcli.domain.agreement import Agreement
    from billcli.domain.allocation import Allocations
    from billcli.domain.books import Books
    from billcli.domain.entry import Directive, Entry
    from billcli.domain.money import Money
    from billcli.domain.open_item import OpenItem
    from billcli.domain.problem import BillcliError
    from billcli.services.workspace import Workspace

SAID = Said("ITEM", "credit")


@frozen
class ApplyRequest:
    """Which credit to use up, and for what.

    Attributes:
        credit: id of a credit note, or of a payment of which something is left.
        wanted: texts of ``ITEM[=AMOUNT]``; none for the one item it can only be meant for.
        oldest_first: whether the rest goes to what fell due first.
    """

    credit: str
    date: dt.date
    wanted: tuple[str, ...] = ()
    oldest_first: bool = False


@frozen
class Applied:
    """Credit that was applied.

    Attributes:
        number: the entry's id.
        credit: the open item it came from.
        parts: what it settled.
        amount: their sum.
        left: what is left of the credit.
        agreed: the order in which it was laid on items nobody named, else None.
    """

    number: str
    credit: OpenItem
    parts: tuple[Part, ...]
    amount: Money
    left: Money
    agreed: Agreement | None = None


def apply_credit(workspace: Workspace, request: ApplyRequest, consent: Consent) -> Written[Applied]:
    """Write the entry that settles items with credit, of one customer and one currency.

    Raises:
        UsageError: no credit, no or several items it may be meant for, or more than is open of
            either.
    """

    def decision(now: Workspace, tail: tuple[Directive, ...]) -> Decision[Applied]:
        books = now.all_books()
        rows = credit_rows(books, request.credit)
        first, open_ = rows[0], -sum_of([Part(row, row.balance_open) for row in rows], _unit(rows))
        owed = [row for row in books.open_items(first.customer) if row.balance_open.number > 0]
        found = _targets(now, books, rows, owed, request)
        parts = found.parts
        amount = sum_of(parts, open_.currency)
        sources = taken_from(rows, amount)
        check_named((*sources, *parts), "")
        not_before(request.date, (*sources, *parts))
        number = Numbers(now, tail).next("application", request.date)
        payee = first.customer_name
        both, fx = (*sources, *parts), now.settings.accounts.fx
        entry = application_entry(number, request.date, both, payee=payee, fx=fx)
        applied = Applied(number, first, parts, amount, open_ - amount, found.agreed)
        return Decision(applied, Papers((sealed(entry), *opened_for(now, entry))))

    return perform(workspace, decision, consent)


def _unit(rows: Sequence[OpenItem]) -> str:
    return rows[0].balance_open.currency


def _targets(
    workspace: Workspace,
    books: Books,
    rows: Sequence[OpenItem],
    owed: Sequence[OpenItem],
    request: ApplyRequest,
) -> Allocations:
    """Return what is settled: what was named, then the oldest due first where that is wanted.

    Where nothing is said it is the one item that can be meant, else the agreed order decides.
    """
    open_ = -sum_of([Part(row, row.balance_open) for row in rows], _unit(rows))
    same = [row for row in owed if row.balance_open.currency == open_.currency]
    wanted = tuple(parse_wanted(text, open_.currency, flag=SAID.flag) for text in request.wanted)
    agreed, mode = OLDEST_FIRST, Mode.OLDEST_FIRST if request.oldest_first else Mode.ON_ACCOUNT
    if not wanted and not request.oldest_first:
        wanted = _meant(books, rows[0], same)
    if not wanted and not request.oldest_first:
        agreed = agreement_with(workspace, books, rows[0].customer, request.date, same)
        mode = mode if agreed.order is Order.OLDEST else Mode.EXACT
    found = decide(open_, owed, wanted, mode, SAID, agreed)
    if not found.parts:
        raise _unclear(rows[0], same)
    return found


def _meant(books: Books, credit: OpenItem, owed: Sequence[OpenItem]) -> tuple[Wanted, ...]:
    """Return the one item that credit without further words is meant for, or nothing.

    That is the invoice which a credit note corrects, else the only one that is open.
    """
    made_by = (m.entry for m in books.history(credit.item) if m.source == credit.source)
    corrects = {text_of(entry.meta.get("corrects")) for entry in made_by}
    names = list(dict.fromkeys(row.item for row in owed))
    own = [name for name in names if name in corrects] or names
    return (Wanted(own[0]),) if len(own) == 1 else ()


def _unclear(credit: OpenItem, owed: Sequence[OpenItem]) -> BillcliError:
    names = ", ".join(dict.fromkeys(row.item for row in by_due(owed)))
    what = f"{credit.item} may settle any of {names}"
    hint = "name it, as in ITEM or ITEM=AMOUNT, or use --oldest-first"
    if not names:
        unit = credit.balance_open.currency
        what = f"{credit.item} settles nothing: {credit.customer} owes nothing in {unit}"
        hint = f"leave it for the next invoice, or pay it back: billcli refund create {credit.item}"
    return UsageError.of("CREDIT-UNCLEAR", what, hint=hint)


def unapply(
    workspace: Workspace, name: str, date: dt.date, consent: Consent
) -> Written[tuple[str, Entry]]:
    """Write the mirror of an application that stands; the answer is its id and the application.

    Raises:
        UsageError: no such application, it is taken back already, what it settled was moved since,
            or it is dated later.
    """

    def decision(now: Workspace, tail: tuple[Directive, ...]) -> Decision[tuple[str, Entry]]:
        entry = _standing(now, name)
        if date < entry.date:
            raise UsageError.of(
                "CREDIT-BEFORE",
                f"{name} of {entry.date} cannot be taken back on {date}",
                hint=f"use --date {entry.date} or later",
            )
        check_settles(now.all_books(), entry)
        number = Numbers(now, tail).next("return", date)
        mirror = reversal_entry(number, entry, date)
        return Decision((number, entry), Papers((sealed(mirror),)))

    return perform(workspace, decision, consent)


def check_settles(books: Books, entry: Entry) -> None:
    """Refuse to take an application back that does not settle its items any more.

    Nor is it taken back where it uses up a credit note for the invoice that took that back.

    Raises:
        UsageError: as said (PAYMENT-UNAPPLIED, UNDO-NO-REVERSAL).
    """
    name, of = text_of(entry.meta.get("id")), text_of(entry.meta.get(ON))
    if credit := next((c for m in books.history(of) if (c := cancels(m.entry))), "") if of else "":
        raise UsageError.of(
            "UNDO-NO-REVERSAL",
            f"no entry takes {name} back: by it {of} took {credit} back",
            hint=f"credit again what {credit} corrects: billcli why {credit}",
        )
    groups = groups_of(books.numbered(name))
    own = next(moved for moved in groups if moved[0].entry.source == entry.source)
    if gone := taken_off(own, groups):
        credit, item = gone
        raise UsageError.of(
            "PAYMENT-UNAPPLIED",
            f"{credit} settles less of {item} than {name} did: it was taken off since",
            hint=f"billcli why {credit} shows what became of it",
        )


def _standing(workspace: Workspace, name: str) -> Entry:
    """Return the application of an id that nothing has taken back.

    Raises:
        UsageError: there is none.
    """
    entries = workspace.snapshot.facts.entries_naming("application", "reverses")
    every = {
        text_of(entry.meta.get("id")): entry for entry in entries if "application" in entry.tags
    }
    if name not in every:
        near = nearest(name, {one: (one,) for one in every})
        hint = f"did you mean {' or '.join(near)}?" if near else "see billcli credit list"
        raise UsageError.of("UNKNOWN-ENTRY", f"there is no application {quoted(name)}", hint=hint)
    if moved := text_of(every[name].meta.get("corrects")):
        raise UsageError.of(
            "UNKNOWN-ENTRY",
            f"{name} corrects {moved}, and is no use of credit",
            hint=f"billcli why {moved} shows it",
        )
    for entry in entries:
        if text_of(entry.meta.get("reverses")) == name:
            by = text_of(entry.meta.get("id")) or str(entry.source)
            raise UsageError.of(
                "UNAPPLY-TWICE",
                f"{name} was taken back by {by}",
                hint=f"billcli why {name} shows what happened",
            )
    return every[name]
