"""What is asked for: currencies, terms of foreign records, and lines that bill nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

ACME = '2025-06-01 custom "customer" "Acme" Assets:Receivable:Acme\n  terms: {}\n'


def _refused(shop: Shop, words: str, code: str) -> str:
    before = shop.tree()
    answer = shop(words, yes=True)
    assert (answer.status, answer.codes) == (2, [code])
    assert shop.tree() == before
    return answer.err


@pytest.mark.parametrize(
    "words",
    [
        "customer add Zed --currency EURO",
        "customer edit Acme --currency EURO",
        'invoice create Acme --line "1 Work" --currency EURO',
        'invoice create Acme --line "1 Work" --currency EURO --draft',
    ],
)
def test_a_currency_nobody_knows_is_refused(shop: Shop, words: str) -> None:
    assert "did you mean EUR?" in _refused(shop, words, "CURRENCY-UNKNOWN")


def test_a_currency_the_ledger_knows_is_accepted(shop: Shop) -> None:
    shop.append("2025-01-01 open Assets:Miles MILES\n")
    shop.done("customer add Zed --currency MILES")
    shop.done('invoice create Zed --line "5 Flight; tax=ZERO"')


def test_a_new_project_has_a_known_currency(shop: Shop) -> None:
    words = "init fresh --name Linden --country DE --currency XYZ1"
    assert "--currency: XYZ1 " in _refused(shop, words, "CURRENCY-UNKNOWN")


def test_settings_for_a_ledger_have_a_known_currency(shop: Shop) -> None:
    (shop.folder / "billcli.toml").unlink()
    _refused(shop, "init -f main.beancount --currency EURO", "CURRENCY-UNKNOWN")
    shop.append("2025-01-01 open Assets:Miles MILES\n")
    shop.done("init -f main.beancount --currency MILES")


@pytest.mark.parametrize("terms", ["30", '"30"', '"net 30"'])
def test_whole_numbers_in_records_are_days(shop: Shop, terms: str) -> None:
    shop.append(ACME.format(terms))
    answer = shop('invoice create Acme --line "1 Work; tax=ZERO" --format json', yes=True)
    assert answer.status == 0
    assert '  due: 2026-03-02\n  terms: "net 30"\n' in shop.text()


def test_whole_numbers_at_the_opening_of_an_account_are_days(shop: Shop) -> None:
    shop.append("2025-01-01 open Assets:Receivable:Hooli\n  terms: 14\n")
    shop.done('invoice create Hooli --line "1 Work; tax=ZERO"')
    assert '  due: 2026-02-14\n  terms: "net 14"\n' in shop.text()


def test_terms_of_a_record_that_cannot_be_read_name_its_place(shop: Shop) -> None:
    shop.append(ACME.format('"thirty days"'))
    line = shop.text("main.beancount").splitlines().index(ACME.splitlines()[0]) + 1
    said = _refused(shop, 'invoice create Acme --line "1 Work"', "TERMS-UNREADABLE")
    assert (
        f"main.beancount:{line}: error[TERMS-UNREADABLE]: the terms of Acme: 'thirty days'" in said
    )
    assert "billcli customer edit Acme --terms" in said
    shop.done('invoice create Acme --line "1 Work" --terms "net 7"')


def test_terms_at_an_opening_that_cannot_be_read_name_its_place(shop: Shop) -> None:
    shop.append('2025-01-01 open Assets:Receivable:Hooli\n  terms: "soon"\n')
    line = len(shop.text("main.beancount").splitlines()) - 1
    said = _refused(shop, 'invoice create Hooli --line "1 Work"', "TERMS-UNREADABLE")
    assert f"main.beancount:{line}: error" in said


@pytest.mark.parametrize("line", ["0 x 10.00 Foo", "0 h x 10.00 Foo", "-0 x 5 Foo"])
def test_a_line_of_quantity_zero_is_refused(shop: Shop, line: str) -> None:
    words = f'invoice create Acme --line "5 Work" --line "{line}"'
    assert "line 2 (Foo): " in _refused(shop, words, "LINE-ZERO")


def test_an_invoice_of_nothing_but_free_lines_is_refused(shop: Shop) -> None:
    words = 'invoice create Acme --line "0.00 Gift" --line "3 x 0 Gift"'
    _refused(shop, words, "INVOICE-ZERO")


@pytest.mark.parametrize(
    "words",
    [
        '--line "10 Work" --line "-10 Offset"',
        '--line "10 Work; discount=100%"',
        '--line "10 Work" --discount 100%',
    ],
)
def test_lines_that_offset_may_come_to_zero(shop: Shop, words: str) -> None:
    shop.done(f"invoice create Acme {words}")


def test_a_free_line_beside_others_stays(shop: Shop) -> None:
    shop.done('invoice create Acme --line "10 Work" --line "0.00 Gift"')
