"""Plans are billed: each date once, with its own date, all of a run or nothing."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billcli.domain.plan import Plan, parse_every
from billcli.domain.problem import BillcliError, ConflictError, InvalidError
from billcli.services.kept_facts import KeptFacts
from billcli.services.run_plans import run_plans
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from pathlib import Path

    from shop import Shop

    from billcli.domain.invoice import Invoice
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Written

DAY = dt.date(2026, 4, 30)
ADD = 'plan add work Acme --line "100 Work; tax=ZERO" --from 2026-01-31'
FILE = "plans/work.toml"
DATES = ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]
BASE = 'customer = "Acme"\nevery = "1 month"\nfrom = 2026-01-31\nlines = ["100 Work; tax=ZERO"]\n'
MISTAKES = [
    ('customer = "Nobody"', "UNKNOWN-CUSTOMER", 1),
    ("customer = 7", "CONFIG-INVALID", 1),
    ('every = "often"', "PLAN-EVERY", 2),
    ("every = 1", "CONFIG-INVALID", 2),
    ('from = "soon"', "CONFIG-INVALID", 3),
    ("lines = []", "LINE-MISSING", 4),
    ('lines = ["Work"]', "LINE-CODE", 4),
    ('lines = ["1 Work; tax=NO"]', "TAX-UNKNOWN", 4),
    ('lines = ["0 Work"]', "INVOICE-ZERO", 4),
    ("until = 2026-01-01", "PLAN-DATES", 5),
    ("times = 0", "PLAN-DATES", 5),
    ('times = "many"', "CONFIG-INVALID", 5),
    ('anchor = "monday"', "CONFIG-INVALID", 5),
    ('pro-rata = "yes"', "CONFIG-INVALID", 5),
    ('pauses = ["March"]', "DATE-UNREADABLE", 5),
    ('pauses = ["2026-03-01..2026-02-01"]', "PERIOD-BACKWARDS", 5),
    ("date = 2026-01-01", "CONFIG-INVALID", 5),
    ("due = 2026-01-01", "CONFIG-INVALID", 5),
    ('period = "2026-01"', "CONFIG-INVALID", 5),
    ("delivered = 2026-01-01", "CONFIG-INVALID", 5),
    ("first = 2026-01-01", "CONFIG-INVALID", 5),
    ('terms = "never"', "TERMS-UNREADABLE", 5),
    ('discount = "lots"', "AMOUNT-UNREADABLE", 5),
    ('colour = "red"', "CONFIG-INVALID", 5),
    ("= nothing", "CONFIG-INVALID", 5),
    ('[price.soon]\nlines = ["1 Work"]', "CONFIG-INVALID", 5),
    ("[price.2026-02-01]\nlines = []", "LINE-MISSING", 6),
    ('[price.2026-02-01]\nlines = [\n  "5 Work",\n  "Work",\n]', "LINE-CODE", 8),
    ('[price.2026-02-01]\nline = "5 Work"\nlines = ["5 Work"]', "CONFIG-INVALID", 6),
]


def shown(path: Path) -> str:
    return path.name


def agreed(_text: str) -> None:
    """Agree to everything."""


def ran(
    shop: Shop, consent: Consent, books: Workspace | None = None
) -> Written[tuple[Invoice, ...]]:
    return run_plans(books or shop.workspace(), (), DAY, shown, consent)


def billed(shop: Shop) -> list[tuple[str, str]]:
    """Return plan and date of every invoice, in the order of the file."""
    files = sorted(shop.folder.glob("20*.beancount"))
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    return re.findall(r'^  plan: "(.*)"\n  plan-date: (.*)$', text, re.MULTILINE)


def tree(shop: Shop) -> dict[str, bytes]:
    files = (path for path in shop.folder.rglob("*") if path.is_file() and path.name != "lock")
    return {str(path): path.read_bytes() for path in files}


def test_twice_is_once(shop: Shop) -> None:
    shop.done(ADD)
    shop.today = DAY
    shop.done("plan run")
    assert [date for _, date in billed(shop)] == DATES
    before = tree(shop)
    answer = shop("plan run --yes")
    assert (answer.status, "Nothing is due" in answer.err) == (0, True)
    assert shop("plan run").status == 0, "nothing to agree to"
    assert tree(shop) == before


def test_months_one_by_one_or_all_at_once(shop: Shop, tmp_path: Path) -> None:
    """Catching up writes what punctual runs would have written, as one act."""
    other = type(shop).open(tmp_path / "other")
    for one in (shop, other):
        one.done(ADD)
    for date in DATES:
        shop.today = dt.date.fromisoformat(date)
        shop.done("plan run")
    other.today = DAY
    other.done("plan run")
    act = " ^INV-2026-0001..INV-2026-0004"
    assert other.text().count(f"{act}\n") == len(DATES)
    assert other.text().replace(act, "") == shop.text()


def test_whoever_has_old_books_bills_what_is_left(shop: Shop) -> None:
    """Decided under the lock: what others billed meanwhile counts."""
    shop.done(ADD, 'invoice create Acme --line "1 Box"')
    old = shop.workspace()
    asked: list[str] = []

    def meanwhile(text: str) -> None:
        asked.append(text)
        shop.done("plan run --as-of 2026-02-28")

    written = ran(shop, Consent(meanwhile), old)
    assert len(asked) == 1
    assert [str(one.origin.plan_date) for one in written.value] == DATES[2:]
    assert [date for _, date in billed(shop)] == DATES
    numbers = re.findall(r'^  invoice: "INV-2026-(\d+)"', shop.text(), re.MULTILINE)
    assert numbers == ["0001", "0002", "0003", "0004", "0005"]


def test_when_others_billed_everything_nothing_is_left(shop: Shop) -> None:
    shop.done(ADD, 'invoice create Acme --line "1 Box"')
    old = shop.workspace()
    written = ran(shop, Consent(lambda _: shop.done("plan run --as-of 2026-04-30") and None), old)
    assert written.value == ()
    assert [date for _, date in billed(shop)] == DATES


@pytest.mark.parametrize("change", ["plan pause work", "plan price work 2026-02-01 --line 9", ""])
def test_a_plan_that_changed_while_one_agreed_is_not_billed(shop: Shop, change: str) -> None:
    shop.done(ADD)

    def meanwhile(_text: str) -> None:
        if change.endswith("9"):
            shop.done('plan price work 2026-02-01 --line "9 Work"')
        elif change:
            shop.done(change)
        else:
            shop.write(FILE, shop.text(FILE).replace("100", "10"))

    with pytest.raises(ConflictError) as caught:
        ran(shop, Consent(meanwhile))
    assert [p.code for p in caught.value.problems] == ["FILE-CHANGED"]
    assert not billed(shop)
    assert not (shop.folder / "documents").exists()


@pytest.mark.parametrize(("row", "code", "line"), MISTAKES)
def test_one_mistake_stops_the_run(shop: Shop, row: str, code: str, line: int) -> None:
    """Nothing is written for any plan; the mistake is named with its line."""
    shop.done('plan add other Acme --line "5 Other" --from 2026-01-01')
    rows = BASE.splitlines()
    key = row.partition(" = ")[0]
    at = next((n for n, known in enumerate(rows) if known.startswith(f"{key} =")), None)
    rows = [*rows, *row.splitlines()] if at is None else [*rows[:at], row, *rows[at + 1 :]]
    shop.write(FILE, "\n".join(rows) + "\n")
    before = tree(shop)
    answer = shop("plan run --yes --as-of 2026-04-30")
    assert answer.status == 3, answer.err
    assert code in answer.codes, answer.err
    assert f"{FILE}:{line}: error[{code}]" in answer.err
    assert tree(shop) == before
    listed = shop("plan list --format ids")
    assert (listed.status, listed.out) == (3, "other\nwork\n")
    assert shop("plan run other --yes").status == 0, "the other can be billed alone"
    assert shop("status").status == 0


def test_a_part_that_comes_to_nothing_is_told_with_its_plan(shop: Shop) -> None:
    shop.done(
        'plan add work Acme --line "0.01 Work" --from 2026-01-31 --anchor end-of-month --pro-rata'
    )
    answer = shop("plan run --yes")
    assert (answer.status, answer.codes) == (3, ["INVOICE-ZERO"])
    assert f"{FILE}: error" in answer.err


def test_all_mistakes_are_told_at_once(shop: Shop) -> None:
    shop.write("plans/a.toml", BASE.replace("Acme", "Nobody"))
    shop.write("plans/b.toml", BASE.replace("1 month", "often"))
    shop.write("plans/c.toml", "= no toml")
    with pytest.raises(InvalidError) as caught:
        ran(shop, Consent(agreed))
    found = {(str(p.where).partition(":")[0], p.code) for p in caught.value.problems}
    assert found == {
        ("a.toml", "UNKNOWN-CUSTOMER"),
        ("b.toml", "PLAN-EVERY"),
        ("c.toml", "CONFIG-INVALID"),
    }


def test_prices_hold_from_their_date(shop: Shop) -> None:
    shop.done(ADD, 'plan price work 2026-03-01 --line "120 Work; tax=ZERO"')
    shop.done('plan price work 2026-04-30 --line "90 Work; tax=ZERO" --line "7 Extra; tax=ZERO"')
    shop.today = DAY
    shop.done("plan run")
    totals = re.findall(r"Assets:Receivable:Acme +(\S+) EUR", shop.text())
    assert totals == ["100.00", "100.00", "120.00", "97.00"]


def test_numbers_are_of_each_year_and_the_oldest_come_first(shop: Shop) -> None:
    shop.done(
        'plan add b Acme --line "1 B" --from 2025-11-30',
        'plan add a Acme --line "1 A" --from 2025-12-31 --every "1 year"',
        'plan add c Globex --line "1 C" --from 2025-12-15',
    )
    shop.done("plan run")
    assert billed(shop) == [
        ("b", "2025-11-30"),
        ("c", "2025-12-15"),
        ("b", "2025-12-30"),
        ("a", "2025-12-31"),
        ("c", "2026-01-15"),
        ("b", "2026-01-30"),
    ]
    for year, count in (("2025", 4), ("2026", 2)):
        text = shop.text(f"{year}.beancount")
        numbers = re.findall(rf'^  invoice: "INV-{year}-(\d+)"', text, re.MULTILINE)
        assert numbers == [f"{n:04}" for n in range(1, count + 1)]
    assert shop("check --strict").status == 0


def test_a_void_invoice_is_not_billed_again_and_an_undone_one_is(shop: Shop) -> None:
    shop.done(ADD, "plan run", "invoice void INV-2026-0001")
    assert "Nothing is due" in shop("plan run --yes").err
    assert shop.text().count("plan-date:") == 1
    other = 'plan add other Acme --line "5 Other" --from 2026-01-31'
    shop.done(other, "plan run", "undo")
    assert shop("plan list --due --format ids").out == "other\n"
    shop.done("plan run")
    assert billed(shop)[-1] == ("other", "2026-01-31")


def test_the_same_date_of_two_plans_is_billed_for_both(shop: Shop) -> None:
    shop.done(ADD, ADD.replace("work", "more"), "plan run")
    assert billed(shop) == [("more", "2026-01-31"), ("work", "2026-01-31")]


@pytest.mark.parametrize(
    ("options", "dates"),
    [
        ("--until 2026-03-15", DATES[:2]),
        ("--times 3", DATES[:3]),
        ("--every '2 months'", [DATES[0], DATES[2]]),
        ("--every '1 year'", DATES[:1]),
        ("--anchor end-of-month", DATES),
        ("--from 2026-02-15 --anchor end-of-month", DATES[1:]),
        ("--from 2026-05-01", []),
    ],
)
def test_what_the_options_say(shop: Shop, options: str, dates: list[str]) -> None:
    base = ADD.replace(" --from 2026-01-31", "") if "--from" in options else ADD
    shop.done(f"{base} {options}")
    shop.today = DAY
    shop.done("plan run")
    assert [date for _, date in billed(shop)] == dates


@pytest.mark.parametrize(
    ("steps", "dates"),
    [
        (["plan pause work --from 2026-02-01"], DATES[:1]),
        (["plan pause work --from 2026-02-01 --until 2026-03-01"], [DATES[0], *DATES[2:]]),
        (
            ["plan pause work --from 2026-02-01", "plan resume work --date 2026-04-01"],
            [DATES[0], DATES[3]],
        ),
        (
            ["plan pause work --from 2026-02-01", "plan resume work --date 2026-02-01"],
            DATES,
        ),
        (
            [
                "plan pause work --from 2026-04-01",
                "plan pause work --from 2026-02-01 --until 2026-02-28",
            ],
            [DATES[0], DATES[2]],
        ),
    ],
)
def test_pauses_bill_nothing(shop: Shop, steps: list[str], dates: list[str]) -> None:
    shop.done(ADD, *steps)
    shop.today = DAY
    shop.done("plan run")
    assert [date for _, date in billed(shop)] == dates


def test_the_read_model_knows_what_was_billed(shop: Shop, tmp_path: Path) -> None:
    shop.env["BILLCLI_CACHE"] = str(tmp_path / "cache")
    shop.done(ADD, "plan run")
    books = shop.workspace()
    assert isinstance(books.snapshot.facts, KeptFacts)
    assert ran(shop, Consent(agreed), books).value[0].origin.plan_date == dt.date(2026, 2, 28)
    assert shop("status").status == 0


def test_a_failing_disk_leaves_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.done(ADD)
    before = tree(shop)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("billcli.ledger.journal.write_temp", full)
    with pytest.raises(BillcliError):
        ran(shop, Consent(agreed))
    monkeypatch.undo()
    assert tree(shop) == before
    assert len(ran(shop, Consent(agreed)).value) == 4


RHYTHMS = st.sampled_from(["1 month", "2 months", "3 months", "1 year"])


@given(
    start=st.dates(dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
    every=RHYTHMS,
    length=st.integers(1, 500),
    price=st.integers(1_000, 99_999),
)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_parts_by_days_are_exact(
    shop: Shop, start: dt.date, every: str, length: int, price: int
) -> None:
    """The first and last line cost their share of days; all between cost the price."""
    until = start + dt.timedelta(days=length)
    amount = Decimal(price) / 100
    text = BASE.replace("2026-01-31", str(start)).replace("1 month", every)
    more = f'anchor = "end-of-month"\npro-rata = true\nuntil = {until}\n'
    shop.write(FILE, text.replace("100 Work", f"{amount} Work") + more)
    books = shop.workspace()
    consent = Consent(agreed, dry_run=True)
    written = run_plans(books, (), dt.date(2027, 12, 31), shown, consent)
    dates = Plan("work", parse_every(every), start, until, None, True, True)
    dues = list(dates.dues(dt.date(2027, 12, 31)))
    assert len(written.value) == len(dues)
    for invoice, due in zip(written.value, dues, strict=True):
        exact = amount * due.days / due.whole
        assert abs(invoice.total.number - exact) <= Decimal("0.005")
        assert invoice.date == due.date
        assert (invoice.period == due.period, invoice.net) == (True, invoice.total)
        assert (f"{due.days} of {due.whole} days" in invoice.lines[0].description) == due.is_partial


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Work (17 of 31 days)"),
        ("de", "Work (17 von 31 Tagen)"),
        ("fr", "Work (17 jours sur 31)"),
        ("es", "Work (17 de 31 días)"),
        ("nl", "Work (17 van 31 dagen)"),
        ("it", "Work (17 giorni su 31)"),
    ],
)
def test_parts_are_told_in_the_customers_language(shop: Shop, language: str, words: str) -> None:
    shop.done(
        f"customer edit Acme --language {language} --since 2025-01-01",
        'plan add work Acme --line "310 Work; tax=ZERO" --from 2026-01-15 --anchor end-of-month'
        " --pro-rata",
        "plan run",
    )
    assert f'item: "{words}"' in shop.text()
    assert "price: 170.00 EUR" in shop.text()
    assert "period-start: 2026-01-15" in shop.text()
    assert shop("check --strict").status == 0


def test_status_names_plans_that_are_late(shop: Shop) -> None:
    def late() -> dict[str, object]:
        rows = shop("status --format json").data["status"]
        return next(row for row in rows if row["key"] == "plans")

    assert (late()["count"], late()["title"]) == (0, "Late to be billed")
    shop.done(ADD, ADD.replace("work", "more"))
    shop.today = dt.date(2026, 2, 28)
    assert (late()["count"], late()["title"]) == (4, "Late to be billed: more, work")
    shop.done("plan run more")
    assert (late()["count"], late()["title"]) == (2, "Late to be billed: work")
    shop.write("plans/odd.toml", "= no toml")
    assert late()["title"] == "Late to be billed: work, odd"
    assert late()["follow"] == "billcli plan list"
