"""The rules of ``billcli check`` as a Beancount plugin, for bean-check, Fava and editors.

In the main ledger file::

    plugin "billcli.ledger.plugin"

The plugin changes nothing and needs nothing but Beancount. Its configuration is a text of words:
``warnings`` shows warnings too, ``strict`` makes errors of them, and any other word is a receivable
account, for ledgers where it cannot be told from its name. What needs billcli.toml, such as gaps
in a series of numbers, is left to ``billcli check``.
"""

from __future__ import annotations

from dataclasses import replace

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import Severity
from billcli.domain.receivable import find_roots
from billcli.domain.rule.check import check as check_facts
from billcli.ledger.option import options_of
from billcli.ledger.read import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from billcli.domain.entry import LedgerOptions
    from billcli.domain.problem import Problem
    from billcli.ledger.seam import Raw

__plugins__ = ("check",)


class RuleError(NamedTuple):
    """A problem in the shape of Beancount's own errors.

    Attributes:
        source: ``filename`` and ``lineno``.
        message: ``[CODE] sentence``.
        entry: the directive at fault, or None.
    """

    source: dict[str, Raw]
    message: str
    entry: Raw


def check(
    entries: Sequence[Raw], options_map: Mapping[str, Raw], config: str = ""
) -> tuple[Sequence[Raw], list[RuleError]]:
    """Return the entries as they came, and an error for each rule that is broken.

    Args:
        entries: Beancount's directives.
        options_map: Beancount's options.
        config: the words after the plugin's name.
    """
    main = str(options_map.get("filename") or "<text>")
    try:
        return entries, list(_errors(entries, options_map, config.split(), main))
    except Exception as error:  # noqa: BLE001 - a plugin that raises hides the whole ledger
        message = f"[CHECK-FAILED] the rules of billcli failed on this ledger: {error!r}"
        return entries, [RuleError({"filename": main, "lineno": 0}, message, None)]


def _errors(
    entries: Sequence[Raw], options_map: Mapping[str, Raw], words: list[str], main: str
) -> Iterator[RuleError]:
    strict, warnings = "strict" in words, "warnings" in words
    accounts = [word for word in words if word not in {"strict", "warnings"}]
    names = {str(name): str(name) for name in options_map.get("include", ())}
    facts = facts_of(entries, names, _options(options_map))
    problems = check_facts(facts, find_roots(facts, accounts), strict=strict)
    shown = [p for p in problems if warnings or p.severity is Severity.ERROR]
    places = _places(entries) if shown else {}
    for problem in shown:
        yield _error(problem, main, places)


def _error(problem: Problem, main: str, places: Mapping[tuple[str, int], Raw]) -> RuleError:
    file, line = (problem.where.file, problem.where.line) if problem.where else (main, 0)
    source = {"filename": file, "lineno": line}
    word = "" if problem.severity is Severity.ERROR else "warning: "
    return RuleError(source, f"[{problem.code}] {word}{problem.message}", places.get((file, line)))


def _options(options_map: Mapping[str, Raw]) -> LedgerOptions:
    """Return the options; which are risky is told from their values, as no line is known here."""
    risky = []
    if options_map.get("plugin_processing_mode") == "raw":
        risky.append("plugin_processing_mode: raw")
    for currency, tolerance in sorted(options_map.get("inferred_tolerance_default", {}).items()):
        risky.append(f"inferred_tolerance_default: {currency}:{tolerance}")
    return replace(options_of(options_map, ()), risky=tuple(risky))


def _places(entries: Sequence[Raw]) -> dict[tuple[str, int], Raw]:
    """Return each directive by the places of its first line and of its postings."""
    places: dict[tuple[str, int], Raw] = {}
    for entry in entries:
        for meta in (entry.meta, *(leg.meta for leg in getattr(entry, "postings", None) or ())):
            if meta:
                places.setdefault((str(meta.get("filename")), meta.get("lineno", 0)), entry)
    return places
