"""Messages of a file in MT940 or MT942: which fields belong together, and which pages."""

from __future__ import annotations

from dataclasses import dataclass, field

from billcli.bank.mt_text import END
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.bank.mt_text import Field

_OPENING = frozenset({"60", "60F", "60M"})
_CLOSING = frozenset({"62", "62F", "62M"})
_INTERIM = frozenset({"34F", "90C", "90D"})
_PAGE = "M"


@dataclass(slots=True)
class Entry:
    """A field 61 with the fields of details that follow it."""

    move: Field
    details: list[Field] = field(default_factory=list)


@dataclass(slots=True)
class Message:
    """The fields of one statement, all its pages together.

    Attributes:
        line: where it begins in the file.
        account, number: values of fields 25 and 28, empty when they are missing.
        opening, closing: the first field 60 and the last field 62.
        interim: it is a report within the day (MT942).
        sums: fields 34 and 90, which name the currency of a report.
    """

    line: int
    account: str = ""
    number: str = ""
    opening: Field | None = None
    closing: Field | None = None
    entries: list[Entry] = field(default_factory=list)
    sums: list[Field] = field(default_factory=list)

    @property
    def interim(self) -> bool:
        """Return whether it is a report within the day, without balances."""
        return bool(self.sums) and self.opening is None and self.closing is None

    @property
    def speaks(self) -> bool:
        """Return whether it states more than that it exists."""
        return bool(self.opening or self.closing or self.entries or self.sums)


def messages(fields: Iterable[Field]) -> tuple[Message, ...]:
    """Return the statements of a file in its order, pages of one statement joined."""
    found: list[Message] = []
    open_now = False
    for one in fields:
        if one.tag == END:
            open_now = False
            continue
        if not found or _begins(found[-1], one.tag, open_now=open_now):
            found.append(_after(found[-1] if found else None, one))
        open_now = True
        _take(found[-1], one)
    return _joined(message for message in found if message.speaks)


def _begins(message: Message, tag: str, *, open_now: bool) -> bool:
    """Return whether a field begins the next message, also where field 20 is missing."""
    if tag == "20":
        return True
    if tag in _OPENING:
        return bool(message.opening or message.closing)
    if tag in {"25", "25P"}:
        return message.closing is not None or (not open_now and message.speaks)
    return False


def _after(before: Message | None, one: Field) -> Message:
    """Return a new message; one that begins with its balance is of the account before it."""
    if before and one.tag in _OPENING:
        return Message(one.line, before.account, before.number)
    return Message(one.line)


def _take(message: Message, one: Field) -> None:
    if one.tag in {"25", "25P"}:
        message.account = message.account or one.value
    elif one.tag in {"28", "28C"}:
        message.number = message.number or one.value
    elif one.tag in _OPENING:
        message.opening = message.opening or one
    elif one.tag in _CLOSING:
        message.closing = one
    elif one.tag in _INTERIM:
        message.sums.append(one)
    elif one.tag == "61":
        message.entries.append(Entry(one))
    elif one.tag in {"86", "NS"} and message.entries and not message.closing:
        message.entries[-1].details.append(one)


def _joined(found: Iterable[Message]) -> tuple[Message, ...]:
    """Return the messages with each page joined to the page before it."""
    result: list[Message] = []
    last: dict[str, Message] = {}
    for message in found:
        before = last.get(message.account)
        if before and _continues(before, message):
            before.entries += message.entries
            before.closing = message.closing or before.closing
        else:
            result.append(message)
            last[message.account] = message
    return tuple(result)


def _continues(before: Message, message: Message) -> bool:
    """Return whether a message is the next page: it opens with an intermediate balance."""
    if message.opening is None or before.closing is None:
        return False
    numbers = [one.number.partition("/")[0].strip() for one in (before, message)]
    paged = message.opening.tag.endswith(_PAGE) or before.closing.tag.endswith(_PAGE)
    return paged and (numbers[0] == numbers[1] or not all(numbers))
