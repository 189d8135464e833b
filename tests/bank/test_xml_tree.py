"""XML on guard: what is read, in which encoding, and what is refused."""

from __future__ import annotations

import time

import pytest

from billcli.bank.xml_tree import Node, parse_xml
from billcli.domain.problem import UsageError

NAME = "<a><n>Müller €</n></a>"


def root(data: bytes) -> Node:
    return parse_xml(data, "a.xml").root


def refused(data: bytes) -> tuple[str, int]:
    with pytest.raises(UsageError) as caught:
        parse_xml(data, "a.xml")
    (problem,) = caught.value.problems
    assert problem.where is not None
    return problem.code, problem.where.line


def test_elements_are_found_by_their_path_whatever_their_prefix() -> None:
    tree = root(b"<n:a xmlns:n='u'><n:b>1</n:b><n:b> <n:c> 2 </n:c> </n:b><x:b>3</x:b></n:a>")
    assert [node.raw for node in tree.all("a", "b")] == ["1", "", "3"]
    assert tree.text("a", "b", "c") == "2"
    assert tree.text("a", "z") == ""
    assert tree.first("a", "z") is None
    assert [node.tag for node in tree.below()] == ["a", "b", "b", "c", "b"]


def test_the_first_filled_element_is_the_text() -> None:
    assert root(b"<a><b> </b><b>2</b></a>").text("a", "b") == "2"


def test_attributes_come_without_their_prefix() -> None:
    node = root(b"<a x:Ccy='EUR' lang='de'/>").first("a")
    assert node is not None
    assert node.attributes == {"Ccy": "EUR", "lang": "de"}


def test_lines_are_those_of_the_file() -> None:
    tree = root(b'<?xml version="1.0"\n  encoding="UTF-8"?>\n<a>\n<b/></a>\n<a/>')
    assert [node.line for node in tree.below()] == [3, 4, 5]


def test_several_documents_in_one_file_are_read() -> None:
    one = b'<?xml version="1.0"?><a><b>1</b></a>'
    assert [node.raw for node in root(one + b"\n" + one).all("a", "b")] == ["1", "1"]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (NAME.encode(), "utf-8"),
        (NAME.encode("utf-8-sig"), "utf-8"),
        (NAME.encode("utf-16"), "utf-16"),
        (NAME.encode("utf-16-le"), "utf-16-le"),
        (NAME.encode("utf-16-be"), "utf-16-be"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>' + NAME.encode(), "utf-8"),
        (
            b'<?xml version="1.0" encoding="ISO-8859-15"?>' + NAME.encode("iso-8859-15"),
            "ISO-8859-15",
        ),
        (b'<?xml version="1.0" encoding="UTF-8"?>' + NAME.encode("cp1252"), "cp1252"),
        (b'<?xml version="1.0" encoding="punycode"?>' + NAME.encode("cp1252"), "cp1252"),
        (NAME.encode("cp1252"), "cp1252"),
    ],
)
def test_the_encoding_is_that_of_the_bytes(data: bytes, encoding: str) -> None:
    found = parse_xml(data, "a.xml")
    assert found.encoding == encoding
    assert found.root.text("a", "n") == "Müller €"


def test_control_characters_are_blanks() -> None:
    assert root(b"<a>x\x00y\x1f</a>").text("a") == "x y"


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "STATEMENT-BROKEN", 0),
        (b"Date;Amount\n", "STATEMENT-BROKEN", 0),
        (b"<a>\n<b>", "STATEMENT-BROKEN", 2),
        (b"<a/></files><files>", "STATEMENT-BROKEN", 1),
        (b"<a>&other;</a>", "STATEMENT-BROKEN", 1),
        (b"\xff\xfe<", "STATEMENT-BROKEN", 1),
        (b"\n<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "STATEMENT-DOCTYPE", 2),
        (b"<a><!ENTITY b 'c'></a>", "STATEMENT-DOCTYPE", 1),
        (b"\n<a>" * 70 + b"</a>" * 70, "STATEMENT-BROKEN", 66),
    ],
)
def test_what_is_no_whole_or_no_harmless_file_is_refused(data: bytes, code: str, line: int) -> None:
    assert refused(data) == (code, line)


def test_reading_is_linear() -> None:
    """Many children, attributes, documents and a long text: each of them took minutes if not."""
    start = time.process_time()
    root(b"<a>" + b"<b c='1'/>" * 50_000 + b"</a>" + b'<?xml version="1.0"?><d/>' * 10_000)
    root(b"<a>" + b"x\x00&amp;" * 100_000 + b"</a>")
    assert time.process_time() - start < 10
