from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from billcli.domain.entry import Document, Note
from billcli.domain.problem import Source
from billcli.domain.rule.broken_seal import broken_seals, stray_seals

if TYPE_CHECKING:
    from billcli.domain.entry import Entry
    from tests.domain.rule.conftest import Book

AR = "Assets:Receivable:Acme"


def invoice(book: type[Book], **more: object) -> Entry:
    return book.transaction(
        "#invoice ^INV-1 Invoice", f"{AR} 10.00 EUR", "Income -10.00 EUR", invoice="INV-1", **more
    )


def test_whole_and_foreign_entries_are_fine(book: type[Book]) -> None:
    scope = book.scope(invoice(book), invoice(book, seal=False))
    assert list(broken_seals(scope)) == []
    assert list(stray_seals(scope)) == []


def test_an_edit_is_told_with_the_way_back(book: type[Book]) -> None:
    (problem,) = broken_seals(book.scope(replace(invoice(book), narration="else")))
    assert str(problem) == (
        "main.beancount:100: error[SEAL-BROKEN]: INV-1 does not say what it was sealed with:"
        " it was cut off, merged or edited since"
    )
    assert problem.help == (
        'restore it from git or a backup, or accept it: billcli ledger reseal INV-1 --reason "..."'
    )


def test_lost_postings_are_named(book: type[Book]) -> None:
    (problem,) = broken_seals(book.scope(replace(invoice(book), postings=())))
    assert "lost all its postings" in problem.message


def test_a_seal_of_another_type_is_broken(book: type[Book]) -> None:
    (problem,) = broken_seals(book.scope(invoice(book, seal=False, seal_=True)))
    assert problem.code == "SEAL-BROKEN"


def test_a_seal_on_a_posting_is_astray(book: type[Book]) -> None:
    mixed = book.transaction(
        "#invoice ^INV-1 Invoice", (f"{AR} 10.00 EUR", {"seal": "0123456789ab"}), invoice="INV-1"
    )
    assert book.said(stray_seals(book.scope(mixed))) == [
        (
            "main.beancount:101: error[SEAL-BROKEN]: the seal of a transaction stands on a posting"
            " of INV-1"
        )
    ]


def test_a_seal_on_another_directive_is_astray(book: type[Book]) -> None:
    day, meta = dt.date(2026, 1, 1), {"seal": "0123456789ab"}
    scope = book.scope(
        notes=(Note(day, AR, "called", meta=meta, source=Source("main.beancount", 5)),),
        documents=(Document(day, AR, "a.pdf", meta=meta), Document(day, AR, "b.pdf")),
    )
    assert book.said(stray_seals(scope)) == [
        (
            "main.beancount:5: error[SEAL-BROKEN]: the seal of a transaction stands on a directive"
            " of another kind (note)"
        ),
        (
            "error[SEAL-BROKEN]: the seal of a transaction stands on a directive of another kind"
            " (document)"
        ),
    ]
