"""What code takes from ``typing``, which is not loaded for it: a tenth of what a report costs.

All but ``NamedTuple`` is for mypy and does nothing when a program runs. Named tuples are made in a
fifteenth of the time of those of the library, which compiles the annotation of each field to see
that it is a type, and a constructor for each class. A command makes some sixty such classes with
hundreds of fields before it does anything, and no value of half of them: the constructor is
compiled for the first value. mypy reads the annotations, and nobody asks for them then.
"""

from __future__ import annotations

from collections import _tuplegetter  # type: ignore[attr-defined] # reads one place of a tuple

__all__ = [
    "TYPE_CHECKING", "Generic", "NamedTuple", "Protocol", "TypeVar", "cast", "overload",
]  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

_OWN = {"__annotations__", "__module__"}
_AT: list[object] = []
"""Readers of the first, second and further places, the same for all classes."""


class _Maker(type):
    """The metaclass of the base class, whose subclasses are plain named tuples."""

    def __new__(cls, name: str, _bases: tuple[type, ...], body: dict[str, Any]) -> Any:  # noqa: ANN401 - a class
        """Return the class that ``typing.NamedTuple`` makes, its annotations as they are written.

        Raises:
            TypeError: a field without a default follows one with a default.
            ValueError: a field begins with an underscore.
        """
        annotations: dict[str, object] = body.get("__annotations__", {})
        fields = tuple(annotations)
        defaults = {field: body[field] for field in fields if field in body}
        if any(field in body for field in fields[: len(fields) - len(defaults)]):
            raise TypeError(f"{name}: a field without a default follows one with a default")
        if any(field[0] == "_" for field in fields):
            raise ValueError(f"{name}: a field begins with an underscore")
        _AT.extend(_tuplegetter(at, f"Field {at}.") for at in range(len(_AT), len(fields)))
        made = type(
            name,
            (tuple,),
            {
                **_SHARED,
                "__doc__": None,
                "__module__": body["__module__"],
                "__qualname__": name,
                "__annotations__": annotations,
                "__match_args__": fields,
                "_fields": fields,
                "_field_defaults": defaults,
                **dict(zip(fields, _AT, strict=False)),
                **{key: body[key] for key in body.keys() - defaults.keys() - _OWN},
            },
        )
        made.__new__ = staticmethod(_first(made))  # type: ignore[method-assign]
        return made


def _first(made: Any) -> Callable[..., Any]:  # noqa: ANN401 - a class
    """Return what makes the first value of a class, and lets the others be made quickly."""

    def __new__(cls: type, *values: object, **named: object) -> Any:  # noqa: ANN401, N807
        made.__new__ = staticmethod(_constructor(made))
        return made.__new__(cls, *values, **named)

    return __new__


def _constructor(made: Any) -> Callable[..., Any]:  # noqa: ANN401 - a class
    """Return a function that takes a value for each field, in order or by name."""
    words = "".join(f"{field}, " for field in made._fields)
    code = f"lambda _class, {words}: _tuple(_class, ({words}))"
    make: Callable[..., Any] = eval(  # noqa: S307 - names of fields
        code, {"_tuple": tuple.__new__, "__builtins__": {}, "__name__": made.__module__}
    )
    make.__name__ = "__new__"
    make.__qualname__ = f"{made.__qualname__}.__new__"
    make.__defaults__ = tuple(made._field_defaults.values())
    make.__annotations__ = made.__annotations__
    return make


def _make(cls: Any, values: Iterable[object]) -> Any:  # noqa: ANN401 - any named tuple
    """Return a value of this class, made of one value for each field in their order."""
    made = tuple.__new__(cls, values)
    if len(made) != len(cls._fields):
        msg = f"{cls.__name__}: {len(made)} values for {len(cls._fields)} fields"
        raise TypeError(msg)
    return made


def _replace(self: Any, /, **changed: object) -> Any:  # noqa: ANN401 - any named tuple
    """Return the same with other values in some fields."""
    made = self._make(map(changed.pop, self._fields, self))
    if changed:
        msg = f"{type(self).__name__} has no field {', '.join(changed)}"
        raise ValueError(msg)
    return made


def _asdict(self: Any) -> dict[str, Any]:  # noqa: ANN401 - any named tuple
    """Return the values by the names of their fields."""
    return dict(zip(self._fields, self, strict=True))


def _repr(self: Any) -> str:  # noqa: ANN401 - any named tuple
    """Return the call that makes it."""
    said = (f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True))
    return f"{type(self).__name__}({', '.join(said)})"


def _getnewargs(self: Any) -> tuple[object, ...]:  # noqa: ANN401 - any named tuple
    """Return the values, for copies and for pickles."""
    return tuple(self)


_SHARED = {
    "__slots__": (),
    "_make": classmethod(_make),
    "_replace": _replace,
    "_asdict": _asdict,
    "__repr__": _repr,
    "__getnewargs__": _getnewargs,
}

if TYPE_CHECKING:
    from typing import Generic, NamedTuple, Protocol, TypeVar, cast, overload
else:
    NamedTuple = type.__new__(_Maker, "NamedTuple", (), {})

    def cast(_kind: object, value: Any) -> Any:  # noqa: ANN401 - as the library has it
        """Return the value."""
        return value

    def overload(function: Any) -> Any:  # noqa: ANN401 - as above
        """Return the function, whose place the next of its name takes."""
        return function

    def TypeVar(name: str, *_kinds: object, **_said: object) -> str:  # noqa: N802 - as above
        """Return the name."""
        return name

    class Generic:
        """A class whose parameters say nothing when a program runs."""

        __slots__ = ()

        def __class_getitem__(cls, _kinds: object) -> type:
            """Return the class."""
            return cls

    Protocol = Generic
