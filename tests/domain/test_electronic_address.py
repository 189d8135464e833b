"""Electronic addresses: their form and their scheme."""

from __future__ import annotations

import pytest

from billcli.domain.electronic_address import EAS, judged_form, parted
from billcli.domain.verdict import Verdict


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("0204:991-01484-64", "0204:991-01484-64"),
        (" 9930:DE136695976 ", "9930:DE136695976"),
        ("em:ap@acme.example", "EM:ap@acme.example"),
        ("0088: 4006381333931", "0088:4006381333931"),
        ("0225:552100554_STATUS", "0225:552100554_STATUS"),
    ],
)
def test_scheme_and_id_are_told_apart(text: str, form: str) -> None:
    assert judged_form(text).form == form
    assert judged_form(text).verdict is Verdict.RIGHT


@pytest.mark.parametrize(
    "text",
    ["", "0204", "ap@acme.example", "0204:", "02:1", "\u0660\u0662\u0660\u0664:1", "0204:a b",
     "0204:ü", "9930:x\ny", "0204:" + "1" * 200, "EM:nobody", "EM:a@b.example\nBcc:x"],
)  # fmt: skip
def test_other_forms_are_wrong(text: str) -> None:
    assert judged_form(text).is_wrong
    assert judged_form(text).why


def test_a_scheme_of_tomorrow_is_unknown() -> None:
    found = judged_form("8888:x")
    assert found.verdict is Verdict.UNKNOWN
    assert "8888" in found.why


def test_the_list_holds_what_public_buyers_and_networks_use() -> None:
    assert {"0002", "0009", "0088", "0204", "0208", "0225", "9930", "EM"} <= EAS
    assert parted("nothing") == ("", "")
