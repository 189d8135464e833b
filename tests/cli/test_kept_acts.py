"""Acts on books where everything has happened: asked of the model, as of the text of the ledger.

Nothing but what an act is about is read, and what is answered or refused is the same.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from billcli.services.kept_facts import KeptFacts

if TYPE_CHECKING:
    from pathlib import Path

    from shop import Shop

SETTINGS = """
[debit]
creditor_id = "DE98ZZZ09999999999"

[bank.account."Assets:Bank:Checking"]
iban = "DE75512108001245126199"
"""
BANK = """Date;Payee;Text;Amount;Currency
2026-01-31;ACME INC;Invoice INV-2026-0001;119.00;EUR
2026-01-31;ACME INC;Invoice INV-2026-0002;238.00;EUR
2026-01-31;ACME INC;Invoice INV-2026-0003;357.00;EUR
"""
TOLD = (
    'customer edit Acme --iban DE02120300000000202051 --mandate "M-1 2026-01-02"',
    *(f'invoice create Acme --line "{hundreds}00 Work"' for hundreds in range(1, 9)),
    'invoice create Globex --line "900 Work" --currency EUR',
    "debit run INV-2026-0008 --collect 2026-03-02",
    "reconcile bank.csv",
    "match undo PMT-2026-0002",
    "payment add Acme 476 EUR --allocate INV-2026-0004",
    "payment unapply PMT-2026-0005",
    "payment add Acme 50 EUR --on-account --cheque 7",
    "payment add Acme 60 EUR --on-account --cheque 8",
    "deposit create PMT-2026-0006",
    "payment add Acme 595 EUR --allocate INV-2026-0005",
    "payment move PMT-2026-0008 --to-customer Globex",
    "undo APP-2026-0002 --reverse",
    "payment add Acme 20 EUR --allocate INV-2026-0006",
    "payment reverse PMT-2026-0009 --kind bounced",
    "credit create INV-2026-0006 --amount 119 --reason Less",
    "invoice void INV-2026-0007 --reason Wrong",
    "undo CN-2026-0002 --reverse",
    "credit apply PMT-2026-0005 INV-2026-0001=30",
    "credit apply PMT-2026-0005 INV-2026-0006=40",
    "credit unapply APP-2026-0006",
    "refund create PMT-2026-0005 6",
    "writeoff create INV-2026-0009=70 --reason Gone",
    "writeoff recover WO-2026-0001 11",
    "payment add Globex 5 EUR --on-account",
    'customer edit Globex --name "Globex Group" --since 2026-02-07',
)
ASKED = (
    "undo {}", "undo {} --reverse", "match undo {}", "credit unapply {}", "payment unapply {}",
    "payment reverse {} --kind bounced", "payment move {} --to-customer Globex",
    "refund create {} 1", "writeoff recover {} 1", "invoice void {} --reason No", "payment show {}",
    "why {}", "deposit show {}",
)  # fmt: skip
LISTS = (
    "debit list", "deposit list", "writeoff list", "refund list", "credit list",
    "payment list --limit 3", "undo --dry-run",
    "match undo --last --dry-run", "deposit create --all --dry-run",
)  # fmt: skip
READS = frozenset({"show", "why"})
ODD = ("PMT-0", "pmt-2026-0001", "2026.beancount:3", "'Assets:Bank:Checking 2026-01-31 119.00'",
       "'Assets:Bank:Checking 2026-01-31 119.00 EUR'")  # fmt: skip


@pytest.fixture(name="told", scope="module")
def _told(shop_module: object, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    shop: Shop = shop_module.Shop.open(tmp_path_factory.mktemp("told") / "books")  # type: ignore[attr-defined]
    shop.setting(SETTINGS)
    (shop.folder / "bank.csv").write_text(BANK, encoding="utf-8")
    shop.done(*TOLD)
    return shop


def _named(shop: Shop) -> list[str]:
    """Return the ids and the bank lines of the books, as they are typed."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in _ledger(shop))
    found = re.findall(r'^ +(?:id|invoice|bank-key): "([^"]+)"', text, re.MULTILINE)
    return [f"'{name}'" if " " in name else name for name in sorted({*found})]


def _ledger(shop: Shop) -> list[Path]:
    return sorted(shop.folder.rglob("*.beancount"))


def _lines(shop: Shop, line: str, *others: str) -> list[str]:
    if line in LISTS:
        return [line]
    dry = "" if READS & {*line.split()} else " --dry-run"
    return [line.format(name) + dry for name in (*_named(shop), *others)]


def test_everything_has_happened(told: Shop) -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in _ledger(told))
    tags = "application credit-note deposit invoice payment refund remittance reversal write-off"
    assert {*re.findall(r"#([a-z-]+)", text)} >= {*tags.split()}
    assert len(_named(told)) > 35


@pytest.mark.parametrize("line", [*ASKED, *LISTS])
def test_kept_and_unkept_books_are_acted_on_the_same_way(told: Shop, line: str) -> None:
    unkept, ended = replace(told, env={"BILLCLI_CACHE": "off"}), set()
    for asked in _lines(told, line, *ODD):
        kept, without = told(asked), unkept(asked)
        assert (kept.status, kept.out, kept.err) == (without.status, without.out, without.err), (
            asked
        )
        ended.add(kept.status)
    assert 0 in ended or "--last" in line
    assert 1 not in ended


@pytest.mark.parametrize("line", [*ASKED, *LISTS])
def test_what_an_act_is_not_about_is_not_read(
    told: Shop, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    """Only what is refused may look at everything, to say what comes nearest."""
    asked: list[str] = []
    read = KeptFacts._of
    monkeypatch.setattr(
        KeptFacts, "_of", lambda facts, kinds: (asked.append(kinds), read(facts, kinds))[1]
    )
    for one in _lines(told, line):
        asked.clear()
        if told(one).status == 0:
            assert "T" not in asked, one
