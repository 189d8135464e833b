"""Which work is billed: told by the ledger, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import ConflictError, InvalidError, UsageError
from billcli.services.bill_work import BillRequest, bill_work
from billcli.services.work_store import work_files, works_of
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from shop import Shop

ADD = "time add Acme 1:00 Draft --rate 100"
BILL = "time bill Acme"


def _listed(shop: Shop, *more: str) -> list[tuple[str, str]]:
    rows = shop(f"time list {' '.join(more)} --format json").data["time"]
    return [(row["description"], row["invoice"]) for row in rows]


def test_an_entry_is_billed_once(shop: Shop) -> None:
    shop.done(ADD)
    shop.done(BILL)
    answer = shop(BILL, yes=True)
    assert (answer.status, answer.codes) == (2, ["WORK-NOTHING"])
    assert _listed(shop) == [("Draft", "INV-2026-0001")]
    assert shop("check").status == 0


def test_undo_frees_the_entries_and_leaves_the_file_as_it_was(shop: Shop) -> None:
    shop.done(ADD)
    before = shop.tree()
    shop.done(BILL)
    shop.done("undo")
    assert shop.tree() == before


def test_a_number_taken_again_bills_nothing_of_what_was_undone(shop: Shop) -> None:
    shop.done(ADD)
    shop.done(BILL)
    shop.done("undo")
    shop.sold("50")
    assert _listed(shop, "--unbilled") == [("Draft", "")]
    shop.done(BILL)
    assert _listed(shop) == [("Draft", "INV-2026-0002")]


def test_a_voided_invoice_frees_its_entries(shop: Shop) -> None:
    shop.done(ADD)
    shop.done(BILL)
    shop.done("invoice void INV-2026-0001 --reason Mistake")
    assert _listed(shop, "--unbilled") == [("Draft", "")]
    shop.done(BILL)
    assert _listed(shop) == [("Draft", "INV-2026-0002")]
    assert _listed(shop, "--unbilled") == []


def test_a_paid_invoice_that_is_voided_frees_its_entries_too(shop: Shop) -> None:
    shop.done(ADD)
    shop.done(BILL)
    shop.done("payment add Acme 119 EUR")
    shop.done("invoice void INV-2026-0001 --reason Mistake")
    assert _listed(shop, "--unbilled") == [("Draft", "")]


def test_a_document_the_ledger_lost_bills_nothing(shop: Shop) -> None:
    shop.done(ADD)
    text = shop.text("work/2026.csv")
    shop.write("work/2026.csv", text.rstrip("\n") + "INV-2025-0099\n")
    assert _listed(shop, "--unbilled") == [("Draft", "")]


def test_what_changed_while_it_was_billed_is_not_written_over(shop: Shop) -> None:
    shop.done(ADD)
    books, before = shop.workspace(), shop.text("work/2026.csv")
    request = BillRequest("Acme", shop.today, shop.today)

    def meddle(_text: str) -> None:
        shop.write("work/2026.csv", shop.text("work/2026.csv") + "\n")

    with pytest.raises(ConflictError):
        bill_work(books, request, Consent(meddle, wait=0.1))
    assert shop.text("work/2026.csv").rstrip() == before.rstrip()
    assert not (shop.folder / "2026.beancount").exists()


def test_two_who_bill_at_once_bill_each_entry_once(shop: Shop) -> None:
    shop.done(ADD)
    books = shop.workspace()

    def other(_text: str) -> None:
        if not _listed(shop, "--unbilled"):
            return
        shop.done(BILL)

    with pytest.raises((UsageError, ConflictError), match=r"nothing to bill|changed"):
        bill_work(books, BillRequest("Acme", shop.today, shop.today), Consent(other, wait=5))
    assert shop.text().count("#invoice") == 1
    assert _listed(shop) == [("Draft", "INV-2026-0001")]


def test_an_id_in_two_files_is_refused(shop: Shop) -> None:
    shop.done(f"{ADD} --date 2026-01-05")
    shop.write("work/2025.csv", shop.text("work/2026.csv"))
    with pytest.raises(InvalidError) as caught:
        work_files(shop.workspace())
    assert [p.code for p in caught.value.problems] == ["WORK-INVALID"]
    for words in ("time list", "time bill Acme", "status", ADD):
        answer = shop(words, yes=True)
        assert (answer.status, answer.codes) == (3, ["WORK-INVALID"])


def test_a_file_that_cannot_be_read_does_not_keep_from_undoing(shop: Shop) -> None:
    shop.sold("50")
    shop.write("work/2026.csv", "nonsense\n")
    shop.done("undo")
    assert shop.text("work/2026.csv") == "nonsense\n"


def test_each_year_has_its_file(shop: Shop) -> None:
    shop.done(f"{ADD} --date 2025-12-31")
    shop.done(f"{ADD} --date 2026-01-01")
    files = work_files(shop.workspace())
    assert [file.path.name for file in files] == ["2025.csv", "2026.csv"]
    assert [work.date.year for work in works_of(files)] == [2025, 2026]
    shop.done(BILL)
    assert [work.invoice for work in works_of(work_files(shop.workspace()))] == [
        "INV-2026-0001",
        "INV-2026-0001",
    ]


def test_a_link_is_no_file_of_work(shop: Shop) -> None:
    shop.done(ADD)
    real = shop.folder / "work" / "2026.csv"
    (shop.folder / "work" / "2027.csv").symlink_to(real)
    answer = shop("time list")
    assert answer.status == 3


def test_a_dry_run_writes_nothing(shop: Shop) -> None:
    before = shop.tree()
    assert shop(f"{ADD} --dry-run").status == 0
    assert shop.tree() == before
    shop.done(ADD)
    before = shop.tree()
    assert shop(f"{BILL} --dry-run").status == 0
    assert shop.tree() == before


@pytest.mark.parametrize("noun", ["time", "expense"])
def test_what_is_undone_is_billed_again_as_before(shop: Shop, noun: str) -> None:
    shop.done(f"{ADD} --date 2025-12-30", ADD, 'expense add Acme 5 "Stamps; large"')
    waits = shop.tree()
    shop.done(f"{noun} bill Acme")
    billed = shop.tree()
    shop.done("undo")
    assert shop.tree() == waits
    shop.done(f"{noun} bill Acme")
    assert shop.tree() == billed


def test_what_was_billed_again_after_a_void_is_billed_by_the_first_once_both_are_undone(
    shop: Shop,
) -> None:
    """The invoice stands again, and its hours are not billed a second time."""
    shop.done(ADD, BILL)
    billed = shop.tree()
    shop.done("invoice void INV-2026-0001 --reason Mistake")
    void = shop.tree()
    shop.done(BILL)
    assert shop.text("work/2026.csv").endswith(",INV-2026-0001 INV-2026-0002\n")
    shop.done("undo")
    assert shop.tree() == void
    assert _listed(shop, "--unbilled") == [("Draft", "")]
    shop.done("undo")
    assert shop.tree() == billed
    assert _listed(shop, "--unbilled") == []
    assert shop("status").status == 0
