"""``billcli match apply``: book what was answered in a file of waiting lines."""

from __future__ import annotations

from billcli.cli.declare import Annotated, argument
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome
    from billcli.services.apply_review import Outcomes
    from billcli.services.writing import Written


def apply(
    ctx: Context,
    review: Annotated[str, argument(help="File of billcli match export, answered.")],
) -> Outcome:
    """Book what was answered in a file of waiting lines.

        billcli match apply review.toml --dry-run
        billcli match apply review.toml --yes

    Every mistake is told in one run, with its line of the file, and then nothing is written. All
    answers are one change of the books. A line that the ledger holds by now is told and left alone;
    a line without an answer waits on, and the exit status is 5. The same file again books nothing
    twice.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.frozen import replace  # noqa: PLC0415
    from billcli.services.apply_review import apply_review  # noqa: PLC0415
    from billcli.services.review_reading import read_review  # noqa: PLC0415
    from billcli.services.statement_bytes import content  # noqa: PLC0415
    from billcli.services.step_note import StepNote  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    file = read_review(content(call.cwd / review, review), review)
    agreed = replace(consent(call), step=StepNote())
    return _applied(call, apply_review(workspace, file, agreed))


def _applied(call: Invocation, written: Written[Outcomes]) -> Outcome:
    from billcli.cli.outcome import Column, ColumnKind, Outcome, Show, Table  # noqa: PLC0415
    from billcli.domain.problem import ExitCode  # noqa: PLC0415
    from billcli.services.review import Fate  # noqa: PLC0415

    lines, places = written.value.lines, [str(place) for place in written.places]
    columns = (
        Column("date", "Date", ColumnKind.DATE),
        Column("amount", "Amount", ColumnKind.MONEY),
        Column("payer", "Payer", show=Show.ROOM),
        Column("status", "Status"),
        Column("entry", "Entry", ColumnKind.ID, Show.ROOM),
        Column("why", "Why"),
    )
    rows = tuple(
        (one.line.date, one.line.amount, one.line.payer, one.fate, one.entry_id, one.why)
        for one in lines
    )
    waiting = [one for one in lines if one.fate is Fate.WAITING]
    entered = {Fate.BOOKED, Fate.BY_RULE}
    unwritten = [one for one in lines if call.dry_run and one.fate in entered]
    return Outcome(
        data={
            "lines": [
                {
                    "date": one.line.date,
                    "amount": one.line.amount,
                    "payer": one.line.payer,
                    "account": one.line.account,
                    "bank_ref": one.line.bank_ref,
                    "bank_key": one.line.key,
                    "fate": one.fate,
                    "entry": one.entry_id,
                    "why": one.why,
                    "remembered": one.payer.text if one.payer else "",
                    "rule": one.rule.id if one.rule else "",
                }
                for one in lines
            ],
            "books_moved": written.value.moved,
            "written": bool(places),
            "places": places,
        },
        tables=(Table("", columns, rows, empty="The file holds no line."),),
        messages=tuple(_messages(call, written.value)),
        problems=written.problems,
        exit_code=ExitCode.WAITING if waiting or unwritten else ExitCode.DONE,
        text=written.text if call.dry_run or call.format.value == "beancount" else "",
        ids=tuple(one.entry_id for one in lines if one.entry_id),
        changed=bool(places),
        remarks=written.remarks,
    )


def _messages(call: Invocation, found: Outcomes) -> Iterator[str]:
    from billcli.cli.problem_text import one_line  # noqa: PLC0415
    from billcli.domain.bank_rule import Way  # noqa: PLC0415
    from billcli.matching.proposal import clipped  # noqa: PLC0415
    from billcli.services.review import Fate  # noqa: PLC0415

    words = {
        Fate.BOOKED: "would be booked" if call.dry_run else "booked",
        Fate.BY_RULE: "would be booked by rule" if call.dry_run else "booked by rule",
        Fate.IGNORED: "would be set aside" if call.dry_run else "set aside",
        Fate.KNOWN: "in the ledger already",
        Fate.WAITING: "not answered",
    }
    counts = {fate: sum(one.fate is fate for one in found.lines) for fate in words}
    said = ", ".join(f"{counts[fate]} {word}" for fate, word in words.items() if counts[fate])
    yield f"{'1 line' if len(found.lines) == 1 else f'{len(found.lines)} lines'}: {said}"
    keeps = "Would remember" if call.dry_run else "Remembered"
    payers = [one.payer for one in found.lines if one.payer]
    for text, customer in dict.fromkeys((payer.text, payer.customer) for payer in payers):
        yield f"{keeps}: {one_line(clipped(text))} pays for {customer}"
    adds = "Would add" if call.dry_run else "Added"
    for rule in dict.fromkeys(one.rule for one in found.lines if one.rule):
        who = rule.payer_iban or rule.payer_is
        way = "from" if rule.way is Way.IN else "to"
        yield f"{adds} {rule}: money {rule.way} {way} {one_line(clipped(who))}"
    if found.moved and (counts[Fate.BOOKED] or counts[Fate.BY_RULE]):
        yield "The books changed since the file was written; every answer was checked anew."
    if counts[Fate.WAITING]:
        yield "Next: answer the rest in the file and apply it again"
