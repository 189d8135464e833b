"""Statements proven against the books, and balances that agree written down."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from billcli.domain.entry import Asserted
from billcli.domain.money import Money
from billcli.ledger.standing import NotLocal
from billcli.services.bank_file import read_bank_file
from billcli.services.follow_write import _check
from billcli.services.prove_bank import prove_files, write_proven
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from shop import Shop

    from billcli.services.bank_file import BankFile
    from billcli.services.workspace import Workspace

BANK = "Assets:Bank:Checking"
CSV = "date,text,amount,currency,balance\n2026-01-13,A,5.00,EUR,5.00\n2026-01-15,B,-5.00,EUR,0.00\n"
MT = (
    ":20:A\n:25:DE1\n:28C:7\n:60F:C260110EUR0,00\n:61:260113C5,00NTRFX\n:62F:C260114EUR5,00\n"
    ":20:B\n:25:DE1\n:28C:8\n:60F:C260114EUR5,00\n:61:260115D5,00NTRFY\n:62F:C260131EUR0,00\n"
)


def move(day: int, amount: str) -> str:
    other = amount[1:] if amount.startswith("-") else f"-{amount}"
    legs = f"  {BANK}  {amount} EUR\n  Income:Books  {other} EUR\n"
    return f'\n2026-01-{day:02} * "Acme" "x"\n{legs}'


def read(shop: Shop, **files: str) -> tuple[Workspace, tuple[BankFile, ...]]:
    for name, text in files.items():
        shop.write(name, text)
    workspace = shop.workspace()
    read_all = (read_bank_file(workspace, shop.folder / name, name, "", "") for name in files)
    return workspace, tuple(read_all)


@pytest.fixture
def booked(shop: Shop) -> Shop:
    """Return books that hold both lines."""
    shop.append(move(13, "5.00") + move(15, "-5.00"))
    return shop


def test_every_statement_of_a_file_is_proven_by_itself(booked: Shop) -> None:
    proof = prove_files(*read(booked, sta=MT))
    [account] = proof.accounts
    assert [one.statement.number for one in account.statements] == ["7", "8"]
    assert [str(one.ledger) for one in account.statements] == ["5.00 EUR", "0.00 EUR"]
    assert (account.account, proof.holds) == (BANK, True)


def test_one_account_in_two_formats_is_proven_once(booked: Shop) -> None:
    proof = prove_files(*read(booked, sta=MT, csv=CSV))
    [account] = proof.accounts
    assert len(account.statements) == 3
    assert proof.holds


def test_a_file_whose_signs_do_not_prove_never_holds(booked: Shop) -> None:
    odd = MT.replace("D5,00NTRFY", "RC5,00NTRFY").replace("EUR0,00\n", "EUR9,00\n")
    proof = prove_files(*read(booked, sta=odd))
    assert [problem.code for problem in proof.problems][-1] == "STATEMENT-SIGNS"
    assert not proof.holds


def test_balances_that_agree_are_written_for_the_next_day_and_only_once(booked: Shop) -> None:
    seen: list[str] = []
    written = write_proven(*read(booked, sta=MT), Consent(seen.append))
    assert seen == [written.text]
    assert written.text == (
        f"2026-01-15 balance {BANK} 5.00 EUR\n\n2026-02-01 balance {BANK} 0.00 EUR\n"
    )
    assert [str(place) for place in written.places] == ["2026.beancount:3", "2026.beancount:5"]
    again = booked.workspace()
    assert again.is_sound
    assert [one.date.month for one in again.snapshot.facts.balances] == [1, 2]
    more = write_proven(*read(booked, sta=MT), Consent(seen.append))
    assert (more.text, more.places, len(seen)) == ("", (), 1)


def test_a_balance_that_does_not_agree_is_not_written(booked: Shop) -> None:
    booked.append(move(14, "1.00"))
    written = write_proven(*read(booked, csv=CSV), Consent(lambda _: None))
    assert (written.text, written.value.holds) == ("", False)


def test_a_dry_run_writes_nothing(booked: Shop) -> None:
    workspace, files = read(booked, csv=CSV)
    before = booked.tree()
    written = write_proven(workspace, files, Consent(lambda _: None, dry_run=True))
    assert written.text == f"2026-01-16 balance {BANK} 0.00 EUR\n"
    assert booked.tree() == before


def test_what_was_asserted_is_found_by_the_next_command(booked: Shop) -> None:
    """The kept model does not know a new balance before it has looked for itself."""
    booked.done("status")
    write_proven(*read(booked, csv=CSV), Consent(lambda _: None))
    assert booked("bank prove").rows[1][:4] == [BANK, "0.00", "EUR", "2026-01-16"]
    assert booked("bank prove").status == 0
    refused = booked("payment add Acme 5 EUR --on-account --date 2026-01-14 -y")
    assert refused.codes == ["BALANCE-MOVED"]


def test_a_model_is_not_carried_past_a_balance() -> None:
    """Whether it holds, and what a pad makes of it, is for a whole reading to find out."""
    balance = Asserted(dt.date(2026, 1, 16), BANK, Money.of("0.00", "EUR"))
    with pytest.raises(NotLocal):
        _check(balance, None, Path())  # type: ignore[arg-type]


def test_a_balance_keeps_the_entry_it_rests_on(shop: Shop) -> None:
    shop.sold("5")
    shop.done("payment add Acme 5 EUR --date 2026-01-31")
    text = CSV.replace("2026-01-13,A,5.00,EUR,5.00\n2026-01-15,B,-5.00,EUR,0.00", "{}")
    write_proven(
        *read(shop, csv=text.format("2026-01-31,A,5.00,EUR,5.00")), Consent(lambda _: None)
    )
    refused = shop("undo -y")
    assert (refused.status, refused.codes) == (2, ["BALANCE-MOVED"])
    assert "taking back an entry of 2026-01-31" in refused.err
    assert shop("check").status == 0
