"""Questions about sending mail: settings and addresses only, never the network."""

from __future__ import annotations

import re

from billcli.delivery.way import State
from billcli.domain.finding import advice, fault, info, unknown, yes
from billcli.domain.named import TYPE_CHECKING
from billcli.services.doctor.accounts import issuer_place, written_below
from billcli.services.doctor.scene import counted, listed, quoted, tried
from billcli.services.outbox_work import waiting_letters
from billcli.store.mail_setting import (
    HOST,
    PASSWORD,
    PORT,
    PORT_MAX,
    SECURITIES,
    SECURITY,
    USER,
    MailSetting,
    is_host,
    is_loopback,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.finding import Finding
    from billcli.services.doctor.scene import Scene

_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(?:\.[^@\s,;<>\".]+)*")


def server(scene: Scene) -> Iterator[Finding]:
    """Is a mail server named."""
    setting = scene.settings.value.mail if scene.settings.value else MailSetting()
    question, said = "Is a mail server named?", scene.env.get(HOST, "").strip()
    if setting.deliver != "smtp":
        yield yes(question, f"none is needed: letters go to the folder {setting.folder}")
        return
    if said and not is_host(said):
        detail = f"{HOST}={said} is no name of a host"
        yield fault(question, detail, f"export {HOST}=smtp.example.org")
        return
    host = said or setting.host
    if not host:
        fix = f"export {HOST}=smtp.example.org"
        detail = f"neither {HOST} nor host under [mail] is set; documents can be sent by hand"
        yield advice(question, detail, fix)
        return
    yield yes(question, f"{host} (not asked: this uses no network)")
    yield _port(scene, setting)
    yield _security(scene, setting, host)
    yield from _login(scene, setting)


def _port(scene: Scene, setting: MailSetting) -> Finding:
    question, text = "Is the port of the mail server usable?", scene.env.get(PORT, "").strip()
    if not text:
        usual = f"{PORT} is not set: the usual one"
        return yes(question, str(setting.port) if setting.port else usual)
    if text.isascii() and text.isdigit() and 0 < int(text[:9]) <= PORT_MAX:
        return yes(question, text)
    return fault(question, f"{PORT}={text} is no port", f"export {PORT}=587")


def _security(scene: Scene, setting: MailSetting, host: str) -> Finding:
    question, text = "Is the connection encrypted?", scene.env.get(SECURITY, "").strip().lower()
    if text and text not in SECURITIES:
        detail = f"{SECURITY}={text} is none of {', '.join(SECURITIES)}"
        return fault(question, detail, f"export {SECURITY}=starttls")
    if (text or setting.security) == "none" and not is_loopback(host):
        detail = "security none would send invoices and passwords for all to read: nothing is sent"
        return fault(question, detail, f"export {SECURITY}=starttls")
    return yes(question, text or setting.security)


def _login(scene: Scene, setting: MailSetting) -> Iterator[Finding]:
    question, user = "Is a user of the mail server named?", scene.env.get(USER, "") or setting.user
    if not user:
        yield info(question, f"{USER} is not set: mail goes without a login")
        return
    yield yes(question, user)
    question = "Is there a password for the mail server?"
    if scene.env.get(PASSWORD):
        yield yes(question, f"in {PASSWORD}")
    elif setting.password_command:
        yield yes(question, "password_command tells it (not asked)")
    else:
        detail = f"neither {PASSWORD} nor password_command under [mail] gives one"
        yield fault(question, detail, f"read -rs {PASSWORD} && export {PASSWORD}")


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
