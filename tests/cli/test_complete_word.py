"""What may follow, at every place of a command line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from billcli.cli.app import command_tree
from billcli.cli.command_table import entrances, options_everywhere
from billcli.cli.complete_line import read_line
from billcli.cli.complete_rule import FORMATS, RULES, SPECIAL, UNSUGGESTED, rule_of
from billcli.cli.complete_word import Offer, offer
from billcli.cli.hoist import RESERVED, VALUES
from billcli.cli.invocation import Format
from billcli.cli.reference import contexts
from billcli.domain.party_need import KINDS
from billcli.services.doctor.examine import SECTIONS
from billcli.services.item_state import STATUSES
from billcli.services.list_items import AGED_SORTS, CUSTOMER_SORTS, SORTS
from billcli.services.list_payments import SORTS as PAYMENT_SORTS
from billcli.services.suggest_id import Standpoint

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("read_examples")
STUDIO = Path(__file__).parents[2] / "ledgers" / "studio"


def offered(text: str) -> Offer:
    return offer(read_line(f"billcli {text}"), entrances(), Standpoint(os.environ, STUDIO))


def values(text: str) -> list[str]:
    return [one.value for one in offered(text).suggestions]


def test_nothing_is_forgotten() -> None:
    """Every option and argument has a rule, or is known to have none."""
    forgotten = []
    for context in list(contexts(command_tree(), None)):
        path = context.command_path.removeprefix("billcli").strip()
        for param in context.command.params:
            name = (
                str(param.name) if param.param_type_name == "argument" else max(param.opts, key=len)
            )
            known = (path, name) in SPECIAL or name in RULES or name in UNSUGGESTED
            if not known and not getattr(param, "is_flag", False) and name != "--help":
                forgotten.append(f"{path} {name}")
    assert forgotten == [], "say in cli/complete_rule.py what these complete to"


def test_choices_are_those_of_the_commands() -> None:
    assert set(FORMATS) == {form.value for form in Format}
    assert set(rule_of("invoice list", "--status")) <= {*STATUSES, "draft", "issue"}
    assert set(STATUSES) <= set(rule_of("invoice list", "--status"))
    assert set(rule_of("report open", "--status")) <= set(STATUSES)
    assert set(rule_of("invoice list", "--sort")) == set(SORTS)
    assert set(rule_of("report open", "--sort")) == set(SORTS)
    assert set(rule_of("customer list", "--sort")) == set(CUSTOMER_SORTS) - {""}
    assert set(rule_of("report aging", "--sort")) == set(AGED_SORTS)
    assert rule_of("customer check", "--for") == KINDS
    assert set(rule_of("doctor", "--section")) == set(SECTIONS)
    assert set(rule_of("payment list", "--sort")) == set(PAYMENT_SORTS)


def test_options_of_every_command_are_all_told() -> None:
    told = {name for spellings, _, _ in options_everywhere() for name in spellings.split(", ")}
    assert told == {*RESERVED, "--version"}
    valued = {s.split(", ")[-1] for s, value, _ in options_everywhere() if value}
    assert valued == set(VALUES)


def test_nouns_come_with_their_summary() -> None:
    assert values("") == list(entrances())
    assert offered("").suggestions[0].about == entrances()["status"].summary


def test_options_may_stand_before_the_noun() -> None:
    assert values("--format json ") == list(entrances())
    assert "--format" not in values("--format json -")
    assert "--allow-plugin" in values("--allow-plugin x -")
    assert "--version" in values("-")


def test_verbs_follow_a_noun() -> None:
    assert {"create", "list", "show", "void"} <= set(values("invoice "))
    assert "create" in values("invoice -q ")
    assert "--file" in values("invoice -")
    assert values("invoice nonsense ") == []
    assert values("nonsense ") == []


@pytest.mark.parametrize(
    ("text", "some", "none"),
    [
        ("invoice list --", {"--status", "--customer", "--format", "--help"}, {"--version"}),
        ("invoice list --status open --", {"--customer"}, {"--status"}),
        ("payment add --allocate X --", {"--allocate"}, {"--version"}),
        ("invoice list ", {"--status"}, {"--format"}),
        ("invoice list --status ", {"overdue", "paid"}, {"--status"}),
        ("report aging --sort ", {"total"}, {"due"}),
        ("invoice create Acme --date ", {"today", "eom"}, set()),
        ("--as-of ", {"today"}, set()),
        ("invoice show INV-2025-0001 ", {"INV-2025-0002"}, {"INV-2025-0001"}),
        ("customer show -- ", {"Acme"}, {"--format"}),
        ("payment add ", {"Acme"}, {"Assets:Bank:Checking"}),
        ("payment add Acme 10 ", {"EUR", "USD"}, {"Acme"}),
        ("payment add Acme 10 EUR ", {"--allocate"}, {"Acme"}),
        ("payment add Acme 10 EUR --allocate ", {"INV-2025-0035"}, {"INV-2025-0033"}),
        ("payment add Acme 10 EUR --allocate=", {"--allocate=INV-2025-0035"}, set()),
        ("invoice create Acme --terms ", {"net 30"}, set()),
        ("--color=", {"--color=auto"}, set()),
        ("ledger reseal --account ", {"Assets:Receivable:Acme"}, set()),
        ("ledger reseal --account A:B=", {"A:B=Assets:Receivable:Acme"}, set()),
        ("undo ", {"INV-2025-0001", "PMT-2025-0001"}, set()),
        ("completion ", {"bash", "powershell"}, set()),
        ("help ", {"dates", "invoice"}, {"AR-OVERPAID"}),
        ("help A", {"AR-OVERPAID"}, set()),
        ("help invoice ", {"create"}, {"dates"}),
        ("customer add Acme --currency ", {"EUR"}, set()),
    ],
)
def test_what_may_follow(text: str, some: set[str], none: set[str]) -> None:
    found = set(values(text))
    assert some <= found
    assert not none & found


@pytest.mark.parametrize(
    "text",
    ["payment add Acme ", "customer add ", "invoice void INV-1 --reason ", "help x ",
     "help invoice create ", "help status ", "invoice list --drafts="],
)  # fmt: skip
def test_where_nobody_can_know_nothing_is_said(text: str) -> None:
    assert offered(text).suggestions == ()


@pytest.mark.parametrize(
    ("text", "files", "head"),
    [("reconcile ", "file", ""), ("init ", "folder", ""), ("--output=", "file", "--output="),
     ("-f ", "file", ""), ("-o ", "file", ""), ("--project ", "folder", ""),
     ("invoice issue ", "file", "")],
)  # fmt: skip
def test_names_of_files_are_left_to_the_shell(text: str, files: str, head: str) -> None:
    found = offered(text)
    assert (found.files, found.head, found.suggestions) == (files, head, ())


def test_parts_of_a_line_of_an_invoice(tmp_path: Path, model_of: Callable[..., None]) -> None:
    (tmp_path / "main.beancount").write_text("2026-01-01 open Assets:Bank\n")
    (tmp_path / "billcli.toml").write_text('[tax.DE-19]\nrate = 19\n[prices.hour]\nprice = "1"\n')
    model_of(tmp_path)
    at = Standpoint(os.environ, tmp_path)
    for typed, expected in (
        ("", ["hour"]), ("10 h x ho", ["10 h x hour"]), ("90 Work; tax=", ["90 Work; tax=DE-19"]),
        ("1 A;account=", ["1 A;account=Assets:Bank"]), ("1 A; unit=", []), ("90 ho", []),
    ):  # fmt: skip
        line = read_line(f'billcli invoice create Acme --line "{typed}')
        found = offer(line, entrances(), at)
        assert [one.value for one in found.suggestions] == expected
        assert all(one.value.startswith(found.head) for one in found.suggestions)


def test_what_was_typed_finds_ids_that_are_not_among_the_latest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("billcli.store.index_suggest.MOST", 3)
    assert "INV-2025-0001" not in values("invoice show ")
    assert "INV-2025-0001" in values("invoice show INV-2025-0001")
    assert "--format=INV-2025-0001" not in values("--format=INV-2025-0001")
    assert "INV-2025-0001" in values("invoice show X INV-2025-0001")


def test_how_the_ledger_is_read_decides_which_model_is_asked(
    tmp_path: Path, model_of: Callable[..., None]
) -> None:
    (tmp_path / "main.beancount").write_text("2026-01-01 open Assets:Owed:Acme\n")
    model_of(tmp_path, receivable="Assets:Owed")
    model_of(tmp_path, allow_plugins=("other",))
    for words, found in (
        ("--receivable Assets:Owed customer show ", ["Acme"]),
        ("--receivable=Assets:Other customer show ", []),
        ("--allow-plugin other ledger reseal --account ", ["Assets:Owed:Acme"]),
        ("ledger reseal --account ", []),
    ):
        line = read_line(f"billcli {words}")
        shown = offer(line, entrances(), Standpoint(os.environ, tmp_path)).suggestions
        assert [one.value for one in shown] == found, words
