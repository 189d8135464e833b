"""Money for what was written off: the item is opened again by it, and settled."""

from __future__ import annotations

from billcli.domain.allocation import Allocations
from billcli.domain.allocation_part import Part
from billcli.domain.frozen import frozen
from billcli.domain.money import Money, parse_money, plain
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.payment_entry import payment_entry
from billcli.domain.payment_plan import PaymentAccounts, PaymentPlan
from billcli.domain.problem import UsageError
from billcli.domain.seal import sealed
from billcli.domain.write_off_entry import recovered_entry
from billcli.services.adjustment_account import opened_for
from billcli.services.filing import Papers
from billcli.services.list_write_offs import loss_of
from billcli.services.money_account import arrival_account
from billcli.services.record_payment import worth_of_money
from billcli.services.take_number import Numbers
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.books import Books
    from billcli.domain.entry import Directive, Entry
    from billcli.services.list_write_offs import Loss
    from billcli.services.workspace import Workspace


@frozen
class RecoverRequest:
    """Money that arrived for a write-off.

    Attributes:
        write_off: its id.
        amount: as typed; empty for all that was written off and not recovered.
        account: it arrived on; empty takes the configured one of the currency.
        arrived: what the bank made of it where it changed the money; else None.
    """

    write_off: str
    date: dt.date
    amount: str = ""
    account: str = ""
    arrived: Money | None = None


@frozen
class Recovered:
    """What was booked.

    Attributes:
        reversal: id of the entry that opens the item again.
        payment: id of the payment that settles it.
        left: what of the write-off did not come.
    """

    reversal: str
    payment: str
    loss: Loss
    amount: Money
    left: Money


def recover_write_off(
    workspace: Workspace, request: RecoverRequest, consent: Consent
) -> Written[Recovered]:
    """Book money for a write-off; loss and tax are given back in proportion.

    Raises:
        UsageError: no such write-off, or more than is left of it.
    """

    def decision(now: Workspace, tail: tuple[Directive, ...]) -> Decision[Recovered]:
        books = now.all_books()
        loss = loss_of(books, request.write_off)
        amount = _amount(loss, request)
        numbers = Numbers(now, tail)
        number = numbers.next("return", request.date)
        back = recovered_entry(number, loss.entry, loss.recoveries, amount, request.date)
        parts = _parts(books, back)
        arrived = request.arrived
        allocations = Allocations(parts, Money.zero(amount.currency))
        plan = PaymentPlan(
            number=numbers.next("payment", request.date),
            payee=loss.entry.payee,
            date=request.date,
            amount=amount,
            allocations=allocations,
            accounts=PaymentAccounts(
                bank=arrival_account(now, request.account, (arrived or amount).currency),
                receivable=parts[0].open_item.account,
                fx=now.settings.accounts.fx,
            ),
            narration=f"Recovered of {loss.write_off}",
            arrived=arrived,
            value=worth_of_money(now, amount, arrived, request.date, allocations),
            customer=loss.customer,
        )
        entry = payment_entry(plan)
        done = Recovered(number, plan.number, loss, amount, loss.left - amount)
        return Decision(done, Papers((sealed(back), sealed(entry), *opened_for(now, entry))))

    return perform(workspace, decision, consent)


def _amount(loss: Loss, request: RecoverRequest) -> Money:
    currency = loss.amount.currency
    if loss.amount.number < 0:
        raise UsageError.of(
            "WRITEOFF-RECOVERED",
            f"{loss.write_off} is no loss: it kept {-loss.amount} that {loss.customer_name} did"
            " not ask back",
            hint=f"billcli undo {loss.write_off} --reverse gives it back to the customer's account",
        )
    amount = parse_money(request.amount, currency, flag="AMOUNT") if request.amount else loss.left
    if amount.number <= 0 or amount.number > loss.left.number:
        raise UsageError.of(
            "WRITEOFF-RECOVERED",
            f"{amount} is not between nothing and the {loss.left} left of {loss.write_off}",
            hint=_instead(loss, amount),
        )
    if request.date < loss.entry.date:
        raise UsageError.of(
            "CREDIT-BEFORE",
            f"on {request.date} there was no {loss.write_off}: it is of {loss.entry.date}",
            hint=f"use --date {loss.entry.date} or later",
        )
    return amount


def _instead(loss: Loss, amount: Money) -> str:
    """Return what to run instead: to recover what is left, and to book what came beyond it."""
    beyond = amount - loss.left
    ways = [f"billcli writeoff recover {loss.write_off} recovers what is left"] * bool(loss.left)
    if beyond.number > 0:
        came, unit = plain(beyond.number), beyond.currency
        ways += [f"billcli payment add {loss.customer} {came} {unit} --on-account takes the rest"]
    return ", ".join(ways) or "billcli writeoff list shows what came after all"


def _parts(books: Books, back: Entry) -> tuple[Part, ...]:
    """Return the instalments that an entry opens again, open by that, as a payment settles them."""
    found: list[Part] = []
    for leg in back.postings:
        if "invoice" in leg.meta and leg.amount:
            rows = books.item(str(leg.meta["invoice"]))
            named = [row for row in rows if row.instalment == leg.meta.get("instalment")]
            row = (named or list(rows))[0]
            value = row.value_open + leg.price if row.value_open and leg.price else leg.price
            row = row._replace(balance_open=row.balance_open + leg.amount, value_open=value)
            found.append(Part(row, leg.amount))
    return tuple(found)
