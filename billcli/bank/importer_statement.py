"""What a user's importer extracted, as bank statements.

The posting on the importer's account is the bank's line. What else the importer wrote is kept where
it helps to recognise a payer or a document; a counter account is a remark, never a decision.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from billcli.bank.plain_text import joined_words, one_line
from billcli.domain.bank_line import BankLine, numbered
from billcli.domain.bank_statement import BankStatement
from billcli.domain.iban import compact
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Problem, Severity, Source
from billcli.domain.receivable import is_receivable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from billcli.bank.importer_config import Raw
    from billcli.bank.importer_run import Extracted

_BANK_REF = ("bank-ref", "bank_ref", "fitid", "transaction-id", "transaction_id", "import-id")
_PAYER = ("payer", "counterparty", "counterparty-name", "counterparty_name")
_IBAN = ("payer-iban", "payer_iban", "counterparty-iban", "counterparty_iban", "iban")
_END_TO_END = ("end-to-end", "end_to_end", "endtoend", "eref")
_WORDS = ("ref", "reference", "remittance", "description", "memo", "text", "invoice", "note")


def statements_of(
    extracted: Extracted, shown: str, receivables: Sequence[str] = ()
) -> list[BankStatement]:
    """Return the statements of one file, one for each currency.

    Args:
        extracted: by the importer.
        shown: the file's name, for messages.
        receivables: accounts of what customers owe: which of it a line pays is matched anew.

    Raises:
        InvalidError: a transaction has no amount on the account, or none of it (IMPORTER-FAILED).
    """
    lines: dict[str, list[BankLine]] = {}
    others: Counter[str] = Counter()
    for entry in extracted.entries:
        kind = type(entry).__name__
        if kind != "Transaction":
            others[kind] += kind != "Balance" or entry.account != extracted.account
            continue
        line = _line(entry, extracted, shown, receivables)
        lines.setdefault(line.amount.currency, []).append(line)
    dialect = [("importer", extracted.importer)]
    if left := ", ".join(f"{count} {kind}" for kind, count in others.items() if count):
        dialect.append(("left untouched", left))
    return [
        _statement(extracted, currency, sorted(own, key=lambda one: one.date), dialect, shown)
        for currency, own in lines.items()
    ] or [BankStatement(extracted.account, "", (), tuple(dialect))]


def _statement(
    extracted: Extracted,
    currency: str,
    lines: Sequence[BankLine],
    dialect: Sequence[tuple[str, str]],
    shown: str,
) -> BankStatement:
    balances = sorted(
        (entry.date, _money(entry.amount))
        for entry in extracted.entries
        if type(entry).__name__ == "Balance"
        and entry.account == extracted.account
        and entry.amount.currency == currency
    )
    before = [one for day, one in balances if day <= lines[0].date]
    after = [one for day, one in balances if day > lines[-1].date]
    return BankStatement(
        extracted.account,
        currency,
        numbered(lines),
        tuple(dialect),
        before[-1] if before else None,
        after[0] if after else None,
        problems=tuple(_dropped(extracted, shown)),
    )


def _dropped(extracted: Extracted, shown: str) -> Iterator[Problem]:
    if extracted.dropped:
        count = "1 transaction" if extracted.dropped == 1 else f"{extracted.dropped} transactions"
        yield Problem(
            "IMPORTER-DROPS",
            f"hooks took away {count} that the importer found",
            Source(shown),
            "check that no payment is among them: billcli knows itself what the books hold",
            Severity.WARNING,
        )


def _line(entry: Raw, extracted: Extracted, shown: str, receivables: Sequence[str]) -> BankLine:
    own = [one for one in entry.postings if one.account == extracted.account]
    meta: dict[str, str] = {}
    for found in (entry.meta, *(one.meta for one in own)):
        meta |= {key.casefold(): str(text) for key, text in (found or {}).items()}
    place = Source(shown)
    return BankLine(
        extracted.account,
        _day(entry.date),
        _amount(entry, own, extracted.account, place),
        _text(entry, meta),
        one_line(entry.payee or _first(meta, _PAYER)),
        compact(_first(meta, _IBAN)),
        bank_ref=one_line(_first(meta, _BANK_REF)),
        end_to_end=one_line(_first(meta, _END_TO_END)),
        source=place,
        note="; ".join(_notes(entry, extracted, receivables)),
    )


def _day(date: Raw) -> dt.date:
    found: dt.date = date.date() if hasattr(date, "date") else date
    return found


def _amount(entry: Raw, own: Sequence[Raw], account: str, place: Source) -> Money:
    try:
        found = total([_money(one.units) for one in own], own[0].units.currency)
    except (AttributeError, IndexError, ArithmeticError, ValueError, TypeError) as error:
        words = one_line(" ".join(filter(None, (entry.payee, entry.narration))))[:80]
        raise InvalidError.of(
            "IMPORTER-FAILED",
            f"the transaction of {entry.date} ({words}) has no amount on {account}",
            where=place,
            hint="let the importer write the amount on the account that its account() names",
        ) from error
    fitted = found.rounded()
    return fitted if fitted == found else found


def _money(units: Raw) -> Money:
    """Return an amount of Beancount; one that is no exact number is none.

    Raises:
        TypeError: it is not.
    """
    if not isinstance(units.number, Decimal | int) or not Decimal(units.number).is_finite():
        raise TypeError(units.number)
    return Money.of(units.number, units.currency)


def _first(meta: Mapping[str, str], keys: Sequence[str]) -> str:
    return next((meta[key] for key in keys if meta.get(key)), "")


def _text(entry: Raw, meta: Mapping[str, str]) -> str:
    """Return all words of an entry that may name a document; marks only where they hold digits."""
    marks = sorted({*(entry.links or ()), *(entry.tags or ())})
    numbers = [mark for mark in marks if any(letter.isdigit() for letter in mark)]
    words = (entry.narration or "", *(meta.get(key, "") for key in _WORDS), *numbers)
    return joined_words(map(one_line, words))


def _notes(entry: Raw, extracted: Extracted, receivables: Sequence[str]) -> Iterator[str]:
    accounts = dict.fromkeys(str(one.account) for one in entry.postings)
    others = [
        name
        for name in accounts
        if name != extracted.account and not is_receivable(name, receivables)
    ]
    if others:
        yield f"the importer suggests {', '.join(others)}"
    if double := extracted.doubles.get(id(entry.meta)):
        yield double
