from __future__ import annotations

import json

import pytest

from billcli.cli.app import run
from billcli.cli.help_pages import topic_text, topics
from billcli.cli.hoist import VALUES
from billcli.cli.invocation import ENDINGS, Format
from billcli.domain.problem import ExitCode

TOPICS = topics()
NEEDED = {
    "accounts", "completion", "dates", "environment", "exit-codes", "files", "formats", "lines",
    "reconcile", "settings", "undo",
}  # fmt: skip


def test_without_a_name_every_topic_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["help", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["data"]["topics"]
    assert [row["topic"] for row in rows] == list(TOPICS)
    assert all(row["about"] for row in rows)
    assert set(TOPICS) >= NEEDED


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_printed_as_it_is(topic: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["help", topic.upper()]) == 0
    assert capsys.readouterr().out == topic_text(topic)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_has_a_title_an_example_and_lines_that_fit(topic: str) -> None:
    text = topic_text(topic) or ""
    assert text.startswith(f"# {topic.capitalize().replace('-', ' ')}: ")
    assert "\n    " in text
    assert all(len(line) <= 104 for line in text.splitlines())


def test_pages_name_every_format_ending_and_exit_code() -> None:
    formats = topic_text("formats") or ""
    assert all(f"`{form.value}`" in formats for form in Format)
    assert all(f"`{ending}`" in formats for ending in ENDINGS)
    codes = topic_text("exit-codes") or ""
    assert all(f"| {int(code)} |" in codes for code in ExitCode)
    assert {"--today", "--as-of"} <= VALUES.keys()
    assert "--as-of DATE" in (topic_text("dates") or "")


def test_an_error_code_has_its_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["help", "ar-overpaid"]) == 0
    assert capsys.readouterr().out.startswith("# AR-OVERPAID\n")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("ar-overpayd", "did you mean AR-OVERPAID"),
        ("date", "did you mean dates"),
        ("qqqq", "run billcli help for the topics"),
        ("invoic", "did you mean invoice"),
        ("invoice creat", "did you mean invoice create"),
        ("invoice creat x", "did you mean invoice create"),
        ("nonsense creat", "run billcli help for the topics"),
        ("../topics/dates", "run billcli help for the topics"),
        ("overpaid", "did you mean AR-OVERPAID"),
        ("", "run billcli help for the topics"),
    ],
)
def test_an_unknown_name_is_met_with_the_nearest(
    name: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["help", *(name.split() or [""])]) == 2
    assert hint in capsys.readouterr().err


@pytest.mark.parametrize("words", [["invoice"], ["invoice", "create"], ["status"], ["help"]])
def test_a_command_shows_its_own_help(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["help", *words]) == 0
    shown = capsys.readouterr().out
    assert run([*words, "-h"]) == 0
    assert shown == capsys.readouterr().out
    assert shown.startswith(f"Usage: billcli {' '.join(words)} ")


def test_a_topic_of_several_words_needs_no_hyphen(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["help", "exit", "codes"]) == 0
    assert capsys.readouterr().out == topic_text("exit-codes")


def test_a_topic_named_like_a_command_says_where_the_command_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["help", "undo"]) == 0
    out, err = capsys.readouterr()
    assert out == topic_text("undo")
    assert err == "The command's own page: billcli undo -h\n"
