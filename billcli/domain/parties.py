"""Who the customers of a ledger are, and what is known of each on a date.

Source: docs/reference/ledger-format.md rules 1 to 3. Customers of ledgers that billcli did not
write are found by their accounts (metadata on ``open``), else by the payees of their entries.
"""

from __future__ import annotations

from collections import Counter

from billcli.domain.contract import PARTY_KEYS
from billcli.domain.dated_record import merged
from billcli.domain.debtor import Debtors
from billcli.domain.leg import BILLING, legs
from billcli.domain.meta import folded
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.party import Party

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container, Iterable, Iterator, Mapping

    from billcli.domain.debtor import Debtor
    from billcli.domain.entry import Facts, Meta
    from billcli.domain.leg import Leg


class Heard(NamedTuple):
    """A customer as postings to an account speak of it.

    Attributes:
        is_bill: whether they bill it.
        times: how many there are.
    """

    account: str
    debtor: Debtor
    is_bill: bool
    times: int


def parties(
    facts: Facts,
    roots: tuple[str, ...],
    on: dt.date,
    debtors: Debtors | None = None,
    groups: Container[str] | None = None,
    heard: Iterable[Heard] | None = None,
) -> Mapping[str, Party]:
    """Return every customer by id, as the records stand on a date.

    Args:
        facts: what the ledger says.
        roots: the receivable accounts.
        on: the date; accounts opened and entries made later are not looked at.
        debtors: who is who on that date, where the caller knows already.
        groups: accounts that others stand below, where ``facts`` are but a part of a ledger; such
            an account is a customer only when its ``open`` has metadata.
        heard: what the receivable postings up to the date say (``heard_in``), where that is known.

    A record's key outranks the same key on the account's ``open``, and that outranks what entries
    say: ``customer``, else the payee that most of the customer's bills bear.
    """
    debtors = debtors or Debtors.of(facts, roots, on)
    found: dict[str, Party] = {}
    for timeline in debtors.records.values():
        version = timeline.version(on)
        party = Party(timeline.id, timeline.accounts[version], timeline.values[version])
        found[timeline.id] = party
    for account, debtor, values in _opened(facts, debtors, on, groups):
        _add(found, debtor.customer, account, {"name": debtor.name, **values})
    if heard is None:
        until = (entry for entry in facts.entries if entry.date <= on)
        heard = heard_in(legs(until, debtors, facts.options.roots.get("Assets", "Assets")))
    billed = _billed(heard, debtors)
    names = _names(billed)
    for account, customer in dict.fromkeys((account, d.customer) for account, d, _ in billed):
        _add(found, customer, account, {"name": names.get(customer, "")})
    return found


def _add(found: dict[str, Party], customer: str, account: str, values: Meta) -> None:
    """Add what is said in a lower place: it fills in only what is not known yet."""
    old = found.get(customer, Party(customer))
    fresh = {k: v for k, v in values.items() if k in PARTY_KEYS}
    found[customer] = Party(customer, old.account or account, merged(fresh, old.values))


def _opened(
    facts: Facts, debtors: Debtors, on: dt.date, groups: Container[str] | None
) -> Iterator[tuple[str, Debtor, Meta]]:
    if groups is None:
        groups = {name.rpartition(":")[0] for name in facts.accounts}
    for account in sorted(facts.accounts.values(), key=lambda a: a.date):
        place = debtors.place(account.name)
        if place is None or account.date > on:
            continue
        debtor = debtors.of_account(account.name)
        if debtor.customer and (account.meta or account.name not in groups):
            yield place.owner or account.name, debtor, account.meta


def heard_in(found: Iterable[Leg]) -> Iterator[Heard]:
    """Yield what receivable postings say of customers; debits first.

    A bank may be a payment's payee, so that credits tell of a customer only what nothing else does.
    """
    early: dict[tuple[str, Debtor, bool], int] = {}
    late: dict[tuple[str, Debtor, bool], int] = {}
    for leg in found:
        is_debit = leg.number > 0
        key = leg.posting.account, leg.debtor, is_debit and leg.level == BILLING
        count = early if is_debit else late
        count[key] = count.get(key, 0) + 1
    for known in (early, late):
        for said, count_of in known.items():
            yield Heard(*said, count_of)


def _billed(heard: Iterable[Heard], debtors: Debtors) -> dict[tuple[str, Debtor, bool], int]:
    """Return account, customer, and whether it is billed, with their count."""
    billed: dict[tuple[str, Debtor, bool], int] = {}
    for account, debtor, is_bill, count_of in heard:
        place = debtors.places[account]
        key = (place and place.owner) or account, debtor, is_bill
        billed[key] = billed.get(key, 0) + count_of
    return billed


def _may_name(name: str, customer: str, ids: frozenset[str]) -> bool:
    return folded(name) == folded(customer) or folded(name) not in ids


def _names(billed: Mapping[tuple[str, Debtor, bool], int]) -> dict[str, str]:
    """Return what bills call each customer: as stated most often, else by the payee of most.

    The first of equals counts. A payee that is another customer, as where one stands for a whole
    project, is no name.
    """
    ids = frozenset(folded(customer) for customer in {d.customer for _, d, _ in billed})
    called: dict[str, Counter[str]] = {}
    payees: dict[str, Counter[str]] = {}
    for (_, debtor, is_bill), count in billed.items():
        customer, name = debtor.customer, debtor.name
        if name and debtor.is_called:
            called.setdefault(customer, Counter())[name] += count
        elif name and is_bill and _may_name(name, customer, ids):
            payees.setdefault(customer, Counter())[name] += count
    return {key: max(count, key=count.__getitem__) for key, count in (payees | called).items()}
