"""Rules on real books: what may be a rule, where it stands, and who may change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import BillcliError, ConflictError, InvalidError, UsageError
from billcli.services.bank_rules import (
    add_rule,
    new_rule,
    remove_rules,
    rule_file,
    rules_in_force,
)
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from collections.abc import Callable

    from shop import Shop

POWER = {"payer": "City Power", "sign": "out", "book": "Expenses:Fees"}


def _agree(text: str) -> None:
    assert text


YES, DRY = Consent(_agree), Consent(_agree, dry_run=True)


def _codes(act: Callable[[], object], kind: type[BillcliError] = UsageError) -> list[str]:
    with pytest.raises(kind) as caught:
        act()
    assert all(one.help or one.code == "RULE-INVALID" for one in caught.value.problems)
    return [one.code for one in caught.value.problems]


def _added(shop: Shop, name: str = "", **said: str) -> None:
    books = shop.workspace()
    add_rule(books, new_rule(books, name, {**POWER, **said}), YES)


def test_rules_are_added_in_order_and_removed_by_name(shop: Shop) -> None:
    assert rules_in_force(shop.workspace()) == ()
    _added(shop)
    _added(shop, payer="City Power")
    _added(shop, "rent", payer="Häuser & Söhne")
    assert [rule.id for rule in rules_in_force(shop.workspace())] == [
        "city-power", "city-power-2", "rent",
    ]  # fmt: skip
    text = shop.text("rules.toml")
    gone = remove_rules(shop.workspace(), ["rent", "rent"], YES)
    assert [rule.id for rule in gone] == ["rent"]
    _added(shop, "rent", payer="Häuser & Söhne")
    assert shop.text("rules.toml") == text


def test_a_dry_run_writes_nothing(shop: Shop) -> None:
    books, before = shop.workspace(), shop.tree()
    add_rule(books, new_rule(books, "", POWER), DRY)
    assert shop.tree() == before
    _added(shop)
    before = shop.tree()
    remove_rules(shop.workspace(), ["city-power"], DRY)
    assert shop.tree() == before


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({"book": "Expenses:Nothing"}, ["RULE-ACCOUNT"]),
        ({"book": "Assets:Receivable:Acme"}, ["RULE-ACCOUNT"]),
        ({"book": "Assets:Bank:Checking", "account": "Assets:Bank:Checking"}, ["RULE-ACCOUNT"]),
        ({"book": "Expenses:Old"}, ["RULE-ACCOUNT"]),
        ({"book": ""}, ["RULE-INVALID"]),
        ({"leave": "by hand"}, ["RULE-INVALID"]),
        ({"min": "eight", "sign": "up"}, ["RULE-INVALID", "RULE-INVALID"]),
        ({"payer": "", "sign": ""}, ["RULE-INVALID"]),
        ({"payer": "a\nb"}, ["RULE-INVALID"]),
    ],
)
def test_what_cannot_be_a_rule_is_refused(
    shop: Shop, said: dict[str, str], codes: list[str]
) -> None:
    shop.append("2025-01-01 open Expenses:Old\n2025-06-01 close Expenses:Old\n")
    assert _codes(lambda: new_rule(shop.workspace(), "", POWER | said)) == codes
    assert "rules.toml" not in shop.tree()


def test_names_are_unique_and_known(shop: Shop) -> None:
    _added(shop, "Power")
    assert _codes(lambda: _added(shop, "power")) == ["RULE-EXISTS"]
    assert _codes(lambda: _added(shop, "po wer")) == ["RULE-INVALID"]
    unknown = lambda: remove_rules(shop.workspace(), ["Powr", "x"], YES)  # noqa: E731
    assert _codes(unknown) == ["RULE-UNKNOWN", "RULE-UNKNOWN"]


def test_rules_in_force_are_refused_with_all_their_accounts(shop: Shop) -> None:
    shop.write(
        "rules.toml",
        '[rule.a]\ntext = "x"\nbook = "Expenses:Nothing"\n'
        '[rule.b]\ntext = "y"\nleave = "z"\n'
        '[rule.c]\ntext = "y"\nbook = "Assets:Receivable:Acme"\n',
    )
    with pytest.raises(InvalidError) as caught:
        rules_in_force(shop.workspace())
    assert [str(one.where) for one in caught.value.problems] == ["rules.toml:1", "rules.toml:7"]


def test_what_changed_meanwhile_is_not_overwritten(shop: Shop) -> None:
    _added(shop)
    books = shop.workspace()
    new = new_rule(books, "rent", POWER)
    shop.append("# mine\n", "rules.toml")
    assert _codes(lambda: add_rule(books, new, YES), ConflictError) == ["FILE-CHANGED"]


def test_a_rule_in_another_form_is_left_to_an_editor(shop: Shop) -> None:
    shop.write("rules.toml", 'rule = { a = { text = "x", leave = "y" } }\n')
    assert [rule.id for rule in rule_file(shop.workspace()).rules] == ["a"]
    refused = lambda: remove_rules(shop.workspace(), ["a"], YES)  # noqa: E731
    assert _codes(refused, InvalidError) == ["CONFIG-INVALID"]
