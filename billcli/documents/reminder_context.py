"""A reminder letter as templates see it."""

from __future__ import annotations

from types import MappingProxyType

from billcli.documents.address import grouped
from billcli.documents.letterhead import Context, Letterhead, payment_box, said
from billcli.documents.mail_context import greeting
from billcli.documents.payment_code import Claim, code_shown
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.domain.reminder import Reminder, ReminderCharge, ReminderLine

_REMITTANCE_MAX = 140  # characters that a SEPA credit transfer carries (EPC AT-T009)


def reminder_context(reminder: Reminder, head: Letterhead) -> Context:
    """Return what the templates of a reminder letter are given.

    The words of each level are ``<level>-title``, ``<level>-text`` and ``<level>-close`` of the
    wording. The first letter of all has the title and the text of a first reminder at any level,
    and closes as firmly as its own.

    Raises:
        UsageError: an unknown paper.
    """
    level, spoken = reminder.level.value, reminder.spoken.value
    date = head.reader.date(reminder.date)
    return head.context(
        "reminder",
        head.words[f"{spoken}-title"],
        reminder.date,
        {"date": date, "customer-number": reminder.customer},
        number="",
        level=level,
        currency=reminder.currency,
        opening=said(greeting(head), head.words[f"{spoken}-text"]),
        closing=said(head.words[f"{level}-close"], head.words["regards"]),
        lines=tuple(_line(line, head) for line in reminder.lines),
        charges=tuple(_charge(charge, head) for charge in reminder.charges),
        total=reminder.total,
        remarks=said(reminder.note),
        payment=_payment(reminder, head),
    )


def _line(line: ReminderLine, head: Letterhead) -> Mapping[str, object]:
    return MappingProxyType(
        {
            "number": line.number,
            "date": head.reader.notation.short_date(line.date),
            "due": head.reader.notation.short_date(line.due) if line.due else "",
            "days_late": str(line.days_late) if line.days_late > 0 else "",
            "amount": line.amount,
            "balance": line.balance_open,
        }
    )


def _charge(charge: ReminderCharge, head: Letterhead) -> Mapping[str, object]:
    return MappingProxyType(
        {"label": head.words[charge.kind], "on": charge.on, "amount": charge.amount}
    )


def _payment(reminder: Reminder, head: Letterhead) -> Mapping[str, object]:
    if reminder.total.number <= 0:
        return payment_box("")
    numbers = ", ".join(line.number for line in reminder.lines)
    if len(numbers) > _REMITTANCE_MAX:
        numbers = reminder.customer
    deadline = head.reader.date(reminder.deadline)
    rows = {
        "amount-due": head.reader.notation.money(reminder.total),
        "pay-until": deadline,
        **head.payee(),
        "reference": grouped(reminder.reference) if reminder.reference else numbers,
    }
    sentence = head.reader.phrase("pay-by", date=deadline) if deadline else head.words["pay"]
    code = code_shown(head, Claim(reminder.total, numbers, reminder.reference))
    return payment_box(sentence, head.rows(rows), code=code)
