"""Frozen classes with slots that are made in a fraction of the time of a dataclass.

The standard library writes seven methods for each dataclass as source text and compiles them. A
command makes some eighty such classes before it does anything, which takes longer than what most
commands then do. Here only ``__init__`` is compiled, and not before it is wanted; the rest is the
same for every class. Nor is its module imported, which takes longer than a query, before somebody
asks for what it knows.
"""

from __future__ import annotations

import sys
from operator import attrgetter

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, TypeVar, dataclass_transform

    _Class = TypeVar("_Class")
else:

    def dataclass_transform(**_said: object) -> Callable[[object], object]:
        """Return what leaves a function as it is: only a type checker asks."""
        return lambda function: function


__all__ = ["field", "frozen", "replace"]

_MISSING: Any = object()


class _Given:
    """What is said of a field."""

    __slots__ = ("compare", "default", "default_factory", "repr")

    def __init__(
        self, default: object, default_factory: object, shown: bool, compare: bool
    ) -> None:
        self.default, self.default_factory = default, default_factory
        self.repr, self.compare = shown, compare


def _field(
    *,
    default: object = _MISSING,
    default_factory: Callable[[], object] = _MISSING,
    repr: bool = True,  # noqa: A002 - as the library names it
    compare: bool = True,
) -> _Given:
    """Say more of a field, as ``dataclasses.field`` does, which may be used as well."""
    return _Given(default, default_factory, repr, compare)


def _replace(value: Any, /, **changes: object) -> object:  # noqa: ANN401 - any frozen class
    """Return a frozen value with others in some fields, as ``dataclasses.replace`` does."""
    kept = {name: getattr(value, name) for name in value.__slots__ if name not in changes}
    return type(value)(**kept, **changes)


if TYPE_CHECKING:
    from dataclasses import field, replace
else:
    field, replace = _field, _replace

_VALUES = "__frozen_values__"
_SOURCE = "__frozen_source__"


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
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
    >>> Point(1), Point(1) == Point(1, 0), replace(Point(1), y=2).y
    (Point(x=1, y=0), True, 2)
    """
    if any(hasattr(base, "__dataclass_fields__") for base in cls.__mro__[1:]):
        msg = f"{cls.__name__} inherits fields: use dataclass"
        raise TypeError(msg)
    declared = dict(cls.__annotations__)
    names = tuple(name for name, kind in declared.items() if not str(kind).startswith("ClassVar"))
    given = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
    compared = [n for n in names if getattr(given.get(n), "compare", True) is not False]
    rest = {
        name: value
        for name, value in cls.__dict__.items()
        if name not in given and name not in {"__dict__", "__weakref__"}
    }
    init = _Init(names, given, after="__post_init__" in rest)
    source = {
        "__doc__": cls.__doc__ or cls.__name__,
        "__annotations__": declared,
        "__module__": cls.__module__,
        **given,
    }
    body = _METHODS | rest | {
        "__slots__": names,
        "__match_args__": names,
        "__init__": init,
        "__dataclass_fields__": _Fields(),
        _VALUES: attrgetter(*compared) if compared else None,
        _SOURCE: source,
    }  # fmt: skip
    kind: Any = type(cls)
    made: type[_Class] = kind(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    init.owner = made
    return made


class _Init:
    """``__init__`` before anybody has asked for it: most classes of a run are never used.

    Raises:
        TypeError: a field without a default follows one with a default.
    """

    def __init__(self, names: Sequence[str], given: Mapping[str, object], *, after: bool) -> None:
        self.defaults = {name: _default(given.get(name, _MISSING)) for name in names}
        self.after = after
        self.owner: type = object
        has_default = [default is not _MISSING for default, _ in self.defaults.values()]
        if has_default != sorted(has_default):
            raise TypeError("a field without a default follows one with a default")

    def __get__(self, instance: object, owner: type) -> object:
        """Compile it, once, and let the class have it."""
        init: Any = _init(self.owner, self.defaults, after=self.after)
        self.owner.__init__ = init  # type: ignore[misc]
        return init.__get__(instance, owner)


def _init(cls: type, defaults: Mapping[str, tuple[object, object]], *, after: bool) -> object:
    """Return ``__init__``, which knows its class's module as that of a dataclass does."""
    known: dict[str, object] = {"put__": object.__setattr__, "given__": object()}
    head, lines = ["self"], []
    for name, (default, make) in defaults.items():
        value = parameter = name
        if make is not None:
            known[f"make__{name}"] = make
            value = f"make__{name}() if {name} is given__ else {name}"
        if default is not _MISSING:
            known[f"default__{name}"] = default if make is None else known["given__"]
            parameter = f"{name}=default__{name}"
        head.append(parameter)
        lines.append(f"  put__(self, {name!r}, {value})")
    if after:
        lines.append("  self.__post_init__()")
    inner = "\n".join([f" def __init__({', '.join(head)}):", *(lines or ["  pass"])])
    found: dict[str, Any] = {}
    text = f"def made({', '.join(known)}):\n{inner}\n return __init__"
    exec(text, sys.modules[cls.__module__].__dict__, found)  # noqa: S102 - names of our own class
    init = found["made"](**known)
    init.__annotations__ = {**{n: cls.__annotations__[n] for n in defaults}, "return": None}
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _default(given: object) -> tuple[object, object]:
    """Return the default of a field, ``MISSING`` without one, and what makes it.

    Raises:
        TypeError: the field asks for what is not known here.
    """
    known = sys.modules.get("dataclasses")
    if isinstance(given, _Given):
        missing = _MISSING
    elif known is not None and isinstance(given, known.Field):
        if not given.init or given.kw_only is True or given.hash is not None:
            raise TypeError("a field here has a default or a factory; else use dataclass")
        missing = known.MISSING
    else:
        return given, None
    if given.default_factory is not missing:
        return None, given.default_factory
    return (_MISSING if given.default is missing else given.default), None


class _Fields:
    """What ``dataclasses`` looks for on a class; made when it is asked for."""

    def __get__(self, instance: object, owner: Any) -> Mapping[str, object]:  # noqa: ANN401 - any class
        import dataclasses  # noqa: PLC0415 - see the module

        source = getattr(owner, _SOURCE)
        said = {name: _of_library(one) for name, one in source.items()}
        twin: Any = type(owner.__name__, (), said)
        # Without methods, and with words of its own: dataclasses would else make both.
        twin = dataclasses.dataclass(init=False, repr=False, eq=False, match_args=False)(twin)
        found: Mapping[str, object] = twin.__dataclass_fields__
        owner.__dataclass_fields__ = found
        return found


def _of_library(given: Any) -> object:  # noqa: ANN401 - a default, or what is said of a field
    """Return what ``dataclasses.field`` says where ``field`` has said it."""
    if not isinstance(given, _Given):
        return given
    import dataclasses  # noqa: PLC0415 - see the module

    said = {"default": given.default, "default_factory": given.default_factory}
    known: Any = {name: value for name, value in said.items() if value is not _MISSING}
    return dataclasses.field(**known, repr=given.repr, compare=given.compare)


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
    from dataclasses import FrozenInstanceError  # noqa: PLC0415 - see the module

    del self, value
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_removal(self: object, name: str) -> None:
    from dataclasses import FrozenInstanceError  # noqa: PLC0415 - see the module

    del self
    raise FrozenInstanceError(f"cannot delete field {name!r}")


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
