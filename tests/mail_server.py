"""A real mail server for tests, which keeps what it accepts and misbehaves when it is asked to.

Run as a program it prints its ports and serves until its standard input ends. What goes wrong is
said by the reader's address: ``lost-ack-7@sink.example`` gets its letter, but the sender no answer.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, AuthResult

if TYPE_CHECKING:
    from collections.abc import Iterator

CERTIFICATE = Path(__file__).with_name("mail_server.pem")
USER, PASSWORD = "desk", "s3cret"


class Manners:
    """What the server says to each step, by the fault that the reader's address names."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.seen, self.calls = folder, set[str](), 0

    async def handle_MAIL(self, server: Any, _: Any, envelope: Any, address: str, __: Any) -> str:  # noqa: ANN401, N802 - aiosmtpd's
        envelope.mail_from = address
        if address.startswith("drop-mail"):
            server.transport.abort()
        return "550 5.1.8 no such sender" if address.startswith("nobody") else "250 ok"

    async def handle_RCPT(self, server: Any, _: Any, envelope: Any, address: str, __: Any) -> str:  # noqa: ANN401, N802 - as above
        fault, known = fault_of(address), address in self.seen
        self.seen.add(address)
        await asyncio.sleep({"slow": 0.3, "hang": 30}.get(fault, 0))
        if fault == "drop-rcpt" or (fault == "drop-once" and not known):
            server.transport.abort()
        said = {"reject": "550 5.1.1 no such user"}
        if not known:
            said |= {"greylist": "451 4.7.1 greylisted, come again", "closing": "421 4.3.2 closing"}
        if fault in said:
            return said[fault]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, _: Any, envelope: Any) -> str:  # noqa: ANN401, N802 - as above
        fault = fault_of(envelope.rcpt_tos[0])
        said = {"spam": "554 5.7.1 looks like spam", "full": "452 4.3.1 disk full"}
        if fault in said:
            return said[fault]
        if fault != "lost-text":
            self.keep(envelope)
        if fault in {"lost-text", "lost-ack"}:
            server.transport.abort()
        await asyncio.sleep(30 if fault == "late-ack" else 0)
        return {"odd": "999 what", "other-ok": "251 taken"}.get(fault, "250 queued")

    def keep(self, envelope: Any) -> None:  # noqa: ANN401 - as above
        number = len(list(self.folder.glob("*.eml"))) + 1
        head = f"X-To: {' '.join(envelope.rcpt_tos)}\r\n".encode()
        (self.folder / f"{number:05}.eml").write_bytes(head + envelope.content)


def fault_of(address: str) -> str:
    return address.rpartition("-")[0]


def login(_: Any, __: Any, ___: Any, ____: Any, data: Any) -> AuthResult:  # noqa: ANN401 - as above
    ours = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=ours, handled=False)


class Sink(SMTP):
    """One connection."""

    flaky = False

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - asyncio's
        super().connection_made(transport)
        self.event_handler.calls += 1
        if self.flaky and self.event_handler.calls % 2:
            transport.abort()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        fault = fault_of(self.envelope.rcpt_tos[0])
        said = {"no-data": "451 4.3.0 not now", "never-data": "554 5.7.1 nothing from you"}
        if fault in said:
            await self.push(said[fault])
        elif fault in {"drop-data", "drop-in-text"}:
            await self.push("354 go") if fault == "drop-in-text" else None
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)


class Flaky(Sink):
    flaky = True


async def mute(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)
    writer.close()


async def serve(folder: Path) -> None:
    """Print the ports, and serve until standard input ends."""
    loop = asyncio.get_running_loop()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATE)
    manners = Manners(folder)

    def own(kind: type[Sink] = Sink, **more: Any) -> Any:  # noqa: ANN401 - as asyncio takes it
        common = {"hostname": "sink.example", "data_size_limit": 33554432}
        return lambda: kind(manners, loop=loop, **common, **more)

    guarded = own(tls_context=tls, authenticator=login, auth_required=True)
    servers = {
        "plain": await loop.create_server(own(), "127.0.0.1", 0),
        "flaky": await loop.create_server(own(Flaky), "127.0.0.1", 0),
        "starttls": await loop.create_server(guarded, "127.0.0.1", 0),
        "tls": await loop.create_server(own(), "127.0.0.1", 0, ssl=tls),
        "mute": await asyncio.start_server(mute, "127.0.0.1", 0),
    }
    ports = {name: server.sockets[0].getsockname()[1] for name, server in servers.items()}
    sys.stdout.write(json.dumps(ports) + "\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)


@dataclass
class MailServer:
    """The running server, as a test sees it."""

    ports: dict[str, int]
    folder: Path
    certificate: Path = CERTIFICATE
    count: int = 0

    def reader(self, fault: str = "ok") -> str:
        """Return a fresh address whose letters meet a fault."""
        self.count += 1
        return f"{fault}-{self.count}@sink.example"

    def copies(self, to: str) -> list[bytes]:
        """Return the messages that arrived for an address."""
        kept = [path.read_bytes() for path in sorted(self.folder.glob("*.eml"))]
        marks = [message.partition(b"\r\n") for message in kept]
        return [text for mark, _, text in marks if to.encode() in mark]

    def environment(self, port: str = "plain") -> dict[str, str]:
        """Return what points billcli to one of its ports."""
        security = port if port in {"starttls", "tls"} else "none"
        host = "127.0.0.1" if security == "none" else "localhost"
        said = {"HOST": host, "PORT": str(self.ports[port]), "SECURITY": security}
        return {f"BILLCLI_SMTP_{name}": value for name, value in said.items()}


@contextmanager
def running(folder: Path) -> Iterator[MailServer]:
    """Run the server as a process of its own, so that tests may fork."""
    command = [sys.executable, "-W", "ignore", __file__, str(folder)]
    with subprocess.Popen(  # noqa: S603 - this very file
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        ports = json.loads(process.stdout.readline())
        try:
            yield MailServer(ports, folder)
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
