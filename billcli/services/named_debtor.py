"""Customers and open items that a command names to limit what it does."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import find_customer, nearest
from billcli.domain.problem import UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from billcli.domain.books import Books
    from billcli.domain.party import Party


def named_debtors(
    wanted: Sequence[str], parties: Mapping[str, Party], items: Iterable[str]
) -> tuple[list[str], list[str]]:
    """Return ids of customers and ids of items that are named, each once.

    Args:
        wanted: as typed, in any case.
        parties: every customer by id.
        items: what is open.

    Raises:
        UsageError: an id is neither (UNKNOWN-ITEM).
    """
    known = {item.casefold(): item for item in items}
    customers: list[str] = []
    found: list[str] = []
    for name in wanted:
        if name.casefold() in known:
            found.append(known[name.casefold()])
            continue
        try:
            customers.append(find_customer(parties, name).id)
        except UsageError:
            near = nearest(name, {one: (one,) for one in (*parties, *known.values())})
            hint = f"did you mean {' or '.join(near)}?" if near else "see billcli report open"
            said = f"there is no open item and no customer {quoted(name)}"
            raise UsageError.of("UNKNOWN-ITEM", said, hint=hint) from None
    return list(dict.fromkeys(customers)), list(dict.fromkeys(found))


def debtors_in(books: Books, wanted: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return ids of customers and ids of items that are named, settled ones too; see above."""
    known = {row.item for row in books.open_items()}
    known |= {name for name in wanted if books.history(name)}
    return named_debtors(wanted, books.parties, known)
