"""Reminders that go out: to a real mail server, once, whatever happens on the way."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import itertools
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from billcli.services.outbox_place import outbox_of
from billcli.store.lock import OUTBOX, hold

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from mail_server import MailServer
    from shop import Answer, Shop

LATER = dt.date(2026, 3, 10)
MAIL = '\n[mail]\nfrom = "desk@linden.example"\n'
LADDER = """
[dunning]
ladder = [
  { level = "reminder", days = 7 },
  { level = "second", days = 21, fee = "5.00 EUR", interest = true },
  { level = "final", days = 60 },
]
[dunning.interest]
rate = "7.30"
"""
SEND = "remind --send"


@pytest.fixture
def late(shop: Shop, mail_server: MailServer) -> Shop:
    """Return books in which 1000.00 of Acme's fell due 38 days ago, and a server to send by."""
    return made_late(shop, mail_server)


def made_late(shop: Shop, server: MailServer, *faults: str) -> Shop:
    """Give the first customer an address with a fault, and further customers one each."""
    shop.setting(LADDER + MAIL)
    shop.env.update(server.environment())
    names = ["Acme", *(f"C{n}" for n in range(1, len(faults)))]
    for name, fault in zip(names, faults or ("ok",), strict=True):
        known = "edit Acme" if name == "Acme" else f'add {name} --name "{name} Ltd"'
        shop.done(f"customer {known} --email {server.reader(fault)}")
        shop.done(f'invoice create {name} --line "1000 Work; tax=ZERO" --terms "net 1"'
                  " --date 2026-01-30")  # fmt: skip
    shop.today = LATER
    return shop


def addresses(shop: Shop) -> list[str]:
    parties = shop.workspace().all_books().parties.values()
    return [party.email for party in parties if "@sink" in party.email]


def arrived(server: MailServer, shop: Shop) -> list[int]:
    return [len(server.copies(to)) for to in addresses(shop)]


def last(server: MailServer, shop: Shop) -> EmailMessage:
    (to,) = addresses(shop)
    return email.message_from_bytes(server.copies(to)[-1], policy=email.policy.default)  # type: ignore[return-value]


def test_a_letter_goes_once_with_fee_interest_and_invoice(
    late: Shop, mail_server: MailServer
) -> None:
    sent = late(f"{SEND} --format json", yes=True)
    assert (sent.status, sent.data["letters"][0]["state"]) == (0, "sent")
    message = last(mail_server, late)
    assert message["Subject"] == "Studio Linden: Payment reminder: INV-2026-0001"
    assert message["Auto-Submitted"] == "auto-generated"
    body = message.get_body(("plain",))
    assert body is not None
    for words in ("1,000.00", "Late fee INV-2026-0001", "5.00", "7.60", "1,012.60", "March 20"):
        assert words in body.get_content()
    html = message.get_body(("html",))
    assert html is not None
    assert "1,012.60" in html.get_content()
    papers = {paper.get_filename(): paper.get_content() for paper in message.iter_attachments()}
    assert list(papers) == ["reminder-Acme-2026-03-10.pdf", "INV-2026-0001.pdf"]
    assert all(content.startswith(b"%PDF-") for content in papers.values())
    note = late.workspace().snapshot.facts.notes[-1]
    assert (note.tags, note.links, note.comment) == (
        ("reminder",), ("INV-2026-0001",), "Second reminder sent",
    )  # fmt: skip
    assert note.meta["message-id"] == message["Message-ID"]
    assert late("check --strict").status == 0


def test_run_again_nothing_is_said_and_no_byte_changes(late: Shop, mail_server: MailServer) -> None:
    first = late(f"{SEND} -q", yes=True)
    assert first.out.splitlines() == [
        f"Acme\t{addresses(late)[0]}\tsent\tStudio Linden: Payment reminder: INV-2026-0001"
    ]
    tree = late.tree()
    for _ in range(2):
        again = late(f"{SEND} -q", yes=True)
        assert (again.status, again.out, again.err) == (0, "", "")
    assert late.tree() == tree
    assert arrived(mail_server, late) == [1]


def test_the_next_level_answers_the_last_letter(late: Shop, mail_server: MailServer) -> None:
    late.done(SEND)
    first = last(mail_server, late)["Message-ID"]
    late.today = dt.date(2026, 4, 2)
    late.done(SEND)
    message = last(mail_server, late)
    assert "Final reminder" in message["Subject"]
    body = message.get_body(("plain",))
    assert body is not None
    assert "In spite of our reminders" in body.get_content()
    assert message["In-Reply-To"] == first
    assert arrived(mail_server, late) == [2]


def test_who_paid_meanwhile_is_not_reminded(late: Shop, mail_server: MailServer) -> None:
    late.done("payment add Acme 1000 EUR --allocate INV-2026-0001 --date 2026-03-10")
    assert late(f"{SEND} -q", yes=True).out == ""
    assert arrived(mail_server, late) == [0]


def test_each_fault_of_a_server_leaves_at_most_one_copy_and_is_told(
    shop: Shop, mail_server: MailServer
) -> None:
    faults = ("ok", "greylist", "reject", "slow", "drop-rcpt", "spam", "lost-text", "lost-ack")
    made_late(shop, mail_server, *faults)
    first, *runs = [shop(f"{SEND} --format json", yes=True) for _ in range(4)]
    assert [run.status for run in (first, *runs)] == [5, 5, 5, 5]
    states = {one["customer"]: one["state"] for one in first.data["letters"]}
    assert (states["Acme"], states["C1"], states["C2"]) == ("sent", "waiting", "refused")
    copies = dict(zip(faults, arrived(mail_server, shop), strict=True))
    assert copies == {"ok": 1, "greylist": 1, "reject": 0, "slow": 1, "drop-rcpt": 0, "spam": 0,
                      "lost-text": 0, "lost-ack": 1}  # fmt: skip
    waiting = {slip.customer: slip.state.value for slip in outbox_of(shop.workspace()).waiting()}
    assert waiting == {"C2": "refused", "C4": "waiting", "C5": "refused", "C6": "unknown",
                       "C7": "unknown"}  # fmt: skip
    left = {one["customer"]: one["reason"] for one in runs[-1].data["left"]}
    assert left == dict.fromkeys(("Acme", "C1", "C3", "C6", "C7"), "asked")
    assert shop("check").status == 0


def test_a_letter_that_waits_is_withdrawn_when_it_is_paid(
    shop: Shop, mail_server: MailServer
) -> None:
    made_late(shop, mail_server, "full")
    assert shop(SEND, yes=True).status == 5
    assert len(outbox_of(shop.workspace()).waiting()) == 1
    shop.done("payment add Acme 1012.60 EUR --date 2026-03-10")
    assert shop(SEND, yes=True).status == 0
    assert outbox_of(shop.workspace()).waiting() == ()


def test_a_letter_that_was_refused_never_goes_from_memory(
    shop: Shop, mail_server: MailServer
) -> None:
    made_late(shop, mail_server, "reject")
    assert [shop(f"{SEND} -q", yes=True).status for _ in range(2)] == [5, 5]
    (slip,) = outbox_of(shop.workspace()).waiting()
    tried = shop(f"outbox retry {slip.key}", yes=True)
    assert (tried.status, "Next: billcli remind --send" in tried.err) == (0, True)
    assert shop(f"{SEND} -q", yes=True).status == 5
    (again,) = outbox_of(shop.workspace()).waiting()
    assert (again.state.value, again.attempts) == ("refused", 2)
    assert shop("outbox retry k", yes=True).codes == ["LETTER-UNKNOWN"]
    shop.done("payment add Acme 1012.60 EUR --date 2026-03-10")
    assert shop(f"{SEND} -q", yes=True).status == 0
    assert outbox_of(shop.workspace()).waiting() == ()
    assert arrived(mail_server, shop) == [0]


def test_what_nobody_knows_ends_each_run_with_5_until_it_is_settled(
    shop: Shop, mail_server: MailServer
) -> None:
    made_late(shop, mail_server, "lost-ack")
    assert [shop(f"{SEND} -q", yes=True).status for _ in range(3)] == [5, 5, 5]
    (slip,) = outbox_of(shop.workspace()).waiting()
    lost = shop(f"outbox resolve {slip.key} --not-sent --dry-run")
    assert "Next: billcli remind --send" in lost.err
    shop.done(f"outbox resolve {slip.key} --sent")
    assert shop(f"{SEND} -q", yes=True).status == 0
    assert arrived(mail_server, shop) == [1]


def test_a_template_that_fails_for_one_holds_up_nobody(shop: Shop, mail_server: MailServer) -> None:
    made_late(shop, mail_server, "ok", "ok")
    shop.write("templates/stern.txt", "{{ nothing.here }}")
    shop.write("templates/stern.html", "x")
    shop.setting('\n[dunning.customers.C1]\nladder = [{ level = "final", days = 3,'
                 ' template = "stern" }]\n')  # fmt: skip
    answer = shop(f"{SEND} --format json", yes=True)
    assert answer.status == 5
    assert {one["customer"]: one["state"] for one in answer.data["letters"]} == {
        "Acme": "sent", "C1": "refused",
    }  # fmt: skip
    assert arrived(mail_server, shop) == [1, 0]


def test_in_quiet_hours_nothing_goes(late: Shop, mail_server: MailServer) -> None:
    late.append("", "billcli.toml")
    late.write("billcli.toml", late.text("billcli.toml").replace(
        "[dunning]\n", '[dunning]\nquiet = "20:00-08:00"\n'))  # fmt: skip
    tree = late.tree()
    answer = late(f"{SEND} --now 2026-03-10T21:00 --format json", yes=True)
    assert answer.data["left"][0]["reason"] == "quiet"
    assert late.tree() == tree
    assert late(f"{SEND} --now 08:00 -q", yes=True).status == 0
    assert arrived(mail_server, late) == [1]
    assert late("remind --now 8").codes == ["TIME-UNREADABLE"]


def test_a_plan_is_applied_as_it_was_shown_or_not_at_all(
    late: Shop, mail_server: MailServer
) -> None:
    late.done("remind --plan plan.json")
    assert late("remind --plan plan.json").codes == ["FILE-EXISTS"]
    assert late("remind --plan no/plan.json").codes == ["OUTPUT-FOLDER"]
    before = late.tree()
    late.done("apply plan.json --dry-run")
    assert late.tree() == before
    late.today += dt.timedelta(days=1)
    refused(late("apply plan.json", yes=True), "PLAN-STALE", "made for 2026-03-10")
    late.today = LATER
    settings = late.text("billcli.toml")
    late.write("billcli.toml", settings.replace("5.00 EUR", "6.00 EUR"))
    refused(late("apply plan.json", yes=True), "PLAN-STALE", "the letters would be others")
    late.write("billcli.toml", settings)
    main = late.text("main.beancount")
    late.append("; a remark\n")
    refused(late("apply plan.json", yes=True), "PLAN-STALE", "the ledger has changed")
    late.write("main.beancount", main)
    late.done("apply plan.json")
    assert arrived(mail_server, late) == [1]
    refused(late("apply plan.json", yes=True), "PLAN-STALE", "the ledger has changed")
    late.write("plan.txt", "{}")
    assert late("apply plan.txt").codes == ["PLAN-UNREADABLE"]
    assert late("apply nothing.json").codes == ["FILE-MISSING"]


def refused(answer: Answer, code: str, said: str) -> None:
    assert (answer.status, answer.codes) == (6, [code])
    assert said in answer.err


def test_two_at_once_the_second_ends_at_once(late: Shop) -> None:
    with hold(late.folder, 0, of=OUTBOX):
        answer = late(SEND, yes=True)
    assert (answer.status, answer.codes) == (6, ["LOCK-HELD"])


def test_who_is_not_known_by_mail_is_reached_on_paper(late: Shop) -> None:
    late.write(
        "billcli.toml", late.text("billcli.toml").replace(MAIL, '\n[mail]\ndeliver = "folder"\n')
    )
    late.done('customer edit Acme --email ""')
    answer = late(f"{SEND} --format json", yes=True)
    assert answer.data["letters"][0]["state"] == "drafted"
    papers = [name for name in late.tree() if name.startswith("outgoing/")]
    assert [name.partition("-2026")[0] for name in papers] == [
        "outgoing/INV", "outgoing/reminder-Acme",
    ]  # fmt: skip


def test_an_item_whose_name_is_no_link_is_reminded_of_once(late: Shop) -> None:
    late.append(
        '2026-01-05 * "Acme Inc." "by hand"\n  Assets:Receivable:Acme  80.00 EUR\n'
        '    invoice: "No 7"\n    due: 2026-02-01\n  Income:Services  -80.00 EUR\n'
    )
    late.done(SEND)
    assert 'invoice: "No 7"' in late.text().partition("Second reminder sent")[2]
    assert late(f"{SEND} -q", yes=True).out == ""


STEPS = (
    ("billcli.services.send_reminders", "book_charges"),
    ("billcli.services.posted_note", "perform"),
    pytest.param(("billcli.delivery.outbox", "write_durably"), marks=pytest.mark.long),
    pytest.param(("billcli.delivery.outbox", "sync_folder"), marks=pytest.mark.long),
    pytest.param(("billcli.delivery.smtp.Smtp", "_announced"), marks=pytest.mark.long),
    pytest.param(("billcli.ledger.journal_record", "save"), marks=pytest.mark.long),
    pytest.param(("billcli.ledger.journal_record", "drop"), marks=pytest.mark.long),
)
KILLED = 137
CUT_OFF = """
import itertools, os, pkgutil, sys
from billcli.cli.app import main
owner, name, k = pkgutil.resolve_name(sys.argv[1]), sys.argv[2], int(sys.argv[3])
real, calls = getattr(owner, name), itertools.count(1)
def stopped(*given, **more):
    found = real(*given, **more)
    if next(calls) == k:
        os._exit(137)
    return found
setattr(owner, name, stopped)
sys.argv[1:] = sys.argv[4:]
sys.exit(main())
"""


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_step_the_next_run_does_what_is_left(
    late: Shop, mail_server: MailServer, step: tuple[str, str]
) -> None:
    for k in itertools.count(1):
        late.done(f"customer edit Acme --email {mail_server.reader()}")
        saved = late.tree()
        status = cut_off(late, step, k)
        assert status in {0, KILLED}
        late(SEND, yes=True)
        late(SEND, yes=True)
        states = [slip.state.value for slip in outbox_of(late.workspace()).waiting()]
        assert arrived(mail_server, late) in ([[0], [1]] if states == ["unknown"] else [[1]])
        assert late("check").status == 0
        fees = [row for row in late("report open").out.splitlines() if "LF-" in row]
        assert len(fees) == 2
        restore(late, saved)
        if status == 0:
            break
    assert k > 1, "the step was never taken"


def cut_off(shop: Shop, step: tuple[str, str], k: int) -> int:
    """Send in a process of its own, which ends for good after the k-th time of a step."""
    words = [*step, str(k), *SEND.split(), "-y", "--today", str(shop.today)]
    env = {"PATH": "", "HOME": str(shop.folder.parent / "home"), "PYTHONPATH": ":".join(sys.path)}
    ended = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", CUT_OFF, *words], cwd=shop.folder, env={**env, **shop.env},
        capture_output=True, check=False,
    )  # fmt: skip
    return ended.returncode


def restore(shop: Shop, tree: dict[str, bytes]) -> None:
    shutil.rmtree(shop.folder)
    for name, content in tree.items():
        path: Path = shop.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
