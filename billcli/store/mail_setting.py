"""The section ``[mail]`` of ``billcli.toml``: how letters go, and what the environment changes."""

from __future__ import annotations

import re

from billcli.domain.frozen import frozen, replace
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.store.toml_table import TomlTable

SECURITIES = ("starttls", "tls", "none")
WAYS = ("smtp", "maildir", "eml", "folder")
PORTS = {"starttls": 587, "tls": 465, "none": 25}
PORT_MAX = 65535
TIMEOUT, TIMEOUT_MAX = 30, 600
FOLDER = "outgoing"
HOST, PORT = "BILLCLI_SMTP_HOST", "BILLCLI_SMTP_PORT"
SECURITY, USER = "BILLCLI_SMTP_SECURITY", "BILLCLI_SMTP_USER"
PASSWORD = "BILLCLI_SMTP_PASSWORD"  # noqa: S105 - a name
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
_NAMED = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<address>[^<>]*)>")


@frozen
class MailSetting:
    """How letters go.

    Attributes:
        address: bare address they come from; empty for the issuer's own.
        name: shown beside it; empty for the issuer's.
        reply_to: bare address that answers go to, or empty.
        host: of the mail server, or empty.
        port: of the mail server; 0 for the usual one.
        security: how the connection is secured.
        user: who logs in, or empty where nobody does.
        password_command: prints the password on its first line, or is empty.
        timeout: seconds to wait for each answer of the server.
        deliver: one of ``WAYS``.
        folder: of drafts or of documents to print, seen from the ledger's folder.
    """

    address: str = ""
    name: str = ""
    reply_to: str = ""
    host: str = ""
    port: int = 0
    security: str = SECURITIES[0]
    user: str = ""
    password_command: str = ""
    timeout: int = TIMEOUT
    deliver: str = WAYS[0]
    folder: str = FOLDER

    @property
    def usual_port(self) -> int:
        """Return the port to connect to."""
        return self.port or PORTS[self.security]


def read_mail(table: TomlTable) -> MailSetting:
    """Return the section; what is wrong is noted in the table's file with its line."""
    name, address = _named(table, "from")
    _, reply_to = _named(table, "reply_to")
    host, security = table.text("host"), table.text("security", SECURITIES[0])
    port, timeout = table.whole("port"), table.whole("timeout")
    deliver = table.text("deliver", WAYS[0])
    if host and not is_host(host):
        table.wrong(
            "host", f"{quoted(host)} is no name of a host", "write smtp.example.org, for example"
        )
    if security not in SECURITIES:
        table.wrong(
            "security", f"{quoted(security)} is unknown", f"use one of {', '.join(SECURITIES)}"
        )
    elif host and security == "none" and not is_loopback(host):
        table.wrong("security", *_plain_text(host))
    if port is not None and not 1 <= port <= PORT_MAX:
        table.wrong("port", f"{port} is no port", "use 587 for starttls, 465 for tls")
    if timeout is not None and not 1 <= timeout <= TIMEOUT_MAX:
        table.wrong("timeout", f"{timeout} seconds cannot be waited", f"use 1 to {TIMEOUT_MAX}")
    if deliver not in WAYS:
        table.wrong(
            "deliver", f"{quoted(deliver)} is no way of sending", f"use one of {', '.join(WAYS)}"
        )
    if table.has("password"):
        hint = f"use password_command, or set {PASSWORD} where the command runs"
        table.text("password")
        table.wrong("password", "this file is no place for a secret", hint)
    folder = table.text("folder", FOLDER)
    user, command = table.text("user"), table.text("password_command")
    table.finish()
    return MailSetting(
        address, name, reply_to, host, port or 0, security, user, command, timeout or TIMEOUT,
        deliver, folder,
    )  # fmt: skip


def with_environment(setting: MailSetting, env: Mapping[str, str]) -> MailSetting:
    """Return the setting with what the environment says in place of the file.

    Raises:
        UsageError: MAIL-SETTING, a variable cannot be meant, or the connection would be open.
    """
    said = {name: env.get(name, "").strip() for name in (HOST, PORT, SECURITY, USER)}
    security = said[SECURITY].lower() or setting.security
    port, host = said[PORT], said[HOST] or setting.host
    wrong = []
    if said[HOST] and not is_host(host):
        wrong.append((f"{HOST}={host} is no name of a host", f"export {HOST}=smtp.example.org"))
    if port and not (port.isascii() and port.isdigit() and 1 <= int(port[:9]) <= PORT_MAX):
        wrong.append((f"{PORT}={port[:40]} is no port", f"export {PORT}=587"))
    if security not in SECURITIES:
        said_of = f"{SECURITY}={security} is none of {', '.join(SECURITIES)}"
        wrong.append((said_of, f"export {SECURITY}=starttls"))
    elif host and security == "none" and not is_loopback(host):
        wrong.append(_plain_text(host))
    if wrong:
        raise UsageError(*(Problem("MAIL-SETTING", why, help=hint) for why, hint in wrong))
    moved = said[HOST] or said[SECURITY]  # a port of the file belongs to its own server
    number = int(port) if port else 0 if moved else setting.port
    return replace(
        setting, host=host, port=number, security=security, user=said[USER] or setting.user
    )


def is_host(text: str) -> bool:
    """Return whether a text can be the name or the address of a host.

    >>> is_host("smtp.example.org"), is_host("::1"), is_host("https://example.org")
    (True, True, False)
    """
    return _HOST.fullmatch(text) is not None


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine, so that nobody else hears what is said.

    >>> is_loopback("localhost"), is_loopback("127.0.0.2"), is_loopback("10.0.0.1")
    (True, True, False)
    """
    import ipaddress  # noqa: PLC0415 - few speak openly

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _plain_text(host: str) -> tuple[str, str]:
    said = f'security "none" would send letters and passwords to {host} for all to read'
    return said, "use starttls or tls; none is for a server on this machine"


def _named(table: TomlTable, key: str) -> tuple[str, str]:
    """Return name and address of a setting such as ``Studio <desk@linden.example>``."""
    text = table.text(key).strip()
    found = _NAMED.fullmatch(text)
    name, address = (found["name"].strip(' "'), found["address"]) if found else ("", text)
    if not text:
        return "", ""
    from billcli.domain.email_address import judged_email  # noqa: PLC0415 - only where it is set

    judged = judged_email(address)
    if judged.is_wrong:
        example = '"desk@linden.example", or "Studio Linden <desk@linden.example>"'
        table.wrong(key, f"{quoted(address, 80)} is no address: {judged.why}", f"write {example}")
    return name, judged.form
