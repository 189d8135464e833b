"""The one way to say that something is wrong: a code, words, a place and what to do next."""

from __future__ import annotations

from enum import Enum, IntEnum

from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    S = TypeVar("S")
    T = TypeVar("T")


class ExitCode(IntEnum):
    """Exit status of a command, the same for every command and format."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    INVALID = 3
    SECRET = 4
    WAITING = 5
    CONFLICT = 6
    INTERRUPTED = 130


class Severity(Enum):
    """How bad a problem is: an error stops money commands, a warning is only shown."""

    ERROR = "error"
    WARNING = "warning"


class Source(NamedTuple):
    """A place in a text file.

    Attributes:
        file: path as the user knows it.
        line: 1-based line, 0 when the whole file is meant.
    """

    file: str
    line: int = 0

    def __str__(self) -> str:
        """Return ``file:line``, the form editors and bean-check share."""
        return f"{self.file}:{self.line}" if self.line else self.file


NOWHERE = Source("", 0)
WORD_MAX, TEXT_MAX = 200, 1000


def quoted(text: str, most: int = 40) -> str:
    r"""Return what somebody typed in quotation marks, for a sentence: on one line, and no longer.

    >>> quoted("it's"), quoted("a\x1b[31m\nb"), quoted("abcdefghij", 6)
    ('"it\'s"', "'a [31m b'", "'ab...j'")
    """
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    mark = '"' if "'" in plain else "'"
    return f"{mark}{shortened(plain, most)}{mark}"


def shortened(text: str, most: int) -> str:
    """Return text, or its beginning and end when it is longer.

    >>> shortened("abcdefghijkl", 9)
    'abcd...kl'
    """
    if len(text) <= most:
        return text
    tail = (most - 3) // 3
    return f"{text[: most - 3 - tail]}...{text[len(text) - tail :]}"


def readable(text: str) -> str:
    """Return a message without words or a length that nobody reads: whoever typed them knows them.

    >>> len(readable("there is no " + "A" * 5000)), readable("so it is")
    (212, 'so it is')
    """
    words = (shortened(word, WORD_MAX) for word in text.split(" "))
    return shortened(" ".join(words), TEXT_MAX)


class Problem(NamedTuple):
    """Something wrong, in words a bookkeeper can act on.

    Attributes:
        code: entry in the error catalogue, such as ``AR-OVERPAID``.
        message: one sentence, without a full stop at its end.
        where: the place in a file, or None when the command line is at fault.
        help: the command to run or the thing to change, or an empty string.
        severity: error or warning.
        excerpt: the lines at fault, as they stand in the file.
    """

    code: str
    message: str
    where: Source | None = None
    help: str = ""
    severity: Severity = Severity.ERROR
    excerpt: str = ""

    def __str__(self) -> str:
        """Return the one-line form ``file:line: error[CODE]: message``."""
        head = f"{self.where}: " if self.where else ""
        return f"{head}{self.severity.value}[{self.code}]: {self.message}"


class BillcliError(Exception):
    """One or more problems that end the command.

    Attributes:
        problems: what was wrong, most important last.
        exit_code: the status the command ends with.
    """

    exit_code = ExitCode.FAILED

    def __init__(self, *problems: Problem, exit_code: ExitCode | None = None) -> None:
        """Carry the problems; the exit status may be given for this one case."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
        if exit_code is not None:
            self.exit_code = exit_code

    @classmethod
    def of(
        cls, code: str, message: str, *, where: Source | None = None, hint: str = ""
    ) -> BillcliError:
        """Return an error of this class made of a single problem."""
        return cls(Problem(code, message, where, hint))


class UsageError(BillcliError):
    """The command line does not say enough, or says something impossible (exit 2)."""

    exit_code = ExitCode.USAGE


class InvalidError(BillcliError):
    """The ledger or the configuration cannot be trusted (exit 3)."""

    exit_code = ExitCode.INVALID


class ConflictError(BillcliError):
    """Somebody else writes, or wrote meanwhile: run the command again (exit 6)."""

    exit_code = ExitCode.CONFLICT


def each(find: Callable[[S], T], wanted: Iterable[S]) -> list[T]:
    """Return what is found for each thing wanted, or refuse all that cannot be found at once.

    Args:
        find: finds one, or raises UsageError.
        wanted: names of things, in the order they were typed.

    Raises:
        UsageError: with the problems of every one that was refused, each once.

    >>> each(int, ["1", "2"])
    [1, 2]
    """
    found: list[T] = []
    refused: list[UsageError] = []
    for one in wanted:
        try:
            found.append(find(one))
        except UsageError as error:
            refused.append(error)
    if refused:
        problems = dict.fromkeys(problem for error in refused for problem in error.problems)
        raise UsageError(*problems, exit_code=refused[0].exit_code) from refused[0]
    return found


def problems_of(*checks: Callable[[], object]) -> tuple[Problem, ...]:
    """Return what is wrong with any of several things, each problem once.

    >>> problems_of(lambda: int("1"))
    ()
    """
    found: dict[Problem, None] = {}
    for check in checks:
        try:
            check()
        except UsageError as error:
            found |= dict.fromkeys(error.problems)
    return tuple(found)


def together(*checks: Callable[[], object]) -> None:
    """Refuse everything that is wrong with several things at once.

    Raises:
        UsageError: with the problems of all of them.
    """
    if found := problems_of(*checks):
        raise UsageError(*found)


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return only the problems that are errors.

    >>> errors([Problem("A", "x"), Problem("B", "y", severity=Severity.WARNING)])[0].code
    'A'
    """
    return tuple(p for p in problems if p.severity is Severity.ERROR)
