"""Open items and balances of the receivable accounts, counted apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from billcli.domain.money import Money
from billcli.domain.tie_out import _groups, tie_out

if TYPE_CHECKING:
    from shop import Shop

    from billcli.domain.tie_out import TieRow

ROOT = "Assets:Receivable"
HAND = '\n2026-01-10 * "{}" "x"{}\n  {}  {} EUR\n  Income:Books  {} EUR\n'


def rows_of(shop: Shop) -> list[TieRow]:
    return list(tie_out(shop.workspace().books(shop.today)))


def test_each_customer_ties_on_its_account_in_each_currency(shop: Shop) -> None:
    shop.sold("100", "50")
    shop.done("payment add Acme 60 EUR --oldest-first", "payment add Acme 9 EUR --on-account")
    shop.sold("7", customer="Globex")
    rows = rows_of(shop)
    assert [(r.customers, r.accounts, str(r.open_items), str(r.difference)) for r in rows] == [
        (("Acme",), (f"{ROOT}:Acme",), "81.00 EUR", "0.00 EUR"),
        (("Globex",), (f"{ROOT}:Globex",), "7.00 USD", "0.00 USD"),
    ]


def test_what_is_settled_ties_at_nothing(shop: Shop) -> None:
    shop.sold("100")
    shop.done("payment add Acme 100 EUR")
    [row] = rows_of(shop)
    assert (str(row.open_items), str(row.balance)) == ("0.00 EUR", "0.00 EUR")


def test_an_account_shared_by_customers_is_one_row(shop: Shop) -> None:
    shared = ROOT
    shop.append(f"\n2025-01-01 open {shared}\n")
    shop.append(HAND.format("One", " ^A-1", shared, "5.00", "-5.00"))
    shop.append(HAND.format("Two", " ^A-2", shared, "6.00", "-6.00"))
    [row] = rows_of(shop)
    assert (row.accounts, len(row.customers), str(row.balance)) == ((shared,), 2, "11.00 EUR")
    assert not row.difference


class Wrong:
    """Books whose two sides do not agree."""

    movements = ()

    def __init__(self, items: tuple[object, ...], balances: dict[tuple[str, str], Money]) -> None:
        self._items, self._balances = items, balances

    def open_items(self) -> tuple[object, ...]:
        return self._items

    def account_balances(self) -> dict[tuple[str, str], Money]:
        return self._balances


def test_an_amount_that_only_one_side_has_is_a_difference(shop: Shop) -> None:
    shop.sold("100")
    items = shop.workspace().books(shop.today).open_items()
    [lost] = tie_out(Wrong(items, {}))  # type: ignore[arg-type]
    assert (lost.customers, lost.accounts, str(lost.difference)) == (("Acme",), (), "-100.00 EUR")
    only = {(ROOT, "EUR"): Money.of("3.00", "EUR"), (ROOT, "USD"): Money.of("0.00", "USD")}
    found = tie_out(Wrong((), only))  # type: ignore[arg-type]
    assert [(r.accounts, str(r.difference)) for r in found] == [
        ((ROOT,), "3.00 EUR"),
        ((ROOT,), "0.00 USD"),
    ]


@given(st.sets(st.tuples(st.sampled_from(["", *"ABCD"]), st.sampled_from(["", *"vwxyz"]))))
def test_groups_hold_everyone_once(links: set[tuple[str, str]]) -> None:
    groups = _groups(links)
    for side in (0, 1):
        named = [one for group in groups for one in group[side]]
        assert sorted(named) == sorted({link[side] for link in links} - {""})
    for customer, account in links:
        if customer and account:
            assert any(customer in members and account in held for members, held in groups)
