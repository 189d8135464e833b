"""How every command writes: decide, show, ask, append once; decide anew when the books moved."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from billcli.domain.entry import Entry, Posting, Record
from billcli.domain.money import Money
from billcli.domain.problem import BillcliError, ConflictError, InvalidError, Problem, UsageError
from billcli.ledger.change_set import NewFile
from billcli.services.filing import Papers
from billcli.services.writing import Consent, Decision, perform
from billcli.store.lock import hold

if TYPE_CHECKING:
    from shop import Shop

    from billcli.domain.entry import Directive
    from billcli.services.workspace import Workspace

DAY = dt.date(2026, 1, 31)
BY_HAND = '\n2026-01-30 * "By hand"\n  Assets:Cash  1.00 EUR\n  Income:Services  -1.00 EUR\n'
WARNING = Problem("X-ODD", "odd")


def _sale(text: str) -> Entry:
    one = Money.of("5.00", "EUR")
    legs = (Posting("Assets:Cash", one), Posting("Income:Services", -one))
    return Entry(DAY, "Acme", text, (), (), legs)


@dataclass
class Deciding:
    """A decision that keeps what it was given."""

    seen: list[int] = field(default_factory=list)
    files: tuple[NewFile, ...] = ()

    def __call__(self, books: Workspace, tail: tuple[Directive, ...]) -> Decision[str]:
        self.seen.append(len(tail))
        text = f"{len(books.snapshot.facts.entries)} entries before, {len(tail)} since"
        return Decision(text, Papers((_sale(text),), self.files), (WARNING,))


@dataclass
class Person:
    """Somebody who agrees, and may do something first."""

    first: object = None
    asked: list[str] = field(default_factory=list)

    def __call__(self, text: str) -> None:
        self.asked.append(text)
        if self.first is not None and len(self.asked) == 1:
            self.first()  # type: ignore[operator]


def test_what_was_decided_is_shown_and_written_and_told(shop: Shop) -> None:
    shop.sold("1")
    person, deciding = Person(), Deciding()
    written = perform(shop.workspace(), deciding, Consent(person))
    assert written.value == "1 entries before, 0 since"
    assert person.asked == [written.text]
    assert shop.text().endswith("\n\n" + written.text)
    assert [str(place) for place in written.places] == ["2026.beancount:24"]
    assert [path.name for path in written.files] == ["2026.beancount"]
    assert written.problems == (WARNING,)
    assert deciding.seen == [0]


def test_a_dry_run_asks_nobody_and_writes_nothing(shop: Shop) -> None:
    before = shop.tree()
    person = Person()
    written = perform(shop.workspace(), Deciding(), Consent(person, dry_run=True))
    assert written.text.startswith('2026-01-31 * "Acme" "0 entries before, 0 since"\n')
    assert (written.places, written.files) == ((), ())
    assert written.problems == (WARNING,)
    assert person.asked == []
    assert shop.tree() == before


def test_who_says_no_leaves_everything_as_it_was(shop: Shop) -> None:
    before = shop.tree()

    def refuse(_text: str) -> None:
        raise BillcliError.of("NOT-CONFIRMED", "no")

    with pytest.raises(BillcliError, match="NOT-CONFIRMED"):
        perform(shop.workspace(), Deciding(), Consent(refuse))
    assert shop.tree() == before


def test_books_with_errors_are_not_written_to(shop: Shop) -> None:
    shop.append("2026-01-01 open\n")
    before = shop.tree()
    deciding = Deciding()
    with pytest.raises(InvalidError):
        perform(shop.workspace(), deciding, Consent(Person()))
    assert deciding.seen == []
    assert shop.tree() == before


def test_what_would_make_the_books_invalid_is_refused_before_anybody_is_asked(shop: Shop) -> None:
    person = Person()
    legs = (Posting("Assets:Nowhere", Money.of("0.00", "EUR")),)

    def decide(_books: Workspace, _tail: tuple[Directive, ...]) -> Decision[None]:
        return Decision(None, Papers((Entry(DAY, "", "", (), (), legs),)))

    with pytest.raises(UsageError) as caught:
        perform(shop.workspace(), decide, Consent(person))
    assert caught.value.problems[0].code == "ACCOUNT-UNKNOWN"
    assert person.asked == []


def test_an_entry_appended_while_a_person_thinks_means_deciding_anew(shop: Shop) -> None:
    shop.sold("1")
    person = Person(lambda: shop.append(BY_HAND, "2026.beancount"))
    deciding = Deciding()
    written = perform(shop.workspace(), deciding, Consent(person))
    assert written.value == "2 entries before, 0 since"
    assert deciding.seen == [0, 0]
    assert len(person.asked) == 2
    assert "By hand" in shop.text()
    assert shop.text().endswith(written.text)


def test_a_decision_that_follows_is_made_again_under_the_lock_on_what_was_appended(
    shop: Shop,
) -> None:
    shop.sold("1")
    person = Person(lambda: shop.append(BY_HAND, "2026.beancount"))
    deciding = Deciding()
    written = perform(shop.workspace(), deciding, Consent(person), follows=True)
    assert deciding.seen == [0, 1]
    assert written.value == "1 entries before, 1 since"
    assert len(person.asked) == 1
    assert "1 entries before, 1 since" in shop.text()
    assert "1 entries before, 0 since" not in shop.text()


@pytest.mark.parametrize("follows", [True, False])
def test_an_old_line_that_changed_meanwhile_means_loading_again(shop: Shop, follows: bool) -> None:
    shop.sold("1")
    person = Person(lambda: shop.write("2026.beancount", shop.text().replace("Work", "Wörk")))
    deciding = Deciding()
    perform(shop.workspace(), deciding, Consent(person), follows=follows)
    assert deciding.seen == [0, 0]
    assert "Wörk" in shop.text()


def test_the_same_text_is_agreed_to_once(shop: Shop) -> None:
    shop.sold("1")

    def decide(_books: Workspace, _tail: tuple[Directive, ...]) -> Decision[None]:
        return Decision(None, Papers((_sale("always the same"),)))

    person = Person(lambda: shop.append(BY_HAND, "2026.beancount"))
    perform(shop.workspace(), decide, Consent(person))
    assert len(person.asked) == 1
    assert shop.text().count("always the same") == 1


def test_books_that_keep_moving_end_in_a_conflict(shop: Shop) -> None:
    shop.sold("1")

    def meddle(_text: str) -> None:
        shop.append(BY_HAND, "2026.beancount")

    with pytest.raises(ConflictError):
        perform(shop.workspace(), Deciding(), Consent(meddle, wait=0.0))
    assert "Acme" not in shop.text().rpartition("By hand")[0].rpartition("document")[2]


def test_a_held_lock_is_a_conflict_after_the_wait(shop: Shop) -> None:
    shop.sold("1")
    before = shop.tree()
    with hold(shop.folder), pytest.raises(ConflictError) as caught:
        perform(shop.workspace(), Deciding(), Consent(Person(), wait=0.0))
    assert caught.value.problems[0].code == "LOCK-HELD"
    assert caught.value.exit_code == 6
    assert shop.tree() == before


def test_a_document_that_is_there_already_stops_the_whole_change(shop: Shop) -> None:
    shop.write("documents/a.txt", "mine")
    before = shop.tree()
    made = NewFile(shop.folder / "documents" / "a.txt", b"theirs")
    with pytest.raises(BillcliError):
        perform(shop.workspace(), Deciding(files=(made,)), Consent(Person()))
    assert shop.tree() == before


def test_directives_in_two_files_have_each_its_place(shop: Shop) -> None:
    party = Record(DAY, "customer", ("Acme", "Assets:Receivable:Acme"), {"hold": "x"}, (1,))

    def decide(_books: Workspace, _tail: tuple[Directive, ...]) -> Decision[None]:
        return Decision(None, Papers((party, _sale("one"))))

    shop.sold("1")
    written = perform(shop.workspace(), decide, Consent(Person()))
    assert [str(place) for place in written.places] == [
        "customers.beancount:17", "2026.beancount:24",
    ]  # fmt: skip
    assert shop.text("customers.beancount").splitlines()[16].startswith('2026-01-31 custom "cust')
    assert shop.text().splitlines()[23] == '2026-01-31 * "Acme" "one"'
