"""The benchmark of cash application: its worlds are sound, its labels proved, its scorer just."""

from __future__ import annotations

import csv
import doctest
import io
import json
import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import stdnum.be.ogm_vcs
import stdnum.ch.esr
import stdnum.iban
import stdnum.iso11649
import stdnum.luhn
from beancount import loader

from benchmarks.cash_application import (
    __main__,
    baseline,
    books_billcli,
    books_plain,
    mix,
    noise,
    numbering,
    party,
    peers,
    proof,
    reference,
    runner,
    score,
    statement_csv,
    suite,
    values,
    vocabulary,
    world,
)
from benchmarks.cash_application.statement_camt import camt, mt940

if TYPE_CHECKING:
    from types import ModuleType

PROJECT = Path(__file__).resolve().parents[1]
ORDER = world.Order(lines=220, language="de")
WORLD = world.make(ORDER)
TRUTH = suite.truth(WORLD)


@pytest.mark.parametrize(
    "module", [mix, noise, party, proof, reference, score, statement_csv, values]
)
def test_examples_hold(module: ModuleType) -> None:
    failed, tried = doctest.testmod(module)
    assert (failed, tried > 0) == (0, True)


def test_the_same_order_gives_the_same_suite_and_another_seed_another(tmp_path: Path) -> None:
    for name in ("a", "b"):
        suite.write(tmp_path / name, world.Order(lines=40, language="pl"), "semicolon")
    suite.write(tmp_path / "c", world.Order(2, 40, "pl"), "semicolon")
    for file in (file for file in (tmp_path / "a").rglob("*") if file.is_file()):
        path = file.relative_to(tmp_path / "a")
        assert file.read_bytes() == (tmp_path / "b" / path).read_bytes(), path
    assert (tmp_path / "a/truth.json").read_text() != (tmp_path / "c/truth.json").read_text()


def test_every_language_has_every_kind_of_word() -> None:
    keys = {name: vocabulary.vocabulary(name).sentences.keys() for name in vocabulary.LANGUAGES}
    assert len(keys) == 8
    assert len({frozenset(found) for found in keys.values()}) == 1
    for name in vocabulary.LANGUAGES:
        for sentences in vocabulary.vocabulary(name).sentences.values():
            for one in sentences:
                assert set(re.findall(r"{(\w+)}", one)) <= set("ndprsmyht") | {
                    "name", "trade", "place", "family",
                }  # fmt: skip


@pytest.mark.parametrize("language", vocabulary.LANGUAGES)
def test_each_language_makes_a_world_of_all_kinds(language: str) -> None:
    made = world.make(world.Order(3, 150, language, numbers="short", level=3))
    kinds = Counter(line.kind for line in made.lines)
    assert kinds == {kind: n for kind, n in mix.counts(150).items() if n}
    assert [line.date for line in made.lines] == sorted(line.date for line in made.lines)
    for date in {line.date for line in made.lines}:
        assert values.START <= date <= values.TODAY
        assert date.weekday() < 5 or date == values.TODAY


def test_a_line_is_its_allocations_less_adjustments_and_the_rest() -> None:
    for line in WORLD.lines:
        if line.expect == values.NONE or line.kind == "foreign_invoice":
            continue
        told = sum(amount for _, amount in line.allocations)
        told -= sum(amount for _, amount in line.adjustments)
        assert told + line.unallocated == line.amount, line.kind


def test_no_document_is_settled_beyond_what_was_open() -> None:
    left = {item: item.open for item in WORLD.items}
    for line in WORLD.lines:
        for item, amount in line.allocations:
            left[item] -= amount
    for item, amount in left.items():
        assert 0 <= amount <= item.gross if item.gross > 0 else item.gross <= amount <= 0


def test_numbers_are_unique_and_follow_the_dates() -> None:
    numbers = [item.number for item in WORLD.items]
    assert len(set(numbers)) == len(numbers)
    invoices = [item for item in WORLD.items if item.gross > 0]
    assert [item.number for item in invoices] == sorted(item.number for item in invoices)


def test_a_label_that_could_not_be_kept_is_the_exception() -> None:
    large = world.make(world.Order(lines=1000))
    lost = {line.kind for line in large.lines if line.expect != _label(line.kind)}
    assert lost <= {"unknown_payer", "group_payment", "middleman"}
    assert sum(line.expect != _label(line.kind) for line in large.lines) < 10


def _label(kind: str) -> str:
    text = (PROJECT / "benchmarks/cash_application/README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(auto|optional|review|none)` \| (`.*) \|$", text, re.MULTILINE)
    return next(label for label, cell in rows if f"`{kind}`" in cell)


def test_the_readme_tells_the_mix() -> None:
    text = (PROJECT / "benchmarks/cash_application/README.md").read_text(encoding="utf-8")
    told = {kind: int(n) for kind, n in re.findall(r"`(\w+)` (\d+)", text)}
    assert {kind: told.get(kind) for kind in mix.KINDS} == dict(mix.KINDS)


def _books(
    lines: list[values.Line], items: list[values.Item], seen: list[values.Paid]
) -> proof.Books:
    customers = list({item.customer: None for item in items})
    made = values.World(1, "de", "EUR", customers, items, seen, lines, [])
    return proof.Books(made, numbering.SCHEMES["inv"])


def _customer(name: str, iban: str = "") -> values.Customer:
    return values.Customer("C1", name, name.replace(" ", ""), "de", False, iban)


def _item(customer: values.Customer, number: str, gross: int) -> values.Item:
    return values.Item(customer, values.START, gross, "EUR", number=number)


def _line(name: str, text: str, item: values.Item, manner: str = "silent") -> values.Line:
    line = values.Line(values.TODAY, item.gross, "x", values.AUTO, item.customer)
    line.allocations, line.manner, line.name, line.text = [(item, item.gross)], manner, name, text
    line.named = () if manner == "silent" else (item,)
    return line


ANNA, BERT = _customer("Anna Lindenau"), _customer("Bert Grünwald")


def test_a_payer_who_sounds_like_another_makes_a_number_doubtful() -> None:
    items = [_item(ANNA, "INV-2026-7001", 10_000), _item(BERT, "INV-2026-7002", 10_000)]
    line = _line("Kanzlei Grünwald", "INV-2026-7001", items[0], "full")
    assert _books([line], items, []).judged(line) == "optional"
    line.name = "Kanzlei Lindenau"
    assert _books([line], items, []).judged(line) == "auto"


@pytest.mark.parametrize(("gross", "net"), [(10_000, 9_800), (12_325, 12_078), (-5, -5), (25, 24)])
def test_a_discount_is_rounded_half_up(gross: int, net: int) -> None:
    item = _item(ANNA, "INV-2026-7001", gross)
    assert item.net == gross
    item.terms = (2, 10)
    assert item.net == net


def test_a_label_that_does_not_hold_in_the_end_is_taken_back() -> None:
    items = [_item(ANNA, f"INV-2026-{n}", 10_000) for n in (7001, 7002)]
    lines = [_line("Anna Lindenau", "", item) for item in items]
    made = values.World(1, "de", "EUR", [ANNA], items, [], lines, [])
    world._proved(made, numbering.SCHEMES["inv"])
    assert [line.expect for line in lines] == ["optional", "auto"]


def test_every_certain_label_holds_against_the_books_as_they_became() -> None:
    books = proof.Books(WORLD, numbering.SCHEMES["inv"])
    for line in WORLD.lines:
        assert line.expect != "auto" or books.judged(line) == "auto", line
        books.book(line)


@pytest.mark.parametrize(
    ("name", "text", "manner", "others", "label"),
    [
        ("LINDENAU, ANNA", "", "silent", (), "auto"),
        ("Lindneau Anna", "Danke", "silent", ((BERT, 10_000),), "auto"),
        ("Sammelgutschrift", "Danke", "silent", (), "review"),
        ("Anna Lindenau", "", "silent", ((ANNA, 10_000),), "optional"),
        ("Anna Lindenau", "", "silent", ((ANNA, 4_000), (ANNA, 6_000)), "review"),
        ("", "inv 2026 7001", "damaged", (), "auto"),
        ("", "Nr 7001", "damaged", (), "auto"),
        ("", "Nr 7001 Kd 7002", "damaged", ((BERT, 10_000),), "review"),
        ("", "INV-2026-7001 Kd 7002", "full", ((BERT, 10_000),), "auto"),
        ("", "INV-2026-7001 INV-2026-7002", "full", ((BERT, 10_000),), "review"),
        ("", "INV-2026-70", "full", (), "review"),
    ],
)
def test_only_what_has_one_explanation_is_certain(
    name: str,
    text: str,
    manner: str,
    others: tuple[tuple[values.Customer, int], ...],
    label: str,
) -> None:
    item = _item(ANNA, "INV-2026-7001", 10_000)
    more = [_item(who, f"INV-2026-{7002 + n}", gross) for n, (who, gross) in enumerate(others)]
    line = _line(name, text, item, manner)
    assert _books([line], [item, *more], []).judged(line) == label


def test_an_account_the_books_have_seen_decides_between_equal_names() -> None:
    first, second = _customer("Anna Lindenau", "DE1"), _customer("Anna Lindenau", "DE2")
    items = [_item(first, "INV-2026-7001", 10_000), _item(second, "INV-2026-7002", 10_000)]
    old = _item(first, "INV-2025-0001", 500)
    seen = [values.Paid(values.HISTORY, old, 500, "Anna Lindenau", "DE1")]
    line = _line("Anna Lindenau", "", items[0])
    assert _books([line], items, seen).judged(line) == "review"
    line.iban = "DE1"
    assert _books([line], items, seen).judged(line) == "auto"


def test_what_was_paid_before_explains_nothing_any_more() -> None:
    items = [_item(ANNA, f"INV-2026-{n}", 10_000) for n in (7001, 7002)]
    lines = [_line("Anna Lindenau", "", item) for item in items]
    books = _books(lines, items, [])
    assert books.judged(lines[1]) == "optional"
    books.book(lines[0])
    assert books.judged(lines[1]) == "auto"


@pytest.mark.parametrize("name", numbering.SCHEMES)
def test_a_damaged_number_is_still_to_be_read(name: str) -> None:
    scheme, rng = numbering.SCHEMES[name], Random(1)  # noqa: S311 - a seed
    for n in (7, 42, 1900):
        number = scheme.number(2026, n)
        item = _item(ANNA, number, 100)
        for _ in range(60):
            text = numbering.damaged(scheme, number, rng)
            line = _line("", f"Rechnung {text} danke", item, "damaged")
            assert proof.Shown(line, scheme).names(item) >= proof.LOOSE, text


@pytest.mark.parametrize("number", ["INV-2026-0042", "20260042", "FA/42/2026", "R26-9999"])
def test_references_have_right_check_digits(number: str) -> None:
    assert stdnum.iso11649.is_valid(reference.rf(number))
    assert stdnum.ch.esr.is_valid(reference.qrr(number))
    assert stdnum.be.ogm_vcs.is_valid(reference.ogm(number))
    assert stdnum.luhn.is_valid(reference.kid(number))
    assert stdnum.luhn.is_valid(reference.ocr(number))


def test_accounts_have_right_check_digits() -> None:
    for one in WORLD.customers:
        assert stdnum.iban.is_valid(one.iban, check_country=False), one.iban


@pytest.mark.parametrize("books", [books_plain, books_billcli])
def test_the_books_are_clean_and_show_what_is_open(books: ModuleType) -> None:
    entries, errors, _ = loader.load_string(books.ledger(WORLD))
    assert errors == []
    owed: Counter[str] = Counter()
    for entry in entries:
        for posting in getattr(entry, "postings", ()):
            if posting.account.startswith("Assets:Receivable"):
                meta = (posting.meta or {}).get("invoice") or entry.meta.get("invoice")
                number = meta or next(iter(entry.links))
                owed[number] += int(posting.units.number * 100)
    assert owed == {item.number: item.open for item in WORLD.items}


def test_the_statement_says_the_same_in_every_csv_style() -> None:
    amounts = [line.amount for line in WORLD.lines]
    columns = vocabulary.vocabulary("de").columns
    for style in ("semicolon", "split", "word", "bare"):
        text = statement_csv.STYLES[style](WORLD)
        plain = text.decode("utf-8-sig" if style == "split" else "cp1252")
        table = plain[plain.index(columns["date"] + ";") :]
        rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
        assert [_cents(row, columns, style) for row in rows] == amounts, style


def _cents(row: dict[str, str], columns: dict[str, str], style: str) -> int:
    def read(name: str) -> int:
        return int(row[columns[name]].replace(".", "").replace(",", "") or 0)

    if style == "split":
        return read("credit") - read("debit")
    return read("amount") * (-1 if style == "word" and row["Soll/Haben"] == "S" else 1)


def test_camt_holds_every_line_and_its_balances_prove_it() -> None:
    root = ET.fromstring(camt(WORLD))  # noqa: S314 - our own text
    space = {"c": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"}
    opening, closing = (_signed(one, space) for one in root.findall(".//c:Bal", space))
    lines = [_signed(one, space) for one in root.findall(".//c:Ntry", space)]
    assert lines == [line.amount for line in WORLD.lines]
    assert opening + sum(lines) == closing


def _signed(node: ET.Element, space: dict[str, str]) -> int:
    amount = Decimal(node.findtext("c:Amt", "", space)) * 100
    return int(amount if node.findtext("c:CdtDbtInd", "", space) == "CRDT" else -amount)


def test_mt940_holds_every_line_in_short_rows() -> None:
    rows = mt940(WORLD).decode("ascii").split("\r\n")
    found = [re.fullmatch(r":61:\d{10}([CD])(\d+),(\d\d)NTRF.*", row) for row in rows]
    amounts = [int(one[2] + one[3]) * (1 if one[1] == "C" else -1) for one in found if one]
    assert amounts == [line.amount for line in WORLD.lines]
    assert max(map(len, rows)) <= 69


def test_mt940_tells_references_as_banks_do() -> None:
    glued = "".join(mt940(WORLD).decode("ascii").split("\r\n"))
    references = [line.reference for line in WORLD.lines if line.reference]
    assert len(references) > 3
    assert [one for one in references if f"/CDTRREF/{one}/" not in glued] == []


def test_a_payout_is_its_report() -> None:
    rows = list(csv.DictReader(io.StringIO(suite.payouts(WORLD))))
    for line, id_ in WORLD.payouts:
        net = sum(Decimal(row["net"]) for row in rows if row["automatic_payout_id"] == id_)
        assert net * 100 == line.amount
        assert id_.upper() in line.text.upper().replace(" ", "")


RIGHT = {"allocations": [{"item": "A", "amount": "10.00"}], "adjustments": [], "unallocated": "0"}
OTHER = {"allocations": [{"item": "B", "amount": "10.00"}]}


def _scored(
    expect: str, said: dict[str, Any] | None, answer: dict[str, Any] = RIGHT
) -> score.Score:
    line = {"bank_ref": "1", "date": "2026-04-01", "amount": "10.00", "case": "x"}
    line |= {"expect": expect, "language": "de", **answer}
    lines = [] if said is None else [{"bank_ref": "1", **said}]
    return score.score({"lines": [line]}, {"data": {"lines": lines}})


@pytest.mark.parametrize(
    ("expect", "said", "counted"),
    [
        ("auto", {"status": "auto", "proposals": [RIGHT]}, "right auto"),
        ("optional", {"status": "auto", "proposals": [RIGHT]}, "right optional"),
        ("auto", {"status": "auto", "proposals": [OTHER, RIGHT]}, "wrong auto"),
        ("auto", {"status": "auto", "proposals": []}, "wrong auto"),
        ("review", {"status": "auto", "proposals": [RIGHT]}, "wrong review"),
        ("review", {"status": "review", "proposals": [RIGHT]}, "first"),
        ("auto", {"status": "review", "proposals": [OTHER, RIGHT]}, "shown"),
        ("auto", {"status": "ignore", "proposals": []}, "lost"),
        ("auto", None, "missing"),
    ],
)
def test_what_is_said_of_a_line_is_judged(
    expect: str, said: dict[str, Any] | None, counted: str
) -> None:
    found = _scored(expect, said)
    assert found.count[counted] == 1
    assert found.count["right"] + found.count["wrong"] + found.count["queue"] == 1
    assert found.wrong_money == (1000 if "wrong" in counted else 0)


def test_a_fourth_proposal_is_not_seen() -> None:
    found = _scored("auto", {"status": "review", "proposals": [OTHER, OTHER, OTHER, RIGHT]})
    assert (found.count["first"], found.count["shown"], found.count["queue"]) == (0, 0, 1)


@pytest.mark.parametrize(
    ("status", "proposals", "counted"),
    [
        ("ignore", [], "quiet"), ("review", [], "quiet"), ("review", [OTHER], "noise"),
        ("auto", [OTHER], "wrong none"),
    ],
)  # fmt: skip
def test_what_no_customer_paid_is_best_left_alone(
    status: str, proposals: list[Any], counted: str
) -> None:
    said = {"status": status, "proposals": proposals}
    assert _scored("none", said, {"allocations": []}).count[counted] == 1


def test_order_zeros_and_exchange_differences_do_not_matter() -> None:
    one = {
        "allocations": [{"item": "A", "amount": "1"}, {"item": "B", "amount": 2.5}],
        "adjustments": [{"kind": "discount", "amount": "0.00"}],
    }
    other = {
        "allocations": [
            {"item": "B", "amount": {"number": "2.50", "currency": "EUR"}},
            {"item": "A", "amount": "1.00"}, {"item": "C", "amount": "0"},
        ],
        "adjustments": [{"kind": "fx", "amount": "3"}], "unallocated": None,
    }  # fmt: skip
    assert score.answer(one) == score.answer(other)
    assert score.answer(one) != score.answer(other | {"unallocated": "0.01"})


def test_lines_without_a_reference_are_found_by_date_and_amount_in_order() -> None:
    base = {
        "date": "2026-04-01",
        "amount": "10.00",
        "case": "x",
        "expect": "auto",
        "language": "de",
    }
    lines = [base | RIGHT | {"bank_ref": "1"}, base | OTHER | {"bank_ref": "2"}]
    said = [
        {"date": "2026-04-01", "amount": {"number": "10.00"}, "status": "auto", "proposals": [one]}
        for one in (RIGHT, OTHER)
    ]
    assert score.score({"lines": lines}, {"lines": said}).count["right"] == 2
    assert score.score({"lines": lines}, {"lines": said[::-1]}).count["wrong"] == 2


def test_the_truth_itself_scores_full_marks_and_a_report_tells_cases() -> None:
    said = [
        {"bank_ref": line["bank_ref"], "proposals": [line] if line["expect"] != "none" else [],
         "status": {"auto": "auto", "none": "ignore"}.get(line["expect"], "review")}
        for line in TRUTH["lines"]
    ]  # fmt: skip
    found = score.score(TRUTH, {"lines": said})
    told = score.figures(found)
    assert (told["precision"], told["recall"], told["first proposal right"]) == (1.0, 1.0, 1.0)
    assert found.wrong == []
    said[0] = {"bank_ref": said[0]["bank_ref"], "status": "auto", "proposals": [OTHER]}
    report = "\n".join(score.report(score.score(TRUTH, {"lines": said}), cases=True))
    assert f"booked wrong: {TRUTH['lines'][0]['bank_ref']}" in report


def test_the_baselines_are_a_floor(tmp_path: Path) -> None:
    suite.write(tmp_path, ORDER)
    told = {
        by: score.figures(score.score(TRUTH, baseline.run(tmp_path, by)))
        for by in baseline.BASELINES
    }
    assert 0.2 < told["number"]["recall"] < told["amount"]["recall"] < 0.75
    assert all(0.85 < one["precision"] < 1 for one in told.values())


def test_commands_make_run_and_score(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for seed in "12":
        words = ["--lines", "30", "--seed", seed, "--books", "billcli", "--style", "split"]
        assert __main__.main(["make", str(tmp_path / seed), *words]) == 0
    folders = [str(tmp_path / seed) for seed in "12"]
    kept = tmp_path / "kept"
    assert __main__.main(["run", *folders, "--with", "number", "--keep", str(kept)]) == 0
    told = capsys.readouterr().out
    assert re.search(r"^lines +60$", told, re.MULTILINE)
    result = str(kept / "1-number.json")
    assert __main__.main(["score", folders[0], result, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["lines"] == 30
    assert __main__.main(["make", folders[0]]) == 1
    assert "is not empty" in capsys.readouterr().err
    slash = ["make", str(tmp_path / "3"), "--books", "billcli", "--numbers", "slash"]
    assert __main__.main(slash) == 1


def test_billcli_reads_a_suite(tmp_path: Path) -> None:
    suite.write(tmp_path / "w", world.Order(lines=30), "semicolon")
    words = [
        word for word in runner.words(tmp_path / "w")
        if not word.endswith(("--payouts", "--policy", "payouts.csv", "policy.json"))
    ]  # fmt: skip
    ended = subprocess.run(  # noqa: S603 - our own code
        words, capture_output=True, encoding="utf-8", check=False, timeout=60, cwd=PROJECT
    )
    told = json.loads(ended.stdout)
    assert len(told["data"]["lines"]) == 30
    (statement,) = told["data"]["statements"]
    assert statement["proof"] == "closes"


def test_a_matcher_that_fails_is_said_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    suite.write(tmp_path / "w", world.Order(lines=10))
    (tmp_path / "w" / "ledger.beancount").write_text("no ledger\n", encoding="utf-8")
    assert __main__.main(["run", str(tmp_path / "w")]) == 1
    assert "w: " in capsys.readouterr().err
    assert sys.executable in runner.words(tmp_path / "w")


LINES = [
    {"bank ref": str(n), "date": "2026-04-01", "amount": amount, "currency": "EUR"}
    for n, amount in enumerate(("10.00", "30.00", "7.00", "-5.00"), start=1)
]
ITEMS = [
    {"item": "A", "open": "10.00"},
    {"item": "B", "open": "20.00"},
    {"item": "C", "open": "7.00"},
]


def _told(result: dict[str, Any]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [
        (
            line["status"],
            [
                (one["allocations"][0]["item"], one["allocations"][0]["amount"], one["unallocated"])
                for one in line["proposals"]
            ],
        )
        for line in result["lines"]
    ]


def test_quints_books_what_alone_has_the_full_score() -> None:
    matches = [
        {"kind": "payment→invoice", "score": points, "source": {"staging_file": f"{line}.bean"},
         "target": {"invoice": item, "open": "20.00"}}
        for line, item, points in (
            ("1", "A", 1.0), ("1", "B", 0.6), ("2", "B", 1.0), ("3", "A", 1.0), ("3", "C", 1.0),
        )
    ]  # fmt: skip
    matches.append(matches[0] | {"kind": "draft→inbox"})
    assert _told(peers.from_quints(LINES, matches)) == [
        ("auto", [("A", "10.00", "0.00"), ("B", "10.00", "0.00")]),
        ("auto", [("B", "20.00", "10.00")]),
        ("review", [("A", "7.00", "0.00"), ("C", "7.00", "0.00")]),
        ("ignore", []),
    ]


def test_badcop_books_what_it_would_mark_as_paid() -> None:
    report = (
        "| Line | Date | Amount | Description | Result | Invoice | Reason |\n"
        "| 2 | 2026-04-01 | 10.00 | a | b | high | A | unique amount match |\n"
        "| 3 | 2026-04-01 | 30.00 | x | none | - | no open invoice with this amount |\n"
        "| 4 | 2026-04-01 | 7.00 | x | ambiguous | A, C | 2 open invoices share this amount |\n"
    )
    assert _told(peers.from_badcop(LINES, ITEMS, report)) == [
        ("auto", [("A", "10.00", "0.00")]),
        ("review", []),
        ("review", [("A", "7.00", "0.00"), ("C", "7.00", "0.00")]),
        ("ignore", []),
    ]


def test_quints_gets_the_open_documents_as_a_sound_ledger() -> None:
    items = list(csv.DictReader(io.StringIO(suite.items(WORLD))))
    _, errors, _ = loader.load_string(peers.quints_ledger(items))
    assert errors == []


@pytest.mark.parametrize("peer", peers.PEERS)
def test_a_peer_that_is_not_installed_is_said_so(
    peer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    suite.write(tmp_path / "w", world.Order(lines=10))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert __main__.main(["run", str(tmp_path / "w"), "--with", peer]) == 1
    assert f"pip install {peer}" in capsys.readouterr().err


def test_a_peer_is_run_and_its_failure_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite.write(tmp_path / "w", world.Order(lines=10))
    program = tmp_path / "badcop"
    program.write_text(
        "#!/bin/sh\ntest -s invoices.csv && test -s badcop.toml && cat payments.csv\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    told = peers.run(tmp_path / "w", "badcop")
    assert {line["status"] for line in told["lines"]} <= {"review", "ignore"}
    program.write_text("#!/bin/sh\necho no reason >&2; exit 3\n")
    with pytest.raises(peers.PeerError, match="ended with 3: no reason"):
        peers.run(tmp_path / "w", "badcop")
