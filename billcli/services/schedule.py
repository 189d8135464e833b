"""What a machine is told so that reminders go out by themselves: a crontab line, a systemd timer.

Nothing is installed here: the texts are for a person to put in place.
"""

from __future__ import annotations

import re
import shlex

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, quoted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORDS = ("remind", "--send", "--yes", "-q")
_RANGE = re.compile(r"([a-z]{3})(?:-([a-z]{3}))?")


@frozen
class Schedule:
    """When reminders are sent, and with what.

    Attributes:
        program: words that call billcli, the first one an absolute path.
        ledger: absolute path of the main ledger.
        at: time of day.
        first, last: days of the week, as in ``DAYS``.
    """

    program: Sequence[str]
    ledger: str
    at: dt.time
    first: str = DAYS[0]
    last: str = DAYS[4]

    @property
    def crontab(self) -> str:
        """The line for ``crontab -e``; a percent sign would end the command there."""
        words = shlex.join((*self.program, "-f", self.ledger, *WORDS)).replace("%", r"\%")
        return f"{self.at.minute} {self.at.hour} * * {self._cron_days} {words}\n"

    @property
    def service(self) -> str:
        """The unit that sends; 5 and 6 are no failures: somebody waits, or another run is at it."""
        words = " ".join(map(_for_systemd, (*self.program, "-f", self.ledger, *WORDS)))
        return (
            "[Unit]\nDescription=Reminders by billcli\n\n"
            f"[Service]\nType=oneshot\nExecStart={words}\nSuccessExitStatus=6\n"
        )

    @property
    def timer(self) -> str:
        """The unit that says when; a day that was missed is made up when the machine is on."""
        days = self.first.title()
        if self.first != self.last:
            days += f"..{self.last.title()}"
        return (
            "[Unit]\nDescription=Reminders by billcli\n\n"
            f"[Timer]\nOnCalendar={days} *-*-* {self.at:%H:%M}:00\nPersistent=true\n\n"
            "[Install]\nWantedBy=timers.target\n"
        )

    def files(self) -> dict[str, str]:
        """Return all three texts by the name of their file."""
        return {
            "billcli-remind.crontab": self.crontab,
            "billcli-remind.service": self.service,
            "billcli-remind.timer": self.timer,
        }

    @property
    def _cron_days(self) -> str:
        first, last = (DAYS.index(day) + 1 for day in (self.first, self.last))
        return str(first) if first == last else f"{first}-{last}"


def days_of(text: str) -> tuple[str, str]:
    """Return the first and the last day of the week of a text such as ``mon-fri`` or ``tue``.

    Raises:
        UsageError: DAYS-UNREADABLE.

    >>> days_of("Mon-Fri"), days_of("tue")
    (('mon', 'fri'), ('tue', 'tue'))
    """
    found = _RANGE.fullmatch(text.strip().lower())
    days = (found[1], found[2] or found[1]) if found else ("", "")
    if not {*days} <= {*DAYS} or DAYS.index(days[0]) > DAYS.index(days[1]):
        raise UsageError.of(
            "DAYS-UNREADABLE",
            f"--days: {quoted(text)} are no days of the week",
            hint="write mon-fri, or one day as in tue",
        )
    return days


def _for_systemd(word: str) -> str:
    """Return a word as ``ExecStart`` reads it: percent and dollar signs are doubled there."""
    text = word.replace("%", "%%").replace("$", "$$")
    if re.fullmatch(r"[\w@%+=:,./$-]+", text):
        return text
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
