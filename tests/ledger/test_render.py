from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.entry import Account, Asserted, Document, Entry, Note, Posting, Record
from billcli.domain.money import Money, quantum
from billcli.domain.problem import UsageError
from billcli.ledger.change_set import Append, ChangeSet
from billcli.ledger.piece import read_piece
from billcli.ledger.render import blocks, render

if TYPE_CHECKING:
    from billcli.domain.entry import Directive

DAY = dt.date(2026, 1, 15)
ACME = "Assets:Receivable:Acme"


def usd(number: str) -> Money:
    return Money.of(number, "USD")


def entry(**fields: object) -> Entry:
    made = Entry(
        DAY,
        "Acme Inc.",
        "Invoice",
        ("invoice",),
        ("INV-1",),
        (Posting(ACME, usd("10.00")), Posting("Income:Services", usd("-10.00"))),
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def posting(**fields: object) -> Posting:
    return replace(Posting(ACME, usd("10.00")), **fields)  # type: ignore[arg-type]


def test_an_invoice_reads_like_the_worked_example_of_the_ledger_format() -> None:
    invoice = Entry(
        DAY,
        "Acme Inc.",
        "Invoice INV-2026-0001",
        ("invoice",),
        ("INV-2026-0001",),
        (
            Posting(ACME, usd("1944.00")),
            Posting(
                "Income:Services",
                usd("-1800.00"),
                {"item": "Hosting", "quantity": Decimal(1), "price": usd("300.00")},
            ),
            Posting("Liabilities:SalesTax", usd("-144.00"), {"rate": Decimal(8)}),
        ),
        {"invoice": "INV-2026-0001", "due": dt.date(2026, 2, 14)},
    )
    assert render([invoice]) == (
        '2026-01-15 * "Acme Inc." "Invoice INV-2026-0001" #invoice ^INV-2026-0001\n'
        '  invoice: "INV-2026-0001"\n'
        "  due: 2026-02-14\n"
        "  Assets:Receivable:Acme   1944.00 USD\n"
        "  Income:Services         -1800.00 USD\n"
        '    item: "Hosting"\n'
        "    quantity: 1\n"
        "    price: 300.00 USD\n"
        "  Liabilities:SalesTax     -144.00 USD\n"
        "    rate: 8\n"
    )


def test_every_other_directive_has_its_line() -> None:
    directives: list[Directive] = [
        Account(DAY, ACME, ("EUR", "USD"), {"customer-id": "Acme"}, closed=dt.date(2026, 12, 31)),
        Account(DAY, "Assets:Bank"),
        Record(DAY, "customer", ("Acme", ACME, True, Decimal("1.50")), {"name": "Acme"}, (1,)),
        Note(DAY, ACME, "Reminder 1 sent", ("reminder",), ("INV-1",), {"level": Decimal(1)}),
        Document(DAY, ACME, "documents/INV-1.pdf", (), ("INV-1",)),
        Asserted(DAY, "Assets:Bank", usd("-10.00")),
    ]
    assert render(directives) == (
        "2026-01-15 open Assets:Receivable:Acme EUR,USD\n"
        '  customer-id: "Acme"\n'
        "2026-12-31 close Assets:Receivable:Acme\n"
        "\n"
        "2026-01-15 open Assets:Bank\n"
        "\n"
        '2026-01-15 custom "customer" "Acme" Assets:Receivable:Acme TRUE 1.50\n'
        '  name: "Acme"\n'
        "\n"
        '2026-01-15 note Assets:Receivable:Acme "Reminder 1 sent" #reminder ^INV-1\n'
        "  level: 1\n"
        "\n"
        '2026-01-15 document Assets:Receivable:Acme "documents/INV-1.pdf" ^INV-1\n'
        "\n"
        "2026-01-15 balance Assets:Bank -10.00 USD\n"
    )


def test_a_foreign_amount_carries_its_total_in_base_currency() -> None:
    legs = (
        Posting(ACME, Money.of("1000.00", "EUR"), {}, usd("1080.00")),
        Posting("Income:Services", usd("-1080.00")),
    )
    text = render([entry(postings=legs)])
    assert "  Assets:Receivable:Acme   1000.00 EUR @@ 1080.00 USD\n" in text
    assert "  Income:Services         -1080.00 USD\n" in text


def test_an_entry_may_have_no_payee_and_no_postings() -> None:
    assert render([entry(payee="", postings=())]) == '2026-01-15 * "Invoice" #invoice ^INV-1\n'


def test_quotes_and_backslashes_are_escaped() -> None:
    assert '"a \\"b\\" \\\\"' in render([entry(narration='a "b" \\')])


def test_numbers_never_show_an_exponent_or_a_negative_zero() -> None:
    meta = {"quantity": Decimal("1E+3"), "rate": Decimal("-0.00"), "base": usd("1E+2")}
    text = render([entry(meta=meta)])
    assert "quantity: 1000\n" in text
    assert "rate: 0.00\n" in text
    assert "base: 100 USD\n" in text


def test_currencies_keep_their_own_digits() -> None:
    legs = tuple(
        Posting(ACME, Money.of(number, currency))
        for number, currency in (("5", "JPY"), ("5.000", "KWD"))
    )
    text = render([entry(postings=legs)])
    assert "      5 JPY\n" in text
    assert "  5.000 KWD\n" in text


INJECTION = '\n2026-01-01 * "stolen"\n'

REFUSED: dict[str, Directive] = {
    "newline in payee": entry(payee="Acme" + INJECTION),
    "newline in narration": entry(narration="x" + INJECTION),
    "carriage return": entry(narration="a\rb"),
    "escape sequence": entry(narration="\x1b[31mred"),
    "direction override": entry(narration="a\u202eb"),
    "lone surrogate": entry(narration="\udcff"),
    "newline in tag": entry(tags=("a" + INJECTION,)),
    "newline in link": entry(links=("a" + INJECTION,)),
    "trailing newline in link": entry(links=("a\n",)),
    "two links in one": entry(links=("a^b",)),
    "tag in a link": entry(links=("inv#1",)),
    "empty tag": entry(tags=("",)),
    "umlaut in link": entry(links=("größe",)),
    "newline in key": entry(meta={"a" + INJECTION: "x"}),
    "capital in key": entry(meta={"Note": "x"}),
    "key of one letter": entry(meta={"n": "x"}),
    "key of the parser": entry(meta={"lineno": "x"}),
    "newline in value": entry(meta={"note": "x" + INJECTION}),
    "float": entry(meta={"rate": 1.5}),
    "nothing": entry(meta={"rate": None}),
    "time of day": entry(meta={"due": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}),
    "not a number": entry(meta={"rate": Decimal("NaN")}),
    "infinity": entry(meta={"rate": Decimal("Infinity")}),
    "huge exponent": entry(meta={"rate": Decimal("1E+999999")}),
    "tiny exponent": entry(meta={"rate": Decimal("1E-999999")}),
    "too many figures": entry(meta={"rate": Decimal("1" * 29)}),
    "newline in meta currency": entry(meta={"base": Money(Decimal(1), "USD" + INJECTION)}),
    "date with time": entry(date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
    "flag": entry(flag="*" + INJECTION),
    "newline in posting account": entry(postings=(posting(account=ACME + INJECTION),)),
    "posting key": entry(postings=(posting(meta={"a b": "x"}),)),
    "newline in currency": entry(postings=(posting(amount=Money(Decimal(1), "USD\n")),)),
    "small currency": entry(postings=(posting(amount=Money(Decimal("1.00"), "usd")),)),
    "currency that is a truth value": entry(
        postings=(posting(amount=Money(Decimal("1.00"), "TRUE")),)
    ),
    "too few decimals": entry(postings=(posting(amount=usd("10")),)),
    "too many decimals": entry(postings=(posting(amount=usd("10.001")),)),
    "negative price": entry(postings=(posting(price=Money.of("-1.00", "EUR")),)),
    "price of nothing": entry(
        postings=(posting(amount=usd("0.00"), price=Money.of("1.00", "EUR")),)
    ),
    "price in the same currency": entry(postings=(posting(price=usd("10.00")),)),
    "price of odd digits": entry(postings=(posting(price=Money.of("1.001", "EUR")),)),
    "account without root": Account(DAY, "Assets"),
    "account in small letters": Account(DAY, "Assets:acme"),
    "account with a blank": Account(DAY, "Assets:A B"),
    "account with an empty part": Account(DAY, "Assets::A"),
    "account with a decomposed accent": Account(DAY, "Assets:E\u0301cole"),
    "account with ideographs": Account(DAY, "Assets:株式会社"),
    "root that is a number": Account(DAY, "1Assets:Bank"),
    "newline in open currency": Account(DAY, "Assets:Bank", ("EUR\n",)),
    "newline in kind": Record(DAY, "customer" + INJECTION, ()),
    "newline in record value": Record(DAY, "customer", ("x" + INJECTION,)),
    "account value that is none": Record(DAY, "customer", ("Acme",), {}, (0,)),
    "newline in note": Note(DAY, ACME, "x" + INJECTION),
    "number subtracted from the one before": Record(DAY, "rate", (Decimal(3), Decimal(-1))),
    "note on no account": Note(DAY, "x", "x"),
    "absolute document": Document(DAY, ACME, "/etc/passwd"),
    "document outside": Document(DAY, ACME, "documents/../../x.pdf"),
    "document without name": Document(DAY, ACME, ""),
    "newline in the currency of a balance": Asserted(DAY, ACME, Money(Decimal("1.00"), "USD\n")),
    "balance of odd digits": Asserted(DAY, ACME, usd("1.001")),
    "balance of no account": Asserted(DAY, "x", usd("1.00")),
    "newline in document": Document(DAY, ACME, "x.pdf" + INJECTION),
}


@pytest.mark.parametrize("directive", REFUSED.values(), ids=REFUSED)
def test_what_is_not_provably_legal_is_refused(directive: Directive) -> None:
    with pytest.raises(UsageError) as caught:
        render([directive])
    assert caught.value.problems


def test_all_faults_are_named_at_once_and_each_only_once() -> None:
    wrong = entry(tags=("a b",), links=("c d",), postings=(posting(account="x"),) * 2)
    with pytest.raises(UsageError) as caught:
        blocks([wrong])
    words = [problem.message for problem in caught.value.problems]
    assert [word.split(":")[0] for word in words] == ["tag", "link", "account"]


def test_names_people_really_have_are_written_as_they_are() -> None:
    names = ("=cmd|'/c calc'!A0", '#read("x")', "[bold]x", "株式会社", "Ünïcode & Söhne", "a;b")
    for name in names:
        text = render([entry(payee=name)])
        assert read_piece(text, "x") == (entry(payee=name),)


def test_a_change_set_shows_exactly_what_would_be_appended(tmp_path: object) -> None:
    first, second = entry(), Account(DAY, "Assets:Bank")
    change = ChangeSet(
        (Append(tmp_path, (first,)), Append(tmp_path, ()), Append(tmp_path, (second,)))  # type: ignore[arg-type]
    )
    assert change.text() == render([first, second])


# What render writes, the reader reads back: the same values.

LETTERS = st.characters(
    exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp"), exclude_characters="\u2028\u2029"
)
TEXTS = st.text(LETTERS, max_size=30)
NAMES = st.from_regex(r"[A-Za-z0-9._-]{1,12}", fullmatch=True)
KEYS = st.from_regex(r"[a-z][a-z0-9-]{1,10}", fullmatch=True).filter(
    lambda key: key not in {"filename", "lineno"}
)
PARTS = st.from_regex(r"[A-Z0-9][A-Za-z0-9-]{0,8}", fullmatch=True) | st.sampled_from(
    ["Ünïcode", "Москва", "A-", "123-GmbH"]
)
ACCOUNTS = st.builds(
    lambda root, parts: ":".join([root, *parts]),
    st.sampled_from(["Assets", "Income", "Liabilities", "Expenses", "Equity"]),
    st.lists(PARTS, min_size=1, max_size=3),
)
DATES = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))
CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CLF", "X-A.B'C"])
NUMBERS = st.decimals(-(10**15), 10**15, allow_nan=False, places=4)


@st.composite
def moneys(draw: st.DrawFn, least: int = -(10**12)) -> Money:
    currency = draw(CURRENCIES)
    units = draw(st.integers(least, 10**12))
    return Money(units * quantum(currency), currency)


VALUES = TEXTS | NUMBERS | DATES | moneys() | st.booleans()
METAS = st.dictionaries(KEYS, VALUES, max_size=4)
MARKS = st.lists(NAMES, unique=True, max_size=3).map(tuple)


@st.composite
def postings(draw: st.DrawFn) -> Posting:
    amount = draw(moneys())
    price = draw(st.none() | moneys(0))
    if price is not None and (price.currency == amount.currency or not amount):
        price = None
    return Posting(draw(ACCOUNTS), amount, draw(METAS), price)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Balanced entries: a random leg, then its mirror."""
    leg = draw(postings())
    legs = (leg, replace(leg, amount=-leg.amount, account=draw(ACCOUNTS), meta=draw(METAS)))
    payee, narration, flag = draw(TEXTS), draw(TEXTS), draw(st.sampled_from("*!"))
    return Entry(draw(DATES), payee, narration, draw(MARKS), draw(MARKS), legs, draw(METAS), flag)


def is_subtraction(before: object, value: object) -> bool:
    """Return whether Beancount would take two values of a record for one difference."""
    number = value.number if isinstance(value, Money) else value
    return isinstance(before, Decimal) and isinstance(number, Decimal) and number < 0


@st.composite
def records(draw: st.DrawFn) -> Record:
    values = draw(st.lists(VALUES, max_size=3))
    if any(map(is_subtraction, values, values[1:])):
        values.clear()
    account = draw(ACCOUNTS)
    at = draw(st.integers(0, len(values)))
    return Record(
        draw(DATES), draw(TEXTS), (*values[:at], account, *values[at:]), draw(METAS), (at,)
    )


PATHS = st.lists(NAMES.filter(lambda name: name.strip(".")), min_size=1, max_size=3).map("/".join)
DIRECTIVES = st.one_of(
    entries(),
    records(),
    st.builds(
        Account, DATES, ACCOUNTS, st.lists(CURRENCIES, max_size=2, unique=True).map(tuple), METAS
    ),
    st.builds(Note, DATES, ACCOUNTS, TEXTS, MARKS, MARKS, METAS),
    st.builds(Document, DATES, ACCOUNTS, PATHS, MARKS, MARKS, METAS),
    st.builds(Asserted, DATES, ACCOUNTS, moneys()),
)


def unique_accounts(directives: list[Directive]) -> bool:
    names = [directive.name for directive in directives if isinstance(directive, Account)]
    return len(names) == len(set(names))


def check_round_trip(directives: list[Directive]) -> None:
    text = render(directives)
    assert read_piece(text, "x") == tuple(directives)
    assert render(read_piece(text, "x")) == text


@given(st.lists(DIRECTIVES, max_size=4).filter(unique_accounts))
@settings(max_examples=50, deadline=None)
def test_what_is_written_reads_back_as_the_same_values(directives: list[Directive]) -> None:
    check_round_trip(directives)


@pytest.mark.long
@given(st.lists(DIRECTIVES, max_size=6).filter(unique_accounts))
@settings(max_examples=2000, deadline=None)
def test_what_is_written_reads_back_as_the_same_values_in_full(directives: list[Directive]) -> None:
    check_round_trip(directives)


FIELDS = ("payee", "narration", "flag")


@given(st.text(max_size=20), st.sampled_from(FIELDS))
@settings(max_examples=50, deadline=None)
def test_any_text_is_refused_or_stays_one_field(text: str, field: str) -> None:
    meant = entry(**{field: text})
    try:
        written = render([meant])
    except UsageError:
        return
    assert read_piece(written, "x") == (meant,)


@given(st.text(max_size=12))
@settings(max_examples=50, deadline=None)
def test_any_name_is_refused_or_stays_one_name(text: str) -> None:
    for meant in (
        entry(tags=(text,)),
        entry(links=(text,)),
        entry(meta={text: "x"}),
        entry(postings=(posting(account=f"Assets:{text}"),)),
        entry(postings=(posting(amount=Money(Decimal("1.00"), text)),)),
    ):
        try:
            written = render([meant])
        except UsageError:
            continue
        assert read_piece(written, "x") == (meant,)
