"""What may be written down about an item or a customer, and what is said where it may not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from beancount import loader

from billcli.domain.entry import Note
from billcli.domain.money import Money
from billcli.domain.problem import BillcliError, UsageError
from billcli.services.keep_dispute import DisputeRequest, close_disputes, open_dispute
from billcli.services.keep_hold import HoldRequest, clear_holds, set_holds
from billcli.services.keep_note import (
    amount_given,
    closing,
    not_past,
    note_of,
    owed_rows,
    text_given,
)
from billcli.services.keep_promise import PromiseRequest, add_promise, close_promises
from billcli.services.undo_entry import undo_entry
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from collections.abc import Callable

    from shop import Shop

DAY = dt.date(2026, 1, 31)
LEFT = Money.of(100, "EUR")
YES = Consent(lambda _text: None)
CONVENTIONS = sorted((Path(__file__).parents[2] / "ledgers" / "conventions").glob("*.beancount"))


def _problem(act: Callable[[], object]) -> tuple[str, str, str]:
    with pytest.raises(BillcliError) as caught:
        act()
    (problem,) = caught.value.problems
    return problem.code, problem.message, problem.help


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("", None),
        ("30", "30.00"),
        ("100.00", "100.00"),
        ("0.01", "0.01"),
        ("12.50 EUR", "12.50"),
    ],
)
def test_an_amount_is_a_part_of_what_is_open(text: str, amount: str | None) -> None:
    assert amount_given(text, LEFT) == (Money.of(amount, "EUR") if amount else None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("100.01", "NOTE-AMOUNT"),
        ("0", "NOTE-AMOUNT"),
        ("-5", "NOTE-AMOUNT"),
        ("5 USD", "AMOUNT-UNREADABLE"),
        ("1.005", "AMOUNT-DIGITS"),
        ("all", "AMOUNT-UNREADABLE"),
    ],
)
def test_an_amount_that_is_no_part_is_refused(text: str, code: str) -> None:
    assert _problem(lambda: amount_given(text, LEFT))[0] == code


def test_the_last_day_may_be_today() -> None:
    not_past(DAY, DAY)
    code, message, _ = _problem(lambda: not_past(DAY - dt.timedelta(days=1), DAY))
    assert (code, message) == ("UNTIL-PAST", "--until: 2026-01-30 is past, today is 2026-01-31")


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "REASON-MISSING"), ("  ", "REASON-MISSING"), ("a\x07", "TEXT-CONTROL"),
     ("x" * 1001, "TEXT-LONG")],
)  # fmt: skip
def test_a_text_that_cannot_stand_in_a_ledger_is_refused(text: str, code: str) -> None:
    assert _problem(lambda: text_given(text, "--reason", "say why"))[0] == code
    assert text_given("  Dear  ", "--reason", "") == "Dear"


def test_a_note_links_its_items_and_itself() -> None:
    note = note_of("hold", "HLD-1", ("INV-1",), (DAY, "Assets:A", "Wait"), {"until": DAY})
    meta = {"id": "HLD-1", "status": "open", "until": DAY}
    assert note == Note(DAY, "Assets:A", "Wait", ("hold",), ("INV-1", "HLD-1"), meta)


def test_a_closing_note_says_all_but_the_status_again(shop: Shop) -> None:
    shop.sold("100")
    shop.done("dispute open INV-2026-0001 --reason Dear --amount 30")
    shop.today = dt.date(2026, 1, 20)  # the clock was set back
    space = shop.workspace()
    (note,) = closing(space, "dispute", ["dsp-2026-0001", "dsp-2026-0001"], "Agreed")
    assert (note.date, note.comment) == (DAY, "Agreed")
    assert note.links == ("INV-2026-0001", "DSP-2026-0001")
    assert note.meta == {
        "id": "DSP-2026-0001", "status": "closed", "amount": Money.of(30, "EUR"),
    }  # fmt: skip


def test_an_unknown_id_names_the_nearest(shop: Shop) -> None:
    shop.sold("100")
    shop.done("dispute open INV-2026-0001 --reason Dear")
    space = shop.workspace()
    said = _problem(lambda: close_disputes(space, ["DSP-2026-001"], "", YES))
    assert said == (
        "NOTE-UNKNOWN", "there is no dispute 'DSP-2026-001'", "did you mean DSP-2026-0001?"
    )  # fmt: skip
    said = _problem(lambda: close_promises(space, ["DSP-2026-0001"], "", YES))
    assert said[2] == "see billcli promise list"


def test_the_rows_of_an_item_are_those_that_are_owed(shop: Shop) -> None:
    shop.done('invoice create Acme --line "300 Work; tax=ZERO" --instalments "3 monthly"')
    shop.done("payment add Acme 100 EUR --allocate INV-2026-0001")
    rows = owed_rows(shop.workspace().all_books(), "inv-2026-0001")
    assert [row.instalment for row in rows] == [2, 3]
    shop.done("dispute open INV-2026-0001 --amount 200 --reason Dear")
    shop.done("payment add Acme 200 EUR --allocate INV-2026-0001")
    said = _problem(lambda: owed_rows(shop.workspace().all_books(), "INV-2026-0001"))
    assert said[:2] == ("NOTE-SETTLED", "nothing is owed of INV-2026-0001")


def test_an_item_known_by_its_payee_alone_cannot_be_linked(shop: Shop) -> None:
    path = next(path for path in CONVENTIONS if path.stem == "payee-only")
    shop.write("main.beancount", path.read_text(encoding="utf-8"))
    shop.write("billcli.toml", '[ledger]\nfile = "main.beancount"\n')
    shop.today = dt.date(2026, 6, 30)
    before = shop.tree()
    named = "Mueller GmbH/2026-02-02/1"
    for line in (
        f"dispute open '{named}' --reason Dear",
        f"promise add '{named}' --until +1d",
        f"hold set '{named}' --reason Wait",
    ):
        assert shop(line, yes=True).codes == ["NOTE-ITEM"]
    assert shop("promise add 'Mueller GmbH' --until +1d", yes=True).codes == ["NOTE-ITEM"]
    for line in (
        "hold set 'Mueller GmbH' --reason Wait",
        "contact log 'Mueller GmbH' Called",
    ):
        assert shop(line, yes=True).codes == ["NOTE-ACCOUNT"]
    assert shop.tree() == before


@pytest.mark.parametrize("cache", ["read model", "off"])
def test_lists_follow_a_dispute_at_once(shop: Shop, cache: str) -> None:
    shop.env["BILLCLI_CACHE"] = "off" if cache == "off" else str(shop.folder.parent / "cache")
    shop.sold("100", "50")

    def states() -> list[str]:
        return [row["status"] for row in shop("invoice list --format json").data["invoices"]]

    def listed() -> list[str]:
        return shop("report open --status disputed --format ids").out.split()

    for line, words, ids in (
        ("dispute open INV-2026-0001 --reason Dear --amount 99", ["open", "open"], 1),
        ("dispute open INV-2026-0001 --reason Dear --amount 1", ["disputed", "open"], 1),
        ("dispute open INV-2026-0002 --reason Dear", ["disputed", "disputed"], 2),
        ("dispute close DSP-2026-0001", ["open", "disputed"], 2),
        ("dispute close DSP-2026-0002 DSP-2026-0003", ["open", "open"], 0),
        ("undo DSP-2026-0003", ["open", "disputed"], 2),
    ):
        shop.done(line)
        assert (states(), len(listed())) == (words, ids), line


@pytest.mark.parametrize(
    "path", [one for one in CONVENTIONS if one.stem != "payee-only"], ids=lambda path: path.stem
)
def test_items_of_other_conventions_can_be_spoken_of(shop: Shop, path: Path) -> None:
    shop.write("main.beancount", path.read_text(encoding="utf-8"))
    shop.write("billcli.toml", '[ledger]\nfile = "main.beancount"\n')
    shop.today = dt.date(2026, 6, 30)
    before = shop.tree()
    item = next(row for row in shop.workspace().books(shop.today).open_items()
                if row.balance_open.number > 0)  # fmt: skip
    until = shop.today + dt.timedelta(days=9)
    (dispute,) = open_dispute(shop.workspace(), DisputeRequest(item.item, "", "Dear"), YES).value
    add_promise(shop.workspace(), PromiseRequest((item.item,), until), YES)
    set_holds(shop.workspace(), HoldRequest((item.item,), "Wait", until), YES)
    assert dispute.account == item.account
    entries, errors, _ = loader.load_file(str(shop.folder / "main.beancount"))
    assert (errors, len(entries) > 3) == ([], True)
    row = next(r for r in shop.workspace().books(shop.today).items if r.item == item.item)
    assert row.disputed
    assert row._replace(disputed=item.disputed) == item
    for _ in range(3):
        undo_entry(shop.workspace(), "", YES)
    assert shop.tree() == before


def test_holds_are_cleared_only_where_they_stand(shop: Shop) -> None:
    shop.sold("100")
    set_holds(shop.workspace(), HoldRequest(("Acme",), "Wait", level=4), YES)
    assert "level: 4\n" in shop.text()
    space = shop.workspace()
    with pytest.raises(UsageError):
        clear_holds(space, ["INV-2026-0001"], "", YES)
    (note,) = clear_holds(space, ["acme"], "", YES).value
    assert (note.comment, note.meta["status"]) == ("Hold cleared", "closed")
