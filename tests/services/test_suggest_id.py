"""What is suggested for an id: as the read model tells it, and less where something is wrong."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from billcli.delivery.outbox import Outbox
from billcli.delivery.slip import Slip
from billcli.delivery.way import State
from billcli.services import keep_model, suggest_id
from billcli.services.keep_model import How
from billcli.services.suggest_id import KINDS, Shelf, Standpoint
from billcli.services.suggestion import Suggestion
from billcli.services.workspace import Selection, open_workspace
from billcli.store.index_schema import seal, selection
from billcli.store.index_suggest import MOST

BOOKS = """option "operating_currency" "EUR"
plugin "beancount.plugins.auto"
2025-01-01 open Assets:Bank
2025-01-01 open Assets:Receivable:Acme
2025-01-01 custom "customer" "Acme" Assets:Receivable:Acme
  name: "Acme Inc."
2025-01-01 open Assets:Receivable:Globex
2025-01-01 custom "customer" "Globex" Assets:Receivable:Globex
2026-01-02 * "Acme Inc." "Invoice INV-1" #invoice ^INV-1
  invoice: "INV-1"
  due: 2026-02-01
  Assets:Receivable:Acme   119.00 EUR
  Income:Services         -119.00 EUR
2026-01-03 * "Globex" "Invoice INV-2" #invoice ^INV-2
  invoice: "INV-2"
  Assets:Receivable:Globex   50.00 USD
  Income:Services           -50.00 USD
2026-01-05 * "Acme Inc." "Transfer" #payment ^PMT-1 ^INV-1
  id: "PMT-1"
  Assets:Bank   100.00 EUR
  Assets:Receivable:Acme  -100.00 EUR
    invoice: "INV-1"
2026-01-06 * "Globex" "Credit note CN-1" #credit-note
  invoice: "CN-1"
  corrects: "INV-2"
  Assets:Receivable:Globex   -50.00 USD
  Income:Services             50.00 USD
2026-01-06 * "Globex" "Apply CN-1" #application
  id: "APP-1"
  Assets:Receivable:Globex   50.00 USD
    invoice: "CN-1"
  Assets:Receivable:Globex  -50.00 USD
    invoice: "INV-2"
"""
SETTINGS = """ledger = "main.beancount"
[tax.DE-19]
rate = 19
[tax.OUT]
rates = [{from = 2020-01-01, rate = 0}]
category = "G"
[prices.consulting]
price = "150.00"
unit = "h"
[bank.profile.mybank]
"""


OF_THE_MODEL = set(KINDS) - {
    "tax", "price", "profile", "draft", "language", "template", "rule", "letter",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a project whose books were read once."""
    books = tmp_path / "books"
    books.mkdir()
    (books / "main.beancount").write_text(BOOKS)
    (books / "billcli.toml").write_text(SETTINGS)
    (books / "rules.toml").write_text('[rule.power]\nbook = "A"\n[rule.rent]\nleave = "b"\n')
    warm(books)
    return books


def env(folder: Path) -> dict[str, str]:
    return {"BILLCLI_CACHE": str(folder.parent / "cache")}


def warm(folder: Path, **more: object) -> Path:
    """Read books as any command does, and return their model."""
    today = dt.date(2026, 2, 1)
    workspace = open_workspace(Selection(env(folder), folder, today, **more))  # type: ignore[arg-type]
    assert workspace.kept.how is not How.NOT_KEPT, workspace.unkept
    assert workspace.shelf is not None
    return Path(workspace.shelf.model.place.path)


def values(found: list[Suggestion]) -> list[str]:
    return [one.value for one in found]


def shelf(folder: Path, **more: object) -> Shelf:
    return Shelf(Standpoint(env(folder), folder, **more))  # type: ignore[arg-type]


def test_letters_are_those_of_the_outbox(folder: Path) -> None:
    outbox = Outbox(folder / ".billcli" / "outbox")
    assert values(shelf(folder).of("letter")) == []
    slip = Slip("delivery/INV-1", State.WAITING, "", "Acme", "", "", "Invoice INV-1", "", "")
    outbox.begin(slip, b"")
    assert shelf(folder).of("letter") == [Suggestion("delivery/INV-1", "Invoice INV-1")]
    (outbox.folder / f"{slip.name}.json").write_text("{}")
    assert shelf(folder).of("letter") == []


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file below a folder with its time and bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("customer", ["Acme", "Globex"]),
        ("document", ["CN-1", "INV-2", "INV-1"]),
        ("voidable", ["INV-1"]),
        ("open", ["INV-1"]),
        ("payment", ["PMT-1"]),
        ("entry", ["CN-1", "INV-2", "INV-1", "APP-1", "PMT-1"]),
        (
            "account",  # one of them is opened by the plugin
            [
                "Assets:Bank",
                "Assets:Receivable:Acme",
                "Assets:Receivable:Globex",
                "Income:Services",
            ],
        ),
        ("tax", ["DE-19", "OUT"]),
        ("price", ["consulting"]),
        ("profile", ["mybank"]),
        ("rule", ["power", "rent"]),
        ("currency", ["EUR", "USD"]),
        ("plugin", ["beancount.plugins.auto"]),
        ("draft", []),
        ("document or draft", ["CN-1", "INV-2", "INV-1"]),
        ("nonsense", []),
    ],
)
def test_each_kind_has_what_can_be_meant(kind: str, expected: list[str], folder: Path) -> None:
    assert values(shelf(folder).of(kind)) == expected


def test_remarks_say_who_how_much_and_when(folder: Path) -> None:
    about = {one.value: one.about for one in shelf(folder).of("document")}
    assert about["INV-1"] == "Acme Inc., 119.00 EUR, 19.00 EUR open, due 2026-02-01"
    assert about["INV-2"] == "Globex, 50.00 USD, settled"
    assert shelf(folder).of("payment")[0].about == "2026-01-05, Acme Inc., 100.00 EUR"
    assert [one.about for one in shelf(folder).of("tax")] == ["19", "G"]
    assert shelf(folder).of("price")[0].about == "150.00 h"


def test_a_customer_by_id_or_name_narrows_what_is_open(folder: Path) -> None:
    for customer in ("Acme", "acme", "Acme Inc."):
        assert values(shelf(folder).of("open", customer)) == ["INV-1"]
    assert values(shelf(folder).of("open", "Nobody")) == ["INV-1"]  # better too much than nothing


def test_drafts_are_named_without_their_ending(folder: Path) -> None:
    (folder / "drafts").mkdir()
    for name in ("b.toml", "a.toml", "a.txt"):
        (folder / "drafts" / name).write_text("")
    assert values(shelf(folder).of("draft")) == ["a", "b"]


def test_languages_and_templates_are_those_that_come_with_billcli(folder: Path) -> None:
    assert "en" in values(shelf(folder).of("language"))
    assert "invoice.typ" in values(shelf(folder).of("template"))


def test_an_installation_without_its_folders_has_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billcli.__file__", str(folder / "billcli" / "__init__.py"))
    assert shelf(folder).of("language") == shelf(folder).of("template") == []


def test_the_line_says_which_ledger(folder: Path) -> None:
    other = folder.parent / "other"
    other.mkdir()
    named = {"file": other / "b.beancount", "receivable": "Assets:Owed"}
    (other / "b.beancount").write_text("2026-01-01 open Assets:Owed:Initech\n")
    warm(other, **named)
    assert values(shelf(folder, **named).of("customer")) == ["Initech"]
    assert values(shelf(other, project=folder).of("customer")) == ["Acme", "Globex"]


def test_the_setting_names_the_receivable_root(folder: Path) -> None:
    (folder / "main.beancount").write_text("2026-01-01 open Assets:Owed:Initech\n")
    warm(folder)
    assert values(shelf(folder).of("customer")) == []
    (folder / "billcli.toml").write_text(
        'ledger = "main.beancount"\n[accounts]\nreceivable = "Assets:Owed"\n'
    )
    assert values(shelf(folder).of("customer")) == []
    warm(folder)
    assert values(shelf(folder).of("customer")) == ["Initech"]


@pytest.mark.parametrize(
    "more", [{"receivable": "Assets:Receivable:Acme"}, {"allow_plugins": ("other",)}]
)
def test_books_read_otherwise_have_a_model_of_their_own(
    more: dict[str, object], folder: Path
) -> None:
    assert [kind for kind in OF_THE_MODEL if shelf(folder, **more).of(kind)] == []
    warm(folder, **more)
    assert values(shelf(folder, **more).of("payment")) == ["PMT-1"]


def test_plugins_the_project_skips_make_another_model(folder: Path) -> None:
    (folder / "billcli.toml").write_text(
        '[ledger]\nfile = "main.beancount"\nskip_plugins = ["other"]\n'
    )
    assert values(shelf(folder).of("customer")) == []
    warm(folder)
    assert values(shelf(folder).of("customer")) == ["Acme", "Globex"]


def test_payees_are_the_customers_where_nothing_else_is(folder: Path) -> None:
    (folder / "main.beancount").write_text(
        "2026-01-01 open Assets:Receivable\n2026-01-01 open Income:X\n"
        '2026-01-02 * "Acme Inc." "Work" ^RE-1\n  Assets:Receivable  5.00 EUR\n  Income:X\n'
        '2026-01-03 * "Globex" "Work"\n  Assets:Receivable  6 EUR\n  Income:X\n'
    )
    warm(folder)
    assert values(shelf(folder).of("customer")) == ["Acme Inc.", "Globex"]
    unnamed, named = shelf(folder).of("document")  # what nobody numbered is known by its day
    assert unnamed.value.startswith("Globex/2026-01-03")
    assert named == Suggestion("RE-1", "Acme Inc., 5.00 EUR")


def test_instalments_are_one_document(folder: Path) -> None:
    with (folder / "main.beancount").open("a") as file:
        file.write(
            '2026-02-01 * "Acme Inc." "Invoice INV-3" #invoice\n  invoice: "INV-3"\n'
            "  Assets:Receivable:Acme  30.00 EUR\n    due: 2026-03-01\n"
            "  Assets:Receivable:Acme  70.50 EUR\n    due: 2026-04-01\n"
            "  Income:Services  -100.50 EUR\n"
            '2026-03-01 * "Acme Inc." "Transfer" #payment\n  id: "PMT-3"\n'
            "  Assets:Bank  30.00 EUR\n  Assets:Receivable:Acme  -30.00 EUR\n"
            '    invoice: "INV-3"\n'
        )
    warm(folder)
    said = "Acme Inc., 100.50 EUR, 70.50 EUR open, due 2026-04-01"
    assert shelf(folder).of("document")[0] == Suggestion("INV-3", said)
    assert values(shelf(folder).of("open")) == ["INV-3", "INV-1"]


def test_an_id_without_amount_and_a_tag_elsewhere_are_told_apart(folder: Path) -> None:
    with (folder / "main.beancount").open("a") as file:
        file.write('2026-02-01 * "payment" "Nothing" #refund\n  id: "R-1"\n')
    warm(folder)
    assert shelf(folder).of("entry")[3] == Suggestion("R-1", "2026-02-01, payment")
    assert values(shelf(folder).of("payment")) == ["PMT-1"]


def many(folder: Path) -> None:
    """Add more invoices and payments than are suggested; the oldest has the lowest number."""
    day = dt.date(2024, 1, 1)
    texts = ["2024-01-01 open Assets:Till\n2024-01-01 open Assets:Receivable:Initech\n"]
    for n in range(1, MOST + 20):
        date = day + dt.timedelta(days=n)
        texts.append(
            f'{date} * "Initech" "Work" #invoice\n  invoice: "RE-{n:04}"\n'
            f"  Assets:Receivable:Initech  {n}.00 EUR\n  Income:Services\n"
            f'{date} * "Initech" "Pays" #payment\n  id: "Z-{n:04}"\n'
            "  Assets:Till  1.00 EUR\n  Assets:Receivable:Initech  -1.00 EUR\n"
            f'    invoice: "RE-{n:04}"\n'
        )
    (folder / "main.beancount").write_text("".join([BOOKS, *texts]))
    warm(folder)


def test_of_many_ids_the_latest_come_and_older_ones_by_how_they_begin(folder: Path) -> None:
    many(folder)
    one = shelf(folder)
    for kind, old, late in (
        ("document", "RE-0002", "CN-1"),
        ("open", "RE-0002", "INV-1"),
        ("voidable", "RE-0002", "INV-1"),
        ("payment", "Z-0002", "PMT-1"),
        ("entry", "Z-0002", "CN-1"),
    ):
        found = values(one.of(kind))
        assert MOST - 2 <= len(found) <= 2 * MOST
        assert (found[0], old in found) == (late, False)
        for typed in (old[:-1], old, old.lower()):
            assert old in values(one.of(kind, typed=typed)), (kind, typed)
    assert values(one.of("open", "Initech", "RE-000"))[-2:] == ["RE-0003", "RE-0002"]
    assert values(one.of("open", "Nobody", "RE-0002")) == ["RE-0002"]


def test_old_documents_are_found_by_their_customer_too(folder: Path) -> None:
    many(folder)
    with (folder / "main.beancount").open("a") as file:
        file.write(
            '2020-01-02 open Assets:Receivable:Hooli\n2020-01-02 custom "customer" "Hooli"\n'
            '  name: "Hooli_100% Ltd"\n2020-01-03 * "Hooli" "Work" #invoice\n  invoice: "A-1"\n'
            "  Assets:Receivable:Hooli  1.00 EUR\n  Income:Services\n"
        )
    warm(folder)
    for kind in ("document", "open"):
        assert "A-1" not in values(shelf(folder).of(kind))
        for typed in ("hooli", "_100%"):
            assert "A-1" in values(shelf(folder).of(kind, typed=typed))
    assert values(shelf(folder).of("open", "hooli_100% ltd")) == ["A-1"]


def test_accounts_and_customers_are_found_by_how_they_begin_or_what_they_hold(
    folder: Path,
) -> None:
    one = shelf(folder)
    assert values(one.of("account", typed="Assets:B")) == ["Assets:Bank"]
    assert values(one.of("account", typed="acme")) == ["Assets:Receivable:Acme"]
    assert values(one.of("account", typed="%")) == []
    assert values(one.of("customer", typed="Glo")) == ["Globex"]
    assert values(one.of("customer", typed="inc")) == ["Acme", "Globex"]  # cli/complete.py looks


def test_closed_accounts_are_not_suggested(folder: Path) -> None:
    with (folder / "main.beancount").open("a") as file:
        file.write("2026-03-01 open Assets:Old\n2026-04-01 close Assets:Old\n")
    warm(folder)
    assert "Assets:Old" not in values(shelf(folder).of("account"))


def test_a_model_that_is_behind_is_asked_and_left_as_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (folder / "main.beancount").open("a") as file:
        file.write('2026-04-01 custom "customer" "Initech" Assets:Receivable:Acme\n')
    monkeypatch.setattr(keep_model, "check", None)  # nobody checks
    before = tree(folder.parent)
    assert values(shelf(folder).of("customer")) == ["Acme", "Globex"]
    assert tree(folder.parent) == before


def test_without_a_model_nothing_of_the_ledger_is_known_and_nothing_is_written(
    folder: Path,
) -> None:
    for path in (folder.parent / "cache").iterdir():
        path.unlink()
    before = tree(folder.parent)
    for kind in OF_THE_MODEL:
        assert shelf(folder).of(kind) == []
    assert values(shelf(folder).of("tax")) == ["DE-19", "OUT"]
    assert tree(folder.parent) == before


@pytest.mark.parametrize("off", [{"BILLCLI_CACHE": "off"}, {}])
def test_where_no_model_may_be_kept_there_are_no_ids(off: dict[str, str], folder: Path) -> None:
    assert Shelf(Standpoint(off, folder)).of("document") == []


def test_what_was_cut_short_is_left_to_the_next_command(folder: Path) -> None:
    model = warm(folder)
    Path(f"{model}-journal").write_bytes(b"")
    before = tree(folder.parent)
    assert shelf(folder).of("document") == []
    assert tree(folder.parent) == before


@pytest.mark.parametrize("bytes_", [b"", b"SQLite format 3\0", b"x" * 9000])
def test_a_file_that_is_no_model_suggests_nothing(bytes_: bytes, folder: Path) -> None:
    model = warm(folder)
    model.write_bytes(bytes_)
    for kind in OF_THE_MODEL:
        assert shelf(folder).of(kind) == []
    assert model.read_bytes() == bytes_


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ("UPDATE item SET amount = '7.00'", {"document", "open", "voidable"}),
        ("UPDATE fact SET data = '[\"id\":' WHERE kind = 'T'", {"payment", "application"}),
        ("UPDATE party SET vals = '{}'", {"customer"}),
        ("DROP TABLE closing", {"account"}),
        ("DROP TABLE balance", {"currency"}),
    ],
)
def test_of_a_damaged_model_what_is_damaged_is_missing(
    change: str, lost: set[str], folder: Path
) -> None:
    (folder / "drafts").mkdir()
    (folder / "drafts" / "a.toml").write_text("")
    path = warm(folder)
    there = {kind for kind in OF_THE_MODEL if shelf(folder).of(kind)}
    with closing(sqlite3.connect(path)) as model, model:
        model.execute(change)
    one = shelf(folder)
    for kind in lost:
        assert values(one.of(kind)) == (["a"] if kind == "voidable" else [])
    assert values(one.of("document or draft"))[-1] == "a"
    assert there >= {"document", "payment", "customer", "account", "currency", "application"}
    assert [kind for kind in there - lost - {"entry", "hold"} if not one.of(kind)] == []


def test_a_model_of_another_schema_is_not_asked(folder: Path) -> None:
    with closing(sqlite3.connect(warm(folder))) as model, model:
        value = ("schema", "0")
        model.execute(
            "UPDATE meta SET value = ?, crc = ? WHERE key = ?", ("0", seal(value), "schema")
        )
        assert model.execute(f"{selection('meta')} WHERE key = 'schema'").fetchone()[1] == "0"
    assert shelf(folder).of("document") == []


def test_who_writes_is_not_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggest_id, "WAIT", 0.0)
    with closing(sqlite3.connect(warm(folder), isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = MEMORY")
        writer.execute("BEGIN EXCLUSIVE")
        assert shelf(folder).of("document") == []
        writer.execute("ROLLBACK")
    assert shelf(folder).of("document")


@pytest.mark.parametrize(
    "toml", ["[tax", "tax = 3", '[bank]\nprofile = "x"', "\0", "a = [" * 2000, "[tax]\nA = 1"]
)
def test_a_broken_project_file_suggests_less(toml: str, folder: Path) -> None:
    (folder / "billcli.toml").write_text(toml)
    one = shelf(folder, file=folder / "main.beancount")
    assert values(one.of("customer")) == []  # no command reads the ledger either
    assert [value for value in values(one.of("tax")) if value != "A"] == []


@pytest.mark.parametrize("toml", ["[rule", "rule = 3", "[rule]\nx = 1", "\0"])
def test_a_broken_file_of_rules_suggests_less(toml: str, folder: Path) -> None:
    (folder / "rules.toml").write_text(toml)
    assert [value for value in values(shelf(folder).of("rule")) if value != "x"] == []


def test_beside_a_broken_project_file_drafts_are_still_found(folder: Path) -> None:
    (folder / "billcli.toml").write_text("tax = 3")
    (folder / "drafts").mkdir()
    (folder / "drafts" / "a.toml").write_text("")
    assert values(shelf(folder, file=folder / "main.beancount").of("draft")) == ["a"]


def test_without_a_ledger_no_kind_fails(tmp_path: Path) -> None:
    for kind in KINDS:
        found = shelf(tmp_path, file=tmp_path / "gone.beancount").of(kind)
        assert found == [] or kind in {"language", "template"}


def test_notes_that_stand_open_are_named_with_what_they_are_about(folder: Path) -> None:
    notes = [
        (1, "dispute", "DSP-1", "open", "Dear"), (2, "dispute", "DSP-2", "open", "Late"),
        (3, "dispute", "DSP-1", "closed", "Credited"), (3, "promise", "PTP-1", "open", "Soon"),
        (4, "hold", "HLD-1", "open", "Wait"), (5, "hold", "HLD-1", "open", "Wait more"),
    ]  # fmt: skip
    with (folder / "main.beancount").open("a") as ledger:
        for day, tag, own, status, text in notes:
            ledger.write(f'2026-05-0{day} note Assets:Receivable:Acme "{text}" #{tag} ^A-1 ^{own}'
                         f' ^{own}..{own[:4]}9\n  id: "{own}"\n  status: "{status}"\n')  # fmt: skip
        call = '2026-05-06 note Assets:Receivable:Acme "dispute" #call ^CON-1'
        ledger.write(f'{call}\n  id: "CON-1"\n')
    warm(folder)
    assert shelf(folder).of("dispute") == [Suggestion("DSP-2", "A-1, Late")]
    assert shelf(folder).of("promise") == [Suggestion("PTP-1", "A-1, Soon")]
    assert shelf(folder).of("hold")[0] == Suggestion("HLD-1", "A-1, Wait more")
