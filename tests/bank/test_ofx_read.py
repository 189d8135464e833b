"""OFX files in the ways banks write them, invented: read whole, or refused with every place."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import pytest

from billcli.bank.ofx_read import is_ofx, read_ofx
from billcli.domain.bank_statement import BalanceProof
from billcli.domain.problem import UsageError
from tests.bank.mutation import survive

if TYPE_CHECKING:
    from billcli.domain.bank_line import BankLine
    from billcli.domain.bank_statement import BankStatement

HEADER = "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nENCODING:USASCII\r\nCHARSET:1252\r\n\r\n"
SGML = (
    HEADER
    + """<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><LANGUAGE>ENG</SONRS>
</SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS>
<CURDEF>USD
<BANKACCTFROM><BANKID>021000021<ACCTID>00 1234 <ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260301<DTEND>20260331
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260331235959.000[-8:PST]<TRNAMT>1250.5<FITID>A2
<NAME>Globex &amp; Sons<MEMO>INV-2026-0007
thanks</STMTTRN>
<STMTTRN><TRNTYPE>CHECK<DTPOSTED>20260302<TRNAMT>-80<FITID>A1<CHECKNUM>1001<NAME>Rent</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>5,170.50<DTASOF>20260331120000</LEDGERBAL>
<AVAILBAL><BALAMT>9999.00<DTASOF>20260331</AVAILBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""
)
XML = """<?xml version="1.0" encoding="UTF-8"?>
<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE"?>
<!-- made by the bank -->
<OFX><CREDITCARDMSGSRSV1><CCSTMTTRNRS><CCSTMTRS><CURDEF>EUR</CURDEF>
<CCACCTFROM><ACCTID>4000XXXX0001</ACCTID></CCACCTFROM>
<BANKTRANLIST>
<STMTTRN><TRNTYPE>POS</TRNTYPE><DTPOSTED>20260105</DTPOSTED><TRNAMT>-12.30</TRNAMT>
<FITID>x1</FITID><NAME><![CDATA[Café <Nord> & Co]]></NAME><MEMO/></STMTTRN>
<STMTTRN><TRNTYPE>POS</TRNTYPE><DTPOSTED>20260104</DTPOSTED><TRNAMT>-5</TRNAMT>
<FITID>x2</FITID><PAYEE><NAME>Müller&#32;GmbH</NAME><CITY>Kiel</CITY></PAYEE></STMTTRN>
</BANKTRANLIST></CCSTMTRS></CCSTMTTRNRS></CREDITCARDMSGSRSV1></OFX>
"""
INVESTMENT = """<OFX><INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS><DTASOF>20260331<CURDEF>USD
<INVACCTFROM><BROKERID>broker.example<ACCTID>778899</INVACCTFROM><INVTRANLIST><DTSTART>20260301
<BUYSTOCK><INVBUY><INVTRAN><FITID>s1<DTTRADE>20260310<MEMO>10 shares</INVTRAN><TOTAL>-900.00
</INVBUY><BUYTYPE>BUY</BUYSTOCK>
<INVBANKTRAN><STMTTRN><TRNTYPE>DEP<DTPOSTED>20260305<TRNAMT>1000.00<FITID>c1<NAME>Transfer</STMTTRN>
<SUBACCTFUND>CASH</INVBANKTRAN></INVTRANLIST></INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1></OFX>
"""


def lines(*parts: str, currency: str = "EUR", rest: str = "") -> str:
    """Return a small file with lines that have a date and a reference unless they name theirs."""
    made = (
        "<STMTTRN>"
        + ("" if "<DTPOSTED>" in part else "<DTPOSTED>20260301")
        + f"{part}\n</STMTTRN>\n"
        for part in parts
    )
    return f"<OFX><STMTRS><CURDEF>{currency}<BANKTRANLIST>\n{''.join(made)}</BANKTRANLIST>{rest}"


def read(data: str | bytes) -> tuple[BankStatement, ...]:
    return read_ofx(data.encode() if isinstance(data, str) else data, "bank.ofx")


def one(data: str | bytes) -> BankStatement:
    (found,) = read(data)
    return found


def only(data: str | bytes) -> BankLine:
    (found,) = one(data).lines
    return found


def numbers(statement: BankStatement) -> list[str]:
    return [str(line.amount.number) for line in statement.lines]


def refused(data: str | bytes) -> list[str]:
    with pytest.raises(UsageError) as caught:
        read(data)
    return [str(problem) for problem in caught.value.problems]


def test_a_bank_account_in_sgml() -> None:
    found = one(SGML)
    assert (found.bank_account, found.currency, found.account) == ("001234", "USD", "")
    assert [(str(x.date), str(x.amount), x.bank_ref, x.payer, x.text) for x in found.lines] == [
        ("2026-03-02", "-80.00 USD", "A1", "Rent", "Rent"),
        ("2026-03-31", "1250.50 USD", "A2", "Globex & Sons", "Globex & Sons INV-2026-0007 thanks"),
    ]
    assert (str(found.closing), str(found.closing_date)) == ("5170.50 USD", "2026-03-31")
    assert found.opening is None
    assert found.proof is BalanceProof.NO_BALANCES
    assert found.lines[1].source == ("bank.ofx", 12)


def test_a_credit_card_in_xml_turned_round() -> None:
    found = one(XML)
    assert [(str(x.date), str(x.amount), x.payer, x.text) for x in found.lines] == [
        ("2026-01-04", "-5.00 EUR", "Müller GmbH", "Müller GmbH"),
        ("2026-01-05", "-12.30 EUR", "Café <Nord> & Co", "Café <Nord> & Co"),
    ]
    assert (found.closing, found.closing_date) == (None, None)
    assert dict(found.dialect)["account"] == "credit card"


def test_the_cash_of_an_investment_account() -> None:
    found = one(INVESTMENT)
    assert numbers(found) == ["1000.00"]
    assert found.bank_account == "778899"
    assert dict(found.dialect)["left out: securities"] == "1"


def test_several_accounts_stay_apart() -> None:
    found = read(SGML + INVESTMENT + XML)
    assert [(s.bank_account, len(s.lines)) for s in found] == [
        ("001234", 2), ("778899", 1), ("4000XXXX0001", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        SGML.replace(HEADER, ""),
        SGML.replace("\r\n", ""),
        SGML.replace("\r\n", " ").replace("\n", " "),
        SGML.replace(HEADER, f"\n\n<!-- {HEADER} -->\n"),
        SGML + "\nThank you for banking with us <3\n",
        SGML.replace("</STMTTRN>", ""),
        SGML.replace("</STMTTRN>", "").replace("</BANKTRANLIST>", ""),
        SGML.replace("</BANKACCTFROM>", "").replace("</STATUS>", ""),
        SGML.replace("<STMTRS>", "<stmtrs>").replace("<TRNAMT>", "<TrnAmt >"),
        "\ufeff" + SGML,
        SGML.encode("utf-16"),
    ],
    ids=(
        "no-header glued-header one-line header-in-comment text-after no-line-ends no-list-end"
        " no-account-end small-letters mark utf-16"
    ).split(),
)
def test_sloppy_files_say_the_same(data: str | bytes) -> None:
    found = one(data)
    assert [(str(x.date), str(x.amount)) for x in found.lines] == [
        ("2026-03-02", "-80.00 USD"),
        ("2026-03-31", "1250.50 USD"),
    ]
    assert str(found.closing) == "5170.50 USD"
    assert found.bank_account == "001234"


class Amounts(NamedTuple):
    name: str
    texts: tuple[str, ...]
    expected: tuple[str, ...]
    currency: str = "EUR"


AMOUNTS = [
    Amounts("points", ("-1.5", "+20", "0.07"), ("-1.50", "20.00", "0.07")),
    Amounts("commas", ("8000,00", "-69,78"), ("8000.00", "-69.78")),
    Amounts("dollar sign", ("$120", "-$1,250.00"), ("120.00", "-1250.00"), "USD"),
    Amounts("blanks around", (" 5.00 ", "\n-1.00"), ("5.00", "-1.00")),
    Amounts("another amount tells", ("1,250", "3.75"), ("1250.00", "3.75")),
    Amounts("the other way round", ("1.250", "3,75"), ("1250.00", "3.75")),
    Amounts("both signs, none denied", ("3,75", "4.25"), ("3.75", "4.25")),
    Amounts("three decimals by the standard", ("1.250",), ("1.25",)),
    Amounts("a currency of three digits", ("1,250",), ("1.250",), "KWD"),
    Amounts("no digits in yen", ("1200", "-30"), ("1200", "-30"), "JPY"),
    Amounts("more digits than the currency", ("-995.4190396554627",), ("-995.4190396554627",)),
]


@pytest.mark.parametrize("sample", AMOUNTS, ids=lambda sample: sample.name)
def test_amounts(sample: Amounts) -> None:
    found = one(lines(*(f"<TRNAMT>{t}" for t in sample.texts), currency=sample.currency))
    assert sorted(map(Decimal, numbers(found))) == sorted(map(Decimal, sample.expected))
    if sample.name != "three decimals by the standard":
        assert sorted(numbers(found)) == sorted(sample.expected)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,250", "it can be read as 1.250 or 1250"),
        ("1.2.3", "it is not an amount of EUR"),
        ("12,50 USD", "it is not an amount of EUR"),
        ("£5.00", "it is not an amount of EUR"),
        ("9" * 41, "it is not an amount of EUR"),
        ("1e3", "it is not an amount of EUR"),
        ("NaN", "it is not an amount of EUR"),
        ("", "there is no amount"),
    ],
)
def test_amounts_that_nobody_can_read_are_refused(text: str, said: str) -> None:
    (problem,) = refused(lines(f"<TRNAMT>{text}<NAME>Acme"))
    assert problem == f"bank.ofx:2: error[STATEMENT-AMOUNT]: TRNAMT {text[:40]!r}: {said}"


def test_every_bad_place_is_named_at_once() -> None:
    bad = lines("<TRNAMT>one", "<DTPOSTED>yesterday<TRNAMT>1.00", rest="<LEDGERBAL><BALAMT>n/a")
    assert [(p.partition(":")[2][:1], p.partition("[")[2][:14]) for p in refused(bad)] == [
        ("6", "STATEMENT-AMOU"), ("2", "STATEMENT-AMOU"), ("4", "STATEMENT-DATE"),
    ]  # fmt: skip
    assert refused(lines(*["<TRNAMT>one"] * 25))[-1].endswith("and 5 more places cannot be read")


@pytest.mark.parametrize(
    ("tags", "date"),
    [
        ("<DTPOSTED>20260301", "2026-03-01"),
        ("<DTPOSTED>202603012359", "2026-03-01"),
        ("<DTPOSTED>20260301000000.000[+13:NZDT]", "2026-03-01"),
        ("<DTPOSTED>20260301 ", "2026-03-01"),
        ("<DTPOSTED>2026-03-01T10:00:00", "2026-03-01"),
    ],
)
def test_the_day_is_the_one_the_bank_wrote(tags: str, date: str) -> None:
    line = only(lines(f"{tags}<TRNAMT>1"))
    assert (str(line.date), line.doubt) == (date, "")


@pytest.mark.parametrize(
    ("tags", "rest", "date"),
    [
        ("<DTPOSTED>", "<DTEND>20260331", "2026-03-31"),
        ("<DTPOSTED>20260230", "<LEDGERBAL><BALAMT>1<DTASOF>20260228", "2026-02-28"),
        ("<DTPOSTED>00000000<DTUSER>20260215", "<DTEND>20260331", "2026-02-15"),
        ("<DTPOSTED><DTAVAIL>20260217", "", "2026-02-17"),
    ],
)
def test_without_a_day_the_nearest_is_doubtful(tags: str, rest: str, date: str) -> None:
    found = one(lines(f"{tags}<TRNAMT>1", rest=rest))
    (line,) = found.lines
    assert str(line.date) == date
    assert line.doubt == f"the bank gave no day that exists; {date} is the nearest known"
    assert [problem.code for problem in found.problems] == ["STATEMENT-NO-DATE"]


def test_without_any_day_the_file_is_refused() -> None:
    (problem,) = refused(lines("<DTPOSTED><TRNAMT>1", rest="<DTEND>soon"))
    assert "STATEMENT-DATE" in problem
    assert problem.endswith("there is no date")


def test_lines_that_moved_no_money_are_left_out() -> None:
    found = one(lines("<TRNAMT>0.00", "<TRNAMT>   .  <MEMO>SALDO DIA", "<TRNAMT>3"))
    assert numbers(found) == ["3.00"]
    assert [p.message for p in found.problems] == [
        "2 lines that moved no money were left out: at lines 2, 4"
    ]


def test_equal_lines_stay_two_and_a_repeated_reference_is_none() -> None:
    same = "<TRNAMT>5<FITID>77<NAME>Acme"
    found = one(lines(same, same, "<TRNAMT>5<FITID>78", "<TRNAMT>6<FITID>000", "<TRNAMT>6"))
    assert [(str(x.amount.number), x.bank_ref, x.nth) for x in found.lines] == [
        ("5.00", "", 1), ("5.00", "", 2), ("5.00", "78", 3), ("6.00", "", 1), ("6.00", "", 2),
    ]  # fmt: skip


def test_references_are_compared_within_an_account() -> None:
    def account(number: str) -> str:
        return f"<STMTRS><ACCTID>{number}<STMTTRN><DTPOSTED>20260301<TRNAMT>1<FITID>7</STMTRS>"

    def references(*numbers: str) -> list[str]:
        found = read("<OFX>" + "".join(map(account, numbers)))
        return [line.bank_ref for statement in found for line in statement.lines]

    assert references("1001", "1002") == ["7", "7"]
    assert references("1001", "1001") == ["", ""]


def test_equal_lines_of_two_statements_of_an_account_are_counted_on() -> None:
    part = "<STMTRS><ACCTID>1001<STMTTRN><DTPOSTED>20260301<TRNAMT>1</STMTRS>"
    found = read(f"<OFX>{part}{part}")
    assert [line.nth for statement in found for line in statement.lines] == [1, 2]


def test_a_line_in_another_currency_has_a_statement_of_its_own() -> None:
    data = lines(
        "<TRNAMT>5", "<TRNAMT>7<CURRENCY><CURRATE>1.1<CURSYM>USD</CURRENCY>",
        "<TRNAMT>9<ORIGCURRENCY><CURRATE>1.1<CURSYM>USD</ORIGCURRENCY>",
        rest="<LEDGERBAL><BALAMT>14<DTASOF>20260301",
    )  # fmt: skip
    own, other = read(data)
    assert (own.currency, str(own.sum), str(own.closing)) == ("EUR", "14.00 EUR", "14.00 EUR")
    assert (other.currency, str(other.sum), other.closing) == ("USD", "7.00 USD", None)


@pytest.mark.parametrize(
    ("data", "currency"),
    [
        (lines("<TRNAMT>5", currency="eur"), "EUR"),
        (lines("<TRNAMT>5<CURRENCY><CURSYM>MXN</CURRENCY>", currency=""), "MXN"),
        (lines("<TRNAMT>5<CURRENCY>MXN", currency=""), "MXN"),
        (lines("<TRNAMT>5", currency=""), ""),
    ],
)
def test_the_currency_is_named_somewhere_or_nowhere(data: str, currency: str) -> None:
    found = one(data)
    assert (found.currency, found.lines[0].amount.currency) == (currency, currency)


def test_a_sign_against_the_word_is_doubtful() -> None:
    types = ("DEBIT", "CREDIT", "POS")
    found = one(lines(*(f"<TRNTYPE>{t}<TRNAMT>{n}" for t in types for n in (1, -1))))
    assert [line.doubt for line in found.lines] == [
        "the bank calls it a debit, but its amount says money in", "",
        "", "the bank calls it a credit, but its amount says money out", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tags", "payer", "text"),
    [
        ("<NAME>ACME<MEMO>ACME INV-7", "ACME", "ACME INV-7"),
        ("<NAME>ACME LTD<MEMO>ACME", "ACME LTD", "ACME LTD"),
        ("<NAME>ACME SERV<EXTDNAME>ACME SERVICES", "ACME SERVICES", "ACME SERVICES"),
        ("<NAME>Acme<EXTDNAME>long one", "Acme", "Acme long one"),
        ("<MEMO>INV-7<MEMO>second", "", "INV-7 second"),
        ("<NAME>AT&T &lt;x&gt; &#233; &bogus;", "AT&T <x> é &bogus;", "AT&T <x> é &bogus;"),
        ("<NAME>a &amp;lt; b", "a &lt; b", "a &lt; b"),
        ("<MEMO>paid < 5 > 3 to <b@x.example>", "", "paid < 5 > 3 to <b@x.example>"),
        ("<NAME>a\x1b[2J<MEMO>" + "x" * 2000, "a[2J", "a[2J " + "x" * 995),
    ],
)
def test_names_and_words(tags: str, payer: str, text: str) -> None:
    line = only(lines(f"<TRNAMT>1{tags}"))
    assert (line.payer, line.text) == (payer, text)


def test_the_other_account_is_told_unless_it_is_the_own() -> None:
    own = "<OFX><STMTRS><BANKACCTFROM><ACCTID>DE11 22</BANKACCTFROM>"
    line = "<STMTTRN><DTPOSTED>20260301<TRNAMT>1<BANKACCTTO><ACCTID>{}</BANKACCTTO></STMTTRN>"
    found = one(own + line.format("de33 44") + line.format("DE1122"))
    assert [x.payer_iban for x in found.lines] == ["DE3344", ""]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (lines("<TRNAMT>1<NAME>Žofie"), "Žofie"),
        (f"CHARSET:1252\n{lines('<TRNAMT>1<NAME>Müller')}".encode("cp1252"), "Müller"),
        (f"CHARSET:1251\n{lines('<TRNAMT>1<NAME>Мир')}".encode("cp1251"), "Мир"),
        (f"CHARSET: ISO-8859-2\n{lines('<TRNAMT>1<NAME>Łódź')}".encode("iso8859-2"), "Łódź"),
        (f"CHARSET:NONE\n{lines('<TRNAMT>1<NAME>Müller')}".encode("cp1252"), "Müller"),
        (f"CHARSET:1252\n{lines('<TRNAMT>1<NAME>Müller')}", "Müller"),
        (f'<?xml encoding="UTF-8"?>{lines("<TRNAMT>1<NAME>Müller")}'.encode("cp1252"), "Müller"),
    ],
)
def test_encodings_are_what_the_bytes_say(data: str | bytes, name: str) -> None:
    assert only(data).payer == name


def test_pending_lines_are_counted_only() -> None:
    pending = "<BANKTRANLISTP><STMTTRNP><TRNAMT>9<NAME>x</STMTTRNP></BANKTRANLISTP>"
    found = one(lines("<TRNAMT>1", rest=pending))
    assert (numbers(found), found.pending) == (["1.00"], 1)


def test_a_statement_without_lines_is_one() -> None:
    found = one(lines(rest="<LEDGERBAL><BALAMT>-3.20<DTASOF>20260301"))
    assert (found.lines, str(found.closing)) == ((), "-3.20 EUR")
    assert one(lines(rest="<LEDGERBAL><BALAMT><DTASOF>20260301")).closing is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("<OFX></OFX>", "STATEMENT-NONE]: the file holds no bank statement"),
        ("<OFX><STATUS><SEVERITY>INFO</OFX>", "STATEMENT-NONE]: the file holds no bank statement"),
        ('{"a": 1}', "STATEMENT-NONE]: the file holds no bank statement"),
        ("", "STATEMENT-NONE]: the file holds no bank statement"),
        (
            "<OFX><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>Signon\ninvalid</STATUS>",
            "the bank says: error 15500 Signon invalid",
        ),
        ("<OFX><STMTTRN><TRNAMT>5</OFX>", "the file holds no bank statement"),
        (lines("<TRNAMT>5") + "</STMTRS><STMTTRN><TRNAMT>5", "the line stands in no statement"),
        ("<!DOCTYPE OFX [<!ENTITY a 'b'>]>" + lines("<TRNAMT>5"), "STATEMENT-DOCTYPE"),
    ],
)
def test_what_is_no_statement_is_refused(data: str, said: str) -> None:
    (problem,) = refused(data)
    assert said in problem
    assert ("the bank says" in said) == ("the bank says" in problem)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (SGML.encode(), True),
        (XML.encode(), True),
        (SGML.encode("utf-16"), True),
        (b"\n\n<ofx>", True),
        (b"<BANKMSGSRSV1>", True),
        (b"Date;Text;Amount\n", False),
        (b"<Document><BkToCstmrStmt>", False),
        (b":20:STARTUMS", False),
    ],
)
def test_the_format_is_recognised(data: bytes, expected: bool) -> None:
    assert is_ofx(data) is expected


@pytest.mark.parametrize(
    "data",
    [
        "<OFX>" + "<STMTRS>" * 2_000,
        "<OFX><STMTRS>" + "<PAYEE>" * 5_000 + "</STMTRS>" * 5_000,
        "<OFX><STMTRS>" + "<!--" * 50_000,
        "<OFX><STMTRS>" + "<![CDATA[" * 50_000,
        "<OFX><STMTRS>" + "<A " * 50_000,
        "<OFX><STMTRS>" + "&#1" * 50_000,
        "<OFX><STMTRS><STMTTRN>" + "<MEMO>a" * 300,
    ],
)
def test_hostile_files_end_soon(data: str) -> None:
    assert survive(read_ofx, [data.encode()], 3) <= 3


SAMPLES = [SGML.encode(), XML.encode(), INVESTMENT.encode(), SGML.encode("utf-16")]


def test_damaged_files_are_read_or_refused() -> None:
    assert 30 < survive(read_ofx, SAMPLES, 300) < 300


@pytest.mark.long
def test_many_damaged_files_are_read_or_refused() -> None:
    assert survive(read_ofx, SAMPLES, 10_000) > 0


@pytest.mark.filterwarnings("ignore")
def test_a_library_counts_and_sums_the_same() -> None:
    ofxparse = pytest.importorskip("ofxparse")
    account = SGML[SGML.index("<STMTTRNRS>") : SGML.index("</BANKMSGSRSV1>")]
    data = SGML.replace("</BANKMSGSRSV1>", account.replace("00 1234", "5678") + "</BANKMSGSRSV1>")
    accounts = ofxparse.OfxParser.parse(io.BytesIO(data.encode())).accounts
    lists = [account.statement.transactions for account in accounts]
    theirs = sorted((t.id, t.amount) for lines in lists for t in lines)
    ours = [(line.bank_ref, line.amount.number) for s in read(data) for line in s.lines]
    assert sorted(ours) == theirs
    assert len(ours) == 4
