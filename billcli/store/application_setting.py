"""The section ``[application]`` of ``billcli.toml``: in which order money settles items."""

from __future__ import annotations

from billcli.domain.application_order import Order
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import quoted

if TYPE_CHECKING:
    from billcli.store.toml_table import TomlTable


def read_application(table: TomlTable) -> Order:
    """Return the order; one that is none is noted in the table's file with its line."""
    text, order = table.text("order", Order.OLDEST), Order.OLDEST
    try:
        order = Order(text.replace("-", " "))
    except ValueError:
        named = " or ".join(f'"{one}"' for one in Order)
        table.wrong("order", f"{quoted(text)} is no order of application", f"write {named}")
    table.finish()
    return order
