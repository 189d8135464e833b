"""A small command line of invented commands, to try the frame without the real ones."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
import typer

from billcli.cli.app import run
from billcli.cli.command_table import Entrance
from billcli.cli.declare import Context, Noun, noun, verb
from billcli.cli.invocation import Invocation, Surroundings
from billcli.cli.outcome import Column, ColumnKind, Outcome, Show, Table
from billcli.domain.money import Money
from billcli.domain.problem import (
    BillcliError,
    ConflictError,
    ExitCode,
    InvalidError,
    Problem,
    Severity,
    Source,
    UsageError,
)
from billcli.services.workspace import Selection, open_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TODAY = dt.date(2026, 3, 31)
COLUMNS = (
    Column("item", "Item", ColumnKind.ID),
    Column("customer", "Customer"),
    Column("date_issued", "Issued", ColumnKind.DATE, Show.ROOM),
    Column("days_overdue", "Days overdue", ColumnKind.INT),
    Column("amount", "Amount", ColumnKind.MONEY),
    Column("file", "File", show=Show.DETAIL),
)


def items_table(count: int = 3, customer: str = "Acme Inc.") -> Table:
    rows = tuple(
        (
            f"INV-2026-{n:04}",
            customer,
            dt.date(2026, 1, 15),
            n,
            Money.of(f"{1000 + n}.00", "EUR"),
            "main.beancount",
        )
        for n in range(1, count + 1)
    )
    total = ("Total", None, None, None, Money.of("9.00", "EUR"), None)
    return Table("Open items", COLUMNS, rows, total if rows else None, empty="No open items.")


FAILURES = {
    "failed": BillcliError.of("X-FAILED", "it failed"),
    "usage": UsageError.of("X-USAGE", "say more", hint="give --more"),
    "invalid": InvalidError(
        Problem("X-ONE", "first", Source("main.beancount", 2)),
        Problem("X-TWO", "second", Source("main.beancount", 3)),
    ),
    "secret": BillcliError(Problem("X-SECRET", "no password"), exit_code=ExitCode.SECRET),
    "conflict": ConflictError.of("X-LOCK", "somebody writes"),
    "interrupt": KeyboardInterrupt(),
    "abort": typer.Abort(),
    "eof": EOFError(),
    "disk": OSError(28, "No space left on device", "main.beancount"),
    "bug": KeyError("secret customer name"),
    "exit": SystemExit(0),
    "deep": RecursionError(),
    "memory": MemoryError(),
    "typer-exit": typer.Exit(3),
}


def _item_app() -> Noun:
    app = noun("item", "Invented items.")

    @app.command("list")
    def show(ctx: Context, count: int = 3, customer: str = "Acme Inc.") -> Outcome:
        """List items.

            billcli item list --count 2

        Args:
            ctx: never shown.
        """
        assert isinstance(ctx.obj, Invocation)
        table = items_table(count, customer)
        return Outcome(data={"items": [row[0] for row in table.rows]}, tables=(table,))

    @app.command("add")
    def add(ctx: Context, name: str, note: str = "", changed: bool = True) -> Outcome:
        """Add an item.

        billcli item add Box
        """
        warning = Problem("X-WARN", "odd name", severity=Severity.WARNING)
        return Outcome(
            data={"name": name, "note": note, "today": ctx.obj.today, "dry_run": ctx.obj.dry_run},
            messages=(f"added {name}", "next: billcli item list"),
            problems=(warning,),
            changed=changed,
        )

    return app


def _fail_app() -> Noun:
    app = verb("fail")

    @app.command("fail")
    def fail(how: str) -> Outcome:
        """Fail.

        billcli fail usage
        """
        raise FAILURES[how]

    return app


def _give_app() -> Noun:
    app = verb("give")

    @app.command("give")
    def give(what: str) -> object:
        """Give something else than a table.

        billcli give text
        """
        gifts = {
            "text": Outcome(text="2026-01-01 open Assets:Receivable:Acme\n"),
            "partial": Outcome(data={}, exit_code=ExitCode.WAITING),
            "nothing": None,
            "three": 3,
            "exit": typer.Exit(3),
            "document": Outcome(data={}, content=b"%PDF-1.7"),
        }
        return gifts[what]

    return app


@pytest.fixture(scope="session")
def table() -> dict[str, Entrance]:
    apps = {"item": _item_app(), "fail": _fail_app(), "give": _give_app()}
    for name, app in apps.items():
        module = ModuleType(f"billcli_invented_{name}")
        vars(module)["app"] = app
        sys.modules[module.__name__] = module
    return {
        name: Entrance(f"billcli_invented_{name}", f"Try {name}", "Trial", group=name == "item")
        for name in apps
    }


@pytest.fixture
def around(tmp_path: Path) -> Surroundings:
    return Surroundings(env={"HOME": str(tmp_path)}, cwd=tmp_path, today=TODAY)


@pytest.fixture
def screen(tmp_path: Path) -> Callable[..., Surroundings]:
    """Return surroundings where every stream is a terminal."""

    def make(columns: int = 80, **more: str) -> Surroundings:
        env = {"HOME": str(tmp_path), "TERM": "xterm", **more}
        return Surroundings(
            env, tmp_path, TODAY, stdin_tty=True, stdout_tty=True, stderr_tty=True, columns=columns
        )

    return make


@pytest.fixture
def call(
    table: dict[str, Entrance], around: Surroundings, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run an invented command; return exit status, standard output and standard error."""

    def run_it(*argv: object, around: Surroundings = around) -> tuple[int, str, str]:
        code = run([str(word) for word in argv], around, table)
        out, err = capsys.readouterr()
        return code, out, err

    return run_it


@pytest.fixture
def invocation(tmp_path: Path) -> Invocation:
    return Invocation(env={}, cwd=tmp_path, today=TODAY)


STUDIO = Path(__file__).parents[2] / "ledgers" / "studio"


@pytest.fixture(scope="module")
def model_of() -> Callable[..., None]:
    """Return what reads the books in a folder as any command does, which makes their model."""

    def read(folder: Path, **more: object) -> None:
        chosen = Selection(os.environ, folder, TODAY, **more)  # type: ignore[arg-type]
        assert open_workspace(chosen).shelf is not None

    return read


@pytest.fixture(scope="module")
def read_examples(
    tmp_path_factory: pytest.TempPathFactory, model_of: Callable[..., None]
) -> Iterator[None]:
    """Keep read models in a folder of their own, that of the example books among them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BILLCLI_CACHE", str(tmp_path_factory.mktemp("cache")))
        model_of(STUDIO)
        yield
