"""All files of a ledger: read, screened and parsed, each once, beginning with the main file."""

from __future__ import annotations

import hashlib
from collections import deque

from billcli.domain.frozen import field, frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Problem, Source, errors
from billcli.ledger.include import FILES_MAX, resolve
from billcli.ledger.parse import Parsed, parse
from billcli.ledger.regular_file import RegularFile, UnreadableFileError, read_regular
from billcli.ledger.screen import newline_of, screen
from billcli.ledger.shown_name import name_of
from billcli.ledger.snapshot import LedgerFile

if TYPE_CHECKING:
    from pathlib import Path

# What the main file shares with included ones; anything else means that no ledger is there.
_TOP = {
    "INCLUDE-ENCRYPTED": "LEDGER-ENCRYPTED",
    "INCLUDE-LARGE": "LEDGER-LARGE",
    "INCLUDE-UNREADABLE": "LEDGER-UNREADABLE",
}


@frozen
class Gathered:
    """The files of a ledger, in the order of their includes.

    Attributes:
        root: the real folder of the main file.
        files: what each was.
        parsed: what the parser made of each; empty where the bytes were refused.
        texts: the bytes of each, by absolute path.
        problems: of includes and bytes.
    """

    root: Path
    files: list[LedgerFile] = field(default_factory=list)
    parsed: list[Parsed] = field(default_factory=list)
    texts: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def gather(ledger: Path, seen_from: Path) -> Gathered:
    """Read the main file and everything it includes.

    Args:
        ledger: the main file; it alone may be named through a symbolic link.
        seen_from: the folder from which file names are shown.

    Raises:
        InvalidError: the main file is missing or cannot be read.
    """
    top = _read_top(ledger, seen_from)
    walk = _Walk(Gathered(top.path.parent), seen_from)
    walk.take(top, ())
    while walk.waiting and len(walk.result.files) < FILES_MAX:
        path, chain, where = walk.waiting.popleft()
        walk.visit(path, chain, where)
    if walk.waiting:
        path, _, where = walk.waiting[0]
        walk.result.problems.append(
            Problem(
                "INCLUDE-MANY",
                f"more than {FILES_MAX} files are included",
                where,
                "make the pattern narrower",
            )
        )
    return walk.result


def _read_top(ledger: Path, seen_from: Path) -> RegularFile:
    name = name_of(seen_from / ledger, seen_from)
    try:
        return read_regular((seen_from / ledger).resolve())
    except UnreadableFileError as error:
        problem = error.problems[0]
        raise InvalidError.of(
            _TOP.get(problem.code, "LEDGER-NOT-FOUND"),
            problem.message,
            where=Source(name),
            hint=problem.help if problem.code in _TOP else "name it, as in -f main.beancount",
        ) from error
    except (OSError, RuntimeError) as error:
        raise InvalidError.of(
            "LEDGER-UNREADABLE",
            f"the ledger cannot be read: {error}",
            where=Source(name),
            hint="name the file itself, not a link to it",
        ) from error


class _Walk:
    """Goes through the includes breadth first, as Beancount does, remembering the way."""

    def __init__(self, result: Gathered, seen_from: Path) -> None:
        self.result = result
        self.waiting: deque[tuple[Path, tuple[str, ...], Source]] = deque()
        self._seen_from = seen_from
        self._seen: dict[tuple[int, int], str] = {}

    def visit(self, path: Path, chain: tuple[str, ...], where: Source) -> None:
        name = name_of(path, self._seen_from)
        try:
            file = read_regular(path, where, name)
        except UnreadableFileError as error:
            self.result.problems.extend(error.problems)
            return
        earlier = self._seen.get(file.identity)
        if earlier is not None:
            self.result.problems.append(_again(name, earlier, chain, where))
            return
        self.take(file, chain)

    def take(self, file: RegularFile, chain: tuple[str, ...]) -> None:
        """Screen and parse a file, and queue what it includes."""
        name = name_of(file.path, self._seen_from)
        self._seen[file.identity] = name
        found = screen(file.content, name)
        parsed = Parsed() if errors(found) else parse(file.content, str(file.path))
        self.result.problems.extend(found)
        self.result.files.append(_described(file, name, parsed))
        self.result.parsed.append(parsed)
        self.result.texts[str(file.path)] = file.content
        for include in parsed.includes:
            where = Source(name, include.line)
            resolved = resolve(self.result.root, file.path, include.name, where)
            self.result.problems.extend(resolved.problems)
            self.waiting.extend((path, (*chain, name), where) for path in resolved.paths)


def _described(file: RegularFile, name: str, parsed: Parsed) -> LedgerFile:
    return LedgerFile(
        path=file.path,
        name=name,
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        newline=newline_of(file.content),
        open_push=tuple(f"{push.name} (line {push.line})" for push in parsed.open_push),
        mark=file.mark,
    )


def _again(name: str, earlier: str, chain: tuple[str, ...], where: Source) -> Problem:
    if earlier in chain:
        way = " -> ".join((*chain[chain.index(earlier) :], name))
        return Problem(
            "INCLUDE-LOOP", f"the files include each other: {way}", where, "take one include out"
        )
    same = "" if name == earlier else f", which is the same file as {earlier}"
    return Problem(
        "INCLUDE-TWICE",
        f"{name}{same}, is included a second time" if same else f"{name} is included twice",
        where,
        "take one include out: its entries would count twice",
    )
