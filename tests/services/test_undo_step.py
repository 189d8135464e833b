"""All that one command booked of bank lines is taken back together: to the byte, or by mirrors."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from shop import Shop

HEAD = "Date;Payee;Text;Amount;Currency\n"
ONE = "2026-01-31;ACME INC;Invoice INV-2026-0001;100.00;EUR\n"
TWO = "2026-01-31;ACME INC;Invoice INV-2026-0002;200.00;EUR\n"
THREE = "2026-01-31;ACME INC;Invoice INV-2026-0003;300.00;EUR\n"
RENT = "2026-01-31;Landlord;Rent;-500.00;EUR\n"
STRANGER = "2026-01-31;Nobody;a gift;7.00;EUR\n"
RULES = '[rule.own]\npayer = "Landlord"\nleave = "my own books"\n'
KEYS = [f"Assets:Bank:Checking 2026-01-31 {n}.00 EUR 1" for n in ("100", "200", "300", "-500")]
NOTE = '\n2026-01-31 note Assets:Receivable:Acme "Receipt" #receipt ^PMT-2026-0001\n'
STEPS = ".billcli/steps.json"


@pytest.fixture(scope="module")
def stock(shop_module: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Return a shop with three open invoices and a rule, of which each test has a copy."""
    shop: Shop = shop_module.Shop.open(tmp_path_factory.mktemp("stock") / "books")
    shop.sold("100", "200", "300")
    shop.write("rules.toml", RULES)
    return shop


@pytest.fixture
def sold(stock: Shop, shop_module: ModuleType, tmp_path: Path) -> Shop:
    """Return a shop with three open invoices and a rule."""
    copy: Shop = shop_module.Shop(shutil.copytree(stock.folder, tmp_path / "books"))
    return copy


def reconciled(shop: Shop, *rows: str, dry: bool = False) -> list[str]:
    """Return the fate of each row of a statement."""
    shop.write("bank.csv", HEAD + "".join(rows))
    answer = shop(f"reconcile bank.csv --format json {'--dry-run' if dry else ''}", yes=True)
    assert answer.status in (0, 5), answer.err
    (shop.folder / "bank.csv").unlink()
    return [line["fate"] for line in answer.data["lines"]]


def undone(shop: Shop) -> Any:  # noqa: ANN401 - whatever the command answered
    answer = shop("match undo --last --format json", yes=True)
    assert answer.status == 0, answer.err
    return answer.data


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_each_step_goes_as_a_whole_and_to_the_byte(sold: Shop, newline: str) -> None:
    for path in sold.folder.glob("*.beancount"):
        path.write_bytes(path.read_bytes().replace(b"\n", newline.encode()))
    before = sold.tree()
    assert reconciled(sold, ONE, RENT) == ["booked", "ignored"]
    between = sold.tree()
    assert reconciled(sold, ONE, RENT, TWO, THREE)[2:] == ["booked", "booked"]
    second = undone(sold)
    assert (second["entries"], second["reversals"]) == (["PMT-2026-0002", "PMT-2026-0003"], [])
    assert (second["lines"], sold.tree()) == (KEYS[1:3], between)
    first = undone(sold)
    assert (first["entry"], first["lines"]) == ("PMT-2026-0001", [KEYS[0], KEYS[3]])
    assert sold.tree() == before
    assert sold("match undo --last", yes=True).codes == ["UNDO-NOTHING"]


def test_a_step_that_set_lines_aside_only_goes_first(sold: Shop) -> None:
    reconciled(sold, ONE)
    between = sold.tree()
    reconciled(sold, ONE, RENT, RENT)
    found = undone(sold)
    assert (found["entries"], found["lines"]) == ([], [KEYS[3], f"{KEYS[3][:-1]}2"])
    assert sold.tree() == between


def test_a_file_and_an_account_made_for_the_step_go_too(shop: Shop) -> None:
    shop.write("main.beancount", shop.text("main.beancount").replace(
        "2025-01-01 open Income:Discounts\n", ""))  # fmt: skip
    shop.done('customer edit Acme --terms "3/14 net 30" --since 2025-01-01')
    shop.sold("100", "200", date="2025-12-30")
    before = shop.tree()
    early = "2026-01-05;ACME INC;Invoice INV-2025-000{};{}.00;EUR\n"
    rows = early.format(1, 97), early.format(2, 200)
    assert reconciled(shop, *rows) == ["booked", "booked"]
    assert "2026.beancount" in shop.tree()
    assert "open Income:Discounts" in shop.text("customers.beancount")
    assert len(undone(shop)["lines"]) == 2
    assert shop.tree() == before


def test_the_first_include_of_a_ledger_goes_with_its_file(shop: Shop) -> None:
    """It stands at the end of the ledger, as if it had been put there by itself."""
    shop.write("billcli.toml", shop.text("billcli.toml").replace('"customers.beancount"', '""'))
    main = shop.text("main.beancount").replace('include "customers.beancount"\n', "")
    shop.write("main.beancount", main + shop.text("customers.beancount"))
    (shop.folder / "customers.beancount").unlink()
    before = shop.tree()
    gift = "2026-01-31;ACME INC;hello;450.00;EUR\n"
    shop.write("bank.csv", HEAD + gift)
    assert shop("reconcile bank.csv", "o Acme", "y").status == 0
    (shop.folder / "bank.csv").unlink()
    assert shop.text("main.beancount").endswith('include "2026.beancount"\n')
    assert undone(shop)["entries"] == ["PMT-2026-0001"]
    assert shop.tree() == before


def test_a_dry_run_shows_it_all_and_a_person_is_told_how_many(sold: Shop) -> None:
    reconciled(sold, ONE, TWO)
    before = sold.tree()
    dry = sold("match undo --last --dry-run")
    assert dry.out.count("id: ") == 2
    said = "2 lines: PMT-2026-0001 to PMT-2026-0002 out of the ledger (2026.beancount:66)"
    assert dry.err.splitlines() == [
        f"Would take back {said}",
        *(f"New again: {key}" for key in KEYS[:2]),
        "Next: reconcile the statement again",
    ]
    assert sold("match undo --last").codes == ["NEEDS-YES"]
    refused = sold("match undo --last", "n")
    assert "2 lines were booked\n" in refused.err
    assert (refused.codes, sold.tree()) == (["NOT-CONFIRMED"], before)
    assert f"Took back {said}\n" in sold("match undo --last", "y").err
    aside = [RENT.replace("500", f"{n}") for n in range(10, 35)]
    assert set(reconciled(sold, *aside)) == {"ignored"}
    many = sold("match undo --last --dry-run").err.splitlines()
    assert many[0].startswith("Would take back 25 lines, which were set aside out of the ledger (")
    assert (len(many), many[-2]) == (23, "and 5 more")


def test_what_other_entries_stand_behind_is_mirrored_as_a_whole(sold: Shop) -> None:
    opened = sold("report open").out
    reconciled(sold, ONE, RENT, TWO)
    sold.done("payment add Globex 1 USD --on-account --account Assets:Bank:Dollars")
    said = sold("match undo --last --dry-run").err
    assert "3 lines: PMT-2026-0001 to PMT-2026-0002 by RET-2026-0001 to RET-2026-0002\n" in said
    found = undone(sold)
    assert found["reversals"] == ["RET-2026-0001", "RET-2026-0002"]
    assert found["lines"] == [*KEYS[:2], KEYS[3]]
    rest = [row for row in sold("report open").out.splitlines() if "PMT" not in row]
    assert rest == opened.splitlines()
    assert sold("check").status == 0
    assert reconciled(sold, ONE, RENT, TWO, dry=True) == ["booked", "ignored", "booked"]
    assert sold("match undo --last", yes=True).codes == ["MATCH-UNDONE"]


def test_lines_that_were_set_aside_are_taken_up_by_later_records(sold: Shop) -> None:
    reconciled(sold, RENT, RENT)
    sold.append("\n; mine\n", "2026.beancount")
    answer = sold("match undo --last", yes=True)
    assert "Took back 2 lines, which were set aside by later records (" in answer.err
    assert reconciled(sold, RENT, RENT, dry=True) == ["ignored", "ignored"]


def test_what_was_receipted_is_mirrored(sold: Shop) -> None:
    reconciled(sold, ONE, TWO)
    sold.append(NOTE, "2026.beancount")
    assert undone(sold)["reversals"] == ["RET-2026-0001", "RET-2026-0002"]


def test_what_is_left_of_a_step_goes_together(sold: Shop) -> None:
    before = sold.tree()
    reconciled(sold, ONE, TWO, THREE)
    sold.done("match undo PMT-2026-0003")
    assert undone(sold)["entries"] == ["PMT-2026-0001", "PMT-2026-0002"]
    assert sold.tree() == before
    reconciled(sold, ONE, RENT, TWO)
    sold.done("match undo PMT-2026-0002")
    found = undone(sold)
    assert (found["entries"], found["lines"]) == (["PMT-2026-0001"], [KEYS[0], KEYS[3]])
    assert sold.tree() == before


def test_an_edit_further_up_changes_nothing(sold: Shop) -> None:
    before = sold.text()
    reconciled(sold, ONE, TWO)
    sold.write("2026.beancount", f"; January\n{sold.text()}")
    assert undone(sold)["reversals"] == []
    assert sold.text() == f"; January\n{before}"


@pytest.mark.parametrize("notes", [None, "", '{"form": "billcli steps 1"}'])
def test_without_notes_the_last_line_goes_alone(sold: Shop, notes: str | None) -> None:
    reconciled(sold, ONE, TWO)
    (sold.folder / STEPS).unlink()
    if notes is not None:
        sold.write(STEPS, notes)
    answer = sold("match undo --last", yes=True)
    assert "Took back PMT-2026-0002 out of the ledger" in answer.err
    assert "Only the last line: nothing here tells what was booked together with it" in answer.err


def test_a_line_that_was_booked_elsewhere_behind_the_step_goes_alone(sold: Shop) -> None:
    reconciled(sold, ONE, TWO)
    notes = sold.text(STEPS)
    reconciled(sold, THREE)
    sold.write(STEPS, notes)
    assert undone(sold)["entries"] == ["PMT-2026-0003"]
    assert undone(sold)["entries"] == ["PMT-2026-0001", "PMT-2026-0002"]


def test_an_id_that_came_again_is_not_taken_for_the_one_of_the_step(sold: Shop) -> None:
    reconciled(sold, ONE, TWO)
    notes = sold.text(STEPS)
    sold.done("match undo PMT-2026-0002")
    reconciled(sold, THREE)
    sold.write(STEPS, notes)
    assert undone(sold)["entries"] == ["PMT-2026-0002"]
    assert undone(sold)["entries"] == ["PMT-2026-0001"]


@pytest.mark.parametrize("way", ["a folder", "a link", "a link of the folder"])
def test_where_no_notes_can_stand_the_books_are_written_all_the_same(sold: Shop, way: str) -> None:
    elsewhere, place = sold.folder.parent / "elsewhere", sold.folder / STEPS
    if way == "a folder":
        place.mkdir()
    elif way == "a link":
        place.symlink_to(elsewhere)
    else:
        place.parent.rename(elsewhere)
        place.parent.symlink_to(elsewhere)
    assert reconciled(sold, ONE, TWO) == ["booked", "booked"]
    assert way == "a folder" or not place.is_file()
    assert undone(sold)["entries"] == ["PMT-2026-0002"]


def test_notes_are_told_nowhere_but_in_their_file(sold: Shop) -> None:
    sold.write("bank.csv", HEAD + ONE)
    told = sold("reconcile bank.csv --format json", yes=True)
    assert (sold.folder / STEPS).is_file()
    assert "steps.json" not in told.out + told.err


def test_notes_that_somebody_changed_are_written_anew(sold: Shop) -> None:
    reconciled(sold, ONE)
    sold.write(STEPS, sold.text(STEPS).replace("PMT-2026-0001", "PMT-2026-0009"))
    reconciled(sold, TWO, THREE)
    assert undone(sold)["entries"] == ["PMT-2026-0002", "PMT-2026-0003"]
    assert undone(sold)["entries"] == ["PMT-2026-0001"]


def test_what_was_booked_later_into_another_file_and_not_noted_is_not_passed_over(
    sold: Shop,
) -> None:
    """Notes may be older than the books: those of a copy, or of before somebody else wrote."""
    reconciled(sold, ONE, TWO)
    notes = sold.text(STEPS)
    sold.today = dt.date(2027, 1, 31)
    assert reconciled(sold, THREE.replace("2026-01", "2027-01")) == ["booked"]
    sold.write(STEPS, notes)
    later, earlier = sold.folder / "2027.beancount", sold.folder / "2026.beancount"
    os.utime(later, ns=(2 * 10**18, 2 * 10**18))
    os.utime(earlier, ns=(2 * 10**18, 2 * 10**18))
    assert sold("match undo --last --dry-run").err.count("New again: ") == 2  # saved before
    os.utime(later, ns=(2 * 10**18, 2 * 10**18 + 1))
    answer = sold("match undo --last", yes=True)
    assert "Took back PMT-2027-0001 out of the ledger" in answer.err
    assert undone(sold)["entries"] == ["PMT-2026-0001", "PMT-2026-0002"]


def test_commands_at_the_same_time_are_steps_of_their_own(
    sold: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a person is asked about one statement, another one is booked."""
    before = sold.tree()
    sold.write("other.csv", HEAD + TWO + RENT)
    shown: list[str] = []

    def confirm(*given: Any, **_: object) -> None:  # noqa: ANN401 - whatever is asked
        shown.append(given[1])
        if len(shown) == 1:
            sold.done("reconcile other.csv")

    monkeypatch.setattr("billcli.cli.prompt.confirm", confirm)
    sold.write("bank.csv", HEAD + ONE + THREE)
    sold.done("reconcile bank.csv")
    for name in ("bank.csv", "other.csv"):
        (sold.folder / name).unlink()
    assert len(shown) > 2
    assert undone(sold)["lines"] == [KEYS[0], KEYS[2]]
    assert undone(sold)["lines"] == [KEYS[1], KEYS[3]]
    assert sold.tree() == before


def test_an_account_that_was_opened_by_hand_stays(sold: Shop) -> None:
    sold.write("rules.toml", '[rule.own]\npayer = "Landlord"\nbook = "Expenses:Rent"\n')
    sold.append("\n2025-01-01 open Expenses:Rent\n", "customers.beancount")
    before = sold.tree()
    assert reconciled(sold, RENT) == ["by-rule"]
    assert undone(sold)["entries"] == ["BNK-2026-0001"]
    assert sold.tree() == before


def test_an_account_that_others_use_by_now_stays(shop: Shop) -> None:
    name = "Income:Discounts"
    main = shop.text("main.beancount").replace(f"2025-01-01 open {name}\n", "")
    shop.write("main.beancount", f'{main}include "own.beancount"\n')
    shop.write("own.beancount", "; mine\n")
    shop.done('customer edit Acme --terms "3/14 net 30" --since 2025-01-01')
    shop.sold("100", date="2026-01-20")
    assert reconciled(shop, ONE.replace("100.00", "97.00")) == ["booked"]
    opened = f"open {name}"
    assert opened in shop.text("customers.beancount")
    mine = f'2026-02-01 * "x"\n  {name}  1 EUR\n  Assets:Bank:Checking  -1 EUR\n'
    shop.append(mine, "own.beancount")
    assert undone(shop)["reversals"] == []
    assert opened in shop.text("customers.beancount")
    assert shop("check").status == 0


def test_of_a_step_that_others_build_on_nothing_goes(sold: Shop) -> None:
    sold.write("bank.csv", HEAD + ONE + "2026-01-31;ACME INC;hello;450.00;EUR\n")
    assert sold("reconcile bank.csv", "y", "o Acme", "y").status == 0
    sold.done("refund create PMT-2026-0002 450")
    before = sold.tree()
    answer = sold("match undo --last", yes=True)
    assert answer.codes == ["UNDO-NOT-LAST"]
    assert "PMT-2026-0002 cannot be taken back: REF-2026-0001 builds on it" in answer.err
    assert sold.tree() == before


def test_one_session_is_one_step(sold: Shop) -> None:
    """What is certain, what was answered and who is remembered are written one after the other."""
    before = sold.tree()
    bob = "2026-01-31;Bob Stranger;thanks;300.00;EUR\n"
    sold.write("bank.csv", HEAD + ONE + bob)
    answer = sold("reconcile bank.csv", "y", "o Acme", "y", "y")
    assert answer.status == 0, answer.err
    (sold.folder / "bank.csv").unlink()
    assert 'custom "payer"' in sold.text("customers.beancount")
    assert len(json.loads(sold.text(STEPS))["steps"]) == 1
    assert undone(sold)["entries"] == ["PMT-2026-0001", "PMT-2026-0002"]
    assert sold.tree() == before


@given(st.lists(st.sampled_from(["", *"ABCDEF"]), min_size=3, max_size=6))
@settings(max_examples=2, deadline=None)
@example(["A", "BC", "", "D", "", ""])
def test_whatever_slices_are_booked_each_undo_gives_the_bytes_before(
    stock: Shop,
    shop_module: ModuleType,
    tmp_path_factory: pytest.TempPathFactory,
    slices: list[str],
) -> None:
    """A slice that books nothing is no step; an empty one takes back what was booked last."""
    folder = tmp_path_factory.mktemp("slices") / "books"
    shop = shop_module.Shop(shutil.copytree(stock.folder, folder))
    rows = dict(zip("ABCDEF", (ONE, TWO, THREE, RENT, RENT, STRANGER), strict=True))
    trees, seen = [shop.tree()], ""
    steps: list[str] = []
    for each in slices:
        if each:
            seen += each
            reconciled(shop, *(rows[name] for name in sorted(seen)))
            if shop.tree() != trees[-1]:
                trees.append(shop.tree())
                steps.append(seen)
        elif len(trees) > 1:
            undone(shop)
            trees.pop()
            steps.pop()
            seen = steps[-1] if steps else ""
        assert shop.tree() == trees[-1]
    while len(trees) > 1:
        undone(shop)
        trees.pop()
        assert shop.tree() == trees[-1]
    assert shop("match undo --last", yes=True).codes == ["UNDO-NOTHING"]


@pytest.mark.parametrize("had", [False, True])
def test_a_rule_that_was_added_goes_too(sold: Shop, had: bool) -> None:
    if not had:
        (sold.folder / "rules.toml").unlink()
    before = sold.tree()
    _apply_with_rule(sold)
    assert "[rule.city-bank]" in sold.text("rules.toml")
    assert undone(sold)["entries"] == ["BNK-2026-0001"]
    assert sold.tree() == before


def test_a_rule_that_was_changed_since_stays(sold: Shop) -> None:
    before = sold.text()
    _apply_with_rule(sold)
    sold.append("\n# mine\n", "rules.toml")
    undone(sold)
    assert sold.text() == before
    assert "[rule.city-bank]" in sold.text("rules.toml")


def test_a_rule_goes_when_its_line_is_mirrored_too(sold: Shop) -> None:
    rules = sold.text("rules.toml")
    _apply_with_rule(sold)
    sold.append("\n; mine\n", "2026.beancount")
    assert undone(sold)["reversals"] == ["RET-2026-0001"]
    assert sold.text("rules.toml") == rules


def _apply_with_rule(shop: Shop) -> None:
    shop.write("bank.csv", HEAD + "2026-01-31;City Bank;interest;3.00;EUR\n")
    assert shop("match export bank.csv -o review.toml").status == 0
    text = shop.text("review.toml").replace("remember = false\n", "")
    answer = '[[line]]\nbook = "Income:Services"\nremember = true\n'
    shop.write("review.toml", text.replace("[[line]]\n", answer))
    shop.done("match apply review.toml")
    for name in ("bank.csv", "review.toml"):
        (shop.folder / name).unlink()
