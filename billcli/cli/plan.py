"""``billcli plan``: invoices that come again and again, each date once."""

from __future__ import annotations

from billcli.cli.bill_option import (
    Currency,
    Discount,
    Lines,
    Note,
    Po,
    Prices,
    Ref,
    Terms,
    UseCredit,
    Who,
    request_given,
)
from billcli.cli.change import date_given, dates_given, ids_given, near
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome
    from billcli.services.plan_file import PlanFile
    from billcli.services.workspace import Workspace

app = noun("plan", "Recurring plans: add, list, show, price, pause, resume, run.")

Plan = Annotated[str, argument(help="Id of the plan.")]
Plans = Annotated[list[str], argument(metavar="PLAN", help="Ids of plans, or - for stdin.")]


@app.command("add")
def add(
    ctx: Context,
    plan: Annotated[str, argument(help="Id of the plan, such as hosting-acme.")],
    customer: Who,
    line: Lines = [],  # noqa: B006 - it is copied
    every: Annotated[
        str, option(metavar="RHYTHM", help='How often: "1 month", "2 weeks", "1 year".')
    ] = "1 month",
    from_: Annotated[str, option("--from", metavar="DATE", help="First day; else today.")] = "",
    until: Annotated[str, option(metavar="DATE", help="Last day.")] = "",
    times: Annotated[int, option(least=0, metavar="N", help="So many dates; 0 for no end.")] = 0,
    anchor: Annotated[
        str, option(metavar="ANCHOR", help="end-of-month: bill each month on its last day.")
    ] = "",
    pro_rata: Annotated[
        bool, option("--pro-rata", help="Bill a first or last period that is not whole by days.")
    ] = False,
    terms: Terms = "",
    discount: Discount = "",
    currency: Currency = "",
    prices: Prices = "",
    note: Note = "",
    po: Po = "",
    ref: Ref = "",
) -> Outcome:
    """Write a plan: what is billed, how often and from when.

        billcli plan add hosting Acme --line "300 Hosting" --every "1 month" --from 2026-01-31
        billcli plan add rent Globex --line "900 Rent" --anchor end-of-month --pro-rata

    It is a file in plans/, written like a draft. Dates are counted from the first: 31 January, 28
    February, 31 March. Each bills the period that begins with it; with --anchor end-of-month the
    one that ends with it. Prices of the price list are written down as they are today.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.plan_view import added  # noqa: PLC0415
    from billcli.domain.plan import END_OF_MONTH, check_plan, parse_every  # noqa: PLC0415
    from billcli.domain.plan import Plan as Dates  # noqa: PLC0415
    from billcli.domain.problem import UsageError, quoted  # noqa: PLC0415
    from billcli.services.change_plan import add_plan  # noqa: PLC0415

    call: Invocation = ctx.obj
    if anchor not in {"", END_OF_MONTH}:
        raise UsageError.of(
            "OPTION-VALUE",
            f"--anchor: {quoted(anchor, 20)} is not known",
            hint=f"use {END_OF_MONTH}, or leave it out",
        )
    when = dates_given(call, **{"from": from_, "until": until})
    dates = Dates(
        plan,
        parse_every(every),
        when["from"] or call.today,
        when["until"],
        times or None,
        anchor == END_OF_MONTH,
        pro_rata,
    )
    check_plan(dates)
    request = request_given(
        call,
        customer,
        line,
        what="plan",
        discount=discount,
        terms=terms,
        currency=currency,
        prices=prices,
        note=note,
        purchase_order=po,
        buyer_reference=ref,
    )
    shown = f"plans/{plan}.toml"
    path, text = add_plan(opened(call), dates, request, discount, consent(call), shown)
    return added(call, dates, request.customer, path, text)


@app.command("list")
def list_(
    ctx: Context,
    customer: Annotated[str, option(help="Id of a customer.")] = "",
    due: Annotated[bool, option("--due", help="Only those with dates that wait.")] = False,
) -> Outcome:
    """List plans: what they billed last, what waits, what comes next.

    billcli plan list
    billcli plan list --due --as-of 2026-03-31
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.plan_view import plan_list  # noqa: PLC0415

    call: Invocation = ctx.obj
    return plan_list(call, opened(call), customer, only_due=due)


@app.command("show")
def show(ctx: Context, plan: Plans) -> Outcome:
    """Show plans: dates that were billed, dates that wait, and what comes next.

    billcli plan show hosting
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.plan_view import plan_detail  # noqa: PLC0415

    call: Invocation = ctx.obj
    return plan_detail(call, opened(call), ids_given(plan))


@app.command("price")
def price(
    ctx: Context,
    plan: Plan,
    since: Annotated[str, argument(metavar="DATE", help="The first date it holds for.")],
    line: Lines = [],  # noqa: B006 - it is copied
) -> Outcome:
    """Let a plan bill other lines from a date on.

        billcli plan price hosting 2026-07-01 --line "320 Hosting"

    The lines replace all lines from then on. What was billed before stays as it is.
    """
    from billcli.cli.books import consent  # noqa: PLC0415 - loads Beancount
    from billcli.cli.plan_view import rewritten  # noqa: PLC0415
    from billcli.domain.line_text import parse_lines  # noqa: PLC0415
    from billcli.domain.problem import UsageError  # noqa: PLC0415
    from billcli.services.change_plan import change_price  # noqa: PLC0415

    call: Invocation = ctx.obj
    day = date_given(call, since, "the date")
    if not line or day is None:
        raise UsageError.of(
            "LINE-MISSING", "the price has no lines", hint='add --line "320 Hosting"'
        )
    workspace, found = _found(call, plan)
    parse_lines(line, workspace.settings.prices)
    text = change_price(workspace, found, day, line, consent(call))
    return rewritten(call, found, text, f"bills other lines from {day}")


@app.command("pause")
def pause(
    ctx: Context,
    plan: Plan,
    from_: Annotated[str, option("--from", metavar="DATE", help="First day; else today.")] = "",
    until: Annotated[str, option(metavar="DATE", help="Last day; else until resumed.")] = "",
) -> Outcome:
    """Let a plan bill nothing for a while.

        billcli plan pause hosting
        billcli plan pause hosting --from 2026-07-01 --until 2026-08-31

    Dates within the pause are never billed, also not later.
    """
    from billcli.cli.books import consent  # noqa: PLC0415 - loads Beancount
    from billcli.cli.plan_view import rewritten  # noqa: PLC0415
    from billcli.domain.plan import Pause  # noqa: PLC0415
    from billcli.domain.problem import UsageError  # noqa: PLC0415
    from billcli.services.change_plan import pause_plan  # noqa: PLC0415

    call: Invocation = ctx.obj
    when = dates_given(call, **{"from": from_, "until": until})
    window = Pause(when["from"] or call.today, when["until"])
    if window.end and window.end < window.start:
        raise UsageError.of(
            "PERIOD-BACKWARDS",
            f"the pause ends on {window.end}, before it starts on {window.start}",
            hint="correct --from or --until",
        )
    workspace, found = _found(call, plan)
    text = pause_plan(workspace, found, window, consent(call))
    end = f" until {window.end}" if window.end else ""
    return rewritten(call, found, text, f"pauses from {window.start}{end}")


@app.command("resume")
def resume(
    ctx: Context,
    plan: Plan,
    date: Annotated[str, option(metavar="DATE", help="Day from which it bills; else today.")] = "",
) -> Outcome:
    """Let a plan that is paused bill again.

    billcli plan resume hosting --date 2026-09-01
    """
    from billcli.cli.books import consent  # noqa: PLC0415 - loads Beancount
    from billcli.cli.plan_view import rewritten  # noqa: PLC0415
    from billcli.services.change_plan import resume_plan  # noqa: PLC0415

    call: Invocation = ctx.obj
    day: dt.date = dates_given(call, date=date)["date"] or call.today
    workspace, found = _found(call, plan)
    text = resume_plan(workspace, found, day, consent(call))
    return rewritten(call, found, text, f"bills again from {day}")


@app.command("run")
def run(
    ctx: Context,
    plan: Annotated[
        list[str], argument(metavar="[PLAN]...", help="Ids of plans, all when none is given.")
    ] = [],  # noqa: B006 - it is copied
    use_credit: UseCredit = False,
) -> Outcome:
    """Issue the invoices that plans are due for and that do not exist yet.

        billcli plan run
        billcli plan run hosting --dry-run
        billcli plan run --as-of 2026-03-31 --yes

    Each invoice bears the date of its plan; months that were missed are caught up, the oldest
    first. A date is billed once, however often and by however many this is run. All of a run is
    written at once, or nothing: one plan with a mistake stops it.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.plan_view import ran  # noqa: PLC0415
    from billcli.services.run_plans import run_plans  # noqa: PLC0415

    call: Invocation = ctx.obj
    names = ids_given(plan) if plan else []
    workspace = opened(call)
    shown, agreed = _shown(call), consent(call)
    done = run_plans(workspace, names, call.cutoff, shown, agreed, use_credit=use_credit)
    return ran(call, done, use_credit=use_credit)


def _found(call: Invocation, name: str) -> tuple[Workspace, PlanFile]:
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.plan_file import read_plan  # noqa: PLC0415

    workspace = opened(call)
    return workspace, read_plan(workspace, name, _shown(call))


def _shown(call: Invocation) -> Callable[[Path], str]:
    """Return what names a file as the person knows it."""
    return lambda path: near(call, path)
