"""``billcli init``: set up billing in a folder."""

from __future__ import annotations

from billcli.cli.declare import Annotated, argument, option, verb
from billcli.cli.outcome import Outcome
from billcli.domain.named import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from pathlib import Path

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.services.init_project import Founded

app = verb("init")

QUESTIONS = {
    "name": "Your name or business, as printed on invoices",
    "country": "Country, two letters",
    "currency": "Currency of your books",
    "tax": "Tax rates in percent, the usual one first (empty for none)",
    "iban": "IBAN of your bank account (empty for none)",
    "next": "Number of your next invoice",
}


@app.command("init")
def init(
    ctx: Context,
    folder: Annotated[str, argument(metavar="[DIR]", help="Made when missing.")] = ".",
    name: Annotated[str, option(help="Your name, as printed on invoices.")] = "",
    country: Annotated[str, option(help="Two letters, such as DE.")] = "",
    currency: Annotated[str, option(help="Such as EUR; else the country's.")] = "",
    tax: Annotated[str, option(help="Rates in percent, as in 19,7.")] = "",
    iban: Annotated[str, option(help="IBAN of your bank account.")] = "",
    bank: Annotated[str, option(help="Ledger account of it.")] = "Assets:Bank:Checking",
    next_: Annotated[str, option("--next", help="Number of the next invoice.")] = "",
    vat_id: Annotated[str, option(help="Your VAT identification number.")] = "",
    tax_number: Annotated[str, option(help="Your tax number.")] = "",
    email: Annotated[str, option(help="Your e-mail address.")] = "",
    address: Annotated[str, option(help="Street and number.")] = "",
    postcode: Annotated[str, option(help="Post code.")] = "",
    city: Annotated[str, option(help="Town.")] = "",
    example: Annotated[bool, option("--example", help="A year of invented trade.")] = False,
) -> Outcome:
    """Set up billing: a ledger in git-friendly files, and billcli.toml beside it.

        billcli init books --name "Studio Linden" --country DE --tax 19,7
        billcli init --example
        billcli init -f main.beancount

    On a terminal what is missing is asked. Where a ledger stands already only billcli.toml is
    written, with the accounts found in it; who writes the invoices is shown as a record to paste.
    """
    from billcli.services import init_project as start  # noqa: PLC0415 - loads Beancount

    call: Invocation = ctx.obj
    where = call.cwd / folder
    if example:
        return _outcome(call, start.init_example(where, dry_run=call.dry_run))
    ledger = start.only_ledger(where, call.cwd / call.file if call.file else None)
    details = {"vat-id": vat_id, "tax-number": tax_number, "email": email, "address": address,
               "postcode": postcode, "city": city}  # fmt: skip
    if ledger is not None:
        from billcli.services.issuer_record import issuer_text  # noqa: PLC0415

        stated = {"name": name, "country": country, "iban": iban, **details}
        record = issuer_text(stated, call.today)
        found = start.init_beside(where, ledger, currency, dry_run=call.dry_run)
        return _beside(_outcome(call, found), record)
    from billcli.services.found_project import founding  # noqa: PLC0415

    given = {"name": name, "country": country, "currency": currency, "tax": tax, "iban": iban,
             "next": next_}  # fmt: skip
    answers = {**_answers(call, given), "bank": bank}
    stated = {key: text for key, text in details.items() if text}
    return _outcome(
        call, start.init_new(where, founding(answers, stated), call.today, dry_run=call.dry_run)
    )


def _beside(outcome: Outcome, record: str) -> Outcome:
    """Add the issuer's record to the answer: the ledger that stands is left alone."""
    if not record:
        return outcome
    said = "The ledger is left alone, so the issuer is not written. Put this record into it:"
    *before, follow = outcome.messages
    return outcome._replace(
        data={**cast("dict[str, object]", outcome.data), "issuer": record},
        messages=(*before, said, *record.splitlines(), follow),
    )


def _answers(call: Invocation, given: dict[str, str]) -> dict[str, str]:
    """Return the answers: as given, else asked, else what follows from the others."""
    from billcli.cli.prompt import ask  # noqa: PLC0415
    from billcli.domain.problem import UsageError  # noqa: PLC0415
    from billcli.services.found_project import checked_country  # noqa: PLC0415

    answers = dict(given)
    for key, question in QUESTIONS.items():
        country = checked_country(answers["country"])
        usual = {"currency": currency_of(country), "next": "1"}.get(key, "")
        if not answers[key] and call.may_ask and not call.yes:
            answers[key] = ask(call, question, flag=f"--{key}", default=usual) or ""
        answers[key] = answers[key] or usual
    missing = [f"--{key}" for key in ("name", "currency") if not answers[key]]
    if missing:
        raise UsageError.of(
            "INIT-MISSING",
            f"{' and '.join(missing)} {'are' if len(missing) > 1 else 'is'} needed",
            hint="give what is missing; the currency follows from --country",
        )
    return answers


def currency_of(country: str) -> str:
    """Return the currency in use in a country, or an empty string.

    >>> currency_of("CH"), currency_of("")
    ('CHF', '')
    """
    if not country:
        return ""
    from babel.numbers import get_territory_currencies  # noqa: PLC0415 - only asked here

    found = get_territory_currencies(country.upper())
    return found[0] if found else ""


def _listed(founded: Founded) -> str:
    """Return what was written in a few words; a new ledger comes with many files."""
    more = len(founded.files) - 1
    if founded.ledger not in founded.files:
        return ", ".join(founded.files)
    return f"{founded.ledger} and the {more} files that go with it"


def _change_folder(call: Invocation, folder: Path) -> str:
    """Return the words that lead a shell to the folder, none when it is there already."""
    from shlex import quote  # noqa: PLC0415

    target, here = folder.resolve(), call.cwd.resolve()
    if target == here:
        return ""
    return (
        f"cd {quote(str(target.relative_to(here) if target.is_relative_to(here) else target))} && "
    )


def _first_command(founded: Founded) -> str:
    example = any(name.endswith(".csv") for name in founded.files)
    return "billcli status" if example else 'billcli customer add Acme --name "Acme Inc."'


def _outcome(call: Invocation, founded: Founded) -> Outcome:
    here = _change_folder(call, founded.folder)
    said = "Would write" if call.dry_run else "Wrote"
    follow = f"{here}{_first_command(founded)}"
    if any(problem.code == "RECEIVABLE-SEVERAL" for problem in founded.problems):
        follow = "set receivable under [accounts] in billcli.toml"
    only = next(iter(founded.files.values())) if len(founded.files) == 1 else ""
    return Outcome(
        data={"folder": str(founded.folder), "ledger": founded.ledger,
              "files": list(founded.files), "written": not call.dry_run},
        messages=(f"{said} {_listed(founded)}", f"Next: {follow}"),
        problems=founded.problems,
        text=only if call.dry_run else "",
        changed=not call.dry_run,
    )  # fmt: skip
