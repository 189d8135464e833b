"""Damaged statement files: whatever a reader makes of them, it ends soon and in an orderly way."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from billcli.domain.bank_statement import BalanceProof
from billcli.domain.problem import BillcliError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from billcli.domain.bank_statement import BankStatement

    Reader = Callable[[bytes, str], Sequence[BankStatement]]

SECONDS = 5.0
_SCRAPS = (
    b"<", b">", b"</", b"&#", b"\x00", b"\xff", b"\r\n", b"-", b",", b"9" * 30, b":61:", b"^\n",
)  # fmt: skip


def mutations(samples: Sequence[bytes], count: int, seed: int = 1) -> Iterator[bytes]:
    """Yield files with a few damages each, always the same ones."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(count):
        data = bytearray(dice.choice(samples))
        for _ in range(dice.randint(1, 4)):
            _damage(data, dice)
        yield bytes(data)


def survive(read: Reader, samples: Sequence[bytes], count: int) -> int:
    """Read damaged files; return how many could still be read.

    A file is read or refused by a BillcliError, within seconds; nothing else may come out.
    """
    done = 0
    for data in mutations(samples, count):
        start = time.process_time()
        done += _reads(read, data)
        assert time.process_time() - start < SECONDS, data
    return done


def _reads(read: Reader, data: bytes) -> bool:
    try:
        statements = read(data, "damaged")
    except BillcliError:
        return False
    assert all(isinstance(one.proof, BalanceProof) for one in statements)
    return True


def _damage(data: bytearray, dice: random.Random) -> None:
    size = len(data)
    at = dice.randrange(size + 1)
    part = bytes(data[at : at + dice.choice((1, 2, 8, 40, 200, size))])
    to = dice.randrange(size + 1)
    match dice.randrange(6):
        case 0:  # cut
            del data[at : at + len(part)]
        case 1:  # duplicate
            data[to:to] = part
        case 2:  # swap
            del data[at : at + len(part)]
            to = dice.randrange(len(data) + 1)
            data[to:to] = part
        case 3:  # flip
            if at < size:
                data[at] ^= 1 << dice.randrange(8)
        case 4:  # insert
            data[at:at] = dice.choice(_SCRAPS) * dice.choice((1, 1, 1, 50))
        case _:  # delete a line or tag
            ends = [data.find(sign, at) for sign in (b">", b"\n")]
            end = min((e for e in ends if e >= 0), default=at)
            del data[at : end + 1]
