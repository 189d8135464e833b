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
    )
)


@pytest.mark.parametrize(
    ("text", "customers"),
    [
        ("GLOBEX payment", {"Globex"}),
        ("Payment Globex Holding AG, thanks", {"Globex"}),
        ("treuhand graz", {"Globex"}),
        ("ANNA MUELLER thanks", {"Mueller"}),
        ("Müller", set()),
        ("GLOBEXX payment", set()),
        ("Xy", {"Xy"}),
        ("Trading and Globex", {"Acme", "Globex"}),
        ("nothing", set()),
        ("", set()),
    ],
)
def test_whole_names_and_words_of_one_customer_only(text: str, customers: set[str]) -> None:
    assert PAYERS.mentioned(text) == customers
