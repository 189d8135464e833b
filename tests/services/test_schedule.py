"""Texts for cron and systemd: each calls billcli so that it works without a person."""

from __future__ import annotations

import datetime as dt
import shlex
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import UsageError
from billcli.services.schedule import Schedule, days_of

if TYPE_CHECKING:
    from shop import Shop

SEVEN = dt.time(7)
PLAIN = Schedule(("/usr/bin/billcli",), "/home/ada/books/main.beancount", SEVEN)
ODD = Schedule(
    ("/opt/my tools/billcli",), '/home/ada/100 % "mine" $x/main.beancount', dt.time(18, 5)
)


def test_the_line_for_cron() -> None:
    assert PLAIN.crontab == (
        "0 7 * * 1-5 /usr/bin/billcli -f /home/ada/books/main.beancount remind --send --yes -q\n"
    )


def test_names_with_blanks_and_signs_reach_billcli_as_they_are() -> None:
    words = shlex.split(ODD.crontab.replace(r"\%", "%"))
    assert words[:5] == ["5", "18", "*", "*", "1-5"]
    assert words[5:8] == ["/opt/my tools/billcli", "-f", ODD.ledger]
    assert "%" not in ODD.crontab.replace(r"\%", "")


def test_the_units_for_systemd() -> None:
    run = "ExecStart=/usr/bin/billcli -f /home/ada/books/main.beancount remind --send --yes -q\n"
    assert run in PLAIN.service
    assert "SuccessExitStatus=6\n" in PLAIN.service, "what could not be sent is a failure"
    assert "OnCalendar=Mon..Fri *-*-* 07:00:00\nPersistent=true\n" in PLAIN.timer
    assert '-f "/home/ada/100 %% \\"mine\\" $$x/main.beancount" remind' in ODD.service
    tuesday = Schedule(PLAIN.program, PLAIN.ledger, SEVEN, "tue", "tue")
    assert "OnCalendar=Tue *-*-*" in tuesday.timer
    assert tuesday.crontab.startswith("0 7 * * 2 ")


@pytest.mark.parametrize(
    ("text", "days"),
    [("mon-sun", ("mon", "sun")), (" SAT ", ("sat", "sat")), ("tue-tue", ("tue",) * 2)],
)
def test_days_of_the_week(text: str, days: tuple[str, str]) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize("text", ["", "fri-mon", "monday", "mon,tue", "1-5", "xxx"])
def test_what_names_no_days_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="DAYS-UNREADABLE"):
        days_of(text)


def test_everything_is_shown_and_nothing_is_installed(shop: Shop) -> None:
    before = shop.tree()
    seen = shop("cron show --at 06:30 --days mon-sat")
    assert seen.status == 0
    assert f"-f {shop.folder.resolve()}/main.beancount remind --send --yes -q" in seen.out
    assert "30 6 * * 1-6 " in seen.out
    assert "OnCalendar=Mon..Sat *-*-* 06:30:00" in seen.out
    assert shop.tree() == before
    assert shop("cron show --at 7pm").codes == ["TIME-UNREADABLE"]
    assert shop("cron show --at 07:00:30").codes == ["TIME-UNREADABLE"]


def test_the_files_are_written_where_it_is_said(shop: Shop) -> None:
    (shop.folder / "units").mkdir()
    shop("cron show --to units --dry-run")
    assert not list((shop.folder / "units").iterdir())
    data = shop("cron show --to units --format json").data
    assert data["written"] == [
        f"units/billcli-remind.{kind}" for kind in ("crontab", "service", "timer")
    ]  # fmt: skip
    assert shop.text("units/billcli-remind.timer") == data["files"][2]["text"]
    assert shop("cron show --to nowhere").codes == ["OUTPUT-FOLDER"]
