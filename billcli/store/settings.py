"""The project file ``billcli.toml``: what a bookkeeper decided once, as frozen values.

Nothing here is needed to read a ledger; every setting has a default or is asked for by the command
that needs it.
"""

from __future__ import annotations

from billcli.domain.application_order import Order
from billcli.domain.frozen import field, frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, quoted
from billcli.domain.tax import Rounding, TaxTable
from billcli.store.application_setting import read_application
from billcli.store.output_setting import Output, read_output
from billcli.store.seldom_section import SeldomSections, read_seldom
from billcli.store.setting_section import (
    read_prices,
    read_rounding,
    read_series,
    read_tax,
)
from billcli.store.toml_table import TomlTable, read_toml

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from billcli.domain.line_draft import PriceItem
    from billcli.domain.numbering import Series

PROJECT_FILE = "billcli.toml"


@frozen
class Accounts:
    """Where money is booked; an empty name means that no default is set."""

    receivable: str = ""
    bank: str = ""
    income: str = "Income:Services"
    tax: str = "Liabilities:Tax"
    discounts: str = "Income:Discounts"
    fees: str = "Expenses:Fees:Bank"
    card_fees: str = "Expenses:Fees:Card"
    rounding: str = "Expenses:Rounding"
    bad_debt: str = "Expenses:BadDebt"
    allowance: str = "Assets:Allowance:BadDebt"
    fx: str = "Income:FX"
    debits: str = "Assets:Clearing:DirectDebit"
    cards: str = "Assets:Clearing:Cards"
    undeposited: str = "Assets:UndepositedFunds"
    opening: str = "Equity:Opening-Balances"
    deposits: str = ""
    late_fees: str = "Income:LateFees"
    interest: str = "Income:Interest"


@frozen
class Defaults:
    """What a new invoice takes when neither the command nor the customer says otherwise."""

    currency: str = ""
    terms: str = "net 30"
    tax: str = ""
    prices: str = "net"
    language: str = "en"


@frozen
class Currency:
    """In which currency the books are kept.

    Attributes:
        base: the currency; empty takes that of ``Defaults``, then the ledger's.
        value: whether documents in other currencies are kept at a value in it (format rule 15).
    """

    base: str = ""
    value: bool = False


@frozen
class Files:
    """Names of files, relative to the ledger's folder.

    Attributes:
        write: file that receives entries; ``{year}`` is the entry's year; empty for the ledger.
        customers: file that receives customer records; empty for the ledger.
        documents: folder that receives rendered documents.
        templates: folder of the user's own templates.
    """

    write: str = ""
    customers: str = ""
    documents: str = "documents"
    templates: str = "templates"


@frozen
class BankAccount:
    """A bank account of the issuer; ``profile`` names a CSV profile or is empty."""

    account: str
    currency: str = ""
    iban: str = ""
    profile: str = ""


@frozen
class Settings(SeldomSections):
    """Everything the project file may say.

    Attributes:
        ledger: name of the main ledger file, or an empty string.
        start: date accounts are opened from, or None for the entry's own date.
        skip_plugins: Beancount plugins left out on purpose.
        series: number series by kind (invoice, credit-note, payment, application).
        prices: price list by code.
        matching: the agreement about small differences as written; ``policy_of`` checks it.
        application: in which order money settles what nobody named.
        profiles: CSV profiles as written; the bank reader checks them.
        importers: file that configures the user's beangulp importers, or empty.
        origins: ``file:line`` of every setting given, by dotted name.
        seldom: sections that few commands ask for, as far as they are given, by their classes.
    """

    ledger: str = ""
    start: dt.date | None = None
    skip_plugins: tuple[str, ...] = ()
    accounts: Accounts = field(default_factory=Accounts)
    defaults: Defaults = field(default_factory=Defaults)
    currency: Currency = field(default_factory=Currency)
    files: Files = field(default_factory=Files)
    output: Output = field(default_factory=Output)
    series: Mapping[str, Series] = field(default_factory=dict)
    taxes: TaxTable = field(default_factory=lambda: TaxTable(()))
    prices: Mapping[str, PriceItem] = field(default_factory=dict)
    rounding: Rounding = field(default_factory=Rounding)
    matching: Mapping[str, object] = field(default_factory=dict)
    application: Order = Order.OLDEST
    banks: tuple[BankAccount, ...] = ()
    profiles: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    importers: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)
    seldom: Mapping[type, object] = field(default_factory=dict)


def _ledger(top: TomlTable) -> tuple[str, dt.date | None, tuple[str, ...]]:
    """Return file, start and skipped plugins; ``ledger`` may be a text or a table."""
    if isinstance(top.peek("ledger"), str):
        return top.text("ledger"), top.date("start"), top.texts("skip_plugins")
    table = top.table("ledger")
    found = table.text("file"), table.date("start"), table.texts("skip_plugins")
    table.finish()
    return found


def _banks(
    top: TomlTable,
) -> tuple[tuple[BankAccount, ...], Mapping[str, Mapping[str, object]], str]:
    bank = top.table("bank")
    importers = bank.text("importers")
    profiles = {name: table.raw() for name, table in bank.table("profile").tables()}
    banks = []
    for name, table in bank.table("account").tables():
        texts = {key: table.text(key) for key in ("currency", "iban", "profile")}
        if texts["profile"] and texts["profile"] not in profiles:
            table.wrong(
                "profile", f"there is no profile {quoted(texts['profile'])} under [bank.profile]"
            )
        banks.append(BankAccount(name, **texts))
        table.finish()
    bank.finish()
    return tuple(banks), profiles, importers


def _currency(table: TomlTable) -> Currency:
    found = Currency(table.text("base"), table.truth("value"))
    table.finish()
    return found


def _texts(top: TomlTable, name: str, kind: type) -> dict[str, str]:
    """Return the text fields of a dataclass that the section gives."""
    table = top.table(name)
    given = {key: (table.has(key), table.text(key)) for key in kind.__annotations__}
    table.finish()
    return {key: text for key, (there, text) in given.items() if there}


def parse_settings(data: bytes, name: str) -> Settings:
    """Return the settings of a project file.

    Args:
        data: the file's bytes.
        name: the file's name as the user knows it, for messages.

    Raises:
        InvalidError: every mistake in the file, each with its line.
    """
    file, top = read_toml(data, name)
    ledger, start, skip_plugins = _ledger(top)
    banks, profiles, importers = _banks(top)
    accounts = Accounts(**_texts(top, "accounts", Accounts))
    settings = Settings(
        ledger=ledger,
        start=start,
        skip_plugins=skip_plugins,
        accounts=accounts,
        defaults=Defaults(**_texts(top, "defaults", Defaults)),
        currency=_currency(top.table("currency")),
        files=Files(**_texts(top, "files", Files)),
        output=read_output(top.table("output")),
        series=read_series(top.table("series")),
        taxes=read_tax(top.table("tax"), accounts.tax),
        prices=read_prices(top.table("prices")),
        rounding=read_rounding(top.table("rounding")),
        matching=top.table("matching").raw(),
        application=read_application(top.table("application")),
        banks=banks,
        profiles=profiles,
        importers=importers,
        origins={".".join(path): f"{name}:{line}" for path, line in file.lines.items()},
        seldom=read_seldom(top),
    )
    top.finish()
    if file.problems:
        raise InvalidError(*sorted(file.problems, key=lambda p: p.where.line if p.where else 0))
    return settings


def load_settings(project: Path | None, shown: str = PROJECT_FILE) -> Settings:
    """Return the settings of a project folder; all defaults when it has no project file.

    Raises:
        InvalidError: the file is there but wrong.
    """
    if project is None or not (project / PROJECT_FILE).is_file():
        return Settings(series=read_series(None))
    return parse_settings((project / PROJECT_FILE).read_bytes(), shown)
