"""Quotes as files: written, read back with everything that is wrong, and what became of each.

A quote is written like a draft (``draft_reading``), with its last day besides. Its number is the
file's name; what was made of it stands in the ledger and nowhere else.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from billcli.domain.cancelled_credit import unvoided
from billcli.domain.invoice_reading import is_deposit
from billcli.domain.line_writing import with_prices
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, InvalidError, UsageError, quoted
from billcli.domain.quote import Quote, QuoteState, invoices_of, state_of
from billcli.services.check_draft import Checked, checked
from billcli.services.draft_reading import reading
from billcli.services.draft_text import draft_text, with_values
from billcli.services.invoice_request import asked_customer, calculated, invoice_draft
from billcli.services.named_file import (
    NamedFile,
    made,
    names_in,
    path_of,
    read_named,
    rewritten,
)
from billcli.services.quote_number import FOLDER, next_quote_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from billcli.domain.entry import Directive, Entry
    from billcli.services.draft_reading import Reading
    from billcli.services.invoice_request import InvoiceRequest
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent
    from billcli.store.toml_table import TomlTable


@dataclass(frozen=True, slots=True)
class Offered:
    """A quote as its file says, and what became of it.

    Attributes:
        file: it, and its bytes.
        found: what it offers, and what is wrong with it.
        valid_until: last day on which it can be accepted, or None.
        declined: when the customer declined it, or None.
        reason: why, as far as known.
        state: what became of it.
        invoices: numbers of the invoices made of it.
    """

    file: NamedFile
    found: Checked
    valid_until: dt.date | None
    declined: dt.date | None
    reason: str
    state: QuoteState
    invoices: tuple[str, ...]

    @property
    def number(self) -> str:
        """Its number."""
        return self.file.name

    @property
    def quote(self) -> Quote:
        """The offer with its figures.

        Raises:
            InvalidError: the file is wrong; every mistake is named with its line.
        """
        if self.found.invoice is None or self.found.problems:
            raise InvalidError(*self.found.problems)
        return Quote(replace(self.found.invoice, number=self.number), self.valid_until)


class _Terms:
    """Reads what a quote says besides a draft."""

    def __init__(self) -> None:
        self.valid_until: dt.date | None = None
        self.declined: dt.date | None = None
        self.is_declined = False
        self.reason = ""

    def __call__(self, top: TomlTable, found: Reading) -> None:
        self.valid_until = top.date("valid-until")
        self.declined = top.date("declined")
        self.reason = top.text("reason")
        status = top.text("status")
        self.is_declined = status == QuoteState.DECLINED.value
        if status and not self.is_declined:
            top.wrong("status", f"status cannot be {quoted(status)}",
                      'write "declined", or take the line away')  # fmt: skip
        if self.valid_until and found.request and self.valid_until < found.request.date:
            with found.noting(found.at("valid-until")):
                check_validity(found.request.date, self.valid_until)


def read_quote(
    workspace: Workspace,
    name: str,
    shown: Callable[[Path], str],
    day: dt.date,
    as_of: dt.date = dt.date.max,
    tail: Iterable[Directive] = (),
) -> Offered:
    """Return a quote by its number, in any case; what is wrong with its text is part of it.

    Args:
        workspace: the books.
        name: number of the quote.
        shown: names a file as the person knows it.
        day: on which it is open or has expired.
        as_of: invoices of later days are left out.
        tail: directives appended since the books were loaded.

    Raises:
        UsageError: there is no such quote (``QUOTE-MISSING``).
        InvalidError: its file is no plain file.
    """
    invoices = _invoices(workspace, as_of, tail)
    file = read_named(workspace, FOLDER, "quote", name, shown)
    made_of = {file.name: invoices.get(file.name, [])}
    return _offered(workspace, file, day, made_of, _void(workspace, as_of, made_of))


def read_quotes(
    workspace: Workspace,
    shown: Callable[[Path], str],
    day: dt.date,
    as_of: dt.date = dt.date.max,
) -> tuple[Offered, ...]:
    """Return all quotes in order of their numbers; one that cannot be read hides no other."""
    invoices = _invoices(workspace, as_of)
    void = _void(workspace, as_of, invoices)
    found = []
    for name in names_in(workspace, FOLDER):
        try:
            file = read_named(workspace, FOLDER, "quote", name, shown)
        except BillcliError as error:
            path = path_of(workspace, FOLDER, name)
            file, unread = (
                NamedFile(name, path, shown(path), b""),
                Checked(None, None, error.problems),
            )
            offered = _offered(workspace, file, day, invoices, void)
            found.append(replace(offered, found=unread))
        else:
            found.append(_offered(workspace, file, day, invoices, void))
    return tuple(found)


def _invoices(
    workspace: Workspace, as_of: dt.date = dt.date.max, tail: Iterable[Directive] = ()
) -> Mapping[str, list[Entry]]:
    known = (*workspace.snapshot.facts.entries_with("quote"), *tail)
    return invoices_of(one for one in known if one.date <= as_of)


def _void(
    workspace: Workspace, as_of: dt.date, invoices: Mapping[str, Sequence[Entry]]
) -> frozenset[str]:
    """Return the numbers of those invoices of the whole that were credited in full."""
    made = [one for every in invoices.values() for one in every if not is_deposit(one)]
    names = frozenset(text_of(one.meta.get("invoice")) for one in made)
    if not names:
        return frozenset()
    books = workspace.books(as_of)
    return (names & books.numbers()) - unvoided(books, names)


def _offered(
    workspace: Workspace,
    file: NamedFile,
    day: dt.date,
    invoices: Mapping[str, Sequence[Entry]],
    void: frozenset[str],
) -> Offered:
    terms = _Terms()
    found = checked(workspace, reading(file.content, file.shown, workspace.today, terms))
    made_of = invoices.get(file.name, ())
    numbers = tuple(text_of(entry.meta.get("invoice")) for entry in made_of)
    state = state_of(made_of, terms.is_declined, terms.valid_until, day, void)
    return Offered(file, found, terms.valid_until, terms.declined, terms.reason, state, numbers)


def save_quote(
    workspace: Workspace,
    request: InvoiceRequest,
    discount: str,
    valid_until: dt.date | None,
    consent: Consent,
) -> tuple[Quote, Path, str]:
    """Write a quote under the next number; the answer is its figures, file and text.

    Prices of the price list are written down as they are now.

    Args:
        workspace: the books.
        request: what is offered.
        discount: the document discount as typed.
        valid_until: its last day, or None.
        consent: how far to go.

    Raises:
        UsageError: whatever would stop an invoice from being issued, or nobody agreed.
        ConflictError: a writer holds the lock.
    """
    workspace.snapshot.require_sound()
    customer = asked_customer(workspace, request)
    offer = calculated(workspace, invoice_draft(workspace, request, customer))
    if valid_until:
        check_validity(request.date, valid_until)
    lines = with_prices(request.lines, workspace.settings.prices)
    said = replace(request, customer=customer.id, lines=lines)
    text = draft_text(said, discount, {"valid-until": valid_until} if valid_until else {})
    path = made(
        workspace,
        text,
        consent,
        lambda: path_of(workspace, FOLDER, next_quote_number(workspace, request.date)),
    )
    return Quote(replace(offer, number=path.stem), valid_until), path, text


def decline_quote(
    workspace: Workspace, quote: Offered, date: dt.date, reason: str, consent: Consent
) -> str:
    """Note in a quote's file that the customer declined it, and return its new text.

    Raises:
        UsageError: it was accepted or declined before, the day is before its own, or nobody agreed.
        InvalidError: its file is wrong.
        ConflictError: its file was changed meanwhile.
    """
    number = quote.quote.offer.number
    if quote.state in {QuoteState.INVOICED, QuoteState.ACCEPTED}:
        standing = sorted(unvoided(workspace.all_books(), quote.invoices))
        hint = f"billcli invoice void {standing[-1]} takes the invoice back" if standing else ""
        raise UsageError.of(
            "QUOTE-INVOICED",
            f"{number} was accepted already: {', '.join(quote.invoices)}",
            hint=hint or f"billcli quote show {number}",
        )
    if quote.state is QuoteState.DECLINED:
        said = f"{number} was declined already"
        raise UsageError.of("QUOTE-DECLINED", said, hint=f"billcli quote show {number}")
    if date < quote.quote.offer.date:
        raise UsageError.of(
            "QUOTE-VALIDITY",
            f"{number} of {quote.quote.offer.date} cannot be declined on {date}",
            hint=f"use --date {quote.quote.offer.date} or later",
        )
    values = {"status": "declined", "declined": date.isoformat(), "reason": reason}
    text = with_values(quote.file.content.decode(), values)
    rewritten(workspace, quote.file, text, consent)
    return text


def check_validity(date: dt.date, valid_until: dt.date) -> None:
    """Refuse a quote that has expired before it is made.

    Raises:
        UsageError: ``QUOTE-VALIDITY``.
    """
    if valid_until < date:
        raise UsageError.of(
            "QUOTE-VALIDITY",
            f"valid until {valid_until} is before the quote's date {date}",
            hint="correct --valid-until or --date",
        )
