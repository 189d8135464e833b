"""What a signature says about a command."""

from __future__ import annotations

import subprocess
import sys
import typing

import pytest

from billcli.cli.command_table import entrances
from billcli.cli.declare import (
    Annotated,
    Command,
    Context,
    Parameter,
    argument,
    declared,
    noun,
    option,
    optional,
    verb,
)
from billcli.cli.hoist import RESERVED
from billcli.cli.outcome import Outcome

More = Annotated[list[str] | None, option("--more", metavar="X", help="More.")]


def act(
    ctx: Context,
    name: Annotated[str, argument(help="A name.", show_default=False)],
    vat_id: str = "",
    from_: Annotated[str | None, option(help="Since.")] = None,
    *,
    count: Annotated[int, option(least=1)] = 2,
    more: More = None,
    sure: Annotated[bool, option("--sure", "--certain")] = False,
    **values: str | None,
) -> Outcome:
    """Act upon a name,
    over two lines.

    billcli act X
    """
    return Outcome(data=(ctx.obj, name, vat_id, from_, count, more, sure, values))


def test_parameters_stand_as_in_the_signature() -> None:
    found = Command("act", act, (optional("--iban", "Account."),)).parameters()
    assert [(p.name, p.spellings, p.kind, p.many, p.required, p.default) for p in found] == [
        ("name", (), str, False, True, None),
        ("vat_id", ("--vat-id",), str, False, False, ""),
        ("from_", ("--from",), str, False, False, None),
        ("count", ("--count",), int, False, False, 2),
        ("more", ("--more",), str, True, False, None),
        ("sure", ("--sure", "--certain"), bool, False, False, False),
        ("iban", ("--iban",), str, False, False, None),
    ]
    assert [p.name for p in found if p.is_flag] == ["sure"]
    assert [p.shown_name for p in found][:2] == ["name", "--vat-id"]
    assert (found[4].taken.metavar, found[4].taken.help) == ("X", "More.")
    assert (found[3].taken.least, found[0].taken.show_default) == (1, False)


def test_a_command_says_what_it_does() -> None:
    assert Command("act", act, ()).about == "Act upon a name,\n    over two lines."
    assert Command("none", lambda: None, ()).about == ""


def test_a_command_is_called_with_or_without_the_invocation(invocation: object) -> None:
    values = {"name": "X", "iban": "1"}
    answer = Command("act", act, ())(invocation, values)  # type: ignore[arg-type]
    assert isinstance(answer, Outcome)
    assert answer.data == (invocation, "X", "", None, 2, None, False, {"iban": "1"})
    bare = Command("bare", lambda shell: shell, ())
    assert bare(invocation, {"shell": "zsh"}) == "zsh"  # type: ignore[arg-type]


def test_nouns_and_verbs_keep_their_commands_in_order() -> None:
    found = noun("thing", "Things.")
    found.elsewhere("far", f"{__name__}:act", more=(optional("--iban", "Account."),))
    assert found.command("near")(act) is act
    assert list(found.commands) == ["far", "near"]
    assert found.commands["far"].function is act
    assert found.commands["far"].function is act  # found once, kept
    assert found.commands["far"].parameters()[-1].name == "iban"
    assert (verb("go").name, verb("go").summary, verb("go").commands) == ("go", "", {})


def _all() -> list[tuple[str, Parameter]]:
    return [
        (f"{name} {command.name}", one)
        for name, entrance in entrances().items()
        for command in declared(entrance).commands.values()
        for one in command.parameters()
    ]


def test_no_command_takes_an_option_of_every_command() -> None:
    assert [(path, one.name) for path, one in _all() if set(one.spellings) & RESERVED] == []


def test_every_command_can_be_read_directly() -> None:
    """Only what the direct reader knows is declared: texts, whole numbers, flags."""
    assert {one.kind for _, one in _all()} == {str, int, bool}
    assert all(one.spellings and not one.required for _, one in _all() if one.is_flag)
    assert all(s.startswith("--") for _, one in _all() for s in one.spellings)


@pytest.mark.parametrize("name", list(entrances()))
def test_what_takes_all_words_stands_last(name: str) -> None:
    for command in declared(entrances()[name]).commands.values():
        many = [one.many for one in command.parameters() if not one.spellings]
        assert True not in many[:-1]


@pytest.mark.parametrize("name", list(entrances()))
def test_a_single_command_is_named_as_its_module_is_called(name: str) -> None:
    entrance = entrances()[name]
    if not entrance.group:
        assert list(declared(entrance).commands) == [name]


def test_all_declarations_together_load_no_typer() -> None:
    code = (
        "import sys\n"
        "from billcli.cli.command_table import entrances\n"
        "from billcli.cli.declare import declared\n"
        "found = [one.parameters() for entrance in entrances().values()"
        " for one in declared(entrance).commands.values()]\n"
        "print(len(found), *{'typer', 'rich'} & {*sys.modules})"
    )
    ended = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.stderr == ""
    assert ended.stdout.split() == [
        str(sum(len(declared(e).commands) for e in entrances().values()))
    ]


def test_what_is_annotated_reads_as_that_of_the_library_does() -> None:
    said = option("--to"), "more"
    ours, theirs = (kind[list[str], *said] for kind in (Annotated, typing.Annotated))
    assert ours.__origin__ == theirs.__origin__ == list[str]
    assert (*ours.__metadata__,) == theirs.__metadata__ == said
