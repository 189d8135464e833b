"""Questions about the ledger: found, readable, sound, and free to be written."""

from __future__ import annotations

import re
from pathlib import Path

from billcli.domain.finding import advice, fault, info, unknown, yes
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import errors
from billcli.ledger.discover import PROJECT_FILE
from billcli.services.doctor.ledger_files import (
    drafts,
    journal,
    line_endings,
    lock,
    marks,
    pickles,
    writable,
)
from billcli.services.doctor.scene import appending, counted, listed
from billcli.services.index_ledger import Task, index_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.finding import Finding
    from billcli.domain.problem import Problem
    from billcli.ledger.discover import Found
    from billcli.services.doctor.scene import Scene

_OWN_PLUGIN = re.compile(rb'^plugin[ \t]+"billcli\.ledger\.plugin"', re.MULTILINE)
_PLUGIN_TROUBLE = frozenset({"PLUGIN-REFUSED", "PLUGIN-MISSING", "PLUGIN-FAILED", "LEDGER-PLUGIN"})
_OUTSIDE = frozenset({"INCLUDE-OUTSIDE", "INCLUDE-SYMLINK", "LEDGER-DOCUMENTS"})


def which(scene: Scene) -> Iterator[Finding]:
    """Is a ledger found."""
    found, question = scene.found, "Is a ledger found?"
    if found.value:
        name = scene.name(found.value.ledger)
        yield yes(question, f"{name} ({_nearby(scene, found.value)})")
    else:
        several = "several ledgers" in found.reason
        fix = "billcli doctor -f FILE" if several else found.fix
        fresh = found.code == "LEDGER-NOT-FOUND" and "no ledger" in found.reason
        yield fault(question, found.reason, "billcli init" if fresh else fix, found.code)


def _nearby(scene: Scene, found: Found) -> str:
    """Return how a ledger was found, folders named as the person would type them."""
    places = [found.ledger.parent, *([found.project] if found.project else [])]
    reason = found.reason
    for path in sorted(places, key=lambda path: -len(str(path))):
        reason = reason.replace(str(path / PROJECT_FILE), scene.name(path / PROJECT_FILE))
        if reason.endswith(f" in {path}"):
            reason = f"{reason.removesuffix(str(path))}{scene.name(path)}"
    return reason


def project(scene: Scene) -> Iterator[Finding]:
    """Is the project file found and valid."""
    question = f"Is there a {PROJECT_FILE}?"
    if scene.project is None:
        named = scene.found.value
        fix = f"billcli init -f {scene.quoted(named.ledger)}" if named else "billcli init"
        yield advice(question, "every setting has its default", fix)
        return
    path = scene.project / PROJECT_FILE
    yield yes(question, scene.name(path))
    question, settings = f"Is {PROJECT_FILE} valid?", scene.settings
    if settings.value:
        yield yes(question, counted(len(settings.value.origins), "setting"))
        return
    for problem in settings.problems or scene.found.problems:
        said = f"{problem.where}: {problem.message}" if problem.where else problem.message
        fix = problem.help or f"correct {problem.where or scene.name(path)}"
        yield fault(question, said, fix, problem.code)


def loads(scene: Scene) -> Iterator[Finding]:
    """Does the ledger load without errors."""
    question = "Does it load without errors?"
    if scene.found.value is None:
        yield unknown(question, "there is no ledger")
        return
    if scene.workspace.value is None:
        if scene.settings.value is None:
            yield unknown(question, f"{PROJECT_FILE} comes first")
        else:
            tried = scene.workspace
            yield fault(question, tried.reason, tried.fix or "billcli check", tried.code)
        return
    snapshot = scene.books.snapshot
    wrong = errors(snapshot.problems)
    if wrong:
        yield fault(question, _first(wrong), _fix(wrong[0]), wrong[0].code)
    else:
        size = f"{counted(snapshot.entry_count, 'entry', 'entries')}, "
        yield yes(question, size + counted(len(snapshot.files), "file"))


def rules(scene: Scene) -> Iterator[Finding]:
    """Does billcli check find nothing wrong."""
    if scene.workspace.value is None or not scene.books.snapshot.is_sound:
        return
    question = "Are the receivables free of errors?"
    found = scene.checked
    if found.value is None:
        yield unknown(question, found.reason, found.fix)
        return
    wrong = errors(found.value.problems)
    if wrong:
        yield fault(question, _first(wrong), "billcli check", wrong[0].code)
    elif found.value.warnings:
        yield yes(question, f"{counted(found.value.warnings, 'warning')}: billcli check")
    else:
        yield yes(question)


def includes(scene: Scene) -> Iterator[Finding]:
    """Are all files inside the ledger's folder."""
    if scene.workspace.value is None:
        return
    question = "Are all its files in its own folder?"
    snapshot = scene.books.snapshot
    outside = [p for p in snapshot.problems if p.code in _OUTSIDE]
    if outside:
        yield fault(question, _first(outside), _fix(outside[0]), outside[0].code)
    else:
        yield yes(question, listed(file.name for file in snapshot.files))


def plugins(scene: Scene) -> Iterator[Finding]:
    """Do the plugins run, billcli's own too."""
    if scene.workspace.value is None:
        return
    trouble = [p for p in scene.books.snapshot.problems if p.code in _PLUGIN_TROUBLE]
    question = "Do all plugins of the ledger run?"
    if trouble:
        yield fault(question, _first(trouble), _fix(trouble[0]), trouble[0].code)
    else:
        yield yes(question)
    question = "Does bean-check know billcli's rules?"
    if any(_OWN_PLUGIN.search(text) for text in scene.texts.values()):
        yield yes(question, 'plugin "billcli.ledger.plugin"')
    else:
        fix = appending('plugin "billcli.ledger.plugin"', scene.quoted(scene.files[0]))
        yield advice(question, "a line in the ledger would tell it, and Fava too", fix)


def model(scene: Scene) -> Iterator[Finding]:
    """Is what the ledger says kept, so that commands answer without reading it again."""
    if scene.workspace.value is None:
        return
    question, books = "Is a read model kept?", scene.books
    if not books.snapshot.is_sound:
        yield info(question, "not while the ledger has errors")
        return
    standing = index_ledger(scene.selection, Task.STATUS).standing
    if not standing.path:
        yield info(question, standing.reason)
    elif not standing.kept:
        yield advice(question, books.unkept or standing.reason, "export BILLCLI_CACHE=FOLDER")
    else:
        state = "fresh" if standing.fresh else f"stale: {standing.reason}"
        after = (
            "changes are followed"
            if standing.follows
            else f"any change makes it read the whole ledger: {standing.obstacle}"
        )
        size = f"{standing.size / 1_000_000:.1f} MB"
        folder = scene.name(Path(standing.path).parent)
        yield yes(question, f"{state}, {size}, {after}; in {folder}")


def _first(problems: list[Problem] | tuple[Problem, ...]) -> str:
    first = problems[0]
    said = f"{first.where}: {first.message}" if first.where else first.message
    return said if len(problems) == 1 else f"{counted(len(problems), 'error')}, first {said}"


def _fix(problem: Problem) -> str:
    return problem.help or "billcli check"


QUESTIONS = (
    which, project, loads, rules, includes, plugins, model, marks, line_endings, pickles, writable,
    lock, journal, drafts,
)  # fmt: skip
