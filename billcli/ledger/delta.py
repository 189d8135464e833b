"""What became of a ledger's facts when some of its files changed, told without reading the others.

The files that changed are read, the new end only where a file grew; what they say is compared with
the facts that are known of them, and the difference is checked against how the ledger stands.
Whatever cannot be proved to leave the rest alone is refused (``NotLocal``), and the ledger is then
read as a whole. Nothing here trusts who wrote the text.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from billcli.domain.frozen import replace
from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.collector import collector_paused
from billcli.ledger.delta_check import Change, check_change
from billcli.ledger.delta_match import Known, Matched, known_facts, match
from billcli.ledger.difference import Difference
from billcli.ledger.ground import Ground, GroundFile, check_plugins
from billcli.ledger.local_file import read_local
from billcli.ledger.local_walk import Walk
from billcli.ledger.plain_tail import read_tail
from billcli.ledger.regular_file import UnreadableFileError, read_regular
from billcli.ledger.screen import newline_of
from billcli.ledger.standing import NotLocal

if TYPE_CHECKING:
    from collections.abc import Collection

    from billcli.domain.packed import Packed
    from billcli.ledger.plugin_run import Policy
    from billcli.ledger.seam import Raw
    from billcli.ledger.standing import Standing


def delta_of(
    ground: Ground, standing: Standing, stale: Collection[str], policy: Policy
) -> Difference:
    """Return what changed since a ledger without any problem was read.

    Args:
        ground: its files as they were.
        standing: its accounts as they stood.
        stale: paths of known files that may have changed or gone; those that came are found.
        policy: which plugins run.

    Raises:
        NotLocal: the ledger has to be read as a whole, ``str`` says why.
    """
    with collector_paused():
        return _Reading(ground, standing, stale, policy).delta()


class _Result:
    """What is gathered on the way."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.removed: list[int] = []
        self.added: list[tuple[str, Packed]] = []
        self.moved: list[tuple[int, int]] = []


class _Reading:
    def __init__(
        self, ground: Ground, standing: Standing, stale: Collection[str], policy: Policy
    ) -> None:
        self._ground, self._standing = ground, standing
        self._stale, self._policy = frozenset(stale), policy
        self._known = ground.by_path()
        self._now: dict[str, GroundFile] = {}
        self._change, self._result = Change(), _Result()
        self._known_options: dict[str, Raw] = {}

    def delta(self) -> Difference:
        self._ground.check_local(self._policy)
        walk = Walk(self._ground.root, self._ground.main.path)
        for path in walk.files(self._includes):
            self._now[path] = self._file(path)
        gone = self._drop_gone()
        self._check_order()
        result, change = self._result, self._change
        count = self._ground.entry_count + len(result.added) - len(result.removed)
        ground = Ground(self._ground.root, tuple(self._now.values()), count, self._ground.pads)
        self._check_whole(ground)
        change.added = [row for _, row in result.added]
        check_change(change, self._standing, ground.pads, self._options)
        return Difference(
            ground,
            tuple(result.read),
            gone,
            tuple(walk.patterns),
            tuple(result.removed),
            tuple(result.added),
            tuple(result.moved),
        )

    def _options(self) -> dict[str, Raw]:
        """Return Beancount's options, which few changes need: making them takes its builder."""
        self._known_options = self._known_options or self._ground.options()
        return self._known_options

    def _includes(self, path: str) -> tuple[tuple[int, str], ...]:
        return self._now[path].includes

    # One file

    def _file(self, path: str) -> GroundFile:
        known = self._known.get(path)
        if known is not None and path not in self._stale:
            return known
        content = _content(path)
        digest = hashlib.sha256(content[: known.size] if known else content)
        if known is not None and len(content) >= known.size and digest.hexdigest() == known.sha256:
            if len(content) == known.size:
                return known
            self._result.read.append(path)
            if _ends_whole(content, known.size):
                digest.update(memoryview(content)[known.size :])
                return self._grown(known, content, digest.hexdigest())
        else:
            self._result.read.append(path)
        now = GroundFile(
            path, len(content), hashlib.sha256(content).hexdigest(), newline_of(content)
        )
        return self._whole(known, now, content)

    def _grown(self, known: GroundFile, content: bytes, sha256: str) -> GroundFile:
        """Read only what stands behind the bytes that are known."""
        line = content.count(b"\n", 0, known.size) + 1
        tail, settings = content[known.size :], known.settings
        local = read_tail(tail, known.path, settings, line) or read_local(
            tail, known.path, self._options(), settings=settings, lineno=line
        )
        self._result.added += [(known.path, row) for row in local.rows]
        self._change.tallies.append(local.tally)
        now = replace(known, size=len(content), sha256=sha256, newline=newline_of(content))
        return self._checked(known, now.with_lines(local.includes, local.settings, local.plugins))

    def _whole(self, known: GroundFile | None, now: GroundFile, content: bytes) -> GroundFile:
        local = read_local(content, now.path, self._options())
        now = self._checked(known, now.with_lines(local.includes, local.settings, local.plugins))
        self._change.tallies.append(local.tally)
        stored = [] if known is None else self._standing.facts_of(now.path)
        self._take(now.path, match(_written(known_facts(stored)), local.rows))
        return now

    def _take(self, path: str, found: Matched) -> None:
        self._result.removed += [one.id for one in found.removed]
        self._result.added += [(path, row) for row in found.added]
        self._result.moved += [(one.id, line) for one, line in found.moved]
        self._change.removed += found.removed
        self._change.shifted += [one.row for one, _ in found.moved]

    def _checked(self, known: GroundFile | None, now: GroundFile) -> GroundFile:
        check_plugins(now.plugins, self._policy)
        if now.path == self._ground.main.path and known and known.settings != now.settings:
            raise NotLocal("the options of the main file changed")
        return now

    # All files

    def _drop_gone(self) -> tuple[str, ...]:
        gone = tuple(path for path in self._known if path not in self._now)
        for path in gone:
            facts = known_facts(self._standing.facts_of(path))
            self._result.removed += [one.id for one in facts]
            self._change.removed += facts
        return gone

    def _check_order(self) -> None:
        """Check that files kept their order: it decides between directives of one day."""
        now = [path for path in self._now if path in self._known]
        kept = set(now)
        if now != [path for path in self._known if path in kept]:
            raise NotLocal("the files are included in another order")

    def _check_whole(self, ground: Ground) -> None:
        if ground.operating_currencies() != self._ground.operating_currencies():
            raise NotLocal("the operating currencies changed")
        if not ground.entry_count:
            raise NotLocal("nothing is left in the ledger")


def _content(path: str) -> bytes:
    try:
        return read_regular(Path(path)).content
    except UnreadableFileError as error:
        raise NotLocal(error.problems[0].message) from error


def _ends_whole(content: bytes, size: int) -> bool:
    r"""Return whether bytes end a line, and what follows does not go on with their last directive.

    >>> _ends_whole(b'2026-01-01 * "x"\n  A:B  1 EUR\n', 17)
    False
    """
    return size > 0 and content[size - 1 : size] == b"\n" and content[size : size + 1] not in b" \t"


def _written(facts: list[Known]) -> list[Known]:
    """Return facts without those that a pad made, which stand in the line of the pad.

    They stay as they are for as long as neither their pad nor a balance under it moves.
    """
    pads = {one.row.line for one in facts if one.row.kind == "P"}
    return [one for one in facts if one.row.kind != "T" or one.row.line not in pads]
