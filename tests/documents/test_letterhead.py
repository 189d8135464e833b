from __future__ import annotations

import datetime as dt

import pytest

from billcli.documents.letterhead import Attachment, Letterhead, payment_box, said
from billcli.documents.look import Logo, Look
from billcli.domain.problem import UsageError
from tests.documents.plain_data import plain

DAY = dt.date(2026, 3, 31)
ISSUER = {
    "name": "Mueller",
    "country": "DE",
    "language": "de",
    "iban": "DE89370400440532013000",
    "bic": "COBADEFFXXX",
}


def test_the_customers_language_comes_before_the_issuers() -> None:
    assert Letterhead.of(ISSUER, {}).words["date"] == "Datum"
    assert Letterhead.of(ISSUER, {"language": "en"}).words["date"] == "Date"
    assert Letterhead.of(ISSUER, {"language": "en"}, language="fr").reader.wording.language == "fr"
    assert Letterhead.of({}, {}).reader.wording.language == "en"


def test_figures_go_with_the_words_when_a_language_is_unknown() -> None:
    head = Letterhead.of({}, {"language": "xx", "country": "US"})
    assert head.reader.wording.language == "en"
    assert head.reader.date(DAY) == "March 31, 2026"


def test_a_context_has_what_all_documents_have_and_its_body() -> None:
    head = Letterhead.of(ISSUER, {"name": "Acme"}, language="en", look=Look(logo=Logo(b"x", "png")))
    context = head.context("reminder", "Reminder", DAY, {"date": "x", "due": ""}, closing=("y",))
    data = context.data
    assert plain(data)
    assert (data["kind"], data["title"], data["closing"], data["opening"]) == (
        "reminder",
        "Reminder",
        ("y",),
        (),
    )
    assert [(row["name"], row["label"]) for row in data["particulars"]] == [("date", "Date")]
    assert data["date_iso"] == "2026-03-31"
    assert (context.paper, context.date, dict(context.files)) == ("a4", DAY, {"logo.png": b"x"})
    with pytest.raises(TypeError):
        data["title"] = ""


def test_an_unknown_paper_is_refused() -> None:
    head = Letterhead.of({}, {}, look=Look(paper="a5"))
    with pytest.raises(UsageError, match="a5"):
        head.context("quote", "Quote", DAY, {})


def test_without_an_account_nobody_is_named_to_pay_to() -> None:
    assert Letterhead.of(ISSUER, {}).payee() == {
        "holder": "Mueller", "iban": "DE89 3704 0044 0532 0130 00", "bic": "COBADEFFXXX",
    }  # fmt: skip
    assert not any(Letterhead.of({"name": "Mueller"}, {}).payee().values())


def test_a_payment_box_asks_only_with_rows() -> None:
    row = {"name": "due", "label": "Due", "value": "x"}
    assert payment_box("Thanks")["wanted"] == ""
    assert payment_box("Pay", (row,), "Early", {"kind": "epc"}) == {
        "wanted": "yes", "sentence": "Pay", "early": "Early", "rows": (row,),
        "code": {"kind": "epc"},
    }  # fmt: skip


def test_each_paragraph_is_said_once() -> None:
    assert said("a", "", "b", "a") == ("a", "b")


def test_an_attachment_does_not_show_its_bytes() -> None:
    assert "secret" not in repr(Attachment("a.xml", b"secret", "text/xml"))
