from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from billcli.cli.invocation import Format, Invocation, Surroundings
from billcli.cli.outcome import Column, ColumnKind, Outcome, Table
from billcli.cli.present import RICH_ROWS, answer_text, present
from billcli.domain.problem import Problem, UsageError

if TYPE_CHECKING:
    from pathlib import Path

Call = Callable[..., tuple[int, str, str]]
Screen = Callable[..., Surroundings]
ITEM = (Column("item", "Item", ColumnKind.ID),)
NAME = (Column("name", "Name"),)


def _text(outcome: Outcome, invocation: Invocation, **change: object) -> str:
    return answer_text(outcome, invocation._replace(**change), unicode=True)


@pytest.mark.parametrize("form", [f.value for f in Format if f is not Format.BEANCOUNT])
def test_every_form_holds_every_id(call: Call, form: str) -> None:
    status, out, _ = call("item", "list", "--format", form)
    assert status == 0
    assert all(f"INV-2026-000{n}" in out for n in (1, 2, 3))


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_a_terminal_gets_a_table_that_fits(call: Call, screen: Screen, columns: int) -> None:
    out = call("item", "list", around=screen(columns, NO_COLOR="1"))[1]
    assert max(map(len, out.splitlines())) <= columns
    assert "1001.00 EUR" in out
    assert "\t" not in out
    assert "\x1b" not in out
    assert "main.beancount" not in out


def test_a_terminal_has_colour_unless_told_otherwise(call: Call, screen: Screen) -> None:
    assert "\x1b[" in call("item", "list", around=screen())[1]
    assert "\x1b[" not in call("item", "list", "--color=never", around=screen())[1]
    assert "\x1b[" not in call("item", "list", around=screen(TERM="dumb"))[1]


def test_verbose_shows_the_detail_columns(call: Call, screen: Screen) -> None:
    assert "main.beancount" in call("item", "list", "-v", around=screen(120))[1]


def test_a_table_into_a_pipe_is_as_wide_as_it_needs(call: Call) -> None:
    out = call("item", "list", "--format=table", "--customer", "x" * 150)[1]
    assert "x" * 150 in out


def test_many_rows_are_lined_up_without_rich(call: Call, screen: Screen) -> None:
    out = call("item", "list", f"--count={RICH_ROWS + 1}", around=screen())[1]
    assert "\x1b" not in out
    assert len(out.splitlines()) == RICH_ROWS + 1 + 5
    assert "INV-2026-0201" in out


def test_an_empty_answer_is_one_line_on_a_terminal_and_a_header_in_a_pipe(
    call: Call, screen: Screen
) -> None:
    assert call("item", "list", "--count=0", around=screen())[1] == "No open items.\n"
    assert call("item", "list", "--count=0")[1].count("\n") == 1
    assert call("item", "list", "--count=0", "-q")[1] == ""


def test_markup_in_names_is_text(call: Call, screen: Screen) -> None:
    out = call("item", "list", "--customer", "[bold]x\x1b[31m", around=screen(120, NO_COLOR="1"))[1]
    assert "[bold]x[31m" in out
    assert "\x1b" not in out


def test_text_stands_for_itself_where_there_is_no_table(call: Call, screen: Screen) -> None:
    line = "2026-01-01 open Assets:Receivable:Acme\n"
    assert call("give", "text")[1] == line
    assert call("give", "text", around=screen())[1] == line
    assert call("give", "text", "--format", "beancount")[1] == line


@pytest.mark.parametrize("form", ["csv", "jsonl", "ids"])
def test_a_form_that_an_answer_does_not_have_is_a_usage_error(call: Call, form: str) -> None:
    status, out, err = call("give", "text", "--format", form)
    assert (status, out) == (2, "")
    assert "error[FORMAT-UNAVAILABLE]: give" in err


def test_after_a_change_the_form_is_never_a_failure(call: Call) -> None:
    status, out, err = call("item", "add", "Box", "--format", "csv")
    assert (status, out) == (0, "")
    assert "added Box" in err
    assert call("item", "add", "Box", "--no-changed", "--format", "csv")[0] == 2


def test_ids_are_those_given_else_the_first_id_column(invocation: Invocation) -> None:
    table = Table("", (*NAME, *ITEM), (("a", "I-1"), ("b", "I-2")))
    assert _text(Outcome(tables=(table,)), invocation, format=Format.IDS) == "I-1\nI-2\n"
    given = Outcome(tables=(table,), ids=("P-1",))
    assert _text(given, invocation, format=Format.IDS) == "P-1\n"
    with pytest.raises(UsageError, match="FORMAT-UNAVAILABLE"):
        _text(Outcome(tables=(Table("", NAME, ()),)), invocation, format=Format.IDS)


def test_several_tables_are_parted_by_a_line_in_plain(invocation: Invocation) -> None:
    tables = (Table("One", ITEM, (("I-1",),)), Table("Two", NAME, (("a",),)))
    assert _text(Outcome(tables=tables), invocation) == "item\nI-1\n\nname\na\n"
    assert _text(Outcome(tables=tables), invocation, format=Format.CSV) == "item\r\nI-1\r\n"


def test_people_see_tables_and_then_the_text(invocation: Invocation) -> None:
    outcome = Outcome(tables=(Table("One", ITEM, ()),), text="a plan")
    assert _text(outcome, invocation, format=Format.TABLE) == "Nothing to show.\n\na plan\n"
    assert _text(outcome, invocation, format=Format.TABLE, quiet=True) == "a plan\n"


def test_an_answer_goes_to_the_file_in_the_form_of_its_ending(call: Call, tmp_path: Path) -> None:
    for ending, start in [("json", "{"), ("csv", "item,"), ("tsv", "item\t"), ("jsonl", "{")]:
        status, out, _ = call("item", "list", "-o", f"x.{ending}")
        assert (status, out) == (0, "")
        assert (tmp_path / f"x.{ending}").read_text(encoding="utf-8").startswith(start)
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["exit_code"] == 0


def test_a_document_goes_to_the_file_as_it_is(call: Call, tmp_path: Path) -> None:
    assert call("give", "document", "-o", "x.pdf")[0] == 0
    assert (tmp_path / "x.pdf").read_bytes() == b"%PDF-1.7"


def test_a_command_without_a_document_makes_none(call: Call, tmp_path: Path) -> None:
    status, _, err = call("item", "list", "-o", "x.pdf")
    assert status == 2
    assert "item list makes no .pdf file" in err
    assert list(tmp_path.iterdir()) == []
    assert call("item", "add", "Box", "-o", "x.pdf")[0] == 0


def test_a_failure_leaves_the_file_alone_and_prints_the_envelope(
    call: Call, tmp_path: Path
) -> None:
    (tmp_path / "x.json").write_bytes(b"old")
    status, out, err = call("fail", "usage", "-o", "x.json")
    assert status == 2
    assert json.loads(out)["status"] == "error"
    assert "error[X-USAGE]" in err
    assert (tmp_path / "x.json").read_bytes() == b"old"


def test_a_file_that_cannot_be_written_is_a_failure(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "x.csv")

    monkeypatch.setattr("billcli.cli.present.write_file", fail)
    status, _, err = call("item", "list", "-o", "x.csv")
    assert status == 1
    assert "error[FILE-DENIED]: x.csv: permission denied" in err
    status, _, err = call("item", "add", "Box", "-o", "x.json")
    assert status == 1
    assert "error[OUTPUT-LOST]" in err


def test_problems_of_an_answer_follow_it(
    invocation: Invocation, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = Outcome(tables=(Table("", ITEM, (("I-1",),)),), problems=(Problem("X", "words"),))
    present(outcome, invocation)
    out, err = capsys.readouterr()
    assert out == "item\nI-1\n"
    assert err == "error[X]: words\n"


def test_how_the_books_were_read_is_told_under_v_alone(
    invocation: Invocation, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = Outcome("x", data={}, remarks=("Read as a whole: it is new",))
    for form in (Format.JSON, Format.PLAIN, Format.TABLE):
        present(outcome, invocation._replace(format=form, verbose=True))
        assert capsys.readouterr().err == "Read as a whole: it is new\n", form
    present(outcome, invocation)
    assert "whole" not in capsys.readouterr().err
