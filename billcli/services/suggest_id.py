"""What may stand for an id, a code or an account while somebody types a command.

Never an error: without a ledger, or with a broken one, there is less to suggest.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from billcli.domain.contract import DOCUMENT_KINDS
from billcli.domain.problem import BillcliError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from billcli.ledger.discover import Found
    from billcli.ledger.glance import Glimpse
    from billcli.ledger.glance_entry import SeenDocument

SETTINGS_MOST = 1_000_000


class Suggestion(NamedTuple):
    """A word that may be meant.

    Attributes:
        value: the word itself.
        about: what it stands for, in a few words.
    """

    value: str
    about: str = ""


class Standpoint(NamedTuple):
    """Where the person stands who types, as far as the line tells.

    Attributes:
        file: value of ``-f``, or None.
        project: value of ``--project``, or None.
        receivable: value of ``--receivable``, or an empty text.
    """

    env: Mapping[str, str]
    cwd: Path
    file: Path | None = None
    project: Path | None = None
    receivable: str = ""


class Shelf:
    """Suggestions of all kinds; ledger and settings are read when the first needs them."""

    def __init__(self, standpoint: Standpoint) -> None:
        """Remember where to look; nothing is read yet."""
        self._at = standpoint

    def of(self, kind: str, customer: str = "") -> list[Suggestion]:
        """Return everything of a kind, the latest first where there are dates.

        Args:
            kind: a key of ``KINDS``; an unknown one has nothing.
            customer: where it names one, only what is open of this customer is suggested.
        """
        if kind == "open" and customer:
            mine = [one for one in self.documents(_is_open) if self._is(one, customer)]
            return list(map(self._document, mine)) or self.of(kind)
        return list(KINDS[kind](self)) if kind in KINDS else []

    @cached_property
    def _found(self) -> Found | None:
        from billcli.ledger.discover import find_ledger  # noqa: PLC0415 - words need no ledger

        try:
            return find_ledger(self._at.file, self._at.project, self._at.env, self._at.cwd)
        except (BillcliError, OSError, ValueError):
            return None

    @cached_property
    def _glimpse(self) -> Glimpse:
        return self._look(entries=True)

    def _records(self) -> Glimpse:
        """Return a look that spares the transactions, unless only they know the customers."""
        found = self._look(entries=False)
        return found if found.customers else self._glimpse

    def _look(self, *, entries: bool) -> Glimpse:
        from billcli.ledger.glance import Glimpse, glance  # noqa: PLC0415 - words need no ledger

        if self._found is None:
            return Glimpse()
        configured = self._at.receivable or self._texts("accounts").get("receivable", "")
        return glance(self._found.ledger, configured, entries=entries)

    @cached_property
    def _settings(self) -> Mapping[str, object]:
        import tomllib  # noqa: PLC0415 - ids of a ledger without settings need none

        from billcli.ledger.discover import PROJECT_FILE  # noqa: PLC0415

        if self._found is None or self._found.project is None:
            return {}
        try:
            with (self._found.project / PROJECT_FILE).open("rb") as file:
                return tomllib.loads(file.read(SETTINGS_MOST).decode("utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}

    def _table(self, *names: str) -> Mapping[str, object]:
        table: object = self._settings
        for name in names:
            table = table.get(name) if isinstance(table, dict) else None
        return table if isinstance(table, dict) else {}

    def _texts(self, *names: str) -> dict[str, str]:
        return {key: text for key, text in self._table(*names).items() if isinstance(text, str)}

    @property
    def folder(self) -> Path | None:
        """Return the folder from which the settings count names of files, or None."""
        found = self._found
        return (found.project or found.ledger.parent) if found else None

    def documents(self, fits: Callable[[SeenDocument], bool]) -> Iterator[SeenDocument]:
        """Yield the documents that fit, the latest first."""
        return filter(fits, reversed(self._glimpse.documents))

    def _is(self, document: SeenDocument, customer: str) -> bool:
        names = {document.customer, self._glimpse.customers.get(document.customer, "")}
        return customer.casefold() in {name.casefold() for name in names}

    def _document(self, one: SeenDocument) -> Suggestion:
        words = [self._glimpse.customers.get(one.customer) or one.customer]
        if one.amount is not None:
            words.append(f"{one.amount} {one.currency}")
        if one.open is not None and one.open == 0:
            words.append("settled")
        elif one.open is not None and one.open != one.amount:
            words.append(f"{one.open} {one.currency} open")
        if one.due and one.open != 0:
            words.append(f"due {one.due}")
        return Suggestion(one.number, ", ".join(filter(None, words)))

    def _documents(self, fits: Callable[[SeenDocument], bool]) -> Iterator[Suggestion]:
        return map(self._document, self.documents(fits))

    def _entries(self, kinds: frozenset[str] = frozenset()) -> Iterator[Suggestion]:
        for one in reversed(self._glimpse.entries):
            if not kinds or one.kind in kinds:
                money = "" if one.amount is None else f"{one.amount} {one.currency}"
                words = (one.date, one.payee, money)
                yield Suggestion(one.id, ", ".join(filter(None, words)))

    def _customers(self) -> Iterator[Suggestion]:
        for customer, name in sorted(self._records().customers.items()):
            yield Suggestion(customer, name)

    def _codes(self, table: str, *keys: str) -> Iterator[Suggestion]:
        for code, value in self._table(table).items():
            given = value if isinstance(value, dict) else {}
            said = [
                str(given[key]) for key in keys if isinstance(given.get(key), str | int | float)
            ]
            yield Suggestion(code, " ".join(said))

    def _drafts(self) -> Iterator[Suggestion]:
        try:
            names = {path.name.removesuffix(".toml").removesuffix(".edit")
                     for path in (self.folder / "drafts").iterdir()
                     if path.suffix == ".toml"} if self.folder else set()  # fmt: skip
        except OSError:
            return iter(())
        return (Suggestion(name, "draft") for name in sorted(names))

    def _languages(self) -> Iterator[Suggestion]:
        from billcli.store.shipped import shipped  # noqa: PLC0415

        try:
            names = sorted(path.stem for path in (shipped("templates") / "wording").glob("*.toml"))
        except OSError:
            return iter(())
        return map(Suggestion, names)

    def _templates(self) -> Iterator[Suggestion]:
        from billcli.store.shipped import shipped  # noqa: PLC0415

        try:
            top = shipped("templates")
            names = {path.relative_to(top).as_posix() for folder in (top, top / "wording")
                     for path in folder.iterdir() if path.is_file()}  # fmt: skip
        except OSError:
            return iter(())
        return map(Suggestion, sorted(names))


def _is_open(document: SeenDocument) -> bool:
    return document.open is None or document.open != 0


def _may_be_void(document: SeenDocument) -> bool:
    return document.kind in DOCUMENT_KINDS - {"credit-note"} and not document.corrected


def _any(_document: SeenDocument) -> bool:
    return True


def _plain(words: Iterable[str]) -> Iterator[Suggestion]:
    return map(Suggestion, words)


# ruff: noqa: SLF001 - the table belongs to the class above
KINDS: Mapping[str, Callable[[Shelf], Iterable[Suggestion]]] = {
    "customer": Shelf._customers,
    "document": lambda shelf: shelf._documents(_any),
    "document or draft": lambda shelf: [*shelf._documents(_any), *shelf._drafts()],
    "voidable": lambda shelf: [*shelf._documents(_may_be_void), *shelf._drafts()],
    "open": lambda shelf: shelf._documents(_is_open),
    "payment": lambda shelf: shelf._entries(frozenset({"payment"})),
    "entry": lambda shelf: [*shelf._documents(_any), *shelf._entries()],
    "account": lambda shelf: _plain(shelf._look(entries=False).accounts),
    "tax": lambda shelf: shelf._codes("tax", "rate", "category"),
    "price": lambda shelf: shelf._codes("prices", "price", "unit", "description"),
    "currency": lambda shelf: _plain(shelf._glimpse.currencies),
    "plugin": lambda shelf: _plain(shelf._look(entries=False).plugins),
    "profile": lambda shelf: _plain(shelf._table("bank", "profile")),
    "draft": Shelf._drafts,
    "language": Shelf._languages,
    "template": Shelf._templates,
}
