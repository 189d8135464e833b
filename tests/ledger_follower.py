"""Facts kept of a ledger by deltas, held against a full load after every change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from beancount import loader

from billcli.domain.packed import Packed, facts_of_packed
from billcli.ledger.delta import delta_of
from billcli.ledger.load_packed import Loaded, load_packed
from billcli.ledger.plugin_run import OWN, Policy
from billcli.ledger.standing import NotLocal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from memory_standing import MemoryStanding

    from billcli.ledger.difference import Difference


class Follower:
    """The facts of one ledger.

    Attributes:
        loaded: the last full load of a sound ledger.
        facts: (id, path, row), brought up by deltas only.
        reason: why the last change was refused; empty when it was not.
        now: the full load after the last change, sound or not.
    """

    def __init__(self, main: Path, standing: ModuleType) -> None:
        """Begin with a ledger that takes deltas."""
        self.main = main
        self._standing: Callable[..., MemoryStanding] = standing.MemoryStanding
        self.loaded = self.now = self.full()
        assert self.loaded.reason == "", self.loaded.snapshot.problems
        self.reason = ""
        self.facts = self._numbered(self.loaded)

    def full(self) -> Loaded:
        return load_packed(self.main, skip_plugins=(OWN,), seen_from=self.main.parent)

    def standing(self) -> MemoryStanding:
        return self._standing(self.facts, self.loaded.lots)

    def delta(self, *, stale: set[str] | None = None) -> Difference:
        """Return what changed on the disk since the facts were brought up."""
        known = {file.path for file in self.loaded.ground.files}
        stale = known if stale is None else stale
        return delta_of(self.loaded.ground, self.standing(), stale, Policy((OWN,)))

    def follow(self) -> bool:
        """Take a change up; return whether it was local, and fail when it was wrong to say so."""
        self.now = self.full()
        self.reason = ""
        try:
            delta = self.delta()
        except NotLocal as refused:
            self.reason = str(refused)
            if not self.now.reason:
                self.loaded, self.facts = self.now, self._numbered(self.now)
            return False
        facts = applied(self.facts, delta)
        self.check(delta, facts)
        self.loaded, self.facts = self.now, facts
        return True

    def check(self, delta: Difference, facts: list[tuple[int, str, Packed]]) -> None:
        """Hold facts against the full load, and that against Beancount's own loader."""
        assert self.now.reason == "", (self.now.reason, self.now.snapshot.problems)
        rows = [(path, row) for _, path, row in facts]
        expected = list(self.now.rows())
        assert rows == expected, "the rows differ"
        assert delta.ground == self.now.ground, "the files differ"
        options = self.now.snapshot.facts.options
        names = {str(file.path): file.name for file in self.now.snapshot.files}
        named = [(names[path], row) for path, row in rows]
        assert facts_of_packed(named, options) == self.now.snapshot.facts, "the facts differ"
        assert delta.ground.ledger_options() == options, "the options differ"
        assert beancount_errors(self.main) == [], "Beancount finds errors"

    @staticmethod
    def _numbered(loaded: Loaded) -> list[tuple[int, str, Packed]]:
        return [(number, *row) for number, row in enumerate(loaded.rows())]


def applied(
    facts: list[tuple[int, str, Packed]], delta: Difference
) -> list[tuple[int, str, Packed]]:
    """Return facts as a delta leaves them."""
    gone, moved = set(delta.removed), dict(delta.moved)
    assert gone <= {number for number, _, _ in facts}
    assert not gone & moved.keys()
    free = max((number for number, _, _ in facts), default=0) + 1
    after = [
        (number, path, row._replace(line=moved.get(number, row.line)))
        for number, path, row in facts
        if number not in gone
    ]
    after += [(free + n, path, row) for n, (path, row) in enumerate(delta.added)]
    order = {file.path: place for place, file in enumerate(delta.ground.files)}
    return sorted(after, key=lambda fact: (order[fact[1]], fact[2].line, fact[0]))


def beancount_errors(main: Path) -> list[object]:
    """Return what Beancount's own loader finds, but for our plugin, which is left out here."""
    _, errors, _ = loader.load_file(str(main))
    return [error for error in errors if type(error).__name__ != "RuleError"]
