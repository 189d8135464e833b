"""The books a command works on: found, loaded and read once, never changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from os.path import relpath
from typing import TYPE_CHECKING

from billcli.domain.books import Books
from billcli.domain.problem import Problem, Severity, UsageError
from billcli.domain.receivable import find_roots, receivable_in
from billcli.ledger.discover import find_ledger
from billcli.services.keep_model import Wanted, read_ledger
from billcli.services.kept_books import KeptBooks, Shelf
from billcli.services.kept_facts import KeptFacts
from billcli.store.settings import PROJECT_FILE, load_settings

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from billcli.ledger.discover import Found
    from billcli.ledger.snapshot import Snapshot
    from billcli.store.settings import Settings


@dataclass(frozen=True, slots=True)
class Selection:
    """What decides which books, and from which day they are looked at.

    Attributes:
        today: the clock.
        file: ledger named by ``-f``, or None.
        project: folder named by ``--project``, or None.
        receivable: root of the receivable accounts named by the user, or None.
    """

    env: Mapping[str, str]
    cwd: Path
    today: dt.date
    file: Path | None = None
    project: Path | None = None
    allow_plugins: tuple[str, ...] = ()
    receivable: str | None = None


@dataclass(frozen=True)
class Workspace:
    """Loaded books with the decisions that belong to them.

    Attributes:
        reason: how the ledger was found, in words.
        roots: the receivable accounts, each with all accounts below it.
        shelf: the ledger's read model, where there is one.
        remarks: how the ledger was read, for ``-v``.
        unkept: why there is no read model, in words; empty when there is one.
    """

    selection: Selection
    settings: Settings
    snapshot: Snapshot = field(repr=False)
    roots: tuple[str, ...]
    reason: str = ""
    shelf: Shelf | None = field(default=None, repr=False)
    remarks: tuple[str, ...] = ()
    unkept: str = ""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with the ledger, and a warning when nothing in it is receivable."""
        return (*self.snapshot.problems, *self._nothing_receivable())

    @property
    def folder(self) -> Path:
        """Return the folder of the main ledger, where everything billcli writes stands."""
        return self.snapshot.root

    @property
    def today(self) -> dt.date:
        """Return the clock's date."""
        return self.selection.today

    def books(self, as_of: dt.date) -> Books:
        """Return the read model as of the end of a day; made once for each."""
        if as_of not in self._made:
            facts = self.snapshot.facts
            self._made[as_of] = (
                KeptBooks.on(self.shelf, facts, as_of)
                if self.shelf is not None and isinstance(facts, KeptFacts)
                else Books.of(facts, self.roots, as_of)
            )
        return self._made[as_of]

    @cached_property
    def _made(self) -> dict[dt.date, Books]:
        return {}

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
        facts, named = self.snapshot.facts, self.selection.receivable
        # A root in the project file may wait for its first customer; one just typed is mistyped.
        found = receivable_in(facts, self.roots) if named else self.roots
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
    found, settings, wanted = chosen(selection)
    kept = read_ledger(wanted)
    facts, shelf = kept.snapshot.facts, kept.shelf
    roots = shelf.roots if shelf else find_roots(facts, wanted.receivable)
    return Workspace(
        selection,
        settings,
        kept.snapshot,
        roots,
        found.reason,
        shelf,
        kept.remarks,
        kept.reason,
    )


def chosen(selection: Selection) -> tuple[Found, Settings, Wanted]:
    """Return which ledger is meant, its settings, and how it is to be read.

    Raises:
        UsageError: no ledger can be found.
        InvalidError: the project file is wrong.
    """
    found = find_ledger(selection.file, selection.project, selection.env, selection.cwd)
    settings = load_settings(found.project, settings_name(found.project, selection.cwd))
    wanted = Wanted(
        found.ledger,
        settings.skip_plugins,
        selection.allow_plugins,
        selection.receivable or settings.accounts.receivable,
        selection.cwd,
        selection.env,
    )
    return found, settings, wanted


def settings_name(project: Path | None, cwd: Path) -> str:
    """Return the project file's name as seen from a folder."""
    return relpath(project / PROJECT_FILE, cwd) if project else PROJECT_FILE


def reopened(workspace: Workspace) -> Workspace:
    """Return the same books as they stand now."""
    return open_workspace(workspace.selection)
