from __future__ import annotations

import pytest

from billcli.documents.sample import KINDS, sample_invoice, samples
from tests.documents.plain_data import plain

LANGUAGES = ("en", "de", "fr", "es", "nl", "it")


@pytest.mark.parametrize("kind", KINDS)
def test_samples_are_plain_and_named_apart(kind: str) -> None:
    found = list(samples(kind))
    assert len({sample.name for sample in found}) == len(found) >= 2
    assert found[0].name in {"usual", "notice"}
    for sample in found:
        assert sample.kind == sample.context.data["kind"] == kind
        assert plain(sample.context.data)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_samples_speak_the_language_asked_for(kind: str, language: str) -> None:
    assert {sample.context.language for sample in samples(kind, language)} == {language}


def test_parties_can_be_ones_own() -> None:
    (sample, *_) = samples("quote", issuer={"name": "Mueller"}, customer={"name": "Initech"})
    assert sample.context.data["issuer"]["name"] == "Mueller"
    assert sample.context.data["customer"]["name"] == "Initech"


def test_a_sample_invoice_adds_up() -> None:
    invoice = sample_invoice(40)
    assert len(invoice.lines) == 40
    net = sum(line.amount.number for line in invoice.lines)
    assert invoice.total.number == net + sum(group.tax.number for group in invoice.taxes)
