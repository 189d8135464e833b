"""What may stand for an id, a code or an account while somebody types a command.

Ids come from the ledger's read model as it stands: a Tab neither checks nor changes it, so that
what was written since the last command may be missing. Never an error: without a ledger, a model
or settings that can be read there is less to suggest.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cached_property

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import BillcliError
from billcli.services.suggestion import (
    Suggestion,
    by_item,
    customer_of,
    document_of,
    entry_of,
    may_be_void,
    notes_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from billcli.ledger.discover import Found
    from billcli.services.keep_model import Wanted
    from billcli.store.index_suggest import Suggest

SETTINGS_MOST = 1_000_000
WAIT = 0.1  # seconds, for somebody who writes


class Standpoint(NamedTuple):
    """Where the person stands who types, as far as the line tells.

    Attributes:
        file: value of ``-f``, or None.
        project: value of ``--project``, or None.
        receivable: value of ``--receivable``, or an empty text.
        allow_plugins: values of ``--allow-plugin``.
    """

    env: Mapping[str, str]
    cwd: Path
    file: Path | None = None
    project: Path | None = None
    receivable: str = ""
    allow_plugins: tuple[str, ...] = ()


class Shelf:
    """Suggestions of all kinds; ledger and settings are read when the first needs them."""

    def __init__(self, standpoint: Standpoint) -> None:
        """Remember where to look; nothing is read yet."""
        self._at = standpoint

    def of(self, kind: str, customer: str = "", typed: str = "") -> list[Suggestion]:
        """Return what there is of a kind, the latest first where there are dates.

        Args:
            kind: a key of ``KINDS``; an unknown one has nothing.
            customer: where it names one, only what is open of this customer is suggested.
            typed: how the word begins: of many ids, older ones are found only by that.
        """
        if kind == "open" and customer:
            mine = self._asked(lambda ask: self._open_of(ask, customer, typed))
            return list(mine) or self.of(kind, typed=typed)
        return list(KINDS[kind](self, typed)) if kind in KINDS else []

    @cached_property
    def _chosen(self) -> tuple[Found, Wanted | None] | None:
        """How the ledger was found, and how it is read; without the second, as no command can."""
        import datetime as dt  # noqa: PLC0415 - words need no ledger

        from billcli.ledger.discover import find_ledger  # noqa: PLC0415 - as above
        from billcli.services.choose_ledger import (  # noqa: PLC0415 - as above
            Selection,
            chosen,
        )

        at = self._at
        today = dt.date.min  # which ledger is meant is the same on any day
        selection = Selection(
            at.env, at.cwd, today, at.file, at.project, at.allow_plugins, at.receivable or None
        )
        with suppress(BillcliError, OSError, ValueError):
            return chosen(selection, keeps=False)
        with suppress(BillcliError, OSError, ValueError):  # the project file is wrong
            return find_ledger(at.file, at.project, at.env, at.cwd), None
        return None

    @property
    def _found(self) -> Found | None:
        return self._chosen[0] if self._chosen else None

    @cached_property
    def _suggest(self) -> Suggest | None:
        """What may be asked of the read model as it stands, however old; None without one."""
        wanted = self._chosen[1] if self._chosen else None
        if wanted is None:
            return None
        from billcli.store.index_read import open_model  # noqa: PLC0415 - words need no ledger
        from billcli.store.index_suggest import Suggest  # noqa: PLC0415 - as above

        place = wanted.place()
        if os.path.lexists(f"{place.path}-journal"):  # opening it would write what was cut short
            return None
        model, _ = open_model(place, WAIT)
        return None if model is None else Suggest(model)

    def _asked(self, question: Callable[[Suggest], Iterable[Suggestion]]) -> list[Suggestion]:
        """Return what the model answers; nothing where there is none, or it is damaged."""
        from billcli.store.index_file import ModelLost  # noqa: PLC0415 - words need no ledger

        with suppress(ModelLost):
            return list(question(self._suggest)) if self._suggest is not None else []
        return []

    @cached_property
    def _settings(self) -> Mapping[str, object]:
        from billcli.ledger.discover import PROJECT_FILE  # noqa: PLC0415 - ids need no settings

        return self._toml(PROJECT_FILE) if self._found and self._found.project else {}

    def _toml(self, name: str) -> Mapping[str, object]:
        """Return what a file beside the project file says; nothing when it cannot be read."""
        import tomllib  # noqa: PLC0415 - ids of a ledger without settings need none

        if self.folder is None:
            return {}
        try:
            with (self.folder / name).open("rb") as file:
                return tomllib.loads(file.read(SETTINGS_MOST).decode("utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}

    def _rules(self) -> Iterator[Suggestion]:
        found = self._toml("rules.toml").get("rule")
        for name, rule in found.items() if isinstance(found, dict) else ():
            said = rule if isinstance(rule, dict) else {}
            yield Suggestion(name, str(said.get("book") or said.get("leave") or ""))

    def _table(self, *names: str) -> Mapping[str, object]:
        table: object = self._settings
        for name in names:
            table = table.get(name) if isinstance(table, dict) else None
        return table if isinstance(table, dict) else {}

    @property
    def folder(self) -> Path | None:
        """Return the folder from which the settings count names of files, or None."""
        found = self._found
        return (found.project or found.ledger.parent) if found else None

    def _documents(self, typed: str) -> list[Suggestion]:
        return self._asked(lambda ask: map(document_of, by_item(ask.documents(typed))))

    def _voidable(self, typed: str) -> list[Suggestion]:
        def question(ask: Suggest) -> Iterator[Suggestion]:
            rows = by_item(ask.documents(typed))
            return map(document_of, filter(may_be_void, rows))

        return self._asked(question)

    def _open(self, typed: str) -> list[Suggestion]:
        return self._asked(lambda ask: map(document_of, by_item(ask.open_items(typed))))

    @staticmethod
    def _open_of(ask: Suggest, customer: str, typed: str) -> Iterator[Suggestion]:
        from billcli.domain.meta import folded  # noqa: PLC0415 - words need no ledger

        known = ask.customer(customer, folded(customer))
        return map(document_of, by_item(ask.open_items(typed, known) if known else []))

    def _entries(self, typed: str, tag: str = "") -> list[Suggestion]:
        def question(ask: Suggest) -> Iterator[Suggestion]:
            return filter(None, (entry_of(row, tag) for row in ask.entries(typed, tag)))

        return self._asked(question)

    def _notes(self, tag: str) -> list[Suggestion]:
        return self._asked(lambda ask: notes_of(ask.notes(tag), tag))

    def _customers(self, typed: str) -> list[Suggestion]:
        return self._asked(lambda ask: map(customer_of, ask.parties(typed)))

    def _accounts(self, typed: str) -> list[Suggestion]:
        return self._asked(lambda ask: map(Suggestion, ask.accounts(typed)))

    def _currencies(self) -> list[Suggestion]:
        def question(ask: Suggest) -> Iterator[Suggestion]:
            from billcli.domain.packed import unpack_options  # noqa: PLC0415 - ids need none

            options = unpack_options(ask.model.meta["options"])
            return _plain(dict.fromkeys((*options.operating_currency, *ask.currencies())))

        return self._asked(question)

    def _plugins(self) -> list[Suggestion]:
        def question(ask: Suggest) -> Iterator[Suggestion]:
            from billcli.ledger.ground import Ground  # noqa: PLC0415 - ids need none

            files = Ground.from_json(ask.model.meta["ground"]).files
            return _plain(dict.fromkeys(name for file in files for name in file.plugins))

        return self._asked(question)

    def _codes(self, table: str, *keys: str) -> Iterator[Suggestion]:
        for code, value in self._table(table).items():
            given = value if isinstance(value, dict) else {}
            said = [
                str(given[key]) for key in keys if isinstance(given.get(key), str | int | float)
            ]
            yield Suggestion(code, " ".join(said))

    def _drafts(self) -> Iterator[Suggestion]:
        return self._named("drafts", "draft")

    def _named(self, folder: str, what: str) -> Iterator[Suggestion]:
        """Yield the names of the TOML files in a folder of the project."""
        try:
            names = {path.name.removesuffix(".toml").removesuffix(".edit")
                     for path in (self.folder / folder).iterdir()
                     if path.suffix == ".toml"} if self.folder else set()  # fmt: skip
        except OSError:
            return iter(())
        return (Suggestion(name, what) for name in sorted(names))

    def _letters(self) -> Iterator[Suggestion]:
        from billcli.delivery.outbox import Outbox  # noqa: PLC0415
        from billcli.domain.problem import BillcliError  # noqa: PLC0415

        try:
            slips = Outbox(self.folder / ".billcli" / "outbox").waiting() if self.folder else ()
        except (OSError, BillcliError):
            return iter(())
        return (Suggestion(slip.key, slip.subject) for slip in slips)

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


def _plain(words: Iterable[str]) -> Iterator[Suggestion]:
    return map(Suggestion, words)


# ruff: noqa: SLF001 - the table belongs to the class above
KINDS: Mapping[str, Callable[[Shelf, str], Iterable[Suggestion]]] = {
    "customer": Shelf._customers,
    "document": Shelf._documents,
    "document or draft": lambda shelf, typed: [*shelf._documents(typed), *shelf._drafts()],
    "voidable": lambda shelf, typed: [*shelf._voidable(typed), *shelf._drafts()],
    "open": Shelf._open,
    "write-off": lambda shelf, typed: shelf._entries(typed, "write-off"),
    "application": lambda shelf, typed: shelf._entries(typed, "application"),
    "payment": lambda shelf, typed: shelf._entries(typed, "payment"),
    "entry": lambda shelf, typed: [*shelf._documents(typed), *shelf._entries(typed)],
    "dispute": lambda shelf, _: shelf._notes("dispute"),
    "promise": lambda shelf, _: shelf._notes("promise"),
    "hold": lambda shelf, typed: [*shelf._notes("hold"), *shelf._customers(typed)],
    "account": Shelf._accounts,
    "tax": lambda shelf, _: shelf._codes("tax", "rate", "category"),
    "price": lambda shelf, _: shelf._codes("prices", "price", "unit", "description"),
    "currency": lambda shelf, _: shelf._currencies(),
    "plugin": lambda shelf, _: shelf._plugins(),
    "rule": lambda shelf, _: shelf._rules(),
    "profile": lambda shelf, _: _plain(shelf._table("bank", "profile")),
    "draft": lambda shelf, _: shelf._drafts(),
    "quote": lambda shelf, _: shelf._named("quotes", "quote"),
    "plan": lambda shelf, _: shelf._named("plans", "plan"),
    "language": lambda shelf, _: shelf._languages(),
    "template": lambda shelf, _: shelf._templates(),
    "letter": lambda shelf, _: shelf._letters(),
}
