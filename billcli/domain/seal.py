"""The seal of a transaction: twelve hex digits that notice a torn write, a bad merge or an edit.

Source: docs/reference/ledger-format.md rule 17. The seal covers what billcli means by an entry:
date, payee, narration, kind tags, item links, contract keys and every posting in order. A flag, a
tag, a link or a key of somebody else's may come and go without touching it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from decimal import Decimal

from billcli.domain.contract import ENTRY_KEYS, KIND_TAGS, POSTING_KEYS
from billcli.domain.frozen import replace
from billcli.domain.money import ZERO, Money, plain
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.domain.entry import Entry, Meta, MetaValue, Posting

DIGITS = 12
ITEM_KEYS = ("invoice", "id", "corrects", "on", "reverses")
_FORM = "billcli seal 1"
_SEALED_KEYS = ENTRY_KEYS - {"seal"}
# Beancount keeps a total price divided by its units, to 28 digits; multiplied again it is off
# somewhere behind these.
_PRICE_DECIMALS = 12


def seal_of(entry: Entry) -> str:
    """Return the seal an entry ought to carry, whatever it carries now.

    Tags, links and metadata count as sets, because Beancount keeps no order of tags and links;
    postings count in order.
    """
    content = [
        _FORM,
        entry.date.isoformat(),
        entry.payee,
        entry.narration,
        sorted(KIND_TAGS.intersection(entry.tags)),
        sorted(item_names(entry).intersection(entry.links)),
        _meta(entry.meta, _SEALED_KEYS),
        [_posting(posting) for posting in entry.postings],
    ]
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:DIGITS]


def sealed(entry: Entry) -> Entry:
    """Return the entry with its seal as the last key, replacing the one it had."""
    meta = {key: value for key, value in entry.meta.items() if key != "seal"}
    return replace(entry, meta={**meta, "seal": seal_of(entry)})


def is_sealed(entry: Entry) -> bool:
    """Return whether the entry claims to be written by billcli, rightly or not."""
    return "seal" in entry.meta


def verify(entry: Entry) -> bool:
    """Return whether the entry carries the seal that belongs to what it says."""
    return entry.meta.get("seal") == seal_of(entry)


def item_names(entry: Entry) -> frozenset[str]:
    """Return the ids an entry names in its own metadata: the links it ought to carry (rule 6).

    A link of such a name is an item link, covered by the seal; any other link is foreign.
    """
    named = [entry.meta.get(key) for key in ITEM_KEYS]
    named += [posting.meta.get("invoice") for posting in entry.postings]
    return frozenset(name for name in named if isinstance(name, str) and name)


def _posting(posting: Posting) -> list[object]:
    return [
        posting.account,
        _money(posting.amount),
        _price(posting),
        _meta(posting.meta, POSTING_KEYS),
    ]


def _price(posting: Posting) -> list[str] | None:
    """Return the total price without the noise of Beancount's division by the units."""
    if posting.price is None:
        return None
    # Beancount forgets a total price on zero units.
    number = posting.price.number if posting.amount else ZERO
    text = format(number, f".{_PRICE_DECIMALS}f")
    return [text.rstrip("0").rstrip("."), posting.price.currency]


def _meta(meta: Meta, keys: frozenset[str]) -> list[list[object]]:
    return [[key, *_value(meta[key])] for key in sorted(keys.intersection(meta))]


def _value(value: MetaValue | None) -> tuple[str, object]:
    if isinstance(value, str):
        return ("text", value)
    if isinstance(value, bool):
        return ("truth", value)
    if isinstance(value, Decimal):
        return ("number", plain(value))
    if isinstance(value, Money):
        return ("money", _money(value))
    if isinstance(value, dt.date):
        return ("date", value.isoformat())
    return ("nothing", "")


def _money(money: Money) -> list[str]:
    return [plain(money.number), money.currency]
