"""Compiles billcli's own templates ahead: ``python -m billcli.documents.compile_templates``.

Building a wheel and installing a checkout do it too (``hatch_build.py``). Without it everything
works, only slower.
"""

from __future__ import annotations

import py_compile

from billcli.documents.environment import SUFFIXES, DocumentEnvironment
from billcli.documents.template_code import code_file, code_folder
from billcli.documents.wording import shipped_templates
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def template_codes() -> Iterator[tuple[str, str]]:
    """Yield the name of each file of code, and the Python source it holds."""
    folder = shipped_templates()
    for output, suffix in SUFFIXES.items():
        environment = DocumentEnvironment(output, [folder])
        for path in sorted(folder.glob(f"*.{suffix}")):
            source = path.read_text("utf-8")
            code = environment.compile(source, path.name, path.name, raw=True)
            # Behind the code: Jinja counts its lines to name those of the template in errors.
            yield code_file(output, path.name, source), f"{code}\n# made of {path.name}\n"


def write_codes(folder: Path) -> int:
    """Put the code into a folder instead of what is there, and return how many files it takes.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.py"):
        old.unlink()
    made = dict(template_codes())
    for name, text in made.items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        py_compile.compile(str(path), doraise=True)
    return len(made)


def main() -> None:
    """Compile the templates of this checkout or installation."""
    folder = code_folder()
    print(f"{write_codes(folder)} templates compiled into {folder}")  # noqa: T201 - a tool for builders


if __name__ == "__main__":
    main()
