"""A draft measured by what issuing would ask for: everything that is wrong, each at its line.

What is wrong is set aside and the rest is looked at as a whole, so that one mistake hides no other,
and so that a draft that is not complete can be shown with what there is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from billcli.domain.invoice import Invoice
from billcli.domain.invoice_entry import entry_of
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.party import Party
from billcli.domain.problem import BillcliError, InvalidError, Problem, Source
from billcli.domain.terms import parse_terms
from billcli.ledger.atomic_file import digest
from billcli.ledger.change_set import Removal
from billcli.services.customer_account import account_of, customer_of
from billcli.services.draft_bytes import bytes_of
from billcli.services.draft_reading import reading
from billcli.services.guard import require_sound_after
from billcli.services.invoice_request import InvoiceRequest, calculated, invoice_draft
from billcli.services.take_number import Numbers

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from billcli.services.draft_reading import Reading
    from billcli.services.workspace import Workspace

# Where a problem of the whole document is corrected.
_KEY_OF = {
    "DUE-BEFORE": ("due", "terms", "date"),
    "TERMS-UNREADABLE": ("terms",),
    "TERMS-IMPOSSIBLE": ("terms",),
    "INSTALMENTS-UNREADABLE": ("instalments",),
    "INSTALMENTS-DATES": ("first", "instalments"),
    "INSTALMENTS-SUM": ("instalments",),
    "INSTALMENTS-OPTION": ("instalments", "first"),
    "DISCOUNT-LARGE": ("discount",),
    "CURRENCY-MISSING": ("currency",),
    "INVOICE-ZERO": ("lines",),
    "INVOICE-NEGATIVE": ("lines",),
}
# What one line alone cannot tell.
_WHOLE = frozenset({"INVOICE-ZERO", "INVOICE-NEGATIVE", "DUE-BEFORE"})
# What cannot be told while a line is set aside.
_SUMS = frozenset({"INVOICE-ZERO", "INVOICE-NEGATIVE", "DISCOUNT-LARGE", "LINE-MISSING",
                   "INSTALMENTS-SUM"})  # fmt: skip
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
        sketch: what the parts that are right come to; None when the text cannot be read.
    """

    request: InvoiceRequest | None
    invoice: Invoice | None
    problems: tuple[Problem, ...]
    name: str = ""
    sketch: Invoice | None = None


def check_draft(workspace: Workspace, data: bytes, shown: str) -> Checked:
    """Return what a draft asks for and everything that is wrong with it; nothing is raised.

    Args:
        workspace: the books.
        data: the draft's bytes.
        shown: the file as the person knows it.
    """
    return checked(workspace, reading(data, shown, workspace.today))


def checked(workspace: Workspace, found: Reading) -> Checked:
    """Return the same for a text that was read; see ``check_draft``."""
    request = found.request
    if request is None:
        return Checked(None, None, tuple(found.problems))
    customer = _customer(workspace, found, request)
    rest = _sound_parts(workspace, found, request, customer or _NOBODY)
    sketch = _sketch(workspace, rest, customer or Party(request.customer))
    invoice = _figures(workspace, found, rest, customer) if customer else None
    ordered = sorted(found.problems, key=lambda problem: problem.where.line if problem.where else 0)
    name = customer.name if customer else ""
    return Checked(request, invoice, tuple(ordered), name, invoice or sketch)


def ready(workspace: Workspace, path: Path, shown: str) -> tuple[InvoiceRequest, Removal]:
    """Return what a draft asks for and the removal that follows its issue.

    Raises:
        UsageError: there is no such file.
        InvalidError: it could not be issued; every mistake is named with its line.
    """
    data = bytes_of(path, shown)
    found = check_draft(workspace, data, shown)
    if found.problems or found.request is None:
        raise InvalidError(*found.problems)
    return found.request, Removal(path, digest(data))


def _customer(workspace: Workspace, found: Reading, request: InvoiceRequest) -> Party | None:
    if not request.customer:
        message, advice = "no customer is named", 'write customer = "Acme", or another id'
        found.note(Problem("CUSTOMER-MISSING", message, None, advice), found.at("customer"))
        return None
    with found.noting(found.at("customer")):
        return customer_of(workspace, request.customer, request.date)
    return None


def _sound_parts(
    workspace: Workspace, found: Reading, request: InvoiceRequest, customer: Party
) -> InvoiceRequest:
    """Check each thing a draft says by itself, and return the request without what is wrong."""
    before = len(found.problems)
    bare = InvoiceRequest(request.customer, (), request.date, currency=request.currency)
    with found.noting(found.at("currency")):
        invoice_draft(workspace, bare, customer)
    if len(found.problems) > before:
        bare = replace(bare, currency=_ANY)
    rest = replace(request, currency=bare.currency)
    for key, name in _WORDS.items():
        before = len(found.problems)
        with found.noting(found.at(key)):
            invoice_draft(workspace, replace(bare, **{name: getattr(request, name)}), customer)
        if len(found.problems) > before:
            nothing: dict[str, Any] = {name: ""}
            rest = replace(rest, **nothing)
    if request.terms:
        before = len(found.problems)
        with found.noting(found.at("terms")):
            parse_terms(request.terms)
        rest = replace(rest, terms="") if len(found.problems) > before else rest
    stated = found.at("lines")
    if not request.lines and not (stated.line and any(stated == p.where for p in found.problems)):
        advice = 'write one: lines = ["10 h x 150.00 Consulting"]; billcli help lines'
        found.note(Problem("LINE-MISSING", "there are no lines", None, advice), found.at("lines"))
    lines = tuple(
        text
        for position, text in enumerate(request.lines)
        if _is_sound(workspace, found, replace(bare, lines=(text,)), (position, customer))
    )
    return replace(rest, lines=lines)


def _is_sound(
    workspace: Workspace, found: Reading, alone: InvoiceRequest, who: tuple[int, Party]
) -> bool:
    """Check one line as if it were the only one, and return whether it can stand."""
    position, customer = who
    where = found.at_item(position)
    draft = None
    with found.noting(where):
        draft = invoice_draft(workspace, alone, customer)
    if draft is None:
        return False
    try:
        calculated(workspace, draft, _tax(workspace, customer))
    except BillcliError as error:
        own = [problem for problem in error.problems if problem.code not in _WHOLE]
        for problem in own:
            message = _ORDINAL.sub("", problem.message)
            found.note(problem._replace(message=message), where)
        return not own
    return True


def _tax(workspace: Workspace, customer: Party) -> str:
    return customer.text("tax") or workspace.settings.defaults.tax


def _sketch(workspace: Workspace, rest: InvoiceRequest, customer: Party) -> Invoice:
    """Return the figures of what is right in a draft, as far as they can be told."""
    plain = replace(rest, due=None, terms="", instalments="", first=None, discount=None)
    for request in (rest, plain):
        try:
            draft = invoice_draft(workspace, request, customer)
            return calculated(workspace, draft, _tax(workspace, customer))
        except BillcliError:
            continue
    currency = rest.currency or _ANY
    return Invoice("", Kind.INVOICE, customer.id, rest.date, None, "", currency,
                   (), (), (), Money.zero(currency))  # fmt: skip


def _figures(
    workspace: Workspace, found: Reading, rest: InvoiceRequest, customer: Party
) -> Invoice | None:
    """Return the figures, after a check of what the books would say to the entry.

    Where something is set aside already there are none, but what else is wrong is noted.
    """
    part = bool(found.problems)
    invoice = None
    try:
        invoice = calculated(workspace, invoice_draft(workspace, rest, customer))
        number = Numbers(workspace).next("invoice", rest.date)
        account = account_of(workspace, customer)
        numbered = replace(invoice, number=number)
        rounding = workspace.settings.accounts.rounding
        entry = entry_of(numbered, account, customer.name, rounding)
        require_sound_after(workspace.snapshot.facts, (entry,))
    except BillcliError as error:
        for problem in error.problems:
            if not (part and problem.code in _SUMS):
                found.note(problem, _where(found, problem))
    return None if part else invoice


def _where(found: Reading, problem: Problem) -> Source:
    """Return the place where a problem of the whole document is corrected."""
    for key in _KEY_OF.get(problem.code, ()):
        if found.at(key).line:
            return found.at(key)
    lines = found.request.lines if found.request else ()
    named = [n for n, line in enumerate(lines) if _account_in(line) in problem.message]
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
