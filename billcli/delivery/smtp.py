"""Sending by SMTP, each letter at most once, and saying exactly how far it came (RFC 5321).

Until the dot that ends its text has been handed over, a server must not deliver a letter; once it
has, only the server's answer tells. So a letter that fails before is waiting or refused; one whose
answer never comes is unknown, and nobody may send it again unasked.
"""

from __future__ import annotations

import re
import smtplib
import ssl

from billcli.delivery.way import Outcome, State
from billcli.domain.contract import shown
from billcli.domain.frozen import field, frozen
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.delivery.way import Parcel

_OK, _GO_AHEAD, _PERMANENT = 250, 354, 500
_CLOSING = 421
_PATIENCE = 3  # letters, one after the other, that a server may leave without an answer
_SAID_MAX = 200
_FAILURES = (smtplib.SMTPException, OSError, ValueError)
_DOT = re.compile(rb"^\.", re.MULTILINE)


@frozen
class Server:
    """Which server, and how it is spoken to.

    Attributes:
        security: ``starttls``, ``tls`` or ``none``; certificates are always checked.
        password: of the user; never shown.
        timeout: seconds to wait for each answer.
    """

    host: str
    port: int
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 30


class Smtp:
    """A mail server, connected to when the first letter goes."""

    is_mail = True
    is_draft = False

    def __init__(self, server: Server) -> None:
        """Remember the server; nothing is asked yet."""
        self._server = server
        self._link: smtplib.SMTP | None = None
        self._failed, self._down = 0, ""

    @property
    def place(self) -> str:
        """Return where letters go, in words."""
        return f"{self._server.host}:{self._server.port}"

    def deliver(self, parcel: Parcel, handing_over: Callable[[], None]) -> Outcome:
        """Send one letter to one reader; see ``billcli.delivery.way.Way``."""
        used = self._link is not None
        outcome = self._attempt(parcel, handing_over)
        if outcome is None and used:  # it was quiet for long, or brought many letters
            outcome = self._attempt(parcel, handing_over)
        return outcome or Outcome(State.WAITING, self._down)

    def close(self) -> None:
        """Take leave of the server, whatever it says."""
        if self._link is not None:
            try:
                self._link.quit()
            except _FAILURES:
                self._link.close()
            self._link = None

    def _attempt(self, parcel: Parcel, handing_over: Callable[[], None]) -> Outcome | None:
        """Return what became of a letter, None when the server was lost before it was told."""
        link = self._connected(parcel.sender)
        if link is None:
            return None
        try:
            refused = self._announced(link, parcel)
        except _FAILURES as error:
            self._lost(f"the connection was lost: {_words(error)}")
            return None
        outcome = refused or self._handed_over(link, parcel, handing_over)
        if outcome.state is State.SENT or refused:
            self._failed = 0
        return outcome

    def _announced(self, link: smtplib.SMTP, parcel: Parcel) -> Outcome | None:
        """Say who writes to whom, up to the permission to begin; return why not."""
        size = f"size={len(parcel.message)}"
        options = [size] if link.has_extn("size") else []
        steps: tuple[Callable[[], tuple[int, bytes]], ...] = (
            lambda: link.mail(parcel.sender, options),
            lambda: link.rcpt(parcel.to),
            lambda: link.docmd("DATA"),
        )
        for number, step in enumerate(steps, start=1):
            code, said = step()
            if code == _CLOSING:
                raise smtplib.SMTPServerDisconnected(_said(code, said))
            wanted = code == _GO_AHEAD if number == len(steps) else code // 10 == _OK // 10
            if not wanted:
                self._reset(link)
                return _refused(code, said)
        return None

    def _handed_over(
        self, link: smtplib.SMTP, parcel: Parcel, handing_over: Callable[[], None]
    ) -> Outcome:
        text = _DOT.sub(b"..", parcel.message)
        try:
            handing_over()  # from here on a program that is killed no longer knows
        except BaseException:
            self._hang_up()
            raise
        try:
            link.send(text if text.endswith(b"\r\n") else text + b"\r\n")
        except _FAILURES as error:
            lost = f"the connection was lost before the whole text was sent: {_words(error)}"
            return Outcome(State.WAITING, self._lost(lost))
        try:
            link.send(b".\r\n")
            code, said = link.getreply()
        except _FAILURES as error:
            lost = f"no answer came after the text: {_words(error)}"
            return Outcome(State.UNKNOWN, self._lost(lost))
        if code // 100 in {4, 5}:
            return _refused(code, said)
        state = State.SENT if code // 100 == _OK // 100 else State.UNKNOWN
        return Outcome(state, _said(code, said))

    def _connected(self, sender: str) -> smtplib.SMTP | None:
        if self._link is None and self._failed < _PATIENCE:
            try:
                self._link = _link_to(self._server, sender.rpartition("@")[2])
            except smtplib.SMTPAuthenticationError as error:
                self._failed = _PATIENCE
                self._down = f"{self.place} refused the login: {_words(error)}"
            except _FAILURES as error:
                self._lost(f"{self.place} cannot be reached: {_words(error)}")
        return self._link

    def _reset(self, link: smtplib.SMTP) -> None:
        try:
            link.rset()
        except _FAILURES:
            self._hang_up()

    def _lost(self, reason: str) -> str:
        """Count one more failure in a row, and return what it was."""
        self._hang_up()
        self._failed += 1
        self._down = reason
        return reason

    def _hang_up(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None


def _link_to(server: Server, name: str) -> smtplib.SMTP:
    """Return a connection on which letters may be sent.

    Raises:
        OSError, smtplib.SMTPException, ValueError: there is none.
    """
    context = ssl.create_default_context() if server.security != "none" else None
    link: smtplib.SMTP
    if server.security == "tls":
        link = smtplib.SMTP_SSL(
            server.host, server.port, local_hostname=name, timeout=server.timeout, context=context
        )
    else:
        link = smtplib.SMTP(server.host, server.port, local_hostname=name, timeout=server.timeout)
    try:
        if server.security == "starttls":
            link.starttls(context=context)
        link.ehlo_or_helo_if_needed()
        if server.user:
            link.login(server.user, server.password)
    except BaseException:
        link.close()
        raise
    return link


def _refused(code: int, said: bytes) -> Outcome:
    state = State.REFUSED if code >= _PERMANENT else State.WAITING
    return Outcome(state, _said(code, said))


def _said(code: int, said: bytes) -> str:
    words = " ".join(said.decode("utf-8", "replace").split())
    return shown(f"{code} {words}")[:_SAID_MAX].strip()


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return _said(error.smtp_code, said if isinstance(said, bytes) else said.encode())
    return shown(" ".join(str(error).split()) or type(error).__name__)[:_SAID_MAX]
