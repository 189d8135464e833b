"""What an examination found: a question, its answer, and what to do where it is no."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Answer(Enum):
    """How a question was answered; every question is put so that yes is good.

    ``unknown`` is for what could not be found out, ``info`` for what is neither good nor bad.
    """

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One question of an examination with its answer.

    Attributes:
        detail: what was found, in words.
        fix: the command to run, or what to write where; an empty text when nothing is to be done.
        fault: whether the answer makes the examination fail; other noes are advice.
        code: entry of the error catalogue that explains it, or an empty text.
        section: what the question is about; filled in by whoever asks.
    """

    question: str
    answer: Answer
    detail: str = ""
    fix: str = ""
    fault: bool = False
    code: str = ""
    section: str = ""


def yes(question: str, detail: str = "") -> Finding:
    """Return the finding that all is well."""
    return Finding(question, Answer.YES, detail)


def fault(question: str, detail: str, fix: str, code: str = "") -> Finding:
    """Return the finding that something must be put right.

    >>> fault("Is it there?", "it is not", "make it").fault
    True
    """
    return Finding(question, Answer.NO, detail, fix, fault=True, code=code)


def advice(question: str, detail: str, fix: str, code: str = "") -> Finding:
    """Return the finding that something would be better otherwise, though work goes on."""
    return Finding(question, Answer.NO, detail, fix, code=code)


def unknown(question: str, reason: str, fix: str = "") -> Finding:
    """Return the finding that the question could not be answered."""
    return Finding(question, Answer.UNKNOWN, reason, fix)


def info(question: str, detail: str, fix: str = "") -> Finding:
    """Return a finding that is neither good nor bad."""
    return Finding(question, Answer.INFO, detail, fix)
