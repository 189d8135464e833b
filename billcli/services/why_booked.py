"""Why the books say what they say of a document, an entry or a bank line, from the ledger alone."""

from __future__ import annotations

from billcli.domain.contract import DOCUMENT_KINDS, KIND_TAGS
from billcli.domain.entry_link import own_id
from billcli.domain.ignored_line import is_removal
from billcli.domain.meta import folded, text_of
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.party import nearest
from billcli.domain.problem import UsageError, quoted
from billcli.domain.reversal_entry import LINE_KEYS
from billcli.domain.settled_leg import full
from billcli.services.bank_words import (
    bank_words,
    entered_by_hand,
    ignored_words,
    is_place,
    meant,
)
from billcli.services.list_payments import arrived

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from billcli.domain.books import Books
    from billcli.domain.entry import Entry, Record
    from billcli.domain.money import Money
    from billcli.domain.open_item import Movement
    from billcli.domain.problem import BillcliError, Source
    from billcli.services.bank_words import BankWords

_NAMING = ("id", "reverses", "corrects")
IGNORED, NEW_AGAIN, BANK_LINE, ENTRY = "ignored", "new-again", "bank-line", "entry"


class Adjusted(NamedTuple):
    """What was settled beyond the money that moved: ``kind`` is a word of format rule 11."""

    kind: str
    amount: Money
    account: str


class Step(NamedTuple):
    """One entry of the ledger, and what it did; or a record of an ignored bank line.

    Attributes:
        entry: its own id or document number; empty where it has none.
        kind: its kind tag (format rule 7), ``ignored`` or ``new-again`` of a line set aside, or
            ``entry`` where nothing tells.
        amounts: what it did to the item asked about, one per currency; nothing for what is no item.
        moved: what came in by it, negative when it went out; None or zero when no money moved.
        items: every open item it touched, with what it did to it.
        lines: the bank lines that it books.
        reverses: id of the entry it takes back.
        corrects: id of the payment whose money it moves.
    """

    entry: str
    date: dt.date
    kind: str
    narration: str
    amounts: tuple[Money, ...]
    moved: Money | None
    items: tuple[tuple[str, Money], ...]
    adjustments: tuple[Adjusted, ...]
    lines: tuple[BankWords, ...]
    reverses: str
    reason: str
    source: Source
    corrects: str = ""


class Why(NamedTuple):
    """What happened to one thing, in the order of the ledger.

    Attributes:
        name: id of the document or entry; of a bank line its reference or key.
        kind: what it is, as ``Step.kind``, or ``bank-line``.
        customers: ids of whom it concerns.
        balances: what is open of it, one per currency; nothing for what is no open item.
    """

    name: str
    kind: str
    customers: tuple[str, ...]
    balances: tuple[Money, ...]
    steps: tuple[Step, ...]


def why(books: Books, text: str) -> Why:
    """Return what happened to a document, an entry or a bank line.

    Args:
        books: as of the day that counts.
        text: a document number, the id of an entry, the reference or key of a bank line, or
            account, date and amount of one.

    Raises:
        UsageError: the ledger knows none of them (UNKNOWN-ENTRY); the nearest three are named.
    """
    found = _named(books, text) or _bank_line(books, text)
    if found is None:
        names = _names(books)
        same = next((name for name in names if folded(name) == folded(text)), "")
        found = _named(books, same) or _bank_line(books, same) if same else None
        if found is None:
            raise _unknown(text, names)
    return found


def _named(books: Books, name: str) -> Why | None:
    """Return what happened to an item or an entry of exactly this id.

    An entry that touches no item, such as what a rule booked, is not among what is about items.
    """
    few = books.about(item=name)
    if found := _among(few, books, name, few.facts.entries):
        return found
    return _among(books, books, name, books.facts.entries_saying(name, *_NAMING))


def _among(few: Books, books: Books, name: str, every: Sequence[Entry]) -> Why | None:
    moved = few.history(name)
    own = [e for e in every if text_of(e.meta.get("id")) == name]
    touching = {id(m.entry) for m in moved} | {id(e) for e in own}
    touching |= {id(e) for e in every if name in (text_of(e.meta.get("reverses")), _corrects(e))}
    entries = [e for e in every if id(e) in touching and e.date <= books.as_of]
    if not entries:
        return None
    rows = few.item(name) if moved else ()
    own_kind = kind_of(own[0]) if own else rows[0].kind.value
    customers = dict.fromkeys(m.customer for e in own or entries for m in _of_entry(few, e))
    balances = _sums(("", row.balance_open) for row in rows)
    steps = tuple(_step(few, entry, moved) for entry in entries)
    return Why(name, own_kind, tuple(customers), tuple(amount for _, amount in balances), steps)


def _corrects(entry: Entry) -> str:
    """Return the payment of which an entry moves what it settles."""
    own = DOCUMENT_KINDS.isdisjoint(entry.tags)
    return text_of(entry.meta.get("corrects")) if own else ""


def _bank_line(books: Books, text: str) -> Why | None:
    """Return what was done with a bank line, or None when the ledger does not hold it."""
    facts = books.facts
    records = [r for r in facts.records_of("bank-line") if r.date <= books.as_of]
    told = [(r, line) for r in records if (line := ignored_words(r))]
    entries = [e for e in facts.entries_saying(text, *LINE_KEYS) if e.date <= books.as_of]
    kept = [(e, line) for e in entries for line in bank_words(e)]
    if is_place(text) and all(text != line.name for _, line in (*kept, *told)):
        entries = [e for e in facts.entries if e.date <= books.as_of]
        kept = [(e, line) for e in entries for line in bank_words(e)]
    is_meant = meant(text, (line for _, line in (*kept, *told)))
    set_aside = [(r, line) for r, line in told if is_meant(line)]
    booked = [(e, line) for e, line in kept if is_meant(line)]
    booked = booked or [
        (e, line) for e in entries for line in entered_by_hand(e) if line.is_called(text)
    ]
    if not booked and not set_aside:
        return None
    ids = {text_of(entry.meta.get("id")) for entry, _ in booked} - {""}
    counted = {entry.source: entry for entry, _ in booked}
    reversing = (e for e in facts.entries_with("reverses") if e.date <= books.as_of)
    counted |= {e.source: e for e in reversing if text_of(e.meta["reverses"]) in ids}
    steps = [_step(books, entry) for entry in counted.values()]
    steps += [_ignored(record, line) for record, line in set_aside]
    customers = dict.fromkeys(m.customer for e in counted.values() for m in _of_entry(books, e))
    name = next((line.name for _, line in (*booked, *set_aside) if line.name), text)
    steps.sort(key=lambda step: step.date)
    return Why(name, BANK_LINE, tuple(customers), (), tuple(steps))


def _of_entry(books: Books, entry: Entry) -> tuple[Movement, ...]:
    """Return what an entry does to open items, in books that hold it."""
    own = text_of(entry.meta.get("id"))
    few = books.about(item=own) if own else books
    return tuple(m for m in few.movements if m.entry.source == entry.source)


def _step(books: Books, entry: Entry, moved: Iterable[Movement] = ()) -> Step:
    """Return an entry as a step; ``moved`` is the history of the item that is asked about."""
    mine = _sums(("", m.amount) for m in moved if m.entry.source == entry.source)
    return Step(
        own_id(entry),
        entry.date,
        kind_of(entry),
        entry.narration,
        tuple(amount for _, amount in mine),
        arrived(books, entry) if entry.postings else None,
        _sums((m.item, m.amount) for m in _of_entry(books, entry)),
        tuple(_adjusted(entry)),
        bank_words(entry),
        text_of(entry.meta.get("reverses")),
        text_of(entry.meta.get("reason")),
        entry.source,
        _corrects(entry),
    )


def _sums(pairs: Iterable[tuple[str, Money]]) -> tuple[tuple[str, Money], ...]:
    """Return the sum of the amounts of each name and currency."""
    found: dict[tuple[str, str], Money] = {}
    for name, amount in pairs:
        key = (name, amount.currency)
        found[key] = found[key] + amount if key in found else amount
    return tuple((name, amount) for (name, _), amount in found.items())


def kind_of(entry: Entry) -> str:
    """Return the kind of an entry, ``entry`` where no tag tells it."""
    return next((tag for tag in entry.tags if tag in KIND_TAGS), ENTRY)


def _adjusted(entry: Entry) -> Iterator[Adjusted]:
    """Yield the adjustments of an entry, the tax share of a discount beside the discount."""
    for posting in entry.postings:
        if kind := text_of(posting.meta.get("adjustment")):
            yield Adjusted(kind, full(posting.amount), posting.account)


def _ignored(record: Record, line: BankWords) -> Step:
    reason = text_of(record.meta.get("reason"))
    kind = NEW_AGAIN if is_removal(record) else IGNORED
    return Step(
        "", record.date, kind, "", (), line.amount, (), (), (line,), "", reason, record.source
    )


def _names(books: Books) -> Sequence[str]:
    """Return everything a person may ask about."""
    facts = books.facts
    found = dict.fromkeys(row.item for row in books.items)
    found |= dict.fromkeys(text_of(entry.meta.get("id")) for entry in facts.entries)
    found |= dict.fromkeys(line.name for entry in facts.entries for line in bank_words(entry))
    records = map(ignored_words, facts.records_of("bank-line"))
    found |= dict.fromkeys(line.name for line in records if line)
    return tuple(name for name in found if name)


def _unknown(text: str, names: Iterable[str]) -> BillcliError:
    near = nearest(text, {name: (name,) for name in names})
    hint = f"did you mean {' or '.join(near)}?" if near else "see billcli payment list"
    said = f"the ledger has no document, entry or bank line {quoted(text, 60)}"
    return UsageError.of("UNKNOWN-ENTRY", said, hint=hint)
