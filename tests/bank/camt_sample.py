"""Small ISO 20022 account files, put together from what a test is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.bank.camt_read import read_camt

if TYPE_CHECKING:
    from billcli.domain.bank_line import BankLine
    from billcli.domain.bank_statement import BankStatement

OWN = "DE02120300000000202051"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def amount(number: str, currency: str = "EUR", tag: str = "Amt") -> str:
    return f'<{tag} Ccy="{currency}">{number}</{tag}>'


def balance(
    code: str, number: str, day: str = "", sign: str = "CRDT", currency: str = "EUR"
) -> str:
    dated = f"<Dt><Dt>{day}</Dt></Dt>" if day else ""
    kind = f"<Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
    return f"<Bal>{kind}{amount(number, currency)}<CdtDbtInd>{sign}</CdtDbtInd>{dated}</Bal>"


def entry(
    number: str,
    inner: str = "",
    *,
    sign: str = "CRDT",
    day: str = "2026-03-02",
    status: str = "<Sts>BOOK</Sts>",
    currency: str = "EUR",
) -> str:
    dated = f"<BookgDt><Dt>{day}</Dt></BookgDt>" if day else ""
    head = f"{amount(number, currency)}<CdtDbtInd>{sign}</CdtDbtInd>{status}{dated}"
    return f"\n<Ntry>{head}{inner}</Ntry>"


def details(*inner: str) -> str:
    return f"<NtryDtls>{''.join(f'<TxDtls>{one}</TxDtls>' for one in inner)}</NtryDtls>"


def debtor(name: str, iban: str = "", role: str = "Dbtr") -> str:
    account = f"<{role}Acct><Id><IBAN>{iban}</IBAN></Id></{role}Acct>" if iban else ""
    return f"<{role}><Nm>{name}</Nm></{role}>{account}"


def parties(*sides: str) -> str:
    return f"<RltdPties>{''.join(sides)}</RltdPties>"


def words(*free: str) -> str:
    return f"<RmtInf>{''.join(f'<Ustrd>{text}</Ustrd>' for text in free)}</RmtInf>"


def statement(*inner: str, number: str = "7", account: str = f"<IBAN>{OWN}</IBAN>") -> str:
    own = f"<Acct><Id>{account}</Id><Ccy>EUR</Ccy></Acct>"
    made = "<CreDtTm>2026-03-31T23:59:00+01:00</CreDtTm>"
    head = f"<Id>S-{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb>{made}{own}"
    return f"<Stmt>{head}{''.join(inner)}</Stmt>"


def document(*statements: str, version: str = "08") -> str:
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"
    return (
        f'{HEAD}<Document xmlns="{space}"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr>'
        f"{''.join(statements)}</BkToCstmrStmt></Document>"
    )


def read(text: str | bytes) -> tuple[BankStatement, ...]:
    return read_camt(text.encode() if isinstance(text, str) else text, "bank.xml")


def read_one(*inner: str) -> BankStatement:
    (found,) = read(document(statement(*inner)))
    return found


def line_of(inner: str, number: str = "100.00", sign: str = "CRDT") -> BankLine:
    """Return the line of a statement with one entry."""
    (found,) = read_one(entry(number, inner, sign=sign)).lines
    return found


def figures(found: BankStatement) -> list[str]:
    return [f"{line.date} {line.amount.number}" for line in found.lines]


def codes(found: BankStatement) -> list[str]:
    return [problem.code for problem in found.problems]
