"""What the lines of a bank statement are, and what is proposed for them; nothing is written."""

from __future__ import annotations

from dataclasses import replace

from billcli.domain.advance import ON, advance_of
from billcli.domain.agreement import is_interest
from billcli.domain.bank_rule import BankRule, deciding
from billcli.domain.cancelled_credit import credited_by
from billcli.domain.contract import is_unnamed
from billcli.domain.early_discount import early_terms
from billcli.domain.exchange import Rates
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.own_credit import credited
from billcli.domain.reversal_entry import taken_back
from billcli.matching.assign import Agreed, propose
from billcli.matching.desk import row_key
from billcli.matching.explain import because, explain
from billcli.matching.identity import sort_lines
from billcli.matching.learn_payer import learn
from billcli.matching.on_the_way import arriving
from billcli.matching.proposal import Proposal, Verdict, clipped
from billcli.matching.ruling import Ruling, ruling
from billcli.matching.sorted_line import LineStatus, SortedLine, refuse_conflicts
from billcli.services.bank_rules import obstacle
from billcli.services.customer_policy import CustomerPolicies
from billcli.services.money_on_the_way import on_the_way, untold_deposits
from billcli.services.review import SAID, Fate, Review, Reviewed
from billcli.services.review_deposit import in_the_books, with_deposits

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from billcli.domain.bank_line import BankLine
    from billcli.domain.bank_statement import BankStatement
    from billcli.domain.books import Books
    from billcli.domain.early_discount import DiscountTerms
    from billcli.domain.entry import Facts
    from billcli.matching.desk import Later, Paid, Payment, RowKey
    from billcli.matching.on_the_way import OnTheWay
    from billcli.services.review import Said
    from billcli.services.workspace import Workspace


def review(workspace: Workspace, statement: BankStatement, said: Said = SAID) -> Review:
    """Return what a statement's lines are, and what is proposed for them; nothing is written.

    A line dated after today is never certain.

    Args:
        workspace: the books.
        statement: its lines, each on its ledger account.
        said: what is agreed and reported beside the books.

    Raises:
        BillcliError: the bank gave a known reference to a different line (BANK-CONFLICT).
    """
    sorted_lines = sort_statement(workspace, statement)
    refuse_conflicts(sorted_lines)
    facts = workspace.snapshot.facts
    deposits = untold_deposits(facts)
    brought = _brought(sorted_lines, facts, deposits)
    fresh = [
        _not_before(s.line, workspace.today)
        for at, s in enumerate(sorted_lines)
        if s.status in {LineStatus.NEW, LineStatus.DOUBTFUL} and at not in brought
    ]
    found = iter(_unopposed(workspace, fresh, said))
    rates = Rates(facts.rates)
    reviewed = [
        brought[at]
        if at in brought
        else _known(one)
        if one.status is LineStatus.KNOWN
        else _by_rule(_proposed(one, next(found), rates), said.rules, facts)
        for at, one in enumerate(sorted_lines)
    ]
    told = {one.ruling.rule.about for one in brought.values() if one.ruling}
    left = tuple(one for one in deposits if one.number not in told)
    return Review(statement, with_deposits(reviewed, sorted_lines, left, facts), said)


def _brought(
    lines: Sequence[SortedLine], facts: Facts, deposits: Sequence[OnTheWay]
) -> dict[int, Reviewed]:
    """Return the new lines that bring money on its way, by their places: each sum comes once.

    A line that names a deposit is new, or seems to be entered by hand as that deposit.
    """
    waiting = [*on_the_way(facts.entries), *deposits]
    found: dict[int, Reviewed] = {}
    for at, one in enumerate(lines):
        if one.status not in {LineStatus.NEW, LineStatus.DOUBTFUL}:
            continue
        new = one.status is LineStatus.NEW
        sum_ = arriving(one.line, [w for w in waiting if new or w.is_booked])
        if sum_ is None:
            continue
        waiting = [w for w in waiting if not _overlap(w.number, sum_.number)]
        if sum_.is_booked:
            found[at] = in_the_books(one.line, sum_)
            continue
        rule = BankRule(sum_.number, book=sum_.account, about=sum_.number)
        why = f"it brings {sum_.amount} of {sum_.number}, on its way since {sum_.since}"
        found[at] = Reviewed(one.line, Fate.RULED, why, ruling=Ruling(rule, None, decides=True))
    return found


def _overlap(one: str, other: str) -> bool:
    """Return whether a run is another, or one is a part of the other."""
    return f"{one}-".startswith(f"{other}-") or f"{other}-".startswith(f"{one}-")


def sort_statement(workspace: Workspace, statement: BankStatement) -> list[SortedLine]:
    """Return the lines with what the ledger knows of each, account by account, in their order."""
    facts = workspace.snapshot.facts
    found: dict[str, Iterator[SortedLine]] = {}
    for account in dict.fromkeys(line.account for line in statement.lines):
        own = [line for line in statement.lines if line.account == account]
        found[account] = iter(sort_lines(own, facts, account))
    return [next(found[line.account]) for line in statement.lines]


def _unopposed(workspace: Workspace, lines: Sequence[BankLine], said: Said) -> tuple[Proposal, ...]:
    """Return proposals of which none is certain for a line that a rule takes for something else.

    Such a line is doubted before the others are judged: what it would settle stays open for them.
    """
    found = _proposals(workspace, lines, said)
    while True:
        opposed = {
            at: rule
            for at, one in enumerate(found)
            if one.verdict is Verdict.CERTAIN and (rule := deciding(said.rules, one.line)[0])
        }
        if not opposed:
            return found
        lines = [
            replace(line, doubt=f"{opposed[at]} holds as well") if at in opposed else line
            for at, line in enumerate(lines)
        ]
        found = _proposals(workspace, lines, said)


def _proposals(workspace: Workspace, lines: Sequence[BankLine], said: Said) -> tuple[Proposal, ...]:
    if not lines:
        return ()
    books = workspace.all_books()
    until = max(line.date for line in lines)
    payers = learn(workspace.snapshot.facts, books.parties, books.debtors, until)
    named = [row for row in books.items if not is_unnamed(row.item)]
    later, paid = later_changes(books, lines), paid_end_to_end(books)
    return propose(lines, named, payers, agreed(books, said), later, paid)


def _not_before(line: BankLine, today: dt.date) -> BankLine:
    """Return the line, with a doubt when its day has not come yet."""
    if line.date <= today:
        return line
    why = f"its date {line.date} is after today, {today}"
    return replace(line, doubt="; ".join(filter(None, (why, line.doubt))))


def later_changes(books: Books, lines: Sequence[BankLine]) -> Later:
    """Return what the ledger changes of items from the first day of the lines on."""
    first = min(line.date for line in lines)
    issued = {row_key(row): (row.date_issued, row.amount) for row in books.items}
    found: dict[RowKey, list[tuple[dt.date, Decimal]]] = {}
    for m in books.movements:
        key = m.item, m.customer, m.instalment, m.amount.currency
        if issued.get(key) == (m.date, m.amount):
            del issued[key]  # the posting that made the item
        elif m.date >= first:
            found.setdefault(key, []).append((m.date, m.amount.number))
    return found


def paid_end_to_end(books: Books) -> Paid:
    """Return what payments with an end-to-end id put on rows: a return names that id."""
    put: dict[tuple[str, int], list[tuple[RowKey, Decimal]]] = {}
    gone = taken_back(books.facts.entries)
    for m in books.movements:
        meta = (p.meta for p in m.entry.postings if "end-to-end" in p.meta)
        name = text_of(next(meta, {}).get("end-to-end"))
        if name and text_of(m.entry.meta.get("id")) not in gone:
            one = (m.item, m.customer, m.instalment, m.amount.currency), -m.amount.number
            put.setdefault((name, id(m.entry)), []).append(one)
    found: dict[str, list[Payment]] = {}
    for (name, _), rows in put.items():
        found.setdefault(name, []).append(tuple(rows))
    return found


def agreed(books: Books, said: Said = SAID) -> Agreed:
    """Return references, early-payment terms and interest of all documents, with what is said."""
    references: dict[str, str] = {}
    discounts: dict[str, DiscountTerms] = {}
    interest: set[str] = set()
    on = [(text_of(e.meta.get(ON)), e) for e in books.facts.entries_with(ON)]
    prepaid = {name: one.amount for name, e in on if (one := advance_of(e, name))}
    notes: dict[str, list[str]] = {}
    for entry in books.facts.entries_with("corrects"):
        if target := credited_by(entry, frozenset()):
            notes.setdefault(target, []).append(text_of(entry.meta.get("invoice")))
    for entry in books.facts.entries:
        number = text_of(entry.meta.get("invoice")) if entry.meta else ""
        if not number:
            continue
        if is_interest(entry):
            interest.add(number)
        if rf := text_of(entry.meta.get("rf")):
            references[number] = rf
        terms = text_of(entry.meta.get("terms"))
        if terms and (found := early_terms(terms, entry.date, prepaid.get(number))):
            moved = [m for note in notes.get(number, ()) for m in books.history(note)]
            off = credited(books.history(number), moved) if moved else None
            discounts[number] = replace(found, credited=off)
    own = CustomerPolicies(books, said.policy, said.given)
    return Agreed(references, discounts, said.policy, said.payouts, own, frozenset(interest))


def _unvalued(proposal: Proposal, rates: Rates) -> str:
    """Return an item kept at a value, where neither the line nor the ledger values the money."""
    currency, day = proposal.line.amount.currency, proposal.line.date
    for part in proposal.parts:
        worth = part.item.value_open
        if (
            worth is not None
            and worth.currency != currency
            and not rates.price(currency, worth.currency, day)
        ):
            return clipped(part.item.item)
    return ""


def _known(one: SortedLine) -> Reviewed:
    place = f" ({one.source})" if one.source.file else ""
    return Reviewed(one.line, Fate.KNOWN, (one.reason or "in the ledger") + place)


def _proposed(one: SortedLine, proposal: Proposal, rates: Rates) -> Reviewed:
    if one.status is LineStatus.DOUBTFUL:
        why = f"{one.reason}: perhaps the same ({one.source})"
        return Reviewed(one.line, Fate.WAITING, why, proposal=proposal, doubtful=True)
    if proposal.verdict is Verdict.CERTAIN and (item := _unvalued(proposal, rates)):
        why = f"{item} is kept at a value in another currency, which neither bank nor prices state"
        return Reviewed(one.line, Fate.WAITING, why, proposal=proposal)
    fates = {Verdict.CERTAIN: Fate.CERTAIN, Verdict.ASK: Fate.WAITING, Verdict.OTHER: Fate.OTHER}
    return Reviewed(one.line, fates[proposal.verdict], explain(proposal), proposal=proposal)


def _by_rule(one: Reviewed, rules: Sequence[BankRule], facts: Facts) -> Reviewed:
    """Return a line as a rule decides it; where a customer has a claim it is asked about."""
    found = ruling(one.proposal, rules) if rules and one.proposal else None
    if found is None:
        return one
    found = replace(found, obstacle=obstacle(found.rule, one.line, facts))
    if found.decides and not one.doubtful and not found.obstacle:
        return replace(one, fate=Fate.RULED, why=str(found.rule), ruling=found)
    return replace(one, fate=Fate.WAITING, why=_asked(one, found), ruling=found)


def _asked(one: Reviewed, found: Ruling) -> str:
    """Return why a line is asked about although a rule holds for it."""
    holds = f"{found.rule} holds as well"
    why = one.why.removesuffix(holds).removesuffix("; ")
    if not why and one.proposal and one.proposal.suggestions:
        why = because(one.proposal.suggestions[0])
    return "; ".join(filter(None, (why, holds, found.obstacle)))
