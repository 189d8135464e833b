"""A planned notice as a letter: the words of its level, the documents it is about, its notes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from billcli.delivery.mail import Attachment
from billcli.documents.reminder_context import reminder_context
from billcli.domain.contract import LINK
from billcli.domain.dunning.policy import number_of
from billcli.domain.entry import Note
from billcli.domain.frozen import frozen, replace
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.domain.reminder import Level, Reminder, ReminderCharge, ReminderLine
from billcli.services.customer_account import customer_of
from billcli.services.document_sheet import invoice_sheets, statement_sheets
from billcli.services.letter import Letter
from billcli.services.outbox_place import REMINDERS
from billcli.services.render_document import document_path, file_name, letterhead

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from billcli.documents.look import Look
    from billcli.documents.render import Press
    from billcli.domain.dunning.history import Charged, Reminded
    from billcli.domain.dunning.notice import Ask, Notice
    from billcli.domain.entry import MetaValue
    from billcli.domain.money import Money
    from billcli.services.workspace import Workspace

ENCLOSED_MAX = 5
NAMED_MAX = 3
_WORDS = {
    Level.NOTICE: "Notice of a payment due",
    Level.REMINDER: "Reminder",
    Level.SECOND: "Second reminder",
    Level.FINAL: "Final reminder",
    Level.COLLECTIONS: "Notice before collection",
}


def key_of(notice: Notice) -> str:
    """Return what names a letter for ever: each of its items with the level it is asked at."""
    claims = sorted(
        (number_of(ask.step.level), ask.row.item, ask.row.instalment or 0) for ask in notice.asks
    )
    return REMINDERS + ",".join(
        f"{level}:{item}{f'#{n}' if n else ''}" for level, item, n in claims
    )


@frozen
class Secretary:
    """Writes the letters of a plan.

    Attributes:
        workspace: the books.
        press: makes documents.
        look: of the documents.
        before: what was asked before, to which a letter is the answer.
        charged: late fees and interest by number.
        verb: what becomes of a letter: ``sent``, ``drafted`` or ``printed``.
    """

    workspace: Workspace
    press: Press
    look: Look
    before: Reminded
    charged: Mapping[str, Charged]
    verb: str

    def envelope(self, notice: Notice) -> Letter:
        """Return a letter without its contents: key, address, subject and notes."""
        items = list(dict.fromkeys(ask.row.item for ask in notice.asks))
        messages = self.before.messages
        answers = dict.fromkeys(messages[item] for item in items if item in messages)
        return Letter(
            key=key_of(notice),
            customer=notice.customer,
            to=notice.to,
            subject=f"{_WORDS[notice.step.level]}: {_listed(items)}",
            text="",
            answers=tuple(answers),
            notes=tuple(self._note(ask) for ask in notice.asks),
        )

    def write(self, notice: Notice) -> Letter:
        """Return the whole letter.

        Raises:
            InvalidError: a template, the logo or a wording file is wrong.
        """
        day = self.workspace.today
        customer = customer_of(self.workspace, notice.customer, day)
        head = letterhead(self.workspace, customer, day, self.look)
        context = reminder_context(self._reminder(notice), head)
        pages = self.press.render(notice.step.template, context, ("text", "html", "pdf")).files
        own = head.issuer.get("trading-name", "") or head.issuer.get("name", "")
        items = list(dict.fromkeys(ask.row.item for ask in notice.asks))
        subject = f"{context.data['title']}: {_listed(items)}"
        name = f"{file_name(f'reminder-{notice.customer}-{day}')}.pdf"
        return replace(
            self.envelope(notice),
            subject=f"{own}: {subject}" if own else subject,
            text=pages["text"].decode().strip("\n"),
            html=pages["html"].decode(),
            attachments=(Attachment(name, pages["pdf"]), *self._enclosed(notice)),
            language=context.language,
        )

    def _reminder(self, notice: Notice) -> Reminder:
        day = self.workspace.today
        lines = [
            ReminderLine(
                _name(ask), ask.row.date_issued, ask.row.date_due,
                ask.row.days_overdue(day) or 0, ask.row.amount, ask.amount,
            )
            for ask in notice.asks
        ]  # fmt: skip
        lines += [
            ReminderLine(c.row.item, c.row.date_issued, None, 0, c.row.amount, c.amount)
            for c in notice.credits
        ]
        charges = [self._booked(row.item, row.balance_open) for row in notice.fees]
        charges += [
            ReminderCharge("interest" if c.period else "late-fee", c.claim.item, c.amount)
            for c in notice.charges
        ]
        return Reminder(
            level=notice.step.level,
            customer=notice.customer,
            date=day,
            currency=notice.currency,
            lines=tuple(lines),
            charges=tuple(charges),
            deadline=day + dt.timedelta(days=notice.step.deadline),
            first=not any(ask.row.item in self.before.items for ask in notice.asks),
        )

    def _booked(self, number: str, amount: Money) -> ReminderCharge:
        known = self.charged[number]
        return ReminderCharge("interest" if known.until else "late-fee", known.claim.item, amount)

    def _note(self, ask: Ask) -> Note:
        """Return what the ledger is to say of an item once the letter went."""
        row, link = ask.row, LINK.fullmatch(ask.row.item)
        meta: dict[str, MetaValue] = {"level": Decimal(number_of(ask.step.level))}
        if row.instalment is not None:
            meta["instalment"] = Decimal(row.instalment)
        if not link:
            meta["invoice"] = row.item
        links = (row.item,) if link else ()
        words = f"{_WORDS[ask.step.level]} {self.verb}"
        return Note(self.workspace.today, row.account, words, ("reminder",), links, meta)

    def _enclosed(self, notice: Notice) -> Iterator[Attachment]:
        """Yield the documents that are asked for; the statement of account instead of many."""
        items = list(dict.fromkeys(ask.row.item for ask in notice.asks))
        day = self.workspace.today
        if len(items) > ENCLOSED_MAX:
            first = min(ask.row.date_issued for ask in notice.asks)
            (sheet,) = statement_sheets(self.workspace, [notice.customer], first, day)
            page = self.press.render(sheet.kind, sheet.context, ("pdf",)).files["pdf"]
            yield Attachment(f"{file_name(sheet.name)}.pdf", page)
            return
        for item in items:
            if (found := self._document(item)) is not None:
                yield Attachment(f"{file_name(item)}.pdf", found)

    def _document(self, item: str) -> bytes | None:
        """Return a document as it was issued; made again where no file is; None for other items."""
        path = document_path(self.workspace, item, "pdf")
        if path.is_file():
            return path.read_bytes()
        try:
            (sheet,) = invoice_sheets(self.workspace, [item])
        except UsageError:
            return None
        return self.press.render(sheet.kind, sheet.context, ("pdf",)).files["pdf"]


def _name(ask: Ask) -> str:
    number = ask.row.instalment
    return ask.row.item if number is None else f"{ask.row.item}/{number}"


def _listed(items: list[str]) -> str:
    more = f" + {len(items) - NAMED_MAX}" if len(items) > NAMED_MAX else ""
    return ", ".join(items[:NAMED_MAX]) + more
