"""``billcli customer import``: customers out of address books, as CSV or vCard."""

from __future__ import annotations

from collections import Counter

from billcli.cli.change import changed
from billcli.cli.declare import Annotated, argument, option
from billcli.cli.invocation import Format
from billcli.cli.outcome import Column, ColumnKind, Outcome, Table
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.contacts.contact import Contact
    from billcli.domain.problem import Problem
    from billcli.services.import_customers import Imported
    from billcli.services.writing import Written

COLUMNS = (
    Column("customer", "Customer", ColumnKind.ID),
    Column("customer_name", "Name"),
    Column("result", "Result"),
    Column("known_by", "Known by"),
    Column("file", "File", ColumnKind.ID),
    Column("line", "Line", ColumnKind.INT),
)


def import_(
    ctx: Context,
    files: Annotated[list[str], argument(metavar="FILE...", help="CSV or vCard files.")],
    mapped: Annotated[
        list[str], option("--map", metavar="KEY=COLUMN", help="As in name=Firma.")
    ] = [],  # noqa: B006 - it is copied
    id_column: Annotated[
        str, option(metavar="COLUMN", help="Holds the ids; else they are made of names.")
    ] = "",
    update: Annotated[
        bool, option("--update", help="Fill what is empty about known customers.")
    ] = False,
    since: Annotated[str, option(metavar="DATE", help="Day from which it holds; else today.")] = "",
) -> Outcome:
    """Import customers from an address book or another invoicing program.

        billcli customer import contacts.csv --dry-run
        billcli customer import contacts.vcf --yes
        billcli customer import kunden.csv --map name=Firmierung --id-column Kundennr

    Columns are known by their names in six languages; a company is the customer, its person the
    contact. Who is a customer already (same id, VAT id, e-mail or name) is left as it is. Either
    everything is written or nothing.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.terms import parse_date  # noqa: PLC0415
    from billcli.services.import_customers import ImportRequest, import_customers  # noqa: PLC0415

    call: Invocation = ctx.obj
    contacts = _read(call, files, mapped, id_column)
    day = parse_date(since, call.today, "--since") if since else call.today
    request = ImportRequest(contacts, day, update)
    return _outcome(call, import_customers(opened(call), request, consent(call)))


def _outcome(call: Invocation, written: Written[tuple[Imported, ...]]) -> Outcome:
    """Return the answer: every contact with what became of it; a dry run shows the text instead."""
    found = written.value
    table = Table("", COLUMNS, tuple(map(_row, found)))
    counts = Counter(one.fate.value for one in found)
    keys = [column.key for column in COLUMNS]
    data = {
        "counts": {fate: counts[fate] for fate in ("added", "updated", "known", "nameless")},
        "contacts": [dict(zip(keys, _row(one), strict=True)) for one in found],
    }
    if not written.text:
        told = {**data, "written": False, "places": [], "files": []}
        said = (f"Nothing to import: {_said(counts)}",)
        return Outcome(
            data=told,
            tables=(table,),
            messages=said,
            problems=written.problems,
            remarks=written.remarks,
        )
    in_words = call.dry_run and call.format is Format.PLAIN
    ids = tuple(one.customer for one in found if one.fate.value in {"added", "updated"})
    return changed(
        call, written, data, _said(counts), "billcli customer check",
        tables=() if in_words else (table,), ids=tuple(dict.fromkeys(ids)),
    )  # fmt: skip


def _read(
    call: Invocation, files: Sequence[str], mapped: Sequence[str], id_column: str
) -> list[tuple[str, Contact]]:
    """Return the contacts of all files, after everything wrong in any of them is named."""
    from billcli.domain.problem import BillcliError, UsageError  # noqa: PLC0415
    from billcli.services.contact_file import column_choice, read_contacts  # noqa: PLC0415

    choice = column_choice(mapped, id_column)
    found: list[tuple[str, Contact]] = []
    problems: list[Problem] = []
    for file in dict.fromkeys(files):
        try:
            found += ((file, one) for one in read_contacts(call.cwd / file, file, choice))
        except BillcliError as error:
            problems += error.problems
    if problems:
        raise UsageError(*problems)
    return found


def _said(counts: Counter[str]) -> str:
    words = {"added": "{} added", "updated": "{} updated", "known": "{} known already",
             "nameless": "{} without a name left out"}  # fmt: skip
    return ", ".join(text.format(counts[fate]) for fate, text in words.items() if counts[fate])


def _row(one: Imported) -> tuple[str, str, str, str, str, int]:
    return (one.customer, one.customer_name, one.fate.value, one.by, one.file, one.line)
