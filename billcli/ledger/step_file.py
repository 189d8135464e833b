"""What each command booked of bank lines: notes in ``.billcli/steps.json``, beside the ledger.

The ledger itself does not tell: a statement that is booked week by week leaves the same bytes as
one that is booked as a whole. Without the notes, lines are taken back one by one. The notes are
written in the same change as the books, so that a command that is cut off leaves both or neither;
and they only say what belongs together: what is taken back is read from the ledger.

Source: docs/decisions/a-step-is-noted-beside-the-ledger.md.
"""

from __future__ import annotations

import json

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.ledger.atomic_file import digest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

NAME, FORM = "steps.json", "billcli steps 1"
KEPT_MAX = 20


class RuleChange(NamedTuple):
    """Rules that were added at the end of the file of rules.

    Attributes:
        size: bytes of the file before; 0 where there was none.
        sha256_old, sha256: of the file before and after.
    """

    size: int
    sha256_old: str
    sha256: str


class Step(NamedTuple):
    """What one command wrote.

    Attributes:
        entries: id and seal of each entry that booked a bank line.
        lines: account and name of each line that was set aside.
        opened: accounts that were opened for them.
        rules: each change of the file of rules.
    """

    entries: tuple[tuple[str, str], ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    opened: tuple[str, ...] = ()
    rules: tuple[RuleChange, ...] = ()


def steps_in(content: bytes) -> tuple[Step, ...]:
    """Return the steps that are noted, the last one last; none where somebody changed the notes.

    Args:
        content: of the file.
    """
    try:
        found = json.loads(content)
        steps = tuple(map(_step, found["steps"]))
        return steps if content_of(steps) == content else ()
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError):
        return ()


def _step(found: Any) -> Step:  # noqa: ANN401 - whatever stands in the file
    entries, lines = (
        tuple((str(one), str(other)) for one, other in found[key]) for key in ("entries", "lines")
    )
    rules = tuple(RuleChange(int(size), str(old), str(new)) for size, old, new in found["rules"])
    return Step(entries, lines, tuple(map(str, found["opened"])), rules)


def content_of(steps: Sequence[Step]) -> bytes:
    """Return the bytes of notes: of the last twenty of these steps.

    Args:
        steps: the last one last.
    """
    kept = [step._asdict() for step in steps[-KEPT_MAX:]]
    seal = digest(json.dumps(kept).encode())
    return json.dumps({"form": FORM, "sha256": seal, "steps": kept}).encode() + b"\n"
