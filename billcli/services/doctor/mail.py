"""Questions about sending mail: settings and addresses only, never the network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from billcli.delivery.way import State
from billcli.domain.finding import advice, fault, info, unknown, yes
from billcli.services.doctor.accounts import issuer_place, written_below
from billcli.services.doctor.scene import counted, listed, quoted, tried
from billcli.services.outbox_work import waiting_letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.finding import Finding
    from billcli.services.doctor.scene import Scene

HOST, PORT, SECURITY, USER = (f"BILLCLI_SMTP_{n}" for n in ("HOST", "PORT", "SECURITY", "USER"))
SECURITIES = ("starttls", "tls", "none")
PORT_MAX = 65535
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?|\[?[0-9A-Fa-f:]+\]?", re.ASCII)
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(?:\.[^@\s,;<>\".]+)*")


def server(scene: Scene) -> Iterator[Finding]:
    """Is a mail server named."""
    question, host = "Is a mail server named?", scene.env.get(HOST, "").strip()
    if not host:
        fix = f"export {HOST}=smtp.example.org"
        yield advice(
            question, f"{HOST} is not set; documents can be rendered and sent by hand", fix
        )
        return
    if not _HOST.fullmatch(host):
        detail = f"{HOST}={host} is no name of a host"
        yield fault(question, detail, f"export {HOST}=smtp.example.org")
        return
    yield yes(question, f"{host} (not asked: this uses no network)")
    yield _port(scene)
    yield _security(scene, host)
    user, question = scene.env.get(USER, ""), "Is a user of the mail server named?"
    if user:
        yield yes(question, user)
    else:
        yield info(question, f"{USER} is not set: mail goes without a login")


def _port(scene: Scene) -> Finding:
    question, text = "Is the port of the mail server usable?", scene.env.get(PORT, "").strip()
    if not text:
        return yes(question, f"{PORT} is not set: the usual one")
    if text.isascii() and text.isdigit() and 0 < int(text[:9]) <= PORT_MAX:
        return yes(question, text)
    return fault(question, f"{PORT}={text} is no port", f"export {PORT}=587")


def _security(scene: Scene, host: str) -> Finding:
    question, text = "Is the connection encrypted?", scene.env.get(SECURITY, "").strip().lower()
    if text == "none" and host not in {"localhost", "127.0.0.1", "::1"}:
        detail = f"{SECURITY}=none sends invoices and passwords for all to read"
        return advice(question, detail, f"export {SECURITY}=starttls")
    if text and text not in SECURITIES:
        detail = f"{SECURITY}={text} is none of {', '.join(SECURITIES)}"
        return fault(question, detail, f"export {SECURITY}=starttls")
    return yes(question, text or f"{SECURITY} is not set: starttls")


def addresses(scene: Scene) -> Iterator[Finding]:
    """Does everybody have an address."""
    if scene.workspace.value is None:
        yield unknown("Does everybody have an e-mail address?", scene.closed)
        return
    books = scene.books.books(scene.books.today)
    question = "Does the issuer have an e-mail address?"
    own = books.issuer.email if books.issuer else ""
    if _ADDRESS.fullmatch(own):
        yield yes(question, own)
    else:
        detail = f"{own} is none" if own else "customers could not answer"
        where = issuer_place(scene.books) if books.issuer else "the issuer's record"
        fix = written_below(where, "email")
        yield advice(question, detail, fix)
    question = "Does every customer have an e-mail?"
    known = list(books.parties.values())
    lacking = [party for party in known if not _ADDRESS.fullmatch(party.email)]
    if lacking:
        said = f"{len(lacking)} of {len(known)} have none: {listed(p.id for p in lacking)}"
        fix = f"billcli customer edit {quoted(lacking[0].id)} --email ap@example.org"
        yield advice(question, said, fix)
    elif known:
        yield yes(question, counted(len(known), "customer"))
    else:
        yield info(question, "there are no customers yet")


def letters(scene: Scene) -> Iterator[Finding]:
    """Did every letter go."""
    question = "Did every letter go?"
    if scene.workspace.value is None:
        yield unknown(question, scene.closed)
        return
    found = tried(lambda: waiting_letters(scene.books))
    if found.value is None:
        yield fault(question, found.reason, found.fix)
        return
    doubtful = [slip for slip in found.value if slip.state in {State.UNKNOWN, State.SENDING}]
    others = len(found.value) - len(doubtful)
    if doubtful:
        key = quoted(doubtful[0].key)
        said = f"{counted(len(doubtful), 'letter')} may have arrived: nobody knows"
        yield fault(question, said, f"billcli outbox resolve {key} --sent, or --not-sent")
    if others:
        waits = "waits" if others == 1 else "wait"
        yield advice(question, f"{counted(others, 'letter')} {waits}", "billcli outbox retry")
    if not found.value:
        yield yes(question, "none waits")


QUESTIONS = (server, addresses, letters)
