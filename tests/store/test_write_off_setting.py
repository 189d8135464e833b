"""The section ``[writeoff]`` of the project file."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billcli.domain.money import Money
from billcli.domain.problem import InvalidError
from billcli.store.settings import parse_settings
from billcli.store.write_off_setting import WriteOffs


def read(text: str) -> WriteOffs:
    return parse_settings(text.encode(), "billcli.toml").write_off


def eur(number: str) -> Money:
    return Money.of(number, "EUR")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", WriteOffs()),
        ("[writeoff]", WriteOffs()),
        ("[writeoff]\ntax_relief = false", WriteOffs()),
        ("[writeoff]\ntax_relief = true", WriteOffs(tax_relief=True)),
        ('[writeoff]\nsmall = "0.05 EUR"', WriteOffs(small={"EUR": eur("0.05")})),
        ('[writeoff]\nsmall = "0.5  EUR"', WriteOffs(small={"EUR": eur("0.50")})),
        ("[writeoff]\nsmall = []", WriteOffs()),
        (
            '[writeoff]\nsmall = ["0.05 EUR", "5 JPY"]',
            WriteOffs(small={"EUR": eur("0.05"), "JPY": Money.of("5", "JPY")}),
        ),
        (
            '[writeoff]\nallowance = {"1-30" = 2, "over 60" = "12.5"}',
            WriteOffs(allowance={"1-30": Decimal(2), "over 60": Decimal("12.5")}),
        ),
    ],
)
def test_what_is_agreed(text: str, found: WriteOffs) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('small = "0.05"', "currency"),
        ('small = "EUR 0.05"', "small"),
        ('small = "0.001 EUR"', "decimals"),
        ('small = "0 EUR"', "not more than zero"),
        ('small = ["0.05 EUR", "-1 USD"]', "not more than zero"),
        ("small = 0.05", "small"),
        ('tax_relief = "yes"', "tax_relief"),
        ('allowance = {"90+" = 5}', "90+ is no bucket"),
        ('allowance = {"over 0" = 5}', "over 0 is no bucket"),
        ('allowance = {"30-1" = 5}', "30-1 is no bucket"),
        ('allowance = {"over 30" = 101}', "between 0 and 100"),
        ('allowance = {"over 30" = -1}', "between 0 and 100"),
        ('allowance = {"over 30" = "x"}', "must be a number"),
        ('allowance = {"1-30" = 5, "20-60" = 9}', "overlap"),
        ("allowance = 5", "must be a table"),
        ("larg = 5", "larg"),
    ],
)
def test_what_cannot_be_agreed_is_told_with_its_line(text: str, said: str) -> None:
    with pytest.raises(InvalidError) as caught:
        read(f"[writeoff]\n{text}\n")
    (problem,) = caught.value.problems
    assert said in problem.message
    assert problem.where is not None
    assert problem.where.line == 2
