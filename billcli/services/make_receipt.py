"""Receipts with a number of their own: a note in the ledger, and the document it names."""

from __future__ import annotations

from os.path import relpath

from billcli.domain.contract import DOCUMENT_NUMBER
from billcli.domain.entry import Document, Note
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, each
from billcli.ledger.change_set import NewFile
from billcli.services.customer_account import account_of, customer_of
from billcli.services.document_sheet import payments_named, receipt_sheet, receipts_made
from billcli.services.filing import Papers, target_of
from billcli.services.render_document import document_path, look_of, press_of
from billcli.services.take_number import Numbers
from billcli.services.writing import Decision, Written, perform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.domain.entry import Directive
    from billcli.services.list_payments import Payment
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent


@frozen
class MadeReceipt:
    """A receipt for a payment.

    Attributes:
        number: of the receipt.
        payment: id of the payment.
        earlier: whether it was there before, so that nothing was written for it.
    """

    number: str
    payment: str
    customer: str
    earlier: bool = False


def create_receipts(
    workspace: Workspace, names: Sequence[str], consent: Consent
) -> Written[tuple[MadeReceipt, ...]]:
    """Give each payment a receipt, all in one change; one that has a receipt keeps it.

    Args:
        workspace: the books.
        names: ids of the payments, or numbers of their receipts.
        consent: how far to go.

    Raises:
        UsageError: no such payment, one without an id of its own (RECEIPT-UNNAMED), or one that
            cannot be put on one receipt (RECEIPT-MIXED).
        InvalidError: the ledger has errors, or a template has.
        ConflictError: somebody else writes.
    """

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[tuple[MadeReceipt, ...]]:
        numbers, known = Numbers(books, tail), receipts_made(books)
        found: list[MadeReceipt] = []
        directives: list[Directive] = []
        files: list[NewFile] = []
        look = look_of(books)
        for payment in each(_named, payments_named(books, names)):
            if note := known.get(payment.payment):
                number = str(note.meta["id"])
                found.append(MadeReceipt(number, payment.payment, payment.customer, earlier=True))
                continue
            number = numbers.next("receipt", books.today)
            sheet = receipt_sheet(books, payment, look, number, books.today)
            made = press.render("receipt", sheet.context, books.settings.output.formats)
            papers = [NewFile(document_path(books, number, f), c) for f, c in made.files.items()]
            directives += _directives(books, payment, number, papers)
            files += papers
            found.append(MadeReceipt(number, payment.payment, payment.customer))
        return Decision(tuple(found), Papers(tuple(directives), tuple(files)))

    with press_of(workspace) as press:
        return perform(workspace, decide, consent)


def _directives(
    workspace: Workspace, payment: Payment, number: str, files: Sequence[NewFile]
) -> tuple[Directive, ...]:
    customer = customer_of(workspace, payment.customer, workspace.today)
    account, links = account_of(workspace, customer), (number, payment.payment)
    said = f"Receipt {number} for {payment.payment}"
    note = Note(workspace.today, account, said, ("receipt",), links, {"id": number})
    folder = target_of(workspace, note).parent
    path = relpath(files[0].path, folder).replace("\\", "/")
    return (note, Document(workspace.today, account, path, (), (number,)))


def _named(payment: Payment) -> Payment:
    if DOCUMENT_NUMBER.fullmatch(payment.payment):
        return payment
    raise UsageError.of(
        "RECEIPT-UNNAMED",
        f"the payment at {payment.payment} has no id that a receipt could name",
        hint=f'add id: "..." to its entry, or run billcli receipt render {payment.payment}',
    )
