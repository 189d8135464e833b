"""Taking back the last entry: exactly, and only while nobody outside has seen it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import BillcliError, ConflictError, InvalidError, UsageError
from billcli.services.undo_entry import PUBLISHING, undo_entry
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from shop import Shop

    from billcli.domain.problem import Problem


def _agree(text: str) -> None:
    assert text


YES, DRY = Consent(_agree), Consent(_agree, dry_run=True)


def _refused(shop: Shop, wanted: str = "") -> Problem:
    before = shop.tree()
    with pytest.raises(UsageError) as caught:
        undo_entry(shop.workspace(), wanted, YES)
    assert shop.tree() == before
    return caught.value.problems[0]


def test_the_file_is_as_if_the_invoice_had_never_been_written(shop: Shop) -> None:
    shop.sold("1")
    before = shop.tree()
    shop.sold("2")
    undone = undo_entry(shop.workspace(), "", YES)
    assert shop.tree() == before
    assert undone.ids == ("INV-2026-0002",)
    assert undone.place == "2026.beancount:24"
    assert undone.text.startswith('2026-01-31 * "Acme Inc." "Invoice INV-2026-0002"')
    assert 'document Assets:Receivable:Acme "documents/INV-2026-0002.txt"' in undone.text
    assert [path.name for path in undone.files] == ["INV-2026-0002.txt"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_made_for_the_entry_goes_with_it(shop: Shop, newline: str) -> None:
    main = shop.folder / "main.beancount"
    main.write_bytes(main.read_bytes().replace(b"\n", newline.encode()))
    before = shop.tree()
    shop.sold("1")
    assert b'include "2026.beancount"' in main.read_bytes()
    undo_entry(shop.workspace(), "", YES)
    assert shop.tree() == before
    shop.sold("2")
    assert shop("invoice list --format ids").out == "INV-2026-0001\n"


def test_of_two_new_files_only_the_one_that_is_left_goes(shop: Shop) -> None:
    shop.sold("1")
    before = shop.tree()
    shop.sold("2", date="2025-12-30")
    undo_entry(shop.workspace(), "INV-2025-0001", YES)
    assert shop.tree() == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('include "2026.beancount"\n', 'include "2026.beancount" ; mine\n'),
        ('include "2026.beancount"\n', 'include "20*.beancount"\n'),
    ],
)
def test_a_file_included_by_another_line_stays(shop: Shop, old: str, new: str) -> None:
    shop.sold("1")
    shop.write("main.beancount", shop.text("main.beancount").replace(old, new))
    undo_entry(shop.workspace(), "", YES)
    assert shop.text() == "; 2026.beancount\n"
    assert new in shop.text("main.beancount")


def test_the_number_is_free_again(shop: Shop) -> None:
    shop.sold("1", "2")
    undo_entry(shop.workspace(), "", YES)
    shop.sold("3")
    assert shop("invoice list --format ids").out == "INV-2026-0001\nINV-2026-0002\n"


def test_entries_go_one_by_one_until_there_are_none(shop: Shop) -> None:
    shop.sold("100")
    shop.done("payment add Acme 60 EUR --oldest-first", "payment add Acme 40 EUR")
    ids = [undo_entry(shop.workspace(), "", YES).ids for _ in range(3)]
    assert ids == [("PMT-2026-0002",), ("PMT-2026-0001",), ("INV-2026-0001",)]
    assert "2026.beancount" not in shop.tree()
    problem = _refused(shop)
    assert problem.code == "UNDO-NOTHING"
    assert problem.message == "billcli wrote no entry here yet"


def test_a_credit_note_and_its_application_are_one_act(shop: Shop) -> None:
    shop.sold("1")
    before = shop.tree()
    shop.done("invoice void INV-2026-0001")
    undone = undo_entry(shop.workspace(), "", YES)
    assert undone.ids == ("CN-2026-0001", "APP-2026-0001")
    assert [path.name for path in undone.files] == ["CN-2026-0001.txt"]
    assert shop.tree() == before


@pytest.mark.parametrize(
    "use",
    [
        (
            '2026-02-01 * "Acme Inc." "Paid back"\n  id: "REF-X"\n'
            "  Assets:Bank:Checking     -40 EUR\n"
            '  Assets:Receivable:Acme    40 EUR\n    invoice: "PMT-2026-0001"\n'
        ),
        (
            '2026-02-01 * "Acme Inc." "Sent back"\n  id: "REF-X"\n  reverses: "PMT-2026-0001"\n'
            "  Assets:Bank:Checking       1 EUR\n  Income:Services           -1 EUR\n"
        ),
    ],
)
def test_a_payment_stays_while_another_entry_uses_it(shop: Shop, use: str) -> None:
    shop.sold("60")
    shop.done("payment add Acme 100 EUR --oldest-first")
    shop.append(f"\n{use}")
    for wanted in ("", "PMT-2026-0001"):
        problem = _refused(shop, wanted)
        assert problem.code == "UNDO-NOT-LAST"
        assert problem.message == "PMT-2026-0001 cannot be taken back: REF-X builds on it"
        assert problem.help == "take that back first: billcli why PMT-2026-0001 shows it"


def test_an_invoice_stays_while_next_years_payment_names_it(shop: Shop) -> None:
    shop.sold("60", date="2025-12-31")
    shop.done("payment add Acme 60 EUR --date 2026-01-15")
    problem = _refused(shop, "INV-2025-0001")
    assert "PMT-2026-0001 builds on it" in problem.message
    undo_entry(shop.workspace(), "PMT-2026-0001", YES)
    undo_entry(shop.workspace(), "INV-2025-0001", YES)


def test_a_payment_that_names_nothing_does_not_hold_an_invoice(shop: Shop) -> None:
    before = shop.tree()
    shop.append(
        '\n2026-01-05 * "Acme Inc." "by hand"\n'
        "  Assets:Bank:Checking      60 EUR\n  Assets:Receivable:Acme   -60 EUR\n"
    )
    between = shop.tree()
    shop.sold("60")
    undo_entry(shop.workspace(), "", YES)
    assert (shop.tree() == between, shop.tree() == before) == (True, False)


def test_a_dry_run_tells_and_keeps(shop: Shop) -> None:
    shop.sold("1")
    before = shop.tree()
    asked: list[str] = []
    undone = undo_entry(shop.workspace(), "", Consent(asked.append, dry_run=True))
    assert undone.ids == ("INV-2026-0001",)
    assert asked == []
    assert shop.tree() == before


def test_the_text_that_goes_is_what_is_asked_about(shop: Shop) -> None:
    shop.sold("1")
    asked: list[str] = []
    undone = undo_entry(shop.workspace(), "", Consent(asked.append))
    assert asked == [undone.text]


def test_who_says_no_keeps_it(shop: Shop) -> None:
    shop.sold("1")
    before = shop.tree()

    def refuse(_text: str) -> None:
        raise BillcliError.of("NOT-CONFIRMED", "no")

    with pytest.raises(BillcliError, match="NOT-CONFIRMED"):
        undo_entry(shop.workspace(), "", Consent(refuse))
    assert shop.tree() == before


def test_another_than_the_last_is_refused_with_what_to_do(shop: Shop) -> None:
    shop.sold("100")
    shop.done("payment add Acme 60 EUR --oldest-first", "payment add Acme 40 EUR")
    problem = _refused(shop, "INV-2026-0001")
    assert problem.code == "UNDO-NOT-LAST"
    assert problem.message == "INV-2026-0001 is not the last entry: later ones build on it"
    assert problem.help == "correct it instead: billcli invoice void INV-2026-0001"
    problem = _refused(shop, "PMT-2026-0001")
    assert problem.code == "UNDO-NOT-LAST"
    assert problem.help == "take those back first: billcli undo"
    assert undo_entry(shop.workspace(), "PMT-2026-0002", YES).ids == ("PMT-2026-0002",)


def test_an_unknown_id_is_answered_by_the_nearest(shop: Shop) -> None:
    shop.sold("100")
    problem = _refused(shop, "INV-2026-0007")
    assert problem.code == "UNKNOWN-ENTRY"
    assert problem.message == "billcli wrote no entry 'INV-2026-0007' here"
    assert problem.help == "did you mean INV-2026-0001?"
    assert _refused(shop, "??").help == "see billcli invoice list"


def test_entries_of_other_tools_are_never_taken_back(shop: Shop) -> None:
    shop.append(
        '2026-01-05 * "Acme Inc." "Invoice X" #invoice ^X-1\n  invoice: "X-1"\n'
        "  Assets:Receivable:Acme  5.00 EUR\n  Income:Services  -5.00 EUR\n"
    )
    assert _refused(shop).code == "UNDO-NOTHING"


def test_what_a_person_wrote_below_it_stays(shop: Shop) -> None:
    shop.sold("1")
    shop.append("\n2026-02-01 open Assets:Drawer\n", "2026.beancount")
    assert undo_entry(shop.workspace(), "", YES).ids == ("INV-2026-0001",)
    assert shop.text() == "; 2026.beancount\n\n2026-02-01 open Assets:Drawer\n"


@pytest.mark.parametrize("kind", sorted(PUBLISHING))
def test_what_was_sent_or_receipted_is_published(shop: Shop, kind: str) -> None:
    shop.sold("1")
    shop.append(
        f'2026-02-01 note Assets:Receivable:Acme "To ap@acme.example" #{kind} ^INV-2026-0001\n'
    )
    problem = _refused(shop)
    assert problem.code == "UNDO-PUBLISHED"
    assert problem.message == (
        "INV-2026-0001 was published: To ap@acme.example (main.beancount:16)"
    )
    assert problem.help == "correct it instead: billcli invoice void INV-2026-0001"


def test_a_published_payment_stays_and_is_corrected_by_a_new_entry(shop: Shop) -> None:
    shop.done("payment add Acme 5 EUR --on-account")
    shop.append('2026-02-01 note Assets:Receivable:Acme "Receipt" #receipt ^PMT-2026-0001\n')
    problem = _refused(shop)
    assert problem.code == "UNDO-PUBLISHED"
    assert problem.help == "a new entry corrects it, this one stays"


@pytest.mark.parametrize("kind", ["dispute", "promise", "hold", "call"])
def test_a_talk_about_it_publishes_nothing(shop: Shop, kind: str) -> None:
    shop.sold("1")
    shop.append(f'2026-02-01 note Assets:Receivable:Acme "They said" #{kind} ^INV-2026-0001\n')
    assert undo_entry(shop.workspace(), "", YES).ids == ("INV-2026-0001",)


def test_a_reminder_of_another_invoice_publishes_nothing(shop: Shop) -> None:
    shop.sold("1", "2")
    shop.append('2026-02-01 note Assets:Receivable:Acme "Sent" #reminder ^INV-2026-0001\n')
    assert undo_entry(shop.workspace(), "", YES).ids == ("INV-2026-0002",)


def test_of_two_files_the_later_date_is_last_when_it_was_saved_last(shop: Shop) -> None:
    shop.sold("1")
    shop.sold("2", date="2027-01-02")
    _saved(shop, "2026.beancount", 1000)
    _saved(shop, "2027.beancount", 2000)
    assert undo_entry(shop.workspace(), "", DRY).ids == ("INV-2027-0001",)
    _saved(shop, "2026.beancount", 2000)
    assert undo_entry(shop.workspace(), "", DRY).ids == ("INV-2027-0001",)


def test_of_two_files_it_is_asked_when_the_earlier_date_was_saved_last(shop: Shop) -> None:
    shop.sold("1")
    shop.sold("2", date="2027-01-02")
    _saved(shop, "2027.beancount", 1000)
    _saved(shop, "2026.beancount", 2000)
    problem = _refused(shop)
    assert problem.code == "UNDO-WHICH"
    assert problem.message == (
        "it is not clear which was written last: INV-2026-0001 or INV-2027-0001"
    )
    assert problem.help == "name it, as in billcli undo INV-2026-0001"
    assert undo_entry(shop.workspace(), "INV-2026-0001", DRY).ids == ("INV-2026-0001",)
    assert undo_entry(shop.workspace(), "INV-2027-0001", DRY).ids == ("INV-2027-0001",)


def _saved(shop: Shop, name: str, seconds: int) -> None:
    os.utime(shop.folder / name, (seconds, seconds))


def test_a_document_a_person_removed_is_no_obstacle(shop: Shop) -> None:
    shop.sold("1")
    text = shop.text()
    shop.write("2026.beancount", text[: text.index("2026-01-31 document")].rstrip() + "\n")
    (shop.folder / "documents" / "INV-2026-0001.txt").unlink()
    undone = undo_entry(shop.workspace(), "", YES)
    assert undone.files == ()
    assert "2026.beancount" not in shop.tree()


def test_books_with_errors_are_left_alone(shop: Shop) -> None:
    shop.sold("1")
    shop.append("2026-01-01 open\n")
    with pytest.raises(InvalidError):
        undo_entry(shop.workspace(), "", YES)


def test_an_entry_that_came_meanwhile_is_the_last_then(shop: Shop) -> None:
    shop.sold("100")
    first: list[str] = []

    def meanwhile(text: str) -> None:
        if not first:
            shop.done("payment add Acme 100 EUR")
        first.append(text)

    assert undo_entry(shop.workspace(), "", Consent(meanwhile)).ids == ("PMT-2026-0001",)
    assert ["Invoice" in text for text in first] == [True, False]
    assert shop("invoice list --format ids").out == "INV-2026-0001\n"


def test_a_wanted_entry_that_is_not_last_any_more_stays(shop: Shop) -> None:
    shop.sold("100")

    def meanwhile(_text: str) -> None:
        shop.done("payment add Acme 100 EUR")

    with pytest.raises(UsageError) as caught:
        undo_entry(shop.workspace(), "INV-2026-0001", Consent(meanwhile))
    assert caught.value.problems[0].code == "UNDO-NOT-LAST"


def test_books_that_never_rest_are_a_conflict(shop: Shop) -> None:
    shop.sold("100")

    def meddle(_text: str) -> None:
        shop.append("2026-01-01 open Assets:Drawer\n")

    with pytest.raises(ConflictError):
        undo_entry(shop.workspace(), "", Consent(meddle, wait=0.0))
    assert "INV-2026-0001" in shop.text()
