"""The plan of reminders tells what the outbox knows of its letters, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.delivery.way import Outcome, State
from billcli.services.outbox_place import outbox_of
from billcli.services.remind import Round
from billcli.services.remind_outbox import outlook
from billcli.services.send_reminders import send_reminders
from tests.services.test_outbox_work import LATER, YES, Carrier, mailer

if TYPE_CHECKING:
    from shop import Shop

KEY = "reminder/2:INV-2026-0001"
RESOLVE = f"billcli outbox resolve {KEY} --sent, or --not-sent"


@pytest.fixture
def late(shop: Shop) -> Shop:
    """Return books in which an invoice of Acme's and one of Globex's are long due."""
    shop.done("customer edit Globex --email pay@globex.example --currency EUR")
    for customer in ("Acme", "Globex"):
        shop.done(f'invoice create {customer} --line "100 Work; tax=ZERO" --due 2026-01-02'
                  " --date 2026-01-01")  # fmt: skip
    shop.today = LATER.date()
    return shop


def sent(shop: Shop, state: State) -> None:
    way = Carrier(Outcome(state, "so it was"))
    send_reminders(shop.workspace(), ["Acme"], mailer(way), YES, LATER)


def told(shop: Shop, line: str = "remind") -> tuple[list[str], list[object], list[object]]:
    """Return who is asked, why others are not, and what the outbox tells."""
    data = shop(f"{line} --format json").data
    left = [(one["item"], one["reason"], one["detail"]) for one in data["left"]]
    return [one["customer"] for one in data["notices"]], left, data["outbox"]


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (State.WAITING, "so it was: billcli remind --send tries it again"),
        (State.REFUSED, "so it was: correct the address, or billcli outbox retry"),
    ],
)
def test_a_letter_that_did_not_go_is_planned_and_told(late: Shop, state: State, step: str) -> None:
    assert told(late) == (["Acme", "Globex"], [], [])
    sent(late, state)
    before = late.tree()
    row = {
        "customer": "Acme",
        "key": KEY,
        "state": state.value,
        "since": "2026-01-31",
        "next": step,
    }
    assert told(late) == (["Acme", "Globex"], [], [row])
    assert told(late, "remind Acme") == (["Acme"], [], [row])
    assert told(late, "remind Globex") == (["Globex"], [], [])
    assert "In the outbox\n" in late("remind --format table").out
    assert late.tree() == before


def test_what_may_have_arrived_is_not_planned_again(late: Shop) -> None:
    sent(late, State.UNKNOWN)
    before = late.tree()
    asked, left, (row,) = told(late)
    assert (asked, left) == (
        ["Globex"], [("INV-2026-0001", "unknown", RESOLVE)]
    )  # fmt: skip
    assert row["state"] == "unknown"
    assert row["next"] == f"so it was: {RESOLVE}"
    assert late.tree() == before
    late.done(f"outbox resolve {KEY} --sent")
    assert told(late) == (["Globex"], [("INV-2026-0001", "asked", "second")], [])


def test_what_went_and_is_not_noted_yet_counts_as_asked(late: Shop) -> None:
    sent(late, State.UNKNOWN)
    outbox = outbox_of(late.workspace())
    (slip,) = outbox.waiting()
    for state in (State.SENDING, State.SENT):
        outbox.keep(slip.now(state, slip.at))
        seen = outlook(late.workspace(), Round())
        assert [notice.customer for notice in seen.plan.notices] == ["Globex"]
        is_gone = state is State.SENT
        assert [one.reason for one in seen.plan.left] == ["asked" if is_gone else "unknown"]
        assert len(seen.unsettled) == (not is_gone)


def test_a_plan_is_kept_as_the_next_run_sees_it(late: Shop) -> None:
    sent(late, State.UNKNOWN)
    late.setting('\n[mail]\nfrom = "desk@linden.example"\ndeliver = "eml"\n')
    late.done("remind --plan plan.json")
    applied = late("apply plan.json", yes=True)
    assert (applied.status, applied.codes) == (5, ["MAIL-NOT-SENT"])  # that of Acme, as before
    assert "Drafted" in applied.err
    assert late("apply plan.json", yes=True).codes == ["PLAN-STALE"]
