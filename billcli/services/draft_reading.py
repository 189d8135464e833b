"""A draft read from its text: what it asks for, and every mistake in it with its line."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, InvalidError, Problem, Source
from billcli.domain.reduction import parse_reduction
from billcli.domain.terms import parse_period
from billcli.services.draft_text import KEYS, item_lines
from billcli.services.invoice_request import InvoiceRequest
from billcli.store.toml_table import read_toml

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping

    from billcli.store.toml_table import TomlTable

_FLAG = re.compile(rf"--({'|'.join(KEYS)}|line)(?![a-z-])")


@dataclass(slots=True)
class Reading:
    """What a draft's text says.

    Attributes:
        name: the file as the person knows it.
        request: what is asked for, without what could not be read; None when nothing could be.
        problems: what is wrong with the text, each with its line.
    """

    name: str
    request: InvoiceRequest | None = None
    problems: list[Problem] = field(default_factory=list)
    keys: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    items: tuple[int, ...] = ()

    def at(self, key: str) -> Source:
        """Return the place of a key; the whole file where it is not stated."""
        return Source(self.name, self.keys.get((key,), 0))

    def at_item(self, position: int) -> Source:
        """Return the place of a line of the invoice, counted from 0."""
        whole = self.request is not None and len(self.request.lines) == len(self.items)
        return Source(self.name, self.items[position]) if whole else self.at("lines")

    def note(self, problem: Problem, where: Source) -> None:
        """Note a problem at a place, in the words of the file: keys instead of flags."""
        if problem.where is not None:
            found = problem
        else:
            message, advice = (_in_file(text) for text in (problem.message, problem.help))
            found = problem._replace(message=message, help=advice, where=where)
        if found not in self.problems:
            self.problems.append(found)

    @contextmanager
    def noting(self, where: Source) -> Iterator[None]:
        """Note what is refused inside, at a place, and go on."""
        try:
            yield
        except BillcliError as error:
            for problem in error.problems:
                self.note(problem, where)

    def sound(self) -> InvoiceRequest:
        """Return what is asked for.

        Raises:
            InvalidError: something in the text is wrong; all of it is named.
        """
        if self.problems or self.request is None:
            raise InvalidError(*self.problems)
        return self.request


def _in_file(text: str) -> str:
    """Return words about flags as words about the keys of a draft.

    >>> _in_file("correct --due, --terms or --date")
    'correct due, terms or date'
    """
    return _FLAG.sub(lambda match: "lines" if match[1] == "line" else match[1], text)


def reading(
    data: bytes,
    name: str,
    today: dt.date,
    more: Callable[[TomlTable, Reading], None] | None = None,
) -> Reading:
    """Return what a draft's bytes say; nothing is raised, mistakes are part of the answer.

    Args:
        data: the file's bytes.
        name: the file as the person knows it, for the places of mistakes.
        today: the date of a draft that states none.
        more: reads the keys that a quote or a plan has besides those of a draft.
    """
    found = Reading(name)
    try:
        file, top = read_toml(data, name)
    except InvalidError as error:
        found.problems += error.problems
        return found
    found.keys, found.items = file.lines, item_lines(data.decode())
    found.request = _request(found, top, today)
    if more is not None:
        more(top, found)
    top.finish()
    found.problems += file.problems
    found.problems.sort(key=lambda problem: problem.where.line if problem.where else 0)
    return found


def _request(found: Reading, top: TomlTable, today: dt.date) -> InvoiceRequest:
    request = InvoiceRequest(
        customer=top.text("customer"),
        lines=top.texts("lines"),
        date=top.date("date") or today,
        due=top.date("due"),
        terms=top.text("terms"),
        instalments=top.text("instalments"),
        first=top.date("first"),
        currency=top.text("currency"),
        prices=top.text("prices"),
        note=top.text("note"),
        delivered=top.date("delivered"),
        purchase_order=top.text("po"),
        buyer_reference=top.text("ref"),
    )
    if discount := top.text("discount"):
        with found.noting(found.at("discount")):
            request = replace(request, discount=parse_reduction(discount))
    if period := top.text("period"):
        with found.noting(found.at("period")):
            request = replace(request, period=parse_period(period))
    return request
