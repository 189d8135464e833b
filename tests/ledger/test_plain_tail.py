"""The end of a file without Beancount's builder: what ``read_local`` says of it, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.ledger.local_file import LocalFile, options_map, read_local
from billcli.ledger.plain_tail import read_tail
from billcli.ledger.standing import NotLocal

PATH = "/books/a.beancount"
EXPENSE = '2026-05-01 * "Shop" "Pens"\n  Expenses:Office  1.50 EUR\n  Assets:Bank  -1.50 EUR\n'


def short(text: str, **options: str) -> LocalFile | None:
    return read_tail(text.encode(), PATH, tuple(options.items()), 7)


@pytest.mark.parametrize("text", [
    EXPENSE,
    EXPENSE + '\n2026-05-02 note Assets:Bank "called"\n2026-05-02 custom "payer" "a" "b"\n',
    "2026-05-01 open Assets:New EUR\n2026-05-03 balance Assets:New  0.00 EUR\n",
    EXPENSE.replace("  Assets", "  rate: 2\n  Assets").replace("Shop", "Müller & Söhne"),
    EXPENSE.replace("\n", "\r\n"),
    "; words alone\n",
])  # fmt: skip
def test_what_says_all_in_full_is_read(text: str) -> None:
    found = short(text)
    whole = read_local(text.encode(), PATH, options_map([], PATH), lineno=7)
    assert found is not None
    assert found.rows == whole.rows
    assert found.tally.used.keys() == whole.tally.used.keys()
    assert found.tally.assertions == whole.tally.assertions
    assert found.tally.opened == whole.tally.opened


@pytest.mark.parametrize("text", [
    EXPENSE.replace("-1.50 EUR", ""),
    EXPENSE.replace("-1.50", "-1.49"),
    EXPENSE.replace("-1.50 EUR", "-2.00 USD @@ 1.50 EUR"),
    EXPENSE.replace("1.50", "1e0"),
    EXPENSE + '2026-05-02 document Assets:Bank "a.pdf"\n',
    EXPENSE + 'include "b.beancount"\n',
    EXPENSE + "2026-05-02 close Assets:Bank\n",
    "\ufeff" + EXPENSE,
    "",
])  # fmt: skip
def test_anything_else_is_for_beancount(text: str) -> None:
    assert short(text) is None


def test_options_of_the_file_count() -> None:
    renamed = EXPENSE.replace("Expenses", "Aufwand")
    assert short(renamed) is None
    assert short(renamed, title="Books", name_expenses="Aufwand") is not None
    assert short(EXPENSE, name_expenses="Aufwand") is None
    assert short(EXPENSE, inferred_tolerance_multiplier="2") is None  # may mean anything


AMOUNTS = st.sampled_from(
    ["1.00 EUR", "-1.00 EUR", "2 EUR", "0.5 USD", "-0.50 USD", "", "EUR", "1/2 USD", "0 EUR",
     "10000000000000.00 EUR", "-10000000000000.00 EUR", "3 HOOL @ 1 EUR", "-0.00 EUR",
     "-1 EUR {2 USD}"]
)  # fmt: skip
LEGS = st.lists(st.tuples(st.sampled_from(["Assets:Bank", "Income:Work", "assets"]), AMOUNTS))
EXTRAS = st.sampled_from(["", "  key: 1.50\n", '  key: "x"\n', "  lineno: 3\n", "  ; c\n", "#t\n"])


@settings(deadline=None)
@given(
    entries=st.lists(
        st.tuples(st.sampled_from(["*", "!", "txn", "P"]), EXTRAS, LEGS, EXTRAS),
        min_size=1, max_size=3,
    )
)  # fmt: skip
def test_random_text_means_the_same(
    entries: list[tuple[str, str, list[tuple[str, str]], str]],
) -> None:
    text = "".join(
        f'2026-05-01 {flag} "x" #a ^b\n{head}'
        + "".join(f"  {account}  {amount}\n" for account, amount in legs)
        + extra
        for flag, head, legs, extra in entries
    )
    found = short(text)
    try:
        whole = read_local(text.encode(), PATH, options_map([], PATH), lineno=7)
    except NotLocal:
        assert found is None
    else:
        assert found is None or found.rows == whole.rows
