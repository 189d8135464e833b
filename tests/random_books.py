"""Small random ledgers of several files, and random things that people do to them."""

from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from random import Random

    from memory_standing import MemoryStanding

MAIN = "main.beancount"
ACCOUNTS = "accounts.beancount"
OPENS = """\
2024-01-01 open Assets:Bank EUR,USD
2024-01-01 open Assets:Bank:Savings
2024-01-01 open Assets:Cash
2024-01-01 open Assets:Receivable:Acme
2024-01-01 open Assets:Receivable:Globex EUR
2024-01-01 open Assets:Depot
2024-01-01 open Assets:Tank
2024-01-01 open Assets:Tank:Small
2024-01-01 open Liabilities:Tax
2024-01-01 open Income:Work
2024-01-01 open Expenses:Misc
2024-01-01 open Equity:Opening
2024-01-01 open Assets:Old
2024-06-30 close Assets:Old
2024-01-01 commodity EUR
  name: "Euro"
"""
PLAIN = (
    "Assets:Bank", "Assets:Bank:Savings", "Assets:Cash", "Assets:Receivable:Acme",
    "Assets:Receivable:Globex", "Liabilities:Tax", "Income:Work", "Expenses:Misc",
    "Equity:Opening",
)  # fmt: skip
ODD = ("Assets:Old", "Assets:Tank", "Assets:Tank:Small", "Assets:Depot", "Assets:Never", "Assets")


class RandomBooks:
    """The files of a ledger as lists of blocks, one directive each, and how they change.

    Attributes:
        files: blocks by name relative to the folder.
        crossed: chance that a directive is drawn from the bad ones.
    """

    def __init__(self, rng: Random, folder: Path, *, plain: bool = False) -> None:
        """Make up a ledger; ``plain`` ones have no pad and no lots."""
        self.rng, self.folder, self.plain = rng, folder, plain
        self.crossed = 0.15
        self.newline = rng.choice(["\n", "\n", "\n", "\r\n"])
        self.standing: MemoryStanding | None = None
        self.fresh = 0
        includes = ['include "accounts.beancount"\n', 'include "years/*.beancount"\n']
        self.files: dict[str, list[str]] = {
            MAIN: ['option "title" "Books"\n', 'option "operating_currency" "EUR"\n', *includes],
            ACCOUNTS: self._blocks(OPENS),
        }
        for name in ("years/2024.beancount", "years/2025.beancount"):
            self.files[name] = [self._good() for _ in range(rng.randint(3, 9))]
        if not plain:
            self._special()

    def _special(self) -> None:
        rng, first = self.rng, self.files["years/2024.beancount"]
        if rng.random() < 0.5:
            first += self._blocks(
                '2024-02-01 * "buy"\n  Assets:Depot  10 HOOL {5.00 EUR}\n  Assets:Cash\n'
                '2024-03-01 * "sell"\n  Assets:Depot  -4 HOOL {}\n  Assets:Cash  20.00 EUR\n'
            )
        if rng.random() < 0.3:
            self.files[ACCOUNTS].append("2024-01-02 pad Assets:Tank Equity:Opening\n")
            first.append("2024-02-01 balance Assets:Tank  50.00 EUR\n")

    @staticmethod
    def _blocks(text: str) -> list[str]:
        blocks: list[str] = []
        for line in text.splitlines(keepends=True):
            if line[:1] == " ":
                blocks[-1] += line
            else:
                blocks.append(line)
        return blocks

    # The disk

    def write(self) -> None:
        """Write all files anew."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for name, blocks in self.files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(blocks), encoding="utf-8", newline=self.newline)
        for folder in (self.folder / "papers", self.folder / "years" / "papers"):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "a.pdf").write_bytes(b"%PDF")

    def copy(self) -> dict[str, list[str]]:
        """Return the files, to be put back."""
        return {name: list(blocks) for name, blocks in self.files.items()}

    # Directives

    def day(self) -> str:
        """Return a day of two years."""
        return (dt.date(2024, 1, 2) + dt.timedelta(days=self.rng.randrange(700))).isoformat()

    def number(self) -> Decimal:
        """Return an amount of cents."""
        return Decimal(self.rng.randint(1, 20_000)).scaleb(-2)

    def directive(self) -> str:
        """Return a directive, mostly a good one."""
        return self._bad() if self.rng.random() < self.crossed else self._good()

    def _good(self) -> str:
        return self._pick(
            (6, self._sale), (3, self._interpolated), (1, self._three), (1, self._priced),
            (1, self._two_currencies), (2, self._balance), (1, self._note), (1, self._document),
            (1, self._custom), (1, self._query), (1, self._price), (1, self._event),
            (1, self._commodity), (1, self._open), (1, self._comment), (1, self._total_price),
            (1, self._computed), (1, self._tagged_below), (1, self._pushed),
        )  # fmt: skip

    def _bad(self) -> str:
        return self._pick(
            (2, self._unknown_account), (2, self._unbalanced), (2, self._odd_account),
            (1, self._lot), (1, self._sell), (1, self._no_currency), (1, self._garbage),
            (1, self._close), (1, self._pad), (1, self._second_open), (1, self._wrong_currency),
            (1, self._wrong_balance), (1, self._gone_document), (1, self._early), (1, self._push),
            (1, self._twice_commodity), (1, self._division), (1, self._odd_meta),
            (1, self._option), (1, self._long_number), (1, self._same_key), (4, self._loose_lot),
        )  # fmt: skip

    def _pick(self, *choices: tuple[int, Callable[[], str]]) -> str:
        (make,) = self.rng.choices([c[1] for c in choices], [c[0] for c in choices])
        return make()

    def _pair(self) -> tuple[str, str]:
        first, second = self.rng.sample(PLAIN, 2)
        return first, second

    def _head(self, day: str = "") -> str:
        rng = self.rng
        marks = rng.choice(["", "", " ^INV-1", " #b #a ^INV-2 ^INV-1"])
        words = rng.choice(['"Acme" "x"', '"y"', '"Müller \\"A\\"" "two\nlines"', ""])
        meta = rng.choice(
            ["", "", "  due: 2024-05-05\n  nn: 1.50\n", '  tt: "v"\n  bb: TRUE\n  ee:\n']
        )
        return f"{day or self.day()} {rng.choice('**!')} {words}{marks}\n{meta}"

    def _sale(self) -> str:
        (a, b), n = self._pair(), self.number()
        meta = self.rng.choice([
            "", "", "", '    item: "z"\n', "    ww: 2.5 EUR\n    dd: 2024-01-01\n",
            "    acc: Assets:Bank\n    cur: EUR\n    tag: #x\n    non: NULL\n    sum: (1+2) * 3\n",
            "    ; words\n    twice: 1\n",
        ])  # fmt: skip
        return f"{self._head()}  {a}  {n} EUR\n{meta}  {b}  {-n} EUR\n"

    def _interpolated(self) -> str:
        (a, b), n = self._pair(), self.number()
        return f"{self._head()}  {a}  {n} EUR\n  {b}\n"

    def _three(self) -> str:
        n, m = self.number(), self.number()
        return (
            f"{self._head()}  Assets:Receivable:Acme  {n + m} EUR\n  ! Income:Work  {-n} EUR\n"
            f"\t; a comment\n  Liabilities:Tax  {-m} EUR\n"
        )

    def _computed(self) -> str:
        n = self.number()
        return f"{self._head()}  Assets:Cash  {n}/3 EUR\n  Income:Work  (-{n}) / 3.0 EUR\n"

    def _tagged_below(self) -> str:
        head = f'{self.day()} * "x" #a\n  #c ^INV-3\n'
        return f"{head}  Assets:Cash  1,000.00 EUR\n  Income:Work  -1000.00 EUR\n"

    def _pushed(self) -> str:
        return f"pushtag #trip\npushmeta mm: 1\n{self._sale()}popmeta mm:\npoptag #trip\n"

    def _priced(self) -> str:
        n = self.number()
        price = self.rng.choice(["1.10", "1.1", "2"])
        return f"{self._head()}  Assets:Cash  {n} USD @ {price} EUR\n  Income:Work\n"

    def _total_price(self) -> str:
        n = self.number()
        return f"{self._head()}  Assets:Cash  {n} USD @@ {n * 2} EUR\n  Income:Work  {-n * 2} EUR\n"

    def _two_currencies(self) -> str:
        n, m = self.number(), self.number()
        return (
            f"{self._head()}  Assets:Cash  {n} USD\n  Assets:Bank  {m} EUR\n"
            f"  Income:Work  {-m} EUR\n  Equity:Opening  {-n} USD\n"
        )

    def _balance(self) -> str:
        if self.standing is None:
            return "; no sums yet\n"
        account, day = self.rng.choice((*PLAIN, "Assets:Bank", "Assets:Tank")), self.day()
        known = self.standing.sums_before(account, day)
        return f"{day} balance {account}  {known.get('EUR', Decimal(0))} EUR\n"

    def _note(self) -> str:
        account = self.rng.choice((*PLAIN, "Assets:Old"))
        return f'{self.day()} note {account} "called" #t ^l\n  by: "Ann"\n'

    def _document(self) -> str:
        return f'{self.day()} document Assets:Bank "papers/a.pdf"\n'

    def _custom(self) -> str:
        values = self.rng.choice(['"a" Assets:Bank 2.50', "TRUE 1.00 EUR 2024-01-01", '"b"'])
        return f'{self.day()} custom "customer" {values}\n  name: "Ann"\n'

    def _query(self) -> str:
        return f'{self.day()} query "q" "SELECT account"\n'

    def _price(self) -> str:
        return f"{self.day()} price USD  0.9{self.rng.randrange(10)} EUR\n"

    def _event(self) -> str:
        return f'{self.day()} event "place" "Rome"\n'

    def _commodity(self) -> str:
        self.fresh += 1
        return f"2024-01-01 commodity C{self.fresh}\n"

    def _open(self) -> str:
        self.fresh += 1
        name = f"Assets:Receivable:New{self.fresh}"
        sale = f'2025-06-01 * "n"\n  {name}  5.00 EUR\n  Income:Work\n'
        return f"2025-01-01 open {name}\n" + self.rng.choice(["", sale])

    def _comment(self) -> str:
        return self.rng.choice(["; words\n", "\n", "* a heading\n", "\n\n; more\n"])

    # Directives that are errors, or mean something only beside others

    def _unknown_account(self) -> str:
        return f"{self._head()}  Assets:Never  1.00 EUR\n  Income:Work\n"

    def _odd_account(self) -> str:
        account = self.rng.choice(ODD[:-1])
        return f"{self._head()}  {account}  1.00 EUR\n  Income:Work  -1.00 EUR\n"

    def _unbalanced(self) -> str:
        rest = self.rng.choice(["-1.00", "-1.0", "-0.996", "-0.995", "-0.9949"])
        return f"{self._head()}  Assets:Cash  1.00 EUR\n  Income:Work  {rest} EUR\n"

    def _lot(self) -> str:
        return f"{self._head()}  Assets:Depot  5 HOOL {{4.00 EUR}}\n  Assets:Cash\n"

    def _sell(self) -> str:
        return (
            f"{self._head()}  Assets:Depot  -1 HOOL {{}}\n  Assets:Cash  5.00 EUR\n  Income:Work\n"
        )

    def _loose_lot(self) -> str:
        n = self.rng.choice([-3, 3])
        head = self._head(self.rng.choice(["2024-01-15", ""]))
        return f"{head}  Assets:Depot  {n} HOOL\n  Equity:Opening  {-n} HOOL\n"

    def _no_currency(self) -> str:
        return self.rng.choice([
            f"{self._head()}  Assets:Cash  1.00\n  Income:Work  -1.00 EUR\n",
            f"{self._head()}  Assets:Cash  EUR\n  Income:Work  -1.00 EUR\n",
            f"{self._head()}  Assets:Cash  1.00 USD @ EUR\n  Income:Work  -1.00 EUR\n",
        ])  # fmt: skip

    def _garbage(self) -> str:
        return self.rng.choice(
            ["what is this\n", "2024-13-01 open Assets:X\n", "  Assets:Cash  1.00 EUR\n", "  ; c\n",
             '2024-01-01 note Assets:Bank "open\n', "2024-05-05 *\n", '2024-01-01 * "a" "b" "c"\n']
        )  # fmt: skip

    def _close(self) -> str:
        return f"{self.day()} close {self.rng.choice((*PLAIN, *ODD))}\n"

    def _pad(self) -> str:
        return f"{self.day()} pad {self.rng.choice((*PLAIN, *ODD))} Equity:Opening\n"

    def _second_open(self) -> str:
        return f"{self.day()} open {self.rng.choice((*PLAIN, *ODD[:-1]))}\n"

    def _wrong_currency(self) -> str:
        return f"{self._head()}  Assets:Receivable:Globex  1.00 USD\n  Income:Work  -1.00 USD\n"

    def _wrong_balance(self) -> str:
        account, day = self.rng.choice((*PLAIN, *ODD)), self.day()
        known = self.standing.sums_before(account, day) if self.standing else {}
        amount = known.get("EUR", Decimal(0)) + self.rng.choice(
            [Decimal("0.01"), Decimal("0.011"), Decimal(1), Decimal(0)]
        )
        loose = self.rng.choice(["", "", "~ 0.02 "])
        return f"{day} balance {account}  {amount} {loose}EUR\n"

    def _gone_document(self) -> str:
        path = self.rng.choice(["nowhere.pdf", "../papers/a.pdf"])
        return f'{self.day()} document Assets:Bank "{path}"\n'

    def _early(self) -> str:
        return f"{self._head('2023-12-31')}  Assets:Cash  1.00 EUR\n  Income:Work  -1.00 EUR\n"

    def _push(self) -> str:
        return self.rng.choice(["pushtag #p\n", "poptag #p\n", "pushmeta mm: 1\n", "popmeta mm:\n"])

    def _twice_commodity(self) -> str:
        return "2024-01-01 commodity EUR\n"

    def _division(self) -> str:
        return f"{self._head()}  Assets:Cash  1/0 EUR\n  Income:Work\n"

    def _odd_meta(self) -> str:
        return f"{self._head()}  lineno: 3\n  Assets:Cash  1.00 EUR\n  Income:Work  -1.00 EUR\n"

    def _option(self) -> str:
        return self.rng.choice([
            'option "operating_currency" "USD"\n', 'option "operating_currency" "EUR"\n',
            'option "title" "x"\n', 'option "nothing" "x"\n', 'option "name_assets" "Aktiva"\n',
            'plugin "billcli.ledger.plugin"\n', 'plugin "beancount.plugins.auto_accounts"\n',
        ])  # fmt: skip

    def _long_number(self) -> str:
        n = "1" * self.rng.choice([27, 28, 29])
        return f"{self._head()}  Assets:Cash  {n}.5 EUR\n  Income:Work  -{n}.5 EUR\n"

    def _same_key(self) -> str:
        return f"{self._sale()}    same: 1\n    same: 2\n"

    # What people do

    def step(self) -> str:
        """Change the files, and return in a word what was done."""
        names = ("append", "edit", "edit", "edit", "add", "remove", "rename", "main", "include")
        weights = (10, 4, 4, 4, 1, 1, 1, 1, 1)
        (name,) = self.rng.choices(names, weights)
        getattr(self, f"_do_{name}")()
        return name

    def _file(self) -> str:
        names = [name for name in self.files if name != MAIN]
        years = [name for name in names if name.startswith("years/")]
        return self.rng.choice(years if years and self.rng.random() < 0.7 else names)

    def _do_append(self) -> None:
        blocks = self.files[self._file()]
        if self.rng.random() < 0.5:
            blocks.append("\n")
        blocks += [self.directive() for _ in range(self.rng.randint(1, 3))]

    def _do_edit(self) -> None:
        blocks, rng = self.files[self._file()], self.rng
        place = rng.randrange(len(blocks)) if blocks else 0
        deed = rng.randrange(7)
        if deed == 0 or not blocks:
            blocks.insert(place, self.directive())
        elif deed == 1:
            del blocks[place]
        elif deed == 2:
            blocks[place] = self.directive()
        elif deed == 3:
            other = rng.randrange(len(blocks))
            blocks[place], blocks[other] = blocks[other], blocks[place]
        elif deed == 4:
            blocks[place] = blocks[place].replace("1", rng.choice("1237"), 1)
        elif deed == 5:
            blocks.insert(place, blocks[place])
        else:
            blocks[place] = self._comment() + blocks[place]
            blocks.append(self.directive())

    def _do_add(self) -> None:
        self.fresh += 1
        self.files[f"years/{2026 + self.fresh}.beancount"] = [
            self.directive() for _ in range(self.rng.randint(1, 3))
        ]

    def _do_remove(self) -> None:
        names = [name for name in self.files if name not in {MAIN, ACCOUNTS}]
        if names:
            del self.files[self.rng.choice(names)]

    def _do_rename(self) -> None:
        names = [name for name in self.files if name.startswith("years/")]
        if names:
            self.fresh += 1
            name = self.rng.choice(names)
            self.files[f"years/20{self.rng.randrange(10, 40)}-{self.fresh}.beancount"] = (
                self.files.pop(name)
            )

    def _do_main(self) -> None:
        blocks, rng = self.files[MAIN], self.rng
        deed = rng.randrange(5)
        if deed == 0:
            blocks.insert(rng.randrange(len(blocks) + 1), "; words\n")
        elif deed == 1:
            blocks.append(self.directive())
        elif deed == 2:
            rng.shuffle(blocks)
        elif deed == 3:
            blocks.append(rng.choice([
                'option "operating_currency" "USD"\n', 'plugin "beancount.plugins.auto_accounts"\n',
                'option "tolerance_multiplier" "0.6"\n', 'plugin "billcli.ledger.plugin"\n',
            ]))  # fmt: skip
        else:
            del blocks[rng.randrange(len(blocks))]

    def _do_include(self) -> None:
        self.fresh += 1
        name = f"extra{self.fresh}.beancount"
        self.files[name] = [self.directive() for _ in range(2)]
        self.files[MAIN].append(f'include "{name}"\n')
