"""Names of customers inside free text."""

from __future__ import annotations

import pytest

from billcli.matching.payer import Payer, Payers

PAYERS = Payers.of(
    (
        Payer("Acme", ("Acme Trading Inc.",)),
        Payer("Globex", ("Globex Holding AG", "Treuhand Graz")),
        Payer("Mueller", ("Anna Müller",)),
        Payer("Muellers", ("Bert Müller",)),
        Payer("Xy", ("Xy Ltd",)),
        Payer("Initech", ("Initech GmbH",), (), ("Umbra Lighting",)),
    )
)


@pytest.mark.parametrize(
    ("text", "customers"),
    [
        ("GLOBEX payment", set()),
        ("Payment Globex Holding AG, thanks", {"Globex"}),
        ("treuhand graz", {"Globex"}),
        ("ANNA MUELLER thanks", {"Mueller"}),
        ("Müller", set()),
        ("GLOBEXX payment", set()),
        ("Xy", set()),
        ("Initech invoice", {"Initech"}),
        ("Trading and Globex", set()),
        ("Holding Globex, Acme Trading", {"Acme", "Globex"}),
        ("umbra lighting", set()),
        ("nothing", set()),
        ("", set()),
    ],
)
def test_a_customer_is_named_by_all_words_of_its_own_name(text: str, customers: set[str]) -> None:
    assert PAYERS.mentioned(text) == customers
