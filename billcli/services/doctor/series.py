"""Questions about document numbers, which the law wants unique and without gaps."""

from __future__ import annotations

from billcli.domain.finding import advice, fault, info, yes
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.numbering import Tally
from billcli.domain.problem import Severity
from billcli.domain.rule.document_number import holders, missing_in
from billcli.domain.rule.scope import Scope
from billcli.services.doctor.scene import counted, listed
from billcli.services.quote_number import next_quote_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.finding import Finding
    from billcli.domain.numbering import Series
    from billcli.domain.problem import Problem
    from billcli.services.doctor.scene import Scene


def unique(scene: Scene) -> Iterator[Finding]:
    """Does every number stand once."""
    question = "Does every number stand once?"
    found = _of(scene, "NUMBER-DUPLICATE", "ID-CASE")
    if found:
        yield _no(question, found)
    else:
        yield yes(question, counted(len(scene.numbers), "number"))


def gaps(scene: Scene) -> Iterator[Finding]:
    """Is each series free of gaps."""
    scope = Scope.of(scene.books.snapshot.facts, scene.books.roots)
    numbers, known = scene.numbers, holders(scope)
    for name, series in scene.books.settings.series.items():
        question = f"Is the series {name} free of gaps?"
        own = list(missing_in(scope, series, known))
        if own:
            yield _no(question, own)
            continue
        used = sum(series.read(number) is not None for number in numbers)
        if used or name == "invoice":
            yield yes(question, f"{series.pattern}, {counted(used, 'number')}")


def following(scene: Scene) -> Iterator[Finding]:
    """Which number comes next, and does it follow the last."""
    books = scene.books.all_books()
    numbers, elsewhere = scene.numbers, books.taken_over()
    for name, series in scene.books.settings.series.items():
        today = scene.books.today
        if name == "quote":  # its numbers are no documents of the ledger
            yield info("Which quote number comes next?", next_quote_number(scene.books, today))
            continue
        upcoming = Tally(series, numbers, elsewhere).next(today)
        yield info(f"Which {name} number comes next?", upcoming)
        yield from _floor(scene, name, series, upcoming)


def _floor(scene: Scene, name: str, series: Series, upcoming: str) -> Iterator[Finding]:
    """Yield the advice about a ``next`` that would leave a gap behind the numbers there are."""
    numbers = scene.numbers
    period = series.period(scene.books.today)
    counts = [read[1] for number in numbers if (read := series.read(number)) and read[0] == period]
    read = series.read(upcoming)
    if series.floor is None or not counts or read is None or read[1] <= max(counts) + 1:
        return
    origin = scene.books.settings.origins.get(f"series.{name}.next", "billcli.toml")
    detail = f"next = {series.floor} ({origin}) leaves a gap behind {max(counts)}"
    fix = f"set next = {max(counts) + 1} under [series.{name}] in billcli.toml"
    yield advice(f"Does next of {name} leave no gap?", detail, fix)


def _of(scene: Scene, *codes: str) -> list[Problem]:
    found = scene.checked.value
    if found is None:
        raise RuntimeError(scene.checked.reason)
    return [problem for problem in found.problems if problem.code in codes]


def _no(question: str, problems: list[Problem]) -> Finding:
    """Return the finding of problems; those of other programs' documents are advice."""
    worst = min(problems, key=lambda p: p.severity is not Severity.ERROR)
    said = f"{worst.where}: {worst.message}" if worst.where else worst.message
    if len(problems) > 1:
        said = f"{len(problems)} times, as in {listed([said])}"
    kind = fault if worst.severity is Severity.ERROR else advice
    return kind(question, said, f"billcli help {worst.code}", worst.code)


QUESTIONS = (unique, gaps, following)
