"""Every ``billcli ...`` that a hint, a page or a topic tells to run exists, with its options."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pytest

from billcli.cli.app import command_tree
from billcli.cli.catalogue.catalogue import codes, page
from billcli.cli.help_pages import topic_text, topics
from billcli.cli.hoist import RESERVED
from billcli.cli.reference import contexts
from tests.catalogue.source_codes import read, sources
from tests.told_command import QUOTED, clause

# What a page shows to be typed: examples, lines set off, and code between backticks.
TYPED = re.compile(r"^\$ (billcli .*)$|^ {4}(billcli .*)$|`(billcli [^`]*)`", re.MULTILINE)
WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


@dataclass(frozen=True)
class Known:
    """A command as the program has it."""

    options: frozenset[str]
    verbs: frozenset[str]
    flags: frozenset[str] = frozenset()
    wants: int = 0
    needs: tuple[tuple[str, ...], ...] = ()

    def lacks(self, words: list[str]) -> str:
        """Return what has to be given besides some words behind the command."""
        if self.verbs or {"--help", "-h"} & {*words}:
            return "a verb" * bool(self.verbs)
        given, places, rest = set(), 0, list(words)
        while rest:
            option, _, value = rest.pop(0).partition("=")
            if not option.startswith("-"):
                places += 1
                continue
            given.add(option)
            if not value and option not in self.flags:
                rest = rest[1:]
        lacking = [names[-1] for names in self.needs if not given & {*names}]
        return " ".join([*lacking, *["an argument"] * (places < self.wants)])


@cache
def known() -> dict[str, Known]:
    """Return every command by its words, with its options."""
    found = {}
    for context in contexts(command_tree(), None):
        spelled = [o for p in context.command.params for o in (*p.opts, *p.secondary_opts)]
        group = hasattr(context.command, "list_commands")
        verbs = context.command.list_commands(context) if group else ()
        options = frozenset(o for o in spelled if o.startswith("-"))
        words = context.command_path.removeprefix("billcli").strip()
        params = context.command.params
        flags = {o for p in params if getattr(p, "is_flag", False)
                 for o in (*p.opts, *p.secondary_opts)}  # fmt: skip
        due = [p for p in params if p.required]
        needs = tuple(tuple(p.opts) for p in due if p.param_type_name == "option")
        found[words] = Known(
            options | RESERVED,
            frozenset(verbs),
            frozenset(flags | RESERVED),
            len(due) - len(needs),
            needs,
        )
    return found


def fault(words: list[str]) -> str:
    """Return what is wrong with a command line, an empty text for nothing.

    >>> fault(["invoice", "list", "--customer", "Acme"]), fault(["invoice", "lst"])
    ('', 'invoice has no lst')
    """
    while words and words[0].startswith("-"):  # global options, before the command
        takes = words[0] in {"-f", "-o", "--file", "--project", "--today", "--as-of", "--format"}
        words = words[2 if takes else 1 :]
    path = ""
    while words and known()[path].verbs:
        if words[0] not in known()[path].verbs:
            return f"{path or 'billcli'} has no {words[0]}" if _is_name(words[0]) else ""
        path, words = f"{path} {words[0]}".strip(), words[1:]
    given = [word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)]
    wrong = [option for option in given if option not in known()[path].options]
    return f"{path} has no {' '.join(wrong)}" if wrong else ""


def _is_name(word: str) -> bool:
    """Return whether a word would name a command: not ``-h``, ``CODE`` or a placeholder."""
    return bool(WORD.fullmatch(word))


def faults(text: str) -> list[str]:
    """Return what is wrong with the commands a text tells to run."""
    found = []
    for match in QUOTED.finditer(text):
        words = [word.rstrip(".?!") for word in re.findall(r"\"[^\"]*\"|'[^']*'|\S+", match[1])]
        found.append(fault(words))
    return [one for one in found if one]


def told(text: str) -> list[str]:
    """Return the commands of a one-line text that begin like one: a noun that exists."""
    nouns = known()[""].verbs
    return [m[0] for m in QUOTED.finditer(text) if m[1].split()[0] in nouns and "\n" not in text]


# What these take is a bank's file, which the person who reads it has before them.
OF_FILES = ("billcli match export", "billcli reconcile")


def lacking(command: str) -> str:
    """Return what a command line lacks to work as it is typed.

    >>> lacking("billcli writeoff create INV-1"), lacking("billcli credit")
    ('--reason', 'a verb')
    """
    words = re.findall(r"\"[^\"]*\"|'[^']*'|\S+", command)[1:]
    path = ""
    while words and words[0] in known()[path].verbs:
        path = f"{path} {words.pop(0)}".strip()
    return known()[path].lacks(words)


def test_the_hints_of_the_program_are_whole_commands() -> None:
    """Nothing has to be added to what a hint says, where it is a command at all."""
    short = {
        f"{source.name}: {text}": lack
        for source in sources()
        for text in read(source.path).sentences
        for command in map(clause, told(text))
        if not command.startswith(OF_FILES) and (lack := lacking(command))
    }
    assert short == {}


def test_the_hints_of_the_program_name_commands_that_exist() -> None:
    wrong = {
        f"{source.name}: {text}": found
        for source in sources()
        for text in read(source.path).sentences
        if (found := [one for command in told(text) for one in faults(clause(command))])
    }
    assert wrong == {}


@pytest.mark.parametrize("code", codes())
def test_the_commands_of_a_page_exist(code: str) -> None:
    text = re.sub(r"(?<!\n)\n(?=\S)", " ", page(code) or "") + "\n" + (page(code) or "")
    typed = ["".join(match.groups("")) for match in TYPED.finditer(text)]
    said = [line for line in (page(code) or "").splitlines() if line.startswith("help: ")]
    meant = [command for line in said for command in map(clause, told(line))]
    ours = [command for command in typed if not _is_mistaken(code)]
    assert [one for command in (*ours, *meant) for one in faults(command)] == []


def _is_mistaken(code: str) -> bool:
    """Return whether the page is about a mistyped command, which its example types."""
    return code in {"COMMAND-UNKNOWN", "OPTION-UNKNOWN", "COMMAND-LINE"}


@pytest.mark.parametrize("name", topics())
def test_the_commands_of_a_topic_exist(name: str) -> None:
    typed = ["".join(match.groups("")) for match in TYPED.finditer(topic_text(name) or "")]
    assert [one for command in typed for one in faults(command)] == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("billcli invoice lst", "invoice has no lst"),
        ("billcli paiment add", "billcli has no paiment"),
        ("billcli payment add Acme 5.00 EUR --ammount 3", "payment add has no --ammount"),
        ("billcli -f main.beancount report open --custmer=Acme", "report open has no --custmer"),
        ("run billcli config list, then go on", "config has no list"),
    ],
)
def test_a_command_that_does_not_exist_is_noticed(line: str, wrong: str) -> None:
    assert faults(line) == [wrong]


def test_commands_are_found_in_hints() -> None:
    every = [
        command
        for source in sources()
        for text in read(source.path).sentences
        for command in told(text)
    ]
    assert len(every) > 40
