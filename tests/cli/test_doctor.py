"""The command: forms, exit codes, what is loaded, and fifteen faults each with its fix."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from billcli.cli.doctor_view import drawn, summary
from billcli.cli.layout import width
from billcli.domain.finding import Finding, advice, fault, info, unknown, yes

if TYPE_CHECKING:
    from collections.abc import Callable

    from shop import Shop

COLUMNS = ["section", "question", "answer", "detail", "fix", "fault", "code"]
SAMPLE = (
    yes("Is it there?", "here"),
    fault("Is it whole?", "it is torn \x1b[31m in two", "mend --all", "X"),
    advice("Is it nice?", "not so very, and that is a long story to tell here", "paint it"),
    unknown("Is it known?", "nobody says"),
    info("Which is next?", "7"),
)


def change(name: str, old: str, new: str) -> Callable[[Shop], None]:
    def seed(shop: Shop) -> None:
        text = shop.text(name)
        assert old in text
        shop.write(name, text.replace(old, new))

    return seed


def add(name: str, text: str) -> Callable[[Shop], None]:
    return lambda shop: shop.append(text, name)


def remove_document(shop: Shop) -> None:
    shop.sold("10")
    next((shop.folder / "documents").iterdir()).unlink()


def several_ledgers(shop: Shop) -> None:
    (shop.folder / "billcli.toml").unlink()


def sold_twice(shop: Shop) -> None:
    shop.sold("10")
    text = shop.text("2026.beancount")
    shop.append(text[text.index("2026-01-31 *") :], "2026.beancount")


def mark(shop: Shop) -> None:
    path = shop.folder / "customers.beancount"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


FAULTS = {
    "no ledger": (several_ledgers, "ledger", "billcli doctor -f FILE"),
    "setting unknown": (add("billcli.toml", "[colours]\nx = 1\n"), "ledger", "known here:"),
    "syntax": (add("main.beancount", "2026-01-01 opn X\n"), "ledger", "correct"),
    "byte order mark": (mark, "ledger", "tail -c +4"),
    "include outside": (
        add("main.beancount", 'include "../x.beancount"\n'), "ledger", "move the file into",
    ),
    "plugin refused": (add("main.beancount", 'plugin "odd"\n'), "ledger", "skip_plugins"),
    "cut off": (
        lambda s: s.write(".billcli/journal.json", "{}"), "ledger", "repeat the command",
    ),
    "account not open": (
        change("billcli.toml", "Expenses:Fees", "Expenses:Costs"), "accounts",
        "printf '\\n%s\\n' '2025-01-01 open Expenses:Costs' >> main.beancount",
    ),
    "account closed": (
        add("main.beancount", "2025-02-01 close Expenses:Fees\n"), "accounts",
        "name another account at billcli.toml:7",
    ),
    "several receivables": (
        add("main.beancount", "2025-01-01 open Assets:AR\n"), "accounts", "set receivable",
    ),
    "no issuer": (
        change("customers.beancount", 'custom "issuer"', 'custom "other"'), "accounts", "printf ",
    ),
    "no address": (lambda _: None, "accounts", "indented, a line each: address:"),
    "no VAT id": (lambda _: None, "accounts", "below customers.beancount:1, indented: vat-id:"),
    "number twice": (sold_twice, "series", "billcli help NUMBER-DUPLICATE"),
    "document missing": (remove_document, "templates", "billcli invoice render INV-2026-0001"),
    "template torn": (
        lambda s: s.write("templates/invoice.txt", "{% if %}\n"), "templates", "",
    ),
    "wording torn": (
        lambda s: s.write("templates/wording/de.toml", "[\n"), "templates", "",
    ),
    "logo missing": (
        change("billcli.toml", "[output]", '[output]\nlogo = "x.svg"'), "fonts", "output.logo",
    ),
    "port": (
        lambda s: s.env.update(BILLCLI_SMTP_HOST="smtp.example", BILLCLI_SMTP_PORT="x"), "mail",
        "export BILLCLI_SMTP_PORT=587",
    ),
    "conflict": (
        add("main.beancount", "<<<<<<< a\n=======\n>>>>>>> b\n"), "git", "git mergetool",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_each_seeded_fault_is_named_with_its_fix(shop: Shop, name: str) -> None:
    seed, section, fix = FAULTS[name]
    seed(shop)
    answer = shop(f"doctor --section {section} -q --format plain")
    assert answer.status == 1, answer.out
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in answer.rows[1:]]
    assert any(fix in row["fix"] and row["fix"] and row["fault"] == "yes" for row in rows), rows


def test_a_desk_without_faults_ends_with_zero(shop: Shop) -> None:
    answer = shop("doctor --section ledger --section series --format json")
    assert (answer.status, answer.envelope["status"]) == (0, "success")
    assert answer.data["faults"] == 0


def test_a_broken_ledger_is_a_finding_and_no_failure_of_its_own(shop: Shop) -> None:
    shop.append("nonsense\n")
    answer = shop("doctor --format json")
    assert answer.status == 1  # never 3: the examination did what it was asked
    assert answer.envelope["problems"] == []


def test_every_form_has_the_same_columns(shop: Shop) -> None:
    plain = shop("doctor --section series")
    assert plain.rows[0] == COLUMNS
    rows = list(csv.reader(io.StringIO(shop("doctor --section series --format csv").out)))
    assert rows == plain.rows
    lines = shop("doctor --section series --format jsonl").out.splitlines()
    assert set(json.loads(lines[0])) == set(COLUMNS)
    found = shop("doctor --section series --format json").data["findings"]
    assert [one["question"] for one in found] == [row[1] for row in rows[1:]]
    assert set(found[0]) == set(COLUMNS)


def test_quiet_leaves_out_what_is_well_but_not_for_programs(shop: Shop) -> None:
    every = shop("doctor --section accounts --format json -q").data["findings"]
    assert {one["answer"] for one in every} > {"no"}
    answers = {row[2] for row in shop("doctor --section accounts -q").rows[1:]}
    assert answers == {"no"}
    screen = shop("doctor --section accounts -q --format table").out
    assert " yes " not in screen
    assert screen.endswith(": the fix stands below each no.\n")


def test_a_terminal_gets_sections_answers_and_fixes(shop: Shop) -> None:
    answer = shop("doctor --section git --section mail --color always", "", columns=110)
    assert "\x1b[1mMail\x1b[0m" in answer.out
    assert "\x1b[36mexport BILLCLI_SMTP_HOST=smtp.example.org\x1b[0m" in answer.out
    assert answer.err == ""


def test_an_unknown_section_is_a_usage_error(shop: Shop) -> None:
    answer = shop("doctor --section letters")
    assert (answer.status, answer.codes) == (2, ["OPTION-VALUE"])


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 100, 200])
@pytest.mark.parametrize("color", [False, True])
def test_findings_fit_a_terminal_and_keep_fixes_whole(columns: int, *, color: bool) -> None:
    text = drawn([Finding(f.question, f.answer, f.detail, f.fix, f.fault, section="cron")
                  for f in SAMPLE], columns, color=color)  # fmt: skip
    assert text.startswith("\x1b[1mCron" if color else "Cron\n")
    assert ("\x1b" in text) == color
    bare = text
    for code in ("1", "2", "1;31", "32", "33", "36", "0"):
        bare = bare.replace(f"\x1b[{code}m", "")
    assert "\x1b" not in bare
    assert "    fix  mend --all\n" in bare
    words = " ".join(bare.split())
    for finding in SAMPLE:
        assert finding.question in bare
        assert finding.detail.split()[-1] in words
    for line in bare.splitlines():
        assert width(line) <= max(columns, 28) or line.startswith("    fix")


def test_sections_are_parted_and_the_end_counts() -> None:
    first, second = Finding("A?", yes("").answer, section="ledger"), Finding("B?", yes("").answer)
    assert drawn([first, second], 80, color=False) == "Ledger\n  * A?  yes\n\n\n  * B?  yes\n"
    assert drawn([], 80, color=True) == ""
    assert summary(SAMPLE) == "1 fault, 1 hint, 1 open question: the fix stands below each no.\n"
    assert summary([SAMPLE[1], SAMPLE[1]], color=True).startswith("\x1b[1;31m2 faults: ")
    assert summary([SAMPLE[0]]) == "All is well.\n"
    assert summary([SAMPLE[0], SAMPLE[3]]) == "1 open question.\n"
    assert summary([SAMPLE[0]], color=True) == "\x1b[1mAll is well.\x1b[0m\n"


PROBE = """
import sys
from billcli.cli.app import run
run(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("sections", "loaded"),
    [("program,ledger,series,mail,git,completion,cron", set()), ("fonts", set())],
)
def test_nothing_heavy_is_loaded_for_sections_that_do_not_need_it(
    sections: str, loaded: set[str]
) -> None:
    ledger = Path(__file__).resolve().parents[2] / "ledgers" / "studio" / "main.beancount"
    ended = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", PROBE, "-f", str(ledger), "doctor", "--section", sections],
        capture_output=True, encoding="utf-8", check=False, timeout=60,
        env={key: value for key, value in os.environ.items() if "COV" not in key},
    )  # fmt: skip
    modules = set(ended.stderr.splitlines()[-1].split())
    heavy = {"rich", "jinja2", "babel", "typst", "dateutil", "smtplib", "stdnum"}
    assert modules & heavy == loaded
