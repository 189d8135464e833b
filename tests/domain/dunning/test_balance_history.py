from __future__ import annotations

import datetime as dt

from billcli.domain.dunning.balance_history import balance_history
from billcli.domain.entry import Entry
from billcli.domain.open_item import KnownBy, Movement
from tests.domain.dunning.invented import eur


def on(day: int) -> dt.date:
    return dt.date(2026, 3, day)


def entry(day: int) -> Entry:
    return Entry(on(day), "Acme", "", (), (), ())


def moved(made_by: Entry, number: str, instalment: int | None = None) -> Movement:
    return Movement(
        "A-1", KnownBy.EXPLICIT, "Acme", "Assets:AR", made_by.date, eur(number), made_by,
        due=made_by.date if instalment else None, instalment=instalment,
    )  # fmt: skip


def test_each_day_of_a_change_tells_what_was_left_at_its_end() -> None:
    made = entry(2)
    moves = [moved(made, "100"), moved(entry(5), "-30"), moved(entry(5), "-20"),
             moved(entry(9), "30"), moved(entry(20), "-80")]  # fmt: skip
    assert balance_history(moves, made, None) == (
        (on(2), eur("100.00")),
        (on(5), eur("50.00")),
        (on(9), eur("80.00")),
        (on(20), eur("0.00")),
    )


def test_an_instalment_has_its_own_history_and_what_was_paid_before_counts() -> None:
    made = entry(4)
    moves = [moved(entry(2), "-10"), moved(made, "60", 1), moved(made, "40", 2),
             moved(entry(8), "-60")]  # fmt: skip
    first, second = (balance_history(moves, made, n) for n in (1, 2))
    assert [money for _, money in first] == [eur("50.00"), eur("0.00")]
    assert [money for _, money in second] == [eur("40.00"), eur("30.00")]
    assert [day for day, _ in second] == [on(4), on(8)]
    assert balance_history(moves, made, 3) == ()
