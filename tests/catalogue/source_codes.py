"""Which problem codes the program can say, read from its source without running it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import billcli

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(billcli.__file__).parent
CODE = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+", re.ASCII)
_IN_BRACKETS = re.compile(rf"\[({CODE.pattern})\] ", re.ASCII)

# Texts of the trade that look like codes: numbers of documents and standards, vCard's own fields.
NOT_CODES = frozenset("A-R NOT-REGULAR UTF-16-BE UTF-16-LE".split())
_NUMBERED = re.compile(r"X-.*|.*-\d+")
# Codes put together from a family and a kind.
FAMILIES = {
    "INCLUDE": "MISSING SYMLINK NOT-REGULAR HIDDEN BACKUP ENCRYPTED LARGE UNREADABLE",
    "ALLOCATION": "DUPLICATE CURRENCY AMOUNT EXCEEDS SUM",
}
COMPOSED = frozenset(f"{name}-{kind}" for name, kinds in FAMILIES.items() for kind in kinds.split())


@dataclass(frozen=True)
class Source:
    """One module of the program."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    def named(self) -> Iterator[tuple[str, str]]:
        """Yield each code the module names, and where; docstrings and comments do not count."""
        for text, line in read(self.path).texts:
            found = [text] if CODE.fullmatch(text) else _IN_BRACKETS.findall(text)
            yield from ((code, f"{self.name}:{line}") for code in found)


@dataclass(frozen=True)
class Read:
    """What one walk through a module finds.

    Attributes:
        texts: its strings and pieces of strings, with their lines, but for docstrings.
        sentences: its strings as a whole, what varies in them as ``X``.
        made: the calls that make a problem.
    """

    texts: tuple[tuple[str, int], ...]
    sentences: tuple[str, ...]
    made: tuple[ast.Call, ...]


@cache
def read(path: Path) -> Read:
    """Return what a module says; read once for all tests."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    docstrings = set(map(id, _docstrings(nodes)))
    strings = [
        node
        for node in nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    ]
    joined = [node for node in nodes if isinstance(node, ast.JoinedStr)]
    inner = {id(part) for node in joined for part in node.values}
    return Read(
        tuple((str(node.value), node.lineno) for node in strings),
        (
            *(str(node.value) for node in strings if id(node) not in inner),
            *map(_sentence, joined),
        ),
        tuple(node for node in nodes if isinstance(node, ast.Call) and _makes_problem(node)),
    )


def _sentence(joined: ast.JoinedStr) -> str:
    parts = (part.value if isinstance(part, ast.Constant) else "X" for part in joined.values)
    return "".join(map(str, parts))


def sources() -> tuple[Source, ...]:
    """Return the modules of the program."""
    return tuple(map(Source, sorted(ROOT.rglob("*.py"))))


def codes_named() -> dict[str, str]:
    """Return the codes of the program, each with the first place that names it."""
    found = dict.fromkeys(sorted(COMPOSED), "a family of codes")
    for source in sources():
        for code, place in source.named():
            if code not in NOT_CODES and not _NUMBERED.fullmatch(code):
                found.setdefault(code, place)
    return found


def computed() -> dict[str, str]:
    """Return the places that put a code together, with the call that says it."""
    found = {}
    for source in sources():
        for call in read(source.path).made:
            code = _argument(call, 0, "code")
            if isinstance(code, (ast.JoinedStr, ast.BinOp)):
                found[f"{source.name}:{call.lineno}"] = ast.unparse(code)
    return found


def without_help() -> dict[str, object]:
    """Return the problems made without a word about what to do, with their code."""
    found = {}
    for source in sources():
        for call in read(source.path).made:
            if not any(_argument(call, 3, name) for name in ("help", "hint", "advice")):
                code = _argument(call, 0, "code")
                said = code.value if isinstance(code, ast.Constant) else ast.unparse(call.args[0])
                found[f"{source.name}:{call.lineno}"] = said
    return found


def _docstrings(nodes: Iterable[ast.AST]) -> Iterator[ast.Constant]:
    for node in nodes:
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            value = body[0].value
            if isinstance(value, ast.Constant):
                yield value


def _makes_problem(node: ast.Call) -> bool:
    if not node.args:
        return False
    made = node.func
    if isinstance(made, ast.Name):
        return made.id == "Problem"
    if not isinstance(made, ast.Attribute):
        return False
    maker = made.value.id if isinstance(made.value, ast.Name) else ""
    return made.attr == "breach" or (made.attr == "of" and maker.endswith("Error"))


def _argument(call: ast.Call, at: int, name: str) -> ast.expr | None:
    named = {word.arg: word.value for word in call.keywords}
    counts = at == 0 or isinstance(call.func, ast.Name)  # only Problem takes its help by position
    return named.get(name, call.args[at] if counts and len(call.args) > at else None)
