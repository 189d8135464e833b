"""Beancount's parser without the rest of Beancount.

``import beancount`` runs the package's public API: loader, booking, plugins' tools, printer, which
take twice as long as parsing needs. Here the package stands in ``sys.modules`` with its real path
before its own code has run; that code runs as soon as anybody asks the package for a name that is
not there yet, so that everyone finds an ordinary package, and the same modules and classes in it.
"""

from __future__ import annotations

import sys
from _thread import RLock
from importlib.util import find_spec, module_from_spec
from types import ModuleType

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from typing import ClassVar

    from billcli.ledger.seam import Raw

_NAME = "beancount"


class _Postponed(ModuleType):
    """A package whose own code runs when a name of it is wanted."""

    _turn: ClassVar[RLock] = RLock()  # one thread runs the code, others wait for its end

    def __getattr__(self, name: str) -> Raw:
        """Run the package's code, unless it runs already, and return what it made."""
        with self._turn:
            spec: ModuleSpec | None = self.__dict__.pop("_postponed", None)
            if spec is not None:
                try:
                    spec.loader.exec_module(self)  # type: ignore[union-attr]  # checked below
                except BaseException:
                    self.__dict__["_postponed"] = spec
                    raise
                self.__class__ = ModuleType  # type: ignore[assignment]
        return ModuleType.__getattribute__(self, name)

    def __dir__(self) -> list[str]:
        """Return every name of the package."""
        complete()
        return list(ModuleType.__dir__(self))


def prepare() -> None:
    """Let modules of Beancount be imported without the package's own code.

    To be called before ``from beancount.parser import ...``; does nothing when Beancount is
    imported already, or is not there, which the import itself then says.
    """
    if _NAME in sys.modules:
        return
    spec = find_spec(_NAME)
    if spec is None or spec.loader is None or spec.submodule_search_locations is None:
        return
    module = module_from_spec(spec)
    module.__dict__["_postponed"] = spec
    module.__class__ = _Postponed
    sys.modules[_NAME] = module


def complete() -> None:
    """Run the package's own code now if it was put off: foreign code may look at anything."""
    module = sys.modules.get(_NAME)
    if isinstance(module, _Postponed):
        _ = module.__version__
