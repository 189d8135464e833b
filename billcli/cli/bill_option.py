"""What may be said of something to be billed, by the same options wherever it is said."""

from __future__ import annotations

from billcli.cli.change import dates_given
from billcli.cli.declare import Annotated, argument, option
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.invocation import Invocation
    from billcli.domain.invoice import Period
    from billcli.domain.problem import Problem
    from billcli.domain.reduction import Reduction
    from billcli.services.invoice_request import InvoiceRequest

Who = Annotated[str, argument(help="Id of the customer.")]
Lines = Annotated[list[str], option(help="[QTY [UNIT] x] PRICE|CODE DESCRIPTION[; key=value...]")]
Day = Annotated[str, option(metavar="DATE", help="Today when not given.")]
Due = Annotated[str, option(metavar="DATE", help="Else it follows from the terms.")]
Terms = Annotated[str, option(help='Such as "net 30" or "2/10 net 30".')]
Instalments = Annotated[
    str, option(metavar="PLAN", help='Such as "3 monthly" or "D=AMOUNT, D=rest".')
]
First = Annotated[str, option(metavar="DATE", help="When the first of them is due.")]
Discount = Annotated[str, option(help="On everything: 5% or an amount.")]
Currency = Annotated[str, option(help="Else the customer's, else the default.")]
Prices = Annotated[str, option(help="net or gross: whether prices hold the tax.")]
Note = Annotated[str, option(help="A remark printed on it.")]
Delivered = Annotated[str, option(metavar="DATE", help="Day of supply.")]
Days = Annotated[str, option(metavar="D..D", help="Days of service.")]
Po = Annotated[str, option(help="The customer's order number.")]
Ref = Annotated[str, option(help="The customer's reference.")]
UseCredit = Annotated[
    bool, option("--use-credit", help="Take up open credit of the customer at once.")
]


def request_given(
    call: Invocation,
    customer: str,
    line: Sequence[str],
    *,
    what: str = "invoice",
    complete: bool = True,
    date: str = "",
    due: str = "",
    first: str = "",
    delivered: str = "",
    discount: str = "",
    period: str = "",
    **texts: str,
) -> InvoiceRequest:
    """Return what the options of a command ask to be billed.

    Args:
        call: the invocation.
        customer: id, as typed.
        line: texts of lines.
        what: what it will be, in messages.
        complete: whether customer and lines must be given.
        date: as typed.
        due: as typed.
        first: as typed.
        delivered: as typed.
        discount: as typed.
        period: as typed.
        **texts: further fields of ``InvoiceRequest``.

    Raises:
        UsageError: everything that is wrong with them at once.
    """
    from billcli.domain.problem import UsageError, problems_of  # noqa: PLC0415 - heavier than help
    from billcli.services.invoice_request import InvoiceRequest  # noqa: PLC0415

    wrong = problems_of(
        lambda: _check_complete(customer, what, lines=bool(line)) if complete else None,
        lambda: dates_given(call, date=date, due=due, first=first, delivered=delivered),
        lambda: _discount(discount),
        lambda: _period(period),
    )
    if wrong:
        raise UsageError(*wrong, *_wrong_beside(call, customer, line))
    when = dates_given(call, date=date, due=due, first=first, delivered=delivered)
    return InvoiceRequest(
        customer=customer,
        lines=tuple(line),
        date=when["date"] or call.today,
        due=when["due"],
        first=when["first"],
        discount=_discount(discount),
        delivered=when["delivered"],
        period=_period(period),
        **texts,
    )


def _wrong_beside(call: Invocation, customer: str, lines: Sequence[str]) -> tuple[Problem, ...]:
    """Return what else is wrong, so that one mistake in an option hides none behind it."""
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.line_text import parse_lines  # noqa: PLC0415
    from billcli.domain.problem import problems_of  # noqa: PLC0415
    from billcli.services.customer_account import customer_of  # noqa: PLC0415

    workspace = opened(call)
    return problems_of(
        lambda: customer and customer_of(workspace, customer, call.today),
        lambda: parse_lines(lines, workspace.settings.prices),
    )


def _check_complete(customer: str, what: str, *, lines: bool) -> None:
    from billcli.domain.problem import UsageError  # noqa: PLC0415

    if not customer:
        raise UsageError.of(
            "CUSTOMER-MISSING",
            "no customer is named",
            hint='write the id, as in billcli invoice create Acme --line "300 Hosting"; or --edit',
        )
    if not lines:
        raise UsageError.of(
            "LINE-MISSING",
            f"the {what} has no lines",
            hint='add --line "10 h x 150.00 Consulting"; billcli help lines',
        )


def _discount(text: str) -> Reduction | None:
    from billcli.domain.reduction import parse_reduction  # noqa: PLC0415

    return parse_reduction(text) if text else None


def _period(text: str) -> Period | None:
    from billcli.domain.terms import parse_period  # noqa: PLC0415

    return parse_period(text) if text else None
