"""The bytes of a draft, a quote or a plan: of a plain file and nothing else.

Such a file may come with somebody else's books. A link in its place would let an edit write to
whatever the link leads to, and a pipe would be waited on for ever (safety rule 5).
"""

from __future__ import annotations

import os

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import nearest
from billcli.domain.problem import InvalidError, Source, UsageError
from billcli.ledger.regular_file import UnreadableFileError, read_regular

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def missing(shown: str, path: Path) -> UsageError:
    """Return the error for a draft that is not there, with the nearest that are."""
    folders = (path.parent, path.parent / "drafts")
    there = sorted(file.stem for folder in folders for file in folder.glob("*.toml"))
    near = nearest(path.stem, {name: (name,) for name in there})
    hint = f"did you mean {' or '.join(near)}?" if near else "see billcli invoice list --drafts"
    error = UsageError.of("DRAFT-MISSING", f"there is no draft {shown}", hint=hint)
    assert isinstance(error, UsageError)  # noqa: S101 - what ``of`` of the class returns
    return error


def bytes_of(
    path: Path,
    shown: str,
    what: str = "draft",
    absent: Callable[[str, Path], UsageError] = missing,
) -> bytes:
    """Return what stands in a draft, or in the text kept of it.

    Args:
        path: the file.
        shown: the file as the person knows it.
        what: what messages call it.
        absent: makes the error for a file that is not there.

    Raises:
        UsageError: there is no such file, or it is a folder.
        InvalidError: it is a link, no plain file, or not readable (``DRAFT-UNREADABLE``).
    """
    if os.path.isdir(path) and not path.is_symlink():  # noqa: PTH112 - Path raises where a name is too long
        raise absent(shown, path)
    try:
        return read_regular(path, name=f"the {what}").content
    except UnreadableFileError as error:
        problem = error.problems[0]
        if problem.code == "INCLUDE-MISSING":
            raise absent(shown, path) from None
        raise _unreadable(shown, problem.message) from None


def bytes_if_there(path: Path) -> bytes | None:
    """Return what stands in a file, or None when nothing bears its name.

    Raises:
        InvalidError: it is a folder, a link, or not readable (``DRAFT-UNREADABLE``).
    """
    if path.is_dir():
        raise _unreadable(str(path), "the draft is not a regular file")
    return bytes_of(path, str(path)) if os.path.lexists(path) else None


def require_plain(path: Path) -> None:
    """Refuse to write through a link.

    Raises:
        InvalidError: ``DRAFT-UNREADABLE``.
    """
    if path.is_symlink():
        raise _unreadable(str(path), "the draft is a symbolic link")


def _unreadable(shown: str, message: str) -> Exception:
    return InvalidError.of(
        "DRAFT-UNREADABLE",
        message,
        where=Source(shown),
        hint="put the file itself there, readable for you",
    )
