"""Small random ledgers full of receivables of every style, and what people do to their files."""

from __future__ import annotations

import os
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.random_books import ACCOUNTS, MAIN, OPENS, PLAIN, RandomBooks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from random import Random

    from billcli.domain.entry import Facts

MORE = """\
2024-01-01 open Assets:AR
2024-01-01 open Assets:AR:Umbra
2024-01-01 open Assets:AR:Umbra:INV-7
2024-01-01 open Assets:AR:INV-8
2024-01-01 open Assets:AR:Group
2024-01-01 open Assets:AR:Group:Hooli
  customer-id: "C-17"
2024-01-01 open Assets:AR:VAT
2024-01-01 open Assets:Clearing
2024-01-01 custom "customer" "Acme" Assets:Receivable:Acme
  name: "Acme Inc."
2024-01-01 custom "issuer" "Studio"
"""
OWED = (
    "Assets:Receivable:Acme", "Assets:Receivable:Acme", "Assets:Receivable:Globex", "Assets:AR",
    "Assets:AR", "Assets:AR:Umbra", "Assets:AR:Umbra:INV-7", "Assets:AR:INV-8", "Assets:AR:Group",
    "Assets:AR:Group:Hooli", "Assets:AR:VAT",
)  # fmt: skip
NAMES = ("Acme", "ACME", "Acme Inc.", "Globex", "Umbra", "Hooli", "C-17", "PayPal", "Big Bank", "")
ITEMS = ("INV-7", "INV-8", "X1", "X2", "P1", "INV-2024-0001", "INV-2025-0002", "INV-2025-0010")
KINDS = ("payment", "refund", "late-fee", "credit-note", "application", "write-off", "invoice")
AMOUNTS = (5, 10, 10, 20, 20, 30, 119)
DAYS = ("2024-02-01", "2024-02-29", "2024-12-31", "2025-01-01", "2025-06-15", "2025-06-16")


class Sums:
    """What accounts hold, from the facts of a ledger."""

    def __init__(self, facts: Facts) -> None:
        """Keep the facts."""
        self._facts = facts

    def sums_before(self, account: str, day: str) -> Mapping[str, Decimal]:
        """Return what an account and all below it hold at the beginning of a day."""
        found: dict[str, Decimal] = {}
        for entry in self._facts.entries:
            for posting in entry.postings if entry.date.isoformat() < day else ():
                if f"{posting.account}:".startswith(f"{account}:"):
                    key = posting.amount.currency
                    found[key] = found.get(key, Decimal(0)) + posting.amount.number
        return found


class RandomDues(RandomBooks):
    """A ledger of somebody who bills and is paid."""

    def __init__(self, rng: Random, folder: Path, *, plain: bool = False) -> None:
        """Make up a ledger; ``plain`` ones have no pad and no lots."""
        super().__init__(rng, folder, plain=plain)
        self.crossed = rng.choice([0.02, 0.05, 0.15])
        self.files[ACCOUNTS] = self._blocks(OPENS + MORE)
        if rng.random() < 0.3:  # somebody's ledger without any record
            self.files[ACCOUNTS] = [b for b in self.files[ACCOUNTS] if '"customer"' not in b]
        self._on_disk: dict[str, str] = {}

    def _good(self) -> str:
        if self.rng.random() < 0.2:
            return super()._good()
        return self._pick(
            (8, self._bill), (8, self._settle), (2, self._apply), (2, self._record),
            (1, self._payer), (2, self._dispute), (1, self._numbered_note), (1, self._taken_over),
            (1, self._opened), (1, self._issuer), (1, self._cross), (1, self._instalments),
            (1, self._paper),
        )  # fmt: skip

    def day(self) -> str:
        """Return a day of two years, often one that others have too."""
        return self.rng.choice(DAYS) if self.rng.random() < 0.7 else super().day()

    def _meta(self, indent: str, **choices: tuple[float, tuple[str, ...]]) -> str:
        found = ""
        for key, (chance, values) in choices.items():
            if self.rng.random() < chance:
                found += f"{indent}{key.replace('_', '-')}: {self.rng.choice(values)}\n"
        return found

    def _own_meta(self, indent: str, scale: float = 1) -> str:
        quoted = tuple(f'"{item}"' for item in ITEMS)
        names = tuple(f'"{name}"' for name in NAMES if name)
        return self._meta(
            indent, invoice=(0.35 * scale, quoted), customer_id=(0.06 * scale, names),
            customer=(0.06 * scale, names), due=(0.15 * scale, DAYS),
        )  # fmt: skip

    def _title(self, payee: str, kinds: tuple[str, ...], items: tuple[str, ...] = ITEMS) -> str:
        rng = self.rng
        tags = f" #{rng.choice(kinds)}" if rng.random() < 0.6 else ""
        links = "".join(f" ^{i}" for i in rng.sample(items, rng.choice([0, 0, 1, 1, 2])))
        words = rng.choice(["", "work", "for INV-7", "INV-2025-0002"])
        head = f'{self.day()} * "{payee}" "{words}"{tags}{links}\n'
        quoted = tuple(f'"{item}"' for item in ITEMS)
        return head + self._meta(
            "  ", id=(0.08, quoted), terms=(0.1, ('"net 3"', '"net 30"')), corrects=(0.05, quoted)
        )

    def _amount(self) -> tuple[Decimal, str]:
        return Decimal(self.rng.choice(AMOUNTS)), self.rng.choice(["EUR"] * 5 + ["USD"])

    def _owed(self, currency: str) -> str:
        account = self.rng.choice(OWED)
        return account if currency == "EUR" or account[-1] != "x" else OWED[0]

    def _bill(self) -> str:
        (n, currency), rng = self._amount(), self.rng
        title = self._title(rng.choice(NAMES), ("invoice", "invoice", "late-fee", "topic"))
        leg = f"  {self._owed(currency)}  {n} {currency}"
        if currency == "USD" and rng.random() < 0.5:
            return f"{title}{leg} @ 0.5 EUR\n  Income:Work  {-n / 2} EUR\n"
        below = self._own_meta("    ")
        return f"{title}{self._own_meta('  ')}{leg}\n{below}  Income:Work  {-n} {currency}\n"

    def _settle(self) -> str:
        (n, currency), rng = self._amount(), self.rng
        title = self._title(rng.choice(NAMES), KINDS)
        other = rng.choice(["Assets:Cash", "Assets:Clearing", "Income:Work", "Expenses:Misc"])
        n = -n if rng.random() < 0.1 else n
        leg = f"  {self._owed(currency)}  {-n} {currency}\n{self._own_meta('    ')}"
        return f"{title}{self._own_meta('  ', 0.5)}  {other}  {n} {currency}\n{leg}"

    def _cross(self) -> str:
        (n, currency), rng = self._amount(), self.rng
        first, second = (self._owed(currency) for _ in "ab")
        return (
            f"{self._title(rng.choice(NAMES), KINDS)}  Assets:Cash  {2 * n} {currency}\n"
            f"  {first}  {-n} {currency}\n{self._own_meta('    ')}"
            f"  {second}  {-n} {currency}\n{self._own_meta('    ')}"
        )

    def _apply(self) -> str:
        n, currency = self._amount()
        first, second = (self._owed(currency) for _ in "ab")
        return (
            f"{self._title(self.rng.choice(NAMES), ('application', 'credit-note'))}"
            f"  {first}  {n} {currency}\n{self._own_meta('    ', 2)}"
            f"  {second}  {-n} {currency}\n{self._own_meta('    ', 2)}"
        )

    def _instalments(self) -> str:
        n, currency = self._amount()
        account, item = self._owed(currency), self.rng.choice(ITEMS)
        leg = f"  {account}  {n} {currency}\n"
        legs = "".join(
            f"{leg}    instalment: {nth}\n    due: {self.rng.choice(DAYS)}\n" for nth in (1, 2)
        )
        payee = self.rng.choice(NAMES)
        head = f'{self.day()} * "{payee}" "" #invoice ^{item}\n  invoice: "{item}"\n'
        return f"{head}{legs}  Income:Work  {-2 * n} {currency}\n"

    def _taken_over(self) -> str:
        n, currency = self._amount()
        head = f'{self.day()} * "{self.rng.choice(NAMES)}" "open before"\n'
        legs = f"  {self._owed(currency)}  {n} {currency}\n  Equity:Opening  {-n} {currency}\n"
        return head + self._own_meta("  ", 2) + legs

    def _record(self) -> str:
        rng, meta = self.rng, ""
        account = f" {rng.choice(OWED)}" if rng.random() < 0.6 else ""
        names = tuple(f'"{name}"' for name in NAMES if name)
        meta = self._meta(
            "  ", name=(0.6, names), trading_name=(0.3, names), terms=(0.3, ('"net 14"',)),
            language=(0.1, ('"de"',)),
        )  # fmt: skip
        return f'{self.day()} custom "customer" "{rng.choice(NAMES)}"{account}\n{meta}'

    def _payer(self) -> str:
        first, second = self.rng.sample(NAMES, 2)
        meta = self._meta("  ", status=(0.3, ('"removed"',)))
        return f'{self.day()} custom "payer" "{first}" "{second}"\n{meta}'

    def _issuer(self) -> str:
        return f'{self.day()} custom "issuer" "Studio"\n  name: "Studio {self.rng.randrange(3)}"\n'

    def _dispute(self) -> str:
        rng = self.rng
        quoted = tuple(f'"{item}"' for item in ITEMS)
        meta = self._meta("  ", id=(0.5, quoted), status=(0.5, ('"open"', '"settled"')))
        links = "".join(f" ^{i}" for i in rng.sample(ITEMS, rng.choice([0, 1, 1, 2])))
        return f'{self.day()} note {rng.choice(OWED)} "no" #dispute{links}\n{meta}'

    def _numbered_note(self) -> str:
        account = self.rng.choice((*OWED, *PLAIN))
        return f'{self.day()} note {account} "sent" #reminder\n  id: "{self.rng.choice(ITEMS)}"\n'

    def _paper(self) -> str:
        return f'{self.day()} document {self.rng.choice(OWED)} "papers/a.pdf" #invoice ^INV-7\n'

    def _opened(self) -> str:
        self.fresh += 1
        groups = ("Assets:AR", "Assets:AR:Group", "Assets:Receivable", "Assets:AR:Umbra")
        above = self.rng.choice(groups)
        names = tuple(f'"{name}"' for name in NAMES if name)
        meta = self._meta("  ", customer_id=(0.3, names), customer=(0.2, names), name=(0.2, names))
        leaf = self.rng.choice(["New", "INV-9", "EUR", "Debtor"])
        name = f"{above}:{leaf}{self.fresh}"
        text = f"2024-01-01 open {name}\n{meta}"
        if self.rng.random() < 0.6:
            text += f'{self.day()} * "Initech" ""\n  {name}  7 EUR\n  Income:Work\n'
        return text

    # What people do

    def step(self) -> str:
        """Change the files, and return in a word what was done."""
        if self.rng.random() < 0.1:
            first, second = super().step(), super().step()
            return f"{first}, {second}"
        return super().step()

    def write(self) -> None:
        """Write the files that changed, each in one of the ways that programs have."""
        if not self._on_disk:
            super().write()
        texts = {name: "".join(blocks) for name, blocks in self.files.items()}
        for name in self._on_disk.keys() - texts.keys():
            (self.folder / name).unlink()
        for name, text in texts.items():
            if self._on_disk.get(name) != text:
                self._put(self.folder / name, text, self._on_disk.get(name))
        self._on_disk = texts

    def _put(self, path: Path, text: str, old: str | None) -> None:
        data = text.replace("\n", self.newline).encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        ways: list[Callable[[Path, bytes], object]] = [rewritten, renamed]
        self.rng.choice(ways)(path, data)
        if old is not None and len(old) == len(text) and self.rng.random() < 0.5:
            os.utime(path, ns=(10**18, 10**18))  # a tool that keeps times

    def touch(self) -> None:
        """Set the times of a file, and leave what is in it."""
        path = self.folder / self.rng.choice(sorted(self.files))
        os.utime(path, ns=(self.rng.randrange(10**18), self.rng.randrange(10**18)))

    def swap(self) -> bool:
        """Give a file another content of the same size and time; return whether one was found."""
        names = [name for name in self.files if name.startswith("years/") and self.files[name]]
        for name in self.rng.sample(names, len(names)):
            path = self.folder / name
            status, blocks = path.stat(), self.files[name]
            for at, block in enumerate(blocks):
                other = block.replace("INV-7", "INV-8").replace('"Acme"', '"ACME"')
                if other != block:
                    blocks[at] = other
                    self.write()
                    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
                    return True
        return False


def rewritten(path: Path, data: bytes) -> None:
    """Write a file in its place."""
    path.write_bytes(data)


def renamed(path: Path, data: bytes) -> None:
    """Write a file as editors do: beside the old one, then renamed."""
    beside = path.with_name(f".{path.name}.swp")
    beside.write_bytes(data)
    beside.replace(path)


__all__ = ["ACCOUNTS", "MAIN", "RandomDues", "Sums"]
