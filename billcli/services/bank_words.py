"""What a ledger keeps of a bank line, and finding the line again by what a person knows of it.

Source: docs/reference/ledger-format.md rule 13.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from billcli.domain.bank_line import parts_of_key
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

    from billcli.domain.entry import Entry, Meta, Record
    from billcli.domain.money import Money

_WORDS_LEAST = 3
_TEXTS = ("bank-text", "payer", "payer-iban", "end-to-end", "evidence")


class BankWords(NamedTuple):
    """A bank line as a cash posting or the record of an ignored line keeps it.

    Attributes:
        amount: None for an ignored line whose key tells none.
        reference, key: the bank's reference and the line's ``bank-key``; at most one is kept.
        end_to_end: the reference by which the payer's bank passed the payment on.
        evidence: codes of what spoke for booking it.
    """

    account: str
    date: dt.date
    amount: Money | None
    reference: str
    key: str
    text: str
    payer: str
    payer_iban: str
    end_to_end: str
    evidence: str

    @property
    def name(self) -> str:
        """Return what the line is found by, or an empty text for what was entered by hand."""
        return self.reference or self.key

    def is_called(self, text: str) -> bool:
        """Return whether a person means this line.

        Args:
            text: its reference, its key, or account, date and amount, parted by blanks.
        """
        return bool(self.name and text == self.name) or self._is_at(text.split())

    def _is_at(self, words: list[str]) -> bool:
        """Return whether the words are account, date, amount and perhaps currency of the line."""
        if len(words) < _WORDS_LEAST or words[0] != self.account or self.amount is None:
            return False
        try:
            same = Decimal(words[2]) == self.amount.number
        except InvalidOperation:
            return False
        currency = words[3:4] or [self.amount.currency]
        return same and words[1] == self.date.isoformat() and currency == [self.amount.currency]


def is_place(text: str) -> bool:
    """Return whether a text has words enough for account, date and amount of a line."""
    return len(text.split()) >= _WORDS_LEAST


def meant(wanted: str, lines: Iterable[BankWords]) -> Callable[[BankWords], bool]:
    """Return what tells the lines that a person means: those of exactly this name, if there are.

    Args:
        wanted: what a person calls a line, see ``BankWords.is_called``.
        lines: every line there is.
    """
    if any(wanted == line.name for line in lines):
        return lambda line: line.name == wanted
    return lambda line: line.is_called(wanted)


def bank_words(entry: Entry) -> tuple[BankWords, ...]:
    """Return the bank lines that an entry keeps."""
    return tuple(
        _words(posting.account, entry.date, posting.amount, posting.meta)
        for posting in entry.postings
        if posting.meta.keys() & {"bank-ref", "bank-key"}
    )


def entered_by_hand(entry: Entry) -> Iterator[BankWords]:
    """Yield postings without a bank's words as lines, to be found by account, date and amount."""
    for posting in entry.postings:
        if not posting.meta.keys() & {"bank-ref", "bank-key"}:
            yield _words(posting.account, entry.date, posting.amount, {})


def ignored_words(record: Record) -> BankWords | None:
    """Return the bank line that a record sets aside, None for another kind of record."""
    if record.kind != "bank-line" or len(record.values) < 1:
        return None
    return _words(text_of(record.values[0]), record.date, None, record.meta)


def _words(account: str, date: dt.date, amount: Money | None, meta: Meta) -> BankWords:
    key = text_of(meta.get("bank-key"))
    if told := parts_of_key(key):
        date, amount = told[0], told[1] if amount is None else amount
    texts = (text_of(meta.get(name)) for name in _TEXTS)
    return BankWords(account, date, amount, text_of(meta.get("bank-ref")), key, *texts)
