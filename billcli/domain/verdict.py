"""What can be said offline about a value somebody gave: right, wrong, or nobody can say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """How sure it is: ``WRONG`` only when form or check digits fail for certain."""

    RIGHT = "right"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one value.

    Attributes:
        form: how it is to be written: the standard form when right, else as given.
        why: what is wrong with it, in words; empty when right.
        better: what was probably meant when that is certain, such as the number with its prefix.
    """

    verdict: Verdict
    form: str
    why: str = ""
    better: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether the value fails for certain."""
        return self.verdict is Verdict.WRONG


def right(form: str) -> Judgement:
    """Return that a value is right, with its standard form."""
    return Judgement(Verdict.RIGHT, form)


def wrong(text: str, why: str, better: str = "") -> Judgement:
    """Return that a value is certainly wrong, and what was probably meant."""
    return Judgement(Verdict.WRONG, text, why, better)


def unknown(text: str, why: str = "") -> Judgement:
    """Return that nobody can say offline."""
    return Judgement(Verdict.UNKNOWN, text, why)
