"""The example studio, and the tour through it."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import json
import re
import shlex
import sys
from collections import Counter
from decimal import Decimal
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from beancount import loader
from beancount.core import data as bc
from beanquery import connect
from beanquery.sources import beancount as _beancount  # noqa: F401 -- registers the source

from billcli.cli import app as command_line
from billcli.cli import demo as demo_module
from billcli.cli.app import run
from billcli.cli.invocation import Invocation, Surroundings
from billcli.domain.open_item import Extent, Kind, KnownBy
from billcli.domain.problem import BillcliError, ExitCode, UsageError
from billcli.domain.reference import rf_reference
from billcli.domain.seal import verify
from billcli.services.init_project import init_example
from billcli.services.run_demo import (
    SETTINGS,
    Step,
    first_step,
    follow_up,
    quoted,
    require_empty,
    tour,
    walk,
)
from billcli.services.workspace import Selection, Workspace, open_workspace
from billcli.store.shipped import shipped

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.date(2026, 1, 31)
BY_CUSTOMER = (
    "SELECT account, currency, sum(number) WHERE account ~ '^Assets:Receivable'"
    " GROUP BY account, currency"
)
BY_ITEM = (
    "SELECT coalesce(meta('invoice'), entry_meta('invoice')), sum(position)"
    " WHERE account ~ '^Assets:Receivable'"
    " GROUP BY coalesce(meta('invoice'), entry_meta('invoice'))"
)


@pytest.fixture
def studio(tmp_path: Path) -> Path:
    init_example(tmp_path / "studio", dry_run=False)
    return tmp_path / "studio"


@pytest.fixture(scope="module")
def books() -> Workspace:
    return open_workspace(Selection({}, shipped("ledgers") / "studio", TODAY))


def _run(cwd: Path, *words: str, env: dict[str, str] | None = None, terminal: bool = False) -> int:
    around = Surroundings(
        env or {}, cwd, TODAY,
        stdin_tty=terminal, stdout_tty=terminal, stderr_tty=terminal, columns=100,
    )  # fmt: skip
    return run(words, around)


def _asked(query: str) -> list[tuple[object, ...]]:
    path = shipped("ledgers") / "studio" / "main.beancount"
    connection = connect(f"beancount:{path}")
    assert connection.errors == []
    return [tuple(row) for row in connection.execute(query).fetchall()]


# --- the example ---------------------------------------------------------------------------------


def test_beancount_and_billcli_find_nothing_wrong(
    studio: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _entries, errors, _options = loader.load_file(str(studio / "main.beancount"))
    assert errors == []
    assert _run(studio, "check", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["data"]["errors"], found["data"]["warnings"], found["problems"]) == (0, 0, [])


def test_the_open_items_are_those_of_bean_query(books: Workspace) -> None:
    items: dict[str, set[str]] = {}
    for row in books.all_books().open_items():
        items.setdefault(row.item, set()).add(str(row.balance_open))
    asked = {str(item): {str(p) for p in inventory} for item, inventory in _asked(BY_ITEM)}
    assert items == {
        item: {text.strip("()") for text in amounts} for item, amounts in asked.items() if amounts
    }


def test_each_customer_owes_what_bean_query_says(books: Workspace) -> None:
    found = {
        (f"Assets:Receivable:{customer}", currency): amount.number
        for (customer, currency), amount in books.all_books().balances().items()
    }
    assert found == {(a, c): number for a, c, number in _asked(BY_CUSTOMER)}
    assert {currency for _account, currency in found} == {"EUR", "CHF", "GBP", "USD", "JPY"}


def test_everything_billcli_writes_is_sealed_and_nothing_else(books: Workspace) -> None:
    entries = books.snapshot.facts.entries
    written = [entry for entry in entries if entry.tags]
    assert all("seal" in entry.meta and verify(entry) for entry in written)
    by_hand = [entry for entry in entries if not entry.tags]
    assert len(by_hand) > 50
    assert not any("seal" in entry.meta for entry in by_hand)


def test_there_is_a_year_of_invoices_of_every_kind(books: Workspace) -> None:
    entries = books.snapshot.facts.entries
    tags = Counter(tag for entry in entries for tag in entry.tags)
    assert (tags["invoice"], tags["credit-note"], tags["application"]) == (45, 1, 1)
    postings = [posting for entry in entries for posting in entry.postings]
    assert {p.meta["category"] for p in postings if "category" in p.meta} == set("SEOG") | {"AE"}
    assert {p.meta.get("rate") for p in postings} >= {Decimal(19), Decimal(7), Decimal(0)}
    assert {p.meta.get("unit") for p in postings} >= {"HUR", "DAY", "C62"}
    assert any("discount" in p.meta for p in postings)
    assert any("allowance" in p.meta for p in postings)
    assert any("period-start" in entry.meta for entry in entries)
    assert max(sum("item" in p.meta for p in entry.postings) for entry in entries) == 20


def test_the_items_are_in_every_state(books: Workspace) -> None:
    at = books.books(dt.date(2025, 12, 31))
    invoices = [row for row in at.items if row.kind is Kind.INVOICE]
    paid = [row for row in invoices if not row.balance_open]
    part = [row for row in at.open_items("Acme") if row.balance_open != row.amount]
    cents = [row for row in at.open_items() if Decimal(0) < row.balance_open.number < 1]
    overdue = [r for r in at.open_items() if r.date_due and r.days_overdue(at.as_of) > 0]  # type: ignore[operator]
    later = [r for r in at.open_items() if r.date_due and r.date_due > at.as_of]
    rest = [row for row in at.open_items() if row.kind is Kind.PAYMENT]
    disputed = [row for row in at.open_items() if row.disputed]
    assert len(paid) > 25
    assert [str(row.balance_open) for row in part] == ["1611.30 EUR"]
    assert [str(row.balance_open) for row in cents] == ["0.05 EUR"]
    assert len(overdue) > 5
    assert len(later) > 4
    assert [str(row.balance_open) for row in rest] == ["-84.00 EUR"]
    assert [(row.customer, row.disputed) for row in disputed] == [("Globex", Extent.PART)]
    assert {row.known_by for row in at.items} == {KnownBy.EXPLICIT}


def test_payments_come_in_every_kind(books: Workspace) -> None:
    payments = [e for e in books.snapshot.facts.entries if "payment" in e.tags]
    fees = [p for e in payments for p in e.postings if p.meta.get("adjustment") == "bank_fee"]
    taxes = [
        p
        for e in payments
        for p in e.postings
        if p.meta.get("adjustment") == "discount" and "tax" in p.meta
    ]
    several = [e for e in payments if sum("invoice" in p.meta for p in e.postings) > 1]
    assert {str(p.amount) for p in fees} == {"8.00 CHF", "25.00 USD", "2500 JPY"}
    assert len(taxes) == 4
    assert {p.meta["tax"] for p in taxes} == {"DE-19", "DE-7"}
    assert len(several) == 2


def test_the_bank_balance_is_asserted_for_every_month(books: Workspace) -> None:
    asserted = {
        balance.date
        for balance in books.snapshot.facts.balances
        if balance.account == "Assets:Bank:Checking"
    }
    assert asserted == {dt.date(2025, month, 1) for month in range(2, 13)} | {dt.date(2026, 1, 1)}


def test_no_account_of_the_bank_is_ever_overdrawn() -> None:
    path = shipped("ledgers") / "studio" / "main.beancount"
    entries, _errors, _options = loader.load_file(str(path))
    held: Counter[tuple[str, str]] = Counter()
    for entry in (e for e in entries if isinstance(e, bc.Transaction)):
        for posting in entry.postings:
            if posting.account.startswith("Assets:Bank"):
                key = (posting.account, posting.units.currency)
                held[key] += posting.units.number  # type: ignore[assignment]
                assert held[key] >= 0, (entry.date, key)


def test_no_file_is_promised_that_does_not_come_along(studio: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in studio.glob("*.beancount")]
    assert not any(re.search(r"^\d{4}-\d\d-\d\d document ", text, re.MULTILINE) for text in texts)
    assert all(text.startswith("; ") for text in texts)


def test_the_first_customer_can_be_invoiced_and_mailed(
    studio: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(studio, "customer", "list", "--format", "json") == 0
    customers = json.loads(capsys.readouterr().out)["data"]["customers"]
    first = customers[0]
    assert (first["email"], first["hold"], first["currency"]) == (
        "buchhaltung@acme.example", "", "EUR",
    )  # fmt: skip
    assert len(customers) == 9
    assert {c["country"] for c in customers} == {"DE", "AT", "CH", "FR", "GB", "US", "JP"}
    assert all(c["email"].endswith(".example") for c in customers)


def test_every_iban_has_its_check_digits() -> None:
    folder = shipped("ledgers") / "studio"
    names = ("customers.beancount", "billcli.toml", "statement-2026-01.csv")
    text = "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
    found = re.findall(r"\b[A-Z]{2}\d{2}[A-Z0-9]{14,30}\b", text)
    ibans = {word for word in found if not word.startswith("RF")}
    assert len(ibans) == 9
    for iban in ibans:
        assert int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1, iban


def test_its_own_checks_find_nothing_wrong_with_it(
    studio: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(studio, "customer", "check", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["problems"] == []
    assert _run(studio, "doctor", "--section", "accounts,series", "--format", "json") == 0


def test_its_documents_bear_its_letterhead(
    studio: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(studio, "invoice", "create", "Acme", "--line", "100 Poster", "--yes") == 0
    capsys.readouterr()
    page = (studio / "documents" / "INV-2026-0001.html").read_text(encoding="utf-8")
    logo = base64.b64encode((studio / "logo.svg").read_bytes()).decode()
    assert logo in page
    assert "#3c7d4f" in page


def test_its_customers_are_written_to_in_their_languages(
    studio: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for customer, word in (("Acme", "Invoice"), ("Mueller", "Rechnung"), ("Papillon", "Facture")):
        number = f"INV-2026-{len(list(studio.glob('documents/*.txt'))) + 1:04}"
        assert _run(studio, "invoice", "create", customer, "--line", "100 Poster", "--yes") == 0
        text = (studio / "documents" / f"{number}.txt").read_text(encoding="utf-8")
        assert f"{word} {number}" in text
        reverse = "Autoliquidation" in text
        assert reverse == (customer == "Papillon")
    capsys.readouterr()


# --- the statement -------------------------------------------------------------------------------


def _number(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))


def _statement() -> list[dict[str, str]]:
    path = shipped("ledgers") / "studio" / "statement-2026-01.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_the_statement_goes_on_where_the_ledger_ends() -> None:
    rows = _statement()
    [(opening,)] = _asked(
        "SELECT sum(number) WHERE account = 'Assets:Bank:Checking' AND date < 2026-01-01"
    )
    assert isinstance(opening, Decimal)
    running = opening
    for row in rows:
        running += _number(row["Betrag"])
        assert running == _number(row["Saldo"]), row
    assert len(rows) == 18


def test_the_statement_holds_certain_lines_and_questions(
    studio: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = "\n".join(row["Verwendungszweck"] for row in _statement())
    assert rf_reference("INV-2025-0038") in texts
    words = ("reconcile", "statement-2026-01.csv", "--yes", "--format", "json")
    assert _run(studio, *words) == 5
    data = json.loads(capsys.readouterr().out)["data"]
    found = {
        (line["amount"]["number"], line["status"])
        for line in data["lines"]
        if line["status"] != "ignore"
    }
    assert found == {
        ("2056.00", "auto"), ("2380.00", "auto"), ("1390.00", "auto"), ("1611.30", "auto"),
        ("1000.00", "auto"), ("1437.92", "review"), ("1040.00", "review"), ("48.00", "review"),
    }  # fmt: skip
    before = (studio / "2026.beancount").read_bytes()
    assert _run(studio, *words) == 5
    assert (studio / "2026.beancount").read_bytes() == before


# --- the tour ------------------------------------------------------------------------------------


def test_the_tour_runs_from_end_to_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(tmp_path, "demo") == 0
    out, err = capsys.readouterr()
    assert err == ""
    folder = tmp_path / "billcli-demo"
    assert (folder / "documents" / "INV-2026-0001.pdf").read_bytes().startswith(b"%PDF")
    shown = [line[2:] for line in out.splitlines() if line.startswith("$ ")]
    assert shown[1] == "cd billcli-demo"
    assert [line.split()[1] for line in shown if line.startswith("billcli")] == [
        "init", "status", "customer", "invoice", "invoice", "reconcile", "report", "report",
        "check",
    ]  # fmt: skip
    assert "Issued INV-2026-0001 to Acme" in out
    assert "Aged receivables as of 2026-01-31" in out
    assert "\t" not in out
    assert out.rstrip().endswith(follow_up()[-1].remark)
    assert _run(folder, "check") == 0


def test_programs_get_each_command_and_how_it_ended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(tmp_path, "demo", "tour", "--format", "json") == 0
    out, err = capsys.readouterr()
    assert err == ""
    data = json.loads(out)["data"]
    assert (data["folder"], data["written"]) == ("tour", True)
    assert [(one["command"], one["exit_code"]) for one in data["steps"]] == [
        (step.command, int(step.expects)) for step in (first_step("tour"), *tour())
    ]
    assert [step.expects for step in tour()].count(ExitCode.WAITING) == 1


def test_what_is_printed_can_be_typed_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for step in (first_step("b"), *tour()):
        on_one_line = step.typed(60).replace("\\\n", "")
        assert shlex.split(on_one_line) == ["billcli", *step.words] == shlex.split(step.command)
        code = _run(tmp_path if step.words[0] == "init" else tmp_path / "b", *step.words)
        assert code == step.expects, capsys.readouterr()
    for step in follow_up():
        words = [*step.words, "--dry-run"]
        code = _run(
            tmp_path / "b", *words, *(["--name", "A", "--country", "DE"] * (words[0] == "init"))
        )
        machine = {1} if words[0] == "doctor" else set()  # it may find a fault of this machine
        assert code in {0, 5} | machine, (step, capsys.readouterr())


def test_two_tours_make_the_same_books(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two"):
        assert _run(tmp_path, "demo", name) == 0
    first, second = (
        {p.relative_to(tmp_path / n).as_posix(): p.read_bytes() for p in (tmp_path / n).rglob("*.*")
         if p.is_file()}
        for n in ("one", "two")
    )  # fmt: skip
    assert {name for name in first if first[name] != second[name]} == set()
    assert "documents/INV-2026-0001.pdf" in first
    assert "one" in capsys.readouterr().out


def test_the_tour_asks_nothing_on_a_terminal_either(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "readline", lambda: pytest.fail("it asked"), raising=False)
    assert _run(tmp_path, "demo", terminal=True) == 0
    assert "\x1b[" in capsys.readouterr().out
    assert _run(tmp_path, "demo", "plain", "--color", "never", terminal=True) == 0
    assert "\x1b[" not in capsys.readouterr().out


def test_the_tour_stays_in_its_folder_whatever_the_environment_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "mine.beancount"
    mine.write_text("2026-01-01 open Assets:Receivable:Acme\n", encoding="utf-8")
    env = dict.fromkeys(SETTINGS, str(mine))
    assert _run(tmp_path, "demo", "tour", env=env) == 0
    assert mine.read_text(encoding="utf-8").count("\n") == 1
    assert "Studio Linden" in capsys.readouterr().out


def test_the_folder_one_stands_in_may_be_used_when_it_is_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(tmp_path, "demo", ".", "--quiet") == 0
    assert "$ cd" not in capsys.readouterr().out.split("That was the tour")[0]
    assert (tmp_path / "main.beancount").is_file()


def test_a_dry_run_lists_the_commands_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(tmp_path, "demo", "--dry-run") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [step.command for step in (first_step("billcli-demo"), *tour())]
    assert list(tmp_path.iterdir()) == []


def test_the_answer_may_go_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(tmp_path, "demo", "tour", "-o", "steps.csv") == 0
    rows = (tmp_path / "steps.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "command,exit_code"
    assert len(rows) == len(tour()) + 2
    assert capsys.readouterr().out == ""


def test_a_folder_that_is_not_empty_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine", encoding="utf-8")
    assert _run(tmp_path, "demo", "full") == 2
    assert "error[DEMO-FOLDER]: full is not empty" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["letter.txt"]


def test_a_file_or_a_dangling_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("file", "link"):
        with pytest.raises(UsageError, match="is not a folder"):
            require_empty(tmp_path / name, name)
    require_empty(tmp_path / "new", "new")


def test_the_tour_stops_at_a_step_that_fails() -> None:
    steps = [Step("", ("check",)), Step("", ("status",)), Step("", ("undo",))]
    seen: list[str] = []

    def perform(step: Step) -> int:
        seen.append(step.words[0])
        return 3 if step.words[0] == "status" else 0

    with pytest.raises(BillcliError, match=r"billcli status: ended with exit status 3, not 0"):
        list(walk(steps, perform))
    assert seen == ["check", "status"]


def test_an_interrupted_step_interrupts_the_tour() -> None:
    with pytest.raises(KeyboardInterrupt):
        list(walk([Step("", ("check",))], lambda _step: 130))


def test_a_failing_step_fails_the_demo(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    real = command_line.run

    def broken(argv: list[str], around: Surroundings) -> int:
        seen.append(argv)
        return 1 if "status" in argv else real(argv, around)

    monkeypatch.setattr(command_line, "run", broken)
    call = Invocation({}, tmp_path, TODAY, debug=True)
    context = ModuleType("context")
    context.obj = call  # type: ignore[attr-defined]
    with pytest.raises(BillcliError, match="DEMO-STEP"):
        demo_module.demo(context, "tour")  # type: ignore[arg-type]
    assert seen[-1][:3] == ["--color", "never", "--debug"]
    assert "status" in capsys.readouterr().out


@pytest.mark.parametrize(
    "word",
    ["Acme", "10 h x 5", 'say "x"', "$5", "a`b", "back\\slash", "it's", "", "!x", "株"],
)
def test_a_quoted_word_is_the_same_word_to_a_shell(word: str) -> None:
    assert shlex.split(quoted(word)) == [word]


def test_long_commands_break_before_an_option() -> None:
    step = Step(
        "", ("invoice", "create", "Acme", "--line", "1 x 20.00 A box", "--yes", "--po", "7")
    )
    lines = step.typed(40).splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["--line", "--po"]
    assert all(len(line) <= 40 for line in lines)
    assert all(line.endswith(" \\") for line in lines[:-1])


def test_what_the_tour_itself_says_fits_a_narrow_terminal() -> None:
    steps = (first_step("billcli-demo"), *tour())
    lines = [f"# {line}" for step in steps for line in step.remark.splitlines()]
    lines += [line for step in steps for line in step.typed(78).splitlines()]
    assert all(len(line) < 80 for line in lines)
