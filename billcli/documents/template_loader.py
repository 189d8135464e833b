"""Finds templates in the user's folder, then in billcli's own, and nowhere else."""

from __future__ import annotations

import stat

from jinja2 import BaseLoader, TemplateNotFound
from jinja2.exceptions import SecurityError

from billcli.documents.budget import FILE_MAX
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping, Sequence
    from pathlib import Path
    from types import CodeType
    from typing import Any

    from jinja2 import Environment, Template

SHIPPED = "shipped/"


class FolderLoader(BaseLoader):
    """Loads templates by a name relative to the first folder that has it.

    ``shipped/NAME`` means billcli's own template, so that a user's ``invoice.typ`` may extend it.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        ready: Callable[[str, str], CodeType | None] = lambda _name, _source: None,
    ) -> None:
        """Search the folders in order; the last one is billcli's own.

        Args:
            folders: where templates lie.
            ready: gives the code of a template by its name and text, when that is there already.
        """
        self.folders = tuple(folders)
        self._ready = ready

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's signature
    ) -> Template:
        """Return a template, compiled ahead or now."""
        source, path, _ = self.get_source(environment, name)
        code = self._ready(name, source)
        if code is None:
            code = environment.compile(source, name, path)
        code = code.replace(co_filename=path)  # errors name the template
        return environment.template_class.from_code(environment, code, globals or {})

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        """Return text and path of a template.

        Raises:
            TemplateNotFound: no folder has it.
            SecurityError: the name or a symbolic link leads outside, or it is no ordinary file.
        """
        del environment
        own = template.startswith(SHIPPED)
        name = template.removeprefix(SHIPPED) if own else template
        for folder in self.folders[-1:] if own else self.folders:
            path = inside(folder, name)
            if path.exists():
                return _text(path, name), str(path), None
        raise TemplateNotFound(template)


def inside(folder: Path, name: str) -> Path:
    """Return the path of a file that really lies in a folder.

    Raises:
        SecurityError: the name is absolute, climbs, or passes a link that leads outside.
    """
    parts = name.split("/")
    path = folder.joinpath(*parts)
    odd = not name or name.startswith("/") or "\\" in name or "\0" in name or ":" in name
    if odd or ".." in parts or not path.resolve().is_relative_to(folder.resolve()):
        msg = f"{quoted(name)} lies outside the template folder"
        raise SecurityError(msg)
    return path


def _text(path: Path, name: str) -> str:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode) or status.st_size > FILE_MAX:
        msg = f"{quoted(name)} is not an ordinary file of at most {FILE_MAX} bytes"
        raise SecurityError(msg)
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        msg = f"{quoted(name)} is not UTF-8 text"
        raise SecurityError(msg) from error
