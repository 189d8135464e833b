"""The user's templates: which there are, a copy to change, and whether they work."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from billcli.documents.template_check import Trial, languages_of, try_templates
from billcli.documents.template_file import TemplateFile, template_files
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, UsageError, quoted
from billcli.ledger.atomic_file import put, sync_folder, temp_of, told, write_temp
from billcli.ledger.discover import find_ledger
from billcli.services.render_document import look_in
from billcli.services.workspace import settings_name
from billcli.store.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from billcli.services.workspace import Selection
    from billcli.store.settings import Settings


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the user's templates stand.

    Attributes:
        project: folder of ``billcli.toml``, or of the ledger.
        folder: the template folder, which need not exist.
        templates: every template in force.
    """

    project: Path
    folder: Path
    settings: Settings
    templates: tuple[TemplateFile, ...]


def open_shelf(selection: Selection) -> Shelf:
    """Return the templates of a project; the ledger itself is not read.

    Raises:
        UsageError: no ledger can be found.
        InvalidError: the project file is wrong.
    """
    found = find_ledger(selection.file, selection.project, selection.env, selection.cwd)
    settings = load_settings(found.project, settings_name(found.project, selection.cwd))
    project = found.project or found.ledger.parent
    folder = project / settings.files.templates
    own = folder if settings.files.templates and folder.is_dir() else None
    return Shelf(project, folder, settings, template_files(own))


def named(shelf: Shelf, names: Sequence[str], *, own: bool = False) -> tuple[TemplateFile, ...]:
    """Return the templates that names mean: a file, or a kind of document for all its files.

    Args:
        shelf: the templates.
        names: such as ``invoice.typ``, ``invoice`` or ``wording/de.toml``; none means all.
        own: only the user's.

    Raises:
        UsageError: TEMPLATE-UNKNOWN, with the nearest names.
    """
    known = [t for t in shelf.templates if t.own or not own]
    found: dict[str, TemplateFile] = {}
    for name in names:
        plain = name.removeprefix("./").removeprefix(f"{shelf.settings.files.templates}/")
        meant = {t.name: t for t in known if plain in {t.name, PurePosixPath(t.name).stem}}
        if not meant:
            raise _unknown(name, known)
        found |= meant
    return tuple(found.values()) if names else tuple(known)


def _unknown(name: str, known: Sequence[TemplateFile]) -> BillcliError:
    names = [t.name for t in known]
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "run billcli template list"
    return UsageError.of("TEMPLATE-UNKNOWN", f"there is no template {quoted(name, 60)}", hint=hint)


def copy_templates(
    shelf: Shelf, names: Sequence[str], new_name: str = "", *, dry_run: bool = False
) -> tuple[Path, ...]:
    """Copy billcli's own templates into the user's folder, and return the copies.

    Args:
        shelf: the templates.
        names: what to copy; see ``named``.
        new_name: another name for the only file, such as ``wording/sv.toml`` for a new language.
        dry_run: return where the copies would stand.

    Raises:
        UsageError: an unknown template, one that was copied before, or a bad new name.
        BillcliError: the disk is full or fails.
    """
    files = {t.name: t.path for t in template_files(None)}
    chosen = [t.name for t in named(shelf, names) if t.name in files] if names else []
    if not chosen:
        raise UsageError.of(
            "TEMPLATE-UNKNOWN",
            "no template of billcli's is named",
            hint="run billcli template list",
        )
    targets = {shelf.folder / name: files[name] for name in chosen}
    if new_name:
        targets = _renamed(shelf, chosen, files, new_name)
    there = [path for path in targets if path.exists()]
    if there:
        raise UsageError.of(
            "FILE-EXISTS",
            f"{there[0].relative_to(shelf.project).as_posix()} is there already",
            hint="change that file, or remove it first to start again from billcli's own",
        )
    for path, source in targets.items() if not dry_run else ():
        with told(path):
            _copy(source, path)
    return tuple(targets)


def _copy(source: Path, path: Path) -> None:
    """Put a copy in its place as a whole, or leave nothing behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        write_temp(path, source.read_bytes())
        put(path)
    except OSError:
        with suppress(OSError):
            temp_of(path).unlink()
        raise
    sync_folder(path.parent)


def _renamed(
    shelf: Shelf, chosen: Sequence[str], files: dict[str, Path], new_name: str
) -> dict[Path, Path]:
    target = shelf.folder / new_name
    inside = target.resolve().is_relative_to(shelf.folder.resolve())
    if len(chosen) != 1 or not inside or target.suffix != Path(chosen[0]).suffix:
        raise UsageError.of(
            "TEMPLATE-NAME",
            f"--to {quoted(new_name, 60)} cannot name the copy",
            hint="copy one file, and keep its ending, as in --to wording/sv.toml",
        )
    return {target: files[chosen[0]]}


def check_templates(
    selection: Selection,
    names: Sequence[str],
    *,
    track: Callable[[Sequence[TemplateFile]], Iterable[TemplateFile]] = iter,
) -> tuple[Trial, ...]:
    """Return how the user's templates fare with sample documents.

    Args:
        selection: which books.
        names: of templates; none means all of the user's.
        track: passes the templates on, and shows how far it is.

    Raises:
        UsageError: no ledger, or no such template.
        InvalidError: the project file is wrong, or the logo cannot be read.
    """
    shelf = open_shelf(selection)
    chosen = [t for t in named(shelf, names, own=True) if t.own]
    if not chosen:
        return ()
    look = look_in(shelf.project, shelf.settings)
    languages = languages_of(shelf.templates, shelf.settings.defaults.language)
    return try_templates(track(chosen), shelf.folder, look, languages)
