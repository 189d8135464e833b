"""The mirror of an entry, and which entries were taken back."""

from __future__ import annotations

import datetime as dt

from billcli.domain.entry import Entry, Facts, Posting
from billcli.domain.money import Money
from billcli.domain.reversal_entry import freed, lines_of, reversal_entry, taken_back

DAY = dt.date(2026, 3, 4)
BANK, OWED = "Assets:Bank:Euro", "Assets:Receivable:Mueller"


def _entry(number: str, *postings: Posting, **meta: str) -> Entry:
    return Entry(DAY, "Mueller", "SEPA", ("payment",), (number,), postings, {"id": number, **meta})


def _money(number: str, currency: str = "EUR") -> Money:
    return Money.of(number, currency)


PAID = _entry(
    "PMT-1",
    Posting(
        BANK, _money("985.00"),
        {"bank-ref": "B1", "bank-text": "Thanks", "payer": "M", "payer-iban": "D",
         "evidence": "number"},
        _money("1083.50", "USD"),
    ),
    Posting("Expenses:Fees", _money("16.50", "USD"), {"adjustment": "bank_fee"}),
    Posting("Liabilities:Tax", _money("15.39", "USD"),
            {"adjustment": "discount", "tax": "CA-19", "base": _money("-81.00", "USD")}),
    Posting(OWED, _money("-1000.00"), {"invoice": "INV/6"}, _money("1080.00", "USD")),
    Posting(OWED, _money("-5.00"), {"invoice": "PMT-1"}),
)  # fmt: skip


def test_every_leg_is_mirrored_with_its_price_and_its_base() -> None:
    mirror = reversal_entry("RET-1", PAID)
    assert (mirror.date, mirror.payee, mirror.tags) == (DAY, "Mueller", ("reversal",))
    assert mirror.links == ("RET-1", "PMT-1", "INV/6")
    assert mirror.meta == {"id": "RET-1", "reverses": "PMT-1"}
    assert [(p.account, p.amount, p.price) for p in mirror.postings] == [
        (p.account, -p.amount, p.price) for p in PAID.postings
    ]
    assert [dict(p.meta) for p in mirror.postings] == [
        {"bank-ref": "B1"},
        {"adjustment": "bank_fee"},
        {"adjustment": "discount", "tax": "CA-19", "base": _money("81.00", "USD")},
        {"invoice": "INV/6"},
        {"invoice": "PMT-1"},
    ]


def test_a_mirror_may_be_of_a_later_day() -> None:
    assert reversal_entry("RET-1", PAID, dt.date(2026, 3, 9)).date == dt.date(2026, 3, 9)


def test_a_mirror_names_the_line_and_so_takes_it_back() -> None:
    mirror = reversal_entry("RET-1", PAID)
    assert lines_of(mirror) == lines_of(PAID) == {(BANK, "B1")}
    assert taken_back([mirror, PAID]) == {"PMT-1", "RET-1"}
    assert taken_back([PAID]) == frozenset()
    assert taken_back([mirror]) == frozenset()


def test_few_entries_tell_which_were_taken_back() -> None:
    mirror = reversal_entry("RET-1", PAID)
    other = reversal_entry("RET-2", _entry("PMT-2", Posting(BANK, _money("1.00"))))
    named = _entry("PMT-1", Posting(BANK, _money("9.00"), {"bank-ref": "B9"}))
    for every in (
        [PAID, mirror, other],
        [mirror],
        [PAID],
        [named, PAID, mirror],
        [PAID, named, mirror],
    ):
        assert freed(Facts(tuple(every))) == taken_back(every)
    assert freed(Facts((PAID, mirror))) == {"PMT-1", "RET-1"}


def test_a_return_names_another_line_or_none() -> None:
    for line in ({"bank-ref": "B2"}, {"bank-key": f"{BANK} 2026-03-05 -985.00 EUR 1"}, {}):
        own = Posting(BANK, _money("-985.00"), line)
        back = Entry(DAY, "M", "Returned", ("reversal",), (), (own,),
                     {"id": "RET-2", "reverses": "PMT-1"})  # fmt: skip
        assert taken_back([PAID, back]) == frozenset()
    untagged = reversal_entry("RET-1", PAID)
    plain = Entry(DAY, "M", "", (), (), untagged.postings, untagged.meta)
    assert taken_back([PAID, plain]) == frozenset()


def test_what_a_deposit_took_waits_again_under_its_receipt() -> None:
    taken = Posting("Assets:Till", _money("-5.00"), {"receipt": "R1"})
    paid = Posting(BANK, _money("5.00"), {"bank-ref": "B3"})
    for tags, left in ((("deposit",), {"receipt": "R1"}), (("payment",), {})):
        entry = Entry(DAY, "Bank", "Deposit", tags, (), (paid, taken), {"id": "DEP-1"})
        assert dict(reversal_entry("RET-1", entry).postings[1].meta) == left
