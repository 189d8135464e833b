"""The folder a Typst source may read: the user's templates, and what a document brings along."""

from __future__ import annotations

import shutil

from billcli.documents.template_problem import CODE
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def refuse_links(folder: Path) -> None:
    """Check that no link leads out: Typst keeps to its root by names, and would follow one.

    Raises:
        InvalidError: TEMPLATE-ERROR, a link leads out.
    """
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
            raise InvalidError.of(
                CODE,
                "a link leads out of the template folder",
                where=Source(str(path)),
                hint="put a copy of the file there instead",
            )


def fill_root(root: Path, template_dir: Path | None, given: Mapping[str, bytes]) -> None:
    """Put into an empty folder what is given, and links to the user's templates beside it.

    Args:
        root: the empty folder.
        template_dir: the user's template folder; what is given goes before a file of its name.
        given: bytes by name; a name may have folders.
    """
    for name, data in given.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    if template_dir and template_dir.is_dir():
        for path in template_dir.iterdir():
            if not (root / path.name).exists():
                bring(path, root)


def bring(path: Path, folder: Path) -> None:
    """Make a file or folder appear in another folder: as a link, or else as a copy."""
    target = folder / path.name
    try:
        target.symlink_to(path.absolute())
    except OSError:  # links need a privilege on Windows
        if path.is_dir():
            shutil.copytree(path, target)
        else:
            shutil.copyfile(path, target)
