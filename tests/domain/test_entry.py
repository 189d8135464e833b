"""Facts with one more entry are plain facts that say the same of everything else."""

from __future__ import annotations

import datetime as dt

from billcli.domain.entry import Account, Entry, Facts


def test_one_more_entry_stands_last() -> None:
    first, second = (Entry(dt.date(2026, 1, day), "", f"Entry {day}", (), (), ()) for day in (1, 2))
    account = Account(dt.date(2026, 1, 1), "Assets:Cash")
    facts = Facts(entries=(first,), accounts={account.name: account})
    more = facts.with_entry(second)
    assert more.entries == (first, second)
    assert more.accounts == facts.accounts
    assert type(more) is Facts
    assert facts.entries == (first,)
