"""What is agreed with one customer about small differences: keys of its dated records.

They stand over ``[matching]`` and ``[application]`` of the project file, under a ``--policy`` file.

Source: docs/reference/ledger-format.md rules 3 and 18; docs/decisions/customer-policy-keys.md.
"""

from __future__ import annotations

from billcli.domain.dated_record import folded, timelines
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import NOWHERE, InvalidError, UsageError, quoted
from billcli.services.matching_policy import policy_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from billcli.domain.books import Books
    from billcli.domain.entry import Meta
    from billcli.domain.problem import Problem, Source
    from billcli.matching.policy import Policy

NAMES = {
    "rounding-tolerance": "rounding_tolerance",
    "discount-grace-days": "discount_grace_days",
    "bank-fee": "bank_fee",
    "identical-amounts": "identical_amounts_same_customer",
    "short-list": "short_list",
    "application-order": "application_order",
}
"""The name of a setting of ``Policy`` by the key of a customer's record."""


class CustomerPolicies:
    """Looks up what is agreed with a customer on a day."""

    def __init__(self, books: Books, base: Policy, over: Mapping[str, object]) -> None:
        """Read all customers' records.

        Args:
            books: with every fact.
            base: what holds for everybody.
            over: names and values of a ``--policy`` file, which hold whatever a record says.

        Raises:
            InvalidError: a record holds a value that is none (POLICY-INVALID).
        """
        self._base, self._over = base, over
        self._known: dict[tuple[str, int], Policy] = {}
        records = [r for r in books.facts.records_of("customer") if r.meta.keys() & NAMES.keys()]
        problems = [problem for r in records for problem in _faults(r.meta, r.source)]
        if problems:
            raise InvalidError(*problems)
        self._timelines = timelines(books.facts, "customer") if records else {}

    def __call__(self, customer: str, on: dt.date) -> Policy:
        """Return what is agreed with a customer id on a day."""
        timeline = self._timelines.get(folded(customer))
        if timeline is None:
            return self._base
        version = timeline.version(on)
        key = timeline.id, version
        if key not in self._known:
            own, _ = policy_of(_given(timeline.values[version]), NOWHERE, self._base)
            self._known[key], _ = policy_of(self._over, NOWHERE, own)
        return self._known[key]


def _given(meta: Meta) -> dict[str, object]:
    """Return the settings that a record names; an empty value removes one."""
    texts = {name: text_of(meta.get(key)) for key, name in NAMES.items()}
    return {name: text for name, text in texts.items() if text}


def _faults(meta: Meta, where: Source) -> tuple[Problem, ...]:
    try:
        policy_of(_given(meta), where)
    except InvalidError as error:
        return error.problems
    return ()


def check_agreement(key: str, text: str) -> None:
    """Refuse a value that a record of a customer cannot hold under one of ``NAMES``.

    Raises:
        UsageError: POLICY-INVALID.
    """
    problems = _faults({key: text}, NOWHERE)
    if problems:
        said = f"--{key}: {quoted(text)} cannot be agreed to"
        raise UsageError.of("POLICY-INVALID", said, hint=problems[0].help)
