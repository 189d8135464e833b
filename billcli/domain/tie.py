"""Ties: the names by which one fact may change what another says of open items.

Facts that share a tie belong to one shard. A tie is a text with a letter before it:

* ``c:`` customer id or name, folded: a payee, an alias and the name of a record stand for the same
  customer or hide one another;
* ``n:`` name of an item, link, tag or id: what a posting names depends on all that bear the name;
* ``a:`` receivable account that is kept for one customer or one document;
* ``d:`` id of a dispute, whose later notes replace the earlier ones.

More ties than needed make shards larger, never wrong. What needs none, and why:

* the payee of an entry that only settles, on an account that tells the customer: a bank or a
  payment service stands there. The payee of a bill does tie, for a bill's payee names its customer
  unless it is the id of another one (``party``);
* links and tags of such an entry: it may touch only items of its own customer (``item_name``),
  whose facts are together anyway;
* a receivable root, unless its ``open`` says whose it is: its postings are told by other words.
"""

from __future__ import annotations

from billcli.domain.dated_record import folded
from billcli.domain.debtor import CUSTOMER_KEYS, UNKNOWN, Debtors, text_under
from billcli.domain.entry import Account, Entry, Note, Record
from billcli.domain.item_name import names_borne
from billcli.domain.leg import BILLING, level_of_packed
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.packed import arranged, unpack
from billcli.domain.packed_value import parsed, text_of_packed
from billcli.domain.receivable import Place
from billcli.domain.tie_name import customer_tie, item_tie, item_ties

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from billcli.domain.packed import Packed
    from billcli.domain.packed_value import Json
    from billcli.domain.whole import Whole

_CUSTOMER_ID, _CUSTOMER = CUSTOMER_KEYS


class Ties:
    """Finds the ties of directives; made once for a ledger."""

    def __init__(self, roots: tuple[str, ...], whole: Whole, assets: str = "Assets") -> None:
        """Remember what the names of accounts mean; ``assets`` is the name of the assets root."""
        self._debtors = Debtors.bare(roots, whole.owners)
        self._whole = whole
        self._assets = assets
        self._known: dict[str, _Known | None] = {}
        self._customers: dict[str, str] = {}

    def of(self, value: object) -> frozenset[str]:
        """Return the ties of a directive; one without any concerns nobody's open items."""
        if isinstance(value, Entry):
            return frozenset(self.of_data(arranged(value)[1]))
        if isinstance(value, Record):
            return frozenset(self._of_record(value))
        if isinstance(value, Account):
            return frozenset(self._of_opened(value))
        return frozenset(_of_dispute(value)) if isinstance(value, Note) else frozenset()

    def of_packed(self, packed: Packed) -> frozenset[str]:
        """Return the ties of a directive that is packed."""
        if packed[0] == "T":
            return frozenset(self.of_data(parsed(packed[3])))
        return self.of(unpack(packed, ""))

    def of_account(self, account: str) -> tuple[str, ...]:
        """Return the ties of an account by its name alone: none unless it is one customer's."""
        known = self._look(account)
        return known.ties if known else ()

    def of_data(self, data: Json) -> set[str]:
        """Return the ties of a packed transaction's data: none unless a posting is receivable."""
        _, payee, _, tags, links, meta, postings = data
        known, owed, places = self._known, [], []
        for posting in postings:
            account = posting[0]
            place = known[account] if account in known else self._look(account)
            if place is not None:
                owed.append(posting)
                places.append(place)
        found: set[str] = set()
        if not owed:
            return found
        is_sure = True
        for posting, place in zip(owed, places, strict=True):
            is_sure &= self._leg(found, payee, meta, posting, place)
        level = level_of_packed(data, owed, self._debtors.places, self._assets)
        if level == BILLING and payee.strip() and not _text_under(_CUSTOMER, meta):
            found.add(self._customer(payee))
        if level or not is_sure:
            found.update([f"n:{name}" for name in names_borne(tags, links)])
        if "id" in meta and (own := text_of_packed(meta["id"])):
            found.add(item_tie(own))
        return found

    def _leg(self, found: set[str], payee: str, every: Json, posting: Json, place: _Known) -> bool:
        """Add the ties of a receivable posting; return whether it tells more than a payee."""
        own = posting[3] or _NOTHING
        is_sure = True
        given = ""
        if _CUSTOMER_ID in every or _CUSTOMER_ID in own:
            given = _text_under(_CUSTOMER_ID, own, every)
        if given:
            found.add(self._customer(given))
            found.update(place.marks)
        else:
            found.update(place.every)
        if not given and not place.customer:
            called = _text_under(_CUSTOMER, own, every)
            found.add(self._customer(called or payee.strip() or UNKNOWN))
            is_sure = bool(called)
        item = text_of_packed(own["invoice"]) if "invoice" in own else ""
        if not item and "invoice" in every:
            item = text_of_packed(every["invoice"])
        if item := item or place.item:
            found.add(f"n:{item}")
        return is_sure

    def _customer(self, name: str) -> str:
        tie = self._customers.get(name)
        if tie is None:
            tie = self._customers[name] = customer_tie(name)
        return tie

    def _look(self, account: str) -> _Known | None:
        if account not in self._known:
            place = self._debtors.place(account)
            known = None
            if place is not None:
                customer = self._whole.owners.get(place.owner) or place.customer
                is_shared = not (place.owner or place.item or account in self._whole.marked)
                ties = () if is_shared else (f"a:{place.owner or account}",)
                marks = ties if account in self._whole.marked else ()
                every = (*ties, self._customer(customer)) if customer else ties
                known = _Known(ties, every, customer, place.item, marks)
            self._known[account] = known
        return self._known[account]

    def _of_opened(self, account: Account) -> Iterator[str]:
        known = self._look(account.name)
        if known is not None:
            yield from known.ties
            owner = (self._debtors.place(account.name) or Place()).owner
            named = [text_under(key, account.meta) for key in CUSTOMER_KEYS]
            own = self._whole.owners.get(owner) or named[0] or known.customer or named[1]
            if own:
                yield self._customer(own)

    def _of_record(self, record: Record) -> Iterator[str]:
        texts = [text_of(value) for value in record.values[:2]]
        if record.kind == "customer":
            yield self._customer(texts[0] if texts else "")
            texts = [text_of(record.meta.get(key)) for key in ("name", "trading-name")]
            named = [str(record.values[i]) for i in record.accounts]
            yield from (f"a:{name}" for name in named if name in self._whole.owners)
        if record.kind == "customer" or (record.kind == "payer" and len(texts) > 1):
            yield from (self._customer(text) for text in texts if folded(text))


class _Known(NamedTuple):
    """What an account's name says.

    Attributes:
        ties: of the account.
        every: the same and that of the customer.
        customer, item: whom and which document it is kept for, empty where it does not tell.
        marks: its ties where its ``open`` names a customer, which counts even for postings that
            give another customer's id.
    """

    ties: tuple[str, ...]
    every: tuple[str, ...]
    customer: str
    item: str
    marks: tuple[str, ...]


_NOTHING: Mapping[str, Json] = {}


def _text_under(key: str, *metas: Json) -> str:
    """Return the first text that is not empty under a key, of packed metadata."""
    for meta in metas:
        if key in meta and (text := text_of_packed(meta[key])):
            return text
    return ""


def _of_dispute(note: Note) -> Iterator[str]:
    if "dispute" in note.tags:
        for link in note.links:
            yield from item_ties(link)
        if own := text_of(note.meta.get("id")):
            yield f"d:{own}"
