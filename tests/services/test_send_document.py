"""Documents as letters: what is in them, to whom they go, and what the ledger says."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from billcli.delivery.mail import Sender
from billcli.delivery.way import Outcome, State
from billcli.domain.problem import UsageError
from billcli.services.mailer import Mailer, mailer_of
from billcli.services.quote_file import read_quote
from billcli.services.send_document import (
    invoices_enclosed,
    quotes_enclosed,
    send_documents,
    statements_enclosed,
)
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage
    from pathlib import Path

    from mail_server import MailServer
    from shop import Shop

    from billcli.delivery.way import Parcel
    from billcli.domain.entry import Note
    from billcli.services.letter import Posted

NOW = dt.datetime(2026, 1, 31, 9, 0, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 1, 31)
YES = Consent(lambda _: None)


class Tray:
    """A way that keeps every letter."""

    is_mail = True
    is_draft = False
    place = "tray"

    def __init__(self) -> None:
        self.letters: list[Parcel] = []

    def deliver(self, parcel: Parcel, handing_over: Callable[[], None]) -> Outcome:
        handing_over()
        self.letters.append(parcel)
        return Outcome(State.SENT, "250 ok")

    def close(self) -> None:
        """Do nothing."""

    @property
    def last(self) -> EmailMessage:
        content = self.letters[-1].message
        return email.message_from_bytes(content, policy=email.policy.default)  # type: ignore[return-value]


@pytest.fixture
def tray() -> Tray:
    return Tray()


def invoices(shop: Shop, tray: Tray, *numbers: str, **more: object) -> tuple[Posted, ...]:
    books = shop.workspace()
    mailer = Mailer(tray, Sender("desk@linden.example", "Studio Linden"))
    return send_documents(books, invoices_enclosed(books, numbers), mailer, YES, NOW, **more)  # type: ignore[arg-type]


def statements(shop: Shop, tray: Tray, *customers: str) -> tuple[Posted, ...]:
    books = shop.workspace()
    mailer = Mailer(tray, Sender("desk@linden.example", "Studio Linden"))
    enclosed = statements_enclosed(books, customers, FIRST, LAST)
    return send_documents(books, enclosed, mailer, YES, NOW)


def pdf_text(content: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))


def noted(shop: Shop) -> Note:
    return shop.workspace().snapshot.facts.notes[-1]


def test_an_invoice_goes_to_the_address_of_today(shop: Shop, tray: Tray) -> None:
    shop.sold("10")
    shop.today = dt.date(2026, 3, 1)
    shop.done("customer edit Acme --email new@acme.example --language fr --since 2026-02-15")
    (posted,) = invoices(shop, tray, "inv-2026-0001")
    assert posted.letter.to == "new@acme.example"
    assert tray.last["Subject"] == "Studio Linden: Invoice INV-2026-0001"
    assert tray.last["Content-Language"] == "fr"
    (paper,) = tray.last.iter_attachments()
    assert paper.get_filename() == "INV-2026-0001.pdf"
    assert paper.get_content().startswith(b"%PDF-")
    assert (noted(shop).date, noted(shop).meta["to"]) == (shop.today, "new@acme.example")


def test_a_credit_note_is_called_one(shop: Shop, tray: Tray) -> None:
    shop.sold("10")
    shop.done("invoice void INV-2026-0001")
    (posted,) = invoices(shop, tray, "CN-2026-0001")
    assert posted.letter.key == "delivery/CN-2026-0001"
    assert noted(shop).comment == "Credit note CN-2026-0001 sent"


def test_a_statement_goes_once_for_each_last_day(shop: Shop, tray: Tray) -> None:
    shop.sold("10")
    (posted,) = statements(shop, tray, "acme")
    assert (posted.state, posted.earlier) == (State.SENT, False)
    assert posted.letter.key == "statement/Acme/2026-01-31"
    assert noted(shop).tags == ("statement",)
    assert noted(shop).meta["until"] == LAST
    assert noted(shop).comment == "Statement of account to 2026-01-31 sent"
    (again,) = statements(shop, tray, "Acme")
    assert again.earlier
    assert len(tray.letters) == 1
    shop.done("check")


def quotes(shop: Shop, tray: Tray, *numbers: str, **more: object) -> tuple[Posted, ...]:
    books = shop.workspace()
    mailer = Mailer(tray, Sender("desk@linden.example", "Studio Linden"))
    found = [read_quote(books, number, str, shop.today) for number in numbers]
    return send_documents(books, quotes_enclosed(books, found), mailer, YES, NOW, **more)  # type: ignore[arg-type]


def test_a_quote_goes_once_as_its_file_stands(shop: Shop, tray: Tray) -> None:
    shop.done(
        "customer edit Acme --email ap@acme.example",
        'quote create Acme --line "10 h x 150.00 Consulting" --valid-until 2026-02-28',
    )
    (posted,) = quotes(shop, tray, "quo-2026-0001")
    assert (posted.letter.key, posted.letter.to) == ("quote/QUO-2026-0001", "ap@acme.example")
    assert tray.last["Subject"] == "Studio Linden: Quote QUO-2026-0001"
    text, paper = tray.last.get_body(("plain",)), next(tray.last.iter_attachments())
    assert text is not None
    assert "please sign and return it by February 28, 2026" in " ".join(text.get_content().split())
    assert paper.get_filename() == "QUO-2026-0001.pdf"
    assert "1,785.00" in pdf_text(paper.get_content())
    assert (noted(shop).comment, noted(shop).links) == (
        "Quote QUO-2026-0001 sent",
        ("QUO-2026-0001",),
    )
    shop.write(
        "quotes/QUO-2026-0001.toml",
        shop.text("quotes/QUO-2026-0001.toml").replace("150.00", "100.00"),
    )
    (same,) = quotes(shop, tray, "QUO-2026-0001")
    assert same.earlier
    assert len(tray.letters) == 1
    (again,) = quotes(shop, tray, "QUO-2026-0001", again=True)
    assert again.letter.key == "quote/QUO-2026-0001/2"
    assert "1,190.00" in pdf_text(next(tray.last.iter_attachments()).get_content())
    shop.done("quote accept QUO-2026-0001", "check")


def test_a_quote_and_an_invoice_of_one_number_both_go(shop: Shop, tray: Tray) -> None:
    same = 'pattern = "{year}-{n:04}"'
    shop.setting(f"\n[series.invoice]\n{same}\n[series.quote]\n{same}\n")
    shop.done('quote create Acme --line "50 Box"', "quote accept 2026-0001")
    assert shop.done("quote create Acme --line '60 Box'").status == 0
    shop.done("invoice create Acme --line '70 Box'")
    (invoice,), (quote,) = invoices(shop, tray, "2026-0002"), quotes(shop, tray, "2026-0002")
    assert not invoice.earlier
    assert not quote.earlier
    assert len(tray.letters) == 2
    (invoice,), (quote,) = invoices(shop, tray, "2026-0002"), quotes(shop, tray, "2026-0002")
    assert invoice.earlier
    assert quote.earlier
    shop.done("check --strict")


def test_a_quote_that_nobody_can_accept_does_not_go(shop: Shop, tray: Tray) -> None:
    for more in ("", "", "--valid-until 2026-02-10"):
        shop.done(f"quote create Acme --line '50 Box' {more} --date 2026-01-20")
    shop.done("quote accept QUO-2026-0001", "quote decline QUO-2026-0002")
    shop.today = dt.date(2026, 3, 1)
    for number, code in enumerate(("QUOTE-INVOICED", "QUOTE-DECLINED", "QUOTE-EXPIRED"), 1):
        with pytest.raises(UsageError, match=code):
            quotes(shop, tray, f"QUO-2026-000{number}")
    assert not tray.letters


def test_what_could_not_be_noted_does_not_go(shop: Shop, tray: Tray) -> None:
    shop.sold("10")
    shop.done("customer edit Acme --email ap@acme.example", "invoice void INV-2026-0001")
    shop.write(
        "main.beancount", shop.text("main.beancount") + "2026-02-20 close Assets:Receivable:Acme\n"
    )
    shop.today = dt.date(2026, 3, 1)
    (posted,) = invoices(shop, tray, "INV-2026-0001")
    assert (posted.state, posted.problem and posted.problem.code) == (
        State.REFUSED,
        "ACCOUNT-CLOSED",
    )
    assert not tray.letters


def test_what_is_not_there_is_refused(shop: Shop) -> None:
    books = shop.workspace()
    with pytest.raises(UsageError, match="QUOTE-MISSING"):
        read_quote(books, "QUO-2026-0001", str, shop.today)
    with pytest.raises(UsageError, match="UNKNOWN-ITEM"):
        invoices_enclosed(books, ["INV-2026-0001"])
    with pytest.raises(UsageError, match="UNKNOWN-CUSTOMER"):
        statements_enclosed(books, ["Initech"], FIRST, LAST)


def test_again_means_a_letter_of_its_own(shop: Shop, tray: Tray) -> None:
    shop.sold("10")
    found = [invoices(shop, tray, "INV-2026-0001", again=True)[0] for _ in range(3)]
    assert [one.letter.key for one in found] == [
        "delivery/INV-2026-0001", "delivery/INV-2026-0001/2", "delivery/INV-2026-0001/3",
    ]  # fmt: skip
    assert len({one.message_id for one in found}) == 3
    (other,) = invoices(shop, tray, "INV-2026-0001", to="boss@acme.example", again=True)
    assert other.letter.to == "boss@acme.example"
    assert len(tray.letters) == 4


@pytest.mark.parametrize(
    ("deliver", "verb", "found"),
    [("eml", "drafted", "*.eml"), ("maildir", "drafted", "new/*"), ("folder", "printed", "*.pdf")],
)
def test_letters_that_a_person_sends_are_noted_as_such(
    shop: Shop, deliver: str, verb: str, found: str
) -> None:
    shop.sold("10")
    shop.setting(f'\n[mail]\nfrom = "desk@linden.example"\ndeliver = "{deliver}"\n')
    books = shop.workspace()
    enclosed = invoices_enclosed(books, ["INV-2026-0001"])
    (posted,) = send_documents(books, enclosed, mailer_of(books), YES, NOW)
    assert posted.state is State.DRAFTED
    assert noted(shop).comment == f"Invoice INV-2026-0001 {verb}"
    assert len(list((shop.folder / "outgoing").glob(found))) == 1


def test_what_is_printed_needs_no_address(shop: Shop) -> None:
    shop.sold("10", customer="Globex")
    shop.setting('\n[mail]\ndeliver = "folder"\n')
    answer = shop.done("invoice send INV-2026-0001")
    assert answer.err == "Drafted Studio Linden: Invoice INV-2026-0001\n"
    shop.done("check")


ZONES = ("Pacific/Kiritimati", "America/New_York")


def test_a_day_that_is_named_gives_the_same_letters_everywhere(
    shop_module: type, tmp_path: Path
) -> None:
    shops = [
        shop_module.Shop.open(tmp_path / zone.replace("/", "-") / "books")  # type: ignore[attr-defined]
        for zone in ZONES
    ]
    for shop in shops:
        shop.sold("10")
        shop.setting('\n[mail]\nfrom = "desk@linden.example"\ndeliver = "eml"\n')

    def sent(zone: str, shop: Shop) -> dict[str, bytes]:
        command = "invoice send INV-2026-0001 --yes --today 2026-01-31".split()
        env = {**os.environ, "TZ": zone, "LC_ALL": "C.UTF-8", "HOME": str(tmp_path)}
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "billcli", *command], cwd=shop.folder, env=env, check=True,
            capture_output=True,
        )  # fmt: skip
        return shop.tree()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(sent, ZONES, shops)
    assert any(name.endswith(".eml") for name in first)
    assert second == first


def test_several_runs_at_once_send_one_copy(shop: Shop, mail_server: MailServer) -> None:
    to = mail_server.reader("slow")
    shop.sold("10")
    shop.setting('\n[mail]\nfrom = "desk@linden.example"\n')
    env = {**os.environ, **mail_server.environment(), "HOME": str(shop.folder.parent)}
    command = f"invoice send INV-2026-0001 --yes --today 2026-01-31 --to {to}".split()
    runs = [
        subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "billcli", *command], cwd=shop.folder, env=env,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]  # fmt: skip
    ends = [(run.communicate()[1].decode(), run.returncode) for run in runs]
    assert {status for _, status in ends} <= {0, 6}, ends
    assert all(("LOCK-HELD" in said) == (status == 6) for said, status in ends)
    assert len(mail_server.copies(to)) == 1
    assert shop.text().count("#delivery") == 1
