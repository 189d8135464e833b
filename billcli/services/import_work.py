"""Take over hours and expenses from files: the same file twice adds nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import count

from billcli.domain.contract import check_text
from billcli.domain.dated_record import folded
from billcli.domain.money import parse_money, plain
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import nearest
from billcli.domain.problem import Problem, Severity, Source, UsageError
from billcli.domain.work import DURATIONS, Work, duration_text, identity
from billcli.services.customer_account import customer_of
from billcli.services.draft_bytes import bytes_of
from billcli.services.work_store import add_works, work_files, works_of
from billcli.timesheet.sheet import read_sheet
from billcli.timesheet.time_file import read_time, text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from billcli.domain.party import Party
    from billcli.services.workspace import Workspace
    from billcli.timesheet.told import Told


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file came to.

    Attributes:
        new: entries that were added.
        known: how many were there before.
        files: of the store that took them.
        problems: warnings about entries that are there, but other than the file says now.
    """

    new: tuple[Work, ...]
    known: int
    files: tuple[Path, ...]
    problems: tuple[Problem, ...]


def import_work(
    workspace: Workspace,
    path: Path,
    shown: str,
    *,
    customer: str = "",
    expenses: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Add the entries of a file that are not there yet, all or none.

    Args:
        workspace: the books, for their customers.
        path: the file.
        shown: the file as the person knows it.
        customer: whose work it is where an entry names nobody.
        expenses: whether the file holds expenses rather than hours.
        dry_run: look, write nothing.

    Raises:
        UsageError: the file cannot be read (WORK-IMPORT), or names unknown customers
            (WORK-CUSTOMER): every line is named.
        InvalidError: the store cannot be read.
    """
    data = bytes_of(path, shown, "file", _absent)
    if expenses:
        told = read_sheet(text_of(data, shown), shown, expenses=True)
    else:
        told = read_time(data, shown, lambda moment: moment.astimezone())
    found = _works(workspace, told, shown, customer)
    there = {work.id: work for work in works_of(work_files(workspace))}
    new = tuple(_new(found, there, {w.id for w, one in zip(found, told, strict=True) if one.start}))
    changed = (_changed(there[w.id], w) for w in found if w.id in there)
    files = add_works(workspace, new, dry_run=dry_run)
    return Imported(new, len(found) - len(new), files, tuple(filter(None, changed)))


def _new(
    found: Collection[Work], there: Mapping[str, Work], timed: Collection[str]
) -> Iterator[Work]:
    """Yield the entries that are not there yet.

    One without a time of day is there, too, as an equal one that no entry of the file is: written
    in other words, or by hand.

    Args:
        found: of the file.
        there: by id.
        timed: ids of those that say when they began.
    """
    ids = {work.id for work in found}
    others = Counter(_row(work) for work in there.values() if work.id not in ids)
    for work in found:
        if work.id in there:
            continue
        row = _row(work)
        if work.id not in timed and others[row]:
            others[row] -= 1
        else:
            yield work


def _row(work: Work) -> Work:
    """Return what makes entries equal."""
    return replace(work, id="", receipt="", invoice="")


def note_work(workspace: Workspace, work: Work, *, dry_run: bool) -> Imported:
    """Add one entry that a person tells of; it may be equal to others.

    Args:
        workspace: the books, for the customer.
        work: its id is found; the customer may be in any case.
        dry_run: look, write nothing.

    Raises:
        UsageError: unknown customer, or texts that are none.
        InvalidError: the store cannot be read.
    """
    customer = customer_of(workspace, work.customer, work.date)
    owner = customer.id
    check_billable(workspace, work, customer)
    check_text(work.description, flag="TEXT")
    check_text(work.project, flag="--job")
    there = {one.id for one in works_of(work_files(workspace))}
    key = (owner, work.date, work.project, work.description, work.seconds, work.price)
    ids = (identity("hand", *key, nth=nth) for nth in count(1))
    new = replace(work, customer=owner, id=next(one for one in ids if one not in there))
    return Imported((new,), 0, add_works(workspace, (new,), dry_run=dry_run), ())


def check_billable(workspace: Workspace, work: Work, customer: Party) -> None:
    """Refuse work that could not be billed as it was told.

    Raises:
        UsageError: no time at all (WORK-TIME), a price below zero (PAYMENT-AMOUNT), more decimals
            than the currency has (AMOUNT-DIGITS), or no such tax code (TAX-UNKNOWN).
    """
    if work.seconds == 0:
        raise UsageError.of("WORK-TIME", "it took no time", hint=f"write {DURATIONS}")
    if work.price is not None and work.price < 0:
        raise UsageError.of(
            "PAYMENT-AMOUNT",
            f"{plain(work.price)} is less than nothing",
            hint="give a positive amount; what lowers an invoice is a line of its own",
        )
    if work.price is not None and not work.is_time:
        currency = customer.currency or workspace.base_currency()
        parse_money(plain(work.price), currency, flag="amount")
    if work.tax:
        workspace.settings.taxes.find(work.tax)


def _absent(shown: str, _path: Path) -> UsageError:
    error = UsageError.of(
        "FILE-MISSING", f"there is no file {shown}", hint="check the name of the file"
    )
    assert isinstance(error, UsageError)  # noqa: S101 - what ``of`` of the class returns
    return error


def _works(
    workspace: Workspace, told: tuple[Told, ...], shown: str, customer: str
) -> tuple[Work, ...]:
    fixed = customer_of(workspace, customer, workspace.today).id if customer else ""
    names, projects = _names(workspace), _projects(workspace)
    problems: list[Problem] = []
    found: list[Work] = []
    seen: Counter[tuple[object, ...]] = Counter()
    for one in told:
        owner = next((names[folded(n)] for n in one.names if folded(n) in names), fixed)
        if not owner:
            problems.append(_unknown(one, shown, names))
            continue
        told_work = Work("", one.date, owner, seconds=one.seconds, price=one.price, tax=one.tax)
        try:
            check_billable(workspace, told_work, customer_of(workspace, owner, one.date))
        except UsageError as error:
            problems += [p._replace(where=Source(shown, one.line)) for p in error.problems]
            continue
        others = (n for n in one.names if folded(n) in projects or names.get(folded(n)) != owner)
        project = next(others, "")
        kind = "time" if one.seconds is not None else "expense"
        what = (one.start,) if one.start else (one.description, one.seconds, one.price)
        key = (kind, one.date, "|".join(one.names), *what)
        seen[key] += 1
        found.append(
            Work(
                identity(*key, nth=seen[key]),
                one.date,
                owner,
                check_text(project, flag=f"{shown}: project"),
                check_text(one.description, flag=f"{shown}: description"),
                one.seconds,
                one.price,
                one.markup,
                one.tax,
                one.receipt,
            )
        )
    if problems:
        raise UsageError(*problems)
    return tuple(found)


def _projects(workspace: Workspace) -> Mapping[str, str]:
    """Return the customers of projects that settings name, by the project."""
    return {folded(name): owner for name, owner in workspace.settings.time.customers.items()}


def _names(workspace: Workspace) -> Mapping[str, str]:
    """Return customers by all that may name them: id, name, and projects of the settings."""
    known = workspace.all_books().recorded(workspace.today).values()
    names = {folded(party.name): party.id for party in known}
    names |= {folded(party.id): party.id for party in known}
    return {**_projects(workspace), **names}


def _unknown(one: Told, shown: str, names: Mapping[str, str]) -> Problem:
    said = ", ".join(one.names)[:60] or "nobody"
    near = nearest(one.names[0], {n: (n,) for n in names.values()}) if one.names else []
    advice = f"did you mean {' or '.join(near)}? or " if near else ""
    return Problem(
        "WORK-CUSTOMER",
        f"{said} is no customer",
        Source(shown, one.line),
        f"{advice}use --customer, or name the customer of a project under [time.customers]",
    )


def _changed(old: Work, new: Work) -> Problem | None:
    if (old.seconds, old.price) == (new.seconds, new.price):
        return None
    was, now = (
        str(one.price) if one.seconds is None else duration_text(one.seconds) for one in (old, new)
    )
    return Problem(
        "WORK-CHANGED",
        f"{old.date} {old.project or old.customer}: {was} was taken over before, now it is {now}",
        help=f"correct the entry {old.id} in work/{old.date.year}.csv, unless it is billed",
        severity=Severity.WARNING,
    )
