"""QIF files as statements: every movement of the money accounts, or an error.

QIF names no currency and no reference; an account is known by its name. The first record of an
account may be its opening balance: Quicken, Money, Grisbi and KMyMoney write it so, and GnuCash and
MyExpenses read it so.
"""

from __future__ import annotations

import re
from collections import defaultdict

from billcli.bank.date_text import best_order
from billcli.bank.decimal_sign import usual_decimal
from billcli.bank.line_order import oldest_first
from billcli.bank.plain_text import encoding_of, one_line
from billcli.bank.qif_date import date_orders, plain_dates
from billcli.bank.qif_line import QifReader, amount_text
from billcli.bank.qif_text import Record, records
from billcli.bank.refusal import moved_no_money, refuse
from billcli.domain.bank_statement import BankStatement, numbered_together
from billcli.domain.contract import TEXT_MAX
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, Problem, Source, UsageError

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Sequence

    from billcli.domain.bank_line import BankLine

HEAD = 4000
OPENING = frozenset(
    {
        "opening balance", "solde initial", "solde d'ouverture", "saldo inicial", "saldo iniziale",
        "anfangssaldo", "eröffnungssaldo", "beginsaldo", "openingsbalans",
    }
)  # fmt: skip

_HEADER = re.compile(rb"^\s*!(?:Type:|Account\b|Option:|Clear:)", re.IGNORECASE | re.MULTILINE)
_BARE = tuple(
    re.compile(part, re.MULTILINE) for part in (rb"^D *[0-9]", rb"^T[^\r\n]*[0-9]", rb"^\^")
)
_TRANSFER = re.compile(r"\s*\[([^\]]*)\]")


def is_qif(data: bytes) -> bool:
    """Return whether a file looks like QIF: a header, or records with dates and amounts.

    >>> is_qif(b"!Type:Bank"), is_qif(b"Date;Text")
    (True, False)
    """
    head = data[:HEAD].replace(b"\x00", b"").replace(b"\r", b"\n")
    return bool(_HEADER.search(head)) or all(part.search(head) for part in _BARE)


def read_qif(data: bytes, name: str, date_order: str = "") -> tuple[BankStatement, ...]:
    """Return the statements of a QIF file, each account's lines oldest first, without a currency.

    When day and month can be told apart in no way, each statement has a problem of severity ERROR
    that says both readings, and its lines are doubtful: counts and sums stand, days do not.

    Args:
        data: the bytes of the file.
        name: its name, for messages.
        date_order: ``dmy``, ``mdy`` or ``ymd``, or empty to decide it from all dates.

    Raises:
        UsageError: the file holds no movement of money, or amounts or dates cannot be read.
    """
    encoding = encoding_of(data)
    found, left_out = records(data.decode(encoding, "replace"))
    if not found:
        raise _nothing(name, left_out)
    for record, day in zip(found, plain_dates([one.first("D") for one in found]), strict=True):
        record.day = day
    accounts: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in found:
        accounts[record.account, record.kind].append(record)
    orders = (
        (date_order,)
        if date_order
        else date_orders([[record.day for record in members] for members in accounts.values()])
    )
    usual = usual_decimal(filter(None, map(amount_text, found)))
    reader = QifReader(name, orders or (best_order([one.day for one in found]),), usual)
    dialect = (
        ("format", "QIF"),
        ("encoding", encoding),
        ("dates", " or ".join(reader.orders)),
        *((f"left out: {section}", str(count)) for section, count in left_out.items()),
    )
    statements = [_statement(reader, members, dialect) for members in accounts.values()]
    refuse(reader.problems)
    return numbered_together(statements)


def _statement(
    reader: QifReader, members: Sequence[Record], dialect: tuple[tuple[str, str], ...]
) -> BankStatement:
    """Return the statement of one account; the record of its opening balance is no movement."""
    opening = next((one for one in (members[0], members[-1]) if _opens(one)), None)
    lines = [reader.line(one) for one in members if one is not opening]
    where = Source(reader.file, members[0].line)
    problems = list(_undecided(reader, lines, where))
    if zeros := [line.source.line for line in lines if not line.amount]:
        problems.append(moved_no_money(zeros, where))
    return BankStatement(
        "",
        "",
        oldest_first(line for line in lines if line.amount),
        (*dialect, ("account", members[0].kind)),
        opening=Money(reader.number(opening), "") if opening else None,
        problems=tuple(problems),
        bank_account=members[0].account or (_other(opening) if opening else ""),
    )


def _opens(record: Record) -> bool:
    """Return whether a record is the opening balance of its own account."""
    payee = " ".join(record.first("P").split()).casefold()
    return payee in OPENING and (not record.account or _other(record) in {"", record.account})


def _other(record: Record) -> str:
    """Return the account that the money came from or went to, empty for a category."""
    found = _TRANSFER.match(record.first("L"))
    return one_line(found[1])[:TEXT_MAX] if found else ""


def _undecided(reader: QifReader, lines: Sequence[BankLine], where: Source) -> Iterator[Problem]:
    open_lines = [line for line in lines if line.doubt]
    if not open_lines:
        return
    orders = " or ".join(reader.orders)
    example = open_lines[0]
    yield Problem(
        "STATEMENT-DATE-ORDER",
        f"the dates can be read as {orders}: at line {example.source.line} {example.doubt}",
        where,
        f'set date_order = "{reader.orders[0]}" or "{reader.orders[-1]}" in [bank.profile.NAME] of'
        " billcli.toml, and name it with --profile",
    )


def _nothing(file: str, left_out: Counter[str]) -> BillcliError:
    others = ", ".join(f"{count} of {section[:20]}" for section, count in left_out.items())
    return UsageError.of(
        "STATEMENT-NONE",
        "the file holds no movement of money" + (f", only records: {others}" if others else ""),
        where=Source(file),
        hint="export the transactions of a bank, cash or card account as QIF",
    )
