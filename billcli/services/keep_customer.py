"""Add a customer, or note what changed about one, as dated records in the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from billcli.domain.contract import PARTY_KEYS, check_customer_id, check_text
from billcli.domain.currency import check_known, currencies_of
from billcli.domain.customer_id import id_from
from billcli.domain.dated_record import folded, timelines
from billcli.domain.entry import Account, Record
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import find_customer
from billcli.domain.problem import BillcliError, Problem, UsageError
from billcli.domain.terms import parse_terms
from billcli.services.customer_policy import NAMES, check_agreement
from billcli.services.filing import Papers
from billcli.services.party_check import doubts, normal, require_readable
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from billcli.domain.entry import Directive
    from billcli.domain.tax import TaxTable
    from billcli.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CustomerRequest:
    """What is to be recorded.

    Attributes:
        customer: id; when adding, a name that is no id becomes the name and an id is made of it.
        values: by the keys of ``contract.PARTY_KEYS``; an empty value removes the key.
        since: the day from which it holds.
    """

    customer: str
    values: Mapping[str, str]
    since: dt.date


@dataclass(frozen=True, slots=True)
class Kept:
    """The customer that was recorded, with the name it bears now."""

    customer: str
    name: str


def add_customer(workspace: Workspace, request: CustomerRequest, consent: Consent) -> Written[Kept]:
    """Open the receivable account and write the first record.

    Raises:
        UsageError: no legal id, an id in use, or a value that cannot stand.
    """

    def decide(books: Workspace, _tail: tuple[Directive, ...]) -> Decision[Kept]:
        customer, values = named(request.customer, checked(books, request.values))
        _check_new(books, customer)
        account = f"{books.receivable_root()}:{customer}"
        values, warnings = normal(values, {}), doubts(values, {})
        record = record_of(request.since, customer, account, values)
        opened = books.snapshot.facts.accounts.get(account)
        opening = () if opened else (Account(start_of(books, request.since), account),)
        kept = Kept(customer, values.get("name") or customer)
        return Decision(kept, Papers((*opening, record)), warnings)

    return perform(workspace, decide, consent)


def edit_customer(
    workspace: Workspace, request: CustomerRequest, consent: Consent
) -> Written[Kept]:
    """Write a record of what changed from a day on; earlier documents keep what held then.

    Raises:
        UsageError: no such customer, nothing to change, or a value that cannot stand.
    """

    def decide(books: Workspace, _tail: tuple[Directive, ...]) -> Decision[Kept]:
        known = books.books(books.today.max).parties
        party = find_customer(known, request.customer)
        values = checked(books, request.values)
        if not values:
            raise UsageError.of(
                "CUSTOMER-UNCHANGED",
                f"nothing is given that should change about {party.id}",
                hint="name what changed, for example --email ap@acme.example",
            )
        account = party.account or f"{books.receivable_root()}:{party.id}"
        recorded = {key: party.text(key) for key in party.values}
        values, warnings = normal(values, recorded), doubts(values, recorded)
        kept = Kept(party.id, values.get("name", party.name) or party.id)
        values = {**_said_first(books, party.id, request.since), **values}
        record = record_of(request.since, party.id, account, values)
        return Decision(kept, Papers((record,)), warnings)

    return perform(workspace, decide, consent)


def _said_first(books: Workspace, customer: str, since: dt.date) -> Mapping[str, str]:
    """Return what the first record of a customer says, for one that is to stand before it.

    Until now it held on those days too; nothing else would say the name then.
    """
    found = timelines(books.snapshot.facts, "customer").get(folded(customer))
    if found is None or found.dates[0] <= since:
        return {}
    first = found.values[0]
    return {key: text for key in PARTY_KEYS if (text := text_of(first.get(key)))}


def named(text: str, values: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
    """Return id and values; a text that is no id is taken as the name.

    >>> named("Müller & Söhne", {})
    ('MuellerSoehne', {'name': 'Müller & Söhne'})
    """
    try:
        return check_customer_id(text), values
    except UsageError:
        if values.get("name"):
            raise
        made = id_from(check_text(text, flag="customer"))
        if not made:
            raise
        return check_customer_id(made), {"name": text, **values}


def checked(workspace: Workspace, values: Mapping[str, str]) -> Mapping[str, str]:
    """Return values that can stand in a record.

    Raises:
        UsageError: with everything wrong.
    """
    problems: list[Problem] = []
    for key, value in values.items():
        try:
            _check_value(workspace, key, value)
        except BillcliError as error:
            problems += error.problems
    if problems:
        raise UsageError(*problems)
    return {key: values[key] for key in PARTY_KEYS if key in values}


def _check_value(workspace: Workspace, key: str, value: str) -> None:
    check_text(value, flag=f"--{key}")
    if not value:
        return
    if key == "currency":
        check_known(value, currencies_of(workspace.snapshot.facts), flag="--currency")
    elif key == "terms":
        parse_terms(value)
    elif key == "tax":
        table: TaxTable = workspace.settings.taxes
        table.find(value)
    elif key in NAMES:
        check_agreement(key, value)
    else:
        require_readable(key, value)


def _check_new(workspace: Workspace, customer: str) -> None:
    folded = {known.casefold(): known for known in workspace.all_books().parties}
    if customer.casefold() in folded:
        raise UsageError.of(
            "CUSTOMER-EXISTS",
            f"there is a customer {folded[customer.casefold()]} already",
            hint=f"billcli customer edit {folded[customer.casefold()]}, or choose another id",
        )


def start_of(workspace: Workspace, since: dt.date) -> dt.date:
    """Return the day from which accounts are opened: the ledger's start (format rule 2)."""
    dates = [account.date for account in workspace.snapshot.facts.accounts.values()]
    return min([since, workspace.settings.start or min(dates, default=since)])


def record_of(date: dt.date, customer: str, account: str, values: Mapping[str, str]) -> Record:
    """Return the record of a customer, to be written."""
    return Record(date, "customer", (customer, account), values, (1,))
