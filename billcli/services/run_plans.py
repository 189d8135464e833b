"""Bill what plans are due: every date that has no invoice yet, all in one change or none."""

from __future__ import annotations

from billcli.domain.entry import Account, Entry
from billcli.domain.invoice import Invoice, Origin
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.plan import billed
from billcli.domain.pro_rata import pro_rata
from billcli.domain.problem import InvalidError, Source, UsageError
from billcli.services.draw_down import open_credit
from billcli.services.filing import Papers
from billcli.services.invoice_request import asked_customer, invoice_draft
from billcli.services.issue_invoice import new_invoice
from billcli.services.plan_file import read_plans
from billcli.services.render_document import letterhead, look_of, press_of
from billcli.services.take_number import Numbers
from billcli.services.whole_act import joined
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from billcli.documents.look import Look
    from billcli.documents.render import Press
    from billcli.domain.entry import Directive
    from billcli.domain.invoice_draft import InvoiceDraft
    from billcli.domain.party import Party
    from billcli.domain.plan import Due
    from billcli.services.plan_file import PlanFile
    from billcli.services.workspace import Workspace


class Waiting(NamedTuple):
    """A date of a plan that has no invoice yet."""

    due: Due
    plan: PlanFile


def run_plans(
    workspace: Workspace,
    names: Sequence[str],
    until: dt.date,
    shown: Callable[[Path], str],
    consent: Consent,
    *,
    use_credit: bool = False,
) -> Written[tuple[Invoice, ...]]:
    """Issue an invoice for each date of plans that has none, the oldest first.

    Which dates have one is told by the books under the lock: two runs at once, or one after
    another, issue each date once. One change holds them all, so that a run that is cut off leaves
    either none or all behind.

    Args:
        workspace: the books.
        names: ids of plans; none for all.
        until: the last date that is billed.
        shown: names a file as the person knows it.
        consent: how far to go.
        use_credit: whether the invoices take up open credit of their customers at once, the oldest
            invoice first.

    Raises:
        UsageError: there is no such plan; credit without a number.
        InvalidError: a plan is wrong, whether it is due or not, or the ledger has errors.
        ConflictError: somebody else writes, or changed a plan meanwhile.
    """

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[tuple[Invoice, ...]]:
        plans = read_plans(books, names, shown)
        due = waiting(books, plans, until, tail)
        wrong = [p for plan in plans for p in plan.found.problems]
        wrong += [p for one in due for p in one.plan.checked_on(books, one.due).problems]
        if wrong:
            raise InvalidError(*dict.fromkeys(wrong))
        numbers, look = Numbers(books, tail), look_of(books)
        made: list[Decision[Invoice]] = []
        for one in due:
            before = [decision.value for decision in made] if use_credit else None
            made.append(_billed(press, books, one, (numbers, look), before))
        return _joined(made, due)

    with press_of(workspace) as press:
        return perform(workspace, decide, consent, follows=not use_credit)


def waiting(
    workspace: Workspace,
    plans: Iterable[PlanFile],
    until: dt.date,
    tail: Iterable[Directive] = (),
) -> list[Waiting]:
    """Return the dates of plans that have no invoice yet, the oldest first.

    A plan whose dates cannot be told has none.

    Args:
        workspace: the books.
        plans: the plans.
        until: the last date.
        tail: directives appended since the books were loaded.
    """
    done = invoices_by_plan(workspace, tail)
    found = [
        Waiting(due, plan)
        for plan in plans
        for due in (plan.plan.dues(until) if plan.plan else ())
        if not due.is_paused and due.date not in done.get(plan.name, ())
    ]
    return sorted(found, key=lambda one: (one.due.date, one.plan.name))


def invoices_by_plan(
    workspace: Workspace, tail: Iterable[Directive] = ()
) -> Mapping[str, Mapping[dt.date, str]]:
    """Return the numbers of the invoices that bill dates of plans, by plan and date."""
    return billed((*workspace.snapshot.facts.entries_with("plan"), *tail))


def draft_on(
    workspace: Workspace, plan: PlanFile, due: Due, look: Look
) -> tuple[InvoiceDraft, Party]:
    """Return what a plan without mistakes asks for on one of its dates, and of whom.

    A period that is not whole is billed by days where the plan says so.
    """
    request = plan.reading_on(due).sound()
    customer = asked_customer(workspace, request)
    draft = invoice_draft(workspace, request, customer)
    if not due.is_partial:
        return draft, customer
    reader = letterhead(workspace, customer, due.date, look).reader
    words = reader.phrase("pro-rata", days=str(due.days), whole=str(due.whole))
    return pro_rata(draft, due, workspace.settings.rounding.mode, words), customer


def _billed(
    press: Press,
    books: Workspace,
    one: Waiting,
    desk: tuple[Numbers, Look],
    before: Sequence[Invoice] | None,
) -> Decision[Invoice]:
    """Return one invoice of a run; it takes up what credit those before it left, None takes none.

    Raises:
        InvalidError: it cannot be billed, with the file of the plan.
    """
    numbers, look = desk
    origin = Origin(plan=one.plan.name, plan_date=one.due.date)
    try:
        draft, customer = draft_on(books, one.plan, one.due, look)
        credit = () if before is None else open_credit(books, draft, before)
        return new_invoice(press, books, draft, customer, numbers, origin, credit=credit)
    except UsageError as error:
        where = Source(one.plan.file.shown)
        raise InvalidError(*(p._replace(where=p.where or where) for p in error.problems)) from None


def _joined(
    made: Sequence[Decision[Invoice]], due: Sequence[Waiting]
) -> Decision[tuple[Invoice, ...]]:
    """Return what issuing all of them writes, as one change."""
    files = {one.plan.name: one.plan.file for one in due}
    every = tuple(_once(directive for one in made for directive in one.papers.directives))
    if len(made) > 1:
        entries = iter(joined([one for one in every if isinstance(one, Entry)]))
        every = tuple(next(entries) if isinstance(one, Entry) else one for one in every)
    papers = Papers(
        every,
        tuple(file for one in made for file in one.papers.files),
        unchanged=tuple(file.guard for file in files.values()),
    )
    problems = dict.fromkeys(problem for one in made for problem in one.problems)
    return Decision(tuple(one.value for one in made), papers, tuple(problems))


def _once(directives: Iterable[Directive]) -> Iterator[Directive]:
    """Yield directives; an account that several invoices of a run need is opened once."""
    opened: set[str] = set()
    for one in directives:
        if not isinstance(one, Account):
            yield one
        elif one.name not in opened:
            opened.add(one.name)
            yield one
