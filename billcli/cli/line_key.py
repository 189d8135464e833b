"""The keys that answer a line: what each asks, and the answer it comes to."""

from __future__ import annotations

from billcli.cli.line_words import KEY, MARK, PLAIN, QUIET, STRONG, Words
from billcli.cli.problem_text import one_line
from billcli.domain.money import Money, parse_money, plain, total
from billcli.domain.named import TYPE_CHECKING
from billcli.matching.proposal import clipped
from billcli.services.line_answer import Accept, Follow, Ignore, Settle
from billcli.services.line_split import Split, item_meant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    from billcli.cli.key_press import Readers
    from billcli.cli.line_screen import Screen
    from billcli.cli.line_words import Row
    from billcli.domain.open_item import OpenItem
    from billcli.matching.proposal import Suggestion
    from billcli.services.line_answer import Answer, AnswerDesk
    from billcli.services.review import Reviewed

FOUND_MAX, OPEN_SHOWN_MAX = 9, 8
MONEY_IN = {
    "s": "split", "p": "part payment", "d": "discount", "f": "fee", "o": "on account",
    "/": "search",
}  # fmt: skip
Asked: TypeAlias = "Answer | None"


class LineKeys:
    """Turns a key, and what is typed behind it, into the answer to one line.

    Every method returns None when the person goes back to the line without an answer.
    """

    def __init__(
        self,
        one: Reviewed,
        offered: Sequence[Suggestion],
        desk: AnswerDesk,
        screen: Screen,
        readers: Readers,
    ) -> None:
        """Keep the line, its proposals as they are shown, and what is open."""
        self._one, self._line, self._offered = one, one.line, offered
        self._desk, self._screen, self._readers = desk, screen, readers
        first = offered[0] if offered else None
        self._customer = first.customer if first else ""
        self._items = tuple(dict.fromkeys(p.item.item for p in first.parts)) if first else ()

    def known(self) -> Mapping[str, Callable[[str], Asked]]:
        """Return what answers, by key; money out settles nothing that a person types."""
        found: dict[str, Callable[[str], Asked]] = {"x": self._ignore}
        if rule := self._one.rule_to_follow:
            found["r"] = lambda _: Follow(rule)
        if self._line.amount.number > 0:
            found |= {
                "s": self._split, "p": self._part, "d": self._discount, "f": self._fee,
                "o": self._on_account, "/": self._search,
            }  # fmt: skip
        for number, chosen in enumerate(self._offered, 1):
            found[str(number)] = lambda _, chosen=chosen: Accept(chosen)  # type: ignore[misc]
        return found

    def _ask(self, question: str, default: str = "") -> str | None:
        hint = f" [{one_line(default)}]" if default else ""
        answer = self._readers.line(f"{question}{hint}: ")
        return default if answer == "" else answer

    def _ignore(self, typed: str) -> Asked:
        usual = self._one.why if self._one.doubtful else "not a customer's"
        return Ignore(typed or self._ask("Reason", usual) or usual)

    def _on_account(self, typed: str) -> Asked:
        customer = typed or self._ask("On account of which customer", self._customer)
        return Settle(self._desk.customer_of(customer)) if customer else None

    def _split(self, typed: str) -> Asked:
        from billcli.domain.problem import UsageError  # noqa: PLC0415 - as is asked

        split = Split(self._line.amount, self._desk.open_of(""), self._customer)
        self._reader_says(self._open_rows())
        while True:
            if typed:
                try:
                    split.add(typed)
                except UsageError as error:
                    self._reader_says([_refusal(p.message, p.help) for p in error.problems])
                if not split.left:
                    return split.answer()
            words = f"{split.left} left"
            if split.left != split.amount and len(split.customers) == 1:
                words += f", Enter puts it on account of {split.customers[0]}"
            typed = self._readers.line(f"{words}. Items: ") or ""
            if not typed:
                return None if split.left == split.amount else split.answer()

    def _open_rows(self) -> list[Row]:
        """Return what the likely customer has open, as it can be typed."""
        if not self._customer:
            return []
        rows = self._desk.open_of(self._customer)
        shown = [_item_row(row) for row in rows[:OPEN_SHOWN_MAX]]
        if len(rows) > OPEN_SHOWN_MAX:
            shown.append((Words(f"   and {len(rows) - OPEN_SHOWN_MAX} more", QUIET),))
        return shown

    def _item(self, typed: str) -> str:
        text = typed or self._ask("Item", self._items[0] if self._items else "") or ""
        return item_meant(text, self._desk.open_of(""), self._customer) if text else ""

    def _part(self, typed: str) -> Asked:
        item = self._item(typed)
        if not item:
            return None
        return Settle(self._owner(item), (f"{item}={plain(self._line.amount.number)}",))

    def _discount(self, typed: str) -> Asked:
        name, _, number = typed.partition(" ")
        item = self._item(name)
        taken = self._short([item], number, "Discount") if item else None
        if taken is None:
            return None
        wanted = f"{item}={plain((self._line.amount + taken).number)}"
        return Settle(self._owner(item), (wanted,), discount=taken)

    def _fee(self, typed: str) -> Asked:
        name, _, number = typed.partition(" ")
        items = list(self._items) if not name and len(self._items) > 1 else [self._item(name)]
        taken = self._short(items, number, "Fee") if items[0] else None
        if taken is None:
            return None
        return Settle(self._owner(items[0]), tuple(items), fee=taken)

    def _short(self, items: Sequence[str], number: str, name: str) -> Money | None:
        """Return what a discount or fee comes to: what is open less what came, or as typed."""
        currency = self._line.amount.currency
        rows = [row for row in self._desk.open_of("") if row.item in items]
        opens = [row.balance_open for row in rows if row.balance_open.currency == currency]
        short = total(opens, currency) - self._line.amount
        usual = plain(short.number) if short.number > 0 else ""
        text = number.strip() or self._ask(name, usual)
        return parse_money(text, currency, flag=name.casefold()) if text else None

    def _search(self, typed: str) -> Asked:
        text = typed or self._ask("Customer, number or amount") or ""
        rows = [row for row in self._desk.open_of("") if text and _fits(row, text)]
        mine = [row for row in rows if row.balance_open.currency == self._line.amount.currency]
        found = [row for row in mine if row.balance_open.number > 0]
        if not found:
            from billcli.domain.problem import quoted  # noqa: PLC0415 - as is asked

            self._reader_says([(Words(f"   nothing open fits {quoted(text)}", QUIET),)])
            return None
        shown = found[:FOUND_MAX]
        self._reader_says([_item_row(row, f"{n}  ") for n, row in enumerate(shown, 1)])
        if len(found) > FOUND_MAX:
            self._reader_says([(Words(f"   and {len(found) - FOUND_MAX} more", QUIET),)])
        answer = self._readers.key("Number, or Enter to go back: ") or ""
        if not (answer.isdecimal() and 1 <= int(answer) <= len(shown)):
            return None
        row = shown[int(answer) - 1]
        put = min(row.balance_open.number, self._line.amount.number)
        return Settle(row.customer, (f"{row.item}={plain(put)}",))

    def _owner(self, item: str) -> str:
        return next(row.customer for row in self._desk.open_of("") if row.item == item)

    def _reader_says(self, rows: Sequence[Row]) -> None:
        self._screen.say(rows)


def _refusal(message: str, hint: str) -> Row:
    return Words("   "), Words(one_line(message), MARK), Words(f"; {one_line(hint)}", QUIET)


def _item_row(row: OpenItem, lead: str = "   ") -> Row:
    due = f"  due {row.date_due}" if row.date_due else ""
    words = f"  {row.balance_open}  {one_line(clipped(row.customer_name))}{due}"
    return Words(lead, KEY), Words(one_line(row.item), STRONG), Words(words, PLAIN)


def _fits(row: OpenItem, text: str) -> bool:
    """Return whether a customer's id or name, a number or an amount holds what is searched."""
    wanted = text.casefold()
    words = f"{row.customer}\n{row.customer_name}\n{row.item}".casefold()
    return wanted in words or wanted.replace(",", ".") in {
        plain(row.balance_open.number), plain(row.amount.number),
        f"{row.balance_open.number.normalize():f}",
    }  # fmt: skip
