"""Reminders come to the same bytes everywhere, and to a plan in no time."""

from __future__ import annotations

import datetime as dt
import itertools
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from billcli.domain.dunning.plan import dunning_plan
from billcli.domain.money import total
from tests.domain.dunning.invented import POLICY, case, eur, item

if TYPE_CHECKING:
    from pathlib import Path

    from shop import Shop

ZONES = (
    "UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "America/New_York",
    "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns",
)  # fmt: skip
LOCALES = ("C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8")
MAIL = """
[mail]
from = "desk@linden.example"
deliver = "eml"

[dunning]
ladder = [
  { level = "reminder", days = 7 },
  { level = "second", days = 21, fee = "5.00 EUR", interest = true },
]
interest = { rate = 9 }
"""


def sent_in(shop: Shop, zone: str, locale: str) -> dict[str, bytes]:
    """Send in a process of another zone and locale; return all files, and put them back."""
    before = shop.tree()
    words = ("remind", "--send", "-y", "-q", "--today", "2026-03-10")
    env = {
        "PATH": "", "HOME": str(shop.folder.parent / "home"), "TZ": zone, "LC_ALL": locale,
        "PYTHONPATH": ":".join(sys.path), "BILLCLI_CACHE": "off",
    }  # fmt: skip
    ended = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-m", "billcli", *words], cwd=shop.folder, env=env,
        capture_output=True, check=True,
    )  # fmt: skip
    assert ended.stdout.count(b"\n") == 1
    after = shop.tree()
    put_back(shop.folder, before, after)
    return after


def put_back(folder: Path, before: dict[str, bytes], after: dict[str, bytes]) -> None:
    for name in after.keys() - before.keys():
        (folder / name).unlink()
    for name, content in before.items():
        (folder / name).write_bytes(content)
    for path in (folder / ".billcli" / "outbox").rglob("*.*"):
        path.unlink()


def same_everywhere(shop: Shop, places: list[tuple[str, str]]) -> None:
    shop.setting(MAIL)
    shop.sold("1000", "50", date="2026-01-15")
    found = [sent_in(shop, zone, locale) for zone, locale in places]
    assert any(name.startswith("outgoing/") for name in found[0])
    assert b"#late-fee" in found[0]["2026.beancount"]
    assert all(tree == found[0] for tree in found)


def test_zone_and_locale_change_no_byte(shop: Shop) -> None:
    same_everywhere(shop, [("UTC", "C"), (ZONES[1], "C.UTF-8"), (ZONES[2], "tr_TR.UTF-8")])


@pytest.mark.long
def test_no_zone_and_no_locale_changes_a_byte(shop: Shop) -> None:
    same_everywhere(shop, list(itertools.product(ZONES, LOCALES)))


def test_the_work_follows_the_number_of_items() -> None:
    """Four times the items must not take much more than four times as long."""
    took = []
    for many in (2_500, 10_000):
        rows = [item(f"A-{n}", n % 60, "10.00", f"C{n % 700}") for n in range(many)]
        wanted = case(*rows, policy=POLICY)
        start = time.process_time()
        plan = dunning_plan(wanted)
        took.append(time.process_time() - start)
        asked = [ask.amount for notice in plan.notices for ask in notice.asks]
        late = [row for row in rows if (row.days_overdue(wanted.today) or 0) in {0, *range(7, 60)}]
        assert len(asked) == len(late)
        assert total(asked, "EUR") == eur(10 * len(late))
    assert took[1] < took[0] * 16 + 0.1


def test_a_day_earlier_or_later_asks_for_what_is_due_that_day(shop: Shop) -> None:
    shop.setting(MAIL)
    shop.sold("100", date="2026-01-01")
    due = dt.date(2026, 1, 31)
    levels = {}
    for days in (6, 7, 20, 21, 400):
        shop.today = due + dt.timedelta(days=days)
        notices = shop("remind --format json").data["notices"]
        levels[days] = [one["level"] for one in notices]
    assert levels == {6: [], 7: ["reminder"], 20: ["reminder"], 21: ["second"], 400: ["second"]}
