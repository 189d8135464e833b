"""Questions about documents: own templates, words of their languages, files that are named."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from billcli.domain.finding import advice, fault, info, unknown, yes
from billcli.ledger.discover import PROJECT_FILE
from billcli.services.doctor.scene import counted, listed, quoted, tried

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.finding import Finding
    from billcli.domain.problem import Problem
    from billcli.services.doctor.scene import Scene

FORM = {".typ": "pdf", ".html": "html", ".txt": "text"}


def folder(scene: Scene) -> Iterator[Finding]:
    """Are there templates of one's own, and do they work."""
    settings = scene.settings.value
    if settings is None:
        yield unknown("Are there templates of your own?", f"{PROJECT_FILE} is wrong")
        return
    path = scene.folder / settings.files.templates
    question = "Are there templates of your own?"
    if not settings.files.templates or not path.is_dir():
        if "files.templates" in settings.origins:
            detail = f"{scene.name(path)} of {settings.origins['files.templates']} is no folder"
            yield fault(question, detail, "billcli template copy invoice")
        else:
            yield info(question, "no: billcli's own are used")
        return
    own = sorted(p for p in path.iterdir() if p.suffix in FORM)
    yield info(question, listed(p.name for p in own) if own else f"none in {scene.name(path)}")
    yield from _rendered(path, own)
    yield from _worded(scene, path)


def _rendered(folder: Path, own: list[Path]) -> Iterator[Finding]:
    """Yield whether each template renders every sample of its kind."""
    from billcli.documents.sample import KINDS  # noqa: PLC0415 - loads jinja2, babel

    question = "Do they render?"
    sound = True
    for path in own:
        kinds = (path.stem,) if path.stem in KINDS else KINDS  # page.typ is shared by all
        wrong = next((p for kind in kinds for p in _trial(folder, kind, FORM[path.suffix])), None)
        if wrong:
            sound = False
            said = f"{wrong.where}: {wrong.message}" if wrong.where else wrong.message
            yield fault(question, said, wrong.help or "billcli template check", wrong.code)
    if own and sound:
        yield yes(question, counted(len(own), "template"))


def _trial(folder: Path, kind: str, form: str) -> tuple[Problem, ...]:
    """Return why samples of a kind cannot be rendered in a format."""
    from billcli.documents.render import Press  # noqa: PLC0415 - loads jinja2
    from billcli.documents.sample import samples  # noqa: PLC0415

    def printed() -> None:
        with Press(folder) as press:
            for sample in samples(kind, template_dir=folder):
                press.render(kind, sample.context, (form,))

    return tried(printed).problems


def _worded(scene: Scene, folder: Path) -> Iterator[Finding]:
    """Yield whether every wording file can be used."""
    from billcli.documents.wording import load_wording  # noqa: PLC0415 - only where wanted

    files = sorted((folder / "wording").glob("*.toml")) if (folder / "wording").is_dir() else []
    question = "Are your wording files valid?"
    results = {file: tried(partial(load_wording, file.stem, folder)) for file in files}
    for file, one in results.items():
        if one.value is None:
            yield fault(question, one.reason, one.fix or f"correct {scene.name(file)}", one.code)
    if files and all(one.value for one in results.values()):
        yield yes(question, listed(file.name for file in files))


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
    question = "Are there words for every customer's language?"
    found = {name: tried(partial(load_wording, name, folder)).value for name in asked if name}
    lacking = sorted(
        name for name, one in found.items()
        if one and one.language != name.replace("_", "-").split("-")[0].lower()
    )  # fmt: skip
    if lacking:
        where = scene.name(books.folder / (books.settings.files.templates or "templates"))
        fix = f"write {where}/wording/{lacking[0]}.toml; begin with a copy of en.toml"
        yield advice(question, f"none for {listed(lacking)}: English is used", fix)
    else:
        yield yes(question, listed(sorted(found)))


def documents(scene: Scene) -> Iterator[Finding]:
    """Is every file there that the ledger names."""
    if scene.workspace.value is None:
        return
    question = "Is every document there that the ledger names?"
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
