"""Links: an entry carries the link of every item it names, so that people can follow it."""

from __future__ import annotations

from billcli.domain.contract import LINK
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.rule.scope import and_reseal, title
from billcli.domain.seal import item_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.problem import Problem
    from billcli.domain.rule.scope import Scope


def missing_links(scope: Scope) -> Iterator[Problem]:
    """Yield LINK-MISSING for each entry that names an item without its link (format rule 6)."""
    for entry in scope.trade:
        absent = sorted(item_names(entry).difference(entry.links))
        linkable = [f"^{name}" for name in absent if LINK.fullmatch(name)]
        if linkable:
            message = f"{title(entry)} names an item without its link: {' '.join(linkable)}"
            advice = f"add {' '.join(linkable)} to its first line{and_reseal(entry)}"
            yield scope.breach("LINK-MISSING", message, entry, advice=advice)
