"""The words of an e-mail that brings a document, as templates see them."""

from __future__ import annotations

from types import MappingProxyType

from billcli.documents.letterhead import Context, Letterhead, said
from billcli.domain.named import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping


def mail_context(document: Context, head: Letterhead) -> Context:
    """Return what the templates of an e-mail are given.

    How to pay is said as in the document, but for the code to scan: pictures of codes reach few
    readers of mail.

    Args:
        document: what is attached.
        head: its letterhead.

    Raises:
        UsageError: an unknown paper.
    """
    title = str(document.data["title"])
    box = cast("Mapping[str, object]", document.data["payment"])
    return head.context(
        "mail",
        title,
        document.date,
        {"date": head.reader.date(document.date)},
        number=document.data.get("number", ""),
        opening=said(greeting(head), head.reader.phrase("mail-attached", title=title)),
        closing=(head.words["regards"],),
        payment=MappingProxyType({**box, "code": ""}),
    )


def greeting(head: Letterhead) -> str:
    """Return how a letter begins: with the name of the person in charge, where it is known."""
    name = head.customer.get("contact", "")
    return head.reader.phrase("dear", name=name) if name else head.words["dear-all"]
