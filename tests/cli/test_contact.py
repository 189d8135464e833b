"""The log of contacts by command."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shop import Shop


def test_calls_and_bounces_are_logged_and_told(shop: Shop) -> None:
    shop.done(
        'contact log Acme "Called, looks into it" --date 2026-01-20',
        'contact log Acme "Mailbox is full" --kind bounce --date 2026-01-25',
        'contact log Globex "Sent" --kind letter',
    )
    text = shop.text()
    assert '2026-01-20 note Assets:Receivable:Acme "Called, looks into it" #call ^CON-2' in text
    assert '"Mailbox is full" #delivery #bounce ^CON-2026-0002\n  id: "CON-2026-0002"\n' in text
    data = shop("contact list acme --format json").data
    assert (data["customer"], data["email"]) == ("Acme", "ap@acme.example")
    assert (data["last_contact"], data["bounces"]) == ("2026-01-20", 1)
    assert [(row["contact"], row["kind"]) for row in data["contacts"]] == [
        ("CON-2026-0001", "call"), ("CON-2026-0002", "bounce"),
    ]  # fmt: skip
    told = shop("contact list Acme --format table").out
    assert "Acme Inc.: last reached on 2026-01-20, 1 mail came back" in told
    assert shop("contact list Acme --as-of 2026-01-19 --format json").data["bounces"] == 0
    assert shop("check").status == 0
    shop.done("undo")
    assert shop("contact list Globex --format table").out.strip().endswith("No contact is logged.")


def test_a_new_address_is_reached_again(shop: Shop) -> None:
    shop.done('contact log Acme "Unknown address" --kind bounce --date 2026-01-25')
    shop.today = dt.date(2026, 1, 26)
    shop.done("customer edit Acme --phone 0123")
    assert shop("contact list Acme --format json").data["bounces"] == 1
    shop.done("customer edit Acme --email office@acme.example")
    assert shop("contact list Acme --format json").data["bounces"] == 0
    shop.done('contact log Acme "Again" --kind bounce --date 2026-01-27')
    shop.today = dt.date(2026, 1, 28)
    assert shop("contact list Acme --format json").data["bounces"] == 1


def test_what_cannot_be_is_refused(shop: Shop) -> None:
    for line, code in (
        ('contact log Nobody "x"', "UNKNOWN-CUSTOMER"),
        ('contact log Acme ""', "REASON-MISSING"),
        ('contact log Acme "x" --kind fax', "OPTION-VALUE"),
        ('contact log Acme "x" --date soon', "DATE-UNREADABLE"),
        ("contact list Nobody", "UNKNOWN-CUSTOMER"),
    ):
        assert shop(line, yes=True).codes == [code]
