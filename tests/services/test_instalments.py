"""Invoices in instalments, as the commands write and show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shop import Shop

PLAN = 'invoice create Acme --line "300 Course; tax=ZERO" --instalments "3 monthly"'


def _open(shop: Shop) -> list[tuple[str, str]]:
    rows = shop("report open --format json").data["items"]
    return [(row["date_due"], row["balance_open"]["number"]) for row in rows]


def test_the_first_falls_due_when_the_terms_say(shop: Shop) -> None:
    shop.done("customer edit Acme --terms 'net 14'")
    shop.done(PLAN)
    dues = ["2026-02-14", "2026-03-14", "2026-04-14"]
    assert _open(shop) == [(due, "100.00") for due in dues]
    assert "terms:" not in shop.text()


def test_an_invoice_is_open_until_its_last_instalment_is_paid(shop: Shop) -> None:
    shop.done(f"{PLAN} --first 2026-01-31")
    for name, status in (("#1", "open"), ("#3", "open"), ("#2", "paid")):
        shop.done(f"payment add Acme 100 EUR --allocate INV-2026-0001{name}")
        (shown,) = shop("invoice show INV-2026-0001 --format json").data["invoices"]
        assert shown["status"] == status
    assert shop("check").status == 0


def test_undo_takes_the_whole_plan_back(shop: Shop) -> None:
    before = shop.tree()
    shop.done(PLAN)
    shop.done("undo")
    assert shop.tree() == before


def test_page_and_document_show_the_plan(shop: Shop) -> None:
    shop.done(f"{PLAN} --first 2026-02-01")
    page = shop("invoice show INV-2026-0001 --format table").out
    assert "2026-03-01 100.00 EUR, 100.00 EUR open" in page
    document = (shop.folder / "documents" / "INV-2026-0001.txt").read_text()
    rows = [row.split() for row in document.splitlines() if row.startswith("Instalment")]
    assert [row[1:] for row in rows][1] == ["2", "EUR", "100.00", "by", "March", "1,", "2026"]
    shop.done(f"{PLAN} --draft --draft-file one.toml")
    assert "Part 3  2026-05-02 100.00 EUR" in shop("invoice show one.toml --format table").out


def test_a_draft_names_the_key_at_fault(shop: Shop) -> None:
    shop.done(f"{PLAN} --draft --draft-file one.toml")
    text = (shop.folder / "one.toml").read_text()
    (shop.folder / "one.toml").write_text(text.replace("3 monthly", "many"))
    answer = shop("invoice issue one.toml", yes=True)
    assert answer.status == 3
    assert "one.toml:2: error[INSTALMENTS-UNREADABLE]: instalments: 'many' is no plan" in answer.err
