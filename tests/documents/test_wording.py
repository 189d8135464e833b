from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

import billcli
from billcli.documents import wording as module
from billcli.documents.wording import Wording, load_wording, shipped_templates
from billcli.domain.problem import InvalidError

if TYPE_CHECKING:
    from pathlib import Path


FILES = tuple(sorted(f.stem for f in (shipped_templates() / "wording").glob("*.toml")))
SHIPPED = tuple(name for name in FILES if "-" not in name)
REGIONAL = tuple(name for name in FILES if "-" in name)
# Words that are the same in English and another language, and those made of places alone.
SAME = frozenset(
    """
    allowance-percent tax-line iban bic date number quantity description position reference total
    period document open balance signature act-invoice page subtotal terms customer-number
    tax-summary tax-value credits colon amount payment charge statement cheque cheques
    """.split()
)
PLACE = re.compile(r"\{([a-z]+)\}")


def tables() -> dict[str, dict[str, dict[str, str]]]:
    folder = shipped_templates() / "wording"
    return {name: tomllib.loads((folder / f"{name}.toml").read_text("utf-8")) for name in FILES}


def test_the_languages_that_come_with_billcli() -> None:
    assert SHIPPED == ("de", "en", "es", "fr", "it", "nl")


def test_english_has_every_word_of_every_language() -> None:
    english = tables()["en"]
    for name, table in tables().items():
        assert set(table["words"]) <= set(english["words"]), name
        assert set(table.get("units", {})) <= set(english["units"]), name


@pytest.mark.parametrize("name", REGIONAL)
def test_a_country_changes_only_what_it_calls_otherwise(name: str) -> None:
    language, _, country = name.partition("-")
    general, regional = load_wording(language).words, load_wording(name).words
    changed = {key for key in general if general[key] != regional[key]}
    assert changed == set(tables()[name]["words"])
    assert load_wording(language, country=country).words == regional


@pytest.mark.parametrize(
    ("language", "country", "tax"),
    [
        ("de", "DE", "USt."), ("de", "CH", "MWST"), ("de-CH", "DE", "MWST"), ("de_ch", "", "MWST"),
        ("de-DE", "CH", "USt."), ("en", "AU", "GST"), ("fi", "AU", "GST"), ("en", "DE", "VAT"),
        ("fr", "CH", "TVA"), ("de", "../x", "USt."), ("de-1234", "", "USt."),
    ],
)  # fmt: skip
def test_the_issuers_country_names_the_tax(language: str, country: str, tax: str) -> None:
    found = load_wording(language, country=country)
    assert (found.words["vat"], "-" in found.language) == (tax, False)


def test_a_user_may_add_a_countrys_words(tmp_path: Path) -> None:
    (tmp_path / "wording").mkdir()
    (tmp_path / "wording" / "en-ZA.toml").write_text('[words]\ninvoice = "Tax invoice"\n', "utf-8")
    assert load_wording("en", tmp_path, country="ZA").words["invoice"] == "Tax invoice"
    assert load_wording("en", tmp_path, country="GB").words["invoice"] == "Invoice"


@pytest.mark.parametrize("language", sorted(set(SHIPPED) - {"en"}))
def test_a_language_is_complete_but_for_equal_words(language: str) -> None:
    english, other = load_wording("en").words, load_wording(language).words
    same = {key for key in english if english[key] == other[key]}
    assert {key for key in same if not _of_swiss_bill(key, language)} <= SAME


def _of_swiss_bill(key: str, language: str) -> bool:
    """Return whether a word of the strip has no form in the language: the guideline has four."""
    return key.startswith("bill-") and language not in {"de", "fr", "it"}


@pytest.mark.parametrize("language", SHIPPED)
def test_places_of_sentences_are_the_same_in_every_language(language: str) -> None:
    english, other = load_wording("en").words, load_wording(language).words
    for name, text in english.items():
        assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(other[name])), name
        assert other[name].strip() == other[name] != "" or name == "colon", name


@pytest.mark.parametrize("language", SHIPPED)
def test_a_colon_stands_as_the_language_has_it(language: str) -> None:
    """In French a space that does not break goes before it, and before all high marks."""
    words = load_wording(language).words
    before = "\u00a0" if language == "fr" else ""
    assert words["colon"] == f"{before}: "
    for name, text in words.items():
        for mark in re.finditer(r"(.?)[:;!?](?: |$)", text):
            assert (mark[1] in {"\u00a0", "\u202f"}) == bool(before), name


def test_no_template_writes_a_colon_behind_a_label() -> None:
    for file in {*shipped_templates().glob("*.*")} - {shipped_templates() / "style.html"}:
        found = re.findall(r"\}\}\s?[:;!?] |~ \"[:;!?] ", file.read_text("utf-8"))
        assert found == [], file.name


@pytest.mark.parametrize("language", SHIPPED)
def test_units_have_at_most_two_forms(language: str) -> None:
    assert all(text.count("|") <= 1 for text in load_wording(language).units.values())


def test_a_german_credit_note_is_no_self_billed_invoice() -> None:
    # UStG section 14(4) no. 10 keeps the word Gutschrift for invoices the customer writes.
    assert "Gutschrift" not in load_wording("de").words["credit-note"]


@pytest.mark.parametrize("tag", ["de", "de-CH", "de_AT", "DE"])
def test_only_the_language_of_a_tag_counts(tag: str) -> None:
    found = load_wording(tag)
    assert (found.language, found.words["invoice"]) == ("de", "Rechnung")


@pytest.mark.parametrize("tag", ["", "tlh", "../../etc/passwd", "en/../de", "x" * 50])
def test_an_unknown_language_is_english(tag: str) -> None:
    found = load_wording(tag)
    assert (found.language, found.words["invoice"]) == ("en", "Invoice")


def test_the_user_may_replace_single_words(tmp_path: Path) -> None:
    (tmp_path / "wording").mkdir()
    (tmp_path / "wording" / "de.toml").write_text('[words]\ninvoice = "Honorarnote"\n', "utf-8")
    found = load_wording("de", tmp_path)
    assert (found.words["invoice"], found.words["date"]) == ("Honorarnote", "Datum")


def test_the_user_may_add_a_language(tmp_path: Path) -> None:
    (tmp_path / "wording").mkdir()
    (tmp_path / "wording" / "sv.toml").write_text('[units]\nHUR = "tim"\n', "utf-8")
    found = load_wording("sv", tmp_path)
    assert (found.language, found.units["HUR"], found.words["date"]) == ("sv", "tim", "Date")


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        (b"[words]\ninvoice = \n", 2, "not a TOML file"),
        (b"\xff\xfe", 0, "not a TOML file"),
        (b"[words]\ninvoice = 7\n", 0, "[words] invoice is not a text"),
    ],
)
def test_a_broken_wording_file_is_named(tmp_path: Path, text: bytes, line: int, part: str) -> None:
    file = tmp_path / "wording" / "en.toml"
    file.parent.mkdir()
    file.write_bytes(text)
    with pytest.raises(InvalidError) as caught:
        load_wording("en", tmp_path)
    (problem,) = caught.value.problems
    assert problem.code == "TEMPLATE-ERROR"
    assert part in problem.message
    assert (problem.where.file, problem.where.line) == (str(file), line)


def test_phrases_never_look_into_their_values() -> None:
    words = Wording("en", {"by": "{date} {date}"}, {})
    assert words.phrase("by", date="{name} {0.__class__}") == " ".join(["{name} {0.__class__}"] * 2)


def test_templates_are_found_in_a_checkout_and_in_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (shipped_templates() / "invoice.typ").is_file()
    package = tmp_path / "billcli"
    (package / "templates").mkdir(parents=True)
    monkeypatch.setattr(billcli, "__file__", str(package / "__init__.py"))
    assert module.shipped_templates() == package / "templates"
