"""The file of rules: read strictly, every mistake with its line, and changed rule by rule."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.bank_rule import BankRule, Way
from billcli.domain.problem import InvalidError
from billcli.store.rule_file import HEAD, KEYS, read_rules, rule_text, with_rule, without_rule

EVERY = """[rule.power]
payer = "City"
payer_is = "City Power"
payer_iban = "DE89370400440532013000"
text = "Electricity"
amount = 80
min = "79.5"
max = 80.50
sign = "out"
account = "Assets:Bank:Checking"
book = "Expenses:Energy"

[rule.rent]
text = "Rent"
leave = "kept by hand"
"""
TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1)


def _problems(text: str) -> list[str]:
    with pytest.raises(InvalidError) as caught:
        read_rules(text.encode(), "rules.toml")
    return [f"{p.where.line if p.where else 0} {p.message}" for p in caught.value.problems]


def test_every_key_is_read_and_the_order_kept() -> None:
    power, rent = read_rules(EVERY.encode(), "rules.toml")
    assert power == BankRule(
        "power", "City", "City Power", "DE89370400440532013000", "Electricity", Decimal(80),
        Decimal("79.5"), Decimal("80.50"), Way.OUT, "Assets:Bank:Checking", "Expenses:Energy",
    )  # fmt: skip
    assert (rent.id, rent.leave, str(rent.source)) == ("rent", "kept by hand", "rules.toml:13")
    assert read_rules(b"", "rules.toml") == ()


def test_all_mistakes_are_told_at_once_each_with_its_line() -> None:
    wrong = """[rule.a]
book = "Expenses:A"

[rule.b]
payer = ""
leave = "x"
book = "Expenses:B"

[rule."c d"]
text = "t"

[rule.e]
min = 5
max = 4
sign = "up"
amount = -3
leave = "x"
colour = "red"
text = 7

[rules]
x = 1
"""
    assert _problems(wrong) == [
        "1 rule.a has no condition: it would take every line",
        "4 rule.b needs either book or leave",
        "5 rule.b.payer is empty",
        "9 'c d' cannot be a rule's name",
        "9 rule.c d needs either book or leave",
        "14 rule.e.max is less than min",
        "15 rule.e.sign cannot be 'up'",
        "16 rule.e.amount cannot be -3",
        "18 rule.e.colour is not a setting",
        '19 rule.e.text must be a text in quotes, such as "...", not 7',
        "21 rules is not a setting",
    ]


@pytest.mark.parametrize("text", ["[rule.a", "[rule.a]\ntext='x'\nleave='y'\n[rule.a]\n", "\xff"])
def test_what_is_no_toml_is_told(text: str) -> None:
    with pytest.raises(InvalidError):
        read_rules(text.encode("latin-1"), "rules.toml")


@settings(max_examples=30, deadline=None)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS[:4], TEXTS)), TEXTS)
def test_a_rule_is_read_as_it_was_written(said: dict[str, str], reason: str) -> None:
    said |= {"min": "1.50", "leave": reason}
    (found,) = read_rules(with_rule("", rule_text("one", said)).encode(), "rules.toml")
    assert {key: getattr(found, key) for key in said if key != "min"} == {
        key: text for key, text in said.items() if key != "min"
    }
    assert found.least == Decimal("1.50")


def test_adding_and_removing_leave_every_other_byte() -> None:
    remark = "\n# rent is due monthly\n"
    text = EVERY.replace("\n[rule.rent]", f"{remark}[rule.rent]")
    assert without_rule(text, "power") == text[text.index("# rent") :]
    assert without_rule(text, "rent") == text[: text.index("[rule.rent]")].rstrip() + "\n"
    assert without_rule(text, "other") == text
    new = rule_text("new", {"text": "x", "leave": "y"})
    assert without_rule(with_rule(text, new), "new") == text
    assert without_rule(with_rule("", new), "new") == HEAD
    assert with_rule("[rule.a]\ntext = 'x'", new).startswith("[rule.a]\ntext = 'x'\n\n[rule.new]\n")
