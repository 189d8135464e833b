"""Accounts that stay in the read model until somebody asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from billcli.domain.entry import Account
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.services.shelf import Shelf


class KeptAccounts(Mapping[str, Account]):
    """Accounts by name: one is fetched alone, all of them together."""

    def __init__(self, shelf: Shelf) -> None:
        """Keep the way to the model."""
        self._shelf = shelf
        self._some: dict[str, Account | None] = {}

    @cached_property
    def _every(self) -> Mapping[str, Account]:
        return self._shelf.built(self._shelf.model.facts(kinds="OX")).accounts

    def __getitem__(self, name: str) -> Account:
        """Return an account by its name."""
        if "_every" in self.__dict__:
            return self._every[name]
        if name not in self._some:
            rows = self._shelf.ask.account_facts(name)
            self._some[name] = self._shelf.built(rows).accounts.get(name)
        found = self._some[name]
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        """Yield the names of all accounts."""
        return iter(self._every)

    def __len__(self) -> int:
        """Return how many accounts there are."""
        return len(self._every)
