"""Questions about documents: own templates, words of their languages, files that are named."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from billcli.domain.finding import advice, fault, info, unknown, yes
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import errors
from billcli.ledger.discover import PROJECT_FILE
from billcli.services.doctor.scene import counted, listed, quoted, tried

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.finding import Finding
    from billcli.services.doctor.scene import Scene


def folder(scene: Scene) -> Iterator[Finding]:
    """Are there templates of one's own, and do they work."""
    settings, question = scene.settings.value, "Are there templates of your own?"
    if settings is None:
        yield unknown(question, f"{PROJECT_FILE} is wrong")
        return
    path = (scene.project or scene.folder) / settings.files.templates
    if settings.files.templates and path.is_dir():
        yield from _tried(scene, scene.name(path))
    elif "files.templates" in settings.origins:
        detail = f"{scene.name(path)} of {settings.origins['files.templates']} is no folder"
        yield fault(question, detail, "billcli template copy invoice")
    else:
        yield info(question, "no: billcli's own are used")


def _tried(scene: Scene, folder: str) -> Iterator[Finding]:
    """Yield how the templates of a folder fare with sample documents."""
    from billcli.services.own_template import check_templates  # noqa: PLC0415 - loads jinja2

    if scene.found.value is None:
        yield unknown("Do your templates work?", scene.closed)
        return
    outcome = tried(lambda: check_templates(scene.selection, ()))
    for problem in outcome.problems:
        said = f"{problem.where}: {problem.message}" if problem.where else problem.message
        fix = problem.help or f"correct {problem.where or folder}"
        yield fault("Do your templates work?", said, fix, problem.code)
    if outcome.value is None:
        return
    trials = outcome.value
    question = "Are there templates of your own?"
    yield info(question, listed(t.template.name for t in trials) or f"none in {folder}")
    question = "Do your templates work?"
    for trial in trials:
        if not trial.sound:
            wrong = errors(trial.problems)[0]
            said = f"{wrong.where}: {wrong.message}" if wrong.where else wrong.message
            fix = f"billcli template check {quoted(trial.template.name)}"
            yield fault(question, said, wrong.help or fix, wrong.code)
    if trials and all(trial.sound for trial in trials):
        samples = sum(trial.samples for trial in trials)
        yield yes(question, f"tried with {counted(samples, 'sample document')}")


def languages(scene: Scene) -> Iterator[Finding]:
    """Are there words for the languages of all customers."""
    if scene.workspace.value is None:
        return
    from billcli.documents.wording import load_wording  # noqa: PLC0415 - only where wanted
    from billcli.services.render_document import template_folder  # noqa: PLC0415

    books = scene.books
    known = books.books(books.today).parties.values()
    asked = {party.language for party in known} | {books.settings.defaults.language}
    folder = template_folder(books)
    question = "Are there words for each language?"
    found = {name: tried(partial(load_wording, name, folder)).value for name in asked if name}
    lacking = sorted(
        name for name, one in found.items()
        if one and one.language != name.replace("_", "-").split("-")[0].lower()
    )  # fmt: skip
    if lacking:
        fix = f"billcli template copy wording/en.toml --to wording/{lacking[0].lower()}.toml"
        yield advice(question, f"none for {listed(lacking)}: English is used", fix)
    else:
        yield yes(question, listed(sorted(found)))


def documents(scene: Scene) -> Iterator[Finding]:
    """Is every file there that the ledger names."""
    if scene.workspace.value is None:
        return
    question = "Is every document of the ledger there?"
    books = scene.books
    named = books.snapshot.facts.documents
    lacking = [one for one in named if not _path(scene, one.path, one.source.file).is_file()]
    for one in lacking[:5]:
        number = next((link for link in one.links if link), Path(one.path).stem)
        fix = f"billcli invoice render {quoted(number)}"
        detail = f"{one.path} is missing ({one.source})"
        yield fault(question, detail, fix, "LEDGER-DOCUMENT")
    if not lacking:
        yield yes(question, counted(len(named), "document"))


def _path(scene: Scene, path: str, ledger: str) -> Path:
    """Return where a document stands: seen from the file that names it."""
    return (scene.selection.cwd / ledger).parent / path


QUESTIONS = (folder, languages, documents)
