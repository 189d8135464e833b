"""Bounds on what a template may use up, so that none can exhaust memory or run for ever.

Counting is exact and the same on every machine: each turn of a loop, each call and each file
costs a step, and no text or list may be built beyond a fixed size.
"""

from __future__ import annotations

from jinja2.exceptions import SecurityError

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STEPS_MAX = 200_000
SIZE_MAX = 4_000_000
FILE_MAX = 256_000


class Budget:
    """What one rendering may still use.

    Attributes:
        steps: loop turns, calls and files left.
        size: characters of output, and of any text built on the way.
        written: characters of output so far.
    """

    __slots__ = ("size", "steps", "written")

    def __init__(self, steps: int = STEPS_MAX, size: int = SIZE_MAX) -> None:
        """Allow so much."""
        self.steps = steps
        self.size = size
        self.written = 0

    def step(self) -> None:
        """Use one step.

        Raises:
            SecurityError: none is left.
        """
        self.steps -= 1
        if self.steps < 0:
            msg = "the template does not come to an end: too many loop turns and calls"
            raise SecurityError(msg)

    def counted(self, values: Iterable[object]) -> Iterator[object]:
        """Yield the values of a loop, each for a step."""
        for value in values:
            self.step()
            yield value

    def allow(self, size: int) -> None:
        """Check that a text or list of this size may be built.

        Raises:
            SecurityError: it is too large.
        """
        if size > self.size:
            msg = f"the template builds a text of more than {self.size} characters"
            raise SecurityError(msg)

    def write(self, piece: str) -> str:
        """Count a piece of output and return it.

        Raises:
            SecurityError: the output has become too large.
        """
        self.written += len(piece)
        self.allow(self.written)
        return piece
