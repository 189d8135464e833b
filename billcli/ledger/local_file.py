"""One file of a ledger, or the end of one, read by itself into packed facts.

What a directive means is told from its own text wherever Beancount tells it so; the rest is
refused (``NotLocal``), never guessed. Whether accounts are open and balances hold is for others
to check, against the whole ledger, from the tally that is made here.
"""

from __future__ import annotations

import decimal
import io
import os

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.ledger import beancount_import
from billcli.ledger.arithmetic import no_traps
from billcli.ledger.pack import Packer
from billcli.ledger.screen import screen
from billcli.ledger.standing import NotLocal
from billcli.ledger.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.domain.packed import Packed
    from billcli.ledger.packing_builder import PackingBuilder
    from billcli.ledger.seam import Raw
    from billcli.ledger.written import Written


@frozen
class LocalFile:
    """What a file says by itself.

    Attributes:
        rows: its directives in the order of the file.
        tally: how they use accounts.
        includes, plugins, settings: lines without a date.
    """

    rows: list[Packed]
    tally: Tally
    includes: tuple[Written, ...] = ()
    plugins: tuple[Written, ...] = ()
    settings: tuple[Written, ...] = ()


def read_local(
    content: bytes,
    path: str,
    options: dict[str, Raw] | None,
    *,
    settings: Iterable[tuple[str, str]] = (),
    lineno: int = 1,
    tally: Tally | None = None,
) -> LocalFile:
    """Return what the bytes of a file mean by themselves.

    Args:
        content: whole directives.
        path: the file, real and absolute.
        options: Beancount's options of the ledger (``options_map``); None for the main file, whose
            own they are.
        settings: options that the same file set before these bytes.
        lineno: line of the first byte.
        tally: takes the use of accounts, by default a new one.

    Raises:
        NotLocal: the bytes have any error or warning, or mean something only beside others.
    """
    problems = screen(content, path)
    if problems:
        raise NotLocal(problems[0].message)
    tally = Tally() if tally is None else tally
    builder = _parsed(content, path, settings, lineno, tally)
    rows = _rows(builder.get_entries(), builder.options if options is None else options, tally)
    tally.add_up(rows, len(content))
    return LocalFile(
        rows, tally, tuple(builder.includes), tuple(builder.plugins), tuple(builder.settings)
    )


def options_map(settings: Iterable[tuple[str, str]], main: str) -> dict[str, Raw]:
    """Return Beancount's options of a main file from its ``option`` lines.

    Args:
        settings: (name, value) in the order written.
        main: path of the main file.
    """
    beancount_import.prepare()
    from billcli.ledger.builder import LedgerBuilder

    builder = LedgerBuilder(decimal.getcontext().flags)
    for name, value in settings:
        builder.option(main, 0, name, value)
    _, errors, options = builder.finalize()
    if errors:
        raise NotLocal(str(errors[0].message))
    found: dict[str, Raw] = {**options, "filename": main}
    return found


def _parsed(
    content: bytes, path: str, settings: Iterable[tuple[str, str]], lineno: int, tally: Tally
) -> PackingBuilder:
    # ruff: noqa: PLC0415 - importing Beancount takes 25 ms
    beancount_import.prepare()
    from beancount.parser import _parser  # type: ignore[attr-defined]  # a C module

    from billcli.ledger.packing_builder import PackingBuilder

    with no_traps() as context:
        builder = PackingBuilder(context.flags, tally)
        for name, value in settings:
            builder.option(path, 0, name, value)
        builder.settings.clear()
        try:
            _parser.Parser(builder).parse(io.BytesIO(content), filename=path, lineno=lineno)
        except Exception as error:
            raise NotLocal(_AT_FAULT) from error
        divided = context.flags[decimal.DivisionByZero] or context.flags[decimal.InvalidOperation]
    builder.finalize()
    if builder.errors or divided or builder.open_push:
        raise NotLocal(_AT_FAULT)
    if builder.takes_places:
        raise NotLocal("metadata is named filename or lineno")
    return builder


_AT_FAULT = "the text has an error"


def _rows(entries: Sequence[Raw], options: dict[str, Raw], tally: Tally) -> list[Packed]:
    packer = Packer({})
    rows: list[Packed] = []
    for entry in entries:
        kind = type(entry).__name__
        if kind == "Packed":
            rows.append(entry)
            continue
        if kind == "Transaction":
            booked = book_alone(entry, options)
            legs = [(leg.account, *leg.units) for leg in booked.postings]
            for _, number, _ in legs:
                tally.widen(number)
            tally.use(booked.date.isoformat(), legs)
            rows.append(packer.pack(booked))
            continue
        if kind == "Document" and not os.path.exists(entry.filename):  # noqa: PTH110 - Beancount's own test
            raise NotLocal("a document's file does not exist")
        row = packer.pack(entry)
        tally.take(row)
        rows.append(row)
    return rows


def book_alone(entry: Raw, options: dict[str, Raw]) -> Raw:
    """Return a transaction as Beancount books it, where that depends on nothing but its text.

    Booking looks at what an account holds only for a posting with a cost, and for a currency that
    is neither written nor told by the other postings. Both are refused here; that the accounts
    hold no lots themselves is for the caller to check.

    Raises:
        NotLocal: it has a cost, leaves out a currency, or cannot be booked or does not balance.
    """
    from beancount.core.number import MISSING
    from beancount.ops import validation
    from beancount.parser import booking

    for leg in entry.postings:
        if leg.cost is not None:
            raise NotLocal("a posting has a cost")
        if leg.units is not MISSING and leg.units.currency is MISSING:
            raise NotLocal("a currency is left out")
        if leg.price is not None and leg.price.currency is MISSING:
            raise NotLocal("the currency of a price is left out")
    book: Raw = booking.book
    balance: Raw = validation.validate_check_transaction_balances
    try:
        booked, errors = book([entry], options)
        errors = errors or balance(booked, options)
    except Exception as error:
        raise NotLocal(_AT_FAULT) from error
    if errors or len(booked) != 1:
        raise NotLocal(_AT_FAULT)
    return booked[0]
