"""What the help calls the value of an argument or option: always a word in capitals."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from typer._click import Parameter

ELSE = "TEXT"
WORDS: Mapping[str, str] = {
    "--account": "ACCOUNT",
    "--bank": "ACCOUNT",
    "--bic": "BIC",
    "--buckets": "DAYS",
    "--country": "CODE",
    "--credit-limit": "AMOUNT",
    "--discount-grace-days": "DAYS",
    "--rounding-tolerance": "AMOUNT",
    "--currency": "CODE",
    "--customer": "ID",
    "--iban": "IBAN",
    "--language": "CODE",
    "--line": "LINE",
    "--name": "NAME",
    "--next": "NUMBER",
    "--number": "NUMBER",
    "--profile": "NAME",
    "--since": "DATE",
    "--sort": "ORDER",
    "--status": "STATUS",
    "--tax": "CODE",
    "--tax-number": "NUMBER",
    "--terms": "TERMS",
    "--vat-id": "NUMBER",
}
"""By the spelling of options that do not say themselves what their value is called."""


def name_values(params: Iterable[Parameter]) -> None:
    """Give every value that has no name of its own one, as people are to read it."""
    for param in params:
        if param.metavar is not None or getattr(param, "is_flag", False):
            continue
        if param.param_type_name == "argument":
            more = "..." if param.nargs != 1 else ""
            param.metavar = f"{str(param.name).upper()}{more}"
        else:
            param.metavar = WORDS.get(max(param.opts, key=len), ELSE)
