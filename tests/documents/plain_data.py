"""What templates may be given: texts, amounts, and mappings and tuples of them."""

from __future__ import annotations

from collections.abc import Mapping

from billcli.domain.money import Money


def plain(value: object) -> bool:
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and plain(part) for key, part in value.items())
    if isinstance(value, tuple):
        return all(map(plain, value))
    return isinstance(value, str | Money)
