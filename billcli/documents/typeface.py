"""The faces a PDF is set in: those that come with billcli, the user's, and never the machine's."""

from __future__ import annotations

import tempfile
from importlib.util import find_spec
from pathlib import Path

from billcli.documents.typst_root import bring
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Problem, Severity, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import typst

CODE = "FONT-UNKNOWN"
STYLES = ("Regular", "It", "Semibold", "Bold")
# Faces the guidelines of the Swiss QR-bill allow: taken from the user's folder when they are there.
WISHED = frozenset(
    ("arial", "arimo", "frutiger", "helvetica", "liberation sans", "source sans 3")
)  # fmt: skip
_NAMED_MAX = 20


class Typefaces:
    """Fonts by which PDFs are the same on every machine.

    Attributes:
        fonts: as Typst takes them.
        folders: where they lie, Typst's own apart.
        home: an empty folder.
        scratch: a folder that holds the chosen files, and an empty one.
    """

    def __init__(self, folder: Path | None) -> None:
        """Take our fonts, those in a folder of the user, and Typst's own.

        Raises:
            InvalidError: FONT-MISSING, our font is not installed.
        """
        import typst  # noqa: PLC0415 - only a PDF pays for typst

        files = _our_fonts()
        self.scratch = tempfile.TemporaryDirectory(prefix="billcli-")
        ours = Path(self.scratch.name) / "fonts"
        self.home = Path(self.scratch.name) / "home"
        for empty in (ours, self.home):
            empty.mkdir()
        for file in files:
            bring(file, ours)
        own = [folder] if folder and folder.is_dir() else []
        self.folders = [ours, *own]
        self.fonts: typst.Fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=True, font_paths=self.folders
        )

    def require(self, family: str) -> None:
        """Check that a family is there, so that no other face is taken silently.

        Raises:
            InvalidError: FONT-UNKNOWN, naming the families there are.
        """
        if family.lower() not in {known.lower() for known in self.fonts.families()}:
            raise InvalidError(
                Problem(
                    CODE, f"no font of the family {quoted(family)} is there", None, self._hint()
                )
            )

    def unknown(self, families: Sequence[str]) -> tuple[Problem, ...]:
        """Return a warning for each family that a template names and nobody has."""
        return tuple(
            Problem(
                CODE,
                f"a template names the font family {quoted(family)}, which is not there",
                None,
                self._hint(),
                severity=Severity.WARNING,
            )
            for family in dict.fromkeys(families)
            if family not in WISHED
        )

    def _hint(self) -> str:
        known = sorted(set(self.fonts.families()))
        more = " and more" if len(known) > _NAMED_MAX else ""
        return (
            "put its files into the folder fonts of your template folder, or take one of: "
            + ", ".join(known[:_NAMED_MAX])
            + more
        )


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
