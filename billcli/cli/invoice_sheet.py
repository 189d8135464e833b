"""An invoice, credit note or draft as the page a person sees on a terminal."""

from __future__ import annotations

from dataclasses import replace

from billcli.cli.sheet import Sheet, SheetLine, SheetMove, Tone
from billcli.documents.address import address_lines, grouped
from billcli.documents.notation import notation
from billcli.domain.invoice import Prices
from billcli.domain.line_draft import PIECE, UNITS
from billcli.domain.money import Money, plain, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.party import Party, issuer
from billcli.domain.problem import UsageError
from billcli.services.customer_account import customer_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from billcli.domain.invoice import Invoice, Line
    from billcli.domain.open_item import Movement, OpenItem
    from billcli.domain.quote import Quote
    from billcli.services.workspace import Workspace

_TONES = {"paid": Tone.GOOD, "applied": Tone.GOOD, "overdue": Tone.BAD, "disputed": Tone.BAD,
          "open": Tone.WAITING, "draft": Tone.WAITING}  # fmt: skip


def issued_sheet(
    workspace: Workspace,
    invoice: Invoice,
    rows: Sequence[OpenItem],
    history: Sequence[Movement],
    status: tuple[str, dt.date],
) -> Sheet:
    """Return the page of an issued document, with what was paid and what happened to it.

    Args:
        workspace: the books, for sender and customer as they were on its date.
        invoice: the document.
        rows: its open items, one for each instalment.
        history: its movements, the first of which made it.
        status: its state in one word, and the day that is told for.
    """
    word, day = status
    said = (_status(rows, word, day), _TONES.get(word, Tone.PLAIN))
    return _sheet(workspace, invoice, invoice.number, said,
                  (_instalments(rows), _settled(invoice, rows), _moves(history)))  # fmt: skip


def draft_sheet(workspace: Workspace, invoice: Invoice, name: str, *, complete: bool) -> Sheet:
    """Return the page of a draft.

    Args:
        workspace: the books.
        invoice: what the draft comes to, or what is right of it.
        name: the draft's file as the person knows it.
        complete: whether it could be issued as it is.
    """
    said = ("draft", _TONES["draft"]) if complete else ("draft, incomplete", Tone.BAD)
    plan = tuple((f"Part {part.number}", f"{part.due}  {part.amount}")
                 for part in invoice.instalments)  # fmt: skip
    return _sheet(workspace, invoice, name, said, (plan, (), ()))


def quote_sheet(workspace: Workspace, quote: Quote, status: str) -> Sheet:
    """Return the page of a quote.

    Args:
        workspace: the books.
        quote: the offer with its figures.
        status: what became of it, in one word.
    """
    tone = {"invoiced": Tone.GOOD, "open": Tone.WAITING}.get(status, Tone.BAD)
    sheet = _sheet(workspace, quote.offer, quote.offer.number, (status, tone), ((), (), ()))
    until = (("Valid until", str(quote.valid_until)),) if quote.valid_until else ()
    date, *rest = (row for row in sheet.particulars if row[0] != "Due")
    return replace(sheet, title="Quote", particulars=(date, *until, *rest), payment=())


def _sheet(
    workspace: Workspace,
    invoice: Invoice,
    number: str,
    status: tuple[str, Tone],
    rest: tuple[tuple[tuple[str, str], ...], tuple[tuple[str, Money], ...], tuple[SheetMove, ...]],
) -> Sheet:
    instalments, settled, history = rest
    sender = issuer(workspace.snapshot.facts, invoice.date) or Party("")
    customer = _customer(workspace, invoice)
    sums, included = _sums(invoice)
    return Sheet(
        sender=_lines_of(
            sender, customer.country or sender.country, ("email", "phone", "vat-id", "tax-number")
        ),
        addressee=_lines_of(customer, sender.country, ("vat-id",)),
        title=invoice.kind.value.replace("-", " ").capitalize(),
        number=number,
        status=status[0],
        tone=status[1],
        particulars=_particulars(invoice),
        lines=tuple(_line(line, invoice) for line in invoice.lines),
        sums=sums,
        total=("Total", invoice.total),
        included=included,
        notes=tuple(_notes(invoice)),
        payment=(*_payment(invoice, sender), *instalments),
        settled=settled,
        history=history,
    )


def _customer(workspace: Workspace, invoice: Invoice) -> Party:
    """Return the customer as on the document's date; at least the id, whatever the ledger lacks."""
    try:
        return customer_of(workspace, invoice.customer, invoice.date)
    except UsageError:
        return Party(invoice.customer)


def _lines_of(party: Party, home: str, more: Sequence[str]) -> tuple[str, ...]:
    """Return a party's name, address and further lines; nothing for one that is not recorded."""
    if not (party.id or party.text("name")):
        return ()
    texts = {key: party.text(key) for key in party.values}
    address = address_lines(texts, notation("en", ""), home)
    known = {"vat-id": "VAT id ", "tax-number": "Tax number "}
    return (party.name, *address, *(f"{known.get(k, '')}{party.text(k)}" for k in more
                                    if party.text(k)))  # fmt: skip


def _status(rows: Sequence[OpenItem], status: str, today: dt.date) -> str:
    late = [days for row in rows if row.balance_open and (days := row.days_overdue(today))]
    worst = max(late, default=0)
    if status == "overdue" and worst > 0:
        return f"overdue by {_days(worst)}"
    partly = any(row.balance_open != row.amount for row in rows)
    return "partly paid" if status == "open" and partly else status


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _particulars(invoice: Invoice) -> tuple[tuple[str, str], ...]:
    period = invoice.period
    values = {
        "Date": str(invoice.date),
        "Due": "" if invoice.instalments else str(invoice.due or ""),
        "Terms": invoice.terms,
        "Customer": invoice.customer,
        "Corrects": invoice.corrects,
        "Reason": invoice.reason,
        "Delivered": str(invoice.delivery_date or ""),
        "Period": f"{period.start} to {period.end}" if period else "",
        "Your order": invoice.purchase_order,
        "Your reference": invoice.buyer_reference,
    }
    return tuple((label, value) for label, value in values.items() if value)


def _line(line: Line, invoice: Invoice) -> SheetLine:
    groups = [g for g in invoice.taxes if line.tax and line.tax in {g.code, g.group}]
    rates = dict.fromkeys(f"{plain(g.rate)}%" for g in groups)
    remarks = []
    if line.period:
        remarks.append(f"{line.period.start} to {line.period.end}")
    if line.discount:
        remarks.append(f"less {line.discount}")
    word = "" if line.unit == PIECE else line.unit
    unit = next((short for short, code in UNITS.items() if code == line.unit and word), word)
    return SheetLine(line.description, line.quantity, unit, line.price.number,
                     " + ".join(rates), line.amount, tuple(remarks))  # fmt: skip


def _sums(
    invoice: Invoice,
) -> tuple[tuple[tuple[str, Money], ...], tuple[tuple[str, Money], ...]]:
    """Return what leads from the lines to the total, and what the total holds already."""
    taxes = [(f"{f'{g.code} ' if g.code else 'Tax '}{plain(g.rate)}% of {plain(g.base.number)}",
              g.tax) for g in invoice.taxes]  # fmt: skip
    sums: list[tuple[str, Money]] = []
    if invoice.allowances:
        sums.append(("Sum", total([line.amount for line in invoice.lines], invoice.currency)))
        sums += _allowances(invoice)
    rounding = [("Rounding", invoice.rounding)] if invoice.rounding else []
    if invoice.prices is Prices.GROSS:
        return (*sums, *rounding), tuple((f"with {name}", tax) for name, tax in taxes)
    net = [("Net", invoice.net)] if taxes else []
    return (*sums, *net, *taxes, *rounding), ()


def _allowances(invoice: Invoice) -> list[tuple[str, Money]]:
    """Return discounts and charges by name; the shares of one on several taxes are one again."""
    found: dict[str, list[Money]] = {}
    for one in invoice.allowances:
        percent = f" {plain(one.percent)}%" if one.percent is not None else ""
        found.setdefault(f"{one.reason or 'Discount'}{percent}", []).append(one.amount)
    return [(name, total(amounts, invoice.currency)) for name, amounts in found.items()]


def _notes(invoice: Invoice) -> Iterator[str]:
    if invoice.note:
        yield invoice.note
    yield from dict.fromkeys(group.exemption for group in invoice.taxes if group.exemption)


def _payment(invoice: Invoice, sender: Party) -> tuple[tuple[str, str], ...]:
    """Return what one needs to pay it; nothing for a credit note."""
    if invoice.kind is Kind.CREDIT_NOTE or invoice.total.number <= 0:
        return ()
    values = {
        "Reference": grouped(invoice.reference),
        "IBAN": grouped(sender.text("iban")),
        "BIC": sender.text("bic"),
    }
    return tuple((label, value) for label, value in values.items() if value)


def _instalments(rows: Sequence[OpenItem]) -> tuple[tuple[str, str], ...]:
    if len(rows) == 1:
        return ()
    return tuple(
        (f"Part {row.instalment}", f"{row.date_due or ''}  {row.amount}, {row.balance_open} open")
        for row in rows
    )


def _settled(invoice: Invoice, rows: Sequence[OpenItem]) -> tuple[tuple[str, Money], ...]:
    """Return what was paid of an invoice, or used of a credit note, and what is left of it."""
    currency = rows[0].amount.currency
    whole = total([row.amount for row in rows], currency)
    left = total([row.balance_open for row in rows], currency)
    if invoice.kind is Kind.CREDIT_NOTE:
        whole, left = -whole, -left
        return ("Used", whole - left), ("Left", left)
    settled = (("Settled", whole - left),) if whole != left else ()
    return (*settled, ("Open", left))


def _moves(history: Sequence[Movement]) -> tuple[SheetMove, ...]:
    return tuple(
        SheetMove(str(m.date), m.entry.narration, m.amount, str(m.source)) for m in history
    )
