"""Beancount's booking and validation, held so that no amount in a ledger can stop the load."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.ledger.faults import Places
    from billcli.ledger.seam import Raw


def book(
    entries: Sequence[Raw], options: dict[str, Raw], places: Places
) -> tuple[list[Raw], list[Raw], list[Problem]]:
    """Return booked entries, Beancount's errors, and a problem per transaction left out.

    Booking raises on amounts it cannot compute with; the transactions at fault are then found by
    booking each alone.

    Args:
        entries: as the parser made them, in Beancount's order.
        options: Beancount's.
        places: the files, to name a transaction's.
    """
    try:
        return *_booked(entries, options), []
    except Exception:  # noqa: BLE001 - arithmetic of hostile amounts raises many things
        kept, failed = _bookable(entries, options, places)
    try:
        return *_booked(kept, options), failed
    except Exception as error:  # noqa: BLE001 - same
        rest = [entry for entry in kept if type(entry).__name__ != "Transaction"]
        return rest, [], [*failed, _gave_up("booking", error, Source(places.main))]


def validate(
    entries: list[Raw], options: dict[str, Raw], places: Places
) -> tuple[list[Raw], list[Problem]]:
    """Return the errors of Beancount's validation, and a problem when it could not finish."""
    from billcli.ledger.plain_booking import validate_all  # noqa: PLC0415 - imports Beancount

    try:
        return validate_all(entries, options), []
    except Exception as error:  # noqa: BLE001 - directives of plugins may be of any shape
        return [], [_gave_up("validation", error, Source(places.main))]


def _booked(entries: Sequence[Raw], options: dict[str, Raw]) -> tuple[list[Raw], list[Raw]]:
    from billcli.ledger.plain_booking import book_all  # noqa: PLC0415 - imports Beancount

    return book_all(entries, options)


def _bookable(
    entries: Sequence[Raw], options: dict[str, Raw], places: Places
) -> tuple[list[Raw], list[Problem]]:
    """Return the entries that can be booked alone, and a problem for each that cannot."""
    kept: list[Raw] = []
    failed: list[Problem] = []
    for entry in entries:
        try:
            _booked([entry], options)
        except Exception as error:  # noqa: BLE001 - arithmetic of hostile amounts
            failed.append(
                _gave_up("booking", error, places.source(entry.meta), places.excerpt(entry.meta))
            )
        else:
            kept.append(entry)
    return kept, failed


def _gave_up(step: str, error: Exception, where: Source, excerpt: str = "") -> Problem:
    return Problem(
        "LEDGER-BOOKING" if step == "booking" else "LEDGER-VALIDATION",
        f"Beancount's {step} gave up: {type(error).__name__}",
        where,
        "write amounts with fewer digits, and none missing",
        excerpt=excerpt,
    )
