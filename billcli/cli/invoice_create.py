"""``billcli invoice create`` and ``issue``: from the words typed, or a draft, to an invoice."""

from __future__ import annotations

from billcli.cli.bill_option import (
    Currency,
    Day,
    Days,
    Delivered,
    Discount,
    Due,
    First,
    Instalments,
    Lines,
    Note,
    Po,
    Prices,
    Ref,
    Terms,
    UseCredit,
    request_given,
)
from billcli.cli.change import changed, ids_given, near
from billcli.cli.declare import Annotated, argument, option
from billcli.cli.outcome import Outcome
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.domain.invoice import Invoice
    from billcli.domain.problem import Problem
    from billcli.ledger.change_set import Removal
    from billcli.services.invoice_request import InvoiceRequest
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Written


def create(
    ctx: Context,
    customer: Annotated[
        str, argument(show_default=False, help="Id of the customer; --edit can do without.")
    ] = "",
    line: Lines = [],  # noqa: B006 - it is copied
    date: Day = "",
    due: Due = "",
    terms: Terms = "",
    instalments: Instalments = "",
    first: First = "",
    discount: Discount = "",
    currency: Currency = "",
    prices: Prices = "",
    note: Note = "",
    delivered: Delivered = "",
    period: Days = "",
    po: Po = "",
    ref: Ref = "",
    draft: Annotated[bool, option("--draft", help="Write drafts/NAME.toml instead.")] = False,
    draft_file: Annotated[str, option(metavar="FILE", help="Write the draft there.")] = "",
    edit: Annotated[bool, option("--edit", help="Write a draft in your editor.")] = False,
    number: Annotated[str, option(help="With --opening: the number it bears.")] = "",
    opening: Annotated[bool, option("--opening", help="Take over an open invoice.")] = False,
    use_credit: UseCredit = False,
) -> Outcome:
    """Issue an invoice: entry, PDF, web page and text.

        billcli invoice create Acme --line "10 h x 150.00 Consulting, January; tax=CA-8"
        billcli invoice create Acme --line "10 h x consulting" --line "300 Hosting" --discount 5%
        billcli invoice create Acme --line "900 Course" --instalments "3 monthly"
        billcli invoice create Acme --draft
        billcli invoice create Acme --line "900 Course" --use-credit
        billcli invoice create Acme --number A-117 --opening --date 2025-11-30 --line "595 Balance"

    The number is taken from the series when it is written. With --use-credit money on account and
    credit notes of the customer pay it in advance, oldest first, and the document says so. A line's
    keys are tax, account, discount, unit and period: billcli help lines. A draft has no number yet;
    without lines, or with --edit, it opens as a form in your editor.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount

    call: Invocation = ctx.obj
    is_draft = draft or edit or bool(draft_file)
    _check_combination(number, opening=opening, draft=is_draft)
    _check_issued(use_credit=use_credit, issued=not (opening or is_draft))
    edit = edit or (draft and not line and _may_edit(call))
    request = request_given(
        call,
        customer,
        line,
        complete=not edit,
        date=date,
        due=due,
        delivered=delivered,
        discount=discount,
        period=period,
        terms=terms,
        instalments=instalments,
        first=first,
        currency=currency,
        prices=prices,
        note=note,
        purchase_order=po,
        buyer_reference=ref,
        number=number,
    )
    workspace = opened(call)
    if edit:
        return _form(call, workspace, request, discount, draft_file)
    if is_draft:
        return _draft(call, workspace, request, discount, draft_file)
    if opening:
        return _opening(call, workspace, request)
    from billcli.cli.document_view import issued  # noqa: PLC0415
    from billcli.services.issue_invoice import issue_invoice  # noqa: PLC0415

    written = issue_invoice(workspace, request, consent(call), use_credit=use_credit)
    return issued(call, written, use_credit=use_credit)


def _may_edit(call: Invocation) -> bool:
    """Return whether a draft without lines opens the form: somebody sits here, or named a program.

    ``EDITOR`` alone is not enough: many scripts inherit it from a person's shell.
    """
    if call.no_input or call.machine:
        return False
    return call.may_ask or bool(call.env.get("VISUAL", "").strip())


def _check_combination(number: str, *, opening: bool, draft: bool) -> None:
    from billcli.domain.problem import UsageError  # noqa: PLC0415

    if bool(number) != opening:
        raise UsageError.of(
            "OPENING-NUMBER",
            "--number and --opening go together: they take over an invoice from elsewhere",
            hint="leave --number out to take the next number of the series",
        )
    if opening and draft:
        raise UsageError.of(
            "OPENING-DRAFT",
            "an opening item cannot be a draft",
            hint="leave out --draft: it has a number and belongs into the books at once",
        )


def _check_issued(*, use_credit: bool, issued: bool) -> None:
    from billcli.domain.problem import UsageError  # noqa: PLC0415

    if use_credit and not issued:
        raise UsageError.of(
            "CREDIT-ISSUED",
            "--use-credit is for an invoice that is issued now, no draft and no opening item",
            hint="give it to billcli invoice issue DRAFT, or see billcli credit list later",
        )


def _opening(call: Invocation, workspace: Workspace, request: InvoiceRequest) -> Outcome:
    from billcli.cli.books import consent  # noqa: PLC0415
    from billcli.services.take_over import take_over  # noqa: PLC0415

    written = take_over(workspace, request, consent(call))
    taken = written.value
    data = {"invoice": taken.number, "customer": taken.customer, "date_issued": taken.date,
            "date_due": taken.due, "total": taken.amount}  # fmt: skip
    said = f"Took over {taken.number} with {taken.amount} open"
    follow = f"billcli report open --customer {taken.customer}"
    return changed(call, written, data, said, follow, ids=(request.number,))


def _draft(
    call: Invocation, workspace: Workspace, request: InvoiceRequest, discount: str, name: str
) -> Outcome:
    from billcli.services.draft import save_draft  # noqa: PLC0415

    target = call.cwd / name if name else None
    path, text, invoice = save_draft(workspace, request, discount, target, dry_run=call.dry_run)
    shown = near(call, path)
    data = {"draft": shown, "customer": invoice.customer, "total": invoice.total,
            "written": not call.dry_run}  # fmt: skip
    said = "Would write" if call.dry_run else "Wrote"
    messages = (f"{said} draft {shown} of {invoice.total}", f"Next: billcli invoice issue {shown}")
    shown_text = text if call.dry_run else ""
    return Outcome(
        data=data,
        messages=messages,
        text=shown_text,
        ids=(shown,),
        changed=not call.dry_run,
        remarks=workspace.remarks,
    )


def _form(
    call: Invocation, workspace: Workspace, request: InvoiceRequest, discount: str, name: str
) -> Outcome:
    from billcli.cli.draft_edit import edited  # noqa: PLC0415
    from billcli.services.edit_draft import fresh  # noqa: PLC0415

    target = call.cwd / name if name else None
    return edited(call, workspace, fresh(workspace, request, discount, target))


def issue(
    ctx: Context,
    draft: Annotated[list[str], argument(help="Draft files, or - for stdin.")],
    use_credit: UseCredit = False,
) -> Outcome:
    """Issue drafts: each gets its number, entry and documents, and its file goes.

    billcli invoice issue drafts/2026-01-31-acme.toml
    billcli invoice list --drafts --format ids | billcli invoice issue - --yes
    billcli invoice issue drafts/2026-01-31-acme.toml --use-credit
    """
    from billcli.cli.block import partly  # noqa: PLC0415
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.document_view import all_issued  # noqa: PLC0415
    from billcli.domain.problem import BillcliError  # noqa: PLC0415
    from billcli.services.check_draft import placed  # noqa: PLC0415
    from billcli.services.draft import discard, inside  # noqa: PLC0415
    from billcli.services.draft_bytes import bytes_of  # noqa: PLC0415
    from billcli.services.issue_invoice import issue_invoice  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    read = _ready(call, workspace, ids_given(draft))
    done: list[Written[Invoice]] = []
    for shown, request, removal in read:
        promised = tuple(written.value for written in done) if call.dry_run else ()
        try:
            removals = (removal,) if inside(workspace, removal.path) else ()
            agreed = consent(call)
            done.append(
                issue_invoice(workspace, request, agreed, removals, promised, use_credit=use_credit)
            )
            if not (removals or call.dry_run):
                discard(removal)
        except BillcliError as error:
            told = placed(workspace, error, bytes_of(removal.path, shown), shown)
            if not any(written.places for written in done):
                raise told from None
            return partly(all_issued(call, done, use_credit=use_credit), told)
        workspace = opened(call)
    return all_issued(call, done, use_credit=use_credit)


def _ready(
    call: Invocation, workspace: Workspace, names: list[str]
) -> list[tuple[str, InvoiceRequest, Removal]]:
    """Return what drafts ask for, and the removal of each; all that are wrong are refused at once.

    Raises:
        InvalidError: a draft could not be issued; none is then.
    """
    from billcli.domain.problem import InvalidError, each  # noqa: PLC0415
    from billcli.services.check_draft import ready  # noqa: PLC0415
    from billcli.services.draft_file import find_draft  # noqa: PLC0415

    paths = each(lambda name: find_draft(workspace, call.cwd, name), names)
    read: list[tuple[str, InvoiceRequest, Removal]] = []
    wrong: list[Problem] = []
    for path in dict.fromkeys(paths):
        shown = near(call, path)
        try:
            read.append((shown, *ready(workspace, path, shown)))
        except InvalidError as error:
            wrong += error.problems
    if wrong:
        raise InvalidError(*wrong)
    return read
