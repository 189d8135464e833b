"""A look at a ledger's text: what it finds, what it costs, and that nothing stops it."""

from __future__ import annotations

import datetime as dt
import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.ledger.glance import Bounds, glance
from billcli.ledger.glance_entry import Fold, look
from billcli.services.workspace import Selection, open_workspace

TODAY = dt.date(2026, 12, 31)
LEDGERS = Path(__file__).parents[2] / "ledgers"
BOOKS = """option "operating_currency" "EUR"
plugin "beancount.plugins.auto"
include "parts/*.beancount"

2025-01-01 open Assets:Bank
2025-01-01 open Assets:Old
2025-06-01 close Assets:Old
2025-01-01 open Assets:Receivable:Acme
2025-01-01 custom "customer" "Acme" Assets:Receivable:Acme
  name: "Acme \\"Tools\\" Inc."
  terms: "net 30"
2025-01-01 custom "customer" "Bare" Assets:Receivable:Bare
"""
YEAR = """
2026-01-02 * "Acme" "Invoice INV-1" #invoice ^INV-1
  invoice: "INV-1"
  due: 2026-02-01
  Assets:Receivable:Acme   1,190.00 EUR ; owed
  Income:Services

2026-01-03 * "Acme" "Invoice INV-2" #invoice ^INV-2
  invoice: "INV-2"
  Assets:Receivable:Acme   100 EUR
    due: 2026-02-01
  Assets:Receivable:Acme   50 EUR
    due: 2026-03-01
  Income:Services         -150 EUR

2026-01-20 * "Acme" "Transfer" #payment ^PMT-1 ^INV-1
  id: "PMT-1"
  Assets:Bank   1,200.00 EUR
  Assets:Receivable:Acme  -1,190.00 EUR
    invoice: "INV-1"
  Assets:Receivable:Acme  -10.00 EUR
    invoice: "INV-2"

2026/1/21 * "Acme" "Credit note CN-1" #credit-note
  invoice: "CN-1"
  corrects: "INV-2"
  Assets:Receivable:Acme   -20.00 EUR
  Income:Services           20.00 EUR

2026-01-22 * "Acme" "Odd" #invoice
  invoice: "INV-3"
  Assets:Receivable:Acme   (10 + 2) EUR
  Income:Services         -12 EUR
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "2026.beancount").write_text(YEAR)
    path = tmp_path / "main.beancount"
    path.write_text(BOOKS)
    return path


def test_records_are_found_through_includes(ledger: Path) -> None:
    seen = glance(ledger)
    assert seen.customers == {"Acme": 'Acme "Tools" Inc.', "Bare": ""}
    assert seen.accounts == ("Assets:Bank", "Assets:Receivable:Acme")
    assert seen.currencies == ("EUR",)
    assert seen.plugins == ("beancount.plugins.auto",)
    assert [(e.id, e.kind, e.amount, e.date) for e in seen.entries] == [
        ("PMT-1", "payment", Decimal("1200.00"), "2026-01-20")
    ]
    assert seen.whole


def test_what_is_open_is_added_up(ledger: Path) -> None:
    found = {d.number: d for d in glance(ledger).documents}
    assert list(found) == ["INV-1", "INV-2", "CN-1", "INV-3"]
    assert (found["INV-1"].amount, found["INV-1"].open) == (Decimal("1190.00"), 0)
    assert (found["INV-2"].amount, found["INV-2"].open) == (150, 140)
    assert found["INV-1"].due == "2026-02-01"
    assert (found["CN-1"].kind, found["CN-1"].date) == ("credit-note", "2026-01-21")
    assert found["INV-2"].corrected
    assert not found["INV-1"].corrected


def test_what_is_not_plainly_written_counts_as_open(ledger: Path) -> None:
    odd = glance(ledger).documents[-1]
    assert (odd.number, odd.amount, odd.open) == ("INV-3", None, None)


def test_without_entries_only_records_are_read(ledger: Path) -> None:
    seen = glance(ledger, entries=False)
    assert seen.documents == seen.entries == ()
    assert set(seen.customers) == {"Acme", "Bare"}


@pytest.mark.parametrize("name", sorted(p.name for p in (LEDGERS / "conventions").iterdir()))
def test_other_conventions_show_what_is_open(name: str) -> None:
    """All of these tell one story, in which these items are open."""
    seen = glance(LEDGERS / "conventions" / name)
    listed = {d.number for d in seen.documents if d.open is None or d.open}
    if name in {"account-per-customer.beancount", "payee-only.beancount"}:
        assert not listed
    else:
        assert {"INV-103", "INV-104", "INV-105", "INV-106"} <= listed
        assert "INV-102" not in listed


def test_the_example_agrees_with_the_books() -> None:
    path = LEDGERS / "studio" / "main.beancount"
    books = open_workspace(Selection({}, path.parent, TODAY, path)).books(TODAY)
    owed = {item.item: item.balance_open.number for item in books.open_items()}
    seen = {d.number: d.open for d in glance(path).documents if d.open}
    assert seen == {name: owed[name] for name in seen}
    assert {name for name in owed if name.startswith(("INV", "CN"))} == set(seen)


def test_a_configured_root_is_used(tmp_path: Path) -> None:
    path = tmp_path / "a.beancount"
    path.write_text(
        '2026-01-01 open Assets:Owed:Acme\n2026-01-02 * "Acme" "x" ^RE-7\n'
        "  Assets:Owed:Acme  5 EUR\n  Income:X\n"
    )
    assert glance(path).documents == ()
    seen = glance(path, "Assets:Owed")
    assert [(d.number, d.customer) for d in seen.documents] == [("RE-7", "Acme")]


def test_of_too_large_a_ledger_the_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.beancount"
    path.write_text(BOOKS + "; filler\n" * 5000 + YEAR)
    seen = glance(path, bounds=Bounds(size=len(BOOKS) * 2 + len(YEAR) * 2))
    assert not seen.whole
    assert "Acme" in seen.customers
    assert "INV-3" in {d.number for d in seen.documents}


@pytest.mark.parametrize("years", [2, 5, 9])
def test_of_many_files_the_last_are_kept(tmp_path: Path, years: int) -> None:
    """Files of years are included in their order, and the latest ids are wanted most."""
    names = [f"{2010 + n}.beancount" for n in range(years)]
    included = "".join(f'include "{name}"\n' for name in names)
    (tmp_path / "main.beancount").write_text(BOOKS + included)
    for name in names:
        year = "".join(YEAR.replace("INV-", f"INV-{name[:4]}-{n}-") for n in range(80))
        (tmp_path / name).write_text(year)
    size = len(BOOKS) + len((tmp_path / names[0]).read_text()) + 100
    seen = glance(tmp_path / "main.beancount", bounds=Bounds(size=size))
    numbers = {d.number for d in seen.documents}
    assert not seen.whole
    assert f"INV-{2009 + years}-79-3" in numbers
    assert "INV-2010-79-3" not in numbers
    assert "Acme" in seen.customers
    whole = glance(tmp_path / "main.beancount")
    assert whole.whole
    assert {d.number for d in whole.documents} > numbers


def test_when_time_is_over_the_oldest_are_missing(tmp_path: Path) -> None:
    one = (
        '2026-01-02 * "A" "x" #invoice\n  invoice: "INV-{}"\n'
        "  Assets:Receivable:A  1 EUR\n  Income:X\n"
    )
    path = tmp_path / "a.beancount"
    head = "2026-01-01 open Assets:Receivable:A\n"
    path.write_text(head + "".join(one.format(n) for n in range(1000)))
    ticks = iter(range(10_000))
    seen = glance(path, bounds=Bounds(seconds=2.5), clock=lambda: float(next(ticks)))
    numbers = {d.number for d in seen.documents}
    assert not seen.whole
    assert "INV-999" in numbers
    assert "INV-0" not in numbers


def test_includes_that_loop_or_lead_nowhere_are_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "a.beancount"
    path.write_text(
        'include "a.beancount"\ninclude "b.beancount"\ninclude "/etc/passwd"\ninclude "../x"\n'
        'include "gone.beancount"\ninclude "\0"\n2026-01-01 open Assets:AR:Acme\n'
    )
    (tmp_path / "b.beancount").write_text('include "a.beancount"\n2026-01-01 open Assets:B\n')
    assert glance(path).accounts == ("Assets:AR:Acme", "Assets:B")
    assert glance(path, bounds=Bounds(files=1)).accounts == ("Assets:AR:Acme",)


def test_devices_folders_and_missing_files_are_left_alone(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.beancount"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, tmp_path / "gone", tmp_path / ("x" * 300)):
        assert glance(path).accounts == ()


def test_a_link_to_itself_is_no_ledger(tmp_path: Path) -> None:
    path = tmp_path / "a.beancount"
    path.symlink_to(path)
    assert glance(path).documents == ()


@pytest.mark.parametrize(
    "data",
    [b"", b"\xef\xbb\xbf2026-01-01 open Assets:AR:A\r\n", b"\xff\xfe\x00", b'2026-01-01 * "',
     b'2026-01-01 custom "customer" "A\n', b"2026-01-01 * \x00\n  :\n"],
)  # fmt: skip
def test_broken_text_is_read_as_far_as_it_goes(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.beancount"
    path.write_bytes(data)
    assert glance(path).accounts == (("Assets:AR:A",) if b"AR:A" in data else ())


@pytest.mark.parametrize("text", ["9" * 200_000, " " * 200_000, "A:" * 100_000, '"' * 100_000])
def test_long_lines_take_no_longer_than_short_ones(text: str) -> None:
    found = look(f'2026-01-01 * "a" "b"\n  invoice: "I"\n  Assets:AR {text}\n  {text}\n')
    assert found is not None
    assert found.meta == {"invoice": "I"}


LINES = st.lists(
    st.sampled_from(
        ['2026-01-02 * "A" "b" ^I-1 #invoice', '  invoice: "I-1"', "  Assets:AR:A  5 EUR",
         "  Assets:AR:A  -5", "  Assets:AR:A", '  id: "P-1"', '2026-01-02 custom "customer" "A" 7',
         '  name: "\\"', "  due:", '2026-01-02 ! "A"', 'include "*"', "", "\t", "2026-13-99 * x"]
    )
    | st.text(max_size=20),
    max_size=20,
)  # fmt: skip


def check_any_text(lines: list[str], folder: Path) -> None:
    path = folder / "any.beancount"
    path.write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")
    seen = glance(path)
    assert len({d.number for d in seen.documents}) == len(seen.documents)
    assert "" not in seen.customers


@given(lines=LINES)
@settings(max_examples=40, deadline=None)
def test_no_text_stops_it(lines: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    check_any_text(lines, tmp_path_factory.getbasetemp())


@pytest.mark.long
@given(lines=LINES)
@settings(max_examples=3000, deadline=None)
def test_no_text_stops_it_at_length(
    lines: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    check_any_text(lines, tmp_path_factory.getbasetemp())


@pytest.mark.parametrize(
    "block", ["", "2026-01-01 open A:B", "  text", "2026-01-01 balance A:B 1 E"]
)
def test_what_is_no_transaction_is_passed_over(block: str) -> None:
    assert look(block) is None


def test_a_link_on_several_items_leaves_open_what_it_paid() -> None:
    fold = Fold(("Assets:AR",), {})
    for text in (
        '2026-02-01 * "Acme" "Paid" ^INV-1 ^INV-2\n  Assets:Bank  9 EUR\n  Assets:AR  -9 EUR',
        '2026-01-01 * "Acme" "Work" ^INV-1 ^atlas-7\n  Assets:AR  5 EUR\n  Income:X',
        '2026-01-02 * "Acme" "Work INV-2" ^atlas-7 ^INV-2\n  Assets:AR  4 EUR\n  Income:X',
    ):
        entry = look(text)
        assert entry is not None
        fold.add(entry)
    found = {d.number: d.open for d in fold.documents()}
    assert found == {"INV-1": None, "INV-2": None}
    assert fold.documents() == fold.documents()
