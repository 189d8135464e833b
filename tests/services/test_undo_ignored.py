"""A line that was set aside is new again: its record out of the ledger, or taken back in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from billcli.services import undo_ignored as module
from billcli.services.undo_match import undo_match
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from shop import Shop

HEAD = "Date;Payee;Text;Amount;Currency\n"
RENT = "2026-01-30;Landlord;Rent;-500.00;EUR\n"
POWER = "2026-01-31;City Power;Electricity;-80.12;EUR\n"
RENT_KEY = "Assets:Bank:Checking 2026-01-30 -500.00 EUR 1"
POWER_KEY = "Assets:Bank:Checking 2026-01-31 -80.12 EUR 1"
RULES = '[rule.own]\nsign = "out"\nleave = "my own books"\n'


def _aside(shop: Shop, *rows: str, rules: str = RULES) -> list[str]:
    """Return what becomes of the rows of a statement."""
    shop.write("rules.toml", rules)
    shop.write("bank.csv", HEAD + "".join(rows))
    answer = shop("reconcile bank.csv --format json", yes=True)
    assert answer.status in (0, 5), answer.err
    (shop.folder / "bank.csv").unlink()
    (shop.folder / "rules.toml").unlink()
    return [line["fate"] for line in answer.data["lines"]]


def _undone(shop: Shop, wanted: str, more: str = "") -> Any:  # noqa: ANN401 - whatever it answered
    answer = shop(f'match undo "{wanted}" --format json {more}', yes=not more)
    assert answer.status == 0, answer.err
    return answer.data


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_last_record_is_taken_out_to_the_byte(shop: Shop, newline: str) -> None:
    shop.sold("100")
    for path in shop.folder.glob("*.beancount"):
        path.write_bytes(path.read_bytes().replace(b"\n", newline.encode()))
    before = shop.tree()
    assert _aside(shop, RENT) == ["ignored"]
    between = shop.tree()
    dry = _undone(shop, RENT_KEY, "--dry-run")
    assert (dry["text"].splitlines()[0], dry["written"]) == (
        '2026-01-30 custom "bank-line" Assets:Bank:Checking "ignored"', False,
    )  # fmt: skip
    assert shop.tree() == between
    done = _undone(shop, "Assets:Bank:Checking 2026-01-30 -500")
    assert (done["entry"], done["lines"], done["reversal"]) == ("", [RENT_KEY], "")
    assert shop.tree() == before
    assert _aside(shop, RENT, rules="") == ["not-customer"]


def test_the_exact_key_decides_between_equal_lines(shop: Shop) -> None:
    shop.sold("100")
    assert _aside(shop, RENT, RENT) == ["ignored", "ignored"]
    answer = shop('match undo "Assets:Bank:Checking 2026-01-30 -500.00"', yes=True)
    assert answer.codes == ["UNDO-WHICH"]
    assert _undone(shop, RENT_KEY)["lines"] == [RENT_KEY]


def test_a_file_that_was_made_for_it_goes_too(shop: Shop) -> None:
    before = shop.tree()
    _aside(shop, RENT)
    assert shop.tree().keys() - before.keys() == {"2026.beancount"}
    _undone(shop, RENT_KEY)
    assert shop.tree() == before


def test_behind_others_a_record_takes_it_back_and_the_line_goes_its_way_again(shop: Shop) -> None:
    assert _aside(shop, RENT, POWER) == ["ignored", "ignored"]
    before = shop.text()
    dry = shop(f'match undo "{RENT_KEY}" --dry-run')
    assert "Would take back the record that set it aside by a later record\n" in dry.err
    assert shop.text() == before
    done = shop(f'match undo "{RENT_KEY}"', yes=True)
    assert "Took back the record that set it aside by a later record (2026.beancount:1" in done.err
    assert f"New again: {RENT_KEY}\n" in done.err
    assert shop.text().removeprefix(before) == (
        '\n2026-01-30 custom "bank-line" Assets:Bank:Checking "ignored"\n'
        f'  bank-key: "{RENT_KEY}"\n  status: "removed"\n'
    )
    assert shop("check").status == 0
    steps = shop(f'why "{RENT_KEY}" --format json').data["answers"][0]["steps"]
    assert [step["kind"] for step in steps] == ["ignored", "new-again"]
    assert steps[1]["why"].startswith("no longer set aside")
    assert _aside(shop, RENT, POWER, rules="") == ["not-customer", "known"]
    assert _aside(shop, RENT, POWER) == ["ignored", "known"]
    assert _aside(shop, RENT, POWER, rules="") == ["known", "known"]


def test_what_is_new_again_is_not_taken_back_twice(shop: Shop) -> None:
    _aside(shop, RENT, POWER)
    _undone(shop, RENT_KEY)
    answer = shop(f'match undo "{RENT_KEY}"', yes=True)
    assert (answer.status, answer.codes) == (2, ["UNKNOWN-ENTRY"])


def test_a_line_that_two_branches_set_aside_is_new_at_once(shop: Shop) -> None:
    _aside(shop, RENT)
    record = shop.text().removeprefix("; 2026.beancount\n")
    shop.append(record)
    _undone(shop, RENT_KEY)
    assert shop.text().count('status: "removed"') == 2
    assert _aside(shop, RENT, rules="") == ["not-customer"]


def test_one_name_of_several_lines_is_not_chosen_from(shop: Shop) -> None:
    _aside(shop, POWER, POWER)
    answer = shop('match undo "Assets:Bank:Checking 2026-01-31 -80.12"', yes=True)
    assert (answer.status, answer.codes) == (2, ["UNDO-WHICH"])
    assert f"{POWER_KEY} or {POWER_KEY[:-1]}2" in answer.err
    near = shop(f'match undo "{POWER_KEY[1:]}"', yes=True)
    assert near.codes == ["UNKNOWN-ENTRY"]
    assert f"did you mean {POWER_KEY}" in near.err
    assert _undone(shop, POWER_KEY)["lines"] == [POWER_KEY]


def test_an_entry_that_is_named_is_meant(shop: Shop) -> None:
    shop.sold("100")
    paid = "2026-01-31;ACME INC;Invoice INV-2026-0001;100.00;EUR\n"
    assert _aside(shop, paid) == ["booked"]
    head = '\n2026-01-31 custom "bank-line" Assets:Bank:Checking "ignored"\n'
    shop.append(head + '  bank-ref: "PMT-2026-0001"\n')
    assert _undone(shop, "PMT-2026-0001")["entry"] == "PMT-2026-0001"


def test_a_line_booked_and_another_set_aside_under_one_name_are_told(shop: Shop) -> None:
    shop.sold("100")
    paid = "2026-01-31;ACME INC;Invoice INV-2026-0001;100.00;EUR\n"
    assert _aside(shop, paid) == ["booked"]
    key = "Assets:Bank:Checking 2026-01-31 100.00 EUR 2"
    head = '\n2026-01-31 custom "bank-line" Assets:Bank:Checking "ignored"\n'
    shop.append(f'{head}  bank-key: "{key}"\n')
    answer = shop('match undo "Assets:Bank:Checking 2026-01-31 100"', yes=True)
    assert answer.codes == ["UNDO-WHICH"]
    assert f"PMT-2026-0001 or {key}" in answer.err


@pytest.mark.parametrize("rows", [(RENT,), (RENT, POWER)])
def test_somebody_else_may_have_taken_it_back_meanwhile(shop: Shop, rows: tuple[str, ...]) -> None:
    _aside(shop, *rows)
    books = shop.workspace()

    def ask(_text: str) -> None:
        if 'status: "removed"' not in shop.text("main.beancount"):
            shop.append(
                '\n2026-01-30 custom "bank-line" Assets:Bank:Checking "ignored"\n'
                f'  bank-key: "{RENT_KEY}"\n  status: "removed"\n'
            )

    with pytest.raises(module.UsageError, match="MATCH-UNDONE"):
        undo_match(books, RENT_KEY, Consent(ask))
    assert "removed" not in shop.text()
