from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.documents.look import ACCENT, FONT, Logo, Look, readable
from billcli.domain.problem import UsageError

GROUNDS = {"accent_text": ("#ffffff", "#f2f5f6"), "accent_dark": ("#141b21", "#1d272e")}


def light(colour: str) -> float:
    parts = [part / 255 for part in bytes.fromhex(colour[1:])]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    low, high = sorted((light(one), light(two)))
    return (high + 0.05) / (low + 0.05)


@settings(max_examples=50)
@given(st.integers(0, 0xFFFFFF).map("#{:06x}".format))
def test_words_in_the_accent_can_be_read_on_every_ground(colour: str) -> None:
    data = Look(accent=colour).data()
    assert data["accent"] == colour
    for name, grounds in GROUNDS.items():
        for ground in grounds:
            assert contrast(data[name], ground) >= 4.5


def test_a_readable_colour_stays_as_it_is() -> None:
    assert readable("#000000", (255, 255, 255)) == "#000000"
    assert readable("#ffffff", (0, 0, 0)) == "#ffffff"
    assert readable("#FFFFFF", (255, 255, 255)) != "#ffffff"


def test_what_is_not_chosen_is_billclis_own() -> None:
    data = Look().data()
    assert (data["accent"], data["font"], data["logo"], data["logo_uri"]) == (ACCENT, FONT, "", "")
    assert data["footer"] == ()
    assert data["window"] == "none"
    assert Look(font="Arial").data()["font"] == "Arial"


def test_papers() -> None:
    assert [Look(paper=paper).sheet for paper in ("a4", "letter")] == ["a4", "us-letter"]
    with pytest.raises(UsageError, match="'a5' is not known"):
        _ = Look(paper="a5").sheet


@pytest.mark.parametrize(("form", "media"), [("svg", "svg+xml"), ("png", "png"), ("jpg", "jpeg")])
def test_a_logo_is_part_of_the_page(form: str, media: str) -> None:
    logo = Logo(b"\x89\x00x", form)
    assert logo.uri == f"data:image/{media};base64,{base64.b64encode(logo.data).decode()}"
    data = Look(logo=logo).data()
    assert (data["logo"], data["logo_uri"]) == (f"logo.{form}", logo.uri)
