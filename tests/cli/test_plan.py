"""``billcli plan``: what is typed, what is written, and what is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.services.suggest_id import Shelf, Standpoint

if TYPE_CHECKING:
    from shop import Shop

ADD = 'plan add work Acme --line "100 Work; tax=ZERO"'
FILE = "plans/work.toml"
SAID = {
    "": 'every = "1 month"',
    "--from 2026-01-15": "from = 2026-01-15",
    "--from +1d": "from = 2026-02-01",
    '--every "3 Months"': 'every = "3 months"',
    "--until 2026-12-31": "until = 2026-12-31",
    "--times 12": "times = 12",
    "--anchor end-of-month": 'anchor = "end-of-month"',
    "--pro-rata": "pro-rata = true",
    '--terms "net 7"': 'terms = "net 7"',
    "--discount 5%": 'discount = "5%"',
    "--currency USD": 'currency = "USD"',
    "--prices gross": 'prices = "gross"',
    "--note Thanks": 'note = "Thanks"',
    "--po PO-7": 'po = "PO-7"',
    "--ref R-8": 'ref = "R-8"',
    '--line "2 h x consulting"': '  "2 h x 150 Consulting",',
}
REFUSED = [
    ("plan add work Acme", 2, ["LINE-MISSING"]),
    ('plan add work Nobody --line "1 Box"', 2, ["UNKNOWN-CUSTOMER"]),
    (f"{ADD} --every often", 2, ["PLAN-EVERY"]),
    (f"{ADD} --anchor monday", 2, ["OPTION-VALUE"]),
    (f"{ADD} --anchor end-of-month --every '2 weeks'", 2, ["PLAN-DATES"]),
    (f"{ADD} --until 2026-01-01", 2, ["PLAN-DATES"]),
    (f"{ADD} --until 2026-12-31 --times 3", 2, ["PLAN-DATES"]),
    (f"{ADD} --from soon", 2, ["DATE-UNREADABLE"]),
    (f"{ADD} --terms never", 2, ["TERMS-UNREADABLE"]),
    ('plan add ../up Acme --line "1 Box"', 2, ["NUMBER-ILLEGAL"]),
    ('plan add "" Acme --line "1 Box"', 2, ["NUMBER-ILLEGAL"]),
    ('plan add work Acme --line "Box"', 2, ["LINE-CODE"]),
    ('plan add work Acme --line "1 Box; tax=NO"', 2, ["TAX-UNKNOWN"]),
    ('plan add work Acme --line "-1 Box"', 2, ["INVOICE-NEGATIVE"]),
    ("plan show work", 2, ["PLAN-MISSING"]),
    ("plan run work", 2, ["PLAN-MISSING"]),
    ("plan pause ../work", 2, ["PLAN-MISSING"]),
    ("plan list --customer Nobody", 2, ["UNKNOWN-CUSTOMER"]),
]
CHANGES = [
    ("plan price work 2026-02-01", ["LINE-MISSING"]),
    ('plan price work soon --line "1 Box"', ["DATE-UNREADABLE"]),
    ('plan price work 2026-02-01 --line "Box"', ["LINE-CODE"]),
    ('plan price work 2026-03-01 --line "1 Box"', ["PLAN-DATES"]),
    ("plan pause work --from 2026-02-01 --until 2026-01-01", ["PERIOD-BACKWARDS"]),
    ("plan pause work --from 2026-06-15", ["PLAN-PAUSE"]),
    ("plan resume work --date 2026-05-31", ["PLAN-PAUSE"]),
    ("plan resume work --date 2026-07-01", ["PLAN-PAUSE"]),
]


@pytest.mark.parametrize("option", SAID)
def test_what_is_said_stands_in_the_file(shop: Shop, option: str) -> None:
    shop.done(f"{ADD} {option}")
    rows = shop.text(FILE).splitlines()
    assert SAID[option] in rows
    assert not any(row.startswith("date =") for row in rows)
    assert shop("plan list").status == 0


@pytest.mark.parametrize(("command", "status", "codes"), REFUSED)
def test_what_cannot_be(shop: Shop, command: str, status: int, codes: list[str]) -> None:
    answer = shop(command, yes=True)
    assert answer.status == status, answer.err
    assert answer.codes == codes, answer.err
    assert not (shop.folder / "plans").exists()


@pytest.mark.parametrize(("command", "codes"), CHANGES)
def test_a_change_that_cannot_be_leaves_the_file(
    shop: Shop, command: str, codes: list[str]
) -> None:
    shop.done(
        ADD,
        'plan price work 2026-03-01 --line "2 Work"',
        "plan pause work --from 2026-06-01 --until 2026-06-30",
    )
    before = shop.text(FILE)
    answer = shop(command, yes=True)
    assert (answer.status, answer.codes) == (2, codes), answer.err
    assert shop.text(FILE) == before


def test_a_price_that_could_not_be_billed_is_refused(shop: Shop) -> None:
    shop.done(ADD)
    before = shop.text(FILE)
    answer = shop('plan price work 2026-03-01 --line "5 Work; tax=NO"', yes=True)
    assert (answer.status, answer.codes) == (3, ["TAX-UNKNOWN"])
    assert shop.text(FILE) == before


@pytest.mark.parametrize(
    "command",
    [
        ADD.replace("work", "more"),
        'plan price work 2026-02-01 --line "5 Work"',
        "plan pause work",
        "plan run",
    ],
)
@pytest.mark.parametrize("how", ["--dry-run", "", "n"])
def test_nothing_is_written_without_agreement(shop: Shop, command: str, how: str) -> None:
    shop.done(ADD)
    before = {path: path.read_bytes() for path in shop.folder.rglob("*") if path.is_file()}
    answer = shop(command, "n") if how == "n" else shop(f"{command} {how}")
    assert answer.status == {"--dry-run": 0, "": 2, "n": 1}[how], answer.err
    after = {path: path.read_bytes() for path in shop.folder.rglob("*") if path.is_file()}
    assert {p: c for p, c in after.items() if ".billcli" not in p.parts} == {
        p: c for p, c in before.items() if ".billcli" not in p.parts
    }


def test_a_plan_that_is_there_is_not_overwritten(shop: Shop) -> None:
    shop.done(ADD)
    before = shop.text(FILE)
    for name in ("work", "WORK"):
        answer = shop(ADD.replace("work", name), yes=True)
        assert (answer.status, answer.codes) == (2, ["FILE-EXISTS"])
    assert shop.text(FILE) == before


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_changes_leave_all_else_as_it_is(shop: Shop, newline: str) -> None:
    shop.done(ADD)
    text = f"# mine{newline}" + shop.text(FILE).replace("\n", newline)
    (shop.folder / FILE).write_bytes(text.encode())
    shop.done(
        'plan price work 2026-03-01 --line "2 Work"',
        "plan pause work --from 2026-06-01",
        "plan resume work --date 2026-07-01",
    )
    rows = (shop.folder / FILE).read_bytes().decode().split(newline)
    added = [
        'pauses = ["2026-06-01..2026-06-30"]',
        "[price.2026-03-01]",
        '  "2 Work",',
    ]
    assert [row for row in added if row in rows] == added
    assert [row for row in text.split(newline) if row not in rows] == []
    shop.done("plan resume work --date 2026-06-01")
    assert "pauses" not in shop.text(FILE)


def test_what_programs_get(shop: Shop) -> None:
    shop.done(f"{ADD} --from 2025-12-31")
    shown = shop("plan show work --format json").data["plans"][0]
    assert [(one["date"], one["status"]) for one in shown["dates"]] == [
        ("2025-12-31", "waiting"),
        ("2026-01-31", "waiting"),
        ("2026-02-28", "next"),
        ("2026-03-31", "next"),
        ("2026-04-30", "next"),
    ]
    assert (shown["next"], shown["last"], shown["waiting"]) == ("2025-12-31", None, 2)
    ran = shop("plan run --yes --format json").data
    assert [(one["invoice"], one["plan_date"]) for one in ran["invoices"]] == [
        ("INV-2025-0001", "2025-12-31"),
        ("INV-2026-0001", "2026-01-31"),
    ]
    assert ran["written"] is True
    again = shop("plan run --yes --format json").data
    assert (again["invoices"], again["written"]) == ([], False)
    listed = shop("plan list --format json").data["plans"][0]
    assert (listed["last"], listed["next"]) == ("2026-01-31", "2026-02-28")
    assert listed["amount"] == {"number": "100.00", "currency": "EUR"}
    invoice = shop("invoice show INV-2026-0001 --format json").data["invoices"][0]
    assert (invoice["plan"], invoice["plan_date"]) == ("work", "2026-01-31")
    assert invoice["period"] == {"start": "2026-01-31", "end": "2026-02-27"}


def test_ids_of_a_run_are_those_of_its_invoices(shop: Shop) -> None:
    shop.done(f"{ADD} --from 2025-12-31", ADD.replace("work", "more"))
    answer = shop("plan run work more --yes --format ids")
    assert answer.out.split() == ["INV-2025-0001", "INV-2026-0001", "INV-2026-0002"]


def test_plans_of_one_customer_and_those_that_wait(shop: Shop) -> None:
    shop.done(
        ADD,
        'plan add far Globex --line "5 Box" --from 2027-01-01',
        'plan add near Globex --line "5 Box"',
    )
    assert shop("plan list --customer globex --format ids").out == "far\nnear\n"
    assert shop("plan list --due --format ids").out == "near\nwork\n"
    shop.done("plan run")
    assert shop("plan list --due --format ids").out == ""
    assert shop("plan list --due --as-of 2026-02-28 --format ids").out == "near\nwork\n"


def test_a_plan_that_has_ended(shop: Shop) -> None:
    shop.done(f"{ADD} --times 1", "plan run")
    row = shop("plan list --format json").data["plans"][0]
    assert (row["next"], row["waiting"], row["last"]) == (None, 0, "2026-01-31")
    assert "Nothing is due" in shop("plan run --as-of 2030-01-01 --yes").err


def test_a_paused_plan_says_so(shop: Shop) -> None:
    shop.done(ADD, "plan pause work --until 2026-03-31")
    row = shop("plan list --format json").data["plans"][0]
    assert (row["paused"], row["next"]) == ("paused", "2026-04-30")
    dates = shop("plan show work --format json").data["plans"][0]["dates"]
    assert [one["status"] for one in dates] == ["paused", "paused", "paused"]


def test_tab_offers_plans(shop: Shop) -> None:
    assert Shelf(Standpoint({}, shop.folder)).of("plan") == []
    shop.done(ADD)
    assert [one.value for one in Shelf(Standpoint({}, shop.folder)).of("plan")] == ["work"]


def test_books_with_errors_are_shown_and_not_written_into(shop: Shop) -> None:
    shop.done(ADD)
    shop.append("2026-01-01 balance Assets:Cash 1.00 EUR\n")
    assert shop("plan list --format ids").out == "work\n"
    for command in (ADD.replace("work", "more"), "plan run"):
        assert shop(command, yes=True).status == 3
    assert not (shop.folder / "2026.beancount").exists()
