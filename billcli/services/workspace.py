"""The books a command works on: found, loaded and read once, never changed afterwards."""

from __future__ import annotations

from functools import cached_property

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity, UsageError, errors
from billcli.services.choose_ledger import Selection, chosen, settings_name, settings_of
from billcli.services.keep_model import read_ledger

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from billcli.domain.books import Books
    from billcli.domain.open_item import OpenItem, Owed
    from billcli.ledger.discover import Found
    from billcli.ledger.snapshot import Snapshot
    from billcli.services.keep_model import Kept, Wanted
    from billcli.services.shelf import Shelf
    from billcli.store.settings import Settings


__all__ = [
    "Selection", "Workspace", "chosen", "open_workspace", "reopened", "settings_name",
]  # fmt: skip


class Workspace:
    """Loaded books with the decisions that belong to them.

    Attributes:
        found: the ledger, and how it was found.
        kept: how it was read.
    """

    def __init__(self, selection: Selection, found: Found, wanted: Wanted, kept: Kept) -> None:
        """Keep what was found and read; everything else is worked out when it is asked for."""
        self.selection, self.found, self.kept, self._wanted = selection, found, kept, wanted

    @cached_property
    def settings(self) -> Settings:
        """What the project file says; what it leaves open stands under the ledger's roots."""
        from billcli.store.usual_account import under_roots  # noqa: PLC0415 - as for settings

        options = self.snapshot.facts.options if self.shelf is None else self.shelf.options
        return under_roots(settings_of(self.found, self.selection.cwd), options.roots)

    @property
    def snapshot(self) -> Snapshot:
        """The outcome of the load."""
        return self.kept.snapshot

    @property
    def shelf(self) -> Shelf | None:
        """The ledger's read model, where there is one."""
        return self.kept.shelf

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The receivable accounts, each with all accounts below it."""
        if self.shelf is not None:
            return self.shelf.roots
        from billcli.domain.receivable import find_roots  # noqa: PLC0415 - a model knows them

        return find_roots(self.snapshot.facts, self._wanted.receivable)

    @property
    def reason(self) -> str:
        """How the ledger was found, in words."""
        return self.found.reason

    @property
    def remarks(self) -> tuple[str, ...]:
        """How the ledger was read, for ``-v``."""
        return tuple(map(self._wanted.shown, self.kept.remarks))

    @property
    def unkept(self) -> str:
        """Why there is no read model, in words; empty when there is one."""
        return self._wanted.shown(self.kept.reason)

    @property
    def is_sound(self) -> bool:
        """Whether the ledger was read without any error; warnings do not count."""
        return not errors(self.kept.problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with the ledger, and a warning when nothing in it is receivable."""
        return (*self.kept.problems, *self._nothing_receivable())

    @property
    def folder(self) -> Path:
        """Return the folder of the main ledger, where everything billcli writes stands."""
        return self.snapshot.root if self.shelf is None else self.shelf.root

    @property
    def ledger_name(self) -> str:
        """Return the main ledger's name as the user would type it."""
        return self.snapshot.ledger.name if self.shelf is None else self.shelf.ledger_name

    @property
    def title(self) -> str:
        """Return the title of the ledger, or an empty text."""
        return self.snapshot.facts.options.title if self.shelf is None else self.shelf.title

    @property
    def today(self) -> dt.date:
        """Return the clock's date."""
        return self.selection.today

    def books(self, as_of: dt.date) -> Books:
        """Return the read model as of the end of a day; made once for each."""
        if as_of not in self._made:
            self._made[as_of] = self._books(as_of)
        return self._made[as_of]

    def _books(self, as_of: dt.date) -> Books:
        facts = self.snapshot.facts
        if self.shelf is not None:
            from billcli.services.kept_books import KeptBooks  # noqa: PLC0415 - lists need none
            from billcli.services.kept_facts import KeptFacts  # noqa: PLC0415

            if isinstance(facts, KeptFacts):
                return KeptBooks.on(self.shelf, facts, as_of)
        from billcli.domain.books import Books  # noqa: PLC0415 - as above

        return Books.of(facts, self.roots, as_of)

    @cached_property
    def _made(self) -> dict[dt.date, Books]:
        return {}

    def owed(self, as_of: dt.date, customer: str = "") -> Iterable[Owed]:
        """Return what counts of the open items as of a day where many are added up.

        Args:
            as_of: the day.
            customer: as typed, or an empty text for all.

        Raises:
            UsageError: there is no such customer.
        """
        shelf = self.shelf
        if shelf is not None and shelf.holds_on(as_of):
            known = shelf.customer_id(customer) if customer else ""
            if known or not customer:
                return shelf.owed(known)
        from billcli.domain.open_item import Owed  # noqa: PLC0415 - loaded already

        books = self.books(as_of)
        return map(Owed.of, books.open_items(books.customer(customer).id if customer else ""))

    def words(self, as_of: dt.date, rows: Sequence[OpenItem]) -> Mapping[str, str]:
        """Return how items were settled without money, by item, those of some rows at least."""
        from billcli.services.kept_list import KeptList  # noqa: PLC0415 - sums need none

        if isinstance(rows, KeptList):
            settled = rows.has_settled
        else:
            settled = any(not row.balance_open for row in rows)
        if not settled:
            return {}
        if self.shelf is not None and self.shelf.holds_on(as_of):
            return dict(self.shelf.ask.words())
        from billcli.services.settlement import settled_without_money  # noqa: PLC0415 - as above

        wanted = {row.item for row in rows if not row.balance_open}
        return settled_without_money(self.books(as_of).among(items=wanted))

    def all_books(self) -> Books:
        """Return the read model with every fact, future ones included."""
        return self.books(self.today.max)

    def receivable_root(self) -> str:
        """Return the account below which customers' accounts are opened.

        Raises:
            UsageError: the ledger has several, and none was named.
        """
        if len(self.roots) > 1:
            raise UsageError.of(
                "RECEIVABLE-SEVERAL",
                f"the ledger has several receivable accounts: {', '.join(self.roots)}",
                hint="set receivable under [accounts] in billcli.toml, or use --receivable",
            )
        assets = self.snapshot.facts.options.roots.get("Assets", "Assets")
        return self.roots[0] if self.roots else f"{assets}:Receivable"

    def _nothing_receivable(self) -> Iterator[Problem]:
        # A root in the project file may wait for its first customer; one just typed is mistyped.
        found, named = self.roots, self.selection.receivable
        if named:
            from billcli.domain.receivable import receivable_in  # noqa: PLC0415 - seldom named

            found = receivable_in(self.snapshot.facts, self.roots)
        if not found:
            what = (
                f"no account is {named}, or below it" if named else "no receivable account is found"
            )
            yield Problem(
                "RECEIVABLE-NONE",
                f"{what}: nothing can be owed",
                None,
                "name the account with --receivable ACCOUNT, or receivable under [accounts] in"
                " billcli.toml",
                Severity.WARNING,
            )

    def base_currency(self) -> str:
        """Return the currency of documents when nothing else names one.

        Raises:
            UsageError: neither the project file nor the ledger names one.
        """
        named = self.settings.defaults.currency
        operating = self.snapshot.facts.options.operating_currency
        if named or operating:
            return named or operating[0]
        raise UsageError.of(
            "CURRENCY-MISSING",
            "no currency is set",
            hint="use --currency, or set currency under [defaults] in billcli.toml",
        )


def open_workspace(selection: Selection) -> Workspace:
    """Return the books of a selection.

    What is wrong inside the ledger is in ``snapshot.problems``; commands that move money refuse to
    go on with ``snapshot.require_sound()``.

    Raises:
        UsageError: no ledger can be found.
        InvalidError: the project file is wrong, or the ledger cannot be read at all.
    """
    found, wanted = chosen(selection)
    return Workspace(selection, found, wanted, read_ledger(wanted))


def reopened(workspace: Workspace) -> Workspace:
    """Return the same books as they stand now."""
    return open_workspace(workspace.selection)
