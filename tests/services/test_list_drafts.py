"""Which drafts a list shows: the words of every list mean the same for drafts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billcli.services.list_drafts import list_drafts
from billcli.services.list_items import SORTS, Choice

if TYPE_CHECKING:
    from shop import Shop

DRAFTS = {
    "a": 'customer = "Acme"\ndate = 2026-01-05\nlines = ["100 Box; tax=ZERO"]\n',
    "b": 'customer = "globex"\ndate = 2026-02-05\ndue = 2026-02-06\nlines = ["300 Box"]\n',
    "c": 'customer = "ACME"\ndate = 2026-03-05\nlines = ["200 Box; tax=ZERO"]\n',
    "d": 'customer = "Acme"\ndate = 2026-01-20\n',
    "e": 'customer = "Nobody"\ndate = 2026-01-21\nlines = ["5 Box"]\n',
    "f": "= no toml\n",
}


@pytest.fixture
def filled(shop: Shop) -> Shop:
    for name, text in DRAFTS.items():
        shop.write(f"drafts/{name}.toml", text)
    shop.write("drafts/k.edit.toml", 'customer = "Acme"\n')
    return shop


def names(shop: Shop, choice: Choice) -> str:
    return "".join(row.name[0] for row in list_drafts(shop.workspace(), choice, lambda p: p.name))


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        (Choice(), "adebcfk"),
        (Choice(limit=2), "ad"),
        (Choice(customer="acme"), "adc"),
        (Choice(customer="Globex"), "b"),
        (Choice(since=dt.date(2026, 1, 21)), "ebc"),
        (Choice(until=dt.date(2026, 1, 21)), "ade"),
        (Choice(since=dt.date(2026, 1, 6), until=dt.date(2026, 2, 28), customer="Acme"), "d"),
        (Choice(least="150"), "bc"),
        (Choice(sort="amount"), "acbdefk"),
        (Choice(sort="open"), "acbdefk"),
        (Choice(sort="due"), "adeb" + "cfk"),
        (Choice(sort="customer"), "acdebfk"),
    ],
)
def test_a_choice_holds_for_drafts(filled: Shop, choice: Choice, wanted: str) -> None:
    found = names(filled, choice)
    assert sorted(found) == sorted(wanted)
    if choice.sort in {"date", "amount", "open"}:
        assert found == wanted


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sort=st.sampled_from(sorted(SORTS)),
    limit=st.integers(0, 8),
    customer=st.sampled_from(["", "Acme", "GLOBEX"]),
    least=st.sampled_from(["", "0", "150"]),
)
def test_a_limit_takes_the_first_of_the_order(
    filled: Shop, sort: str, limit: int, customer: str, least: str
) -> None:
    every = names(filled, Choice(customer, "", None, None, least, sort))
    assert names(filled, Choice(customer, "", None, None, least, sort, limit)) == (
        every[:limit] if limit else every
    )
    assert set(every) <= set(names(filled, Choice()))


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("--customer Nobody", "UNKNOWN-CUSTOMER"),
        ("--sort size", "OPTION-VALUE"),
        ("--min lots", "AMOUNT-UNREADABLE"),
        ("--from never", "DATE-UNREADABLE"),
    ],
)
def test_a_wrong_choice_is_refused_for_drafts_too(filled: Shop, options: str, code: str) -> None:
    answer = filled(f"invoice list --drafts {options}")
    assert (answer.status, answer.codes) == (2, [code])


def test_the_command_line_passes_the_choice_on(filled: Shop) -> None:
    answer = filled("invoice list --status draft --customer Acme --from 2026-01-10 --format ids")
    assert answer.out == "drafts/c.toml\n"
    assert "Left out: drafts/d.toml" in answer.err


def test_the_same_lack_is_said_once(shop: Shop) -> None:
    lines = '"5 Box; tax=NO", ' * 200
    shop.write("drafts/a.toml", f'customer = "Acme"\nlines = [{lines}]\n')
    (row,) = shop("invoice list --drafts").rows[1:]
    assert row[-1] == "there is no tax code 'NO'"
