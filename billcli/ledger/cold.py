"""A whole ledger read file by file, so that no more than one file is held at a time.

Every file is parsed and packed by itself, in several processes where wanted; how its directives
use accounts is tallied, and the tallies of all files are checked in the end. What would need all
directives at once, such as pads, lots and plugins, is refused (``NotLocal``), and so is whatever
may be an error; the ledger is then loaded as a whole, which words it.
"""

from __future__ import annotations

import decimal
import hashlib
import marshal
from pathlib import Path

from billcli.domain.frozen import replace
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.packed import Packed
from billcli.ledger.cold_check import check_whole
from billcli.ledger.cold_pool import can_fork, in_processes
from billcli.ledger.cold_scan import Scan, content_of, scan
from billcli.ledger.collector import collector_paused
from billcli.ledger.ground import Ground, GroundFile, check_plugins, check_settings
from billcli.ledger.local_file import LocalFile, options_map, read_local
from billcli.ledger.plugin_run import Policy
from billcli.ledger.standing import NotLocal
from billcli.ledger.tally import Assertion, Opened, Tally, Used
from billcli.ledger.written import Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from billcli.domain.entry import LedgerOptions
    from billcli.ledger.local_walk import Pattern
    from billcli.ledger.seam import Raw


class ColdBuild:
    """A ledger that is being read; everything but the files is known once all rows were taken.

    Attributes:
        files: paths, the main one first, in the order of their includes.
        patterns: what every include pattern matches.
        ground: the files as they were read, once all rows were taken.
        options: the ledger's, then.
        totals: what all postings come to by account and currency, then by month, then.
    """

    ground: Ground
    options: LedgerOptions
    totals: Mapping[tuple[str, str], Mapping[str, decimal.Decimal]]

    def __init__(self, ledger: Path, policy: Policy, jobs: int = 1) -> None:
        """Look for the files.

        Args:
            ledger: the main file.
            policy: which plugins run.
            jobs: processes; 1 is this one alone.

        Raises:
            NotLocal: the files are not to be read one by one.
        """
        try:
            main = ledger.resolve()
        except (OSError, RuntimeError) as error:
            raise NotLocal(str(error)) from error
        self._policy, self._jobs = policy, jobs if can_fork() else 1
        self._scan: Scan = scan(main)
        self.files = tuple(file.path for file in self._scan.files)
        self.patterns: tuple[Pattern, ...] = tuple(self._scan.patterns)

    def rows(self) -> Iterator[tuple[str, list[Packed]]]:
        """Yield the path and the rows of each file, the rows by line.

        The garbage collector is off until the last was taken.

        Raises:
            NotLocal: nothing of what was yielded may be used.
        """
        with collector_paused():
            tally, count = Tally(self._scan.cuts), 0
            files: list[GroundFile] = []
            options: dict[str, Raw] = {}
            for file, local in self._read():
                now = self._checked(file, local)
                if not files:
                    check_settings(now.settings)
                    options = options_map(now.settings, now.path)
                files.append(now)
                tally.join(local.tally)
                count += len(local.rows)
                yield now.path, local.rows
            if not count:
                raise NotLocal("the ledger holds no entries")
            check_whole(tally, self._scan.cuts, options)
            self.totals = tally.totals()
            self.ground = Ground(str(Path(self.files[0]).parent), tuple(files), count, ())
            self.options = self.ground.ledger_options()

    def _read(self) -> Iterator[tuple[GroundFile, LocalFile]]:
        """Read the main file, which has the options, then the others."""
        main, *others = self._scan.files
        first = _read_file(main, None, self._scan)
        yield main, first
        settings = [(one.name, one.value) for one in first.settings]
        options = options_map(settings, main.path)
        size = sum(file.size for file in others)
        if self._jobs == 1 or len(others) == 1 or size < _WORTH_A_PROCESS:
            for file in others:
                yield file, _read_file(file, options, self._scan)
            return
        results = in_processes(
            lambda number: _to_bytes(_read_file(others[number], options, self._scan)),
            [file.size for file in others],
            self._jobs,
        )
        for file, result in zip(others, results, strict=True):
            yield file, _from_bytes(result, self._scan)

    def _checked(self, file: GroundFile, local: LocalFile) -> GroundFile:
        now = replace(file, includes=()).with_lines(local.includes, local.settings, local.plugins)
        if now.includes != file.includes:
            raise NotLocal("an include is written in an unusual way")
        check_plugins(now.plugins, self._policy)
        return now


def cold_build(
    ledger: Path,
    *,
    skip_plugins: Iterable[str] = (),
    allow_plugins: Iterable[str] = (),
    jobs: int = 1,
) -> ColdBuild:
    """Return the build of a ledger, its files found and none parsed yet; arguments as of ``load``.

    Args:
        ledger: the main file.
        skip_plugins: modules left out.
        allow_plugins: modules that would run; a ledger with one is refused.
        jobs: processes that read, 1 for this one alone.

    Raises:
        NotLocal: the ledger has to be loaded as a whole.
    """
    return ColdBuild(ledger, Policy(tuple(skip_plugins), tuple(allow_plugins)), jobs)


_WORTH_A_PROCESS = 200_000  # bytes: to start one takes 10 ms, in which 60 kB are read


def _read_file(file: GroundFile, options: dict[str, Raw] | None, seen: Scan) -> LocalFile:
    content = content_of(file.path)
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise NotLocal(f"{file.path} changed while the ledger was read")
    return read_local(content, file.path, options, tally=Tally(seen.cuts))


def _to_bytes(local: LocalFile) -> bytes:
    """Return a file as bytes of plain values, for another process."""
    tally = local.tally
    return marshal.dumps((
        [tuple(row) for row in local.rows],
        [[(one.name, one.line, one.value) for one in lines]
         for lines in (local.includes, local.plugins, local.settings)],
        [(*key, one.first, one.last, {month: str(number) for month, number in one.months.items()})
         for key, one in tally.used.items()],
        tally.seen,
        {account: list(map(tuple, opened)) for account, opened in tally.opened.items()},
        tally.closed,
        [[tally.pads, tally.commodities, tally.documents],
         [(a, c, d, str(n), "" if t is None else str(t)) for a, c, d, n, t in tally.assertions]],
        {key: list(map(str, sums)) for key, sums in tally.sums.items()},
    ))  # fmt: skip


def _from_bytes(message: bytes, seen: Scan) -> LocalFile:
    """Return the file that ``_to_bytes`` wrote in a process forked from this one."""
    rows, lines, used, first, opened, closed, (names, assertions), sums = marshal.loads(  # noqa: S302 - of our own child
        message
    )
    tally = Tally(seen.cuts)
    number = decimal.Decimal
    for account, currency, start, end, months in used:
        one = tally.used[account, currency] = Used(start)
        one.last = end
        one.months = {month: number(added) for month, added in months.items()}
    tally.seen, tally.closed = first, closed
    tally.opened = {account: list(map(Opened._make, found)) for account, found in opened.items()}
    tally.pads, tally.commodities, tally.documents = names
    tally.assertions = [
        Assertion(a, c, d, number(n), number(t) if t else None) for a, c, d, n, t in assertions
    ]
    tally.sums = {key: list(map(number, found)) for key, found in sums.items()}
    packed = list(map(Packed._make, rows))
    return LocalFile(packed, tally, *(tuple(Written(*one) for one in each) for each in lines))
