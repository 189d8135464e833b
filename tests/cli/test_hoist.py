from __future__ import annotations

from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.cli.hoist import FLAGS, RESERVED, SHORT_FLAGS, VALUES, hoist

Words: TypeAlias = list[str]
Options: TypeAlias = tuple[list[Words], dict[str, str], set[str]]
COMMAND = st.lists(
    st.sampled_from(
        ["invoice", "create", "Acme", "-", "--line", "10 h x 150.00 Work", "-1 x 5 Back", "",
         "--note=-n", "--po", "7", "株式会社", "--draft", "-5"]
    ),
    max_size=6,
)  # fmt: skip


def _spellings(name: str, value: str) -> list[Words]:
    long = next(spelling for spelling, target in VALUES.items() if target == name)
    forms = [[long, value], [f"{long}={value}"]]
    if name in {"file", "output"}:
        forms += [[f"-{name[0]}", value], [f"-{name[0]}{value}"], [f"-{name[0]}={value}"]]
    return forms


@st.composite
def _options(draw: st.DrawFn) -> Options:
    """Return words of some global options, in words that must stay together, and their meaning."""
    names = draw(st.lists(st.sampled_from(sorted(set(VALUES.values()))), unique=True, max_size=4))
    values = {name: draw(st.sampled_from(["a", "b.json", "2026-01-31", "-3d"])) for name in names}
    flags = draw(st.lists(st.sampled_from(sorted(FLAGS)), max_size=3))
    groups = [draw(st.sampled_from(_spellings(name, value))) for name, value in values.items()]
    groups += [[flag] for flag in flags]
    return draw(st.permutations(groups)), values, {FLAGS[flag] for flag in flags}


def _interleaved(command: Words, groups: list[Words], places: list[int]) -> Words:
    words = [[word] for word in command]
    for group, place in zip(groups, places, strict=True):
        words.insert(place % (len(words) + 1), group)
    return [word for group in words for word in group]


def _position_never_matters(command: list[str], options: Options, data: st.DataObject) -> None:
    groups, values, flags = options
    places = data.draw(st.lists(st.integers(0, 20), min_size=len(groups), max_size=len(groups)))
    taken = hoist(_interleaved(command, groups, places))
    assert taken.problems == ()
    assert taken.argv == tuple(command)
    assert {name: taken.value(name) for name in taken.values} == values
    assert taken.flags == flags


@given(COMMAND, _options(), st.data())
@settings(max_examples=50, deadline=None)
def test_the_position_of_a_global_option_never_matters(
    command: list[str], options: Options, data: st.DataObject
) -> None:
    _position_never_matters(command, options, data)


@pytest.mark.long
@given(COMMAND, _options(), st.data())
@settings(max_examples=2000, deadline=None)
def test_the_position_of_a_global_option_never_matters_long(
    command: list[str], options: Options, data: st.DataObject
) -> None:
    _position_never_matters(command, options, data)


def test_nothing_is_taken_after_two_hyphens() -> None:
    taken = hoist(["invoice", "-n", "--", "-y", "--format", "json"])
    assert taken.argv == ("invoice", "--", "-y", "--format", "json")
    assert taken.flags == {"dry_run"}
    assert taken.values == {}


def test_flags_can_be_clustered_but_never_with_a_value() -> None:
    assert hoist(["-nyqv"]).flags == set(SHORT_FLAGS.values())
    assert hoist(["-note"]).argv == ("-note",)
    assert hoist(["-no"]).argv == ("-no",)


def test_text_attached_to_a_commands_option_is_left_alone() -> None:
    assert hoist(["--note=-n", "--note=--format"]).argv == ("--note=-n", "--note=--format")


@pytest.mark.parametrize(
    "words", [["-f"], ["--format", "--dry-run"], ["--today="], ["-o", ""], ["--as-of", "-n"]]
)
def test_a_missing_value_is_a_problem(words: list[str]) -> None:
    [problem] = hoist(words).problems
    assert problem.code == "OPTION-VALUE"
    assert words[0].partition("=")[0] in problem.message


def test_the_word_after_a_missing_value_keeps_its_meaning() -> None:
    taken = hoist(["--format", "--dry-run", "list"])
    assert taken.flags == {"dry_run"}
    assert taken.argv == ("list",)


def test_a_value_given_twice_is_a_problem_that_shows_both() -> None:
    [problem] = hoist(["--format", "json", "list", "--format=csv"]).problems
    assert problem.code == "OPTION-TWICE"
    assert "json and csv" in problem.message


def test_only_plugins_may_be_given_several_times() -> None:
    taken = hoist(["--allow-plugin", "a", "--allow-plugin=b"])
    assert taken.values["allow_plugin"] == ("a", "b")
    assert taken.problems == ()


def test_a_flag_takes_no_value() -> None:
    [problem] = hoist(["--yes=1"]).problems
    assert problem.code == "OPTION-VALUE"
    assert "--yes takes no value" in problem.message


def test_all_problems_are_found_in_one_run() -> None:
    assert len(hoist(["--yes=1", "--format", "--today"]).problems) == 3


def test_a_single_hyphen_is_a_value() -> None:
    assert hoist(["-o", "-"]).value("output") == "-"


def test_reserved_spellings_hold_every_global_option() -> None:
    assert {"-f", "-o", "-n", "-y", "-q", "-v", "-h", "--help", "--as-of"} <= RESERVED
