"""The files of a ledger found again from their includes, without reading those that are known."""

from __future__ import annotations

import os
import stat
from collections import deque
from pathlib import Path

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import Source
from billcli.ledger.include import FILES_MAX, is_pattern, resolve
from billcli.ledger.standing import NotLocal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class Pattern(NamedTuple):
    """An ``include`` that names several files, and what it matched, in order."""

    file: str
    line: int
    written: str
    found: tuple[str, ...]


class Walk:
    """Goes through the includes breadth first, as a full load does.

    Attributes:
        patterns: of the files gone through.
    """

    def __init__(self, root: str, main: str) -> None:
        """Begin at the main file, which stands in the folder ``root``."""
        self._root = Path(root)
        self._waiting = deque([main])
        self._seen: set[tuple[int, int]] = set()
        self.patterns: list[Pattern] = []

    def files(self, includes_of: Callable[[str], Iterable[tuple[int, str]]]) -> Iterator[str]:
        """Yield the paths of the files, each once.

        Args:
            includes_of: (line, text as written) of a file's includes; asked after it was yielded.

        Raises:
            NotLocal: a full load would find anything wrong with a file's place.
        """
        while self._waiting:
            path = self._waiting.popleft()
            self._look(path)
            yield path
            for line, written in includes_of(path):
                self._follow(path, line, written)

    def _look(self, path: str) -> None:
        try:
            status = os.lstat(path)
        except (OSError, ValueError) as error:
            raise NotLocal(f"{path} cannot be read") from error
        identity = status.st_dev, status.st_ino
        if identity in self._seen or len(self._seen) >= FILES_MAX:
            raise NotLocal(f"{path} is included twice")
        if not stat.S_ISREG(status.st_mode):
            raise NotLocal(f"{path} is not a regular file")
        self._seen.add(identity)

    def _follow(self, path: str, line: int, written: str) -> None:
        found = resolve(self._root, Path(path), written, Source(path, line))
        if found.problems:
            raise NotLocal(found.problems[0].message)
        paths = tuple(map(str, found.paths))
        if is_pattern(written):
            self.patterns.append(Pattern(path, line, written, paths))
        self._waiting.extend(paths)
