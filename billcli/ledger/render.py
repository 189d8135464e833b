"""Directives as Beancount text, after checking everything that Beancount's own printer does not.

A newline in an account, a currency, a link, a tag or a key would smuggle a second entry into the
ledger without an error, so whatever is not provably legal is refused before a byte is made. Amounts
stand right-aligned within an entry; every amount is written in full (format rule 12).
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal
from pathlib import PurePosixPath

from billcli.domain.contract import LINK, META_KEY, check_text
from billcli.domain.entry import Account, Asserted, Document, Entry, Note, Posting, Record
from billcli.domain.money import Money, check_currency, digits, plain
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, Problem, UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from billcli.domain.entry import Directive, Meta

_FLAGS = ("*", "!")
_FIGURES_MAX = 28  # Beancount computes with 28 digits and rounds silently beyond
_PARSER_KEYS = frozenset({"filename", "lineno"})
_LITERALS = frozenset({"TRUE", "FALSE", "NULL"})


def render(directives: Iterable[Directive]) -> str:
    """Return the directives as Beancount text, one blank line between them.

    Raises:
        UsageError: something in them cannot be written; all faults are listed.

    >>> print(render([Account(dt.date(2026, 1, 1), "Assets:Bank", ("EUR",))]), end="")
    2026-01-01 open Assets:Bank EUR
    """
    return "\n".join(blocks(directives))


def blocks(directives: Iterable[Directive]) -> list[str]:
    """Return one text per directive, each ending with a newline.

    Raises:
        UsageError: something in them cannot be written; all faults are listed.
    """
    sheet = _Sheet()
    texts = [sheet.block(directive) for directive in directives]
    if sheet.problems:
        raise UsageError(*dict.fromkeys(sheet.problems))
    return texts


class _Sheet:
    """Writes fields one by one and remembers each that is not legal."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def block(self, directive: Directive) -> str:
        match directive:
            case Entry():
                lines = self._entry(directive)
            case Account():
                lines = self._account_lines(directive)
            case Record():
                lines = self._record(directive)
            case Asserted():
                lines = [self._asserted(directive)]
            case _:
                lines = self._remark(directive)
        return "\n".join(lines) + "\n"

    def _entry(self, entry: Entry) -> list[str]:
        if entry.flag not in _FLAGS:
            self._refuse("flag", entry.flag, "only * and ! are written")
        words = [self._date("date", entry.date), entry.flag]
        if entry.payee:
            words.append(self._text("payee", entry.payee))
        words += [self._text("narration", entry.narration), *self._marks(entry)]
        lines = [" ".join(words), *self._meta(entry.meta, "  ")]
        names = [self._account("account", posting.account) for posting in entry.postings]
        numbers = [self._posted("amount", posting.amount) for posting in entry.postings]
        wide = max(map(len, names), default=0)
        right = max(map(len, numbers), default=0)
        for posting, name, number in zip(entry.postings, names, numbers, strict=True):
            currency = self._currency("currency", posting.amount.currency)
            price = self._price(posting)
            lines.append(f"  {name:<{wide}}  {number:>{right}} {currency}{price}")
            lines += self._meta(posting.meta, "    ")
        return lines

    def _price(self, posting: Posting) -> str:
        price = posting.price
        if price is None:
            return ""
        if price.number < 0 or (price and not posting.amount):
            self._refuse("price", price, "a total price is positive and belongs to an amount")
        if price.currency == posting.amount.currency:
            self._refuse("price", price, "a price is in another currency than the amount")
        currency = self._currency("price currency", price.currency)
        return f" @@ {self._posted('price', price)} {currency}"

    def _account_lines(self, account: Account) -> list[str]:
        head = self._head(account.date, "open", account.name)
        currencies = ",".join(self._currency("currency", c) for c in account.currencies)
        lines = [f"{head} {currencies}".rstrip(), *self._meta(account.meta, "  ")]
        if account.closed is not None:
            lines.append(self._head(account.closed, "close", account.name))
        return lines

    def _asserted(self, balance: Asserted) -> str:
        head = self._head(balance.date, "balance", balance.account)
        amount = balance.amount
        currency = self._currency("currency", amount.currency)
        return f"{head} {self._posted('amount', amount)} {currency}"

    def _remark(self, remark: Note | Document) -> list[str]:
        if isinstance(remark, Note):
            word, content = "note", self._text("comment", remark.comment)
        else:
            word, content = "document", self._path(remark.path)
        head = self._head(remark.date, word, remark.account)
        return [" ".join([head, content, *self._marks(remark)]), *self._meta(remark.meta, "  ")]

    def _record(self, record: Record) -> list[str]:
        words = [f"{self._date('date', record.date)} custom {self._text('kind', record.kind)}"]
        before: object = None
        for place, value in enumerate(record.values):
            name = f"{record.kind} value {place + 1}"
            is_account = place in record.accounts
            word = self._account(name, value) if is_account else self._value(name, value)
            if word.startswith("-") and isinstance(before, Decimal):
                self._refuse(name, word, "Beancount would subtract it from the number before it")
            words.append(word)
            before = value
        return [" ".join(words), *self._meta(record.meta, "  ")]

    def _head(self, date: dt.date, word: str, account: str) -> str:
        return f"{self._date('date', date)} {word} {self._account('account', account)}"

    def _marks(self, of: Entry | Note | Document) -> list[str]:
        tags = ["#" + self._name("tag", tag) for tag in of.tags]
        return tags + ["^" + self._name("link", link) for link in of.links]

    def _meta(self, meta: Meta, indent: str) -> list[str]:
        lines = []
        for key, value in meta.items():
            if not META_KEY.fullmatch(key) or key in _PARSER_KEYS:
                self._refuse("metadata key", key, "keys are lower-case words such as bank-ref")
            lines.append(f"{indent}{key}: {self._value(key, value)}")
        return lines

    def _value(self, name: str, value: object) -> str:
        match value:
            case str():
                return self._text(name, value)
            case bool():
                return "TRUE" if value else "FALSE"
            case Decimal():
                return self._number(name, value)
            case Money():
                return f"{self._number(name, value.number)} {self._currency(name, value.currency)}"
            case dt.date():
                return self._date(name, value)
        self._refuse(name, value, "a value is text, a number, an amount, a date or a truth value")
        return ""

    def _date(self, name: str, value: object) -> str:
        if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
            self._refuse(name, value, "a calendar date is expected")
            return ""
        return value.isoformat()

    def _text(self, name: str, value: str) -> str:
        self._unless(check_text, value, name)
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def _path(self, value: str) -> str:
        path = PurePosixPath(value)
        if path.is_absolute() or ".." in path.parts or not path.parts:
            hint = "name a folder inside the books, as documents under [files] in billcli.toml"
            self._refuse("path", value, "a document stands inside the project folder", hint)
        return self._text("path", value)

    def _currency(self, name: str, value: str) -> str:
        self._unless(check_currency, value, name)
        if value in _LITERALS:
            self._refuse(name, value, "Beancount reads it as a truth value")
        return value

    def _posted(self, name: str, money: Money) -> str:
        text = self._number(name, money.number)
        expected = digits(money.currency)
        said = text if expected else text.removesuffix(".0")  # as ``exchange_leg.tolerant`` writes
        if len(said.partition(".")[2]) != expected:
            self._refuse(name, text, f"{money.currency} is written with {expected} decimals")
        return text

    def _number(self, name: str, number: Decimal) -> str:
        if not number.is_finite() or _figures(number) > _FIGURES_MAX:
            self._refuse(name, number, f"at most {_FIGURES_MAX} figures are exact in Beancount")
            return "0"
        return plain(number)

    def _name(self, name: str, value: str) -> str:
        if not LINK.fullmatch(value):
            self._refuse(
                name, value, "only ASCII letters, digits, dots, hyphens, underscores, slashes"
            )
        return value

    def _account(self, name: str, value: object) -> str:
        text = str(value)
        if not is_account(text):
            self._refuse(name, value, "an account reads like Assets:Receivable:Acme")
        return text

    def _unless(self, check: Callable[..., str], value: str, name: str) -> None:
        try:
            check(value, flag=name)
        except BillcliError as error:
            self.problems += error.problems

    def _refuse(self, name: str, value: object, why: str, hint: str = "change that value") -> None:
        message = f"{name}: {quoted(str(value))} cannot be written to a ledger: {why}"
        self.problems.append(Problem("ENTRY-UNWRITABLE", message, help=hint))


def is_account(text: str) -> bool:
    """Return whether Beancount takes it for an account, under whatever root.

    >>> is_account("Assets:Receivable:Müller"), is_account("Assets")
    (True, False)
    """
    parts = text.split(":")
    return len(parts) > 1 and all(map(_is_part, parts)) and not parts[0][0].isdecimal()


def _figures(number: Decimal) -> int:
    """Return how many digits the number has when written without an exponent."""
    _, figures, exponent = number.as_tuple()
    places = int(exponent)
    return max(len(figures) + max(places, 0), 1 - places)


def _is_part(part: str) -> bool:
    r"""Return whether Beancount takes it between colons: ``[\p{Lu}\p{Nd}][\p{L}\p{Nd}-]*``."""
    kinds = [unicodedata.category(letter) for letter in part]
    return (
        bool(kinds)
        and kinds[0] in {"Lu", "Nd"}
        and all(k[0] == "L" or k == "Nd" or c == "-" for k, c in zip(kinds, part, strict=True))
    )
