"""``billcli statement send``: statements of account, by mail."""

from __future__ import annotations

import datetime as dt
import re

from billcli.cli.change import ids_given
from billcli.cli.declare import Annotated, argument, option
from billcli.cli.send import Again, To, sent
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, quoted

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome

_MONTH = re.compile(r"(?P<year>[12][0-9]{3})-(?P<month>0[1-9]|1[0-2])", re.ASCII)


def send(
    ctx: Context,
    customer: Annotated[
        list[str], argument(metavar="[CUSTOMER]...", help="Ids of the customers, or - for stdin.")
    ] = [],  # noqa: B006 - it is copied
    all_: Annotated[bool, option("--all", help="Everybody with a balance or movements.")] = False,
    month: Annotated[str, option(metavar="MONTH", help="As in 2026-03, or last.")] = "",
    to: To = "",
    again: Again = False,
) -> Outcome:
    """Send customers their statement of account, with the PDF.

        billcli statement send Acme --month 2026-03
        billcli statement send --all --month last --yes

    Without --month it goes from 1 January to today. One for the same last day goes once, so that a
    monthly cron job may run daily. Exit 5 when some could not be sent.
    """
    from billcli.services.send_document import statements_enclosed  # noqa: PLC0415

    call: Invocation = ctx.obj
    if all_ == bool(customer):
        raise UsageError.of(
            "ID-MISSING", "it is not said who gets a statement",
            hint="name customers, or add --all, not both",
        )  # fmt: skip
    names = ids_given(customer) if customer else []
    first, last = _days(call, month)
    return sent(
        call, lambda books: statements_enclosed(books, names, first, last), to=to, again=again
    )


def _days(call: Invocation, month: str) -> tuple[dt.date, dt.date]:
    """Return the first and the last day that a statement covers.

    Raises:
        UsageError: OPTION-VALUE, the month is none.
    """
    if not month:
        return call.today.replace(month=1, day=1), call.today
    if month == "last":
        last = call.today.replace(day=1) - dt.timedelta(days=1)
        return last.replace(day=1), last
    found = _MONTH.fullmatch(month)
    if found is None:
        raise UsageError.of(
            "OPTION-VALUE", f"--month: {quoted(month)} is no month", hint="write 2026-03, or last"
        )
    first = dt.date(int(found["year"]), int(found["month"]), 1)
    return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
