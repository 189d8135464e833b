"""Invented customers: companies and persons, some with the same or nearly the same name."""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING

from benchmarks.cash_application.chance import happens
from benchmarks.cash_application.values import Customer
from benchmarks.cash_application.vocabulary import LANGUAGES, vocabulary

if TYPE_CHECKING:
    from random import Random

_FORM = MappingProxyType(
    {"DE": "n18", "FR": "n23", "ES": "n20", "NL": "a4n10", "PL": "n24", "SE": "n20", "IT": "a1n22",
     "GB": "a4n14", "BE": "n12", "AT": "n16"}
)  # fmt: skip
_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l", "ø": "oe", "å": "aa", "æ": "ae",
     "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ł": "L", "Ø": "Oe", "Å": "Aa", "Æ": "Ae"}
)  # fmt: skip
FOREIGN, PERSONS, NAMESAKES, NEAR, KNOWN = 0.2, 0.33, 0.04, 0.06, 0.6


def iban(country: str, rng: Random) -> str:
    """Return a new account number of a country with right check digits."""
    body = ""
    for kind, count in re.findall(r"([an])(\d+)", _FORM[country]):
        signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if kind == "a" else "0123456789"
        body += "".join(rng.choice(signs) for _ in range(int(count)))
    digits = "".join(str(int(sign, 36)) for sign in f"{body}{country}00")
    return f"{country}{98 - int(digits) % 97:02}{body}"


def ascii_of(text: str, spelled: bool = True) -> str:
    """Return a text in ASCII, umlauts spelled out or only without their dots.

    >>> ascii_of("Łódź Köster"), ascii_of("Łódź Köster", spelled=False)
    ('Lodz Koester', 'Lodz Koster')
    """
    if not spelled:
        text = text.replace("ł", "l").replace("Ł", "L").replace("ß", "ss")
    text = text.translate(_LETTERS) if spelled else text
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if sign.isascii())


def new_name(language: str, person: bool, rng: Random) -> str:
    """Return the name of a company or a person of a country."""
    words = vocabulary(language).sentences
    family = rng.choice(words["family"])
    if person:
        return f"{rng.choice(words['given'])} {family}"
    trade, place = rng.choice(words["trade"]), rng.choice(words["place"])
    other = rng.choice(words["family"])
    core = rng.choice(
        (f"{family} {trade}", f"{trade} {family}", f"{trade} {place}", f"{family} & {other}")
    )
    return f"{core} {rng.choice(words['legal'])}"


def without_legal_form(customer: Customer) -> str:
    """Return the name as people say it."""
    if customer.person:
        return customer.name
    forms = sorted(vocabulary(customer.language).sentences["legal"], key=len, reverse=True)
    for form in forms:
        if customer.name.endswith(" " + form):
            return customer.name.removesuffix(" " + form)
    return customer.name


def new_customers(count: int, language: str, rng: Random) -> list[Customer]:
    """Return so many customers of a language's country, a fifth of them from abroad."""
    customers: list[Customer] = []
    taken: set[str] = set()
    names: set[str] = set()
    while len(customers) < count:
        spoken = rng.choice(LANGUAGES) if happens(rng, FOREIGN) else language
        person = happens(rng, PERSONS)
        name = new_name(spoken, person, rng)
        chance = rng.random()
        if customers and chance < NAMESAKES + NEAR:
            like = rng.choice(customers)
            spoken, person, name = like.language, like.person, like.name
            if chance >= NAMESAKES and not person:
                legal = rng.choice(vocabulary(spoken).sentences["legal"])
                name = f"{without_legal_form(like)} {legal}"
        if name in names and chance >= NAMESAKES:
            continue
        names.add(name)
        country = vocabulary(spoken).country
        customers.append(
            Customer(
                id=f"C{len(customers) + 1:04}",
                name=name,
                account=_account(name, taken),
                language=spoken,
                person=person,
                iban=iban(country, rng),
                foreign=spoken != language,
                known=happens(rng, KNOWN),
            )
        )
    _give_aliases(customers, language, rng)
    return customers


def _account(name: str, taken: set[str]) -> str:
    """Return a new last part of an account, no two of which differ by case alone."""
    words = re.findall(r"[A-Za-z0-9]+", ascii_of(name))
    stem = "".join(word[0].upper() + word[1:] for word in words)[:28]
    account, again = stem, 1
    while account.lower() in taken:
        again += 1
        account = f"{stem}-{again}"
    taken.add(account.lower())
    return account


def _give_aliases(customers: list[Customer], language: str, rng: Random) -> None:
    """Let every eighth customer be paid for by somebody else, a third of those by a shared one."""
    words = vocabulary(language).sentences
    order = rng.sample(customers, len(customers))
    lone, shared = order[: len(order) // 12 + 1], order[len(order) // 12 + 1 : len(order) // 6 + 3]
    groups = [[one] for one in lone] + [shared[n : n + 3] for n in range(0, len(shared), 3)]
    taken = {customer.name for customer in customers}
    for group in groups:
        name = ""
        while not name or name in taken:
            name = rng.choice(words["holding"]).format(
                trade=rng.choice(words["trade"]),
                place=rng.choice(words["place"]),
                family=rng.choice(words["family"]),
            )
            name += rng.choice(("", *(" " + form for form in words["legal"])))
        taken.add(name)
        account = iban(vocabulary(language).country, rng)
        for customer in group:
            customer.alias = (name, account)
