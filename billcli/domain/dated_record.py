"""Dated records: what a customer's or the issuer's master data said on a date.

Source: docs/reference/ledger-format.md rule 3. A later record replaces just the keys it names,
from its date on; an empty text removes a key; a date before the first record uses the first one.
"""

from __future__ import annotations

from bisect import bisect_right

from billcli.domain.frozen import field, frozen
from billcli.domain.meta import folded, text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import NOWHERE, Source

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from billcli.domain.entry import Facts, Meta, MetaValue, Record


__all__ = [
    "PayerAlias", "Timeline", "folded", "merged", "payer_aliases", "refused_payers", "timelines",
]  # fmt: skip


@frozen
class Timeline:
    """The merged values of one party, version by version.

    Attributes:
        id: as the first record writes it.
        dates: from when each version holds, ascending.
        values: the merged values of each version.
        accounts: the account of each version, or an empty string.
    """

    id: str
    dates: tuple[dt.date, ...]
    values: tuple[Mapping[str, MetaValue], ...]
    accounts: tuple[str, ...]

    def version(self, on: dt.date) -> int:
        """Return the position of the version in force, the first one before the first date."""
        return max(bisect_right(self.dates, on) - 1, 0)


def timelines(facts: Facts, kind: str) -> Mapping[str, Timeline]:
    """Return the history of every party of a kind of record, by id in lower case.

    Args:
        facts: what the ledger says.
        kind: ``customer`` or ``issuer``.
    """
    grouped: dict[str, list[Record]] = {}
    for record in sorted(facts.records_of(kind), key=lambda r: r.date):
        grouped.setdefault(folded(_id(record)), []).append(record)
    return {key: _timeline(records) for key, records in grouped.items()}


@frozen
class PayerAlias:
    """A name or account under which a customer pays.

    Attributes:
        customer: customer id, as the record writes it.
        text: IBAN or name, as the record writes it.
        kind: what the text is, such as ``iban``; may be empty.
        origin: where it was learned; may be empty.
        date: of the record that stands.
    """

    customer: str
    text: str
    kind: str
    origin: str
    date: dt.date
    source: Source = field(default=NOWHERE, compare=False)


def payer_aliases(facts: Facts, on: dt.date) -> tuple[PayerAlias, ...]:
    """Return the aliases in force on a date, in the order first recorded.

    The latest record of a customer and text counts; ``status: "removed"`` ends the alias.
    """
    latest = _latest_payers(facts, on).values()
    return tuple(_alias(r) for r in latest if r.meta.get("status") != "removed")


def refused_payers(facts: Facts, on: dt.date) -> frozenset[tuple[str, str]]:
    """Return customers with names and accounts that do not pay for them, all folded.

    An alias was removed, or a person did not want to have it remembered.
    """
    latest = _latest_payers(facts, on).items()
    return frozenset(pair for pair, r in latest if r.meta.get("status") == "removed")


def _latest_payers(facts: Facts, on: dt.date) -> dict[tuple[str, str], Record]:
    latest: dict[tuple[str, str], Record] = {}
    for record in sorted(facts.records_of("payer"), key=lambda r: r.date):
        if record.date <= on and len(record.values) > 1:
            customer, text = (text_of(value) for value in record.values[:2])
            latest[folded(customer), folded(text)] = record
    return latest


def merged(old: Meta, new: Meta) -> dict[str, MetaValue]:
    """Return the old values with those keys replaced that the new ones name.

    >>> merged({"terms": "net 30", "hold": "yes"}, {"terms": "net 14", "hold": ""})
    {'terms': 'net 14'}
    """
    return {key: value for key, value in {**old, **new}.items() if value != ""}


def _id(record: Record) -> str:
    return text_of(record.values[0]) if record.values else ""


def _alias(record: Record) -> PayerAlias:
    customer, text = (text_of(value) for value in record.values[:2])
    kind, origin = (text_of(record.meta.get(key)) for key in ("kind", "origin"))
    return PayerAlias(customer, text, kind, origin, record.date, record.source)


def _timeline(records: Iterable[Record]) -> Timeline:
    ordered = list(records)
    values: list[Mapping[str, MetaValue]] = []
    accounts: list[str] = []
    for record in ordered:
        values.append(merged(values[-1] if values else {}, record.meta))
        named = [str(record.values[i]) for i in record.accounts]
        accounts.append(named[0] if named else (accounts[-1] if accounts else ""))
    dates = tuple(record.date for record in ordered)
    return Timeline(_id(ordered[0]), dates, tuple(values), tuple(accounts))
