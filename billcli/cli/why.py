"""``billcli why``: what happened to a document, a payment or a bank line, and why."""

from __future__ import annotations

import sys

from billcli.cli.declare import Annotated, argument, verb
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome

app = verb("why")


@app.command("why")
def why(
    ctx: Context,
    subject: Annotated[
        list[str], argument(help="Documents, payments, bank lines, or - for stdin.")
    ],
) -> Outcome:
    """Tell what happened to a document, a payment or a bank line, and why.

        billcli why INV-2026-0001
        billcli why PMT-2026-0002 --format json
        billcli why 2026022000017
        billcli why "Assets:Bank:Checking 2026-02-20 2494.00"

    A bank line is known by the bank's reference, by its bank-key, or by account, date and amount.
    All of it comes from the ledger: the bank's words, and the evidence that was kept when the line
    was booked.
    """
    from billcli.cli.books import books_to_show, opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.why_view import explained  # noqa: PLC0415
    from billcli.domain.problem import each  # noqa: PLC0415
    from billcli.services.why_booked import why as told  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    books = books_to_show(call, workspace)
    return explained(call, workspace, each(lambda text: told(books, text), _lines(subject)))


def _lines(words: list[str]) -> list[str]:
    """Return the words; ``-`` stands for the lines on standard input: a key holds blanks."""
    from billcli.domain.problem import UsageError  # noqa: PLC0415

    found: list[str] = []
    for word in words:
        given = sys.stdin.read().splitlines() if word == "-" else [word]
        found += [line.strip() for line in given if line.strip()]
    if not found:
        raise UsageError.of("ID-MISSING", "no id is given", hint="name at least one")
    return found
