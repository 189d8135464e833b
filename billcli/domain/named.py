"""What code takes from ``typing``, which is not loaded for it: a tenth of what a report costs.

``TYPE_CHECKING``, ``cast`` and ``overload`` are for mypy and do nothing when a program runs. Named
tuples are made in half the time of those of the library, which compiles the annotation of each
field to see that it is a type. A command makes some sixty such classes with hundreds of fields
before it does anything; mypy reads their annotations, and nobody asks for them then.
"""

from __future__ import annotations

from collections import namedtuple

__all__ = ["TYPE_CHECKING", "NamedTuple", "cast", "overload"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_OWN = {"__annotations__", "__module__"}


class _Maker(type):
    """The metaclass of the base class, whose subclasses are plain named tuples."""

    def __new__(cls, name: str, _bases: tuple[type, ...], body: dict[str, Any]) -> Any:  # noqa: ANN401 - a class
        """Return the class that ``typing.NamedTuple`` makes, its annotations as they are written.

        Raises:
            TypeError: a field without a default follows one with a default.
        """
        fields: dict[str, object] = body.get("__annotations__", {})
        defaults = [body[field] for field in fields if field in body]
        if any(field in body for field in list(fields)[: len(fields) - len(defaults)]):
            raise TypeError(f"{name}: a field without a default follows one with a default")
        made: Any = namedtuple(name, fields, defaults=defaults, module=body["__module__"])  # type: ignore[misc] # noqa: PYI024
        made.__annotations__ = made.__new__.__annotations__ = fields
        for key in body.keys() - fields.keys() - _OWN:
            setattr(made, key, body[key])
        return made


if TYPE_CHECKING:
    from typing import NamedTuple, cast, overload
else:
    NamedTuple = type.__new__(_Maker, "NamedTuple", (), {})

    def cast(_kind: object, value: Any) -> Any:  # noqa: ANN401 - as the library has it
        """Return the value."""
        return value

    def overload(function: Any) -> Any:  # noqa: ANN401 - as above
        """Return the function, whose place the next of its name takes."""
        return function
