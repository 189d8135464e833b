"""``billcli quote``: what is typed, what is written, and what is answered."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from billcli.services.suggest_id import Shelf, Standpoint

if TYPE_CHECKING:
    from shop import Shop

CREATE = 'quote create Acme --line "100 Box; tax=ZERO"'
QUOTE = "quotes/QUO-2026-0001.toml"
SAID = {
    "--date 2026-01-15": "date = 2026-01-15",
    "--valid-until 2026-03-01": "valid-until = 2026-03-01",
    "--valid 10d": "valid-until = 2026-02-10",
    "--valid +10d": "valid-until = 2026-02-10",
    "--valid-until +3d": "valid-until = 2026-02-03",
    '--terms "2/10 net 30"': 'terms = "2/10 net 30"',
    "--discount 5%": 'discount = "5%"',
    "--currency USD": 'currency = "USD"',
    "--prices gross": 'prices = "gross"',
    '--note "Thank you"': 'note = "Thank you"',
    "--delivered 2026-02-02": "delivered = 2026-02-02",
    "--period 2026-02": 'period = "2026-02-01..2026-02-28"',
    "--po PO-7": 'po = "PO-7"',
    "--ref R-8": 'ref = "R-8"',
    '--line "5 Bag"': '  "5 Bag",',
}
REFUSED = [
    ("", ["LINE-MISSING"]),
    ('--line ""', ["LINE-UNREADABLE"]),
    ('--line "Box"', ["LINE-CODE"]),
    ('--line "5 Box" --date soon', ["DATE-UNREADABLE"]),
    ('--line "5 Box" --valid soon', ["DATE-UNREADABLE"]),
    ('--line "5 Box" --valid 30', ["DATE-UNREADABLE"]),
    ('--line "5 Box" --valid-until 2026-02-30', ["DATE-IMPOSSIBLE"]),
    ('--line "5 Box" --valid-until 2026-01-30', ["QUOTE-VALIDITY"]),
    ('--line "5 Box" --valid 5d --valid-until +5d', ["OPTION-VALUE"]),
    ('--line "5 Box" --currency XQX', ["CURRENCY-UNKNOWN"]),
    ('--line "5 Box" --terms never', ["TERMS-UNREADABLE"]),
    ('--line "5 Box" --discount 200%', ["DISCOUNT-RANGE"]),
    ('--line "5 Box" --prices dear', ["OPTION-VALUE"]),
    ('--line "5 Box; tax=NONE"', ["TAX-UNKNOWN"]),
    ('--line "-5 Box"', ["INVOICE-NEGATIVE"]),
    ('--line "0 Box"', ["INVOICE-ZERO"]),
    ('--line "5 Box" --period 2026-02-05..2026-02-01', ["PERIOD-BACKWARDS"]),
    (
        '--line "Box" --date soon --discount x',
        ["DATE-UNREADABLE", "AMOUNT-UNREADABLE", "LINE-CODE"],
    ),
]
MISTAKES = [
    ('customer = "Nobody"', "UNKNOWN-CUSTOMER", 1),
    ('lines = ["Box"]', "LINE-CODE", 2),
    ('lines = ["5 Box; tax=NONE"]', "TAX-UNKNOWN", 2),
    ('lines = ["0 Box"]', "INVOICE-ZERO", 2),
    ('valid-until = "soon"', "CONFIG-INVALID", 3),
    ("valid-until = 2025-12-31", "QUOTE-VALIDITY", 3),
    ("declined = 1", "CONFIG-INVALID", 3),
    ('status = "accepted"', "CONFIG-INVALID", 3),
    ("reason = 5", "CONFIG-INVALID", 3),
    ('valid = "30d"', "CONFIG-INVALID", 3),
    ('terms = "never"', "TERMS-UNREADABLE", 3),
    ('discount = "lots"', "AMOUNT-UNREADABLE", 3),
    ('currency = "XQX"', "CURRENCY-UNKNOWN", 3),
    ("= nothing", "CONFIG-INVALID", 3),
]


@pytest.mark.parametrize("option", SAID)
def test_what_is_said_stands_in_the_file(shop: Shop, option: str) -> None:
    shop.done(f"{CREATE} {option}")
    assert SAID[option] in shop.text(QUOTE).splitlines()


@pytest.mark.parametrize("option", SAID)
def test_the_invoice_is_the_one_that_invoice_create_makes(shop: Shop, option: str) -> None:
    """Whatever is said of a quote means the same for its invoice."""
    shop.done(f"{CREATE} {option}", "quote accept QUO-2026-0001 --date 2026-01-31")
    accepted = shop.text()
    shop.done("undo")
    same = re.sub(r"--(valid-until|valid) \S+|--date \S+", "", option)
    shop.done(f"{CREATE.replace('quote', 'invoice')} {same} --date 2026-01-31")
    bare = re.sub(r'  (quote|seal): ".*"\n', "", accepted)
    assert bare == re.sub(r'  seal: ".*"\n', "", shop.text())


@pytest.mark.parametrize(("options", "codes"), REFUSED)
def test_what_cannot_be_offered(shop: Shop, options: str, codes: list[str]) -> None:
    answer = shop(f"quote create Acme {options} --yes")
    assert (answer.status, answer.codes) == (2, codes), answer.err
    assert not (shop.folder / "quotes").exists()


@pytest.mark.parametrize(("row", "code", "line"), MISTAKES)
def test_a_mistake_is_named_with_its_line(shop: Shop, row: str, code: str, line: int) -> None:
    rows = ['customer = "Acme"', 'lines = ["5 Box"]', "date = 2026-01-05"]
    key = row.partition(" = ")[0]
    at = next((n for n, known in enumerate(rows) if known.startswith(f"{key} =")), -1)
    rows = (
        [row if n == at else known for n, known in enumerate(rows)]
        if at >= 0
        else [*rows[:2], row, rows[2]]
    )
    shop.write(QUOTE, "\n".join(rows) + "\n")
    for verb in ("accept", "show", "render")[: 3 if line == 1 else 1]:
        answer = shop(f"quote {verb} QUO-2026-0001", yes=True)
        assert (answer.status, answer.codes) == (3, [code]), answer.err
    assert f"{QUOTE}:{line}: error" in answer.err
    assert not (shop.folder / "2026.beancount").exists()


def test_a_mistake_does_not_hide_the_other_quotes(shop: Shop) -> None:
    shop.done(CREATE)
    shop.write("quotes/QUO-2026-0002.toml", 'customer = "Nobody"\nlines = ["5 Box"]\n')
    shop.write("quotes/QUO-2026-0003.toml", "\udcff".encode("utf-8", "surrogatepass").hex())
    answer = shop("quote list")
    assert answer.status == 3
    assert [row[0] for row in answer.rows[1:]] == [f"QUO-2026-000{n}" for n in (1, 2, 3)]
    assert "UNKNOWN-CUSTOMER" in answer.codes


@pytest.mark.parametrize(
    "command",
    [
        CREATE,
        "quote accept QUO-2026-0001",
        "quote decline QUO-2026-0001 --reason Late",
    ],
)
def test_a_dry_run_shows_and_writes_nothing(shop: Shop, command: str) -> None:
    shop.done(CREATE)
    before = {path: path.read_bytes() for path in shop.folder.rglob("*") if path.is_file()}
    answer = shop(f"{command} --dry-run")
    assert answer.status == 0, answer.err
    assert "Acme" in answer.out
    assert {p: p.read_bytes() for p in shop.folder.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("typed", ["n", ""])
@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_nothing_is_written_without_agreement(shop: Shop, verb: str, typed: str) -> None:
    shop.done(CREATE)
    before = shop.text(QUOTE)
    answer = shop(f"quote {verb} QUO-2026-0001", typed)
    assert (answer.status, answer.codes) == (1, ["NOT-CONFIRMED"])
    assert shop.text(QUOTE) == before
    assert not (shop.folder / "2026.beancount").exists()


def test_one_who_agrees_sees_what_is_written(shop: Shop) -> None:
    answer = shop(CREATE, "y")
    assert answer.status == 0
    assert shop.text(QUOTE) in answer.err.replace("  customer", "customer")
    answer = shop("quote accept QUO-2026-0001", "y")
    assert answer.status == 0
    assert 'quote: "QUO-2026-0001"' in answer.err


def test_several_at_once_stop_at_the_first_that_is_refused(shop: Shop) -> None:
    shop.done(CREATE, CREATE, CREATE, "quote accept QUO-2026-0002")
    answer = shop("quote accept QUO-2026-0001 QUO-2026-0002 QUO-2026-0003", yes=True)
    assert (answer.status, answer.codes) == (5, ["QUOTE-INVOICED"])
    assert "Not done: QUO-2026-0002, QUO-2026-0003" in answer.err
    rows = shop("quote list").rows[1:]
    assert [row[7] for row in rows] == ["invoiced", "invoiced", "open"]


def test_ids_come_from_standard_input(shop: Shop) -> None:
    shop.done(CREATE, CREATE)
    ids = shop("quote list --status open --format ids").out
    answer = shop("quote accept - --yes", stdin=ids)
    assert answer.status == 0, answer.err
    assert shop("quote list --status invoiced --format ids").out == ids


@pytest.mark.parametrize(
    ("ending", "begins"),
    [
        (".pdf", b"%PDF-1.7"),
        (".html", b"<!DOCTYPE html>"),
        (".txt", b"Studio Linden"),
    ],
)
def test_a_quote_becomes_a_letter(shop: Shop, ending: str, begins: bytes) -> None:
    shop.done(CREATE)
    answer = shop(f"quote render QUO-2026-0001 -o letter{ending}")
    assert answer.status == 0, answer.err
    content = (shop.folder / f"letter{ending}").read_bytes()
    assert content.lstrip()[:60].lower().startswith(begins.lower())
    shop.done(f"quote render QUO-2026-0001 -o again{ending}")
    assert (shop.folder / f"again{ending}").read_bytes() == content


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Quote QUO-2026-0001"),
        ("de", "Angebot QUO-2026-0001"),
        ("fr", "Devis QUO-2026-0001"),
        ("es", "Presupuesto QUO-2026-0001"),
        ("nl", "Offerte QUO-2026-0001"),
        ("it", "Preventivo QUO-2026-0001"),
    ],
)
def test_a_quote_speaks_the_customers_language(shop: Shop, language: str, words: str) -> None:
    shop.done(f"customer edit Acme --language {language} --since 2026-01-01", CREATE)
    shop.done("quote render QUO-2026-0001")
    assert words in shop.text("documents/QUO-2026-0001.txt")


def test_a_quote_asks_for_no_payment(shop: Shop) -> None:
    shop.done("customer edit Acme --iban DE89370400440532013000", CREATE)
    shop.done("quote render QUO-2026-0001")
    text = shop.text("documents/QUO-2026-0001.txt")
    assert "IBAN" not in text
    assert "Signature" in text


def test_what_programs_get(shop: Shop) -> None:
    made = json.loads(shop.done(f"{CREATE} --valid 5d --format json").out)["data"]
    assert made == {
        "quote": "QUO-2026-0001",
        "customer": "Acme",
        "date": "2026-01-31",
        "valid_until": "2026-02-05",
        "net": {"number": "100.00", "currency": "EUR"},
        "tax": {"number": "0.00", "currency": "EUR"},
        "total": {"number": "100.00", "currency": "EUR"},
        "file": QUOTE,
        "written": True,
    }
    accepted = json.loads(shop.done("quote accept QUO-2026-0001 --format json").out)["data"]
    assert (accepted["invoice"], accepted["quote"]) == ("INV-2026-0001", "QUO-2026-0001")
    assert accepted["written"] is True
    shown = shop("quote show QUO-2026-0001 --format json").data["quotes"][0]
    assert shown["invoices"] == ["INV-2026-0001"]
    assert shown["status"] == "invoiced"
    listed = shop("quote list --format json").data["quotes"][0]
    assert listed["invoices"] == ["INV-2026-0001"]


def test_an_empty_list(shop: Shop) -> None:
    answer = shop("quote list --format table")
    assert (answer.status, answer.out.strip()) == (0, "No quotes fit.")
    assert not (shop.folder / "quotes").exists()


@pytest.mark.parametrize(
    "options",
    [
        "--status lost",
        "--sort open",
        "--min lots",
        "--from soon",
        "--customer Nobody",
        "--limit -1",
    ],
)
def test_a_list_that_cannot_be(shop: Shop, options: str) -> None:
    shop.done(CREATE)
    assert shop(f"quote list {options}").status == 2


def test_books_with_errors_are_shown_and_not_written_into(shop: Shop) -> None:
    shop.done(CREATE)
    shop.append("2026-01-01 balance Assets:Cash 1.00 EUR\n")
    assert shop("quote list --format ids").out == "QUO-2026-0001\n"
    for command in (CREATE, "quote accept QUO-2026-0001"):
        answer = shop(command, yes=True)
        assert answer.status == 3
    assert not (shop.folder / "2026.beancount").exists()


def test_tab_offers_quotes(shop: Shop) -> None:
    assert Shelf(Standpoint({}, shop.folder)).of("quote") == []
    shop.done(CREATE, CREATE)
    offered = Shelf(Standpoint({}, shop.folder)).of("quote")
    assert [(one.value, one.about) for one in offered] == [
        ("QUO-2026-0001", "quote"),
        ("QUO-2026-0002", "quote"),
    ]


@pytest.mark.parametrize(
    ("command", "codes"),
    [
        ("quote accept QUO-2026-0001 --date soon", ["DATE-UNREADABLE"]),
        ("quote accept QUO-2026-0001 --date 2026-01-30", ["QUOTE-VALIDITY"]),
        ("quote decline QUO-2026-0001 --date soon", ["DATE-UNREADABLE"]),
        ("quote decline QUO-2026-0001 --date 2025-12-31", ["QUOTE-VALIDITY"]),
        ("quote decline QUO-2026-0001 --reason '\x1b[31m'", ["TEXT-CONTROL"]),
        ("quote render QUO-2026-0001 -o letter.odt", ["FORMAT-UNKNOWN"]),
        ("quote render QUO-2026-0001 QUO-2026-0001 -o letter.pdf", ["RENDER-OUTPUT"]),
        ("quote show QUO-2026-0001 QUO-2026-0009", ["QUOTE-MISSING"]),
    ],
)
def test_what_cannot_be_done_with_a_quote(shop: Shop, command: str, codes: list[str]) -> None:
    shop.done(CREATE)
    before = shop.text(QUOTE)
    answer = shop(command, yes=True)
    assert (answer.status, answer.codes) == (2, codes), answer.err
    assert shop.text(QUOTE) == before
    assert not (shop.folder / "2026.beancount").exists()


@pytest.mark.parametrize("note", ["# mine\n", "\ufeff", ""])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_declining_leaves_all_else_as_it_is(shop: Shop, note: str, newline: str) -> None:
    shop.done(CREATE)
    if note == "\ufeff":
        note = "# \u00fcber\n"
    text = (note + shop.text(QUOTE)).replace("\n", newline)
    (shop.folder / QUOTE).write_bytes(text.encode())
    shop.done("quote decline QUO-2026-0001 --reason 'Too \"dear\"'")
    rows = (shop.folder / QUOTE).read_bytes().decode().split(newline)
    added = ['status = "declined"', "declined = 2026-01-31", 'reason = "Too \\"dear\\""']
    assert [row for row in rows if row not in added] == text.split(newline)
    assert [row for row in rows if row in added] == added
    shown = shop("quote show QUO-2026-0001 --format json").data["quotes"][0]
    assert (shown["status"], shown["declined"]) == ("declined", "2026-01-31")
    assert shown["reason"] == 'Too "dear"'
