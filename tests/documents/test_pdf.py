from __future__ import annotations

import datetime as dt
import importlib.util
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.documents import typeface
from billcli.documents.escape import typst_text, visible
from billcli.documents.letterhead import Attachment
from billcli.documents.pdf import Enclosed, Printer
from billcli.domain.problem import InvalidError, Severity, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = dt.date(2026, 1, 15)
HEAD = '#set document(title: "Test")\n#set text(font: "Source Sans Pro", lang: "en")\n'


@pytest.fixture(scope="module")
def printer() -> Iterator[Printer]:
    with Printer() as found:
        yield found


def failure(printer: Printer, source: str, file: Path = Path("own.typ")) -> InvalidError:
    with pytest.raises(InvalidError) as caught:
        printer.pdf(source, DAY, [file])
    return caught.value


def streams(pdf: bytes) -> bytes:
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return b"\n".join(_inflated(stream) for stream in found)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def test_a_pdf_is_archivable_accessible_and_dated(printer: Printer) -> None:
    pdf, problems = printer.pdf(HEAD + "= Hello", DAY, [])
    assert pdf.startswith(b"%PDF-")
    assert problems == ()
    text = streams(pdf)
    for mark in (b"<pdfaid:part>3", b"<pdfaid:conformance>A", b"<pdfuaid:part>1", b"2026-01-15"):
        assert mark in text


def test_equal_input_gives_equal_bytes(printer: Printer) -> None:
    first, _ = printer.pdf(HEAD + "= Hello", DAY, [])
    with Printer() as other:
        assert other.pdf(HEAD + "= Hello", DAY, [])[0] == first
    later, _ = printer.pdf(HEAD + "= Hello", dt.date(2026, 1, 16), [])
    assert later != first


def test_missing_characters_are_listed_not_hidden(printer: Printer) -> None:
    pdf, (problem,) = printer.pdf(HEAD + typst_text("株式会社 株 Köln"), DAY, [])
    assert pdf.startswith(b"%PDF-")
    assert b"pdfaid" not in streams(pdf)
    assert (problem.code, problem.severity) == ("GLYPH-MISSING", Severity.WARNING)
    found = re.findall(r"(\w) \(U\+([0-9A-F]+)\)", problem.message)
    assert sorted(found) == sorted((c, f"{ord(c):04X}") for c in "株式会社")


def test_greek_and_cyrillic_are_never_missing(printer: Printer) -> None:
    assert printer.pdf(HEAD + typst_text("Ωμέγα Живаго €₤ ½"), DAY, [])[1] == ()


def test_a_compile_error_names_the_line_of_the_template(printer: Printer, tmp_path: Path) -> None:
    file = tmp_path / "own.typ"
    file.write_text("one\n#foo({{ name }})\n", "utf-8")
    (problem,) = failure(printer, 'one\n#foo(#"x";)\n', file).problems
    assert problem.code == "TEMPLATE-ERROR"
    assert problem.where == Source(str(file), 2)
    assert problem.excerpt == "#foo({{ name }})"


def test_an_untraceable_error_names_the_generated_line(printer: Printer) -> None:
    (problem,) = failure(printer, "one\n#foo(1)\n").problems
    assert problem.where == Source("own.typ")
    assert "unknown variable: foo (line 2 of the Typst source it gives)" in problem.message
    assert problem.excerpt == "#foo(1)"


def test_an_error_beside_missing_characters_is_still_an_error(printer: Printer) -> None:
    assert "unknown variable" in str(failure(printer, HEAD + typst_text("株") + "\n#foo(1)"))


def test_a_document_without_title_is_refused(printer: Printer) -> None:
    assert "title" in str(failure(printer, "= Hello"))


def test_files_outside_the_root_cannot_be_read(printer: Printer, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", "utf-8")
    for path in ("/etc/passwd", str(tmp_path / "secret"), "../../etc/passwd"):
        failure(printer, f'#read("{path}")')


def test_files_of_the_template_folder_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "logo.txt").write_text("logo", "utf-8")
    with Printer(tmp_path) as printer:
        assert printer.pdf(HEAD + '#read("logo.txt")', DAY, [])[1] == ()
        failure(printer, HEAD + '#read("../secret")')


def test_links_out_of_the_template_folder_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "here").write_text("", "utf-8")
    (folder / "fine").symlink_to("here")
    with Printer(folder):
        pass
    (folder / "logo.svg").symlink_to("/etc/passwd")
    with pytest.raises(InvalidError, match="leads out"):
        Printer(folder)


def test_a_template_folder_that_is_missing_is_an_empty_one(tmp_path: Path) -> None:
    with Printer(tmp_path / "none") as printer:
        assert printer.pdf(HEAD + "x", DAY, [])[1] == ()


@pytest.mark.parametrize("code", ['#import "@preview/x:1.0.0"', '#include  "@local/x:1.0.0"'])
def test_packages_are_refused_before_typst_would_fetch_them(printer: Printer, code: str) -> None:
    (problem,) = failure(printer, f"one\n{code}\n").problems
    assert "packages are not available" in problem.message
    assert problem.excerpt == code


def test_a_value_that_looks_like_an_import_is_text(printer: Printer) -> None:
    assert printer.pdf(HEAD + typst_text('#import "@preview/x:1.0.0"'), DAY, [])[1] == ()


def test_a_template_that_never_ends_is_given_up() -> None:
    loops = "#for a in range(900) { for b in range(900) { let x = calc.rem(a, 7) } }"
    with Printer(seconds=0.01) as printer:
        assert "not finished within 0.01 seconds" in str(failure(printer, HEAD + loops))


def test_fonts_of_the_user_are_used(tmp_path: Path) -> None:
    font = Path(importlib.util.find_spec("font_source_sans_pro").origin).parent / "files"
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "Own.otf").write_bytes((font / "SourceSansPro-Black.otf").read_bytes())
    source = HEAD + "#text(weight: 900)[Hello]"
    with Printer(tmp_path) as own, Printer() as plain:
        assert b"SourceSansPro-Black" in own.pdf(source, DAY, [])[0]
        assert b"SourceSansPro-Black" not in plain.pdf(source, DAY, [])[0]


def test_a_font_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeface, "find_spec", lambda _name: None)
    with pytest.raises(InvalidError, match="not installed"):
        Printer()


def test_fonts_are_copied_where_links_are_not_allowed(
    monkeypatch: pytest.MonkeyPatch, printer: Printer
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(Path, "symlink_to", refuse)
    with Printer() as copied:
        assert copied.pdf(HEAD + "x", DAY, [])[0] == printer.pdf(HEAD + "x", DAY, [])[0]


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeface.tempfile, "tempdir", str(tmp_path))
    with Printer() as printer:
        assert len(list(tmp_path.iterdir())) == 1
        printer.pdf(HEAD + "x", DAY, [])
    assert list(tmp_path.iterdir()) == []


def check_text(printer: Printer, text: str) -> None:
    """Compile a check by Typst itself: the content must be exactly the text."""
    number = ", ".join(str(ord(c)) for c in visible(text))
    shown = typst_text(text).removeprefix("#").removesuffix(";").replace("#box()#", " + ")
    source = (
        f"{HEAD}#let shown = {shown}\n"
        f'#assert.eq(shown, ({number}{"," if number else ""}).map(str.from-unicode).join("")'
        f"{'' if number else ' + none'})\n"
    )
    if number:
        printer.pdf(source, DAY, [Path("own.typ")])
    printer.pdf(f"{HEAD}a{typst_text(text)}b(c)[d].e", DAY, [Path("own.typ")])


HOSTILE = st.text(max_size=60) | st.text(alphabet='\\"#$*_`<>@[](){}/-=;:~ \n\t%', max_size=60)


@settings(max_examples=25, deadline=None)
@given(HOSTILE)
def test_no_text_is_ever_typst_code(text: str) -> None:
    with Printer() as printer:
        check_text(printer, text)


@pytest.mark.long
@settings(max_examples=1500, deadline=None)
@given(HOSTILE)
def test_no_text_is_ever_typst_code_long(text: str) -> None:
    with Printer() as printer:
        check_text(printer, text)


# What comes with the source: images, attachments, a family of type

SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9"/></svg>'
DATA = Attachment("data.bin", bytes(range(256)), "application/octet-stream")
BILL = Attachment(
    'in"voice.xml', "<a>é</a>".encode(), "text/xml", "alternative", 'Say "hi" #read("x")'
)


def attached(pdf: bytes) -> list[tuple[str, bytes]]:
    """Return relationship and content of each embedded file (ISO 32000-2, 7.11.4 and 14.13)."""
    objects = {int(n): o for n, o in re.findall(rb"(\d+) 0 obj\s(.*?)\sendobj", pdf, re.DOTALL)}
    found = []
    for body in objects.values():
        if b"/Type/Filespec" in body:
            content = objects[int(re.search(rb"/EF<</F (\d+) 0 R", body)[1])]
            relation = re.search(rb"/AFRelationship/(\w+)", body)[1].decode()
            data = re.search(rb"stream\n(.*)\nendstream", content, re.DOTALL)[1]
            found.append((relation, _inflated(data)))
    return found


def test_files_are_attached(printer: Printer) -> None:
    enclosed = Enclosed(attachments=(BILL, DATA))
    pdf, problems = printer.pdf(HEAD + "= Hello", DAY, [], enclosed)
    assert problems == ()
    assert sorted(attached(pdf)) == [("Alternative", BILL.data), ("Supplement", DATA.data)]
    assert b"<pdfaid:part>3" in streams(pdf)
    assert b"(text/xml)" in pdf or b"/text#2Fxml" in pdf
    assert printer.pdf(HEAD + "= Hello", DAY, [], enclosed)[0] == pdf


def test_attachments_leave_the_lines_of_the_source_alone(printer: Printer) -> None:
    with pytest.raises(InvalidError, match="line 2 of the Typst source"):
        printer.pdf("one\n#foo(1)", DAY, [Path("own.typ")], Enclosed(attachments=[DATA]))


def test_an_image_comes_before_one_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("no image", "utf-8")
    (tmp_path / "own.svg").write_bytes(SQUARE)
    images = "\n".join(f'#image("{name}.svg", alt: "x")' for name in ("logo", "own"))
    with Printer(tmp_path) as printer:
        enclosed = Enclosed({"logo.svg": SQUARE})
        assert printer.pdf(HEAD + images, DAY, [], enclosed)[1] == ()
        with pytest.raises(InvalidError, match="failed to parse SVG"):
            printer.pdf(HEAD + images, DAY, [Path("own.typ")])


@pytest.mark.parametrize(
    ("name", "data"),
    [("logo.svg", b"garbage"), ("logo.svg", b"<svg"), ("logo.png", b"\x89PNG\r\n\x1a\n"),
     ("logo.jpg", b"\xff\xd8\xff")],
)  # fmt: skip
def test_a_broken_logo_is_named(printer: Printer, name: str, data: bytes) -> None:
    with pytest.raises(InvalidError, match="the logo cannot be drawn") as caught:
        printer.pdf(f'{HEAD}#image("{name}", alt: "x")', DAY, [], Enclosed({name: data}))
    assert caught.value.problems[0].code == "LOGO-INVALID"


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8"
    "cfc000000301010018dd8db00000000049454e44ae426082"
)


@pytest.mark.parametrize(
    "link", ["../out.png", "{outside}", "file://{outside}", "/out.png", "http://localhost:9/x.png"]
)
@pytest.mark.parametrize("own", [True, False])
def test_no_image_reads_a_file_outside_the_folder(tmp_path: Path, link: str, own: bool) -> None:
    folder, outside = tmp_path / "templates", tmp_path / "out.png"
    folder.mkdir()
    outside.write_bytes(PIXEL)
    shown = f'<image href="{link.format(outside=outside)}" width="9" height="9"/>'.encode()
    svg = SQUARE.replace(b"<rect", shown + b"<rect")
    if own:
        (folder / "own.svg").write_bytes(svg)
    enclosed = Enclosed({} if own else {"own.svg": svg})
    source = f'{HEAD}#image("own.svg", alt: "x")'
    with Printer(folder) as printer, pytest.raises(InvalidError, match="failed to load linked"):
        printer.pdf(source, DAY, [Path("own.typ")], enclosed)


def test_a_family_that_is_not_there_is_an_error(printer: Printer) -> None:
    with pytest.raises(InvalidError, match="'Comic'") as caught:
        printer.pdf(HEAD + "x", DAY, [], Enclosed(font="Comic"))
    (problem,) = caught.value.problems
    assert problem.code == "FONT-UNKNOWN"
    assert "Source Sans Pro" in problem.help
    for family in ("Source Sans Pro", "source sans pro", "Libertinus Serif"):
        assert printer.pdf(HEAD + "x", DAY, [], Enclosed(font=family))[1] == ()


def test_a_family_a_template_asks_for_in_vain_is_a_warning(printer: Printer) -> None:
    source = f'{HEAD}#text(font: ("Comic", "Arial", "Source Sans Pro"))[x]'
    (problem,) = printer.pdf(source, DAY, [])[1]
    assert (problem.code, problem.severity) == ("FONT-UNKNOWN", Severity.WARNING)
    assert "'comic'" in problem.message


def test_a_folder_of_fonts_is_copied_where_links_are_not_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "own.typ").write_text("#let own = [x]", "utf-8")
    (tmp_path / "plain.txt").write_text("text", "utf-8")
    monkeypatch.setattr(Path, "symlink_to", refuse)
    source = f'{HEAD}#import "parts/own.typ": own\n#own #read("plain.txt")'
    with Printer(tmp_path) as printer:
        assert printer.pdf(source, DAY, [])[1] == ()
