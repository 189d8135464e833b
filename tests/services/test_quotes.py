"""Quotes: numbered files, and invoices that are made of them once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import ConflictError, UsageError
from billcli.services.accept_quote import accept_quote
from billcli.services.invoice_request import InvoiceRequest
from billcli.services.kept_facts import KeptFacts
from billcli.services.quote_file import read_quote, save_quote
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from pathlib import Path

    from shop import Shop

    from billcli.services.workspace import Workspace

DAY = dt.date(2026, 1, 31)
CREATE = 'quote create Acme --line "10 h x consulting"'
QUOTE = "quotes/QUO-2026-0001.toml"
FORMS = {
    "a": ("Acme", "2026-01-05", "100", "valid-until = 2026-01-10"),
    "b": ("Globex", "2026-01-06", "300", ""),
    "c": ("acme", "2026-01-07", "200", "valid-until = 2026-03-01"),
    "d": ("Acme", "2026-01-08", "50", "valid-until = 2026-02-01"),
    "e": ("Acme", "2026-02-08", "10", ""),
}


def names(path: Path) -> str:
    return path.name


def accepted(shop: Shop, consent: Consent, books: Workspace | None = None) -> object:
    return accept_quote(books or shop.workspace(), "QUO-2026-0001", DAY, names, consent)


def test_an_offered_price_holds_whatever_the_price_list_says_later(shop: Shop) -> None:
    shop.done(CREATE)
    shop.write("billcli.toml", shop.text("billcli.toml").replace("price = 150", "price = 999"))
    shop.done("quote accept QUO-2026-0001")
    assert "price: 150.00 EUR" in shop.text()


def test_whoever_has_old_books_is_told_that_it_is_accepted(shop: Shop) -> None:
    """Decided under the lock: what others appended meanwhile counts."""
    shop.done(CREATE)
    shop.done('invoice create Acme --line "1 Box"')
    old = shop.workspace()
    seen = []

    def other_accepts(text: str) -> None:
        seen.append(text)
        shop.done("quote accept QUO-2026-0001")

    with pytest.raises(UsageError) as caught:
        accepted(shop, Consent(other_accepts), old)
    assert [p.code for p in caught.value.problems] == ["QUOTE-INVOICED"]
    assert len(seen) == 1
    assert shop.text().count('quote: "QUO-2026-0001"') == 1


@pytest.mark.parametrize("said", ["quote decline QUO-2026-0001", ""])
def test_a_quote_that_changed_while_one_agreed_is_not_invoiced(shop: Shop, said: str) -> None:
    shop.done(CREATE)

    def meanwhile(_text: str) -> None:
        if said:
            shop.done(said)
        else:
            shop.write(QUOTE, shop.text(QUOTE).replace("150", "15"))

    before = shop.text("main.beancount")
    with pytest.raises(ConflictError) as caught:
        accepted(shop, Consent(meanwhile))
    assert [p.code for p in caught.value.problems] == ["FILE-CHANGED"]
    assert shop.text("main.beancount") == before
    assert not (shop.folder / "documents").exists()


def test_the_file_of_an_accepted_quote_is_left_alone(shop: Shop) -> None:
    shop.done(CREATE)
    before = (shop.folder / QUOTE).stat()
    shop.done("quote accept QUO-2026-0001")
    after = (shop.folder / QUOTE).stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_numbers_follow_files_and_ledger(shop: Shop) -> None:
    shop.done(CREATE, "quote accept QUO-2026-0001")
    (shop.folder / QUOTE).unlink()
    shop.write("quotes/QUO-2026-0004.toml", "= no toml")
    shop.write("quotes/notes.txt", "QUO-2026-0009")
    shop.write("quotes/.QUO-2026-0008.toml", "")
    assert shop.done(f"{CREATE} --format ids").out == "QUO-2026-0005\n"
    assert shop.done(f"{CREATE} --date 2027-01-02 --format ids").out == "QUO-2027-0001\n"
    (shop.folder / "quotes/QUO-2026-0004.toml").unlink()
    (shop.folder / "quotes/QUO-2026-0005.toml").unlink()
    assert shop.done(f"{CREATE} --format ids").out == "QUO-2026-0002\n"


def test_two_who_write_quotes_at_once_get_two_numbers(shop: Shop) -> None:
    answer = shop(CREATE, "y")
    assert answer.status == 0, answer.err
    asked: list[str] = []

    def meanwhile(text: str) -> None:
        asked.append(text)
        shop.done(CREATE)

    request = InvoiceRequest("Acme", ("5 Box",), DAY)
    quote, path, _ = save_quote(shop.workspace(), request, "", None, Consent(meanwhile))
    assert (quote.offer.number, path.name) == ("QUO-2026-0003", "QUO-2026-0003.toml")
    assert len(asked) == 1


@pytest.mark.parametrize(
    "name", ["../billcli", "/etc/passwd", "quotes/../billcli", ".", "..", "QUO-2026-0001/", ""]
)
def test_a_name_is_never_a_path(shop: Shop, name: str) -> None:
    shop.done(CREATE)
    answer = shop(f"quote show '{name}'")
    assert (answer.status, answer.codes) == (2, ["QUOTE-MISSING"])


@pytest.mark.parametrize("name", ["quo-2026-0001", "QUO-2026-0001.toml", QUOTE])
def test_the_name_of_the_file_will_do(shop: Shop, name: str) -> None:
    shop.done(CREATE)
    assert shop(f"quote show {name} --format ids").out == "QUO-2026-0001\n"


@pytest.mark.parametrize("act", ["list", "show", "render", "accept", "decline"])
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ((b"date = 2026-01-31", b"date = 9999-12-31"), "CONFIG-INVALID"),
        ((b"consulting", b"\xff"), "CONFIG-INVALID"),
        (None, "DRAFT-UNREADABLE"),
    ],
)
def test_a_file_that_is_wrong_is_named(
    shop: Shop, act: str, change: tuple[bytes, bytes] | None, code: str
) -> None:
    shop.done('quote create Acme --line "5 consulting"')
    path = shop.folder / QUOTE
    if change:
        path.write_bytes(path.read_bytes().replace(*change))
    else:
        path.unlink()
        path.mkdir()
    before = shop.tree()
    answer = shop(f"quote {act}" + (" QUO-2026-0001" if act != "list" else ""), yes=True)
    assert (answer.status, answer.codes) == (3, [code])
    assert QUOTE in answer.err
    assert shop.tree() == before


def test_a_link_is_no_quote(shop: Shop) -> None:
    shop.done(CREATE)
    (shop.folder / "quotes/QUO-2026-0002.toml").symlink_to(shop.folder / "billcli.toml")
    answer = shop("quote show QUO-2026-0002")
    assert (answer.status, answer.codes) == (3, ["DRAFT-UNREADABLE"])
    assert "the quote is a symbolic link" in answer.err
    listed = shop("quote list --format ids")
    assert (listed.status, listed.out) == (3, "QUO-2026-0001\nQUO-2026-0002\n")


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ("", "abcd"),
        ("--as-of 2026-12-31", "abcde"),
        ("--status open", "bd"),
        ("--status expired", "a"),
        ("--status invoiced", "c"),
        ("--status invoiced --as-of 2026-01-20", ""),
        ("--status open --as-of 2026-01-08", "abcd"),
        ("--customer ACME", "acd"),
        ("--from 2026-01-06 --to 2026-01-07", "bc"),
        ("--min 60", "abc"),
        ("--sort amount", "dacb"),
        ("--sort due", "adcb"),
        ("--sort customer --limit 2", "ac"),
    ],
)
def test_a_list_takes_the_words_of_every_list(shop: Shop, options: str, wanted: str) -> None:
    for n, (customer, date, price, valid) in enumerate(FORMS.values(), 1):
        text = (
            f'customer = "{customer}"\ndate = {date}\n{valid}\nlines = ["{price} Box; tax=ZERO"]\n'
        )
        shop.write(f"quotes/QUO-2026-{n:04}.toml", text)
    shop.done("quote accept QUO-2026-0003")
    numbers = {f"QUO-2026-{n:04}": key for n, key in enumerate(FORMS, 1)}
    answer = shop(f"quote list --format ids {options}")
    assert answer.status == 0, answer.err
    assert "".join(numbers[row] for row in answer.out.split()) == wanted


def test_the_read_model_knows_what_was_made_of_a_quote(shop: Shop, tmp_path: Path) -> None:
    shop.env["BILLCLI_CACHE"] = str(tmp_path / "cache")
    shop.done(CREATE, CREATE, 'invoice create Acme --line "7 quote"', "quote accept QUO-2026-0002")
    books = shop.workspace()
    assert isinstance(books.snapshot.facts, KeptFacts)
    found = [read_quote(books, f"QUO-2026-000{n}", names, DAY) for n in (1, 2)]
    assert [one.invoices for one in found] == [(), ("INV-2026-0002",)]
    assert "entries" not in vars(books.snapshot.facts)
    assert books.snapshot.facts.entries == shop.workspace().snapshot.facts.entries
    assert len(books.snapshot.facts.entries_with("quote")) == 1


def test_taking_the_invoice_back_opens_the_quote_again(shop: Shop) -> None:
    shop.done(CREATE, "quote accept QUO-2026-0001", "undo")
    assert shop("quote list --status open --format ids").out == "QUO-2026-0001\n"
    shop.done("quote accept QUO-2026-0001")


def test_an_invoice_and_its_credit_note(shop: Shop) -> None:
    """A credit note corrects the invoice; it is not made of the quote."""
    shop.done(CREATE, "quote accept QUO-2026-0001", "invoice void INV-2026-0001")
    assert shop.text().count("quote:") == 1
    shown = shop("invoice show INV-2026-0001 CN-2026-0001 --format json").data["invoices"]
    assert [one["quote"] for one in shown] == ["QUO-2026-0001", ""]
    assert shop("check --strict").status == 0


def test_a_quote_on_a_screen(shop: Shop) -> None:
    shop.done(f"{CREATE} --valid 14d --note Thanks")
    rows = [
        " ".join(row.split())
        for row in shop("quote show QUO-2026-0001 --format table").out.split("\n")
    ]
    assert rows[:3] == ["Studio Linden Quote", "Bonn QUO-2026-0001", "open"]
    assert "Acme Inc. Date 2026-01-31" in rows
    assert any("Valid until 2026-02-14" in row for row in rows)
    assert not any(row.startswith(("Due", "Payment", "Reference")) for row in rows)


RATES = [
    ("2026-06-30", "2026-07-01", "19", "20"),
    ("2026-06-30", "2026-06-30", "19", "19"),
    ("2026-07-01", "2026-07-02", "20", "20"),
]


@pytest.mark.parametrize(("offered", "agreed", "before", "after"), RATES)
def test_the_tax_is_that_of_the_invoice(
    shop: Shop, offered: str, agreed: str, before: str, after: str
) -> None:
    """A quote promises a net price; the rate of the day of supply is the law's."""
    dated = "rates = [{rate = 19}, {from = 2026-07-01, rate = 20}]"
    shop.write("billcli.toml", shop.text("billcli.toml").replace("rate = 19", dated))
    shop.done(f'quote create Acme --date {offered} --line "100 Box"')
    shown = shop("quote show QUO-2026-0001 --format json").data["quotes"][0]
    assert shown["taxes"][0]["rate"] == before
    shop.done(f"quote accept QUO-2026-0001 --date {agreed}")
    assert f"    rate: {after}\n" in shop.text()
    assert shop("check --strict").status == 0


@pytest.mark.parametrize(
    ("pattern", "numbers"),
    [
        ("A-{n:03}", ["A-001", "A-002", "A-003"]),
        ("{year}.{month:02}.{n}", ["2026.01.1", "2026.01.2", "2026.02.1"]),
        ("QUO-{year}-{n:04}", ["QUO-2026-0001", "QUO-2026-0002", "QUO-2026-0003"]),
    ],
)
def test_a_series_of_ones_own(shop: Shop, pattern: str, numbers: list[str]) -> None:
    shop.setting(f'\n[series.quote]\npattern = "{pattern}"\n')
    for date in ("2026-01-01", "2026-01-31", "2026-02-01"):
        shop.done(f"{CREATE} --date {date}")
    assert shop("quote list --format ids --as-of 2026-12-31").out.split() == numbers
    shop.done(f"quote accept {numbers[0]}")
    assert f'quote: "{numbers[0]}"' in shop.text()


def test_a_floor_begins_the_series(shop: Shop) -> None:
    shop.setting("\n[series.quote]\nnext = 118\n")
    shop.done(CREATE, CREATE)
    assert shop("quote list --format ids").out.split() == ["QUO-2026-0118", "QUO-2026-0119"]
    asked = shop("doctor --section series")
    assert any("quote number" in row and "QUO-2026-0120" in row for row in asked.out.splitlines())


@pytest.mark.parametrize("customer", ["Acme", "Globex"])
def test_the_record_of_the_day_holds(shop: Shop, customer: str) -> None:
    """Terms, tax and currency of the customer are taken when the invoice is issued."""
    shop.done(f'quote create {customer} --line "100 Box"')
    shop.done(f'customer edit {customer} --terms "net 7" --since 2026-02-01')
    shop.done("quote accept QUO-2026-0001 --date 2026-02-02")
    assert "due: 2026-02-09" in shop.text()
    currency = "USD" if customer == "Globex" else "EUR"
    assert f"Assets:Receivable:{customer}" in shop.text()
    assert f"price: 100 {currency}" in shop.text() or f"price: 100.00 {currency}" in shop.text()


def test_a_customer_who_is_gone(shop: Shop) -> None:
    shop.done('quote create Acme --line "100 Box"')
    text = shop.text("quotes/QUO-2026-0001.toml").replace("Acme", "Ghost")
    shop.write("quotes/QUO-2026-0001.toml", text)
    answer = shop("quote accept QUO-2026-0001", yes=True)
    assert (answer.status, answer.codes) == (3, ["UNKNOWN-CUSTOMER"])
    assert "quotes/QUO-2026-0001.toml:1: error" in answer.err


@pytest.mark.parametrize(
    ("price", "parts"),
    [
        ("100", ["33.34", "33.33", "33.33"]),
        ("99.99", ["33.33", "33.33", "33.33"]),
        ("0.02", ["0.01", "0.01"]),
    ],
)
def test_a_quote_may_promise_instalments(shop: Shop, price: str, parts: list[str]) -> None:
    """They are counted from the invoice, and come to its total."""
    plan = f"{len(parts)} monthly"
    shop.done(
        f'quote create Acme --line "{price} Box; tax=ZERO" --instalments "{plan}"',
        "quote accept QUO-2026-0001 --date 2026-02-01",
    )
    shown = shop("invoice show INV-2026-0001 --format json").data["invoices"][0]
    found = [one["balance_open"]["number"] for one in shown["open"]]
    assert sorted(found) == sorted(parts)
    assert all(one["date_due"] > "2026-02-01" for one in shown["open"])
    assert shop("check --strict").status == 0


def test_a_letter_of_a_quote_is_no_document_of_the_books(shop: Shop) -> None:
    shop.done(CREATE, "quote render QUO-2026-0001", "quote accept QUO-2026-0001")
    assert {path.name for path in (shop.folder / "documents").iterdir()} == {
        "INV-2026-0001.txt",
        "QUO-2026-0001.txt",
    }
    assert "QUO-2026-0001.txt" not in shop.text()
    assert shop("check --strict").status == 0
    shop.done("undo")
    assert [path.name for path in (shop.folder / "documents").iterdir()] == ["QUO-2026-0001.txt"]
