"""The pictures of the documentation show what billcli shows."""

from __future__ import annotations

import importlib.util
import os
import re
from pathlib import Path

import pytest

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the drawings as the script makes them now."""
    spec = importlib.util.spec_from_file_location("pictures_make", PICTURES / "make.py")
    assert spec is not None
    assert spec.loader is not None
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    if os.environ.get("SCENARIOS") == "write":
        make.main()
    return make.screens(tmp_path_factory.mktemp("pictures"))


@pytest.mark.parametrize("name", ["aging.svg", "status.svg"])
def test_the_drawing_is_that_of_the_program(name: str, fresh: dict[str, str]) -> None:
    assert (PICTURES / name).read_text(encoding="utf-8") == fresh[name]


def test_drawings_load_nothing(fresh: dict[str, str]) -> None:
    for svg in fresh.values():
        assert not re.search(r"url\((?!#)|href=|@import|@font-face|<script", svg)


def test_the_invoice_is_a_picture_of_one_page() -> None:
    content = (PICTURES / "invoice.png").read_bytes()
    width, height = (int.from_bytes(content[at : at + 4]) for at in (16, 20))
    assert content.startswith(b"\x89PNG\r\n")
    assert height / width == pytest.approx(297 / 210, rel=0.01)
