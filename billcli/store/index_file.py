"""Where the read model of a ledger lives, and opening it.

It stands in the user's cache folder, never beside the ledger, and holds data only. Whatever is
wrong with it is never an error of the user's: there is no model then, and a reason in words.
"""

from __future__ import annotations

import sqlite3

TYPE_CHECKING = False  # typing itself costs more than a query
if TYPE_CHECKING:
    from collections.abc import Mapping

READ_WAIT = 2.0
WRITE_WAIT = 10.0


class ModelLost(Exception):  # noqa: N818 - not an error of the user's; the ledger is read instead
    """The model cannot be read any more; ``str`` of it says why. Answer from the ledger instead."""


class Place:
    """Where one model lives.

    Attributes:
        ledger: the real path of the main file.
        variant: what else decides what the model holds (plugins, named roots), any text.
        path: the SQLite file, or an empty text when there is to be none.
        reason: why there is none, in words.
    """

    __slots__ = ("ledger", "path", "reason", "variant")

    def __init__(self, ledger: str, variant: str, path: str, reason: str = "") -> None:
        """Keep the four."""
        self.ledger, self.variant, self.path, self.reason = ledger, variant, path, reason


def place_of(ledger: str, env: Mapping[str, str], variant: str = "") -> Place:
    """Return where the model of a ledger lives: ``BILLCLI_CACHE`` (``off`` or a folder), else
    ``XDG_CACHE_HOME/billcli``, else ``HOME/.cache/billcli``; nowhere when none is set.

    Args:
        ledger: the main file, links and all; the model belongs to the file they lead to.
        env: the environment.
        variant: what else decides what the model holds.
    """
    raise NotImplementedError


def connect(place: Place, wait: float = READ_WAIT) -> tuple[sqlite3.Connection | None, str]:
    """Return a connection to a model that is there, whole and ours, or None and why not.

    Nothing is made and nothing is written. The schema, the ledger and the variant are compared;
    whether the model is fresh is another question (``index_key.check``).
    """
    raise NotImplementedError


def remove(place: Place) -> None:
    """Remove a model, if there is one; failing to is nothing to tell."""
    raise NotImplementedError
