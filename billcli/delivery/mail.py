"""One letter to one reader as an e-mail: text and HTML alike, with its documents attached.

The same letter gives the same bytes, parted where its Message-ID says. Headers are made by the
standard library alone, which refuses line ends in them; the reader is one bare address, so that
nothing that stands in a ledger can add a reader or a header (RFC 5322, RFC 2046, RFC 3834).
"""

from __future__ import annotations

import hashlib
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from billcli.domain.contract import CONTROL
from billcli.domain.email_address import judged_email
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, quoted

if TYPE_CHECKING:
    import datetime as dt

PDF = "application/pdf"
_POLICY = SMTP.clone(cte_type="7bit")
_DOMAIN_MAX = 30  # a longer Message-ID would be folded, and so broken, in In-Reply-To
_ID_LENGTH = 32


@frozen
class Attachment:
    """A document that goes with a letter.

    Attributes:
        name: of the file.
        kind: media type, such as ``application/pdf``.
    """

    name: str
    content: bytes
    kind: str = PDF


@frozen
class Sender:
    """Who writes.

    Attributes:
        address: bare address.
        name: shown beside it, or empty.
        reply_to: bare address that answers go to, or empty for the same.
    """

    address: str
    name: str = ""
    reply_to: str = ""


@frozen
class Mail:
    """A message before it is bytes.

    Attributes:
        to: the one reader, a bare address.
        message_id: ours, in angle brackets; see ``message_id``.
        date: when it is written, with its offset from UTC.
        answers: Message-IDs of earlier letters on the same matter, the oldest first.
        language: of the text, such as ``de``.
        draft: whether a person is to send it from a mail program.
    """

    sender: Sender
    to: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    message_id: str
    date: dt.datetime
    answers: tuple[str, ...] = ()
    language: str = ""
    draft: bool = False


def message_id(sender: str, *parts: str | bytes) -> str:
    """Return the Message-ID of what a letter says: the same for the same letter, always.

    Args:
        sender: whose domain it bears.
        parts: everything that makes this letter another than the next.

    >>> message_id("desk@linden.example", "reminder/1/INV-1", b"text")
    '<c623baec4f13cc00e9db1d8d2a17b732@linden.example>'
    """
    digest = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else part.encode(errors="surrogatepass")
        digest.update(b"%d:" % len(content) + content)
    domain = _ascii_domain(sender).rpartition("@")[2]
    return f"<{digest.hexdigest()[:_ID_LENGTH]}@{domain[-_DOMAIN_MAX:].lstrip('.-')}>"


def mailbox(text: str) -> str:
    """Return one address as mail servers take it: its domain in ASCII (RFC 5891).

    Raises:
        UsageError: MAIL-ADDRESS, it is none, or only servers that know RFC 6531 would take it.

    >>> mailbox("ap@müller.example")
    'ap@xn--mller-kva.example'
    """
    judged = judged_email(text)
    if not text.strip():
        raise UsageError.of(
            "MAIL-ADDRESS",
            "no e-mail address is known",
            hint="billcli customer edit CUSTOMER --email ap@example.org, or name one with --to",
        )
    why = judged.why if judged.is_wrong else ""
    address = "" if why else _ascii_domain(judged.form)
    if address and not address.isascii():
        why = "many mail servers take only ASCII before the @"
    if why:
        raise UsageError.of(
            "MAIL-ADDRESS",
            f"{quoted(CONTROL.sub('', text), 80)} is no address that mail can be sent to: {why}",
            hint="billcli customer edit CUSTOMER --email ap@example.org, or name one with --to",
        )
    return address


def message_of(mail: Mail) -> bytes:
    """Return a letter as the bytes that are sent, lines ended by CR and LF.

    Raises:
        UsageError: MAIL-ADDRESS, or MAIL-HEADER, a header holds what none may.
    """
    message = EmailMessage(policy=_POLICY)
    try:
        _set_headers(message, mail)
        message.set_content(f"{mail.text.rstrip()}\n", cte="quoted-printable")
        if mail.html:
            message.add_alternative(
                f"{mail.html.rstrip()}\n", subtype="html", cte="quoted-printable"
            )
        for one in mail.attachments:
            main, _, sub = one.kind.partition("/")
            _require_line(one.name)
            message.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
        if mail.language:  # last, because this is moved into the first part before
            message["Content-Language"] = _require_line(mail.language)
        _part(message, mail.message_id)
        return message.as_bytes()
    except (MessageError, ValueError) as error:
        raise UsageError.of(
            "MAIL-HEADER",
            f"the letter to {mail.to} cannot be made: {CONTROL.sub(' ', str(error))[:200]}",
            hint="take line ends and control characters out of the names and numbers it quotes",
        ) from error


def _set_headers(message: EmailMessage, mail: Mail) -> None:
    sender = mail.sender
    message["From"] = Address(_require_line(sender.name), addr_spec=mailbox(sender.address))
    message["To"] = Address(addr_spec=mailbox(mail.to))
    if sender.reply_to:
        message["Reply-To"] = Address(addr_spec=mailbox(sender.reply_to))
    message["Subject"] = _require_line(mail.subject)
    message["Date"] = format_datetime(mail.date)
    message["Message-ID"] = mail.message_id
    if mail.answers:
        message["In-Reply-To"] = mail.answers[-1]
        message["References"] = " ".join(mail.answers)
    message["Auto-Submitted"] = "auto-generated"
    if mail.draft:
        message["X-Unsent"] = "1"


def _require_line(text: str) -> str:
    """Return a text that may stand in a header.

    Raises:
        ValueError: it holds control characters, or what cannot be encoded.
    """
    text.encode()
    if CONTROL.search(text):
        msg = f"{text[:80]!r} holds control characters"
        raise ValueError(msg)
    return text


def _part(message: EmailMessage, name: str) -> None:
    """Name the borders between the parts, which else are drawn by lot."""
    seed = hashlib.sha256(name.encode()).hexdigest()[:_ID_LENGTH]
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{seed}_{number}")


def _ascii_domain(address: str) -> str:
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain.encode('idna').decode('ascii')}" if domain else address
