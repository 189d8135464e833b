"""Numbers with check digits, judged by python-stdnum, which is loaded country by country."""

from __future__ import annotations

import re
from importlib import import_module

from billcli.domain.verdict import Judgement, right, unknown, wrong

LENGTH_MAX = 64
_SEPARATORS = re.compile(r"[\s.\-,/'_\u00a0\u00b7\u2010-\u2015\u202f\u2212]+")
_FAULTS = {
    "InvalidChecksum": "its check digits do not fit",
    "InvalidLength": "its length is wrong",
    "InvalidFormat": "its form is wrong",
}


def compacted(text: str) -> str:
    """Return a number in capitals without blanks, dots, hyphens and the like.

    >>> compacted("de 136-695.976")
    'DE136695976'
    """
    return _SEPARATORS.sub("", text[: 4 * LENGTH_MAX]).upper()


def judged_by(module: str, text: str) -> Judgement:
    """Return what a module of stdnum says, such as ``fr.siren``.

    A part of the number that is not in use is unknown, not wrong: the lists of parts grow. So is
    whatever makes the module fail in a way of its own. It never looks anything up in a network.
    """
    if len(text) > LENGTH_MAX:
        return wrong(text, "it is too long")
    if not text.isascii() or not text.isprintable():
        return wrong(text, "it holds other characters than plain letters and digits")
    try:
        return right(str(import_module(f"stdnum.{module}").validate(text)))
    except Exception as error:  # noqa: BLE001 - some modules fail oddly on odd numbers
        why = _FAULTS.get(type(error).__name__)
        return wrong(text, why) if why else unknown(text)


def judged_by_any(modules: tuple[str, ...], text: str, *, complete: bool) -> Judgement:
    """Return that a number is right by one of several modules, else how sure it is wrong.

    Args:
        modules: of stdnum, the likeliest first.
        text: the number.
        complete: whether the modules know every number there is of this kind.
    """
    found = [judged_by(module, text) for module in modules]
    fitting = next((one for one in found if one.verdict.value == "right"), None)
    if fitting is not None:
        return fitting
    if found and complete and all(one.is_wrong for one in found):
        digits = (one for one in found if one.why == _FAULTS["InvalidChecksum"])
        return next(digits, found[0])
    return unknown(text)
