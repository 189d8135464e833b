"""The issuer's agreement about small differences: the project file, and a policy file over it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from billcli.domain.application_order import Order
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Problem, Severity, Source
from billcli.matching.policy import BankFee, EqualItems, Policy, ShortList

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import StrEnum
    from pathlib import Path

    from billcli.store.settings import Settings


def agreed_with_all(settings: Settings, where: Source) -> tuple[Policy, tuple[Problem, ...]]:
    """Return what the project file says that holds for everybody, with a warning as ``policy_of``.

    Raises:
        InvalidError: a value is none.
    """
    return policy_of(settings.matching, where, Policy(application_order=settings.application))


def policy_of(
    given: Mapping[str, object], where: Source, base: Policy | None = None
) -> tuple[Policy, tuple[Problem, ...]]:
    """Return the policy that settings describe, with a warning for each unknown one.

    Args:
        given: names of ``Policy`` with their values, as TOML or JSON give them.
        where: the file, for messages.
        base: what holds where nothing is given.

    Raises:
        InvalidError: every value that is none, at once.
    """
    found: dict[str, object] = {}
    wrong: list[Problem] = []
    unknown: list[Problem] = []
    for key, value in given.items():
        reader = _READERS.get(key)
        if reader is None:
            unknown.append(_unknown(key, where))
            continue
        try:
            found[key] = reader(value)
        except (ValueError, InvalidOperation):
            message = f"{key} cannot be {value!r}"
            wrong.append(Problem("POLICY-INVALID", message, where, f"write {_FORMS[key]}"))
    if wrong:
        raise InvalidError(*wrong)
    return replace(base or Policy(), **found), tuple(unknown)  # type: ignore[arg-type]


def given_in(path: Path, shown: str) -> Mapping[str, object]:
    """Return the names and values of a JSON or TOML file, unchecked.

    Raises:
        InvalidError: the file cannot be read, or is neither.
    """
    import json  # noqa: PLC0415 - few commands name a policy file
    import tomllib  # noqa: PLC0415

    where = Source(shown)
    try:
        text = path.read_text(encoding="utf-8")
        toml = path.suffix.casefold() == ".toml"
        given = tomllib.loads(text) if toml else json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        message = f"{shown} is no policy: {type(error).__name__}"
        hint = "write JSON or TOML with the names that billcli help settings lists"
        raise InvalidError.of("POLICY-INVALID", message, where=where, hint=hint) from error
    if not isinstance(given, dict):
        message = f"{shown} is no policy: it is not a table of names and values"
        hint = 'write {"rounding_tolerance": "0.05"}'
        raise InvalidError.of("POLICY-INVALID", message, where=where, hint=hint)
    return given


def _amount(value: object) -> Decimal:
    number = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
    if not number.is_finite() or number < 0:
        raise ValueError
    return number


def _days(value: object) -> int:
    number = _amount(value)
    if number != number.to_integral_value():
        raise ValueError
    return int(number)


def _one_of(kind: type[StrEnum]) -> Callable[[object], StrEnum]:
    return lambda value: kind(str(value).replace("-", " ").replace("_", " ").strip())


def _unknown(key: str, where: Source) -> Problem:
    import difflib  # noqa: PLC0415 - only mistakes need it

    near = difflib.get_close_matches(key, _READERS, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(_READERS)}"
    message = f"{key[:60]} is no setting of the policy, it is left aside"
    return Problem("POLICY-UNKNOWN", message, where, hint, Severity.WARNING)


_READERS: Mapping[str, Callable[[object], object]] = {
    "rounding_tolerance": _amount,
    "discount_grace_days": _days,
    "bank_fee": _one_of(BankFee),
    "identical_amounts_same_customer": _one_of(EqualItems),
    "short_list": _one_of(ShortList),
    "application_order": _one_of(Order),
}
_FORMS = {
    "rounding_tolerance": 'an amount that is not negative, such as "0.05"',
    "discount_grace_days": "a whole number of days",
    "bank_fee": " or ".join(f'"{one}"' for one in BankFee),
    "identical_amounts_same_customer": " or ".join(f'"{one}"' for one in EqualItems),
    "short_list": " or ".join(f'"{one}"' for one in ShortList),
    "application_order": " or ".join(f'"{one}"' for one in Order),
}
