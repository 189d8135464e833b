"""What became of a quote, as the ledger and its file tell."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from billcli.domain.entry import Entry, Note
from billcli.domain.problem import UsageError
from billcli.domain.quote import (
    QuoteState,
    invoices_of,
    require_acceptable,
    require_billable,
    require_sendable,
    state_of,
)

DAY = dt.date(2026, 2, 15)
BEFORE = DAY - dt.timedelta(days=1)
WHOLE = Entry(DAY, "Acme", "", ("invoice",), (), (), {"invoice": "INV-2", "quote": "Q-1"})
VOID = replace(WHOLE, meta={"invoice": "INV-0", "quote": "Q-1"})
DEPOSIT = replace(WHOLE, meta={"invoice": "INV-1", "quote": "Q-1", "on": "Q-1"})


@pytest.mark.parametrize(
    ("invoices", "declined", "until", "wanted"),
    [
        ((), False, None, "open"),
        ((), False, DAY, "open"),
        ((), False, BEFORE, "expired"),
        ((), True, BEFORE, "declined"),
        ((WHOLE,), True, BEFORE, "invoiced"),
        ((DEPOSIT,), True, BEFORE, "accepted"),
        ((DEPOSIT, WHOLE), False, None, "invoiced"),
        ((VOID,), True, BEFORE, "accepted"),
        ((DEPOSIT, VOID), False, None, "accepted"),
        ((VOID, WHOLE), False, None, "invoiced"),
    ],
)
def test_the_state_follows(
    invoices: tuple[Entry, ...], declined: bool, until: dt.date | None, wanted: str
) -> None:
    assert state_of(invoices, declined, until, DAY, {"INV-0"}).value == wanted


@pytest.mark.parametrize(
    ("state", "anyway", "code"),
    [
        (QuoteState.OPEN, False, ""),
        (QuoteState.INVOICED, False, "QUOTE-INVOICED"),
        (QuoteState.INVOICED, True, "QUOTE-INVOICED"),
        (QuoteState.ACCEPTED, True, "QUOTE-INVOICED"),
        (QuoteState.DECLINED, False, "QUOTE-DECLINED"),
        (QuoteState.DECLINED, True, ""),
        (QuoteState.EXPIRED, False, "QUOTE-EXPIRED"),
        (QuoteState.EXPIRED, True, ""),
    ],
)
def test_what_can_be_accepted(state: QuoteState, anyway: bool, code: str) -> None:
    try:
        require_acceptable("Q-1", state, ["INV-7"], DAY, anyway=anyway)
    except UsageError as error:
        assert error.problems[0].code == code  # noqa: PT017 - or nothing is raised
    else:
        assert not code


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (QuoteState.ACCEPTED, ""),
        (QuoteState.INVOICED, "QUOTE-INVOICED"),
        (QuoteState.OPEN, "QUOTE-NOT-ACCEPTED"),
        (QuoteState.EXPIRED, "QUOTE-NOT-ACCEPTED"),
        (QuoteState.DECLINED, "QUOTE-NOT-ACCEPTED"),
    ],
)
def test_the_whole_is_billed_after_a_deposit(state: QuoteState, code: str) -> None:
    try:
        require_billable("Q-1", state, ["INV-7"])
    except UsageError as error:
        assert error.problems[0].code == code  # noqa: PT017 - or nothing is raised
    else:
        assert not code


@pytest.mark.parametrize(
    ("state", "code", "hint"),
    [
        (QuoteState.OPEN, "", ""),
        (QuoteState.ACCEPTED, "QUOTE-INVOICED", "billcli invoice send INV-8"),
        (QuoteState.INVOICED, "QUOTE-INVOICED", "billcli invoice send INV-8"),
        (QuoteState.DECLINED, "QUOTE-DECLINED", "status"),
        (QuoteState.EXPIRED, "QUOTE-EXPIRED", "valid-until"),
    ],
)
def test_what_nobody_can_accept_is_not_sent(state: QuoteState, code: str, hint: str) -> None:
    if not code:
        require_sendable("Q-1", state, [], None)
        return
    with pytest.raises(UsageError, match=code) as refused:
        require_sendable("Q-1", state, ["INV-7", "INV-8"], BEFORE)
    assert hint in refused.value.problems[0].help


def test_only_invoices_that_name_a_quote_are_made_of_it() -> None:
    def entry(tag: str, quote: object, number: str = "INV-1") -> Entry:
        meta = {"invoice": number, "quote": quote}
        return Entry(DAY, "Acme", "", (tag,), (), (), meta)  # type: ignore[arg-type]

    one, two = entry("invoice", "Q-1"), entry("invoice", "Q-1", "INV-2")
    others = entry("credit-note", "Q-1"), entry("invoice", ""), entry("invoice", None)
    note = Note(DAY, "Assets:Receivable:Acme", "", (), (), {"quote": "Q-1"})
    assert invoices_of([one, note, *others, two]) == {"Q-1": [one, two]}
