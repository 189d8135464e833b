"""Plain lines are read without Typer, and exactly as Typer would read them."""

from __future__ import annotations

import random
import shlex
from collections import Counter, deque
from typing import TYPE_CHECKING, Annotated

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.cli.app import command_tree
from billcli.cli.command_table import Entrance, entrances
from billcli.cli.declare import Command, Context, argument, declared, noun, option
from billcli.cli.direct import read
from billcli.cli.hoist import hoist, into_folder
from billcli.cli.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from billcli.cli.declare import Parameter
    from billcli.cli.invocation import Invocation

TREE = command_tree()
PLACES = [
    (name, verb) for name, entrance in entrances().items() for verb in declared(entrance).commands
]
WORDS = st.one_of(
    st.sampled_from(
        ["", "-", "--", "-1", "0", "3", "-x", "--limit", "--limit=2", "--limit=x", "--draft",
         "Acme", "--draft=1", "--help", "-h", "--line", "--line=", "--from=2026-01-01",
         "--customer", "a b", "--cust", "EUR", "--since", "--name=Ä", "12.50", "--sort",
         "--reason", "=", "--=", "---"]
    ),
    st.text(max_size=4),
)  # fmt: skip


def _command(name: str, verb: str) -> Command:
    return declared(entrances()[name]).commands[verb]


def _words(name: str, verb: str) -> list[str]:
    return [name, verb] if entrances()[name].group else [name]


def _by_typer(argv: list[str]) -> tuple[str, Mapping[str, object]] | None:
    """Return the command and the values that Typer hands it, or None when it refuses the line."""
    taken: list[tuple[str, Mapping[str, object]]] = []

    def note(self: Command, _: Invocation, values: Mapping[str, object]) -> None:
        taken.append((self.name, values))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Command, "__call__", note)
        try:
            with TREE.make_context("billcli", list(argv)) as context:
                TREE.invoke(context)
        except Exception:  # noqa: BLE001 - help, or any of Typer's errors and ours
            return None
    return taken[0] if taken else None


def _read_alike(argv: list[str]) -> bool:
    """Return whether a line is read directly; then it is read as Typer reads it."""
    plain = read(argv, entrances())
    if plain is not None:
        assert (plain.command.name, dict(plain.values)) == _by_typer(argv), argv
    return plain is not None


def _plain_words(command: Command, dice: random.Random) -> list[str]:
    """Return some of a command's options and all its arguments, as a person would type them."""
    words: list[list[str]] = []
    for one in command.parameters():
        if not one.spellings:
            words += [[_value(one, dice)] for _ in range(dice.randint(1, 3) if one.many else 1)]
        elif one.required or dice.random() < 0.5:
            for _ in range(dice.choice([1, 1, 2])):
                words.append(_typed(one, dice))
    options = [group for group in words if group[0][:2] == "--"]
    dice.shuffle(options)
    bare = [group for group in words if group[0][:2] != "--"]
    merged: list[str] = []
    while options or bare:
        source = options if options and (not bare or dice.random() < 0.5) else bare
        merged += source.pop(0)
    return merged


def _typed(one: Parameter, dice: random.Random) -> list[str]:
    spelling = dice.choice(one.spellings)
    if one.is_flag:
        return [spelling]
    value = _value(one, dice)
    return [f"{spelling}={value}"] if dice.random() < 0.4 else [spelling, value]


def _value(one: Parameter, dice: random.Random) -> str:
    if one.kind is int:
        return str(dice.randint(0, 50))
    return dice.choice(["Acme", "2026-01-01", "10 h x 150.00 Work; tax=DE-19", "a=b", "Ä ö", "-"])


@pytest.mark.parametrize(("name", "verb"), PLACES)
def test_a_plain_line_of_every_command_is_read_directly_and_alike(name: str, verb: str) -> None:
    dice = random.Random(f"{name} {verb}")  # noqa: S311 - not for secrets
    command = _command(name, verb)
    for _ in range(12):
        assert _read_alike([*_words(name, verb), *_plain_words(command, dice)])


@pytest.mark.parametrize(("name", "verb"), PLACES)
def test_the_fewest_words_are_enough(name: str, verb: str) -> None:
    words = _words(name, verb)
    for one in _command(name, verb).parameters():
        if one.required:
            words += ["x"] if not one.spellings else [one.spellings[0], "x"]
    assert _read_alike(words)
    assert _read_alike([*words, "--"])


def _mixed(words: list[str], more: list[str], dice: random.Random) -> list[str]:
    for word in more:
        words.insert(dice.randint(0, len(words)), word)
    return words


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(PLACES), st.lists(WORDS, max_size=3), st.integers(0, 9999))
def test_odd_lines_are_read_alike_or_left_to_typer(
    place: tuple[str, str], more: list[str], seed: int
) -> None:
    _odd_line(place, more, seed)


@pytest.mark.long
@settings(max_examples=5000, deadline=None)
@given(st.sampled_from(PLACES), st.lists(WORDS, max_size=5), st.integers(0, 9999))
def test_many_odd_lines_are_read_alike_or_left_to_typer(
    place: tuple[str, str], more: list[str], seed: int
) -> None:
    _odd_line(place, more, seed)


def _odd_line(place: tuple[str, str], more: list[str], seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    words = _mixed(_plain_words(_command(*place), dice), more, dice)
    _read_alike([*_words(*place), *words])


@pytest.mark.parametrize(
    "line",
    ["", "nonsense", "invoice", "invoice nonsense", "invoice -h", "-h", "--version",
     "report --help", "report open --limit", "report open --limit x", "report open --limit -1",
     "report open --lim 3", "report open --limit=+3", "report open --limit ٣",
     "report open --from --to 2026-01-01", "report open Acme", "report open -x", "status now",
     "payment add Acme 10", "payment add Acme 10 EUR more", "payment add Acme -5 EUR",
     "invoice show", "customer show --", "payment add Acme 10 EUR --on-account=yes",
     "ledger reseal E-1", "completion", "invoice -q list", "--sort x report open"],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_typer(line: str) -> None:
    assert read(line.split(), entrances()) is None


# A command with everything at once, which no command of billcli has.

app = noun("odd", "Odd.")


@app.command("all")
def everything(
    ctx: Context,
    first: str,
    second: Annotated[str, argument()] = "2",
    *,
    rest: Annotated[list[str] | None, argument()] = None,
    count: Annotated[int, option(least=2)] = 5,
    total: int = 0,
    tags: Annotated[list[str], option("--tag")] = [],  # noqa: B006 - it is copied
    sure: Annotated[bool, option("--sure")] = False,
    wide: Annotated[float, option("--wide")] = 1.0,
) -> Outcome:
    """Take everything."""
    return Outcome(data=[ctx.obj.today, first, second, rest, count, total, tags, sure, wide])


TABLE = {"odd": Entrance(__name__, "Odd", "Trial")}


def _odd(line: str) -> Iterator[object]:
    plain = read(["odd", "all", *line.split()], TABLE)
    return iter(()) if plain is None else iter(plain.values.values())


def test_arguments_take_words_in_their_order() -> None:
    assert list(_odd("a")) == ["a", "2", None, 5, 0, [], False, 1.0]
    assert list(_odd("a b")) == ["a", "b", None, 5, 0, [], False, 1.0]
    assert list(_odd("a b c d --sure")) == ["a", "b", ["c", "d"], 5, 0, [], True, 1.0]
    assert list(_odd("--tag 1 a --tag=2 -- --sure")) == [
        "a", "--sure", None, 5, 0, ["1", "2"], False, 1.0,
    ]  # fmt: skip


def test_numbers_keep_their_bounds() -> None:
    assert list(_odd("a --count 2 --total 1"))[3:5] == [2, 1]
    assert list(_odd("a --count 1 --count 7"))[3:5] == []
    assert list(_odd("a --wide 2")) == []


def test_a_default_that_may_change_is_not_shared() -> None:
    first, second = read(["odd", "all", "a"], TABLE), read(["odd", "all", "a"], TABLE)
    assert first is not None
    assert second is not None
    assert first.values["tags"] is not second.values["tags"]


def test_the_function_is_called_with_the_values(invocation: Invocation) -> None:
    plain = read(["odd", "all", "a", "--sure"], TABLE)
    assert plain is not None
    answer = plain.run(invocation)
    assert isinstance(answer, Outcome)
    assert answer.data == [invocation.today, "a", "2", None, 5, 0, [], True, 1.0]


def test_nearly_all_lines_of_the_manual_are_plain() -> None:
    """Every example in a docstring that is one line of plain words runs without Typer."""
    seen: Counter[bool] = Counter()
    for place in PLACES:
        for line in (_command(*place).function.__doc__ or "").splitlines():
            if line.strip().startswith("billcli ") and "|" not in line:
                hoisted = hoist(shlex.split(line)[1:])
                argv = into_folder(hoisted, ("collections", "export")).argv
                seen[read(argv, entrances()) is not None] += 1
    assert seen[True] > 60
    assert seen[False] == 0


def test_words_are_not_taken_from_the_caller() -> None:
    words = deque(["status"])
    assert read(words, entrances()) is not None
    assert list(words) == ["status"]
