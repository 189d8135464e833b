"""The pictures of the documentation show what billcli shows."""

from __future__ import annotations

import importlib.util
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
DRAWINGS = ["aging.svg", "doctor.svg", "invoice-show.svg", "review.svg", "status.svg"]
PAINTED = ["invoice.png", "reminder.png", "statement.png", "swiss-qr-bill.png"]
MOST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pictures_make", PICTURES / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if os.environ.get("SCENARIOS") == "write":
        module.main()
    return module


@pytest.fixture(scope="module")
def books(make: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found: Path = make.studio(tmp_path_factory.mktemp("pictures") / "studio")
    return found


@pytest.fixture(scope="module")
def fresh(make: ModuleType, books: Path) -> dict[str, str]:
    """Return the drawings as the script makes them now."""
    found: dict[str, str] = make.screens(books)
    return found


@pytest.fixture(scope="module")
def documents(
    make: ModuleType, books: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """Return the documents that the script would paint now."""
    swiss = make.atelier(tmp_path_factory.mktemp("pictures") / "atelier")
    found: dict[str, Any] = make.documents(books, swiss)
    return found


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_drawing_is_that_of_the_program(name: str, fresh: dict[str, str]) -> None:
    assert (PICTURES / name).read_text(encoding="utf-8") == fresh[name]


def test_drawings_load_nothing(fresh: dict[str, str]) -> None:
    for svg in fresh.values():
        assert not re.search(r"url\((?!#)|href=|@import|@font-face|<script", svg)


def test_drawings_are_whole_and_clip_no_line(fresh: dict[str, str]) -> None:
    for svg in fresh.values():
        ET.fromstring(svg)  # noqa: S314 - drawn here
        assert svg.count("clip-path=") == svg.count("<clipPath") == 1


def test_drawings_tell_nothing_of_the_machine(fresh: dict[str, str], books: Path) -> None:
    for svg in fresh.values():
        assert str(books.parent) not in svg
        assert str(Path.home()) not in svg


@pytest.mark.parametrize("name", PAINTED)
def test_the_picture_is_that_of_the_document(
    name: str, make: ModuleType, documents: dict[str, Any]
) -> None:
    sheet = documents[name.removesuffix(".png")]
    with Image.open(PICTURES / name) as picture:
        assert picture.info[make.FINGERPRINT] == make.fingerprint(sheet)  # type: ignore[attr-defined]
        width, height = picture.size
    assert height / width == pytest.approx(297 / 210, rel=0.01)


def test_a_picture_is_that_of_its_own_document_only(
    make: ModuleType, documents: dict[str, Any]
) -> None:
    assert len({make.fingerprint(sheet) for sheet in documents.values()}) == len(PAINTED)


def test_the_painter_paints_the_whole_page(
    make: ModuleType, documents: dict[str, Any], tmp_path: Path
) -> None:
    make.page(documents["statement"], tmp_path / "statement.png")
    with Image.open(tmp_path / "statement.png") as painted:
        seen = painted.convert("L")
        ink = sum(seen.histogram()[:128]) / (seen.width * seen.height)
    assert 0.005 < ink < 0.2
    assert (tmp_path / "statement.png").stat().st_size < 120_000


def test_no_picture_is_left_over_and_all_are_small() -> None:
    found = {path.name for path in PICTURES.iterdir() if path.suffix in {".svg", ".png"}}
    assert found == {*DRAWINGS, *PAINTED}
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    assert [name for name in [*DRAWINGS, *PAINTED] if f"pictures/{name})" not in text] == []
    assert sum((PICTURES / name).stat().st_size for name in found) < MOST_BYTES
