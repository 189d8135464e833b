"""Which entries were written together."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from billcli.domain.entry import Entry, Posting
from billcli.domain.money import Money
from billcli.domain.problem import Source
from billcli.services.whole_act import acts_of, joined, names_of, runs_of, whole_act

DAY, OLD = dt.date(2026, 1, 31), dt.date(2025, 12, 31)


def entry(number: str, line: int, tag: str, *links: str, item: str = "") -> Entry:
    legs = (Posting("Assets:Receivable:Acme", Money.of(-1, "EUR"), {"invoice": item or number}),)
    meta = {"invoice" if tag == "credit-note" else "id": number}
    return Entry(DAY, "", "", (tag,), (number, *links), legs, meta, "*", Source("a", line))


def test_a_credit_note_goes_with_its_application() -> None:
    note = entry("CN-1", 10, "credit-note")
    later = entry("APP-1", 20, "application", "CN-1", "INV-1")
    assert whole_act([note, later], later) == (later,), "it was applied afterwards"
    applied = replace(later, meta={"id": "APP-1", "on": "CN-1"})
    assert whole_act([note, applied], applied) == (note, applied)
    assert whole_act([note, applied], note) == (note,)
    other = entry("APP-2", 30, "application", "CN-1", "INV-1")
    assert whole_act([note, applied, other], other) == (other,)
    assert whole_act([applied], applied) == (applied,)


def test_an_invoice_goes_with_the_application_that_names_it() -> None:
    invoice = replace(entry("INV-1", 10, "invoice"), meta={"invoice": "INV-1"})
    applied = entry("APP-1", 20, "application", "PMT-1", "INV-1")
    assert whole_act([invoice, applied], applied) == (applied,), "it was applied afterwards"
    taken = replace(applied, meta={"id": "APP-1", "on": "INV-1"})
    assert whole_act([invoice, taken], taken) == (invoice, taken)
    other = replace(taken, meta={"id": "APP-1", "on": "INV-2"})
    assert whole_act([invoice, other], other) == (other,)


def test_what_shares_a_link_from_first_to_last_goes_together() -> None:
    early = entry("WO-1", 5, "write-off")
    assert joined([early]) == (early,)
    new, old = entry("INV-2", 7, "invoice"), replace(entry("INV-1", 9, "invoice"), date=OLD)
    new, old = joined([new, replace(old, source=Source("b", 9))])
    assert new.links == ("INV-2", "INV-2..INV-1")
    assert acts_of(new) == acts_of(old) == {"INV-2..INV-1"}
    for last in (new, old):
        assert whole_act([early, new, old], last) == (old, new)
    other = entry("WO-2", 11, "write-off")
    assert whole_act([early, new, old, other], other) == (other,)


def test_the_payments_of_a_run_go_together() -> None:
    early = entry("PMT-1", 5, "payment", item="INV-0")
    runs = [entry(f"PMT-{n}", n * 10, "remittance", f"INV-{n}", run, item=f"INV-{n}")
            for n, run in ((2, "REM-1"), (3, "REM-2"), (4, "REM-2"))]  # fmt: skip
    act = whole_act([runs[2], early, *runs[:2]], runs[2])
    assert act == (runs[1], runs[2])
    assert names_of(act) == ("PMT-3", "PMT-4", "REM-2")
    assert names_of((early,)) == ("PMT-1",)
    assert runs_of(replace(runs[0], tags=("payment",))) == frozenset()
