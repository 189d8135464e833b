"""Hours and expenses from files: whose they are, and none of them twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

HEAD = "customer,project,date,hours,description\n"
ROW = "Acme,logo,2026-01-05,1:30,Draft\n"
TIMEW = """[
  {
    "start": "20260105T100000Z",
    "end": "20260105T113000Z",
    "tags": ["logo", "acme"],
    "annotation": "Draft"
  }
]
"""


def _works(shop: Shop) -> list[tuple[str, str, str, str]]:
    rows = shop("time list --format json").data["time"]
    return [(r["customer"], r["project"], r["description"], r["time"]) for r in rows]


def _import(shop: Shop, text: str, more: str = "", name: str = "hours.csv") -> dict[str, object]:
    shop.write(name, text)
    answer = shop(f"time import {name} {more} --format json")
    assert answer.status == 0, answer.out
    return dict(answer.data)


def _refused(shop: Shop, text: str, more: str = "") -> list[str]:
    shop.write("hours.csv", text)
    before = shop.tree()
    answer = shop(f"time import hours.csv {more}")
    assert answer.status == 2
    assert shop.tree() == before
    return answer.err.splitlines()


def test_the_same_file_twice_adds_nothing(shop: Shop) -> None:
    assert _import(shop, HEAD + ROW)["added"] == 1
    before = shop.tree()
    again = _import(shop, HEAD + ROW)
    assert (again["added"], again["known"], again["written"]) == (0, 1, False)
    assert shop.tree() == before


def test_equal_entries_of_one_file_are_all_taken(shop: Shop) -> None:
    assert _import(shop, HEAD + ROW * 3)["added"] == 3
    assert _import(shop, HEAD + ROW * 3)["added"] == 0
    assert _import(shop, HEAD + ROW * 4)["added"] == 1
    assert len(_works(shop)) == 4


def test_a_longer_file_adds_what_is_new(shop: Shop) -> None:
    _import(shop, HEAD + ROW)
    more = "Globex,,2026-01-04,45min,Advice\n"
    found = _import(shop, HEAD + more + ROW, name="longer.csv")
    assert (found["added"], found["known"]) == (1, 1)
    assert _works(shop) == [("Globex", "", "Advice", "0:45"), ("Acme", "logo", "Draft", "1:30")]


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("Acme,2026-01-05,1.5,Talk,80", "Acme,2026-01-05,1:30,Talk,80.00"),
        ("Acme,2026-01-05,1.5,Talk,80", "ACME INC.,2026-01-05,90min,Talk,80"),
        ("Acme,2026-01-05,1.5,Talk,", "acme,2026-01-05,1.5,Talk,"),
    ],
)
def test_the_same_hours_in_other_words_are_not_doubled(shop: Shop, first: str, again: str) -> None:
    head = "customer,date,hours,description,rate\n"
    assert _import(shop, f"{head}{first}\n{first}\n")["added"] == 2
    for rows, added in ((2, 0), (1, 0), (3, 1), (3, 0)):
        assert _import(shop, head + f"{again}\n" * rows, name="again.csv")["added"] == added
    assert _import(shop, f"{head}{first}\n{first}\n")["added"] == 0
    assert len(_works(shop)) == 3


def test_what_was_noted_by_hand_is_not_taken_from_a_sheet_again(shop: Shop) -> None:
    shop.done("time add Acme 1:30 Draft --job logo --date 2026-01-05")
    row = "Acme,logo,2026-01-05,1:30,Draft\n"
    assert _import(shop, HEAD + row)["added"] == 0
    assert _import(shop, HEAD + row * 2)["added"] == 1
    assert _import(shop, HEAD + row * 2)["added"] == 0


def test_a_time_of_day_tells_equal_hours_apart(shop: Shop) -> None:
    head = "customer,date,start,hours,description\n"
    timed, bare = "Acme,2026-01-05,09:00,1,Talk\n", "Acme,2026-01-05,,1,Talk\n"
    assert _import(shop, head + timed)["added"] == 1
    assert _import(shop, head + timed + bare * 2)["added"] == 2
    assert _import(shop, head + timed.replace("09:", "10:"))["added"] == 1
    assert len(_works(shop)) == 4


def test_an_entry_corrected_in_the_store_is_not_taken_again(shop: Shop) -> None:
    _import(shop, HEAD + ROW)
    shop.write("work/2026.csv", shop.text("work/2026.csv").replace("Draft", "First draft"))
    assert _import(shop, HEAD + ROW)["added"] == 0


def test_an_entry_that_is_billed_is_not_taken_again(shop: Shop) -> None:
    _import(shop, HEAD + ROW)
    shop.setting('[time]\nprice = "consulting"\n')
    shop.done("time bill Acme")
    assert _import(shop, HEAD + ROW)["added"] == 0


@pytest.mark.parametrize(
    ("names", "customer", "project"),
    [
        ("Acme,logo", "Acme", "logo"),
        ("acme,logo", "Acme", "logo"),
        ("logo,ACME", "Acme", "logo"),
        ("Acme Inc.,logo", "Acme", "logo"),
        ("Globex,", "Globex", ""),
        (",Globex", "Globex", ""),
        (",website", "Acme", "website"),
        ("Globex,website", "Globex", "website"),
        ("Globex,Acme", "Globex", "Acme"),
        ("menu,website", "Acme", "menu"),
    ],
)
def test_whose_work_it_is(shop: Shop, names: str, customer: str, project: str) -> None:
    shop.setting('[time]\ncustomers = { website = "Acme" }\n')
    _import(shop, f"customer,project,date,hours\n{names},2026-01-05,1\n")
    assert [work[:2] for work in _works(shop)] == [(customer, project)]


def test_who_is_meant_where_the_file_names_nobody(shop: Shop) -> None:
    _import(shop, "project,date,hours\nlogo,2026-01-05,1\nGlobex,2026-01-06,1\n", "--customer acme")
    assert [work[:2] for work in _works(shop)] == [("Acme", "logo"), ("Globex", "")]


def test_all_whom_nobody_knows_are_named_at_once(shop: Shop) -> None:
    said = _refused(shop, HEAD + ROW + ROW.replace("Acme", "Acne") + ",,2026-01-05,1,Call\n")
    assert said[0] == "hours.csv:3: error[WORK-CUSTOMER]: Acne, logo is no customer"
    assert "did you mean Acme? or use --customer" in "\n".join(said)
    assert any("hours.csv:4: error[WORK-CUSTOMER]: nobody is no customer" in row for row in said)


def test_the_customer_named_must_be_known(shop: Shop) -> None:
    assert "UNKNOWN-CUSTOMER" in _refused(shop, HEAD + ROW, "--customer Acne")[0]


def test_a_file_that_is_not_there(shop: Shop) -> None:
    answer = shop("time import nothing.csv")
    assert (answer.status, answer.codes) == (2, ["FILE-MISSING"])


def test_what_was_told_otherwise_since_is_said(shop: Shop) -> None:
    _import(shop, TIMEW, name="jan.json")
    assert _works(shop) == [("Acme", "logo", "Draft", "1:30")]
    shop.write("jan.json", TIMEW.replace("T113000Z", "T120000Z"))
    answer = shop("time import jan.json")
    assert (answer.status, answer.codes) == (0, ["WORK-CHANGED"])
    assert "1:30 was taken over before, now it is 2:00" in answer.err
    assert _works(shop) == [("Acme", "logo", "Draft", "1:30")]


def test_a_description_changed_later_is_the_same_entry(shop: Shop) -> None:
    _import(shop, TIMEW, name="jan.json")
    assert _import(shop, TIMEW.replace("Draft", "Drafts"), name="jan.json")["added"] == 0


def test_texts_without_control_characters(shop: Shop) -> None:
    said = _refused(shop, HEAD + ROW.replace("Draft", "Dra\x07ft"))
    assert "description" in said[0]


def test_expenses_twice_add_nothing(shop: Shop) -> None:
    text = """customer;date;amount;description;tax;markup;receipt
Acme;2026-01-05;84.50;Train;LOW;10%;receipts/77.pdf
Acme;2026-01-05;84.50;Train;LOW;10%;receipts/77.pdf
Globex;2026-01-06;120;Hotel;;;
"""
    shop.write("spent.csv", text)
    assert shop("expense import spent.csv --format json").data["added"] == 3
    assert shop("expense import spent.csv --format json").data["added"] == 0
    rows = shop("expense list --customer Acme --format json").data["expenses"]
    assert [row["price"] for row in rows] == ["84.50", "84.50"]
    assert {row["receipt"] for row in rows} == {"receipts/77.pdf"}
    assert shop("time list --format json").data["time"] == []


def test_entries_by_hand_may_be_equal(shop: Shop) -> None:
    shop.done("time add acme 1:00 Call", "time add Acme 1:00 Call")
    assert _works(shop) == [("Acme", "", "Call", "1:00")] * 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("time add Acne 1:00", "UNKNOWN-CUSTOMER"),
        ("time add Acme long", "WORK-TIME"),
        ("time add Acme 1:00 --rate ten", "AMOUNT-UNREADABLE"),
        ("time add Acme 1:00 --date never", "DATE-UNREADABLE"),
        ("expense add Acme ten Train", "AMOUNT-UNREADABLE"),
        ("expense add Acme 0 Train", "PAYMENT-AMOUNT"),
        ("expense add Acme 5 Train --markup=-5", "PAYMENT-AMOUNT"),
        ("expense add Acne 5 Train", "UNKNOWN-CUSTOMER"),
        ("expense add Acme 5 Train --tax NONE", "TAX-UNKNOWN"),
        ("expense add Acme 5.005 Train", "AMOUNT-DIGITS"),
        ("time add Acme 0:00", "WORK-TIME"),
        ("time add Acme 0", "WORK-TIME"),
        ("time add Acme 1:00 --rate=-5", "PAYMENT-AMOUNT"),
    ],
)
def test_what_cannot_be_meant_is_refused(shop: Shop, words: str, code: str) -> None:
    before = shop.tree()
    answer = shop(words, yes=True)
    assert (answer.status, answer.codes) == (2, [code])
    assert shop.tree() == before


def test_a_sheet_with_what_cannot_be_billed_is_refused_line_by_line(shop: Shop) -> None:
    head = "customer,date,amount,description,tax\n"
    rows = "Acme,2026-01-05,5.005,Train,\nAcme,2026-01-05,5,Train,NONE\nAcme,2026-01-05,5,Bus,LOW\n"
    shop.write("spent.csv", head + rows)
    before = shop.tree()
    answer = shop("expense import spent.csv")
    assert (answer.status, answer.codes) == (2, ["AMOUNT-DIGITS", "TAX-UNKNOWN"])
    assert "spent.csv:2: " in answer.err
    assert "spent.csv:3: " in answer.err
    said = _refused(shop, "customer,date,hours,rate\nAcme,2026-01-05,1:00,-5\n")
    assert said[0].startswith("hours.csv:2: error[PAYMENT-AMOUNT]")
    (shop.folder / "hours.csv").unlink()
    assert shop.tree() == before


def test_a_rate_may_have_more_decimals_than_the_currency(shop: Shop) -> None:
    shop.done("time add Acme 10:00 Cleaning --rate 15.125", "time bill Acme")
    assert "price: 15.125 EUR" in shop.text()
