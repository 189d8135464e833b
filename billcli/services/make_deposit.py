"""Take what waits to the bank: cheques and cash in one deposit, card charges in one payout."""

from __future__ import annotations

from billcli.domain.bank_deposit import CHARGE, KEYS, RECEIPT, DepositFee, deposit_entry, waiting
from billcli.domain.contract import check_text
from billcli.domain.frozen import frozen
from billcli.domain.money import parse_money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import nearest
from billcli.domain.problem import Problem, UsageError
from billcli.domain.seal import sealed
from billcli.services.adjustment_account import AdjustmentAccounts
from billcli.services.filing import Papers
from billcli.services.money_account import arrival_account
from billcli.services.take_number import Numbers
from billcli.services.writing import Decision, perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from billcli.domain.bank_deposit import Waiting
    from billcli.domain.entry import Directive, Entry
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent, Written


@frozen
class DepositRequest:
    """A deposit as a person tells it.

    Attributes:
        date: when it reaches the bank.
        names: receipts, payments or charges; none takes all that wait of one kind.
        charges: whether charges are meant where none is named.
        account: of the bank; empty takes the configured one of the currency.
        fee: text of what was kept, or an empty text.
        text: narration, or an empty text.
    """

    date: dt.date
    names: tuple[str, ...] = ()
    charges: bool = False
    account: str = ""
    fee: str = ""
    text: str = ""


@frozen
class Deposited:
    """A deposit, and what it took to the bank."""

    entry: Entry
    lines: tuple[Waiting, ...]


def make_deposit(
    workspace: Workspace, request: DepositRequest, consent: Consent
) -> Written[Deposited]:
    """Write one deposit, or one payout.

    Raises:
        UsageError: nothing waits, or not what is named (DEPOSIT-NOTHING); cheques and charges, or
            several currencies, are mixed (DEPOSIT-MIXED).
    """
    text = check_text(request.text, flag="--text")

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[Deposited]:
        lines = chosen_of(books, request)
        currency = lines[0].amount.currency
        bank = arrival_account(books, request.account, currency)
        _check_leaves(books, bank, lines)
        accounts = AdjustmentAccounts(books)
        entry = deposit_entry(
            Numbers(books, tail).next("deposit", request.date),
            request.date,
            lines,
            bank=bank,
            text=text,
            fee=_fee(request, lines, accounts),
        )
        done = Deposited(entry, lines)
        return Decision(done, Papers((sealed(entry), *accounts.opened.values())))

    return perform(workspace, decide, consent)


def _check_leaves(workspace: Workspace, bank: str, lines: Sequence[Waiting]) -> None:
    """Refuse to deposit where money waits: what is named would wait no more, and still be there.

    Raises:
        UsageError: as said (DEPOSIT-NO-BANK).
    """
    accounts = workspace.settings.accounts
    if bank in {accounts.undeposited, accounts.cards, *(line.account for line in lines)}:
        raise UsageError.of(
            "DEPOSIT-NO-BANK",
            f"--account: on {bank[:60]} money waits to be deposited, it is no bank",
            hint="name the bank account that the money goes to",
        )


def waiting_in(workspace: Workspace, until: dt.date | None = None) -> tuple[Waiting, ...]:
    """Return what waits in the books, at the end of a day or for good."""
    entries = workspace.snapshot.facts.entries_naming(*KEYS)
    return waiting(entry for entry in entries if until is None or entry.date <= until)


def chosen_of(workspace: Workspace, request: DepositRequest) -> tuple[Waiting, ...]:
    """Return what is to be taken to the bank.

    Raises:
        UsageError: as ``make_deposit``.
    """
    every = waiting_in(workspace, request.date)
    if request.names:
        found: list[Waiting] = []
        problems: list[Problem] = []
        for name in dict.fromkeys(request.names):
            named = [one for one in every if name in (one.name, one.payment) and one not in found]
            found += named
            problems += [] if named else [_absent(name, every)]
        if problems:
            raise UsageError(*problems)
    else:
        key = CHARGE if request.charges else RECEIPT
        found = [one for one in every if one.key == key]
    if not found:
        what = "charge" if request.charges else "cheque or cash"
        raise UsageError(_absent(what, every))
    kinds = {(one.key, one.amount.currency) for one in found}
    if len(kinds) > 1:
        told = " and ".join(f"{one.name} {one.amount}" for one in found)
        raise UsageError.of(
            "DEPOSIT-MIXED",
            f"one deposit cannot take cheques and charges, or several currencies: {told}",
            hint="name those of one kind and currency",
        )
    return tuple(found)


def _absent(name: str, every: Sequence[Waiting]) -> Problem:
    near = nearest(name, {one.name: (one.name, one.payment) for one in every})
    listed = near or [one.name for one in every[:3]]
    hint = f"what waits: {', '.join(listed)}; see billcli deposit list" if listed else (
        "record what waits with billcli payment add Acme 100.00 EUR --cheque 88, --cash or --charge"
    )  # fmt: skip
    return Problem("DEPOSIT-NOTHING", f"no {name[:40]} waits to be deposited", help=hint)


def _fee(
    request: DepositRequest, lines: Sequence[Waiting], accounts: AdjustmentAccounts
) -> DepositFee | None:
    if not request.fee:
        return None
    gross = total([one.amount for one in lines], lines[0].amount.currency)
    amount = parse_money(request.fee, gross.currency, flag="--fee")
    if not 0 < amount.number < gross.number:
        raise UsageError.of(
            "PAYMENT-AMOUNT",
            f"--fee: {amount} cannot be kept of {gross}",
            hint="give what was kept as a positive amount below that, or leave --fee out",
        )
    kind = "card_fees" if lines[0].key == CHARGE else "fees"
    return DepositFee(amount, accounts.name(kind, request.date))
