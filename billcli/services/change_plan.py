"""Make a plan, change its price from a day on, let it pause and resume."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from billcli.domain.contract import check_document_number
from billcli.domain.line_writing import with_prices
from billcli.domain.meta import folded
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.plan import END_OF_MONTH, Pause
from billcli.domain.problem import Source, UsageError
from billcli.services.draft_text import draft_text, listed, with_key, with_values
from billcli.services.invoice_request import asked_customer, calculated, invoice_draft
from billcli.services.named_file import NamedFile, made, names_in, path_of, rewritten
from billcli.services.plan_file import FOLDER, plan_of, require_sound

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from billcli.domain.plan import Plan
    from billcli.services.invoice_request import InvoiceRequest
    from billcli.services.plan_file import PlanFile
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent

_DAY = dt.timedelta(days=1)


def add_plan(
    workspace: Workspace,
    plan: Plan,
    request: InvoiceRequest,
    discount: str,
    consent: Consent,
    shown: str,
) -> tuple[Path, str]:
    """Write a plan, and return its file and text.

    Prices of the price list are written down as they are now.

    Args:
        workspace: the books.
        plan: when it bills.
        request: what it bills; its date is not looked at.
        discount: the document discount as typed.
        consent: how far to go.
        shown: the file as the person knows it, for the places of mistakes.

    Raises:
        UsageError: an illegal id, or one that is taken; nobody agreed.
        InvalidError: whatever would stop it from being billed.
        ConflictError: a writer holds the lock.
    """
    workspace.snapshot.require_sound()
    check_document_number(plan.id, flag="plan")
    path = path_of(workspace, FOLDER, plan.id)
    if folded(plan.id) in map(folded, names_in(workspace, FOLDER)):
        raise UsageError.of(
            "FILE-EXISTS",
            f"there is a plan {plan.id} already",
            where=Source(shown),
            hint="choose another id, or change the plan that is there",
        )
    first = replace(request, date=plan.start)
    customer = asked_customer(workspace, first)
    calculated(workspace, invoice_draft(workspace, first, customer))
    lines = with_prices(request.lines, workspace.settings.prices)
    asked = replace(request, customer=customer.id, lines=lines)
    said = draft_text(asked, discount, dict(_said(plan)))
    text = with_values(said, {"date": ""})
    file = NamedFile(plan.id, path, shown, text.encode())
    require_sound(workspace, plan_of(file, workspace.today))
    return made(workspace, text, consent, lambda: path), text


def _said(plan: Plan) -> Iterable[tuple[str, str | dt.date | int]]:
    yield "every", str(plan.every)
    yield "from", plan.start
    if plan.until:
        yield "until", plan.until
    if plan.times:
        yield "times", plan.times
    if plan.end_of_month:
        yield "anchor", END_OF_MONTH
    if plan.pro_rata:
        yield "pro-rata", True


def change_price(
    workspace: Workspace, plan: PlanFile, since: dt.date, lines: Sequence[str], consent: Consent
) -> str:
    """Let a plan bill other lines from a day on, and return its new text.

    Raises:
        UsageError: there is a price from that day already; nobody agreed.
        InvalidError: the plan is wrong, or could not be billed afterwards; nothing is written.
        ConflictError: it was changed meanwhile.
    """
    if any(price.since == since for price in plan.prices):
        raise UsageError.of(
            "PLAN-DATES",
            f"plan {plan.name}: there is a price from {since} already",
            hint=f"change it in {plan.file.shown}",
        )
    old = plan.file.content.decode()
    newline = "\r\n" if "\r\n" in old else "\n"
    texts = with_prices(lines, workspace.settings.prices)
    table = f"\n[price.{since}]\nlines = {listed(texts)}\n"
    text = old.rstrip() + newline + table.replace("\n", newline)
    return _changed(workspace, plan, text, consent)


def pause_plan(workspace: Workspace, plan: PlanFile, pause: Pause, consent: Consent) -> str:
    """Let a plan bill nothing on some days, and return its new text.

    Raises:
        UsageError: it is paused on that day already; nobody agreed.
        InvalidError: the plan is wrong.
        ConflictError: it was changed meanwhile.
    """
    known = plan.sound().pauses
    if any(one.holds(pause.start) for one in known):
        raise UsageError.of(
            "PLAN-PAUSE",
            f"plan {plan.name} is paused on {pause.start} already",
            hint=f"billcli plan resume {plan.name}, or choose another day with --from",
        )
    return _with_pauses(workspace, plan, (*known, pause), consent)


def resume_plan(workspace: Workspace, plan: PlanFile, date: dt.date, consent: Consent) -> str:
    """Let a plan bill again from a day on, and return its new text.

    Raises:
        UsageError: it is not paused on that day; nobody agreed.
        InvalidError: the plan is wrong.
        ConflictError: it was changed meanwhile.
    """
    known = plan.sound().pauses
    if not any(one.holds(date) for one in known):
        raise UsageError.of(
            "PLAN-PAUSE",
            f"plan {plan.name} is not paused on {date}",
            hint=f"billcli plan show {plan.name}",
        )
    ended = (one._replace(end=date - _DAY) if one.holds(date) else one for one in known)
    left = tuple(one for one in ended if one.end is None or one.start <= one.end)
    return _with_pauses(workspace, plan, left, consent)


def _with_pauses(
    workspace: Workspace, plan: PlanFile, pauses: Iterable[Pause], consent: Consent
) -> str:
    texts = ", ".join(f'"{pause}"' for pause in sorted(pauses, key=lambda pause: pause.start))
    value = f"[{texts}]" if texts else ""
    return _changed(workspace, plan, with_key(plan.file.content.decode(), "pauses", value), consent)


def _changed(workspace: Workspace, plan: PlanFile, text: str, consent: Consent) -> str:
    plan.sound()
    require_sound(workspace, plan_of(replace(plan.file, content=text.encode()), workspace.today))
    rewritten(workspace, plan.file, text, consent)
    return text
