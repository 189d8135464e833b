"""Every problem code has a page, and every page tells the truth."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import billcli
from billcli.cli.catalogue.catalogue import codes, nearest, page, summary
from billcli.domain.numbering import Series
from billcli.domain.receivable import find_roots
from billcli.domain.rule.check import check
from billcli.ledger.load import load

LEDGERS = Path(__file__).parent / "ledgers"
TRIGGERS = sorted(path.stem for path in LEDGERS.glob("*.beancount"))
SERIES = (Series("invoice", "INV-{year}-{n:04}"),)
SOURCES = sorted(Path(billcli.__file__).parent.rglob("*.py"))
CODE = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+", re.ASCII)

# Names of the trade that look like codes.
NOT_CODES = frozenset({"UTF-8", "UTF-16", "UTF-16-LE", "UTF-16-BE", "A-R", "ISO-8859-1"})

# Codes that still want a page; the set must become empty, and a page once written leaves it.
PENDING = frozenset(
    """
    ACCOUNT-CLOSED ACCOUNT-CURRENCY ACCOUNT-UNKNOWN ALLOCATION-UNREADABLE AMOUNT-LARGE
    AMOUNT-UNREADABLE APPLY-NOTHING BALANCE-MOVED BANK-CONFLICT BANK-MISSING COLOR-UNKNOWN
    COMMAND-LINE COMMAND-MISSING COMMAND-UNKNOWN CONFIG-INVALID CONFIG-UNREADABLE
    COUNTRY-UNREADABLE CREDIT-BEFORE CSV-AMOUNT CSV-BALANCE CSV-BINARY CSV-COLUMN-TWICE
    CSV-COLUMNS CSV-CURRENCY CSV-DATE CSV-DATE-ORDER CSV-DECIMAL CSV-DELIMITER CSV-EMPTY
    CSV-ENCODING CSV-FORMAT CSV-HEADER CSV-HUGE CSV-MORE CSV-NO-LINES CSV-OTHER-CURRENCY
    CSV-QUOTE CSV-SIGN CSV-WIDTH CSV-ZERO CURRENCY-MISSING CURRENCY-UNREADABLE CUSTOMER-EXISTS
    CUSTOMER-ID CUSTOMER-UNCHANGED DATE-IMPOSSIBLE DATE-RANGE DATE-UNREADABLE DISCOUNT-EXCEEDS
    DISCOUNT-ITEM DISCOUNT-LARGE DISCOUNT-RANGE DISK-FULL DRAFT-MISSING DUE-BEFORE
    EMAIL-UNREADABLE ENTRY-UNWRITABLE FILE-CHANGED FILE-DENIED FILE-EXISTS FILE-FAILED
    FILE-IS-FOLDER FILE-MISSING FILE-OUTSIDE FILE-READ-ONLY FILE-UNKNOWN FONT-MISSING
    FORMAT-CONFLICT FORMAT-UNAVAILABLE FORMAT-UNKNOWN GLYPH-MISSING HELP-UNKNOWN IBAN-WRONG
    ID-MISSING INCLUDE-LOOP INCLUDE-MANY INCLUDE-OUTSIDE INCLUDE-SKIPPED INCLUDE-TWICE
    INIT-LEDGER INIT-MISSING INIT-PROJECT INPUT-MISSING INTERNAL-ERROR INVOICE-EMPTY
    INVOICE-NEGATIVE INVOICE-NO-RECEIVABLE JOURNAL-UNREADABLE LEDGER-BALANCE LEDGER-BOM
    LEDGER-BOOKING LEDGER-CONFLICT LEDGER-DEPRECATED LEDGER-DIVISION LEDGER-DOCUMENT
    LEDGER-DOCUMENTS LEDGER-EMPTY LEDGER-ENCODING LEDGER-LONG LEDGER-MOVED LEDGER-NOT-FOUND
    LEDGER-NUL LEDGER-NUMBER LEDGER-OPEN-PUSH LEDGER-PAD LEDGER-PLUGIN LEDGER-RETURN
    LEDGER-SEVERAL LEDGER-SYNTAX LEDGER-UNBALANCED LEDGER-UNREADABLE LEDGER-VALIDATION
    LINE-ACCOUNT LINE-AMBIGUOUS LINE-CODE LINE-CURRENCY LINE-KEY LINE-MISSING LINE-PRICE
    LINE-UNIT LINE-UNREADABLE LOCK-HELD LOCK-UNWRITABLE MEMORY-FULL NEEDS-YES NEXT-UNREADABLE
    NOT-A-DOCUMENT NOT-CONFIRMED NOT-REGULAR NUMBER-ILLEGAL NUMBER-USED OPENING-DRAFT
    OPENING-NUMBER OPENING-ZERO OPTION-TWICE OPTION-UNKNOWN OPTION-VALUE OUTPUT-FOLDER
    OUTPUT-LEDGER OUTPUT-LOST PAPER-UNKNOWN PAYMENT-AMBIGUOUS PAYMENT-AMOUNT PAYMENT-MODE
    PERIOD-BACKWARDS PERIOD-ORDER PIECE-DEPENDENT PLUGIN-DROPS PLUGIN-FAILED PLUGIN-IGNORED
    PLUGIN-MISSING PLUGIN-REFUSED PRICES-UNKNOWN PROFILE-SETTING PROJECT-MISSING PUSH-OPEN
    RATE-UNREADABLE RECEIVABLE-SEVERAL RECOVERY-BLOCKED RENDER-OUTPUT ROUNDING-SETTING
    SERIES-PATTERN SORT-UNKNOWN STATUS-UNKNOWN TAX-CODE TAX-NO-RATE TAX-TWICE TAX-UNKNOWN
    TEMPLATE-ERROR TERMS-IMPOSSIBLE TERMS-UNREADABLE TEXT-CONTROL TEXT-DIFFERS TEXT-LONG
    TOO-DEEP UNDO-NOT-LAST UNDO-NOTHING UNDO-PUBLISHED UNKNOWN-CUSTOMER UNKNOWN-ITEM
    UNKNOWN-PAYMENT USER-INTERRUPT VALUE-MISSING VOID-CREDIT-NOTE VOID-PAID VOID-TWICE
    WRITE-DENIED WRITE-FAILED
    """.split()
)


def raised(path: Path) -> set[str]:
    """Return the codes a module names: texts of the form of a code, but for docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)}
    return {t for t in texts if isinstance(t, str) and CODE.fullmatch(t)} - NOT_CODES


def block(text: str, language: str) -> str:
    match = re.search(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return match.group(1) if match else ""


def test_every_code_has_a_page_or_is_pending() -> None:
    wanted = {code: path.name for path in SOURCES for code in raised(path)}
    without = {code: file for code, file in wanted.items() if code not in {*codes(), *PENDING}}
    assert without == {}, "write billcli/cli/catalogue/CODE.md"


def test_no_pending_code_has_a_page() -> None:
    assert sorted(PENDING.intersection(codes())) == []


def test_every_page_is_of_a_code_that_exists() -> None:
    named = {match for path in SOURCES for match in CODE.findall(path.read_text(encoding="utf-8"))}
    assert sorted(set(codes()) - named) == []


@pytest.mark.parametrize("code", codes())
def test_a_page_has_its_parts(code: str) -> None:
    text = page(code)
    heads = re.findall(r"^#+ .*$", text, re.MULTILINE)
    assert heads == [f"# {code}", "## What it means", "## Example", "## What to do"]
    assert summary(code).endswith(".")
    assert max(map(len, text.split("```")[0].splitlines())) <= 105
    assert text.endswith("\n")


@pytest.mark.parametrize("code", TRIGGERS)
def test_the_smallest_ledger_has_just_the_problems_its_page_shows(code: str) -> None:
    snapshot = load(LEDGERS / f"{code}.beancount", seen_from=LEDGERS)
    assert snapshot.problems == ()
    problems = check(snapshot.facts, find_roots(snapshot.facts), SERIES)
    assert "".join(f"{problem}\n" for problem in problems) == block(page(code), "text")
    assert code in {problem.code for problem in problems}
    assert all(problem.help for problem in problems)


@pytest.mark.parametrize("code", TRIGGERS)
def test_the_ledger_on_the_page_is_the_one_that_is_tried(code: str) -> None:
    ledger = (LEDGERS / f"{code}.beancount").read_text(encoding="utf-8")
    assert block(page(code), "beancount").strip() in ledger


def test_every_rule_has_its_smallest_ledger() -> None:
    rules = [path for path in SOURCES if path.parent.name == "rule"]
    assert sorted(set().union(*map(raised, rules))) == TRIGGERS


@pytest.mark.parametrize("code", ["", "nothing", "AR-", "../README", "AR-OVERPAID.md", "AR/PAD"])
def test_there_is_no_page_of_what_is_no_code(code: str) -> None:
    assert page(code) is None
    assert summary(code) == ""


def test_a_page_is_found_in_any_capitals() -> None:
    assert page(" ar-overpaid ") == page("AR-OVERPAID")
    assert summary("ar-overpaid") == "More was taken from an open item than was left of it."


@pytest.mark.parametrize(
    ("typed", "best"),
    [("ar-overpayed", "AR-OVERPAID"), ("SEALBROKEN", "SEAL-BROKEN"), ("overpaid", "AR-OVERPAID")],
)
def test_a_mistyped_code_finds_its_neighbours(typed: str, best: str) -> None:
    assert nearest(typed)[0] == best
    assert len(nearest(typed)) <= 3


@pytest.mark.parametrize("typed", ["", "x", "zzzzzzzzzz"])
def test_nonsense_finds_nothing(typed: str) -> None:
    assert nearest(typed) == ()
