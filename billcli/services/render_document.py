"""From a calculated document to its files."""

from __future__ import annotations

import hashlib
import re

from billcli.documents.context import invoice_context
from billcli.documents.letterhead import Letterhead
from billcli.documents.look import Look
from billcli.documents.render import Press, Rendered
from billcli.domain.contract import PARTY_KEYS
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import issuer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from pathlib import Path

    from billcli.documents.look import Logo
    from billcli.domain.invoice import Invoice
    from billcli.domain.party import Party
    from billcli.services.workspace import Workspace
    from billcli.store.settings import Settings

ENDINGS = {"pdf": ".pdf", "html": ".html", "text": ".txt"}
NAME_MAX = 100
_ILLEGAL = re.compile(r"[^A-Za-z0-9._-]+", re.ASCII)


def press_of(workspace: Workspace) -> Press:
    """Return a press with the project's templates; a context manager."""
    return Press(template_folder(workspace))


def rendered(
    press: Press,
    workspace: Workspace,
    invoice: Invoice,
    customer: Party,
    formats: Iterable[str] = (),
) -> Rendered:
    """Return a document in the formats asked for, or in those the project file names.

    Issuer and customer are shown as their records stood on the document's date.

    Raises:
        InvalidError: a template or a wording file is wrong.
    """
    look = look_of(workspace)
    context = invoice_context(invoice, letterhead(workspace, customer, invoice.date, look))
    wanted = tuple(formats) or workspace.settings.output.formats
    return press.render(invoice.kind.value, context, wanted)


def letterhead(workspace: Workspace, customer: Party, on: dt.date, look: Look) -> Letterhead:
    """Return what the issuer's documents for a customer have in common on a day.

    Args:
        workspace: the books.
        customer: who reads.
        on: the day whose records of the issuer hold.
        look: see ``look_of``; read once for many documents, because it holds the logo.

    Raises:
        InvalidError: a wording file cannot be read.
    """
    sender = issuer(workspace.snapshot.facts, on)
    return Letterhead.of(
        _texts(sender),
        {"name": customer.name, **_texts(customer)},
        language=customer.language or workspace.settings.defaults.language,
        look=look,
        template_dir=template_folder(workspace),
    )


def look_of(workspace: Workspace) -> Look:
    """Return how the issuer's documents look.

    Raises:
        InvalidError: the logo cannot be read.
    """
    return look_in(workspace.folder, workspace.settings)


def look_in(folder: Path, settings: Settings) -> Look:
    """Return the look that a project file asks for; its logo lies in the project's folder.

    Raises:
        InvalidError: the logo cannot be read.
    """
    output = settings.output
    return Look(
        paper=output.paper,
        accent=output.accent,
        logo=_logo(folder, output.logo) if output.logo else None,
        footer=output.footer,
        window=output.window,
        font=output.font,
        payment_code=output.payment_code,
    )


def _logo(folder: Path, name: str) -> Logo:
    from billcli.documents.logo import read_logo  # noqa: PLC0415 - only for those who have one

    return read_logo(folder, name)


def template_folder(workspace: Workspace) -> Path | None:
    """Return the folder of the user's own templates, None when there is none."""
    folder = workspace.folder / workspace.settings.files.templates
    return folder if workspace.settings.files.templates and folder.is_dir() else None


def document_path(workspace: Workspace, number: str, form: str) -> Path:
    """Return where a document's file stands, always right below the folder of documents."""
    name = f"{file_name(number)}{ENDINGS[form]}"
    return workspace.folder / workspace.settings.files.documents / name


def data_path(workspace: Workspace, number: str) -> Path:
    """Return where a document's file for machines stands, such as the order to a bank."""
    folder = workspace.folder / workspace.settings.files.documents
    return folder / f"{file_name(number)}.xml"


def file_name(number: str) -> str:
    """Return a document's name as its file's; other names than billcli's own bear a digest.

    Ledgers of other tools call customers and documents what they like, ``a/b`` beside ``a-b``: no
    such name may lead elsewhere, or to the file of another.

    >>> file_name("INV-2026-0001"), file_name("statement-a/b")
    ('INV-2026-0001', 'statement-a-b-b1ece4a3')
    """
    plain = _ILLEGAL.sub("-", number).strip("-.")
    if plain == number and len(number) <= NAME_MAX:
        return number
    digest = hashlib.sha256(number.encode(errors="surrogatepass")).hexdigest()[:8]
    return f"{plain[:NAME_MAX]}-{digest}".lstrip("-")


def _texts(party: Party | None) -> dict[str, str]:
    if party is None:
        return {}
    return {key: text for key in PARTY_KEYS if (text := party.text(key))}
