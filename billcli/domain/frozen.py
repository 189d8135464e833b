"""Frozen classes with slots that are made in a fraction of the time of a dataclass.

The standard library writes seven methods for each dataclass as source text and compiles them. A
command makes some eighty such classes before it does anything, which takes longer than what most
commands then do. Here only ``__init__`` is compiled; the rest is the same for every class.
"""

from __future__ import annotations

import dataclasses
import inspect
import sys
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_Class = TypeVar("_Class")
_VALUES = "__frozen_values__"
_SOURCE = "__frozen_source__"


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def frozen(cls: type[_Class]) -> type[_Class]:
    """Return the class as ``dataclass(frozen=True, slots=True)`` would make it.

    ``dataclasses.replace``, ``fields`` and ``asdict`` take its instances. Fields are those the
    class itself declares; ``field`` may give ``default``, ``default_factory``, ``repr`` and
    ``compare``.

    Raises:
        TypeError: a field without a default follows one with a default, or the class inherits
            fields.

    >>> @frozen
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1) == Point(1, 0), dataclasses.replace(Point(1), y=2).y
    (Point(x=1, y=0), True, 2)
    """
    if any(hasattr(base, "__dataclass_fields__") for base in cls.__mro__[1:]):
        msg = f"{cls.__name__} inherits fields: use dataclass"
        raise TypeError(msg)
    declared = inspect.get_annotations(cls)
    names = tuple(name for name, kind in declared.items() if not str(kind).startswith("ClassVar"))
    given = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
    compared = [n for n in names if getattr(given.get(n), "compare", True) is not False]
    rest = {
        name: value
        for name, value in cls.__dict__.items()
        if name not in given and name not in {"__dict__", "__weakref__"}
    }
    source = {
        "__doc__": cls.__doc__ or cls.__name__,
        "__annotations__": declared,
        "__module__": cls.__module__,
        **given,
    }
    body = _METHODS | rest | {
        "__slots__": names,
        "__match_args__": names,
        "__init__": _init(cls, names, given, after="__post_init__" in rest),
        "__dataclass_fields__": _Fields(),
        _VALUES: attrgetter(*compared) if compared else None,
        _SOURCE: source,
    }  # fmt: skip
    kind: Any = type(cls)
    made: type[_Class] = kind(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    return made


def _init(cls: type, names: Sequence[str], given: Mapping[str, object], *, after: bool) -> object:
    """Return ``__init__``, which knows its class's module as that of a dataclass does."""
    known: dict[str, object] = {"put__": object.__setattr__, "given__": object()}
    head, lines = ["self"], []
    for name in names:
        value = parameter = name
        default, make = _default(given.get(name, dataclasses.MISSING))
        if make is not None:
            known[f"make__{name}"], default = make, known["given__"]
            value = f"make__{name}() if {name} is given__ else {name}"
        if default is not dataclasses.MISSING:
            known[f"default__{name}"] = default
            parameter = f"{name}=default__{name}"
        head.append(parameter)
        lines.append(f"  put__(self, {name!r}, {value})")
    if after:
        lines.append("  self.__post_init__()")
    inner = "\n".join([f" def __init__({', '.join(head)}):", *(lines or ["  pass"])])
    found: dict[str, Any] = {}
    try:
        text = f"def made({', '.join(known)}):\n{inner}\n return __init__"
        exec(text, sys.modules[cls.__module__].__dict__, found)  # noqa: S102 - names of our own class
    except SyntaxError as error:  # a field without a default follows one with a default
        raise TypeError(*error.args[:1]) from None
    init = found["made"](**known)
    init.__annotations__ = {**{n: cls.__annotations__[n] for n in names}, "return": None}
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _default(given: object) -> tuple[object, object]:
    """Return the default of a field, ``MISSING`` without one, and what makes it.

    Raises:
        TypeError: the field asks for what is not known here.
    """
    if not isinstance(given, dataclasses.Field):
        return given, None
    if not given.init or given.kw_only is True or given.hash is not None:
        raise TypeError("a field here has a default or a factory; else use dataclass")
    if given.default_factory is not dataclasses.MISSING:
        return None, given.default_factory
    return given.default, None


class _Fields:
    """What ``dataclasses`` looks for on a class; made when it is asked for."""

    def __get__(self, instance: object, owner: Any) -> Mapping[str, object]:  # noqa: ANN401 - any class
        twin: Any = type(owner.__name__, (), dict(getattr(owner, _SOURCE)))
        # Without methods, and with words of its own: dataclasses would else make both.
        twin = dataclasses.dataclass(init=False, repr=False, eq=False, match_args=False)(twin)
        found: Mapping[str, object] = twin.__dataclass_fields__
        owner.__dataclass_fields__ = found
        return found


def _values(instance: object) -> Any:  # noqa: ANN401 - a tuple, or the only value
    read = getattr(type(instance), _VALUES)
    return read(instance) if read else ()


def _eq(self: object, other: object) -> Any:  # noqa: ANN401 - NotImplemented, too
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self is other or _values(self) == _values(other)


def _hash(self: object) -> int:
    return hash(_values(self))


def _repr(self: object) -> str:
    given = getattr(type(self), _SOURCE)
    names: tuple[str, ...] = self.__slots__  # type: ignore[attr-defined]
    shown = (n for n in names if getattr(given.get(n), "repr", True) is not False)
    inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
    return f"{type(self).__qualname__}({inside})"


def _refuse_change(self: object, name: str, value: object) -> None:
    del self, value
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_removal(self: object, name: str) -> None:
    del self
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: object) -> list[object]:
    return [getattr(self, name) for name in self.__slots__]  # type: ignore[attr-defined]


def _set_state(self: object, state: list[object]) -> None:
    for name, value in zip(self.__slots__, state, strict=True):  # type: ignore[attr-defined]
        object.__setattr__(self, name, value)


_METHODS: dict[str, Any] = {
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _refuse_change,
    "__delattr__": _refuse_removal,
    "__getstate__": _state,
    "__setstate__": _set_state,
}
