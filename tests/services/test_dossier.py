"""What whoever collects gets to know of a customer: all of it, and provably so."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from shop import Shop

MAIL = """
[mail]
from = "desk@linden.example"
deliver = "eml"

[dunning]
ladder = [{ level = "reminder", days = 7 }]
"""


@pytest.fixture
def owed(shop: Shop) -> Shop:
    """Return books of a customer who paid a part, was reminded, disputes a part and was called."""
    shop.setting(MAIL)
    shop.sold("100", "50")
    shop.sold("70", customer="Globex")
    shop.done("payment add Acme 30 EUR --allocate INV-2026-0001=30 --date 2026-02-01")
    shop.today = dt.date(2026, 3, 20)
    shop.done("remind Acme --send")
    shop.done('dispute open INV-2026-0002 --amount 10 --reason "damaged"')
    shop.done('contact log Acme "called, promised nothing"')
    return shop


def told(shop: Shop, name: str, folder: str = "dossier") -> Any:  # noqa: ANN401 - as it is written
    return json.loads(shop.text(f"{folder}/{name}"))


def test_everything_about_the_customer_is_there(owed: Shop) -> None:
    answer = owed("collections export acme -o dossier --format json")
    assert answer.status == 0
    names = [one["name"] for one in answer.data["files"]]
    letters = [name for name in names if name.startswith("letters/2026-03-20-")]
    assert [name for name in names if name not in letters] == [
        "correspondence.json", "customer.json", "documents/INV-2026-0001.pdf",
        "documents/INV-2026-0002.pdf", "open-items.json", "payments.json", "statement.pdf",
        "statement.txt", "manifest.json",
    ]  # fmt: skip
    assert len(letters) == 1
    assert b"Payment reminder" in (owed.folder / "dossier" / letters[0]).read_bytes()
    assert told(owed, "customer.json")["email"] == "ap@acme.example"
    assert [(row["item"], row["open"]["number"]) for row in told(owed, "open-items.json")] == [
        ("INV-2026-0001", "70.00"),
        ("INV-2026-0002", "50.00"),
    ]
    (paid,) = told(owed, "payments.json")
    assert paid["settles"] == [
        {"item": "INV-2026-0001", "amount": {"number": "30.00", "currency": "EUR"}}
    ]
    kinds = [one["kind"] for one in told(owed, "correspondence.json")]
    assert kinds == [["reminder"], ["reminder"], ["dispute"], ["call"]]
    assert "Globex" not in owed.text("dossier/statement.txt")


def test_the_manifest_proves_every_file_and_the_same_day_gives_the_same_bytes(owed: Shop) -> None:
    owed.done("collections export Acme -o dossier", "collections export Acme --to again")
    manifest = told(owed, "manifest.json")
    assert (manifest["customer"], manifest["date"]) == ("Acme", "2026-03-20")
    folder = owed.folder / "dossier"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {one["name"] for one in manifest["files"]} == there - {"manifest.json"}
    for one in manifest["files"]:
        content = (folder / one["name"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (one["bytes"], one["sha256"])
        assert (owed.folder / "again" / one["name"]).read_bytes() == content


def test_nothing_is_written_in_a_dry_run_or_over_other_files(owed: Shop) -> None:
    before = owed.tree()
    assert owed("collections export Acme -o dossier -n").status == 0
    assert owed.tree() == before
    owed.write("dossier/older.txt", "mine")
    assert owed("collections export Acme -o dossier").codes == ["FOLDER-IN-USE"]
    assert owed("collections export Initech -o new").codes == ["UNKNOWN-CUSTOMER"]
    owed.done('customer add Initech --name "Initech"')
    assert owed("collections export Initech -o new").codes == ["DOSSIER-EMPTY"]
    assert not (owed.folder / "new").exists()


def test_a_document_by_hand_is_an_item_without_paper(owed: Shop) -> None:
    owed.append(
        '2026-01-05 * "Acme Inc." "by hand"\n  Assets:Receivable:Acme  80.00 EUR\n'
        '    invoice: "No 7"\n    due: 2026-02-01\n  Income:Services  -80.00 EUR\n'
    )
    owed.done("collections export Acme -o dossier")
    assert "No 7" in {row["item"] for row in told(owed, "open-items.json")}
