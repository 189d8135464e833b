"""Whoever mistypes a name is shown the nearest ones, and hears of all mistakes at once."""

from __future__ import annotations

import pytest

from billcli.domain.problem import ExitCode, InvalidError, Problem, UsageError, each
from tests.shop import Shop

INVOICES = ("30.00", "40.00", "50.00")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Books that these commands only read."""
    shop = Shop.open(tmp_path_factory.mktemp("suggestion") / "books")
    shop.sold(*INVOICES)
    shop.done("payment add Acme 30.00 EUR --allocate INV-2026-0001")
    return shop


# kind of name: what is typed, and what is offered first
NAMES = {
    "customer by id": ("customer show Acmee", "Acme (Acme Inc.)"),
    "customer by name": ('customer show "Globex Limited"', "Globex (Globex Ltd.)"),
    "customer to edit": ("customer edit Globx --city Rome", "Globex (Globex Ltd.)"),
    "customer to bill": ('invoice create Acmee --line "5 Work"', "Acme (Acme Inc.)"),
    "customer who pays": ("payment add Acmee 5.00 EUR", "Acme (Acme Inc.)"),
    "customer of a report": ("report open --customer Acmee", "Acme (Acme Inc.)"),
    "customer of a statement": ("statement show Acmee", "Acme (Acme Inc.)"),
    "invoice": ("invoice show INV-2026-002", "INV-2026-0002"),
    "invoice to void": ("invoice void INV-2026-002 --reason x", "INV-2026-0002"),
    "invoice to print": ("invoice render INV-2026-002", "INV-2026-0002"),
    "item to settle": ("payment add Acme 5.00 EUR --allocate INV-2026-003", "INV-2026-0003"),
    "payment": ("payment show PMT-2026-001", "PMT-2026-0001"),
    "entry to undo": ("undo INV-2026-03", "INV-2026-0003"),
    "entry to accept": ("ledger reseal INV-2026-003 --reason x", "INV-2026-0003"),
    "tax code": ('invoice create Acme --line "5 Work; tax=VTA"', "VAT"),
    "price code": ('invoice create Acme --line "5 h x consultng"', "consulting"),
    "account": (
        "payment add Acme 40.00 EUR --allocate INV-2026-0002 --account Assets:Bank:Chekin",
        "Assets:Bank:Checking",
    ),
    "currency": ('invoice create Acme --line "5 Work" --currency EUX', "EUR"),
    "template": ("template copy invoise.typ", "invoice.typ"),
    "topic": ("help setings", "settings"),
    "code": ("help AR-OVERPAYED", "AR-OVERPAID"),
    "command": ("invoce list", "invoice"),
    "verb": ("invoice lst", "list"),
    "option": ("invoice list --custmer Acme", "--customer"),
    "sort order": ("report aging --sort totl", "total"),
    "status": ("invoice list --status opn", "open"),
    "format": ("report open --format jsn", "json"),
}


@pytest.mark.parametrize(("line", "offered"), NAMES.values(), ids=NAMES)
def test_a_mistyped_name_is_answered_with_the_nearest(books: Shop, line: str, offered: str) -> None:
    answer = books(line)
    assert answer.status == 2, answer.err
    (hint,) = [text for text in answer.err.splitlines() if text.startswith("help: ")]
    assert offered in hint


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("[series.invoise]\npattern = 'A-{n}'\n", "invoice"),
        ("[defaults]\ncurency = 'EUR'\n", "currency"),
        ("[account]\nbank = 'Assets:Bank'\n", "accounts"),
    ],
)
def test_a_mistyped_setting_is_answered_with_the_nearest(
    shop: Shop, typed: str, offered: str
) -> None:
    shop.write("billcli.toml", typed)
    answer = shop("-f main.beancount report open")
    assert answer.codes == ["CONFIG-INVALID"]
    assert f"help: did you mean {offered}?" in answer.err


@pytest.mark.parametrize(
    "line",
    ["customer show {} {}", "invoice show {} {}", "payment show {} {}", "statement show {} {}",
     "invoice render {} {}", "receipt render {} {}", "ledger reseal {} {} --reason x"],
)  # fmt: skip
def test_every_unknown_name_of_a_command_is_told(books: Shop, line: str) -> None:
    answer = books(line.format("Xylo-1", "Yps-2"))
    assert len(answer.codes) == 2
    assert "Xylo-1" in answer.err
    assert "Yps-2" in answer.err


def test_a_problem_has_the_same_parts_for_programs(books: Shop) -> None:
    (problem,) = books("invoice show INV-2026-002 --format json").envelope["problems"]
    assert problem == {
        "code": "UNKNOWN-ITEM",
        "severity": "error",
        "message": "there is no invoice 'INV-2026-002'",
        "file": None,
        "line": None,
        "help": problem["help"],
    }
    assert "INV-2026-0002" in problem["help"]


def test_a_place_is_told_to_programs(shop: Shop) -> None:
    shop.append('2026-01-05 * "Acme Inc." "Odd"\n  Assets:Receivable:Acme  1.00 EUR\n')
    problems = shop("check --format json").envelope["problems"]
    assert {problem["file"] for problem in problems} == {"main.beancount"}
    assert 15 in {problem["line"] for problem in problems}


def refusing(name: str) -> str:
    if name.startswith("good"):
        return name.upper()
    raise UsageError.of("A-B", name)


def test_each_is_found_or_all_are_refused() -> None:
    assert each(refusing, ["good 1", "good 2"]) == ["GOOD 1", "GOOD 2"]
    with pytest.raises(UsageError) as caught:
        each(refusing, ["bad 1", "good", "bad 2", "bad 1"])
    assert caught.value.problems == (Problem("A-B", "bad 1"), Problem("A-B", "bad 2"))
    assert caught.value.exit_code is ExitCode.USAGE


def test_what_is_worse_than_a_wrong_word_ends_the_search() -> None:
    def broken(name: str) -> str:
        raise InvalidError.of("C-D", name)

    with pytest.raises(InvalidError):
        each(broken, ["a", "b"])
