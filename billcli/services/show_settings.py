"""Every setting in force, and the file and line it comes from."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError
from billcli.ledger.discover import find_ledger
from billcli.services.workspace import open_workspace, settings_name
from billcli.store.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from billcli.domain.tax import TaxTable
    from billcli.services.workspace import Selection

BUILT_IN = "built in"


@dataclass(frozen=True, slots=True)
class InForce:
    """One setting; ``origin`` is ``file:line`` or ``built in``."""

    name: str
    value: str
    origin: str


def settings_in_force(selection: Selection) -> tuple[InForce, ...]:
    """Return every setting by name, defaults included.

    Usual accounts have the ledger's own names of the five roots, where it can be read.

    Raises:
        UsageError: no ledger can be found.
        InvalidError: the project file is wrong.
    """
    found = find_ledger(selection.file, selection.project, selection.env, selection.cwd)
    settings = load_settings(found.project, settings_name(found.project, selection.cwd))
    with suppress(BillcliError):  # what is wrong with a ledger is for others to say
        settings = open_workspace(selection).settings
    rows = [InForce("ledger.file", str(found.ledger), found.reason)]
    rows += [
        InForce(name, value, _origin(settings, name))
        for name, value in sorted(_flat(settings))
        if name != "ledger.file"
    ]
    return tuple(rows)


def _origin(settings: Settings, name: str) -> str:
    return settings.origins.get(name, BUILT_IN)


def _flat(settings: Settings) -> Iterator[tuple[str, str]]:
    yield "ledger.start", str(settings.start or "")
    yield "ledger.skip_plugins", ", ".join(settings.skip_plugins)
    for section in ("accounts", "defaults", "currency", "files", "output", "rounding"):
        yield from _fields(section, getattr(settings, section))
    for kind, series in settings.series.items():
        yield f"series.{kind}.pattern", series.pattern
        yield f"series.{kind}.next", str(series.floor or 1)
    yield from _taxes(settings.taxes)
    for code, item in settings.prices.items():
        yield from _fields(f"prices.{code}", item, skip="code")
    yield "application.order", settings.application
    yield "time.price", settings.time.price
    yield "time.late", str(settings.time.late)
    yield "bank.importers", settings.importers
    for bank in settings.banks:
        yield from _fields(f"bank.account.{bank.account}", bank, skip="account")
    for name, profile in settings.profiles.items():
        yield from _nested(f"bank.profile.{name}", profile)


def _nested(section: str, table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _nested(f"{section}.{key}", value)
        else:
            yield f"{section}.{key}", str(value)


def _taxes(table: TaxTable) -> Iterator[tuple[str, str]]:
    for code in table.codes:
        yield from _fields(f"tax.{code.code}", code, skip="code components rates")
        if code.components:
            yield f"tax.{code.code}.components", ", ".join(code.components)
        for since, rate in code.rates:
            dated = f" from {since}" if since.year > 1 else ""
            key = "rates" if dated else "rate"
            yield f"tax.{code.code}.{key}", f"{rate}{dated}"


def _fields(section: str, value: object, skip: str = "") -> Iterator[tuple[str, str]]:
    assert is_dataclass(value)  # noqa: S101 - sections are
    for field in fields(value):
        if field.name in skip.split():
            continue
        found = getattr(value, field.name)
        if isinstance(found, dict):
            yield from _nested(f"{section}.{field.name}", found)
        else:
            text = ", ".join(map(str, found)) if isinstance(found, tuple) else str(found)
            yield f"{section}.{field.name}", text
