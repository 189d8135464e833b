"""The columns of a file without (known) names, told from what stands in them; never a coin toss."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from billcli.bank.balance_proof import prove
from billcli.bank.csv_layout import Layout
from billcli.bank.date_text import date_like
from billcli.bank.number_text import amount_like, parse_amount, possible_decimals
from billcli.bank.sign_word import is_sign_word
from billcli.domain.problem import Source, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from billcli.bank.csv_text import Row
    from billcli.domain.problem import BillcliError

PAIR = 2
IBAN_MIN, IBAN_MAX = 15, 34
_CHECK, _CHECKED = 97, 1


def guess_layout(rows: Sequence[Row], first: int, header: Row | None, file: str) -> Layout:
    """Return the layout of the rows from ``first`` on.

    A date column holds only dates. The amount is the only column of numbers with decimals; of two,
    the one whose sums make the other (the balance).

    Raises:
        UsageError: no date, or no single amount.
    """
    body = [row.cells for row in rows[first:] if not row.blank]
    widths = Counter(map(len, body))
    width = widths.most_common(1)[0][0] if widths else 0
    table = [cells for cells in body if len(cells) == width]
    columns = [[cells[i] for cells in table] for i in range(width)]
    dates = [i for i, column in enumerate(columns) if _all(column, date_like)]
    if not dates:
        raise _unclear(file, rows, "no column holds dates only")
    found = {"date": (dates[0],)} | _amounts(columns, file, rows)
    used = {i for at in found.values() for i in at} | set(dates)
    rest = [i for i in range(width) if i not in used]
    for i in rest:
        role = _role(columns[i])
        if role and role not in found:
            found[role] = (i,)
            used.add(i)
    texts = tuple(i for i in rest if i not in used and _has_letters(columns[i]))
    return Layout(first, header, found | ({"text": texts} if texts else {}))


def valid_iban(text: str) -> bool:
    """Return whether the text is an IBAN with right check digits (ISO 13616, ISO 7064 mod 97-10).

    >>> valid_iban("DE89 3704 0044 0532 0130 00"), valid_iban("DE89 3704 0044 0532 0130 01")
    (True, False)
    """
    code = "".join(text.split()).upper()
    if not (code.isascii() and code.isalnum() and IBAN_MIN <= len(code) <= IBAN_MAX):
        return False
    if not (code[:2].isalpha() and code[2:4].isdigit()):
        return False
    return int("".join(str(int(c, 36)) for c in code[4:] + code[:4])) % _CHECK == _CHECKED


def _all(column: Sequence[str], test: Callable[[str], bool]) -> bool:
    return bool(column) and all(map(test, column))


def _amounts(
    columns: Sequence[Sequence[str]], file: str, rows: Sequence[Row]
) -> dict[str, tuple[int, ...]]:
    numbers = [i for i, column in enumerate(columns) if _decimal_column(column)]
    if len(numbers) == 1:
        return {"amount": (numbers[0],)}
    if len(numbers) == PAIR:
        proven = [p for p in (numbers, numbers[::-1]) if _makes(columns[p[0]], columns[p[1]])]
        if len(proven) == 1:
            return {"amount": (proven[0][0],), "balance": (proven[0][1],)}
    what = "no column holds amounts only" if not numbers else "several columns hold amounts"
    raise _unclear(file, rows, what)


def _decimal_column(column: Sequence[str]) -> bool:
    filled = all(amount_like(cell) for cell in column if cell)
    marked = any(mark in cell for cell in column for mark in ".,")
    return filled and marked and not _all(column, date_like)


def _makes(amounts: Sequence[str], balances: Sequence[str]) -> bool:
    for decimal in possible_decimals([*amounts, *balances]):
        numbers = _numbers(amounts, decimal), _numbers(balances, decimal)
        if prove(*numbers).holds:
            return True
    return False


def _numbers(cells: Sequence[str], decimal: str) -> list[Decimal]:
    return [parse_amount(cell, decimal).number for cell in cells]


def _role(column: Sequence[str]) -> str:
    filled = [cell for cell in column if cell]
    if not filled:
        return ""
    if all(map(valid_iban, filled)) and len(set(filled)) > 1:
        return "iban"
    if all(len(c) == len("EUR") and c.isalpha() and c.isupper() for c in filled):
        return "currency"
    if len(filled) == len(column) and all(map(is_sign_word, filled)):
        return "sign"
    return ""


def _has_letters(column: Sequence[str]) -> bool:
    return any(c.isalpha() for cell in column for c in cell)


def _unclear(file: str, rows: Sequence[Row], why: str) -> BillcliError:
    line = next((row.line for row in rows if not row.blank), 0)
    return UsageError.of(
        "CSV-COLUMNS",
        f"the columns cannot be told apart: {why}",
        where=Source(file, line),
        hint="set columns.date, columns.amount (or debit and credit) and columns.text in the"
        " profile, by name or by 1-based number",
    )
