from __future__ import annotations

import subprocess
import sys

import pytest
from babel.core import get_global
from babel.languages import get_official_languages

from billcli.documents.official_language import is_official
from billcli.documents.wording import shipped_templates

COUNTRIES = sorted(get_global("territory_languages"))
SHIPPED = sorted({f.stem.split("-")[0] for f in (shipped_templates() / "wording").glob("*.toml")})


def spoken(language: str, country: str) -> bool:
    tags = get_official_languages(country, de_facto=True)
    return language in {tag.split("_")[0] for tag in tags}


@pytest.mark.parametrize("language", [*SHIPPED, "sv", "pt", "gsw", "xx"])
def test_it_is_what_cldr_says(language: str) -> None:
    for country in [*COUNTRIES, "XX", "", "001"]:
        assert is_official(language, country) is spoken(language, country), country


def test_case_means_nothing() -> None:
    assert is_official("DE", "at")
    assert is_official("SV", "fi")
    assert not is_official("DE", "us")


@pytest.mark.parametrize("language", SHIPPED)
def test_our_own_languages_need_no_tables(language: str) -> None:
    code = (
        "import sys; from billcli.documents.official_language import is_official as f;"
        f" f({language!r}, 'DE'); sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own
