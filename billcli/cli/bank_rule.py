"""``billcli bank rule``: rules for lines that are no customer's."""

from __future__ import annotations

from billcli.cli.declare import Annotated, argument, option
from billcli.cli.outcome import Cell, Column, ColumnKind, Outcome, Show, Table
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.domain.bank_rule import BankRule
    from billcli.services.bank_rules import NewRule
    from billcli.services.review import Reviewed
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent

COLUMNS = (
    Column("rule", "Rule", ColumnKind.ID),
    Column("holds", "Holds for"),
    Column("book", "Booked on"),
    Column("leave", "Left because", show=Show.ROOM),
)
TRIED = (
    Column("date", "Date", ColumnKind.DATE),
    Column("amount", "Amount", ColumnKind.MONEY),
    Column("payer", "Payer", show=Show.ROOM),
    Column("text", "Text"),
    Column("status", "Status"),
    Column("why", "Why", show=Show.DETAIL),
)


ACTIONS = ("list", "add", "remove")


def keep_rules(
    ctx: Context,
    action: Annotated[str, argument(help="list, add or remove.")] = "list",
    rule: Annotated[list[str] | None, argument(help="Names of rules to remove.")] = None,
    payer: Annotated[str, option(help="What the other party's name contains.")] = "",
    payer_is: Annotated[str, option(help="The other party's whole name.")] = "",
    iban: Annotated[str, option(help="The other party's account.")] = "",
    text: Annotated[str, option(help="What the text contains.")] = "",
    amount: Annotated[str, option(help="The amount, without sign.")] = "",
    min_: Annotated[str, option("--min", help="The least amount, without sign.")] = "",
    max_: Annotated[str, option("--max", help="The most, without sign.")] = "",
    sign: Annotated[str, option(metavar="WAY", help="in or out: where the money went.")] = "",
    account: Annotated[str, option(help="Ledger account of the bank account.")] = "",
    book: Annotated[str, option(metavar="ACCOUNT", help="Book its lines on this account.")] = "",
    leave: Annotated[str, option(metavar="REASON", help="Leave its lines to other tools.")] = "",
    id_: Annotated[str, option("--id", help="Name of the rule.")] = "",
    try_: Annotated[str, option("--try", metavar="FILE", help="Show what it takes of it.")] = "",
) -> Outcome:
    """List, add or remove rules for bank lines that are no customer's.

        billcli bank rule list
        billcli bank rule add --payer "City Power" --sign out --book Expenses:Energy
        billcli bank rule add --text "transfer own account" --leave "kept by hand"
        billcli bank rule add --payer Rent --book Expenses:Rent --try january.csv --dry-run
        billcli bank rule remove power rent

    Options are for add. All conditions must hold; capitals do not count. reconcile follows a rule
    only where no customer has a claim: what names a document or a customer is asked. The first
    rule that holds decides, and a new one comes last. With --try the lines it would have taken
    are shown. Rules stand in rules.toml beside billcli.toml; list exits 3 when an account of a
    rule cannot take lines. What a removed rule booked stays.
    """
    said = {
        "payer": payer, "payer_is": payer_is, "payer_iban": iban, "text": text, "amount": amount,
        "min": min_, "max": max_, "sign": sign, "account": account, "book": book, "leave": leave,
    }  # fmt: skip
    call: Invocation = ctx.obj
    _require_fitting(action, rule or [], any((*said.values(), id_, try_)))
    if action == "add":
        return _added(call, id_, said, try_)
    return _removed(call, rule or []) if action == "remove" else _listed(call)


def _require_fitting(action: str, rules: list[str], options: bool) -> None:
    """Refuse words that do not belong to what is to be done.

    Raises:
        UsageError: an unknown action, names where none belong or none where one must be, options
            of ``add`` with another action.
    """
    from billcli.domain.problem import UsageError, quoted  # noqa: PLC0415 - with Beancount's checks

    if action not in ACTIONS:
        raise UsageError.of(
            "OPTION-VALUE",
            f"bank rule: {quoted(action, 20)} is not known",
            hint=f"use {', '.join(ACTIONS)}",
        )
    if action == "remove" and not rules:
        raise UsageError.of(
            "ID-MISSING", "bank rule remove: name the rules", hint="see billcli bank rule list"
        )
    if action != "remove" and rules:
        raise UsageError.of(
            "OPTION-VALUE",
            f"bank rule {action} takes no name: {quoted(rules[0], 20)}",
            hint="give --id NAME to name a new rule",
        )
    if action != "add" and options:
        raise UsageError.of(
            "OPTION-VALUE",
            f"bank rule {action} takes no options of a rule",
            hint="they are for billcli bank rule add",
        )


def _listed(call: Invocation) -> Outcome:
    from billcli.cli.books import opened  # noqa: PLC0415 - loads the ledger
    from billcli.domain.problem import ExitCode  # noqa: PLC0415
    from billcli.services.bank_rules import account_problems, rule_file  # noqa: PLC0415

    workspace = opened(call)
    found = rule_file(workspace)
    problems = tuple(one for rule in found.rules for one in account_problems(workspace, rule))
    rows = tuple(map(_row, found.rules))
    return Outcome(
        data={"rules": [_object(rule) for rule in found.rules]},
        tables=(Table("", COLUMNS, rows, empty="There are no rules: billcli bank rule -h"),),
        problems=problems,
        exit_code=ExitCode.INVALID if problems else ExitCode.DONE,
        remarks=workspace.remarks,
    )


def _added(call: Invocation, name: str, said: dict[str, str], file: str) -> Outcome:
    from billcli.cli.books import opened  # noqa: PLC0415 - loads the ledger
    from billcli.services.bank_rules import add_rule, new_rule  # noqa: PLC0415

    workspace = opened(call)
    new = new_rule(workspace, name, said)
    lines = _tried(call, workspace, new, file) if file else ()
    add_rule(workspace, new, _agreement(call, lines))
    counted = f"; of {file} it holds for {len(lines)}" if file else ""
    said_now = "Dry run, nothing was written. It would have: added" if call.dry_run else "Added"
    return Outcome(
        data={
            "rule": _object(new.rule),
            "tried": [_line(one) for one in lines],
            "written": not call.dry_run,
        },
        tables=(Table("", TRIED, tuple(map(_tried_row, lines))),) if lines else (),
        messages=(f"{said_now} {new.rule} to {new.file.shown}{counted}",),
        text=new.text if call.dry_run else "",
        ids=(new.rule.id,),
        changed=not call.dry_run,
        remarks=workspace.remarks,
    )


def _removed(call: Invocation, rules: list[str]) -> Outcome:
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads the ledger
    from billcli.services.bank_rules import remove_rules  # noqa: PLC0415

    workspace = opened(call)
    gone = remove_rules(workspace, rules, consent(call, "Remove this?"))
    done = "Dry run, nothing was written. It would have: removed" if call.dry_run else "Removed"
    return Outcome(
        data={"rules": [_object(one) for one in gone], "written": not call.dry_run},
        messages=(f"{done} {', '.join(map(str, gone))}",),
        ids=tuple(one.id for one in gone),
        changed=not call.dry_run,
        remarks=workspace.remarks,
    )


def _tried(call: Invocation, workspace: Workspace, new: NewRule, file: str) -> tuple[Reviewed, ...]:
    """Return the lines of a statement for which a new rule is the first that holds."""
    from dataclasses import replace  # noqa: PLC0415 - few try a rule

    from billcli.services.review import Fate  # noqa: PLC0415
    from billcli.services.review_statement import review  # noqa: PLC0415
    from billcli.services.statement_set import Wanted, read_statement_set  # noqa: PLC0415

    workspace.snapshot.require_sound()
    found = read_statement_set(workspace, Wanted(call.cwd, [file], unproven=[file]))
    rules = (*found.said.rules, new.rule)
    seen = review(workspace, found.statement, replace(found.said, rules=rules))
    held = (one for one in seen.lines if one.ruling and one.ruling.rule == new.rule)
    done = Fate.BY_RULE if new.rule.book else Fate.IGNORED
    return tuple(replace(one, fate=done) if one.fate is Fate.RULED else one for one in held)


def _agreement(call: Invocation, lines: tuple[Reviewed, ...]) -> Consent:
    """Return the consent that shows the lines of a trial above the rule."""
    from billcli.cli.prompt import confirm  # noqa: PLC0415
    from billcli.cli.reconcile_view import told  # noqa: PLC0415
    from billcli.services.writing import Consent as Result  # noqa: PLC0415

    above = f"{told(lines)}\n\n" if lines else ""
    return Result(lambda text: confirm(call, above + text, question="Add this?"), call.dry_run)


def _conditions(rule: BankRule) -> Mapping[str, str]:
    """Return what a rule asks for, by the keys of its file."""
    numbers = {"amount": rule.amount, "min": rule.least, "max": rule.most}
    return {
        "payer": rule.payer,
        "payer_is": rule.payer_is,
        "payer_iban": rule.payer_iban,
        "text": rule.text,
        **{key: "" if number is None else f"{number:f}" for key, number in numbers.items()},
        "sign": rule.way or "",
        "account": rule.account,
    }


def _object(rule: BankRule) -> Mapping[str, object]:
    place = {"file": rule.source.file, "line": rule.source.line}
    done = {"book": rule.book, "leave": rule.leave}
    return {"rule": rule.id, **_conditions(rule), **done, **place}


def _row(rule: BankRule) -> tuple[Cell, ...]:
    held = ", ".join(f"{key} {text}" for key, text in _conditions(rule).items() if text)
    return rule.id, held, rule.book, rule.leave


def _line(one: Reviewed) -> Mapping[str, object]:
    return dict(zip((column.key for column in TRIED), _tried_row(one), strict=True))


def _tried_row(one: Reviewed) -> tuple[Cell, ...]:
    line = one.line
    return line.date, line.amount, line.payer, line.text, one.fate, one.why
