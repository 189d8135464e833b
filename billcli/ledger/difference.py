"""The difference between the facts that are known of a ledger and those it says now."""

from __future__ import annotations

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.domain.packed import Packed
    from billcli.ledger.ground import Ground
    from billcli.ledger.local_walk import Pattern


@frozen
class Difference:
    """The difference between the facts that are known and those of the ledger as it is now.

    Attributes:
        ground: the files as they are now, with the count of directives.
        read: paths of the files whose bytes were read, new ones among them.
        gone: paths of files that are no longer part of the ledger.
        patterns: what every include pattern matches now.
        removed: ids of facts that are gone.
        added: (path, row) of facts that came, in the order of files and lines.
        moved: (id, line) of facts whose directive stands in another line now.
    """

    ground: Ground
    read: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    removed: tuple[int, ...] = ()
    added: tuple[tuple[str, Packed], ...] = ()
    moved: tuple[tuple[int, int], ...] = ()
