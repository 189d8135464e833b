"""In whatever order an invoice is credited, discounted and lost: its taxes end at nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.allocation import Allocations
from billcli.domain.allocation_part import Part
from billcli.domain.books import Books
from billcli.domain.correction import check_amount, check_group_room, check_groups, check_unreduced
from billcli.domain.credit_by_amount import credited_amount
from billcli.domain.credit_by_line import credited_lines
from billcli.domain.entry import Entry, Facts, Posting
from billcli.domain.frozen import replace
from billcli.domain.left_share import left_shares
from billcli.domain.money import Money, quantum
from billcli.domain.payment_entry import payment_entry
from billcli.domain.payment_plan import DiscountTaken, PaymentAccounts, PaymentPlan
from billcli.domain.problem import UsageError
from billcli.domain.reduced import reduced_left
from billcli.domain.reversal_entry import reversal_entry
from billcli.domain.write_off_entry import WriteOff, recovered_entry, write_off_entry
from tests.domain.billed import DAY, OWED, Billed, bill, booked, line
from tests.domain.test_credit_by_line import invoices

if TYPE_CHECKING:
    from billcli.domain.credit_left import Left

ACCOUNTS = PaymentAccounts("Assets:Bank", OWED)


class Story(Billed):
    """An invoice, and all that took something off it."""

    def __init__(self, billed: Billed) -> None:
        """Begin with the invoice alone."""
        super().__init__(billed.invoice, billed.rounding.level)
        self.acts: list[Entry] = []

    def books(self) -> Books:
        every = (booked(self.invoice), *self.acts)
        return Books.of(Facts(every), ("Assets:Receivable",), DAY)

    @property
    def room(self) -> Left:
        return reduced_left(self.left, self.books().history("INV-1"))

    def credit_line(self, at: int, part: str) -> None:
        left, room = self.left, self.room
        asked = {at % len(left.lines) + 1: Decimal(part) or None}
        credit = credited_lines(left, asked, self.rounding)
        check_groups(credit, left, room)
        check_amount(credit.total, left, room)
        check_unreduced(credit.total, left, room)
        check_group_room(credit, left, room)
        self._noted(credit)

    def credit_amount(self, amount: Money) -> None:
        check_amount(amount, self.left, self.room)
        check_unreduced(amount, self.left, self.room)
        self._noted(credited_amount(self.room, amount, "Goodwill"))

    def discount(self, amount: Money) -> None:
        taken = DiscountTaken("INV-1", amount, left_shares(self.room, amount))
        zero = Money.zero(amount.currency)
        settled = Allocations((self._part(amount),), zero)
        plan = PaymentPlan(f"PMT-{len(self.acts)}", "Acme Inc.", DAY, zero, settled, ACCOUNTS,
                           discounts=(taken,))  # fmt: skip
        self.acts.append(payment_entry(plan))

    def lose(self, amount: Money, *, relief: bool = True) -> None:
        taxes = left_shares(self.room, amount) if relief else ()
        name, part = f"WO-{len(self.acts)}", self._part(amount)
        loss = WriteOff(name, "Acme Inc.", DAY, (part,), "Expenses:BadDebt", "Poor", taxes)
        self.acts.append(write_off_entry(loss))

    def give_back(self, percent: int) -> None:
        """Take the last discount back, or recover a part of the last loss."""
        if not self.acts or "reversal" in self.acts[-1].tags:
            return
        last, name = self.acts[-1], f"RET-{len(self.acts)}"
        if "payment" in last.tags or percent > 80:
            self.acts.append(reversal_entry(name, last))
            return
        whole = next(leg.amount for leg in last.postings if "invoice" in leg.meta)
        first = _share(-whole, percent)
        before: list[Entry] = []
        for part in (first, -whole - first) if percent > 40 else (first,):
            if part:
                back = recovered_entry(f"{name}-{len(before)}", last, before, part, DAY)
                before.append(back)
        self.acts += before

    def _part(self, amount: Money) -> Part:
        return Part(self.books().item("INV-1")[0], amount)

    def entries(self) -> list[Entry]:
        return [*super().entries(), *self.acts]


def _share(of: Money, percent: int) -> Money:
    return Money((of.number * percent / 100).quantize(quantum(of.currency)), of.currency)


def taxes_of(story: Story) -> dict[tuple[object, ...], Decimal]:
    """Return tax and base of each code that is still charged."""
    found: dict[tuple[object, ...], Decimal] = {}
    for entry in story.entries():
        for leg in entry.postings:
            base = leg.meta.get("base")
            if isinstance(base, Money):
                key = leg.account, leg.meta["tax"], leg.meta.get("group", "")
                found["tax", *key] = found.get(("tax", *key), Decimal(0)) - leg.amount.number
                found["base", *key] = found.get(("base", *key), Decimal(0)) + base.number
    return found


ACTS = st.lists(
    st.tuples(st.sampled_from(["line", "line", "amount", "discount", "loss", "back"]),
              st.integers(0, 5), st.integers(1, 99)),
    min_size=1, max_size=6,
)  # fmt: skip


def carry_out(story: Story, acts: list[tuple[str, int, int]], *, relief: bool) -> None:
    billed = taxes_of(story)
    for act, where, percent in acts:
        amount = _share(story.room.total, percent)
        try:
            if act == "line":
                left = story.left.lines[where % len(story.left.lines)]
                story.credit_line(where, f"{abs(left.quantity) * percent / 100:.3f}")
            elif act == "back":
                story.give_back(percent)
            elif amount.number > 0:
                {"amount": story.credit_amount, "discount": story.discount,
                 "loss": lambda off: story.lose(off, relief=relief)}[act](amount)  # fmt: skip
        except UsageError as error:
            codes = {problem.code for problem in error.problems}
            assert codes <= {"CREDIT-EXCEEDS", "CREDIT-NOTHING", "CREDIT-REDUCED"}, error  # noqa: PT017 - with words
        for key, number in taxes_of(story).items():
            assert 0 <= number <= billed[key], (act, key, number)


def judge(billed: Billed, acts: list[tuple[str, int, int]], last: str) -> None:
    story = Story(billed)
    carry_out(story, acts, relief=True)
    rest = story.room.total
    if rest.number > 0:
        {"amount": story.credit_amount, "loss": story.lose}[last](rest)
    assert story.room.total.number <= 0
    coins = max(-story.left.rounding.number, Decimal(0))  # a line may hide what they left out
    assert all(number <= coins for number in taxes_of(story).values()), story.acts


@settings(max_examples=60, deadline=None)
@given(invoices(), ACTS, st.sampled_from(["amount", "loss"]))
def test_taxes_end_at_nothing(billed: Billed, acts: list[tuple[str, int, int]], last: str) -> None:
    judge(billed, acts, last)


@pytest.mark.long
@settings(max_examples=2000, deadline=None)
@given(invoices(), ACTS, st.sampled_from(["amount", "loss"]))
def test_taxes_end_at_nothing_often(
    billed: Billed, acts: list[tuple[str, int, int]], last: str
) -> None:
    judge(billed, acts, last)


@settings(max_examples=30, deadline=None)
@given(invoices(), ACTS)
def test_losses_without_relief_give_no_tax_back(
    billed: Billed, acts: list[tuple[str, int, int]]
) -> None:
    story = Story(billed)
    carry_out(story, acts, relief=False)
    if story.room.total.number > 0:
        story.credit_amount(story.room.total)
    assert all(number >= 0 for number in taxes_of(story).values())


def eur(number: str) -> Money:
    return Money.of(number, "EUR")


def figures(left: Left) -> list[tuple[str, str]]:
    return [(str(tax.base.number), str(tax.tax.number)) for tax in left.taxes]


def granted(amount: str, stated: str, **meta: str) -> Posting:
    """Return a leg of a discount that is kept at a value of 1.10 USD for each EUR."""
    worth = {key: Money.of(number, "USD") for key, number in meta.items() if key == "base"}
    told = {"adjustment": "discount", "tax": meta["tax"]} if meta else {"adjustment": "discount"}
    return Posting(
        "Liabilities:VAT", Money.of(amount, "USD"), told | worth | {"amount": eur(stated)}
    )


def test_a_discount_kept_at_a_value_counts_in_the_currency_of_the_document() -> None:
    story = Story(Billed(bill(line("1", "100"), line("1", "100", "S7"))))
    legs = (
        Posting(OWED, eur("-22.60"), {"invoice": "INV-1"}),
        granted("22.00", "20.00"),
        granted("2.09", "1.90", tax="S19", base="-11.03"),
        granted("0.77", "0.70", tax="S7", base="-11.01"),
    )
    story.acts.append(Entry(DAY, "", "", ("payment",), ("INV-1",), legs, {"id": "PMT-1"}))
    assert figures(story.room) == [("89.97", "17.10"), ("90.03", "6.30")]
    assert str(story.room.total) == "203.40 EUR"
    story.credit_amount(eur("203.40"))
    assert figures(story.room) == [("0.00", "0.00"), ("0.00", "0.00")]


def test_a_loss_written_by_hand_that_tells_no_base_lowers_every_tax() -> None:
    story = Story(Billed(bill(line("1", "100"), line("1", "100", "S7"))))
    legs = (
        Posting(OWED, eur("-113.00"), {"invoice": "INV-1"}),
        Posting("Expenses:BadDebt", eur("103.50")),
        Posting("Liabilities:VAT", eur("9.50"), {"tax": "S19"}),
    )
    story.acts.append(Entry(DAY, "", "", ("write-off",), ("INV-1",), legs, {"id": "WO-1"}))
    assert figures(story.room) == [("50.00", "9.50"), ("50.00", "3.50")]


def test_more_than_is_left_bears_no_tax_beyond_it() -> None:
    """The credit note was paid back, and what the invoice asked for is open still."""
    story = Story(Billed(bill(line("1", "100"))))
    story.credit_amount(eur("109.00"))
    assert [(str(s.tax), str(s.base)) for s in left_shares(story.room, eur("119"))] == [
        ("1.60 EUR", "8.40 EUR")
    ]
    story.credit_amount(eur("10.00"))
    assert left_shares(story.room, eur("119.00")) == ()


def test_a_discount_that_names_another_invoice_is_not_its_own() -> None:
    story = Story(Billed(bill(line("1", "100"))))
    story.discount(eur("11.90"))
    named = replace(story.acts[0].postings[1], meta={"adjustment": "discount", "invoice": "INV-2"})
    legs = (*story.acts[0].postings[:1], named, *story.acts[0].postings[3:])
    story.acts[0] = replace(story.acts[0], postings=legs)
    assert story.room == story.left
