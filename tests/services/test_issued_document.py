from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from billcli.domain.open_item import Kind
from billcli.domain.problem import UsageError
from billcli.services.issued_document import document_of

if TYPE_CHECKING:
    from tests.shop import Shop

CREATE = 'invoice create Acme --date 2026-01-10 --line "2 h x 100.00 Work; tax=ZERO"'


def test_a_document_is_what_the_ledger_says_of_it(shop: Shop) -> None:
    shop.done(CREATE)
    books = shop.workspace().all_books()
    found = document_of(shop.workspace(), books, "inv-2026-0001")
    assert (found.number, found.kind, found.customer) == ("INV-2026-0001", Kind.INVOICE, "Acme")
    assert str(found.total) == "200.00 EUR"
    assert found.due is not None


def test_what_nobody_dated_is_due_as_the_books_say(shop: Shop) -> None:
    shop.append(
        """2026-01-05 * "Acme Inc." "By hand" #invoice ^H-1
  invoice: "H-1"
  Assets:Receivable:Acme  30.00 EUR
  Income:Services        -30.00 EUR
"""
    )
    books = shop.workspace().all_books()
    row = books.item("H-1")[0]
    assert document_of(shop.workspace(), books, "H-1").due == row.date_due


@pytest.mark.parametrize(
    ("number", "code"), [("INV-2026-0009", "UNKNOWN-ITEM"), ("PMT-2026-0001", "NOT-A-DOCUMENT")]
)
def test_what_is_no_document_is_refused(shop: Shop, number: str, code: str) -> None:
    shop.done("payment add Acme 50.00 EUR --on-account --date 2026-01-12")
    workspace = shop.workspace()
    with pytest.raises(UsageError) as caught:
        document_of(workspace, workspace.all_books(), number)
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize("module", ["record_payment", "issued_document"])
def test_payments_are_recorded_without_the_makers_of_documents(module: str) -> None:
    program = (
        f"import sys, billcli.services.{module};"
        "print(*[name for name in sys.modules if name.startswith('billcli.documents')])"
    )
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
