"""One option per key of a party's record, on every command that writes such a record."""

from __future__ import annotations

from billcli.cli.declare import optional
from billcli.domain.contract import PARTY_KEYS
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.cli.declare import Parameter

HELP = {
    "name": "Full name, as printed.",
    "email": "Where documents go.",
    "country": "ISO 3166 code, such as DE.",
    "vat-id": "VAT identification number.",
    "iban": "Account to pay from or to.",
    "language": "Language of documents, such as de.",
    "currency": "Currency of invoices, such as EUR.",
    "terms": 'Payment terms, such as "net 30".',
    "tax": "Usual tax code.",
    "rounding-tolerance": "Less or more than due that still settles, such as 0.05.",
    "discount-grace-days": "Days after the discount's last day that still count.",
    "bank-fee": "never, accept when the statement states the charges, or always.",
    "identical-amounts": "ask, or oldest first, of equal items.",
    "short-list": "ask, in order named, or oldest first, of a list paid short.",
    "application-order": "oldest, fees first, or principal first, of what money does not name.",
    "hold": "Reason why nothing is sent, such as dispute.",
}


OPTIONS: tuple[Parameter, ...] = tuple(
    optional(f"--{key}", HELP.get(key, "")) for key in PARTY_KEYS
)
"""An option for each key of ``contract.PARTY_KEYS``; one not given is None."""


def given(values: Mapping[str, str | None]) -> dict[str, str]:
    """Return the values that were given, by their keys in the ledger."""
    return {key.replace("_", "-"): value for key, value in values.items() if value is not None}
