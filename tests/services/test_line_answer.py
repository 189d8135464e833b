"""Answers decided one after the other, on what is left open."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from billcli.domain.bank_line import BankLine
from billcli.domain.money import Money
from billcli.domain.problem import BillcliError
from billcli.matching.proposal import Adjustment, AdjustmentKind, Part, Suggestion
from billcli.services.line_answer import Accept, AnswerDesk, Settle

if TYPE_CHECKING:
    from types import ModuleType

    from shop import Shop

    from billcli.services.line_answer import Answer
    from billcli.services.workspace import Workspace

LINE = BankLine("Assets:Bank:Checking", dt.date(2026, 1, 31), Money.of("150.00", "EUR"))


def eur(number: str) -> Money:
    return Money.of(number, "EUR")


@pytest.fixture(scope="module")
def books(shop_module: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return books with three invoices, which no answer changes."""
    shop: Shop = shop_module.Shop.open(tmp_path_factory.mktemp("answers") / "books")
    shop.sold("100", "200")
    shop.sold("50", customer="Globex")
    return shop.workspace()


@pytest.fixture
def desk(books: Workspace) -> AnswerDesk:
    return AnswerDesk(books)


def _way(desk: AnswerDesk, *parts: tuple[str, str], rest: str = "0.00", **more: object) -> Accept:
    rows = [Part(desk.row_of(item, None), eur(amount)) for item, amount in parts]
    return Accept(Suggestion("Acme", tuple(rows), eur(rest), **more))  # type: ignore[arg-type]


def _refused(desk: AnswerDesk, answer: Accept | Settle) -> str:
    with pytest.raises(BillcliError) as caught:
        desk.take(LINE, answer)
    return caught.value.problems[0].code


def _open(desk: AnswerDesk) -> dict[str, str]:
    return {row.item: str(row.balance_open.number) for row in desk.open_of("")}


def test_an_answer_takes_off_what_is_open_and_gives_it_back(desk: AnswerDesk) -> None:
    before = _open(desk)
    chosen = desk.take(LINE, _way(desk, ("INV-2026-0001", "100"), ("INV-2026-0002", "50")))
    assert _open(desk) == {"INV-2026-0002": "150.00", "INV-2026-0003": "50.00"}
    desk.take_back(chosen)
    assert _open(desk) == before


def test_what_an_earlier_answer_settled_is_a_conflict(desk: AnswerDesk) -> None:
    way = _way(desk, ("INV-2026-0001", "100"), rest="50")
    desk.take(LINE, way)
    assert _refused(desk, way) == "ITEM-SETTLED"


def test_an_item_that_is_gone_is_a_conflict(desk: AnswerDesk) -> None:
    way = _way(desk, ("INV-2026-0001", "150"))
    part = way.chosen.parts[0]
    gone = replace(part, item=part.item._replace(item="INV-2026-0099"))
    assert _refused(desk, Accept(replace(way.chosen, parts=(gone,)))) == "ITEM-SETTLED"


@pytest.mark.parametrize(
    ("number", "rest", "taken"),
    [("100", "0", None), ("200", "0", None), ("200", "0", "49.99"), ("100", "50.01", None)],
)
def test_a_proposal_has_to_come_to_the_amount_of_the_line(
    desk: AnswerDesk, number: str, rest: str, taken: str | None
) -> None:
    item, code = "INV-2026-0002", "LINE-UNBALANCED"
    kept = (Adjustment(AdjustmentKind.BANK_FEE, eur(taken)),) if taken else ()
    before = _open(desk)
    assert _refused(desk, _way(desk, (item, number), rest=rest, adjustments=kept)) == code
    assert _open(desk) == before
    desk.take(LINE, _way(desk, (item, "150"), rest="0"))


def test_several_customers_leave_nothing_over(desk: AnswerDesk) -> None:
    parts = (Part(desk.row_of("INV-2026-0001", None), eur("100")),)
    assert _refused(desk, Accept(Suggestion("", parts, eur("50")))) == "LINE-UNBALANCED"


def test_a_returned_payment_opens_an_item_no_further_than_it_was_made_for(shop: Shop) -> None:
    shop.sold("150")
    shop.done("payment add Acme 150 EUR --allocate INV-2026-0001")
    desk = AnswerDesk(shop.workspace())
    part = Part(desk.row_of("INV-2026-0001", None), eur("-150"))
    back = replace(LINE, amount=eur("-150"))
    way = Accept(Suggestion("Acme", (part,), eur("0")))
    desk.take(back, way)
    assert _open(desk) == {"INV-2026-0001": "150.00"}
    with pytest.raises(BillcliError, match="ITEM-SETTLED"):
        desk.take(back, way)


@pytest.mark.parametrize(
    ("answer", "parts", "rest"),
    [
        (Settle("acme"), [], "150.00"),
        (Settle("Acme", ("INV-2026-0001",)), [("INV-2026-0001", "100.00")], "50.00"),
        (Settle("Acme", ("INV-2026-0002=155",), fee=eur("5")), [("INV-2026-0002", "155.00")], "0.00"),  # noqa: E501
        (
            Settle("Acme", ("INV-2026-0002=160",), discount=eur("10")),
            [("INV-2026-0002", "160.00")],
            "0.00",
        ),
    ],
)  # fmt: skip
def test_typed_answers_become_ways_to_book(
    desk: AnswerDesk, answer: Settle, parts: list[tuple[str, str]], rest: str
) -> None:
    chosen = desk.take(LINE, answer)
    assert chosen.customer == "Acme"
    assert [(p.item.item, str(p.amount.number)) for p in chosen.parts] == parts
    assert str(chosen.residual.number) == rest


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Settle("Nobody"), "UNKNOWN-CUSTOMER"),
        (Settle("Acme", ("INV-2026-0003",)), "UNKNOWN-ITEM"),
        (Settle("Acme", ("INV-2026-0001=101",)), "ALLOCATION-EXCEEDS"),
        (Settle("Acme", ("INV-2026-0001",), discount=eur("5")), "DISCOUNT-RESIDUAL"),
        (
            Settle("Acme", ("INV-2026-0001", "INV-2026-0002=60"), discount=eur("10")),
            "DISCOUNT-ITEM",
        ),
    ],
)
def test_typed_answers_that_cannot_be_are_refused(
    desk: AnswerDesk, answer: Answer, code: str
) -> None:
    before = _open(desk)
    assert not isinstance(answer, str)
    assert _refused(desk, answer) == code  # type: ignore[arg-type]
    assert _open(desk) == before


def test_one_item_answered_twice_is_listed_once(desk: AnswerDesk) -> None:
    small = replace(LINE, amount=eur("10"))
    for _ in range(3):
        desk.take(small, Settle("Acme", ("INV-2026-0002=10",)))
    assert [row.item for row in desk.open_of("Acme")] == ["INV-2026-0001", "INV-2026-0002"]
    assert _open(desk)["INV-2026-0002"] == "170.00"
