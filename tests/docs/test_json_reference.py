"""The page on JSON lists the keys that commands really give."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

if TYPE_CHECKING:
    from types import ModuleType

Json: TypeAlias = Any  # whatever a command answers

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "json.md"
BEGIN, END = "<!-- begin keys -->\n", "<!-- end keys -->\n"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
COMMANDS = [
    "init --example",
    "status",
    "customer list",
    "customer show Acme",
    "customer add Umbra --name Umbra --yes",
    "customer edit Umbra --email a@umbra.example --yes",
    "customer import contacts.csv --yes",
    'customer alias add Papillon "Imprimerie Bleue" --yes',
    "customer alias list",
    "customer check --for debit",
    'invoice create Acme --line "350 Photos; tax=DE-7" --discount 5% --yes',
    'invoice create Acme --line "350 Photos" --draft --draft-file drafts/photos.toml',
    "invoice list --drafts",
    "invoice edit drafts/photos.toml --note Thanks",
    "invoice issue drafts/photos.toml --yes",
    "invoice list",
    "invoice show INV-2026-0001 INV-2025-0026",
    "invoice render INV-2026-0001 --yes",
    'plan add photos Acme --line "350 Photos; tax=DE-7" --from 2026-01-31 --until 2026-12-31 --yes',
    'plan price photos 2026-06-30 --line "360 Photos" --yes',
    "plan run photos --as-of 2026-01-31 --yes",
    "plan pause photos --from 2026-03-01 --yes",
    "plan resume photos --date 2026-04-01 --yes",
    "plan list",
    "plan show photos",
    'quote create Acme --line "350 Photos; tax=DE-7" --discount 5% --valid 30d --yes',
    'quote create Acme --line "90 Frames" --yes',
    "quote decline QUO-2026-0002 --yes",
    "quote accept QUO-2026-0001 --deposit 30% --yes",
    "quote issue QUO-2026-0001 --yes",
    "quote list",
    "quote show QUO-2026-0001 QUO-2026-0002",
    "quote render QUO-2026-0001",
    "bank sniff statement-2026-01.csv",
    "bank prove statement-2026-01.csv",
    "match export waiting.csv",
    "match apply review.toml --yes",
    "bank rule add --id rent --text Miete --leave monthly --try statement-2026-01.csv --yes",
    "bank rule list",
    "bank rule remove rent --yes",
    "reconcile statement-2026-01.csv --yes",
    "payment add Papillon 100 EUR --oldest-first --yes",
    "payment list",
    "payment show PMT-2025-0001 PMT-2026-0001",
    "payment add Papillon 30 EUR --on-account --cheque 88 --yes",
    "deposit create --all --yes",
    "deposit list",
    "deposit show DEP-2026-0001",
    "payment unapply PMT-2025-0001 --yes",
    "payment move PMT-2025-0001 --to-customer Papillon --yes",
    "payment reverse PMT-2025-0002 --kind bounced --yes",
    "why INV-2025-0037 PMT-2026-0001",
    "match undo PMT-2026-0001 --yes",
    "invoice void INV-2026-0002 --yes",
    "undo --yes",
    "worklist --limit 2",
    "missed --since 2025-01-01",
    "dispute open INV-2025-0033 --amount 5 --reason Late --yes",
    "dispute list",
    "dispute close DSP-2025-0001 --yes",
    "promise add INV-2025-0033 --until +9d --amount 5 --yes",
    "promise list",
    "hold set Globex --until +9d --reason Wait --yes",
    "hold list",
    'collections hand-off Acme --reason "To the agency" --yes',
    "contact log Globex Called --yes",
    "contact list Globex",
    "report open",
    "report aging",
    "report open --in EUR",
    "report aging --in EUR",
    "report income --by customer",
    "report tax --basis cash",
    "statement show Papillon --from 2025-01-01",
    "check",
    "check --tieout",
    "bank prove",
    "doctor --section series",
    "config show",
    "help",
]


def _kinds(values: list[Json]) -> str:
    """Return in words what a key holds."""
    names = {
        "null" if v is None
        else "true or false" if isinstance(v, bool)
        else "whole number" if isinstance(v, int)
        else "date" if isinstance(v, str) and DAY.fullmatch(v)
        else "text" if isinstance(v, str)
        else "money" if isinstance(v, dict)
        else "list"
        for v in values
    }  # fmt: skip
    if {"text", "date"} <= names:
        names.remove("date")
    return " or ".join(sorted(names, key=lambda n: (n == "null", n)))


def _is_money(value: Json) -> bool:
    return isinstance(value, dict) and set(value) == {"number", "currency"}


def keys_of(values: list[Json], indent: str = "") -> list[str]:
    """Return one line per key that objects hold, in their order, lists opened."""
    keys = dict.fromkeys(key for value in values for key in value)
    lines = []
    for key in keys:
        held = [value[key] for value in values if key in value]
        inner = [v for v in held if isinstance(v, dict) and not _is_money(v)]
        items = [item for v in held if isinstance(v, list) for item in v]
        if inner:
            lines += [f"{indent}{key}:", *keys_of(inner, indent + "  ")]
        elif items and all(isinstance(item, dict) and not _is_money(item) for item in items):
            lines += [f"{indent}{key}: list of", *keys_of(items, indent + "  ")]
        elif items:
            lines.append(f"{indent}{key}: list of {_kinds(items)}")
        else:
            lines.append(f"{indent}{key}: {_kinds(held)}")
    return lines


def answered(world: Any) -> None:  # noqa: ANN401 - the module is loaded by its path
    """Write a file of waiting lines, and answer it."""
    world.billcli("match export waiting.csv -o review.toml -q".split())
    file = world.folder / "review.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("# accept = 1", "accept = 1"), encoding="utf-8")


@pytest.fixture(scope="module")
def answers(player: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Json]]:
    """Return the data of every command, all its answers under its schema."""
    world = player.World(tmp_path_factory.mktemp("json"))
    (world.folder / "contacts.csv").write_text("Name\nVandelay\n", encoding="utf-8")
    rows = "Date;Payee;Text;Amount\n2026-01-20;Papillon;in advance;10.00\n"
    (world.folder / "waiting.csv").write_text(rows, encoding="utf-8")
    found: dict[str, list[Json]] = {}
    for command in COMMANDS:
        if command.startswith("match apply"):
            answered(world)
        words = [w.strip('"') for w in re.findall(r'"[^"]*"|\S+', command)]
        answer = json.loads(world.billcli([*words, "--format", "json", "-q"]).out)
        failed = command.startswith(("customer check", "bank prove"))  # it found something
        assert (answer["status"] == "error") == failed, (command, answer["problems"])
        assert set(answer) == {"schema", "status", "exit_code", "data", "problems"}
        found.setdefault(answer["schema"], []).append(answer["data"])
    return found


def test_the_page_lists_the_keys_of_every_command(answers: dict[str, list[Json]]) -> None:
    text = PAGE.read_text(encoding="utf-8")
    made = []
    for schema, data in answers.items():
        keys = "\n".join(keys_of(data))
        made.append(f"### {schema}\n\n```yaml\n{keys}\n```\n")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    expected = before + BEGIN + "\n" + "\n".join(made) + "\n" + END + after
    if os.environ.get("SCENARIOS") == "write":
        PAGE.write_text(expected, encoding="utf-8")
        text = expected
    assert text == expected


def test_a_failure_has_the_same_envelope(player: ModuleType, tmp_path: Path) -> None:
    answer = json.loads(player.World(tmp_path).billcli(["status", "--format", "json"]).out)
    assert set(answer) == {"schema", "status", "exit_code", "data", "problems"}
    assert (answer["schema"], answer["status"], answer["exit_code"]) == (
        "billcli.status/1",
        "error",
        2,
    )
    listed = PAGE.read_text(encoding="utf-8").split("## Problems")[1].split("##")[0]
    assert set(answer["problems"][0]) == set(re.findall(r"^\| `(\w+)`", listed, re.MULTILINE))
