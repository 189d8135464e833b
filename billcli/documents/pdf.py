"""PDF from Typst source: reproducible, archivable (PDF/A-3a) and accessible (PDF/UA-1)."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from pathlib import Path
from threading import Thread

from billcli.documents.escape import typst_string
from billcli.documents.template_problem import CODE, line_of, place_behind
from billcli.documents.typeface import Typefaces
from billcli.documents.typst_compiler import STOPPED, Job, compiled
from billcli.documents.typst_root import fill_root, refuse_links
from billcli.domain.frozen import field, frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Problem, Severity, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType
    from typing import Self

    import typst

    from billcli.documents.letterhead import Attachment
    from billcli.documents.typst_process import TypstProcess

STANDARDS: tuple[typst.PDFStandard, ...] = ("a-3a", "ua-1")
_ATTACHED = "attached/"
_UNKNOWN = "unknown font family: "
_IMAGE = re.compile(r"failed to (?:decode|parse|load)|unknown image format")
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed with font')
_FILE = re.compile(r"─ (.+?\.typ):(\d+):\d+")
_PLACE = re.compile(r"\.typ:(\d+):\d+")
_PACKAGE = re.compile(r'\b(?:import|include)\s*"@')
_UNFETCHED = re.compile(r"failed to download package|package not found")
_NO_PACKAGES = "Typst packages are not available: they would be fetched from the network"
_COPY = "copy what you need into your template folder and import it from there"


@frozen
class Enclosed:
    """What a PDF is made of beside its source.

    Attributes:
        images: files the source may name besides those of the template folder, by name.
        attachments: files that go into the PDF.
        font: family that must be there; empty asks for none.
    """

    images: Mapping[str, bytes] = field(default_factory=dict)
    attachments: Sequence[Attachment] = ()
    font: str = ""

    def given(self) -> dict[str, bytes]:
        """Return images and attachments by the names the source has for them."""
        attached = enumerate(self.attachments, 1)
        return {**self.images, **{f"{_ATTACHED}{number}": file.data for number, file in attached}}


class Printer:
    """Compiles Typst source with billcli's fonts only, so that a PDF is the same everywhere.

    The source may read files of the user's template folder and what is given with it, and nothing
    else. A context manager: the folder that holds the chosen fonts is removed at its end.
    """

    def __init__(self, template_dir: Path | None = None, *, seconds: float = 60) -> None:
        """Prepare fonts: ours, the user's in ``fonts`` of the template folder, and Typst's own.

        Args:
            template_dir: the user's template folder.
            seconds: how long one PDF may take.

        Raises:
            InvalidError: a link in the folder leads outside it, or our font is not installed.
        """
        if template_dir:
            refuse_links(template_dir)
        self._seconds = seconds
        self._faces = Typefaces(template_dir / "fonts" if template_dir else None)
        self._template_dir = template_dir
        self._foreign = template_dir is not None and any(template_dir.rglob("*.typ"))
        self._process: TypstProcess | None = None

    def __enter__(self) -> Self:
        """Return the printer."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the folder of chosen fonts, and end the process of the user's templates."""
        self._stop()
        self._faces.scratch.cleanup()

    def pdf(
        self, source: str, date: dt.date, files: Sequence[Path], enclosed: Enclosed | None = None
    ) -> tuple[bytes, tuple[Problem, ...]]:
        """Return the PDF and what is not perfect about it.

        Args:
            source: Typst source.
            date: time stamp of the PDF (midnight UTC), so that equal input gives equal bytes.
            files: the templates the source came from, the document's own first.
            enclosed: images, attachments and the font asked for.

        Returns:
            The bytes, and warnings: GLYPH-MISSING when no font has some characters (they are boxes
            on the page, and the PDF is then not marked as PDF/A or PDF/UA), FONT-UNKNOWN when a
            template names a face that is not there.

        Raises:
            InvalidError: TEMPLATE-ERROR, the source does not compile; FONT-UNKNOWN, the family
                asked for is not there; LOGO-INVALID, an image given with the source is none.
        """
        import typst  # noqa: PLC0415 - only a PDF pays for typst

        enclosed = enclosed or Enclosed()
        if enclosed.font:
            self._faces.require(enclosed.font)
        _refuse_packages(source, files)
        text = _attached(source, enclosed.attachments)
        with tempfile.TemporaryDirectory(dir=self._faces.scratch.name) as folder:
            fill_root(Path(folder), self._template_dir, enclosed.given())
            try:
                return self._best(text, date, Path(folder))
            except typst.TypstError as error:
                if error.message == STOPPED:
                    self._stop()
                written = self._written(error, Path(folder))
                raise _problem(error, source, files, enclosed, written) from error
            except TimeoutError as error:
                words = f"the PDF was not finished within {self._seconds:g} seconds"
                hint = "simplify the loops of the template"
                raise _placed(words, hint, (0, ""), files) from error

    def _best(self, source: str, date: dt.date, root: Path) -> tuple[bytes, tuple[Problem, ...]]:
        """Return a PDF by the standards, or without them when characters have no glyph."""
        import typst  # noqa: PLC0415 - only a PDF pays for typst

        try:
            return self._compile(source, date, root, STANDARDS)
        except typst.TypstError as error:
            missing = dict.fromkeys(_MISSING.findall(error.diagnostic))
            if not missing:
                raise
        pdf, problems = self._compile(source, date, root, ())
        return pdf, (_glyphs(missing), *problems)

    def _compile(
        self, source: str, date: dt.date, root: Path, standards: tuple[typst.PDFStandard, ...]
    ) -> tuple[bytes, tuple[Problem, ...]]:
        """Compile in a thread: Typst takes no signal, and a template's loops may never end."""
        made: list[tuple[bytes, list[str]]] = []
        failed: list[Exception] = []
        midnight = dt.datetime.combine(date, dt.time(), dt.UTC)
        job = Job(source, str(root), standards, int(midnight.timestamp()))
        make = self._maker()

        def make_it() -> None:
            try:
                made.append(make(job))
            except (RuntimeError, ValueError) as error:
                failed.append(error)

        worker = Thread(target=make_it, daemon=True)
        worker.start()
        worker.join(self._seconds)
        if failed:
            raise failed[0]
        if not made:
            self._stop()
            raise TimeoutError
        pdf, warnings = made[0]
        families = [w.removeprefix(_UNKNOWN) for w in warnings if w.startswith(_UNKNOWN)]
        return pdf, self._faces.unknown(families)

    def _maker(self) -> Callable[[Job], tuple[bytes, list[str]]]:
        """Return what compiles: this process, or another one for templates of the user's own."""
        if not self._foreign:
            return lambda job: compiled(job, self._faces.fonts)
        from billcli.documents.typst_process import TypstProcess  # noqa: PLC0415 - seldom needed

        if self._process is None:
            self._process = TypstProcess(self._faces.folders, self._faces.home)
        return self._process.compiled

    def _written(self, error: typst.TypstError, root: Path) -> Source | None:
        """Return the place of an error in a file that Typst itself included."""
        found = _FILE.search(error.diagnostic)
        _, within, rest = found[1].partition(f"{root.name}/") if found else ("", "", "")
        if not found or not self._template_dir or not (self._template_dir / rest).is_file():
            return None
        return Source(str(self._template_dir / rest), int(found[2])) if within else None

    def _stop(self) -> None:
        if self._process is not None:
            self._process.stop()
            self._process = None


def _attached(source: str, attachments: Sequence[Attachment]) -> str:
    """Return the source with the attachments at its end, so that its lines keep their numbers."""
    calls = [
        f"#pdf.attach({typst_string(attachment.name)},"
        f" read({typst_string(f'{_ATTACHED}{number}')}, encoding: none),"
        f" relationship: {typst_string(attachment.relationship)},"
        f" mime-type: {typst_string(attachment.media_type)},"
        # PDF/A asks for a description
        f" description: {typst_string(attachment.description or attachment.name)})"
        for number, attachment in enumerate(attachments, 1)
    ]
    return "\n".join([source, *calls])


def _refuse_packages(source: str, files: Sequence[Path]) -> None:
    """Typst would fetch packages from the network; a value cannot write an import: it is quoted."""
    for number, line in enumerate(source.splitlines(), 1):
        if _PACKAGE.search(line):
            raise _placed(_NO_PACKAGES, _COPY, (number, line), files)


def _glyphs(missing: dict[str, None]) -> Problem:
    characters = " ".join(f"{c} (U+{ord(c[0]):04X})" for c in missing)
    return Problem(
        "GLYPH-MISSING",
        f"no font has these characters, so the PDF shows boxes: {characters}",
        None,
        "put a font that has them into the folder fonts of your template folder",
        severity=Severity.WARNING,
    )


def _problem(
    error: typst.TypstError,
    source: str,
    files: Sequence[Path],
    enclosed: Enclosed,
    written: Source | None,
) -> InvalidError:
    place = _PLACE.search(error.diagnostic)
    lines = source.splitlines()
    number = int(place[1]) if place else 0
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    words = error.message.strip() or error.diagnostic.splitlines()[0]
    if enclosed.images and _IMAGE.match(words):
        words = f"the logo cannot be drawn: {words}"
        return InvalidError(Problem("LOGO-INVALID", words, None, "export the image again"))
    hint = "; ".join(error.hints) or "correct that line; the Typst manual explains the message"
    if _UNFETCHED.match(words):
        words, hint = _NO_PACKAGES, _COPY
    if written:
        return InvalidError(Problem(CODE, words, written, hint, excerpt=line_of(written)))
    return _placed(words, hint, (number, line), files)


def _placed(
    words: str, hint: str, generated: tuple[int, str], files: Sequence[Path]
) -> InvalidError:
    number, line = generated
    where = place_behind(line, files) if line else None
    if where is None and line:
        words += f" (line {number} of the Typst source it gives)"
    where = where or (Source(str(files[0])) if files else None)
    return InvalidError(Problem(CODE, words, where, hint, excerpt=line_of(where) or line))
