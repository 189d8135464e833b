"""Usual accounts in a ledger whose five roots have names of its own (``name_assets`` and so on)."""

from __future__ import annotations

from billcli.domain.frozen import replace
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.tax import TaxTable
from billcli.store.settings import Accounts, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping


def under_roots(settings: Settings, roots: Mapping[str, str]) -> Settings:
    """Return the settings with the accounts that nobody named under the roots of a ledger.

    What the project file names stays as it is written.

    Args:
        settings: of the project.
        roots: the ledger's names of the five roots by their English name.
    """
    if all(name == own for name, own in roots.items()):
        return settings

    def usual(account: str, *keys: str) -> str:
        root, colon, rest = account.partition(":")
        is_named = not settings.origins.keys().isdisjoint(keys)
        return account if is_named else f"{roots.get(root, root)}{colon}{rest}"

    names = {key: getattr(settings.accounts, key) for key in Accounts.__annotations__}
    accounts = {key: usual(name, f"accounts.{key}") for key, name in names.items()}
    codes = (
        replace(code, account=usual(code.account, f"tax.{code.code}.account", "accounts.tax"))
        for code in settings.taxes.codes
    )
    return replace(settings, accounts=Accounts(**accounts), taxes=TaxTable(tuple(codes)))
