"""Scenarios in Markdown: commands as a person types them, and what is seen on the screen.

A scenario is a file ``*.md``; its fenced blocks are carried out from top to bottom in an empty
folder, everything else is prose. The words behind the fence say what a block is::

    ```console                       commands and what they show
    ```toml file=billcli.toml        write a file (``append=`` adds to its end)
    ```beancount in=2026.beancount   lines that must stand in a file, in this order, without a gap

In a ``console`` block a line ``$ COMMAND`` runs a command; the lines below it are what standard
output and then standard error hold, to the letter. ``...`` alone on a line stands for any lines, in
a line for any text. ``? 2`` is the exit status where it is not 0; ``< y`` is what a person types,
and makes the block's streams a terminal. ``today=2026-02-01`` on any block turns the clock;
``editor="cp typed.toml"`` is what ``$VISUAL`` says in a block: here one who types another file.
Commands are billcli, cat, ls and bean-check, joined by ``|`` where wanted.

With ``SCENARIOS=write`` in the environment what was seen replaces what was expected.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import difflib
import io
import re
import shlex
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from billcli.cli.app import run
from billcli.cli.invocation import Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START = dt.date(2026, 1, 31)
FENCE = "```"


class Mismatch(AssertionError):  # noqa: N818 - the word of the trade
    """A step did not show what the scenario says; its text is ready to be read."""


@dataclass
class Step:
    """One command of a console block with what is expected of it."""

    line: int
    command: str
    typed: list[str] = field(default_factory=list)
    status: int = 0
    expected: list[str] = field(default_factory=list)


@dataclass
class Block:
    """One fenced block: where its lines stand in the file, and what they are."""

    line: int
    kind: str
    options: dict[str, str]
    lines: list[str]


@dataclass
class World:
    """The folder and the clock of a scenario."""

    folder: Path
    today: dt.date = START
    editor: str = ""

    def billcli(self, argv: list[str], typed: str = "", *, terminal: bool = False) -> Seen:
        """Run the command line in this process; its clock, folder and terminal are ours."""
        env = {"HOME": str(self.folder / ".home"), "TERM": "dumb", "VISUAL": self.editor}
        env["BILLCLI_CACHE"] = str(self.folder.parent / f".{self.folder.name}-cache")
        around = Surroundings(
            env, self.folder, self.today, stdin_tty=terminal, stdout_tty=terminal,
            stderr_tty=terminal, columns=100,
        )  # fmt: skip
        return seen(lambda: run(argv, around), typed)

    def tree(self) -> dict[str, bytes | str]:
        """Return everything in the folder but for the lock: bytes of files, targets of links."""
        found: dict[str, bytes | str] = {}
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if path.is_symlink():
                found[name] = str(path.readlink())
            elif path.is_file():
                found[name] = path.read_bytes()
            else:
                found[name] = "folder" if path.is_dir() else "special"
        for own in (".billcli", ".billcli/lock", ".billcli/.gitignore"):
            found.pop(own, None)
        return found


@dataclass(frozen=True)
class Seen:
    """How a command ended."""

    status: int
    out: str
    err: str


class Keyboard(io.StringIO):
    """Standard input that a terminal echoes."""

    def __init__(self, typed: str, screen: io.TextIOBase) -> None:
        super().__init__(typed)
        self.screen = screen

    def readline(self, *limit: int) -> str:  # type: ignore[override]
        line = super().readline(*limit)
        self.screen.write(line)
        return line


def seen(act: object, typed: str = "") -> Seen:
    """Return status and streams of a call that behaves like a process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    real_stdin, sys.stdin = sys.stdin, Keyboard(typed, err)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = act()  # type: ignore[operator]
    finally:
        sys.stdin = real_stdin
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
    return Seen(int(status or 0), *texts)


def blocks(text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a Markdown file."""
    rows = enumerate(text.splitlines(), 1)
    for number, row in rows:
        if not row.startswith(FENCE):
            continue
        kind, *options = shlex.split(row.removeprefix(FENCE)) or [""]
        body = []
        for _, inner in rows:
            if inner.startswith(FENCE):
                break
            body.append(inner)
        yield Block(number + 1, kind, dict(o.split("=", 1) for o in options if "=" in o), body)


def steps(block: Block) -> list[Step]:
    """Return the commands of a console block."""
    found: list[Step] = []
    for number, row in enumerate(block.lines, block.line):
        if row.startswith("$ "):
            found.append(Step(number, row[2:]))
        elif not found:
            msg = f"line {number}: a console block begins with a command"
            raise Mismatch(msg)
        elif found[-1].command.endswith("\\") and not found[-1].expected:
            found[-1].command = found[-1].command[:-1] + row.strip()
        elif row.startswith("< "):
            found[-1].typed.append(row[2:])
        elif re.fullmatch(r"\? \d+", row):
            found[-1].status = int(row[2:])
        else:
            found[-1].expected.append(row)
    return found


def play(path: Path, folder: Path, *, write: bool = False) -> int:
    """Carry out a scenario and return how many commands it ran.

    Raises:
        Mismatch: something else was seen, or stands in a file, than the scenario says.
    """
    world, count = World(folder), 0
    text = path.read_text(encoding="utf-8")
    written = text.splitlines()
    shift = 0
    for block in blocks(text):
        world.editor = block.options.get("editor", "")
        if "today" in block.options:
            world.today = dt.date.fromisoformat(block.options["today"])
        if block.kind != "console":
            _file(world, path, block)
            continue
        fresh: list[str] = []
        for step in steps(block):
            count += 1
            _play_step(world, path, step, fresh, write=write)
        if write:
            start = block.line - 1 + shift
            written[start : start + len(block.lines)] = fresh
            shift += len(fresh) - len(block.lines)
    if write:
        path.write_text("\n".join(written) + "\n", encoding="utf-8")
    return count


def _file(world: World, path: Path, block: Block) -> None:
    text = "".join(f"{row}\n" for row in block.lines)
    if name := block.options.get("file"):
        (world.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (world.folder / name).write_text(text, encoding="utf-8")
    elif name := block.options.get("append"):
        with (world.folder / name).open("a", encoding="utf-8") as file:
            file.write(text)
    elif name := block.options.get("in"):
        there = (world.folder / name).read_text(encoding="utf-8")
        aligned = re.compile(r"(?<=\S)  +")  # how amounts are lined up is no matter here
        wanted = _pattern([aligned.sub("  ", row) for row in block.lines])
        if not re.search(wanted, "\n" + aligned.sub("  ", there)):
            msg = f"{path.name}:{block.line}: {name} does not hold these lines, but:\n\n{there}"
            raise Mismatch(msg)


def _play_step(world: World, path: Path, step: Step, fresh: list[str], *, write: bool) -> None:
    result = _shell(world, step)
    shown = (result.out + result.err).replace(str(world.folder), "FOLDER").splitlines()
    while shown and not shown[-1]:
        shown.pop()
    expected = list(step.expected)
    while expected and not expected[-1]:
        expected.pop()
    right = re.fullmatch(_pattern(expected), "\n" + "\n".join(shown) + "\n" if shown else "\n")
    if write:
        fresh += [f"$ {step.command}", *(f"< {row}" for row in step.typed)]
        fresh += expected if right else shown
        fresh += [f"? {result.status}"] if result.status else []
        return
    if right and result.status == step.status:
        return
    diff = "\n".join(difflib.unified_diff(expected, shown, "expected", "seen", lineterm="", n=9))
    msg = (
        f"{path.name}:{step.line}: $ {step.command}\n"
        f"exit status {result.status}, expected {step.status}\n{diff}"
    )
    raise Mismatch(msg)


def _pattern(lines: list[str]) -> str:
    parts = ["\n"]
    for line in lines:
        if line.strip() == "...":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(".*?".join(map(re.escape, line.split("..."))) + r"[ \t]*\n")
    return "".join(parts)


def _shell(world: World, step: Step) -> Seen:
    """Run a line of commands joined by pipes; errors of all of them are shown."""
    words = list(shlex.shlex(step.command, posix=True, punctuation_chars="|"))
    commands: list[list[str]] = [[]]
    lexer = shlex.shlex(step.command, posix=True, punctuation_chars="|")
    lexer.whitespace_split = True
    lexer.commenters = ""
    for word in lexer if words else []:
        if word == "|":
            commands.append([])
        else:
            commands[-1].append(word)
    typed, errors = "".join(f"{row}\n" for row in step.typed), ""
    result = Seen(0, "", "")
    for name, *argv in commands:
        result = _command(world, name, argv, typed, terminal=bool(step.typed))
        errors += result.err
        typed = result.out
    return Seen(result.status, result.out, errors)


def _command(world: World, name: str, argv: list[str], typed: str, *, terminal: bool) -> Seen:
    if name == "billcli":
        return world.billcli(argv, typed, terminal=terminal)
    if name == "cat":
        return Seen(0, "".join((world.folder / f).read_text(encoding="utf-8") for f in argv), "")
    if name == "ls":
        return seen(lambda: _ls(world.folder / (argv[0] if argv else ".")))
    if name == "bean-check":
        return seen(lambda: _bean_check(world.folder / argv[0]))
    msg = f"a scenario cannot run {name}"
    raise Mismatch(msg)


def _ls(folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        if not path.name.startswith("."):
            sys.stdout.write(f"{path.name}{'/' if path.is_dir() else ''}\n")


def _bean_check(path: Path) -> int:
    from beancount import loader  # noqa: PLC0415 - few scenarios ask for it
    from beancount.parser import printer  # noqa: PLC0415

    _, errors, _ = loader.load_file(str(path))
    printer.print_errors(errors, file=sys.stdout)
    return 1 if errors else 0
