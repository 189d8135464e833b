"""Accepting a deliberate change of sealed entries."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import BillcliError, ConflictError, InvalidError
from billcli.domain.seal import sealed
from billcli.ledger.load import read_text
from billcli.services.check_ledger import check_ledger
from billcli.services.rename_account import Rename, parse_rename
from billcli.services.reseal_entry import Resealed, Wish, reseal
from billcli.services.workspace import Selection, Workspace, open_workspace
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TODAY = dt.date(2026, 3, 31)
YES = Consent(lambda _: None, wait=5.0)
ACCOUNTS = """\
option "operating_currency" "EUR"
2025-01-01 open Assets:Receivable:Acme
2025-01-01 open Assets:Bank
2025-01-01 open Income:Services
2025-01-01 open Expenses:Fees
2026-01-01 custom "customer" "Acme" Assets:Receivable:Acme
  name: "Acme Inc."
"""
INVOICE = """\
2026-01-15 * "Acme Inc." "Invoice INV-2026-0001" #invoice ^INV-2026-0001
  invoice: "INV-2026-0001"
  due: 2026-02-14
  seal: "{seal}" ; kept as it is
  Assets:Receivable:Acme   10.00 EUR
  Income:Services         -10.00 EUR
    item: "Paper"
"""
PAYMENT = """\
2026-02-10 * "Acme Inc." "Transfer" #payment ^PMT-2026-0001 ^INV-2026-0001
  id: "PMT-2026-0001"
  seal: "{seal}"
  Assets:Bank              10.00 EUR
  Assets:Receivable:Acme  -10.00 EUR
    invoice: "INV-2026-0001"
"""
FEE = """\
2026-02-11 * "Bank" "Fee" ^PMT-2026-0001
  seal: "{seal}"
  Expenses:Fees   5.00 EUR
  Assets:Bank    -5.00 EUR
"""
UNSEALED = """\
2026-02-12 * "Acme Inc." "By hand" #payment ^PMT-2026-0002
  id: "PMT-2026-0002"
  Assets:Bank     1.00 EUR
  Expenses:Fees  -1.00 EUR
"""


def seal(text: str) -> str:
    """Return the text of one transaction with the seal that belongs to it."""
    facts, problems = read_text(text)
    assert problems == ()
    return text.replace("{seal}", str(sealed(facts.entries[0]).meta["seal"]))


GOOD = "\n".join([ACCOUNTS, seal(INVOICE), seal(PAYMENT), seal(FEE), UNSEALED])


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Workspace]:
    """Write a ledger and open it."""

    def make(text: str = GOOD, *, today: dt.date = TODAY, **more: str) -> Workspace:
        (tmp_path / "main.beancount").write_bytes(text.encode())
        for name, content in more.items():
            (tmp_path / name.replace("__", ".")).write_text(content, encoding="utf-8")
        return open_workspace(Selection({}, tmp_path, today))

    return make


def again(workspace: Workspace) -> Workspace:
    return open_workspace(workspace.selection)


def codes(workspace: Workspace) -> list[str]:
    return [problem.code for problem in check_ledger(again(workspace)).problems]


def content(workspace: Workspace) -> bytes:
    return (workspace.folder / "main.beancount").read_bytes()


def refused(workspace: Workspace, wish: Wish) -> list[str]:
    before = content(workspace)
    with pytest.raises(BillcliError) as caught:
        reseal(workspace, wish, YES)
    assert content(workspace) == before
    assert all(problem.help for problem in caught.value.problems)
    return [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_edited_entry_is_accepted_and_nothing_but_its_seal_changes(
    write: Callable[..., Workspace], newline: str
) -> None:
    text = GOOD.replace("Paper", "Card").replace("\n", newline)
    workspace = write(text)
    assert codes(workspace) == ["SEAL-BROKEN"]
    done = reseal(workspace, Wish("better word", ("INV-2026-0001",)), YES)
    assert done.ids == ("INV-2026-0001",)
    new = seal(INVOICE.replace("Paper", "Card"))
    wanted = text.replace(seal(INVOICE).splitlines()[3], new.splitlines()[3])
    note = (
        f'{newline}2026-03-31 note Assets:Receivable:Acme "Resealed INV-2026-0001: better word"'
        f" ^INV-2026-0001{newline}"
    )
    assert content(workspace).decode() == wanted + note
    assert codes(workspace) == []
    assert done.files == (workspace.folder / "main.beancount",)


def test_a_dry_run_shows_the_change_and_makes_none(write: Callable[..., Workspace]) -> None:
    workspace = write(GOOD.replace("Paper", "Card"))
    before = content(workspace)
    asked: list[str] = []
    wish = Wish("why", ("INV-2026-0001",))
    done = reseal(workspace, wish, Consent(asked.append, dry_run=True))
    assert asked == []
    assert content(workspace) == before
    changed = [line for line in done.diff.splitlines() if line[:1] in "+-"]
    assert [line[:9] for line in changed] == ["--- main.", "+++ main.", "-  seal: ", "+  seal: ",
        "+", "+2026-03-"]  # fmt: skip
    assert done.files == ()
    reseal(workspace, wish, Consent(asked.append, wait=5.0))
    assert asked == [done.diff]


def test_who_says_no_changes_nothing(write: Callable[..., Workspace]) -> None:
    workspace = write(GOOD.replace("Paper", "Card"))
    before = content(workspace)

    def refuse(text: str) -> None:
        raise BillcliError.of("NOT-CONFIRMED", text[:3])

    with pytest.raises(BillcliError, match="---"):
        reseal(workspace, Wish("why", ("INV-2026-0001",)), Consent(refuse))
    assert content(workspace) == before


def test_what_fits_already_is_left_alone(write: Callable[..., Workspace]) -> None:
    workspace = write()
    before = content(workspace)
    assert reseal(workspace, Wish("why", ("INV-2026-0001",)), YES) == Resealed()
    assert content(workspace) == before


def test_an_entry_without_a_name_is_known_by_its_place(write: Callable[..., Workspace]) -> None:
    workspace = write(GOOD.replace("5.00 EUR", "6.00 EUR"))
    [broken] = check_ledger(workspace).problems
    done = reseal(workspace, Wish("bank's slip", (str(broken.where),)), YES)
    assert done.ids == ('"Fee"',)
    assert codes(workspace) == []
    # It touches no customer, so the note stands on its first account.
    assert b'note Expenses:Fees "Resealed \\"Fee\\": bank' in content(workspace)


def test_several_are_accepted_in_the_order_of_the_file(write: Callable[..., Workspace]) -> None:
    text = GOOD.replace("Paper", "Card").replace("Transfer", "Wire")
    workspace = write(text)
    wish = Wish("typing", ("PMT-2026-0001", "INV-2026-0001", "PMT-2026-0001"))
    assert reseal(workspace, wish, YES).ids == ("INV-2026-0001", "PMT-2026-0001")
    assert codes(workspace) == []
    assert content(workspace).count(b" note ") == 2


def test_all_that_cannot_be_accepted_is_named_at_once(write: Callable[..., Workspace]) -> None:
    text = GOOD.replace("Assets:Bank              10.00", "Assets:Bank              10.004")
    names = ("PMT-2026-0001", "PMT-2026-0002", "INV-2026-0011")
    workspace = write(text)
    assert refused(workspace, Wish("why", names)) == [
        "UNKNOWN-ENTRY", "ENTRY-UNBALANCED", "SEAL-MISSING",
    ]  # fmt: skip


def test_an_unknown_id_is_met_with_the_nearest(write: Callable[..., Workspace]) -> None:
    with pytest.raises(BillcliError) as caught:
        reseal(write(), Wish("why", ("INV-2026-0010",)), YES)
    assert "INV-2026-0001" in caught.value.problems[0].help
    assert refused(write(), Wish("why", ("zzz",))) == ["UNKNOWN-ENTRY"]


def test_an_entry_that_lost_its_postings_is_refused(write: Callable[..., Workspace]) -> None:
    torn = "\n".join(seal(PAYMENT).splitlines()[:3]) + "\n"
    workspace = write(f"{ACCOUNTS}\n{torn}")
    assert refused(workspace, Wish("why", ("PMT-2026-0001",))) == ["ENTRY-UNBALANCED"]


@pytest.mark.parametrize("other", ["INV-2026-0001", "inv-2026-0001"])
def test_a_number_that_stands_twice_is_never_settled_silently(
    write: Callable[..., Workspace], other: str
) -> None:
    second = seal(INVOICE.replace("INV-2026-0001", other)).replace("Paper", "Card")
    workspace = write(f"{GOOD}\n{second}")
    assert refused(workspace, Wish("why", (other,))) == ["NUMBER-DUPLICATE"]


def test_a_seal_of_another_entry_within_is_refused(write: Callable[..., Workspace]) -> None:
    workspace = write(GOOD.replace('    item: "Paper"\n', '    item: "Card"\n    seal: "x"\n'))
    assert refused(workspace, Wish("why", ("INV-2026-0001",))) == ["SEAL-BROKEN"]


@pytest.mark.parametrize(
    ("reason", "code"),
    [(" ", "REASON-MISSING"), ("a\nb", "TEXT-CONTROL"), ("x" * 995, "TEXT-LONG")],
)
def test_the_reason_is_one_line_of_text(
    write: Callable[..., Workspace], reason: str, code: str
) -> None:
    workspace = write(GOOD.replace("Paper", "Card"))
    assert refused(workspace, Wish(reason, ("INV-2026-0001",))) == [code]


def test_a_ledger_with_errors_is_left_alone(write: Callable[..., Workspace]) -> None:
    workspace = write(GOOD + "\n2026-01-01 nonsense\n")
    assert refused(workspace, Wish("why", ("INV-2026-0001",))) == ["LEDGER-SYNTAX"]


def test_a_note_needs_an_open_account(write: Callable[..., Workspace]) -> None:
    text = GOOD.replace("Paper", "Card") + "\n2026-03-01 close Assets:Receivable:Acme\n"
    assert refused(write(text), Wish("why", ("INV-2026-0001",))) == ["ACCOUNT-CLOSED"]


def test_no_note_is_written_below_an_open_tag(write: Callable[..., Workspace]) -> None:
    text = GOOD.replace("Paper", "Card") + "\npushtag #trip\n"
    workspace = write(text)
    assert refused(workspace, Wish("why", ("INV-2026-0001",))) == ["LEDGER-OPEN-PUSH"]


def test_the_note_goes_into_the_file_of_the_year(write: Callable[..., Workspace]) -> None:
    toml = '[ledger]\nfile = "main.beancount"\n[files]\nwrite = "{year}.beancount"\n'
    workspace = write(GOOD.replace("Paper", "Card"), billcli__toml=toml)
    done = reseal(workspace, Wish("why", ("INV-2026-0001",)), YES)
    year = workspace.folder / "2026.beancount"
    assert "\n2026-03-31 note Assets:Receivable:Acme" in year.read_text()
    assert b'\ninclude "2026.beancount"\n' in content(workspace)
    assert "+++ 2026.beancount" in done.diff
    assert codes(workspace) == []


def test_a_ledger_that_moved_is_read_again(write: Callable[..., Workspace]) -> None:
    workspace = write(GOOD.replace("Paper", "Card"))
    path = workspace.folder / "main.beancount"
    path.write_bytes(path.read_bytes() + b"\n; a remark\n")
    done = reseal(workspace, Wish("why", ("INV-2026-0001",)), YES)
    assert done.ids == ("INV-2026-0001",)
    assert b"; a remark" in path.read_bytes()
    assert codes(workspace) == []


def test_a_file_that_is_saved_while_a_person_thinks_is_never_overwritten(
    write: Callable[..., Workspace],
) -> None:
    workspace = write(GOOD.replace("Paper", "Card"))
    path = workspace.folder / "main.beancount"

    def save(_: str) -> None:
        path.write_bytes(path.read_bytes() + b"\n; a remark\n")

    with pytest.raises(ConflictError):
        reseal(workspace, Wish("why", ("INV-2026-0001",)), Consent(save, wait=0.0))
    assert path.read_bytes().endswith(b"; a remark\n")
    assert b"note" not in path.read_bytes()


def test_an_account_is_renamed_everywhere(write: Callable[..., Workspace]) -> None:
    workspace = write()
    wish = Wish("new chart", rename=Rename("Assets:Receivable", "Assets:Debtors:Trade"))
    done = reseal(workspace, wish, YES)
    assert done.ids == ("INV-2026-0001", "PMT-2026-0001")
    text = content(workspace).decode()
    head, note = text.rsplit("\n\n", 1)
    assert "Assets:Receivable" not in head
    assert note == (
        '2026-03-31 note Assets:Debtors:Trade:Acme "Renamed Assets:Receivable to'
        ' Assets:Debtors:Trade: new chart"\n'
    )
    assert "2025-01-01 open Assets:Debtors:Trade:Acme" in head
    fresh = again(workspace)
    selection = Selection({}, workspace.folder, TODAY, receivable="Assets:Debtors:Trade")
    assert fresh.snapshot.problems == ()
    assert check_ledger(open_workspace(selection)).problems == ()


def test_only_entries_that_name_the_account_get_a_new_seal(
    write: Callable[..., Workspace],
) -> None:
    workspace = write()
    done = reseal(workspace, Wish("why", rename=Rename("Expenses:Fees", "Expenses:Bank")), YES)
    assert done.ids == ('"Fee"',)
    assert codes(workspace) == []
    assert "Expenses:Bank  -1.00" in content(workspace).decode()  # without a seal, but renamed


def test_a_rename_made_by_hand_is_accepted(write: Callable[..., Workspace]) -> None:
    workspace = write(GOOD.replace("Income:Services", "Income:Work"))
    assert codes(workspace) == ["SEAL-BROKEN"]
    rename = Rename("Income:Services", "Income:Work")
    assert reseal(workspace, Wish("why", rename=rename), YES).ids == ("INV-2026-0001",)
    assert codes(workspace) == []
    assert reseal(again(workspace), Wish("why", rename=rename), YES) == Resealed()


def test_a_rename_made_by_hand_does_not_cover_another_edit(
    write: Callable[..., Workspace],
) -> None:
    workspace = write(GOOD.replace("Income:Services", "Income:Work").replace("Paper", "Card"))
    wish = Wish("why", rename=Rename("Income:Services", "Income:Work"))
    assert reseal(workspace, wish, YES) == Resealed()
    assert codes(workspace) == ["SEAL-BROKEN"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("Income:Services", "Assets:Bank", "ACCOUNT-TAKEN"),
        ("Income:Other", "Income:Work", "ACCOUNT-UNKNOWN"),
        ("Assets:Receivable:Acme", "Assets:Receivable:Acme2", "ACCOUNT-CUSTOMER"),
    ],
)
def test_a_rename_that_cannot_be(
    write: Callable[..., Workspace], old: str, new: str, code: str
) -> None:
    assert refused(write(), Wish("why", rename=Rename(old, new))) == [code]


def test_a_rename_accepts_no_other_change(write: Callable[..., Workspace]) -> None:
    workspace = write(GOOD.replace("Paper", "Card"))
    wish = Wish("why", rename=Rename("Income:Services", "Income:Work"))
    assert refused(workspace, wish) == ["SEAL-BROKEN"]


@pytest.mark.parametrize(
    "text", ["", "Assets:A", "Assets:A=", "=Assets:B", "a=b", "Assets:A=Assets:A",
             "Assets:A=Assets:A:B", "Assets:A:B=Assets:A", "Assets=Equity", "Assets:A=Assets: B"],
)  # fmt: skip
def test_a_rename_names_two_different_accounts(text: str) -> None:
    with pytest.raises(BillcliError) as caught:
        parse_rename(text)
    assert caught.value.problems[0].code == "ACCOUNT-RENAME"


def test_names_of_accounts_may_be_in_any_script() -> None:
    assert parse_rename("Aktiva:Ärzte=Aktiva:Forderungen:Ärzte") == Rename(
        "Aktiva:Ärzte", "Aktiva:Forderungen:Ärzte"
    )


def test_text_that_would_not_read_back_is_not_written(
    write: Callable[..., Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = write(GOOD.replace("Paper", "Card"))
    monkeypatch.setattr("billcli.services.reseal_entry.seal_of", lambda _: "0" * 12)
    with pytest.raises(InvalidError) as caught:
        reseal(workspace, Wish("why", ("INV-2026-0001",)), YES)
    assert caught.value.problems[0].code == "TEXT-DIFFERS"
