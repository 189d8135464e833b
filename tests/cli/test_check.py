"""``billcli check`` as typed: silence, errors, warnings and their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.domain.books import Books
from billcli.domain.money import Money

if TYPE_CHECKING:
    import pytest
    from shop import Shop


TORN = (
    '2026-01-05 * "Acme Inc." "X" #invoice ^X-1\n  invoice: "X-1"\n  due: 2026-01-01\n'
    "  Assets:Receivable:Acme  5.00 EUR\n  Income:Services  -5.00 EUR\n"
)


def test_sound_books_are_met_with_silence(shop: Shop) -> None:
    shop.sold("100")
    shop.done("payment add Acme 60 EUR --oldest-first", "payment add Acme 40 EUR")
    answer = shop("check")
    assert (answer.status, answer.out, answer.err) == (0, "", "")
    assert shop("check", "terminal").err == "0 errors, 0 warnings in 19 entries, 3 files\n"


def test_an_edited_invoice_is_found_with_its_line_and_exits_one(shop: Shop) -> None:
    shop.sold("100")
    shop.write("2026.beancount", shop.text().replace("100.00", "110.00"))
    answer = shop("check")
    assert answer.status == 1
    assert "2026.beancount:3: error[SEAL-BROKEN]" in answer.err
    data = shop("check --format json")
    assert data.envelope["exit_code"] == 1
    assert data.data["errors"] == 1
    assert data.envelope["problems"][0]["code"] == "SEAL-BROKEN"


def test_what_beancount_cannot_read_exits_three(shop: Shop) -> None:
    shop.append("2026-01-01 open\n")
    answer = shop("check")
    assert answer.status == 3
    assert "error[LEDGER-SYNTAX]: syntax error" in answer.err


def test_warnings_leave_the_exit_status_and_strict_makes_them_errors(shop: Shop) -> None:
    shop.append(TORN)
    answer = shop("check")
    assert answer.status == 0
    assert "warning[" in answer.err
    assert "main.beancount:15" in answer.err
    strict = shop("check --strict")
    assert strict.status == 1
    assert "error[" in strict.err


def test_problems_stand_in_the_order_of_files_and_lines(shop: Shop) -> None:
    shop.sold("100")
    shop.write("2026.beancount", shop.text().replace("100.00", "110.00"))
    shop.append(TORN)
    places = [row.partition(".")[0] for row in shop("check --strict").err.splitlines()
              if "error[" in row]  # fmt: skip
    assert places[0] == "main"
    assert places[-1] == "2026"
    assert places == sorted(places, reverse=True)


def test_the_table_forms_hold_every_problem(shop: Shop) -> None:
    shop.append(TORN)
    rows = shop("check --format csv").out.splitlines()
    assert rows[0] == "file,line,severity,code,message,help"
    assert rows[1].startswith("main.beancount,15,warning,")


def test_of_many_warnings_alike_five_are_shown(shop: Shop) -> None:
    shop.append("".join(
        TORN.replace("X-1", f"X-{n}") for n in range(1, 9)
    ))  # fmt: skip
    answer = shop("check")
    code = answer.codes[0]
    assert answer.codes.count(code) == 5
    assert f"3 more like {code} are not shown; see all with -v\n" in answer.err
    assert shop("check -v").codes.count(code) == 8
    found = [p["code"] for p in shop("check --format json").envelope["problems"]]
    assert found.count(code) == 8
    assert "more like" not in shop("check -q").err


def test_errors_are_never_left_out(shop: Shop) -> None:
    shop.append("".join(TORN.replace("X-1", f"X-{n}") for n in range(1, 9)))
    answer = shop("check --strict")
    assert answer.codes.count(answer.codes[0]) == 8
    assert "not shown" not in answer.err


def test_one_is_one_and_many_are_many(shop: Shop) -> None:
    shop.sold("100")
    shop.write("2026.beancount", shop.text().replace("100.00", "110.00"))
    assert shop("check").err.startswith("1 error, 0 warnings in ")


def test_of_a_file_that_is_no_ledger_the_first_problems_are_shown(shop: Shop) -> None:
    shop.write("passwd", "root:x:0:0\n" * 40)
    answer = shop("-f passwd check --format table")
    assert answer.status == 3
    assert answer.err.count("error[") == 21
    assert answer.err.endswith("... and 20 more in passwd; see all with -v\n")
    assert shop("-f passwd check --format table -v").err.count("error[") == 41
    assert len(shop("-f passwd check --format json").envelope["problems"]) >= 40


def test_a_deleted_invoice_is_an_error(shop: Shop) -> None:
    shop.sold("100", "200", "300")
    blocks = shop.text().split("\n\n")
    gone = next(block for block in blocks if "^INV-2026-0002" in block)
    shop.write("2026.beancount", shop.text().replace(gone, ""))
    answer = shop("check")
    assert (answer.status, "error[NUMBER-MISSING]" in answer.err) == (1, True)


def test_overpayment_of_an_item_known_by_its_link_is_an_error(shop: Shop) -> None:
    shop.append(
        '2026-01-05 * "Acme Inc." "X" ^inv-9\n  Assets:Receivable:Acme  10.00 EUR\n'
        "  Income:Services  -10.00 EUR\n"
        '2026-01-06 * "Acme Inc." "Y" ^inv-9\n  Assets:Receivable:Acme  -15.00 EUR\n'
        "  Assets:Bank:Checking  15.00 EUR\n"
    )
    answer = shop("check")
    assert answer.status == 1
    assert "error[AR-OVERPAID]: posting of 15.00 EUR exceeds open balance 10.00 EUR" in answer.err


def test_the_tie_out_is_a_table_of_both_sides(shop: Shop) -> None:
    shop.sold("100")
    answer = shop("check --tieout")
    assert answer.status == 0
    assert answer.rows == [
        ["customer", "account", "open_items", "balance", "difference", "currency"],
        ["Acme", "Assets:Receivable:Acme", "100.00", "100.00", "0.00", "EUR"],
    ]
    assert shop("check --tieout --as-of 2025-12-31 --format json").data == {
        "rows": [],
        "ties": True,
    }


def test_sides_that_differ_exit_one_and_are_said(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.sold("100")
    off = {("Assets:Receivable:Acme", "EUR"): Money.of("99.00", "EUR")}
    monkeypatch.setattr(Books, "account_balances", lambda _: off)
    answer = shop("check --tieout --format json")
    assert (answer.status, answer.data["ties"]) == (1, False)
    assert answer.data["rows"][0]["difference"] == {"number": "-1.00", "currency": "EUR"}
    assert "differ: -1.00 EUR" in shop("check --tieout").err


def test_the_tie_out_of_faulty_books_says_so(shop: Shop) -> None:
    shop.append("2026-01-01 open\n")
    assert shop("check --tieout").status == 3


def test_many_customers_on_one_account_are_counted(shop: Shop) -> None:
    shop.append("\n2025-01-01 open Assets:Receivable\n")
    for name in "ABCD":
        shop.append(
            f'\n2026-01-10 * "{name}" "x" ^{name}-1\n  Assets:Receivable  5.00 EUR\n'
            "  Income:Books  -5.00 EUR\n"
        )
    assert shop("check --tieout").rows[1][:3] == [
        "4 customers",
        "Assets:Receivable",
        "20.00",
    ]
