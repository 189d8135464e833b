"""A named tuple of ours is that of the library."""

from __future__ import annotations

import copy
import inspect
import pickle
import typing
from typing import TYPE_CHECKING, Any, get_type_hints

import pytest

from billcli.domain import named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SOURCE = '''
from __future__ import annotations
from functools import cached_property

class Point(NamedTuple):
    """A point."""

    x: int
    y: int = 0
    tags: tuple[str, ...] = ()

    far = 9

    @property
    def is_far(self) -> bool:
        """Return whether it is far."""
        return self.x > self.far

    @classmethod
    def at(cls, x: int) -> Point:
        """Return a point."""
        return cls(x)

    @staticmethod
    def zero() -> int:
        """Return nothing."""
        return 0

    def __str__(self) -> str:
        """Return its place."""
        return f"{self.x}/{self.y}"

    def __eq__(self, other: object) -> bool:
        """Return whether another stands here."""
        return isinstance(other, tuple) and self[:2] == other[:2]

    def __hash__(self) -> int:
        """Return the same for equal ones."""
        return hash(self[:2])

class Empty(NamedTuple):
    """It has no fields."""

class Sub(Point):
    """It inherits."""

    __slots__ = ()
'''


def _classes(base: object) -> Mapping[str, Any]:
    made: dict[str, Any] = {"NamedTuple": base, "__name__": __name__}
    exec(SOURCE, made)  # noqa: S102 - the text above
    return made


OURS, MODEL = _classes(named.NamedTuple), _classes(typing.NamedTuple)
Point = OURS["Point"]  # where pickle looks for it

USES: tuple[Callable[[Any], object], ...] = (
    lambda c: [repr(c["Point"](1)), str(c["Point"](1, 2)), tuple(c["Point"](1))],
    lambda c: [c["Point"](1) == c["Point"](1, 0, ("a",)), c["Point"](1) == c["Point"](2)],
    lambda c: [hash(c["Point"](1)), hash(c["Point"](1, 0, ("a",)))],
    lambda c: [c["Point"].at(12).is_far, c["Point"].zero(), c["Point"].far],
    lambda c: [c["Point"]._fields, c["Point"]._field_defaults, c["Point"].__match_args__],
    lambda c: c["Point"](1)._replace(y=3)._asdict(),
    lambda c: c["Point"]._make([1, 2, ()]),
    lambda c: [c["Point"].__doc__, c["Point"].__name__, c["Point"].__qualname__],
    lambda c: [c["Point"].__module__, c["Point"].__slots__, c["Point"].__bases__],
    lambda c: get_type_hints(c["Point"]),
    lambda c: sorted(vars(c["Point"]).keys() - {"__orig_bases__"}),
    lambda c: [str(p).split(":")[0] for p in inspect.signature(c["Point"]).parameters.values()],
    lambda c: copy.copy(c["Point"](1, 2)),
    lambda c: [c["Empty"](), c["Empty"]._fields, len(c["Empty"]())],
    lambda c: [c["Sub"](1).is_far, c["Sub"](1) == c["Point"](1), repr(c["Sub"](1))],
)


@pytest.mark.parametrize("use", USES)
def test_it_does_as_the_library_does(use: Callable[[Any], object]) -> None:
    assert use(OURS) == use(MODEL)


MISUSES: tuple[Callable[[Any], object], ...] = (
    lambda c: c["Point"](),
    lambda c: c["Point"](1, z=2),
    lambda c: setattr(c["Point"](1), "x", 2),
    lambda c: c["Point"](1)._replace(z=2),
    lambda c: type(c["NamedTuple"])("Odd", (c["NamedTuple"],), _body("a b", a=1)),
    lambda c: type(c["NamedTuple"])("Odd", (c["NamedTuple"],), _body("a b c", b=1)),
    lambda c: type(c["NamedTuple"])("Odd", (c["NamedTuple"],), _body("_a")),
    lambda c: c["Point"]._make([1]),
    lambda c: c["Sub"](),
)


def _body(fields: str, **defaults: int) -> dict[str, object]:
    return {"__annotations__": dict.fromkeys(fields.split(), int), "__module__": "x", **defaults}


@pytest.mark.parametrize("misuse", MISUSES)
def test_it_refuses_what_the_library_refuses(misuse: Callable[[Any], object]) -> None:
    model = {**MODEL, "NamedTuple": typing._NamedTuple}  # type: ignore[attr-defined]  # its base
    with pytest.raises((TypeError, ValueError, AttributeError)) as expected:
        misuse(model)
    with pytest.raises(type(expected.value)):
        misuse(OURS)


def test_what_only_type_checkers_ask_does_nothing() -> None:
    kind: Any = named.TypeVar("kind", bound=int)  # type: ignore[misc]  # not at the top
    assert named.Generic[kind] is named.Generic  # type: ignore[comparison-overlap]
    assert named.Protocol.__slots__ == ()  # type: ignore[attr-defined]
    assert named.cast("int", "x") == "x"


def test_the_constructor_is_made_with_the_first_value_whatever_makes_it() -> None:
    """By a subclass, a copy, a pickle, or a function that has kept the class's own ``__new__``."""
    made = _classes(named.NamedTuple)
    early = made["Point"].__new__
    assert made["Sub"](1, tags=("a",)) == (1, 0, ("a",))
    assert type(made["Sub"](1)) is made["Sub"]
    late = made["Point"].__new__
    assert late is not early
    assert early(made["Sub"], 3) == late(made["Sub"], 3) == (3, 0, ())
    assert made["Point"].__new__.__defaults__ == (0, ())
    assert (
        str(inspect.signature(made["Point"]))
        == "(x: 'int', y: 'int' = 0, tags: 'tuple[str, ...]' = ())"
    )


def test_values_are_pickled_and_annotations_stay_texts() -> None:
    assert pickle.loads(pickle.dumps(Point(1, 2))) == Point(1, 2)  # noqa: S301 - made here
    assert Point.__annotations__ == {"x": "int", "y": "int", "tags": "tuple[str, ...]"}


def test_what_only_mypy_asks_for_does_nothing() -> None:
    value = [1]
    assert named.cast("tuple[str]", value) is value  # type: ignore[comparison-overlap]
    assert named.overload(value.append) == value.append
    assert named.TYPE_CHECKING is False
