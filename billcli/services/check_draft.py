"""A draft measured by what issuing would ask for: everything that is wrong, each at its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from billcli.domain.invoice_entry import entry_of
from billcli.domain.party import Party
from billcli.domain.problem import BillcliError, Problem, Source
from billcli.domain.terms import parse_terms
from billcli.services.customer_account import account_of, customer_of
from billcli.services.draft_reading import reading
from billcli.services.guard import require_sound_after
from billcli.services.invoice_request import InvoiceRequest, calculated, invoice_draft
from billcli.services.take_number import Numbers

if TYPE_CHECKING:
    from billcli.domain.invoice import Invoice
    from billcli.services.draft_reading import Reading
    from billcli.services.workspace import Workspace

# Where a problem of the whole document is corrected.
_KEY_OF = {
    "DUE-BEFORE": ("due", "terms", "date"),
    "TERMS-UNREADABLE": ("terms",),
    "TERMS-IMPOSSIBLE": ("terms",),
    "DISCOUNT-LARGE": ("discount",),
    "CURRENCY-MISSING": ("currency",),
    "INVOICE-ZERO": ("lines",),
    "INVOICE-NEGATIVE": ("lines",),
}
# What one line alone cannot tell.
_WHOLE = frozenset({"INVOICE-ZERO", "INVOICE-NEGATIVE", "DUE-BEFORE"})
_WORDS = {"prices": "prices", "note": "note", "po": "purchase_order", "ref": "buyer_reference"}
_ORDINAL = re.compile(r"^line 1 \(.*?\): ")  # of the only line looked at
_NOBODY = Party("")
_ANY = "EUR"  # stands in for a currency that cannot be told, so that the rest is still checked


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft and what would stop it from being issued.

    Attributes:
        request: what it asks for; None when the text cannot be read.
        invoice: its figures, without a number; None when they cannot be told.
        problems: in the order of their lines; empty when it can be issued as it is.
        name: of the customer, or an empty text while it is not known.
    """

    request: InvoiceRequest | None
    invoice: Invoice | None
    problems: tuple[Problem, ...]
    name: str = ""


def check_draft(workspace: Workspace, data: bytes, shown: str) -> Checked:
    """Return what a draft asks for and everything that is wrong with it; nothing is raised.

    Args:
        workspace: the books.
        data: the draft's bytes.
        shown: the file as the person knows it.
    """
    found = reading(data, shown, workspace.today)
    request = found.request
    if request is None:
        return Checked(None, None, tuple(found.problems))
    customer = _customer(workspace, found, request)
    _check_parts(workspace, found, request, customer or _NOBODY)
    invoice = None
    if customer and not found.problems:
        invoice = _figures(workspace, found, request, customer)
    ordered = sorted(found.problems, key=lambda problem: problem.where.line if problem.where else 0)
    return Checked(request, invoice, tuple(ordered), customer.name if customer else "")


def _customer(workspace: Workspace, found: Reading, request: InvoiceRequest) -> Party | None:
    if not request.customer:
        message, advice = "no customer is named", 'write customer = "Acme", or another id'
        found.note(Problem("CUSTOMER-MISSING", message, None, advice), found.at("customer"))
        return None
    with found.noting(found.at("customer")):
        return customer_of(workspace, request.customer, request.date)
    return None


def _check_parts(
    workspace: Workspace, found: Reading, request: InvoiceRequest, customer: Party
) -> None:
    """Check each thing a draft says by itself, so that all mistakes show at once."""
    before = len(found.problems)
    bare = InvoiceRequest(request.customer, (), request.date, currency=request.currency)
    with found.noting(found.at("currency")):
        invoice_draft(workspace, bare, customer)
    if len(found.problems) > before:
        bare = replace(bare, currency=_ANY)
    for key, name in _WORDS.items():
        with found.noting(found.at(key)):
            invoice_draft(workspace, replace(bare, **{name: getattr(request, name)}), customer)
    if request.terms:
        with found.noting(found.at("terms")):
            parse_terms(request.terms)
    if not request.lines and not any(found.at("lines") == p.where for p in found.problems):
        advice = 'write one: lines = ["10 h x 150.00 Consulting"]; billcli help lines'
        found.note(Problem("LINE-MISSING", "there are no lines", None, advice), found.at("lines"))
    for position, text in enumerate(request.lines):
        _check_line(workspace, found, replace(bare, lines=(text,)), (position, customer))


def _check_line(
    workspace: Workspace, found: Reading, alone: InvoiceRequest, who: tuple[int, Party]
) -> None:
    """Check one line as if it were the only one."""
    position, customer = who
    where = found.at_item(position)
    with found.noting(where):
        draft = invoice_draft(workspace, alone, customer)
        tax = customer.text("tax") or workspace.settings.defaults.tax
        try:
            calculated(workspace, draft, tax)
        except BillcliError as error:
            for problem in error.problems:
                if problem.code not in _WHOLE:
                    message = _ORDINAL.sub("", problem.message)
                    found.note(replace(problem, message=message), where)


def _figures(
    workspace: Workspace, found: Reading, request: InvoiceRequest, customer: Party
) -> Invoice | None:
    """Return the figures, after a check of what the books would say to the entry."""
    invoice = None
    try:
        invoice = calculated(workspace, invoice_draft(workspace, request, customer))
        number = Numbers(workspace).next("invoice", request.date)
        account = account_of(workspace, customer)
        numbered = replace(invoice, number=number)
        rounding = workspace.settings.accounts.rounding
        entry = entry_of(numbered, account, customer.name, rounding)
        require_sound_after(workspace.snapshot.facts, (entry,))
    except BillcliError as error:
        for problem in error.problems:
            found.note(problem, _where(found, request, problem))
    return invoice


def _where(found: Reading, request: InvoiceRequest, problem: Problem) -> Source:
    """Return the place where a problem of the whole document is corrected."""
    for key in _KEY_OF.get(problem.code, ()):
        if found.at(key).line:
            return found.at(key)
    named = [n for n, line in enumerate(request.lines) if _account_in(line) in problem.message]
    return found.at_item(named[0]) if named else Source(found.name)


def _account_in(line: str) -> str:
    """Return the account a line names, or what no message holds."""
    return line.partition("account=")[2].partition(";")[0].strip() or "\0"


def placed(workspace: Workspace, error: BillcliError, data: bytes, shown: str) -> BillcliError:
    """Return an error that issuing a draft met, with the lines of the draft at fault."""
    found = check_draft(workspace, data, shown).problems
    codes = {problem.code for problem in error.problems}
    if not codes & {problem.code for problem in found}:
        return error
    return type(error)(*found, exit_code=error.exit_code)
