"""What reading commands cost where a read model is kept, and that they say the same without one."""

from __future__ import annotations

import csv
import datetime as dt
import re
import runpy
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from billcli.services.kept_facts import KeptFacts

if TYPE_CHECKING:
    from shop import Shop

PROJECT = Path(__file__).resolve().parents[2]
LEDGERS = PROJECT / "ledgers"
PLAIN = PROJECT / "benchmarks" / "goals" / "scripts" / "open_rows.py"
TODAY = dt.date(2026, 5, 31)
PROBE = """
import sys
from billcli.cli.app import run
status = run(sys.argv[1:])
print(*sorted(sys.modules), file=sys.stderr)
sys.exit(status)
"""
FRAME = {
    "billcli", "billcli.cli", "billcli.cli.app", "billcli.cli.books", "billcli.cli.command_table",
    "billcli.cli.declare", "billcli.cli.delimited", "billcli.cli.direct", "billcli.cli.hoist",
    "billcli.cli.invocation", "billcli.cli.layout", "billcli.cli.outcome",
    "billcli.cli.present", "billcli.cli.problem_text", "billcli.cli.stream", "billcli.cli.change",
    "billcli.domain", "billcli.domain.amounts", "billcli.domain.contract", "billcli.domain.money",
    "billcli.domain.named", "billcli.domain.pattern", "billcli.domain.problem", "billcli.ledger",
    "billcli.ledger.discover", "billcli.ledger.shown_name", "billcli.services",
    "billcli.services.keep_model", "billcli.services.shelf",
    "billcli.services.choose_ledger",
    "billcli.services.workspace", "billcli.store", "billcli.store.index_ask",
    "billcli.store.index_file", "billcli.store.index_key", "billcli.store.index_read",
    "billcli.store.index_schema", "billcli.store.index_stamp", "billcli.store.index_version",
    "billcli.store.item_column", "billcli.store.kept_settings",
}  # fmt: skip
REPORT = {
    "billcli.cli.report", "billcli.services.item_state", "billcli.services.list_items",
    "billcli.store.item_query",
}  # fmt: skip
ITEMS = {*REPORT, "billcli.cli.block", "billcli.cli.report_view", "billcli.services.kept_list"}
ITEMS |= {"billcli.services.item_mark"}
OWED = {"billcli.domain.open_item", "billcli.services.kept_item"}
AGED = {*REPORT, *OWED, "billcli.cli.aging_view", "billcli.domain.aging"}
EXACTLY = {
    "report open --limit 50": ITEMS,
    "report open --status overdue --limit 50": ITEMS,
    "report open --customer {}": ITEMS,
    "report aging": AGED,
    "status": {
        *OWED,
        "billcli.cli.status",
        "billcli.services.draft_file",
        "billcli.services.item_mark",
        "billcli.services.take_stock",
    },
}
STANDING = re.compile(
    r"^.* note .* #(?:dispute|promise) .*\n(?:  .*\n)+|^  hold: .*\n", re.MULTILINE
)
NEVER = {
    "dataclasses", "inspect", "tomllib", "hashlib", "beancount", "typer", "rich", "calendar",
    "locale", "difflib", "typing",
}  # fmt: skip
SMALL = (
    "report open --limit 5", "report open --status overdue --limit 5", "report open --customer {}",
    "report open --sort amount --min 100", "report aging", "report aging --customer {}", "status",
    "invoice list --limit 5", "invoice list --status paid", "customer list", "customer show {}",
    "statement show {}", "payment list --customer {}", "invoice show {item}",
)  # fmt: skip


@pytest.fixture(name="studio")
def _studio(tmp_path: Path, shop: Shop) -> Shop:
    shutil.copytree(LEDGERS / "studio", tmp_path / "studio")
    return replace(shop, folder=tmp_path / "studio", today=TODAY)


def unmarked(studio: Shop) -> None:
    """Take out what is worked out for each item: disputes, promises and holds."""
    for name in ("2025.beancount", "customers.beancount"):
        studio.write(name, STANDING.sub("", studio.text(name)))


def _filled(line: str, shop: Shop) -> str:
    items = shop("invoice list --format ids").out.split()
    customers = shop("customer list --format ids").out.split()
    paid = shop("payment list --format ids").out.split() if "{paid}" in line else [""]
    return line.format(customers[0], item=items[0], paid=paid[-1], first=paid[0])


def _modules(tmp_path: Path, line: str, form: str = "plain") -> set[str]:
    """Return what a command loads once the model is made and nothing is left to note down in it."""
    argv = [sys.executable, "-c", PROBE, *line.split(), "--format", form]
    env = {"PATH": "", "HOME": str(tmp_path / "home"), "PYTHONPATH": ":".join(sys.path)}
    loaded: list[set[str]] = []
    # On a busy machine files stay young over several runs, and each notes down what it hashed.
    while not loaded or loaded[-1:] != loaded[-2:-1] or "billcli.store.index_write" in loaded[-1]:
        ended = subprocess.run(  # noqa: S603 - our own code
            argv, cwd=tmp_path / "studio", env=env, capture_output=True, text=True, check=True
        )
        loaded.append(set(ended.stderr.splitlines()[-1].split()))
        assert len(loaded) < 30
    return loaded[-1]


@pytest.mark.parametrize("line", list(EXACTLY))
def test_a_list_of_ready_rows_loads_just_what_it_needs(
    studio: Shop, tmp_path: Path, line: str
) -> None:
    filled = _filled(line, studio)
    (studio.folder / "billcli.toml").unlink()
    unmarked(studio)
    loaded = _modules(tmp_path, f"{filled} -f main.beancount")
    assert {name for name in loaded if name.startswith("billcli")} == FRAME | EXACTLY[line]
    assert not loaded & NEVER


def test_a_project_file_is_not_parsed_twice(studio: Shop, tmp_path: Path) -> None:
    text = 'ledger = "main.beancount"\n[accounts]\nreceivable = "Assets:Receivable"\n'
    (studio.folder / "billcli.toml").write_text(text, encoding="utf-8")
    unmarked(studio)
    loaded = _modules(tmp_path, "report open")
    assert not {"billcli.store.settings", "json", *NEVER} & loaded
    assert "billcli.store.kept_settings" in loaded


@pytest.mark.parametrize("line", SMALL)
def test_no_fact_is_read_that_is_not_needed(
    studio: Shop, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    line = _filled(line, studio)
    assert studio(line).status == 0
    asked: list[str] = []
    read = KeptFacts._of
    monkeypatch.setattr(
        KeptFacts, "_of", lambda facts, kinds: (asked.append(kinds), read(facts, kinds))[1]
    )
    answer = studio(f"{line} -v")
    assert answer.status == 0
    assert "The read model answered" in answer.err
    assert asked == []


@pytest.mark.parametrize(
    "line",
    [
        "payment add {} 5 EUR --allocate {item}", "payment add {} 1 EUR --allocate {early}",
        "payment add {} 5 EUR --on-account", "payment add {} 5 EUR --on-account --charge ch_1",
        "refund create {paid} 5", "refund create {paid} 5 --charge re_1",
        "refund create {paid} 5 --account Assets:Bank:Checking",
        "payment reverse {paid} --kind mistake", "payment reverse {last} --kind bounced",
        "payment unapply {last}", "payment move {last} --to {early}",
        "undo", "undo {last}", "undo {last} --reverse", "undo {early} --reverse",
    ],
)  # fmt: skip
def test_who_writes_about_one_customer_reads_no_other_transactions(
    studio: Shop, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    customer = _filled("{}", studio)
    sell = f"invoice create {customer} --currency EUR --line"
    studio.done(f"payment add {customer} 50 EUR --on-account", f"{sell} '5 Box'")
    studio.done(f"{sell} '9 Box' --terms '2/10 net 30'", "report open")
    paid = studio("payment list --format ids").out.split()[-1]
    item, early = studio("invoice list --format ids").out.split()[-2:]
    studio.done(f"payment add {customer} 2 EUR --allocate {item}")
    last = studio("payment list --format ids").out.split()[-1]
    line = line.format(customer, paid=paid, item=item, early=early, last=last)
    asked: list[str] = []
    read = KeptFacts._of
    monkeypatch.setattr(
        KeptFacts, "_of", lambda facts, kinds: (asked.append(kinds), read(facts, kinds))[1]
    )
    assert studio(line, yes=True).status == 0
    assert "T" not in asked


@pytest.mark.parametrize(
    "line",
    [
        "payment list --limit 3", "payment list --limit 3 --to 2026-03-01", "payment show {paid}",
        "payment list --customer {}", "writeoff list", "refund list", "deposit list", "credit list",
    ],
)  # fmt: skip
def test_who_looks_for_few_reads_no_other_transactions(
    studio: Shop, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    line = _filled(line, studio)
    asked: list[str] = []
    read = KeptFacts._of
    monkeypatch.setattr(
        KeptFacts, "_of", lambda facts, kinds: (asked.append(kinds), read(facts, kinds))[1]
    )
    assert studio(line).status == 0
    assert "T" not in asked


@pytest.mark.parametrize("form", ["csv", "plain", "ids"])
@pytest.mark.parametrize("line", ["report open", "report open --sort open", "invoice list"])
def test_no_item_is_made_for_rows_that_a_program_reads(
    studio: Shop, monkeypatch: pytest.MonkeyPatch, line: str, form: str
) -> None:
    """Not even for a total, which only people see."""
    made: list[object] = []
    monkeypatch.setattr("billcli.services.kept_item.open_item", lambda *row: made.append(row))
    answer = studio(f"{line} --format {form}")
    assert answer.status == 0
    assert "INV-2025-" in answer.out
    assert made == []


def test_the_rows_of_the_benchmark_s_plain_script_are_those_of_the_report(
    studio: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = [*csv.DictReader(studio("report open --format csv").out.splitlines())]
    model = studio("ledger index --status --format json").data["path"]
    monkeypatch.setattr("sys.argv", ["open_rows.py", model])
    runpy.run_path(str(PLAIN))
    rows = [*csv.reader(capsys.readouterr().out.splitlines())]
    assert len(rows) == len(report) > 5
    for row, said in zip(rows, report, strict=True):
        del said["mark"], said["days_overdue"], row[7]  # the script's are those of today
        assert row.pop(11).endswith(f"/{said.pop('file')}")
        assert row == [*said.values()]


FORMATS = ("table", "plain", "csv", "json", "jsonl", "ids", "beancount")
READING = (
    "report open", "report open --limit 3", "report open --sort amount --limit 4",
    "report open --sort open", "report open --sort customer", "report open --sort date --limit 2",
    "report open --status overdue", "report open --status disputed", "report open --status open",
    "report open --status paid", "report open --customer {}", "report open --min 500 --limit 2",
    "report open --from 2026-01-01 --to 2026-04-30", "report aging", "report aging --customer {}",
    "report aging --buckets 7,14 --sort total --limit 3", "status", "invoice list",
    "invoice list --limit 3", "invoice list --status paid", "invoice list --status overdue",
    "invoice list --status void", "invoice list --status credited --sort due",
    "invoice list --customer {} --sort open", "invoice list --status disputed",
    "invoice show {item}", "customer list", "customer show {}", "payment list",
    "payment list --customer {} --limit 2", "statement show {}", "report open --customer nobody",
    "invoice list --status sold", "report open --sort age", "report open --min x",
    "payment list --limit 2", "payment list --limit 3 --from 2026-02-01",
    "payment list --limit 2 --to 2026-03-10", "payment list --limit 999",
    "payment list --limit 2 --min 100", "payment list --limit 2 --sort amount",
    "payment show {paid}", "payment show {paid} {first}", "payment show PMT-0", "writeoff list",
    "writeoff list --customer {}", "refund list", "deposit list", "credit list",
)  # fmt: skip
CORRECTING = (
    "payment reverse {} --kind bounced", "payment reverse {} --kind mistake --date 2026-12-31",
    "payment unapply {}", "payment move {} --to-customer Globex",
    "payment move {} --to INV-2026-0004", "undo {} --reverse", "undo {}", "credit unapply {}",
    "writeoff recover {} 1",
)  # fmt: skip


def _same(shop: Shop, line: str) -> None:
    kept = shop(line)
    without = replace(shop, env={"BILLCLI_CACHE": "off"})(line)
    assert (kept.status, kept.out, kept.err) == (without.status, without.out, without.err), line


@pytest.mark.parametrize("form", FORMATS)
def test_kept_and_unkept_books_say_the_same_in_every_form(studio: Shop, form: str) -> None:
    for line in READING:
        _same(studio, f"{_filled(line, studio)} --format {form}")


@pytest.mark.parametrize("day", ["2024-12-31", "2026-01-31", "2026-03-15", "2027-12-31"])
@pytest.mark.parametrize("name", ["studio", "worked"])
def test_kept_and_unkept_books_say_the_same_as_of_any_day(
    tmp_path: Path, shop: Shop, name: str, day: str
) -> None:
    if name == "studio":
        shutil.copytree(LEDGERS / name, tmp_path / name)
    else:
        (tmp_path / name).mkdir()
        shutil.copy(LEDGERS / "worked.beancount", tmp_path / name / "main.beancount")
    shop = replace(shop, folder=tmp_path / name, today=TODAY)
    for line in READING:
        _same(shop, f"{_filled(line, shop)} --as-of {day} --format csv")


def test_what_is_dated_after_today_is_left_out_of_kept_rows_too(studio: Shop) -> None:
    early = replace(studio, today=dt.date(2026, 1, 31))
    for line in READING:
        _same(early, f"{_filled(line, early)} --format csv")


@pytest.mark.parametrize("command", CORRECTING)
def test_kept_and_unkept_books_are_corrected_the_same_way(
    tmp_path: Path, shop: Shop, command: str
) -> None:
    """Every entry of the worked example, whatever the answer or the refusal."""
    shutil.copy(LEDGERS / "worked.beancount", tmp_path / "main.beancount")
    shop = replace(shop, folder=tmp_path, today=TODAY)
    text = (tmp_path / "main.beancount").read_text(encoding="utf-8")
    names = {*re.findall(r'^ +(?:id|invoice): "([^"]+)"', text, re.MULTILINE)}
    assert len(names) > 15
    for name in (*sorted(names), "PMT-0", "main.beancount:3"):
        _same(shop, f"{command.format(name)} --dry-run")
