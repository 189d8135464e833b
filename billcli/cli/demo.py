"""``billcli demo``: a tour of billcli with a year of invented trade."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout

from billcli.cli.declare import Annotated, argument, verb
from billcli.cli.outcome import Column, ColumnKind, Outcome, Table
from billcli.cli.stream import put
from billcli.domain.named import TYPE_CHECKING
from billcli.services.run_demo import FOLDER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.services.run_demo import Step, Walked

app = verb("demo")

PROMPT = "$ "
COLUMNS = (Column("command", "Command"), Column("exit_code", "Exit", ColumnKind.INT))


@app.command("demo")
def demo(
    ctx: Context,
    folder: Annotated[str, argument(metavar="[DIR]", help="A new folder.")] = FOLDER,
) -> Outcome:
    """Walk through billcli: an invoice, a bank statement, and what is owed.

        billcli demo
        billcli demo /tmp/tour

    A year of an invented studio's trade is written into a new folder, and real commands are run on
    it. Each is shown before its answer and can be typed again.
    """
    from billcli.services import run_demo  # noqa: PLC0415

    call: Invocation = ctx.obj
    where = call.cwd / folder
    run_demo.require_empty(where, folder)
    first, steps = run_demo.first_step(folder), run_demo.tour()
    if call.dry_run:
        return _planned(first, steps)
    if call.machine or call.output is not None:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            return _answer(folder, _walked(call, where, first, steps))
    done = _walked(call, where, first, steps)
    put(_closing(folder), sys.stdout)
    return Outcome(changed=bool(done))


def _planned(first: Step, steps: Sequence[Step]) -> Outcome:
    commands = [step.command for step in (first, *steps)]
    data = {"steps": [{"command": command} for command in commands], "written": False}
    return Outcome(data=data, messages=("Dry run, nothing was written. It would run:",),
                   text="".join(f"{command}\n" for command in commands))  # fmt: skip


def _answer(folder: str, done: Sequence[Walked]) -> Outcome:
    rows = tuple((one.step.command, one.exit_code) for one in done)
    steps = [{"command": command, "exit_code": code} for command, code in rows]
    data = {"folder": folder, "steps": steps, "written": True}
    return Outcome(data=data, tables=(Table("", COLUMNS, rows),), changed=True)


def _walked(call: Invocation, where: Path, first: Step, steps: Sequence[Step]) -> list[Walked]:
    """Run every step and return them all.

    Raises:
        BillcliError: one ended otherwise than it should.
    """
    from billcli.services.run_demo import quoted, walk  # noqa: PLC0415

    done = list(walk([first], lambda step: _perform(call, call.cwd, step)))
    if where.resolve() != call.cwd.resolve():
        put(f"\n{PROMPT}cd {quoted(str(first.words[1]))}\n", sys.stdout)
    return done + list(walk(steps, lambda step: _perform(call, where, step)))


def _perform(call: Invocation, cwd: Path, step: Step) -> int:
    """Show a command and run it as if it were typed on a terminal that nobody answers."""
    from billcli.cli.app import run  # noqa: PLC0415 - it imports this module
    from billcli.cli.invocation import Surroundings  # noqa: PLC0415
    from billcli.services.run_demo import SETTINGS  # noqa: PLC0415

    remark = "".join(f"# {line}\n" for line in step.remark.splitlines())
    put(f"\n{remark}{PROMPT}{step.typed(call.columns - len(PROMPT))}\n", sys.stdout)
    around = Surroundings(
        env={name: text for name, text in call.env.items() if name not in SETTINGS},
        cwd=cwd,
        today=call.today,
        stdout_tty=True,
        columns=call.columns,
    )
    looks = ("--color", "always" if call.color else "never", *(["--debug"] if call.debug else []))
    with redirect_stderr(sys.stdout):  # the tour is one text, remarks included
        return run([*looks, *step.words], around)


def _closing(folder: str) -> str:
    from billcli.services.run_demo import follow_up, quoted  # noqa: PLC0415

    hints = "".join(f"  {step.command}\n      {step.remark}\n" for step in follow_up())
    return (
        "\nThat was the tour. Its books are text that every Beancount tool reads, and the\n"
        f"invoice stands under documents/ as PDF. Go on:\n\n  cd {quoted(folder)}\n{hints}"
    )
