"""Asking every question of the sections that are wanted; no failure ends an examination."""

from __future__ import annotations

import importlib
from dataclasses import replace

from billcli.domain.finding import unknown
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, quoted
from billcli.services.doctor.scene import tried

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TypeAlias

    from billcli.domain.finding import Finding
    from billcli.services.doctor.scene import Scene

    Question: TypeAlias = "Callable[[Scene], Iterable[Finding]]"
    from collections.abc import Callable

# In the order they are shown; each is a module of this package with a tuple QUESTIONS.
SECTIONS = (
    "program", "ledger", "accounts", "series", "templates", "fonts", "mail", "git",
    "completion", "cron",
)  # fmt: skip
BOOKS = frozenset({"accounts", "series"})


def examine(scene: Scene, sections: Sequence[str] = ()) -> Iterator[Finding]:
    """Yield what is found, section by section.

    Args:
        scene: what is examined.
        sections: names of ``SECTIONS``; all when there are none.
    """
    for section in sections or SECTIONS:
        for finding in _section(scene, section):
            yield replace(finding, section=section)


def chosen(words: Iterable[str]) -> tuple[str, ...]:
    """Return the sections that are named, in their usual order; names may be joined by commas.

    Raises:
        UsageError: OPTION-VALUE.

    >>> chosen(["git,ledger"])
    ('ledger', 'git')
    """
    wanted = [name.strip().lower() for word in words for name in word.split(",") if name.strip()]
    for name in wanted:
        if name not in SECTIONS:
            raise UsageError.of(
                "OPTION-VALUE",
                f"--section: there is no section {quoted(name)}",
                hint=f"use one of {', '.join(SECTIONS)}",
            )
    return tuple(section for section in SECTIONS if section in wanted)


def _section(scene: Scene, section: str) -> Iterator[Finding]:
    if section in BOOKS and scene.workspace.value is None:
        yield unknown(
            f"Can the {section} be examined?",
            scene.closed,
            "billcli doctor --section ledger",
        )
        return
    loaded = tried(lambda: importlib.import_module(f"billcli.services.doctor.{section}"))
    if loaded.value is None:
        yield unknown(f"Can the section {section} be examined?", loaded.reason)
        return
    questions: tuple[Question, ...] = loaded.value.QUESTIONS
    for question in questions:
        yield from _asked(scene, question)


def _asked(scene: Scene, question: Question) -> Iterator[Finding]:
    """Yield what a question finds; what stops it is a finding too."""
    answers = iter(question(scene))
    while True:
        answer = tried(lambda: next(answers, None))
        if answer.problems:
            what = (question.__doc__ or question.__name__).splitlines()[0].rstrip(".")
            yield unknown(f"{what}?", answer.reason, answer.fix)
        if answer.value is None:
            return
        yield answer.value
