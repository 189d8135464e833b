"""What pages list as choices is what the code offers: layers, languages, windows, outputs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from babel import Locale

from billcli.store.output_setting import FORMATS, PAPERS, PAYMENT_CODES, WINDOWS

ROOT = Path(__file__).parents[2]
LANGUAGES = sorted(path.stem for path in (ROOT / "templates" / "wording").glob("??.toml"))


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _row(key: str) -> str:
    rows = _text("docs/reference/settings.md").splitlines()
    return next(row for row in rows if row.startswith(f"| `{key}` |"))


def test_the_house_has_the_packages_and_layers_that_are_enforced() -> None:
    contracts = tomllib.loads(_text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers")
    enforced = [name.strip().removeprefix("billcli.") for la in layers for name in la.split("|")]
    drawn = _text("docs/explanation/architecture.md").split("```text\n")[1].split("```")[0]
    names = [word for line in drawn.splitlines() for word in _names(line)]
    assert names == enforced
    packages = {path.parent.name for path in (ROOT / "billcli").glob("*/__init__.py")}
    assert set(names) == packages


def _names(line: str) -> list[str]:
    first = re.split(r" {3,}", line.strip())[0]
    return re.findall(r"\w+", first)


@pytest.mark.parametrize(
    "page", ["README.md", "CHANGELOG.md", "docs/how-to/documents-in-another-language.md"]
)
def test_the_languages_that_are_named_are_those_with_words(page: str) -> None:
    names = [Locale.parse(code).get_display_name("en") for code in LANGUAGES]
    assert len(names) >= 6
    text = " ".join(_text(page).split())
    found = re.search(r"English, ((?:[A-Z][a-z]+(?:, (?:or )?| and )?)+)", text)
    assert found
    assert {"English", *re.findall(r"[A-Z][a-z]+", found[1])} == set(names)


def test_the_settings_name_every_language() -> None:
    assert set(re.findall(r"`(\w\w)`", _row("defaults.language").split("|")[2])) == set(LANGUAGES)


@pytest.mark.parametrize(
    ("key", "choices"),
    [("output.window", WINDOWS), ("output.paper", PAPERS), ("output.payment_code", PAYMENT_CODES)],
)
def test_the_settings_name_every_choice_and_what_holds_without(
    key: str, choices: tuple[str, ...]
) -> None:
    _, _, meaning, otherwise, _ = _row(key).split("|")
    assert tuple(re.findall(r"`([\w-]+)`", meaning)) == choices
    assert otherwise.strip() == f"`{choices[0]}`"


def test_the_letterhead_explains_every_window() -> None:
    rows = re.findall(
        r"^\| `([\w-]+)` \| [^|]+ \| [^|]+ \|$", _text("docs/how-to/letterhead.md"), re.MULTILINE
    )
    assert tuple(rows) == ("window", *WINDOWS)


def test_the_payment_codes_explain_every_choice() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", _text("docs/how-to/payment-codes.md"), re.MULTILINE)
    assert tuple(rows) == PAYMENT_CODES


def test_the_example_of_the_settings_makes_every_output() -> None:
    block = _text("docs/reference/settings.md").split("```toml\n")[1].split("```")[0]
    assert tuple(tomllib.loads(block)["output"]["formats"]) == FORMATS
