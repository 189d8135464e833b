"""Questions about templates, wording, documents, fonts and the logo, each fault seeded."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from billcli.services.doctor import fonts

if TYPE_CHECKING:
    import pytest
    from conftest import Ask
    from shop import Shop

OWN = "Are there templates of your own?"
LETTERS = "Can every letter of all names be shown?"


def test_billclis_own_templates_are_used(ask: Ask) -> None:
    found = ask("templates", "fonts")
    assert found[OWN]["detail"] == "no: billcli's own are used"
    assert found["Is billcli's typeface installed?"]["answer"] == "yes"
    assert found["Are there words for each language?"]["detail"] == "en"


def test_a_folder_of_templates_that_is_not_there(ask: Ask, shop: Shop) -> None:
    shop.write("billcli.toml", shop.text("billcli.toml").replace(
        "[files]", '[files]\ntemplates = "papers"'))  # fmt: skip
    wrong = ask("templates")[OWN]
    assert wrong["fault"]
    assert wrong["fix"] == "billcli template copy invoice"
    assert wrong["detail"] == "papers of billcli.toml:14 is no folder"


def test_an_own_template_that_works(ask: Ask, shop: Shop) -> None:
    shop.write("templates/invoice.txt", "{{ number }}\n")
    found = ask("templates")
    assert found[OWN]["detail"] == "invoice.txt"
    assert found["Do your templates work?"]["answer"] == "yes"


def test_an_own_template_that_does_not(ask: Ask, shop: Shop) -> None:
    shop.write("templates/invoice.txt", "fine\n{% if %}\n")
    wrong = ask("templates")["Do your templates work?"]
    assert (wrong["fault"], wrong["code"]) == (True, "TEMPLATE-ERROR")
    assert "invoice.txt:2" in wrong["detail"]


def test_an_empty_folder_of_templates(ask: Ask, shop: Shop) -> None:
    (shop.folder / "templates").mkdir()
    assert ask("templates")[OWN]["detail"] == "none in templates"


def test_wording_that_cannot_be_read(ask: Ask, shop: Shop) -> None:
    shop.write("templates/wording/de.toml", '[words]\ninvoice = "Rechnung"\n')
    shop.write("templates/wording/fr.toml", "[words\n")
    wrong = ask("templates")["Do your templates work?"]
    assert (wrong["fault"], wrong["code"]) == (True, "TEMPLATE-ERROR")
    assert "fr.toml" in wrong["fix"] or "fr.toml" in wrong["detail"]


def test_a_language_without_words(ask: Ask, shop: Shop) -> None:
    shop.done("customer edit Acme --language tlh", "customer edit Globex --language de-CH")
    wrong = ask("templates")["Are there words for each language?"]
    assert (wrong["answer"], wrong["fault"]) == ("no", False)
    assert wrong["detail"] == "none for tlh: English is used"
    assert wrong["fix"] == "billcli template copy wording/en.toml --to wording/tlh.toml"
    shop.done(wrong["fix"].removeprefix("billcli "))
    found = ask("templates")["Are there words for each language?"]
    assert found["answer"] == "yes"


def test_documents_that_are_missing_are_made_by_the_fix(ask: Ask, shop: Shop) -> None:
    question = "Is every document of the ledger there?"
    shop.sold("10")
    named = list((shop.folder / "documents").iterdir())
    assert ask("templates")[question]["detail"] == "1 document"
    named[0].unlink()
    wrong = ask("templates")[question]
    assert (wrong["fault"], wrong["code"]) == (True, "LEDGER-DOCUMENT")
    assert wrong["fix"] == "billcli invoice render INV-2026-0001"


def test_a_name_that_no_font_has(ask: Ask, shop: Shop) -> None:
    assert ask("fonts")[LETTERS]["detail"] == "3 parties"
    shop.done('customer edit Acme --name "株式会社 Ω"', 'customer edit Globex --name "Łódź Ωμέγα"')
    wrong = ask("fonts")[LETTERS]
    assert (wrong["answer"], wrong["fault"], wrong["code"]) == ("no", False, "GLYPH-MISSING")
    assert wrong["detail"] == "1 party would show boxes: Acme (会 式 株 社)"
    assert wrong["fix"].startswith("mkdir -p templates/fonts")


def test_hostile_names_are_only_looked_at(ask: Ask, shop: Shop) -> None:
    text = shop.text("customers.beancount").replace(
        "Acme Inc.", '\\"; #read(\\"/etc/passwd\\") \U0001f9ff'
    )
    shop.write("customers.beancount", text)
    assert ask("fonts")[LETTERS]["answer"] in {"yes", "no"}


def test_a_missing_typeface(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        fonts, "find_spec", lambda name: None if "source_sans" in name else real(name)
    )
    wrong = ask("fonts")["Is billcli's typeface installed?"]
    assert (wrong["fault"], wrong["code"]) == (True, "FONT-MISSING")
    assert wrong["fix"].startswith("pip install")


def test_fonts_of_ones_own(ask: Ask, shop: Shop) -> None:
    folder = shop.folder / "templates" / "fonts"
    folder.mkdir(parents=True)
    question = "Are your own fonts usable?"
    assert ask("fonts")[question]["detail"] == "the folder is empty"
    spec = importlib.util.find_spec("font_source_sans_pro")
    assert spec is not None
    assert spec.origin is not None
    source = next(Path(spec.origin).parent.joinpath("files").glob("*Regular.otf"))
    (folder / "House.otf").write_bytes(source.read_bytes())
    assert ask("fonts")[question]["detail"] == "House.otf"
    (folder / "House.woff2").write_bytes(b"wOF2")
    (folder / "Fake.ttf").write_bytes(b"text")
    assert ask("fonts")[question]["detail"] == "Fake.ttf, House.woff2 is no font"


def test_the_logo(ask: Ask, shop: Shop) -> None:
    shop.write("billcli.toml", shop.text("billcli.toml").replace(
        "[output]", '[output]\nlogo = "logo.svg"'))  # fmt: skip
    wrong = ask("fonts")["Can the logo be read?"]
    assert wrong["fault"]
    assert "logo.svg" in wrong["detail"]
    assert wrong["fix"]
    shop.write("logo.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    assert ask("fonts")["Can the logo be read?"]["answer"] == "yes"
