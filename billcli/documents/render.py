"""Renders a document in the formats asked for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from types import MappingProxyType

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from billcli.documents.letterhead import Context
    from billcli.documents.pdf import Printer
    from billcli.domain.problem import Problem

FORMATS = ("pdf", "html", "text")


@frozen
class Rendered:
    """A document as files.

    Attributes:
        files: bytes by format; HTML and text are UTF-8 with a final newline.
        problems: warnings, such as GLYPH-MISSING.
    """

    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()


class Press:
    """Renders many documents with the same templates and fonts; a context manager."""

    def __init__(self, template_dir: Path | None = None) -> None:
        """Use the user's templates before billcli's own."""
        from billcli.documents.environment import Templates  # noqa: PLC0415 - loads jinja2

        self._template_dir = template_dir
        self._templates = Templates(template_dir)
        self._stack = ExitStack()
        self._printer: Printer | None = None

    def __enter__(self) -> Self:
        """Return the press."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove what printing needed on disk."""
        self._stack.close()

    def render(self, kind: str, context: Context, formats: Iterable[str] = FORMATS) -> Rendered:
        """Return one document; see the function ``render``."""
        wanted = tuple(dict.fromkeys(formats))
        for name in wanted:
            if name not in FORMATS:
                raise UsageError.of(
                    "FORMAT-UNKNOWN", f"{quoted(name)} is no format of a document",
                    hint="use pdf, html or text",
                )  # fmt: skip
        texts = {name: self._templates.render(kind, name, context) for name in wanted}
        files: dict[str, bytes] = {}
        problems: tuple[Problem, ...] = ()
        for name, text in texts.items():
            if name == "pdf":
                files[name], problems = self._print(kind, text, context)
            else:
                files[name] = f"{text.rstrip()}\n".encode()
        return Rendered(MappingProxyType(files), problems)

    def _print(self, kind: str, source: str, context: Context) -> tuple[bytes, tuple[Problem, ...]]:
        from billcli.documents.pdf import Enclosed, Printer  # noqa: PLC0415 - only a PDF pays for it

        if self._printer is None:
            self._printer = self._stack.enter_context(Printer(self._template_dir))
        look = context.data.get("look")
        font = look.get("font", "") if isinstance(look, Mapping) else ""
        enclosed = Enclosed(context.files, context.attachments, font)
        return self._printer.pdf(source, context.date, self._templates.files(kind, "pdf"), enclosed)


def render(
    kind: str,
    context: Context,
    formats: Iterable[str] = FORMATS,
    template_dir: Path | None = None,
) -> Rendered:
    """Return a document in each format asked for; equal input gives equal bytes.

    Args:
        kind: name of the template, such as ``invoice`` or ``credit-note``.
        context: what ``document_context`` made.
        formats: some of ``pdf``, ``html`` and ``text``.
        template_dir: the user's templates, which come before billcli's own.

    Raises:
        InvalidError: TEMPLATE-ERROR, a template is at fault; nothing is rendered then.
        UsageError: an unknown format.
    """
    with Press(template_dir) as press:
        return press.render(kind, context, formats)
