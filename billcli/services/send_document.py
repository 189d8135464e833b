"""Documents sent to customers: each as a letter with its PDF, once, and noted in the ledger."""

from __future__ import annotations

from billcli.delivery.mail import Attachment
from billcli.delivery.way import State
from billcli.documents.mail_context import mail_context
from billcli.domain.entry import Note
from billcli.domain.frozen import frozen, replace
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, each
from billcli.domain.quote import require_sendable
from billcli.domain.statement import statement
from billcli.services.customer_account import account_of, customer_of
from billcli.services.document_sheet import (
    invoice_sheets,
    payments_named,
    quote_sheets,
    receipt_sheet,
    receipts_made,
    statement_sheets,
)
from billcli.services.guard import require_sound_after
from billcli.services.issued_document import document_of
from billcli.services.letter import Letter, Posted
from billcli.services.outbox_place import outbox_of
from billcli.services.post import post
from billcli.services.render_document import (
    document_path,
    file_name,
    letterhead,
    look_of,
    press_of,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from billcli.documents.render import Press
    from billcli.domain.party import Party
    from billcli.services.mailer import Mailer
    from billcli.services.make_receipt import MadeReceipt
    from billcli.services.quote_file import Offered
    from billcli.services.sheet import Sheet
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent


_TOLD = ("until", "quote")


@frozen
class Enclosed:
    """A document that is to be sent.

    Attributes:
        key: names its sending for ever.
        customer: as recorded today: who gets it, where and in which language.
        note: what the ledger is to say, without how it went.
        issued: whether the file under ``documents/`` is what was issued, and goes as it is.
    """

    key: str
    sheet: Sheet
    customer: Party
    note: Note
    issued: bool = False


def invoices_enclosed(workspace: Workspace, numbers: Sequence[str]) -> tuple[Enclosed, ...]:
    """Return invoices and credit notes to be sent.

    Raises:
        UsageError: no such document.
        InvalidError: the logo or a wording file cannot be read.
    """
    books = workspace.all_books()
    found = []
    for invoice in each(lambda number: document_of(workspace, books, number), numbers):
        customer = customer_of(workspace, invoice.customer, workspace.today)
        (sheet,) = invoice_sheets(workspace, [invoice.number])
        title = f"{invoice.kind.value.replace('-', ' ').capitalize()} {invoice.number}"
        note = _note(workspace, customer, title, "delivery", invoice.number)
        found.append(Enclosed(f"delivery/{invoice.number}", sheet, customer, note, issued=True))
    return tuple(found)


def quotes_enclosed(workspace: Workspace, quotes: Sequence[Offered]) -> tuple[Enclosed, ...]:
    """Return quotes to be sent, as their files stand.

    Raises:
        UsageError: one was accepted, declined or has expired, or its customer is gone.
        InvalidError: a file is wrong, or the logo or a wording file cannot be read.
    """
    found = []
    for one in quotes:
        require_sendable(one.number, one.state, one.invoices, one.valid_until)
        customer = customer_of(workspace, one.quote.offer.customer, workspace.today)
        (sheet,) = quote_sheets(workspace, [one.quote])
        note = _note(workspace, customer, f"Quote {one.number}", "delivery", one.number)
        note = replace(note, meta={"quote": one.number})  # an invoice may bear its number
        found.append(Enclosed(f"quote/{one.number}", sheet, customer, note))
    return tuple(found)


def receipts_enclosed(workspace: Workspace, made: Sequence[MadeReceipt]) -> tuple[Enclosed, ...]:
    """Return receipts to be sent; they may be promised by a dry run.

    Raises:
        InvalidError: the logo or a wording file cannot be read.
    """
    known, look, found = receipts_made(workspace), look_of(workspace), []
    payments = payments_named(workspace, [one.payment for one in made])
    for one, payment in zip(made, payments, strict=True):
        note = known.get(one.payment)
        sheet = receipt_sheet(
            workspace, payment, look, one.number, note.date if note else workspace.today
        )
        customer = customer_of(workspace, one.customer, workspace.today)
        links = (one.number, one.payment)
        note = _note(workspace, customer, f"Receipt {one.number}", "delivery", *links)
        found.append(Enclosed(f"delivery/{one.number}", sheet, customer, note, issued=True))
    return tuple(found)


def statements_enclosed(
    workspace: Workspace, customers: Sequence[str], since: dt.date, until: dt.date
) -> tuple[Enclosed, ...]:
    """Return statements of account to be sent.

    Args:
        workspace: the books.
        customers: their ids; all to whom there is something to tell when there are none.
        since: first day.
        until: last day.

    Raises:
        UsageError: no such customer, or the first day is after the last.
        InvalidError: the logo or a wording file cannot be read.
    """
    found, named = [], customers or _with_something_to_tell(workspace, since, until)
    for customer in each(lambda name: customer_of(workspace, name, workspace.today), named):
        (sheet,) = statement_sheets(workspace, [customer.id], since, until)
        note = _note(workspace, customer, f"Statement of account to {until}", "statement")
        note = replace(note, meta={"until": until})
        found.append(Enclosed(f"statement/{customer.id}/{until}", sheet, customer, note))
    return tuple(found)


def _with_something_to_tell(workspace: Workspace, since: dt.date, until: dt.date) -> list[str]:
    """Return the customers who owed or were owed something, or whose account moved."""
    books = workspace.books(until)
    return [
        name
        for name in sorted(books.parties)
        if any(one.opening or one.lines for one in statement(books, name, since, until).sections)
    ]


def send_documents(
    workspace: Workspace,
    enclosed: Sequence[Enclosed],
    mailer: Mailer,
    consent: Consent,
    now: dt.datetime,
    *,
    to: str = "",
    again: bool = False,
) -> tuple[Posted, ...]:
    """Send documents that were not sent yet, each to its customer.

    Args:
        workspace: the books.
        enclosed: what is to be sent.
        mailer: who carries it.
        consent: how far to go.
        now: when the letters are written.
        to: another address than the customer's, or empty.
        again: send also what was sent before.

    Returns:
        What became of each, in their order. A template that fails for one, or a missing address,
        does not hold up the others.

    Raises:
        BillcliError: as ``post``.
    """
    workspace.snapshot.require_sound()
    with press_of(workspace) as press:
        prepared = [_prepared(workspace, press, mailer, one, to, again=again) for one in enclosed]
    letters = [one for one in prepared if isinstance(one, Letter)]
    done = iter(post(workspace, letters, mailer, consent, now))
    return tuple(one if isinstance(one, Posted) else next(done) for one in prepared)


def _prepared(
    workspace: Workspace, press: Press, mailer: Mailer, one: Enclosed, to: str, *, again: bool
) -> Letter | Posted:
    """Return the letter of a document, or what became of it before or will not."""
    key = _fresh_key(workspace, one) if again else one.key
    bare = Letter(key, one.customer.id, to or one.customer.email, _title(one.sheet), "")
    if not again and (note := _sent_before(workspace, one.note)):
        name = str(note.meta.get("message-id", ""))
        return Posted(bare, State.SENT, f"on {note.date}", name, earlier=True)
    verb = "sent" if not mailer.way.is_draft else "drafted" if mailer.way.is_mail else "printed"
    note = replace(one.note, comment=f"{one.note.comment} {verb}")
    try:
        require_sound_after(workspace.snapshot.facts, (note,))  # what went has to be noted
        return _letter(workspace, press, one, replace(bare, notes=(note,)))
    except BillcliError as error:
        problem = error.problems[0]
        return Posted(bare, State.REFUSED, problem.message, problem=problem)


def _letter(workspace: Workspace, press: Press, one: Enclosed, bare: Letter) -> Letter:
    head = letterhead(workspace, one.customer, workspace.today, look_of(workspace))
    words = mail_context(one.sheet.context, head)
    pages = press.render("mail", words, ("text", "html")).files
    own = head.issuer.get("trading-name", "") or head.issuer.get("name", "")
    paper = Attachment(f"{file_name(one.sheet.name)}.pdf", _pdf(workspace, press, one))
    return replace(
        bare,
        subject=f"{own}: {bare.subject}" if own else bare.subject,
        text=pages["text"].decode().strip("\n"),
        html=pages["html"].decode(),
        attachments=(paper,),
        language=words.language,
    )


def _pdf(workspace: Workspace, press: Press, one: Enclosed) -> bytes:
    path = document_path(workspace, one.sheet.name, "pdf")
    if one.issued and path.is_file():
        return path.read_bytes()
    return press.render(one.sheet.kind, one.sheet.context, ("pdf",)).files["pdf"]


def _note(workspace: Workspace, customer: Party, title: str, tag: str, *links: str) -> Note:
    return Note(workspace.today, account_of(workspace, customer), title, (tag,), links)


def _title(sheet: Sheet) -> str:
    return str(sheet.context.data["title"])


def _sent_before(workspace: Workspace, wanted: Note) -> Note | None:
    """Return the last note of the ledger that says the same was sent."""

    def same(note: Note) -> bool:
        known = {*wanted.tags} <= {*note.tags} and {*wanted.links} <= {*note.links}
        known = known and note.account == wanted.account
        return known and all(note.meta.get(key) == wanted.meta.get(key) for key in _TOLD)

    return next(filter(same, reversed(workspace.snapshot.facts.notes)), None)


def _fresh_key(workspace: Workspace, one: Enclosed) -> str:
    outbox, open_ = outbox_of(workspace), {State.READY, State.WAITING}
    keys: Iterator[str] = (f"{one.key}{f'/{n}' if n > 1 else ''}" for n in range(1, 10_000))
    slips = ((key, outbox.find(key)) for key in keys)
    return next(key for key, slip in slips if slip is None or slip.state in open_)
