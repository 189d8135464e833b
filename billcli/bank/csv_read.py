"""A bank's CSV file as a statement: all of it, or an error that names every unreadable row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from billcli.bank.balance_proof import Proof, prove, runs_down
from billcli.bank.column_name import folded
from billcli.bank.csv_dialect import Table, read_table, settle_dates, settle_decimal
from billcli.bank.csv_profile import CsvProfile
from billcli.bank.csv_report import dialect_of, warnings_of
from billcli.bank.csv_row import Parsed, Style, marked_currency, parse_rows
from billcli.bank.csv_sign import Signed, sign_amounts
from billcli.bank.csv_split import ends, split
from billcli.bank.csv_title import Stated, stated
from billcli.bank.plain_text import one_line
from billcli.bank.refusal import refuse
from billcli.bank.row_kind import RowKind, cell, status_doubt
from billcli.bank.stated_amount import ORIGINAL, charges_of, original_of, stated_in
from billcli.bank.stated_amount import Stated as StatedAmount
from billcli.domain.bank_line import BankLine, numbered
from billcli.domain.bank_statement import BankStatement
from billcli.domain.contract import TEXT_MAX
from billcli.domain.money import ZERO, Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Source, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NO_CURRENCY = "XXX"
_ACCOUNT = re.compile(r"(?=(?:[^0-9]*[0-9]){5})[A-Z0-9*./-]+", re.ASCII)
OWN_ACCOUNT_ROWS = 3


@dataclass(frozen=True, slots=True)
class CsvReading:
    """A statement and the profile that reads its file again without any detection, if CSV.

    Attributes:
        owners: the account of each line of the file, where a column names it.
    """

    statement: BankStatement
    profile: CsvProfile | None
    owners: Mapping[int, str] = field(default_factory=dict)


def read_statement(
    data: bytes, name: str, profile: CsvProfile | None, account: str, currency: str
) -> BankStatement:
    """Return the booked lines of a CSV file, oldest first.

    Args:
        data: the bytes of the file.
        name: its name, for messages.
        profile: settings of the bank, or None to detect all.
        account: ledger account of the bank account, unless the profile names it.
        currency: of rows that do not state their own.

    Raises:
        UsageError: the file is not one, its dialect is undecidable, or rows cannot be read.
    """
    return read_csv(data, name, profile, account, currency).statement


def read_csv_all(
    data: bytes, name: str, currency: str = "", profile: CsvProfile | None = None
) -> tuple[BankStatement, ...]:
    """Return a statement for each account and currency of the file, which nobody has named yet.

    A currency that neither the file nor anybody states is empty.

    Args:
        data: the bytes of the file.
        name: its name, for messages.
        currency: of rows that do not state their own, where somebody knows it.
        profile: settings of the bank, or None to detect all.

    Raises:
        UsageError: as ``read_statement``.
    """
    reading = read_csv(data, name, profile, "", currency or NO_CURRENCY)
    found = split(reading.statement, reading.owners)
    return tuple(
        replace(one, currency="").in_currency("") if one.currency == NO_CURRENCY else one
        for one in found
    )


def read_csv(
    data: bytes, name: str, profile: CsvProfile | None, account: str, currency: str
) -> CsvReading:
    """Return the statement as ``read_statement`` does, with the profile that was detected."""
    given = profile or CsvProfile()
    table = read_table(data, name, given)
    if not table.booked:
        raise UsageError.of(
            "CSV-NO-LINES",
            f"the file holds no booked line (pending: {table.count(RowKind.PENDING)})",
            where=Source(name),
            hint="export a period with movements",
        )
    base = table.layout.currency or given.currency
    decimal = settle_decimal(table, base or currency)
    base = base or marked_currency(table, decimal, currency) or currency
    style = Style(settle_dates(table), decimal, base)
    parsed = parse_rows(table, style)
    signed = _signed(table, parsed)
    proof = _proof(parsed, signed)
    lines = _lines(table, parsed, signed, given.account or account, proof)
    owners = _owners(table)
    around = stated((*table.titles, *table.of(RowKind.SUMMARY)), decimal)
    found = replace(
        table.profile,
        date_order="" if style.dates.pattern else style.dates.order,
        decimal=style.decimal,
        sign=signed.setting,
    )
    statement = BankStatement(
        given.account or account,
        currency or base,
        lines,
        dialect_of(table, found, signed, proof),
        *_ends(lines, around),
        pending=table.count(RowKind.PENDING),
        problems=warnings_of(table, parsed, signed, proof, currency),
        bank_account=_only(owners.values()) or _own_account(table) or around.account,
    )
    return CsvReading(statement, found, owners)


def _signed(table: Table, parsed: Sequence[Parsed]) -> Signed:
    columns = table.layout.columns
    two = "amount" not in columns or {"debit", "credit"} <= columns.keys()
    signed = sign_amounts([p.raw for p in parsed], table.profile, two_columns=two)
    hint = 'set sign = "stated", "inverted" or "word", words_in and words_out in the profile'
    refuse(
        [Problem("CSV-SIGN", why, Source(table.file, line), hint) for line, why in signed.faults]
    )
    return signed


def _proof(parsed: Sequence[Parsed], signed: Signed) -> Proof | None:
    balances = [p.raw.balance for p in parsed if p.raw.balance is not None]
    if len(balances) != len(parsed) or len({p.currency for p in parsed}) > 1:
        return None
    return prove(signed.amounts, balances)


def _lines(
    table: Table, parsed: Sequence[Parsed], signed: Signed, account: str, proof: Proof | None
) -> tuple[BankLine, ...]:
    own = _own_account(table)
    rows = (*table.booked, *(row for row, _ in table.others))
    fees = signed.fees or (ZERO,) * len(parsed)
    statuses = {folded(cell(row, table.layout, "status")) for row in rows} - {""}
    found = [
        _kept_back(
            _line(table, p, Money(amount, p.currency), account, own),
            Money(fee, p.currency),
            status_doubt(p.row, table.layout, statuses),
        )
        for p, amount, fee in zip(parsed, signed.amounts, fees, strict=True)
        if amount
    ]
    down = runs_down([p.date for p in parsed])
    undated = len({p.date for p in parsed}) == 1
    if down or (proof and proof.newest_first and (proof.holds or undated)):
        found.reverse()
    return numbered(found)


def _kept_back(line: BankLine, fee: Money, doubt: str) -> BankLine:
    """Return a line with its doubt, and with the fee that was taken off its amount."""
    return replace(line, charges=fee or line.charges, doubt=doubt)


def _line(table: Table, parsed: Parsed, amount: Money, account: str, own: str) -> BankLine:
    def text(role: str) -> str:
        return one_line(cell(parsed.row, table.layout, role))[:TEXT_MAX]

    sides = ("payer", "payee") if amount.number > 0 else ("payee", "payer")
    iban = _compact(text("iban"))
    balance = parsed.raw.balance
    stated = stated_in(text("text"), amount.currency)
    charges = parsed.charges or charges_of(stated)
    return BankLine(
        account,
        parsed.date,
        amount,
        text("text"),
        text(sides[0]) or text(sides[1]),
        "" if iban == own else iban,
        text("reference"),
        text("bank_ref"),
        text("end_to_end"),
        charges=charges if charges and charges.number > 0 else None,
        original=original_of(_ordered(parsed) or stated, amount),
        balance=None if balance is None else Money(balance, parsed.currency),
        source=Source(table.file, parsed.row.line),
    )


def _ordered(parsed: Parsed) -> tuple[StatedAmount, ...]:
    """Return the amount a column says was ordered."""
    original = parsed.original
    if original is None:
        return ()
    return (StatedAmount(ORIGINAL, -original if original.number < 0 else original),)


def _own_account(table: Table) -> str:
    """Return the number that stands in every row: the account's own, not a payer's."""
    numbers = {_compact(cell(row, table.layout, "iban")) for row in table.booked}
    many = len(table.booked) >= OWN_ACCOUNT_ROWS
    return numbers.pop() if many and len(numbers) == 1 else ""


def _owners(table: Table) -> dict[int, str]:
    """Return the own account of each row, by its line, where a column names few of them."""
    found = {row.line: _compact(cell(row, table.layout, "own")) for row in table.booked}
    numbers = set(found.values())
    few = len(numbers) == 1 or len(numbers) * OWN_ACCOUNT_ROWS <= len(found)
    return found if few and all(map(_ACCOUNT.fullmatch, numbers)) else {}


def _only(texts: Iterable[str]) -> str:
    return found.pop() if len(found := set(texts)) == 1 else ""


def _compact(number: str) -> str:
    return "".join(number.split()).upper()


def _ends(lines: Sequence[BankLine], around: Stated) -> tuple[Money | None, Money | None]:
    """Return the balances before and after the lines: as the bank states them, else the running."""
    currencies = {line.amount.currency for line in lines}
    if len(currencies) != 1:
        return None, None
    [currency] = currencies
    running = ends(lines)
    around_them = (around.opening, around.closing)
    opening, closing = (
        Money(number, currency) if number is not None else balance
        for number, balance in zip(around_them, running, strict=True)
    )
    return opening, closing
