"""The document numbers of a ledger, indexed by every form in which they come back."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field

from billcli.domain.named import TYPE_CHECKING, TypeVar
from billcli.matching.number_form import bare_forms, joined, number_form, parts, read_as

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from billcli.matching.number_form import Form, NumberForm

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class NumberIndex:
    """Document numbers by their forms; those of one form in the order of the ledger.

    Attributes:
        forms: each number taken apart.
        whole: numbers joined and read as digits.
        bare: the digits of numbers, with the year in full or in short.
        serial: what people shorten numbers to.
        digits: all digits of numbers as one.
        shapes: prefixes of numbers, each with how many parts they have.
        longest: length of the longest joined number.
        sorted: the keys of ``whole`` in order.
    """

    forms: Mapping[str, NumberForm] = field(repr=False)
    whole: Mapping[str, tuple[str, ...]] = field(repr=False)
    bare: Mapping[Form, tuple[str, ...]] = field(repr=False)
    serial: Mapping[Form, tuple[str, ...]] = field(repr=False)
    digits: Mapping[str, tuple[str, ...]] = field(repr=False)
    shapes: AbstractSet[tuple[str, int]]
    longest: int
    sorted: tuple[str, ...] = field(repr=False)

    @classmethod
    def of(cls, items: Mapping[str, dt.date]) -> NumberIndex:
        """Return the index of document numbers with their dates."""
        forms = {item: number_form(item, issued) for item, issued in items.items()}
        whole: dict[str, list[str]] = defaultdict(list)
        bare: dict[Form, list[str]] = defaultdict(list)
        serial: dict[Form, list[str]] = defaultdict(list)
        digits: dict[str, list[str]] = defaultdict(list)
        for item, form in forms.items():
            whole[read_as(joined(item))].append(item)
            for key in dict.fromkeys(bare_forms(form)):
                bare[key].append(item)
            serial[form.serial].append(item)
            digits["".join(form.digits).lstrip("0")].append(item)
        for index in (bare, serial):
            index.pop((), None)
        digits.pop("", None)
        return cls(
            forms, _frozen(whole), _frozen(bare), _frozen(serial), _frozen(digits),
            frozenset((form.prefix, len(form.whole)) for form in forms.values() if form.prefix),
            max(map(len, whole), default=0),
            tuple(sorted(whole)),
        )  # fmt: skip

    def looks_like_one(self, text: str) -> bool:
        """Return whether a text is written as some number is: same letters, as many parts."""
        shape = parts(text)
        return (shape[0], len(shape)) in self.shapes

    def of_other_series(self, word: str, form: NumberForm) -> bool:
        """Return whether a word before digits is the prefix of another series than a number's."""
        own = len(form.prefix) if word.endswith(form.prefix) else 0
        return any(word.endswith(prefix) and len(prefix) > own for prefix, _ in self.shapes)

    def begins(self, text: str) -> bool:
        """Return whether a text, joined and read as digits, is the beginning of a number."""
        at = bisect_left(self.sorted, text)
        return at < len(self.sorted) and self.sorted[at].startswith(text)

    def of_series(self, serial: Form, like: NumberForm) -> list[str]:
        """Return the numbers of a serial number in the series and year of another number."""
        return [
            item
            for item in self.serial.get(serial, ())
            if self.forms[item].prefix == like.prefix and self.forms[item].year == like.year
        ]


def _frozen(index: Mapping[_Key, list[str]]) -> dict[_Key, tuple[str, ...]]:
    return {key: tuple(items) for key, items in index.items()}
