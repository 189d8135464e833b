"""The section ``[time]`` of ``billcli.toml``: how hours are rounded, priced and told apart."""

from __future__ import annotations

from billcli.domain.frozen import field, frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError
from billcli.domain.work import Step, parse_step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.store.toml_table import TomlTable

LATE = 30


@frozen
class TimeSetting:
    """How work is billed.

    Attributes:
        step: each time is rounded to it.
        price: code of the price list for hours that have no other price, or empty.
        late: days after which unbilled work is told of.
        customers: customer by the name of a project.
    """

    step: Step = field(default_factory=Step)
    price: str = ""
    late: int = LATE
    customers: Mapping[str, str] = field(default_factory=dict)


def read_time_setting(table: TomlTable) -> TimeSetting:
    """Return the section; what is wrong is noted in the file."""
    step, text = Step(), table.text("round")
    try:
        step = parse_step(text) if text else step
    except BillcliError as error:
        table.wrong("round", error.problems[0].message, error.problems[0].help)
    price = table.text("price")
    late = table.whole("late")
    if late is not None and late < 0:
        table.wrong("late", f"late: {late} is no number of days", "write 0 or more")
    rows = table.table("customers")
    customers = {name: rows.text(name) for name in rows.raw()}
    table.finish()
    return TimeSetting(step, price, LATE if late is None else late, customers)
