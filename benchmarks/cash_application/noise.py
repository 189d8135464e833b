"""What typing, copying and banks do to names and texts."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from benchmarks.cash_application.chance import happens, one_of
from benchmarks.cash_application.party import ascii_of, without_legal_form
from benchmarks.cash_application.vocabulary import vocabulary

if TYPE_CHECKING:
    from random import Random

    from benchmarks.cash_application.values import Customer

NAME_WIDTHS = (27, 35, 70)
TEXT_WIDTH = 140
SLIPPERY = 10


@dataclass(frozen=True, slots=True)
class Level:
    """How often something happens to a line: shares from 0 to 1."""

    upper: float
    plain: float
    wrapped: float
    crowded: float
    folded: float
    short: float
    slip: float
    iban: float


LEVELS = MappingProxyType(
    {
        1: Level(0.25, 0.2, 0.2, 0.1, 0.05, 0.03, 0.05, 0.65),
        2: Level(0.4, 0.4, 0.4, 0.2, 0.15, 0.08, 0.1, 0.55),
        3: Level(0.5, 0.6, 0.6, 0.35, 0.3, 0.15, 0.18, 0.45),
    }
)


def shouted(text: str, level: Level, rng: Random) -> str:
    """Return a text as a bank may pass it on: in ASCII, in capitals, or as it was."""
    if happens(rng, level.plain):
        text = ascii_of(text, spelled=happens(rng, 0.6))
    return text.upper() if happens(rng, level.upper) else text


def folded(text: str, width: int) -> str:
    """Return a text that was cut into lines of a width and glued with blanks.

    >>> folded("Rechnung INV-2026-0042", 20)
    'Rechnung INV-2026-00 42'
    """
    return " ".join(text[start : start + width] for start in range(0, len(text), width))


def slipped(name: str, rng: Random) -> str:
    """Return a name with one slip of the finger, not in its first letters."""
    place = rng.randrange(2, max(len(name) - 1, 3))
    left, right = name[:place], name[place:]
    return rng.choice(
        (left + right[1:], left + left[-1] + right, left + right[1:2] + right[:1] + right[2:])
    )


def payer_name(customer: Customer, level: Level, rng: Random) -> str:
    """Return a customer's name as a bank shows it."""
    words = vocabulary(customer.language).sentences
    name = customer.name
    if customer.person:
        given, _, family = name.partition(" ")
        partner = f"{given} {rng.choice(('u.', '+', '&', 'ou/o'))} {rng.choice(words['given'])}"
        turned = f"{family}{rng.choice((', ', ' ', ','))}{given}"
        shown = {turned: 25, f"{given[0]}. {family}": 7, f"{partner} {family}": 6}
    else:
        desk = f"{name}{rng.choice((' - ', ' ', ', '))}{rng.choice(words['desk'])}"
        shown = {without_legal_form(customer): 25, desk: 8}
    name = one_of(rng, shown, name)
    if len(name) >= SLIPPERY and happens(rng, level.slip):
        name = slipped(name, rng)
    name = shouted(name, level, rng)
    return name[: rng.choice(NAME_WIDTHS)].strip() if happens(rng, 0.5) else name[: NAME_WIDTHS[-1]]
