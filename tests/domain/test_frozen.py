from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain import frozen as frozen_module
from billcli.domain.frozen import frozen, replace

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class _Plain:
    """A point.

    Attributes:
        x: across.
    """

    FAR: ClassVar[int] = 9
    x: int
    tags: tuple[str, ...] = ()
    seen: dict[str, int] = field(default_factory=dict, repr=False)
    place: str = field(default="here", compare=False)

    @property
    def far(self) -> bool:
        """Return whether it is far."""
        return self.x > self.FAR

    @classmethod
    def at(cls, x: int) -> Any:  # noqa: ANN401 - any of the two below
        """Return a point."""
        return cls(x)  # type: ignore[call-arg]


def both(cls: type) -> tuple[Any, Any]:
    copied = type(cls.__name__, cls.__bases__, dict(cls.__dict__))
    return frozen(cls), dataclass(frozen=True, slots=True)(copied)


MADE, MODEL = both(type("Point", (), dict(_Plain.__dict__)))
OWN_FIELDS: dict[str, Any] = {
    "seen": frozen_module.field(default_factory=dict, repr=False),
    "place": frozen_module.field(default="here", compare=False),
}
OWN: Any = frozen(type("Point", (), dict(_Plain.__dict__) | OWN_FIELDS))
"""The same, with fields that are not those of the library."""


@frozen
class Pair(Generic[T]):
    """Two of a kind."""

    first: T
    second: T


@frozen
class Nothing:
    """It has no fields."""


@frozen
class Checked:
    """It refuses what is wrong."""

    size: int

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError(self.size)


@frozen
class OnlyPlace:
    """Nothing of it is compared."""

    place: str = field(default="", compare=False)


ACTIONS: tuple[Callable[[Any], object], ...] = (
    lambda c: repr(c(1, seen={"a": 1})),
    lambda c: [c(1) == c(1), c(1) == c(2), c(1) != c(2), c(1) == 1],
    lambda c: c(1, place="there") == c(1),
    lambda c: [c(12).far, c.at(3).x, c.FAR, c.at(3).seen],
    lambda c: c(1).seen is c(1).seen,
    lambda c: dataclasses.asdict(c(1, ("a",))),
    lambda c: dataclasses.astuple(c(1)),
    lambda c: repr(dataclasses.replace(c(1), x=2)),
    lambda c: [(f.name, f.repr, f.compare) for f in dataclasses.fields(c)],
    lambda c: [dataclasses.is_dataclass(c), dataclasses.is_dataclass(c(1))],
    lambda c: str(inspect.signature(c)).replace("<factory>", ""),
    lambda c: get_type_hints(c.__init__),
    lambda c: [c.__slots__, c.__match_args__, c.__doc__, c.__name__, c.__module__],
    lambda c: repr(copy.copy(c(1))),
    lambda c: repr(copy.deepcopy(c(1, ("a",)))),
    lambda c: c(1).__getstate__(),
)


@pytest.mark.parametrize("made", [MADE, OWN])
@pytest.mark.parametrize("action", ACTIONS)
def test_it_does_as_a_dataclass_does(action: Callable[[Any], object], made: type) -> None:
    found, expected = action(made), action(MODEL)
    if isinstance(found, str):
        found = found.split(" at 0x", maxsplit=1)[0].replace("<object object", "")
        expected = str(expected).replace("<object object", "")
    if action is not ACTIONS[10]:
        assert found == expected


def test_its_signature_names_the_same_parameters() -> None:
    one, own, two = (inspect.signature(c).parameters for c in (MADE, OWN, MODEL))
    assert [str(p).partition("=")[0] for p in one.values()] == [
        str(p).partition("=")[0] for p in own.values()
    ]
    assert [(p.name, p.kind, p.annotation) for p in one.values()] == [
        (p.name, p.kind, p.annotation) for p in two.values()
    ]


MISUSES: tuple[Callable[[Any], object], ...] = (
    lambda c: c(),
    lambda c: c(1, 2, 3, 4, 5),
    lambda c: c(1, y=2),
    lambda c: setattr(c(1), "x", 2),
    lambda c: delattr(c(1), "x"),
    lambda c: c(1) < c(2),
    lambda c: hash(c(1)),  # the dict in it
    lambda c: dataclasses.replace(c(1), y=2),
)


@pytest.mark.parametrize("made", [MADE, OWN])
@pytest.mark.parametrize("misuse", MISUSES)
def test_it_refuses_what_a_dataclass_refuses(
    misuse: Callable[[Any], object], made: Callable[..., object]
) -> None:
    with pytest.raises(Exception) as expected:  # noqa: PT011 - whatever it is
        misuse(MODEL)
    with pytest.raises(type(expected.value)):
        misuse(made)


@pytest.mark.parametrize("made", [MADE, OWN])
def test_a_value_is_replaced_as_the_library_replaces_it(made: Any) -> None:  # noqa: ANN401 - two
    before = made(1, ("a",), {"b": 2}, "there")
    after = replace(before, x=2)
    assert repr(after) == repr(dataclasses.replace(before, x=2))
    assert (after.seen is before.seen, after.place, before.x) == (True, "there", 1)
    with pytest.raises(TypeError):
        replace(before, y=2)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=6))
def test_equal_ones_hash_alike(pairs: list[tuple[int, int]]) -> None:
    made = {Pair(*pair) for pair in pairs}
    assert len(made) == len(set(pairs))
    for pair in pairs:
        assert Pair(*pair) in made
        assert pickle.loads(pickle.dumps(Pair(*pair))) == Pair(*pair)  # noqa: S301 - made here


def test_few_fields_and_checks() -> None:
    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(Nothing())
    assert repr(Nothing()) == "Nothing()"
    assert OnlyPlace("a") == OnlyPlace("b")
    assert Checked(1) == Checked(1)
    assert hash(Checked(1)) == hash(Checked(1))
    with pytest.raises(ValueError, match="-1"):
        Checked(-1)
    assert Nothing() != OnlyPlace()


def test_a_subclass_keeps_to_itself() -> None:
    class Wide(Checked):
        __slots__ = ()

    assert Wide(1) != Checked(1)
    assert Wide(1) == Wide(1)


def test_fields_are_made_once_and_hold_for_instances() -> None:
    @frozen
    class Late:
        """Asked by an instance first."""

        a: int = 1

    assert [f.name for f in dataclasses.fields(Late())] == ["a"]  # type: ignore[arg-type]
    assert dataclasses.fields(Late) is not None  # type: ignore[arg-type]
    assert Late.__dict__["__dataclass_fields__"].keys() == {"a"}


@pytest.mark.parametrize(
    "body",
    [
        {"__annotations__": {"a": "int", "b": "int"}, "a": 1},
        {"__annotations__": {"a": "int"}, "a": field(init=False)},
        {"__annotations__": {"a": "int"}, "a": field(kw_only=True)},
        {"__annotations__": {"a": "int"}, "a": field(hash=False)},
    ],
)
def test_what_it_cannot_do_it_refuses(body: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        frozen(type("Odd", (), {"__module__": __name__, **body}))


def test_fields_are_not_inherited() -> None:
    @dataclass(frozen=True, slots=True)
    class Base:
        a: int

    with pytest.raises(TypeError, match="inherits"):
        frozen(type("Odd", (Base,), {"__module__": __name__}))


def test_a_field_may_have_no_default() -> None:
    @frozen
    class Shy:
        """It does not say what it has."""

        a: int = field(repr=False)

    assert repr(Shy(3)).endswith("Shy()")
    with pytest.raises(TypeError):
        Shy()  # type: ignore[call-arg]


def _late() -> Any:  # noqa: ANN401 - a class made here
    """Return a class that nobody has used."""

    @frozen
    class Late:
        """It has a factory and a default."""

        a: int
        seen: list[int] = frozen_module.field(default_factory=list)
        b: int = 2

    return Late


USES: tuple[Callable[[Any], object], ...] = (
    lambda c: c(1, [3]),
    inspect.signature,
    lambda c: c.__init__,
    lambda c: type("Wide", (c,), {"__slots__": ()})(1, [3]),
    lambda c: dataclasses.replace(c(1), a=4),
)


@pytest.mark.parametrize("use", USES)
def test_init_is_made_when_it_is_wanted_and_kept(use: Callable[[Any], object]) -> None:
    late = _late()
    assert not inspect.isfunction(late.__dict__["__init__"])
    use(late)
    made = late.__dict__["__init__"]
    assert inspect.isfunction(made)
    use(late)
    assert late.__dict__["__init__"] is made
    assert (made.__qualname__, late(1).seen, late(1).b) == ("_late.<locals>.Late.__init__", [], 2)


def test_a_subclass_that_comes_first_leaves_its_own_init_alone() -> None:
    late = _late()

    class Wide(late):  # type: ignore[misc]
        """It begins at one."""

        __slots__ = ()

        def __init__(self) -> None:
            super().__init__(1, b=5)

    assert (Wide().a, Wide().b, late(7).a) == (1, 5, 7)
    with pytest.raises(TypeError):
        late()


def test_the_order_of_defaults_is_checked_before_anybody_makes_one() -> None:
    body = {"__annotations__": {"a": "list[int]", "b": "int"}, "a": field(default_factory=list)}
    with pytest.raises(TypeError, match="without a default follows"):
        frozen(type("Odd", (), {"__module__": __name__, **body}))
