"""Questions about accounts and parties: what is booked where, who bills, who is billed."""

from __future__ import annotations

from billcli.domain.contract import shown
from billcli.domain.dated_record import folded, timelines
from billcli.domain.finding import advice, fault, info, yes
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.domain.receivable import receivable_in
from billcli.services.doctor.scene import appending, counted, listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.finding import Finding
    from billcli.domain.party import Party
    from billcli.services.doctor.scene import Scene
    from billcli.services.workspace import Workspace

# By key of billcli.toml: what money is booked there for, and so which account a newcomer lacks.
BOOKED = ("bank", "income", "tax", "discounts", "fees", "rounding", "opening")
PLACE = ("address", "postcode", "city", "country")


def receivable(scene: Scene) -> Iterator[Finding]:
    """Is there one receivable account."""
    books, question = scene.books, "Is there one root of receivables?"
    facts, roots = books.snapshot.facts, books.roots
    if not roots:
        fix = 'set receivable = "Assets:Receivable" under [accounts] in billcli.toml'
        yield fault(question, "no account has the name of receivables", fix, "RECEIVABLE-NONE")
    elif len(roots) > 1:
        fix = f'set receivable = "{shown(roots[0])}" under [accounts] in billcli.toml'
        yield fault(question, listed(roots, 9), fix, "RECEIVABLE-SEVERAL")
    else:
        below = len(receivable_in(facts, roots))
        said = counted(below, "account") if below else "opened with the first customer"
        yield yes(question, f"{roots[0]}, {said}")


def mapped(scene: Scene) -> Iterator[Finding]:
    """Is each configured account open."""
    books, question = scene.books, "Is every account of billcli.toml open?"
    wanted = _wanted(books)
    known, sound = books.snapshot.facts.accounts, True
    main = scene.quoted(books.snapshot.ledger.path)
    for name, (origin, stated) in wanted.items():
        account = known.get(name)
        if account is not None and not (account.closed and account.closed <= books.today):
            continue
        sound = False
        if account is not None:
            fix = f"name another account at {origin}"
            yield fault(question, f"{name} was closed on {account.closed}", fix, "ACCOUNT-CLOSED")
            continue
        start = books.settings.start or books.today.replace(month=1, day=1)
        fix = appending(f"{start} open {name}", main)
        detail = f"{name} is not open ({origin})"
        kind = fault if stated else advice
        yield kind(question, detail, fix, "ACCOUNT-UNKNOWN")
    if sound:
        yield yes(question, listed(wanted))


def _wanted(books: Workspace) -> dict[str, tuple[str, bool]]:
    """Return every account that settings name: where, and whether somebody wrote it there."""
    settings = books.settings
    found: dict[str, tuple[str, bool]] = {}

    def add(name: str, key: str) -> None:
        stated = key in settings.origins
        where = settings.origins.get(key, f"the default of {key}")
        if name and (stated or name not in found):
            found[name] = (where, stated or found.get(name, ("", False))[1])

    for key in BOOKED:
        add(getattr(settings.accounts, key), f"accounts.{key}")
    for tax in settings.taxes.codes:
        add(tax.account, f"tax.{tax.code}.account")
    for code, item in settings.prices.items():
        add(getattr(item, "account", ""), f"prices.{code}.account")
    for bank in settings.banks:
        key = f"bank.account.{bank.account}"
        found[bank.account] = (settings.origins.get(key, "[bank.account] in billcli.toml"), True)
    return found


def issuer(scene: Scene) -> Iterator[Finding]:
    """Is the issuer recorded."""
    books, question = scene.books, "Is it recorded who writes the invoices?"
    party = books.books(books.today).issuer
    if party is None:
        start = books.today.replace(month=1, day=1)
        record = f'\\n{start} custom "issuer" "Issuer"\\n  name: "..."\\n'
        fix = f"printf {quoted(record)} >> {scene.quoted(books.snapshot.ledger.path)}"
        yield fault(question, "there is no issuer record", fix)
        return
    where = issuer_place(books)
    if party.text("name"):
        yield yes(question, f"{party.text('name')} ({where})")
    else:
        yield fault(question, f"the record has no name ({where})", written_below(where, "name"))
    yield from _details(books, party, where)


def _details(books: Workspace, party: Party, where: str) -> Iterator[Finding]:
    lacking = [key for key in PLACE if not party.text(key)]
    question = "Does the issuer have an address?"
    if lacking:
        detail = f"{', '.join(lacking)} missing; an invoice must say where it comes from"
        yield fault(question, detail, written_below(where, *lacking))
    else:
        yield yes(question, ", ".join(party.text(key) for key in PLACE))
    question = "Does the issuer have a tax number?"
    number = party.text("vat-id") or party.text("tax-number")
    taxed = any(rate for tax in books.settings.taxes.codes for _, rate in tax.rates)
    if number:
        yield yes(question, number)
    elif taxed:
        detail = "invoices that charge tax must show a VAT id or tax number"
        yield fault(question, detail, written_below(where, "vat-id"))
    else:
        yield advice(question, "no VAT id, no tax number", written_below(where, "tax-number"))
    yield _paid_to(books, party, where)


def _paid_to(books: Workspace, party: Party, where: str) -> Finding:
    question = "Does the issuer have an IBAN?"
    iban = party.text("iban").replace(" ", "")
    known = {bank.iban.replace(" ", "") for bank in books.settings.banks if bank.iban}
    if not iban:
        detail = "without it an invoice shows no payment code"
        return advice(question, detail, written_below(where, "iban"))
    if known and iban not in known:
        fix = f"make them alike: {where} and [bank.account] in billcli.toml"
        return advice(question, f"{iban} is none of billcli.toml: {listed(sorted(known))}", fix)
    return yes(question, iban)


def issuer_place(books: Workspace) -> str:
    """Return where the record of the issuer in force begins."""
    records = [r for r in books.snapshot.facts.records if r.kind == "issuer"]
    current = [r for r in records if r.date <= books.today] or records
    return str(max(current, key=lambda r: r.date).source)


def written_below(where: str, *keys: str) -> str:
    """Return how a person writes more into a record.

    >>> written_below("customers.beancount:3", "postcode", "city")
    'write below customers.beancount:3, indented, a line each: postcode: "..." city: "..."'
    """
    lines = " ".join(f'{key}: "..."' for key in keys)
    each = ", a line each" if len(keys) > 1 else ""
    return f"write below {where}, indented{each}: {lines}"


def currency(scene: Scene) -> Iterator[Finding]:
    """Is a currency set."""
    question = "Is the currency of invoices set?"
    try:
        yield yes(question, scene.books.base_currency())
    except UsageError as error:
        fix = 'set currency = "EUR" under [defaults] in billcli.toml'
        yield fault(question, error.problems[0].message, fix, error.problems[0].code)


def bank(scene: Scene) -> Iterator[Finding]:
    """Is a bank account set."""
    settings, question = scene.books.settings, "Is a bank account set, for payments?"
    names = [
        name for name in (settings.accounts.bank, *(b.account for b in settings.banks)) if name
    ]
    if names:
        yield yes(question, listed(dict.fromkeys(names)))
    else:
        fix = 'set bank = "Assets:Bank:Checking" under [accounts] in billcli.toml'
        yield advice(question, "every payment must name its account with --to", fix, "BANK-MISSING")


def customers(scene: Scene) -> Iterator[Finding]:
    """Does every customer have a record."""
    books, question = scene.books, "Does every customer have a record?"
    known = books.books(books.today).parties
    recorded = timelines(books.snapshot.facts, "customer")
    lacking = [party for party in known.values() if folded(party.id) not in recorded]
    if not known:
        fix = 'billcli customer add Acme --name "Acme Inc."'
        yield info(question, "there are no customers yet", fix)
        return
    if lacking:
        detail = f"{len(lacking)} of {len(known)} have none: {listed(p.id for p in lacking)}"
        first = lacking[0]
        fix = f"billcli customer edit {quoted(first.id)} --name {quoted(first.name)}"
        yield advice(question, detail, fix)
    else:
        yield yes(question, counted(len(known), "customer"))


def records(scene: Scene) -> Iterator[Finding]:
    """Is what the records say complete and valid."""
    from billcli.services.check_customer import ISSUER, State, check_customers  # noqa: PLC0415 - loads stdnum

    books = scene.books
    found = [f for f in check_customers(books, (), (), books.today).findings
             if f.state is not State.NOTE]  # fmt: skip
    question = "Is the record of the issuer valid?"
    wrong = [f for f in found if f.customer == ISSUER and f.state is State.WRONG]
    for one in wrong:
        yield fault(question, one.message, one.command)
    if not wrong and books.books(books.today).issuer:
        yield yes(question)
    question = "Are the customers' records complete?"
    theirs = [f for f in found if f.customer != ISSUER]
    if theirs:
        who = list(dict.fromkeys(f.customer for f in theirs))
        first = theirs[0]
        lacks = f"lacks {first.message}" if first.state is State.MISSING else first.message
        more = f", and so on for {counted(len(who) - 1, 'more customer')}" if who[1:] else ""
        said = f"{first.customer} {lacks}{more}"
        yield advice(question, said, "billcli customer check")
    elif books.books(books.today).parties:
        yield yes(question)


QUESTIONS = (receivable, mapped, issuer, currency, bank, customers, records)
