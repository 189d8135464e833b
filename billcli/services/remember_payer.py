"""Who pays for a customer: remembered when a person says so, as a dated record of the ledger.

Source: docs/reference/ledger-format.md rule 3.
"""

from __future__ import annotations

from billcli.domain.contract import check_text
from billcli.domain.dated_record import PayerAlias, folded, payer_aliases, refused_payers
from billcli.domain.entry import Record
from billcli.domain.iban import compact, is_iban
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import find_customer, nearest
from billcli.domain.problem import UsageError, quoted
from billcli.matching.learn_payer import learn
from billcli.matching.name_key import name_key
from billcli.matching.name_match import Tier, resembles
from billcli.services.filing import Papers
from billcli.services.keep_customer import start_of
from billcli.services.writing import Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.books import Books
    from billcli.domain.entry import Directive
    from billcli.domain.party import Party
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent

KINDS = ("iban", "name")


def offer(line: BankLine, customer: Party, books: Books) -> PayerAlias | None:
    """Return who paid instead of a customer, to be remembered: by the account, else by the name.

    None when the payer is the customer itself, or a record says already whether it pays for it.

    Args:
        line: that a person booked for the customer.
        customer: as recorded.
        books: with every fact.
    """
    own = filter(None, (customer.name, customer.text("trading-name"), customer.id))
    iban = compact(line.payer_iban)
    if any(resembles(name_key(line.payer), name_key(name)) >= Tier.NEAR for name in own):
        return None
    if iban and iban == compact(customer.text("iban")):
        return None
    text = iban or line.payer.strip()
    known = {folded(one.text) for one in aliases_of(books, customer.id)}
    known |= {name for who, name in _refused(books) if who == folded(customer.id)}
    if not text or folded(text) in known:
        return None
    kind = "iban" if iban else "name"
    return PayerAlias(customer.id, text, kind, line.bank_ref or line.key, line.date)


def aliases_of(books: Books, customer: str = "") -> tuple[PayerAlias, ...]:
    """Return the recorded aliases in force of one customer id or of all."""
    wanted = folded(customer)
    every = payer_aliases(books.facts, books.as_of)
    return tuple(one for one in every if wanted in ("", folded(one.customer)))


def _refused(books: Books) -> frozenset[tuple[str, str]]:
    return refused_payers(books.facts, books.as_of)


def record_of_payer(alias: PayerAlias, *, active: bool) -> Record:
    """Return the record that an alias holds, or holds no longer, from its day on."""
    meta = {"kind": alias.kind, "origin": alias.origin, "status": "active" if active else "removed"}
    told = {key: text for key, text in meta.items() if text}
    return Record(alias.date, "payer", (alias.customer, alias.text), told)


def remember(
    workspace: Workspace, answers: Sequence[tuple[PayerAlias, bool]], consent: Consent
) -> Written[tuple[PayerAlias, ...]]:
    """Write what a person said of payers, in one change: whether they pay for the customer.

    Raises:
        InvalidError: the ledger has errors.
        ConflictError: somebody else writes.
    """
    aliases = tuple(alias for alias, _ in answers)
    records = tuple(record_of_payer(alias, active=yes) for alias, yes in answers)
    return perform(workspace, lambda _books, _tail: Decision(aliases, Papers(records)), consent)


def add_alias(
    workspace: Workspace, alias: tuple[str, str, str], since: dt.date | None, consent: Consent
) -> Written[PayerAlias]:
    """Record that somebody pays for a customer.

    Args:
        workspace: the books.
        alias: the customer as typed, the IBAN or name, and which of them it is, or empty.
        since: the day from which it holds; the ledger's start when None.
        consent: how far to go.

    Raises:
        UsageError: no such customer, no text, another kind, or it is recorded already.
    """

    def decide(books: Workspace, _tail: tuple[Directive, ...]) -> Decision[PayerAlias]:
        customer, text, kind = alias
        party = find_customer(books.all_books().parties, customer)
        named = _kind(text, kind)
        words = compact(text) if named == "iban" else check_text(text.strip(), flag="alias")
        if folded(words) in {folded(one.text) for one in aliases_of(books.all_books(), party.id)}:
            said = f"{party.id} has the alias {quoted(words)} already"
            hint = f"billcli customer alias list {party.id}"
            raise UsageError.of("CUSTOMER-UNCHANGED", said, hint=hint)
        day = since or start_of(books, books.today)
        made = PayerAlias(party.id, words, named, "", day)
        return Decision(made, Papers((record_of_payer(made, active=True),)))

    return perform(workspace, decide, consent)


def remove_alias(
    workspace: Workspace, customer: str, text: str, consent: Consent
) -> Written[PayerAlias]:
    """Record that somebody does not pay for a customer: a later record of the same day.

    Raises:
        UsageError: no such customer, or nobody so called is known to pay for it (ALIAS-UNKNOWN).
    """

    def decide(books: Workspace, _tail: tuple[Directive, ...]) -> Decision[PayerAlias]:
        every = books.all_books()
        party = find_customer(every.parties, customer)
        found = _known(books, party.id)
        same = {folded(one.text): one for one in reversed(found)}  # a record before what was learnt
        wanted = same.get(folded(text)) or same.get(folded(compact(text)))
        if wanted is None:
            near = nearest(text, {one.text: (one.text,) for one in found})
            see = f"see billcli customer alias list {party.id}"
            hint = f"did you mean {' or '.join(near)}?" if near else see
            said = f"{party.id} has no alias {quoted(text)}"
            raise UsageError.of("ALIAS-UNKNOWN", said, hint=hint)
        return Decision(wanted, Papers((record_of_payer(wanted, active=False),)))

    return perform(workspace, decide, consent)


def _known(workspace: Workspace, customer: str) -> list[PayerAlias]:
    """Return who pays for a customer: by records, and as learnt from what a person booked."""
    books = workspace.all_books()
    found = list(aliases_of(books, customer))
    start = start_of(workspace, workspace.today)
    for payer in learn(books.facts, books.parties, books.debtors, books.as_of):
        if payer.customer == customer:
            told = [("iban", text) for text in payer.alias_ibans]
            told += [("name", text) for text in payer.aliases]
            found += [PayerAlias(customer, text, kind, "", start) for kind, text in told]
    return found


def _kind(text: str, kind: str) -> str:
    """Return what an alias is; one that is not named is an IBAN when its form is that of one.

    Raises:
        UsageError: there is no such kind.
    """
    if kind and kind not in KINDS:
        said = f"--kind: {quoted(kind, 20)} is not known"
        raise UsageError.of("OPTION-VALUE", said, hint=f"use {' or '.join(KINDS)}")
    return kind or ("iban" if is_iban(text) else "name")
