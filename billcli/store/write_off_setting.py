"""The section ``[writeoff]`` of ``billcli.toml``: tax given back, small differences, allowances."""

from __future__ import annotations

from decimal import Decimal

from billcli.domain.allowance import edges_in
from billcli.domain.frozen import field, frozen
from billcli.domain.money import Money, parse_money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.store.toml_table import TomlTable

_AS = 'write allowance = {"1-30" = 2, "31-60" = 10, "over 60" = 50}'
_ALL = 100


@frozen
class WriteOffs:
    """What is agreed about write-offs.

    Attributes:
        tax_relief: whether tax is given back with what is written off, where nothing else is said.
        small: the largest rest that ``writeoff small`` takes, by currency.
        allowance: percentage that is expected to be lost, by bucket of days overdue, as
            ``report aging`` names buckets; the others have none.
    """

    tax_relief: bool = False
    small: Mapping[str, Money] = field(default_factory=dict)
    allowance: Mapping[str, Decimal] = field(default_factory=dict)


def read_write_offs(table: TomlTable) -> WriteOffs:
    """Return the section; what is wrong is noted in the table's file with its line."""
    relief = table.truth("tax_relief")
    small: dict[str, Money] = {}
    texts = (table.text("small"),) if isinstance(table.peek("small"), str) else table.texts("small")
    for text in filter(None, texts):
        number, _, currency = text.partition(" ")
        try:
            amount = parse_money(number, currency.strip(), flag="small")
        except BillcliError as error:
            table.wrong("small", error.problems[0].message, 'write small = "0.05 EUR"')
            continue
        if amount.number <= 0:
            table.wrong("small", f"{amount} is not more than zero", 'write small = "0.05 EUR"')
        small[amount.currency] = amount
    allowance = _allowance(table.table("allowance"))
    table.finish()
    return WriteOffs(relief, small, allowance)


def _allowance(table: TomlTable) -> Mapping[str, Decimal]:
    percents: dict[str, Decimal] = {}
    for bucket in table.raw():
        percent = table.number(bucket)
        if not edges_in((bucket,)):
            table.wrong(bucket, f"{table.name(bucket)} is no bucket of days overdue", _AS)
        elif percent is not None and not 0 <= percent <= _ALL:
            table.wrong(bucket, f"{table.name(bucket)} is not between 0 and 100 percent", _AS)
        else:
            percents[bucket] = percent or Decimal()
    if percents and not edges_in(percents):
        table.wrong("", f"the buckets {', '.join(percents)} overlap", _AS)
    return percents
