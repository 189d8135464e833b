from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.documents.letterhead import Letterhead
from billcli.documents.sample_account import sample_statement
from billcli.documents.statement_context import ACTS, statement_context
from billcli.domain.contract import KIND_TAGS
from billcli.domain.entry import Entry
from billcli.domain.money import Money
from billcli.domain.statement import StatementLine, StatementSection
from tests.documents.plain_data import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.domain.statement import Statement

HEAD = Letterhead.of({"name": "Mueller", "iban": "DE89370400440532013000"}, {"name": "Acme"})
WHOLE = st.integers(-(10**12), 10**12)
DAY = sample_statement().since


def data_of(statement: Statement) -> Mapping[str, object]:
    return statement_context(statement, HEAD).data


def payment_of(statement: Statement) -> list[tuple[str, str]]:
    rows = data_of(statement)["payment"]["rows"]
    return [(row["name"], row["value"].replace("\u00a0", " ")) for row in rows]


@settings(max_examples=30, deadline=None)
@given(WHOLE, st.lists(WHOLE, max_size=8))
def test_opening_and_movements_are_the_closing_balance_as_shown(
    first: int, steps: list[int]
) -> None:
    balance, lines = first, []
    for step in steps:
        balance += step
        entry = Entry(DAY, "Acme", "x", ("payment",), (), ())
        money = (Money.of(str(step), "EUR"), Money.of(str(balance), "EUR"))
        lines.append(StatementLine(DAY, "PMT-1", "x", ("INV-1",), *money, entry))
    ends = Money.of(str(first), "EUR"), Money.of(str(balance), "EUR")
    section = StatementSection("EUR", ends[0], tuple(lines), ends[1], ())
    data = data_of(replace(sample_statement(), sections=(section,)))
    (shown,) = data["sections"]
    assert plain(data)
    running = shown["opening"]
    for line in shown["lines"]:
        assert not (line["charged"] and line["credited"])
        running += line["charged"] or Money.zero("EUR")
        running -= line["credited"] or Money.zero("EUR")
        assert line["balance"] == running
    assert running == shown["closing"]


def test_what_is_open_is_aged_and_asked_for() -> None:
    data = data_of(sample_statement())
    (section,) = data["sections"]
    assert [part["amount"].number for part in section["aging"]][:2] == [12450, 1730]
    assert sum(part["amount"].number for part in section["aging"]) == section["closing"].number
    assert [item["days_late"] for item in section["open"]] == ["29", ""]
    assert payment_of(sample_statement())[:2] == [
        ("balance-due", "14,180.00 EUR"),
        ("overdue", "1,730.00 EUR"),
    ] or (
        payment_of(sample_statement())[:2]
        == [("balance-due", "EUR 14,180.00"), ("overdue", "EUR 1,730.00")]
    )


def test_no_more_is_overdue_than_is_due() -> None:
    statement = sample_statement()
    (section,) = statement.sections
    late, later = section.open_items
    credit = later._replace(balance_open=Money.of("-730.00", "EUR"), item="CN-1")
    netted = replace(section, open_items=(late, credit), closing=Money.of("1000.00", "EUR"))
    changed = replace(statement, sections=(netted,))
    rows = dict(payment_of(changed))
    assert rows["overdue"] == rows["balance-due"]
    (shown,) = data_of(changed)["sections"]
    assert shown["aging"][-1]["label"] == "Credits"
    assert shown["open"][1]["days_late"] == ""


def test_nothing_open_and_a_credit_need_no_payment() -> None:
    statement = sample_statement()
    clear = data_of(replace(statement, sections=()))
    assert clear["payment"]["sentence"] == "Nothing is open on your account. Thank you."
    (section,) = statement.sections
    owed = replace(section, closing=Money.of("-5.00", "EUR"), open_items=())
    credit = data_of(replace(statement, sections=(owed,)))
    assert "5.00" in credit["payment"]["sentence"]
    assert "credit" in credit["payment"]["sentence"]
    assert credit["payment"]["wanted"] == ""
    assert credit["sections"][0]["aging"] == ()


def test_each_currency_is_asked_for_on_its_own() -> None:
    rows = payment_of(sample_statement("EUR", "USD"))
    assert [name for name, _ in rows[:4]] == ["balance-due", "overdue"] * 2
    assert ["EUR" in value for _, value in rows[:4]] == [True, True, False, False]


def test_what_no_word_is_known_for_is_called_as_the_books_call_it() -> None:
    statement = sample_statement()
    (section,) = statement.sections
    line = section.lines[0]
    entry = Entry(line.date, "Acme", "Deposit", (), (), ())
    odd = replace(line, entry=entry, narration="Deposit", items=("INV-1", line.number, "INV-2"))
    (shown,) = data_of(replace(statement, sections=(replace(section, lines=(odd,)),)))["sections"]
    assert shown["lines"][0]["description"] == "Deposit"
    assert shown["lines"][0]["documents"] == "INV-1, INV-2"
    assert set(ACTS) <= KIND_TAGS
