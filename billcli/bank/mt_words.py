"""Field 86 of MT940: what a payment is for and who made it, in whichever dialect the bank writes.

German and Polish banks part subfields by ``?20`` (or another sign and two digits), Dutch ones write
``/REMI/...``, others plain words; some use field NS. A dialect only sorts the words: when nothing
in it is known, all words are the remittance text.
"""

from __future__ import annotations

from billcli.bank.mt_detail import Detail
from billcli.bank.mt_labels import labelled
from billcli.bank.mt_numbered import numbered_rows
from billcli.bank.mt_slashes import is_slashed, slashed
from billcli.bank.mt_subfields import separator_of, subfields
from billcli.bank.mt_wrap import unwrapped
from billcli.bank.stated_amount import stated_in
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.bank.mt_text import Field
    from billcli.bank.mt_wrap import Widths


def detail_of(fields: Sequence[Field], widths: Widths) -> Detail:
    """Return what the fields of details below one line say."""
    rows = [row for one in fields if one.tag == "NS" for row in one.rows]
    if rows:
        return numbered_rows(rows)
    whole = " ".join(unwrapped(one.rows, widths) for one in fields).strip()
    glued = " ".join("".join(one.rows) for one in fields).strip()
    if not whole:
        return Detail()
    if sign := separator_of(glued):
        found = subfields(glued, sign)
    elif is_slashed(whole):
        found = slashed(whole)
    else:
        found = labelled([row for one in fields for row in one.rows], whole)
    return found._replace(stated=stated_in(whole))
