"""Asking once whether somebody who paid for a customer is to be remembered."""

from __future__ import annotations

from billcli.cli.books import opened
from billcli.cli.key_press import Readers
from billcli.cli.prompt import Reader, choose
from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.render import render
from billcli.matching.proposal import clipped
from billcli.services.remember_payer import offer, record_of_payer, remember
from billcli.services.review import Fate
from billcli.services.undo_match import customers_of
from billcli.services.writing import Consent, Written

if TYPE_CHECKING:
    from billcli.cli.invocation import Invocation
    from billcli.domain.bank_line import BankLine
    from billcli.domain.dated_record import PayerAlias
    from billcli.domain.party import Party
    from billcli.services.review import Review
    from billcli.services.step_note import StepNote

CHOICES = {
    "y": "remember it: the next such payment is told by its amount",
    "n": "never: it does not pay for this customer usually",
    "s": "skip; ask next time",
}
FLAG = "--yes to book only what is certain"


def remembered(
    call: Invocation, found: Review, answered: Written[Review], step: StepNote
) -> Written[Review]:
    """Ask whether to remember who paid for others; return the answers with what that wrote.

    Args:
        call: the invocation.
        found: the review that was asked about.
        answered: the same with the answers.
        step: notes what is written, to be taken back together.
    """
    reader = Readers.of(call.env).key
    written = ask_to_remember(call, found, answered.value, reader, step)
    if written is None:
        return answered
    return Written(
        answered.value,
        f"{answered.text}\n{written.text}",
        (*answered.places, *written.places),
        (*answered.files, *written.files),
        (*answered.problems, *written.problems),
        answered.remarks,
    )


def ask_to_remember(
    call: Invocation, before: Review, after: Review, reader: Reader, step: StepNote | None = None
) -> Written[tuple[PayerAlias, ...]] | None:
    """Ask once about each payer that a person booked for another one, then write the answers.

    Args:
        call: the invocation.
        before: the review that was asked about.
        after: the same with the answers.
        reader: shows a question and returns the key.
        step: notes what is written.

    Returns:
        What was written; None when nothing was.
    """
    waited = {one.line for one in before.of(Fate.WAITING)}
    booked = [one for one in after.of(Fate.BOOKED) if one.line in waited]
    if not booked:
        return None
    workspace = opened(call)
    books = workspace.all_books()
    answers: dict[tuple[str, str], tuple[PayerAlias, bool]] = {}
    for one in booked:
        customers = customers_of(workspace, one.entry_id)
        party = books.parties.get(customers[0]) if len(customers) == 1 else None
        found = offer(one.line, party, books) if party and one.line.amount.number > 0 else None
        if found is None or (found.customer, found.text) in answers:
            continue
        key = choose(call, _question(one.line, found, party), CHOICES, flag=FLAG, reader=reader)
        if key is None:
            break
        if key != "s":
            answers[found.customer, found.text] = (found, key == "y")
    if not answers:
        return None
    return remember(workspace, tuple(answers.values()), Consent(_shown_already, step=step))


def _question(line: BankLine, found: PayerAlias, party: Party | None) -> str:
    """Return who paid for whom, and the record that would say so."""
    who = clipped(" ".join(filter(None, (line.payer, line.payer_iban))))
    whom = (party.name if party else found.customer).removesuffix(".")
    return f"{who} paid for {whom}. Remember?\n{render([record_of_payer(found, active=True)])}"


def _shown_already(text: str) -> None:
    """Agree: each record stood in the question that was answered."""
