"""``billcli receipt create`` and ``send``: receipts with a number, by mail."""

from __future__ import annotations

from billcli.cli.change import changed, ids_given
from billcli.cli.declare import Annotated, argument
from billcli.cli.send import Again, To, sent
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome
    from billcli.services.make_receipt import MadeReceipt
    from billcli.services.writing import Written

Payments = Annotated[
    list[str], argument(help="Ids of the payments or their receipts, or - for stdin.")
]


def create(ctx: Context, payment: Payments) -> Outcome:
    """Give payments a receipt with a number of its own, which the ledger notes.

        billcli receipt create PMT-2026-0001
        billcli receipt create PMT-2026-0001 PMT-2026-0002 --yes

    It says which documents the payment settled and what remained open of them. A payment that has a
    receipt keeps it.
    """
    call: Invocation = ctx.obj
    written = _created(call, payment)
    made = [one for one in written.value if not one.earlier]
    said = "; ".join(_said(one) for one in written.value)
    data = {"receipts": [_object(one) for one in written.value]}
    follow = f"billcli receipt send {written.value[-1].number}" if made else ""
    ids = tuple(one.number for one in written.value)
    return changed(call, written, data, said, follow, ids=ids)


def send(ctx: Context, payment: Payments, to: To = "", again: Again = False) -> Outcome:
    """Send the receipts of payments to their customers, with the PDF.

        billcli receipt send PMT-2026-0001 --dry-run
        billcli receipt send PMT-2026-0001 --yes

    A payment without a receipt gets one first. Each goes once; exit 5 when one could not be sent.
    """
    from billcli.services.send_document import receipts_enclosed  # noqa: PLC0415 - loads Beancount

    made = _created(ctx.obj, payment).value
    return sent(ctx.obj, lambda books: receipts_enclosed(books, made), to=to, again=again)


def _created(call: Invocation, names: list[str]) -> Written[tuple[MadeReceipt, ...]]:
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.make_receipt import create_receipts  # noqa: PLC0415

    return create_receipts(opened(call), ids_given(names), consent(call))


def _said(one: MadeReceipt) -> str:
    return f"{'Had' if one.earlier else 'Made'} receipt {one.number} for {one.payment}"


def _object(one: MadeReceipt) -> dict[str, object]:
    return {
        "receipt": one.number,
        "payment": one.payment,
        "customer": one.customer,
        "earlier": one.earlier,
    }
