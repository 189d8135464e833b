"""The columns of a file without (known) names, told from what stands in them; never a coin toss."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import permutations

from billcli.bank.balance_proof import prove
from billcli.bank.column_name import CODES, names_another
from billcli.bank.csv_layout import SETTLED, Layout
from billcli.bank.date_text import date_like
from billcli.bank.number_text import amount_like, parse_amount, possible_decimals
from billcli.bank.row_kind import is_status
from billcli.bank.sign_word import is_sign_word
from billcli.domain.iban import is_iban
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Source, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from decimal import Decimal

    from billcli.bank.csv_text import Row
    from billcli.domain.problem import BillcliError

PAIR = 2
MOVED_WITHIN = 200


def heading(rows: Sequence[Row]) -> int | None:
    """Return the index of the heading: above the first row with a date and an amount, without both.

    None when there is no such row among the first two hundred, or when what stands above it holds
    a date or an amount.
    """
    widths = Counter(len(row.cells) for row in rows if not row.blank)
    usual = widths.most_common(1)[0][0] if widths else 0
    top = enumerate(rows[:MOVED_WITHIN])
    first = next((i for i, r in top if len(r.cells) == usual and _moves(r)), None)
    if first is None:
        return None
    above = [i for i in range(first) if not rows[i].blank]
    if not above or len(rows[above[-1]].cells) < usual or _holds_values(rows[above[-1]]):
        return None
    return above[-1]


def guess_layout(rows: Sequence[Row], known: Layout, file: str) -> Layout:
    """Return the layout of the rows with what content tells of the columns without a known name.

    A date column holds only dates. The amount is the only column of numbers with decimals; of two,
    the one whose sums make the other (the balance); of three, the one between both balances. Below
    a heading it may be the only column of whole numbers.

    Raises:
        UsageError: no date, or no single amount.
    """
    body = _body(rows, known)
    widths = Counter(map(len, body))
    width = widths.most_common(1)[0][0] if widths else 0
    table = [cells for cells in body if len(cells) == width]
    taken = {i for at in known.columns.values() for i in at}
    free = {i: [cells[i] for cells in table] for i in range(width) if i not in taken}
    found = dict(known.columns)
    dates = [i for i, column in free.items() if _all(column, date_like)]
    if not found.keys() & {"date", "value_date"}:
        if not dates:
            raise _unclear(file, rows, "no column holds dates only")
        found["date"] = (dates[0],)
    free = {i: column for i, column in free.items() if i not in dates}
    if not found.keys() & set(SETTLED):
        found |= _amounts(free, file, rows, headed=known.header is not None)
    return completed(rows, replace(known, columns=found), frozenset(dates))


def completed(rows: Sequence[Row], layout: Layout, used: AbstractSet[int] = frozenset()) -> Layout:
    """Return the layout with the other columns whose content tells what they are.

    Directions count only where no amount has a sign of its own. Free text is taken where no column
    is known as text.
    """
    body = _body(rows, layout)
    width = Counter(map(len, body)).most_common(1)[0][0] if body else 0
    found = dict(layout.columns)
    taken = {i for at in found.values() for i in at} | used
    texts: list[int] = []
    for i in range(width):
        column = [cells[i] for cells in body if len(cells) == width]
        if i in taken or not any(column):
            continue
        role = _role(column)
        if role == "sign" and _has_minus(body, found.get("amount", ())):
            continue
        if role == "currency" and layout.header and names_another(_at(layout.header.cells, i)):
            continue
        if role and role not in found:
            found[role] = (i,)
        elif _has_letters(column):
            texts.append(i)
    flags = [i for i in texts if _is_flag([c[i] for c in body if len(c) == width])]
    unsigned = not _has_minus(body, found.get("amount", ()))
    if flags and unsigned and not layout.header and not found.keys() & {"sign", "debit"}:
        found["sign"] = (flags[0],)
    if texts and "text" not in found:
        found["text"] = tuple(texts)
    return replace(layout, columns=found)


def _body(rows: Sequence[Row], layout: Layout) -> list[tuple[str, ...]]:
    """Return the fields of the rows below the heading, without its repetitions."""
    again = layout.header.cells if layout.header else ()
    below = [row for row in rows[layout.first :] if not row.blank and row.cells != again]
    return [row.cells for row in below if len(list(filter(None, row.cells))) > 1 or _moves(row)]


def _at(cells: Sequence[str], position: int) -> str:
    return cells[position] if position < len(cells) else ""


def _all(column: Sequence[str], test: Callable[[str], bool]) -> bool:
    return bool(column) and all(map(test, column))


def _amounts(
    columns: Mapping[int, Sequence[str]], file: str, rows: Sequence[Row], *, headed: bool
) -> dict[str, tuple[int, ...]]:
    numbers = [i for i, column in columns.items() if _decimal_column(column)]
    if not numbers and headed:
        numbers = [i for i, column in columns.items() if _all(column, _countable)]
    if len(numbers) == 1 and not _has_twin(numbers[0], columns):
        return {"amount": (numbers[0],)}
    if len(numbers) == PAIR:
        proven = [p for p in (numbers, numbers[::-1]) if _makes(columns[p[0]], columns[p[1]])]
        if len(proven) == 1:
            return {"amount": (proven[0][0],), "balance": (proven[0][1],)}
        before = [a for a, b in (numbers, numbers[::-1]) if _follows(columns[a], columns[b])]
        if len(before) == 1:
            return {"amount": (before[0],)}
    if len(numbers) == PAIR + 1:
        three = [(columns[a], columns[b], columns[c], a, c) for b, a, c in permutations(numbers)]
        both = [(a, c) for m, b, n, a, c in three if _makes(m, n) and _follows(m, b)]
        if len(both) == 1:
            return {"amount": (both[0][0],), "balance": (both[0][1],)}
    what = "several columns hold amounts" if numbers else "no column holds amounts only"
    raise _unclear(file, rows, what)


def _has_twin(amount: int, columns: Mapping[int, Sequence[str]]) -> bool:
    """Return whether another column holds a number exactly where the amount has none.

    The two are money in and out, even if all numbers of one of them are whole.
    """
    mine = [_is_nothing(cell) for cell in columns[amount]]
    if not any(mine):
        return False
    return any(
        i != amount
        and all(not cell or amount_like(cell) for cell in column)
        and [not _is_nothing(cell) for cell in column] == mine
        for i, column in columns.items()
    )


def _is_nothing(text: str) -> bool:
    return not text.strip("0.,-+ ")


def _countable(text: str) -> bool:
    """Return whether a text is an amount rather than a number with zeros in front."""
    return amount_like(text) and not text.startswith("0")


def _moves(row: Row) -> bool:
    dates = [i for i, text in enumerate(row.cells) if date_like(text)]
    return bool(dates) and any(
        text and amount_like(text) for i, text in enumerate(row.cells) if i not in dates
    )


def _holds_values(row: Row) -> bool:
    return any(date_like(text) or (text and amount_like(text)) for text in row.cells)


def _has_minus(body: Sequence[tuple[str, ...]], amounts: Sequence[int]) -> bool:
    cells = [row[i] for row in body for i in amounts if i < len(row)]
    return any(mark in text for text in cells for mark in "-\u2212(")


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


def _follows(amounts: Sequence[str], balances: Sequence[str]) -> bool:
    """Return whether the balances are those before each amount, as some banks write them."""
    for decimal in possible_decimals([*amounts, *balances]):
        moved, before = _numbers(amounts, decimal), _numbers(balances, decimal)
        if prove(moved, [b + a for a, b in zip(moved, before, strict=True)]).holds:
            return True
    return False


def _numbers(cells: Sequence[str], decimal: str) -> list[Decimal]:
    return [parse_amount(cell, decimal).number for cell in cells]


def _role(column: Sequence[str]) -> str:
    filled = [cell for cell in column if cell]
    if all(map(is_iban, filled)) and len(set(filled)) > 1:
        return "iban"
    if all(c.upper() in CODES for c in filled):
        return "currency"
    if all(map(is_sign_word, filled)):
        return "sign"
    if is_status(filled):
        return "status"
    return ""


def _is_flag(column: Sequence[str]) -> bool:
    """Return whether a column holds mostly two letters: directions nobody knows, to be asked."""
    letters = [cell for cell in column if len(cell) == 1 and cell.isalpha()]
    repeated = len(letters) > max(PAIR, len(list(filter(None, column))) // PAIR)
    return repeated and len(set(letters)) == PAIR


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
