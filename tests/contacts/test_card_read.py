"""Contacts of vCards 2.1, 3.0 and 4.0, as telephones and programs write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.contacts.card_line import card_lines, plain
from billcli.contacts.card_read import is_card, read_cards
from billcli.domain.problem import BillcliError, UsageError


def read(*lines: str, encoding: str = "utf-8") -> dict[str, str]:
    text = "\r\n".join(["BEGIN:VCARD", *lines, "END:VCARD", ""])
    (found,) = read_cards(text.encode(encoding), "phone.vcf")
    return dict(found.values)


def test_version_2_1_with_quoted_printable_and_charsets() -> None:
    assert read(
        "VERSION:2.1",
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg;;;",
        "FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:J=C3=B6rg M=",
        "=C3=BCller",
        "ORG;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:M=FCller GmbH;Einkauf",
        "TEL;WORK;FAX:+49 228 2",
        "TEL;HOME:+49 228 3",
        "TEL;WORK;VOICE:+49 228 1",
        "ADR;WORK;ENCODING=QUOTED-PRINTABLE:;;Ring 1=0D=0AHinterhaus;Bonn;NRW;53111;Deutschland",
        "EMAIL;INTERNET:other@mueller.example",
        "EMAIL;PREF;INTERNET:ap@mueller.example",
    ) == {
        "name": "Müller GmbH", "contact": "Jörg Müller", "email": "ap@mueller.example",
        "phone": "+49 228 1", "address": "Ring 1", "address-2": "Hinterhaus", "city": "Bonn",
        "region": "NRW", "postcode": "53111", "country": "Deutschland",
    }  # fmt: skip


def test_version_3_with_folds_groups_and_escapes() -> None:
    assert read(
        "VERSION:3.0",
        "item1.EMAIL;type=INTERNET;type=pref:jane@ac",
        " me.example",
        "item1.X-ABLabel:_$!<Other>!$_",
        "FN:Jane Doe\\, CEO",
        "N:Doe;Jane;;;",
        "ORG:Acme\\, Inc.\\; Sons;Sales",
        "item2.X-VAT:DE136695976",
        "ADR;TYPE=HOME:;;Home 1;Paris;;75001;France",
        'item3.ADR;TYPE="work,pref":PO 1;Suite 5;1 Main St\\nRear;Springfield;IL;62701;USA',
        "NOTE:a\\nb",
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQ",
        " AAAQABAAD//gA7Q1JFQVRPUjogZ2QtanBlZyB2MS4w",
    ) == {
        "name": "Acme, Inc.; Sons", "contact": "Jane Doe", "email": "jane@acme.example",
        "vat-id": "DE136695976", "address": "1 Main St", "address-2": "Rear, Suite 5",
        "city": "Springfield", "region": "IL", "postcode": "62701", "country": "USA",
    }  # fmt: skip


def test_version_4_with_uris_and_languages() -> None:
    assert read(
        "VERSION:4.0", "KIND:org", "FN:Globex", "TEL;VALUE=uri;TYPE=work;PREF=1:tel:+1-555",
        "EMAIL:mailto:ap@globex.example", "LANG;PREF=1:fr", "ADR:PO 17;;;Oslo;;0150;Norway",
        "GENDER:O", "X-TAX-ID:995525828",
    ) == {
        "name": "Globex", "phone": "+1-555", "email": "ap@globex.example", "language": "fr",
        "address": "PO 17", "city": "Oslo", "postcode": "0150", "country": "Norway",
        "tax-number": "995525828",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "name", "contact"),
    [
        (["FN:Jane Doe"], "Jane Doe", None),
        (["N:Doe;Jane;Q;Dr;PhD"], "Jane Q Doe", None),
        (["FN:Acme", "ORG:Acme"], "Acme", None),
        (["FN:Acme", "ORG:Acme;Sales", "N:;;;;"], "Acme", None),
        (["N:Doe;Jane", "ORG:Acme"], "Acme", "Jane Doe"),
        (["fn:small letters"], "small letters", None),
        (["ORG:;Sales", "FN:X"], "X", None),
    ],
)
def test_a_company_is_the_customer(lines: list[str], name: str, contact: str | None) -> None:
    found = read(*lines)
    assert (found["name"], found.get("contact")) == (name, contact)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
def test_any_usual_encoding_is_read(encoding: str) -> None:
    assert read("FN:Jörg Müller", encoding=encoding) == {"name": "Jörg Müller"}


def test_a_fold_may_part_a_letter() -> None:
    raw = "BEGIN:VCARD\nFN:Mü".encode()[:-1] + b"\n " + "ü".encode()[1:] + b"ller\nEND:VCARD"
    assert read_cards(raw, "f")[0].name == "Müller"


def test_several_cards_keep_their_lines_and_lists_are_left_out() -> None:
    raw = b"""BEGIN:VCARD
FN:A
END:VCARD

begin:vcard
FN:B
AGENT:
BEGIN:VCARD
FN:Within
END:VCARD
EMAIL:b@b.example
end:vcard
BEGIN:VCARD
KIND:group
FN:All
END:VCARD
BEGIN:VCARD
END:VCARD
"""
    found = read_cards(raw, "f")
    assert [(c.name, c.line) for c in found] == [("A", 1), ("B", 5), ("", 17)]
    assert found[1].values["email"] == "b@b.example"


@pytest.mark.parametrize(
    ("raw", "line"),
    [(b"", 0), (b"FN:Acme\n", 0), (b"BEGIN:VCARD\nFN:A\n", 1), (b"\nBEGIN:VCARD", 2),
     (b"BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\n", 4), (b"BEGIN:VCALENDAR\n", 0)],
)  # fmt: skip
def test_what_is_no_card_or_cut_off_is_refused(raw: bytes, line: int) -> None:
    with pytest.raises(UsageError) as caught:
        read_cards(raw, "phone.vcf")
    (problem,) = caught.value.problems
    assert problem.code == "VCARD-UNREADABLE"
    assert problem.where is not None
    assert (problem.where.file, problem.where.line) == ("phone.vcf", line)


@pytest.mark.parametrize(
    ("raw", "card"),
    [(b"BEGIN:VCARD", True), (b"\xef\xbb\xbf\r\nbegin:vcard\r\n", True), (b"Name,City", False),
     ("BEGIN:VCARD".encode("utf-16"), True), (b"", False), (b"x BEGIN:VCARD", False)],
)  # fmt: skip
def test_cards_are_known_by_their_first_words(raw: bytes, *, card: bool) -> None:
    assert is_card(raw) is card


def test_escapes_and_parts() -> None:
    assert plain(r"a\\b\;c\,d\ne\N") == "a\\b;c,d\ne"
    (line,) = card_lines(rb"X.N;A=1;B=x,y:p\;q;r\\;s")
    assert line.fields() == ["p;q", "r\\", "s"]
    assert (line.name, line.group, line.params) == ("N", "x", {"1", "X", "Y"})
    assert list(card_lines(b"no colon here\n;;;\n")) == []


def test_large_cards_take_no_long_time() -> None:
    for body in (b";" * 10**6, b"FN:a" + b"\n x" * 10**5, b"FN;QUOTED-PRINTABLE:" + b"a=\n" * 10**5,
                 b'N;"' * 10**5, b"ADR:" + b"\\;" * 90_000):  # fmt: skip
        assert len(read_cards(b"BEGIN:VCARD\n" + body + b"\nEND:VCARD\n", "f")) == 1


@settings(max_examples=50)
@given(st.binary(max_size=200) | st.text('FNORG:;=\\,"\n \t\x00ü', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    for whole in (raw, b"BEGIN:VCARD\n" + raw + b"\nEND:VCARD\n"):
        try:
            found = read_cards(whole, "f")
        except BillcliError as error:
            assert error.problems  # noqa: PT017 - either way is right
        else:
            assert all(all(contact.values.values()) for contact in found)
