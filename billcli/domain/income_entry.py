"""Entries as a report of income sees them: documents, settlements, applications, corrections.

Source: docs/reference/ledger-format.md rules 4, 7, 8 and 11.
"""

from __future__ import annotations

from enum import Enum

from billcli.domain.figure import Figure, Sort
from billcli.domain.figure_reading import (
    document_figures,
    net_figure,
    plain_figure,
    tax_alone,
    tax_like,
    under,
)
from billcli.domain.fold_item import kind_of, opening
from billcli.domain.kept_money import KeptMoney
from billcli.domain.meta import text_of
from billcli.domain.money import EXACT, ZERO, total
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.open_item import Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal
    from typing import TypeAlias

    from billcli.domain.books import Books
    from billcli.domain.entry import Entry, Posting
    from billcli.domain.open_item import Movement

ItemKey: TypeAlias = tuple[str, str, str]  # customer, item, currency


class Nature(Enum):
    """What an entry does to items.

    A DOCUMENT makes some; a SETTLEMENT is money that came or went; an APPLICATION settles one with
    another; a CORRECTION changes what an item is made of; a WRITE_OFF gives up what is open of it.
    One that keeps what a customer paid beyond what was owed is a CORRECTION: that is earned.
    """

    DOCUMENT = "document"
    SETTLEMENT = "settlement"
    APPLICATION = "application"
    CORRECTION = "correction"
    WRITE_OFF = "write-off"


class IncomeEntry(NamedTuple):
    """An entry that touches open items.

    Attributes:
        made: movements of the items that it makes and bills.
        moved: its other movements: of items made elsewhere, and of money that it leaves on account.
        figures: what it earns or gives up as posted.
        money: what of a document was paid at once, as postings.
    """

    entry: Entry
    nature: Nature
    made: tuple[Movement, ...]
    moved: tuple[Movement, ...]
    figures: tuple[Figure, ...]
    money: tuple[Posting, ...] = ()


class Income(NamedTuple):
    """All that a report of income is made from.

    Attributes:
        entries: in the order of the ledger.
        openings: the entry that made each item.
        kinds: what each item is.
        days: of the entries, by their id.
        moves: the payments whose money applications move, by the id of those.
    """

    entries: tuple[IncomeEntry, ...]
    openings: Mapping[ItemKey, Entry]
    kinds: Mapping[ItemKey, Kind]
    days: Mapping[str, dt.date]
    moves: Mapping[str, str]

    def arrival(self, key: ItemKey) -> dt.date | None:
        """Return the day on which money on account came, None where an item is no such money.

        A payment that was taken off what it settled came on its own day, not on that of the entry
        that makes it an item.
        """
        if self.kinds[key] is not Kind.PAYMENT:
            return None
        made_by = self.openings[key]
        return self.moved_on(made_by) or self.days.get(key[1]) or made_by.date

    def moved_on(self, entry: Entry) -> dt.date | None:
        """Return the day of the payment whose money an application, or its mirror, moves."""
        named = _moved_of(entry) or self.moves.get(text_of(entry.meta.get("reverses")), "")
        return self.days.get(named) if named else None


def key_of(moved: Movement) -> ItemKey:
    """Return which item a movement belongs to; an item has a part per currency."""
    return moved.customer, moved.item, moved.amount.currency


def income_of(books: Books) -> Income:
    """Return what the books say of income, in one pass over what moved open items."""
    by_item: dict[ItemKey, list[Movement]] = {}
    by_entry: dict[int, list[Movement]] = {}
    for moved in books.movements:
        by_item.setdefault(key_of(moved), []).append(moved)
        by_entry.setdefault(id(moved.entry), []).append(moved)
    openings = {key: opening(moved, books.bills) for key, moved in by_item.items()}
    kinds = {key: _kind(by_item[key], entry, books.assets) for key, entry in openings.items()}
    reader = _Reader(books, openings, kinds)
    entries = tuple(reader.read(found) for found in by_entry.values())
    days = {text_of(one.entry.meta.get("id")): one.entry.date for one in entries}
    moves = {
        text_of(one.entry.meta.get("id")): named
        for one in entries
        if (named := _moved_of(one.entry)) and "id" in one.entry.meta
    }
    return Income(entries, openings, kinds, days, moves)


def _moved_of(entry: Entry) -> str:
    """Return the payment whose money an application moves, if it names one."""
    return text_of(entry.meta.get("corrects")) if "application" in entry.tags else ""


def _kind(moved: Sequence[Movement], made_by: Entry, assets: str) -> Kind:
    made = [m.amount for m in moved if m.entry is made_by]
    return kind_of(made_by, total(made, made[0].currency).number, assets)


class _Reader:
    """Reads entries one after another, and remembers which taxes documents bear."""

    def __init__(
        self, books: Books, openings: Mapping[ItemKey, Entry], kinds: Mapping[ItemKey, Kind]
    ) -> None:
        self._places, self._roots = books.debtors.places, books.facts.options.roots
        self._openings, self._kinds = openings, kinds
        self._kept = KeptMoney(kinds)
        self._taxes: dict[object, Figure] = {}
        self._tax_accounts: set[str] = set()

    def read(self, found: Sequence[Movement]) -> IncomeEntry:
        """Return what an entry does, by its movements."""
        entry = found[0].entry
        legs = [p for p in entry.postings if self._places[p.account] is None]
        made = tuple(m for m in found if self._bills(m))
        keeps = self._kept.follow(found, made)
        if made:
            moved = tuple(m for m in found if not self._bills(m))
            owed = [p for p in entry.postings if self._places[p.account] is not None]
            told = document_figures(legs, owed, self._roots)
            self._remember(made, told.figures)
            figures, money = tuple(told.figures), tuple(told.money)
            return IncomeEntry(entry, Nature.DOCUMENT, made, moved, figures, money)
        if keeps is None and self._settles(legs):
            figures = tuple(self._deductions(legs, found))
            applies = all(figure.sort is Sort.EXCHANGE for figure in figures) and not any(
                map(self._is_money, legs)
            )
            nature = Nature.APPLICATION if applies else Nature.SETTLEMENT
            return IncomeEntry(entry, nature, (), tuple(found), figures)
        figures = tuple(self._corrections(legs, found, keeps=keeps))
        earns = any(figure.sort is Sort.NET for figure in figures)
        nature = Nature.CORRECTION if earns else Nature.WRITE_OFF
        return IncomeEntry(entry, nature, (), tuple(found), figures)

    def _bills(self, moved: Movement) -> bool:
        key = key_of(moved)
        return self._openings[key] is moved.entry and self._kinds[key] is not Kind.PAYMENT

    def _remember(self, made: Sequence[Movement], figures: Sequence[Figure]) -> None:
        for figure in figures:
            if figure.sort is Sort.TAX:
                self._tax_accounts.add(figure.account)
                for moved in made:
                    self._taxes.setdefault((moved.item, figure.code), figure)
                    self._taxes.setdefault((moved.item, figure.account), figure)
                self._taxes[figure.code] = figure

    def _is_tax(self, posting: Posting) -> bool:
        return "tax" in posting.meta or posting.account in self._tax_accounts

    def _settles(self, legs: Sequence[Posting]) -> bool:
        """Return whether postings are money, or nothing but what goes with it (rule 11)."""
        return all("adjustment" in leg.meta for leg in legs) or any(map(self._is_money, legs))

    def _is_money(self, posting: Posting) -> bool:
        if "adjustment" in posting.meta or self._is_tax(posting):
            return False
        roots = self._roots
        return not any(under(posting, roots.get(n, n)) for n in ("Income", "Expenses"))

    def _deductions(self, legs: Sequence[Posting], moved: Sequence[Movement]) -> Iterator[Figure]:
        """Yield what a settlement lowers income by; fees are an expense of their own."""
        is_priced = any(m.value is not None for m in moved)
        income = self._roots.get("Income", "Income")
        taxed: dict[object, Decimal] = {}
        nets: list[Figure] = []
        for leg in legs:
            said = text_of(leg.meta.get("adjustment"))
            earns = not said and under(leg, income)
            if said == "fx" or (earns and is_priced):
                yield plain_figure(leg, Sort.EXCHANGE)
            elif said in {"", "discount"} and self._is_tax(leg):
                tax = self._tax(leg, moved)
                taxed[tax.tax.group or len(taxed)] = tax.base
                yield tax
            elif said in {"discount", "rounding"} or earns:
                nets.append(net_figure(leg, taxed=said == "rounding"))
        rest = -sum(taxed.values(), ZERO)
        for figure in nets:  # what of it no tax was about
            base = EXACT.add(figure.base, rest) if figure.base else ZERO
            yield figure.of(figure.number, base)
            rest = ZERO if figure.base else rest

    def _corrections(
        self, legs: Sequence[Posting], moved: Sequence[Movement], *, keeps: bool | None
    ) -> Iterator[Figure]:
        """Yield what a correction earns, or what a write-off gives up or keeps.

        Args:
            legs: on no receivable account.
            moved: what the entry moves.
            keeps: whether it is a write-off of money that came; None for no write-off.
        """
        expenses = self._roots.get("Expenses", "Expenses")
        taxed = any(map(self._is_tax, legs)) or bool(
            keeps and any("adjustment" in leg.meta for leg in legs)
        )
        for leg in legs:
            if self._is_tax(leg):
                yield self._tax(leg, moved)
            elif keeps is False or (keeps is None and under(leg, expenses)):
                yield plain_figure(leg, Sort.WRITTEN_OFF)
            else:
                yield net_figure(leg, taxed=taxed)

    def _tax(self, posting: Posting, moved: Sequence[Movement]) -> Figure:
        """Return tax that is lowered, as the same tax in the documents that it is about."""
        code, account = text_of(posting.meta.get("tax")), posting.account
        known = [self._taxes.get((movement.item, code or account)) for movement in moved]
        nameless = [self._taxes.get((movement.item, account)) for movement in moved]
        known += [tax for tax in nameless if tax and not tax.code]
        known.append(self._taxes.get(code))
        found = next(filter(None, known), None)
        return tax_like(posting, found) if found else tax_alone(posting)
