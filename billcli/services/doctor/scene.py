"""What the questions are asked about: found out once, and never an exception."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from billcli.domain.contract import shown
from billcli.domain.named import TYPE_CHECKING, Generic, TypeVar
from billcli.domain.problem import BillcliError, Problem
from billcli.ledger.discover import PROJECT_FILE, find_ledger, project_above
from billcli.ledger.regular_file import read_regular
from billcli.ledger.shown_name import name_of
from billcli.services.check_ledger import check_ledger
from billcli.services.workspace import open_workspace, settings_name
from billcli.store.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from billcli.ledger.discover import Found
    from billcli.services.check_ledger import Checked
    from billcli.services.workspace import Selection, Workspace
    from billcli.store.settings import Settings

T = TypeVar("T")
NAMED = 3


@dataclass(frozen=True, slots=True)
class Screen:
    """Where the answers appear.

    Attributes:
        encoding: what standard output writes in.
        columns: width of the terminal.
        terminal: whether it is one.
        color: whether it shows colour.
    """

    encoding: str = "utf-8"
    columns: int = 80
    terminal: bool = False
    color: bool = False


@dataclass(frozen=True, slots=True)
class Tried(Generic[T]):
    """What an attempt gave: a value, or why there is none."""

    value: T | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def reason(self) -> str:
        """The first thing that went wrong, in words with its place."""
        if not self.problems:
            return ""
        first = self.problems[0]
        return f"{first.where}: {first.message}" if first.where else first.message

    @property
    def fix(self) -> str:
        """What to do about it."""
        return self.problems[0].help if self.problems else ""

    @property
    def code(self) -> str:
        """The catalogue's entry for it."""
        return self.problems[0].code if self.problems else ""


def tried(make: Callable[[], T]) -> Tried[T]:
    """Return what a call gives, or what stopped it."""
    try:
        return Tried(make())
    except BillcliError as error:
        return Tried(problems=error.problems)
    except Exception as error:  # noqa: BLE001 - an examination goes on whatever it meets
        words = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return Tried(problems=(Problem("CHECK-FAILED", shown(words)),))


def content_of(path: Path) -> bytes | None:
    """Return the bytes of a plain file; None when it is missing, a link, or cannot be read."""
    return tried(lambda: read_regular(path).content).value


@dataclass(frozen=True)
class Scene:
    """The books, the folder and the machine that are examined."""

    selection: Selection
    screen: Screen

    @property
    def env(self) -> Mapping[str, str]:
        """The environment."""
        return self.selection.env

    @cached_property
    def home(self) -> Path | None:
        """The person's home folder, None without one."""
        named = self.env.get("HOME", "")
        return Path(named) if named.startswith("/") else None

    @cached_property
    def found(self) -> Tried[Found]:
        """Which ledger, and how it was found."""
        one = self.selection
        return tried(lambda: find_ledger(one.file, one.project, one.env, one.cwd))

    @cached_property
    def project(self) -> Path | None:
        """The folder of the project file, also where no ledger is found."""
        if self.found.value:
            return self.found.value.project
        asked = self.selection.project
        folder = self.selection.cwd / asked if asked else self.selection.cwd
        return tried(lambda: project_above(folder)).value

    @cached_property
    def settings(self) -> Tried[Settings]:
        """What the project file says; all defaults where there is none."""
        name = settings_name(self.project, self.selection.cwd) if self.project else PROJECT_FILE
        return tried(lambda: load_settings(self.project, name))

    @cached_property
    def workspace(self) -> Tried[Workspace]:
        """The books, loaded; they may have errors."""
        return tried(lambda: open_workspace(self.selection))

    @cached_property
    def checked(self) -> Tried[Checked]:
        """Everything that ``billcli check`` finds."""
        return tried(lambda: check_ledger(self.books))

    @property
    def closed(self) -> str:
        """Why there are no books to look at, in a few words; the section ledger says more."""
        if self.found.value is None:
            return "no ledger is found"
        return "the ledger cannot be read" if self.settings.value else f"{PROJECT_FILE} is wrong"

    @property
    def books(self) -> Workspace:
        """The books.

        Raises:
            BillcliError: why there are none.
        """
        if self.workspace.value is None:
            raise BillcliError(*self.workspace.problems)
        return self.workspace.value

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every document number and id in use.

        Raises:
            BillcliError: there are no books.
        """
        return self.books.all_books().numbers()

    @cached_property
    def folder(self) -> Path:
        """The real folder of the main ledger; the current one where there is no ledger."""
        if self.found.value:
            return Path(os.path.realpath(self.found.value.ledger)).parent
        return self.project or self.selection.cwd

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """The files of the ledger, the main one first, as far as they could be followed."""
        if self.workspace.value:
            return tuple(file.path for file in self.workspace.value.snapshot.files)
        if self.found.value:
            return (Path(os.path.realpath(self.found.value.ledger)),)
        return ()

    @cached_property
    def texts(self) -> Mapping[Path, bytes]:
        """The bytes of the ledger's files that can be read."""
        read = ((path, content_of(path)) for path in self.files)
        return {path: content for path, content in read if content is not None}

    def name(self, path: Path) -> str:
        """Return a path as the person would type it."""
        return shown(name_of(path, self.selection.cwd))

    def typed(self, path: Path) -> str:
        """Return a path for a command, not yet quoted."""
        return name_of(path, self.selection.cwd)

    def quoted(self, path: Path) -> str:
        """Return a path as it stands in a command."""
        return quoted(self.typed(path))


def quoted(text: str) -> str:
    """Return a text as one word of a command.

    >>> quoted("my books.beancount")
    "'my books.beancount'"
    """
    return shlex.quote(shown(text))


def appending(line: str, file: str) -> str:
    r"""Return the command that adds a line to a file, whether or not its last line is ended.

    Args:
        line: the text to add.
        file: the file's name, quoted.

    >>> appending("* text eol=lf", ".gitattributes")
    "printf '\\n%s\\n' '* text eol=lf' >> .gitattributes"
    """
    return f"printf '\\n%s\\n' {quoted(line)} >> {file}"


def rewriting(command: str, file: str) -> str:
    """Return the command that passes a file through a filter, on every system alike.

    ``sed -i`` means another thing on macOS; file, owner and mode stay what they are.

    Args:
        command: reads standard input and writes standard output.
        file: the file's name, not quoted.

    >>> rewriting("tr -d a", "x y")
    "tr -d a < 'x y' > 'x y.new' && cat 'x y.new' > 'x y' && rm 'x y.new'"
    """
    old, new = quoted(file), quoted(f"{file}.new")
    return f"{command} < {old} > {new} && cat {new} > {old} && rm {new}"


def listed(names: Iterable[str], most: int = NAMED) -> str:
    """Return names in a row, the first few and how many more there are.

    >>> listed(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    every = [shown(name) for name in names]
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> counted(1, "file"), counted(2, "file")
    ('1 file', '2 files')
    """
    return f"{number} {one if number == 1 else many or f'{one}s'}"
