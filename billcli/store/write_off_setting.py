"""The section ``[writeoff]`` of ``billcli.toml``: tax given back with a loss, small differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.domain.frozen import field, frozen
from billcli.domain.money import Money, parse_money
from billcli.domain.problem import BillcliError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.store.toml_table import TomlTable


@frozen
class WriteOffs:
    """What is agreed about write-offs.

    Attributes:
        tax_relief: whether tax is given back with what is written off, where nothing else is said.
        small: the largest rest that ``writeoff small`` takes, by currency.
    """

    tax_relief: bool = False
    small: Mapping[str, Money] = field(default_factory=dict)


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
    table.finish()
    return WriteOffs(relief, small)
