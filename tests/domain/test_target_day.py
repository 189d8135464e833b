"""Banking days of the euro area, against dateutil's Easter and days of known years."""

from __future__ import annotations

import datetime as dt

from dateutil.easter import easter as independent

from billcli.domain.target_day import easter, is_target_day, next_target_day


def test_easter_is_what_another_library_says() -> None:
    assert [easter(y) for y in range(1583, 4000)] == [independent(y) for y in range(1583, 4000)]


def test_the_closing_days_of_2026() -> None:
    days = (dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(365))
    closed = [day.isoformat()[5:] for day in days if day.weekday() < 5 and not is_target_day(day)]
    assert closed == ["01-01", "04-03", "04-06", "05-01", "12-25"]


def test_the_next_banking_day_is_the_day_itself_or_a_later_one() -> None:
    assert next_target_day(dt.date(2026, 4, 2)) == dt.date(2026, 4, 2)
    assert next_target_day(dt.date(2026, 4, 3)) == dt.date(2026, 4, 7)
    assert next_target_day(dt.date(2027, 12, 25)) == dt.date(2027, 12, 27)
