"""Questions about what can be printed: fonts, letters of names, and the logo."""

from __future__ import annotations

import datetime as dt
import re
from importlib.util import find_spec
from pathlib import Path

from billcli.domain.finding import advice, fault, unknown, yes
from billcli.domain.named import TYPE_CHECKING
from billcli.services.doctor.scene import content_of, counted, listed, tried

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.finding import Finding
    from billcli.domain.party import Party
    from billcli.services.doctor.scene import Scene

FONTS = frozenset({".otf", ".ttf", ".ttc", ".otc"})
SHOWN = ("name", "trading-name", "contact", "address", "address-2", "city", "region")
_SIGNATURES = (b"OTTO", b"\0\1\0\0", b"true", b"ttcf")
_CODE_POINT = re.compile(r"U\+([0-9A-F]{4,6})")
_ALWAYS_THERE = 0x17F  # Latin Extended-A: every text font has it
_DAY = dt.date(2026, 1, 1)


def shipped(scene: Scene) -> Iterator[Finding]:
    """Is billcli's typeface there."""
    del scene
    question = "Is billcli's typeface installed?"
    spec = find_spec("font_source_sans_pro")
    folder = Path(spec.origin).parent / "files" if spec and spec.origin else None
    if folder and any(folder.glob("SourceSansPro-*.otf")):
        yield yes(question, "Source Sans Pro")
    else:
        fix = "pip install --force-reinstall font-source-sans-pro"
        yield fault(question, "a PDF cannot be made without it", fix, "FONT-MISSING")


def own(scene: Scene) -> Iterator[Finding]:
    """Can the fonts of one's own be read."""
    settings = scene.settings.value
    folder = scene.folder / settings.files.templates / "fonts" if settings else None
    if folder is None or not folder.is_dir():
        return
    question = "Are your own fonts usable?"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    usable = [path for path in files if _is_font(path)]
    odd = [path for path in files if path not in usable]
    if odd or not files:
        detail = f"{listed(p.name for p in odd)} is no font" if odd else "the folder is empty"
        yield advice(question, detail, "put OpenType or TrueType files there: .otf, .ttf, .ttc")
    else:
        yield yes(question, listed(path.name for path in usable))


def _is_font(path: Path) -> bool:
    return path.suffix.lower() in FONTS and (content_of(path) or b"").startswith(_SIGNATURES)


def letters(scene: Scene) -> Iterator[Finding]:
    """Does a font have every letter of every name."""
    question = "Can every letter of all names be shown?"
    if scene.workspace.value is None:
        yield unknown(question, scene.closed)
        return
    books = scene.books.books(scene.books.today)
    known = [*books.parties.values(), *([books.issuer] if books.issuer else [])]
    rare = {party.id: _rare(party) for party in known}
    lacking = _without_glyph(scene, set().union(*rare.values())) if any(rare.values()) else set()
    struck = {name: sorted(chars & lacking) for name, chars in rare.items() if chars & lacking}
    if struck:
        said = ", ".join(
            f"{name} ({' '.join(chars[:5])})" for name, chars in list(struck.items())[:3]
        )
        where = scene.name(scene.folder / (scene.books.settings.files.templates or "templates"))
        fix = f"mkdir -p {where}/fonts, and put a font there that has them, such as Noto Sans"
        more = f"{counted(len(struck), 'party', 'parties')} would show boxes: {said}"
        yield advice(question, more, fix, "GLYPH-MISSING")
    else:
        yield yes(question, counted(len(known), "party", "parties"))


def _rare(party: Party) -> set[str]:
    """Return the characters of a party that not every font has."""
    text = "".join(party.text(key) for key in SHOWN)
    return {char for char in text if ord(char) > _ALWAYS_THERE and char.isprintable()}


def _without_glyph(scene: Scene, chars: set[str]) -> set[str]:
    """Return the characters that are boxes in a PDF: one is made of them and nothing else."""
    from billcli.documents.escape import typst_text  # noqa: PLC0415 - only for rare letters
    from billcli.documents.pdf import Printer  # noqa: PLC0415 - loads typst
    from billcli.services.render_document import template_folder  # noqa: PLC0415

    body = "\n\n".join(typst_text(char) for char in sorted(chars))
    source = f'#set document(title: "x")\n#set text(lang: "en", font: "Source Sans Pro")\n{body}\n'
    with Printer(template_folder(scene.books)) as printer:
        _, problems = printer.pdf(source, _DAY, (Path("names.typ"),))
    said = " ".join(p.message for p in problems if p.code == "GLYPH-MISSING")
    return {chr(int(code, 16)) for code in _CODE_POINT.findall(said)}


def logo(scene: Scene) -> Iterator[Finding]:
    """Can the logo be read."""
    settings = scene.settings.value
    name = settings.output.logo if settings else ""
    if not name:
        return
    from billcli.documents.logo import read_logo  # noqa: PLC0415 - only where there is one

    question, found = "Can the logo be read?", tried(lambda: read_logo(scene.folder, name))
    if found.value:
        yield yes(question, f"{name}, {len(found.value.data)} bytes")
    else:
        fix = found.fix or "correct logo under [output] in billcli.toml"
        yield fault(question, found.reason, fix, found.code)


QUESTIONS = (shipped, own, letters, logo)
