"""Customers as payers, learnt from a ledger: records, aliases, and what they paid before."""

from __future__ import annotations

from collections import defaultdict

from billcli.domain.dated_record import folded, payer_aliases, refused_payers
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.reversal_entry import taken_back
from billcli.matching.name_key import name_key
from billcli.matching.name_match import Tier, resembles
from billcli.matching.payer import Payer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from billcli.domain.debtor import Debtors
    from billcli.domain.entry import Entry, Facts
    from billcli.domain.party import Party


def learn(
    facts: Facts, parties: Mapping[str, Party], debtors: Debtors, on: dt.date
) -> tuple[Payer, ...]:
    """Return every customer as a payer: by its records, its aliases and what it paid before.

    What was taken back as a mistake teaches nothing, and who was refused is not learnt.

    Args:
        facts: what the ledger says.
        parties: customers by id.
        debtors: whose posting a receivable posting is.
        on: payments after this date are not looked at.
    """
    names: dict[str, dict[str, None]] = defaultdict(dict)
    ibans: dict[str, dict[str, None]] = defaultdict(dict)
    aliases: dict[str, dict[str, None]] = defaultdict(dict)
    alias_ibans: dict[str, dict[str, None]] = defaultdict(dict)
    for party in parties.values():
        names[party.id] |= dict.fromkeys(filter(None, (party.name, party.text("trading-name"))))
        ibans[party.id] |= dict.fromkeys(filter(None, [party.text("iban")]))
    for alias in payer_aliases(facts, on):
        (alias_ibans if alias.kind == "iban" else aliases)[alias.customer][alias.text] = None
    wrong, refused = taken_back(facts.entries), refused_payers(facts, on)
    for entry in facts.entries:
        if text_of(entry.meta.get("id")) in wrong:
            continue
        if entry.date <= on and not _concluded(entry):
            for customer, name, iban in _paid(entry, debtors):
                if refused & {(folded(customer), folded(text)) for text in (name, iban)}:
                    continue
                itself = not name or _alike(name, names[customer])
                (names if itself else aliases)[customer] |= dict.fromkeys(filter(None, [name]))
                (ibans if itself else alias_ibans)[customer] |= dict.fromkeys(filter(None, [iban]))
    customers = dict.fromkeys([*names, *ibans, *aliases, *alias_ibans])
    return tuple(
        Payer(c, tuple(names[c]), tuple(ibans[c]), tuple(aliases[c]), tuple(alias_ibans[c]))
        for c in customers
    )


def _alike(name: str, known: Iterable[str]) -> bool:
    """Return whether a name is another spelling of the customer's first one."""
    return any(resembles(name_key(name), name_key(own)) >= Tier.NEAR for own in list(known)[:1])


def _concluded(entry: Entry) -> bool:
    """Return whether an entry was booked unasked: what was concluded teaches nothing.

    Otherwise one wrong conclusion would bear out the next, and the same lines judged again would
    be judged otherwise.
    """
    told = [text_of(p.meta["evidence"]) for p in entry.postings if "evidence" in p.meta]
    return bool(told) and not any("chosen" in words.split() for words in told)


def _paid(entry: Entry, debtors: Debtors) -> Iterator[tuple[str, str, str]]:
    """Yield customer, payer's name and account of a payment by one customer."""
    told = [
        (text_of(meta.get("payer")), text_of(meta.get("payer-iban")))
        for meta in (entry.meta, *(p.meta for p in entry.postings))
        if meta and ("payer" in meta or "payer-iban" in meta)
    ]
    if not told:
        return
    customers = {
        debtors.of_posting(entry, p).customer for p in entry.postings if debtors.place(p.account)
    }
    if len(customers) == 1:
        customer = customers.pop()
        for name, iban in told:
            yield customer, name, iban
