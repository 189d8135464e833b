from __future__ import annotations

import json

import pytest

from billcli.cli.app import run
from billcli.cli.help_pages import topic_text
from billcli.cli.hoist import VALUES
from billcli.cli.invocation import ENDINGS, Format
from billcli.domain.problem import ExitCode

TOPICS = (
    "accounts", "dates", "environment", "exit-codes", "files", "formats", "lines", "reconcile",
    "settings", "undo",
)  # fmt: skip


def test_without_a_name_every_topic_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["help", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["data"]["topics"]
    assert [row["topic"] for row in rows] == list(TOPICS)
    assert all(row["about"] for row in rows)


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
    ],
)
def test_an_unknown_name_is_met_with_the_nearest(
    name: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["help", name]) == 2
    assert hint in capsys.readouterr().err
