"""Random months of trade with reminders in between: nobody is asked for what is not owed.

What goes out is judged by the ledger's own open items, read anew after every act, and by what this
test itself remembers of the letters that went before.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.delivery.mail import Sender
from billcli.delivery.way import Outcome, State
from billcli.services.mailer import Mailer
from billcli.services.send_reminders import send_reminders
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from shop import Shop

    from billcli.delivery.way import Parcel
    from billcli.domain.dunning.notice import Notice

START = dt.date(2026, 1, 10)
SETTINGS = """
[dunning]
pause = 2
contacts = { most = 2, days = 9 }
fees = { most = "12.00 EUR" }
ladder = [
  { level = "notice", days = -2 },
  { level = "reminder", days = 5 },
  { level = "second", days = 15, fee = "5.00 EUR", interest = true },
  { level = "final", days = 30, fee = "10.00 EUR", interest = true },
]
interest = { rate = 8, cap = 10 }
"""
YES = Consent(lambda _: None)


class Post:
    """A way that loses a letter now and then, and never learns of some."""

    is_mail = True
    is_draft = False
    place = "post"

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.arrived: dict[str, int] = defaultdict(int)

    def deliver(self, parcel: Parcel, handing_over: Callable[[], None]) -> Outcome:
        luck = self.chance.random()
        if luck < 0.15:
            return Outcome(State.WAITING, "451 come again")
        handing_over()
        self.arrived[parcel.name] += 1
        return Outcome(State.UNKNOWN, "no answer") if luck > 0.9 else Outcome(State.SENT, "250 ok")

    def close(self) -> None:
        """Do nothing."""


class Trade:
    """A shop over some months, and what it may ask for."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self.shop, self.chance = shop, random.Random(seed)  # noqa: S311 - a test repeats itself
        self.post = Post(self.chance)
        self.contacts: dict[str, list[dt.date]] = defaultdict(list)
        self.levels: dict[tuple[str, int | None], int] = {}
        self.shop.today = START
        self.shop.setting(SETTINGS)
        self.shop.done("customer edit Globex --email pay@globex.example --currency EUR")

    def play(self, steps: int) -> None:
        acts = (self.sell, self.sell, self.pay, self.pay, self.dispute, self.promise, self.hold,
                self.call, self.remind, self.remind, self.remind, self.remind)  # fmt: skip
        for _ in range(steps):
            self.shop.today += dt.timedelta(days=self.chance.randint(0, 9))
            self.chance.choice(acts)()
        assert self.shop("check").status == 0
        assert max(self.post.arrived.values(), default=1) == 1

    def sell(self) -> None:
        customer = self.chance.choice(["Acme", "Globex"])
        amount = self.chance.randint(1, 900)
        when = self.chance.choice(
            ['--terms "net 3"', '--terms "net 14"', '--instalments "2 monthly"']
        )
        self.shop.done(
            f'invoice create {customer} --line "{amount} Work; tax=ZERO" {when} --currency EUR'
        )

    def open_rows(self) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = self.shop("report open --format json").data["items"]
        return [row for row in rows if Decimal(row["balance_open"]["number"]) > 0]  # type: ignore[index]

    def some_item(self) -> dict[str, object] | None:
        rows = self.open_rows()
        return self.chance.choice(rows) if rows else None

    def pay(self) -> None:
        if row := self.some_item():
            left = Decimal(row["balance_open"]["number"])  # type: ignore[index]
            part = left if self.chance.random() < 0.6 else (left / 2).quantize(Decimal("0.01"))
            if part > 0:
                self.shop.done(f"payment add {row['customer']} {part} EUR"
                               f" --allocate {row['item']}={part}")  # fmt: skip

    def dispute(self) -> None:
        if row := self.some_item():
            self.shop(f"dispute open {row['item']} --reason damaged", yes=True)

    def promise(self) -> None:
        if row := self.some_item():
            until = self.shop.today + dt.timedelta(days=7)
            self.shop(f"promise add {row['item']} --until {until}", yes=True)

    def hold(self) -> None:
        if row := self.some_item():
            until = self.shop.today + dt.timedelta(days=5)
            self.shop(f"hold set {row['item']} --until {until} --reason lawyer", yes=True)

    def call(self) -> None:
        customer = self.chance.choice(["Acme", "Globex"])
        self.shop.done(f"contact log {customer} Rang --kind call")
        self.contacts[customer].append(self.shop.today)

    def remind(self) -> None:
        workspace = self.shop.workspace()
        mailer = Mailer(self.post, Sender("desk@linden.example", "Studio Linden"))
        now = dt.datetime.combine(self.shop.today, dt.time(9), dt.UTC)
        done = send_reminders(workspace, (), mailer, YES, now)
        open_now = {(row["item"], row.get("instalment")): row for row in self.open_rows()}
        for notice, posted in zip(done.plan.notices, done.posted, strict=True):
            gone = posted.state in {State.SENT, State.UNKNOWN}
            self.judge(notice, open_now, gone=gone)
            if gone and not posted.earlier:
                made = self.contacts[notice.customer]
                made.append(self.shop.today)
                assert sum((self.shop.today - day).days < 9 for day in made) <= 2
        fees: dict[object, Decimal] = defaultdict(Decimal)
        for entry in self.shop.workspace().snapshot.facts.entries_with("on"):
            if "period-end" not in entry.meta:
                key = entry.meta["on"], str(entry.meta.get("instalment"))
                fees[key] += max(leg.amount.number for leg in entry.postings)
        assert all(amount <= 12 for amount in fees.values())

    def judge(
        self,
        notice: Notice,
        open_now: dict[tuple[object, object], dict[str, object]],
        *,
        gone: bool,
    ) -> None:
        assert notice.charges == (), "what a letter names is booked before"
        for ask in notice.asks:
            row = open_now[ask.row.item, ask.row.instalment]
            assert row["disputed"] is False
            assert str(ask.amount.number) == row["balance_open"]["number"]  # type: ignore[index]
            before = self.levels.get(ask.claim, -1)
            level = ("notice", "reminder", "second", "final").index(ask.step.level.value)
            assert level > before, "no level twice, and none that is lower"
            if gone:
                self.levels[ask.claim] = level
        amounts = [ask.amount.number for ask in notice.asks]
        amounts += [fee.balance_open.number for fee in notice.fees]
        amounts += [credit.amount.number for credit in notice.credits]
        assert notice.total.number == sum(amounts)


def played(shop_module: ModuleType, folder: Path, seed: int, steps: int) -> Trade:
    trade = Trade(shop_module.Shop.open(folder / f"books-{seed}"), seed)
    trade.play(steps)
    return trade


@pytest.mark.parametrize("seed", [6, 10])
def test_nobody_is_asked_for_what_is_not_owed(
    shop_module: ModuleType, tmp_path: Path, seed: int
) -> None:
    trade = played(shop_module, tmp_path, seed, 30)
    assert trade.levels, "no letter went"


@pytest.mark.long
def test_in_many_months_of_trade_nobody_is_asked_for_what_is_not_owed(
    shop_module: ModuleType, tmp_path: Path
) -> None:
    letters = [len(played(shop_module, tmp_path, seed, 40).levels) for seed in range(100, 160)]
    assert sum(letters) > 200, "the limit of contacts holds some back, never all"
