"""The options of a ledger that change what its text means."""

from __future__ import annotations

from billcli.domain.entry import LedgerOptions
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from billcli.ledger.seam import Raw
    from billcli.ledger.written import Written

_ROOTS = ("assets", "liabilities", "equity", "income", "expenses")

# Options that make Beancount accept more, and the value at which they do not.
_LOOSENING = {
    "plugin_processing_mode": "default",
    "inferred_tolerance_default": "",
    "tolerance_multiplier": "0.5",
    "inferred_tolerance_multiplier": "0.5",
    "infer_tolerance_from_cost": "FALSE",
    "insert_pythonpath": "FALSE",
}


def options_of(options: Mapping[str, Raw], written: Iterable[Written]) -> LedgerOptions:
    """Return the options that change what the text means.

    Args:
        options: Beancount's, of the main file, joined with those of the others.
        written: the ``option`` lines of the main file.
    """
    written = tuple(written)
    titles = [option.value for option in written if option.name == "title"]
    return LedgerOptions(
        title=titles[-1] if titles else "",
        operating_currency=tuple(options.get("operating_currency", ())),
        roots={root.capitalize(): options[f"name_{root}"] for root in _ROOTS},
        risky=tuple(f"{option.name}: {option.value}" for option in written if _is_risky(option)),
    )


def _is_risky(option: Written) -> bool:
    harmless = _LOOSENING.get(option.name)
    return harmless is not None and option.value.upper() != harmless.upper()
