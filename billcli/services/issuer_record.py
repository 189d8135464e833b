"""Who writes the invoices, as a record to put into a ledger by hand."""

from __future__ import annotations

from billcli.domain.contract import PARTY_KEYS, check_text
from billcli.domain.entry import Record
from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.render import render
from billcli.services.found_project import checked_country
from billcli.services.party_check import normal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


def issuer_text(values: Mapping[str, str], on: dt.date) -> str:
    """Return the record as Beancount text, an empty text when nothing is stated.

    Args:
        values: by the keys of ``contract.PARTY_KEYS``; other keys and empty values are left out.
        on: the day from which it holds; what is older takes the first record too.

    Raises:
        UsageError: a value cannot stand in a record, or there is no such country.
    """
    stated = {key: check_text(values[key], flag=f"--{key}") for key in PARTY_KEYS
              if values.get(key)}  # fmt: skip
    if "country" in stated:
        stated["country"] = checked_country(stated["country"])
    stated = normal(stated, {})
    return render((Record(on, "issuer", ("Issuer",), stated),)) if stated else ""
