"""Which way the money went: from the sign of the amount, two columns, or a word beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from billcli.bank.balance_proof import prove
from billcli.bank.sign_word import sign_of
from billcli.domain.money import ZERO
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from billcli.bank.csv_profile import CsvProfile


@dataclass(frozen=True, slots=True)
class Raw:
    """The figures of one row as they stand there; None where a field is empty.

    Attributes:
        line: where the row stands in the file.
        word: content of the sign column.
        fee: what the bank took besides the amount, where a column states it.
    """

    line: int
    amount: Decimal | None = None
    debit: Decimal | None = None
    credit: Decimal | None = None
    word: str = ""
    balance: Decimal | None = None
    fee: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """Amounts with their final sign, money in positive.

    Attributes:
        how: in words, for the dialect.
        setting: what a profile says to get the same (``sign``).
        faults: (line, words) of rows whose direction is unclear.
        fees: what was taken off each amount; empty when nothing was.
    """

    amounts: tuple[Decimal, ...]
    how: str
    setting: str = ""
    faults: tuple[tuple[int, str], ...] = ()
    fees: tuple[Decimal, ...] = ()


def sign_amounts(raws: Sequence[Raw], profile: CsvProfile, *, two_columns: bool) -> Signed:
    """Return the signed amounts of all rows, with the faults of those that are unclear.

    A fee beside the amount is taken off where only then the running balance follows.
    """
    signed = _sign_amounts(raws, profile, two_columns=two_columns)
    fees = [abs(_number(raw.fee)) for raw in raws]
    if signed.faults or not any(fees):
        return signed
    less = tuple(amount - fee for amount, fee in zip(signed.amounts, fees, strict=True))
    if _broken(less, raws) >= _broken(signed.amounts, raws):
        return signed
    return replace(signed, amounts=less, how=f"{signed.how}, less fees", fees=tuple(fees))


def _sign_amounts(raws: Sequence[Raw], profile: CsvProfile, *, two_columns: bool) -> Signed:
    if two_columns:
        return _two_columns(raws, profile)
    if any(raw.word for raw in raws) and profile.sign in {"", "word"}:
        return _words(raws, profile)
    stated = [_number(raw.amount) for raw in raws]
    turned = [-number if number else number for number in stated]
    if profile.sign == "inverted":
        return Signed(tuple(turned), "inverted, as the profile says", "inverted")
    if not profile.sign and not _proves(stated, raws) and _proves(turned, raws):
        return Signed(tuple(turned), "inverted, as the running balance shows", "inverted")
    return Signed(tuple(stated), "as stated", "stated")


def _number(number: Decimal | None) -> Decimal:
    return ZERO if number is None else number


def _broken(amounts: Sequence[Decimal], raws: Sequence[Raw]) -> int:
    """Return how often the running balance does not follow."""
    balances = [raw.balance for raw in raws if raw.balance is not None]
    return len(prove(amounts, balances).broken) if len(balances) == len(amounts) else 0


def _proves(amounts: Sequence[Decimal], raws: Sequence[Raw]) -> bool:
    balances = [raw.balance for raw in raws if raw.balance is not None]
    return len(balances) == len(amounts) and prove(amounts, balances).holds


def _two_columns(raws: Sequence[Raw], profile: CsvProfile) -> Signed:
    faults = [
        (raw.line, "debit and credit are both filled")
        for raw in raws
        if _number(raw.debit) and _number(raw.credit)
    ]
    debits = [raw.debit for raw in raws if raw.debit]
    minus = _two(raws, lambda debit: -debit)
    plus = _two(raws, lambda debit: debit)
    if profile.sign == "stated" or (debits and all(debit < 0 for debit in debits)):
        return Signed(tuple(plus), "debit column, signed", "stated", tuple(faults))
    if any(debit < 0 for debit in debits):
        if _proves(plus, raws) and not _proves(minus, raws):
            return Signed(tuple(plus), "debit column, signed", "stated", tuple(faults))
        if not _proves(minus, raws):
            lines = [raw.line for raw in raws if raw.debit and raw.debit < 0]
            faults += [(line, "the debit column has both signs") for line in lines]
    return Signed(tuple(minus), "debit and credit columns", "", tuple(faults))


def _two(raws: Sequence[Raw], turn: Callable[[Decimal], Decimal]) -> list[Decimal]:
    return [turn(raw.debit) if raw.debit else _number(raw.credit) for raw in raws]


def _words(raws: Sequence[Raw], profile: CsvProfile) -> Signed:
    faults: list[tuple[int, str]] = []
    contradictions: list[tuple[int, str]] = []
    amounts: list[Decimal] = []
    signed = any(raw.amount and raw.amount < 0 for raw in raws)
    for raw in raws:
        number = _number(raw.amount)
        try:
            sign = sign_of(raw.word, profile.words_in, profile.words_out)
        except ValueError as error:
            faults.append((raw.line, str(error)))
            continue
        if signed and number and (number > 0) != (sign > 0):
            words = f"the word {quoted(raw.word)} contradicts the amount's own sign"
            contradictions.append((raw.line, words))
        amounts.append(sign * abs(number))
    if faults or not _proves(amounts, raws):
        faults += contradictions
    return Signed(tuple(amounts), "by the words of the sign column", "word", tuple(faults))
