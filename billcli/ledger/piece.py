"""A piece of ledger text that stands alone: what was appended meanwhile, or what is about to be.

No include is followed and no plugin runs, so the cost depends on the piece only. A piece that would
need either, or that changes what stands elsewhere, is refused.
"""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Problem, errors
from billcli.ledger.plain_piece import read_plain
from billcli.ledger.screen import screen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.domain.entry import Directive, Facts

_ELSEWHERE = frozenset({"Pad", "Close"})


def read_piece(
    text: str, name: str, roots: Mapping[str, str] | None = None
) -> tuple[Directive, ...]:
    """Return the directives of a piece of text in its order; kinds other than ours are left out.

    Args:
        text: complete directives; lines are counted from its start.
        name: the file that problems and sources name.
        roots: names of the account roots where they are not Beancount's own.

    Raises:
        InvalidError: it has errors, or does not stand alone (``TEXT-DIFFERS``).
    """
    content = text.encode("utf-8", "surrogateescape")
    plain = None if errors(screen(content, name)) else read_plain(content, name, roots)
    return _read_any(text, name, roots) if plain is None else plain


def _read_any(text: str, name: str, roots: Mapping[str, str] | None) -> tuple[Directive, ...]:
    """Return the directives of text that may hold whatever Beancount knows."""
    from billcli.ledger.load import read_text  # noqa: PLC0415 - 20 ms, for text by others

    facts, problems = read_text(text, name, roots)
    faults = errors(problems)
    if faults:
        raise InvalidError(*faults)
    _check_alone(text, name, roots, facts)
    return tuple(sorted(_directives(facts), key=lambda directive: directive.source.line))


def _check_alone(text: str, name: str, roots: Mapping[str, str] | None, facts: Facts) -> None:
    from billcli.ledger.parse import parse  # noqa: PLC0415 - as above

    parsed = parse(text.encode("utf-8", "surrogateescape"), name, roots)
    others = [type(entry).__name__ for entry in parsed.entries if _is_elsewhere(entry, facts)]
    for written in (parsed.includes, parsed.plugins, parsed.settings, parsed.open_push):
        others += [one.name for one in written]
    if others:
        raise InvalidError(
            Problem(
                "TEXT-DIFFERS",
                f"the text does more than add entries: {others[0]}",
                help="nothing was written; run billcli check, then the command again",
            )
        )


def _is_elsewhere(entry: object, facts: Facts) -> bool:
    """Return whether a directive changes what other text said."""
    kind, account = type(entry).__name__, getattr(entry, "account", "")
    return kind in _ELSEWHERE and not (kind == "Close" and account in facts.accounts)


def _directives(facts: Facts) -> list[Directive]:
    return [
        *facts.entries, *facts.records, *facts.notes, *facts.documents, *facts.accounts.values(),
        *facts.balances,
    ]  # fmt: skip
