from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

import billcli
from billcli.documents import wording as module
from billcli.documents.wording import Wording, load_wording, shipped_templates
from billcli.domain.problem import InvalidError

if TYPE_CHECKING:
    from pathlib import Path


def test_english_has_every_word_of_every_language() -> None:
    folder = shipped_templates() / "wording"
    tables = {f.stem: tomllib.loads(f.read_text("utf-8")) for f in folder.glob("*.toml")}
    assert {"en", "de"} <= set(tables)
    for table in tables.values():
        assert set(table["words"]) <= set(tables["en"]["words"])
        assert set(table["units"]) <= set(tables["en"]["units"])


def test_german_is_complete_but_for_equal_words() -> None:
    english, german = load_wording("en"), load_wording("de")
    same = {k for k in english.words if english.words[k] == german.words[k]}
    assert same <= {"allowance-percent", "tax-line", "iban", "bic"}


def test_places_of_sentences_are_the_same_in_every_language() -> None:
    english, german = load_wording("en"), load_wording("de")
    for name, text in english.words.items():
        assert sorted(w for w in text.split("{")[1:]) == [] or (
            {p.split("}")[0] for p in text.split("{")[1:]}
            == {p.split("}")[0] for p in german.words[name].split("{")[1:]}
        ), name


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
