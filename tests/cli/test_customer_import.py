"""``billcli customer import``: files in, rows out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

LIST = "Name;Ort;E-Mail\nInitech;Bonn;a@i.example\nAcme Inc.;;\n"
CARD = "BEGIN:VCARD\r\nFN:Umbra\r\nEMAIL:a@umbra.example\r\nEND:VCARD\r\n"


def test_rows_counts_and_what_to_do_next(shop: Shop) -> None:
    shop.write("list.csv", LIST)
    shop.write("phone.vcf", CARD)
    answer = shop("customer import list.csv phone.vcf", yes=True)
    assert answer.rows == [
        ["customer", "customer_name", "result", "known_by", "file", "line"],
        ["Initech", "Initech", "added", "", "list.csv", "2"],
        ["Acme", "Acme Inc.", "known", "name", "list.csv", "3"],
        ["Umbra", "Umbra", "added", "", "phone.vcf", "1"],
    ]
    assert answer.err == (
        "2 added, 1 known already (customers.beancount:17)\nNext: billcli customer check\n"
    )
    again = shop("customer import list.csv phone.vcf")
    assert (again.status, again.err) == (0, "Nothing to import: 3 known already\n")


def test_the_answer_for_machines(shop: Shop) -> None:
    shop.write("list.csv", LIST)
    found = shop("customer import list.csv --format json", yes=True).data
    assert found["counts"] == {"added": 1, "updated": 0, "known": 1, "nameless": 0}
    assert found["contacts"][0] == {
        "customer": "Initech", "customer_name": "Initech", "result": "added", "known_by": "",
        "file": "list.csv", "line": 2,
    }  # fmt: skip
    assert (found["written"], found["files"]) == (True, ["customers.beancount"])
    assert shop("customer import list.csv --format json").data["written"] is False


def test_ids_are_those_of_what_was_written(shop: Shop) -> None:
    shop.write("list.csv", LIST)
    assert shop("customer import list.csv --format ids", yes=True).out == "Initech\n"


def test_a_dry_run_shows_the_text_and_asking_does(shop: Shop) -> None:
    shop.write("list.csv", LIST)
    before = shop.tree()
    answer = shop("customer import list.csv --dry-run")
    assert answer.out == (
        "2025-01-01 open Assets:Receivable:Initech\n"
        '\n2026-01-31 custom "customer" "Initech" Assets:Receivable:Initech\n'
        '  name: "Initech"\n  email: "a@i.example"\n  city: "Bonn"\n'
    )
    assert answer.err.startswith("Dry run, nothing was written. It would have: 1 added")
    assert shop("customer import list.csv").codes == ["NEEDS-YES"]
    assert shop("customer import list.csv", "n").codes == ["NOT-CONFIRMED"]
    assert shop.tree() == before
    assert shop("customer import list.csv --since 2026-01-01", "y").status == 0
    assert '2026-01-01 custom "customer" "Initech"' in shop.text("customers.beancount")


def test_columns_may_be_named_on_the_command_line(shop: Shop) -> None:
    shop.write("list.csv", "Firmierung,Kto\nInitech,K-7\n")
    shop.done("customer import list.csv --map name=Firmierung --id-column Kto")
    assert shop("customer show K-7").rows[1:] == [["K-7", "name", "Initech"]]


@pytest.mark.parametrize(
    ("pair", "near"), [("nmae=X", "name"), ("name", "name"), ("name=", "name"), ("=X", "name")]
)
def test_a_pair_that_is_none_is_refused(shop: Shop, pair: str, near: str) -> None:
    shop.write("list.csv", LIST)
    answer = shop(f"customer import list.csv --map {pair}", yes=True)
    assert (answer.status, answer.codes) == (2, ["CONTACT-KEY"])
    assert f"write --map {near}=COLUMN" in answer.err


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.csv", b"", "CSV-EMPTY"),
        ("empty.vcf", b"", "CSV-EMPTY"),
        ("head.csv", b"Name,City\n", "CONTACT-NONE"),
        ("page.csv", b"<!DOCTYPE html><html></html>", "CSV-FORMAT"),
        ("sheet.csv", b"PK\x03\x04xx", "CSV-FORMAT"),
        ("paper.csv", b"%PDF-1.7", "CSV-FORMAT"),
        ("noise.csv", bytes(range(256)) * 40_000, "CSV-BINARY"),
        ("noise.vcf", bytes(range(256)) * 400, "VCARD-UNREADABLE"),
        ("calendar.vcf", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "VCARD-UNREADABLE"),
        ("half.csv", b"\xff\xfeN", "CSV-ENCODING"),
        ("trap.csv", b'Name\n"=HYPERLINK(1)"\n', "CONTACT-FORMULA"),
        ("esc.csv", "Name\nA\u202eB\n".encode(), "TEXT-CONTROL"),
    ],
)
def test_what_holds_no_contacts_is_refused(shop: Shop, name: str, data: bytes, code: str) -> None:
    (shop.folder / name).write_bytes(data)
    before = shop.tree()
    answer = shop(f"customer import {name}", yes=True)
    assert (answer.status, answer.codes) == (2, [code])
    assert name in answer.err
    assert "profile" not in answer.err
    assert shop.tree() == before


def test_everything_wrong_in_all_files_is_named_and_nothing_is_written(shop: Shop) -> None:
    shop.write("list.csv", LIST)
    shop.write("odd.csv", "Shoe,Size\na,b\n")
    answer = shop("customer import list.csv odd.csv nowhere.csv .", yes=True)
    assert answer.codes == ["CONTACT-COLUMNS", "CONTACT-FILE", "CONTACT-FILE"]
    assert shop("customer show Initech").codes == ["UNKNOWN-CUSTOMER"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_usual_encoding_is_read(shop: Shop, encoding: str) -> None:
    text = "Firma;Ort;Straße\nMüller & Söhne;Köln;Große Allee 1\n"
    (shop.folder / "list.csv").write_bytes(text.encode(encoding))
    shop.done("customer import list.csv")
    assert ["MuellerSoehne", "city", "Köln"] in shop("customer show MuellerSoehne").rows


def test_a_file_may_be_too_large(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("billcli.services.contact_file.SIZE_MAX", 10)
    shop.write("list.csv", LIST)
    assert shop("customer import list.csv").codes == ["CONTACT-FILE"]
