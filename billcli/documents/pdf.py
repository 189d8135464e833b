"""PDF from Typst source: reproducible, archivable (PDF/A-3a) and accessible (PDF/UA-1)."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from concurrent.futures import Future
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Self, cast

from billcli.documents.template_problem import CODE, line_of, place_behind
from billcli.domain.problem import InvalidError, Problem, Severity, Source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    import typst

STANDARDS: tuple[typst.PDFStandard, ...] = ("a-3a", "ua-1")
STYLES = ("Regular", "It", "Semibold", "Bold")
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed with font')
_PLACE = re.compile(r"\.typ:(\d+):\d+")
_PACKAGE = re.compile(r'\b(?:import|include)\s*"@')


class Printer:
    """Compiles Typst source with billcli's fonts only, so that a PDF is the same everywhere.

    The source may read files (a logo) of the user's template folder and nothing else. A context
    manager: the folder that holds the chosen fonts is removed at its end.
    """

    def __init__(self, template_dir: Path | None = None, *, seconds: float = 60) -> None:
        """Prepare fonts: ours, the user's in ``fonts`` of the template folder, and Typst's own.

        Args:
            template_dir: the user's template folder.
            seconds: how long one PDF may take.

        Raises:
            InvalidError: a link in the folder leads outside it, or our font is not installed.
        """
        import typst  # noqa: PLC0415 - only a PDF pays for typst

        if template_dir:
            _refuse_links(template_dir)
        files = _our_fonts()
        self._seconds = seconds
        self._scratch = tempfile.TemporaryDirectory(prefix="billcli-")
        scratch = Path(self._scratch.name)
        ours, empty = scratch / "fonts", scratch / "root"
        ours.mkdir()
        empty.mkdir()
        for file in files:
            _bring(file, ours)
        user = (
            [template_dir / "fonts"] if template_dir and (template_dir / "fonts").is_dir() else []
        )
        self._root = template_dir if template_dir and template_dir.is_dir() else empty
        self._fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=True, font_paths=[ours, *user]
        )

    def __enter__(self) -> Self:
        """Return the printer."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the folder of chosen fonts."""
        self._scratch.cleanup()

    def pdf(
        self, source: str, date: dt.date, files: Sequence[Path]
    ) -> tuple[bytes, tuple[Problem, ...]]:
        """Return the PDF and what is not perfect about it.

        Args:
            source: Typst source.
            date: time stamp of the PDF (midnight UTC), so that equal input gives equal bytes.
            files: the templates the source came from, the document's own first.

        Returns:
            The bytes, and a warning GLYPH-MISSING when no font has some characters: they are boxes
            on the page, and the PDF is then not marked as PDF/A or PDF/UA.

        Raises:
            InvalidError: TEMPLATE-ERROR, the source does not compile.
        """
        import typst  # noqa: PLC0415 - only a PDF pays for typst

        _refuse_packages(source, files)
        missing: dict[str, None] = {}
        try:
            try:
                return self._compile(source, date, STANDARDS), ()
            except typst.TypstError as error:
                missing = dict.fromkeys(_MISSING.findall(error.diagnostic))
                if not missing:
                    raise
            return self._compile(source, date, ()), (_glyphs(missing),)
        except typst.TypstError as error:
            raise _problem(error, source, files) from error
        except TimeoutError as error:
            words = f"the PDF was not finished within {self._seconds:g} seconds"
            raise _placed(words, "simplify the loops of the template", (0, ""), files) from error

    def _compile(
        self, source: str, date: dt.date, standards: tuple[typst.PDFStandard, ...]
    ) -> bytes:
        """Compile in a thread: Typst takes no signal, and a template's loops may never end."""
        work: Future[bytes] = Future()
        midnight = dt.datetime.combine(date, dt.time(), dt.UTC)

        def compiled() -> None:
            import typst  # noqa: PLC0415 - only a PDF pays for typst

            try:
                compiler = typst.Compiler(source.encode(), root=self._root, font_paths=self._fonts)
                pdf = compiler.compile(
                    format="pdf",
                    pdf_standards=list(standards),
                    timestamp=int(midnight.timestamp()),
                )
                work.set_result(cast("bytes", pdf))
            except (RuntimeError, ValueError) as error:
                work.set_exception(error)

        Thread(target=compiled, daemon=True).start()
        return work.result(self._seconds)


def _our_fonts() -> list[Path]:
    """Return one file per style: the package has each twice, and the first found would win."""
    spec = find_spec("font_source_sans_pro")
    if spec is None or spec.origin is None:
        raise InvalidError.of(
            "FONT-MISSING",
            "the font Source Sans Pro is not installed",
            hint="run: pip install font-source-sans-pro",
        )
    folder = Path(spec.origin).parent / "files"
    return [folder / f"SourceSansPro-{style}.otf" for style in STYLES]


def _bring(file: Path, folder: Path) -> None:
    try:
        (folder / file.name).symlink_to(file)
    except OSError:  # links need a privilege on Windows
        (folder / file.name).write_bytes(file.read_bytes())


def _refuse_links(folder: Path) -> None:
    """Typst keeps to its root by names; a link inside the root could still lead anywhere."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
            raise InvalidError.of(
                CODE,
                "a link leads out of the template folder",
                where=Source(str(path)),
                hint="put a copy of the file there instead",
            )


def _refuse_packages(source: str, files: Sequence[Path]) -> None:
    """Typst would fetch packages from the network; a value cannot write an import: it is quoted."""
    for number, line in enumerate(source.splitlines(), 1):
        if _PACKAGE.search(line):
            raise _placed(
                "Typst packages are not available: they would be fetched from the network",
                "copy what you need into your template folder and import it from there",
                (number, line),
                files,
            )


def _glyphs(missing: dict[str, None]) -> Problem:
    characters = " ".join(f"{c} (U+{ord(c[0]):04X})" for c in missing)
    return Problem(
        "GLYPH-MISSING",
        f"no font has these characters, so the PDF shows boxes: {characters}",
        None,
        "put a font that has them into the folder fonts of your template folder",
        severity=Severity.WARNING,
    )


def _problem(error: typst.TypstError, source: str, files: Sequence[Path]) -> InvalidError:
    place = _PLACE.search(error.diagnostic)
    lines = source.splitlines()
    number = int(place[1]) if place else 0
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    words = error.message.strip() or error.diagnostic.splitlines()[0]
    hint = "; ".join(error.hints) or "correct that line; the Typst manual explains the message"
    return _placed(words, hint, (number, line), files)


def _placed(
    words: str, hint: str, generated: tuple[int, str], files: Sequence[Path]
) -> InvalidError:
    number, line = generated
    where = place_behind(line, files) if line else None
    if where is None and line:
        words += f" (line {number} of the Typst source it gives)"
    where = where or Source(str(files[0]))
    return InvalidError(Problem(CODE, words, where, hint, excerpt=line_of(where) or line))
