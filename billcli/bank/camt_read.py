"""An ISO 20022 account file (camt.052, .053, .054, any version) as statements.

All of it is read, or an error names every unreadable amount and date. Source: ISO 20022, messages
BankToCustomerAccountReport, BankToCustomerStatement and BankToCustomerDebitCreditNotification,
versions 01 to 13.
"""

from __future__ import annotations

import re
from collections import defaultdict

from billcli.bank.balance_proof import runs_down
from billcli.bank.camt_balance import Ends, Own, balances, own_account
from billcli.bank.camt_entry import Batch, Movement, movements
from billcli.bank.camt_line import bank_line, is_booked
from billcli.bank.camt_value import Faults
from billcli.bank.refusal import refuse
from billcli.bank.two_signs import Signs, choose_signs
from billcli.bank.xml_tree import Node, parse_xml
from billcli.domain.bank_statement import BankStatement, numbered_together
from billcli.domain.money import total
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import Problem, Severity, Source, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.domain.money import Money

ROOT = "BkToCstmr"
HEAD = 8000
KINDS = {"Stmt": "camt.053", "Rpt": "camt.052", "Ntfctn": "camt.054"}
SHOWN_MAX = 5
_MESSAGE = re.compile(r"[a-z]{4}\.[0-9]{3}\.[0-9]{3}\.[0-9]{2}")


class _Page(NamedTuple):
    """A statement element with what was found in it."""

    node: Node
    own: Own
    ends: Ends
    batches: tuple[Batch, ...]
    pending: int

    @property
    def moves(self) -> tuple[Movement, ...]:
        """Return what moved money, oldest first."""
        found = tuple(move for batch in self.batches for move in batch.movements if move.amount)
        return found[::-1] if runs_down([move.date for move in found]) else found

    @property
    def empty(self) -> tuple[int, ...]:
        """Return the lines of booked entries that moved no money."""
        moves = (move for batch in self.batches for move in batch.movements)
        return tuple(move.entry.line for move in moves if not move.amount)


def is_camt(data: bytes) -> bool:
    """Return whether a file looks like one: its message stands near the start.

    >>> is_camt(b"<Document><BkToCstmrStmt>"), is_camt(b"<Document><CstmrCdtTrfInitn>")
    (True, False)
    """
    return ROOT.encode() in data[:HEAD].replace(b"\0", b"")


def read_camt(data: bytes, name: str) -> tuple[BankStatement, ...]:
    """Return the statements of a file, in its order, one for each currency of its entries.

    Lines are as the bank booked them, oldest first. The direction of a reversal is the one under
    which the balances close. Equal lines are counted over all statements of an account.

    Args:
        data: the bytes of the file.
        name: its name, for messages.

    Raises:
        UsageError: it is no such file, or amounts, directions or dates in it cannot be read.
    """
    file = parse_xml(data, name)
    found = tuple(_statement_nodes(file.root))
    if not found:
        raise UsageError.of(
            "STATEMENT-NONE",
            f"{_message(file.root) or 'this XML'} is no account statement",
            where=Source(name),
            hint="export the statement as camt.053",
        )
    faults = Faults(name)
    pages = [_page(node, faults) for node in found]
    refuse(faults)
    dialect = (("format", _message(file.root)), ("encoding", file.encoding))
    return numbered_together([s for page in pages for s in _statements(page, name, dialect)])


def _statement_nodes(root: Node) -> Iterable[Node]:
    for node in root.below():
        if node.tag.startswith(ROOT):
            yield from (child for child in node.children if child.tag in KINDS)


def _message(root: Node) -> str:
    """Return the message definition that a file names, as ``camt.053.001.08``, or its kind."""
    for node in root.below():
        for value in node.attributes.values():
            if found := _MESSAGE.search(value):
                return found[0]
        if node.tag in KINDS:
            return KINDS[node.tag]
    return ""


def _page(node: Node, faults: Faults) -> _Page:
    own = own_account(node)
    entries = node.all("Ntry")
    booked = [entry for entry in entries if is_booked(entry)]
    ends = balances(node, own.currency, faults)
    closed = ends.closing.day if ends.closing else None
    day = closed or faults.day(node, "CreDtTm")
    batches = tuple(movements(entry, own.currency, day, faults) for entry in booked)
    return _Page(node, own, ends, batches, len(entries) - len(booked))


def _statements(
    page: _Page, file: str, dialect: tuple[tuple[str, str], ...]
) -> Iterable[BankStatement]:
    """Yield the statement of the account's currency, then those of others."""
    by_currency: dict[str, list[Movement]] = defaultdict(list)
    by_currency[page.own.currency] = []
    for move in page.moves:
        by_currency[move.amount.currency].append(move)
    for currency, moves in by_currency.items():
        main = currency == page.own.currency
        signs, ends = _settled(page, moves if main else (), file)
        lines = tuple(bank_line(move, page.own, file, signs) for move in moves)
        yield BankStatement(
            "",
            currency,
            lines,
            (*dialect, ("reversals", _how(moves, signs))),
            ends.opening if main else None,
            ends.closing.amount if main and ends.closing else None,
            page.pending if main else 0,
            _problems(page, signs, file) if main else (),
            page.own.number,
            _number(page.node),
            ends.closing.day if main and ends.closing else None,
        )


def _settled(page: _Page, moves: Sequence[Movement], file: str) -> tuple[Signs, Ends]:
    """Return how reversals are signed, and the balances that go with that.

    A balance of an unfinished day ends the statement only when it fits: it may count more entries.
    """
    standard = total((move.amount for move in moves), page.own.currency)
    turned = total((_turned(move) for move in moves), page.own.currency)
    where = Source(file, page.node.line)
    ends = page.ends
    if ends.closing or not ends.interim or ends.opening is None:
        closing = ends.closing.amount if ends.closing else None
        return choose_signs(ends.opening, closing, standard, turned, where), ends
    signs = choose_signs(ends.opening, ends.interim.amount, standard, turned, where)
    moved = turned if signs.other else standard
    if ends.opening + moved == ends.interim.amount:
        return signs, ends._replace(closing=ends.interim)
    return Signs(), ends


def _turned(move: Movement) -> Money:
    return -move.amount if move.reversal else move.amount


def _how(moves: Iterable[Movement], signs: Signs) -> str:
    if not any(move.reversal for move in moves):
        return "none"
    return "direction of the original" if signs.other else "own direction"


def _number(node: Node) -> str:
    """Return the number of a statement: the electronic or legal one, else its id."""
    numbers = (node.text(tag).lstrip("0") for tag in ("ElctrncSeqNb", "LglSeqNb"))
    return next(filter(None, numbers), "") or node.text("Id")


def _problems(page: _Page, signs: Signs, file: str) -> tuple[Problem, ...]:
    found = [batch.problem for batch in page.batches if batch.problem]
    where = Source(file, page.node.line)
    if page.empty:
        words = f"{len(page.empty)} lines that moved no money were left out: {_shown(page.empty)}"
        hint = "look whether one of them ought to have an amount"
        found.append(Problem("STATEMENT-ZERO", words, where, hint, Severity.WARNING))
    if undated := [move.entry.line for move in page.moves if move.undated]:
        words = f"{len(undated)} lines have no day that exists: {_shown(undated)}"
        hint = "they have the day of their statement, and wait to be looked at"
        found.append(Problem("STATEMENT-NO-DATE", words, where, hint, Severity.WARNING))
    return (*found, *([signs.problem] if signs.problem else []))


def _shown(lines: Sequence[int]) -> str:
    more = f" and {len(lines) - SHOWN_MAX} more" if len(lines) > SHOWN_MAX else ""
    return f"at lines {', '.join(map(str, lines[:SHOWN_MAX]))}{more}"
