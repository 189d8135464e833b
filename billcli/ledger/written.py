"""What Beancount's parser throws away: directives without a date, and the order of tags."""

from __future__ import annotations

from billcli.domain.frozen import frozen


@frozen
class Written:
    """A directive without a date: an include, a plugin, an option or an open push.

    Attributes:
        name: file, module, option or tag.
        value: configuration or value, empty when there is none.
    """

    name: str
    line: int
    value: str = ""


class Ordered(frozenset[str]):
    """Tags or links that remember the order in which they were written."""

    order: tuple[str, ...]


def ordered(names: dict[str, None]) -> frozenset[str]:
    """Return names as a set that remembers their order."""
    if not names:
        return frozenset()
    if len(names) == 1:
        return frozenset(names)
    result = Ordered(names)
    result.order = tuple(names)
    return result
