"""Which debits a run has: those of everybody who is due, or of the customers and items named."""

from __future__ import annotations

from billcli.domain.direct_debit import Debit, LeftOut, choose
from billcli.domain.frozen import replace
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.services.named_debtor import named_debtors
from billcli.services.whole_act import RUN, runs_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from billcli.domain.open_item import OpenItem
    from billcli.domain.party import Party
    from billcli.domain.problem import BillcliError
    from billcli.services.workspace import Workspace


def chosen_debits(
    workspace: Workspace, wanted: Sequence[str], collected: dt.date
) -> tuple[tuple[Debit, ...], tuple[LeftOut, ...]]:
    """Return what is collected on a day, and what is left out with the reason.

    Raises:
        UsageError: an id is neither a customer nor an open item (UNKNOWN-ITEM), or it cannot be
            collected (DEBIT-REFUSED).
    """
    books = workspace.all_books()
    parties: dict[str, Party] = {}

    def party(name: str) -> Party:
        if name not in parties:
            parties[name] = books.party_on(name, collected)
        return parties[name]

    rows = books.open_items()
    debits, left = choose(rows, collected, party, _last_collected(workspace))
    if not wanted:
        return debits, left
    customers, items = named_debtors(wanted, books.parties, {row.item for row in rows})
    debits = tuple(_limited(debits, customers, items))
    left = tuple(one for one in left if one.customer in customers or one.item in items)
    taken = {debit.customer.id for debit in debits}
    taken |= {item for debit in debits for item in debit.items}
    if missing := [name for name in (*customers, *items) if name not in taken]:
        raise _refused(missing[0], left, rows, party)
    return debits, left


def _last_collected(workspace: Workspace) -> dict[str, dt.date]:
    """Return the last day on which something was collected, by the customer's account."""
    found: dict[str, dt.date] = {}
    for entry in workspace.snapshot.facts.entries_naming(RUN):
        for posting in entry.postings if runs_of(entry) else ():
            found[posting.account] = max(entry.date, found.get(posting.account, entry.date))
    return found


def _limited(
    debits: Iterable[Debit], customers: Sequence[str], items: Sequence[str]
) -> Iterable[Debit]:
    for debit in debits:
        if debit.customer.id in customers:
            yield debit
        elif parts := tuple(part for part in debit.parts if part.open_item.item in items):
            yield replace(debit, parts=parts)


def _refused(
    name: str, left: Sequence[LeftOut], rows: Iterable[OpenItem], party: Callable[[str], Party]
) -> BillcliError:
    """Return why what was named is not collected."""
    why = next((one.reason for one in left if name in (one.customer, one.item)), "")
    own = [row for row in rows if name in (row.customer, row.item) and row.balance_open.number > 0]
    hint = "see billcli report open"
    if not why and own and not party(own[0].customer).text("mandate"):
        why = f"{own[0].customer} gave no mandate"
        hint = f'billcli customer edit {own[0].customer} --mandate "M-1 2026-01-15"'
    elif not why and own:
        why = f"it is due on {min(row.date_due or row.date_issued for row in own)}"
        hint = "collect it later, or name a later day with --collect"
    return UsageError.of(
        "DEBIT-REFUSED", f"{name} is not collected: {why or 'nothing of it is owed'}", hint=hint
    )
