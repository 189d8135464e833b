"""What an answer in a file of waiting lines keeps for the next time: above all who paid."""

from __future__ import annotations

from billcli.domain.dated_record import folded
from billcli.domain.iban import compact
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.matching.proposal import clipped
from billcli.services.remember_payer import offer, record_of_payer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.books import Books
    from billcli.domain.dated_record import PayerAlias
    from billcli.domain.entry import Record
    from billcli.matching.proposal import Suggestion

ALSO = "remember = true also keeps"


def may_remember(
    line: BankLine, offered: Sequence[Suggestion], books: Books, *, doubtful: bool
) -> tuple[str, ...]:
    """Return what ``remember = true`` would keep of a line, in words; nothing where it cannot.

    Args:
        line: of a statement.
        offered: the proposals as the file numbers them.
        books: with every fact.
        doubtful: the line may be in the ledger already.
    """
    payer = compact(line.payer_iban) or line.payer.strip()
    if doubtful or not payer:
        return ()
    if offered:
        return tuple(_said(line, offered, books)) if line.amount.number > 0 else ()
    way = "in from" if line.amount.number > 0 else "out to"
    rule = f"{ALSO}, beside ignore or book: a rule for money {way} {clipped(payer)}"
    whom = f"{ALSO}: {clipped(payer)} pays for the customer you name"
    return (whom, rule) if line.amount.number > 0 else (rule,)


def _said(line: BankLine, offered: Sequence[Suggestion], books: Books) -> Iterator[str]:
    for customer in dict.fromkeys(chosen.customer for chosen in offered):
        found = _offered(line, customer, books)
        if found is not None:
            numbers = [str(n) for n, one in enumerate(offered, 1) if one.customer == customer]
            whose = clipped(books.parties[customer].name or customer)
            yield f"{ALSO}: {clipped(found.text)} pays for {whose} (with {' or '.join(numbers)})"


def payer_of(line: BankLine, chosen: Suggestion, books: Books) -> PayerAlias | None:
    """Return who is to be remembered as paying for the customer of an answer.

    None when that is the customer itself, or a record says already whether it pays for it.

    Raises:
        UsageError: the answer has no one customer, or nobody paid.
    """
    if line.amount.number > 0 and chosen.customer:
        return _offered(line, chosen.customer, books)
    raise UsageError.of(
        "REVIEW-ANSWER",
        "remember keeps who paid for a customer, and this answer has no one customer who was paid",
        hint="write remember = false, or answer with items of one customer",
    )


def _offered(line: BankLine, customer: str, books: Books) -> PayerAlias | None:
    party = books.parties.get(customer)
    return offer(line, party, books) if party else None


def records_of(payers: Iterable[PayerAlias | None]) -> tuple[Record, ...]:
    """Return the records of payers to be remembered, one for each payer and customer."""
    found: dict[tuple[str, str], PayerAlias] = {}
    for one in payers:
        if one is not None:
            found.setdefault((one.customer, folded(one.text)), one)
    return tuple(record_of_payer(one, active=True) for one in found.values())
