"""What Jinja makes of billcli's own templates, made when billcli was built or installed.

Reading a template and compiling it takes longer than filling it. The code lies with the program,
in files named by a digest of all that it follows from: another template, another Jinja or another
kind of output has another digest, finds no file, and is compiled as it always was.
"""

from __future__ import annotations

import hashlib
from importlib.machinery import SourceFileLoader

import jinja2

from billcli.documents.wording import shipped_templates
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from types import CodeType

RECIPE = "1"  # counts up when the same template gives other code: see Sandbox._generate
_DIGITS = 32


def code_folder() -> Path:
    """Return the folder of the code, beside that of the templates; it need not be there."""
    return shipped_templates().parent / "template_code"


def code_file(output: str, name: str, source: str) -> str:
    """Return the name of the file that has a template's code.

    Args:
        output: ``pdf``, ``html`` or ``text``.
        name: of the template, such as ``invoice.typ``; it is part of the code.
        source: its text.

    >>> code_file("pdf", "a.typ", "x") == code_file("pdf", "a.typ", "y")
    False
    """
    parts = (RECIPE, jinja2.__version__, output, name, source)
    digest = hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()
    return f"{name}-{digest[:_DIGITS]}.py"


def ready_code(output: str, name: str, source: str) -> CodeType | None:
    """Return the code of a template that is word for word one of billcli's own, else None."""
    if "/" in name:  # ours all lie at the top
        return None
    path = str(code_folder() / code_file(output, name, source))
    try:
        return SourceFileLoader(name, path).get_code(name)
    except OSError:
        return None
