"""Tries the user's templates on sample documents, and reads them for names nothing will fill."""

from __future__ import annotations

from difflib import get_close_matches

from jinja2 import TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables

from billcli.documents.environment import DocumentEnvironment
from billcli.documents.render import Press
from billcli.documents.sample import KINDS, samples
from billcli.documents.template_file import PARTS, WORDING, TemplateFile
from billcli.documents.template_problem import CODE, line_of
from billcli.documents.wording import FALLBACK, stray_words
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, Problem, Severity, Source, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from billcli.documents.look import Look
    from billcli.documents.sample import Sample


@frozen
class Trial:
    """What became of a template that was tried.

    Attributes:
        samples: how many documents were made with it.
        problems: what is wrong with it, each once.
    """

    template: TemplateFile
    samples: int
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        """Return whether documents can be made with it."""
        return not any(p.severity is Severity.ERROR for p in self.problems)


def try_templates(
    templates: Iterable[TemplateFile],
    folder: Path,
    look: Look,
    languages: Iterable[str],
) -> tuple[Trial, ...]:
    """Return how each template fares with every sample document it has a part in.

    Args:
        templates: some of the user's.
        folder: the template folder.
        look: of the issuer's documents.
        languages: the samples' languages, besides those of wording that is tried.
    """
    asked = tuple(dict.fromkeys(languages))
    with Press(folder) as press:
        return tuple(_tried(press, template, folder, look, asked) for template in templates)


def _tried(
    press: Press, template: TemplateFile, folder: Path, look: Look, languages: Sequence[str]
) -> Trial:
    problems: dict[tuple[object, ...], Problem] = {}
    count = 0
    if template.kind == WORDING:
        languages = (template.path.stem,)
        _note(problems, stray_words(template.path))
    elif template.kind != PARTS:  # a part may use names that the template around it sets
        _note(problems, _unfilled(template, folder))
    for sample in _samples(template, folder, look, languages, problems):
        count += 1
        outputs = [template.output] if template.output else ["html", "text", "pdf"]
        try:
            made = press.render(sample.kind, sample.context, outputs)
        except BillcliError as error:
            _note(problems, error.problems)
        else:
            _note(problems, made.problems)
    return Trial(template, count, tuple(problems.values()))


def _samples(
    template: TemplateFile,
    folder: Path,
    look: Look,
    languages: Sequence[str],
    problems: dict[tuple[object, ...], Problem],
) -> Iterator[Sample]:
    """Yield the samples a template has a part in; wording that cannot be read ends them."""
    kinds = KINDS if template.kind in {PARTS, WORDING} else (template.kind,)
    try:
        for language in languages:
            for kind in kinds:
                yield from samples(kind, language, look, folder)
    except BillcliError as error:
        _note(problems, error.problems)


def _note(problems: dict[tuple[object, ...], Problem], found: Iterable[Problem]) -> None:
    for problem in found:
        problems.setdefault((problem.code, problem.message, problem.where), problem)


def _unfilled(template: TemplateFile, folder: Path) -> list[Problem]:
    """Return the names a template uses that no sample has, wherever they stand.

    A name in a branch that no sample takes would fail on the first document that takes it.
    """
    environment = DocumentEnvironment(template.output, [folder])
    try:
        tree = environment.parse(template.path.read_text("utf-8"))
        undeclared = find_undeclared_variables(tree)
    except (TemplateSyntaxError, UnicodeDecodeError, OSError):
        return []  # rendering tells
    known = _known(template)
    guarded = {name for test in tree.find_all(nodes.Test) for name in _guarded(test)}
    own = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    missing = undeclared - known - guarded - own - set(environment.globals)
    return [
        _no_name(template, node, known)
        for node in tree.find_all(nodes.Name)
        if node.name in missing
    ]


def _guarded(test: nodes.Test) -> set[str]:
    """Return the name that ``is defined`` asks about: such a template knows it may be absent."""
    if test.name in {"defined", "undefined"} and isinstance(test.node, nodes.Name):
        return {test.node.name}
    return set()


def _known(template: TemplateFile) -> set[str]:
    return {"paper"}.union(*(sample.context.data for sample in samples(template.kind)))


def _no_name(template: TemplateFile, node: nodes.Name, known: set[str]) -> Problem:
    near = get_close_matches(node.name, sorted(known), n=3)
    where = Source(str(template.path), node.lineno)
    hint = f"did you mean {' or '.join(near)}?" if near else "see docs/how-to/change-a-template.md"
    words = f"{quoted(node.name)} is nothing this document knows"
    return Problem(CODE, words, where, hint, excerpt=line_of(where))


def languages_of(templates: Iterable[TemplateFile], language: str) -> tuple[str, ...]:
    """Return the languages to try templates in: the usual one, English, and the user's own."""
    own = [t.path.stem for t in templates if t.kind == WORDING and t.own]
    return tuple(dict.fromkeys([language or FALLBACK, FALLBACK, *own]))
