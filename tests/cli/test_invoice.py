"""``billcli invoice``: create, issue, list, show, render and void."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from shop import Shop


CREATE = 'invoice create Acme --line "10 h x consulting"'


def test_every_option_of_create_is_in_the_entry(shop: Shop) -> None:
    shop.done(
        'invoice create acme --line "10 h x consulting" --line "300 Hosting; tax=LOW"'
        ' --discount 5% --note "Thanks" --delivered 2026-01-30 --period 2026-01 --po PO-7'
        ' --ref R-8 --terms "2/10 net 30" --date 2026-01-29 --currency EUR --prices net'
    )
    rows = [row for row in shop.text().splitlines()[2:] if "seal:" not in row]
    assert rows[:11] == [
        '2026-01-29 * "Acme Inc." "Invoice INV-2026-0001" #invoice ^INV-2026-0001',
        '  invoice: "INV-2026-0001"',
        "  due: 2026-02-28",
        '  terms: "2/10 net 30"',
        '  rf: "RF16INV20260001"',
        "  delivery-date: 2026-01-30",
        "  period-start: 2026-01-01",
        "  period-end: 2026-01-31",
        '  purchase-order: "PO-7"',
        '  buyer-reference: "R-8"',
        '  note: "Thanks"',
    ]
    assert rows[11].split() == ["Assets:Receivable:Acme", "2000.70", "EUR"]
    assert rows[-1] == (
        '2026-01-29 document Assets:Receivable:Acme "documents/INV-2026-0001.txt" ^INV-2026-0001'
    )
    paper = shop.text("documents/INV-2026-0001.txt")
    for said in ("PO-7", "R-8", "Thanks", "2,000.70", "January 30, 2026", "RF16 INV2 0260 001"):
        assert said in paper
    assert shop("check").status == 0


def test_json_of_a_gross_invoice_in_another_currency(shop: Shop) -> None:
    answer = shop(
        'invoice create Acme --line "119.00 Poster" --prices gross --currency CHF'
        " --due 2026-02-10 --format json", yes=True,
    )  # fmt: skip
    assert answer.data == {
        "invoice": "INV-2026-0001",
        "kind": "invoice",
        "customer": "Acme",
        "date_issued": "2026-01-31",
        "date_due": "2026-02-10",
        "net": {"number": "100.00", "currency": "CHF"},
        "tax": {"number": "19.00", "currency": "CHF"},
        "total": {"number": "119.00", "currency": "CHF"},
        "instalments": [],
        "reference": "RF16INV20260001",
        "application": None,
        "credits": [],
        "balance_open": {"number": "119.00", "currency": "CHF"},
        "credit_left": None,
        "written": True,
        "places": ["2026.beancount:3", "2026.beancount:22"],
        "files": ["documents/INV-2026-0001.txt", "2026.beancount", "main.beancount"],
    }


def test_a_customer_may_have_terms_currency_and_tax_of_their_own(shop: Shop) -> None:
    shop.done('invoice create Globex --line "100 Work"')
    (row,) = shop("report open").rows[1:]
    assert (row[5], row[8], row[10]) == ("2026-04-01", "100.00", "USD")


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ("", ["LINE-MISSING"]),
        ('--line "1 x"', ["LINE-UNREADABLE"]),
        ('--line "1 x" --line "foo"', ["LINE-UNREADABLE", "LINE-CODE"]),
        ('--line "1 Work; tax=QQ"', ["TAX-UNKNOWN"]),
        ('--line "1 Work" --prices brutto', ["OPTION-VALUE"]),
        ('--line "1 Work" --currency euro', ["CURRENCY-UNREADABLE"]),
        ('--line "1 Work" --terms soon', ["TERMS-UNREADABLE"]),
        ('--line "1 Work" --date 2026-02-30', ["DATE-IMPOSSIBLE"]),
        ('--line "1 Work" --due soon', ["DATE-UNREADABLE"]),
        ('--line "1 Work" --delivered soon', ["DATE-UNREADABLE"]),
        ('--line "1 Work" --number A-1', ["OPENING-NUMBER"]),
        ('--line "1 Work" --opening', ["OPENING-NUMBER"]),
        ('--line "1 Work" --opening --number "A 1"', ["NUMBER-ILLEGAL"]),
        ('--line "1 Work" --opening --number A-1 --draft', ["OPENING-DRAFT"]),
        ('--line "1 Work" --opening --number A-1 --draft-file a.toml', ["OPENING-DRAFT"]),
    ],
)
def test_what_cannot_be_invoiced_is_refused(shop: Shop, options: str, codes: list[str]) -> None:
    before = shop.tree()
    answer = shop(f"invoice create Acme {options}", yes=True)
    assert (answer.status, answer.codes) == (2, codes)
    assert shop.tree() == before


def test_an_unknown_customer_is_refused(shop: Shop) -> None:
    assert shop('invoice create Acne --line "1 Box"', yes=True).codes == ["UNKNOWN-CUSTOMER"]


def test_dry_run_and_consent(shop: Shop) -> None:
    before = shop.tree()
    answer = shop(f"{CREATE} --dry-run")
    assert answer.status == 0
    assert "  Assets:Receivable:Acme   1785.00 EUR\n" in answer.out
    assert answer.err == (
        "Dry run, nothing was written. It would have: Issued INV-2026-0001 to Acme: 1785.00 EUR,"
        " due 2026-03-02\n"
    )
    assert shop(CREATE).codes == ["NEEDS-YES"]
    assert shop(CREATE, "n").codes == ["NOT-CONFIRMED"]
    assert shop.tree() == before
    assert shop(CREATE, "y").status == 0


def test_an_opening_item_stands_against_the_opening_balances(shop: Shop) -> None:
    answer = shop("invoice create Acme --number A-1 --opening --date 2025-06-01"
                  ' --line "500 Old" --line "95 Tax" --format json', yes=True)  # fmt: skip
    assert answer.data["total"] == {"number": "595.00", "currency": "EUR"}
    assert answer.data["date_due"] == "2025-07-01"
    assert "Equity:Opening-Balances  -595.00 EUR" in shop.text("2025.beancount")
    assert "documents/A-1.txt" not in shop.tree()
    again = shop('invoice create Acme --number A-1 --opening --line "1 x 5 Old"', yes=True)
    assert (again.status, again.codes) == (2, ["NUMBER-USED"])
    assert "help: billcli invoice show A-1" in again.err
    shown = shop("invoice show A-1").out.split("\n\n")[1].splitlines()
    assert shown[1].split("\t")[4] == "595.00"


def test_a_draft_says_only_what_was_said_and_is_issued_by_its_name(shop: Shop) -> None:
    answer = shop(f'{CREATE} --draft --note "Thanks" --discount 5% --period 2026-01', yes=True)
    assert answer.err == (
        "Wrote draft drafts/2026-01-31-acme.toml of 1695.75 EUR\n"
        "Next: billcli invoice issue drafts/2026-01-31-acme.toml\n"
    )
    assert shop.text("drafts/2026-01-31-acme.toml") == (
        'customer = "Acme"\ndiscount = "5%"\nperiod = "2026-01-01..2026-01-31"\nnote = "Thanks"\n'
        'date = 2026-01-31\nlines = [\n  "10 h x consulting",\n]\n'
    )
    shop.done("invoice issue 2026-01-31-acme")
    assert "drafts/2026-01-31-acme.toml" not in shop.tree()
    assert "  Assets:Receivable:Acme   1695.75 EUR\n" in shop.text()


def test_drafts_have_names_of_their_own_and_a_dry_run_writes_none(shop: Shop) -> None:
    before = shop.tree()
    answer = shop(f"{CREATE} --draft -n")
    assert answer.out.startswith('customer = "Acme"\n')
    assert answer.err.startswith("Would write draft drafts/2026-01-31-acme.toml of 1785.00 EUR\n")
    assert shop.tree() == before
    for _ in range(3):
        shop(f"{CREATE} --draft")
    assert shop("invoice list --drafts --format ids").out.split() == [
        "drafts/2026-01-31-acme-2.toml",
        "drafts/2026-01-31-acme-3.toml",
        "drafts/2026-01-31-acme.toml",
    ]


def test_a_draft_file_that_is_there_is_not_overwritten(shop: Shop) -> None:
    answer = shop(f"{CREATE} --draft-file mine.toml --format json")
    assert answer.data == {
        "draft": "mine.toml",
        "customer": "Acme",
        "total": {"number": "1785.00", "currency": "EUR"},
        "written": True,
    }
    again = shop(f"{CREATE} --draft-file mine.toml")
    assert (again.status, again.codes) == (2, ["FILE-EXISTS"])


def test_a_draft_that_could_not_be_issued_is_not_written(shop: Shop) -> None:
    assert shop('invoice create Acme --line "1 Work; tax=QQ" --draft').codes == ["TAX-UNKNOWN"]
    assert "drafts" not in [path.name for path in shop.folder.iterdir()]


def test_several_drafts_are_issued_one_after_the_other(shop: Shop) -> None:
    shop(f"{CREATE} --draft")
    shop('invoice create Globex --line "5 Box" --draft')
    ids = shop("invoice list --status draft --format ids").out
    answer = shop("invoice issue - --format json --yes", stdin=ids)
    assert [one["invoice"] for one in answer.data["invoices"]] == ["INV-2026-0001", "INV-2026-0002"]
    assert [name for name in shop.tree() if name.startswith("drafts/")] == []


def test_a_missing_draft_stops_before_any_is_issued(shop: Shop) -> None:
    shop(f"{CREATE} --draft")
    before = shop.tree()
    answer = shop("invoice issue 2026-01-31-acme nothing", yes=True)
    assert (answer.status, answer.codes) == (2, ["DRAFT-MISSING"])
    assert "help: see billcli invoice list --drafts" in answer.err
    assert shop.tree() == before


def test_a_wrong_draft_keeps_all_from_being_issued(shop: Shop) -> None:
    shop(f"{CREATE} --draft-file a.toml")
    shop.write("b.toml", 'customer = "Nobody"\nlines = ["1 x 5 Box"]\n')
    shop.write("c.toml", 'customer = "Acme"\nlines = ["1 x 5 Box; tax=NOPE"]\n')
    before = shop.tree()
    answer = shop("invoice issue a.toml b.toml c.toml", yes=True)
    assert (answer.status, answer.codes) == (3, ["UNKNOWN-CUSTOMER", "TAX-UNKNOWN"])
    assert "b.toml:1: error[" in answer.err
    assert "c.toml:2: error[" in answer.err
    assert shop.tree() == before


def test_drafts_issued_before_a_no_stay_issued(shop: Shop) -> None:
    shop(f"{CREATE} --draft-file a.toml")
    shop(f"{CREATE} --draft-file b.toml")
    answer = shop("invoice issue a.toml b.toml", "y", "n")
    assert answer.status == 5
    assert "Issued INV-2026-0001 to Acme" in answer.err
    assert "a.toml" not in shop.tree()
    assert "b.toml" in shop.tree()


def test_a_draft_named_twice_is_issued_once(shop: Shop) -> None:
    shop(f"{CREATE} --draft-file drafts/a.toml")
    answer = shop("invoice issue a drafts/a.toml", yes=True)
    assert answer.status == 0
    assert answer.err.count("Issued") == 1


def test_a_draft_with_mistakes_names_each_with_its_line(shop: Shop) -> None:
    shop.write("drafts/a.toml", 'customer = "Acme"\nlines = [5]\ndate = "soon"\nfoo = 1\n')
    answer = shop("invoice issue a", yes=True)
    assert answer.status == 3
    assert "drafts/a.toml:2: error[" in answer.err
    assert "drafts/a.toml:3: error[" in answer.err
    assert "drafts/a.toml:4: error[" in answer.err
    listed = shop("invoice list --drafts")
    assert listed.status == 3
    (row,) = listed.rows[1:]
    assert row[:2] == ["drafts/a.toml", "Acme"]
    assert row[-1].count("; ") == 2


def test_no_drafts_are_said_so(shop: Shop) -> None:
    assert shop("invoice list --drafts --format table").out == "No drafts.\n"


@pytest.fixture
def listed(shop: Shop) -> Shop:
    shop.sold("100", date="2026-01-01")
    shop.sold("300", date="2026-01-15")
    shop.sold("200")
    shop.sold("50", customer="Globex")
    shop.done("payment add Acme 300 EUR --date 2026-02-01")
    shop.append('2026-02-02 note Assets:Receivable:Globex "No" #dispute ^INV-2026-0004\n'
                '  id: "DSP-1"\n  status: "open"\n')  # fmt: skip
    shop.today = dt.date(2026, 2, 15)
    return shop


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", "1 2 3 4"),
        ("--customer acme", "1 2 3"),
        ("--status open", "1 3 4"),
        ("--status paid", "2"),
        ("--status overdue", "1"),
        ("--status disputed", "4"),
        ("--from 2026-01-15", "2 3 4"),
        ("--to 2026-01-15", "1 2"),
        ("--from 2026-01-02 --to 2026-01-30", "2"),
        ("--min 200", "2 3"),
        ("--min 300.01", ""),
        ("--limit 2", "1 2"),
        ("--sort amount", "4 1 3 2"),
        ("--sort open", "2 4 1 3"),
        ("--sort due", "1 2 3 4"),
        ("--sort customer", "1 2 3 4"),
        ("--sort amount --limit 1", "4"),
        ("--as-of 2026-01-20", "1 2"),
        ("--as-of 2026-01-20 --status paid", ""),
    ],
)
def test_the_list_is_narrowed_and_ordered(listed: Shop, options: str, expected: str) -> None:
    ids = listed(f"invoice list {options} --format ids").out.split()
    assert ids == [f"INV-2026-000{n}" for n in expected.split()]


@pytest.mark.parametrize(
    ("options", "code", "hint"),
    [
        ("--status foo", "OPTION-VALUE", "open, overdue, paid"),
        ("--sort foo", "OPTION-VALUE", "use date, due, customer, amount, open"),
        ("--customer Nobody", "UNKNOWN-CUSTOMER", "customer list"),
        ("--min 1,50", "AMOUNT-UNREADABLE", "1250.50"),
        ("--from soon", "DATE-UNREADABLE", "2026-01-31"),
        ("--to soon", "DATE-UNREADABLE", "2026-01-31"),
    ],
)
def test_wrong_words_of_the_list(listed: Shop, options: str, code: str, hint: str) -> None:
    answer = listed(f"invoice list {options}")
    assert (answer.status, answer.codes) == (2, [code])
    assert hint in answer.err


def test_the_states_in_one_word(listed: Shop) -> None:
    rows = listed("invoice list --format json").data["invoices"]
    assert [row["status"] for row in rows] == ["overdue", "paid", "open", "disputed"]
    assert listed("invoice list --min 999 --format table").out == "No invoices fit.\n"


def test_showing_lines_tax_and_history(shop: Shop) -> None:
    shop.done(
        'invoice create Acme --line "2 x 50 Box; discount=10%" --discount 5 --date 2026-01-30'
    )
    shop.done("payment add Acme 40 EUR --oldest-first")
    out = shop("invoice show INV-2026-0001").out
    _, lines, history = out.split("\n\n")
    assert [row.split("\t")[1] for row in lines.splitlines()] == [
        "description", "Box", "Discount", "Tax VAT 19% of 85.00 EUR",
    ]  # fmt: skip
    assert [row.split("\t")[2:4] for row in history.splitlines()[1:]] == [
        ["Invoice INV-2026-0001", "101.15"], ["Payment", "-40.00"],
    ]  # fmt: skip
    table = shop("invoice show INV-2026-0001 --format table").out
    assert [" ".join(row.split()) for row in table.splitlines()[:3]] == [
        "Studio Linden Invoice", "Bonn INV-2026-0001", "partly paid",
    ]  # fmt: skip
    assert "\nOpen       61.15 EUR\n" in table
    (found,) = shop("invoice show INV-2026-0001 --format json").data["invoices"]
    assert found["open"][0]["balance_open"] == {"number": "61.15", "currency": "EUR"}
    assert found["status"] == "open"


def test_show_takes_several_and_stdin_and_as_of(shop: Shop) -> None:
    shop.sold("1", "2")
    found = shop("invoice show - INV-2026-0001 --format json", stdin="INV-2026-0002")
    assert [one["invoice"] for one in found.data["invoices"]] == ["INV-2026-0002", "INV-2026-0001"]
    assert shop("invoice show INV-2026-0001 --as-of 2026-01-30").codes == ["UNKNOWN-ITEM"]
    assert shop("invoice show X").codes == ["UNKNOWN-ITEM"]
    shop.done("payment add Acme 9 EUR --on-account")
    answer = shop("invoice show PMT-2026-0001")
    assert (answer.status, answer.codes) == (2, ["NOT-A-DOCUMENT"])


def test_a_price_worked_out_of_a_foreign_entry_has_the_digits_of_its_currency(shop: Shop) -> None:
    shop.append('2026-01-05 * "Acme Inc." "X" #invoice ^X-1\n  invoice: "X-1"\n'
                "  Assets:Receivable:Acme  5.00 EUR\n  Income:Services  -5.00 EUR\n")  # fmt: skip
    shown = shop("invoice show X-1").out.split("\n\n")[1].splitlines()
    assert shown[1].split("\t")[4] == "5.00"


def test_documents_are_made_again_to_the_byte(shop: Shop) -> None:
    shop.sold("1")
    before = shop.tree()
    (shop.folder / "documents" / "INV-2026-0001.txt").unlink()
    answer = shop("invoice render INV-2026-0001 --dry-run")
    assert answer.err == "Would write documents/INV-2026-0001.txt\n"
    assert "documents/INV-2026-0001.txt" not in shop.tree()
    answer = shop("invoice render - --format json", stdin="INV-2026-0001")
    assert answer.data == {"files": ["documents/INV-2026-0001.txt"]}
    assert shop.tree() == before
    shop.done("invoice render INV-2026-0001 -o copy.txt")
    assert shop.tree()["copy.txt"] == before["documents/INV-2026-0001.txt"]
    shop.done("invoice render INV-2026-0001 -o copy.html")
    assert b"INV-2026-0001" in shop.tree()["copy.html"]


@pytest.mark.parametrize(
    "words", ["INV-2026-0001 INV-2026-0002 -o a.txt", "INV-2026-0001 -o a.csv"]
)
def test_one_output_is_one_document_of_a_known_form(shop: Shop, words: str) -> None:
    shop.sold("1", "2")
    answer = shop(f"invoice render {words}")
    assert (answer.status, answer.codes) == (2, ["RENDER-OUTPUT"])
    assert "a.txt" not in shop.tree()


def test_rendering_what_is_not_there_is_refused(shop: Shop) -> None:
    assert shop("invoice render X").codes == ["UNKNOWN-ITEM"]


def test_voiding_is_a_credit_note_that_is_applied(shop: Shop) -> None:
    shop.done('invoice create Acme --line "100 Work"')
    answer = shop("invoice void INV-2026-0001 --reason Wrong --date 2026-02-01 --format json",
                  yes=True)  # fmt: skip
    assert answer.data["invoice"] == "CN-2026-0001"
    assert answer.data["corrects"] == "INV-2026-0001"
    assert answer.data["total"] == {"number": "119.00", "currency": "EUR"}
    text = shop.text()
    assert '  corrects: "INV-2026-0001"\n  reason: "Wrong"\n' in text
    assert text.count("2026-02-01") == 3
    assert shop("report open --as-of 2026-02-01").rows[1:] == []
    assert [row[7] for row in shop("report open").rows[1:]] == ["-30"]
    assert "Wrong" in shop.text("documents/CN-2026-0001.txt")
    assert shop("check").status == 0


@pytest.mark.parametrize(
    ("before", "number", "code"),
    [
        ([], "X", "UNKNOWN-ITEM"),
        (["invoice void INV-2026-0001"], "INV-2026-0001", "VOID-TWICE"),
        (["invoice void INV-2026-0001"], "CN-2026-0001", "VOID-CREDIT-NOTE"),
        (["payment add Acme 5 EUR --on-account"], "PMT-2026-0001", "NOT-A-DOCUMENT"),
    ],
)
def test_what_cannot_be_voided(shop: Shop, before: list[str], number: str, code: str) -> None:
    shop.sold("100")
    shop.done(*before)
    tree = shop.tree()
    answer = shop(f"invoice void {number}", yes=True)
    assert (answer.status, answer.codes) == (2, [code])
    assert shop.tree() == tree


def test_voiding_asks_and_a_dry_run_shows(shop: Shop) -> None:
    shop.sold("100")
    before = shop.tree()
    assert shop("invoice void INV-2026-0001", "n").codes == ["NOT-CONFIRMED"]
    assert shop("invoice void INV-2026-0001").codes == ["NEEDS-YES"]
    answer = shop("invoice void INV-2026-0001 -n")
    assert "#credit-note" in answer.out
    assert "#application" in answer.out
    assert shop.tree() == before


def test_instalments_are_added_up_when_voiding(shop: Shop) -> None:
    shop.append('2026-01-05 * "Acme Inc." "X" #invoice ^X-1\n  invoice: "X-1"\n'
                "  Assets:Receivable:Acme  60.00 EUR\n    due: 2026-02-01\n    instalment: 1\n"
                "  Assets:Receivable:Acme  40.00 EUR\n    due: 2026-03-01\n    instalment: 2\n"
                "  Income:Services  -100.00 EUR\n")  # fmt: skip
    answer = shop("invoice void X-1 --format json", yes=True)
    assert answer.data["total"] == {"number": "100.00", "currency": "EUR"}


def test_a_draft_may_lie_anywhere_and_is_issued_from_there(shop: Shop, tmp_path: Path) -> None:
    place = tmp_path / "elsewhere"
    place.mkdir()
    assert shop(f"{CREATE} --draft-file {place}/x.toml -n").status == 0
    assert list(place.iterdir()) == []
    assert shop(f"{CREATE} --draft-file {place}/x.toml").status == 0
    assert [path.name for path in place.iterdir()] == ["x.toml"]
    again = shop(f"{CREATE} --draft-file {place}/x.toml")
    assert (again.status, again.codes) == (2, ["FILE-EXISTS"])
    nowhere = shop(f"{CREATE} --draft-file {place}/no/x.toml")
    assert (nowhere.status, nowhere.codes) == (2, ["OUTPUT-FOLDER"])
    assert shop(f"invoice issue {place}/x.toml -n").status == 0
    assert (place / "x.toml").exists()
    shop.done(f"invoice issue {place}/x.toml")
    assert list(place.iterdir()) == []
    assert shop("invoice list --format ids").out == "INV-2026-0001\n"


def test_every_mistake_of_a_new_invoice_is_named_at_once(shop: Shop) -> None:
    before = shop.tree()
    answer = shop(
        'invoice create Nobody --line "x" --line "5 Box; when=now" --due foo --date bar'
        " --discount zz --period q",
        yes=True,
    )
    assert answer.status == 2
    assert answer.err.count("--due") == answer.err.count("--date") == 1
    assert answer.err.count("--discount") == answer.err.count("--period") == 1
    assert "'Nobody'" in answer.err
    assert len([code for code in answer.codes if code.startswith("LINE-")]) == 2
    assert shop.tree() == before


def test_a_wrong_customer_hides_no_wrong_line_nor_a_currency_the_terms(shop: Shop) -> None:
    answer = shop('invoice create Nobody --line "x"', yes=True)
    assert answer.codes == ["UNKNOWN-CUSTOMER", "LINE-CODE"]
    answer = shop('invoice create Acme --line "x" --terms bar --currency EURO', yes=True)
    assert {"LINE-CODE", "TERMS-UNREADABLE"} < set(answer.codes)
    assert len(answer.codes) == 3
