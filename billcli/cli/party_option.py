"""One option per key of a party's record, on every command that writes such a record."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Annotated, Any

import typer

from billcli.domain.contract import PARTY_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
    "hold": "Reason why nothing is sent, such as dispute.",
}


def party_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command an option for each key of ``contract.PARTY_KEYS``.

    The command takes them as ``**values``; an option not given is None.
    """
    signature = inspect.signature(command, eval_str=True, globals=command.__globals__)
    fixed = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
    added = [_parameter(key) for key in PARTY_KEYS]
    command.__signature__ = signature.replace(parameters=[*fixed, *added])  # type: ignore[attr-defined]
    command.__annotations__ |= {p.name: p.annotation for p in added}
    return command


def given(values: Mapping[str, str | None]) -> dict[str, str]:
    """Return the values that were given, by their keys in the ledger."""
    return {key.replace("_", "-"): value for key, value in values.items() if value is not None}


def _parameter(key: str) -> inspect.Parameter:
    name = key.replace("-", "_")
    hint = HELP.get(key, "")
    annotation = Annotated[str | None, typer.Option(f"--{key}", help=hint)]
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation
    )
