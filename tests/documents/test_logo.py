from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from billcli.documents.logo import BYTES_MAX, read_logo
from billcli.domain.problem import InvalidError

if TYPE_CHECKING:
    from pathlib import Path

PNG, JPG = b"\x89PNG\r\n\x1a\nrest", b"\xff\xd8\xffrest"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.png", PNG, "png"),
        ("a.JPG", JPG, "jpg"),
        ("a.jpeg", JPG, "jpg"),
        ("sub/a.svg", SVG, "svg"),
    ],
)
def test_images_are_read(tmp_path: Path, name: str, data: bytes, form: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(data)
    logo = read_logo(tmp_path, name)
    assert (logo.data, logo.form) == (data, form)


def refused(folder: Path, name: str) -> str:
    with pytest.raises(InvalidError) as caught:
        read_logo(folder, name)
    (problem,) = caught.value.problems
    assert problem.code == "LOGO-INVALID"
    assert problem.help
    return problem.message


def test_what_is_no_image_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(b"GIF89a")
    (tmp_path / "a.png").write_bytes(JPG)
    (tmp_path / "a.svg").write_bytes(b"<html>")
    (tmp_path / "b.png").write_bytes(PNG + bytes(BYTES_MAX))
    (tmp_path / "c.png").mkdir()
    assert "is not known as an image" in refused(tmp_path, "a.gif")
    assert "is not a PNG image" in refused(tmp_path, "a.png")
    assert "is not a SVG image" in refused(tmp_path, "a.svg")
    assert "is larger than 2 MB" in refused(tmp_path, "b.png")
    assert "is no file" in refused(tmp_path, "c.png")
    assert "cannot be read: no such file" in refused(tmp_path, "nothing.png")


def test_only_the_projects_folder_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (tmp_path / "out.png").write_bytes(PNG)
    (folder / "link.png").symlink_to(tmp_path / "out.png")
    assert "outside" in refused(folder, "../out.png")
    assert "outside" in refused(folder, str(tmp_path / "out.png"))
    assert "outside" in refused(folder, "link.png")


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    assert "is no file" in refused(tmp_path, "a.png")


@pytest.mark.parametrize(
    "part",
    [
        b'<image href="http://x.example/a.png"/>', b"<image xlink:href = 'file:///etc/passwd'/>",
        b"<script>1</script>", b"<foreignObject/>", b'<path style="fill: url(http://x.example/)"/>',
        b"<style>@import 'a.css'</style>", b'<!DOCTYPE svg [<!ENTITY a "b">]>',
        b'<path fill="url(&quot;http://x.example/&quot;)"/>', b"<path onload='alert(1)'/>",
        b'<image href=" https://x.example"/>', b"<path style='fill:url( \"a.svg#b\" )'/>",
    ],
)  # fmt: skip
def test_an_svg_loads_and_runs_nothing(tmp_path: Path, part: bytes) -> None:
    (tmp_path / "a.svg").write_bytes(SVG.replace(b"<path", part + b"<path"))
    assert "loads or runs something" in refused(tmp_path, "a.svg")


@pytest.mark.parametrize(
    "part",
    [
        b'<use href="#a"/>', b'<path fill="url(#g)"/>', b"<path fill='url(\"#g\")'/>",
        b'<image xlink:href="data:image/png;base64,AA"/>',
    ],
)  # fmt: skip
def test_an_svg_may_refer_to_itself(tmp_path: Path, part: bytes) -> None:
    (tmp_path / "a.svg").write_bytes(SVG.replace(b"<path", part + b"<path"))
    assert read_logo(tmp_path, "a.svg").form == "svg"


def jpeg(components: int, *, frame: int = 0xC0) -> bytes:
    extra = b"\xff\xe0\x00\x10JFIF" + bytes(10)
    head = bytes((0xFF, frame, 0, 8 + 3 * components, 8, 0, 9, 0, 9, components))
    return b"\xff\xd8" + extra + head + bytes(3 * components)


@pytest.mark.parametrize("frame", [0xC0, 0xC1, 0xC2])
def test_the_colours_of_print_are_refused(tmp_path: Path, frame: int) -> None:
    """PDF/A takes no CMYK image without a profile."""
    (tmp_path / "a.jpg").write_bytes(jpeg(4, frame=frame))
    assert "has the colours of print (CMYK)" in refused(tmp_path, "a.jpg")


@pytest.mark.parametrize(
    "data", [jpeg(3), jpeg(1), jpeg(4)[:25], b"\xff\xd8\xff", jpeg(4, frame=0xC4)]
)
def test_other_colours_and_unknown_ones_are_taken(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(data)
    assert read_logo(tmp_path, "a.jpg").data == data
