"""What a document's own credit notes took off it, however they were applied."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.domain.own_credit import credited

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.domain.books import Books

OPENS = "2026-01-01 open Assets:Receivable:Acme\n2026-01-01 open Income:Work\n"
BILLED = """
2026-01-10 * "Acme" "Invoice A" #invoice ^A
  invoice: "A"
  Assets:Receivable:Acme  226.00 EUR
  Income:Work  -226.00 EUR
2026-01-11 * "Acme" "Credit note C" #credit-note ^C
  invoice: "C"
  corrects: "A"
  Assets:Receivable:Acme  -107.00 EUR
  Income:Work  107.00 EUR
2026-01-12 * "Acme" "Credit note D" #credit-note ^D
  invoice: "D"
  Assets:Receivable:Acme  -50.00 EUR
  Income:Work  50.00 EUR
"""


def applied(**parts: str) -> str:
    legs = "".join(
        f'  Assets:Receivable:Acme  {number} EUR\n    invoice: "{item}"\n'
        for item, number in parts.items()
    )
    return f'2026-01-20 * "Acme" "x" #application\n{legs}'


@pytest.mark.parametrize(
    ("acts", "off"),
    [
        ("", None),
        (applied(C="107.00", A="-107.00"), "107.00"),
        (applied(C="100.00", A="-100.00") + applied(C="7.00", A="-7.00"), "107.00"),
        (applied(C="107.00", A="-107.00") + applied(A="107.00", C="-107.00"), None),
        (applied(C="107.00", A="-107.00") + applied(A="7.00", C="-7.00"), "100.00"),
        (applied(D="50.00", A="-50.00"), None),
        (applied(C="7.00", D="50.00", A="-57.00"), "7.00"),
        (applied(C="7.00", A="50.00", D="-57.00"), None),
    ],
)
def test_what_its_own_notes_settle_of_a_document(
    books_of: Callable[..., Books], acts: str, off: str | None
) -> None:
    books = books_of(OPENS + BILLED + acts)
    found = credited(books.history("A"), books.history("C"))
    assert (found and found.number) == (off and Decimal(off))
