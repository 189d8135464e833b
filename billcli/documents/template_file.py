"""The templates there are: billcli's own, and the user's that come before them."""

from __future__ import annotations

from billcli.documents.environment import SUFFIXES
from billcli.documents.sample import KINDS
from billcli.documents.wording import shipped_templates
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

WORDING = "wording"
PARTS = "parts"
_OUTPUT = {suffix: output for output, suffix in SUFFIXES.items()}


@frozen
class TemplateFile:
    """A template or a file of words.

    Attributes:
        name: seen from the template folder, such as ``invoice.typ`` or ``wording/de.toml``.
        kind: the document it makes, ``parts`` for what several documents use, or ``wording``.
        output: ``pdf``, ``html`` or ``text``; empty for wording.
        path: the file in force.
        own: it is the user's.
        replaces: it is the user's and stands before one of billcli's.
    """

    name: str
    kind: str
    output: str
    path: Path
    own: bool
    replaces: bool = False


def template_files(template_dir: Path | None) -> tuple[TemplateFile, ...]:
    """Return every template in force, by name.

    Args:
        template_dir: the user's folder, None when there is none. What lies there and is neither a
            template nor wording (a logo, a font) is left out.
    """
    shipped = {
        f.relative_to(shipped_templates()).as_posix(): f for f in _files(shipped_templates())
    }
    own = {} if template_dir is None else {
        f.relative_to(template_dir).as_posix(): f for f in _files(template_dir)
    }  # fmt: skip
    return tuple(
        TemplateFile(
            name,
            _kind(name),
            _OUTPUT.get(path.suffix[1:], ""),
            path,
            own=name in own,
            replaces=name in own and name in shipped,
        )
        for name, path in sorted((shipped | own).items())
    )


def _files(folder: Path) -> list[Path]:
    """Return the templates of a folder and the wording in it."""
    found = [f for f in folder.rglob("*") if f.suffix[1:] in _OUTPUT and f.is_file()]
    return found + [f for f in (folder / WORDING).glob("*.toml") if f.is_file()]


def _kind(name: str) -> str:
    if name.startswith(f"{WORDING}/"):
        return WORDING
    stem = name.rpartition(".")[0]
    return stem if stem in KINDS else PARTS
