"""``billcli template``: the templates of documents, a copy to change, and a check of it."""

from __future__ import annotations

from billcli.cli.declare import Annotated, argument, noun, option
from billcli.cli.outcome import Column, ColumnKind, Outcome, Show, Table
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import ExitCode

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation

app = noun("template", "Templates of documents: list, copy to change, check.")

FILES = (
    Column("template", "Template", ColumnKind.ID),
    Column("kind", "Document"),
    Column("output", "Output"),
    Column("origin", "Whose"),
    Column("file", "File", show=Show.DETAIL),
)
TRIALS = (
    Column("template", "Template", ColumnKind.ID),
    Column("samples", "Samples", ColumnKind.INT),
    Column("problems", "Problems", ColumnKind.INT),
    Column("verdict", "Verdict"),
)
Names = Annotated[
    list[str] | None,
    argument(help="Files such as invoice.typ, or a kind of document.", show_default=False),
]


@app.command("list")
def list_(ctx: Context) -> Outcome:
    """List every template and wording file, and whose is in force.

        billcli template list
        billcli template list --format json

    Yours stand in the folder templates beside the ledger and come before billcli's own.
    """
    from billcli.cli.books import selection  # noqa: PLC0415 - loads the ledger's rules
    from billcli.cli.change import near  # noqa: PLC0415
    from billcli.services.own_template import open_shelf  # noqa: PLC0415 - loads jinja2

    call: Invocation = ctx.obj
    rows = tuple(
        (t.name, t.kind, t.output, "yours" if t.own else "billcli", near(call, t.path))
        for t in open_shelf(selection(call)).templates
    )
    keys = [column.key for column in FILES]
    data = {"templates": [dict(zip(keys, row, strict=True)) for row in rows]}
    return Outcome(data=data, tables=(Table("", FILES, rows),))


@app.command("copy")
def copy(
    ctx: Context,
    template: Annotated[
        list[str], argument(help="Files, or a kind of document for all its files.")
    ],
    to: Annotated[str, option("--to", metavar="NAME", help="Another name for the copy.")] = "",
) -> Outcome:
    """Copy templates into your folder, to change them there.

        billcli template copy invoice.typ
        billcli template copy wording/en.toml --to wording/sv.toml

    The copy is in force at once; billcli template check tells whether it works.
    """
    from billcli.cli.books import selection  # noqa: PLC0415 - loads the ledger's rules
    from billcli.cli.change import near  # noqa: PLC0415
    from billcli.services.own_template import copy_templates, open_shelf  # noqa: PLC0415

    call: Invocation = ctx.obj
    made = copy_templates(open_shelf(selection(call)), template, to, dry_run=call.dry_run)
    files = [near(call, path) for path in made]
    said = "Would copy to" if call.dry_run else "Copied to"
    messages = (*(f"{said} {name}" for name in files), "Next: billcli template check")
    return Outcome(
        data={"files": files, "written": not call.dry_run},
        messages=messages if not call.dry_run else messages[:-1],
        ids=tuple(files),
        changed=not call.dry_run,
    )


@app.command("check")
def check(ctx: Context, template: Names = None) -> Outcome:
    """Try your templates on sample documents, and say what is wrong with file and line.

        billcli template check
        billcli template check invoice.typ

    Every kind of document is made in every language you use. Exit 1 when a template fails.
    """
    from billcli.cli.books import selection  # noqa: PLC0415 - loads the ledger's rules
    from billcli.cli.progress import track  # noqa: PLC0415
    from billcli.services.own_template import check_templates  # noqa: PLC0415 - loads jinja2

    call: Invocation = ctx.obj
    trials = check_templates(
        selection(call), template or (), track=lambda found: track(found, "Checking", call)
    )
    rows = tuple(
        (t.template.name, t.samples, len(t.problems), "works" if t.sound else "fails")
        for t in trials
    )
    keys = [column.key for column in TRIALS]
    data = {"templates": [dict(zip(keys, row, strict=True)) for row in rows]}
    found = {(p.code, p.message, p.where): p for trial in trials for p in trial.problems}
    problems = tuple(found.values())
    sound = all(trial.sound for trial in trials)
    table = Table(
        "", TRIALS, rows, empty="You have no templates of your own; billcli's are in force."
    )
    return Outcome(
        data=data,
        tables=(table,),
        problems=problems,
        exit_code=ExitCode.DONE if sound else ExitCode.FAILED,
    )
