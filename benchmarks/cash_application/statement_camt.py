"""The statement as camt.053, and as MT940."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from benchmarks.cash_application.party import ascii_of
from benchmarks.cash_application.statement_csv import kind_of, money_words
from benchmarks.cash_application.values import START, TODAY, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.cash_application.values import Line, World

_OWN = "DE89370400440532013000"
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M{seed}</MsgId><CreDtTm>{today}T21:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S{seed}</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>{today}T21:00:00</CreDtTm>
<Acct><Id><IBAN>{own}</IBAN></Id><Ccy>{currency}</Ccy></Acct>
"""
_WIDTH, _MOST = 65, 390


def camt(world: World) -> bytes:
    """Return the statement as camt.053.001.08."""
    parts = [_HEAD.format(seed=world.seed, today=TODAY, own=_OWN, currency=world.currency)]
    closing = world.lines[-1].balance if world.lines else world.opening
    for kind, date, amount in (("OPBD", START, world.opening), ("CLBD", TODAY, closing)):
        parts.append(
            f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{_amount(amount, world.currency)}"
            f"<Dt><Dt>{date}</Dt></Dt></Bal>\n"
        )
    parts += [_entry(line, world.currency) for line in world.lines]
    return "".join([*parts, "</Stmt></BkToCstmrStmt></Document>\n"]).encode()


def _amount(cents: int, currency: str) -> str:
    sign = "CRDT" if cents >= 0 else "DBIT"
    return f'<Amt Ccy="{currency}">{text_of(abs(cents))}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'


def _entry(line: Line, currency: str) -> str:
    domain, family, sub = kind_of(line).split("-")
    amount = _amount(line.amount, currency)
    return (
        f"<Ntry>{amount}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{line.date}</Dt></BookgDt>"
        f"<ValDt><Dt>{line.date}</Dt></ValDt><AcctSvcrRef>{line.bank_ref}</AcctSvcrRef>"
        f"<BkTxCd><Domn><Cd>{domain}</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{sub}</SubFmlyCd></Fmly>"
        f"</Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>{line.end_to_end or 'NOTPROVIDED'}"
        f"</EndToEndId></Refs>{amount}{_sent(line)}{_party(line)}{_remittance(line)}</TxDtls>"
        "</NtryDtls></Ntry>\n"
    )


def _sent(line: Line) -> str:
    said = ""
    if line.original:
        cents, currency = line.original
        said = (
            f'<AmtDtls><InstdAmt><Amt Ccy="{currency}">{text_of(cents)}</Amt></InstdAmt></AmtDtls>'
        )
        if line.charges:
            kept = (
                f'<TtlChrgsAndTaxAmt Ccy="{currency}">{text_of(line.charges)}</TtlChrgsAndTaxAmt>'
            )
            said += f"<Chrgs>{kept}</Chrgs>"
    return said


def _party(line: Line) -> str:
    role = "Dbtr" if line.amount > 0 else "Cdtr"
    name = f"<{role}><Pty><Nm>{escape(line.name)}</Nm></Pty></{role}>" if line.name else ""
    account = f"<{role}Acct><Id><IBAN>{line.iban}</IBAN></Id></{role}Acct>" if line.iban else ""
    return f"<RltdPties>{name}{account}</RltdPties>" if name or account else ""


def _remittance(line: Line) -> str:
    text = f"<Ustrd>{escape(line.text)}</Ustrd>" if line.text else ""
    reference = line.reference
    if reference:
        kind = "<Cd>SCOR</Cd>" if reference.startswith("RF") else "<Prtry>REF</Prtry>"
        text += (
            f"<Strd><CdtrRefInf><Tp><CdOrPrtry>{kind}</CdOrPrtry></Tp><Ref>{reference}</Ref>"
            "</CdtrRefInf></Strd>"
        )
    return f"<RmtInf>{text}</RmtInf>" if text else ""


def mt940(world: World) -> bytes:
    """Return the statement as MT940, in ASCII, in lines of 65 and with words of Dutch banks."""
    closing = world.lines[-1].balance if world.lines else world.opening
    rows = [
        f":20:STATEMENT{world.seed}", f":25:{_OWN}", ":28C:1/1",
        f":60F:{_balance(world.opening, world)}",
    ]  # fmt: skip
    for line in world.lines:
        rows += _told(line)
    rows.append(f":62F:C{TODAY:%y%m%d}{world.currency}{text_of(closing, ',')}")
    return "\r\n".join([*rows, "-", ""]).encode("ascii")


def _balance(cents: int, world: World) -> str:
    return f"C{START:%y%m%d}{world.currency}{text_of(cents, ',')}"


def _told(line: Line) -> Iterator[str]:
    sign = "D" if line.amount < 0 else "C"
    eref = line.end_to_end[:16] or "NONREF"
    amount = text_of(abs(line.amount), ",")
    yield f":61:{line.date:%y%m%d%m%d}{sign}{amount}NTRF{eref}//{line.bank_ref}"
    fields = {
        "EREF": line.end_to_end, "IBAN": line.iban, "NAME": line.name,
        "REMI": line.text + money_words(line), "CDTRREF": line.reference,
    }  # fmt: skip
    text = "".join(f"/{key}/{value}" for key, value in fields.items() if value)
    plain = re.sub(r"[^A-Za-z0-9/?:().,'+ -]", ".", ascii_of(text)) + "/"
    cut = [plain[at : at + _WIDTH] for at in range(0, min(len(plain), _MOST), _WIDTH)]
    yield ":86:" + cut[0]
    yield from cut[1:]


STATEMENTS: MappingProxyType[str, Callable[[World], bytes]] = MappingProxyType(
    {"camt": camt, "mt940": mt940}
)
