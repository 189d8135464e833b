"""Several ids in one command, and which row belongs to which."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from billcli.cli.block import in_turn, keyed, merged
from billcli.cli.outcome import Column, ColumnKind, Outcome, Table
from billcli.domain.problem import ExitCode, UsageError

if TYPE_CHECKING:
    from shop import Shop


def _blocks(text: str) -> list[list[list[str]]]:
    """Return the rows of each block of a plain answer."""
    return [[row.split("\t") for row in b.splitlines()] for b in text.strip("\n").split("\n\n")]


def _act(name: str) -> Outcome:
    if name.startswith("bad"):
        raise UsageError.of("X-BAD", name)
    return Outcome(data=name, messages=(f"did {name}",), ids=(name,), changed=True)


def test_rows_get_the_id_of_their_block_and_lose_the_total() -> None:
    table = Table("T", (Column("a", "A"),), (("1",), ("2",)), ("3",))
    one, two = (keyed(table, "item", "Item", name) for name in ("X", "Y"))
    assert one.columns[0] == Column("item", "Item", ColumnKind.ID)
    assert one.total is None
    assert merged([one, two]).rows == (("X", "1"), ("X", "2"), ("Y", "1"), ("Y", "2"))


def test_one_id_is_answered_as_ever() -> None:
    assert in_turn(["a"], "things", _act) == _act("a")
    with pytest.raises(UsageError):
        in_turn(["bad"], "things", _act)


def test_several_are_done_until_one_is_refused() -> None:
    found = in_turn(["a", "b"], "things", _act)
    assert (found.data, found.ids) == ({"things": ["a", "b"]}, ("a", "b"))
    assert found.exit_code is ExitCode.DONE
    stopped = in_turn(["a", "bad", "c"], "things", _act)
    assert stopped.exit_code is ExitCode.WAITING
    assert stopped.messages == ("did a", "Not done: bad, c")
    assert [p.code for p in stopped.problems] == ["X-BAD"]
    with pytest.raises(UsageError):
        in_turn(["bad", "a"], "things", _act)


def test_several_invoices_are_voided(shop: Shop) -> None:
    shop.sold("100", "200", "300")
    answer = shop("invoice void - --format json --yes", stdin="INV-2026-0001\nINV-2026-0003\n")
    assert [one["corrects"] for one in answer.data["invoices"]] == [
        "INV-2026-0001",
        "INV-2026-0003",
    ]
    again = shop("invoice void INV-2026-0002 INV-2026-0001", yes=True)
    assert (again.status, again.codes) == (5, ["VOID-TWICE"])
    assert "Voided INV-2026-0002" in again.err
    assert "Not done: INV-2026-0001" in again.err
    assert shop("report open --format ids").out == ""


def test_several_customers_are_changed(shop: Shop) -> None:
    answer = shop("customer edit Acme Globex --terms 'net 14' --format json", yes=True)
    assert [one["customer"] for one in answer.data["customers"]] == ["Acme", "Globex"]
    assert shop("customer edit Acme --terms 'net 7' --format json", yes=True).data["customer"]
    partly = shop("customer edit Acme Nobody --terms 'net 5'", yes=True)
    assert (partly.status, partly.codes) == (5, ["UNKNOWN-CUSTOMER"])


def test_several_statements(shop: Shop) -> None:
    shop.sold("100")
    shop.sold("50", customer="Globex")
    data = shop("statement show Acme Globex --format json").data
    assert [one["customer"] for one in data["statements"]] == ["Acme", "Globex"]
    lines, items = _blocks(shop("statement show - ", stdin="Acme Globex").out)
    assert lines[0][0] == items[0][0] == "customer"
    assert {row[0] for row in lines[1:]} == {row[0] for row in items[1:]} == {"Acme", "Globex"}
    assert shop("statement show Acme Globex --format table").out.count("Statement of account") == 2
    assert shop("statement show Acme --format json").data["customer"] == "Acme"
    assert shop("statement show Acme Nobody").codes == ["UNKNOWN-CUSTOMER"]


def test_every_row_of_shown_invoices_names_its_invoice(shop: Shop) -> None:
    shop.sold("100", "200")
    shop.done("payment add Acme 30 EUR --allocate INV-2026-0001")
    heads, lines, history = _blocks(shop("invoice show INV-2026-0001 INV-2026-0002").out)
    assert heads[0] == [
        "invoice", "kind", "customer", "customer_name", "date_issued", "date_due", "net", "tax",
        "total", "balance_open", "currency", "status",
    ]  # fmt: skip
    assert heads[1] == [
        "INV-2026-0001", "invoice", "Acme", "Acme Inc.", "2026-01-31", "2026-03-02", "100.00",
        "0.00", "100.00", "70.00", "EUR", "open",
    ]  # fmt: skip
    assert [row[:2] for row in lines] == [
        ["invoice", "description"],
        ["INV-2026-0001", "Work"],
        ["INV-2026-0001", "Tax ZERO 0% of 100.00 EUR"],
        ["INV-2026-0002", "Work"],
        ["INV-2026-0002", "Tax ZERO 0% of 200.00 EUR"],
    ]
    assert [row[0] for row in history[1:]] == ["INV-2026-0001", "INV-2026-0001", "INV-2026-0002"]
    text = shop("invoice show INV-2026-0001 INV-2026-0002 --format csv").out
    assert [next(csv.reader(io.StringIO(b)))[0] for b in text.split("\r\n\r\n")] == ["invoice"] * 3
    assert shop("invoice show INV-2026-0002 --format ids").out == "INV-2026-0002\n"


def test_every_row_of_shown_payments_names_its_payment(shop: Shop) -> None:
    shop.sold("100", "200")
    shop.done("payment add Acme 100 EUR", "payment add Acme 200 EUR")
    heads, parts = _blocks(shop("payment show PMT-2026-0001 PMT-2026-0002").out)
    assert heads[0][:6] == ["payment", "date", "customer", "customer_name", "amount", "currency"]
    assert heads[2][:5] == ["PMT-2026-0002", "2026-01-31", "Acme", "Acme Inc.", "200.00"]
    assert [row[:2] for row in parts] == [
        ["payment", "item"],
        ["PMT-2026-0001", "INV-2026-0001"],
        ["PMT-2026-0002", "INV-2026-0002"],
    ]


def test_the_text_of_the_ledger_is_an_answer(shop: Shop) -> None:
    shop.sold("100", "200")
    shop.done("payment add Acme 100 EUR --allocate INV-2026-0001")
    books = shop.text()
    for line, count in (
        ("invoice list", 2), ("invoice show INV-2026-0001", 2), ("payment list", 1),
        ("payment show PMT-2026-0001", 1),
    ):  # fmt: skip
        text = shop(f"{line} --format beancount").out
        assert text.count(" * ") == count, line
        assert all(entry.strip() in books for entry in text.split("\n\n")), line
    customer = shop("customer show Acme --format beancount").out
    assert customer.splitlines()[0] == "2025-01-01 open Assets:Receivable:Acme"
    assert '2025-01-01 custom "customer" "Acme" Assets:Receivable:Acme' in customer
    assert "Globex" not in customer
    nothing = shop("payment list --customer Globex --format beancount")
    assert (nothing.status, nothing.out) == (0, "; nothing fits\n")


def test_lists_are_sorted_bounded_and_cut(shop: Shop) -> None:
    shop.sold("100", date="2026-01-01")
    shop.sold("200")
    shop.sold("300", customer="Globex")
    shop.done("payment add Acme 20 EUR --on-account", "payment add Globex 10 USD --on-account",
              "payment add Acme 30 EUR --on-account")  # fmt: skip

    def ids(line: str) -> list[str]:
        return [row[0] for row in shop(line).rows[1:]]

    assert ids("customer list --sort name --limit 1") == ["Acme"]
    assert ids("customer list --sort customer") == ["Acme", "Globex"]
    assert ids("payment list --limit 2") == ["PMT-2026-0002", "PMT-2026-0003"]
    assert ids("payment list --min 20") == ["PMT-2026-0001", "PMT-2026-0003"]
    assert ids("payment list --sort amount --limit 2") == ["PMT-2026-0002", "PMT-2026-0001"]
    assert ids("payment list --sort customer")[-1] == "PMT-2026-0002"
    assert ids("report aging --min 251") == ["Globex"]
    assert ids("report aging --sort total") == ["Acme", "Globex"]
    assert ids("report aging --sort overdue --limit 1") == ["Acme"]
    for line in ("customer list", "payment list", "report aging"):
        assert shop(f"{line} --sort height").codes == ["OPTION-VALUE"], line


@pytest.mark.parametrize(
    "line", ["customer list", "payment list", "invoice list", "report open", "report aging"]
)
def test_a_negative_limit_is_refused(shop: Shop, line: str) -> None:
    answer = shop(f"{line} --limit -1")
    assert (answer.status, answer.codes) == (2, ["COMMAND-LINE"])
    assert "'--limit'" in answer.err
