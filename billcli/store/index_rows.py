"""Rows of the read model by name, for those who write them; reading gives plain tuples.

Importing this costs more than a whole query, so nothing on the reading path does. A tuple that was
read becomes a row by ``ItemRow._make(row)``: the order is the same.
"""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from billcli.store.index_read import Model
    from billcli.store.index_schema import Row
    from billcli.store.index_sums import Totals


class FileRow(NamedTuple):
    """A file that takes part in the key.

    Attributes:
        id: number of the file, which its facts name.
        ord: place in the order of includes, the main file 0.
        path: real and absolute.
        size, mtime_ns, ctime_ns, inode, device: as ``lstat`` gave them before the bytes were read.
        sha256: 64 hex digits of the bytes.
        crc: CRC-32 of the bytes.
        seen_ns: the clock before the bytes were hashed, nanoseconds since 1970.
        newline: as in ``LedgerFile``.
        open_push: JSON list, as in ``LedgerFile``.
        made: 0 a file of the ledger; 1 no file at all, a name that plugin-made facts carry; 2 a
            file that is only watched, such as a plugin's source: changed, everything is stale;
            3 a folder that is only watched, for names that come or go in it.
    """

    id: int
    ord: int
    path: str
    size: int = 0
    mtime_ns: int = 0
    ctime_ns: int = 0
    inode: int = 0
    device: int = 0
    sha256: str = ""
    crc: int = 0
    seen_ns: int = 0
    newline: str = "\n"
    open_push: str = "[]"
    made: int = 0


def files_of(model: Model, made: int | None = None) -> list[FileRow]:
    """Return the files of a model, in order.

    Args:
        model: open for reading.
        made: only those that are made so, such as ``LEDGER``.

    Raises:
        ModelLost: the model cannot be read.
    """
    found = map(FileRow._make, model.files())
    return [row for row in found if made in (None, row.made)]


class PatternRow(NamedTuple):
    """An ``include`` with ``*``, ``?`` or ``[`` in it.

    Attributes:
        file: id of the including file.
        line: of the ``include``.
        written: the text between the quotes.
        found: the real paths it matched, in order, as ``index_key.joined`` joins them.
    """

    file: int
    line: int
    written: str
    found: str


class FactRow(NamedTuple):
    """A directive as ``domain.packed`` packs it; ``line`` is 0 when it has none."""

    id: int
    file: int
    line: int
    date: str
    kind: str
    data: str


class MemberRow(NamedTuple):
    """A fact that takes part in a shard."""

    shard: int
    fact: int


class TieRow(NamedTuple):
    """A name (of a customer, an item, a link) and the shard it belongs to."""

    name: str
    shard: int


class ItemRow(NamedTuple):
    """One ``OpenItem``; numbers are exact decimal text, dates ISO, absent is None.

    Attributes:
        fact, line_offset: the directive that made the item and its posting's line below it.
        is_open: 1 when the balance is not zero.
        due_key: the date the order ``due`` looks at (due, else issued).
        word: how it was settled without money (``services.settlement``), or an empty text.
        first: the fact that touched the item first.
        nth: its place among the items of its shard.
        told: 1 when an earlier day differs in nothing but its balance, less what came later.
    """

    shard: int
    item: str
    instalment: int | None
    kind: str
    customer: str
    customer_name: str
    account: str
    date_issued: str
    date_due: str | None
    amount: str
    currency: str
    balance_open: str
    known_by: str
    disputed: int
    fact: int
    line_offset: int
    value_open: str | None
    value_currency: str | None
    is_open: int
    due_key: str
    word: str = ""
    first: int = 0
    nth: int = 0
    told: int = 0


class ShardRow(NamedTuple):
    """A shard.

    Attributes:
        last: ISO date of its last fact.
        apart_from: ISO date from which on its credits name what they settle, or an empty text.
        told: 1 when its items on an earlier day are told from what its transactions did later:
            each is as its own postings say, nothing is disputed, and records tell all of whom.
    """

    shard: int
    last: str
    apart_from: str
    told: int = 0


class PartyRow(NamedTuple):
    """One ``Party``; ``folded`` is its id without regard to case, ``vals`` its values as JSON.

    ``rank``, ``fact`` and ``nth``, its place in the fact, say where it is heard of first: customers
    are listed in that order.
    """

    id: str
    shard: int
    folded: str
    account: str
    vals: str
    rank: int = 0
    nth: int = 0
    fact: int = 0


class BalanceRow(NamedTuple):
    """What a customer owes in one currency, exact decimal text."""

    customer: str
    currency: str
    shard: int
    number: str


class OwingRow(NamedTuple):
    """What is open in a shard, where all of it is added up and nothing is listed.

    ``owed`` is a JSON list of (customer, name, currency, number, due or null, kind, disputed).
    """

    shard: int
    owed: str


class NumberRow(NamedTuple):
    """A document number, and the fact that says it.

    ``taken`` is 0 where it is in use, 1 where it is in use and was given elsewhere, 2 where that
    alone is said.
    """

    number: str
    fact: int
    taken: int


class Whole(NamedTuple):
    """Everything a new model holds; rows may be iterators and are read once, in this order.

    Attributes:
        facts: every directive; accounts, assertions, pads and sums are worked out from them here.
        lots: accounts that hold or held lots (postings with a cost), which facts do not tell.
        meta: keys and texts for whoever writes; ``schema``, ``ledger``, ``variant``, ``versions``,
            ``made_ns``, ``revision`` and the counts are set here.
        totals: (account, currency) -> month -> exact sum of all postings, where the caller has them
            already; None: they are added up from the facts.
        more: asked when all facts stand in the new model, which it may question: yields tables
            with rows to add, such as the files that turned out to be read, and what follows from
            the facts; the rows as they stand there (``index_schema.finished``). Rows of ``meta``
            are keys and texts.
    """

    files: Iterable[FileRow]
    patterns: Iterable[PatternRow]
    facts: Iterable[Row]
    numbers: Iterable[NumberRow]
    members: Iterable[MemberRow]
    ties: Iterable[TieRow]
    items: Iterable[ItemRow]
    parties: Iterable[PartyRow]
    balances: Iterable[BalanceRow]
    lots: Iterable[str]
    meta: Mapping[str, str]
    totals: Totals | None = None
    more: Callable[[Model], Iterable[tuple[str, Iterable[Row]]]] | None = None


class Delta(NamedTuple):
    """What one change of the ledger does to the model, applied in one transaction.

    Attributes:
        revision: ``meta`` ``revision`` of the model the delta was made from; another one refuses.
        files: new rows of files that changed or came; the same id replaces.
        files_gone: ids of files that are no longer part of the ledger.
        patterns: all rows, when any changed; None leaves them.
        removed: ids of facts that are gone.
        added: new facts; their ids are free (``Model.next_fact()`` and up).
        moved: (fact id, new line) of facts that stay.
        dropped: shards whose members, ties, items, parties, balances and numbers go.
        shards, members, ties, items, parties, balances, owing: rows of the shards derived again.
        numbers: rows of facts in those shards, and of added facts outside any shard.
        meta: texts that change.
        lots: accounts that hold lots now.
    """

    revision: str
    files: Iterable[FileRow] = ()
    files_gone: Iterable[int] = ()
    patterns: Iterable[PatternRow] | None = None
    removed: Iterable[int] = ()
    added: Iterable[FactRow] = ()
    moved: Iterable[tuple[int, int]] = ()
    dropped: Iterable[int] = ()
    shards: Iterable[ShardRow] = ()
    members: Iterable[MemberRow] = ()
    ties: Iterable[TieRow] = ()
    items: Iterable[ItemRow] = ()
    parties: Iterable[PartyRow] = ()
    balances: Iterable[BalanceRow] = ()
    owing: Iterable[OwingRow] = ()
    numbers: Iterable[NumberRow] = ()
    meta: Mapping[str, str] = {}
    lots: Iterable[str] = ()
