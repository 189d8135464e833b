"""How the bank shows a line: the payer's name and account, and the text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.cash_application import noise, party
from benchmarks.cash_application.chance import happens
from benchmarks.cash_application.numbering import damaged, mistyped, shortened
from benchmarks.cash_application.reference import printed
from benchmarks.cash_application.values import START
from benchmarks.cash_application.vocabulary import Vocabulary, vocabulary

if TYPE_CHECKING:
    from random import Random

    from benchmarks.cash_application.numbering import Scheme
    from benchmarks.cash_application.values import Line, World

PROCESSOR = "STRIPE PAYMENTS EUROPE LTD"
_OURS = frozenset({"returned", "refund", "cheque", "income", "expense", "payout"})
_UNWRAPPED = frozenset({"payout", "cheque"})
_AT_HOME, _IN_ENGLISH = 0.15, 0.1


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells lines; the same line told again comes out otherwise."""

    world: World
    scheme: Scheme
    level: noise.Level
    rng: Random

    def tell(self, line: Line, calm: bool = False) -> None:
        """Fill in what the bank shows of a line; calm leaves out what banks do to texts."""
        words = self._words(line)
        line.language = words.language
        line.reference = ""
        self._payer(line, calm)
        line.text = self._text(line, words)
        if line.debit and line.follows:
            line.end_to_end = line.follows.end_to_end
        elif line.debit or happens(self.rng, 0.5):
            line.end_to_end = line.end_to_end or f"E2E{self.rng.randrange(10**8, 10**9)}"
        if calm:
            return
        if line.manner == "cut":
            line.text = self._cut(line)
            return
        self._handled_by_the_bank(line)

    def _words(self, line: Line) -> Vocabulary:
        home = self.world.language
        chance = self.rng.random()
        if line.phrase in _OURS or line.customer is None or chance < _AT_HOME:
            return vocabulary(home)
        return vocabulary("en" if chance < _AT_HOME + _IN_ENGLISH else line.customer.language)

    def _filled(self, template: str, **known: str) -> str:
        rng = self.rng
        day = START + dt.timedelta(days=rng.randrange(-80, 90))
        blanks = {
            "r": self._digits(5), "s": f"{rng.randrange(1000, 9999)}", "y": str(day.year),
            "m": f"{day.month:02}", "h": f"{rng.randrange(7, 20):02}", "p": "2",
            "d": day.strftime(vocabulary(self.world.language).date), "name": "", "t": "", "n": "",
        }  # fmt: skip
        return template.format(**(blanks | known))

    def _digits(self, count: int) -> str:
        """Return digits that mean nothing, or sometimes look like a number of ours."""
        rng = self.rng
        if happens(rng, 0.15):
            return self.scheme.parts(rng.choice(self.world.items).number)[2].zfill(count)
        return f"{rng.randrange(10**count):0{count}}"

    def _payer(self, line: Line, calm: bool) -> None:
        rng, home = self.rng, vocabulary(self.world.language)
        line.iban = ""
        if line.customer is None or line.payer == "processor":
            line.name = PROCESSOR if line.payer == "processor" else ""
        elif line.payer in {"nobody", "cheque"}:
            said = "" if line.payer == "cheque" else rng.choice(home.sentences["collective"])
            line.name = said
        elif line.payer == "alias" and line.customer.alias:
            name, account = line.customer.alias
            line.name = noise.shouted(name, self.level, rng)
            line.iban = account if happens(rng, 0.6) else ""
        elif line.payer in {"middleman", "stranger"}:
            line.name = self._stranger(home, line.payer)
            line.iban = party.iban(home.country, rng) if happens(rng, 0.6) else ""
        else:
            customer = line.customer
            bare = calm or line.payer in {"account", "bare name"}
            line.name = customer.name if bare else noise.payer_name(customer, self.level, rng)
            seen = line.payer == "account" or happens(rng, self.level.iban)
            line.iban = customer.iban if seen and line.payer != "bare name" else ""

    def _stranger(self, home: Vocabulary, payer: str) -> str:
        rng, said = self.rng, home.sentences
        if payer == "middleman":
            return rng.choice(said["middleman"])
        taken = {one.alias[0] for one in self.world.customers if one.alias}
        while True:
            blanks = {key: rng.choice(said[key]) for key in ("trade", "place", "family")}
            name = rng.choice(said["holding"]).format(**blanks)
            name = f"{name} {rng.choice(said['legal'])}"
            if name not in taken:
                return noise.shouted(name, self.level, rng)

    def _text(self, line: Line, words: Vocabulary) -> str:
        rng = self.rng
        if line.phrase in {"income", "expense"}:
            name, text = rng.choice(words.strangers[line.phrase])
            line.name = noise.shouted(name, self.level, rng)
            if line.named:
                text = rng.choice(words.sentences["invoice"]).replace("{name}", "")
            return self._filled(text, n=self._numbers(line))
        if line.phrase == "payout":
            found = [id_ for one, id_ in self.world.payouts if one is line]
            return f"STRIPE PAYOUT {found[0]}"
        if line.manner == "structured":
            return self._structured(line, words)
        text = self._filled(
            rng.choice(words.sentences[line.phrase]),
            n=self._numbers(line),
            p=str(line.named[0].terms[0]) if line.named and line.named[0].terms else "2",
            name=line.name if line.payer == "own" else "",
        )
        if line.manner == "crowded" or happens(rng, self.level.crowded):
            for _ in range(rng.randrange(1, 4) if line.manner == "crowded" else 1):
                own = self._filled(rng.choice(words.sentences["own"]))
                text = f"{own} {text}" if happens(rng, 0.4) else f"{text} {own}"
        if line.payer == "middleman" and line.customer:
            name = noise.shouted(line.customer.name, self.level, rng)
            text = self._filled(rng.choice(words.sentences["behalf"]), t=text, name=name)
        return " ".join(text.split())

    def _numbers(self, line: Line) -> str:
        numbers = [item.number for item in line.named]
        if not numbers:
            return ""
        if line.manner == "damaged":
            return damaged(self.scheme, numbers[0], self.rng)
        if line.manner == "typo":
            return mistyped(self.scheme, numbers[0], self.rng)
        if line.manner == "list":
            return shortened(self.scheme, numbers, self.rng)
        return " ".join(numbers)

    def _structured(self, line: Line, words: Vocabulary) -> str:
        reference = line.named[0].reference
        if happens(self.rng, 0.65):
            line.reference = reference
            return (
                ""
                if happens(self.rng, 0.7)
                else self._filled(self.rng.choice(words.sentences["silent"]))
            )
        return printed(reference) if happens(self.rng, 0.6) else reference

    def _cut(self, line: Line) -> str:
        number = line.named[0].number
        before, _, _ = line.text.partition(number)
        keep = max(len(number) - self.rng.randrange(2, 4), 1)
        return (before + number[:keep])[-noise.TEXT_WIDTH :].strip()

    def _handled_by_the_bank(self, line: Line) -> None:
        rng, level = self.rng, self.level
        home = vocabulary(self.world.language)
        text = line.text
        if line.amount > 0 and line.phrase not in _UNWRAPPED and happens(rng, level.wrapped):
            text = self._filled(rng.choice(home.sentences["wrap"]), t=text, name=line.name)
        text = noise.shouted(" ".join(text.split()), level, rng)
        if happens(rng, level.folded):
            text = noise.folded(text, rng.choice((27, 35)))
        width = rng.choice((27, 35, 54)) if happens(rng, level.short) else noise.TEXT_WIDTH
        line.text = text[:width].strip()
